//! Sentences about polls, in both languages.
//!
//! Owns [`PollText`]. The words are those of the page in the browser.

use std::fmt::Write;

use super::Lang;
use crate::chat::name::ChannelName;
use crate::chat::poll::{Choices, Poll, PollView, letter};
use crate::chat::reply::Code;

/// Votes up to which the words say who chose what: more make a line that nobody reads.
const NAMES_IN_WORDS_MAX: usize = 30;

/// A sentence about polls.
#[derive(Debug, Clone, Copy)]
pub enum PollText<'a> {
    /// There is a poll: the question, the answers, and how to vote.
    Opened(&'a Poll),
    /// To who opened one.
    DidOpen(&'a ChannelName),
    /// To who voted.
    Voted {
        /// In which poll.
        poll: &'a Poll,
        /// The answers that were chosen.
        choices: Choices,
    },
    /// A poll is over, with its counts.
    Result(&'a PollView),
    /// A poll is over, and nobody sees its counts.
    Cancelled(&'a Poll),
    /// One of the list of polls.
    Listed(&'a PollView),
    /// Where the list would be.
    NoPolls,
    /// A channel has an open poll already.
    AlreadyOpen(&'a ChannelName),
    /// Too many polls are open.
    TooMany,
    /// A channel has no open poll, or another one.
    NoneOpen(&'a ChannelName),
    /// Only one answer may be chosen.
    OneOnly,
    /// As many have voted as may.
    Full(usize),
}

impl PollText<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub(super) fn code(&self) -> Option<Code> {
        match self {
            Self::AlreadyOpen(_) | Self::TooMany => Some(Code::PollOpen),
            Self::NoneOpen(_) => Some(Code::UnknownPoll),
            Self::OneOnly => Some(Code::BadField),
            Self::Full(_) => Some(Code::TooManyVotes),
            _ => None,
        }
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::Opened(poll) => opened(poll, lang),
            Self::DidOpen(channel) => lang.choose(
                format!("Sondage ouvert dans {channel}. Pour le terminer : /poll close"),
                format!("Poll opened in {channel}. To end it: /poll close"),
            ),
            Self::Voted { poll, choices } => {
                let chosen = chosen(poll, *choices, lang);
                let hint = match poll.form.live {
                    true => "",
                    false => lang.choose(" Résultats à la fin du sondage.", " Results when the poll ends."),
                };
                lang.choose(format!("Réponse enregistrée : {chosen}.{hint}"), format!("Answer saved: {chosen}.{hint}"))
            }
            Self::Result(view) => {
                let question = view.poll.form.question();
                let counts = counts(view, lang);
                lang.choose(
                    format!("Résultat du sondage : {question} {counts}"),
                    format!("Result of the poll: {question} {counts}"),
                )
            }
            Self::Cancelled(poll) => {
                let question = poll.form.question();
                lang.choose(
                    format!("Le sondage « {question} » est annulé."),
                    format!("The poll \"{question}\" is cancelled."),
                )
            }
            Self::Listed(view) => listed(view, lang),
            Self::NoPolls => lang.choose("Pas de sondage.", "No poll.").into(),
            Self::AlreadyOpen(channel) => lang.choose(
                format!("Un sondage est déjà ouvert dans {channel} : terminez-le d'abord (/poll close)."),
                format!("A poll is open in {channel} already: end it first (/poll close)."),
            ),
            Self::TooMany => lang
                .choose(
                    "Trop de sondages sont ouverts : terminez-en un d'abord.",
                    "Too many polls are open: end one first.",
                )
                .into(),
            Self::NoneOpen(channel) => lang.choose(
                format!("Ce sondage n'est pas ouvert dans {channel}."),
                format!("That poll is not open in {channel}."),
            ),
            Self::OneOnly => lang
                .choose("Une seule réponse est possible dans ce sondage.", "This poll takes one answer only.")
                .into(),
            Self::Full(most) => lang.choose(
                format!("Ce sondage a déjà {most} réponses : c'est le plus qu'il peut avoir."),
                format!("This poll has {most} answers already, which is the most."),
            ),
        }
    }
}

/// Says who asks, the question, and how it may be answered.
fn opened(poll: &Poll, lang: Lang) -> String {
    let (by, form) = (super::who(&poll.by, lang), &poll.form);
    let mut how = vec![match form.anonymous {
        true => lang.choose("réponses anonymes pour la classe", "answers anonymous to the class"),
        false => lang.choose("la classe verra qui a répondu quoi", "the class will see who answered what"),
    }];
    if form.several {
        how.push(lang.choose("plusieurs réponses possibles", "several answers allowed"));
    }
    let how = how.join(", ");
    let mut text = lang.choose(format!("Sondage de {by} ({how})"), format!("Poll by {by} ({how})"));
    text.push_str(lang.choose(" : ", ": "));
    text.push_str(form.question());
    for (at, answer) in form.answers().iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{} {}. {answer}", if at > 0 { " ·" } else { "" }, letter(at + 1));
    }
    text.push_str(match (form.several, lang) {
        (false, Lang::Fr) => " — pour répondre : /vote B",
        (true, Lang::Fr) => " — pour répondre : /vote A B",
        (false, Lang::En) => " — to answer: /vote B",
        (true, Lang::En) => " — to answer: /vote A B",
    });
    text
}

/// The answers that were chosen, by letter, and in words if it is one.
fn chosen(poll: &Poll, choices: Choices, lang: Lang) -> String {
    let letters: Vec<String> = choices.numbers().map(|number| letter(number).to_string()).collect();
    match letters.split_last() {
        Some((only, [])) => {
            let answer = choices.numbers().next().and_then(|number| poll.form.answers().get(number - 1));
            format!("{only}, {}", answer.map_or("", |answer| answer))
        }
        Some((last, others)) => format!("{} {} {last}", others.join(", "), lang.choose("et", "and")),
        None => String::new(),
    }
}

/// Each answer with its votes, and how many have voted.
fn counts(view: &PollView, lang: Lang) -> String {
    let mut text = String::new();
    let voters = view.voters;
    for (at, answer) in view.poll.form.answers().iter().enumerate() {
        let _ = write!(text, "{}{}. {answer}", if at > 0 { " · " } else { "" }, letter(at + 1));
        if let Some(count) = view.counts.as_ref().and_then(|counts| counts.get(at)) {
            // Rounded to the nearest whole.
            let percent = (u64::from(*count) * 200 + voters as u64).checked_div(2 * voters as u64).unwrap_or(0);
            let _ = match lang {
                Lang::Fr => write!(text, " : {count} ({percent} %)"),
                Lang::En => write!(text, ": {count} ({percent}%)"),
            };
        }
        if let Some(names) = view.names.as_ref().and_then(|names| names.get(at)).filter(|names| !names.is_empty())
            && voters <= NAMES_IN_WORDS_MAX
        {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            let _ = write!(text, " [{}]", names.join(", "));
        }
    }
    let total = match (voters, lang) {
        (0 | 1, Lang::Fr) => format!(" · {voters} réponse"),
        (_, Lang::Fr) => format!(" · {voters} réponses"),
        (1, Lang::En) => " · 1 answer".to_owned(),
        (_, Lang::En) => format!(" · {voters} answers"),
    };
    text.push_str(&total);
    text
}

fn listed(view: &PollView, lang: Lang) -> String {
    let poll = &view.poll;
    let state = match poll.closed {
        None => lang.choose("ouvert", "open"),
        Some(_) => lang.choose("terminé", "ended"),
    };
    let mut text = format!("{} ({state}) : {} {}", poll.channel, poll.form.question(), counts(view, lang));
    if let Some(yours) = view.yours {
        let letters: Vec<String> = yours.numbers().map(|number| letter(number).to_string()).collect();
        let letters = letters.join(", ");
        text.push_str(&lang.choose(format!(" · votre réponse : {letters}"), format!(" · your answer: {letters}")));
    }
    text
}
