//! Readings that take longer than a commit may be held up: done by the writer bit by bit, in turn, between its commands.
//!
//! Owns [`Readings`] and [`Slice`]. A reading keeps its place between two slices and begins each with a new transaction, so
//! it holds no pages back. Called by the writer; calls `attendance`.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use redb::{Database, ReadableDatabase};

use super::attendance::SheetReading;
use super::error::{StoreError, guarded};
use super::{JobAnswer, JobToken, StoreEvent};
use crate::chat::store_protocol::{StoreReport, StoreSeq};

/// The time for which commits may be held up by a reading.
const SLICE: Duration = Duration::from_millis(2);

/// Steps between two looks at the clock.
const STEPS_PER_LOOK: u32 = 64;

/// A slice of time.
#[derive(Debug)]
pub(super) struct Slice {
    /// `None` for one that does not end.
    until: Option<Instant>,
    steps: u32,
}

impl Slice {
    fn begin() -> Self {
        Self { until: Some(Instant::now() + SLICE), steps: 0 }
    }

    pub(super) fn endless() -> Self {
        Self { until: None, steps: 0 }
    }

    /// Counts a step; true if it was the last one.
    pub(super) fn is_over(&mut self) -> bool {
        self.steps += 1;
        self.steps.is_multiple_of(STEPS_PER_LOOK) && self.is_late()
    }

    /// True if the time has run out.
    pub(super) fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Asker {
    Core(StoreSeq),
    Job(JobToken),
}

#[derive(Debug)]
enum Reading {
    Sheet(Asker, SheetReading),
}

/// The readings under way.
#[derive(Debug, Default)]
pub(super) struct Readings(VecDeque<Reading>);

impl Readings {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push_sheet(&mut self, asker: Asker, reading: SheetReading) {
        self.0.push_back(Reading::Sheet(asker, reading));
    }

    /// Reads on for one of them, which is the last in turn from then on; gives its answer if it is done.
    pub(super) fn read_on(&mut self, db: Option<&Database>) -> Option<StoreEvent> {
        let mut reading = self.0.pop_front()?;
        match &mut reading {
            Reading::Sheet(asker, sheet) => {
                let mut slice = Slice::begin();
                let read = match db {
                    None => Err(StoreError::Writer { reason: "the database does not work".to_owned() }),
                    Some(db) => guarded(|| sheet.read_on(&db.begin_read()?, &mut slice)),
                };
                let Some(read) = read.transpose() else {
                    self.0.push_back(reading);
                    return None;
                };
                Some(match *asker {
                    Asker::Job(token) => StoreEvent::Job { token, answer: JobAnswer::Attendance(read) },
                    Asker::Core(seq) => {
                        let sheet = read.inspect_err(|e| log::error!("the database cannot be read: {e}")).ok();
                        StoreEvent::Report(StoreReport::Attendance { seq, sheet: sheet.map(Box::new) })
                    }
                })
            }
        }
    }
}
