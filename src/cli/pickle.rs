//! Reading a server's `users.pkl`: a pickled dict from name to password, or another plain form of the same.
//!
//! Owns [`read_accounts`]. A pickle is a program for a small stack machine, and Python's may call anything. Here a first
//! pass walks over the opcodes, with the depth of what each leaves on the stack, and lets only those through that make
//! plain values, so few and so shallow that the library behind it stays within memory and stack; nothing is ever
//! called. Pure: called by `import`, calls only what an account of any file goes through.

use std::collections::HashMap;
use std::fmt;

use serde_pickle::value::{HashableValue, Value};

use super::import::candidate::Raw;
pub use super::import::candidate::{Entry, Judge, NewAccount, Reason, Refused, Secret};
use super::import::plain::{self, Plain};
use super::printable::printable;

/// Largest file that is read, in bytes: far more than a school has accounts.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most opcodes in it; each may cost some dozen bytes of memory.
const OPCODES_MAX: usize = 1_000_000;

/// Most lists, tuples, sets and dicts in it: a dict for each account, and some in it.
const CONTAINERS_MAX: usize = 200_000;

/// Deepest nesting of them: the library takes its values apart by recursion.
const DEPTH_MAX: u8 = 16;

/// Most marks that may be open at once; each costs some kilobytes.
const OPEN_MARKS_MAX: usize = 100;

/// Longest number, in bytes: the time to read one grows with the square of it.
const NUMBER_BYTES_MAX: usize = 1024;

/// Most bytes of text that may be referred to again: each reference becomes a copy.
const REFERRED_BYTES_MAX: usize = FILE_BYTES_MAX;

/// The mend for a pickle: written as JSON it can be imported, an object of the server's own classes as its contents.
const TO_JSON: &str = "Where it was made, json.dump(users, file, default=lambda v: getattr(v, \"__dict__\", str(v))) writes a \
                       users.json that can be imported";

/// The reason that a file is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickleError {
    /// It has more bytes, opcodes, containers or references than a file of accounts.
    TooLarge(&'static str),
    /// Python would run code when reading it.
    Code {
        /// The place, in bytes from the start.
        at: usize,
    },
    /// It is not a pickle, or one of a form that Python does not write for plain values.
    Malformed {
        /// The place, in bytes from the start.
        at: usize,
    },
    /// It ends before what it announces.
    Cut,
    /// The same list or dict stands in several places.
    Shared,
    /// So many bytes follow its end.
    Behind(usize),
    /// The library could not read it.
    Unreadable(String),
    /// It holds values of another form than accounts.
    NotAccounts,
}

impl fmt::Display for PickleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(what) => write!(f, "it has too many {what} for a file of accounts"),
            Self::Code { at } => {
                write!(
                    f,
                    "it holds more than plain values: Python would run code at byte {at} (nothing was run). {TO_JSON}"
                )
            }
            Self::Malformed { at } => write!(f, "it is not a pickle of plain values: byte {at} makes no sense"),
            Self::Cut => f.write_str("it is cut off: the end is missing. Copy it again"),
            Self::Shared => write!(f, "the same list or dict stands in several places of it. {TO_JSON}"),
            Self::Behind(bytes) => write!(
                f,
                "{bytes} bytes follow the end of the pickle: perhaps another one, which pickle.load would pass over. \
                 {TO_JSON}"
            ),
            Self::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            Self::NotAccounts => f.write_str(
                "it does not hold accounts: what is expected is a dict from name to password, a dict from name to a \
                 dict with a password, or a list of such dicts",
            ),
        }
    }
}

impl std::error::Error for PickleError {}

/// Reads accounts out of a pickle of any of Python's protocols 0 to 5. Each entry is either an account that may be
/// made, or refused for a reason of its own.
///
/// # Errors
/// [`PickleError`] if nothing in the file can be trusted.
pub fn read_accounts(bytes: &[u8], mut judge: Judge) -> Result<Vec<Entry>, PickleError> {
    let plain = check(bytes)?;
    // What bytes() makes of nothing is the one thing that the library does not know.
    let options = serde_pickle::DeOptions::new().replace_unresolved_globals();
    let value = serde_pickle::value_from_slice(&plain, options)
        .map_err(|e| PickleError::Unreadable(printable(&e.to_string()).into_owned()))?;
    let accounts = plain::accounts(plain_value(value)).ok_or(PickleError::NotAccounts)?;
    Ok(accounts.into_iter().map(|account| judge.judge(account)).collect())
}

