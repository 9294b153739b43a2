//! Who is there, and who is told.

use serde_json::{Map, Value, json};

use classcord_server::chat::clock::Now;

use super::charge::{Kind, Rank};
use super::greeting::Greeting;
use super::rooms::home;
use super::{Conn, Me, Model, Person};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

fn is_hidden(state: &str) -> bool {
    matches!(state, "invisible" | "offline")
}

/// True if a state is in words of somebody's own.
fn says_something(state: &str) -> bool {
    !matches!(state, "online" | "offline" | "away" | "dnd" | "invisible")
}

impl Model {
    pub fn users(&mut self, now: Now, conn: Conn) {
        let me = self.me(conn).map(|me| me.key.clone());
        let listed: Vec<&Person> = self
            .people
            .iter()
            .filter(|(key, person)| !is_hidden(&person.state) || Some(*key) == me.as_ref())
            .map(|(_, person)| person)
            .collect();
        let names: Vec<&str> = listed.iter().map(|person| &*person.name.shown).collect();
        let states: Map<String, Value> = listed
            .iter()
            .filter(|person| person.state != "online")
            .map(|person| (person.name.shown.clone(), json!(person.state)))
            .collect();
        let mut answer = json!({ "type": "users", "users": names, "states": states });
        if self.peers[&conn].newer {
            let staff = listed.iter().filter(|person| self.rank_of(&person.name.key) > Rank::User);
            let roles = staff.map(|person| (person.name.shown.clone(), json!(self.rank_of(&person.name.key).word())));
            answer["roles"] = Value::Object(roles.collect());
        }
        self.step.line(conn, Want::Exactly(answer));
        let Some(me) = me else { return };
        let visible = self.visible_but(&me);
        self.me_mut(conn).unwrap().knows = visible.iter().cloned().collect();
        let first = self.me_mut(conn).unwrap().greeting.saw_users();
        if first {
            for (key, state) in visible.iter().filter(|(_, state)| state != "online") {
                let shown = self.people[key].name.shown.clone();
                self.show_state(conn, &shown, key, state);
            }
        }
        self.greeting_after_users(now, conn);
    }

    fn visible_but(&self, me: &str) -> Vec<(String, String)> {
        let visible = self.people.iter().filter(|(key, person)| *key != me && !is_hidden(&person.state));
        visible.map(|(key, person)| (key.clone(), person.state.clone())).collect()
    }

    pub fn status(&mut self, now: Now, conn: Conn, state: &str, user: Option<&str>) {
        if self.me(conn).is_some() {
            let me = self.me_mut(conn).unwrap();
            me.greeting.saw_status();
            let key = me.key.clone();
            if says_something(state) && self.is_sanctioned(Kind::Mute, &key) {
                self.refuse(conn, "muted", None);
                return;
            }
            if says_something(state) && self.is_silent(conn, None) {
                self.refuse(conn, "silenced", None);
                return;
            }
            self.people.get_mut(&key).unwrap().state = state.to_owned();
            self.spread(&key, state);
        } else if user.is_some_and(|user| !user.trim().is_empty()) {
            if self.become_guest(now, conn, user, Some(state), None) {
                self.me_mut(conn).unwrap().greeting.saw_status();
            }
        } else {
            self.peer(conn).early = (state != "offline").then(|| state.to_owned());
        }
    }

    /// Tells those of a state to whom it is news. Who does not know of somebody does not hear that they hide.
    fn spread(&mut self, key: &str, state: &str) {
        let shown = self.people[key].name.shown.clone();
        for conn in self.others(key) {
            let knows = &mut self.me_mut(conn).unwrap().knows;
            match knows.get(key) {
                Some(known) if known == state => continue,
                None if is_hidden(state) => continue,
                _ => {}
            }
            knows.insert(key.to_owned(), state.to_owned());
            self.show_state(conn, &shown, key, state);
        }
    }

    /// Newer clients see in the same line who is in charge.
    fn show_state(&mut self, conn: Conn, shown: &str, key: &str, state: &str) {
        let mut line = json!({ "type": "status", "user": shown, "state": state });
        if self.peers[&conn].newer && self.rank_of(key) > Rank::User && state != "offline" {
            line["role"] = json!(self.rank_of(key).word());
        }
        self.step.line(conn, Want::Exactly(line));
    }

    /// Somebody has another role.
    pub fn show_role(&mut self, key: &str, asker: Conn) {
        let Some(person) = self.people.get(key) else { return };
        let (own, hidden) = (person.conns.clone(), is_hidden(&person.state));
        let line = json!({ "type": "role", "user": person.name.shown, "role": self.rank_of(key).word() });
        for conn in self.identified() {
            if conn != asker && self.peers[&conn].newer && (!hidden || own.contains(&conn)) {
                self.step.line(conn, Want::Exactly(line.clone()));
            }
        }
    }

    /// Makes it a guest, and returns true if it is one now.
    pub fn become_guest(
        &mut self,
        now: Now,
        conn: Conn,
        typed: Option<&str>,
        state: Option<&str>,
        ack: Option<Value>,
    ) -> bool {
        let kept = typed.and_then(Name::of_guest);
        let (wanted, changed) = kept.clone().unwrap_or_else(|| (Name::new("invité"), false));
        let refused = if !self.rules.guests {
            Some("guests_refused")
        } else {
            self.is_sanctioned(Kind::Ban, &wanted.key).then_some("banned")
        };
        if let Some(code) = refused {
            self.refuse_to_speak(now, conn, code, ack);
            return false;
        }
        let given = self.free_name(&wanted);
        let renamed = changed || given.shown != wanted.shown;
        let early = self.peer(conn).early.take();
        let mut state = state.or(early.as_deref()).unwrap_or("online");
        if says_something(state) && (self.is_sanctioned(Kind::Mute, &given.key) || self.is_silent(conn, None)) {
            state = "online";
        }
        self.join(now, conn, given, false, state);
        self.me_mut(conn).unwrap().typed = typed.filter(|_| kept.is_some()).map(str::to_owned);
        if early.is_some() {
            self.me_mut(conn).unwrap().greeting.saw_status();
        }
        if renamed {
            self.me_mut(conn).unwrap().greeting.hold_rename();
        }
        self.ask_for_replay(conn);
        true
    }

