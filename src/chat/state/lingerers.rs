//! People who have lost the connection and may be back in a moment.
//!
//! Owns [`Lingerers`]. Empty, and without memory, while nobody lingers.

use std::collections::VecDeque;
use std::net::IpAddr;

use crate::chat::clock::{Mono, WallTime};
use crate::chat::handle::SessionId;
use crate::chat::name::ChannelName;
use crate::chat::state::people::PersonSlot;

/// Somebody who is still listed as present, without a session.
pub(in crate::chat) struct Lingerer {
    pub(in crate::chat) person: PersonSlot,
    /// The session that was lost last.
    pub(in crate::chat) session: SessionId,
    /// The address that it came from.
    pub(in crate::chat) address: IpAddr,
    /// The time since which the person was there, as far as the session knew.
    pub(in crate::chat) since: WallTime,
    /// The time at which it was lost.
    pub(in crate::chat) lost: Mono,
    /// The time at which its person is gone.
    pub(in crate::chat) due: Mono,
    /// The channels that it was in, the one that it wrote to last.
    pub(in crate::chat) channels: Vec<ChannelName>,
}

/// All of them, in the order in which they are due.
#[derive(Default)]
pub(in crate::chat) struct Lingerers(VecDeque<Lingerer>);

impl Lingerers {
    pub(in crate::chat) fn len(&self) -> usize {
        self.0.len()
    }

    pub(in crate::chat) fn insert(&mut self, lingerer: Lingerer) {
        let place = self.0.partition_point(|other| other.due <= lingerer.due);
        self.0.insert(place, lingerer);
    }

    pub(in crate::chat) fn get(&self, person: PersonSlot) -> Option<&Lingerer> {
        self.0.iter().find(|lingerer| lingerer.person == person)
    }

    /// Takes somebody out, who is back or gone.
    pub(in crate::chat) fn take(&mut self, person: PersonSlot) -> Option<Lingerer> {
        let place = self.0.iter().position(|lingerer| lingerer.person == person)?;
        let taken = self.0.remove(place);
        self.give_back();
        taken
    }

    /// Takes out the next one who is due.
    pub(in crate::chat) fn pop_due(&mut self, now: Mono) -> Option<Lingerer> {
        self.next_due().filter(|&due| due <= now)?;
        let due = self.0.pop_front();
        self.give_back();
        due
    }

    /// The time at which the next one is due.
    pub(in crate::chat) fn next_due(&self) -> Option<Mono> {
        self.0.front().map(|lingerer| lingerer.due)
    }

    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = &Lingerer> {
        self.0.iter()
    }

    fn give_back(&mut self) {
        if self.0.is_empty() {
            self.0 = VecDeque::new();
        }
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.0.iter().is_sorted_by_key(|lingerer| lingerer.due), "who is due first comes first");
        assert!(self.0.iter().all(|lingerer| lingerer.lost <= lingerer.due));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn lingerer(person: PersonSlot, due: u64) -> Lingerer {
        let address = IpAddr::from([192, 0, 2, 1]);
        let (lost, due) = (Duration::ZERO, Duration::from_secs(due));
        let since = WallTime { unix_us: 0, offset_s: 0 };
        Lingerer { person, session: SessionId::new(0, 0), address, since, lost, due, channels: Vec::new() }
    }

    #[test]
    fn they_are_due_in_their_order_and_leave_no_memory() {
        let mut lingerers = Lingerers::default();
        for (person, due) in [(1, 60), (2, 10), (3, 60), (4, 30)] {
            lingerers.insert(lingerer(person, due));
        }
        lingerers.check_invariants();
        assert!(lingerers.take(4).is_some() && lingerers.take(4).is_none() && lingerers.get(3).is_some());
        assert_eq!(lingerers.next_due(), Some(Duration::from_secs(10)));
        assert!(lingerers.pop_due(Duration::from_secs(9)).is_none());
        let due = std::iter::from_fn(|| lingerers.pop_due(Duration::from_secs(60)));
        assert_eq!(due.map(|lingerer| lingerer.person).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!((lingerers.len(), lingerers.next_due(), lingerers.0.capacity()), (0, None, 0));
    }
}
