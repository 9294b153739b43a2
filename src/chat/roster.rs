//! People on each server of a school, as servers tell each other: plain values between the core and `campus`.
//!
//! Owns [`PeopleInput`], what has come from elsewhere, and [`PeopleAct`], what the core wants said there. A server's *roster* is the
//! list of those who are in its shared channels and may be named elsewhere; each change gives it the next revision. Names are as their
//! own server has them, and hostile: no names of ours yet.

use super::origin::ServerName;
use super::request::PresenceState;

/// People of one server that are listed.
pub const ROSTER_MAX: usize = 500;

/// Bytes of their names and states in one message, so that with all that JSON adds it stays below what a broker takes.
pub const ROSTER_BYTES_MAX: usize = 20 * 1024;

/// People of all other servers that are listed: each client that asks who is there is told of all.
pub const ELSEWHERE_MAX: usize = 2000;

/// Somebody on a roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name, as that server knows it.
    pub name: Box<str>,
    /// The state.
    pub state: PresenceState,
}

/// A word that has come from the other servers about people, or about whether they can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleInput {
    /// The broker has let this server in.
    Connected,
    /// It is not connected any more.
    Lost,
    /// A server has said itself that it is there.
    Present {
        /// The server.
        server: ServerName,
        /// The revision of its roster, if it has one.
        revision: Option<u64>,
        /// True if it was not there before, or was started anew: it knows nothing of us.
        is_new: bool,
    },
    /// A server's whole roster.
    Snapshot {
        /// The server.
        server: ServerName,
        /// Its revision.
        revision: u64,
        /// Those on it.
        people: Vec<Listed>,
    },
    /// The changes of a server's roster.
    Change {
        /// The server.
        server: ServerName,
        /// The revision that this makes of the one before.
        revision: u64,
        /// Those who have come, or are in another state.
        came: Vec<Listed>,
        /// The names of those who have left.
        left: Vec<Box<str>>,
    },
    /// A server asks for our roster.
    Asked(ServerName),
}

/// A word that the core wants said to the other servers about people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeopleAct {
    /// Our whole roster.
    Snapshot {
        /// To this server; `None` for all.
        to: Option<ServerName>,
        /// Its revision.
        revision: u64,
        /// Those on it.
        people: Vec<Listed>,
    },
    /// The changes of it, to all.
    Change {
        /// The revision that this makes of the one before.
        revision: u64,
        /// Those who have come, or are in another state.
        came: Vec<Listed>,
        /// The names of those who have left.
        left: Vec<Box<str>>,
    },
    /// Ask a server for its roster.
    Ask(ServerName),
}
