//! People in charge, on the wire: what moderators and admins do, what it does to whom, and who may not.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, guest, loopback, started};
use crate::support::{Client, Place, Server, wait_until};

fn ok(client: &mut Client, request: &Value) -> Value {
    let answer = client.ask(request);
    assert_eq!(answer["status"], "ok", "{request}: {answer}");
    assert_eq!(answer["type"], request["type"]);
    answer
}

/// The entry of the audit log for an act.
fn audited(place: &Place, event: &str) -> Value {
    place.wait_for_audit(event);
    place.audit().into_iter().rev().find(|entry| entry["event"] == event).unwrap()
}

/// The same of several of one kind: the one with that reason.
fn audited_with(place: &Place, event: &str, reason: &str) -> Value {
    let found = || place.audit().into_iter().rev().find(|entry| entry["event"] == event && entry["reason"] == reason);
    wait_until(|| found().is_some(), || format!("{event} for {reason} in {:#?}", place.audit()));
    found().unwrap()
}

/// A guest from another address.
fn guest_from(server: &Server, n: u8, name: &str) -> Client {
    let mut client = Client::connect_from(loopback(n), server.address);
    client.send(&json!({"type": "message", "from": name, "content": ""}));
    client.ask_users();
    client
}

// Who may.

#[test]
fn nobody_but_people_in_charge_may_do_any_of_it() {
    let (_place, server) = started("");
    let mut user = server.account("élève");
    let mut unidentified = server.connect();
    let _bob = guest(&server, "bob");
    for (request, needs_admin) in [
        (json!({"type": "kick", "user": "bob"}), false),
        (json!({"type": "mute", "user": "bob"}), false),
        (json!({"type": "unmute", "user": "bob"}), false),
        (json!({"type": "ban", "user": "bob"}), false),
        (json!({"type": "ban", "address": "127.0.0.9"}), false),
        (json!({"type": "unban", "user": "bob"}), false),
        (json!({"type": "bans"}), false),
        (json!({"type": "announce", "content": "x"}), false),
        (json!({"type": "delete", "id": 1}), false),
        (json!({"type": "topic", "topic": "x"}), false),
        (json!({"type": "role", "user": "élève", "role": "admin"}), true),
        (json!({"type": "channel", "channel": "#dev", "mode": "disable"}), true),
    ] {
        unidentified.expect_words(&request, "not_identified");
        user.expect_error(&request, "forbidden");
        if needs_admin {
            let mut guest = guest(&server, "curieuse");
            guest.expect_error(&request, "forbidden");
        }
    }
}

#[test]
fn moderators_may_not_what_only_admins_may() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    prof.expect_error(&json!({"type": "role", "user": "prof", "role": "admin"}), "forbidden");
    prof.expect_error(&json!({"type": "channel", "channel": "#dev", "mode": "disable"}), "forbidden");
}

#[test]
fn nobody_may_act_on_somebody_of_a_higher_role() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut chef = place.in_charge(&server, "chef", "admin");
    let said = chef.say_for_good("de l'admin");
    for request in [
        json!({"type": "kick", "user": "chef"}),
        json!({"type": "mute", "user": "chef"}),
        json!({"type": "ban", "user": "chef"}),
        json!({"type": "delete", "id": said}),
    ] {
        prof.expect_error(&request, "higher_role");
    }
    prof.say("/kick chef");
    assert_eq!(prof.read_code("higher_role")["subtype"], "system");
    // Nor by an address that such a person comes from.
    let mut other = Client::connect_from(loopback(7), server.address);
    other.login("prof", "secret");
    prof.send(&json!({"type": "hello"}));
    other.expect_error(&json!({"type": "ban", "address": "127.0.0.1"}), "higher_role");
    // An equal may be acted on.
    ok(&mut chef, &json!({"type": "kick", "user": "prof"}));
}

