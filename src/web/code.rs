//! Codes to scan for an address: the path of an SVG, for the board and for slips on paper, and lines for a terminal.
//!
//! Owns [`Code`], [`terminal_code`] and [`in_white`]. Calls the crate `qrcode` for what is dark and what is light. An address is put
//! in capitals: they take fewer and so coarser modules, that are read from further away.

use std::fmt::Write as _;

use qrcode::render::unicode::Dense1x2;
use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code, which scanners need (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Modules on each side, the quiet ones too: the view box.
    pub side: usize,
    /// The dark modules: the `d` of a path.
    pub path: String,
}

impl Code {
    /// The code of an address; `None` if it is too long for one.
    pub fn of_url(url: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(url.to_ascii_uppercase(), EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (y, row) in code.to_colors().chunks(width).enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|one, other| one == other) {
                if run.first() == Some(&Color::Dark) {
                    // Writing to a String cannot fail.
                    let _ = write!(path, "M{},{}h{length}v1h-{length}z", x + QUIET, y + QUIET, length = run.len());
                }
                x += run.len();
            }
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

/// A code to scan as lines for a terminal: two modules in a character, light ones drawn and dark ones left, as it is for a
/// dark screen. `None` if it is too long for a code.
pub fn terminal_code(address: &str) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(address.to_ascii_uppercase(), EcLevel::L).ok()?;
    let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    Some(drawn.lines().map(str::to_owned).collect())
}

/// A line of a code for a terminal of whatever colours: white on black, with its end.
pub fn in_white(line: &str) -> String {
    format!("\u{1b}[1;37;40m{line}\u{1b}[0m\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_takes_the_smallest_code_for_capitals() {
        let code = Code::of_url("http://192.168.1.20:12345").unwrap();
        // Version 2: 25 modules. In small letters it would be version 3.
        assert_eq!(code.side, 25 + 2 * QUIET);
        assert!(code.path.starts_with("M4,4h7v1h-7z"), "the finder at the top left: {}", code.path);
        assert_eq!(Code::of_url(&"x".repeat(5000)), None);
    }

    #[test]
    fn a_code_is_as_wide_as_its_modules_and_half_as_high() {
        // Version 1: 21 modules, and 4 light ones on each side. In small letters it would be version 2.
        let lines = terminal_code("http://192.168.1.20:12345").unwrap();
        assert_eq!(lines.len(), 15);
        assert!(lines.iter().all(|line| line.chars().count() == 29), "{lines:#?}");
        assert_eq!(lines[0], "█".repeat(29), "the quiet zone is light");
        assert!(lines[2].starts_with("████ ▄▄▄▄▄ █"), "the finder at the top left: {lines:#?}");
        assert_eq!(terminal_code(&"x".repeat(5000)), None);
    }
}
