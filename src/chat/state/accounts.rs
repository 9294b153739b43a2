//! The accounts: those that stand, those on their way to the disk, and what the names of both look like.
//!
//! Owns [`Accounts`]. A name is taken from the moment at which its registration begins.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use smallvec::SmallVec;

use crate::chat::account::{Account, Role};
use crate::chat::lookalike_index::LookalikeIndex;
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;

/// All accounts.
pub(in crate::chat) struct Accounts {
    /// Those that stand, by the keys of their names.
    by_key: BTreeMap<NameKey, Account>,
    /// Names of those on their way to the disk.
    registering: BTreeSet<NameKey>,
    /// The lookalikes of both.
    lookalikes: LookalikeIndex,
}

impl Accounts {
    pub(in crate::chat) fn restore(accounts: Vec<Account>) -> Self {
        Self {
            lookalikes: LookalikeIndex::of(accounts.iter().map(|account| account.name.key())),
            by_key: accounts.into_iter().map(|account| (account.name.key().clone(), account)).collect(),
            registering: BTreeSet::new(),
        }
    }

    /// The account of a name, if it stands.
    pub(in crate::chat) fn get(&self, key: &NameKey) -> Option<&Account> {
        self.by_key.get(key)
    }

    /// True if an account of this name stands.
    pub(in crate::chat) fn contains(&self, key: &NameKey) -> bool {
        self.by_key.contains_key(key)
    }

    /// True if one of those that stand is an admin's.
    pub(in crate::chat) fn has_admin(&self) -> bool {
        self.by_key.values().any(|account| account.role == Role::Admin)
    }

    /// True if a name is an account's, or nearly so.
    pub(in crate::chat) fn is_taken(&self, key: &NameKey) -> bool {
        self.by_key.contains_key(key) || self.registering.contains(key)
    }

    /// True if an account of this name is on its way to the disk.
    pub(in crate::chat) fn is_registering(&self, key: &NameKey) -> bool {
        self.registering.contains(key)
    }

    /// True if a name may be taken for that of another account.
    pub(in crate::chat) fn resemble(&self, name: &Username) -> bool {
        self.resemble_besides(name, None)
    }

    /// The same, an account aside that is about to lose its own name.
    pub(in crate::chat) fn resemble_besides(&self, name: &Username, besides: Option<&NameKey>) -> bool {
        let meant = [Some(name.key()), besides.filter(|key| *key != name.key())];
        let own: SmallVec<[u64; 2]> = meant
            .into_iter()
            .flatten()
            .filter_map(|key| self.by_key.get_key_value(key).map(|(key, _)| key).or(self.registering.get(key)))
            .flat_map(LookalikeIndex::hashes_of)
            .collect();
        name.readings().iter().any(|reading| {
            let key = NameKey::of_folded(reading);
            (key != *name.key() && Some(&key) != besides && self.is_taken(&key)) || self.lookalikes.has(reading, &own)
        })
    }

    /// The number of those that stand.
    pub(in crate::chat) fn len(&self) -> usize {
        self.by_key.len()
    }

    /// The same with those on their way to the disk.
    pub(in crate::chat) fn len_with_registering(&self) -> usize {
        self.by_key.len() + self.registering.len()
    }

    /// Takes a name for an account that is being made.
    pub(in crate::chat) fn begin(&mut self, key: &NameKey) {
        debug_assert!(!self.is_taken(key), "a name is one account's");
        self.registering.insert(key.clone());
        self.lookalikes.insert(key);
    }

    /// An account that was being made stands.
    pub(in crate::chat) fn finish(&mut self, account: Account) {
        let key = account.name.key().clone();
        self.registering.remove(&key);
        self.by_key.insert(key, account);
    }

    /// An account that was being made will not be.
    pub(in crate::chat) fn abandon(&mut self, key: &NameKey) {
        self.registering.remove(key);
        self.lookalikes.remove(key);
    }

    /// Removes one that stands.
    pub(in crate::chat) fn remove(&mut self, key: &NameKey) {
        if self.by_key.remove(key).is_some() {
            self.lookalikes.remove(key);
        }
    }

    /// Gives one that stands another name, which none of the others has.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        if let Some(account) = self.by_key.remove(change.from.key()) {
            self.lookalikes.remove(change.from.key());
            self.lookalikes.insert(change.to.key());
            self.by_key.insert(change.to.key().clone(), Account { name: change.to.clone(), ..account });
        }
    }

    /// Changes what the owner may do.
    pub(in crate::chat) fn set_role(&mut self, key: &NameKey, role: Role) {
        if let Some(account) = self.by_key.get_mut(key) {
            account.role = role;
        }
    }

    /// Lets nobody log in with it, or its owner again.
    pub(in crate::chat) fn set_disabled(&mut self, key: &NameKey, disabled: bool) {
        if let Some(account) = self.by_key.get_mut(key) {
            account.disabled = disabled;
        }
    }

    /// Replaces the password, and whether its owner has to choose another.
    pub(in crate::chat) fn set_password(&mut self, key: &NameKey, phc: Arc<str>, must_change: bool) {
        if let Some(account) = self.by_key.get_mut(key) {
            account.phc = phc;
            account.must_change = must_change;
        }
    }

    /// Replaces the hash of the same password.
    pub(in crate::chat) fn set_phc(&mut self, key: &NameKey, phc: Arc<str>) {
        if let Some(account) = self.by_key.get_mut(key) {
            account.phc = phc;
        }
    }

    pub(in crate::chat) fn check_invariants(&self) {
        let both = self.registering.iter().any(|key| self.by_key.contains_key(key));
        assert!(!both, "an account stands or is on its way");
    }

    pub(in crate::chat) fn check_lookalikes(&self) {
        self.lookalikes.check_invariants(self.by_key.keys().chain(&self.registering));
    }
}
