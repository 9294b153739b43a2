//! The size of a step on the way through all that is kept by a name, so that commits of others go on between two.
//!
//! Owns these numbers, which `erase` and `rename` share.

/// Blocks that one step reads: 256 KiB.
pub(super) const BLOCKS_READ: usize = 32;

/// Blocks that one step writes anew: the work and the bytes of a large commit.
pub(super) const BLOCKS_WRITTEN: usize = 4;

/// Spared messages that one step reads.
pub(super) const SPARED_READ: usize = 1000;

/// Ended stays that one step reads.
pub(super) const STAYS_READ: usize = 2000;

/// Events for other servers that one step reads.
pub(super) const EVENTS_READ: usize = 2000;

/// Polls, or questions, that one step looks for votes in.
pub(super) const VOTES_READ: usize = 256;
