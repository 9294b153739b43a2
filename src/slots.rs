//! Tables whose places are given again when they are free, in pages.
//!
//! Owns [`Pages`], a list that grows by a page and never moves what is in it, and [`Slots`] on it, which knows which places are
//! free. A list that doubles copies everything each time, and leaves as much memory behind as it holds, in holes among what
//! stays; among thousands of idle connections that would be as much as half of what is known of them. Calls nothing.

use std::ops::{Index, IndexMut};

/// Entries of a page: a few KiB of whatever is kept of somebody.
const PAGE: usize = 32;

/// A list in pages, each but the last of which is full.
#[derive(Debug)]
pub struct Pages<T>(Vec<Vec<T>>);

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Pages<T> {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * PAGE + last.len())
    }

    /// The entry at a place.
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / PAGE)?.get(at % PAGE)
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(at / PAGE)?.get_mut(at % PAGE)
    }

    /// The last entry.
    pub fn last(&self) -> Option<&T> {
        self.0.last()?.last()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// Adds an entry behind the others.
    pub fn push(&mut self, entry: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < PAGE => last.push(entry),
            _ => {
                let mut page = Vec::with_capacity(PAGE);
                page.push(entry);
                self.0.push(page);
            }
        }
    }

    /// Takes out the last entry, and its page with it if it was alone there.
    pub fn pop(&mut self) -> Option<T> {
        let last = self.0.last_mut()?;
        let entry = last.pop();
        if last.is_empty() {
            self.0.pop();
            if self.0.len() < self.0.capacity() / 4 {
                self.0.shrink_to(self.0.len() * 2);
            }
        }
        entry
    }
}

/// A place.
#[derive(Debug)]
enum Slot<T> {
    /// Free, and the next that is.
    Free(Option<u32>),
    Taken(T),
}

/// Entries at places that they keep. The place that was freed last is the next that is given.
#[derive(Debug)]
pub struct Slots<T> {
    slots: Pages<Slot<T>>,
    /// The first free place before the end.
    free: Option<u32>,
    taken: usize,
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self { slots: Pages::default(), free: None, taken: 0 }
    }
}

impl<T> Slots<T> {
    /// The number of entries.
    pub fn len(&self) -> usize {
        self.taken
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.taken == 0
    }

    /// The entry at a place.
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        match self.slots.get(at)? {
            Slot::Taken(entry) => Some(entry),
            Slot::Free(_) => None,
        }
    }

    /// The same, to be changed.
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        match self.slots.get_mut(at)? {
            Slot::Taken(entry) => Some(entry),
            Slot::Free(_) => None,
        }
    }

    /// All entries by their places.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.slots.iter().enumerate().filter_map(|(at, slot)| match slot {
            Slot::Taken(entry) => Some((at, entry)),
            Slot::Free(_) => None,
        })
    }

    /// The place that the next entry gets.
    pub fn next(&self) -> usize {
        self.free.map_or_else(|| self.slots.len(), |at| at as usize)
    }

    /// Adds an entry; gives its place.
    pub fn insert(&mut self, entry: T) -> usize {
        self.taken += 1;
        let at = self.next();
        match self.slots.get_mut(at) {
            Some(slot) => {
                if let Slot::Free(next) = *slot {
                    self.free = next;
                }
                *slot = Slot::Taken(entry);
            }
            None => self.slots.push(Slot::Taken(entry)),
        }
        at
    }

    /// Takes out the entry at a place, if there is one.
    pub fn remove(&mut self, at: usize) -> Option<T> {
        let slot = self.slots.get_mut(at)?;
        if let Slot::Free(_) = slot {
            return None;
        }
        let Slot::Taken(entry) = std::mem::replace(slot, Slot::Free(self.free)) else { return None };
        // What is kept here is counted in 32 bits: connections, and what there is one of for each.
        self.free = Some(at as u32);
        self.taken -= 1;
        Some(entry)
    }

    /// Gives back the memory of the free places at the end when a crowd has gone. To be called after each that goes; it looks at
    /// all places a few times only while a crowd does.
    pub fn give_back(&mut self) {
        let few_are_left = self.taken.is_power_of_two() && self.taken < self.slots.len() / 4;
        if self.taken == 0 || few_are_left {
            self.shrink();
        }
    }

    fn shrink(&mut self) {
        while let Some(Slot::Free(_)) = self.slots.last() {
            self.slots.pop();
        }
        self.free = None;
        for at in (0..self.slots.len()).rev() {
            if let Some(Slot::Free(next)) = self.slots.get_mut(at) {
                *next = self.free.replace(at as u32);
            }
        }
    }

    /// Places that memory is held for.
    #[cfg(test)]
    pub fn capacity(&self) -> usize {
        self.slots.0.iter().map(Vec::capacity).sum()
    }
}

