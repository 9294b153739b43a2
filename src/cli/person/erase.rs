//! `classcord person erase`: nothing is kept of a person any more but what the law has kept.
//!
//! Owns the confirmation, the steps, and what is said of what is left: the audit log, and the copies that hold it all until
//! they go. Cut short, it is done by doing it again.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::Value;

use crate::chat::erasure::MessageFate;
use crate::chat::name::Username;
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::installation::{Installation, StoredData};
use crate::cli::printable::printable;
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::config::ConfigSource;
use crate::store::{ErasePlace, EraseQuery, Erased};
use crate::wire::control::ControlRequest;

/// Between two steps on a running server, at most.
const PAUSE_MAX: Duration = Duration::from_millis(250);

/// Whom, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct EraseArgs {
    /// The name, of an account or of a guest
    #[arg(value_parser = Username::parse)]
    name: Username,
    /// What becomes of messages in channels: anonymise keeps the words under a name that is nobody's, remove keeps nothing;
    /// private messages go in any case
    #[arg(long, value_name = "anonymise|remove")]
    messages: MessageFate,
    /// Do not ask for the name to be typed again
    #[arg(long)]
    yes: bool,
}

/// The sum of what has been done so far.
#[derive(Debug, Default)]
struct Sum {
    account: bool,
    sanctions: u64,
    removed: u64,
    anonymised: u64,
    stays: u64,
    votes: u64,
    acts: u64,
    unreadable: u64,
}

impl Sum {
    fn add(&mut self, done: &Erased) {
        self.account |= done.account;
        self.sanctions += done.sanctions;
        self.removed += done.removed;
        self.anonymised += done.anonymised;
        self.stays += done.stays;
        self.votes += done.votes;
        self.acts += done.acts;
        self.unreadable += done.unreadable;
    }

    fn add_answer(&mut self, answer: &Value) {
        let number = |field: &str| answer[field].as_u64().unwrap_or_default();
        self.account |= answer["account"].as_bool().unwrap_or_default();
        self.sanctions += number("sanctions");
        self.removed += number("removed");
        self.anonymised += number("anonymised");
        self.stays += number("stays");
        self.votes += number("votes");
        self.acts += number("acts");
        self.unreadable += number("unreadable");
    }
}

/// Erases.
///
/// # Errors
/// In words. What was erased before stays so.
pub(super) fn run(args: EraseArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let EraseArgs { name, messages: fate, yes } = args;
    if name.is_reserved() {
        return Err(format!("{name} is the server's own name"));
    }
    let installation = Installation::find(source)?;
    // It is found out now that neither can be had, and not after somebody has typed.
    drop(installation.stored_data()?);
    if !yes {
        confirm(&name, fate)?;
    }
    let interrupt = Interrupt::watch()?;
    let bar = bar(None, Unit::Of("messages erased"));
    let mut sum = Sum::default();
    let done = erase(&installation, &name, fate, &mut sum, |sum| {
        bar.set_position(sum.removed + sum.anonymised);
        if interrupt.is_asked() { Err("stopped halfway".to_owned()) } else { Ok(()) }
    });
    bar.finish_and_clear();
    done.map_err(|e| format!("{e}; not all of {name} is erased: do it again, which goes on"))?;
    let mut said = summary(&name, &sum);
    said.extend(what_is_left(&name, &installation.options.directory));
    let text: String = said.iter().map(|line| format!("{line}\n")).collect();
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(e) => Err(format!("standard output: {e}")),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}

/// Has the name typed again.
fn confirm(name: &Username, fate: MessageFate) -> Result<(), Failure> {
    let what = match fate {
        MessageFate::Anonymise => {
            "account, private messages, mutes and bans, attendance and votes go; messages in channels and questions stay \
             without a name"
        }
        MessageFate::Remove => {
            "account, messages, private messages, mutes and bans, attendance, votes and questions go"
        }
    };
    if io::stdin().is_terminal() {
        eprint!("{name}: {what}, for good.\nType the name to have it done: ");
    }
    let mut typed = String::new();
    io::stdin().lock().read_line(&mut typed).map_err(|e| format!("standard input: {e}"))?;
    match Username::parse(&typed) {
        Ok(typed) if typed == *name => Ok(()),
        _ => Err(format!("nothing was done: {name} was not typed (--yes does without)")),
    }
}

/// Does one step after the other.
fn erase(
    installation: &Installation,
    name: &Username,
    fate: MessageFate,
    sum: &mut Sum,
    mut goes_on: impl FnMut(&Sum) -> Result<(), Failure>,
) -> Result<(), Failure> {
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let mut from: Option<ErasePlace> = None;
            loop {
                let query = EraseQuery { person: name.clone(), fate, below: None, from };
                let done = db.erase(&query).map_err(|e| e.to_string())?;
                sum.add(&done);
                from = done.next;
                if from.is_none() {
                    return db.close().map_err(|e| e.to_string());
                }
                goes_on(sum)?;
            }
        }
        StoredData::Running(mut control) => {
            let mut after: Option<String> = None;
            loop {
                let began = Instant::now();
                let request = ControlRequest::PersonErase { user: name.clone(), messages: fate, after };
                let answer = control.request(&request.into()).map_err(|e| e.words(Lang::En))?.value;
                sum.add_answer(&answer);
                after = answer["next"].as_str().map(str::to_owned);
                if after.is_none() {
                    return Ok(());
                }
                goes_on(sum)?;
                // Half of the store's time is for those who chat.
                thread::sleep(began.elapsed().min(PAUSE_MAX));
            }
        }
    }
}

fn summary(name: &Username, sum: &Sum) -> Vec<String> {
    let Sum { account, sanctions, removed, anonymised, stays, votes, acts, unreadable } = sum;
    let account = if *account { "account removed" } else { "no account had this name" };
    let mut said = vec![format!(
        "{name}: {account}, {removed} messages removed, {anonymised} made anonymous, {sanctions} mutes and bans forgotten"
    )];
    if stays + votes + acts > 0 {
        said.push(format!(
            "{stays} stays and {votes} votes removed, {acts} questions, answers, polls and lessons without the name or gone"
        ));
    }
    if *unreadable > 0 {
        said.push(format!(
            "{unreadable} blocks of messages cannot be read, and may hold some: classcord check says which"
        ));
    }
    said
}

/// Returns what holds the person still, and until when.
fn what_is_left(name: &Username, directory: &Path) -> Vec<String> {
    let mut said = vec![format!(
        "the audit log keeps its lines about {name} until they are rotated away (six months with logrotate/classcord)"
    )];
    let copies = files(&directory.join("backups"), "classcord-", ".redb");
    if let (Some(oldest), Some(newest)) = (copies.first(), copies.last()) {
        said.push(format!(
            "{} backups in {} hold {name} still, from {oldest} to {newest}: each goes when newer ones have taken its \
             place (--keep); after restoring one, erase again",
            copies.len(),
            printable(&directory.join("backups").to_string_lossy()),
        ));
    }
    let former = ["classcord.redb.replaced-", "classcord.redb.damaged-", "classcord.redb.layout-"];
    for file in former.iter().flat_map(|prefix| files(directory, prefix, "")) {
        said.push(format!("{file} is a former database: it holds {name} until somebody removes it"));
    }
    said.push("copies and exports that were taken elsewhere are not known here".to_owned());
    said
}

/// The names in a directory that begin and end so, in order.
fn files(directory: &Path, prefix: &str, suffix: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| name.starts_with(prefix) && name.ends_with(suffix))
        .map(|name| printable(&name).into_owned())
        .collect();
    names.sort();
    names
}
