//! The password of an account that its owner changes while chatting.
//!
//! Owns what happens between a `password` request, or `/password`, and its answer. The old password is asked for, and
//! counts as a login does: by the same limits, and a wrong one against the address. Both passwords are worked on elsewhere;
//! meanwhile the session is paused. An account that somebody else changes in between stays as that leaves it.

use std::sync::Arc;

use super::account_order::{HashedFor, HashedOrder};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects, PasswordOutcome};
use super::handle::SessionId;
use super::name::Username;
use super::refusal::{Form, Refusal};
use super::request::Password;
use super::state::password_waits::{OldPasswordWait, PasswordWait};
use super::store_protocol::StoreAction;
use super::text::Text;

/// The word of the request and of its answer.
const PASSWORD: &str = "password";

impl Core {
    /// Has the old password of an account checked, so that its owner may get the new one.
    pub(super) fn change_own_password(
        &mut self,
        now: Now,
        id: SessionId,
        old: Password,
        new: Password,
        form: Form,
        out: &mut Effects,
    ) {
        let Some(name) = self.person_of(id).map(|person| person.name().clone()) else {
            self.reject_nobody(now, id, out);
            return;
        };
        if let Err(refusal) = self.check_old_password(now, id, name, old, new, form, out) {
            self.refuse(now, id, form, refusal, out);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "they are those of the request, and who made it")]
    fn check_old_password(
        &mut self,
        now: Now,
        id: SessionId,
        name: Username,
        old: Password,
        new: Password,
        form: Form,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        let Some(account) = self.account(name.key()) else { return Err(self.refusal(&Text::NoAccount(&name))) };
        let was = Arc::clone(&account.phc);
        if let Some(objection) = self.objection_to_password(&new, self.role_of(name.key())) {
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
        self.compare_password(id, PasswordWait::Old(OldPasswordWait { orderer, name, was, new }), old, phc, out);
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
        let OldPasswordWait { orderer, name, was, new } = wait;
        let is_right = matches!(outcome, PasswordOutcome::Right { .. });
        if is_right && self.has_password(&name, &was) {
            let what = HashedFor::Own { name, was };
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
        orderer: &super::account_order::Orderer,
        name: &Username,
        was: &Arc<str>,
        phc: Arc<str>,
        out: &mut Effects,
    ) {
        let id = orderer.session;
        // Who was sent away meanwhile, or has got another password from somebody in charge, does not change it any more.
        let is_there = self.person_of(id).is_some_and(|person| person.name() == name);
        if !(is_there && self.has_password(name, was)) {
            self.refuse_order(now, orderer, &Text::WrongOldPassword, out);
            return;
        }
        self.set_password_hash(name.key(), Arc::clone(&phc));
        Self::audit_order(orderer, AuditKind::PasswordChanged, name, "", out);
        self.outdate_logins(name.key());
        let others = self.person_of(id).map(|person| person.sessions().clone()).unwrap_or_default();
        for other in others.into_iter().filter(|&other| other != id) {
            self.tell(now, other, &Text::OwnPasswordChanged, out);
        }
        let record = StoreAction::SetPassword { name: name.clone(), phc };
        self.answer_order(now, orderer, PASSWORD, name, &Text::OwnPasswordChanged, record, out);
        self.end_tokens(name.key(), out);
        self.resume(id, out);
    }

    fn has_password(&self, name: &Username, phc: &Arc<str>) -> bool {
        self.account(name.key()).is_some_and(|account| account.phc == *phc)
    }
}
