//! What the server says to clients, typed.
//!
//! Owns [`Reply`] and the stable machine words of [`Code`]. The core makes these; `wire` turns them into lines.

use std::sync::Arc;

use super::clock::WallTime;
use super::message::{MessageId, SharedMessage};
use super::name::{ChannelName, Username};
use super::request::{AckToken, PresenceState};

/// One line to a client.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Answer to `hello`.
    Hello,
    /// The account is made, on disk.
    RegisterOk,
    /// The client is now this person.
    LoginOk {
        /// The account's name as registered.
        username: Username,
    },
    /// Something was refused.
    Error {
        /// The words for a person.
        message: Arc<str>,
        /// The word for a machine.
        code: Code,
        /// The token of the refused message.
        ack: Option<AckToken>,
    },
    /// Somebody's presence changed.
    Status {
        /// Whose.
        user: Username,
        /// To what.
        state: PresenceState,
    },
    /// Who is there.
    Users {
        /// Their names, in order, each with its state.
        people: Vec<(Username, PresenceState)>,
    },
    /// A message, relayed.
    Message(SharedMessage),
    /// A message of the server to a person, or to everybody.
    System {
        /// The person; `None` for everybody.
        to: Option<Username>,
        /// The channel it is shown in.
        channel: ChannelName,
        /// The words.
        content: Arc<str>,
        /// When.
        at: WallTime,
        /// The word for a machine, where there is one.
        code: Option<Code>,
    },
    /// A message is on disk.
    Ack {
        /// The sender's token.
        ack: AckToken,
        /// The message's number.
        id: MessageId,
        /// The message's time.
        at: WallTime,
    },
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// Stable machine words: never renamed, never given a second meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// All of them, for documentation tests.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

codes! {
    /// The line is not a JSON object.
    BadJson = "bad_json",
    /// The line is longer than `limits.max_line`.
    LineTooLong = "line_too_long",
    /// A required field is absent or null.
    MissingField = "missing_field",
    /// A field has a wrong type or form.
    BadField = "bad_field",
    /// The name is not legal.
    BadName = "bad_name",
    /// The name is the server's own.
    ReservedName = "reserved_name",
    /// The name belongs to somebody.
    NameTaken = "name_taken",
    /// The password is shorter than `chat.min_password_length`.
    PasswordTooShort = "password_too_short",
    /// The password is longer than `chat.max_password_length`.
    PasswordTooLong = "password_too_long",
    /// Wrong name or password.
    LoginFailed = "login_failed",
    /// The request needs somebody identified.
    NotIdentified = "not_identified",
    /// The server does not know this `type`. Only said to clients that sent `hello`.
    UnknownType = "unknown_type",
    /// Too many passwords are being checked; try again.
    ServerBusy = "server_busy",
    /// The database cannot be written at the moment.
    StorageUnavailable = "storage_unavailable",
    /// No more accounts may be made.
    TooManyAccounts = "too_many_accounts",
    /// Nobody has that name.
    UnknownRecipient = "unknown_recipient",
    /// The receiver is away and the message is kept.
    RecipientAway = "recipient_away",
    /// The receiver is away and has too many kept messages already.
    MailboxFull = "mailbox_full",
    /// There is no such channel.
    UnknownChannel = "unknown_channel",
    /// The guest was given another name.
    GuestRenamed = "guest_renamed",
    /// The connection is closed because of too many errors.
    TooManyErrors = "too_many_errors",
    /// The connection is closed because the client does not read.
    SlowReader = "slow_reader",
    /// The connection is closed because the server stops.
    ServerStopping = "server_stopping",
    /// The server has as many connections as it takes.
    TooManyConnections = "too_many_connections",
}
