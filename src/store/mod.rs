//! The database: accounts, messages, what waits for whom, channels, sanctions; on redb.
//!
//! Owns [`Store`], the loop's end of the writer thread, and everything below it. It knows the plain values of `chat`
//! and the vocabulary in `chat::store_protocol`, and nothing of sockets, sessions or the command line. `server` carries
//! requests in and events out; `cli` uses [`Offline`] and [`restore`] on a stopped server.
//!
//! ```text
//! loop ──requests, jobs──> queue ──> writer ──what is large or rare, and all now and then──> redb
//!      <──────reports, answers────────┘  ├──what is small and frequent──> journal
//!                                        └──> backup thread, while one is made
//! ```
//!
//! What it promises:
//! - What was reported committed is on disk, whatever happens to the process or the power after.
//! - No message id is given twice: they are reserved, many at a time, before they are given.
//! - What was refused does not appear later, as long as the server lives to take it back.
//! - Reading sees all that was asked for before, and forces no commit.
//! - Nothing grows without bound: the queue, what waits for another try, the history, the file.
//! - A damaged file is found when it is opened, because every page is verified then. A page that rots while the server
//!   runs can make redb panic; a build that aborts on panics then ends, and finds the damage at its next start.

mod apply;
pub mod attendance;
mod backup;
mod batch;
pub mod block;
mod campus;
mod campus_early;
mod campus_erased;
mod campus_retired;
mod check;
mod class_codec;
pub mod codec;
mod copy_on_write;
mod count;
mod database;
mod erase;
mod error;
mod guest_numbers;
mod huffman;
mod import;
mod journal;
mod journal_campus;
mod journal_entry;
mod layout_1;
mod letters;
mod medium;
mod messages;
mod new_year;
mod offline;
mod options;
mod page;
pub mod polls;
mod private_retention;
pub mod questions;
mod queue;
mod read;
mod readings;
mod rename;
mod retention;
mod rolls;
mod schema;
mod search;
mod slice;
mod steps;
mod tokens;
mod voted;
mod writer;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub use self::backup::{BackupSummary, Progress, RestoreSummary, restore};
pub use self::check::CheckReport;
pub use self::copy_on_write::check_file;
use self::database::{DatabaseLocation, load, prepare_directory};
pub use self::database::{Opened, SetAside, free_bytes};
pub use self::erase::{ErasePlace, EraseQuery, Erased};
pub use self::error::StoreError;
use self::error::guarded;
pub use self::import::{ImportOutcome, ImportQuery, Imported};
use self::journal::Mark;
pub use self::medium::Medium;
pub use self::new_year::NewYear;
pub use self::offline::Offline;
pub use self::options::{OnCorrupt, StoreOptions};
pub use self::page::{MessageFilter, Page, PageQuery, Rows, RowsQuery};
use self::queue::{Sender, bounded};
pub use self::schema::Counts;
use self::writer::{Events, Writer, WriterCommand, WriterCounters};
use crate::chat::attended::{AttendanceQuery, AttendanceSheet};
use crate::chat::store_protocol::{StoreAction, StoreReport, StoreRequest};

/// Room that the operator's jobs have in the queue beyond the requests that the core asks for room for.
const JOBS_QUEUED_MAX: usize = 64;

/// The writer's stack. Half of a large page: a kernel that puts one under a stack which fills it (Linux before 6.7, with
/// `transparent_hugepage=always`) makes 2 MiB dirty at the first touch.
const STACK_BYTES: usize = 1 << 20;

/// The job that an answer belongs to; chosen by whoever submits it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobToken(pub u64);

/// A request of an operator to the database, while the core has its own requests.
#[derive(Debug, Clone)]
pub struct StoreJob {
    /// The token that the answer is to bear.
    pub token: JobToken,
    /// The work to do.
    pub work: JobWork,
}

/// The kinds of job. A backup and the first page of a reading begin with a commit of what is pending, so that they hold
/// all that was said before.
#[derive(Debug, Clone)]
pub enum JobWork {
    /// Read some rows.
    Page(PageQuery),
    /// Do a step of erasing a person, in a commit with what is pending.
    Erase(EraseQuery),
    /// Keep messages of another time, in a commit with what is pending.
    Import(ImportQuery),
    /// Gather the attendance of a day.
    Attendance(AttendanceQuery),
    /// Copy the database to a new file, on a thread of its own. One at a time.
    Backup {
        /// The path of the copy; nothing may be there.
        path: PathBuf,
        /// The progress of the copy.
        progress: Arc<Progress>,
    },
}

