//! Socket activation: the server listens on sockets that were opened for it, as systemd hands them over (sd_listen_fds(3)).
//! A port can be listened on once, so a server that did not use them would not start.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::Command;

use crate::support::{CHEAP_PASSWORDS, DEADLINE, Place};

/// The part of systemd: it opens sockets with these ports, puts them behind standard error, says so, and becomes the
/// server. `{n}` in an argument and in the configuration is the port of socket n. Rust's own way to do this is `unsafe`.
const MANAGER: &str = r#"
import os, socket, sys
count, config, *command = sys.argv[1:]
opened = [socket.create_server(('127.0.0.1', 0), backlog=8) for _ in range(int(count))]
ports = [s.getsockname()[1] for s in opened]
text = open(config).read()
for n, port in enumerate(ports):
    text = text.replace('{%d}' % n, str(port))
open(config, 'w').write(text)
kept = [os.dup(s.fileno()) for s in opened]
# A client that comes before there is a server.
early = socket.create_connection(('127.0.0.1', ports[0]))
early.sendall(b'{"type":"message","from":"early","content":""}\n')
high = [os.dup2(fd, 100 + n) for n, fd in enumerate(kept)]
os.dup2(early.fileno(), 200)
for n, fd in enumerate(high):
    os.dup2(fd, 3 + n)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(opened)))
os.execvp(command[0], [word.format(*ports) for word in command])
"#;

/// The server with so many sockets.
fn activated(place: &Place, sockets: usize, arguments: &[&str]) -> Command {
    let plain = place.command();
    let mut command = Command::new("python3");
    command.args(["-c", MANAGER, &sockets.to_string()]).arg(place.config());
    command.arg(plain.get_program()).args(plain.get_args()).args(arguments);
    command.current_dir(place.path()).env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
    command
}

/// The port that the configuration names, once the server runs.
fn port_in_the_configuration(place: &Place) -> u16 {
    let text = std::fs::read_to_string(place.config()).unwrap();
    let (_, rest) = text.split_once("listen = [\"127.0.0.1:").unwrap();
    rest.split('"').next().unwrap().parse().unwrap()
}

fn is_answered(port: u16) -> bool {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    (&stream).write_all(b"{\"type\":\"users\"}\n").unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    line.contains("\"users\"")
}

#[test]
fn the_port_that_the_service_manager_has_opened_is_served() {
    let place = Place::new();
    let server = place.start_command(activated(&place, 1, &["--listen", "127.0.0.1:{0}"]));
    assert!(is_answered(server.address.port()));
    // Who had connected before the server was there is served too.
    place.wait_for_audit("guest_identified");
    assert!(place.audit().iter().any(|line| line["user"] == "early"), "{:#?}", place.audit());
    assert!(!place.log().iter().any(|line| line.contains("nobody is served there")), "{:#?}", place.log());
    assert!(server.stop().success());
}

#[test]
fn a_socket_that_the_configuration_does_not_name_is_closed_and_said() {
    let place = Place::new();
    let server = place.start_command(activated(&place, 2, &["--listen", "127.0.0.1:{1}"]));
    assert!(is_answered(server.address.port()));
    place.wait_for_log("nobody is served there");
    assert!(server.stop().success());
}

#[test]
fn a_port_for_browsers_can_be_opened_by_the_service_manager_too() {
    let place = Place::with_config("[web]\nlisten = [\"127.0.0.1:{1}\"]\n");
    let server = place.start_command(activated(&place, 2, &["--listen", "127.0.0.1:{0}"]));
    let port = port_in_the_configuration(&place);
    assert!(is_answered(server.address.port()) && is_answered(port));
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    assert_eq!(line.trim_end(), "HTTP/1.1 200 OK");
    assert!(!place.log().iter().any(|line| line.contains("nobody is served there")), "{:#?}", place.log());
    assert!(server.stop().success());
}

#[cfg(feature = "tls")]
#[test]
fn the_encrypted_port_can_be_opened_by_the_service_manager_too() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:0\"]\n"));
    assert!(place.run(&["cert"], "").status.success());
    place.write_config(&format!("{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:{{1}}\"]\n"));
    let server = place.start_command(activated(&place, 2, &["--listen", "127.0.0.1:{0}"]));
    let port = port_in_the_configuration(&place);
    place.wait_for_log(&format!("listening with TLS on 127.0.0.1:{port}"));
    assert!(!place.log().iter().any(|line| line.contains("nobody is served there")), "{:#?}", place.log());
    assert!(server.stop().success());
}
