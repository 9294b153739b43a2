//! A person is erased while a class talks: nobody's messages stop, and a kill in the middle leaves a sound database and an
//! erasure that can be done again.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::exports::ok;
use crate::support::load::TalkingClass;
use crate::support::{CHEAP_PASSWORDS, Place};

/// People who talk.
const PEOPLE: usize = 30;

/// Messages that are there before, half of them of the one who is erased: more than a hundred blocks.
const MESSAGES: u64 = 12_000;

fn full_place() -> Place {
    let limits =
        "[limits]\nconnections_per_minute = 10000\nmax_connections_per_address = 100\nmessages_per_second = 1000\n";
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}{limits}"));
    place.import_rows(MESSAGES);
    place
}

fn left(place: &Place, name: &str) -> usize {
    let dossier = ok(&place.run(&["person", "export", name, "--format", "json"], ""));
    let dossier: Value = serde_json::from_str(&dossier).unwrap();
    dossier["messages"].as_array().unwrap().len()
}

#[test]
fn thirty_people_go_on_talking_while_somebody_is_erased() {
    let place = full_place();
    let server = place.start();
    let people = TalkingClass::begin(&server, PEOPLE, Duration::from_millis(50));
    let began = Instant::now();
    ok(&place.run(&["person", "erase", "bob", "--messages", "anonymise", "--yes"], ""));
    let took = began.elapsed();
    let waits = people.end();
    println!("{} messages erased in {took:?}; meanwhile: {waits}", MESSAGES / 2);
    assert_eq!(left(&place, "bob"), 0);
    let rows = place.exported_rows(&["messages"]);
    let said = rows.iter().filter(|row| row["from"].as_str().unwrap().starts_with("personne")).count();
    assert_eq!(said, waits.count(), "each message that was acknowledged is there, and each once");
    server.stop();
    assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
}

#[test]
fn a_kill_in_the_middle_of_an_erasure_leaves_a_sound_database_and_it_is_done_again() {
    for steps in [1, 4] {
        let place = full_place();
        let server = place.start();
        let before = left(&place, "bob");
        let mut after = Value::Null;
        for _ in 0..steps {
            let mut request = json!({"type": "person_erase", "user": "bob", "messages": "remove"});
            if !after.is_null() {
                request["after"] = after;
            }
            let answer = place.console(&request);
            assert_eq!((&answer["type"], &answer["status"]), (&json!("person_erase"), &json!("ok")), "{answer}");
            after = answer["next"].clone();
            assert!(after.is_string(), "there is more to do: {answer}");
        }
        server.kill();
        assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
        let middle = left(&place, "bob");
        assert!(0 < middle && middle < before, "{middle} of {before}");
        // Once on the stopped server, once on one that runs again.
        let server = (steps > 1).then(|| place.start());
        ok(&place.run(&["person", "erase", "bob", "--messages", "remove", "--yes"], ""));
        assert_eq!(left(&place, "bob"), 0);
        assert_eq!(left(&place, "Élodie"), MESSAGES as usize / 2);
        drop(server);
        assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
    }
}

#[test]
fn what_is_wrong_with_a_step_is_said() {
    let place = Place::new();
    let server = place.start();
    for (user, after, code) in [("bob", json!("9.9.9"), "bad_field"), ("server", Value::Null, "reserved_name")] {
        let mut request = json!({"type": "person_erase", "user": user, "messages": "remove"});
        if !after.is_null() {
            request["after"] = after;
        }
        assert_eq!(place.console(&request)["code"], code);
    }
    assert_eq!(place.console(&json!({"type": "person_erase", "user": "bob"}))["code"], "bad_field");
    // It is the operator's alone.
    let mut guest = server.guest("zoe");
    guest.send(&json!({"type": "person_erase", "user": "bob", "messages": "remove"}));
    guest.expect_nothing();
}
