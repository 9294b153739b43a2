//! Stored rows as JSON, for export: the same from the running server and from a stopped one's database; and the way
//! back, for messages.
//!
//! Owns the names of the exported fields and their order, which are those of the columns of a CSV file too. Passwords
//! are in none of them, not even hashed.

use std::fmt;

use chrono::DateTime;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::ascii;
use super::fields::{DEPTH_MAX, Fields};
use super::parse;
use crate::chat::account::Account;
use crate::chat::attended::{Lesson, Stay};
use crate::chat::clock::WallTime;
use crate::chat::message::{Audience, Marks, Message, MessageId};
use crate::chat::name::{ChannelName, Username};
use crate::chat::poll::PollWithBallots;
use crate::chat::question::QuestionWithVotes;
use crate::chat::reaction::{REACTIONS_MAX, Reaction, ReactionKind};
use crate::chat::request::ProblemKind;
use crate::chat::sanction::{Sanction, SanctionTarget};
use crate::chat::store_protocol::ChannelRecord;
use crate::chat::token::TokenRecord;

/// The fields of a message, in order.
pub const MESSAGE_FIELDS: [&str; 12] =
    ["id", "time", "kind", "channel", "from", "to", "content", "subtype", "extra", "reply_to", "edited", "reactions"];

/// The one of them that is the text of a JSON object: a tree of values would not hold every number that JSON can.
pub const JSON_FIELD: &str = "extra";

/// The fields of an account, in order.
pub const ACCOUNT_FIELDS: [&str; 5] = ["username", "role", "created", "disabled", "must_change"];

/// The fields of a mute or ban, in order.
pub const SANCTION_FIELDS: [&str; 7] = ["kind", "user", "address", "since", "until", "by", "reason"];

/// The fields of a channel that is for some people only, in order.
pub const GROUP_FIELDS: [&str; 3] = ["channel", "topic", "members"];

/// The fields of an answer of a poll, in order.
pub const POLL_FIELDS: [&str; 11] =
    ["poll", "channel", "by", "opened", "closed", "question", "number", "answer", "votes", "of", "voters"];

/// The fields of a question to the people in charge, in order.
pub const QUESTION_FIELDS: [&str; 8] = ["id", "time", "from", "content", "votes", "answered", "by", "answer"];

/// The fields of a stay, in order.
pub const STAY_FIELDS: [&str; 7] = ["user", "account", "arrived", "left", "addresses", "gone_by", "clock"];

/// The fields of a lesson, in order.
pub const DEVICE_FIELDS: [&str; 5] = ["id", "user", "device", "created", "used"];
/// The fields of a lesson.
pub const LESSON_FIELDS: [&str; 5] = ["lesson", "by", "began", "ended", "clock"];

/// A row of a message as a line of JSON, as files have it: the object in [`JSON_FIELD`] is one there, and no text.
pub fn message_line(row: &Value) -> String {
    let extra = row[JSON_FIELD].as_str().filter(|json| serde_json::from_str::<&RawValue>(json).is_ok());
    let Some(extra) = extra else { return row.to_string() };
    let mut rest = row.clone();
    rest[JSON_FIELD] = Value::Null;
    let mut line = rest.to_string();
    // Of two equal fields the last counts.
    line.pop();
    format!("{line},\"{JSON_FIELD}\":{extra}}}")
}

/// A message. [`JSON_FIELD`] holds the fields that its client added, if any, as they are stored, but readable.
pub fn message(message: &Message) -> Value {
    let Message { id, at, from, audience, channel, subtype, to, content, extra, marks: _ } = message;
    let (kind, receiver) = match audience {
        Audience::Channel(_) => ("channel", to.as_deref()),
        Audience::Person(name) => ("private", Some(name.as_str())),
    };
    let extra = extra.0.strip_prefix(',').map(|fields| ascii::readable(&format!("{{{fields}}}")));
    // What is written to a file as it is must be well-formed, whatever has happened to the database.
    let extra = extra.filter(|json| serde_json::from_str::<&RawValue>(json).is_ok());
    json!({
        "id": id.map(|id| id.0),
        "time": at.to_rfc3339(),
        "kind": kind,
        "channel": channel.as_str(),
        "from": from.as_str(),
        "to": receiver,
        "content": &**content,
        "subtype": subtype.as_deref(),
        "extra": extra,
        "reply_to": message.reply_to().map(|id| id.0),
        "edited": message.is_edited().then_some(true),
        "reactions": (!message.reactions().is_empty())
            .then(|| message.reactions().iter().map(reaction).collect::<Vec<_>>()),
    })
}

