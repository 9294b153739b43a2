//! The lesson, on the wire: raised hands, silence, slow mode, private messages of pupils, cleared channels; what newer clients get of it, what old ones are told, and who may not.

use std::fs;

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, guest, started};
use crate::support::{Client, Place, Server, wait_until};

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
    assert!(told.is_empty(), "{told:?}");
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

// Silence.

const READ: &str = "Vous pouvez lire, lever la main et poser une question.";

#[test]
fn in_a_silence_people_in_charge_speak_and_others_are_told_until_when() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut other = place.in_charge(&server, "autre", "moderator");
    let (mut bob, mut chloe) = (guest(&server, "bob"), newer_guest(&server, "chloé"));
    let answer = ok(&mut prof, &json!({"type": "silence", "state": "on", "minutes": 10}));
    let until = answer["until"].as_str().unwrap().to_owned();
    let words = format!("Le professeur a suspendu la discussion jusqu'à {}. {READ}", &until[11..16]);
    let line = bob.read_code("silenced");
    assert_eq!((&line["subtype"], &line["content"]), (&json!("system"), &json!(words)));
    let line = told(&mut chloe, "silence");
    assert_eq!((&line["state"], &line["channel"], &line["until"]), (&json!("on"), &Value::Null, &json!(until)));
    assert!(other.read_words("suspendu").ends_with("La classe ne peut pas écrire ; vous, si."));
    // Whatever the way to speak.
    for line in ["et moi ?", "/me parle", "//x"] {
        bob.say(line);
        assert_eq!(bob.read_code("silenced")["content"], words);
    }
    bob.say_in("#dev", "ailleurs");
    assert_eq!(bob.read_code("silenced")["content"], words);
    bob.expect_words(&json!({"type": "status", "state": "je parle ainsi"}), "silenced");
    assert_eq!(chloe.ask(&json!({"type": "message", "content": "x", "ack": 1}))["code"], "silenced");
    prof.say("silence, s'il vous plaît");
    assert_eq!(bob.read_said(), "silence, s'il vous plaît");
    chloe.say_to("bob", "en privé");
    assert_eq!(bob.read_said(), "en privé");
    ok(&mut bob, &json!({"type": "hand", "state": "up"}));
    assert_eq!(prof.type_and_read("/silence off", "Parole"), "Parole libre.");
    assert_eq!(told(&mut chloe, "silence"), json!({"type": "silence", "state": "off", "channel": null}));
    assert_eq!(bob.read_words("reprend"), "La discussion reprend : vous pouvez de nouveau écrire.");
    bob.say("enfin");
    assert_eq!(prof.read_said(), "enfin");
    place.wait_for_audit("silence_lifted");
    let entry = place.audit().into_iter().find(|entry| entry["event"] == "silence").unwrap();
    assert_eq!((&entry["user"], entry["until"].is_string()), (&json!("prof"), true));
}

#[test]
fn one_channel_is_silent_and_the_others_are_not() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut bob, mut chloe) = (guest(&server, "bob"), guest(&server, "chloé"));
    for client in [&mut bob, &mut chloe] {
        client.ask(&json!({"type": "join", "channel": "#dev"}));
    }
    assert_eq!(prof.type_and_read("/silence #dev", "Silence"), "Silence dans #dev. /silence off rend la parole.");
    assert_eq!(bob.read_code("silenced")["channel"], "#dev");
    bob.say_in("#dev", "x");
    let words = format!("Le professeur a suspendu la discussion dans #dev. {READ}");
    assert_eq!(bob.read_code("silenced")["content"], words);
    bob.say_in("#général", "ici oui");
    assert_eq!(chloe.read_said(), "ici oui");
    let list = chloe.ask(&json!({"type": "silence"}));
    assert_eq!((&list["silences"][0]["channel"], &list["silences"][0]["by"]), (&json!("#dev"), &json!("prof")));
    // What is for all is not lifted in one channel.
    ok(&mut prof, &json!({"type": "silence", "state": "on"}));
    ok(&mut prof, &json!({"type": "silence", "state": "off", "channel": "#dev"}));
    prof.expect_error(&json!({"type": "silence", "state": "off", "channel": "#dev"}), "silenced");
    ok(&mut prof, &json!({"type": "silence", "state": "off"}));
    assert_eq!(chloe.ask(&json!({"type": "silence"}))["silences"], json!([]));
    // It is no fault to want what is so.
    ok(&mut prof, &json!({"type": "silence", "state": "off"}));
}

