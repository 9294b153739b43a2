//! Presence: who is there, in which state, and who is told.
//!
//! Owns the rules for `status` lines and the `users` list, on `state::people`. A `status` line makes most clients rebuild
//! their list and forget the chosen private recipient, so none is sent that changes nothing for its receiver, and none
//! about oneself. Who comes in without an account, and under which name, is in `guests`.

use std::num::NonZeroU64;

use super::account::Role;
use super::campus_line::names_of;
use super::claim::TypedName;
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::Asked;
use super::reply::Reply;
use super::request::PresenceState;
use super::state::people::PersonSlot;
use super::text::Text;

impl Core {
    /// Answers `users`, and goes on with the greeting that waited for it.
    pub(super) fn users(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let mut people = self.visible_people(id);
        let roles = self.newer(id).then(|| self.roles_among(&people));
        let mut elsewhere = Vec::new();
        if self.rosters.is_some() {
            let servers = self.people_elsewhere();
            people.extend(servers.iter().flat_map(|of| of.people.iter().cloned()));
            if self.newer(id) {
                elsewhere = names_of(&servers);
            }
        }
        out.send(id, Reply::Users { people, roles, elsewhere });
        let tick = self.people.advance();
        // A client strikes off who is not on the list, so what the hidden do is no news for it from here on.
        if self.sessions.set_since_tick(id, tick) {
            self.greeting_saw_users(now, id, out);
        }
    }

    /// The people present, as far as a session may see.
    pub(super) fn visible_people(&self, id: SessionId) -> Vec<(Username, PresenceState)> {
        let me = self.identity(id).map(|identity| identity.person());
        self.people
            .iter()
            .filter(|(slot, person)| !person.state().is_hidden() || Some(*slot) == me)
            .map(|(_, person)| (person.name().clone(), person.state().clone()))
            .collect()
    }

