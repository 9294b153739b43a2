//! A name as a session typed it, and what becomes of it for a guest.
//!
//! Owns [`TypedName`]. Clients put a name into nearly every message, and the server looks at it once at most, when the
//! session becomes a guest; so this is kept as it came until then. Clients that have not said `hello` compare the `to` of
//! what they get, letter by letter, with what was typed into them, and drop the rest; so they are told that (`answer`).

use smol_str::SmolStr;

use super::lookalike;
use super::name::{AT_SIGNS, USERNAME_CHARS_MAX, Username};
use super::spelling::{cut, tidy};

/// The name of a guest who gives none, or one of which nothing can be kept.
const NAMELESS_GUEST: &str = "invité";

/// The most that is kept of what was typed, in characters: far more than a name has, and far less than a line.
const TYPED_CHARS_MAX: usize = 256;

/// A name as a session typed it, letter by letter. It may be no name at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedName {
    text: SmolStr,
    /// True if it is all that was typed.
    whole: bool,
}

/// The name that a guest may get, as far as the name itself goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GuestName {
    /// The name.
    pub(super) name: Username,
    /// True if something of what was typed had to be left out or replaced.
    pub(super) is_changed: bool,
}

impl TypedName {
    /// Takes a text in; `None` for one of blanks alone, which names nobody.
    pub fn new(text: &str) -> Option<Self> {
        if text.trim().is_empty() {
            return None;
        }
        let kept = match text.len() {
            // Each character has a byte at least.
            0..=TYPED_CHARS_MAX => text,
            _ => text.char_indices().nth(TYPED_CHARS_MAX).map_or(text, |(end, _)| &text[..end]),
        };
        Some(Self { text: kept.into(), whole: kept.len() == text.len() })
    }

    /// The letters that were typed, if they are few enough to be told back.
    pub(super) fn as_typed(&self) -> Option<&SmolStr> {
        Some(&self.text).filter(|_| self.whole)
    }

    /// The nearest name that a guest may have: what can be kept is kept.
    pub(super) fn to_guest_name(&self) -> GuestName {
        // Behind it would be the server of somebody of another one.
        let (mut kept, _) = tidy(&self.text.replace(AT_SIGNS, " "));
        if lookalike::mixes_scripts(&kept) {
            // Letters of another alphabet among Latin ones are there for their looks, and are taken for what they look like.
            kept = lookalike::in_latin(&kept).filter(|latin| tidy(latin).1.is_none()).unwrap_or_default();
        }
        let short = cut(&kept, USERNAME_CHARS_MAX).trim_end();
        let is_changed = short != self.text.trim() || !self.whole;
        GuestName { name: Username::parse(short).unwrap_or_else(|_| nameless()), is_changed }
    }
}

impl GuestName {
    /// The name of who gives none.
    pub(super) fn nameless() -> Self {
        Self { name: nameless(), is_changed: false }
    }
}

fn nameless() -> Username {
    Username::parse(NAMELESS_GUEST).unwrap_or_else(|why| unreachable!("{NAMELESS_GUEST}: {why}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guest(typed: &str) -> (String, bool) {
        let GuestName { name, is_changed } = TypedName::new(typed).unwrap().to_guest_name();
        (name.as_str().to_owned(), is_changed)
    }

    #[test]
    fn what_can_be_kept_of_a_guests_name_is_kept_and_a_change_is_known() {
        for (typed, name, is_changed) in [
            ("alice", "alice", false),
            (" Alice ", "Alice", false),
            ("\u{2764}\u{fe0f}marie", "\u{2764}\u{fe0f}marie", false),
            ("\u{1f469}\u{200d}\u{1f4bb}eve", "\u{1f469}\u{200d}\u{1f4bb}eve", false),
            ("a\u{200b}b", "ab", true),
            ("a  b", "a b", true),
            ("Jean\u{a0}Paul", "Jean Paul", true),
            ("\u{1}\u{2}", "invité", true),
            ("\u{200b}", "invité", true),
            ("\u{420}rofesseur", "Professeur", true),
            ("Иван Ivanov", "invité", true),
            ("Иван", "Иван", false),
            ("alice@salle204", "alice salle204", true),
            ("alice \u{ff20} salle204", "alice salle204", true),
            ("\u{fe6b}@", "invité", true),
        ] {
            assert_eq!(guest(typed), (name.to_owned(), is_changed), "{}", typed.escape_unicode());
        }
        assert_eq!(guest(&"x".repeat(70)), ("x".repeat(64), true));
        assert_eq!(guest(&"é".repeat(5000)), ("é".repeat(64), true));
        let family = "\u{1f469}\u{200d}\u{1f467}";
        assert_eq!(guest(&format!("{}{family}", "x".repeat(62))), ("x".repeat(62), true));
        assert!(TypedName::new(" \t").is_none());
    }

    #[test]
    fn a_text_as_long_as_a_line_is_not_kept() {
        let long = TypedName::new(&"é".repeat(60_000)).unwrap();
        assert_eq!((long.text.chars().count(), long.as_typed()), (TYPED_CHARS_MAX, None));
        assert_eq!(TypedName::new(" Alice ").unwrap().as_typed().unwrap(), " Alice ");
    }

    proptest! {
        #[test]
        fn a_guests_name_may_be_registered(typed in "[\\PC\u{200b}-\u{200f}\u{fe0f}\u{300}-\u{304} ]{1,90}") {
            if let Some(typed) = TypedName::new(&typed) {
                let GuestName { name, .. } = typed.to_guest_name();
                prop_assert_eq!(Username::parse_new(name.as_str()).map(|name| name.as_str().to_owned()), Ok(name.as_str().to_owned()));
                let again = TypedName::new(name.as_str()).unwrap().to_guest_name();
                prop_assert_eq!(again, GuestName { name, is_changed: false });
            }
        }
    }
}
