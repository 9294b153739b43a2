//! Tokens: who gets one, who comes back by it, and until when.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::token::TokenRecord;

use super::charge::Rank;
use super::signing::Attempt;
use super::{Conn, Model, Record};
use crate::simulation::ask::Form;
use crate::simulation::database::Disk;
use crate::simulation::names::Name;
use crate::simulation::want::Want;

const DAY_US: i64 = 24 * 3600 * 1_000_000;

/// All tokens that hold.
#[derive(Default)]
pub struct Tokens {
    /// Those of accounts, by number.
    kept: BTreeMap<u64, Token>,
    /// The number that each text stands for.
    texts: BTreeMap<String, u64>,
    /// The text of each guest's, by key.
    of_guests: BTreeMap<String, String>,
    last: u64,
}

struct Token {
    key: String,
    created: WallTime,
    used: WallTime,
}

impl Token {
    fn is_expired(&self, now: Now) -> bool {
        now.wall.unix_us - self.used.unix_us > 30 * DAY_US
    }
}

impl Tokens {
    /// The texts that there are, for clients to choose from.
    pub fn texts(&self) -> Vec<String> {
        // A guest comes back sooner than others: there are few of them at a time.
        let of_guests = self.of_guests.values().cycle().take(4 * self.of_guests.len());
        self.texts.keys().chain(of_guests).cloned().collect()
    }

    pub fn has_guest(&self, key: &str) -> bool {
        self.of_guests.contains_key(key)
    }

    fn of(&self, key: &str) -> Vec<u64> {
        self.kept.iter().filter(|(_, token)| token.key == key).map(|(number, _)| *number).collect()
    }

    fn forget(&mut self, numbers: &[u64]) {
        self.kept.retain(|number, _| !numbers.contains(number));
        self.texts.retain(|_, number| !numbers.contains(number));
    }

    pub fn rename_owner(&mut self, from: &str, to: &str) {
        self.kept.values_mut().filter(|token| token.key == from).for_each(|token| token.key = to.to_owned());
    }

    /// Only what is on disk is left.
    pub fn restart(&mut self, disk: &Disk) {
        self.of_guests.clear();
        self.texts.retain(|_, number| disk.tokens.contains_key(number));
        let kept = |record: &TokenRecord| Token {
            key: record.owner.key().as_str().to_owned(),
            created: record.created,
            used: record.used,
        };
        self.kept = disk.tokens.iter().map(|(number, record)| (*number, kept(record))).collect();
        self.last = disk.tokens.keys().next_back().copied().unwrap_or(0);
    }
}

impl Model {
    /// Adds a token to the answer of a login; the line that is due.
    pub fn with_pass(&mut self, now: Now, key: &str, mut answer: Value) -> Want {
        if !self.has_room() {
            return Want::Exactly(answer);
        }
        let own = self.tokens.of(key);
        let is_expired = |number: &&u64| self.tokens.kept[*number].is_expired(now);
        let mut gone: Vec<u64> = own.iter().filter(is_expired).copied().collect();
        let mut others: Vec<u64> = own.iter().filter(|number| !is_expired(number)).copied().collect();
        others.sort_by_key(|number| (self.tokens.kept[number].used.unix_us, *number));
        gone.extend(&others[..(others.len() + 1).saturating_sub(10)]);
        self.tokens.forget(&gone);
        if !gone.is_empty() {
            self.keep(Record::RemoveTokens(gone));
        }
        self.tokens.last += 1;
        let number = self.tokens.last;
        self.tokens.kept.insert(number, Token { key: key.to_owned(), created: now.wall, used: now.wall });
        self.keep(Record::Token(number));
        answer["device"] = json!(number);
        Want::WithToken(answer)
    }

    /// A client reads its token.
    pub fn token_sent(&mut self, conn: Conn, line: &Value) {
        let Some(text) = line["token"].as_str().map(str::to_owned) else { return };
        match line["device"].as_u64() {
            Some(number) => assert_eq!(self.tokens.texts.insert(text, number), None, "a token was given twice"),
            None => {
                let key = self.me(conn).unwrap().key.clone();
                self.tokens.of_guests.insert(key, text);
            }
        }
    }

    pub fn check_token(&self, record: &TokenRecord) {
        let token = &self.tokens.kept[&record.number];
        assert_eq!((&*token.key, token.used), (record.owner.key().as_str(), record.used));
    }

