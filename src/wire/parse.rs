//! A line to a request.
//!
//! Owns what each `type` needs and what is wrong when it is not there. Whether a request may be granted is the core's
//! business.

use std::borrow::Cow;

use super::decode::decode;
use super::fields::Fields;
use super::{act, ascii};
use crate::chat::claim::TypedName;
use crate::chat::message::{ExtraFields, MessageId};
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::{
    ACK_BYTES_MAX, AckToken, Act, HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX, HistoryRequest, LABEL_CHARS_MAX,
    MessageRequest, Password, PresenceState, Problem, ProblemKind, Request, Target,
};

/// Fields of a message that the server reads or sets itself. All others are relayed.
const OWN_FIELDS: [&str; 11] =
    ["type", "subtype", "to", "from", "content", "channel", "timestamp", "id", "ack", "history", "code"];

/// Reads a line, without its `\n`. `None` for a blank one, which is nothing to answer.
pub fn parse_line(line: &[u8]) -> Option<Result<Request, Problem>> {
    let text = decode(line);
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(parse(text))
}

fn parse(text: &str) -> Result<Request, Problem> {
    let without_ack = |kind| Problem { kind, ack: None };
    let fields = Fields::read(text).map_err(without_ack)?;
    let kind = fields.required_text("type").map_err(without_ack)?;
    match lower_case(&kind).as_ref() {
        "message" => {
            let ack = ack_token(&fields).map_err(without_ack)?;
            message(&fields, ack.clone()).map_err(|kind| Problem { kind, ack })
        }
        "status" => status(&fields).map_err(without_ack),
        "users" | "userlist" | "list_users" | "who" => Ok(Request::Users),
        "login" => login(&fields).map_err(without_ack),
        "register" => register(&fields).map_err(without_ack),
        "hello" => Ok(Request::Hello),
        "join" => join(&fields).map_err(without_ack),
        "leave" => channel(&fields).map(|channel| Request::Leave { channel }).map_err(without_ack),
        "channels" => Ok(Request::Channels),
        "history" => history(&fields).map_err(without_ack),
        "kick" => act::kick(&fields).map(Request::Act).map_err(without_ack),
        "mute" => act::mute(&fields).map(Request::Act).map_err(without_ack),
        "unmute" => act::unmute(&fields).map(Request::Act).map_err(without_ack),
        "ban" => act::ban(&fields).map(Request::Act).map_err(without_ack),
        "unban" => act::unban(&fields).map(Request::Act).map_err(without_ack),
        "bans" => Ok(Request::Act(Act::Sanctions)),
        "announce" => act::announce(&fields).map(Request::Act).map_err(without_ack),
        "delete" => act::delete(&fields).map(Request::Act).map_err(without_ack),
        "topic" => act::topic(&fields).map(Request::Act).map_err(without_ack),
        "role" => act::role(&fields).map(Request::Act).map_err(without_ack),
        "channel" => act::channel_mode(&fields).map(Request::Act).map_err(without_ack),
        _ => Ok(Request::Unknown { kind: kind.into() }),
    }
}

fn lower_case<'a>(text: &'a str) -> Cow<'a, str> {
    if text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.trim().to_lowercase())
    }
}

fn register(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let username = Username::parse_new(&fields.required_text("username")?).map_err(ProblemKind::BadName)?;
    let code = fields.text("code")?.map(Into::into);
    Ok(Request::Register { username, password: password(fields)?, code })
}

fn login(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let text = fields.required_text("username")?;
    Ok(Request::Login {
        username: Username::parse(&text).ok(),
        typed: TypedName::new(&text),
        password: password(fields)?,
    })
}

fn join(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    channel(fields)?.map(|channel| Request::Join { channel }).ok_or(ProblemKind::MissingField("channel"))
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
    Ok(Request::History(HistoryRequest { channel: channel(fields)?, limit, before }))
}

/// The channel that a request names, if it names one.
pub(super) fn channel(fields: &Fields<'_>) -> Result<Option<ChannelName>, ProblemKind> {
    let channel = fields.text("channel")?.filter(|name| !name.trim().is_empty());
    channel.map(|name| ChannelName::parse(&name).map_err(ProblemKind::BadName)).transpose()
}

