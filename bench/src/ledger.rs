//! The account of what everybody has received: every message once, and in order.
//!
//! Owns [`Ledger`], which knows what was sent on each stream and to whom, and holds each delivery against it. It knows
//! no socket and no clock.

use std::collections::{BTreeSet, VecDeque};

use serde::Serialize;

/// Most pairs of a receiver and a stream: 4 bytes each.
const PAIRS_MAX: usize = 16 << 20;

/// Most missing messages that are remembered one by one. With more the run has failed in any case, and a further one
/// that comes late counts as a duplicate.
const MISSING_MAX: usize = 100_000;

/// The receivers of a stream's messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    /// Everybody but the sender.
    Others,
    /// One client.
    One(u32),
}

/// Messages of one sender to one audience, numbered.
#[derive(Debug)]
struct Stream {
    sender: u32,
    audience: Audience,
    /// Messages sent.
    sent: u32,
    /// The number of receivers that each message still lacks, from the oldest that lacks any.
    pending: VecDeque<u32>,
}

/// The faults of the deliveries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Faults {
    /// Deliveries that did not come.
    pub lost: u64,
    /// Deliveries that came again.
    pub duplicated: u64,
    /// Deliveries that came after a later message of the same stream.
    pub reordered: u64,
    /// Deliveries to somebody they were not for, or of messages that were never sent.
    pub misdirected: u64,
}

/// The accounts of a run.
#[derive(Debug)]
pub(super) struct Ledger {
    clients: u32,
    streams: Vec<Stream>,
    /// The next number that each client expects on each stream: client by client.
    next: Vec<u32>,
    /// Numbers that were passed over, as (client, stream, number).
    missing: BTreeSet<(u32, u32, u32)>,
    delivered: u64,
    /// Deliveries still to come.
    outstanding: u64,
    faults: Faults,
}

impl Ledger {
    /// For so many clients, with a stream for each sender and audience. `None` if that is more than memory is given
    /// for.
    pub(super) fn new(clients: u32, streams: Vec<(u32, Audience)>) -> Option<Self> {
        let pairs = (clients as usize).checked_mul(streams.len()).filter(|pairs| *pairs <= PAIRS_MAX)?;
        let streams = streams
            .into_iter()
            .map(|(sender, audience)| Stream { sender, audience, sent: 0, pending: VecDeque::new() })
            .collect();
        Some(Self {
            clients,
            streams,
            next: vec![0; pairs],
            missing: BTreeSet::new(),
            delivered: 0,
            outstanding: 0,
            faults: Faults::default(),
        })
    }

    /// A message was sent; returns its number.
    pub(super) fn sent(&mut self, stream: u32) -> u32 {
        let receivers = match self.streams[stream as usize].audience {
            Audience::Others => self.clients - 1,
            Audience::One(_) => 1,
        };
        let stream = &mut self.streams[stream as usize];
        let number = stream.sent;
        stream.sent += 1;
        if receivers > 0 {
            stream.pending.push_back(receivers);
        }
        self.outstanding += u64::from(receivers);
        number
    }

    /// A message has come. Says whether the stream has fewer messages in flight now.
    pub(super) fn delivered(&mut self, client: u32, stream: u32, number: u32) -> bool {
        let streams = self.streams.len();
        let Some(known) = self.streams.get_mut(stream as usize) else {
            self.faults.misdirected += 1;
            return false;
        };
        let is_receiver = match known.audience {
            Audience::Others => client != known.sender,
            Audience::One(receiver) => client == receiver,
        };
        if !is_receiver || number >= known.sent {
            self.faults.misdirected += 1;
            return false;
        }
        let next = &mut self.next[client as usize * streams + stream as usize];
        if number < *next {
            if !self.missing.remove(&(client, stream, number)) {
                self.faults.duplicated += 1;
                return false;
            }
            self.faults.reordered += 1;
        } else {
            for passed in *next..number {
                if self.missing.len() >= MISSING_MAX {
                    break;
                }
                self.missing.insert((client, stream, passed));
            }
            *next = number + 1;
        }
        self.delivered += 1;
        self.outstanding -= 1;
        let first = known.sent - known.pending.len() as u32;
        let Some(lacking) = number.checked_sub(first).and_then(|at| known.pending.get_mut(at as usize)) else {
            return false;
        };
        *lacking = lacking.saturating_sub(1);
        let before = known.pending.len();
        while known.pending.front() == Some(&0) {
            known.pending.pop_front();
        }
        known.pending.len() < before
    }

