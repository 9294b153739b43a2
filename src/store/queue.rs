//! The queue to the writer.
//!
//! Owns [`bounded`], a queue that is full for some and takes from others what they bound themselves. What waits takes
//! memory only while it does, and a writer that collects for a commit is not woken for each thing that is added to it: on
//! a small machine, changing to another thread and back costs more than what a message takes otherwise.

use std::collections::VecDeque;
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Debug)]
struct Shared<T> {
    state: Mutex<State<T>>,
    change: Condvar,
}

#[derive(Debug)]
struct State<T> {
    items: VecDeque<T>,
    /// Something of it wants to be taken at once.
    hurry: bool,
    /// The taker sleeps, and until when it lets things collect.
    sleeping: Option<Patience>,
    giver_gone: bool,
    taker_gone: bool,
}

/// What a sleeping taker wakes up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Patience {
    /// Anything.
    None,
    /// What is in a hurry, or so many things.
    Until(usize),
}

/// The end that gives.
#[derive(Debug)]
pub(super) struct Giver<T> {
    shared: Arc<Shared<T>>,
    most: usize,
}

/// The end that takes.
#[derive(Debug)]
pub(super) struct Taker<T> {
    shared: Arc<Shared<T>>,
}

/// A queue of at most so many.
pub(super) fn bounded<T>(most: usize) -> (Giver<T>, Taker<T>) {
    let state = State { items: VecDeque::new(), hurry: false, sleeping: None, giver_gone: false, taker_gone: false };
    let shared = Arc::new(Shared { state: Mutex::new(state), change: Condvar::new() });
    (Giver { shared: Arc::clone(&shared), most }, Taker { shared })
}

impl<T> Shared<T> {
    /// Nothing that happens under the lock can leave it half done.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn give(&self, item: T, most: usize, hurry: bool) -> Result<(), T> {
        let mut state = self.lock();
        if state.taker_gone || state.items.len() >= most {
            return Err(item);
        }
        state.items.push_back(item);
        state.hurry |= hurry;
        let wakes = state.is_worth_waking();
        drop(state);
        if wakes {
            self.change.notify_one();
        }
        Ok(())
    }
}

impl<T> State<T> {
    fn is_worth_waking(&self) -> bool {
        match self.sleeping {
            None => false,
            Some(Patience::None) => true,
            Some(Patience::Until(count)) => self.hurry || self.items.len() >= count,
        }
    }

    fn pop(&mut self) -> Option<T> {
        let item = self.items.pop_front();
        if self.items.is_empty() {
            self.hurry = false;
            // An idle server keeps no memory for a burst.
            self.items = VecDeque::new();
        }
        item
    }
}

impl<T> Giver<T> {
    /// Gives something; gets it back if the queue is full or nobody takes any more. What is in a `hurry` wakes a taker
    /// that collects.
    pub(super) fn offer(&self, item: T, hurry: bool) -> Result<(), T> {
        self.shared.give(item, self.most, hurry)
    }

    /// Gives something although the queue may be full; gets it back if nobody takes any more. The giver bounds by other
    /// means how much of it there is.
    pub(super) fn send(&self, item: T, hurry: bool) -> Result<(), T> {
        self.shared.give(item, usize::MAX, hurry)
    }
}

impl<T> Drop for Giver<T> {
    fn drop(&mut self) {
        self.shared.lock().giver_gone = true;
        self.shared.change.notify_one();
    }
}

impl<T> Drop for Taker<T> {
    fn drop(&mut self) {
        self.shared.lock().taker_gone = true;
    }
}

impl<T> Taker<T> {
    /// Takes the next thing; waits for it, at most for so long if that is said. With `collect`, it waits until so many
    /// are there, or one that is in a hurry.
    pub(super) fn take(&self, at_most: Option<Duration>, collect: Option<usize>) -> Result<T, RecvTimeoutError> {
        let until = at_most.map(|time| Instant::now() + time);
        let mut state = self.shared.lock();
        state.sleeping = Some(collect.map_or(Patience::None, Patience::Until));
        loop {
            if !state.items.is_empty() && state.is_worth_waking() {
                state.sleeping = None;
                return state.pop().ok_or(RecvTimeoutError::Timeout);
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let over = left.is_some_and(|left| left.is_zero());
            if over || state.giver_gone {
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

    /// Takes the next thing if it is there.
    pub(super) fn take_now(&self) -> Result<T, TryRecvError> {
        let mut state = self.shared.lock();
        let empty = if state.giver_gone { TryRecvError::Disconnected } else { TryRecvError::Empty };
        state.pop().ok_or(empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: Option<Duration> = Some(Duration::from_secs(20));

    #[test]
    fn no_more_wait_than_may_and_what_was_taken_makes_room() {
        let (giver, taker) = bounded(2);
        assert_eq!((giver.offer(1, false), giver.offer(2, false), giver.offer(3, true)), (Ok(()), Ok(()), Err(3)));
        assert_eq!(giver.send(4, false), Ok(()));
        assert_eq!(taker.take(None, None), Ok(1));
        assert_eq!(giver.offer(5, false), Err(5));
        assert_eq!(taker.take(Some(Duration::ZERO), None), Ok(2));
        assert_eq!(giver.offer(6, false), Ok(()));
        assert_eq!((taker.take_now(), taker.take_now()), (Ok(4), Ok(6)));
        assert_eq!(taker.take_now(), Err(TryRecvError::Empty));
        drop(taker);
        assert_eq!((giver.offer(7, false), giver.send(8, false)), (Err(7), Err(8)));
    }

    #[test]
    fn a_taker_that_collects_takes_when_there_is_enough_or_hurry_or_its_time_is_over() {
        let (giver, taker) = bounded(10);
        giver.offer(1, false).unwrap();
        assert_eq!(taker.take(Some(Duration::from_millis(5)), Some(3)), Ok(1), "its time was over");
        assert_eq!(taker.take(Some(Duration::ZERO), Some(3)), Err(RecvTimeoutError::Timeout));
        for item in [2, 3, 4] {
            giver.offer(item, false).unwrap();
        }
        assert_eq!(taker.take(DEADLINE, Some(3)), Ok(2), "enough");
        assert_eq!((taker.take_now(), taker.take_now()), (Ok(3), Ok(4)));
        let thread = std::thread::spawn(move || (taker.take(DEADLINE, Some(9)), taker));
        giver.offer(5, false).unwrap();
        giver.offer(6, true).unwrap();
        let (taken, taker) = thread.join().unwrap();
        assert_eq!((taken, taker.take_now()), (Ok(5), Ok(6)), "one was in a hurry");
        let thread = std::thread::spawn(move || taker.take(None, Some(9)));
        drop(giver);
        assert_eq!(thread.join().unwrap(), Err(RecvTimeoutError::Disconnected));
    }
}
