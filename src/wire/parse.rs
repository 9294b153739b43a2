//! A line to a request.
//!
//! Owns what each `type` needs and what is wrong when it is not there. Whether a request may be granted is the core's
//! business.

use std::borrow::Cow;

use serde_json::value::RawValue;
use unicode_normalization::UnicodeNormalization;

use super::decode::decode;
use super::fields::{Fields, Value};
use super::plain_object::{inside, plain_fields};
use super::token::{self, Wish};
use super::{act, amend, ascii, attendance, class, poll, question, search};
use crate::chat::claim::TypedName;
use crate::chat::message::{ExtraFields, MessageId};
use crate::chat::name::{ChannelName, Username};
use crate::chat::poll::PollRequest;
use crate::chat::request::{
    ACK_BYTES_MAX, AckToken, Act, ConversationRequest, FirstAdminRequest, HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX,
    HistoryRequest, LABEL_CHARS_MAX, MessageRequest, Password, PasswordRequest, PresenceState, Problem, ProblemKind,
    Request, Target,
};

/// Reads a line, without its `\n`. `None` for a blank one, which is nothing to answer.
pub fn parse_line(line: &[u8]) -> Option<Result<Request, Problem>> {
    let begin = line.iter().position(|&byte| !is_blank(byte)).unwrap_or(line.len());
    let text = decode(&line[begin..]);
    if text.starts_with('{') && text.ends_with('}') {
        return Some(parse(&text));
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| parse(text))
}

/// Blanks of ASCII, and the zeros of programs in C and in Flash that send the whole of their buffer.
fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0
}

fn parse(text: &str) -> Result<Request, Problem> {
    if let Some(fields) = MessageFields::read_plain(text) {
        return message(&fields, false);
    }
    let without_ack = |kind| Problem { kind, ack: None };
    let fields = Fields::read(text).map_err(without_ack)?;
    let kind = fields.required_text("type").map_err(without_ack)?;
    let request = match lower_case(&kind).as_ref() {
        "message" => return message(&MessageFields::of(&fields), false),
        // Here and below: what student clients call requests that have an equal here.
        "private" | "private_message" => return message(&MessageFields::of(&fields), true),
        "status" => status(&fields),
        "users" | "userlist" | "list_users" | "who" | "get_users" | "connected_users" | "list" => Ok(Request::Users),
        "school" => Ok(Request::School),
        "login" => login(&fields),
        "password" => own_password(&fields),
        "name" => name(&fields),
        "first_admin" => first_admin(&fields),
        "token" => token::device(&fields).map(|device| Request::Token { device }),
        "devices" => token::devices(&fields).map(Request::Act),
        "forget_device" => token::forget(&fields).map(Request::Act),
        "register" => register(&fields),
        "hello" => Ok(Request::Hello),
        "join" | "join_channel" | "switch_channel" | "channel_switch" => join(&fields),
        "leave" | "leave_channel" => fields.channel().map(|channel| Request::Leave { channel }),
        "channels" => Ok(Request::Channels),
        "history" | "get_history" => history(&fields),
        "logout" | "quit" => Ok(Request::Logout),
        "kick" => act::kick(&fields).map(Request::Act),
        "mute" => act::mute(&fields).map(Request::Act),
        "unmute" => act::unmute(&fields).map(Request::Act),
        "ban" => act::ban(&fields).map(Request::Act),
        "unban" => act::unban(&fields).map(Request::Act),
        "bans" => Ok(Request::Act(Act::Sanctions)),
        "announce" => act::announce(&fields).map(Request::Act),
        "delete" => act::delete(&fields).map(Request::Act),
        "topic" => act::topic(&fields).map(Request::Act),
        "role" => act::role(&fields).map(Request::Act),
        "passwd" => act::passwd(&fields).map(Request::Act),
        "disable" => act::disable(&fields, true).map(Request::Act),
        "enable" => act::disable(&fields, false).map(Request::Act),
        "rename" => act::rename(&fields).map(Request::Act),
        "channel" => act::channel_mode(&fields).map(Request::Act),
        "lesson" => attendance::lesson(&fields).map(Request::Act),
        "search" => search::search(&fields),
        "attendance" => attendance::attendance(&fields),
        "edit" => amend::edit(&fields).map(Request::Amend),
        "react" => amend::react(&fields).map(Request::Amend),
        "poll" => poll::open(&fields).map(Request::Poll),
        "vote" => poll::vote(&fields).map(Request::Poll),
        "poll_close" => poll::close(&fields).map(Request::Poll),
        "polls" => Ok(Request::Poll(PollRequest::List)),
        "ask" => question::ask(&fields).map(Request::Question),
        "up" => question::up(&fields).map(Request::Question),
        "answered" => question::answer(&fields).map(Request::Question),
        "unanswered" => question::reopen(&fields).map(Request::Question),
        "unask" => question::remove(&fields).map(Request::Question),
        "questions" => question::list_or_box(&fields).map(Request::Question),
        other => match class::parse(other, &fields) {
            Some(act) => act.map(|act| Request::Act(Act::Class(act))),
            None => Ok(Request::Unknown { kind: kind.into() }),
        },
    };
    request.map_err(without_ack)
}

