//! The reads of the core: history, what waits for somebody, one message.
//!
//! Owns the merge of the committed tables with what is still in memory, so that reading sees all that was asked for
//! before and yet forces no commit. Each read is one short transaction. Called by the writer.

use redb::{Database, ReadOnlyTable, ReadableDatabase};

use super::batch::{Batch, Overlay};
use super::codec;
use super::error::StoreError;
use super::schema::{BY_CHANNEL, MESSAGES, UNDELIVERED};
use crate::chat::message::{Message, MessageId};
use crate::chat::name::NameKey;
use crate::chat::store_protocol::HistoryQuery;

/// The newest messages of a channel before an id, oldest first, and whether there are older ones.
pub(super) fn history(db: &Database, batch: &Batch, query: &HistoryQuery) -> Result<(Vec<Message>, bool), StoreError> {
    let txn = db.begin_read()?;
    let index = txn.open_table(BY_CHANNEL)?;
    let messages = txn.open_table(MESSAGES)?;
    let overlay = batch.channel_overlay(query.channel.key());
    let key = query.channel.key().as_str();
    let before = query.before.map_or(u64::MAX, |id| id.0);
    let committed = index.range((key, 0)..(key, before))?.rev().map(|row| {
        let (key, ()) = row.map(|(key, value)| (MessageId(key.value().1), value.value()))?;
        Ok(key)
    });
    let newer = overlay.added.range(..MessageId(before)).rev().map(|(&id, _)| id);
    let mut found: Vec<Message> = Vec::new();
    let mut more = false;
    let mut bytes = 0;
    for id in merge_newest_first(committed, newer) {
        let id = id?;
        if overlay.removed.contains(&id) {
            continue;
        }
        if found.len() == query.limit {
            more = true;
            break;
        }
        let Some(message) = resolve(&messages, &overlay, id)? else { continue };
        bytes += text_bytes(&message);
        if bytes > query.bytes_max && !found.is_empty() {
            more = true;
            break;
        }
        found.push(message);
    }
    found.reverse();
    Ok((found, more))
}

/// The weight of a message in an answer.
fn text_bytes(message: &Message) -> usize {
    let labels = [&message.subtype, &message.to].into_iter().flatten().map(|label| label.len()).sum::<usize>();
    message.content.len() + message.extra.0.len() + message.from.as_str().len() + labels
}

/// The private messages that somebody has not had, oldest first.
pub(super) fn undelivered(db: &Database, batch: &Batch, recipient: &NameKey) -> Result<Vec<Message>, StoreError> {
    let txn = db.begin_read()?;
    let index = txn.open_table(UNDELIVERED)?;
    let messages = txn.open_table(MESSAGES)?;
    let overlay = batch.undelivered_overlay(recipient);
    let key = recipient.as_str();
    let mut ids: Vec<MessageId> = Vec::new();
    if !overlay.hides_disk {
        for row in index.range((key, 0)..=(key, u64::MAX))? {
            let (key, _) = row?;
            ids.push(MessageId(key.value().1));
        }
    }
    ids.extend(overlay.added.keys());
    ids.sort_unstable();
    ids.dedup();
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        if !overlay.removed.contains(&id) {
            found.extend(resolve(&messages, &overlay, id)?);
        }
    }
    Ok(found)
}

/// One message.
pub(super) fn message(db: &Database, batch: &Batch, id: MessageId) -> Result<Option<Message>, StoreError> {
    if let Some(in_memory) = batch.message(id) {
        return Ok(in_memory.map(|message| Message::clone(&message)));
    }
    let txn = db.begin_read()?;
    resolve(&txn.open_table(MESSAGES)?, &Overlay::default(), id)
}

fn resolve(
    messages: &ReadOnlyTable<u64, &'static [u8]>,
    overlay: &Overlay,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    if let Some(message) = overlay.added.get(&id) {
        return Ok(Some(Message::clone(message)));
    }
    let Some(bytes) = messages.get(id.0)? else { return Ok(None) };
    Ok(decoded(id, bytes.value()))
}

/// A message that can be read; of another only its id is known, and it is left out with a loud line.
pub(super) fn decoded(id: MessageId, bytes: &[u8]) -> Option<Message> {
    codec::decode_message(id, bytes)
        .inspect_err(|e| log::error!("the message {} cannot be read and is left out: {e}", id.0))
        .ok()
}

/// Two falling sequences become one without doubles: a commit that failed may be on disk all the same.
fn merge_newest_first(
    committed: impl Iterator<Item = Result<MessageId, redb::StorageError>>,
    newer: impl Iterator<Item = MessageId>,
) -> impl Iterator<Item = Result<MessageId, redb::StorageError>> {
    let mut committed = committed.peekable();
    let mut newer = newer.peekable();
    std::iter::from_fn(move || {
        let on_disk = match committed.peek() {
            Some(Err(_)) => return committed.next(),
            Some(Ok(id)) => Some(*id),
            None => None,
        };
        let in_memory = newer.peek().copied();
        if in_memory.is_none() || in_memory <= on_disk {
            if in_memory == on_disk {
                newer.next();
            }
            committed.next()
        } else {
            newer.next().map(Ok)
        }
    })
}
