//! People of several servers of one school, on real sockets: who is listed, who is told, who goes with a server.
//!
//! What a faulty broker does to it is played through in `tests/chat/campus`.

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

fn place(broker: &Broker, name: &str, more: &str) -> Place {
    let url = broker.url();
    Place::with_config(&format!(
        "[campus]\nbroker = \"{url}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\n{more}\n{CHEAP_PASSWORDS}"
    ))
}

/// Somebody with an account, in the shared channel.
fn pupil(server: &Server, name: &str) -> Client {
    let mut client = server.account(name);
    client.send(&json!({"type": "join", "channel": "#dev"}));
    client.read_until(|line| line["type"] == "join");
    client
}

/// The same with a newer client.
fn newer(server: &Server, name: &str) -> Client {
    let mut client = pupil(server, name);
    client.send(&json!({"type": "hello"}));
    client.read_until(|line| line["type"] == "hello");
    client
}

fn wait_for_user(client: &mut Client, name: &str, is_there: bool) {
    let mut listed = Vec::new();
    let has = || {
        listed = client.ask_users();
        listed.iter().any(|user| user == name) == is_there
    };
    let mut has = has;
    wait_until(&mut has, || format!("{name} {is_there}"));
}

fn users(client: &mut Client) -> Value {
    client.send(&json!({"type": "users"}));
    client.read_until(|line| line["type"] == "users")
}

fn school(client: &mut Client) -> Value {
    client.send(&json!({"type": "school"}));
    client.read_until(|line| line["type"] == "school" && (line.get("servers").is_some() || line.get("name").is_some()))
}

#[test]
fn people_of_another_server_are_listed_and_newer_clients_told() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101", ""), place(&broker, "salle204", "")];
    let servers = [places[0].start(), places[1].start()];
    let mut old = pupil(&servers[0], "zoe");
    let mut watching = newer(&servers[0], "max");
    let mut alice = pupil(&servers[1], "alice");
    // A guest is nobody elsewhere, and who is in no shared channel is not told either.
    let _guest = servers[1].guest("invite");
    let _elsewhere = servers[1].account("eve");
    let came = watching.read_until(|line| line["type"] == "school" && line["came"] == json!(["alice@salle204"]));
    assert_eq!((came["server"].as_str(), came["present"].as_bool()), (Some("salle204"), Some(true)));
    wait_for_user(&mut old, "alice@salle204", true);
    let listed = users(&mut old);
    assert_eq!(listed["users"], json!(["max", "zoe", "alice@salle204"]));
    assert!(listed.get("elsewhere").is_none(), "{listed}");
    assert_eq!(users(&mut watching)["elsewhere"], json!({"salle204": ["alice@salle204"]}));
    alice.send(&json!({"type": "status", "state": "away"}));
    watching.read_until(|line| line["states"] == json!({"alice@salle204": "away"}) && line["type"] == "school");
    assert_eq!(users(&mut old)["states"], json!({"alice@salle204": "away"}));
    let all = school(&mut watching);
    let there = json!({"salle204": {"present": true, "people": ["alice@salle204"]}});
    assert_eq!((&all["name"], &all["connected"], &all["servers"]), (&json!("salle101"), &json!(true), &there));
    assert_eq!(old.type_and_read("/school", "salle204 : "), "salle204 : 1 personne – alice@salle204");
    assert_eq!(old.type_and_read("/users", "salle204 : "), "salle204 : 1 personne – alice@salle204");
    alice.send(&json!({"type": "leave", "channel": "#dev"}));
    watching.read_until(|line| line["left"] == json!(["alice@salle204"]));
    wait_for_user(&mut old, "alice@salle204", false);
    // Nobody elsewhere is in a room here.
    old.send(&json!({"type": "join", "channel": "#dev"}));
    assert_eq!(old.read_until(|line| line["type"] == "join")["users"], json!(["max", "zoe"]));
}

