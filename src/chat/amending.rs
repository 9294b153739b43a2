//! Changes to a message after it was said: its author says it otherwise, and people react to it.
//!
//! Owns what clients ask for, [`AmendRequest`], and what newer ones are told, [`AmendLine`]: plain values.

use super::message::{MessageId, SharedMessage};
use super::name::{ChannelName, Username};
use super::reaction::ReactionKind;

/// Minutes for which a message may be said otherwise: long enough for a mistake, too short to rewrite what others have
/// answered in the lesson before.
pub const EDIT_MINUTES: i64 = 15;

/// Messages of a channel among which `/edit` looks for the last one of its author.
pub const EDIT_LOOKED_AT: usize = 100;

/// A request about a message that was said.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AmendRequest {
    /// Say one's own message otherwise.
    Edit {
        /// Which; `None` for the last one in the current channel.
        id: Option<MessageId>,
        content: Box<str>,
    },
    /// React to a message, or not any more.
    React {
        /// Which; `None` for the last one in the current channel.
        id: Option<MessageId>,
        kind: ReactionKind,
    },
}

impl AmendRequest {
    /// The word for it on the wire: the `type` of the request and of its answer.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Edit { .. } => "edit",
            Self::React { .. } => "react",
        }
    }

    /// Reads the text behind `/edit`.
    pub(super) fn of_edit_command(rest: &str) -> Option<Self> {
        (!rest.is_empty()).then(|| Self::Edit { id: None, content: rest.into() })
    }

    /// Reads the text behind `/react`: a sign or a word, and the number of a message.
    pub(super) fn of_react_command(rest: &str) -> Option<Self> {
        if let Some(kind) = ReactionKind::parse(rest) {
            return Some(Self::React { id: None, kind });
        }
        let (what, id) = rest.trim_end().rsplit_once(char::is_whitespace)?;
        let id = id.trim_start_matches('#').parse().ok()?;
        Some(Self::React { id: Some(MessageId(id)), kind: ReactionKind::parse(what)? })
    }
}

/// A line about a message to a newer client.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq)]
pub enum AmendLine {
    /// Its author has said it otherwise. This is what it is now.
    Edited(SharedMessage),
    /// Somebody reacts to it, or not any more.
    Reaction {
        message: SharedMessage,
        kind: ReactionKind,
        by: Username,
        /// False if it is taken back.
        on: bool,
    },
    /// It answers a message of another server that has come after it.
    Reply { id: MessageId, channel: ChannelName, reply_to: MessageId },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reaction_is_typed_as_a_sign_or_a_word_with_or_without_a_number() {
        let react = |id: Option<u64>, kind| Some(AmendRequest::React { id: id.map(MessageId), kind });
        for (typed, meant) in [
            ("👍", react(None, ReactionKind::Agree)),
            ("pas compris", react(None, ReactionKind::NotUnderstood)),
            ("pas compris 12", react(Some(12), ReactionKind::NotUnderstood)),
            ("Merci #7 ", react(Some(7), ReactionKind::Thanks)),
            ("", None),
            ("7", None),
            ("super", None),
            ("super 7", None),
            ("merci 7 8", None),
        ] {
            assert_eq!(AmendRequest::of_react_command(typed), meant, "{typed}");
        }
    }
}
