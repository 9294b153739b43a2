//! Text of other people, made safe to show.
//!
//! A terminal obeys control characters, so none of somebody else's may reach it: an escape sequence could move the
//! cursor, change the title or answer into the shell. Everything of theirs that is shown goes through [`printable`].

use std::borrow::Cow;
use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// The same text with every character that a terminal obeys, or that turns the text around, shown by its name:
/// an escape as `\x1b`, a line's end as `↵`.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\u{2028}' | '\u{2029}' => shown.push('↵'),
            '\t' => shown.push(' '),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(shown, "\\x{:02x}", u32::from(c))),
            c if is_unsafe(c) => drop(write!(shown, "\\u{{{:x}}}", u32::from(c))),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// The number of cells of the screen that a character takes.
pub(super) fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// Controls of both sets, line separators, and the directional controls of Unicode Standard Annex #9, section 2.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let every: String = (0..=0x10_ffff).filter_map(char::from_u32).collect();
        assert!(!printable(&every).chars().any(|c| c.is_control()));
        assert_eq!(printable("a\u{1b}]0;titre\u{7}b"), "a\\x1b]0;titre\\x07b");
        assert_eq!(printable("\u{9b}31m"), "\\x9b31m");
        assert_eq!(printable("un\r\ndeux\ntrois\tx\r"), "un↵deux↵trois x\\x0d");
        assert_eq!(printable("\u{202e}ecila"), "\\u{202e}ecila");
    }

    #[test]
    fn ordinary_text_is_left_alone() {
        for text in ["é à ç €", "部屋", "👍🏽", "👩‍👩‍👧", "e\u{301}"] {
            assert!(matches!(printable(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
