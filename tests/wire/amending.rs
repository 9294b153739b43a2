//! Replies, messages that are said otherwise, and reactions, on the wire: who may, what newer and old clients see, and what is kept.

use serde_json::{Value, json};

use crate::support::lesson::{event, newer, ok, old, pupil, refused, started, teacher};
use crate::support::{Client, Place};

/// Says something in a channel; gives its number.
fn say(client: &mut Client, content: &str) -> u64 {
    client.send(&json!({"type": "message", "content": content, "ack": content}));
    client.read_until(|line| line["type"] == "ack" && line["ack"] == content)["id"].as_u64().unwrap()
}

/// The last message of the history.
fn last(client: &mut Client) -> Value {
    client.send(&json!({"type": "history", "limit": 1}));
    event(client, "history")["messages"][0].take()
}

fn relayed(client: &mut Client, content: &str) -> Value {
    client.read_until(|line| line["type"] == "message" && line["content"] == content)
}

#[test]
fn a_reply_is_to_a_message_of_the_same_conversation() {
    let (_place, server) = started();
    let (mut ben, mut zoe, mut eve) = (server.account("ben"), server.account("zoe"), pupil(&server, "eve"));
    newer(&mut ben);
    newer(&mut zoe);
    let first = say(&mut ben, "Quel port ?");
    zoe.send(&json!({"type": "message", "content": "12345", "reply_to": first, "ack": 1}));
    let second = event(&mut zoe, "ack")["id"].as_u64().unwrap();
    let line = relayed(&mut ben, "12345");
    assert_eq!((&line["reply_to"], &line["id"]), (&json!(first), &json!(second)));
    assert_eq!(last(&mut ben)["reply_to"], first);
    let nowhere = |client: &mut Client, fields: Value| {
        let mut request = json!({"type": "message", "content": "perdu", "ack": "perdu"});
        request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        client.send(&request);
        client.read_until(|line| line["ack"] == "perdu")["code"].take()
    };
    for id in [0, second + 1000, u64::MAX] {
        assert_eq!(nowhere(&mut zoe, json!({"reply_to": id})), "unknown_message", "{id}");
    }
    assert_eq!(nowhere(&mut zoe, json!({"reply_to": first, "channel": "#dev"})), "unknown_message");
    assert_eq!(nowhere(&mut zoe, json!({"reply_to": first, "to": "ben"})), "unknown_message");
    assert_eq!(nowhere(&mut zoe, json!({"reply_to": -1})), "bad_field");
    // A text is the client's own affair.
    zoe.send(&json!({"type": "message", "content": "à lui", "reply_to": "ben"}));
    assert_eq!(relayed(&mut ben, "à lui")["reply_to"], "ben");
    // What two people wrote to each other is for nobody else to answer, nor to know of.
    zoe.send(&json!({"type": "message", "to": "ben", "content": "secret", "ack": 2}));
    let secret = event(&mut zoe, "ack")["id"].as_u64().unwrap();
    assert_eq!(relayed(&mut ben, "secret")["id"], secret);
    ben.send(&json!({"type": "message", "to": "zoe", "content": "oui", "reply_to": secret}));
    assert_eq!(relayed(&mut zoe, "oui")["reply_to"], secret);
    assert_eq!(nowhere(&mut eve, json!({"reply_to": secret, "to": "ben"})), "unknown_message");
    assert_eq!(nowhere(&mut ben, json!({"reply_to": secret})), "unknown_message", "not before everybody");
    refused(&mut eve, &json!({"type": "react", "id": secret, "emoji": "👍"}), "unknown_message");
    refused(&mut eve, &json!({"type": "edit", "id": secret, "content": "x"}), "unknown_message");
}

