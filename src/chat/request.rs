//! The requests that a client may make, parsed and typed.
//!
//! Owns [`Request`] and the [`Problem`]s a line may have instead. `wire` makes these from bytes; the core decides on
//! them. Nothing here has been checked against the state of the chat.

use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use unicode_normalization::UnicodeNormalization;

use super::account::Role;
use super::amending::AmendRequest;
use super::attended::{Day, LessonName, SheetPlace};
use super::claim::TypedName;
use super::class_act::ClassAct;
use super::message::{ExtraFields, MessageId};
use super::name::{ChannelName, Username};
use super::poll::PollRequest;
use super::question::QuestionRequest;
use super::sanction::SanctionTarget;
use super::searching::{LocalMoment, SearchTerms};
use super::token::{DeviceName, Token};

/// Longest presence state, in characters. Clients send one word.
pub const STATE_CHARS_MAX: usize = 32;

/// Longest `ack` token, in bytes of JSON text.
pub const ACK_BYTES_MAX: usize = 64;

/// Longest subtype or `to` that is relayed as the client sent it, in characters; the same as for names.
pub const LABEL_CHARS_MAX: usize = super::name::USERNAME_CHARS_MAX;

/// Most messages of one `history` answer.
pub const HISTORY_LIMIT_MAX: usize = 200;

/// Bytes of text in one answer: with all of it escaped for the wire it still is well below the limit on a queue.
pub const HISTORY_BYTES_MAX: usize = 64 * 1024;

/// Messages of a `history` answer when the client does not say how many.
pub const HISTORY_LIMIT_DEFAULT: usize = 50;

/// Longest mute or ban with an end, in minutes: a year.
pub const MINUTES_MAX: u32 = 365 * 24 * 60;

/// Longest reason and topic, in characters.
pub const REASON_CHARS_MAX: usize = 200;

/// One request of a client.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// The client is a newer one and wants to know the server.
    Hello,
    /// Make an account.
    Register {
        /// Its name.
        username: Username,
        /// Its password, in clear as the client sent it.
        password: Password,
        /// The class code, where one is asked for.
        code: Option<Box<str>>,
    },
    /// Become the owner of an account.
    Login {
        /// Its name; `None` for a text that cannot be a name, which is answered like an unknown one.
        username: Option<Username>,
        /// The same as it was typed; `None` for blanks.
        typed: Option<TypedName>,
        /// The password, in clear as the client sent it.
        password: Password,
        /// The name that the device gives itself, if a token is asked for.
        wish: Option<DeviceName>,
    },
    /// Come back by a token.
    LoginWithToken(Token),
    /// Ask under which name one would come in.
    Name {
        /// The name that is meant.
        typed: TypedName,
    },
    /// Be the first admin.
    FirstAdmin(Box<FirstAdminRequest>),
    /// Get a token, to come back by.
    Token {
        /// The name that the device gives itself.
        device: DeviceName,
    },
    /// Change the password of one's own account.
    Password(PasswordRequest),
    /// Say something.
    Message(MessageRequest),
    /// Be nobody again, on the same connection.
    Logout,
    /// Change one's presence, or appear as a guest.
    Status {
        /// The new state.
        state: PresenceState,
        /// The name that the client claims. Names a guest; not trusted of anybody identified.
        user: Option<TypedName>,
    },
    /// List the people.
    Users,
    /// List the other servers of the school and their people.
    School,
    /// Be in a channel, and write there from now on.
    Join { channel: ChannelName },
    /// Be in a channel no longer.
    Leave {
        /// The channel to leave; `None` for the current one.
        channel: Option<ChannelName>,
    },
    /// List the channels.
    Channels,
    /// Read what was said.
    History(HistoryRequest),
    /// Read what was said in private.
    Conversation(Box<ConversationRequest>),
    /// Search what was said.
    Search(Box<SearchRequest>),
    /// Read who was there.
    Attendance(Box<AttendanceRequest>),
    /// Do something that concerns others.
    Act(Act),
    /// Something about a message that was said.
    Amend(AmendRequest),
    /// Something about polls.
    Poll(PollRequest),
    /// Something about questions to the people in charge.
    Question(QuestionRequest),
    /// A `type` that the server does not know.
    Unknown {
        /// The type, for the log.
        kind: Box<str>,
    },
}

