//! Self-signed certificates, and what a certificate says of itself.
//!
//! Owns [`make`], [`Summary`] and [`names_of`].

use std::fmt;
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose};
use rustls::pki_types::CertificateDer;
use x509_cert::Certificate;
use x509_cert::der::{DateTime, Decode};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

use super::Fingerprint;

/// A Pi has no clock of its own: after a power cut it may believe in any day since the release of its system. A clock
/// before this one is wrong for sure.
const CLOCK_FLOOR_UNIX_S: u64 = 1_767_225_600;

/// A day.
pub const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A certificate and its key, as PEM.
pub struct GeneratedCertificate {
    /// The certificate.
    pub certificate: String,
    /// Its private key.
    pub key: String,
}

/// Makes a key (ECDSA, P-256) and a certificate that it has signed itself, for names and addresses. It is valid since
/// 1970, so that no clock that is behind refuses it, and for some days from now.
///
/// # Errors
/// In words: a name that cannot be in a certificate, or no random numbers.
pub fn make(names: &[String], days: u32) -> Result<GeneratedCertificate, String> {
    let mut params = CertificateParams::new(names).map_err(words)?;
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, names.first().map_or("classcord", String::as_str));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = SystemTime::UNIX_EPOCH.into();
    params.not_after = (earliest_today() + DAY * days).into();
    let key = KeyPair::generate().map_err(words)?;
    let certificate = params.self_signed(&key).map_err(words)?;
    Ok(GeneratedCertificate { certificate: certificate.pem(), key: key.serialize_pem() })
}

/// Now, or a day that is past for sure if the clock is behind it.
pub(super) fn earliest_today() -> SystemTime {
    SystemTime::now().max(SystemTime::UNIX_EPOCH + Duration::from_secs(CLOCK_FLOOR_UNIX_S))
}

pub(super) fn words(error: rcgen::Error) -> String {
    format!("cannot make a certificate: {error}")
}

/// The properties of a certificate that people want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// The time from which it is valid, in UTC: `2026-11-24 10:12:03`.
    pub not_before: String,
    /// The time at which it ends.
    pub not_after: String,
    not_after_unix: Duration,
}

impl Summary {
    /// Reads a certificate.
    ///
    /// # Errors
    /// In words, when it is none.
    pub fn of(certificate: &CertificateDer<'_>) -> Result<Self, String> {
        let parsed = Certificate::from_der(certificate).map_err(|e| format!("not an X.509 certificate: {e}"))?;
        let validity = parsed.tbs_certificate().validity();
        Ok(Self {
            fingerprint: Fingerprint::of(certificate),
            not_before: shown(validity.not_before.to_date_time()),
            not_after: shown(validity.not_after.to_date_time()),
            not_after_unix: validity.not_after.to_unix_duration(),
        })
    }

    /// True if its time is over, by this machine's clock.
    pub fn has_expired(&self) -> bool {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).is_ok_and(|now| now > self.not_after_unix)
    }

    /// True if its time is over in so long, by a clock that may be behind.
    pub fn ends_within(&self, span: Duration) -> bool {
        SystemTime::UNIX_EPOCH + self.not_after_unix < earliest_today() + span
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SHA-256 {}, valid until {} UTC", self.fingerprint, self.not_after)
    }
}

/// The names and addresses that a certificate is for, as they are written.
///
/// # Errors
/// In words, when it is none.
pub fn names_of(certificate: &CertificateDer<'_>) -> Result<Vec<String>, String> {
    let parsed = Certificate::from_der(certificate).map_err(|e| format!("not an X.509 certificate: {e}"))?;
    let names = parsed.tbs_certificate().get_extension::<SubjectAltName>();
    let names = names.map_err(|e| format!("its names cannot be read: {e}"))?.map(|(_, names)| names.0);
    let written = |name: GeneralName| match name {
        GeneralName::DnsName(name) => Some(name.as_str().to_owned()),
        GeneralName::IpAddress(address) => {
            let four = <[u8; 4]>::try_from(address.as_bytes()).map(IpAddr::from);
            let address = four.or_else(|_| <[u8; 16]>::try_from(address.as_bytes()).map(IpAddr::from));
            address.ok().map(|address| address.to_string())
        }
        _ => None,
    };
    Ok(names.unwrap_or_default().into_iter().filter_map(written).collect())
}

fn shown(time: DateTime) -> String {
    time.to_string().replace('T', " ").trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use rustls::pki_types::pem::PemObject;

    use super::*;

    fn summary(days: u32) -> Summary {
        let made = make(&["pi.local".to_owned(), "192.168.1.20".to_owned()], days).unwrap();
        assert!(made.key.contains("PRIVATE KEY"));
        Summary::of(&CertificateDer::from_pem_slice(made.certificate.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn a_certificate_is_valid_since_1970_and_for_as_long_as_asked() {
        let long = summary(3650);
        assert_eq!(long.not_before, "1970-01-01 00:00:00");
        assert!(!long.has_expired());
        let ten_years = Duration::from_secs(CLOCK_FLOOR_UNIX_S + 3650 * 24 * 60 * 60);
        assert!(long.not_after_unix >= ten_years, "{long}");
        assert_ne!(summary(1).fingerprint, summary(1).fingerprint, "each has a key of its own");
        assert!(summary(30).ends_within(DAY * 31) && !summary(30).ends_within(DAY * 29));
    }

    #[test]
    fn a_certificate_says_what_it_is_for() {
        let names: Vec<String> = ["pi.local", "192.168.1.20", "::1", "fd00::1:2"].map(str::to_owned).into();
        let made = make(&names, 1).unwrap();
        let der = CertificateDer::from_pem_slice(made.certificate.as_bytes()).unwrap();
        assert_eq!(names_of(&der).unwrap(), names);
        assert!(names_of(&CertificateDer::from(b"abc".to_vec())).is_err());
    }

    #[test]
    fn what_is_no_certificate_is_told() {
        assert!(Summary::of(&CertificateDer::from(b"abc".to_vec())).unwrap_err().contains("not an X.509"));
        assert!(make(&["é".to_owned()], 1).is_err());
    }
}
