//! Private messages between servers of one school, on real sockets: to who is there, to who is away, to nobody, to a server that is off;
//! what a kill loses, and what a hostile server gets.
//!
//! What a faulty broker does to them is played through in `tests/chat/campus`.

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

fn place(broker: &Broker, name: &str, more: &str) -> Place {
    let url = broker.url();
    Place::with_config(&format!(
        "[campus]\nbroker = \"{url}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\n{more}\n{CHEAP_PASSWORDS}"
    ))
}

/// Two servers that see each other.
fn two(broker: &Broker) -> ([Place; 2], [Server; 2]) {
    let places = [place(broker, "salle101", ""), place(broker, "salle204", "")];
    let servers = [places[0].start(), places[1].start()];
    wait_for(&places[0], "salle204", "present");
    wait_for(&places[1], "salle101", "present");
    (places, servers)
}

fn wait_for(place: &Place, name: &str, standing: &str) {
    let is_so = || {
        let status = place.console(&json!({"type": "campus"}));
        let servers = status["servers"].as_array().cloned().unwrap_or_default();
        servers.iter().any(|server| server["name"] == name && server["standing"] == standing)
    };
    wait_until(is_so, || format!("{name} {standing}"));
}

fn write(client: &mut Client, to: &str, content: &str) {
    client.send(&json!({"type": "message", "subtype": "private", "to": to, "content": content}));
}

/// Writes, and gives the answer: an `ack`, or the error.
fn write_for_good(client: &mut Client, to: &str, content: &str) -> Value {
    client.send(&json!({"type": "message", "subtype": "private", "to": to, "content": content, "ack": content}));
    client.read_until(|line| line["ack"] == content)
}

fn conversation(client: &mut Client, with: &str) -> Vec<String> {
    client.send(&json!({"type": "history", "with": with, "limit": 200}));
    let answer = client.read_until(|line| line["with"] == with && line.get("messages").is_some());
    let content = |message: &Value| message["content"].as_str().unwrap().to_owned();
    answer["messages"].as_array().unwrap().iter().map(content).collect()
}

fn log_in(server: &Server, name: &str) -> Client {
    let mut client = server.connect();
    client.login(name, "secret");
    client.send(&json!({"type": "users"}));
    client
}

#[test]
fn people_of_two_servers_write_to_each_other() {
    let broker = Broker::start();
    let (_places, servers) = two(&broker);
    let mut alice = servers[0].account("alice");
    let mut bob = servers[1].account("bob");
    // As old clients write, and as people type.
    write(&mut alice, "bob@salle204", "tu as compris ?");
    let heard = bob.read_until(|line| line["content"] == "tu as compris ?");
    assert_eq!(
        (heard["from"].as_str(), heard["to"].as_str(), heard["subtype"].as_str()),
        (Some("alice@salle101"), Some("bob"), Some("private"))
    );
    // The name that is shown is the one that one answers to.
    bob.say("/msg alice@salle101 oui");
    let answer = alice.read_until(|line| line["content"] == "oui");
    assert_eq!(answer["from"], "bob@salle204");
    assert_eq!(write_for_good(&mut alice, "BOB@Salle204", "merci")["type"], "ack");
    let all = ["tu as compris ?", "oui", "merci"];
    assert_eq!(conversation(&mut alice, "bob@salle204"), all);
    assert_eq!(conversation(&mut bob, "alice@salle101"), all);
    // One's own server's name is that of its people.
    let mut max = servers[0].account("max");
    write(&mut alice, "max@salle101", "d'ici");
    assert_eq!(max.read_until(|line| line["content"] == "d'ici")["from"], "alice");
}

#[test]
fn who_is_away_finds_it_in_the_mailbox_and_who_is_nobody_is_told_of() {
    let broker = Broker::start();
    let (places, servers) = two(&broker);
    let mut alice = servers[0].account("alice");
    drop(servers[1].account("bob"));
    wait_until(|| places[1].console(&json!({"type": "stats"}))["people"] == 0, || "bob is still there".to_owned());
    write(&mut alice, "bob@salle204", "pour demain");
    alice.read_code("recipient_away");
    let mut bob = log_in(&servers[1], "bob");
    assert_eq!(bob.read_until(|line| line["content"] == "pour demain")["from"], "alice@salle101");
    write(&mut alice, "personne@salle204", "?");
    let no = alice.read_code("unknown_recipient");
    assert_eq!(no["content"], "Message pour personne@salle204 non remis : personne n'a ce nom là-bas.");
    assert_eq!(conversation(&mut alice, "personne@salle204"), Vec::<String>::new());
    let no = write_for_good(&mut alice, "personne@salle204", "encore");
    assert_eq!((&no["type"], &no["code"]), (&json!("error"), &json!("unknown_recipient")));
    // A server that nobody has heard of has nobody.
    write(&mut alice, "bob@salle999", "?");
    alice.read_code("unknown_recipient");
    // The rules of both servers hold.
    let mut prof = places[1].in_charge(&servers[1], "prof", "admin");
    prof.send(&json!({"type": "private_messages", "mode": "off"}));
    prof.read_until(|line| line["type"] == "private_messages");
    write(&mut alice, "bob@salle204", "psst");
    alice.read_code("private_refused");
    let mut guest = servers[0].guest("invite");
    write(&mut guest, "bob@salle204", "de personne");
    guest.read_code("private_refused");
}

