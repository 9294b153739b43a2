//! The protocol between the core and the database: the requests, and the reports that come back.
//!
//! Owns the vocabulary between `chat` and `store`; neither calls the other, `server` carries these values. Each
//! [`StoreRequest`] has a [`StoreSeq`], and the answers say up to which one the disk has everything.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::{Account, Role};
use super::attended::{AttendanceQuery, AttendanceSheet, Lesson, Stay};
use super::campus_event::{Early, Erasure, EventName, EventPlace, EventRecord, LoadedEvents, Origin};
use super::class_act::{PrivateMessages, Silence};
use super::clock::WallTime;
use super::letter::LetterPlace;
use super::message::{Message, MessageChange, MessageId, SharedMessage};
use super::name::{ChannelName, Username};
use super::origin::ServerName;
use super::poll::{Ballot, Poll, PollId};
use super::question::{Question, QuestionId};
use super::renamed::NameChange;
use super::roll::Roll;
use super::sanction::{Sanction, SanctionKind, SanctionTarget};
use super::searching::{SearchFindings, SearchQuery};
use super::token::TokenRecord;
use super::voter::Voter;

/// The place of a request in the order in which the core made them. Grows by one from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct StoreSeq(pub u64);

/// One thing to write or to read.
#[derive(Debug, Clone)]
pub struct StoreRequest {
    /// Its place in the order.
    pub seq: StoreSeq,
    /// True if somebody waits for it: the commit is then made at once instead of at the end of the commit window.
    pub urgent: bool,
    /// The thing to do.
    pub action: StoreAction,
}

