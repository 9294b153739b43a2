//! The core's view of the database: what is on its way to the disk, and who waits for it.
//!
//! Owns [`Storage`]: the numbering of requests, the ids that messages may be given, and the waiters that are released
//! when their request is durable. Nothing that waits here is promised to anybody before.

use std::collections::VecDeque;
use std::ops::Range;

use crate::chat::account::Account;
use crate::chat::account_order::NewAccount;
use crate::chat::campus_event::Origin;
use crate::chat::clock::WallTime;
use crate::chat::handle::SessionId;
use crate::chat::mail::Mail;
use crate::chat::message::{MessageId, SharedMessage};
use crate::chat::name::Username;
use crate::chat::origin::ServerName;
use crate::chat::renamed::NameChange;
use crate::chat::request::AckToken;
use crate::chat::store_protocol::{StoreAction, StoreSeq};

use super::acts::PendingAct;
use super::password_waits::Asker;

/// The core's side of the database.
pub(in crate::chat) struct Storage {
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
}

/// A waiter for a commit.
pub(in crate::chat) enum Waiter {
    /// The sender of a message wants its `ack`.
    Ack { session: SessionId, ack: AckToken, id: MessageId, at: WallTime },
    /// The other servers are to have it, and its sender perhaps an `ack`.
    Shared { message: SharedMessage, seq: u64, ack: Option<(SessionId, AckToken)> },
    /// The other servers are to have an event of ours.
    Told(u64),
    /// A server is to hear that its person is erased here.
    Erased(Box<Origin>, u64),
    /// The broker is to hear that an event of another server is safe here.
    Heard { origin: Box<Origin>, seq: u64, bytes: usize },
    /// A private message waits to leave for another server.
    LetterSent { to: ServerName, id: MessageId },
    /// One was refused there.
    LetterRefused { to: ServerName },
    /// One of another server has come: its receiver is to see it, and its server to know. It is mail if its receiver is away.
    LetterCame { origin: Box<Origin>, seq: u64, message: SharedMessage, mail: Option<Mail> },
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
    /// Somebody of the school comes in for the first time, and has an account from then on.
    SchoolAccount(Account),
    /// The operator makes an account.
    NewAccount(NewAccount),
    /// Somebody in charge did something.
    Act(PendingAct),
}

impl Storage {
    pub(in crate::chat) fn new(ids: Range<u64>) -> Self {
        Self {
            submitted: StoreSeq(0),
            writes: VecDeque::new(),
            reads: 0,
            available: true,
            ended: false,
            ids,
            waiters: VecDeque::new(),
        }
    }

    /// True if what is asked of the database now can be promised.
    pub(in crate::chat) fn is_available(&self, queue_max: u64) -> bool {
        self.available && self.has_room(queue_max)
    }

    /// True if the queue takes another request.
    pub(in crate::chat) fn has_room(&self, queue_max: u64) -> bool {
        !self.ended && self.waiting() < queue_max
    }

    /// Requests of which it is not known yet what became of them.
    pub(in crate::chat) fn waiting(&self) -> u64 {
        self.writes.len() as u64 + self.reads
    }

    /// The same, if the database works.
    pub(in crate::chat) fn backlog(&self) -> Option<u64> {
        self.available.then(|| self.waiting())
    }

    /// The number of requests to read that have no answer yet.
    pub(in crate::chat) fn reads(&self) -> u64 {
        self.reads
    }

    /// True if somebody waits for the disk.
    pub(in crate::chat) fn is_waiting(&self) -> bool {
        !self.waiters.is_empty()
    }

    /// The next message id; `None` when the reserved ones are used up and the disk does not give more.
    pub(in crate::chat) fn take_id(&mut self) -> Option<MessageId> {
        self.ids.next().map(MessageId)
    }

    /// True if an id can be given.
    pub(in crate::chat) fn has_ids(&self) -> bool {
        !self.ids.is_empty()
    }

    /// Gives none below this one any more, as far as those behind it are reserved.
    pub(in crate::chat) fn skip_ids_below(&mut self, below: MessageId) {
        self.ids.start = self.ids.start.max(below.0.min(self.ids.end));
    }

    /// The id that will be given next.
    pub(in crate::chat) fn next_id(&self) -> MessageId {
        MessageId(self.ids.start)
    }

    /// Numbers a request, which is then on its way.
    pub(in crate::chat) fn begin(&mut self, action: &StoreAction) -> StoreSeq {
        self.submitted = StoreSeq(self.submitted.0 + 1);
        if action.is_read() {
            self.reads += 1;
        } else {
            self.writes.push_back(self.submitted);
        }
        self.submitted
    }

    /// Numbers a request that somebody waits for.
    pub(in crate::chat) fn begin_for(&mut self, waiter: Waiter, action: &StoreAction) -> StoreSeq {
        let seq = self.begin(action);
        self.waiters.push_back((seq, waiter));
        seq
    }

    /// A session is somebody else's from now on, who must not be told to whom the one before has written.
    pub(in crate::chat) fn author_has_changed(&mut self, id: SessionId) {
        for (_, waiter) in &mut self.waiters {
            if let Waiter::Kept { session, is_told, .. } = waiter
                && *session == id
            {
                *is_told = false;
            }
        }
    }

    /// The one whom kept messages are for has another name.
    pub(in crate::chat) fn rename_recipient(&mut self, change: &NameChange) {
        for (_, waiter) in &mut self.waiters {
            if let Waiter::Kept { recipient, .. } = waiter {
                change.rename(recipient);
            }
        }
    }

    /// A request to read has its answer.
    pub(in crate::chat) fn read(&mut self) {
        self.reads = self.reads.saturating_sub(1);
    }

    /// The disk has everything up to a request, and reserves ids. Returns who waited.
    pub(in crate::chat) fn committed(&mut self, through: StoreSeq, ids_below: MessageId) -> Vec<Waiter> {
        self.ids.end = self.ids.end.max(ids_below.0);
        self.settle(through)
    }

    /// The disk has not taken what was left up to a request. Returns who waited.
    pub(in crate::chat) fn failed(&mut self, through: StoreSeq) -> Vec<Waiter> {
        self.available = false;
        self.settle(through)
    }

    /// The database works again.
    pub(in crate::chat) fn recovered(&mut self) {
        self.available = true;
    }

    /// The database is gone for good. Returns who waited.
    pub(in crate::chat) fn end(&mut self) -> Vec<Waiter> {
        self.ended = true;
        self.available = false;
        self.reads = 0;
        self.settle(self.submitted)
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

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.writes.back() <= Some(&self.submitted));
        assert!(self.waiters.front().is_none_or(|(seq, _)| self.writes.front() <= Some(seq)), "a waiter has a request");
        assert!(self.waiters.back().map(|(seq, _)| seq) <= self.writes.back(), "nobody waits for what is settled");
        assert!(self.waiters.iter().zip(self.waiters.iter().skip(1)).all(|(a, b)| a.0 < b.0));
    }
}
