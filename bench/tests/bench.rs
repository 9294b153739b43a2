//! The load generator, on the real server and on one that makes mistakes.
//!
//! Each scenario runs for a moment and must find no error and the counts that follow from its arguments; against a
//! server that loses, repeats or swaps a line it must say so.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use support::{Killed, Server, serve_if_asked};

fn generator() -> Command {
    Command::new(env!("CARGO_BIN_EXE_classcord-bench"))
}

/// Runs a scenario; its exit code and report.
fn bench(address: SocketAddr, arguments: &[&str]) -> (i32, Value) {
    let output = generator().args(arguments).args(["--json", "--server", &address.to_string()]).output().unwrap();
    let report = serde_json::from_slice(&output.stdout);
    let report = report.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code().unwrap(), report)
}

/// Runs a scenario on a server of its own; it must end well.
fn bench_well(arguments: &[&str]) -> Value {
    let server = Server::start();
    let (code, report) = bench(server.address, &[arguments, &["--pid", &server.pid()]].concat());
    assert_eq!(code, 0, "{report:#}");
    for kind in ["lost", "duplicated", "reordered", "misdirected", "refused", "disconnected", "unanswered", "wrong"] {
        assert_eq!(report["errors"][kind], 0, "{report:#}");
    }
    assert!(report["server"]["rss_kib"].as_u64().unwrap() > 0, "{report:#}");
    report
}

/// And is the server, in the process that [`Server::start`] starts.
#[test]
fn the_server_starts_and_stops() -> ExitCode {
    serve_if_asked().unwrap_or_else(|| {
        assert!(Server::start().stop().success());
        ExitCode::SUCCESS
    })
}

#[test]
fn fanout_reaches_every_receiver() {
    let report =
        bench_well(&["fanout", "--receivers", "10", "--senders", "3", "--in-flight", "8", "--messages", "300"]);
    assert_eq!((&report["sent"], &report["delivered"]), (&json!(300), &json!(3000)));
    assert_eq!(report["latency_us"]["count"], 3000);
    assert!(report["server"]["cpu_us_per_delivery"].as_f64().unwrap() > 0.0, "{report:#}");
}

#[test]
fn unicast_reaches_one_each() {
    let report = bench_well(&["unicast", "--clients", "10", "--in-flight", "2", "--messages", "300"]);
    assert_eq!((&report["sent"], &report["delivered"]), (&json!(300), &json!(300)));
}

#[test]
fn accounts_are_made_once_and_logged_in_to() {
    let server = Server::start();
    for _ in 0..2 {
        let arguments = ["unicast", "--accounts", "--clients", "3", "--messages", "10"];
        let (code, report) = bench(server.address, &arguments);
        assert_eq!((code, &report["delivered"]), (0, &json!(10)), "{report:#}");
    }
}

#[test]
fn a_storm_is_over_when_everybody_knows_of_everybody() {
    let report = bench_well(&["storm", "--clients", "60"]);
    let identified = report["figures"]["identified_s"].as_f64().unwrap();
    assert!(report["figures"]["everybody_told_s"].as_f64().unwrap() >= identified);
}

#[test]
fn idle_clients_cost_memory_and_hardly_wake_the_server() {
    let report = bench_well(&["idle", "--clients", "50", "--seconds", "1"]);
    // None, but for a machine so busy that the welcomes came late.
    assert!(report["server"]["voluntary_switches"].as_u64().unwrap() < 10, "{report:#}");
    assert!(report["figures"]["server_bytes_per_connection"].is_number());
}

#[test]
fn browsers_are_loads_as_well() {
    let websocket = ["--protocol", "websocket"];
    let fanout = ["fanout", "--receivers", "10", "--senders", "3", "--in-flight", "8", "--messages", "300"];
    let report = bench_well(&[&fanout[..], &websocket].concat());
    assert_eq!((&report["sent"], &report["delivered"]), (&json!(300), &json!(3000)));
    let report = bench_well(&[&["storm", "--clients", "60"][..], &websocket].concat());
    assert!(report["figures"]["everybody_told_s"].is_number());
    let report = bench_well(&[&["idle", "--clients", "50", "--seconds", "1"][..], &websocket].concat());
    assert!(report["figures"]["server_bytes_per_connection"].is_number());
    let history = ["history", "--clients", "2", "--messages", "120", "--limit", "50", "--pages", "6"];
    assert_eq!(bench_well(&[&history[..], &websocket].concat())["figures"]["messages_shown"], 240.0);
}

#[test]
fn history_is_read_page_by_page_in_order() {
    let report = bench_well(&["history", "--clients", "2", "--messages", "120", "--limit", "50", "--pages", "6"]);
    assert_eq!(report["answers_us"]["history"]["count"], 6);
    // Each of the two read the three pages that there are.
    assert_eq!(report["figures"]["messages_shown"], 240.0);
}

#[test]
fn a_paced_load_keeps_its_pace() {
    let report = bench_well(&["paced", "--clients", "5", "--rate", "50", "--seconds", "1"]);
    assert_eq!((&report["sent"], &report["delivered"]), (&json!(50), &json!(200)));
    assert!(report["seconds"].as_f64().unwrap() >= 0.98, "{report:#}");
}

