//! Accounts that the machine's operator makes, changes and removes while the chat goes on.
//!
//! Owns what happens between an [`AccountOrder`] and its answer. A new account is there once it is on disk, as one
//! that somebody registers. Another password and a removal take effect at once, like the acts of people in charge, and
//! are answered when they are on disk. Passwords are hashed elsewhere; meanwhile the session is paused. `server` hands
//! orders in, those of the console and of admins; admins give others a password by an act.

use std::net::Ipv4Addr;
use std::sync::Arc;

use super::account::{Account, Rank, Role};
use super::account_order::{AccountOrder, HashedFor, HashedOrder, NewAccount, Orderer, PasswordChange, PasswordOrder};
use super::clock::Now;
use super::common_passwords::is_common;
use super::core::Core;
use super::effect::{Audit, AuditAct, AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::name::Username;
use super::refusal::{Asked, Form, Refusal};
use super::reply::Reply;
use super::request::Password;
use super::reserved::Objection;
use super::state::acts::ActOutcome;
use super::state::password_waits::PasswordWait;
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::account::AccountWords;
use super::text::school::SchoolText;

/// The words of the requests and of their answers.
const ADD: &str = "user_add";
const IMPORT: &str = "user_import";
const PASSWD: &str = "user_passwd";
const DEL: &str = "user_del";
const PASSWD_ACT: &str = "passwd";

/// Fewest characters of the password of an account that the guest mode of one existing client registers: what it sends.
const GUEST_MODE_PASSWORD_CHARS_MIN: usize = 4;

impl Core {
    /// Carries out an order about an account, or says why not.
    pub fn order_account(&mut self, now: Now, id: SessionId, order: AccountOrder, out: &mut Effects) {
        let done = match order {
            AccountOrder::Add { user, password, role, must_change } => {
                let new = HashedFor::Account { name: user, role, created: now.wall, must_change, kind: ADD };
                self.order_new_account(id, new, password, out)
            }
            AccountOrder::Import { user, phc, must_change } => {
                let account = Account { must_change, ..Account::new(user, phc, Role::User, now.wall) };
                self.import_account(id, account, out)
            }
            AccountOrder::SetPassword { user, password, disconnect, must_change } => {
                let order = PasswordOrder { user, password, disconnect, must_change };
                self.require(id, Rank::Console).and_then(|()| self.order_password(id, order, (PASSWD, Form::Json), out))
            }
            AccountOrder::Remove { user } => self.remove_account(now, id, &user, out),
        };
        if let Err(refusal) = done {
            self.refuse(now, id, Asked::Request, refusal, out);
        }
    }

    fn order_new_account(
        &mut self,
        id: SessionId,
        new: HashedFor,
        password: Password,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        self.require(id, Rank::Admin)?;
        if let HashedFor::Account { name, role, .. } = &new {
            if let Some(objection) = self.objection_to_account(name, &password, *role) {
                return Err(self.refusal(&objection));
            }
            self.check_hashing()?;
            self.begin_account(name.key());
        }
        self.hash_for(id, Form::Json, new, password, out);
        Ok(())
    }

    fn import_account(&mut self, id: SessionId, account: Account, out: &mut Effects) -> Result<(), Refusal> {
        self.require(id, Rank::Console)?;
        if let Some(objection) = self.objection_to_name(&account.name) {
            return Err(self.refusal(&objection));
        }
        self.check_storage()?;
        self.begin_account(account.name.key());
        self.pause(id, out);
        self.keep_account(NewAccount { orderer: self.orderer(id, Form::Json), kind: IMPORT, account }, out);
        Ok(())
    }

    /// Gives somebody another password, by an act of an admin; one's own takes the old one.
    pub(super) fn reset_password(
        &mut self,
        now: Now,
        id: SessionId,
        order: PasswordOrder,
        form: Form,
        out: &mut Effects,
    ) {
        let is_own = self.person_of(id).is_some_and(|person| *person.name() == order.user);
        let done = if is_own {
            Err(self.refusal(&Text::OwnPasswordTakesTheOld))
        } else {
            self.order_password(id, order, (PASSWD_ACT, form), out)
        };
        if let Err(refusal) = done {
            self.refuse(now, id, form, refusal, out);
        }
    }

    fn order_password(
        &mut self,
        id: SessionId,
        order: PasswordOrder,
        (kind, form): (&'static str, Form),
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        let PasswordOrder { user, password, disconnect, must_change } = order;
        self.require(id, Rank::Admin)?;
        let name = self.account_name(&user)?;
        self.require_not_above(id, name.key())?;
        if self.settings.school && self.account(name.key()).is_some_and(Account::is_of_school) {
            return Err(self.refusal(&Text::School(SchoolText::PasswordThere)));
        }
        if let Some(objection) = self.objection_to_password(&name, &password, self.role_of(name.key())) {
            return Err(self.refusal(&objection));
        }
        self.check_hashing()?;
        self.hash_for(id, form, HashedFor::Change { name, disconnect, must_change, kind }, password, out);
        Ok(())
    }

    fn remove_account(&mut self, now: Now, id: SessionId, user: &Username, out: &mut Effects) -> Result<(), Refusal> {
        self.require(id, Rank::Admin)?;
        if self.person_of(id).is_some_and(|person| person.name() == user) {
            return Err(self.refusal(&Text::Forbidden));
        }
        let name = self.account_name(user)?;
        // What the disk never hears of would come back with the next start, and its mail with whoever has the name then.
        self.check_storage()?;
        let key = name.key();
        let orderer = self.orderer(id, Form::Json);
        Self::audit_order(&orderer, AuditKind::AccountRemoved, &name, "", out);
        self.outdate_logins(key);
        // Before anything else that is to be kept: there may be room for one request more.
        let record = StoreAction::DeleteAccount { name: name.clone() };
        self.answer_order(now, &orderer, DEL, &name, &Text::Plain(""), record, out);
        self.close_person(now, key, &Text::AccountRemoved, CloseReason::AccountRemoved, out);
        self.remove_account_of(key);
        self.forget_tokens(key);
        self.forget_undelivered(key);
        self.tell_of_account(Some(id), &name, out);
        Ok(())
    }

    /// The reason that there may be no account of this name with this password; `None` if there may. Whoever is asked to
    /// make one looks here first.
    pub(super) fn objection_to_account(
        &self,
        name: &Username,
        password: &Password,
        role: Role,
    ) -> Option<Text<'static>> {
        // Those that a directory or an old server gives may be addresses: they pretend nothing.
        let server = name.claims_server().then_some(Text::ServerInName);
        server
            .or_else(|| self.objection_to_reserved(name))
            .or_else(|| self.objection_to_password(name, password, role))
            .or_else(|| self.objection_to_name(name))
    }

    pub(super) fn objection_to_reserved(&self, name: &Username) -> Option<Text<'static>> {
        self.settings.reserved.check_account(name).err().map(|objection| match objection {
            Objection::Servers => Text::ReservedName,
            Objection::Role => Text::RoleInName,
            Objection::Imitation => Text::NameConfusable,
        })
    }

    /// The same, whatever the password.
    fn objection_to_name(&self, name: &Username) -> Option<Text<'static>> {
        if let Some(objection) = self.objection_to_reserved(name) {
            return Some(objection);
        }
        if self.accounts.is_taken(name.key()) {
            return Some(Text::NameTaken);
        }
        if self.resembles_somebody(name) {
            return Some(Text::NameConfusable);
        }
        let is_full = self.accounts.len_with_registering() >= self.settings.accounts_max;
        is_full.then_some(Text::TooManyAccounts)
    }

    /// The reason that an account of somebody with that role may not get this password; `None` if it may.
    pub(super) fn objection_to_password(
        &self,
        name: &Username,
        password: &Password,
        role: Role,
    ) -> Option<Text<'static>> {
        let (least, most) = (self.password_chars_min(name, role), self.settings.password_chars_max);
        match password.0.chars().count() {
            chars if chars < least => Some(Text::PasswordTooShort(least)),
            chars if chars > most => Some(Text::PasswordTooLong(most)),
            _ if is_common(&password.0) => Some(Text::Account(AccountWords::CommonPassword)),
            _ => None,
        }
    }

    /// Fewest characters of a new password of somebody with that name and role.
    pub(super) fn password_chars_min(&self, name: &Username, role: Role) -> usize {
        let settings = &self.settings;
        match role {
            Role::User if name.is_of_guest_mode() => settings.password_chars_min.min(GUEST_MODE_PASSWORD_CHARS_MIN),
            Role::User => settings.password_chars_min,
            Role::Moderator => settings.staff_password_chars_min,
            Role::Admin => settings.admin_password_chars_min,
        }
    }

    /// The name of an account as it is kept.
    pub(super) fn account_name(&self, user: &Username) -> Result<Username, Refusal> {
        let account = self.account(user.key()).map(|account| account.name.clone());
        account.ok_or_else(|| self.refusal(&Text::NoAccount(user)))
    }

    /// Checks that a password can be hashed and what comes of it kept: one more shares the queue with those who log in.
    pub(super) fn check_hashing(&self) -> Result<(), Refusal> {
        self.check_storage()?;
        if self.password_waits.len() >= self.settings.password_jobs_max {
            return Err(self.refusal(&Text::ServerBusy));
        }
        Ok(())
    }

    pub(super) fn check_storage(&self) -> Result<(), Refusal> {
        let available = self.is_store_available();
        if available { Ok(()) } else { Err(self.refusal(&Text::StorageUnavailable)) }
    }

    pub(super) fn orderer(&self, id: SessionId, form: Form) -> Orderer {
        Orderer { session: id, address: self.address(id), name: self.actor_name(id), form }
    }

    fn hash_for(&mut self, id: SessionId, form: Form, what: HashedFor, password: Password, out: &mut Effects) {
        let order = HashedOrder { orderer: self.orderer(id, form), what };
        self.hash_password(id, PasswordWait::Order(order), password, out);
    }

    /// The password of an order is hashed; `None` if it could not be.
    pub(super) fn order_hashed(&mut self, now: Now, order: HashedOrder, phc: Option<Arc<str>>, out: &mut Effects) {
        let HashedOrder { orderer, what } = order;
        match (what, phc) {
            (HashedFor::Account { name, role, created, must_change, kind }, Some(phc)) => {
                let account = Account { must_change, ..Account::new(name, phc, role, created) };
                let new = NewAccount { orderer, kind, account };
                if self.is_store_available() {
                    self.keep_account(new, out);
                } else {
                    self.account_not_added(now, new, out);
                }
            }
            (HashedFor::Account { name, kind, .. }, None) => {
                self.first_admin_is_decided(kind);
                self.abandon_account(name.key());
                self.refuse_order(now, &orderer, &Text::ServerBusy, out);
            }
            (HashedFor::Change { name, disconnect, must_change, kind }, Some(phc)) => {
                let change = PasswordChange { name, phc, is_own: false, must_change, disconnect };
                self.change_password(now, &orderer, change, kind, out);
            }
            (HashedFor::Own { name, was, disconnect }, Some(phc)) => {
                let change = PasswordChange { name, phc, is_own: true, must_change: false, disconnect };
                self.own_password_hashed(now, &orderer, change, &was, out);
            }
            (HashedFor::Change { .. } | HashedFor::Own { .. }, None) => {
                self.refuse_order(now, &orderer, &Text::ServerBusy, out)
            }
        }
    }

    fn change_password(
        &mut self,
        now: Now,
        orderer: &Orderer,
        change: PasswordChange,
        kind: &'static str,
        out: &mut Effects,
    ) {
        let name = change.name.clone();
        if !self.accounts.contains(name.key()) {
            // It was removed meanwhile.
            self.refuse_order(now, orderer, &Text::NoAccount(&name), out);
            return;
        }
        let record = self.apply_password_change(now, orderer, change, out);
        self.answer_order(now, orderer, kind, &name, &Text::DidSetPassword(&name), record, out);
        self.end_tokens(name.key(), out);
        self.resume(orderer.session, out);
    }

    fn keep_account(&mut self, new: NewAccount, out: &mut Effects) {
        let record = StoreAction::CreateAccount(new.account.clone());
        self.store_for(Waiter::NewAccount(new), record, out);
    }

    /// The account is on disk.
    pub(super) fn account_added(&mut self, now: Now, new: NewAccount, out: &mut Effects) {
        let NewAccount { orderer, kind, account } = new;
        let (name, role) = (account.name.clone(), account.role);
        let key = name.key();
        Self::audit_order(&orderer, AuditKind::AccountAdded, &name, role.as_str(), out);
        self.finish_account(account);
        self.tell_of_account(Some(orderer.session), &name, out);
        self.first_admin_is_decided(kind);
        // It was made from no guest's address: the mute of a guest of this name is not its owner's.
        self.rename_guest(now, key, Some(Ipv4Addr::UNSPECIFIED.into()), out);
        if self.sessions.contains(orderer.session) {
            let fields = vec![("user", name.as_str().into()), ("role", role.as_str().into())];
            out.send(orderer.session, Reply::Done { kind, fields });
        }
        self.resume(orderer.session, out);
    }

    /// The account did not get on disk.
    pub(super) fn account_not_added(&mut self, now: Now, new: NewAccount, out: &mut Effects) {
        let NewAccount { orderer, kind, account } = new;
        self.first_admin_is_decided(kind);
        self.abandon_account(account.name.key());
        self.refuse_order(now, &orderer, &Text::StorageUnavailable, out);
    }

    /// Says no to an order that has waited.
    pub(super) fn refuse_order(&mut self, now: Now, orderer: &Orderer, why: &Text<'_>, out: &mut Effects) {
        if self.sessions.contains(orderer.session) {
            self.refuse(now, orderer.session, orderer.form, self.refusal(why), out);
        }
        self.resume(orderer.session, out);
    }

    #[allow(clippy::too_many_arguments, reason = "they are what an answer is made of")]
    pub(super) fn answer_order(
        &mut self,
        now: Now,
        orderer: &Orderer,
        kind: &'static str,
        name: &Username,
        words: &Text<'_>,
        record: StoreAction,
        out: &mut Effects,
    ) {
        let outcome = ActOutcome::new(vec![("user", name.as_str().into())], self.words(words), Some(record));
        self.answer_outcome(now, orderer.session, orderer.form, kind, outcome, out);
    }

    pub(super) fn audit_order(orderer: &Orderer, kind: AuditKind, whom: &Username, why: &str, out: &mut Effects) {
        let Orderer { address, name, .. } = orderer;
        let act = AuditAct { whom: whom.as_str().into(), why: why.into(), until: None };
        let audit = Audit { kind, address: *address, error: "", user: name.as_ref().into(), act: Some(act) };
        out.push(Effect::Audit(Box::new(audit)));
    }
}
