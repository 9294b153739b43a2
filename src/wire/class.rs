//! Acts about a class as text: its requests, and the lines that tell of it.
//!
//! Owns the fields of both. Who may ask is the core's business. Called by `parse` and `encode`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::act;
use super::ascii::{push_list, push_string};
use super::fields::Fields;
use crate::chat::class_act::{ClassAct, ClassLine, PrivateMessages, RaisedHand, SLOW_SECONDS_MAX, Silence};
use crate::chat::clock::WallTime;
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::ProblemKind;

/// Reads a request of the type, in lower case; `None` if it is none about a class.
pub(super) fn parse(kind: &str, fields: &Fields<'_>) -> Option<Result<ClassAct, ProblemKind>> {
    Some(match kind {
        "hand" => hand(fields),
        "hands" => hands(fields),
        "silence" => silence(fields),
        "slow" => slow(fields),
        "private_messages" => private_messages(fields),
        "clear" => clear(fields),
        _ => return None,
    })
}

fn hand(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    let up = match fields.required_text("state")?.trim() {
        "up" => true,
        "down" => false,
        _ => return Err(ProblemKind::BadField("state")),
    };
    let user = fields.text("user")?.map(|user| Username::parse(&user).map_err(ProblemKind::BadName)).transpose()?;
    match user {
        None => Ok(ClassAct::Hand { up }),
        Some(_) if up => Err(ProblemKind::BadField("user")),
        user => Ok(ClassAct::LowerHands { user }),
    }
}

fn hands(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    match fields.text("state")?.as_deref().map(str::trim) {
        None => Ok(ClassAct::Hands),
        Some("down") => Ok(ClassAct::LowerHands { user: None }),
        Some(_) => Err(ProblemKind::BadField("state")),
    }
}

fn silence(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    let state = fields.text("state")?;
    let channel = fields.channel()?;
    match state.as_deref().map(str::trim) {
        Some("on") => Ok(ClassAct::Silence { channel, span: act::span(fields)? }),
        Some("off") => Ok(ClassAct::EndSilence { channel }),
        // Without a word of what is wanted nothing is silenced.
        None => Ok(ClassAct::Silences),
        Some(_) => Err(ProblemKind::BadField("state")),
    }
}

fn slow(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    let seconds = fields.number("seconds")?.ok_or(ProblemKind::MissingField("seconds"))?;
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds <= SLOW_SECONDS_MAX);
    Ok(ClassAct::Slow { channel: fields.channel()?, seconds: seconds.ok_or(ProblemKind::BadField("seconds"))? })
}

fn private_messages(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    let mode = fields.text("mode")?;
    let to = mode.map(|word| PrivateMessages::parse(word.trim()).ok_or(ProblemKind::BadField("mode"))).transpose()?;
    Ok(ClassAct::PrivateMessages { to })
}

fn clear(fields: &Fields<'_>) -> Result<ClassAct, ProblemKind> {
    // It cannot be taken back, so it is never the current one that is meant.
    let channel = fields.channel()?.ok_or(ProblemKind::MissingField("channel"))?;
    Ok(ClassAct::Clear { channel, dry_run: fields.flag("dry_run")? })
}

/// The object that is read as this act.
pub(super) fn to_json(act: &ClassAct) -> Value {
    let kind = act.as_str();
    match act {
        ClassAct::Hand { up } => json!({ "type": kind, "state": if *up { "up" } else { "down" } }),
        ClassAct::LowerHands { user: Some(user) } => json!({ "type": kind, "state": "down", "user": user.as_str() }),
        ClassAct::LowerHands { user: None } => json!({ "type": kind, "state": "down" }),
        ClassAct::Hands | ClassAct::Silences => json!({ "type": kind }),
        ClassAct::Silence { channel, span } => {
            act::with_span(with_channel(json!({ "type": kind, "state": "on" }), channel.as_ref()), *span)
        }
        ClassAct::EndSilence { channel } => with_channel(json!({ "type": kind, "state": "off" }), channel.as_ref()),
        ClassAct::Slow { channel, seconds } => {
            with_channel(json!({ "type": kind, "seconds": seconds }), channel.as_ref())
        }
        ClassAct::PrivateMessages { to: Some(to) } => json!({ "type": kind, "mode": to.as_str() }),
        ClassAct::PrivateMessages { to: None } => json!({ "type": kind }),
        ClassAct::Clear { channel, dry_run: false } => json!({ "type": kind, "channel": channel.as_str() }),
        ClassAct::Clear { channel, dry_run: true } => {
            json!({ "type": kind, "channel": channel.as_str(), "dry_run": true })
        }
    }
}

