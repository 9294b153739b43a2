//! Framing: lines out of a stream of bytes.
//!
//! Owns [`Framer`], one per connection. Complete lines are slices of the bytes just read; only an unfinished one is
//! copied, and that copy is freed with its line. A line longer than the limit is never held: it is reported as soon as
//! it is known to be too long, and skipped up to its end.

use memchr::memchr;

/// What a stream holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A line, without its `\n`.
    Line(&'a [u8]),
    /// A line that is too long and is being skipped.
    TooLong,
}

/// Splits one connection's bytes.
#[derive(Debug, Default)]
pub struct Framer {
    /// The beginning of a line whose end has not come yet.
    tail: Vec<u8>,
    /// Whether `tail` was a finished line at the last call, and is to be freed.
    finished: bool,
    /// Whether the rest of a line that is too long is being skipped.
    skipping: bool,
}

impl Framer {
    /// The next frame of `input`, which is moved on behind it. `None` when a line is still unfinished at the end of the
    /// input; all of it has been taken then.
    pub fn next<'f, 'i: 'f>(&'f mut self, input: &mut &'i [u8], line_bytes_max: usize) -> Option<Frame<'f>> {
        if std::mem::take(&mut self.finished) {
            self.tail = Vec::new();
        }
        if self.skipping {
            match memchr(b'\n', input) {
                Some(end) => {
                    *input = &input[end + 1..];
                    self.skipping = false;
                }
                None => {
                    *input = &[];
                    return None;
                }
            }
        }
        let end = memchr(b'\n', input);
        let piece = &input[..end.unwrap_or(input.len())];
        let rest = end.map_or(&[][..], |end| &input[end + 1..]);
        if self.tail.len() + piece.len() > line_bytes_max {
            *input = rest;
            self.skipping = end.is_none();
            self.tail = Vec::new();
            return Some(Frame::TooLong);
        }
        *input = rest;
        if end.is_none() {
            self.tail.extend_from_slice(piece);
            return None;
        }
        if self.tail.is_empty() {
            return Some(Frame::Line(piece));
        }
        self.tail.extend_from_slice(piece);
        self.finished = true;
        Some(Frame::Line(&self.tail))
    }

    /// Whether a line has begun and not ended.
    pub fn is_within_line(&self) -> bool {
        self.skipping || !(self.finished || self.tail.is_empty())
    }

    /// Bytes held of an unfinished line.
    pub fn held_bytes(&self) -> usize {
        self.tail.capacity()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MAX: usize = 8;

    /// What the frames of a stream are when it arrives in these pieces; `None` stands for a line that is too long.
    fn frames(pieces: &[&[u8]]) -> Vec<Option<Vec<u8>>> {
        let mut framer = Framer::default();
        let mut seen = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while let Some(frame) = framer.next(&mut input, MAX) {
                seen.push(match frame {
                    Frame::Line(line) => Some(line.to_vec()),
                    Frame::TooLong => None,
                });
            }
            assert!(input.is_empty());
            assert!(framer.held_bytes() <= 2 * MAX);
        }
        seen
    }

    #[test]
    fn lines_may_be_cut_anywhere_and_come_together() {
        assert_eq!(frames(&[b"a\nbc\n\nd"]), [Some(b"a".to_vec()), Some(b"bc".to_vec()), Some(vec![])]);
        assert_eq!(frames(&[b"a", b"b", b"c\nd", b"\n"]), [Some(b"abc".to_vec()), Some(b"d".to_vec())]);
    }

    #[test]
    fn a_line_of_the_limit_passes_and_one_more_byte_does_not() {
        assert_eq!(frames(&[b"12345678\n123456789\nok\n"]), [Some(b"12345678".to_vec()), None, Some(b"ok".to_vec())]);
    }

    #[test]
    fn a_line_too_long_is_told_before_its_end_and_once() {
        assert_eq!(frames(&[b"1234567", b"89"]), [None]);
        assert_eq!(frames(&[b"1234567", b"89", b"0123456789", b"x\nok\n"]), [None, Some(b"ok".to_vec())]);
    }

    #[test]
    fn a_tail_is_freed_with_its_line() {
        let mut framer = Framer::default();
        let mut input: &[u8] = b"abc";
        assert_eq!(framer.next(&mut input, MAX), None);
        assert!(framer.held_bytes() > 0);
        let mut input: &[u8] = b"d\n";
        assert_eq!(framer.next(&mut input, MAX), Some(Frame::Line(b"abcd")));
        assert_eq!(framer.next(&mut input, MAX), None);
        assert_eq!(framer.held_bytes(), 0);
    }

    proptest! {
        #[test]
        fn the_cuts_do_not_matter(
            bytes in proptest::collection::vec(prop::sample::select(b"ab\n".to_vec()), 0..120),
            cuts in proptest::collection::vec(0_usize..120, 0..12),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&c| c <= bytes.len()).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &bytes[w[0]..w[1]]).collect();
            prop_assert_eq!(frames(&pieces), frames(&[&bytes]));
        }
    }
}
