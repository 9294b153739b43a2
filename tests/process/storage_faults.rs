//! Disks that are full, that fail, that are locked, damaged or not to be written on: the chat goes on, what cannot be
//! kept is refused, and nothing is lost without a word.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::faults::FailingCall;
use crate::support::load::Bystanders;
use crate::support::wire::{NO_RATE_LIMITS, guest, ids};
use crate::support::{CHEAP_PASSWORDS, Client, Place, wait_until};

fn acked(content: &str) -> Value {
    json!({"type": "message", "content": content, "ack": content})
}

fn register(name: &str) -> Value {
    json!({"type": "register", "username": name, "password": "secret"})
}

fn database(place: &Place) -> PathBuf {
    place.data().join("classcord.redb")
}

/// Fills a file system to the last byte; what it is filled with.
fn fill(directory: &Path) -> PathBuf {
    let path = directory.join("ballast");
    let mut file = File::create(&path).unwrap();
    for size in [65_536, 4096, 1] {
        while file.write_all(&vec![b'x'; size]).is_ok() {}
    }
    path
}

/// Checks what must be refused while the database cannot be written, and what must go on.
fn assert_chats_without_a_disk(alice: &mut Client, bob: &mut Client) {
    assert_eq!(alice.expect_error(&acked("refusé"), "storage_unavailable")["ack"], "refusé");
    assert_eq!(bob.read_said(), "refusé", "it was relayed all the same");
    alice.expect_error(&register("carol"), "storage_unavailable");
    alice.say("on parle quand même");
    assert_eq!(bob.read_said(), "on parle quand même");
    // A promise to keep something cannot be made.
    alice.say_to("absente", "perdu");
    let refused = alice.read_code("storage_unavailable");
    assert_eq!(refused["subtype"], "system", "{refused}");
    bob.send(&json!({"type": "status", "state": "away"}));
    alice.read_until(|line| line["user"] == "bob" && line["state"] == "away");
    bob.send(&json!({"type": "status", "state": "online"}));
    bob.lines_until_now();
}

/// Tries until an ack comes.
fn wait_for_ack(client: &mut Client, content: &str) -> u64 {
    let mut id = None;
    wait_until(
        || {
            client.send(&acked(content));
            let answer = client.read_until(|line| line["ack"] == content);
            id = answer["id"].as_u64();
            id.is_some()
        },
        || "the disk to work again".to_owned(),
    );
    id.unwrap()
}

#[test]
fn a_full_disk_refuses_what_must_be_kept_while_the_chat_goes_on_and_space_mends_it() {
    let place = Place::configured(NO_RATE_LIMITS);
    let Some(mut command) = place.command_on_tmpfs("size=4m,mode=0700") else { return };
    command.args(["--listen", "127.0.0.1:0"]);
    let server = place.start_command(command);
    let data = server.own_view_of(&place.data());
    drop(server.account("absente"));
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let before = alice.say_for_good("avant");
    let bystanders = Bystanders::begin(server.address);
    let ballast = fill(&data);
    // Some space may still be in the database's own file.
    wait_until(
        || {
            alice.send(&json!({"type": "message", "content": "x".repeat(15_000), "ack": 0}));
            let answer = alice.read_until(|line| line["ack"] == 0);
            answer["code"] == "storage_unavailable"
        },
        || "the disk to be full".to_owned(),
    );
    bob.said_until_now();
    assert_chats_without_a_disk(&mut alice, &mut bob);
    bystanders.wait_for_turns(10);
    place.wait_for_log("the database cannot be written");
    fs::remove_file(ballast).unwrap();
    let after = wait_for_ack(&mut alice, "après");
    assert!(after > before);
    place.wait_for_log("the database works again");
    alice.register("carol", "secret");
    bystanders.wait_for_turns(10);
    bystanders.end();
    // All that was acknowledged is in the file, and what was refused to be kept for somebody is not.
    let mut reader = guest(&server, "lectrice");
    let contents: Vec<Value> =
        reader.whole_history("#général").into_iter().map(|line| line["content"].clone()).collect();
    assert!(contents.contains(&json!("avant")) && contents.contains(&json!("après")));
    let mut absent = server.connect();
    absent.login("absente", "secret");
    absent.ask_users();
    absent.read_words("Bienvenue");
    assert!(absent.said_until_now().is_empty());
}

