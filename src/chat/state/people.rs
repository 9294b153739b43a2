//! The people present.
//!
//! Owns [`People`]: each [`Person`] in a slot that sessions refer to, an index in the order of the names, and the tick that
//! counts their changes. What happens when somebody comes, goes or changes state is in `chat::presence`.

use std::num::NonZeroU64;

use smallvec::SmallVec;

use crate::chat::few::Few;
use crate::chat::handle::SessionId;
use crate::chat::lookalike_index::LookalikeIndex;
use crate::chat::memory::give_back;
use crate::chat::name::{NameKey, Username};
use crate::chat::request::PresenceState;
use crate::chat::voter::Voter;
use crate::slots::Slots;

/// A person's place in [`People`], for as long as they are present.
pub(in crate::chat) type PersonSlot = u32;

/// A person's sessions, nearly always one.
pub(in crate::chat) type OwnSessions = Few<SessionId>;

/// Somebody present, in one session or several.
pub(in crate::chat) struct Person {
    name: Username,
    /// The number of a guest, which no other has; 0 for the owner of an account.
    guest: u32,
    state: PresenceState,
    sessions: OwnSessions,
    /// The presence tick at which a hidden state began. Who came or got the list later does not know of the person.
    hidden_since: Option<NonZeroU64>,
}

impl Person {
    pub(in crate::chat) fn name(&self) -> &Username {
        &self.name
    }

    /// True for the owner of an account; else a guest.
    pub(in crate::chat) fn is_registered(&self) -> bool {
        self.guest == 0
    }

    /// The number of a guest, which no other has; 0 for the owner of an account.
    pub(in crate::chat) fn guest_number(&self) -> u32 {
        self.guest
    }

    /// The person as the one who votes and asks.
    pub(in crate::chat) fn voter(&self) -> Voter {
        match self.guest {
            0 => Voter::of_account(&self.name),
            number => Voter::of_guest(&self.name, number),
        }
    }

    pub(in crate::chat) fn state(&self) -> &PresenceState {
        &self.state
    }

    /// The person's sessions, in the order in which they came.
    pub(in crate::chat) fn sessions(&self) -> &OwnSessions {
        &self.sessions
    }

    /// The presence tick at which a hidden state began; `None` if others see the person.
    pub(in crate::chat) fn hidden_since(&self) -> Option<NonZeroU64> {
        self.hidden_since
    }
}

/// A change of somebody's state.
pub(in crate::chat) struct StateChange {
    /// The tick since which the person is hidden, before and after; `None` if everybody is to know.
    pub(in crate::chat) hidden_since: Option<NonZeroU64>,
}

/// Everybody present.
#[derive(Default)]
pub(in crate::chat) struct People {
    slots: Slots<Person>,
    /// The slots in the order of the names' keys. A tree would take ten times the memory; to make room among 10,000
    /// moves 40 kB, which is less than what telling them takes by far.
    by_key: Vec<PersonSlot>,
    /// The lookalikes of the names.
    lookalikes: LookalikeIndex,
    /// Counts changes of presence; orders "who was there when".
    tick: u64,
    /// The number of the last guest.
    last_guest: u32,
    /// Counts what others may see: who comes, goes, has another name or is in another state.
    changes: u64,
}

impl People {
    /// Nobody, after guests of such numbers of whom something is kept.
    pub(in crate::chat) fn after_guests(numbers: impl Iterator<Item = u32>) -> Self {
        Self { last_guest: numbers.max().unwrap_or(0), ..Self::default() }
    }

    /// Guests who come from now on get other numbers than those up to this one.
    pub(in crate::chat) fn skip_guests_to(&mut self, number: u32) {
        self.last_guest = self.last_guest.max(number);
    }

    /// The place in the order at which a name is, or would be.
    fn position(&self, key: &NameKey) -> Result<usize, usize> {
        self.by_key.binary_search_by(|&slot| self[slot].name.key().cmp(key))
    }

