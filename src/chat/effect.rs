//! The effects that the core wants carried out.
//!
//! Owns [`Effect`] and the [`Effects`] it is collected in. The core appends; `server` carries out, in order. Order
//! matters: of two effects that reach one client, the first is its first line.

use std::net::IpAddr;
use std::ops::Range;
use std::sync::Arc;

use super::campus_event::CampusAct;
use super::clock::WallTime;
pub use super::handle::{SessionId, Ticket};
use super::message::SharedMessage;
use super::reply::{Code, Reply};
use super::request::{ChannelMode, Password};
use super::school::SchoolQuestion;
use super::store_protocol::StoreRequest;

/// One thing to do.
#[derive(Debug)]
pub enum Effect {
    /// Send a line to one client.
    Send(SessionId, Reply),
    /// Send one line to many: encode it once. The range is of [`Effects::recipients`].
    FanOut(Range<usize>, Reply),
    /// Handle no further line of this client until [`Effect::Resume`]: an answer must come first.
    Pause(SessionId),
    /// Go on with this client's lines.
    Resume(SessionId),
    /// Close the connection once what is queued has left.
    Close(SessionId, CloseReason),
    /// Have a password worked on; the answer goes to `Core::handle_password`.
    Password(PasswordJob),
    /// Have the school's directory asked; the answer goes to `Core::handle_school`.
    AskSchool(Box<SchoolQuestion>),
    /// Tell the other servers of the school something.
    Campus(Box<CampusAct>),
    /// Pass this to the database; the answer goes to `Core::handle_report`.
    Store(StoreRequest),
    /// Something that the operator should be able to find later.
    Audit(Box<Audit>),
    /// Somebody said something: for the human log, according to its settings.
    Said(SharedMessage),
    /// The last line sent to this client is a refusal, in words instead of an `error`.
    RefusedInWords(SessionId, Code),
}

/// Effects in the order in which they are to be carried out.
#[derive(Debug, Default)]
pub struct Effects {
    /// The effects.
    pub list: Vec<Effect>,
    /// The recipients of all fan-outs, one behind the other.
    pub recipients: Vec<SessionId>,
}

impl Effects {
    /// Forgets everything, and keeps the memory that a large class needs.
    pub fn clear(&mut self) {
        const KEPT: usize = 1024;
        self.list.clear();
        self.list.shrink_to(KEPT);
        self.recipients.clear();
        self.recipients.shrink_to(KEPT);
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.list.push(effect);
    }

    pub(super) fn send(&mut self, to: SessionId, reply: Reply) {
        self.list.push(Effect::Send(to, reply));
    }

    /// Sends one reply to all of `to`; nothing if there is nobody.
    pub(super) fn fan_out(&mut self, to: impl Iterator<Item = SessionId>, reply: Reply) {
        let start = self.recipients.len();
        self.recipients.extend(to);
        let range = start..self.recipients.len();
        if !range.is_empty() {
            self.list.push(Effect::FanOut(range, reply));
        }
    }
}

/// The reason for which the core closes a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseReason {
    /// It made too many errors.
    TooManyErrors,
    /// It does not read what it is sent.
    SlowReader,
    /// It began a line and did not end it.
    LineTimeout,
    /// It did not say who it is.
    IdentifyTimeout,
    /// Somebody in charge sent the person away.
    Kicked,
    /// The person or the address is banned.
    Banned,
    /// The person's account has got another password.
    PasswordChanged,
    /// The person's account is gone.
    AccountRemoved,
    /// A guest has come by another connection.
    Replaced,
    /// The person's account is disabled.
    AccountDisabled,
    /// The person's account has another name.
    AccountRenamed,
    /// The server stops.
    Stopping,
}

impl CloseReason {
    /// The word for logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooManyErrors => "too_many_errors",
            Self::SlowReader => "slow_reader",
            Self::LineTimeout => "line_timeout",
            Self::IdentifyTimeout => "identify_timeout",
            Self::Kicked => "kicked",
            Self::Banned => "banned",
            Self::PasswordChanged => "password_changed",
            Self::AccountRemoved => "account_removed",
            Self::Replaced => "replaced",
            Self::AccountDisabled => "account_disabled",
            Self::AccountRenamed => "account_renamed",
            Self::Stopping => "server_stopping",
        }
    }
}

/// Work for the hashing worker.
#[derive(Debug)]
pub enum PasswordJob {
    /// Make the PHC string of a new password.
    Hash {
        /// For the answer.
        ticket: Ticket,
        /// The password to hash.
        password: Password,
    },
    /// Compare. With no PHC string (nobody has that name) the work is the same, and the answer is no.
    Verify {
        /// For the answer.
        ticket: Ticket,
        /// The password that the client sent.
        password: Password,
        /// The hash that the account has.
        phc: Option<Arc<str>>,
    },
}

