//! Readings that take longer than a commit may be held up: done by the writer bit by bit, in turn, between its commands.
//!
//! Owns [`Readings`] and [`Slice`]. A reading keeps its place between two slices and begins each with a new transaction, so
//! it holds no pages back. Called by the writer; calls `attendance`, `count` and
//! `search`.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use redb::{Database, ReadableDatabase};

use super::attendance::SheetReading;
use super::batch::Batch;
use super::count::CountReading;
use super::error::{StoreError, guarded};
use super::search::SearchReading;
use super::{JobAnswer, JobToken, StoreEvent};
use crate::chat::attended::AttendanceSheet;
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
    Sheet(Asker, Box<SheetReading>),
    Search(StoreSeq, Box<SearchReading>),
    Count(StoreSeq, CountReading),
}

/// The readings under way.
#[derive(Debug, Default)]
pub(super) struct Readings(VecDeque<Reading>);

impl Readings {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push_sheet(&mut self, asker: Asker, reading: SheetReading) {
        self.0.push_back(Reading::Sheet(asker, Box::new(reading)));
    }

    pub(super) fn push_search(&mut self, seq: StoreSeq, reading: SearchReading) {
        self.0.push_back(Reading::Search(seq, Box::new(reading)));
    }

    pub(super) fn push_count(&mut self, seq: StoreSeq, reading: CountReading) {
        self.0.push_back(Reading::Count(seq, reading));
    }

    /// Reads on for one of them, which is the last in turn from then on; gives its answer if it is done.
    pub(super) fn read_on(&mut self, db: Option<&Database>, batch: &Batch) -> Option<StoreEvent> {
        let mut reading = self.0.pop_front()?;
        let mut slice = Slice::begin();
        let answer = match &mut reading {
            Reading::Sheet(asker, sheet) => {
                let asker = *asker;
                let read = reading_of(db, |db| sheet.read_on(&db.begin_read()?, &mut slice));
                read.transpose().map(|read| sheet_event(asker, read))
            }
            Reading::Count(seq, counting) => {
                let seq = *seq;
                let read = reading_of(db, |db| counting.read_on(&db.begin_read()?, &slice));
                read.transpose().map(|read| StoreEvent::Report(StoreReport::Count { seq, count: logged(read) }))
            }
            Reading::Search(seq, search) => {
                let seq = *seq;
                let findings = if search.is_cancelled() {
                    Some(None)
                } else {
                    let read = reading_of(db, |db| search.read_on(db, batch, &slice));
                    read.transpose().map(logged)
                };
                findings.map(|findings| StoreEvent::Report(StoreReport::Search { seq, findings }))
            }
        };
        if answer.is_none() {
            self.0.push_back(reading);
        }
        answer
    }
}

fn reading_of<T>(
    db: Option<&Database>,
    read: impl FnOnce(&Database) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let db = db.ok_or_else(|| StoreError::Writer { reason: "the database does not work".to_owned() })?;
    guarded(|| read(db))
}

fn logged<T>(read: Result<T, StoreError>) -> Option<T> {
    read.inspect_err(|e| log::error!("the database cannot be read: {e}")).ok()
}

fn sheet_event(asker: Asker, read: Result<AttendanceSheet, StoreError>) -> StoreEvent {
    match asker {
        Asker::Job(token) => StoreEvent::Job { token, answer: JobAnswer::Attendance(read) },
        Asker::Core(seq) => StoreEvent::Report(StoreReport::Attendance { seq, sheet: logged(read).map(Box::new) }),
    }
}
