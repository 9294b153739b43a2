//! A request in the making: what is still to be asked of the person at the keyboard.
//!
//! Owns [`Draft`] and [`Question`]; what is typed is checked here, before the server sees it.

use std::borrow::Cow;

use crate::chat::account::Role;
use crate::chat::class_act::{ClassAct, SLOW_SECONDS_MAX};
use crate::chat::name::{ChannelName, Username};
use crate::chat::poll::{PollForm, PollRequest};
use crate::chat::question::{QuestionId, QuestionRequest, QuestionText};
use crate::chat::request::{Act, Password, REASON_CHARS_MAX, SearchRequest, Span};
use crate::chat::sanction::SanctionTarget;
use crate::chat::searching::{SEARCH_LIMIT_MAX, SearchTerms};
use crate::cli::editor::Editor;
use crate::wire::console::ConsoleRequest;

/// Something that a request needs and that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    User,
    /// The one that an account is to have.
    NewName,
    Address,
    Span,
    Reason,
    Content,
    Topic,
    /// For how long there is a silence.
    SilenceSpan,
    /// Between two messages in slow mode.
    Seconds,
    PollQuestion,
    PollAnswers,
    /// The ways to answer a poll.
    PollWays,
    /// To a question of the class.
    Answer,
    /// To search for.
    Words,
    Password,
}

/// The wishes that a question of the menu serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Intent {
    Kick,
    Mute,
    Unmute,
    Ban,
    /// A ban of addresses: where none is known yet, one is asked for in place of a name.
    BanAddress,
    Unban,
    Announce,
    SetRole(Role),
    Rename,
    SetTopic(ChannelName),
    /// In a channel, or in all.
    Silence(Option<ChannelName>),
    /// Slow mode.
    Slow(ChannelName),
    /// A poll in a channel.
    Poll(ChannelName),
    /// An answer in writing.
    Answer(QuestionId),
    Search,
    SetPassword,
    /// A request that needs nothing more.
    Send(ConsoleRequest),
}

/// A request, and what is known of what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) intent: Intent,
    pub(super) target: Option<SanctionTarget>,
    span: Option<Span>,
    /// The reason, the topic, what is said, or the new name.
    text: Option<Box<str>>,
    seconds: Option<u32>,
    /// A poll, once its answers are known.
    poll: Option<PollForm>,
    /// True once it is known how the poll may be answered.
    has_ways: bool,
    answer: Option<QuestionText>,
    terms: Option<SearchTerms>,
    password: Option<Password>,
}

impl Draft {
    pub(super) fn new(intent: Intent) -> Self {
        Self {
            intent,
            target: None,
            span: None,
            text: None,
            seconds: None,
            poll: None,
            has_ways: false,
            answer: None,
            terms: None,
            password: None,
        }
    }

    /// The same, against this person or these addresses. Without any they are asked for.
    pub(super) fn against(mut self, target: Option<SanctionTarget>) -> Self {
        self.target = target;
        self
    }

    /// The request, or what it needs first.
    pub(super) fn request(&self) -> Result<ConsoleRequest, Field> {
        let target = |field| self.target.clone().ok_or(field);
        let user = || match &self.target {
            Some(SanctionTarget::Person(name)) => Ok(name.clone()),
            Some(SanctionTarget::Range(_)) | None => Err(Field::User),
        };
        let span = || self.span.ok_or(Field::Span);
        let text = |field| self.text.clone().ok_or(field);
        let act = match &self.intent {
            Intent::Kick => Act::Kick { user: user()?, reason: text(Field::Reason)? },
            Intent::Mute => Act::Mute { user: user()?, span: span()?, reason: text(Field::Reason)? },
            Intent::Unmute => Act::Unmute { user: user()? },
            Intent::Ban => Act::Ban { target: target(Field::User)?, span: span()?, reason: text(Field::Reason)? },
            Intent::BanAddress => {
                Act::Ban { target: target(Field::Address)?, span: span()?, reason: text(Field::Reason)? }
            }
            Intent::Unban => Act::Unban { target: target(Field::User)? },
            Intent::Announce => Act::Announce { channel: None, content: text(Field::Content)? },
            Intent::SetRole(role) => Act::SetRole { user: user()?, role: *role },
            Intent::Rename => {
                let user = user()?;
                let to = Username::parse_new(&text(Field::NewName)?).map_err(|_| Field::NewName)?;
                Act::Rename { user, to }
            }
            Intent::SetTopic(channel) => {
                Act::Topic { channel: Some(channel.clone()), topic: Some(text(Field::Topic)?) }
            }
            Intent::Silence(channel) => {
                let span = self.span.ok_or(Field::SilenceSpan)?;
                Act::Class(ClassAct::Silence { channel: channel.clone(), span })
            }
            Intent::Slow(channel) => {
                let seconds = self.seconds.ok_or(Field::Seconds)?;
                Act::Class(ClassAct::Slow { channel: Some(channel.clone()), seconds })
            }
            Intent::Poll(channel) => {
                text(Field::PollQuestion)?;
                let form = self.poll.clone().ok_or(Field::PollAnswers)?;
                let request = PollRequest::Open { channel: Some(channel.clone()), form };
                return if self.has_ways { Ok(ConsoleRequest::Poll(request)) } else { Err(Field::PollWays) };
            }
            Intent::Answer(id) => {
                let text = Some(self.answer.clone().ok_or(Field::Answer)?);
                return Ok(ConsoleRequest::Question(QuestionRequest::Answer { id: *id, text }));
            }
            Intent::Search => {
                return Ok(ConsoleRequest::Search(Box::new(SearchRequest {
                    terms: self.terms.clone().ok_or(Field::Words)?,
                    channel: None,
                    author: None,
                    since: None,
                    until: None,
                    before: None,
                    limit: SEARCH_LIMIT_MAX,
                })));
            }
            Intent::SetPassword => {
                let user = user()?;
                let password = self.password.clone().ok_or(Field::Password)?;
                Act::SetPassword { user, password, disconnect: false, must_change: true }
            }
            Intent::Send(request) => return Ok(request.clone()),
        };
        Ok(act.into())
    }

