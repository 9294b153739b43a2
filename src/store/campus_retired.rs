//! Servers of the school that were taken out of service.
//!
//! Owns their rows in the table of numbers: a word before the name, and 1. Called by `apply` and `database`.

use redb::{ReadTransaction, WriteTransaction};

use super::error::StoreError;
use super::schema::{META, RETIRED_PREFIX, open_if_there};
use crate::chat::origin::ServerName;

/// Notes that one was, or that it is back.
pub(super) fn set(txn: &WriteTransaction, server: &ServerName, is_retired: bool) -> Result<(), StoreError> {
    let (key, mut meta) = (format!("{RETIRED_PREFIX}{server}"), txn.open_table(META)?);
    if is_retired {
        meta.insert(key.as_str(), 1)?;
    } else {
        meta.remove(key.as_str())?;
    }
    Ok(())
}

/// Those that were.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<ServerName>, StoreError> {
    let Some(meta) = open_if_there(txn, META)? else { return Ok(Vec::new()) };
    let mut servers = Vec::new();
    for row in meta.range(RETIRED_PREFIX..)? {
        let (key, _) = row?;
        let Some(name) = key.value().strip_prefix(RETIRED_PREFIX) else { break };
        servers.extend(name.parse().ok());
    }
    Ok(servers)
}
