//! The requests of people in charge.
//!
//! Owns the fields that each of them needs, read from a line and written to one. Who may make it is the core's business.

use serde_json::{Value, json};

use super::fields::Fields;
use super::{attendance, class, token};
use crate::chat::message::MessageId;
use crate::chat::name::Username;
use crate::chat::request::{Act, ChannelMode, MINUTES_MAX, Password, ProblemKind, REASON_CHARS_MAX, Span};
use crate::chat::sanction::SanctionTarget;

pub(super) fn kick(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Kick { user: user(fields)?, reason: reason(fields)? })
}

pub(super) fn mute(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Mute { user: user(fields)?, span: span(fields)?, reason: reason(fields)? })
}

pub(super) fn unmute(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Unmute { user: user(fields)? })
}

pub(super) fn ban(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Ban { target: target(fields)?, span: span(fields)?, reason: reason(fields)? })
}

pub(super) fn unban(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Unban { target: target(fields)? })
}

pub(super) fn announce(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Announce { channel: fields.channel()?, content: fields.required_text("content")?.into() })
}

pub(super) fn delete(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let id = fields.number("id")?.ok_or(ProblemKind::MissingField("id"))?;
    Ok(Act::Delete { id: MessageId(id) })
}

pub(super) fn topic(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let topic = short_text(fields, "topic")?;
    Ok(Act::Topic { channel: fields.channel()?, topic })
}

pub(super) fn role(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let role = fields.required_text("role")?.parse().map_err(|_| ProblemKind::BadField("role"))?;
    Ok(Act::SetRole { user: user(fields)?, role })
}

pub(super) fn passwd(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let password = Password(fields.required_text("password")?.into());
    let disconnect = fields.flag("disconnect")?;
    let must_change = fields.flag_or("must_change", true)?;
    Ok(Act::SetPassword { user: user(fields)?, password, disconnect, must_change })
}

pub(super) fn disable(fields: &Fields<'_>, disabled: bool) -> Result<Act, ProblemKind> {
    Ok(Act::SetDisabled { user: user(fields)?, disabled })
}

pub(super) fn rename(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let to = Username::parse_new(&fields.required_text("to")?).map_err(ProblemKind::BadName)?;
    Ok(Act::Rename { user: user(fields)?, to })
}

pub(super) fn channel_mode(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let mode = ChannelMode::parse(&fields.required_text("mode")?).ok_or(ProblemKind::BadField("mode"))?;
    let channel = fields.channel()?.ok_or(ProblemKind::MissingField("channel"))?;
    Ok(Act::SetChannel { channel, mode })
}

fn user(fields: &Fields<'_>) -> Result<Username, ProblemKind> {
    Username::parse(&fields.required_text("user")?).map_err(ProblemKind::BadName)
}

/// A `user`, or an `address`, which may be a range.
fn target(fields: &Fields<'_>) -> Result<SanctionTarget, ProblemKind> {
    match fields.text("address")? {
        Some(address) => SanctionTarget::parse_range(address.trim()).ok_or(ProblemKind::BadField("address")),
        None => user(fields).map(SanctionTarget::Person),
    }
}

/// `minutes`: absent for the usual length, 0 for one without an end.
pub(super) fn span(fields: &Fields<'_>) -> Result<Span, ProblemKind> {
    match fields.number("minutes")? {
        None => Ok(Span::Usual),
        Some(0) => Ok(Span::Forever),
        Some(minutes) => u32::try_from(minutes)
            .ok()
            .filter(|minutes| *minutes <= MINUTES_MAX)
            .map(Span::Minutes)
            .ok_or(ProblemKind::BadField("minutes")),
    }
}

fn reason(fields: &Fields<'_>) -> Result<Box<str>, ProblemKind> {
    Ok(short_text(fields, "reason")?.unwrap_or_default())
}

/// A text for one line of a screen and of a log.
fn short_text(fields: &Fields<'_>, name: &'static str) -> Result<Option<Box<str>>, ProblemKind> {
    let Some(text) = fields.text(name)? else { return Ok(None) };
    let text = text.trim();
    if text.chars().count() > REASON_CHARS_MAX || text.chars().any(char::is_control) {
        return Err(ProblemKind::BadField(name));
    }
    Ok(Some(text.into()))
}

