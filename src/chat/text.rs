//! The words of the server to people, in French and in English.
//!
//! Owns [`Text`]: every sentence of the server, with the machine word that goes with it. Only `Username already
//! exists.` and `Login failed.` are the same in every language: existing clients compare them to the letter.

pub(super) mod account;
pub(super) mod amending;
pub(super) mod campus;
pub(super) mod coming_back;
mod english;
mod french;
pub(super) mod poll;
pub(super) mod question;
pub(super) mod school;

use std::sync::Arc;

use super::account::Role;
use super::attended::{Attended, Day, Lesson, LessonName};
use super::class_text::ClassText;
use super::clock::WallTime;
use super::message::{Audience, Message, MessageId};
use super::name::{ChannelName, NameProblem, Username};
use super::reaction::ReactionKind;
use super::reply::{ChannelView, Code};
use super::request::{ChannelMode, PresenceState, ProblemKind};
use super::sanction::{Sanction, SanctionKind};
pub use crate::lang::Lang;

/// A sentence of the server.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone)]
pub enum Text<'a> {
    /// To somebody who has just come in. `custom` is the teacher's own welcome.
    Welcome {
        user: &'a Username,
        channel: &'a ChannelName,
        /// The configured text, if there is one.
        custom: Option<&'a str>,
    },
    /// Somebody came in.
    Arrived(&'a Username),
    /// Somebody left.
    Left(&'a Username),
    /// The guest's name belongs to somebody else.
    GuestRenamed {
        /// The name that was asked for.
        wanted: &'a Username,
        /// The name that was given.
        given: &'a Username,
    },
    /// The guest's name is reserved, or looks like somebody else's.
    GuestNameConfusable {
        /// The name that was asked for.
        wanted: &'a Username,
        /// The name that was given.
        given: &'a Username,
    },
    /// The guest's name had something in it that names may not have, and is this now.
    GuestNameChanged(&'a Username),
    /// Nobody has this name.
    UnknownRecipient(Option<&'a Username>),
    /// The message is kept.
    RecipientAway(&'a Username),
    /// The message is not kept.
    MailboxFull(&'a Username),
    /// The message is not kept: too much waits for everybody together.
    MailboxesFull(&'a Username),
    /// No such channel.
    UnknownChannel(&'a ChannelName),
    /// The database does not work; the request was refused.
    StorageUnavailable,
    /// The message was relayed but will not be in the history.
    NotRecorded,
    /// The line has a problem.
    Problem(ProblemKind),
    /// The request needs somebody identified.
    NotIdentified,
    /// The type is unknown.
    UnknownType,
    /// The account's name is the server's own.
    ReservedName,
    /// The account's name claims a role.
    RoleInName,
    /// The new name has the sign behind which the server of somebody of another one stands.
    ServerInName,
    /// The account's name looks like somebody else's, or like a reserved one.
    NameConfusable,
    /// The account's name belongs to somebody.
    NameTaken,
    /// Wrong name or password.
    LoginFailed,
    /// The password has fewer characters than this.
    PasswordTooShort(usize),
    /// The password has more characters than this.
    PasswordTooLong(usize),
    /// To somebody who has come in with a password that has fewer characters than this.
    PasswordIsShort(usize),
    /// No more accounts.
    TooManyAccounts,
    /// Too many passwords are waiting to be checked.
    ServerBusy,
    /// The connection is closed because of its errors.
    TooManyErrors,
    /// The connection is closed because it does not read.
    SlowReader,
    /// The connection is closed because its line does not end.
    LineTimeout,
    /// The connection is closed because nobody said who it is.
    IdentifyTimeout,
    /// The server stops.
    Stopping,
    /// The server is full.
    TooManyConnections,
    /// There are as many connections from one address as may be.
    AddressFull(usize),
    /// Connections come faster than they may, and for how long none is let in.
    ConnectingTooFast {
        /// True if from one address; else in all.
        from_address: bool,
        /// Until one is let in.
        wait_s: u64,
    },
    /// To a browser.
    /// A text that needs no translation, or has had it.
    Plain(&'a str),
    /// Somebody came into a channel.
    Joined { user: &'a Username, channel: &'a ChannelName },
    /// Somebody left a channel.
    Parted { user: &'a Username, channel: &'a ChannelName },
    /// Answer to `/join`.
    YouJoined {
        channel: &'a ChannelName,
        /// The topic; may be empty.
        topic: &'a str,
    },
    /// Answer to `/leave`.
    YouLeft {
        channel: &'a ChannelName,
        /// The channel that the reader writes to now.
        current: &'a ChannelName,
    },
    /// Nobody can be nowhere.
    LastChannel(&'a ChannelName),
    /// The asker is not in the channel.
    NotMember(&'a ChannelName),
    /// The channel is for moderators and admins.
    ChannelForbidden(&'a ChannelName),
    /// It is only for those on its roll.
    ChannelOfGroup(&'a ChannelName),
    /// The channel is disabled.
    ChannelDisabled(&'a ChannelName),
    /// Only moderators may write in the channel.
    ChannelReadOnly(&'a ChannelName),
    /// The channel takes no more members.
    ChannelFull(&'a ChannelName),
    /// There are as many channels as may be.
    TooManyChannels(usize),
    /// The asker is in as many channels as may be.
    TooManyJoined(usize),
    /// Above the list of channels.
    ChannelsFollow(usize),
    /// One of the list of channels.
    ChannelLine(&'a ChannelView),
    /// Above a piece of history.
    HistoryFollows { channel: &'a ChannelName, count: usize },
    /// One message of a piece of history.
    HistoryLine {
        /// The message.
        message: &'a Message,
        /// The day that need not be named.
        today: WallTime,
        /// True if its number is shown.
        numbered: bool,
    },
    /// No such command.
    UnknownCommand(&'a str),
    /// The usage of a command.
    BadCommand(&'static str),
    /// A name of several words was typed without quotes.
    UnquotedName(&'a Username),
    /// Above the list of people.
    PeopleFollow(usize),
    /// One of the list of people.
    PersonLine {
        /// The person.
        name: &'a Username,
        /// The state of the person.
        state: &'a PresenceState,
        role: Role,
    },
    /// The asker's role does not suffice.
    Forbidden,
    /// The role of the person concerned is too high.
    HigherRole,
    /// Nobody present or registered has this name.
    NobodyCalled(&'a Username),
    /// Nobody present has this name.
    NotHere(&'a Username),
    /// A guest has lost the connection, and may be back in a moment.
    ConnectionLost(&'a Username),
    /// Nobody registered has this name.
    NoAccount(&'a Username),
    /// To who is being disconnected.
    Kicked {
        by: &'a str,
        /// The reason; may be empty.
        reason: &'a str,
    },
    /// To who disconnected somebody.
    DidKick(&'a Username),
    /// To who is muted.
    YouAreMuted {
        /// The mute.
        sanction: &'a Sanction,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To somebody who may only read in the channels that servers of the school share.
    YouAreQuietInShared {
        /// The mute or the ban.
        sanction: &'a Sanction,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To who was muted.
    MaySpeakAgain,
    /// To who muted somebody.
    DidMute {
        user: &'a Username,
        /// The time at which it ends by itself.
        until: Option<WallTime>,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To who is banned.
    Banned(&'a Sanction),
    /// To who banned somebody.
    DidBan {
        /// The person or the address that was banned.
        whom: &'a str,
        /// The time at which it ends by itself.
        until: Option<WallTime>,
        /// The day that need not be named.
        today: WallTime,
    },
    /// A ban would hit who says it.
    BanOfOneself,
    /// There are as many mutes and bans as may be.
    TooManySanctions(usize),
    /// There is no such mute or ban.
    NotSanctioned(&'a str),
    /// To who lifted a mute or a ban.
    DidLift {
        kind: SanctionKind,
        /// Against whom it was.
        whom: &'a str,
    },
    /// Above the list of mutes and bans.
    SanctionsFollow(usize),
    /// One of the list of mutes and bans.
    SanctionLine {
        /// The mute or ban.
        sanction: &'a Sanction,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To everybody, or in one channel, from somebody in charge.
    Announcement { by: &'a str, channel: Option<&'a ChannelName>, content: &'a str },
    /// To who made an announcement.
    DidAnnounce,
    /// To whose role has changed.
    RoleChanged(Role),
    /// To who changed somebody's role.
    DidSetRole { user: &'a Username, role: Role },
    /// To whose account has got another password, from somebody in charge.
    PasswordChanged,
    /// To who has changed the password of their own account.
    OwnPasswordChanged,
    /// To who would change it without knowing it.
    WrongOldPassword,
    /// To an admin who would change their own like somebody else's.
    OwnPasswordTakesTheOld,
    /// To an admin who has given an account another password.
    DidSetPassword(&'a Username),
    /// To whose account is gone.
    AccountRemoved,
    /// There is no such message.
    UnknownMessage,
    /// To who deleted a message.
    DidDelete(MessageId),
    /// To the others, whose clients know no request for it: a message was deleted.
    Deleted {
        from: &'a Username,
        /// The time at which it was said.
        at: WallTime,
        /// The day that need not be named.
        today: WallTime,
    },
    /// The topic of a channel.
    TopicIs {
        channel: &'a ChannelName,
        /// The topic; may be empty.
        topic: &'a str,
    },
    /// A channel has another topic.
    TopicChanged {
        by: &'a str,
        channel: &'a ChannelName,
        /// The topic; may be empty.
        topic: &'a str,
    },
    /// The mode of a channel has changed.
    ChannelModeIs { channel: &'a ChannelName, mode: ChannelMode },
    /// To who was in a channel that is disabled now.
    ChannelWasDisabled {
        channel: &'a ChannelName,
        /// The channel in which they are instead.
        home: &'a ChannelName,
    },
    /// The default channel cannot be disabled.
    DefaultChannelStays(&'a ChannelName),
    /// The text has more characters than this.
    ContentTooLong(usize),
    /// Too much in a short time.
    RateLimited,
    /// The act is not on disk.
    DoneNotKept,
    /// Above what a search has found.
    SearchFollows {
        count: usize,
        /// True if there may be older ones.
        more: bool,
    },
    /// One message that a search has found.
    SearchLine {
        /// The message.
        message: &'a Message,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To who began a lesson.
    LessonBegun(&'a LessonName),
    /// To who ended a lesson.
    LessonEnded(&'a LessonName),
    /// The lesson that goes on.
    LessonIs {
        lesson: &'a Lesson,
        /// The day that need not be named.
        today: WallTime,
    },
    /// No lesson goes on.
    NoLesson,
    /// Attendance is not taken.
    AttendanceOff,
    /// Above a sheet of attendance.
    AttendanceFollows {
        day: Day,
        /// The lesson that it is of; `None` for the whole day.
        lesson: Option<&'a LessonName>,
        count: usize,
        /// True if there are more rows than are shown.
        more: bool,
    },
    /// One row of it.
    AttendanceLine(&'a Attended),
    /// Guests are not let in.
    GuestsRefused,
    /// Accounts are made by the operator, or with a code.
    RegistrationRefused {
        /// True if a code would help.
        by_code: bool,
    },
    /// Something about what the class may do, or does.
    Class(ClassText<'a>),
    /// Something about polls.
    Poll(poll::PollText<'a>),
    /// Something about a message that was said.
    Amend(amending::AmendText<'a>),
    /// About tokens, devices and returns.
    ComingBack(coming_back::ComingBackText<'a>),
    /// Something about accounts whose passwords the school keeps.
    School(school::SchoolText<'a>),
    /// Something about the other servers of the school.
    Campus(campus::CampusWords<'a>),
    /// Something about questions to the people in charge.
    Question(question::QuestionWords<'a>),
    /// Something about an account.
    Account(account::AccountWords<'a>),
}

impl Text<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub fn code(&self) -> Option<Code> {
        Some(match self {
            Self::Welcome { .. }
            | Self::Arrived(_)
            | Self::Left(_)
            | Self::Plain(_)
            | Self::Joined { .. }
            | Self::Parted { .. }
            | Self::YouJoined { .. }
            | Self::YouLeft { .. }
            | Self::ChannelsFollow(_)
            | Self::ChannelLine(_)
            | Self::HistoryFollows { .. }
            | Self::HistoryLine { .. }
            | Self::PeopleFollow(_)
            | Self::PersonLine { .. }
            | Self::MaySpeakAgain
            | Self::DidKick(_)
            | Self::DidMute { .. }
            | Self::DidBan { .. }
            | Self::DidLift { .. }
            | Self::DidAnnounce
            | Self::DidSetRole { .. }
            | Self::DidSetPassword(_)
            | Self::DidDelete(_)
            | Self::Deleted { .. }
            | Self::SanctionsFollow(_)
            | Self::SanctionLine { .. }
            | Self::TopicIs { .. }
            | Self::TopicChanged { .. }
            | Self::ChannelModeIs { .. }
            | Self::SearchFollows { .. }
            | Self::SearchLine { .. }
            | Self::LessonBegun(_)
            | Self::LessonEnded(_)
            | Self::LessonIs { .. }
            | Self::AttendanceFollows { .. }
            | Self::AttendanceLine(_) => return None,
            Self::NoLesson => Code::NoLesson,
            Self::AttendanceOff => Code::AttendanceOff,
            Self::Poll(text) => return text.code(),
            Self::Amend(text) => return text.code(),
            Self::ComingBack(text) => return text.code(),
            Self::Question(text) => return text.code(),
            Self::School(text) => return text.code(),
            Self::Campus(text) => return text.code(),
            Self::Account(text) => return text.code(),
            Self::LastChannel(_) => Code::LastChannel,
            Self::NotMember(_) => Code::NotMember,
            Self::ChannelForbidden(_) | Self::ChannelOfGroup(_) => Code::ChannelForbidden,
            Self::ChannelDisabled(_) | Self::ChannelWasDisabled { .. } => Code::ChannelDisabled,
            Self::ChannelReadOnly(_) => Code::ChannelReadOnly,
            Self::ChannelFull(_) => Code::ChannelFull,
            Self::TooManyChannels(_) | Self::TooManyJoined(_) => Code::TooManyChannels,
            Self::UnknownCommand(_) => Code::UnknownCommand,
            Self::BadCommand(_) | Self::UnquotedName(_) => Code::BadCommand,
            Self::Forbidden | Self::BanOfOneself | Self::DefaultChannelStays(_) => Code::Forbidden,
            Self::HigherRole => Code::HigherRole,
            Self::NobodyCalled(_) | Self::NotHere(_) | Self::NoAccount(_) => Code::UnknownUser,
            Self::Kicked { .. } => Code::Kicked,
            Self::YouAreMuted { .. } | Self::YouAreQuietInShared { .. } => Code::Muted,
            Self::Banned(_) => Code::Banned,
            Self::TooManySanctions(_) => Code::TooManySanctions,
            Self::NotSanctioned(_) => Code::NotSanctioned,
            Self::Announcement { .. } => Code::Announcement,
            Self::RoleChanged(_) => Code::RoleChanged,
            Self::PasswordChanged | Self::OwnPasswordChanged => Code::PasswordChanged,
            Self::WrongOldPassword => Code::LoginFailed,
            Self::OwnPasswordTakesTheOld => Code::Forbidden,
            Self::AccountRemoved => Code::AccountRemoved,
            Self::UnknownMessage => Code::UnknownMessage,
            Self::ContentTooLong(_) => Code::ContentTooLong,
            Self::DoneNotKept => Code::StorageUnavailable,
            Self::RateLimited => Code::RateLimited,
            Self::GuestsRefused => Code::GuestsRefused,
            Self::RegistrationRefused { .. } => Code::RegistrationRefused,
            Self::GuestRenamed { .. } | Self::GuestNameConfusable { .. } | Self::GuestNameChanged(_) => {
                Code::GuestRenamed
            }
            Self::UnknownRecipient(_) | Self::ConnectionLost(_) => Code::UnknownRecipient,
            Self::RecipientAway(_) => Code::RecipientAway,
            Self::MailboxFull(_) | Self::MailboxesFull(_) => Code::MailboxFull,
            Self::UnknownChannel(_) => Code::UnknownChannel,
            Self::StorageUnavailable | Self::NotRecorded => Code::StorageUnavailable,
            Self::Problem(kind) => match kind {
                ProblemKind::BadJson => Code::BadJson,
                ProblemKind::LineTooLong => Code::LineTooLong,
                ProblemKind::MissingField(_) => Code::MissingField,
                ProblemKind::BadField(_) => Code::BadField,
                ProblemKind::BadName(_) | ProblemKind::BadChannel(_) => Code::BadName,
            },
            Self::NotIdentified => Code::NotIdentified,
            Self::UnknownType => Code::UnknownType,
            Self::ReservedName => Code::ReservedName,
            Self::RoleInName | Self::ServerInName => Code::ReservedName,
            Self::NameConfusable => Code::NameConfusable,
            Self::NameTaken => Code::NameTaken,
            Self::LoginFailed => Code::LoginFailed,
            Self::PasswordTooShort(_) | Self::PasswordIsShort(_) => Code::PasswordTooShort,
            Self::PasswordTooLong(_) => Code::PasswordTooLong,
            Self::TooManyAccounts => Code::TooManyAccounts,
            Self::ServerBusy => Code::ServerBusy,
            Self::TooManyErrors => Code::TooManyErrors,
            Self::SlowReader => Code::SlowReader,
            Self::LineTimeout => Code::LineTimeout,
            Self::IdentifyTimeout => Code::IdentifyTimeout,
            Self::Stopping => Code::ServerStopping,
            Self::TooManyConnections | Self::AddressFull(_) => Code::TooManyConnections,
            Self::ConnectingTooFast { .. } => Code::ConnectingTooFast,
            Self::Class(text) => return text.code(),
        })
    }

    /// The sentence.
    pub fn render(&self, lang: Lang) -> Arc<str> {
        match lang {
            Lang::Fr => french::render(self),
            Lang::En => english::render(self),
        }
    }
}

/// The one who did something: names that nobody may have stand for what is no person.
fn who(by: &str, lang: Lang) -> &str {
    match lang {
        Lang::Fr => french::who(by),
        Lang::En => english::who(by),
    }
}

/// One of the list of channels, with the words for what may not be done there.
fn channel_line(channel: &ChannelView, words: [&str; 3]) -> Arc<str> {
    let ChannelView { name, topic, members, joined, read_only, disabled, slow_s, members_only, .. } = channel;
    let mark = if *joined { "* " } else { "" };
    let mut line = format!("{mark}{name} ({members})");
    for (is_so, word) in [read_only, disabled, members_only].into_iter().zip(words) {
        if *is_so {
            line.push_str(" [");
            line.push_str(word);
            line.push(']');
        }
    }
    if *slow_s > 0 {
        line.push_str(&format!(" [{slow_s} s]"));
    }
    if !topic.is_empty() {
        line.push_str(" : ");
        line.push_str(topic);
    }
    line.into()
}

/// The time at which something was said, with its day unless that is today.
fn when(at: WallTime, today: WallTime) -> String {
    let (day, time) = at.day_and_minute();
    if today.day_and_minute().0 == day { time } else { format!("{day} {time}") }
}

/// One message of a piece of history, the same in every language: time, number, author, text.
fn history_line(message: &Message, today: WallTime, numbered: bool) -> Arc<str> {
    let when = when(message.at, today);
    let number = message.id.filter(|_| numbered).map(|id| format!(" #{}", id.0)).unwrap_or_default();
    format!("[{when}{number}] {} : {}{}", message.from, message.content, marks(message)).into()
}

/// That a message was said otherwise, and how many react to it, behind its text; the same in every language.
fn marks(message: &Message) -> String {
    let mut marks = if message.is_edited() { " ✎".to_owned() } else { String::new() };
    for kind in ReactionKind::all() {
        let count = message.reactions_of(kind).count();
        if count > 0 {
            marks.push_str(&format!(" {}{count}", kind.emoji()));
        }
    }
    marks
}

/// One message that a search has found, the same in every language: time, where, author, text.
fn search_line(message: &Message, today: WallTime) -> Arc<str> {
    let Message { from, content, .. } = message;
    let when = when(message.at, today);
    match &message.audience {
        Audience::Channel(channel) => format!("[{when} {channel}] {from} : {content}").into(),
        Audience::Person(to) => format!("[{when}] {from} → {to} : {content}").into(),
    }
}

/// The words of a row of attendance.
struct AttendanceWords {
    guest: &'static str,
    here: &'static str,
    /// In place of a departure that is only known to have been no earlier.
    or_later: &'static str,
    stays: &'static str,
    clock: &'static str,
}

/// One row of attendance: name, from when to when, how long, how many stays, from where.
fn attendance_line(row: &Attended, words: &AttendanceWords) -> Arc<str> {
    let guest = if row.registered { "" } else { words.guest };
    let left = row.left.map_or_else(|| words.here.to_owned(), |left| left.day_and_minute().1);
    let or_later = if row.gone_by.is_some() { words.or_later } else { "" };
    let (hours, minutes) = (row.seconds / 3600, row.seconds / 60 % 60);
    let long = if hours > 0 { format!("{hours} h {minutes:02}") } else { format!("{minutes} min") };
    let stays = if row.stays > 1 { format!(", {} {}", row.stays, words.stays) } else { String::new() };
    let clock = if row.clock { words.clock } else { "" };
    let addresses: Vec<String> = row.addresses.iter().map(ToString::to_string).collect();
    let (name, arrived) = (&row.name, row.arrived.day_and_minute().1);
    format!("{name}{guest} : {arrived} – {left}{or_later} ({long}{stays}){clock}, {}", addresses.join(" ")).into()
}
