//! Presence on the wire: the greeting's order and pace, `status`, `users`, arrivals and departures.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, started};
use crate::support::{Client, Server};

/// Between two lines of a greeting, as the protocol says.
const PACE: Duration = Duration::from_millis(15);

/// The time that the server waits for a `users` request.
const USERS_WAIT: Duration = Duration::from_secs(2);

fn status(state: &str) -> Value {
    json!({"type": "status", "state": state})
}

fn told(user: &str, state: &str) -> Value {
    json!({"type": "status", "user": user, "state": state})
}

/// A guest in a state, as the others know it.
fn guest_in(server: &Server, name: &str, state: &str) -> Client {
    let mut client = server.guest(name);
    client.send(&status(state));
    client.lines_until_now();
    client
}

/// Writes so many private messages to an account of which nobody is there.
fn write_to_absent(server: &Server, name: &str, count: usize) {
    let mut writer = server.guest("plume");
    for n in 0..count {
        writer.say_to(name, &n.to_string());
        writer.read_code("recipient_away");
    }
}

// The greeting.

#[test]
fn the_first_users_is_followed_by_the_states_of_others_then_the_welcome_then_stored_messages() {
    let (_place, server) = started("");
    drop(server.account("alice"));
    write_to_absent(&server, "alice", 2);
    let _present = [
        guest_in(&server, "absente", "away"),
        guest_in(&server, "cachée", "invisible"),
        guest_in(&server, "occupé", "dnd"),
        guest_in(&server, "présente", "online"),
    ];
    let mut alice = server.connect();
    alice.login("alice", "secret");
    alice.send(&json!({"type": "users"}));
    let users = alice.read();
    assert_eq!(users["users"], json!(["absente", "alice", "occupé", "présente"]));
    assert_eq!(users["states"], json!({"absente": "away", "occupé": "dnd"}));
    assert_eq!(alice.read(), told("absente", "away"));
    assert_eq!(alice.read(), told("occupé", "dnd"));
    let welcome = alice.read();
    assert_eq!((&welcome["subtype"], &welcome["to"]), (&json!("system"), &json!("alice")));
    assert_eq!(alice.read()["content"], "0");
    assert_eq!(alice.read()["content"], "1");
}

#[test]
fn the_lines_of_a_greeting_keep_their_distance() {
    let (_place, server) = started(NO_RATE_LIMITS);
    drop(server.account("alice"));
    write_to_absent(&server, "alice", 20);
    let mut alice = server.connect();
    alice.login("alice", "secret");
    let began = Instant::now();
    alice.send(&json!({"type": "users"}));
    for n in 0..20 {
        assert_eq!(alice.read_said(), n.to_string());
    }
    // The welcome goes first, so there are twenty distances.
    assert!(began.elapsed() >= PACE * 20, "{:?}", began.elapsed());
}

#[test]
fn after_an_early_status_the_welcome_waits_for_the_second_users() {
    let (_place, server) = started("");
    drop(server.account("alice"));
    write_to_absent(&server, "alice", 1);
    let _bob = guest_in(&server, "bob", "dnd");
    let mut alice = server.connect();
    alice.login("alice", "secret");
    alice.send(&status("online"));
    alice.send(&json!({"type": "users"}));
    assert_eq!(alice.read()["type"], "users");
    assert_eq!(alice.read(), told("bob", "dnd"));
    // A line that was not held back would come before the answer to a request that takes longer than its distance.
    let held = Instant::now();
    while held.elapsed() < PACE * 3 {
        assert!(alice.lines_until_now().is_empty());
    }
    alice.send(&json!({"type": "users"}));
    assert_eq!(alice.read()["type"], "users");
    assert_eq!(alice.read()["subtype"], "system");
    assert_eq!(alice.read_said(), "0");
}

#[test]
fn a_client_that_never_asks_for_the_users_is_greeted_after_two_seconds() {
    let (_place, server) = started("");
    let mut alice = server.connect();
    alice.register("alice", "secret");
    let began = Instant::now();
    alice.login("alice", "secret");
    assert_eq!(alice.read()["subtype"], "system");
    assert!(began.elapsed() >= USERS_WAIT, "{:?}", began.elapsed());
}

