//! Memory that goes back when a crowd has gone.
//!
//! Owns [`give_back`], which every table with a list calls where it takes something out.

/// Returns the memory of a list that has become mostly empty: after a storm it goes back.
pub(super) fn give_back<T>(list: &mut Vec<T>) {
    const KEPT: usize = 64;
    if list.capacity() > KEPT && list.len() < list.capacity() / 4 {
        list.shrink_to(list.len() * 2);
    }
}