/// The same in what is kept of one person: of what others wrote to others that this one reacts to, and who else does, nothing
/// is said.
pub fn message_of(whole: &Message, person: &Username) -> Value {
    let mut row = message(whole);
    let own = whole.reactions().iter().filter(|reaction| reaction.by == *person).map(reaction);
    let own: Vec<String> = own.collect();
    let is_receiver = matches!(&whole.audience, Audience::Person(name) if name == person);
    if whole.from != *person && !is_receiver {
        for field in ["from", "to", "content", "subtype", "extra", "reply_to"] {
            row[field] = Value::Null;
        }
    }
    row["reactions"] = if own.is_empty() { Value::Null } else { own.into() };
    row
}

/// Stands between the sign of a guest's reaction and the guest's number.
const GUEST: char = '#';

/// A reaction: its sign, of a guest's also which guest of the name it is (`👍#3`), a blank, and the name.
fn reaction(reaction: &Reaction) -> String {
    let Reaction { kind, by, guest } = reaction;
    match guest {
        0 => format!("{} {by}", kind.emoji()),
        number => format!("{}{GUEST}{number} {by}", kind.emoji()),
    }
}

fn read_reactions(fields: &Fields<'_>) -> Option<Vec<Reaction>> {
    let Some(json) = fields.json("reactions") else { return Some(Vec::new()) };
    let rows: Vec<String> = serde_json::from_str(json.get()).ok()?;
    let mut reactions: Vec<Reaction> = Vec::new();
    for row in rows.iter().take(REACTIONS_MAX) {
        let (sign, name) = row.split_once(' ')?;
        let (sign, guest) = match sign.split_once(GUEST) {
            Some((sign, number)) => (sign, number.parse().ok().filter(|number| *number <= GUEST_NUMBER_MAX)?),
            None => (sign, 0),
        };
        let reaction = Reaction { kind: ReactionKind::parse(sign)?, by: Username::parse(name).ok()?, guest };
        if !reactions.contains(&reaction) {
            reactions.push(reaction);
        }
    }
    Some(reactions)
}

/// Message ids that are read back are below this. The server goes on behind the highest one, and every number that it
/// can ever give must be one that every JSON parser has whole: up to 2^53 (RFC 8259, section 6).
pub const IDS_BELOW: u64 = 1 << 48;

/// Greatest number of a guest that is read back: the server goes on behind the highest one.
const GUEST_NUMBER_MAX: u32 = 1 << 31;

/// The reason that a line is not an exported message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowProblem {
    /// It is no JSON object.
    NotJson,
    /// A field is not there.
    Missing(&'static str),
    /// A field is not in its form.
    Bad(&'static str),
    /// The id is so high that those behind it could not be given any more.
    IdTooHigh(u64),
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson => f.write_str("it is no JSON object"),
            Self::Missing(field) => write!(f, "{field} is missing"),
            Self::Bad(field) => write!(f, "{field} is not in its form"),
            Self::IdTooHigh(id) => write!(f, "id is {id}, and must be below {IDS_BELOW}"),
        }
    }
}

impl std::error::Error for RowProblem {}

impl From<ProblemKind> for RowProblem {
    fn from(kind: ProblemKind) -> Self {
        match kind {
            ProblemKind::MissingField(field) => Self::Missing(field),
            ProblemKind::BadField(field) => Self::Bad(field),
            _ => Self::NotJson,
        }
    }
}

/// Reads back what [`message`] makes, from one line of JSON. Nothing in it is trusted.
/// Of earlier versions' files the last fields are missing.
///
/// # Errors
/// [`RowProblem`] names the first field that cannot be what it should.
pub fn read_message(line: &str) -> Result<Message, RowProblem> {
    let message = read_new_message(line)?;
    if message.id.is_some() { Ok(message) } else { Err(RowProblem::Missing("id")) }
}