#[test]
fn an_author_says_it_otherwise_and_nobody_else_does() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let (mut ben, mut zoe, mut ines) = (pupil(&server, "ben"), pupil(&server, "zoé"), old(&server, "inès"));
    let id = say(&mut ben, "12354");
    assert_eq!(ok(&mut ben, &json!({"type": "edit", "id": id, "content": "12345"}))["id"], id);
    let line = event(&mut zoe, "edited");
    assert_eq!((&line["id"], &line["from"], &line["content"]), (&json!(id), &json!("ben"), &json!("12345")));
    assert_eq!(ines.read_words("corrige"), "✎ ben corrige : 12345");
    let there = last(&mut zoe);
    assert_eq!((&there["content"], &there["edited"]), (&json!("12345"), &json!(true)));
    for client in [&mut zoe, &mut prof] {
        refused(client, &json!({"type": "edit", "id": id, "content": "pirate"}), "not_author");
    }
    refused(&mut ben, &json!({"type": "edit", "id": id + 99, "content": "x"}), "unknown_message");
    refused(&mut ben, &json!({"type": "edit", "id": id, "content": "é".repeat(20_000)}), "content_too_long");
    refused(&mut ben, &json!({"type": "edit", "id": id, "content": " "}), "bad_field");
    ok(&mut prof, &json!({"type": "silence", "state": "on"}));
    refused(&mut ben, &json!({"type": "edit", "id": id, "content": "x"}), "silenced");
    assert_eq!(ok(&mut zoe, &json!({"type": "react", "id": id, "emoji": "✅"}))["state"], "on", "it makes no noise");
    ok(&mut prof, &json!({"type": "silence", "state": "off"}));
    ok(&mut prof, &json!({"type": "mute", "user": "ben"}));
    refused(&mut ben, &json!({"type": "edit", "id": id, "content": "x"}), "muted");
    refused(&mut ben, &json!({"type": "react", "id": id, "emoji": "👍"}), "muted");
    // Who bears a guest's name next is not its author.
    drop(ben);
    zoe.read_until(|line| line["type"] == "status" && line["user"] == "ben" && line["state"] == "offline");
    ok(&mut prof, &json!({"type": "unmute", "user": "ben"}));
    let mut other = pupil(&server, "ben");
    refused(&mut other, &json!({"type": "edit", "id": id, "content": "pas moi"}), "not_author");
    let mut nobody = server.connect();
    newer(&mut nobody);
    for request in [json!({"type": "edit", "id": 1, "content": "x"}), json!({"type": "react", "id": 1, "emoji": "👍"})]
    {
        refused(&mut nobody, &request, "not_identified");
    }
}

#[test]
fn a_private_message_changes_under_the_eyes_of_its_receiver_alone() {
    let (_place, server) = started();
    let (mut ben, mut zoe) = (server.account("ben"), server.account("zoe"));
    newer(&mut ben);
    newer(&mut zoe);
    let private = |client: &mut Client, content: &str| {
        client.send(&json!({"type": "message", "to": "zoe", "content": content, "ack": content}));
        client.read_until(|line| line["ack"] == content)["id"].as_u64().unwrap()
    };
    let id = private(&mut ben, "à demian");
    ok(&mut ben, &json!({"type": "edit", "id": id, "content": "à demain"}));
    let line = event(&mut zoe, "edited");
    assert_eq!((&line["to"], &line["content"], line.get("channel")), (&json!("zoe"), &json!("à demain"), None));
    ok(&mut zoe, &json!({"type": "react", "id": id, "emoji": "❤"}));
    let line = event(&mut ben, "reaction");
    assert_eq!((&line["user"], &line["emoji"], &line["to"]), (&json!("zoe"), &json!("❤️"), &json!("zoe")));
    drop(zoe);
    ben.read_until(|line| line["type"] == "status" && line["state"] == "offline");
    let waits = private(&mut ben, "tu dors ?");
    for id in [id, waits] {
        refused(&mut ben, &json!({"type": "edit", "id": id, "content": "x"}), "not_editable");
        refused(&mut ben, &json!({"type": "react", "id": id, "emoji": "👍"}), "not_editable");
    }
}

