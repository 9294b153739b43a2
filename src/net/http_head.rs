//! The head of a request of HTTP: where it ends.
//!
//! Owns [`take`], which gathers it, at most 8 KiB, and does not look at what it says. Calls `first_bytes` for the look of a
//! first line; called by `reactor`.

use super::first_bytes::ends_in_version;
use super::framing::is_blank;
use super::reactor::Head;

/// Longest head.
const HEAD_BYTES_MAX: usize = 8 * 1024;

/// A head that is whole, or cannot become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// So many bytes of what was gathered.
    Whole(usize),
    TooLong,
}

impl Taken {
    /// With its bytes.
    pub(super) fn of(self, head: &[u8]) -> Head<'_> {
        match self {
            Self::Whole(end) => Head::Whole(head.get(..end).unwrap_or(head)),
            Self::TooLong => Head::TooLong,
        }
    }
}

/// Adds bytes to a head that has begun, or begins one. Gives how many of them were taken, and what became of it; nothing
/// while its end has not come.
pub(super) fn take(head: &mut Vec<u8>, bytes: &[u8]) -> (usize, Option<Taken>) {
    let skipped = if head.is_empty() {
        bytes.iter().position(|&byte| !is_blank(byte) && byte != b'\n').unwrap_or(bytes.len())
    } else {
        0
    };
    let held = head.len();
    let fresh = &bytes[skipped..];
    head.extend_from_slice(&fresh[..fresh.len().min(HEAD_BYTES_MAX - held.min(HEAD_BYTES_MAX))]);
    match end(head, held) {
        Some(end) => (skipped + end.saturating_sub(held), Some(Taken::Whole(end))),
        None if head.len() >= HEAD_BYTES_MAX => (skipped + head.len() - held, Some(Taken::TooLong)),
        None => (bytes.len(), None),
    }
}

/// The end of a head of which so many bytes were looked at already: behind an empty line, or behind a first line that
/// speaks of no version. That was HTTP/0.9, or is a proxy's header; no empty line need follow.
fn end(head: &[u8], looked_at: usize) -> Option<usize> {
    let first_line = head.iter().position(|&byte| byte == b'\n' || byte == b'\r');
    if let Some(end) = first_line.filter(|&end| !ends_in_version(&head[..end])) {
        return Some(end + 1);
    }
    let mut from = looked_at.saturating_sub(2);
    while let Some(newline) = memchr::memchr(b'\n', &head[from..]) {
        from += newline + 1;
        match head[from..] {
            [b'\n', ..] => return Some(from + 1),
            [b'\r', b'\n', ..] => return Some(from + 2),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns what is taken of a stream that comes in pieces of this size: the head, how many bytes that was, and what
    /// it is.
    fn taken(stream: &[u8], size: usize) -> Option<(Vec<u8>, usize, Taken)> {
        let mut head = Vec::new();
        let mut before = 0;
        for piece in stream.chunks(size) {
            let (n, what) = take(&mut head, piece);
            if let Some(what) = what {
                return Some((head, before + n, what));
            }
            assert_eq!(n, piece.len());
            before += n;
        }
        None
    }

    #[test]
    fn a_head_ends_with_an_empty_line_however_it_is_cut() {
        for (head, rest) in [
            ("GET / HTTP/1.1\r\nHost: pi\r\n\r\n", "GET"),
            ("GET / HTTP/1.1\nHost: pi\n\n", "\n"),
            ("GET / HTTP/1.1\nHost: pi\n\r\n", ""),
            ("GET / HTTP/1.1\n\n", "{}"),
            ("\r\n\r\n GET / HTTP/1.1\r\n\r\n", "\r\n"),
            ("GET /\r", "\n\r\n"),
            ("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r", "\n{}"),
            ("GET / HTTP/1.1\rHost: pi\n\n", "x"),
        ] {
            let stream = [head, rest].concat();
            for size in 1..=stream.len() {
                let (bytes, n, what) = taken(stream.as_bytes(), size).unwrap();
                assert_eq!(n, head.len(), "{stream:?} in pieces of {size}");
                assert_eq!(what.of(&bytes), Head::Whole(head.trim_start().as_bytes()), "{stream:?}");
            }
        }
        for stream in ["GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: pi\r\n", "GET / HTTP/1.1\r\nHost: pi\r\n\r"] {
            assert_eq!(taken(stream.as_bytes(), 1), None);
            assert_eq!(taken(stream.as_bytes(), 100), None);
        }
    }

    #[test]
    fn a_head_has_8_kib_at_most() {
        let head = |bytes: usize| format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(bytes - 18)).into_bytes();
        for size in [1, 100, HEAD_BYTES_MAX - 1, HEAD_BYTES_MAX, 3 * HEAD_BYTES_MAX] {
            let (.., what) = taken(&head(HEAD_BYTES_MAX), size).unwrap();
            assert_eq!(what, Taken::Whole(HEAD_BYTES_MAX), "in pieces of {size}");
            let (bytes, _, what) = taken(&head(HEAD_BYTES_MAX + 1), size).unwrap();
            assert_eq!((what, bytes.len()), (Taken::TooLong, HEAD_BYTES_MAX), "in pieces of {size}");
        }
    }
}
