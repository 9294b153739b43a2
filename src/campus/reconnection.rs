//! When to try the broker again: soon at first, then ever later, and never all servers of a school at one moment.
//!
//! Owns [`Reconnection`]. Chance comes from a seed that whoever makes it has drawn.

use std::time::Duration;

/// The wait before the second try.
const FIRST: Duration = Duration::from_secs(1);

/// The longest wait.
const LONGEST: Duration = Duration::from_secs(60);

/// The waits between tries.
#[derive(Debug)]
pub(super) struct Reconnection {
    wait: Duration,
    chance: u64,
}

impl Reconnection {
    pub(super) fn new(seed: u64) -> Self {
        Self { wait: FIRST, chance: seed }
    }

    /// The time to wait now. Each is twice the one before, give or take half of it.
    pub(super) fn next_wait(&mut self) -> Duration {
        let wait = self.wait;
        self.wait = (wait * 2).min(LONGEST);
        let half = wait / 2;
        half + self.part_of(wait)
    }

    /// The broker was there: next time the first wait is due again.
    pub(super) fn succeeded(&mut self) {
        self.wait = FIRST;
    }

    /// Less than that, by chance.
    fn part_of(&mut self, whole: Duration) -> Duration {
        // SplitMix64, which takes any seed.
        self.chance = self.chance.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.chance;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        whole.mul_f64(((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_differ_from_server_to_server() {
        let mut all = std::collections::BTreeSet::new();
        for seed in 0..50 {
            let mut reconnection = Reconnection::new(seed);
            let mut expected = FIRST;
            for _ in 0..12 {
                let wait = reconnection.next_wait();
                assert!(wait >= expected / 2 && wait < expected * 3 / 2, "{wait:?} where {expected:?} was due");
                expected = (expected * 2).min(LONGEST);
            }
            all.insert(reconnection.next_wait());
            reconnection.succeeded();
            assert!(reconnection.next_wait() < FIRST * 3 / 2);
        }
        assert!(all.len() > 45, "only {} different waits", all.len());
    }
}
