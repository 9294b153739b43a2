//! A limit on the size of files (`LimitFSIZE=`, `ulimit -f`) and a quota are a full disk like any other: what cannot be
//! kept is refused, nothing that was acknowledged is lost, and with room it goes on. No file stays half written.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::exports::{self, failure, ok};
use crate::support::faults::FailingCall;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

/// A command under a limit that can be raised later.
fn limited(command: &Command, bytes: u64) -> Command {
    let mut limited = Command::new("prlimit");
    limited.arg(format!("--fsize={bytes}:unlimited")).arg(command.get_program()).args(command.get_args());
    limited.current_dir(command.get_current_dir().unwrap());
    limited.env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
    limited
}

fn start_limited(place: &Place, bytes: u64) -> Server {
    let mut command = place.command();
    command.args(["--listen", "127.0.0.1:0"]);
    place.start_command(limited(&command, bytes))
}

fn set_limit(pid: u32, bytes: &str) {
    let status =
        Command::new("prlimit").args([&format!("--fsize={bytes}:unlimited"), "--pid", &pid.to_string()]).status();
    assert!(status.unwrap().success());
}

/// Runs a command under a limit.
fn run_limited(place: &Place, bytes: u64, arguments: &[&str]) -> Output {
    let mut command = place.command();
    command.args(arguments);
    let output = limited(&command, bytes).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.signal(), None, "{arguments:?}: a signal ended it");
    output
}

