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
    ok(&place.run(&["user", "add", "prof", "--role", "admin"], "teacher-secret\n"));
    ok(&place.run(&["user", "add", "alice"], "abcdef\n"));
    ok(&place.run(&["user", "add", "carol"], "abcdef\n"));
    let server = place.start();
    let (mut prof, mut alice) = (server.connect(), server.connect());
    prof.login("prof", "teacher-secret");
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
    for section in ["account", "messages", "sanctions", "lessons", "polls", "questions", "has_account"] {
        assert_eq!(running[section], stopped[section], "{section}");
    }
    assert!(running["stays"] == stopped["stays"] && running["stays"][0]["user"] == "alice", "{}", running["stays"]);
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

/// The number of rows of a table that name somebody, hidden from nobody.
fn whole(place: &Place, table: &str) -> Vec<Value> {
    serde_json::from_str(&place.export(&[table, "--format", "json"])).unwrap()
}

#[test]
fn an_erased_person_is_gone_whichever_way_it_is_done() {
    for (is_running, fate) in [(true, "anonymise"), (true, "remove"), (false, "anonymise"), (false, "remove")] {
        let place = Place::new();
        place.import_rows(2000);
        class(&place);
        let others =
            |row: &Value| row["from"] != "bob" && row["to"] != "bob" && row["from"] != "alice" && row["to"] != "alice";
        let before = whole(&place, "messages");
        let server = is_running.then(|| place.start());
        for name in ["alice", "BOB"] {
            let said = ok(&place.run(&["person", "erase", name, "--messages", fate, "--yes"], ""));
            let account = if name == "alice" { "account removed" } else { "no account had this name" };
            assert!(said.contains(account) && said.contains("the audit log keeps its lines"), "{said}");
            let left = dossier(&place, name);
            for section in ["account", "messages", "sanctions", "stays"] {
                assert_eq!(left[section], json!([]), "{fate} {is_running} {section}");
            }
            assert!(!left["audit"].as_array().unwrap().is_empty(), "the audit log keeps what it must");
        }
        let after = whole(&place, "messages");
        let kept = |rows: &[Value]| {
            let mut rows: Vec<Value> = rows.iter().filter(|row| others(row)).cloned().collect();
            for reactions in rows.iter_mut().filter_map(|row| row["reactions"].as_array_mut()) {
                reactions.retain(|reaction| reaction != "❤️ bob");
            }
            rows
        };
        let (nobody, rest): (Vec<_>, Vec<_>) = after.iter().cloned().partition(|row| row["from"] == "compte effacé");
        assert_eq!(rest, kept(&before), "{fate} {is_running}: what is others' is as it was");
        if fate == "remove" {
            assert_eq!(nobody, Vec::<Value>::new());
        } else {
            let theirs = before.iter().filter(|row| !others(row) && row["kind"] == "channel");
            let as_it_was =
                |row: &Value| (row["id"].clone(), row["time"].clone(), row["channel"].clone(), row["content"].clone());
            assert_eq!(nobody.iter().map(as_it_was).collect::<Vec<_>>(), theirs.map(as_it_was).collect::<Vec<_>>());
            assert!(nobody.iter().all(|row| row["extra"].is_null() && row["to"].is_null()));
        }
        assert_eq!(whole(&place, "bans"), Vec::<Value>::new());
        if let Some(server) = server {
            place.wait_for_audit("person_erased");
            server.stop();
        }
        let checked = ok(&place.run(&["check"], ""));
        assert!(checked.contains("no problem found"), "{checked}");
        assert!(checked.contains(&format!("{} messages", after.len())), "{checked}");
        // Again, as after a kill: nothing is left to do.
        let again = ok(&place.run(&["person", "erase", "alice", "--messages", fate, "--yes"], ""));
        assert!(again.contains("no account had this name, 0 messages removed, 0 made anonymous, 0 mutes"), "{again}");
    }
}

#[test]
fn people_who_are_there_see_it_and_old_clients_nothing_raw() {
    let place = Place::new();
    class(&place);
    let server = place.start();
    let mut newer = server.connect();
    newer.send(&json!({"type": "hello"}));
    newer.read_until(|line| line["type"] == "hello");
    newer.login("prof", "teacher-secret");
    let mut old = server.guest("vieux");
    let mut alice = server.connect();
    alice.login("alice", "abcdef");
    ok(&place.run(&["admin", "unmute", "alice"], ""));
    let id = alice.say_for_good("bientôt effacé");
    old.read_until(|line| line["content"] == "bientôt effacé");
    ok(&place.run(&["person", "erase", "alice", "--messages", "anonymise", "--yes"], ""));
    alice.wait_for_end();
    newer.read_until(|line| line["type"] == "delete" && line["id"] == id);
    assert!(old.lines_until_now().iter().all(|line| line["type"] == "message" || line["type"] == "status"));
    newer.send(&json!({"type": "history", "channel": "#général", "limit": 50}));
    let history = newer.read_until(|line| line["type"] == "history");
    assert!(history.to_string().contains("bientôt effacé") && !history.to_string().contains("\"from\":\"alice\""));
    // What waited for carol is not there any more, and her mailbox has the room.
    let mut carol = server.connect();
    carol.login("carol", "abcdef");
    assert!(!carol.lines_until_now().iter().any(|line| line.to_string().contains("plus tard")));
    // Nobody takes the name that stands for all of them.
    let mut thief = server.connect();
    thief.send(&json!({"type": "register", "username": "Compte effacé", "password": "abcdef"}));
    assert_eq!(thief.read_chat()["code"], "reserved_name");
    server.stop();
}

#[test]
fn who_erases_types_the_name_and_is_told_what_holds_it_still() {
    let place = Place::new();
    class(&place);
    let backups = place.data().join("backups");
    ok(&place.run(&["backup", backups.to_str().unwrap()], ""));
    fs::write(place.data().join("classcord.redb.replaced-20260101-000000"), "").unwrap();
    for typed in ["", "alic\n", "yes\n"] {
        let output = place.run(&["person", "erase", "alice", "--messages", "remove"], typed);
        assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was done"), "{typed:?}");
        assert_eq!(output.status.code(), Some(1));
    }
    assert_eq!(texts(&dossier(&place, "alice"), "account", "username"), ["alice"]);
    let said = ok(&place.run(&["person", "erase", "alice", "--messages", "remove"], "Alice\n"));
    for part in ["1 backups in", "classcord.redb.replaced-20260101-000000 is a former database", "taken elsewhere"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let reserved = place.run(&["person", "erase", "compte effacé", "--messages", "remove", "--yes"], "");
    assert!(String::from_utf8_lossy(&reserved.stderr).contains("server's own name"));
    assert_eq!(place.run(&["person", "erase", "alice", "--yes"], "").status.code(), Some(2), "the choice is made");
    assert_eq!(place.run(&["person", "erase", "alice", "--messages", "keep"], "").status.code(), Some(2));
}
