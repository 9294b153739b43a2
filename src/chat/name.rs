//! The names of people and channels: what is legal, and when two of them are the same.
//!
//! Owns [`Username`], [`ChannelName`] and the [`NameKey`] both are compared by. Names are parsed once, at the edge
//! (`wire`, `config`, `store`), and are legal from then on. What may stand in a new name is in `spelling`, which names look
//! alike in `lookalike`. Calls these and the Unicode libraries.

use std::fmt;

use caseless::Caseless;
use smol_str::{SmolStr, format_smolstr};
use unicode_normalization::UnicodeNormalization;

use super::lookalike::{self, Readings};
use super::origin::ServerName;
pub use super::spelling::NameProblem;
use super::spelling::{self, is_invisible};

/// Longest user name, in characters. One existing client registers `Invité_NAME_` followed by 13 digits.
pub const USERNAME_CHARS_MAX: usize = 64;

/// Longest channel name, in characters after the `#`.
pub const CHANNEL_CHARS_MAX: usize = 50;

/// The name of the server where it acts of its own accord.
pub(super) const SERVER_NAME: &str = "server";

/// The name under which the operator's console acts.
pub(super) const CONSOLE_NAME: &str = "console";

/// The author of what somebody wrote who was erased. One name for all of them, which nobody can take.
const ERASED_NAME: &str = "compte effacé";

/// The sign between the name of somebody of another server and that server, and those that look like it.
pub(super) const AT_SIGNS: [char; 3] = ['@', '\u{ff20}', '\u{fe6b}'];

/// The form by which two names are compared: NFKC, full case folding, NFKC again (Unicode Standard, section 3.13,
/// D146).
///
/// Holds the name as it is shown besides, and both in place if they are short: among thousands present, memory for each of
/// them would be more than the rest of what is known of them, and lie scattered.
#[derive(Debug, Clone)]
pub struct NameKey {
    /// The name as it is shown, then, unless folding changes nothing, what it is compared by.
    text: SmolStr,
    /// The byte at which the latter begins; 0 if it is the former.
    folded_at: u16,
}

impl NameKey {
    /// The key of a name.
    fn of(shown: &str) -> Self {
        // Of ASCII only capitals are folded.
        let is_ascii = shown.is_ascii();
        if is_ascii && !has_capital(shown) {
            return Self { text: shown.into(), folded_at: 0 };
        }
        let folded: String =
            if is_ascii { shown.to_ascii_lowercase() } else { shown.nfkc().default_case_fold().nfkc().collect() };
        if folded == shown {
            return Self { text: shown.into(), folded_at: 0 };
        }
        // Names are far below 64 KiB.
        Self { text: format_smolstr!("{shown}{folded}"), folded_at: shown.len() as u16 }
    }

    /// The key of a name that is compared by this text, if there is one.
    pub(super) fn of_folded(text: &str) -> Self {
        Self { text: text.into(), folded_at: 0 }
    }

    /// A key that no name has.
    pub(super) fn empty() -> Self {
        Self { text: SmolStr::default(), folded_at: 0 }
    }

    /// The folded text, for storing it.
    pub fn as_str(&self) -> &str {
        &self.text[usize::from(self.folded_at)..]
    }

    /// The name as it is shown.
    pub(super) fn shown(&self) -> &str {
        match self.folded_at {
            0 => &self.text,
            at => &self.text[..usize::from(at)],
        }
    }
}

/// True if a text has a capital letter of ASCII. Looks at all of it, which for a name takes less than to stop in time.
fn has_capital(text: &str) -> bool {
    text.bytes().fold(false, |has, b| has | b.is_ascii_uppercase())
}

/// True if a text has nothing but ASCII that shows, and blanks.
fn is_printable_ascii(text: &str) -> bool {
    text.bytes().fold(true, |is, b| is & matches!(b, b' '..=b'~'))
}

impl PartialEq for NameKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for NameKey {}

