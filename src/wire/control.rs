//! Requests about the server itself: of the operator's console, and those of them that people in charge may make too.
//!
//! Owns [`ControlRequest`], and who may make which ([`ControlRequest::rank`]). Any other line on the Unix socket is an ordinary
//! request, made with the rank of the console; [`super::console`] has both. Answers are JSON lines as everywhere.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ascii;
use crate::chat::account::{Rank, Role};
use crate::chat::erasure::MessageFate;
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::request::Password;

/// A request of the console.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ControlRequest {
    /// The list of those who are connected.
    Clients,
    /// The state of the server.
    Stats,
    /// The addresses of the page for browsers.
    Address,
    /// The other servers of the school, and how it stands with the broker.
    Campus,
    /// Take one of them out of service: nothing waits for it any more.
    CampusRetire {
        /// Which.
        #[serde(with = "server")]
        server: ServerName,
    },
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
        file: String,
    },
    /// The progress of the copy.
    BackupProgress,
    /// Make an account.
    UserAdd {
        /// Its name.
        #[serde(with = "new_username")]
        user: Username,
        /// Its password, in clear.
        #[serde(with = "password")]
        password: Password,
        /// The role of its owner.
        #[serde(default, with = "role")]
        role: Role,
        /// True if its owner is to choose another password.
        #[serde(default)]
        must_change: bool,
    },
    /// Make an account whose password is hashed already.
    UserImport {
        /// Its name.
        #[serde(with = "new_username")]
        user: Username,
        /// The hash, in a form that the server can compare a password with.
        #[serde(with = "password")]
        hash: Password,
        /// True if its owner is to choose another password.
        #[serde(default)]
        must_change: bool,
    },
    /// Give an account another password.
    UserPasswd {
        /// Whose.
        #[serde(with = "username")]
        user: Username,
        /// The new one, in clear.
        #[serde(with = "password")]
        password: Password,
        /// True if the account's sessions are closed.
        #[serde(default)]
        disconnect: bool,
        /// True if its owner is to choose another.
        #[serde(default = "yes")]
        must_change: bool,
    },
    /// Remove an account.
    UserDel {
        /// Whose.
        #[serde(with = "username")]
        user: Username,
    },
    /// Make a channel that stays, and say whom it is for.
    ChannelAdd {
        /// Its name.
        #[serde(with = "channel")]
        channel: ChannelName,
        /// The subject of the channel.
        topic: String,
        /// The people whom it is for, besides those in charge and whom it is for already; not said, for everybody.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "usernames")]
        members: Option<Vec<Username>>,
    },
    /// Keep messages of another time.
    MessageImport {
        /// Rows as `export` writes them. One without an `id` gets the next one.
        messages: Vec<Value>,
        /// Ids below this one are for messages that are to come: the server gives them to nobody from the answer on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ids_below: Option<u64>,
    },
    /// Do a step of erasing all that is kept of a person.
    PersonErase {
        /// Whom.
        #[serde(with = "username")]
        user: Username,
        /// The fate of their messages in channels.
        #[serde(with = "fate")]
        messages: MessageFate,
        /// The place at which the last step ended: its `next`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
}

/// The words for all of them.
const TYPES: [&str; 18] = [
    "clients",
    "stats",
    "address",
    "campus",
    "campus_retire",
    "log",
    "reload",
    "shutdown",
    "export",
    "backup",
    "backup_progress",
    "user_add",
    "user_import",
    "user_passwd",
    "user_del",
    "channel_add",
    "message_import",
    "person_erase",
];

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
    /// The one person whose rows are wanted; `None` for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// The day of the attendance; today if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
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
    /// The attendance of a day.
    Attendance,
    /// Polls, with the votes in them.
    Polls,
    /// Questions to the people in charge.
    Questions,
    /// The people who were there, from when to when, and who is.
    Stays,
    /// Lessons.
    Lessons,
    /// The devices that accounts are kept logged in on, without what they log in with.
    Devices,
    /// Channels that are for some people only, with their names.
    Groups,
}

/// A name as it stands in a line.
mod username {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Username;

    pub(super) fn serialize<S: Serializer>(name: &Username, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Username, D::Error> {
        let text = String::deserialize(deserializer)?;
        Username::parse(&text).map_err(D::Error::custom)
    }
}

/// Names as they stand in a line, or none.
mod usernames {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Username;

    pub(super) fn serialize<S: Serializer>(names: &Option<Vec<Username>>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(names.iter().flatten().map(Username::as_str))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Username>>, D::Error> {
        let Some(texts) = Option::<Vec<String>>::deserialize(deserializer)? else { return Ok(None) };
        let names = texts.iter().map(|text| Username::parse(text).map_err(D::Error::custom));
        names.collect::<Result<_, _>>().map(Some)
    }
}

/// A name that is new, and so keeps the present rule.
mod new_username {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer};