    pub(in crate::chat) fn find(&self, key: &NameKey) -> Option<PersonSlot> {
        self.position(key).ok().map(|at| self.by_key[at])
    }

    pub(in crate::chat) fn get(&self, key: &NameKey) -> Option<&Person> {
        self.find(key).map(|slot| &self[slot])
    }

    pub(in crate::chat) fn contains(&self, key: &NameKey) -> bool {
        self.position(key).is_ok()
    }

    /// Whoever is in a slot, if anybody still is.
    pub(in crate::chat) fn in_slot(&self, slot: PersonSlot) -> Option<&Person> {
        self.slots.get(slot as usize)
    }

    /// The number of changes so far.
    pub(in crate::chat) fn tick(&self) -> u64 {
        self.tick
    }

    /// The number of changes that others may see.
    pub(in crate::chat) fn changes(&self) -> u64 {
        self.changes
    }

    /// Counts a change.
    pub(in crate::chat) fn advance(&mut self) -> u64 {
        self.tick += 1;
        self.tick
    }

    /// Adds somebody whose name nobody bears, without a session yet. `is_told` says whether others are told.
    pub(in crate::chat) fn insert(
        &mut self,
        name: Username,
        registered: bool,
        state: PresenceState,
        is_told: bool,
    ) -> PersonSlot {
        self.changes += 1;
        let position = self.position(name.key());
        debug_assert!(position.is_err(), "a name is one person's");
        // Nobody knows of who comes untold, which is before any tick of anybody.
        let since = if is_told { NonZeroU64::new(self.tick) } else { Some(NonZeroU64::MIN) };
        let hidden_since = since.filter(|_| state.is_hidden());
        let guest = if registered { 0 } else { self.last_guest.saturating_add(1) };
        self.last_guest = self.last_guest.max(guest);
        let person = Person { name, guest, state, sessions: OwnSessions::default(), hidden_since };
        // Each has a connection of their own, and those are counted in 32 bits.
        let slot = self.slots.insert(person) as PersonSlot;
        self.by_key.insert(position.unwrap_or_else(|at| at), slot);
        self.lookalikes.insert(self.slots[slot as usize].name.key());
        slot
    }

    pub(in crate::chat) fn add_session(&mut self, slot: PersonSlot, id: SessionId) {
        if let Some(person) = self.slots.get_mut(slot as usize) {
            person.sessions.push(id);
        }
    }

    /// Takes a session away from a person, who stays.
    pub(in crate::chat) fn remove_session(&mut self, slot: PersonSlot, id: SessionId) {
        if let Some(person) = self.slots.get_mut(slot as usize) {
            person.sessions.take(|&session| session == id);
        }
    }

    /// Changes a person's state. Returns `None` if it is the one that they are in.
    pub(in crate::chat) fn set_state(&mut self, slot: PersonSlot, state: PresenceState) -> Option<StateChange> {
        let tick = self.advance();
        let person = self.slots.get_mut(slot as usize).filter(|person| person.state != state)?;
        let was_hidden_since = person.hidden_since;
        person.hidden_since = if state.is_hidden() { was_hidden_since.or(NonZeroU64::new(tick)) } else { None };
        person.state = state;
        self.changes += 1;
        // From one hidden state to another: news only for those who knew the person.
        Some(StateChange { hidden_since: person.hidden_since.and(was_hidden_since) })
    }

    pub(in crate::chat) fn remove(&mut self, slot: PersonSlot) -> Option<Person> {
        let at = self.position(self.in_slot(slot)?.name.key()).ok()?;
        self.changes += 1;
        self.by_key.remove(at);
        let person = self.slots.remove(slot as usize);
        if let Some(person) = &person {
            self.lookalikes.remove(person.name.key());
        }
        if self.by_key.is_empty() {
            *self = Self { tick: self.tick, last_guest: self.last_guest, changes: self.changes, ..Self::default() };
        }
        self.slots.give_back();
        give_back(&mut self.by_key);
        person
    }

