//! Opening the database's file: verified, brought up to the layout, or set aside.
//!
//! Owns what happens between a path and an open redb handle. Every opening verifies the checksum of every page (about
//! 20 ms for 100,000 messages), so that what runs later never meets a page that it would have to stop at. Called
//! by the writer, by the tools on a stopped server, and by restoring.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::Local;
use redb::{Database, ReadableDatabase, ReadableTable};

use super::apply::Tables;
use super::attendance;
use super::campus;
use super::campus_early;
use super::campus_erased;
use super::campus_retired;
use super::class_codec;
use super::codec::{self, CodecError};
use super::error::{StoreError, guarded};
use super::journal::{self, Journal, Mark};
use super::letters;
use super::medium::{Medium, Written};
use super::messages::Snapshot;
use super::options::{OnCorrupt, StoreOptions};
use super::schema::{self, ACCOUNTS, CHANNELS, CLASS, Found, JOURNAL_KEY, META, SANCTIONS, Schema, UNDELIVERED};
use super::{guest_numbers, polls, questions, rename, tokens};
use crate::chat::account::Account;
use crate::chat::attended::AttendanceRecord;
use crate::chat::campus_event::KeptCampus;
use crate::chat::class_act::{PrivateMessages, Silence};
use crate::chat::clock::WallTime;
use crate::chat::letter::LettersKept;
use crate::chat::mail::Mail;
use crate::chat::message::MessageId;
use crate::chat::name::Username;
use crate::chat::origin::{Epoch, ServerName};
use crate::chat::poll::PollWithBallots;
use crate::chat::question::QuestionWithVotes;
use crate::chat::renamed::NameChange;
use crate::chat::sanction::Sanction;
use crate::chat::store_protocol::ChannelRecord;
use crate::chat::token::TokenRecord;
use crate::files::{self, copy_into, create_private, create_private_anew, give_to_owner_of, open_plain};
use crate::permissions::{check_directory, check_owner, directory_of, make_all_private, make_private};

/// The contents of the database at start.
#[derive(Debug)]
pub struct Opened {
    /// All accounts.
    pub accounts: Vec<Account>,
    /// The private messages that wait for whom.
    pub undelivered: Vec<(Username, Mail)>,
    /// The properties that were set of channels.
    pub channels: Vec<ChannelRecord>,
    /// Mutes and bans, expired ones included.
    pub sanctions: Vec<Sanction>,
    /// Silences, ended ones included.
    pub silences: Vec<Silence>,
    /// To whom pupils may write in private.
    pub private_messages: PrivateMessages,
    /// True if no questions are taken.
    pub question_box_closed: bool,
    /// The end of the attendance so far.
    pub attendance: AttendanceRecord,
    /// The last poll of each channel.
    pub polls: Vec<PollWithBallots>,
    /// The number of the last poll; 0 if there is none.
    pub last_poll: u64,
    /// All questions to the people in charge.
    pub questions: Vec<QuestionWithVotes>,
    /// The tokens of accounts.
    pub tokens: Vec<TokenRecord>,
    /// The number of the last question; 0 if there is none.
    pub last_question: u64,
    /// The greatest number of a guest of whom a reaction is, or was, kept.
    pub last_guest: u32,
    /// The new names of accounts that have not reached everything yet.
    pub renames: Vec<NameChange>,
    /// The first id that was never given to a message.
    pub next_id: MessageId,
    /// Ids below this one are durably reserved.
    pub ids_below: MessageId,
    /// The epoch, where other servers are told of it.
    pub epoch: Option<Epoch>,
    /// The rows about channels that other servers of the school share.
    pub campus: KeptCampus,
    /// Private messages between the servers of the school, as far as they are not settled.
    pub letters: LettersKept,
    /// Set when the database could not be opened and an empty one was started in its place.
    pub set_aside: Option<SetAside>,
}

/// A database that could not be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// The path of it now.
    pub path: PathBuf,
    /// The fault that was found.
    pub reason: String,
}

