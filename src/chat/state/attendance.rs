//! People who are counted as present, and the lesson that goes on.
//!
//! Owns [`Attendance`] and [`SheetWaits`]: the number of each open stay, by the person's slot, and what is known of the
//! clock. What is kept of a stay is in the database alone. Empty where attendance is not kept.

use std::collections::BTreeMap;

use super::people::PersonSlot;
use crate::chat::attended::{AttendanceRecord, Lesson};
use crate::chat::bucket::{Bucket, Rate};
use crate::chat::clock::{Mono, Now, WallTime};
use crate::chat::handle::SessionId;
use crate::chat::name::NameKey;
use crate::chat::refusal::Form;
use crate::chat::renamed::NameChange;
use crate::chat::store_protocol::StoreSeq;

/// Arrivals of guests that are kept: a room full at once, and then about one for each that a class can cause. A name costs
/// a guest nothing, and whoever comes and goes for days would push a year's records out.
const GUESTS: Rate = Rate { burst: 200, per_minute: 30 };

/// A difference between the two clocks that is not drift, in microseconds.
const JUMP_US: i64 = 60_000_000;

/// After so long without a jump the clock was right: what has ended is not moved any more.
const SETTLED: Mono = Mono::from_secs(3600);

/// The attendance that is being taken.
pub(in crate::chat) struct Attendance {
    is_kept: bool,
    /// The next stay's number.
    next: u64,
    /// The first place among the ended stays that is of this run.
    ended_from: u64,
    open: BTreeMap<PersonSlot, u64>,
    lesson: Option<Lesson>,
    /// True if it was begun since the start.
    is_lesson_new: bool,
    lessons: u64,
    guests: Bucket,
    /// Wall time less monotonic time, when they were last compared, in microseconds.
    offset_us: i64,
    /// The time of the last jump, or of the start.
    jumped_at: Mono,
    /// True while the clock is behind what was kept before: nobody has set it yet.
    is_behind: bool,
}

/// Questions for a sheet that are on their way to the database: who asked, and how.
#[derive(Default)]
pub(in crate::chat) struct SheetWaits(BTreeMap<StoreSeq, (SessionId, Form)>);

impl SheetWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, session: SessionId, form: Form) {
        self.0.insert(question, (session, form));
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<(SessionId, Form)> {
        self.0.remove(&question)
    }

    /// The open questions, in their order.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.0.keys().copied().collect()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A clock that was set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chat) struct Jump {
    pub(in crate::chat) by_us: i64,
    /// The first of the ended stays that were taken by the wrong clock too.
    pub(in crate::chat) ended_from: Option<u64>,
}

fn offset_us(now: Now) -> i64 {
    now.wall.unix_us.saturating_sub(i64::try_from(now.mono.as_micros()).unwrap_or(i64::MAX))
}

impl Attendance {
    pub(in crate::chat) fn restore(now: Now, is_kept: bool, record: AttendanceRecord) -> Self {
        Self {
            is_kept,
            next: record.next,
            ended_from: record.ended_from,
            open: BTreeMap::new(),
            lessons: record.lesson.as_ref().map_or(0, |lesson| lesson.number),
            lesson: record.lesson,
            is_lesson_new: false,
            guests: Bucket::full(),
            offset_us: offset_us(now),
            jumped_at: now.mono,
            is_behind: record.last_known.is_some_and(|last| now.wall.unix_us < last.unix_us.saturating_sub(JUMP_US)),
        }
    }

    /// True if attendance is taken at all.
    pub(in crate::chat) fn is_kept(&self) -> bool {
        self.is_kept
    }

    /// True while the clock is known to be wrong.
    pub(in crate::chat) fn doubts_clock(&self) -> bool {
        self.is_behind
    }

    /// Compares the clocks; says by how much the wall clock was set since the last time.
    pub(in crate::chat) fn compare_clocks(&mut self, now: Now) -> Option<Jump> {
        let offset_us = offset_us(now);
        let by_us = offset_us.saturating_sub(self.offset_us);
        self.offset_us = offset_us;
        if by_us.saturating_abs() < JUMP_US {
            return None;
        }
        let was_new = now.mono.saturating_sub(self.jumped_at) < SETTLED;
        self.jumped_at = now.mono;
        self.is_behind = false;
        if let Some(lesson) = self.lesson.as_mut().filter(|_| self.is_lesson_new) {
            lesson.began.unix_us = lesson.began.unix_us.saturating_add(by_us);
            lesson.clock = true;
        }
        Some(Jump { by_us, ended_from: was_new.then_some(self.ended_from) })
    }

    /// True if a guest's arrival is to be kept.
    pub(in crate::chat) fn takes_guest(&mut self, now: Mono) -> bool {
        self.guests.take(GUESTS, now)
    }

