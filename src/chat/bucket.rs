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

/// Counts down what may still be done, and fills up again with time: a generic cell rate algorithm (ITU-T I.371, "virtual
/// scheduling"). One moment is all that it keeps, because each session has one of these.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    /// The moment at which it is full, in nanoseconds of [`Mono`], which itself would take twice as much; it is full since a
    /// moment that has passed.
    full_at_ns: u64,
}

fn nanoseconds(at: Mono) -> u64 {
    // Five hundred years.
    u64::try_from(at.as_nanos()).unwrap_or(u64::MAX)
}

/// The time in which so many tokens come back.
fn refill_ns(rate: Rate, tokens: u32) -> u64 {
    const MINUTE_NS: u64 = 60_000_000_000;
    u64::from(tokens).saturating_mul(MINUTE_NS) / u64::from(rate.per_minute.max(1))
}

impl Bucket {
    /// A full bucket.
    pub(crate) fn full() -> Self {
        Self { full_at_ns: 0 }
    }

    /// True if there is a token.
    pub(super) fn has_token(self, rate: Rate, now: Mono) -> bool {
        self.missing_ns(rate, now, 1) == 0
    }

    /// Takes a token; false if there was none.
    pub(crate) fn take(&mut self, rate: Rate, now: Mono) -> bool {
        let has_token = self.has_token(rate, now);
        if has_token {
            self.full_at_ns = self.full_after_ns(rate, now, 1);
        }
        has_token
    }

    /// True if there are several tokens, or all that a full bucket has if that is fewer.
    pub(super) fn has_many(self, rate: Rate, now: Mono, count: u32) -> bool {
        self.missing_ns(rate, now, count.min(rate.burst)) == 0
    }

    /// Takes several tokens, or all that a full bucket has if that is fewer; false if there were not as many.
    pub(super) fn take_many(&mut self, rate: Rate, now: Mono, count: u32) -> bool {
        let has_them = self.has_many(rate, now, count);
        if has_them {
            self.full_at_ns = self.full_after_ns(rate, now, count.min(rate.burst));
        }
        has_them
    }

    /// The time until there is a token.
    pub(crate) fn wait(self, rate: Rate, now: Mono) -> Duration {
        Duration::from_nanos(self.missing_ns(rate, now, 1))
    }

    /// True if nothing has been taken, or all of it has come back.
    fn is_full(self, now: Mono) -> bool {
        self.full_at_ns <= nanoseconds(now)
    }

    /// The moment at which it would be full again if so many tokens were taken now.
    fn full_after_ns(self, rate: Rate, now: Mono, tokens: u32) -> u64 {
        self.full_at_ns.max(nanoseconds(now)).saturating_add(refill_ns(rate, tokens))
    }

    /// The time until there are so many tokens.
    fn missing_ns(self, rate: Rate, now: Mono, tokens: u32) -> u64 {
        let empty_ns = nanoseconds(now).saturating_add(refill_ns(rate, rate.burst));
        self.full_after_ns(rate, now, tokens).saturating_sub(empty_ns)
    }
}

/// Forgets the full buckets of a table that has more than `most`: they say nothing. Whether it still has more.
pub(crate) fn forget_full<K>(table: &mut HashMap<K, Bucket>, most: usize, now: Mono) -> bool {
    if table.len() > most {
        table.retain(|_, bucket| !bucket.is_full(now));
    }
    table.len() > most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_empties_it_and_time_fills_it() {
        let rate = Rate::per_minute(30);
        let mut bucket = Bucket::full();
        assert_eq!((0..40).filter(|_| bucket.take(rate, Duration::ZERO)).count(), 30);
        assert_eq!(bucket.wait(rate, Duration::ZERO), Duration::from_secs(2));
        assert!(!bucket.take(rate, Duration::from_millis(1900)));
        assert_eq!(bucket.wait(rate, Duration::from_millis(4000)), Duration::ZERO);
        assert!(bucket.take(rate, Duration::from_millis(4000)));
        assert!(!bucket.is_full(Duration::from_secs(30)));
        assert!(bucket.is_full(Duration::from_secs(3600)));
        assert_eq!((0..99).filter(|_| bucket.take(rate, Duration::from_secs(3600))).count(), 30);
    }

    #[test]
    fn burst_and_rate_may_differ() {
        let rate = Rate { burst: 3, per_minute: 600 };
        let mut bucket = Bucket::full();
        assert_eq!((0..9).filter(|_| bucket.take(rate, Duration::ZERO)).count(), 3);
        assert_eq!((0..9).filter(|_| bucket.take(rate, Duration::from_millis(200))).count(), 2);
    }
}
