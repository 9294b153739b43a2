//! Accounts that are disabled, and passwords that their owners have to replace, on a running server and a stopped one.

use serde_json::json;

use crate::support::Place;

/// What the program prints, which must succeed.
fn said(place: &Place, args: &[&str], input: &str) -> String {
    let done = place.run(args, input);
    assert!(done.status.success(), "{args:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn accounts_are_disabled_and_enabled_with_the_server_running_or_stopped() {
    let place = Place::new();
    let server = place.start();
    let mut alice = server.account("alice");
    let login = json!({"type": "login", "username": "alice", "password": "secret"});
    assert_eq!(said(&place, &["user", "disable", "alice"], ""), "alice: account disabled\n");
    alice.read_code("account_disabled");
    alice.read_to_end();
    server.connect().expect_error(&login, "account_disabled");
    assert!(said(&place, &["user", "list"], "").contains("STATE"));
    server.stop();
    let list = said(&place, &["user", "list"], "");
    assert!(list.lines().any(|line| line.starts_with("alice ") && line.ends_with("disabled")), "{list}");
    assert_eq!(said(&place, &["user", "enable", "ALICE"], ""), "ALICE: account enabled\n");
    assert!(!said(&place, &["user", "list"], "").contains("STATE"));
    let server = place.start();
    server.connect().login("alice", "secret");
    server.stop();
    assert_eq!(said(&place, &["user", "disable", "alice"], ""), "alice: account disabled\n");
    let server = place.start();
    server.connect().expect_error(&login, "account_disabled");
    assert_eq!(said(&place, &["admin", "enable", "alice"], "").trim_end(), "Le compte de alice est activé.");
    server.connect().login("alice", "secret");
    for args in [["user", "disable", "nobody"], ["user", "enable", "nobody"]] {
        let refused = place.run(&args, "");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no account nobody"), "{refused:?}");
    }
}

#[test]
fn a_password_of_the_operators_is_to_be_replaced_unless_it_may_be_kept() {
    let place = Place::new();
    let server = place.start();
    drop((server.account("alice"), server.account("bob")));
    let newer = |server: &crate::support::Server, name: &str, password: &str| {
        let mut client = server.connect();
        client.ask(&json!({"type": "hello"}));
        client.ask(&json!({"type": "login", "username": name, "password": password}))
    };
    said(&place, &["user", "passwd", "alice"], "running-secret\n");
    assert_eq!(newer(&server, "alice", "running-secret")["must_change"], true);
    said(&place, &["user", "passwd", "alice", "--keep"], "running-secret-2\n");
    assert_eq!(newer(&server, "alice", "running-secret-2")["must_change"], json!(null));
    server.stop();
    said(&place, &["user", "passwd", "alice"], "stopped-secret\n");
    said(&place, &["user", "passwd", "bob", "--keep"], "stopped-secret-2\n");
    let list = said(&place, &["user", "list"], "");
    assert!(list.lines().any(|line| line.starts_with("alice ") && line.ends_with("to choose a password")), "{list}");
    let server = place.start();
    assert_eq!(newer(&server, "alice", "stopped-secret")["must_change"], true);
    assert_eq!(newer(&server, "bob", "stopped-secret-2")["must_change"], json!(null));
}

#[test]
fn who_comes_with_a_class_list_chooses_a_password_at_the_first_login() {
    let place = Place::new();
    let list = place.path().join("sio1.csv");
    std::fs::write(&list, "Nom;Prénom\nMartin;Zoé\n").unwrap();
    let server = place.start();
    said(&place, &["import", list.to_str().unwrap()], "");
    let slips = std::fs::read_to_string(list.with_file_name("sio1-slips.txt")).unwrap();
    let password = slips.lines().find_map(|line| line.trim().strip_prefix("Mot de passe")).unwrap().trim();
    let mut client = server.connect();
    client.ask(&json!({"type": "hello"}));
    let answer = client.ask(&json!({"type": "login", "username": "zoe", "password": password}));
    assert_eq!(answer["must_change"], true, "{answer}");
}
