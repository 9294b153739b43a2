//! Counting the messages of a channel, before somebody decides to clear it.
//!
//! Owns [`CountReading`], one count that is done bit by bit, each slice with a transaction of its own. Called by `readings`;
//! calls `messages` and `block`.

use std::ops::Range;

use redb::ReadTransaction;

use super::block::Block;
use super::codec::CodecError;
use super::error::StoreError;
use super::messages::{Snapshot, lost};
use super::slice::Slice;
use crate::chat::name::{ChannelName, NameKey};

/// A count under way.
#[derive(Debug)]
pub(super) struct CountReading {
    channel: ChannelName,
    /// Only ids below this one are left to look at.
    below: u64,
    count: u64,
}

impl CountReading {
    pub(super) fn new(channel: ChannelName) -> Self {
        Self { channel, below: u64::MAX, count: 0 }
    }

    /// Reads on until the slice is over; gives the number at the end.
    pub(super) fn read_on(&mut self, txn: &ReadTransaction, slice: &Slice) -> Result<Option<u64>, StoreError> {
        let snapshot = Snapshot::of(txn)?;
        let Self { channel, below, count } = self;
        let (key, visible_from) = (channel.key(), snapshot.numbers.visible_from);
        loop {
            let ids = visible_from..*below;
            let look = |block: Block<'_>| {
                count_in(block, &ids, key, count).unwrap_or_else(|e| lost(block.first().0, e));
            };
            match snapshot.with_block_below(*below, Some(key), look)? {
                Some(first) if first > visible_from => *below = first,
                _ => return Ok(Some(*count)),
            }
            if slice.is_late() {
                return Ok(None);
            }
        }
    }
}

fn count_in(block: Block<'_>, ids: &Range<u64>, channel: &NameKey, count: &mut u64) -> Result<(), CodecError> {
    let mut reader = block.reader();
    while let Some(row) = reader.next_row()? {
        if ids.contains(&row.id.0) && !row.is_private() && reader.channel(&row)?.key() == channel {
            *count += 1;
        }
    }
    Ok(())
}
