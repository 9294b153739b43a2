//! Accounts: making one, and becoming its owner.
//!
//! Owns what happens between a `register` or `login` and its answer, on `state::accounts` and `state::password_waits`.
//! Passwords are worked on elsewhere; meanwhile the session is paused, so that its requests are answered in order.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::{Account, Role};
use super::claim::TypedName;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effect, Effects, PasswordJob, PasswordOutcome};
use super::handle::{SessionId, Ticket};
use super::name::{NameKey, Username};
use super::refusal::Asked;
use super::reply::{Code, Pass, Reply};
use super::request::{Password, PresenceState};
use super::settings::Registration;
use super::state::password_waits::{Asker, Entry, PasswordWait};
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::school::SchoolText;
use super::token::DeviceName;

impl Core {
    /// Answers `register`.
    pub(super) fn register(
        &mut self,
        now: Now,
        id: SessionId,
        name: Username,
        password: Password,
        code: Option<&str>,
        out: &mut Effects,
    ) {
        let address = self.address(id);
        let settings = &self.settings;
        let open = match settings.registration {
            Registration::Open => true,
            Registration::Closed => false,
            Registration::Code => code.is_some_and(|code| code.trim() == settings.registration_code.trim()),
        };
        // Codes are guessed under no name: who has guessed too often is refused before the code is looked at.
        let by_code = settings.registration == Registration::Code && code.is_some();
        let (rates, guesses) = (&settings.registrations, &NameKey::empty());
        let guessed = by_code && !open;
        let throttle = &mut self.registration_throttle;
        let too_many = match (by_code, guessed) {
            (false, _) => false,
            (true, false) => !throttle.has_token(rates, now.mono, address, guesses),
            (true, true) => !throttle.take(rates, now.mono, address, guesses),
        };
        let objection = if too_many {
            Some(Text::RateLimited)
        } else if settings.school && settings.registration == Registration::Open {
            // Whoever came first would have the name of somebody of the school for themselves.
            Some(Text::School(SchoolText::RegisterThere))
        } else if !open {
            Some(Text::RegistrationRefused { by_code: settings.registration != Registration::Closed })
        } else if let Some(objection) = self.objection_to_account(&name, &password, Role::User) {
            Some(objection)
        } else if !self.registration_throttle.take(&settings.registrations, now.mono, address, name.key()) {
            Some(Text::RateLimited)
        } else if !self.is_store_available() {
            Some(Text::StorageUnavailable)
        } else if self.password_waits.len() >= settings.password_jobs_max {
            Some(Text::ServerBusy)
        } else {
            None
        };
        if let Some(text) = objection {
            let error = text.code().map_or("", super::reply::Code::as_str);
            self.audit(id, AuditKind::RegisterRefused, error, name.as_str().to_owned(), out);
            self.refuse(now, id, Asked::Request, self.refusal(&text), out);
            if guessed || too_many {
                self.note_failure(now, address, &NameKey::empty(), out);
            }
            return;
        }
        self.begin_account(name.key());
        let asker = Asker { session: id, address };
        self.hash_password(id, PasswordWait::Registration { asker, name, at: now.wall }, password, out);
    }

    /// Has a password hashed for what waits for that; the session's next request waits too.
    pub(super) fn hash_password(&mut self, id: SessionId, wait: PasswordWait, password: Password, out: &mut Effects) {
        self.pause(id, out);
        self.hash_on(wait, password, out);
    }

    /// The same for a session that is paused already.
    pub(super) fn hash_on(&mut self, wait: PasswordWait, password: Password, out: &mut Effects) {
        let ticket = self.password_waits.insert(wait);
        out.push(Effect::Password(PasswordJob::Hash { ticket, password }));
    }

    /// Nobody comes in any more with a password that was right for an account when its hashing began.
    pub(super) fn outdate_logins(&mut self, key: &NameKey) {
        self.outdate_school_logins(key);
        self.password_waits.outdate_logins(key);
    }

