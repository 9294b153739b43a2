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
    // Standard input keeps what it has read ahead, so the lines behind this one are not lost.
    line_of(&mut io::stdin().lock())
}

/// The first line. PowerShell puts a byte order mark before it, and may write it in UTF-16.
fn line_of(input: &mut impl BufRead) -> Result<Password, Failure> {
    let unreadable = |e: io::Error| format!("cannot read a password from standard input: {e}");
    let begin = input.fill_buf().map_err(unreadable)?;
    if begin.is_empty() {
        return Err("no password: standard input is at its end".to_owned());
    }
    let (line, is_cut) = match begin {
        [0xff, 0xfe, ..] => utf16_line(input, u16::from_le_bytes).map_err(unreadable)?,
        [0xfe, 0xff, ..] => utf16_line(input, u16::from_be_bytes).map_err(unreadable)?,
        _ => {
            let mut line = String::new();
            let read = input.take(LINE_BYTES_MAX).read_line(&mut line).map_err(unreadable)?;
            let is_cut = read as u64 == LINE_BYTES_MAX && !line.ends_with('\n');
            (line, is_cut)
        }
    };
    if is_cut {
        return Err(format!("the line on standard input is longer than {LINE_BYTES_MAX} bytes: not a password"));
    }
    if line.contains('\0') {
        return Err("the line on standard input is no text in UTF-8: it has NUL characters".to_owned());
    }
    let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
    Ok(Password(line.trim_end_matches(['\r', '\n']).into()))
}

/// A line, and whether it goes on behind the limit.
fn utf16_line(input: &mut impl BufRead, unit: fn([u8; 2]) -> u16) -> io::Result<(String, bool)> {
    let mut units = Vec::new();
    let mut input = input.take(LINE_BYTES_MAX);
    let mut pair = [0; 2];
    while units.last() != Some(&u16::from(b'\n')) && input.limit() >= 2 {
        match input.read_exact(&mut pair) {
            Ok(()) => units.push(unit(pair)),
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(e) => return Err(e),
        }
    }
    let text = String::from_utf16(&units).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e))?;
    let is_cut = input.limit() < 2 && !text.ends_with('\n');
    Ok((text, is_cut))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(mut bytes: &[u8]) -> Result<(String, Vec<u8>), Failure> {
        let password = line_of(&mut bytes)?;
        Ok((password.0.into(), bytes.to_vec()))
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn the_mark_that_powershell_puts_before_a_line_is_no_part_of_it() {
        for input in [
            b"\xc3\xa9t\xc3\xa9\r\nnext".to_vec(),
            b"\xef\xbb\xbf\xc3\xa9t\xc3\xa9\nnext".to_vec(),
            [utf16("\u{feff}été\r\n", u16::to_le_bytes), b"next".to_vec()].concat(),
            [utf16("\u{feff}été\n", u16::to_be_bytes), b"next".to_vec()].concat(),
        ] {
            assert_eq!(read(&input), Ok(("été".to_owned(), b"next".to_vec())), "{input:?}");
        }
        assert_eq!(read(&utf16("\u{feff}ਊ😀", u16::to_le_bytes)).unwrap().0, "ਊ😀");
        assert_eq!(read(b"x").unwrap().0, "x");
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for (input, part) in [
            (Vec::new(), "at its end"),
            (b"a\0b\0\n\0".to_vec(), "NUL"),
            (vec![b'x'; 5000], "longer than"),
            (utf16(&format!("\u{feff}{}", "x".repeat(5000)), u16::to_le_bytes), "longer than"),
            (b"\xff\xfe\x00\xd8a\0".to_vec(), "cannot read a password"),
            (b"\xe9t\xe9\n".to_vec(), "UTF-8"),
        ] {
            assert!(read(&input).unwrap_err().contains(part), "{part}");
        }
    }
}
