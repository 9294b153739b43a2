//! Messages that are said otherwise, reacted to, or answered: who may, what others see of it, and what is on disk.

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::message::{Message, MessageChange};
use classcord_server::chat::reaction::Reaction;

use super::charge::{Kind, Rank};
use super::keeping::from_disk;
use super::past::{Search, Why};
use super::renaming::rename_line;
use super::{Conn, Model, Record, Shared};
use crate::simulation::ask::{Command, Form};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A change of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    Edit(String),
    /// The sign, the name of whose it is, the number of a guest or 0, and whether it is given.
    React(&'static str, String, u32, bool),
    /// An account that is called so is called otherwise.
    Rename(Name, Name),
}

/// Stands between the name of a guest who reacts and the guest's number.
const GUEST: char = '\u{1}';

/// A line as it is shown: each name once among those who react in one way.
pub fn listed(line: &Value) -> Value {
    let mut line = line.clone();
    for (_, names) in line.get_mut("reactions").and_then(Value::as_object_mut).into_iter().flatten() {
        let mut shown: Vec<Name> = Vec::new();
        for name in names.as_array().unwrap() {
            let name = Name::new(name.as_str().unwrap().split(GUEST).next().unwrap());
            if shown.iter().all(|other| other.key != name.key) {
                shown.push(name);
            }
        }
        *names = shown.into_iter().map(|name| name.shown).collect();
    }
    line
}

impl Change {
    pub fn is_made_by(&self, change: &MessageChange) -> bool {
        match (self, change) {
            (Self::Edit(content), MessageChange::Edit(given)) => **content == **given,
            (Self::React(sign, by, guest, true), MessageChange::React(given))
            | (Self::React(sign, by, guest, false), MessageChange::Unreact(given)) => {
                (*sign, &**by, *guest) == (given.kind.emoji(), given.by.as_str(), given.guest)
            }
            _ => false,
        }
    }

    /// Changes a line. Guests among those who react bear their numbers there; [`listed`] has what is shown.
    pub fn apply(&self, line: &mut Value) {
        match self {
            Self::Edit(content) => {
                line["content"] = json!(content);
                line["edited"] = json!(true);
            }
            Self::Rename(from, to) => rename_line(line, from, to),
            Self::React(sign, by, guest, on) => {
                let by = &if *guest == 0 { by.clone() } else { format!("{by}{GUEST}{guest}") };
                let fields = line.as_object_mut().unwrap();
                let mut names = names(fields.get("reactions"), sign);
                names.retain(|name| name != by);
                if *on {
                    names.push(by.clone());
                }
                let all = fields.entry("reactions").or_insert_with(|| json!({})).as_object_mut().unwrap();
                all.remove(*sign);
                if !names.is_empty() {
                    all.insert((*sign).to_owned(), json!(names));
                }
                if all.is_empty() {
                    fields.remove("reactions");
                }
            }
        }
    }
}

impl Change {
    /// The same of whom the message is for.
    pub fn apply_to_receiver(&self, receiver: &mut Option<Name>) {
        if let (Self::Rename(from, to), Some(name)) = (self, receiver)
            && *name == *from
        {
            *name = to.clone();
        }
    }
}

fn names(reactions: Option<&Value>, sign: &str) -> Vec<String> {
    let names = reactions.and_then(|all| all.get(sign)).cloned().unwrap_or_else(|| json!([]));
    serde_json::from_value(names).unwrap()
}

/// The key of whose a message is.
fn author(spoken: &Shared) -> String {
    Name::new(spoken.line["from"].as_str().unwrap()).key
}

