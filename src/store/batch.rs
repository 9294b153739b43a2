//! The requests that are in memory and not in the tables: those of the journal, those of the next commit, and those kept
//! for another try.
//!
//! Owns [`Batch`], its bounds, the rule of what survives a failure, and the view of it that readers need: nobody may
//! see less than was asked for before. Calls nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::chat::campus_event::EventPlace;
use crate::chat::message::{Audience, Message, MessageChange, MessageId, SharedMessage};
use crate::chat::name::NameKey;
use crate::chat::store_protocol::{StoreAction, StoreRequest};

/// Bytes a request is taken to cost beside its text.
const REQUEST_BYTES: usize = 256;

/// Writing requests in their order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    requests: Vec<StoreRequest>,
    /// The first of them, which are on disk in the journal.
    journaled: usize,
    /// The cost of those that are not.
    bytes: usize,
}

/// The changes of a batch to a set of messages.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    pub(super) added: BTreeMap<MessageId, SharedMessage>,
    pub(super) removed: BTreeSet<MessageId>,
    /// Changes of messages that are on disk, in their order.
    changed: Vec<(MessageId, MessageChange)>,
    /// Channels whose messages with smaller ids are gone.
    cleared: Vec<(NameKey, MessageId)>,
    /// True if nothing counts that is on disk.
    pub(super) hides_disk: bool,
}

/// True if a request is kept in memory when the disk fails. What has already taken effect is: messages that were
/// relayed, deliveries, hashes made anew with other parameters, and the acts of moderators, which are in force and
/// which a restart should not forget. What somebody was only promised is not, and may not appear later.
pub(super) fn outlives_failure(action: &StoreAction) -> bool {
    match action {
        StoreAction::Append(_)
        | StoreAction::AppendEvent(..)
        | StoreAction::AdvanceWatermark(..)
        | StoreAction::SettleLetters(_)
        | StoreAction::Event(_)
        | StoreAction::SetErasure(_)
        | StoreAction::EndErasure(_)
        | StoreAction::SetRetired { .. }
        | StoreAction::KeepEarly(_)
        | StoreAction::ForgetEarly(_)
        | StoreAction::Delivered { .. }
        | StoreAction::SetPassword { .. }
        | StoreAction::SetRole { .. }
        | StoreAction::SetDisabled { .. }
        | StoreAction::RenameAccount(_)
        | StoreAction::RenameHeard(_)
        | StoreAction::DeleteAccount { .. }
        | StoreAction::DeleteMessage { .. }
        | StoreAction::ChangeMessage { .. }
        | StoreAction::SetChannel(_)
        | StoreAction::SetSanction(_)
        | StoreAction::LiftSanction { .. }
        | StoreAction::SetSilence(_)
        | StoreAction::LiftSilence { .. }
        | StoreAction::SetPrivateMessages(_)
        | StoreAction::SetQuestionBox { .. }
        | StoreAction::ClearChannel { .. }
        | StoreAction::StayBegan { .. }
        | StoreAction::StayFrom { .. }
        | StoreAction::StaysEnded { .. }
        | StoreAction::ClockSet { .. }
        | StoreAction::SetLessons(_)
        | StoreAction::SetToken(_)
        | StoreAction::RemoveTokens(_)
        | StoreAction::SetPoll(_)
        | StoreAction::RemovePoll(_)
        | StoreAction::SetBallot { .. }
        | StoreAction::SetQuestion(_)
        | StoreAction::RemoveQuestion(_)
        | StoreAction::SetQuestionVote { .. } => true,
        StoreAction::AppendUndelivered(_) | StoreAction::AppendLetter(..) | StoreAction::CreateAccount(_) => false,
        StoreAction::LoadUndelivered { .. }
        | StoreAction::LoadHistory(_)
        | StoreAction::LoadMessage { .. }
        | StoreAction::Search(_)
        | StoreAction::LoadAttendance(_)
        | StoreAction::CountMessages(_)
        | StoreAction::FindEvent(_)
        | StoreAction::LoadEvents { .. } => false,
    }
}

impl Batch {
    pub(super) fn push(&mut self, request: StoreRequest) {
        self.bytes += cost(&request.action);
        self.requests.push(request);
    }

    /// Adds a request if it fits.
    pub(super) fn push_within(&mut self, request: StoreRequest, count_max: usize, bytes_max: usize) -> bool {
        let fits = self.pending().len() < count_max && self.bytes + cost(&request.action) <= bytes_max;
        if fits {
            self.push(request);
        }
        fits
    }

