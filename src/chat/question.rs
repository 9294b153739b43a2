//! Questions of the class to the people in charge, as they are asked for, shown and kept.
//!
//! Owns [`Question`], its parts, and what clients ask of them: [`QuestionRequest`]. Plain values shared by the core, `wire` and
//! `store`. Which questions there are is `state::questions`.

use std::sync::Arc;

use super::clock::WallTime;
use super::name::{NameKey, Username};
use super::poll::one_line;
use super::renamed::NameChange;
use super::voter::Voter;

/// Longest question, and longest answer to one, in characters.
pub const QUESTION_CHARS_MAX: usize = 300;

/// Questions that may be open: more than a lesson has time for, and the list of them is one line.
pub const QUESTIONS_OPEN_MAX: usize = 100;

/// Questions of one person that may be open: who has more lets others ask first.
pub const QUESTIONS_OF_ONE_MAX: usize = 5;

/// The number of a question. Grows by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QuestionId(pub u64);

/// A text of one line, which is a question or the answer to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionText(Box<str>);

/// A question without the votes for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its number.
    pub id: QuestionId,
    /// The name of who asked, whom only people in charge see.
    pub from: Username,
    /// The person who asked.
    pub by: Voter,
    /// The time at which it was asked.
    pub at: WallTime,
    /// The text of the question.
    pub content: QuestionText,
    /// The answer; `None` while it is open.
    pub answered: Option<Answered>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The one who answered: a name, or the console's.
    pub by: Box<str>,
    /// The time at which that was said here.
    pub at: WallTime,
    /// The answer; `None` if it was given aloud.
    pub text: Option<QuestionText>,
}

/// A question with those who have it too, as it is read at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionWithVotes {
    /// The question.
    pub question: Question,
    /// Those who voted for it, but for who asked.
    pub voters: Vec<Voter>,
}

/// A request about questions.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionRequest {
    /// Ask the people in charge.
    Ask { content: QuestionText },
    /// Have a question too, or not any more.
    Up {
        id: QuestionId,
        /// False to take the vote back.
        up: bool,
    },
    /// It is answered.
    Answer {
        id: QuestionId,
        /// The answer; `None` if it was given aloud.
        text: Option<QuestionText>,
    },
    /// It is open again.
    Reopen { id: QuestionId },
    /// It is as if it had never been asked.
    Remove { id: QuestionId },
    /// List the open questions, and the last that were answered.
    List,
    /// Take questions from now on, or no more.
    SetBox { open: bool },
}

/// A question as somebody may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct QuestionView {
    /// The question.
    pub question: Arc<Question>,
    /// The number of people who have it, who asked included.
    pub votes: usize,
    /// True if the reader is one of them.
    pub voted: bool,
    /// True if the reader asked it.
    pub mine: bool,
    /// True if the reader may see who asked.
    pub names_author: bool,
}

/// A line about questions to a newer client.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionLine {
    /// There is an open question.
    Open {
        question: Arc<Question>,
        votes: usize,
        /// True if the readers may see who asked.
        names_author: bool,
    },
    /// Somebody has voted for one.
    Votes { id: QuestionId, votes: usize },
    /// One is answered.
    Answered(Arc<Question>),
    /// One is gone.
    Removed(QuestionId),
    /// The answer to `questions`.
    List {
        questions: Vec<QuestionView>,
        /// False if no more questions are taken.
        open: bool,
    },
    /// Questions are taken from now on, or no more.
    Box { open: bool, by: Box<str> },
}

impl Question {
    /// The same with nobody's name in the place of this one, if it is the one who asked or who answered.
    pub fn without(&self, key: &NameKey) -> Option<Self> {
        let mut without = None;
        if self.from.key() == key {
            let question = without.get_or_insert_with(|| self.clone());
            (question.from, question.by) = (Username::erased(), Voter::of_account(&Username::erased()));
        }
        if self.answered.as_ref().is_some_and(|answered| Username::is_spelled(&answered.by, key)) {
            let question = without.get_or_insert_with(|| self.clone());
            question.answered.iter_mut().for_each(|answered| answered.by = Username::erased().as_str().into());
        }
        without
    }

