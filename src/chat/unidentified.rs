//! Clients that have not said who they are, and the time that they have for it.
//!
//! Owns these rules on `state::unidentified`. Called by `core` when somebody comes, goes or is late, and by `presence` and
//! `guests` when somebody is identified or is nobody again.

use super::clock::{Mono, Now};
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::request::PresenceState;
use super::state::sessions::Session;
use super::text::Text;

impl Core {
    /// A client is nobody from now on. The operator may be so for any time.
    pub(super) fn begin_identify_time(&mut self, now: Now, id: SessionId) {
        if self.settings.identify_time.is_some() && self.sessions.get(id).is_some_and(|session| !session.is_console()) {
            self.unidentified.begin_time(now.mono, id);
        }
    }

    /// A client is identified, or gone.
    pub(super) fn forget_unidentified(&mut self, id: SessionId) {
        self.unidentified.remove(id);
    }

    /// A client that is nobody has chosen a state; it counts from the first word on.
    pub(super) fn choose_early_state(&mut self, id: SessionId, state: PresenceState) {
        if self.sessions.contains(id) {
            self.unidentified.keep_early_state(id, state);
        }
    }

    /// The state that a client chose before it was anybody, once.
    pub(super) fn take_early_state(&mut self, id: SessionId) -> Option<PresenceState> {
        self.unidentified.take_early_state(id)
    }

    /// There is another limit to the time, or none.
    pub(super) fn renew_identify_times(&mut self, now: Now) {
        if self.settings.identify_time.is_none() {
            self.unidentified.end_all_times();
        }
        for id in self.unidentified_clients().filter(|&id| !self.unidentified.has_time(id)).collect::<Vec<_>>() {
            self.unidentified.begin_time(now.mono, id);
        }
    }

    /// The session whose time to identify is over first, and when that is.
    pub(super) fn next_overdue(&self) -> Option<(Mono, SessionId)> {
        let time = self.settings.identify_time?;
        let (since, id) = self.unidentified.first()?;
        Some((since.saturating_add(time), id))
    }

    /// Closes the connections whose time is over.
    pub(super) fn close_overdue(&mut self, now: Now, out: &mut Effects) {
        while let Some((_, id)) = self.next_overdue().filter(|&(at, _)| at <= now.mono) {
            if self.sessions.get(id).is_some_and(|session| session.is_paused()) || self.due_password(id).is_some() {
                // It has said who it is, and the server has not answered yet, or has a person choose a password. Guesses
                // without end have limits of their own.
                self.unidentified.begin_time(now.mono, id);
                continue;
            }
            self.unidentified.end_time(id);
            self.audit(id, AuditKind::IdentifyTimeout, "", String::new(), out);
            self.close(now, id, &Text::IdentifyTimeout, CloseReason::IdentifyTimeout, out);
        }
    }

    /// Clients that must say who they are, and have not.
    fn unidentified_clients(&self) -> impl Iterator<Item = SessionId> {
        let limited = self.settings.identify_time.is_some();
        let is_nobody = move |session: &Session| limited && session.identity().is_none() && !session.is_console();
        self.sessions.iter().filter(move |(_, session)| is_nobody(session)).map(|(id, _)| id)
    }

    pub(super) fn check_unidentified_invariants(&self) {
        self.unidentified.check_invariants();
        assert!(self.unidentified_clients().all(|id| self.unidentified.has_time(id)), "everybody has the same time");
        assert_eq!(
            self.unidentified_clients().count(),
            self.unidentified.timed(),
            "who is known or gone has no time that ends"
        );
        let is_nobody = |id| self.sessions.get(id).is_some_and(|session| session.identity().is_none());
        assert!(self.unidentified.with_early_state().all(is_nobody), "who is known has no state for later");
    }
}
