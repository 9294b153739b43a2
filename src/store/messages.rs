//! Where messages stand: in blocks by id, found again by channel, the newest in a block that is still open.
//!
//! Owns [`View`], what readers see, and [`MessageTables`], what writers change. Called by `apply`, `read`, `page`,
//! `retention`, `check` and the tools on a stopped server; calls `block` for the bytes.
//!
//! ```text
//! tail      one row: the numbers below, and the open block, which each commit writes anew
//! blocks    sealed ones by their first id; a commit touches this table when a block is full, not for each message
//! blocks_by_channel   a row for each channel and each sealed block with something for it; the last few blocks have
//!           none yet, and are looked through
//! spared    messages that retention has passed and that wait for somebody
//! ```
//!
//! Retention moves `visible_from`: what is below it is gone for every reader. The bytes go with their block, some blocks
//! at a time. So what is old leaves to the row, and costs the card as good as nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

use redb::{Range, ReadOnlyTable, ReadTransaction, ReadableTable, Table, WriteTransaction};

use super::block::{Block, BlockReader, BlockWriter, Row};
use super::codec::{self, CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{BLOCKS, BLOCKS_BY_CHANNEL, SPARED, TAIL, TAIL_KEY, UNDELIVERED, forget_table};
use crate::chat::clock::WallTime;
use crate::chat::mail::Mail;
use crate::chat::message::{Audience, Message, MessageChange, MessageId};
use crate::chat::name::NameKey;
use crate::chat::renamed::NameChange;

/// Bytes of a block at most, unless one message alone is longer: with its key and redb's frame it fills a page of 8 KiB,
/// and redb's pages are powers of two.
pub(super) const BLOCK_BYTES: usize = 8192 - 32;

/// So many blocks have to be hidden before they are removed: each removal writes the way to the left edge of two tables.
const BLOCKS_DROPPED_MIN: usize = 8;

/// Blocks whose messages are in memory together while a channel is cleared: half a megabyte.
const BLOCKS_CLEARED_TOGETHER: usize = 64;

/// So many sealed blocks have no rows in the index: they get them together, because each time writes the way to the last
/// row of each channel.
const BLOCKS_INDEXED_TOGETHER: usize = 8;

/// The first byte of the row in [`TAIL`].
const TAIL_VERSION: u8 = 1;

/// The numbers about all messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Numbers {
    /// Rows of blocks with smaller ids are gone.
    pub(super) visible_from: u64,
    /// All ids in blocks are smaller.
    pub(super) behind: u64,
    /// Blocks with smaller first ids are in the index, the others are not yet.
    pub(super) indexed_below: u64,
    /// Messages that are there, the spared ones too.
    pub(super) messages: u64,
    /// Those among them that are for channels.
    pub(super) channel_messages: u64,
}

/// Splits the row in [`TAIL`] into the numbers, the first id of the open block and its bytes.
fn decode_tail(bytes: &[u8]) -> Result<(Numbers, MessageId, &[u8]), CodecError> {
    let mut input = ValueReader::of(bytes);
    match input.byte()? {
        TAIL_VERSION => {}
        other => return Err(CodecError::Version(other)),
    }
    let numbers = Numbers {
        visible_from: input.number()?,
        behind: input.number()?,
        indexed_below: input.number()?,
        messages: input.number()?,
        channel_messages: input.number()?,
    };
    let first = MessageId(input.number()?);
    Ok((numbers, first, input.rest()))
}

fn encode_tail(numbers: &Numbers, first: MessageId, block: &[u8]) -> Vec<u8> {
    let mut out = ValueWriter::behind(Vec::with_capacity(64 + block.len()));
    out.byte(TAIL_VERSION);
    let Numbers { visible_from, behind, indexed_below, messages, channel_messages } = *numbers;
    for number in [visible_from, behind, indexed_below, messages, channel_messages, first.0] {
        out.number(number);
    }
    let mut bytes = out.into_bytes();
    bytes.extend_from_slice(block);
    bytes
}

fn bad_tail(e: CodecError) -> StoreError {
    StoreError::Corrupt { reason: format!("the end of the messages: {e}") }
}

pub(super) fn lost(first: u64, e: CodecError) {
    log::error!("the messages from {first} on, up to the next block, cannot be read and are left out: {e}");
}

/// The messages as a read transaction sees them.
pub(super) struct Snapshot {
    blocks: ReadOnlyTable<u64, &'static [u8]>,
    spared: ReadOnlyTable<u64, &'static [u8]>,
    by_channel: ReadOnlyTable<(&'static str, u64), u64>,
    pub(super) numbers: Numbers,
    open_first: MessageId,
    open: Vec<u8>,
}

impl Snapshot {
    pub(super) fn of(txn: &ReadTransaction) -> Result<Self, StoreError> {
        let row = txn.open_table(TAIL)?.get(TAIL_KEY)?;
        let (numbers, open_first, open) = match &row {
            None => (Numbers::default(), MessageId(0), &[][..]),
            Some(row) => decode_tail(row.value()).map_err(bad_tail)?,
        };
        Ok(Self {
            blocks: txn.open_table(BLOCKS)?,
            spared: txn.open_table(SPARED)?,
            by_channel: txn.open_table(BLOCKS_BY_CHANNEL)?,
            numbers,
            open_first,
            open: open.to_vec(),
        })
    }

    pub(super) fn view(&self) -> View<'_, ReadOnlyTable<u64, &'static [u8]>> {
        let open = match self.open_block() {
            Some(Ok(block)) => Some(block),
            Some(Err(e)) => {
                lost(self.open_first.0, e);
                None
            }
            None => None,
        };
        View { blocks: &self.blocks, spared: &self.spared, open, visible_from: self.numbers.visible_from }
    }

    /// The time of the last message, if there is one that can be read.
    pub(super) fn last_time(&self) -> Result<Option<WallTime>, StoreError> {
        let last = |block: Block<'_>| {
            let (mut reader, mut at) = (block.reader(), None);
            while let Ok(Some(row)) = reader.next_row() {
                at = Some(row.at);
            }
            at
        };
        if let Some(Ok(open)) = self.open_block() {
            return Ok(last(open));
        }
        let sealed = self.blocks.last()?;
        Ok(sealed.and_then(|(first, bytes)| Block::open(MessageId(first.value()), bytes.value()).ok().and_then(last)))
    }

