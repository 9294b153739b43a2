//! What people in charge are told of what others in charge do: mutes, lessons, accounts.

use serde_json::{Value, json};

use crate::support::lesson::{newer, ok, pupil, started};
use crate::support::{Client, Place, Server};

/// Somebody in charge with a newer client, who has read what comes of coming in.
fn in_charge(place: &Place, server: &Server, name: &str, role: &str) -> Client {
    let mut client = place.in_charge(server, name, role);
    newer(&mut client);
    client
}

/// The next line that is not about who comes and goes.
fn told(client: &mut Client) -> Value {
    client.read_until(|line| line["type"] != "status" && line["type"] != "message")
}

/// Reads what came while the others came in.
fn settled(client: &mut Client) {
    client.send(&json!({"type": "silence"}));
    client.read_until(|line| line["type"] == "silence");
}

/// Nothing came before the answer to this.
fn heard_nothing(client: &mut Client) {
    client.send(&json!({"type": "silence"}));
    assert_eq!(told(client), json!({"type": "silence", "silences": []}));
}

#[test]
fn a_mute_is_told_to_the_others_in_charge_and_so_is_its_end() {
    let (place, server) = started();
    let mut prof = in_charge(&place, &server, "prof", "admin");
    let mut nora = in_charge(&place, &server, "nora", "moderator");
    let mut old = place.in_charge(&server, "paul", "moderator");
    let mut bob = pupil(&server, "bob");
    settled(&mut prof);
    settled(&mut nora);
    let answer = ok(&mut prof, &json!({"type": "mute", "user": "bob", "minutes": 5}));
    assert_eq!(told(&mut nora), json!({"type": "mute", "user": "bob", "until": answer["until"]}));
    ok(&mut nora, &json!({"type": "unmute", "user": "bob"}));
    assert_eq!(told(&mut prof), json!({"type": "unmute", "user": "bob"}));
    // What is typed, or done at the console, is told as well.
    nora.send(&json!({"type": "message", "content": "/mute bob 5m"}));
    assert_eq!(told(&mut prof)["type"], "mute");
    place.console(&json!({"type": "unmute", "user": "bob"}));
    for client in [&mut prof, &mut nora] {
        assert_eq!(told(client), json!({"type": "unmute", "user": "bob"}));
    }
    // What was refused changed nothing, and nobody else hears of any of it.
    crate::support::lesson::refused(&mut prof, &json!({"type": "unmute", "user": "bob"}), "not_sanctioned");
    for client in [&mut nora, &mut bob, &mut old] {
        heard_nothing(client);
    }
}

#[test]
fn a_lesson_is_told_when_it_begins_and_when_it_ends() {
    let (place, server) = started();
    let mut prof = in_charge(&place, &server, "prof", "admin");
    let mut nora = in_charge(&place, &server, "nora", "moderator");
    settled(&mut prof);
    let begun = ok(&mut nora, &json!({"type": "lesson", "name": "TP réseau"}));
    assert_eq!(told(&mut prof), json!({"type": "lesson", "name": "TP réseau", "by": "nora", "began": begun["began"]}));
    // To ask for it is no news.
    ok(&mut nora, &json!({"type": "lesson"}));
    heard_nothing(&mut prof);
    let ended = ok(&mut prof, &json!({"type": "lesson", "end": true}));
    assert_eq!(told(&mut nora)["ended"], ended["ended"]);
}

#[test]
fn admins_are_told_of_each_account_that_is_made_changed_or_gone() {
    let (place, server) = started();
    let mut prof = in_charge(&place, &server, "prof", "admin");
    let mut other = in_charge(&place, &server, "martin", "admin");
    let mut nora = in_charge(&place, &server, "nora", "moderator");
    // The two who came later had accounts made by the operator, which the first was told of.
    for name in ["martin", "nora"] {
        let made = prof.read_until(|line| line["type"] == "account" && line["user"] == name);
        assert_eq!(made, json!({"type": "account", "user": name}));
    }
    let account = |name: &str| json!({"type": "account", "user": name});
    settled(&mut prof);
    settled(&mut other);
    ok(&mut prof, &json!({"type": "user_add", "user": "bob", "password": "tigre-42-nuage"}));
    assert_eq!(told(&mut other), account("bob"));
    ok(&mut prof, &json!({"type": "passwd", "user": "bob", "password": "nuage-42-tigre"}));
    assert_eq!(told(&mut other), account("bob"));
    for act in ["disable", "enable"] {
        ok(&mut prof, &json!({"type": act, "user": "bob"}));
        assert_eq!(told(&mut other), account("bob"));
    }
    ok(&mut prof, &json!({"type": "role", "user": "bob", "role": "moderator"}));
    assert_eq!(told(&mut other), account("bob"));
    ok(&mut prof, &json!({"type": "rename", "user": "bob", "to": "bobby"}));
    assert_eq!(told(&mut other), account("bobby"));
    ok(&mut prof, &json!({"type": "user_del", "user": "bobby"}));
    assert_eq!(told(&mut other), account("bobby"));
    // Who makes an account for oneself, and who is erased.
    server.connect().register("zoé", "tigre-42-nuage");
    for client in [&mut prof, &mut other] {
        assert_eq!(told(client), account("zoé"));
    }
    ok(&mut prof, &json!({"type": "person_erase", "user": "zoé", "messages": "remove"}));
    assert_eq!(told(&mut other), account("zoé"));
    heard_nothing(&mut prof);
    heard_nothing(&mut nora);
}