    /// Gives a person another name, which nobody bears.
    pub(in crate::chat) fn rename(&mut self, slot: PersonSlot, name: Username) {
        if let Some(person) = self.in_slot(slot)
            && let Ok(at) = self.position(person.name.key())
        {
            self.changes += 1;
            self.by_key.remove(at);
            let to = self.position(name.key()).unwrap_or_else(|at| at);
            self.lookalikes.remove(self.slots[slot as usize].name.key());
            self.lookalikes.insert(name.key());
            self.slots[slot as usize].name = name;
            self.by_key.insert(to, slot);
        }
    }

    /// True if a name may be taken for that of somebody present who is called otherwise.
    pub(in crate::chat) fn resemble(&self, name: &Username) -> bool {
        self.resemble_besides(name, None)
    }

    /// The same, somebody aside who is about to lose their name.
    pub(in crate::chat) fn resemble_besides(&self, name: &Username, besides: Option<&NameKey>) -> bool {
        let meant = [Some(name.key()), besides.filter(|key| *key != name.key())];
        let there = meant.into_iter().flatten().filter_map(|key| self.get(key));
        let own: SmallVec<[u64; 2]> = there.flat_map(|person| LookalikeIndex::hashes_of(person.name.key())).collect();
        name.readings().iter().any(|reading| {
            let key = NameKey::of_folded(reading);
            (key != *name.key() && Some(&key) != besides && self.contains(&key)) || self.lookalikes.has(reading, &own)
        })
    }

    /// All of them, in the order of their names.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = (PersonSlot, &Person)> {
        self.by_key.iter().map(|&slot| (slot, &self[slot]))
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.by_key.len()
    }

    pub(in crate::chat) fn check_lookalikes(&self) {
        self.lookalikes.check_invariants(self.iter().map(|(_, person)| person.name.key()));
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert_eq!(self.by_key.len(), self.slots.len(), "everybody is in the index once");
        assert!(
            self.by_key.is_sorted_by(|&a, &b| self[a].name.key() < self[b].name.key()),
            "the index is in order, and a name is one person's"
        );
        for (_, person) in self.iter() {
            assert!(person.is_registered() || person.sessions.len() <= 1, "a guest has one session");
            assert_eq!(person.state.is_hidden(), person.hidden_since.is_some());
        }
    }
}

impl std::ops::Index<PersonSlot> for People {
    type Output = Person;

    fn index(&self, slot: PersonSlot) -> &Person {
        &self.slots[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(people: &mut People, name: &str) -> PersonSlot {
        let slot = people.insert(Username::parse(name).unwrap(), false, PresenceState::online(), true);
        people.add_session(slot, SessionId::new(slot as usize, 0));
        slot
    }

    fn names(people: &People) -> Vec<&str> {
        people.iter().map(|(_, person)| person.name.as_str()).collect()
    }

    /// Of the 400 bytes for an idle, identified connection not a fifth.
    #[test]
    fn a_person_is_small() {
        assert_eq!((size_of::<Person>(), size_of::<Option<Person>>()), (72, 72));
    }

    #[test]
    fn people_are_found_and_listed_by_the_keys_of_their_names() {
        let mut people = People::default();
        let slots: Vec<PersonSlot> = ["zoe", "Élodie", "BOB", "alice"].map(|name| insert(&mut people, name)).into();
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
        let slots: Vec<PersonSlot> = (0..10_000).map(|n| insert(&mut people, &format!("n{n}"))).collect();
        for &slot in slots[10..].iter().rev() {
            people.remove(slot);
        }
        people.check_invariants();
        assert!(people.slots.capacity() <= 64 && people.by_key.capacity() <= 64);
        for &slot in &slots[..10] {
            people.remove(slot);
        }
        assert_eq!((people.len(), people.slots.capacity()), (0, 0));
    }
}
