//! The encrypted port: clients of three makes, what is no TLS, deadlines, slow readers, and certificates that change.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};
use std::thread;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::faults::FailingCall;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{CHEAP_PASSWORDS, DEADLINE, Place, Server, wait_until};

const JAVA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clients/java/TlsClient.java");

/// A place whose server listens for TLS too; the first keys are those of `[tls]`, the others come before it.
fn place(before: &str, tls: &str) -> Place {
    let place = Place::with_config(&format!("{before}\n{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:0\"]\n{tls}\n"));
    let made = place.run(&["cert", "--lang", "en"], "");
    assert!(made.status.success(), "{}", words(&made));
    place
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn fingerprint(place: &Place) -> String {
    let shown = words(&place.run(&["cert", "--show", "--lang", "en"], ""));
    let line = shown.lines().find_map(|line| line.strip_prefix("Fingerprint: "));
    line.unwrap_or_else(|| panic!("{shown}")).trim().to_owned()
}

fn tls_address(place: &Place) -> SocketAddr {
    let log = place.log();
    let line = log.iter().rev().find_map(|line| line.split_once("listening with TLS on "));
    line.unwrap_or_else(|| panic!("{log:#?}")).1.trim().parse().unwrap()
}

fn chat(place: &Place, options: &[&str], input: &str) -> Output {
    let address = tls_address(place).to_string();
    let mut command = place.command();
    command.arg("chat").arg(address).args(["--script", "--wait", "2"]).args(options);
    command.env("XDG_CONFIG_HOME", place.path()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// The answers of a kind that the program's own client shows, until there are so many.
fn chat_until(place: &Place, input: &str, kind: &str, count: usize) -> Vec<Value> {
    let mut command = place.command();
    command.arg("chat").arg(tls_address(place).to_string()).args(["--script", "--wait", "60", "--ca"]);
    command.arg(place.data().join("cert.pem")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let answers = lines.map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
    let answers: Vec<Value> = answers.filter(|answer| answer["type"] == kind).take(count).collect();
    let _ = child.kill();
    let _ = child.wait();
    assert_eq!(answers.len(), count, "it has ended before");
    answers
}

fn failures(place: &Place, error: &str) -> usize {
    place.audit().iter().filter(|line| line["event"] == "tls_failed" && line["error"] == error).count()
}

fn wait_for_failure(place: &Place, error: &str) {
    wait_until(|| failures(place, error) > 0, || format!("{error} in {:#?}", place.audit()));
}

/// The text that openssl's client gets for these lines.
fn openssl(place: &Place, options: &[&str], input: &str, until: &str) -> String {
    openssl_at(tls_address(place), options, input, until)
}

fn openssl_at(address: SocketAddr, options: &[&str], input: &str, until: &str) -> String {
    let mut command = Command::new("openssl");
    command.args(["s_client", "-quiet", "-connect", &address.to_string()]).args(options);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    // Held open: at its end openssl would leave.
    let mut stdin = child.stdin.take().unwrap();
    let _ = stdin.write_all(input.as_bytes());
    let mut seen = Vec::new();
    let mut stdout = child.stdout.take().unwrap();
    let mut piece = [0; 4096];
    while !String::from_utf8_lossy(&seen).contains(until) {
        match stdout.read(&mut piece) {
            Ok(0) | Err(_) => break,
            Ok(n) => seen.extend_from_slice(&piece[..n]),
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    String::from_utf8(seen).unwrap()
}

fn hello_over_tls(place: &Place, server: &Server) {
    let mut bob = server.guest("bob");
    let output = chat(
        place,
        &["--ca", place.data().join("cert.pem").to_str().unwrap()],
        "{\"type\":\"message\",\"from\":\"zoé\",\"content\":\"chiffré é\"}\n",
    );
    assert!(output.status.success(), "{}", words(&output));
    assert_eq!(bob.read_until(|line| line["content"] == "chiffré é")["from"], "zoé");
}

#[test]
fn openssl_chats_with_the_programs_own_client_and_both_versions_work() {
    let place = place("", "");
    let server = place.start();
    hello_over_tls(&place, &server);
    for (version, name) in [("-tls1_2", "douze"), ("-tls1_3", "treize")] {
        let mut bob = server.guest("bob");
        let line = json!({"type": "message", "from": name, "content": "salut", "ack": "1"});
        let seen = openssl(&place, &[version], &format!("{line}\n"), "\"ack\"");
        assert!(seen.contains("\"type\":\"ack\""), "{version}: {seen}");
        assert_eq!(bob.read_until(|line| line["content"] == "salut")["from"], name);
    }
}

#[test]
fn a_client_is_told_where_the_encrypted_way_is_and_by_what_it_is_known() {
    let place = place("", "");
    let server = place.start();
    let mut client = server.connect();
    client.send(&json!({"type": "hello"}));
    let hello = client.read_until(|line| line["type"] == "hello");
    assert_eq!(hello["tls_port"], tls_address(&place).port(), "{hello}");
    assert_eq!(hello["fingerprint"], fingerprint(&place), "{hello}");
    let again = place.run(&["cert", "--force", "--lang", "en"], "");
    assert!(again.status.success(), "{}", words(&again));
    server.signal(Signal::HUP);
    let told = |client: &mut crate::support::Client| {
        client.send(&json!({"type": "hello"}));
        client.read_until(|line| line["type"] == "hello")["fingerprint"].clone()
    };
    let new = json!(fingerprint(&place));
    wait_until(|| told(&mut client) == new, || format!("{new} in the answer to hello"));
}

#[test]
fn a_browser_gets_the_page_by_tls_on_both_ports() {
    let place = place("", "");
    let server = place.start();
    for address in [tls_address(&place), server.address] {
        for (path, fields, status) in [
            ("/", String::new(), "200 OK"),
            ("/ws", format!("Origin: https://{address}\r\n"), "101 Switching Protocols"),
            ("/ws", format!("Origin: http://{address}\r\n"), "403 Forbidden"),
        ] {
            let request = format!(
                "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{fields}\r\n"
            );
            let seen = openssl_at(address, &["-ign_eof"], &request, "\r\n\r\n");
            assert!(seen.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{address}: {seen:?}");
            assert_eq!(seen.contains("Cross-Origin-Opener-Policy: same-origin\r\n"), path == "/", "{seen:?}");
        }
    }
    // A client that speaks lines through it is one as well.
    let seen = openssl_at(server.address, &["-ign_eof"], "{\"type\":\"hello\"}\n", "}\n");
    assert!(seen.contains("\"server\":\"classcord\""), "{seen:?}");
}

#[test]
fn a_web_page_cannot_speak_in_the_class_through_tls_either() {
    let place = place("", "");
    let server = place.start();
    let mut ben = server.guest("ben");
    ben.read_words("Bienvenue");
    for line in ["POST / HTTP/1.1", "chat /x HTTP/1.1"] {
        let body = "\n{\"type\":\"message\",\"from\":\"page\",\"content\":\"CSRF\"}\n";
        let request = format!("{line}\r\nHost: pi\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let seen = openssl(&place, &["-ign_eof"], &request, "never");
        let (head, text) = seen.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{seen:?}"));
        assert!(head.starts_with("HTTP/1.1 421 Misdirected Request\r\n") && text.contains("web.names"), "{seen:?}");
    }
    ben.expect_nothing();
    assert_eq!(place.counter(r#"classcord_connections_dropped_total{reason="http"}"#), 2);
}

#[test]
fn the_programs_own_client_reads_many_big_answers() {
    let place = place(NO_RATE_LIMITS, "");
    let rows: String = (1..=200)
        .map(|id| {
            let row = json!({
                "id": id, "time": "2026-11-24T10:00:00+01:00", "kind": "channel", "channel": "#général", "from": "bob",
                "to": null, "content": "x".repeat(300), "subtype": null, "extra": null,
            });
            format!("{row}\n")
        })
        .collect();
    fs::write(place.path().join("rows.jsonl"), rows).unwrap();
    let imported = place.run(&["import", "rows.jsonl"], "");
    assert!(imported.status.success(), "{}", words(&imported));
    let _server = place.start();
    // From 10 to 80 KB, so that records end at all places of what is read at a time.
    let limits = (0..100).map(|n| 20 + n * 37 % 160);
    let asked: String = limits.map(|limit| json!({"type": "history", "limit": limit}).to_string() + "\n").collect();
    let hello = "{\"type\":\"message\",\"from\":\"zoé\",\"content\":\"x\"}\n";
    chat_until(&place, &format!("{hello}{asked}"), "history", 100);
}

#[test]
fn a_java_client_chats() {
    if !Command::new("java").arg("-version").stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: there is no java on this machine; install a JDK 11 or later (default-jdk-headless)");
        return;
    }
    let place = place("", "");
    let server = place.start();
    let mut bob = server.guest("bob");
    let address = tls_address(&place);
    let mut command = Command::new("java");
    command.args(["-XX:TieredStopAtLevel=1", JAVA, &address.ip().to_string(), &address.port().to_string()]);
    let output = command.arg(place.data().join("cert.pem")).output().unwrap();
    assert!(output.status.success(), "{}", words(&output));
    assert!(words(&output).contains("\"status\":\"ok\",\"username\":\"java\""), "{}", words(&output));
    assert_eq!(bob.read_until(|line| line["content"] == "de Java")["from"], "java");
}

#[test]
fn old_versions_are_refused() {
    let place = place("", "");
    let _server = place.start();
    // As low as openssl goes, with what Debian has switched off switched on.
    let seen = openssl(&place, &["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"], "{\"type\":\"users\"}\n", "users");
    assert_eq!(seen, "");
    wait_for_failure(&place, "old_version");
}

#[test]
fn what_is_no_tls_is_dropped_counted_and_audited() {
    let place = place("", "");
    let server = place.start();
    for noise in [&b"{\"type\":\"users\"}\n"[..], b"GET / HTTP/1.1\r\n\r\n", &[0xff; 600]] {
        let before = failures(&place, "no_tls");
        let mut stream = TcpStream::connect(tls_address(&place)).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(noise).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        // An alert (RFC 8446, section 6), and no word of the protocol.
        assert_eq!((answer.first(), answer.len()), (Some(&21), 7), "{answer:?}");
        wait_until(|| failures(&place, "no_tls") > before, || format!("no_tls in {:#?}", place.audit()));
    }
    assert_eq!(server.stop().code(), Some(0));
    place.wait_for_log("tls_not_tls=3");
}

#[test]
fn a_handshake_goes_on_while_clients_wait_for_the_disk() {
    let place = place(&format!("{NO_RATE_LIMITS}#! store_queue=16 store_wait_s=60\n"), "");
    let server = place.start_with(&["--log-level", "debug"]);
    let mut alice = server.guest("alice");
    let Some(slow) = FailingCall::attach(&server, "fdatasync:delay_enter=30000000") else { return };
    for n in 0..30 {
        alice.say(&n.to_string());
    }
    place.wait_for_log("clients are read later");
    let hello = thread::scope(|scope| {
        let client = scope.spawn(|| openssl(&place, &[], "{\"type\":\"hello\"}\n", "\n"));
        let done = || place.counter("classcord_tls_handshakes_total{result=\"ok\"}") == 1;
        wait_until(done, || format!("the handshake: {:#?}", place.log()));
        for end in ["caught_up", "gave_up", "failed"] {
            assert_eq!(place.counter(&format!("classcord_storage_waits_total{{end=\"{end}\"}}")), 0);
        }
        slow.end();
        client.join().unwrap()
    });
    assert!(hello.contains("\"type\":\"hello\""), "{hello}");
}

#[test]
fn half_a_handshake_runs_into_the_deadline_and_others_never_notice() {
    let place = place("", "#! handshake_s=5");
    let server = place.start();
    // The head of a record that never comes.
    let mut halves: Vec<TcpStream> = (0..30).map(|_| TcpStream::connect(tls_address(&place)).unwrap()).collect();
    for half in &mut halves {
        half.write_all(&[22, 3, 1, 2, 0]).unwrap();
        half.set_read_timeout(Some(DEADLINE)).unwrap();
    }
    hello_over_tls(&place, &server);
    for mut half in halves {
        assert!(matches!(half.read_to_end(&mut Vec::new()), Ok(0) | Err(_)));
    }
    wait_until(|| failures(&place, "timed_out") == 30, || format!("30 in {:#?}", place.audit()));
    hello_over_tls(&place, &server);
}

#[test]
fn so_many_handshakes_are_in_progress_and_the_oldest_gives_way() {
    let place = place("", "#! max_handshakes=3 handshake_s=60");
    let server = place.start();
    let mut halves: Vec<TcpStream> = (0..5).map(|_| TcpStream::connect(tls_address(&place)).unwrap()).collect();
    wait_until(|| failures(&place, "crowded_out") == 2, || format!("two in {:#?}", place.audit()));
    for oldest in &mut halves[..2] {
        oldest.set_read_timeout(Some(DEADLINE)).unwrap();
        assert!(matches!(oldest.read(&mut [0; 8]), Ok(0) | Err(_)));
    }
    hello_over_tls(&place, &server);
}

#[test]
fn a_tls_client_that_does_not_read_is_dropped_like_a_plain_one() {
    let limits = "#! queue_soft_grace_s=1\n[limits]\nqueue_hard_bytes = 131072\n";
    let rates = NO_RATE_LIMITS.replace("[limits]\n", "");
    let place = place(&format!("{limits}{rates}"), "");
    let server = place.start();
    let mut command = place.command();
    command.args(["chat", &tls_address(&place).to_string(), "--script", "--wait", "60", "--guest", "lent"]);
    command.arg("--ca").arg(place.data().join("cert.pem")).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut slow = command.spawn().unwrap();
    let mut bob = server.guest("bob");
    wait_until(|| bob.ask_users().len() == 2, || format!("lent in {:#?}", place.log()));
    // Its output is not read, so it stands still once the pipe is full.
    let long = "x".repeat(8000);
    wait_until(
        || {
            (0..20).for_each(|_| bob.send(&json!({"type": "message", "content": long})));
            place.audit().iter().any(|line| line["event"] == "slow_reader")
        },
        || "it to be dropped".to_owned(),
    );
    bob.read_until(|line| line["type"] == "status" && line["state"] == "offline");
    let _ = slow.kill();
    let _ = slow.wait();
}

#[test]
fn a_large_history_arrives_whole() {
    let place = place(NO_RATE_LIMITS, "");
    let server = place.start();
    let mut bob = server.guest("bob");
    let text = "été ".repeat(250);
    for n in 0..60 {
        bob.send(&json!({"type": "message", "content": format!("{n} {text}"), "ack": n.to_string()}));
    }
    for _ in 0..60 {
        bob.read_until(|line| line["type"] == "ack");
    }
    let ask = json!({"type": "history", "channel": "#général", "limit": 60});
    let input =
        format!("{}\n{}", json!({"type": "message", "from": "zoé", "content": ""}), format!("{ask}\n").repeat(20));
    let pages = chat_until(&place, &input, "history", 20);
    for page in &pages {
        let messages = page["messages"].as_array().unwrap();
        assert!(!messages.is_empty());
        assert_eq!(messages.last().unwrap()["content"], format!("59 {text}"));
        assert_eq!(page, &pages[0]);
    }
}

#[test]
fn the_first_use_is_remembered_and_another_certificate_is_refused() {
    let place = place("", "");
    let server = place.start();
    let shown = fingerprint(&place);
    let first = chat(&place, &["--tls"], "{\"type\":\"users\"}\n");
    assert!(first.status.success() && words(&first).contains(&format!("is remembered: {shown}")), "{}", words(&first));
    let second = chat(&place, &["--tls"], "{\"type\":\"users\"}\n");
    assert!(second.status.success() && !words(&second).contains("remembered"), "{}", words(&second));
    assert!(chat(&place, &["--fingerprint", &shown], "{\"type\":\"users\"}\n").status.success());
    let wrong = chat(&place, &["--fingerprint", &"00".repeat(32)], "{\"type\":\"users\"}\n");
    assert!(!wrong.status.success() && words(&wrong).contains("another certificate"), "{}", words(&wrong));

    // A good new certificate comes with SIGHUP.
    let old = fs::read(place.data().join("cert.pem")).unwrap();
    assert!(!place.run(&["cert"], "").status.success(), "nothing is overwritten unasked");
    assert!(place.run(&["cert", "--force"], "").status.success());
    server.signal(Signal::HUP);
    place.wait_for_audit("certificate_loaded");
    let changed = chat(&place, &["--tls"], "{\"type\":\"users\"}\n");
    assert!(!changed.status.success() && words(&changed).contains("another certificate"), "{}", words(&changed));
    let new = fingerprint(&place);
    assert_ne!(new, shown);

    // A broken one, and one that does not fit its key, change nothing and are said loudly.
    for broken in [&b"-----BEGIN"[..], &old] {
        let before = place.audit().iter().filter(|line| line["event"] == "certificate_refused").count();
        fs::write(place.data().join("cert.pem"), broken).unwrap();
        server.signal(Signal::HUP);
        let refused = || place.audit().iter().filter(|line| line["event"] == "certificate_refused").count();
        wait_until(|| refused() > before, || format!("a refusal in {:#?}", place.log()));
        assert!(chat(&place, &["--fingerprint", &new], "{\"type\":\"users\"}\n").status.success());
    }
    place.wait_for_log("TLS certificate not reloaded, the old one stays in force");
}

#[test]
fn the_plain_port_can_be_off_and_a_missing_certificate_says_how_to_make_one() {
    let place = Place::with_config(&format!("listen = []\n{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:0\"]\n"));
    let refused = place.run(&["serve"], "");
    assert!(!refused.status.success());
    for part in ["tls.certificate = ", "cert.pem", "run `classcord cert`"] {
        assert!(words(&refused).contains(part), "{part} is not in {}", words(&refused));
    }
    let made = place.run(&["cert", "--name", "pi.local", "--name", "127.0.0.1", "--lang", "fr"], "");
    assert!(words(&made).contains("Empreinte :") && words(&made).contains("1970-01-01"), "{}", words(&made));
    for name in ["cert.pem", "key.pem"] {
        let mode = fs::metadata(place.data().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let mut child = place
        .command()
        .stdin(Stdio::null())
        .stderr(fs::File::create(place.path().join("log")).unwrap())
        .spawn()
        .unwrap();
    let log = || fs::read_to_string(place.path().join("log")).unwrap();
    wait_until(|| log().contains("ready "), log);
    assert!(!log().contains("listening on "), "{}", log());
    let address =
        log().lines().find_map(|line| line.split_once("with TLS on ").map(|(_, a)| a.trim().to_owned())).unwrap();
    let mut command = place.command();
    command.args(["chat", &address, "--script", "--ca"]).arg(place.data().join("cert.pem")).stdin(Stdio::null());
    let output = command.output().unwrap();
    let _ = child.kill();
    let _ = child.wait();
    assert!(output.status.success(), "{}", words(&output));
}

#[test]
fn an_authority_of_ones_own_is_served_and_signs_again_without_new_trust() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:0\"]\n"));
    let run = |arguments: &[&str]| {
        let output = place.run(&[&["cert", "--lang", "en"], arguments].concat(), "");
        (output.status.success(), words(&output))
    };
    let (done, said) = run(&["--renew"]);
    assert!(!done && said.contains("--ca makes an authority"), "{said}");
    let (done, said) = run(&["--ca", "--days", "825"]);
    assert!(!done && said.contains("iPhones refuse more than 824 days"), "{said}");
    let (done, said) = run(&["--ca"]);
    assert!(done && said.contains("ca.pem"), "{said}");
    for name in ["ca.pem", "ca-key.pem"] {
        assert_eq!(fs::metadata(place.data().join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let authority = fs::read(place.data().join("ca.pem")).unwrap();
    let server = place.start();
    let served = || {
        let mut stream = TcpStream::connect(server.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        write!(stream, "GET /ca.crt HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
        let body = answer.split_off(end);
        (String::from_utf8(answer).unwrap(), body)
    };
    let (head, der) = served();
    assert!(
        head.starts_with("HTTP/1.1 200 OK") && head.contains("Content-Type: application/x-x509-ca-cert\r\n"),
        "{head}"
    );
    let pem = Command::new("openssl")
        .args(["x509", "-in"])
        .arg(place.data().join("ca.pem"))
        .args(["-outform", "DER"])
        .output();
    assert_eq!(pem.unwrap().stdout, der);
    let by_authority = place.data().join("ca.pem");
    let ask = || chat(&place, &["--ca", by_authority.to_str().unwrap()], "{\"type\":\"users\"}\n");
    assert!(ask().status.success(), "{}", words(&ask()));

    // Another certificate, for the same trust.
    let first = fingerprint(&place);
    let (done, said) = run(&["--renew", "--name", "chat.example"]);
    assert!(!done && said.contains("was not made for chat.example"), "{said}");
    let (done, said) = run(&["--renew"]);
    assert!(done && said.contains("reload"), "{said}");
    assert_eq!(fs::read(place.data().join("ca.pem")).unwrap(), authority);
    assert_ne!(fingerprint(&place), first);
    server.signal(Signal::HUP);
    place.wait_for_audit("certificate_loaded");
    assert!(ask().status.success(), "{}", words(&ask()));
    assert_eq!(served().1, der);

    // Half an authority is not taken for none.
    fs::remove_file(place.data().join("ca-key.pem")).unwrap();
    let (done, said) = run(&["--ca", "--force"]);
    assert!(!done && said.contains("ca-key.pem is not"), "{said}");

    // One that signed itself has no authority to give.
    assert!(run(&["--force"]).0);
    server.signal(Signal::HUP);
    wait_until(|| served().0.starts_with("HTTP/1.1 404 "), || served().0);
}

#[test]
fn a_certificate_is_enough_for_the_clients_port_to_speak_tls() {
    let place = Place::with_config(CHEAP_PASSWORDS);
    let server = place.start();
    assert!(
        !openssl_at(server.address, &[], "{\"type\":\"hello\"}\n", "\n").contains("classcord"),
        "there is none yet"
    );
    assert!(server.stop().success());

    assert!(place.run(&["cert", "--ca", "--name", "127.0.0.1"], "").status.success());
    let server = place.start();
    let answer = openssl_at(server.address, &[], "{\"type\":\"hello\"}\n", "\n");
    // Where a teacher's browser is led to.
    assert!(answer.contains(&format!("\"tls_port\":{}", server.address.port())), "{answer}");
    let mut lines = server.connect();
    lines.send(&json!({"type": "hello"}));
    assert_eq!(lines.read()["type"], "hello", "lines go on as before");
    drop(lines);
    assert!(server.stop().success());

    // Nobody asked for TLS in the configuration: a broken certificate keeps nobody out.
    fs::write(place.data().join("cert.pem"), "-----BEGIN").unwrap();
    let server = place.start();
    place.wait_for_log("no TLS, the certificate cannot be used");
    assert!(!openssl_at(server.address, &[], "{\"type\":\"hello\"}\n", "\n").contains("classcord"));
}