#[test]
fn reactions_are_given_taken_back_and_gone_with_their_message() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let (mut ben, mut zoe, mut ines) = (pupil(&server, "ben"), pupil(&server, "zoé"), old(&server, "inès"));
    let id = say(&mut prof, "Compris ?");
    for (client, sign, state) in [("ben", "✅", "on"), ("zoé", "✅", "on"), ("ben", "🙂", "on"), ("ben", "✅", "off")]
    {
        let client = if client == "ben" { &mut ben } else { &mut zoe };
        let answer = ok(client, &json!({"type": "react", "id": id, "emoji": sign}));
        assert_eq!((&answer["emoji"], &answer["state"]), (&json!(sign), &json!(state)));
        let line = event(&mut prof, "reaction");
        assert_eq!((&line["id"], &line["emoji"], &line["state"]), (&json!(id), &json!(sign), &json!(state)));
    }
    assert_eq!(last(&mut zoe)["reactions"], json!({"✅": ["zoé"], "🙂": ["ben"]}));
    assert_eq!(ines.type_and_read("/history 1", "Compris"), format!("[{}] prof : Compris ? ✅1 🙂1", now_of(&mut zoe)));
    refused(&mut zoe, &json!({"type": "react", "id": id, "emoji": "👎"}), "bad_field");
    prof.send(&json!({"type": "delete", "id": id}));
    prof.read_until(|line| line["type"] == "delete" && line["status"] == "ok");
    refused(&mut zoe, &json!({"type": "react", "id": id, "emoji": "✅"}), "unknown_message");
}

#[test]
fn a_new_guest_under_the_name_of_one_who_has_left_takes_no_reaction_of_theirs_back() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let id = say(&mut prof, "Compris ?");
    let react = |client: &mut Client, sign: &str| {
        ok(client, &json!({"type": "react", "id": id, "emoji": sign}))["state"].as_str().unwrap().to_owned()
    };
    let mut ben = pupil(&server, "ben");
    assert_eq!(react(&mut ben, "✅"), "on");
    assert_eq!(event(&mut prof, "reaction")["state"], "on");
    drop(ben);
    prof.read_until(|line| line["user"] == "ben" && line["state"] == "offline");
    let mut ben = pupil(&server, "ben");
    assert_eq!([react(&mut ben, "✅"), react(&mut ben, "✅"), react(&mut ben, "✅")], ["on", "off", "on"]);
    assert_eq!(react(&mut ben, "⭐"), "on");
    assert_eq!(event(&mut prof, "reaction")["emoji"], "⭐", "of a name that is listed nothing is told");
    assert_eq!(last(&mut prof)["reactions"], json!({"✅": ["ben"], "⭐": ["ben"]}));
    // So it is after a restart: the guest of then is not the guest of now.
    server.kill();
    let server = place.start();
    let mut ben = pupil(&server, "ben");
    assert_eq!([react(&mut ben, "✅"), react(&mut ben, "⭐"), react(&mut ben, "⭐")], ["on", "on", "off"]);
    drop(ben);
    let exported = place.exported_rows(&["messages"]);
    let of_ben: Vec<&str> = exported[0]["reactions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let [first, second, star, third] = of_ben[..] else { panic!("{of_ben:?}") };
    assert!(star.starts_with("⭐#") && star.ends_with(" ben"), "{of_ben:?}");
    assert!(first != second && second != third && first != third && third.starts_with("✅#"), "{of_ben:?}");
    // What was exported is what is there, to the number of the guest.
    std::fs::write(place.file("kept.jsonl"), place.export(&["messages", "--format", "jsonl"])).unwrap();
    let imported = place.run(&["import", "kept.jsonl"], "");
    let said = String::from_utf8_lossy(&imported.stdout);
    assert!(said.starts_with("messages: 0 brought in, 1 unchanged"), "{imported:?}");
    let mut prof = server.connect();
    prof.login("prof", "secret");
    newer(&mut prof);
    assert_eq!(last(&mut prof)["reactions"], json!({"✅": ["ben"], "⭐": ["ben"]}));
    let erased = place.run(&["person", "erase", "ben", "--messages", "anonymise", "--yes"], "");
    assert!(erased.status.success(), "{erased:?}");
    assert_eq!(last(&mut prof).get("reactions"), None, "nor does one of a guest of the name stay");
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}