/// The answer to a job.
#[derive(Debug)]
pub enum JobAnswer {
    /// To [`JobWork::Page`].
    Page(Result<Page, StoreError>),
    /// To [`JobWork::Erase`].
    Erase(Result<Erased, StoreError>),
    /// To [`JobWork::Import`].
    Import(Result<Imported, StoreError>),
    /// To [`JobWork::Attendance`].
    Attendance(Result<AttendanceSheet, StoreError>),
    /// To [`JobWork::Backup`].
    Backup(Result<BackupSummary, StoreError>),
}

/// The events that come out of the store.
#[derive(Debug)]
pub enum StoreEvent {
    /// For the core.
    Report(StoreReport),
    /// For whoever submitted the job.
    Job {
        /// The job that is answered.
        token: JobToken,
        /// The result of the job.
        answer: JobAnswer,
    },
}

/// Counters since the start, and the size of the file now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoreFigures {
    /// Commits that reached the disk, in the database or in its journal.
    pub commits: u64,
    /// Commits and reopenings that failed.
    pub failures: u64,
    /// Messages that were put on disk.
    pub messages_stored: u64,
    /// Messages that retention removed.
    pub messages_pruned: u64,
    /// Requests that were dropped because too many waited for another try.
    pub requests_dropped: u64,
    /// Requests that wait in memory for the next commit, or for the disk to work again.
    pub requests_pending: u64,
    /// Bytes written to the database's file and to its journal.
    pub bytes_written: u64,
    /// Times these were synced.
    pub syncs: u64,
    /// The length of the file.
    pub file_bytes: u64,
}

/// The loop's end of the database. Nothing in it blocks but [`Store::open`], [`Store::shutdown`] and dropping it.
#[derive(Debug)]
pub struct Store {
    /// `None` once the writer was told to stop.
    queue: Option<Sender<WriterCommand>>,
    events: Receiver<StoreEvent>,
    thread: Option<JoinHandle<Result<(), StoreError>>>,
    counters: Arc<WriterCounters>,
    /// The first id that the core was not seen to give.
    ids_given_below: AtomicU64,
    /// Set while something waits for which the writer was not woken.
    writer_is_to_wake: AtomicBool,
}

impl Store {
    /// Opens the database, reads what the core wants to know, and starts the writer. `wake` is called from other
    /// threads whenever [`Store::next_event`] has something new.
    ///
    /// # Errors
    /// [`StoreError`] in words for the operator; [`StoreError::Corrupt`] only if damaged databases are to be refused.
    pub fn open(options: StoreOptions, wake: impl Fn() + Send + 'static) -> Result<(Self, Opened), StoreError> {
        Self::open_on(Medium::files(), options, wake)
    }