/// The same of one that may have no id yet.
///
/// # Errors
/// Those of [`read_message`].
pub fn read_new_message(line: &str) -> Result<Message, RowProblem> {
    // The fields that a client added are one level deeper than they came.
    let fields = Fields::read_to_depth(line, DEPTH_MAX + 1)?;
    let id = fields.number("id")?;
    match id {
        Some(0) => return Err(RowProblem::Bad("id")),
        Some(id @ IDS_BELOW..) => return Err(RowProblem::IdTooHigh(id)),
        _ => {}
    }
    let at = DateTime::parse_from_rfc3339(&fields.required_text("time")?).map_err(|_| RowProblem::Bad("time"))?;
    let channel = ChannelName::parse(&fields.required_text("channel")?).map_err(|_| RowProblem::Bad("channel"))?;
    let to = fields.text("to")?;
    let (audience, to) = match &*fields.required_text("kind")? {
        "channel" => (Audience::Channel(channel.clone()), parse::label(to, &["global"])),
        "private" => {
            let to = to.ok_or(RowProblem::Missing("to"))?;
            (Audience::Person(Username::parse(&to).map_err(|_| RowProblem::Bad("to"))?), None)
        }
        _ => return Err(RowProblem::Bad("kind")),
    };
    let extra = match fields.json("extra") {
        None => Default::default(),
        Some(json) => parse::extra_fields(&Fields::read(json.get()).map_err(|_| RowProblem::Bad("extra"))?),
    };
    // Among the fields that a client added, versions that knew none of it kept it.
    let reply_to = fields.number("reply_to")?.or_else(|| {
        let extra = fields.json("extra").and_then(|json| Fields::read(json.get()).ok())?;
        extra.number("reply_to").ok().flatten()
    });
    let marks = Marks {
        reply_to: reply_to.map(MessageId),
        edited: fields.flag("edited")?,
        reactions: read_reactions(&fields).ok_or(RowProblem::Bad("reactions"))?,
    };
    Ok(Message {
        id: id.map(MessageId),
        at: WallTime { unix_us: at.timestamp_micros(), offset_s: at.offset().local_minus_utc() },
        from: Username::parse(&fields.required_text("from")?).map_err(|_| RowProblem::Bad("from"))?,
        audience,
        channel,
        subtype: parse::label(fields.text("subtype")?, &["private", "global", "system"]),
        to,
        content: fields.required_text("content")?.into(),
        extra,
        marks: (marks != Marks::default()).then(|| Box::new(marks)),
    })
}

/// An account.
pub fn account(account: &Account) -> Value {
    json!({
        "username": account.name.as_str(),
        "role": account.role.as_str(),
        "created": account.created.to_rfc3339(),
        "disabled": account.disabled,
        "must_change": account.must_change,
    })
}

/// A mute or ban.
pub fn sanction(sanction: &Sanction) -> Value {
    let Sanction { kind, target, since, until, by, reason } = sanction;
    let (user, address) = match target {
        SanctionTarget::Person(name) => (Some(name.as_str().to_owned()), None),
        SanctionTarget::Range(_) => (None, Some(target.to_string())),
    };
    json!({
        "kind": kind.as_str(),
        "user": user,
        "address": address,
        "since": since.to_rfc3339(),
        "until": until.map(|until| until.to_rfc3339()),
        "by": &**by,
        "reason": &**reason,
    })
}

/// A channel that is for some people only, with their names; `None` for one that is for everybody.
pub fn group(channel: &ChannelRecord) -> Option<Value> {
    let roll = channel.roll.as_ref()?;
    let members: Vec<&str> = roll.names().iter().map(Username::as_str).collect();
    Some(json!({ "channel": channel.name.as_str(), "topic": &*channel.topic, "members": members }))
}

/// The same with no name but one of them.
pub fn group_of(channel: &ChannelRecord, person: &Username) -> Value {
    json!({ "channel": channel.name.as_str(), "topic": &*channel.topic, "members": [person.as_str()] })
}

