//! Requests about questions to the people in charge, and the lines about them to newer clients.
//!
//! Owns the form of both. Called by `parse` and `encode`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::ascii::{push_list, push_string};
use super::encode::timestamp;
use super::fields::Fields;
use crate::chat::question::{
    Answered, Question, QuestionId, QuestionLine, QuestionRequest, QuestionText, QuestionView,
};
use crate::chat::request::ProblemKind;

pub(super) fn ask(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    let content = fields.required_text("content")?;
    let content = QuestionText::parse(&content).ok_or(ProblemKind::BadField("content"))?;
    Ok(QuestionRequest::Ask { content })
}

pub(super) fn up(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    let up = fields.json("up").is_none() || fields.flag("up")?;
    Ok(QuestionRequest::Up { id: id(fields)?, up })
}

pub(super) fn answer(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    let text = fields.text("answer")?.filter(|text| !text.trim().is_empty());
    let text = text.map(|text| QuestionText::parse(&text).ok_or(ProblemKind::BadField("answer"))).transpose()?;
    Ok(QuestionRequest::Answer { id: id(fields)?, text })
}

pub(super) fn reopen(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    Ok(QuestionRequest::Reopen { id: id(fields)? })
}

pub(super) fn remove(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    Ok(QuestionRequest::Remove { id: id(fields)? })
}

pub(super) fn list_or_box(fields: &Fields<'_>) -> Result<QuestionRequest, ProblemKind> {
    match fields.text("state")?.as_deref().map(str::trim) {
        None => Ok(QuestionRequest::List),
        Some("open") => Ok(QuestionRequest::SetBox { open: true }),
        Some("closed") => Ok(QuestionRequest::SetBox { open: false }),
        Some(_) => Err(ProblemKind::BadField("state")),
    }
}

fn state(open: bool) -> &'static str {
    if open { "open" } else { "closed" }
}

fn id(fields: &Fields<'_>) -> Result<QuestionId, ProblemKind> {
    fields.number("id")?.map(QuestionId).ok_or(ProblemKind::MissingField("id"))
}

/// The word for a request.
pub(super) fn kind(request: &QuestionRequest) -> &'static str {
    match request {
        QuestionRequest::Ask { .. } => "ask",
        QuestionRequest::Up { .. } => "up",
        QuestionRequest::Answer { .. } => "answered",
        QuestionRequest::Reopen { .. } => "unanswered",
        QuestionRequest::Remove { .. } => "unask",
        QuestionRequest::List | QuestionRequest::SetBox { .. } => "questions",
    }
}

/// The object that is read as this request.
pub(super) fn to_json(request: &QuestionRequest) -> Value {
    let kind = kind(request);
    match request {
        QuestionRequest::Ask { content } => json!({ "type": kind, "content": content.as_str() }),
        QuestionRequest::Up { id, up } => json!({ "type": kind, "id": id.0, "up": up }),
        QuestionRequest::Answer { id, text } => {
            json!({ "type": kind, "id": id.0, "answer": text.as_ref().map(QuestionText::as_str) })
        }
        QuestionRequest::Reopen { id } | QuestionRequest::Remove { id } => json!({ "type": kind, "id": id.0 }),
        QuestionRequest::List => json!({ "type": kind }),
        QuestionRequest::SetBox { open } => json!({ "type": kind, "state": state(*open) }),
    }
}

