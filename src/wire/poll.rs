//! Requests about polls, and the lines about them to newer clients.
//!
//! Owns the form of both. Called by `parse` and `encode`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::ascii::{push_list, push_number, push_string};
use super::encode::timestamp;
use super::fields::Fields;
use crate::chat::poll::{Choices, PollForm, PollId, PollLine, PollRequest, PollView};
use crate::chat::request::ProblemKind;

pub(super) fn open(fields: &Fields<'_>) -> Result<PollRequest, ProblemKind> {
    let question = fields.required_text("question")?;
    let answers = fields.required_texts("answers")?;
    let mut form = PollForm::new(&question, answers.iter().map(String::as_str)).map_err(ProblemKind::BadField)?;
    form.several = fields.flag("several")?;
    form.live = fields.flag("live")?;
    form.anonymous = fields.json("anonymous").is_none() || fields.flag("anonymous")?;
    Ok(PollRequest::Open { channel: fields.channel()?, form })
}

pub(super) fn vote(fields: &Fields<'_>) -> Result<PollRequest, ProblemKind> {
    let json = fields.json("choices").ok_or(ProblemKind::MissingField("choices"))?;
    let numbers: Vec<u64> = serde_json::from_str(json.get()).map_err(|_| ProblemKind::BadField("choices"))?;
    let choices = Choices::of(numbers).ok_or(ProblemKind::BadField("choices"))?;
    Ok(PollRequest::Vote { channel: fields.channel()?, id: fields.number("id")?.map(PollId), choices })
}

pub(super) fn close(fields: &Fields<'_>) -> Result<PollRequest, ProblemKind> {
    Ok(PollRequest::Close { channel: fields.channel()?, cancel: fields.flag("cancel")? })
}

/// The word for a request.
pub(super) fn kind(request: &PollRequest) -> &'static str {
    match request {
        PollRequest::Open { .. } => "poll",
        PollRequest::Vote { .. } => "vote",
        PollRequest::Close { .. } => "poll_close",
        PollRequest::List => "polls",
    }
}

/// The object that is read as this request.
pub(super) fn to_json(request: &PollRequest) -> Value {
    let mut object = json!({ "type": kind(request) });
    let channel = match request {
        PollRequest::Open { channel, form } => {
            object["question"] = form.question().into();
            object["answers"] = form.answers().iter().map(|answer| &**answer).collect();
            object["several"] = form.several.into();
            object["anonymous"] = form.anonymous.into();
            object["live"] = form.live.into();
            channel
        }
        PollRequest::Vote { channel, id, choices } => {
            if let Some(id) = id {
                object["id"] = id.0.into();
            }
            object["choices"] = choices.numbers().collect();
            channel
        }
        PollRequest::Close { channel, cancel } => {
            object["cancel"] = (*cancel).into();
            channel
        }
        PollRequest::List => &None,
    };
    if let Some(channel) = channel {
        object["channel"] = channel.as_str().into();
    }
    object
}

