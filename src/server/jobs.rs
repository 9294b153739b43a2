//! Jobs of the database that consoles wait for.
//!
//! Owns [`Jobs`]: who waits for which, how many there may be, what each connection has begun, and the progress of a backup.
//! `export` submits and answers them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::chat::clock::{Mono, WallTime};
use crate::chat::name::Username;
use crate::chat::rest::Rest;
use crate::net::ConnectionId;
use crate::store::{EraseQuery, JobToken, Progress};

/// Jobs of all consoles together.
const JOBS_MAX: usize = 16;

/// The asker who waits for a job.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: ConnectionId,
    /// Whom the job erases.
    pub(super) erased: Option<Username>,
}

/// The jobs that are on their way.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    last: u64,
    pub(super) waiting: HashMap<JobToken, Waiting>,
    pub(super) backup: Option<Arc<Progress>>,
    /// When the last copy was finished that was made since the start.
    pub(super) last_backup: Option<WallTime>,
    /// The step of erasing a person of another server that is on its way.
    pub(super) campus: Option<(JobToken, EraseQuery)>,
    /// When the first step of it began.
    pub(super) campus_since: Mono,
    /// The rest before the next person.
    pub(super) campus_rest: Rest,
    /// When that is tried again which the database has not done.
    pub(super) campus_retry_at: Option<Mono>,
    /// The text with which each connection goes on from answer to answer.
    begun: HashMap<ConnectionId, String>,
}

impl Jobs {
    /// The token for one more; `None` if there are as many as there may be.
    pub(super) fn next_token(&mut self) -> Option<JobToken> {
        self.last += 1;
        (self.waiting.len() < JOBS_MAX).then_some(JobToken(self.last))
    }

    /// True if a connection begins with this, and does not go on with what it began. A place to go on from is what anybody can
    /// write, and so no proof of it.
    pub(super) fn begins(&mut self, id: ConnectionId, what: String, goes_on: bool) -> bool {
        let begins = !goes_on || self.begun.get(&id) != Some(&what);
        if begins {
            self.begun.insert(id, what);
        }
        begins
    }

    /// A connection is gone.
    pub(super) fn forget(&mut self, id: ConnectionId) {
        if !self.begun.is_empty() {
            self.begun.remove(&id);
        }
    }
}
