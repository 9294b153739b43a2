//! The looks of many names together: which of them a further one may be taken for.
//!
//! Owns [`LookalikeIndex`], with which each table of names knows its look-alikes, and [`TakenNames`], such a table for who
//! has no core. Calls the modules about names.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use smallvec::SmallVec;

use super::lookalike::Readings;
use super::memory::give_back;
use super::name::{NameKey, Username};

/// The readings of many names, to be found without looking at each name. One that is its name's key needs no memory: who
/// keeps names has those.
#[derive(Default)]
pub(super) struct LookalikeIndex {
    /// In order. To make room among 10,000 moves 80 kB. Two different readings have the same one by chance in once in
    /// 2^64.
    hashes: Vec<u64>,
}

impl LookalikeIndex {
    /// The index of many names.
    pub(super) fn of<'a>(names: impl Iterator<Item = &'a NameKey>) -> Self {
        let mut hashes: Vec<u64> = names.flat_map(Self::hashes_of).collect();
        hashes.sort_unstable();
        Self { hashes }
    }

    pub(super) fn insert(&mut self, key: &NameKey) {
        for hash in Self::hashes_of(key) {
            let at = self.hashes.partition_point(|other| *other < hash);
            self.hashes.insert(at, hash);
        }
    }

    pub(super) fn remove(&mut self, key: &NameKey) {
        for hash in Self::hashes_of(key) {
            if let Ok(at) = self.hashes.binary_search(&hash) {
                self.hashes.remove(at);
            }
        }
        give_back(&mut self.hashes);
    }

    /// True if a name has this reading without its being the name's key, `own` aside: readings of a name that is in the
    /// index and is not meant.
    pub(super) fn has(&self, reading: &str, own: &[u64]) -> bool {
        let hash = hash(reading);
        let from = self.hashes.partition_point(|other| *other < hash);
        let count = self.hashes[from..].iter().take_while(|other| **other == hash).count();
        count > own.iter().filter(|other| **other == hash).count()
    }

    /// The hashes that are kept of a name.
    pub(super) fn hashes_of(key: &NameKey) -> SmallVec<[u64; 2]> {
        Readings::of(key.shown()).iter().filter(|reading| *reading != key.as_str()).map(hash).collect()
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(super) fn check_invariants<'a>(&self, names: impl Iterator<Item = &'a NameKey>) {
        assert_eq!(self.hashes, Self::of(names).hashes, "every name is in the index as it looks");
    }
}

/// Names that stand, for who makes accounts without a core.
#[derive(Default)]
pub struct TakenNames {
    keys: BTreeSet<NameKey>,
    looks: LookalikeIndex,
}

impl TakenNames {
    /// Adds one.
    pub fn insert(&mut self, name: &Username) {
        if self.keys.insert(name.key().clone()) {
            self.looks.insert(name.key());
        }
    }

    /// True if people may take a name for another one that stands.
    pub fn resemble(&self, name: &Username) -> bool {
        let is_other = |key: &NameKey| key != name.key() && self.keys.contains(key);
        let own = self.keys.get(name.key()).map_or_else(SmallVec::new, LookalikeIndex::hashes_of);
        name.readings().iter().any(|reading| is_other(&NameKey::of_folded(reading)) || self.looks.has(reading, &own))
    }
}

fn hash(reading: &str) -> u64 {
    // The same in each run, as the core has no chance in it.
    let mut hasher = DefaultHasher::new();
    reading.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_of_most_pupils_need_no_memory() {
        let mut index = LookalikeIndex::default();
        for name in ["alice", "Alice", "ALICE", "Élodie", "emma", "Maxime", "Jean-Baptiste", "bob 42", "n5678", "Zoé"]
        {
            let name = Username::parse(name).unwrap();
            index.insert(name.key());
            assert_eq!(index.len(), 0, "{name}: {:?}", Readings::of(name.as_str()));
        }
    }

    #[test]
    fn an_index_forgets_what_it_was_told() {
        let names: Vec<Username> = (0..5000).map(|n| Username::parse(&format!("Irène {n}")).unwrap()).collect();
        let mut index = LookalikeIndex::default();
        names.iter().for_each(|name| index.insert(name.key()));
        index.check_invariants(names.iter().map(Username::key));
        assert!(index.has("lrène 77", &[]));
        assert!(!index.has("lrène 77", &LookalikeIndex::hashes_of(names[77].key())));
        names.iter().for_each(|name| index.remove(name.key()));
        assert!(index.hashes.is_empty() && index.hashes.capacity() <= 64);
    }

    proptest! {
        #[test]
        fn the_index_finds_whom_one_may_be_taken_for(
            names in proptest::collection::vec("[lI1i0oOrnmMeEéсоСОеa ]{1,4}", 1..12), other in "[lI1i0oOrnmMeEéсоСОеa ]{1,4}"
        ) {
            let names: Vec<Username> = names.iter().filter_map(|name| Username::parse(name).ok()).collect();
            let Ok(other) = Username::parse(&other) else { return Ok(()) };
            let mut taken = TakenNames::default();
            names.iter().for_each(|name| taken.insert(name));
            let alike = |name: &Username| name != &other && name.looks_like(&other) && other.looks_like(name);
            let mut first: BTreeSet<&Username> = BTreeSet::new();
            let wanted = names.iter().filter(|name| first.insert(name)).any(alike);
            prop_assert_eq!(taken.resemble(&other), wanted, "{:?} {:?}", names, other);
        }
    }
}
