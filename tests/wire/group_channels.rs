//! Channels that are for the pupils of a group, and people in charge.

use serde_json::{Value, json};

use crate::support::lesson;
use crate::support::{Client, Place, Server};

fn admin(place: &Place, server: &Server) -> Client {
    let mut client = place.in_charge(server, "prof", "admin");
    lesson::newer(&mut client);
    client
}

fn pupil(server: &Server, name: &str) -> Client {
    let mut client = server.account(name);
    lesson::newer(&mut client);
    client
}

fn group(names: &[&str]) -> Value {
    json!({"type": "channel_add", "channel": "#sisr1", "topic": "Groupe SISR 1", "members": names})
}

fn join(channel: &str) -> Value {
    json!({"type": "join", "channel": channel})
}

fn listed(client: &mut Client) -> Vec<Value> {
    let channels = client.ask(&json!({"type": "channels"}))["channels"].clone();
    channels.as_array().unwrap().iter().filter(|one| one["name"] == "#sisr1").cloned().collect()
}

#[test]
fn only_those_of_the_group_and_people_in_charge_enter() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let (mut zoe, mut ben) = (pupil(&server, "zoe"), pupil(&server, "ben"));
    lesson::refused(&mut ben, &group(&["ben"]), "unknown_type");
    assert_eq!(lesson::ok(&mut prof, &group(&["ZOE", "alice"]))["change"], "made");
    lesson::ok(&mut zoe, &join("#sisr1"));
    lesson::ok(&mut prof, &join("#sisr1"));
    lesson::refused(&mut ben, &join("#sisr1"), "channel_forbidden");
    // It is not even shown to the others, whose names and topics are the group's.
    assert_eq!(listed(&mut ben), Vec::<Value>::new());
    lesson::refused(&mut ben, &json!({"type": "topic", "channel": "#sisr1"}), "unknown_channel");
    lesson::refused(&mut ben, &json!({"type": "history", "channel": "#sisr1"}), "not_member");
    assert_eq!(listed(&mut zoe)[0]["members_only"], true);
    // A guest of that name is not whom the list means.
    let mut alice = lesson::pupil(&server, "alice");
    lesson::refused(&mut alice, &join("#sisr1"), "channel_forbidden");

    // Twice is harmless, and who comes to a later list is added.
    assert_eq!(lesson::ok(&mut prof, &group(&["zoe", "alice"]))["change"], "unchanged");
    let answer = lesson::ok(&mut prof, &group(&["ben"]));
    assert_eq!((&answer["change"], &answer["members"]), (&json!("changed"), &json!(3)));
    lesson::ok(&mut ben, &join("#sisr1"));

    server.kill();
    let server = place.start();
    let mut ben = server.connect();
    ben.login("ben", "secret");
    lesson::newer(&mut ben);
    lesson::ok(&mut ben, &join("#sisr1"));
    let mut hugo = pupil(&server, "hugo");
    lesson::refused(&mut hugo, &join("#sisr1"), "channel_forbidden");
    let mut prof = server.connect();
    prof.login("prof", "secret");
    lesson::ok(&mut prof, &json!({"type": "channel", "channel": "#sisr1", "mode": "public"}));
    lesson::ok(&mut hugo, &join("#sisr1"));
    assert!(listed(&mut hugo)[0]["members_only"].is_null());
    for event in ["channel_members", "channel_public"] {
        place.wait_for_audit(event);
    }
}

#[test]
fn who_is_in_it_and_not_of_the_group_leaves_it() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let (mut zoe, mut ben) = (pupil(&server, "zoe"), pupil(&server, "ben"));
    let mut old = lesson::old(&server, "vieux");
    for client in [&mut zoe, &mut ben] {
        lesson::ok(client, &join("#sisr1"));
    }
    old.say("/join #sisr1");
    old.read_words("#sisr1");
    assert_eq!(lesson::ok(&mut prof, &group(&["zoe"]))["change"], "made");
    assert_eq!(ben.read_code("channel_forbidden")["content"], "#sisr1 est réservé à son groupe.");
    old.read_words("réservé à son groupe");
    ben.say("me voilà");
    assert_eq!(prof.read_until(|line| line["content"] == "me voilà")["channel"], "#général");
    assert_eq!(listed(&mut zoe)[0]["members"], 1);
    // A moderator who is none any more leaves it too.
    lesson::ok(&mut prof, &json!({"type": "role", "user": "ben", "role": "moderator"}));
    lesson::ok(&mut ben, &join("#sisr1"));
    lesson::ok(&mut prof, &json!({"type": "role", "user": "ben", "role": "user"}));
    ben.read_code("channel_forbidden");
    lesson::refused(&mut ben, &join("#sisr1"), "channel_forbidden");
}

#[test]
fn an_account_that_goes_leaves_no_place_to_who_has_its_name_next() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    for name in ["zoe", "ben"] {
        pupil(&server, name);
    }
    lesson::ok(&mut prof, &group(&["zoe", "ben"]));
    let request = json!({"type": "export", "table": "groups", "person": "zoe"});
    let row = json!({"channel": "#sisr1", "topic": "Groupe SISR 1", "members": ["zoe"]});
    assert_eq!(prof.ask(&request)["rows"], json!([row]));
    lesson::ok(&mut prof, &json!({"type": "user_del", "user": "zoe"}));
    prof.send(&json!({"type": "person_erase", "user": "ben", "messages": "remove"}));
    prof.read_until(|line| line["type"] == "person_erase");
    assert_eq!(prof.ask(&request)["rows"], json!([]));
    for name in ["zoe", "ben"] {
        lesson::ok(&mut prof, &json!({"type": "user_add", "user": name, "password": "tulipe-42-vent"}));
    }
    let refused = |server: &Server, name: &str| {
        let mut client = server.connect();
        client.login(name, "tulipe-42-vent");
        lesson::refused(&mut client, &join("#sisr1"), "channel_forbidden");
    };
    refused(&server, "zoe");
    refused(&server, "ben");
    server.kill();
    let server = place.start();
    refused(&server, "zoe");
    refused(&server, "ben");
}

#[test]
fn what_everybody_is_in_is_for_nobody_only_and_a_roll_has_an_end() {
    let (place, server) = lesson::started();
    let mut prof = admin(&place, &server);
    let whole = json!({"type": "channel_add", "channel": "#général", "topic": "x", "members": ["zoe"]});
    lesson::refused(&mut prof, &whole, "bad_field");
    for members in [json!("zoe"), json!([5]), json!([""])] {
        let request = json!({"type": "channel_add", "channel": "#sisr1", "topic": "x", "members": members});
        lesson::refused(&mut prof, &request, "bad_field");
    }
    let many: Vec<String> = (0..1000).map(|n| format!("e{n}")).collect();
    let names: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(lesson::ok(&mut prof, &group(&names))["members"], 1000);
    assert_eq!(lesson::ok(&mut prof, &group(&["e0"]))["change"], "unchanged");
    lesson::refused(&mut prof, &group(&["one-more"]), "bad_field");
}
