//! Sentences about messages that are said otherwise or reacted to, in both languages.
//!
//! Owns [`AmendText`].

use super::Lang;
use crate::chat::name::Username;
use crate::chat::reaction::ReactionKind;
use crate::chat::reply::Code;

/// Characters of a message by which its author knows it again.
const QUOTED_CHARS_MAX: usize = 40;

/// A sentence about a message.
#[derive(Debug, Clone, Copy)]
pub enum AmendText<'a> {
    /// To the others, whose clients know no line for it: somebody says a message otherwise.
    Edited {
        /// Its author.
        by: &'a Username,
        /// The new words.
        content: &'a str,
    },
    /// To its author.
    DidEdit,
    /// It is somebody else's.
    NotAuthor,
    /// It is older than so many minutes.
    TooLate(i64),
    /// It is private, and its receiver is not there, or has not had it yet.
    ReceiverAway(&'a Username),
    /// To the author of a message, whose client knows no line for it: somebody reacts.
    Reacts {
        /// The name of who did it.
        by: &'a Username,
        /// The meaning of the reaction.
        kind: ReactionKind,
        /// The message.
        content: &'a str,
    },
    /// To who reacted.
    DidReact {
        /// The meaning of the reaction.
        kind: ReactionKind,
        /// False if it was taken back.
        on: bool,
    },
    /// There are as many reactions to the message as may be.
    TooManyReactions(usize),
}

impl AmendText<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub(super) fn code(&self) -> Option<Code> {
        match self {
            Self::NotAuthor => Some(Code::NotAuthor),
            Self::TooLate(_) | Self::ReceiverAway(_) => Some(Code::NotEditable),
            Self::TooManyReactions(_) => Some(Code::TooManyReactions),
            Self::Edited { .. } | Self::DidEdit | Self::Reacts { .. } | Self::DidReact { .. } => None,
        }
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::Edited { by, content } => {
                lang.choose(format!("✎ {by} corrige : {content}"), format!("✎ {by} corrects: {content}"))
            }
            Self::DidEdit => lang.choose("Message corrigé.", "Message corrected.").to_owned(),
            Self::NotAuthor => lang
                .choose(
                    "Ce message est de quelqu'un d'autre : seul son auteur le corrige.",
                    "That message is somebody else's: its author alone corrects it.",
                )
                .to_owned(),
            Self::TooLate(minutes) => lang.choose(
                format!("Trop tard : un message se corrige pendant {minutes} minutes. Écrivez-en un autre."),
                format!("Too late: a message may be corrected for {minutes} minutes. Write another one."),
            ),
            Self::ReceiverAway(to) => lang.choose(
                format!(
                    "{to} n'est pas là, ou n'a pas encore lu ses messages : celui-ci ne change pas pour l'instant."
                ),
                format!("{to} is not there, or has not read what waited: this one does not change for now."),
            ),
            Self::Reacts { by, kind, content } => {
                let (kind, quoted) = (named(*kind, lang), quoted(content));
                lang.choose(
                    format!("{by} réagit à votre message « {quoted} » : {kind}"),
                    format!("{by} reacts to your message “{quoted}”: {kind}"),
                )
            }
            Self::DidReact { kind, on } => {
                let kind = named(*kind, lang);
                match on {
                    true => lang.choose(format!("Réaction : {kind}."), format!("Reaction: {kind}.")),
                    false => {
                        lang.choose(format!("Réaction retirée : {kind}."), format!("Reaction taken back: {kind}."))
                    }
                }
            }
            Self::TooManyReactions(most) => lang.choose(
                format!("Ce message a déjà {most} réactions."),
                format!("That message has {most} reactions already."),
            ),
        }
    }
}

/// A kind of reaction with what it means: not every screen has the sign.
fn named(kind: ReactionKind, lang: Lang) -> String {
    let word = match kind {
        ReactionKind::Agree => lang.choose("d'accord", "I agree"),
        ReactionKind::Understood => lang.choose("compris", "understood"),
        ReactionKind::NotUnderstood => lang.choose("pas compris", "not understood"),
        ReactionKind::Bravo => lang.choose("bravo", "well done"),
        ReactionKind::Thanks => lang.choose("merci", "thanks"),
        ReactionKind::Funny => lang.choose("drôle", "funny"),
    };
    format!("{} {word}", kind.emoji())
}

/// The beginning of a message, in one line.
fn quoted(content: &str) -> String {
    let line: String = content.chars().take(QUOTED_CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if content.chars().nth(QUOTED_CHARS_MAX).is_some() { format!("{}…", line.trim_end()) } else { line }
}
