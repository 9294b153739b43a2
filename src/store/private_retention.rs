//! Retention of private messages of their own: they may go earlier than what is said in channels.
//!
//! Owns [`PrivateRetention`], which goes through the messages once, oldest first and a few with each step, behind a place that it
//! remembers while the server runs. What waits for somebody stays until it is delivered, and what is dated after the present
//! until its time has come. Called by `retention`, whose trust in the clock it shares; costs nothing where private messages
//! are kept as long as others.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use redb::ReadableTable;

use super::apply::Tables;
use super::error::StoreError;
use super::options::StoreOptions;
use super::retention::{CATCH_UP, Clock, DAY_US, IDLE_STEP, UNDATED_AGAIN};
use crate::chat::message::MessageId;

/// Messages that one step looks at: some milliseconds on a small machine.
const LOOKED_AT: usize = 4096;

/// Decides which private messages go.
#[derive(Debug)]
pub(super) struct PrivateRetention {
    /// The time that they are kept, if it is another than that of all messages.
    keep_us: Option<i64>,
    step: usize,
    /// Messages with smaller ids have been looked at.
    seen_below: u64,
    /// The time at which the first was passed over that is dated after the present.
    undated_since: Option<Instant>,
    /// The time at which to look again; `None` before the first time.
    again_at: Option<Instant>,
    /// True if something will be due then.
    is_due: bool,
}

impl PrivateRetention {
    pub(super) fn new(options: &StoreOptions) -> Self {
        let own = options.private_days > 0 && (options.keep_days == 0 || options.private_days < options.keep_days);
        Self {
            keep_us: own.then(|| i64::from(options.private_days).saturating_mul(DAY_US)),
            step: options.prune_step.max(1),
            seen_below: 0,
            undated_since: None,
            again_at: None,
            is_due: false,
        }
    }

    /// A message that had to stay may go now.
    pub(super) fn revisit(&mut self, id: MessageId) {
        if id.0 < self.seen_below {
            self.seen_below = id.0;
        }
    }

    /// Removes a few; gives how many, and the time until it has to look again although nothing is written.
    pub(super) fn prune(
        &mut self,
        tables: &mut Tables<'_>,
        trusted_in: Option<Duration>,
        now: Clock,
    ) -> Result<(u64, Option<Duration>), StoreError> {
        let Some(keep_us) = self.keep_us else { return Ok((0, None)) };
        if let Some(at) = self.again_at
            && now.mono < at
        {
            // What has been found to become due is waited for.
            return Ok((0, self.is_due.then(|| at - now.mono)));
        }
        if let Some(wait) = trusted_in {
            self.again_at = Some(now.mono + wait);
            self.is_due = tables.messages.numbers().messages > 0;
            return Ok((0, self.is_due.then_some(wait.max(IDLE_STEP))));
        }
        if self.undated_since.is_some_and(|since| now.mono.saturating_duration_since(since) >= UNDATED_AGAIN) {
            (self.seen_below, self.undated_since) = (0, None);
        }
        let oldest_us = now.wall_us.saturating_sub(keep_us);
        let mut going = BTreeSet::new();
        let mut looked_at = 0;
        let mut wait = None;
        let mut seen_below = self.seen_below;
        tables.messages.view().walk(self.seen_below, |reader, row| {
            if looked_at == LOOKED_AT || going.len() == self.step {
                wait = Some(CATCH_UP);
                return Ok(ControlFlow::Break(()));
            }
            looked_at += 1;
            if row.at.unix_us > now.wall_us {
                self.undated_since.get_or_insert(now.mono);
            } else if row.at.unix_us >= oldest_us {
                let left_us = row.at.unix_us.saturating_add(keep_us).saturating_sub(now.wall_us);
                let left = Duration::from_micros(u64::try_from(left_us).unwrap_or(0));
                wait = Some(left.max(IDLE_STEP));
                return Ok(ControlFlow::Break(()));
            } else if row.is_private() {
                let receiver = reader.person(row).unwrap_or_default();
                let waits = match receiver {
                    Some(key) => tables.messages.undelivered.get((key.as_str(), row.id.0))?.is_some(),
                    None => false,
                };
                if !waits {
                    going.insert(row.id);
                }
            }
            seen_below = row.id.0 + 1;
            Ok(ControlFlow::Continue(()))
        })?;
        self.seen_below = seen_below;
        let removed = if going.is_empty() { 0 } else { tables.messages.remove(&going)?.len() as u64 };
        self.is_due = wait.is_some();
        // Another commit looks again after an hour.
        self.again_at = Some(now.mono + wait.unwrap_or(IDLE_STEP).min(IDLE_STEP));
        Ok((removed, wait))
    }
}
