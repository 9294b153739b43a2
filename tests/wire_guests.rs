//! Guests on the wire: how one becomes one, and under which name.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use serde_json::{Value, json};
use support::{Client, Place, Server};

fn started(toml: &str) -> (Place, Server) {
    let place = Place::configured(toml);
    let server = place.start();
    (place, server)
}

fn online(name: &str) -> Value {
    json!({"type": "status", "user": name, "state": "online"})
}

/// A client that gets what others send, and everything that came before.
fn bystander(server: &Server) -> Client {
    let mut client = server.guest("zoe");
    client.lines_until_now();
    client
}

#[test]
fn nobody_is_told_anything_unasked_before_saying_who_they_are() {
    let (_place, server) = started("");
    let mut silent = server.connect();
    let mut asked = server.connect();
    asked.lines_until_now();
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    alice.say("il y a du monde ?");
    assert_eq!(bob.read_said(), "il y a du monde ?");
    drop(alice);
    for client in [&mut silent, &mut asked] {
        client.send(&json!({"type": "hello"}));
        assert_eq!(client.read()["type"], "hello");
    }
}

#[test]
fn the_first_message_makes_a_guest_who_is_announced_before_it_is_relayed() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "message", "from": "alice", "content": "bonjour"}));
    assert_eq!(zoe.read_chat(), online("alice"));
    let message = zoe.read_chat();
    assert_eq!((&message["from"], &message["content"]), (&json!("alice"), &json!("bonjour")));
}

#[test]
fn an_empty_message_makes_a_guest_and_is_neither_relayed_nor_kept() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "message", "from": "alice", "content": ""}));
    client.send(&json!({"type": "message", "content": ""}));
    let history = client.ask(&json!({"type": "history"}));
    assert_eq!(history["messages"], json!([]));
    assert_eq!(zoe.read_chat(), online("alice"));
    zoe.expect_nothing();
}

#[test]
fn an_empty_message_cannot_be_acknowledged() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let answer = alice.expect_error(&json!({"type": "message", "content": "", "ack": 7}), "bad_field");
    assert_eq!(answer["ack"], 7);
}

#[test]
fn a_status_with_a_user_makes_a_guest() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "status", "user": "alice", "state": "away"}));
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "away"}));
    client.say("me voici");
    assert_eq!(zoe.read_chat()["from"], "alice");
}

#[test]
fn a_status_without_a_user_makes_nobody() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.expect_error(&json!({"type": "status", "state": "online"}), "not_identified");
    client.expect_error(&json!({"type": "status", "state": "online", "user": ""}), "not_identified");
    assert!(client.ask_users().is_empty());
}

#[test]
fn who_says_goodbye_without_having_been_anybody_appears_to_nobody() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "status", "user": "alice", "state": "offline"}));
    client.lines_until_now();
    drop(client);
    server.guest("fin");
    assert_eq!(zoe.read_chat(), online("fin"));
}

#[test]
fn guests_without_a_name_are_told_apart() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut nameless: Vec<Client> = (0..3).map(|_| server.connect()).collect();
    for (client, name) in nameless.iter_mut().zip(["invité", "invité (invité)", "invité (invité 2)"]) {
        client.say("sans nom");
        assert_eq!(zoe.read_chat(), online(name));
        assert_eq!(zoe.read_chat()["from"], name);
    }
}

#[test]
fn what_is_no_name_counts_as_none() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    for from in [json!("a\u{1}b"), json!("x".repeat(65)), json!(5), json!(null), json!("\u{200b}")] {
        let mut client = server.connect();
        client.send(&json!({"type": "message", "from": from, "content": "?"}));
        assert_eq!(zoe.read_chat(), online("invité"), "{from}");
        assert_eq!(zoe.read_chat()["content"], "?");
        drop(client);
        assert_eq!(zoe.read_chat()["state"], "offline");
    }
}