#[test]
fn what_an_act_needs_and_lacks_is_said() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "admin");
    for (request, code) in [
        (json!({"type": "kick"}), "missing_field"),
        (json!({"type": "kick", "user": 5}), "bad_field"),
        (json!({"type": "kick", "user": ""}), "bad_name"),
        (json!({"type": "kick", "user": "zoe"}), "unknown_user"),
        (json!({"type": "kick", "user": "prof", "reason": "é".repeat(201)}), "bad_field"),
        (json!({"type": "mute", "user": "zoe"}), "unknown_user"),
        (json!({"type": "mute", "user": "prof", "minutes": -1}), "bad_field"),
        (json!({"type": "mute", "user": "prof", "minutes": "5"}), "bad_field"),
        (json!({"type": "ban", "user": "zoe"}), "unknown_user"),
        (json!({"type": "ban", "address": "n'importe quoi"}), "bad_field"),
        (json!({"type": "ban", "address": "127.0.0.1"}), "forbidden"),
        (json!({"type": "ban", "address": "127.0.0.0/8"}), "forbidden"),
        (json!({"type": "unban", "user": "zoe"}), "not_sanctioned"),
        (json!({"type": "unmute", "user": "zoe"}), "not_sanctioned"),
        (json!({"type": "announce"}), "missing_field"),
        (json!({"type": "announce", "content": " "}), "missing_field"),
        (json!({"type": "announce", "channel": "#nulle-part", "content": "x"}), "unknown_channel"),
        (json!({"type": "announce", "channel": 5, "content": "x"}), "bad_field"),
        (json!({"type": "delete"}), "missing_field"),
        (json!({"type": "delete", "id": "1"}), "bad_field"),
        (json!({"type": "delete", "id": 987_654}), "unknown_message"),
        (json!({"type": "role", "user": "zoe", "role": "admin"}), "unknown_user"),
        (json!({"type": "role", "user": "prof", "role": "roi"}), "bad_field"),
        (json!({"type": "channel", "channel": "#dev", "mode": "explose"}), "bad_field"),
        (json!({"type": "channel", "channel": "#nulle-part", "mode": "disable"}), "unknown_channel"),
        (json!({"type": "channel", "mode": "disable"}), "missing_field"),
    ] {
        prof.expect_error(&request, code);
    }
}

// Kick.

#[test]
fn who_is_kicked_is_told_by_whom_and_why_and_all_their_sessions_end() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut phone = server.account("bob");
    let mut laptop = server.connect();
    laptop.login("bob", "secret");
    assert_eq!(ok(&mut prof, &json!({"type": "kick", "user": "BOB", "reason": "trop de bruit"}))["user"], "bob");
    for session in [&mut phone, &mut laptop] {
        let told = session.read_code("kicked");
        assert_eq!(
            (&told["subtype"], &told["content"]),
            (&json!("system"), &json!("prof vous a déconnecté (trop de bruit)."))
        );
        session.wait_for_end();
    }
    let entry = audited(&place, "kick");
    assert_eq!(
        (&entry["user"], &entry["target"], &entry["reason"]),
        (&json!("prof"), &json!("bob"), &json!("trop de bruit"))
    );
    // It is not a ban.
    server.connect().login("bob", "secret");
}

#[test]
fn typed_kicks_work_the_same() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = guest(&server, "bob");
    prof.say("/kick bob à demain");
    prof.read_until(|line| line["user"] == "bob" && line["state"] == "offline");
    assert_eq!(prof.read_words("déconnecté"), "bob a été déconnecté.");
    assert_eq!(bob.read_code("kicked")["content"], "prof vous a déconnecté (à demain).");
    bob.wait_for_end();
}

// Mute.