fn plain_value(value: Value) -> Plain {
    match value {
        Value::None => Plain::Leaf(Raw::Missing),
        Value::String(text) => Plain::Leaf(Raw::Text(text)),
        Value::Bytes(bytes) => Plain::Leaf(Raw::Bytes(bytes)),
        Value::List(items) | Value::Tuple(items) => Plain::List(items.into_iter().map(plain_value).collect()),
        Value::Dict(entries) => {
            Plain::Dict(entries.into_iter().map(|(name, value)| (name_of(name), plain_value(value))).collect())
        }
        other => Plain::Leaf(Raw::Other(other.to_string())),
    }
}

fn name_of(name: HashableValue) -> Raw {
    match name {
        HashableValue::None => Raw::Missing,
        HashableValue::String(text) => Raw::Text(text),
        HashableValue::Bytes(bytes) => Raw::Bytes(bytes),
        other => Raw::Other(other.to_string()),
    }
}

/// A value on the stack, as far as it matters here.
#[derive(Clone, Copy)]
enum Item {
    /// A text, bytes or a number of so many bytes.
    Plain(usize),
    /// A container that so many are nested in, itself included, of values of so many bytes.
    Container(u8, usize),
    /// One of the functions that Python writes bytes by; the library knows what is meant.
    MakesBytes,
}

impl Item {
    fn depth(self) -> u8 {
        match self {
            Self::Container(depth, _) => depth,
            Self::Plain(_) | Self::MakesBytes => 0,
        }
    }

    fn bytes(self) -> usize {
        match self {
            Self::Plain(bytes) | Self::Container(_, bytes) => bytes,
            Self::MakesBytes => 0,
        }
    }
}

/// The pass over the opcodes.
struct Check {
    /// The pickle, with surrogates replaced: Python's texts may hold them, and no Rust text may.
    bytes: Vec<u8>,
    at: usize,
    opcodes: usize,
    containers: usize,
    stack: Vec<Item>,
    /// The number of items below each mark.
    marks: Vec<usize>,
    /// True if the last opcode but marks of protocols left a new value, which may be named.
    is_new: bool,
    referred_bytes: usize,
    /// The targets of the references; `None` for a container.
    memo: HashMap<u32, Option<Item>>,
}

fn check(bytes: &[u8]) -> Result<Vec<u8>, PickleError> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(PickleError::TooLarge("bytes"));
    }
    let mut check = Check {
        bytes: bytes.to_vec(),
        at: 0,
        opcodes: 0,
        containers: 0,
        stack: Vec::new(),
        marks: Vec::new(),
        is_new: false,
        referred_bytes: 0,
        memo: HashMap::new(),
    };
    while check.opcode()? {}
    match check.bytes.len() - check.at {
        0 => Ok(check.bytes),
        behind => Err(PickleError::Behind(behind)),
    }
}

