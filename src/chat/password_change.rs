//! The one place in which an account gets another password.
//!
//! Owns what a [`PasswordChange`] brings about at once, whoever asked for it: logins with the old one that are on
//! their way come to nothing, and the account's other sessions are told, or closed. The hash is made already; what is to be
//! kept is handed back to the caller, whose answer waits for it. A hash that is made anew of the same password
//! (`sign_in`) is no change.

use std::sync::Arc;

use super::account_order::{Orderer, PasswordChange};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Changes the password of an account that is there; gives what is to be kept.
    pub(super) fn apply_password_change(
        &mut self,
        now: Now,
        orderer: &Orderer,
        change: PasswordChange,
        out: &mut Effects,
    ) -> StoreAction {
        let PasswordChange { name, phc, is_own, must_change, disconnect } = change;
        let key = name.key();
        self.set_account_password(key, Arc::clone(&phc), must_change);
        Self::audit_order(orderer, AuditKind::PasswordChanged, &name, if disconnect { "disconnect" } else { "" }, out);
        self.outdate_logins(key);
        let sessions = self.people.get(key).map(|person| person.sessions().clone()).unwrap_or_default();
        let told = if is_own { Text::OwnPasswordChanged } else { Text::PasswordChanged };
        let others: Vec<SessionId> = sessions.into_iter().filter(|&other| other != orderer.session).collect();
        for other in others {
            if disconnect {
                self.close(now, other, &told, CloseReason::PasswordChanged, out);
            } else {
                self.tell(now, other, &told, out);
            }
        }
        if disconnect {
            self.depart_lingering(now, key, out);
        }
        self.tell_of_account(Some(orderer.session), &name, out);
        StoreAction::SetPassword { name, phc, must_change }
    }
}
