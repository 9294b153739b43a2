//! Log lines on their way to the writer's thread.
//!
//! Owns [`Queue`]: two lanes of bounded size, each with an allowance of lines a second, and what was lost of them. Lines
//! are appended to one buffer for each lane, which the writer takes as a whole: many lines leave in one system call, and
//! a caller holds the lock for a copy of a line and no longer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    Human,
    Audit,
}

impl Lane {
    pub(super) const ALL: [Self; 2] = [Self::Human, Self::Audit];
}

/// The allowance of a lane that a line counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Importance {
    /// Lines that clients can bring about.
    Ordinary,
    /// Lines that must not get lost among those.
    Important,
}

/// Lines that were not written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    /// Because the queue was full.
    pub(super) dropped: u64,
    /// Because there were too many in a second.
    pub(super) suppressed: u64,
}

/// The work for the writer.
#[derive(Debug, Default)]
pub(super) struct Turn {
    /// Open the files again.
    pub(super) reopen: bool,
    /// Nobody is left who could log: end after this turn.
    pub(super) closing: bool,
    /// The lines that were lost in each lane and not reported yet.
    pub(super) lost: [Lost; 2],
}

#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// For the writer: there is something to do.
    work: Condvar,
    /// For those who wait in [`Queue::flush`]: something was written.
    written: Condvar,
    /// Set while the writer is not to be woken for lines.
    postponing: AtomicBool,
    /// Set when it was not woken for one.
    is_to_wake: AtomicBool,
}

#[derive(Debug)]
struct State {
    lanes: [LaneState; 2],
    bytes_max: usize,
    lines_per_second_max: u32,
    reopen: bool,
    closing: bool,
}

#[derive(Debug, Default)]
struct LaneState {
    pending: Vec<u8>,
    /// Bytes that were ever appended, and that were ever written.
    appended_bytes: u64,
    written_bytes: u64,
    allowances: [Allowance; 2],
    dropped: u64,
    lost_ever: u64,
}

/// Lines in the second that is running.
#[derive(Debug, Default)]
struct Allowance {
    began: Option<Instant>,
    lines: u32,
    /// Lines beyond the allowance, also of earlier seconds, not reported yet.
    suppressed: u64,
}

impl Allowance {
    fn take(&mut self, max: u32, now: Instant) -> bool {
        if self.ends().is_none_or(|end| now >= end) {
            self.began = Some(now);
            self.lines = 0;
        }
        if self.lines < max {
            self.lines += 1;
            true
        } else {
            self.suppressed += 1;
            false
        }
    }

    fn ends(&self) -> Option<Instant> {
        self.began.map(|began| began + Duration::from_secs(1))
    }

    /// The time at which its losses are to be reported: not before the flood's second is over, or each line would have
    /// a report.
    fn report_at(&self) -> Option<Instant> {
        self.ends().filter(|_| self.suppressed > 0)
    }
}

impl LaneState {
    fn report_at(&self) -> Option<Instant> {
        self.allowances.iter().filter_map(Allowance::report_at).min()
    }

    fn take_lost(&mut self, now: Instant) -> Lost {
        let due = self.allowances.iter_mut().filter(|allowance| allowance.report_at().is_some_and(|at| at <= now));
        let suppressed = due.map(|allowance| std::mem::take(&mut allowance.suppressed)).sum();
        Lost { dropped: std::mem::take(&mut self.dropped), suppressed }
    }
}

impl Queue {
    pub(super) fn new(bytes_max: usize, lines_per_second_max: u32) -> Self {
        let lanes = [LaneState::default(), LaneState::default()];
        let state = State { lanes, bytes_max, lines_per_second_max, reopen: false, closing: false };
        Self {
            state: Mutex::new(state),
            work: Condvar::new(),
            written: Condvar::new(),
            postponing: AtomicBool::new(false),
            is_to_wake: AtomicBool::new(false),
        }
    }

    /// Has lines wait until [`wake`](Self::wake) before the writer is woken for them.
    pub(super) fn postpone_waking(&self) {
        self.postponing.store(true, Ordering::SeqCst);
    }

    /// Wakes the writer if a line waits for it; says whether one did. From now on it is woken for each again.
    pub(super) fn wake(&self) -> bool {
        self.postponing.store(false, Ordering::SeqCst);
        let is_to_wake = self.is_to_wake.load(Ordering::SeqCst) && self.is_to_wake.swap(false, Ordering::SeqCst);
        if is_to_wake {
            self.work.notify_one();
        }
        is_to_wake
    }