    /// The same on another medium than files.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_on(
        medium: Medium,
        options: StoreOptions,
        wake: impl Fn() + Send + 'static,
    ) -> Result<(Self, Opened), StoreError> {
        prepare_directory(&options)?;
        let place = DatabaseLocation::new(&options, medium);
        let (db, set_aside) = place.open_or_set_aside(options.on_corrupt)?;
        // A commit leaves half a reservation beyond the last id that it saw used. There may be a whole queue of messages
        // behind it before the core hears of that, so half a reservation is an id for each of them.
        let ids_reserved = options.ids_reserved.max(2 * options.queue_max as u64);
        let journal = place.open_journal();
        let mark = journal.as_ref().map_or(Mark::Same, |journal| journal.next_mark(false));
        let opened = guarded(|| load(&db, ids_reserved, options.new_epoch, set_aside, mark))?;
        let counters = Arc::new(WriterCounters::new(Arc::clone(&place.written)));
        let (sender, events) = channel();
        let (queue, commands) = bounded(options.queue_max.max(1) + JOBS_QUEUED_MAX);
        let events_in = Events::new(sender, Arc::new(Mutex::new(Box::new(wake))));
        let writer = Writer::new(
            StoreOptions { ids_reserved, ..options },
            place,
            db,
            (opened.ids_below.0, !opened.renames.is_empty()),
            commands,
            events_in,
            Arc::clone(&counters),
        )
        .with_journal(journal);
        let thread = std::thread::Builder::new()
            .name("store".into())
            .stack_size(STACK_BYTES)
            .spawn(move || writer.run())
            .map_err(|e| StoreError::Writer { reason: format!("cannot start its thread: {e}") })?;
        let ids_given_below = AtomicU64::new(opened.next_id.0);
        let store = Self {
            queue: Some(queue),
            events,
            thread: Some(thread),
            counters,
            ids_given_below,
            writer_is_to_wake: AtomicBool::new(false),
        };
        Ok((store, opened))
    }

    /// Hands over a request of the core, whose queue is never full: what the core has promised, it has promised. It is
    /// the core that bounds them. Before it makes one that clients may cause at will, it sees to it that fewer than
    /// `queue_max` are on their way. Without looking it makes at most one question for the kept messages of each person,
    /// one word of their delivery for each message that was an answer to it, and one new hash for each account.
    ///
    /// # Errors
    /// [`StoreError::Writer`] when the writer has ended; it does not come back.
    pub fn submit(&self, request: StoreRequest) -> Result<(), StoreError> {
        let submitted = self.submit_without_waking(request);
        self.wake_writer();
        submitted
    }

    /// The same without waking the writer, which [`wake_writer`](Self::wake_writer) does. To wake a thread is a system
    /// call, and where there is one core the writer runs at once: clients would get their lines behind that.
    ///
    /// # Errors
    /// As [`submit`](Self::submit).
    pub fn submit_without_waking(&self, request: StoreRequest) -> Result<(), StoreError> {
        if let StoreAction::Append(message)
        | StoreAction::AppendEvent(message, _)
        | StoreAction::AppendLetter(message, _)
        | StoreAction::AppendUndelivered(message) = &request.action
            && let Some(id) = message.id
        {
            self.ids_given_below.fetch_max(id.0.saturating_add(1), Ordering::Relaxed);
        }
        // A message that nobody waits for is collected with others until the commit window ends.
        let urgent = request.urgent || !request.action.may_wait();
        let sent = self
            .queue
            .as_ref()
            .and_then(|queue| queue.send_without_waking(WriterCommand::Request(request), urgent).ok());
        let Some(is_to_wake) = sent else {
            return Err(StoreError::Writer { reason: "its thread has ended".to_owned() });
        };
        self.writer_is_to_wake.fetch_or(is_to_wake, Ordering::Relaxed);
        Ok(())
    }

    /// Wakes the writer if something was submitted that it sleeps for.
    pub fn wake_writer(&self) {
        if self.writer_is_to_wake.load(Ordering::Relaxed)
            && let Some(queue) = &self.queue
        {
            self.writer_is_to_wake.store(false, Ordering::Relaxed);
            queue.wake();
        }
    }

    /// Hands over a job of the operator. Gives it back if the queue is full or the writer is gone.
    ///
    /// # Errors
    /// The job itself.
    #[allow(clippy::result_large_err)]
    pub fn submit_job(&self, job: StoreJob) -> Result<(), StoreJob> {
        let Some(queue) = &self.queue else { return Err(job) };
        queue.try_send(WriterCommand::Job(job), true).map_err(|command| match command {
            WriterCommand::Job(job) => job,
            _ => unreachable!("what was not sent comes back"),
        })
    }

    /// The next event, if there is one.
    pub fn next_event(&self) -> Option<StoreEvent> {
        self.events.try_recv().ok()
    }

    /// Counters since the start.
    pub fn figures(&self) -> StoreFigures {
        self.counters.figures()
    }

    /// Puts all that was submitted on disk, and closes the database. Events that come of it are lost.
    ///
    /// # Errors
    /// [`StoreError::Unsaved`] when something could not be written.
    pub fn shutdown(mut self) -> Result<(), StoreError> {
        self.stop()
    }

    fn stop(&mut self) -> Result<(), StoreError> {
        if let Some(queue) = self.queue.take() {
            // The writer also stops when the queue is gone, if it is gone itself this fails.
            let _ = queue
                .send(WriterCommand::Shutdown { ids_given_below: self.ids_given_below.load(Ordering::Relaxed) }, true);
        }
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(StoreError::Writer { reason: "its thread has panicked".to_owned() }),
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Err(e) = self.stop() {
            log::error!("{e}");
        }
    }
}
