//! Requests that wait for the hashing worker.
//!
//! Owns [`PasswordWaits`], which gives each its ticket.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use crate::chat::account_order::{HashedOrder, Orderer};
use crate::chat::claim::TypedName;
use crate::chat::clock::WallTime;
use crate::chat::handle::{SessionId, Ticket};
use crate::chat::name::{NameKey, Username};
use crate::chat::request::Password;
use crate::chat::token::DeviceName;

/// The purpose for which a password is being worked on.
pub(in crate::chat) enum PasswordWait {
    Registration {
        asker: Asker,
        name: Username,
        at: WallTime,
    },
    Login {
        asker: Asker,
        name: Option<Username>,
        typed: Option<TypedName>,
        is_short: bool,
        /// The name that the device gives itself, if a token is asked for.
        wish: Option<DeviceName>,
        /// True if the account has got another password, or is gone, since this one was handed over.
        is_outdated: bool,
    },
    Order(HashedOrder),
    Old(OldPasswordWait),
}

/// The ways in which somebody has shown whose account it is.
pub(in crate::chat) enum Entry {
    /// By the password. Carries what the device calls itself, if a token is asked for.
    Password(Option<DeviceName>),
    /// By the token of this number.
    Token(u64),
}

/// Somebody who changes their own password, whose old one is being compared.
pub(in crate::chat) struct OldPasswordWait {
    pub(in crate::chat) orderer: Orderer,
    pub(in crate::chat) name: Username,
    /// The hash that it is compared with.
    pub(in crate::chat) was: Arc<str>,
    pub(in crate::chat) new: Password,
    /// True if the account's other sessions are closed.
    pub(in crate::chat) disconnect: bool,
}

/// The session that waits for the answer. Whoever hangs up before it comes stands in the audit log with the right
/// address all the same: otherwise one could guess passwords without leaving a trace.
#[derive(Debug, Clone, Copy)]
pub(in crate::chat) struct Asker {
    pub(in crate::chat) session: SessionId,
    pub(in crate::chat) address: IpAddr,
}

/// All of them, by their tickets.
#[derive(Default)]
pub(in crate::chat) struct PasswordWaits {
    waits: BTreeMap<Ticket, PasswordWait>,
    /// Tickets given so far. None is given twice.
    tickets: u64,
}

impl PasswordWaits {
    /// Adds one; gives its ticket.
    pub(in crate::chat) fn insert(&mut self, wait: PasswordWait) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waits.insert(ticket, wait);
        ticket
    }

    /// Takes out the one that a ticket was given for.
    pub(in crate::chat) fn take(&mut self, ticket: Ticket) -> Option<PasswordWait> {
        self.waits.remove(&ticket)
    }

    /// Nobody comes in any more with a password that was right for an account when its hashing began.
    pub(in crate::chat) fn outdate_logins(&mut self, key: &NameKey) {
        for wait in self.waits.values_mut() {
            if let PasswordWait::Login { name: Some(name), is_outdated, .. } = wait
                && name.key() == key
            {
                *is_outdated = true;
            }
        }
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.waits.len()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.waits.is_empty()
    }
}