    use super::Username;
    pub(super) use super::username::serialize;

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Username, D::Error> {
        let text = String::deserialize(deserializer)?;
        Username::parse_new(&text).map_err(D::Error::custom)
    }
}

/// A channel's name as it stands in a line.
mod channel {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::ChannelName;

    pub(super) fn serialize<S: Serializer>(name: &ChannelName, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ChannelName, D::Error> {
        let text = String::deserialize(deserializer)?;
        ChannelName::parse(&text).map_err(D::Error::custom)
    }
}

/// A server's name as it stands in a line.
mod server {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::ServerName;

    pub(super) fn serialize<S: Serializer>(name: &ServerName, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(name.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<ServerName, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A password as it stands in a line.
mod password {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Password;

    pub(super) fn serialize<S: Serializer>(password: &Password, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&password.0)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Password, D::Error> {
        Box::<str>::deserialize(deserializer).map(Password)
    }
}

/// A role as it stands in a line.
mod role {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Role;

    pub(super) fn serialize<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(role.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The fate of messages, as it stands in a line.
mod fate {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::MessageFate;

    pub(super) fn serialize<S: Serializer>(fate: &MessageFate, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(fate.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MessageFate, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// The default of `must_change`: a password that somebody else chose is to be replaced.
fn yes() -> bool {
    true
}

/// Lines of the log that are shown when no number is given.
fn log_lines() -> usize {
    50
}

impl ControlRequest {
    /// The word for it on the wire: the `type` of the request and of its answer.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Clients => "clients",
            Self::Stats => "stats",
            Self::Address => "address",
            Self::Campus => "campus",
            Self::CampusRetire { .. } => "campus_retire",
            Self::Log { .. } => "log",
            Self::Reload => "reload",
            Self::Shutdown => "shutdown",
            Self::Export(_) => "export",
            Self::Backup { .. } => "backup",
            Self::BackupProgress => "backup_progress",
            Self::UserAdd { .. } => "user_add",
            Self::UserImport { .. } => "user_import",
            Self::UserPasswd { .. } => "user_passwd",
            Self::UserDel { .. } => "user_del",
            Self::ChannelAdd { .. } => "channel_add",
            Self::MessageImport { .. } => "message_import",
            Self::PersonErase { .. } => "person_erase",
        }
    }

    /// The rank that it takes. What names files of the server's machine, or hands over what was said in private, is the
    /// console's alone; and so is the end of the server.
    pub fn rank(&self) -> Rank {
        match self {
            Self::Clients | Self::Stats | Self::Address | Self::Campus => Rank::Moderator,
            Self::Export(request) if request.table == ExportTable::Messages && request.channel.is_none() => {
                Rank::Console
            }
            Self::CampusRetire { .. }
            | Self::Log { .. }
            | Self::Reload
            | Self::Export(_)
            | Self::UserAdd { .. }
            | Self::UserDel { .. }
            | Self::ChannelAdd { .. }
            | Self::PersonErase { .. } => Rank::Admin,
            Self::Shutdown
            | Self::Backup { .. }
            | Self::BackupProgress
            | Self::UserImport { .. }
            | Self::MessageImport { .. }
            | Self::UserPasswd { .. } => Rank::Console,
        }
    }

    /// Reads a line; `None` if it is not one of these, and so perhaps a client's.
    ///
    /// # Errors
    /// In words for the console, which asked for one of these in a form that it does not have.
    pub fn parse(line: &[u8]) -> Option<Result<Self, String>> {
        #[derive(Deserialize)]
        struct Kind<'a> {
            #[serde(rename = "type", borrow)]
            kind: Cow<'a, str>,
        }
        let kind: Kind<'_> = serde_json::from_slice(line).ok()?;
        TYPES.contains(&&*kind.kind).then(|| serde_json::from_slice(line).map_err(|e| e.to_string()))
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
    fn a_log_has_a_usual_length() {
        assert_eq!(ControlRequest::parse(br#"{"type":"log"}"#), Some(Ok(ControlRequest::Log { lines: 50 })));
    }

    #[test]
    fn what_is_wrong_with_a_request_is_said() {
        for (line, part) in [
            (r#"{"type":"export","table":"cats"}"#, "cats"),
            (r#"{"type":"user_del"}"#, "user"),
            (r#"{"type":"user_add","user":"a\u200bb","password":"abcd"}"#, "character"),
            (r#"{"type":"user_add","user":"bob","password":"abcd","role":"king"}"#, "king"),
            (r#"{"type":"user_passwd","user":"bob","password":null}"#, "null"),
        ] {
            let Some(Err(words)) = ControlRequest::parse(line.as_bytes()) else { panic!("{line}") };
            assert!(words.contains(part), "{line}: {words}");
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        let line = br#"{"type":"user_passwd","user":"bob","password":"s3cret"}"#;
        let request = format!("{:?}", ControlRequest::parse(line).unwrap().unwrap());
        assert!(request.contains("bob") && !request.contains("s3cret"), "{request}");
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
