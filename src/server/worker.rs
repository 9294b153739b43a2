//! The worker: work that takes long or may block, away from the poll loop.
//!
//! Owns one thread, which hashes passwords, reads the configuration again and looks how much room the disk has. Jobs wait in a bounded queue; results
//! come back through a channel, and the waker tells the loop. The core bounds how many passwords wait, so a full queue
//! is the exception.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread::JoinHandle;

use mio::Waker;

use crate::chat::effect::{PasswordJob, PasswordOutcome, Ticket};
use crate::config::{Config, ConfigError, ConfigSource};
use crate::passwords::{Hasher, Verdict};
use crate::store::free_bytes;

/// The thread's stack, half of a large page (as the store's writer's). What a password takes is on the heap.
const STACK_BYTES: usize = 1 << 20;

/// Something to do.
pub(super) enum WorkerJob {
    /// A password.
    Password(PasswordJob),
    /// Read the configuration again.
    LoadConfig(ConfigSource),
    /// Look how much room there is on the disk of this file.
    MeasureDisk(PathBuf),
}

/// The result of a job.
pub(super) enum JobResult {
    /// A password's answer.
    Password(Ticket, PasswordOutcome),
    /// The configuration as it is now.
    Config(Box<Result<Reloaded, ConfigError>>),
    /// Bytes that are free on the disk, if it says so.
    DiskFree(Option<u64>),
}

/// The files that were read again.
pub(super) struct Reloaded {
    pub(super) config: Config,
    /// The certificate that it names.
    #[cfg(feature = "tls")]
    pub(super) renewal: super::certificate::Renewal,
    /// The credentials for the school's broker, read again.
    pub(super) campus: super::campus_files::Renewal,
}

impl Reloaded {
    fn read(source: &ConfigSource) -> Result<Self, ConfigError> {
        let config = source.load()?;
        #[cfg(feature = "tls")]
        let renewal = super::certificate::read_again(&config);
        let campus = super::campus_files::read_again(&config);
        Ok(Self {
            config,
            #[cfg(feature = "tls")]
            renewal,
            campus,
        })
    }
}

/// The loop's end of the worker.
pub(super) struct Worker {
    jobs: Option<SyncSender<WorkerJob>>,
    done: Option<Receiver<JobResult>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts the thread.
    ///
    /// # Errors
    /// Those of starting a thread.
    pub(super) fn start(hasher: Hasher, queue: usize, waker: Arc<Waker>) -> std::io::Result<Self> {
        // Besides the passwords one job of each other kind.
        let (jobs, job_queue) = sync_channel(queue + 2);
        let (results, done) = channel();
        let thread = std::thread::Builder::new().name("worker".into()).stack_size(STACK_BYTES).spawn(move || {
            for job in job_queue {
                let sent = results.send(perform(&hasher, job)).is_ok();
                if !sent || waker.wake().is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { jobs: Some(jobs), done: Some(done), thread: Some(thread) })
    }

    /// Hands over a job; gives it back if the queue is full or the thread is gone.
    pub(super) fn submit(&self, job: WorkerJob) -> Result<(), Box<WorkerJob>> {
        let Some(jobs) = &self.jobs else { return Err(job.into()) };
        jobs.try_send(job).map_err(|e| match e {
            TrySendError::Full(job) | TrySendError::Disconnected(job) => job.into(),
        })
    }

    /// The next result, if there is one.
    pub(super) fn next_done(&self) -> Option<JobResult> {
        self.done.as_ref()?.try_recv().ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.jobs = None;
        // With nobody to take its result the thread ends after the job in hand; what waits behind that is dropped.
        self.done = None;
        if let Some(thread) = self.thread.take() {
            // A panic of the worker was reported when it happened.
            let _ = thread.join();
        }
    }
}

fn perform(hasher: &Hasher, job: WorkerJob) -> JobResult {
    match job {
        WorkerJob::LoadConfig(source) => JobResult::Config(Box::new(Reloaded::read(&source))),
        WorkerJob::MeasureDisk(file) => JobResult::DiskFree(free_bytes(&file).ok()),
        WorkerJob::Password(PasswordJob::Hash { ticket, password }) => {
            let hashed = match hasher.hash(&password.0) {
                Ok(phc) => Some(phc.into()),
                Err(e) => {
                    log::error!("a password could not be hashed: {e}");
                    None
                }
            };
            JobResult::Password(ticket, PasswordOutcome::Hashed(hashed))
        }
        WorkerJob::Password(PasswordJob::Verify { ticket, password, phc }) => {
            let outcome = match hasher.verify(&password.0, phc.as_deref()) {
                Verdict::Wrong => PasswordOutcome::Wrong,
                Verdict::Right { rehash: false } => PasswordOutcome::Right { rehashed: None },
                Verdict::Right { rehash: true } => {
                    PasswordOutcome::Right { rehashed: hasher.hash(&password.0).ok().map(Into::into) }
                }
            };
            JobResult::Password(ticket, outcome)
        }
    }
}
