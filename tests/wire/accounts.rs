//! Accounts on the wire: making one, logging in, several sessions of one person.

use std::cell::Cell;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, loopback, started};
use crate::support::{Client, Place, wait_until};

fn register(name: &str, password: &str) -> Value {
    json!({"type": "register", "username": name, "password": password})
}

fn login(name: &str, password: &str) -> Value {
    json!({"type": "login", "username": name, "password": password})
}

fn assert_logs_in(client: &mut Client, name: &str, password: &str) {
    assert_eq!(client.ask(&login(name, password))["status"], "ok", "{name}");
}

#[test]
fn registering_is_answered_and_does_not_log_in() {
    let (_place, server) = started("");
    let mut alice = server.connect();
    assert_eq!(alice.ask(&register("alice", "secret")), json!({"type": "register", "status": "ok"}));
    alice.expect_words(&json!({"type": "join", "channel": "#dev"}), "not_identified");
    assert!(alice.ask_users().is_empty());
}

#[test]
fn a_taken_name_is_refused_in_the_words_that_clients_match_whatever_its_case() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register("Élodie", "secret");
    for name in ["Élodie", "ÉLODIE", "E\u{301}lodie", "Ｅ\u{301}lodie"] {
        let answer = client.expect_error(&register(name, "other"), "name_taken");
        assert_eq!(answer["message"], "Username already exists.");
    }
}

#[test]
fn nobody_passes_for_somebody_of_another_server() {
    for (lang, words) in [
        ("fr", "Un nom ne peut pas contenir @ : ce signe précède le nom d'un autre serveur."),
        ("en", "A name may not have an @: behind it stands the name of another server."),
    ] {
        let (_place, server) = started(&format!("lang = \"{lang}\"\n"));
        let mut client = server.connect();
        for name in ["alice@salle204", "alice\u{ff20}salle204", "alice\u{fe6b}salle204", "@salle204"] {
            let answer = client.expect_error(&register(name, "secret"), "reserved_name");
            assert_eq!(answer["message"], words);
        }
        // A guest is told what became of the name.
        let mut guest = server.connect();
        guest.send(&json!({"type": "message", "from": "alice@salle204", "content": "bonjour"}));
        let users = guest.ask_users();
        assert!(users.iter().any(|user| user == "alice salle204"), "{users:?}");
    }
}

#[test]
fn the_first_line_after_a_login_is_its_answer_and_there_is_one_only() {
    let (_place, server) = started("");
    let mut bob = server.account("bob");
    bob.send(&json!({"type": "status", "state": "away"}));
    bob.lines_until_now();
    let mut alice = server.connect();
    alice.register("alice", "secret");
    bob.say("avant");
    alice.send(&login("alice", "secret"));
    bob.say("pendant");
    assert_eq!(alice.read(), json!({"type": "login", "status": "ok", "username": "alice"}));
    alice.ask_users();
    alice.read_words("Bienvenue");
    let others = alice.lines_until_now();
    assert!(others.iter().all(|line| line["type"] != "login"), "{others:?}");
}

#[test]
fn the_others_learn_of_a_login_after_its_answer() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let _alice = server.account("alice");
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "alice", "state": "online"}));
}

#[test]
fn a_wrong_password_and_an_unknown_name_get_the_same_words() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register("alice", "secret");
    let wrong = client.expect_error(&login("alice", "Secret"), "login_failed");
    let unknown = client.expect_error(&login("nobody", "secret"), "login_failed");
    let no_name = client.expect_error(&login("a\u{202e}b", "secret"), "login_failed");
    let empty = client.expect_error(&login("", ""), "login_failed");
    assert_eq!(wrong["message"], "Login failed.");
    assert!([unknown, no_name, empty].iter().all(|other| *other == wrong));
}

#[test]
fn a_wrong_password_and_an_unknown_name_take_the_same_time() {
    // Enough work that the time for it stands out from everything else.
    let place = Place::with_config("[passwords]\nmemory_kib = 8192\npasses = 6\n");
    let server = place.start();
    let mut client = server.connect();
    client.register("alice", "secret");
    let mut time = |name: &str| {
        let began = Instant::now();
        client.expect_error(&login(name, "wrong"), "login_failed");
        began.elapsed()
    };
    // The least of each: what else runs on the machine only adds to it, and at some time it lets both be.
    let least = Cell::new([Duration::MAX; 2]);
    wait_until(
        || {
            let [known, unknown] = least.get();
            let [known, unknown] = [known.min(time("alice")), unknown.min(time("bob"))];
            least.set([known, unknown]);
            known < unknown * 2 && unknown < known * 2
        },
        || format!("the times of a known and an unknown name to be alike: {:?}", least.get()),
    );
}