    pub fn give_token(&mut self, now: Now, conn: Conn) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let key = me.key.clone();
        if !self.may_try(now, conn, Attempt::Login, &key) {
            self.step.line(conn, Want::Error { code: "rate_limited", ack: None });
        } else if !self.people[&key].registered {
            self.step.line(conn, Want::WithToken(json!({ "type": "token", "status": "ok", "guest": true })));
        } else if self.has_room() {
            let want = self.with_pass(now, &key, json!({ "type": "token", "status": "ok" }));
            self.step.line(conn, want);
        } else {
            self.step.line(conn, Want::Error { code: "storage_unavailable", ack: None });
        }
    }

    pub fn come_back(&mut self, now: Now, conn: Conn, text: &str) {
        let number = self.tokens.texts.get(text).copied();
        let owner = number.and_then(|number| self.tokens.kept.get(&number)).map(|token| token.key.clone());
        if owner.is_some_and(|key| self.refuses_way(conn, &key)) {
            return;
        }
        let token = number.and_then(|number| self.tokens.kept.get_mut(&number));
        if let Some(token) = token.filter(|token| !token.is_expired(now)) {
            let number = number.unwrap();
            let key = token.key.clone();
            if now.wall.unix_us - token.used.unix_us >= DAY_US {
                token.used = now.wall;
                if self.has_room() {
                    self.keep(Record::Token(number));
                }
            }
            let name = self.accounts[&key].name.clone();
            self.logged_in(now, conn, name, None, Some(number));
            return;
        }
        let guest = self.tokens.of_guests.iter().find(|(_, other)| *other == text).map(|(key, _)| key.clone());
        if let Some(key) = guest {
            self.come_back_as_guest(now, conn, &key);
            return;
        }
        let code = if self.may_try(now, conn, Attempt::Login, text) { "bad_token" } else { "rate_limited" };
        self.step.line(conn, Want::Error { code, ack: None });
    }

    /// The connection of a guest is another one from now on.
    fn come_back_as_guest(&mut self, now: Now, conn: Conn, key: &str) {
        let person = &self.people[key];
        let (name, before) = (person.name.clone(), person.conns.clone());
        self.peer(conn).is_due = false;
        let answer = json!({ "type": "login", "status": "ok", "username": name.shown, "guest": true });
        self.step.line(conn, Want::Exactly(answer));
        self.step.first = Some(conn);
        if before.contains(&conn) {
            self.begin_greeting(now, conn);
        } else {
            self.leave(conn);
            self.join(now, conn, name, false, "online");
            for other in before {
                self.close(other, "replaced");
            }
        }
        self.ask_for_replay(conn);
    }

    /// Nobody comes back to an account any more.
    pub fn end_tokens(&mut self, key: &str) {
        let numbers = self.tokens.of(key);
        self.tokens.forget(&numbers);
        if !numbers.is_empty() {
            self.keep(Record::RemoveTokens(numbers));
        }
    }

    /// The same, where the disk knows by itself.
    pub fn forget_tokens(&mut self, key: &str) {
        let numbers = self.tokens.of(key);
        self.tokens.forget(&numbers);
    }

    pub fn forget_guests_token(&mut self, key: &str) {
        self.tokens.of_guests.remove(key);
    }

    pub fn rename_guests_token(&mut self, from: &str, to: &str) {
        if let Some(text) = self.tokens.of_guests.remove(from) {
            self.tokens.of_guests.insert(to.to_owned(), text);
        }
    }

    /// The account whose devices somebody may see, by key.
    fn device_owner(&self, conn: Conn, user: Option<&Name>) -> Result<String, &'static str> {
        let own = &self.me(conn).unwrap().key;
        let key = user.map_or(own, |user| &user.key);
        if key != own && self.rank(conn) < Rank::Admin {
            return Err("forbidden");
        }
        if self.accounts.contains_key(key) { Ok(key.clone()) } else { Err("unknown_user") }
    }

    pub fn list_devices(&mut self, now: Now, conn: Conn, user: Option<&Name>, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let key = match self.device_owner(conn, user) {
            Ok(key) => key,
            Err(code) => return self.say_no(conn, form, code),
        };
        let of_owner = self.tokens.kept.iter().filter(|(_, token)| token.key == key && !token.is_expired(now));
        let devices: Vec<Value> = of_owner
            .map(|(number, token)| {
                let (created, used) = (token.created.to_local(), token.used.to_local());
                json!({ "id": number, "device": "", "created": created.as_str(), "used": used.as_str() })
            })
            .collect();
        match form {
            Form::Json => {
                let user = &self.accounts[&key].name.shown;
                let answer = json!({ "type": "devices", "user": user, "devices": devices });
                self.step.line(conn, Want::Exactly(answer));
            }
            Form::Typed => self.say_lines(now, conn, 1 + devices.len()),
        }
    }

    pub fn forget_devices(&mut self, now: Now, conn: Conn, user: Option<&Name>, number: Option<u64>, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let key = match self.device_owner(conn, user) {
            Ok(key) => key,
            Err(code) => return self.say_no(conn, form, code),
        };
        let mut gone = self.tokens.of(&key);
        if let Some(number) = number {
            gone.retain(|other| *other == number);
            if gone.is_empty() {
                return self.say_no(conn, form, "unknown_device");
            }
        }
        self.tokens.forget(&gone);
        let fields = json!({ "user": self.accounts[&key].name.shown, "count": gone.len() });
        let record = (!gone.is_empty()).then_some(Record::RemoveTokens(gone));
        self.answer_deed(conn, form, "forget_device", fields, record);
    }
}
