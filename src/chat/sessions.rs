//! The connections that the core knows, and what it keeps of each.
//!
//! Owns [`Sessions`], a table by the slot that a [`SessionId`] names: net hands out the lowest free slots, so it is
//! dense, and to look somebody up is one access. With thousands of idle connections the size of [`Session`] is what the
//! server's memory is made of; what few sessions need is kept elsewhere.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use smallvec::SmallVec;

use super::bucket::{Bucket, Rate};
use super::channels::{Membership, Slot};
use super::clock::{Mono, WallTime};
use super::greeting::Greeting;
use super::handle::SessionId;
use super::memory::give_back;
use super::people::PersonSlot;

/// The kinds of client at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SessionKind {
    /// A client that has not said `hello`.
    Client,
    /// One that has.
    NewerClient,
    /// The operator, who chats with nobody and may do everything.
    Console,
}

/// One connection.
pub(super) struct Session {
    pub(super) address: IpAddr,
    pub(super) since: WallTime,
    pub(super) kind: SessionKind,
    /// Of the session in its slot; what is late for an earlier one finds nothing.
    generation: u32,
    pub(super) message_budget: Bucket,
    /// True if the last request was refused for coming too fast. A flood is one line in the audit log.
    pub(super) too_fast: bool,
    pub(super) identity: Option<Identity>,
    /// True if an answer from a worker must come before its next request.
    pub(super) paused: bool,
}

/// The part of a session that only an identified one has.
pub(super) struct Identity {
    pub(super) person: PersonSlot,
    /// The channel that it writes to.
    pub(super) current: Slot,
    /// Nearly everybody is in one channel or two.
    pub(super) memberships: SmallVec<[Membership; 2]>,
    /// Its place in `Core::identified`.
    pub(super) place: u32,
    /// The presence tick at which it came, or was last given the list of people.
    pub(super) since_tick: u64,
    pub(super) greeting: Greeting,
}

impl Session {
    pub(super) fn new(address: IpAddr, since: WallTime, kind: SessionKind, message_budget: Bucket) -> Self {
        Self { address, since, kind, generation: 0, message_budget, too_fast: false, identity: None, paused: false }
    }
}

/// All sessions.
#[derive(Default)]
pub(super) struct Sessions {
    slots: Vec<Option<Session>>,
    count: usize,
    /// The budgets of those that made errors: most make none.
    error_budgets: BTreeMap<SessionId, Bucket>,
    /// The refusals of those who are refused again and again: few are.
    refusals: BTreeMap<SessionId, Refusals>,
}

/// After such a pause whoever is refused is told so again: a robot answers at once, and a person who was muted tries once
/// more after a while.
const REFUSALS_PAUSE: Duration = Duration::from_secs(60);

/// Refusals in words that a session was told. What goes on without end is a robot's.
#[derive(Debug, Clone, Copy, Default)]
struct Refusals {
    /// Since it was last heard, or made a pause.
    in_a_row: u8,
    /// The time at which the last one was due.
    last: Mono,
    /// The times that it was told that nobody is the server, since it came.
    of_the_server: u8,
}

/// Counts up to a limit; false at the limit.
fn count_to(count: &mut u8, most: u8) -> bool {
    let is_left = *count < most;
    *count += u8::from(is_left);
    is_left
}

impl Sessions {
    pub(super) fn get(&self, id: SessionId) -> Option<&Session> {
        self.slots.get(id.slot())?.as_ref().filter(|session| session.generation == id.generation())
    }

    pub(super) fn get_mut(&mut self, id: SessionId) -> Option<&mut Session> {
        self.slots.get_mut(id.slot())?.as_mut().filter(|session| session.generation == id.generation())
    }

    pub(super) fn contains(&self, id: SessionId) -> bool {
        self.get(id).is_some()
    }

    pub(super) fn insert(&mut self, id: SessionId, session: Session) {
        if self.slots.len() <= id.slot() {
            self.slots.resize_with(id.slot() + 1, || None);
        }
        let earlier = self.slots[id.slot()].replace(Session { generation: id.generation(), ..session });
        debug_assert!(earlier.is_none(), "a slot is free before it is given again");
        self.count += usize::from(earlier.is_none());
    }

