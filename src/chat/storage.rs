//! The core's view of the database: what is on its way to the disk, and who waits for it.
//!
//! Owns [`Storage`]: the numbering of requests, the ids that messages may be given, and the waiters that are released
//! when their request is durable. Nothing that waits here is promised to anybody before.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::account::Account;
use super::account_order::NewAccount;
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{Effect, Effects, SessionId};
use super::mailboxes::Mail;
use super::message::MessageId;
use super::moderation::PendingAct;
use super::name::{NameKey, Username};
use super::reply::Reply;
use super::request::AckToken;
use super::sign_in::Asker;
use super::store_protocol::{StoreAction, StoreReport, StoreRequest, StoreSeq};
use super::text::Text;

/// The core's side of the database.
pub(super) struct Storage {
    /// The last request made.
    submitted: StoreSeq,
    /// Requests to write of which it is not known yet what became of them, in their order.
    writes: VecDeque<StoreSeq>,
    /// The number of requests to read that have no answer yet. One that has does not wait for the disk any more,
    /// although the next commit may be far.
    reads: u64,
    available: bool,
    /// It takes no more requests, and never will.
    ended: bool,
    /// Ids that may be given.
    ids: Range<u64>,
    /// The waiters for each request, in its order.
    waiters: VecDeque<(StoreSeq, Waiter)>,
    /// The people whose undelivered messages are being read, and whether those are the ones that are wanted: a person
    /// who goes meanwhile may be written to before coming back.
    loading: BTreeMap<NameKey, bool>,
}

/// A waiter for a commit.
pub(super) enum Waiter {
    /// The sender of a message wants its `ack`.
    Ack { session: SessionId, ack: AckToken, id: MessageId, at: WallTime },
    /// The sender of a private message to somebody away wants to know that it is kept.
    Kept {
        session: SessionId,
        /// True if its author still has the session.
        is_told: bool,
        recipient: Username,
        ack: Option<AckToken>,
        id: MessageId,
        at: WallTime,
        mail: Mail,
    },
    /// A client registers.
    Registration { asker: Asker, account: Account },
    /// The operator makes an account.
    NewAccount(NewAccount),
    /// Somebody in charge did something.
    Act(PendingAct),
}

impl Storage {
    pub(super) fn new(ids: Range<u64>) -> Self {
        Self {
            submitted: StoreSeq(0),
            writes: VecDeque::new(),
            reads: 0,
            available: true,
            ended: false,
            ids,
            waiters: VecDeque::new(),
            loading: BTreeMap::new(),
        }
    }

    /// True if what is asked of the database now can be promised.
    pub(super) fn is_available(&self, queue_max: u64) -> bool {
        self.available && self.has_room(queue_max)
    }

    /// True if the queue takes another request.
    pub(super) fn has_room(&self, queue_max: u64) -> bool {
        !self.ended && self.waiting() < queue_max
    }

    /// Requests of which it is not known yet what became of them.
    pub(super) fn waiting(&self) -> u64 {
        self.writes.len() as u64 + self.reads
    }

    /// The same, if the database works.
    pub(super) fn backlog(&self) -> Option<u64> {
        self.available.then(|| self.waiting())
    }

    /// The next message id; `None` when the reserved ones are used up and the disk does not give more.
    pub(super) fn take_id(&mut self) -> Option<MessageId> {
        self.ids.next().map(MessageId)
    }

    /// Makes a request. Whoever lets clients cause it at will has looked for room.
    pub(super) fn submit(&mut self, action: StoreAction, urgent: bool, out: &mut Effects) -> StoreSeq {
        self.submitted = StoreSeq(self.submitted.0 + 1);
        if action.is_read() {
            self.reads += 1;
        } else {
            self.writes.push_back(self.submitted);
        }
        out.push(Effect::Store(StoreRequest { seq: self.submitted, urgent, action }));
        self.submitted
    }

    /// Makes a request that somebody waits for.
    pub(super) fn submit_for(&mut self, waiter: Waiter, action: StoreAction, out: &mut Effects) {
        let seq = self.submit(action, true, out);
        self.waiters.push_back((seq, waiter));
    }

