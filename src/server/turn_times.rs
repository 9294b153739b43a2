//! The times that turns of the loop take, as a histogram.
//!
//! Owns [`TurnTimes`]. `handler` begins and ends each turn, `metrics` shows them.

use std::time::{Duration, Instant};

/// Upper bounds of the histogram of turns, in microseconds.
const TURN_BOUNDS_US: [u64; 6] = [100, 1_000, 5_000, 20_000, 100_000, 1_000_000];

/// The times that turns of the loop took.
#[derive(Debug, Default)]
pub(super) struct TurnTimes {
    began: Option<Instant>,
    /// By bound, not cumulated; the last is for what is longer than all.
    counts: [u64; TURN_BOUNDS_US.len() + 1],
    total: Duration,
}

impl TurnTimes {
    pub(super) fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    pub(super) fn end(&mut self) {
        let Some(began) = self.began.take() else { return };
        let took = began.elapsed();
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.counts[TURN_BOUNDS_US.partition_point(|&bound| bound < took_us)] += 1;
        self.total += took;
    }

    /// Upper bounds in growing order, each with the number of turns that took no longer; `None` for all of them.
    pub(super) fn buckets(&self) -> impl Iterator<Item = (Option<Duration>, u64)> {
        let bounds = TURN_BOUNDS_US.iter().map(|&bound_us| Some(Duration::from_micros(bound_us))).chain([None]);
        let within = self.counts.iter().scan(0, |so_far, count| {
            *so_far += count;
            Some(*so_far)
        });
        bounds.zip(within)
    }

    /// The time that all of them took together.
    pub(super) fn total(&self) -> Duration {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_fall_into_the_bucket_that_holds_them() {
        let mut turns = TurnTimes::default();
        turns.begin(Instant::now());
        turns.end();
        // Without a beginning there is nothing to count.
        turns.end();
        let buckets: Vec<_> = turns.buckets().collect();
        assert_eq!(buckets.len(), TURN_BOUNDS_US.len() + 1);
        assert_eq!((buckets[0].0, buckets.last().copied()), (Some(Duration::from_micros(100)), Some((None, 1))));
        assert!(buckets.is_sorted_by_key(|(_, count)| *count), "{buckets:?}");
    }
}