/// Appends a line about polls, without its end.
pub(super) fn encode(line: &PollLine, out: &mut String) {
    match line {
        PollLine::Opened(poll) => {
            out.push_str(r#"{"type":"poll_opened","#);
            view(poll, out);
            out.push('}');
        }
        PollLine::Closed(poll) => {
            out.push_str(r#"{"type":"poll_closed","#);
            view(poll, out);
            out.push('}');
        }
        PollLine::Counts(PollView { poll, voters, counts, .. }) => {
            let _ = write!(out, r#"{{"type":"poll_counts","id":{},"channel":"#, poll.id.0);
            push_string(out, poll.channel.as_str());
            let _ = write!(out, r#","voters":{voters}"#);
            push_counts(counts.as_deref(), out);
            out.push('}');
        }
        PollLine::Cancelled { id, channel } => {
            let _ = write!(out, r#"{{"type":"poll_cancelled","id":{},"channel":"#, id.0);
            push_string(out, channel.as_str());
            out.push('}');
        }
        PollLine::List(polls) => {
            out.push_str(r#"{"type":"polls","polls":"#);
            push_list(polls, out, |poll, out| {
                out.push('{');
                view(poll, out);
                out.push('}');
            });
            out.push('}');
        }
    }
}

/// The fields of a poll.
fn view(view: &PollView, out: &mut String) {
    let PollView { poll, voters, counts, names, yours, voted } = view;
    let form = &poll.form;
    let _ = write!(out, r#""id":{},"channel":"#, poll.id.0);
    push_string(out, poll.channel.as_str());
    out.push_str(r#","by":"#);
    push_string(out, &poll.by);
    out.push_str(r#","question":"#);
    push_string(out, form.question());
    out.push_str(r#","answers":"#);
    push_list(form.answers(), out, |answer, out| push_string(out, answer));
    let (several, anonymous, live, open) = (form.several, form.anonymous, form.live, poll.closed.is_none());
    let _ = write!(out, r#","several":{several},"anonymous":{anonymous},"live":{live},"open":{open}"#);
    let _ = write!(out, r#","voters":{voters}"#);
    push_counts(counts.as_deref(), out);
    if let Some(names) = names {
        out.push_str(r#","names":"#);
        push_list(names, out, |names, out| push_list(names, out, |name, out| push_string(out, name.as_str())));
    }
    if let Some(voted) = voted {
        out.push_str(r#","voted":"#);
        push_list(voted, out, |name, out| push_string(out, name.as_str()));
    }
    if let Some(yours) = yours {
        let yours: Vec<usize> = yours.numbers().collect();
        out.push_str(r#","yours":"#);
        push_list(&yours, out, |number, out| push_number(out, *number as u64));
    }
    timestamp(poll.opened, out);
    if let Some(closed) = poll.closed {
        out.push_str(r#","closed":"#);
        push_string(out, &closed.to_local());
    }
}

fn push_counts(counts: Option<&[u32]>, out: &mut String) {
    if let Some(counts) = counts {
        out.push_str(r#","counts":"#);
        push_list(counts, out, |count, out| push_number(out, u64::from(*count)));
    }
}

#[cfg(test)]
mod tests {
    use crate::chat::poll::{PollId, PollRequest};
    use crate::chat::request::{ProblemKind, Request};
    use crate::wire::parse_line;

    fn request(line: &str) -> Result<PollRequest, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Poll(request)) => Ok(request),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn a_poll_is_anonymous_hidden_and_of_one_choice_unless_it_says_otherwise() {
        let form = |more: &str| match request(&format!(r#"{{"type":"poll","question":"q","answers":["a","b"]{more}}}"#))
        {
            Ok(PollRequest::Open { form, .. }) => Ok((form.several, form.anonymous, form.live)),
            Ok(other) => panic!("{other:?}"),
            Err(kind) => Err(kind),
        };
        assert_eq!(form(""), Ok((false, true, false)));
        assert_eq!(form(r#","several":true,"anonymous":false,"live":true"#), Ok((true, false, true)));
        assert_eq!(form(r#","anonymous":null"#), Ok((false, true, false)));
        for name in ["several", "anonymous", "live"] {
            assert_eq!(form(&format!(r#","{name}":"true""#)), Err(ProblemKind::BadField(name)));
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (line, kind) in [
            (r#"{"type":"poll"}"#, ProblemKind::MissingField("question")),
            (r#"{"type":"poll","question":"q"}"#, ProblemKind::MissingField("answers")),
            (r#"{"type":"poll","question":"q","answers":"a"}"#, ProblemKind::BadField("answers")),
            (r#"{"type":"poll","question":"q","answers":["a",5]}"#, ProblemKind::BadField("answers")),
            (r#"{"type":"poll","question":"q","answers":["a"]}"#, ProblemKind::BadField("answers")),
            (r#"{"type":"poll","question":"","answers":["a","b"]}"#, ProblemKind::BadField("question")),
            (r#"{"type":"vote"}"#, ProblemKind::MissingField("choices")),
            (r#"{"type":"vote","choices":2}"#, ProblemKind::BadField("choices")),
            (r#"{"type":"vote","choices":[]}"#, ProblemKind::BadField("choices")),
            (r#"{"type":"vote","choices":[9]}"#, ProblemKind::BadField("choices")),
            (r#"{"type":"vote","choices":[1],"id":"1"}"#, ProblemKind::BadField("id")),
            (r#"{"type":"poll_close","cancel":1}"#, ProblemKind::BadField("cancel")),
        ] {
            assert_eq!(request(line), Err(kind), "{line}");
        }
        let Ok(PollRequest::Vote { id, .. }) = request(r#"{"type":"vote","choices":[1],"id":7}"#) else { panic!() };
        assert_eq!(id, Some(PollId(7)));
    }
}
