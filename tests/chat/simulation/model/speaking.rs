//! Messages: to a channel, and to one person.

use serde_json::{Map, Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::message::Message;

use super::charge::{Kind, Rank};
use super::keeping::Waiter;
use super::past::{Search, Why};
use super::{Conn, Model, Record, Shared};
use crate::simulation::ask::{Form, Say, To};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A message.
#[derive(Debug)]
pub struct Spoken {
    pub id: Option<u64>,
    /// As clients see it.
    pub timestamp: String,
    /// The receiver of a private one.
    pub to: Option<Name>,
    /// The line, as everybody gets it.
    pub line: Value,
}

impl Spoken {
    fn new(now: Now, id: Option<u64>, from: (Name, String), to: Option<&Name>, say: &Say) -> Shared {
        let (from, channel) = from;
        let usual = to.map_or(("global", "global"), |to| ("private", &to.shown));
        let timestamp = local_time(now);
        let mut line: Map<String, Value> = say.extra.clone();
        for (key, value) in [
            ("type", json!("message")),
            ("subtype", json!(say.subtype.unwrap_or(usual.0))),
            ("to", json!(say.label.as_deref().unwrap_or(usual.1))),
            ("from", json!(from.shown)),
            ("content", json!(say.content)),
            ("channel", json!(channel)),
            ("timestamp", json!(timestamp)),
        ] {
            line.insert(key.into(), value);
        }
        if let Some(id) = id {
            line.insert("id".into(), json!(id));
        }
        if let Some(reply) = say.reply {
            line.insert("reply_to".into(), json!(reply));
        }
        Shared::new(Self { id, timestamp, to: to.cloned(), line: Value::Object(line) })
    }
}

/// `2025-06-20T17:14:06.611042`, of the time that the clock on the wall shows.
pub fn local_time(now: Now) -> String {
    let us = now.wall.unix_us + i64::from(now.wall.offset_s) * 1_000_000;
    chrono::DateTime::from_timestamp_micros(us).unwrap().format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

impl Model {
    pub fn say(&mut self, now: Now, conn: Conn, say: &Say) {
        if self.me(conn).is_none() && !self.become_guest(now, conn, say.from.as_deref(), None, say.ack.clone()) {
            return;
        }
        if say.content.is_empty() {
            if say.ack.is_some() {
                self.blame(now, conn, "bad_field", say.ack.clone());
            }
            return;
        }
        if say.content.starts_with('/') {
            // Commands with a token are refused; all others are told of as what they ask for.
            assert!(say.ack.is_some());
            self.blame(now, conn, "bad_field", say.ack.clone());
            return;
        }
        self.utter(now, conn, say);
    }

    /// Takes what an identified client says.
    pub fn utter(&mut self, now: Now, conn: Conn, say: &Say) {
        if say.reply.is_none() {
            self.utter_found(now, conn, say, None);
        } else if self.has_room() {
            self.pause(conn);
            let why = Why::Reply(Box::new(say.clone()));
            self.keep(Record::Find(Search { conn, id: say.reply, form: Form::Json, why }));
        } else {
            self.refuse_to_speak(now, conn, "storage_unavailable", say.ack.clone());
        }
    }

    /// The same once the message that it answers was looked for, if it answers one.
    pub fn utter_found(&mut self, now: Now, conn: Conn, say: &Say, answered: Option<&Message>) {
        let key = self.me(conn).unwrap().key.clone();
        if self.is_sanctioned(Kind::Mute, &key) {
            self.refuse_to_speak(now, conn, "muted", say.ack.clone());
            return;
        }
        if say.content.chars().count() > self.rules.content_chars_max {
            self.refuse_to_speak(now, conn, "content_too_long", say.ack.clone());
            return;
        }
        match &say.to {
            To::Everybody => self.say_to_room(now, conn, say, answered),
            To::Person(Some(name)) if !self.may_write_privately(conn, name) => {
                self.refuse_to_speak(now, conn, "private_refused", say.ack.clone());
            }
            To::Person(Some(name))
                if say.reply.is_some() && !name.key.is_empty() && !self.answers(conn, None, Some(name), answered) =>
            {
                self.refuse_to_speak(now, conn, "unknown_message", say.ack.clone());
            }
            To::Person(Some(name)) if self.people.contains_key(&name.key) && !self.lingers(&name.key) => {
                self.say_to_present(now, conn, &name.key, say);
            }
            To::Person(Some(name)) if self.accounts.contains_key(&name.key) => {
                self.say_to_absent(now, conn, &name.key, say);
            }
            To::Person(name) => {
                let to_server = name.as_ref().is_some_and(Name::is_servers);
                if to_server && say.ack.is_none() && !self.peers[&conn].newer {
                    self.peer(conn).told_of_server += 1;
                    if self.peers[&conn].told_of_server > 3 {
                        return;
                    }
                }
                self.refuse_to_speak(now, conn, "unknown_recipient", say.ack.clone());
            }
            To::Nobody(code) => self.refuse_to_speak(now, conn, code, say.ack.clone()),
        }
    }

    /// To the channel that is named, which is joined if it has to be, or to the current one.
    fn say_to_room(&mut self, now: Now, conn: Conn, say: &Say, answered: Option<&Message>) {
        let was_in = say.room.as_ref().is_none_or(|room| self.is_in(conn, &self.key_of_room(room)));
        let entered = say.room.as_ref().map_or(Ok(()), |room| self.enter(conn, room, false));
        let current = || self.me(conn).unwrap().current.clone();
        let key = say.room.as_ref().map_or_else(current, |room| self.key_of_room(room));
        if entered.is_ok() && !was_in {
            self.show_open_poll(conn, &key);
        }
        let refused = match entered {
            Err(code) => Some(code),
            Ok(()) if self.rooms[&key].read_only && self.rank(conn) < Rank::Moderator => Some("channel_read_only"),
            Ok(()) if self.is_silent(conn, Some(&key)) => Some("silenced"),
            Ok(()) if self.is_too_soon(now, conn, &key) => Some("slow_mode"),
            Ok(()) if say.reply.is_some() && !self.answers(conn, Some(&key), None, answered) => Some("unknown_message"),
            Ok(()) => None,
        };
        if let Some(code) = refused {
            self.refuse_to_speak(now, conn, code, say.ack.clone());
            return;
        }
        self.peer(conn).refused = 0;
        self.note_said(now, conn, &key);
        let author = (self.person(conn).unwrap().name.clone(), self.rooms[&key].name.shown.clone());
        let audience: Vec<Conn> = self.members(&key).into_iter().filter(|member| *member != conn).collect();
        let id = self.take_id();
        let spoken = Spoken::new(now, id, author, None, say);
        self.relay(conn, &audience, &spoken);
        self.keep_spoken(conn, spoken, say);
    }

    fn say_to_present(&mut self, now: Now, conn: Conn, key: &str, say: &Say) {
        self.peer(conn).refused = 0;
        let (receiver, audience) = (self.people[key].name.clone(), self.people[key].conns.clone());
        let id = self.take_id();
        let spoken = Spoken::new(now, id, self.said_by(conn), Some(&receiver), say);
        self.relay(conn, &audience, &spoken);
        self.keep_spoken(conn, spoken, say);
    }

    fn say_to_absent(&mut self, now: Now, conn: Conn, key: &str, say: &Say) {
        let full = self.mail_count(key) >= self.rules.undelivered_per_user_max;
        if full || self.mail_in_all() >= self.rules.undelivered_max {
            self.refuse(conn, "mailbox_full", say.ack.clone());
            return;
        }
        let id = if self.can_promise() { self.take_id() } else { None };
        let Some(id) = id else {
            self.refuse(conn, "storage_unavailable", say.ack.clone());
            return;
        };
        self.peer(conn).refused = 0;
        let receiver = self.accounts[key].name.clone();
        let spoken = Spoken::new(now, Some(id), self.said_by(conn), Some(&receiver), say);
        self.note_mail(&spoken);
        let waiter = Waiter::Mail { conn, is_told: true, spoken: Shared::clone(&spoken), ack: say.ack.clone() };
        self.keep_for(Record::AppendUndelivered(spoken), waiter);
    }

    fn relay(&mut self, author: Conn, audience: &[Conn], spoken: &Shared) {
        let key = self.me(author).unwrap().key.clone();
        let hides = matches!(&*self.people[&key].state, "invisible" | "offline");
        for &conn in audience {
            let me = self.me(conn).unwrap();
            let knows = me.key == key || me.knows.contains_key(&key) || hides;
            assert!(knows, "connection {conn} hears from {key} before it hears of them");
            let mut line = spoken.line.clone();
            if spoken.to.is_some() {
                line["to"] = json!(self.told_name(conn));
            }
            self.step.line(conn, Want::Exactly(line));
        }
    }

    /// A relayed message goes to the disk too, and its author learns when it is there, or that it will not be.
    fn keep_spoken(&mut self, conn: Conn, spoken: Shared, say: &Say) {
        let promise = self.can_promise() && spoken.id.is_some();
        match &say.ack {
            Some(ack) if promise => {
                let waiter = Waiter::Ack { conn, spoken: Shared::clone(&spoken), ack: ack.clone() };
                self.keep_for(Record::Append(spoken), waiter);
            }
            ack => {
                let kept = spoken.id.is_some();
                if kept {
                    self.keep(Record::Append(spoken));
                }
                if ack.is_some() || !kept {
                    self.refuse(conn, "storage_unavailable", ack.clone());
                }
            }
        }
    }
}
