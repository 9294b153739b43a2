//! The characters of names: which ones may stand in a new one, and what is left of one that has others.
//!
//! Owns the classes of characters, the shape of emoji, [`tidy`], and [`NameProblem`], which others know as `name`'s. Called
//! by the modules about names; calls only the Unicode libraries.

use std::fmt;

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};
use unicode_security::GeneralSecurityProfile;
use unicode_security::general_security_profile::IdentifierType;
use unicode_segmentation::UnicodeSegmentation;

/// Most marks that may stand on each other, as UTS #39, section 5.4 advises. No language needs more.
const MARKS_MAX: usize = 4;

const JOINER: char = '\u{200d}';
const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const TAGS_END: char = '\u{e007f}';

/// The flags of England, Scotland and Wales, the only ones that Unicode lists with tags: those behind the black flag.
const TAGGED_FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// The reason that a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing is left after trimming.
    Empty,
    /// Longer than the limit.
    TooLong,
    /// It holds a control character, one that shows nothing or that nobody writes, or (channels) one that is neither
    /// letter, digit, `-` nor `_`.
    BadCharacter,
    /// A new name has more marks on a letter than any language.
    TooManyMarks,
    /// A new name has two blanks in a row.
    TwoBlanks,
    /// A new name mixes alphabets.
    MixedScripts,
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "empty",
            Self::TooLong => "too long",
            Self::BadCharacter => "has a character that names may not have",
            Self::TooManyMarks => "has too many marks on one letter",
            Self::TwoBlanks => "has two blanks in a row",
            Self::MixedScripts => "mixes letters of different alphabets",
        })
    }
}

impl std::error::Error for NameProblem {}

/// A text as a name may have it, without what may not stand in one, and the first thing that was wrong. Blanks at the
/// ends are not wrong, and other blanks than U+0020 are made one.
pub(super) fn tidy(text: &str) -> (String, Option<NameProblem>) {
    let chars: Vec<char> = text.trim().chars().collect();
    let (mut kept, mut problem) = (String::with_capacity(text.len()), None);
    let mut before = Before::Blank;
    let mut rest = &chars[..];
    while let Some(&c) = rest.first() {
        let sequence = emoji_length(rest);
        let wrong = if sequence > 0 {
            kept.extend(&rest[..sequence]);
            before = Before::Other;
            None
        } else {
            take(c, &mut kept, &mut before).err()
        };
        problem = problem.or(wrong);
        rest = &rest[sequence.max(1)..];
    }
    kept.truncate(kept.trim_end().len());
    (kept, problem)
}

/// The kinds of character before a character of a name.
enum Before {
    /// Nothing, or a blank.
    Blank,
    /// Something that marks may stand on: so many do. The first stands at this place.
    Base { marks: usize, at: usize },
    /// Something else.
    Other,
}

fn take(c: char, kept: &mut String, before: &mut Before) -> Result<(), NameProblem> {
    match Class::of(c) {
        Class::Blank => {
            if matches!(before, Before::Blank) {
                return Err(NameProblem::TwoBlanks);
            }
            kept.push(' ');
            *before = Before::Blank;
        }
        Class::Letter => {
            kept.push(c);
            *before = Before::Base { marks: 0, at: kept.len() };
        }
        Class::Sign => {
            kept.push(c);
            *before = Before::Other;
        }
        Class::Mark { spacing } => {
            let Before::Base { marks, at } = before else { return Err(NameProblem::BadCharacter) };
            *marks += usize::from(!spacing);
            if *marks > MARKS_MAX {
                // A tower of marks is not writing, so nothing of it stays.
                kept.truncate(*at);
                return Err(NameProblem::TooManyMarks);
            }
            kept.push(c);
        }
        Class::Refused => return Err(NameProblem::BadCharacter),
    }
    Ok(())
}

enum Class {
    Letter,
    Mark {
        spacing: bool,
    },
    Sign,
    Blank,
    /// It shows nothing, or a box, or cannot be told from what people write.
    Refused,
}