#[test]
fn each_message_is_acknowledged_before_the_next() {
    let report = bench_well(&["acknowledged", "--clients", "5", "--seconds", "1"]);
    let sent = report["sent"].as_u64().unwrap();
    // Each of them once, however slow the disk is.
    assert!(sent >= 5, "{report:#}");
    assert_eq!((&report["answers_us"]["ack"]["count"], &report["delivered"]), (&json!(sent), &json!(sent)));
}

#[test]
fn a_soak_looks_at_the_memory() {
    let report = bench_well(&["soak", "--receivers", "5", "--messages", "400"]);
    assert_eq!(report["sent"], 400);
    assert!(report["memory"].as_array().unwrap().len() > 10, "{report:#}");
    assert!(report["figures"]["server_growth_kib"].is_number());
    let report = bench_well(&["soak", "--receivers", "5", "--seconds", "1"]);
    assert!(report["seconds"].as_f64().unwrap() >= 0.9, "{report:#}");
}

#[test]
fn a_class_does_everything() {
    let report = bench_well(&["classroom", "--clients", "10", "--seconds", "2", "--pace", "30"]);
    assert!(report["sent"].as_u64().unwrap() > 20, "{report:#}");
    for kind in ["users", "history"] {
        assert!(report["answers_us"][kind]["count"].as_u64().unwrap() > 0, "{report:#}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_a_failure() {
    let server = Server::start();
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = generator();
    command.args(["unicast", "--clients", "2", "--messages", "2", "--json", "--server", &server.address.to_string()]);
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"), "{output:?}");
}

/// The floor that the server is held against, and a protocol that is not the server's.
#[test]
fn the_bare_programs_lose_nothing() {
    for mode in ["write", "batch"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bare"));
        let mut bare = Killed(command.args([mode, "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap());
        let mut line = String::new();
        BufReader::new(bare.0.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("listening on ").unwrap().parse().unwrap();
        for (load, deliveries) in [
            (["fanout", "--receivers", "9", "--messages", "50"], 450),
            (["unicast", "--clients", "9", "--messages", "50"], 50),
        ] {
            let (code, report) = bench(address, &[&load[..], &["--protocol", "lines"]].concat());
            assert_eq!((code, &report["delivered"]), (0, &json!(deliveries)), "{mode}: {report:#}");
        }
    }
}

#[test]
fn strangers_are_not_loaded() {
    // Reserved for documentation: if it were tried, nobody would answer (RFC 5737).
    let output = generator().args(["storm", "--server", "192.0.2.1:12345"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--force"));
}

/// A mistake of a server, in one delivery of the third message of each sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mistake {
    None,
    Lose,
    Repeat,
    /// The message comes after the next one.
    Swap,
}

/// Connections by the order of their coming.
type Sockets = Arc<Mutex<Vec<TcpStream>>>;

/// Starts a server that speaks just enough, and makes a mistake.
fn fake_server(mistake: Mistake) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let sockets = Sockets::default();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            let me = {
                let mut sockets = sockets.lock().unwrap();
                sockets.push(stream.try_clone().unwrap());
                sockets.len() - 1
            };
            let sockets = Arc::clone(&sockets);
            thread::spawn(move || fake_client(&sockets, me, stream, mistake));
        }
    });
    address
}

fn fake_client(sockets: &Sockets, me: usize, stream: TcpStream, mistake: Mistake) {
    let (mut messages, mut held) = (0, String::new());
    for line in BufReader::new(stream).lines() {
        // The generator has hung up.
        let Ok(line) = line else { return };
        let request: Value = serde_json::from_str(&line).unwrap();
        let mut sockets = sockets.lock().unwrap();
        let mut send = |to: usize, line: &str| drop(sockets[to].write_all(line.as_bytes()));
        match request["type"].as_str().unwrap() {
            "hello" => send(me, "{\"type\":\"hello\"}\n"),
            "users" => send(me, "{\"type\":\"users\",\"users\":[]}\n"),
            "message" if request["content"] != "" => {
                messages += 1;
                let relayed = format!("{line}\n");
                let others = (0..sockets.len()).filter(|to| *to != me);
                let mut lines = others.map(|to| (to, relayed.clone())).collect::<Vec<_>>();
                let victim = &mut lines[0].1;
                match (mistake, messages) {
                    (Mistake::Lose, 3) => victim.clear(),
                    (Mistake::Repeat, 3) => *victim = relayed.repeat(2),
                    (Mistake::Swap, 3) => held = std::mem::take(victim),
                    (Mistake::Swap, 4) => victim.push_str(&held),
                    _ => {}
                }
                for (to, line) in lines {
                    drop(sockets[to].write_all(line.as_bytes()));
                }
            }
            _ => {}
        }
    }
}

#[test]
fn mistakes_of_a_server_are_found() {
    for (mistake, what) in
        [(Mistake::None, ""), (Mistake::Lose, "lost"), (Mistake::Repeat, "duplicated"), (Mistake::Swap, "reordered")]
    {
        let address = fake_server(mistake);
        let arguments = ["fanout", "--receivers", "3", "--senders", "1", "--messages", "20", "--patience", "5"];
        let (code, report) = bench(address, &arguments);
        assert_eq!(code, i32::from(mistake != Mistake::None), "{mistake:?}: {report:#}");
        for kind in ["lost", "duplicated", "reordered", "misdirected"] {
            assert_eq!(report["errors"][kind], i32::from(kind == what), "{mistake:?}: {report:#}");
        }
    }
}
