//! The requests of the operator's console, written as lines.
//!
//! Owns [`ConsoleRequest`]: all that `classcord admin` and its sister commands ask a running server for, made of the
//! values that the server reads. What is written here is read by [`ControlRequest::parse`], or else by
//! [`super::parse_line`], as the same value.

use serde_json::{Value, json};

use super::control::{ControlRequest, push_line};
use super::{act, attendance, poll, question, search};
use crate::chat::poll::PollRequest;
use crate::chat::question::QuestionRequest;
use crate::chat::request::{Act, AttendanceRequest, HistoryRequest, SearchRequest};

/// A request that the console makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsoleRequest {
    /// A request that only the Unix socket takes.
    Control(ControlRequest),
    /// List the people.
    Users,
    /// List the channels.
    Channels,
    /// Read what was said.
    History(HistoryRequest),
    /// Search what was said.
    Search(Box<SearchRequest>),
    /// Read who was there.
    Attendance(Box<AttendanceRequest>),
    /// Do something about polls.
    Poll(PollRequest),
    /// Do something about questions to the people in charge.
    Question(QuestionRequest),
    /// Do something that concerns others.
    Act(Act),
}

impl From<ControlRequest> for ConsoleRequest {
    fn from(request: ControlRequest) -> Self {
        Self::Control(request)
    }
}

impl From<Act> for ConsoleRequest {
    fn from(act: Act) -> Self {
        Self::Act(act)
    }
}

