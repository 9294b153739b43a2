//! The identity of a TLS server: a certificate and its key, read from two PEM files.
//!
//! Owns [`Identity`]. Reading blocks: while the server runs the worker does it.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::{Error as PemError, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::NoServerSessionStorage;
use rustls::version::{TLS12, TLS13};

use super::{Summary, authority_of};
use crate::permissions::check_private_key;

/// A certificate with its key, ready for connections.
#[derive(Clone)]
pub struct Identity {
    /// The configuration that rustls works with.
    pub config: Arc<ServerConfig>,
    /// The properties of the certificate that people want to know.
    pub summary: Summary,
    /// The certificate of the authority of one's own that has signed it, if one has.
    pub authority: Option<CertificateDer<'static>>,
}

/// The reason that there is none.
#[derive(Debug)]
pub struct IdentityError {
    key: &'static str,
    path: PathBuf,
    why: String,
}

impl fmt::Display for IdentityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}: {}", self.key, self.path.display(), self.why)
    }
}

impl std::error::Error for IdentityError {}

impl Identity {
    /// Reads the two files, and tries whether they fit each other.
    ///
    /// # Errors
    /// [`IdentityError`] names the configuration's key, the file and the mend.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, IdentityError> {
        let of_certificate = |why: String| IdentityError { key: "tls.certificate", path: certificate.to_owned(), why };
        let of_key = |why: String| IdentityError { key: "tls.key", path: key.to_owned(), why };
        let chain = read_certificates(certificate).map_err(of_certificate)?;
        let summary = chain.first().map_or_else(|| Err("is empty".to_owned()), Summary::of).map_err(of_certificate)?;
        let authority = authority_of(&chain);
        let private = read_key(key).map_err(of_key)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&TLS13, &TLS12])
            .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
            .map_err(|e| {
                of_key(format!("does not fit the certificate: {e}; make both anew with `classcord cert --force`"))
            })?;
        // A chat's connections last a lesson: what would make the next handshake cheaper is memory for nothing.
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { config: Arc::new(config), summary, authority })
    }
}

/// The private key in a PEM file, if it is private.
fn read_key(path: &Path) -> Result<PrivateKeyDer<'static>, String> {
    let words = |e| words(e, "private key");
    let file = File::open(path).map_err(|e| words(PemError::Io(e)))?;
    let metadata = file.metadata().map_err(|e| words(PemError::Io(e)))?;
    check_private_key(path, &metadata)?;
    PrivateKeyDer::from_pem_reader(file).map_err(words)
}

/// The certificates in a PEM file; at least one.
///
/// # Errors
/// In words, with the mend.
pub fn read_certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_file_iter(path).and_then(Iterator::collect);
    match all {
        Ok(all) if !all.is_empty() => Ok(all),
        Ok(_) => Err(words(PemError::NoItemsFound, "certificate")),
        Err(e) => Err(words(e, "certificate")),
    }
}

fn words(error: PemError, what: &str) -> String {
    match error {
        PemError::Io(e) if e.kind() == io::ErrorKind::NotFound => {
            "is not there; run `classcord cert` to make a certificate and its key".to_owned()
        }
        PemError::Io(e) if e.kind() == io::ErrorKind::PermissionDenied => {
            format!("cannot be read: {e}; let the server's user read it")
        }
        PemError::Io(e) => format!("cannot be read: {e}"),
        PemError::NoItemsFound => format!("has no {what} in it; it must be a PEM file"),
        e => format!("is no PEM file: {e}"),
    }
}