/// A row for each answer of a poll: `votes` of the `of` people who have voted chose it. Who they are is said if the poll
/// was not anonymous.
pub fn poll(whole: &PollWithBallots) -> Vec<Value> {
    let PollWithBallots { poll, ballots } = whole;
    let answers = poll.form.answers().iter().enumerate();
    answers
        .map(|(at, answer)| {
            let chose = ballots.iter().filter(|ballot| ballot.choices.numbers().any(|number| number == at + 1));
            let names: Vec<&str> = chose.map(|ballot| ballot.voter.as_str()).collect();
            json!({
                "poll": poll.id.0,
                "channel": poll.channel.as_str(),
                "by": &*poll.by,
                "opened": poll.opened.to_rfc3339(),
                "closed": poll.closed.map(|closed| closed.to_rfc3339()),
                "question": poll.form.question(),
                "number": at + 1,
                "answer": &**answer,
                "votes": names.len(),
                "of": ballots.len(),
                "voters": (!poll.form.anonymous).then(|| names.join(", ")),
            })
        })
        .collect()
}

/// A question to the people in charge, with who asked it.
pub fn question(whole: &QuestionWithVotes) -> Value {
    let QuestionWithVotes { question, voters } = whole;
    // Who asked has it, and is not among the votes that are kept.
    let votes = 1 + voters.iter().filter(|voter| **voter != question.by).count();
    let answered = question.answered.as_ref();
    json!({
        "id": question.id.0,
        "time": question.at.to_rfc3339(),
        "from": question.from.as_str(),
        "content": question.content.as_str(),
        "votes": votes,
        "answered": answered.map(|answered| answered.at.to_rfc3339()),
        "by": answered.map(|answered| &*answered.by),
        "answer": answered.and_then(|answered| answered.text.as_ref()).map(|text| text.as_str()),
    })
}

/// The same in what is kept of one person: who else asked is not said.
pub fn question_of(whole: &QuestionWithVotes, person: &Username) -> Value {
    let mut row = question(whole);
    if whole.question.from != *person {
        row["from"] = Value::Null;
    }
    row
}

/// A stay.
pub fn stay(stay: &Stay) -> Value {
    let Stay { name, registered, addresses, arrived, left, gone_by, clock } = stay;
    let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
    json!({
        "user": name.as_str(),
        "account": registered,
        "arrived": arrived.to_rfc3339(),
        "left": left.map(WallTime::to_rfc3339),
        "addresses": addresses.join(" "),
        "gone_by": gone_by.map(WallTime::to_rfc3339),
        "clock": clock,
    })
}

/// A device that an account is kept logged in on.
pub fn device(record: &TokenRecord) -> Value {
    json!({
        "id": record.number,
        "user": record.owner.as_str(),
        "device": record.device.as_str(),
        "created": record.created.to_rfc3339(),
        "used": record.used.to_rfc3339(),
    })
}

