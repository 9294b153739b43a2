//! TLS from the client's side, and how the client knows that it speaks with the right server.
//!
//! Owns [`Trust`] and the two halves of an encrypted connection, which are used by two threads. The handshake is done
//! before they exist.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::ops::Range;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring::default_provider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, ClientConnection, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

use crate::tls::{Fingerprint, read_certificates};

/// The time that a handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes read from the socket at once.
const READ_BYTES: usize = 16 * 1024;

/// The way in which the right server is known.
#[derive(Debug, Clone)]
pub(super) enum Trust {
    /// The one whose certificate has this fingerprint.
    Pinned(Fingerprint),
    /// Those whose certificate these vouch for, or is one of these, and that have the right name.
    Authorities(Arc<RootCertStore>),
    /// The one that answered the first time; its fingerprint is remembered in this file.
    FirstUse(PathBuf),
}

impl Trust {
    /// From what the command line says.
    ///
    /// # Errors
    /// In words: a file without certificates, or nowhere to remember servers.
    pub(super) fn choose(fingerprint: Option<Fingerprint>, authorities: Option<&Path>) -> Result<Self, String> {
        if let Some(fingerprint) = fingerprint {
            return Ok(Self::Pinned(fingerprint));
        }
        let Some(path) = authorities else {
            let home = |name, below| std::env::var_os(name).map(|home| PathBuf::from(home).join(below));
            let directory = home("XDG_CONFIG_HOME", "").or_else(|| home("HOME", ".config"));
            let directory = directory.filter(|path| path.is_absolute());
            let directory = directory.ok_or("HOME is not set: give the server's --fingerprint")?;
            return Ok(Self::FirstUse(directory.join("classcord").join("known_servers")));
        };
        let in_file = |why: String| format!("--ca {}: {why}", path.display());
        let mut roots = RootCertStore::empty();
        for certificate in read_certificates(path).map_err(in_file)? {
            roots.add(certificate).map_err(|e| in_file(e.to_string()))?;
        }
        Ok(Self::Authorities(Arc::new(roots)))
    }
}

/// Accepts certificates by their fingerprint, or all; the handshake still proves that the server has the key.
#[derive(Debug)]
struct ByFingerprint {
    expected: Option<Fingerprint>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for ByFingerprint {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let shown = Fingerprint::of(end_entity);
        match self.expected {
            Some(expected) if expected != shown => Err(Error::General(format!(
                "this is another certificate than the expected one, and perhaps another server: its fingerprint is {shown}"
            ))),
            _ => Ok(ServerCertVerified::assertion()),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Does the handshake on a connection. `server` is how the person names it.
///
/// # Errors
/// The server is not the right one, or speaks no TLS.
pub(super) fn connect(
    mut socket: TcpStream,
    host: &str,
    server: &str,
    trust: &Trust,
) -> io::Result<(TlsReader, TlsWriter)> {
    let provider = Arc::new(default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(io::Error::other)?;
    let by_fingerprint = |expected| Arc::new(ByFingerprint { expected, provider: Arc::clone(&provider) });
    let known = match trust {
        Trust::FirstUse(file) => known_fingerprint(file, server)?,
        Trust::Pinned(fingerprint) => Some(*fingerprint),
        Trust::Authorities(_) => None,
    };
    let config = match trust {
        Trust::Authorities(roots) => builder.with_root_certificates(Arc::clone(roots)).with_no_client_auth(),
        Trust::Pinned(_) | Trust::FirstUse(_) => {
            builder.dangerous().with_custom_certificate_verifier(by_fingerprint(known)).with_no_client_auth()
        }
    };
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let mut session = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    socket.set_read_timeout(Some(HANDSHAKE_TIMEOUT))?;
    while session.is_handshaking() {
        session.complete_io(&mut socket)?;
    }
    socket.set_read_timeout(None)?;
    if let (Trust::FirstUse(file), None) = (trust, known) {
        let shown = session.peer_certificates().and_then(<[_]>::first).map(Fingerprint::of);
        let shown = shown.ok_or_else(|| io::Error::other("the server showed no certificate"))?;
        eprintln!("classcord: {server} is new; its fingerprint is remembered: {shown}");
        remember(file, server, shown)?;
    }
    let shared = Arc::new(Shared { session: Mutex::new(session), out: Mutex::new(socket.try_clone()?) });
    Ok((
        TlsReader { shared: Arc::clone(&shared), socket, raw: vec![0; READ_BYTES], unread: 0..0 },
        TlsWriter { shared },
    ))
}

fn known_fingerprint(file: &Path, server: &str) -> io::Result<Option<Fingerprint>> {
    let text = match fs::read_to_string(file) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    let entry = text.lines().find_map(|line| line.split_once(' ').filter(|(name, _)| *name == server));
    let Some((_, fingerprint)) = entry else { return Ok(None) };
    fingerprint.parse().map(Some).map_err(|e| io::Error::other(format!("{}: {server}: {e}", file.display())))
}

fn remember(file: &Path, server: &str, fingerprint: Fingerprint) -> io::Result<()> {
    if let Some(directory) = file.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(file)?;
    writeln!(file, "{server} {fingerprint}")
}

struct Shared {
    session: Mutex<ClientConnection>,
    /// Taken before the session, so that records leave in their order.
    out: Mutex<TcpStream>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Sends what the session has ready after `prepare`.
    fn send(&self, prepare: impl FnOnce(&mut ClientConnection) -> io::Result<usize>) -> io::Result<usize> {
        let mut out = lock(&self.out);
        let mut session = lock(&self.session);
        let taken = prepare(&mut session)?;
        let mut records = Vec::new();
        while session.wants_write() {
            session.write_tls(&mut records)?;
        }
        drop(session);
        out.write_all(&records)?;
        Ok(taken)
    }
}

/// The bytes that the server sends, decrypted.
pub(super) struct TlsReader {
    shared: Arc<Shared>,
    socket: TcpStream,
    raw: Vec<u8>,
    /// The range of it that the session has not had.
    unread: Range<usize>,
}

impl Read for TlsReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match lock(&self.shared.session).reader().read(buf) {
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            if self.unread.is_empty() {
                // The other thread may send meanwhile.
                let count = self.socket.read(&mut self.raw)?;
                if count == 0 {
                    return Ok(0);
                }
                self.unread = 0..count;
            }
            let mut session = lock(&self.shared.session);
            // Once, as long as there is no plaintext: rustls takes no more while much of it waits.
            let taken = session.read_tls(&mut &self.raw[self.unread.clone()])?;
            self.unread.start += taken;
            session.process_new_packets().map_err(io::Error::other)?;
            let must_answer = session.wants_write();
            drop(session);
            if must_answer {
                self.shared.send(|_| Ok(0))?;
            }
        }
    }
}

/// The bytes that go to the server, encrypted.
pub(super) struct TlsWriter {
    shared: Arc<Shared>,
}

impl Write for TlsWriter {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.shared.send(|session| session.writer().write(buf))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.shared.send(|_| Ok(0)).map(drop)
    }
}
