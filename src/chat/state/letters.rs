//! The table of private messages between servers: ours that wait to leave, and how far those of each other server have come.
//!
//! Owns [`Letters`]. Those to one server leave in the order of their ids, a few at once, and the next ones when these are answered; what
//! is not answered is sent again. So whoever gets them needs to know but the last: all up to it are known, and what was refused is
//! always the end of an answer. Moments are the caller's.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::chat::bucket::{Bucket, Rate};
use crate::chat::campus_event::Origin;
use crate::chat::clock::Mono;
use crate::chat::handle::SessionId;
use crate::chat::letter::{
    BATCH_BYTES_MAX, BATCH_MAX, Letter, LetterReceipt, LettersKept, NotTaken, OUTBOX_BYTES_MAX, OUTBOX_MAX,
    OUTBOX_OF_ONE_MAX, json_bytes,
};
use crate::chat::message::{MessageId, SharedMessage};
use crate::chat::name::NameKey;
use crate::chat::origin::ServerName;
use crate::chat::renamed::NameChange;
use crate::chat::request::AckToken;

/// The wait for an answer before letters are sent again, which doubles up to the other.
const SEND_AGAIN: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(60));

/// Letters of one server that are taken.
const RATE: Rate = Rate { burst: 200, per_minute: 600 };

/// Servers, in all lives of their databases, whose letters are known.
const ORIGINS_MAX: usize = 256;

/// Lives of the database of one server.
const EPOCHS_MAX: usize = 4;

/// A letter of ours that waits.
#[derive(Debug)]
pub(in crate::chat) struct Waiting {
    pub(in crate::chat) message: SharedMessage,
    /// The receiver, as their server knows them.
    home: Box<str>,
    /// The session that wrote it, while its author has it, and the token of its `ack`.
    pub(in crate::chat) asker: Option<SessionId>,
    pub(in crate::chat) ack: Option<AckToken>,
    is_kept: bool,
    /// True once its author was told that it leaves later.
    pub(in crate::chat) is_delay_told: bool,
}

impl Waiting {
    fn id(&self) -> u64 {
        self.message.id.map_or(0, |id| id.0)
    }

    fn bytes(&self) -> usize {
        json_bytes(&self.message.content) + json_bytes(self.message.from.as_str()) + json_bytes(&self.home) + 96
    }
}

/// Those for one server.
#[derive(Debug, Default)]
struct Outgoing {
    queue: VecDeque<Waiting>,
    /// The last id that is on its way, if any is.
    sent_through: Option<u64>,
    again_at: Option<Mono>,
    wait: Option<Duration>,
    /// True while it is not on disk that one was refused. Those after it would make it known there, and it would come again as taken.
    is_settling: bool,
}

/// The number up to which those of a server have come.
#[derive(Debug, Default)]
struct Received {
    /// All up to this one are known, or on their way to the disk.
    taken: u64,
    /// All up to this one are on disk.
    settled: u64,
    /// The last that was refused.
    refused: Option<(u64, NotTaken)>,
    /// The answer that is due once the last of them is on disk.
    due: Option<LetterReceipt>,
    used: u64,
}

/// The fate of one of ours.
pub(in crate::chat) enum Outcome {
    /// It is there; true if it waits for its receiver.
    Taken(bool),
    Refused(NotTaken),
}

/// The table.
#[derive(Default)]
pub(in crate::chat) struct Letters {
    outbox: BTreeMap<ServerName, Outgoing>,
    received: BTreeMap<Origin, Received>,
    budgets: BTreeMap<ServerName, Bucket>,
    uses: u64,
    /// Rows of letters whose messages are gone.
    gone: Vec<MessageId>,
    /// Letters that came and were taken.
    pub(in crate::chat) came: u64,
    /// Letters that were refused, here or there.
    pub(in crate::chat) refused: u64,
    /// Letters that were not looked at, because their server sends too many.
    pub(in crate::chat) passed_over: u64,
}

impl Letters {
    pub(in crate::chat) fn restore(kept: LettersKept) -> Self {
        let mut letters = Self::default();
        for (id, to, home, message) in kept.waiting {
            match message {
                Some(message) if letters.len() < OUTBOX_MAX => {
                    letters.outbox.entry(to).or_default().queue.push_back(Waiting {
                        message: Arc::new(message),
                        home,
                        asker: None,
                        ack: None,
                        is_kept: true,
                        is_delay_told: true,
                    })
                }
                // What was erased, or is too old, is not sent any more.
                _ => letters.gone.push(id),
            }
        }
        let known = |(origin, seq)| (origin, Received { taken: seq, settled: seq, ..Received::default() });
        letters.received = kept.received.into_iter().map(known).collect();
        letters
    }

