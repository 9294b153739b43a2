//! The greatest number of a guest of whom a reaction is, or was, kept.
//!
//! Owns that row of the numbers about the whole. Reactions stand in blocks of messages, which no start reads through, so that
//! the number is kept with each that is greater: guests who come after a restart get others. Called by `apply` and `import`.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::error::StoreError;
use super::schema::{LAST_GUEST_KEY, META};
use crate::chat::message::Message;

/// A guest's reaction is kept.
pub(super) fn note(txn: &WriteTransaction, guest: u32) -> Result<(), StoreError> {
    if guest > 0 {
        let mut meta = txn.open_table(META)?;
        let last = meta.get(LAST_GUEST_KEY)?.map_or(0, |last| last.value());
        if u64::from(guest) > last {
            meta.insert(LAST_GUEST_KEY, u64::from(guest))?;
        }
    }
    Ok(())
}

/// The greatest number in messages; 0 if no guest reacts to any.
pub(super) fn last_among<'m>(messages: impl Iterator<Item = &'m Message>) -> u32 {
    messages.flat_map(Message::reactions).map(|reaction| reaction.guest).max().unwrap_or(0)
}

/// The number; 0 if no guest has reacted yet.
pub(super) fn load(txn: &ReadTransaction) -> Result<u32, StoreError> {
    let last = txn.open_table(META)?.get(LAST_GUEST_KEY)?.map_or(0, |last| last.value());
    Ok(u32::try_from(last).unwrap_or(u32::MAX))
}
