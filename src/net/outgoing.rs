//! A connection that this process makes itself: to the broker of a school.
//!
//! Owns [`Dialer`], which takes a source of the poll for it, and [`Outgoing`], a socket with what has not left yet, with TLS on it
//! or without. It does not know what is said on it. `server::campus` holds both; the handler is called by
//! [`super::Handler::source_ready`] when something has happened on it, and calls [`Outgoing::advance`].

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr};
#[cfg(feature = "tls")]
use std::sync::Arc;

use mio::net::TcpStream;
use mio::{Interest, Registry, Token};
#[cfg(feature = "tls")]
use rustls::pki_types::ServerName;
#[cfg(feature = "tls")]
use rustls::{ClientConfig, ClientConnection};

/// Bytes that may wait to be sent. What a broker does not take by then it does not take at all.
pub const UNSENT_BYTES_MAX: usize = 1024 * 1024;

/// Times that the socket is read in one turn, then it is others' turn.
const READS_PER_TURN_MAX: usize = 16;

/// The trust in the broker, and the certificate that is shown to it.
#[cfg(feature = "tls")]
#[derive(Clone)]
pub struct ClientTls {
    /// Whose certificates are taken, and one's own.
    pub config: Arc<ClientConfig>,
    /// The name that the certificate must be for.
    pub name: ServerName<'static>,
}

/// Without TLS there is nothing to know.
#[cfg(not(feature = "tls"))]
#[derive(Debug, Clone)]
pub enum ClientTls {}

/// The maker of connections, one at a time.
#[derive(Debug)]
pub struct Dialer {
    registry: Registry,
    token: Token,
    source: usize,
}

impl Dialer {
    pub(super) fn new(registry: Registry, token: Token, source: usize) -> Self {
        Self { registry, token, source }
    }

    /// The number that [`super::Handler::source_ready`] is called with.
    pub fn source(&self) -> usize {
        self.source
    }

    /// Begins a connection.
    ///
    /// # Errors
    /// Those of the system, as far as they come at once.
    pub fn dial(&self, address: SocketAddr, tls: Option<&ClientTls>) -> io::Result<Outgoing> {
        let mut socket = TcpStream::connect(address)?;
        self.registry.register(&mut socket, self.token, Interest::READABLE | Interest::WRITABLE)?;
        #[cfg(feature = "tls")]
        let tls = match tls {
            Some(tls) => {
                let session = ClientConnection::new(Arc::clone(&tls.config), tls.name.clone());
                Some(Box::new(session.map_err(io::Error::other)?))
            }
            None => None,
        };
        Ok(Outgoing {
            socket,
            #[cfg(feature = "tls")]
            tls,
            #[cfg(not(feature = "tls"))]
            tls: tls.cloned(),
            is_connected: false,
            unsent: Vec::new(),
        })
    }
}

/// The stage that a connection has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// It is being made.
    Pending,
    /// It is there, and all that has come was read.
    Open,
    /// It is there, and there is more to read: call again, after others had their turn.
    MoreToRead,
    /// The other end has closed it; what had come before was read.
    Ended,
}

/// A connection. Dropped, it is closed.
#[derive(Debug)]
pub struct Outgoing {
    socket: TcpStream,
    #[cfg(feature = "tls")]
    tls: Option<Box<ClientConnection>>,
    #[cfg(not(feature = "tls"))]
    tls: Option<ClientTls>,
    is_connected: bool,
    unsent: Vec<u8>,
}

impl Outgoing {
    /// The bytes that are to be sent: append to them, and call [`advance`](Self::advance).
    pub fn unsent(&mut self) -> &mut Vec<u8> {
        &mut self.unsent
    }

