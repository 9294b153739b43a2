//! The tokens with which accounts come back.
//!
//! Owns their rows and the bytes of one, in the form of [`super::codec`]. There are a few for each account, so those of one
//! are found by looking at all. Called by `apply`, `database`, `page`, `new_year` and `check`.

use std::collections::BTreeSet;

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{ACCOUNTS, TOKENS, is_there, open_if_there};
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;
use crate::chat::token::{DeviceName, TokenDigest, TokenRecord};

fn encode(record: &TokenRecord) -> Vec<u8> {
    let mut out = ValueWriter::with_room(128);
    out.text(record.owner.as_str());
    out.text(&record.digest.to_text());
    out.text(record.device.as_str());
    out.time(record.created);
    out.time(record.used);
    out.into_bytes()
}

pub(super) fn decode(number: u64, bytes: &[u8]) -> Result<TokenRecord, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let owner = Username::parse(input.text()?).map_err(CodecError::Name)?;
    let digest = TokenDigest::parse(input.text()?).ok_or(CodecError::Field("digest"))?;
    let device = DeviceName::of(input.text()?);
    let (created, used) = (input.time()?, input.time()?);
    input.end()?;
    Ok(TokenRecord { number, owner, digest, device, created, used })
}

/// Keeps one, in place of what was kept of it before.
pub(super) fn put(txn: &WriteTransaction, record: &TokenRecord) -> Result<(), StoreError> {
    txn.open_table(TOKENS)?.insert(record.number, encode(record).as_slice())?;
    Ok(())
}

/// Forgets some.
pub(super) fn remove(txn: &WriteTransaction, numbers: &[u64]) -> Result<(), StoreError> {
    let mut table = txn.open_table(TOKENS)?;
    for number in numbers {
        table.remove(number)?;
    }
    Ok(())
}

/// Forgets those of an account.
pub(super) fn remove_of(txn: &WriteTransaction, owner: &NameKey) -> Result<(), StoreError> {
    remove_if(txn, |record| record.owner.key() == owner)
}

/// Has those of an account be its under another name.
pub(super) fn rename(txn: &WriteTransaction, change: &NameChange) -> Result<(), StoreError> {
    if !is_there(txn, TOKENS)? {
        return Ok(());
    }
    let mut table = txn.open_table(TOKENS)?;
    let mut renamed = Vec::new();
    for row in table.iter()? {
        let (number, bytes) = row?;
        renamed.extend(decode(number.value(), bytes.value()).ok().filter(|record| record.owner == change.from));
    }
    for mut record in renamed {
        record.owner = change.to.clone();
        table.insert(record.number, encode(&record).as_slice())?;
    }
    Ok(())
}

/// Forgets those of all accounts but these.
pub(super) fn keep_of(txn: &WriteTransaction, owners: &BTreeSet<NameKey>) -> Result<(), StoreError> {
    remove_if(txn, |record| !owners.contains(record.owner.key()))
}

/// Forgets those that were last used before a time, in microseconds since the Unix epoch.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<(), StoreError> {
    remove_if(txn, |record| record.used.unix_us < before_us)
}

fn remove_if(txn: &WriteTransaction, is_going: impl Fn(&TokenRecord) -> bool) -> Result<(), StoreError> {
    if !is_there(txn, TOKENS)? {
        return Ok(());
    }
    let mut table = txn.open_table(TOKENS)?;
    let mut numbers = Vec::new();
    for row in table.iter()? {
        let (number, bytes) = row?;
        if decode(number.value(), bytes.value()).is_ok_and(|record| is_going(&record)) {
            numbers.push(number.value());
        }
    }
    for number in numbers {
        table.remove(number)?;
    }
    Ok(())
}

/// Gives those with greater numbers, until it is told to stop by a `false`. What cannot be read is left out with a loud line.
pub(super) fn walk(
    txn: &ReadTransaction,
    after: u64,
    mut each: impl FnMut(TokenRecord) -> bool,
) -> Result<(), StoreError> {
    let Some(table) = open_if_there(txn, TOKENS)? else { return Ok(()) };
    for row in table.range(after.saturating_add(1)..)? {
        let (number, bytes) = row?;
        let goes_on = match decode(number.value(), bytes.value()) {
            Ok(record) => each(record),
            Err(e) => {
                log::error!("the token {} cannot be read and is left out: {e}", number.value());
                true
            }
        };
        if !goes_on {
            break;
        }
    }
    Ok(())
}

/// All of them.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<TokenRecord>, StoreError> {
    let mut all = Vec::new();
    walk(txn, 0, |record| {
        all.push(record);
        true
    })?;
    Ok(all)
}

/// Says what is wrong with them.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    let Some(table) = open_if_there(txn, TOKENS)? else { return Ok(()) };
    let accounts = txn.open_table(ACCOUNTS)?;
    for row in table.iter()? {
        let (number, bytes) = row?;
        let number = number.value();
        match decode(number, bytes.value()) {
            Ok(record) if accounts.get(record.owner.key().as_str())?.is_none() => {
                problem(format!("the token {number} is of {}, who has no account", record.owner));
            }
            Ok(_) => {}
            Err(e) => problem(format!("the token {number} cannot be read: {e}")),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::*;
    use crate::chat::clock::WallTime;

    fn record(number: u64, owner: &str, used_us: i64) -> TokenRecord {
        let at = |unix_us| WallTime { unix_us, offset_s: 3600 };
        TokenRecord {
            number,
            owner: Username::parse(owner).unwrap(),
            digest: TokenDigest([number as u8; 16]),
            device: DeviceName::of("Téléphone"),
            created: at(5),
            used: at(used_us),
        }
    }

    #[test]
    fn tokens_are_kept_and_go_by_number_by_owner_and_by_age() {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        let write = |work: &dyn Fn(&WriteTransaction)| {
            let txn = db.begin_write().unwrap();
            work(&txn);
            txn.commit().unwrap();
        };
        let numbers =
            || -> Vec<u64> { load(&db.begin_read().unwrap()).unwrap().iter().map(|record| record.number).collect() };
        write(&|txn| {
            remove_of(txn, Username::parse("alice").unwrap().key()).unwrap();
            assert!(!is_there(txn, TOKENS).unwrap(), "who has no tokens costs no table");
        });
        let all = [record(1, "alice", 10), record(2, "Bob", 20), record(3, "alice", 30), record(4, "bob", 40)];
        write(&|txn| all.iter().for_each(|record| put(txn, record).unwrap()));
        assert_eq!(load(&db.begin_read().unwrap()).unwrap(), all);
        write(&|txn| prune(txn, 20).unwrap());
        assert_eq!(numbers(), [2, 3, 4]);
        write(&|txn| put(txn, &record(3, "alice", 99)).unwrap());
        write(&|txn| remove_of(txn, Username::parse("BOB").unwrap().key()).unwrap());
        assert_eq!(load(&db.begin_read().unwrap()).unwrap(), [record(3, "alice", 99)]);
        write(&|txn| remove(txn, &[3, 7]).unwrap());
        assert_eq!(numbers(), [0; 0]);
        let mut bytes = encode(&record(1, "alice", 10));
        bytes.push(0);
        assert!(decode(1, &bytes).is_err());
    }
}
