//! Presence: who is there, in which state, and who is told.
//!
//! Owns [`Person`] and the rules for `status` lines and the `users` list. A `status` line makes most clients rebuild
//! their list and forget the chosen private recipient, so none is sent that changes nothing for its receiver, and none
//! about oneself.

use std::net::IpAddr;
use std::num::NonZeroU64;

use smallvec::SmallVec;

use super::claim::{GuestName, TypedName};
use super::clock::Now;
use super::core::{Addressee, Core};
use super::effect::{AuditKind, Effects};
use super::greeting::{Greeting, Notice};
use super::handle::SessionId;
use super::lookalike_index::LookalikeIndex;
use super::memory::give_back;
use super::name::{NameKey, Username};
use super::people::{OwnSessions, Person, PersonSlot};
use super::reply::Reply;
use super::request::{AckToken, PresenceState};
use super::sessions::Identity;
use super::text::Text;

impl Core {
    /// Answers `users`, and goes on with the greeting that waited for it.
    pub(super) fn users(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        out.send(id, Reply::Users { people: self.visible_people(id) });
        self.tick += 1;
        let tick = self.tick;
        if let Some(identity) = self.identity_mut(id) {
            // A client strikes off who is not on the list, so what the hidden do is no news for it from here on.
            identity.since_tick = tick;
            self.greeting_saw_users(now, id, out);
        }
    }

    /// The people present, as far as a session may see.
    pub(super) fn visible_people(&self, id: SessionId) -> Vec<(Username, PresenceState)> {
        let me = self.identity(id).map(|identity| identity.person);
        self.people
            .iter()
            .filter(|(slot, person)| !person.state.is_hidden() || Some(*slot) == me)
            .map(|(_, person)| (person.name.clone(), person.state.clone()))
            .collect()
    }

    /// Tells one session of everybody whose state cannot be guessed from the list.
    pub(super) fn send_states(&self, id: SessionId, out: &mut Effects) {
        let Some(me) = self.identity(id) else { return };
        for (slot, person) in self.people.iter() {
            if slot != me.person && !person.state.is_online() && !person.state.is_hidden() {
                out.send(id, Reply::Status { user: person.name.clone(), state: person.state.clone() });
            }
        }
    }

    /// Changes the state of who asks; a guest may appear by it.
    pub(super) fn status(
        &mut self,
        now: Now,
        id: SessionId,
        state: PresenceState,
        user: Option<TypedName>,
        out: &mut Effects,
    ) {
        let Some(identity) = self.identity_mut(id) else {
            let Some(name) = user else {
                // A guest may choose a state before the first word; it counts from then on.
                self.choose_early_state(id, state);
                return;
            };
            if self.identify_guest(now, id, Some(&name), Some(state), None, out) {
                self.greeting_saw_status(id);
            }
            return;
        };
        let person = identity.person;
        self.greeting_saw_status(id);
        // Who may not speak does not speak that way either.
        let key = self.people.in_slot(person).map(|person| person.name.key()).filter(|_| state.is_free_text());
        if let Some(Err(refusal)) = key.map(|key| self.check_voice(now, key)) {
            self.refuse_with(now, id, refusal, None, out);
            return;
        }
        self.change_state(person, state, out);
    }

    fn change_state(&mut self, slot: PersonSlot, state: PresenceState, out: &mut Effects) {
        self.tick += 1;
        let tick = self.tick;
        let Some(person) = self.people.in_slot_mut(slot) else { return };
        if person.state == state {
            return;
        }
        let was_hidden_since = person.hidden_since;
        person.hidden_since = if state.is_hidden() { was_hidden_since.or(NonZeroU64::new(tick)) } else { None };
        person.state = state.clone();
        let reply = Reply::Status { user: person.name.clone(), state };
        // From one hidden state to another: news only for those who knew the person.
        let both_hidden = if person.hidden_since.is_some() { was_hidden_since } else { None };
        self.tell_other_people(slot, both_hidden, reply, out);
    }