/// The path of a database, and the way in which it is opened.
#[derive(Debug, Clone)]
pub(super) struct DatabaseLocation {
    pub(super) path: PathBuf,
    pub(super) medium: Medium,
    pub(super) cache_bytes: usize,
    pub(super) written: Arc<Written>,
    /// True if other servers are told of its epoch: what they cause may be in its journal.
    pub(super) is_shared: bool,
    /// The name of this server among those of the school; `None` if it has none.
    pub(super) server: Option<ServerName>,
}

/// The consequence of a journal of which something is lost that was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OnLoss {
    /// Numbers of events may be lost that other servers have had: none is given twice, because the epoch ends.
    EndEpoch,
    /// Nothing: it is all in memory, and is written again.
    GoOn,
}

/// The requests that were found in a journal.
#[derive(Debug, Clone, Copy)]
pub(super) struct TakenIn {
    /// The epoch of them.
    pub(super) epoch: u64,
    /// The number of them.
    pub(super) requests: usize,
}

impl DatabaseLocation {
    pub(super) fn new(options: &StoreOptions, medium: Medium) -> Self {
        let is_shared = options.new_epoch.is_some();
        let (written, server) = (Arc::default(), options.server.clone());
        Self { path: options.path(), medium, cache_bytes: options.cache_bytes, written, is_shared, server }
    }

    /// The same way of opening, for another file.
    pub(super) fn at(&self, path: &Path) -> Self {
        Self { path: path.to_owned(), written: Arc::default(), ..self.clone() }
    }

    /// Opens the file, makes it if it may, verifies it, and brings it up to the layout; a copy of it is kept then.
    pub(super) fn open(&self, create: bool, schema: &Schema) -> Result<Database, StoreError> {
        self.open_with(create, schema, self.medium.is_files, OnLoss::EndEpoch).map(|(db, _)| db)
    }

    /// Opens a file that is there as [`open`](Self::open) does, and says what was in its journal. What is lost of it is in memory.
    pub(super) fn reopen(&self) -> Result<(Database, Option<TakenIn>), StoreError> {
        self.open_with(false, &schema::SCHEMA, self.medium.is_files, OnLoss::GoOn)
    }

    /// Opens a file that is itself a copy, verifies it, and brings it up to the layout.
    pub(super) fn open_copied(&self, schema: &Schema) -> Result<Database, StoreError> {
        self.open_with(false, schema, false, OnLoss::EndEpoch).map(|(db, _)| db)
    }

    fn open_with(
        &self,
        create: bool,
        schema: &Schema,
        keeps_copy: bool,
        on_loss: OnLoss,
    ) -> Result<(Database, Option<TakenIn>), StoreError> {
        guarded(|| {
            if self.medium.is_files {
                match fs::metadata(&self.path) {
                    // A new file is never found half made, so this one has lost what was in it. redb would fill it.
                    Ok(file) if file.len() == 0 => return Err(nothing_in_it()),
                    Err(e) if e.kind() == io::ErrorKind::NotFound && create => drop(self.make(schema)?),
                    _ => {}
                }
            }
            // A file is there by now.
            let db = self.open_raw(create && !self.medium.is_files)?;
            let txn = db.begin_write()?;
            let found = schema.examine(&txn)?;
            match found {
                Found::Older(version) => {
                    txn.abort()?;
                    return Ok((self.bring_up(db, version, schema, keeps_copy)?, None));
                }
                Found::New if create && !self.medium.is_files => {
                    schema.apply(&txn, found)?;
                    txn.commit()?;
                }
                Found::Lacking => {
                    schema.apply(&txn, found)?;
                    txn.commit()?;
                }
                Found::New => return Err(nothing_in_it()),
                Found::Current => {
                    txn.abort()?;
                    self.name_copies(schema)?;
                }
            }
            let taken_in = self.take_in_journal(&db, on_loss)?;
            Ok((db, taken_in))
        })
    }

