//! Jobs of the database that consoles wait for.
//!
//! Owns [`Jobs`]: who waits for which, how many there may be, and the progress of a backup. `export` submits and answers
//! them.

use std::collections::HashMap;
use std::sync::Arc;

use crate::net::ConnectionId;
use crate::store::{JobToken, Progress};

/// Jobs of all consoles together.
const JOBS_MAX: usize = 16;

/// The jobs that are on their way.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    last: u64,
    pub(super) waiting: HashMap<JobToken, ConnectionId>,
    pub(super) backup: Option<Arc<Progress>>,
}

impl Jobs {
    /// The token for one more; `None` if there are as many as there may be.
    pub(super) fn next_token(&mut self) -> Option<JobToken> {
        self.last += 1;
        (self.waiting.len() < JOBS_MAX).then_some(JobToken(self.last))
    }
}