    /// Answers `login`.
    #[allow(clippy::too_many_arguments, reason = "they are those of the request, and who made it")]
    pub(super) fn login(
        &mut self,
        now: Now,
        id: SessionId,
        name: Option<Username>,
        typed: Option<TypedName>,
        password: Password,
        wish: Option<DeviceName>,
        out: &mut Effects,
    ) {
        // What cannot be a name is counted as one that nobody has.
        let address = self.address(id);
        let counted = name.as_ref().map_or_else(NameKey::empty, |name| name.key().clone());
        let too_many = !self.may_try_password(now, address, &counted);
        let for_school = name.as_ref().is_some_and(|name| self.is_for_school(name, &password));
        let is_busy = if for_school {
            self.is_school_busy()
        } else {
            self.password_waits.len() >= self.settings.password_jobs_max
        };
        if too_many || is_busy {
            let why = if too_many { Text::RateLimited } else { Text::ServerBusy };
            let claimed = name.map(|name| name.as_str().to_owned()).unwrap_or_default();
            self.audit(id, AuditKind::LoginFailed, why.code().map_or("", Code::as_str), claimed, out);
            self.refuse(now, id, Asked::Request, self.refusal(&why), out);
            if too_many {
                self.note_failure(now, address, &counted, out);
            }
            return;
        }
        if let Some(name) = &name
            && self.refuses_way(now, id, name, out)
        {
            return;
        }
        let name = match name {
            Some(name) if for_school => {
                self.ask_school(id, name, typed, password, out);
                return;
            }
            name => name,
        };
        let account = name.as_ref().and_then(|name| self.account(name.key()));
        let mut phc = account.filter(|account| !account.is_of_school()).map(|account| Arc::clone(&account.phc));
        let mut password = password;
        let chars = password.0.chars().count();
        // One that was made elsewhere, or before the policy was changed.
        let role = account.map_or(Role::User, |account| account.role);
        let is_short = name.as_ref().is_some_and(|name| chars < self.password_chars_min(name, role));
        if chars > self.settings.password_chars_max {
            // No account has such a password; the work, and so the time, stays that of any other attempt.
            (phc, password) = (None, Password("".into()));
        }
        let asker = Asker { session: id, address };
        let wait = PasswordWait::Login { asker, name, typed, is_short, wish, is_outdated: false };
        self.compare_password(id, wait, password, phc, out);
    }

    /// Has a password compared for what waits for that; the session's next request waits too.
    pub(super) fn compare_password(
        &mut self,
        id: SessionId,
        wait: PasswordWait,
        password: Password,
        phc: Option<Arc<str>>,
        out: &mut Effects,
    ) {
        let ticket = self.password_waits.insert(wait);
        self.pause(id, out);
        out.push(Effect::Password(PasswordJob::Verify { ticket, password, phc }));
    }

    /// Counts an attempt at an account's password; false if there were too many.
    pub(super) fn may_try_password(&mut self, now: Now, address: IpAddr, name: &NameKey) -> bool {
        self.login_throttle.take(&self.settings.logins, now.mono, address, name)
    }

    /// The hashing worker has finished.
    pub fn handle_password(&mut self, now: Now, ticket: Ticket, outcome: PasswordOutcome, out: &mut Effects) {
        match (self.password_waits.take(ticket), outcome) {
            (Some(PasswordWait::Registration { asker, name, at }), PasswordOutcome::Hashed(Some(phc))) => {
                if !self.is_store_available() {
                    self.registration_failed(now, asker, &name, &Text::StorageUnavailable, out);
                    return;
                }
                let account = Account::new(name, phc, Role::User, at);
                let waiter = Waiter::Registration { asker, account: account.clone() };
                self.store_for(waiter, StoreAction::CreateAccount(account), out);
            }
            (Some(PasswordWait::Registration { asker, name, .. }), _) => {
                self.registration_failed(now, asker, &name, &Text::ServerBusy, out);
            }
            (
                Some(PasswordWait::Login { asker, name: Some(name), typed, is_short, wish, is_outdated: false }),
                PasswordOutcome::Right { rehashed },
            ) => {
                self.logged_in(now, asker, &name, typed.as_ref(), rehashed, Entry::Password(wish), out);
                if is_short && self.person_of(asker.session).is_some_and(|person| *person.name() == name) {
                    self.ask_for_a_longer_password(now, asker.session, out);
                }
            }
            (Some(PasswordWait::Login { asker, name, .. }), _) => {
                self.login_failed(now, asker, name.as_ref(), out);
            }
            (Some(PasswordWait::Old(wait)), outcome) => self.old_password_checked(now, wait, &outcome, out),
            (Some(PasswordWait::Order(order)), PasswordOutcome::Hashed(phc)) => {
                self.order_hashed(now, order, phc, out);
            }
            (Some(PasswordWait::Order(order)), _) => self.order_hashed(now, order, None, out),
            (None, _) => {}
        }
    }

    pub(super) fn login_failed(&mut self, now: Now, asker: Asker, claimed: Option<&Username>, out: &mut Effects) {
        let Asker { session: id, address } = asker;
        let key = claimed.map_or_else(NameKey::empty, |name| name.key().clone());
        let claimed = claimed.map(|name| name.as_str().to_owned()).unwrap_or_default();
        Self::audit_from(address, AuditKind::LoginFailed, "wrong_name_or_password", claimed, out);
        if self.sessions.contains(id) {
            self.refuse(now, id, Asked::Request, self.refusal(&Text::LoginFailed), out);
            self.resume(id, out);
        }
        self.note_failure(now, address, &key, out);
    }