    /// Tells one session of everybody whose state cannot be guessed from the list.
    pub(super) fn send_states(&self, id: SessionId, out: &mut Effects) {
        let Some(me) = self.identity(id) else { return };
        for (slot, person) in self.people.iter() {
            if slot != me.person() && !person.state().is_online() && !person.state().is_hidden() {
                let role = self.mark_of(person.name()).filter(|_| self.newer(id));
                out.send(id, Reply::Status { user: person.name().clone(), state: person.state().clone(), role });
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
        let Some(identity) = self.identity(id) else {
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
        let person = identity.person();
        self.greeting_saw_status(id);
        // Who may not speak does not speak that way either.
        let key = self.people.in_slot(person).map(|person| person.name().key()).filter(|_| state.is_free_text());
        if let Some(Err(refusal)) = key.map(|key| self.check_voice(now, key).and_then(|()| self.check_silence(now, id)))
        {
            self.refuse(now, id, Asked::Message(None), refusal, out);
            return;
        }
        self.change_state(person, state, out);
    }

    fn change_state(&mut self, slot: PersonSlot, state: PresenceState, out: &mut Effects) {
        let Some(change) = self.people.set_state(slot, state.clone()) else { return };
        self.tell_other_people(slot, change.hidden_since, self.people[slot].name(), state, out);
    }

    /// Numbers of guests up to this one are others': what they did was brought in from elsewhere.
    pub fn skip_guests_to(&mut self, number: u32) {
        self.people.skip_guests_to(number);
    }

    /// Gives a person another name: to the others one has gone, and another come.
    pub(super) fn rename_person(&mut self, now: Now, slot: PersonSlot, given: &Username, out: &mut Effects) {
        let Some(person) = self.people.in_slot(slot) else { return };
        if *person.state() != PresenceState::offline() {
            let hidden_since = person.hidden_since();
            self.tell_other_people(slot, hidden_since, person.name(), PresenceState::offline(), out);
            self.tell_other_people(slot, hidden_since, given, person.state().clone(), out);
        }
        let before = person.name().key().clone();
        self.rename_guests_token(&before, given.key());
        self.people.rename(slot, given.clone());
        // Whoever was there under the other name is so no more.
        self.note_departure(now, slot, now.wall, out);
        if let Some(&id) = self.people.in_slot(slot).and_then(|person| person.sessions().first()) {
            self.note_arrival(now, slot, id, out);
        }
    }

    /// Tells everybody else of a person's state; if the person has been hidden since a tick, only those who were there
    /// before it.
    fn tell_other_people(
        &self,
        person: PersonSlot,
        hidden_since: Option<NonZeroU64>,
        name: &Username,
        state: PresenceState,
        out: &mut Effects,
    ) {
        match hidden_since {
            None => self.tell_state(self.others(person), name, state, out),
            Some(since) => {
                let knew =
                    |id: &SessionId| self.identity(*id).is_some_and(|identity| identity.since_tick() < since.get());
                self.tell_state(self.others(person).filter(knew), name, state, out);
            }
        }
    }

    /// Tells of somebody's state. Newer clients learn of who is in charge in the same line.
    fn tell_state(
        &self,
        to: impl Iterator<Item = SessionId>,
        name: &Username,
        state: PresenceState,
        out: &mut Effects,
    ) {
        let line = |role| Reply::Status { user: name.clone(), state: state.clone(), role };
        match self.mark_of(name).filter(|_| state != PresenceState::offline()) {
            None => out.fan_out(to, line(None)),
            Some(role) => {
                let (newer, old): (Vec<SessionId>, Vec<SessionId>) = to.partition(|&id| self.newer(id));
                out.fan_out(old.into_iter(), line(None));
                out.fan_out(newer.into_iter(), line(Some(role)));
            }
        }
    }

    /// The role with which others see somebody marked; `None` for those who are in charge of nothing.
    fn mark_of(&self, name: &Username) -> Option<Role> {
        Some(self.role_of(name.key())).filter(|role| *role != Role::User)
    }

    fn roles_among(&self, people: &[(Username, PresenceState)]) -> Vec<(Username, Role)> {
        people.iter().filter_map(|(name, _)| Some((name.clone(), self.mark_of(name)?))).collect()
    }

    /// Tells newer clients that somebody has another role: all of them, if the person can be seen, else the person's own;
    /// but not the one that asked for it, which gets an answer.
    pub(super) fn tell_role(&self, key: &NameKey, role: Role, asker: Option<SessionId>, out: &mut Effects) {
        let Some(person) = self.people.get(key) else { return };
        let is_told =
            |id: &SessionId| self.newer(*id) && (!person.state().is_hidden() || person.sessions().contains(id));
        let told = self.sessions.identified().iter().copied().filter(|&id| Some(id) != asker).filter(is_told);
        out.fan_out(told, Reply::Role { user: person.name().clone(), role });
    }

    /// The identified sessions of everybody but one person.
    pub(super) fn others(&self, person: PersonSlot) -> impl Iterator<Item = SessionId> {
        let own: &[SessionId] = self.people.in_slot(person).map_or(&[], |person| person.sessions());
        self.sessions.identified().iter().copied().filter(move |id| !own.contains(id))
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
        let tick = self.people.advance();
        let found = self.people.find(name.key());
        let lost = found.and_then(|slot| self.end_lingering(slot));
        let before = lost.as_ref().map(|lost| lost.since).or_else(|| {
            let earlier = found.and_then(|slot| self.people[slot].sessions().first().copied());
            earlier.and_then(|earlier| self.sessions.get(earlier)).map(|session| session.since())
        });
        if let Some(since) = before.filter(|_| !registered) {
            // What the guest wrote and got before is still their own.
            self.sessions.came_before(id, since);
        }
        // Nobody is told of a guest who comes as `offline`: that is how a client says goodbye that was nobody yet.
        let told = state != PresenceState::offline();
        let slot = found.unwrap_or_else(|| self.people.insert(name.clone(), registered, state.clone(), told));
        self.forget_unidentified(id);
        if !self.sessions.identify(id, slot, self.channels.default_slot(), tick) {
            return;
        }
        self.people.add_session(slot, id);
        match found {
            None => self.note_arrival(now, slot, id, out),
            Some(_) if lost.as_ref().is_some_and(|lost| lost.address == self.address(id)) => {}
            Some(_) => self.note_session(slot, id, out),
        }
        self.enter_default_channel(id);
        if let Some(lost) = lost {
            self.enter_again(id, &lost.channels);
        }
        if found.is_none() {
            let audible = !state.is_hidden();
            if told {
                self.tell_state(self.others(slot), name, state, out);
            }
            if audible && self.settings.announce_presence {
                self.tell_everyone_but(now, slot, &Text::Arrived(name), out);
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
        let Some(slot) = self.detach(id) else { return };
        let Some(person) = self.people.in_slot(slot) else { return };
        if let Some(&other) = person.sessions().last() {
            // What was in hand for the session that has gone is for one that is still there.
            self.load_undelivered(other, out);
            return;
        }
        self.depart(now, id, slot, now.wall, out);
    }

    /// Takes a session from its person, and gives the person.
    pub(super) fn detach(&mut self, id: SessionId) -> Option<PersonSlot> {
        self.end_greeting(id);
        let identity = self.sessions.unidentify(id)?;
        self.exit_all(&identity);
        self.people.remove_session(identity.person(), id);
        Some(identity.person())
    }

    /// Somebody is gone, with this session as the last, since then.
    pub(super) fn depart(&mut self, now: Now, id: SessionId, slot: PersonSlot, since: WallTime, out: &mut Effects) {
        self.people.advance();
        self.hand_falls(now, id, slot, out);
        self.note_departure(now, slot, since, out);
        let Some(person) = self.people.remove(slot) else { return };
        if !person.is_registered() {
            self.forget_guests_token(person.name().key());
        }
        self.undelivered_is_outdated(person.name().key());
        let was_audible = !person.state().is_hidden();
        // Who was shown `offline` already has nothing to learn.
        if *person.state() != PresenceState::offline() {
            let state = PresenceState::offline();
            self.tell_other_people(slot, person.hidden_since(), person.name(), state, out);
        }
        if was_audible && self.settings.announce_presence {
            self.tell_everyone(now, &Text::Left(person.name()), out);
        }
    }
}
