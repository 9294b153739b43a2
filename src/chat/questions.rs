//! Questions of the class to the people in charge.
//!
//! Owns these rules on `state::questions`. Who asks is known to the people in charge and hidden from everybody else, who vote
//! for what they want answered. Who may not speak may not ask, but vote. Newer clients are told by lines of their own, old
//! ones in words. Called by `core` and `typed` with what was asked.

use std::sync::Arc;

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::erasure::MessageFate;
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::question::{Answered, Question, QuestionId, QuestionLine, QuestionRequest, QuestionText, QuestionView};
use super::refusal::{Form, Refusal};
use super::renamed::NameChange;
use super::reply::{FieldValue, Reply};
use super::state::acts::ActOutcome;
use super::state::questions::HeldQuestion;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::question::QuestionWords;
use super::voter::Voter;

impl Core {
    /// Does what was asked about questions, or says why not.
    pub(super) fn question_request(
        &mut self,
        now: Now,
        id: SessionId,
        request: QuestionRequest,
        form: Form,
        out: &mut Effects,
    ) {
        let person = self.person_of(id).map(|person| (person.name().clone(), person.voter()));
        let (kind, done) = match (request, person) {
            (QuestionRequest::Ask { content }, Some(person)) => ("ask", self.ask(now, id, person, content, out)),
            (QuestionRequest::Up { id: question, up }, Some(person)) => {
                ("up", self.vote_for(&person.1, question, up, out))
            }
            (QuestionRequest::Answer { id: question, text }, person) if self.may_request(id, person.is_some()) => {
                ("answered", self.answer_question(now, id, question, text, out))
            }
            (QuestionRequest::Reopen { id: question }, person) if self.may_request(id, person.is_some()) => {
                ("unanswered", self.reopen_question(now, id, question, out))
            }
            (QuestionRequest::Remove { id: question }, person) if self.may_request(id, person.is_some()) => {
                ("unask", self.remove_question(now, id, person.map(|(_, voter)| voter), question, out))
            }
            (QuestionRequest::SetBox { open }, person) if self.may_request(id, person.is_some()) => {
                ("questions", self.set_question_box(now, id, open, out))
            }
            (QuestionRequest::List, person) if self.may_request(id, person.is_some()) => {
                self.list_questions(now, id, person.map(|(_, voter)| voter), form, out);
                return;
            }
            _ => {
                self.reject_nobody(now, id, out);
                return;
            }
        };
        match done {
            Ok(outcome) => self.answer_outcome(now, id, form, kind, outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    /// True for somebody, and for the console.
    fn may_request(&self, id: SessionId, is_somebody: bool) -> bool {
        is_somebody || self.rank(id) == Rank::Console
    }

    fn ask(
        &mut self,
        now: Now,
        id: SessionId,
        from: (Username, Voter),
        content: QuestionText,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.check_voice(now, from.0.key())?;
        if self.question_box_closed {
            return Err(self.refusal(&Text::Question(QuestionWords::Closed)));
        }
        let (most, most_of_one) = (self.settings.questions_max, self.settings.questions_per_person_max);
        if self.questions.open_of(&from.1) >= most_of_one {
            return Err(self.refusal(&Text::Question(QuestionWords::TooManyOwn(most_of_one))));
        }
        if self.questions.open() >= most {
            return Err(self.refusal(&Text::Question(QuestionWords::TooMany(most))));
        }
        // A vote is kept with its question, and so only promised where that is.
        if !self.is_store_available() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        let question = self.questions.ask(from, now.wall, content);
        self.tell_open_question(now, id, &question, 1, out);
        let words = self.words(&Text::Question(QuestionWords::DidAsk(question.id)));
        Ok(ActOutcome::new(question_fields(question.id), words, Some(StoreAction::SetQuestion(question))))
    }

    fn vote_for(
        &mut self,
        voter: &Voter,
        question: QuestionId,
        up: bool,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let held = self.open_question(question)?;
        let most = self.settings.poll_voters_max;
        if up && !held.has_vote_of(voter) && held.votes() >= most {
            return Err(self.refusal(&Text::Question(QuestionWords::Full(most))));
        }
        let is_authors = held.question().by == *voter;
        // Who asked has the question, whatever they say.
        let set = if is_authors { Some((held.votes(), false)) } else { self.questions.set_vote(question, voter, up) };
        let Some((votes, changed)) = set else { return Err(self.unknown_question()) };
        if changed {
            let newer = self.sessions.identified().iter().copied().filter(|&other| self.newer(other));
            out.fan_out(newer, Reply::Question(Box::new(QuestionLine::Votes { id: question, votes })));
        }
        let mut fields = question_fields(question);
        fields.push(("votes", FieldValue::Number(votes as u64)));
        let words = self.words(&Text::Question(QuestionWords::Votes { id: question, votes }));
        let vote = StoreAction::SetQuestionVote { question, voter: voter.clone(), up };
        Ok(ActOutcome::new(fields, words, changed.then_some(vote)))
    }

    fn answer_question(
        &mut self,
        now: Now,
        id: SessionId,
        question: QuestionId,
        text: Option<QuestionText>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        self.open_question(question)?;
        let answered = Answered { by: self.actor_name(id), at: now.wall, text };
        let why = answered.text.as_ref().map_or("", |text| text.as_str()).to_owned();
        let Some(kept) = self.questions.set_answered(question, Some(answered)) else {
            return Err(self.unknown_question());
        };
        self.audit_act(id, AuditKind::QuestionAnswered, &question.0.to_string(), &why, None, out);
        let line = QuestionLine::Answered(Arc::clone(&kept));
        self.tell_question(now, id, line, &QuestionWords::Answered(&kept), out);
        let words = self.words(&Text::Question(QuestionWords::DidAnswer(question)));
        Ok(ActOutcome::new(question_fields(question), words, Some(StoreAction::SetQuestion(kept))))
    }

    fn reopen_question(
        &mut self,
        now: Now,
        id: SessionId,
        question: QuestionId,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let votes = self.questions.get(question).filter(|held| !held.is_open()).map(HeldQuestion::votes);
        let Some(votes) = votes else { return Err(self.unknown_question()) };
        let Some(kept) = self.questions.set_answered(question, None) else { return Err(self.unknown_question()) };
        self.audit_act(id, AuditKind::QuestionReopened, &question.0.to_string(), "", None, out);
        self.tell_open_question(now, id, &kept, votes, out);
        let words = self.words(&Text::Question(QuestionWords::DidReopen(question)));
        Ok(ActOutcome::new(question_fields(question), words, Some(StoreAction::SetQuestion(kept))))
    }

    fn remove_question(
        &mut self,
        now: Now,
        id: SessionId,
        person: Option<Voter>,
        question: QuestionId,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let asked = self.questions.get(question).map(|held| (held.question().from.clone(), held.question().by.clone()));
        let Some((from, author)) = asked else { return Err(self.unknown_question()) };
        let is_own = person == Some(author);
        if !is_own {
            self.require(id, Rank::Moderator)?;
        }
        let Some(removed) = self.questions.remove(question) else { return Err(self.unknown_question()) };
        if !is_own {
            self.audit_act(id, AuditKind::QuestionRemoved, from.as_str(), removed.content.as_str(), None, out);
        }
        self.tell_question(now, id, QuestionLine::Removed(question), &QuestionWords::Removed(question), out);
        let words = self.words(&Text::Question(QuestionWords::Removed(question)));
        Ok(ActOutcome::new(question_fields(question), words, Some(StoreAction::RemoveQuestion(question))))
    }

    /// Takes questions from now on, or no more. Those that are there stay, with votes and answers.
    fn set_question_box(
        &mut self,
        now: Now,
        id: SessionId,
        open: bool,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        if !self.is_store_available() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        let fields = vec![("state", if open { "open" } else { "closed" }.into())];
        let words = self.words(&Text::Question(QuestionWords::DidSetBox(open)));
        if self.question_box_closed != open {
            return Ok(ActOutcome::new(fields, words, None));
        }
        self.question_box_closed = !open;
        let kind = if open { AuditKind::QuestionsOpened } else { AuditKind::QuestionsClosed };
        self.audit_act(id, kind, "", "", None, out);
        let by = self.actor_name(id);
        self.tell_question(
            now,
            id,
            QuestionLine::Box { open, by: by.clone() },
            &QuestionWords::BoxIs { open, by: &by },
            out,
        );
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetQuestionBox { open })))
    }

