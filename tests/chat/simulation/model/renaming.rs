//! Accounts that get another name: who may, what is refused, and what bears the new name from then on.

use serde_json::{Value, json};

use super::charge::Kind;
use super::{CONSOLE, Conn, Model, Record};
use crate::simulation::ask::{Form, Target};
use crate::simulation::names::Name;

/// Names that are on their way together.
const RENAMES_MAX: usize = 16;

/// The new name in the place of the old one, as shown.
pub fn respell(text: &mut String, from: &Name, to: &Name) {
    if Name::new(text).key == from.key {
        text.clone_from(&to.shown);
    }
}

/// The same in a line of a message.
pub fn rename_line(line: &mut Value, from: &Name, to: &Name) {
    for field in ["from", "to"] {
        if let Some(text) = line[field].as_str().map(str::to_owned) {
            let mut text = text;
            respell(&mut text, from, to);
            line[field] = json!(text);
        }
    }
    for (_, names) in line.get_mut("reactions").and_then(Value::as_object_mut).into_iter().flatten() {
        let mut renamed: Vec<String> = Vec::new();
        for name in names.as_array().unwrap() {
            let mut name = name.as_str().unwrap().to_owned();
            respell(&mut name, from, to);
            if !renamed.contains(&name) {
                renamed.push(name);
            }
        }
        *names = json!(renamed);
    }
}

impl Model {
    pub fn rename(&mut self, conn: Conn, user: &Name, to: &Name, form: Form) -> Result<(), &'static str> {
        let from = self.accounts.get(&user.key).ok_or("unknown_user")?.name.clone();
        self.not_above(conn, &from.key)?;
        if self.me(conn).is_some_and(|me| me.key == from.key) {
            return Err("forbidden");
        }
        if let Some(code) = self.objection_to_rename(&from, to) {
            return Err(code);
        }
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        self.rename_guest(&to.key, CONSOLE);
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        let fields = json!({ "user": from.shown, "to": to.shown });
        let record = Record::Rename(from.shown.clone(), to.shown.clone());
        self.answer_deed(conn, form, "rename", fields, Some(record));
        self.outdate_logins(&from.key);
        self.close_person(&from.key, "account_renamed");
        let mut account = self.accounts.remove(&from.key).unwrap();
        account.name = to.clone();
        self.accounts.insert(to.key.clone(), account);
        for kind in [Kind::Mute, Kind::Ban] {
            if let Some((mut sanction, ends)) = self.sanctions.remove(&(kind, Target::Person(from.key.clone()))) {
                sanction.whom.clone_from(&to.shown);
                self.sanctions.insert((kind, Target::Person(to.key.clone())), (sanction, ends));
            }
        }
        self.sanctions.values_mut().for_each(|(sanction, _)| respell(&mut sanction.by, &from, to));
        for roll in self.rooms.values_mut().filter_map(|room| room.roll.as_mut()) {
            if roll.remove(&from.key) {
                roll.insert(to.key.clone());
            }
        }
        self.tokens.rename_owner(&from.key, &to.key);
        self.lesson.rename(&from, to);
        self.attendance.rename(&from, to);
        self.keeping.rename(&from, to);
        self.tell_of_account(conn, &to.shown);
        self.renaming.push((from, to.clone()));
        Ok(())
    }

    fn objection_to_rename(&self, from: &Name, to: &Name) -> Option<&'static str> {
        let is_other = |key: &&String| **key != from.key;
        let taken = to.key != from.key && (self.accounts.contains_key(&to.key) || self.registering.contains(&to.key));
        let busy = |(old, new): &(Name, Name)| [from, to].iter().any(|name| **name == *old || **name == *new);
        let mut names = self.accounts.keys().chain(&self.registering).chain(self.people.keys()).filter(is_other);
        if to.is_servers() || to.is_marked() || to.before_role().is_some() {
            Some("reserved_name")
        } else if to.is_imitation() {
            Some("name_confusable")
        } else if taken || from.shown == to.shown {
            Some("name_taken")
        } else if self.renaming.len() >= RENAMES_MAX || self.renaming.iter().any(busy) {
            Some("server_busy")
        } else {
            names.any(|key| *key != to.key && to.looks_like(key)).then_some("name_confusable")
        }
    }

    /// True if a name was an account's, and something is still under it.
    pub fn is_left_behind(&self, key: &str) -> bool {
        self.renaming.iter().any(|(from, to)| from.key == key && to.key != key)
    }
}
