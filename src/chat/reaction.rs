//! Reactions to messages: a small sign with a meaning, given and taken back.
//!
//! Owns [`ReactionKind`], the few that there are, and [`Reaction`]: plain values shared by the core, `wire` and `store`. As a
//! vote ([`super::voter`]), a reaction is somebody's and not a name's: who comes later as a guest of the same name is another.

use super::name::{NameKey, Username};

/// Reactions to one message that are kept: each person of a large class once, or a class of 40 with all of them.
pub const REACTIONS_MAX: usize = 240;

/// The meaning of a reaction. There are few, so that a teacher sees at a glance what a class thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReactionKind {
    /// The reader agrees.
    Agree,
    /// The reader has understood.
    Understood,
    /// The reader has not.
    NotUnderstood,
    /// Well done.
    Bravo,
    /// Thank you.
    Thanks,
    /// That is funny.
    Funny,
}

/// Each kind with its number on disk, its sign on the wire and the words for it, the French one first, in lower case.
const KINDS: [(ReactionKind, u8, &str, &[&str]); 6] = [
    (ReactionKind::Agree, 1, "👍", &["d'accord", "daccord", "d’accord", "ok", "agree"]),
    (ReactionKind::Understood, 2, "✅", &["compris", "understood"]),
    (ReactionKind::NotUnderstood, 3, "❓", &["pas compris", "pas-compris", "pascompris", "not understood"]),
    (ReactionKind::Bravo, 4, "⭐", &["bravo"]),
    (ReactionKind::Thanks, 5, "❤️", &["merci", "thanks"]),
    (ReactionKind::Funny, 6, "🙂", &["drôle", "drole", "funny"]),
];

impl ReactionKind {
    /// All of them, in the order in which they are shown.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|(kind, ..)| *kind)
    }

    fn row(self) -> &'static (Self, u8, &'static str, &'static [&'static str]) {
        // The table has each kind; the first row stands for one that it lacked.
        KINDS.iter().find(|(kind, ..)| *kind == self).unwrap_or(&KINDS[0])
    }

    /// The sign on the wire.
    pub fn emoji(self) -> &'static str {
        self.row().2
    }

    /// Its number on disk.
    pub fn number(self) -> u8 {
        self.row().1
    }

    /// The kind with that number on disk.
    pub fn of_number(number: u8) -> Option<Self> {
        KINDS.iter().find(|(_, of, ..)| *of == number).map(|(kind, ..)| *kind)
    }

    /// The kind that a sign or a word stands for. A sign may lack what makes it coloured.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let plain = |sign: &str| sign.trim_end_matches('\u{fe0f}').to_owned();
        let word = text.to_lowercase();
        let is_it = |(_, _, sign, words): &&(Self, u8, &str, &[&str])| {
            plain(sign) == plain(text) || words.contains(&word.as_str())
        };
        KINDS.iter().find(is_it).map(|(kind, ..)| *kind)
    }
}

/// Somebody's reaction to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reaction {
    /// The meaning of the sign.
    pub kind: ReactionKind,
    /// The name of whose it is.
    pub by: Username,
    /// The number of a guest, which no other has; 0 for the owner of the account, and for what was kept of guests before they
    /// had numbers.
    pub guest: u32,
}

impl Reaction {
    /// True if who bears, or bore, a name gave it.
    pub fn is_of(&self, key: &NameKey) -> bool {
        self.by.key() == key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found_by_its_number_its_sign_and_its_words() {
        for (kind, number, sign, words) in KINDS {
            assert_eq!(ReactionKind::of_number(number), Some(kind));
            assert_eq!((kind.number(), kind.emoji()), (number, sign));
            for text in words.iter().chain([&sign]) {
                assert_eq!(ReactionKind::parse(&format!(" {} ", text.to_uppercase())), Some(kind), "{text}");
            }
        }
        assert_eq!(ReactionKind::parse("❤"), Some(ReactionKind::Thanks));
        for text in ["", "👎", "👍👍", "compris 3"] {
            assert_eq!(ReactionKind::parse(text), None, "{text}");
        }
        assert_eq!((ReactionKind::of_number(0), ReactionKind::of_number(7)), (None, None));
    }
}
