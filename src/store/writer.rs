//! The writer thread: it collects requests and commits them as a group, and lives through the disk's failures.
//!
//! Owns [`Writer`]. A plain message waits for the end of the commit window, what somebody waits for ends it; then all
//! that is in the queue goes to the disk: to the journal, or with what that holds into one transaction. With nothing pending
//! the thread blocks without a time-out.
//!
//! ```text
//!          ┌── commit failed: close, report, keep what was in force ──> Failing ──┐
//! Working <┘                                                             │  ^      │ back-off
//!   ^                                                          fails again┘  └──────┘
//!   └────────── reopened, refused requests taken back, kept ones written ───────────
//! ```

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use chrono::Utc;
use redb::{Database, ReadableDatabase};

use super::apply::{Tables, Undo};
use super::attendance::SheetReading;
use super::backup::{self, Progress};
use super::batch::{Batch, outlives_failure};
use super::campus;
use super::count::CountReading;
use super::database::DatabaseLocation;
use super::erase::{EraseQuery, Erased, erase};
use super::error::{StoreError, guarded};
use super::import::{ImportQuery, Imported, import};
use super::journal::{self, Journal, Mark};
use super::medium::Written;
use super::options::StoreOptions;
use super::page::page;
use super::queue::Receiver;
use super::read;
use super::readings::{Asker, Readings};
use super::rename::{self, RenameStep};
use super::retention::{Clock, Retention};
use super::schema::{IDS_KEY, META};
use super::search::SearchReading;
use super::{JobAnswer, JobToken, JobWork, StoreEvent, StoreFigures, StoreJob};
use crate::chat::message::MessageId;
use crate::chat::name::Username;
use crate::chat::store_protocol::{StoreAction, StoreReport, StoreRequest, StoreSeq};

/// The pause between two steps of a renaming, in which others' commits find the disk free.
const BETWEEN_RENAME_STEPS: Duration = Duration::from_millis(10);

/// The commands of the loop.
#[derive(Debug)]
pub(super) enum WriterCommand {
    Request(StoreRequest),
    Job(StoreJob),
    /// Commit everything and end. Ids from the given one on were never given.
    Shutdown {
        ids_given_below: u64,
    },
}

/// The counters, shared with the loop.
#[derive(Debug)]
pub(super) struct WriterCounters {
    commits: AtomicU64,
    failures: AtomicU64,
    messages_stored: AtomicU64,
    messages_pruned: AtomicU64,
    requests_dropped: AtomicU64,
    requests_pending: AtomicU64,
    written: Arc<Written>,
}

impl WriterCounters {
    pub(super) fn new(written: Arc<Written>) -> Self {
        Self {
            commits: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            messages_stored: AtomicU64::new(0),
            messages_pruned: AtomicU64::new(0),
            requests_dropped: AtomicU64::new(0),
            requests_pending: AtomicU64::new(0),
            written,
        }
    }

    pub(super) fn figures(&self) -> StoreFigures {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        StoreFigures {
            commits: read(&self.commits),
            failures: read(&self.failures),
            messages_stored: read(&self.messages_stored),
            messages_pruned: read(&self.messages_pruned),
            requests_dropped: read(&self.requests_dropped),
            requests_pending: read(&self.requests_pending),
            bytes_written: read(&self.written.bytes),
            syncs: read(&self.written.syncs),
            file_bytes: read(&self.written.file_bytes),
        }
    }
}

type Wake = Arc<Mutex<Box<dyn Fn() + Send>>>;

/// The channel that events go to, and the waker of the loop.
#[derive(Clone)]
pub(super) struct Events {
    sender: Sender<StoreEvent>,
    wake: Wake,
}

impl Events {
    pub(super) fn new(sender: Sender<StoreEvent>, wake: Wake) -> Self {
        Self { sender, wake }
    }

    fn send(&self, event: StoreEvent) {
        // The loop is gone when this fails, and nobody is left to hear of it.
        let _ = self.sender.send(event);
    }

    fn wake(&self) {
        if let Ok(wake) = self.wake.lock() {
            wake();
        }
    }
}