impl Request {
    /// True if others hear of it: these are the requests that a flooder would send.
    pub fn reaches_others(&self) -> bool {
        match self {
            Self::Message(_) | Self::Status { .. } | Self::Join { .. } | Self::Leave { .. } | Self::Act(_) => true,
            Self::Amend(_) => true,
            Self::Poll(request) => request.reaches_others(),
            Self::Question(request) => request.reaches_others(),
            // There is one for each time that somebody came in, which was counted; and whoever is refused it would go on
            // being somebody without knowing.
            Self::Logout
            | Self::Hello
            | Self::Register { .. }
            | Self::Login { .. }
            | Self::LoginWithToken(_)
            | Self::Token { .. }
            | Self::Name { .. }
            | Self::FirstAdmin(_)
            | Self::Password(_)
            | Self::Users
            | Self::School
            | Self::Channels
            | Self::History(_)
            | Self::Conversation(_)
            | Self::Search(_)
            | Self::Attendance(_)
            | Self::Unknown { .. } => false,
        }
    }
}

/// A request to be the first admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstAdminRequest {
    /// The text that was typed for the code.
    pub code: Box<str>,
    /// The account's name.
    pub username: Username,
    /// Its password, in clear as the client sent it.
    pub password: Password,
}

/// A request to change the password of one's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PasswordRequest {
    /// The one that it has, in clear as the client sent it.
    pub old: Password,
    /// The one that it is to have.
    pub new: Password,
    /// True if the account's other sessions are closed.
    pub disconnect: bool,
}

/// A request to read what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRequest {
    /// The channel; `None` for the current one.
    pub channel: Option<ChannelName>,
    /// The number of messages, from 1 to [`HISTORY_LIMIT_MAX`].
    pub limit: usize,
    /// Only older messages than this one.
    pub before: Option<MessageId>,
    /// Only newer messages than this one, beginning with the oldest of them.
    pub after: Option<MessageId>,
}

/// A request to read what oneself and somebody else have written to each other in private.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationRequest {
    /// The other one.
    pub with: Username,
    /// The number of messages, from 1 to [`HISTORY_LIMIT_MAX`].
    pub limit: usize,
    /// Only older messages than this one.
    pub before: Option<MessageId>,
    /// Only newer messages than this one, beginning with the oldest of them.
    pub after: Option<MessageId>,
}

/// A request to search what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// The words.
    pub terms: SearchTerms,
    /// Only in this channel; `None` for all that one may read, and one's own private messages.
    pub channel: Option<ChannelName>,
    /// Only what was said by this one.
    pub author: Option<Username>,
    /// Only what was said at this moment or later.
    pub since: Option<LocalMoment>,
    /// Only what was said before this moment.
    pub until: Option<LocalMoment>,
    /// Only older messages than this one.
    pub before: Option<MessageId>,
    /// The number of messages, from 1 to [`SEARCH_LIMIT_MAX`](super::searching::SEARCH_LIMIT_MAX).
    pub limit: usize,
}

/// A request to read who was there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttendanceRequest {
    /// The day; `None` for today.
    pub day: Option<Day>,
    /// The place behind which to read on.
    pub after: Option<SheetPlace>,
}

/// The acts that concern a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LessonAct {
    /// Tell which one goes on.
    Read,
    /// Begin one; the one that goes on ends.
    Begin(LessonName),
    /// End the one that goes on.
    End,
}