    /// The rows that are nothing any more, once.
    pub(in crate::chat) fn take_gone(&mut self) -> Vec<MessageId> {
        std::mem::take(&mut self.gone)
    }

    /// Letters that wait to leave.
    pub(in crate::chat) fn len(&self) -> usize {
        self.outbox.values().map(|outgoing| outgoing.queue.len()).sum()
    }

    /// Those for one server.
    pub(in crate::chat) fn len_for(&self, server: &ServerName) -> usize {
        self.outbox.get(server).map_or(0, |outgoing| outgoing.queue.len())
    }

    /// True if something waits for a server.
    pub(in crate::chat) fn knows(&self, server: &ServerName) -> bool {
        self.outbox.contains_key(server) || self.received.keys().any(|origin| origin.server == *server)
    }

    /// True if there is room for one more of that person.
    pub(in crate::chat) fn has_room(&self, from: &NameKey, content: &str) -> bool {
        let all = || self.outbox.values().flat_map(|outgoing| &outgoing.queue);
        let of_one = all().filter(|waiting| waiting.message.from.key() == from).count();
        let bytes: usize = all().map(|waiting| waiting.message.content.len()).sum();
        self.len() < OUTBOX_MAX && of_one < OUTBOX_OF_ONE_MAX && bytes + content.len() <= OUTBOX_BYTES_MAX
    }

    /// A letter waits, and is on its way to the disk.
    pub(in crate::chat) fn push(
        &mut self,
        to: ServerName,
        home: Box<str>,
        message: SharedMessage,
        asker: SessionId,
        ack: Option<AckToken>,
    ) {
        let waiting = Waiting { message, home, asker: Some(asker), ack, is_kept: false, is_delay_told: false };
        self.outbox.entry(to).or_default().queue.push_back(waiting);
    }

    /// A letter is on disk.
    pub(in crate::chat) fn kept(&mut self, to: &ServerName, id: MessageId) {
        let waiting = self.outbox.get_mut(to).and_then(|outgoing| outgoing.find(id));
        if let Some(waiting) = waiting {
            waiting.is_kept = true;
        }
    }

    /// A letter will not be on disk, and waits no more.
    pub(in crate::chat) fn not_kept(&mut self, to: &ServerName, id: MessageId) -> Option<Waiting> {
        let outgoing = self.outbox.get_mut(to)?;
        let at = outgoing.queue.iter().position(|waiting| waiting.message.id == Some(id))?;
        let removed = outgoing.queue.remove(at);
        self.tidy(to);
        removed
    }

    /// Those for a server, or for all, whose authors are to be told that they leave later.
    pub(in crate::chat) fn delayed(&mut self, server: Option<&ServerName>) -> Vec<SharedMessage> {
        let mut delayed = Vec::new();
        for (to, outgoing) in &mut self.outbox {
            if server.is_some_and(|server| server != to) {
                continue;
            }
            for waiting in outgoing.queue.iter_mut().filter(|waiting| waiting.is_kept && !waiting.is_delay_told) {
                waiting.is_delay_told = true;
                delayed.push(Arc::clone(&waiting.message));
            }
        }
        delayed
    }

    /// The session that wrote a letter, while its author has it.
    pub(in crate::chat) fn asker_of(&self, id: Option<MessageId>) -> Option<SessionId> {
        let all = self.outbox.values().flat_map(|outgoing| &outgoing.queue);
        all.filter(|waiting| waiting.message.id == id).find_map(|waiting| waiting.asker)
    }

    /// A server can be reached, or anew: what is on its way to it is sent again at once.
    pub(in crate::chat) fn reached(&mut self, server: &ServerName) {
        if let Some(outgoing) = self.outbox.get_mut(server) {
            outgoing.sent_through = None;
            outgoing.again_at = None;
            outgoing.wait = None;
        }
    }

