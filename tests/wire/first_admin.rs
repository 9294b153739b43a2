//! The first admin of a server that has none, made with the code of the start.

use serde_json::{Value, json};

use crate::support::{Client, Place};

fn told(client: &mut Client, request: &Value) -> Value {
    client.send(request);
    client.read_until(|line| line["type"] == request["type"] || line["type"] == "error")
}

fn request(code: &str, name: &str, password: &str) -> Value {
    json!({"type": "first_admin", "code": code, "username": name, "password": password})
}

fn is_offered(client: &mut Client) -> bool {
    told(client, &json!({"type": "hello"}))["first_admin"] == true
}

const PASSWORD: &str = "a-teachers-secret";

#[test]
fn whoever_shows_the_code_of_this_start_is_the_first_admin_and_nobody_the_second() {
    let place = Place::new();
    let server = place.start();
    let old_code = place.first_code();
    drop(server);
    let server = place.start();
    let code = place.first_code();
    assert_ne!(code, old_code);
    assert_eq!(place.console(&json!({"type": "stats"}))["first_code"], code.as_str());

    let mut old = server.connect();
    old.send(&request(&code, "prof", PASSWORD));
    assert_eq!(old.ask_users(), Vec::<String>::new(), "an old client is not answered");
    let mut client = server.connect();
    assert!(is_offered(&mut client));
    for (request, error) in [
        (request(&old_code, "prof", PASSWORD), "bad_code"),
        (request("", "prof", PASSWORD), "bad_code"),
        (request(&code, "prof", "too-short"), "password_too_short"),
        (request(&code, "serveur", PASSWORD), "reserved_name"),
        (json!({"type": "first_admin", "code": code, "username": "prof"}), "missing_field"),
    ] {
        client.expect_error(&request, error);
    }
    let answer = told(&mut client, &request(&code.to_lowercase().replace('-', " "), "prof", PASSWORD));
    assert_eq!(answer, json!({"type": "first_admin", "status": "ok", "user": "prof", "role": "admin"}));
    assert!(!is_offered(&mut client));
    client.expect_error(&request(&code, "eve", PASSWORD), "forbidden");
    assert_eq!(place.console(&json!({"type": "stats"}))["first_code"], Value::Null);
    client.login("prof", PASSWORD);
    place.wait_for_audited("login_failed", &[("error", "bad_code")]);
    assert_eq!(place.wait_for_audited("account_added", &[("target", "prof")])["user"], "first_admin");
    // Whatever else was to be written stands before this.
    place.wait_for_audited("login_ok", &[("user", "prof")]);
    let made = |line: &Value| line["event"] == "account_added" && line["target"] == "prof";
    assert_eq!(place.audit().into_iter().filter(made).count(), 1);

    // It is on disk, and the next start makes no code.
    let lines = place.log().iter().filter(|line| line.contains("with the code")).count();
    server.kill();
    let server = place.start();
    let mut client = server.connect();
    assert!(!is_offered(&mut client));
    client.login("prof", PASSWORD);
    assert_eq!(place.log().iter().filter(|line| line.contains("with the code")).count(), lines);
}

#[test]
fn codes_are_guessed_as_slowly_as_passwords() {
    let place = Place::configured("[limits]\nlogins_per_minute_per_name = 3\n");
    let server = place.start();
    let mut client = server.connect();
    assert!(is_offered(&mut client));
    let codes: Vec<Value> =
        (0..5).map(|_| told(&mut client, &request("AAAA-AAAA", "prof", PASSWORD))["code"].clone()).collect();
    assert_eq!(codes, ["bad_code", "bad_code", "bad_code", "rate_limited", "rate_limited"]);
    // The right one is not looked at either.
    client.expect_error(&request(&place.first_code(), "prof", PASSWORD), "rate_limited");
}

#[test]
fn who_was_an_admin_is_none_again_by_the_code() {
    let place = Place::new();
    let server = place.start();
    let code = place.first_code();
    let mut ben = server.account("ben");
    assert!(is_offered(&mut ben));
    for role in ["admin", "user"] {
        place.console(&json!({"type": "role", "user": "ben", "role": role}));
    }
    assert!(!is_offered(&mut ben));
    ben.expect_error(&request(&code, "eve", PASSWORD), "forbidden");
    assert_eq!(place.console(&json!({"type": "stats"}))["first_code"], Value::Null);
}
