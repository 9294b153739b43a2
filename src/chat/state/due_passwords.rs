//! The sessions of newer clients whose person has to choose a password before anything else.
//!
//! Owns [`DuePasswords`]. Such a session has shown the password of an account, and is nobody until it has another one.

use std::collections::BTreeMap;

use crate::chat::claim::TypedName;
use crate::chat::handle::SessionId;
use crate::chat::name::Username;

/// All of them; nearly always none.
#[derive(Default)]
pub(in crate::chat) struct DuePasswords(BTreeMap<SessionId, DuePassword>);

/// The account for which a password is due.
pub(in crate::chat) struct DuePassword {
    /// Whose account it is.
    pub(in crate::chat) name: Username,
    /// The name as it was typed.
    pub(in crate::chat) typed: Option<TypedName>,
}

impl DuePasswords {
    pub(in crate::chat) fn get(&self, id: SessionId) -> Option<&DuePassword> {
        // Asked for each line.
        if self.0.is_empty() { None } else { self.0.get(&id) }
    }

    /// A session has to choose.
    pub(in crate::chat) fn insert(&mut self, id: SessionId, due: DuePassword) {
        self.0.insert(id, due);
    }

    /// It has, or is gone.
    pub(in crate::chat) fn remove(&mut self, id: SessionId) -> Option<DuePassword> {
        self.0.remove(&id)
    }

    pub(in crate::chat) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.0.keys().copied()
    }
}
