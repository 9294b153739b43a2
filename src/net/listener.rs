//! Listening sockets and their options.
//!
//! Owns how an address is bound. Options that Linux hands down from the listening socket to the accepted ones
//! (keep-alive, TCP_USER_TIMEOUT, TCP_NODELAY) are set here once, so that an accept costs no further system calls.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use mio::net::{TcpListener, UnixListener};
use socket2::{Domain, Protocol, SockAddr, SockRef, Socket, TcpKeepalive, Type};

/// Connections that may wait to be accepted. The kernel cuts it to net.core.somaxconn (4096 on current Linux).
const BACKLOG: i32 = 1024;

/// The options by which dead peers are found: old clients answer no question of the server's.
#[derive(Debug, Clone, Copy)]
pub struct TcpOptions {
    /// Silence after which the peer's kernel is asked whether it is there. It is asked again three times, a quarter of
    /// this apart.
    pub keepalive: Duration,
    /// The time that sent bytes may stay unacknowledged (TCP_USER_TIMEOUT, tcp(7)).
    pub user_timeout: Duration,
}

/// An address that cannot be listened on.
#[derive(Debug)]
pub struct BindError {
    /// The address that could not be bound.
    pub address: SocketAddr,
    /// The error of the system.
    pub source: io::Error,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, source } = self;
        write!(f, "cannot listen on {address}: {source}")?;
        match source.kind() {
            io::ErrorKind::AddrInUse => {
                write!(
                    f,
                    "; another program, or another classcord, uses port {}: stop it or choose another with --listen",
                    address.port()
                )
            }
            io::ErrorKind::PermissionDenied => {
                write!(f, "; ports below 1024 are for root: choose a higher one with --listen")
            }
            io::ErrorKind::AddrNotAvailable => write!(f, "; this machine has no such address: see `ip address`"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for BindError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Binds an address. `[::]` serves IPv4 too unless `v6_only`; on a machine without IPv6 it becomes `0.0.0.0`.
pub(super) fn bind(address: SocketAddr, v6_only: bool, options: &TcpOptions) -> Result<TcpListener, BindError> {
    let bound = match listen(address, v6_only, options) {
        Err(e) if address.ip().is_unspecified() && address.is_ipv6() && !v6_only && lacks_ipv6(&e) => {
            listen(SocketAddr::from((Ipv4Addr::UNSPECIFIED, address.port())), false, options)
        }
        other => other,
    };
    bound.map_err(|source| BindError { address, source })
}

/// Takes over a socket that listens already. Whoever made it has chosen its backlog and whether `[::]` serves IPv4; the
/// options are set as on one of our own.
pub(super) fn adopt(socket: std::net::TcpListener, options: &TcpOptions) -> Result<TcpListener, BindError> {
    let adopted = (|| {
        socket.set_nonblocking(true)?;
        set_options(&SockRef::from(&socket), options)
    })();
    match adopted {
        Ok(()) => Ok(TcpListener::from_std(socket)),
        Err(source) => {
            let unknown = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
            Err(BindError { address: socket.local_addr().unwrap_or(unknown), source })
        }
    }
}

fn lacks_ipv6(error: &io::Error) -> bool {
    let unsupported = rustix::io::Errno::AFNOSUPPORT.raw_os_error();
    error.raw_os_error() == Some(unsupported) || error.kind() == io::ErrorKind::AddrNotAvailable
}

fn listen(address: SocketAddr, v6_only: bool, options: &TcpOptions) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM.nonblocking(), Some(Protocol::TCP))?;
    if address.is_ipv6() {
        socket.set_only_v6(v6_only)?;
    }
    // A restarted server must not wait for the old one's connections to time out.
    socket.set_reuse_address(true)?;
    set_options(&socket, options)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(TcpListener::from_std(socket.into()))
}

fn set_options(socket: &Socket, options: &TcpOptions) -> io::Result<()> {
    socket.set_tcp_nodelay(true)?;
    let keepalive = TcpKeepalive::new()
        .with_time(options.keepalive)
        .with_interval((options.keepalive / 4).max(Duration::from_secs(1)))
        .with_retries(3);
    socket.set_tcp_keepalive(&keepalive)?;
    socket.set_tcp_user_timeout(Some(options.user_timeout))
}

/// Mode of the console's socket: for the server's user and group (unix(7), "Pathname socket ownership and permissions").
const UNIX_MODE: u32 = 0o660;

/// Consoles that may wait to be accepted.
const UNIX_BACKLOG: i32 = 128;

/// Binds a Unix socket at a path. One that a server left there when it was killed is replaced; one that somebody
/// answers at is not.
///
/// # Errors
/// Those of the system, and "address in use" for a living server's socket.
pub(super) fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    let address = SockAddr::unix(path)?;
    if std::os::unix::net::UnixStream::connect(path).is_ok() {
        return Err(io::ErrorKind::AddrInUse.into());
    }
    let is_socket = |there: std::fs::Metadata| there.file_type().is_socket();
    if std::fs::symlink_metadata(path).is_ok_and(is_socket) {
        std::fs::remove_file(path)?;
    }
    let socket = Socket::new(Domain::UNIX, Type::STREAM.nonblocking(), None)?;
    socket.bind(&address)?;
    // Before it listens, so that there is no moment at which others may connect to it. It is made under its own name: a
    // longer one, to be changed, could be too long for the system where this one is not.
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(UNIX_MODE))
        .and_then(|()| socket.listen(UNIX_BACKLOG))
        .inspect_err(|_| {
            // What stays behind is replaced at the next start.
            let _ = std::fs::remove_file(path);
        })?;
    Ok(UnixListener::from_std(socket.into()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::net::UnixStream;

    use super::*;

    /// A path of exactly so many bytes in a directory.
    fn path_of(directory: &Path, bytes: usize) -> std::path::PathBuf {
        let name = bytes - directory.as_os_str().len() - 1;
        directory.join("s".repeat(name))
    }

    #[test]
    fn the_longest_path_that_the_system_takes_is_taken_and_no_longer_one() {
        let directory = tempfile::tempdir().unwrap();
        for bytes in [106, 107] {
            let path = path_of(directory.path(), bytes);
            // The second time in the place of the first, which nobody answers at any more.
            for _ in 0..2 {
                let listener = bind_unix(&path).unwrap();
                assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, UNIX_MODE);
                assert!(UnixStream::connect(&path).is_ok());
                assert_eq!(bind_unix(&path).unwrap_err().kind(), io::ErrorKind::AddrInUse);
                drop(listener);
            }
            let names = std::fs::read_dir(directory.path()).unwrap().count();
            std::fs::remove_file(&path).unwrap();
            assert_eq!(names, 1, "it is made under its own name");
        }
        assert_eq!(bind_unix(&path_of(directory.path(), 108)).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_is_no_socket_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("homework");
        std::fs::write(&path, "precious").unwrap();
        assert!(bind_unix(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    }
}
