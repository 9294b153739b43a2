//! A hashing worker that takes as long as the simulation likes, and fails now and then.
//!
//! Owns [`Worker`]. Its hashes have the password in them, for the model to read.

use std::collections::VecDeque;
use std::sync::Arc;

use classcord_server::chat::effect::{PasswordJob, PasswordOutcome, Ticket};

use crate::simulation::random::Random;

#[derive(Default)]
pub struct Worker {
    jobs: VecDeque<PasswordJob>,
    hashes: u64,
}

/// The password of a hash.
pub fn password_in(phc: &str) -> &str {
    phc.splitn(3, '$').nth(2).expect("a hash of this worker")
}

impl Worker {
    pub fn submit(&mut self, job: PasswordJob) {
        self.jobs.push_back(job);
    }

    pub fn is_idle(&self) -> bool {
        self.jobs.is_empty()
    }

    pub fn forget(&mut self) {
        self.jobs.clear();
    }

    /// Does the oldest job.
    pub fn work(&mut self, random: &mut Random) -> Option<(Ticket, PasswordOutcome)> {
        Some(match self.jobs.pop_front()? {
            PasswordJob::Hash { ticket, password } => {
                let hashed = (!random.percent(5)).then(|| self.hash(&password.0));
                (ticket, PasswordOutcome::Hashed(hashed))
            }
            PasswordJob::Verify { ticket, password, phc } => {
                if phc.is_none_or(|phc| *password_in(&phc) != *password.0) {
                    return Some((ticket, PasswordOutcome::Wrong));
                }
                let rehashed = random.percent(10).then(|| self.hash(&password.0));
                (ticket, PasswordOutcome::Right { rehashed })
            }
        })
    }

    fn hash(&mut self, password: &str) -> Arc<str> {
        self.hashes += 1;
        format!("${}${password}", self.hashes).into()
    }
}
