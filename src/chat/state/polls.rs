//! Polls: the open one of each channel, or the last that was closed there.
//!
//! Owns [`Polls`] with the votes in them. What is told of them, and who may, is in `chat::polls`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chat::clock::WallTime;
use crate::chat::name::{ChannelName, NameKey, Username};
use crate::chat::poll::{Ballot, Poll, PollForm, PollId, PollWithBallots};
use crate::chat::renamed::NameChange;
use crate::chat::voter::Voter;

/// Channels whose polls are held. More than a school has at once, and with the most votes in each a few megabytes.
const POLLS_HELD_MAX: usize = 100;

/// A poll with its votes.
pub(in crate::chat) struct HeldPoll {
    poll: Arc<Poll>,
    ballots: BTreeMap<Voter, Ballot>,
}

/// All of them, by channel.
pub(in crate::chat) struct Polls {
    by_channel: BTreeMap<NameKey, HeldPoll>,
    /// The number of those that are open.
    open: usize,
    /// The number of the next one.
    next: PollId,
}

impl HeldPoll {
    pub(in crate::chat) fn poll(&self) -> &Arc<Poll> {
        &self.poll
    }

    pub(in crate::chat) fn is_open(&self) -> bool {
        self.poll.closed.is_none()
    }

    pub(in crate::chat) fn voters(&self) -> usize {
        self.ballots.len()
    }

    /// Somebody's vote.
    pub(in crate::chat) fn ballot_of(&self, voter: &Voter) -> Option<&Ballot> {
        self.ballots.get(voter)
    }

    /// The votes, in the order of the names.
    pub(in crate::chat) fn ballots(&self) -> impl Iterator<Item = &Ballot> {
        self.ballots.values()
    }

    /// The number of votes for each answer.
    pub(in crate::chat) fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.poll.form.answers().len()];
        for number in self.ballots.values().flat_map(|ballot| ballot.choices.numbers()) {
            if let Some(count) = counts.get_mut(number - 1) {
                *count += 1;
            }
        }
        counts
    }
}

impl Polls {
    /// The polls that were read, in the order of their numbers; `next` is the first number that none has.
    pub(in crate::chat) fn restore(polls: Vec<PollWithBallots>, next: PollId) -> Self {
        let mut by_channel = BTreeMap::new();
        for PollWithBallots { poll, ballots } in polls {
            let ballots = ballots.into_iter().map(|ballot| (ballot.by.clone(), ballot)).collect();
            by_channel.insert(poll.channel.key().clone(), HeldPoll { poll: Arc::new(poll), ballots });
        }
        let open = by_channel.values().filter(|held: &&HeldPoll| held.is_open()).count();
        Self { by_channel, open, next }
    }

    /// True if one is open somewhere.
    pub(in crate::chat) fn is_any_open(&self) -> bool {
        self.open > 0
    }

    /// The poll of a channel, open or not.
    pub(in crate::chat) fn of_channel(&self, channel: &ChannelName) -> Option<&HeldPoll> {
        self.by_channel.get(channel.key())
    }

    /// The open poll of a channel.
    pub(in crate::chat) fn open_in(&self, channel: &ChannelName) -> Option<&HeldPoll> {
        self.of_channel(channel).filter(|held| held.is_open())
    }

