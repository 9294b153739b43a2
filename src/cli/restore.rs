//! `classcord restore`: a backup in the place of the stopped server's database.
//!
//! Owns the subcommand; the work is [`store::restore`]'s. The former database is set aside, never deleted.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::check::in_words;
use super::installation::Installation;
use crate::config::ConfigSource;
use crate::store::{self, RestoreSummary};

/// What to restore.
#[derive(Debug, Args)]
pub(super) struct RestoreArgs {
    /// A backup
    file: PathBuf,
}

/// Restores.
///
/// # Errors
/// In words. The former database is in place then.
pub(super) fn run(args: RestoreArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let RestoreSummary { counts, set_aside } = store::restore(&installation.options, &args.file)
        .map_err(|e| format!("not restored: {}", installation.words(&e)))?;
    println!("{} is now {}: {}", installation.options.path().display(), args.file.display(), in_words(&counts));
    if let Some(aside) = set_aside {
        println!("the former database is {}", aside.display());
    }
    installation.give_to_the_servers_user()?;
    Ok(ExitCode::SUCCESS)
}
