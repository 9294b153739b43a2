//! The server's sentences in English, and the two that existing clients compare to the letter.

use std::sync::Arc;

use super::{AttendanceWords, Lang, Text, attendance_line, channel_line, history_line, search_line, when};
use crate::chat::account::Role;
use crate::chat::class_act::{PrivateMessages, Silence};
use crate::chat::class_text::ClassText;
use crate::chat::clock::WallTime;
use crate::chat::name::{CONSOLE_NAME, ChannelName, SERVER_NAME};
use crate::chat::request::{ChannelMode, ProblemKind};
use crate::chat::sanction::{Sanction, SanctionKind};

/// The sentence.
pub(super) fn render(text: &Text<'_>) -> Arc<str> {
    match text {
        Text::Welcome { custom: Some(text), .. } => (*text).into(),
        Text::Welcome { user, channel, custom: None } => format!("Welcome {user}! You are in {channel}.").into(),
        Text::Arrived(user) => format!("{user} has joined the chat.").into(),
        Text::Left(user) => format!("{user} has left the chat.").into(),
        Text::GuestRenamed { wanted, given } => {
            format!("The name \"{wanted}\" belongs to somebody: you are \"{given}\".").into()
        }
        Text::GuestNameConfusable { wanted, given } => {
            format!("The name \"{wanted}\" is reserved, or looks like another one: you are \"{given}\".").into()
        }
        Text::GuestNameChanged(given) => format!("Your name could not be kept as it was: you are \"{given}\".").into(),
        Text::UnknownRecipient(Some(user)) => format!("Nobody is called \"{user}\": message not delivered.").into(),
        Text::UnknownRecipient(None) => "Nobody has that name: message not delivered.".into(),
        Text::RecipientAway(user) => format!("{user} is away and will get your message at the next login.").into(),
        Text::MailboxFull(user) => format!("{user} is away and the mailbox is full: message not delivered.").into(),
        Text::MailboxesFull(user) => {
            format!("{user} is away and all mailboxes together are full: message not delivered.").into()
        }
        Text::UnknownChannel(channel) => format!("There is no channel {channel}: message not sent.").into(),
        Text::StorageUnavailable => "The database is unavailable: request refused, try again later.".into(),
        Text::NotRecorded => "The database is unavailable: message relayed but not recorded.".into(),
        Text::Problem(kind) => match kind {
            ProblemKind::BadJson => "Line not understood: not a valid JSON object.".into(),
            ProblemKind::LineTooLong => "Line too long: it was skipped.".into(),
            ProblemKind::MissingField(field) => format!("The field \"{field}\" is missing.").into(),
            ProblemKind::BadField(field) => format!("The field \"{field}\" has a wrong form.").into(),
            ProblemKind::BadName(problem) => format!("The name is refused: {problem}.").into(),
            ProblemKind::BadChannel(problem) => format!("The channel's name is refused: {problem}.").into(),
        },
        Text::NotIdentified => "Identify yourself first.".into(),
        Text::UnknownType => "Unknown type of request.".into(),
        Text::ReservedName => "This name is the server's own.".into(),
        Text::ServerInName => "A name may not have an @: behind it stands the name of another server.".into(),
        Text::RoleInName => {
            "A name may not have a role or the mark of a guest in brackets: choose a different one.".into()
        }
        Text::NameConfusable => "This name looks like one that is taken or reserved: choose a different one.".into(),
        Text::NameTaken => "Username already exists.".into(),
        Text::LoginFailed => "Login failed.".into(),
        Text::PasswordTooShort(n) => format!("Password too short: at least {n} characters.").into(),
        Text::PasswordTooLong(n) => format!("Password too long: at most {n} characters.").into(),
        Text::PasswordIsShort(n) => {
            format!("Your password has fewer than {n} characters: /password OLD NEW sets a longer one.").into()
        }
        Text::TooManyAccounts => "The server takes no more accounts.".into(),
        Text::ServerBusy => "The server is busy: try again in a moment.".into(),
        Text::TooManyErrors => "Too many errors: connection closed.".into(),
        Text::SlowReader => "Your client does not read its messages: connection closed.".into(),
        Text::LineTimeout => "A line was left unfinished for too long: connection closed.".into(),
        Text::IdentifyTimeout => "You did not say who you are in time: connection closed.".into(),
        Text::Stopping => "The server is stopping. See you soon!".into(),
        Text::AddressFull(most) => format!(
            "Too many connections are open from your address ({most} at most, for all who share it): close one, then try again."
        )
        .into(),
        Text::ConnectingTooFast { from_address, wait_s } => {
            let whence = if *from_address { " from your address" } else { "" };
            format!("Too many connections in a short time{whence}: try again in {wait_s} s.").into()
        }
        Text::TooManyConnections => "The server is full: try again later.".into(),
        Text::Plain(text) => (*text).into(),
        Text::Joined { user, channel } => format!("{user} has joined {channel}.").into(),
        Text::Parted { user, channel } => format!("{user} has left {channel}.").into(),
        Text::YouJoined { channel, topic: "" } => format!("You are now in {channel}.").into(),
        Text::YouJoined { channel, topic } => format!("You are now in {channel}. Topic: {topic}").into(),
        Text::YouLeft { channel, current } => format!("You have left {channel}. You are in {current}.").into(),
        Text::LastChannel(channel) => format!("You are in {channel} only: join another channel first.").into(),
        Text::NotMember(channel) => format!("You are not in {channel}.").into(),
        Text::ChannelForbidden(channel) => format!("{channel} is for moderators.").into(),
        Text::ChannelOfGroup(channel) => format!("{channel} is for its group.").into(),
        Text::ChannelDisabled(channel) => format!("{channel} is disabled.").into(),
        Text::ChannelReadOnly(channel) => format!("{channel} is read-only: message not sent.").into(),
        Text::ChannelFull(channel) => format!("{channel} is full.").into(),
        Text::TooManyChannels(most) => format!("There are {most} channels already: no other can be made.").into(),
        Text::TooManyJoined(most) => format!("You are in {most} channels already: leave one first.").into(),
        Text::ChannelsFollow(count) => format!("Channels ({count}):").into(),
        Text::ChannelLine(channel) => channel_line(channel, ["read-only", "disabled", "group"]),
        Text::HistoryFollows { channel, count: 0 } => format!("Nothing has been said in {channel} yet.").into(),
        Text::HistoryFollows { channel, count } => format!("Last messages of {channel} ({count}):").into(),
        Text::HistoryLine { message, today, numbered } => history_line(message, *today, *numbered),
        Text::UnknownCommand(word) => format!("Unknown command: /{word}. Type /help for the list.").into(),
        Text::BadCommand(usage) => format!("Usage: {usage}").into(),
        Text::UnquotedName(user) => format!("A name that holds a blank is put in quotes: \"{user}\".").into(),
        Text::PeopleFollow(count) => format!("People present ({count}):").into(),
        Text::PersonLine { name, state, role } => {
            let role = match role {
                Role::User => "",
                Role::Moderator => ", moderator",
                Role::Admin => ", admin",
            };
            let state = match state.as_str() {
                "dnd" => "do not disturb",
                word => word,
            };
            format!("{name} ({state}{role})").into()
        }
        Text::Forbidden => "You may not do that.".into(),
        Text::HigherRole => "This person has a higher role than you.".into(),
        Text::NobodyCalled(user) => format!("Nobody is called \"{user}\".").into(),
        Text::ConnectionLost(user) => {
            format!("{user} has just lost the connection: message not sent. Try again in a moment.").into()
        }
        Text::NotHere(user) => format!("{user} is not here.").into(),
        Text::NoAccount(user) => format!("\"{user}\" has no account.").into(),
        Text::Kicked { by, reason } => format!("{} has disconnected you{}.", subject(by), because(reason)).into(),
        Text::DidKick(user) => format!("{user} was disconnected.").into(),
        Text::YouAreMuted { sanction, today } => {
            let Sanction { until, reason, .. } = sanction;
            format!("You are muted {}{}: you may read, not write.", until_when(*until, *today), because(reason)).into()
        }
        Text::YouAreQuietInShared { sanction, today } => {
            let Sanction { until, reason, by, .. } = sanction;
            let (until, why) = (until_when(*until, *today), because(reason));
            format!("{by} has muted you {until} in the school's channels{why}: there you may read, not write.").into()
        }
        Text::MaySpeakAgain => "You may write again.".into(),
        Text::DidMute { user, until, today } => format!("{user} is muted {}.", until_when(*until, *today)).into(),
        Text::Banned(sanction) => {
            let Sanction { until, reason, since, .. } = sanction;
            format!("You are banned {}{}.", until_when(*until, *since), because(reason)).into()
        }
        Text::DidBan { whom, until, today } => format!("{whom} is banned {}.", until_when(*until, *today)).into(),
        Text::BanOfOneself => "Your own address is in this range.".into(),
        Text::TooManySanctions(most) => format!("There are {most} mutes and bans already: lift one first.").into(),
        Text::NotSanctioned(whom) => format!("There is no such mute or ban of \"{whom}\".").into(),
        Text::DidLift { kind: SanctionKind::Mute, whom } => format!("{whom} may write again.").into(),
        Text::DidLift { kind: SanctionKind::Ban, whom } => format!("{whom} is banned no more.").into(),
        Text::SanctionsFollow(count) => format!("Mutes and bans in force ({count}):").into(),
        Text::SanctionLine { sanction, today } => {
            let Sanction { kind, target, until, by, reason, .. } = sanction;
            let what = match kind {
                SanctionKind::Ban => "banned",
                SanctionKind::Mute => "muted",
            };
            let (until, by) = (until_when(*until, *today), who(by));
            format!("{target}: {what} {until} by {by}{}", because(reason)).into()
        }
        Text::Announcement { by, channel: None, content } => format!("Announcement by {}: {content}", who(by)).into(),
        Text::Announcement { by, channel: Some(channel), content } => {
            format!("Announcement by {} in {channel}: {content}", who(by)).into()
        }
        Text::DidAnnounce => "Announced.".into(),
        Text::RoleChanged(role) => format!("You are now {}.", role_name(*role)).into(),
        Text::DidSetRole { user, role } => format!("{user} is now {}.", role_name(*role)).into(),
        Text::PasswordChanged => "The password of your account was changed: ask your teacher for the new one.".into(),
        Text::OwnPasswordChanged => "The password of your account is changed.".into(),
        Text::WrongOldPassword => "The old password is not right: nothing is changed.".into(),
        Text::OwnPasswordTakesTheOld => "For your own: /password OLD NEW".into(),
        Text::DidSetPassword(user) => format!("The password of {user} is changed.").into(),
        Text::AccountRemoved => "Your account was removed.".into(),
        Text::UnknownMessage => "There is no such message.".into(),
        Text::DidDelete(id) => format!("Message {} deleted.", id.0).into(),
        Text::Deleted { from, at, today } => {
            format!("The message of {from} ({}) was deleted.", when(*at, *today)).into()
        }
        Text::TopicIs { channel, topic: "" } => format!("{channel} has no topic.").into(),
        Text::TopicIs { channel, topic } => format!("Topic of {channel}: {topic}").into(),
        Text::TopicChanged { by, channel, topic: "" } => {
            format!("{} has removed the topic of {channel}.", subject(by)).into()
        }
        Text::TopicChanged { by, channel, topic } => {
            format!("{} has changed the topic of {channel}: {topic}", subject(by)).into()
        }
        Text::ChannelModeIs { channel, mode } => match mode {
            ChannelMode::Disabled => format!("{channel} is disabled.").into(),
            ChannelMode::Enabled => format!("{channel} is there again.").into(),
            ChannelMode::ReadOnly => format!("{channel} is read-only.").into(),
            ChannelMode::Open => format!("Everybody may write in {channel}.").into(),
            ChannelMode::Public => format!("Everybody may enter {channel}.").into(),
        },
        Text::ChannelWasDisabled { channel, home } => format!("{channel} was disabled. You are in {home}.").into(),
        Text::DefaultChannelStays(channel) => {
            format!("{channel} is everybody's channel: it cannot be disabled.").into()
        }
        Text::ContentTooLong(most) => format!("Message too long: at most {most} characters.").into(),
        Text::DoneNotKept => "Done, but the database is unavailable: it will be forgotten at the next restart.".into(),
        Text::RateLimited => "Too fast: wait a moment, then try again.".into(),
        Text::SearchFollows { count: 0, .. } => "Nothing of that kind was found.".into(),
        Text::SearchFollows { count, more: false } => format!("Messages found ({count}):").into(),
        Text::SearchFollows { count, more: true } => format!("Last messages found ({count}):").into(),
        Text::SearchLine { message, today } => search_line(message, *today),
        Text::LessonBegun(name) => format!("The lesson \"{name}\" begins.").into(),
        Text::LessonEnded(name) => format!("The lesson \"{name}\" has ended.").into(),
        Text::LessonIs { lesson, today } => {
            let (began, by) = (when(lesson.began, *today), who(&lesson.by));
            format!("The lesson \"{}\" goes on since {began}, begun by {by}.", lesson.name).into()
        }
        Text::NoLesson => "No lesson goes on: /lesson NAME begins one.".into(),
        Text::AttendanceOff => "Attendance is not taken on this server (history.attendance_days = 0).".into(),
        Text::AttendanceFollows { day, lesson, count, more } => {
            let of = lesson.map_or_else(|| day.to_string(), |lesson| format!("{day}, \"{lesson}\""));
            let more = if *more { ", the first" } else { "" };
            format!("Attendance of {of} ({count}{more}):").into()
        }
        Text::AttendanceLine(row) => attendance_line(
            row,
            &AttendanceWords {
                guest: " (no account)",
                here: "is here",
                or_later: " or later",
                stays: "stays",
                clock: " [the clock was set]",
            },
        ),
        Text::GuestsRefused => "Guests are not let in: log in with an account.".into(),
        Text::Poll(text) => text.render(Lang::En).into(),
        Text::Amend(text) => text.render(Lang::En).into(),
        Text::ComingBack(text) => text.render(Lang::En).into(),
        Text::School(text) => text.render(Lang::En).into(),
        Text::Campus(text) => text.render(Lang::En).into(),
        Text::Question(text) => text.render(Lang::En).into(),
        Text::Account(text) => text.render(Lang::En).into(),
        Text::RegistrationRefused { by_code: true } => "Class code missing or wrong: ask your teacher.".into(),
        Text::RegistrationRefused { by_code: false } => {
            "Registration is closed: ask your teacher for an account.".into()
        }
        Text::Class(text) => class(text),
    }
}

