//! The other side of TLS: whose certificates a server takes that connects to another, and the one that it shows.
//!
//! Owns [`client_config`]. Reading blocks: it is for the start and for the command line.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore};
use x509_cert::Certificate;
use x509_cert::der::Decode;

use crate::files::open_plain;
use crate::permissions::check_private_key;

/// The files of a certificate that is shown, and of its key.
#[derive(Debug, Clone, Copy)]
pub struct OwnFiles<'a> {
    /// The certificate, with others behind it if they are needed.
    pub certificate: &'a Path,
    /// Its private key.
    pub key: &'a Path,
}

/// Takes certificates that this authority has signed, and shows one's own if there is one.
///
/// # Errors
/// In words, with the file: what is not there, is no PEM file, or does not fit.
pub fn client_config(authority: &Path, own: Option<OwnFiles<'_>>) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(authority)? {
        roots.add(certificate).map_err(|e| in_file(authority, &e))?;
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(|e| e.to_string())?
        .with_root_certificates(roots);
    let Some(OwnFiles { certificate, key }) = own else { return Ok(Arc::new(builder.with_no_client_auth())) };
    let private = private_key(key)?;
    let config = builder.with_client_auth_cert(certificates(certificate)?, private);
    config.map(Arc::new).map_err(|e| in_file(key, &format!("it does not fit the certificate: {e}")))
}

/// The common name of the first certificate in a file: whom a broker takes its owner for.
///
/// # Errors
/// In words, with the file.
pub fn common_name(path: &Path) -> Result<String, String> {
    let first = certificates(path)?.into_iter().next();
    let first = first.ok_or_else(|| in_file(path, &"there is no certificate in it"))?;
    let certificate = Certificate::from_der(&first).map_err(|e| in_file(path, &e))?;
    let name = certificate.tbs_certificate().subject().common_name().ok().flatten();
    name.map(|name| name.value().into_owned()).ok_or_else(|| in_file(path, &"the certificate names nobody"))
}

fn in_file(path: &Path, why: &dyn std::fmt::Display) -> String {
    format!("{}: {why}", path.display())
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let file = open_plain(path).map_err(|e| in_file(path, &e))?;
    let all: Result<Vec<_>, _> = CertificateDer::pem_reader_iter(io::BufReader::new(file)).collect();
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) | Err(PemError::NoItemsFound) => Err(in_file(path, &"there is no certificate in it")),
        Err(e) => Err(in_file(path, &format!("it is no PEM file: {e}"))),
    }
}

fn private_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let file = open_plain(path).map_err(|e| in_file(path, &e))?;
    let metadata = file.metadata().map_err(|e| in_file(path, &e))?;
    check_private_key(path, &metadata).map_err(|e| in_file(path, &e))?;
    PrivateKeyDer::from_pem_reader(io::BufReader::new(file)).map_err(|e| match e {
        PemError::NoItemsFound => in_file(path, &"there is no private key in it"),
        e => in_file(path, &format!("it is no PEM file: {e}")),
    })
}
