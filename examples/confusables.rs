//! Writes `src/chat/lookalike/confusables.rs`, the table of characters that look like others:
//! `cargo run --example confusables > src/chat/lookalike/confusables.rs`
//!
//! The table is that of `unicode-security`, laid out anew. There each entry points to its text, so that a binary that
//! may be loaded anywhere has six thousand addresses to mend at its start: 160 kB of memory for names of one pupil in a
//! thousand. Here nothing is read before the first such name comes.
#![allow(missing_docs)]

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;
use unicode_security::skeleton;

fn main() {
    let mut keys = String::new();
    let mut ends = String::new();
    let mut texts = String::new();
    let (mut count, mut end) = (0, 0);
    for c in '\u{80}'..=char::MAX {
        let alone = c.to_string();
        // What decomposes is looked up in its parts, and what shows nothing has been left out before.
        let prototype: String = skeleton(&alone).collect();
        if alone.nfd().ne(alone.chars()) || prototype == alone || prototype.is_empty() {
            continue;
        }
        let gap = if count % 12 == 0 { "\n    " } else { " " };
        let _ = write!(keys, "{gap}0x{:x},", u32::from(c));
        end += prototype.len();
        let _ = write!(ends, "{gap}{end},");
        if count % 12 == 0 {
            texts.push_str("\\\n    ");
        }
        texts.extend(prototype.chars().flat_map(char::escape_unicode));
        count += 1;
    }
    println!(
        "//! Characters that look like others, each with its prototype: `confusables.txt` of UTS #39.
//!
//! Made by `cargo run --example confusables`; a test compares it with `unicode-security`.

/// The characters beyond ASCII, in order.
#[rustfmt::skip]
pub(super) static CHARACTERS: [u32; {count}] = [{keys}
];

/// The ends of the prototypes in [`PROTOTYPES`]; each begins where that of the one before ends.
#[rustfmt::skip]
pub(super) static ENDS: [u16; {count}] = [{ends}
];

/// The prototypes, in decomposed form, one behind the other.
#[rustfmt::skip]
pub(super) const PROTOTYPES: &str = \"{texts}\";"
    );
}
