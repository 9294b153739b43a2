//! What the console orders about accounts.

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::effect::PasswordOutcome;

use super::charge::Rank;
use super::keeping::Waiter;
use super::signing::Job;
use super::{Account, Conn, Model, Record, Way};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// The connection of the console.
pub const CONSOLE: Conn = 0;

/// The address that no guest comes from.
pub const NOWHERE: &str = "0.0.0.0";

/// Something to do about an account.
#[derive(Clone, Debug)]
pub enum Order {
    Add {
        name: Name,
        password: String,
        rank: Rank,
    },
    /// The password is hashed already.
    Import {
        name: Name,
        password: String,
    },
    SetPassword {
        name: Name,
        password: String,
        disconnect: bool,
        must_change: bool,
    },
    Remove {
        name: Name,
    },
}

impl Model {
    /// The console has connected.
    pub fn connect_console(&mut self, now: Now) {
        self.connect(now, CONSOLE, NOWHERE, Way { is_browser: false, is_private: true });
    }

    /// True if the console waits for an answer.
    pub fn console_waits(&self) -> bool {
        self.peers[&CONSOLE].paused
    }

    pub fn ordered(&mut self, order: &Order) {
        let refused = match order {
            Order::Add { name, password, rank } => self.order_account(name, password, *rank),
            Order::Import { name, password } => self.import_account(name, password),
            Order::SetPassword { name, password, disconnect, must_change } => {
                self.order_password(name, password, *disconnect, *must_change)
            }
            Order::Remove { name } => self.remove_account(name),
        };
        if let Err(code) = refused {
            self.say_no_to_order(code);
        }
    }

    fn say_no_to_order(&mut self, code: &'static str) {
        self.step.line(CONSOLE, Want::Error { code, ack: None });
    }

