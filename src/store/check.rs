//! The check whether a database agrees with itself.
//!
//! Owns [`CheckReport`] and the walk over all tables that makes it: each value can be decoded, each entry of an index
//! has its message and each message its entry, keys are those of their values. The pages' checksums were verified when
//! the database was opened. Called by the command line and by restoring.

use redb::{ReadTransaction, ReadableTable};

use super::codec;
use super::error::StoreError;
use super::schema::{
    ACCOUNTS, BY_CHANNEL, CHANNELS, Counts, IDS_KEY, MESSAGES, META, SANCTIONS, SCHEMA_KEY, UNDELIVERED,
};
use crate::chat::message::{Audience, MessageId};

/// Problems that are told; more are counted.
const PROBLEMS_TOLD_MAX: usize = 20;

/// The findings of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckReport {
    /// The counts of what is in the database.
    pub counts: Counts,
    /// The version of its layout.
    pub schema: u64,
    /// Message ids below this one are, or were, given.
    pub ids_below: u64,
    /// The first problems, in words; none if all is well.
    pub problems: Vec<String>,
    /// The number of problems.
    pub problems_total: u64,
}

impl CheckReport {
    fn problem(&mut self, problem: impl FnOnce() -> String) {
        self.problems_total += 1;
        if self.problems.len() < PROBLEMS_TOLD_MAX {
            self.problems.push(problem());
        }
    }
}

/// Walks over everything that a transaction sees.
pub(super) fn check_transaction(txn: &ReadTransaction) -> Result<CheckReport, StoreError> {
    let mut report = CheckReport { counts: Counts::of(txn)?, ..CheckReport::default() };
    let meta = txn.open_table(META)?;
    report.schema = meta.get(SCHEMA_KEY)?.map_or(0, |version| version.value());
    report.ids_below = meta.get(IDS_KEY)?.map_or(1, |below| below.value());
    check_messages(txn, &mut report)?;
    check_named(&txn.open_table(ACCOUNTS)?, "account", &mut report, |bytes| {
        codec::decode_account(bytes).map(|account| account.name.key().as_str().to_owned())
    })?;
    check_named(&txn.open_table(CHANNELS)?, "channel", &mut report, |bytes| {
        codec::decode_channel(bytes).map(|channel| channel.name.key().as_str().to_owned())
    })?;
    check_named(&txn.open_table(SANCTIONS)?, "sanction", &mut report, |bytes| {
        codec::decode_sanction(bytes).map(|sanction| codec::sanction_key(sanction.kind, &sanction.target))
    })?;
    Ok(report)
}

fn check_messages(txn: &ReadTransaction, report: &mut CheckReport) -> Result<(), StoreError> {
    let messages = txn.open_table(MESSAGES)?;
    let by_channel = txn.open_table(BY_CHANNEL)?;
    for row in messages.iter()? {
        let (id, bytes) = row?;
        let id = id.value();
        if id >= report.ids_below {
            report.problem(|| format!("message {id} has an id that was not reserved"));
        }
        match codec::decode_message(MessageId(id), bytes.value()) {
            Ok(message) => {
                if let Audience::Channel(channel) = &message.audience
                    && by_channel.get((channel.key().as_str(), id))?.is_none()
                {
                    report.problem(|| format!("message {id} is missing in the history of {channel}"));
                }
            }
            Err(e) => report.problem(|| format!("message {id}: {e}")),
        }
    }
    for row in by_channel.iter()? {
        let (key, ()) = row.map(|(key, value)| (key, value.value()))?;
        let (name, id) = key.value();
        let found = messages.get(id)?.map(|bytes| codec::decode_message(MessageId(id), bytes.value()));
        if !matches!(found, Some(Ok(m)) if matches!(&m.audience, Audience::Channel(c) if c.key().as_str() == name)) {
            report.problem(|| format!("the history of {name} names message {id}, which is not there"));
        }
    }
    for row in txn.open_table(UNDELIVERED)?.iter()? {
        let (key, ()) = row.map(|(key, value)| (key, value.value()))?;
        let (name, id) = key.value();
        let found = messages.get(id)?.map(|bytes| codec::decode_message(MessageId(id), bytes.value()));
        if !matches!(found, Some(Ok(m)) if matches!(&m.audience, Audience::Person(p) if p.key().as_str() == name)) {
            report.problem(|| format!("message {id} waits for {name:?}, but is not there"));
        }
    }
    Ok(())
}

fn check_named(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    what: &str,
    report: &mut CheckReport,
    key_of: impl Fn(&[u8]) -> Result<String, codec::CodecError>,
) -> Result<(), StoreError> {
    for row in table.iter()? {
        let (key, bytes) = row?;
        match key_of(bytes.value()) {
            Ok(own) if own == key.value() => {}
            Ok(own) => report.problem(|| format!("the {what} {own:?} stands under {:?}", key.value())),
            Err(e) => report.problem(|| format!("the {what} {:?}: {e}", key.value())),
        }
    }
    Ok(())
}
