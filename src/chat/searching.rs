//! The values of a search: its words, and what of the history it may look at.
//!
//! Owns [`SearchTerms`], which tell whether a text has them, capitals and accents aside, and [`SearchQuery`], which the
//! core gives to the database. The rules are in `search`.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use caseless::Caseless;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use memchr::memmem::Finder;
use unicode_normalization::UnicodeNormalization;

use super::clock::WallTime;
use super::message::{Audience, Message, MessageId};
use super::name::NameKey;

/// Words of one search.
pub const SEARCH_WORDS_MAX: usize = 8;

/// Characters of all words of a search together.
pub const SEARCH_CHARS_MAX: usize = 200;

/// Most messages of one answer.
pub const SEARCH_LIMIT_MAX: usize = 100;

/// Messages of an answer when the client does not say how many.
pub const SEARCH_LIMIT_DEFAULT: usize = 20;

/// The words that a text must have, all of them, wherever in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchTerms {
    text: Box<str>,
    folded: Box<[Box<str>]>,
}

impl SearchTerms {
    /// Parses words with blanks between them; `None` if there are none, too many, or ones of which nothing is left.
    pub fn parse(text: &str) -> Option<Self> {
        if text.chars().count() > SEARCH_CHARS_MAX {
            return None;
        }
        let fold = |word: &str| {
            let mut folded = String::new();
            fold_into(word, &mut folded);
            folded.into_boxed_str()
        };
        let folded: Box<[Box<str>]> = text.split_whitespace().map(fold).collect();
        let is_legal = (1..=SEARCH_WORDS_MAX).contains(&folded.len()) && folded.iter().all(|term| !term.is_empty());
        is_legal.then(|| Self { text: text.into(), folded })
    }

    /// The words as they were written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// No words, which are in every text.
    pub fn none() -> Self {
        Self { text: "".into(), folded: Box::default() }
    }

    /// The matcher that looks for them in many texts.
    pub fn matcher(&self) -> TermMatcher<'_> {
        let finders = self.folded.iter().map(|term| Finder::new(term.as_bytes())).collect();
        TermMatcher { finders, folded: String::new() }
    }
}

/// Looks for the words of a search in one text after the other.
#[derive(Debug)]
pub struct TermMatcher<'t> {
    finders: Vec<Finder<'t>>,
    folded: String,
}

impl TermMatcher<'_> {
    /// True if all words are in a text.
    pub fn finds_all_in(&mut self, text: &str) -> bool {
        if self.finders.is_empty() {
            return true;
        }
        self.folded.clear();
        fold_into(text, &mut self.folded);
        self.finders.iter().all(|finder| finder.find(self.folded.as_bytes()).is_some())
    }
}

/// The letters of Latin alphabets that are not ASCII, folded: they are in nearly every text in French.
static LATIN: LazyLock<Vec<Box<str>>> = LazyLock::new(|| (LATIN_FIRST..LATIN_END).map(folded_slowly).collect());
const LATIN_FIRST: char = '\u{80}';
const LATIN_END: char = '\u{250}';

/// Appends a text without capitals and accents.
fn fold_into(text: &str, out: &mut String) {
    let begin = out.len();
    if text.is_ascii() {
        out.push_str(text);
        out[begin..].make_ascii_lowercase();
        return;
    }
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if c < LATIN_END {
            out.push_str(&LATIN[c as usize - LATIN_FIRST as usize]);
        } else {
            out.push_str(&folded_slowly(c));
        }
    }
}

fn folded_slowly(c: char) -> Box<str> {
    let mut out = String::new();
    // What Indic, Arabic or Hebrew letters bear is no ornament, and is not in the block of accents.
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    for c in std::iter::once(c).nfkd().default_case_fold().nfkd().filter(|c| !is_accent(c)) {
        match c {
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            _ => out.push(c),
        }
    }
    out.into()
}

/// A moment of local time, as the clock on the wall showed it, in microseconds since 1970-01-01T00:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LocalMoment(i64);

