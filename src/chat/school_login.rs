//! Logins that the school's directory decides.
//!
//! Owns what happens between a `login` under a name that has no password here and its answer. Accounts with a password
//! of their own come first, and are never asked about. Whoever comes in for the first time gets an account, which is there
//! once it is on disk. A no is that of any wrong password, and counts as one; a directory that does not answer is neither
//! a no nor counted. Nothing of an answer is remembered for the next login.

use super::account::{Account, Role};
use super::claim::TypedName;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effect, Effects};
use super::handle::{SessionId, Ticket};
use super::name::{NameKey, Username};
use super::refusal::{Asked, Refusal};
use super::request::Password;
use super::school::{SchoolAnswer, SchoolPerson, SchoolQuestion};
use super::state::password_waits::{Asker, Entry};
use super::state::school_waits::{SchoolArrival, SchoolWait};
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::school::SchoolText;

/// The word of the audit log for what the directory brought about.
const BY_SCHOOL: &str = "school";

impl Core {
    /// True if the directory decides about a login: there is one, and the name has no password here.
    pub(super) fn is_for_school(&self, name: &Username, password: &Password) -> bool {
        let possible = self.settings.school
            && !password.0.is_empty()
            && password.0.chars().count() <= self.settings.password_chars_max;
        possible
            && match self.account(name.key()) {
                Some(account) => account.is_of_school(),
                None if self.school_waits.is_coming(name.key()) => true,
                None => {
                    !self.is_registering(name.key())
                        && self.settings.reserved.check_account(name).is_ok()
                        && Username::parse_new(name.as_str()).is_ok()
                }
            }
    }

    /// True if the directory has been asked as much as it may at once.
    pub(super) fn is_school_busy(&self) -> bool {
        self.school_waits.len() >= self.settings.school_questions_max
    }

    /// Has the directory asked; the session's next request waits for the answer.
    pub(super) fn ask_school(
        &mut self,
        id: SessionId,
        name: Username,
        typed: Option<TypedName>,
        password: Password,
        out: &mut Effects,
    ) {
        let address = self.address(id);
        let asker = Asker { session: id, address };
        let ticket = self.school_waits.insert(SchoolWait { asker, name: name.clone(), typed, is_outdated: false });
        self.pause(id, out);
        out.push(Effect::AskSchool(Box::new(SchoolQuestion { ticket, name, password, address })));
    }

    /// An account is gone, or has a password here: a yes to what was asked before counts no more.
    pub(super) fn outdate_school_logins(&mut self, key: &NameKey) {
        self.school_waits.outdate(key);
    }

    /// The directory has answered, or nobody could ask it.
    pub fn handle_school(&mut self, now: Now, ticket: Ticket, answer: SchoolAnswer, out: &mut Effects) {
        let Some(SchoolWait { asker, name, typed, is_outdated }) = self.school_waits.take(ticket) else { return };
        match answer {
            SchoolAnswer::Yes(person) if !is_outdated && person.is_called(&name) => {
                self.recognized(now, SchoolArrival { asker, name, typed, person }, out);
            }
            SchoolAnswer::Yes(_) | SchoolAnswer::No => self.login_failed(now, asker, Some(&name), out),
            SchoolAnswer::Unavailable => {
                self.leave_undecided(now, asker, &name, &Text::School(SchoolText::Unavailable), out);
            }
        }
    }