/// Appends a line about questions, without its end.
pub(super) fn encode(line: &QuestionLine, out: &mut String) {
    match line {
        QuestionLine::Open { question, votes, names_author } => {
            out.push_str(r#"{"type":"question","#);
            push_question(question, *votes, *names_author, out);
            out.push('}');
        }
        QuestionLine::Votes { id, votes } => {
            let _ = write!(out, r#"{{"type":"question_votes","id":{},"votes":{votes}}}"#, id.0);
        }
        QuestionLine::Answered(question) => {
            let _ = write!(out, r#"{{"type":"question_answered","id":{},"content":"#, question.id.0);
            push_string(out, question.content.as_str());
            if let Some(answered) = &question.answered {
                push_answer(answered, out);
                timestamp(answered.at, out);
            }
            out.push('}');
        }
        QuestionLine::Removed(id) => {
            let _ = write!(out, r#"{{"type":"question_removed","id":{}}}"#, id.0);
        }
        QuestionLine::List { questions, open } => {
            out.push_str(r#"{"type":"questions","questions":"#);
            push_list(questions, out, view);
            if !open {
                out.push_str(r#","state":"closed""#);
            }
            out.push('}');
        }
        QuestionLine::Box { open, by } => {
            let _ = write!(out, r#"{{"type":"question_box","state":"{}","by":"#, state(*open));
            push_string(out, by);
            out.push('}');
        }
    }
}

fn push_question(question: &Question, votes: usize, names_author: bool, out: &mut String) {
    let _ = write!(out, r#""id":{},"content":"#, question.id.0);
    push_string(out, question.content.as_str());
    let _ = write!(out, r#","votes":{votes}"#);
    if names_author {
        out.push_str(r#","from":"#);
        push_string(out, question.from.as_str());
    }
    timestamp(question.at, out);
}

fn view(view: &QuestionView, out: &mut String) {
    let QuestionView { question, votes, voted, mine, names_author } = view;
    out.push('{');
    push_question(question, *votes, *names_author, out);
    let _ = write!(out, r#","voted":{voted},"mine":{mine},"open":{}"#, question.answered.is_none());
    if let Some(answered) = &question.answered {
        push_answer(answered, out);
        out.push_str(r#","answered":"#);
        push_string(out, &answered.at.to_local());
    }
    out.push('}');
}

/// Appends who answered, and the answer; null if it was given aloud.
fn push_answer(answered: &Answered, out: &mut String) {
    out.push_str(r#","by":"#);
    push_string(out, &answered.by);
    out.push_str(r#","answer":"#);
    match &answered.text {
        Some(text) => push_string(out, text.as_str()),
        None => out.push_str("null"),
    }
}

#[cfg(test)]
mod tests {
    use crate::chat::question::{QuestionId, QuestionRequest, QuestionText};
    use crate::chat::request::{ProblemKind, Request};
    use crate::wire::parse_line;

    fn request(line: &str) -> Result<QuestionRequest, ProblemKind> {
        match parse_line(line.as_bytes()).unwrap() {
            Ok(Request::Question(request)) => Ok(request),
            Ok(other) => panic!("{other:?}"),
            Err(problem) => Err(problem.kind),
        }
    }

    #[test]
    fn a_vote_may_be_taken_back_and_an_answer_given_aloud() {
        let id = QuestionId(7);
        assert_eq!(request(r#"{"type":"up","id":7}"#), Ok(QuestionRequest::Up { id, up: true }));
        assert_eq!(request(r#"{"type":"up","id":7,"up":false}"#), Ok(QuestionRequest::Up { id, up: false }));
        for aloud in ["", r#","answer":null"#, r#","answer":" ""#] {
            let line = format!(r#"{{"type":"answered","id":7{aloud}}}"#);
            assert_eq!(request(&line), Ok(QuestionRequest::Answer { id, text: None }), "{line}");
        }
        let text = QuestionText::parse("oui");
        assert_eq!(request(r#"{"type":"answered","id":7,"answer":"oui"}"#), Ok(QuestionRequest::Answer { id, text }));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (line, kind) in [
            (r#"{"type":"ask"}"#, ProblemKind::MissingField("content")),
            (r#"{"type":"ask","content":" "}"#, ProblemKind::BadField("content")),
            (r#"{"type":"ask","content":"a\nb"}"#, ProblemKind::BadField("content")),
            (r#"{"type":"up"}"#, ProblemKind::MissingField("id")),
            (r#"{"type":"up","id":"7"}"#, ProblemKind::BadField("id")),
            (r#"{"type":"up","id":7,"up":1}"#, ProblemKind::BadField("up")),
            (r#"{"type":"answered","id":7,"answer":"a\nb"}"#, ProblemKind::BadField("answer")),
            (r#"{"type":"unask"}"#, ProblemKind::MissingField("id")),
            (r#"{"type":"unanswered"}"#, ProblemKind::MissingField("id")),
        ] {
            assert_eq!(request(line), Err(kind), "{line}");
        }
    }
}
