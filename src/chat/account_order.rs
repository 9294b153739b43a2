//! Orders of the machine's operator about accounts, and what of them is on its way.
//!
//! Owns [`AccountOrder`], which `server` makes, and the values that wait for the hashing worker and for the disk
//! meanwhile. Calls nothing.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::{Account, Role};
use super::clock::WallTime;
use super::effect::SessionId;
use super::name::Username;
use super::refusal::Form;
use super::request::Password;

/// Something to do about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountOrder {
    /// Make one.
    Add {
        /// Its name.
        user: Username,
        /// Its password, in clear.
        password: Password,
        /// The role of its owner.
        role: Role,
        /// True if its owner is to choose another password.
        must_change: bool,
    },
    /// Make one whose password is hashed already. It may be shorter than those that are set here.
    Import {
        /// Its name.
        user: Username,
        /// The hash, one that the worker can compare.
        phc: Arc<str>,
        /// True if its owner is to choose another password.
        must_change: bool,
    },
    /// Give one another password.
    SetPassword {
        /// The person.
        user: Username,
        /// The new one, in clear.
        password: Password,
        /// True if the sessions that the old one has opened are closed.
        disconnect: bool,
        /// True if its owner is to choose another.
        must_change: bool,
    },
    /// Remove one, and the private messages that wait for it. Its sessions are closed.
    Remove {
        /// The person.
        user: Username,
    },
}

/// Another password for somebody's account.
pub(super) struct PasswordOrder {
    /// The person.
    pub(super) user: Username,
    /// The new one, in clear.
    pub(super) password: Password,
    /// True if the account's sessions are closed.
    pub(super) disconnect: bool,
    /// True if its owner is to choose another.
    pub(super) must_change: bool,
}

/// A new password of an account, hashed, on its way into force.
pub(super) struct PasswordChange {
    /// The name.
    pub(super) name: Username,
    /// Its hash.
    pub(super) phc: Arc<str>,
    /// True if the account's owner chose it.
    pub(super) is_own: bool,
    /// True if the owner is to replace it.
    pub(super) must_change: bool,
    /// True if the account's sessions are closed, but for the one that asked for it.
    pub(super) disconnect: bool,
}

/// An order whose password is being hashed.
pub(super) struct HashedOrder {
    pub(super) orderer: Orderer,
    pub(super) what: HashedFor,
}

/// The purpose of a hash.
pub(super) enum HashedFor {
    Account {
        name: Username,
        role: Role,
        created: WallTime,
        must_change: bool,
        /// The `type` of the order.
        kind: &'static str,
    },
    /// Another password from somebody in charge; `kind` is the `type` of the order.
    Change { name: Username, disconnect: bool, must_change: bool, kind: &'static str },
    /// Another password from the account's owner, and the hash of the one that was shown to be known.
    Own { name: Username, was: Arc<str>, disconnect: bool },
}

/// The session that gave an order, and how it stands in the audit log. It may be gone before the order is carried out.
#[derive(Debug, Clone)]
pub(super) struct Orderer {
    pub(super) session: SessionId,
    pub(super) address: IpAddr,
    pub(super) name: Box<str>,
    /// The form in which it was given, and so is answered.
    pub(super) form: Form,
}

/// A new account on its way to the disk.
pub(super) struct NewAccount {
    pub(super) orderer: Orderer,
    /// The `type` of the order.
    pub(super) kind: &'static str,
    pub(super) account: Account,
}
