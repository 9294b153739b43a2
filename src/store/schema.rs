//! The tables, and the version of their layout.
//!
//! Owns the table definitions and [`Schema`]: a new file is given the tables, an older layout is brought up step by
//! step in one transaction, a newer one is refused. Calls redb; called by whatever opens a database.
//!
//! A commit of messages touches one table, whose only row is the open block; the others once in a block. The indexes
//! repeat the folded name in each key: redb packs them densely, and a table of numbers for names would never shrink.

use redb::{
    Key, ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError,
    TableHandle, Value, WriteTransaction,
};

use super::error::StoreError;
use super::layout_1;
use super::messages::Snapshot;

/// Each further pair of types would bring redb's code for tables anew, about 70 KiB of the program: with that of [`META`]
/// there are four.
///
/// Values by a text.
pub(super) type NamedTable = TableDefinition<'static, &'static str, &'static [u8]>;
/// Values by a number.
pub(super) type NumberedTable = TableDefinition<'static, u64, &'static [u8]>;
/// Numbers by a folded name and the number of what concerns it.
pub(super) type IndexTable = TableDefinition<'static, (&'static str, u64), u64>;

/// Accounts by folded name.
pub(super) const ACCOUNTS: NamedTable = TableDefinition::new("accounts");
/// The end of the messages, under [`TAIL_KEY`]: numbers about them, and the open block.
pub(super) const TAIL: NumberedTable = TableDefinition::new("tail");
/// Sealed blocks of messages by their first id, private messages too.
pub(super) const BLOCKS: NumberedTable = TableDefinition::new("blocks");
/// The sealed blocks with something for a channel, by its folded name, each with a 0.
pub(super) const BLOCKS_BY_CHANNEL: IndexTable = TableDefinition::new("blocks_by_channel");
/// Messages that wait for somebody although retention has passed them, by id.
pub(super) const SPARED: NumberedTable = TableDefinition::new("spared");
/// The private messages that their receiver has not had, by the folded name: their bytes as mail.
pub(super) const UNDELIVERED: IndexTable = TableDefinition::new("undelivered_mail");
/// The properties that were set of channels, by folded name.
pub(super) const CHANNELS: NamedTable = TableDefinition::new("channels");
/// Mutes and bans, by [`super::codec::sanction_key`].
pub(super) const SANCTIONS: NamedTable = TableDefinition::new("sanctions");
/// The people who are there now, by the order of arrival.
pub(super) const PRESENT: NumberedTable = TableDefinition::new("present");
/// The people who were there, by the order of departure.
pub(super) const STAYS: NumberedTable = TableDefinition::new("stays");
/// Lessons, in their order.
pub(super) const LESSONS: NumberedTable = TableDefinition::new("lessons");
/// Polls by number. This table and the four below are made with the first row.
pub(super) const POLLS: NumberedTable = TableDefinition::new("polls");
/// The votes in polls, by [`super::voted::vote_key`].
pub(super) const BALLOTS: NamedTable = TableDefinition::new("ballots");
/// Questions to the people in charge, by number.
pub(super) const QUESTIONS: NumberedTable = TableDefinition::new("questions");
/// The votes for questions, by [`super::voted::vote_key`].
pub(super) const QUESTION_VOTES: NamedTable = TableDefinition::new("question_votes");
/// The tokens of accounts by number. Made with the first one.
pub(super) const TOKENS: NumberedTable = TableDefinition::new("tokens");
/// Names of accounts that are on their way, by the old folded name ([`super::rename`]). Made with the first one.
pub(super) const RENAMES: NamedTable = TableDefinition::new("renames");
/// The settings that hold for the class, by [`super::class_codec`]'s keys.
pub(super) const CLASS: NamedTable = TableDefinition::new("class");
/// Our events for the other servers of the school, by number: the ids of their messages. Made with the first one, as is the next.
pub(super) const CAMPUS_EVENTS: NumberedTable = TableDefinition::new("campus_events");
/// The numbers up to which the events of another server have come, by its name and epoch.
pub(super) const CAMPUS_HEARD: NamedTable = TableDefinition::new("campus_heard");
/// Private messages of ours that wait to leave for other servers, by the id of the message: where to. Made with the first one, as is the next.
pub(super) const CAMPUS_LETTERS: NumberedTable = TableDefinition::new("campus_letters");
/// The numbers up to which the private messages of another server have come, by its name and epoch.
pub(super) const CAMPUS_LETTERS_HEARD: NamedTable = TableDefinition::new("campus_letters_heard");
/// The ids of messages of another server, by its name and epoch and the number of the event; of a message that was struck out before it
/// came 0. Made with the first one, as are the next two.
pub(super) const CAMPUS_IDS: IndexTable = TableDefinition::new("campus_ids");
/// Which event a message is, by its id.
pub(super) const CAMPUS_NAMES: NumberedTable = TableDefinition::new("campus_names");
/// The versions of the topics of shared channels, by folded name.
pub(super) const CAMPUS_TOPICS: NamedTable = TableDefinition::new("campus_topics");
/// Reactions and replies to messages of other servers that have not come, by [`super::campus_early`]'s keys. Made with the first one.
pub(super) const CAMPUS_EARLY: NamedTable = TableDefinition::new("campus_early");
/// Erasures of people that are not done on all servers, by [`super::campus`]'s keys. Made with the first one.
pub(super) const CAMPUS_ERASURES: NamedTable = TableDefinition::new("campus_erasures");
/// Numbers about the whole.
pub(super) const META: TableDefinition<&str, u64> = TableDefinition::new("meta");

