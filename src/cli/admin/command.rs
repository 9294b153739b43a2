//! The one-shot commands: what is typed behind `classcord admin`, and the request that each makes.

use clap::{Subcommand, ValueEnum};

use super::phrases;
use crate::chat::account::Role;
use crate::chat::attended::{Day, LessonName};
use crate::chat::class_act::{ClassAct, PrivateMessages, SLOW_SECONDS_MAX};
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::poll::PollRequest;
use crate::chat::question::{QuestionId, QuestionRequest, QuestionText};
use crate::chat::request::{
    Act, AttendanceRequest, ChannelMode, HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX, HistoryRequest, LessonAct,
    SearchRequest, Span,
};
use crate::chat::sanction::SanctionTarget;
use crate::chat::searching::{LocalMoment, SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SearchTerms};
use crate::chat::text::Lang;
use crate::ops::recent::LINES_MAX;
use crate::wire::console::ConsoleRequest;
use crate::wire::control::ControlRequest;

/// Lines of the log that are shown when no number is given.
const LOG_LINES_DEFAULT: u16 = 50;

/// The commands of the console.
#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Who is connected: address, channel, state, since when, bytes that wait
    Clients,
    /// The channels: topic, people, what may be done in them
    Channels,
    /// Who is there
    Users,
    /// Disconnect somebody, who may come back
    Kick {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// Why
        reason: Vec<String>,
    },
    /// Let somebody read only
    Mute {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// For how long (10m, 2h, 1j or 1d, perm; the usual time if not said), and why
        #[arg(value_name = "DURATION REASON")]
        words: Vec<String>,
    },
    /// Let somebody speak again
    Unmute {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Keep somebody or an address out
    Ban {
        /// A name, an address or a range such as 192.168.1.0/24
        #[arg(value_name = "NAME|ADDRESS")]
        target: String,
        /// For how long (10m, 2h, 1j or 1d, perm; the usual time if not said), and why
        #[arg(value_name = "DURATION REASON")]
        words: Vec<String>,
        /// Take it for a name, even if it looks like an address
        #[arg(long)]
        name: bool,
    },
    /// Let somebody or an address in again
    Unban {
        /// A name, an address or a range
        #[arg(value_name = "NAME|ADDRESS")]
        target: String,
        /// Take it for a name, even if it looks like an address
        #[arg(long)]
        name: bool,
    },
    /// The mutes and bans in force
    Bans,
    /// Say something to everybody, or in one channel
    Announce {
        /// What
        #[arg(required = true)]
        text: Vec<String>,
        /// In this channel only; the # may be left out, and has to be quoted in a shell
        #[arg(long, value_parser = channel)]
        channel: Option<ChannelName>,
    },
    /// Strike out a message of a channel
    Delete {
        /// Its number, which `history` shows
        id: u64,
    },
    /// Say what a channel is about, or change it
    Topic {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// The new topic
        topic: Vec<String>,
        /// Have none
        #[arg(long, conflicts_with = "topic")]
        clear: bool,
    },
    /// Change what somebody with an account may do
    Role {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// user, moderator or admin
        role: Role,
    },
    /// The devices that somebody is kept logged in on
    Devices {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Have devices of somebody asked for the password again
    ForgetDevice {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// Its number, which `devices` shows
        #[arg(required_unless_present = "all")]
        number: Option<u64>,
        /// All of them
        #[arg(long, conflicts_with = "number")]
        all: bool,
    },
    /// Let nobody log in with an account for now
    Disable {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Let its owner log in with a disabled account again
    Enable {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Give an account another name, in all that it has said too; closes the connections that are open in its name
    Rename {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// The new name
        #[arg(value_parser = Username::parse_new)]
        new_name: Username,
    },
    /// Change what may be done in a channel
    Channel {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        mode: Mode,
    },
    /// The raised hands, and who has not raised one
    Hands {
        /// Lower that of somebody
        #[arg(long, value_name = "NAME", value_parser = Username::parse)]
        lower: Option<Username>,
        /// Lower all
        #[arg(long, conflicts_with = "lower")]
        lower_all: bool,
    },
    /// Where only people in charge may speak; impose or end it
    Silence {
        /// For how long (10m, 2h, perm), or off; without it says what is silent
        #[arg(value_name = "DURATION|off")]
        word: Option<String>,
        /// In this channel only; the # may be left out, and has to be quoted in a shell
        #[arg(long, value_parser = channel)]
        channel: Option<ChannelName>,
    },
    /// Let each person write in a channel only every so many seconds
    Slow {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// From 1 to 3600; 0 or off for as often as they like
        #[arg(value_name = "SECONDS|off", value_parser = slow_seconds)]
        seconds: u32,
    },
    /// To whom pupils may write in private
    Private {
        /// To everybody, to moderators and admins (staff), or to nobody (off); without it says what holds
        #[arg(value_parser = private_messages)]
        to: Option<PrivateMessages>,
    },
    /// Erase all that was said in a channel
    Clear {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// Without asking first
        #[arg(long)]
        yes: bool,
    },
    /// The polls: the open ones, and the last of each channel
    Polls,
    /// Take no more votes in a channel's poll, and show the result
    PollClose {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// Show no result, and keep nothing
        #[arg(long)]
        cancel: bool,
    },
    /// The questions of the class, with who asked; or take questions from now on, or no more
    Questions {
        /// Take questions from now on, or no more; without it they are shown
        #[arg(value_enum)]
        state: Option<BoxState>,
    },
    /// Say that a question of the class is answered
    Answered {
        /// Its number, which `questions` shows
        id: u64,
        /// The answer; aloud if not said
        answer: Vec<String>,
    },
    /// Remove a question of the class
    Unask {
        /// Its number, which `questions` shows
        id: u64,
    },
    /// What was said in a channel
    History {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// How many messages
        #[arg(long, value_name = "N", default_value_t = HISTORY_LIMIT_DEFAULT, value_parser = history_limit)]
        limit: usize,
        /// Only those before the one with this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<u64>,
    },
    /// Search the channels for words, capitals and accents aside; private messages are nobody else's, the console's neither
    Search {
        /// What a message must have, all of it
        #[arg(required = true)]
        words: Vec<String>,
        /// In which channel only; the # may be left out, and has to be quoted in a shell
        #[arg(long, value_parser = channel, value_name = "CHANNEL")]
        channel: Option<ChannelName>,
        /// By whom only
        #[arg(long, value_parser = Username::parse, value_name = "NAME")]
        author: Option<Username>,
        /// Only from this day or moment on: 2026-11-24 or 2026-11-24T10:00
        #[arg(long, value_name = "TIME")]
        since: Option<LocalMoment>,
        /// Only up to the end of this day, or before this moment
        #[arg(long, value_name = "TIME", value_parser = LocalMoment::behind)]
        until: Option<LocalMoment>,
        /// How many messages
        #[arg(long, value_name = "N", default_value_t = SEARCH_LIMIT_DEFAULT, value_parser = search_limit)]
        limit: usize,
        /// Only those before the one with this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<u64>,
    },
    /// The lesson that goes on; with a name, begin one (the one that goes on ends)
    Lesson {
        /// The name of the new lesson
        name: Vec<String>,
        /// End the one that goes on
        #[arg(long, conflicts_with = "name")]
        end: bool,
    },
    /// Who was there on a day, by lesson: from when to when, and from where
    Attendance {
        /// 2026-11-24 or 24/11/2026; today if not said
        day: Option<Day>,
        /// Only what comes behind this place, which the answer before gave as `next`
        #[arg(long, value_name = "PLACE")]
        after: Option<String>,
    },
    /// The last lines of the log
    Log {
        /// How many
        #[arg(long, value_name = "N", default_value_t = LOG_LINES_DEFAULT,
              value_parser = clap::value_parser!(u16).range(1..=LINES_MAX as i64))]
        lines: u16,
    },
    /// The page's addresses for browsers, with a code to scan
    Address {
        /// Draw the code also where the output is no terminal
        #[arg(long)]
        qr: bool,
    },
    /// The other servers of the school, how far they have come, and how it stands with the broker
    Campus {
        /// Wait no more for one that is gone for good; undone by itself if it comes back
        #[arg(long, value_name = "NAME")]
        retire: Option<ServerName>,
    },
    /// How the server is
    Stats,
    /// Have the configuration read again and the logs reopened
    Reload,
    /// Stop the server
    Shutdown {
        /// Without asking first
        #[arg(long)]
        yes: bool,
    },
}

/// The states of the box of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BoxState {
    /// They are
    Open,
    /// They are not; those that are there stay
    #[value(alias = "closed")]
    Close,
}

