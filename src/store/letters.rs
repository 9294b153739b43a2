//! Private messages between servers of a school: which of ours wait to leave, and how far those of others have come.
//!
//! Owns their rows: of ours the server that they are for and the receiver's name there, by the id of the message, which stands where
//! all messages do; of others one number. Both tables are made with the first row. Called by `apply`, `check` and `database`.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::campus::{end_lives, parse_origin};
use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::messages::Snapshot;
use super::schema::{CAMPUS_LETTERS, CAMPUS_LETTERS_HEARD, is_there, open_if_there};
use crate::chat::campus_event::Origin;
use crate::chat::letter::{LetterPlace, LettersKept};
use crate::chat::message::MessageId;
use crate::chat::origin::ServerName;

fn encode_waiting(to: &ServerName, home: &str) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64);
    out.text(to.as_str());
    out.text(home);
    out.into_bytes()
}

fn decode_waiting(bytes: &[u8]) -> Result<(ServerName, Box<str>), CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let to = input.text()?.parse().map_err(|_| CodecError::Field("server"))?;
    let home = input.text()?.into();
    input.end()?;
    Ok((to, home))
}

fn encode_number(number: u64) -> Vec<u8> {
    let mut out = ValueWriter::with_room(10);
    out.number(number);
    out.into_bytes()
}

fn decode_number(bytes: &[u8]) -> Result<u64, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let number = input.number()?;
    input.end()?;
    Ok(number)
}

/// Notes what a letter is whose message has this id.
pub(super) fn put(txn: &WriteTransaction, place: &LetterPlace, id: MessageId) -> Result<(), StoreError> {
    match place {
        LetterPlace::Sent { to, home } => {
            txn.open_table(CAMPUS_LETTERS)?.insert(id.0, encode_waiting(to, home).as_slice())?;
        }
        LetterPlace::Received { origin, seq, .. } => {
            let mut heard = txn.open_table(CAMPUS_LETTERS_HEARD)?;
            let is_new = heard.insert(origin.to_string().as_str(), encode_number(*seq).as_slice())?.is_none();
            if is_new {
                end_lives(&mut heard, origin)?;
            }
        }
    }
    Ok(())
}

/// Takes back what was noted, and may be on disk all the same. In whatever order several are taken back, the lowest holds.
pub(super) fn undo(txn: &WriteTransaction, place: &LetterPlace, id: MessageId) -> Result<(), StoreError> {
    match place {
        LetterPlace::Sent { .. } => {
            if is_there(txn, CAMPUS_LETTERS)? {
                txn.open_table(CAMPUS_LETTERS)?.remove(id.0)?;
            }
        }
        LetterPlace::Received { origin, before, .. } => {
            if is_there(txn, CAMPUS_LETTERS_HEARD)? {
                let mut heard = txn.open_table(CAMPUS_LETTERS_HEARD)?;
                let key = origin.to_string();
                let on_disk = heard.get(key.as_str())?.map_or(0, |bytes| decode_number(bytes.value()).unwrap_or(0));
                if on_disk > *before {
                    heard.insert(key.as_str(), encode_number(*before).as_slice())?;
                }
            }
        }
    }
    Ok(())
}

/// It waits no more.
pub(super) fn settle(txn: &WriteTransaction, ids: impl Iterator<Item = MessageId>) -> Result<(), StoreError> {
    if is_there(txn, CAMPUS_LETTERS)? {
        let mut letters = txn.open_table(CAMPUS_LETTERS)?;
        for id in ids {
            letters.remove(id.0)?;
        }
    }
    Ok(())
}

/// All of it.
pub(super) fn load(txn: &ReadTransaction) -> Result<LettersKept, StoreError> {
    let mut kept = LettersKept::default();
    if let Some(letters) = open_if_there(txn, CAMPUS_LETTERS)? {
        let snapshot = Snapshot::of(txn)?;
        for row in letters.iter()? {
            let (id, bytes) = row?;
            let id = MessageId(id.value());
            if let Ok((to, home)) = decode_waiting(bytes.value()) {
                kept.waiting.push((id, to, home, snapshot.view().get(id)?));
            }
        }
    }
    if let Some(heard) = open_if_there(txn, CAMPUS_LETTERS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            let origin: Option<Origin> = parse_origin(key.value());
            if let (Some(origin), Ok(seq)) = (origin, decode_number(bytes.value())) {
                kept.received.push((origin, seq));
            }
        }
    }
    Ok(kept)
}

/// Looks whether each row is one.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    if let Some(letters) = open_if_there(txn, CAMPUS_LETTERS)? {
        for row in letters.iter()? {
            let (id, bytes) = row?;
            if let Err(e) = decode_waiting(bytes.value()) {
                problem(format!("where message {} is to go: {e}", id.value()));
            }
        }
    }
    if let Some(heard) = open_if_there(txn, CAMPUS_LETTERS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            if parse_origin(key.value()).is_none() {
                problem(format!("the private messages of {:?} are those of no server", key.value()));
            }
            if let Err(e) = decode_number(bytes.value()) {
                problem(format!("how far the private messages of {:?} have come: {e}", key.value()));
            }
        }
    }
    Ok(())
}