#[test]
fn the_muted_read_and_may_not_write_and_are_told_until_when() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let answer = ok(&mut prof, &json!({"type": "mute", "user": "bob", "minutes": 5, "reason": "bavardage"}));
    let until = answer["until"].as_str().unwrap().to_owned();
    let told = bob.read_code("muted");
    let words = told["content"].as_str().unwrap();
    assert!(words.contains(&until[11..16]) && words.contains("(bavardage)"), "{until}: {words}");
    for request in [
        json!({"type": "message", "content": "encore"}),
        json!({"type": "message", "content": "/me encore"}),
        json!({"type": "message", "content": "/msg alice encore"}),
        json!({"type": "message", "content": "//encore"}),
        json!({"type": "message", "subtype": "private", "to": "alice", "content": "encore"}),
        json!({"type": "message", "channel": "#dev", "content": "encore"}),
        json!({"type": "status", "state": "encore"}),
    ] {
        bob.send(&request);
        let refused = bob.read_code("muted");
        assert!(refused["content"].as_str().unwrap().contains(&until[11..16]), "{request}: {refused}");
    }
    assert!(alice.said_until_now().is_empty());
    alice.say("tu m'entends ?");
    assert_eq!(bob.read_said(), "tu m'entends ?");
    // Presence and reading are no writing.
    bob.send(&json!({"type": "status", "state": "away"}));
    assert_eq!(alice.read_until(|line| line["type"] == "status")["state"], "away");
    bob.type_and_read("/users", "Personnes");
    ok(&mut prof, &json!({"type": "unmute", "user": "bob"}));
    assert_eq!(bob.read_words("écrire"), "Vous pouvez de nouveau écrire.");
    bob.say("merci");
    assert_eq!(alice.read_said(), "merci");
}

#[test]
fn a_mute_lasts_as_long_as_is_set_if_nothing_is_said() {
    let (place, server) = started("[moderation]\nmute_minutes = 0\n");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = guest(&server, "bob");
    assert!(ok(&mut prof, &json!({"type": "mute", "user": "bob"})).get("until").is_none());
    assert!(bob.read_code("muted")["content"].as_str().unwrap().contains("sans limite"));
    assert!(ok(&mut prof, &json!({"type": "mute", "user": "bob", "minutes": 1}))["until"].is_string());
    assert!(ok(&mut prof, &json!({"type": "mute", "user": "bob", "minutes": 0})).get("until").is_none());
}

#[test]
fn a_mute_is_the_persons_and_stays_with_a_new_session() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    drop(server.account("bob"));
    // Also of somebody who is away.
    ok(&mut prof, &json!({"type": "mute", "user": "bob"}));
    let mut bob = server.connect();
    bob.login("bob", "secret");
    let refused = json!({"type": "message", "content": "encore", "ack": 3});
    assert_eq!(bob.expect_error(&refused, "muted")["ack"], 3);
}

#[test]
fn typed_lengths_of_time_are_understood() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let _bob = guest(&server, "bob");
    assert!(prof.type_and_read("/mute bob 10m", "bob est muet").contains("jusqu'à "));
    assert!(prof.type_and_read("/mute bob perm trop", "bob est muet").contains("sans limite"));
    assert_eq!(prof.type_and_read("/bans", "Sanctions"), "Sanctions en cours (1) :");
    assert_eq!(prof.read()["content"], "bob : muet sans limite de durée par prof (trop)");
    assert_eq!(prof.type_and_read("/unmute bob", "écrire"), "bob peut de nouveau écrire.");
    prof.say("/unmute bob");
    prof.read_code("not_sanctioned");
}

// Ban.

#[test]
fn a_ban_of_an_account_ends_its_sessions_and_is_told_to_who_knows_the_password_only() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = server.account("bob");
    assert!(
        ok(&mut prof, &json!({"type": "ban", "user": "bob", "minutes": 60, "reason": "injures"}))["until"].is_string()
    );
    let told = bob.read_code("banned");
    assert!(told["content"].as_str().unwrap().contains("(injures)"), "{told}");
    bob.wait_for_end();
    let mut again = server.connect();
    let login = |password: &str| json!({"type": "login", "username": "bob", "password": password});
    again.expect_error(&login("wrong"), "login_failed");
    let refused = again.expect_error(&login("secret"), "banned");
    assert!(refused["message"].as_str().unwrap().contains("(injures)"));
    // Nor as a guest of that name, which is not theirs anyway.
    again.expect_words(&json!({"type": "message", "from": "bob", "content": ""}), "banned");
    ok(&mut prof, &json!({"type": "unban", "user": "bob"}));
    assert_eq!(again.ask(&login("secret"))["status"], "ok");
    let entry = audited(&place, "ban");
    assert_eq!(
        (&entry["user"], &entry["target"], &entry["reason"]),
        (&json!("prof"), &json!("bob"), &json!("injures"))
    );
    assert!(entry["until"].is_string(), "{entry}");
}

