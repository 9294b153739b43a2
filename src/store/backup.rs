//! A copy of the database while it is in use, and the way back.
//!
//! Owns [`copy`], which writes what one read transaction sees into a new file, row by row, reads it again and compares;
//! and [`restore`], which puts such a file in the place of a database that nobody has open. Neither leaves half a file
//! under a name that somebody trusts. Called by the writer's short-lived backup thread and by the command line.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use redb::{
    Database, Key, ReadTransaction, ReadableDatabase, ReadableTable, ReadableTableMetadata, TableDefinition, Value,
    WriteTransaction,
};

use super::campus;
use super::check::check_transaction;
use super::database::{DatabaseLocation, prepare_directory, put_in_place, sync_directory, sync_file};
use super::error::{StoreError, guarded};
use super::journal;
use super::medium::Medium;
use super::options::StoreOptions;
use super::schema::{
    ACCOUNTS, BALLOTS, BLOCKS, BLOCKS_BY_CHANNEL, CAMPUS_ERASURES, CAMPUS_EVENTS, CAMPUS_HEARD, CAMPUS_IDS,
    CAMPUS_LETTERS, CAMPUS_LETTERS_HEARD, CAMPUS_NAMES, CAMPUS_TOPICS, CHANNELS, CLASS, Counts, IDS_KEY, JOURNAL_KEY,
    LESSONS, META, POLLS, PRESENT, QUESTION_VOTES, QUESTIONS, SANCTIONS, SCHEMA, SCHEMA_KEY, SPARED, STAYS, TAIL,
    UNDELIVERED, open_if_there,
};
use crate::files::{copy_into, create_private_anew, open_plain};

/// Between two looks at whether to stop.
const ROWS_PER_LOOK: u64 = 256;

/// The progress of a copy. Shared with whoever shows it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Rows written or compared.
    pub done: AtomicU64,
    /// Rows in all: each is written once and compared once. 0 until it is known.
    pub total: AtomicU64,
}

/// A finished copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// The path of the backup.
    pub path: PathBuf,
    /// The counts of what is in it.
    pub counts: Counts,
    /// The length of the file.
    pub bytes: u64,
}

/// A database that was put in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestoreSummary {
    /// The counts of what is in it.
    pub counts: Counts,
    /// The path of the former one now, if there was one.
    pub set_aside: Option<PathBuf>,
}

/// The state that both ways need while rows go by.
struct RowCopy<'a> {
    progress: &'a Progress,
    cancelled: &'a AtomicBool,
    digest: DefaultHasher,
    rows: u64,
}

impl RowCopy<'_> {
    fn row(&mut self, key: &[u8], value: &[u8]) -> Result<(), StoreError> {
        for part in [key, value] {
            self.digest.write_usize(part.len());
            self.digest.write(part);
        }
        self.rows += 1;
        self.progress.done.fetch_add(1, Ordering::Relaxed);
        if self.rows.is_multiple_of(ROWS_PER_LOOK) && self.cancelled.load(Ordering::Relaxed) {
            return Err(StoreError::Cancelled);
        }
        Ok(())
    }
}

/// Does something with each table but [`META`], of which not all is copied; they are of different types.
macro_rules! each_table {
    ($table:ident => $work:expr) => {
        each_table!($table => $work; ACCOUNTS TAIL BLOCKS BLOCKS_BY_CHANNEL SPARED UNDELIVERED CHANNELS SANCTIONS
            PRESENT STAYS LESSONS POLLS BALLOTS QUESTIONS QUESTION_VOTES CLASS CAMPUS_EVENTS CAMPUS_HEARD CAMPUS_IDS CAMPUS_NAMES
            CAMPUS_TOPICS CAMPUS_ERASURES CAMPUS_LETTERS CAMPUS_LETTERS_HEARD)
    };
    ($table:ident => $work:expr; $($definition:ident)*) => {
        $({
            let $table = $definition;
            $work;
        })*
    };
}