#[test]
fn only_the_first_users_is_followed_by_states() {
    let (_place, server) = started("");
    let _bob = guest_in(&server, "bob", "away");
    let mut alice = server.guest("alice");
    alice.read_words("Bienvenue");
    for _ in 0..3 {
        alice.send(&json!({"type": "users"}));
        assert_eq!(alice.read()["states"], json!({"bob": "away"}));
    }
    assert!(alice.lines_until_now().is_empty());
}

#[test]
fn what_others_say_does_not_wait_for_the_greeting() {
    let (_place, server) = started("");
    let mut alice = server.account("alice");
    let mut bob = server.guest("bob");
    bob.say("déjà");
    assert_eq!(alice.read_chat(), told("bob", "online"));
    assert_eq!(alice.read_chat()["content"], "déjà");
}

// Who is told what.

#[test]
fn a_change_is_told_to_all_others_and_not_to_oneself() {
    let (_place, server) = started("");
    let mut phone = server.account("alice");
    let mut laptop = server.connect();
    laptop.login("alice", "secret");
    let mut bob = server.guest("bob");
    for client in [&mut phone, &mut laptop] {
        assert_eq!(client.read_chat(), told("bob", "online"));
    }
    phone.send(&json!({"type": "status", "user": "bob", "state": "away"}));
    assert_eq!(bob.read_chat(), told("alice", "away"));
    phone.expect_nothing();
    laptop.expect_nothing();
}

#[test]
fn what_changes_nothing_is_told_to_nobody() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let mut bob = server.guest("bob");
    for state in ["online", "away", "away", "dnd", "dnd", "online", "online"] {
        alice.send(&status(state));
    }
    alice.lines_until_now();
    for state in ["away", "dnd", "online"] {
        assert_eq!(bob.read_chat(), told("alice", state));
    }
    bob.expect_nothing();
}

#[test]
fn a_state_is_any_text_of_32_characters_at_most() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let mut bob = server.guest("bob");
    alice.read_until(|line| line["user"] == "bob");
    for state in ["en TP réseau", &"é".repeat(32)] {
        alice.send(&status(state));
        assert_eq!(bob.read_chat(), told("alice", state));
    }
    for state in [json!("é".repeat(33)), json!(""), json!(5), json!(["away"])] {
        alice.expect_error(&json!({"type": "status", "state": state}), "bad_field");
    }
    alice.expect_error(&json!({"type": "status", "state": null}), "missing_field");
    bob.expect_nothing();
}

#[test]
fn the_status_of_a_person_comes_before_their_first_message() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut zoe = server.guest("zoe");
    zoe.read_words("Bienvenue");
    let mut speakers: Vec<Client> = (0..10).map(|_| server.connect()).collect();
    for (n, speaker) in speakers.iter_mut().enumerate() {
        speaker.send(&json!({"type": "message", "from": format!("g{n}"), "content": "moi"}));
    }
    let mut announced = Vec::new();
    for _ in 0..20 {
        let line = zoe.read_chat();
        if line["type"] == "status" {
            announced.push(line["user"].clone());
        } else {
            assert!(announced.contains(&line["from"]), "{line} before its status");
        }
    }
}

#[test]
fn whoever_goes_is_offline_for_the_others_however_they_go() {
    let (_place, server) = started("");
    let mut zoe = server.guest("zoe");
    let alice = server.guest("alice");
    assert_eq!(zoe.read_chat(), told("alice", "online"));
    drop(alice);
    assert_eq!(zoe.read_chat(), told("alice", "offline"));
    let bob = server.guest("bob");
    assert_eq!(zoe.read_chat(), told("bob", "online"));
    bob.reset();
    assert_eq!(zoe.read_chat(), told("bob", "offline"));
}