    /// Makes a new file under another name first: a power cut in between must not leave half a database. What has the
    /// name already is set aside; its new name is returned.
    fn make(&self, schema: &Schema) -> Result<Option<PathBuf>, StoreError> {
        let mut fresh = self.path.as_os_str().to_owned();
        fresh.push(".new");
        let fresh = PathBuf::from(fresh);
        // One that was left by a power cut.
        forget(&fresh);
        let made = (|| {
            let db = self.at(&fresh).open_raw(true)?;
            let txn = db.begin_write()?;
            schema.apply(&txn, Found::New)?;
            txn.commit()?;
            db.close()?;
            put_in_place(&fresh, &self.path, "damaged")
        })();
        made.inspect_err(|_| forget(&fresh))
    }

    /// Opens and verifies the file, whatever tables are in it.
    pub(super) fn open_raw(&self, create: bool) -> Result<Database, StoreError> {
        let backend = self.medium.open(&self.path, create, Arc::clone(&self.written)).map_err(|e| {
            if e.kind() == io::ErrorKind::NotFound && !create {
                StoreError::Missing { path: self.path.clone() }
            } else {
                StoreError::file("open", &self.path, e)
            }
        })?;
        redb::Builder::new()
            .set_cache_size(self.cache_bytes)
            .set_check_integrity_on_open(true)
            .create_with_backend(backend)
            .map_err(|e| match e {
                redb::DatabaseError::DatabaseAlreadyOpen | redb::DatabaseError::LockProtocolMismatch => {
                    StoreError::InUse { path: self.path.clone() }
                }
                other => other.into(),
            })
    }

    /// Puts what a server that was killed has left in the journal into the tables; `None` if nothing in it counts, which is
    /// so from then on.
    pub(super) fn take_in_journal(&self, db: &Database, on_loss: OnLoss) -> Result<Option<TakenIn>, StoreError> {
        let epoch = db.begin_read()?.open_table(META)?.get(JOURNAL_KEY)?.map(|epoch| epoch.value());
        let Some(epoch) = epoch else { return Ok(None) };
        let journal::Read { actions, is_damaged } = journal::read(self, epoch)?;
        let txn = db.begin_write()?;
        let mut tables = Tables::open(&txn, self.server.as_ref())?;
        for action in &actions {
            tables.apply(action)?;
        }
        tables.save()?;
        drop(tables);
        if is_damaged && on_loss == OnLoss::EndEpoch && campus::has_epoch(&txn)? {
            log::error!(
                "other servers of the school may know of what is lost: to them this one is another from now on"
            );
            campus::end_epoch(&txn)?;
        }
        Mark::None.write(&txn)?;
        txn.commit()?;
        if !actions.is_empty() {
            log::info!("{} requests were in the journal and not yet in the tables", actions.len());
        }
        Ok(Some(TakenIn { epoch, requests: actions.len() }))
    }

    /// Removes the journal, when all that counts of it is in the tables: nobody's words stay in it.
    pub(super) fn forget_journal(&self) {
        forget(&journal::path_of(&self.path));
    }

    /// Opens the journal. Without one the database works as well, and the card wears out faster.
    pub(super) fn open_journal(&self) -> Option<Journal> {
        let path = journal::path_of(&self.path);
        // After a cut in [`put_in_place`] it has the name of the former database's too, and is still that one's.
        if self.medium.is_files && fs::symlink_metadata(&path).is_ok_and(|file| file.nlink() > 1) {
            forget(&path);
        }
        Journal::open(self).inspect_err(|e| log::warn!("the database does without a journal: {e}")).ok()
    }

    /// Changes a database of an older layout, in one transaction: whenever it is cut short, the next start begins anew.
    fn bring_up(&self, db: Database, version: u64, schema: &Schema, keeps_copy: bool) -> Result<Database, StoreError> {
        let db = if keeps_copy {
            db.close()?;
            self.copy_aside(version)?;
            self.open_raw(false)?
        } else {
            db
        };
        let known = schema.version();
        let txn = db.begin_write()?;
        schema.apply(&txn, Found::Older(version))?;
        txn.commit()?;
        self.name_copies(schema)?;
        log::warn!("the database was brought to layout {known}");
        Ok(self.compacted(db))
    }

