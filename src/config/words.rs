//! Settings that are one word out of a few.
//!
//! Owns the enums whose values are written as words in the configuration and on the command line, and the macro that
//! makes them: a word, what it stands for, how it is read, and the error that lists all of them come from one place.

use std::fmt;
use std::str::FromStr;

use toml::de::DeValue;

use super::reading::{Read, Wrong, nearest, tame};
use crate::chat::text;

macro_rules! words {
    ($(
        $(#[$meta:meta])*
        $name:ident { $( $(#[$doc:meta])* $variant:ident = $word:literal, )* }
    )*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[$doc])* $variant, )* }

        impl $name {
            /// All the words there are.
            pub const WORDS: &[&str] = &[$($word),*];

            /// The word for it.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                Self::parse_in(text, text::Lang::En)
            }
        }

        impl $name {
            fn parse_in(text: &str, lang: text::Lang) -> Result<Self, String> {
                match text {
                    $( $word => Ok(Self::$variant), )*
                    _ => Err(none_of(text, Self::WORDS, lang)),
                }
            }
        }

        impl Read<$name> for $name {
            fn read(value: &DeValue<'_>, lang: text::Lang) -> Result<$name, Wrong> {
                Self::parse_in(value.as_str().ok_or(Wrong::Kind)?, lang).map_err(Wrong::Words)
            }

            fn wanted(lang: text::Lang, _range: Option<String>) -> String {
                format!("{} : {}", lang.choose("un de ces mots entre guillemets", "one of these words in quotes"), Self::WORDS.join(", "))
                    .replace(" : ", lang.choose(" : ", ": "))
            }

            fn example(default: &$name, _value: &DeValue<'_>, _lang: text::Lang) -> String {
                format!("\"{default}\"")
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )*};
}

words! {
    /// The language of what people read.
    Lang {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
    }

    /// Who may make a channel by joining it.
    CreateChannels {
        /// Also guests.
        Everyone = "everyone",
        /// Whoever has an account.
        Registered = "registered",
        /// Moderators and admins.
        Moderators = "moderators",
        /// The channels are those of the configuration.
        Nobody = "nobody",
    }

    /// Who may make an account.
    Registration {
        /// Everybody.
        Open = "open",
        /// Only the operator, on the command line.
        Closed = "closed",
        /// Whoever knows `registration_code`.
        Code = "code",
    }

    /// What becomes of a database that cannot be opened.
    OnCorrupt {
        /// It is renamed and kept, and the server starts with an empty one and an alarm.
        SetAside = "set_aside",
        /// The server does not start.
        Refuse = "refuse",
    }

    /// How much the human log says.
    LogLevel {
        /// What does not work.
        Error = "error",
        /// Also what may need a look.
        Warn = "warn",
        /// Also what happens.
        Info = "info",
        /// Also each connection.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }

    /// Which messages the human log shows.
    LogMessages {
        /// None.
        None = "none",
        /// Those of channels.
        Public = "public",
        /// Private ones too.
        All = "all",
    }
}

/// That a word is not among those that are possible, and which was meant.
fn none_of(text: &str, words: &[&str], lang: text::Lang) -> String {
    let (shown, all) = (tame(text), words.join(", "));
    let near = nearest(text, words.iter().copied());
    let near = near
        .map(|near| lang.choose(format!(", vouliez-vous dire \"{near}\" ?"), format!(", did you mean \"{near}\"?")));
    let near = near.unwrap_or_default();
    lang.choose(
        format!("\"{shown}\" n'est pas un des mots possibles ({all}){near}"),
        format!("\"{shown}\" is none of the possible words: {all}{near}"),
    )
}

impl From<Lang> for text::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::Fr,
            Lang::En => Self::En,
        }
    }
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