    /// Answers `questions`: the open ones with the most votes first, then the last that were answered.
    fn list_questions(&mut self, now: Now, id: SessionId, person: Option<Voter>, form: Form, out: &mut Effects) {
        let names_author = self.rank(id) >= Rank::Moderator;
        let mut views: Vec<QuestionView> = self
            .questions
            .iter()
            .map(|held| QuestionView {
                question: Arc::clone(held.question()),
                votes: held.votes(),
                voted: person.as_ref().is_some_and(|person| held.has_vote_of(person)),
                mine: person.as_ref() == Some(&held.question().by),
                names_author,
            })
            .collect();
        views.sort_by_key(|view| match view.question.answered {
            None => (false, usize::MAX - view.votes, view.question.id.0),
            Some(_) => (true, 0, u64::MAX - view.question.id.0),
        });
        match form {
            Form::Json => {
                let line = QuestionLine::List { questions: views, open: !self.question_box_closed };
                out.send(id, Reply::Question(Box::new(line)));
            }
            Form::Typed => {
                let open = self.questions.open();
                let closed = self.question_box_closed.then_some(QuestionWords::Closed);
                let lines = std::iter::once(QuestionWords::Follow(open))
                    .chain(closed)
                    .chain(views.iter().map(QuestionWords::Listed))
                    .map(|words| self.line(now, id, &Text::Question(words)))
                    .collect();
                self.tell_lines(now, id, lines, out);
            }
        }
    }