/// In [`TAIL`]: its only row.
pub(super) const TAIL_KEY: u64 = 0;
/// The tables that came after layout 2 and changed none of it: a file that lacks them is given them when it is opened.
const LATER_TABLES: [&str; 3] = ["present", "stays", "lessons"];

/// In [`META`]: the version of the layout.
pub(super) const SCHEMA_KEY: &str = "schema";
/// In [`META`]: message ids below this one are, or were, given.
pub(super) const IDS_KEY: &str = "ids_below";
/// In [`META`]: the epoch of the records in the [`super::journal`] that are not in the tables; none are without it.
pub(super) const JOURNAL_KEY: &str = "journal";

/// In [`META`]: the greatest number of a guest of whom a reaction is, or was, kept ([`super::guest_numbers`]).
pub(super) const LAST_GUEST_KEY: &str = "last_guest";

/// Added to the version of the layout while there may be something in the journal, so that a program that knows of none
/// refuses the database instead of passing over it.
const WITH_JOURNAL: u64 = 100;

/// In [`META`]: before the name of a server of the school that was taken out of service ([`super::campus_retired`]).
pub(super) const RETIRED_PREFIX: &str = "retired ";

/// In [`META`]: before the event by which another server wanted somebody erased who is ([`super::campus_erased`]).
pub(super) const ERASED_PREFIX: &str = "erased ";

/// Added in its place where requests of servers of a school may be in the journal ([`super::journal_campus`]): a program that knows
/// a journal without these would leave them out.
const WITH_SHARED_JOURNAL: u64 = 200;

/// In [`META`]: the epoch, once other servers are told of it.
pub(super) const EPOCH_KEY: &str = "epoch";

/// One step from a layout to the next.
pub(super) enum Step {
    /// Rows are changed: a copy of the file is kept before.
    Change(fn(&WriteTransaction) -> Result<(), StoreError>),
    /// A step that changes nothing there: it is read as it is, and only what is new is written in another way.
    ReadAsItIs,
}

/// A layout and how to get there from older ones.
pub(super) struct Schema {
    /// The first version that can be brought up, then a step for each version that follows.
    pub(super) oldest: u64,
    pub(super) steps: &'static [Step],
}

/// The layout that this program reads and writes: version 2 brought blocks of messages, version 3 packed texts in them.
pub(super) const SCHEMA: Schema =
    Schema { oldest: 1, steps: &[Step::Change(layout_1::bring_to_blocks), Step::ReadAsItIs] };

/// The layout found in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet.
    New,
    /// The layout of this program.
    Current,
    /// The same, without some of the tables that came later, or an older one that is read as it is.
    Lacking,
    /// Another older one, which can be brought up.
    Older(u64),
}

impl Schema {
    pub(super) fn version(&self) -> u64 {
        self.oldest + self.steps.len() as u64
    }

    /// The version of the same layout while there may be something in the journal, or in one that servers of a school need.
    pub(super) fn version_with_journal(&self, is_shared: bool) -> u64 {
        self.version() + if is_shared { WITH_SHARED_JOURNAL } else { WITH_JOURNAL }
    }

    /// True if nothing has to be changed for a layout of that version, with a journal or without.
    fn reads(&self, found: u64) -> bool {
        let changes = |step: &Step| matches!(step, Step::Change(_));
        let as_it_is = self.steps.iter().rev().take_while(|step| !changes(step)).count() as u64;
        let versions = self.version() - as_it_is..=self.version();
        let marks = [0, WITH_JOURNAL, WITH_SHARED_JOURNAL];
        marks.into_iter().filter_map(|mark| found.checked_sub(mark)).any(|bare| versions.contains(&bare))
    }

