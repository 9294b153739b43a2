//! The first admin of a server that has none: made by whoever shows the code of this start.
//!
//! Owns the rules of `first_admin`, on `state::first_admin`. The code is in the log of the service and at the console, where
//! nobody but the operator reads it. It is taken over an encrypted way or on the machine itself only, counts as a password
//! where it is guessed, and makes one account. Called by `core`, by `account_admin` when the account is there or will not be,
//! and by `accounts` with each role that is given.
use super::account::Role;
use super::account_order::{HashedFor, HashedOrder, Orderer};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::first_code::FirstCode;
use super::handle::SessionId;
use super::name::NameKey;
use super::refusal::{Asked, Form};
use super::reply::Code;
use super::request::FirstAdminRequest;
use super::state::password_waits::PasswordWait;
use super::text::Text;
use super::text::account::AccountWords;

/// The word of the request and of its answer, and who has made the account in the audit log.
const FIRST_ADMIN: &str = "first_admin";

impl Core {
    /// True if no account is an admin's.
    pub fn lacks_admin(&self) -> bool {
        !self.accounts.has_admin()
    }

    /// Takes the code by which somebody may become the first admin.
    pub fn set_first_code(&mut self, code: FirstCode) {
        self.first_admin.set_code(code);
    }

    /// That code, as long as there has been no admin.
    pub fn first_code(&self) -> Option<&FirstCode> {
        self.first_admin.code()
    }

    /// An account has this role now. From the first admin on the code is nobody's: admins read the log, in which it stands,
    /// and one who is none any more is not to be one again by it.
    pub(super) fn note_role(&mut self, role: Role) {
        if role == Role::Admin {
            self.first_admin.forget_code();
        }
    }

    /// Answers `first_admin`.
    pub(super) fn make_first_admin(&mut self, now: Now, id: SessionId, request: FirstAdminRequest, out: &mut Effects) {
        if !self.newer(id) {
            self.reject_unknown_type(now, id, out);
            return;
        }
        let FirstAdminRequest { code, username, password } = request;
        let address = self.address(id);
        let guesses = NameKey::empty();
        let refusal = if !self.link(id).is_private {
            Text::Account(AccountWords::StaffNeedsTls)
        } else if self.first_admin.is_in_use() || self.first_code().is_none() {
            Text::Account(AccountWords::HasAdmin)
        } else if !self.may_try_password(now, address, &guesses) {
            Text::RateLimited
        } else if !self.first_code().is_some_and(|right| right.is_shown_by(&code)) {
            Text::Account(AccountWords::BadFirstCode)
        } else if let Some(objection) = self.objection_to_account(&username, &password, Role::Admin) {
            objection
        } else if let Err(refusal) = self.check_hashing() {
            self.refuse(now, id, Asked::Request, refusal, out);
            return;
        } else {
            self.first_admin.begin();
            self.begin_account(username.key());
            let orderer = Orderer { session: id, address, name: FIRST_ADMIN.into(), form: Form::Json };
            let kind = FIRST_ADMIN;
            let what =
                HashedFor::Account { name: username, role: Role::Admin, created: now.wall, must_change: false, kind };
            self.hash_password(id, PasswordWait::Order(HashedOrder { orderer, what }), password, out);
            return;
        };
        let code = refusal.code();
        if matches!(code, Some(Code::BadCode | Code::RateLimited)) {
            let error = code.map_or("", Code::as_str);
            self.audit(id, AuditKind::LoginFailed, error, username.as_str().to_owned(), out);
            self.note_failure(now, address, &guesses, out);
        }
        self.refuse(now, id, Asked::Request, self.refusal(&refusal), out);
    }

    /// An account that was being made by an order of this kind is there, or will not be.
    pub(super) fn first_admin_is_decided(&mut self, kind: &'static str) {
        if kind == FIRST_ADMIN {
            self.first_admin.end();
        }
    }
}
