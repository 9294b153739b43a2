//! What is asked of a class: raised hands, where only people in charge may speak, slow mode, private messages, clearing.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use classcord_server::chat::class_act::{self, PrivateMessages};
use classcord_server::chat::clock::{Now, WallTime};

use super::charge::Rank;
use super::speaking::local_time;
use super::{Conn, Model, Record};
use crate::simulation::ask::{Command, Form, Span};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A silence, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The channel's name; `None` for all.
    pub room: Option<String>,
    pub since: String,
    pub until: Option<String>,
    pub by: String,
}

/// By the channel's key, `None` for all, each with its end by the monotonic clock.
pub type Silences = BTreeMap<Option<String>, (Silence, Option<Duration>)>;

pub fn silence_of(kept: &class_act::Silence) -> Silence {
    let shown = |at: WallTime| local_time(Now { mono: Duration::ZERO, wall: at });
    Silence {
        room: kept.channel.as_ref().map(|channel| channel.as_str().to_owned()),
        since: shown(kept.since),
        until: kept.until.map(shown),
        by: kept.by.to_string(),
    }
}

impl Silence {
    fn fields(&self) -> Value {
        json!({ "channel": self.room, "since": self.since, "until": self.until, "by": self.by })
    }
}

impl Model {
    /// Does what somebody asked of the class.
    pub fn class(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        if !matches!(command, Command::Hand { .. } | Command::Silences | Command::PrivateMessages { to: None })
            && self.rank(conn) < Rank::Moderator
        {
            self.say_no(conn, form, "forbidden");
            return;
        }
        match command {
            Command::Hand { up } => self.move_hand(now, conn, *up, form),
            Command::LowerHand(user) => {
                let Some(person) = self.people.get(&user.key) else {
                    self.say_no(conn, form, "unknown_user");
                    return;
                };
                let (shown, key) = (person.name.shown.clone(), user.key.clone());
                if let Some(at) = self.lower(&key) {
                    self.tell_of_lowered(conn, &key, true);
                    self.tell_places(conn, at);
                }
                let answer = json!({ "type": "hand", "status": "ok", "user": shown, "state": "down" });
                self.say_yes(conn, form, answer);
            }
            Command::LowerHands => {
                let lowered = std::mem::take(&mut self.hands);
                for (key, _) in &lowered {
                    self.tell_of_lowered(conn, key, false);
                }
                if !lowered.is_empty() {
                    for other in
                        self.staff_but(conn).into_iter().filter(|other| !self.peers[other].newer).collect::<Vec<_>>()
                    {
                        self.tell(other, None);
                    }
                }
                let answer = json!({ "type": "hands", "status": "ok", "state": "down", "count": lowered.len() });
                self.say_yes(conn, form, answer);
            }
            Command::Hands => self.list_hands(now, conn, form),
            Command::Silence { room, span } => self.silence(now, conn, room.as_ref(), *span, form),
            Command::EndSilence { room } => self.end_silence(conn, room.as_ref(), form),
            Command::Silences => self.list_silences(conn),
            Command::Clear(room) => self.clear_room(conn, room, form),
            Command::Slow { room, seconds } => self.set_slow(conn, room.as_ref(), *seconds, form),
            Command::PrivateMessages { to } => self.set_private_messages(conn, *to, form),
            other => unreachable!("{other:?} is not about a class"),
        }
    }

    fn staff_but(&self, conn: Conn) -> Vec<Conn> {
        let others = self.identified().into_iter();
        others.filter(|other| *other != conn && self.rank(*other) >= Rank::Moderator).collect()
    }

    /// A line for newer clients, and for others words or nothing.
    fn tell_of(&mut self, conn: Conn, line: &Value, in_words: bool) {
        if self.peers[&conn].newer {
            self.step.line(conn, Want::Exactly(line.clone()));
        } else if in_words {
            self.tell(conn, None);
        }
    }

    fn lower(&mut self, key: &str) -> Option<usize> {
        let at = self.hands.iter().position(|(whose, _)| whose == key)?;
        self.hands.remove(at);
        Some(at)
    }

    fn up_line(&self, at: usize) -> Value {
        let (key, since) = &self.hands[at];
        json!({ "type": "hand", "state": "up", "user": self.people[key].name.shown, "since": since, "place": at + 1 })
    }