impl<T> Index<usize> for Slots<T> {
    type Output = T;

    /// The entry at a place that has one.
    fn index(&self, at: usize) -> &T {
        match self.slots.get(at) {
            Some(Slot::Taken(entry)) => entry,
            _ => panic!("the place {at} is free"),
        }
    }
}

impl<T> IndexMut<usize> for Slots<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        match self.slots.get_mut(at) {
            Some(Slot::Taken(entry)) => entry,
            _ => panic!("the place {at} is free"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever is done, in the order of a map that knows each place.
        #[test]
        fn a_place_has_what_was_put_there(steps in prop::collection::vec((any::<bool>(), 0..120_usize), 0..400)) {
            let mut slots = Slots::default();
            let mut known = BTreeMap::new();
            for (number, (adds, at)) in steps.into_iter().enumerate() {
                if adds || at % 3 == 0 {
                    let next = slots.next();
                    prop_assert_eq!(slots.insert(number), next);
                    prop_assert!(known.insert(next, number).is_none(), "a place is given once");
                } else if at == 1 {
                    slots.shrink();
                    let end = known.keys().next_back().map_or(0, |last| last + 1);
                    prop_assert!(slots.capacity() < end + PAGE && slots.slots.len() == end);
                } else {
                    prop_assert_eq!(slots.remove(at), known.remove(&at));
                    prop_assert_eq!(slots.get(at), None);
                }
                prop_assert_eq!(slots.len(), known.len());
                prop_assert_eq!(slots.is_empty(), known.is_empty());
            }
            prop_assert!(slots.iter().eq(known.iter().map(|(&at, number)| (at, number))));
            for &at in known.keys() {
                slots.remove(at);
            }
            slots.give_back();
            prop_assert_eq!(slots.capacity(), 0);
        }
    }

    #[test]
    fn what_was_freed_last_is_given_next_and_an_entry_stays_where_it_is() {
        let mut slots = Slots::default();
        for number in 0..100_u64 {
            assert_eq!(slots.insert(number), number as usize);
        }
        let there: *const u64 = slots.get(0).unwrap();
        assert_eq!((slots.remove(7), slots.remove(40), slots.remove(40)), (Some(7), Some(40), None));
        assert_eq!([slots.insert(1), slots.insert(2), slots.insert(3)], [40, 7, 100]);
        for number in 0..10_000 {
            slots.insert(number);
        }
        assert!(std::ptr::eq(there, slots.get(0).unwrap()));
    }

    #[test]
    fn pages_are_a_list() {
        let mut pages = Pages::default();
        (0..100).for_each(|number| pages.push(number));
        assert!(pages.iter().copied().eq(0..100) && pages.get(100).is_none());
        for number in (0..100).rev() {
            assert_eq!((pages.len(), pages.last()), (number + 1, Some(&number)));
            assert_eq!(pages.pop(), Some(number));
        }
        assert!(pages.len() == 0 && pages.pop().is_none() && pages.0.capacity() <= 4);
    }
}
