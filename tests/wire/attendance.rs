//! Attendance and lessons, on the wire and at the console: who was there, from when to when and from where.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, loopback, started};
use crate::support::{Client, Server, wait_until};

/// An account's client from another address.
fn login_from(server: &Server, n: u8, name: &str) -> Client {
    let mut client = Client::connect_from(loopback(n), server.address);
    client.login(name, "secret");
    client.ask_users();
    client
}

fn sheet(asker: &mut Client) -> Value {
    let answer = asker.ask(&json!({"type": "attendance"}));
    assert_eq!(answer["type"], "attendance", "{answer}");
    answer
}

/// Somebody's row for the day.
fn row(sheet: &Value, user: &str) -> Value {
    let rows = sheet["rows"].as_array().unwrap();
    let is_it = |row: &&Value| row["user"] == user && row["lesson"].is_null();
    rows.iter().find(is_it).unwrap_or_else(|| panic!("no {user} in {sheet}")).clone()
}

/// Asks until somebody's row is as it should be.
fn wait_for(asker: &mut Client, user: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut seen = Value::Null;
    wait_until(
        || {
            seen = row(&sheet(asker), user);
            is_so(&seen)
        },
        || format!("{user}'s row"),
    );
    row(&sheet(asker), user)
}

fn exported(output: &Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const EXPORT: [&str; 4] = ["export", "attendance", "--format", "jsonl"];

#[test]
fn several_sessions_of_one_person_are_one_presence_with_its_addresses() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = server.account("alice");
    let again = login_from(&server, 7, "alice");
    let third = login_from(&server, 7, "alice");
    let mut ben = server.guest("ben");
    let there = row(&sheet(&mut prof), "alice");
    assert_eq!(there["addresses"], json!(["127.0.0.1", "127.0.0.7"]));
    assert_eq!((&there["stays"], &there["left"], &there["account"]), (&json!(1), &Value::Null, &json!(true)));
    assert_eq!(row(&sheet(&mut prof), "ben")["account"], false);
    // The first to have come is not the last to go.
    alice.send(&json!({"type": "logout"}));
    drop((again, third));
    let gone = wait_for(&mut prof, "alice", |row| row["left"].is_string());
    assert_eq!((&gone["stays"], &gone["gone_by"], &gone["clock"]), (&json!(1), &Value::Null, &json!(false)));
    assert!(gone["left"].as_str() >= gone["arrived"].as_str());
    // Who comes back has another stay, in the same row; a guest under another name another row.
    let _alice = login_from(&server, 8, "alice");
    let back = wait_for(&mut prof, "alice", |row| row["left"].is_null());
    assert_eq!((&back["stays"], &back["arrived"]), (&json!(2), &gone["arrived"]));
    assert_eq!(back["addresses"].as_array().unwrap().len(), 3);
    server.connect().register("ben", "secret");
    ben.read_code("guest_renamed");
    assert!(row(&sheet(&mut prof), "ben")["left"].is_string());
    assert!(row(&sheet(&mut prof), "ben (invité)")["left"].is_null());
}

#[test]
fn attendance_is_gathered_by_the_lessons_of_the_day() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let ok = |client: &mut Client, request: &Value| {
        let answer = client.ask(request);
        assert_eq!((&answer["type"], &answer["status"]), (&json!("lesson"), &json!("ok")), "{answer}");
        answer
    };
    prof.expect_error(&json!({"type": "lesson"}), "no_lesson");
    prof.expect_error(&json!({"type": "lesson", "end": true}), "no_lesson");
    let early = server.account("early");
    drop(early);
    wait_for(&mut prof, "early", |row| row["left"].is_string());
    let begun = ok(&mut prof, &json!({"type": "lesson", "name": " TP réseau "}));
    assert_eq!((&begun["name"], &begun["by"], &begun["ended"]), (&json!("TP réseau"), &json!("prof"), &Value::Null));
    let _alice = server.account("alice");
    assert_eq!(ok(&mut prof, &json!({"type": "lesson"})), begun);
    // One that begins ends the one before.
    ok(&mut prof, &json!({"type": "lesson", "name": "Cours"}));
    let _ben = server.guest("ben");
    assert!(ok(&mut prof, &json!({"type": "lesson", "end": true}))["ended"].is_string());
    let found = sheet(&mut prof);
    let lessons: Vec<&Value> = found["lessons"].as_array().unwrap().iter().map(|lesson| &lesson["name"]).collect();
    assert_eq!(lessons, ["TP réseau", "Cours"]);
    let of = |number: Value| -> Vec<&Value> {
        let rows = found["rows"].as_array().unwrap();
        rows.iter().filter(|row| row["lesson"] == number).map(|row| &row["user"]).collect()
    };
    assert_eq!(of(Value::Null), ["alice", "early", "prof", "ben"]);
    assert_eq!(of(json!(1)), ["alice", "prof"]);
    assert_eq!(of(json!(2)), ["alice", "prof", "ben"]);
    assert!(
        found["rows"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| !row["lesson"].is_null())
            .all(|row| row["left"].is_string())
    );
    // What was done stands in the audit log.
    for (event, target, reason) in [("lesson", "TP réseau", "begin"), ("lesson", "Cours", "end")] {
        let is_it = |entry: &Value| {
            entry["event"] == event && entry["target"] == target && entry["reason"] == reason && entry["user"] == "prof"
        };
        wait_until(|| place.audit().iter().any(is_it), || format!("{event} {target} {reason}"));
    }
    place.wait_for_audit("attendance");
}