impl LocalMoment {
    /// The moment of a time.
    pub fn of(at: WallTime) -> Self {
        Self(at.unix_us.saturating_add(i64::from(at.offset_s).saturating_mul(1_000_000)))
    }

    /// The first moment behind what is said: of a day, the next one; of a moment, itself.
    ///
    /// # Errors
    /// In words, as parsing.
    pub fn behind(text: &str) -> Result<Self, String> {
        match NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            Ok(day) => day.succ_opt().map(Self::of_day).ok_or_else(|| no_moment(text)),
            Err(_) => text.parse(),
        }
    }

    fn of_day(day: NaiveDate) -> Self {
        Self(day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_micros())
    }
}

impl FromStr for LocalMoment {
    type Err = String;

    /// `2026-11-24`, `2026-11-24T10:05` or with seconds: a day is its beginning.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self::of_day);
        let time = |form| NaiveDateTime::parse_from_str(text, form).ok();
        let moment = || time("%Y-%m-%dT%H:%M").or_else(|| time("%Y-%m-%dT%H:%M:%S%.f"));
        day().or_else(|| moment().map(|at| Self(at.and_utc().timestamp_micros()))).ok_or_else(|| no_moment(text))
    }
}

impl fmt::Display for LocalMoment {
    /// `2026-11-24T10:05:00.000000`, which is parsed as the same moment; what no calendar reaches, as its nearest end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = if self.0 < 0 { DateTime::<Utc>::MIN_UTC } else { DateTime::<Utc>::MAX_UTC };
        let at = DateTime::from_timestamp_micros(self.0).unwrap_or(end);
        write!(f, "{}", at.format("%Y-%m-%dT%H:%M:%S%.6f"))
    }
}

fn no_moment(text: &str) -> String {
    format!("{text:?} is no time; write for example 2026-11-24 or 2026-11-24T10:00")
}

/// The channels that may be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SearchedChannels {
    /// All there ever were.
    All,
    /// These.
    These(Vec<NameKey>),
}

/// The word that an asker has gone, from the core to whatever works for them.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Says so.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// True if it was said.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A search, with all that its asker may read.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    /// The words.
    pub terms: SearchTerms,
    /// The channels to look at.
    pub channels: SearchedChannels,
    /// Whose private messages are looked at, those that they sent and those that they got, from which time on: before it
    /// the name was somebody else's. `None` for nobody's.
    pub private_of: Option<(NameKey, WallTime)>,
    /// Of those only the ones to or from this one; `None` for all.
    pub with: Option<NameKey>,
    /// Only what was said by this one.
    pub author: Option<NameKey>,
    /// Only what was said at this moment or later.
    pub since: Option<LocalMoment>,
    /// Only what was said before this moment.
    pub until: Option<LocalMoment>,
    /// Only messages with smaller ids; `None` from the newest.
    pub before: Option<MessageId>,
    /// Only messages with greater ids, of which the oldest are given; `None` for the newest of all.
    pub after: Option<MessageId>,
    /// Messages at most.
    pub limit: usize,
    /// Bytes of text at most; one message is given in any case.
    pub bytes_max: usize,
    /// Messages that are looked at, at most: what is older is another search's.
    pub looked_at_max: usize,
    /// The asker's word that nobody waits any more.
    pub cancellation: Cancellation,
}