    /// Takes what was typed for a field; `None` if it cannot be that.
    fn filled(mut self, field: Field, typed: &str) -> Option<Self> {
        if field == Field::Password {
            // Blanks at its ends are a password's own.
            self.password = Some(typed).filter(|typed| !typed.is_empty()).map(|typed| Password(typed.into()));
            return self.password.is_some().then_some(self);
        }
        let typed = typed.trim();
        match field {
            Field::User => self.target = Some(SanctionTarget::Person(Username::parse(typed).ok()?)),
            Field::NewName => self.text = Some(Username::parse_new(typed).ok()?.as_str().into()),
            Field::Address => self.target = Some(SanctionTarget::parse_range(typed)?),
            Field::Span | Field::SilenceSpan if typed.is_empty() => self.span = Some(Span::Usual),
            Field::Span | Field::SilenceSpan => self.span = Some(typed.parse().ok()?),
            Field::Reason | Field::Topic if typed.chars().count() > REASON_CHARS_MAX => return None,
            Field::Seconds => {
                self.seconds = Some(typed.parse().ok().filter(|seconds| *seconds <= SLOW_SECONDS_MAX)?);
            }
            Field::Content if typed.is_empty() => return None,
            Field::PollQuestion => {
                // Whatever the answers will be.
                self.text = Some(PollForm::new(typed, ["a", "b"]).ok()?.question().into());
            }
            Field::PollAnswers => self.poll = Some(PollForm::new(self.text.as_deref()?, typed.split(';')).ok()?),
            Field::PollWays => {
                self.poll = Some(self.poll?.in_ways(typed)?);
                self.has_ways = true;
            }
            Field::Answer => self.answer = Some(QuestionText::parse(typed)?),
            Field::Words => self.terms = Some(SearchTerms::parse(typed)?),
            // It has been taken above.
            Field::Password => return None,
            Field::Reason | Field::Topic | Field::Content => self.text = Some(typed.into()),
        }
        Some(self)
    }
}

/// A question on the screen.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) draft: Draft,
    pub(super) field: Field,
    pub(super) editor: Editor,
    /// True if what was typed last is no answer.
    pub(super) is_wrong: bool,
}

impl Question {
    /// A draft's question for a field.
    pub(super) fn new(draft: Draft, field: Field) -> Self {
        Self { draft, field, editor: Editor::default(), is_wrong: false }
    }

