//! Accounts: `register`, `login`, and the worker between them and their answers.

use serde_json::json;

use classcord_server::chat::clock::Now;
use classcord_server::chat::effect::{PasswordJob, PasswordOutcome};
use classcord_server::chat::settings::Registration;

use super::allowance::Allowance;
use super::charge::{Kind, Rank};
use super::keeping::Waiter;
use super::{Account, Conn, Model, Record};
use crate::simulation::ask::CLASS_CODE;
use crate::simulation::database::Disk;
use crate::simulation::names::Name;
use crate::simulation::want::Want;
use crate::simulation::worker::password_in;

/// The kinds of attempt.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attempt {
    Login,
    Register,
}

/// The work that the worker is busy with.
pub enum Job {
    Register {
        conn: Conn,
        name: Name,
        password: String,
    },
    /// `account`: the name belonged to one when the client asked, and the password might be one.
    Login {
        conn: Conn,
        name: Option<Name>,
        password: String,
        token: bool,
        account: bool,
        /// True if the account has got another password, or is gone, since then.
        is_outdated: bool,
    },
    /// The console makes an account, or the first admin one by the code.
    Add {
        conn: Conn,
        /// The `type` of the request.
        kind: &'static str,
        name: Name,
        password: String,
        rank: Rank,
    },
    /// The console gives an account another password.
    SetPassword {
        name: Name,
        password: String,
        disconnect: bool,
        must_change: bool,
    },
}

impl Model {
    pub fn register(&mut self, now: Now, conn: Conn, name: &Name, password: &str, code: Option<&str>) {
        let open = match self.rules.registration {
            Registration::Open => true,
            Registration::Closed => false,
            Registration::Code => code == Some(CLASS_CODE),
        };
        let code = if !open {
            "registration_refused"
        } else if let Some(code) = self.objection_to_account(name, Some(password)) {
            code
        } else if !self.may_try(now, conn, Attempt::Register, &name.key) {
            "rate_limited"
        } else if !self.can_promise() {
            "storage_unavailable"
        } else if self.jobs.len() >= self.rules.password_jobs_max {
            "server_busy"
        } else {
            self.registering.insert(name.key.clone());
            self.give_job(conn, Job::Register { conn, name: name.clone(), password: password.into() });
            return;
        };
        self.step.line(conn, Want::Error { code, ack: None });
    }

