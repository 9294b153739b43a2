//! The encoding of a block: a run of consecutive messages in one value.
//!
//! Owns the bytes of a block, [`BlockWriter`] that puts messages behind each other, and [`Block`] that reads them row by
//! row. Called by `messages`; calls the primitives of `codec`, `huffman` for texts, and the plain values of `chat`.
//!
//! ```text
//! version   1 byte
//! check     4 bytes: CRC-32 of the block's first id, the number of rows and the rows
//! rows      4 bytes: their number
//! row       flags, 1 byte
//!           ids passed over since the row before, if any: what is deleted or was never given leaves gaps
//!           microseconds since the row before, signed; the zone's seconds if they differ from the row before
//!           author, channel, and for a private message the person
//!           subtype, to, content, unknown fields: those that there are, each behind its length; the content packed if
//!           that makes it shorter, which layout 2 did not know
//!           marks, of few: which, 1 byte; the id of the message that it answers; the number of reactions, each with
//!           its kind, the number of the guest if it is one's, and a name
//! ```
//!
//! The first id is the block's key in its table. Whole numbers are LEB128. A name is a number: 0 for one that follows as
//! text and is new in the block, else the place of one that came before, from 1; people and channels are counted apart. So
//! a block grows at its end alone, a name that thirty rows share stands in it once, and passing over a row parses none.

use super::codec::{
    CodecError, EDITED, HAS_REACTIONS, HAS_REPLY, ValueReader, ValueWriter, mark_flags, push_marks, push_reaction,
    read_reaction,
};
use super::huffman::{self, Packed};
use crate::chat::clock::WallTime;
use crate::chat::message::{Audience, ExtraFields, Marks, Message, MessageId};
use crate::chat::name::{ChannelName, NameKey, NameProblem, Username};
use crate::chat::reaction::Reaction;

/// The first byte of a block.
const VERSION: u8 = 1;

/// Bytes before the first row.
const HEADER: usize = 9;

/// Bytes for which there is room in a block from the beginning: those of a full one, and what a packed text needs to be
/// written.
const ROOM: usize = 8192 + 64;

/// A message for one person; else for its channel.
const PRIVATE: u8 = 1;
const HAS_SUBTYPE: u8 = 2;
const HAS_TO: u8 = 4;
const HAS_EXTRA: u8 = 8;
/// Ids were passed over.
const HAS_GAP: u8 = 16;
/// Another zone than that of the row before.
const HAS_ZONE: u8 = 32;
/// Marks follow, which have flags of their own (`codec`).
const HAS_MARKS: u8 = 64;
/// The content is packed. This is the last of the eight flags: what comes next takes another version.
const PACKED: u8 = 128;

/// A block whose check value fits.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    first: u64,
    rows: u32,
    bytes: &'a [u8],
}

impl<'a> Block<'a> {
    /// Reads the frame of the block that begins with that id.
    ///
    /// # Errors
    /// [`CodecError`], above all [`CodecError::Check`] for one that was damaged, or stands under another id.
    pub fn open(first: MessageId, bytes: &'a [u8]) -> Result<Self, CodecError> {
        let mut input = ValueReader::of(bytes);
        match input.byte()? {
            VERSION => {}
            other => return Err(CodecError::Version(other)),
        }
        let check = u32::from_le_bytes(input.array()?);
        let rows = u32::from_le_bytes(input.array()?);
        if check != check_value(first.0, &bytes[HEADER - 4..]) {
            return Err(CodecError::Check);
        }
        Ok(Self::of_rows(first, rows, &bytes[HEADER..]))
    }

    /// A block of that many rows, of which it is known that they are what was written.
    pub fn of_rows(first: MessageId, rows: u32, bytes: &'a [u8]) -> Self {
        Self { first: first.0, rows, bytes }
    }

    /// The id under which it stands.
    pub fn first(&self) -> MessageId {
        MessageId(self.first)
    }

