//! Guests: who comes in without an account, and under which name.
//!
//! Owns these rules. A guest is called as the client says, or as nearly so as may be: no guest has a name that looks like
//! that of an account, of somebody else present or of somebody in charge. Called by `talk` and `presence` with a first
//! word, by `sign_in` when a name becomes an account's, and by `core` when other names are reserved.

use std::net::IpAddr;

use super::claim::{GuestName, TypedName};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::Asked;
use super::request::{AckToken, PresenceState};
use super::state::greetings::Notice;
use super::state::people::Person;
use super::text::Text;

impl Core {
    /// Makes an unidentified session a guest under the name that it typed, if it typed one, or the nearest one that it may
    /// have, in the state that comes with the name, else the one that it chose before. Returns whether it now is a guest.
    pub(super) fn identify_guest(
        &mut self,
        now: Now,
        id: SessionId,
        typed: Option<&TypedName>,
        state: Option<PresenceState>,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) -> bool {
        let GuestName { name: ref wanted, is_changed } =
            typed.map_or_else(GuestName::nameless, TypedName::to_guest_name);
        let refused = if self.settings.guests {
            self.check_name_ban(wanted.key()).err()
        } else {
            Some(self.refusal(&Text::GuestsRefused))
        };
        if let Some(refusal) = refused {
            self.audit(id, AuditKind::GuestRefused, refusal.code.as_str(), wanted.as_str().to_owned(), out);
            self.refuse_unheard(now, id, Asked::Message(ack), refusal, out);
            return false;
        }
        let given = self.free_guest_name(wanted);
        self.audit(id, AuditKind::GuestIdentified, "", given.as_str().to_owned(), out);
        let early = self.take_early_state(id);
        let chosen_early = early.is_some();
        let state = state.or(early).unwrap_or_else(PresenceState::online);
        // Who may not speak does not come in with words of their own either.
        let silenced = state.is_free_text()
            && self.check_voice(now, given.key()).and_then(|()| self.check_silence(now, id)).is_err();
        let state = if silenced { PresenceState::online() } else { state };
        self.join_person(now, id, &given, false, state, out);
        self.note_typed_name(id, typed);
        if chosen_early {
            self.greeting_saw_status(id);
        }
        if given.as_str() != wanted.as_str() {
            let notice = if self.is_taken(wanted.key()) { Notice::Taken } else { Notice::Confusable };
            self.hold_rename_notice(now, id, notice, wanted);
        } else if is_changed {
            self.hold_rename_notice(now, id, Notice::Changed, wanted);
        }
        self.load_replay(id, out);
        true
    }

    pub(super) fn free_guest_name(&self, wanted: &Username) -> Username {
        let reserved = &self.settings.reserved;
        let is_free = |name: &Username| {
            // What is quick to find out comes first: the loop may be long.
            !(self.is_taken(name.key())
                || self.check_name_ban(name.key()).is_err()
                || reserved.binds_guest(name)
                || self.resembles_somebody(name))
        };
        let base = reserved.without_roles(wanted).unwrap_or_else(|| GuestName::nameless().name);
        // Ends: only so many names are taken.
        let mut attempt = 0;
        loop {
            let name = base.guest_variant(attempt);
            if is_free(&name) {
                return name;
            }
            attempt += 1;
        }
    }

    /// Keeps what a session typed as its name, if that is not what it is called.
    pub(super) fn note_typed_name(&mut self, id: SessionId, typed: Option<&TypedName>) {
        let Some(person) = self.person_of(id) else { return };
        let other = typed.and_then(TypedName::as_typed).filter(|typed| *typed != person.name().as_str()).cloned();
        self.sessions.set_typed_name(id, other);
    }

    /// Other names are reserved from now on: guests who bear one get another.
    pub(super) fn rename_reserved_guests(&mut self, now: Now, out: &mut Effects) {
        let is_bound = |person: &Person| !person.is_registered() && self.settings.reserved.binds_guest(person.name());
        let bound: Vec<NameKey> = self
            .people
            .iter()
            .filter(|(_, person)| is_bound(person))
            .map(|(_, person)| person.name().key().clone())
            .collect();
        for key in bound {
            self.rename_guest(now, &key, None, out);
        }
    }

    /// There is another account: guests whose names look like it get others.
    pub(super) fn rename_guests_like_accounts(&mut self, now: Now, out: &mut Effects) {
        let guests = self.people.iter().map(|(_, person)| person).filter(|person| !person.is_registered());
        let alike: Vec<NameKey> = guests
            .filter(|guest| self.accounts.resemble(guest.name()))
            .map(|guest| guest.name().key().clone())
            .collect();
        for key in alike {
            self.rename_guest(now, &key, None, out);
        }
    }

    /// A name is not a guest's any more, because it is reserved or an account's, which was made from an address: a guest
    /// who bears it gets another.
    pub(super) fn rename_guest(&mut self, now: Now, key: &NameKey, owner: Option<IpAddr>, out: &mut Effects) {
        let Some(slot) = self.people.find(key).filter(|&slot| !self.people[slot].is_registered()) else { return };
        if self.depart_lingering(now, key, out) {
            return;
        }
        let guest = &self.people[slot];
        let (wanted, sessions) = (guest.name().clone(), guest.sessions().clone());
        let given = self.free_guest_name(&wanted);
        self.rename_person(now, slot, &given, out);
        let own = sessions.iter().any(|&id| Some(self.address(id)) == owner);
        self.carry_mute_over(&wanted, &given, own, out);
        for id in sessions {
            if self.sessions.typed_name(id).is_none() {
                self.sessions.set_typed_name(id, Some(wanted.as_str().into()));
            }
            let text = match owner {
                Some(_) => Text::GuestRenamed { wanted: &wanted, given: &given },
                None => Text::GuestNameConfusable { wanted: &wanted, given: &given },
            };
            self.tell(now, id, &text, out);
            self.renew_held_words(now, id);
        }
    }
}
