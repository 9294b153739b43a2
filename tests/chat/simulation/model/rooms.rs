//! Channels: which there are, who is in them, and who may be.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::roll::Roll;
use classcord_server::chat::settings::Creators;

use super::charge::Rank;
use super::{CONSOLE, Conn, Model};
use crate::simulation::ask::{DEFAULT_CHANNEL, Form};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// The channels that are always there, and whether they are for staff only.
pub const CONFIGURED: &[(&str, bool)] = &[(DEFAULT_CHANNEL, false), ("#dev", false), ("#admin", true)];

pub struct Room {
    pub name: Name,
    pub topic: String,
    pub disabled: bool,
    pub read_only: bool,
    /// Seconds between two messages of a person; 0 for as many as they like.
    pub slow: u32,
    /// When each person last said something while that was so, by key.
    pub said: BTreeMap<String, Duration>,
    pub for_staff: bool,
    /// Whom it is for, by key; `None` for everybody.
    pub roll: Option<BTreeSet<String>>,
    pub configured: bool,
}

impl Room {
    pub fn made(name: Name) -> Self {
        let (slow, said) = (0, BTreeMap::new());
        let (topic, disabled, read_only, for_staff, configured) = (String::new(), false, false, false, false);
        Self { name, topic, disabled, read_only, slow, said, for_staff, roll: None, configured }
    }
}

/// The keys of the names on a roll.
pub fn keys_of(roll: &Roll) -> BTreeSet<String> {
    roll.names().iter().map(|name| Name::new(name.as_str()).key).collect()
}

/// The key of the channel everybody is in at first.
pub fn home() -> String {
    Name::new(DEFAULT_CHANNEL).key
}

impl Model {
    /// Opens the rooms that there are after a start.
    pub fn open_rooms(&mut self, disk: &crate::simulation::database::Disk) {
        self.rooms.clear();
        for record in disk.channels.values() {
            let mut room = Room::made(Name::new(record.name.as_str()));
            room.topic = record.topic.to_string();
            (room.disabled, room.read_only, room.slow) = (record.disabled, record.read_only, record.slow_s);
            room.roll = record.roll.as_deref().map(keys_of);
            self.rooms.insert(room.name.key.clone(), room);
        }
        for (name, for_staff) in CONFIGURED {
            let name = Name::new(name);
            let room = self.rooms.entry(name.key.clone()).or_insert_with(|| Room::made(name));
            (room.for_staff, room.configured) = (*for_staff, true);
        }
        for key in self.rooms.keys().cloned().collect::<Vec<_>>() {
            self.tidy(&key);
        }
    }

    /// A channel that nothing speaks for any more is gone.
    pub fn tidy(&mut self, key: &str) {
        let room = &self.rooms[key];
        let set = room.configured || room.disabled || room.read_only || room.slow > 0 || !room.topic.is_empty();
        let set = set || room.roll.is_some();
        if !set && self.members(key).is_empty() {
            self.rooms.remove(key);
        }
    }

    /// The key of the channel that a name means: the default one's for `global`, then the one of that very name, then
    /// of those that differ by accents the default one, one that is always there, any. The name's own if there is none.
    pub fn key_of_room(&self, name: &Name) -> String {
        if name.key == "#global" {
            return home();
        }
        if self.rooms.contains_key(&name.key) {
            return name.key.clone();
        }
        let alike: Vec<&String> =
            self.rooms.iter().filter(|(_, room)| room.name.bare_key() == name.bare_key()).map(|(key, _)| key).collect();
        let first = alike.iter().find(|key| ***key == home());
        let first = first.or_else(|| alike.iter().find(|key| self.rooms[**key].configured)).or(alike.first());
        first.map_or_else(|| name.key.clone(), |key| (*key).clone())
    }

    /// The connections in a channel.
    pub fn members(&self, key: &str) -> Vec<Conn> {
        let members = self.identified().into_iter();
        members.filter(|conn| self.me(*conn).unwrap().rooms.iter().any(|room| room == key)).collect()
    }

    pub fn is_in(&self, conn: Conn, key: &str) -> bool {
        self.me(conn).is_some_and(|me| me.rooms.iter().any(|room| room == key))
    }

    fn add_member(&mut self, conn: Conn, key: &str) {
        let me = self.me_mut(conn).unwrap();
        if !me.rooms.iter().any(|room| room == key) {
            me.rooms.push(key.to_owned());
        }
    }

    pub fn remove_member(&mut self, conn: Conn, key: &str) {
        let rooms = &mut self.me_mut(conn).unwrap().rooms;
        if let Some(at) = rooms.iter().position(|room| room == key) {
            // Which of several others is the next current one is nobody's business but the server's: the last one then
            // takes this one's place.
            rooms.swap_remove(at);
        }
    }

