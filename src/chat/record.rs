//! What the core asks of the database, and what it hears back.
//!
//! Owns the vocabulary between `chat` and `store`; neither calls the other, `server` carries these values. Each
//! [`StoreRequest`] has a [`StoreSeq`], and the answers say up to which one the disk has everything.

use std::sync::Arc;

use super::account::Account;
use super::message::{Message, MessageId, SharedMessage};
use super::name::Username;

/// The place of a request in the order in which the core made them. Grows by one from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct StoreSeq(pub u64);

/// One thing to write or to read.
#[derive(Debug, Clone)]
pub struct StoreRequest {
    /// Its place in the order.
    pub seq: StoreSeq,
    /// Whether somebody waits for it: the commit is then made at once instead of at the end of the commit window.
    pub urgent: bool,
    /// What to do.
    pub action: StoreAction,
}

/// What to write or to read.
#[derive(Debug, Clone)]
pub enum StoreAction {
    /// Keep a message. It has an id.
    Append(SharedMessage),
    /// Keep a private message, and that its receiver has not had it yet.
    AppendUndelivered(SharedMessage),
    /// The receiver has had these.
    Delivered {
        /// Who had them.
        recipient: Username,
        /// Which ones.
        ids: Vec<MessageId>,
    },
    /// Answer with [`StoreReport::Undelivered`].
    LoadUndelivered {
        /// Whose they are.
        recipient: Username,
    },
    /// Keep a new account.
    CreateAccount(Account),
    /// Replace the password's hash of an account, if it is there.
    SetPassword {
        /// Whose it is.
        name: Username,
        /// The new PHC string.
        phc: Arc<str>,
    },
}

/// What the database tells the core.
#[derive(Debug, Clone)]
pub enum StoreReport {
    /// Everything up to and including `through` is on disk.
    Committed {
        /// The last request that is.
        through: StoreSeq,
        /// Ids below this one may be given to messages: they are durably reserved.
        ids_below: MessageId,
    },
    /// The requests up to and including `through` that were not reported committed could not be written. Messages are
    /// kept in memory for another try; accounts and undelivered private messages are refused and will not appear later.
    Failed {
        /// The last request concerned.
        through: StoreSeq,
        /// What the system said.
        reason: String,
    },
    /// The database works again after a failure.
    Recovered,
    /// The private messages that a person has not had yet, oldest first.
    Undelivered {
        /// Whose they are.
        recipient: Username,
        /// The messages; empty also when the database could not be read.
        messages: Vec<Message>,
    },
}