impl Class {
    fn of(c: char) -> Self {
        if c.is_ascii() {
            return match c {
                ' ' => Self::Blank,
                c if c.is_ascii_control() => Self::Refused,
                c if c.is_ascii_alphanumeric() => Self::Letter,
                _ => Self::Sign,
            };
        }
        if is_invisible(c) || is_blank_sign(c) {
            return Self::Refused;
        }
        match c.general_category() {
            // It is drawn as a line.
            GeneralCategory::SpaceSeparator if c != '\u{1680}' => Self::Blank,
            GeneralCategory::NonspacingMark if is_in_use(c) => Self::Mark { spacing: false },
            GeneralCategory::SpacingMark if is_in_use(c) => Self::Mark { spacing: true },
            _ => match c.general_category_group() {
                GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number if is_in_use(c) => Self::Letter,
                GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol => Self::Sign,
                _ => Self::Refused,
            },
        }
    }
}

/// True if people write their languages with a letter or a mark today. Others are boxes on most screens, or letters of
/// phonetics, which look like small capitals.
fn is_in_use(c: char) -> bool {
    !matches!(
        c.identifier_type(),
        Some(
            IdentifierType::Technical
                | IdentifierType::Exclusion
                | IdentifierType::Obsolete
                | IdentifierType::Deprecated
                | IdentifierType::Default_Ignorable
                | IdentifierType::Not_Character
        )
    )
}

/// Signs that are a blank to the eye, or that stand for something which is not there.
fn is_blank_sign(c: char) -> bool {
    matches!(c, '\u{2800}' | '\u{1d159}' | '\u{fffc}' | '\u{fffd}')
}

/// Characters that show nothing or turn the text around: zero-width ones, bidirectional controls, the soft hyphen,
/// fillers and tags (the default-ignorable characters of Unicode's `DerivedCoreProperties.txt`), and line separators.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// True if a text holds a control, or what shows nothing, other than as a part of an emoji.
pub(super) fn hides_something(text: &str) -> bool {
    if text.is_ascii() {
        return text.bytes().any(|byte| byte.is_ascii_control());
    }
    let hides = |c: char| c.is_control() || is_invisible(c);
    if !text.chars().any(hides) {
        return false;
    }
    let chars: Vec<char> = text.chars().collect();
    let mut rest = &chars[..];
    while let Some(&c) = rest.first() {
        let sequence = emoji_length(rest);
        if sequence == 0 && hides(c) {
            return true;
        }
        rest = &rest[sequence.max(1)..];
    }
    false
}

/// The number of characters of an emoji at the beginning, 0 if there is none: UTS #51, section 1.4.9, whose shape every
/// sequence has that Unicode lists. One that is not listed shows as the emoji that it is made of.
fn emoji_length(chars: &[char]) -> usize {
    let mut length = element_length(chars);
    while length > 0 && chars.get(length) == Some(&JOINER) {
        match element_length(&chars[length + 1..]) {
            0 => break,
            next => length += 1 + next,
        }
    }
    length
}

fn element_length(chars: &[char]) -> usize {
    let is_regional = |c: &char| ('\u{1f1e6}'..='\u{1f1ff}').contains(c);
    match chars {
        [first, second, ..] if is_regional(first) && is_regional(second) => 2,
        ['0'..='9' | '#' | '*', EMOJI_STYLE, KEYCAP, ..] => 3,
        ['0'..='9' | '#' | '*', KEYCAP, ..] => 2,
        ['\u{1f3f4}', tags @ ..] if tagged_flag_length(tags) > 0 => 1 + tagged_flag_length(tags),
        [c, '\u{1f3fb}'..='\u{1f3ff}', ..] if is_emoji(*c) => 2,
        [c, EMOJI_STYLE | TEXT_STYLE, ..] if is_emoji(*c) => 2,
        [c, ..] if is_emoji(*c) => 1,
        _ => 0,
    }
}

fn is_emoji(c: char) -> bool {
    !c.is_ascii() && c.is_emoji_char()
}

fn tagged_flag_length(chars: &[char]) -> usize {
    let is_flag = |flag: &&&str| {
        let tags = flag.chars().filter_map(|c| char::from_u32(0xe0000 + u32::from(c)));
        chars.iter().copied().take(flag.len() + 1).eq(tags.chain([TAGS_END]))
    };
    TAGGED_FLAGS.iter().find(is_flag).map_or(0, |flag| flag.len() + 1)
}

