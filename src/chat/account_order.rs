//! What the machine's operator orders about accounts, and what of it is on its way.
//!
//! Owns [`AccountOrder`], which `server` makes, and the values that wait for the hashing worker and for the disk
//! meanwhile. Calls nothing.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::{Account, Role};
use super::clock::WallTime;
use super::effect::SessionId;
use super::name::Username;
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
        /// What its owner may do.
        role: Role,
    },
    /// Make one whose password is hashed already. It may be shorter than those that are set here.
    Import {
        /// Its name.
        user: Username,
        /// The hash, one that the worker can compare.
        phc: Arc<str>,
    },
    /// Give one another password.
    SetPassword {
        /// Whose.
        user: Username,
        /// The new one, in clear.
        password: Password,
        /// True if the sessions that the old one has opened are closed.
        disconnect: bool,
    },
    /// Remove one, and the private messages that wait for it. Its sessions are closed.
    Remove {
        /// Whose.
        user: Username,
    },
}

/// An order whose password is being hashed.
pub(super) struct HashedOrder {
    pub(super) orderer: Orderer,
    pub(super) what: HashedFor,
}

/// The purpose of a hash.
pub(super) enum HashedFor {
    Account { name: Username, role: Role, created: WallTime },
    Change { name: Username, disconnect: bool },
}

/// The session that gave an order, and how it stands in the audit log. It may be gone before the order is carried out.
#[derive(Debug, Clone)]
pub(super) struct Orderer {
    pub(super) session: SessionId,
    pub(super) address: IpAddr,
    pub(super) name: Box<str>,
}

/// A new account on its way to the disk.
pub(super) struct NewAccount {
    pub(super) orderer: Orderer,
    /// The `type` of the order.
    pub(super) kind: &'static str,
    pub(super) account: Account,
}