#[test]
fn a_failed_login_keeps_the_connection_for_another_try() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register("alice", "secret");
    client.expect_error(&login("alice", "wrong"), "login_failed");
    assert_logs_in(&mut client, "alice", "secret");
}

#[test]
fn no_password_is_no_password() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register("alice", "null");
    for (password, code) in [
        (json!(null), "missing_field"),
        (json!(""), "login_failed"),
        (json!(0), "bad_field"),
        (json!(true), "bad_field"),
        (json!(["null"]), "bad_field"),
        (json!({"password": "null"}), "bad_field"),
    ] {
        client.expect_error(&json!({"type": "login", "username": "alice", "password": password}), code);
    }
    client.expect_error(&json!({"type": "login", "username": "alice"}), "missing_field");
    client.expect_error(&json!({"type": "login", "password": "null"}), "missing_field");
    client.expect_error(&json!({"type": "register", "username": "bob", "password": null}), "missing_field");
    client.expect_error(&login("bob", "null"), "login_failed");
}

#[test]
fn requests_behind_a_login_wait_and_are_answered_in_their_order() {
    let (_place, server) = started("");
    let mut client = server.connect();
    let lines = [
        register("alice", "secret"),
        login("alice", "secret"),
        json!({"type": "message", "content": "tout de suite", "ack": 1}),
        json!({"type": "status", "state": "away"}),
        json!({"type": "users"}),
    ];
    client.send_bytes(lines.map(|line| format!("{line}\n")).concat().as_bytes());
    let mut received = vec![client.read(), client.read()];
    received.extend((0..2).map(|_| client.read_answer()));
    let kinds: Vec<&str> = received.iter().map(|line| line["type"].as_str().unwrap()).collect();
    assert_eq!(kinds[..2], ["register", "login"]);
    // The ack waits for the disk, and nothing else waits for the ack.
    assert_eq!(
        std::collections::BTreeSet::from_iter(&kinds[2..]),
        std::collections::BTreeSet::from([&"ack", &"users"])
    );
    let users = received.iter().find(|line| line["type"] == "users").unwrap();
    assert_eq!(users["states"], json!({"alice": "away"}));
}

#[test]
fn a_name_may_have_64_characters_and_any_accents() {
    let (_place, server) = started("");
    for name in ["é".repeat(64), "Invité_Jean-François_1749123456789".to_owned(), "部屋 👍".to_owned()] {
        let mut client = server.account(&name);
        assert!(client.ask_users().contains(&name));
    }
    let mut client = server.connect();
    for name in [&"é".repeat(65), "", "  ", "a\u{200b}b", "a\nb", "a\0b", "\u{202e}a"] {
        client.expect_error(&register(name, "secret"), "bad_name");
    }
}

#[test]
fn blanks_around_a_name_do_not_count() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register(" alice ", "secret");
    assert_eq!(client.ask(&login("alice", "secret"))["username"], "alice");
}

#[test]
fn a_password_has_4_to_256_characters_however_many_bytes() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.expect_error(&register("a", "éàç"), "password_too_short");
    client.expect_error(&register("a", &"é".repeat(257)), "password_too_long");
    client.register("a", "éàç€");
    client.register("b", &"€".repeat(256));
    assert_logs_in(&mut client, "b", &"€".repeat(256));
    client.expect_error(&login("b", &"€".repeat(257)), "login_failed");
    assert_logs_in(&mut client, "a", "éàç€");
}

#[test]
fn passwords_have_a_least_and_a_greatest_length() {
    let (_place, server) = started("[chat]\nmin_password_length = 8\n");
    let mut client = server.connect();
    let short = client.expect_error(&register("a", "1234567"), "password_too_short");
    assert!(short["message"].as_str().unwrap().contains('8'));
    let long = client.expect_error(&register("a", &"x".repeat(257)), "password_too_long");
    assert!(long["message"].as_str().unwrap().contains("256"));
    client.register("a", "eight-88");
    client.register("b", &"x".repeat(256));
}

#[test]
fn a_password_written_in_windows_1252_is_the_same_in_utf8() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.register("René", "clé à 5€");
    client.send_bytes(b"{\"type\":\"login\",\"username\":\"Ren\xe9\",\"password\":\"cl\xe9 \xe0 5\x80\"}\n");
    assert_eq!(client.read_answer()["username"], "René");
}