/// The hashing worker's answer.
#[derive(Debug, Clone)]
pub enum PasswordOutcome {
    /// The PHC string of a new password; `None` if it could not be made.
    Hashed(Option<Arc<str>>),
    /// The password is not this one.
    Wrong,
    /// The password is right. Carries a new PHC string if the old one was made with other parameters.
    Right {
        /// To replace the stored one.
        rehashed: Option<Arc<str>>,
    },
}

/// Something for the audit log.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The kind of event.
    pub kind: AuditKind,
    /// The address that it came from.
    pub address: IpAddr,
    /// A stable word that says more, or nothing.
    pub error: &'static str,
    /// The user's own text: a name, or what was claimed to be one.
    pub user: String,
    /// For what somebody in charge did: the rest of it. `user` is who did it.
    pub act: Option<AuditAct>,
}

/// An act upon somebody or something, and its reason.
#[derive(Debug, Clone)]
pub struct AuditAct {
    /// A name, an address or a channel.
    pub whom: Box<str>,
    /// The reason, or what was set.
    pub why: Box<str>,
    /// The time at which it ends by itself.
    pub until: Option<WallTime>,
}

/// The kinds of event that are worth an audit line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditKind {
    /// A login succeeded.
    LoginOk,
    /// A login failed.
    LoginFailed,
    /// A login was neither right nor wrong: the school's directory did not answer, or the answer could not be followed.
    LoginUndecided,
    /// An account was made.
    RegisterOk,
    /// An account was refused.
    RegisterRefused,
    /// A guest got a name.
    GuestIdentified,
    /// A line was not understood.
    BadInput,
    /// A connection is closed for its errors.
    TooManyErrors,
    /// A connection is closed because it does not read.
    SlowReader,
    /// An identified client is gone.
    Disconnected,
    /// A connection began a line and did not end it.
    LineTimeout,
    /// A connection did not say who it is.
    IdentifyTimeout,
    /// A connection said more than it may.
    RateLimited,
    /// A connection sends faster than it is read.
    ReadSlowed,
    /// A guest was not let in.
    GuestRefused,
    /// Somebody was disconnected.
    Kick,
    /// Somebody may only read.
    Mute,
    /// Somebody may speak again.
    Unmute,
    /// Somebody, or an address range, is kept out.
    Ban,
    /// An address is kept out by the server itself, because too much failed from there.
    AutomaticBan,
    /// Somebody, or an address range, is let in again.
    Unban,
    /// Something was said to everybody.
    Announce,
    /// A message was struck out.
    Delete,
    /// A channel has another topic.
    Topic,
    /// Somebody said whom a channel is for.
    ChannelMembers,
    /// A person's role has changed.
    Role,
    /// The operator made an account.
    AccountAdded,
    /// The operator gave an account another password.
    PasswordChanged,
    /// The operator removed an account.
    AccountRemoved,
    /// Nobody may log in with an account for now.
    AccountDisabled,
    /// Its owner may log in with an account again.
    AccountEnabled,
    /// An account has got another name.
    AccountRenamed,
    /// The operator had all that is kept of a person erased.
    PersonErased,
    /// The mode of a channel has changed.
    Channel(ChannelMode),
    /// Somebody's hand, or everybody's, was lowered for them.
    LowerHand,
    /// Only people in charge may speak, in a channel or in all.
    Silence,
    /// People may speak again.
    SilenceEnds,
    /// The pace at which people may write in a channel has changed.
    SlowMode,
    /// To whom pupils may write in private has changed.
    PrivateMessages,
    /// All that was said in a channel is gone.
    Clear,
    /// A lesson has begun or ended.
    Lesson,
    /// Somebody has read who was there.
    Attendance,
    /// A poll was opened in a channel.
    PollOpened,
    /// A poll was closed.
    PollClosed,
    /// A poll was cancelled.
    PollCancelled,
    /// A question was answered.
    QuestionAnswered,
    /// A question was opened again.
    QuestionReopened,
    /// Questions are taken from now on.
    QuestionsOpened,
    /// No questions are taken any more.
    QuestionsClosed,
    /// Somebody else's question was removed.
    QuestionRemoved,
    /// Tokens of an account were ended.
    DevicesForgotten,
    /// Another server of the school was taken out of service.
    CampusRetired,
    /// It has come back.
    CampusReturned,
}
