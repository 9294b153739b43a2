//! `classcord import`: what another server, or this one, has written to a file.
//!
//! Owns the subcommand, and hands over to one file for each kind of content, which [`kind`] tells by its first bytes:
//! a class list, accounts in a pickle, in JSON or in a database of SQLite, messages in such a database, and exported
//! messages. All may be imported twice: what is there already stays as it is. A running server gets all of it through its
//! socket.

mod accounts;
pub(in crate::cli) mod candidate;
mod class;
mod columns;
mod csv;
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
mod target;
mod told;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use self::accounts::Target;
use self::candidate::{Entry, Judge};
use self::class::ClassOptions;
use self::class::list::{self, ClassList};
use self::kind::{EXPECTED, FileKind};
use self::messages::MessageForm;
use super::Failure;
use super::installation::{Installation, StoredData};
use super::pickle;
use super::progress::Interrupt;
use crate::config::ConfigSource;

/// Bytes that are read to see what a file is.
const BEGIN_BYTES: u64 = 64 * 1024;

/// What to import.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A class list (CSV), accounts of another server (users.pkl, users.json), its database (classcord.db of SQLite), or messages exported
    /// (--format jsonl or csv)
    file: PathBuf,
    /// Say what would be done with each row, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Of a class list: make a channel for each group, #sisr1
    #[arg(long)]
    group: bool,
    /// Of a class list, with --group: let only the group's pupils, moderators and admins into its channel; pupils of a later list are
    /// added
    #[arg(long, requires = "group")]
    members: bool,
    /// Of a class list: the sheet of slips with the passwords, a page and a text; - for standard output [default: beside
    /// the list]
    #[arg(long, value_name = "FILE")]
    slips: Option<PathBuf>,
    /// Of a class list: the server's address on the slips [default: this machine's]
    #[arg(long, value_name = "ADDRESS")]
    address: Option<String>,
}

/// Imports.
///
/// # Errors
/// In words, when nothing can be had from the file, or the database cannot be written.
pub(super) fn run(args: ImportArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let ImportArgs { file: path, dry_run, group, members, slips, address } = args;
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
    if kind != FileKind::Class && (group || slips.is_some() || address.is_some()) {
        return Err(format!(
            "{shown}: --group, --slips and --address are for a class list, which this is not; {EXPECTED}"
        ));
    }
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
            let form = MessageForm::Lines;
            messages::import(&installation()?, BufReader::new(whole), (&path, metadata), form, &Interrupt::watch()?, dry_run)
        }
        FileKind::MessageTable(separator) => {
            let form = MessageForm::Table { separator };
            messages::import(&installation()?, BufReader::new(whole), (&path, metadata), form, &Interrupt::watch()?, dry_run)
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
        FileKind::Class => {
            let bytes = read_up_to(list::FILE_BYTES_MAX)?;
            if bytes.len() > list::FILE_BYTES_MAX {
                return Err(named(format!("a class list has no more than {} bytes", list::FILE_BYTES_MAX)));
            }
            let list = ClassList::read(&csv::text(&bytes)).map_err(named)?;
            let options = ClassOptions { groups: group, members, slips: slips.as_deref(), address, is_dry_run: dry_run };
            class::import(&installation()?, &list, &path, options)
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

/// Imports a file that holds accounts and nothing else.
fn only_accounts(installation: &Installation, entries: Vec<Entry>, is_dry_run: bool) -> Result<ExitCode, Failure> {
    if entries.is_empty() {
        return Err("there is no account in it".to_owned());
    }
    let interrupt = Interrupt::watch()?;
    let counts = match installation.stored_data_to_fill(is_dry_run)? {
        StoredData::Stopped(db) => {
            let counts = accounts::import(installation, Target::Stopped(&db), entries, false, &interrupt, is_dry_run)?;
            db.close().map_err(|e| e.to_string())?;
            counts
        }
        StoredData::Running(control) => {
            accounts::import(installation, Target::Running(control), entries, false, &interrupt, is_dry_run)?
        }
    };
    if counts.stopped {
        return Err("stopped halfway; running it again goes on".to_owned());
    }
    Ok(counts.exit_code())
}