#[test]
fn what_cannot_leave_waits_through_kills_and_arrives_once() {
    let broker = Broker::start();
    let (places, [first, second]) = two(&broker);
    let mut alice = first.account("alice");
    drop(second.account("bob"));
    second.kill();
    let is_gone = || {
        broker.with(|model| model.fire_wills());
        let status = places[0].console(&json!({"type": "campus"}));
        status["servers"][0]["standing"] == "gone"
    };
    wait_until(is_gone, || "salle204 is still there".to_owned());
    for n in 0..20 {
        write(&mut alice, "bob@salle204", &format!("n° {n}"));
    }
    let told = alice.read_code("recipient_unreachable");
    for _ in 1..20 {
        alice.read_code("recipient_unreachable");
    }
    assert_eq!(told["content"], "Message pour bob@salle204 gardé : il partira quand l'école sera joignable.");
    wait_until(
        || places[0].console(&json!({"type": "campus"}))["servers"][0]["letters"] == 20,
        || "they do not wait".to_owned(),
    );
    first.kill();
    let second = places[1].start();
    let first = places[0].start();
    let mut bob = log_in(&second, "bob");
    let mut heard = Vec::new();
    while heard.len() < 20 {
        let line = bob.read_until(|line| line["from"] == "alice@salle101");
        heard.push(line["content"].as_str().unwrap().to_owned());
    }
    let all: Vec<String> = (0..20).map(|n| format!("n° {n}")).collect();
    assert_eq!(heard, all);
    wait_until(
        || places[0].console(&json!({"type": "campus"}))["servers"][0]["letters"] == 0,
        || "they are sent without end".to_owned(),
    );
    second.kill();
    let second = places[1].start();
    let mut bob = log_in(&second, "bob");
    assert_eq!(conversation(&mut bob, "alice@salle101"), all);
    drop(first);
}

#[test]
fn a_hostile_server_writes_under_its_own_name_and_not_without_end() {
    let broker = Broker::start();
    let here = place(&broker, "salle101", "");
    let server = here.start();
    let mut zoe = server.account("zoe");
    let is_connected = || here.console(&json!({"type": "campus"}))["standing"] == "connected";
    wait_until(is_connected, || "connected".to_owned());
    let say = |what: &Value| {
        broker.with(|model| model.inject("cc/1/lycee/to/salle101/evil", what.to_string().as_bytes(), false));
    };
    let letters = |ids: std::ops::RangeInclusive<u64>, from: &str| {
        let letter = |id| json!({"id": id, "from": from, "to": "zoe", "content": format!("x{id}")});
        json!({"v": 1, "kind": "letters", "epoch": "00000000000000ff", "letters": ids.map(letter).collect::<Vec<_>>()})
    };
    let answers = || {
        broker.with(|model| {
            let to_evil = |(topic, _): &&(String, Vec<u8>)| topic == "cc/1/lycee/to/evil/salle101";
            let all = model.log.iter().filter(to_evil);
            all.filter_map(|(_, payload)| serde_json::from_slice::<Value>(payload).ok())
                .filter(|answer| answer["kind"] == "receipt")
                .collect::<Vec<_>>()
        })
    };
    say(&letters(1..=1, "prof@salle101"));
    wait_until(|| answers().last().is_some_and(|last| last["why"] == "bad_field"), || "no answer".to_owned());
    say(&letters(2..=2, "mallory"));
    assert_eq!(zoe.read_until(|line| line["content"] == "x2")["from"], "mallory@evil");
    // What comes again is known, and answered all the same.
    let before = answers().len();
    say(&letters(2..=2, "mallory"));
    wait_until(|| answers().len() > before, || "no answer to what came again".to_owned());
    assert_eq!(conversation(&mut zoe, "mallory@evil"), ["x2"]);
    // A receipt for what was never sent, and a flood.
    say(&json!({"v": 1, "kind": "receipt", "epoch": "00000000000000ff", "through": 9}));
    for batch in 0..200 {
        let first = 10 + 16 * batch;
        say(&letters(first..=first + 15, "mallory"));
    }
    let mut max = server.account("max");
    max.say_for_good("la classe discute");
    wait_until(|| broker.with(|model| model.unacked()) == 0, || "the flood to be taken".to_owned());
    // Two hundred at once and ten a second, of more than three thousand.
    let (mut came, mut before) = (0, Value::Null);
    loop {
        let mut ask = json!({"type": "history", "with": "mallory@evil", "limit": 200});
        if before.is_u64() {
            ask["before"] = before;
        }
        zoe.send(&ask);
        let page = zoe.read_until(|line| line["with"] == "mallory@evil" && line.get("messages").is_some());
        let page = page["messages"].as_array().unwrap();
        let Some(first) = page.first() else { break };
        came += page.len();
        before = first["id"].clone();
    }
    assert!(came < 1600, "{came} came");
}
