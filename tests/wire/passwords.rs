//! Passwords that people change while they chat: their own, and, as admins, those of others.

use serde_json::json;

use crate::support::{Place, wait_until};

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
    let audited = |event| place.audit().iter().filter(|line| line["event"] == event).count();
    wait_until(|| audited("login_failed") >= 3, || format!("three failed logins in {:?}", place.audit()));
    let audit = place.audit();
    assert_eq!((audited("password_changed"), audited("login_failed")), (3, 3), "{audit:?}");
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

#[test]
fn a_newer_client_replaces_a_password_that_somebody_else_chose_before_anything_else() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut alice = server.account("alice");
    prof.ask(&json!({"type": "passwd", "user": "alice", "password": "from-the-teacher"}));
    alice.read_code("password_changed");
    // Who was there stays.
    alice.say("encore là");
    prof.read_until(|line| line["content"] == "encore là");
    let login = json!({"type": "login", "username": "alice", "password": "from-the-teacher"});
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    let answer = newer.ask(&login);
    assert_eq!(answer, json!({"type": "login", "status": "ok", "username": "alice", "must_change": true}));
    for request in [
        json!({"type": "message", "content": "bonjour", "ack": 1}),
        json!({"type": "status", "state": "away", "user": "alice"}),
        json!({"type": "join", "channel": "#dev"}),
        json!({"type": "users"}),
        json!({"type": "history"}),
        json!({"type": "register", "username": "eve", "password": "eve-secret"}),
        json!({"type": "kick", "user": "prof"}),
        json!({"type": "polls"}),
    ] {
        newer.expect_error(&request, "must_change_password");
    }
    let password = |old: &str, new: &str| json!({"type": "password", "old": old, "new": new});
    newer.expect_error(&password("from-the-teacher", "from-the-teacher"), "same_password");
    newer.expect_error(&password("from-the-teacher", "abc"), "password_too_short");
    newer.expect_error(&password("guessed", "of-my-own"), "login_failed");
    let answer = newer.ask(&password("from-the-teacher", "of-my-own"));
    assert_eq!(answer, json!({"type": "password", "status": "ok", "user": "alice"}));
    alice.read_code("password_changed");
    newer.say("me voilà");
    prof.read_until(|line| line["content"] == "me voilà" && line["from"] == "alice");
    // It is over for all clients, and after a power cut.
    server.kill();
    let server = place.start();
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    let login = json!({"type": "login", "username": "alice", "password": "of-my-own"});
    assert_eq!(newer.ask(&login), json!({"type": "login", "status": "ok", "username": "alice"}));
}

#[test]
fn an_old_client_is_told_in_words_and_chats_on_with_a_password_that_somebody_else_chose() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let _alice = server.account("alice");
    let passwd = json!({"type": "user_passwd", "user": "alice", "password": "from-the-teacher"});
    assert_eq!(place.console(&passwd)["status"], "ok");
    server.kill();
    let server = place.start();
    prof.read_to_end();
    let mut prof = server.connect();
    prof.login("prof", "secret");
    let mut old = server.connect();
    old.login("alice", "from-the-teacher");
    old.ask_users();
    let told = old.read_code("must_change_password");
    assert!(told["content"].as_str().unwrap().contains("/password ANCIEN NOUVEAU"), "{told}");
    old.say("bonjour");
    prof.read_until(|line| line["content"] == "bonjour");
    old.type_and_read("/password from-the-teacher of-my-own", "est changé");
    let mut again = server.connect();
    again.ask(&json!({"type": "hello"}));
    let login = json!({"type": "login", "username": "alice", "password": "of-my-own"});
    assert_eq!(again.ask(&login), json!({"type": "login", "status": "ok", "username": "alice"}));
    // The operator may leave it at that.
    let passwd = json!({"type": "passwd", "user": "alice", "password": "kept-for-good", "must_change": false});
    prof.ask(&passwd);
    let mut again = server.connect();
    again.ask(&json!({"type": "hello"}));
    let login = json!({"type": "login", "username": "alice", "password": "kept-for-good"});
    assert_eq!(again.ask(&login), json!({"type": "login", "status": "ok", "username": "alice"}));
}