fn password(fields: &Fields<'_>) -> Result<Password, ProblemKind> {
    fields.required_text("password").map(|text| Password(text.into()))
}

fn status(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let state = fields.required_text("state")?;
    let state = PresenceState::parse(&state).ok_or(ProblemKind::BadField("state"))?;
    Ok(Request::Status { state, user: claimed_name(fields, "user") })
}

fn message(fields: &Fields<'_>, ack: Option<AckToken>) -> Result<Request, ProblemKind> {
    let content = fields.required_text("content")?;
    let subtype = fields.text("subtype")?;
    let to = fields.text("to")?;
    let channel = channel(fields)?;
    let private = subtype.as_deref().is_some_and(|subtype| lower_case(subtype) == "private");
    let target = if private {
        let to = to.ok_or(ProblemKind::MissingField("to"))?;
        Target::Person(Username::parse(&to).ok())
    } else {
        Target::Channel(label(to, &["global"]))
    };
    // A person's message may not look like one of the server's.
    let subtype = label(subtype, &["private", "global", "system"]);
    let from = claimed_name(fields, "from");
    let extra = extra_fields(fields);
    Ok(Request::Message(MessageRequest { target, subtype, content: content.into(), from, channel, ack, extra }))
}

/// Who an unidentified client says it is. What is not even a text counts as nothing said: the claim is not trusted, so it
/// is no reason to refuse anything.
fn claimed_name(fields: &Fields<'_>, field: &'static str) -> Option<TypedName> {
    fields.text(field).ok().flatten().and_then(|text| TypedName::new(&text))
}

/// A word that is relayed as it came, unless it is one of the usual ones or far too long for a word.
pub(super) fn label(text: Option<Cow<'_, str>>, usual: &[&str]) -> Option<Box<str>> {
    let text = text?;
    let lower = text.trim().to_lowercase();
    let kept = !lower.is_empty() && !usual.contains(&lower.as_str()) && text.chars().count() <= LABEL_CHARS_MAX;
    kept.then(|| text.into())
}

fn ack_token(fields: &Fields<'_>) -> Result<Option<AckToken>, ProblemKind> {
    let Some(value) = fields.get("ack") else { return Ok(None) };
    let json = value.get();
    let scalar = json.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit());
    let mut token = String::new();
    if scalar && json.len() <= ACK_BYTES_MAX {
        ascii::push_json(&mut token, json);
        return Ok(Some(AckToken(token.into())));
    }
    Err(ProblemKind::BadField("ack"))
}

pub(super) fn extra_fields(fields: &Fields<'_>) -> ExtraFields {
    let mut extra = String::new();
    for (name, value) in fields.iter().filter(|(name, _)| !OWN_FIELDS.contains(name)) {
        extra.push(',');
        ascii::push_string(&mut extra, name);
        extra.push(':');
        ascii::push_json(&mut extra, value.get());
    }
    ExtraFields(extra.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

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
        for line in ["", " ", "\t", "\r", "\u{feff}"] {
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
        assert_eq!(problem(r#"{"type":"message","subtype":"private","content":"x"}"#), ProblemKind::MissingField("to"));
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
        assert_eq!(message_of(r#"{"type":"message","subtype":"system","content":"x"}"#).subtype, None);
        assert_eq!(message_of(r#"{"type":"message","subtype":"System ","content":"x"}"#).subtype, None);
        let odd = message_of(r#"{"type":"message","subtype":"emote","to":"all","content":"x"}"#);
        assert_eq!((odd.subtype.as_deref(), odd.target), (Some("emote"), Target::Channel(Some("all".into()))));
    }

    #[test]
    fn half_a_surrogate_pair_is_read() {
        assert_eq!(&*message_of(r#"{"type":"message","content":"a\ud83d"}"#).content, "a\u{fffd}\u{fffd}\u{fffd}");
    }

    #[test]
    fn windows_1252_is_read() {
        let line = b"{\"type\":\"message\",\"content\":\"\xe9 \xe0 \xe7 \x80\"}\r";
        assert!(matches!(parse_line(line).unwrap().unwrap(), Request::Message(m) if &*m.content == "é à ç €"));
    }

    proptest! {
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