    /// There is a line for the writer.
    fn has_line(&self) {
        // In this order: either this thread sees that nobody postpones any more, or `wake` sees the line.
        self.is_to_wake.store(true, Ordering::SeqCst);
        if !self.postponing.load(Ordering::SeqCst) {
            self.is_to_wake.store(false, Ordering::SeqCst);
            self.work.notify_one();
        }
    }

    /// Nothing that happens under the lock can leave it half done.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a line, which has its end, or counts it as lost. It is only made if there may be one more in this second:
    /// in a flood making them is what costs.
    pub(super) fn append(&self, lane: Lane, importance: Importance, now: Instant, make: impl FnOnce() -> String) {
        if self.admit(lane, importance, now) {
            self.push(lane, &make());
        }
    }

    /// True if there may be one more line in this second; counts it, or that it is lost.
    fn admit(&self, lane: Lane, importance: Importance, now: Instant) -> bool {
        let mut state = self.lock();
        let State { lanes, lines_per_second_max, .. } = &mut *state;
        let lane = &mut lanes[lane as usize];
        let allowance = &mut lane.allowances[importance as usize];
        if allowance.take(*lines_per_second_max, now) {
            return true;
        }
        lane.lost_ever += 1;
        let first = allowance.suppressed == 1;
        drop(state);
        if first {
            // The writer sets its alarm.
            self.has_line();
        }
        false
    }

    /// Appends a line that was admitted, or counts it as lost.
    fn push(&self, lane: Lane, line: &str) {
        let mut state = self.lock();
        let State { lanes, bytes_max, .. } = &mut *state;
        let lane = &mut lanes[lane as usize];
        if lane.pending.len() + line.len() > *bytes_max {
            lane.dropped += 1;
            lane.lost_ever += 1;
            return;
        }
        lane.pending.extend_from_slice(line.as_bytes());
        lane.appended_bytes += line.len() as u64;
        let is_half_full = lane.pending.len() > *bytes_max / 2;
        drop(state);
        if is_half_full {
            // A turn in which so much is said is a long one.
            self.work.notify_one();
        } else {
            self.has_line();
        }
    }

    /// Has the writer open its files again.
    pub(super) fn reopen(&self) {
        self.lock().reopen = true;
        self.work.notify_one();
    }

    /// Has the writer end.
    pub(super) fn close(&self) {
        self.lock().closing = true;
        self.work.notify_one();
    }

    /// Lines of each lane that were ever lost.
    pub(super) fn lost_ever(&self) -> [u64; 2] {
        let state = self.lock();
        [state.lanes[0].lost_ever, state.lanes[1].lost_ever]
    }

