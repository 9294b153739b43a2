//! Pupils and a teacher with newer and with old clients, and what they ask: for the tests of what happens in a lesson.

use serde_json::{Value, json};

use super::{Client, Place, Server};

pub fn started() -> (Place, Server) {
    let place = Place::configured("");
    let server = place.start();
    (place, server)
}

/// A teacher with a newer client.
pub fn teacher(place: &Place, server: &Server) -> Client {
    let mut client = place.in_charge(server, "prof", "moderator");
    newer(&mut client);
    client
}

pub fn newer(client: &mut Client) {
    assert_eq!(client.ask(&json!({"type": "hello"}))["type"], "hello");
}

/// A guest with a newer client.
pub fn pupil(server: &Server, name: &str) -> Client {
    let mut client = server.guest(name);
    newer(&mut client);
    client
}

/// A guest with an old client.
pub fn old(server: &Server, name: &str) -> Client {
    let mut client = server.guest(name);
    client.read_words("Bienvenue");
    client
}

/// Asks, and returns the answer, whatever lines come before it.
pub fn ok(client: &mut Client, request: &Value) -> Value {
    client.send(request);
    let answer = client.read_until(|line| line["type"] == request["type"] || line["type"] == "error");
    assert_eq!(answer["status"], "ok", "{request}: {answer}");
    answer
}

pub fn refused(client: &mut Client, request: &Value, code: &str) {
    client.send(request);
    let answer = client.read_until(|line| line["type"] == request["type"] || line["type"] == "error");
    assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{request}: {answer}");
}

pub fn event(client: &mut Client, kind: &str) -> Value {
    client.read_until(|line| line["type"] == kind)
}