    /// The way through its rows, from the first.
    pub fn reader(&self) -> BlockReader<'a> {
        BlockReader {
            input: ValueReader::of(self.bytes),
            left: self.rows,
            next_id: Some(self.first),
            at: WallTime { unix_us: 0, offset_s: 0 },
            people: Vec::new(),
            channels: Vec::new(),
            unpacked: Vec::new(),
        }
    }

    /// All messages.
    ///
    /// # Errors
    /// [`CodecError`] says what is wrong with the bytes.
    pub fn messages(&self) -> Result<Vec<Message>, CodecError> {
        let mut reader = self.reader();
        let mut messages = Vec::new();
        while let Some(row) = reader.next_row()? {
            messages.push(reader.message(&row)?);
        }
        Ok(messages)
    }
}

/// A name in a block: parsed when it is first asked for.
#[derive(Debug, Clone)]
struct Entry<'a, N> {
    text: &'a str,
    name: Option<N>,
}

/// A row as it stands in its block. Names are places in the lists of its [`BlockReader`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// The message's id.
    pub id: MessageId,
    /// The time at which it was taken in.
    pub at: WallTime,
    from: usize,
    channel: usize,
    person: Option<usize>,
    subtype: Option<&'a [u8]>,
    to: Option<&'a [u8]>,
    content: Content<'a>,
    extra: &'a [u8],
    marks: Option<RowMarks<'a>>,
}

/// The text of a row.
#[derive(Debug, Clone, Copy)]
enum Content<'a> {
    Plain(&'a [u8]),
    Packed(&'a [u8]),
}

/// The marks of a row. Who reacted is read again when it is asked for.
#[derive(Debug, Clone, Copy)]
struct RowMarks<'a> {
    edited: bool,
    reply_to: Option<u64>,
    reactions: u64,
    /// The bytes of the reactions and of all that follows.
    bytes: &'a [u8],
    /// The number of names before them.
    names: usize,
}

impl Row<'_> {
    /// True if it is for one person.
    pub fn is_private(&self) -> bool {
        self.person.is_some()
    }
}

/// The way through the rows of a block.
#[derive(Debug)]
pub struct BlockReader<'a> {
    input: ValueReader<'a>,
    left: u32,
    /// `None` behind the greatest id that there can be.
    next_id: Option<u64>,
    at: WallTime,
    people: Vec<Entry<'a, Username>>,
    channels: Vec<Entry<'a, ChannelName>>,
    /// The text that was unpacked last.
    unpacked: Vec<u8>,
}

