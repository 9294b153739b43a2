//! Settings that are one word out of a few.
//!
//! Owns the enums whose values are written as words in the configuration and on the command line, and the macro that
//! makes them: a word, what it stands for, and the error that lists all of them come from one place.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};

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
                match text {
                    $( $word => Ok(Self::$variant), )*
                    _ => Err(format!("{text:?} is none of the possible words: {}", Self::WORDS.join(", "))),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
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