impl Check {
    /// Passes over one opcode; whether more follow. The letters are those of Python's `pickletools`.
    fn opcode(&mut self) -> Result<bool, PickleError> {
        let at = self.at;
        self.opcodes += 1;
        if self.opcodes > OPCODES_MAX {
            return Err(PickleError::TooLarge("values"));
        }
        let opcode = self.fixed::<1>()?[0];
        // A frame may begin between a value and its name.
        if !matches!(opcode, 0x80 | 0x95 | b'p' | b'q' | b'r' | 0x94) {
            self.is_new = false;
        }
        match opcode {
            b'.' => return Ok(false),
            // The protocol's number and the frames' lengths say nothing that is needed.
            0x80 => self.skip(1)?,
            0x95 => self.skip(8)?,
            b'(' => {
                if self.marks.len() == OPEN_MARKS_MAX {
                    return Err(PickleError::TooLarge("marks"));
                }
                self.marks.push(self.stack.len());
            }
            b'0' => drop(self.pop()?),
            b'1' => drop(self.pop_to_mark()?),
            b'e' | b'u' | 0x90 => {
                let items = self.pop_to_mark()?;
                self.grow(items)?;
            }
            b'a' => {
                let item = self.pop()?;
                self.grow((item.depth(), item.bytes()))?;
            }
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.grow((value.depth().max(key.depth()), value.bytes() + key.bytes()))?;
            }
            b't' | b'l' | b'd' | 0x91 => {
                let items = self.pop_to_mark()?;
                self.container(items)?;
            }
            b')' | b']' | b'}' | 0x8f => self.container((0, 0))?,
            0x85..=0x87 => {
                let mut items = (0, 0);
                for _ in 0x84..opcode {
                    let item = self.pop()?;
                    items = (item.depth().max(items.0), item.bytes() + items.1);
                }
                self.container(items)?;
            }
            b'N' | 0x88 | 0x89 => self.push(Item::Plain(1)),
            b'K' => self.plain(1)?,
            b'M' => self.plain(2)?,
            b'J' => self.plain(4)?,
            b'G' => self.plain(8)?,
            b'I' | b'L' | b'F' => {
                let length = self.line()?.len();
                self.number(length)?;
            }
            0x8a => {
                let length = usize::from(self.fixed::<1>()?[0]);
                self.plain(length)?;
            }
            0x8b => {
                let length = self.length::<4>()?;
                self.take(length)?;
                self.number(length)?;
            }
            b'S' => {
                let length = self.line()?.len();
                self.push(Item::Plain(length));
            }
            b'V' => self.escaped_text()?,
            b'U' | b'C' => {
                let length = self.length::<1>()?;
                self.plain(length)?;
            }
            b'T' | b'B' => {
                let length = self.length::<4>()?;
                self.plain(length)?;
            }
            0x8e | 0x96 => {
                let length = self.length::<8>()?;
                self.plain(length)?;
            }
            0x8c => self.text::<1>()?,
            b'X' => self.text::<4>()?,
            0x8d => self.text::<8>()?,
            b'p' => {
                let id = self.ascii_id()?;
                self.put(id)?;
            }
            b'q' => {
                let id = self.fixed::<1>()?[0].into();
                self.put(id)?;
            }
            b'r' => {
                let id = u32::from_le_bytes(self.fixed()?);
                self.put(id)?;
            }
            0x94 => {
                let id = u32::try_from(self.memo.len()).map_err(|_| PickleError::TooLarge("values"))?;
                self.put(id)?;
            }
            b'g' => {
                let id = self.ascii_id()?;
                self.get(id)?;
            }
            b'h' => {
                let id = self.fixed::<1>()?[0].into();
                self.get(id)?;
            }
            b'j' => {
                let id = u32::from_le_bytes(self.fixed()?);
                self.get(id)?;
            }
            // Python 3 writes bytes so in protocols 0 to 2, which have none.
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                match (&self.bytes[module], &self.bytes[name]) {
                    (b"_codecs", b"encode") | (b"__builtin__", b"bytes") => self.push(Item::MakesBytes),
                    _ => return Err(PickleError::Code { at }),
                }
            }
            b'R' => match (self.pop()?, self.pop()?) {
                (Item::Container(1, bytes), Item::MakesBytes) => self.push(Item::Plain(bytes)),
                _ => return Err(PickleError::Code { at }),
            },
            // Everything else that names, makes or changes an object: STACK_GLOBAL, BUILD, INST, OBJ, NEWOBJ,
            // NEWOBJ_EX, PERSID, BINPERSID, EXT1, EXT2, EXT4.
            0x93 | b'b' | b'i' | b'o' | 0x81 | 0x92 | b'P' | b'Q' | 0x82..=0x84 => {
                return Err(PickleError::Code { at });
            }
            _ => return Err(PickleError::Malformed { at }),
        }
        Ok(true)
    }

    fn push(&mut self, item: Item) {
        self.stack.push(item);
        self.is_new = true;
    }

    /// The uppermost item above the last mark.
    fn pop(&mut self) -> Result<Item, PickleError> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() > floor { self.stack.pop() } else { None }.ok_or_else(|| self.malformed())
    }

    /// The greatest depth, and the bytes, of what lies above the last mark.
    fn pop_to_mark(&mut self) -> Result<(u8, usize), PickleError> {
        let mark = self.marks.pop().ok_or_else(|| self.malformed())?;
        let items = self.stack.drain(mark..);
        Ok(items.fold((0, 0), |(depth, bytes), item| (item.depth().max(depth), item.bytes() + bytes)))
    }

    /// Adds to the uppermost item.
    fn grow(&mut self, (depth, bytes): (u8, usize)) -> Result<(), PickleError> {
        let Item::Container(before, size) = self.pop()? else { return Err(self.malformed()) };
        let grown = Item::Container(deeper(depth)?.max(before), size + bytes);
        self.stack.push(grown);
        Ok(())
    }

    fn malformed(&self) -> PickleError {
        PickleError::Malformed { at: self.at }
    }

    /// Moves on by so many bytes, if they are there.
    fn take(&mut self, length: usize) -> Result<std::ops::Range<usize>, PickleError> {
        let end = self.at.checked_add(length).ok_or_else(|| self.malformed())?;
        if end > self.bytes.len() {
            return Err(PickleError::Cut);
        }
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    fn skip(&mut self, length: usize) -> Result<(), PickleError> {
        self.take(length).map(drop)
    }

    fn plain(&mut self, length: usize) -> Result<(), PickleError> {
        self.take(length)?;
        self.push(Item::Plain(length));
        Ok(())
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let range = self.take(N)?;
        self.bytes[range].try_into().map_err(|_| self.malformed())
    }

    /// A length of 1, 4 or 8 bytes. Python's signed ones are too large here when they are negative.
    fn length<const N: usize>(&mut self) -> Result<usize, PickleError> {
        let mut wide = [0; 8];
        wide[..N].copy_from_slice(&self.fixed::<N>()?);
        usize::try_from(u64::from_le_bytes(wide)).map_err(|_| self.malformed())
    }

    fn line(&mut self) -> Result<std::ops::Range<usize>, PickleError> {
        let length = memchr::memchr(b'\n', &self.bytes[self.at..]).ok_or_else(|| self.malformed())?;
        let range = self.take(length)?;
        self.at += 1;
        Ok(range)
    }

    fn number(&mut self, length: usize) -> Result<(), PickleError> {
        if length > NUMBER_BYTES_MAX {
            return Err(PickleError::TooLarge("digits"));
        }
        self.push(Item::Plain(length));
        Ok(())
    }

    fn container(&mut self, (depth, bytes): (u8, usize)) -> Result<(), PickleError> {
        self.containers += 1;
        if self.containers > CONTAINERS_MAX {
            return Err(PickleError::TooLarge("lists"));
        }
        self.push(Item::Container(deeper(depth)?, bytes));
        Ok(())
    }

    /// UTF-8, in which Python writes surrogates as if they were characters: ED A0 80 to ED BF BF.
    fn text<const N: usize>(&mut self) -> Result<(), PickleError> {
        let length = self.length::<N>()?;
        let range = self.take(length)?;
        let text = &mut self.bytes[range];
        if std::str::from_utf8(text).is_err() {
            for at in 0..text.len().saturating_sub(2) {
                if text[at] == 0xed && text[at + 1] >= 0xa0 {
                    text[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
                }
            }
        }
        self.push(Item::Plain(length));
        Ok(())
    }

    /// Latin-1 with `\uXXXX`, also for surrogates. Every backslash begins an escape.
    fn escaped_text(&mut self) -> Result<(), PickleError> {
        let range = self.line()?;
        let length = range.len();
        let text = &mut self.bytes[range];
        for at in 0..length.saturating_sub(5) {
            let is_surrogate = text[at..].starts_with(b"\\u")
                && text[at + 2].eq_ignore_ascii_case(&b'd')
                && matches!(text[at + 3].to_ascii_lowercase(), b'8' | b'9' | b'a'..=b'f');
            if is_surrogate {
                text[at..at + 6].copy_from_slice(b"\\ufffd");
            }
        }
        self.push(Item::Plain(length));
        Ok(())
    }

    fn ascii_id(&mut self) -> Result<u32, PickleError> {
        let range = self.line()?;
        let text = std::str::from_utf8(&self.bytes[range]).unwrap_or_default();
        text.trim_end_matches('\r').parse().map_err(|_| self.malformed())
    }

    /// Python names a value right after making it. Naming it again would copy it.
    fn put(&mut self, id: u32) -> Result<(), PickleError> {
        if !std::mem::take(&mut self.is_new) {
            return Err(self.malformed());
        }
        let named = self.stack.last().copied().filter(|item| !matches!(item, Item::Container(..)));
        self.memo.insert(id, named);
        Ok(())
    }

    /// A container in two places could grow without end, or hold itself.
    fn get(&mut self, id: u32) -> Result<(), PickleError> {
        let item = match self.memo.get(&id) {
            Some(Some(item)) => *item,
            Some(None) => return Err(PickleError::Shared),
            None => return Err(self.malformed()),
        };
        self.referred_bytes += item.bytes();
        if self.referred_bytes > REFERRED_BYTES_MAX {
            return Err(PickleError::TooLarge("references"));
        }
        self.push(item);
        self.is_new = false;
        Ok(())
    }
}

/// The depth of a container of things of that depth.
fn deeper(depth: u8) -> Result<u8, PickleError> {
    if depth < DEPTH_MAX { Ok(depth + 1) } else { Err(PickleError::TooLarge("lists within lists")) }
}

#[cfg(test)]
mod tests;
