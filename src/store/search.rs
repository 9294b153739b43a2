//! Searching the messages, from the newest on; where those after an id are asked for, down to it.
//!
//! Owns [`SearchReading`], one search that is done bit by bit. Each slice begins with a transaction of its own, so what is
//! deleted meanwhile is not found; what waits for the next commit is looked at first. Called by `readings`; calls
//! `messages` and `block`.

use std::collections::BTreeMap;

use redb::{Database, ReadableDatabase};

use super::batch::Batch;
use super::block::Block;
use super::codec::CodecError;
use super::error::StoreError;
use super::messages::{Snapshot, lost};
use super::read::text_bytes;
use super::slice::Slice;
use crate::chat::message::{Message, MessageId};
use crate::chat::searching::{SearchFindings, SearchQuery, SearchedAudience, SearchedChannels, TermMatcher};

/// A search under way.
#[derive(Debug)]
pub(super) struct SearchReading {
    query: SearchQuery,
    /// Only ids below this one are left on disk.
    below: u64,
    /// By id. Never much more than what is asked for.
    found: BTreeMap<u64, Message>,
    looked_at: usize,
    /// True if newer messages were found than are given, where the oldest are asked for.
    is_cut: bool,
    has_begun: bool,
}

impl SearchReading {
    pub(super) fn new(query: SearchQuery) -> Self {
        let below = query.before.map_or(u64::MAX, |id| id.0);
        Self { query, below, found: BTreeMap::new(), looked_at: 0, is_cut: false, has_begun: false }
    }

    /// True if nobody waits for it any more.
    pub(super) fn is_cancelled(&self) -> bool {
        self.query.cancellation.is_cancelled()
    }

    /// Reads on until the slice is over; gives what was found at the end.
    pub(super) fn read_on(
        &mut self,
        db: &Database,
        batch: &Batch,
        slice: &Slice,
    ) -> Result<Option<SearchFindings>, StoreError> {
        let Self { query, below, found, looked_at, is_cut, has_begun } = self;
        let mut matcher = query.terms.matcher();
        let before = query.before.map_or(u64::MAX, |id| id.0);
        let from = query.after.map_or(0, |id| id.0.saturating_add(1));
        if !std::mem::replace(has_begun, true) {
            // These are few, and are not counted: each search gets on by a block at least.
            for (id, message) in batch.messages() {
                if (from..before).contains(&id.0) && query.takes(message, &mut matcher) {
                    found.insert(id.0, Message::clone(message));
                }
            }
        }
        let snapshot = Snapshot::of(&db.begin_read()?)?;
        // A search of one channel passes over the blocks that have nothing for it.
        let channel = match &query.channels {
            SearchedChannels::These(these) if these.len() == 1 && query.private_of.is_none() => these.first(),
            _ => None,
        };
        let more = loop {
            if query.after.is_some() {
                // The oldest are asked for, and those that follow only tell that there are more.
                while found.len() > query.limit + 1 {
                    found.pop_last();
                    *is_cut = true;
                }
            }
            let enough = query.after.is_none()
                && found.len() > query.limit
                && found.keys().rev().nth(query.limit - 1).is_some_and(|&id| id >= *below);
            if enough || *looked_at >= query.looked_at_max {
                break true;
            }
            if slice.is_late() {
                return Ok(None);
            }
            let (end, visible_from) = (*below, snapshot.numbers.visible_from.max(from));
            let look = |block: Block<'_>| {
                let mut look = || look_at(block, visible_from..end, query, &mut matcher, found, looked_at);
                if let Err(e) = look() {
                    lost(block.first().0, e);
                }
            };
            match snapshot.with_block_below(end, channel, look)? {
                Some(first) if first > visible_from => *below = first,
                _ => break false,
            }
        };
        let losses = batch.losses();
        found.retain(|_, message| !losses.hides(message));
        found.values_mut().for_each(|message| losses.bring_up(message));
        Ok(Some(if self.query.after.is_some() { self.finish_oldest(more) } else { self.finish(more) }))
    }

    /// The newest of what was found, as many as are wanted.
    fn finish(&mut self, more: bool) -> SearchFindings {
        let mut bytes = 0;
        let mut messages = Vec::new();
        let mut before = more.then_some(MessageId(self.below));
        for (id, message) in std::mem::take(&mut self.found).into_iter().rev() {
            bytes += text_bytes(&message);
            if messages.len() == self.query.limit || (bytes > self.query.bytes_max && !messages.is_empty()) {
                before = messages.last().and_then(|last: &Message| last.id).or(Some(MessageId(id)));
                break;
            }
            messages.push(message);
        }
        messages.reverse();
        SearchFindings { messages, before }
    }

    /// The oldest of what was found, as many as are wanted.
    fn finish_oldest(&mut self, mut more: bool) -> SearchFindings {
        more |= self.is_cut;
        let mut bytes = 0;
        let mut messages: Vec<Message> = Vec::new();
        for message in std::mem::take(&mut self.found).into_values() {
            bytes += text_bytes(&message);
            if messages.len() == self.query.limit || (bytes > self.query.bytes_max && !messages.is_empty()) {
                more = true;
                break;
            }
            messages.push(message);
        }
        let last = messages.last().and_then(|last| last.id).or(self.query.after);
        SearchFindings { messages, before: last.filter(|_| more) }
    }
}

/// Looks at the rows of a block with certain ids.
fn look_at(
    block: Block<'_>,
    ids: std::ops::Range<u64>,
    query: &SearchQuery,
    matcher: &mut TermMatcher<'_>,
    found: &mut BTreeMap<u64, Message>,
    looked_at: &mut usize,
) -> Result<(), CodecError> {
    let mut reader = block.reader();
    while let Some(row) = reader.next_row()? {
        if !ids.contains(&row.id.0) {
            continue;
        }
        *looked_at += 1;
        // What costs least comes first, and names are looked at where the words are.
        let has_words = query.takes_time(row.at) && matcher.finds_all_in(reader.content(&row)?);
        if !has_words {
            continue;
        }
        let from = reader.author(&row)?.clone();
        let takes = if row.is_private() {
            let person = reader.person(&row)?;
            person.is_some_and(|person| query.takes_people(&from, SearchedAudience::Person(person), row.at))
        } else {
            query.takes_people(&from, SearchedAudience::Channel(reader.channel(&row)?.key()), row.at)
        };
        if takes {
            let message = reader.message(&row)?;
            // What is in memory too is there in its later form.
            found.entry(row.id.0).or_insert(message);
        }
    }
    Ok(())
}
