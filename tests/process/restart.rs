//! Stopping and starting again: how the server says goodbye, and that everything is as it was.

use std::io::Write;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, assert_growing, guest, ids, loopback, started};
use crate::support::{Client, Place, Server, port_below_the_range, wait_until};

fn ok(client: &mut Client, request: &Value) -> Value {
    let answer = client.ask(request);
    assert_eq!(answer["status"], "ok", "{request}: {answer}");
    answer
}

/// Stops the server when all its clients are gone, and starts another.
fn restarted(place: &Place, server: Server) -> Server {
    assert!(server.stop().success());
    place.start()
}

// Goodbye.

#[test]
fn everybody_is_told_in_french_and_the_server_ends_well() {
    for signal in [Signal::TERM, Signal::INT] {
        let (place, mut server) = started("");
        let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
        let mut unidentified = server.connect();
        unidentified.lines_until_now();
        server.signal(signal);
        for client in [&mut alice, &mut bob] {
            let goodbye = client.read_code("server_stopping");
            assert_eq!((&goodbye["subtype"], &goodbye["to"]), (&json!("system"), &json!("global")));
            assert_eq!(goodbye["content"], "Le serveur s'arrête. À bientôt !");
            // Nobody is told that everybody goes.
            assert_eq!(client.read_line(), None);
        }
        assert_eq!(unidentified.read_line(), None);
        drop((alice, bob, unidentified));
        assert_eq!(server.wait().code(), Some(0));
        assert!(place.audit().iter().any(|entry| entry["event"] == "server_stopped"));
    }
}

#[test]
fn a_client_that_does_not_read_holds_up_the_end_for_the_set_time_only() {
    let (_place, mut server) = started(&format!("{NO_RATE_LIMITS}#! drain_s=1\n"));
    let mut alice = guest(&server, "alice");
    let mut deaf = Client::connect_narrow(server.address);
    deaf.send(&json!({"type": "message", "from": "sourd", "content": ""}));
    deaf.ask_users();
    // As much as the sockets' buffers take, and a little that waits in the server.
    for _ in 0..30 {
        alice.say_for_good(&"x".repeat(12_000));
    }
    let began = Instant::now();
    server.signal(Signal::TERM);
    alice.read_code("server_stopping");
    // That it ends at all is what the wait is for: it has no longer than that.
    assert_eq!(server.wait().code(), Some(0));
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    // Longer than the test waits for the end.
    let (_place, mut server) = started("#! drain_s=600\n");
    let mut alice = guest(&server, "alice");
    server.signal(Signal::TERM);
    // She does not close her side, for which the server would wait.
    alice.read_code("server_stopping");
    server.signal(Signal::TERM);
    assert_eq!(server.wait().code(), Some(1));
}

/// Earlier versions answered it in the log, and somebody's timer may still send it.
#[test]
fn sigusr1_does_nothing() {
    let (place, server) = started("");
    let mut alice = guest(&server, "alice");
    server.signal(Signal::USR1);
    server.signal(Signal::HUP);
    let reloaded = || place.audit().iter().any(|entry| entry["event"] == "config_reloaded");
    wait_until(reloaded, || format!("a reload in {:#?}", place.log()));
    alice.lines_until_now();
    drop(alice);
    assert!(server.stop().success());
}

#[test]
fn the_same_port_can_be_listened_to_at_once() {
    let place = Place::configured("");
    let address = SocketAddr::from(([127, 0, 0, 1], port_below_the_range()));
    let mut server = place.start_with(&["--listen", &address.to_string()]);
    assert_eq!(server.address, address);
    let mut client = guest(&server, "alice");
    server.signal(Signal::TERM);
    // The server closes first, so it is its side that the system remembers for a while.
    client.wait_for_end();
    drop(client);
    assert!(server.wait().success());
    let server = place.start_with(&["--listen", &address.to_string()]);
    assert_eq!(server.address, address);
    guest(&server, "alice");
}

// What was said.

#[test]
fn what_was_merely_sent_is_kept_when_the_server_is_stopped() {
    // Nothing would be written by itself for a minute.
    let (place, server) = started("[storage]\ncommit_window_ms = 60000\n");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    for n in 0..5 {
        alice.say(&n.to_string());
        assert_eq!(bob.read_said(), n.to_string());
    }
    drop((alice, bob));
    let server = restarted(&place, server);
    let history = guest(&server, "alice").whole_history("#général");
    assert_eq!(history.iter().map(|line| line["content"].as_str().unwrap()).collect::<String>(), "01234");
}

