//! The characters of a line.
//!
//! Clients in Java before 18 write in the charset of their system: windows-1252 on a French Windows. A line that is not
//! valid UTF-8 is taken for that; every byte string is a text in it, so no client is refused for its accents.

use std::borrow::Cow;

use yore::CodePage;
use yore::code_pages::CP1252;

/// The text of a line, without a byte order mark.
pub fn decode(line: &[u8]) -> Cow<'_, str> {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    match std::str::from_utf8(line) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => CP1252.decode_lossy(line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_is_borrowed_and_anything_else_is_windows_1252() {
        assert!(matches!(decode("é à ç €".as_bytes()), Cow::Borrowed("é à ç €")));
        assert_eq!(decode(b"\xe9 \xe0 \xe7 \x80"), "é à ç €");
        assert_eq!(decode(b"\xef\xbb\xbf{}"), "{}");
        // A character cut in the middle is windows-1252 too, not a lost line.
        assert_eq!(decode(b"caf\xc3"), "cafÃ");
    }
}