    pub(super) fn remove(&mut self, id: SessionId) {
        if !self.contains(id) {
            return;
        }
        self.slots[id.slot()] = None;
        self.count -= 1;
        self.error_budgets.remove(&id);
        self.refusals.remove(&id);
        while let Some(None) = self.slots.last() {
            self.slots.pop();
        }
        give_back(&mut self.slots);
    }

    /// Counts a refusal in words; false if there were so many since the session was last heard, or made a pause.
    pub(super) fn count_refusal(&mut self, id: SessionId, most: u8, now: Mono) -> bool {
        debug_assert!(self.contains(id));
        let refusals = self.refusals.entry(id).or_default();
        if now.saturating_sub(refusals.last) >= REFUSALS_PAUSE {
            refusals.in_a_row = 0;
        }
        refusals.last = now;
        count_to(&mut refusals.in_a_row, most)
    }

    /// Counts that a session is told that nobody is the server; false if it was so often.
    pub(super) fn count_server_answer(&mut self, id: SessionId, most: u8) -> bool {
        debug_assert!(self.contains(id));
        count_to(&mut self.refusals.entry(id).or_default().of_the_server, most)
    }

    /// Forgets the refusals of a session that was heard.
    pub(super) fn forget_refusals(&mut self, id: SessionId) {
        // For nearly everybody there is nothing to look for.
        if let Some(refusals) = self.refusals.get_mut(&id) {
            refusals.in_a_row = 0;
            if refusals.of_the_server == 0 {
                self.refusals.remove(&id);
            }
        }
    }

    /// Counts an error; false if there were too many.
    pub(super) fn spend_error(&mut self, id: SessionId, rate: Rate, now: Mono) -> bool {
        debug_assert!(self.contains(id));
        self.error_budgets.entry(id).or_insert_with(|| Bucket::full(rate, now)).take(rate, now)
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// All of them, by their slots.
    pub(super) fn iter(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        self.slots.iter().enumerate().filter_map(|(slot, session)| {
            let session = session.as_ref()?;
            Some((SessionId::new(slot, session.generation), session))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let rate = Rate::per_minute(30);
        let since = WallTime { unix_us: 0, offset_s: 0 };
        Session::new(IpAddr::from([192, 0, 2, 1]), since, SessionKind::Client, Bucket::full(rate, Duration::ZERO))
    }

    /// 400 bytes are the goal for an idle, identified connection: socket buffers aside, all that the server keeps of
    /// it. A third of them are these.
    #[test]
    fn a_session_is_small() {
        assert!(size_of::<Option<Session>>() <= 112, "{}", size_of::<Option<Session>>());
    }

    #[test]
    fn a_late_handle_does_not_reach_the_next_session_in_the_slot() {
        let mut sessions = Sessions::default();
        let (first, second) = (SessionId::new(3, 1), SessionId::new(3, 2));
        sessions.insert(first, session());
        assert!(sessions.contains(first) && !sessions.contains(second) && !sessions.contains(SessionId::new(0, 1)));
        sessions.remove(second);
        assert_eq!(sessions.len(), 1, "what is late removes nobody");
        sessions.remove(first);
        sessions.insert(second, session());
        assert!(sessions.get(first).is_none() && sessions.get_mut(first).is_none() && sessions.contains(second));
        assert_eq!(sessions.iter().map(|(id, _)| id).collect::<Vec<_>>(), [second]);
    }

    #[test]
    fn after_a_storm_the_memory_goes_back() {
        let mut sessions = Sessions::default();
        for slot in 0..10_000 {
            sessions.insert(SessionId::new(slot, 1), session());
        }
        for slot in (10..10_000).rev() {
            sessions.remove(SessionId::new(slot, 1));
        }
        assert_eq!((sessions.len(), sessions.iter().count()), (10, 10));
        assert!(sessions.slots.capacity() <= 64, "{}", sessions.slots.capacity());
    }
}