    /// True if the tables have everything.
    pub(super) fn is_empty(&self) -> bool {
        self.requests.is_empty()
    }

    /// All that the tables do not have.
    pub(super) fn requests(&self) -> &[StoreRequest] {
        &self.requests
    }

    /// Those of them that are on disk nowhere.
    pub(super) fn pending(&self) -> &[StoreRequest] {
        self.requests.get(self.journaled..).unwrap_or_default()
    }

    /// The number of those that are in the journal.
    pub(super) fn journaled(&self) -> usize {
        self.journaled
    }

    /// Notes that all are in the journal.
    pub(super) fn all_journaled(&mut self) {
        self.journaled = self.requests.len();
        self.bytes = 0;
    }

    /// Forgets those that are in the journal: the tables have them.
    pub(super) fn forget_journaled(&mut self) {
        self.requests.drain(..self.journaled.min(self.requests.len()));
        self.journaled = 0;
    }

    /// Takes those that were in the journal for such as have to be written: it cannot be read.
    pub(super) fn none_journaled(&mut self) {
        self.journaled = 0;
    }

    pub(super) fn clear(&mut self) {
        self.requests.clear();
        self.journaled = 0;
        self.bytes = 0;
    }

    /// Drops what does not survive a failure, and what exceeds the bounds; gives the number of the latter. What is in the
    /// journal was not refused.
    pub(super) fn keep_for_retry(&mut self, count_max: usize, bytes_max: usize) -> usize {
        let mut dropped = 0;
        let requests = self.requests.split_off(self.journaled.min(self.requests.len()));
        self.bytes = 0;
        for request in requests {
            if outlives_failure(&request.action) && !self.push_within(request, count_max, bytes_max) {
                dropped += 1;
            }
        }
        dropped
    }

    /// The changes to a channel's history.
    pub(super) fn channel_overlay(&self, channel: &NameKey) -> Overlay {
        overlay(&self.requests, |message, _| is_in(message, channel))
    }

    /// The changes to the messages that wait for somebody.
    pub(super) fn undelivered_overlay(&self, recipient: &NameKey) -> Overlay {
        // What waited went with the account.
        let is_end = |request: &StoreRequest| matches!(&request.action, StoreAction::DeleteAccount { name } if name.key() == recipient);
        let end = self.requests.iter().rposition(is_end);
        let requests = &self.requests[end.map_or(0, |end| end + 1)..];
        let mut overlay = overlay(requests, |message, waits| {
            waits && matches!(&message.audience, Audience::Person(name) if name.key() == recipient)
        });
        overlay.hides_disk = end.is_some();
        for request in requests {
            if let StoreAction::Delivered { recipient: name, ids } = &request.action
                && name.key() == recipient
            {
                for id in ids {
                    overlay.remove(*id);
                }
            }
        }
        overlay
    }

    /// The message of an event that is in it.
    pub(super) fn event(&self, place: &EventPlace) -> Option<MessageId> {
        self.requests.iter().rev().find_map(|request| match &request.action {
            StoreAction::AppendEvent(message, at) if **at == *place => message.id,
            _ => None,
        })
    }

    /// The place of a message in it among the events of its origin.
    pub(super) fn place(&self, id: MessageId) -> Option<&EventPlace> {
        self.requests.iter().rev().find_map(|request| match &request.action {
            StoreAction::AppendEvent(message, place) if message.id == Some(id) => Some(&**place),
            _ => None,
        })
    }

    /// Our events in it from one number to another, in their order.
    pub(super) fn own_events(&self, numbers: RangeInclusive<u64>) -> impl Iterator<Item = (u64, &StoreAction)> {
        self.requests.iter().filter_map(move |request| {
            let place = match &request.action {
                StoreAction::AppendEvent(_, place) => &**place,
                StoreAction::Event(record) => &record.place,
                _ => return None,
            };
            match place {
                EventPlace::Own(seq) if numbers.contains(seq) => Some((*seq, &request.action)),
                _ => None,
            }
        })
    }

