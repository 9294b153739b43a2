//! Reactions and replies to messages of other servers that have not come.
//!
//! Owns their rows, by the event that told of each: the event of the message, and who reacts how or which message answers it. Called by `apply`, `campus`, `check`,
//! `database`, `erase` and `rename`.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::campus::{parse_origin, push_name, read_name};
use super::codec::{CodecError, ValueReader, ValueWriter, kind_of};
use super::error::StoreError;
use super::schema::{CAMPUS_EARLY, is_there, open_if_there};
use crate::chat::campus_event::{Early, EarlyWhat, EventName};
use crate::chat::message::MessageId;
use crate::chat::name::NameKey;
use crate::chat::reaction::Reaction;
use crate::chat::renamed::NameChange;

/// The origin and the number, so that those of an origin stand in their order; nothing for an event of ours, which is none of these.
fn key(name: &EventName) -> Option<String> {
    name.origin.as_ref().map(|origin| format!("{origin}/{:016}", name.seq))
}

fn parse_key(key: &str) -> Option<EventName> {
    let (origin, seq) = key.rsplit_once('/')?;
    Some(EventName { origin: Some(parse_origin(origin)?), seq: seq.parse().ok()? })
}

/// In the place of the kind of a reaction, which is never 0: a message answers that one.
const REPLY: u8 = 0;

/// Keeps one.
pub(super) fn put(txn: &WriteTransaction, early: &Early) -> Result<(), StoreError> {
    let Some(key) = key(&early.told_by) else { return Ok(()) };
    let mut out = ValueWriter::with_room(64);
    push_name(&mut out, &early.of);
    match &early.what {
        EarlyWhat::Reaction { reaction, on } => {
            out.byte(reaction.kind.number());
            out.text(reaction.by.as_str());
            out.byte(u8::from(*on));
        }
        EarlyWhat::Reply { id, channel } => {
            out.byte(REPLY);
            out.number(id.0);
            out.text(channel.as_str());
        }
    }
    txn.open_table(CAMPUS_EARLY)?.insert(key.as_str(), out.as_bytes())?;
    Ok(())
}

fn read(key: &str, bytes: &[u8]) -> Result<Early, CodecError> {
    let told_by = parse_key(key).ok_or(CodecError::Field("event"))?;
    let mut input = ValueReader::begin(bytes)?;
    let of = read_name(&mut input)?;
    let what = match input.byte()? {
        REPLY => EarlyWhat::Reply { id: MessageId(input.number()?), channel: input.channel_name()? },
        kind => {
            let reaction = Reaction { kind: kind_of(kind)?, by: input.username()?, guest: 0 };
            EarlyWhat::Reaction { reaction, on: input.byte()? == 1 }
        }
    };
    input.end()?;
    Ok(Early { told_by, of, what })
}

/// Forgets these.
pub(super) fn forget(txn: &WriteTransaction, told_by: &[EventName]) -> Result<(), StoreError> {
    if is_there(txn, CAMPUS_EARLY)? {
        let mut table = txn.open_table(CAMPUS_EARLY)?;
        for key in told_by.iter().filter_map(key) {
            table.remove(key.as_str())?;
        }
    }
    Ok(())
}

/// All of them, those of an origin in their order. What cannot be read is left out: [`check`] says so.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<Early>, StoreError> {
    let mut all = Vec::new();
    let Some(table) = open_if_there(txn, CAMPUS_EARLY)? else { return Ok(all) };
    for row in table.iter()? {
        let (key, bytes) = row?;
        all.extend(read(key.value(), bytes.value()).ok());
    }
    Ok(all)
}

/// Looks whether each row is one.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    let Some(table) = open_if_there(txn, CAMPUS_EARLY)? else { return Ok(()) };
    for row in table.iter()? {
        let (key, bytes) = row?;
        if let Err(e) = read(key.value(), bytes.value()) {
            problem(format!("what {:?} has told of a message that has not come: {e}", key.value()));
        }
    }
    Ok(())
}

/// Forgets those of a person; gives their number.
pub(super) fn erase(txn: &WriteTransaction, person: &NameKey) -> Result<u64, StoreError> {
    let of = of_person(txn, person)?;
    let told_by: Vec<EventName> = of.into_iter().map(|early| early.told_by).collect();
    forget(txn, &told_by)?;
    Ok(told_by.len() as u64)
}

/// Has those of a person be under their new name.
pub(super) fn rename(txn: &WriteTransaction, change: &NameChange) -> Result<(), StoreError> {
    for mut early in of_person(txn, change.from.key())? {
        if let EarlyWhat::Reaction { reaction, .. } = &mut early.what {
            change.rename(&mut reaction.by);
        }
        put(txn, &early)?;
    }
    Ok(())
}

/// The reactions of a person. There are only so many (`chat::campus_early`).
fn of_person(txn: &WriteTransaction, person: &NameKey) -> Result<Vec<Early>, StoreError> {
    let mut found = Vec::new();
    if is_there(txn, CAMPUS_EARLY)? {
        for row in txn.open_table(CAMPUS_EARLY)?.iter()? {
            let (key, bytes) = row?;
            let early = read(key.value(), bytes.value()).ok();
            let is_of = |early: &Early| matches!(&early.what, EarlyWhat::Reaction { reaction, .. } if reaction.by.key() == person);
            found.extend(early.filter(is_of));
        }
    }
    Ok(found)
}
