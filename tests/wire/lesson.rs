//! The lesson, on the wire: raised hands; what newer clients get of it, what old ones are told, and who may not.

use serde_json::{Value, json};

use crate::support::{Client, Place, Server};

fn started(toml: &str) -> (Place, Server) {
    let place = Place::configured(toml);
    let server = place.start();
    (place, server)
}

fn guest(server: &Server, name: &str) -> Client {
    let mut client = server.guest(name);
    client.read_words("Bienvenue");
    client
}

/// A guest whose client has said `hello`.
fn newer_guest(server: &Server, name: &str) -> Client {
    let mut client = guest(server, name);
    client.ask(&json!({"type": "hello"}));
    client
}

/// Somebody in charge whose client has said `hello`.
fn newer_staff(place: &Place, server: &Server, name: &str) -> Client {
    let mut client = place.in_charge(server, name, "moderator");
    client.ask(&json!({"type": "hello"}));
    client
}

fn ok(client: &mut Client, request: &Value) -> Value {
    client.send(request);
    let answer = client.read_until(|line| line["type"] == request["type"] && line.get("status").is_some());
    assert_eq!(answer["status"], "ok", "{request}: {answer}");
    answer
}

/// The next line about the lesson that is no answer.
fn told(client: &mut Client, kind: &str) -> Value {
    client.read_until(|line| line["type"] == kind && line.get("status").is_none())
}

fn names(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["user"].as_str().or(one.as_str()).unwrap()).collect()
}

// Hands.

#[test]
fn hands_are_seen_in_order_by_people_in_charge_and_so_is_who_has_none_up() {
    let (place, server) = started("");
    let mut prof = newer_staff(&place, &server, "prof");
    let (mut bob, mut chloe, _zoe) = (guest(&server, "bob"), guest(&server, "chloé"), guest(&server, "zoé"));
    assert_eq!(ok(&mut chloe, &json!({"type": "hand", "state": "up"}))["place"], 1);
    assert_eq!(bob.type_and_read("/main", "Main levée"), "Main levée, vous êtes 2e.");
    let first = told(&mut prof, "hand");
    assert_eq!((&first["user"], &first["state"], &first["place"]), (&json!("chloé"), &json!("up"), &json!(1)));
    assert_eq!(told(&mut prof, "hand")["user"], "bob");
    let list = prof.ask(&json!({"type": "hands"}));
    assert_eq!((names(&list["hands"]), names(&list["others"])), (vec!["chloé", "bob"], vec!["zoé"]));
    // Once is enough.
    assert_eq!(ok(&mut bob, &json!({"type": "hand", "state": "up"}))["place"], 2);
    prof.say("/hands");
    assert_eq!(prof.read_words("Mains levées"), "Mains levées, dans l'ordre (2) :");
    assert!(prof.read_words("1. ").starts_with("1. chloé, à "));
    assert!(prof.read_words("2. ").starts_with("2. bob, à "));
    assert_eq!(prof.read_words("pas levé"), "N'ont pas levé la main (1) :");
    assert_eq!(prof.read_words("zoé"), "zoé");
}

#[test]
fn classmates_hear_of_no_hand_and_may_not_see_or_lower_others() {
    let (place, server) = started("");
    let _prof = place.in_charge(&server, "prof", "moderator");
    let (mut bob, mut chloe) = (newer_guest(&server, "bob"), newer_guest(&server, "chloé"));
    ok(&mut bob, &json!({"type": "hand", "state": "up"}));
    let told: Vec<Value> = chloe.lines_until_now().into_iter().filter(|line| line["type"] == "hand").collect();
    assert_eq!(told, [json!(0); 0]);
    for request in [
        json!({"type": "hands"}),
        json!({"type": "hands", "state": "down"}),
        json!({"type": "hand", "state": "down", "user": "bob"}),
    ] {
        chloe.expect_error(&request, "forbidden");
    }
    chloe.say("/hands");
    assert_eq!(chloe.read_code("forbidden")["subtype"], "system");
    server.connect().expect_words(&json!({"type": "hand", "state": "up"}), "not_identified");
    chloe.expect_error(&json!({"type": "hand"}), "missing_field");
    chloe.expect_error(&json!({"type": "hand", "state": "high"}), "bad_field");
    assert_eq!(chloe.type_and_read("/hand bob", "Utilisation"), "Utilisation : /hand [down]");
}

