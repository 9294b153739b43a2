//! Lines from a server, never more of one than a limit.
//!
//! Owns [`LineReader`]. A server is as free to send nonsense as anybody, so a line that does not end is skipped without
//! being held in memory.

use std::io::{self, BufRead, BufReader, Read};

/// Longest line that is kept, in bytes. A page of history is one line.
pub(super) const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The result of reading.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// A line without its end.
    Line(Vec<u8>),
    /// A line longer than the limit; it is lost.
    TooLong,
}

/// Cuts a stream into lines.
pub(super) struct LineReader<R> {
    inner: BufReader<R>,
    bytes_max: usize,
}

impl<R: Read> LineReader<R> {
    pub(super) fn new(inner: R, bytes_max: usize) -> Self {
        Self { inner: BufReader::new(inner), bytes_max }
    }

    /// The next line; `None` at the end. A half line at the end is dropped.
    pub(super) fn next(&mut self) -> io::Result<Option<Received>> {
        let mut line = Vec::new();
        let mut too_long = false;
        loop {
            let available = match self.inner.fill_buf() {
                Ok([]) => return Ok(None),
                Ok(available) => available,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            let end = memchr::memchr(b'\n', available);
            let part = &available[..end.unwrap_or(available.len())];
            too_long |= line.len() + part.len() > self.bytes_max;
            if too_long {
                line = Vec::new();
            } else {
                line.extend_from_slice(part);
            }
            let used = part.len() + usize::from(end.is_some());
            self.inner.consume(used);
            if end.is_some() {
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(Some(if too_long { Received::TooLong } else { Received::Line(line) }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_and_long_ones_skipped() {
        let mut text = b"one\r\n\n12345678\n123456789\nhalf".to_vec();
        let mut lines = LineReader::new(text.as_mut_slice() as &[u8], 8);
        let mut next = || lines.next().unwrap();
        assert_eq!(next(), Some(Received::Line(b"one".to_vec())));
        assert_eq!(next(), Some(Received::Line(Vec::new())));
        assert_eq!(next(), Some(Received::Line(b"12345678".to_vec())));
        assert_eq!(next(), Some(Received::TooLong));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_line_without_end_is_not_held() {
        let mut lines = LineReader::new(io::repeat(b'x').take(50_000_000).chain(&b"\nafter\n"[..]), 1000);
        assert_eq!(lines.next().unwrap(), Some(Received::TooLong));
        assert_eq!(lines.next().unwrap(), Some(Received::Line(b"after".to_vec())));
    }
}
