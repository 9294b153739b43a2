//! Certificates of a school's servers and of its broker, and the list of those that are not to be let in any more.
//!
//! Owns [`CampusAuthority`]. All are valid from 1970 to 2049: a Pi starts without a clock, and who refuses "not yet valid" would keep
//! it out until the time has come from somewhere. Who is not to come in any more stands in a list; nothing expires.

use std::net::IpAddr;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, RevocationReason, RevokedCertParams,
    SerialNumber, date_time_ymd,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use x509_cert::Certificate;
use x509_cert::crl::CertificateList;
use x509_cert::der::Decode;

use super::certificate::{GeneratedCertificate, words};

/// The year of the beginning, and that of the end: the last that RFC 5280 has a two-digit year for.
const YEARS: (i32, i32) = (1970, 2049);

/// The authority that signs the certificates of a school's servers.
pub struct CampusAuthority {
    name: String,
    key: KeyPair,
}

impl CampusAuthority {
    /// Makes one of that name.
    ///
    /// # Errors
    /// In words: no random numbers.
    pub fn make(name: &str) -> Result<(Self, GeneratedCertificate), String> {
        let mut params = dated(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().map_err(words)?;
        let certificate = params.self_signed(&key).map_err(words)?.pem();
        let made = GeneratedCertificate { certificate, key: key.serialize_pem() };
        Ok((Self { name: name.to_owned(), key }, made))
    }

    /// Takes one that was made earlier.
    ///
    /// # Errors
    /// In words: what is no certificate, or no key.
    pub fn read(certificate_pem: &str, key_pem: &str) -> Result<Self, String> {
        let certificate = parse(certificate_pem)?;
        let name = certificate.tbs_certificate().subject().common_name().ok().flatten();
        let name = name.map(|name| name.value().into_owned()).ok_or("the certificate names nobody")?;
        Ok(Self { name, key: KeyPair::from_pem(key_pem).map_err(|e| format!("no private key: {e}"))? })
    }

    /// Makes the certificate of a server, which says who it is: as a common name, where mosquitto looks, and as an alternative name,
    /// to which RabbitMQ compares the client identifier.
    ///
    /// # Errors
    /// In words: no random numbers.
    pub fn sign_server(&self, name: &str) -> Result<GeneratedCertificate, String> {
        let mut params = CertificateParams::new([name.to_owned()]).map_err(words)?;
        date(&mut params, name);
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        self.sign(params)
    }

    /// Makes the certificate of the broker, for the names and addresses by which the servers connect to it.
    ///
    /// # Errors
    /// In words: a name that cannot be in a certificate, or no random numbers.
    pub fn sign_broker(&self, names: &[String]) -> Result<GeneratedCertificate, String> {
        let mut params = CertificateParams::new(names).map_err(words)?;
        date(&mut params, names.first().map_or("broker", String::as_str));
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params)
    }

    fn sign(&self, mut params: CertificateParams) -> Result<GeneratedCertificate, String> {
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().map_err(words)?;
        let certificate = params.signed_by(&key, &Issuer::from_params(&self.params(), &self.key)).map_err(words)?;
        Ok(GeneratedCertificate { certificate: certificate.pem(), key: key.serialize_pem() })
    }

