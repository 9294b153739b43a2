//! Reading the old server's `users.pkl`: a pickled dict from name to clear password.
//!
//! Owns [`read_accounts`]. A pickle is a program for a small stack machine, and Python's may call anything. Here a first
//! pass walks over the opcodes and lets only those through that make plain values, so few and so shallow that the
//! library behind it stays within memory and stack; nothing is ever called. Pure: called by `import`, calls only the
//! core's parsers.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_pickle::value::{HashableValue, Value};

use super::printable::printable;
use crate::chat::name::{NameKey, NameProblem, Username};
use crate::chat::request::Password;

/// Largest file that is read, in bytes: far more than a school has accounts.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Most opcodes in it; each may cost some dozen bytes of memory.
const OPCODES_MAX: usize = 1_000_000;

/// Most lists, tuples, sets and dicts in it, so also the deepest nesting. One dict is what there should be.
const CONTAINERS_MAX: usize = 100;

/// Most marks that may be open at once; each costs some kilobytes.
const OPEN_MARKS_MAX: usize = 100;

/// Longest number, in bytes: the time to read one grows with the square of it.
const NUMBER_BYTES_MAX: usize = 1024;

/// Most bytes of text that may be referred to again: each reference becomes a copy.
const REFERRED_BYTES_MAX: usize = FILE_BYTES_MAX;

/// How long new passwords may be, in characters.
#[derive(Debug, Clone, Copy)]
pub struct PasswordLengths {
    /// Fewest.
    pub chars_min: usize,
    /// Most.
    pub chars_max: usize,
}

/// One entry of the file: an account that may be made, or why not.
pub type Entry = Result<(Username, Password), Refused>;

/// An account that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// What stands where the name should be, printable.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why an account is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The name is not a text.
    NameNotText,
    /// The name is not a legal one.
    BadName(NameProblem),
    /// The name is the server's own.
    Reserved,
    /// Another name in the file counts as the same one.
    SameAs(String),
    /// The password is not a text.
    PasswordNotText,
    /// The password has fewer characters than this.
    PasswordTooShort(usize),
    /// The password has more characters than this.
    PasswordTooLong(usize),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotText => f.write_str("the name is not a text"),
            Self::BadName(problem) => write!(f, "the name is not legal: {problem}"),
            Self::Reserved => f.write_str("the name is reserved for the server"),
            Self::SameAs(other) => write!(f, "the name counts as the same as {other}"),
            Self::PasswordNotText => f.write_str("the password is not a text"),
            Self::PasswordTooShort(n) => write!(f, "the password has fewer than {n} characters"),
            Self::PasswordTooLong(n) => write!(f, "the password has more than {n} characters"),
        }
    }
}

/// Why a file is refused as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PickleError {
    /// It has more bytes, opcodes, containers or references than a file of accounts.
    TooLarge(&'static str),
    /// Python would run code when reading it.
    Code {
        /// Where, in bytes from the start.
        at: usize,
    },
    /// It is not a pickle, or one of a form that Python does not write for plain values.
    Malformed {
        /// Where, in bytes from the start.
        at: usize,
    },
    /// The library could not read it.
    Unreadable(String),
    /// It holds something other than a dict.
    NotADict,
}

impl fmt::Display for PickleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(what) => write!(f, "it has too many {what} for a file of accounts"),
            Self::Code { at } => {
                write!(f, "it holds more than plain values: Python would run code at byte {at} (nothing was run)")
            }
            Self::Malformed { at } => write!(f, "it is not a pickle of plain values: byte {at} makes no sense"),
            Self::Unreadable(why) => write!(f, "it cannot be read: {why}"),
            Self::NotADict => f.write_str("it does not hold a dict from name to password"),
        }
    }
}

impl std::error::Error for PickleError {}

/// Reads a pickled dict from name to clear password, of any of Python's protocols 0 to 5. Each entry is either an
/// account that may be made, or refused for a reason of its own.
///
/// # Errors
/// [`PickleError`] if nothing in the file can be trusted.
pub fn read_accounts(bytes: &[u8], lengths: PasswordLengths) -> Result<Vec<Entry>, PickleError> {
    let plain = check(bytes)?;
    let value = serde_pickle::value_from_slice(&plain, serde_pickle::DeOptions::new())
        .map_err(|e| PickleError::Unreadable(printable(&e.to_string()).into_owned()))?;
    let Value::Dict(entries) = value else { return Err(PickleError::NotADict) };
    let mut taken: BTreeMap<NameKey, Username> = BTreeMap::new();
    Ok(entries.into_iter().map(|(name, password)| account(name, password, lengths, &mut taken)).collect())
}

