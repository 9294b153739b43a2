//! A Huffman code for the texts of messages, the same for all of them.
//!
//! Owns the code, [`Packed`], a text that it makes shorter, and [`unpack`]. Called by `block`; calls nothing. The lengths
//! were found once, by counting bytes in French and some English prose, a page's labels and a little source code: a line of
//! a French class becomes 56 to 58 % of what it was. Since the code is known to both sides no block carries one, a row is
//! read without those before it, and a text that grows longer, of another script for instance, stays as it was.
//!
//! The code is canonical: shorter ones first, those of one length in the order of [`BY_LENGTH`], then all other bytes by
//! their number. Bits fill bytes from the highest on, and ones fill up the last byte: no code consists of so few of them.
//!
//! Blocks are written in it: it never changes. Another one would need another mark in a row.

use super::codec::CodecError;

/// Bytes by the length of their code in bits; the others have codes of [`LONGEST`].
const BY_LENGTH: [(u32, &[u8]); 9] = [
    (3, b" e"),
    (4, b"anrst"),
    (5, b"cdilou"),
    (6, b",mp\xc3"),
    (7, b"'.:fghqv\xa9"),
    (8, b"()-bwxy\xa0"),
    (9, b"\n\"012;jkz\xa8\xaa"),
    (10, b"!346<=>CLS\xc2"),
    (11, b"58ADEIMNOPRTUV{\x80\xab\xb4\xbb\xe2"),
];

/// Bits of the longest code.
const LONGEST: u32 = 12;

/// All codes of that length begin with so many windows of [`LONGEST`] bits.
const WINDOWS: usize = 1 << LONGEST;

/// The code of each byte, with its length in the lowest four bits.
static CODES: [u16; 256] = codes();

/// For each window of bits the byte whose code begins it, with the code's length in the lowest four bits.
static BYTES: [u16; WINDOWS] = bytes();

const fn codes() -> [u16; 256] {
    let mut codes = [0; 256];
    // The first window that no code begins yet.
    let mut window = 0;
    let mut group = 0;
    while group < BY_LENGTH.len() {
        let (length, bytes) = BY_LENGTH[group];
        let mut place = 0;
        while place < bytes.len() {
            codes[bytes[place] as usize] = ((window >> (LONGEST - length)) << 4 | length) as u16;
            window += 1 << (LONGEST - length);
            place += 1;
        }
        group += 1;
    }
    let mut byte = 0;
    while byte < codes.len() {
        if codes[byte] == 0 {
            codes[byte] = (window << 4 | LONGEST) as u16;
            window += 1;
        }
        byte += 1;
    }
    assert!(window as usize == WINDOWS, "every window begins with a code");
    codes
}

const fn bytes() -> [u16; WINDOWS] {
    let codes = codes();
    let mut bytes = [0; WINDOWS];
    let mut byte = 0;
    while byte < codes.len() {
        let length = codes[byte] as u32 & 15;
        let mut window = (codes[byte] as usize >> 4) << (LONGEST - length);
        let end = window + (1 << (LONGEST - length));
        while window < end {
            bytes[window] = (byte as u16) << 4 | length as u16;
            window += 1;
        }
        byte += 1;
    }
    bytes
}

fn code(byte: u8) -> (u64, u32) {
    let code = CODES[usize::from(byte)];
    (u64::from(code >> 4), u32::from(code & 15))
}

/// The byte whose code begins a window, and the bits of that.
fn byte_of(window: usize) -> (u8, usize) {
    let byte = BYTES[window];
    ((byte >> 4) as u8, usize::from(byte & 15))
}

/// A text that takes fewer bytes in this code.
#[derive(Debug, Clone, Copy)]
pub(super) struct Packed<'a> {
    text: &'a [u8],
    length: usize,
}

impl<'a> Packed<'a> {
    /// The text, if it becomes shorter.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        let text = text.as_bytes();
        let bits: usize = text.iter().map(|&byte| usize::from(CODES[usize::from(byte)] & 15)).sum();
        let length = bits.div_ceil(8);
        (length < text.len()).then_some(Self { text, length })
    }

    /// Bytes that it takes.
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Puts these bytes behind others.
    pub(super) fn push_to(&self, out: &mut Vec<u8>) {
        let mut at = out.len();
        let end = at + self.length;
        // Eight bytes are written at a time, of which the last are written over by the next.
        out.resize(end + 8, 0);
        let (mut held, mut bits) = (0_u64, 0);
        let (fours, rest) = self.text.as_chunks::<4>();
        for four in fours {
            // Beside the seven bits at most that are left over, these are 48.
            for &byte in four {
                let (code, length) = code(byte);
                held = held << length | code;
                bits += length;
            }
            out[at..at + 8].copy_from_slice(&(held << (64 - bits)).to_be_bytes());
            at += bits as usize / 8;
            bits %= 8;
        }
        for &byte in rest {
            let (code, length) = code(byte);
            held = held << length | code;
            bits += length;
        }
        if bits > 0 {
            out[at..at + 8].copy_from_slice(&(held << (64 - bits) | u64::MAX >> bits).to_be_bytes());
        }
        out.truncate(end);
    }
}