    /// Sends a line about a person to everybody else; if the person has been hidden since a tick, only to those who
    /// were there before it.
    fn tell_other_people(&self, person: PersonSlot, hidden_since: Option<NonZeroU64>, reply: Reply, out: &mut Effects) {
        match hidden_since {
            None => out.fan_out(self.others(person), reply),
            Some(since) => {
                let knew =
                    |id: &SessionId| self.identity(*id).is_some_and(|identity| identity.since_tick < since.get());
                out.fan_out(self.others(person).filter(knew), reply);
            }
        }
    }

    /// The identified sessions of everybody but one person.
    pub(super) fn others(&self, person: PersonSlot) -> impl Iterator<Item = SessionId> {
        let own: &[SessionId] = self.people.in_slot(person).map_or(&[], |person| &person.sessions);
        self.identified.iter().copied().filter(move |id| !own.contains(id))
    }

    /// Makes a session one of a person's, who appears if they were not there.
    pub(super) fn join_person(
        &mut self,
        now: Now,
        id: SessionId,
        name: &Username,
        registered: bool,
        state: PresenceState,
        out: &mut Effects,
    ) {
        self.tick += 1;
        let found = self.people.find(name.key());
        debug_assert!(self.identity(id).is_none(), "a session leaves before it joins again");
        // Nobody is told of a guest who comes as `offline`: that is how a client says goodbye that was nobody yet.
        let told = state != PresenceState::offline();
        let slot = found.unwrap_or_else(|| {
            // Nobody knows of who comes as `offline`, which is before any tick of anybody.
            let since = if told { NonZeroU64::new(self.tick) } else { Some(NonZeroU64::MIN) };
            let hidden_since = since.filter(|_| state.is_hidden());
            let (name, state) = (name.clone(), state.clone());
            self.people.insert(Person { name, registered, state, sessions: OwnSessions::new(), hidden_since })
        });
        self.forget_unidentified(id);
        let Some(session) = self.sessions.get_mut(id) else { return };
        session.identity = Some(Identity {
            person: slot,
            current: self.channels.default_slot(),
            memberships: SmallVec::new(),
            // Connections are counted in 32 bits.
            place: self.identified.len() as u32,
            since_tick: self.tick,
            greeting: Greeting::default(),
        });
        self.identified.push(id);
        self.add_member(id, self.channels.default_slot());
        if let Some(person) = self.people.in_slot_mut(slot) {
            person.sessions.push(id);
        }
        if found.is_none() {
            let audible = !state.is_hidden();
            if told {
                out.fan_out(self.others(slot), Reply::Status { user: name.clone(), state });
            }
            if audible && self.settings.announce_presence {
                let to = Addressee::EveryoneBut(slot);
                self.send_system_message(now, &to, &Text::Arrived(name), out);
            }
        }
        self.begin_greeting(now, id);
    }

    /// Answers `logout`: the session is nobody again, and may become somebody as a new one may.
    pub(super) fn log_out(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        if self.identity(id).is_some() {
            self.audit(id, AuditKind::Disconnected, "logout", self.name_for_log(id), out);
            self.leave(now, id, out);
            self.author_has_changed(id);
            self.begin_identify_time(now, id);
        }
        out.send(id, Reply::Done { kind: "logout", fields: Vec::new() });
    }

