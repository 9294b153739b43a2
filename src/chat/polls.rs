//! Polls: who opens and closes them, who votes, and who sees what of it.
//!
//! Owns these rules on `state::polls`. A channel has one open poll at most; its members vote, and may vote anew while it is
//! open. Whoever may only read votes too. Newer clients are told by lines of their own, old ones in words; the counts of an
//! open poll are for the people in charge, unless it is live. Called by `core` and `typed` with what was asked, and by
//! `channels`, `talk` and `greeting` when somebody comes who has not seen the open poll.

use std::sync::Arc;

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{ChannelName, NameKey, Username};
use super::poll::{Ballot, Choices, PollForm, PollId, PollLine, PollRequest, PollView};
use super::refusal::{Form, Refusal};
use super::renamed::NameChange;
use super::reply::{FieldValue, Reply};
use super::request::ProblemKind;
use super::state::acts::ActOutcome;
use super::state::channels::Slot;
use super::state::polls::{HeldPoll, names_by_answer};
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::poll::PollText;
use super::voter::Voter;

/// Bytes of names, each counted for each answer that it chose, above which nobody is shown who has voted: a class of 40
/// that may choose all of 8 answers fits, and the polls of all channels that one is in are one line.
const NAMES_BYTES_MAX: usize = 4096;

impl Core {
    /// Does what was asked about polls, or says why not.
    pub(super) fn poll_request(
        &mut self,
        now: Now,
        id: SessionId,
        request: PollRequest,
        form: Form,
        out: &mut Effects,
    ) {
        let is_console = self.rank(id) == Rank::Console;
        if self.identity(id).is_none() && (!is_console || matches!(request, PollRequest::Vote { .. })) {
            self.reject_nobody(now, id, out);
            return;
        }
        let (kind, done) = match request {
            PollRequest::Open { channel, form } => ("poll", self.open_poll(now, id, channel.as_ref(), form, out)),
            PollRequest::Vote { channel, id: poll, choices } => {
                ("vote", self.vote(now, id, channel.as_ref(), poll, choices, out))
            }
            PollRequest::Close { channel, cancel } => {
                ("poll_close", self.close_poll(now, id, channel.as_ref(), cancel, out))
            }
            PollRequest::List => {
                self.list_polls(now, id, form, out);
                return;
            }
        };
        match done {
            Ok(outcome) => self.answer_outcome(now, id, form, kind, outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    fn open_poll(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        form: PollForm,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let slot = self.meant_channel(id, channel)?;
        let channel = self.channels[slot].name().clone();
        if self.polls.open_in(&channel).is_some() {
            return Err(self.refusal(&Text::Poll(PollText::AlreadyOpen(&channel))));
        }
        // A vote is kept with its poll, and so only promised where that is.
        if !self.is_store_available() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        let by = self.actor_name(id);
        let Some(poll) = self.polls.open(&channel, by, now.wall, form) else {
            return Err(self.refusal(&Text::Poll(PollText::TooMany)));
        };
        self.audit_act(id, AuditKind::PollOpened, channel.as_str(), poll.form.question(), None, out);
        if let Some(held) = self.polls.of_channel(&channel) {
            let view = self.poll_view(held, None, Rank::User);
            self.tell_poll(now, Some(id), slot, PollLine::Opened(view), &PollText::Opened(&poll), out);
        }
        Ok(ActOutcome::new(
            poll_fields(poll.id, &channel),
            self.words(&Text::Poll(PollText::DidOpen(&channel))),
            Some(StoreAction::SetPoll(poll)),
        ))
    }

    fn vote(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        meant: Option<PollId>,
        choices: Choices,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let Some((voter, by)) = self.person_of(id).map(|person| (person.name().clone(), person.voter())) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        let slot = self.own_channel(id, channel)?;
        let channel = self.channels[slot].name().clone();
        let found = self.polls.open_in(&channel).filter(|held| meant.is_none_or(|meant| meant == held.poll().id));
        let Some(held) = found else { return Err(self.refusal(&Text::Poll(PollText::NoneOpen(&channel)))) };
        let poll = Arc::clone(held.poll());
        if !poll.form.takes(choices) {
            return Err(match poll.form.several || choices.numbers().count() == 1 {
                true => self.refusal(&Text::Problem(ProblemKind::BadField("choices"))),
                false => self.refusal(&Text::Poll(PollText::OneOnly)),
            });
        }
        let most = self.settings.poll_voters_max;
        if held.ballot_of(&by).is_none() && held.voters() >= most {
            return Err(self.refusal(&Text::Poll(PollText::Full(most))));
        }
        let ballot = Ballot { voter, by, choices, at: now.wall };
        self.polls.vote(&channel, ballot.clone());
        if let Some(held) = self.polls.of_channel(&channel) {
            let seen_by = if poll.form.live { Rank::User } else { Rank::Moderator };
            let line = PollLine::Counts(self.poll_view(held, None, seen_by));
            out.fan_out(self.newer_members(slot, seen_by), Reply::Poll(Box::new(line)));
        }
        let mut fields = poll_fields(poll.id, &channel);
        let numbers = choices.numbers().map(|number| number as u64).collect();
        fields.push(("choices", FieldValue::Numbers(numbers)));
        let words = self.words(&Text::Poll(PollText::Voted { poll: &poll, choices }));
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetBallot { poll: poll.id, ballot })))
    }

