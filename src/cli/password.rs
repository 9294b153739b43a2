//! Passwords from people: typed without echo, or one line of standard input. Never an argument, which everybody on the
//! machine could read.
//!
//! Called by the subcommands that need one.

use std::io::{self, BufRead, IsTerminal, Read};

use super::Failure;
use crate::chat::request::Password;

/// Longest line that is taken for a password, in bytes; the server's own limit is lower.
const LINE_BYTES_MAX: u64 = 4096;

/// Reads a password that exists.
///
/// # Errors
/// In words, when there is no line or the terminal cannot be read.
pub(super) fn read(prompt: &str) -> Result<Password, Failure> {
    if io::stdin().is_terminal() { typed(prompt) } else { piped() }
}

/// Reads a password that is new: typed twice at a terminal.
///
/// # Errors
/// Those of [`read`], and when the two differ.
pub(super) fn read_new(prompt: &str, prompt_again: &str) -> Result<Password, Failure> {
    if !io::stdin().is_terminal() {
        return piped();
    }
    let password = typed(prompt)?;
    if typed(prompt_again)? == password { Ok(password) } else { Err("the two passwords differ".to_owned()) }
}

fn typed(prompt: &str) -> Result<Password, Failure> {
    let password = rpassword::prompt_password(prompt).map_err(|e| format!("cannot read a password: {e}"))?;
    Ok(Password(password.into()))
}

fn piped() -> Result<Password, Failure> {
    let mut line = String::new();
    // Standard input keeps what it has read ahead, so the lines behind this one are not lost.
    let read = io::stdin().lock().take(LINE_BYTES_MAX).read_line(&mut line);
    match read {
        Ok(0) => Err("no password: standard input is at its end".to_owned()),
        Ok(n) if n as u64 == LINE_BYTES_MAX && !line.ends_with('\n') => {
            Err(format!("the line on standard input is longer than {LINE_BYTES_MAX} bytes: not a password"))
        }
        Ok(_) => Ok(Password(line.trim_end_matches(['\r', '\n']).into())),
        Err(e) => Err(format!("cannot read a password from standard input: {e}")),
    }
}
