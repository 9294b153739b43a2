//! What was said before: pages of the history, the replay to who comes in, and striking a message out.

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::message::Message;

use super::charge::Rank;
use super::keeping::from_disk;
use super::{Conn, Model, Record, Shared};
use crate::simulation::ask::{Form, Say};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A question about the history.
#[derive(Debug, Clone)]
pub struct Page {
    pub conn: Conn,
    pub room: String,
    pub limit: usize,
    pub before: Option<u64>,
    pub after: Option<u64>,
    /// Messages with smaller ids are gone since.
    pub gone_below: u64,
    /// The form in which it was asked; `None` for a replay.
    pub form: Option<Form>,
}

/// A message that is looked for.
#[derive(Debug, Clone)]
pub struct Search {
    pub conn: Conn,
    /// None for one of the last.
    pub id: Option<u64>,
    pub form: Form,
    pub why: Why,
}

/// What it is looked for.
#[derive(Debug, Clone)]
pub enum Why {
    Delete,
    Edit(String),
    React(&'static str),
    /// This answers it.
    Reply(Box<Say>),
}

impl Model {
    pub fn history(
        &mut self,
        now: Now,
        conn: Conn,
        room: Option<&Name>,
        (limit, before, after): (usize, Option<u64>, Option<u64>),
        form: Form,
    ) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let room = room.map_or_else(|| me.current.clone(), |room| self.key_of_room(room));
        if !self.is_in(conn, &room) {
            self.say_no(conn, form, "not_member");
        } else if !self.has_room() {
            self.say_no(conn, form, "storage_unavailable");
        } else {
            self.pause(conn);
            self.keep(Record::History(Page { conn, room, limit, before, after, gone_below: 0, form: Some(form) }));
        }
    }

    /// Asks for what was said last, for a person who comes in.
    pub fn ask_for_replay(&mut self, conn: Conn) {
        // What is on its way for the window before is not for this one.
        self.forget_replays(conn);
        let limit = self.rules.replay_on_login;
        if limit > 0 && self.has_room() {
            let room = self.me(conn).unwrap().current.clone();
            let (before, after) = (None, None);
            self.keep(Record::History(Page { conn, room, limit, before, after, gone_below: 0, form: None }));
        }
    }

    pub fn page_read(&mut self, now: Now, page: &Page, messages: Option<&[Message]>, more: bool) {
        let conn = page.conn;
        let said: Option<Vec<Shared>> = messages.map(|messages| {
            let there = messages.iter().filter(|message| message.id.unwrap().0 >= page.gone_below);
            there.map(from_disk).collect()
        });
        for spoken in said.iter().flatten() {
            let room = Name::new(spoken.line["channel"].as_str().unwrap());
            assert!(spoken.to.is_none() && room.key == page.room, "{spoken:?} was not said in {}", page.room);
        }
        if !self.peers.contains_key(&conn) {
            return;
        }
        match (page.form, said) {
            (None, said) => self.hold_replay(now, conn, said.unwrap_or_default()),
            (Some(form), None) => self.say_no(conn, form, "storage_unavailable"),
            (Some(form), Some(_)) if !self.is_in(conn, &page.room) => self.say_no(conn, form, "not_member"),
            (Some(Form::Json), Some(said)) => {
                let lines: Vec<&Value> = said.iter().map(|spoken| &spoken.line).collect();
                let room = &self.rooms[&page.room].name.shown;
                let answer = json!({ "type": "history", "channel": room, "messages": lines, "more": more });
                self.step.line(conn, Want::Exactly(answer));
            }
            (Some(Form::Typed), Some(said)) => self.say_lines(now, conn, 1 + said.len()),
        }
        if page.form.is_some() {
            self.resume(conn);
        }
    }

    pub fn look_for(&mut self, conn: Conn, id: u64, form: Form) {
        if self.can_promise() {
            self.pause(conn);
            self.keep(Record::Find(Search { conn, id: Some(id), form, why: Why::Delete }));
        } else {
            self.say_no(conn, form, "storage_unavailable");
        }
    }

    pub fn found(&mut self, now: Now, search: &Search, message: Option<&Message>) {
        let conn = search.conn;
        if !self.peers.contains_key(&conn) {
            return;
        }
        match &search.why {
            Why::Delete => self.delete_found(search, message),
            Why::Edit(content) => self.edit_found(now, search, content, message),
            Why::React(sign) => self.react_found(search, sign, message),
            Why::Reply(say) => self.utter_found(now, conn, say, message),
        }
        self.resume(conn);
    }

    fn delete_found(&mut self, search: &Search, message: Option<&Message>) {
        let conn = search.conn;
        let spoken = message.map(from_disk).filter(|spoken| spoken.to.is_none());
        if self.rank(conn) < Rank::Moderator {
            self.say_no(conn, search.form, "forbidden");
        } else if let Some(spoken) = spoken {
            let author = Name::new(spoken.line["from"].as_str().unwrap()).key;
            if self.rank_of(&author) > self.rank(conn) {
                self.say_no(conn, search.form, "higher_role");
            } else {
                self.strike_out(search, &spoken);
            }
        } else {
            self.say_no(conn, search.form, "unknown_message");
        }
    }

    fn strike_out(&mut self, search: &Search, spoken: &Shared) {
        let id = spoken.id.unwrap();
        assert_eq!(Some(id), search.id);
        let room = self.key_of_room(&Name::new(spoken.line["channel"].as_str().unwrap()));
        let by = self.person(search.conn).unwrap().name.shown.clone();
        for other in self.identified() {
            let could_have = self.rooms.get(&room).is_none_or(|room| self.is_open_to(other, room));
            if self.peers[&other].newer {
                if could_have {
                    self.step.line(other, Want::Exactly(json!({ "type": "delete", "id": id, "by": by })));
                }
            } else if other != search.conn && self.is_in(other, &room) {
                self.step.line(other, Want::System { code: None, to: "global".into() });
            }
        }
        let fields = json!({ "id": id });
        self.answer_deed(search.conn, search.form, "delete", fields, Some(Record::Delete(id)));
    }
}
