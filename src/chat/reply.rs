//! The lines that the server says to clients, typed.
//!
//! Owns [`Reply`] and the stable machine words of [`Code`]. The core makes these; `wire` turns them into lines.

use std::sync::Arc;

use smol_str::SmolStr;

use super::account::Role;
use super::amending::AmendLine;
use super::attended::AttendanceSheet;
use super::campus_line::CampusLine;
use super::class_act::ClassLine;
use super::clock::WallTime;
use super::link::EncryptedWay;
use super::message::{MessageId, SharedMessage};
use super::name::{ChannelName, Username};
use super::origin::ServerName;
use super::poll::PollLine;
use super::question::QuestionLine;
use super::request::{AckToken, ChannelMode, PresenceState};
use super::sanction::Sanction;
use super::settings::Registration;
use super::token::{Token, TokenRecord};
use crate::lang::Lang;

/// One line to a client.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// Answer to `hello`.
    Hello(Box<About>),
    /// The account is made, on disk.
    RegisterOk,
    /// The client is now this person.
    LoginOk {
        /// The account's name as registered, or the guest's.
        username: Username,
        /// True if it is so only once it has another password.
        must_change: bool,
        /// The token that goes with it, if one was asked for or shown.
        pass: Option<Box<Pass>>,
    },
    /// A token for who is in already.
    Token(Box<Pass>),
    /// The devices that an account is kept logged in on.
    Devices {
        user: Username,
        /// Their tokens, in the order in which they were made.
        devices: Vec<TokenRecord>,
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
        user: Username,
        /// The new state.
        state: PresenceState,
        /// For a newer client: the role of somebody in charge.
        role: Option<Role>,
    },
    /// The people present.
    Users {
        /// Their names, in order, each with its state.
        people: Vec<(Username, PresenceState)>,
        /// For a newer client: those of them who are in charge, in order, each with the role.
        roles: Option<Vec<(Username, Role)>>,
        /// For a newer client: those of them who are on other servers, by server.
        elsewhere: Vec<(ServerName, Vec<Username>)>,
    },
    /// Something about the other servers of the school.
    Campus(Box<CampusLine>),
    /// Somebody present has another role.
    Role { user: Username, role: Role },
    /// A message, relayed.
    Message(SharedMessage),
    /// A message of the server to a person, or to everybody.
    System {
        /// The person; `None` for everybody.
        to: Option<Username>,
        /// The channel that it is shown in.
        channel: ChannelName,
        /// The words.
        content: Arc<str>,
        /// The time at which it was said.
        at: WallTime,
        /// The word for a machine, where there is one.
        code: Option<Code>,
    },
    /// A [`Message`](Self::Message) or [`System`](Self::System) to a session whose client compares `to` with what it typed
    /// itself.
    AsTyped {
        /// The `to` that it typed.
        to: SmolStr,
        /// The line that others would get.
        reply: Box<Reply>,
    },
    /// A message is on disk.
    Ack {
        /// The sender's token.
        ack: AckToken,
        id: MessageId,
        /// The message's time.
        at: WallTime,
    },
    /// The client is in a channel.
    Join {
        channel: ChannelName,
        /// The topic; may be empty.
        topic: Box<str>,
        /// The people in it, in order.
        users: Vec<Username>,
    },
    /// The client is in a channel no longer.
    Leave {
        channel: ChannelName,
        /// The channel that it writes to now.
        current: ChannelName,
    },
    /// The channels.
    Channels {
        /// Those that the asker may know of, in order.
        channels: Vec<ChannelView>,
    },
    /// Part of a channel's history.
    History {
        channel: ChannelName,
        /// The messages, oldest first.
        messages: Vec<SharedMessage>,
        /// True if there are older ones, or newer ones where those after an id were asked for.
        more: bool,
    },
    /// A page of what two people have written to each other in private.
    Conversation {
        /// The other one, as the asker called them.
        with: Username,
        /// The messages, oldest first.
        messages: Vec<SharedMessage>,
        /// As in [`Reply::History`].
        more: bool,
    },
    /// The findings of a search.
    Search {
        /// The messages, oldest first.
        messages: Vec<SharedMessage>,
        /// The id before which to search on; `None` at the end.
        before: Option<MessageId>,
    },
    /// A message that was said before the client came.
    Replayed(SharedMessage),
    /// A message is struck out.
    Delete {
        id: MessageId,
        /// The name of who did it; `None` if its author was erased.
        by: Option<Box<str>>,
    },
    /// A channel has another topic.
    Topic {
        channel: ChannelName,
        /// The topic; may be empty.
        topic: Box<str>,
        /// The name of who set it.
        by: Box<str>,
    },
    /// The mode of a channel, which says who may write in it, has changed.
    ChannelMode {
        channel: ChannelName,
        mode: ChannelMode,
        /// The name of who changed it.
        by: Box<str>,
    },
    /// The request is carried out.
    Done {
        /// The `type` of the request.
        kind: &'static str,
        /// The names and texts for the answer's fields.
        fields: Vec<(&'static str, FieldValue)>,
    },
    /// Somebody else in charge has done something: to people in charge.
    Told {
        /// The `type` of the line: that of their request, or `account`.
        kind: &'static str,
        /// As in [`Reply::Done`].
        fields: Vec<(&'static str, FieldValue)>,
    },
    /// The sheet of who was there.
    Attendance(Box<AttendanceSheet>),
    /// A message is otherwise than it was.
    Amended(Box<AmendLine>),
    /// Something about polls.
    Poll(Box<PollLine>),
    /// Something about questions to the people in charge.
    Question(Box<QuestionLine>),
    /// The mutes and bans.
    Sanctions {
        /// In order.
        sanctions: Vec<Sanction>,
    },
    /// Something about what the class may do, or does.
    Class(ClassLine),
}

/// The facts that a client needs for its first screen.
#[derive(Debug, Clone, PartialEq)]
pub struct About {
    /// The language of the server's sentences.
    pub lang: Lang,
    /// The name of the class, if it has one.
    pub class: Option<String>,
    /// The channel in which everybody is at first.
    pub channel: ChannelName,
    /// The people who may make an account.
    pub registration: Registration,
    /// True if people without an account may speak.
    pub guests: bool,
    /// Fewest characters of a new password.
    pub password_chars_min: usize,
    /// The same of a moderator's.
    pub staff_password_chars_min: usize,
    /// The same of an admin's.
    pub admin_password_chars_min: usize,
    /// Longest text of a message, in characters.
    pub content_chars_max: usize,
    /// True if nobody on the network can read what the client says.
    pub is_private: bool,
    /// True if the server has no admin, and takes the code by which somebody becomes the first.
    pub first_admin: bool,
    /// The encrypted way, if there is one.
    pub encrypted_way: Option<EncryptedWay>,
    /// For a page that came by an encrypted way: the port at which the class finds it without one.
    pub http_port: Option<u16>,
}

/// The token with which a client comes back, and what it is told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    /// A new one.
    pub token: Option<Token>,
    /// Its number among those of the account.
    pub device: Option<u64>,
    /// True if it is a guest's.
    pub is_guest: bool,
}

