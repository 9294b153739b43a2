//! Events that servers of a school count: our own by number, and how far those of each other server have come.
//!
//! Owns their rows: of ours the id of the message, which stands where all messages do, so that what is erased or has grown too old
//! says nothing here either; of others one number. Both tables are made with the first row. Called by `apply`, `check`,
//! `database` and `writer`.

use redb::{Database, ReadTransaction, ReadableDatabase, ReadableTable, WriteTransaction};

use super::batch::Batch;
use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::messages::Snapshot;
use super::read::text_bytes;
use super::schema::{CAMPUS_EVENTS, CAMPUS_HEARD, open_if_there};
use crate::chat::campus_event::{EventPlace, LOG_MAX, LoadedEvents, Origin};
use crate::chat::message::MessageId;

/// Events looked at for one answer at most: those that say nothing weigh nothing.
const LOOKED_AT_MAX: usize = 1000;

fn encode(number: u64) -> Vec<u8> {
    let mut out = ValueWriter::with_room(10);
    out.number(number);
    out.into_bytes()
}

fn decode(bytes: &[u8]) -> Result<u64, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let number = input.number()?;
    input.end()?;
    Ok(number)
}

pub(super) fn parse_origin(key: &str) -> Option<Origin> {
    let (server, epoch) = key.split_once('/')?;
    Some(Origin { server: server.parse().ok()?, epoch: epoch.parse().ok()? })
}

/// Notes where an event stands whose message has this id.
pub(super) fn put(txn: &WriteTransaction, place: &EventPlace, id: MessageId) -> Result<(), StoreError> {
    match place {
        EventPlace::Own(seq) => {
            let mut events = txn.open_table(CAMPUS_EVENTS)?;
            events.insert(seq, encode(id.0).as_slice())?;
            if let Some(old) = seq.checked_sub(LOG_MAX) {
                events.remove(old)?;
            }
            Ok(())
        }
        EventPlace::Heard(origin, seq) => advance(txn, origin, *seq),
    }
}

/// Notes how far the events of a server have come. It never goes back.
pub(super) fn advance(txn: &WriteTransaction, origin: &Origin, seq: u64) -> Result<(), StoreError> {
    let mut heard = txn.open_table(CAMPUS_HEARD)?;
    let key = origin.to_string();
    let before = heard.get(key.as_str())?.map(|bytes| decode(bytes.value()).unwrap_or(0));
    // A server that was met and has said nothing is not to be met for the first time again.
    if Some(seq) > before {
        heard.insert(key.as_str(), encode(seq).as_slice())?;
    }
    Ok(())
}

/// The number of our last event, and how far those of others have come.
pub(super) fn load(txn: &ReadTransaction) -> Result<(u64, Vec<(Origin, u64)>), StoreError> {
    let last = match open_if_there(txn, CAMPUS_EVENTS)? {
        Some(events) => events.last()?.map_or(0, |(seq, _)| seq.value()),
        None => 0,
    };
    let mut watermarks = Vec::new();
    if let Some(heard) = open_if_there(txn, CAMPUS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            if let (Some(origin), Ok(seq)) = (parse_origin(key.value()), decode(bytes.value())) {
                watermarks.push((origin, seq));
            }
        }
    }
    Ok((last, watermarks))
}

/// Looks whether each row is one.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    if let Some(events) = open_if_there(txn, CAMPUS_EVENTS)? {
        for row in events.iter()? {
            let (seq, bytes) = row?;
            if let Err(e) = decode(bytes.value()) {
                problem(format!("event {} for the other servers: {e}", seq.value()));
            }
        }
    }
    if let Some(heard) = open_if_there(txn, CAMPUS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            if parse_origin(key.value()).is_none() {
                problem(format!("the events of {:?} are those of no server", key.value()));
            }
            if let Err(e) = decode(bytes.value()) {
                problem(format!("how far the events of {:?} have come: {e}", key.value()));
            }
        }
    }
    Ok(())
}

/// Our events from one number to another, as far as an answer takes them: the last number that is answered, and those of them that
/// still say something.
pub(super) fn events(
    db: &Database,
    batch: &Batch,
    from: u64,
    through: u64,
    bytes_max: usize,
) -> Result<LoadedEvents, StoreError> {
    let txn = db.begin_read()?;
    let Some(events) = open_if_there(&txn, CAMPUS_EVENTS)? else {
        return Ok(LoadedEvents { from, last: through, messages: Vec::new() });
    };
    let snapshot = Snapshot::of(&txn)?;
    let view = snapshot.view();
    let losses = batch.losses();
    let (mut messages, mut bytes, mut last) = (Vec::new(), 0, from.saturating_sub(1));
    for (looked_at, row) in events.range(from..=through)?.enumerate() {
        let (seq, id) = row?;
        let seq = seq.value();
        if looked_at >= LOOKED_AT_MAX {
            return Ok(LoadedEvents { from, last, messages });
        }
        let message = match decode(id.value()) {
            Ok(id) => view.get(MessageId(id))?.filter(|message| !losses.hides(message)),
            Err(_) => None,
        };
        if let Some(mut message) = message {
            losses.bring_up(&mut message);
            bytes += text_bytes(&message);
            if bytes > bytes_max && !messages.is_empty() {
                return Ok(LoadedEvents { from, last, messages });
            }
            messages.push((seq, message));
        }
        last = seq;
    }
    Ok(LoadedEvents { from, last: through, messages })
}
