//! The bounded queue to the writer.
//!
//! Owns [`bounded`]. The standard library's bounded channel takes the memory of a full queue at once, hundreds of KiB
//! for nothing on an idle server; this one is the unbounded channel, which grows in small blocks, with a count.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SendError, TryRecvError};
use std::time::Duration;

/// The end that gives.
#[derive(Debug)]
pub(super) struct Giver<T> {
    sender: mpsc::Sender<T>,
    waiting: Arc<AtomicUsize>,
    most: usize,
}

/// The end that takes.
#[derive(Debug)]
pub(super) struct Taker<T> {
    receiver: Receiver<T>,
    waiting: Arc<AtomicUsize>,
}

/// A queue of at most so many.
pub(super) fn bounded<T>(most: usize) -> (Giver<T>, Taker<T>) {
    let (sender, receiver) = mpsc::channel();
    let waiting = Arc::new(AtomicUsize::new(0));
    (Giver { sender, waiting: Arc::clone(&waiting), most }, Taker { receiver, waiting })
}

impl<T> Giver<T> {
    /// Gives something; gets it back if the queue is full or nobody takes any more.
    pub(super) fn offer(&self, item: T) -> Result<(), T> {
        // Only the loop gives, so nobody gets ahead between the look and the count.
        if self.waiting.load(Ordering::Relaxed) >= self.most { Err(item) } else { self.send(item) }
    }

    /// Gives something although the queue may be full.
    pub(super) fn send(&self, item: T) -> Result<(), T> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.sender.send(item).map_err(|SendError(item)| item)
    }
}

impl<T> Taker<T> {
    /// Takes the next thing; waits for it, at most for so long if that is said.
    pub(super) fn take(&self, at_most: Option<Duration>) -> Result<T, RecvTimeoutError> {
        let taken = match at_most {
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(time) => self.receiver.recv_timeout(time),
        };
        self.counted(taken)
    }

    /// Takes the next thing if it is there.
    pub(super) fn take_now(&self) -> Result<T, TryRecvError> {
        self.counted(self.receiver.try_recv())
    }

    fn counted<E>(&self, taken: Result<T, E>) -> Result<T, E> {
        if taken.is_ok() {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_wait_than_may_and_what_was_taken_makes_room() {
        let (giver, taker) = bounded(2);
        assert_eq!((giver.offer(1), giver.offer(2), giver.offer(3)), (Ok(()), Ok(()), Err(3)));
        assert_eq!(giver.send(4), Ok(()));
        assert_eq!(taker.take(None), Ok(1));
        assert_eq!(giver.offer(5), Err(5));
        assert_eq!(taker.take(Some(Duration::ZERO)), Ok(2));
        assert_eq!(giver.offer(6), Ok(()));
        assert_eq!((taker.take_now(), taker.take_now()), (Ok(4), Ok(6)));
        assert_eq!(taker.take_now(), Err(TryRecvError::Empty));
        drop(taker);
        assert_eq!(giver.offer(7), Err(7));
    }
}