/// The object that is read as this act: what the functions above take, in one place.
pub(super) fn to_json(act: &Act) -> Value {
    let kind = act.as_str();
    match act {
        Act::Kick { user, reason } => json!({ "type": kind, "user": user.as_str(), "reason": reason }),
        Act::Mute { user, span, reason } => {
            with_span(json!({ "type": kind, "user": user.as_str(), "reason": reason }), *span)
        }
        Act::Unmute { user } => json!({ "type": kind, "user": user.as_str() }),
        Act::Ban { target, span, reason } => {
            with_span(with_target(json!({ "type": kind, "reason": reason }), target), *span)
        }
        Act::Unban { target } => with_target(json!({ "type": kind }), target),
        Act::Sanctions => json!({ "type": kind }),
        Act::Announce { channel, content } => {
            let mut object = json!({ "type": kind, "content": content });
            if let Some(channel) = channel {
                object["channel"] = channel.as_str().into();
            }
            object
        }
        Act::Delete { id } => json!({ "type": kind, "id": id.0 }),
        Act::Topic { channel, topic } => {
            let mut object = json!({ "type": kind });
            if let Some(channel) = channel {
                object["channel"] = channel.as_str().into();
            }
            if let Some(topic) = topic {
                object["topic"] = (&**topic).into();
            }
            object
        }
        Act::SetRole { user, role } => json!({ "type": kind, "user": user.as_str(), "role": role.as_str() }),
        Act::SetPassword { user, password, disconnect, must_change } => json!({
            "type": kind,
            "user": user.as_str(),
            "password": password.0,
            "disconnect": disconnect,
            "must_change": must_change,
        }),
        Act::SetDisabled { user, .. } => json!({ "type": kind, "user": user.as_str() }),
        Act::Rename { user, to } => json!({ "type": kind, "user": user.as_str(), "to": to.as_str() }),
        Act::SetChannel { channel, mode } => {
            json!({ "type": kind, "channel": channel.as_str(), "mode": mode.as_str() })
        }
        Act::Devices { user } => token::to_json(user.as_ref(), None),
        Act::ForgetDevices { user, number } => token::to_json(user.as_ref(), Some(*number)),
        Act::Lesson(act) => attendance::lesson_to_json(act),
        Act::Class(act) => class::to_json(act),
    }
}

pub(super) fn with_span(mut object: Value, span: Span) -> Value {
    match span {
        Span::Usual => {}
        Span::Forever => object["minutes"] = 0.into(),
        Span::Minutes(minutes) => object["minutes"] = minutes.into(),
    }
    object
}

fn with_target(mut object: Value, target: &SanctionTarget) -> Value {
    match target {
        SanctionTarget::Person(name) => object["user"] = name.as_str().into(),
        SanctionTarget::Range(_) => object["address"] = target.to_string().into(),
    }
    object
}

#[cfg(test)]
mod tests {
    use crate::chat::request::{Act, ProblemKind, Request, Span};
    use crate::wire::parse_line;

    fn act(line: &str) -> Result<Act, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Act(act)) => Ok(act),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn minutes_are_usual_or_given_or_without_end() {
        let span = |json: &str| match act(&format!(r#"{{"type":"mute","user":"bob"{json}}}"#)) {
            Ok(Act::Mute { span, .. }) => Ok(span),
            Ok(other) => panic!("{other:?}"),
            Err(kind) => Err(kind),
        };
        assert_eq!(span(""), Ok(Span::Usual));
        assert_eq!(span(r#","minutes":0"#), Ok(Span::Forever));
        assert_eq!(span(r#","minutes":5"#), Ok(Span::Minutes(5)));
        for bad in [r#","minutes":-1"#, r#","minutes":525601"#, r#","minutes":1.5"#, r#","minutes":"5""#] {
            assert_eq!(span(bad), Err(ProblemKind::BadField("minutes")), "{bad}");
        }
    }

    #[test]
    fn a_ban_needs_a_name_or_an_address() {
        assert_eq!(act(r#"{"type":"ban"}"#), Err(ProblemKind::MissingField("user")));
        assert_eq!(act(r#"{"type":"ban","address":"1.2.3"}"#), Err(ProblemKind::BadField("address")));
        let Ok(Act::Ban { target, .. }) = act(r#"{"type":"ban","address":"192.168.1.77/24"}"#) else { panic!() };
        assert_eq!(target.to_string(), "192.168.1.0/24");
        let Ok(Act::Unban { target }) = act(r#"{"type":"unban","address":"::ffff:10.0.0.1"}"#) else { panic!() };
        assert_eq!(target.to_string(), "10.0.0.1");
    }

    #[test]
    fn reasons_and_topics_are_one_short_line() {
        let long = "x".repeat(201);
        assert_eq!(
            act(&format!(r#"{{"type":"kick","user":"bob","reason":"{long}"}}"#)),
            Err(ProblemKind::BadField("reason"))
        );
        assert_eq!(act(r#"{"type":"topic","topic":"a\nb"}"#), Err(ProblemKind::BadField("topic")));
        assert_eq!(act(r#"{"type":"topic","topic":""}"#), Ok(Act::Topic { channel: None, topic: Some("".into()) }));
        assert_eq!(act(r#"{"type":"topic"}"#), Ok(Act::Topic { channel: None, topic: None }));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(act(r#"{"type":"delete"}"#), Err(ProblemKind::MissingField("id")));
        assert_eq!(act(r#"{"type":"role","user":"bob","role":"roi"}"#), Err(ProblemKind::BadField("role")));
        assert_eq!(act(r##"{"type":"channel","channel":"#dev","mode":"x"}"##), Err(ProblemKind::BadField("mode")));
        assert_eq!(act(r#"{"type":"channel","mode":"open"}"#), Err(ProblemKind::MissingField("channel")));
    }
}