    /// The text to show of what is typed: of a password, only how long it is.
    pub(super) fn shown(&self) -> Cow<'_, Editor> {
        if self.field == Field::Password { Cow::Owned(self.editor.masked()) } else { Cow::Borrowed(&self.editor) }
    }

    /// Takes what was typed, if it is an answer. Gives the draft with it.
    pub(super) fn answer(&mut self) -> Option<Draft> {
        let draft = self.draft.clone().filled(self.field, &self.editor.text());
        self.is_wrong = draft.is_none();
        draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(field: Field, typed: &str) -> Option<Draft> {
        Draft::new(Intent::Ban).filled(field, typed)
    }

    #[test]
    fn what_is_typed_is_checked_at_once() {
        let span = |typed| filled(Field::Span, typed).and_then(|draft| draft.span);
        assert_eq!(span("2h"), Some(Span::Minutes(120)));
        assert_eq!(span(" perm "), Some(Span::Forever));
        assert_eq!(span(""), Some(Span::Usual));
        let target = filled(Field::Address, "10.1.2.3/8").and_then(|draft| draft.target).unwrap();
        assert_eq!(target.to_string(), "10.0.0.0/8");
        assert_eq!(filled(Field::SilenceSpan, "10").and_then(|draft| draft.span), Some(Span::Minutes(10)));
        assert_eq!(filled(Field::Seconds, "0").and_then(|draft| draft.seconds), Some(0));
        assert_eq!(filled(Field::Reason, "").and_then(|draft| draft.text), Some("".into()));
        for (field, typed) in [
            (Field::Span, "demain"),
            (Field::Address, "bob"),
            (Field::User, ""),
            (Field::Content, "  "),
            (Field::Reason, &"x".repeat(201)),
            (Field::Topic, &"x".repeat(201)),
            (Field::SilenceSpan, "demain"),
            (Field::Seconds, "3601"),
            (Field::Seconds, ""),
            (Field::PollQuestion, ""),
            (Field::PollAnswers, "a;b"),
            (Field::PollWays, ""),
            (Field::Answer, ""),
            (Field::Words, " "),
            (Field::Password, ""),
        ] {
            assert_eq!(filled(field, typed), None, "{field:?} {typed:?}");
        }
    }

    #[test]
    fn questions_come_one_after_the_other() {
        let draft = Draft::new(Intent::Mute);
        assert_eq!(draft.request(), Err(Field::User));
        let mut question = Question::new(draft, Field::User);
        assert!(question.answer().is_none() && question.is_wrong);
        "bob".chars().for_each(|c| question.editor.apply(crate::cli::editor::Edit::Insert(c)));
        let draft = question.answer().unwrap();
        assert_eq!(draft.request(), Err(Field::Span));
        let draft = Question::new(draft, Field::Span).answer().unwrap();
        assert_eq!(draft.request(), Err(Field::Reason));
        let draft = Question::new(draft, Field::Reason).answer().unwrap();
        let user = Username::parse("bob").unwrap();
        assert_eq!(draft.request(), Ok(Act::Mute { user, span: Span::Usual, reason: "".into() }.into()));
    }

    #[test]
    fn a_poll_is_asked_for_in_parts() {
        let draft = Draft::new(Intent::Poll(ChannelName::parse("#dev").unwrap()));
        assert_eq!(draft.request(), Err(Field::PollQuestion));
        let draft = draft.filled(Field::PollQuestion, " Prêts ? ").unwrap();
        assert_eq!(draft.request(), Err(Field::PollAnswers));
        assert_eq!(draft.clone().filled(Field::PollAnswers, "oui"), None);
        let draft = draft.filled(Field::PollAnswers, "oui; non ;bientôt").unwrap();
        assert_eq!(draft.request(), Err(Field::PollWays));
        assert_eq!(draft.clone().filled(Field::PollWays, "au hasard"), None);
        let draft = draft.filled(Field::PollWays, "plusieurs nominatif").unwrap();
        let mut form = PollForm::new("Prêts ?", ["oui", "non", "bientôt"]).unwrap();
        (form.several, form.anonymous) = (true, false);
        let channel = Some(ChannelName::parse("#dev").unwrap());
        assert_eq!(draft.request(), Ok(ConsoleRequest::Poll(PollRequest::Open { channel, form })));
    }

    #[test]
    fn a_password_keeps_its_blanks_and_is_not_shown() {
        let user = Username::parse("bob").unwrap();
        let draft = Draft::new(Intent::SetPassword).against(Some(SanctionTarget::Person(user.clone())));
        let mut question = Question::new(draft, Field::Password);
        " é 部屋 ".chars().for_each(|c| question.editor.apply(crate::cli::editor::Edit::Insert(c)));
        assert_eq!(question.shown().text(), "******");
        let password = Password(" é 部屋 ".into());
        let act = Act::SetPassword { user, password, disconnect: false, must_change: true };
        assert_eq!(question.answer().unwrap().request(), Ok(act.into()));
    }

    #[test]
    fn a_ban_of_addresses_asks_for_some_and_no_one_else_is_named_by_them() {
        let range = SanctionTarget::parse_range("10.0.0.0/8");
        assert_eq!(Draft::new(Intent::BanAddress).request(), Err(Field::Address));
        assert_eq!(Draft::new(Intent::BanAddress).against(range.clone()).request(), Err(Field::Span));
        assert_eq!(Draft::new(Intent::Kick).against(range).request(), Err(Field::User));
    }
}