impl Model {
    pub fn amend(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let (key, current) = (me.key.clone(), me.current.clone());
        let (id, why) = match command {
            Command::Edit { id, content } => (*id, Why::Edit(content.clone())),
            Command::React { id, sign } => (*id, Why::React(sign)),
            other => unreachable!("{other:?}"),
        };
        let too_long = matches!(&why, Why::Edit(text) if text.chars().count() > self.rules.content_chars_max);
        if self.is_sanctioned(Kind::Mute, &key) {
            self.say_no(conn, form, "muted");
        } else if too_long {
            self.say_no(conn, form, "content_too_long");
        } else if !self.can_promise() {
            self.say_no(conn, form, "storage_unavailable");
        } else {
            self.pause(conn);
            let search = Search { conn, id, form, why };
            match id {
                Some(_) => self.keep(Record::Find(search)),
                None => self.keep(Record::FindLast(search, current)),
            }
        }
    }

    /// The newest of some messages that will do for a search.
    pub fn newest<'m>(&self, search: &Search, page: &'m [Message]) -> Option<&'m Message> {
        let key = &self.me(search.conn)?.key;
        let any = !matches!(search.why, Why::Edit(_));
        page.iter().rev().find(|message| any || author(&from_disk(message)) == *key)
    }

    /// A message that was looked for, if the connection's person may have it.
    pub fn readable(&self, conn: Conn, message: Option<&Message>) -> Option<Shared> {
        let message = message?;
        let spoken = from_disk(message);
        let readable = match &spoken.to {
            None => self.is_in(conn, &self.key_of_room(&Name::new(spoken.line["channel"].as_str().unwrap()))),
            Some(to) => {
                let key = &self.me(conn)?.key;
                (*key == to.key || *key == author(&spoken)) && self.is_since(conn, message)
            }
        };
        readable.then_some(spoken)
    }

    fn is_since(&self, conn: Conn, message: &Message) -> bool {
        let key = &self.me(conn).unwrap().key;
        let since = if self.accounts.contains_key(key) { self.created(key) } else { self.peers[&conn].came_us };
        since <= message.at.unix_us
    }

    /// Those who hear what is said to those whom a message was for; in private its author too.
    fn audience(&self, spoken: &Shared) -> Vec<Conn> {
        match &spoken.to {
            None => self.members(&self.key_of_room(&Name::new(spoken.line["channel"].as_str().unwrap()))),
            Some(to) => {
                let from = author(spoken);
                let conns = |key: &str| self.people.get(key).map(|person| person.conns.clone()).unwrap_or_default();
                if to.key == from { conns(&from) } else { [conns(&to.key), conns(&from)].concat() }
            }
        }
    }

    /// True if a private message may still be on its way to its receiver.
    fn waits(&self, spoken: &Shared) -> bool {
        let to = spoken.to.as_ref();
        to.is_some_and(|to| !self.people.contains_key(&to.key) || self.mail_count(&to.key) > 0)
    }

    pub fn edit_found(&mut self, now: Now, search: &Search, content: &str, message: Option<&Message>) {
        let (conn, key) = (search.conn, self.me(search.conn).unwrap().key.clone());
        let Some(spoken) = self.readable(conn, message) else {
            return self.say_no(conn, search.form, "unknown_message");
        };
        let room = self.key_of_room(&Name::new(spoken.line["channel"].as_str().unwrap()));
        let in_room = spoken.to.is_none();
        let age_us = now.wall.unix_us - message.unwrap().at.unix_us;
        let code = if author(&spoken) != key || !self.is_since(conn, message.unwrap()) {
            Some("not_author")
        } else if self.is_sanctioned(Kind::Mute, &key) {
            Some("muted")
        } else if in_room && self.rooms[&room].read_only && self.rank(conn) < Rank::Moderator {
            Some("channel_read_only")
        } else if in_room && self.is_silent(conn, Some(&room)) {
            Some("silenced")
        } else if spoken.to.as_ref().is_some_and(|to| to.key != key && !self.may_write_privately(conn, to)) {
            Some("private_refused")
        } else if age_us > 15 * 60_000_000 || self.waits(&spoken) {
            Some("not_editable")
        } else {
            None
        };
        if let Some(code) = code {
            return self.say_no(conn, search.form, code);
        }
        self.peer(conn).refused = 0;
        let id = spoken.id.unwrap();
        let mut line = json!({
            "type": "edited", "id": id, "from": spoken.line["from"], "content": content,
            "timestamp": spoken.timestamp,
        });
        self.name_place(&spoken, &mut line);
        for other in self.audience(&spoken) {
            if self.peers[&other].newer {
                self.step.line(other, Want::Exactly(line.clone()));
            } else if other != conn && in_room {
                self.step.line(other, Want::System { code: None, to: "global".into() });
            } else if other != conn {
                self.tell(other, None);
            }
        }
        let record = Record::Change(id, Change::Edit(content.to_owned()));
        self.answer_deed(conn, search.form, "edit", json!({ "id": id }), Some(record));
    }

    fn name_place(&self, spoken: &Shared, line: &mut Value) {
        match &spoken.to {
            None => line["channel"] = spoken.line["channel"].clone(),
            Some(to) => line["to"] = json!(to.shown),
        }
    }

    pub fn react_found(&mut self, search: &Search, sign: &'static str, message: Option<&Message>) {
        let (conn, key) = (search.conn, self.me(search.conn).unwrap().key.clone());
        let Some(spoken) = self.readable(conn, message) else {
            return self.say_no(conn, search.form, "unknown_message");
        };
        let guest = self.person(conn).unwrap().guest;
        let reactions = message.unwrap().reactions();
        let is_alike = |other: &&Reaction| other.kind.emoji() == sign && Name::new(other.by.as_str()).key == key;
        let alike = reactions.iter().filter(is_alike);
        let (own, others): (Vec<_>, Vec<_>) = alike.partition(|other| other.guest == guest);
        let (count, on) = (reactions.len(), own.is_empty());
        let code = if self.is_sanctioned(Kind::Mute, &key) {
            Some("muted")
        } else if self.waits(&spoken) {
            Some("not_editable")
        } else if on && count >= self.rules.reactions_max {
            Some("too_many_reactions")
        } else {
            None
        };
        if let Some(code) = code {
            return self.say_no(conn, search.form, code);
        }
        let (id, by) = (spoken.id.unwrap(), self.person(conn).unwrap().name.shown.clone());
        let state = if on { "on" } else { "off" };
        let mut line = json!({ "type": "reaction", "id": id, "emoji": sign, "user": by, "state": state });
        self.name_place(&spoken, &mut line);
        // A namesake's reaction is listed already, and stays.
        for other in self.audience(&spoken).into_iter().filter(|_| others.is_empty()) {
            if self.peers[&other].newer {
                self.step.line(other, Want::Exactly(line.clone()));
            }
        }
        let from = author(&spoken);
        if on && count == 0 && from != key {
            for other in self.people.get(&from).map(|person| person.conns.clone()).unwrap_or_default() {
                if !self.peers[&other].newer {
                    self.tell(other, None);
                }
            }
        }
        let fields = json!({ "id": id, "emoji": sign, "state": state });
        // The spelling of a name that was given first stays.
        let by = own.first().map_or(by, |own| own.by.as_str().to_owned());
        let record = Record::Change(id, Change::React(sign, by, guest, on));
        self.answer_deed(conn, search.form, "react", fields, Some(record));
    }

    /// True if a message answers one of the same channel, by key, or of the same two people.
    pub fn answers(&self, conn: Conn, room: Option<&str>, to: Option<&Name>, answered: Option<&Message>) -> bool {
        let Some(answered) = self.readable(conn, answered) else { return false };
        let (me, from) = (&self.me(conn).unwrap().key, author(&answered));
        match (to, &answered.to) {
            (None, None) => room == Some(&*Name::new(answered.line["channel"].as_str().unwrap()).key),
            (Some(to), Some(answered_to)) => {
                (from == *me && answered_to.key == to.key) || (from == to.key && answered_to.key == *me)
            }
            _ => false,
        }
    }
}