/// A failure that lasts.
#[derive(Debug)]
struct WriteFailure {
    reason: String,
    /// The requests that were refused and may be on disk all the same.
    undo: Vec<Undo>,
    delay: Duration,
    next_try: Instant,
    dropped: u64,
}

/// A backup under way.
struct Backup {
    thread: JoinHandle<()>,
    cancelled: Arc<AtomicBool>,
    /// Set just before it answers, so that whoever has the answer can have the next one made.
    answered: Arc<AtomicBool>,
}

/// A step of a job that shares a transaction with what is pending.
enum JobStep<'q> {
    Erase(&'q EraseQuery),
    Import(&'q ImportQuery),
}

/// The work of one transaction.
struct CommitSummary {
    pruned: u64,
    mark: Mark,
    next_prune: Option<Duration>,
    ids_below: u64,
    erased: Option<Erased>,
    imported: Option<Imported>,
    /// Names that nothing is under any more.
    renamed: Vec<Username>,
    /// True if another step of a renaming is to follow.
    is_renaming: bool,
}

/// The thread's state.
pub(super) struct Writer {
    options: StoreOptions,
    place: DatabaseLocation,
    /// `None` while the disk fails.
    db: Option<Database>,
    /// `None` where it cannot be written, while the disk fails, and at the end.
    journal: Option<Journal>,
    /// True if the database says that records of the journal count.
    is_marked: bool,
    /// The epoch of the last record.
    epoch: u64,
    commands: Receiver<WriterCommand>,
    events: Events,
    counters: Arc<WriterCounters>,
    batch: Batch,
    /// The last request taken from the queue.
    taken: StoreSeq,
    /// The time at which the commit window ends; set while something waits for it.
    flush_at: Option<Instant>,
    /// The time at which retention wants another step although nothing is written.
    prune_at: Option<Instant>,
    /// The time of the next step of a renaming; set while there is one.
    rename_at: Option<Instant>,
    /// Somebody waits for the commit.
    urgent: bool,
    /// Something was said that the loop has not been woken for.
    said: bool,
    failure: Option<WriteFailure>,
    /// Ids below this one are durably reserved.
    ids_below: u64,
    /// The first id that was not seen in a message.
    ids_seen_below: u64,
    retention: Retention,
    backup: Option<Backup>,
    readings: Readings,
}

impl Writer {
    pub(super) fn new(
        options: StoreOptions,
        place: DatabaseLocation,
        db: Database,
        (ids_below, is_renaming): (u64, bool),
        commands: Receiver<WriterCommand>,
        events: Events,
        counters: Arc<WriterCounters>,
    ) -> Self {
        // A window that only a full queue could end would leave no room while it is committed.
        let batch_max = options.batch_max.min(options.queue_max / 2).max(1);
        let options = StoreOptions { batch_max, ..options };
        let retention = Retention::new(&options, clock());
        Self {
            place,
            db: Some(db),
            journal: None,
            is_marked: false,
            epoch: 0,
            commands,
            events,
            counters,
            batch: Batch::default(),
            taken: StoreSeq(0),
            flush_at: None,
            prune_at: None,
            rename_at: is_renaming.then(Instant::now),
            urgent: false,
            said: false,
            failure: None,
            ids_below,
            ids_seen_below: ids_below.saturating_sub(options.ids_reserved),
            retention,
            backup: None,
            readings: Readings::default(),
            options,
        }
    }

    /// Has it write to a journal, if there is one; the database is marked for it.
    pub(super) fn with_journal(self, journal: Option<Journal>) -> Self {
        Self { is_marked: journal.is_some(), journal, ..self }
    }

    /// Works until it is told to stop or the loop is gone.
    pub(super) fn run(mut self) -> Result<(), StoreError> {
        loop {
            let due = [
                self.flush_at,
                self.prune_at,
                self.rename_at_if_working(),
                self.failure.as_ref().map(|failure| failure.next_try),
            ];
            let wait = due.into_iter().flatten().min().map(|at| at.saturating_duration_since(Instant::now()));
            let wait = if self.readings.is_empty() { wait } else { Some(Duration::ZERO) };
            // Within a commit window nobody has to be woken for what only waits for its end.
            let collecting = self.flush_at.is_some() && self.failure.is_none();
            let room = self.options.batch_max.saturating_sub(self.batch.pending().len());
            let collect = collecting.then(|| room.max(1));
            let mut end = None;
            match self.commands.recv(wait, collect) {
                Ok(command) => end = self.take(command),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => end = Some(None),
            }
            let mut taken = 1;
            while end.is_none()
                && taken < self.options.batch_max
                && let Ok(command) = self.commands.try_recv()
            {
                end = self.take(command);
                taken += 1;
            }
            if let Some(ids_given_below) = end {
                return self.finish(ids_given_below);
            }
            self.settle();
            if let Some(answer) = self.readings.read_on(self.db.as_ref(), &self.batch) {
                self.say(answer);
            }
            if std::mem::take(&mut self.said) {
                self.events.wake();
            }
        }
    }

    /// Takes in a command; gives the end's last words, if it is the end.
    fn take(&mut self, command: WriterCommand) -> Option<Option<u64>> {
        match command {
            WriterCommand::Request(request) => self.take_request(request),
            WriterCommand::Job(job) => self.perform(job),
            WriterCommand::Shutdown { ids_given_below } => return Some(Some(ids_given_below)),
        }
        None
    }

    fn take_request(&mut self, request: StoreRequest) {
        self.taken = request.seq;
        match &request.action {
            StoreAction::Append(message)
            | StoreAction::AppendEvent(message, _)
            | StoreAction::AppendLetter(message, _)
            | StoreAction::AppendUndelivered(message) => {
                if let Some(id) = message.id {
                    self.ids_seen_below = self.ids_seen_below.max(id.0.saturating_add(1));
                }
            }
            StoreAction::Delivered { ids, .. } => {
                for &id in ids {
                    self.retention.revisit(id);
                }
            }
            _ => {}
        }
        if request.action.is_read() {
            self.answer(request);
            return;
        }
        if let Some(failure) = &mut self.failure {
            let kept = outlives_failure(&request.action);
            self.urgent |= request.urgent || !kept;
            if kept && !self.batch.push_within(request, self.options.retry_max, self.options.retry_bytes_max) {
                failure.dropped += 1;
                self.counters.requests_dropped.fetch_add(1, Ordering::Relaxed);
            }
            return;
        }
        self.urgent |= request.urgent;
        let renames = request.action.renaming().is_some();
        self.batch.push(request);
        if renames {
            // What is read next is asked for by the new name.
            self.commit();
            return;
        }
        self.flush_at.get_or_insert_with(|| Instant::now() + self.options.commit_window);
    }

    /// Does what is due, and tells the core what it can be told.
    fn settle(&mut self) {
        let now = Instant::now();
        if let Some(failure) = &self.failure {
            if now >= failure.next_try {
                self.recover();
            } else if std::mem::take(&mut self.urgent) {
                let reason = failure.reason.clone();
                self.report_failed(reason);
            }
        } else if self.urgent
            || self.batch.pending().len() >= self.options.batch_max
            || [self.flush_at, self.prune_at, self.rename_at].into_iter().flatten().any(|at| now >= at)
        {
            // What retention removes, it removes from the tables.
            let prunes = [self.prune_at, self.rename_at].into_iter().flatten().any(|at| now >= at);
            if prunes || !self.append_to_journal() {
                self.commit();
            }
        }
        self.counters.requests_pending.store(self.batch.pending().len() as u64, Ordering::Relaxed);
    }

    /// Puts all that is pending on disk in the journal, if it is what may be there and there is room; says whether it did.
    fn append_to_journal(&mut self) -> bool {
        let Some(journal) = &mut self.journal else { return false };
        let pending = self.batch.pending();
        let requests = self.batch.journaled() + pending.len();
        let reserves_ids = self.ids_below.saturating_sub(self.ids_seen_below) < self.options.ids_reserved / 2;
        if reserves_ids || requests > journal::requests_max(self.options.keep_messages) {
            return false;
        }
        match journal.append(pending) {
            Ok(true) => self.epoch = journal.epoch(),
            Ok(false) => return false,
            Err(e) => {
                log::warn!("the journal cannot be written and is left alone: {e}");
                self.journal = None;
                return false;
            }
        }
        self.flush_at = None;
        self.urgent = false;
        self.count_commit();
        self.batch.all_journaled();
        self.report_committed();
        true
    }

    /// Counts a commit of what is pending.
    fn count_commit(&self) {
        let is_message = |action: &StoreAction| {
            matches!(
                action,
                StoreAction::Append(_)
                    | StoreAction::AppendEvent(..)
                    | StoreAction::AppendLetter(..)
                    | StoreAction::AppendUndelivered(_)
            )
        };
        let messages = self.batch.pending().iter().filter(|request| is_message(&request.action)).count();
        self.counters.commits.fetch_add(1, Ordering::Relaxed);
        self.counters.messages_stored.fetch_add(messages as u64, Ordering::Relaxed);
    }

    /// Puts all that is pending on disk in the tables.
    fn commit(&mut self) {
        // Whoever waits is told of a failure.
        let _ = self.commit_with(None);
    }

    /// The same with a step of a job, which shares the transaction.
    fn commit_with(&mut self, step: Option<&JobStep<'_>>) -> Result<Option<CommitSummary>, StoreError> {
        self.flush_at = None;
        self.prune_at = None;
        self.urgent = false;
        let Some(db) = self.db.take() else {
            return self.usable().map(|_| None);
        };
        match guarded(|| self.write(&db, &[], None, step)) {
            Ok(done) => {
                self.db = Some(db);
                self.committed(&done);
                if step.is_some() {
                    self.wipe_journal();
                }
                Ok(Some(done))
            }
            Err(e) => {
                // The lock goes with the handle.
                drop(db);
                self.failed(&e);
                Err(e)
            }
        }
    }

    /// While the disk fails, no step is due: the next try does one.
    fn rename_at_if_working(&self) -> Option<Instant> {
        self.rename_at.filter(|_| self.failure.is_none())
    }

    /// Leaves no words in the journal of whom the tables forget.
    fn wipe_journal(&mut self) {
        if let Some(Err(e)) = self.journal.as_mut().map(Journal::wipe) {
            log::warn!("the journal cannot be written and is left alone: {e}");
            self.journal = None;
        }
    }

    /// One transaction: takes back `undone`, writes the batch, does a step of a job and of a renaming, prunes, and reserves ids.
    fn write(
        &mut self,
        db: &Database,
        undone: &[Undo],
        give_back_from: Option<u64>,
        step: Option<&JobStep<'_>>,
    ) -> Result<CommitSummary, StoreError> {
        let file_bytes = self.place.written.file_bytes.load(Ordering::Relaxed);
        let txn = db.begin_write()?;
        let mut tables = Tables::open(&txn, self.place.server.as_ref())?;
        let stored = tables.messages.numbers().messages;
        if self.retention.wants_size(file_bytes, stored) {
            let stats = txn.stats()?;
            self.retention.sized(file_bytes, stats.allocated_pages() * stats.page_size() as u64, stored);
        }
        for refused in undone {
            tables.undo(refused)?;
        }
        let mut messages = 0;
        let mut begun: Vec<&Username> = Vec::new();
        for request in self.batch.requests() {
            let is_message = matches!(
                request.action,
                StoreAction::Append(_)
                    | StoreAction::AppendEvent(..)
                    | StoreAction::AppendLetter(..)
                    | StoreAction::AppendUndelivered(_)
            );
            if is_message {
                messages += 1;
            }
            if let Some(change) = request.action.renaming() {
                begun.push(&change.from);
            }
            tables.apply(&request.action)?;
        }
        let (mut erased, mut imported) = (None, None);
        match step {
            Some(JobStep::Erase(query)) => erased = Some(erase(&mut tables, query)?),
            Some(JobStep::Import(query)) => {
                let done = import(&mut tables, &query.messages)?;
                messages += done.outcome.added;
                // What is older than what has been looked at may be due.
                done.least_id.into_iter().for_each(|id| self.retention.revisit(id));
                let ids_below = done.ids_below.max(query.ids_below);
                self.ids_seen_below = self.ids_seen_below.max(ids_below);
                imported = Some(Imported { ids_below, ..done });
            }
            None => {}
        }
        let is_renaming = self.rename_at.is_some() || !begun.is_empty();
        let rename_step = if is_renaming { rename::step(&mut tables)? } else { RenameStep::default() };
        let mut renamed = Vec::from_iter(rename_step.finished);
        for from in begun {
            // There was nothing to do, as when a commit that failed has reached the disk all the same.
            if !renamed.contains(from) && !rename::is_on_its_way(&txn, from)? {
                renamed.push(from.clone());
            }
        }
        let pruned = self.retention.prune(&mut tables, messages, clock())?;
        tables.save()?;
        drop(tables);
        let ids_below = match give_back_from {
            Some(below) => below,
            None if self.ids_below.saturating_sub(self.ids_seen_below) < self.options.ids_reserved / 2 => {
                self.ids_seen_below.saturating_add(self.options.ids_reserved)
            }
            None => self.ids_below,
        };
        if ids_below != self.ids_below {
            txn.open_table(META)?.insert(IDS_KEY, ids_below)?;
        }
        let mark = match &self.journal {
            Some(journal) => journal.next_mark(self.is_marked),
            None if self.is_marked => Mark::None,
            None => Mark::Same,
        };
        mark.write(&txn)?;
        txn.commit()?;
        Ok(CommitSummary {
            mark,
            pruned: pruned.messages,
            next_prune: pruned.next_in,
            ids_below,
            erased,
            imported,
            renamed,
            is_renaming: rename_step.more,
        })
    }

    fn committed(&mut self, done: &CommitSummary) {
        self.count_commit();
        self.batch.clear();
        match done.mark {
            Mark::Same => {}
            Mark::Epoch { epoch, .. } => {
                self.is_marked = true;
                self.journal.iter_mut().for_each(|journal| journal.begin(epoch));
            }
            Mark::None => self.is_marked = false,
        }
        self.ids_below = done.ids_below;
        self.prune_at = done.next_prune.map(|wait| Instant::now() + wait);
        self.counters.messages_pruned.fetch_add(done.pruned, Ordering::Relaxed);
        if done.pruned > 0 {
            log::debug!("{} old messages have gone", done.pruned);
        }
        self.rename_at = done.is_renaming.then(|| Instant::now() + BETWEEN_RENAME_STEPS);
        self.report_committed();
        for from in &done.renamed {
            self.say(StoreEvent::Report(StoreReport::Renamed { from: from.clone() }));
        }
    }

    fn report_committed(&mut self) {
        let ids_below = MessageId(self.ids_below);
        self.say(StoreEvent::Report(StoreReport::Committed { through: self.taken, ids_below }));
    }

    fn report_failed(&mut self, reason: String) {
        self.say(StoreEvent::Report(StoreReport::Failed { through: self.taken, reason }));
    }

    /// The handle is of no use any more: what was in force is kept, the rest is refused.
    fn failed(&mut self, error: &StoreError) {
        let reason = error.to_string();
        self.counters.failures.fetch_add(1, Ordering::Relaxed);
        // What is in the journal stays in memory too, in case it cannot be read when the database is opened again.
        self.journal = None;
        // Behind a failure only what is kept comes into the batch, so that what was refused at first is all there is.
        let refused = self.batch.pending().iter().filter_map(|request| Undo::of(&request.action)).collect();
        let dropped = self.batch.keep_for_retry(self.options.retry_max, self.options.retry_bytes_max) as u64;
        self.counters.requests_dropped.fetch_add(dropped, Ordering::Relaxed);
        self.urgent = false;
        self.flush_at = None;
        self.prune_at = None;
        let (undo, delay) = match self.failure.take() {
            None => (refused, self.options.retry_first),
            Some(earlier) => (earlier.undo, (earlier.delay * 2).min(self.options.retry_longest)),
        };
        log::error!(
            "the database cannot be written: {reason}; {} requests are kept in memory, the next try is in {} s",
            self.batch.pending().len(),
            delay.as_secs_f32()
        );
        self.failure =
            Some(WriteFailure { reason: reason.clone(), undo, delay, next_try: Instant::now() + delay, dropped });
        self.report_failed(reason);
    }

    /// Opens the database again and writes what was kept.
    fn recover(&mut self) {
        let Some(failure) = self.failure.take() else { return };
        self.urgent = false;
        let tried = guarded(|| {
            let (db, taken_in) = self.place.reopen()?;
            self.is_marked = false;
            let journaled = self.batch.journaled();
            match taken_in {
                Some(it) if it.epoch == self.epoch && it.requests < journaled => self.batch.none_journaled(),
                // The tables have them now, or from the transaction that failed: nothing else makes their epoch void.
                _ => self.batch.forget_journaled(),
            }
            self.journal = self.place.open_journal();
            let done = self.write(&db, &failure.undo, None, None)?;
            Ok((db, done))
        });
        match tried {
            Ok((db, done)) => {
                log::warn!(
                    "the database works again; {} requests that waited were written, {} had been dropped",
                    self.batch.pending().len(),
                    failure.dropped
                );
                self.db = Some(db);
                self.say(StoreEvent::Report(StoreReport::Recovered));
                self.committed(&done);
            }
            Err(e) => {
                if e.is_corruption() {
                    log::error!("restart the server to have the damaged database set aside, or restore a backup");
                }
                let dropped = failure.dropped;
                self.failure = Some(failure);
                self.failed(&e);
                if let Some(failure) = &mut self.failure {
                    failure.dropped += dropped;
                }
            }
        }
    }

    /// Answers a request to read.
    fn answer(&mut self, request: StoreRequest) {
        let seq = request.seq;
        let report = match request.action {
            StoreAction::LoadUndelivered { recipient } => {
                let found = self.read(|db, batch| read::undelivered(db, batch, recipient.key()));
                StoreReport::Undelivered { recipient, messages: found.unwrap_or_default() }
            }
            StoreAction::LoadHistory(query) => {
                let (messages, more) = match self.read(|db, batch| read::history(db, batch, &query)) {
                    Some((messages, more)) => (Some(messages), more),
                    None => (None, false),
                };
                StoreReport::History { seq, messages, more }
            }
            StoreAction::Search(query) => {
                self.readings.push_search(seq, SearchReading::new(*query));
                return;
            }
            StoreAction::LoadAttendance(query) => {
                self.commit_before_reading();
                self.readings.push_sheet(Asker::Core(seq), SheetReading::new(*query));
                return;
            }
            StoreAction::CountMessages(channel) => {
                self.commit_before_reading();
                self.readings.push_count(seq, CountReading::new(channel));
                return;
            }
            StoreAction::LoadMessage { id } => {
                let message = self.read(|db, batch| read::message(db, batch, id)).flatten();
                StoreReport::Message { seq, message }
            }
            StoreAction::FindEvent(name) => {
                let found = self.read(|db, batch| campus::find(db, batch, &name));
                StoreReport::EventFound { seq, found: found.map(|found| found.map(Box::new)) }
            }
            StoreAction::LoadEvents { from, through, bytes_max, channels } => {
                let found = self.read(|db, batch| campus::events(db, batch, from..=through, bytes_max, &channels));
                StoreReport::Events { seq, found }
            }
            _ => return,
        };
        self.say(StoreEvent::Report(report));
    }

    /// Reads, or says in the log why not.
    fn read<T>(&self, work: impl FnOnce(&Database, &Batch) -> Result<T, StoreError>) -> Option<T> {
        let db = self.db.as_ref()?;
        guarded(|| work(db, &self.batch)).inspect_err(|e| log::error!("the database cannot be read: {e}")).ok()
    }

    /// Does a job of the operator.
    fn perform(&mut self, job: StoreJob) {
        let whole = match &job.work {
            JobWork::Page(query) => query.is_first(),
            JobWork::Attendance(query) => query.after.is_none(),
            JobWork::Backup { .. } => true,
            JobWork::Erase(_) | JobWork::Import(_) => false,
        };
        if whole {
            self.commit_before_reading();
        }
        let answer = match job.work {
            JobWork::Page(query) => JobAnswer::Page(self.read_job(|db| page(&db.begin_read()?, query))),
            JobWork::Erase(query) => {
                let done = self.commit_with(Some(&JobStep::Erase(&query)));
                JobAnswer::Erase(done.map(|done| done.and_then(|done| done.erased).unwrap_or_default()))
            }
            JobWork::Import(query) => {
                let done = self.commit_with(Some(&JobStep::Import(&query)));
                JobAnswer::Import(done.map(|done| done.and_then(|done| done.imported).unwrap_or_default()))
            }
            JobWork::Attendance(query) => {
                self.readings.push_sheet(Asker::Job(job.token), SheetReading::new(query));
                return;
            }
            JobWork::Backup { path, progress } => match self.start_backup(job.token, path, progress) {
                Ok(()) => return,
                Err(e) => JobAnswer::Backup(Err(e)),
            },
        };
        self.say(StoreEvent::Job { token: job.token, answer });
    }

    /// Puts on disk what somebody will look for there.
    fn commit_before_reading(&mut self) {
        if self.db.is_some() && !self.batch.is_empty() {
            self.commit();
        }
    }

    fn read_job<T>(&self, work: impl FnOnce(&Database) -> Result<T, StoreError>) -> Result<T, StoreError> {
        guarded(|| work(self.usable()?))
    }

    fn usable(&self) -> Result<&Database, StoreError> {
        self.db.as_ref().ok_or_else(|| StoreError::Writer {
            reason: self.failure.as_ref().map_or_else(String::new, |failure| failure.reason.clone()),
        })
    }

    fn start_backup(&mut self, token: JobToken, path: PathBuf, progress: Arc<Progress>) -> Result<(), StoreError> {
        match self.backup.take() {
            Some(earlier) if !earlier.answered.load(Ordering::Acquire) => {
                self.backup = Some(earlier);
                return Err(StoreError::Writer { reason: "another backup is being made".to_owned() });
            }
            Some(earlier) => join(earlier.thread),
            None => {}
        }
        let txn = guarded(|| Ok(self.usable()?.begin_read()?))?;
        let cancelled = Arc::new(AtomicBool::new(false));
        let answered = Arc::new(AtomicBool::new(false));
        let (stop, done) = (Arc::clone(&cancelled), Arc::clone(&answered));
        let (events, cache_bytes) = (self.events.clone(), self.options.cache_bytes);
        let thread = std::thread::Builder::new()
            .name("backup".into())
            .spawn(move || {
                let made = backup::copy(&txn, &path, cache_bytes, &progress, &stop);
                // The pages that it held may be used again from now on.
                drop(txn);
                done.store(true, Ordering::Release);
                events.send(StoreEvent::Job { token, answer: JobAnswer::Backup(made) });
                events.wake();
            })
            .map_err(|e| StoreError::Writer { reason: format!("cannot start the backup's thread: {e}") })?;
        self.backup = Some(Backup { thread, cancelled, answered });
        Ok(())
    }

    fn say(&mut self, event: StoreEvent) {
        self.events.send(event);
        self.said = true;
    }

    /// Writes what is left, gives back the ids that were not given, and closes the database.
    fn finish(mut self, ids_given_below: Option<u64>) -> Result<(), StoreError> {
        if let Some(backup) = self.backup.take() {
            backup.cancelled.store(true, Ordering::Relaxed);
            join(backup.thread);
        }
        if self.failure.is_some() {
            self.recover();
        }
        // The next start finds in the journal what is there.
        let unsaved = |batch: &Batch, reason: String| match batch.pending().len() {
            0 => Ok(()),
            requests => Err(StoreError::Unsaved { requests, reason }),
        };
        let Some(db) = self.db.take() else {
            let reason = self.failure.take().map_or_else(String::new, |failure| failure.reason);
            return unsaved(&self.batch, reason);
        };
        // Whoever copies the database of a stopped server needs no second file.
        self.journal = None;
        let give_back = ids_given_below.map(|below| below.max(self.ids_seen_below)).filter(|&b| b < self.ids_below);
        let written = guarded(|| self.write(&db, &[], give_back, None));
        match written {
            Ok(_) => Ok(guarded(|| Ok(db.close()?))?),
            Err(e) => {
                log::error!("the database cannot be written: {e}");
                unsaved(&self.batch, e.to_string())
            }
        }
    }
}

fn join(thread: JoinHandle<()>) {
    // A panic in it was reported when it happened.
    let _ = thread.join();
}

fn clock() -> Clock {
    Clock { mono: Instant::now(), wall_us: Utc::now().timestamp_micros() }
}
