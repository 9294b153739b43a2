//! JSON text in pure ASCII.
//!
//! Clients read in the charset of their system; ASCII is the same in all of them, so every other character leaves as a
//! `\uXXXX` escape (RFC 8259, section 7), in surrogate pairs beyond the Basic Multilingual Plane.

use crate::chat::clock::two_digits;

/// Appends a JSON string, quotes included.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    push_escaped(out, text);
    out.push('"');
}

/// Appends a text as the inside of a JSON string. Most of it is plain, and is copied in pieces.
fn push_escaped(out: &mut String, mut text: &str) {
    loop {
        // A byte that is not plain begins a character.
        let (plain, rest) = text.split_at(plain_bytes(text.as_bytes()));
        out.push_str(plain);
        let mut rest = rest.chars();
        match rest.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c) => push_unicode_escape(out, c),
            None => return,
        }
        text = rest.as_str();
    }
}

/// Arithmetic on eight bytes at once, the first one lowest. What is looked for has its top bit set in the result; above the
/// lowest of these, others may have too.
mod each {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const TOP_BITS: u64 = ONES << 7;

    /// Control characters, `"` and `\`; or bytes beyond ASCII.
    fn in_need_or_beyond(word: u64) -> u64 {
        // With this bit turned over, `"` is next to the control characters, and a blank is not.
        let control_or_quote = (word ^ (ONES * 0b10)).wrapping_sub(ONES * u64::from(b' ' + 1));
        let backslash = (word ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
        control_or_quote | backslash
    }

    /// Bytes that JSON does not allow in a string as they are.
    pub(super) fn in_need_of_escape(word: u64) -> u64 {
        in_need_or_beyond(word) & !word & TOP_BITS
    }

    /// Bytes that do not stand for themselves here: from DEL on none does.
    pub(super) fn not_plain(word: u64) -> u64 {
        (in_need_or_beyond(word) | word | word.wrapping_add(ONES)) & TOP_BITS
    }
}

/// The number of bytes before the first that is looked for.
fn bytes_before(text: &[u8], in_word: impl Fn(u64) -> u64) -> usize {
    let place = |found: u64| (found.trailing_zeros() / 8) as usize;
    let Some(&last) = text.last_chunk::<8>() else {
        let filling = u64::from_le_bytes([b'x'; 8]);
        let word = text.iter().rev().fold(filling, |word, &b| word << 8 | u64::from(b));
        return place(in_word(word)).min(text.len());
    };
    for (n, &word) in text.as_chunks().0.iter().enumerate() {
        let found = in_word(u64::from_le_bytes(word));
        if found != 0 {
            return 8 * n + place(found);
        }
    }
    // They lie over the end of those before them.
    text.len() - 8 + place(in_word(u64::from_le_bytes(last)))
}

/// The number of bytes at the beginning that stand for themselves.
fn plain_bytes(text: &[u8]) -> usize {
    bytes_before(text, each::not_plain)
}

/// The number of bytes at the beginning that JSON allows in a string as they are.
pub(super) fn unescaped_bytes(text: &[u8]) -> usize {
    bytes_before(text, each::in_need_of_escape)
}

fn push_unicode_escape(out: &mut String, c: char) {
    for &mut unit in c.encode_utf16(&mut [0; 2]) {
        out.push_str("\\u");
        for byte in unit.to_be_bytes() {
            let at = 2 * usize::from(byte);
            out.push_str(&HEX_PAIRS[at..at + 2]);
        }
    }
}

/// The numbers from 0 to 255, in two hexadecimal digits each.
const HEX_PAIRS: &str = "\
    000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f\
    303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f\
    606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f\
    909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf\
    c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef\
    f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/// Appends a whole number. Each message has one, and the formatting machinery takes four times as long.
pub fn push_number(out: &mut String, number: u64) {
    if number >= 100 {
        push_number(out, number / 100);
    }
    // Below a hundred.
    let pair = two_digits((number % 100) as usize);
    out.push_str(if number < 10 { &pair[1..] } else { pair });
}

/// The same JSON text with its characters beyond ASCII written as themselves, for people. Control characters stay
/// escaped.
pub fn readable(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let first = escaped_unit(rest);
        let second = first.and_then(|_| escaped_unit(&rest[6..]));
        let length = match char::decode_utf16(first.into_iter().chain(second)).next() {
            Some(Ok(c)) if c >= '\u{a0}' => {
                out.push(c);
                6 * c.len_utf16()
            }
            // A backslash and what is escaped, which may be another one.
            _ => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The UTF-16 code unit that a text begins with as `\uXXXX`.
fn escaped_unit(json: &str) -> Option<u16> {
    let digits = json.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// Appends valid JSON text with its blanks outside strings dropped (a carriage return among them would end a line for
/// some clients), everything beyond ASCII escaped, and halves of surrogate pairs made U+FFFD.
pub fn push_json(out: &mut String, json: &str) {
    let from = out.len();
    let mut in_string = false;
    let mut escaped = false;
    for c in json.chars() {
        if in_string {
            match c {
                // Also DEL, which JSON allows bare but no client needs.
                ' '..='~' => out.push(c),
                _ => push_unicode_escape(out, c),
            }
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if !matches!(c, ' ' | '\t' | '\n' | '\r') {
            out.push(c);
            in_string = c == '"';
        }
    }
    if json.contains('\\') {
        mend_surrogates(out, from);
    }
}

/// Replaces escapes that are half of a surrogate pair. Strict parsers refuse the whole line for one, and it would reach
/// them by a field that only passes through.
fn mend_surrogates(out: &mut String, from: usize) {
    const ESCAPE_BYTES: usize = 6;
    const REPLACEMENT: &str = "\\ufffd";
    let mut at = from;
    while let Some(found) = out[at..].find('\\') {
        at += found;
        let first = unit_at(out, at);
        let second = unit_at(out, at + ESCAPE_BYTES);
        at += match (first, second) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 2 * ESCAPE_BYTES,
            (Some(0xd800..=0xdfff), _) => {
                out.replace_range(at..at + ESCAPE_BYTES, REPLACEMENT);
                ESCAPE_BYTES
            }
            (Some(_), _) => ESCAPE_BYTES,
            // Another escape: the backslash and what it is for.
            (None, _) => 2,
        };
    }
}

/// The UTF-16 unit of the `\uXXXX` escape at a place, if there is one.
fn unit_at(json: &str, at: usize) -> Option<u16> {
    let digits = json.get(at..)?.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

/// The depth to which arrays and objects are nested in a JSON text.
pub fn depth(json: &str) -> usize {
    let (mut in_string, mut escaped) = (false, false);
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in json.bytes() {
        if in_string {
            in_string = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
        } else {
            match byte {
                b'"' => in_string = true,
                b'[' | b'{' => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                b']' | b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }
    deepest
}

/// Appends a JSON array.
pub(super) fn push_list<T>(items: &[T], out: &mut String, mut push: impl FnMut(&T, &mut String)) {
    out.push('[');
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        push(item, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_read_characters_and_programs_the_same_json() {
        let json = r#"{"\u00e9\n":["\\u00e9","\ud83d\udc4d\u0007\u0085\"","\u0041"]}"#;
        let read = readable(json);
        assert_eq!(read, r#"{"é\n":["\\u00e9","👍\u0007\u0085\"","\u0041"]}"#);
        let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).unwrap();
        assert_eq!(value(&read), value(json));
        assert_eq!(self::json(&read), json);
    }

    fn string(text: &str) -> String {
        let mut out = String::new();
        push_string(&mut out, text);
        out
    }

    fn json(text: &str) -> String {
        let mut out = String::new();
        push_json(&mut out, text);
        out
    }

    #[test]
    fn numbers_have_no_zeros_before_them() {
        for number in (0..=1001).chain([9_999, 10_000, 123_456, 1_000_007, u64::MAX]) {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn each_unit_has_its_escape() {
        for c in (0..=0xffff).filter_map(char::from_u32) {
            let mut out = String::new();
            push_unicode_escape(&mut out, c);
            assert_eq!(out, format!("\\u{:04x}", u32::from(c)));
        }
    }

    #[test]
    fn accents_and_emoji_leave_as_escapes() {
        assert_eq!(string("é à ç €"), r#""\u00e9 \u00e0 \u00e7 \u20ac""#);
        assert_eq!(string("😀"), r#""\ud83d\ude00""#);
        assert_eq!(string("a\"b\\c\n\r\t\u{0}\u{7f}"), r#""a\"b\\c\n\r\t\u0000\u007f""#);
        assert_eq!(string(""), r#""""#);
    }

    #[test]
    fn relayed_json_keeps_its_meaning_and_loses_its_blanks() {
        assert_eq!(json("{ \"é\" :\r [ 1 , \"a \\\" b\" ] }"), r#"{"\u00e9":["#.to_owned() + r#"1,"a \" b"]}"#);
        assert_eq!(json(r#""\\""#), r#""\\""#);
    }

    #[test]
    fn halves_of_pairs_are_replaced_and_pairs_stay() {
        assert_eq!(json(r#""\ud83d""#), r#""\ufffd""#);
        assert_eq!(json(r#"["\uDC4D\ud83d","\ud83dx\n\udc4d"]"#), r#"["\ufffd\ufffd","\ufffdx\n\ufffd"]"#);
        assert_eq!(json(r#""\ud83d\ud83d\udc4d\u00e9""#), r#""\ufffd\ud83d\udc4d\u00e9""#);
        assert_eq!(json(r#""\\ud83d👍\\""#), r#""\\ud83d\ud83d\udc4d\\""#);
        assert_eq!(json(r#""\ud83d👍""#), r#""\ufffd\ud83d\udc4d""#);
    }

    #[test]
    fn depth_counts_brackets_outside_strings() {
        assert_eq!(depth("1"), 0);
        assert_eq!(depth(r#"["]","\"[", {"a": []}]"#), 3);
        assert_eq!(depth(&"[".repeat(5000)), 5000);
    }

    #[test]
    fn each_byte_at_each_place_is_plain_or_not() {
        for length in 0..20 {
            for at in 0..length {
                for byte in 0..=255 {
                    // What is behind it does not matter.
                    let mut text = vec![b'~'; length];
                    text[at..].fill(byte);
                    let expected = |fits: bool| if fits { length } else { at };
                    let is_allowed = byte >= b' ' && byte != b'"' && byte != b'\\';
                    assert_eq!(unescaped_bytes(&text), expected(is_allowed), "{byte} at {at} of {length}");
                    let is_plain = is_allowed && byte < 0x7f;
                    assert_eq!(plain_bytes(&text), expected(is_plain), "{byte} at {at} of {length}");
                    text[at + 1..].fill(b'~');
                    assert_eq!(plain_bytes(&text), expected(is_plain), "{byte} at {at} of {length} alone");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in any::<String>()) {
            let line = string(&text);
            prop_assert!(line.bytes().all(|b| (0x20..0x7f).contains(&b)));
            prop_assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        }

        #[test]
        fn any_json_comes_back(texts in proptest::collection::vec(any::<String>(), 0..4), number in any::<i64>()) {
            let value = serde_json::json!({ "n": number, "texts": texts, "deep": [[{ "é": texts }]] });
            for source in [value.to_string(), serde_json::to_string_pretty(&value).unwrap()] {
                let line = json(&source);
                prop_assert!(line.bytes().all(|b| (0x20..0x7f).contains(&b)));
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&line).unwrap(), &value);
            }
        }
    }
}
