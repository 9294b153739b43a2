//! Readings that take longer than a commit may be held up: done by the writer bit by bit, in turn, between its commands.
//!
//! Owns [`Readings`]. A reading keeps its place between two slices and begins each with a new transaction, so
//! it holds no pages back. Called by the writer; calls `attendance`, `count` and
//! `search`.

use std::collections::VecDeque;

use redb::{Database, ReadableDatabase};

use super::attendance::SheetReading;
use super::batch::Batch;
use super::count::CountReading;
use super::error::{StoreError, guarded};
use super::search::SearchReading;
use super::slice::Slice;
use super::{JobAnswer, JobToken, StoreEvent};
use crate::chat::attended::AttendanceSheet;
use crate::chat::store_protocol::{StoreReport, StoreSeq};

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
