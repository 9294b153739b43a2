//! Accounts that get another name: who may, who may not, and what becomes of what was under the old one.

use serde_json::{Value, json};

use crate::support::{Client, Place, wait_until};

fn rename(user: &str, to: &str) -> Value {
    json!({"type": "rename", "user": user, "to": to})
}

/// The names of those who have said something in the default channel.
fn authors(client: &mut Client) -> Vec<String> {
    let history = client.whole_history("#général");
    history.iter().map(|line| line["from"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_account_goes_on_under_another_name_with_its_history_its_mail_and_its_devices() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut other = server.connect();
    other.register("carol", "secret");
    other.login("carol", "secret");
    let mut alice = server.account("alise");
    alice.send(&json!({"type": "hello"}));
    alice.read_until(|line| line["type"] == "hello");
    alice.send(&json!({"type": "token", "device": "phone"}));
    let token = alice.read_until(|line| line["type"] == "token")["token"].clone();
    alice.say("bonjour");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "carol", "content": "psst", "ack": 1}));
    alice.read_until(|line| line["type"] == "ack");
    other.read_until(|line| line["content"] == "psst");
    prof.send(&rename("ALISE", "Alice Martin"));
    let answer = prof.read_until(|line| line["type"] == "rename" || line["type"] == "error");
    assert_eq!(answer, json!({"type": "rename", "status": "ok", "user": "alise", "to": "Alice Martin"}));
    // The one is told in words and out; others see somebody go.
    let told = alice.read_code("account_renamed");
    assert!(told["content"].as_str().unwrap().contains("Alice Martin"), "{told}");
    alice.read_to_end();
    other.read_until(|line| line["type"] == "status" && line["user"] == "alise" && line["state"] == "offline");
    // A device comes back by itself, a person by the new name and the same password.
    let mut device = server.connect();
    device.send(&json!({"type": "hello"}));
    device.send(&json!({"type": "login", "token": token}));
    let login = device.read_until(|line| line["type"] == "login");
    assert_eq!(login["username"], "Alice Martin");
    server.connect().login("alice martin", "secret");
    server.connect().expect_error(&json!({"type": "login", "username": "alise", "password": "secret"}), "login_failed");
    other.read_until(|line| line["type"] == "status" && line["user"] == "Alice Martin" && line["state"] == "online");
    wait_until(|| authors(&mut prof) == ["Alice Martin"], || "the new name in the history".to_owned());
    // The conversation of the two is under the new name.
    device.send(&json!({"type": "history", "with": "carol"}));
    let page = device.read_until(|line| line["with"] == "carol" || line["type"] == "error");
    assert_eq!(page["messages"][0]["from"], "Alice Martin", "{page}");
    wait_until(
        || place.audit().iter().any(|line| line["event"] == "account_renamed" && line["target"] == "alise"),
        || format!("{:?}", place.audit()),
    );
    let rows = place.exported_rows(&["messages"]);
    assert!(rows.iter().all(|row| row["from"] == "Alice Martin"), "{rows:?}");
    // The name is anybody's now.
    let mut again = server.connect();
    again.register("alise", "secret");
    server.kill();
    let server = place.start();
    server.connect().login("Alice Martin", "secret");
    server.connect().login("alise", "secret");
}

#[test]
fn what_stands_in_the_way_is_said_and_nothing_is_changed() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut moderator = place.in_charge(&server, "mod", "moderator");
    let (_alice, _bob) = (server.account("alice"), server.account("bob"));
    for (request, code) in [
        (rename("nobody", "zoe"), "unknown_user"),
        (rename("alice", "bob"), "name_taken"),
        (rename("alice", "alice"), "name_taken"),
        (rename("alice", "b0b"), "name_confusable"),
        (rename("alice", "serveur"), "reserved_name"),
        (rename("alice", "zoe (admin)"), "reserved_name"),
        (rename("alice", "zoe@salle204"), "reserved_name"),
        (rename("alice", ""), "bad_name"),
        (rename("alice", "a\u{200b}b"), "bad_name"),
        (rename("prof", "maître"), "forbidden"),
        (json!({"type": "rename", "user": "alice"}), "missing_field"),
        (json!({"type": "rename", "user": "alice", "to": 7}), "bad_field"),
    ] {
        prof.expect_error(&request, code);
    }
    moderator.expect_error(&rename("alice", "zoe"), "forbidden");
    moderator.type_and_read("/rename alice zoe", "pas le droit");
    server.connect().expect_words(&rename("alice", "zoe"), "not_identified");
    prof.type_and_read("/rename alice", "/rename NOM NOUVEAU");
    server.connect().login("alice", "secret");
}

#[test]
fn a_name_is_corrected_by_its_accent_or_a_blank_as_a_command_too() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    drop(server.account("zoe"));
    prof.type_and_read("/rename zoe Zoé", "zoe s'appelle maintenant Zoé");
    server.connect().login("Zoé", "secret");
    prof.type_and_read("/renommer Zoé \"Zoé Martin\"", "Zoé s'appelle maintenant Zoé Martin");
    prof.type_and_read("/rename \"Zoé Martin\" \"ZOÉ MARTIN\"", "ZOÉ MARTIN");
    server.connect().login("zoé martin", "secret");
    assert_eq!(place.console(&rename("zoé martin", "Zoé M"))["status"], "ok");
    server.connect().login("Zoé M", "secret");
}

#[test]
fn a_guest_of_the_new_name_gets_another_and_sanctions_and_votes_go_along() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut guest = server.guest("zoe");
    let mut alice = server.account("alice");
    prof.send(&json!({"type": "mute", "user": "alice"}));
    prof.read_until(|line| line["type"] == "mute");
    prof.send(&json!({"type": "poll", "question": "Qui ?", "answers": ["a", "b"]}));
    prof.read_until(|line| line["type"] == "poll");
    alice.send(&json!({"type": "vote", "choices": [1]}));
    alice.read_until(|line| line["type"] == "vote");
    prof.send(&rename("alice", "zoe"));
    prof.read_until(|line| line["type"] == "rename" && line["status"] == "ok");
    guest.read_code("guest_renamed");
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.send(&json!({"type": "message", "content": "chut", "ack": 1}));
    zoe.read_until(|line| line["code"] == "muted");
    zoe.send(&json!({"type": "vote", "choices": [2]}));
    zoe.read_until(|line| line["type"] == "vote");
    prof.send(&json!({"type": "poll_close"}));
    prof.read_until(|line| line["type"] == "poll_close" || line["type"] == "error");
    server.kill();
    let rows = place.exported_rows(&["polls"]);
    let votes: Vec<&Value> = rows.iter().map(|row| &row["votes"]).collect();
    assert_eq!(votes, [0, 1], "one vote of one person: {rows:?}");
    let bans = place.exported_rows(&["bans"]);
    assert_eq!(bans[0]["user"], "zoe");
}
