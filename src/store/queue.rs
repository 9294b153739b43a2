//! The queue to the writer.
//!
//! Owns [`bounded`], a queue that is full for some and takes from others what they bound themselves. What waits takes
//! memory only while it does, and a writer that collects for a commit is not woken for each thing that is added to it: on
//! a small machine, changing to another thread and back costs more than what a message takes otherwise.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The places that an empty queue keeps: what comes together in a class.
const KEPT_ITEMS: usize = 32;

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    change: Condvar,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    /// Something among the items is to be received at once.
    urgent: bool,
    /// Set while the receiver sleeps: the condition that wakes it.
    sleeping: Option<WakeOn>,
    sender_gone: bool,
    receiver_gone: bool,
}

/// The condition under which a sleeping receiver wakes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WakeOn {
    /// Anything.
    Anything,
    /// An urgent item, or so many items.
    UrgentOr(usize),
}

/// The end that sends.
#[derive(Debug)]
pub(super) struct Sender<T> {
    shared: Arc<Shared<T>>,
    most: usize,
}

/// The end that receives.
#[derive(Debug)]
pub(super) struct Receiver<T> {
    shared: Arc<Shared<T>>,
}

/// A queue of at most so many.
pub(super) fn bounded<T>(most: usize) -> (Sender<T>, Receiver<T>) {
    let state =
        State { items: VecDeque::new(), urgent: false, sleeping: None, sender_gone: false, receiver_gone: false };
    let shared = Arc::new(Shared { state: Mutex::new(state), change: Condvar::new() });
    (Sender { shared: Arc::clone(&shared), most }, Receiver { shared })
}

impl<T> Shared<T> {
    /// Nothing that happens under the lock can leave it half done.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds something; says whether the receiver is to be woken for it.
    fn push(&self, item: T, most: usize, urgent: bool) -> Result<bool, T> {
        let mut state = self.lock();
        if state.receiver_gone || state.items.len() >= most {
            return Err(item);
        }
        state.items.push_back(item);
        state.urgent |= urgent;
        Ok(state.is_worth_waking())
    }

    fn push_and_wake(&self, item: T, most: usize, urgent: bool) -> Result<(), T> {
        if self.push(item, most, urgent)? {
            self.change.notify_one();
        }
        Ok(())
    }
}

impl<T> State<T> {
    fn is_worth_waking(&self) -> bool {
        match self.sleeping {
            None => false,
            Some(WakeOn::Anything) => true,
            Some(WakeOn::UrgentOr(count)) => self.urgent || self.items.len() >= count,
        }
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.items.pop_front();
        if self.items.is_empty() {
            self.urgent = false;
            // An idle server keeps no memory for a burst.
            if self.items.capacity() > KEPT_ITEMS {
                self.items = VecDeque::new();
            }
        }
        item
    }
}

impl<T> Sender<T> {
    /// Sends something; gets it back if the queue is full or nobody receives any more. What is `urgent` wakes a receiver
    /// that collects.
    pub(super) fn try_send(&self, item: T, urgent: bool) -> Result<(), T> {
        self.shared.push_and_wake(item, self.most, urgent)
    }

    /// Sends something although the queue may be full; gets it back if nobody receives any more. The sender bounds by
    /// other means how much of it there is.
    pub(super) fn send(&self, item: T, urgent: bool) -> Result<(), T> {
        self.shared.push_and_wake(item, usize::MAX, urgent)
    }

    /// The same without waking the receiver; says whether [`wake`](Self::wake) has to, which the sender calls before it
    /// sleeps.
    pub(super) fn send_without_waking(&self, item: T, urgent: bool) -> Result<bool, T> {
        self.shared.push(item, usize::MAX, urgent)
    }

    /// Wakes the receiver for what was sent without.
    pub(super) fn wake(&self) {
        self.shared.change.notify_one();
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.shared.lock().sender_gone = true;
        self.shared.change.notify_one();
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.shared.lock().receiver_gone = true;
    }
}