    fn move_hand(&mut self, now: Now, conn: Conn, up: bool, form: Form) {
        let key = self.me(conn).unwrap().key.clone();
        let at = self.hands.iter().position(|(whose, _)| *whose == key);
        let answer = match (up, at) {
            (true, Some(at)) => json!({ "type": "hand", "status": "ok", "state": "up", "place": at + 1 }),
            (true, None) => {
                self.hands.push((key.clone(), local_time(now)));
                let line = self.up_line(self.hands.len() - 1);
                self.tell_of_moved(conn, &key, &line, true);
                json!({ "type": "hand", "status": "ok", "state": "up", "place": self.hands.len() })
            }
            (false, at) => {
                if let Some(at) = at {
                    self.hands.remove(at);
                    let line = json!({ "type": "hand", "state": "down", "user": self.people[&key].name.shown });
                    self.tell_of_moved(conn, &key, &line, true);
                    self.tell_places(conn, at);
                }
                json!({ "type": "hand", "status": "ok", "state": "down" })
            }
        };
        self.say_yes(conn, form, answer);
    }

    /// People in charge hear of it, in words too if it is their business, and the person by a line.
    fn tell_of_moved(&mut self, conn: Conn, key: &str, line: &Value, in_words: bool) {
        let staff = self.staff_but(conn);
        for &other in &staff {
            self.tell_of(other, line, in_words);
        }
        for own in self.people[key].conns.clone().into_iter().filter(|own| *own != conn && !staff.contains(own)) {
            self.tell_of(own, line, false);
        }
    }

    fn tell_of_lowered(&mut self, conn: Conn, key: &str, in_words: bool) {
        let line = json!({ "type": "hand", "state": "down", "user": self.people[key].name.shown });
        let own = self.people[key].conns.clone();
        for other in self.staff_but(conn).into_iter().filter(|other| !own.contains(other)).collect::<Vec<_>>() {
            self.tell_of(other, &line, in_words);
        }
        for session in own.into_iter().filter(|session| *session != conn) {
            self.tell_of(session, &line, true);
        }
    }

    fn tell_places(&mut self, conn: Conn, from: usize) {
        for at in from..self.hands.len() {
            let line = self.up_line(at);
            for session in self.people[&self.hands[at].0].conns.clone().into_iter().filter(|session| *session != conn) {
                self.tell_of(session, &line, false);
            }
        }
    }

    /// Somebody is about to go, whose hand falls.
    pub fn hand_falls(&mut self, conn: Conn, key: &str) {
        let Some(at) = self.lower(key) else { return };
        let line = json!({ "type": "hand", "state": "down", "user": self.people[key].name.shown });
        self.tell_of_moved(conn, key, &line, false);
        self.tell_places(conn, at);
    }

    fn list_hands(&mut self, now: Now, conn: Conn, form: Form) {
        let hands: Vec<Value> = self
            .hands
            .iter()
            .map(|(key, since)| json!({ "user": self.people[key].name.shown, "since": since }))
            .collect();
        let pupils = self.people.iter().filter(|(key, person)| {
            let hidden = matches!(&*person.state, "invisible" | "offline");
            self.rank_of(key) < Rank::Moderator && !hidden && self.hands.iter().all(|(whose, _)| whose != *key)
        });
        let others: Vec<&str> = pupils.map(|(_, person)| &*person.name.shown).collect();
        match form {
            Form::Json => {
                let line = json!({ "type": "hands", "hands": hands, "others": others });
                self.step.line(conn, Want::Exactly(line));
            }
            // All of the others are named in one line.
            Form::Typed => {
                let count = 2 + hands.len() + usize::from(!others.is_empty());
                self.say_lines(now, conn, count);
            }
        }
    }

    /// True if a connection may not speak: in a channel, or to everybody.
    pub fn is_silent(&self, conn: Conn, key: Option<&String>) -> bool {
        let there = key.is_some_and(|key| self.silences.contains_key(&Some(key.clone())));
        (there || self.silences.contains_key(&None)) && self.rank(conn) < Rank::Moderator
    }

    fn concerned(&self, key: Option<&String>, but: Option<Conn>) -> Vec<Conn> {
        let all = key.map_or_else(|| self.identified(), |key| self.members(key));
        all.into_iter().filter(|conn| Some(*conn) != but).collect()
    }