#[test]
fn a_lowered_hand_is_told_to_its_person_and_those_behind_it_learn_their_places() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut other = place.in_charge(&server, "autre", "moderator");
    let (mut bob, mut chloe) = (guest(&server, "bob"), newer_guest(&server, "chloé"));
    ok(&mut bob, &json!({"type": "hand", "state": "up"}));
    ok(&mut chloe, &json!({"type": "hand", "state": "up"}));
    assert_eq!(other.read_words("lève"), "bob lève la main (1er).");
    assert_eq!(other.read_words("lève"), "chloé lève la main (2e).");
    assert_eq!(prof.type_and_read("/hands down BOB", "baissée"), "La main de bob est baissée.");
    assert_eq!(bob.read_words("main"), "Votre main a été baissée.");
    assert_eq!(other.read_words("baissé"), "prof a baissé la main de bob.");
    assert_eq!(told(&mut chloe, "hand")["place"], 1);
    prof.expect_error(&json!({"type": "hand", "state": "down", "user": "personne"}), "unknown_user");
    assert_eq!(ok(&mut prof, &json!({"type": "hands", "state": "down"}))["count"], 1);
    assert_eq!(told(&mut chloe, "hand"), json!({"type": "hand", "state": "down", "user": "chloé"}));
    assert_eq!(other.read_words("baissé"), "prof a baissé toutes les mains.");
    let list = prof.ask(&json!({"type": "hands"}));
    assert_eq!((names(&list["hands"]), names(&list["others"])), (vec![], vec!["bob", "chloé"]));
    place.wait_for_audit("hand_lowered");
    let entry = place.audit().into_iter().find(|entry| entry["event"] == "hand_lowered").unwrap();
    assert_eq!((&entry["user"], &entry["target"]), (&json!("prof"), &json!("bob")));
}

#[test]
fn a_hand_falls_when_its_person_leaves_with_the_last_client() {
    let (place, server) = started("");
    let mut prof = newer_staff(&place, &server, "prof");
    let (mut phone, mut laptop) = (server.account("bob"), server.connect());
    laptop.login("bob", "secret");
    laptop.ask_users();
    ok(&mut phone, &json!({"type": "hand", "state": "up"}));
    assert_eq!(told(&mut prof, "hand")["state"], "up");
    phone.reset();
    assert_eq!(names(&prof.ask(&json!({"type": "hands"}))["hands"]), ["bob"]);
    laptop.send(&json!({"type": "logout"}));
    assert_eq!(told(&mut prof, "hand"), json!({"type": "hand", "state": "down", "user": "bob"}));
    assert_eq!(names(&prof.ask(&json!({"type": "hands"}))["hands"]), [""; 0]);
}

#[test]
fn the_console_sees_and_lowers_hands_and_has_none() {
    let (place, server) = started("");
    let mut bob = guest(&server, "bob");
    ok(&mut bob, &json!({"type": "hand", "state": "up"}));
    assert_eq!(names(&place.console(&json!({"type": "hands"}))["hands"]), ["bob"]);
    assert_eq!(place.console(&json!({"type": "hand", "state": "up"}))["code"], "not_identified");
    let shown = String::from_utf8(place.run(&["admin", "hands"], "").stdout).unwrap();
    assert!(shown.starts_with("Mains levées (1) :\n1  bob  "), "{shown}");
    let shown = String::from_utf8(place.run(&["admin", "hands", "--lower", "bob"], "").stdout).unwrap();
    assert_eq!(shown, "La main de bob est baissée.\n");
    assert_eq!(bob.read_words("main"), "Votre main a été baissée.");
    let shown = String::from_utf8(place.run(&["admin", "hands", "--lower-all"], "").stdout).unwrap();
    assert_eq!(shown, "Mains baissées : 0.\n");
}
