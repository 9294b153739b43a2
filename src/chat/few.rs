//! A list that nearly always has one entry, and then needs no memory of its own.
//!
//! Owns [`Few`]: 16 bytes, where a `SmallVec` of the same takes 24 for each of thousands of sessions. Calls nothing.

use std::ops::{Deref, DerefMut};

/// Some entries, in their order.
#[derive(Debug, Clone, Default)]
pub(super) enum Few<T> {
    #[default]
    None,
    One([T; 1]),
    // In a box, so that the others pay for a pointer only.
    #[allow(clippy::box_collection)]
    Many(Box<Vec<T>>),
}

impl<T> Few<T> {
    /// Adds an entry behind the others.
    pub(super) fn push(&mut self, entry: T) {
        *self = match std::mem::take(self) {
            Self::None => Self::One([entry]),
            Self::One([first]) => Self::Many(Box::new(vec![first, entry])),
            Self::Many(mut list) => {
                list.push(entry);
                Self::Many(list)
            }
        };
    }

    /// Takes out the first entry that is meant. The others stay in their order.
    pub(super) fn take(&mut self, is_meant: impl FnMut(&T) -> bool) -> Option<T> {
        self.take_by(is_meant, Vec::remove)
    }

    /// The same; the last entry gets the place.
    pub(super) fn swap_take(&mut self, is_meant: impl FnMut(&T) -> bool) -> Option<T> {
        self.take_by(is_meant, Vec::swap_remove)
    }

    fn take_by(&mut self, is_meant: impl FnMut(&T) -> bool, remove: impl FnOnce(&mut Vec<T>, usize) -> T) -> Option<T> {
        let at = self.iter().position(is_meant)?;
        let mut list = Vec::from(std::mem::take(self));
        let taken = remove(&mut list, at);
        *self = match list.len() {
            0 => Self::None,
            1 => list.pop().map_or(Self::None, |last| Self::One([last])),
            _ => Self::Many(Box::new(list)),
        };
        Some(taken)
    }
}

impl<T> From<Few<T>> for Vec<T> {
    fn from(few: Few<T>) -> Self {
        match few {
            Few::None => Self::new(),
            Few::One(one) => Self::from(one),
            Few::Many(list) => *list,
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::None => &[],
            Self::One(one) => one,
            Self::Many(list) => list,
        }
    }
}

impl<T> DerefMut for Few<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::None => &mut [],
            Self::One(one) => one,
            Self::Many(list) => list,
        }
    }
}

impl<T> IntoIterator for Few<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        Vec::from(self).into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list_of_any_length_and_small() {
        let mut few = Few::default();
        for number in 0..5_u64 {
            few.push(number);
            assert!(few.iter().copied().eq(0..=number));
        }
        assert_eq!((few.take(|number| *number == 3), few.take(|number| *number == 3)), (Some(3), None));
        assert_eq!((few.swap_take(|number| *number == 0), few.take(|number| *number < 3)), (Some(0), Some(1)));
        few[1] = 7;
        assert_eq!(few.clone().into_iter().collect::<Vec<_>>(), [4, 7]);
        few.take(|number| *number == 7);
        assert!(matches!(few, Few::One([4])), "one entry needs no memory");
        few.take(|_| true);
        assert!(few.is_empty() && matches!(few, Few::None));
        assert_eq!(size_of::<Few<u64>>(), 16);
    }
}