    fn close_poll(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        cancel: bool,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let channel = match channel {
            // A channel that nobody is in any more may still have a poll.
            Some(name) => self.channels.find(name).map_or(name, |slot| self.channels[slot].name()),
            None => self.channels[self.meant_channel(id, None)?].name(),
        };
        let channel = channel.clone();
        let taken = if cancel { self.polls.cancel(&channel) } else { self.polls.close(&channel, now.wall) };
        let Some(poll) = taken else { return Err(self.refusal(&Text::Poll(PollText::NoneOpen(&channel)))) };
        let kind = if cancel { AuditKind::PollCancelled } else { AuditKind::PollClosed };
        self.audit_act(id, kind, channel.as_str(), poll.form.question(), None, out);
        let slot = self.channels.find(&channel);
        let mut fields = poll_fields(poll.id, &channel);
        if cancel {
            let text = PollText::Cancelled(&poll);
            if let Some(slot) = slot {
                let line = PollLine::Cancelled { id: poll.id, channel: channel.clone() };
                self.tell_poll(now, Some(id), slot, line, &text, out);
            }
            let words = self.words(&Text::Poll(text));
            return Ok(ActOutcome::new(fields, words, Some(StoreAction::RemovePoll(poll.id))));
        }
        let Some(held) = self.polls.of_channel(&channel) else {
            return Err(self.refusal(&Text::Poll(PollText::NoneOpen(&channel))));
        };
        let view = self.poll_view(held, None, Rank::User);
        fields.push(("voters", FieldValue::Number(view.voters as u64)));
        let counts = view.counts.iter().flatten().map(|&count| u64::from(count)).collect();
        fields.push(("counts", FieldValue::Numbers(counts)));
        let text = PollText::Result(&view);
        let words = self.words(&Text::Poll(PollText::Result(&view)));
        if let Some(slot) = slot {
            self.tell_poll(now, Some(id), slot, PollLine::Closed(view.clone()), &text, out);
        }
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetPoll(poll))))
    }

    /// Answers `polls`.
    fn list_polls(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        let rank = self.rank(id);
        let reader = self.person_of(id).map(|person| person.voter());
        let is_seen = |held: &&HeldPoll| {
            rank == Rank::Console
                || self.channels.find(&held.poll().channel).is_some_and(|slot| self.is_member(id, slot))
        };
        let seen = self.polls.iter().filter(is_seen);
        let views: Vec<PollView> = seen.map(|held| self.poll_view(held, reader.as_ref(), rank)).collect();
        match form {
            Form::Json => out.send(id, Reply::Poll(Box::new(PollLine::List(views)))),
            Form::Typed if views.is_empty() => self.tell(now, id, &Text::Poll(PollText::NoPolls), out),
            Form::Typed => {
                let lines = views.iter().map(|view| self.line(now, id, &Text::Poll(PollText::Listed(view)))).collect();
                self.tell_lines(now, id, lines, out);
            }
        }
    }

    /// True if a session would learn of an open poll by coming into a channel.
    pub(super) fn is_new_to_poll_of(&self, id: SessionId, channel: &ChannelName) -> bool {
        self.polls.is_any_open() && !self.channels.find(channel).is_some_and(|slot| self.is_member(id, slot))
    }

    /// The line about the open poll of a channel to somebody who has just come into it.
    pub(super) fn poll_for_newcomer(&self, now: Now, id: SessionId, slot: Slot) -> Option<Reply> {
        if !self.polls.is_any_open() {
            return None;
        }
        let person = self.person_of(id)?;
        let held = self.polls.open_in(self.channels[slot].name())?;
        Some(if self.newer(id) {
            let view = self.poll_view(held, Some(&person.voter()), self.rank(id));
            Reply::Poll(Box::new(PollLine::Opened(view)))
        } else {
            self.line(now, id, &Text::Poll(PollText::Opened(held.poll())))
        })
    }

    /// A poll as a reader of that rank sees it.
    fn poll_view(&self, held: &HeldPoll, reader: Option<&Voter>, rank: Rank) -> PollView {
        let poll = Arc::clone(held.poll());
        let is_staff = rank >= Rank::Moderator;
        let sees_counts = is_staff || poll.form.live || !held.is_open();
        let bytes = held.ballots().map(|ballot| ballot.voter.as_str().len() * ballot.choices.numbers().count());
        let names_fit = (is_staff || !held.is_open()) && bytes.sum::<usize>() <= NAMES_BYTES_MAX;
        let sees_names = names_fit && !poll.form.anonymous && !held.is_open();
        let voted = |held: &HeldPoll| held.ballots().map(|ballot| ballot.voter.clone()).collect::<Vec<Username>>();
        PollView {
            voters: held.voters(),
            counts: sees_counts.then(|| held.counts()),
            names: sees_names.then(|| names_by_answer(held)),
            yours: reader.and_then(|voter| held.ballot_of(voter)).map(|ballot| ballot.choices),
            voted: (names_fit && is_staff && held.is_open()).then(|| voted(held)),
            poll,
        }
    }

    /// Tells the members of a channel about its poll: newer clients by a line of their own, old ones in words, but for the
    /// one who asked, who gets an answer.
    fn tell_poll(
        &self,
        now: Now,
        asker: Option<SessionId>,
        slot: Slot,
        line: PollLine,
        text: &PollText<'_>,
        out: &mut Effects,
    ) {
        out.fan_out(self.newer_members(slot, Rank::User), Reply::Poll(Box::new(line)));
        let members = self.channels[slot].members().iter().copied();
        let others = members.filter(|&member| Some(member) != asker && !self.newer(member));
        self.tell_in_channel(now, slot, others, &Text::Poll(*text), out);
    }

    /// Takes a person's votes back, and has the polls that they opened name nobody.
    pub(super) fn erase_from_polls(&mut self, key: &NameKey) {
        self.polls.erase(key);
    }

    /// Has a person's votes, and the polls that they opened, bear their new name.
    pub(super) fn rename_in_polls(&mut self, change: &NameChange) {
        self.polls.rename(change);
    }

    /// The members of a channel of that rank at least whose clients are newer ones.
    fn newer_members(&self, slot: Slot, rank: Rank) -> impl Iterator<Item = SessionId> {
        let members = self.channels[slot].members().iter().copied();
        members.filter(move |&id| self.newer(id) && (rank == Rank::User || self.rank(id) >= rank))
    }

    /// A channel that a session is in: the named one, else the current one.
    fn own_channel(&self, id: SessionId, name: Option<&ChannelName>) -> Result<Slot, Refusal> {
        let own = match name {
            None => self.identity(id).map(|identity| identity.current()),
            Some(name) => self.channels.find(name).filter(|&slot| self.is_member(id, slot)),
        };
        own.ok_or_else(|| match name {
            Some(name) => self.refusal(&Text::NotMember(name)),
            None => self.refusal(&Text::NotIdentified),
        })
    }
}

fn poll_fields(id: PollId, channel: &ChannelName) -> Vec<(&'static str, FieldValue)> {
    vec![("id", FieldValue::Number(id.0)), ("channel", channel.as_str().into())]
}
