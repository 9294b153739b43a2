//! A request in the making: what is still to be asked of the person at the keyboard.
//!
//! Owns [`Draft`] and [`Question`]; what is typed is checked here, before the server sees it.

use std::collections::VecDeque;

use serde_json::Value;

use super::phrases;
use crate::chat::lesson_act::SLOW_SECONDS_MAX;
use crate::chat::name::Username;
use crate::chat::request::{REASON_CHARS_MAX, Span};
use crate::chat::sanction::SanctionTarget;
use crate::chat::text::Lang;
use crate::cli::admin::command::set_span;
use crate::cli::editor::Editor;

/// Something that a request needs and that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    User,
    Address,
    Span,
    Reason,
    Content,
    Topic,
    /// For how long there is a silence.
    SilenceSpan,
    /// Between two messages in slow mode.
    Seconds,
}

impl Field {
    /// Puts what was typed into a request; says whether it could be.
    fn fill(self, request: &mut Value, typed: &str) -> bool {
        let typed = typed.trim();
        match self {
            Self::User => match Username::parse(typed) {
                Ok(name) => request["user"] = name.as_str().into(),
                Err(_) => return false,
            },
            Self::Address => match SanctionTarget::parse_range(typed) {
                Some(range) => request["address"] = range.to_string().into(),
                None => return false,
            },
            Self::Span | Self::SilenceSpan if typed.is_empty() => {}
            Self::Span | Self::SilenceSpan => match typed.parse::<Span>() {
                Ok(span) => set_span(request, span),
                Err(_) => return false,
            },
            Self::Reason | Self::Topic if typed.chars().count() > REASON_CHARS_MAX => return false,
            Self::Reason => request["reason"] = typed.into(),
            Self::Topic => request["topic"] = typed.into(),
            Self::Seconds => match typed.parse::<u32>() {
                Ok(seconds) if seconds <= SLOW_SECONDS_MAX => request["seconds"] = seconds.into(),
                _ => return false,
            },
            Self::Content if typed.is_empty() => return false,
            Self::Content => request["content"] = typed.into(),
        }
        true
    }
}

/// A request, and what it still needs.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) request: Value,
    needs: VecDeque<Field>,
}

impl Draft {
    pub(super) fn new(request: Value, needs: &[Field]) -> Self {
        Self { request, needs: needs.iter().copied().collect() }
    }

    /// The same with a field set.
    pub(super) fn with(&self, field: &str, value: &str) -> Self {
        let mut draft = self.clone();
        draft.request[field] = value.into();
        draft
    }

    /// The same with one question before the others.
    pub(super) fn asking_first(&self, field: Field) -> Self {
        let mut draft = self.clone();
        draft.needs.push_front(field);
        draft
    }

    /// The next question; `None` when the request is complete.
    pub(super) fn next(&self) -> Option<Field> {
        self.needs.front().copied()
    }
}

/// A question on the screen.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) draft: Draft,
    pub(super) field: Field,
    pub(super) editor: Editor,
    /// The fault of what was typed last.
    pub(super) problem: Option<&'static str>,
}

impl Question {
    /// The first question of a draft; the draft itself when nothing is missing.
    pub(super) fn of(draft: Draft) -> Result<Self, Draft> {
        match draft.next() {
            Some(field) => Ok(Self { draft, field, editor: Editor::default(), problem: None }),
            None => Err(draft),
        }
    }

    /// Takes what was typed, if it is an answer. Gives the draft with it.
    pub(super) fn answer(&mut self, lang: Lang) -> Option<Draft> {
        let typed = self.editor.text();
        let mut draft = self.draft.clone();
        if !self.field.fill(&mut draft.request, &typed) {
            self.problem = Some(phrases::problem(lang, self.field));
            return None;
        }
        draft.needs.pop_front();
        Some(draft)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn filled(field: Field, typed: &str) -> Option<Value> {
        let mut request = json!({"type": "x"});
        field.fill(&mut request, typed).then_some(request)
    }

    #[test]
    fn what_is_typed_is_checked_at_once() {
        assert_eq!(filled(Field::Span, "2h"), Some(json!({"type": "x", "minutes": 120})));
        assert_eq!(filled(Field::Span, " perm "), Some(json!({"type": "x", "minutes": 0})));
        assert_eq!(filled(Field::Span, ""), Some(json!({"type": "x"})));
        assert_eq!(filled(Field::Address, "10.1.2.3/8"), Some(json!({"type": "x", "address": "10.0.0.0/8"})));
        assert_eq!(filled(Field::SilenceSpan, "10"), Some(json!({"type": "x", "minutes": 10})));
        assert_eq!(filled(Field::Seconds, "0"), Some(json!({"type": "x", "seconds": 0})));
        assert_eq!(filled(Field::Reason, ""), Some(json!({"type": "x", "reason": ""})));
        for (field, typed) in [
            (Field::Span, "demain"),
            (Field::Address, "bob"),
            (Field::User, ""),
            (Field::Content, "  "),
            (Field::Reason, &"x".repeat(201)),
            (Field::Topic, &"x".repeat(201)),
            (Field::SilenceSpan, "demain"),
            (Field::Seconds, "3601"),
            (Field::Seconds, ""),
        ] {
            assert_eq!(filled(field, typed), None, "{field:?} {typed:?}");
        }
    }

    #[test]
    fn questions_come_one_after_the_other() {
        let draft = Draft::new(json!({"type": "mute"}), &[Field::Reason]).asking_first(Field::User);
        let mut question = Question::of(draft).unwrap();
        assert_eq!((question.field, question.answer(Lang::Fr).is_none()), (Field::User, true));
        assert!(question.problem.is_some());
        "bob".chars().for_each(|c| question.editor.apply(crate::cli::editor::Edit::Insert(c)));
        let mut question = Question::of(question.answer(Lang::Fr).unwrap()).unwrap();
        assert_eq!(question.field, Field::Reason);
        let Err(draft) = Question::of(question.answer(Lang::Fr).unwrap()) else { panic!() };
        assert_eq!(draft.request, json!({"type": "mute", "user": "bob", "reason": ""}));
    }
}