#[test]
fn a_disk_whose_syncs_fail_is_no_disk_until_they_work_again() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    drop(server.account("absente"));
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say_for_good("avant");
    bob.read_said();
    let Some(failing) = FailingCall::attach(&server, "fdatasync:error=EIO") else { return };
    assert_chats_without_a_disk(&mut alice, &mut bob);
    wait_until(
        || place.audit().iter().any(|entry| entry["event"] == "storage_failed"),
        || "the failure in the audit log".to_owned(),
    );
    failing.end();
    wait_for_ack(&mut alice, "après");
    place.wait_for_audit("storage_recovered");
    alice.register("carol", "secret");
    drop((alice, bob));
    server.kill();
    let server = place.start();
    let history = guest(&server, "lectrice").whole_history("#général");
    let contents: Vec<&str> = history.iter().map(|line| line["content"].as_str().unwrap()).collect();
    assert!(contents.contains(&"avant") && contents.contains(&"après"), "{contents:?}");
    server.connect().login("carol", "secret");
}

#[test]
fn what_was_done_without_a_disk_is_said_to_be_forgotten_at_the_next_start() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = guest(&server, "bob");
    let Some(_failing) = FailingCall::attach(&server, "fdatasync:error=EIO") else { return };
    let warned = prof.expect_error(&json!({"type": "mute", "user": "bob"}), "storage_unavailable");
    assert!(warned["message"].as_str().unwrap().contains("oublié au prochain redémarrage"), "{warned}");
    bob.read_code("muted");
    bob.say("?");
    bob.read_code("muted");
}

/// Messages that fill a queue of 16 several times.
const FLOOD: usize = 60;

/// Sends them all, checks that everybody hears them, and returns what became of each.
fn flood(alice: &mut Client, bob: &mut Client) -> (Vec<Value>, Vec<Value>) {
    for n in 0..FLOOD {
        alice.send(&json!({"type": "message", "content": n.to_string(), "ack": n}));
    }
    for n in 0..FLOOD {
        assert_eq!(bob.read_said(), n.to_string());
    }
    (0..FLOOD).map(|_| alice.read_until(|line| line.get("ack").is_some())).partition(|line| line["type"] == "ack")
}

#[test]
fn a_disk_that_is_slow_slows_those_who_send_and_nothing_is_refused() {
    let place = Place::configured(&format!("{NO_RATE_LIMITS}#! store_queue=16 store_wait_s=60\n"));
    let server = place.start();
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let Some(slow) = FailingCall::attach(&server, "fdatasync:delay_enter=300000") else { return };
    let (kept, refused) = flood(&mut alice, &mut bob);
    slow.end();
    assert!(kept.len() == FLOOD && refused.is_empty(), "{refused:?}");
    let history = ids(&alice.whole_history("#général"));
    assert!(kept.iter().all(|line| history.contains(&line["id"].as_u64().unwrap())));
    assert!(server.stop().success());
    place.wait_for_log("storage_caught_up=");
}

#[test]
fn a_disk_that_is_too_slow_fills_the_queue_and_what_does_not_fit_is_refused() {
    let place = Place::configured(&format!("{NO_RATE_LIMITS}#! store_queue=16 store_wait_s=1\n"));
    let server = place.start();
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let Some(slow) = FailingCall::attach(&server, "fdatasync:delay_enter=3000000") else { return };
    let (kept, refused) = flood(&mut alice, &mut bob);
    slow.end();
    // Two places of the queue may be taken by the arrivals.
    assert!(kept.len() >= 14 && !refused.is_empty(), "{} kept, {} refused", kept.len(), refused.len());
    assert!(refused.iter().all(|line| line["code"] == "storage_unavailable"));
    place.wait_for_log("the database has been behind for 1 s: what its queue of 16 does not take");
    // It is refused for the moment only.
    wait_for_ack(&mut alice, "après");
    let history = ids(&alice.whole_history("#général"));
    for line in kept {
        assert!(history.contains(&line["id"].as_u64().unwrap()), "{line}");
    }
}

