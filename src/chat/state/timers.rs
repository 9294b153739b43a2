//! The timers of sessions that want to be woken.
//!
//! Owns [`Timers`]. Called by the greeting, which gives every session the same few waits; so a new time belongs near
//! one end of the queue, and the one that is taken back is near the front.

use std::collections::VecDeque;

use crate::chat::clock::Mono;
use crate::chat::handle::SessionId;

/// Times in their order. One block of memory, which goes back when nothing waits: a tree's nodes would leave holes
/// between what stays.
#[derive(Default)]
pub(in crate::chat) struct Timers(VecDeque<(Mono, SessionId)>);

impl Timers {
    pub(in crate::chat) fn insert(&mut self, at: Mono, id: SessionId) {
        if let Err(place) = self.0.binary_search(&(at, id)) {
            self.0.insert(place, (at, id));
        }
    }

    pub(in crate::chat) fn remove(&mut self, at: Mono, id: SessionId) {
        if let Ok(place) = self.0.binary_search(&(at, id)) {
            self.0.remove(place);
            self.give_back();
        }
    }

    /// The time at which the next one is due.
    pub(in crate::chat) fn next(&self) -> Option<Mono> {
        self.0.front().map(|&(at, _)| at)
    }

    /// Takes out the next one if it is due.
    pub(in crate::chat) fn pop_due(&mut self, now: Mono) -> Option<SessionId> {
        self.next().filter(|&at| at <= now)?;
        let (_, id) = self.0.pop_front()?;
        self.give_back();
        Some(id)
    }

    fn give_back(&mut self) {
        if self.0.is_empty() {
            self.0 = VecDeque::new();
        }
    }

    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = (Mono, SessionId)> {
        self.0.iter().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn they_come_in_their_order_and_can_be_taken_back() {
        let at = Duration::from_millis;
        let mut timers = Timers::default();
        for (time, slot) in [(30, 1), (10, 2), (20, 3), (10, 1), (40, 4)] {
            timers.insert(at(time), SessionId::new(slot, 0));
        }
        timers.remove(at(20), SessionId::new(3, 0));
        timers.remove(at(20), SessionId::new(4, 0));
        assert_eq!(timers.next(), Some(at(10)));
        let due: Vec<usize> = std::iter::from_fn(|| timers.pop_due(at(30))).map(SessionId::slot).collect();
        assert_eq!(due, [1, 2, 1]);
        assert_eq!(timers.next(), Some(at(40)));
        timers.remove(at(40), SessionId::new(4, 0));
        assert_eq!((timers.next(), timers.0.capacity()), (None, 0));
    }
}