    /// The open block, if there is one.
    pub(super) fn open_block(&self) -> Option<Result<Block<'_>, CodecError>> {
        (!self.open.is_empty()).then(|| Block::open(self.open_first, &self.open))
    }

    /// Looks at the newest block that begins below an id, among those that may have something for a channel if one is
    /// given; gives the id at which it begins. One that cannot be read is passed over with a loud line.
    pub(super) fn with_block_below(
        &self,
        below: u64,
        channel: Option<&NameKey>,
        look: impl FnOnce(Block<'_>),
    ) -> Result<Option<u64>, StoreError> {
        if let Some(open) = self.view().open.filter(|open| open.first().0 < below) {
            look(open);
            return Ok(Some(open.first().0));
        }
        // The blocks that are not in the index yet may have something for any channel.
        let unindexed_from = channel.map_or(0, |_| self.numbers.indexed_below.min(below));
        let mut first = self.blocks.range(unindexed_from..below)?.next_back().transpose()?.map(|row| row.0.value());
        if let (None, Some(channel)) = (first, channel) {
            let key = channel.as_str();
            let indexed = self.by_channel.range((key, 0)..(key, unindexed_from))?.next_back().transpose()?;
            first = indexed.map(|row| row.0.value().1);
        }
        if let Some(first) = first
            && let Some(bytes) = self.blocks.get(first)?
        {
            match Block::open(MessageId(first), bytes.value()) {
                Ok(block) => look(block),
                Err(e) => lost(first, e),
            }
        }
        Ok(first)
    }

    /// The messages for a channel with smaller ids than that, the newest first.
    pub(super) fn of_channel<'a>(
        &'a self,
        channel: &'a NameKey,
        before: u64,
    ) -> Result<ChannelMessages<'a>, StoreError> {
        let key = channel.as_str();
        let view = self.view();
        let indexed_below = self.numbers.indexed_below.min(before);
        Ok(ChannelMessages {
            open: view.open,
            recent: self.blocks.range(indexed_below..before)?,
            blocks: &self.blocks,
            index: self.by_channel.range((key, 0)..(key, indexed_below))?,
            channel,
            ids: self.numbers.visible_from..before,
            found: Vec::new(),
        })
    }

    /// The messages for a channel with these ids, the oldest first.
    pub(super) fn of_channel_from<'a>(
        &'a self,
        channel: &'a NameKey,
        ids: std::ops::Range<u64>,
    ) -> Result<NewerChannelMessages<'a>, StoreError> {
        let key = channel.as_str();
        let indexed_below = self.numbers.indexed_below;
        let ids = ids.start.max(self.numbers.visible_from)..ids.end;
        // A block is named by its first id, so the first one to look at may begin below the first id that is wanted.
        let indexed = self.by_channel.range((key, 0)..=(key, ids.start))?.next_back().transpose()?;
        let index_from = indexed.map_or(ids.start, |row| row.0.value().1).min(indexed_below);
        let recent = self.blocks.range(indexed_below..=ids.start.max(indexed_below))?.next_back().transpose()?;
        let recent_from = recent.map_or(indexed_below.max(ids.start), |(first, _)| first.value());
        Ok(NewerChannelMessages {
            index: self.by_channel.range((key, index_from)..(key, indexed_below))?,
            blocks: &self.blocks,
            recent: self.blocks.range(recent_from..)?,
            open: self.view().open,
            channel,
            ids,
            found: VecDeque::new(),
        })
    }
}

/// The same, the oldest first.
pub(super) struct NewerChannelMessages<'a> {
    index: Range<'static, (&'static str, u64), u64>,
    blocks: &'a ReadOnlyTable<u64, &'static [u8]>,
    /// The blocks that are not in the index yet.
    recent: Range<'static, u64, &'static [u8]>,
    /// Until it has been looked at.
    open: Option<Block<'a>>,
    channel: &'a NameKey,
    ids: std::ops::Range<u64>,
    /// Those of the last block that have not been given yet, the oldest first.
    found: VecDeque<Message>,
}

impl NewerChannelMessages<'_> {
    /// The next newer one.
    pub(super) fn next_newer(&mut self) -> Result<Option<Message>, StoreError> {
        loop {
            if let Some(message) = self.found.pop_front() {
                return Ok(Some(message));
            }
            let (first, bytes) = if let Some(row) = self.index.next() {
                let first = row?.0.value().1;
                let Some(bytes) = self.blocks.get(first)? else { continue };
                (first, bytes)
            } else if let Some(row) = self.recent.next() {
                let (first, bytes) = row?;
                (first.value(), bytes)
            } else {
                let Some(open) = self.open.take() else { return Ok(None) };
                self.look(open);
                continue;
            };
            if first >= self.ids.end {
                return Ok(None);
            }
            match Block::open(MessageId(first), bytes.value()) {
                Ok(block) => self.look(block),
                Err(e) => lost(first, e),
            }
        }
    }

    fn look(&mut self, block: Block<'_>) {
        each_of_channel(block, self.channel, &self.ids, |message| self.found.push_back(message));
    }
}

/// Gives the messages of a block for a channel with certain ids, the oldest first.
fn each_of_channel(block: Block<'_>, channel: &NameKey, ids: &std::ops::Range<u64>, mut each: impl FnMut(Message)) {
    let mut reader = block.reader();
    let mut look = || -> Result<(), CodecError> {
        while let Some(row) = reader.next_row()? {
            if ids.contains(&row.id.0) && !row.is_private() && reader.channel(&row)?.key() == channel {
                each(reader.message(&row)?);
            }
        }
        Ok(())
    };
    look().unwrap_or_else(|e| lost(block.first().0, e));
}

/// The messages for a channel, the newest first, read block by block.
pub(super) struct ChannelMessages<'a> {
    /// Until it has been looked at.
    open: Option<Block<'a>>,
    /// The blocks that are not in the index yet.
    recent: Range<'static, u64, &'static [u8]>,
    blocks: &'a ReadOnlyTable<u64, &'static [u8]>,
    index: Range<'static, (&'static str, u64), u64>,
    channel: &'a NameKey,
    ids: std::ops::Range<u64>,
    /// Those of the last block that have not been given yet, the newest last.
    found: Vec<Message>,
}

impl ChannelMessages<'_> {
    /// The next older one.
    pub(super) fn next_older(&mut self) -> Result<Option<Message>, StoreError> {
        loop {
            if let Some(message) = self.found.pop() {
                return Ok(Some(message));
            }
            if let Some(open) = self.open.take() {
                self.look(open);
                continue;
            }
            let (first, bytes) = if let Some(row) = self.recent.next_back() {
                let (first, bytes) = row?;
                (first.value(), bytes)
            } else {
                let Some(row) = self.index.next_back() else { return Ok(None) };
                let first = row?.0.value().1;
                let Some(bytes) = self.blocks.get(first)? else { continue };
                (first, bytes)
            };
            match Block::open(MessageId(first), bytes.value()) {
                Ok(block) => self.look(block),
                Err(e) => lost(first, e),
            }
        }
    }

    fn look(&mut self, block: Block<'_>) {
        each_of_channel(block, self.channel, &self.ids, |message| self.found.push(message));
    }
}

/// The messages by id, as a transaction sees them.
pub(super) struct View<'a, T> {
    blocks: &'a T,
    spared: &'a T,
    open: Option<Block<'a>>,
    visible_from: u64,
}

impl<T: ReadableTable<u64, &'static [u8]>> View<'_, T> {
    /// One message.
    pub(super) fn get(&self, id: MessageId) -> Result<Option<Message>, StoreError> {
        if id.0 < self.visible_from {
            return Ok(self.spared.get(id.0)?.and_then(|bytes| decoded(id, bytes.value())));
        }
        if let Some(open) = self.open.filter(|open| open.first() <= id) {
            return Ok(find(open, id));
        }
        let Some(row) = self.blocks.range(..=id.0)?.next_back() else { return Ok(None) };
        let (first, bytes) = row?;
        match Block::open(MessageId(first.value()), bytes.value()) {
            Ok(block) => Ok(find(block, id)),
            Err(e) => {
                lost(first.value(), e);
                Ok(None)
            }
        }
    }