    fn recognized(&mut self, now: Now, arrival: SchoolArrival, out: &mut Effects) {
        let SchoolArrival { asker, name, .. } = &arrival;
        if !self.sessions.contains(asker.session) {
            return;
        }
        // The directory alone knew the role until now. Nobody is in yet, and no account is made.
        if let Err(refusal) = self.check_way_of(asker.session, arrival.person.role.unwrap_or(Role::User)) {
            let (asker, name) = (*asker, name.clone());
            self.leave_refused(now, asker, &name, refusal, out);
            return;
        }
        let objection = match self.account(name.key()) {
            Some(account) if account.is_of_school() => {
                self.school_login(now, arrival, out);
                return;
            }
            None if self.school_waits.is_coming(name.key()) => {
                self.school_waits.await_account(arrival);
                return;
            }
            // One was made here meanwhile: its password counts from now on.
            Some(_) => Some(Text::ServerBusy),
            None if self.is_registering(name.key()) => Some(Text::ServerBusy),
            None => self.objection_to_school_account(name),
        };
        if let Some(why) = objection {
            let (asker, name) = (*asker, name.clone());
            self.leave_undecided(now, asker, &name, &why, out);
            return;
        }
        let SchoolPerson { name: written, role, .. } = &arrival.person;
        let written = written.as_ref().and_then(|written| Username::parse_new(written).ok());
        let name = written.unwrap_or_else(|| name.clone());
        self.begin_account(name.key());
        let account = Account::of_school(name, role.unwrap_or(Role::User), now.wall);
        self.school_waits.await_account(arrival);
        self.store_for(Waiter::SchoolAccount(account.clone()), StoreAction::CreateAccount(account), out);
    }

    /// The account of somebody who came in for the first time is on disk.
    pub(super) fn school_account_kept(&mut self, now: Now, account: Account, out: &mut Effects) {
        let (name, key) = (account.name.as_str().to_owned(), account.name.key().clone());
        let arrivals = self.school_waits.take_arrivals(&key);
        self.tell_of_account(None, &account.name, out);
        self.finish_account(account);
        if let Some(first) = arrivals.first() {
            let address = first.asker.address;
            Self::audit_from(address, AuditKind::RegisterOk, BY_SCHOOL, name, out);
            self.rename_guest(now, &key, Some(address), out);
        }
        self.rename_guests_like_accounts(now, out);
        for arrival in arrivals {
            self.school_login(now, arrival, out);
        }
    }

    /// The account did not get on disk.
    pub(super) fn school_account_lost(&mut self, now: Now, account: &Account, out: &mut Effects) {
        let key = account.name.key();
        self.abandon_account(key);
        for SchoolArrival { asker, name, .. } in self.school_waits.take_arrivals(key) {
            self.leave_undecided(now, asker, &name, &Text::StorageUnavailable, out);
        }
    }

    fn school_login(&mut self, now: Now, arrival: SchoolArrival, out: &mut Effects) {
        let SchoolArrival { asker, name, typed, person } = arrival;
        // The directory decides each time, so there is no token: somebody whom it does not know any more would come back.
        self.logged_in(now, asker, &name, typed.as_ref(), None, Entry::Password(None), out);
        // Behind the answer, which is to be the first line.
        if let Some(role) = person.role {
            self.take_school_role(now, asker, name.key(), role, out);
        }
        if self.person_of(asker.session).is_some_and(|present| *present.name() == name) {
            self.enter_group_channels(now, asker.session, &person.channels, out);
        }
    }

    /// Neither a yes nor a no, and so not counted against anybody.
    fn leave_undecided(&mut self, now: Now, asker: Asker, name: &Username, why: &Text<'_>, out: &mut Effects) {
        self.leave_refused(now, asker, name, self.refusal(why), out);
    }

    fn leave_refused(&mut self, now: Now, asker: Asker, name: &Username, why: Refusal, out: &mut Effects) {
        let Asker { session: id, address } = asker;
        Self::audit_from(address, AuditKind::LoginUndecided, why.code.as_str(), name.as_str().to_owned(), out);
        if self.sessions.contains(id) {
            self.refuse(now, id, Asked::Request, why, out);
            self.resume(id, out);
        }
    }

    /// The reason that somebody whom the directory knows gets no account here. Told to who knows the password alone.
    fn objection_to_school_account(&self, name: &Username) -> Option<Text<'static>> {
        if self.accounts.resemble(name) || self.is_held_back(name.key()) {
            Some(Text::NameConfusable)
        } else if self.accounts.len_with_registering() >= self.settings.accounts_max {
            Some(Text::TooManyAccounts)
        } else if !self.is_store_available() {
            Some(Text::StorageUnavailable)
        } else {
            None
        }
    }
}
