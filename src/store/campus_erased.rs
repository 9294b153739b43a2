//! Erasures that other servers wanted and that are done here: who asks again is answered, and nobody who has the name since is erased.
//!
//! Owns their rows in the table of numbers: a word before the origin and the number of the event, and how many there were before. No name of
//! a person is among them. Called by `campus` and `database`.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::campus::parse_origin;
use super::error::StoreError;
use super::schema::{ERASED_PREFIX, META, open_if_there};
use crate::chat::campus_event::{ERASED_MAX, Origin};

/// Notes that one is done; the oldest beyond so many are forgotten.
pub(super) fn put(txn: &WriteTransaction, origin: &Origin, seq: u64) -> Result<(), StoreError> {
    let (mut meta, key) = (txn.open_table(META)?, format!("{ERASED_PREFIX}{origin}/{seq}"));
    meta.remove(key.as_str())?;
    let mut rows = rows(&meta)?;
    let order = rows.last().map_or(0, |(order, _)| order + 1);
    let too_many = (rows.len() + 1).saturating_sub(ERASED_MAX);
    for (_, key) in rows.drain(..too_many) {
        meta.remove(key.as_str())?;
    }
    meta.insert(key.as_str(), order)?;
    Ok(())
}

/// Those that were, in their order.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<(Origin, u64)>, StoreError> {
    let Some(meta) = open_if_there(txn, META)? else { return Ok(Vec::new()) };
    let place = |key: &str| {
        let (origin, seq) = key.strip_prefix(ERASED_PREFIX)?.rsplit_once('/')?;
        Some((parse_origin(origin)?, seq.parse().ok()?))
    };
    Ok(rows(&meta)?.iter().filter_map(|(_, key)| place(key)).collect())
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