#[test]
fn a_guest_cannot_take_the_name_of_an_account_and_is_told_so() {
    let (_place, server) = started("");
    server.connect().register("alice", "secret");
    let mut client = server.guest("ALICE");
    let notice = client.read_code("guest_renamed");
    assert_eq!(notice["to"], "ALICE (invité)");
    assert!(notice["content"].as_str().unwrap().contains("« ALICE (invité) »"), "{notice}");
    assert_eq!(client.ask_users(), ["ALICE (invité)"]);
}

#[test]
fn a_guest_cannot_take_the_name_of_somebody_present() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut guests: Vec<Client> = (0..4).map(|_| server.connect()).collect();
    for (guest, name) in guests.iter_mut().zip(["bob", "bob (invité)", "bob (invité 2)", "bob (invité 3)"]) {
        guest.send(&json!({"type": "message", "from": "bob", "content": ""}));
        assert_eq!(zoe.read_chat(), online(name));
    }
}

#[test]
fn a_guest_cannot_pass_for_the_server() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    for (from, name) in [("server", "server (invité)"), ("Système", "Système (invité)")] {
        let mut client = server.connect();
        client.send(&json!({"type": "message", "subtype": "system", "from": from, "content": "arrêt"}));
        assert_eq!(zoe.read_chat(), online(name));
        let message = zoe.read_chat();
        assert_eq!((&message["from"], &message["subtype"]), (&json!(name), &json!("global")));
        drop(client);
        assert_eq!(zoe.read_chat()["state"], "offline");
    }
}

#[test]
fn a_long_name_is_cut_to_make_room_for_what_tells_it_apart() {
    let (_place, server) = started("");
    let long = "n".repeat(64);
    let _first = server.guest(&long);
    let mut second = server.guest(&long);
    let users = second.ask_users();
    assert_eq!(users, [format!("{} (invité)", "n".repeat(55)), long]);
}

#[test]
fn a_guest_keeps_a_name_until_somebody_registers_it() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut guest = server.guest("alice");
    assert_eq!(zoe.read_chat(), online("alice"));
    let mut owner = server.connect();
    owner.register("Alice", "secret");
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "offline"}));
    assert_eq!(zoe.read_chat(), online("alice (invité)"));
    assert_eq!(guest.read_code("guest_renamed")["to"], "alice (invité)");
    guest.say("c'est moi");
    assert_eq!(zoe.read_chat()["from"], "alice (invité)");
    owner.login("alice", "secret");
    assert_eq!(zoe.read_chat(), online("Alice"));
}

#[test]
fn a_guest_is_called_as_at_first_whatever_later_messages_say() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut alice = server.guest("alice");
    assert_eq!(zoe.read_chat(), online("alice"));
    alice.send(&json!({"type": "message", "from": "zoe", "content": "qui suis-je ?"}));
    assert_eq!(zoe.read_chat()["from"], "alice");
    alice.send(&json!({"type": "status", "user": "zoe", "state": "away"}));
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "away"}));
}

#[test]
fn guests_can_be_kept_out_and_owners_of_accounts_still_come_in() {
    let (place, server) = started("[chat]\nguests = false\n");
    let mut client = server.connect();
    let refused =
        client.expect_error(&json!({"type": "message", "from": "alice", "content": "bonjour"}), "guests_refused");
    assert!(refused["message"].as_str().unwrap().contains("invités ne sont pas admis"));
    client.expect_error(&json!({"type": "status", "user": "alice", "state": "online"}), "guests_refused");
    assert!(client.ask_users().is_empty());
    place.wait_for_audit("guest_refused");
    client.register("alice", "secret");
    client.login("alice", "secret");
    assert_eq!(client.ask_users(), ["alice"]);
}

#[test]
fn a_guest_is_welcomed_like_everybody() {
    let (_place, server) = started("[chat]\nwelcome = \"Bienvenue au TP\"\n");
    let mut alice = server.guest("alice");
    assert_eq!(alice.read_words("Bienvenue"), "Bienvenue au TP");
}