    /// Says what a file holds.
    ///
    /// # Errors
    /// [`StoreError::NewerSchema`]; [`StoreError::Corrupt`] for a redb file that is not of this program.
    pub(super) fn examine(&self, txn: &WriteTransaction) -> Result<Found, StoreError> {
        let names: Vec<String> = txn.list_tables()?.map(|table| table.name().to_owned()).collect();
        if names.is_empty() && txn.list_multimap_tables()?.next().is_none() {
            return Ok(Found::New);
        }
        if !names.iter().any(|name| name == META.name()) {
            return Err(not_ours());
        }
        let found = txn.open_table(META)?.get(SCHEMA_KEY)?.map(|version| version.value()).ok_or_else(not_ours)?;
        match found {
            found if self.reads(found) => {
                let newest = [self.version(), self.version_with_journal(false), self.version_with_journal(true)];
                let has = |later: &str| names.iter().any(|name| name == later);
                let has_all = newest.contains(&found) && LATER_TABLES.iter().all(|later| has(later));
                Ok(if has_all { Found::Current } else { Found::Lacking })
            }
            found if found > self.version() => Err(StoreError::NewerSchema { found, known: self.version() }),
            found if found >= self.oldest => Ok(Found::Older(found)),
            _ => Err(not_ours()),
        }
    }

    /// Makes the tables that are not there, and brings an older layout up.
    pub(super) fn apply(&self, txn: &WriteTransaction, found: Found) -> Result<(), StoreError> {
        if let Found::Older(version) = found {
            for step in &self.steps[(version - self.oldest) as usize..] {
                if let Step::Change(change) = step {
                    change(txn)?;
                }
            }
        }
        txn.open_table(ACCOUNTS)?;
        txn.open_table(TAIL)?;
        txn.open_table(BLOCKS)?;
        txn.open_table(BLOCKS_BY_CHANNEL)?;
        txn.open_table(SPARED)?;
        txn.open_table(UNDELIVERED)?;
        txn.open_table(CHANNELS)?;
        txn.open_table(SANCTIONS)?;
        txn.open_table(PRESENT)?;
        txn.open_table(STAYS)?;
        txn.open_table(LESSONS)?;
        let mut meta = txn.open_table(META)?;
        if found != Found::Current {
            meta.insert(SCHEMA_KEY, self.version())?;
        }
        if meta.get(IDS_KEY)?.is_none() {
            meta.insert(IDS_KEY, 1)?;
        }
        Ok(())
    }
}

