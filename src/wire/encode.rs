//! A reply to a line.
//!
//! Every line is one JSON object in pure ASCII with a `\n` behind it, and its `type` comes first.

use std::cell::RefCell;
use std::fmt::Write;

use super::ascii::{push_list, push_number, push_string};
use super::{amend, attendance, campus, class, poll, question, token};
use crate::chat::account::Role;
use crate::chat::clock::WallTime;
use crate::chat::link::EncryptedWay;
use crate::chat::message::{Audience, Message, MessageId, SharedMessage};
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::reply::{About, ChannelView, Code, FieldValue, Reply};
use crate::chat::request::{AckToken, PresenceState};
use crate::chat::sanction::{Sanction, SanctionTarget};
use crate::chat::settings::Registration;

/// The features of this server beyond the old one, for the answer to `hello`.
pub const FEATURES: [&str; 18] = [
    "ack",
    "states",
    "stored_private",
    "channels",
    "history",
    "commands",
    "moderation",
    "attendance",
    "polls",
    "questions",
    "search",
    "class",
    "replies",
    "edits",
    "reactions",
    "tokens",
    "roles",
    "school",
];

/// Fewest characters of the password of somebody in charge where `hello` says nothing else.
const USUAL_STAFF_PASSWORD_CHARS_MIN: usize = 12;

/// Appends the line of a reply, `\n` included.
pub fn encode(reply: &Reply, out: &mut String) {
    encode_to(reply, None, out);
}

