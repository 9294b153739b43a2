//! The lesson: raised hands.

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;

use super::charge::Rank;
use super::speaking::local_time;
use super::{Conn, Model};
use crate::simulation::ask::{Command, Form};
use crate::simulation::want::Want;

impl Model {
    /// Does what somebody asked of the lesson.
    pub fn lesson(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        if !matches!(command, Command::Hand { .. }) && self.rank(conn) < Rank::Moderator {
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
            other => unreachable!("{other:?} is not of a lesson"),
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
}