impl StoreAction {
    /// The name that this gives, if it gives one: then there is a [`StoreReport::Renamed`] at its end.
    pub fn renaming(&self) -> Option<&NameChange> {
        match self {
            Self::RenameAccount(change) | Self::RenameHeard(change) => Some(change),
            Self::Event(record) => match &record.change {
                Some(Self::RenameAccount(change) | Self::RenameHeard(change)) => Some(change),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The things that can be written or read.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone)]
pub enum StoreAction {
    /// Keep a message. It has an id.
    Append(SharedMessage),
    /// Keep a message that servers of a school share, and where it stands among the events of its origin. It has an id.
    AppendEvent(SharedMessage, Box<EventPlace>),
    /// Keep that the events of another server up to this number are known, or say nothing.
    AdvanceWatermark(Box<Origin>, u64),
    /// Do what an event of a shared channel says, and keep where it stands, in one transaction.
    Event(Box<EventRecord>),
    /// Keep that an erasure is not done everywhere, in place of what was kept of it before.
    SetErasure(Box<Erasure>),
    /// Forget it: it is done. Of ours the event says nothing any more.
    EndErasure(Box<EventPlace>),
    /// Keep that a message of another server answers one that has not come.
    KeepEarly(Box<Early>),
    /// Forget what was kept of reactions and replies whose messages had not come, by the events that told them.
    ForgetEarly(Vec<EventName>),
    /// Keep that another server of the school was taken out of service, or is back.
    SetRetired { server: ServerName, is_retired: bool },
    /// Answer with [`StoreReport::EventFound`]: the message that an event has said.
    FindEvent(Box<EventName>),
    /// Answer with [`StoreReport::Events`]: of ours, from one number to another. What was said in other channels than these says nothing,
    /// as they are not shared any more.
    LoadEvents { from: u64, through: u64, bytes_max: usize, channels: Box<[ChannelName]> },
    /// Keep a private message, and that its receiver has not had it yet.
    AppendUndelivered(SharedMessage),
    /// Keep a private message to somebody of another server of the school, or from one, and what it is. It has an id.
    AppendLetter(SharedMessage, Box<LetterPlace>),
    /// These of ours wait to leave no more; those with a true were refused, and are forgotten.
    SettleLetters(Vec<(MessageId, bool)>),
    /// The receiver has had these.
    Delivered {
        recipient: Username,
        /// The messages that were delivered.
        ids: Vec<MessageId>,
    },
    /// Answer with [`StoreReport::Undelivered`].
    LoadUndelivered { recipient: Username },
    /// Keep a new account.
    CreateAccount(Account),
    /// Replace the password's hash of an account, if it is there.
    SetPassword {
        name: Username,
        /// The new PHC string.
        phc: Arc<str>,
        /// True if the owner is to choose another password.
        must_change: bool,
    },
    /// Let nobody log in with an account, or its owner again, if it is there.
    SetDisabled { name: Username, disabled: bool },
    /// Give an account another name, if it is there, and then by and by all that is kept by it. At the end there is a
    /// [`StoreReport::Renamed`].
    RenameAccount(NameChange),
    /// The same with what is kept of somebody of another server of the school, who has no account here.
    RenameHeard(NameChange),
    /// Change what the owner of an account may do, if it is there.
    SetRole { name: Username, role: Role },
    /// Forget an account, if it is there, its tokens, its place on the rolls of channels, and the private messages that wait for it.
    DeleteAccount { name: Username },
    /// Answer with [`StoreReport::History`].
    LoadHistory(HistoryQuery),
    /// Answer with [`StoreReport::Message`].
    LoadMessage { id: MessageId },
    /// Strike a message out, wherever it stands: history, and what waits for somebody.
    DeleteMessage { id: MessageId },
    /// Change a message, if it is there.
    ChangeMessage { id: MessageId, change: MessageChange },
    /// Keep what was set of a channel, in place of what was kept before.
    SetChannel(ChannelRecord),
    /// Keep a sanction, in place of one of the same kind against the same target. A ban of a person ends their tokens.
    SetSanction(Sanction),
    /// Forget a sanction, if it is there.
    LiftSanction {
        kind: SanctionKind,
        /// Against whom.
        target: SanctionTarget,
    },
    /// Keep a silence, in place of the one for the same channel.
    SetSilence(Silence),
    /// Forget a silence, if it is there.
    LiftSilence {
        /// Where; `None` for that of all channels.
        channel: Option<ChannelName>,
    },
    /// Keep to whom pupils may write in private.
    SetPrivateMessages(PrivateMessages),
    /// Keep whether questions to the people in charge are taken.
    SetQuestionBox { open: bool },
    /// Forget what was said in a channel.
    ClearChannel {
        channel: ChannelName,
        /// Only messages with smaller ids.
        below: MessageId,
    },
    /// Somebody has come.
    StayBegan { number: u64, stay: Box<Stay> },
    /// Somebody who is there has come from another address too.
    StayFrom { number: u64, address: IpAddr },
    /// These have gone.
    StaysEnded { numbers: Vec<u64>, at: WallTime },
    /// The clock was set: the times of who is there move, and of those who have left since a place among them.
    ClockSet { by_us: i64, ended_from: Option<u64> },
    /// Keep lessons, each in place of what was kept of it before.
    SetLessons(Vec<Lesson>),
    /// Answer with [`StoreReport::Search`].
    Search(Box<SearchQuery>),
    /// Answer with [`StoreReport::Attendance`].
    LoadAttendance(Box<AttendanceQuery>),
    /// Answer with [`StoreReport::Count`]: of a channel's messages.
    CountMessages(ChannelName),
    /// Keep the token of an account, in place of what was kept of it before.
    SetToken(Box<TokenRecord>),
    /// Forget tokens, by their numbers.
    RemoveTokens(Vec<u64>),
    /// Keep a poll, in place of what was kept of it before.
    SetPoll(Arc<Poll>),
    /// Forget a poll and the votes in it.
    RemovePoll(PollId),
    /// Keep somebody's vote, in place of the one before, if the poll is there.
    SetBallot { poll: PollId, ballot: Ballot },
    /// Keep a question, in place of what was kept of it before.
    SetQuestion(Arc<Question>),
    /// Forget a question and the votes for it.
    RemoveQuestion(QuestionId),
    /// Keep that somebody votes for a question, or does not any more, if the question is there.
    SetQuestionVote {
        question: QuestionId,
        /// The person who votes.
        voter: Voter,
        /// False if the vote is taken back.
        up: bool,
    },
}

impl StoreAction {
    /// True if it only reads. Then it is answered by a report of its own, and does not wait for a commit.
    pub fn is_read(&self) -> bool {
        matches!(
            self,
            Self::LoadUndelivered { .. }
                | Self::LoadHistory(_)
                | Self::LoadMessage { .. }
                | Self::Search(_)
                | Self::LoadAttendance(_)
                | Self::CountMessages(_)
                | Self::LoadEvents { .. }
                | Self::FindEvent(_)
        )
    }

    /// The change that it makes: itself, or what the event says; `None` for an event that changes nothing.
    pub fn change(&self) -> Option<&Self> {
        match self {
            Self::Event(record) => record.change.as_ref(),
            plain => Some(plain),
        }
    }

    /// True if it may wait for others until the commit window ends, unless somebody waits for it.
    pub fn may_wait(&self) -> bool {
        matches!(
            self,
            Self::Append(_)
                | Self::AppendEvent(..)
                | Self::AdvanceWatermark(..)
                | Self::SettleLetters(_)
                | Self::Event(_)
                | Self::SetToken(_)
                | Self::StayBegan { .. }
                | Self::StayFrom { .. }
                | Self::StaysEnded { .. }
                | Self::ClockSet { .. }
        )
    }
}

/// The part of a channel's history that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryQuery {
    /// Of which channel.
    pub channel: ChannelName,
    /// Only messages with smaller ids; `None` for all up to the newest.
    pub before: Option<MessageId>,
    /// Only messages with greater ids, of which the oldest come first; `None` for the newest of all.
    pub after: Option<MessageId>,
    /// The most messages to return.
    pub limit: usize,
    /// Bytes of text at most; one message is given in any case.
    pub bytes_max: usize,
}

/// The part of a channel that is kept besides its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRecord {
    /// The name of the channel.
    pub name: ChannelName,
    /// The topic; may be empty.
    pub topic: Box<str>,
    /// True if nobody may be in it.
    pub disabled: bool,
    /// True if only moderators may write in it.
    pub read_only: bool,
    /// Seconds between two messages of a person; 0 for as many as they like.
    pub slow_s: u32,
    /// The people whom it is for besides those in charge; `None` for everybody.
    pub roll: Option<Arc<Roll>>,
}