    /// All of them, in the order of their channels.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = &HeldPoll> {
        self.by_channel.values()
    }

    /// Opens a poll in a channel where none is open; `None` if too many are open elsewhere.
    pub(in crate::chat) fn open(
        &mut self,
        channel: &ChannelName,
        by: Box<str>,
        opened: WallTime,
        form: PollForm,
    ) -> Option<Arc<Poll>> {
        if !self.by_channel.contains_key(channel.key()) && self.by_channel.len() >= POLLS_HELD_MAX {
            let closed = self.by_channel.iter().filter(|(_, held)| !held.is_open());
            let oldest = closed.min_by_key(|(_, held)| held.poll.id).map(|(key, _)| key.clone())?;
            self.by_channel.remove(&oldest);
        }
        let poll = Arc::new(Poll { id: self.next, channel: channel.clone(), by, opened, closed: None, form });
        self.next = PollId(self.next.0 + 1);
        self.open += 1;
        let held = HeldPoll { poll: Arc::clone(&poll), ballots: BTreeMap::new() };
        self.by_channel.insert(channel.key().clone(), held);
        Some(poll)
    }

    /// Takes a vote, in place of the one that its voter gave before.
    pub(in crate::chat) fn vote(&mut self, channel: &ChannelName, ballot: Ballot) {
        if let Some(held) = self.by_channel.get_mut(channel.key()).filter(|held| held.is_open()) {
            held.ballots.insert(ballot.by.clone(), ballot);
        }
    }

    /// Closes the open poll of a channel, and gives it.
    pub(in crate::chat) fn close(&mut self, channel: &ChannelName, at: WallTime) -> Option<Arc<Poll>> {
        let held = self.by_channel.get_mut(channel.key()).filter(|held| held.is_open())?;
        self.open -= 1;
        held.poll = Arc::new(Poll { closed: Some(at), ..Poll::clone(&held.poll) });
        Some(Arc::clone(&held.poll))
    }

    /// Forgets the open poll of a channel, and gives it.
    pub(in crate::chat) fn cancel(&mut self, channel: &ChannelName) -> Option<Arc<Poll>> {
        self.open_in(channel)?;
        self.open -= 1;
        self.by_channel.remove(channel.key()).map(|held| held.poll)
    }

    /// Forgets a person: takes their votes back, and has the polls that they opened name nobody.
    pub(in crate::chat) fn erase(&mut self, key: &NameKey) {
        for held in self.by_channel.values_mut() {
            held.ballots.retain(|voter, _| !voter.is_called(key));
            if let Some(without) = held.poll.without(key) {
                held.poll = Arc::new(without);
            }
        }
    }

    /// Has a person's votes, and the polls that they opened, bear their new name. A vote that is there under it stays.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        for held in self.by_channel.values_mut() {
            if let Some(ballot) = held.ballots.remove(&Voter::of_account(&change.from)) {
                let by = Voter::of_account(&change.to);
                let renamed = Ballot { voter: change.to.clone(), by: by.clone(), ..ballot };
                held.ballots.entry(by).or_insert(renamed);
            }
            change.spell(&mut Arc::make_mut(&mut held.poll).by);
        }
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.by_channel.len() <= POLLS_HELD_MAX);
        assert_eq!(self.open, self.by_channel.values().filter(|held| held.is_open()).count(), "open polls are counted");
        for (key, held) in &self.by_channel {
            assert_eq!(key, held.poll.channel.key(), "a poll is in its channel's place");
            assert!(held.poll.id < self.next, "the next number is new");
            for (voter, ballot) in &held.ballots {
                assert_eq!(*voter, ballot.by, "one vote of a person");
                assert!(voter.is_called(ballot.voter.key()));
                assert!(held.poll.form.takes(ballot.choices), "only what there is was chosen");
            }
        }
    }
}

/// The names of those who chose each answer.
pub(in crate::chat) fn names_by_answer(held: &HeldPoll) -> Vec<Vec<Username>> {
    let mut names = vec![Vec::new(); held.poll.form.answers().len()];
    for ballot in held.ballots.values() {
        for number in ballot.choices.numbers() {
            if let Some(list) = names.get_mut(number - 1) {
                list.push(ballot.voter.clone());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::poll::Choices;

    const AT: WallTime = WallTime { unix_us: 0, offset_s: 0 };

    fn form() -> PollForm {
        PollForm::new("q", ["x", "y"]).unwrap()
    }

    fn channel(n: usize) -> ChannelName {
        ChannelName::parse(&format!("#c{n}")).unwrap()
    }

    #[test]
    fn the_oldest_result_makes_room_and_no_open_poll_does() {
        let mut polls = Polls::restore(Vec::new(), PollId(1));
        for n in 0..POLLS_HELD_MAX {
            assert!(polls.open(&channel(n), "prof".into(), AT, form()).is_some());
        }
        assert!(polls.open(&channel(POLLS_HELD_MAX), "prof".into(), AT, form()).is_none());
        assert!(polls.close(&channel(7), AT).is_some() && polls.close(&channel(7), AT).is_none());
        let opened = polls.open(&channel(POLLS_HELD_MAX), "prof".into(), AT, form()).unwrap();
        assert_eq!((opened.id.0, polls.of_channel(&channel(7)).is_none()), (POLLS_HELD_MAX as u64 + 1, true));
        polls.check_invariants();
    }

    #[test]
    fn a_second_vote_is_in_the_place_of_the_first() {
        let mut polls = Polls::restore(Vec::new(), PollId(1));
        polls.open(&channel(0), "prof".into(), AT, form());
        for (voter, number) in [("bob", 1), ("eve", 1), ("BOB", 2)] {
            let voter = Username::parse(voter).unwrap();
            let by = Voter::of_account(&voter);
            polls.vote(&channel(0), Ballot { voter, by, choices: Choices::of([number]).unwrap(), at: AT });
        }
        let held = polls.open_in(&channel(0)).unwrap();
        assert_eq!((held.voters(), held.counts()), (2, vec![1, 1]));
        assert_eq!(names_by_answer(held)[1][0].as_str(), "BOB");
        for erased in ["bob", "PROF"] {
            polls.erase(Username::parse(erased).unwrap().key());
        }
        let held = polls.open_in(&channel(0)).unwrap();
        assert_eq!((held.counts(), &*held.poll().by), (vec![1, 0], Username::erased().as_str()));
        polls.check_invariants();
    }
}