/// Writes what a read transaction sees into a new file, and verifies it.
///
/// # Errors
/// Those of redb and the file system; [`StoreError::Unverified`]; [`StoreError::Cancelled`]. No file is left then.
pub(super) fn copy(
    source: &ReadTransaction,
    path: &Path,
    cache_bytes: usize,
    progress: &Progress,
    cancelled: &AtomicBool,
) -> Result<BackupSummary, StoreError> {
    if path.exists() {
        let taken = std::io::ErrorKind::AlreadyExists.into();
        return Err(StoreError::file("write the backup", path, taken));
    }
    let mut part = path.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let written = guarded(|| write_and_compare(source, &part, cache_bytes, progress, cancelled));
    let placed = written.and_then(|counts| {
        sync_file(&part)?;
        fs::rename(&part, path).map_err(|e| StoreError::file("rename", &part, e))?;
        sync_directory(path)?;
        let bytes = fs::metadata(path).map_err(|e| StoreError::file("look at", path, e))?.len();
        Ok(BackupSummary { path: path.to_owned(), counts, bytes })
    });
    if placed.is_err() {
        // It may not have been made.
        let _ = fs::remove_file(&part);
    }
    placed
}

fn write_and_compare(
    source: &ReadTransaction,
    part: &Path,
    cache_bytes: usize,
    progress: &Progress,
    cancelled: &AtomicBool,
) -> Result<Counts, StoreError> {
    // One that was left by a power cut.
    let _ = fs::remove_file(part);
    let counts = Counts::of(source)?;
    let meta = source.open_table(META)?;
    let mut rows = meta.len()? - u64::from(meta.get(JOURNAL_KEY)?.is_some());
    each_table!(table => rows += open_if_there(source, table)?.map_or(Ok(0), |table| table.len())?);
    progress.total.store(2 * rows, Ordering::Relaxed);
    let passage = || RowCopy { progress, cancelled, digest: DefaultHasher::new(), rows: 0 };

    let backend =
        Medium::files().open(part, true, Default::default()).map_err(|e| StoreError::file("create", part, e))?;
    let target = redb::Builder::new().set_cache_size(cache_bytes).create_with_backend(backend)?;
    let txn = target.begin_write()?;
    let mut writing = passage();
    each_table!(table => copy_table(source, &txn, table, &mut writing)?);
    copy_meta(source, &txn, &mut writing)?;
    txn.commit()?;
    target.close()?;

    let copied = redb::Builder::new().set_cache_size(cache_bytes).open_read_only(part)?;
    let txn = copied.begin_read()?;
    let mut reading = passage();
    each_table!(table => read_table(&txn, table, &mut reading)?);
    for row in txn.open_table(META)?.iter()? {
        let (key, value) = row?;
        reading.row(key.value().as_bytes(), &value.value().to_le_bytes())?;
    }
    if Counts::of(&txn)? != counts || reading.rows != writing.rows {
        return Err(StoreError::Unverified { reason: format!("{} rows of {}", reading.rows, writing.rows) });
    }
    if reading.digest.finish() != writing.digest.finish() {
        return Err(StoreError::Unverified { reason: "its rows differ".to_owned() });
    }
    Ok(counts)
}

fn copy_table<K: Key + 'static, V: Value + 'static>(
    source: &ReadTransaction,
    target: &WriteTransaction,
    definition: TableDefinition<'static, K, V>,
    passage: &mut RowCopy<'_>,
) -> Result<(), StoreError> {
    let Some(source) = open_if_there(source, definition)? else { return Ok(()) };
    let mut table = target.open_table(definition)?;
    for row in source.iter()? {
        let (key, value) = row?;
        passage.row(K::as_bytes(&key.value()).as_ref(), V::as_bytes(&value.value()).as_ref())?;
        table.insert(key.value(), value.value())?;
    }
    Ok(())
}

fn read_table<K: Key + 'static, V: Value + 'static>(
    source: &ReadTransaction,
    definition: TableDefinition<'static, K, V>,
    passage: &mut RowCopy<'_>,
) -> Result<(), StoreError> {
    let Some(source) = open_if_there(source, definition)? else { return Ok(()) };
    for row in source.iter()? {
        let (key, value) = row?;
        passage.row(K::as_bytes(&key.value()).as_ref(), V::as_bytes(&value.value()).as_ref())?;
    }
    Ok(())
}