/// The minute at which the last message was said.
fn now_of(client: &mut Client) -> String {
    last(client)["timestamp"].as_str().unwrap()[11..16].to_owned()
}

#[test]
fn old_clients_do_it_by_command_and_their_author_is_told_of_the_first_reaction() {
    let (_place, server) = started();
    let (mut ben, mut zoe, mut eve) = (old(&server, "ben"), old(&server, "zoe"), old(&server, "eve"));
    ben.send(&json!({"type": "message", "content": "Le port est 12354"}));
    zoe.read_until(|line| line["content"] == "Le port est 12354");
    eve.read_until(|line| line["content"] == "Le port est 12354");
    assert_eq!(ben.type_and_read("/edit Le port est 12345", "corrigé"), "Message corrigé.");
    assert_eq!(zoe.read_words("corrige"), "✎ ben corrige : Le port est 12345");
    assert_eq!(zoe.type_and_read("/react d'accord", "Réaction"), "Réaction : 👍 d'accord.");
    assert_eq!(ben.read_words("réagit"), "zoe réagit à votre message « Le port est 12345 » : 👍 d'accord");
    assert_eq!(eve.type_and_read("/réagir pas compris", "Réaction"), "Réaction : ❓ pas compris.");
    assert_eq!(zoe.type_and_read("/react 👍", "retirée"), "Réaction retirée : 👍 d'accord.");
    assert!(ben.type_and_read("/history 1", "12345").ends_with("Le port est 12345 ✎ ❓1"));
    for (typed, part) in
        [("/react super", "/react RÉACTION"), ("/edit", "/edit texte"), ("/react merci 9999", "pas de tel message")]
    {
        zoe.type_and_read(typed, part);
    }
    assert!(zoe.type_and_read("/edit rien à corriger", "pas de tel message").contains("message"));
}

#[test]
fn what_was_said_otherwise_and_reactions_outlive_kill_9_and_go_with_the_person() {
    let place = Place::configured("[limits]\nmessages_per_second = 1000\n");
    let server = place.start();
    let (mut ben, mut zoe) = (server.account("ben"), server.account("zoe"));
    newer(&mut ben);
    newer(&mut zoe);
    let first = say(&mut ben, "avant");
    for n in 0..150 {
        ben.send(&json!({"type": "message", "content": format!("{n} {}", "bla ".repeat(60)), "ack": n}));
        ben.read_until(|line| line["ack"] == n);
    }
    zoe.send(&json!({"type": "message", "content": "réponse", "reply_to": first, "ack": "r"}));
    let reply = zoe.read_until(|line| line["ack"] == "r")["id"].as_u64().unwrap();
    // The first stands in a sealed block by now, the other in the open one.
    ok(&mut ben, &json!({"type": "edit", "id": first, "content": "après"}));
    for id in [first, reply] {
        ok(&mut ben, &json!({"type": "react", "id": id, "emoji": "⭐"}));
        ok(&mut zoe, &json!({"type": "react", "id": id, "emoji": "🙂"}));
    }
    server.kill();
    let server = place.start();
    let mut eve = pupil(&server, "eve");
    let mut read = |before: u64| {
        eve.send(&json!({"type": "history", "limit": 1, "before": before + 1}));
        event(&mut eve, "history")["messages"][0].take()
    };
    let (one, two) = (read(first), read(reply));
    assert_eq!((&one["content"], &one["edited"]), (&json!("après"), &json!(true)));
    assert_eq!((&two["content"], &two["reply_to"]), (&json!("réponse"), &json!(first)));
    for message in [&one, &two] {
        assert_eq!(message["reactions"], json!({"⭐": ["ben"], "🙂": ["zoe"]}));
    }
    let erased = place.run(&["person", "erase", "ben", "--messages", "anonymise", "--yes"], "");
    assert!(erased.status.success(), "{erased:?}");
    for id in [first, reply] {
        assert_eq!(read(id)["reactions"], json!({"🙂": ["zoe"]}), "no name of an erased person stays");
    }
}
