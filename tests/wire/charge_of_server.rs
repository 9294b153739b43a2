//! What moderators and admins ask about the server itself, over the clients' port.

use serde_json::{Value, json};

use crate::support::lesson;
use crate::support::{Client, Place, Server, wait_until};

fn admin(place: &Place, server: &Server) -> Client {
    let mut client = place.in_charge(server, "prof", "admin");
    lesson::newer(&mut client);
    client
}

fn moderator(admin: &mut Client, server: &Server, name: &str) -> Client {
    let mut client = server.connect();
    client.register(name, "a-long-password");
    lesson::ok(admin, &json!({"type": "role", "user": name, "role": "moderator"}));
    client.login(name, "a-long-password");
    lesson::newer(&mut client);
    client
}

#[test]
fn admins_make_accounts_that_choose_a_password_and_nobody_else_does() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let request = json!({"type": "user_add", "user": "Zo\u{e9}", "password": "tulipe-42-vent", "must_change": true});
    lesson::refused(&mut moderator(&mut prof, &server, "nora"), &request, "forbidden");
    let mut ben = lesson::pupil(&server, "ben");
    lesson::refused(&mut ben, &request, "unknown_type");
    let mut old = lesson::old(&server, "zoe");
    old.send(&request);
    assert_eq!(old.ask(&json!({"type": "users"}))["type"], "users", "it was ignored, as ever");
    assert_eq!(lesson::ok(&mut prof, &request)["user"], "Zo\u{e9}");
    lesson::refused(&mut prof, &request, "name_taken");
    lesson::refused(&mut prof, &json!({"type": "user_add", "user": "hugo", "password": "abc"}), "password_too_short");
    lesson::refused(&mut prof, &json!({"type": "user_add", "user": "hugo", "password": 7}), "bad_field");
    // The log is written by a thread of its own, which a kill would be faster than.
    let added = place.wait_for_audited("account_added", &[("target", "Zo\u{e9}")]);
    assert_eq!(added["user"], "prof");
    server.kill();
    let server = place.start();
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    let login = newer.ask(&json!({"type": "login", "username": "zo\u{e9}", "password": "tulipe-42-vent"}));
    assert_eq!(login["must_change"], true);
}

#[test]
fn an_admin_reads_the_list_of_accounts_and_a_moderator_who_is_connected() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let mut nora = moderator(&mut prof, &server, "nora");
    let users = json!({"type": "export", "table": "users"});
    let names: Vec<Value> =
        prof.ask(&users)["rows"].as_array().unwrap().iter().map(|row| row["username"].clone()).collect();
    assert_eq!(names, ["nora", "prof"]);
    lesson::refused(&mut nora, &users, "forbidden");
    let clients = nora.ask(&json!({"type": "clients"}));
    let seen = clients["clients"].as_array().unwrap();
    assert!(seen.iter().any(|one| one["name"] == "prof" && one["role"] == "admin" && one["address"] == "127.0.0.1"));
    assert_eq!(nora.ask(&json!({"type": "stats"}))["accounts"], 2);
    assert!(prof.ask(&json!({"type": "log", "lines": 5}))["lines"].is_array());
    lesson::refused(&mut nora, &json!({"type": "log"}), "forbidden");
    lesson::ok(&mut prof, &json!({"type": "reload"}));
    let by_prof = |event: &str| place.audit().iter().any(|line| line["event"] == event && line["user"] == "prof");
    wait_until(|| by_prof("export") && by_prof("console"), || format!("both in {:?}", place.audit()));
}