    /// Gives the spared messages from an id on, in order, until it is told to stop.
    pub(super) fn walk_spared(
        &self,
        from: u64,
        mut each: impl FnMut(Message) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, StoreError> {
        for row in self.spared.range(from..)? {
            let (id, bytes) = row?;
            if let Some(message) = decoded(MessageId(id.value()), bytes.value())
                && each(message).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives the rows of blocks from an id on, in order, until it is told to stop. What cannot be read is left out with a
    /// loud line.
    pub(super) fn walk(
        &self,
        from: u64,
        mut each: impl FnMut(&mut BlockReader<'_>, &Row<'_>) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let from = from.max(self.visible_from);
        if self.open.is_none_or(|open| open.first().0 > from) {
            let holds_it = self.blocks.range(..=from)?.next_back().transpose()?;
            let start = holds_it.map_or(from, |(first, _)| first.value());
            for row in self.blocks.range(start..)? {
                let (first, bytes) = row?;
                match Block::open(MessageId(first.value()), bytes.value()) {
                    Ok(block) if walk_block(block, from, &mut each)?.is_break() => return Ok(()),
                    Ok(_) => {}
                    Err(e) => lost(first.value(), e),
                }
            }
        }
        if let Some(open) = self.open {
            // It is the last one.
            let _ = walk_block(open, from, &mut each)?;
        }
        Ok(())
    }
}

fn walk_block(
    block: Block<'_>,
    from: u64,
    each: &mut impl FnMut(&mut BlockReader<'_>, &Row<'_>) -> Result<ControlFlow<()>, StoreError>,
) -> Result<ControlFlow<()>, StoreError> {
    let mut reader = block.reader();
    loop {
        match reader.next_row() {
            Ok(Some(row)) if row.id.0 < from => {}
            Ok(Some(row)) => {
                if each(&mut reader, &row)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(None) => return Ok(ControlFlow::Continue(())),
            Err(e) => {
                lost(block.first().0, e);
                return Ok(ControlFlow::Continue(()));
            }
        }
    }
}

fn find(block: Block<'_>, id: MessageId) -> Option<Message> {
    let mut reader = block.reader();
    let mut find = || -> Result<Option<Message>, CodecError> {
        while let Some(row) = reader.next_row()? {
            if row.id >= id {
                return if row.id == id { reader.message(&row).map(Some) } else { Ok(None) };
            }
        }
        Ok(None)
    };
    find().unwrap_or_else(|e| {
        lost(block.first().0, e);
        None
    })
}

/// A message that can be read; of another only its id is known, and it is left out with a loud line.
pub(super) fn decoded(id: MessageId, bytes: &[u8]) -> Option<Message> {
    codec::decode_message(id, bytes)
        .inspect_err(|e| log::error!("the message {} cannot be read and is left out: {e}", id.0))
        .ok()
}

/// A row's message, if it can be read.
pub(super) fn message_of(reader: &mut BlockReader<'_>, row: &Row<'_>) -> Option<Message> {
    reader
        .message(row)
        .inspect_err(|e| log::error!("the message {} cannot be read and is left out: {e}", row.id.0))
        .ok()
}

/// Forgets all messages; says how many were in channels, and how many were private. Ids go on where they were.
pub(super) fn forget_all(txn: &WriteTransaction) -> Result<(u64, u64), StoreError> {
    let numbers = {
        let row = txn.open_table(TAIL)?.get(TAIL_KEY)?.map(|row| row.value().to_vec());
        row.map_or(Ok(Numbers::default()), |row| decode_tail(&row).map(|(numbers, ..)| numbers)).map_err(bad_tail)?
    };
    forget_table(txn, BLOCKS)?;
    forget_table(txn, BLOCKS_BY_CHANNEL)?;
    forget_table(txn, SPARED)?;
    forget_table(txn, UNDELIVERED)?;
    txn.open_table(BLOCKS)?;
    txn.open_table(BLOCKS_BY_CHANNEL)?;
    txn.open_table(SPARED)?;
    txn.open_table(UNDELIVERED)?;
    let behind = numbers.behind;
    let none = Numbers { visible_from: behind, behind, indexed_below: behind, messages: 0, channel_messages: 0 };
    txn.open_table(TAIL)?.insert(TAIL_KEY, encode_tail(&none, MessageId(behind), &[]).as_slice())?;
    Ok((numbers.channel_messages, numbers.messages.saturating_sub(numbers.channel_messages)))
}

/// The tables of messages in a write transaction. What is changed is there once [`MessageTables::save`] has run.
pub(super) struct MessageTables<'t> {
    blocks: Table<'t, u64, &'static [u8]>,
    by_channel: Table<'t, (&'static str, u64), u64>,
    spared: Table<'t, u64, &'static [u8]>,
    /// The private messages that their receiver has not had, by the folded name, with their [`Mail`]'s bytes.
    pub(super) undelivered: Table<'t, (&'static str, u64), u64>,
    tail: Table<'t, u64, &'static [u8]>,
    numbers: Numbers,
    open: BlockWriter,
    is_changed: bool,
}

impl<'t> MessageTables<'t> {
    pub(super) fn open(txn: &'t WriteTransaction) -> Result<Self, StoreError> {
        let tail = txn.open_table(TAIL)?;
        let row = tail.get(TAIL_KEY)?.map(|row| row.value().to_vec());
        let (numbers, first, bytes) = match &row {
            None => (Numbers::default(), MessageId(0), &[][..]),
            Some(row) => decode_tail(row).map_err(bad_tail)?,
        };
        let mut damaged = None;
        let open = if bytes.is_empty() {
            BlockWriter::new(MessageId(numbers.behind))
        } else {
            BlockWriter::resume(first, bytes.to_vec()).unwrap_or_else(|e| {
                lost(first.0, e);
                damaged = Some(bytes);
                BlockWriter::new(MessageId(numbers.behind))
            })
        };
        let mut tables = Self {
            blocks: txn.open_table(BLOCKS)?,
            by_channel: txn.open_table(BLOCKS_BY_CHANNEL)?,
            spared: txn.open_table(SPARED)?,
            undelivered: txn.open_table(UNDELIVERED)?,
            tail,
            numbers,
            open,
            is_changed: false,
        };
        if let Some(bytes) = damaged {
            // It is kept as it is, where nothing is written over it, and where a check finds it.
            tables.blocks.insert(first.0, bytes)?;
            tables.is_changed = true;
        }
        Ok(tables)
    }

    /// Writes the end of the messages, if it has changed.
    pub(super) fn save(&mut self) -> Result<(), StoreError> {
        if std::mem::take(&mut self.is_changed) {
            let first = self.open.first();
            let block: &[u8] = if self.open.is_empty() { &[] } else { self.open.finish() };
            self.tail.insert(TAIL_KEY, encode_tail(&self.numbers, first, block).as_slice())?;
        }
        Ok(())
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    pub(super) fn view(&self) -> View<'_, Table<'t, u64, &'static [u8]>> {
        let open = (!self.open.is_empty()).then(|| self.open.block());
        View { blocks: &self.blocks, spared: &self.spared, open, visible_from: self.numbers.visible_from }
    }

