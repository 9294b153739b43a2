//! Another name for somebody of a school of several servers, and what is left of them when they are erased; a topic from before servers
//! met.

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Client, Place, wait_until};

fn place(broker: &Broker, name: &str, other: &str) -> Place {
    let url = broker.url();
    Place::with_config(&format!(
        "[campus]\nbroker = \"{url}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\ntrusted_staff_from = [\"{other}\"]\n[limits]\nmessages_per_second = 1000\nlines_per_second = 1000\n{CHEAP_PASSWORDS}"
    ))
}

fn run(place: &Place, arguments: &[&str]) {
    let output = place.run(arguments, "");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn status(place: &Place) -> Value {
    serde_json::from_slice(&place.run(&["campus", "status", "--json"], "").stdout).unwrap_or_default()
}

fn wait_for_server(place: &Place, name: &str) {
    let is_there = || {
        let status = status(place);
        let mut servers = status["servers"].as_array().into_iter().flatten();
        servers.any(|one| one["name"] == name && one["standing"] == "present")
    };
    wait_until(is_there, || status(place).to_string());
}

fn join(client: &mut Client) {
    client.send(&json!({"type": "join", "channel": "#dev"}));
    client.read_until(|line| line["type"] == "join");
}

fn say(client: &mut Client, from: &str, content: &str) {
    client.send(&json!({"type": "message", "user": from, "channel": "#dev", "content": content, "ack": 1}));
    client.read_until(|line| line["type"] == "ack");
}

/// Who has said what in the shared channel, as a server has it.
fn history(client: &mut Client) -> Vec<(String, String)> {
    client.send(&json!({"type": "history", "channel": "#dev"}));
    let answer = client.read_until(|line| line["type"] == "history");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut all: Vec<(String, String)> =
        answer["messages"].as_array().unwrap().iter().map(|one| (text(&one["from"]), text(&one["content"]))).collect();
    all.sort();
    all
}

fn wait_for_history(client: &mut Client, wanted: &[(&str, &str)]) {
    let mut last = Vec::new();
    let is_it = || {
        last = history(client);
        last.iter().map(|(from, content)| (from.as_str(), content.as_str())).eq(wanted.iter().copied())
    };
    wait_until(is_it, || format!("{wanted:?}"));
}

#[test]
fn who_has_another_name_has_it_everywhere_and_is_erased_under_it_and_nobody_else_is() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101", "salle204"), place(&broker, "salle204", "salle101")];
    let servers = [places[0].start(), places[1].start()];
    wait_for_server(&places[0], "salle204");
    wait_for_server(&places[1], "salle101");
    let mut alice = servers[0].account("alice");
    let mut bob = servers[1].account("bob");
    join(&mut bob);
    say(&mut alice, "alice", "avant");
    wait_for_history(&mut bob, &[("alice@salle101", "avant")]);
    run(&places[0], &["admin", "rename", "alice", "alicia"]);
    wait_for_history(&mut bob, &[("alicia@salle101", "avant")]);
    // Somebody else takes the name that is free.
    drop(alice);
    let mut other = servers[0].account("alice");
    say(&mut other, "alice", "une autre");
    let mut alicia = servers[0].connect();
    alicia.login("alicia", "secret");
    say(&mut alicia, "alicia", "apres");
    let all = [("alice@salle101", "une autre"), ("alicia@salle101", "apres"), ("alicia@salle101", "avant")];
    wait_for_history(&mut bob, &all);

    run(&places[0], &["person", "erase", "alicia", "--messages", "remove", "--yes"]);
    wait_for_history(&mut bob, &[("alice@salle101", "une autre")]);
    wait_until(|| status(&places[0])["erasures"] == json!([]), || status(&places[0]).to_string());
    // Nothing of it comes back with a power cut.
    let [first, second] = servers;
    second.kill();
    drop(first);
    let second = places[1].start();
    let mut bob = second.connect();
    bob.login("bob", "secret");
    join(&mut bob);
    wait_for_history(&mut bob, &[("alice@salle101", "une autre")]);
}

#[test]
fn a_topic_from_before_servers_met_is_told_to_who_comes() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101", "salle204"), place(&broker, "salle204", "salle101")];
    let first = places[0].start();
    run(&places[0], &["admin", "topic", "dev", "TP", "3"]);
    let mut alice = first.account("alice");
    join(&mut alice);
    // More than who meets a server asks for.
    for number in 0..55 {
        say(&mut alice, "alice", &format!("ligne {number}"));
    }
    let _second = places[1].start();
    let topic = || {
        let channels = places[1].run(&["admin", "channels", "--json"], "").stdout;
        let channels: Value = serde_json::from_slice(&channels).unwrap_or_default();
        let found =
            channels["channels"].as_array().and_then(|all| all.iter().find(|one| one["name"] == "#dev").cloned());
        found.unwrap_or_default()["topic"].clone()
    };
    wait_until(|| topic() == "TP 3", || topic().to_string());
}
