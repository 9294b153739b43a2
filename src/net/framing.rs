//! Framing: lines out of a stream of bytes.
//!
//! Owns [`Framer`], one per connection. Complete lines are slices of the bytes just read; only an unfinished one is
//! copied, and that copy is freed with its line. A line longer than the limit is never held: it is reported as soon as
//! it is known to be too long, and skipped up to its end.
//!
//! Two things it knows of text. What is blank before a line is no part of it: programs in C and in Flash send the whole
//! of their buffer, zeros behind the `\n` included, and a line that nobody has begun is neither held nor timed. And in the
//! length of a line an escape `\uXXXX` counts two bytes and not six, as UTF-8 has for most of them: the limit does not
//! depend on how a client spells its letters. What is held is three times the limit at most, or less if there is no room.

use memchr::memchr;

/// A piece of a stream: a line, or one that is too long.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A line, without its `\n`.
    Line(&'a [u8]),
    /// A line that is too long and is being skipped.
    TooLong,
}

/// Weight of an escape `\uXXXX` in the length of a line. A character beyond the first plane is two of them, and four bytes
/// of UTF-8.
const ESCAPE_WEIGHT: u8 = 2;

/// Hexadecimal digits of an escape.
const ESCAPE_DIGITS: u8 = 4;

/// Memory that is added at once to a line which is longer than its limit but for its escapes.
const GROWTH_BYTES: usize = 16 * 1024;

/// True for a byte that may stand before a line without being a part of it.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0)
}

/// The length of a line whose escapes count less than their bytes. No byte makes it shorter, so that a line is too long
/// from the same byte on, however it is cut.
#[derive(Debug, Default)]
struct Weight {
    /// Bytes that were weighed.
    bytes: usize,
    /// The weight of the bytes so far.
    total: usize,
    within: Within,
}

/// The place in an escape at which the weighed bytes end.
#[derive(Debug, Default)]
enum Within {
    #[default]
    Text,
    Backslash,
    /// With so many digits still to come.
    Escape(u8),
}

impl Weight {
    fn add(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        for &byte in bytes {
            let (weight, within) = match (&self.within, byte) {
                (Within::Escape(digits), _) if byte.is_ascii_hexdigit() => {
                    (0, if *digits > 1 { Within::Escape(digits - 1) } else { Within::Text })
                }
                (Within::Backslash, b'u') => (ESCAPE_WEIGHT - 1, Within::Escape(ESCAPE_DIGITS)),
                (Within::Text | Within::Escape(_), b'\\') => (1, Within::Backslash),
                _ => (1, Within::Text),
            };
            self.total += usize::from(weight);
            self.within = within;
        }
    }
}

/// The limit of a line's length.
#[derive(Debug, Clone, Copy)]
pub struct LineLimit {
    /// Its length, an escape being two bytes long.
    pub length: usize,
    /// Its bytes.
    pub bytes: usize,
}

impl LineLimit {
    /// With as many bytes as that length can have.
    pub fn of(length: usize) -> Self {
        Self { length, bytes: length.saturating_mul(3) }
    }

    /// With no more bytes than that, escapes or not.
    pub fn strictly(length: usize) -> Self {
        Self { length, bytes: length }
    }
}

/// True if a whole line is no longer than its limit.
pub(super) fn fits(line: &[u8], limit: LineLimit) -> bool {
    if line.len() <= limit.length {
        return true;
    }
    let mut weight = Weight::default();
    weight.add(line);
    weight.total <= limit.length && line.len() <= limit.bytes
}

/// Splits one connection's bytes.
#[derive(Debug, Default)]
pub struct Framer {
    /// The beginning of a line whose end has not come yet.
    tail: Vec<u8>,
    /// The weighed part of `tail`, if it has more bytes than a line may.
    weight: Weight,
    /// True if `tail` was a finished line at the last call, and is to be freed.
    finished: bool,
    /// True while the rest of a line that is too long is being skipped.
    skipping: bool,
}