    /// The messages in it.
    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, &SharedMessage)> {
        self.requests.iter().filter_map(|request| match &request.action {
            StoreAction::Append(message)
            | StoreAction::AppendEvent(message, _)
            | StoreAction::AppendLetter(message, _)
            | StoreAction::AppendUndelivered(message) => Some((message.id?, message)),
            _ => None,
        })
    }

    /// Returns what it takes from the messages on disk.
    pub(super) fn losses(&self) -> Overlay {
        overlay(&self.requests, |_, _| false)
    }

    /// The changes to one message.
    pub(super) fn message_overlay(&self, id: MessageId) -> Overlay {
        overlay(&self.requests, |message, _| message.id == Some(id))
    }

    /// The changes to these messages.
    pub(super) fn messages_overlay(&self, ids: &BTreeSet<MessageId>) -> Overlay {
        overlay(&self.requests, |message, _| message.id.is_some_and(|id| ids.contains(&id)))
    }
}

/// The changes of some requests to the messages that are wanted; the second argument says whether one waits for somebody.
fn overlay(requests: &[StoreRequest], wanted: impl Fn(&Message, bool) -> bool) -> Overlay {
    let mut overlay = Overlay::default();
    for action in requests.iter().filter_map(|request| request.action.change()) {
        match action {
            StoreAction::Append(message)
            | StoreAction::AppendEvent(message, _)
            | StoreAction::AppendLetter(message, _)
            | StoreAction::AppendUndelivered(message) => {
                let waits = match action {
                    StoreAction::AppendUndelivered(_) => true,
                    StoreAction::AppendLetter(_, place) => place.waits(),
                    _ => false,
                };
                if let Some(id) = message.id
                    && wanted(message, waits)
                {
                    overlay.added.insert(id, message.clone());
                }
            }
            StoreAction::DeleteMessage { id } => overlay.remove(*id),
            StoreAction::SettleLetters(letters) => {
                letters.iter().filter(|(_, is_refused)| *is_refused).for_each(|(id, _)| overlay.remove(*id));
            }
            StoreAction::ChangeMessage { id, change } => overlay.change(*id, change),
            StoreAction::ClearChannel { channel, below } => overlay.clear(channel.key(), *below),
            _ => {}
        }
    }
    overlay
}

impl Overlay {
    /// True if a message that is on disk is gone.
    pub(super) fn hides(&self, message: &Message) -> bool {
        let is_cleared = |(channel, below): &(NameKey, MessageId)| is_in(message, channel) && message.id < Some(*below);
        message.id.is_some_and(|id| self.removed.contains(&id)) || self.cleared.iter().any(is_cleared)
    }

    /// Makes a message that is on disk what it will be there.
    pub(super) fn bring_up(&self, message: &mut Message) {
        let own = message.id;
        for (_, change) in self.changed.iter().filter(|(id, _)| own == Some(*id)) {
            message.change(change);
        }
    }

    fn change(&mut self, id: MessageId, change: &MessageChange) {
        match self.added.get_mut(&id) {
            Some(message) => Arc::make_mut(message).change(change),
            None => self.changed.push((id, change.clone())),
        }
    }

    fn clear(&mut self, channel: &NameKey, below: MessageId) {
        self.added.retain(|id, message| *id >= below || !is_in(message, channel));
        self.cleared.push((channel.clone(), below));
    }

    fn remove(&mut self, id: MessageId) {
        self.added.remove(&id);
        self.removed.insert(id);
    }
}

fn is_in(message: &Message, channel: &NameKey) -> bool {
    matches!(&message.audience, Audience::Channel(name) if name.key() == channel)
}

fn cost(action: &StoreAction) -> usize {
    let Some(action) = action.change() else { return REQUEST_BYTES };
    REQUEST_BYTES
        + match action {
            StoreAction::Append(message)
            | StoreAction::AppendEvent(message, _)
            | StoreAction::AppendLetter(message, _)
            | StoreAction::AppendUndelivered(message) => message.content.len() + message.extra.0.len(),
            StoreAction::ChangeMessage { change: MessageChange::Edit(content), .. } => content.len(),
            StoreAction::Delivered { ids, .. } => ids.len() * size_of::<MessageId>(),
            StoreAction::SetChannel(record) => record.topic.len(),
            StoreAction::SetSanction(sanction) => sanction.reason.len(),
            StoreAction::SetToken(record) => record.device.as_str().len(),
            StoreAction::RemoveTokens(numbers) => numbers.len() * size_of::<u64>(),
            StoreAction::StaysEnded { numbers, .. } => numbers.len() * size_of::<u64>(),
            StoreAction::SetPoll(poll) => poll.form.answers().iter().map(|answer| answer.len()).sum(),
            StoreAction::SetQuestion(question) => question.content.as_str().len(),
            _ => 0,
        }
}
