//! The output of subcommands.
//!
//! Owns `println!` and `eprintln!` for everything in `cli`, in place of the standard library's, which panic when the
//! output cannot be written: into a file on a full disk, or a pipe that nobody reads any more. What could not be printed
//! on standard output makes the command fail at its end, with the reason; see [`check`].

use std::fmt;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

/// The first failure of standard output.
static FAILURE: Mutex<Option<io::Error>> = Mutex::new(None);

macro_rules! println {
    ($($words:tt)*) => { $crate::cli::standard::print(format_args!($($words)*)) };
}

macro_rules! eprintln {
    ($($words:tt)*) => { $crate::cli::standard::complain(format_args!($($words)*)) };
}

/// Prints a line on standard output.
pub(super) fn print(words: fmt::Arguments<'_>) {
    if let Err(e) = writeln!(io::stdout(), "{words}") {
        FAILURE.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(e);
    }
}

/// Prints a line on standard error. There is no other place for what it cannot take.
pub(super) fn complain(words: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Checks that all that was printed is on its way.
///
/// # Errors
/// Why not, unless whoever reads has read enough.
pub(super) fn check() -> io::Result<()> {
    let failure = FAILURE.lock().unwrap_or_else(PoisonError::into_inner).take();
    match failure.map_or_else(|| io::stdout().flush(), Err) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