    fn silence(&mut self, now: Now, conn: Conn, room: Option<&Name>, span: Span, form: Form) {
        let key = match room.map(|room| self.meant_room(conn, Some(room))).transpose() {
            Ok(key) => key,
            Err(code) => return self.say_no(conn, form, code),
        };
        if !self.silences.contains_key(&key) && self.silences.len() >= self.rules.channels_max {
            return self.say_no(conn, form, "too_many_sanctions");
        }
        let length = match span {
            Span::Minutes(minutes) => Some(Duration::from_secs(60 * u64::from(minutes))),
            _ => None,
        };
        let until = length.map(|length| {
            let unix_us = now.wall.unix_us + i64::try_from(length.as_micros()).unwrap();
            local_time(Now { wall: WallTime { unix_us, ..now.wall }, ..now })
        });
        let silence = Silence {
            room: key.as_ref().map(|key| self.rooms[key].name.shown.clone()),
            since: local_time(now),
            until: until.clone(),
            by: self.person(conn).unwrap().name.shown.clone(),
        };
        self.silences.insert(key.clone(), (silence.clone(), length.map(|length| now.mono + length)));
        let mut line = silence.fields();
        line["type"] = json!("silence");
        line["state"] = json!("on");
        for other in self.concerned(key.as_ref(), Some(conn)) {
            let code = (self.rank(other) < Rank::Moderator).then_some("silenced");
            self.tell_many(other, &line, code);
        }
        let mut fields = json!({ "state": "on" });
        for (name, value) in [("channel", &silence.room), ("until", &until)] {
            if let Some(value) = value {
                fields[name] = json!(value);
            }
        }
        self.answer_deed(conn, form, "silence", fields, Some(Record::Silence(silence)));
    }

    /// A line for newer clients, and for others words that are everybody's.
    fn tell_many(&mut self, conn: Conn, line: &Value, code: Option<&'static str>) {
        let newer = self.peers[&conn].newer;
        let words = Want::System { code, to: "global".into() };
        self.step.line(conn, if newer { Want::Exactly(line.clone()) } else { words });
    }

    fn end_silence(&mut self, conn: Conn, room: Option<&Name>, form: Form) {
        let key = room.map(|room| self.key_of_room(room));
        let lifted: Vec<(Option<String>, Silence)> = match &key {
            None => std::mem::take(&mut self.silences).into_iter().map(|(key, (silence, _))| (key, silence)).collect(),
            Some(_) => self.silences.remove(&key).map(|(silence, _)| (key.clone(), silence)).into_iter().collect(),
        };
        if lifted.is_empty() && self.silences.contains_key(&None) {
            return self.say_no(conn, form, "silenced");
        }
        let shown =
            room.map(|room| self.rooms.get(&key.clone().unwrap()).map_or(&room.shown, |room| &room.name.shown).clone());
        let mut records: Vec<Record> = Vec::new();
        for (key, silence) in lifted {
            self.tell_of_end(Some(conn), key.as_ref(), &silence);
            records.push(Record::LiftSilence(key));
        }
        let last = records.pop();
        for record in records {
            if self.has_room() {
                self.keep(record);
            }
        }
        let mut fields = json!({ "state": "off" });
        if let Some(shown) = shown {
            fields["channel"] = json!(shown);
        }
        self.answer_deed(conn, form, "silence", fields, last);
    }

    fn tell_of_end(&mut self, but: Option<Conn>, key: Option<&String>, silence: &Silence) {
        if key.is_some_and(|key| !self.rooms.contains_key(key)) {
            return;
        }
        let line = json!({ "type": "silence", "state": "off", "channel": silence.room });
        for other in self.concerned(key, but) {
            if self.peers[&other].newer || !self.silences.contains_key(&None) {
                self.tell_many(other, &line, None);
            }
        }
    }

    fn list_silences(&mut self, conn: Conn) {
        let known = self.silences.iter().filter(|(key, _)| {
            let room = key.as_ref().and_then(|key| self.rooms.get(key));
            room.is_none_or(|room| self.is_open_to(conn, room))
        });
        let silences: Vec<Value> = known.map(|(_, (silence, _))| silence.fields()).collect();
        self.step.line(conn, Want::Exactly(json!({ "type": "silence", "silences": silences })));
    }

    /// The time at which the next silence ends.
    pub fn next_silence_end(&self) -> Option<Duration> {
        self.silences.values().filter_map(|(_, ends)| *ends).min()
    }