#[test]
fn a_ban_of_a_guest_keeps_the_name_out() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut bob = guest(&server, "bob");
    assert!(prof.type_and_read("/ban bob 1j", "bob est banni").contains("jusqu'au "));
    bob.read_code("banned");
    bob.wait_for_end();
    let mut again = server.connect();
    again.expect_words(&json!({"type": "message", "from": "Bob", "content": "re"}), "banned");
    again.send(&json!({"type": "message", "from": "robert", "content": ""}));
    assert!(again.ask_users().contains(&"robert".to_owned()));
}

#[test]
fn a_ban_of_an_address_ends_its_connections_and_refuses_new_ones() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut identified = guest_from(&server, 66, "eve");
    let mut silent = Client::connect_from(loopback(66), server.address);
    silent.lines_until_now();
    let mut neighbour = guest_from(&server, 67, "voisine");
    assert_eq!(ok(&mut prof, &json!({"type": "ban", "address": "127.0.0.66", "minutes": 5}))["address"], "127.0.0.66");
    assert_eq!(identified.read_code("banned")["subtype"], "system");
    identified.wait_for_end();
    assert_eq!(silent.read_code("banned")["type"], "error");
    silent.wait_for_end();
    let refused = Client::connect_from(loopback(66), server.address).read_to_end();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["type"], &refused[0]["code"]), (&json!("error"), &json!("banned")));
    neighbour.ask_users();
    assert_eq!(place.counter(r#"classcord_connections_refused_total{reason="banned"}"#), 1);
    assert_eq!(audited(&place, "connection_refused")["address"], "127.0.0.66");
    ok(&mut prof, &json!({"type": "unban", "address": "127.0.0.66"}));
    guest_from(&server, 66, "eve");
}

#[test]
fn a_ban_of_a_range_is_of_all_its_addresses() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut within = guest_from(&server, 130, "eve");
    let mut outside = guest_from(&server, 120, "voisine");
    assert_eq!(ok(&mut prof, &json!({"type": "ban", "address": "127.0.0.131/25"}))["address"], "127.0.0.128/25");
    within.read_code("banned");
    within.wait_for_end();
    assert_eq!(Client::connect_from(loopback(255), server.address).read_to_end()[0]["code"], "banned");
    outside.ask_users();
    prof.expect_error(&json!({"type": "unban", "address": "127.0.0.130"}), "not_sanctioned");
    prof.say("/unban 127.0.0.128/25");
    prof.read_words("127.0.0.128/25 n'est plus banni");
    guest_from(&server, 130, "eve");
}

#[test]
fn the_list_of_sanctions_says_who_did_what_to_whom_until_when_and_why() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let _bob = guest(&server, "bob");
    assert_eq!(ok_list(&mut prof), Vec::<Value>::new());
    ok(&mut prof, &json!({"type": "mute", "user": "bob", "minutes": 0, "reason": "a"}));
    ok(&mut prof, &json!({"type": "ban", "address": "10.0.0.0/8", "minutes": 9, "reason": "b"}));
    let list = ok_list(&mut prof);
    assert_eq!(list.len(), 2);
    let mute = list.iter().find(|one| one["kind"] == "mute").unwrap();
    assert_eq!((&mute["user"], &mute["by"], &mute["reason"]), (&json!("bob"), &json!("prof"), &json!("a")));
    assert!(mute["until"].is_null() && mute["since"].is_string(), "{mute}");
    let ban = list.iter().find(|one| one["kind"] == "ban").unwrap();
    assert_eq!((&ban["address"], &ban["reason"]), (&json!("10.0.0.0/8"), &json!("b")));
    assert!(ban["until"].as_str().unwrap() > ban["since"].as_str().unwrap());
}