#[test]
fn old_clients_ask_by_commands_and_read_words() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let _alice = login_from(&server, 9, {
        server.connect().register("alice", "secret");
        "alice"
    });
    let _ben = server.guest("ben");
    prof.type_and_read("/attendance", "Présences du");
    let line = prof.read_words("alice : ");
    assert!(line.contains("est là (0 min), 127.0.0.9"), "{line}");
    prof.read_words("prof : ");
    prof.read_words("ben (sans compte) : ");
    prof.type_and_read("/lesson", "Aucune séance n'est en cours");
    prof.type_and_read("/lesson TP réseau", "La séance « TP réseau » commence.");
    prof.type_and_read("/lesson", "Séance en cours : « TP réseau », depuis");
    prof.type_and_read("/attendance", ", « TP réseau » (3) :");
    prof.read_words("ben (sans compte) : ");
    prof.type_and_read("/lesson end", "La séance « TP réseau » est terminée.");
    prof.type_and_read("/attendance 2001-01-01", "Présences du 2001-01-01 (0) :");
    prof.type_and_read("/attendance hier", "Utilisation : /attendance [JOUR]");
    prof.type_and_read(&format!("/lesson {}", "x".repeat(65)), "Utilisation : /lesson");
}

#[test]
fn pupils_may_not_read_it_and_what_is_wrong_is_refused() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut pupil = server.account("élève");
    for request in [json!({"type": "attendance"}), json!({"type": "lesson"}), json!({"type": "lesson", "name": "x"})] {
        pupil.expect_error(&request, "forbidden");
        server.connect().expect_words(&request, "not_identified");
    }
    pupil.type_and_read("/attendance", "Vous n'avez pas le droit");
    for (request, code) in [
        (json!({"type": "attendance", "day": "hier"}), "bad_field"),
        (json!({"type": "attendance", "day": 7}), "bad_field"),
        (json!({"type": "attendance", "after": "x"}), "bad_field"),
        (json!({"type": "lesson", "name": ""}), "bad_field"),
        (json!({"type": "lesson", "name": "a\nb"}), "bad_field"),
        (json!({"type": "lesson", "name": "x", "end": true}), "bad_field"),
        (json!({"type": "lesson", "end": 1}), "bad_field"),
    ] {
        prof.expect_error(&request, code);
    }
    let (place, server) = started("[history]\nattendance_days = 0\n");
    let mut prof = place.in_charge(&server, "prof", "admin");
    prof.expect_error(&json!({"type": "attendance"}), "attendance_off");
    prof.expect_error(&json!({"type": "lesson", "name": "x"}), "attendance_off");
    assert!(server.stop().success());
    assert_eq!(exported(&place.run(&EXPORT, "")), [] as [Value; 0], "nothing was kept");
}

