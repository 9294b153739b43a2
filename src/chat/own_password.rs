//! The password of an account that its owner changes while chatting.
//!
//! Owns what happens between a `password` request, or `/password`, and its answer. The old password is asked for, and
//! counts as a login does: by the same limits, and a wrong one against the address. Both passwords are worked on elsewhere;
//! meanwhile the session is paused. An account that somebody else changes in between stays as that leaves it.

use std::sync::Arc;

use super::account_order::{HashedFor, HashedOrder, Orderer, PasswordChange};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects, PasswordOutcome};
use super::handle::SessionId;
use super::name::Username;
use super::refusal::{Form, Refusal};
use super::request::{Password, PasswordRequest};
use super::state::password_waits::{OldPasswordWait, PasswordWait};
use super::text::Text;
use super::text::account::AccountWords;
use super::text::school::SchoolText;

/// The word of the request and of its answer.
const PASSWORD: &str = "password";

impl Core {
    /// Has the old password of an account checked, so that its owner may get the new one.
    pub(super) fn change_own_password(
        &mut self,
        now: Now,
        id: SessionId,
        change: PasswordRequest,
        form: Form,
        out: &mut Effects,
    ) {
        let Some(name) = self.whose_password(id).cloned() else {
            self.reject_nobody(now, id, out);
            return;
        };
        if let Err(refusal) = self.check_old_password(now, id, name, change, form, out) {
            self.refuse(now, id, form, refusal, out);
        }
    }

    /// The name of the account whose password a session may change: that of its person, or of who has shown a password that
    /// is to be replaced first.
    fn whose_password(&self, id: SessionId) -> Option<&Username> {
        let person = self.person_of(id).map(|person| person.name());
        person.or_else(|| self.due_password(id).map(|due| &due.name))
    }

    fn check_old_password(
        &mut self,
        now: Now,
        id: SessionId,
        name: Username,
        change: PasswordRequest,
        form: Form,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        let PasswordRequest { old, new, disconnect } = change;
        let Some(account) = self.account(name.key()) else { return Err(self.refusal(&Text::NoAccount(&name))) };
        if account.is_of_school() {
            return Err(self.refusal(&Text::School(SchoolText::PasswordThere)));
        }
        let was = Arc::clone(&account.phc);
        self.check_way(id, name.key())?;
        if self.due_password(id).is_some() {
            self.check_access(name.key())?;
        }
        if account.must_change && old == new {
            return Err(self.refusal(&Text::Account(AccountWords::SamePassword)));
        }
        if let Some(objection) = self.objection_to_password(&name, &new, self.role_of(name.key())) {
            return Err(self.refusal(&objection));
        }
        self.check_hashing()?;
        let address = self.address(id);
        if !self.may_try_password(now, address, name.key()) {
            self.audit(id, AuditKind::LoginFailed, "rate_limited", name.as_str().to_owned(), out);
            self.note_failure(now, address, name.key(), out);
            return Err(self.refusal(&Text::RateLimited));
        }
        let (phc, old) = if old.0.chars().count() > self.settings.password_chars_max {
            // No account has such a password.
            (None, Password("".into()))
        } else {
            (Some(Arc::clone(&was)), old)
        };
        let orderer = self.orderer(id, form);
        self.compare_password(
            id,
            PasswordWait::Old(OldPasswordWait { orderer, name, was, new, disconnect }),
            old,
            phc,
            out,
        );
        Ok(())
    }

    /// The old password has been compared.
    pub(super) fn old_password_checked(
        &mut self,
        now: Now,
        wait: OldPasswordWait,
        outcome: &PasswordOutcome,
        out: &mut Effects,
    ) {
        let OldPasswordWait { orderer, name, was, new, disconnect } = wait;
        let is_right = matches!(outcome, PasswordOutcome::Right { .. });
        if is_right && self.has_password(&name, &was) {
            let what = HashedFor::Own { name, was, disconnect };
            self.hash_on(PasswordWait::Order(HashedOrder { orderer, what }), new, out);
            return;
        }
        let address = orderer.address;
        Self::audit_from(address, AuditKind::LoginFailed, "wrong_name_or_password", name.as_str().to_owned(), out);
        self.refuse_order(now, &orderer, &Text::WrongOldPassword, out);
        self.note_failure(now, address, name.key(), out);
    }

    /// The new password is hashed.
    pub(super) fn own_password_hashed(
        &mut self,
        now: Now,
        orderer: &Orderer,
        change: PasswordChange,
        was: &Arc<str>,
        out: &mut Effects,
    ) {
        let (id, name) = (orderer.session, change.name.clone());
        // Who was sent away meanwhile, or has got another password from somebody in charge, does not change it any more.
        if !(self.whose_password(id) == Some(&name) && self.has_password(&name, was)) {
            self.refuse_order(now, orderer, &Text::WrongOldPassword, out);
            return;
        }
        let record = self.apply_password_change(now, orderer, change, out);
        self.answer_order(now, orderer, PASSWORD, &name, &Text::OwnPasswordChanged, record, out);
        self.end_tokens(name.key(), out);
        if let Some(due) = self.end_due_password(id) {
            match self.check_access(name.key()) {
                Ok(()) => self.come_in(now, id, &name, due.typed.as_ref(), out),
                Err(refusal) => self.refuse(now, id, Form::Json, refusal, out),
            }
        }
        self.resume(id, out);
    }

    fn has_password(&self, name: &Username, phc: &Arc<str>) -> bool {
        self.account(name.key()).is_some_and(|account| account.phc == *phc)
    }
}