    /// Says in a channel that somebody has come or is going, if that is done and it is so.
    fn say_in_room(&mut self, conn: Conn, key: &str) {
        let person = self.person(conn).unwrap();
        let hidden = matches!(&*person.state, "invisible" | "offline");
        let own = person.conns.clone();
        let elsewhere = own.iter().any(|other| *other != conn && self.is_in(*other, key));
        if self.rules.announce_presence && !hidden && !elsewhere {
            for member in self.members(key).into_iter().filter(|member| !own.contains(member)) {
                self.step.line(member, Want::System { code: None, to: "global".into() });
            }
        }
    }

    /// Lets a connection into a channel, or says why not.
    pub fn enter(&mut self, conn: Conn, name: &Name, switching: bool) -> Result<(), &'static str> {
        let key = &self.key_of_room(name);
        if self.is_in(conn, key) {
            return Ok(());
        }
        self.may_enter(conn, name, switching)?;
        self.put_into(conn, name);
        self.say_in_room(conn, key);
        Ok(())
    }

    pub fn put_into(&mut self, conn: Conn, name: &Name) {
        let key = self.key_of_room(name);
        self.rooms.entry(key.clone()).or_insert_with(|| Room::made(name.clone()));
        self.add_member(conn, &key);
    }

    pub fn may_enter(&self, conn: Conn, name: &Name, switching: bool) -> Result<(), &'static str> {
        let key = &self.key_of_room(name);
        let rank = self.rank(conn);
        match self.rooms.get(key) {
            Some(room) if !self.is_open_to(conn, room) => return Err("channel_forbidden"),
            Some(room) if room.disabled => return Err("channel_disabled"),
            Some(_) if *key != home() && self.members(key).len() >= self.rules.channel_members_max => {
                return Err("channel_full");
            }
            Some(_) => {}
            None => {
                let may_make = match self.rules.create_channels {
                    Creators::Everyone => true,
                    Creators::Registered => self.person(conn).unwrap().registered,
                    Creators::Moderators => rank >= Rank::Moderator,
                    Creators::Nobody => false,
                };
                if !may_make {
                    return Err("unknown_channel");
                }
                if self.rooms.len() >= self.rules.channels_max {
                    return Err("too_many_channels");
                }
            }
        }
        let joined = self.me(conn).unwrap().rooms.len() - usize::from(switching);
        if joined >= self.rules.channels_per_session_max {
            return Err("too_many_channels");
        }
        Ok(())
    }

    fn exit(&mut self, conn: Conn, key: &str) {
        self.say_in_room(conn, key);
        self.remove_member(conn, key);
        let me = self.me(conn).unwrap();
        if me.current == key {
            let next = match me.rooms.last() {
                Some(last) if !me.rooms.contains(&home()) => last.clone(),
                _ => home(),
            };
            self.add_member(conn, &next);
            self.me_mut(conn).unwrap().current = next;
        }
        self.tidy(key);
    }

    pub fn join_room(&mut self, now: Now, conn: Conn, name: &Name, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let was_in = self.is_in(conn, &self.key_of_room(name));
        if let Err(code) = self.enter(conn, name, form == Form::Typed) {
            self.say_no(conn, form, code);
            return;
        }
        let key = self.key_of_room(name);
        let before = std::mem::replace(&mut self.me_mut(conn).unwrap().current, key.clone());
        if form == Form::Typed && before != key {
            self.exit(conn, &before);
        }
        let room = &self.rooms[&key];
        let users = self.seen_in(&key, Some(conn));
        let answer = json!({
            "type": "join", "status": "ok", "channel": room.name.shown, "users": users, "topic": room.topic
        });
        self.say_yes(conn, form, answer);
        if !was_in {
            self.show_open_poll(conn, &key);
        }
    }

    pub fn leave_room(&mut self, now: Now, conn: Conn, name: Option<&Name>, form: Form) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let key = name.map_or_else(|| me.current.clone(), |name| self.key_of_room(name));
        if !self.is_in(conn, &key) {
            self.say_no(conn, form, "not_member");
            return;
        }
        if me.rooms.len() == 1 && key == home() {
            self.say_no(conn, form, "last_channel");
            return;
        }
        let shown = self.rooms[&key].name.shown.clone();
        self.exit(conn, &key);
        let current = &self.rooms[&self.me(conn).unwrap().current].name.shown;
        let answer = json!({ "type": "leave", "status": "ok", "channel": shown, "current": current });
        self.say_yes(conn, form, answer);
    }

    /// The people in a channel whom one may see.
    fn seen_in(&self, key: &str, asker: Option<Conn>) -> Vec<&str> {
        let me = asker.and_then(|conn| self.me(conn)).map(|me| &me.key);
        let people = self.people.iter().filter(|(person_key, person)| {
            let hidden = matches!(&*person.state, "invisible" | "offline");
            (!hidden || Some(*person_key) == me)
                && (person.conns.iter().any(|conn| self.is_in(*conn, key)) || self.lingers_in(person_key, key))
        });
        people.map(|(_, person)| &*person.name.shown).collect()
    }

    pub fn list_rooms(&mut self, now: Now, conn: Conn, form: Form) {
        let staff = self.rank(conn) >= Rank::Moderator;
        let seen = self.rooms.iter().filter(|(_, room)| staff || self.is_open_to(conn, room) && !room.disabled);
        let rooms: Vec<Value> = seen
            .map(|(key, room)| {
                let mut shown = json!({
                    "name": room.name.shown, "topic": room.topic, "members": self.seen_in(key, None).len(),
                    "joined": self.is_in(conn, key), "read_only": room.read_only, "disabled": room.disabled
                });
                if room.slow > 0 {
                    shown["slow"] = json!(room.slow);
                }
                if room.roll.is_some() {
                    shown["members_only"] = json!(true);
                }
                shown
            })
            .collect();
        match form {
            Form::Json => self.step.line(conn, Want::Exactly(json!({ "type": "channels", "channels": rooms }))),
            Form::Typed => self.say_lines(now, conn, 1 + rooms.len()),
        }
    }

    /// True if a channel is for whoever a connection is.
    pub fn is_open_to(&self, conn: Conn, room: &Room) -> bool {
        let is_on = |roll: &BTreeSet<String>| {
            self.person(conn).is_some_and(|person| person.registered && roll.contains(&person.name.key))
        };
        self.rank(conn) >= Rank::Moderator || !room.for_staff && room.roll.as_ref().is_none_or(is_on)
    }

    /// The console says whom a channel is for.
    pub fn add_room(&mut self, name: &Name, topic: &str, members: Option<&[Name]>) {
        let key = self.key_of_room(name);
        let is_kept = |room: &Room| {
            room.configured
                || room.disabled
                || room.read_only
                || room.slow > 0
                || !room.topic.is_empty()
                || room.roll.is_some()
        };
        let is_there = self.rooms.contains_key(&key);
        let found = self.rooms.get(&key).filter(|room| is_kept(room));
        let refused = if !self.can_promise() {
            Some("storage_unavailable")
        } else if !is_there && self.rooms.len() >= self.rules.channels_max {
            Some("too_many_channels")
        } else if members.is_some() && found.is_some_and(|room| key == home() || room.for_staff) {
            Some("bad_field")
        } else {
            None
        };
        if let Some(code) = refused {
            self.step.line(CONSOLE, Want::Error { code, ack: None });
            return;
        }
        let is_new = found.is_none();
        let room = self.rooms.entry(key.clone()).or_insert_with(|| Room::made(name.clone()));
        if is_new {
            room.topic = topic.to_owned();
        }
        let (mut fields, mut change) = (json!({ "channel": name.shown }), if is_new { "made" } else { "unchanged" });
        if let Some(members) = members {
            let was_open = room.roll.is_none();
            let roll = room.roll.get_or_insert_default();
            let before = roll.len();
            roll.extend(members.iter().map(|name| name.key.clone()));
            fields["members"] = json!(roll.len());
            if !is_new && (was_open || roll.len() > before) {
                change = "changed";
            }
            self.evict_strangers(&key);
        }
        fields["change"] = json!(change);
        let record = (change != "unchanged").then(|| self.record_of(&key));
        self.answer_deed(CONSOLE, Form::Json, "channel_add", fields, record);
    }

    /// Sends those home from a channel whom it is not for.
    pub fn evict_strangers(&mut self, key: &str) {
        self.evict(key, |model, conn| model.is_open_to(conn, &model.rooms[key]), "channel_forbidden");
    }

    /// An account is gone, and its place in channels of groups with it.
    pub fn strike(&mut self, key: &str) {
        for roll in self.rooms.values_mut().filter_map(|room| room.roll.as_mut()) {
            roll.remove(key);
        }
    }

    /// Sends everybody home from a channel who may not stay, and tells them why.
    pub fn evict(&mut self, key: &str, may_stay: impl Fn(&Self, Conn) -> bool, code: &'static str) {
        for conn in self.members(key) {
            if may_stay(self, conn) {
                continue;
            }
            self.remove_member(conn, key);
            if self.me(conn).unwrap().current == key {
                self.add_member(conn, &home());
                self.me_mut(conn).unwrap().current = home();
            }
            self.tell(conn, Some(code));
        }
    }
}