    /// Keeps a copy of the database as it is, if there is room for that and for what follows. It has a name of its own
    /// once it is of use, so that a start that is cut short again and again does not fill the disk with them.
    fn copy_aside(&self, version: u64) -> Result<(), StoreError> {
        let length = fs::metadata(&self.path).map_err(|e| StoreError::file("look at", &self.path, e))?.len();
        let part = self.part_of_copy(version);
        // One that was left by a power cut.
        forget(&part);
        let free = free_bytes(&self.path).map_err(|e| StoreError::file("look at", directory_of(&self.path), e))?;
        self.check_room(length, free)?;
        self.copy_beside(&part)
            .map_err(|e| StoreError::file("copy the database to", &part, e))
            .inspect_err(|_| forget(&part))?;
        sync_directory(&part)
    }

    fn part_of_copy(&self, version: u64) -> PathBuf {
        let mut part = self.path.as_os_str().to_owned();
        part.push(format!(".layout-{version}.part"));
        PathBuf::from(part)
    }

    /// Gives copies of older layouts their names: they are whole, because the database is no longer what they are.
    fn name_copies(&self, schema: &Schema) -> Result<(), StoreError> {
        for version in schema.oldest..schema.version() {
            let part = self.part_of_copy(version);
            if self.medium.is_files && is_taken(&part) {
                let copy = free_name(&self.path, &format!("layout-{version}"));
                fs::rename(&part, &copy).map_err(|e| StoreError::file("rename", &part, e))?;
                sync_directory(&copy)?;
                log::warn!("the database had the older layout {version}; a copy of it is {}", copy.display());
            }
        }
        Ok(())
    }

    /// Says whether a database of that length can be brought to another layout with so much free beside it: a copy of it
    /// is kept, and as much again is used while both layouts are in the file.
    fn check_room(&self, length: u64, free: u64) -> Result<(), StoreError> {
        let needed = length.saturating_mul(2);
        if free < needed { Err(StoreError::NoRoom { path: self.path.clone(), needed, free }) } else { Ok(()) }
    }

    /// Gives back the room that the older layout had. The database is as good without.
    fn compacted(&self, mut db: Database) -> Database {
        if let Err(e) = db.compact() {
            log::warn!("the database's file keeps the room that its older layout took: {e}");
        }
        db
    }

    /// The copy is whoever's the directory is, who will want to remove it one day.
    fn copy_beside(&self, copy: &Path) -> io::Result<()> {
        let to = create_private_anew(copy)?;
        copy_into(&files::open(OpenOptions::new().read(true), &self.path)?, &to)?;
        give_to_owner_of(directory_of(copy), &to)
    }

    /// Opens the database of a server: makes it if it is not there, and sets it aside if it cannot be opened.
    pub(super) fn open_or_set_aside(&self, on_corrupt: OnCorrupt) -> Result<(Database, Option<SetAside>), StoreError> {
        let failed = match self.open(true, &schema::SCHEMA) {
            Ok(db) => return Ok((db, None)),
            Err(e) => e,
        };
        if !failed.is_corruption() || on_corrupt == OnCorrupt::Refuse || !self.medium.is_files {
            return Err(failed);
        }
        let aside = guarded(|| self.make(&schema::SCHEMA))?;
        let set_aside = aside.map(|path| SetAside { path, reason: failed.to_string() });
        Ok((self.open(false, &schema::SCHEMA)?, set_aside))
    }
}

fn nothing_in_it() -> StoreError {
    StoreError::Corrupt { reason: "there is nothing in it".to_owned() }
}

/// Makes the data directory if it is not there, and sees to it that nobody else can replace the database, and that only
/// the owner reads it and the copies that lie beside it.
pub(super) fn prepare_directory(options: &StoreOptions) -> Result<(), StoreError> {
    let directory = &options.directory;
    if !directory.is_dir() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(directory)
            .map_err(|e| StoreError::file("create", directory, e))?;
    }
    check_directory(directory)?;
    let path = options.path();
    check_owner(&path)?;
    check_owner(&journal::path_of(&path))?;
    make_private(&path);
    let name = path.file_name().unwrap_or_default().to_owned();
    // What was set aside or copied before a change has the database's name and more behind it.
    let is_copy = |file: &str| name.to_str().is_some_and(|name| file.len() > name.len() && file.starts_with(name));
    make_all_private(directory, is_copy).map_err(|e| StoreError::file("list", directory, e))
}

