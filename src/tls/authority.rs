//! An authority of one's own: who trusts its certificate once trusts each certificate that it signs.
//!
//! Owns [`Authority`]. What it may vouch for is written into its certificate (name constraints, RFC 5280, section 4.2.1.10):
//! names of a local network, private addresses, and what it was made for. So a stolen key forges no other site to the
//! telephones that trust it.

use std::net::{IpAddr, Ipv6Addr};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData,
};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};
use x509_cert::ext::pkix;
use x509_cert::ext::pkix::name::GeneralName;

use super::certificate::{DAY, GeneratedCertificate, earliest_today, words};

/// Days that an authority is valid: replacing it means to touch each device again.
const DAYS: u32 = 3650;

/// Days between the two ends of a certificate's time. Apple's systems refuse more than 825, also of an authority that their
/// owner trusts (support.apple.com/103769). What does not lie ahead lies behind, for clocks that are slow.
pub const SIGNED_DAYS_MAX: u32 = 824;

/// Names that no one has on the Internet: of mDNS (RFC 6762), of home networks (RFC 8375), and what routers and schools use.
const LOCAL_NAMES: [&str; 6] = ["local", "localhost", "home.arpa", "internal", "lan", "home"];

/// Addresses that nobody has on the Internet, and the length of their prefix.
const LOCAL_ADDRESSES: [(IpAddr, u8); 8] = [
    (v4(10, 0), 8),
    (v4(127, 0), 8),
    (v4(169, 254), 16),
    (v4(172, 16), 12),
    (v4(192, 168), 16),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
];

const fn v4(first: u8, second: u8) -> IpAddr {
    IpAddr::V4(std::net::Ipv4Addr::new(first, second, 0, 0))
}

/// A certificate that may sign others, with its key.
pub struct Authority {
    name: String,
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

impl Authority {
    /// Makes one that may vouch for local names and private addresses, and for these names and addresses besides; and a key
    /// unless there is one (PEM).
    ///
    /// # Errors
    /// In words: a name that cannot be in a certificate, what is no private key, or no random numbers.
    pub fn make(name: &str, names: &[String], key: Option<&str>) -> Result<(Self, GeneratedCertificate), String> {
        let mut permitted: Vec<GeneralSubtree> =
            LOCAL_NAMES.iter().map(|name| GeneralSubtree::DnsName((*name).to_owned())).collect();
        permitted.extend(LOCAL_ADDRESSES.iter().map(|&(address, prefix)| subtree(address, prefix)));
        for name in names {
            match name.parse::<IpAddr>() {
                Err(_) if is_local_name(name) => {}
                Err(_) => permitted.push(GeneralSubtree::DnsName(name.clone())),
                Ok(address) if is_local_address(address) => {}
                Ok(address @ IpAddr::V4(_)) => permitted.push(subtree(address, 32)),
                // The end of an address changes by itself (RFC 8981).
                Ok(address @ IpAddr::V6(_)) => permitted.push(subtree(address, 64)),
            }
        }
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints =
            Some(NameConstraints { permitted_subtrees: permitted, excluded_subtrees: Vec::new() });
        let today = earliest_today();
        params.not_before = (today - DAY * SIGNED_DAYS_MAX).into();
        params.not_after = (today + DAY * DAYS).into();
        let key = key_pair(key)?;
        let certificate = params.self_signed(&key).map_err(words)?;
        let made = GeneratedCertificate { certificate: certificate.pem(), key: key.serialize_pem() };
        let der = certificate.der().clone();
        Ok((Self { name: name.to_owned(), certificate: der, pem: made.certificate.clone(), key }, made))
    }

    /// Reads one that was made earlier.
    ///
    /// # Errors
    /// In words: what is no certificate of an authority, no key, or another's key.
    pub fn read(certificate_pem: &str, key_pem: &str) -> Result<Self, String> {
        let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes())
            .map_err(|e| format!("no certificate of an authority: {e}"))?;
        let parsed = parse(&certificate)?;
        if !is_authority(&parsed) {
            return Err("the certificate is that of a server, and of no authority".to_owned());
        }
        let name = parsed.tbs_certificate().subject().common_name().ok().flatten();
        let key = key_pair(Some(key_pem))?;
        let public = parsed.tbs_certificate().subject_public_key_info().to_der().unwrap_or_default();
        if public != key.subject_public_key_info() {
            return Err("the key is that of another certificate".to_owned());
        }
        let name = name.map(|name| name.value().into_owned()).unwrap_or_default();
        Ok(Self { name, certificate, pem: certificate_pem.to_owned(), key })
    }