    /// The reason that nobody may make this account; without a password, whatever it is.
    pub fn objection_to_account(&self, name: &Name, password: Option<&str>) -> Option<&'static str> {
        let mut names = self.accounts.keys().chain(&self.registering).chain(self.people.keys());
        let confusable = names.any(|key| *key != name.key && name.looks_like(key)) || self.is_left_behind(&name.key);
        let taken = self.accounts.contains_key(&name.key) || self.registering.contains(&name.key);
        Some(if name.is_servers() || name.is_marked() || name.before_role().is_some() {
            "reserved_name"
        } else if name.is_imitation() {
            "name_confusable"
        } else if let Some(code) = password.and_then(|password| self.objection_to_password(password)) {
            code
        } else if taken {
            "name_taken"
        } else if confusable {
            "name_confusable"
        } else if self.accounts.len() + self.registering.len() >= self.rules.accounts_max {
            "too_many_accounts"
        } else {
            return None;
        })
    }

    pub fn objection_to_password(&self, password: &str) -> Option<&'static str> {
        match password.chars().count() {
            chars if chars < self.rules.password_chars_min => Some("password_too_short"),
            chars if chars > self.rules.password_chars_max => Some("password_too_long"),
            _ => None,
        }
    }

    /// Somebody shows the code by which there may be a first admin.
    pub fn first_admin(&mut self, now: Now, conn: Conn, code: &str, name: &Name, password: &str) {
        let peer = &self.peers[&conn];
        if !peer.newer {
            return;
        }
        let code = if !peer.way.is_private {
            "staff_needs_tls"
        } else if self.first.is_in_use || self.first.code.is_none() {
            "forbidden"
        } else if !self.may_try(now, conn, Attempt::Login, "") {
            "rate_limited"
        } else if self.first.code.as_deref() != Some(code) {
            "bad_code"
        } else if let Some(code) = self.objection_to_account(name, Some(password)) {
            code
        } else if let Err(code) = self.check_hashing() {
            code
        } else {
            self.first.is_in_use = true;
            self.registering.insert(name.key.clone());
            let (kind, name, rank) = ("first_admin", name.clone(), Rank::Admin);
            self.give_job(conn, Job::Add { conn, kind, name, password: password.into(), rank });
            return;
        };
        self.step.line(conn, Want::Error { code, ack: None });
    }

    /// True if a connection may show that it is the owner of an account: those in charge do not where the class reads along.
    pub fn refuses_way(&mut self, conn: Conn, key: &str) -> bool {
        let is_refused = self.peers[&conn].way.is_open_page() && self.rank_of(key) >= Rank::Moderator;
        if is_refused {
            self.step.line(conn, Want::Error { code: "staff_needs_tls", ack: None });
        }
        is_refused
    }

    pub fn login(&mut self, now: Now, conn: Conn, name: Option<&Name>, password: &str, token: bool) {
        if !self.may_try(now, conn, Attempt::Login, name.map_or("", |name| &name.key)) {
            self.step.line(conn, Want::Error { code: "rate_limited", ack: None });
            return;
        }
        if self.jobs.len() >= self.rules.password_jobs_max {
            self.step.line(conn, Want::Error { code: "server_busy", ack: None });
            return;
        }
        if name.is_some_and(|name| self.refuses_way(conn, &name.key)) {
            return;
        }
        let account = name.is_some_and(|name| self.accounts.contains_key(&name.key))
            && password.chars().count() <= self.rules.password_chars_max;
        self.give_job(
            conn,
            Job::Login { conn, name: name.cloned(), password: password.into(), token, account, is_outdated: false },
        );
    }

    pub fn give_job(&mut self, conn: Conn, job: Job) {
        self.jobs.push_back(job);
        self.step.jobs += 1;
        self.pause(conn);
    }

    /// True if one more attempt is in time, by address and name, by address, and in all.
    pub fn may_try(&mut self, now: Now, conn: Conn, attempt: Attempt, key: &str) -> bool {
        let address = self.peers[&conn].address.clone();
        let rates = match attempt {
            Attempt::Login => self.rules.logins,
            Attempt::Register => self.rules.registrations,
        };
        let places = [
            ((attempt, address.clone(), key.to_owned()), rates.by_name),
            ((attempt, address, String::from("*")), rates.by_address),
            ((attempt, String::new(), String::from("*")), rates.in_all),
        ];
        let free = places.iter().all(|(place, rate)| {
            self.attempts.entry(place.clone()).or_insert_with(|| Allowance::full(*rate, now)).refill(*rate, now)
        });
        if free {
            for (place, _) in &places {
                self.attempts.get_mut(place).unwrap().spend();
            }
        }
        free
    }

    /// The worker is given a job.
    pub fn job_given(&mut self, job: &PasswordJob) {
        assert!(self.step.jobs > 0, "the worker was given {job:?} for nothing");
        self.step.jobs -= 1;
        match (self.jobs.back().unwrap(), job) {
            (
                Job::Register { password, .. } | Job::Add { password, .. } | Job::SetPassword { password, .. },
                PasswordJob::Hash { password: given, .. },
            ) => {
                assert_eq!(**password, *given.0);
            }
            (Job::Login { name, password, account, .. }, PasswordJob::Verify { password: given, phc, .. }) => {
                assert_eq!(*account, phc.is_some(), "compared with an account's hash");
                if let (Some(phc), Some(name)) = (phc, name) {
                    assert_eq!(**password, *given.0);
                    assert_eq!(password_in(phc), self.accounts[&name.key].password);
                }
            }
            _ => panic!("the worker was given a job of the wrong kind: {job:?}"),
        }
    }

    /// The worker has finished its oldest job.
    pub fn job_done(&mut self, now: Now, outcome: &PasswordOutcome) {
        match (self.jobs.pop_front().unwrap(), outcome) {
            (Job::Register { conn, name, password }, PasswordOutcome::Hashed(Some(_))) => {
                if self.can_promise() {
                    let record = Record::CreateAccount { name: name.shown.clone(), password: password.clone() };
                    self.keep_for(record, Waiter::Account { conn, name, password });
                } else {
                    self.not_registered(conn, &name, "storage_unavailable");
                }
            }
            (Job::Register { conn, name, .. }, _) => self.not_registered(conn, &name, "server_busy"),
            (
                Job::Login { conn, name: Some(name), password, token, account, is_outdated: false },
                PasswordOutcome::Right { rehashed },
            ) => {
                let account = self.accounts.get(&name.key).filter(|_| account).expect("nobody logs in without one");
                assert_eq!(account.password, password, "nobody logs in with a wrong password");
                let must_change = account.must_change && !account.disabled && !self.is_sanctioned(Kind::Ban, &name.key);
                let (name, typed) = (account.name.clone(), name.shown);
                let is_short = password.chars().count() < self.rules.password_chars_min;
                if rehashed.is_some() {
                    self.keep(Record::SetPassword { name: name.shown.clone() });
                }
                if must_change && self.peers.get(&conn).is_some_and(|peer| peer.newer) {
                    self.has_to_choose(now, conn, &name);
                    return;
                }
                self.logged_in_with(now, conn, name.clone(), Some(typed), None, token);
                if must_change && self.me(conn).is_some_and(|me| me.key == name.key) {
                    self.hold_words(now, conn, "must_change_password");
                }
                // Those that the console brings in may be of any length.
                if is_short && self.me(conn).is_some_and(|me| me.key == name.key) {
                    self.hold_words(now, conn, "password_too_short");
                }
            }
            (Job::Add { conn, kind, name, password, rank }, outcome) => {
                self.hashed_for_account((conn, kind), name, password, rank, outcome);
            }
            (Job::SetPassword { name, password, disconnect, must_change }, outcome) => {
                self.hashed_for_change(&name, password, disconnect, must_change, outcome);
            }
            (Job::Login { conn, .. }, _) => {
                if self.peers.contains_key(&conn) {
                    self.step.line(conn, Want::Error { code: "login_failed", ack: None });
                    self.resume(conn);
                }
            }
        }
    }

    fn has_to_choose(&mut self, now: Now, conn: Conn, name: &Name) {
        let answer = json!({ "type": "login", "status": "ok", "username": name.shown, "must_change": true });
        self.step.line(conn, Want::Exactly(answer));
        self.step.first = Some(conn);
        if self.me(conn).is_some() {
            self.leave(conn);
            self.peer(conn).since = now.mono;
        }
        self.peer(conn).is_due = true;
        self.resume(conn);
    }

    /// Somebody has come by a token of this number.
    pub fn logged_in(&mut self, now: Now, conn: Conn, name: Name, typed: Option<String>, number: Option<u64>) {
        let account = &self.accounts[&name.key];
        let must_change = account.must_change && !account.disabled && !self.is_sanctioned(Kind::Ban, &name.key);
        if must_change && self.peers[&conn].newer {
            self.has_to_choose(now, conn, &name);
            return;
        }
        self.logged_in_with(now, conn, name.clone(), typed, number, false);
        if must_change && self.me(conn).is_some_and(|me| me.key == name.key) {
            self.hold_words(now, conn, "must_change_password");
        }
    }

    fn logged_in_with(
        &mut self,
        now: Now,
        conn: Conn,
        name: Name,
        typed: Option<String>,
        number: Option<u64>,
        wants_token: bool,
    ) {
        if !self.peers.contains_key(&conn) {
            return;
        }
        if self.is_sanctioned(Kind::Ban, &name.key) {
            self.step.line(conn, Want::Error { code: "banned", ack: None });
            self.resume(conn);
            return;
        }
        if self.accounts[&name.key].disabled {
            self.step.line(conn, Want::Error { code: "account_disabled", ack: None });
            self.resume(conn);
            return;
        }
        self.peer(conn).is_due = false;
        let mut answer = json!({ "type": "login", "status": "ok", "username": name.shown });
        if let Some(number) = number {
            answer["device"] = json!(number);
        }
        let want = if wants_token { self.with_pass(now, &name.key, answer) } else { Want::Exactly(answer) };
        self.step.line(conn, want);
        self.step.first = Some(conn);
        if self.me(conn).is_some_and(|me| me.key == name.key) {
            self.begin_greeting(now, conn);
        } else {
            self.leave(conn);
            self.join(now, conn, name, true, "online");
        }
        self.me_mut(conn).unwrap().typed = typed;
        self.ask_for_replay(conn);
        self.ask_for_mail(conn);
        self.resume(conn);
    }

    /// An account is on disk.
    pub fn registered(&mut self, conn: Conn, name: Name, password: String) {
        if self.peers.contains_key(&conn) {
            self.step.line(conn, Want::Exactly(json!({ "type": "register", "status": "ok" })));
        }
        self.registering.remove(&name.key);
        let key = name.key.clone();
        self.tell_of_account(conn, &name.shown);
        self.accounts.insert(key.clone(), Account::new(name, password, Rank::User));
        self.rename_guest(&key, conn);
        self.resume(conn);
    }

    pub fn not_registered(&mut self, conn: Conn, name: &Name, code: &'static str) {
        self.registering.remove(&name.key);
        if self.peers.contains_key(&conn) {
            self.step.line(conn, Want::Error { code, ack: None });
            self.resume(conn);
        }
    }

    /// Every account that was confirmed is on disk; one that was not yet may be.
    pub fn restart_accounts(&mut self, disk: &Disk) {
        for (key, account) in &self.accounts {
            let Some(kept) = disk.accounts.get(key) else {
                let is_unsettled = self.keeping.is_unsettled_rename(key, disk);
                assert!(is_unsettled, "the account {key} was confirmed and is lost");
                continue;
            };
            let is_it = kept.name.as_str() == account.name.shown || self.keeping.is_unsettled_rename(key, disk);
            assert!(is_it, "{} instead of {}", kept.name, account.name.shown);
            let is_right = account.is_unsettled || password_in(&kept.phc) == account.password;
            assert!(is_right, "the password of {key} is another one");
        }
        let kept = disk.accounts.iter().map(|(key, account)| {
            let name = Name::new(account.name.as_str());
            let rank = Rank::parse(account.role.as_str());
            let password = password_in(&account.phc).to_owned();
            (
                key.clone(),
                Account {
                    must_change: account.must_change,
                    disabled: account.disabled,
                    ..Account::new(name, password, rank)
                },
            )
        });
        self.accounts = kept.collect();
    }
}