#[test]
fn the_export_is_the_same_from_the_running_server_and_from_the_stopped_one() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "admin");
    prof.ask(&json!({"type": "lesson", "name": "TP;=1+1"}));
    let alice = server.account("alice");
    drop(alice);
    wait_for(&mut prof, "alice", |row| row["left"].is_string());
    prof.ask(&json!({"type": "lesson", "end": true}));
    drop(prof);
    let closed = || exported(&place.run(&EXPORT, "")).iter().all(|row| row["left"].is_string());
    wait_until(closed, || "prof to be gone".to_owned());
    let running = exported(&place.run(&EXPORT, ""));
    let users: Vec<(&Value, &Value)> = running.iter().map(|row| (&row["lesson"], &row["user"])).collect();
    let (day, lesson) = (Value::Null, json!("TP;=1+1"));
    let (alice, prof) = (json!("alice"), json!("prof"));
    assert_eq!(users, [(&day, &alice), (&day, &prof), (&lesson, &alice), (&lesson, &prof)]);
    assert!(running.iter().all(|row| row["addresses"] == "127.0.0.1" && row["gone_by"].is_null()));
    // The console has it as a table.
    let table = place.run(&["admin", "attendance"], "");
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(table.contains("alice") && table.contains("127.0.0.1") && table.contains("TP;=1+1"), "{table}");
    let said = place.run(&["admin", "lesson", "Cours", "de", "Java"], "");
    assert!(String::from_utf8(said.stdout).unwrap().contains("Cours de Java"));
    assert!(place.run(&["admin", "lesson", "--end"], "").status.success());
    assert!(server.stop().success());
    assert_eq!(exported(&place.run(&EXPORT, "")), running);
    let csv = String::from_utf8(place.run(&["export", "attendance"], "").stdout).unwrap();
    assert!(csv.starts_with("\u{feff}day,lesson,lesson_began,user,account,arrived,"), "{csv}");
    assert!(csv.contains("\"TP;'=1+1\""), "no formula begins in it: {csv}");
    let elsewhere = [&EXPORT[..], &["--day", "24/11/2001"]].concat();
    assert_eq!(exported(&place.run(&elsewhere, "")), [] as [Value; 0]);
    let misused = place.run(&["export", "messages", "--day", "2026-11-24"], "");
    assert_eq!(misused.status.code(), Some(2));
}

#[test]
fn who_was_there_when_the_server_was_killed_left_at_the_last_time_that_is_known() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut alice = server.account("alice");
    prof.ask(&json!({"type": "lesson", "name": "TP"}));
    alice.say_for_good("encore là");
    server.kill();
    // As the next start will note it.
    let seen = exported(&place.run(&EXPORT, ""));
    assert!(seen.iter().all(|row| row["left"].is_string() && row["gone_by"].is_string()), "{seen:?}");
    let server = place.start();
    let mut prof = login_from(&server, 1, "prof");
    let cut = row(&sheet(&mut prof), "alice");
    assert!(
        cut["left"].as_str() >= cut["arrived"].as_str() && cut["gone_by"].as_str() >= cut["left"].as_str(),
        "{cut}"
    );
    let noted = exported(&place.run(&EXPORT, ""));
    let alice = |rows: &[Value]| rows.iter().find(|row| row["user"] == "alice").unwrap()["left"].clone();
    assert_eq!(alice(&noted), alice(&seen));
    // The lesson goes on, and so does the teacher's presence in it, in two stays.
    assert_eq!(prof.ask(&json!({"type": "lesson"}))["name"], "TP");
    assert_eq!(row(&sheet(&mut prof), "prof")["stays"], 2);
    prof.type_and_read("/attendance", "« TP » (2)");
    let line = prof.read_words("alice : ");
    assert!(line.contains(" ou plus tard ("), "{line}");
    assert!(server.stop().success());
    let check = place.run(&["check"], "");
    assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
}

#[test]
fn a_sheet_of_many_comes_in_parts() {
    let (place, server) = started(NO_RATE_LIMITS);
    let mut prof = place.in_charge(&server, "prof", "admin");
    // Guests under many names, one after the other on one connection.
    let mut guest = server.connect();
    for n in 0..199 {
        guest.send(&json!({"type": "message", "from": format!("n{n:03}"), "content": ""}));
        guest.ask(&json!({"type": "logout"}));
    }
    let _last = server.account("zoe");
    let first = sheet(&mut prof);
    assert_eq!(first["rows"].as_array().unwrap().len(), 200);
    let rest = prof.ask(&json!({"type": "attendance", "after": first["next"]}));
    let users: Vec<&Value> = rest["rows"].as_array().unwrap().iter().map(|row| &row["user"]).collect();
    assert_eq!((users, &rest["next"]), (vec![&json!("n198")], &Value::Null));
    assert_eq!(exported(&place.run(&EXPORT, "")).len(), 201);
}
