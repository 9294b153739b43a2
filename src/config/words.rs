//! Settings that are one word out of a few.
//!
//! Owns [`Word`], which gives the words of a type their place in the configuration and on the command line: how they are
//! read, and the error that lists all of them. The types are those of whoever obeys the setting (the chat, the
//! database); the log's own are here.

use std::str::FromStr;

use toml::de::DeValue;

use super::reading::{Read, ReadError, nearest, sanitize};
use crate::chat::settings::{Creators, Registration};
use crate::chat::text::Lang;
use crate::store::OnCorrupt;

/// The levels of the human log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    /// Only what does not work.
    Error,
    /// Also what may need a look.
    Warn,
    /// Also what happens.
    Info,
    /// Also each connection.
    Debug,
    /// Everything.
    Trace,
}

/// The messages of the chat that the human log shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogMessages {
    /// None.
    None,
    /// Those of channels.
    Public,
    /// Private ones too.
    All,
}

/// A type whose values are written as words.
pub(super) trait Word: Copy + PartialEq + 'static {
    /// Its values and their words.
    const WORDS: &'static [(&'static str, Self)];

    /// Parses a word.
    ///
    /// # Errors
    /// In words: it is not among those that are possible, and which was meant.
    fn parse(text: &str, lang: Lang) -> Result<Self, String> {
        let found = Self::WORDS.iter().find(|(word, _)| *word == text);
        found.map(|&(_, value)| value).ok_or_else(|| none_of(text, &all::<Self>(), lang))
    }
}

macro_rules! words {
    ($( $type:ident { $( $variant:ident = $word:literal, )* } )*) => {$(
        impl Word for $type {
            const WORDS: &'static [(&'static str, Self)] = &[$( ($word, Self::$variant) ),*];
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::parse(text, Lang::En)
            }
        }
    )*};
}

words! {
    Lang { Fr = "fr", En = "en", }
    Creators { Everyone = "everyone", Registered = "registered", Moderators = "moderators", Nobody = "nobody", }
    Registration { Open = "open", Closed = "closed", Code = "code", }
    OnCorrupt { SetAside = "set_aside", Refuse = "refuse", }
    LogLevel { Error = "error", Warn = "warn", Info = "info", Debug = "debug", Trace = "trace", }
    LogMessages { None = "none", Public = "public", All = "all", }
}

impl<T: Word> Read<T> for T {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<T, ReadError> {
        T::parse(value.as_str().ok_or(ReadError::Kind)?, lang).map_err(ReadError::Words)
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        let words = all::<T>().join(", ");
        lang.choose(
            format!("un de ces mots entre guillemets : {words}"),
            format!("one of these words in quotes: {words}"),
        )
    }

    fn example(default: &T, _value: &DeValue<'_>, _lang: Lang) -> String {
        let word = T::WORDS.iter().find(|(_, value)| value == default).map_or("", |(word, _)| word);
        format!("\"{word}\"")
    }
}

/// The words of a type.
fn all<T: Word>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}

/// Says that a word is not among those that are possible, and which was meant.
fn none_of(text: &str, words: &[&str], lang: Lang) -> String {
    let (shown, all) = (sanitize(text), words.join(", "));
    let near = nearest(text, words.iter().copied());
    let near = near
        .map(|near| lang.choose(format!(", vouliez-vous dire \"{near}\" ?"), format!(", did you mean \"{near}\"?")));
    let near = near.unwrap_or_default();
    lang.choose(
        format!("\"{shown}\" n'est pas un des mots possibles ({all}){near}"),
        format!("\"{shown}\" is none of the possible words: {all}{near}"),
    )
}

impl From<LogLevel> for log::LevelFilter {
    fn from(level: LogLevel) -> Self {
        match level {
            LogLevel::Error => Self::Error,
            LogLevel::Warn => Self::Warn,
            LogLevel::Info => Self::Info,
            LogLevel::Debug => Self::Debug,
            LogLevel::Trace => Self::Trace,
        }
    }
}