fn class(text: &ClassText<'_>) -> Arc<str> {
    match text {
        ClassText::HandRaised(place) => format!("Hand raised, you are number {place}.").into(),
        ClassText::HandLowered => "Hand lowered.".into(),
        ClassText::RaisesHand { user, place } => format!("{user} raises a hand (number {place}).").into(),
        ClassText::LowersHand(user) => format!("{user} lowers the hand.").into(),
        ClassText::YourHandIsDown => "Your hand was lowered.".into(),
        ClassText::DidLowerHand(user) => format!("The hand of {user} is lowered.").into(),
        ClassText::DidLowerHands(0) | ClassText::HandsFollow(0) => "No raised hand.".into(),
        ClassText::DidLowerHands(1) => "1 hand lowered.".into(),
        ClassText::DidLowerHands(count) => format!("{count} hands lowered.").into(),
        ClassText::LoweredHandOf { by, user } => format!("{} has lowered the hand of {user}.", subject(by)).into(),
        ClassText::LoweredHands(by) => format!("{} has lowered all hands.", subject(by)).into(),
        ClassText::HandsFollow(count) => format!("Raised hands, in order ({count}):").into(),
        ClassText::HandLine { place, user, since, today } => {
            format!("{place}. {user}, at {}", when(*since, *today)).into()
        }
        ClassText::WithoutHandFollow(0) => "Nobody else is here.".into(),
        ClassText::Silenced { silence, today } => format!(
            "The teacher has paused the discussion{}. You can read, raise your hand and ask a question.",
            where_and_until(silence, *today)
        )
        .into(),
        ClassText::SilencedBy { silence, today } => {
            let by = subject(&silence.by);
            let part = where_and_until(silence, *today);
            format!("{by} has paused the discussion{part}. The class cannot write; you can.").into()
        }
        ClassText::DidSilence { silence, today } => {
            let part = where_and_until(silence, *today);
            format!("Silence{part}. /silence off lets people speak again.").into()
        }
        ClassText::MaySpeakAgain(channel) => {
            format!("The discussion goes on{}: you may write again.", in_channel(*channel)).into()
        }
        ClassText::DidEndSilence(channel) => format!("Everybody may speak{}.", in_channel(*channel)).into(),
        ClassText::SilencedEverywhere => "The silence is for all channels: /silence off lifts it.".into(),
        ClassText::TooManySilences(most) => {
            format!("There are {most} silences already: lift one first; /silence off lifts all.").into()
        }
        ClassText::SlowModeIs { channel, seconds: 0 } => format!("Slow mode is off in {channel}.").into(),
        ClassText::SlowModeIs { channel, seconds } => {
            format!("Slow mode in {channel}: one message every {seconds} s.").into()
        }
        ClassText::TooSoon { seconds, wait_s } => {
            format!("Slow mode: one message every {seconds} s. {wait_s} s left.").into()
        }
        ClassText::PrivateMessagesAre(to) => match to {
            PrivateMessages::All => "Pupils' private messages: among all.".into(),
            PrivateMessages::Staff => "Pupils' private messages: to the teacher only.".into(),
            PrivateMessages::Off => "Pupils' private messages: none.".into(),
        },
        ClassText::PrivateRefused(PrivateMessages::Off) => {
            "Private messages are suspended: message not delivered.".into()
        }
        ClassText::PrivateRefused(_) => {
            "Private messages go to the teacher and moderators only: message not delivered.".into()
        }
        ClassText::Cleared { by, channel } => {
            format!("{} has cleared {channel}: what was said there is erased.", subject(by)).into()
        }
        ClassText::DidClear(channel) => format!("{channel} is cleared.").into(),
        ClassText::WouldClear { channel, count: 0 } => format!("{channel} is empty already.").into(),
        ClassText::WouldClear { channel, count: 1 } => {
            format!("One message of {channel} would be erased, for good. To do it: /clear {channel} yes").into()
        }
        ClassText::WouldClear { channel, count } => {
            format!("{count} messages of {channel} would be erased, for good. To do it: /clear {channel} yes").into()
        }
        ClassText::WithoutHandFollow(count) => format!("Have not raised their hand ({count}):").into(),
    }
}

