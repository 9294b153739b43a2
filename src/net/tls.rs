//! TLS on a client's socket, without a thread and without waiting.
//!
//! Owns [`TlsStream`]: rustls does the cryptography in memory, and this moves its bytes from and to the socket. To the
//! rest of `net` it is a stream like the others: a read gives plaintext or would block, a write takes plaintext or would
//! block. Reading never writes, so that answers of the handshake leave where all lines leave.

use std::fmt;
use std::io::{self, IoSlice, Read, Write};
use std::net::Shutdown;
use std::sync::Arc;
use std::time::Duration;

use mio::net::TcpStream;
use rustls::{AlertDescription, Error, PeerIncompatible, ServerConfig, ServerConnection};

use super::handshake_failure::HandshakeFailure;

/// Plaintext that is encrypted ahead of the socket: one record (RFC 8446, section 5.1). The rest waits in the
/// connection's own queue, where it is counted and limited.
const AHEAD_BYTES_MAX: usize = 16 * 1024;

/// Times that the socket is read for one piece of plaintext; then it is others' turn.
const READS_MAX: usize = 16;

/// The options of a TLS listener.
#[derive(Clone)]
pub struct TlsOptions {
    /// The certificate, the key, the versions.
    pub config: Arc<ServerConfig>,
    /// The time that a handshake may take.
    pub handshake_time: Duration,
    /// Handshakes in progress at once. Beyond it the one that began first ends.
    pub handshakes_max: usize,
}

impl fmt::Debug for TlsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without the configuration: it holds the key.
        let Self { handshake_time, handshakes_max, .. } = self;
        f.debug_struct("TlsOptions")
            .field("handshake_time", handshake_time)
            .field("handshakes_max", handshakes_max)
            .finish_non_exhaustive()
    }
}

/// A socket with TLS on it.
#[derive(Debug)]
pub(super) struct TlsStream {
    pub(super) socket: TcpStream,
    session: ServerConnection,
    /// Plaintext that was taken and whose record has not left whole.
    held_bytes: usize,
    failure: Option<HandshakeFailure>,
    said_goodbye: bool,
    /// Bytes that had come before it was known that they are TLS.
    begin: Vec<u8>,
}

impl TlsStream {
    /// Waits for a client's greeting on a new connection.
    pub(super) fn new(socket: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Self> {
        Ok(Self::with_begin(socket, Self::session(config)?, Vec::new()))
    }

    /// A session for [`TlsStream::with_begin`].
    pub(super) fn session(config: &Arc<ServerConfig>) -> io::Result<ServerConnection> {
        let mut session = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        session.set_buffer_limit(Some(AHEAD_BYTES_MAX));
        Ok(session)
    }

    /// The same on a connection of which this was read already.
    pub(super) fn with_begin(socket: TcpStream, session: ServerConnection, begin: Vec<u8>) -> Self {
        Self { socket, session, held_bytes: 0, failure: None, said_goodbye: false, begin }
    }

    /// Reads records into the session.
    fn read_records(&mut self) -> io::Result<usize> {
        if self.begin.is_empty() {
            return self.session.read_tls(&mut self.socket);
        }
        let n = self.session.read_tls(&mut self.begin.as_slice())?;
        self.begin.drain(..n);
        if self.begin.is_empty() {
            self.begin = Vec::new();
        }
        Ok(n)
    }

    pub(super) fn is_handshaking(&self) -> bool {
        self.session.is_handshaking()
    }

    /// The reason that the handshake has failed, if it has ended without success.
    pub(super) fn handshake_failure(&self) -> Option<HandshakeFailure> {
        self.is_handshaking().then(|| self.failure.unwrap_or(HandshakeFailure::Left))
    }

    /// True if records wait for the socket.
    pub(super) fn has_unsent(&self) -> bool {
        self.session.wants_write()
    }

    /// Plaintext in those records.
    pub(super) fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// Says goodbye (close_notify), then that nothing more will be written. "Would block" asks for another call.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.said_goodbye, true) {
            self.session.send_close_notify();
        }
        self.push_out()?;
        self.socket.shutdown(Shutdown::Write)
    }

    fn push_out(&mut self) -> io::Result<()> {
        while self.session.wants_write() {
            match self.session.write_tls(&mut self.socket) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.held_bytes = 0;
        Ok(())
    }

    /// Encrypts a record's worth once the last one has left, and offers it to the socket.
    fn take(&mut self, encrypt: impl FnOnce(&mut rustls::Writer<'_>) -> io::Result<usize>) -> io::Result<usize> {
        self.push_out()?;
        let taken = encrypt(&mut self.session.writer())?;
        self.held_bytes = taken;
        match self.push_out() {
            Err(e) if e.kind() != io::ErrorKind::WouldBlock => Err(e),
            _ => Ok(taken),
        }
    }
}

impl Read for TlsStream {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        for _ in 0..READS_MAX {
            match self.session.reader().read(buf) {
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => {}
                // Many a client closes without a goodbye. A line that is cut is dropped in any case.
                Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            if self.read_records()? == 0 {
                return Ok(0);
            }
            if let Err(e) = self.session.process_new_packets() {
                self.failure = Some(failure(&e));
                return Err(io::Error::new(io::ErrorKind::InvalidData, e));
            }
        }
        Err(io::ErrorKind::Interrupted.into())
    }
}

impl Write for TlsStream {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.take(|writer| writer.write(buf))
    }

    fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
        self.take(|writer| writer.write_vectored(bufs))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.push_out()
    }
}

fn failure(error: &Error) -> HandshakeFailure {
    match error {
        Error::InvalidMessage(_) => HandshakeFailure::NotTls,
        // The extension for signature algorithms came with TLS 1.2 (RFC 5246, section 7.4.1.4.1).
        Error::PeerIncompatible(
            PeerIncompatible::SignatureAlgorithmsExtensionRequired
            | PeerIncompatible::SupportedVersionsExtensionRequired
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        )
        | Error::AlertReceived(AlertDescription::ProtocolVersion) => HandshakeFailure::OldVersion,
        Error::AlertReceived(_) => HandshakeFailure::Refused,
        _ => HandshakeFailure::Other,
    }
}