fn files(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Sends until the server says that it cannot keep something, and returns what it said that it has kept.
fn fill(client: &mut Client) -> Vec<String> {
    let mut kept = Vec::new();
    loop {
        let content = format!("{} {}", kept.len(), "x".repeat(2000));
        client.send(&json!({"type": "message", "content": content, "ack": 0}));
        let answer = client.read_until(|line| line["ack"] == 0);
        if answer["type"] != "ack" {
            assert_eq!(answer["code"], "storage_unavailable", "{answer}");
            return kept;
        }
        kept.push(content);
        assert!(kept.len() < 10_000, "nothing limits it");
    }
}

fn wait_for_room(client: &mut Client) {
    wait_until(
        || {
            client.send(&json!({"type": "message", "content": "il y a de la place", "ack": 1}));
            client.read_until(|line| line["ack"] == 1)["type"] == "ack"
        },
        || "the database to be written again".to_owned(),
    );
}

fn contents(place: &Place) -> Vec<String> {
    place.exported_rows(&["messages"]).iter().map(|row| row["content"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_database_at_the_limit_refuses_and_goes_on_when_there_is_room() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = start_limited(&place, 300_000);
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    let kept = fill(&mut alice);
    assert!(kept.len() > 10, "{} messages", kept.len());
    alice.say("on parle quand même");
    bob.read_until(|line| line["content"] == "on parle quand même");
    alice.expect_error(&json!({"type": "register", "username": "carol", "password": "secret"}), "storage_unavailable");
    place.wait_for_log("LimitFSIZE= of systemd");
    set_limit(server.pid(), "unlimited");
    wait_for_room(&mut alice);
    alice.register("carol", "secret");
    drop((alice, bob));
    // What was acknowledged must not need a clean end.
    server.kill();
    let there = contents(&place);
    assert!(kept.iter().all(|content| there.contains(content)));
    assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
}

#[test]
fn a_quota_is_a_full_disk() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let mut alice = server.guest("alice");
    alice.say_for_good("avant");
    let Some(full) = FailingCall::attach(&server, "pwrite64,ftruncate:error=EDQUOT") else { return };
    fill(&mut alice);
    alice.expect_error(&json!({"type": "register", "username": "carol", "password": "secret"}), "storage_unavailable");
    full.end();
    wait_for_room(&mut alice);
    place.wait_for_log("raise the quota of this user");
    place.wait_for_log("the database works again");
    alice.register("carol", "secret");
    drop(alice);
    assert!(server.stop().success());
    assert!(contents(&place).contains(&"avant".to_owned()));
}

/// Both logs end in the middle of a line when they reach the limit.
#[test]
fn logs_at_the_limit_wait_and_lose_no_line() {
    const LIMIT: usize = 300_000;
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    let (human, audit) = (place.file("classcord.log"), place.data().join("audit.log"));
    let before = "{}\n".repeat(LIMIT / 3 - 10);
    for path in [&human, &audit] {
        fs::write(path, &before).unwrap();
    }
    place.write_config(&format!("[log]\naudit_file = {:?}\n{CHEAP_PASSWORDS}", audit.display().to_string()));
    // The log is a file, so the address is the console's to tell.
    let mut command = place.command();
    command.args(["--listen", "127.0.0.1:0", "--log-file"]).arg(&human);
    let mut child = limited(&command, LIMIT as u64).stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until(|| place.data().join("control.sock").exists(), || "the server to start".to_owned());
    wait_until(
        || fs::metadata(&human).unwrap().len() == LIMIT as u64 && fs::metadata(&audit).unwrap().len() == LIMIT as u64,
        || "both logs to be full".to_owned(),
    );
    assert_eq!(place.console(&json!({"type": "stats"}))["type"], "stats", "it goes on");
    set_limit(child.id(), "unlimited");
    assert_eq!(place.console(&json!({"type": "announce", "content": "de la place"}))["type"], "announce");
    let lines = |path: &Path| -> Vec<String> {
        let text = fs::read_to_string(path).unwrap();
        text.strip_prefix(&before).unwrap().lines().map(str::to_owned).collect()
    };
    wait_until(|| lines(&audit).iter().any(|line| line.contains("announce")), || "the audit log's lines".to_owned());
    let audited = lines(&audit);
    assert!(audited.iter().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{audited:#?}");
    assert!(audited[0].contains("server_started"), "{audited:#?}");
    wait_until(|| lines(&human).iter().any(|line| line.contains(" ready ")), || "the log's lines".to_owned());
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("classcord.log cannot be written") && said.contains("ulimit -f"), "{said}");
}

#[test]
fn a_server_whose_database_cannot_be_made_says_why_and_leaves_nothing() {
    let place = Place::new();
    let output = run_limited(&place, 4096, &["serve", "--listen", "127.0.0.1:0"]);
    assert!(failure(&output).contains("LimitFSIZE="), "{output:?}");
    assert!(!files(&place.data()).iter().any(|name| name.contains("redb")), "{:?}", files(&place.data()));
}

#[test]
fn commands_at_the_limit_say_so_and_leave_no_half_file() {
    let place = Place::new();
    place.import_rows(2000);
    let whole = contents(&place);
    fs::create_dir(place.file("copies")).unwrap();
    let output = run_limited(&place, 50_000, &["backup", "copies"]);
    assert!(failure(&output).contains("ulimit -f"), "{output:?}");
    assert_eq!(files(&place.file("copies")), Vec::<String>::new());

    for (name, format) in [("m.csv", "csv"), ("m.json", "json"), ("m.jsonl", "jsonl")] {
        let output = run_limited(&place, 50_000, &["export", "messages", "--format", format, "--output", name]);
        let said = failure(&output);
        assert!(said.contains("ulimit -f") && said.contains(name), "{said}");
        assert!(!files(place.path()).iter().any(|file| file.starts_with("m.")), "{:?}", files(place.path()));
    }

    ok(&place.run(&["backup", "copies"], ""));
    let backup = place.file("copies").join(&files(&place.file("copies"))[0]);
    let data = files(&place.data());
    let output = run_limited(&place, 50_000, &["restore", backup.to_str().unwrap()]);
    assert!(failure(&output).contains("ulimit -f"), "{output:?}");
    assert_eq!(files(&place.data()), data, "nothing was left, nothing was taken");

    fs::write(place.file("more.jsonl"), whole_lines(3000, 6000)).unwrap();
    let output = run_limited(&place, 1, &["import", "more.jsonl"]);
    assert!(failure(&output).contains("ulimit -f"), "{output:?}");

    // Only what needs no room works as ever.
    let output = run_limited(&place, 1, &["check"]);
    assert!(ok(&output).contains("no problem found"), "{output:?}");
    assert_eq!(contents(&place), whole);
}

fn whole_lines(from: u64, to: u64) -> String {
    (from..to).map(|id| exports::line(&exports::row(id))).collect()
}

#[test]
fn a_running_server_that_cannot_hand_over_a_backup_goes_on() {
    let place = Place::new();
    place.import_rows(2000);
    let server = place.start();
    set_limit(server.pid(), "50000");
    let said = failure(&place.run(&["backup", "copies"], ""));
    assert!(said.contains("ulimit -f"), "{said}");
    assert_eq!(files(&place.file("copies")), Vec::<String>::new());
    assert!(!files(&place.data()).iter().any(|name| name.contains("backup")), "{:?}", files(&place.data()));
    assert_eq!(place.console(&json!({"type": "stats"}))["type"], "stats");
    set_limit(server.pid(), "unlimited");
    ok(&place.run(&["backup", "copies"], ""));
}

/// Standard output may be a file on a full disk too.
#[test]
fn output_that_finds_no_room_is_an_error_and_no_crash() {
    let place = Place::new();
    place.import_rows(10);
    for arguments in [&["check"][..], &["export", "messages"], &["user", "list"], &["backup", "copies"]] {
        let mut command = place.command();
        command.args(arguments).stdin(Stdio::null());
        let full = || fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = command.stdout(full()).stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let said = failure(&output);
        assert!(said.contains("standard output") && said.contains("No space left"), "{arguments:?}: {said}");
        // And nobody to tell.
        assert_eq!(command.stdout(full()).stderr(full()).status().unwrap().code(), Some(1), "{arguments:?}");
    }
}