    /// Keeps a message, if there is none of its id: then it is one that was written before a commit failed.
    pub(super) fn put(&mut self, message: &Message, undelivered: bool) -> Result<(), StoreError> {
        let Some(id) = message.id else {
            log::error!("a message without an id was to be stored; it is left out");
            return Ok(());
        };
        self.is_changed = true;
        let is_new = id.0 >= self.numbers.behind || self.view().get(id)?.is_none();
        if is_new {
            if id.0 >= self.numbers.behind {
                self.push(id, message)?;
                self.numbers.behind = id.0.saturating_add(1);
            } else {
                self.insert(id, message)?;
            }
            self.count(message, true);
        }
        if undelivered && let Audience::Person(name) = &message.audience {
            self.undelivered.insert((name.key().as_str(), id.0), Mail::of(message).bytes)?;
        }
        Ok(())
    }

    /// Keeps messages of which none is there, each block written once, by their ids.
    pub(super) fn put_all(&mut self, messages: &BTreeMap<u64, &Message>) -> Result<(), StoreError> {
        let (visible_from, behind) = (self.numbers.visible_from, self.numbers.behind);
        for message in messages.range(..visible_from.min(behind)).map(|(_, message)| message) {
            self.put(message, false)?;
        }
        let mut within = messages.range(visible_from.min(behind)..behind).peekable();
        while let Some(&(&id, _)) = within.peek() {
            let is_of_open = !self.open.is_empty() && self.open.first().0 <= id;
            let first = if is_of_open { None } else { self.block_of(MessageId(id))? };
            let next = self.blocks.range(first.map_or(0, |first| first + 1)..)?.next().transpose()?;
            let next = next.map_or(behind, |(next, _)| next.value());
            let end = match (is_of_open, self.open.is_empty()) {
                (true, _) => behind,
                (false, true) => next,
                (false, false) => next.min(self.open.first().0),
            };
            let mut some: Vec<Message> = Vec::new();
            while let Some((_, message)) = within.next_if(|(id, _)| **id < end) {
                some.push((*message).clone());
            }
            self.is_changed = true;
            some.iter().for_each(|message| self.count(message, true));
            let merged = |mut there: Vec<Message>| {
                there.extend(some.iter().cloned());
                there.sort_by_key(|message| message.id);
                there
            };
            if is_of_open {
                let first = self.open.first();
                let all = merged(self.open.block().messages().map_err(bad_tail)?);
                self.reopen(first, &all)?;
            } else if let Some(first) = first {
                if !self.rewrite(first, merged)? {
                    // The block cannot be read, and stays as it is.
                    self.seal_all(some)?;
                }
            } else {
                self.seal_all(some)?;
            }
        }
        for message in messages.range(behind..).map(|(_, message)| message) {
            self.put(message, false)?;
        }
        Ok(())
    }

    /// Strikes a message out wherever it stands; says whether it was there.
    pub(super) fn delete(&mut self, id: MessageId) -> Result<bool, StoreError> {
        let removed = if id.0 < self.numbers.visible_from {
            let message = self.spared.remove(id.0)?.and_then(|bytes| decoded(id, bytes.value()));
            self.is_changed |= message.is_some();
            if let Some(message) = &message {
                self.count(message, false);
            }
            message
        } else {
            self.remove(&BTreeSet::from([id]))?.pop()
        };
        if let Some(Audience::Person(name)) = removed.as_ref().map(|message| &message.audience) {
            self.undelivered.remove((name.key().as_str(), id.0))?;
        }
        Ok(removed.is_some())
    }

    /// Changes a message, if it is there.
    pub(super) fn change(&mut self, id: MessageId, change: &MessageChange) -> Result<(), StoreError> {
        self.change_with(id, |message| message.change(change))
    }

    fn change_with(&mut self, id: MessageId, mut change: impl FnMut(&mut Message)) -> Result<(), StoreError> {
        if id.0 < self.numbers.visible_from {
            let spared = self.spared.get(id.0)?.and_then(|bytes| decoded(id, bytes.value()));
            if let Some(mut message) = spared {
                change(&mut message);
                self.spared.insert(id.0, codec::encode_message(&message).as_slice())?;
            }
            return Ok(());
        }
        let mut changed = |mut messages: Vec<Message>| {
            messages.iter_mut().filter(|message| message.id == Some(id)).for_each(&mut change);
            messages
        };
        if !self.open.is_empty() && self.open.first() <= id {
            let first = self.open.first();
            let all = changed(self.open.block().messages().map_err(bad_tail)?);
            self.is_changed = true;
            return self.reopen(first, &all);
        }
        if let Some(first) = self.block_of(id)? {
            self.rewrite(first, changed)?;
        }
        Ok(())
    }

    /// Has the mail that waits for somebody wait for them under their new name.
    pub(super) fn move_mail(&mut self, change: &NameChange) -> Result<(), StoreError> {
        let (from, to) = (change.from.key().as_str(), change.to.key().as_str());
        let mut waiting = Vec::new();
        for row in self.undelivered.range((from, 0)..=(from, u64::MAX))? {
            waiting.push(row?.0.value().1);
        }
        for id in waiting {
            let mut bytes = None;
            self.change_with(MessageId(id), |message| {
                message.audience = Audience::Person(change.to.clone());
                bytes = Some(Mail::of(message).bytes);
            })?;
            self.undelivered.remove((from, id))?;
            if let Some(bytes) = bytes {
                self.undelivered.insert((to, id), bytes)?;
            }
        }
        Ok(())
    }

    /// Keeps a spared message as it is now.
    pub(super) fn spare_anew(&mut self, message: &Message) -> Result<(), StoreError> {
        if let Some(id) = message.id {
            self.spared.insert(id.0, codec::encode_message(message).as_slice())?;
            self.weigh(message)?;
        }
        Ok(())
    }

    /// Notes how large a message is now, if it waits for somebody.
    fn weigh(&mut self, message: &Message) -> Result<(), StoreError> {
        if let (Some(id), Audience::Person(name)) = (message.id, &message.audience) {
            let place = (name.key().as_str(), id.0);
            if self.undelivered.get(place)?.is_some() {
                self.undelivered.insert(place, Mail::of(message).bytes)?;
            }
        }
        Ok(())
    }

    /// Notes that a message has reached whom it was for.
    pub(super) fn deliver(&mut self, recipient: &NameKey, id: MessageId) -> Result<(), StoreError> {
        self.undelivered.remove((recipient.as_str(), id.0))?;
        // It was there for that alone.
        if id.0 < self.numbers.visible_from && self.spared.remove(id.0)?.is_some() {
            self.numbers.messages = self.numbers.messages.saturating_sub(1);
            self.is_changed = true;
        }
        Ok(())
    }