    /// Takes a session from its person, who disappears with the last one.
    pub(super) fn leave(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        self.end_greeting(id);
        self.typed_names.remove(&id);
        let Some(identity) = self.sessions.get_mut(id).and_then(|session| session.identity.take()) else { return };
        for &membership in &identity.memberships {
            self.remove_membership(membership);
            self.channels.tidy(membership.channel);
        }
        self.identified.swap_remove(identity.place as usize);
        let moved = self.identified.get(identity.place as usize).copied();
        give_back(&mut self.identified);
        if let Some(moved) = moved
            && let Some(other) = self.identity_mut(moved)
        {
            other.place = identity.place;
        }
        let Some(person) = self.people.in_slot_mut(identity.person) else { return };
        person.sessions.retain(|&mut session| session != id);
        if let Some(&other) = person.sessions.last() {
            // What was in hand for the session that has gone is for one that is still there.
            self.load_undelivered(other, out);
            return;
        }
        self.tick += 1;
        let Some(person) = self.people.remove(identity.person) else { return };
        self.undelivered_is_outdated(person.name.key());
        let was_audible = !person.state.is_hidden();
        // Who was shown `offline` already has nothing to learn.
        if person.state != PresenceState::offline() {
            let reply = Reply::Status { user: person.name.clone(), state: PresenceState::offline() };
            self.tell_other_people(identity.person, person.hidden_since, reply, out);
        }
        if was_audible && self.settings.announce_presence {
            self.send_system_message(now, &Addressee::Everyone, &Text::Left(&person.name), out);
        }
    }

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
            self.refuse_message(now, id, refusal, ack, out);
            return false;
        }
        let given = self.free_guest_name(wanted);
        self.audit(id, AuditKind::GuestIdentified, "", given.as_str().to_owned(), out);
        let early = self.take_early_state(id);
        let chosen_early = early.is_some();
        let state = state.or(early).unwrap_or_else(PresenceState::online);
        // Who may not speak does not come in with words of their own either.
        let silenced = state.is_free_text() && self.check_voice(now, given.key()).is_err();
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

    fn free_guest_name(&self, wanted: &Username) -> Username {
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

    /// True if a name is somebody's, or nearly so.
    fn is_taken(&self, key: &NameKey) -> bool {
        self.people.contains(key) || self.accounts.contains_key(key) || self.registering.contains(key)
    }

    /// True if a name may be taken for that of somebody else, present or with an account.
    pub(super) fn resembles_somebody(&self, name: &Username) -> bool {
        let own = self.accounts.get_key_value(name.key()).map(|(key, _)| key).or(self.registering.get(name.key()));
        let own = own.map_or_else(SmallVec::new, LookalikeIndex::hashes_of);
        let is_account = |reading: &str| {
            let key = NameKey::of_folded(reading);
            let is_other = key != *name.key() && (self.accounts.contains_key(&key) || self.registering.contains(&key));
            is_other || self.account_lookalikes.has(reading, &own)
        };
        name.readings().iter().any(is_account) || self.people.resemble(name)
    }

    /// Other names are reserved from now on: guests who bear one get another.
    pub(super) fn rename_reserved_guests(&mut self, now: Now, out: &mut Effects) {
        let is_bound = |person: &Person| !person.registered && self.settings.reserved.binds_guest(&person.name);
        let bound: Vec<NameKey> = self
            .people
            .iter()
            .filter(|(_, person)| is_bound(person))
            .map(|(_, person)| person.name.key().clone())
            .collect();
        for key in bound {
            self.rename_guest(now, &key, None, out);
        }
    }

    /// A name is not a guest's any more, because it is reserved or an account's, which was made from an address: a guest
    /// who bears it gets another.
    pub(super) fn rename_guest(&mut self, now: Now, key: &NameKey, owner: Option<IpAddr>, out: &mut Effects) {
        let Some(slot) = self.people.find(key).filter(|&slot| !self.people[slot].registered) else { return };
        let guest = &self.people[slot];
        let (wanted, state, sessions) = (guest.name.clone(), guest.state.clone(), guest.sessions.clone());
        let hidden_since = guest.hidden_since;
        let given = self.free_guest_name(&wanted);
        if state != PresenceState::offline() {
            let gone = Reply::Status { user: wanted.clone(), state: PresenceState::offline() };
            self.tell_other_people(slot, hidden_since, gone, out);
            let here = Reply::Status { user: given.clone(), state };
            self.tell_other_people(slot, hidden_since, here, out);
        }
        self.people.rename(slot, given.clone());
        let own = sessions.iter().any(|&id| Some(self.address(id)) == owner);
        self.carry_mute_over(&wanted, &given, own, out);
        for id in sessions {
            self.typed_names.entry(id).or_insert_with(|| wanted.as_str().into());
            let text = match owner {
                Some(_) => Text::GuestRenamed { wanted: &wanted, given: &given },
                None => Text::GuestNameConfusable { wanted: &wanted, given: &given },
            };
            self.send_system_message(now, &Addressee::Session(id), &text, out);
            self.renew_held_words(now, id);
        }
    }
}