    /// Returns what is to be sent now to one of those servers that can be reached.
    pub(in crate::chat) fn due(
        &mut self,
        now: Mono,
        is_reached: impl Fn(&ServerName) -> bool,
    ) -> Option<(ServerName, Vec<Letter>)> {
        let is_due = |outgoing: &Outgoing| {
            let is_first = outgoing.queue.front().is_some_and(|waiting| waiting.is_kept);
            is_first
                && !outgoing.is_settling
                && (outgoing.sent_through.is_none() || outgoing.again_at.is_some_and(|at| at <= now))
        };
        let (server, outgoing) =
            self.outbox.iter_mut().find(|(server, outgoing)| is_due(outgoing) && is_reached(server))?;
        let mut bytes = 0;
        let mut letters: Vec<Letter> = Vec::new();
        for waiting in outgoing.queue.iter().take_while(|waiting| waiting.is_kept).take(BATCH_MAX) {
            bytes += waiting.bytes();
            if bytes > BATCH_BYTES_MAX && !letters.is_empty() {
                break;
            }
            letters.push(Letter {
                id: waiting.id(),
                from: waiting.message.from.as_str().into(),
                to: waiting.home.clone(),
                content: waiting.message.content.clone(),
            });
        }
        let wait = outgoing.wait.map_or(SEND_AGAIN.0, |wait| (wait * 2).min(SEND_AGAIN.1));
        outgoing.wait = Some(wait);
        outgoing.again_at = Some(now + wait);
        outgoing.sent_through = letters.last().map(|letter| letter.id);
        Some((server.clone(), letters))
    }

    /// The time at which [`due`](Self::due) is wanted.
    pub(in crate::chat) fn next_timeout(&self, is_reached: impl Fn(&ServerName) -> bool) -> Option<Mono> {
        let reached = self.outbox.iter().filter(|(server, _)| is_reached(server));
        reached.filter(|(_, outgoing)| !outgoing.is_settling).filter_map(|(_, outgoing)| outgoing.again_at).min()
    }

    /// A server says what has become of those that are on their way: each that is settled, with what became of it.
    pub(in crate::chat) fn answered(&mut self, by: &ServerName, receipt: &LetterReceipt) -> Vec<(Waiting, Outcome)> {
        let mut settled = Vec::new();
        let Some(outgoing) = self.outbox.get_mut(by) else { return settled };
        let Some(sent_through) = outgoing.sent_through else { return settled };
        while let Some(first) = outgoing.queue.front().filter(|first| first.id() <= sent_through) {
            let id = first.id();
            let outcome = match receipt.refused {
                _ if id <= receipt.through => Outcome::Taken(receipt.away.contains(&id)),
                Some((refused, why)) if refused == id => Outcome::Refused(why),
                _ => break,
            };
            let is_end = matches!(outcome, Outcome::Refused(_));
            outgoing.is_settling |= is_end;
            self.refused += u64::from(is_end);
            settled.extend(outgoing.queue.pop_front().map(|waiting| (waiting, outcome)));
            if is_end {
                break;
            }
        }
        if !settled.is_empty() {
            outgoing.sent_through = None;
            outgoing.again_at = None;
            outgoing.wait = None;
            self.tidy(by);
        }
        settled
    }

    /// It is on disk that one was refused.
    pub(in crate::chat) fn refusal_is_kept(&mut self, server: &ServerName) {
        if let Some(outgoing) = self.outbox.get_mut(server) {
            outgoing.is_settling = false;
            self.tidy(server);
        }
    }

    fn tidy(&mut self, server: &ServerName) {
        if self.outbox.get(server).is_some_and(|outgoing| outgoing.queue.is_empty() && !outgoing.is_settling) {
            self.outbox.remove(server);
        }
    }

    /// A session is somebody else's from now on.
    pub(in crate::chat) fn author_has_changed(&mut self, id: SessionId) {
        for waiting in self.outbox.values_mut().flat_map(|outgoing| &mut outgoing.queue) {
            if waiting.asker == Some(id) {
                waiting.asker = None;
            }
        }
    }

    /// The letters of a person wait no more.
    pub(in crate::chat) fn erase(&mut self, key: &NameKey) -> Vec<MessageId> {
        let mut erased = Vec::new();
        self.outbox.retain(|_, outgoing| {
            outgoing.queue.retain(|waiting| {
                let is_theirs = waiting.message.from.key() == key;
                erased.extend(waiting.message.id.filter(|_| is_theirs));
                !is_theirs
            });
            !outgoing.queue.is_empty() || outgoing.is_settling
        });
        erased
    }

