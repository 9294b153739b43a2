//! Lines to clients about the other servers of the school.
//!
//! Owns [`CampusLine`], a plain value that `wire` makes a line of.

use super::name::Username;
use super::origin::ServerName;
use super::request::PresenceState;

/// A server and those of its people who are in shared channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPeople {
    /// The server.
    pub server: ServerName,
    /// True while it is there.
    pub is_present: bool,
    /// The names under which they are shown and written to here, in order, each with its state.
    pub people: Vec<(Username, PresenceState)>,
}

/// A line about the other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampusLine {
    /// The answer to `school`.
    All {
        /// The name of this server; `None` for one that is alone.
        name: Option<ServerName>,
        /// True while the broker is connected.
        is_connected: bool,
        /// The others, in order.
        servers: Vec<ServerPeople>,
    },
    /// People of a server have moved, or it is there or gone itself.
    Moved {
        /// The server.
        server: ServerName,
        /// True while it is there; all its people are gone with it.
        is_present: bool,
        /// Those who have come, or are in another state.
        came: Vec<(Username, PresenceState)>,
        /// Those who have left.
        left: Vec<Username>,
    },
    /// The broker is connected, or not any more.
    Connected(bool),
}

/// The names of those on other servers, for the list of all.
pub fn names_of(servers: &[ServerPeople]) -> Vec<(ServerName, Vec<Username>)> {
    let names = |of: &ServerPeople| of.people.iter().map(|(name, _)| name.clone()).collect();
    servers.iter().map(|of| (of.server.clone(), names(of))).collect()
}
