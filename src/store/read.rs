//! The reads of the core: history, what waits for somebody, one message.
//!
//! Owns the merge of the committed tables with what is still in memory, so that reading sees all that was asked for
//! before and yet forces no commit. Each read is one short transaction. Called by the writer.

use redb::{Database, ReadableDatabase, ReadableTable};

use super::batch::{Batch, Overlay};
use super::error::StoreError;
use super::messages::{Snapshot, View};
use super::schema::UNDELIVERED;
use crate::chat::message::{Message, MessageId};
use crate::chat::name::NameKey;
use crate::chat::store_protocol::HistoryQuery;

/// A page of a channel's messages, oldest first, and whether there are more: older ones, or newer ones where those after an
/// id are asked for.
pub(super) fn history(db: &Database, batch: &Batch, query: &HistoryQuery) -> Result<(Vec<Message>, bool), StoreError> {
    match query.after {
        None => newest(db, batch, query),
        Some(after) => oldest_after(db, batch, query, after),
    }
}

/// The oldest messages of a channel after an id, and whether there are newer ones.
fn oldest_after(
    db: &Database,
    batch: &Batch,
    query: &HistoryQuery,
    after: MessageId,
) -> Result<(Vec<Message>, bool), StoreError> {
    let snapshot = Snapshot::of(&db.begin_read()?)?;
    let overlay = batch.channel_overlay(query.channel.key());
    let ids = after.0.saturating_add(1)..query.before.map_or(u64::MAX, |id| id.0);
    if ids.is_empty() {
        return Ok((Vec::new(), false));
    }
    let mut in_memory = overlay.added.range(MessageId(ids.start)..MessageId(ids.end)).peekable();
    let mut committed = snapshot.of_channel_from(query.channel.key(), ids)?;
    let mut on_disk = committed.next_newer()?;
    let mut page = Page { query, found: Vec::new(), bytes: 0 };
    loop {
        let older = in_memory.next_if(|(id, _)| on_disk.as_ref().is_none_or(|message| Some(**id) <= message.id));
        let message = match older {
            Some((id, message)) => {
                if on_disk.as_ref().is_some_and(|message| message.id == Some(*id)) {
                    on_disk = committed.next_newer()?;
                }
                Message::clone(message)
            }
            None => {
                let Some(mut message) = on_disk.take() else { return Ok((page.found, false)) };
                on_disk = committed.next_newer()?;
                if overlay.hides(&message) {
                    continue;
                }
                overlay.bring_up(&mut message);
                message
            }
        };
        if !page.takes(message) {
            return Ok((page.found, true));
        }
    }
}

/// A page that is being filled.
struct Page<'a> {
    query: &'a HistoryQuery,
    found: Vec<Message>,
    bytes: usize,
}

impl Page<'_> {
    /// Adds a message; false if there is no room for it.
    fn takes(&mut self, message: Message) -> bool {
        self.bytes += text_bytes(&message);
        let is_full =
            self.found.len() == self.query.limit || (self.bytes > self.query.bytes_max && !self.found.is_empty());
        if !is_full {
            self.found.push(message);
        }
        !is_full
    }
}

/// The newest messages of a channel before an id, oldest first, and whether there are older ones.
fn newest(db: &Database, batch: &Batch, query: &HistoryQuery) -> Result<(Vec<Message>, bool), StoreError> {
    let snapshot = Snapshot::of(&db.begin_read()?)?;
    let overlay = batch.channel_overlay(query.channel.key());
    let before = query.before.map_or(u64::MAX, |id| id.0);
    let mut committed = snapshot.of_channel(query.channel.key(), before)?;
    let mut on_disk = committed.next_older()?;
    let mut newer = overlay.added.range(..MessageId(before)).rev().peekable();
    let mut page = Page { query, found: Vec::new(), bytes: 0 };
    let mut more = false;
    loop {
        // A commit that failed may be on disk all the same: what is in both is in memory's form, once.
        let in_memory = newer.next_if(|(id, _)| on_disk.as_ref().is_none_or(|message| Some(**id) >= message.id));
        let message = match in_memory {
            Some((id, message)) => {
                if on_disk.as_ref().is_some_and(|message| message.id == Some(*id)) {
                    on_disk = committed.next_older()?;
                }
                Message::clone(message)
            }
            None => {
                let Some(mut message) = on_disk.take() else { break };
                on_disk = committed.next_older()?;
                if overlay.hides(&message) {
                    continue;
                }
                overlay.bring_up(&mut message);
                message
            }
        };
        if !page.takes(message) {
            more = true;
            break;
        }
    }
    page.found.reverse();
    Ok((page.found, more))
}

/// The weight of a message in an answer.
pub(super) fn text_bytes(message: &Message) -> usize {
    let labels = [&message.subtype, &message.to].into_iter().flatten().map(|label| label.len()).sum::<usize>();
    let reactions = message.reactions().iter().map(|reaction| reaction.by.as_str().len()).sum::<usize>();
    message.content.len() + message.extra.0.len() + message.from.as_str().len() + labels + reactions
}

/// The private messages that somebody has not had, oldest first.
pub(super) fn undelivered(db: &Database, batch: &Batch, recipient: &NameKey) -> Result<Vec<Message>, StoreError> {
    let txn = db.begin_read()?;
    let index = txn.open_table(UNDELIVERED)?;
    let snapshot = Snapshot::of(&txn)?;
    let view = snapshot.view();
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
            found.extend(resolve(&view, &overlay, id)?);
        }
    }
    Ok(found)
}

/// One message.
pub(super) fn message(db: &Database, batch: &Batch, id: MessageId) -> Result<Option<Message>, StoreError> {
    let overlay = batch.message_overlay(id);
    message_in(&Snapshot::of(&db.begin_read()?)?.view(), &overlay, id)
}

/// The same, with the changes of the batch to it.
pub(super) fn message_in<T: ReadableTable<u64, &'static [u8]>>(
    view: &View<'_, T>,
    overlay: &Overlay,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    let found = resolve(view, overlay, id)?;
    Ok(found.filter(|message| overlay.added.contains_key(&id) || !overlay.hides(message)))
}

fn resolve<T: ReadableTable<u64, &'static [u8]>>(
    view: &View<'_, T>,
    overlay: &Overlay,
    id: MessageId,
) -> Result<Option<Message>, StoreError> {
    match overlay.added.get(&id) {
        Some(message) => Ok(Some(Message::clone(message))),
        None => {
            let mut found = view.get(id)?;
            found.iter_mut().for_each(|message| overlay.bring_up(message));
            Ok(found)
        }
    }
}
