//! Searching what was said, on the wire and at the console: what is found, and above all what is not.

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, ids, started};
use crate::support::{Client, Place, Server, wait_until};

fn found(asker: &mut Client, request: &Value) -> Value {
    let mut request = request.clone();
    request["type"] = json!("search");
    asker.send(&request);
    asker.read_until(|line| line["type"] == "search" || line["type"] == "error")
}

/// The texts that are found.
fn texts(asker: &mut Client, request: &Value) -> Vec<String> {
    let answer = found(asker, request);
    answer["messages"].as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap().to_owned()).collect()
}

fn newer(server: &Server, name: &str) -> Client {
    let mut client = server.account(name);
    client.ask(&json!({"type": "hello"}));
    client
}

#[test]
fn words_are_found_whatever_their_capitals_and_accents_also_before_they_are_on_disk() {
    // A window that nothing ends.
    let (place, server) = started("[storage]\ncommit_window_ms = 60000\n");
    let mut alice = newer(&server, "alice");
    let mut bob = server.guest("bob");
    bob.say("L'Élève a rendu son œuvre");
    bob.say("rien à voir");
    alice.read_until(|line| line["content"] == "rien à voir");
    for words in ["eleve", "ÉLÈVE OEUVRE", "œuvre l'élève"] {
        assert_eq!(texts(&mut alice, &json!({"words": words})), ["L'Élève a rendu son œuvre"], "{words}");
    }
    assert_eq!(texts(&mut alice, &json!({"words": "eleve voir"})), [] as [&str; 0]);
    // What an `ack` puts on disk is found there, in its form of a relayed line.
    let id = alice.say_for_good("un autre élève");
    let answer = found(&mut alice, &json!({"words": "Eleve"}));
    let last = answer["messages"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["type"], &last["id"], &last["channel"], &answer["before"]),
        (&json!("message"), &json!(id), &json!("#général"), &Value::Null)
    );
    assert_eq!(ids(answer["messages"].as_array().unwrap()).len(), 2);
    // What is struck out is not, whether it is on disk or not.
    assert_eq!(place.console(&json!({"type": "delete", "id": id}))["status"], "ok");
    alice.read_until(|line| line["type"] == "delete");
    assert_eq!(texts(&mut alice, &json!({"words": "eleve"})), ["L'Élève a rendu son œuvre"]);
}

#[test]
fn only_channels_that_one_is_in_and_ones_own_private_messages_are_searched() {
    let (place, server) = started("[chat]\nstaff_channels = [\"#admin\"]\n");
    let mut alice = newer(&server, "alice");
    let mut ben = newer(&server, "ben");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    prof.ask(&json!({"type": "hello"}));
    prof.ask(&json!({"type": "join", "channel": "#admin"}));
    alice.ask(&json!({"type": "join", "channel": "#dev"}));
    let say = |client: &mut Client, to: Value, content: &str| {
        let mut message = json!({"type": "message", "content": content, "ack": content});
        message.as_object_mut().unwrap().extend(to.as_object().unwrap().clone());
        client.send(&message);
        client.read_until(|line| line["ack"] == content);
    };
    let to_ben = json!({"subtype": "private", "to": "ben"});
    say(&mut prof, json!({"channel": "#admin"}), "secret admin");
    say(&mut alice, json!({"channel": "#dev"}), "secret dev");
    say(&mut alice, json!({"channel": "#général"}), "secret de tous");
    say(&mut alice, to_ben.clone(), "secret pour ben");
    say(&mut prof, to_ben, "secret du prof");
    let secret = json!({"words": "secret"});
    assert_eq!(texts(&mut alice, &secret), ["secret dev", "secret de tous", "secret pour ben"]);
    assert_eq!(texts(&mut ben, &secret), ["secret de tous", "secret pour ben", "secret du prof"]);
    assert_eq!(texts(&mut prof, &secret), ["secret admin", "secret de tous", "secret du prof"]);
    assert_eq!(texts(&mut alice, &json!({"words": "secret", "channel": "dev"})), ["secret dev"]);
    assert_eq!(texts(&mut ben, &json!({"words": "secret", "author": "PROF"})), ["secret du prof"]);
    for channel in ["#dev", "#admin", "#nulle-part"] {
        ben.expect_error(&json!({"type": "search", "words": "secret", "channel": channel}), "not_member");
    }
    // The operator reads all channels, and nobody's private messages.
    let operator = place.console(&json!({"type": "search", "words": "secret"}));
    let seen: Vec<&Value> = operator["messages"].as_array().unwrap().iter().map(|m| &m["content"]).collect();
    assert_eq!(seen, ["secret admin", "secret dev", "secret de tous"]);
    let shown = place.run(&["admin", "search", "SECRET", "--channel", "dev"], "");
    assert!(String::from_utf8(shown.stdout).unwrap().contains("#dev"));
    // Who is put out of a channel finds nothing in it any more.
    place.set_role("prof", "user");
    prof.read_code("channel_forbidden");
    assert_eq!(texts(&mut prof, &secret), ["secret de tous", "secret du prof"]);
}