    /// Has everything below an id gone from the blocks: `gone` messages, `gone_of_channels` among them, and those to spare.
    pub(super) fn hide_below(
        &mut self,
        id: u64,
        gone: u64,
        gone_of_channels: u64,
        spare: &[Message],
    ) -> Result<(), StoreError> {
        for message in spare {
            if let Some(id) = message.id {
                self.spared.insert(id.0, codec::encode_message(message).as_slice())?;
            }
        }
        self.numbers.messages = self.numbers.messages.saturating_sub(gone);
        self.numbers.channel_messages = self.numbers.channel_messages.saturating_sub(gone_of_channels);
        self.numbers.visible_from = self.numbers.visible_from.max(id);
        self.is_changed = true;
        self.drop_hidden(BLOCKS_DROPPED_MIN)
    }

    /// Removes the rows of these ids, and gives their messages.
    pub(super) fn remove(&mut self, ids: &BTreeSet<MessageId>) -> Result<Vec<Message>, StoreError> {
        let mut removed = Vec::new();
        let mut split = |messages: Vec<Message>| {
            let is_going = |message: &Message| message.id.is_some_and(|id| ids.contains(&id));
            let (going, staying): (Vec<_>, Vec<_>) = messages.into_iter().partition(is_going);
            removed.extend(going);
            staying
        };
        let mut rest = ids.range(MessageId(self.numbers.visible_from)..).next().copied();
        while let Some(id) = rest {
            if !self.open.is_empty() && self.open.first() <= id {
                let first = self.open.first();
                let staying = split(self.open.block().messages().map_err(bad_tail)?);
                self.reopen(first, &staying)?;
                break;
            }
            let Some(first) = self.block_of(id)? else { break };
            let next = self.blocks.range(first + 1..)?.next().transpose()?.map(|(next, _)| next.value());
            self.rewrite(first, &mut split)?;
            let end = next.unwrap_or(if self.open.is_empty() { u64::MAX } else { self.open.first().0 });
            rest = ids.range(MessageId(end.max(id.0.saturating_add(1)))..).next().copied();
        }
        for message in &removed {
            self.count(message, false);
        }
        self.is_changed |= !removed.is_empty();
        Ok(removed)
    }

    /// Strikes out the messages for a channel with smaller ids than that. Some blocks at a time, so that only their messages
    /// are in memory.
    pub(super) fn clear_channel(&mut self, channel: &NameKey, below: MessageId) -> Result<(), StoreError> {
        // What retention has hidden is counted no more, and goes with its block.
        let range = MessageId(self.numbers.visible_from)..below;
        let key = channel.as_str();
        let mut firsts = Vec::new();
        for row in self.by_channel.range((key, 0)..(key, below.0))? {
            firsts.push(row?.0.value().1);
        }
        // The blocks that are not in the index yet.
        for row in self.blocks.range(self.numbers.indexed_below.min(below.0)..below.0)? {
            firsts.push(row?.0.value());
        }
        for some in firsts.chunks(BLOCKS_CLEARED_TOGETHER) {
            let mut ids = BTreeSet::new();
            for &first in some {
                if let Some(bytes) = self.blocks.get(first)? {
                    Block::open(MessageId(first), bytes.value())
                        .and_then(|block| add_ids(block, channel, &range, &mut ids))
                        .unwrap_or_else(|e| lost(first, e));
                }
            }
            self.remove(&ids)?;
        }
        if !self.open.is_empty() {
            let mut ids = BTreeSet::new();
            add_ids(self.open.block(), channel, &range, &mut ids).map_err(bad_tail)?;
            self.remove(&ids)?;
        }
        Ok(())
    }

    fn count(&mut self, message: &Message, more: bool) {
        let change = |number: u64| if more { number.saturating_add(1) } else { number.saturating_sub(1) };
        self.numbers.messages = change(self.numbers.messages);
        if matches!(message.audience, Audience::Channel(_)) {
            self.numbers.channel_messages = change(self.numbers.channel_messages);
        }
    }

    /// The first id of the sealed block in whose range an id is.
    fn block_of(&self, id: MessageId) -> Result<Option<u64>, StoreError> {
        Ok(self.blocks.range(..=id.0)?.next_back().transpose()?.map(|(first, _)| first.value()))
    }

    /// Puts a message behind all others; seals the open block if it is full.
    fn push(&mut self, id: MessageId, message: &Message) -> Result<(), StoreError> {
        if self.open.is_empty() {
            self.open = BlockWriter::new(id);
        }
        if !self.open.push(id, message, BLOCK_BYTES) {
            let mut sealed = std::mem::replace(&mut self.open, BlockWriter::new(id));
            self.seal(&mut sealed)?;
            self.index_recent()?;
            self.open.push(id, message, BLOCK_BYTES);
        }
        Ok(())
    }

    /// Puts a finished block among the sealed ones.
    fn seal(&mut self, block: &mut BlockWriter) -> Result<(), StoreError> {
        if block.is_empty() {
            return Ok(());
        }
        let first = block.first().0;
        if first < self.numbers.indexed_below {
            for channel in channels_of(block.block()).map_err(bad_tail)? {
                self.by_channel.insert((channel.as_str(), first), 0)?;
            }
        }
        self.blocks.insert(first, block.finish())?;
        Ok(())
    }

    /// Puts the blocks into the index that are not, once there are enough of them.
    fn index_recent(&mut self) -> Result<(), StoreError> {
        let indexed_below = self.numbers.indexed_below;
        if self.blocks.range(indexed_below..)?.count() < BLOCKS_INDEXED_TOGETHER {
            return Ok(());
        }
        for row in self.blocks.range(indexed_below..)? {
            let (first, bytes) = row?;
            let first = first.value();
            match Block::open(MessageId(first), bytes.value()).and_then(channels_of) {
                Ok(channels) => {
                    for channel in channels {
                        self.by_channel.insert((channel.as_str(), first), 0)?;
                    }
                }
                Err(e) => lost(first, e),
            }
            self.numbers.indexed_below = first.saturating_add(1);
        }
        Ok(())
    }

    /// Has the open block hold these messages.
    fn reopen(&mut self, first: MessageId, messages: &[Message]) -> Result<(), StoreError> {
        self.open = BlockWriter::new(first);
        for message in messages {
            if let Some(id) = message.id {
                self.push(id, message)?;
            }
        }
        if self.open.is_empty() {
            self.open = BlockWriter::new(MessageId(self.numbers.behind));
        }
        Ok(())
    }

    /// Changes the messages of a sealed block, which may become several, or none. One that cannot be read stays as it is.
    fn rewrite(&mut self, first: u64, change: impl FnOnce(Vec<Message>) -> Vec<Message>) -> Result<bool, StoreError> {
        let Some(bytes) = self.blocks.get(first)?.map(|bytes| bytes.value().to_vec()) else { return Ok(false) };
        let read = Block::open(MessageId(first), &bytes).and_then(|block| Ok((channels_of(block)?, block.messages()?)));
        let (channels, messages) = match read {
            Ok(read) => read,
            Err(e) => {
                lost(first, e);
                return Ok(false);
            }
        };
        for channel in channels {
            self.by_channel.remove((channel.as_str(), first))?;
        }
        self.blocks.remove(first)?;
        let staying = change(messages);
        self.seal_from(MessageId(first), staying)?;
        Ok(true)
    }