impl<'a> BlockReader<'a> {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// [`CodecError`] says what is wrong with the bytes; what follows cannot be read then.
    pub fn next_row(&mut self) -> Result<Option<Row<'a>>, CodecError> {
        if self.left == 0 {
            self.input.end()?;
            return Ok(None);
        }
        let flags = self.input.byte()?;
        let gap = if flags & HAS_GAP != 0 { self.input.number()? } else { 0 };
        let id = self.next_id.and_then(|next| next.checked_add(gap)).ok_or(CodecError::Field("id"))?;
        let unix_us = self.at.unix_us.wrapping_add(self.input.signed()?);
        let offset_s = if flags & HAS_ZONE != 0 { self.input.zone()? } else { self.at.offset_s };
        let at = WallTime { unix_us, offset_s };
        let from = place(&mut self.input, &mut self.people)?;
        let channel = place(&mut self.input, &mut self.channels)?;
        let person = if flags & PRIVATE != 0 { Some(place(&mut self.input, &mut self.people)?) } else { None };
        let subtype = if flags & HAS_SUBTYPE != 0 { Some(self.input.bytes()?) } else { None };
        let to = if flags & HAS_TO != 0 { Some(self.input.bytes()?) } else { None };
        let content = self.input.bytes()?;
        let content = if flags & PACKED != 0 { Content::Packed(content) } else { Content::Plain(content) };
        let extra = if flags & HAS_EXTRA != 0 { self.input.bytes()? } else { b"" };
        let marks = if flags & HAS_MARKS != 0 { Some(self.marks()?) } else { None };
        self.left -= 1;
        self.next_id = id.checked_add(1);
        self.at = at;
        Ok(Some(Row { id: MessageId(id), at, from, channel, person, subtype, to, content, extra, marks }))
    }

    /// Reads marks, and passes over the reactions: their names may be new in the block.
    fn marks(&mut self) -> Result<RowMarks<'a>, CodecError> {
        let flags = mark_flags(&mut self.input)?;
        let reply_to = if flags & HAS_REPLY != 0 { Some(self.input.number()?) } else { None };
        let reactions = if flags & HAS_REACTIONS != 0 { self.input.number()? } else { 0 };
        let (bytes, names) = (self.input.rest(), self.people.len());
        for _ in 0..reactions {
            read_reaction(&mut self.input)?;
            place(&mut self.input, &mut self.people)?;
        }
        Ok(RowMarks { edited: flags & EDITED != 0, reply_to, reactions, bytes, names })
    }

    /// The reactions to a row.
    fn reactions(&mut self, row: &Row<'_>) -> Result<Vec<Reaction>, CodecError> {
        let mut found = Vec::new();
        let Some(RowMarks { reactions, bytes, mut names, .. }) = row.marks else { return Ok(found) };
        let mut input = ValueReader::of(bytes);
        for _ in 0..reactions {
            let (kind, guest) = read_reaction(&mut input)?;
            let place = match input.number()? {
                0 => {
                    input.text()?;
                    names += 1;
                    names - 1
                }
                number => usize::try_from(number - 1).map_err(|_| CodecError::Field("name"))?,
            };
            found.push(Reaction { kind, by: parsed(&mut self.people, place, Username::parse)?.clone(), guest });
        }
        Ok(found)
    }

    /// The text of a row.
    ///
    /// # Errors
    /// [`CodecError::Utf8`] when it is none; [`CodecError::Field`] when it cannot be unpacked.
    pub fn content<'r>(&'r mut self, row: &Row<'r>) -> Result<&'r str, CodecError> {
        let bytes = match row.content {
            Content::Plain(bytes) => bytes,
            Content::Packed(packed) => {
                self.unpacked.clear();
                huffman::unpack(packed, &mut self.unpacked)?;
                &self.unpacked
            }
        };
        std::str::from_utf8(bytes).map_err(|_| CodecError::Utf8)
    }

    /// The channel that a row names: that which it is for, unless it is private.
    ///
    /// # Errors
    /// [`CodecError::Name`] when it is none.
    pub fn channel(&mut self, row: &Row<'_>) -> Result<&ChannelName, CodecError> {
        parsed(&mut self.channels, row.channel, ChannelName::parse)
    }

    /// The key of the author of a row.
    ///
    /// # Errors
    /// [`CodecError::Name`] when the name is none.
    pub fn author(&mut self, row: &Row<'_>) -> Result<&NameKey, CodecError> {
        parsed(&mut self.people, row.from, Username::parse).map(Username::key)
    }

    /// True if the bearer of a name wrote it, is whom it is for, or reacts to it.
    ///
    /// # Errors
    /// [`CodecError::Name`] when a name in it is none.
    pub fn is_of(&mut self, row: &Row<'_>, key: &NameKey) -> Result<bool, CodecError> {
        let is_author = parsed(&mut self.people, row.from, Username::parse)?.key() == key;
        if is_author || self.person(row)?.is_some_and(|person| person == key) {
            return Ok(true);
        }
        Ok(self.reactions(row)?.iter().any(|reaction| reaction.is_of(key)))
    }

    /// The key of whom a row is for, if it is private.
    ///
    /// # Errors
    /// [`CodecError::Name`] when the name is none.
    pub fn person(&mut self, row: &Row<'_>) -> Result<Option<&NameKey>, CodecError> {
        row.person.map(|place| parsed(&mut self.people, place, Username::parse).map(Username::key)).transpose()
    }

    /// The message of a row.
    ///
    /// # Errors
    /// [`CodecError`] when one of its texts or names cannot be read.
    pub fn message(&mut self, row: &Row<'_>) -> Result<Message, CodecError> {
        let text = |bytes: &[u8]| std::str::from_utf8(bytes).map(Box::from).map_err(|_| CodecError::Utf8);
        let from = parsed(&mut self.people, row.from, Username::parse)?.clone();
        let channel = self.channel(row)?.clone();
        let audience = match row.person {
            None => Audience::Channel(channel.clone()),
            Some(place) => Audience::Person(parsed(&mut self.people, place, Username::parse)?.clone()),
        };
        let marks = match row.marks {
            None => None,
            Some(RowMarks { edited, reply_to, .. }) => {
                let reactions = self.reactions(row)?;
                Some(Box::new(Marks { reply_to: reply_to.map(MessageId), edited, reactions }))
            }
        };
        Ok(Message {
            id: Some(row.id),
            at: row.at,
            from,
            audience,
            channel,
            subtype: row.subtype.map(text).transpose()?,
            to: row.to.map(text).transpose()?,
            content: self.content(row)?.into(),
            extra: ExtraFields(text(row.extra)?),
            marks,
        })
    }
}

