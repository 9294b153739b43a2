//! A token bucket: so many at once, so many a minute.
//!
//! Owns [`Rate`] and [`Bucket`], which the core's limits on a rate are made of. Knows no clock; it is told the time.

use std::collections::HashMap;
use std::time::Duration;

use super::clock::Mono;

/// The rate at which something may be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Times that it may be done at once, after a pause.
    pub burst: u32,
    /// Times a minute in the long run.
    pub per_minute: u32,
}

impl Rate {
    /// As often at once as in a minute.
    pub fn per_minute(per_minute: u32) -> Self {
        Self { burst: per_minute, per_minute }
    }
}

/// Counts down what may still be done, and fills up again with time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    /// Thousandths of a token.
    level_milli: u64,
    /// Nanoseconds of [`Mono`], which would take half as much again.
    filled_at_ns: u64,
}

fn nanoseconds(at: Mono) -> u64 {
    // Five hundred years.
    u64::try_from(at.as_nanos()).unwrap_or(u64::MAX)
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn full(rate: Rate, now: Mono) -> Self {
        Self { level_milli: u64::from(rate.burst) * 1000, filled_at_ns: nanoseconds(now) }
    }

    /// True if there is a token.
    pub(super) fn has_token(&mut self, rate: Rate, now: Mono) -> bool {
        self.fill(rate, now);
        self.level_milli >= 1000
    }

    /// Takes a token; false if there was none.
    pub(crate) fn take(&mut self, rate: Rate, now: Mono) -> bool {
        let has_token = self.has_token(rate, now);
        if has_token {
            self.level_milli -= 1000;
        }
        has_token
    }

    /// Takes several tokens, or all that a full bucket has if that is fewer; false if there were not as many.
    pub(super) fn take_many(&mut self, rate: Rate, now: Mono, count: u32) -> bool {
        self.fill(rate, now);
        let wanted_milli = u64::from(count.min(rate.burst)) * 1000;
        let has_them = self.level_milli >= wanted_milli;
        if has_them {
            self.level_milli -= wanted_milli;
        }
        has_them
    }

    /// The time until there is a token.
    pub(crate) fn wait(&mut self, rate: Rate, now: Mono) -> Duration {
        self.fill(rate, now);
        let missing_milli = 1000_u64.saturating_sub(self.level_milli);
        Duration::from_millis(missing_milli * 60 / u64::from(rate.per_minute.max(1)))
    }

    /// True if nothing has been taken, or all of it has come back.
    fn is_full(&mut self, rate: Rate, now: Mono) -> bool {
        self.fill(rate, now);
        self.level_milli >= u64::from(rate.burst) * 1000
    }

    fn fill(&mut self, rate: Rate, now: Mono) {
        let capacity_milli = u64::from(rate.burst) * 1000;
        let now_ns = nanoseconds(now);
        let elapsed_ms = now_ns.saturating_sub(self.filled_at_ns) / 1_000_000;
        let gained_milli = elapsed_ms.saturating_mul(u64::from(rate.per_minute)) / 60;
        // A gain of less than a thousandth waits for the next call instead of being rounded away at each.
        if gained_milli > 0 {
            self.level_milli = self.level_milli.saturating_add(gained_milli).min(capacity_milli);
            self.filled_at_ns = now_ns;
        }
    }
}

/// Forgets the full buckets of a table that has more than `most`: they say nothing. Whether it still has more.
pub(crate) fn forget_full<K>(table: &mut HashMap<K, Bucket>, most: usize, rate: Rate, now: Mono) -> bool {
    if table.len() > most {
        table.retain(|_, bucket| !bucket.is_full(rate, now));
    }
    table.len() > most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_empties_it_and_time_fills_it() {
        let rate = Rate::per_minute(30);
        let mut bucket = Bucket::full(rate, Duration::ZERO);
        assert_eq!((0..40).filter(|_| bucket.take(rate, Duration::ZERO)).count(), 30);
        assert_eq!(bucket.wait(rate, Duration::ZERO), Duration::from_secs(2));
        assert!(!bucket.take(rate, Duration::from_millis(1900)));
        assert_eq!(bucket.wait(rate, Duration::from_millis(4000)), Duration::ZERO);
        assert!(bucket.take(rate, Duration::from_millis(4000)));
        assert!(!bucket.is_full(rate, Duration::from_secs(30)));
        assert!(bucket.is_full(rate, Duration::from_secs(3600)));
        assert_eq!((0..99).filter(|_| bucket.take(rate, Duration::from_secs(3600))).count(), 30);
    }

    #[test]
    fn burst_and_rate_may_differ() {
        let rate = Rate { burst: 3, per_minute: 600 };
        let mut bucket = Bucket::full(rate, Duration::ZERO);
        assert_eq!((0..9).filter(|_| bucket.take(rate, Duration::ZERO)).count(), 3);
        assert_eq!((0..9).filter(|_| bucket.take(rate, Duration::from_millis(200))).count(), 2);
    }
}