    fn order_account(&mut self, name: &Name, password: &str, rank: Rank) -> Result<(), &'static str> {
        if let Some(code) = self.objection_to_account(name, Some(password)) {
            return Err(code);
        }
        self.check_hashing()?;
        self.registering.insert(name.key.clone());
        let (conn, kind, name) = (CONSOLE, "user_add", name.clone());
        self.give_job(CONSOLE, Job::Add { conn, kind, name, password: password.into(), rank });
        Ok(())
    }

    fn import_account(&mut self, name: &Name, password: &str) -> Result<(), &'static str> {
        if let Some(code) = self.objection_to_account(name, None) {
            return Err(code);
        }
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        self.registering.insert(name.key.clone());
        self.pause(CONSOLE);
        let (name, password, rank) = (name.clone(), password.to_owned(), Rank::User);
        let record = Record::CreateAccount { name: name.shown.clone(), password: password.clone() };
        self.keep_for(record, Waiter::NewAccount { order: (CONSOLE, "user_import"), name, password, rank });
        Ok(())
    }

    fn order_password(
        &mut self,
        name: &Name,
        password: &str,
        disconnect: bool,
        must_change: bool,
    ) -> Result<(), &'static str> {
        let name = self.accounts.get(&name.key).ok_or("unknown_user")?.name.clone();
        if let Some(code) = self.objection_to_password(password) {
            return Err(code);
        }
        self.check_hashing()?;
        self.give_job(CONSOLE, Job::SetPassword { name, password: password.into(), disconnect, must_change });
        Ok(())
    }

    pub fn check_hashing(&self) -> Result<(), &'static str> {
        if !self.can_promise() {
            Err("storage_unavailable")
        } else if self.jobs.len() >= self.rules.password_jobs_max {
            Err("server_busy")
        } else {
            Ok(())
        }
    }

    fn remove_account(&mut self, name: &Name) -> Result<(), &'static str> {
        let name = self.accounts.get(&name.key).ok_or("unknown_user")?.name.clone();
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        self.outdate_logins(&name.key);
        let answer = json!({ "type": "user_del", "status": "ok", "user": name.shown });
        let record = Record::DeleteAccount { name: name.shown.clone() };
        self.keep_for(record, Waiter::Order { answer, password: None });
        self.close_person(&name.key, "account_removed");
        self.accounts.remove(&name.key);
        self.strike(&name.key);
        self.forget_tokens(&name.key);
        self.forget_mail(&name.key);
        self.tell_of_account(CONSOLE, &name.shown);
        Ok(())
    }

    /// The password of a new account is hashed.
    pub fn hashed_for_account(
        &mut self,
        order: (Conn, &'static str),
        name: Name,
        password: String,
        rank: Rank,
        outcome: &PasswordOutcome,
    ) {
        if matches!(outcome, PasswordOutcome::Hashed(None)) {
            self.account_not_added(order, &name, "server_busy");
        } else if self.can_promise() {
            let record = Record::CreateAccount { name: name.shown.clone(), password: password.clone() };
            self.keep_for(record, Waiter::NewAccount { order, name, password, rank });
        } else {
            self.account_not_added(order, &name, "storage_unavailable");
        }
    }

    pub fn account_not_added(&mut self, (conn, kind): (Conn, &'static str), name: &Name, code: &'static str) {
        self.first.is_in_use &= kind != "first_admin";
        self.registering.remove(&name.key);
        self.settle_for(conn, Want::Error { code, ack: None });
        self.resume(conn);
    }

    pub fn account_added(&mut self, (conn, kind): (Conn, &'static str), name: Name, password: String, rank: Rank) {
        self.first.is_in_use &= kind != "first_admin";
        self.note_rank(rank);
        let answer = json!({ "type": kind, "status": "ok", "user": name.shown, "role": rank.word() });
        self.registering.remove(&name.key);
        let key = name.key.clone();
        let shown = name.shown.clone();
        self.accounts.insert(key.clone(), Account::new(name, password, rank));
        self.tell_of_account(conn, &shown);
        self.rename_guest(&key, CONSOLE);
        self.settle_for(conn, Want::Exactly(answer));
        self.resume(conn);
    }

    /// From the first admin on the code is nobody's.
    pub fn note_rank(&mut self, rank: Rank) {
        if rank == Rank::Admin {
            self.first.code = None;
        }
    }

    /// Another password is hashed.
    pub fn hashed_for_change(
        &mut self,
        name: &Name,
        password: String,
        disconnect: bool,
        must_change: bool,
        outcome: &PasswordOutcome,
    ) {
        if matches!(outcome, PasswordOutcome::Hashed(None)) {
            self.settle_order(Want::Error { code: "server_busy", ack: None });
        } else if let Some(account) = self.accounts.get_mut(&name.key) {
            account.password = password.clone();
            account.is_unsettled = true;
            account.must_change = must_change;
            self.outdate_logins(&name.key);
            if disconnect {
                self.close_person(&name.key, "password_changed");
            } else {
                self.tell_person(&name.key, Some("password_changed"));
            }
            self.tell_of_account(CONSOLE, &name.shown);
            let answer = json!({ "type": "user_passwd", "status": "ok", "user": name.shown });
            if self.can_promise() {
                let password = Some((name.key.clone(), password));
                self.keep_for(Record::SetPassword { name: name.shown.clone() }, Waiter::Order { answer, password });
            } else {
                self.settle_order(Want::Error { code: "storage_unavailable", ack: None });
            }
            self.end_tokens(&name.key);
        } else {
            self.settle_order(Want::Error { code: "unknown_user", ack: None });
        }
        self.resume(CONSOLE);
    }

    /// It is known what became of an order on the disk.
    pub fn order_kept(&mut self, answer: Value, password: Option<(String, String)>) {
        if let Some((key, password)) = password
            && let Some(account) = self.accounts.get_mut(&key).filter(|account| account.password == password)
        {
            account.is_unsettled = false;
        }
        self.settle_order(Want::Exactly(answer));
    }

    pub fn order_not_kept(&mut self) {
        self.settle_order(Want::Error { code: "storage_unavailable", ack: None });
    }

    fn settle_order(&mut self, want: Want) {
        self.settle_for(CONSOLE, want);
    }

    /// Who gave the order may be gone by then, the console when the server stops.
    fn settle_for(&mut self, conn: Conn, want: Want) {
        if self.has(conn) {
            self.step.line(conn, want);
        }
    }

    /// Nobody comes in with a password that was right before.
    pub fn outdate_logins(&mut self, key: &str) {
        for job in &mut self.jobs {
            if let Job::Login { name: Some(name), is_outdated, .. } = job
                && name.key == key
            {
                *is_outdated = true;
            }
        }
    }
}
