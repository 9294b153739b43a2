//! Numbers that look random and are the same for the same seed, on every machine and in every version.
//!
//! Owns [`Random`]: SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).

pub struct Random {
    state: u64,
    /// Decisions that were taken beforehand, a byte or a few each, the next one last; `None` if all are left to chance.
    taken: Option<Vec<u8>>,
}

impl Random {
    pub fn new(seed: u64) -> Self {
        Self { state: seed, taken: None }
    }

    /// Takes its decisions from bytes as far as they go.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self { state: 0, taken: Some(bytes.iter().rev().copied().collect()) }
    }

    /// True if it was made of bytes, and all of them are used up.
    pub fn is_spent(&self) -> bool {
        self.taken.as_ref().is_some_and(Vec::is_empty)
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to but not including `n`.
    pub fn below(&mut self, n: usize) -> usize {
        let wanted = if n <= 1 << 8 { 1 } else { 2 };
        let bytes = match &mut self.taken {
            Some(taken) if taken.len() >= wanted => taken.split_off(taken.len() - wanted),
            spent => {
                if let Some(taken) = spent {
                    taken.clear();
                }
                return usize::try_from(self.next() % n as u64).unwrap();
            }
        };
        bytes.into_iter().fold(0, |number, byte| number << 8 | usize::from(byte)) % n
    }

    /// From `low` up to and including `high`.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
