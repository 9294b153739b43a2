//! Topics at the broker: who may write where, and who has written what comes.
//!
//! Owns [`Topic`] and the filters. **Who says something is read from the topic and from nowhere else**: the broker lets a server write
//! under its own name only (`pattern write cc/1/SCHOOL/o/%u/#`, `pattern write cc/1/SCHOOL/to/+/%u`), so that no content can claim to be
//! another's. Topics have exactly their number of levels; names of channels are never in them.

use crate::chat::campus_event::Origin;
use crate::chat::origin::{SchoolName, ServerName};

/// The version of what is said. Another one is another world beside this.
const VERSION: &str = "cc/1";

/// A topic that something has come under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Topic {
    /// The announcement of a server, to all.
    State {
        /// The server that says it.
        origin: ServerName,
    },
    /// An event of a server, to all.
    Log(Origin),
    /// The people on a server, to all.
    Roster {
        /// Which says it.
        origin: ServerName,
    },
    /// The changes of these, to all.
    Presence {
        /// Which says it.
        origin: ServerName,
    },
    /// The words of a server to this one.
    Direct {
        /// The server that says it.
        origin: ServerName,
    },
}

/// The beginning of all topics of a school, before the names.
fn of_school(school: &SchoolName) -> String {
    format!("{VERSION}/{school}")
}

/// Where a server says what it is.
pub(super) fn state(school: &SchoolName, origin: &ServerName) -> String {
    format!("{}/o/{origin}/state", of_school(school))
}

/// Where a server says who is there.
pub(super) fn roster(school: &SchoolName, origin: &ServerName) -> String {
    format!("{}/o/{origin}/roster", of_school(school))
}

/// Where a server says what has changed of that.
pub(super) fn presence(school: &SchoolName, origin: &ServerName) -> String {
    format!("{}/o/{origin}/presence", of_school(school))
}

/// Where all servers say who is there.
pub(super) fn rosters(school: &SchoolName) -> String {
    format!("{}/o/+/roster", of_school(school))
}

/// Where all servers say what has changed of that.
pub(super) fn presences(school: &SchoolName) -> String {
    format!("{}/o/+/presence", of_school(school))
}

/// Where a server says something to another.
pub(super) fn direct(school: &SchoolName, to: &ServerName, origin: &ServerName) -> String {
    format!("{}/to/{to}/{origin}", of_school(school))
}

/// Where a server tells its events.
pub(super) fn log(school: &SchoolName, origin: &Origin) -> String {
    let Origin { server, epoch } = origin;
    format!("{}/o/{server}/{epoch}/log", of_school(school))
}

/// The events of all servers.
pub(super) fn logs(school: &SchoolName) -> String {
    format!("{}/o/+/+/log", of_school(school))
}

/// The topics of all servers' announcements.
pub(super) fn states(school: &SchoolName) -> String {
    format!("{}/o/+/state", of_school(school))
}

/// The topics of what is said to a server.
pub(super) fn directs(school: &SchoolName, to: &ServerName) -> String {
    format!("{}/to/{to}/+", of_school(school))
}

impl Topic {
    /// Reads a topic of that school, as far as it concerns this server; `None` for any other.
    pub(super) fn parse(text: &str, school: &SchoolName, me: &ServerName) -> Option<Self> {
        let rest = text.strip_prefix(VERSION)?.strip_prefix('/')?.strip_prefix(school.as_str())?.strip_prefix('/')?;
        let mut levels = rest.split('/');
        let mut next = || levels.next();
        let topic = match (next()?, next()?, next()?) {
            ("o", origin, "state") => Self::State { origin: origin.parse().ok()? },
            ("o", origin, "roster") => Self::Roster { origin: origin.parse().ok()? },
            ("o", origin, "presence") => Self::Presence { origin: origin.parse().ok()? },
            ("o", origin, epoch) => {
                let origin = Origin { server: origin.parse().ok()?, epoch: epoch.parse().ok()? };
                if next()? != "log" {
                    return None;
                }
                Self::Log(origin)
            }
            ("to", to, origin) if to == me.as_str() => Self::Direct { origin: origin.parse().ok()? },
            _ => return None,
        };
        levels.next().is_none().then_some(topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        let (school, me): (SchoolName, ServerName) = ("lycee".parse().unwrap(), "salle101".parse().unwrap());
        let other: ServerName = "salle204".parse().unwrap();
        let read = |text: &str| Topic::parse(text, &school, &me);
        assert_eq!(read(&state(&school, &other)), Some(Topic::State { origin: other.clone() }));
        assert_eq!(read(&roster(&school, &other)), Some(Topic::Roster { origin: other.clone() }));
        assert_eq!(read(&presence(&school, &other)), Some(Topic::Presence { origin: other.clone() }));
        assert_eq!(read(&direct(&school, &me, &other)), Some(Topic::Direct { origin: other.clone() }));
        let origin = Origin { server: other.clone(), epoch: crate::chat::origin::Epoch(7) };
        assert_eq!(read(&log(&school, &origin)), Some(Topic::Log(origin)));
        assert_eq!(read(&direct(&school, &other, &me)), None, "to another");
        for none in [
            "",
            "cc/1/lycee",
            "cc/1/lycee/o/salle204",
            "cc/1/lycee/o/salle204/state/",
            "cc/1/lycee/o/salle204/state/x",
            "cc/1/lycee/o/salle204/roster/x",
            "cc/1/lycee/o/salle204/0000000000000007",
            "cc/1/lycee/o/salle204/0000000000000007/log/x",
            "cc/1/lycee/o/salle204/7/log",
            "cc/1/lycee/o//state",
            "cc/1/lycee/o/Salle204/state",
            "cc/1/lycee2/o/salle204/state",
            "cc/2/lycee/o/salle204/state",
            "x/cc/1/lycee/o/salle204/state",
            "cc/1/lycee/to/salle101/salle204/x",
            "cc/1/lycee/to/salle101/",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
