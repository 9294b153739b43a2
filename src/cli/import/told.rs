//! Words of an import about single things, and its exit code.
//!
//! Owns [`CappedLines`] and [`exit_code`], for every kind of file.

use std::process::ExitCode;

use crate::cli::FAILURE;

/// Lines about single accounts or messages; the rest is counted.
const LINES_MAX: usize = 1000;

/// A failure when much was refused and nothing is there of it.
pub(super) fn exit_code(refused: u64, there: u64) -> ExitCode {
    if refused > 0 && there == 0 { ExitCode::from(FAILURE) } else { ExitCode::SUCCESS }
}

/// Lines about single things, up to a limit.
#[derive(Default)]
pub(super) struct CappedLines {
    lines: usize,
}

impl CappedLines {
    pub(super) fn say(&mut self, bar: &indicatif::ProgressBar, line: &str) {
        self.lines += 1;
        if self.lines <= LINES_MAX {
            bar.suspend(|| println!("{line}"));
        } else if self.lines == LINES_MAX + 1 {
            bar.suspend(|| println!("…"));
        }
    }
}
