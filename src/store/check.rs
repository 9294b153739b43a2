//! The check whether a database agrees with itself.
//!
//! Owns [`CheckReport`] and the walk over all tables that makes it: each value can be decoded, each entry of an index
//! has its block and each block its entries, ids grow and are counted right, keys are those of their values. The pages' checksums were verified when
//! the database was opened. Called by the command line and by restoring.

use std::collections::BTreeSet;

use redb::{ReadTransaction, ReadableTable};

use super::attendance;
use super::block::Block;
use super::campus;
use super::campus_early;
use super::class_codec;
use super::codec::{self, CodecError};
use super::error::StoreError;
use super::letters;
use super::messages::{Numbers, Snapshot, channels_of};
use super::schema::{
    ACCOUNTS, BLOCKS, BLOCKS_BY_CHANNEL, CHANNELS, CLASS, Counts, IDS_KEY, META, SANCTIONS, SCHEMA_KEY, SPARED,
    UNDELIVERED, open_if_there,
};
use super::{polls, questions, rename, tokens};
use crate::chat::mail::Mail;
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
    if let Some(class) = open_if_there(txn, CLASS)? {
        check_class(&class, &mut report)?;
    }
    campus::check(txn, |problem| report.problem(|| problem))?;
    campus_early::check(txn, |problem| report.problem(|| problem))?;
    letters::check(txn, |problem| report.problem(|| problem))?;
    attendance::check(txn, |problem| report.problem(|| problem))?;
    polls::check(txn, |problem| report.problem(|| problem))?;
    questions::check(txn, |problem| report.problem(|| problem))?;
    tokens::check(txn, |problem| report.problem(|| problem))?;
    rename::check(txn, |problem| report.problem(|| problem))?;
    Ok(report)
}

fn check_class(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    report: &mut CheckReport,
) -> Result<(), StoreError> {
    for row in table.iter()? {
        let (key, bytes) = row?;
        match class_codec::key_of_value(key.value(), bytes.value()) {
            Ok(own) if own == key.value() => {}
            Ok(own) => report.problem(|| format!("what holds for the class as {own:?} stands under {:?}", key.value())),
            Err(e) => report.problem(|| format!("what holds for the class as {:?}: {e}", key.value())),
        }
    }
    Ok(())
}

fn check_messages(txn: &ReadTransaction, report: &mut CheckReport) -> Result<(), StoreError> {
    let snapshot = Snapshot::of(txn)?;
    let blocks = txn.open_table(BLOCKS)?;
    let by_channel = txn.open_table(BLOCKS_BY_CHANNEL)?;
    let undelivered = txn.open_table(UNDELIVERED)?;
    let mut walk = MessageWalk { numbers: snapshot.numbers, seen: Numbers::default(), behind: 0 };
    for row in blocks.iter()? {
        let (first, bytes) = row?;
        let first = first.value();
        if let Some(block) = walk.block(report, first, Block::open(MessageId(first), bytes.value())) {
            let channels = if first < walk.numbers.indexed_below { channels_of(block) } else { Ok(BTreeSet::new()) };
            for channel in channels.unwrap_or_default() {
                if by_channel.get((channel.as_str(), first))?.is_none() {
                    report.problem(|| format!("the block of message {first} is missing in the history of {channel}"));
                }
            }
        }
    }
    if let Some(open) = snapshot.open_block() {
        walk.block(report, walk.behind, open);
    }
    for row in txn.open_table(SPARED)?.iter()? {
        let (id, bytes) = row?;
        let id = id.value();
        if id >= walk.numbers.visible_from {
            report.problem(|| format!("message {id} was spared, but is no older than those that were not"));
        }
        let audience = codec::decode_message(MessageId(id), bytes.value()).map(|message| message.audience);
        if let Ok(Audience::Channel(_)) = &audience {
            report.problem(|| format!("message {id} was spared, but is for a channel"));
        }
        if let Ok(Audience::Person(name)) = &audience
            && undelivered.get((name.key().as_str(), id))?.is_none()
        {
            report.problem(|| format!("message {id} was spared, but does not wait for {name}"));
        }
        walk.message(report, id, audience);
    }
    walk.end(report);
    for row in by_channel.iter()? {
        let (key, _) = row?;
        let (name, first) = key.value();
        let channels = blocks
            .get(first)?
            .map(|bytes| Block::open(MessageId(first), bytes.value()).and_then(channels_of).unwrap_or_default());
        if first >= walk.numbers.indexed_below || !channels.is_some_and(|channels| channels.contains(name)) {
            report.problem(|| format!("the history of {name} names the block of message {first}, which is not there"));
        }
    }
    let view = snapshot.view();
    for row in undelivered.iter()? {
        let (key, mail) = row.map(|(key, value)| (key, value.value()))?;
        let (name, id) = key.value();
        let found = view.get(MessageId(id))?;
        if !found.as_ref().is_some_and(|m| matches!(&m.audience, Audience::Person(p) if p.key().as_str() == name)) {
            report.problem(|| format!("message {id} waits for {name:?}, but is not there"));
        } else if found.is_some_and(|message| Mail::of(&message).bytes != mail) {
            report.problem(|| format!("message {id} waits for {name:?} with a size that is not its own"));
        }
    }
    Ok(())
}

/// The state of the walk through the messages.
struct MessageWalk {
    /// The numbers that are kept of them.
    numbers: Numbers,
    seen: Numbers,
    /// All ids so far are smaller.
    behind: u64,
}

impl MessageWalk {
    /// Looks at a block; gives it back if it can be read.
    fn block<'b>(
        &mut self,
        report: &mut CheckReport,
        first: u64,
        block: Result<Block<'b>, CodecError>,
    ) -> Option<Block<'b>> {
        let messages = block.and_then(|block| Ok((block, block.messages()?)));
        let (block, messages) = match messages {
            Ok(read) => read,
            Err(e) => {
                report.problem(|| format!("the messages from {first} on, up to the next block: {e}"));
                return None;
            }
        };
        for message in messages {
            let id = message.id.map_or(0, |id| id.0);
            if id < self.behind {
                report.problem(|| format!("message {id} stands behind one with a greater id"));
            }
            self.behind = id.saturating_add(1);
            if id >= self.numbers.visible_from {
                self.message(report, id, Ok(message.audience));
            }
        }
        Some(block)
    }

    fn message(&mut self, report: &mut CheckReport, id: u64, read: Result<Audience, CodecError>) {
        if id >= report.ids_below {
            report.problem(|| format!("message {id} has an id that was not reserved"));
        }
        self.seen.messages += 1;
        match read {
            Ok(audience) => self.seen.channel_messages += u64::from(matches!(audience, Audience::Channel(_))),
            Err(e) => report.problem(|| format!("message {id}: {e}")),
        }
    }

    fn end(&self, report: &mut CheckReport) {
        let counted = |numbers: &Numbers| (numbers.messages, numbers.channel_messages);
        if counted(&self.seen) != counted(&self.numbers) {
            let ((all, of_channels), (said, said_of_channels)) = (counted(&self.seen), counted(&self.numbers));
            report.problem(|| {
                format!(
                    "there are {all} messages, {of_channels} of them in channels, and it is noted that there are {said}, \
                     and {said_of_channels}"
                )
            });
        }
        if self.behind > self.numbers.behind {
            let behind = self.numbers.behind;
            report.problem(|| format!("message {} stands behind the end, which is noted at {behind}", self.behind - 1));
        }
    }
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