/// Opens a table that is made with its first row; `None` if it has not been made.
pub(super) fn open_if_there<K: Key + 'static, V: Value + 'static>(
    txn: &ReadTransaction,
    definition: TableDefinition<'_, K, V>,
) -> Result<Option<ReadOnlyTable<K, V>>, StoreError> {
    match txn.open_table(definition) {
        Ok(table) => Ok(Some(table)),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

/// True if such a table has been made.
pub(super) fn is_there<K: Key + 'static, V: Value + 'static>(
    txn: &WriteTransaction,
    definition: TableDefinition<'_, K, V>,
) -> Result<bool, StoreError> {
    Ok(txn.list_tables()?.any(|table| table.name() == definition.name()))
}

/// Removes a table, and says how many rows it had.
pub(super) fn forget_table<K: Key + 'static, V: Value + 'static>(
    txn: &WriteTransaction,
    definition: TableDefinition<'static, K, V>,
) -> Result<u64, StoreError> {
    if !is_there(txn, definition)? {
        return Ok(0);
    }
    let rows = txn.open_table(definition)?.len()?;
    txn.delete_table(definition)?;
    Ok(rows)
}

fn not_ours() -> StoreError {
    StoreError::Corrupt { reason: "it is a redb file, but not one of classcord".to_owned() }
}

/// The counts of what a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Registered people.
    pub accounts: u64,
    /// Messages, private ones too.
    pub messages: u64,
    /// Messages that stand in a channel's history.
    pub channel_messages: u64,
    /// Private messages that their receiver has not had.
    pub undelivered: u64,
    /// Channels of which something was set.
    pub channels: u64,
    /// Mutes and bans, expired ones too.
    pub sanctions: u64,
    /// Polls, open and closed.
    pub polls: u64,
    /// Questions to the people in charge, open and answered.
    pub questions: u64,
}

impl Counts {
    pub(super) fn of(txn: &ReadTransaction) -> Result<Self, StoreError> {
        let numbers = Snapshot::of(txn)?.numbers;
        Ok(Self {
            accounts: txn.open_table(ACCOUNTS)?.len()?,
            messages: numbers.messages,
            channel_messages: numbers.channel_messages,
            undelivered: txn.open_table(UNDELIVERED)?.len()?,
            channels: txn.open_table(CHANNELS)?.len()?,
            sanctions: txn.open_table(SANCTIONS)?.len()?,
            polls: open_if_there(txn, POLLS)?.map_or(Ok(0), |table| table.len())?,
            questions: open_if_there(txn, QUESTIONS)?.map_or(Ok(0), |table| table.len())?,
        })
    }
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::*;

    fn empty() -> Database {
        Database::builder().create_with_backend(InMemoryBackend::new()).unwrap()
    }

    /// As if the layout had once been different: version 0 kept topics in the accounts' place.
    const WITH_PAST: Schema = Schema {
        oldest: 0,
        steps: &[Step::Change(|txn| {
            txn.delete_table(TableDefinition::<&str, u64>::new("accounts"))?;
            txn.open_table(CHANNELS)?.insert("#moved", b"x".as_slice())?;
            Ok(())
        })],
    };

    fn write(db: &Database, work: impl FnOnce(&WriteTransaction)) {
        let txn = db.begin_write().unwrap();
        work(&txn);
        txn.commit().unwrap();
    }

    #[test]
    fn a_new_file_gets_the_tables() {
        let db = empty();
        write(&db, |txn| {
            let found = SCHEMA.examine(txn).unwrap();
            assert_eq!(found, Found::New);
            SCHEMA.apply(txn, found).unwrap();
        });
        write(&db, |txn| assert_eq!(SCHEMA.examine(txn).unwrap(), Found::Current));
        write(&db, |txn| assert!(txn.delete_table(LESSONS).unwrap()));
        write(&db, |txn| {
            let found = SCHEMA.examine(txn).unwrap();
            assert_eq!(found, Found::Lacking, "as an earlier version left it");
            SCHEMA.apply(txn, found).unwrap();
            assert_eq!(SCHEMA.examine(txn).unwrap(), Found::Current);
        });
        assert_eq!(Counts::of(&db.begin_read().unwrap()).unwrap(), Counts::default());
    }

    #[test]
    fn an_older_layout_is_brought_up_and_a_newer_one_refused() {
        let db = empty();
        write(&db, |txn| {
            txn.open_table(META).unwrap().insert(SCHEMA_KEY, 0).unwrap();
            txn.open_table(TableDefinition::<&str, u64>::new("accounts")).unwrap().insert("bob", 1).unwrap();
        });
        write(&db, |txn| {
            let found = WITH_PAST.examine(txn).unwrap();
            assert_eq!(found, Found::Older(0));
            WITH_PAST.apply(txn, found).unwrap();
            assert_eq!(WITH_PAST.examine(txn).unwrap(), Found::Current);
            assert!(txn.open_table(CHANNELS).unwrap().get("#moved").unwrap().is_some());
        });
        write(&db, |txn| {
            txn.open_table(META).unwrap().insert(SCHEMA_KEY, 7).unwrap();
        });
        write(&db, |txn| {
            let refused = SCHEMA.examine(txn).unwrap_err();
            assert!(matches!(refused, StoreError::NewerSchema { found: 7, known: 3 }), "{refused}");
            assert!(!refused.is_corruption());
        });
    }

    #[test]
    fn a_layout_is_the_same_with_each_mark_of_a_journal_and_with_no_other() {
        let db = empty();
        write(&db, |txn| SCHEMA.apply(txn, Found::New).unwrap());
        let found = |version: u64| {
            let txn = db.begin_write().unwrap();
            txn.open_table(META).unwrap().insert(SCHEMA_KEY, version).unwrap();
            SCHEMA.examine(&txn)
        };
        for is_shared in [false, true] {
            assert_eq!(found(SCHEMA.version_with_journal(is_shared)).unwrap(), Found::Current);
        }
        for version in [4, 99, 104, 199, 204, 303] {
            assert!(matches!(found(version), Err(StoreError::NewerSchema { .. })), "{version}");
        }
    }

    #[test]
    fn the_layout_before_is_marked_anew_and_read_as_it_is() {
        for found in [2, 2 + WITH_JOURNAL] {
            let db = empty();
            write(&db, |txn| {
                SCHEMA.apply(txn, Found::New).unwrap();
                txn.open_table(META).unwrap().insert(SCHEMA_KEY, found).unwrap();
            });
            write(&db, |txn| {
                assert_eq!(SCHEMA.examine(txn).unwrap(), Found::Lacking, "{found}");
                SCHEMA.apply(txn, Found::Lacking).unwrap();
                assert_eq!(SCHEMA.examine(txn).unwrap(), Found::Current);
                assert_eq!(txn.open_table(META).unwrap().get(SCHEMA_KEY).unwrap().unwrap().value(), 3);
            });
        }
    }

    #[test]
    fn another_programs_file_is_not_taken() {
        let db = empty();
        write(&db, |txn| {
            txn.open_table(TableDefinition::<u64, u64>::new("theirs")).unwrap().insert(1, 1).unwrap();
        });
        write(&db, |txn| assert!(SCHEMA.examine(txn).unwrap_err().is_corruption()));
    }
}