fn lower_case<'a>(text: &'a str) -> Cow<'a, str> {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.trim().to_lowercase())
    }
}

/// A word as clients compare it: Java's `equalsIgnoreCase` takes `ſ` for `s` and `ı` for `i`, as both have the same
/// capital.
fn plain_word(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return lower_case(text);
    }
    Cow::Owned(text.trim().nfc().collect::<String>().to_uppercase().to_lowercase())
}

fn register(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let username = Username::parse_new(&fields.required_text("username")?).map_err(ProblemKind::BadName)?;
    let code = fields.text("code")?.map(Into::into);
    Ok(Request::Register { username, password: password(fields)?, code })
}

fn login(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    // A text is a token; `true` asks for one.
    let wish = match token::wish(fields)? {
        Wish::Shown(token) => return Ok(Request::LoginWithToken(token)),
        Wish::Asked(device) => Some(device),
        Wish::Nothing => None,
    };
    let text = fields.required_text("username")?;
    Ok(Request::Login {
        username: Username::parse(&text).ok(),
        typed: TypedName::new(&text),
        password: password(fields)?,
        wish,
    })
}

fn name(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let text = fields.required_text("name")?;
    let typed = TypedName::new(&text).ok_or(ProblemKind::BadField("name"))?;
    Ok(Request::Name { typed })
}

fn first_admin(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let username = Username::parse_new(&fields.required_text("username")?).map_err(ProblemKind::BadName)?;
    let code = fields.required_text("code")?.as_ref().into();
    Ok(Request::FirstAdmin(Box::new(FirstAdminRequest { code, username, password: password(fields)? })))
}

fn own_password(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let password = |name| fields.required_text(name).map(|text| Password(text.into()));
    let (old, new) = (password("old")?, password("new")?);
    Ok(Request::Password(PasswordRequest { old, new, disconnect: fields.flag("disconnect")? }))
}

fn join(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    fields.channel()?.map(|channel| Request::Join { channel }).ok_or(ProblemKind::MissingField("channel"))
}

fn history(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let limit = match fields.number("limit")? {
        None => HISTORY_LIMIT_DEFAULT,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=HISTORY_LIMIT_MAX).contains(limit))
            .ok_or(ProblemKind::BadField("limit"))?,
    };
    let before = fields.number("before")?.map(MessageId);
    let after = fields.number("after")?.map(MessageId);
    let Some(with) = fields.text("with")? else {
        return Ok(Request::History(HistoryRequest { channel: fields.channel()?, limit, before, after }));
    };
    let with = Username::parse(&with).map_err(ProblemKind::BadName)?;
    Ok(Request::Conversation(Box::new(ConversationRequest { with, limit, before, after })))
}

fn password(fields: &Fields<'_>) -> Result<Password, ProblemKind> {
    fields.required_text("password").map(|text| Password(text.into()))
}

fn status(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let state = fields.required_text("state")?;
    let state = PresenceState::parse(&state).ok_or(ProblemKind::BadField("state"))?;
    Ok(Request::Status { state, user: claimed_name(fields.text("user")) })
}

