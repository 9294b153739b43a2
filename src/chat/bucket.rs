//! A token bucket: so many at once, so many a minute.
//!
//! Owns [`Bucket`], which the core's limits on a rate are made of. Knows no clock; it is told the time.

use super::clock::Mono;

/// Counts down what may still be done, and fills up again with time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    /// Thousandths of a token.
    level_milli: u64,
    filled_at: Mono,
}

impl Bucket {
    /// A full bucket of `per_minute` tokens.
    pub(super) fn full(per_minute: u32, now: Mono) -> Self {
        Self { level_milli: u64::from(per_minute) * 1000, filled_at: now }
    }

    /// Takes a token; false if there was none.
    pub(super) fn take(&mut self, per_minute: u32, now: Mono) -> bool {
        let capacity_milli = u64::from(per_minute) * 1000;
        let elapsed_ms = u64::try_from(now.saturating_sub(self.filled_at).as_millis()).unwrap_or(u64::MAX);
        let gained_milli = elapsed_ms.saturating_mul(u64::from(per_minute)) / 60;
        // A gain of less than a thousandth waits for the next call instead of being rounded away at each.
        if gained_milli > 0 {
            self.level_milli = self.level_milli.saturating_add(gained_milli).min(capacity_milli);
            self.filled_at = now;
        }
        match self.level_milli.checked_sub(1000) {
            Some(rest) => {
                self.level_milli = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_empties_it_and_time_fills_it() {
        let mut bucket = Bucket::full(30, Duration::ZERO);
        assert_eq!((0..40).filter(|_| bucket.take(30, Duration::ZERO)).count(), 30);
        assert!(!bucket.take(30, Duration::from_millis(1900)));
        assert!(bucket.take(30, Duration::from_millis(4000)));
        assert_eq!((0..99).filter(|_| bucket.take(30, Duration::from_secs(3600))).count(), 30);
    }
}