fn ok_list(client: &mut Client) -> Vec<Value> {
    let answer = client.ask(&json!({"type": "bans"}));
    assert_eq!(answer["type"], "bans");
    answer["bans"].as_array().unwrap().clone()
}

// Delete.

#[test]
fn a_deletion_reaches_all_who_could_have_the_message() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut alice, mut gone, mut late) = (guest(&server, "alice"), guest(&server, "partie"), guest(&server, "tard"));
    alice.send(&json!({"type": "join", "channel": "#dev"}));
    gone.send(&json!({"type": "join", "channel": "#dev"}));
    gone.lines_until_now();
    let id = alice.say_for_good("bêtise");
    assert_eq!(gone.read_said(), "bêtise");
    gone.ask(&json!({"type": "leave"}));
    for client in [&mut prof, &mut gone] {
        client.ask(&json!({"type": "hello"}));
    }
    late.lines_until_now();
    // Who has left the channel since still shows it.
    prof.send(&json!({"type": "delete", "id": id}));
    for client in [&mut prof, &mut gone] {
        assert_eq!(
            client.read_until(|line| line["type"] == "delete"),
            json!({"type": "delete", "id": id, "by": "prof"})
        );
    }
    assert_eq!(prof.read_answer(), json!({"type": "delete", "status": "ok", "id": id}));
    // An old client knows no such line, and one of them prints what it does not know.
    let told = alice.read_until(|line| line["content"].as_str().is_some_and(|words| words.contains("effacé")));
    assert!(told["content"].as_str().unwrap().starts_with("Le message de alice ("), "{told}");
    assert_eq!((&told["channel"], &told["to"]), (&json!("#dev"), &json!("global")));
    late.expect_nothing();
    prof.expect_error(&json!({"type": "delete", "id": id}), "unknown_message");
    let entry = audited(&place, "delete");
    assert_eq!((&entry["user"], &entry["target"]), (&json!("prof"), &json!("alice")));
}

#[test]
fn a_deletion_in_a_staff_channel_is_told_to_staff_only() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut chef = place.in_charge(&server, "chef", "admin");
    let mut alice = guest(&server, "alice");
    prof.send(&json!({"type": "join", "channel": "#admin"}));
    let id = prof.say_for_good("entre nous");
    prof.ask(&json!({"type": "hello"}));
    chef.send(&json!({"type": "delete", "id": id}));
    prof.read_until(|line| line["type"] == "delete");
    chef.read_until(|line| line["status"] == "ok");
    alice.expect_nothing();
}

#[test]
fn what_was_said_in_private_is_not_for_a_moderator_to_find() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "admin");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.send(&json!({"type": "message", "subtype": "private", "to": "bob", "content": "psst", "ack": 1}));
    let id = alice.read_until(|line| line["type"] == "ack")["id"].clone();
    assert_eq!(bob.read_said(), "psst");
    prof.expect_error(&json!({"type": "delete", "id": id}), "unknown_message");
    bob.expect_nothing();
}

// Announcements and roles.