impl<T> Receiver<T> {
    /// Receives the next thing; waits for it, at most for so long if that is said. With `collect`, it waits until so many
    /// are there, or one that is urgent.
    pub(super) fn recv(&self, at_most: Option<Duration>, collect: Option<usize>) -> Result<T, RecvTimeoutError> {
        let until = at_most.map(|time| Instant::now() + time);
        let mut state = self.shared.lock();
        state.sleeping = Some(collect.map_or(WakeOn::Anything, WakeOn::UrgentOr));
        loop {
            if !state.items.is_empty() && state.is_worth_waking() {
                state.sleeping = None;
                return state.pop().ok_or(RecvTimeoutError::Timeout);
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let over = left.is_some_and(|left| left.is_zero());
            if over || state.sender_gone {
                state.sleeping = None;
                return state.pop().ok_or(if over {
                    RecvTimeoutError::Timeout
                } else {
                    RecvTimeoutError::Disconnected
                });
            }
            state = match left {
                None => self.shared.change.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(left) => self.shared.change.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }

    /// Receives the next thing if it is there.
    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut state = self.shared.lock();
        let empty = if state.sender_gone { TryRecvError::Disconnected } else { TryRecvError::Empty };
        state.pop().ok_or(empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: Option<Duration> = Some(Duration::from_secs(20));

    #[test]
    fn no_more_wait_than_may_and_what_was_taken_makes_room() {
        let (sender, receiver) = bounded(2);
        assert_eq!(
            (sender.try_send(1, false), sender.try_send(2, false), sender.try_send(3, true)),
            (Ok(()), Ok(()), Err(3))
        );
        assert_eq!(sender.send(4, false), Ok(()));
        assert_eq!(receiver.recv(None, None), Ok(1));
        assert_eq!(sender.try_send(5, false), Err(5));
        assert_eq!(receiver.recv(Some(Duration::ZERO), None), Ok(2));
        assert_eq!(sender.try_send(6, false), Ok(()));
        assert_eq!((receiver.try_recv(), receiver.try_recv()), (Ok(4), Ok(6)));
        assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
        drop(receiver);
        assert_eq!((sender.try_send(7, false), sender.send(8, false)), (Err(7), Err(8)));
    }

    #[test]
    fn a_receiver_that_collects_takes_when_there_is_enough_or_urgency_or_its_time_is_over() {
        let (sender, receiver) = bounded(10);
        sender.try_send(1, false).unwrap();
        assert_eq!(receiver.recv(Some(Duration::from_millis(5)), Some(3)), Ok(1), "its time was over");
        assert_eq!(receiver.recv(Some(Duration::ZERO), Some(3)), Err(RecvTimeoutError::Timeout));
        for item in [2, 3, 4] {
            sender.try_send(item, false).unwrap();
        }
        assert_eq!(receiver.recv(DEADLINE, Some(3)), Ok(2), "enough");
        assert_eq!((receiver.try_recv(), receiver.try_recv()), (Ok(3), Ok(4)));
        let thread = std::thread::spawn(move || (receiver.recv(DEADLINE, Some(9)), receiver));
        sender.try_send(5, false).unwrap();
        sender.try_send(6, true).unwrap();
        let (taken, receiver) = thread.join().unwrap();
        assert_eq!((taken, receiver.try_recv()), (Ok(5), Ok(6)), "one was urgent");
        let thread = std::thread::spawn(move || receiver.recv(None, Some(9)));
        drop(sender);
        assert_eq!(thread.join().unwrap(), Err(RecvTimeoutError::Disconnected));
    }

    #[test]
    fn what_is_sent_without_waking_is_there_once_the_receiver_is_woken() {
        let (sender, receiver) = bounded(2);
        assert_eq!(sender.send_without_waking(1, false), Ok(false), "nobody sleeps");
        assert_eq!(receiver.try_recv(), Ok(1));
        let shared = Arc::clone(&sender.shared);
        let thread = std::thread::spawn(move || (receiver.recv(DEADLINE, None), receiver));
        while shared.lock().sleeping.is_none() {
            std::thread::yield_now();
        }
        assert_eq!(sender.send_without_waking(2, false), Ok(true));
        sender.wake();
        let (received, receiver) = thread.join().unwrap();
        assert_eq!(received, Ok(2));
        drop(receiver);
        assert_eq!(sender.send_without_waking(3, true), Err(3));
    }
}
