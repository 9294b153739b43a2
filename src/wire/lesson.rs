//! The lesson as text: its requests, and the lines that tell of it.
//!
//! Owns the fields of both. Who may ask is the core's business. Called by `parse` and `encode`.

use std::fmt::Write;

use super::act;
use super::ascii::push_string;
use super::fields::Fields;
use super::parse::channel;
use crate::chat::clock::WallTime;
use crate::chat::lesson_act::{LessonAct, LessonLine, PrivateMessages, RaisedHand, SLOW_SECONDS_MAX, Silence};
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::ProblemKind;

/// Reads a request of the type, in lower case; `None` if it is not one of a lesson.
pub(super) fn parse(kind: &str, fields: &Fields<'_>) -> Option<Result<LessonAct, ProblemKind>> {
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

fn hand(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    let up = match fields.required_text("state")?.trim() {
        "up" => true,
        "down" => false,
        _ => return Err(ProblemKind::BadField("state")),
    };
    let user = fields.text("user")?.map(|user| Username::parse(&user).map_err(ProblemKind::BadName)).transpose()?;
    match user {
        None => Ok(LessonAct::Hand { up }),
        Some(_) if up => Err(ProblemKind::BadField("user")),
        user => Ok(LessonAct::LowerHands { user }),
    }
}

fn hands(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    match fields.text("state")?.as_deref().map(str::trim) {
        None => Ok(LessonAct::Hands),
        Some("down") => Ok(LessonAct::LowerHands { user: None }),
        Some(_) => Err(ProblemKind::BadField("state")),
    }
}

fn silence(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    let state = fields.text("state")?;
    let channel = channel(fields)?;
    match state.as_deref().map(str::trim) {
        Some("on") => Ok(LessonAct::Silence { channel, span: act::span(fields)? }),
        Some("off") => Ok(LessonAct::EndSilence { channel }),
        // Without a word of what is wanted nothing is silenced.
        None => Ok(LessonAct::Silences),
        Some(_) => Err(ProblemKind::BadField("state")),
    }
}

fn slow(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    let seconds = fields.number("seconds")?.ok_or(ProblemKind::MissingField("seconds"))?;
    let seconds = u32::try_from(seconds).ok().filter(|seconds| *seconds <= SLOW_SECONDS_MAX);
    Ok(LessonAct::Slow { channel: channel(fields)?, seconds: seconds.ok_or(ProblemKind::BadField("seconds"))? })
}

fn private_messages(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    let mode = fields.text("mode")?;
    let to = mode.map(|word| PrivateMessages::parse(word.trim()).ok_or(ProblemKind::BadField("mode"))).transpose()?;
    Ok(LessonAct::PrivateMessages { to })
}

fn clear(fields: &Fields<'_>) -> Result<LessonAct, ProblemKind> {
    // It cannot be taken back, so it is never the current one that is meant.
    let channel = channel(fields)?.ok_or(ProblemKind::MissingField("channel"))?;
    Ok(LessonAct::Clear { channel })
}

/// Appends a line, without its end.
pub(super) fn encode(line: &LessonLine, out: &mut String) {
    match line {
        LessonLine::HandUp { hand, place } => {
            out.push_str(r#"{"type":"hand","state":"up","#);
            raised(hand, out);
            let _ = write!(out, r#","place":{place}}}"#);
        }
        LessonLine::HandDown { user } => {
            out.push_str(r#"{"type":"hand","state":"down","user":"#);
            push_string(out, user.as_str());
            out.push('}');
        }
        LessonLine::Hands { hands, others } => {
            out.push_str(r#"{"type":"hands","hands":"#);
            super::encode::list(hands, out, |hand, out| {
                out.push('{');
                raised(hand, out);
                out.push('}');
            });
            out.push_str(r#","others":"#);
            super::encode::list(others, out, |user, out| push_string(out, user.as_str()));
            out.push('}');
        }
        LessonLine::Silenced(silence) => {
            out.push_str(r#"{"type":"silence","state":"on","#);
            fields_of_silence(silence, out);
            out.push('}');
        }
        LessonLine::SilenceEnds { channel } => {
            out.push_str(r#"{"type":"silence","state":"off","channel":"#);
            text_or_null(channel.as_ref().map(ChannelName::as_str), out);
            out.push('}');
        }
        LessonLine::Slow { channel, seconds } => {
            out.push_str(r#"{"type":"slow","channel":"#);
            push_string(out, channel.as_str());
            let _ = write!(out, r#","seconds":{seconds}}}"#);
        }
        LessonLine::PrivateMessages(to) => {
            let _ = write!(out, r#"{{"type":"private_messages","mode":"{}"}}"#, to.as_str());
        }
        LessonLine::Cleared { channel, by } => {
            out.push_str(r#"{"type":"cleared","channel":"#);
            push_string(out, channel.as_str());
            out.push_str(r#","by":"#);
            push_string(out, by);
            out.push('}');
        }
        LessonLine::Silences { silences } => {
            out.push_str(r#"{"type":"silence","silences":"#);
            super::encode::list(silences, out, |silence, out| {
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
    use crate::chat::lesson_act::{LessonAct, PrivateMessages};
    use crate::chat::request::{Act, ProblemKind, Request, Span};
    use crate::wire::parse_line;

    fn act(line: &str) -> Result<LessonAct, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Act(Act::Lesson(act))) => Ok(act),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn a_silence_is_only_imposed_in_so_many_words() {
        let silence = |span| Ok(LessonAct::Silence { channel: None, span });
        assert_eq!(act(r#"{"type":"silence"}"#), Ok(LessonAct::Silences));
        assert_eq!(act(r#"{"type":"silence","state":"on"}"#), silence(Span::Usual));
        assert_eq!(act(r#"{"type":"silence","state":"on","minutes":5}"#), silence(Span::Minutes(5)));
        assert_eq!(act(r#"{"type":"silence","state":"off"}"#), Ok(LessonAct::EndSilence { channel: None }));
        let bad = |field| Err(ProblemKind::BadField(field));
        assert_eq!(act(r#"{"type":"silence","state":"on","minutes":-5}"#), bad("minutes"));
        assert_eq!(act(r#"{"type":"silence","state":"quiet"}"#), bad("state"));
        assert!(matches!(act(r##"{"type":"silence","channel":"#a b"}"##), Err(ProblemKind::BadChannel(_))));
    }

    #[test]
    fn slow_mode_is_so_many_seconds_and_0_ends_it() {
        let slow = |seconds| Ok(LessonAct::Slow { channel: None, seconds });
        assert_eq!(act(r#"{"type":"slow","seconds":3600}"#), slow(3600));
        assert_eq!(act(r#"{"type":"slow","seconds":0}"#), slow(0));
        assert_eq!(act(r#"{"type":"slow"}"#), Err(ProblemKind::MissingField("seconds")));
        for bad in ["3601", "-1", "1.5", r#""5""#] {
            let line = format!(r#"{{"type":"slow","seconds":{bad}}}"#);
            assert_eq!(act(&line), Err(ProblemKind::BadField("seconds")), "{bad}");
        }
        assert_eq!(act(r#"{"type":"private_messages"}"#), Ok(LessonAct::PrivateMessages { to: None }));
        let staff = LessonAct::PrivateMessages { to: Some(PrivateMessages::Staff) };
        assert_eq!(act(r#"{"type":"private_messages","mode":"staff"}"#), Ok(staff));
        assert_eq!(act(r#"{"type":"private_messages","mode":"x"}"#), Err(ProblemKind::BadField("mode")));
    }

    #[test]
    fn the_channel_that_is_cleared_is_named() {
        assert_eq!(act(r#"{"type":"clear"}"#), Err(ProblemKind::MissingField("channel")));
        assert!(matches!(act(r##"{"type":"clear","channel":"#dev"}"##), Ok(LessonAct::Clear { .. })));
    }

    #[test]
    fn a_hand_has_a_state_and_that_of_somebody_else_goes_down_only() {
        assert_eq!(act(r#"{"type":"hand","state":"up"}"#), Ok(LessonAct::Hand { up: true }));
        assert_eq!(act(r#"{"type":"Hand","state":"down"}"#), Ok(LessonAct::Hand { up: false }));
        assert_eq!(act(r#"{"type":"hand"}"#), Err(ProblemKind::MissingField("state")));
        assert_eq!(act(r#"{"type":"hand","state":"high"}"#), Err(ProblemKind::BadField("state")));
        assert_eq!(act(r#"{"type":"hand","state":"up","user":"bob"}"#), Err(ProblemKind::BadField("user")));
        assert!(matches!(
            act(r#"{"type":"hand","state":"down","user":"bob"}"#),
            Ok(LessonAct::LowerHands { user: Some(_) })
        ));
        assert_eq!(act(r#"{"type":"hands"}"#), Ok(LessonAct::Hands));
        assert_eq!(act(r#"{"type":"hands","state":"down"}"#), Ok(LessonAct::LowerHands { user: None }));
        assert_eq!(act(r#"{"type":"hands","state":"up"}"#), Err(ProblemKind::BadField("state")));
    }
}