fn in_channel(channel: Option<&ChannelName>) -> String {
    channel.map_or_else(String::new, |channel| format!(" in {channel}"))
}

/// Where there is a silence, and its end if it has one.
fn where_and_until(silence: &Silence, today: WallTime) -> String {
    let mut part = in_channel(silence.channel.as_ref());
    if silence.until.is_some() {
        part.push(' ');
        part.push_str(&until_when(silence.until, today));
    }
    part
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::User => "an ordinary user",
        Role::Moderator => "moderator",
        Role::Admin => "admin",
    }
}

/// The one who did something: names that nobody may have stand for what is no person.
pub(super) fn who(by: &str) -> &str {
    match by {
        SERVER_NAME => "the server",
        CONSOLE_NAME => "the console",
        person => person,
    }
}

/// The same at the beginning of a sentence.
fn subject(by: &str) -> &str {
    match by {
        SERVER_NAME => "The server",
        CONSOLE_NAME => "The console",
        person => person,
    }
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

/// The end of a sanction: the time, and the day too if it is another than `today`.
fn until_when(until: Option<WallTime>, today: WallTime) -> String {
    let Some(until) = until else { return "without an end".to_owned() };
    let (day, time) = until.day_and_minute();
    if today.day_and_minute().0 == day { format!("until {time}") } else { format!("until {day} {time}") }
}
