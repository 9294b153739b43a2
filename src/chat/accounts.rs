//! Whose name is whose, and what its bearer may do.
//!
//! Owns the rules on accounts that stand: look-ups, ranks, and the act that changes a role. How an account is made, and
//! how somebody becomes its owner, is in `sign_in`.

use std::sync::Arc;

use super::account::{Account, Rank, Role};
use super::clock::Now;
use super::core::Core;
use super::effect::{Audit, AuditAct, AuditKind, Effect, Effects};
use super::handle::SessionId;
use super::name::{NameKey, SERVER_NAME, Username};
use super::refusal::Refusal;
use super::renamed::NameChange;
use super::state::acts::ActOutcome;
use super::state::password_waits::Asker;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// The account of a name.
    pub(super) fn account(&self, key: &NameKey) -> Option<&Account> {
        self.accounts.get(key)
    }

    /// Takes a name for an account that is being made.
    pub(super) fn begin_account(&mut self, key: &NameKey) {
        self.accounts.begin(key);
    }

    /// An account that was being made stands.
    pub(super) fn finish_account(&mut self, account: Account) {
        self.note_role(account.role);
        self.accounts.finish(account);
    }

    /// An account that was being made will not be.
    pub(super) fn abandon_account(&mut self, key: &NameKey) {
        self.accounts.abandon(key);
    }

    /// Gives an account another password.
    pub(super) fn set_account_password(&mut self, key: &NameKey, phc: Arc<str>, must_change: bool) {
        self.accounts.set_password(key, phc, must_change);
    }

    /// Lets nobody log in with an account, or its owner again.
    pub(super) fn disable_account(&mut self, key: &NameKey, disabled: bool) {
        self.accounts.set_disabled(key, disabled);
    }

    /// Replaces the hash of an account's password, which stays the same.
    pub(super) fn set_password_hash(&mut self, key: &NameKey, phc: Arc<str>) {
        self.accounts.set_phc(key, phc);
    }

    /// Forgets an account, and its place on the rolls of channels.
    pub(super) fn remove_account_of(&mut self, key: &NameKey) {
        self.accounts.remove(key);
        self.strike_off_rolls(key);
    }

    /// Has an account bear its new name.
    pub(super) fn rename_account_of(&mut self, change: &NameChange) {
        self.accounts.rename(change);
        self.rename_on_rolls(change);
    }

    /// True if an account of that name is on its way to the disk.
    pub(super) fn is_registering(&self, key: &NameKey) -> bool {
        self.accounts.is_registering(key)
    }

    /// Somebody present, or with an account.
    pub(super) fn known_name(&self, user: &Username) -> Result<Username, Refusal> {
        let present = self.people.get(user.key()).map(|person| person.name());
        let account = || self.account(user.key()).map(|account| &account.name);
        present.or_else(account).cloned().ok_or_else(|| self.refusal(&Text::NobodyCalled(user)))
    }

    /// True if a name is somebody's, or nearly so.
    pub(super) fn is_taken(&self, key: &NameKey) -> bool {
        self.people.contains(key) || self.accounts.is_taken(key)
    }

    /// True if a name may be taken for that of somebody else, present, with an account, or being erased, or is one that an account
    /// has left and that is still in use.
    pub(super) fn resembles_somebody(&self, name: &Username) -> bool {
        self.accounts.resemble(name) || self.people.resemble(name) || self.is_held_back(name.key())
    }

    /// True if something is still kept by a name whose bearer is gone.
    pub(super) fn is_held_back(&self, key: &NameKey) -> bool {
        self.is_being_erased(key) || self.is_left_behind(key)
    }

    /// The rank of a session's client: it may do as much as whoever is in by it.
    pub fn rank(&self, id: SessionId) -> Rank {
        match self.sessions.get(id) {
            Some(session) if session.is_console() => Rank::Console,
            _ => self.person_of(id).map_or(Rank::User, |person| self.rank_of(person.name().key())),
        }
    }

    /// The rank of a name's bearer.
    pub(super) fn rank_of(&self, key: &NameKey) -> Rank {
        self.account(key).map_or(Rank::User, |account| account.role.into())
    }

    /// The role of a name's bearer.
    pub(super) fn role_of(&self, key: &NameKey) -> Role {
        self.account(key).map_or(Role::User, |account| account.role)
    }

    pub(super) fn require(&self, id: SessionId, rank: Rank) -> Result<(), Refusal> {
        if self.rank(id) >= rank { Ok(()) } else { Err(self.refusal(&Text::Forbidden)) }
    }

    /// Nobody may act on somebody of a higher role.
    pub(super) fn require_not_above(&self, id: SessionId, target: &NameKey) -> Result<(), Refusal> {
        if self.rank_of(target) <= self.rank(id) { Ok(()) } else { Err(self.refusal(&Text::HigherRole)) }
    }

    /// Gives somebody who has just come in the role that the school says, and tells their other sessions.
    pub(super) fn take_school_role(&mut self, now: Now, asker: Asker, key: &NameKey, role: Role, out: &mut Effects) {
        let is_other = |account: &&Account| account.is_of_school() && account.role != role;
        let Some(name) = self.account(key).filter(is_other).map(|account| account.name.clone()) else { return };
        self.accounts.set_role(key, role);
        self.note_role(role);
        let act = AuditAct { whom: name.as_str().into(), why: role.as_str().into(), until: None };
        let (kind, user) = (AuditKind::Role, SERVER_NAME.to_owned());
        out.push(Effect::Audit(Box::new(Audit {
            kind,
            address: asker.address,
            error: "school",
            user,
            act: Some(act),
        })));
        // Where the disk has no room for it now, the next login says it again.
        if self.has_store_room() {
            self.store(StoreAction::SetRole { name, role }, true, out);
        }
        let sessions = self.people.get(key).map(|person| person.sessions().clone()).unwrap_or_default();
        for id in sessions.into_iter().filter(|&id| id != asker.session) {
            self.tell(now, id, &Text::RoleChanged(role), out);
        }
        self.tell_role(key, role, None, out);
        if role == Role::User {
            self.expel_from_closed_channels(now, out);
        }
        if let Some(account) = self.account(key) {
            self.tell_of_account(None, &account.name, out);
        }
    }

    pub(super) fn set_role(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        role: Role,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Admin)?;
        let Some(account) = self.account(user.key()) else { return Err(self.refusal(&Text::NoAccount(user))) };
        let name = account.name.clone();
        self.require_not_above(id, name.key())?;
        self.audit_act(id, AuditKind::Role, name.as_str(), role.as_str(), None, out);
        self.accounts.set_role(name.key(), role);
        self.note_role(role);
        self.tell_person(now, name.key(), &Text::RoleChanged(role), out);
        self.tell_role(name.key(), role, Some(id), out);
        if role == Role::User {
            self.expel_from_closed_channels(now, out);
        }
        self.tell_of_account(Some(id), &name, out);
        let fields = vec![("user", name.as_str().into()), ("role", role.as_str().into())];
        let words = self.words(&Text::DidSetRole { user: &name, role });
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetRole { name, role })))
    }
}
