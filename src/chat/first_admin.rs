//! The first admin of a server that has none: made by whoever shows the code of this start.
//!
//! Owns [`FirstCode`], of which the edge makes one at each start as long as there is no admin, and the rules of
//! `first_admin`. The code is in the log of the service and at the console, where nobody but the operator reads it. It is
//! taken over an encrypted way or on the machine itself only, counts as a password where it is guessed, and makes one account.

use std::fmt;

use super::account::Role;
use super::account_order::{HashedFor, HashedOrder, Orderer};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::{Asked, Form};
use super::reply::Code;
use super::request::Password;
use super::state::password_waits::PasswordWait;
use super::text::Text;
use super::text::account::AccountWords;

/// The word of the request and of its answer, and who has made the account in the audit log.
pub(super) const FIRST_ADMIN: &str = "first_admin";

/// Characters that nobody takes for another one.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

const CHARS: usize = 8;

/// What shows that somebody may make the first admin: 40 bits. Shows nothing of itself when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstCode([u8; CHARS]);

impl fmt::Debug for FirstCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstCode(…)")
    }
}

impl FirstCode {
    /// Takes 5 bits of each of the first bytes.
    pub fn of_random(bytes: &[u8; 32]) -> Self {
        let mut code = [0; CHARS];
        for (character, byte) in code.iter_mut().zip(bytes) {
            *character = ALPHABET[usize::from(byte % 32)];
        }
        Self(code)
    }

    /// Two groups, for people: `K7QM-4TXD`.
    pub fn to_text(&self) -> String {
        let (first, second) = self.0.split_at(CHARS / 2);
        format!("{}-{}", String::from_utf8_lossy(first), String::from_utf8_lossy(second))
    }

    /// True if a text is it, whatever the case, the blanks and the hyphens.
    pub fn is_shown_by(&self, text: &str) -> bool {
        let typed = text.chars().filter(|c| !(c.is_whitespace() || *c == '-')).map(|c| c.to_ascii_uppercase());
        typed.eq(self.0.iter().map(|&byte| char::from(byte)))
    }
}

/// A request to be the first admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAdminRequest {
    /// What was typed for the code.
    pub code: Box<str>,
    /// The account's name.
    pub username: Username,
    /// Its password, in clear as the client sent it.
    pub password: Password,
}

/// The code of this start, until it has made an account.
#[derive(Default)]
pub(super) struct FirstAdmin {
    code: Option<FirstCode>,
    /// True while an account is being made by it.
    is_in_use: bool,
}

impl Core {
    /// True if no account is an admin's.
    pub fn lacks_admin(&self) -> bool {
        !self.accounts.has_admin()
    }

    /// Takes the code by which somebody may become the first admin.
    pub fn set_first_code(&mut self, code: FirstCode) {
        self.first_admin.code = Some(code);
    }

    /// That code, while there is no admin.
    pub fn first_code(&self) -> Option<&FirstCode> {
        self.first_admin.code.as_ref().filter(|_| self.lacks_admin())
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
        } else if self.first_admin.is_in_use || self.first_code().is_none() {
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
            self.first_admin.is_in_use = true;
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
    pub(super) fn first_admin_is_decided(&mut self, kind: &'static str, is_made: bool) {
        if kind != FIRST_ADMIN {
            return;
        }
        self.first_admin.is_in_use = false;
        if is_made {
            self.first_admin.code = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let mut bytes = [0; 32];
        bytes[..CHARS].copy_from_slice(&[0, 31, 32, 255, 9, 10, 18, 19]);
        let code = FirstCode::of_random(&bytes);
        assert_eq!(code.to_text(), "2Z2Z-BCLM");
        for text in ["2Z2Z-BCLM", "2z2zbclm", " 2z2z bclm "] {
            assert!(code.is_shown_by(text), "{text}");
        }
        for text in ["", "2Z2Z-BCL", "2Z2Z-BCLMM", "2Z2Z-BCLN"] {
            assert!(!code.is_shown_by(text), "{text}");
        }
        assert!(!format!("{code:?}").contains("2Z2Z"));
    }
}
