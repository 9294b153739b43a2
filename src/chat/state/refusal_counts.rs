//! Counts of what was refused to each connection: errors, and refusals in words.
//!
//! Owns [`RefusalCounts`]. Most connections are refused nothing, so nothing is kept of them.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::chat::bucket::{Bucket, Rate};
use crate::chat::clock::Mono;
use crate::chat::handle::SessionId;

/// After such a pause whoever is refused is told so again: a robot answers at once, and a person who was muted tries once
/// more after a while.
const REFUSALS_PAUSE: Duration = Duration::from_secs(60);

/// The counts of all sessions.
#[derive(Default)]
pub(in crate::chat) struct RefusalCounts {
    /// The budgets of those that made errors.
    error_budgets: BTreeMap<SessionId, Bucket>,
    /// The refusals of those who are refused again and again.
    in_words: BTreeMap<SessionId, RefusedInWords>,
}

/// Refusals in words that a session was told. What goes on without end is a robot's.
#[derive(Debug, Clone, Copy, Default)]
struct RefusedInWords {
    /// Since it was last heard, or made a pause.
    in_a_row: u8,
    /// The time at which the last one was due.
    last: Mono,
    /// The times that it was told that nobody is the server, since it came.
    of_the_server: u8,
}

/// Counts up to a limit; false at the limit.
fn count_to(count: &mut u8, most: u8) -> bool {
    let is_left = *count < most;
    *count += u8::from(is_left);
    is_left
}

impl RefusalCounts {
    /// Counts an error; false if there were too many.
    pub(in crate::chat) fn spend_error(&mut self, id: SessionId, rate: Rate, now: Mono) -> bool {
        self.error_budgets.entry(id).or_insert_with(Bucket::full).take(rate, now)
    }

    /// Counts a refusal in words; false if there were so many since the session was last heard, or made a pause.
    pub(in crate::chat) fn count_in_words(&mut self, id: SessionId, most: u8, now: Mono) -> bool {
        let refused = self.in_words.entry(id).or_default();
        if now.saturating_sub(refused.last) >= REFUSALS_PAUSE {
            refused.in_a_row = 0;
        }
        refused.last = now;
        count_to(&mut refused.in_a_row, most)
    }

    /// Counts that a session is told that nobody is the server; false if it was so often.
    pub(in crate::chat) fn count_of_the_server(&mut self, id: SessionId, most: u8) -> bool {
        count_to(&mut self.in_words.entry(id).or_default().of_the_server, most)
    }

    /// Forgets the refusals in words of a session that was heard.
    pub(in crate::chat) fn forget_in_words(&mut self, id: SessionId) {
        // For nearly everybody there is nothing to look for.
        if let Some(refused) = self.in_words.get_mut(&id) {
            refused.in_a_row = 0;
            if refused.of_the_server == 0 {
                self.in_words.remove(&id);
            }
        }
    }

    /// Forgets a session that has gone.
    pub(in crate::chat) fn remove(&mut self, id: SessionId) {
        self.error_budgets.remove(&id);
        self.in_words.remove(&id);
    }

    /// The sessions of which something is kept.
    pub(in crate::chat) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.error_budgets.keys().chain(self.in_words.keys()).copied()
    }
}
