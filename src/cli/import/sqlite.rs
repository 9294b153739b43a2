//! Reading a database of SQLite that somebody else made, who may have meant harm.
//!
//! Owns [`SqliteSource`]: the tables with their columns, and their rows, one at a time. Nothing is ever written, not even
//! beside the file. Views, virtual tables and generated columns, which could compute something, are passed over, and
//! triggers never run, because nothing is changed. What is too long is not loaded. Called by [`super::student`].

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};

use super::super::printable::printable;
use crate::files::{copy_into, create_private};
use crate::wire::decode::decode;

/// Longest value that is read, in bytes: many times a message.
const VALUE_BYTES_MAX: usize = 64 * 1024;

/// Longest that SQLite may load or make at all, in bytes. Columns of the schema's own are far below.
const LENGTH_MAX: i32 = 1024 * 1024;

/// Most tables and columns that are looked at.
const TABLES_MAX: usize = 200;
const COLUMNS_MAX: usize = 200;

/// Most memory for pages, in KiB; the minus is SQLite's sign for that.
const CACHE_KIB: i64 = -2048;

/// The bytes with which a journal begins that is still needed (<https://sqlite.org/fileformat2.html>, section 3).
const JOURNAL_MAGIC: &[u8] = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";

/// A table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// Its columns that hold what was put in.
    pub(super) columns: Vec<Column>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    /// True if SQLite itself put in the time, which it does in UTC.
    pub(super) is_sqlites_clock: bool,
    /// True if it alone is the primary key.
    pub(super) is_key: bool,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
    /// Longer than [`VALUE_BYTES_MAX`]; it was not read.
    TooLong,
}

/// An open database.
pub(super) struct SqliteSource {
    db: Connection,
    /// The copy, if one had to be made.
    _copy: Option<Copy>,
    tables: Vec<Table>,
}

impl SqliteSource {
    /// Opens the file. If a program that wrote to it has left a write-ahead log beside it, a copy of both is opened
    /// instead.
    ///
    /// # Errors
    /// In words.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        // What belongs to it lies beside the file, not beside a link to it.
        let path = fs::canonicalize(path).map_err(|e| e.to_string())?;
        // Undoing half a change would be SQLite's work, and a journal can name any file for it to remove.
        if begins_with(&beside(&path, "-journal"), JOURNAL_MAGIC) {
            return Err(
                "a program was interrupted while it changed the file, and what it needs to undo that is beside it \
                 (-journal): let that program, or sqlite3 FILE .schema, open it once, then import it"
                    .to_owned(),
            );
        }
        let copy = Copy::if_needed(&path).map_err(|e| format!("it cannot be copied to be read: {e}"))?;
        let db = connect(copy.as_ref().map_or(&path, |copy| &copy.file), copy.is_none()).map_err(in_words)?;
        let mut source = Self { db, _copy: copy, tables: Vec::new() };
        source.tables = source.read_tables().map_err(in_words)?;
        Ok(source)
    }

    /// True if a copy had to be made.
    pub(super) fn is_copy(&self) -> bool {
        self._copy.is_some()
    }

    /// The tables that hold what was put in.
    pub(super) fn tables(&self) -> &[Table] {
        &self.tables
    }

    fn read_tables(&self) -> rusqlite::Result<Vec<Table>> {
        // Views and virtual tables have no page of their own.
        let mut names = self.db.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
        )?;
        let mut rows = names.query([])?;
        let mut tables = Vec::new();
        while let Some(row) = rows.next()? {
            let Cell::Text(name) = cell(row.get_ref(0)?) else { continue };
            if tables.len() == TABLES_MAX {
                break;
            }
            let columns = self.read_columns(&name)?;
            tables.push(Table { name, columns });
        }
        Ok(tables)
    }

    fn read_columns(&self, table: &str) -> rusqlite::Result<Vec<Column>> {
        // name, dflt_value, pk, hidden; hidden columns are generated, or those of virtual tables.
        let mut columns = self.db.prepare(&format!("PRAGMA table_xinfo({})", quoted(table)))?;
        let mut rows = columns.query([])?;
        let mut columns = Vec::new();
        let mut keys = 0;
        while let Some(row) = rows.next()? {
            let number = |cell| if let Cell::Integer(number) = cell { number } else { 0 };
            let Cell::Text(name) = cell(row.get_ref("name")?) else { continue };
            let is_key = number(cell(row.get_ref("pk")?)) > 0;
            keys += u32::from(is_key);
            if number(cell(row.get_ref("hidden")?)) != 0 || columns.len() == COLUMNS_MAX {
                continue;
            }
            let default = match cell(row.get_ref("dflt_value")?) {
                Cell::Text(text) => text.to_ascii_lowercase(),
                _ => String::new(),
            };
            let is_now =
                default.contains("current_timestamp") || default.contains("'now'") || default.contains("unixepoch");
            columns.push(Column { name, is_sqlites_clock: is_now && !default.contains("localtime"), is_key });
        }
        for column in &mut columns {
            column.is_key &= keys == 1;
        }
        Ok(columns)
    }

    /// Gives the rows of a table, as they lie in it, with their number: these columns of it, and nothing else is read.
    /// Until it is told to stop.
    ///
    /// # Errors
    /// In words. What was given before was there.
    pub(super) fn for_each_row(
        &self,
        table: &Table,
        columns: &[usize],
        mut each: impl FnMut(u64, Vec<Cell>) -> bool,
    ) -> Result<(), String> {
        let mut run = || -> rusqlite::Result<()> {
            let names: Vec<String> = columns.iter().map(|column| quoted(&table.columns[*column].name)).collect();
            // The length is known without loading the value.
            let selected: Vec<String> = names
                .iter()
                .map(|name| {
                    let is_long = format!("octet_length({name}) > {VALUE_BYTES_MAX}");
                    format!("{is_long}, CASE WHEN {is_long} THEN NULL ELSE {name} END")
                })
                .collect();
            // An index could hold something else than the table does.
            let query = format!("SELECT {} FROM {} NOT INDEXED", selected.join(", "), quoted(&table.name));
            let mut statement = self.db.prepare(&query)?;
            let mut rows = statement.query([])?;
            let mut number = 0;
            while let Some(row) = rows.next()? {
                number += 1;
                let mut cells = Vec::with_capacity(names.len());
                for at in 0..names.len() {
                    let is_long = cell(row.get_ref(2 * at)?) == Cell::Integer(1);
                    cells.push(if is_long { Cell::TooLong } else { cell(row.get_ref(2 * at + 1)?) });
                }
                if !each(number, cells) {
                    break;
                }
            }
            Ok(())
        };
        run().map_err(|e| format!("table {}: {}", printable(&table.name), in_words(e)))
    }
}