#[test]
fn a_server_takes_its_people_with_it_in_one_line() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101", ""), place(&broker, "salle204", "guests = true")];
    let first = places[0].start();
    let second = places[1].start();
    let mut zoe = pupil(&first, "zoe");
    let mut outside = first.account("max");
    let mut people: Vec<Client> = vec![pupil(&second, "alice")];
    let mut guest = second.guest("bob");
    guest.send(&json!({"type": "join", "channel": "#dev"}));
    people.push(guest);
    wait_for_user(&mut zoe, "alice@salle204", true);
    wait_for_user(&mut zoe, "bob@salle204", true);
    second.kill();
    wait_until(
        || {
            broker.with(|model| model.fire_wills());
            users(&mut outside)["users"] == json!(["max", "zoe"])
        },
        || "they are still there".to_owned(),
    );
    zoe.read_words("salle204 ne répond plus : 2 personnes.");
    let channels = zoe.ask(&json!({"type": "channels"}))["channels"].as_array().unwrap().clone();
    let shared = |one: &&Value| one["shared"] == true;
    assert_eq!(channels.iter().filter(shared).map(|one| &one["name"]).collect::<Vec<_>>(), ["#dev"]);
    assert!(channels.len() > 1, "{channels:?}");
    wait_for_user(&mut zoe, "alice@salle204", false);
    let second = places[1].start();
    let mut alice = second.connect();
    alice.login("alice", "secret");
    alice.send(&json!({"type": "join", "channel": "#dev"}));
    zoe.read_words("salle204 répond de nouveau : 1 personne.");
    let told =
        |client: &mut Client| client.words_until_now().into_iter().filter(|words| words.contains("salle204")).count();
    assert_eq!((told(&mut zoe), told(&mut outside)), (0, 0), "said once, and to those in shared channels alone");
}

#[test]
fn a_server_that_was_started_anew_before_anybody_missed_it_is_greeted() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101", ""), place(&broker, "salle204", "")];
    let _first = places[0].start();
    let _zoe = pupil(&_first, "zoe");
    let second = places[1].start();
    let mut bob = second.account("bob");
    wait_for_user(&mut bob, "zoe@salle101", true);
    second.kill();
    let second = places[1].start();
    let mut bob = second.connect();
    bob.login("bob", "secret");
    // Within the patience of a test, which is less than the minute after which the other speaks unasked.
    wait_for_user(&mut bob, "zoe@salle101", true);
}

#[test]
fn what_a_hostile_server_says_of_its_people_is_taken_for_what_it_can_be() {
    let broker = Broker::start();
    let here = place(&broker, "salle101", "");
    let server = here.start();
    let mut zoe = newer(&server, "zoe");
    wait_until(|| school(&mut zoe)["connected"] == true, || "connected".to_owned());
    let say = |topic: &str, what: &Value| {
        broker.with(|model| model.inject(&format!("cc/1/lycee/o/evil/{topic}"), what.to_string().as_bytes(), false));
    };
    let roster = |people: Value| json!({"v": 1, "kind": "roster", "revision": 1, "people": people});
    // One that was not heard itself has nobody.
    say("roster", &roster(json!(["early"])));
    say("state", &json!({"v": 1, "epoch": "00000000000000ff", "people": 1}));
    let hostile = json!(["bob@salle101", "", "a\u{202e}b", "server", "zoe", "x".repeat(70), "mallory"]);
    say("roster", &roster(hostile));
    let came = zoe.read_until(|line| line["type"] == "school" && line["came"] != json!([]));
    let came: Vec<&str> = came["came"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(came.iter().all(|name| name.ends_with("@evil")) && came.contains(&"mallory@evil"), "{came:?}");
    assert!(came.contains(&"zoe@evil") && !came.iter().any(|name| name.contains("salle101")), "{came:?}");
    // A change that does not follow asks for the whole, once.
    say("presence", &json!({"v": 1, "kind": "presence", "revision": 9, "people": ["late"]}));
    let asked = |broker: &Broker| {
        broker.with(|model| {
            let is_asked = |(topic, payload): &&(String, Vec<u8>)| {
                topic == "cc/1/lycee/to/evil/salle101" && payload.windows(10).any(|part| part == b"ask_roster")
            };
            model.log.iter().filter(is_asked).count()
        })
    };
    wait_until(|| asked(&broker) == 1, || "it does not ask".to_owned());
    for revision in 20..500 {
        say("presence", &json!({"v": 1, "kind": "presence", "revision": revision, "people": ["late"]}));
        say("presence", &json!({"v": 1, "kind": "presence"}));
    }
    assert_eq!(school(&mut zoe)["servers"]["evil"]["people"].as_array().unwrap().len(), came.len());
    assert!(asked(&broker) <= 2);
    let passed_over = || here.console(&json!({"type": "campus"}))["passed_over"].as_u64().unwrap();
    wait_until(|| passed_over() > 0, || "a flood is not counted".to_owned());
}

#[test]
fn a_server_without_others_says_so_and_nothing_else() {
    let place = Place::configured("");
    let server = place.start();
    let mut zoe = server.account("zoe");
    assert_eq!(school(&mut zoe), json!({"type": "school", "name": null}));
    zoe.type_and_read("/school", "Ce serveur est seul");
    assert!(users(&mut zoe).get("elsewhere").is_none());
}