#[test]
fn nobody_else_silences_and_what_is_wrong_is_said() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = newer_guest(&server, "bob");
    for state in ["on", "off"] {
        bob.expect_error(&json!({"type": "silence", "state": state}), "forbidden");
    }
    for (request, code) in [
        (json!({"type": "silence", "state": "chut"}), "bad_field"),
        (json!({"type": "silence", "state": "on", "minutes": -1}), "bad_field"),
        (json!({"type": "silence", "state": "on", "minutes": 525_601}), "bad_field"),
        (json!({"type": "silence", "state": "on", "channel": "#a b"}), "bad_name"),
        (json!({"type": "silence", "state": "on", "channel": "#nulle-part"}), "unknown_channel"),
    ] {
        prof.expect_error(&request, code);
    }
    assert_eq!(prof.type_and_read("/silence bob", "Utilisation"), "Utilisation : /silence [#salon] [10m|2h|off]");
    bob.say("encore là");
    assert_eq!(prof.read_said(), "encore là");
}

#[test]
fn there_are_so_many_silences() {
    let (place, server) = started("[limits]\nmax_channels = 3\n");
    let mut prof = place.in_charge(&server, "prof", "admin");
    for channel in ["#général", "#dev", "#admin"] {
        ok(&mut prof, &json!({"type": "silence", "state": "on", "channel": channel}));
    }
    prof.expect_error(&json!({"type": "silence", "state": "on"}), "too_many_sanctions");
    ok(&mut prof, &json!({"type": "silence", "state": "on", "channel": "#dev", "minutes": 1}));
}

#[test]
fn a_silence_outlasts_a_kill_and_its_end_too() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    ok(&mut prof, &json!({"type": "silence", "state": "on", "minutes": 10, "channel": "#dev"}));
    ok(&mut prof, &json!({"type": "silence", "state": "on"}));
    server.kill();
    let server = place.start();
    let mut bob = guest(&server, "bob");
    bob.say("x");
    bob.read_code("silenced");
    let list = bob.ask(&json!({"type": "silence"}));
    let list: Vec<_> =
        list["silences"].as_array().unwrap().iter().map(|one| (&one["channel"], one["until"].is_string())).collect();
    assert_eq!(list, [(&Value::Null, false), (&json!("#dev"), true)]);
    assert_eq!(place.console(&json!({"type": "silence", "state": "off"}))["status"], "ok");
    server.kill();
    let server = place.start();
    assert_eq!(guest(&server, "bob").ask(&json!({"type": "silence"}))["silences"], json!([]));
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn the_console_silences_and_shows_it() {
    let (place, server) = started("");
    let mut bob = guest(&server, "bob");
    let run =
        |words: &[&str]| String::from_utf8(place.run(&[&["admin", "silence"], words].concat(), "").stdout).unwrap();
    assert_eq!(run(&[]), "Parole libre.\n");
    assert_eq!(run(&["perm", "--channel", "dev"]), "Silence dans #dev, fin : sans fin.\n");
    assert!(run(&["10m"]).starts_with("Silence dans tous les salons, fin : "));
    bob.read_code("silenced");
    let shown = run(&[]);
    assert!(
        shown.starts_with("Silence dans tous les salons") && shown.ends_with("Silence dans #dev, fin : sans fin.\n"),
        "{shown}"
    );
    assert_eq!(run(&["off"]), "Parole libre.\n");
    assert!(!place.run(&["admin", "silence", "vite"], "").status.success());
}

// Slow mode.