/// The meaning of `subtype` for a message's audience.
enum Subtype {
    /// One person, whatever `to` is.
    Private,
    /// A channel, whatever `to` is.
    Global,
    /// Nothing: `to` decides.
    Other,
}

impl Subtype {
    fn of(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::Other };
        match text {
            // As nearly all write it.
            "private" => return Self::Private,
            "global" => return Self::Global,
            _ => {}
        }
        match plain_word(text).as_ref() {
            "private" | "privé" | "prive" | "privée" | "privee" | "dm" | "mp" | "pm" | "whisper" => Self::Private,
            "global" => Self::Global,
            _ => Self::Other,
        }
    }
}

/// The fields of a message.
#[derive(Default)]
struct MessageFields<'f> {
    subtype: Option<Value<'f>>,
    to: Option<Value<'f>>,
    from: Option<Value<'f>>,
    content: Option<Value<'f>>,
    channel: Option<Value<'f>>,
    ack: Option<&'f str>,
    reply_to: Option<&'f str>,
    /// The fields that the server does not know.
    extra: String,
}

/// True for a field of a message that the server sets itself.
fn is_the_servers(name: &str) -> bool {
    matches!(name, "timestamp" | "id" | "history" | "code" | "edited" | "reactions")
}

impl<'f> MessageFields<'f> {
    /// Reads a line that is a message of plain values and has no field that the server does not know, as nearly all are, in
    /// one look along it. `None` for any other.
    fn read_plain(line: &'f str) -> Option<Self> {
        let mut found = Self::default();
        let mut is_message = false;
        plain_fields(line, |name, json| {
            let text = || inside(json).map(|text| Value::Text(Cow::Borrowed(text)));
            match name {
                "type" => is_message = (json == r#""message""#).then_some(true)?,
                "subtype" => found.subtype = Some(text()?),
                "to" => found.to = Some(text()?),
                "from" => found.from = Some(text()?),
                "content" => found.content = Some(text()?),
                "channel" => found.channel = Some(text()?),
                "ack" => found.ack = Some(json),
                // A text is for other clients, as what the server does not know.
                "reply_to" if inside(json).is_none() => found.reply_to = Some(json),
                _ if is_the_servers(name) => {}
                _ => return None,
            }
            Some(())
        })?;
        is_message.then_some(found)
    }

    /// Finds them among the fields of a line, in one look through all of these.
    fn of(fields: &'f Fields<'_>) -> Self {
        let mut found = Self::default();
        for (name, value) in fields.iter() {
            match name {
                "subtype" => found.subtype = Some(value.borrowed()),
                "to" => found.to = Some(value.borrowed()),
                "from" => found.from = Some(value.borrowed()),
                "content" => found.content = Some(value.borrowed()),
                "channel" => found.channel = Some(value.borrowed()),
                "ack" => found.ack = value.json().map(RawValue::get),
                "reply_to" => {
                    found.reply_to = value.json().map(RawValue::get).filter(|json| !json.starts_with('"'));
                    // A text is what a client means by it.
                    if value.text("reply_to").is_ok_and(|text| text.is_some()) {
                        push_extra(&mut found.extra, name, value);
                    }
                }
                "type" => {}
                _ if is_the_servers(name) => {}
                _ => push_extra(&mut found.extra, name, value),
            }
        }
        found
    }
}

/// The text in a field that may be absent.
fn text_in<'f>(value: &'f Option<Value<'_>>, name: &'static str) -> Result<Option<Cow<'f, str>>, ProblemKind> {
    match value {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(Cow::Borrowed(text))),
        Some(value) => value.text(name),
    }
}

