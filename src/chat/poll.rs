//! Polls and the votes in them, as they are asked for, shown and kept.
//!
//! Owns [`Poll`], [`Ballot`] and their parts, and what clients ask of them: [`PollRequest`]. Plain values shared by the core,
//! `wire` and `store`; what is legal is decided where they are made. Which polls there are is `state::polls`.

use std::sync::Arc;

use super::clock::WallTime;
use super::name::{ChannelName, NameKey, Username};
use super::voter::Voter;

/// Fewest and most answers of a poll: below it there is nothing to choose, above it nobody reads them all.
pub const POLL_ANSWERS: std::ops::RangeInclusive<usize> = 2..=8;

/// Longest question of a poll, in characters.
pub const POLL_QUESTION_CHARS_MAX: usize = 300;

/// Longest answer of a poll, in characters.
pub const POLL_ANSWER_CHARS_MAX: usize = 100;

/// People who may vote in one poll, or for one question: as many as may be in a channel. Guests may come under ever new
/// names, and each vote is kept.
pub const VOTERS_MAX: usize = 1000;

/// The number of a poll. Grows by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PollId(pub u64);

/// A question with its answers, and how it may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollForm {
    question: Box<str>,
    answers: Vec<Box<str>>,
    /// True if somebody may choose several answers.
    pub several: bool,
    /// True if the class is not told who chose what.
    pub anonymous: bool,
    /// True if the class sees the counts while the poll is open.
    pub live: bool,
}

/// A poll without its votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Its number.
    pub id: PollId,
    /// The channel whose members vote.
    pub channel: ChannelName,
    /// The one who opened it: a name, or the console's.
    pub by: Box<str>,
    /// The time at which it was opened.
    pub opened: WallTime,
    /// The time at which it was closed; `None` while it is open.
    pub closed: Option<WallTime>,
    /// The question and the answers to choose from.
    pub form: PollForm,
}

/// The answers that somebody chose: at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choices(u8);

/// Somebody's vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The name of whose it is: an account's or a guest's.
    pub voter: Username,
    /// Whose it is.
    pub by: Voter,
    /// The answers.
    pub choices: Choices,
    /// The time at which it was given, or changed last.
    pub at: WallTime,
}

/// A poll with its votes, as it is read at start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollWithBallots {
    /// The poll.
    pub poll: Poll,
    /// The votes in it, one of a person.
    pub ballots: Vec<Ballot>,
}

/// A request about polls.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollRequest {
    /// Ask the members of a channel.
    Open {
        /// The channel; `None` for the current one.
        channel: Option<ChannelName>,
        form: PollForm,
    },
    /// Choose, or choose anew.
    Vote {
        /// The channel; `None` for the current one.
        channel: Option<ChannelName>,
        /// The poll that is meant; `None` for the open one, whichever it is.
        id: Option<PollId>,
        choices: Choices,
    },
    /// Take no more votes.
    Close {
        /// The channel; `None` for the current one.
        channel: Option<ChannelName>,
        /// True if nobody is to see the result, and nothing is kept.
        cancel: bool,
    },
    /// List the polls of one's channels: the open ones, and where none is open the last.
    List,
}

/// A poll as somebody may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct PollView {
    /// The poll.
    pub poll: Arc<Poll>,
    /// The number of people who have voted.
    pub voters: usize,
    /// The number of votes for each answer, if they may be seen.
    pub counts: Option<Vec<u32>>,
    /// The people who chose each answer, if that may be seen.
    pub names: Option<Vec<Vec<Username>>>,
    /// The reader's own vote, if there is one.
    pub yours: Option<Choices>,
    /// The people who have voted, for staff.
    pub voted: Option<Vec<Username>>,
}

/// A line about polls to a newer client.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq)]
pub enum PollLine {
    /// There is a poll.
    Opened(PollView),
    /// Somebody has voted.
    Counts(PollView),
    /// It is over.
    Closed(PollView),
    /// It is as if it had never been.
    Cancelled { id: PollId, channel: ChannelName },
    /// The answer to `polls`.
    List(Vec<PollView>),
}

