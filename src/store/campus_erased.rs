//! Erasures that other servers wanted and that are done here: who asks again is answered, and nobody who has the name since is erased.
//!
//! Owns their rows in the table of numbers: a word before the origin and the number of the event, and how many there were before. No name of
//! a person is among them. Called by `campus` and `database`.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::campus::parse_origin;
use super::error::StoreError;
use super::schema::{ERASED_PREFIX, META, open_if_there};
use crate::chat::campus_event::{ERASED_MAX, Origin, erased_to_forget};

/// Notes that one is done; beyond so many, old ones of the server that has most are forgotten.
pub(super) fn put(txn: &WriteTransaction, origin: &Origin, seq: u64) -> Result<(), StoreError> {
    let (mut meta, key) = (txn.open_table(META)?, format!("{ERASED_PREFIX}{origin}/{seq}"));
    meta.remove(key.as_str())?;
    let mut rows = rows(&meta)?;
    let order = rows.last().map_or(0, |(order, _)| order + 1);
    while rows.len() >= ERASED_MAX {
        let servers: Vec<_> = rows.iter().map(|(_, key)| place(key).map(|(origin, _)| origin.server)).collect();
        let (_, forgotten) = rows.remove(erased_to_forget(servers.iter().map(Option::as_ref)));
        meta.remove(forgotten.as_str())?;
    }
    meta.insert(key.as_str(), order)?;
    Ok(())
}

/// Those that were, in their order.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<(Origin, u64)>, StoreError> {
    let Some(meta) = open_if_there(txn, META)? else { return Ok(Vec::new()) };
    Ok(rows(&meta)?.iter().filter_map(|(_, key)| place(key)).collect())
}

/// The event that a row is of.
fn place(key: &str) -> Option<(Origin, u64)> {
    let (origin, seq) = key.strip_prefix(ERASED_PREFIX)?.rsplit_once('/')?;
    Some((parse_origin(origin)?, seq.parse().ok()?))
}

/// The rows in their order.
fn rows(meta: &impl ReadableTable<&'static str, u64>) -> Result<Vec<(u64, String)>, StoreError> {
    let mut rows = Vec::new();
    for row in meta.range(ERASED_PREFIX..)? {
        let (key, order) = row?;
        if !key.value().starts_with(ERASED_PREFIX) {
            break;
        }
        rows.push((order.value(), key.value().to_owned()));
    }
    rows.sort_unstable();
    Ok(rows)
}