/// The same with another `to` in it, if one is given.
fn encode_to(reply: &Reply, as_typed: Option<&str>, out: &mut String) {
    let start = out.len();
    match reply {
        Reply::AsTyped { to, reply } => return encode_to(reply, Some(to), out),
        Reply::Hello(about) => hello(about, out),
        Reply::RegisterOk => out.push_str(r#"{"type":"register","status":"ok"}"#),
        Reply::LoginOk { username, must_change, pass } => {
            out.push_str(r#"{"type":"login","status":"ok","username":"#);
            push_string(out, username.as_str());
            if *must_change {
                out.push_str(r#","must_change":true"#);
            }
            if let Some(pass) = pass {
                token::push_pass(pass, out);
            }
            out.push('}');
        }
        Reply::Token(pass) => token::encode_token(pass, out),
        Reply::Devices { user, devices } => token::encode_devices(user, devices, out),
        Reply::Error { message, code, ack } => error(message, *code, ack.as_ref(), out),
        Reply::Status { user, state, role } => {
            out.push_str(r#"{"type":"status","user":"#);
            push_string(out, user.as_str());
            out.push_str(r#","state":"#);
            push_string(out, state.as_str());
            if let Some(role) = role {
                let _ = write!(out, r#","role":"{}""#, role.as_str());
            }
            out.push('}');
        }
        Reply::Users { people, roles, elsewhere } => users(people, roles.as_deref(), elsewhere, out),
        Reply::Campus(line) => campus::encode(line, out),
        Reply::Role { user, role } => {
            out.push_str(r#"{"type":"role","user":"#);
            push_string(out, user.as_str());
            let _ = write!(out, r#","role":"{}"}}"#, role.as_str());
        }
        Reply::Message(message) => {
            relay(message, as_typed, out);
            out.push('}');
        }
        Reply::Replayed(message) => {
            relay(message, None, out);
            out.push_str(r#","history":true}"#);
        }
        Reply::History { channel, messages, more } => history("channel", channel.as_str(), messages, *more, out),
        Reply::Conversation { with, messages, more } => history("with", with.as_str(), messages, *more, out),
        Reply::Join { channel, topic, users } => {
            out.push_str(r#"{"type":"join","status":"ok","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","users":"#);
            push_list(users, out, |user, out| push_string(out, user.as_str()));
            out.push_str(r#","topic":"#);
            push_string(out, topic);
            out.push('}');
        }
        Reply::Leave { channel, current } => {
            out.push_str(r#"{"type":"leave","status":"ok","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","current":"#);
            push_string(out, current.as_str());
            out.push('}');
        }
        Reply::Channels { channels } => {
            out.push_str(r#"{"type":"channels","channels":"#);
            push_list(channels, out, channel);
            out.push('}');
        }
        Reply::Delete { id, by } => {
            let _ = write!(out, r#"{{"type":"delete","id":{}"#, id.0);
            if let Some(by) = by {
                out.push_str(r#","by":"#);
                push_string(out, by);
            }
            out.push('}');
        }
        Reply::Topic { channel, topic, by } => {
            out.push_str(r#"{"type":"topic","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","topic":"#);
            push_string(out, topic);
            out.push_str(r#","by":"#);
            push_string(out, by);
            out.push('}');
        }
        Reply::ChannelMode { channel, mode, by } => {
            out.push_str(r#"{"type":"channel","channel":"#);
            push_string(out, channel.as_str());
            let _ = write!(out, r#","mode":"{}","by":"#, mode.as_str());
            push_string(out, by);
            out.push('}');
        }
        Reply::Search { messages, before } => search(messages, *before, out),
        Reply::Attendance(sheet) => attendance::push_sheet(sheet, out),
        Reply::Done { kind, fields } => {
            // Both are words of the server's own.
            let _ = write!(out, r#"{{"type":"{kind}","status":"ok""#);
            push_values(fields, out);
        }
        Reply::Told { kind, fields } => {
            let _ = write!(out, r#"{{"type":"{kind}""#);
            push_values(fields, out);
        }
        Reply::Amended(line) => amend::encode(line, out),
        Reply::Poll(line) => poll::encode(line, out),
        Reply::Question(line) => question::encode(line, out),
        Reply::Sanctions { sanctions } => {
            out.push_str(r#"{"type":"bans","bans":"#);
            push_list(sanctions, out, sanction);
            out.push('}');
        }
        Reply::Class(line) => class::encode(line, out),
        Reply::System { to, channel, content, at, code } => {
            out.push_str(r#"{"type":"message","subtype":"system","from":"server","to":"#);
            push_string(out, as_typed.unwrap_or(to.as_ref().map_or("global", Username::as_str)));
            out.push_str(r#","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","content":"#);
            push_string(out, content);
            timestamp(*at, out);
            if let Some(code) = code {
                // Machine words are ASCII letters and `_`.
                let _ = write!(out, r#","code":"{}""#, code.as_str());
            }
            out.push('}');
        }
        Reply::Ack { ack, id, at } => {
            let _ = write!(out, r#"{{"type":"ack","ack":{},"id":{}"#, ack.0, id.0);
            timestamp(*at, out);
            out.push('}');
        }
    }
    out.push('\n');
    debug_assert!(out[start..].bytes().all(|b| matches!(b, b' '..=b'~' | b'\n')), "a line is printable ASCII");
}

fn hello(about: &About, out: &mut String) {
    out.push_str(r#"{"type":"hello","server":"classcord","version":"#);
    push_string(out, env!("CARGO_PKG_VERSION"));
    out.push_str(r#","features":["#);
    for (n, feature) in FEATURES.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        push_string(out, feature);
    }
    let About { lang, channel, registration, guests, password_chars_min, content_chars_max, .. } = about;
    let registration = match registration {
        Registration::Open => "open",
        Registration::Code => "code",
        Registration::Closed => "closed",
    };
    let _ = write!(out, r#"],"lang":"{}","channel":"#, lang.choose("fr", "en"));
    push_string(out, channel.as_str());
    let _ = write!(
        out,
        r#","registration":"{registration}","guests":{guests},"min_password_length":{password_chars_min},"max_content_chars":{content_chars_max},"private":{}"#,
        about.is_private
    );
    for (field, least) in [
        ("min_staff_password_length", about.staff_password_chars_min),
        ("min_admin_password_length", about.admin_password_chars_min),
    ] {
        if least != USUAL_STAFF_PASSWORD_CHARS_MIN {
            let _ = write!(out, r#","{field}":{least}"#);
        }
    }
    if let Some(class) = &about.class {
        out.push_str(r#","class":"#);
        push_string(out, class);
    }
    if about.first_admin {
        out.push_str(r#","first_admin":true"#);
    }
    if let Some(EncryptedWay { port, fingerprint }) = &about.encrypted_way {
        let _ = write!(out, r#","tls_port":{port},"fingerprint":"#);
        push_string(out, fingerprint);
    }
    if let Some(port) = about.http_port {
        let _ = write!(out, r#","http_port":{port}"#);
    }
    out.push('}');
}

/// The text stands in `error` too: one client shows that field.
fn error(message: &str, code: Code, ack: Option<&AckToken>, out: &mut String) {
    out.push_str(r#"{"type":"error","message":"#);
    push_string(out, message);
    out.push_str(r#","error":"#);
    push_string(out, message);
    let _ = write!(out, r#","code":"{}""#, code.as_str());
    if let Some(ack) = ack {
        let _ = write!(out, r#","ack":{}"#, ack.0);
    }
    out.push('}');
}

fn users(
    people: &[(Username, PresenceState)],
    roles: Option<&[(Username, Role)]>,
    elsewhere: &[(ServerName, Vec<Username>)],
    out: &mut String,
) {
    out.push_str(r#"{"type":"users","users":"#);
    push_list(people, out, |(name, _), out| push_string(out, name.as_str()));
    out.push_str(r#","states":{"#);
    for (n, (name, state)) in people.iter().filter(|(_, state)| !state.is_online()).enumerate() {
        if n > 0 {
            out.push(',');
        }
        push_string(out, name.as_str());
        out.push(':');
        push_string(out, state.as_str());
    }
    out.push('}');
    if let Some(roles) = roles {
        out.push_str(r#","roles":{"#);
        for (n, (name, role)) in roles.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            push_string(out, name.as_str());
            // A word of the server's own.
            let _ = write!(out, r#":"{}""#, role.as_str());
        }
        out.push('}');
    }
    if !elsewhere.is_empty() {
        campus::push_elsewhere(elsewhere, out);
    }
    out.push('}');
}

thread_local! {
    /// The channel whose name was written last, and that name as JSON: the next message is mostly of the same one.
    static LAST_CHANNEL: RefCell<(String, String)> = const { RefCell::new((String::new(), String::new())) };
}

/// Appends the name of a message's channel.
fn push_channel(out: &mut String, channel: &ChannelName) {
    LAST_CHANNEL.with_borrow_mut(|(last, json)| {
        let name = channel.as_str();
        if last != name {
            json.clear();
            push_string(json, name);
            last.clear();
            last.push_str(name);
        }
        out.push_str(json);
    });
}

fn relay(message: &Message, as_typed: Option<&str>, out: &mut String) {
    let (subtype, to) = match &message.audience {
        Audience::Channel(_) => (r#""global""#, "global"),
        Audience::Person(name) => (r#""private""#, name.as_str()),
    };
    out.push_str(r#"{"type":"message","subtype":"#);
    match &message.subtype {
        None => out.push_str(subtype),
        Some(subtype) => push_string(out, subtype),
    }
    out.push_str(r#","to":"#);
    push_string(out, as_typed.or(message.to.as_deref()).unwrap_or(to));
    out.push_str(r#","from":"#);
    push_string(out, message.from.as_str());
    out.push_str(r#","content":"#);
    push_string(out, &message.content);
    out.push_str(r#","channel":"#);
    push_channel(out, &message.channel);
    timestamp(message.at, out);
    if let Some(id) = message.id {
        out.push_str(r#","id":"#);
        push_number(out, id.0);
    }
    if let Some(marks) = &message.marks {
        amend::push_marks(message, marks, out);
    }
    out.push_str(&message.extra.0);
}

fn history(field: &str, whose: &str, messages: &[SharedMessage], more: bool, out: &mut String) {
    let _ = write!(out, r#"{{"type":"history","{field}":"#);
    push_string(out, whose);
    out.push_str(r#","messages":"#);
    push_list(messages, out, |message, out| {
        relay(message, None, out);
        out.push('}');
    });
    let _ = write!(out, r#","more":{more}}}"#);
}

fn search(messages: &[SharedMessage], before: Option<MessageId>, out: &mut String) {
    out.push_str(r#"{"type":"search","messages":"#);
    push_list(messages, out, |message, out| {
        relay(message, None, out);
        out.push('}');
    });
    let before = before.map_or_else(|| "null".to_owned(), |id| id.0.to_string());
    let _ = write!(out, r#","before":{before}}}"#);
}

fn channel(view: &ChannelView, out: &mut String) {
    let ChannelView { name, topic, members, joined, read_only, disabled, slow_s, members_only, shared } = view;
    out.push_str(r#"{"name":"#);
    push_string(out, name.as_str());
    out.push_str(r#","topic":"#);
    push_string(out, topic);
    let _ = write!(out, r#","members":{members},"joined":{joined},"read_only":{read_only},"disabled":{disabled}"#);
    if *slow_s > 0 {
        let _ = write!(out, r#","slow":{slow_s}"#);
    }
    if *members_only {
        out.push_str(r#","members_only":true"#);
    }
    if *shared {
        out.push_str(r#","shared":true"#);
    }
    out.push('}');
}

/// Appends what follows a line's first field, and its end.
fn push_values(fields: &[(&'static str, FieldValue)], out: &mut String) {
    for (name, value) in fields {
        let _ = write!(out, r#","{name}":"#);
        match value {
            FieldValue::Text(text) => push_string(out, text),
            FieldValue::Number(number) => {
                let _ = write!(out, "{number}");
            }
            FieldValue::Numbers(numbers) => push_list(numbers, out, |number, out| push_number(out, *number)),
        }
    }
    out.push('}');
}

fn sanction(sanction: &Sanction, out: &mut String) {
    let Sanction { kind, target, since, until, by, reason } = sanction;
    let field = match target {
        SanctionTarget::Person(_) => "user",
        SanctionTarget::Range(_) => "address",
    };
    let _ = write!(out, r#"{{"kind":"{}","{field}":"#, kind.as_str());
    push_string(out, &target.to_string());
    out.push_str(r#","since":"#);
    push_string(out, &since.to_local());
    out.push_str(r#","until":"#);
    match until {
        Some(until) => push_string(out, &until.to_local()),
        None => out.push_str("null"),
    }
    out.push_str(r#","by":"#);
    push_string(out, by);
    out.push_str(r#","reason":"#);
    push_string(out, reason);
    out.push('}');
}

pub(super) fn timestamp(at: WallTime, out: &mut String) {
    out.push_str(r#","timestamp":""#);
    at.write_local(out);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::message::ExtraFields;

    const AT: WallTime = WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 };

    fn line(reply: &Reply) -> String {
        let mut out = String::new();
        encode(reply, &mut out);
        out
    }

    fn name(text: &str) -> Username {
        Username::parse(text).unwrap()
    }

    #[test]
    fn the_answers_that_existing_clients_know_are_kept_to_the_letter() {
        assert_eq!(line(&Reply::RegisterOk), "{\"type\":\"register\",\"status\":\"ok\"}\n");
        assert_eq!(
            line(&Reply::LoginOk { username: name("Zoé"), must_change: false, pass: None }),
            "{\"type\":\"login\",\"status\":\"ok\",\"username\":\"Zo\\u00e9\"}\n"
        );
        assert_eq!(
            line(&Reply::Status { user: name("bob"), state: PresenceState::offline(), role: None }),
            "{\"type\":\"status\",\"user\":\"bob\",\"state\":\"offline\"}\n"
        );
    }

    #[test]
    fn users_are_an_array_of_strings_with_the_states_beside_it() {
        let away = PresenceState::parse("away").unwrap();
        let people = vec![(name("alice"), PresenceState::online()), (name("bob"), away)];
        assert_eq!(
            line(&Reply::Users { people: people.clone(), roles: None, elsewhere: vec![] }),
            "{\"type\":\"users\",\"users\":[\"alice\",\"bob\"],\"states\":{\"bob\":\"away\"}}\n"
        );
        assert_eq!(
            line(&Reply::Users { people: vec![], roles: None, elsewhere: vec![] }),
            "{\"type\":\"users\",\"users\":[],\"states\":{}}\n"
        );
        assert_eq!(
            line(&Reply::Users { people, roles: Some(vec![(name("alice"), Role::Admin)]), elsewhere: vec![] }),
            "{\"type\":\"users\",\"users\":[\"alice\",\"bob\"],\"states\":{\"bob\":\"away\"},\
             \"roles\":{\"alice\":\"admin\"}}\n"
        );
    }

    #[test]
    fn a_relayed_message_has_what_the_server_sets_and_what_the_client_added() {
        let extra = ExtraFields(r#","x":[1]"#.into());
        let message = Message { id: Some(MessageId(7)), at: AT, extra, ..Message::sample_to("alice", "Bob", "é€") };
        assert_eq!(
            line(&Reply::Message(message.into())),
            "{\"type\":\"message\",\"subtype\":\"private\",\"to\":\"Bob\",\"from\":\"alice\",\
             \"content\":\"\\u00e9\\u20ac\",\"channel\":\"#g\\u00e9n\\u00e9ral\",\
             \"timestamp\":\"2025-06-20T17:14:06.611042\",\"id\":7,\"x\":[1]}\n"
        );
    }
}
