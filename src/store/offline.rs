//! The database of a stopped server, for the command line.
//!
//! Owns [`Offline`]: exclusive access, one transaction for each call. It never sets a damaged database aside; only a
//! server that starts does. Called by `cli`.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use redb::{Database, ReadableDatabase, ReadableTable, WriteTransaction};

use super::apply::Tables;
use super::attendance;
use super::backup::{self, BackupSummary, Progress};
use super::campus;
use super::check::{CheckReport, check_transaction};
use super::codec;
use super::copy_on_write;
use super::database::{DatabaseLocation, prepare_directory, read_all};
use super::erase::{EraseQuery, Erased, erase};
use super::error::{StoreError, guarded};
use super::import::{ImportOutcome, import};
use super::medium::Medium;
use super::messages::Snapshot;
use super::new_year::{self, NewYear};
use super::options::StoreOptions;
use super::page::{MessageFilter, Page, PageQuery, Rows, page};
use super::rename;
use super::rolls;
use super::schema::{ACCOUNTS, Counts, IDS_KEY, META, SCHEMA, UNDELIVERED};
use crate::chat::account::{Account, Role};
use crate::chat::attended::{AttendanceQuery, AttendanceSheet};
use crate::chat::message::{Message, MessageId};
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::renamed::NameChange;
use crate::chat::sanction::{SanctionKind, SanctionTarget};
use crate::chat::store_protocol::ChannelRecord;

/// Messages that are imported in one transaction.
const IMPORT_BATCH: usize = 1000;

/// Rows and bytes that are read at a time.
const PAGE_ROWS: usize = 1000;
const PAGE_BYTES: usize = 256 * 1024;

/// A database that this process alone has open.
#[derive(Debug)]
pub struct Offline {
    db: Database,
    path: std::path::PathBuf,
    cache_bytes: usize,
    /// True if nothing that is written may stay.
    is_rehearsal: bool,
    /// The name of this server among those of the school; `None` if it has none.
    server: Option<ServerName>,
}

