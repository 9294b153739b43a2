//! `classcord new-year` on the real binary: what goes, what stays, and when nothing happens at all.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::exports::{failure, ok};
use crate::support::{Client, Place};

fn answered(client: &mut Client, request: &Value) {
    client.send(request);
    let answer = client.read_until(|line| line["type"] == request["type"] || line["type"] == "error");
    assert_eq!(answer["status"], "ok", "{request}: {answer}");
}

/// A class at the end of its year; gives the last message id.
fn class(place: &Place) -> u64 {
    for (name, role) in [("prof", "admin"), ("surveillante", "moderator"), ("alice", "user"), ("carol", "user")] {
        ok(&place.run(&["user", "add", name, "--role", role], "secret-of-the-year\n"));
    }
    let server = place.start();
    let (mut prof, mut alice) = (server.connect(), server.connect());
    prof.login("prof", "secret-of-the-year");
    alice.login("alice", "secret-of-the-year");
    let mut bob = server.guest("bob");
    for channel in ["#projet", "#dev"] {
        prof.send(&json!({"type": "join", "channel": channel}));
        answered(&mut prof, &json!({"type": "topic", "channel": channel, "topic": "le TP"}));
    }
    alice.say_for_good("bonjour");
    bob.say_for_good("salut");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "carol", "content": "à demain", "ack": 1}));
    let last = alice.read_until(|line| line["type"] == "ack")["id"].as_u64().unwrap();
    for request in [
        json!({"type": "mute", "user": "bob", "minutes": 0}),
        json!({"type": "mute", "user": "surveillante", "minutes": 0}),
        json!({"type": "ban", "address": "10.9.8.0/24", "minutes": 0}),
        json!({"type": "silence", "state": "on", "channel": "#dev", "minutes": 30}),
        json!({"type": "private_messages", "mode": "staff"}),
        json!({"type": "poll", "channel": "#général", "question": "Ça va ?", "answers": ["oui", "non"]}),
    ] {
        answered(&mut prof, &request);
    }
    alice.send(&json!({"type": "join", "channel": "#général"}));
    answered(&mut alice, &json!({"type": "vote", "choices": [2]}));
    answered(&mut alice, &json!({"type": "ask", "content": "C'est quoi le port ?"}));
    server.stop();
    last
}

/// What the counts of a class of [`class`] are, but for stays and lessons.
const GOES: &str = "2 accounts of pupils, 2 messages in channels, 1 private messages, 1 channels that were made, 1 mutes and \
                    bans, 1 silences, 3 stays, 0 lessons, 1 polls, 1 questions, 1 votes";
const STAYS: &str = "2 accounts of moderators and admins, the settings of 1 channels of the configuration, 2 mutes and bans of \
                     these people and of addresses";

fn only_file(directory: &Path) -> String {
    let mut files = fs::read_dir(directory).unwrap();
    let file = files.next().unwrap().unwrap();
    assert!(files.next().is_none());
    file.path().to_str().unwrap().to_owned()
}

fn rows(place: &Place, table: &str) -> Vec<Value> {
    serde_json::from_str(&place.export(&[table, "--format", "json"])).unwrap()
}

#[test]
fn the_year_is_archived_and_emptied_and_the_staff_goes_on() {
    let place = Place::new();
    let last = class(&place);
    let archives = place.file("archives");
    let before = rows(&place, "messages");

    let said = ok(&place.run(&["new-year", "--dry-run"], ""));
    assert_eq!(said, format!("would go: {GOES}\nwould stay: {STAYS}\nnothing was changed\n"));
    assert_eq!(rows(&place, "messages"), before);
    assert!(!archives.exists());

    let said = ok(&place.run(&["new-year", archives.to_str().unwrap()], "new year\n"));
    let archive = only_file(&archives);
    assert!(said.starts_with(&format!("archived: {archive}: 4 accounts, 3 messages")), "{said}");
    assert!(said.contains(&format!("gone: {GOES}\nkept: {STAYS}\n")), "{said}");
    let checked = ok(&place.run(&["check"], ""));
    assert!(checked.contains("no problem found") && checked.contains("2 accounts, 0 messages"), "{checked}");
    for table in ["messages", "attendance", "polls", "questions"] {
        assert_eq!(rows(&place, table), Vec::<Value>::new(), "{table}");
    }
    let line = place.audit().pop().unwrap();
    assert_eq!(
        (&line["event"], &line["user"], &line["target"], &line["detail"]),
        (&json!("new_year"), &json!("console"), &json!(archive), &json!(GOES))
    );
    let bytes = fs::read(place.data().join("classcord.redb")).unwrap();
    assert!(!bytes.windows(8).any(|some| some == "C'est qu".as_bytes()), "the words are not in the file either");

    let server = place.start();
    let (mut prof, mut alice) = (server.connect(), server.connect());
    prof.login("prof", "secret-of-the-year");
    alice.send(&json!({"type": "login", "username": "alice", "password": "secret-of-the-year"}));
    assert_eq!(alice.read_until(|line| line["type"] == "error")["code"], "login_failed");
    assert!(prof.say_for_good("bonne rentrée") > last, "no id is given twice");
    prof.send(&json!({"type": "topic", "channel": "#dev"}));
    assert_eq!(prof.read_until(|line| line["type"] == "topic")["topic"], "le TP");
    prof.send(&json!({"type": "topic", "channel": "#projet"}));
    assert_eq!(prof.read_until(|line| line["type"] == "error")["code"], "unknown_channel");
    server.stop();

    // The archive is the year as it was.
    ok(&place.run(&["restore", &archive], ""));
    assert_eq!(rows(&place, "messages"), before);
    assert_eq!(rows(&place, "users").len(), 4);
}

#[test]
fn nothing_happens_while_the_server_runs_or_without_the_words() {
    let place = Place::new();
    class(&place);
    let (archives, backups) = (place.file("archives"), place.data().join("backups"));
    fs::create_dir(&backups).unwrap();
    let archives_named = archives.to_str().unwrap();
    for typed in ["", "yes\n", "new\n"] {
        let said = failure(&place.run(&["new-year", archives_named], typed));
        assert!(said.contains("nothing was done"), "{said}");
    }
    let said = failure(&place.run(&["new-year", backups.to_str().unwrap(), "--yes"], ""));
    assert!(said.contains("name another directory"), "{said}");
    assert_eq!(place.run(&["new-year", "--yes"], "").status.code(), Some(2), "where the archive goes has to be said");
    let server = place.start();
    for arguments in [["new-year", archives_named, "--yes"].as_slice(), &["new-year", "--dry-run"]] {
        let said = failure(&place.run(arguments, ""));
        assert!(said.contains("a server runs on it. Stop it first (systemctl stop classcord"), "{said}");
    }
    server.stop();
    // What cannot be archived does not go.
    let taken = place.file("taken");
    fs::write(&taken, "a file").unwrap();
    failure(&place.run(&["new-year", taken.to_str().unwrap(), "--yes"], ""));
    assert!(!archives.exists());
    assert_eq!((rows(&place, "messages").len(), rows(&place, "users").len()), (3, 4));
    let nowhere = Place::new();
    assert!(failure(&nowhere.run(&["new-year", "--dry-run"], "")).contains("classcord.redb"));
}