fn message(fields: &MessageFields<'_>, private: bool) -> Result<Request, Problem> {
    let ack = fields.ack.map(ack_token).transpose().map_err(|kind| Problem { kind, ack: None })?;
    let content =
        match text_in(&fields.content, "content").and_then(|text| text.ok_or(ProblemKind::MissingField("content"))) {
            Ok(content) => content.into(),
            Err(kind) => return Err(Problem { kind, ack }),
        };
    let reply_to = match fields.reply_to.map(|id| id.parse().map(MessageId)).transpose() {
        Ok(reply_to) => reply_to,
        Err(_) => return Err(Problem { kind: ProblemKind::BadField("reply_to"), ack }),
    };
    let subtype = text_in(&fields.subtype, "subtype");
    let target = match &subtype {
        Ok(subtype) => target(fields, subtype.as_deref(), private),
        Err(kind) => Err(*kind),
    };
    let subtype = match target {
        Ok(Target::Channel { .. }) => {
            // With a zero in it the word would end there for a client that is written in C.
            let word = subtype.unwrap_or_default().filter(|word| !word.contains(char::is_control));
            label(word, &["global", "private", "system"])
        }
        // What one person alone gets says so, in the word that clients know, whatever its sender called it.
        _ => None,
    };
    let from = claimed_name(text_in(&fields.from, "from"));
    Ok(Request::Message(MessageRequest {
        target,
        subtype,
        content,
        from,
        ack,
        reply_to,
        extra: ExtraFields(fields.extra.as_str().into()),
    }))
}

/// Finds the receivers of a message. Fails closed: what may name one person is never for all, and what names two
/// channels is for none. The table is in PROTOCOL.md, "Messages".
fn target(fields: &MessageFields<'_>, subtype: Option<&str>, private: bool) -> Result<Target, ProblemKind> {
    let subtype = if private { Subtype::Private } else { Subtype::of(subtype) };
    let to = text_in(&fields.to, "to")?;
    let person =
        || to.as_deref().ok_or(ProblemKind::MissingField("to")).map(|to| Target::Person(Username::parse(to).ok()));
    if matches!(subtype, Subtype::Private) {
        return person();
    }
    let addressee = to.as_deref().map(str::trim).filter(|to| !to.is_empty() && !to.eq_ignore_ascii_case("global"));
    let by_to = addressee.filter(|to| to.starts_with(['#', '\u{ff03}']));
    if matches!(subtype, Subtype::Other) && addressee.is_some() && by_to.is_none() {
        return person();
    }
    let by_to = by_to.map(|to| ChannelName::parse(to).map_err(ProblemKind::BadChannel)).transpose()?;
    // Null is what some clients send for the one channel that they know.
    let named = fields.channel.as_ref().map_or(Ok(None), Value::channel)?;
    let named = named.or_else(|| fields.channel.as_ref().map(|_| ChannelName::global()));
    let name = match (named, by_to) {
        (named, None) => named,
        (None, by_to) => by_to,
        // Clients that know one channel name it with every message.
        (Some(named), Some(by_to)) if named.is_global() || named.is_like(&by_to) => Some(by_to),
        _ => return Err(ProblemKind::BadField("channel")),
    };
    Ok(Target::Channel { name, label: label(to, &["global"]) })
}

/// The name that an unidentified client claims. What is not even a text counts as nothing said: the claim is not
/// trusted, so it is no reason to refuse anything.
fn claimed_name(text: Result<Option<Cow<'_, str>>, ProblemKind>) -> Option<TypedName> {
    text.ok().flatten().and_then(|text| TypedName::new(&text))
}

/// A word that is relayed as it came, unless it is one of the usual ones or far too long for a word.
pub(super) fn label(text: Option<Cow<'_, str>>, usual: &[&str]) -> Option<Box<str>> {
    let text = text?;
    let word = plain_word(&text);
    let is_word = !word.is_empty() && text.chars().count() <= LABEL_CHARS_MAX;
    (is_word && !usual.contains(&&*word)).then(|| text.into())
}

/// The token that is this JSON text.
fn ack_token(json: &str) -> Result<AckToken, ProblemKind> {
    let scalar = json.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit());
    let mut token = String::new();
    if scalar && json.len() <= ACK_BYTES_MAX {
        ascii::push_json(&mut token, json);
        return Ok(AckToken(token.into()));
    }
    Err(ProblemKind::BadField("ack"))
}

/// The fields of a message that the server does not know.
pub(super) fn extra_fields(fields: &Fields<'_>) -> ExtraFields {
    ExtraFields(MessageFields::of(fields).extra.into())
}

