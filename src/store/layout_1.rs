//! The first layout: a row for each message, and one in an index of channels. Read once, to make blocks of it.
//!
//! Owns its tables and [`bring_to_blocks`], the step to layout 2, in the transaction of whoever opens the database. It
//! holds one message at a time. Called by `schema`.

use redb::{ReadableTable, ReadableTableMetadata, TableDefinition, TableError, WriteTransaction};

use super::error::StoreError;
use super::messages::{MessageTables, decoded};
use crate::chat::message::{Audience, MessageId};

/// Messages by id, private ones too.
const MESSAGES: TableDefinition<u64, &[u8]> = TableDefinition::new("messages");
/// The messages for a channel, by its folded name.
const BY_CHANNEL: TableDefinition<(&str, u64), ()> = TableDefinition::new("messages_by_channel");
/// The private messages that their receiver has not had, by the folded name.
const UNDELIVERED: TableDefinition<(&str, u64), ()> = TableDefinition::new("undelivered");

/// Above that many messages it is told how far it has come.
const TOLD_FROM: u64 = 50_000;

/// Puts the messages into blocks.
pub(super) fn bring_to_blocks(txn: &WriteTransaction) -> Result<(), StoreError> {
    {
        let messages = txn.open_table(MESSAGES)?;
        let undelivered = txn.open_table(UNDELIVERED)?;
        let mut blocks = MessageTables::open(txn)?;
        let total = messages.len()?;
        for (row, done) in messages.iter()?.zip(1..) {
            let (id, bytes) = row?;
            let id = MessageId(id.value());
            // One that cannot be read is in the copy beside, for whoever can.
            if let Some(message) = decoded(id, bytes.value()) {
                let waits = match &message.audience {
                    Audience::Person(name) => undelivered.get((name.key().as_str(), id.0))?.is_some(),
                    Audience::Channel(_) => false,
                };
                blocks.put(&message, waits)?;
            }
            if total >= TOLD_FROM && (done * 10 / total) > ((done - 1) * 10 / total) {
                log::warn!("bringing the database to layout 2: {done} of {total} messages");
            }
        }
        blocks.save()?;
    }
    for gone in [txn.delete_table(MESSAGES), txn.delete_table(BY_CHANNEL), txn.delete_table(UNDELIVERED)] {
        gone.map(drop).or_else(|e| if matches!(e, TableError::TableDoesNotExist(_)) { Ok(()) } else { Err(e) })?;
    }
    Ok(())
}
