//! The people present.
//!
//! Owns [`People`]: each [`Person`] in a slot that sessions refer to, and an index in the order of the names. What
//! happens when somebody comes, goes or changes state is in `presence`.

use std::num::NonZeroU64;

use slab::Slab;
use smallvec::SmallVec;

use super::handle::SessionId;
use super::lookalike_index::LookalikeIndex;
use super::memory::give_back;
use super::name::{NameKey, Username};
use super::request::PresenceState;

/// A person's place in [`People`], for as long as they are present.
pub(super) type PersonSlot = u32;

/// A person's sessions, nearly always one.
pub(super) type OwnSessions = SmallVec<[SessionId; 1]>;

/// Somebody present, in one session or several.
pub(super) struct Person {
    pub(super) name: Username,
    /// True for the owner of an account; else a guest.
    pub(super) registered: bool,
    pub(super) state: PresenceState,
    pub(super) sessions: OwnSessions,
    /// The presence tick at which a hidden state began. Who came or got the list later does not know of the person.
    pub(super) hidden_since: Option<NonZeroU64>,
}

/// Everybody present.
#[derive(Default)]
pub(super) struct People {
    slab: Slab<Person>,
    /// The slots in the order of the names' keys. A tree would take ten times the memory; to make room among 10,000
    /// moves 40 kB, which is less than what telling them takes by far.
    by_key: Vec<PersonSlot>,
    /// The lookalikes of the names.
    lookalikes: LookalikeIndex,
}

impl People {
    /// The place in the order at which a name is, or would be.
    fn position(&self, key: &NameKey) -> Result<usize, usize> {
        self.by_key.binary_search_by(|&slot| self[slot].name.key().cmp(key))
    }

    pub(super) fn find(&self, key: &NameKey) -> Option<PersonSlot> {
        self.position(key).ok().map(|at| self.by_key[at])
    }

    pub(super) fn get(&self, key: &NameKey) -> Option<&Person> {
        self.find(key).map(|slot| &self[slot])
    }

    pub(super) fn contains(&self, key: &NameKey) -> bool {
        self.position(key).is_ok()
    }

    /// Whoever is in a slot, if anybody still is.
    pub(super) fn in_slot(&self, slot: PersonSlot) -> Option<&Person> {
        self.slab.get(slot as usize)
    }

    pub(super) fn in_slot_mut(&mut self, slot: PersonSlot) -> Option<&mut Person> {
        self.slab.get_mut(slot as usize)
    }

    /// Adds somebody whose name nobody bears.
    pub(super) fn insert(&mut self, person: Person) -> PersonSlot {
        let position = self.position(person.name.key());
        debug_assert!(position.is_err(), "a name is one person's");
        // Each has a connection of their own, and those are counted in 32 bits.
        let slot = self.slab.insert(person) as PersonSlot;
        self.by_key.insert(position.unwrap_or_else(|at| at), slot);
        self.lookalikes.insert(self.slab[slot as usize].name.key());
        slot
    }

    pub(super) fn remove(&mut self, slot: PersonSlot) -> Option<Person> {
        let at = self.position(self.in_slot(slot)?.name.key()).ok()?;
        self.by_key.remove(at);
        let person = self.slab.try_remove(slot as usize);
        if let Some(person) = &person {
            self.lookalikes.remove(person.name.key());
        }
        if self.by_key.is_empty() {
            *self = Self::default();
        } else if self.by_key.len().is_power_of_two() && self.by_key.len() < self.slab.capacity() / 4 {
            // Looks through the whole slab, so not at each departure.
            self.slab.shrink_to_fit();
        }
        give_back(&mut self.by_key);
        person
    }

    /// Gives a person another name, which nobody bears.
    pub(super) fn rename(&mut self, slot: PersonSlot, name: Username) {
        if let Some(person) = self.in_slot(slot)
            && let Ok(at) = self.position(person.name.key())
        {
            self.by_key.remove(at);
            let to = self.position(name.key()).unwrap_or_else(|at| at);
            self.lookalikes.remove(self.slab[slot as usize].name.key());
            self.lookalikes.insert(name.key());
            self.slab[slot as usize].name = name;
            self.by_key.insert(to, slot);
        }
    }

    /// True if a name may be taken for that of somebody present who is called otherwise.
    pub(super) fn resemble(&self, name: &Username) -> bool {
        let own =
            self.get(name.key()).map_or_else(SmallVec::new, |person| LookalikeIndex::hashes_of(person.name.key()));
        name.readings().iter().any(|reading| {
            let key = NameKey::of_folded(reading);
            (key != *name.key() && self.contains(&key)) || self.lookalikes.has(reading, &own)
        })
    }

    /// All of them, in the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PersonSlot, &Person)> {
        self.by_key.iter().map(|&slot| (slot, &self[slot]))
    }

    pub(super) fn len(&self) -> usize {
        self.by_key.len()
    }

    pub(super) fn check_lookalikes(&self) {
        self.lookalikes.check_invariants(self.iter().map(|(_, person)| person.name.key()));
    }

    pub(super) fn check_invariants(&self) {
        assert_eq!(self.by_key.len(), self.slab.len(), "everybody is in the index once");
        assert!(
            self.by_key.is_sorted_by(|&a, &b| self[a].name.key() < self[b].name.key()),
            "the index is in order, and a name is one person's"
        );
    }
}

impl std::ops::Index<PersonSlot> for People {
    type Output = Person;

    fn index(&self, slot: PersonSlot) -> &Person {
        &self.slab[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> Person {
        Person {
            name: Username::parse(name).unwrap(),
            registered: false,
            state: PresenceState::online(),
            sessions: SmallVec::new(),
            hidden_since: None,
        }
    }

    fn names(people: &People) -> Vec<&str> {
        people.iter().map(|(_, person)| person.name.as_str()).collect()
    }

    /// Of the 400 bytes for an idle, identified connection a quarter.
    #[test]
    fn a_person_is_small() {
        assert!(size_of::<Person>() <= 80, "{}", size_of::<Person>());
        assert!(size_of::<Slab<Person>>() <= 48);
    }

    #[test]
    fn people_are_found_and_listed_by_the_keys_of_their_names() {
        let mut people = People::default();
        let slots: Vec<PersonSlot> = ["zoe", "Élodie", "BOB", "alice"].map(|name| people.insert(person(name))).into();
        people.check_invariants();
        assert_eq!(names(&people), ["alice", "BOB", "zoe", "Élodie"]);
        assert_eq!(people.find(Username::parse("bob").unwrap().key()), Some(slots[2]));
        people.rename(slots[3], Username::parse("yves").unwrap());
        people.check_invariants();
        assert_eq!(names(&people), ["BOB", "yves", "zoe", "Élodie"]);
        assert!(people.remove(slots[0]).is_some_and(|gone| gone.name.as_str() == "zoe"));
        assert!(people.remove(slots[0]).is_none() && people.in_slot(slots[0]).is_none());
        people.check_invariants();
        assert_eq!(names(&people), ["BOB", "yves", "Élodie"]);
    }

    #[test]
    fn after_a_storm_the_memory_goes_back() {
        let mut people = People::default();
        let slots: Vec<PersonSlot> = (0..10_000).map(|n| people.insert(person(&format!("n{n}")))).collect();
        for &slot in slots[10..].iter().rev() {
            people.remove(slot);
        }
        people.check_invariants();
        assert!(people.slab.capacity() <= 64 && people.by_key.capacity() <= 64);
        for &slot in &slots[..10] {
            people.remove(slot);
        }
        assert_eq!((people.len(), people.slab.capacity()), (0, 0));
    }
}