    /// Gives the stay that begins a number.
    pub(in crate::chat) fn begin(&mut self, slot: PersonSlot) -> u64 {
        let number = self.next;
        self.next += 1;
        self.open.insert(slot, number);
        number
    }

    /// The number of the stay of somebody who is there, if it is kept.
    pub(in crate::chat) fn of(&self, slot: PersonSlot) -> Option<u64> {
        self.open.get(&slot).copied()
    }

    /// Ends a stay; gives its number, if it was kept.
    pub(in crate::chat) fn end(&mut self, slot: PersonSlot) -> Option<u64> {
        self.open.remove(&slot)
    }

    /// Ends all of them.
    pub(in crate::chat) fn end_all(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.open).into_values().collect()
    }

    /// The lesson that goes on.
    pub(in crate::chat) fn lesson(&self, now: WallTime) -> Option<&Lesson> {
        self.lesson.as_ref().filter(|lesson| lesson.goes_on(now))
    }

    /// The number for a new lesson.
    pub(in crate::chat) fn next_lesson(&self) -> u64 {
        self.lessons + 1
    }

    /// A lesson has begun.
    pub(in crate::chat) fn begin_lesson(&mut self, lesson: Lesson) {
        self.lessons = lesson.number;
        self.lesson = Some(lesson);
        self.is_lesson_new = true;
    }

    /// Ends the lesson that goes on, and gives it.
    pub(in crate::chat) fn end_lesson(&mut self, now: WallTime) -> Option<Lesson> {
        // One that is over by a clock that is wrong may go on by the right one.
        let lesson = self.lesson.take_if(|lesson| lesson.goes_on(now))?;
        Some(Lesson { ended: Some(now), ..lesson })
    }

    /// Has the lesson that goes on name nobody, if a person who is forgotten began it.
    pub(in crate::chat) fn erase(&mut self, key: &NameKey) {
        let without = self.lesson.as_ref().and_then(|lesson| lesson.without(key));
        self.lesson = without.or_else(|| self.lesson.take());
    }

    /// Has the lesson that goes on name who began it as they are called now.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        if let Some(lesson) = &mut self.lesson {
            change.spell(&mut lesson.by);
        }
    }

    /// Checks that those who are counted as present are.
    pub(in crate::chat) fn check_invariants(&self, is_present: impl Fn(PersonSlot) -> bool) {
        assert!(self.open.keys().all(|&slot| is_present(slot)), "who is counted as present is");
        assert!(self.open.values().all(|&number| number < self.next));
        assert!(self.is_kept || self.open.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(seconds: u64, wall_s: i64) -> Now {
        Now { mono: Mono::from_secs(seconds), wall: WallTime { unix_us: wall_s * 1_000_000, offset_s: 0 } }
    }

    #[test]
    fn a_clock_that_is_set_is_seen_once_and_drift_is_not() {
        let record = AttendanceRecord { next: 1, ended_from: 7, ..AttendanceRecord::default() };
        let mut attendance = Attendance::restore(now(0, 0), true, record);
        assert_eq!(attendance.compare_clocks(now(10, 40)), None);
        assert_eq!(attendance.compare_clocks(now(20, 80)), None);
        let jump = Jump { by_us: 1_000_000_000_000, ended_from: Some(7) };
        assert_eq!(attendance.compare_clocks(now(30, 1_000_090)), Some(jump));
        assert_eq!(attendance.compare_clocks(now(31, 1_000_091)), None);
        // By hand, a day later: what has ended until then was right.
        let later = Jump { by_us: -3_600_000_000, ended_from: None };
        assert_eq!(attendance.compare_clocks(now(86_431, 1_082_891)), Some(later));
    }

    #[test]
    fn a_clock_that_is_behind_what_was_kept_is_doubted_until_it_is_set() {
        let last_known = Some(now(0, 1_000_000).wall);
        let record = AttendanceRecord { last_known, ..AttendanceRecord::default() };
        let mut attendance = Attendance::restore(now(0, 0), true, record.clone());
        assert!(attendance.doubts_clock());
        attendance.compare_clocks(now(5, 1_000_100));
        assert!(!attendance.doubts_clock());
        assert!(!Attendance::restore(now(0, 1_000_000), true, record).doubts_clock());
    }

    #[test]
    fn guests_who_come_and_go_are_not_all_kept() {
        let mut attendance = Attendance::restore(now(0, 0), true, AttendanceRecord::default());
        let kept = (0..10_000).filter(|_| attendance.takes_guest(Mono::ZERO)).count();
        assert_eq!(kept, 200);
        assert_eq!((0..100).filter(|_| attendance.takes_guest(Mono::from_secs(60))).count(), 30);
    }
}
