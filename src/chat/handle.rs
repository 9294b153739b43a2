//! The handles by which the core and its caller mean the same thing.
//!
//! Owns [`SessionId`] and [`Ticket`], which others know as `effect`'s. Calls nothing.

/// A connection as the core knows it: a handle that is never given to a second connection.
///
/// The lower half is a slot, which is given again when its connection is gone; the slots in use are dense. The upper
/// half tells one connection in a slot from the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

impl SessionId {
    pub(super) fn new(slot: usize, generation: u32) -> Self {
        Self(u64::from(generation) << 32 | slot as u64)
    }

    pub(super) fn slot(self) -> usize {
        // The lower half of it.
        self.0 as u32 as usize
    }

    pub(super) fn generation(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// Pairs the answer of the hashing worker with what asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);