impl SearchQuery {
    /// True for the time of a message that may be taken.
    pub fn takes_time(&self, at: WallTime) -> bool {
        let at = LocalMoment::of(at);
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// True for a message that the asker may read, and that is of the author that is looked for.
    pub fn takes_people(&self, from: &NameKey, to: SearchedAudience<'_>, at: WallTime) -> bool {
        let readable = match to {
            SearchedAudience::Channel(channel) => match &self.channels {
                SearchedChannels::All => true,
                SearchedChannels::These(these) => these.contains(channel),
            },
            SearchedAudience::Person(person) => self.private_of.as_ref().is_some_and(|(own, since)| {
                let other = if own == from { Some(person) } else { (own == person).then_some(from) };
                let is_wanted = |other| self.with.as_ref().is_none_or(|with| with == other);
                other.is_some_and(is_wanted) && at.unix_us >= since.unix_us
            }),
        };
        readable && self.author.as_ref().is_none_or(|author| author == from)
    }

    /// True for a message that is looked for.
    pub fn takes(&self, message: &Message, matcher: &mut TermMatcher<'_>) -> bool {
        let audience = match &message.audience {
            Audience::Channel(name) => SearchedAudience::Channel(name.key()),
            Audience::Person(name) => SearchedAudience::Person(name.key()),
        };
        self.takes_time(message.at)
            && matcher.finds_all_in(&message.content)
            && self.takes_people(message.from.key(), audience, message.at)
    }
}

/// Whom a message is for, by key.
#[derive(Debug, Clone, Copy)]
pub enum SearchedAudience<'a> {
    /// A channel.
    Channel(&'a NameKey),
    /// A person.
    Person(&'a NameKey),
}

/// The result of a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchFindings {
    /// The messages, oldest first.
    pub messages: Vec<Message>,
    /// The id before which to search on, or after which where those after an id were asked for; `None` at the end.
    pub before: Option<MessageId>,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(words: &str, text: &str) -> bool {
        SearchTerms::parse(words).unwrap().matcher().finds_all_in(text)
    }

    #[test]
    fn capitals_and_accents_make_no_difference() {
        for (words, text) in [
            ("eleve", "Les Élèves sont là"),
            ("ÉLÈVE", "les eleves"),
            ("e\u{301}le\u{300}ve", "Élève"),
            ("ca", "Ça va ?"),
            ("STRASSE", "Straße"),
            ("coeur œuvre", "Le cœur à l'OEUVRE"),
            ("２", "exercice 2"),
            ("часы", "ЧАСЫ"),
            ("部屋", "この部屋"),
            ("exercice 3", "le 3 de l'exercice"),
            ("istanbul", "İstanbul"),
        ] {
            assert!(finds(words, text), "{words} in {text}");
        }
        assert!(!finds("exercice 3", "exercice 2"));
        assert!(!finds("été", "ta"));
    }

    #[test]
    fn words_are_few_and_not_empty() {
        assert!(
            ["", "  ", "\u{301}", &"x".repeat(201), "1 2 3 4 5 6 7 8 9"]
                .iter()
                .all(|words| SearchTerms::parse(words).is_none())
        );
        assert!(SearchTerms::parse("1 2 3 4 5 6 7 8").is_some());
    }

    #[test]
    fn moments_are_of_the_clock_on_the_wall() {
        let at = LocalMoment::of(WallTime { unix_us: 1_795_511_100_000_000, offset_s: 3600 });
        assert_eq!("2026-11-24T10:05".parse(), Ok(at));
        assert_eq!("2026-11-24T10:05:00.000".parse(), Ok(at));
        assert!("2026-11-24".parse::<LocalMoment>().unwrap() < at && LocalMoment::behind("2026-11-24").unwrap() > at);
        assert_eq!(LocalMoment::behind("2026-11-24T10:05"), Ok(at));
        assert_eq!((at.to_string().parse(), LocalMoment::behind(&at.to_string())), (Ok(at), Ok(at)));
        assert!("hier".parse::<LocalMoment>().is_err() && LocalMoment::behind("262142-12-31").is_err());
    }

    proptest! {
        /// Letter by letter it is the same as the whole at once.
        #[test]
        fn folding_is_what_the_standard_says(text in "\\PC{0,20}") {
            let whole: String = text.nfkd().default_case_fold().nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).collect();
            let whole = whole.replace('œ', "oe").replace('æ', "ae");
            let mut folded = String::new();
            fold_into(&text, &mut folded);
            // Marks of other scripts may change places, which both do alike when they are compared.
            let sorted = |text: &str| { let mut chars: Vec<char> = text.chars().collect(); chars.sort_unstable(); chars };
            prop_assert_eq!(sorted(&folded), sorted(&whole));
        }
    }
}