impl Poll {
    /// The same with nobody's name as the one who opened it, if it was the bearer of this name.
    pub fn without(&self, key: &NameKey) -> Option<Self> {
        Username::is_spelled(&self.by, key).then(|| Self { by: Username::erased().as_str().into(), ..self.clone() })
    }
}

impl PollForm {
    /// A poll in which one answer may be chosen, which the class does not see, as it does not see the counts before the
    /// end.
    ///
    /// # Errors
    /// The name of the field that is not legal: `question` or `answers`.
    pub fn new<'t>(question: &str, answers: impl IntoIterator<Item = &'t str>) -> Result<Self, &'static str> {
        let question = one_line(question, POLL_QUESTION_CHARS_MAX).ok_or("question")?;
        // No more than one that shows that there are too many.
        let answers = answers.into_iter().take(POLL_ANSWERS.end() + 1);
        let answers: Option<Vec<Box<str>>> = answers.map(|answer| one_line(answer, POLL_ANSWER_CHARS_MAX)).collect();
        let answers = answers.filter(|answers| POLL_ANSWERS.contains(&answers.len())).ok_or("answers")?;
        Ok(Self { question, answers, several: false, anonymous: true, live: false })
    }

    /// The same, answered in the ways that these words say; `None` if one of them says none.
    pub fn in_ways(mut self, words: &str) -> Option<Self> {
        for word in words.split_whitespace() {
            match word.to_lowercase().as_str() {
                "several" | "plusieurs" => self.several = true,
                "live" | "direct" => self.live = true,
                "named" | "nominatif" => self.anonymous = false,
                _ => return None,
            }
        }
        Some(self)
    }

    /// The question: one line.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// The answers, each one line, in order.
    pub fn answers(&self) -> &[Box<str>] {
        &self.answers
    }

    /// True if these may be chosen.
    pub fn takes(&self, choices: Choices) -> bool {
        let all_there = choices.numbers().all(|number| number <= self.answers.len());
        all_there && (self.several || choices.numbers().count() == 1)
    }
}

impl Choices {
    /// Answers by their numbers, from 1; `None` if there is none, or one that no poll has.
    pub fn of(numbers: impl IntoIterator<Item = u64>) -> Option<Self> {
        let mut bits = 0_u8;
        for number in numbers {
            let at = number.checked_sub(1).and_then(|at| u32::try_from(at).ok())?;
            bits |= 1_u8.checked_shl(at)?;
        }
        (bits != 0).then_some(Self(bits))
    }

    /// The numbers of the answers, from 1, in order.
    pub fn numbers(self) -> impl Iterator<Item = usize> {
        (0..8_usize).filter(move |at| self.0 & (1 << at) != 0).map(|at| at + 1)
    }
}

/// The letter of an answer, by its number from 1.
pub(super) fn letter(number: usize) -> char {
    ('A'..='H').nth(number - 1).unwrap_or('?')
}

/// A text of so many characters at most that is one line of a screen and of a log, without the blanks around it; `None`
/// for any other, and for an empty one.
pub(super) fn one_line(text: &str, chars_max: usize) -> Option<Box<str>> {
    let text = text.trim();
    let is_legal = !text.is_empty() && text.chars().count() <= chars_max && !text.chars().any(char::is_control);
    is_legal.then(|| text.into())
}

impl PollRequest {
    /// True if others hear of it.
    pub fn reaches_others(&self) -> bool {
        !matches!(self, Self::List)
    }

    /// Reads the text behind a typed `/poll`; `None` if that is nothing of the kind.
    pub(super) fn of_poll_command(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "" => return Some(Self::List),
            "close" | "end" | "fermer" | "fin" => return Some(Self::Close { channel: None, cancel: false }),
            "cancel" | "annuler" => return Some(Self::Close { channel: None, cancel: true }),
            _ => {}
        }
        let (quoted, rest) = take_quoted(text)?;
        let (question, answers) = quoted.split_first()?;
        let form = PollForm::new(question, answers.iter().copied()).ok()?.in_ways(rest)?;
        Some(Self::Open { channel: None, form })
    }

    /// Reads the text behind a typed `/vote`: letters or numbers.
    pub(super) fn of_vote_command(text: &str) -> Option<Self> {
        let number = |word: &str| {
            let mut chars = word.chars();
            match (chars.next().map(|c| c.to_ascii_uppercase()), chars.next()) {
                (Some(letter @ 'A'..='H'), None) => Some(u64::from(letter as u8 - b'A' + 1)),
                _ => word.parse().ok(),
            }
        };
        let words = text.split([' ', ',', ';', '\t', '\u{a0}']).filter(|word| !word.is_empty());
        let numbers: Option<Vec<u64>> = words.map(number).collect();
        let choices = Choices::of(numbers?)?;
        Some(Self::Vote { channel: None, id: None, choices })
    }
}