/// Reads a reference to a name; puts a new one behind the others.
fn place<'a, N>(input: &mut ValueReader<'a>, entries: &mut Vec<Entry<'a, N>>) -> Result<usize, CodecError> {
    let number = input.number()?;
    if number == 0 {
        entries.push(Entry { text: input.text()?, name: None });
        return Ok(entries.len() - 1);
    }
    usize::try_from(number - 1).ok().filter(|&place| place < entries.len()).ok_or(CodecError::Field("name"))
}

fn parsed<'e, N>(
    entries: &'e mut [Entry<'_, N>],
    place: usize,
    parse: fn(&str) -> Result<N, NameProblem>,
) -> Result<&'e N, CodecError> {
    let entry = entries.get_mut(place).ok_or(CodecError::Field("name"))?;
    if entry.name.is_none() {
        entry.name = Some(parse(entry.text).map_err(CodecError::Name)?);
    }
    entry.name.as_ref().ok_or(CodecError::Field("name"))
}

/// A block that is being written: rows go behind its end.
#[derive(Debug, Clone)]
pub struct BlockWriter {
    first: u64,
    rows: u32,
    /// The first id that may follow; `None` behind the greatest that there can be.
    next_id: Option<u64>,
    at: WallTime,
    /// With room for the header, which [`BlockWriter::finish`] fills in.
    bytes: Vec<u8>,
    people: Vec<WrittenName>,
    channels: Vec<WrittenName>,
}

/// Where a name stands in the bytes of its block.
#[derive(Debug, Clone, Copy)]
struct WrittenName {
    at: u32,
    length: u32,
    /// The last bytes of it, which tell names of a class apart better than the first: those are looked at in every row.
    end: u32,
}

impl WrittenName {
    fn of(name: &[u8], at: usize) -> Self {
        let end = name.iter().rev().take(4).fold(0, |end, &byte| end << 8 | u32::from(byte));
        // Blocks are far below 4 GiB.
        Self { at: at as u32, length: name.len() as u32, end }
    }

    fn is(&self, other: &Self, name: &[u8], bytes: &[u8]) -> bool {
        self.end == other.end && self.length == other.length && bytes[self.at as usize..].starts_with(name)
    }
}

impl BlockWriter {
    /// An empty block under that id, which none of its messages may be below.
    pub fn new(first: MessageId) -> Self {
        let mut bytes = Vec::with_capacity(ROOM);
        bytes.resize(HEADER, 0);
        Self {
            first: first.0,
            rows: 0,
            next_id: Some(first.0),
            at: WallTime { unix_us: 0, offset_s: 0 },
            bytes,
            people: Vec::new(),
            channels: Vec::new(),
        }
    }

    /// Goes on with a block that is there.
    ///
    /// # Errors
    /// Those of reading it.
    pub fn resume(first: MessageId, bytes: Vec<u8>) -> Result<Self, CodecError> {
        let block = Block::open(first, &bytes)?;
        let mut reader = block.reader();
        while reader.next_row()?.is_some() {}
        let within = |text: &str| WrittenName::of(text.as_bytes(), text.as_ptr() as usize - bytes.as_ptr() as usize);
        let people = reader.people.iter().map(|entry| within(entry.text)).collect();
        let channels = reader.channels.iter().map(|entry| within(entry.text)).collect();
        let BlockReader { next_id, at, .. } = reader;
        Ok(Self { first: first.0, rows: block.rows, next_id, at, people, channels, bytes })
    }