// In use.

/// The words of a server that does not start on that directory.
fn refused(place: &Place, data: &Path) -> Output {
    let mut command = Command::new(place.command().get_program());
    command.current_dir(place.path()).args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(place.config());
    command.arg("--data-dir").arg(data);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    output
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_second_server_on_the_same_database_does_not_start_and_harms_nothing() {
    let place = Place::new();
    let server = place.start();
    let mut alice = guest(&server, "alice");
    let refusal = said(&refused(&place, &place.data()));
    assert!(refusal.contains("est utilisée par un autre serveur") && refusal.contains("--data-dir"), "{refusal}");
    alice.say_for_good("toujours là");
    assert_eq!(place.console(&json!({"type": "stats"}))["type"], "stats", "its console is the first one's still");
}

// Damaged.

/// A database with an account and messages, of a stopped server.
fn filled(place: &Place) {
    let server = place.start();
    let mut alice = server.account("alice");
    for n in 0..20 {
        alice.say_for_good(&format!("{n} {}", "x".repeat(500)));
    }
    drop(alice);
    assert!(server.stop().success());
}

/// The databases that were set aside.
fn set_aside(place: &Place) -> Vec<PathBuf> {
    let entries = fs::read_dir(place.data()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_string_lossy().contains(".damaged-")).collect()
}

#[test]
fn a_file_that_is_no_database_is_set_aside_with_an_alarm_and_the_server_starts() {
    let empty_page = vec![0; 4096];
    for damaged in [b"ceci n'est pas une base".to_vec(), empty_page, vec![0xff; 100_000]] {
        let place = Place::new();
        fs::create_dir(place.data()).unwrap();
        fs::write(database(&place), &damaged).unwrap();
        let server = place.start();
        place.wait_for_log("ALARM");
        place.wait_for_audit("database_set_aside");
        let aside = set_aside(&place);
        assert_eq!(aside.len(), 1);
        assert!(fs::read(&aside[0]).unwrap() == damaged, "it is kept as it was");
        server.account("alice").say_for_good("une base neuve");
        let alarm = place.log().into_iter().find(|line| line.contains("ALARM")).unwrap();
        assert!(alarm.contains(aside[0].to_str().unwrap()), "{alarm}");
    }
}

#[test]
fn a_truncated_database_is_set_aside_and_never_taken_for_whole() {
    let place = Place::new();
    filled(&place);
    let whole = fs::read(database(&place)).unwrap();
    for part in [whole.len() - 1, whole.len() / 2, 4096, 100, 1] {
        let place = Place::new();
        fs::create_dir(place.data()).unwrap();
        fs::write(database(&place), &whole[..part]).unwrap();
        let server = place.start();
        let mut client = server.connect();
        let login = client.ask(&json!({"type": "login", "username": "alice", "password": "secret"}));
        let complete = login["status"] == "ok" && client.whole_history("#général").len() == 20;
        let alarmed = place.log().iter().any(|line| line.contains("ALARM"));
        assert!(complete != alarmed, "{part} bytes: complete {complete}, alarm {alarmed}");
        assert_eq!(set_aside(&place).len(), usize::from(alarmed));
    }
}

#[test]
fn a_flipped_bit_is_found_at_the_start_or_does_no_harm() {
    let place = Place::new();
    filled(&place);
    let whole = fs::read(database(&place)).unwrap();
    let mut alarms = 0;
    for n in 0..24 {
        let place = Place::new();
        fs::create_dir(place.data()).unwrap();
        let mut damaged = whole.clone();
        // All over the file, and oftener in its first pages, where most of what is used is.
        let at = if n < 8 { n * 61 } else { (n * 7919 * 4099) % whole.len() };
        damaged[at] ^= 1 << (n % 8);
        fs::write(database(&place), &damaged).unwrap();
        let server = place.start();
        let mut client = server.connect();
        let login = client.ask(&json!({"type": "login", "username": "alice", "password": "secret"}));
        let alarmed = place.log().iter().any(|line| line.contains("ALARM"));
        if alarmed {
            assert!(fs::read(&set_aside(&place)[0]).unwrap() == damaged, "it is kept as it was");
            alarms += 1;
        } else {
            assert_eq!(login["status"], "ok", "byte {at} lost an account without a word");
            assert_eq!(client.whole_history("#général").len(), 20, "byte {at} lost a message without a word");
        }
    }
    assert!(alarms > 0, "no flip met anything that is used");
}

#[test]
fn an_operator_may_prefer_no_server_to_one_without_its_database() {
    let place = Place::configured("[storage]\non_corrupt = \"refuse\"\n");
    fs::create_dir(place.data()).unwrap();
    fs::write(database(&place), "ceci n'est pas une base").unwrap();
    let refusal = said(&refused(&place, &place.data()));
    assert!(!refusal.trim().is_empty() && !refusal.contains("ALARM"), "{refusal}");
    assert_eq!(fs::read(database(&place)).unwrap(), b"ceci n'est pas une base");
    assert!(set_aside(&place).is_empty());
}

// Not to be written on.

#[test]
fn the_database_is_for_its_owner_only() {
    let place = Place::new();
    let server = place.start();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.data()) & 0o007, 0);
    assert_eq!(mode(&database(&place)), 0o600);
    assert_eq!(mode(&place.data().join("control.sock")), 0o660);
    assert!(server.stop().success());
    fs::set_permissions(database(&place), fs::Permissions::from_mode(0o644)).unwrap();
    let _server = place.start();
    place.wait_for_log("it was given mode 0600");
    assert_eq!(mode(&database(&place)), 0o600);
}