#[test]
fn nothing_that_anybody_heard_is_lost_when_the_server_is_stopped_under_load() {
    let (place, server) = started(NO_RATE_LIMITS);
    let mut listener = guest(&server, "oreille");
    let talkers: Vec<_> = (0..3)
        .map(|n| {
            // Before the others have said so much that the server is stopped.
            let mut client = server.connect();
            std::thread::spawn(move || {
                let mut acked = Vec::new();
                for number in 0.. {
                    let line = json!({"type": "message", "from": format!("t{n}"), "content": "x", "ack": number});
                    if client.stream.write_all(format!("{line}\n").as_bytes()).is_err() {
                        break;
                    }
                    // Every fourth waits, so that others are under way without.
                    if number % 4 != 0 {
                        continue;
                    }
                    let mut ended = true;
                    while let Some(bytes) = client.read_raw_line() {
                        let Ok(line) = serde_json::from_slice::<Value>(&bytes) else { break };
                        if line["type"] == "ack" {
                            acked.push(line["id"].as_u64().unwrap());
                        }
                        if line["ack"] == number {
                            ended = false;
                            break;
                        }
                    }
                    if ended {
                        break;
                    }
                }
                acked
            })
        })
        .collect();
    let mut heard = Vec::new();
    let mut told = false;
    while let Some(line) = listener.read_line() {
        let line: Value = serde_json::from_str(&line).unwrap();
        heard.extend(line["id"].as_u64());
        if heard.len() == 200 {
            server.signal(Signal::TERM);
        }
        told |= line["code"] == "server_stopping";
    }
    assert!(told && heard.len() >= 200);
    drop(listener);
    let acked: Vec<u64> = talkers.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let mut server = server;
    assert_eq!(server.wait().code(), Some(0));
    let server = place.start();
    let kept = ids(&guest(&server, "lectrice").whole_history("#général"));
    assert_growing(&kept);
    assert_growing(&heard);
    for id in heard.iter().chain(&acked) {
        assert!(kept.binary_search(id).is_ok(), "message {id} is lost");
    }
}

#[test]
fn history_and_deletions_outlast_a_restart_and_ids_go_on() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = guest(&server, "alice");
    let deleted = alice.say_for_good("bêtise");
    let kept = alice.say_for_good("é 👍");
    alice.send(&json!({"type": "message", "content": "x", "couleur": {"a": [1.50]}, "ack": 1}));
    let last = alice.read_until(|line| line["type"] == "ack")["id"].as_u64().unwrap();
    alice.say_in("#projet", "ailleurs");
    prof.send(&json!({"type": "delete", "id": deleted}));
    prof.read_until(|line| line["status"] == "ok");
    alice.read_words("a été effacé");
    let before = alice.whole_history("#général");
    assert_eq!(ids(&before), [kept, last]);
    drop((prof, alice));
    let server = restarted(&place, server);
    let mut alice = guest(&server, "alice");
    assert_eq!(alice.whole_history("#général"), before);
    assert!(alice.say_for_good("suite") > last + 1);
    alice.send(&json!({"type": "join", "channel": "#projet"}));
    alice.read_answer();
    assert_eq!(alice.whole_history("#projet")[0]["content"], "ailleurs");
}

