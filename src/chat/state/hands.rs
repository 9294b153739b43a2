//! The hands that are up, in the order in which they went up.
//!
//! Owns [`Hands`]. A hand is a person's, not a session's: there are never more than people present. When one goes up and
//! down, and who hears of it, is in `chat::hands`.

use super::people::PersonSlot;
use crate::chat::clock::WallTime;
use crate::chat::memory::give_back;

/// A hand that is up.
#[derive(Clone, Copy)]
pub(in crate::chat) struct Hand {
    pub(in crate::chat) person: PersonSlot,
    pub(in crate::chat) since: WallTime,
}

/// All hands that are up.
#[derive(Default)]
pub(in crate::chat) struct Hands(Vec<Hand>);

impl Hands {
    /// Adds a person's hand behind the others. Returns whether it was not up yet; if it was it stays where it is.
    pub(in crate::chat) fn raise(&mut self, person: PersonSlot, since: WallTime) -> bool {
        let is_new = self.place_of(person).is_none();
        if is_new {
            self.0.push(Hand { person, since });
        }
        is_new
    }

    /// Takes a person's hand down. Returns the place that it had, from 1.
    pub(in crate::chat) fn lower(&mut self, person: PersonSlot) -> Option<usize> {
        let place = self.place_of(person)?;
        self.0.remove(place - 1);
        give_back(&mut self.0);
        Some(place)
    }

    /// Takes all of them down, and returns them.
    pub(in crate::chat) fn lower_all(&mut self) -> Vec<Hand> {
        std::mem::take(&mut self.0)
    }

    /// The place of a person's hand, from 1.
    pub(in crate::chat) fn place_of(&self, person: PersonSlot) -> Option<usize> {
        self.0.iter().position(|hand| hand.person == person).map(|at| at + 1)
    }

    /// All of them, in order.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = Hand> {
        self.0.iter().copied()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::chat) fn check_invariants(&self) {
        let mut people: Vec<PersonSlot> = self.0.iter().map(|hand| hand.person).collect();
        people.sort_unstable();
        assert!(people.windows(2).all(|pair| pair[0] != pair[1]), "a person has one hand");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_keep_their_order_and_empty_ones_no_memory() {
        let at = WallTime { unix_us: 0, offset_s: 0 };
        let mut hands = Hands::default();
        assert!(hands.raise(7, at) && hands.raise(3, at) && !hands.raise(7, at) && hands.raise(5, at));
        assert_eq!(hands.place_of(5), Some(3));
        assert_eq!((hands.lower(3), hands.lower(3)), (Some(2), None));
        assert_eq!(hands.iter().map(|hand| hand.person).collect::<Vec<_>>(), [7, 5]);
        hands.check_invariants();
        assert_eq!(hands.lower_all().len(), 2);
        assert_eq!((hands.is_empty(), hands.0.capacity()), (true, 0));
    }
}