    /// The id under which it stands.
    pub fn first(&self) -> MessageId {
        MessageId(self.first)
    }

    /// True if there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Its rows so far.
    pub fn block(&self) -> Block<'_> {
        Block::of_rows(self.first(), self.rows, &self.bytes[HEADER..])
    }

    /// Puts a message behind the others, if the block does not become longer than that; the first one always fits. The
    /// id must be greater than those before, else it does not fit either.
    pub fn push(&mut self, id: MessageId, message: &Message, bytes_max: usize) -> bool {
        let Some(gap) = self.next_id.and_then(|next| id.0.checked_sub(next)) else { return false };
        let before = (self.bytes.len(), self.people.len(), self.channels.len());
        let mut flags = 0;
        let mut set = |flag, condition: bool| flags |= if condition { flag } else { 0 };
        set(PRIVATE, matches!(message.audience, Audience::Person(_)));
        set(HAS_SUBTYPE, message.subtype.is_some());
        set(HAS_TO, message.to.is_some());
        set(HAS_EXTRA, !message.extra.0.is_empty());
        let marks = message.marks.as_deref().filter(|marks| **marks != Marks::default());
        set(HAS_GAP, gap > 0);
        set(HAS_MARKS, marks.is_some());
        set(HAS_ZONE, message.at.offset_s != self.at.offset_s);
        let packed = Packed::of(&message.content);
        set(PACKED, packed.is_some());
        let mut out = ValueWriter::behind(std::mem::take(&mut self.bytes));
        out.byte(flags);
        if gap > 0 {
            out.number(gap);
        }
        out.signed(message.at.unix_us.wrapping_sub(self.at.unix_us));
        if flags & HAS_ZONE != 0 {
            out.signed(i64::from(message.at.offset_s));
        }
        push_name(&mut out, &mut self.people, message.from.as_str());
        match &message.audience {
            Audience::Channel(channel) => push_name(&mut out, &mut self.channels, channel.as_str()),
            Audience::Person(name) => {
                push_name(&mut out, &mut self.channels, message.channel.as_str());
                push_name(&mut out, &mut self.people, name.as_str());
            }
        }
        for text in [&message.subtype, &message.to].into_iter().flatten() {
            out.text(text);
        }
        match packed {
            Some(packed) => {
                out.number(packed.len() as u64);
                let mut bytes = out.into_bytes();
                packed.push_to(&mut bytes);
                out = ValueWriter::behind(bytes);
            }
            None => out.text(&message.content),
        }
        if flags & HAS_EXTRA != 0 {
            out.text(&message.extra.0);
        }
        if let Some(marks) = marks
            && push_marks(&mut out, marks)
        {
            for reaction in &marks.reactions {
                push_reaction(&mut out, reaction);
                push_name(&mut out, &mut self.people, reaction.by.as_str());
            }
        }
        self.bytes = out.into_bytes();
        if self.bytes.len() > bytes_max && self.rows > 0 {
            self.bytes.truncate(before.0);
            self.people.truncate(before.1);
            self.channels.truncate(before.2);
            return false;
        }
        self.rows += 1;
        self.next_id = id.0.checked_add(1);
        self.at = message.at;
        true
    }

    /// The bytes to store.
    pub fn finish(&mut self) -> &[u8] {
        self.bytes[0] = VERSION;
        self.bytes[5..HEADER].copy_from_slice(&self.rows.to_le_bytes());
        let check = check_value(self.first, &self.bytes[HEADER - 4..]);
        self.bytes[1..5].copy_from_slice(&check.to_le_bytes());
        &self.bytes
    }
}

/// Writes the place of a name, and the name if it is new.
fn push_name(out: &mut ValueWriter, names: &mut Vec<WrittenName>, name: &str) {
    let new = WrittenName::of(name.as_bytes(), 0);
    match names.iter().position(|there| there.is(&new, name.as_bytes(), out.as_bytes())) {
        Some(place) => out.number(place as u64 + 1),
        None => {
            out.number(0);
            out.text(name);
            names.push(WrittenName { at: (out.as_bytes().len() - name.len()) as u32, ..new });
        }
    }
}