#[test]
fn the_names_of_the_server_are_reserved() {
    let (_place, server) = started("");
    let mut client = server.connect();
    for name in
        ["server", "SERVER", "serveur", "global", "System", "système", "systeme", "classcord", "c0nsole", "[server]"]
    {
        client.expect_error(&register(name, "secret"), "reserved_name");
    }
}

#[test]
fn an_account_cannot_pass_for_somebody_or_something() {
    let (_place, server) = started("");
    let _present = server.guest("Irène");
    let mut client = server.connect();
    client.register("Professeur", "secret");
    for (name, code) in [
        ("Professeur", "name_taken"),
        ("\u{420}rofesseur", "bad_name"),
        ("Pr0fesseur", "name_confusable"),
        ("PR\u{d8}FESSEUR", "name_confusable"),
        ("adm1n", "name_confusable"),
        ("ADMlN", "name_confusable"),
        ("lrène", "name_confusable"),
        ("\u{13aa}\u{13aa}", "ok"),
        ("bob (admin)", "reserved_name"),
        ("bob (invité)", "reserved_name"),
        ("bob [Pr0f]", "reserved_name"),
        ("bob (2A)", "ok"),
        ("a\u{200b}b", "bad_name"),
        ("Prof\u{2800}", "bad_name"),
        ("Prof\u{e000}", "bad_name"),
        ("\u{301}bob", "bad_name"),
        ("bo\u{301}\u{302}\u{303}\u{304}\u{301}b", "bad_name"),
        ("a  b", "bad_name"),
        ("\u{1d18}\u{280}\u{1d0f}\u{a730}", "bad_name"),
        ("Иван Ivanov", "bad_name"),
        ("Иван Иванов", "ok"),
        ("田中 Ken", "ok"),
        ("O'Neill", "ok"),
        ("\u{2764}\u{fe0f}marie", "ok"),
        ("\u{2764}marie", "name_confusable"),
        ("Administrateur", "ok"),
    ] {
        let answer = client.ask(&register(name, "secret"));
        let said = answer["code"].as_str().or(answer["status"].as_str()).unwrap();
        assert_eq!(said, code, "{}: {answer}", name.escape_unicode());
    }
    // The owner of a name is let in by it, and the guest who bears a new account's is renamed as before.
    client.register("irène", "secret");
    client.login("IRÈNE", "secret");
    assert_eq!(client.ask_users(), ["irène", "Irène (invité)"]);
}

#[test]
fn a_name_on_its_way_to_the_disk_is_taken_with_all_that_look_like_it() {
    let (_place, server) = started("");
    let mut clients: Vec<Client> = (0..4).map(|_| server.connect()).collect();
    for (client, name) in clients.iter_mut().zip(["Camille", "Carnille", "CAMILLE", "Cam1lle"]) {
        client.send(&register(name, "secret"));
    }
    let mut answers: Vec<Value> = clients.iter_mut().map(Client::read_answer).collect();
    answers.sort_by_key(|answer| answer["code"].to_string());
    let codes: Vec<&Value> = answers.iter().map(|answer| &answer["code"]).collect();
    assert_eq!(answers.iter().filter(|answer| answer["status"] == "ok").count(), 1, "{codes:?}");
}

#[test]
fn a_class_code_lets_register_who_knows_it() {
    let (_place, server) = started("[chat]\nregistration = \"code\"\nregistration_code = \"tp-réseau\"\n");
    let mut client = server.connect();
    let refused = client.expect_error(&register("alice", "secret"), "registration_refused");
    assert!(refused["message"].as_str().unwrap().contains("Code de classe"));
    let with_code = |code: Value| json!({"type": "register", "username": "alice", "password": "secret", "code": code});
    client.expect_error(&with_code(json!("tp")), "registration_refused");
    client.expect_error(&with_code(json!("")), "registration_refused");
    client.expect_error(&with_code(json!(null)), "registration_refused");
    client.expect_error(&with_code(json!(5)), "bad_field");
    assert_eq!(client.ask(&with_code(json!("tp-réseau")))["status"], "ok");
}

#[test]
fn a_class_code_is_guessed_a_few_times_a_minute_only() {
    let toml = "[chat]\nregistration = \"code\"\nregistration_code = \"B204\"\n";
    let (place, server) = started(&format!("{toml}[moderation]\nauto_ban_exempt = []\n"));
    let with_code =
        |name: &str, code: &str| json!({"type": "register", "username": name, "password": "secret", "code": code});
    let mut guesser = server.connect();
    for n in 0..10 {
        guesser.expect_error(&with_code(&format!("x{n}"), &format!("B21{n}")), "registration_refused");
    }
    // Neither a further guess nor the right one tells anything, under whatever name and over whatever connection.
    guesser.expect_error(&with_code("y", "B203"), "rate_limited");
    server.connect().expect_error(&with_code("z", "B204"), "rate_limited");
    // Somebody else is not kept from registering.
    let mut neighbour = Client::connect_from(loopback(2), server.address);
    assert_eq!(neighbour.ask(&with_code("bob", "B204"))["status"], "ok");
    // Who goes on is sent away for a while, as by guessing at passwords.
    for n in 0..30 {
        guesser.send(&with_code("y", &format!("C{n}")));
    }
    place.wait_for_audit("ban");
}