#[test]
fn people_in_charge_are_told_the_class_code_and_how_the_machine_is() {
    let place = Place::configured("[chat]\nregistration = \"code\"\nregistration_code = \" B204 \"\n");
    let server = place.start();
    let account = json!({"type": "user_add", "user": "prof", "password": "a-long-password", "role": "admin"});
    assert_eq!(place.console(&account)["status"], "ok");
    let mut prof = server.connect();
    prof.login("prof", "a-long-password");
    lesson::newer(&mut prof);
    let address = prof.ask(&json!({"type": "address"}));
    assert_eq!(address["class_code"], "B204");
    assert_eq!(address["addresses"], json!([format!("http://{}", server.address)]));
    lesson::refused(&mut lesson::pupil(&server, "ben"), &json!({"type": "address"}), "unknown_type");

    wait_until(
        || prof.ask(&json!({"type": "stats"}))["disk_free_bytes"].as_u64().is_some_and(|bytes| bytes > 0),
        || "the room on the disk".to_owned(),
    );
    let stats = prof.ask(&json!({"type": "stats"}));
    assert!(stats["cpu_ms"].is_u64(), "{stats}");
    assert_eq!(stats["last_backup"], Value::Null);
    let file = place.path().join("copy.redb");
    assert_eq!(place.console(&json!({"type": "backup", "file": file}))["status"], "ok");
    let made = prof.ask(&json!({"type": "stats"}))["last_backup"].clone();
    assert!(made.as_str().is_some_and(|at| at.len() == 26), "{made}");
    // Without a class code there is none to tell.
    let place = Place::configured("");
    let server = place.start();
    assert!(admin(&place, &server).ask(&json!({"type": "address"})).get("class_code").is_none());
}

#[test]
fn what_was_said_in_private_and_the_machine_are_the_consoles() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    for request in [
        json!({"type": "export", "table": "messages"}),
        json!({"type": "export", "table": "messages", "person": "ben"}),
        json!({"type": "shutdown"}),
        json!({"type": "backup", "file": "/tmp/stolen"}),
        json!({"type": "user_import", "user": "hugo", "hash": "$0$x"}),
    ] {
        lesson::refused(&mut prof, &request, "forbidden");
    }
    let mut ben = lesson::pupil(&server, "ben");
    ben.send(&json!({"type": "message", "subtype": "private", "to": "prof", "content": "psst"}));
    ben.say("bonjour");
    prof.read_until(|line| line["content"] == "bonjour");
    let request = json!({"type": "export", "table": "messages", "channel": "#g\u{e9}n\u{e9}ral", "person": "ben"});
    let rows = prof.ask(&request)["rows"].clone();
    let said: Vec<&Value> = rows.as_array().unwrap().iter().map(|row| &row["content"]).collect();
    assert_eq!(said, ["bonjour"]);
}

#[test]
fn an_admin_erases_a_person_but_not_themselves() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let _ben = server.account("ben");
    let request = |user: &str| json!({"type": "person_erase", "user": user, "messages": "remove"});
    lesson::refused(&mut prof, &request("prof"), "forbidden");
    lesson::refused(&mut prof, &json!({"type": "user_del", "user": "prof"}), "forbidden");
    prof.send(&request("ben"));
    let answer = prof.read_until(|line| line["type"] == "person_erase");
    assert_eq!(answer["status"], "ok");
    assert_eq!(answer["next"], Value::Null);
    // The name is free, although the admin is still there.
    lesson::ok(&mut prof, &json!({"type": "user_add", "user": "ben", "password": "tulipe-42-vent"}));
    prof.send(&request("ben"));
    prof.read_until(|line| line["type"] == "person_erase");
    server.kill();
    let server = place.start();
    server.connect().expect_error(&json!({"type": "login", "username": "ben", "password": "secret"}), "login_failed");
}

/// A place from which to go on is a number, or a name: anybody writes one.
#[test]
fn who_begins_in_the_middle_stands_in_the_audit_log_all_the_same() {
    let (place, server) = lesson::started();
    let _ben = server.account("ben");
    let mut prof = admin(&place, &server);
    let users = json!({"type": "export", "table": "users", "after": "a"});
    assert_eq!(prof.ask(&users)["rows"].as_array().map(Vec::len), Some(2));
    prof.ask(&users);
    for was_there in [true, false] {
        prof.send(&json!({"type": "person_erase", "user": "ben", "messages": "remove", "after": "3"}));
        let answer = prof.read_until(|line| line["type"] == "person_erase" || line["type"] == "error");
        assert_eq!(answer["account"], was_there, "{answer}");
    }
    server.connect().expect_error(&json!({"type": "login", "username": "ben", "password": "secret"}), "login_failed");
    lesson::ok(&mut prof, &json!({"type": "reload"}));
    let count = |event: &str| place.audit().iter().filter(|l| l["event"] == event && l["user"] == "prof").count();
    // The last of them stands behind the others.
    wait_until(|| count("console") == 1, || format!("the reload in {:?}", place.audit()));
    assert_eq!((count("export"), count("person_erased")), (1, 1), "{:?}", place.audit());
}
