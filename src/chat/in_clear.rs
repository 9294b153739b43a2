//! Moderators and admins who would come in by a page that the class can read along with.
//!
//! Owns that refusal. It is said before the password is looked at, so that it tells nothing of it; that an account is one of
//! staff stands in every list of people. Of who is in charge by the word of the school's directory alone it is said when that
//! has answered, before anybody is in. Clients that are programs are taken as they always were. Called by `sign_in`, by
//! `tokens`, by `own_password` and by `school_login`.

use super::account::Role;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::link::EncryptedWay;
use super::name::{NameKey, Username};
use super::refusal::{Asked, Refusal};
use super::text::Text;
use super::text::account::AccountWords;

impl Core {
    /// Takes what browsers are told of the encrypted way; `None` if there is none.
    pub fn set_encrypted_way(&mut self, way: Option<EncryptedWay>) {
        self.encrypted_way = way;
    }

    /// Takes the port at which browsers find the page without encryption; `None` if there is no page.
    pub fn set_page_port(&mut self, port: Option<u16>) {
        self.page_port = port;
    }

    /// The certificate of the encrypted way is another one.
    pub fn set_fingerprint(&mut self, fingerprint: Box<str>) {
        if let Some(way) = &mut self.encrypted_way {
            way.fingerprint = fingerprint;
        }
    }

    /// Checks that a session may show that this account is its own.
    pub(super) fn check_way(&self, id: SessionId, owner: &NameKey) -> Result<(), Refusal> {
        self.check_way_of(id, self.role_of(owner))
    }

    /// The same of an account that has, or is about to get, this role.
    pub(super) fn check_way_of(&self, id: SessionId, role: Role) -> Result<(), Refusal> {
        let is_open = self.link(id).is_open_page() && !self.settings.staff_without_tls;
        if is_open && role > Role::User {
            return Err(self.refusal(&Text::Account(AccountWords::StaffNeedsTls)));
        }
        Ok(())
    }

    /// Says no to a login, if the way is not one for it. It counts against nobody: the password may be right.
    pub(super) fn refuses_way(&mut self, now: Now, id: SessionId, name: &Username, out: &mut Effects) -> bool {
        let Err(refusal) = self.check_way(id, name.key()) else { return false };
        self.audit(id, AuditKind::LoginUndecided, refusal.code.as_str(), name.as_str().to_owned(), out);
        self.refuse(now, id, Asked::Request, refusal, out);
        true
    }
}