    /// Puts messages among the sealed blocks, in as many as they need.
    fn seal_all(&mut self, messages: Vec<Message>) -> Result<(), StoreError> {
        match messages.first().and_then(|message| message.id) {
            Some(first) => self.seal_from(first, messages),
            None => Ok(()),
        }
    }

    /// The same in blocks of which the first begins at an id.
    fn seal_from(&mut self, first: MessageId, messages: Vec<Message>) -> Result<(), StoreError> {
        let mut writer = BlockWriter::new(first);
        for message in messages {
            let Some(id) = message.id else { continue };
            if !writer.push(id, &message, BLOCK_BYTES) {
                self.seal(&mut writer)?;
                writer = BlockWriter::new(id);
                writer.push(id, &message, BLOCK_BYTES);
            }
        }
        self.seal(&mut writer)
    }

    /// Goes through the blocks below an id, the newest first, and changes what somebody wrote and what is private to them;
    /// what becomes nothing is struck out. Gives the id below which to go on; `None` at the end.
    pub(super) fn sift(
        &mut self,
        key: &NameKey,
        mut before: u64,
        sift: &mut Sift,
        change: &mut dyn FnMut(Message) -> Option<Message>,
    ) -> Result<Option<u64>, StoreError> {
        if !self.open.is_empty() && self.open.first().0 < before {
            let first = self.open.first();
            if has_some_of(self.open.block(), key).map_err(bad_tail)? {
                let messages = self.open.block().messages().map_err(bad_tail)?;
                let staying = self.changed(messages, key, sift, change)?;
                self.reopen(first, &staying)?;
            }
            before = first.0;
        }
        while sift.blocks_read > 0 && sift.blocks_written > 0 {
            sift.blocks_read -= 1;
            let is_concerned = match self.blocks.range(..before)?.next_back().transpose()? {
                None => return Ok(None),
                Some((first, bytes)) => {
                    before = first.value();
                    Block::open(MessageId(before), bytes.value()).and_then(|block| has_some_of(block, key))
                }
            };
            match is_concerned {
                Ok(false) => {}
                Ok(true) => {
                    sift.blocks_written -= 1;
                    self.sift_block(before, key, sift, change)?;
                }
                Err(e) => {
                    lost(before, e);
                    sift.unreadable += 1;
                }
            }
        }
        Ok(Some(before))
    }

    fn sift_block(
        &mut self,
        first: u64,
        key: &NameKey,
        sift: &mut Sift,
        change: &mut dyn FnMut(Message) -> Option<Message>,
    ) -> Result<(), StoreError> {
        let Some(bytes) = self.blocks.get(first)?.map(|bytes| bytes.value().to_vec()) else { return Ok(()) };
        match Block::open(MessageId(first), &bytes).and_then(|block| block.messages()) {
            Ok(messages) => {
                let staying = self.changed(messages, key, sift, change)?;
                self.rewrite(first, |_| staying)?;
            }
            Err(e) => {
                lost(first, e);
                sift.unreadable += 1;
            }
        }
        Ok(())
    }

    /// Returns what stays of messages, with those of somebody changed; counts what does not.
    fn changed(
        &mut self,
        messages: Vec<Message>,
        key: &NameKey,
        sift: &mut Sift,
        change: &mut dyn FnMut(Message) -> Option<Message>,
    ) -> Result<Vec<Message>, StoreError> {
        self.is_changed = true;
        let mut staying = Vec::with_capacity(messages.len());
        for mut message in messages {
            if sift.below.is_some_and(|below| message.id >= Some(below)) {
                staying.push(message);
                continue;
            }
            match &sift.renamed {
                Some(change) => message.rename_reactions(change),
                None => sift.reactions += message.forget_reactions_of(key) as u64,
            }
            let Some(id) = message.id.filter(|_| is_of(&message, key)) else {
                staying.push(message);
                continue;
            };
            // Retention has counted off what it has hidden, and what is private of it may be spared.
            if id.0 < self.numbers.visible_from {
                continue;
            }
            let before = message.clone();
            match change(message) {
                Some(changed) => {
                    self.weigh(&changed)?;
                    staying.push(changed);
                }
                None => {
                    self.count(&before, false);
                    if let Audience::Person(name) = &before.audience
                        && self.undelivered.remove((name.key().as_str(), id.0))?.is_some()
                    {
                        sift.undelivered.push(before);
                    }
                }
            }
        }
        Ok(staying)
    }

    /// The spared messages of somebody below an id, of so many that are looked at, the newest first; and the id below which
    /// to go on, `None` at the end.
    pub(super) fn spared_of(
        &self,
        key: &NameKey,
        before: u64,
        looked_at: usize,
    ) -> Result<(Vec<Message>, Option<u64>), StoreError> {
        let mut found = Vec::new();
        for (number, row) in self.spared.range(..before)?.rev().enumerate() {
            let (id, bytes) = row?;
            let id = id.value();
            if number == looked_at {
                return Ok((found, Some(id + 1)));
            }
            found.extend(decoded(MessageId(id), bytes.value()).filter(|message| is_of(message, key)));
        }
        Ok((found, None))
    }

    /// Puts a message where there are some with greater ids; none has its own.
    fn insert(&mut self, id: MessageId, message: &Message) -> Result<(), StoreError> {
        if id.0 < self.numbers.visible_from {
            self.uncover(id)?;
        }
        let put = |mut messages: Vec<Message>| {
            messages.insert(messages.partition_point(|other| other.id < Some(id)), message.clone());
            messages
        };
        if !self.open.is_empty() && self.open.first() <= id {
            let first = self.open.first();
            let all = put(self.open.block().messages().map_err(bad_tail)?);
            return self.reopen(first, &all);
        }
        if let Some(first) = self.block_of(id)?
            && self.rewrite(first, put)?
        {
            return Ok(());
        }
        if self.blocks.get(id.0)?.is_some() {
            return Err(StoreError::Corrupt { reason: format!("the block of message {} cannot be read", id.0) });
        }
        let mut alone = BlockWriter::new(id);
        alone.push(id, message, BLOCK_BYTES);
        self.seal(&mut alone)
    }

    /// Makes an id visible that retention has passed. What it has hidden goes for good, and what it has spared stands in
    /// its block again.
    fn uncover(&mut self, id: MessageId) -> Result<(), StoreError> {
        let visible_from = self.numbers.visible_from;
        self.drop_hidden(1)?;
        let is_visible = |message: &Message| message.id.is_some_and(|id| id.0 >= visible_from);
        let visible = |messages: Vec<Message>| messages.into_iter().filter(is_visible).collect::<Vec<_>>();
        if let Some(first) = self.block_of(MessageId(visible_from))? {
            self.rewrite(first, visible)?;
        }
        if !self.open.is_empty() && self.open.first().0 < visible_from {
            let first = self.open.first();
            let staying = visible(self.open.block().messages().map_err(bad_tail)?);
            self.reopen(first, &staying)?;
        }
        self.numbers.visible_from = id.0;
        let mut spared = Vec::new();
        for row in self.spared.range(id.0..)? {
            let (id, bytes) = row?;
            spared.extend(decoded(MessageId(id.value()), bytes.value()));
        }
        for message in spared {
            if let Some(id) = message.id {
                self.spared.remove(id.0)?;
                self.insert(id, &message)?;
            }
        }
        Ok(())
    }