#[test]
fn in_slow_mode_each_says_one_thing_and_waits_and_people_in_charge_do_not() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut bob, mut chloe) = (guest(&server, "bob"), newer_guest(&server, "chloé"));
    assert_eq!(
        prof.type_and_read("/slow #général 600", "Mode lent"),
        "Mode lent dans #général : un message toutes les 600 s."
    );
    assert_eq!(told(&mut chloe, "slow"), json!({"type": "slow", "channel": "#général", "seconds": 600}));
    assert_eq!(bob.read_words("Mode lent"), "Mode lent dans #général : un message toutes les 600 s.");
    bob.say("un");
    assert_eq!(prof.read_said(), "un");
    bob.say("deux");
    let words = bob.read_code("slow_mode")["content"].as_str().unwrap().to_owned();
    assert!(words.starts_with("Mode lent : un message toutes les 600 s. Encore ") && words.ends_with(" s."), "{words}");
    chloe.say("moi aussi, une fois");
    assert_eq!(prof.read_said(), "moi aussi, une fois");
    assert_eq!(chloe.ask(&json!({"type": "message", "content": "x", "ack": 1}))["code"], "slow_mode");
    // It is the channel's, and the person's whatever client they come back with.
    bob.say_in("#dev", "ailleurs");
    bob.say_to("prof", "en privé");
    assert_eq!(prof.read_said(), "en privé");
    bob.send(&json!({"type": "logout"}));
    bob.read_until(|line| line["type"] == "logout");
    bob.send(&json!({"type": "message", "from": "bob", "content": "trois"}));
    bob.read_code("slow_mode");
    for text in ["a", "b"] {
        prof.say(text);
        chloe.read_until(|line| line["content"] == text);
    }
    let channels = chloe.ask(&json!({"type": "channels"}));
    let general = channels["channels"].as_array().unwrap().iter().find(|one| one["name"] == "#général").unwrap();
    assert_eq!(general["slow"], 600);
    ok(&mut prof, &json!({"type": "slow", "seconds": 0}));
    bob.say("enfin");
    assert_eq!(prof.read_said(), "enfin");
    place.wait_for_audit("slow_mode");
    let entry = place.audit().into_iter().find(|entry| entry["event"] == "slow_mode").unwrap();
    assert_eq!((&entry["target"], &entry["reason"]), (&json!("#général"), &json!("600 s")));
}

#[test]
fn the_wait_of_slow_mode_ends() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = newer_guest(&server, "bob");
    ok(&mut prof, &json!({"type": "slow", "seconds": 1}));
    bob.say_for_good("un");
    assert_eq!(prof.read_said(), "un");
    let deux = json!({"type": "message", "content": "deux", "ack": 1});
    wait_until(|| bob.ask(&deux)["type"] == "ack", || "slow mode does not end".to_owned());
    assert_eq!(prof.read_said(), "deux");
}

#[test]
fn who_may_not_slow_a_channel_and_what_is_no_slow_mode() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = newer_guest(&server, "bob");
    bob.expect_error(&json!({"type": "slow", "seconds": 5}), "forbidden");
    for (request, code) in [
        (json!({"type": "slow"}), "missing_field"),
        (json!({"type": "slow", "seconds": 3601}), "bad_field"),
        (json!({"type": "slow", "seconds": "5"}), "bad_field"),
        (json!({"type": "slow", "seconds": 5, "channel": "#nulle-part"}), "unknown_channel"),
    ] {
        prof.expect_error(&request, code);
    }
    assert_eq!(prof.type_and_read("/slow vite", "Utilisation"), "Utilisation : /slow [#salon] SECONDES|off");
}

// Private messages of pupils.

#[test]
fn pupils_write_in_private_to_whom_they_may() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    server.account("absente").reset();
    let (mut bob, mut chloe) = (guest(&server, "bob"), newer_guest(&server, "chloé"));
    prof.read_until(|line| line["user"] == "absente" && line["state"] == "offline");
    let said = "Messages privés des élèves : au professeur seulement.";
    assert_eq!(prof.type_and_read("/private staff", "privés"), said);
    assert_eq!(bob.read_words("privés"), said);
    assert_eq!(told(&mut chloe, "private_messages"), json!({"type": "private_messages", "mode": "staff"}));
    for name in ["chloé", "absente", "personne"] {
        bob.say_to(name, "psst");
        let words = bob.read_code("private_refused")["content"].as_str().unwrap().to_owned();
        assert!(words.starts_with("Les messages privés ne vont qu'au professeur"), "{words}");
    }
    bob.say("/msg chloé psst");
    bob.read_code("private_refused");
    bob.say_to("prof", "une question");
    assert_eq!(prof.read_said(), "une question");
    prof.say_to("bob", "une réponse");
    assert_eq!(bob.read_said(), "une réponse");
    ok(&mut prof, &json!({"type": "private_messages", "mode": "off"}));
    chloe.send(&json!({"type": "message", "subtype": "private", "to": "prof", "content": "x", "ack": 1}));
    assert_eq!(chloe.read_code("private_refused")["ack"], 1);
    prof.say_to("chloé", "moi, si");
    assert_eq!(chloe.read_said(), "moi, si");
    assert_eq!(bob.type_and_read("/private", "aucun"), "Messages privés des élèves : aucun.");
    bob.expect_error(&json!({"type": "private_messages", "mode": "all"}), "forbidden");
    prof.expect_error(&json!({"type": "private_messages", "mode": "x"}), "bad_field");
    ok(&mut prof, &json!({"type": "private_messages", "mode": "all"}));
    bob.say_to("chloé", "enfin");
    assert_eq!(chloe.read_said(), "enfin");
    place.wait_for_audit("private_messages");
}

