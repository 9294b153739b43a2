//! Codes to scan, as the path of an SVG.
//!
//! Owns [`Code`]. Calls the crate `qrcode` for what is dark and what is light.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around a code, which scanners need (ISO/IEC 18004).
const QUIET: usize = 4;

/// A code to scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Code {
    /// Modules on each side, the quiet ones too: the view box.
    pub(super) side: usize,
    /// The dark modules: the `d` of a path.
    pub(super) path: String,
}

impl Code {
    /// The code of an address, which is written in capitals: they take fewer and so coarser modules, that are read from further away.
    /// `None` if it is too long for one.
    pub(super) fn of_url(url: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(url.to_uppercase(), EcLevel::M).ok()?;
        let width = code.width();
        let mut path = String::new();
        for (at, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            // Writing to a String cannot fail.
            let _ = write!(path, "M{},{}h1v1h-1z", at % width + QUIET, at / width + QUIET);
        }
        Some(Self { side: width + 2 * QUIET, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_takes_the_smallest_code_for_capitals() {
        let code = Code::of_url("http://192.168.1.20:12345").unwrap();
        // Version 2: 25 modules. In small letters it would be version 3.
        assert_eq!(code.side, 25 + 2 * QUIET);
        assert!(code.path.starts_with("M4,4h1v1h-1z"), "the finder at the top left: {}", code.path);
        assert_eq!(Code::of_url(&"x".repeat(5000)), None);
    }
}