/// Reads what a server wants to know at start, makes the first reservation of ids, and marks the journal as in use.
pub(super) fn load(
    db: &Database,
    ids_reserved: u64,
    new_epoch: Option<Epoch>,
    set_aside: Option<SetAside>,
    journal: Mark,
) -> Result<Opened, StoreError> {
    let txn = db.begin_read()?;
    let accounts = read_all(&txn.open_table(ACCOUNTS)?, "account", codec::decode_account)?;
    let channels = read_all(&txn.open_table(CHANNELS)?, "channel", codec::decode_channel)?;
    let sanctions = read_all(&txn.open_table(SANCTIONS)?, "sanction", codec::decode_sanction)?;
    let class = schema::open_if_there(&txn, CLASS)?;
    let silences = match &class {
        Some(class) => read_all_of(class, class_codec::is_silence, "silence", class_codec::decode_silence)?,
        None => Vec::new(),
    };
    let is_of_private_messages = |key: &str| key == class_codec::PRIVATE_MESSAGES;
    let private_messages = match &class {
        Some(class) => {
            let (what, decode) = ("way of private messages", class_codec::decode_private_messages);
            read_all_of(class, is_of_private_messages, what, decode)?.pop().unwrap_or_default()
        }
        None => PrivateMessages::default(),
    };
    let question_box_closed = match &class {
        Some(class) => class.get(class_codec::QUESTION_BOX_CLOSED)?.is_some(),
        None => false,
    };
    let mut undelivered: Vec<(Username, Mail)> = Vec::new();
    for row in txn.open_table(UNDELIVERED)?.iter()? {
        let (key, bytes) = row?;
        let (key, _) = key.value();
        let mail = Mail { messages: 1, bytes: bytes.value() };
        match undelivered.last_mut() {
            Some((last, waiting)) if last.key().as_str() == key => waiting.add(mail),
            // The table is read in the order of its names, so this finds the account once for each of them.
            _ => match accounts.iter().find(|account| account.name.key().as_str() == key) {
                Some(account) => undelivered.push((account.name.clone(), mail)),
                None => log::error!("messages wait for {key:?}, who has no account; they are left out"),
            },
        }
    }
    let last_message = Snapshot::of(&txn)?.last_time()?;
    let (polls, last_poll) = polls::load(&txn)?;
    let (questions, last_question) = questions::load(&txn)?;
    let tokens = tokens::load(&txn)?;
    let (early, retired) = (campus_early::load(&txn)?, campus_retired::load(&txn)?);
    let erased = campus_erased::load(&txn)?;
    let campus = KeptCampus { early, retired, erased, ..campus::load(&txn)? };
    let letters = letters::load(&txn)?;
    let renames = rename::load(&txn)?;
    let last_guest = guest_numbers::load(&txn)?;
    drop(txn);
    let (next_id, epoch, attendance) = begin_run(db, ids_reserved, new_epoch, last_message, journal)?;
    Ok(Opened {
        accounts,
        undelivered,
        channels,
        sanctions,
        silences,
        private_messages,
        question_box_closed,
        attendance,
        polls,
        last_poll,
        questions,
        last_question,
        last_guest,
        tokens,
        renames,
        next_id: MessageId(next_id),
        ids_below: MessageId(next_id.saturating_add(ids_reserved)),
        epoch,
        campus,
        letters,
        set_aside,
    })
}