#[test]
fn closed_registration_lets_nobody_register_and_those_with_accounts_log_in() {
    let place = Place::configured("");
    let server = place.start();
    server.account("alice");
    place.write_config(&format!("[chat]\nregistration = \"closed\"\n{}", crate::support::CHEAP_PASSWORDS));
    server.signal(rustix::process::Signal::HUP);
    place.wait_for_audit("config_reloaded");
    let mut client = server.connect();
    let refused = client.expect_error(&register("bob", "secret"), "registration_refused");
    assert!(refused["message"].as_str().unwrap().contains("fermées"));
    assert_logs_in(&mut client, "alice", "secret");
}

#[test]
fn there_are_only_so_many_accounts() {
    let (_place, server) = started("[limits]\nmax_accounts = 2\n");
    let mut client = server.connect();
    client.register("a", "secret");
    client.register("b", "secret");
    client.expect_error(&register("c", "secret"), "too_many_accounts");
    client.expect_error(&register("a", "secret"), "name_taken");
}

#[test]
fn two_who_register_one_name_at_once_do_not_both_get_it() {
    let (_place, server) = started(NO_RATE_LIMITS);
    for round in 0..10 {
        let mut clients: Vec<Client> = (0..4).map(|_| server.connect()).collect();
        for (n, client) in clients.iter_mut().enumerate() {
            client.send(&register(&format!("alice{round}"), &format!("secret{n}")));
        }
        let answers: Vec<Value> = clients.iter_mut().map(Client::read).collect();
        let winners: Vec<usize> = (0..4).filter(|&n| answers[n]["status"] == "ok").collect();
        assert_eq!(winners.len(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| answer["code"] == "name_taken").count(), 3);
        assert_logs_in(&mut clients[0], &format!("alice{round}"), &format!("secret{}", winners[0]));
    }
}

#[test]
fn several_sessions_are_one_person_who_goes_with_the_last() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let phone = server.account("alice");
    assert_eq!(bob.read_chat()["state"], "online");
    let mut laptop = server.connect();
    laptop.login("alice", "secret");
    bob.expect_nothing();
    assert_eq!(laptop.ask_users(), ["alice", "bob"]);
    drop(phone);
    laptop.ask_users();
    bob.expect_nothing();
    drop(laptop);
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "alice", "state": "offline"}));
}

#[test]
fn both_sessions_of_a_person_hear_what_is_said_by_the_other_in_a_channel() {
    let (_place, server) = started("");
    let mut phone = server.account("alice");
    let mut laptop = server.connect();
    laptop.login("alice", "secret");
    phone.say("depuis le téléphone");
    assert_eq!(laptop.read_said(), "depuis le téléphone");
}

#[test]
fn logging_in_as_somebody_else_leaves_the_first_person() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut client = server.account("alice");
    assert_eq!(bob.read_chat()["state"], "online");
    client.register("carol", "secret");
    client.login("carol", "secret");
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "alice", "state": "offline"}));
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "carol", "state": "online"}));
    client.say("c'est carol");
    assert_eq!(bob.read_chat()["from"], "carol");
}

#[test]
fn logging_in_again_as_oneself_is_answered_and_changes_nothing_for_the_others() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut alice = server.account("alice");
    assert_eq!(bob.read_chat()["state"], "online");
    assert_logs_in(&mut alice, "alice", "secret");
    bob.expect_nothing();
}

#[test]
fn a_guest_who_logs_in_is_the_accounts_owner_from_then_on() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut client = server.guest("passante");
    assert_eq!(bob.read_chat()["user"], "passante");
    client.register("alice", "secret");
    client.login("alice", "secret");
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "passante", "state": "offline"}));
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "alice", "state": "online"}));
}

#[test]
fn a_failed_login_of_somebody_present_changes_nothing() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut alice = server.account("alice");
    assert_eq!(bob.read_chat()["state"], "online");
    alice.expect_error(&login("bob", "wrong"), "login_failed");
    alice.say("toujours là");
    assert_eq!(bob.read_chat()["from"], "alice");
}