impl Offline {
    /// Opens a database that is there.
    ///
    /// # Errors
    /// [`StoreError::Missing`], [`StoreError::InUse`] and [`StoreError::Corrupt`] among others.
    pub fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        Self::open_with(options, false)
    }

    /// Opens a database, and makes it if it is not there.
    ///
    /// # Errors
    /// [`StoreError::InUse`] and [`StoreError::Corrupt`] among others.
    pub fn open_or_create(options: &StoreOptions) -> Result<Self, StoreError> {
        prepare_directory(options)?;
        Self::open_with(options, true)
    }

    /// Opens a database that is there, to read it: neither the file nor what is beside it changes, so that it may be on
    /// a medium that cannot be written to.
    ///
    /// # Errors
    /// Those of [`Offline::open`].
    pub fn open_read_only(options: &StoreOptions) -> Result<Self, StoreError> {
        let db = copy_on_write::open(options)?;
        Ok(Self::of(db, options, true))
    }

    /// The same, as if there were an empty one where there is none. What is imported into it is only counted.
    ///
    /// # Errors
    /// Those of [`Offline::open`].
    pub fn rehearse(options: &StoreOptions) -> Result<Self, StoreError> {
        let db = copy_on_write::open_or_pretend(options)?;
        Ok(Self::of(db, options, true))
    }

    fn open_with(options: &StoreOptions, create: bool) -> Result<Self, StoreError> {
        let place = DatabaseLocation::new(options, Medium::files());
        let db = place.open(create, &SCHEMA)?;
        place.forget_journal();
        let opened = Self::of(db, options, false);
        opened.finish_renames()?;
        Ok(opened)
    }

    fn of(db: Database, options: &StoreOptions, is_rehearsal: bool) -> Self {
        let server = options.server.clone();
        Self { db, path: options.path(), cache_bytes: options.cache_bytes, is_rehearsal, server }
    }

    /// Closes the database and says whether all is on disk.
    ///
    /// # Errors
    /// Those of redb.
    pub fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close()?)
    }

    /// The counts of what is stored.
    ///
    /// # Errors
    /// Those of redb.
    pub fn counts(&self) -> Result<Counts, StoreError> {
        guarded(|| Counts::of(&self.db.begin_read()?))
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// Those of redb.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        guarded(|| read_all(&self.db.begin_read()?.open_table(ACCOUNTS)?, "account", codec::decode_account))
    }

    /// The account of that name.
    ///
    /// # Errors
    /// Those of redb; [`StoreError::Corrupt`] when it cannot be decoded.
    pub fn account(&self, name: &Username) -> Result<Option<Account>, StoreError> {
        guarded(|| {
            let table = self.db.begin_read()?.open_table(ACCOUNTS)?;
            let Some(bytes) = table.get(name.key().as_str())? else { return Ok(None) };
            let account = codec::decode_account(bytes.value());
            account.map(Some).map_err(|e| StoreError::Corrupt { reason: format!("the account {name}: {e}") })
        })
    }

    /// Keeps new accounts, all or none on disk; says of each whether it was new. One that is there stays as it is.
    ///
    /// # Errors
    /// Those of redb.
    pub fn create_accounts(&self, accounts: &[Account]) -> Result<Vec<bool>, StoreError> {
        self.write(|tables| {
            let mut created = Vec::with_capacity(accounts.len());
            for account in accounts {
                let key = account.name.key().as_str();
                let is_new = tables.accounts.get(key)?.is_none();
                if is_new {
                    tables.accounts.insert(key, codec::encode_account(account).as_slice())?;
                }
                created.push(is_new);
            }
            Ok(created)
        })
    }

    /// Keeps what is set of a channel unless something is already, but for its roll, to which the names are added. Says
    /// whether nothing was set of it, and how many names are new.
    ///
    /// # Errors
    /// Those of redb, one for a channel that cannot be read.
    pub fn add_channel(&self, record: &ChannelRecord) -> Result<(bool, usize), StoreError> {
        self.write(|tables| rolls::merge(&mut tables.channels, record))
    }

    /// Forgets an account and what waits for it; says whether it was there.
    ///
    /// # Errors
    /// Those of redb.
    pub fn delete_account(&self, name: &Username) -> Result<bool, StoreError> {
        self.write(|tables| tables.delete_account(name.key()))
    }

    /// Does a step of erasing a person.
    ///
    /// # Errors
    /// Those of redb.
    pub fn erase(&self, query: &EraseQuery) -> Result<Erased, StoreError> {
        self.write(|tables| erase(tables, query))
    }

    /// Empties the school year, in one transaction: all of [`NewYear`] or nothing. The channels that the configuration names
    /// keep what is set of them.
    ///
    /// # Errors
    /// Those of redb. Nothing has gone then.
    pub fn begin_new_year(&self, configured: &[ChannelName]) -> Result<NewYear, StoreError> {
        guarded(|| {
            let txn = self.db.begin_write()?;
            let done = new_year::empty(&txn, configured)?;
            self.finish(txn)?;
            Ok(done)
        })
    }

    /// Ends the epoch: the next server that shares channels begins another.
    ///
    /// # Errors
    /// Those of redb. Nothing has changed then.
    pub fn end_epoch(&self) -> Result<(), StoreError> {
        guarded(|| {
            let txn = self.db.begin_write()?;
            campus::end_epoch(&txn)?;
            self.finish(txn)
        })
    }

    /// Replaces a password, and whether the owner is to choose another, and ends the account's tokens; says whether the account
    /// is there.
    ///
    /// # Errors
    /// Those of redb.
    pub fn set_password(&self, name: &Username, phc: &str, must_change: bool) -> Result<bool, StoreError> {
        let phc: Arc<str> = phc.into();
        self.write(|tables| {
            tables.forget_tokens(name.key())?;
            tables.change_account(name.key(), |account| {
                account.phc = phc;
                account.must_change = must_change;
            })
        })
    }

    /// Lets nobody log in with an account, or its owner again; says whether the account is there.
    ///
    /// # Errors
    /// Those of redb.
    pub fn set_disabled(&self, name: &Username, disabled: bool) -> Result<bool, StoreError> {
        self.write(|tables| tables.change_account(name.key(), |account| account.disabled = disabled))
    }

    /// Gives an account another name, and then all that is kept by it; says whether it is there, and the new name nobody
    /// else's.
    ///
    /// # Errors
    /// Those of redb. What was begun then goes on when the database is opened the next time.
    pub fn rename(&self, change: &NameChange) -> Result<bool, StoreError> {
        let is_there = self.write(|tables| rename::begin(tables, change))?;
        self.finish_renames()?;
        Ok(is_there)
    }

    /// Does what is left to do about names that are on their way, each step for itself.
    fn finish_renames(&self) -> Result<(), StoreError> {
        let is_any = guarded(|| {
            let txn = self.db.begin_write()?;
            let is_any = rename::is_any(&txn)?;
            txn.abort()?;
            Ok(is_any)
        })?;
        let mut more = is_any && !self.is_rehearsal;
        while more {
            more = self.write(rename::step)?.more;
        }
        Ok(())
    }

    /// Changes what the owner of an account may do; says whether the account is there.
    ///
    /// # Errors
    /// Those of redb.
    pub fn set_role(&self, name: &Username, role: Role) -> Result<bool, StoreError> {
        self.write(|tables| tables.change_account(name.key(), |account| account.role = role))
    }

    /// Forgets a sanction; says whether it was there.
    ///
    /// # Errors
    /// Those of redb.
    pub fn lift_sanction(&self, kind: SanctionKind, target: &SanctionTarget) -> Result<bool, StoreError> {
        self.write(|tables| Ok(tables.sanctions.remove(codec::sanction_key(kind, target).as_str())?.is_some()))
    }

    /// Reads a page; see [`PageQuery`].
    ///
    /// # Errors
    /// Those of redb.
    pub fn page(&self, query: PageQuery) -> Result<Page, StoreError> {
        guarded(|| page(&self.db.begin_read()?, query))
    }

    /// The attendance of a day, or a part of it. Who is noted as present is so no more: the server that noted it has ended
    /// without a word, and the last time that anything was kept at is the time until which they count.
    ///
    /// # Errors
    /// Those of redb.
    pub fn attendance(&self, query: AttendanceQuery) -> Result<AttendanceSheet, StoreError> {
        guarded(|| {
            let txn = self.db.begin_read()?;
            let last_message = Snapshot::of(&txn)?.last_time()?;
            attendance::sheet(&txn, query, last_message)
        })
    }

    /// Gives the messages that a filter takes, oldest first, in constant memory, until it is told to stop.
    ///
    /// # Errors
    /// Those of redb.
    pub fn for_each_message(
        &self,
        filter: MessageFilter,
        mut each: impl FnMut(Message) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let mut next = Some(PageQuery::messages(filter, PAGE_ROWS, PAGE_BYTES));
        while let Some(query) = next {
            let page = self.page(query)?;
            next = page.next;
            if let Rows::Messages(messages) = page.rows {
                for message in messages {
                    if each(message).is_break() {
                        return Ok(());
                    }
                }
            }
        }
        Ok(())
    }

    /// The id that the next message gets.
    ///
    /// # Errors
    /// Those of redb.
    pub fn next_id(&self) -> Result<MessageId, StoreError> {
        guarded(|| {
            let txn = self.db.begin_read()?;
            let below = txn.open_table(META)?.get(IDS_KEY)?.map_or(1, |below| below.value());
            Ok(MessageId(below.max(Snapshot::of(&txn)?.numbers.behind)))
        })
    }

    /// Keeps messages with the ids they have, a thousand at a time. Running it twice is harmless.
    ///
    /// # Errors
    /// Those of redb. What was imported before stays.
    pub fn import_messages(&self, messages: impl IntoIterator<Item = Message>) -> Result<ImportOutcome, StoreError> {
        let mut outcome = ImportOutcome::default();
        let mut messages = messages.into_iter().peekable();
        while messages.peek().is_some() {
            let batch: Vec<Message> = messages.by_ref().take(IMPORT_BATCH).collect();
            guarded(|| {
                let txn = self.db.begin_write()?;
                let mut tables = Tables::open(&txn, self.server.as_ref())?;
                let done = import(&mut tables, &batch)?;
                tables.save()?;
                drop(tables);
                let mut meta = txn.open_table(META)?;
                let reserved = meta.get(IDS_KEY)?.map_or(1, |below| below.value());
                if done.ids_below > reserved {
                    meta.insert(IDS_KEY, done.ids_below)?;
                }
                drop(meta);
                self.finish(txn)?;
                outcome.add(done.outcome);
                Ok(())
            })?;
        }
        Ok(outcome)
    }

    /// The number of messages that wait for somebody.
    ///
    /// # Errors
    /// Those of redb.
    pub fn undelivered_count(&self, name: &Username) -> Result<usize, StoreError> {
        guarded(|| {
            let key = name.key().as_str();
            Ok(self.db.begin_read()?.open_table(UNDELIVERED)?.range((key, 0)..=(key, u64::MAX))?.count())
        })
    }

    /// Walks over everything and says what does not fit together.
    ///
    /// # Errors
    /// Those of redb.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        guarded(|| check_transaction(&self.db.begin_read()?))
    }

    /// Copies the database into a new file, and verifies it.
    ///
    /// # Errors
    /// Those of redb and the file system; [`StoreError::Unverified`].
    pub fn backup(&self, path: &std::path::Path, progress: &Progress) -> Result<BackupSummary, StoreError> {
        backup::copy(&self.db.begin_read()?, path, self.cache_bytes, progress, &AtomicBool::new(false))
    }

    /// Makes the file as small as what is in it allows; gives its length before and after. Pruning alone never does:
    /// redb fills the room again.
    ///
    /// # Errors
    /// Those of redb and the file system.
    pub fn compact(&mut self) -> Result<(u64, u64), StoreError> {
        let length = |path: &std::path::Path| {
            std::fs::metadata(path).map(|file| file.len()).map_err(|e| StoreError::file("look at", path, e))
        };
        let before = length(&self.path)?;
        guarded(|| Ok(self.db.compact()?))?;
        Ok((before, length(&self.path)?))
    }

    fn write<T>(&self, work: impl FnOnce(&mut Tables<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        guarded(|| {
            let txn = self.db.begin_write()?;
            let mut tables = Tables::open(&txn, self.server.as_ref())?;
            let done = work(&mut tables)?;
            tables.save()?;
            drop(tables);
            self.finish(txn)?;
            Ok(done)
        })
    }

    /// A rehearsal commits nothing: its memory is bounded.
    fn finish(&self, txn: WriteTransaction) -> Result<(), StoreError> {
        if self.is_rehearsal {
            txn.abort()?;
        } else {
            txn.commit()?;
        }
        Ok(())
    }
}