impl PartialOrd for NameKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NameKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for NameKey {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

/// A person's name: 1 to 64 characters, no control or invisible ones, no blank at either end.
///
/// Equality and order are those of the folded [`NameKey`]: `Alice`, `ALICE` and `ａｌｉｃｅ` are one person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Username(NameKey);

impl Username {
    /// True for the name under which the guest mode of one existing client registers: `Invité_`, a name, `_` and 13 digits,
    /// which are milliseconds. Such an account is used once, with a password of four characters (docs/ARCHITECTURE.md).
    pub fn is_of_guest_mode(&self) -> bool {
        let parts = self.as_str().strip_prefix("Invité_").and_then(|rest| rest.rsplit_once('_'));
        parts.is_some_and(|(name, moment)| {
            !name.is_empty() && moment.len() == 13 && moment.bytes().all(|b| b.is_ascii_digit())
        })
    }

    /// Parses a name as a client, a file or a database gives it; blanks around it are dropped. Names that were given
    /// before the rules of [`parse_new`](Self::parse_new) are names.
    ///
    /// # Errors
    /// [`NameProblem`] says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NameProblem::Empty);
        }
        // Nearly all names, and each private message has one.
        if text.len() <= USERNAME_CHARS_MAX && is_printable_ascii(text) {
            return Ok(Self(NameKey::of(text)));
        }
        if spelling::hides_something(text) {
            return Err(NameProblem::BadCharacter);
        }
        if text.chars().count() > USERNAME_CHARS_MAX {
            return Err(NameProblem::TooLong);
        }
        Ok(Self(NameKey::of(text)))
    }

    /// Parses the name of a new account: nothing in it is invisible, a box, or there to pass for something else.
    ///
    /// # Errors
    /// [`NameProblem`] says which rule it breaks.
    pub fn parse_new(text: &str) -> Result<Self, NameProblem> {
        let (tidy, problem) = spelling::tidy(text);
        if let Some(problem) = problem {
            return Err(problem);
        }
        if lookalike::mixes_scripts(&tidy) {
            return Err(NameProblem::MixedScripts);
        }
        Self::parse(&tidy)
    }

    /// The nearest name that can be shown of one that another program knew, for what was said under it.
    pub fn nearest(text: &str) -> Option<Self> {
        let (kept, _) = spelling::tidy(text);
        Self::parse(spelling::cut(&kept, USERNAME_CHARS_MAX)).ok()
    }

    /// The name a guest gets when the `attempt`th choice is free: `NAME`, `NAME (invité)`, `NAME (invité 2)`, ….
    /// A long name is cut so that the result is still a legal one.
    pub fn guest_variant(&self, attempt: usize) -> Self {
        let suffix = match attempt {
            0 => return self.clone(),
            1 => " (invité)".to_owned(),
            n => format!(" (invité {n})"),
        };
        let room = USERNAME_CHARS_MAX - suffix.chars().count();
        let stem = spelling::cut(self.as_str(), room).trim_end();
        Self(NameKey::of(&format!("{stem}{suffix}")))
    }

    /// The name of somebody of another server of the school, as it is shown here: `alice@salle204`. A long one is cut.
    pub fn of_server(&self, server: &ServerName) -> Self {
        let room = USERNAME_CHARS_MAX - 1 - server.as_str().len();
        let stem = spelling::cut(self.as_str(), room).trim_end();
        Self(NameKey::of(&format!("{stem}@{server}")))
    }

    /// The server that stands behind its sign, if one does.
    pub fn home(&self) -> Option<ServerName> {
        self.as_str().rsplit_once('@').and_then(|(_, server)| server.parse().ok())
    }

    /// True if it has the sign that stands between a name and its server: who bears it could pass for somebody of another one.
    pub fn claims_server(&self) -> bool {
        self.as_str().contains(AT_SIGNS)
    }

    /// True if people may take the two names for each other.
    pub fn looks_like(&self, other: &Self) -> bool {
        self.readings().overlap(&other.readings())
    }

    /// The ways in which the eye may read it.
    pub(super) fn readings(&self) -> Readings {
        Readings::of(self.as_str())
    }

    /// True if this is the name that [`guest_variant`](Self::guest_variant) makes of a name that need not be cut for
    /// it.
    pub(super) fn is_guest_variant_of(&self, name: &Self) -> bool {
        let behind = self.key().as_str().strip_prefix(name.key().as_str());
        let number = behind.and_then(|behind| behind.strip_prefix(" (invité")?.strip_suffix(')'));
        number.is_some_and(|number| {
            let digits = number.strip_prefix(' ').unwrap_or_default();
            number.is_empty() || (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
        })
    }

    /// True if a text is a spelling of the name with that key.
    pub fn is_spelled(text: &str, key: &NameKey) -> bool {
        Self::parse(text).is_ok_and(|name| name.key() == key)
    }

    /// The name that stands for everybody who was erased.
    pub fn erased() -> Self {
        Self(NameKey::of(ERASED_NAME))
    }

    /// The name as it was typed and is shown.
    pub fn as_str(&self) -> &str {
        self.0.shown()
    }

    /// The key by which it is compared.
    pub fn key(&self) -> &NameKey {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A channel's name: `#`, then 1 to 50 letters of any script, digits, `-` or `_`.
///
/// Equality and order are those of the folded [`NameKey`], which is also what is stored. People leave out accents, and
/// so whoever looks for a channel goes on to [`is_like`](Self::is_like) when none has that very name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelName(NameKey);

/// The name by which old clients call the default channel, whatever it is called.
const GLOBAL: &str = "#global";

impl ChannelName {
    /// Parses a channel name. The `#` may be left out: existing clients write `dev`.
    ///
    /// # Errors
    /// [`NameProblem`] says which rule it breaks.
    pub fn parse(text: &str) -> Result<Self, NameProblem> {
        let text = text.trim();
        let rest = text.strip_prefix(['#', '\u{ff03}']).unwrap_or(text);
        if rest.is_empty() {
            return Err(NameProblem::Empty);
        }
        if rest.chars().count() > CHANNEL_CHARS_MAX {
            return Err(NameProblem::TooLong);
        }
        // Letters typed as base + combining accent are legal once composed.
        let is_legal = |c: char| (c.is_alphanumeric() && !is_invisible(c)) || c == '-' || c == '_';
        if !rest.nfkc().all(is_legal) {
            return Err(NameProblem::BadCharacter);
        }
        Ok(Self(NameKey::of(&format_smolstr!("#{rest}"))))
    }

    /// The name that stands for the default channel, whatever that one is called.
    pub fn global() -> Self {
        Self(NameKey::of(GLOBAL))
    }

    /// True if it stands for the default channel.
    pub fn is_global(&self) -> bool {
        let text = self.0.as_str();
        text == GLOBAL || !text.is_ascii() && self.letters_without_accents().eq(GLOBAL.chars())
    }

    /// True if the two differ by accents at most.
    pub fn is_like(&self, other: &Self) -> bool {
        self == other
            || !(self.0.as_str().is_ascii() && other.0.as_str().is_ascii())
                && self.letters_without_accents().eq(other.letters_without_accents())
    }

    fn letters_without_accents(&self) -> impl Iterator<Item = char> {
        // The block of accents: what Indic, Arabic or Hebrew letters bear is no ornament, and is not in it.
        self.0.as_str().nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}'))
    }

    /// The name as it was made, `#` included.
    pub fn as_str(&self) -> &str {
        self.0.shown()
    }

    /// The key by which it is compared.
    pub fn key(&self) -> &NameKey {
        &self.0
    }
}

impl fmt::Display for ChannelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_folded_and_shown_as_typed() {
        let typed = Username::parse("  Élodie ").unwrap();
        assert_eq!(typed.as_str(), "Élodie");
        assert_eq!(typed, Username::parse("e\u{301}LODIE").unwrap());
        assert_eq!(Username::parse("ＡＬＩＣＥ").unwrap(), Username::parse("alice").unwrap());
        assert_eq!(Username::parse("Straße").unwrap(), Username::parse("STRASSE").unwrap());
        assert_ne!(Username::parse("alice").unwrap(), Username::parse("alicé").unwrap());
    }

    #[test]
    fn illegal_names_say_why() {
        assert_eq!(Username::parse(" \t "), Err(NameProblem::Empty));
        let nearest = |text: &str| Username::nearest(text).map(|name| name.as_str().to_owned());
        assert_eq!(nearest(" al\u{200b}i\tce "), Some("alice".to_owned()));
        assert_eq!(nearest(&"é".repeat(70)), Some("é".repeat(64)));
        assert_eq!(nearest("\u{200b}"), None);
        assert_eq!(Username::parse("a\u{0}b"), Err(NameProblem::BadCharacter));
        assert_eq!(Username::parse("al\u{200b}ice"), Err(NameProblem::BadCharacter));
        assert_eq!(Username::parse("\u{202e}ecila"), Err(NameProblem::BadCharacter));
        assert_eq!(Username::parse("alice\u{1d173}"), Err(NameProblem::BadCharacter));
        // Letters that show nothing, the last once it is composed.
        for name in ["#dev\u{115f}", "#dev\u{ffa0}", "#dev\u{3164}"] {
            assert_eq!(ChannelName::parse(name), Err(NameProblem::BadCharacter));
        }
        assert!(Username::parse(&"é".repeat(64)).is_ok());
        assert_eq!(Username::parse(&"é".repeat(65)), Err(NameProblem::TooLong));
        assert!(Username::parse("Invité_Jean-Baptiste_1749823456789").is_ok());
    }

    #[test]
    fn guest_variants_stay_legal_at_any_length() {
        let short = Username::parse("bob").unwrap();
        assert_eq!(short.guest_variant(0).as_str(), "bob");
        assert_eq!(short.guest_variant(1).as_str(), "bob (invité)");
        assert_eq!(short.guest_variant(2).as_str(), "bob (invité 2)");
        let long = Username::parse(&"é".repeat(64)).unwrap();
        for attempt in [1, 2, 1000] {
            let variant = long.guest_variant(attempt);
            assert_eq!(Username::parse(variant.as_str()).unwrap(), variant);
        }
    }

    #[test]
    fn a_guest_variant_is_known_from_other_longer_names() {
        let bob = Username::parse("Bob").unwrap();
        let is_variant = |text: &str| Username::parse(text).unwrap().is_guest_variant_of(&bob);
        for attempt in [1, 2, 10] {
            assert!(bob.guest_variant(attempt).is_guest_variant_of(&bob));
        }
        assert!(is_variant("bob (INVITE\u{301} 3)"));
        for other in
            ["bob", "bob je", "bob (invité", "bob (invité )", "bob (invité x)", "bob (invité2)", "eve (invité)"]
        {
            assert!(!is_variant(other), "{other}");
        }
    }

    #[test]
    fn channel_names_take_letters_of_any_script() {
        for name in ["#général", "#dev", "#a", "#тест", "#部屋_2", "#a-b"] {
            assert_eq!(ChannelName::parse(name).unwrap().as_str(), name);
        }
        assert_eq!(ChannelName::parse("#Ge\u{301}ne\u{301}ral").unwrap(), ChannelName::parse("#GÉNÉRAL").unwrap());
        for bare in ["dev", " dev ", "＃dev", "ＤＥＶ"] {
            assert_eq!(ChannelName::parse(bare).unwrap(), ChannelName::parse("#dev").unwrap(), "{bare}");
        }
        assert_eq!(ChannelName::parse("Dev").unwrap().as_str(), "#Dev");
        assert_eq!(ChannelName::parse(""), Err(NameProblem::Empty));
        assert_eq!(ChannelName::parse("#"), Err(NameProblem::Empty));
        assert_eq!(ChannelName::parse("#a b"), Err(NameProblem::BadCharacter));
        assert_eq!(ChannelName::parse("##"), Err(NameProblem::BadCharacter));
        assert!(ChannelName::parse(&format!("#{}", "x".repeat(50))).is_ok());
        assert_eq!(ChannelName::parse(&format!("#{}", "x".repeat(51))), Err(NameProblem::TooLong));
    }

    #[test]
    fn channels_are_alike_but_for_accents_of_letters() {
        let name = |text: &str| ChannelName::parse(text).unwrap();
        for (one, other) in [
            ("#général", "general"),
            ("#GENERAL", "#ge\u{301}ne\u{301}ral"),
            ("#ça-va", "Ca-Va"),
            ("#нью-йорк", "#нью-иорк"),
            ("#Ώ", "#ω"),
            ("#dev", "#dev"),
        ] {
            assert!(name(one).is_like(&name(other)) && name(other).is_like(&name(one)), "{one} {other}");
        }
        for (one, other) in [("#dev", "#dev2"), ("#général", "#generale"), ("#का", "#क"), ("#ガ", "#カ"), ("#o", "#ø")]
        {
            assert!(!name(one).is_like(&name(other)), "{one} {other}");
        }
        assert!(name("Global").is_global() && ChannelName::global().is_global());
        assert!(name("#glóbal").is_global() && name("GLOBÀL").is_global());
        assert!(!name("globale").is_global() && !name("général").is_global());
    }
}