/// The beginning of a text, so many characters at most, that ends where the eye sees an end.
pub(super) fn cut(text: &str, chars_max: usize) -> &str {
    if text.len() <= chars_max {
        return text;
    }
    let (mut chars, mut end) = (0, 0);
    for piece in text.graphemes(true) {
        chars += piece.chars().count();
        if chars > chars_max {
            break;
        }
        end += piece.len();
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_people_are_left_as_they_are() {
        for name in [
            "Élodie",
            "Ge\u{301}rard",
            "Nguyễn Văn A",
            "O'Neill",
            "D’Artagnan",
            "Jean-Baptiste_42",
            "Иван",
            "محمد",
            "مُحَمَّد",
            "田中さん",
            "김민준",
            "अनुष्का",
            "สมชาย",
            "שָׂרָה",
            "Γιώργος",
            "ⵢⴰⵏⵉⵙ",
            "bob (invité)",
            "Marie & Tom",
            "x²",
            "Ａlice",
            "\u{2764}\u{fe0f}marie",
            "\u{2764}\u{fe0e}marie",
            "\u{1f469}\u{200d}\u{1f4bb}eve",
            "\u{1f44d}\u{1f3fd}",
            "1\u{fe0f}\u{20e3}",
            "\u{1f1eb}\u{1f1f7} luc",
            "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
            "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
            "\u{1f469}\u{1f3fd}\u{200d}\u{2764}\u{fe0f}\u{200d}\u{1f48b}\u{200d}\u{1f469}\u{1f3fb}",
            "\u{1f600} dan",
        ] {
            assert_eq!(tidy(name), (name.to_owned(), None), "{}", name.escape_unicode());
            assert!(!hides_something(name), "{name}");
        }
    }

    #[test]
    fn what_may_not_stand_in_a_name_is_left_out_and_said() {
        let bad = Some(NameProblem::BadCharacter);
        for (typed, kept, problem) in [
            ("  Jean\u{a0}Paul\t", "Jean Paul", None),
            ("a\u{200b}b", "ab", bad),
            ("Prof\u{2800}", "Prof", bad),
            ("\u{1d159}a", "a", bad),
            ("a\u{16fe4}", "a", bad),
            ("a\u{13430}\u{13441}b", "ab", bad),
            ("a\u{70f}", "a", bad),
            ("a\u{e000}\u{f0000}", "a", bad),
            ("a\u{378}\u{ffff}\u{10ffff}\u{fdd0}", "a", bad),
            ("a\u{fffc}\u{fffd}", "a", bad),
            ("a\u{3164}\u{115f}", "a", bad),
            ("a\u{1680}b", "ab", bad),
            ("\u{301}a", "a", bad),
            ("a \u{301}b", "a b", bad),
            ("a\u{335}\u{489}b", "ab", bad),
            ("\u{1d18}\u{280}\u{1d0f}\u{a730}", "", bad),
            ("a\u{1f3f4}\u{e0062}b", "a\u{1f3f4}b", bad),
            ("a\u{200d}b", "ab", bad),
            ("1\u{fe0f}a", "1a", bad),
            ("a\u{1}\u{7f}", "a", bad),
            ("r\u{301}\u{302}\u{303}\u{304}", "r\u{301}\u{302}\u{303}\u{304}", None),
            ("r\u{301}\u{302}\u{303}\u{304}\u{306}\u{307}s", "rs", Some(NameProblem::TooManyMarks)),
            ("a  b", "a b", Some(NameProblem::TwoBlanks)),
            ("a \u{3000}b", "a b", Some(NameProblem::TwoBlanks)),
            ("\u{200b} \u{2060}", "", bad),
        ] {
            assert_eq!(tidy(typed), (kept.to_owned(), problem), "{}", typed.escape_unicode());
        }
    }

    #[test]
    fn a_cut_goes_through_nothing_that_belongs_together() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "abc");
        assert_eq!(cut("ae\u{301}x", 2), "a");
        assert_eq!(cut("a\u{1f469}\u{200d}\u{1f4bb}b", 3), "a");
        assert_eq!(cut("a\u{1f469}\u{200d}\u{1f4bb}b", 4), "a\u{1f469}\u{200d}\u{1f4bb}");
    }

    proptest! {
        #[test]
        fn what_is_tidy_stays_so(text in "[\\PC\\p{M}\u{200b}-\u{200f}\u{fe0f}\u{e0020}-\u{e007f}\u{1f1e6}-\u{1f1ff}\u{1f3f4}\u{20e3}0-9 ]{0,30}") {
            let (kept, _) = tidy(&text);
            prop_assert_eq!(tidy(&kept), (kept.clone(), None));
            prop_assert!(!hides_something(&kept));
            let short = cut(&kept, 7).trim_end();
            prop_assert_eq!(tidy(short), (short.to_owned(), None));
        }
    }
}