    /// Somebody has another name.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        for waiting in self.outbox.values_mut().flat_map(|outgoing| &mut outgoing.queue) {
            if waiting.message.from.key() == change.from.key() {
                change.rename(&mut Arc::make_mut(&mut waiting.message).from);
            }
        }
    }

    /// True if so many letters of a server are looked at now.
    pub(in crate::chat) fn may_come(&mut self, now: Mono, server: &ServerName, letters: usize) -> bool {
        if self.budgets.len() >= ORIGINS_MAX && !self.budgets.contains_key(server) {
            self.budgets.clear();
        }
        let budget = self.budgets.entry(server.clone()).or_insert_with(Bucket::full);
        let may = (0..letters).all(|_| budget.take(RATE, now));
        if !may {
            self.passed_over += letters as u64;
        }
        may
    }

    /// Makes sure of an origin; false if its former letters are still on their way to the disk.
    pub(in crate::chat) fn meet(&mut self, origin: &Origin) -> bool {
        self.uses += 1;
        if !self.received.contains_key(origin) {
            let lives = self.received.keys().filter(|other| other.server == origin.server).count();
            let is_of = |other: &Origin| lives < EPOCHS_MAX || other.server == origin.server;
            if lives >= EPOCHS_MAX || self.received.len() >= ORIGINS_MAX {
                let idle = self.received.iter().filter(|(other, received)| received.due.is_none() && is_of(other));
                let Some(oldest) = idle.min_by_key(|(_, received)| received.used).map(|(other, _)| other.clone())
                else {
                    return false;
                };
                self.received.remove(&oldest);
            }
            self.received.insert(origin.clone(), Received::default());
        }
        let uses = self.uses;
        self.received.get_mut(origin).is_some_and(|received| {
            received.used = uses;
            received.due.is_none()
        })
    }

    /// The last of a server that is known.
    pub(in crate::chat) fn taken(&self, origin: &Origin) -> u64 {
        self.received.get(origin).map_or(0, |received| received.taken)
    }

    /// The reason for which one was refused already.
    pub(in crate::chat) fn refused_before(&self, origin: &Origin, id: u64) -> Option<NotTaken> {
        let (refused, why) = self.received.get(origin)?.refused?;
        (refused == id).then_some(why)
    }

    /// One of a server is on its way to the disk.
    pub(in crate::chat) fn take(&mut self, origin: &Origin, id: u64) {
        if let Some(received) = self.received.get_mut(origin) {
            received.taken = received.taken.max(id);
        }
    }

    /// One of a server is refused.
    pub(in crate::chat) fn refuse(&mut self, origin: &Origin, id: u64, why: NotTaken) {
        if let Some(received) = self.received.get_mut(origin) {
            received.refused = Some((id, why));
            self.refused += 1;
        }
    }

    /// An answer is due once its last letter is on disk; gives it if that is so already.
    pub(in crate::chat) fn answer(&mut self, origin: &Origin, receipt: LetterReceipt) -> Option<LetterReceipt> {
        let received = self.received.get_mut(origin)?;
        if received.settled >= received.taken {
            return Some(receipt);
        }
        received.due = Some(receipt);
        None
    }

    /// One of a server is on disk; gives the answer that was due for it.
    pub(in crate::chat) fn settle(&mut self, origin: &Origin, id: u64) -> Option<LetterReceipt> {
        self.came += 1;
        let received = self.received.get_mut(origin)?;
        received.settled = received.settled.max(id);
        if received.settled >= received.taken { received.due.take() } else { None }
    }

    /// One of a server will not be on disk: it comes again.
    pub(in crate::chat) fn not_settled(&mut self, origin: &Origin) {
        if let Some(received) = self.received.get_mut(origin) {
            received.taken = received.settled;
            received.refused = None;
            received.due = None;
        }
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.received.len() <= ORIGINS_MAX && self.len() <= OUTBOX_MAX);
        for outgoing in self.outbox.values() {
            assert!(!outgoing.queue.is_empty() || outgoing.is_settling, "what is empty is not kept");
            let ids: Vec<u64> = outgoing.queue.iter().map(Waiting::id).collect();
            assert!(ids.is_sorted_by(|a, b| a < b), "they leave in the order of their ids");
        }
        assert!(self.received.values().all(|received| received.settled <= received.taken));
    }
}