    /// Removes blocks of which nothing is visible any more, if there are that many.
    fn drop_hidden(&mut self, at_least: usize) -> Result<(), StoreError> {
        let visible_from = self.numbers.visible_from;
        if !self.open.is_empty() && self.numbers.behind <= visible_from {
            self.open = BlockWriter::new(MessageId(self.numbers.behind));
        }
        let mut begun = Vec::new();
        for row in self.blocks.range(..visible_from)? {
            begun.push(row?.0.value());
        }
        // Of the last of these something may be visible: as far as the next one begins.
        let next = self.blocks.range(visible_from..)?.next().transpose()?.map(|(first, _)| first.value());
        let next = next.unwrap_or(if self.open.is_empty() { self.numbers.behind } else { self.open.first().0 });
        if next > visible_from {
            begun.pop();
        }
        if begun.len() < at_least {
            return Ok(());
        }
        let mut has_damaged = false;
        for first in begun {
            let channels = match self.blocks.remove(first)? {
                None => continue,
                Some(bytes) => Block::open(MessageId(first), bytes.value()).and_then(channels_of),
            };
            match channels {
                Ok(channels) => {
                    for channel in channels {
                        self.by_channel.remove((channel.as_str(), first))?;
                    }
                }
                Err(e) => {
                    lost(first, e);
                    self.forget_in_index(first)?;
                    has_damaged = true;
                }
            }
        }
        if has_damaged {
            self.recount()?;
        }
        self.is_changed = true;
        Ok(())
    }

    /// Takes a block out of the index that cannot say which channels it was for.
    fn forget_in_index(&mut self, first: u64) -> Result<(), StoreError> {
        let mut channels = Vec::new();
        for row in self.by_channel.iter()? {
            let (key, _) = row?;
            let (channel, block) = key.value();
            if block == first {
                channels.push(channel.to_owned());
            }
        }
        for channel in channels {
            self.by_channel.remove((channel.as_str(), first))?;
        }
        Ok(())
    }

