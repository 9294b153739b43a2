//! The code by which somebody becomes the first admin of a server that has none.
//!
//! Owns [`FirstCode`]. The edge makes one at each start, as long as there is no admin. Calls nothing.

use std::fmt;

/// Characters that nobody takes for another one.
const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

const CHARS: usize = 8;

/// The code by which somebody shows that they may make the first admin: 40 bits. Shows nothing of itself when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstCode([u8; CHARS]);

impl fmt::Debug for FirstCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FirstCode(…)")
    }
}

impl FirstCode {
    /// Takes 5 bits of each of the first bytes.
    pub fn of_random(bytes: &[u8; 32]) -> Self {
        let mut code = [0; CHARS];
        for (character, byte) in code.iter_mut().zip(bytes) {
            *character = ALPHABET[usize::from(byte % 32)];
        }
        Self(code)
    }

    /// Two groups, for people: `K7QM-4TXD`.
    pub fn to_text(&self) -> String {
        let (first, second) = self.0.split_at(CHARS / 2);
        format!("{}-{}", String::from_utf8_lossy(first), String::from_utf8_lossy(second))
    }

    /// True if a text is it, whatever the case, the blanks and the hyphens.
    pub fn is_shown_by(&self, text: &str) -> bool {
        let typed = text.chars().filter(|c| !(c.is_whitespace() || *c == '-')).map(|c| c.to_ascii_uppercase());
        typed.eq(self.0.iter().map(|&byte| char::from(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let mut bytes = [0; 32];
        bytes[..CHARS].copy_from_slice(&[0, 31, 32, 255, 9, 10, 18, 19]);
        let code = FirstCode::of_random(&bytes);
        assert_eq!(code.to_text(), "2Z2Z-BCLM");
        for text in ["2Z2Z-BCLM", "2z2zbclm", " 2z2z bclm "] {
            assert!(code.is_shown_by(text), "{text}");
        }
        for text in ["", "2Z2Z-BCL", "2Z2Z-BCLMM", "2Z2Z-BCLN"] {
            assert!(!code.is_shown_by(text), "{text}");
        }
        assert!(!format!("{code:?}").contains("2Z2Z"));
    }
}
