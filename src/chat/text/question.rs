//! Sentences about questions to the people in charge, in both languages.
//!
//! Owns [`QuestionWords`]. The words are those of the page in the browser.

use super::Lang;
use crate::chat::question::{Question, QuestionId, QuestionView};
use crate::chat::reply::Code;

/// A sentence about questions.
#[derive(Debug, Clone, Copy)]
pub enum QuestionWords<'a> {
    /// There is an open question.
    Open {
        /// The question.
        question: &'a Question,
        /// True if the reader may see who asked.
        names_author: bool,
    },
    /// To who asked.
    DidAsk(QuestionId),
    /// To who voted.
    Votes {
        /// For which.
        id: QuestionId,
        /// The number of people who have it.
        votes: usize,
    },
    /// A question is answered.
    Answered(&'a Question),
    /// To who said so.
    DidAnswer(QuestionId),
    /// To who opened one again.
    DidReopen(QuestionId),
    /// A question is gone.
    Removed(QuestionId),
    /// Above the list of questions: how many are open.
    Follow(usize),
    /// One of the list.
    Listed(&'a QuestionView),
    /// There is no such question, or not in that state.
    Unknown,
    /// As many are open as may be.
    TooMany(usize),
    /// As many of one person are open as may be.
    TooManyOwn(usize),
    /// As many have voted as may.
    Full(usize),
    /// No question is taken now.
    Closed,
    /// To who opened or closed the box.
    DidSetBox(bool),
    /// To the others.
    BoxIs {
        /// True if questions are taken from now on.
        open: bool,
        /// The name of who says so.
        by: &'a str,
    },
}

impl QuestionWords<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub(super) fn code(&self) -> Option<Code> {
        match self {
            Self::Unknown => Some(Code::UnknownQuestion),
            Self::TooMany(_) | Self::TooManyOwn(_) => Some(Code::TooManyQuestions),
            Self::Full(_) => Some(Code::TooManyVotes),
            Self::Closed => Some(Code::QuestionsClosed),
            _ => None,
        }
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::Open { question, names_author } => {
                let (id, from, content) = (question.id.0, &question.from, question.content.as_str());
                match names_author {
                    true => lang.choose(
                        format!("Question n° {id} de {from} (nom caché à la classe) : {content} — quand elle a sa réponse : /answered {id}"),
                        format!("Question {id} by {from} (name hidden from the class): {content} — once it is answered: /answered {id}"),
                    ),
                    false => lang.choose(
                        format!("Question n° {id}, sans nom : {content} — moi aussi : /up {id}"),
                        format!("Question {id}, without a name: {content} — me too: /up {id}"),
                    ),
                }
            }
            Self::DidAsk(id) => lang.choose(
                format!("Question n° {} posée, sans votre nom pour la classe ; le professeur le voit.", id.0),
                format!("Question {} asked, without your name for the class; the teacher sees it.", id.0),
            ),
            Self::Votes { id, votes } => lang.choose(
                format!("Question n° {} : {votes} voix.", id.0),
                match votes {
                    1 => format!("Question {}: 1 vote.", id.0),
                    _ => format!("Question {}: {votes} votes.", id.0),
                },
            ),
            Self::Answered(question) => answered(question, lang),
            Self::DidAnswer(id) => lang.choose(
                format!("Question n° {} marquée comme répondue. Pour la remettre : /unanswered {}", id.0, id.0),
                format!("Question {} marked as answered. To put it back: /unanswered {}", id.0, id.0),
            ),
            Self::DidReopen(id) => lang.choose(
                format!("Question n° {} remise parmi les questions.", id.0),
                format!("Question {} put back among the questions.", id.0),
            ),
            Self::Removed(id) => {
                lang.choose(format!("La question n° {} est retirée.", id.0), format!("Question {} is withdrawn.", id.0))
            }
            Self::Follow(0) => lang.choose("Pas de question.", "No question.").into(),
            Self::Follow(open) => lang.choose(format!("Questions ({open}) :"), format!("Questions ({open}):")),
            Self::Listed(view) => listed(view, lang),
            Self::Unknown => lang.choose("Cette question n'existe pas, ou plus.", "There is no such question.").into(),
            Self::TooMany(most) => lang.choose(
                format!("Il y a déjà {most} questions sans réponse : attendez qu'une soit répondue."),
                format!("There are {most} open questions already: wait for one to be answered."),
            ),
            Self::TooManyOwn(most) => lang.choose(
                format!("Vous avez déjà {most} questions sans réponse : attendez, ou retirez-en une (/unask)."),
                format!("You have {most} open questions already: wait, or withdraw one (/unask)."),
            ),
            Self::Closed => lang
                .choose(
                    "La boîte à questions est fermée : levez la main (/main), ou gardez votre question.",
                    "The question box is closed: raise your hand (/hand), or keep your question.",
                )
                .into(),
            Self::DidSetBox(true) => {
                lang.choose("La boîte à questions est ouverte.", "The question box is open.").into()
            }
            Self::DidSetBox(false) => lang
                .choose(
                    "La boîte à questions est fermée. Les questions posées restent.",
                    "The question box is closed. The questions that were asked stay.",
                )
                .into(),
            Self::BoxIs { open: true, by } => lang.choose(
                format!("{by} a ouvert la boîte à questions : /ask VOTRE QUESTION"),
                format!("{by} has opened the question box: /ask YOUR QUESTION"),
            ),
            Self::BoxIs { open: false, by } => lang.choose(
                format!("{by} a fermé la boîte à questions ; les questions posées restent."),
                format!("{by} has closed the question box; the questions that were asked stay."),
            ),
            Self::Full(most) => lang.choose(
                format!("Cette question a déjà {most} voix : c'est le plus qu'elle peut avoir."),
                format!("This question has {most} votes already, which is the most."),
            ),
        }
    }
}

fn answered(question: &Question, lang: Lang) -> String {
    let (id, content) = (question.id.0, question.content.as_str());
    let Some(answered) = &question.answered else { return content.to_owned() };
    let by = super::who(&answered.by, lang);
    match &answered.text {
        Some(text) => {
            let text = text.as_str();
            lang.choose(
                format!("La question n° {id} a une réponse : « {content} » {by} : « {text} »"),
                format!("Question {id} has an answer: \"{content}\" {by}: \"{text}\""),
            )
        }
        None => lang.choose(
            format!("La question n° {id} a une réponse : « {content} » {by}, à voix haute."),
            format!("Question {id} has an answer: \"{content}\" {by}, aloud."),
        ),
    }
}

fn listed(view: &QuestionView, lang: Lang) -> String {
    let question = &view.question;
    if question.answered.is_some() {
        return answered(question, lang);
    }
    let (id, votes, content) = (question.id.0, view.votes, question.content.as_str());
    let author = if view.names_author { format!(" · {}", question.from) } else { String::new() };
    lang.choose(
        format!("n° {id} ({votes} voix{author}) : {content}"),
        format!("{id} ({votes} {}{author}): {content}", if votes == 1 { "vote" } else { "votes" }),
    )
}