    /// True if it may vouch for a name or an address.
    pub fn permits(&self, name: &str) -> bool {
        let Ok(parsed) = parse(&self.certificate) else { return false };
        let constraints = parsed.tbs_certificate().get_extension::<pkix::NameConstraints>();
        let Ok(Some((_, constraints))) = constraints else { return true };
        let address = name.parse::<IpAddr>().ok();
        constraints.permitted_subtrees.unwrap_or_default().iter().any(|subtree| match (&subtree.base, address) {
            (GeneralName::DnsName(base), None) => is_below(name, base.as_str()),
            (GeneralName::IpAddress(range), Some(IpAddr::V4(address))) => {
                is_within(&address.octets(), range.as_bytes())
            }
            (GeneralName::IpAddress(range), Some(IpAddr::V6(address))) => {
                is_within(&address.octets(), range.as_bytes())
            }
            _ => false,
        })
    }

    /// True if a chain ends in its certificate: it has signed what comes before, unless somebody has put together what does
    /// not belong together.
    pub fn ends(&self, chain: &[CertificateDer<'_>]) -> bool {
        matches!(chain, [_, .., last] if *last == self.certificate)
    }

    /// Makes a certificate that it signs, for names and addresses and for some days from now, at most [`SIGNED_DAYS_MAX`],
    /// and a key unless there is one (PEM). Its own certificate follows in the same text: a server shows both.
    ///
    /// # Errors
    /// In words: a name that cannot be in a certificate, what is no private key, or no random numbers.
    pub fn sign(&self, names: &[String], days: u32, key: Option<&str>) -> Result<GeneratedCertificate, String> {
        let mut params = CertificateParams::new(names).map_err(words)?;
        // Never an address: without a name beside it OpenSSL takes it for one, which the authority may not sign.
        let name = names.iter().find(|name| name.parse::<IpAddr>().is_err());
        params.distinguished_name = common_name(name.map_or("classcord", String::as_str));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let end = earliest_today() + DAY * days;
        params.not_before = (end - DAY * SIGNED_DAYS_MAX).into();
        params.not_after = end.into();
        let mut issuer = CertificateParams::default();
        issuer.distinguished_name = common_name(&self.name);
        issuer.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let key = key_pair(key)?;
        let certificate = params.signed_by(&key, &Issuer::from_params(&issuer, &self.key)).map_err(words)?;
        Ok(GeneratedCertificate { certificate: certificate.pem() + &self.pem, key: key.serialize_pem() })
    }
}

/// The authority's certificate at the end of a chain, if the chain has one that signed itself, and more before it.
pub fn authority_of(chain: &[CertificateDer<'_>]) -> Option<CertificateDer<'static>> {
    let [_, .., last] = chain else { return None };
    let parsed = parse(last).ok()?;
    let itself = parsed.tbs_certificate();
    (is_authority(&parsed) && itself.subject() == itself.issuer()).then(|| last.clone().into_owned())
}

fn parse(certificate: &CertificateDer<'_>) -> Result<Certificate, String> {
    Certificate::from_der(certificate).map_err(|e| format!("not an X.509 certificate: {e}"))
}

fn is_authority(certificate: &Certificate) -> bool {
    let constraints = certificate.tbs_certificate().get_extension::<pkix::BasicConstraints>();
    constraints.is_ok_and(|constraints| constraints.is_some_and(|(_, constraints)| constraints.ca))
}

/// The key that there is, or another.
fn key_pair(pem: Option<&str>) -> Result<KeyPair, String> {
    match pem {
        Some(pem) => KeyPair::from_pem(pem).map_err(|e| format!("no private key: {e}")),
        None => KeyPair::generate().map_err(words),
    }
}

fn common_name(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn subtree(address: IpAddr, prefix: u8) -> GeneralSubtree {
    // The bits behind the prefix have to be zero.
    GeneralSubtree::IpAddress(match (address, CidrSubnet::from_addr_prefix(address, prefix)) {
        (_, CidrSubnet::V4(octets, mask)) => CidrSubnet::V4(masked(octets, mask), mask),
        (_, CidrSubnet::V6(octets, mask)) => CidrSubnet::V6(masked(octets, mask), mask),
    })
}

fn masked<const N: usize>(mut octets: [u8; N], mask: [u8; N]) -> [u8; N] {
    for (octet, mask) in octets.iter_mut().zip(mask) {
        *octet &= mask;
    }
    octets
}

/// True if a name is this one or ends in it.
fn is_below(name: &str, base: &str) -> bool {
    let (name, base) = (name.to_ascii_lowercase(), base.to_ascii_lowercase());
    name.strip_suffix(&base).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// True if an address is in a range: an address and a mask, one behind the other.
fn is_within(address: &[u8], range: &[u8]) -> bool {
    let (base, mask) = range.split_at(range.len() / 2);
    base.len() == address.len()
        && address.iter().zip(base).zip(mask).all(|((address, base), mask)| address & mask == base & mask)
}

fn is_local_name(name: &str) -> bool {
    LOCAL_NAMES.iter().any(|base| is_below(name, base))
}

fn is_local_address(address: IpAddr) -> bool {
    LOCAL_ADDRESSES.iter().any(|&(base, prefix)| match (address, base) {
        (IpAddr::V4(address), IpAddr::V4(base)) => {
            (address.to_bits() ^ base.to_bits()).leading_zeros() >= u32::from(prefix)
        }
        (IpAddr::V6(address), IpAddr::V6(base)) => {
            (address.to_bits() ^ base.to_bits()).leading_zeros() >= u32::from(prefix)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn chain(pem: &str) -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(pem.as_bytes()).map(Result::unwrap).collect()
    }

    #[test]
    fn an_authority_vouches_for_local_names_and_for_what_it_was_made_for() {
        let (made, pem) =
            Authority::make("ClassCord pi", &names(&["pi", "chat.lycee.example", "203.0.113.7"]), None).unwrap();
        let read = Authority::read(&pem.certificate, &pem.key).unwrap();
        for authority in [made, read] {
            for yes in [
                "pi",
                "pi.local",
                "PI.LOCAL",
                "chat.lycee.example",
                "a.chat.lycee.example",
                "192.168.9.9",
                "::1",
                "fd00::1",
                "203.0.113.7",
            ] {
                assert!(authority.permits(yes), "{yes}");
            }
            for no in ["lycee.example", "notlocal", "xchat.lycee.example", "8.8.8.8", "203.0.113.8", "2001:db8::1", ""]
            {
                assert!(!authority.permits(no), "{no}");
            }
        }
    }

    #[test]
    fn what_an_authority_signs_is_short_enough_for_telephones_and_carries_the_authority() {
        let (authority, own) = Authority::make("ClassCord pi", &[], None).unwrap();
        let signed = authority.sign(&names(&["pi.local", "192.168.1.20"]), 730, None).unwrap();
        let chain = chain(&signed.certificate);
        assert_eq!(chain.len(), 2);
        assert!(authority.ends(&chain) && !authority.ends(&chain[1..]));
        assert!(!Authority::make("another", &[], None).unwrap().0.ends(&chain));
        assert_eq!(authority_of(&chain), Some(CertificateDer::from_pem_slice(own.certificate.as_bytes()).unwrap()));
        let (leaf, root) = (parse(&chain[0]).unwrap(), parse(&chain[1]).unwrap());
        assert_eq!(leaf.tbs_certificate().issuer(), root.tbs_certificate().subject());
        let validity = leaf.tbs_certificate().validity();
        let span = validity.not_after.to_unix_duration() - validity.not_before.to_unix_duration();
        assert_eq!(span, DAY * SIGNED_DAYS_MAX);
        assert!(
            root.tbs_certificate().validity().not_before.to_unix_duration() <= validity.not_before.to_unix_duration()
        );
        assert!(!is_authority(&leaf));
        // A server's own certificate alone, and a chain whose end another has signed, have none.
        assert_eq!(authority_of(&chain[..1]), None);
        assert_eq!(authority_of(&[chain[1].clone(), chain[0].clone()]), None);
    }

    #[test]
    fn the_same_key_goes_into_another_certificate() {
        let (authority, _) = Authority::make("a", &[], None).unwrap();
        let first = authority.sign(&names(&["pi.local"]), 730, None).unwrap();
        let second = authority.sign(&names(&["pi.local", "192.168.1.20"]), 730, Some(&first.key)).unwrap();
        assert_eq!(second.key, first.key);
        let public = |made: &GeneratedCertificate| {
            parse(&chain(&made.certificate)[0]).unwrap().tbs_certificate().subject_public_key_info().to_der().unwrap()
        };
        assert_eq!(public(&second), public(&first));
        assert_ne!(second.certificate, first.certificate);
    }

    #[test]
    fn files_that_are_no_authority_are_told() {
        let (authority, own) = Authority::make("a", &[], None).unwrap();
        let (_, other) = Authority::make("b", &[], None).unwrap();
        let signed = authority.sign(&names(&["pi.local"]), 1, None).unwrap();
        let refused = |certificate: &str, key: &str| Authority::read(certificate, key).err().unwrap();
        assert!(refused("", &own.key).contains("no certificate of an authority"));
        assert!(refused(&own.certificate, "").contains("no private key"));
        assert!(refused(&own.certificate, &other.key).contains("another certificate"));
        assert!(refused(&signed.certificate, &signed.key).contains("of no authority"));
        assert!(authority.sign(&names(&["é"]), 1, None).is_err());
        assert!(authority.sign(&names(&["pi.local"]), 1, Some(&own.certificate)).is_err());
    }
}
