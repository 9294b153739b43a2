//! Keeping messages of another time, with the ids that they have.
//!
//! Owns [`import`], a batch of them in a transaction of whoever calls: the writer, with what is pending, or the tools on a stopped
//! server. Done twice, it is as done once.

use std::collections::BTreeMap;

use super::apply::Tables;
use super::codec;
use super::error::StoreError;
use super::guest_numbers;
use crate::chat::message::{Message, MessageId};

/// Messages to keep in one commit of the writer.
#[derive(Debug, Clone, Default)]
pub struct ImportQuery {
    /// The messages. Whoever gives ids meanwhile has none of theirs to give any more.
    pub messages: Vec<Message>,
    /// Ids below this one are given by nobody else from now on, once that is on disk; 0 for no change.
    pub ids_below: u64,
}

/// The counts of an import of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportOutcome {
    /// Messages that are new.
    pub added: u64,
    /// Messages that were there already, just the same.
    pub present: u64,
    /// Messages whose id belongs to another one here; they were left out.
    pub conflicting: u64,
    /// Messages without an id; they were left out.
    pub without_id: u64,
}

/// The result of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// The counts.
    pub outcome: ImportOutcome,
    /// The first id behind all that were asked for or are new; 0 if there are none.
    pub ids_below: u64,
    /// The greatest number of a guest who reacts to one that is new; 0 if none does.
    pub last_guest: u32,
    /// The least id that is new; `None` if none is.
    pub(super) least_id: Option<MessageId>,
}

/// Keeps those of some messages that are not there.
pub(super) fn import(tables: &mut Tables<'_>, messages: &[Message]) -> Result<Imported, StoreError> {
    let mut done = Imported::default();
    let mut new: BTreeMap<u64, &Message> = BTreeMap::new();
    for message in messages {
        let Some(id) = message.id else {
            done.outcome.without_id += 1;
            continue;
        };
        let is_behind_all = id.0 >= tables.messages.numbers().behind;
        let there = match new.get(&id.0) {
            Some(there) => Some((*there).clone()),
            None if is_behind_all => None,
            None => tables.messages.view().get(id)?,
        };
        match there {
            None => drop(new.insert(id.0, message)),
            // Names that are spelled otherwise are other bytes, though the same people.
            Some(there) if codec::encode_message(&there) == codec::encode_message(message) => {
                done.outcome.present += 1;
            }
            Some(_) => done.outcome.conflicting += 1,
        }
    }
    tables.messages.put_all(&new)?;
    done.last_guest = guest_numbers::last_among(new.values().copied());
    guest_numbers::note(tables.txn, done.last_guest)?;
    done.outcome.added = new.len() as u64;
    done.ids_below = new.keys().next_back().map_or(0, |last| last.saturating_add(1));
    done.least_id = new.keys().next().copied().map(MessageId);
    Ok(done)
}

impl ImportOutcome {
    /// Adds what another batch has come to.
    pub fn add(&mut self, other: Self) {
        self.added += other.added;
        self.present += other.present;
        self.conflicting += other.conflicting;
        self.without_id += other.without_id;
    }
}