    /// Counts anew what is there: of a block that cannot be read it is not known how many messages go with it.
    fn recount(&mut self) -> Result<(), StoreError> {
        let (mut messages, mut of_channels) = (0, 0);
        let view = self.view();
        let _ = view.walk_spared(0, |_| {
            messages += 1;
            ControlFlow::Continue(())
        })?;
        view.walk(0, |_, row| {
            messages += 1;
            of_channels += u64::from(!row.is_private());
            Ok(ControlFlow::Continue(()))
        })?;
        (self.numbers.messages, self.numbers.channel_messages) = (messages, of_channels);
        Ok(())
    }
}

/// Adds the ids in a range of a block's messages for a channel.
fn add_ids(
    block: Block<'_>,
    channel: &NameKey,
    range: &std::ops::Range<MessageId>,
    ids: &mut BTreeSet<MessageId>,
) -> Result<(), CodecError> {
    let mut reader = block.reader();
    while let Some(row) = reader.next_row()? {
        if range.contains(&row.id) && !row.is_private() && reader.channel(&row)?.key() == channel {
            ids.insert(row.id);
        }
    }
    Ok(())
}

/// The bounds of a way through blocks, and what was met on it.
#[derive(Debug)]
pub(super) struct Sift {
    blocks_read: usize,
    blocks_written: usize,
    /// Blocks that cannot be read.
    pub(super) unreadable: u64,
    /// Reactions of the person that are gone.
    pub(super) reactions: u64,
    /// Messages that are struck out and waited for somebody.
    pub(super) undelivered: Vec<Message>,
    /// The new name of the person, whose reactions stay under it.
    pub(super) renamed: Option<NameChange>,
    /// The id from which on all stays as it is; `None` for none.
    pub(super) below: Option<MessageId>,
}

impl Sift {
    /// So many blocks are read, and so many written, at most.
    pub(super) fn new(blocks_read: usize, blocks_written: usize) -> Self {
        let (undelivered, renamed, below) = (Vec::new(), None, None);
        Self { blocks_read, blocks_written, unreadable: 0, reactions: 0, undelivered, renamed, below }
    }
}

/// True if somebody wrote a message, or is whom it is for.
pub(super) fn is_of(message: &Message, key: &NameKey) -> bool {
    let is_receiver = matches!(&message.audience, Audience::Person(name) if name.key() == key);
    is_receiver || message.from.key() == key
}

fn has_some_of(block: Block<'_>, key: &NameKey) -> Result<bool, CodecError> {
    let mut reader = block.reader();
    while let Some(row) = reader.next_row()? {
        if reader.is_of(&row, key)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The folded names of the channels that a block has something for.
pub(super) fn channels_of(block: Block<'_>) -> Result<BTreeSet<String>, CodecError> {
    let mut channels = BTreeSet::new();
    let mut reader = block.reader();
    while let Some(row) = reader.next_row()? {
        if !row.is_private() {
            let channel = reader.channel(&row)?.key().as_str();
            if !channels.contains(channel) {
                channels.insert(channel.to_owned());
            }
        }
    }
    Ok(channels)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::super::apply::Tables;
    use super::super::check::check_transaction;
    use super::super::erase::{EraseQuery, erase};
    use super::super::options::StoreOptions;
    use super::super::page::{MessageFilter, PageQuery, Rows, page};
    use super::super::retention::{Clock, Retention};
    use super::super::schema::{Counts, Found, IDS_KEY, META, SCHEMA};
    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::erasure::MessageFate;
    use crate::chat::name::{ChannelName, Username};

    /// The acts that may concern messages. Numbers choose among what is there.
    #[derive(Debug, Clone)]
    enum Act {
        /// So many more, of that length, with so many ids passed over.
        Append(u8, usize, u64),
        /// One that waits.
        Leave(usize),
        Delete(usize),
        Deliver(usize),
        /// One with an id that was passed over.
        Insert(usize),
        /// Retention down to so many.
        Keep(u64),
        /// Everything of one of those who write, or of whom it is for.
        Erase(u8, bool),
    }

    fn acts() -> impl Strategy<Value = Vec<Act>> {
        let act = prop_oneof![
            4 => (1..8_u8, prop_oneof![0..50_usize, 500..3000_usize, Just(9000)], 0..3_u64)
                .prop_map(|(count, length, gap)| Act::Append(count, length, gap)),
            2 => (0..2000_usize).prop_map(Act::Leave),
            2 => any::<usize>().prop_map(Act::Delete),
            1 => any::<usize>().prop_map(Act::Deliver),
            1 => any::<usize>().prop_map(Act::Insert),
            1 => (1..40_u64).prop_map(Act::Keep),
            1 => (0..3_u8, any::<bool>()).prop_map(|(whom, keeps)| Act::Erase(whom, keeps)),
        ];
        prop::collection::vec(act, 1..60)
    }

    fn message(id: u64, length: usize, waits: bool) -> Message {
        let (from, content) = (["alice", "carol"][id as usize % 2], "x".repeat(length));
        let said = Message::sample(from, ["#général", "#dev", "#rare"][(id % 7 / 3) as usize], &content);
        let person = waits.then(|| Audience::Person(Username::parse("bob").unwrap()));
        Message {
            id: Some(MessageId(id)),
            at: WallTime { unix_us: 1_750_000_000_000_000 + id as i64, offset_s: 0 },
            audience: person.unwrap_or_else(|| said.audience.clone()),
            ..said
        }
    }

    /// The messages that should be there.
    #[derive(Default)]
    struct Model {
        messages: BTreeMap<u64, Message>,
        waiting: BTreeSet<u64>,
        spared: BTreeSet<u64>,
        visible_from: u64,
        next: u64,
    }

    impl Model {
        fn pick(&self, number: usize) -> Option<u64> {
            self.messages.keys().nth(number % self.messages.len().max(1)).copied()
        }

        fn remove(&mut self, id: u64) {
            self.messages.remove(&id);
            self.waiting.remove(&id);
            self.spared.remove(&id);
        }

        fn keep(&mut self, count: u64) {
            let mut surplus = (self.messages.len() as u64).saturating_sub(count);
            let rows: Vec<u64> = self.messages.range(self.visible_from..).map(|(id, _)| *id).collect();
            for id in rows {
                if surplus == 0 {
                    break;
                }
                self.visible_from = id + 1;
                if self.waiting.contains(&id) {
                    self.spared.insert(id);
                } else {
                    self.remove(id);
                    surplus -= 1;
                }
            }
        }
    }

    fn perform(tables: &mut Tables<'_>, model: &mut Model, act: &Act) {
        let put = |tables: &mut Tables<'_>, model: &mut Model, id: u64, length: usize, waits: bool| {
            let message = message(id, length, waits);
            tables.messages.put(&message, waits).unwrap();
            // Again, as after a commit that failed and had reached the disk.
            tables.messages.put(&message, waits).unwrap();
            model.messages.insert(id, message);
            if waits {
                model.waiting.insert(id);
            }
        };
        match *act {
            Act::Append(count, length, gap) => {
                for _ in 0..count {
                    model.next += 1 + gap;
                    put(tables, model, model.next, length, false);
                }
            }
            Act::Leave(length) => {
                model.next += 1;
                put(tables, model, model.next, length, true);
            }
            Act::Delete(number) => {
                if let Some(id) = model.pick(number) {
                    assert!(tables.messages.delete(MessageId(id)).unwrap());
                    model.remove(id);
                }
                assert!(!tables.messages.delete(MessageId(model.next + 1)).unwrap());
            }
            Act::Deliver(number) => {
                let Some(id) = model.waiting.iter().nth(number % model.waiting.len().max(1)).copied() else { return };
                tables.messages.deliver(Username::parse("Bob").unwrap().key(), MessageId(id)).unwrap();
                model.waiting.remove(&id);
                if model.spared.contains(&id) {
                    model.remove(id);
                }
            }
            Act::Insert(number) => {
                let id = 1 + number as u64 % model.next.max(1);
                if id <= model.next && !model.messages.contains_key(&id) {
                    put(tables, model, id, 100, false);
                    if id < model.visible_from {
                        model.visible_from = id;
                        model.spared.retain(|spared| *spared < id);
                    }
                }
            }
            Act::Erase(whom, keeps) => {
                let person = Username::parse(["Alice", "CAROL", "bob"][usize::from(whom)]).unwrap();
                let fate = if keeps { MessageFate::Anonymise } else { MessageFate::Remove };
                let mut from = None;
                loop {
                    let done = erase(tables, &EraseQuery { person: person.clone(), fate, below: None, from }).unwrap();
                    from = done.next;
                    if from.is_none() {
                        break;
                    }
                }
                let theirs = model.messages.values().filter(|message| is_of(message, person.key()));
                let theirs: Vec<Message> = theirs.cloned().collect();
                for message in theirs {
                    let id = message.id.unwrap().0;
                    model.remove(id);
                    if keeps && matches!(message.audience, Audience::Channel(_)) {
                        model.messages.insert(id, Message { from: Username::erased(), ..message });
                    }
                }
            }
            Act::Keep(count) => {
                let options =
                    StoreOptions { keep_messages: count, keep_days: 0, prune_step: 1_000_000, ..StoreOptions::new("") };
                let now = Clock { mono: Instant::now() + Duration::from_secs(1), wall_us: 1_750_000_000_000_000 };
                Retention::new(&options, now).prune(tables, 0, now).unwrap();
                model.keep(count);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_happens_all_that_should_be_there_is(acts in acts(), each_commit in 1..6_usize) {
            let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
            let txn = db.begin_write().unwrap();
            SCHEMA.apply(&txn, Found::New).unwrap();
            txn.open_table(META).unwrap().insert(IDS_KEY, u64::MAX).unwrap();
            txn.commit().unwrap();
            let mut model = Model::default();
            for some in acts.chunks(each_commit) {
                let txn = db.begin_write().unwrap();
                let mut tables = Tables::open(&txn, None).unwrap();
                some.iter().for_each(|act| perform(&mut tables, &mut model, act));
                tables.save().unwrap();
                drop(tables);
                txn.commit().unwrap();

                let txn = db.begin_read().unwrap();
                let report = check_transaction(&txn).unwrap();
                prop_assert_eq!(report.problems, Vec::<String>::new());
                let mut found = Vec::new();
                let mut next = Some(PageQuery::messages(MessageFilter::default(), 7, 5000));
                while let Some(query) = next {
                    let part = page(&txn, query).unwrap();
                    let Rows::Messages(rows) = part.rows else { panic!("no messages") };
                    found.extend(rows);
                    next = part.next;
                }
                prop_assert!(found.iter().eq(model.messages.values()), "{found:?}");
                let counts = Counts::of(&txn).unwrap();
                let of_channels = |message: &&Message| matches!(message.audience, Audience::Channel(_));
                prop_assert_eq!(counts.messages, found.len() as u64);
                prop_assert_eq!(counts.channel_messages, found.iter().filter(of_channels).count() as u64);
                prop_assert_eq!(counts.undelivered, model.waiting.len() as u64);
                let snapshot = Snapshot::of(&txn).unwrap();
                let middle = model.next / 2;
                for (name, before) in [("#dev", u64::MAX), ("#général", u64::MAX), ("#rare", middle), ("#dev", middle)] {
                    let channel = ChannelName::parse(name).unwrap();
                    let mut newest_first = Vec::new();
                    let mut messages = snapshot.of_channel(channel.key(), before).unwrap();
                    while let Some(message) = messages.next_older().unwrap() {
                        newest_first.push(message);
                    }
                    let audience = Audience::Channel(channel);
                    let expected = model.messages.range(..before).rev().map(|(_, message)| message);
                    prop_assert!(newest_first.iter().eq(expected.filter(|message| message.audience == audience)), "{name}");
                }
                for id in 1..=model.next {
                    let found = snapshot.view().get(MessageId(id)).unwrap();
                    prop_assert_eq!(found.as_ref(), model.messages.get(&id));
                }
            }
        }
    }
}