fn user_add(name: &str, password: &str) -> Value {
    json!({"type": "user_add", "user": name, "password": password})
}

#[test]
fn the_console_makes_changes_and_removes_accounts_while_the_chat_goes_on() {
    let (place, server) = started("");
    let mut guest = server.guest("alice");
    let mut bob = server.guest("bob");
    let answer =
        place.console(&json!({"type": "user_add", "user": "alice", "password": "teacher-secret", "role": "admin"}));
    assert_eq!(answer, json!({"type": "user_add", "status": "ok", "user": "alice", "role": "admin"}));
    guest.read_code("guest_renamed");
    let mut alice = server.connect();
    assert_logs_in(&mut alice, "alice", "teacher-secret");
    alice.ask_users();

    let passwd = |disconnect| json!({"type": "user_passwd", "user": "ALICE", "password": "another-secret", "disconnect": disconnect});
    assert_eq!(place.console(&passwd(false)), json!({"type": "user_passwd", "status": "ok", "user": "alice"}));
    alice.read_code("password_changed");
    alice.say("encore l\u{e0}");
    bob.read_until(|line| line["content"] == "encore l\u{e0}");
    server.connect().expect_error(&login("alice", "teacher-secret"), "login_failed");
    assert_eq!(place.console(&passwd(true))["status"], "ok");
    let last = alice.read_to_end();
    assert_eq!(last.last().unwrap()["code"], "password_changed", "{last:?}");
    assert_logs_in(&mut server.connect(), "alice", "another-secret");

    bob.ask(&json!({"type": "message", "to": "alice", "subtype": "private", "content": "pour elle", "ack": 1}));
    let answer = place.console(&json!({"type": "user_del", "user": "alice"}));
    assert_eq!(answer, json!({"type": "user_del", "status": "ok", "user": "alice"}));
    server.connect().expect_error(&login("alice", "another-secret"), "login_failed");
    let mut other = server.account("alice");
    other.ask_users();
    assert!(other.lines_until_now().iter().all(|line| line["content"] != "pour elle"), "the mail is not hers");
    bob.say("tout va bien");
    other.read_until(|line| line["content"] == "tout va bien");
}

#[test]
fn what_the_console_asks_of_accounts_in_a_wrong_form_is_answered() {
    let (place, server) = started("[limits]\nmax_accounts = 1\n");
    let _bob = server.account("bob");
    for (request, code) in [
        (json!({"type": "user_add", "user": "a\u{200b}b", "password": "secret"}), "bad_field"),
        (json!({"type": "user_add", "user": "alice"}), "bad_field"),
        (json!({"type": "user_add", "user": "alice", "password": "secret", "role": "king"}), "bad_field"),
        (json!({"type": "user_import", "user": "alice", "hash": "secret"}), "bad_field"),
        (json!({"type": "user_import", "user": "BOB", "hash": "5ebe2294ecd0e0f08eab7690d2a6ee69"}), "name_taken"),
        (user_add("BOB", "secret"), "name_taken"),
        (user_add("b0b", "secret"), "name_confusable"),
        (user_add("serveur", "secret"), "reserved_name"),
        (user_add("alice", "abc"), "password_too_short"),
        (user_add("alice", &"x".repeat(257)), "password_too_long"),
        (user_add("alice", "secret"), "too_many_accounts"),
        (json!({"type": "user_passwd", "user": "alice", "password": "secret"}), "unknown_user"),
        (json!({"type": "user_passwd", "user": "bob", "password": "abc"}), "password_too_short"),
        (json!({"type": "user_del", "user": "alice"}), "unknown_user"),
    ] {
        let answer = place.console(&request);
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{request}: {answer}");
    }
}

#[test]
fn hashes_and_passwords_are_set_by_the_console_alone_and_accounts_by_admins() {
    let (place, server) = started("");
    let mut alice = place.in_charge(&server, "alice", "admin");
    let mut nora = place.in_charge(&server, "nora", "moderator");
    let target = server.account("bob");
    for request in [
        json!({"type": "user_import", "user": "carol", "hash": "5ebe2294ecd0e0f08eab7690d2a6ee69"}),
        json!({"type": "user_passwd", "user": "bob", "password": "another"}),
    ] {
        alice.expect_error(&request, "forbidden");
    }
    for request in [user_add("carol", "secret"), json!({"type": "user_del", "user": "bob"})] {
        nora.expect_error(&request, "forbidden");
    }
    drop(target);
    assert_logs_in(&mut server.connect(), "bob", "secret");
    server.connect().expect_error(&login("carol", "secret"), "login_failed");
}
