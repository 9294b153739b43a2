//! Questions of the class in the menu: the list, what one can do with one, and the box.
//!
//! Owns these lines. Called by `menus` and `listing`.

use serde_json::Value;

use super::list::{Line, ask, back, send};
use super::phrases;
use super::place::{Order, Place};
use super::question::Intent;
use crate::chat::question::{QuestionId, QuestionRequest};
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::admin::fields::{items, text};
use crate::wire::console::ConsoleRequest;

/// The questions, and what changes whether more are taken.
pub(super) fn lines(lang: Lang, answer: &Value) -> Vec<Line> {
    let is_closed = answer["state"] == "closed";
    let words = if is_closed { phrases::open_box(lang) } else { phrases::close_box(lang) };
    let set = send(words, ConsoleRequest::Question(QuestionRequest::SetBox { open: is_closed }));
    items(answer, "questions").iter().filter_map(|question| line(lang, question)).chain([set]).collect()
}

fn line(lang: Lang, question: &Value) -> Option<Line> {
    let id = QuestionId(question["id"].as_u64()?);
    let place = Place::Question { id, shown: text(question, "content"), open: question["open"] == true };
    Some(Line { key: id.0.to_string(), cells: answer::question(lang, question), order: Order::Open(place) })
}

/// The lines of what one can do with a question.
pub(super) fn of_question(lang: Lang, id: QuestionId, is_open: bool) -> Vec<Line> {
    let request = |text, request| send(text, ConsoleRequest::Question(request));
    let mut lines = if is_open {
        vec![
            request(phrases::answered_aloud(lang), QuestionRequest::Answer { id, text: None }),
            ask(phrases::write_answer(lang), Intent::Answer(id)),
        ]
    } else {
        vec![request(phrases::reopen(lang), QuestionRequest::Reopen { id })]
    };
    lines.push(request(phrases::remove_question(lang), QuestionRequest::Remove { id }));
    lines.push(back(lang));
    lines
}