/// A lesson.
pub fn lesson(lesson: &Lesson) -> Value {
    json!({
        "lesson": lesson.name.as_str(),
        "by": &*lesson.by,
        "began": lesson.began.to_rfc3339(),
        "ended": lesson.ended.map(WallTime::to_rfc3339),
        "clock": lesson.clock,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::message::ExtraFields;

    #[test]
    fn a_row_has_its_fields_and_no_others() {
        let row = message(&Message {
            id: Some(MessageId(7)),
            at: WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 },
            extra: ExtraFields(r#","a":[1]"#.into()),
            ..Message::sample("Zoé", "#dev", "é")
        });
        assert_eq!(row["time"], "2025-06-20T17:14:06.611042+02:00");
        assert_eq!(row["extra"], r#"{"a":[1]}"#);
        let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = MESSAGE_FIELDS.to_vec();
        fields.sort_unstable();
        known.sort_unstable();
        assert_eq!(fields, known);
    }

    fn row(message: &Message) -> String {
        let mut row = self::message(message);
        let extra = row[JSON_FIELD].take();
        row.to_string().replace(r#""extra":null"#, &format!(r#""extra":{}"#, extra.as_str().unwrap_or("null")))
    }

    #[test]
    fn what_is_exported_is_read_back_the_same() {
        let public = Message {
            id: Some(MessageId(7)),
            at: WallTime { unix_us: 1_750_432_446_611_042, offset_s: -12_600 },
            subtype: Some("chat".into()),
            to: Some("tous".into()),
            extra: ExtraFields(
                r#","a":[1],"b":{"\u00e9":"\u0000 x"},"c":[1e999,1.50,-0,123456789012345678901]"#.into(),
            ),
            ..Message::sample("Zoé", "#Général", "é \" \n 👍 \u{0}")
        };
        let audience = Audience::Person(Username::parse("Bob").unwrap());
        let deepest = format!(r#","a":{}{}"#, "[".repeat(DEPTH_MAX), "]".repeat(DEPTH_MAX));
        let deep = Message { extra: ExtraFields(deepest.into()), ..public.clone() };
        let private = Message { audience, to: None, subtype: None, extra: ExtraFields::default(), ..public.clone() };
        let by = |kind, name: &str, guest| Reaction { kind, by: Username::parse(name).unwrap(), guest };
        let reactions = vec![
            by(ReactionKind::Thanks, "bob ☕", 0),
            by(ReactionKind::Agree, "Zoé", 7),
            by(ReactionKind::Agree, "Zoé", GUEST_NUMBER_MAX),
        ];
        let shown: Vec<String> = reactions.iter().map(super::reaction).collect();
        assert_eq!(shown, ["❤️ bob ☕", "👍#7 Zoé", "👍#2147483648 Zoé"]);
        let marks = Marks { reply_to: Some(MessageId(3)), edited: true, reactions };
        let marked = Message { marks: Some(Box::new(marks)), ..public.clone() };
        for message in [public, deep, private, marked] {
            let read = read_message(&row(&message)).unwrap();
            assert_eq!(read, message);
            assert_eq!((read.channel.as_str(), read.from.as_str()), ("#Général", "Zoé"));
        }
    }

    #[test]
    fn what_nobody_exported_is_refused_by_name() {
        let good = json!({
            "id": 1, "time": "2025-06-20T17:14:06.611042+02:00", "kind": "channel", "channel": "#dev", "from": "bob",
            "to": null, "content": "x", "subtype": null, "extra": null,
        });
        assert!(read_message(&good.to_string()).is_ok());
        for (field, value, problem) in [
            ("id", json!(null), RowProblem::Missing("id")),
            ("id", json!(0), RowProblem::Bad("id")),
            ("id", json!(1_u64 << 48), RowProblem::IdTooHigh(1 << 48)),
            ("id", json!(u64::MAX), RowProblem::IdTooHigh(u64::MAX)),
            ("id", json!(-1), RowProblem::Bad("id")),
            ("id", json!("1"), RowProblem::Bad("id")),
            ("time", json!("2025-06-20T17:14:06"), RowProblem::Bad("time")),
            ("time", json!(5), RowProblem::Bad("time")),
            ("kind", json!("system"), RowProblem::Bad("kind")),
            ("kind", json!("private"), RowProblem::Missing("to")),
            ("channel", json!("a b"), RowProblem::Bad("channel")),
            ("from", json!("a\u{200b}b"), RowProblem::Bad("from")),
            ("content", json!(null), RowProblem::Missing("content")),
            ("content", json!(["x"]), RowProblem::Bad("content")),
            ("extra", json!([1]), RowProblem::Bad("extra")),
            ("extra", json!("x"), RowProblem::Bad("extra")),
        ] {
            let mut row = good.clone();
            row[field] = value.clone();
            assert_eq!(read_message(&row.to_string()), Err(problem), "{field} = {value}");
        }
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let row = good.to_string().replace(r#""extra":null"#, &format!(r#""extra":{{"a":{deep}}}"#));
        assert_eq!(read_message(&row), Err(RowProblem::NotJson));
        for line in ["", "x", "[]", "{}", "{\"id\":1", "null"] {
            assert!(read_message(line).is_err(), "{line}");
        }
    }

    #[test]
    fn what_the_server_sets_cannot_come_in_by_the_back_door() {
        let row = r##"{"id":1,"time":"2025-06-20T17:14:06.6+02:00","kind":"channel","channel":"#dev","from":"bob",
            "to":"global","content":"x","subtype":"system","extra":{"type":"login","id":5,"colour" : "r\u00e9d"}}"##;
        let message = read_message(row).unwrap();
        assert_eq!((message.subtype, message.to), (None, None));
        assert_eq!(&*message.extra.0, r#","colour":"r\u00e9d""#);
    }
}
