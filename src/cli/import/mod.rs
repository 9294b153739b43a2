//! `classcord import`: what another server, or this one, has written to a file.
//!
//! Owns the subcommand and tells the two kinds of file apart by what is in them: the old server's accounts, a pickle,
//! and exported messages, JSON lines. Both may be imported twice: what is there already stays as it is. The server must
//! be stopped.

mod accounts;
mod messages;

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::progress::Interrupt;
use super::site::Site;
use crate::config::ConfigSource;

/// Lines about single accounts or messages; the rest is counted.
const LINES_MAX: usize = 1000;

/// What to import.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// users.pkl of the old server, or messages exported with --format jsonl
    file: PathBuf,
}

/// Imports.
///
/// # Errors
/// In words, when nothing can be had from the file, or the database cannot be written.
pub(super) fn run(args: ImportArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let unreadable = |e: std::io::Error| format!("cannot read {}: {e}", args.file.display());
    let mut file = BufReader::new(File::open(&args.file).map_err(unreadable)?);
    let bytes = file.get_ref().metadata().map_err(unreadable)?.len();
    let begin = file.fill_buf().map_err(unreadable)?;
    let text = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin).trim_ascii_start();
    // No pickle begins with a brace: `{` is none of its opcodes.
    match text.first() {
        Some(b'{') => messages::import(&Site::find(source)?, file, bytes, &Interrupt::watch()?),
        Some(b'[') if text.get(1).is_some_and(u8::is_ascii_whitespace) => {
            Err(format!("{} is one JSON array: export it with --format jsonl", args.file.display()))
        }
        Some(_) => {
            let mut pickle = Vec::new();
            let limit = super::pickle::FILE_BYTES_MAX as u64 + 1;
            file.take(limit).read_to_end(&mut pickle).map_err(unreadable)?;
            accounts::import(&Site::find(source)?, &pickle, &Interrupt::watch()?)
                .map_err(|e| format!("{}: {e}", args.file.display()))
        }
        None => Err(format!("{} is empty", args.file.display())),
    }
}

/// Lines about single things, up to a limit.
#[derive(Default)]
struct Told {
    lines: usize,
}

impl Told {
    fn say(&mut self, bar: &indicatif::ProgressBar, line: &str) {
        self.lines += 1;
        if self.lines <= LINES_MAX {
            bar.suspend(|| println!("{line}"));
        } else if self.lines == LINES_MAX + 1 {
            bar.suspend(|| println!("…"));
        }
    }
}