    /// Has who asked it and who answered it bear their new name, if that is theirs; says whether it is. What a guest of the name
    /// has asked is not the account's.
    pub fn rename(&mut self, change: &NameChange) -> bool {
        let asked = self.by == Voter::of_account(&change.from) && change.rename(&mut self.from);
        if asked {
            self.by = Voter::of_account(&change.to);
        }
        self.answered.as_mut().is_some_and(|answered| change.spell(&mut answered.by)) || asked
    }
}

impl QuestionText {
    /// A text that has something in it, is not too long, and has no controls; `None` for any other.
    pub fn parse(text: &str) -> Option<Self> {
        one_line(text, QUESTION_CHARS_MAX).map(Self)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl QuestionRequest {
    /// True if others hear of it.
    pub fn reaches_others(&self) -> bool {
        !matches!(self, Self::List)
    }

    /// Reads the text behind a typed `/ask`; `None` if that is no question.
    pub(super) fn of_ask_command(text: &str) -> Option<Self> {
        QuestionText::parse(text).map(|content| Self::Ask { content })
    }

    /// Reads the text behind a typed `/questions`; `None` if it is nothing that is known.
    pub(super) fn of_questions_command(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "" => Some(Self::List),
            "open" | "ouvrir" => Some(Self::SetBox { open: true }),
            "close" | "fermer" => Some(Self::SetBox { open: false }),
            _ => None,
        }
    }

    /// Reads the text behind a typed command about one question: its number, and for `/answered` what was answered.
    pub(super) fn of_command(word: &str, text: &str) -> Option<Self> {
        let (number, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let id = QuestionId(number.trim_start_matches('#').parse().ok()?);
        if !rest.trim().is_empty() && word != "answered" {
            return None;
        }
        match word {
            "up" => Some(Self::Up { id, up: true }),
            "answered" if rest.trim().is_empty() => Some(Self::Answer { id, text: None }),
            "answered" => QuestionText::parse(rest).map(|text| Self::Answer { id, text: Some(text) }),
            "unanswered" => Some(Self::Reopen { id }),
            "unask" => Some(Self::Remove { id }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_named_by_its_number() {
        let (id, text) = (QuestionId(7), QuestionText::parse("au tableau"));
        assert_eq!(QuestionRequest::of_command("up", " #7 "), Some(QuestionRequest::Up { id, up: true }));
        assert_eq!(QuestionRequest::of_command("answered", "7 au tableau"), Some(QuestionRequest::Answer { id, text }));
        assert_eq!(QuestionRequest::of_command("answered", "7"), Some(QuestionRequest::Answer { id, text: None }));
        assert_eq!(QuestionRequest::of_command("unanswered", "7"), Some(QuestionRequest::Reopen { id }));
        for (text, request) in [
            (" ", Some(QuestionRequest::List)),
            ("close", Some(QuestionRequest::SetBox { open: false })),
            ("Ouvrir", Some(QuestionRequest::SetBox { open: true })),
            ("7", None),
        ] {
            assert_eq!(QuestionRequest::of_questions_command(text), request, "{text:?}");
        }
        assert_eq!(QuestionRequest::of_command("unask", "7"), Some(QuestionRequest::Remove { id }));
        for text in ["", "x", "-1", "7 8", "7x"] {
            assert_eq!(QuestionRequest::of_command("up", text), None, "{text}");
        }
    }

    #[test]
    fn a_question_is_one_line_that_is_not_too_long() {
        assert!(QuestionText::parse(&"é".repeat(QUESTION_CHARS_MAX)).is_some());
        for text in ["", " \u{a0}", "a\nb", &"é".repeat(QUESTION_CHARS_MAX + 1)] {
            assert_eq!(QuestionText::parse(text), None, "{text:?}");
        }
    }
}