/// The value of an answer's field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue {
    /// A name or another text.
    Text(Box<str>),
    /// A number.
    Number(u64),
    /// Several numbers.
    Numbers(Vec<u64>),
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

/// A channel as a client sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelView {
    /// Its name.
    pub name: ChannelName,
    /// The topic; may be empty.
    pub topic: Box<str>,
    /// The number of people in it.
    pub members: usize,
    /// True if the asker is in it.
    pub joined: bool,
    /// True if only moderators may write in it.
    pub read_only: bool,
    /// True if nobody may be in it.
    pub disabled: bool,
    /// Seconds between two messages of a person; 0 for as many as they like.
    pub slow_s: u32,
    /// True if it is only for those on its roll, and people in charge.
    pub members_only: bool,
    /// True if it is one with channels of the school's other servers.
    pub shared: bool,
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
    /// The name is the server's own, or has a role in brackets.
    ReservedName = "reserved_name",
    /// The name belongs to somebody.
    NameTaken = "name_taken",
    /// The name looks like one that is taken or reserved.
    NameConfusable = "name_confusable",
    /// The password is shorter than `chat.min_password_length`.
    PasswordTooShort = "password_too_short",
    /// The password was chosen by somebody else, and has to be changed first.
    MustChangePassword = "must_change_password",
    /// The password is one of the commonest.
    PasswordTooCommon = "password_too_common",
    /// The new password is the present one.
    SamePassword = "same_password",
    /// The account is disabled.
    AccountDisabled = "account_disabled",
    /// The account has another name.
    AccountRenamed = "account_renamed",
    /// The password is longer than the server takes.
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
    /// The school's directory does not answer.
    AuthUnavailable = "auth_unavailable",
    /// No more accounts may be made.
    TooManyAccounts = "too_many_accounts",
    /// Nobody has that name.
    UnknownRecipient = "unknown_recipient",
    /// The receiver is away and the message is kept.
    RecipientAway = "recipient_away",
    /// The receiver's server cannot be reached, and the message is kept until it can.
    RecipientUnreachable = "recipient_unreachable",
    /// The receiver is away and has too many kept messages already.
    MailboxFull = "mailbox_full",
    /// There is no such channel.
    UnknownChannel = "unknown_channel",
    /// The channel is only for moderators and admins.
    ChannelForbidden = "channel_forbidden",
    /// The channel is disabled.
    ChannelDisabled = "channel_disabled",
    /// Only moderators may write in the channel.
    ChannelReadOnly = "channel_read_only",
    /// The channel takes no more members.
    ChannelFull = "channel_full",
    /// No more channels may be made, or joined at the same time.
    TooManyChannels = "too_many_channels",
    /// The client is not in the channel.
    NotMember = "not_member",
    /// The client is in no other channel.
    LastChannel = "last_channel",
    /// There is no such command.
    UnknownCommand = "unknown_command",
    /// A command was typed without what it needs.
    BadCommand = "bad_command",
    /// The request is for somebody with another role.
    Forbidden = "forbidden",
    /// The person concerned has a higher role.
    HigherRole = "higher_role",
    /// The person may not speak for now.
    Muted = "muted",
    /// Only people in charge may speak for now.
    Silenced = "silenced",
    /// The person wrote in the channel a short time ago, and may not so soon again.
    SlowMode = "slow_mode",
    /// The person may not write to that one in private.
    PrivateRefused = "private_refused",
    /// The person or the address is banned.
    Banned = "banned",
    /// Somebody closed the connection.
    Kicked = "kicked",
    /// Nobody present, or nobody with an account, has that name.
    UnknownUser = "unknown_user",
    /// There are as many mutes and bans as may be.
    TooManySanctions = "too_many_sanctions",
    /// There is no such message.
    UnknownMessage = "unknown_message",
    /// The message is somebody else's.
    NotAuthor = "not_author",
    /// The message is too old to be said otherwise, or private and its receiver is not there.
    NotEditable = "not_editable",
    /// There are as many reactions to the message as may be.
    TooManyReactions = "too_many_reactions",
    /// No lesson goes on.
    NoLesson = "no_lesson",
    /// Attendance is not taken on this server.
    AttendanceOff = "attendance_off",
    /// The channel has no open poll, or another one.
    UnknownPoll = "unknown_poll",
    /// The channel has an open poll already, or too many other channels have.
    PollOpen = "poll_open",
    /// As many people have voted as may.
    TooManyVotes = "too_many_votes",
    /// There is no such question, or it is answered already.
    UnknownQuestion = "unknown_question",
    /// As many questions are open as may be, in all or of one person.
    TooManyQuestions = "too_many_questions",
    /// The people in charge take no questions now.
    QuestionsClosed = "questions_closed",
    /// There is no such mute or ban.
    NotSanctioned = "not_sanctioned",
    /// The words come from the people in charge and are for everybody.
    Announcement = "announcement",
    /// The person's role has changed.
    RoleChanged = "role_changed",
    /// The person's account has got another password.
    PasswordChanged = "password_changed",
    /// The person's account was removed.
    AccountRemoved = "account_removed",
    /// The text is longer than `limits.content_chars`.
    ContentTooLong = "content_too_long",
    /// Too many messages, logins or registrations in a short time.
    RateLimited = "rate_limited",
    /// Guests are not let in.
    GuestsRefused = "guests_refused",
    /// No accounts can be made here, or the class code is missing or wrong.
    RegistrationRefused = "registration_refused",
    /// The guest was given another name.
    GuestRenamed = "guest_renamed",
    /// It is not the code of this start of the server.
    BadCode = "bad_code",
    /// Moderators and admins come in from a browser by an encrypted way only.
    StaffNeedsTls = "staff_needs_tls",
    /// There is no such token, or no longer.
    BadToken = "bad_token",
    /// The connection is closed because its guest has come by another one.
    Replaced = "replaced",
    /// The account has no such device.
    UnknownDevice = "unknown_device",
    /// The connection is closed because of too many errors.
    TooManyErrors = "too_many_errors",
    /// The connection is closed because the client does not read.
    SlowReader = "slow_reader",
    /// The connection is closed because it began a line and did not end it in time.
    LineTimeout = "line_timeout",
    /// The connection is closed because it did not say in time who it is.
    IdentifyTimeout = "identify_timeout",
    /// The connection is closed because the server stops.
    ServerStopping = "server_stopping",
    /// The server has as many connections as it takes.
    TooManyConnections = "too_many_connections",
    /// Connections come faster than they may, from one address or in all.
    ConnectingTooFast = "connecting_too_fast",
}