/// Something done to somebody or something, for which it may matter who does it. Comes as a request, as a typed
/// command, or from the console.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Close all connections of a person, who may come back.
    Kick {
        user: Username,
        /// The reason; may be empty.
        reason: Box<str>,
    },
    /// Let a person read only.
    Mute {
        user: Username,
        /// For how long.
        span: Span,
        /// The reason; may be empty.
        reason: Box<str>,
    },
    /// Let a person speak again.
    Unmute { user: Username },
    /// Keep a person or an address range out.
    Ban {
        target: SanctionTarget,
        /// For how long.
        span: Span,
        /// The reason; may be empty.
        reason: Box<str>,
    },
    /// Let a person or an address range in again.
    Unban { target: SanctionTarget },
    /// List mutes and bans.
    Sanctions,
    /// Say something in the server's name.
    Announce {
        /// To the members of this channel; `None` for everybody.
        channel: Option<ChannelName>,
        /// The words of the announcement.
        content: Box<str>,
    },
    /// Strike out a message.
    Delete { id: MessageId },
    /// Read what a channel is about, or say it anew.
    Topic {
        /// The channel; `None` for the current one.
        channel: Option<ChannelName>,
        /// The new topic, empty for none; `None` to read it.
        topic: Option<Box<str>>,
    },
    /// Change what a person may do.
    SetRole { user: Username, role: Role },
    /// Give an account another password.
    SetPassword {
        user: Username,
        password: Password,
        /// True if the account's sessions are closed.
        disconnect: bool,
        /// True if its owner is to choose another.
        must_change: bool,
    },
    /// List the devices that an account is kept logged in on.
    Devices {
        /// Whose; `None` for one's own.
        user: Option<Username>,
    },
    /// Have devices asked for the password again.
    ForgetDevices {
        /// Whose; `None` for one's own.
        user: Option<Username>,
        /// Which one; `None` for all.
        number: Option<u64>,
    },
    /// Let nobody log in with an account, or its owner again.
    SetDisabled { user: Username, disabled: bool },
    /// Give an account another name.
    Rename {
        user: Username,
        /// The new one.
        to: Username,
    },
    /// Change what may be done in a channel.
    SetChannel { channel: ChannelName, mode: ChannelMode },
    /// Begin, end or tell a lesson.
    Lesson(LessonAct),
    /// Do something with the class.
    Class(ClassAct),
}

impl Act {
    /// The word for it on the wire: the `type` of the request and of its answer.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Kick { .. } => "kick",
            Self::Mute { .. } => "mute",
            Self::Unmute { .. } => "unmute",
            Self::Ban { .. } => "ban",
            Self::Unban { .. } => "unban",
            Self::Sanctions => "bans",
            Self::Announce { .. } => "announce",
            Self::Delete { .. } => "delete",
            Self::Topic { .. } => "topic",
            Self::SetRole { .. } => "role",
            Self::SetPassword { .. } => "passwd",
            Self::Devices { .. } => "devices",
            Self::ForgetDevices { .. } => "forget_device",
            Self::SetDisabled { disabled: true, .. } => "disable",
            Self::SetDisabled { disabled: false, .. } => "enable",
            Self::Rename { .. } => "rename",
            Self::SetChannel { .. } => "channel",
            Self::Lesson(_) => "lesson",
            Self::Class(act) => act.as_str(),
        }
    }
}

/// For how long something is forbidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// As long as the settings say.
    Usual,
    /// So many minutes, from 1 to [`MINUTES_MAX`].
    Minutes(u32),
    /// Until somebody takes it back.
    Forever,
}

impl FromStr for Span {
    type Err = String;

    /// `10`, `10m`, `2h`, `1j`, `1d` or `perm`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if matches!(text, "perm" | "forever") {
            return Ok(Self::Forever);
        }
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let minutes_each = match &text[digits..] {
            "" | "m" | "min" => Some(1),
            "h" => Some(60),
            "j" | "d" => Some(24 * 60),
            _ => None,
        };
        let count = text[..digits].parse::<u32>().ok();
        count
            .zip(minutes_each)
            .and_then(|(count, each)| count.checked_mul(each))
            .filter(|minutes| (1..=MINUTES_MAX).contains(minutes))
            .map(Self::Minutes)
            .ok_or_else(|| format!("{text:?} is not a length of time up to a year, such as 10m, 2h, 1j or perm"))
    }
}

/// The modes of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelMode {
    /// Nobody may be in it.
    Disabled,
    /// It is there again.
    Enabled,
    /// Only moderators may write.
    ReadOnly,
    /// All members may write.
    Open,
    /// Everybody may enter, whoever it was for.
    Public,
}

impl ChannelMode {
    /// The word for it on the wire and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Disabled => "disable",
            Self::Enabled => "enable",
            Self::ReadOnly => "read_only",
            Self::Open => "open",
            Self::Public => "public",
        }
    }

    /// The mode that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        let modes = [Self::Disabled, Self::Enabled, Self::ReadOnly, Self::Open, Self::Public];
        modes.into_iter().find(|mode| mode.as_str() == word)
    }
}

/// A request to say something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRequest {
    /// The receivers, or the reason that there are none. The speaker is somebody all the same: what is wrong with the
    /// destination keeps no guest out.
    pub target: Result<Target, ProblemKind>,
    /// `subtype` as the client sent it, if it is neither `private`, `global` nor one of the server's own.
    pub subtype: Option<Box<str>>,
    /// The text.
    pub content: Box<str>,
    /// The name that the client claims. Names a guest; not trusted of anybody identified.
    pub from: Option<TypedName>,
    /// The token that the client wants back once the message is on disk.
    pub ack: Option<AckToken>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// Fields to relay untouched.
    pub extra: ExtraFields,
}