/// Reserves ids durably, and gives the first; begins an epoch if one is wanted and there is none; ends the presences that a crash
/// has left.
fn begin_run(
    db: &Database,
    ids_reserved: u64,
    new_epoch: Option<Epoch>,
    last_message: Option<WallTime>,
    journal: Mark,
) -> Result<(u64, Option<Epoch>, AttendanceRecord), StoreError> {
    let now = Local::now();
    let start = WallTime { unix_us: now.timestamp_micros(), offset_s: now.offset().local_minus_utc() };
    let txn = db.begin_write()?;
    let (first, epoch) = {
        let mut meta = txn.open_table(META)?;
        let first = meta.get(schema::IDS_KEY)?.map_or(1, |below| below.value());
        meta.insert(schema::IDS_KEY, first.saturating_add(ids_reserved))?;
        let former = meta.get(schema::EPOCH_KEY)?.map(|epoch| Epoch(epoch.value()));
        if let (None, Some(Epoch(new))) = (former, new_epoch) {
            meta.insert(schema::EPOCH_KEY, new)?;
        }
        (first, former.or(new_epoch))
    };
    let attendance = attendance::begin_run(&txn, last_message, start)?;
    journal.write(&txn)?;
    txn.commit()?;
    Ok((first, epoch, attendance))
}

/// Reads a small table. What cannot be decoded is left out with a loud line: the checksums were right, so it was
/// written like that, and the rest must not suffer for it.
pub(super) fn read_all<T>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    what: &str,
    decode: fn(&[u8]) -> Result<T, CodecError>,
) -> Result<Vec<T>, StoreError> {
    read_all_of(table, |_| true, what, decode)
}

/// The same of the rows with such keys.
fn read_all_of<T>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    is_meant: fn(&str) -> bool,
    what: &str,
    decode: fn(&[u8]) -> Result<T, CodecError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    for row in table.iter()? {
        let (key, value) = row?;
        if !is_meant(key.value()) {
            continue;
        }
        match decode(value.value()) {
            Ok(one) => all.push(one),
            Err(e) => log::error!("the {what} {:?} cannot be read and is left out: {e}", key.value()),
        }
    }
    Ok(all)
}

/// A name beside a file that is not taken: `NAME.what-20250620-171406`.
pub(super) fn free_name(path: &Path, what: &str) -> PathBuf {
    let stamp = Local::now().format("%Y%m%d-%H%M%S");
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{what}-{stamp}"));
    let mut candidate = PathBuf::from(&name);
    let mut number = 2;
    while is_taken(&candidate) {
        let mut numbered = name.clone();
        numbered.push(format!("-{number}"));
        candidate = PathBuf::from(numbered);
        number += 1;
    }
    candidate
}

/// True if there is something under a name, be it a link that leads nowhere.
fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Gives a finished database the name of another one, which is kept with its journal under a new name: that is returned. At no moment is
/// nothing there, so that a power cut leaves one of the two, and a start in between never takes it for the first one.
pub(super) fn put_in_place(fresh: &Path, path: &Path, what: &str) -> Result<Option<PathBuf>, StoreError> {
    let aside = is_taken(path).then(|| free_name(path, what));
    let journal = journal::path_of(path);
    let forget_aside = || {
        if let Some(aside) = &aside {
            forget(aside);
            forget(&journal::path_of(aside));
        }
    };
    if let Some(aside) = &aside {
        let of_both = || {
            give_second_name(path, aside)?;
            // Some of its last words may be there.
            if is_taken(&journal) {
                give_second_name(&journal, &journal::path_of(aside))?;
            }
            sync_directory(path)
        };
        of_both().inspect_err(|_| forget_aside())?;
    }
    fs::rename(fresh, path).map_err(|e| StoreError::file("rename", fresh, e)).inspect_err(|_| forget_aside())?;
    // The next one is not to be written into that of the former database.
    forget(&journal);
    sync_directory(path)?;
    Ok(aside)
}

fn give_second_name(path: &Path, second: &Path) -> Result<(), StoreError> {
    match fs::hard_link(path, second) {
        Ok(()) => Ok(()),
        // FAT, for one, has no second names.
        Err(_) => open_plain(path)
            .and_then(|from| copy_into(&from, &create_private(second)?))
            .map(drop)
            .map_err(|e| StoreError::file("set aside", path, e)),
    }
}

