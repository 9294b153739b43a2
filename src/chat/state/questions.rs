//! Questions to the people in charge: the open ones with the votes for them, and the last that were answered.
//!
//! Owns [`Questions`]. What is told of them, and who may, is in `chat::questions`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::chat::clock::WallTime;
use crate::chat::erasure::MessageFate;
use crate::chat::name::{NameKey, Username};
use crate::chat::question::{Answered, Question, QuestionId, QuestionText, QuestionWithVotes};
use crate::chat::renamed::NameChange;
use crate::chat::voter::Voter;

/// Answered questions that are shown, and may be opened again.
const ANSWERED_HELD_MAX: usize = 20;

/// A question with those who have it too.
pub(in crate::chat) struct HeldQuestion {
    question: Arc<Question>,
    /// Whoever asked is one of them.
    voters: BTreeSet<Voter>,
}

/// All of them, by number.
pub(in crate::chat) struct Questions {
    by_id: BTreeMap<QuestionId, HeldQuestion>,
    /// The number of the next one.
    next: QuestionId,
}

impl HeldQuestion {
    pub(in crate::chat) fn question(&self) -> &Arc<Question> {
        &self.question
    }

    pub(in crate::chat) fn is_open(&self) -> bool {
        self.question.answered.is_none()
    }

    pub(in crate::chat) fn votes(&self) -> usize {
        self.voters.len()
    }

    pub(in crate::chat) fn has_vote_of(&self, voter: &Voter) -> bool {
        self.voters.contains(voter)
    }
}

impl Questions {
    /// The questions that were read; `next` is the first number that none has.
    pub(in crate::chat) fn restore(questions: Vec<QuestionWithVotes>, next: QuestionId) -> Self {
        let mut by_id = BTreeMap::new();
        for QuestionWithVotes { question, voters } in questions {
            let voters = voters.into_iter().chain([question.by.clone()]).collect();
            by_id.insert(question.id, HeldQuestion { question: Arc::new(question), voters });
        }
        let mut questions = Self { by_id, next };
        questions.let_go();
        questions
    }

    /// A question that is held, open or answered.
    pub(in crate::chat) fn get(&self, id: QuestionId) -> Option<&HeldQuestion> {
        self.by_id.get(&id)
    }