#[test]
fn messages_wait_for_those_away_over_a_restart() {
    let (place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = guest(&server, "alice");
    let mut first = Value::Null;
    for n in 0..3 {
        alice.send(&json!({"type": "message", "subtype": "private", "to": "zoe", "content": n.to_string(), "ack": n}));
        let ack = alice.read_until(|line| line["type"] == "ack");
        if n == 0 {
            first = ack;
        }
    }
    drop(alice);
    let server = restarted(&place, server);
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    let kept = zoe.read_until(|line| line["subtype"] == "private");
    assert_eq!((&kept["content"], &kept["id"], &kept["timestamp"]), (&json!("0"), &first["id"], &first["timestamp"]));
    assert_eq!((zoe.read_said(), zoe.read_said()), ("1".to_owned(), "2".to_owned()));
    // What she sends now shows that she has them, and that too is kept.
    zoe.expect_nothing();
    drop(zoe);
    let server = restarted(&place, server);
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    zoe.read_words("Bienvenue");
    assert!(zoe.said_until_now().is_empty());
}

#[test]
fn a_kept_message_that_was_not_confirmed_before_a_kill_comes_again() {
    let (place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = guest(&server, "alice");
    alice.say_to("zoe", "à lire");
    alice.read_code("recipient_away");
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    assert_eq!(zoe.read_said(), "à lire");
    server.kill();
    let server = place.start();
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    assert_eq!(zoe.read_said(), "à lire");
}

// Who may do what.

#[test]
fn accounts_and_roles_outlast_a_restart() {
    let (place, server) = started("");
    drop(place.in_charge(&server, "Élodie", "moderator"));
    let server = restarted(&place, server);
    let mut client = server.connect();
    client.expect_error(&json!({"type": "login", "username": "élodie", "password": "wrong"}), "login_failed");
    client.expect_error(&json!({"type": "register", "username": "ÉLODIE", "password": "other"}), "name_taken");
    assert_eq!(client.ask(&json!({"type": "login", "username": "élodie", "password": "secret"}))["username"], "Élodie");
    assert_eq!(client.ask(&json!({"type": "bans"}))["type"], "bans");
}

#[test]
fn what_was_set_of_channels_outlasts_a_restart() {
    let (place, server) = started("");
    let mut chef = place.in_charge(&server, "chef", "admin");
    ok(&mut chef, &json!({"type": "join", "channel": "#projet"}));
    for request in [
        json!({"type": "topic", "channel": "#projet", "topic": "le « TP »"}),
        json!({"type": "topic", "channel": "#général", "topic": "accueil"}),
        json!({"type": "channel", "channel": "#général", "mode": "read_only"}),
        json!({"type": "channel", "channel": "#dev", "mode": "disable"}),
    ] {
        ok(&mut chef, &request);
    }
    let before = chef.ask(&json!({"type": "channels"}));
    drop(chef);
    let server = restarted(&place, server);
    let mut chef = server.connect();
    chef.login("chef", "secret");
    ok(&mut chef, &json!({"type": "join", "channel": "#projet"}));
    assert_eq!(chef.ask(&json!({"type": "channels"})), before);
    let mut alice = guest(&server, "alice");
    alice.expect_error(&json!({"type": "join", "channel": "#dev"}), "channel_disabled");
    alice.say("?");
    alice.read_code("channel_read_only");
    assert_eq!(alice.ask(&json!({"type": "topic", "channel": "#projet"}))["topic"], "le « TP »");
    // And what was taken back stays so.
    ok(&mut chef, &json!({"type": "channel", "channel": "#dev", "mode": "enable"}));
    ok(&mut chef, &json!({"type": "topic", "channel": "#projet", "topic": ""}));
    drop((chef, alice));
    let server = restarted(&place, server);
    let mut alice = guest(&server, "alice");
    ok(&mut alice, &json!({"type": "join", "channel": "#dev"}));
    alice.expect_error(&json!({"type": "topic", "channel": "#projet"}), "unknown_channel");
}

#[test]
fn mutes_and_bans_outlast_a_restart_with_their_ends() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    for name in ["bob", "muette"] {
        drop(server.account(name));
    }
    for request in [
        json!({"type": "mute", "user": "muette", "minutes": 5, "reason": "bavardage"}),
        json!({"type": "ban", "user": "bob", "minutes": 0, "reason": "injures"}),
        json!({"type": "ban", "address": "127.0.0.66", "minutes": 60}),
        json!({"type": "ban", "address": "127.0.0.128/25", "minutes": 60}),
        json!({"type": "ban", "address": "10.0.0.1", "minutes": 60}),
    ] {
        ok(&mut prof, &request);
    }
    ok(&mut prof, &json!({"type": "unban", "address": "10.0.0.1"}));
    let before = prof.ask(&json!({"type": "bans"}));
    assert_eq!(before["bans"].as_array().unwrap().len(), 4);
    drop(prof);
    let server = restarted(&place, server);
    let mut prof = server.connect();
    prof.login("prof", "secret");
    assert_eq!(prof.ask(&json!({"type": "bans"})), before);
    for n in [66, 200] {
        let refused = Client::connect_from(loopback(n), server.address).read_to_end();
        assert_eq!(refused[0]["code"], "banned", "127.0.0.{n}");
    }
    Client::connect_from(loopback(67), server.address).lines_until_now();
    let mut bob = server.connect();
    bob.expect_error(&json!({"type": "login", "username": "bob", "password": "secret"}), "banned");
    let mut muted = server.connect();
    muted.login("muette", "secret");
    muted.say("?");
    let until = before["bans"].as_array().unwrap().iter().find(|one| one["kind"] == "mute").unwrap()["until"].clone();
    let told = muted.read_code("muted");
    assert!(told["content"].as_str().unwrap().contains(&until.as_str().unwrap()[11..16]), "{told} {until}");
    // Also after a kill: an act is answered when it is on disk.
    ok(&mut prof, &json!({"type": "unmute", "user": "muette"}));
    server.kill();
    let server = place.start();
    let mut free = server.connect();
    free.login("muette", "secret");
    free.say_for_good("enfin");
}
