//! `classcord backup`: a copy of the database, taken while the chat goes on.
//!
//! Owns the subcommand. A running server is asked for a copy beside its database, because it may write nowhere else;
//! this process then takes it to where it shall be, as the user who called it. A stopped server's database is copied
//! from here. A backup has its name only when it is whole, on disk and verified.

mod folder;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::Args;
use indicatif::ProgressBar;
use serde_json::Value;

use self::folder::{Folder, Name, lock};
use super::Failure;
use super::check::in_words;
use super::control::Control;
use super::installation::{Installation, StoredData};
use super::printable::printable;
use super::progress::{Unit, bar};
use crate::chat::text::Lang;
use crate::config::ConfigSource;
use crate::store::{CheckReport, Offline, Progress, check_file};
use crate::wire::control::ControlRequest;

/// The copy in the data directory, until it is taken away.
const HANDED_OVER: &str = "backup.redb.new";

/// The time that a running server may take for the copy: for the largest database on the slowest card.
const COPY_PATIENCE: Duration = Duration::from_secs(3600);

/// Between two looks at how far the copy is.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Where to, and how many.
#[derive(Debug, Args)]
pub(super) struct BackupArgs {
    /// The directory for backups; made if it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Remove all but the last N backups in the directory
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

/// Makes a backup.
///
/// # Errors
/// In words. No half backup is left then under a backup's name.
pub(super) fn run(args: BackupArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let stored = installation.stored_data_to_read()?;
    let folder = Folder::open(&args.directory)?;
    let name = folder.free_name();
    let (path, report) = make(&folder, &name, installation.options.cache_bytes, |fresh| match stored {
        StoredData::Stopped(db) => copy(&db, fresh),
        StoredData::Running(control) => fetch(&installation, control, &folder, fresh),
    })?;
    println!("{}: {}", printable(&path.to_string_lossy()), in_words(&report.counts));
    if let Some(keep) = args.keep {
        let removed = folder.keep_last(keep as usize, &name)?;
        if removed > 0 {
            println!("older backups removed: {removed}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes a backup of a stopped server's database, which stays open; gives its path and what is in it.
///
/// # Errors
/// In words. No half backup is left then under a backup's name.
pub(super) fn archive(db: &Offline, directory: &Path, cache_bytes: usize) -> Result<(PathBuf, CheckReport), Failure> {
    let folder = Folder::open(directory)?;
    make(&folder, &folder.free_name(), cache_bytes, |fresh| copy(db, fresh))
}

/// Has a copy written, verifies it, and gives it its name, durably.
fn make(
    folder: &Folder,
    name: &Name,
    cache_bytes: usize,
    write: impl FnOnce(&Path) -> Result<(), Failure>,
) -> Result<(PathBuf, CheckReport), Failure> {
    let fresh = folder.fresh(name);
    match write(&fresh).and_then(|()| verify(&fresh, cache_bytes)) {
        Ok(report) => Ok((folder.give_name(&fresh, name)?, report)),
        Err(e) => {
            // It may not have been made.
            let _ = fs::remove_file(&fresh);
            Err(e)
        }
    }
}

/// Copies the database of a stopped server.
fn copy(db: &Offline, fresh: &Path) -> Result<(), Failure> {
    let progress = Progress::default();
    let is_done = AtomicBool::new(false);
    let bar = bar(Some(0), Unit::Of("rows"));
    thread::scope(|scope| {
        let copying = scope.spawn(|| {
            let copied = db.backup(fresh, &progress).map_err(|e| e.to_string());
            is_done.store(true, Ordering::Release);
            copied
        });
        while !is_done.load(Ordering::Acquire) && !copying.is_finished() {
            show(&bar, progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
            thread::park_timeout(LOOK_EVERY);
        }
        bar.finish_and_clear();
        match copying.join() {
            Ok(copied) => copied.map(drop),
            Err(_) => Err("the copy broke off".to_owned()),
        }
    })
}

/// Asks a running server for a copy, and takes it away from there.
fn fetch(installation: &Installation, control: Control, folder: &Folder, fresh: &Path) -> Result<(), Failure> {
    let data = &installation.options.directory;
    let words = |what: &str, e: std::io::Error| format!("cannot {what} {}: {e}", data.display());
    // What the server hands over has its owner and mode 0600, like the database.
    fs::File::open(installation.options.path()).map_err(|e| {
        format!(
            "cannot read {}: {e}; be root, or the server's user: sudo -u classcord …",
            installation.options.path().display()
        )
    })?;
    let data = fs::canonicalize(data).map_err(|e| words("find", e))?;
    let _lock = if folder.is(&data) { None } else { Some(lock(&data)?) };
    let handed_over = data.join(HANDED_OVER);
    // One that nobody took away. The lock shows that nobody is about to.
    let _ = fs::remove_file(&handed_over);
    ask(installation, control, &handed_over)?;
    let taken = folder.take(&handed_over, fresh);
    if taken.is_err() {
        // It may have been taken.
        let _ = fs::remove_file(&handed_over);
    }
    taken
}

/// Lets the server copy, and shows how far it is.
fn ask(installation: &Installation, mut control: Control, path: &Path) -> Result<(), Failure> {
    let path = path.to_str().ok_or_else(|| format!("{} is not UTF-8: the server cannot be told", path.display()))?;
    let request = ControlRequest::Backup { file: path.to_owned() }.into();
    let mut watching = installation.connect().ok();
    control.wait_as_long_as(COPY_PATIENCE).map_err(|e| e.to_string())?;
    let bar = bar(Some(0), Unit::Of("rows"));
    thread::scope(|scope| {
        let asking = scope.spawn(|| control.request(&request).map(drop).map_err(|e| e.words(Lang::En)));
        while !asking.is_finished() {
            // Without a second connection nothing is shown.
            match watching.as_mut().map(|watching| watching.request(&ControlRequest::BackupProgress.into())) {
                Some(Ok(answer)) => show(&bar, number(&answer.value, "done"), number(&answer.value, "total")),
                Some(Err(_)) => watching = None,
                None => {}
            }
            thread::park_timeout(LOOK_EVERY);
        }
        bar.finish_and_clear();
        asking.join().unwrap_or_else(|_| Err("the request broke off".to_owned()))
    })
}

fn number(answer: &Value, field: &str) -> u64 {
    answer[field].as_u64().unwrap_or(0)
}

fn show(bar: &ProgressBar, done: u64, total: u64) {
    bar.set_length(total);
    bar.set_position(done);
}

/// Reads the whole of what was written.
fn verify(fresh: &Path, cache_bytes: usize) -> Result<CheckReport, Failure> {
    let report = check_file(fresh, cache_bytes).map_err(|e| format!("the backup cannot be read back: {e}"))?;
    match report.problems.first() {
        None => Ok(report),
        Some(problem) => Err(format!("there are {} problems in the copy: {problem}", report.problems_total)),
    }
}