    /// All of them, in the order of their numbers.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = &HeldQuestion> {
        self.by_id.values()
    }

    /// The number of open ones.
    pub(in crate::chat) fn open(&self) -> usize {
        self.by_id.values().filter(|held| held.is_open()).count()
    }

    /// The number of open ones that somebody asked.
    pub(in crate::chat) fn open_of(&self, author: &Voter) -> usize {
        self.by_id.values().filter(|held| held.is_open() && held.question.by == *author).count()
    }

    /// Adds a question, with its author's vote.
    pub(in crate::chat) fn ask(
        &mut self,
        (from, by): (Username, Voter),
        at: WallTime,
        content: QuestionText,
    ) -> Arc<Question> {
        let voters = BTreeSet::from([by.clone()]);
        let question = Arc::new(Question { id: self.next, from, by, at, content, answered: None });
        self.next = QuestionId(self.next.0 + 1);
        self.by_id.insert(question.id, HeldQuestion { question: Arc::clone(&question), voters });
        question
    }

    /// Gives a vote for a question or takes it back; says how many there are, and whether that is a change.
    pub(in crate::chat) fn set_vote(&mut self, id: QuestionId, voter: &Voter, up: bool) -> Option<(usize, bool)> {
        let held = self.by_id.get_mut(&id)?;
        let changed = if up { held.voters.insert(voter.clone()) } else { held.voters.remove(voter) };
        Some((held.voters.len(), changed))
    }

    /// Says of a question that it is answered, or, with `None`, that it is open; gives it.
    pub(in crate::chat) fn set_answered(
        &mut self,
        id: QuestionId,
        answered: Option<Answered>,
    ) -> Option<Arc<Question>> {
        let held = self.by_id.get_mut(&id)?;
        held.question = Arc::new(Question { answered, ..Question::clone(&held.question) });
        let question = Arc::clone(&held.question);
        self.let_go();
        Some(question)
    }

    pub(in crate::chat) fn remove(&mut self, id: QuestionId) -> Option<Arc<Question>> {
        self.by_id.remove(&id).map(|held| held.question)
    }

    /// Forgets a person: takes their votes back, and has their questions and answers go or name nobody. Gives the numbers
    /// of the questions that are gone, and the votes that each of the others has now, of those that have become less.
    pub(in crate::chat) fn erase(
        &mut self,
        key: &NameKey,
        fate: MessageFate,
    ) -> (Vec<QuestionId>, Vec<(QuestionId, usize)>) {
        let (mut gone, mut changed) = (Vec::new(), Vec::new());
        self.by_id.retain(|id, held| {
            let is_theirs = held.question.from.key() == key;
            if is_theirs && fate == MessageFate::Remove {
                gone.push(*id);
                return false;
            }
            let before = held.voters.len();
            held.voters.retain(|voter| !voter.is_called(key));
            if is_theirs {
                held.voters.insert(Voter::of_account(&Username::erased()));
            }
            if held.voters.len() < before {
                changed.push((*id, held.voters.len()));
            }
            if let Some(without) = held.question.without(key) {
                held.question = Arc::new(without);
            }
            true
        });
        (gone, changed)
    }

    /// Has a person's questions, answers and votes bear their new name.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        for held in self.by_id.values_mut() {
            if held.voters.remove(&Voter::of_account(&change.from)) {
                held.voters.insert(Voter::of_account(&change.to));
            }
            Arc::make_mut(&mut held.question).rename(change);
        }
    }

    /// Holds no more answered questions than are shown: the last that were asked.
    fn let_go(&mut self) {
        let answered = self.by_id.iter().filter(|(_, held)| !held.is_open()).map(|(id, _)| *id);
        let beyond: Vec<QuestionId> = answered.rev().skip(ANSWERED_HELD_MAX).collect();
        for id in beyond {
            self.by_id.remove(&id);
        }
    }

    pub(in crate::chat) fn check_invariants(&self) {
        for (id, held) in &self.by_id {
            assert_eq!(*id, held.question.id, "a question is in its number's place");
            assert!(*id < self.next, "the next number is new");
        }
        assert!(self.by_id.len() - self.open() <= ANSWERED_HELD_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: WallTime = WallTime { unix_us: 0, offset_s: 0 };

    fn owner(name: &Username) -> (Username, Voter) {
        (name.clone(), Voter::of_account(name))
    }

    fn answered() -> Option<Answered> {
        Some(Answered { by: "prof".into(), at: AT, text: None })
    }

    #[test]
    fn the_last_answered_questions_are_held_and_all_that_are_open() {
        let mut questions = Questions::restore(Vec::new(), QuestionId(1));
        let bob = Username::parse("bob").unwrap();
        for _ in 0..2 * ANSWERED_HELD_MAX {
            questions.ask(owner(&bob), AT, QuestionText::parse("?").unwrap());
        }
        for id in 1..2 * ANSWERED_HELD_MAX as u64 {
            questions.set_answered(QuestionId(id), answered());
            questions.check_invariants();
        }
        assert_eq!((questions.open(), questions.open_of(&owner(&bob).1)), (1, 1));
        assert_eq!(questions.iter().count(), ANSWERED_HELD_MAX + 1);
        assert!(questions.get(QuestionId(1)).is_none());
    }

    #[test]
    fn who_is_erased_asks_nothing_and_votes_for_nothing() {
        let (bob, eve) = (Username::parse("bob").unwrap(), Username::parse("eve").unwrap());
        for fate in [MessageFate::Anonymise, MessageFate::Remove] {
            let mut questions = Questions::restore(Vec::new(), QuestionId(1));
            for from in [&bob, &eve, &eve] {
                questions.ask(owner(from), AT, QuestionText::parse("?").unwrap());
            }
            questions.set_vote(QuestionId(2), &owner(&bob).1, true);
            questions.set_answered(QuestionId(3), Some(Answered { by: "BOB".into(), at: AT, text: None }));
            let (gone, changed) = questions.erase(bob.key(), fate);
            assert_eq!(changed, [(QuestionId(2), 1)]);
            match fate {
                MessageFate::Remove => assert_eq!(gone, [QuestionId(1)]),
                MessageFate::Anonymise => {
                    let held = questions.get(QuestionId(1)).unwrap();
                    assert_eq!((gone, &held.question().from, held.votes()), (Vec::new(), &Username::erased(), 1));
                }
            }
            assert_eq!(questions.open_of(&owner(&bob).1), 0);
            let answered = questions.get(QuestionId(3)).unwrap().question().answered.clone().unwrap();
            assert_eq!(&*answered.by, Username::erased().as_str());
            questions.check_invariants();
        }
    }

    #[test]
    fn somebody_has_one_vote_and_who_asked_has_given_it() {
        let mut questions = Questions::restore(Vec::new(), QuestionId(7));
        let (bob, eve) = (Username::parse("bob").unwrap(), Username::parse("eve").unwrap());
        let id = questions.ask(owner(&bob), AT, QuestionText::parse("?").unwrap()).id;
        assert_eq!(id, QuestionId(7));
        assert_eq!(questions.set_vote(id, &owner(&bob).1, true), Some((1, false)));
        assert_eq!(questions.set_vote(id, &owner(&eve).1, true), Some((2, true)));
        assert_eq!(questions.set_vote(id, &owner(&eve).1, false), Some((1, true)));
        assert_eq!(questions.set_vote(QuestionId(1), &owner(&eve).1, true), None);
    }
}
