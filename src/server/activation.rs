//! Socket activation (sd_listen_fds(3)): the service manager may have opened the listening sockets already.
//!
//! It then keeps them while the server is started anew, and who connects meanwhile waits instead of being refused.
//! Called at the start, before there is a second thread: what it reads is taken out of the environment, so that no child
//! believes it is meant.

use std::net::TcpListener;

use listenfd::ListenFd;

/// The TCP sockets that were handed over, and what is wrong with the others, in words.
pub(super) fn inherited() -> (Vec<TcpListener>, Vec<String>) {
    let mut handed_over = ListenFd::from_env();
    let (mut sockets, mut problems) = (Vec::new(), Vec::new());
    for n in 0..handed_over.len() {
        match handed_over.take_tcp_listener(n) {
            Ok(Some(socket)) => sockets.push(socket),
            Ok(None) => {}
            Err(e) => problems.push(format!("the service manager's socket {n} cannot be listened on: {e}")),
        }
    }
    (sockets, problems)
}
