//! The clients that have not said who they are yet: since when, and in which state they want to be.
//!
//! Owns [`Unidentified`]. Times are kept while there is a limit to them (`limits.identify_s`). The limit is the same for
//! all, so the order in which their time began is the one in which it ends, whatever the limit becomes meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use crate::chat::clock::Mono;
use crate::chat::handle::SessionId;
use crate::chat::request::PresenceState;

/// The clients that are nobody yet, and what is known of them.
#[derive(Default)]
pub(in crate::chat) struct Unidentified {
    /// Sessions by the moment at which their time began.
    by_time: BTreeSet<(Mono, SessionId)>,
    since: BTreeMap<SessionId, Mono>,
    /// The states of those who chose one before they said who they are: few do.
    early_states: BTreeMap<SessionId, PresenceState>,
}

impl Unidentified {
    /// The time of a session begins; anew, if it had begun.
    pub(in crate::chat) fn begin_time(&mut self, since: Mono, id: SessionId) {
        self.end_time(id);
        self.by_time.insert((since, id));
        self.since.insert(id, since);
    }

    /// The time of a session does not matter any more.
    pub(in crate::chat) fn end_time(&mut self, id: SessionId) {
        if let Some(since) = self.since.remove(&id) {
            self.by_time.remove(&(since, id));
        }
    }

    /// Nobody's time matters any more.
    pub(in crate::chat) fn end_all_times(&mut self) {
        self.by_time = BTreeSet::new();
        self.since = BTreeMap::new();
    }

    /// The session whose time began first, and when.
    pub(in crate::chat) fn first(&self) -> Option<(Mono, SessionId)> {
        self.by_time.first().copied()
    }

    pub(in crate::chat) fn has_time(&self, id: SessionId) -> bool {
        self.since.contains_key(&id)
    }

    /// Sessions that have a time.
    pub(in crate::chat) fn timed(&self) -> usize {
        self.since.len()
    }

    /// Keeps the state of a session. A goodbye is none to come in with: nobody would be told who speaks.
    pub(in crate::chat) fn keep_early_state(&mut self, id: SessionId, state: PresenceState) {
        if state == PresenceState::offline() {
            self.early_states.remove(&id);
        } else {
            self.early_states.insert(id, state);
        }
    }

    /// The state that a session chose, once.
    pub(in crate::chat) fn take_early_state(&mut self, id: SessionId) -> Option<PresenceState> {
        self.early_states.remove(&id)
    }

    /// Forgets a session, which is identified, or gone. Returns the state that it chose.
    pub(in crate::chat) fn remove(&mut self, id: SessionId) -> Option<PresenceState> {
        self.end_time(id);
        self.take_early_state(id)
    }

    /// The sessions that chose a state.
    pub(in crate::chat) fn with_early_state(&self) -> impl Iterator<Item = SessionId> {
        self.early_states.keys().copied()
    }

    pub(in crate::chat) fn check_invariants(&self) {
        let all_listed = self.by_time.iter().all(|(since, id)| self.since.get(id) == Some(since));
        assert!(all_listed && self.by_time.len() == self.since.len(), "each time is in both orders");
    }
}