impl Outgoing {
    fn find(&mut self, id: MessageId) -> Option<&mut Waiting> {
        self.queue.iter_mut().find(|waiting| waiting.message.id == Some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::message::Message;
    use crate::chat::name::Username;
    use crate::chat::origin::Epoch;

    fn server() -> ServerName {
        "s1".parse().unwrap()
    }

    fn message(id: u64, from: &str, bytes: usize) -> SharedMessage {
        let content = "x".repeat(bytes);
        Arc::new(Message { id: Some(MessageId(id)), ..Message::sample_to(from, "bob@s1", &content) })
    }

    fn push(letters: &mut Letters, id: u64, from: &str, bytes: usize) {
        letters.push(server(), "bob".into(), message(id, from, bytes), SessionId::new(1, 0), None);
        letters.kept(&server(), MessageId(id));
        letters.check_invariants();
    }

    fn ids(letters: Option<(ServerName, Vec<Letter>)>) -> Vec<u64> {
        letters.map(|(_, letters)| letters.into_iter().map(|letter| letter.id).collect()).unwrap_or_default()
    }

    fn receipt(through: u64, refused: Option<u64>) -> LetterReceipt {
        let refused = refused.map(|id| (id, NotTaken::Muted));
        LetterReceipt { epoch: Epoch(1), through, away: Vec::new(), refused }
    }

    #[test]
    fn they_leave_in_order_and_no_more_before_they_are_answered() {
        let (mut letters, second) = (Letters::default(), Duration::from_secs(1));
        for id in 1..=20 {
            push(&mut letters, id, "alice", 1);
        }
        assert!(ids(letters.due(second, |_| false)).is_empty(), "it cannot be reached");
        assert_eq!(ids(letters.due(second, |_| true)), (1..=16).collect::<Vec<_>>());
        assert!(ids(letters.due(second, |_| true)).is_empty(), "they are on their way");
        assert_eq!(letters.next_timeout(|_| true), Some(5 * second));
        assert_eq!(ids(letters.due(5 * second, |_| true)).len(), 16, "nobody has answered");
        assert!(letters.answered(&"s2".parse().unwrap(), &receipt(16, None)).is_empty(), "another has");
        assert_eq!(letters.answered(&server(), &receipt(3, Some(4))).len(), 4);
        assert!(ids(letters.due(second, |_| true)).is_empty(), "it is not on disk that one was refused");
        letters.refusal_is_kept(&server());
        assert_eq!(ids(letters.due(second, |_| true))[0], 5, "what is refused holds up nothing");
        // What was not sent cannot be answered.
        assert_eq!(letters.answered(&server(), &receipt(u64::MAX, None)).len(), 16);
        letters.check_invariants();
        assert_eq!(letters.len(), 0);
        assert!(letters.answered(&server(), &receipt(20, None)).is_empty());
    }

    #[test]
    fn as_many_leave_at_once_as_a_message_holds() {
        let mut letters = Letters::default();
        for id in 1..=3 {
            push(&mut letters, id, "alice", BATCH_BYTES_MAX - 200);
        }
        assert_eq!(ids(letters.due(Duration::ZERO, |_| true)), [1]);
    }

    #[test]
    fn there_is_room_for_so_many_and_for_so_many_of_one_person() {
        let mut letters = Letters::default();
        let key = |name: &str| Username::parse(name).unwrap().key().clone();
        for id in 1..=OUTBOX_OF_ONE_MAX as u64 {
            assert!(letters.has_room(&key("alice"), "x"));
            push(&mut letters, id, "alice", 1);
        }
        assert!(!letters.has_room(&key("alice"), "x") && letters.has_room(&key("bob"), "x"));
        for id in OUTBOX_OF_ONE_MAX as u64 + 1..=OUTBOX_MAX as u64 {
            push(&mut letters, id, &format!("n{id}"), 1);
        }
        assert!(!letters.has_room(&key("bob"), "x"));
        assert_eq!(letters.erase(&key("alice")).len(), OUTBOX_OF_ONE_MAX);
        assert!(letters.has_room(&key("bob"), "x") && !letters.has_room(&key("bob"), &"x".repeat(OUTBOX_BYTES_MAX)));
    }

    #[test]
    fn what_comes_is_answered_once_it_is_on_disk() {
        let (mut letters, origin) = (Letters::default(), Origin { server: server(), epoch: Epoch(1) });
        assert!(letters.meet(&origin));
        letters.take(&origin, 5);
        letters.take(&origin, 7);
        assert_eq!(letters.answer(&origin, receipt(7, None)), None);
        assert!(!letters.meet(&origin), "one batch at a time");
        assert_eq!(letters.settle(&origin, 5), None);
        assert_eq!(letters.settle(&origin, 7), Some(receipt(7, None)));
        assert!(letters.meet(&origin));
        letters.take(&origin, 9);
        letters.answer(&origin, receipt(9, None));
        letters.not_settled(&origin);
        assert_eq!(letters.taken(&origin), 7, "it comes again");
        for epoch in 2..20 {
            assert!(letters.meet(&Origin { server: server(), epoch: Epoch(epoch) }));
            letters.check_invariants();
        }
        assert_eq!(letters.received.len(), EPOCHS_MAX);
    }

    #[test]
    fn a_server_that_sends_too_many_is_not_looked_at_for_a_while() {
        let mut letters = Letters::default();
        let may: Vec<bool> = (0..20).map(|_| letters.may_come(Duration::ZERO, &server(), BATCH_MAX)).collect();
        assert_eq!(may.iter().filter(|may| **may).count(), 12);
        assert!(letters.may_come(Duration::from_secs(60), &server(), BATCH_MAX) && letters.passed_over > 0);
    }
}
