//! The connections of those who watch the server, until each has asked.
//!
//! Owns [`Monitors`]: how many there may be. `metrics` answers them; `net` gives each its time.

use std::collections::HashSet;

use crate::net::ConnectionId;

/// Connections of monitors at once.
const MONITORS_MAX: usize = 8;

/// Open connections of monitors.
#[derive(Debug, Default)]
pub(super) struct Monitors(HashSet<ConnectionId>);

impl Monitors {
    pub(super) fn has_room(&self) -> bool {
        self.0.len() < MONITORS_MAX
    }

    pub(super) fn add(&mut self, id: ConnectionId) {
        self.0.insert(id);
    }

    /// Takes out all.
    pub(super) fn take_all(&mut self) -> Vec<ConnectionId> {
        self.0.drain().collect()
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        self.0.remove(&id);
    }
}
