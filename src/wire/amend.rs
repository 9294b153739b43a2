//! Requests about messages that were said, and the lines about them to newer clients.
//!
//! Owns the form of both, and of a message's marks. Called by `parse` and `encode`.

use std::fmt::Write;

use super::ascii::{push_number, push_string};
use super::fields::Fields;
use crate::chat::amending::{AmendLine, AmendRequest};
use crate::chat::message::{Audience, Marks, Message, MessageId};
use crate::chat::reaction::ReactionKind;
use crate::chat::request::ProblemKind;

pub(super) fn edit(fields: &Fields<'_>) -> Result<AmendRequest, ProblemKind> {
    let content = fields.required_text("content")?;
    if content.trim().is_empty() {
        return Err(ProblemKind::BadField("content"));
    }
    Ok(AmendRequest::Edit { id: Some(id(fields)?), content: content.into() })
}

pub(super) fn react(fields: &Fields<'_>) -> Result<AmendRequest, ProblemKind> {
    let kind = ReactionKind::parse(&fields.required_text("emoji")?).ok_or(ProblemKind::BadField("emoji"))?;
    Ok(AmendRequest::React { id: Some(id(fields)?), kind })
}

fn id(fields: &Fields<'_>) -> Result<MessageId, ProblemKind> {
    fields.number("id")?.map(MessageId).ok_or(ProblemKind::MissingField("id"))
}

/// Appends a line about a message, without its end.
pub(super) fn encode(line: &AmendLine, out: &mut String) {
    match line {
        AmendLine::Edited(message) => {
            out.push_str(r#"{"type":"edited""#);
            place(message, out);
            out.push_str(r#","from":"#);
            push_string(out, message.from.as_str());
            out.push_str(r#","content":"#);
            push_string(out, &message.content);
            out.push_str(r#","timestamp":""#);
            message.at.write_local(out);
            out.push('"');
        }
        AmendLine::Reaction { message, kind, by, on } => {
            out.push_str(r#"{"type":"reaction""#);
            place(message, out);
            out.push_str(r#","emoji":"#);
            push_string(out, kind.emoji());
            out.push_str(r#","user":"#);
            push_string(out, by.as_str());
            let _ = write!(out, r#","state":"{}""#, if *on { "on" } else { "off" });
        }
        AmendLine::Reply { id, channel, reply_to } => {
            out.push_str(r#"{"type":"reply","id":"#);
            push_number(out, id.0);
            out.push_str(r#","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","reply_to":"#);
            push_number(out, reply_to.0);
        }
    }
    out.push('}');
}

/// Which message, and where it was said.
fn place(message: &Message, out: &mut String) {
    if let Some(id) = message.id {
        out.push_str(r#","id":"#);
        push_number(out, id.0);
    }
    match &message.audience {
        Audience::Channel(channel) => {
            out.push_str(r#","channel":"#);
            push_string(out, channel.as_str());
        }
        Audience::Person(to) => {
            out.push_str(r#","to":"#);
            push_string(out, to.as_str());
        }
    }
}

/// Appends the marks of a message as fields behind others: who reacts is named by kind, in the order of the kinds.
pub(super) fn push_marks(message: &Message, marks: &Marks, out: &mut String) {
    if let Some(reply_to) = marks.reply_to {
        out.push_str(r#","reply_to":"#);
        push_number(out, reply_to.0);
    }
    if marks.edited {
        out.push_str(r#","edited":true"#);
    }
    if marks.reactions.is_empty() {
        return;
    }
    out.push_str(r#","reactions":"#);
    let mut before = '{';
    for kind in ReactionKind::all() {
        let mut bracket = '[';
        for name in message.reactions_of(kind) {
            if bracket == '[' {
                out.push(before);
                before = ',';
                push_string(out, kind.emoji());
                out.push(':');
            }
            out.push(std::mem::replace(&mut bracket, ','));
            push_string(out, name.as_str());
        }
        if bracket == ',' {
            out.push(']');
        }
    }
    out.push('}');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::name::ChannelName;
    use crate::chat::request::Request;
    use crate::wire::parse_line;

    fn request(line: &str) -> Result<AmendRequest, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Amend(request)) => Ok(request),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn a_message_that_turns_out_to_be_a_reply_is_told_with_what_it_answers() {
        let (id, reply_to, channel) = (MessageId(12), MessageId(14), ChannelName::parse("#dév").unwrap());
        let mut line = String::new();
        encode(&AmendLine::Reply { id, channel, reply_to }, &mut line);
        assert_eq!(line, r##"{"type":"reply","id":12,"channel":"#d\u00e9v","reply_to":14}"##);
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        let id = Some(MessageId(7));
        let edit = AmendRequest::Edit { id, content: "x".into() };
        assert_eq!(request(r#"{"type":"edit","id":7,"content":"x"}"#), Ok(edit));
        for sign in ["❤️", "❤", "merci", "\\u2764\\ufe0f"] {
            let line = format!(r#"{{"type":"react","id":7,"emoji":"{sign}"}}"#);
            assert_eq!(request(&line), Ok(AmendRequest::React { id, kind: ReactionKind::Thanks }), "{sign}");
        }
        for (line, kind) in [
            (r#"{"type":"edit","id":7}"#, ProblemKind::MissingField("content")),
            (r#"{"type":"edit","id":7,"content":" "}"#, ProblemKind::BadField("content")),
            (r#"{"type":"edit","content":"x"}"#, ProblemKind::MissingField("id")),
            (r#"{"type":"edit","id":"7","content":"x"}"#, ProblemKind::BadField("id")),
            (r#"{"type":"react","id":7}"#, ProblemKind::MissingField("emoji")),
            (r#"{"type":"react","id":7,"emoji":"👎"}"#, ProblemKind::BadField("emoji")),
            (r#"{"type":"react","emoji":"👍"}"#, ProblemKind::MissingField("id")),
        ] {
            assert_eq!(request(line), Err(kind), "{line}");
        }
    }
}