#[test]
fn a_name_that_was_somebody_elses_opens_no_ones_letters() {
    let (_place, server) = started("");
    let mut alice = newer(&server, "alice");
    let mut guest = server.guest("zoe");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "zoe", "content": "pour la première", "ack": 1}));
    alice.read_until(|line| line["type"] == "ack");
    // A guest's own are not searched: whoever bears the name next would find them.
    guest.type_and_read("/search première", "Rien de tel n'a été trouvé.");
    drop(guest);
    wait_until(|| !alice.ask_users().contains(&"zoe".to_owned()), || "zoe to be gone".to_owned());
    let mut zoe = newer(&server, "zoe");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "zoe", "content": "pour la seconde", "ack": 2}));
    alice.read_until(|line| line["ack"] == 2);
    assert_eq!(texts(&mut zoe, &json!({"words": "pour la"})), ["pour la seconde"]);
    assert_eq!(texts(&mut alice, &json!({"words": "pour la"})), ["pour la première", "pour la seconde"]);
}

#[test]
fn what_is_found_comes_in_pages_and_by_time() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = newer(&server, "alice");
    for n in 0..50 {
        alice.send(&json!({"type": "message", "content": format!("essai {n}, {}", if n % 2 == 0 { "pair" } else { "impair" }), "ack": n}));
    }
    alice.read_until(|line| line["ack"] == 49);
    let mut seen = Vec::new();
    let mut before = Value::Null;
    loop {
        let answer = found(&mut alice, &json!({"words": "ESSAI pair", "limit": 20, "before": before}));
        let messages = answer["messages"].as_array().unwrap();
        assert!(messages.len() <= 20);
        seen.splice(0..0, ids(messages));
        before = answer["before"].clone();
        if before.is_null() {
            break;
        }
        assert_eq!(before.as_u64(), seen.first().copied());
    }
    // "impair" holds "pair".
    assert_eq!(seen.len(), 50);
    assert!(seen.is_sorted());
    assert_eq!(texts(&mut alice, &json!({"words": "essai", "since": "2001-01-01", "limit": 100})).len(), 50);
    assert_eq!(texts(&mut alice, &json!({"words": "essai", "until": "2001-01-01"})).len(), 0);
    assert_eq!(texts(&mut alice, &json!({"words": "essai", "since": "2999-01-01T10:00"})).len(), 0);
    let mut old = server.guest("bob");
    old.type_and_read("/search essai 49", "Messages trouvés (1) :");
    let line = old.read_words("essai 49");
    assert!(line.contains("#général] alice : essai 49, impair"), "{line}");
    old.type_and_read("/search essai", "Derniers messages trouvés (20) :");
}

#[test]
fn what_is_wrong_is_refused_and_nobody_searches_without_end() {
    let (_place, server) = started("");
    let mut alice = newer(&server, "alice");
    for (request, code) in [
        (json!({}), "missing_field"),
        (json!({"words": " "}), "bad_field"),
        (json!({"words": 5}), "bad_field"),
        (json!({"words": "x".repeat(201)}), "bad_field"),
        (json!({"words": "1 2 3 4 5 6 7 8 9"}), "bad_field"),
        (json!({"words": "x", "limit": 0}), "bad_field"),
        (json!({"words": "x", "limit": 101}), "bad_field"),
        (json!({"words": "x", "since": "hier"}), "bad_field"),
        (json!({"words": "x", "until": 7}), "bad_field"),
        (json!({"words": "x", "before": "y"}), "bad_field"),
        (json!({"words": "x", "author": ""}), "bad_name"),
        (json!({"words": "x", "channel": "a b"}), "bad_name"),
    ] {
        let mut request = request.clone();
        request["type"] = json!("search");
        alice.expect_error(&request, code);
    }
    server.connect().expect_words(&json!({"type": "search", "words": "x"}), "not_identified");
    let search = json!({"type": "search", "words": "x"});
    let answers: Vec<Value> = (0..25).map(|_| alice.ask(&search)).collect();
    assert_eq!(answers.iter().filter(|answer| answer["type"] == "search").count(), 20);
    assert!(answers[20..].iter().all(|answer| answer["code"] == "rate_limited"), "{answers:?}");
    // The neighbours behind the same address search on.
    let mut ben = server.guest("ben");
    ben.type_and_read("/search x", "Rien de tel");
    ben.type_and_read("/search", "Utilisation : /search");
}

#[test]
fn many_may_search_at_once_and_some_of_them_go_before_they_are_answered() {
    let place = Place::configured(NO_RATE_LIMITS);
    place.import_rows(5000);
    let server = place.start();
    let mut speaker = newer(&server, "orateur");
    let mut askers: Vec<Client> = (0..8).map(|n| newer(&server, &format!("cherche{n}"))).collect();
    // A search for what is nowhere goes through all of it.
    let nowhere = json!({"type": "search", "words": "nulle-part-ailleurs"});
    for _ in 0..3 {
        askers.iter_mut().for_each(|asker| asker.send(&nowhere));
        speaker.say_for_good("pendant ce temps");
        askers.pop();
        askers.pop();
        for asker in &mut askers {
            let answer = asker.read_until(|line| line["type"] == "search" || line["type"] == "error");
            assert_eq!((&answer["messages"], &answer["code"]), (&json!([]), &Value::Null), "{answer}");
        }
    }
    // Nothing is left of those who have gone.
    assert_eq!(texts(&mut speaker, &json!({"words": "pendant ce TEMPS"})).len(), 3);
    assert!(server.stop().success());
}
