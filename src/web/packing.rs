//! The packing of a file of the page: a script without its comments, and as gzip.
//!
//! Pure. `build.rs` calls it for each file of `web/`, so that a running server has no work with them; its tests are here.

use miniz_oxide::deflate::compress_to_vec;

/// Gzip's effort: beyond it a page of text gets no smaller.
const LEVEL: u8 = 9;

/// Files shorter than this leave as they are: their head is longer.
const PACKED_BYTES_MIN: usize = 512;

/// A text as gzip (RFC 1952); `None` for one that is not worth it.
pub fn packed(text: &[u8]) -> Option<Vec<u8>> {
    (text.len() >= PACKED_BYTES_MIN).then(|| gzip(text))
}

/// A hash by which a browser knows whether a file is still the one that it has (FNV-1a); nothing depends on its strength.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A script without the comments that are whole lines, as the page's are: a sixth of what it weighs. It knows nothing of the
/// language, so that a line within a text that looks like a comment would go too; `web/tests/comments.mjs` sees to it that there
/// is none.
pub fn without_comments(script: &str) -> String {
    let mut bare = String::with_capacity(script.len());
    let mut is_within = false;
    for line in script.split_inclusive('\n') {
        let text = line.trim();
        if is_within {
            is_within = !text.ends_with("*/");
        } else if text.starts_with("/*") && !text.contains("*/") {
            is_within = true;
        } else if !(text.starts_with("//") || text.starts_with("/*") && text.ends_with("*/")) {
            bare.push_str(line);
        }
    }
    bare
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Deflate, no time, no name, an unknown system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    packed.extend(compress_to_vec(bytes, LEVEL));
    packed.extend(crc32(bytes).to_le_bytes());
    // The length modulo 2^32, as the format has it.
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xedb8_8320 })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_that_are_lines_do_not_leave() {
        let script = "// one\nlet a = 1; // stays\n  /** two\n * lines\n */\n/** one */\n/** @type {T} */ (b).c();\n";
        let bare = "let a = 1; // stays\n/** @type {T} */ (b).c();\n";
        assert_eq!(without_comments(script), bare);
        assert_eq!(without_comments("no end of line"), "no end of line");
    }

    #[test]
    fn a_packed_file_is_the_file() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        for bytes in [b"".as_slice(), b"abc", &b"ClassCord ".repeat(1000)] {
            let packed = gzip(bytes);
            let (head, rest) = packed.split_at(10);
            let (deflated, end) = rest.split_at(rest.len() - 8);
            assert_eq!(head[..3], [0x1f, 0x8b, 8]);
            assert_eq!(miniz_oxide::inflate::decompress_to_vec(deflated).unwrap(), bytes);
            assert_eq!(end, [crc32(bytes).to_le_bytes(), (bytes.len() as u32).to_le_bytes()].concat());
        }
        assert_eq!(packed(b"short"), None);
        assert_ne!(hash(b"one"), hash(b"two"));
    }
}