fn with_channel(mut object: Value, channel: Option<&ChannelName>) -> Value {
    if let Some(channel) = channel {
        object["channel"] = channel.as_str().into();
    }
    object
}

/// Appends a line, without its end.
pub(super) fn encode(line: &ClassLine, out: &mut String) {
    match line {
        ClassLine::HandUp { hand, place } => {
            out.push_str(r#"{"type":"hand","state":"up","#);
            raised(hand, out);
            let _ = write!(out, r#","place":{place}}}"#);
        }
        ClassLine::HandDown { user } => {
            out.push_str(r#"{"type":"hand","state":"down","user":"#);
            push_string(out, user.as_str());
            out.push('}');
        }
        ClassLine::Hands { hands, others } => {
            out.push_str(r#"{"type":"hands","hands":"#);
            push_list(hands, out, |hand, out| {
                out.push('{');
                raised(hand, out);
                out.push('}');
            });
            out.push_str(r#","others":"#);
            push_list(others, out, |user, out| push_string(out, user.as_str()));
            out.push('}');
        }
        ClassLine::Silenced(silence) => {
            out.push_str(r#"{"type":"silence","state":"on","#);
            fields_of_silence(silence, out);
            out.push('}');
        }
        ClassLine::SilenceEnds { channel } => {
            out.push_str(r#"{"type":"silence","state":"off","channel":"#);
            text_or_null(channel.as_ref().map(ChannelName::as_str), out);
            out.push('}');
        }
        ClassLine::Slow { channel, seconds } => {
            out.push_str(r#"{"type":"slow","channel":"#);
            push_string(out, channel.as_str());
            let _ = write!(out, r#","seconds":{seconds}}}"#);
        }
        ClassLine::PrivateMessages(to) => {
            let _ = write!(out, r#"{{"type":"private_messages","mode":"{}"}}"#, to.as_str());
        }
        ClassLine::Cleared { channel, by } => {
            out.push_str(r#"{"type":"cleared","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","by":"#);
            push_string(out, by);
            out.push('}');
        }
        ClassLine::Silences { silences } => {
            out.push_str(r#"{"type":"silence","silences":"#);
            push_list(silences, out, |silence, out| {
                out.push('{');
                fields_of_silence(silence, out);
                out.push('}');
            });
            out.push('}');
        }
    }
}

fn fields_of_silence(silence: &Silence, out: &mut String) {
    out.push_str(r#""channel":"#);
    text_or_null(silence.channel.as_ref().map(ChannelName::as_str), out);
    out.push_str(r#","since":"#);
    push_string(out, &silence.since.to_local());
    out.push_str(r#","until":"#);
    text_or_null(silence.until.map(WallTime::to_local).as_deref(), out);
    out.push_str(r#","by":"#);
    push_string(out, &silence.by);
}

fn text_or_null(text: Option<&str>, out: &mut String) {
    match text {
        Some(text) => push_string(out, text),
        None => out.push_str("null"),
    }
}

fn raised(hand: &RaisedHand, out: &mut String) {
    out.push_str(r#""user":"#);
    push_string(out, hand.user.as_str());
    out.push_str(r#","since":"#);
    push_string(out, &hand.since.to_local());
}

#[cfg(test)]
mod tests {
    use crate::chat::class_act::{ClassAct, PrivateMessages};
    use crate::chat::request::{Act, ProblemKind, Request, Span};
    use crate::wire::parse_line;

    fn act(line: &str) -> Result<ClassAct, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Act(Act::Class(act))) => Ok(act),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn a_silence_is_only_imposed_in_so_many_words() {
        let silence = |span| Ok(ClassAct::Silence { channel: None, span });
        assert_eq!(act(r#"{"type":"silence"}"#), Ok(ClassAct::Silences));
        assert_eq!(act(r#"{"type":"silence","state":"on"}"#), silence(Span::Usual));
        assert_eq!(act(r#"{"type":"silence","state":"on","minutes":5}"#), silence(Span::Minutes(5)));
        assert_eq!(act(r#"{"type":"silence","state":"off"}"#), Ok(ClassAct::EndSilence { channel: None }));
        let bad = |field| Err(ProblemKind::BadField(field));
        assert_eq!(act(r#"{"type":"silence","state":"on","minutes":-5}"#), bad("minutes"));
        assert_eq!(act(r#"{"type":"silence","state":"quiet"}"#), bad("state"));
        assert!(matches!(act(r##"{"type":"silence","channel":"#a b"}"##), Err(ProblemKind::BadChannel(_))));
    }

    #[test]
    fn slow_mode_is_so_many_seconds_and_0_ends_it() {
        let slow = |seconds| Ok(ClassAct::Slow { channel: None, seconds });
        assert_eq!(act(r#"{"type":"slow","seconds":3600}"#), slow(3600));
        assert_eq!(act(r#"{"type":"slow","seconds":0}"#), slow(0));
        assert_eq!(act(r#"{"type":"slow"}"#), Err(ProblemKind::MissingField("seconds")));
        for bad in ["3601", "-1", "1.5", r#""5""#] {
            let line = format!(r#"{{"type":"slow","seconds":{bad}}}"#);
            assert_eq!(act(&line), Err(ProblemKind::BadField("seconds")), "{bad}");
        }
        assert_eq!(act(r#"{"type":"private_messages"}"#), Ok(ClassAct::PrivateMessages { to: None }));
        let staff = ClassAct::PrivateMessages { to: Some(PrivateMessages::Staff) };
        assert_eq!(act(r#"{"type":"private_messages","mode":"staff"}"#), Ok(staff));
        assert_eq!(act(r#"{"type":"private_messages","mode":"x"}"#), Err(ProblemKind::BadField("mode")));
    }

    #[test]
    fn the_channel_that_is_cleared_is_named() {
        assert_eq!(act(r#"{"type":"clear"}"#), Err(ProblemKind::MissingField("channel")));
        assert!(matches!(act(r##"{"type":"clear","channel":"#dev"}"##), Ok(ClassAct::Clear { .. })));
    }

    #[test]
    fn a_hand_has_a_state_and_that_of_somebody_else_goes_down_only() {
        assert_eq!(act(r#"{"type":"hand","state":"up"}"#), Ok(ClassAct::Hand { up: true }));
        assert_eq!(act(r#"{"type":"Hand","state":"down"}"#), Ok(ClassAct::Hand { up: false }));
        assert_eq!(act(r#"{"type":"hand"}"#), Err(ProblemKind::MissingField("state")));
        assert_eq!(act(r#"{"type":"hand","state":"high"}"#), Err(ProblemKind::BadField("state")));
        assert_eq!(act(r#"{"type":"hand","state":"up","user":"bob"}"#), Err(ProblemKind::BadField("user")));
        assert!(matches!(
            act(r#"{"type":"hand","state":"down","user":"bob"}"#),
            Ok(ClassAct::LowerHands { user: Some(_) })
        ));
        assert_eq!(act(r#"{"type":"hands"}"#), Ok(ClassAct::Hands));
        assert_eq!(act(r#"{"type":"hands","state":"down"}"#), Ok(ClassAct::LowerHands { user: None }));
        assert_eq!(act(r#"{"type":"hands","state":"up"}"#), Err(ProblemKind::BadField("state")));
    }
}