    fn free_name(&self, wanted: &Name) -> Name {
        let taken = |name: &Name| {
            let keys = self.people.keys().chain(self.accounts.keys()).chain(&self.registering);
            name.is_in_charge()
                || keys.filter(|key| **key != name.key).any(|key| name.looks_like(key))
                || self.people.contains_key(&name.key)
                || self.accounts.contains_key(&name.key)
                || self.registering.contains(&name.key)
                || self.is_left_behind(&name.key)
                || self.is_sanctioned(Kind::Ban, &name.key)
        };
        let wanted = wanted.before_role().unwrap_or_else(|| wanted.clone());
        (0..).map(|n| wanted.variant(n)).find(|name| !taken(name)).unwrap()
    }

    /// A connection becomes somebody's.
    pub fn join(&mut self, now: Now, conn: Conn, name: Name, registered: bool, state: &str) {
        let key = name.key.clone();
        let me = Me {
            key: key.clone(),
            typed: None,
            current: home(),
            rooms: vec![home()],
            window: 0,
            greeting: Greeting::default(),
            unconfirmed: Vec::new(),
            // It asks for the list before it shows anybody.
            knows: self.visible_but(&key).into_iter().collect(),
        };
        self.peer(conn).me = Some(me);
        self.peer(conn).early = None;
        if let Some(person) = self.people.get_mut(&key) {
            person.conns.push(conn);
            self.is_back(conn, &key);
        } else {
            self.guests += u32::from(!registered);
            let person = Person {
                name: name.clone(),
                registered,
                state: state.into(),
                conns: vec![conn],
                arrival: self.windows,
                guest: if registered { 0 } else { self.guests },
            };
            self.people.insert(key.clone(), person);
            self.note_arrival(&key, conn);
            if state != "offline" {
                for other in self.others(&key) {
                    self.me_mut(other).unwrap().knows.insert(key.clone(), state.into());
                    self.show_state(other, &name.shown, &key, state);
                }
            }
            self.announce(&key, state);
        }
        self.begin_greeting(now, conn);
    }

    /// In words, if the server does that.
    fn announce(&mut self, key: &str, state: &str) {
        if self.rules.announce_presence && !is_hidden(state) {
            for other in self.others(key) {
                self.step.line(other, Want::System { code: None, to: "global".into() });
            }
        }
    }

    /// A connection is nobody's any more.
    pub fn leave(&mut self, conn: Conn) {
        self.author_changes(conn);
        let Some(me) = self.peers.get_mut(&conn).and_then(|peer| peer.me.take()) else { return };
        for room in &me.rooms {
            self.tidy(room);
        }
        let person = self.people.get_mut(&me.key).unwrap();
        person.conns.retain(|one| *one != conn);
        if let Some(&other) = person.conns.last() {
            // What was in hand for this connection is for one that is still there.
            self.ask_for_mail(other);
            return;
        }
        self.depart(conn, &me.key);
    }

    /// Somebody is gone, with this connection as the last.
    pub fn depart(&mut self, conn: Conn, key: &str) {
        self.hand_falls(conn, key);
        self.note_departure(key);
        self.spread(key, "offline");
        for other in self.others(key) {
            self.me_mut(other).unwrap().knows.remove(key);
        }
        let person = self.people.remove(key).unwrap();
        self.forget_guests_token(key);
        self.announce(key, &person.state);
    }

    /// A guest's name has become an account's.
    pub fn rename_guest(&mut self, key: &str, owner: Conn) {
        if self.people.get(key).is_none_or(|person| person.registered) {
            return;
        }
        if self.depart_lingering(key) {
            return;
        }
        let old = self.people[key].name.clone();
        let new = self.free_name(&old);
        let mut person = self.people.remove(key).unwrap();
        person.name = new.clone();
        let conns = person.conns.clone();
        if let Some(hand) = self.hands.iter_mut().find(|(whose, _)| whose == key) {
            hand.0 = new.key.clone();
        }
        for conn in self.identified().into_iter().filter(|conn| !conns.contains(conn)) {
            let knows = &mut self.me_mut(conn).unwrap().knows;
            let Some(state) = knows.remove(key) else { continue };
            knows.insert(new.key.clone(), state.clone());
            if state != "offline" {
                self.step.line(conn, Want::status(&old.shown, "offline"));
                self.step.line(conn, Want::status(&new.shown, &state));
            }
        }
        self.people.insert(new.key.clone(), person);
        self.rename_guests_token(key, &new.key);
        self.note_departure(key);
        self.note_arrival(&new.key, conns[0]);
        let own = conns.iter().any(|conn| self.came_from[conn] == self.came_from[&owner]);
        self.carry_mute_over(&old, &new, own);
        for conn in conns {
            let me = self.me_mut(conn).unwrap();
            me.key = new.key.clone();
            me.typed.get_or_insert_with(|| old.shown.clone());
            me.greeting.renamed_from(&old.shown);
            self.tell(conn, Some("guest_renamed"));
        }
    }
}
