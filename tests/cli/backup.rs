//! `classcord backup`, `restore` and `check` on the real binary, with the server running and stopped.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::exports::{failure, ok, row};
use crate::support::{CHEAP_PASSWORDS, Place, Server, wait_until};

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Makes a backup and says where it is.
fn back_up(place: &Place, arguments: &[&str]) -> PathBuf {
    let said = ok(&place.run(&[&["backup", "copies"], arguments].concat(), ""));
    let (path, _) = said.split_once(": ").unwrap();
    place.file(path)
}

/// A message that is on disk when this returns; its id.
fn say_for_good(server: &Server, name: &str, content: &str) -> u64 {
    let mut client = server.guest(name);
    client.send(&json!({"type": "message", "content": content, "ack": 1}));
    client.read_until(|line| line["type"] == "ack")["id"].as_u64().unwrap()
}

fn contents(place: &Place) -> Vec<String> {
    let rows = place.exported_rows(&["messages"]);
    rows.iter().map(|row| row["content"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backup_brings_back_what_was_there() {
    let place = Place::new();
    place.import_rows(500);
    ok(&place.run(&["user", "add", "alice", "--role", "admin"], "teacher-secret\n"));
    let stopped = back_up(&place, &[]);
    let server = place.start();
    let before = say_for_good(&server, "bob", "before the backup");
    assert_eq!(before, 501);
    let running = back_up(&place, &[]);
    let after = say_for_good(&server, "bob", "after the backup");
    let said = failure(&place.run(&["restore", running.to_str().unwrap()], ""));
    assert!(said.contains("a server runs on it. Stop it first"), "{said}");
    assert!(failure(&place.run(&["check"], "")).contains("a server runs on it"));
    server.stop();

    for (backup, messages) in [(&stopped, 500), (&running, 501)] {
        assert_eq!(fs::metadata(backup).unwrap().permissions().mode() & 0o777, 0o600);
        let bytes = fs::read(backup).unwrap();
        let said = ok(&place.run(&["check", backup.to_str().unwrap()], ""));
        assert!(
            said.contains(&format!("1 accounts, {messages} messages")) && said.contains("no problem found"),
            "{said}"
        );
        assert!(fs::read(backup).unwrap() == bytes, "a look changes nothing");
    }
    let only_backups = names(&place.file("copies"));
    assert!(only_backups.len() == 2 && only_backups.iter().all(|name| name.ends_with(".redb")), "{only_backups:?}");
    assert!(!names(&place.data()).iter().any(|name| name.contains("new") || name.contains("part")));

    let said = ok(&place.run(&["restore", running.to_str().unwrap()], ""));
    assert!(said.contains("1 accounts, 501 messages"), "{said}");
    let aside = said.lines().find_map(|line| line.strip_prefix("the former database is ")).unwrap();
    let expected: Vec<String> = (1..=500)
        .map(|id| row(id)["content"].as_str().unwrap().to_owned())
        .chain(["before the backup".into()])
        .collect();
    assert_eq!(contents(&place), expected);
    let server = place.start();
    server.connect().login("alice", "teacher-secret");
    assert!(say_for_good(&server, "bob", "after the restore") > after, "no id is given twice");
    server.stop();
    // The former one is whole, and comes back in the same way.
    ok(&place.run(&["restore", aside], ""));
    assert_eq!(contents(&place).last().unwrap(), "after the backup");
    assert_eq!(contents(&place).len(), 502);
}

#[test]
fn the_last_ones_are_kept() {
    let place = Place::new();
    place.import_rows(5);
    fs::create_dir(place.file("copies")).unwrap();
    fs::write(place.file("copies/classcord-2020-01-01T00-00-00.redb"), "old").unwrap();
    fs::write(place.file("copies/classcord-2020-01-01T01-00-00.redb.new"), "cut off").unwrap();
    fs::write(place.file("copies/notes.txt"), "mine").unwrap();
    let first = back_up(&place, &[]);
    let server = place.start();
    let second = back_up(&place, &["--keep", "2"]);
    let expected = |paths: &[&PathBuf]| -> Vec<String> {
        let mut names: Vec<String> =
            paths.iter().map(|path| path.file_name().unwrap().to_str().unwrap().into()).collect();
        names.push("notes.txt".to_owned());
        names.sort();
        names
    };
    assert_eq!(names(&place.file("copies")), expected(&[&first, &second]));
    let third = back_up(&place, &["--keep", "1"]);
    assert_eq!(names(&place.file("copies")), expected(&[&third]));
    drop(server);
    assert_eq!(place.run(&["backup", "copies", "--keep", "0"], "").status.code(), Some(2));
}

#[test]
fn what_stands_in_the_way_is_said_and_nothing_is_left() {
    let place = Place::new();
    assert!(failure(&place.run(&["backup", "copies"], "")).contains("there is no database"));
    assert!(failure(&place.run(&["check"], "")).contains("there is no database"));
    assert!(failure(&place.run(&["restore", "nowhere.redb"], "")).contains("nowhere.redb"));
    place.import_rows(2000);
    fs::write(place.file("occupied"), "").unwrap();
    assert!(failure(&place.run(&["backup", "occupied"], "")).contains("occupied"));

    // While somebody else puts one there.
    fs::create_dir(place.file("copies")).unwrap();
    let lock = fs::File::open(place.file("copies")).unwrap();
    lock.lock().unwrap();
    assert!(failure(&place.run(&["backup", "copies"], "")).contains("another backup uses copies"));
    drop(lock);
    let lock = fs::File::open(place.data()).unwrap();
    lock.lock().unwrap();
    let server = place.start();
    assert!(failure(&place.run(&["backup", "copies"], "")).contains("another backup uses"));
    drop(lock);
    let good = back_up(&place, &[]);
    server.stop();

    // Damaged, cut, foreign and empty files.
    let bytes = fs::read(&good).unwrap();
    let mut damaged = bytes.clone();
    // In a field that is not packed, and everywhere, because some of it stands in pages that are free.
    let places: Vec<usize> = (0..bytes.len() - 7).filter(|at| bytes[*at..].starts_with(b"couleur")).collect();
    assert!(places.len() > 100);
    places.into_iter().for_each(|at| damaged[at] ^= 1);
    let former = fs::read(place.data().join("classcord.redb")).unwrap();
    let listed = names(&place.data());
    for (what, bytes) in [
        ("damaged", damaged.as_slice()),
        ("cut", &bytes[..bytes.len() / 2]),
        ("foreign", b"this is no database at all"),
        ("empty", b""),
    ] {
        fs::write(place.file(what), bytes).unwrap();
        let output = place.run(&["check", what], "");
        assert_eq!(output.status.code(), Some(1), "{what}: {output:?}");
        let said = failure(&place.run(&["restore", what], ""));
        assert!(said.contains("not restored"), "{said}");
        assert!(fs::read(place.file(what)).unwrap() == bytes, "{what} was changed");
        assert!(fs::read(place.data().join("classcord.redb")).unwrap() == former);
        assert_eq!(names(&place.data()), listed, "{what}");
    }
    assert_eq!(names(&place.file("copies")).len(), 1);
}

#[test]
fn a_backup_on_a_read_only_medium_can_be_checked() {
    let place = Place::new();
    place.import_rows(10);
    let backup = back_up(&place, &[]);
    fs::set_permissions(&backup, fs::Permissions::from_mode(0o400)).unwrap();
    assert!(ok(&place.run(&["check", backup.to_str().unwrap()], "")).contains("no problem found"));
}

#[test]
fn what_a_kill_leaves_is_tidied_by_the_next_backup() {
    let place = Place::new();
    place.import_rows(20_000);
    let server = place.start();
    let is_being_made = || names(&place.data()).iter().any(|name| name.contains(".new"));
    let is_caught = || {
        let mut child =
            place.command().args(["backup", "copies"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while !is_being_made() {
            // On a busy machine it may have been made while nobody looked.
            if child.try_wait().unwrap().is_some() {
                fs::remove_dir_all(place.file("copies")).unwrap();
                return false;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        true
    };
    wait_until(is_caught, || "a kill while the copy is made".to_owned());
    // The server finishes what it was asked for; then it takes the next order.
    wait_until(
        || place.run(&["backup", "copies"], "").status.success(),
        || format!("a backup; {:?}", names(&place.data())),
    );
    assert!(!names(&place.data()).iter().any(|name| name.contains(".new")), "{:?}", names(&place.data()));
    assert_eq!(names(&place.file("copies")).len(), 1);
    server.stop();
}

/// Sends messages at a rate until told to stop, each with the sender's next number.
fn talk(server: &Server, name: &str, per_second: u64, sent: &AtomicU64, stop: &AtomicBool) {
    let mut client = server.account(name);
    let mut reader = client.stream.try_clone().unwrap();
    thread::scope(|scope| {
        // What the others say is read, so that nobody is slow.
        scope.spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
        let started = Instant::now();
        while !stop.load(Ordering::Relaxed) {
            let due = started.elapsed().as_millis() as u64 * per_second / 1000;
            while sent.load(Ordering::Relaxed) < due {
                let number = sent.fetch_add(1, Ordering::Relaxed) + 1;
                client.send(&json!({"type": "message", "content": format!("{name} {number}")}));
            }
            thread::sleep(Duration::from_millis(2));
        }
        client.stream.shutdown(std::net::Shutdown::Both).unwrap();
    });
}

const NO_LIMITS: &str = "messages_per_second = 100000\nlines_per_second = 0\n";

#[test]
fn a_backup_under_load_holds_exactly_the_messages_up_to_one_id() {
    const OLD: u64 = 20_000;
    const SENDERS: [&str; 2] = ["ann", "bob"];
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[limits]\n{NO_LIMITS}"));
    place.import_rows(OLD);
    let server = place.start();
    let (stop, sent) = (AtomicBool::new(false), SENDERS.map(|_| AtomicU64::new(0)));
    let all_sent = || sent.iter().map(|sent| sent.load(Ordering::Relaxed)).sum::<u64>();
    let mut backups = Vec::new();
    thread::scope(|scope| {
        for (name, sent) in SENDERS.iter().zip(&sent) {
            let (server, stop) = (&server, &stop);
            scope.spawn(move || talk(server, name, 250, sent, stop));
        }
        for _ in 0..3 {
            let before = all_sent();
            wait_until(|| all_sent() >= before + 250, || "messages".to_owned());
            let before = all_sent();
            backups.push((before, back_up(&place, &[]), all_sent()));
        }
        let before = all_sent();
        wait_until(|| all_sent() >= before + 250, || "messages".to_owned());
        stop.store(true, Ordering::Relaxed);
    });
    server.stop();
    let all = place.exported_rows(&["messages"]);
    for (before, backup, after) in backups {
        let elsewhere = Place::new();
        ok(&elsewhere.run(&["restore", backup.to_str().unwrap()], ""));
        let restored = elsewhere.exported_rows(&["messages"]);
        let ids: Vec<u64> = restored.iter().map(|row| row["id"].as_u64().unwrap()).collect();
        assert_eq!(ids, (1..=ids.len() as u64).collect::<Vec<_>>(), "none is missing below the last");
        assert!(restored[..] == all[..restored.len()], "they are what the server kept");
        // What was on its way to the server when the backup was ordered may be behind it.
        let live = restored.len() as u64 - OLD;
        println!("backup ordered after {before} messages, {live} in it, done after {after}");
        assert!((1..=after).contains(&live), "{live} of {before} to {after}");
        assert!(restored.len() < all.len(), "in the middle");
        let mut last: HashMap<&str, u64> = HashMap::new();
        for row in &restored[OLD as usize..] {
            let (name, number) = row["content"].as_str().unwrap().split_once(' ').unwrap();
            let last = last.entry(name).or_default();
            *last += 1;
            assert_eq!(number.parse(), Ok(*last), "in order, without a gap: {row}");
        }
    }
}

/// Milliseconds from a message's way to the server to its arrival, at a steady rate.
fn latencies(server: &Server, per_second: u64, time: Duration) -> Vec<f64> {
    let mut sender = server.guest("sender");
    let mut receiver = BufReader::new(server.guest("receiver").stream.try_clone().unwrap());
    let epoch = Instant::now();
    let count = per_second * time.as_secs();
    thread::scope(|scope| {
        let received = scope.spawn(move || {
            let mut latencies = Vec::new();
            let mut line = String::new();
            while latencies.len() < count as usize {
                line.clear();
                receiver.read_line(&mut line).unwrap();
                let arrived = epoch.elapsed();
                let value: Value = serde_json::from_str(&line).unwrap();
                if let Some(due) = value["due_us"].as_u64() {
                    latencies.push((arrived.as_micros() as f64 - due as f64) / 1000.0);
                }
            }
            latencies
        });
        for number in 0..count {
            // From when it was due, not from when it was sent: a stall may not hide what it holds up.
            let due = epoch + Duration::from_micros(number * 1_000_000 / per_second);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let due_us = due.duration_since(epoch).as_micros() as u64;
            sender.send(&json!({"type": "message", "content": "x".repeat(100), "due_us": due_us}));
        }
        received.join().unwrap()
    })
}

fn p99(mut latencies: Vec<f64>) -> f64 {
    latencies.sort_unstable_by(f64::total_cmp);
    latencies[latencies.len() * 99 / 100]
}

#[test]
#[ignore = "takes a minute and wants the machine for itself; prints what a backup costs the chat"]
fn the_latency_during_a_backup() {
    const RATE: u64 = 500;
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[limits]\n{NO_LIMITS}"));
    place.import_rows(50_000);
    let server = place.start();
    let time = Duration::from_secs(5);
    let mut medians: HashMap<bool, Vec<f64>> = HashMap::new();
    for round in 0..6 {
        let with_backup = round % 2 == 1;
        let stop = AtomicBool::new(false);
        let (latencies, made) = thread::scope(|scope| {
            let backups = scope.spawn(|| {
                let mut made = 0;
                while with_backup && !stop.load(Ordering::Relaxed) {
                    back_up(&place, &["--keep", "1"]);
                    made += 1;
                }
                made
            });
            let latencies = latencies(&server, RATE, time);
            stop.store(true, Ordering::Relaxed);
            (latencies, backups.join().unwrap())
        });
        let p99 = p99(latencies);
        println!("{RATE} messages/s for {} s, {made} backups meanwhile: p99 {p99:.2} ms", time.as_secs());
        medians.entry(with_backup).or_default().push(p99);
    }
    let median = |with_backup: bool| {
        let mut all = medians[&with_backup].clone();
        all.sort_unstable_by(f64::total_cmp);
        all[all.len() / 2]
    };
    let (without, with) = (median(false), median(true));
    println!("p99, the median of 3: {without:.2} ms without, {with:.2} ms with a backup: {:.2} times", with / without);
}

#[test]
fn a_directory_of_another_file_system_is_no_obstacle() {
    // /dev/shm is a file system of its own on every Linux.
    let Ok(elsewhere) = tempfile::tempdir_in("/dev/shm") else {
        eprintln!("left out: there is no /dev/shm");
        return;
    };
    let place = Place::new();
    place.import_rows(100);
    let server = place.start();
    let said = ok(&place.run(&["backup", elsewhere.path().to_str().unwrap()], ""));
    assert!(said.contains("100 messages"), "{said}");
    assert_eq!(names(elsewhere.path()).len(), 1);
    assert!(!names(&place.data()).iter().any(|name| name.contains(".new")));
    drop(server);
    let backup = elsewhere.path().join(&names(elsewhere.path())[0]);
    assert_eq!(fs::metadata(&backup).unwrap().permissions().mode() & 0o777, 0o600);
    ok(&place.run(&["restore", backup.to_str().unwrap()], ""));
    assert_eq!(contents(&place).len(), 100);
}

#[test]
fn the_hourly_job_needs_no_terminal_and_no_standard_input() {
    let place = Place::new();
    place.import_rows(10);
    let output = place.command().args(["backup", "copies", "--keep", "48"]).stdin(Stdio::null()).output().unwrap();
    assert!(ok(&output).contains("10 messages"));
    assert_eq!(output.stderr, b"");
}
