//! Servers of a school that are killed while people talk: what was acknowledged is on each of them once, in the order in which it was said.
//!
//! Against a real mosquitto, whose network fails too, `tests/operations/campus_faults.sh` tries the same.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

const ROUNDS: usize = 4;

/// Messages of each server in a round.
const SAID: usize = 12;

fn place(broker: &Broker, name: &str) -> Place {
    Place::with_config(&format!(
        "[campus]\nbroker = \"{}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\nguests = true\n{CHEAP_PASSWORDS}",
        broker.url()
    ))
}

/// Says things with a word, one behind the other, and gives those that were acknowledged.
fn talk(server: &Server, word: &str) -> Vec<String> {
    let mut client = server.guest("zoe");
    (0..SAID)
        .map(|number| {
            let content = format!("{word} {number}");
            client.send(&json!({"type": "message", "channel": "#dev", "content": content, "ack": number}));
            assert!(client.read_until(|line| line["ack"] == number)["id"].is_u64());
            content
        })
        .collect()
}

/// What a server has of the shared channel, by author.
fn heard(client: &mut Client) -> BTreeMap<String, Vec<String>> {
    let mut all: Vec<Value> = Vec::new();
    loop {
        let mut asked = json!({"type": "history", "channel": "#dev", "limit": 100});
        if let Some(first) = all.first() {
            asked["before"] = first["id"].clone();
        }
        client.send(&asked);
        let page = client.read_until(|line| line["type"] == "history");
        let page = page["messages"].as_array().unwrap().clone();
        if page.is_empty() {
            break;
        }
        all.splice(..0, page);
    }
    let mut heard: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for message in all {
        let from = message["from"].as_str().unwrap().to_owned();
        heard.entry(from).or_default().push(message["content"].as_str().unwrap().to_owned());
    }
    heard
}

#[test]
fn what_was_acknowledged_is_on_each_server_once_whoever_is_killed() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101"), place(&broker, "salle204")];
    let mut servers = [places[0].start(), places[1].start()].map(Some);
    let mut said = [Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        for at in [0, 1] {
            let server = servers[at].as_ref().unwrap();
            said[at].extend(talk(server, &format!("{at} {round}")));
        }
        // One of them, then the other, then both: what is in their journals is on its way to the other or in no table yet.
        for at in [0, 1] {
            if round == 3 || round % 2 == at {
                servers[at].take().unwrap().kill();
            }
        }
        for at in [0, 1] {
            servers[at].get_or_insert_with(|| places[at].start());
        }
    }
    for (at, server) in servers.iter().flatten().enumerate() {
        let mut client = server.guest("theo");
        client.send_line(r##"{"type":"join","channel":"#dev"}"##);
        client.read_until(|line| line["type"] == "join");
        let elsewhere = ["zoe@salle204", "zoe@salle101"][at];
        let mut found = BTreeMap::new();
        let is_all = || {
            found = heard(&mut client);
            found.get(elsewhere).is_some_and(|found| found.len() >= said[1 - at].len())
        };
        wait_until(is_all, || format!("all of {elsewhere}"));
        let found = heard(&mut client);
        assert_eq!(found["zoe"], said[at]);
        assert_eq!(found[elsewhere], said[1 - at]);
    }
    for (server, place) in servers.into_iter().flatten().zip(&places) {
        assert!(server.stop().success());
        let checked = place.run(&["check"], "");
        assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    }
}
