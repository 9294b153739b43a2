//! Typed commands of a lesson.
//!
//! Owns their words, in English and in French, and how each is used. Called by `command`, whose forms of names these have.

use super::command::{BadCommand, split_word, take_name};
use super::lesson_act::LessonAct;
use super::name::Username;

pub(super) const HAND: &str = "/hand [down]";
pub(super) const HANDS: &str = "/hands [down [NOM]]";

/// The act that a command of a lesson means; `None` if it is none of these.
pub(super) fn parse(
    word: &str,
    rest: &str,
    is_known: &impl Fn(&Username) -> bool,
) -> Option<Result<LessonAct, BadCommand>> {
    Some(match word {
        "hand" | "main" => hand(rest),
        "hands" | "mains" => hands(rest, is_known),
        _ => return None,
    })
}

fn hand(rest: &str) -> Result<LessonAct, BadCommand> {
    match rest.to_lowercase().as_str() {
        "" | "up" | "lever" => Ok(LessonAct::Hand { up: true }),
        word if is_down(word) => Ok(LessonAct::Hand { up: false }),
        _ => Err(BadCommand::Usage(HAND)),
    }
}

fn hands(rest: &str, is_known: &impl Fn(&Username) -> bool) -> Result<LessonAct, BadCommand> {
    if rest.is_empty() {
        return Ok(LessonAct::Hands);
    }
    let (word, name) = split_word(rest);
    if !is_down(&word.to_lowercase()) {
        return Err(BadCommand::Usage(HANDS));
    }
    let user = if name.is_empty() { None } else { Some(take_name(name, is_known, HANDS)?.0) };
    Ok(LessonAct::LowerHands { user })
}

fn is_down(word: &str) -> bool {
    matches!(word, "down" | "baisser" | "bas")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(word: &str, rest: &str) -> Result<LessonAct, BadCommand> {
        parse(word, rest, &|_| true).unwrap()
    }

    #[test]
    fn a_hand_goes_up_and_down_in_both_languages() {
        assert_eq!(act("hand", ""), Ok(LessonAct::Hand { up: true }));
        assert_eq!(act("main", "lever"), Ok(LessonAct::Hand { up: true }));
        assert_eq!(act("hand", "Down"), Ok(LessonAct::Hand { up: false }));
        assert_eq!(act("main", "baisser"), Ok(LessonAct::Hand { up: false }));
        assert_eq!(act("hand", "bob"), Err(BadCommand::Usage(HAND)));
    }

    #[test]
    fn hands_are_listed_or_lowered() {
        let bob = Username::parse("bob tu").unwrap();
        assert_eq!(act("mains", ""), Ok(LessonAct::Hands));
        assert_eq!(act("hands", "down"), Ok(LessonAct::LowerHands { user: None }));
        assert_eq!(act("hands", "down \"bob tu\""), Ok(LessonAct::LowerHands { user: Some(bob) }));
        assert_eq!(act("hands", "up"), Err(BadCommand::Usage(HANDS)));
        assert!(parse("danse", "", &|_| true).is_none());
    }
}