/// All that is in [`META`] but the mark of the journal: a copy has none.
fn copy_meta(source: &ReadTransaction, target: &WriteTransaction, passage: &mut RowCopy<'_>) -> Result<(), StoreError> {
    let mut table = target.open_table(META)?;
    for row in source.open_table(META)?.iter()? {
        let (key, value) = row?;
        let value = match key.value() {
            JOURNAL_KEY => continue,
            SCHEMA_KEY => SCHEMA.version(),
            _ => value.value(),
        };
        passage.row(key.value().as_bytes(), &value.to_le_bytes())?;
        table.insert(key.value(), value)?;
    }
    Ok(())
}

/// Puts a backup in the place of the database of a stopped server. The former one is set aside, never deleted. Ids go
/// on behind those of both, so that none is given twice.
///
/// # Errors
/// [`StoreError::InUse`] when a server runs on the database; [`StoreError::Corrupt`] when the backup does not pass the
/// check; those of the file system. The former database is in place then.
pub fn restore(options: &StoreOptions, backup: &Path) -> Result<RestoreSummary, StoreError> {
    prepare_directory(options)?;
    let path = options.path();
    let place = DatabaseLocation::new(options, Medium::files());
    let mut fresh_path = path.as_os_str().to_owned();
    fresh_path.push(".restoring");
    let fresh_path = PathBuf::from(fresh_path);
    let result = swap_in(&place, &place.at(&fresh_path), backup);
    // They may not have been made.
    if result.is_err() {
        let _ = fs::remove_file(&fresh_path);
    }
    let _ = fs::remove_file(journal::path_of(&fresh_path));
    result
}

fn swap_in(place: &DatabaseLocation, fresh: &DatabaseLocation, backup: &Path) -> Result<RestoreSummary, StoreError> {
    let from = fs::File::open(backup).map_err(|e| StoreError::file("copy", backup, e))?;
    // One that was left by a power cut, or a link that somebody has put there.
    let to = create_private_anew(&fresh.path).map_err(|e| StoreError::file("create", &fresh.path, e))?;
    let copied = copy_into(&from, &to).map_err(|e| StoreError::file("copy", backup, e))?;
    // redb would make a database of it.
    if copied == 0 {
        return Err(StoreError::Corrupt { reason: "there is nothing in it".to_owned() });
    }
    // What is restored may be the files of a server that was killed.
    let (journal, fresh_journal) = (journal::path_of(backup), journal::path_of(&fresh.path));
    if let Ok(from) = open_plain(&journal) {
        create_private_anew(&fresh_journal)
            .and_then(|to| copy_into(&from, &to))
            .map_err(|e| StoreError::file("copy", &journal, e))?;
    }
    // The backup itself is the copy that an older layout needs.
    let db = fresh.open_copied(&SCHEMA)?;
    let report = check_transaction(&db.begin_read()?)?;
    if let Some(problem) = report.problems.first() {
        return Err(StoreError::Corrupt { reason: problem.clone() });
    }
    // Open until the end, so that no server can start on it in between.
    let former = match place.open_raw(false) {
        Ok(former) => Some(former),
        Err(e) if e.is_corruption() || matches!(e, StoreError::Missing { .. }) => None,
        Err(e) => return Err(e),
    };
    let former_ids = former.as_ref().map_or(Ok(1), ids_below).unwrap_or(1);
    if former.as_ref().is_some_and(|former| has_all(former).unwrap_or(false)) {
        place.forget_journal();
    }
    let txn = db.begin_write()?;
    txn.open_table(META)?.insert(IDS_KEY, report.ids_below.max(former_ids))?;
    // Numbers of events begin anew: others have had those that came after the backup.
    campus::end_epoch(&txn)?;
    txn.commit()?;
    db.close()?;
    sync_file(&fresh.path)?;
    let set_aside = put_in_place(&fresh.path, &place.path, "replaced")?;
    drop(former);
    Ok(RestoreSummary { counts: report.counts, set_aside })
}

/// True if nothing of what a database holds is in its journal alone.
fn has_all(db: &Database) -> Result<bool, StoreError> {
    Ok(db.begin_read()?.open_table(META)?.get(JOURNAL_KEY)?.is_none())
}

/// The first id that a database has not reserved.
fn ids_below(db: &Database) -> Result<u64, StoreError> {
    Ok(db.begin_read()?.open_table(META)?.get(IDS_KEY)?.map_or(1, |below| below.value()))
}
