//! The connection of the client to a server.
//!
//! Owns [`Address`], [`Transport`] and the [`Link`] it makes: a reader for one thread, a writer for another, and a
//! handle that ends both. The rest of the client knows nothing of sockets, so that another kind of transport is one more
//! variant here.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::str::FromStr;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

#[cfg(feature = "tls")]
use super::secure::{self, Trust};
use crate::resolve::addresses;

/// The port on which ClassCord servers listen.
const PORT_DEFAULT: u16 = 12345;

/// The port on which they listen for TLS.
#[cfg(feature = "tls")]
const TLS_PORT_DEFAULT: u16 = 12346;

/// The time that one address may take to answer.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The time for which a server may take nothing of what is sent to it.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// A server that vanished without a word is noticed after this and a few probes.
const KEEPALIVE: Duration = Duration::from_secs(30);

/// A host and a port as somebody types them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    host: String,
    port: u16,
    is_port_named: bool,
}

impl Address {
    /// The same, with the port of TLS if none was named.
    #[cfg(feature = "tls")]
    pub(super) fn for_tls(self) -> Self {
        if self.is_port_named { self } else { Self { port: TLS_PORT_DEFAULT, ..self } }
    }
}

impl FromStr for Address {
    type Err = String;

    /// `host`, `host:port`, `192.0.2.1:port`, `2001:db8::1` or `[2001:db8::1]:port`.
    fn from_str(text: &str) -> Result<Self, String> {
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (host, after) = rest.split_once(']').ok_or("a [ without its ]")?;
            let port = if after.is_empty() { None } else { Some(after.strip_prefix(':').ok_or("no : after the ]")?) };
            (host, port)
        } else {
            match text.split_once(':') {
                Some((host, port)) if !port.contains(':') => (host, Some(port)),
                // Several colons are an IPv6 address, bare.
                _ => (text, None),
            }
        };
        if host.is_empty() {
            return Err("no host".to_owned());
        }
        let is_port_named = port.is_some();
        let port = match port {
            None => PORT_DEFAULT,
            Some(port) => port.parse().ok().filter(|port| *port != 0).ok_or("not a port from 1 to 65535")?,
        };
        Ok(Self { host: host.to_owned(), port, is_port_named })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// The carrier of the bytes.
#[derive(Debug, Clone)]
pub(super) enum Transport {
    /// Plain TCP.
    Tcp,
    /// TLS, with servers that are trusted.
    #[cfg(feature = "tls")]
    Tls(Trust),
}

impl Transport {
    /// Connects to the first of the host's addresses that answers.
    ///
    /// # Errors
    /// The name is unknown, or what the last address said.
    pub(super) fn connect(&self, address: &Address) -> io::Result<Link> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
        for candidate in addresses(&address.host)? {
            match TcpStream::connect_timeout(&SocketAddr::new(candidate, address.port), CONNECT_TIMEOUT) {
                Ok(stream) => return self.link(stream, address),
                Err(e) => last = e,
            }
        }
        Err(last)
    }

    #[cfg_attr(not(feature = "tls"), expect(unused_variables, unused_mut, reason = "only TLS asks who the server is"))]
    fn link(&self, stream: TcpStream, address: &Address) -> io::Result<Link> {
        let mut link = Link::over_tcp(stream)?;
        match self {
            Self::Tcp => {}
            #[cfg(feature = "tls")]
            Self::Tls(trust) => {
                let socket = link.control.stream.try_clone()?;
                let (reader, writer) = secure::connect(socket, &address.host, &address.to_string(), trust)?;
                (link.reader, link.writer) = (Box::new(reader), Box::new(writer));
            }
        }
        Ok(link)
    }
}

/// A connection, in the parts that threads share out.
pub(super) struct Link {
    /// The bytes that the server sends.
    pub(super) reader: Box<dyn Read + Send>,
    /// The bytes that go to the server.
    pub(super) writer: Box<dyn Write + Send>,
    /// The rest.
    pub(super) control: ConnectionHandle,
}

impl Link {
    fn over_tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
        SockRef::from(&stream).set_tcp_keepalive(&TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE))?;
        Ok(Self {
            reader: Box::new(stream.try_clone()?),
            writer: Box::new(stream.try_clone()?),
            control: ConnectionHandle { stream },
        })
    }
}

/// A handle on a connection from outside its reader and writer.
pub(super) struct ConnectionHandle {
    stream: TcpStream,
}

impl ConnectionHandle {
    /// Sets the time that the reader waits for bytes; `None` for ever.
    pub(super) fn set_read_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.stream.set_read_timeout(timeout)
    }

    /// Ends the connection: a reader that waits is woken.
    pub(super) fn close(&self) {
        // An error means that the connection is gone already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        for (text, shown) in [
            ("pi", "pi:12345"),
            ("pi.local:80", "pi.local:80"),
            ("192.0.2.1:1", "192.0.2.1:1"),
            ("::1", "[::1]:12345"),
            ("[2001:db8::1]", "[2001:db8::1]:12345"),
            ("[::1]:99", "[::1]:99"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), shown);
        }
        for bad in ["", ":12", "pi:", "pi:0", "pi:65536", "pi:x", "[::1", "[::1]12", "[]:1"] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