/// The modes of a channel.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Mode {
    /// Nobody may be in it
    Disable,
    /// It is there again
    Enable,
    /// Only moderators may write
    #[value(alias = "read_only", alias = "readonly")]
    ReadOnly,
    /// All may write
    Open,
    /// Everybody may enter, whoever it was for
    Public,
}

impl From<Mode> for ChannelMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Disable => Self::Disabled,
            Mode::Enable => Self::Enabled,
            Mode::ReadOnly => Self::ReadOnly,
            Mode::Open => Self::Open,
            Mode::Public => Self::Public,
        }
    }
}

/// Reads a channel's name. In a shell an unquoted `#` begins a remark, so it may be left out.
fn channel(text: &str) -> Result<ChannelName, String> {
    let name = if text.starts_with('#') { text.to_owned() } else { format!("#{text}") };
    ChannelName::parse(&name).map_err(|e| e.to_string())
}

fn slow_seconds(text: &str) -> Result<u32, String> {
    let seconds = if text == "off" { Some(0) } else { text.parse().ok().filter(|n| *n <= SLOW_SECONDS_MAX) };
    seconds.ok_or_else(|| format!("use 1 to {SLOW_SECONDS_MAX} seconds, or off"))
}

fn private_messages(text: &str) -> Result<PrivateMessages, String> {
    PrivateMessages::parse(text).ok_or_else(|| "use all, staff or off".to_owned())
}