/// The reports of the database to the core.
#[derive(Debug, Clone)]
pub enum StoreReport {
    /// Everything up to and including `through` is on disk.
    Committed {
        /// The last request that is.
        through: StoreSeq,
        /// Ids below this one may be given to messages: they are durably reserved.
        ids_below: MessageId,
    },
    /// The requests up to and including `through` that were not reported committed could not be written. What has
    /// taken effect already is kept in memory for another try, in its order and as far as there is room: relayed messages,
    /// deliveries, roles, channels, sanctions, deleted messages, tokens, polls, questions and votes, and hashes made anew. What was only promised is refused
    /// and will not appear later: accounts and undelivered private messages.
    Failed {
        /// The last request concerned.
        through: StoreSeq,
        /// The error of the system.
        reason: String,
    },
    /// The database works again after a failure.
    Recovered,
    /// Nothing is kept by a name any more whose account has another.
    Renamed {
        /// The old name.
        from: Username,
    },
    /// The private messages that a person has not had yet, oldest first.
    Undelivered {
        /// The person whose they are.
        recipient: Username,
        /// The messages; empty also when the database could not be read.
        messages: Vec<Message>,
    },
    /// Part of a channel's history, as it stood after all requests before the question.
    History {
        /// The question.
        seq: StoreSeq,
        /// The messages, oldest first; `None` when the database could not be read.
        messages: Option<Vec<Message>>,
        /// True if there are more of them: older ones, or newer ones where those after an id were asked for.
        more: bool,
    },
    /// A message that was asked for.
    Message {
        /// The question.
        seq: StoreSeq,
        /// The message; `None` if there is no such message, or the database could not be read.
        message: Option<Message>,
    },
    /// The answer to a search.
    Search {
        /// The question.
        seq: StoreSeq,
        /// The findings; `None` when the database could not be read, or nobody waits for them any more.
        findings: Option<SearchFindings>,
    },
    /// The attendance that was asked for.
    Attendance {
        /// The question.
        seq: StoreSeq,
        /// The sheet; `None` when the database could not be read.
        sheet: Option<Box<AttendanceSheet>>,
    },
    /// The events that were asked for.
    Events {
        /// The question.
        seq: StoreSeq,
        /// The events that there are; `None` when the database could not be read.
        found: Option<LoadedEvents>,
    },
    /// The message of an event that was asked for.
    EventFound {
        /// The question.
        seq: StoreSeq,
        /// The message, `None` within if there is none, or none any more; `None` when the database could not be read.
        found: Option<Option<Box<Message>>>,
    },
    /// The number of messages that was asked for.
    Count {
        /// The question.
        seq: StoreSeq,
        /// The number; `None` when the database could not be read.
        count: Option<u64>,
    },
}