impl ConsoleRequest {
    /// The word for it on the wire: the `type` of the request and of its answer.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Control(request) => request.as_str(),
            Self::Users => "users",
            Self::Channels => "channels",
            Self::History(_) => "history",
            Self::Search(_) => "search",
            Self::Attendance(_) => "attendance",
            Self::Poll(request) => poll::kind(request),
            Self::Question(request) => question::kind(request),
            Self::Act(act) => act.as_str(),
        }
    }

    /// The line, `\n` included; in ASCII, but for messages that are brought in.
    ///
    /// # Errors
    /// Those of making JSON, which a request of texts and numbers does not have.
    pub fn line(&self) -> serde_json::Result<String> {
        let mut line = String::new();
        match self {
            // Escaped it may be three times as long, and lines have a limit.
            Self::Control(ControlRequest::MessageImport { .. }) => {
                line.push_str(&self.to_json()?.to_string());
                line.push('\n');
            }
            _ => push_line(&mut line, &self.to_json()?),
        }
        Ok(line)
    }

    fn to_json(&self) -> serde_json::Result<Value> {
        Ok(match self {
            Self::Control(request) => serde_json::to_value(request)?,
            Self::Users | Self::Channels => json!({ "type": self.as_str() }),
            Self::History(HistoryRequest { channel, limit, before, after }) => {
                let mut object = json!({ "type": self.as_str(), "limit": limit });
                if let Some(channel) = channel {
                    object["channel"] = channel.as_str().into();
                }
                if let Some(before) = before {
                    object["before"] = before.0.into();
                }
                if let Some(after) = after {
                    object["after"] = after.0.into();
                }
                object
            }
            Self::Search(request) => search::to_json(request),
            Self::Attendance(request) => attendance::to_json(request),
            Self::Poll(request) => poll::to_json(request),
            Self::Question(request) => question::to_json(request),
            Self::Act(act) => act::to_json(act),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::chat::account::Role;
    use crate::chat::attended::LessonName;
    use crate::chat::class_act::{ClassAct, PrivateMessages, SLOW_SECONDS_MAX};
    use crate::chat::erasure::MessageFate;
    use crate::chat::message::MessageId;
    use crate::chat::name::{ChannelName, Username};
    use crate::chat::request::{
        ChannelMode, HISTORY_LIMIT_MAX, LessonAct, MINUTES_MAX, Password, REASON_CHARS_MAX, Request, Span,
    };
    use crate::chat::sanction::SanctionTarget;
    use crate::chat::searching::{LocalMoment, SEARCH_LIMIT_MAX, SearchTerms};
    use crate::wire::control::{ExportRequest, ExportTable};
    use crate::wire::parse_line;

    /// The value that the server reads, as `server::handler` does it.
    fn read(line: &str) -> Option<ConsoleRequest> {
        let line = line.strip_suffix('\n')?.as_bytes();
        if let Some(request) = ControlRequest::parse(line) {
            return request.ok().map(Into::into);
        }
        match parse_line(line)?.ok()? {
            Request::Users => Some(ConsoleRequest::Users),
            Request::Channels => Some(ConsoleRequest::Channels),
            Request::History(request) => Some(ConsoleRequest::History(request)),
            Request::Search(request) => Some(ConsoleRequest::Search(request)),
            Request::Attendance(request) => Some(ConsoleRequest::Attendance(request)),
            Request::Poll(request) => Some(ConsoleRequest::Poll(request)),
            Request::Question(request) => Some(ConsoleRequest::Question(request)),
            Request::Act(act) => Some(act.into()),
            _ => None,
        }
    }

    fn user() -> impl Strategy<Value = Username> {
        "\\PC{1,20}".prop_filter_map("a name", |text| Username::parse(&text).ok())
    }

    fn new_user() -> impl Strategy<Value = Username> {
        "[a-zé]{1,20}".prop_filter_map("a name", |text| Username::parse_new(&text).ok())
    }

    fn role() -> impl Strategy<Value = Role> {
        select(vec![Role::User, Role::Moderator, Role::Admin])
    }

    fn channel() -> impl Strategy<Value = ChannelName> {
        "#\\PC{1,20}".prop_filter_map("a channel's name", |text| ChannelName::parse(&text).ok())
    }

    /// A reason or a topic.
    fn short_text() -> impl Strategy<Value = Box<str>> {
        any::<String>().prop_map(|text| {
            let text: String = text.chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect();
            text.trim().into()
        })
    }

    fn span() -> impl Strategy<Value = Span> {
        prop_oneof![Just(Span::Usual), Just(Span::Forever), (1..=MINUTES_MAX).prop_map(Span::Minutes)]
    }

    fn target() -> impl Strategy<Value = SanctionTarget> {
        let range = |text: String| SanctionTarget::parse_range(&text);
        prop_oneof![
            user().prop_map(SanctionTarget::Person),
            (any::<[u8; 4]>(), 0u8..=32).prop_filter_map("a range", move |(address, bits)| range(format!(
                "{}/{bits}",
                std::net::Ipv4Addr::from(address)
            ))),
            (any::<[u8; 16]>(), 0u8..=128).prop_filter_map("a range", move |(address, bits)| range(format!(
                "{}/{bits}",
                std::net::Ipv6Addr::from(address)
            ))),
        ]
    }

    fn act() -> impl Strategy<Value = Act> {
        let modes = [
            ChannelMode::Disabled,
            ChannelMode::Enabled,
            ChannelMode::ReadOnly,
            ChannelMode::Open,
            ChannelMode::Public,
        ];
        prop_oneof![
            (user(), short_text()).prop_map(|(user, reason)| Act::Kick { user, reason }),
            (user(), span(), short_text()).prop_map(|(user, span, reason)| Act::Mute { user, span, reason }),
            user().prop_map(|user| Act::Unmute { user }),
            (target(), span(), short_text()).prop_map(|(target, span, reason)| Act::Ban { target, span, reason }),
            target().prop_map(|target| Act::Unban { target }),
            Just(Act::Sanctions),
            (option::of(channel()), any::<String>())
                .prop_map(|(channel, content)| Act::Announce { channel, content: content.into() }),
            any::<u64>().prop_map(|id| Act::Delete { id: MessageId(id) }),
            (option::of(channel()), option::of(short_text()))
                .prop_map(|(channel, topic)| Act::Topic { channel, topic }),
            (user(), role()).prop_map(|(user, role)| Act::SetRole { user, role }),
            (user(), any::<String>(), any::<bool>(), any::<bool>()).prop_map(
                |(user, password, disconnect, must_change)| {
                    Act::SetPassword { user, password: Password(password.into()), disconnect, must_change }
                }
            ),
            (user(), any::<bool>()).prop_map(|(user, disabled)| Act::SetDisabled { user, disabled }),
            (user(), user())
                .prop_filter("a name that an account may be given", |(_, to)| Username::parse_new(to.as_str()).is_ok())
                .prop_map(|(user, to)| Act::Rename { user, to }),
            (channel(), select(modes.to_vec())).prop_map(|(channel, mode)| Act::SetChannel { channel, mode }),
            Just(Act::Lesson(LessonAct::Read)),
            Just(Act::Lesson(LessonAct::End)),
            any::<String>().prop_filter_map("a lesson's name", |text| {
                LessonName::parse(&text).map(|name| Act::Lesson(LessonAct::Begin(name)))
            }),
            option::of(user()).prop_map(|user| Act::Devices { user }),
            (option::of(user()), option::of(any::<u64>()))
                .prop_map(|(user, number)| Act::ForgetDevices { user, number }),
            class_act().prop_map(Act::Class),
        ]
    }

    fn class_act() -> impl Strategy<Value = ClassAct> {
        let ways = [PrivateMessages::All, PrivateMessages::Staff, PrivateMessages::Off];
        prop_oneof![
            any::<bool>().prop_map(|up| ClassAct::Hand { up }),
            option::of(user()).prop_map(|user| ClassAct::LowerHands { user }),
            Just(ClassAct::Hands),
            (option::of(channel()), span()).prop_map(|(channel, span)| ClassAct::Silence { channel, span }),
            option::of(channel()).prop_map(|channel| ClassAct::EndSilence { channel }),
            Just(ClassAct::Silences),
            (option::of(channel()), 0..=SLOW_SECONDS_MAX)
                .prop_map(|(channel, seconds)| ClassAct::Slow { channel, seconds }),
            option::of(select(ways.to_vec())).prop_map(|to| ClassAct::PrivateMessages { to }),
            (channel(), any::<bool>()).prop_map(|(channel, dry_run)| ClassAct::Clear { channel, dry_run }),
        ]
    }

    fn export() -> impl Strategy<Value = ExportRequest> {
        let table = select(vec![
            ExportTable::Messages,
            ExportTable::Users,
            ExportTable::Bans,
            ExportTable::Attendance,
            ExportTable::Polls,
            ExportTable::Questions,
            ExportTable::Stays,
            ExportTable::Lessons,
            ExportTable::Devices,
            ExportTable::Groups,
        ]);
        let text = || option::of(any::<String>());
        let texts = (text(), text(), text(), text());
        (table, texts, option::of(any::<i64>()), option::of(any::<i64>())).prop_map(
            |(table, (channel, day, person, after), since_us, until_us)| ExportRequest {
                table,
                channel,
                since_us,
                until_us,
                person,
                day,
                after,
            },
        )
    }

    fn moment() -> impl Strategy<Value = LocalMoment> {
        "20[0-9]{2}-0[1-9]-[012][1-8](T[01][0-9]:[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?)?"
            .prop_map(|text| text.parse().unwrap())
    }

    fn search() -> impl Strategy<Value = SearchRequest> {
        let terms = prop_oneof![any::<String>(), "(\\PC{1,9} ){1,4}"]
            .prop_filter_map("words", |text| SearchTerms::parse(&text));
        let whose = (option::of(channel()), option::of(user()));
        let when = (option::of(moment()), option::of(moment()), option::of(any::<u64>()));
        (terms, whose, when, 1..=SEARCH_LIMIT_MAX).prop_map(
            |(terms, (channel, author), (since, until, before), limit)| SearchRequest {
                terms,
                channel,
                author,
                since,
                until,
                before: before.map(MessageId),
                limit,
            },
        )
    }

    fn request() -> impl Strategy<Value = ConsoleRequest> {
        let control = prop_oneof![
            Just(ControlRequest::Clients),
            Just(ControlRequest::Stats),
            Just(ControlRequest::Address),
            any::<usize>().prop_map(|lines| ControlRequest::Log { lines }),
            Just(ControlRequest::Reload),
            Just(ControlRequest::Shutdown),
            export().prop_map(ControlRequest::Export),
            any::<String>().prop_map(|file| ControlRequest::Backup { file }),
            Just(ControlRequest::BackupProgress),
            (new_user(), any::<String>(), role(), any::<bool>()).prop_map(|(user, password, role, must_change)| {
                ControlRequest::UserAdd { user, password: Password(password.into()), role, must_change }
            }),
            (new_user(), any::<String>(), any::<bool>()).prop_map(|(user, hash, must_change)| {
                ControlRequest::UserImport { user, hash: Password(hash.into()), must_change }
            }),
            (user(), any::<String>(), any::<bool>(), any::<bool>()).prop_map(
                |(user, password, disconnect, must_change)| ControlRequest::UserPasswd {
                    user,
                    password: Password(password.into()),
                    disconnect,
                    must_change,
                }
            ),
            user().prop_map(|user| ControlRequest::UserDel { user }),
            (channel(), any::<String>(), option::of(proptest::collection::vec(user(), 0..4)))
                .prop_map(|(channel, topic, members)| ControlRequest::ChannelAdd { channel, topic, members }),
            (user(), select(vec![MessageFate::Anonymise, MessageFate::Remove]), option::of(any::<String>()))
                .prop_map(|(user, messages, after)| ControlRequest::PersonErase { user, messages, after }),
        ];
        let ids = (option::of(any::<u64>()), option::of(any::<u64>()));
        let history = (option::of(channel()), 1..=HISTORY_LIMIT_MAX, ids);
        prop_oneof![
            control.prop_map(ConsoleRequest::Control),
            Just(ConsoleRequest::Users),
            Just(ConsoleRequest::Channels),
            history.prop_map(|(channel, limit, (before, after))| {
                let (before, after) = (before.map(MessageId), after.map(MessageId));
                ConsoleRequest::History(HistoryRequest { channel, limit, before, after })
            }),
            (option::of("20[0-9]{2}-0[1-9]-[012][1-8]"), option::of("[0-9]{1,3}/[01]/[a-z]{1,9}")).prop_map(
                |(day, after)| {
                    let request = AttendanceRequest {
                        day: day.map(|day| day.parse().unwrap()),
                        after: after.map(|place| place.parse().unwrap()),
                    };
                    ConsoleRequest::Attendance(request.into())
                }
            ),
            search().prop_map(|request| ConsoleRequest::Search(request.into())),
            act().prop_map(ConsoleRequest::Act),
        ]
    }

    proptest! {
        #[test]
        fn a_request_is_read_as_it_was_written(request in request()) {
            let line = request.line().unwrap();
            prop_assert!(line.trim_end_matches('\n').bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{}", line);
            prop_assert!(line.contains(&format!("\"type\":\"{}\"", request.as_str())), "{}", line);
            prop_assert_eq!(read(&line), Some(request), "{}", line);
        }
    }
}