#[test]
fn who_has_to_choose_a_password_may_be_somebody_else_or_leave() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let (_alice, _bob) = (server.account("alice"), server.account("bob"));
    prof.ask(&json!({"type": "passwd", "user": "alice", "password": "from-the-teacher"}));
    let login = json!({"type": "login", "username": "alice", "password": "from-the-teacher"});
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    assert_eq!(newer.ask(&login)["must_change"], true);
    let answer = newer.ask(&json!({"type": "login", "username": "bob", "password": "secret"}));
    assert_eq!(answer, json!({"type": "login", "status": "ok", "username": "bob"}));
    newer.say("bob ici");
    prof.read_until(|line| line["content"] == "bob ici" && line["from"] == "bob");
    // Logging in with it leaves bob.
    assert_eq!(newer.ask(&login)["must_change"], true);
    newer.expect_error(&json!({"type": "message", "content": "qui ?"}), "must_change_password");
    newer.ask(&json!({"type": "logout"}));
    newer.send(&json!({"type": "message", "from": "eve", "content": "invitée"}));
    prof.read_until(|line| line["content"] == "invitée" && line["from"] == "eve");
    // Disabled meanwhile, nobody comes in by another password.
    let mut last = server.connect();
    last.ask(&json!({"type": "hello"}));
    assert_eq!(last.ask(&login)["must_change"], true);
    prof.ask(&json!({"type": "disable", "user": "alice"}));
    last.expect_error(&json!({"type": "password", "old": "from-the-teacher", "new": "of-my-own"}), "account_disabled");
    last.expect_error(&json!({"type": "password", "old": "from-the-teacher", "new": "of-my-own"}), "account_disabled");
}

#[test]
fn one_closes_ones_other_sessions_with_the_old_password_if_one_asks_for_it() {
    let place = Place::new();
    let server = place.start();
    let mut alice = server.account("alice");
    let mut other = server.connect();
    other.login("alice", "secret");
    let request = json!({"type": "password", "old": "secret", "new": "second-secret", "disconnect": true});
    assert_eq!(alice.ask(&request), json!({"type": "password", "status": "ok", "user": "alice"}));
    other.read_code("password_changed");
    other.read_to_end();
    let mut bob = server.guest("bob");
    alice.say("toujours là");
    bob.read_until(|line| line["content"] == "toujours là");
    alice.expect_error(
        &json!({"type": "password", "old": "second-secret", "new": "x", "disconnect": "oui"}),
        "bad_field",
    );
}

#[test]
fn nobody_logs_in_with_a_disabled_account_and_it_keeps_what_it_has() {
    let place = Place::new();
    let server = place.start();
    let mut prof = place.in_charge(&server, "prof", "admin");
    let mut moderator = place.in_charge(&server, "mod", "moderator");
    let mut alice = server.account("alice");
    assert_eq!(
        prof.ask(&json!({"type": "disable", "user": "ALICE"})),
        json!({"type": "disable", "status": "ok", "user": "alice"})
    );
    alice.read_code("account_disabled");
    alice.read_to_end();
    let login = |password: &str| json!({"type": "login", "username": "alice", "password": password});
    // Who knows the password is told, nobody else.
    server.connect().expect_error(&login("secret"), "account_disabled");
    server.connect().expect_error(&login("guessed"), "login_failed");
    let mut bob = server.guest("bob");
    bob.send(&json!({"type": "message", "to": "alice", "content": "à plus tard"}));
    bob.read_code("recipient_away");
    let mut guest = server.connect();
    guest.send(&json!({"type": "message", "from": "alice", "content": ""}));
    guest.ask_users();
    guest.read_code("guest_renamed");
    for (mut who, code) in [(moderator, "forbidden"), (server.guest("eve"), "forbidden")] {
        who.expect_error(&json!({"type": "disable", "user": "alice"}), code);
        who.type_and_read("/enable alice", "pas le droit");
    }
    prof.expect_error(&json!({"type": "disable", "user": "prof"}), "forbidden");
    prof.expect_error(&json!({"type": "disable", "user": "nobody"}), "unknown_user");
    prof.expect_error(&json!({"type": "disable"}), "missing_field");
    place.wait_for_audit("account_disabled");
    server.kill();
    let server = place.start();
    server.connect().expect_error(&login("secret"), "account_disabled");
    let mut prof = server.connect();
    prof.login("prof", "secret");
    prof.ask_users();
    prof.type_and_read("/enable alice", "est activé");
    let mut alice = server.connect();
    alice.login("alice", "secret");
    alice.ask_users();
    alice.read_until(|line| line["content"] == "à plus tard");
    moderator = server.connect();
    moderator.login("mod", "secret");
    place.wait_for_audit("account_enabled");
    drop(moderator);
}