    pub fn end_silences(&mut self, now: Now) {
        loop {
            let ended = self.silences.iter().filter_map(|(key, (_, ends))| Some(((*ends)?, key.clone())));
            let Some((_, key)) = ended.min().filter(|(at, _)| *at <= now.mono) else { return };
            let (silence, _) = self.silences.remove(&key).unwrap();
            self.tell_of_end(None, key.as_ref(), &silence);
            if self.has_room() {
                self.keep(Record::LiftSilence(key));
            }
        }
    }

    /// Restores what is in force after a start.
    pub fn restore_silences(&mut self, now: Now, disk: &crate::simulation::database::Disk) {
        self.silences.clear();
        for kept in disk.silences.values() {
            let left = kept.until.map(|until| {
                let length = (until.unix_us - kept.since.unix_us).max(0);
                let left = (until.unix_us - now.wall.unix_us).clamp(0, length);
                now.mono + Duration::from_micros(left.unsigned_abs())
            });
            let silence = silence_of(kept);
            let key = silence.room.as_ref().map(|room| Name::new(room).key);
            self.silences.insert(key, (silence, left));
        }
    }

    fn set_slow(&mut self, conn: Conn, room: Option<&Name>, seconds: u32, form: Form) {
        let key = match self.meant_room(conn, room) {
            Ok(key) => key,
            Err(code) => return self.say_no(conn, form, code),
        };
        let room = self.rooms.get_mut(&key).unwrap();
        room.slow = seconds;
        if seconds == 0 {
            room.said.clear();
        }
        let shown = room.name.shown.clone();
        let record = self.record_of(&key);
        let line = json!({ "type": "slow", "channel": shown, "seconds": seconds });
        for other in self.concerned(Some(&key), Some(conn)) {
            self.tell_many(other, &line, None);
        }
        self.tidy(&key);
        self.answer_deed(conn, form, "slow", json!({ "channel": shown, "seconds": seconds }), Some(record));
    }

    /// True if a connection's person has written in a channel in slow mode a short time ago.
    pub fn is_too_soon(&self, now: Now, conn: Conn, key: &str) -> bool {
        let room = &self.rooms[key];
        let said = room.said.get(&self.me(conn).unwrap().key);
        let next = said.map(|said| *said + Duration::from_secs(room.slow.into()));
        self.rank(conn) < Rank::Moderator && next.is_some_and(|next| next > now.mono)
    }

    pub fn note_said(&mut self, now: Now, conn: Conn, key: &str) {
        let person = self.me(conn).unwrap().key.clone();
        let room = self.rooms.get_mut(key).unwrap();
        if room.slow > 0 {
            room.said.insert(person, now.mono);
        }
    }

    fn set_private_messages(&mut self, conn: Conn, to: Option<&'static str>, form: Form) {
        if let Some(to) = to {
            self.private_messages = PrivateMessages::parse(to).unwrap();
            for other in self.concerned(None, Some(conn)) {
                self.tell_many(other, &json!({ "type": "private_messages", "mode": to }), None);
            }
        }
        let record = to.map(|_| Record::PrivateMessages(self.private_messages));
        let mode = self.private_messages.as_str();
        self.answer_deed(conn, form, "private_messages", json!({ "mode": mode }), record);
    }

    pub fn may_write_privately(&self, conn: Conn, to: &Name) -> bool {
        self.rank(conn) >= Rank::Moderator
            || to.is_servers()
            // Nobody's name.
            || to.key.is_empty()
            || match self.private_messages {
                PrivateMessages::All => true,
                PrivateMessages::Staff => self.rank_of(&to.key) >= Rank::Moderator,
                PrivateMessages::Off => false,
            }
    }

    fn clear_room(&mut self, conn: Conn, room: &Name, form: Form) {
        let key = match self.meant_room(conn, Some(room)) {
            Ok(key) if self.can_promise() => key,
            Ok(_) => return self.say_no(conn, form, "storage_unavailable"),
            Err(code) => return self.say_no(conn, form, code),
        };
        let shown = self.rooms[&key].name.shown.clone();
        let line = json!({ "type": "cleared", "channel": shown, "by": self.person(conn).unwrap().name.shown });
        for other in self.identified() {
            if self.peers[&other].newer {
                if self.is_open_to(other, &self.rooms[&key]) {
                    self.step.line(other, Want::Exactly(line.clone()));
                }
            } else if other != conn && self.is_in(other, &key) {
                self.step.line(other, Want::System { code: None, to: "global".into() });
            }
        }
        let record = Record::Clear(key, self.keeping.next_id());
        self.answer_deed(conn, form, "clear", json!({ "channel": shown }), Some(record));
    }
}