#[test]
fn a_data_directory_that_cannot_be_is_named_and_the_server_does_not_start() {
    let place = Place::new();
    let in_the_way = place.path().join("fichier");
    fs::write(&in_the_way, "").unwrap();
    for directory in [in_the_way.join("data"), in_the_way.clone()] {
        let refusal = said(&refused(&place, &directory));
        assert!(refusal.contains(in_the_way.to_str().unwrap()), "{refusal}");
    }
}

#[test]
fn a_data_directory_that_is_read_only_is_named_and_the_server_does_not_start() {
    let place = Place::new();
    let Some(mut command) = place.command_on_tmpfs("ro,size=1m") else { return };
    command.args(["serve", "--listen", "127.0.0.1:0"]).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let refusal = said(&output);
    assert!(refusal.contains("classcord.redb") && refusal.contains("lecture seule"), "{refusal}");
}

#[test]
fn logs_that_cannot_be_written_are_reported_and_the_chat_goes_on() {
    let place = Place::new();
    let logs = place.path().join("logs");
    fs::write(&logs, "a file where a directory should be").unwrap();
    let audit = logs.join("audit.log");
    place.write_config(&format!("[log]\naudit_file = {:?}\n{CHEAP_PASSWORDS}", audit.display().to_string()));
    let server = place.start();
    place.wait_for_log("audit.log cannot be written");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say_for_good("sans journal");
    assert_eq!(bob.read_said(), "sans journal");
    // Once the directory is there, nothing that waited is lost.
    fs::remove_file(&logs).unwrap();
    fs::create_dir(&logs).unwrap();
    server.signal(rustix::process::Signal::HUP);
    wait_until(
        || fs::read_to_string(&audit).is_ok_and(|text| text.contains("server_started") && text.contains("\"alice\"")),
        || "the lines that waited".to_owned(),
    );
}

#[test]
fn a_full_disk_under_the_logs_stops_nobody() {
    let place = Place::new();
    place.write_config(&format!("[log]\naudit_file = \"/dev/full\"\n{CHEAP_PASSWORDS}"));
    let server = place.start();
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    for n in 0..20 {
        alice.say(&n.to_string());
        assert_eq!(bob.read_said(), n.to_string());
    }
    drop((alice, bob));
    assert!(server.stop().success());
}