fn account(
    name: HashableValue,
    password: Value,
    lengths: PasswordLengths,
    taken: &mut BTreeMap<NameKey, Username>,
) -> Entry {
    let Some(text) = text(name.clone().into_value()) else {
        return Err(Refused { name: printable(&name.to_string()).into_owned(), reason: Reason::NameNotText });
    };
    let refused = |reason| Refused { name: printable(&text).into_owned(), reason };
    let name = Username::parse_new(&text).map_err(|problem| refused(Reason::BadName(problem)))?;
    if name.is_reserved() {
        return Err(refused(Reason::Reserved));
    }
    if let Some(other) = taken.get(name.key()) {
        return Err(refused(Reason::SameAs(other.as_str().to_owned())));
    }
    let Some(password) = self::text(password) else { return Err(refused(Reason::PasswordNotText)) };
    let chars = password.chars().count();
    if chars < lengths.chars_min {
        return Err(refused(Reason::PasswordTooShort(lengths.chars_min)));
    }
    if chars > lengths.chars_max {
        return Err(refused(Reason::PasswordTooLong(lengths.chars_max)));
    }
    taken.insert(name.key().clone(), name.clone());
    Ok((name, Password(password.into())))
}

/// A text; Python 2 wrote its own as bytes. What [`check`] had to replace is none.
fn text(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Bytes(bytes) => String::from_utf8(bytes).ok()?,
        _ => return None,
    };
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}

/// What an opcode leaves on the stack that the next one may name for later.
#[derive(Clone, Copy)]
enum Made {
    /// A text, bytes or a number of so many bytes.
    Plain(usize),
    Container,
    /// Nothing new.
    Nothing,
}

/// The pass over the opcodes.
struct Check {
    /// The pickle, with surrogates replaced: Python's texts may hold them, and no Rust text may.
    bytes: Vec<u8>,
    at: usize,
    opcodes: usize,
    containers: usize,
    open_marks: usize,
    referred_bytes: usize,
    /// What the references name; `None` for a container.
    memo: HashMap<u32, Option<usize>>,
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
        open_marks: 0,
        referred_bytes: 0,
        memo: HashMap::new(),
    };
    let mut made = Made::Nothing;
    while let Some(next) = check.opcode(made)? {
        made = next;
    }
    Ok(check.bytes)
}

impl Check {
    /// Passes over one opcode; `None` at the last. The letters are those of Python's `pickletools`.
    fn opcode(&mut self, made: Made) -> Result<Option<Made>, PickleError> {
        let at = self.at;
        self.opcodes += 1;
        if self.opcodes > OPCODES_MAX {
            return Err(PickleError::TooLarge("values"));
        }
        let opcode = self.fixed::<1>()?[0];
        Ok(Some(match opcode {
            b'.' => return Ok(None),
            // The protocol's number and the frames' lengths say nothing that is needed.
            0x80 => self.skip(1, made)?,
            0x95 => self.skip(8, made)?,
            b'(' => {
                self.open_marks += 1;
                if self.open_marks > OPEN_MARKS_MAX {
                    return Err(PickleError::TooLarge("marks"));
                }
                Made::Nothing
            }
            b'0' => Made::Nothing,
            b'1' | b'e' | b'u' | 0x90 => self.close_mark(Made::Nothing)?,
            b'a' | b's' => Made::Nothing,
            b't' | b'l' | b'd' | 0x91 => {
                let made = self.container()?;
                self.close_mark(made)?
            }
            b')' | b']' | b'}' | 0x8f | 0x85..=0x87 => self.container()?,
            b'N' | 0x88 | 0x89 => Made::Plain(1),
            b'K' => self.skip(1, Made::Plain(1))?,
            b'M' => self.skip(2, Made::Plain(2))?,
            b'J' => self.skip(4, Made::Plain(4))?,
            b'G' => self.skip(8, Made::Plain(8))?,
            b'I' | b'L' | b'F' => {
                let length = self.line()?.len();
                self.number(length)?
            }
            0x8a => {
                let length = usize::from(self.fixed::<1>()?[0]);
                self.skip(length, Made::Plain(length))?
            }
            0x8b => {
                let length = self.length::<4>()?;
                self.take(length)?;
                self.number(length)?
            }
            b'S' => Made::Plain(self.line()?.len()),
            b'V' => self.escaped_text()?,
            b'U' | b'C' => {
                let length = self.length::<1>()?;
                self.skip(length, Made::Plain(length))?
            }
            b'T' | b'B' => {
                let length = self.length::<4>()?;
                self.skip(length, Made::Plain(length))?
            }
            0x8e | 0x96 => {
                let length = self.length::<8>()?;
                self.skip(length, Made::Plain(length))?
            }
            0x8c => self.text::<1>()?,
            b'X' => self.text::<4>()?,
            0x8d => self.text::<8>()?,
            b'p' => {
                let id = self.ascii_id()?;
                self.put(id, made)?
            }
            b'q' => {
                let id = self.fixed::<1>()?[0].into();
                self.put(id, made)?
            }
            b'r' => {
                let id = u32::from_le_bytes(self.fixed()?);
                self.put(id, made)?
            }
            0x94 => {
                let id = u32::try_from(self.memo.len()).map_err(|_| PickleError::TooLarge("values"))?;
                self.put(id, made)?
            }
            b'g' => {
                let id = self.ascii_id()?;
                self.get(id)?
            }
            b'h' => {
                let id = self.fixed::<1>()?[0].into();
                self.get(id)?
            }
            b'j' => {
                let id = u32::from_le_bytes(self.fixed()?);
                self.get(id)?
            }
            // Everything that names, makes or changes an object: GLOBAL, STACK_GLOBAL, REDUCE, BUILD, INST, OBJ, NEWOBJ,
            // NEWOBJ_EX, PERSID, BINPERSID, EXT1, EXT2, EXT4.
            b'c' | 0x93 | b'R' | b'b' | b'i' | b'o' | 0x81 | 0x92 | b'P' | b'Q' | 0x82..=0x84 => {
                return Err(PickleError::Code { at });
            }
            _ => return Err(PickleError::Malformed { at }),
        }))
    }

