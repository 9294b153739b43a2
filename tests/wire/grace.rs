//! The grace of a departure on a real socket: a page that loses its connection, is loaded anew, or says goodbye.

use serde_json::{Value, json};
use tungstenite::protocol::frame::coding::CloseCode;

use super::web::Browser;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{Place, Server};

fn started(toml: &str) -> (Place, Server) {
    let place = Place::configured(&format!("{toml}{NO_RATE_LIMITS}"));
    let server = place.start();
    (place, server)
}

/// The page of a guest, and the token by which it comes back.
fn guest(server: &Server, name: &str) -> (Browser, String) {
    let mut page = Browser::connect(server.address);
    page.send(&json!({"type": "hello"}));
    page.send(&json!({"type": "message", "from": name, "content": ""}));
    page.send(&json!({"type": "token"}));
    let token = page.read_type("token")["token"].as_str().unwrap().to_owned();
    (page, token)
}

fn comes_back(server: &Server, token: &str) -> (Browser, Value) {
    let mut page = Browser::connect(server.address);
    page.send(&json!({"type": "hello"}));
    page.send(&json!({"type": "login", "token": token}));
    loop {
        let line = page.read();
        if line["type"] == "login" || line["type"] == "error" {
            return (page, line);
        }
    }
}

#[test]
fn a_guest_whose_page_is_loaded_anew_has_name_and_channels_back_and_nobody_hears_of_it() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let (mut page, token) = guest(&server, "zoe");
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "online");
    page.send(&json!({"type": "join", "channel": "#dev"}));
    page.read_type("join");
    page.send(&json!({"type": "message", "content": "bonjuor", "ack": 1}));
    let id = page.read_type("ack")["id"].clone();
    page.leave(CloseCode::Away);
    assert_eq!(alice.ask_users(), ["alice", "zoe"]);
    let (mut page, said) = comes_back(&server, &token);
    assert_eq!(said, json!({"type": "login", "status": "ok", "username": "zoe", "guest": true}));
    page.send(&json!({"type": "channels"}));
    let channels = page.read_type("channels");
    let joined = |channel: &&Value| channel["joined"] == true;
    assert_eq!(channels["channels"].as_array().unwrap().iter().filter(joined).count(), 2, "{channels}");
    page.send(&json!({"type": "edit", "id": id, "content": "bonjour"}));
    assert_eq!(page.read_type("edit")["status"], "ok", "what was written before is still one's own");
    // A socket that breaks says nothing.
    drop(page);
    let (mut page, said) = comes_back(&server, &token);
    assert_eq!(said["username"], "zoe");
    page.send(&json!({"type": "message", "channel": "#général", "content": "me revoilà"}));
    let next = alice.read_chat();
    assert_eq!((&next["from"], &next["content"]), (&json!("zoe"), &json!("me revoilà")), "nobody hears of it");
    page.send(&json!({"type": "logout"}));
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    assert_eq!(comes_back(&server, &token).1["code"], "bad_token", "who logs out is gone");
}

#[test]
fn after_the_grace_and_after_a_goodbye_a_page_is_gone() {
    let (_place, server) = started("[web]\ndeparture_grace_s = 1\n");
    let mut alice = server.guest("alice");
    let (page, token) = guest(&server, "zoe");
    drop(page);
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    assert_eq!(comes_back(&server, &token).1["code"], "bad_token");
    let (page, _) = guest(&server, "zoe");
    page.leave(CloseCode::Normal);
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    assert!(server.stop().success());
}

#[test]
fn a_guests_token_does_not_outlast_a_restart() {
    let (place, server) = started("");
    let (_page, token) = guest(&server, "zoe");
    server.kill();
    let server = place.start();
    assert_eq!(comes_back(&server, &token).1["code"], "bad_token", "the name is anybody's");
    let (_page, other) = guest(&server, "zoe");
    assert_ne!(token, other);
}