    /// Waits until everything that was appended so far is written; false if it took too long.
    pub(super) fn flush(&self, timeout: Duration) -> bool {
        self.work.notify_one();
        let state = self.lock();
        let goals = [state.lanes[0].appended_bytes, state.lanes[1].appended_bytes];
        let is_behind = |state: &mut State| state.lanes.iter().zip(goals).any(|(lane, goal)| lane.written_bytes < goal);
        let waited = self.written.wait_timeout_while(state, timeout, is_behind);
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// For the writer: waits until there is something to do, or `alarm`. Fills those of `batches` that are empty.
    pub(super) fn next(&self, batches: [&mut Vec<u8>; 2], alarm: Option<Instant>) -> Turn {
        let is_free = [batches[0].is_empty(), batches[1].is_empty()];
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let free_lanes = || state.lanes.iter().zip(is_free).filter_map(|(lane, free)| free.then_some(lane));
            let alarm = free_lanes().filter_map(LaneState::report_at).chain(alarm).min();
            let something = free_lanes().any(|lane| !lane.pending.is_empty() || lane.dropped > 0);
            if something || state.reopen || state.closing || alarm.is_some_and(|at| at <= now) {
                break;
            }
            state = match alarm {
                None => self.work.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(at) => {
                    let timeout = at.saturating_duration_since(now);
                    self.work.wait_timeout(state, timeout).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        let mut turn = Turn { reopen: std::mem::take(&mut state.reopen), closing: state.closing, ..Turn::default() };
        let now = Instant::now();
        for (i, batch) in batches.into_iter().enumerate().filter(|(i, _)| is_free[*i]) {
            let lane = &mut state.lanes[i];
            std::mem::swap(&mut lane.pending, batch);
            turn.lost[i] = lane.take_lost(now);
        }
        turn
    }

    /// For the writer: so much of a lane is written, or can never be.
    pub(super) fn wrote(&self, lane: Lane, bytes: usize) {
        self.lock().lanes[lane as usize].written_bytes += bytes as u64;
        self.written.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(queue: &Queue, lane: Lane, importance: Importance, line: &str, now: Instant) {
        queue.append(lane, importance, now, || line.to_owned());
    }

    fn take(queue: &Queue) -> ([String; 2], Turn) {
        let (mut human, mut audit) = (Vec::new(), Vec::new());
        let turn = queue.next([&mut human, &mut audit], Some(Instant::now()));
        ([human, audit].map(|bytes| String::from_utf8(bytes).unwrap()), turn)
    }

    #[test]
    fn a_full_queue_drops_and_counts() {
        let queue = Queue::new(20, 1000);
        let now = Instant::now();
        for i in 0..10 {
            push(&queue, Lane::Human, Importance::Ordinary, &format!("line {i}\n"), now);
        }
        push(&queue, Lane::Audit, Importance::Ordinary, "audit\n", now);
        let (lines, turn) = take(&queue);
        assert_eq!(lines, ["line 0\nline 1\n", "audit\n"]);
        assert_eq!(turn.lost, [Lost { dropped: 8, suppressed: 0 }, Lost::default()]);
        assert_eq!(queue.lost_ever(), [8, 0]);
        push(&queue, Lane::Human, Importance::Ordinary, "again\n", now);
        let (lines, turn) = take(&queue);
        assert_eq!(lines[0], "again\n");
        assert_eq!(turn.lost, [Lost::default(); 2], "reported once");
    }

    #[test]
    fn a_flood_is_suppressed_and_what_is_important_passes() {
        let queue = Queue::new(10_000, 3);
        // A second that is over when the queue is asked.
        let flood = Instant::now().checked_sub(Duration::from_secs(5)).unwrap();
        for _ in 0..10 {
            push(&queue, Lane::Audit, Importance::Ordinary, "flood\n", flood);
        }
        push(&queue, Lane::Audit, Importance::Important, "ban\n", flood);
        let (lines, turn) = take(&queue);
        assert_eq!(lines[1], "flood\nflood\nflood\nban\n");
        assert_eq!(turn.lost[1], Lost { dropped: 0, suppressed: 7 });
        // The next second has an allowance of its own, and its losses wait for its end.
        for _ in 0..4 {
            push(&queue, Lane::Audit, Importance::Ordinary, "flood\n", flood + Duration::from_secs(1));
        }
        let later = Instant::now() + Duration::from_secs(3600);
        for _ in 0..4 {
            push(&queue, Lane::Human, Importance::Ordinary, "later\n", later);
        }
        let (lines, turn) = take(&queue);
        assert_eq!(lines, ["later\nlater\nlater\n", "flood\nflood\nflood\n"]);
        assert_eq!(turn.lost, [Lost::default(), Lost { dropped: 0, suppressed: 1 }]);
        assert_eq!(queue.lost_ever(), [1, 8]);
    }

    #[test]
    fn within_a_turn_the_writer_is_not_woken_and_at_its_end_once() {
        let queue = Queue::new(100, 100);
        let line = |text: &str| push(&queue, Lane::Human, Importance::Ordinary, text, Instant::now());
        line("at once\n");
        assert!(!queue.wake(), "it was woken for the line");
        queue.postpone_waking();
        line("one\n");
        line("two\n");
        assert!(queue.wake());
        assert!(!queue.wake());
        line("at once again\n");
        queue.postpone_waking();
        assert!(!queue.wake(), "nothing was said in this turn");
        assert_eq!(take(&queue).0[0], "at once\none\ntwo\nat once again\n");
    }

    #[test]
    fn a_lane_whose_batch_is_not_written_waits() {
        let queue = Queue::new(100, 100);
        let now = Instant::now();
        push(&queue, Lane::Human, Importance::Ordinary, "human\n", now);
        push(&queue, Lane::Audit, Importance::Ordinary, "audit\n", now);
        let (mut human, mut audit) = (b"stuck".to_vec(), Vec::new());
        queue.next([&mut human, &mut audit], None);
        assert_eq!((human.as_slice(), audit.as_slice()), (b"stuck".as_slice(), b"audit\n".as_slice()));
        assert!(!queue.flush(Duration::ZERO));
        queue.wrote(Lane::Audit, 6);
        queue.wrote(Lane::Human, 6);
        assert!(queue.flush(Duration::ZERO));
    }

    #[test]
    fn orders_reach_the_writer_once() {
        let queue = Queue::new(100, 100);
        queue.reopen();
        assert!(take(&queue).1.reopen);
        assert!(!take(&queue).1.reopen);
        queue.close();
        assert!(take(&queue).1.closing);
    }
}