fn connect(path: &Path, is_immutable: bool) -> rusqlite::Result<Connection> {
    let mut uri = OsString::from("file:");
    let mut escaped = String::new();
    // It begins with a slash, lest a drive's or an authority's name be seen in it.
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for byte in absolute.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => escaped.push(char::from(*byte)),
            _ => escaped.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push(escaped);
    // Immutable: no locks, no file beside it, and none that is there is looked at.
    uri.push(if is_immutable { "?mode=ro&immutable=1" } else { "?mode=rw" });
    let access = if is_immutable { OpenFlags::SQLITE_OPEN_READ_ONLY } else { OpenFlags::SQLITE_OPEN_READ_WRITE };
    let flags = access | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(Path::new(&uri), flags)?;
    for (setting, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        // Else a quoted name of no column would be a text.
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
    ] {
        db.set_db_config(setting, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, LENGTH_MAX),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, LENGTH_MAX),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        db.set_limit(limit, most)?;
    }
    db.execute_batch(&format!("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = {CACHE_KIB};"))?;
    Ok(db)
}

fn cell(value: ValueRef<'_>) -> Cell {
    match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Integer(number),
        ValueRef::Real(number) => Cell::Real(number),
        // SQLite does not look whether it is UTF-8.
        ValueRef::Text(bytes) => Cell::Text(decode(bytes).into_owned()),
        ValueRef::Blob(bytes) => Cell::Blob(bytes.to_vec()),
    }
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn in_words(error: rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            "the database is damaged: where it was made, sqlite3 FILE .recover | sqlite3 NEW.db saves what there is"
                .to_owned()
        }
        Some(rusqlite::ErrorCode::NotADatabase) => {
            "it begins like a database of SQLite and is none, or it is encrypted".to_owned()
        }
        _ => printable(&error.to_string()).into_owned(),
    }
}

/// The suffix that SQLite puts behind the name of a database for its write-ahead log.
const LOG: &str = "-wal";

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn begins_with(path: &Path, bytes: &[u8]) -> bool {
    let mut begin = Vec::new();
    let is_read = fs::metadata(path).is_ok_and(|file| file.is_file())
        && File::open(path).and_then(|file| file.take(bytes.len() as u64).read_to_end(&mut begin)).is_ok();
    is_read && begin == bytes
}

/// A copy of a database and of its log, in a directory of its own that goes with it.
struct Copy {
    directory: PathBuf,
    file: PathBuf,
}

impl Copy {
    /// A copy, if a write-ahead log lies beside the file: what is in it belongs to the database, and SQLite reads it only
    /// where it may write.
    fn if_needed(path: &Path) -> io::Result<Option<Self>> {
        if !fs::metadata(beside(path, LOG)).is_ok_and(|file| file.is_file() && file.len() > 0) {
            return Ok(None);
        }
        let copy = Self::make()?;
        for suffix in ["", LOG] {
            copy_into(&File::open(beside(path, suffix))?, &create_private(&beside(&copy.file, suffix))?)?;
        }
        Ok(Some(copy))
    }

    fn make() -> io::Result<Self> {
        let base = std::env::temp_dir();
        for number in 0..1000 {
            let directory = base.join(format!("classcord-import-{}-{number}", std::process::id()));
            match DirBuilder::new().mode(0o700).create(&directory) {
                Ok(()) => {
                    let file = directory.join("copy.db");
                    return Ok(Self { directory, file });
                }
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // What is left is in the system's directory for such things.
        let _ = fs::remove_dir_all(&self.directory);
    }
}