#[test]
fn slow_mode_and_private_messages_outlast_a_kill() {
    let (place, server) = started("");
    let run = |words: &[&str]| String::from_utf8(place.run(&[&["admin"], words].concat(), "").stdout).unwrap();
    assert_eq!(run(&["slow", "dev", "30"]), "Mode lent dans #dev : un message toutes les 30 s.\n");
    assert_eq!(run(&["private", "staff"]), "Messages privés des élèves : au professeur seulement.\n");
    server.kill();
    let server = place.start();
    assert_eq!(run(&["private"]), "Messages privés des élèves : au professeur seulement.\n");
    let channels = place.console(&json!({"type": "channels"}));
    assert_eq!(channels["channels"].as_array().unwrap().iter().find(|one| one["name"] == "#dev").unwrap()["slow"], 30);
    assert_eq!(run(&["slow", "dev", "off"]), "Le mode lent est levé dans #dev.\n");
    assert_eq!(run(&["private", "all"]), "Messages privés des élèves : entre tous.\n");
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}

// Clearing a channel.

#[test]
fn a_cleared_channel_is_empty_for_all_and_ids_go_on() {
    let (place, server) = started("[history]\nreplay_on_login = 5\n");
    let mut prof = newer_staff(&place, &server, "prof");
    let (mut bob, mut chloe) = (guest(&server, "bob"), newer_guest(&server, "chloé"));
    for n in 0..5 {
        bob.say(&format!("phrase {n}"));
    }
    let last = bob.say_for_good("dernière phrase");
    bob.say_in("#dev", "ailleurs");
    let answer = ok(&mut prof, &json!({"type": "clear", "channel": "general"}));
    assert_eq!(answer, json!({"type": "clear", "status": "ok", "channel": "#général"}));
    assert_eq!(told(&mut chloe, "cleared"), json!({"type": "cleared", "channel": "#général", "by": "prof"}));
    assert_eq!(bob.read_words("vidé"), "prof a vidé #général : ce qui y a été dit est effacé.");
    assert_eq!(chloe.ask(&json!({"type": "history"}))["messages"], json!([]));
    let next = chloe.say_for_good("on recommence");
    assert!(next > last);
    // Nobody who comes in is shown it, and it is not there after a kill either.
    let mut zoe = server.guest("zoé");
    let replayed = zoe.read_until(|line| line["history"] == true);
    assert_eq!(replayed["content"], "on recommence");
    prof.expect_error(&json!({"type": "delete", "id": last}), "unknown_message");
    place.wait_for_audited("clear", &[("user", "prof"), ("target", "#général")]);
    server.kill();
    let server = place.start();
    let mut bob = guest(&server, "bob");
    let history = bob.whole_history("#général");
    assert_eq!(history.iter().map(|message| message["id"].as_u64().unwrap()).collect::<Vec<_>>(), [next]);
    bob.ask(&json!({"type": "join", "channel": "#dev"}));
    assert_eq!(bob.whole_history("#dev").len(), 1);
    assert!(bob.say_for_good("encore") > next);
}

