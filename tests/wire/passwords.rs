//! Passwords that people change while they chat: their own, and, as admins, those of others.

use serde_json::json;

use crate::support::Place;

#[test]
fn one_changes_ones_own_password_in_json_or_typed_and_nobody_reads_it() {
    let place = Place::with_config(&format!("{}[log]\nmessages = \"all\"\n", crate::support::CHEAP_PASSWORDS));
    let server = place.start();
    let mut bob = server.guest("bob");
    let mut alice = server.connect();
    alice.register("alice", "first-secret");
    alice.login("alice", "first-secret");
    let mut other = server.connect();
    other.login("alice", "first-secret");
    let request = json!({"type": "password", "old": "first-secret", "new": "second-secret"});
    let answer = alice.ask(&request);
    assert_eq!(answer, json!({"type": "password", "status": "ok", "user": "alice"}));
    other.read_code("password_changed");
    alice.expect_error(&request, "login_failed");
    // What is typed is answered in words, and goes to nobody, whatever stands in front of it or whoever it is addressed to.
    alice.type_and_read("/password second-secret \"third secret\"", "est changé");
    alice.type_and_read(" \t/password \"third secret\" fourth-secret", "est changé");
    alice.send(&json!({"type": "message", "to": "bob", "content": "/password wrong-secret fifth-secret"}));
    alice.read_words("n'est pas le bon");
    alice.type_and_read("/password fourth-secret abc", "trop court");
    alice.type_and_read("/password fourth-secret", "/password ANCIEN NOUVEAU");
    alice.say("fini");
    let heard = bob.read_until(|line| line["content"] == "fini");
    assert_eq!(heard["id"], 1, "nothing else was a message");
    let history = alice.whole_history("#général");
    assert_eq!(history.len(), 1, "{history:?}");
    server
        .connect()
        .expect_error(&json!({"type": "login", "username": "alice", "password": "first-secret"}), "login_failed");
    server.connect().login("alice", "fourth-secret");
    let audit: Vec<_> = place.audit();
    let changed = audit.iter().filter(|line| line["event"] == "password_changed").count();
    let failed = audit.iter().filter(|line| line["event"] == "login_failed").count();
    assert_eq!((changed, failed), (3, 3), "{audit:?}");
    let logs = format!("{}{audit:?}", place.log().concat());
    for secret in ["second-secret", "third secret", "fourth-secret", "fifth-secret", "wrong-secret"] {
        assert!(!logs.contains(secret), "{secret}");
    }
    server.kill();
    let server = place.start();
    server.connect().login("alice", "fourth-secret");
}

#[test]
fn who_has_no_account_has_no_password_to_change() {
    let place = Place::new();
    let server = place.start();
    let request = json!({"type": "password", "old": "x", "new": "new-secret"});
    server.connect().expect_words(&request, "not_identified");
    server.guest("bob").expect_error(&request, "unknown_user");
    let mut alice = server.account("alice");
    alice.expect_error(&json!({"type": "password", "old": "x"}), "missing_field");
    alice.expect_error(&json!({"type": "password", "old": "x", "new": 7}), "bad_field");
    alice.expect_error(&json!({"type": "password", "old": "x", "new": "abc"}), "password_too_short");
    alice.expect_error(&json!({"type": "password", "old": "x".repeat(300), "new": "new-secret"}), "login_failed");
}

#[test]
fn guessing_the_old_password_counts_as_logins_do() {
    let limits = "[limits]\nlogins_per_minute_per_name = 4\n[moderation]\nauto_ban_failures = 4\n";
    let place = Place::with_config(&format!("{}{limits}", crate::support::CHEAP_PASSWORDS));
    let server = place.start();
    let mut alice = server.account("alice");
    // The login that let alice in was the first.
    for _ in 0..3 {
        alice.expect_error(&json!({"type": "password", "old": "guessed", "new": "new-secret"}), "login_failed");
    }
    alice.expect_error(&json!({"type": "password", "old": "guessed", "new": "new-secret"}), "rate_limited");
    let mut stranger = server.connect();
    stranger.expect_error(&json!({"type": "login", "username": "alice", "password": "x"}), "rate_limited");
}

#[test]
fn an_admin_gives_others_another_password_and_not_themselves() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut moderator = place.in_charge(&server, "mod", "moderator");
    let mut alice = server.account("alice");
    let passwd = |user: &str, password: &str| json!({"type": "passwd", "user": user, "password": password});
    let answer = prof.ask(&passwd("alice", "fresh-secret"));
    assert_eq!(answer, json!({"type": "passwd", "status": "ok", "user": "alice"}));
    alice.read_code("password_changed");
    server.connect().login("alice", "fresh-secret");
    prof.type_and_read("/passwd alice other-secret", "Le mot de passe de alice est changé");
    server.connect().login("alice", "other-secret");
    prof.ask(&json!({"type": "passwd", "user": "alice", "password": "last-secret", "disconnect": true}));
    alice.read_to_end();
    prof.expect_error(&passwd("nobody", "fresh-secret"), "unknown_user");
    prof.expect_error(&passwd("prof", "fresh-secret"), "forbidden");
    prof.expect_error(&passwd("alice", "abc"), "password_too_short");
    prof.expect_error(&json!({"type": "passwd", "user": "alice", "password": "x", "disconnect": 1}), "bad_field");
    moderator.expect_error(&passwd("alice", "fresh-secret"), "forbidden");
    moderator.type_and_read("/passwd alice fresh-secret", "pas le droit");
    server.connect().expect_words(&passwd("alice", "fresh-secret"), "not_identified");
    server.connect().login("alice", "last-secret");
    assert!(!place.log().concat().contains("-secret"));
}

#[test]
fn who_is_in_charge_needs_a_longer_password_and_keeps_the_one_there_is() {
    let place = Place::new();
    let server = place.start();
    let _prof = place.in_charge(&server, "prof", "admin");
    let add = |password: &str| json!({"type": "user_add", "user": "mod", "password": password, "role": "moderator"});
    assert_eq!(place.console(&add("elevenchars"))["code"], "password_too_short");
    assert_eq!(place.console(&add("twelve-chars"))["status"], "ok");
    let passwd = json!({"type": "user_passwd", "user": "prof", "password": "elevenchars"});
    assert_eq!(place.console(&passwd)["code"], "password_too_short");
    let mut again = server.connect();
    again.login("prof", "secret");
    again.ask_users();
    let told = again.read_code("password_too_short");
    assert!(told["content"].as_str().unwrap().contains("moins de 12 caractères"), "{told}");
    again.expect_error(&json!({"type": "password", "old": "secret", "new": "elevenchars"}), "password_too_short");
    again.ask(&json!({"type": "password", "old": "secret", "new": "twelve-chars"}));
    server.connect().login("prof", "twelve-chars");
    server.stop();
    let refused = place.run(&["user", "passwd", "prof"], "elevenchars\n");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("fewer than 12 characters"), "{refused:?}");
}