fn history_limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=HISTORY_LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("not a number from 1 to {HISTORY_LIMIT_MAX}"))
}

fn search_limit(text: &str) -> Result<usize, String> {
    let limit = text.parse().ok().filter(|limit| (1..=SEARCH_LIMIT_MAX).contains(limit));
    limit.ok_or_else(|| format!("not a number from 1 to {SEARCH_LIMIT_MAX}"))
}

impl AdminCommand {
    /// Returns the question that is asked before it is done; `None` if it is done at once.
    pub(super) fn confirmation(&self, lang: Lang) -> Option<phrases::Confirmation> {
        match self {
            Self::Shutdown { yes: false } => Some(phrases::really_stop(lang)),
            Self::Clear { channel, yes: false } => Some(phrases::really_clear(lang, channel.as_str())),
            _ => None,
        }
    }

    /// The request for the server.
    ///
    /// # Errors
    /// In words, when the arguments make none.
    pub(super) fn request(&self, lang: Lang) -> Result<ConsoleRequest, String> {
        let act = match self {
            Self::Clients => return Ok(ControlRequest::Clients.into()),
            Self::Address { .. } => return Ok(ControlRequest::Address.into()),
            Self::Campus { retire: None } => return Ok(ControlRequest::Campus.into()),
            Self::Campus { retire: Some(server) } => {
                return Ok(ControlRequest::CampusRetire { server: server.clone() }.into());
            }
            Self::Stats => return Ok(ControlRequest::Stats.into()),
            Self::Log { lines } => return Ok(ControlRequest::Log { lines: usize::from(*lines) }.into()),
            Self::Reload => return Ok(ControlRequest::Reload.into()),
            Self::Shutdown { .. } => return Ok(ControlRequest::Shutdown.into()),
            Self::Channels => return Ok(ConsoleRequest::Channels),
            Self::Users => return Ok(ConsoleRequest::Users),
            Self::History { channel, limit, before } => {
                return Ok(ConsoleRequest::History(HistoryRequest {
                    channel: Some(channel.clone()),
                    limit: *limit,
                    before: before.map(MessageId),
                    after: None,
                }));
            }
            Self::Search { words, channel, author, since, until, limit, before } => {
                return Ok(ConsoleRequest::Search(Box::new(SearchRequest {
                    terms: search_terms(&words.join(" "), lang)?,
                    channel: channel.clone(),
                    author: author.clone(),
                    since: *since,
                    until: *until,
                    before: before.map(MessageId),
                    limit: *limit,
                })));
            }
            Self::Kick { name, reason } => Act::Kick { user: name.clone(), reason: reason.join(" ").into() },
            Self::Mute { name, words } => {
                let (span, reason) = span_and_reason(words, lang)?;
                Act::Mute { user: name.clone(), span, reason }
            }
            Self::Unmute { name } => Act::Unmute { user: name.clone() },
            Self::Ban { target, words, name } => {
                let (span, reason) = span_and_reason(words, lang)?;
                Act::Ban { target: sanction_target(target, *name)?, span, reason }
            }
            Self::Unban { target, name } => Act::Unban { target: sanction_target(target, *name)? },
            Self::Bans => Act::Sanctions,
            Self::Announce { text, channel } => {
                Act::Announce { channel: channel.clone(), content: text.join(" ").into() }
            }
            Self::Delete { id } => Act::Delete { id: MessageId(*id) },
            Self::Topic { channel, topic, clear } => {
                let topic = (*clear || !topic.is_empty()).then(|| topic.join(" ").into());
                Act::Topic { channel: Some(channel.clone()), topic }
            }
            Self::Role { name, role } => Act::SetRole { user: name.clone(), role: *role },
            Self::Devices { name } => Act::Devices { user: Some(name.clone()) },
            Self::ForgetDevice { name, number, .. } => Act::ForgetDevices { user: Some(name.clone()), number: *number },
            Self::Disable { name } => Act::SetDisabled { user: name.clone(), disabled: true },
            Self::Enable { name } => Act::SetDisabled { user: name.clone(), disabled: false },
            Self::Rename { name, new_name } => Act::Rename { user: name.clone(), to: new_name.clone() },
            Self::Channel { channel, mode } => Act::SetChannel { channel: channel.clone(), mode: (*mode).into() },
            Self::Lesson { end: true, .. } => Act::Lesson(LessonAct::End),
            Self::Lesson { name, .. } if name.is_empty() => Act::Lesson(LessonAct::Read),
            Self::Lesson { name, .. } => Act::Lesson(LessonAct::Begin(lesson_name(&name.join(" "), lang)?)),
            Self::Attendance { day, after } => {
                let after =
                    after.as_deref().map(|place| place.parse().map_err(|()| format!("{place:?}"))).transpose()?;
                return Ok(ConsoleRequest::Attendance(AttendanceRequest { day: *day, after }.into()));
            }
            Self::Hands { lower: None, lower_all: false } => Act::Class(ClassAct::Hands),
            Self::Hands { lower, .. } => Act::Class(ClassAct::LowerHands { user: lower.clone() }),
            Self::Silence { word, channel } => Act::Class(match word.as_deref() {
                None => ClassAct::Silences,
                Some("off") => ClassAct::EndSilence { channel: channel.clone() },
                Some(word) => {
                    let span = word.parse().map_err(|_| phrases::no_span(lang, word))?;
                    ClassAct::Silence { channel: channel.clone(), span }
                }
            }),
            Self::Slow { channel, seconds } => {
                Act::Class(ClassAct::Slow { channel: Some(channel.clone()), seconds: *seconds })
            }
            Self::Private { to } => Act::Class(ClassAct::PrivateMessages { to: *to }),
            Self::Clear { channel, .. } => Act::Class(ClassAct::Clear { channel: channel.clone(), dry_run: false }),
            Self::Polls => return Ok(ConsoleRequest::Poll(PollRequest::List)),
            Self::PollClose { channel, cancel } => {
                return Ok(ConsoleRequest::Poll(PollRequest::Close {
                    channel: Some(channel.clone()),
                    cancel: *cancel,
                }));
            }
            Self::Questions { state } => {
                let set = state.map(|state| QuestionRequest::SetBox { open: state == BoxState::Open });
                return Ok(ConsoleRequest::Question(set.unwrap_or(QuestionRequest::List)));
            }
            Self::Answered { id, answer } => {
                let answer = answer.join(" ");
                let text = Some(answer.trim()).filter(|answer| !answer.is_empty());
                let text = text.map(|text| question_text(text, lang)).transpose()?;
                return Ok(ConsoleRequest::Question(QuestionRequest::Answer { id: QuestionId(*id), text }));
            }
            Self::Unask { id } => {
                return Ok(ConsoleRequest::Question(QuestionRequest::Remove { id: QuestionId(*id) }));
            }
        };
        Ok(act.into())
    }
}

