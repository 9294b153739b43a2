//! What the core knows of the database: what is on its way to the disk, and who waits for it.
//!
//! Owns [`Storage`]: the numbering of requests, the ids that messages may be given, and the waiters that are released
//! when their request is durable. Nothing that waits here is promised to anybody before.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::account::Account;
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{Effect, Effects, SessionId};
use super::message::MessageId;
use super::moderation::PendingAct;
use super::name::{NameKey, Username};
use super::record::{StoreAction, StoreReport, StoreRequest, StoreSeq};
use super::reply::Reply;
use super::request::AckToken;
use super::sign_in::Asker;
use super::text::Text;

/// The core's side of the database.
pub(super) struct Storage {
    /// The last request made.
    submitted: StoreSeq,
    /// The last request of which it is known what became of it.
    settled: StoreSeq,
    available: bool,
    /// Ids that may be given.
    ids: Range<u64>,
    /// Who waits for which request, in its order.
    waiters: VecDeque<(StoreSeq, Waiter)>,
    /// Whose undelivered messages are being read, and whether they are the ones that are wanted: who goes meanwhile may
    /// be written to before coming back.
    loading: BTreeMap<NameKey, bool>,
}

/// Who waits for a commit.
pub(super) enum Waiter {
    /// The sender of a message wants its `ack`.
    Ack { session: SessionId, ack: AckToken, id: MessageId, at: WallTime },
    /// The sender of a private message to somebody away wants to know that it is kept.
    Kept { session: SessionId, recipient: Username, ack: Option<AckToken>, id: MessageId, at: WallTime },
    /// A client registers.
    Registration { asker: Asker, account: Account },
    /// Somebody in charge did something.
    Act(PendingAct),
}

impl Storage {
    pub(super) fn new(ids: Range<u64>) -> Self {
        Self {
            submitted: StoreSeq(0),
            settled: StoreSeq(0),
            available: true,
            ids,
            waiters: VecDeque::new(),
            loading: BTreeMap::new(),
        }
    }

    /// Whether what is asked of the database now can be promised.
    pub(super) fn is_available(&self, queue_max: u64) -> bool {
        self.available && self.has_room(queue_max)
    }

    /// Whether the queue takes another request.
    pub(super) fn has_room(&self, queue_max: u64) -> bool {
        self.waiting() < queue_max
    }

    /// Requests of which it is not known yet what became of them.
    pub(super) fn waiting(&self) -> u64 {
        self.submitted.0 - self.settled.0
    }

    /// The same, if the database works.
    pub(super) fn backlog(&self) -> Option<u64> {
        self.available.then(|| self.waiting())
    }

    /// The next message id; `None` when the reserved ones are used up and the disk does not give more.
    pub(super) fn take_id(&mut self) -> Option<MessageId> {
        self.ids.next().map(MessageId)
    }

    /// Makes a request.
    pub(super) fn submit(&mut self, action: StoreAction, urgent: bool, out: &mut Effects) -> StoreSeq {
        self.submitted = StoreSeq(self.submitted.0 + 1);
        out.push(Effect::Store(StoreRequest { seq: self.submitted, urgent, action }));
        self.submitted
    }

    /// Makes a request that somebody waits for.
    pub(super) fn submit_for(&mut self, waiter: Waiter, action: StoreAction, out: &mut Effects) {
        let seq = self.submit(action, true, out);
        self.waiters.push_back((seq, waiter));
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.waiters.is_empty()
    }

    pub(super) fn note_loading(&mut self, key: &NameKey) {
        self.loading.insert(key.clone(), true);
    }

    pub(super) fn is_loading_for(&self, key: &NameKey) -> bool {
        self.loading.contains_key(key)
    }

    /// Who was to be given what is being read has gone.
    pub(super) fn loading_is_outdated(&mut self, key: &NameKey) {
        if let Some(wanted) = self.loading.get_mut(key) {
            *wanted = false;
        }
    }

    /// Returns whether what was read is wanted.
    pub(super) fn loading_done(&mut self, key: &NameKey) -> bool {
        self.loading.remove(key).unwrap_or(false)
    }

    /// Takes out those who waited for requests up to one.
    fn settle(&mut self, through: StoreSeq) -> Vec<Waiter> {
        self.settled = self.settled.max(through);
        let mut released = Vec::new();
        while let Some((seq, _)) = self.waiters.front()
            && *seq <= through
        {
            released.extend(self.waiters.pop_front().map(|(_, waiter)| waiter));
        }
        released
    }

    pub(super) fn check_invariants(&self) {
        assert!(self.settled <= self.submitted);
        assert!(self.waiters.iter().all(|(seq, _)| *seq > self.settled), "nobody waits for what is settled");
        assert!(self.waiters.iter().zip(self.waiters.iter().skip(1)).all(|(a, b)| a.0 < b.0));
    }
}

impl Core {
    /// The database has something to say.
    pub fn handle_report(&mut self, now: Now, report: StoreReport, out: &mut Effects) {
        match report {
            StoreReport::Committed { through, ids_below } => {
                self.storage.ids.end = self.storage.ids.end.max(ids_below.0);
                for waiter in self.storage.settle(through) {
                    self.stored(now, waiter, out);
                }
            }
            StoreReport::Failed { through, .. } => {
                self.storage.available = false;
                for waiter in self.storage.settle(through) {
                    self.not_stored(now, waiter, out);
                }
            }
            StoreReport::Recovered => self.storage.available = true,
            StoreReport::Undelivered { recipient, messages } => {
                self.greet_with_stored(now, &recipient, messages, out);
            }
            StoreReport::History { seq, messages, more } => self.history_loaded(now, seq, messages, more, out),
            StoreReport::Message { seq, message } => self.found_for_deletion(now, seq, message, out),
        }
    }

    fn stored(&mut self, now: Now, waiter: Waiter, out: &mut Effects) {
        match waiter {
            Waiter::Ack { session, ack, id, at } => self.acknowledge(session, ack, id, at, out),
            Waiter::Kept { session, recipient, ack, id, at } => {
                if let Some(ack) = ack {
                    self.acknowledge(session, ack, id, at, out);
                }
                self.report_kept(now, session, &recipient, out);
            }
            Waiter::Registration { asker, account } => self.registered(now, asker, account, out),
            Waiter::Act(pending) => self.act_settled(now, pending, true, out),
        }
    }

    fn not_stored(&mut self, now: Now, waiter: Waiter, out: &mut Effects) {
        match waiter {
            Waiter::Ack { session, ack, .. } => {
                if self.sessions.contains(session) {
                    self.decline(session, &Text::StorageUnavailable, Some(ack), out);
                }
            }
            Waiter::Kept { session, recipient, ack, .. } => {
                self.forget_undelivered(recipient.key());
                if self.sessions.contains(session) {
                    self.refuse(now, session, &Text::StorageUnavailable, ack, out);
                }
            }
            Waiter::Registration { asker, account } => {
                self.registration_failed(asker, &account.name, &Text::StorageUnavailable, out);
            }
            Waiter::Act(pending) => self.act_settled(now, pending, false, out),
        }
    }

    fn acknowledge(&self, session: SessionId, ack: AckToken, id: MessageId, at: WallTime, out: &mut Effects) {
        if self.sessions.contains(session) {
            out.send(session, Reply::Ack { ack, id, at });
        }
    }
}