/// A server with the lengths that hold if nothing is said of them.
fn with_the_usual_lengths() -> Place {
    Place::with_config(&format!("# min_password_length and its like as they are\n{}", crate::support::CHEAP_PASSWORDS))
}

#[test]
fn short_and_common_passwords_are_refused_and_those_that_are_there_are_not() {
    let place = with_the_usual_lengths();
    let server = place.start();
    let mut client = server.connect();
    let register = |name: &str, password: &str| json!({"type": "register", "username": name, "password": password});
    client.expect_error(&register("alice", "seven-7"), "password_too_short");
    for common in ["azertyuiop", "MotDePasse", "12345678", "Marseille13"] {
        client.expect_error(&register("alice", common), "password_too_common");
    }
    assert_eq!(client.ask(&register("alice", "eight-88"))["status"], "ok");
    client.login("alice", "eight-88");
    client.expect_error(&json!({"type": "password", "old": "eight-88", "new": "Azerty123"}), "password_too_common");
    for (password, code) in [("azertyuiopqsdf", "ok"), ("classcord123", "password_too_common")] {
        let user = if code == "ok" { "carol" } else { "dave" };
        let add = json!({"type": "user_add", "user": user, "password": password, "role": "admin"});
        let answer = place.console(&add);
        assert_eq!(answer["code"].as_str().unwrap_or("ok"), code, "{answer}");
    }
    server.stop();
    for (input, words) in [("bonjour123\n", "among the commonest"), ("seven-7\n", "fewer than 8 characters")] {
        let refused = place.run(&["user", "passwd", "alice"], input);
        assert!(String::from_utf8_lossy(&refused.stderr).contains(words), "{refused:?}");
    }
    std::fs::write(place.path().join("users.json"), r#"{"zoe": "abc", "yann": "azertyuiop"}"#).unwrap();
    assert!(place.run(&["import", "users.json"], "").status.success());
    let server = place.start();
    server.connect().login("yann", "azertyuiop");
    let mut zoe = server.connect();
    zoe.login("zoe", "abc");
    zoe.ask_users();
    zoe.read_code("password_too_short");
}

#[test]
fn the_guest_mode_of_an_existing_client_registers_with_four_characters() {
    let place = with_the_usual_lengths();
    let server = place.start();
    for (name, password) in [("Invité_Jean-Baptiste_1749823456789", "abcd"), ("Invité_zoé_1749823456790", "1234")] {
        let mut client = server.connect();
        client.register(name, password);
        client.login(name, password);
        client.ask_users();
        client.say("me voilà");
    }
    // Nothing but that form, and nobody in charge.
    for name in ["Invité_zoé_174982345678", "Invité_zoé_1749823456789_x", "invite_zoé_1749823456789", "Invité__x"]
    {
        let register = json!({"type": "register", "username": name, "password": "abcd"});
        server.connect().expect_error(&register, "password_too_short");
    }
    let add = json!({"type": "user_add", "user": "Invité_eve_1749823456788", "password": "abcd", "role": "moderator"});
    assert_eq!(place.console(&add)["code"], "password_too_short");
}

#[test]
fn admins_may_have_to_have_longer_passwords_than_moderators() {
    let config =
        format!("{}[chat]\nmin_password_length = 8\nmin_admin_password_length = 16\n", crate::support::CHEAP_PASSWORDS);
    let place = Place::with_config(&config);
    let server = place.start();
    let add = |user: &str, password: &str, role: &str| {
        place.console(&json!({"type": "user_add", "user": user, "password": password, "role": role}))
    };
    assert_eq!(add("mod", "twelve-chars", "moderator")["status"], "ok");
    assert_eq!(add("prof", "twelve-chars", "admin")["code"], "password_too_short");
    assert_eq!(add("prof", "sixteen-chars-16", "admin")["status"], "ok");
    let mut prof = server.connect();
    prof.login("prof", "sixteen-chars-16");
    // A form can say so before.
    let hello = prof.ask(&json!({"type": "hello"}));
    assert_eq!((&hello["min_password_length"], &hello["min_admin_password_length"]), (&json!(8), &json!(16)));
    assert_eq!(hello.get("min_staff_password_length"), None, "it is the usual 12");
}
