//! Presence: who is there, in which state, and who is told.
//!
//! Owns [`Person`] and the rules for `status` lines and the `users` list. A `status` line makes most clients rebuild
//! their list and forget the chosen private recipient, so none is sent that changes nothing for its receiver, and none
//! about oneself.

use super::clock::Now;
use super::core::{Addressee, Core, Identity};
use super::effect::{AuditKind, Effects, SessionId};
use super::greeting::Greeting;
use super::name::{NameKey, Username};
use super::refusal::Form;
use super::reply::Reply;
use super::request::PresenceState;
use super::text::Text;

/// Somebody present, in one session or several.
pub(super) struct Person {
    pub(super) name: Username,
    /// Whether it is the owner of an account; else a guest.
    pub(super) registered: bool,
    pub(super) state: PresenceState,
    pub(super) sessions: Vec<SessionId>,
    /// The presence tick at which a hidden state began. Who came or got the list later does not know of the person.
    pub(super) hidden_since: Option<u64>,
}

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

    /// Who is there, as far as a session may see.
    pub(super) fn visible_people(&self, id: SessionId) -> Vec<(Username, PresenceState)> {
        let me = self.identity(id).map(|identity| &identity.key);
        self.people
            .iter()
            .filter(|(key, person)| !person.state.is_hidden() || Some(*key) == me)
            .map(|(_, person)| (person.name.clone(), person.state.clone()))
            .collect()
    }

    /// Tells one session of everybody whose state cannot be guessed from the list.
    pub(super) fn send_states(&self, id: SessionId, out: &mut Effects) {
        let Some(me) = self.identity(id) else { return };
        for (key, person) in &self.people {
            if *key != me.key && !person.state.is_online() && !person.state.is_hidden() {
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
        user: Option<Username>,
        out: &mut Effects,
    ) {
        let Some(identity) = self.identity_mut(id) else {
            match user {
                Some(name) => {
                    if self.identify_guest(now, id, &name, state, out) {
                        self.greeting_saw_status(id);
                    }
                }
                None => self.reject(now, id, &Text::NotIdentified, None, out),
            }
            return;
        };
        let key = identity.key.clone();
        self.greeting_saw_status(id);
        self.change_state(&key, state, out);
    }

    fn change_state(&mut self, key: &NameKey, state: PresenceState, out: &mut Effects) {
        self.tick += 1;
        let tick = self.tick;
        let Some(person) = self.people.get_mut(key) else { return };
        if person.state == state {
            return;
        }
        let was_hidden_since = person.hidden_since;
        person.hidden_since = state.is_hidden().then(|| was_hidden_since.unwrap_or(tick));
        person.state = state.clone();
        let reply = Reply::Status { user: person.name.clone(), state };
        // From one hidden state to another: news only for those who knew the person.
        let both_hidden = if person.hidden_since.is_some() { was_hidden_since } else { None };
        self.tell_others_of(key, both_hidden, reply, out);
    }

    /// Sends a line about a person to everybody else; if the person has been hidden since a tick, only to those who
    /// were there before it.
    fn tell_others_of(&self, key: &NameKey, hidden_since: Option<u64>, reply: Reply, out: &mut Effects) {
        match hidden_since {
            None => out.fan_out(self.others(key), reply),
            Some(since) => {
                let knew = |id: &SessionId| self.identity(*id).is_some_and(|identity| identity.since_tick < since);
                out.fan_out(self.others(key).filter(knew), reply);
            }
        }
    }

    /// The identified sessions of everybody but one person.
    pub(super) fn others(&self, key: &NameKey) -> impl Iterator<Item = SessionId> {
        let own: &[SessionId] = self.people.get(key).map_or(&[], |person| &person.sessions);
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
        let identity = Identity {
            key: name.key().clone(),
            current: self.channels.default_slot(),
            memberships: Vec::with_capacity(1),
            place: self.identified.len(),
            since_tick: self.tick,
            greeting: Greeting::default(),
            unconfirmed: Vec::new(),
        };
        let Some(session) = self.sessions.get_mut(&id) else { return };
        debug_assert!(session.identity.is_none(), "a session leaves before it joins again");
        session.identity = Some(identity);
        self.identified.push(id);
        self.seat(id, self.channels.default_slot());
        if let Some(person) = self.people.get_mut(name.key()) {
            person.sessions.push(id);
        } else {
            // Nobody is told of a guest who comes as `offline`: that is how a client says goodbye that was nobody yet.
            let told = state != PresenceState::offline();
            let hidden_since = state.is_hidden().then_some(if told { self.tick } else { 0 });
            let audible = !state.is_hidden();
            let reply = Reply::Status { user: name.clone(), state: state.clone() };
            let person = Person { name: name.clone(), registered, state, sessions: Vec::from([id]), hidden_since };
            self.people.insert(name.key().clone(), person);
            if told {
                out.fan_out(self.others(name.key()), reply);
            }
            if audible && self.settings.announce_presence {
                let to = Addressee::EveryoneBut(name.key().clone());
                self.send_system_message(now, &to, &Text::Arrived(name), out);
            }
        }
        self.begin_greeting(now, id);
    }

    /// Takes a session from its person, who disappears with the last one.
    pub(super) fn leave(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        self.end_greeting(id);
        let Some(identity) = self.sessions.get_mut(&id).and_then(|session| session.identity.take()) else { return };
        for &membership in &identity.memberships {
            self.vacate(membership);
            self.channels.tidy(membership.channel);
        }
        self.identified.swap_remove(identity.place);
        if let Some(&moved) = self.identified.get(identity.place)
            && let Some(other) = self.identity_mut(moved)
        {
            other.place = identity.place;
        }
        let Some(person) = self.people.get_mut(&identity.key) else { return };
        person.sessions.retain(|&session| session != id);
        if let Some(&other) = person.sessions.last() {
            // What was in hand for the session that has gone is for one that is still there.
            self.load_undelivered(other, out);
            return;
        }
        self.storage.loading_is_outdated(&identity.key);
        self.tick += 1;
        let Some(person) = self.people.remove(&identity.key) else { return };
        let was_audible = !person.state.is_hidden();
        // Who was shown `offline` already has nothing to learn.
        if person.state != PresenceState::offline() {
            let reply = Reply::Status { user: person.name.clone(), state: PresenceState::offline() };
            self.tell_others_of(&identity.key, person.hidden_since, reply, out);
        }
        if was_audible && self.settings.announce_presence {
            self.send_system_message(now, &Addressee::EveryoneBut(identity.key), &Text::Left(&person.name), out);
        }
    }

    /// Makes an unidentified session a guest under the wanted name, or the nearest free one. Returns whether it now is
    /// one.
    pub(super) fn identify_guest(
        &mut self,
        now: Now,
        id: SessionId,
        wanted: &Username,
        state: PresenceState,
        out: &mut Effects,
    ) -> bool {
        let refused = if self.settings.guests {
            self.check_name_ban(wanted.key()).err()
        } else {
            Some(self.refusal(&Text::GuestsRefused))
        };
        if let Some(refusal) = refused {
            self.audit(id, AuditKind::GuestRefused, refusal.code.as_str(), wanted.as_str().to_owned(), out);
            self.answer_refusal(now, id, Form::Json, refusal, out);
            return false;
        }
        let given = self.free_guest_name(wanted);
        self.audit(id, AuditKind::GuestIdentified, "", given.as_str().to_owned(), out);
        self.join_person(now, id, &given, false, state, out);
        if given.as_str() != wanted.as_str() {
            self.hold_rename_notice(now, id, wanted, &given);
        }
        self.load_replay(id, out);
        true
    }

    fn free_guest_name(&self, wanted: &Username) -> Username {
        let is_free = |name: &Username| {
            let key = name.key();
            !(name.is_reserved()
                || self.people.contains_key(key)
                || self.accounts.contains_key(key)
                || self.registering.contains(key)
                || self.check_name_ban(key).is_err())
        };
        // Ends: only so many names are taken.
        let mut attempt = 0;
        loop {
            let name = wanted.guest_variant(attempt);
            if is_free(&name) {
                return name;
            }
            attempt += 1;
        }
    }

    /// A name has become an account's: a guest who bears it gets another.
    pub(super) fn rename_guest(&mut self, now: Now, key: &NameKey, out: &mut Effects) {
        let Some(guest) = self.people.get(key).filter(|person| !person.registered) else { return };
        let (wanted, state, sessions) = (guest.name.clone(), guest.state.clone(), guest.sessions.clone());
        let hidden_since = guest.hidden_since;
        let given = self.free_guest_name(&wanted);
        if state != PresenceState::offline() {
            let gone = Reply::Status { user: wanted.clone(), state: PresenceState::offline() };
            self.tell_others_of(key, hidden_since, gone, out);
            let here = Reply::Status { user: given.clone(), state };
            self.tell_others_of(key, hidden_since, here, out);
        }
        if let Some(mut person) = self.people.remove(key) {
            person.name = given.clone();
            self.people.insert(given.key().clone(), person);
        }
        for id in sessions {
            if let Some(identity) = self.identity_mut(id) {
                identity.key = given.key().clone();
            }
            let text = Text::GuestRenamed { wanted: &wanted, given: &given };
            self.send_system_message(now, &Addressee::Session(id), &text, out);
            self.renew_held_words(now, id);
        }
    }
}
