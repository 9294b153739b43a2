//! What the audit log tells of those who attack the server: fail2ban's filter works on these lines.
//!
//! The filter itself, logrotate and systemd are tried by the scripts in `tests/operations`, which need the real ones.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};

use serde_json::json;
use socket2::{Domain, Socket, Type};
use support::Place;

/// A connection from an address of one's choice on the loopback network.
fn connect_from(last_byte: u8, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, last_byte), 0)).into()).unwrap();
    socket.connect(&to.into()).unwrap();
    socket.into()
}

#[test]
fn who_is_gone_before_the_answer_stands_in_the_audit_log_with_the_address() {
    // The passwords take seconds to work on, and the connections are closed after one.
    let place = Place::with_config("[limits]\nidentify_s = 1\n[passwords]\nmemory_kib = 65536\npasses = 32\n");
    let server = place.start();
    let guess = json!({"type": "login", "username": "alice", "password": "guess"});
    let account = json!({"type": "register", "username": "eve", "password": "secret"});
    for (last_byte, line) in [(9, guess), (10, account)] {
        connect_from(last_byte, server.address).write_all(format!("{line}\n").as_bytes()).unwrap();
    }
    for (event, address) in [("login_failed", "127.0.0.9"), ("register_ok", "127.0.0.10")] {
        place.wait_for_audit(event);
        let lines = place.audit();
        let line = lines.iter().find(|line| line["event"] == event).unwrap();
        assert_eq!(line["address"], address, "{lines:?}");
    }
    assert!(server.stop().success());
}