/// CRC-32 as in zip, gzip and PNG: of the first id, or another number, then of the bytes.
pub(super) fn check_value(first: u64, bytes: &[u8]) -> u32 {
    !crc(crc(!0, &first.to_le_bytes()), bytes)
}

/// Eight bytes at a time ("slicing by 8"): one for each step would be half of what reading a block takes.
fn crc(mut crc: u32, bytes: &[u8]) -> u32 {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &CRC_TABLES;
    let at = |table: &[u32; 256], byte: u8| table[usize::from(byte)];
    let (eights, rest) = bytes.as_chunks::<8>();
    for &[a, b, c, d, e, f, g, h] in eights {
        let [a, b, c, d] = (crc ^ u32::from_le_bytes([a, b, c, d])).to_le_bytes();
        crc = at(t7, a) ^ at(t6, b) ^ at(t5, c) ^ at(t4, d) ^ at(t3, e) ^ at(t2, f) ^ at(t1, g) ^ at(t0, h);
    }
    for &byte in rest {
        crc = crc >> 8 ^ at(t0, crc as u8 ^ byte);
    }
    crc
}

static CRC_TABLES: [[u32; 256]; 8] = crc_tables();

const fn crc_tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = byte as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[table - 1][byte];
            tables[table][byte] = before >> 8 ^ tables[0][(before & 0xff) as usize];
            byte += 1;
        }
        table += 1;
    }
    tables
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::reaction::ReactionKind;

    /// Names and texts of a class, some of them odd, in few kinds: names come again.
    fn message() -> impl Strategy<Value = Message> {
        let name = prop_oneof![Just("alice"), Just("Alice"), Just("Élodie"), Just("❤👩💻"), Just("bob b")];
        let channel = prop_oneof![Just("#général"), Just("#Général"), Just("#dev"), Just("#部屋")];
        let label = || prop::option::of(any::<String>().prop_map(String::into_boxed_str));
        let at = (any::<i64>(), prop_oneof![Just(7200), Just(3600), any::<i32>()]);
        let said = prop_oneof![any::<String>(), "[a-zé ]{0,90}"];
        let texts = (label(), label(), said, any::<String>());
        let kind = prop::sample::select(ReactionKind::all().collect::<Vec<_>>());
        let reaction = (name.clone(), kind, prop_oneof![Just(0), any::<u32>()])
            .prop_map(|(by, kind, guest)| Reaction { kind, by: Username::parse(by).unwrap(), guest });
        let marks = (prop::option::of(any::<u64>()), any::<bool>(), prop::collection::vec(reaction, 0..4))
            .prop_map(|(id, edited, reactions)| Marks { reply_to: id.map(MessageId), edited, reactions });
        let marks = prop::option::of(marks.prop_filter("some", |marks| *marks != Marks::default()).prop_map(Box::new));
        (name.clone(), channel, prop::option::of(name), at, texts, marks).prop_map(
            |(from, channel, person, (unix_us, offset_s), (subtype, to, content, extra), marks)| {
                let channel = ChannelName::parse(channel).unwrap();
                let person = person.map(|name| Audience::Person(Username::parse(name).unwrap()));
                Message {
                    id: None,
                    at: WallTime { unix_us, offset_s },
                    from: Username::parse(from).unwrap(),
                    audience: person.unwrap_or_else(|| Audience::Channel(channel.clone())),
                    channel,
                    subtype,
                    to,
                    content: content.into(),
                    extra: ExtraFields(extra.into()),
                    marks,
                }
            },
        )
    }

    prop_compose! {
        fn messages()(
            first in prop_oneof![1..1000_u64, Just(u64::MAX - 200)],
            rows in prop::collection::vec((0..5_u64, message()), 1..30),
        ) -> (MessageId, Vec<Message>) {
            let mut id = first;
            let messages = rows.into_iter().map(|(gap, message)| {
                id += gap;
                let message = Message { id: Some(MessageId(id)), ..message };
                id += 1;
                message
            });
            (MessageId(first), messages.collect())
        }
    }

    fn written(first: MessageId, messages: &[Message]) -> BlockWriter {
        let mut writer = BlockWriter::new(first);
        for message in messages {
            assert!(writer.push(message.id.unwrap(), message, usize::MAX));
        }
        writer
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn messages_come_back((first, messages) in messages(), cut in any::<prop::sample::Index>()) {
            let cut = cut.index(messages.len());
            let mut begun = written(first, &messages[..cut]);
            // Wherever it is put down and taken up again, the bytes are the same.
            let mut resumed = BlockWriter::resume(first, begun.finish().to_vec()).unwrap();
            for message in &messages[cut..] {
                prop_assert!(resumed.push(message.id.unwrap(), message, usize::MAX));
            }
            let bytes = written(first, &messages).finish().to_vec();
            prop_assert_eq!(resumed.finish(), bytes.as_slice());
            let back = Block::open(first, &bytes).unwrap().messages().unwrap();
            // Names are compared folded, but what is shown must come back too.
            prop_assert_eq!(format!("{back:?}"), format!("{messages:?}"));
        }

        #[test]
        fn a_block_that_is_full_stays_as_it_was((first, messages) in messages(), bytes_max in 0..600_usize) {
            let mut writer = BlockWriter::new(first);
            let taken: Vec<_> =
                messages.iter().take_while(|message| writer.push(message.id.unwrap(), message, bytes_max)).cloned().collect();
            prop_assert!(!taken.is_empty() && (taken.len() == 1 || writer.finish().len() <= bytes_max));
            prop_assert_eq!(writer.finish().to_vec(), written(first, &taken).finish().to_vec());
        }

        #[test]
        fn no_change_to_the_bytes_goes_unseen(
            (first, messages) in messages(), at in any::<prop::sample::Index>(), bit in 0..8_u32, cut in any::<prop::sample::Index>(),
        ) {
            let bytes = written(first, &messages).finish().to_vec();
            let mut changed = bytes.clone();
            changed[at.index(bytes.len())] ^= 1_u8 << bit;
            prop_assert!(Block::open(first, &changed).is_err());
            prop_assert!(Block::open(first, &bytes[..cut.index(bytes.len())]).is_err());
            prop_assert!(Block::open(MessageId(first.0 ^ 1), &bytes).is_err());
        }

        /// With a check value that fits: what a program wrote that is not this one.
        #[test]
        fn no_bytes_make_it_panic(
            (first, messages) in messages(), rows in any::<u32>(), at in any::<prop::sample::Index>(),
            change in prop::collection::vec(any::<u8>(), 0..20), only in any::<bool>(),
        ) {
            let mut bytes = written(first, &messages).finish().to_vec();
            let at = HEADER + at.index(bytes.len() - HEADER);
            bytes.splice(at..if only { bytes.len() } else { at }, change);
            bytes[5..HEADER].copy_from_slice(&rows.to_le_bytes());
            let check = check_value(first.0, &bytes[5..]);
            bytes[1..5].copy_from_slice(&check.to_le_bytes());
            let read = Block::open(first, &bytes).unwrap().messages();
            if let Ok(read) = read {
                prop_assert_eq!(read.len(), rows as usize);
            }
            let _ = BlockWriter::resume(first, bytes);
        }
    }

    #[test]
    fn the_check_value_is_that_of_zip() {
        assert_eq!(!crc(!0, b"123456789"), 0xcbf4_3926);
        assert_eq!(!crc(crc(!0, b"1234"), b"56789"), 0xcbf4_3926);
    }

    #[test]
    fn ids_only_grow_and_end_with_the_greatest() {
        let any = || Message { id: None, ..some("#dev") };
        let mut writer = BlockWriter::new(MessageId(u64::MAX - 1));
        assert!(!writer.push(MessageId(7), &any(), 1000));
        assert!(writer.push(MessageId(u64::MAX), &any(), 1000));
        assert!(!writer.push(MessageId(u64::MAX), &any(), 1000));
        let bytes = writer.finish().to_vec();
        assert_eq!(Block::open(MessageId(u64::MAX - 1), &bytes).unwrap().messages().unwrap().len(), 1);
        assert!(!BlockWriter::resume(MessageId(u64::MAX - 1), bytes).unwrap().push(MessageId(0), &any(), 1000));
    }

    #[test]
    fn a_row_costs_few_bytes_beside_its_text() {
        let mut writer = BlockWriter::new(MessageId(1));
        writer.push(MessageId(1), &some("#général"), 1000);
        let before = writer.finish().len();
        let mut later = some("#général");
        later.at.unix_us += 333_000;
        writer.push(MessageId(2), &later, 1000);
        // The text itself, packed, has 40 bits.
        assert_eq!(writer.finish().len() - before - 5, 7);
    }

    /// Bytes as the program before has written them.
    #[test]
    fn a_block_of_layout_2_is_read_and_goes_on() {
        let bytes = b"\x01\xf2\xf3\xe6\x90\x02\x00\x00\x00 \xd4\xae\xad\x82\xca\x80\x9c\x06\xc0p\x00\x05alice\x00\x0a#g\xc3\xa9n\xc3\xa9ral\
            \x07bonjour\x11\x02\x90\xd3(\x01\x01\x00\x03Bob\x14\xc3\xa0 tout \xc3\xa0 l\xe2\x80\x99heure";
        let first = MessageId(7);
        let mut expected = vec![Message { id: Some(first), ..some("#général") }, some("#général")];
        expected[1].id = Some(MessageId(10));
        expected[1].at.unix_us += 333_000;
        expected[1].audience = Audience::Person(Username::parse("Bob").unwrap());
        expected[1].content = "à tout à l’heure".into();
        assert_eq!(Block::open(first, bytes).unwrap().messages().unwrap(), expected);
        let mut writer = BlockWriter::resume(first, bytes.to_vec()).unwrap();
        let next = Message { id: Some(MessageId(11)), ..some("#général") };
        assert!(writer.push(MessageId(11), &next, 1000));
        expected.push(next);
        assert_eq!(Block::open(first, writer.finish()).unwrap().messages().unwrap(), expected);
    }

    #[test]
    fn a_row_whose_text_cannot_be_unpacked_is_an_error_and_the_others_are_read() {
        let mut writer = written(MessageId(1), &[Message { id: Some(MessageId(1)), ..some("#dev") }]);
        writer.push(MessageId(2), &Message { content: "a b".into(), ..some("#dev") }, 1000);
        let mut bytes = writer.finish().to_vec();
        // The last byte is filled up with a zero among the ones.
        *bytes.last_mut().unwrap() &= !1;
        let check = check_value(1, &bytes[HEADER - 4..]);
        bytes[1..5].copy_from_slice(&check.to_le_bytes());
        let block = Block::open(MessageId(1), &bytes).unwrap();
        let mut reader = block.reader();
        let (one, other) = (reader.next_row().unwrap().unwrap(), reader.next_row().unwrap().unwrap());
        assert!(reader.next_row().unwrap().is_none());
        assert_eq!(reader.content(&other), Err(CodecError::Field("packed text")));
        assert_eq!(reader.content(&one), Ok("bonjour"));
        assert_eq!(block.messages(), Err(CodecError::Field("packed text")));
    }

    #[test]
    fn a_text_that_does_not_become_shorter_stays_as_it_is() {
        for content in ["", "ok 👍", "ÇA MARCHE", "مرحبا", "x2kQ9vT+Zr4="] {
            let mut writer = BlockWriter::new(MessageId(1));
            let message = Message { id: Some(MessageId(1)), content: content.into(), ..some("#dev") };
            writer.push(MessageId(1), &message, 1000);
            let bytes = writer.finish();
            assert!(bytes.ends_with(content.as_bytes()), "{content}");
            assert_eq!(Block::open(MessageId(1), bytes).unwrap().messages().unwrap(), [message]);
        }
    }

    fn some(channel: &str) -> Message {
        Message::sample("alice", channel, "bonjour")
    }
}
