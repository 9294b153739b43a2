//! `classcord new-year`: the past school year is archived, then emptied, on the stopped server's database.
//!
//! Owns the confirmation, the order (first the archive, on disk and verified, then one transaction), and what is said of it.
//! A rehearsal does the same work and commits nothing, so its counts are those of the work.

use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::Local;
use clap::Args;

use super::Failure;
use super::backup;
use super::check::in_words;
use super::installation::{Installation, audit_log};
use super::printable::printable;
use crate::chat::name::ChannelName;
use crate::config::{Config, ConfigSource};
use crate::ops::audit::{self, AuditEvent, AuditRecord};
use crate::store::{NewYear, Offline};

/// The words that have to be typed before anything goes.
const CONFIRMATION: &str = "new year";

/// Where the archive goes, and how.
#[derive(Debug, Args)]
pub(super) struct NewYearArgs {
    /// The directory for the archive of the past year; made if it is not there. Not that of the hourly backups, where it would
    /// soon make room for newer ones
    #[arg(value_name = "DIR", required_unless_present = "dry_run")]
    directory: Option<PathBuf>,
    /// Change nothing and archive nothing; say what would go
    #[arg(long)]
    dry_run: bool,
    /// Do not ask for confirmation
    #[arg(long)]
    yes: bool,
}

/// Archives and empties.
///
/// # Errors
/// In words. Unless they say otherwise, nothing has gone.
pub(super) fn run(args: NewYearArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let channels = configured_channels(&installation.config);
    let would = rehearse(&installation, &channels)?;
    let directory = match args.directory {
        Some(directory) if !args.dry_run => directory,
        _ => {
            println!("would go: {}\nwould stay: {}", gone(&would), kept(&would));
            println!("nothing was changed");
            return Ok(ExitCode::SUCCESS);
        }
    };
    refuse_the_backups(&installation, &directory)?;
    if !args.yes {
        confirm(&would)?;
    }
    let mut db = open(&installation)?;
    let (archive, report) = backup::archive(&db, &directory, installation.options.cache_bytes)?;
    let archive = printable(&archive.to_string_lossy()).into_owned();
    println!("archived: {archive}: {}", in_words(&report.counts));
    let done = db.begin_new_year(&channels).map_err(|e| format!("nothing has gone: {e}"))?;
    println!("gone: {}\nkept: {}", gone(&done), kept(&done));
    let closed = db.compact().and_then(|_| db.close());
    let (detail, path) = (gone(&done), audit_log(&installation.config));
    let record =
        AuditRecord { user: "console", target: &archive, detail: &detail, ..AuditRecord::of(AuditEvent::NewYear) };
    let noted = audit::append(path, &record, &Local::now());
    println!("{}", what_is_left(&installation.options.directory));
    closed.map_err(|e| format!("the year is emptied, but its room in the file was not given back: {e}"))?;
    noted.map_err(|e| format!("the year is emptied, but that is not in {}: {e}", path.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// The channels that are there whatever people do.
fn configured_channels(config: &Config) -> Vec<ChannelName> {
    let chat = &config.chat;
    let others = chat.channels.iter().chain(&chat.staff_channels);
    others.chain([&chat.default_channel]).cloned().collect()
}

/// Opens the database, which nobody else may have open.
fn open(installation: &Installation) -> Result<Offline, Failure> {
    Offline::open(&installation.options).map_err(|e| installation.words(&e))
}

/// Returns what would go, from the same work.
fn rehearse(installation: &Installation, channels: &[ChannelName]) -> Result<NewYear, Failure> {
    let db = Offline::open_read_only(&installation.options).map_err(|e| installation.words(&e))?;
    db.begin_new_year(channels).map_err(|e| e.to_string())
}

/// The archive is to outlast the copies of every hour.
fn refuse_the_backups(installation: &Installation, directory: &Path) -> Result<(), Failure> {
    let backups = fs::canonicalize(installation.options.directory.join("backups"));
    match (backups, fs::canonicalize(directory)) {
        (Ok(backups), Ok(archives)) if backups == archives => Err(format!(
            "{} is where the hourly backups are, which remove older ones: name another directory for the archive",
            printable(&directory.to_string_lossy())
        )),
        _ => Ok(()),
    }
}

fn confirm(would: &NewYear) -> Result<(), Failure> {
    if io::stdin().is_terminal() {
        eprintln!("After the archive these go for good: {}.\nThese stay: {}.", gone(would), kept(would));
        eprint!("Type \"{CONFIRMATION}\" to have it done: ");
    }
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).map_err(|e| format!("standard input: {e}"))?;
    if typed.trim() == CONFIRMATION {
        Ok(())
    } else {
        Err(format!("nothing was done: \"{CONFIRMATION}\" was not typed (--yes does without)"))
    }
}

fn gone(counts: &NewYear) -> String {
    let NewYear { accounts, channel_messages, private_messages, channels, sanctions, silences, .. } = counts;
    let NewYear { stays, lessons, polls, questions, votes, .. } = counts;
    format!(
        "{accounts} accounts of pupils, {channel_messages} messages in channels, {private_messages} private messages, \
         {channels} channels that were made, {sanctions} mutes and bans, {silences} silences, {stays} stays, {lessons} \
         lessons, {polls} polls, {questions} questions, {votes} votes"
    )
}

fn kept(counts: &NewYear) -> String {
    let NewYear { staff, configured_channels, kept_sanctions, unreadable, .. } = counts;
    let unreadable = match unreadable {
        0 => String::new(),
        rows => format!(", {rows} rows that cannot be read (classcord check)"),
    };
    format!(
        "{staff} accounts of moderators and admins, the settings of {configured_channels} channels of the configuration, \
         {kept_sanctions} mutes and bans of these people and of addresses{unreadable}"
    )
}

/// Where the year is kept still.
fn what_is_left(directory: &Path) -> String {
    format!(
        "the archive holds all of it until somebody removes it, the backups in {} until newer ones have taken their place; \
         former databases, exports and the audit log are as they were",
        printable(&directory.join("backups").to_string_lossy())
    )
}