/// The receivers of a message, as the client says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The members of a channel.
    Channel {
        /// The channel; `None` for the current one.
        name: Option<ChannelName>,
        /// `to` as sent, if it is not `global`.
        label: Option<Box<str>>,
    },
    /// One person; `None` for a text that cannot be a name.
    Person(Option<Username>),
}

/// A password in clear. Shows nothing of itself when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub Box<str>);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The token of an `ack`: a JSON string or number, kept as ASCII JSON text so that it comes back as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AckToken(pub Box<str>);

/// A presence state: a short text without control characters.
///
/// Everybody present has one, so it is a pointer, and none for the state that nearly everybody is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceState(Option<Arc<Box<str>>>);

const ONLINE: &str = "online";
const OFFLINE: &str = "offline";
const AWAY: &str = "away";
const DND: &str = "dnd";
const INVISIBLE: &str = "invisible";

/// The words of student clients for the states that have a word of their own here, in lower case.
const OTHER_WORDS: [(&str, &[&str]); 5] = [
    (ONLINE, &["en ligne", "connecté", "connectée", "connecte", "disponible", "available", "présent", "présente"]),
    (AWAY, &["absent", "absente", "afk", "idle", "inactif", "inactive", "brb"]),
    (
        DND,
        &["do not disturb", "do_not_disturb", "donotdisturb", "busy", "occupé", "occupée", "occupe", "ne pas déranger"],
    ),
    (INVISIBLE, &["hidden", "caché", "cachée"]),
    (OFFLINE, &["hors ligne", "déconnecté", "déconnectée", "disconnected"]),
];

impl PresenceState {
    /// Parses a state; `None` if it is empty, too long or holds a control character. The usual states have other words
    /// too, and none of them goes by capitals.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text == ONLINE {
            return Some(Self::online());
        }
        let legal = !text.is_empty() && text.chars().count() <= STATE_CHARS_MAX && !text.chars().any(char::is_control);
        if !legal {
            return None;
        }
        let lower = text.nfc().collect::<String>().to_lowercase();
        let usual = OTHER_WORDS.iter().find(|(word, others)| lower == *word || others.contains(&&*lower));
        Some(match usual {
            Some(&(ONLINE, _)) => Self::online(),
            Some(&(OFFLINE, _)) => Self::offline(),
            Some(&(word, _)) => Self(Some(Arc::new(word.into()))),
            None => Self(Some(Arc::new(text.into()))),
        })
    }

    /// The state of everybody at first.
    pub fn online() -> Self {
        Self(None)
    }

    /// The state that the others are told of a person who has gone.
    pub fn offline() -> Self {
        static STATE: LazyLock<Arc<Box<str>>> = LazyLock::new(|| Arc::new(OFFLINE.into()));
        Self(Some(Arc::clone(&STATE)))
    }

    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or(ONLINE, |word| word)
    }

    /// True if it is in words of the person's own, and so says something.
    pub fn is_free_text(&self) -> bool {
        !matches!(self.as_str(), ONLINE | OFFLINE | AWAY | DND | INVISIBLE)
    }

    /// True if it is the state of everybody at first, which needs no mention.
    pub fn is_online(&self) -> bool {
        self.0.is_none()
    }

    /// True if the person is left out of the list that others get. `offline` counts: a client may send it before it
    /// closes, and those who were told so have struck the person off their lists.
    pub fn is_hidden(&self) -> bool {
        matches!(self.as_str(), INVISIBLE | OFFLINE)
    }
}

/// A fault of a line. The core answers with an error that carries the code and, in the configured language, the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// The `ack` token of the request, if it could be read.
    pub ack: Option<AckToken>,
}

/// The kinds of [`Problem`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// Not a JSON object, or nested too deeply.
    BadJson,
    /// The line was longer than the limit and was skipped.
    LineTooLong,
    /// A required field is absent or null.
    MissingField(&'static str),
    /// A field has a type or a form that it may not have.
    BadField(&'static str),
    /// A name is not a legal one.
    BadName(super::name::NameProblem),
    /// A channel's name is not a legal one.
    BadChannel(super::name::NameProblem),
}