    /// Messages of a stream from the oldest that somebody lacks on.
    pub(super) fn in_flight(&self, stream: u32) -> usize {
        self.streams[stream as usize].pending.len()
    }

    /// The sender of a stream.
    pub(super) fn sender(&self, stream: u32) -> (u32, Audience) {
        let stream = &self.streams[stream as usize];
        (stream.sender, stream.audience)
    }

    /// The number of streams.
    pub(super) fn streams(&self) -> u32 {
        self.streams.len() as u32
    }

    /// Messages sent in all.
    pub(super) fn total_sent(&self) -> u64 {
        self.streams.iter().map(|stream| u64::from(stream.sent)).sum()
    }

    /// Deliveries that were made.
    pub(super) fn total_delivered(&self) -> u64 {
        self.delivered
    }

    /// Deliveries still to come.
    pub(super) fn outstanding(&self) -> u64 {
        self.outstanding
    }

    /// The faults if nothing more comes: what is outstanding is lost.
    pub(super) fn faults(&self) -> Faults {
        Faults { lost: self.outstanding, ..self.faults }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three clients; the first talks to the others, the second to the third.
    fn ledger(messages: u32) -> Ledger {
        let mut ledger = Ledger::new(3, vec![(0, Audience::Others), (1, Audience::One(2))]).unwrap();
        for n in 0..messages {
            assert_eq!(ledger.sent(0), n);
        }
        ledger
    }

    #[test]
    fn a_run_without_a_fault_has_none() {
        let mut ledger = ledger(2);
        assert_eq!(ledger.in_flight(0), 2);
        assert!(!ledger.delivered(1, 0, 0));
        assert!(!ledger.delivered(1, 0, 1));
        assert!(ledger.delivered(2, 0, 0));
        assert!(ledger.delivered(2, 0, 1));
        assert_eq!(ledger.sent(1), 0);
        assert!(ledger.delivered(2, 1, 0));
        assert_eq!((ledger.outstanding(), ledger.in_flight(0), ledger.faults()), (0, 0, Faults::default()));
        assert_eq!((ledger.total_sent(), ledger.total_delivered()), (3, 5));
    }

    #[test]
    fn what_does_not_come_is_lost_wherever_it_is_missing() {
        let mut ledger = ledger(3);
        for (client, number) in [(1, 0), (1, 2), (2, 0), (2, 1)] {
            ledger.delivered(client, 0, number);
        }
        assert_eq!(ledger.faults(), Faults { lost: 2, ..Faults::default() });
    }

    #[test]
    fn what_comes_again_is_a_duplicate_and_not_a_delivery() {
        let mut ledger = ledger(2);
        for number in [0, 0, 1, 0] {
            ledger.delivered(1, 0, number);
        }
        assert_eq!(ledger.faults(), Faults { duplicated: 2, lost: 2, ..Faults::default() });
        assert_eq!(ledger.total_delivered(), 2);
    }

    #[test]
    fn what_comes_late_is_out_of_order_and_not_lost() {
        let mut ledger = ledger(3);
        for client in [1, 2] {
            for number in [1, 0, 2] {
                ledger.delivered(client, 0, number);
            }
        }
        assert_eq!(ledger.faults(), Faults { reordered: 2, ..Faults::default() });
        assert_eq!(ledger.in_flight(0), 0);
    }

    #[test]
    fn what_is_for_somebody_else_or_was_never_sent_is_misdirected() {
        let mut ledger = ledger(1);
        ledger.sent(1);
        // The sender itself; not the one of the private stream; not sent yet; no such stream.
        for (client, stream, number) in [(0, 0, 0), (0, 1, 0), (1, 0, 5), (1, 9, 0)] {
            assert!(!ledger.delivered(client, stream, number));
        }
        assert_eq!(ledger.faults().misdirected, 4);
    }

    #[test]
    fn a_run_larger_than_memory_is_refused() {
        assert!(Ledger::new(1 << 20, vec![(0, Audience::Others); 1 << 10]).is_none());
    }
}