/// The length of time that the first word may be, and the reason behind it.
fn span_and_reason(words: &[String], lang: Lang) -> Result<(Span, Box<str>), String> {
    match words.split_first() {
        None => Ok((Span::Usual, "".into())),
        Some((first, rest)) => match first.parse() {
            Ok(span) => Ok((span, rest.join(" ").into())),
            // It was meant to be one: the usual time would not be what is wanted.
            Err(_) if first.starts_with(|c: char| c.is_ascii_digit()) => Err(phrases::no_span(lang, first)),
            Err(_) => Ok((Span::Usual, words.join(" ").into())),
        },
    }
}

fn question_text(text: &str, lang: Lang) -> Result<QuestionText, String> {
    QuestionText::parse(text).ok_or_else(|| phrases::no_question_text(lang))
}

fn lesson_name(text: &str, lang: Lang) -> Result<LessonName, String> {
    LessonName::parse(text).ok_or_else(|| phrases::no_lesson_name(lang, text))
}

fn search_terms(text: &str, lang: Lang) -> Result<SearchTerms, String> {
    SearchTerms::parse(text).ok_or_else(|| phrases::no_search_terms(lang, text))
}

fn sanction_target(text: &str, is_name: bool) -> Result<SanctionTarget, String> {
    match SanctionTarget::parse_range(text).filter(|_| !is_name) {
        Some(range) => Ok(range),
        None => Username::parse(text).map(SanctionTarget::Person).map_err(|e| format!("{text:?}: {e}")),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: AdminCommand,
    }

    fn request_of(line: &[&str]) -> Result<ConsoleRequest, String> {
        let line = Line::try_parse_from([&["admin"], line].concat()).map_err(|e| e.to_string())?;
        line.command.request(Lang::En)
    }

    fn act_of(line: &[&str]) -> Act {
        match request_of(line) {
            Ok(ConsoleRequest::Act(act)) => act,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn lengths_of_time_are_those_of_typed_commands() {
        let user = || Username::parse("bob").unwrap();
        for (words, span, reason) in [
            (&["10m"][..], Span::Minutes(10), ""),
            (&["2h", "bavardage"], Span::Minutes(120), "bavardage"),
            (&["1j"], Span::Minutes(1440), ""),
            (&["1d"], Span::Minutes(1440), ""),
            (&["perm"], Span::Forever, ""),
            (&["trop", "de", "bruit"], Span::Usual, "trop de bruit"),
            (&[], Span::Usual, ""),
        ] {
            let mute = act_of(&[&["mute", "bob"], words].concat());
            assert_eq!(mute, Act::Mute { user: user(), span, reason: reason.into() });
            let ban = act_of(&[&["ban", "bob"], words].concat());
            assert_eq!(ban, Act::Ban { target: SanctionTarget::Person(user()), span, reason: reason.into() });
        }
        assert!(request_of(&["mute", "bob", "10x"]).is_err());
        assert!(request_of(&["mute", "bob", "900j"]).is_err());
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        let target_of = |line: &[&str]| match act_of(line) {
            Act::Ban { target, .. } | Act::Unban { target } => target,
            other => panic!("{other:?}"),
        };
        let range = |text: &str| SanctionTarget::parse_range(text).unwrap();
        let person = |text: &str| SanctionTarget::Person(Username::parse(text).unwrap());
        assert_eq!(target_of(&["ban", "192.168.1.7/24"]), range("192.168.1.0/24"));
        assert_eq!(target_of(&["unban", "::ffff:10.0.0.1"]), range("10.0.0.1"));
        assert_eq!(target_of(&["unban", "--name", "10.0.0.1"]), person("10.0.0.1"));
        assert_eq!(target_of(&["unban", "10.0.0"]), person("10.0.0"));
    }

    #[test]
    fn a_search_says_where_and_by_whom() {
        let line =
            ["search", "TP", "réseau", "--channel", "dev", "--author", "bob", "--before", "7", "--until", "2026-11-24"];
        let asked = SearchRequest {
            terms: SearchTerms::parse("TP réseau").unwrap(),
            channel: Some(ChannelName::parse("#dev").unwrap()),
            author: Some(Username::parse("bob").unwrap()),
            since: None,
            until: Some("2026-11-25".parse().unwrap()),
            before: Some(MessageId(7)),
            limit: SEARCH_LIMIT_DEFAULT,
        };
        assert_eq!(request_of(&line).unwrap(), ConsoleRequest::Search(asked.into()));
    }

    #[test]
    fn a_lesson_is_told_begun_or_ended() {
        assert_eq!(act_of(&["lesson"]), Act::Lesson(LessonAct::Read));
        let name = LessonName::parse("TP réseau").unwrap();
        assert_eq!(act_of(&["lesson", "TP", "réseau"]), Act::Lesson(LessonAct::Begin(name)));
        assert_eq!(act_of(&["lesson", "--end"]), Act::Lesson(LessonAct::End));
        let request = request_of(&["attendance", "24/11/2026", "--after", "0/0/bob"]).unwrap();
        let asked =
            AttendanceRequest { day: Some("2026-11-24".parse().unwrap()), after: Some("0/0/bob".parse().unwrap()) };
        assert_eq!(request, ConsoleRequest::Attendance(asked.into()));
    }

    #[test]
    fn a_channel_needs_no_hash() {
        let named = |name: &str| ChannelName::parse(name).unwrap();
        let topic =
            |name: &str, topic: Option<&str>| Act::Topic { channel: Some(named(name)), topic: topic.map(Into::into) };
        assert_eq!(act_of(&["topic", "général"]), topic("#général", None));
        assert_eq!(act_of(&["topic", "#dev", "--clear"]), topic("#dev", Some("")));
        let read_only = Act::SetChannel { channel: named("#dev"), mode: ChannelMode::ReadOnly };
        assert_eq!(act_of(&["channel", "dev", "read-only"]), read_only);
        assert_eq!(act_of(&["channel", "dev", "read_only"]), read_only);
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        for line in [
            &["kick"][..],
            &["kick", ""],
            &["ban", "a\u{7}"],
            &["announce"],
            &["delete", "x"],
            &["role", "bob", "king"],
            &["channel", "dev", "loud"],
            &["channel", "a b", "open"],
            &["history", "dev", "--limit", "201"],
            &["history", "dev", "--limit", "0"],
            &["log", "--lines", "0"],
            &["log", "--lines", "201"],
            &["topic", "dev", "x", "--clear"],
            &["slow", "dev"],
            &["slow", "dev", "3601"],
            &["private", "nobody"],
            &["lesson", "x", "--end"],
            &["attendance", "hier"],
            &["search"],
            &["search", "x", "--limit", "101"],
            &["search", "x", "--since", "hier"],
            &["search", "1 2 3 4 5 6 7 8 9"],
        ] {
            assert!(request_of(line).is_err(), "{line:?}");
        }
    }
}