    fn open_question(&self, id: QuestionId) -> Result<&HeldQuestion, Refusal> {
        self.questions.get(id).filter(|held| held.is_open()).ok_or_else(|| self.unknown_question())
    }

    fn unknown_question(&self) -> Refusal {
        self.refusal(&Text::Question(QuestionWords::Unknown))
    }

    /// Tells everybody of an open question, and the people in charge whose it is; but for the words to who asked, who gets
    /// an answer.
    fn tell_open_question(
        &self,
        now: Now,
        asker: SessionId,
        question: &Arc<Question>,
        votes: usize,
        out: &mut Effects,
    ) {
        for names_author in [false, true] {
            let is_concerned = |id: &SessionId| (self.rank(*id) >= Rank::Moderator) == names_author;
            let concerned = || self.sessions.identified().iter().copied().filter(is_concerned);
            let line = QuestionLine::Open { question: Arc::clone(question), votes, names_author };
            out.fan_out(concerned().filter(|&id| self.newer(id)), Reply::Question(Box::new(line)));
            let words = QuestionWords::Open { question, names_author };
            let old = concerned().filter(|&id| id != asker && !self.newer(id));
            self.tell_some(now, old, &Text::Question(words), out);
        }
    }

    /// Tells everybody of a question, but for the words to who asked, who gets an answer.
    fn tell_question(
        &self,
        now: Now,
        asker: SessionId,
        line: QuestionLine,
        words: &QuestionWords<'_>,
        out: &mut Effects,
    ) {
        let all = || self.sessions.identified().iter().copied();
        out.fan_out(all().filter(|&id| self.newer(id)), Reply::Question(Box::new(line)));
        self.tell_some(now, all().filter(|&id| id != asker && !self.newer(id)), &Text::Question(*words), out);
    }

    /// Forgets a person's votes, and has their questions go or name nobody; tells newer clients.
    pub(super) fn erase_from_questions(&mut self, key: &NameKey, fate: MessageFate, out: &mut Effects) {
        let (gone, changed) = self.questions.erase(key, fate);
        let removed = gone.into_iter().map(QuestionLine::Removed);
        let votes = changed.into_iter().map(|(id, votes)| QuestionLine::Votes { id, votes });
        for line in removed.chain(votes) {
            let newer = self.sessions.identified().iter().copied().filter(|&other| self.newer(other));
            out.fan_out(newer, Reply::Question(Box::new(line)));
        }
    }

    /// Has a person's questions, answers and votes bear their new name.
    pub(super) fn rename_in_questions(&mut self, change: &NameChange) {
        self.questions.rename(change);
    }
}

fn question_fields(id: QuestionId) -> Vec<(&'static str, FieldValue)> {
    vec![("id", FieldValue::Number(id.0))]
}