    /// Somebody has shown that an account is theirs.
    #[allow(clippy::too_many_arguments, reason = "they are what was shown, and by whom")]
    pub(super) fn logged_in(
        &mut self,
        now: Now,
        asker: Asker,
        claimed: &Username,
        typed: Option<&TypedName>,
        rehashed: Option<Arc<str>>,
        entry: Entry,
        out: &mut Effects,
    ) {
        let id = asker.session;
        let Some(account) = self.accounts.get(claimed.key()) else {
            self.login_failed(now, asker, Some(claimed), out);
            return;
        };
        let (name, must_change) = (account.name.clone(), account.must_change);
        let kept_out = self.check_access(name.key()).err();
        if let Some(phc) = rehashed {
            self.set_password_hash(name.key(), Arc::clone(&phc));
            self.store(StoreAction::SetPassword { name: name.clone(), phc, must_change }, false, out);
        }
        if !self.sessions.contains(id) {
            return;
        }
        // Said only to who knows the password: nobody else learns who is banned, or whose account is disabled.
        if let Some(refusal) = kept_out {
            self.audit(id, AuditKind::LoginFailed, refusal.code.as_str(), name.as_str().to_owned(), out);
            self.refuse(now, id, Asked::Request, refusal, out);
            self.resume(id, out);
            return;
        }
        self.audit(id, AuditKind::LoginOk, if must_change { "must_change" } else { "" }, name.as_str().to_owned(), out);
        self.end_due_password(id);
        if must_change && self.newer(id) {
            self.begin_due_password(now, id, &name, typed, out);
            return;
        }
        // Clients take the first line for the answer, so it goes before anything that the login brings about.
        let pass = match entry {
            Entry::Password(wish) => self.pass_for(now, &name, wish, out),
            Entry::Token(number) => Some(Pass { token: None, device: Some(number), is_guest: false }),
        };
        out.send(id, Reply::LoginOk { username: name.clone(), must_change: false, pass: pass.map(Box::new) });
        self.come_in(now, id, &name, typed, out);
        if must_change {
            self.ask_for_own_password(now, id, out);
        }
        self.resume(id, out);
    }

    /// Makes a session one of the owner's of an account, who has shown to know the password.
    pub(super) fn come_in(
        &mut self,
        now: Now,
        id: SessionId,
        name: &Username,
        typed: Option<&TypedName>,
        out: &mut Effects,
    ) {
        if self.person_of(id).is_some_and(|person| person.name() == name) {
            self.begin_greeting(now, id);
        } else {
            self.leave(now, id, out);
            self.author_has_changed(id);
            self.join_person(now, id, name, true, PresenceState::online(), out);
        }
        self.note_typed_name(id, typed);
        self.load_replay(id, out);
        self.load_undelivered(id, out);
    }

    /// Said behind the welcome: whoever came in with a short password keeps it until there is a better one.
    fn ask_for_a_longer_password(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(person) = self.person_of(id) else { return };
        let text = Text::PasswordIsShort(self.password_chars_min(person.name(), self.role_of(person.name().key())));
        let line = self.line_to_newcomer(now, person.name(), &text);
        self.hold_lines(now, id, vec![line], out);
    }

    /// The account is on disk.
    pub(super) fn registered(&mut self, now: Now, asker: Asker, account: Account, out: &mut Effects) {
        let Asker { session: id, address } = asker;
        let key = account.name.key().clone();
        Self::audit_from(address, AuditKind::RegisterOk, "", account.name.as_str().to_owned(), out);
        self.tell_of_account(Some(id), &account.name, out);
        self.finish_account(account);
        if self.sessions.contains(id) {
            out.send(id, Reply::RegisterOk);
        }
        self.rename_guest(now, &key, Some(address), out);
        self.resume(id, out);
    }

    /// The account was not made.
    pub(super) fn registration_failed(
        &mut self,
        now: Now,
        asker: Asker,
        name: &Username,
        why: &Text<'_>,
        out: &mut Effects,
    ) {
        let Asker { session: id, address } = asker;
        self.abandon_account(name.key());
        let error = why.code().map_or("", super::reply::Code::as_str);
        Self::audit_from(address, AuditKind::RegisterRefused, error, name.as_str().to_owned(), out);
        if self.sessions.contains(id) {
            self.refuse(now, id, Asked::Request, self.refusal(why), out);
            self.resume(id, out);
        }
    }
}
