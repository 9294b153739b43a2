//! Requests of the operator's console beyond what a client may make: the Unix socket's own requests.
//!
//! Owns [`ControlRequest`], which the server reads and `classcord admin` and its sister commands write. Any other line
//! on that socket is an ordinary request, made with the rank of the console. Answers are JSON lines as everywhere.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ascii;

/// A request of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ControlRequest {
    /// The list of those who are connected.
    Clients,
    /// The state of the server.
    Stats,
    /// The last lines of the human log.
    Log {
        /// The number of lines.
        #[serde(default = "log_lines")]
        lines: usize,
    },
    /// Read the configuration again and reopen the logs, as SIGHUP does.
    Reload,
    /// Stop, as SIGTERM does.
    Shutdown,
    /// Part of what is stored.
    Export(ExportRequest),
    /// Copy the database.
    Backup {
        /// The file to make; a path of the server's machine that the server may write to.
        file: PathBuf,
    },
    /// The progress of the copy.
    BackupProgress,
}

/// A request for a part of what is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// Of what.
    pub table: ExportTable,
    /// Messages of this channel only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Messages from this moment on, in microseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since_us: Option<i64>,
    /// Messages before this moment, in microseconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_us: Option<i64>,
    /// The place at which the last part ended: its `next`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The tables that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportTable {
    /// Messages, private ones too.
    Messages,
    /// Accounts, without their passwords.
    Users,
    /// Mutes and bans.
    Bans,
    /// Polls, with the votes in them.
    Polls,
    /// Questions to the people in charge.
    Questions,
}

/// Lines of the log that are shown when no number is given.
fn log_lines() -> usize {
    50
}

impl ControlRequest {
    /// Reads a line; `None` if it is not one of these, and so perhaps a client's.
    pub fn parse(line: &[u8]) -> Option<Self> {
        serde_json::from_slice(line).ok()
    }
}

/// Appends a JSON value as a line in ASCII, `\n` included.
pub fn push_line(out: &mut String, value: &serde_json::Value) {
    ascii::push_json(out, &value.to_string());
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_read_as_they_are_written() {
        let export = ExportRequest {
            table: ExportTable::Messages,
            channel: Some("#général".to_owned()),
            since_us: Some(-5),
            until_us: None,
            after: Some("7".to_owned()),
        };
        for request in [
            ControlRequest::Clients,
            ControlRequest::Log { lines: 7 },
            ControlRequest::Export(export),
            ControlRequest::Backup { file: "/x/é".into() },
        ] {
            let line = serde_json::to_string(&request).unwrap();
            assert_eq!(ControlRequest::parse(line.as_bytes()), Some(request), "{line}");
        }
        assert_eq!(ControlRequest::parse(br#"{"type":"log"}"#), Some(ControlRequest::Log { lines: 50 }));
    }

    #[test]
    fn what_is_a_clients_is_left_to_be_read_as_such() {
        for line in [r#"{"type":"kick","user":"bob"}"#, r#"{"type":"users"}"#, "x", "[]"] {
            assert_eq!(ControlRequest::parse(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn answers_are_ascii() {
        let mut out = String::new();
        push_line(&mut out, &serde_json::json!({ "é": "\n" }));
        assert_eq!(out, "{\"\\u00e9\":\"\\n\"}\n");
    }
}
