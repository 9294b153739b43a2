//! Chance that is the same in every run.
//!
//! Owns [`Random`]: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014). Loads that
//! are to be compared must not differ by luck.

use std::time::Duration;

/// A sequence of numbers.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to below 1.
    pub(super) fn fraction(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Below `end`.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        // Truncation is what is wanted.
        (self.fraction() * f64::from(end)) as u32
    }

    /// The time until something that happens at random, so often on the average.
    pub(super) fn wait(&mut self, mean: Duration) -> Duration {
        mean.mul_f64(-(1.0 - self.fraction()).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_have_their_mean_and_numbers_their_bounds() {
        let mut random = Random::new(1);
        let mean = Duration::from_secs(10);
        let sum: Duration = (0..10_000).map(|_| random.wait(mean)).sum();
        assert!((9.0..11.0).contains(&(sum.as_secs_f64() / 10_000.0)), "{sum:?}");
        let mut seen = [0; 5];
        (0..1000).for_each(|_| seen[random.below(5) as usize] += 1);
        assert!(seen.iter().all(|&n| n > 100), "{seen:?}");
    }
}
