//! The announcement of a server to the others: once a minute, and when somebody new is there.
//!
//! Owns [`Announcement`] and its JSON, which is hostile when it comes: fields that are not known are passed over, and a number that
//! cannot be is one that was not said.

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use crate::chat::origin::Epoch;

/// Bytes of one at most, so that nobody has to read more of a stranger.
const BYTES_MAX: usize = 1024;

/// The version that is written. Higher ones are read as far as they are understood.
const VERSION: u32 = 1;

/// The facts that a server tells of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announcement {
    /// The life of its database.
    pub epoch: Epoch,
    /// Drawn by chance when the server was started, if it says so: two that have one name and one database differ in it.
    pub run: Option<u64>,
    /// The number of its last event; 0 if there was none.
    pub head: u64,
    /// The number of the first that it can be asked for.
    pub low: u64,
    /// People who are there.
    pub people: u32,
    /// The revision of its roster, if it tells one.
    pub roster: Option<u64>,
    /// True if it is gone, or about to be: it has said so, or the broker has, in its place.
    pub is_offline: bool,
    /// True if it has just connected and wants to be told how the others are: it may have missed what they said last.
    pub is_hello: bool,
}

/// The form on the wire.
#[derive(Serialize, Deserialize)]
struct Form {
    v: u32,
    epoch: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run: Option<String>,
    #[serde(default)]
    head: u64,
    #[serde(default)]
    low: u64,
    #[serde(default)]
    people: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    roster: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    offline: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    hello: bool,
    /// An announcement has none. What has one is something else that is said to a server, perhaps of a later version.
    #[serde(default, skip_serializing)]
    kind: Option<IgnoredAny>,
}

impl Announcement {
    /// Makes the word of a server that goes, or of the broker in its place.
    pub(super) fn gone(epoch: Epoch) -> Self {
        Self { epoch, run: None, head: 0, low: 0, people: 0, roster: None, is_offline: true, is_hello: false }
    }

    /// The bytes of it.
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let Self { epoch, run, head, low, people, roster, is_offline, is_hello } = self;
        let run = run.map(|run| Epoch(run).to_string());
        let (offline, hello, kind) = (is_offline, is_hello, None);
        let form = Form { v: VERSION, epoch: epoch.to_string(), run, head, low, people, roster, offline, hello, kind };
        // A form of numbers and digits is always JSON.
        serde_json::to_vec(&form).unwrap_or_default()
    }

    /// Reads one; `None` for anything else.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let bytes = Some(bytes).filter(|bytes| bytes.len() <= BYTES_MAX)?;
        let Form { v, epoch, run, head, low, people, roster, offline, hello, kind } =
            serde_json::from_slice(bytes).ok()?;
        let epoch = epoch.parse().ok()?;
        let run = run.map(|run| run.parse::<Epoch>().map(|Epoch(run)| run)).transpose().ok()?;
        let (is_offline, is_hello) = (offline, hello);
        (v >= VERSION && kind.is_none()).then_some(Self { epoch, run, head, low, people, roster, is_offline, is_hello })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_and_what_comes_later_passed_over() {
        let (run, roster, is_offline, is_hello) = (Some(255), Some(5), false, false);
        let here = Announcement { epoch: Epoch(7), run, head: 9, low: 2, people: 28, roster, is_offline, is_hello };
        assert_eq!(
            here.to_bytes(),
            br#"{"v":1,"epoch":"0000000000000007","run":"00000000000000ff","head":9,"low":2,"people":28,"roster":5}"#
        );
        assert_eq!(Announcement::parse(&here.to_bytes()), Some(here));
        let new = Announcement { is_hello: true, ..here };
        assert_eq!(Announcement::parse(&new.to_bytes()), Some(new));
        let gone = Announcement::gone(Epoch(7));
        assert_eq!(Announcement::parse(&gone.to_bytes()), Some(gone));
        let later = br#"{"v":2,"new":[{"a":null}],"epoch":"0000000000000007","head":9,"low":2,"people":28,"roster":5}"#;
        assert_eq!(Announcement::parse(later), Some(Announcement { run: None, ..here }));
    }

    #[test]
    fn what_is_none_is_none() {
        let long = format!(r#"{{"v":1,"epoch":"0000000000000007","x":"{}"}}"#, "x".repeat(BYTES_MAX));
        for none in [
            "",
            "{}",
            "[]",
            r#"{"v":0,"epoch":"0000000000000007"}"#,
            r#"{"v":1,"epoch":"7"}"#,
            r#"{"v":1,"epoch":"0000000000000007","run":"7"}"#,
            r#"{"v":1,"epoch":"0000000000000007","people":-1}"#,
            r#"{"v":1,"epoch":"0000000000000007","people":4294967296}"#,
            r#"{"v":1,"epoch":"0000000000000007"}x"#,
            r#"{"v":2,"kind":"later","epoch":"0000000000000007","from":9}"#,
            long.as_str(),
        ] {
            assert_eq!(Announcement::parse(none.as_bytes()), None, "{none}");
        }
    }
}
