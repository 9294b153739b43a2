//! The erasure of a person, as the law on personal data asks (docs/RGPD.md): what becomes of their messages.
//!
//! Owns [`MessageFate`] and [`ErasedMessages`]: plain values that `wire` reads, `store` carries out and the core tells.

use std::fmt;
use std::str::FromStr;

use super::mail::Mail;
use super::message::MessageId;
use super::name::{ChannelName, Username};

/// The fate of the messages in channels of a person who is erased. Private ones go in any case: without the person
/// nobody but the operator could read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MessageFate {
    /// They stay, under a name that is nobody's.
    Anonymise,
    /// They go.
    Remove,
}

impl MessageFate {
    /// The word for it on the wire, in the audit log and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anonymise => "anonymise",
            Self::Remove => "remove",
        }
    }
}

impl fmt::Display for MessageFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MessageFate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fates = [Self::Anonymise, Self::Remove];
        fates.into_iter().find(|fate| fate.as_str() == text).ok_or_else(|| format!("{text:?}: anonymise or remove"))
    }
}

/// The changes that a step of an erasure has made to messages, as far as the core and people's clients have them too.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ErasedMessages {
    /// Channel messages that are gone, or not by whom they were, the newest of them.
    pub changed: Vec<(MessageId, ChannelName)>,
    /// Private messages that were gone before they were delivered, and whom they waited for.
    pub undelivered: Vec<(Username, Mail)>,
}
