//! A certificate's fingerprint: what people compare with the one on the board.
//!
//! Owns [`Fingerprint`], its text as `openssl x509 -fingerprint -sha256` writes it, and the way back from what people type.

use std::fmt;
use std::str::FromStr;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::CertificateDer;

/// Bytes of SHA-256.
const BYTES: usize = 32;

/// SHA-256 of a whole certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; BYTES]);

impl Fingerprint {
    /// Takes the fingerprint of a certificate.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        // The provider has cipher suites with SHA-256: TLS 1.3 demands one (RFC 8446, section 9.1).
        let hash = default_provider().cipher_suites.iter().find_map(|suite| {
            let hash = suite.tls13().map(|tls13| tls13.common.hash_provider)?;
            (hash.output_len() == BYTES).then(|| hash.hash(certificate))
        });
        let mut bytes = [0; BYTES];
        if let Some(hash) = hash {
            bytes.copy_from_slice(hash.as_ref());
        }
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, byte) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

impl FromStr for Fingerprint {
    type Err = String;

    /// 64 hexadecimal digits of either case, with or without colons and spaces.
    fn from_str(text: &str) -> Result<Self, String> {
        let digits: Option<Vec<u8>> = text
            .chars()
            .filter(|c| !matches!(c, ':' | ' '))
            .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let bytes: Option<[u8; BYTES]> = digits.filter(|digits| digits.len() == 2 * BYTES).and_then(|digits| {
            digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect::<Vec<u8>>().try_into().ok()
        });
        bytes.map(Self).ok_or_else(|| "not a SHA-256 fingerprint: 64 digits of 0-9 and A-F are expected".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_sha_256_and_is_read_as_people_type_it() {
        // FIPS 180-2, appendix B.1: the message "abc".
        let shown = "BA:78:16:BF:8F:01:CF:EA:41:41:40:DE:5D:AE:22:23:B0:03:61:A3:96:17:7A:9C:B4:10:FF:61:F2:00:15:AD";
        let fingerprint = Fingerprint::of(&CertificateDer::from(b"abc".to_vec()));
        assert_eq!(fingerprint.to_string(), shown);
        for typed in [shown.to_owned(), shown.replace(':', "").to_lowercase(), shown.replace(':', " ")] {
            assert_eq!(typed.parse::<Fingerprint>().unwrap(), fingerprint);
        }
        for bad in ["", "BA:78", &shown[3..], &format!("{shown}:00"), &shown.replace("BA", "XY")] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
    }
}