/// Puts the text behind other bytes: less than three times as many as there are of it packed. Whether it is UTF-8 is
/// another question.
///
/// # Errors
/// [`CodecError::Field`] when what is behind the last code is not what fills up its byte.
pub(super) fn unpack(packed: &[u8], out: &mut Vec<u8>) -> Result<(), CodecError> {
    out.reserve(packed.len() * 2);
    let mut at = 0;
    while let Some((eight, _)) = packed[at / 8..].split_first_chunk::<8>() {
        // At least 57 bits, of which four codes have 48 at most.
        let mut window = u64::from_be_bytes(*eight) << (at % 8);
        let mut four = [0; 4];
        for place in &mut four {
            let (byte, length) = byte_of((window >> (64 - LONGEST)) as usize);
            *place = byte;
            window <<= length;
            at += length;
        }
        out.extend_from_slice(&four);
    }
    loop {
        let left = packed.len() * 8 - at;
        if left == 0 {
            return Ok(());
        }
        let next = |place: usize| packed.get(at / 8 + place).copied().unwrap_or(0xff);
        let window = u32::from_be_bytes([next(0), next(1), next(2), 0xff]) << (at % 8) >> (32 - LONGEST);
        let (byte, length) = byte_of(window as usize);
        if length > left {
            let fills_up = left < 8 && window as usize == WINDOWS - 1;
            return if fills_up { Ok(()) } else { Err(CodecError::Field("packed text")) };
        }
        out.push(byte);
        at += length;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packed(text: &[u8]) -> Vec<u8> {
        let bits: usize = text.iter().map(|&byte| code(byte).1 as usize).sum();
        let mut out = b"before".to_vec();
        Packed { text, length: bits.div_ceil(8) }.push_to(&mut out);
        out.split_off(b"before".len())
    }

    fn unpacked(packed: &[u8]) -> Result<Vec<u8>, CodecError> {
        let mut out = b"before".to_vec();
        unpack(packed, &mut out)?;
        Ok(out.split_off(b"before".len()))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn bytes_come_back(bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..60),
            "[a-zéèàç' ,.?]{0,200}".prop_map(String::into_bytes),
            "[ e]{0,40}".prop_map(String::into_bytes),
        ]) {
            prop_assert_eq!(unpacked(&packed(&bytes)), Ok(bytes));
        }

        /// One text has one form, so what was cut short or made longer is none, or another text.
        #[test]
        fn any_bytes_are_the_form_of_one_text_or_of_none(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(text) = unpacked(&bytes) {
                prop_assert!(text.len() <= bytes.len() * 8 / 3);
                prop_assert_eq!(packed(&text), bytes);
            }
        }

        #[test]
        fn a_text_is_packed_if_it_becomes_shorter(text in any::<String>()) {
            match Packed::of(&text) {
                Some(shorter) => {
                    prop_assert!(shorter.len() < text.len());
                    prop_assert_eq!(packed(text.as_bytes()).len(), shorter.len());
                }
                None => prop_assert!(packed(text.as_bytes()).len() >= text.len()),
            }
        }
    }

    #[test]
    fn what_a_class_says_becomes_little_more_than_half() {
        let share = |text: &str| packed(text.as_bytes()).len() * 100 / text.len();
        for (said, expected) in [
            ("quelqu'un peut m'aider, mon programme ne marche pas et je ne comprends pas pourquoi", 57),
            ("il manque une parenthèse à la fin de la ligne 12, après le dernier print", 57),
            ("the server closed the connection before it had answered", 54),
            ("for i in range(10): print(liste[i])", 71),
        ] {
            assert_eq!(share(said), expected, "{said}");
        }
        assert!(Packed::of("").is_none() && Packed::of("OK 👍").is_none() && Packed::of("مرحبا").is_none());
    }

    #[test]
    fn the_code_is_what_blocks_are_written_in() {
        assert_eq!(packed(b" e"), [0b0000_0111]);
        assert_eq!(packed("bonjour à tous".as_bytes()), [0xe5, 0xb2, 0xf6, 0xad, 0x76, 0x19, 0xf4, 0x88, 0xb5, 0xdf]);
        assert_eq!(super::super::block::check_value(0, &packed(&(0..=255).collect::<Vec<u8>>())), 0x3df5_a2c2);
    }

    #[test]
    fn what_does_not_fill_up_the_last_byte_is_an_error() {
        let bad = Err(CodecError::Field("packed text"));
        assert_eq!(unpacked(&[]), Ok(Vec::new()));
        // A whole byte of filling, and bits that are neither a code nor filling.
        assert_eq!(unpacked(&[0xff]), bad);
        assert_eq!(unpacked(&[0b0000_0110]), bad);
        assert_eq!(unpacked(&[0b0000_0111]), Ok(b" e".to_vec()));
        assert_eq!(unpacked(&[0xff, 0xff]), Ok(vec![0xff]));
    }
}
