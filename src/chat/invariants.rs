//! Invariants that hold between any two events, over all tables.
//!
//! Owns [`Core::check_invariants`], for tests. What holds within a table is checked by it.

use super::core::Core;
use super::state::lingerers::Lingerer;
use super::state::people::Person;

impl Core {
    /// Checks what must hold between any two events.
    ///
    /// # Panics
    /// If it does not hold. For tests.
    pub fn check_invariants(&self) {
        self.sessions.check_invariants();
        self.people.check_invariants();
        self.accounts.check_invariants();
        self.school_waits.check_invariants(|key| self.is_registering(key));
        for &id in self.sessions.identified() {
            let person = self.person_of(id).expect("an identified session is a person's");
            assert!(person.sessions().contains(&id), "a person knows their sessions");
            let typed = self.sessions.typed_name(id);
            assert!(typed.is_none_or(|typed| typed != person.name().as_str()), "only what was typed otherwise is kept");
        }
        let is_alone = |person: &Person| person.sessions().is_empty();
        let lingers = |lingerer: &Lingerer| self.people.in_slot(lingerer.person).is_some_and(is_alone);
        assert!(self.lingerers.iter().all(lingers), "who lingers is present, without a session");
        let alone = self.people.iter().filter(|(_, person)| is_alone(person)).count();
        assert_eq!(alone, self.lingerers.len(), "who is present has a session, or lingers");
        let seats: usize = self.people.iter().map(|(_, person)| person.sessions().len()).sum();
        assert_eq!(seats, self.sessions.identified().len(), "a session belongs to one person");
        // It is much work, and what is wrong in there stays so.
        if self.people.tick().is_multiple_of(8) {
            self.people.check_lookalikes();
            self.accounts.check_lookalikes();
            for name in
                self.people.iter().filter(|(_, person)| !person.is_registered()).map(|(_, person)| person.name())
            {
                assert!(!self.settings.reserved.binds_guest(name), "no guest passes for somebody in charge");
                assert!(!self.resembles_somebody(name), "no guest passes for somebody else");
            }
        }
        self.lingerers.check_invariants();
        for (_, person) in self.people.iter() {
            let has_account = self.accounts.contains(person.name().key());
            assert_eq!(person.is_registered(), has_account, "a guest bears nobody's name");
        }
        assert!(self.refusal_counts.sessions().all(|id| self.sessions.contains(id)), "who has gone is not counted");
        self.tokens.check_invariants();
        let (owners, guests) = self.tokens.owners();
        assert!({ owners }.all(|owner| self.accounts.contains(owner)), "whoever comes back has an account");
        let is_guest = |name| self.people.get(name).is_some_and(|person| !person.is_registered());
        assert!({ guests }.all(is_guest), "who has gone does not come back as a guest");
        for id in self.due_passwords.sessions() {
            let is_nobody = self.sessions.get(id).is_some_and(|session| session.identity().is_none());
            assert!(is_nobody && self.newer(id), "who has to choose a password is nobody yet");
        }
        self.check_greeting_invariants();
        self.check_unidentified_invariants();
        for (_, session) in self.sessions.iter() {
            if session.is_paused() {
                assert!(
                    !self.password_waits.is_empty()
                        || !self.school_waits.is_empty()
                        || self.storage.is_waiting()
                        || !self.history_waits.is_empty()
                        || !self.message_waits.is_empty()
                        || !self.sheet_waits.is_empty()
                        || !self.count_waits.is_empty()
                        || !self.search_waits.is_empty(),
                    "a paused session has something to wait for"
                );
            }
        }
        self.undelivered.check_invariants();
        self.storage.check_invariants();
        if let Some(campus) = &self.campus {
            campus.check_invariants();
        }
        if let Some(letters) = &self.letters {
            letters.check_invariants();
        }
        if let Some(rosters) = &self.rosters {
            rosters.check_invariants();
        }
        assert!(self.storage.reads() >= self.undelivered.loading() as u64, "what is being read was asked for");
        self.sanctions.check_invariants();
        self.silences.check_invariants();
        self.hands.check_invariants();
        assert!(
            self.hands.iter().all(|hand| self.people.in_slot(hand.person).is_some()),
            "a hand falls with its person"
        );
        self.attendance.check_invariants(|slot| self.people.in_slot(slot).is_some());
        self.polls.check_invariants();
        self.questions.check_invariants();
        self.check_channel_invariants();
    }
}
