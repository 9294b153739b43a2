//! `classcord person` on the real binary: what is kept of one person, from the running server and from the stopped one's
//! database.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::Place;
use crate::support::exports::ok;

fn dossier(place: &Place, name: &str) -> Value {
    let mut dossier: Value =
        serde_json::from_str(&ok(&place.run(&["person", "export", name, "--format", "json"], ""))).unwrap();
    dossier["made"].take();
    dossier
}

fn texts(dossier: &Value, section: &str, field: &str) -> Vec<String> {
    let rows = dossier[section].as_array().unwrap();
    rows.iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

/// A class with two accounts and a guest who have written to each other.
fn class(place: &Place) {
    ok(&place.run(&["user", "add", "prof", "--role", "admin"], "secret\n"));
    ok(&place.run(&["user", "add", "alice"], "abcdef\n"));
    ok(&place.run(&["user", "add", "carol"], "abcdef\n"));
    let server = place.start();
    let (mut prof, mut alice) = (server.connect(), server.connect());
    prof.login("prof", "secret");
    alice.login("alice", "abcdef");
    let mut bob = server.guest("bob");
    alice.say_for_good("bonjour <b>");
    bob.say_for_good("salut alice");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "prof", "content": "en secret", "ack": 1}));
    alice.read_until(|line| line["type"] == "ack");
    prof.send(&json!({"type": "message", "subtype": "private", "to": "alice", "content": "bien reçu", "ack": 2}));
    prof.read_until(|line| line["type"] == "ack");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "carol", "content": "à plus tard", "ack": 3}));
    alice.read_until(|line| line["type"] == "ack");
    prof.send(&json!({"type": "mute", "user": "alice", "minutes": 30, "reason": "bavarde"}));
    prof.read_until(|line| line["type"] == "mute");
    place.wait_for_audit("mute");
    server.stop();
}

#[test]
fn all_that_is_kept_of_a_person_is_written_and_nothing_of_others() {
    let place = Place::new();
    class(&place);
    let stopped = dossier(&place, "ALICE");
    let audit = place.data().join("audit.log");
    // As logrotate leaves it.
    fs::rename(&audit, place.data().join("audit.log.1")).unwrap();
    assert!(Command::new("gzip").arg(place.data().join("audit.log.1")).status().unwrap().success());
    let server = place.start();
    let running = dossier(&place, "alice");
    // The running server has written down besides who looks.
    let (before, after) = (stopped["audit"].as_array().unwrap(), running["audit"].as_array().unwrap());
    assert!(before.len() >= 2 && after.starts_with(before), "from the packed file: {after:?}");
    for section in ["account", "messages", "sanctions", "has_account"] {
        assert_eq!(running[section], stopped[section], "{section}");
    }
    assert_eq!(texts(&running, "account", "username"), ["alice"]);
    assert_eq!(texts(&running, "messages", "content"), ["bonjour <b>", "en secret", "bien reçu", "à plus tard"]);
    assert_eq!(texts(&running, "sanctions", "reason"), ["bavarde"]);
    let events = texts(&running, "audit", "event");
    assert!(["login_ok", "mute"].iter().all(|event| events.iter().any(|found| found == event)), "{events:?}");
    assert!(!running.to_string().contains("argon2"), "no hash");
    assert_eq!(texts(&dossier(&place, "prof"), "sanctions", "by"), ["prof"], "who imposed it is named in it too");
    place.wait_for_audit("export");
    assert!(place.audit().iter().any(|line| line["event"] == "export" && line["target"] == "alice"));
    server.stop();

    let page = place.file("alice.html");
    ok(&place.run(&["person", "export", "alice", "-o", page.to_str().unwrap()], ""));
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("bonjour &lt;b&gt;") && page.contains("bavarde") && !page.contains("salut alice"), "{page}");
}

#[test]
fn the_name_of_a_guest_is_no_person_and_that_is_said() {
    let place = Place::new();
    class(&place);
    let bob = dossier(&place, "bob");
    assert_eq!(
        (&bob["has_account"], texts(&bob, "messages", "content")),
        (&json!(false), vec!["salut alice".to_owned()])
    );
    assert!(texts(&bob, "audit", "event").contains(&"guest_identified".to_owned()));
    assert!(bob["notes"][0].as_str().unwrap().contains("n'est pas une personne"), "{bob}");
    let nobody = place.run(&["person", "export", "zoe", "--format", "json"], "");
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("nothing is kept under the name zoe"));
    assert_eq!(place.run(&["person", "export", "a\u{200b}b"], "").status.code(), Some(2));
}