/// Removes what is of no use; it may not have been made.
fn forget(path: &Path) {
    let _ = fs::remove_file(path);
}

pub(super) fn sync_file(path: &Path) -> Result<(), StoreError> {
    open_plain(path).and_then(|file| file.sync_all()).map_err(|e| StoreError::file("sync", path, e))
}

/// Bytes that whoever runs this may still put on the disk of a file. It may block.
///
/// # Errors
/// Those of `statvfs`.
pub fn free_bytes(path: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(directory_of(path))?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Makes a rename in the directory of a file durable.
pub(super) fn sync_directory(path: &Path) -> Result<(), StoreError> {
    let directory = directory_of(path);
    File::open(directory).and_then(|directory| directory.sync_all()).map_err(|e| StoreError::file("sync", directory, e))
}

#[cfg(test)]
mod tests {
    use redb::{TableDefinition, WriteTransaction};

    use super::super::schema::{Counts, SCHEMA_KEY, Step};
    use super::*;

    /// As if there had been a layout before the first: accounts were numbers then.
    const WITH_PAST: Schema = Schema { oldest: 0, steps: &[Step::Change(forget_numbers)] };
    const NUMBERS: TableDefinition<&str, u64> = TableDefinition::new("accounts");

    fn forget_numbers(txn: &WriteTransaction) -> Result<(), StoreError> {
        txn.delete_table(NUMBERS)?;
        Ok(())
    }

    #[test]
    fn an_older_database_is_copied_before_it_is_changed() {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions::new(directory.path());
        let place = DatabaseLocation::new(&options, Medium::files());
        let db = place.open_raw(true).unwrap();
        let txn = db.begin_write().unwrap();
        txn.open_table(META).unwrap().insert(SCHEMA_KEY, 0).unwrap();
        txn.open_table(NUMBERS).unwrap().insert("bob", 5).unwrap();
        txn.commit().unwrap();
        db.close().unwrap();

        let db = place.open(false, &WITH_PAST).unwrap();
        assert_eq!(Counts::of(&db.begin_read().unwrap()).unwrap(), Counts::default());
        assert_eq!(load(&db, 10, None, None, Mark::Same).unwrap().next_id, MessageId(1));
        db.close().unwrap();
        let copies: Vec<PathBuf> = fs::read_dir(directory.path())
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|path| path.to_string_lossy().contains("layout-0"))
            .collect();
        assert_eq!(copies.len(), 1);
        let former = place.at(&copies[0]).open_raw(false).unwrap();
        let bob = former.begin_read().unwrap().open_table(NUMBERS).unwrap().get("bob").unwrap().unwrap().value();
        assert_eq!(bob, 5);
        drop(former);
        // It is current now, and stays so.
        drop(place.open(false, &WITH_PAST).unwrap());
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_layout_is_not_brought_up_where_there_is_no_room_for_it() {
        const MIB: u64 = 1024 * 1024;
        let place = DatabaseLocation::new(&StoreOptions::new("/srv"), Medium::files());
        assert!(place.check_room(10 * MIB, 20 * MIB).is_ok());
        let refused = place.check_room(10 * MIB, 20 * MIB - 1).unwrap_err();
        assert!(!refused.is_corruption(), "it would be set aside");
        let said = refused.to_string();
        for part in ["/srv/classcord.redb", "may take 20 MiB", "19 MiB are free", "make room", "data_dir"] {
            assert!(said.contains(part), "{said}");
        }
    }

    #[test]
    fn names_for_what_is_set_aside_are_never_taken_twice() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("classcord.redb");
        let mut names = std::collections::BTreeSet::new();
        for _ in 0..5 {
            let name = free_name(&path, "damaged");
            fs::write(&name, b"").unwrap();
            assert!(names.insert(name));
        }
        // Nor those of links that lead nowhere, through which a copy would be written.
        for _ in 0..5 {
            let name = free_name(&path, "damaged");
            std::os::unix::fs::symlink("nowhere", &name).unwrap();
            assert!(names.insert(name));
        }
    }
}
