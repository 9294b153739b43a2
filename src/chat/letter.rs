//! Private messages from one server of a school to another: plain values between the core, `campus` and `store`.
//!
//! Owns [`Letter`], the words between the servers ([`LetterInput`], [`LetterAct`]), and [`LetterPlace`], which says to the database what
//! a letter is. A letter is known by its origin and the id of the message there, which never goes back: those to one server are sent in
//! that order, some at once, and no more before they are answered. What comes is hostile.

use super::campus_event::Origin;
use super::message::{Message, MessageId};
use super::origin::{Epoch, ServerName};

/// Letters that are sent at once.
pub const BATCH_MAX: usize = 16;

/// Bytes of their texts as JSON, so that all of it is below what a broker takes.
pub const BATCH_BYTES_MAX: usize = 36 * 1024;

/// Letters that wait to leave, in all.
pub const OUTBOX_MAX: usize = 1000;

/// Their bytes.
pub const OUTBOX_BYTES_MAX: usize = 1024 * 1024;

/// Letters of one person that wait to leave.
pub const OUTBOX_OF_ONE_MAX: usize = 50;

/// A private message on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id there.
    pub id: u64,
    /// The author, as that server knows them: no name of ours yet.
    pub from: Box<str>,
    /// The receiver, as their server knows them.
    pub to: Box<str>,
    /// The text.
    pub content: Box<str>,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// Why a letter is not taken.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum NotTaken {
            $($(#[$doc])* $name,)+
        }

        impl NotTaken {
            /// The word on the way.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The reason for a word; one that is not known is of a later version.
            pub fn of_word(word: &str) -> Self {
                match word {
                    $($word => Self::$name,)+
                    _ => Self::Wrong,
                }
            }
        }
    };
}

reasons! {
    /// Nobody there has that name.
    UnknownRecipient = "unknown_recipient",
    /// Private messages of others are not wanted there, or not by that one.
    PrivateRefused = "private_refused",
    /// Its author may not speak there.
    Muted = "muted",
    /// The receiver is away, and too much waits already.
    MailboxFull = "mailbox_full",
    /// It is longer than that server takes.
    TooLong = "content_too_long",
    /// Something else is wrong with it.
    Wrong = "bad_field",
}

/// The receipt for the letters of a server: what has become of them, as far as it is on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterReceipt {
    /// The life of the database that they came from.
    pub epoch: Epoch,
    /// Those up to this id are taken.
    pub through: u64,
    /// Those of them that wait for somebody away.
    pub away: Vec<u64>,
    /// The one after them, if it is not taken.
    pub refused: Option<(u64, NotTaken)>,
}

/// A word about letters that has come from the other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterInput {
    /// Letters for people here, in the order of their ids.
    Batch {
        /// The server that it comes from.
        origin: Origin,
        /// At least one, and at most [`BATCH_MAX`].
        letters: Vec<Letter>,
    },
    /// The receipt for ours.
    Receipt {
        /// Which server says so.
        by: ServerName,
        /// The content of the receipt.
        receipt: LetterReceipt,
    },
}

/// A word about letters that the core wants said to the other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterAct {
    /// Send letters.
    Send {
        /// Where to.
        to: ServerName,
        /// In the order of their ids.
        letters: Vec<Letter>,
    },
    /// Tell a server what has become of its letters.
    Receipt {
        /// The receiver.
        to: ServerName,
        /// The content of the receipt.
        receipt: LetterReceipt,
    },
}

/// The place of a letter in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterPlace {
    /// Ours, which waits to leave.
    Sent {
        /// Where to.
        to: ServerName,
        /// The receiver, as that server knows them.
        home: Box<str>,
    },
    /// Another server's.
    Received {
        /// The server that it comes from.
        origin: Origin,
        /// Its id there: those up to it are known from now on.
        seq: u64,
        /// The last that was known before.
        before: u64,
        /// True if its receiver is away, and has not had it.
        waits: bool,
    },
}

impl LetterPlace {
    /// True if its receiver is away, and has not had it.
    pub fn waits(&self) -> bool {
        matches!(self, Self::Received { waits: true, .. })
    }
}

/// The letters that the database has.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LettersKept {
    /// Ours that wait to leave, by id: where to, the receiver there, and the message if it is still there.
    pub waiting: Vec<(MessageId, ServerName, Box<str>, Option<Message>)>,
    /// The last that is known of each other server.
    pub received: Vec<(Origin, u64)>,
}

/// Bytes of a text as JSON.
pub fn json_bytes(text: &str) -> usize {
    text.bytes()
        .map(|b| {
            if b < b' ' {
                6
            } else if matches!(b, b'"' | b'\\') {
                2
            } else {
                1
            }
        })
        .sum()
}
