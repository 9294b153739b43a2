//! Notices to the service manager: sd_notify(3).
//!
//! Owns [`Notifier`], a datagram socket. Without `NOTIFY_SOCKET` in the environment nothing is
//! sent. The wording and the watchdog's settings are the library's; the socket is ours because it must not block.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

use sd_notify::NotifyState;

/// The way to the service manager, if there is one.
#[derive(Debug, Default)]
pub struct Notifier {
    socket: Option<UnixDatagram>,
    watchdog: Option<Duration>,
}

impl Notifier {
    /// As the environment says. What does not work is logged: the server runs without it.
    pub fn from_environment() -> Self {
        Self::new(std::env::var_os("NOTIFY_SOCKET"), sd_notify::watchdog_enabled())
    }

    fn new(path: Option<OsString>, watchdog: Option<Duration>) -> Self {
        let socket = path.and_then(|path| match connect(&path) {
            Ok(socket) => Some(socket),
            Err(e) => {
                log::warn!("the service manager cannot be reached at {}: {e}", path.display());
                None
            }
        });
        // Without a way to send there is nothing to keep up.
        let watchdog = watchdog.filter(|_| socket.is_some());
        Self { socket, watchdog }
    }

    /// The interval at which [`Notifier::watchdog`] is to be called: half the time after which the manager loses
    /// patience.
    pub fn watchdog_interval(&self) -> Option<Duration> {
        self.watchdog.map(|limit| limit / 2)
    }

    /// The server listens, at its start or after a reload.
    pub fn ready(&self) {
        self.send(&[NotifyState::Ready]);
    }

    /// The configuration is being read again; [`Notifier::ready`] follows.
    pub fn reloading(&self) {
        match NotifyState::monotonic_usec_now() {
            Ok(now) => self.send(&[NotifyState::Reloading, now]),
            // Without the time systemd would wait for it.
            Err(e) => log::warn!("the monotonic clock cannot be read: {e}"),
        }
    }

    /// The server ends.
    pub fn stopping(&self) {
        self.send(&[NotifyState::Stopping]);
    }

    /// The loop turns.
    pub fn watchdog(&self) {
        self.send(&[NotifyState::Watchdog]);
    }

    fn send(&self, states: &[NotifyState<'_>]) {
        let Some(socket) = &self.socket else { return };
        let text: String = states.iter().map(|state| format!("{state}\n")).collect();
        if let Err(e) = socket.send(text.as_bytes()) {
            log::warn!("the service manager could not be told {:?}: {e}", text.trim_end());
        }
    }
}

fn connect(path: &OsStr) -> io::Result<UnixDatagram> {
    let address = match path.as_bytes().strip_prefix(b"@") {
        // A name in the abstract namespace (unix(7)).
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(path)?,
    };
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    socket.connect_addr(&address)?;
    Ok(socket)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manager() -> (tempfile::TempDir, UnixDatagram, Notifier) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let notifier = Notifier::new(Some(path.into()), Some(Duration::from_secs(30)));
        (directory, socket, notifier)
    }

    fn next(socket: &UnixDatagram) -> String {
        let mut buffer = [0; 500];
        let length = socket.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    #[test]
    fn the_manager_hears_everything() {
        let (_directory, socket, notifier) = manager();
        assert_eq!(notifier.watchdog_interval(), Some(Duration::from_secs(15)));
        notifier.ready();
        assert_eq!(next(&socket), "READY=1\n");
        notifier.reloading();
        let text = next(&socket);
        let (first, second) = text.split_once('\n').unwrap();
        assert_eq!(first, "RELOADING=1");
        assert!(second.strip_prefix("MONOTONIC_USEC=").unwrap().trim().parse::<u64>().unwrap() > 0);
        notifier.watchdog();
        assert_eq!(next(&socket), "WATCHDOG=1\n");
        notifier.stopping();
        assert_eq!(next(&socket), "STOPPING=1\n");
    }

    #[test]
    fn a_manager_that_does_not_listen_blocks_nobody() {
        let (_directory, socket, notifier) = manager();
        // More than any queue of datagrams holds (net.unix.max_dgram_qlen).
        for _ in 0..100_000 {
            notifier.watchdog();
        }
        assert_eq!(next(&socket), "WATCHDOG=1\n");
    }

    #[test]
    fn abstract_names_are_understood() {
        let name = format!("classcord-test-{}", std::process::id());
        let socket = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
        Notifier::new(Some(format!("@{name}").into()), None).ready();
        assert_eq!(next(&socket), "READY=1\n");
    }

    #[test]
    fn without_a_manager_nothing_is_sent() {
        for path in [None, Some(OsString::from("/nowhere/at/all"))] {
            let notifier = Notifier::new(path, Some(Duration::from_secs(30)));
            assert_eq!(notifier.watchdog_interval(), None);
            notifier.ready();
            notifier.stopping();
        }
    }
}
