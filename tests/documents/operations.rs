//! What the audit log tells of those who attack the server, and whether the files for operators speak of things that
//! exist: fail2ban's filter of events, docs/SECURITE.md of tests, start_server.sh of an address that answers.
//!
//! The filter itself, logrotate and systemd are tried by the scripts in `tests/operations`, which need the real ones.

use std::fs;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;

use classcord_server::ops::audit::AuditEvent;
use serde_json::json;
use socket2::{Domain, Socket, Type};

use crate::support::{Place, wait_until};

/// A connection from an address of one's choice on the loopback network.
fn connect_from(last_byte: u8, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, last_byte), 0)).into()).unwrap();
    socket.connect(&to.into()).unwrap();
    socket.into()
}

#[test]
fn who_is_gone_before_the_answer_stands_in_the_audit_log_with_the_address() {
    // The passwords take seconds to work on, and the connections are closed meanwhile.
    let place = Place::with_config("[passwords]\nmemory_kib = 65536\npasses = 8\n");
    let server = place.start();
    let guess = json!({"type": "login", "username": "alice", "password": "guess"});
    let account = json!({"type": "register", "username": "eve", "password": "secret"});
    let clients = [(9, guess), (10, account)].map(|(last_byte, line)| {
        let mut client = connect_from(last_byte, server.address);
        client.write_all(format!("{line}\n").as_bytes()).unwrap();
        client
    });
    wait_until(|| place.counter("classcord_received_lines_total") == 2, || "both lines to come".to_owned());
    let closed = place.console(&json!({"type": "ban", "address": "127.0.0.8/30"}));
    assert_eq!(closed["status"], "ok", "{closed}");
    for mut client in clients {
        let mut said = String::new();
        client.read_to_string(&mut said).unwrap();
        assert!(said.contains("\"banned\"") && said.lines().count() == 1, "{said}");
    }
    for (event, address) in [("login_failed", "127.0.0.9"), ("register_ok", "127.0.0.10")] {
        place.wait_for_audit(event);
        let lines = place.audit();
        let line = lines.iter().find(|line| line["event"] == event).unwrap();
        assert_eq!(line["address"], address, "{lines:?}");
    }
    assert!(server.stop().success());
}

#[test]
fn the_start_script_says_where_the_class_connects_and_becomes_the_server() {
    let place = Place::new();
    let port = TcpListener::bind("0.0.0.0:0").unwrap().local_addr().unwrap().port();
    let said = place.path().join("said");
    let mut command = Command::new("./start_server.sh");
    command.arg(port.to_string()).stdout(fs::File::create(&said).unwrap());
    command.env("CLASSCORD", env!("CARGO_BIN_EXE_classcord")).env("CLASSCORD_CONFIG", place.config());
    command.env("CLASSCORD_DATA", place.data()).env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
    let mut server = place.start_command(command);
    assert_eq!(server.address.port(), port);
    server.address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    server.account("alice");
    let said = fs::read_to_string(said).unwrap();
    let addresses: Vec<_> = between(&said, "adresse ", &format!("   port {port}\n"));
    assert!(!addresses.is_empty(), "{said}");
    for address in addresses {
        assert!(address.parse::<Ipv4Addr>().is_ok(), "{said}");
    }
    // Ctrl-C or SIGTERM reaches the server itself.
    assert!(server.stop().success());

    for wrong in ["", "abc", "-1"] {
        let output = Command::new("./start_server.sh").arg(wrong).env("CLASSCORD", "/bin/true").output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {output:?}");
    }
}

/// The texts between two different marks, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split_once(after)).map(|(found, _)| found).collect()
}

#[test]
fn fail2bans_filter_knows_the_servers_words() {
    let filter = fs::read_to_string("fail2ban/filter.d/classcord.conf").unwrap();
    let words = between(&filter, r#"^,"event":""#, r#"","address":"<ADDR>","error":""#);
    assert_eq!(words.len(), 7, "{words:?}");
    for word in words.iter().flat_map(|word| word.trim_start_matches("(?:").trim_end_matches(')').split('|')) {
        assert!(AuditEvent::ALL.iter().any(|event| event.as_str() == word), "{word} is no event");
    }

    let place = Place::with_config(
        "[chat]\nregistration = \"code\"\nregistration_code = \"k\"\n#! messages_burst=1\n[limits]\nmessages_per_second = 1\n[passwords]\nmemory_kib = 64\npasses = 1\n",
    );
    let server = place.start();
    let mut client = server.guest("eve");
    for n in 0..3 {
        client.send(&json!({"type": "message", "content": format!("{n}")}));
        client.send(&json!({"type": "register", "username": "eve2", "password": "secret", "code": "guess"}));
    }
    for (event, error) in [("register_refused", "registration_refused"), ("rate_limited", "messages")] {
        place.wait_for_audit(event);
        let lines = place.audit();
        let line = lines.iter().find(|line| line["event"] == event).unwrap();
        assert_eq!((&line["error"], &line["address"]), (&json!(error), &json!("127.0.0.1")), "{lines:?}");
    }
    assert!(server.stop().success());
}

#[test]
fn each_fault_of_the_threat_model_names_its_tests_and_they_exist() {
    let text = fs::read_to_string("docs/SECURITE.md").unwrap();
    let table = text.split("\n## ").find(|section| section.starts_with("Pannes et attaques")).unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(2).collect();
    assert!(rows.len() > 40, "{rows:#?}");
    for row in rows {
        let columns: Vec<&str> = row.trim_matches('|').split(" | ").collect();
        assert_eq!(columns.len(), 3, "{row}");
        let named = columns[2].contains(".rs::") || columns[2].contains("`tests/operations/");
        assert!(named, "no test: {row}");
    }
    let named: Vec<_> = text.split('`').filter_map(|code| code.split_once(".rs::")).collect();
    assert!(named.len() > 20, "{named:?}");
    for (file, test) in named {
        let source = fs::read_to_string(format!("{file}.rs")).unwrap_or_default();
        assert!(source.contains(&format!("fn {test}(")), "{file}.rs has no test {test}");
    }
    for script in between(&text, "tests/operations/", ".sh") {
        assert!(fs::exists(format!("tests/operations/{script}.sh")).unwrap(), "{script}");
    }
}

#[test]
fn the_container_is_built_with_all_that_cargo_reads() {
    let allowed = fs::read_to_string(".dockerignore").unwrap();
    let allowed: Vec<&str> = allowed.lines().filter_map(|line| line.strip_prefix('!')).collect();
    let mut cargo = Command::new(env!("CARGO"));
    let output =
        cargo.args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"]).output().unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let targets = packages.iter().flat_map(|package| package["targets"].as_array().unwrap());
    let sources =
        targets.filter(|target| target["kind"] != json!(["test"])).map(|target| target["src_path"].as_str().unwrap());
    let manifests = packages.iter().map(|package| package["manifest_path"].as_str().unwrap());
    let mut files: Vec<&str> = sources.chain(manifests).collect();
    files.extend(["Cargo.lock", ".cargo/config.toml"]);
    let top = concat!(env!("CARGO_MANIFEST_DIR"), "/");
    for file in &files {
        let file = file.strip_prefix(top).unwrap_or(file);
        let first = file.split('/').next().unwrap();
        assert!(allowed.contains(&first), "{file} is kept from the container's build by .dockerignore");
    }
    assert!(files.len() > 8, "{files:?}");
}