/// The quoted texts at the beginning of one, and what comes behind them.
fn take_quoted(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    'texts: loop {
        for (open, close) in [('"', '"'), ('«', '»'), ('“', '”')] {
            if let Some(quoted) = rest.strip_prefix(open) {
                let (text, behind) = quoted.split_once(close)?;
                found.push(text);
                rest = behind.trim_start();
                continue 'texts;
            }
        }
        return Some((found, rest));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Option<PollForm> {
        match PollRequest::of_poll_command(text)? {
            PollRequest::Open { channel: None, form } => Some(form),
            _ => None,
        }
    }

    #[test]
    fn a_poll_is_typed_in_quotes_of_any_kind_with_words_behind_it() {
        let plain = form(r#""Quoi ?" "A" "B""#).unwrap();
        assert_eq!((plain.question(), plain.answers().len()), ("Quoi ?", 2));
        assert_eq!((plain.several, plain.anonymous, plain.live), (false, true, false));
        let other = form("« Quoi ? »“un”\"deux\" Plusieurs direct nominatif").unwrap();
        assert_eq!((other.question(), &*other.answers()[0]), ("Quoi ?", "un"));
        assert_eq!((other.several, other.anonymous, other.live), (true, false, true));
        let close = |cancel| Some(PollRequest::Close { channel: None, cancel });
        assert_eq!(PollRequest::of_poll_command(" Close "), close(false));
        assert_eq!(PollRequest::of_poll_command("annuler"), close(true));
        assert_eq!(PollRequest::of_poll_command(""), Some(PollRequest::List));
    }

    #[test]
    fn a_poll_that_cannot_be_answered_is_none() {
        let nine = format!("\"q\"{}", " \"x\"".repeat(9));
        let long = format!("\"q\" \"x\" \"{}\"", "é".repeat(POLL_ANSWER_CHARS_MAX + 1));
        for text in
            ["x", "\"q\"", "\"q\" \"a\"", "\"q\" \"a\" \" \"", "\"q\" \"a\" \"b", "\"q\" \"a\" \"b\" x", &nine, &long]
        {
            assert_eq!(PollRequest::of_poll_command(text), None, "{text}");
        }
        assert_eq!(PollForm::new("a\nb", ["x", "y"]), Err("question"));
        assert_eq!(PollForm::new("a", ["x", "y\u{7}"]), Err("answers"));
        assert_eq!(PollForm::new(&"é".repeat(POLL_QUESTION_CHARS_MAX + 1), ["x", "y"]), Err("question"));
    }

    #[test]
    fn answers_are_chosen_by_letters_and_numbers() {
        let numbers = |text| match PollRequest::of_vote_command(text)? {
            PollRequest::Vote { channel: None, id: None, choices } => Some(choices.numbers().collect::<Vec<_>>()),
            other => panic!("{other:?}"),
        };
        assert_eq!(numbers("2"), Some(vec![2]));
        assert_eq!(numbers(" b"), Some(vec![2]));
        assert_eq!(numbers("C, a;8 3"), Some(vec![1, 3, 8]));
        for text in ["", "0", "9", "I", "AB", "-1", "1.5", "18446744073709551616"] {
            assert_eq!(numbers(text), None, "{text}");
        }
    }

    #[test]
    fn a_form_takes_what_it_has_and_several_only_if_that_is_said() {
        let mut form = PollForm::new("q", ["x", "y"]).unwrap();
        let choices = |numbers: &[u64]| Choices::of(numbers.iter().copied()).unwrap();
        assert!(form.takes(choices(&[2])) && !form.takes(choices(&[3])) && !form.takes(choices(&[1, 2])));
        form.several = true;
        assert!(form.takes(choices(&[1, 2])) && !form.takes(choices(&[1, 3])));
    }
}
