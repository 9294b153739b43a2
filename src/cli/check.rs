//! `classcord check`: whether a database, or a backup of one, is sound.
//!
//! Owns the subcommand and how a [`CheckReport`] reads. Neither the file nor what is beside it changes.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::installation::Installation;
use super::printable::printable;
use super::{FAILURE, Failure};
use crate::config::ConfigSource;
use crate::store::{CheckReport, Counts, StoreError, check_file};

/// What to check.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// A database or a backup [default: the stopped server's database]
    file: Option<PathBuf>,
}

/// Checks, and prints what there is.
///
/// # Errors
/// In words, when the database cannot be read at all. Problems in one that can are printed, and the exit code says so.
pub(super) fn run(args: CheckArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let path = args.file.unwrap_or_else(|| installation.options.path());
    let report = check_file(&path, installation.options.cache_bytes).map_err(|e| match e {
        StoreError::InUse { path } => format!(
            "{} is in use: a server runs on it. classcord backup makes a copy of it meanwhile, and checks that",
            path.display()
        ),
        other => format!("{}: {other}", path.display()),
    })?;
    let CheckReport { counts, schema, ids_below, problems, problems_total } = &report;
    println!("{}: layout {schema}, ids below {ids_below}", printable(&path.to_string_lossy()));
    println!("{}", in_words(counts));
    if *problems_total == 0 {
        println!("no problem found");
        return Ok(ExitCode::SUCCESS);
    }
    println!("problems found: {problems_total}");
    for problem in problems {
        println!("  {}", printable(problem));
    }
    if *problems_total > problems.len() as u64 {
        println!("  …");
    }
    Ok(ExitCode::from(FAILURE))
}

/// The contents of a database, in one line.
pub(super) fn in_words(counts: &Counts) -> String {
    let Counts { accounts, messages, channel_messages, undelivered, channels, sanctions, polls, questions } = counts;
    let mut words = format!(
        "{accounts} accounts, {messages} messages ({channel_messages} in channels, {undelivered} not delivered yet), \
         {channels} channels with settings, {sanctions} mutes and bans"
    );
    if polls + questions > 0 {
        words.push_str(&format!(", {polls} polls, {questions} questions"));
    }
    words
}