#[test]
fn the_invisible_are_off_the_list_of_others_and_on_their_own() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let mut bob = server.guest("bob");
    alice.read_until(|line| line["user"] == "bob");
    bob.send(&status("invisible"));
    assert_eq!(alice.read_chat(), told("bob", "invisible"));
    assert_eq!(alice.ask_users(), ["alice"]);
    assert_eq!(server.connect().ask_users(), ["alice"]);
    assert_eq!(
        bob.ask(&json!({"type": "users"})),
        json!({
            "type": "users", "users": ["alice", "bob"], "states": {"bob": "invisible"}
        })
    );
    // They may speak all the same.
    bob.say("coucou");
    assert_eq!(alice.read_chat()["from"], "bob");
}

#[test]
fn nobody_learns_of_the_invisible_by_their_going() {
    let (_place, server) = started("");
    let bob = guest_in(&server, "bob", "invisible");
    let mut alice = server.guest("alice");
    drop(bob);
    // Somebody who comes after him shows that his going was handled.
    let _carol = server.guest("carol");
    assert_eq!(alice.read_chat(), told("carol", "online"));
    assert!(alice.words_until_now().iter().all(|words| !words.contains("bob")));
}

#[test]
fn who_becomes_visible_again_is_told_to_everybody() {
    let (_place, server) = started("");
    let mut bob = guest_in(&server, "bob", "invisible");
    let mut alice = server.guest("alice");
    bob.send(&status("online"));
    assert_eq!(alice.read_chat(), told("bob", "online"));
    assert_eq!(alice.ask_users(), ["alice", "bob"]);
}

#[test]
fn who_calls_themselves_offline_is_off_the_list_and_does_not_go_twice() {
    let (_place, server) = started("");
    let mut zoe = server.guest("zoe");
    let mut alice = server.guest("alice");
    assert_eq!(zoe.read_chat(), told("alice", "online"));
    alice.send(&status("offline"));
    assert_eq!(zoe.read_chat(), told("alice", "offline"));
    assert_eq!(zoe.ask_users(), ["zoe"]);
    drop(alice);
    let _bob = server.guest("bob");
    assert_eq!(zoe.read_chat(), told("bob", "online"));
}

// The list.

#[test]
fn the_list_has_four_names_in_any_case_and_is_for_everybody() {
    let (_place, server) = started("");
    let _alice = server.guest("alice");
    let mut client = server.connect();
    for kind in ["users", "userlist", "list_users", "who", "USERS", "Who"] {
        assert_eq!(client.ask(&json!({"type": kind})), json!({"type": "users", "users": ["alice"], "states": {}}));
    }
}

#[test]
fn the_asker_is_on_the_list_once_identified() {
    let (_place, server) = started("");
    let mut client = server.connect();
    assert!(client.ask_users().is_empty());
    client.send(&json!({"type": "message", "from": "alice", "content": ""}));
    assert_eq!(client.ask_users(), ["alice"]);
}

#[test]
fn a_person_with_several_sessions_is_on_the_list_once() {
    let (_place, server) = started("");
    let _phone = server.account("alice");
    let mut laptop = server.connect();
    laptop.login("alice", "secret");
    assert_eq!(laptop.ask_users(), ["alice"]);
}

// Words.

#[test]
fn arrivals_and_departures_are_said_in_words_after_the_status() {
    let (_place, server) = started("");
    let mut zoe = server.guest("zoe");
    zoe.read_words("Bienvenue");
    let alice = server.guest("alice");
    assert_eq!(zoe.read(), told("alice", "online"));
    assert_eq!(zoe.read()["content"], "alice a rejoint la discussion.");
    drop(alice);
    assert_eq!(zoe.read(), told("alice", "offline"));
    assert_eq!(zoe.read()["content"], "alice a quitté la discussion.");
}

#[test]
fn the_words_about_arrivals_can_be_switched_off() {
    let (_place, server) = started("[chat]\nannounce_presence = false\n");
    let mut zoe = server.guest("zoe");
    zoe.read_words("Bienvenue");
    drop(server.guest("alice"));
    assert_eq!(zoe.read(), told("alice", "online"));
    assert_eq!(zoe.read(), told("alice", "offline"));
    assert!(zoe.lines_until_now().is_empty());
}