    /// A session is somebody else's from now on, who must not be told to whom the one before has written.
    pub(super) fn author_has_changed(&mut self, id: SessionId) {
        for (_, waiter) in &mut self.waiters {
            if let Waiter::Kept { session, is_told, .. } = waiter
                && *session == id
            {
                *is_told = false;
            }
        }
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

    /// Notes that the person has gone for whom messages are being read.
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
        while self.writes.front().is_some_and(|seq| *seq <= through) {
            self.writes.pop_front();
        }
        let mut released = Vec::new();
        while let Some((seq, _)) = self.waiters.front()
            && *seq <= through
        {
            released.extend(self.waiters.pop_front().map(|(_, waiter)| waiter));
        }
        released
    }

    pub(super) fn check_invariants(&self) {
        assert!(self.writes.back() <= Some(&self.submitted));
        assert!(self.waiters.front().is_none_or(|(seq, _)| self.writes.front() <= Some(seq)), "a waiter has a request");
        assert!(self.waiters.back().map(|(seq, _)| seq) <= self.writes.back(), "nobody waits for what is settled");
        assert!(self.reads >= self.loading.len() as u64, "what is being read was asked for");
        assert!(self.waiters.iter().zip(self.waiters.iter().skip(1)).all(|(a, b)| a.0 < b.0));
    }
}

impl Core {
    /// The database has something to say.
    pub fn handle_report(&mut self, now: Now, report: StoreReport, out: &mut Effects) {
        let is_answer = matches!(
            report,
            StoreReport::Undelivered { .. } | StoreReport::History { .. } | StoreReport::Message { .. }
        );
        if is_answer {
            self.storage.reads = self.storage.reads.saturating_sub(1);
        }
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

    /// The database has ended without having been told to: nothing that it was asked for will be done or answered. The
    /// chat goes on without it.
    pub fn handle_storage_end(&mut self, now: Now, out: &mut Effects) {
        self.storage.ended = true;
        self.storage.available = false;
        self.storage.reads = 0;
        // Nobody is told of kept messages that cannot be read; they come after the next start.
        self.storage.loading.clear();
        for waiter in self.storage.settle(self.storage.submitted) {
            self.not_stored(now, waiter, out);
        }
        for seq in self.history_waits.keys().copied().collect::<Vec<_>>() {
            self.history_loaded(now, seq, None, false, out);
        }
        for seq in self.deletion_waits.keys().copied().collect::<Vec<_>>() {
            self.found_for_deletion(now, seq, None, out);
        }
    }

    fn stored(&mut self, now: Now, waiter: Waiter, out: &mut Effects) {
        match waiter {
            Waiter::Ack { session, ack, id, at } => self.acknowledge(session, ack, id, at, out),
            Waiter::Kept { session, is_told, recipient, ack, id, at, .. } => {
                if let Some(ack) = ack {
                    self.acknowledge(session, ack, id, at, out);
                }
                if is_told {
                    self.report_kept(now, session, &recipient, out);
                }
            }
            Waiter::Registration { asker, account } => self.registered(now, asker, account, out),
            Waiter::NewAccount(new) => self.account_added(now, new, out),
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
            Waiter::Kept { session, is_told, recipient, ack, mail, .. } => {
                self.undelivered.take(recipient.key(), mail);
                if self.sessions.contains(session) && (is_told || ack.is_some()) {
                    self.refuse(now, session, &Text::StorageUnavailable, ack, out);
                }
            }
            Waiter::Registration { asker, account } => {
                self.registration_failed(asker, &account.name, &Text::StorageUnavailable, out);
            }
            Waiter::NewAccount(new) => self.account_not_added(now, new, out),
            Waiter::Act(pending) => self.act_settled(now, pending, false, out),
        }
    }

    fn acknowledge(&self, session: SessionId, ack: AckToken, id: MessageId, at: WallTime, out: &mut Effects) {
        if self.sessions.contains(session) {
            out.send(session, Reply::Ack { ack, id, at });
        }
    }
}