#[test]
fn an_announcement_reaches_everybody_wherever_they_are() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    bob.type_and_read("/join #dev", "#dev");
    let mut unidentified = server.connect();
    unidentified.lines_until_now();
    ok(&mut prof, &json!({"type": "announce", "content": "Pause"}));
    for client in [&mut alice, &mut bob] {
        let line = client.read_code("announcement");
        assert_eq!((&line["content"], &line["subtype"]), (&json!("Annonce de prof : Pause"), &json!("system")));
    }
    assert_eq!(prof.type_and_read("/announce Fin", "Annonce envoyée"), "Annonce envoyée.");
    assert!(unidentified.lines_until_now().is_empty());
    assert_eq!(audited_with(&place, "announce", "Fin")["user"], "prof");

    // One channel's announcement is its members' only.
    alice.lines_until_now();
    bob.lines_until_now();
    ok(&mut prof, &json!({"type": "announce", "channel": "dev", "content": "Rendez le TP"}));
    assert_eq!(bob.read_code("announcement")["content"], "Annonce de prof dans #dev : Rendez le TP");
    assert_eq!(prof.type_and_read("/announce #dev Vite", "Annonce envoyée"), "Annonce envoyée.");
    assert_eq!(bob.read_code("announcement")["channel"], "#dev");
    assert!(alice.lines_until_now().is_empty());
    assert_eq!(audited_with(&place, "announce", "Vite")["target"], "#dev");
    for (typed, code) in [("/announce #nulle x", "unknown_channel"), ("/announce #dev", "bad_command")] {
        prof.say(typed);
        prof.read_code(code);
    }
}

#[test]
fn a_role_is_told_and_holds_at_once() {
    let (place, server) = started("");
    let mut chef = place.in_charge(&server, "chef", "admin");
    let mut alice = server.account("alice");
    for (role, words) in [("moderator", "modérateur"), ("admin", "admin"), ("user", "simple utilisateur")] {
        assert_eq!(ok(&mut chef, &json!({"type": "role", "user": "Alice", "role": role}))["user"], "alice");
        assert!(alice.read_code("role_changed")["content"].as_str().unwrap().contains(words));
        let bans = alice.ask(&json!({"type": "bans"}));
        assert_eq!(bans["type"] == "bans", role != "user", "{bans}");
    }
    let entry = audited_with(&place, "role", "user");
    assert_eq!((&entry["user"], &entry["target"]), (&json!("chef"), &json!("alice")));
    assert_eq!(chef.type_and_read("/role alice moderator", "modérateur"), "alice est maintenant modérateur.");
}

#[test]
fn every_kind_of_act_is_in_the_audit_log_with_who_and_from_where() {
    let (place, server) = started(NO_RATE_LIMITS);
    let mut chef = place.in_charge(&server, "chef", "admin");
    let mut bob = server.account("bob");
    let id = bob.say_for_good("x");
    for request in [
        json!({"type": "mute", "user": "bob"}),
        json!({"type": "unmute", "user": "bob"}),
        json!({"type": "ban", "address": "10.1.2.3"}),
        json!({"type": "unban", "address": "10.1.2.3"}),
        json!({"type": "announce", "content": "x"}),
        json!({"type": "topic", "channel": "#dev", "topic": "x"}),
        json!({"type": "role", "user": "bob", "role": "moderator"}),
        json!({"type": "channel", "channel": "#dev", "mode": "disable"}),
        json!({"type": "channel", "channel": "#dev", "mode": "enable"}),
        json!({"type": "channel", "channel": "#dev", "mode": "read_only"}),
        json!({"type": "channel", "channel": "#dev", "mode": "open"}),
        json!({"type": "kick", "user": "bob"}),
    ] {
        ok(&mut chef, &request);
    }
    chef.send(&json!({"type": "delete", "id": id}));
    chef.read_until(|line| line["type"] == "delete" && line["status"] == "ok");
    place.wait_for_audit("delete");
    let of_chef: BTreeSet<String> = place
        .audit()
        .iter()
        .filter(|entry| entry["user"] == "chef" && entry["address"] == "127.0.0.1")
        .map(|entry| entry["event"].as_str().unwrap().to_owned())
        .collect();
    for event in [
        "mute",
        "unmute",
        "ban",
        "unban",
        "announce",
        "topic",
        "role",
        "channel_disabled",
        "channel_enabled",
        "channel_read_only",
        "channel_writable",
        "kick",
        "delete",
    ] {
        assert!(of_chef.contains(event), "{event} is not in {of_chef:?}");
    }
}
