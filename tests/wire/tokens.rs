//! Tokens on a real socket: coming back without a password, the devices that may, and what ends that.

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, started};
use crate::support::{Client, Server};

fn answer(client: &mut Client, request: &Value) -> Value {
    client.send(request);
    let kind = request["type"].clone();
    client.read_until(|line| line["type"] == kind || line["type"] == "error")
}

/// A connection that has logged in and asked for a token; and the token.
fn with_token(server: &Server, name: &str, device: &str) -> (Client, String) {
    let mut client = server.connect();
    let login = json!({"type": "login", "username": name, "password": "secret", "token": true, "device": device});
    let said = answer(&mut client, &login);
    let token = said["token"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned();
    (client, token)
}

fn comes_back(server: &Server, token: &str) -> Value {
    let mut client = server.connect();
    answer(&mut client, &json!({"type": "login", "token": token}))
}

fn assert_dead(server: &Server, token: &str, why: &str) {
    assert_eq!(comes_back(server, token)["code"], "bad_token", "{why}");
}

#[test]
fn a_token_comes_back_after_a_kill_and_stands_in_clear_nowhere() {
    let (place, server) = started(NO_RATE_LIMITS);
    drop(server.account("alice"));
    let (client, token) = with_token(&server, "alice", "Firefox, Linux");
    assert_eq!(token.len(), 32);
    let (_other, second) = with_token(&server, "alice", "");
    assert_ne!(token, second);
    drop(client);
    // The next act that somebody waits for takes it along to the disk.
    server.account("bob").say_for_good("gardé");
    server.kill();
    let server = place.start();
    let mut client = server.connect();
    let said = answer(&mut client, &json!({"type": "login", "token": token, "username": "bob"}));
    assert_eq!(said, json!({"type": "login", "status": "ok", "username": "alice", "device": 1}));
    let devices = answer(&mut client, &json!({"type": "devices"}));
    assert_eq!(devices["user"], "alice");
    assert_eq!(devices["devices"][0]["device"], "Firefox, Linux");
    assert_eq!(devices["devices"][1]["device"], "");
    drop(client);
    assert!(server.stop().success());
    let database = std::fs::read(place.data().join("classcord.redb")).unwrap();
    for secret in [&token, &second] {
        assert!(!database.windows(32).any(|bytes| bytes == secret.as_bytes()), "a token is on disk");
        assert!(!place.log().iter().any(|line| line.contains(secret.as_str())), "a token is in the log");
        assert!(!place.audit().iter().any(|line| line.to_string().contains(secret.as_str())), "and in the audit log");
    }
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn a_token_is_dead_with_the_password_a_ban_and_the_account() {
    let (place, server) = started(NO_RATE_LIMITS);
    for name in ["alice", "bob", "carol", "dan", "erin"] {
        drop(server.account(name));
    }
    let (mut alice, token) = with_token(&server, "alice", "");
    assert_eq!(
        answer(&mut alice, &json!({"type": "password", "old": "secret", "new": "other-secret"}))["status"],
        "ok"
    );
    assert_dead(&server, &token, "its owner has another password");

    let (_bob, token) = with_token(&server, "bob", "");
    place.console(&json!({"type": "user_passwd", "user": "bob", "password": "other-secret"}));
    assert_dead(&server, &token, "somebody gave its owner another password");

    let (_carol, token) = with_token(&server, "carol", "");
    place.console(&json!({"type": "ban", "user": "carol"}));
    assert_dead(&server, &token, "its owner is banned");
    place.console(&json!({"type": "unban", "user": "carol"}));
    assert_dead(&server, &token, "a ban that is lifted brings nothing back");

    let (_dan, token) = with_token(&server, "dan", "");
    place.console(&json!({"type": "user_del", "user": "dan"}));
    assert_dead(&server, &token, "its owner has no account");
    drop(server.account("dan"));
    assert_dead(&server, &token, "the account is another one");

    let (_erin, token) = with_token(&server, "erin", "Tablette");
    let exported = place.run(&["person", "export", "erin", "--format", "json", "-o", "-"], "");
    let text = String::from_utf8_lossy(&exported.stdout).into_owned();
    assert!(text.contains("Tablette") && !text.contains(&token), "{text} {exported:?}");
    assert!(place.run(&["person", "erase", "erin", "--messages", "remove", "--yes"], "").status.success());
    assert_dead(&server, &token, "its owner is erased");

    // None of them is on disk either, and a stopped server's tools end them as well.
    let (_bob, token) = {
        let mut client = server.connect();
        let said = answer(
            &mut client,
            &json!({"type": "login", "username": "bob", "password": "other-secret", "token": true}),
        );
        (client, said["token"].as_str().unwrap().to_owned())
    };
    assert!(server.stop().success());
    let set = place.run(&["user", "passwd", "bob"], "third-secret\n");
    assert!(set.status.success(), "{set:?}");
    let server = place.start();
    assert_dead(&server, &token, "the operator gave its owner another password while the server was stopped");
}

#[test]
fn an_account_has_ten_and_the_one_used_least_lately_makes_room() {
    let (_place, server) = started(NO_RATE_LIMITS);
    drop(server.account("alice"));
    let tokens: Vec<String> = (0..11).map(|n| with_token(&server, "alice", &format!("appareil {n}")).1).collect();
    assert_dead(&server, &tokens[0], "eleven are too many");
    for token in &tokens[1..] {
        assert_eq!(comes_back(&server, token)["username"], "alice");
    }
    let (mut client, _) = with_token(&server, "alice", "");
    let devices = answer(&mut client, &json!({"type": "devices"}));
    assert_eq!(devices["devices"].as_array().unwrap().len(), 10, "{devices}");
}

#[test]
fn devices_are_forgotten_by_their_owner_and_by_an_admin() {
    let (place, server) = started(NO_RATE_LIMITS);
    drop(server.account("alice"));
    let mut bob = server.account("bob");
    let (mut alice, first) = with_token(&server, "alice", "Téléphone");
    let second = answer(&mut alice, &json!({"type": "token", "device": "PC\nde la salle"}));
    let second = second["token"].as_str().unwrap().to_owned();
    alice.type_and_read("/devices", "Téléphone");
    alice.read_words("PCde la salle");
    bob.expect_error(&json!({"type": "devices", "user": "alice"}), "forbidden");
    bob.expect_error(&json!({"type": "forget_device", "user": "alice", "all": true}), "forbidden");
    bob.expect_error(&json!({"type": "forget_device", "id": 1}), "unknown_device");
    bob.expect_error(&json!({"type": "forget_device"}), "missing_field");
    alice.expect_error(&json!({"type": "forget_device", "id": 7}), "unknown_device");
    assert_eq!(answer(&mut alice, &json!({"type": "forget_device", "id": 1}))["count"], 1);
    assert_dead(&server, &first, "its owner has forgotten it");
    assert_eq!(comes_back(&server, &second)["username"], "alice");

    let listed = place.run(&["admin", "devices", "alice"], "");
    assert!(String::from_utf8_lossy(&listed.stdout).contains("PCde la salle"), "{listed:?}");
    let missing = place.run(&["admin", "forget-device", "alice", "77"], "");
    assert!(!missing.status.success(), "{missing:?}");
    let mut prof = place.in_charge(&server, "prof", "admin");
    assert_eq!(answer(&mut prof, &json!({"type": "forget_device", "user": "alice", "all": true}))["count"], 1);
    assert_dead(&server, &second, "an admin has forgotten it");
    place.wait_for_audited("devices_forgotten", &[("user", "prof"), ("target", "alice")]);
    let mut guest = server.guest("zoe");
    guest.expect_error(&json!({"type": "devices"}), "unknown_user");
    let mut nobody = server.connect();
    answer(&mut nobody, &json!({"type": "hello"}));
    nobody.expect_error(&json!({"type": "devices"}), "not_identified");
    nobody.expect_error(&json!({"type": "token"}), "not_identified");
}

#[test]
fn wrong_tokens_are_limited_and_ban_nobody() {
    let (place, server) = started("#! logins_per_minute_per_address=6\n[moderation]\nauto_ban_failures = 3\n");
    let mut client = server.connect();
    let try_once = |client: &mut Client, n: u32| {
        answer(client, &json!({"type": "login", "token": format!("{n:032x}")}))["code"].as_str().unwrap().to_owned()
    };
    let codes: Vec<String> = (0..9).map(|n| try_once(&mut client, n)).collect();
    assert_eq!(codes[..6], ["bad_token"; 6]);
    assert_eq!(codes[6..], ["rate_limited"; 3]);
    for odd in [json!("x"), json!(""), json!("0".repeat(5000))] {
        assert_eq!(answer(&mut client, &json!({"type": "login", "token": odd}))["code"], "rate_limited");
    }
    client.expect_error(&json!({"type": "login", "token": 5}), "bad_field");
    assert_eq!(place.console(&json!({"type": "bans"}))["bans"], json!([]), "a class of stale tokens is no attack");
    // Who has the right one is not held up by those.
    drop(client);
    server.connect().register("alice", "secret");
    let mut alice = Client::connect_from(crate::support::wire::loopback(9), server.address);
    let said = answer(&mut alice, &json!({"type": "login", "username": "alice", "password": "secret", "token": true}));
    assert_eq!(comes_back(&server, said["token"].as_str().unwrap())["username"], "alice");
}

#[test]
fn a_guest_keeps_the_name_and_the_connection_before_is_over() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = server.guest("alice");
    let mut zoe = server.guest("zoe");
    alice.read_until(|line| line["user"] == "zoe");
    let said = answer(&mut zoe, &json!({"type": "token"}));
    assert_eq!((said["guest"].clone(), said["device"].clone()), (json!(true), Value::Null));
    let token = said["token"].as_str().unwrap().to_owned();
    let mut again = server.connect();
    let said = answer(&mut again, &json!({"type": "login", "token": token}));
    assert_eq!(said, json!({"type": "login", "status": "ok", "username": "zoe", "guest": true}));
    zoe.read_until(|line| line["code"] == "replaced");
    zoe.wait_for_end();
    again.say("me revoilà");
    let next = alice.read_chat();
    assert_eq!(
        (next["from"].as_str(), next["content"].as_str()),
        (Some("zoe"), Some("me revoilà")),
        "nobody hears of it"
    );
    alice.say_to("zoe", "bien");
    again.read_until(|line| line["content"] == "bien");
    // Gone for good, the name is anybody's.
    drop(again);
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    assert_dead(&server, &token, "the guest is gone");
    let mut other = server.guest("zoe");
    assert_eq!(other.ask_users(), ["alice", "zoe"]);
}

#[test]
fn a_name_is_told_before_one_comes_in_and_not_too_often() {
    let (_place, server) = started("#! registrations_per_minute_per_address=6\n[chat]\nguests = false\n");
    let mut old = server.connect();
    old.send(&json!({"type": "name", "name": "alice"}));
    assert_eq!(old.ask_users(), Vec::<String>::new(), "an old client is not answered");
    let mut client = server.connect();
    let hello = answer(&mut client, &json!({"type": "hello"}));
    assert_eq!((hello["guests"].clone(), hello["registration"].clone()), (json!(false), json!("open")));
    assert_eq!((hello["private"].clone(), hello["lang"].clone()), (json!(true), json!("fr")));
    client.register("alice", "secret");
    let said = answer(&mut client, &json!({"type": "name", "name": "ALICE"}));
    assert_eq!((said["as"].as_str(), said["taken_by"].as_str()), (Some("ALICE (invité)"), Some("account")), "{said}");
    for name in [json!(""), json!(5), json!(null)] {
        client.send(&json!({"type": "name", "name": name}));
        let code = client.read_until(|line| line["type"] == "error")["code"].clone();
        assert!(code == "bad_field" || code == "missing_field", "{code}");
    }
    for _ in 0..5 {
        assert_eq!(answer(&mut client, &json!({"type": "name", "name": "zoe"}))["as"], "zoe");
    }
    client.expect_error(&json!({"type": "name", "name": "zoe"}), "rate_limited");
    // Who has asked too often still makes an account.
    client.register("zoe", "secret");
}