    /// Goes on as far as it goes now: connects, reads what is there and hands it on, sends what waits.
    ///
    /// # Errors
    /// Those of the system and of TLS, and a broker that takes nothing any more. The connection is of no more use.
    pub fn advance(&mut self, buffer: &mut [u8], mut received: impl FnMut(&[u8])) -> io::Result<Progress> {
        if !self.is_connected {
            if let Some(e) = self.socket.take_error()? {
                return Err(e);
            }
            match self.socket.peer_addr() {
                Ok(_) => self.is_connected = true,
                Err(e) if e.kind() == ErrorKind::NotConnected => return Ok(Progress::Pending),
                Err(e) => return Err(e),
            }
            // A message is written whole, and somebody waits for it.
            self.socket.set_nodelay(true)?;
        }
        let mut progress = Progress::MoreToRead;
        for _ in 0..READS_PER_TURN_MAX {
            match self.read(buffer) {
                Ok(0) => return Ok(Progress::Ended),
                Ok(n) => received(buffer.get(..n).unwrap_or_default()),
                Err(e) if e.kind() == ErrorKind::WouldBlock => {
                    progress = Progress::Open;
                    break;
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        self.send()?;
        Ok(if self.is_handshaking() { Progress::Pending } else { progress })
    }

    /// Sends what waits, as far as the socket takes it.
    ///
    /// # Errors
    /// As [`advance`](Self::advance).
    pub fn send(&mut self) -> io::Result<()> {
        if !self.is_connected {
            return Ok(());
        }
        self.push_out()?;
        if self.unsent.len() > UNSENT_BYTES_MAX {
            return Err(io::Error::new(ErrorKind::TimedOut, "it takes nothing any more"));
        }
        if self.unsent.is_empty() {
            self.unsent = Vec::new();
        }
        Ok(())
    }

    /// Says that nothing more will be sent, behind what was.
    pub fn finish(&mut self) {
        #[cfg(feature = "tls")]
        if let Some(session) = &mut self.tls {
            session.send_close_notify();
        }
        // What has not left now is lost with the process.
        let _ = self.push_out();
        let _ = self.socket.shutdown(Shutdown::Write);
    }

    #[cfg(feature = "tls")]
    fn is_handshaking(&self) -> bool {
        self.tls.as_ref().is_some_and(|session| session.is_handshaking())
    }

    #[cfg(not(feature = "tls"))]
    fn is_handshaking(&self) -> bool {
        false
    }

    #[cfg(feature = "tls")]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(session) = &mut self.tls else { return self.socket.read(buffer) };
        loop {
            match session.reader().read(buffer) {
                Err(e) if e.kind() == ErrorKind::WouldBlock => {}
                // Brokers close without a goodbye too; a packet that was cut is none.
                Err(e) if e.kind() == ErrorKind::UnexpectedEof => return Ok(0),
                other => return other,
            }
            if session.read_tls(&mut self.socket)? == 0 {
                return Ok(0);
            }
            if let Err(e) = session.process_new_packets() {
                // The alert says why to the other end.
                let _ = session.write_tls(&mut self.socket);
                return Err(io::Error::new(ErrorKind::InvalidData, e));
            }
        }
    }

    #[cfg(not(feature = "tls"))]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.read(buffer)
    }

    #[cfg(feature = "tls")]
    fn push_out(&mut self) -> io::Result<()> {
        let Some(session) = &mut self.tls else { return push_plain(&mut self.socket, &mut self.unsent) };
        loop {
            while session.wants_write() {
                match session.write_tls(&mut self.socket) {
                    Ok(0) => return Err(ErrorKind::WriteZero.into()),
                    Ok(_) => {}
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                    Err(e) => return Err(e),
                }
            }
            if self.unsent.is_empty() || session.is_handshaking() {
                return Ok(());
            }
            let taken = session.writer().write(&self.unsent)?;
            self.unsent.drain(..taken);
        }
    }

    #[cfg(not(feature = "tls"))]
    fn push_out(&mut self) -> io::Result<()> {
        push_plain(&mut self.socket, &mut self.unsent)
    }
}

fn push_plain(socket: &mut TcpStream, unsent: &mut Vec<u8>) -> io::Result<()> {
    while !unsent.is_empty() {
        match socket.write(unsent) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(sent) => drop(unsent.drain(..sent)),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(e) => return Err(e),
        }
    }
    Ok(())
}
