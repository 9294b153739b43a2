//! `classcord import`: what another server, or this one, has written to a file.
//!
//! Owns the subcommand, and hands over to one file for each kind of content, which [`kind`] tells by its first bytes:
//! accounts in a pickle, in JSON or in a database of SQLite, messages in such a database, and exported messages. All may
//! be imported twice: what is there already stays as it is. Files that hold accounts only go through the socket of a running
//! server too; for messages it must be stopped.

mod accounts;
pub(in crate::cli) mod candidate;
mod columns;
mod json;
mod kind;
mod messages;
#[cfg(feature = "sqlite")]
mod moment;
pub(in crate::cli) mod plain;
#[cfg(feature = "sqlite")]
mod sqlite;
#[cfg(feature = "sqlite")]
mod student;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use self::accounts::Target;
use self::candidate::{Entry, Judge};
use self::kind::{EXPECTED, FileKind};
use super::installation::{Installation, StoredData};
use super::pickle;
use super::progress::Interrupt;
use super::{FAILURE, Failure};
use crate::config::ConfigSource;
use crate::store::Offline;

/// Lines about single accounts or messages; the rest is counted.
const LINES_MAX: usize = 1000;

/// Bytes that are read to see what a file is.
const BEGIN_BYTES: u64 = 64 * 1024;

/// What to import.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Accounts of another server (users.pkl, users.json), its database (classcord.db of SQLite), or messages exported
    /// with --format jsonl
    file: PathBuf,
    /// Say what would be done with each row, and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// Imports.
///
/// # Errors
/// In words, when nothing can be had from the file, or the database cannot be written.
pub(super) fn run(args: ImportArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let ImportArgs { file: path, dry_run } = args;
    let shown = path.display();
    let unreadable = |e: io::Error| format!("cannot read {shown}: {e}");
    let mut file = File::open(&path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(format!("{shown} is a directory; {EXPECTED}"));
    }
    let mut begin = Vec::new();
    (&mut file).take(BEGIN_BYTES).read_to_end(&mut begin).map_err(unreadable)?;
    let kind = FileKind::of(&begin);
    let mut whole = begin.chain(file);
    let mut read_up_to = |bytes_max: usize| {
        let mut bytes = Vec::new();
        (&mut whole).take(bytes_max as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        Ok::<_, Failure>(bytes)
    };
    let named = |failure: Failure| format!("{shown}: {failure}");
    let installation = || Installation::find(source);
    match kind {
        FileKind::Messages => {
            messages::import(&installation()?, BufReader::new(whole), metadata.len(), &Interrupt::watch()?, dry_run)
        }
        FileKind::Pickle => {
            let bytes = read_up_to(pickle::FILE_BYTES_MAX)?;
            let installation = installation()?;
            let entries = pickle::read_accounts(&bytes, judge(&installation)).map_err(|e| named(e.to_string()))?;
            only_accounts(&installation, entries, dry_run).map_err(named)
        }
        FileKind::Json => {
            let bytes = read_up_to(json::FILE_BYTES_MAX)?;
            let installation = installation()?;
            let entries = json::read_accounts(&bytes, judge(&installation)).map_err(named)?;
            only_accounts(&installation, entries, dry_run).map_err(named)
        }
        #[cfg(feature = "sqlite")]
        FileKind::Sqlite => student::import(&installation()?, &path, &Interrupt::watch()?, dry_run).map_err(named),
        #[cfg(not(feature = "sqlite"))]
        FileKind::Sqlite => Err(named(
            "it is a database of SQLite, and this classcord was built without the feature `sqlite` that reads them: use \
             a released one"
                .to_owned(),
        )),
        FileKind::Other(what) => Err(format!("{shown}: {what}; {EXPECTED}")),
    }
}

fn judge(installation: &Installation) -> Judge {
    Judge::new(installation.config.fixed.max_password_length)
}

/// Opens the database that things are brought into, or one for a rehearsal.
fn open(installation: &Installation, is_dry_run: bool) -> Result<Offline, Failure> {
    if is_dry_run { installation.rehearse() } else { installation.open_or_create() }
}

/// Imports a file that holds accounts and nothing else.
fn only_accounts(installation: &Installation, entries: Vec<Entry>, is_dry_run: bool) -> Result<ExitCode, Failure> {
    if entries.is_empty() {
        return Err("there is no account in it".to_owned());
    }
    let interrupt = Interrupt::watch()?;
    let counts = match installation.stored_data_to_fill(is_dry_run)? {
        StoredData::Stopped(db) => {
            let counts = accounts::import(installation, Target::Stopped(&db), entries, &interrupt, is_dry_run)?;
            db.close().map_err(|e| e.to_string())?;
            counts
        }
        StoredData::Running(control) => {
            accounts::import(installation, Target::Running(control), entries, &interrupt, is_dry_run)?
        }
    };
    if counts.stopped {
        return Err("stopped halfway; running it again goes on".to_owned());
    }
    Ok(counts.exit_code())
}

/// A failure when much was refused and nothing is there of it.
fn exit_code(refused: u64, there: u64) -> ExitCode {
    if refused > 0 && there == 0 { ExitCode::from(FAILURE) } else { ExitCode::SUCCESS }
}

/// Lines about single things, up to a limit.
#[derive(Default)]
struct CappedLines {
    lines: usize,
}

impl CappedLines {
    fn say(&mut self, bar: &indicatif::ProgressBar, line: &str) {
        self.lines += 1;
        if self.lines <= LINES_MAX {
            bar.suspend(|| println!("{line}"));
        } else if self.lines == LINES_MAX + 1 {
            bar.suspend(|| println!("…"));
        }
    }
}