/// Appends a field that is relayed as it came.
fn push_extra(extra: &mut String, name: &str, value: &Value<'_>) {
    extra.push(',');
    ascii::push_string(extra, name);
    extra.push(':');
    match value {
        Value::Null => extra.push_str("null"),
        Value::Text(text) => ascii::push_string(extra, text),
        Value::Json(json) => ascii::push_json(extra, json.get()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::name::NameProblem;

    fn request(line: &str) -> Request {
        parse_line(line.as_bytes()).unwrap().unwrap()
    }

    fn problem(line: &str) -> ProblemKind {
        parse_line(line.as_bytes()).unwrap().unwrap_err().kind
    }

    fn message_of(line: &str) -> MessageRequest {
        match request(line) {
            Request::Message(message) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn blank_lines_are_nothing() {
        for line in ["", " ", "\t", "\r", "\u{feff}", "\0", "\0\0\r\0", "\0\u{feff}\0"] {
            assert!(parse_line(line.as_bytes()).is_none(), "{line:?}");
        }
    }

    #[test]
    fn type_is_compared_without_regard_to_case_and_has_other_names() {
        for line in [r#"{"type":"USERS"}"#, r#"{"type":"userlist"}"#, r#"{"type":"List_Users"}"#, r#"{"type":"who"}"#] {
            assert_eq!(request(line), Request::Users);
        }
        assert_eq!(request(r#"{"type":"Dance"}"#), Request::Unknown { kind: "Dance".into() });
    }

    #[test]
    fn what_is_not_an_object_is_bad_json() {
        for line in ["{", "[]", "5", "null", "\"x\"", "{\"type\":\"users\"} x", "{\"a\":\u{0}1}", "{'type':'users'}"] {
            assert_eq!(problem(line), ProblemKind::BadJson, "{line}");
        }
        let bomb = format!(r#"{{"type":"users","x":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(problem(&bomb), ProblemKind::BadJson);
        let many: String = (0..100).map(|n| format!(r#","f{n}":1"#)).collect();
        assert_eq!(problem(&format!(r#"{{"type":"users"{many}}}"#)), ProblemKind::BadJson);
    }

    #[test]
    fn wrong_types_and_missing_fields_are_named() {
        assert_eq!(problem("{}"), ProblemKind::MissingField("type"));
        assert_eq!(problem(r#"{"type":5}"#), ProblemKind::BadField("type"));
        assert_eq!(problem(r#"{"type":"message"}"#), ProblemKind::MissingField("content"));
        assert_eq!(problem(r#"{"type":"message","content":5}"#), ProblemKind::BadField("content"));
        assert_eq!(problem(r#"{"type":"message","content":["x"]}"#), ProblemKind::BadField("content"));
        assert_eq!(
            problem(r#"{"type":"login","username":"a","password":null}"#),
            ProblemKind::MissingField("password")
        );
        assert_eq!(problem(r#"{"type":"login","username":"a","password":1}"#), ProblemKind::BadField("password"));
        assert_eq!(problem(r#"{"type":"status"}"#), ProblemKind::MissingField("state"));
        assert_eq!(problem(r#"{"type":"status","state":""}"#), ProblemKind::BadField("state"));
        assert_eq!(problem(r#"{"type":"message","content":"x","ack":[1]}"#), ProblemKind::BadField("ack"));
    }

    #[test]
    fn a_problem_of_a_message_carries_its_ack() {
        let problem = parse_line(br#"{"type":"message","ack":"7"}"#).unwrap().unwrap_err();
        assert_eq!(problem.ack, Some(AckToken("\"7\"".into())));
    }

    #[test]
    fn a_name_that_is_none_fails_a_login_like_an_unknown_one() {
        let line = format!(r#"{{"type":"login","username":"{}","password":"x"}}"#, "x".repeat(100));
        assert!(matches!(request(&line), Request::Login { username: None, .. }));
    }

    #[test]
    fn unknown_fields_are_kept_and_the_servers_own_are_not() {
        let message = message_of(
            r#"{"type":"message","content":"x","couleur":"é","id":9,"timestamp":"t","code":"c","n": [1, {"a":null}]}"#,
        );
        assert_eq!(&*message.extra.0, r#","couleur":"\u00e9","n":[1,{"a":null}]"#);
    }

    #[test]
    fn of_duplicate_keys_the_last_counts() {
        let message = message_of(r#"{"type":"message","content":"x","content":"y","z":1,"z":2}"#);
        assert_eq!((&*message.content, &*message.extra.0), ("y", r#","z":2"#));
    }

    #[test]
    fn a_message_cannot_pass_for_the_servers() {
        for subtype in ["system", "System ", "SYSTEM"] {
            assert_eq!(
                message_of(&format!(r#"{{"type":"message","subtype":"{subtype}","content":"x"}}"#)).subtype,
                None
            );
        }
        for subtype in ["\u{17f}ystem", "SY\u{17f}TEM", "system\\u0000", "private\\u0000", "global "] {
            assert_eq!(
                message_of(&format!(r#"{{"type":"message","subtype":"{subtype}","content":"x"}}"#)).subtype,
                None,
                "{subtype}"
            );
        }
        assert_eq!(
            message_of(r#"{"type":"message","subtype":"emote","content":"x"}"#).subtype.as_deref(),
            Some("emote")
        );
    }

    /// The table of PROTOCOL.md, "Messages": what names one person is never for all.
    #[test]
    fn whom_a_message_is_for_fails_closed() {
        let person = |name: &str| Ok(Target::Person(Username::parse(name).ok()));
        let channel = |name: &str, label: &str| {
            let named = |name: &str| ChannelName::parse(name).unwrap();
            let label = (!label.is_empty()).then(|| label.into());
            Ok(Target::Channel { name: (!name.is_empty()).then(|| named(name)), label })
        };
        for (fields, target) in [
            (r#""subtype":"private","to":"ben""#, person("ben")),
            (r#""subtype":" PRIVATE ","to":"ben""#, person("ben")),
            (r#""subtype":"private","to":"\u0000""#, person("\0")),
            (r#""subtype":"private","to":"""#, person("")),
            (r#""subtype":"private","to":"global""#, person("global")),
            (r##""subtype":"private","to":"#dev""##, person("#dev")),
            (r#""subtype":"private""#, Err(ProblemKind::MissingField("to"))),
            (r#""subtype":"dm","to":null"#, Err(ProblemKind::MissingField("to"))),
            (r#""subtype":"pr\u0131vate""#, Err(ProblemKind::MissingField("to"))),
            (r#""subtype":"prive\u0301""#, Err(ProblemKind::MissingField("to"))),
            (r#""to":"ben""#, person("ben")),
            (r#""subtype":null,"to":"ben""#, person("ben")),
            (r#""subtype":"","to":"ben""#, person("ben")),
            (r#""subtype":"prive","to":"ben""#, person("ben")),
            (r#""subtype":"privé","to":"ben""#, person("ben")),
            (r#""subtype":"emote","to":" ben ""#, person("ben")),
            (r#""subtype":"system","to":"ben""#, person("ben")),
            (r#""to":"tous""#, person("tous")),
            (r#""to":"a\u0000b""#, person("\0")),
            (r#""subtype":"global","to":"ben""#, channel("", "ben")),
            (r#""subtype":"Global","to":"ben","channel":"dev""#, channel("dev", "ben")),
            ("", channel("", "")),
            (r#""to":null"#, channel("", "")),
            (r#""to":"""#, channel("", "")),
            (r#""to":" Global ","subtype":"emote""#, channel("", "")),
            (r##""to":"#dev""##, channel("#dev", "#dev")),
            (r##""to":"#dev","subtype":"global""##, channel("#dev", "#dev")),
            (r##""to":"#dev","channel":"dev""##, channel("#dev", "#dev")),
            (r##""to":"#général","channel":"general""##, channel("#général", "#général")),
            (r##""to":"#dev","channel":"global""##, channel("#dev", "#dev")),
            (r##""to":"#dev","channel":null"##, channel("#dev", "#dev")),
            (r##""to":"#dev","channel":"#admin""##, Err(ProblemKind::BadField("channel"))),
            (r##""to":"#a b""##, Err(ProblemKind::BadChannel(NameProblem::BadCharacter))),
            (r##""to":"#""##, Err(ProblemKind::BadChannel(NameProblem::Empty))),
            (r#""to":"global","channel":"dev""#, channel("#dev", "")),
            (r#""channel":"Dev""#, channel("#dev", "")),
            (r#""channel":"""#, channel("global", "")),
            (r#""channel":null"#, channel("global", "")),
            (r#""channel":"global""#, channel("global", "")),
            (r##""channel":"#global""##, channel("global", "")),
            (r#""channel":5"#, Err(ProblemKind::BadField("channel"))),
            (r##""channel":["#dev"]"##, Err(ProblemKind::BadField("channel"))),
            (r#""channel":"a b""#, Err(ProblemKind::BadChannel(NameProblem::BadCharacter))),
            (r#""to":5"#, Err(ProblemKind::BadField("to"))),
            (r#""to":["ben"]"#, Err(ProblemKind::BadField("to"))),
            (r#""subtype":1,"to":"ben""#, Err(ProblemKind::BadField("subtype"))),
            (r#""subtype":["private"]"#, Err(ProblemKind::BadField("subtype"))),
            // A private message's channel means nothing.
            (r#""to":"ben","channel":5"#, person("ben")),
            (r##""subtype":"private","to":"ben","channel":"#a b""##, person("ben")),
        ] {
            let comma = if fields.is_empty() { "" } else { "," };
            let message = message_of(&format!(r#"{{"type":"message","content":"x"{comma}{fields}}}"#));
            assert_eq!(message.target, target, "{fields}");
            if matches!(message.target, Ok(Target::Person(_))) {
                assert_eq!(message.subtype, None, "what is private says so in the word that clients know: {fields}");
            }
        }
    }

    #[test]
    fn other_names_of_requests_are_the_same_requests() {
        for (other, usual) in [
            (
                r#"{"type":"private","to":"ben","content":"x"}"#,
                r#"{"type":"message","subtype":"private","to":"ben","content":"x"}"#,
            ),
            (
                r#"{"type":"Private_Message","to":"ben","content":"x","subtype":"global"}"#,
                r#"{"type":"message","subtype":"private","to":"ben","content":"x"}"#,
            ),
            (r#"{"type":"join_channel","channel":"dev"}"#, r##"{"type":"join","channel":"#dev"}"##),
            (r##"{"type":"switch_channel","channel":"#dev"}"##, r##"{"type":"join","channel":"#dev"}"##),
            (r##"{"type":"channel_switch","channel":"#dev"}"##, r##"{"type":"join","channel":"#dev"}"##),
            (r#"{"type":"leave_channel","channel":"dev"}"#, r#"{"type":"leave","channel":"dev"}"#),
            (r#"{"type":"get_users"}"#, r#"{"type":"users"}"#),
            (r#"{"type":"connected_users"}"#, r#"{"type":"users"}"#),
            (r#"{"type":"LIST"}"#, r#"{"type":"users"}"#),
            (r#"{"type":"get_history","limit":3}"#, r#"{"type":"history","limit":3}"#),
            (r#"{"type":"quit"}"#, r#"{"type":"logout"}"#),
        ] {
            assert_eq!(request(other), request(usual), "{other}");
        }
        assert_eq!(problem(r#"{"type":"private","to":"ben"}"#), ProblemKind::MissingField("content"));
    }

    #[test]
    fn states_have_other_words_and_no_capitals() {
        for (word, state) in [
            ("online", "online"),
            ("Online", "online"),
            ("En ligne", "online"),
            ("INVISIBLE", "invisible"),
            ("Away", "away"),
            ("Absent", "away"),
            ("Do Not Disturb", "dnd"),
            ("busy", "dnd"),
            ("Occupé", "dnd"),
            ("occupe\u{301}", "dnd"),
            ("DND", "dnd"),
            ("Hors ligne", "offline"),
            ("en TP", "en TP"),
        ] {
            assert_eq!(PresenceState::parse(word).unwrap().as_str(), state, "{word}");
        }
        assert!(PresenceState::parse("Invisible").unwrap().is_hidden());
        assert!(!PresenceState::parse("busy").unwrap().is_free_text());
    }

    #[test]
    fn half_a_surrogate_pair_is_one_replacement_character_wherever_it_is() {
        for (json, text) in [
            (r"a\ud83d", "a\u{fffd}"),
            (r"a\ud800b", "a\u{fffd}b"),
            (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
            (r"\ud83d\ud83d\udc4d", "\u{fffd}👍"),
            (r"\ud7ff\ue000\udfff", "\u{d7ff}\u{e000}\u{fffd}"),
            (r"é\ud800é", "é\u{fffd}é"),
        ] {
            assert_eq!(&*message_of(&format!(r#"{{"type":"message","content":"{json}"}}"#)).content, text);
        }
        let odd = message_of(
            r#"{"type":"message","content":"x","a\ud800":1,"\udc00":{"b\ud83d":["\udfffc"]},"ack":"\ud800"}"#,
        );
        assert_eq!(&*odd.extra.0, r#","a\ufffd":1,"\ufffd":{"b\ufffd":["\ufffdc"]}"#);
        assert_eq!(odd.ack, Some(AckToken(r#""\ufffd""#.into())));
    }

    #[test]
    fn zeros_around_a_value_are_blanks() {
        for line in [
            "{\"type\":\"users\"}\0\0\0",
            "\0\0{\"type\":\"users\"}\r\0",
            "\0 \u{feff}\0{\"type\":\"users\"}\0",
            "\u{feff}\0{\"type\":\"users\"}",
        ] {
            assert_eq!(request(line), Request::Users, "{line:?}");
        }
        for line in ["{\"type\":\0\"users\"}", "{\"type\":\"users\"}\0x", "{\"type\":\"us\0ers\"}"] {
            assert_eq!(problem(line), ProblemKind::BadJson, "{line:?}");
        }
    }

    #[test]
    fn windows_1252_is_read() {
        let line = b"{\"type\":\"message\",\"content\":\"\xe9 \xe0 \xe7 \x80\"}\r";
        assert!(matches!(parse_line(line).unwrap().unwrap(), Request::Message(m) if &*m.content == "é à ç €"));
    }

    proptest! {
        #[test]
        fn a_message_is_the_same_in_whichever_way_it_is_read(fields in prop::collection::vec(prop::sample::select(vec![
            r#""type":"message""#, r#""type":"users""#, r#""type":5"#,
            r#""subtype":"private""#, r#""subtype":"note""#, r#""subtype":3"#,
            r##""to":"#dev""##, r#""to":"alice""#, r#""to":7"#, r#""from":"bob""#, r#""from":1"#,
            r#""content":"où ?""#, r#""content":"""#, r#""content":0"#, r#""channel":"dev""#, r#""channel":12"#,
            r#""ack":"a""#, r#""ack":17"#, r#""reply_to":7"#, r#""reply_to":"7""#, r#""reply_to":99999999999999999999"#,
            r#""timestamp":"t""#, r#""id":9"#, r#""colour":"é""#, r#""colour":5"#,
        ]), 0..8)) {
            let plain = format!(r#"{{"type":"message",{}}}"#, fields.join(","));
            // With an escape in it, which stands for itself, it is no plain object.
            let escaped = plain.replacen("type", r"\u0074ype", 1);
            prop_assert_eq!(parse(&plain), parse(&escaped), "{}", plain);
        }

        #[test]
        fn a_name_is_the_same_when_it_comes_back(typed in "[\\PC\u{301}\u{200d}\u{fe0f}❤👩💻 ]{1,30}") {
            if let Ok(name) = Username::parse(&typed) {
                let mut line = String::from(r#"{"type":"login","password":"x","username":"#);
                ascii::push_string(&mut line, name.as_str());
                line.push('}');
                let Request::Login { username: Some(read), .. } = request(&line) else { panic!("{line}") };
                prop_assert_eq!(read.as_str(), name.as_str());
            }
        }

        #[test]
        fn any_bytes_are_answered(line in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse_line(&line);
        }

        #[test]
        fn any_object_is_answered(
            kind in prop::sample::select(vec!["message", "login", "register", "status", "users", "hello", "x"]),
            key in prop::sample::select(vec!["content", "to", "username", "password", "state", "ack", "channel", "from"]),
            value in prop::sample::select(vec!["5", "null", "[]", "{}", "true", "\"\"", "\"x\"", "1e999", "\"\\u0000\""]),
        ) {
            let _ = parse_line(format!(r#"{{"type":"{kind}","{key}":{value}}}"#).as_bytes());
        }
    }
}
