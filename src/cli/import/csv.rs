//! Tables as spreadsheets and school tools write them: one record a line, cells apart by a semicolon, a comma or a tab,
//! quotes around what holds one (RFC 4180).
//!
//! Owns [`Records`], which reads them one by one, and [`text`], whatever the encoding of the file. Calls only what it reads
//! from.

use std::borrow::Cow;
use std::io::{self, BufRead, Bytes};
use std::iter::Peekable;

use crate::wire::decode::decode;

/// The characters that may stand between cells.
pub(super) const SEPARATORS: [u8; 3] = [b';', b'\t', b','];

/// Longest record, in bytes: longer than any message. No file is read into memory whole for a quote that is not closed.
const RECORD_BYTES_MAX: usize = 1024 * 1024;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// The cells.
    pub(super) cells: Vec<String>,
}

/// The records of a file that is not in UTF-16.
pub(super) struct Records<R: BufRead> {
    input: Peekable<Bytes<R>>,
    separator: u8,
    line: u64,
}

/// The text of a file: in UTF-16 if it has that mark, else in UTF-8 or windows-1252.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    let units = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => decode(bytes),
    }
}

impl<R: BufRead> Records<R> {
    /// The records of a file whose cells are apart by that byte.
    pub(super) fn new(input: R, separator: u8) -> Self {
        Self { input: input.bytes().peekable(), separator, line: 1 }
    }

    /// The next record that has something in it; `None` at the end.
    ///
    /// # Errors
    /// Those of reading, and one in words for a record that does not end.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        loop {
            let line = self.line;
            let Some(cells) = self.record()? else { return Ok(None) };
            let cells: Vec<String> = cells.iter().map(|cell| decode(cell).into_owned()).collect();
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                return Ok(Some(Record { line, cells }));
            }
        }
    }

    fn record(&mut self) -> io::Result<Option<Vec<Vec<u8>>>> {
        let (mut cells, mut cell, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut is_quoted = false;
        while let Some(byte) = self.input.next().transpose()? {
            bytes += 1;
            if bytes > RECORD_BYTES_MAX {
                let words = format!("line {}: it goes on for more than {RECORD_BYTES_MAX} bytes", self.line);
                return Err(io::Error::other(words));
            }
            match byte {
                b'"' if is_quoted && self.next_is(b'"') => {
                    self.input.next();
                    cell.push(b'"');
                }
                b'"' if is_quoted => is_quoted = false,
                b'"' if cell.iter().all(u8::is_ascii_whitespace) => {
                    cell.clear();
                    is_quoted = true;
                }
                _ if is_quoted => {
                    self.line += u64::from(byte == b'\n');
                    cell.push(byte);
                }
                b'\r' if self.next_is(b'\n') => {}
                b'\n' | b'\r' => {
                    self.line += 1;
                    cells.push(cell);
                    return Ok(Some(cells));
                }
                _ if byte == self.separator => cells.push(std::mem::take(&mut cell)),
                _ => cell.push(byte),
            }
        }
        if bytes == 0 {
            return Ok(None);
        }
        cells.push(cell);
        Ok(Some(cells))
    }

    fn next_is(&mut self, wanted: u8) -> bool {
        matches!(self.input.peek(), Some(Ok(byte)) if *byte == wanted)
    }
}

/// A cell as it is written, in quotes, with an apostrophe before what a spreadsheet would compute.
pub(super) fn quoted(cell: &str) -> String {
    let guard = if cell.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    format!("\"{guard}{}\"", cell.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, separator: u8) -> Vec<(u64, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), separator);
        std::iter::from_fn(|| records.next().unwrap()).map(|record| (record.line, record.cells)).collect()
    }

    #[test]
    fn cells_are_read_with_their_quotes_blanks_and_line_ends() {
        let cells = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        let text = "a;b\r\n\r\n;;\r\n\"x;\"\"y\"\"\nz\"; \"q\" ;5\"\r\nlast;";
        assert_eq!(
            read(text, b';'),
            [(1, cells(&["a", "b"])), (4, cells(&["x;\"y\"\nz", "q ", "5\""])), (6, cells(&["last", ""]))]
        );
        assert_eq!(read("a\tb\rc\td", b'\t'), [(1, cells(&["a", "b"])), (2, cells(&["c", "d"]))]);
        assert_eq!(read("", b';'), []);
        assert_eq!(read("\"open;\n", b';'), [(1, cells(&["open;\n"]))]);
        assert_eq!(read(&quoted("=a\"b"), b';'), [(1, cells(&["'=a\"b"]))]);
    }

    #[test]
    fn what_does_not_end_is_not_read_into_memory_whole() {
        let text = format!("\"{}", "x".repeat(RECORD_BYTES_MAX + 1));
        let error = Records::new(text.as_bytes(), b';').next().unwrap_err();
        assert!(error.to_string().starts_with("line 1: it goes on"), "{error}");
    }

    #[test]
    fn the_encoding_of_a_file_is_told_by_its_bytes() {
        let utf16 = |bytes: fn(u16) -> [u8; 2]| "\u{feff}Zoé €".encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        for bytes in [
            utf16(u16::to_le_bytes),
            utf16(u16::to_be_bytes),
            "Zoé €".into(),
            "\u{feff}Zoé €".into(),
            b"Zo\xe9 \x80".to_vec(),
        ] {
            assert_eq!(text(&bytes), "Zoé €", "{bytes:?}");
        }
    }
}