#[test]
fn only_people_in_charge_clear_and_only_what_is_named() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = newer_guest(&server, "bob");
    bob.say_for_good("reste");
    bob.expect_error(&json!({"type": "clear", "channel": "#général"}), "forbidden");
    for (request, code) in [
        (json!({"type": "clear"}), "missing_field"),
        (json!({"type": "clear", "channel": "#a b"}), "bad_name"),
        (json!({"type": "clear", "channel": "#nulle-part"}), "unknown_channel"),
    ] {
        prof.expect_error(&request, code);
    }
    for typed in ["/clear", "/vider tout"] {
        assert_eq!(prof.type_and_read(typed, "Utilisation"), "Utilisation : /clear #salon [oui]");
    }
    assert_eq!(
        prof.type_and_read("/vider #général", "retour"),
        "Un message de #général serait effacé, sans retour possible. Pour le faire : /clear #général oui"
    );
    assert_eq!(bob.whole_history("#général").len(), 1);
    assert_eq!(prof.type_and_read("/vider #général oui", "vidé"), "#général est vidé.");
    assert_eq!(told(&mut bob, "cleared")["by"], "prof");
    assert!(bob.whole_history("#général").is_empty());
}

#[test]
fn what_would_go_is_counted_and_stays() {
    let (place, server) = started(NO_RATE_LIMITS);
    let mut prof = newer_staff(&place, &server, "prof");
    let mut bob = newer_guest(&server, "bob");
    let dry_run = |channel: &str| json!({"type": "clear", "channel": channel, "dry_run": true});
    bob.expect_error(&dry_run("#général"), "forbidden");
    prof.expect_error(&dry_run("#nulle-part"), "unknown_channel");
    prof.expect_error(&json!({"type": "clear", "channel": "#dev", "dry_run": "x"}), "bad_field");
    let counted = |prof: &mut Client| ok(prof, &dry_run("#général"))["would_erase"].as_u64().unwrap();
    assert_eq!(counted(&mut prof), 0);
    for n in 0..300 {
        bob.say(&format!("phrase {n} {}", "x".repeat(100)));
    }
    // In blocks, in the open one, and on its way to the disk.
    bob.say_in("#dev", "ailleurs");
    bob.send(&json!({"type": "message", "subtype": "private", "to": "prof", "content": "en privé", "ack": 1}));
    bob.read_until(|line| line["type"] == "ack");
    assert_eq!(
        ok(&mut prof, &dry_run("general")),
        json!({"type": "clear", "status": "ok", "channel": "#général", "would_erase": 300})
    );
    assert!(place.audit().iter().all(|entry| entry["event"] != "clear"), "nothing was done");
    assert_eq!(place.console(&dry_run("#général"))["would_erase"], 300);
    ok(&mut prof, &json!({"type": "clear", "channel": "#général"}));
    assert_eq!(counted(&mut prof), 0);
    assert_eq!(place.console(&dry_run("#dev"))["would_erase"], 1);
}

#[test]
fn the_console_clears_after_a_yes() {
    let (place, server) = started("");
    let mut bob = guest(&server, "bob");
    bob.say_for_good("x");
    let refused = place.run(&["admin", "clear", "général"], "");
    assert_eq!(String::from_utf8(refused.stderr).unwrap(), "classcord: sans terminal, clear demande --yes\n");
    assert_eq!(bob.whole_history("#général").len(), 1);
    let done = place.run(&["admin", "clear", "général", "--yes"], "");
    assert_eq!(String::from_utf8(done.stdout).unwrap(), "#général est vidé.\n");
    assert_eq!(bob.read_words("vidé"), "La console a vidé #général : ce qui y a été dit est effacé.");
    assert!(bob.whole_history("#général").is_empty());
}

// What it is called.

#[test]
fn the_class_has_a_name_where_it_was_written_down_and_another_after_a_reload() {
    let (place, server) = started("[chat]\nclass = \" BTS SIO 1 \u{b7} B204 \"");
    let name = || server.connect().ask(&json!({"type": "hello"}))["class"].clone();
    assert_eq!(name(), "BTS SIO 1 \u{b7} B204");
    for (class, told) in [("SIO 2", json!("SIO 2")), ("", Value::Null)] {
        fs::write(place.config(), format!("[chat]\nclass = \"{class}\"")).unwrap();
        place.console(&json!({"type": "reload"}));
        wait_until(|| name() == told, || format!("{told}: {}", name()));
    }
}