impl Framer {
    /// The next frame of `input`, which is moved on behind it. `None` when a line is still unfinished at the end of the
    /// input; all of it has been taken then.
    pub fn next<'f, 'i: 'f>(&'f mut self, input: &mut &'i [u8], limit: LineLimit) -> Option<Frame<'f>> {
        if std::mem::take(&mut self.finished) {
            self.forget();
        }
        if input.is_empty() {
            return None;
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
        if self.tail.is_empty() {
            *input = &input[input.iter().position(|&byte| !is_blank(byte)).unwrap_or(input.len())..];
        }
        let end = memchr(b'\n', input);
        let piece = &input[..end.unwrap_or(input.len())];
        let rest = end.map_or(&[][..], |end| &input[end + 1..]);
        *input = rest;
        let bytes = self.tail.len() + piece.len();
        if bytes > limit.length {
            self.weight.add(&self.tail[self.weight.bytes..]);
            self.weight.add(piece);
            if self.weight.total > limit.length || bytes > limit.bytes {
                self.skipping = end.is_none();
                self.forget();
                return Some(Frame::TooLong);
            }
            if self.tail.capacity() < bytes {
                self.tail.reserve_exact(piece.len().max(GROWTH_BYTES));
            }
        }
        if end.is_none() {
            self.tail.extend_from_slice(piece);
            return None;
        }
        if self.tail.is_empty() {
            self.weight = Weight::default();
            return Some(Frame::Line(piece));
        }
        self.tail.extend_from_slice(piece);
        self.finished = true;
        Some(Frame::Line(&self.tail))
    }

    fn forget(&mut self) {
        self.tail = Vec::new();
        self.weight = Weight::default();
    }

    /// The beginning of a line whose end has not come yet.
    pub fn unfinished(&self) -> &[u8] {
        if self.finished { &[] } else { &self.tail }
    }

    /// True if a line has begun and not ended.
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

    /// The frames of a stream when it arrives in these pieces; `None` stands for a line that is too long.
    fn frames(pieces: &[&[u8]]) -> Vec<Option<Vec<u8>>> {
        let mut framer = Framer::default();
        let mut seen = Vec::new();
        for piece in pieces {
            let mut input = *piece;
            while let Some(frame) = framer.next(&mut input, LineLimit::of(MAX)) {
                seen.push(match frame {
                    Frame::Line(line) => Some(line.to_vec()),
                    Frame::TooLong => None,
                });
            }
            assert!(input.is_empty());
            assert!(framer.held_bytes() <= GROWTH_BYTES + 3 * MAX);
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
        assert_eq!(framer.next(&mut input, LineLimit::of(MAX)), None);
        assert!(framer.held_bytes() > 0);
        let mut input: &[u8] = b"d\n";
        assert_eq!(framer.next(&mut input, LineLimit::of(MAX)), Some(Frame::Line(b"abcd")));
        assert_eq!(framer.next(&mut input, LineLimit::of(MAX)), None);
        assert_eq!(framer.held_bytes(), 0);
    }

    #[test]
    fn what_is_blank_before_a_line_is_no_part_of_it_and_is_not_held() {
        let mut framer = Framer::default();
        for piece in [b"\0\0\0\0\0\0".as_slice(), b" \t\r\0\0", &[0; 4096]] {
            let mut input = piece;
            assert_eq!(framer.next(&mut input, LineLimit::of(MAX)), None);
            assert!(!framer.is_within_line() && framer.held_bytes() == 0);
        }
        assert_eq!(
            frames(&[b"a\0\0\n\0\0\0\0", b"\0\0\0\0\0 b \n\r\n"]),
            [Some(b"a\0\0".to_vec()), Some(b"b ".to_vec()), Some(vec![])]
        );
    }

    #[test]
    fn an_escape_counts_two_bytes() {
        assert_eq!(frames(&[br"\u00e9\u00E9abcd"]), [] as [Option<Vec<u8>>; 0]);
        for (line, fits) in [
            (r"\u00e9\u00E9abcd", true),
            (r"\u00e9\u00E9abcde", false),
            (r"\ud83d\ude00abcd", true),
            // What is no escape counts as it stands: an escaped backslash, too few digits, two of them in one.
            (r"\\u00e9", true),
            (r"\\u00e9ab", false),
            (r"\u00g\u00", true),
            (r"\u00g\u00xyz", true),
            (r"\u00g\u00xyz1", false),
            (r"\u\u\u\u", true),
            (r"\u\u\u\u\", false),
        ] {
            let line = format!("{line}\n");
            let expected = [fits.then(|| line.trim_end().as_bytes().to_vec())];
            assert_eq!(frames(&[line.as_bytes()]), expected, "{line}");
            let bytes: Vec<&[u8]> = line.as_bytes().chunks(1).collect();
            assert_eq!(frames(&bytes), expected, "{line}, byte by byte");
        }
        // Where there is no room for it, bytes count.
        let mut framer = Framer::default();
        let mut input: &[u8] = b"\\u00e9\\u00e9\nabcdefgh\n";
        assert_eq!(framer.next(&mut input, LineLimit::strictly(MAX)), Some(Frame::TooLong));
        assert_eq!(framer.next(&mut input, LineLimit::strictly(MAX)), Some(Frame::Line(b"abcdefgh")));
        // The next line is weighed by itself.
        let two = [br"\u00e9".repeat(4), b"\n123456789\n12345678\n".to_vec()].concat();
        assert_eq!(frames(&[&two]), [Some(br"\u00e9".repeat(4)), None, Some(b"12345678".to_vec())]);
    }

    proptest! {
        #[test]
        fn the_cuts_do_not_matter(
            bytes in proptest::collection::vec(prop::sample::select(b"ab\n\\u0e\0 \r".to_vec()), 0..120),
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