    /// Makes the list of those that are not to be let in any more, by their serial numbers; `number` is that of the list.
    ///
    /// # Errors
    /// In words: what cannot be signed.
    pub fn revoke(&self, serials: &[Vec<u8>], number: u64) -> Result<String, String> {
        let beginning = date_time_ymd(YEARS.0, 1, 1);
        let revoked = |serial: &Vec<u8>| RevokedCertParams {
            serial_number: SerialNumber::from_slice(serial),
            revocation_time: beginning,
            reason_code: Some(RevocationReason::KeyCompromise),
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: beginning,
            next_update: date_time_ymd(YEARS.1, 12, 31),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = params.signed_by(&Issuer::from_params(&self.params(), &self.key)).map_err(words)?;
        list.pem().map_err(words)
    }

    /// Returns what of its certificate stands in those that it signs.
    fn params(&self) -> CertificateParams {
        let mut params = dated(&self.name);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params
    }
}

/// The serial number of a certificate.
///
/// # Errors
/// In words: what is none.
pub fn serial_of(certificate_pem: &str) -> Result<Vec<u8>, String> {
    Ok(parse(certificate_pem)?.tbs_certificate().serial_number().as_bytes().to_vec())
}

/// The serial numbers in a list of those that are not let in any more.
///
/// # Errors
/// In words: what is no such list.
pub fn revoked_in(list_pem: &str) -> Result<Vec<Vec<u8>>, String> {
    let none = |e: &dyn std::fmt::Display| format!("no list of revoked certificates: {e}");
    let der = CertificateRevocationListDer::from_pem_slice(list_pem.as_bytes()).map_err(|e| none(&e))?;
    let list: CertificateList = CertificateList::from_der(&der).map_err(|e| none(&e))?;
    let revoked = list.tbs_cert_list.revoked_certificates.unwrap_or_default();
    Ok(revoked.iter().map(|revoked| revoked.serial_number.as_bytes().to_vec()).collect())
}

fn parse(pem: &str) -> Result<Certificate, String> {
    let der = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|e| format!("no certificate: {e}"))?;
    Certificate::from_der(&der).map_err(|e| format!("not an X.509 certificate: {e}"))
}

fn dated(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    date(&mut params, name);
    params
}

fn date(params: &mut CertificateParams, name: &str) {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(YEARS.0, 1, 1);
    params.not_after = date_time_ymd(YEARS.1, 12, 31);
}

/// True if a text can stand in a certificate as a name or an address.
pub fn can_be_certified(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok() || (!name.is_empty() && CertificateParams::new([name.to_owned()]).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::Summary;

    fn summary(pem: &str) -> Summary {
        Summary::of(&CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap()
    }

    #[test]
    fn certificates_are_valid_for_a_pi_without_a_clock() {
        let (authority, own) = CampusAuthority::make("ClassCord lycee").unwrap();
        let server = authority.sign_server("salle204").unwrap();
        let broker = authority.sign_broker(&["pi.local".to_owned(), "192.168.1.5".to_owned()]).unwrap();
        for made in [&own, &server, &broker] {
            let summary = summary(&made.certificate);
            assert_eq!(summary.not_before, "1970-01-01 00:00:00");
            assert!(summary.not_after.starts_with("2049-12-31"), "{summary}");
        }
        let again = CampusAuthority::read(&own.certificate, &own.key).unwrap();
        let parsed = parse(&again.sign_server("salle101").unwrap().certificate).unwrap();
        let issuer = parsed.tbs_certificate().issuer().clone();
        assert_eq!(&issuer, parse(&own.certificate).unwrap().tbs_certificate().subject());
        assert!(CampusAuthority::read("", &own.key).is_err() && CampusAuthority::read(&own.certificate, "").is_err());
        assert!(can_be_certified("pi.local") && can_be_certified("::1") && !can_be_certified("é"));
    }

    #[test]
    fn who_is_revoked_stands_in_the_list_and_stays_there() {
        let (authority, _) = CampusAuthority::make("ClassCord lycee").unwrap();
        let serials: Vec<Vec<u8>> =
            (0..3).map(|_| serial_of(&authority.sign_server("salle204").unwrap().certificate).unwrap()).collect();
        assert_ne!(serials[0], serials[1], "each has a number of its own");
        assert_eq!(revoked_in(&authority.revoke(&[], 1).unwrap()).unwrap(), Vec::<Vec<u8>>::new());
        let list = authority.revoke(&serials, 2).unwrap();
        assert_eq!(revoked_in(&list).unwrap(), serials);
        assert!(revoked_in("x").is_err() && serial_of("x").is_err());
    }
}