    fn malformed(&self) -> PickleError {
        PickleError::Malformed { at: self.at }
    }

    /// Moves on by so many bytes, if they are there.
    fn take(&mut self, length: usize) -> Result<std::ops::Range<usize>, PickleError> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.bytes.len()).ok_or_else(|| self.malformed())?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    fn skip(&mut self, length: usize, made: Made) -> Result<Made, PickleError> {
        self.take(length)?;
        Ok(made)
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

    fn number(&self, length: usize) -> Result<Made, PickleError> {
        if length > NUMBER_BYTES_MAX { Err(PickleError::TooLarge("digits")) } else { Ok(Made::Plain(length)) }
    }

    fn container(&mut self) -> Result<Made, PickleError> {
        self.containers += 1;
        if self.containers > CONTAINERS_MAX { Err(PickleError::TooLarge("lists")) } else { Ok(Made::Container) }
    }

    fn close_mark(&mut self, made: Made) -> Result<Made, PickleError> {
        self.open_marks = self.open_marks.checked_sub(1).ok_or_else(|| self.malformed())?;
        Ok(made)
    }

    /// UTF-8, in which Python writes surrogates as if they were characters: ED A0 80 to ED BF BF.
    fn text<const N: usize>(&mut self) -> Result<Made, PickleError> {
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
        Ok(Made::Plain(length))
    }

    /// Latin-1 with `\uXXXX`, also for surrogates. Every backslash begins an escape.
    fn escaped_text(&mut self) -> Result<Made, PickleError> {
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
        Ok(Made::Plain(length))
    }

    fn ascii_id(&mut self) -> Result<u32, PickleError> {
        let range = self.line()?;
        let text = std::str::from_utf8(&self.bytes[range]).unwrap_or_default();
        text.trim_end_matches('\r').parse().map_err(|_| self.malformed())
    }

    /// Python names a value right after making it. Naming it again would copy it.
    fn put(&mut self, id: u32, made: Made) -> Result<Made, PickleError> {
        let named = match made {
            Made::Plain(bytes) => Some(bytes),
            Made::Container => None,
            Made::Nothing => return Err(self.malformed()),
        };
        self.memo.insert(id, named);
        Ok(Made::Nothing)
    }

    /// A container in two places could grow without end, or hold itself.
    fn get(&mut self, id: u32) -> Result<Made, PickleError> {
        match self.memo.get(&id) {
            Some(Some(bytes)) => self.referred_bytes += bytes,
            Some(None) => return Err(PickleError::TooLarge("places of one list")),
            None => return Err(self.malformed()),
        }
        if self.referred_bytes > REFERRED_BYTES_MAX {
            return Err(PickleError::TooLarge("references"));
        }
        Ok(Made::Nothing)
    }
}

#[cfg(test)]
mod tests;
