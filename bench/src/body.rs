//! The text of a load's message: which one it is, and when it was sent.
//!
//! Owns [`Body`]. It has a fixed width and only letters, digits and `~`, which no protocol changes on the way.

/// The contents of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Body {
    /// The run of the generator that sent it: what an earlier one left behind is not taken for this one's.
    pub(super) run: u16,
    /// The stream of messages that it belongs to.
    pub(super) stream: u32,
    /// Its number in the stream, from 0.
    pub(super) number: u32,
    /// The time at which it was sent, in nanoseconds since the run began.
    pub(super) sent_ns: u64,
}

const STREAM_DIGITS: usize = 8;
const NUMBER_DIGITS: usize = 8;
const SENT_DIGITS: usize = 16;

/// The byte that marks a text as a load's.
pub(super) const MARK: u8 = b'~';

/// Bytes of the shortest text.
pub(super) const BODY_BYTES_MIN: usize = 1 + 4 + STREAM_DIGITS + NUMBER_DIGITS + SENT_DIGITS;

/// Fills a text up.
const FILL: &[u8] = b"the quick brown fox jumps over the lazy dog and ";

impl Body {
    /// Writes the text, filled up to a number of bytes.
    pub(super) fn write(&self, bytes: usize, out: &mut Vec<u8>) {
        let start = out.len();
        out.push(MARK);
        push_number(out, self.run.into(), 16, 4);
        push_number(out, self.stream.into(), 16, STREAM_DIGITS);
        push_number(out, self.number.into(), 16, NUMBER_DIGITS);
        push_number(out, self.sent_ns, 16, SENT_DIGITS);
        while out.len() - start < bytes {
            let missing = bytes - (out.len() - start);
            out.extend_from_slice(&FILL[..missing.min(FILL.len())]);
        }
    }

    /// Reads a text; what follows the fixed part does not matter.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        let fixed = text.get(1..BODY_BYTES_MIN).filter(|_| text[0] == MARK)?;
        let mut at = 0;
        let mut number = |digits: usize| {
            let value = fixed[at..at + digits].iter().try_fold(0_u64, |value, digit| {
                let digit = char::from(*digit).to_digit(16)?;
                Some(value << 4 | u64::from(digit))
            });
            at += digits;
            value
        };
        Some(Self {
            run: u16::try_from(number(4)?).ok()?,
            stream: u32::try_from(number(STREAM_DIGITS)?).ok()?,
            number: u32::try_from(number(NUMBER_DIGITS)?).ok()?,
            sent_ns: number(SENT_DIGITS)?,
        })
    }
}

fn push_number(out: &mut Vec<u8>, mut value: u64, base: u64, digits: usize) {
    let start = out.len();
    out.resize(start + digits, b'0');
    for digit in out[start..].iter_mut().rev() {
        // Below 16.
        *digit = b"0123456789abcdef"[(value % base) as usize];
        value /= base;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_written() {
        let body = Body { run: 0xbeef, stream: 70_000, number: 12_345_678, sent_ns: u64::MAX };
        for bytes in [0, BODY_BYTES_MIN, 300] {
            let mut text = Vec::new();
            body.write(bytes, &mut text);
            assert_eq!(text.len(), bytes.max(BODY_BYTES_MIN));
            assert_eq!(Body::read(&text), Some(body));
        }
    }

    #[test]
    fn other_texts_are_not_taken_for_one() {
        for other in [&b""[..], b"~", b"bonjour", &[b'~'; 60]] {
            assert_eq!(Body::read(other), None);
        }
    }
}
