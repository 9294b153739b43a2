//! Accounts that nobody may log in with for now.
//!
//! Owns the act by which an admin disables or enables one. What it has and whom it belongs to stays, and so does its name: no
//! guest gets it. Called by `moderation` with the act; `sign_in` refuses who knows the password.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::Refusal;
use super::state::acts::ActOutcome;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::account::AccountWords;

impl Core {
    /// Disables an account and closes its sessions, or enables it.
    pub(super) fn set_account_disabled(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        disabled: bool,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Admin)?;
        let name = self.account_name(user)?;
        self.require_not_above(id, name.key())?;
        self.require_not_own(id, &name)?;
        let kind = if disabled { AuditKind::AccountDisabled } else { AuditKind::AccountEnabled };
        self.audit_act(id, kind, name.as_str(), "", None, out);
        self.disable_account(name.key(), disabled);
        let words = if disabled {
            self.outdate_logins(name.key());
            let told = Text::Account(AccountWords::WasDisabled);
            self.close_person(now, name.key(), &told, CloseReason::AccountDisabled, out);
            AccountWords::DidDisable(&name)
        } else {
            AccountWords::DidEnable(&name)
        };
        self.tell_of_account(Some(id), &name, out);
        let words = self.words(&Text::Account(words));
        let fields = vec![("user", name.as_str().into())];
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetDisabled { name, disabled })))
    }

    /// Nobody may lock themselves out.
    pub(super) fn require_not_own(&self, id: SessionId, name: &Username) -> Result<(), Refusal> {
        let is_own = self.person_of(id).is_some_and(|person| person.name() == name);
        if is_own { Err(self.refusal(&Text::Account(AccountWords::Own))) } else { Ok(()) }
    }

    /// Checks that the owner of an account, who has shown to know its password, may come in.
    pub(super) fn check_access(&self, key: &NameKey) -> Result<(), Refusal> {
        self.check_name_ban(key)?;
        match self.account(key) {
            Some(account) if account.disabled => Err(self.refusal(&Text::Account(AccountWords::Disabled))),
            _ => Ok(()),
        }
    }
}
