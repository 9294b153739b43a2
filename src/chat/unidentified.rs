//! The clients that have not said who they are yet, and since when.
//!
//! Owns [`Unidentified`], which is kept while there is a limit to that (`limits.identify_s`). The limit is the same for
//! all, so the order in which their time began is the one in which it ends, whatever the limit becomes meanwhile. Called
//! by `core`, and by `presence` when somebody is identified.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::Mono;
use super::handle::SessionId;

/// Sessions by the moment at which their time began.
#[derive(Default)]
pub(super) struct Unidentified {
    by_time: BTreeSet<(Mono, SessionId)>,
    since: BTreeMap<SessionId, Mono>,
}

impl Unidentified {
    /// The time of a session begins; anew, if it had begun.
    pub(super) fn insert(&mut self, since: Mono, id: SessionId) {
        self.remove(id);
        self.by_time.insert((since, id));
        self.since.insert(id, since);
    }

    /// A session is identified, or gone.
    pub(super) fn remove(&mut self, id: SessionId) {
        if let Some(since) = self.since.remove(&id) {
            self.by_time.remove(&(since, id));
        }
    }

    /// The session whose time began first, and when.
    pub(super) fn first(&self) -> Option<(Mono, SessionId)> {
        self.by_time.first().copied()
    }

    pub(super) fn contains(&self, id: SessionId) -> bool {
        self.since.contains_key(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.since.len()
    }
}
