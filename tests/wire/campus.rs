//! Several servers of one school on real sockets, with a broker in this process: who sees whom, and what a class notices of a broker
//! that is not there.
//!
//! A real mosquitto, certificates and access lists are tried by `tests/operations/campus.sh`; time is played through without sockets by
//! `tests/net/campus.rs`.

use std::io::ErrorKind;
use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

fn section(broker: &Broker, name: &str) -> String {
    format!("[campus]\nbroker = \"{}\"\nschool = \"lycee\"\nname = \"{name}\"\n{CHEAP_PASSWORDS}", broker.url())
}

fn place(broker: &Broker, name: &str) -> Place {
    Place::with_config(&section(broker, name))
}

/// What the running server says of the others.
fn status(place: &Place) -> Value {
    let output = place.run(&["campus", "status", "--json"], "");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

fn standing_of(place: &Place, name: &str) -> String {
    let status = status(place);
    let servers = status["servers"].as_array().cloned().unwrap_or_default();
    let server = servers.into_iter().find(|server| server["name"] == name).unwrap_or_default();
    server["standing"].as_str().unwrap_or("unknown").to_owned()
}

fn wait_for_standing(place: &Place, name: &str, standing: &str) {
    wait_until(|| standing_of(place, name) == standing, || format!("{name} {standing} in {}", status(place)));
}

fn wait_for_link(place: &Place, standing: &str) {
    wait_until(|| status(place)["standing"] == standing, || format!("{standing} in {}", status(place)));
}

#[test]
fn servers_of_a_school_see_each_other_come_and_go() {
    let broker = Broker::start();
    let places = ["salle101", "salle204"].map(|name| place(&broker, name));
    let first = places[0].start();
    let second = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    wait_for_standing(&places[1], "salle101", "present");
    let said = String::from_utf8(places[0].run(&["--lang", "en", "campus", "status"], "").stdout).unwrap();
    assert!(said.contains("salle101 (lycee, epoch ") && said.contains("salle204  there  0"), "{said}");
    assert!(second.stop().success());
    wait_for_standing(&places[0], "salle204", "gone");
    let second = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    let epoch = |place: &Place| status(place)["epoch"].as_str().unwrap().to_owned();
    let before = epoch(&places[1]);
    second.kill();
    let is_gone = || {
        // Once it has noticed that the connection is lost.
        broker.with(|model| model.fire_wills());
        standing_of(&places[0], "salle204") == "gone"
    };
    wait_until(is_gone, || format!("salle204 gone in {}", status(&places[0])));
    let _second = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    assert_eq!(epoch(&places[1]), before, "it is that of the database");
    assert_ne!(epoch(&places[0]), before);
    drop(first);
}

#[test]
fn a_restored_backup_begins_another_epoch() {
    let broker = Broker::start();
    let place = place(&broker, "salle101");
    let backups = place.path().join("backups");
    let server = place.start();
    wait_for_link(&place, "connected");
    let before = status(&place)["epoch"].clone();
    assert!(place.run(&["backup", backups.to_str().unwrap()], "").status.success());
    assert!(server.stop().success());
    let backup = std::fs::read_dir(&backups).unwrap().map(|entry| entry.unwrap().path());
    let backup = backup.into_iter().find(|path| path.extension().is_some_and(|extension| extension == "redb")).unwrap();
    assert!(place.run(&["restore", backup.to_str().unwrap()], "").status.success());
    let _server = place.start();
    wait_for_link(&place, "connected");
    assert_ne!(status(&place)["epoch"], before);
}

fn chats(server: &Server) {
    let mut alice = server.guest("alice");
    let mut bob = server.guest("bob");
    alice.send_line(r#"{"type":"message","user":"alice","content":"bonjour"}"#);
    bob.read_until(|line| line["content"] == "bonjour");
}

#[test]
fn a_class_notices_nothing_of_a_broker_that_is_away() {
    let broker = Broker::start();
    let place = place(&broker, "salle101");
    let server = place.start();
    wait_for_link(&place, "connected");
    broker.with(|model| {
        model.is_mute = true;
        model.forget();
        model.is_mute = true;
    });
    place.wait_for_log("the class goes on alone");
    chats(&server);
    broker.with(|model| model.is_mute = false);
    wait_for_link(&place, "connected");
    assert_eq!(place.log().iter().filter(|line| line.contains("no connection to")).count(), 1);
    assert!(server.stop().success());
}

#[test]
fn what_is_wrong_with_the_files_keeps_no_class_from_chatting() {
    let toml = "[campus]\nbroker = \"mqtts://127.0.0.1:1\"\nschool = \"lycee\"\nname = \"salle101\"\n";
    let place = Place::with_config(&format!("{toml}{CHEAP_PASSWORDS}"));
    let server = place.start();
    place.wait_for_log("nothing is shared any more: ");
    chats(&server);
    let status = status(&place);
    assert_eq!(status["standing"], "stopped");
    assert!(status["stopped"].as_str().unwrap().contains("campus-ca.pem"), "{status}");
}

#[test]
fn a_reload_without_the_files_says_nothing_to_the_broker() {
    let broker = TcpListener::bind("127.0.0.1:0").unwrap();
    broker.set_nonblocking(true).unwrap();
    let toml = format!(
        "[campus]\nbroker = \"mqtts://{}\"\nschool = \"lycee\"\nname = \"salle101\"\n",
        broker.local_addr().unwrap()
    );
    let place = Place::with_config(&format!("{toml}{CHEAP_PASSWORDS}"));
    let server = place.start();
    place.wait_for_log("nothing is shared any more: ");
    server.signal(Signal::HUP);
    place.wait_for_log("configuration reloaded");
    wait_for_link(&place, "stopped");
    // It would be without TLS.
    chats(&server);
    assert_eq!(broker.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn a_reload_shares_another_channel() {
    let broker = Broker::start();
    let shared = |name: &str, channels: &str| {
        let shared = format!("shared = [{channels}]\nguests = true\nschool =");
        section(&broker, name).replace("school =", &shared)
    };
    let places = [shared("salle101", "\"#dev\""), shared("salle204", "")].map(|toml| Place::with_config(&toml));
    let servers = [places[0].start(), places[1].start()];
    wait_for_standing(&places[0], "salle204", "present");
    wait_for_standing(&places[1], "salle101", "present");
    let mut alice = servers[0].guest("alice");
    let mut bob = servers[1].guest("bob");
    bob.send_line(r##"{"type":"join","channel":"#dev"}"##);
    places[1].write_config(&shared("salle204", "\"#dev\""));
    servers[1].signal(Signal::HUP);
    places[1].wait_for_log("configuration reloaded; changed: campus.shared");
    alice.send_line(r##"{"type":"message","user":"alice","channel":"#dev","content":"bonjour"}"##);
    bob.read_until(|line| line["content"] == "bonjour" && line["from"] == "alice@salle101");
}

#[test]
fn what_is_wrong_with_the_configuration_is_said() {
    for (toml, words) in [
        ("[campus]\nbroker = \"pi.local\"\n", "write for example \"mqtts://"),
        ("[campus]\nbroker = \"mqtt://pi.local\"\nname = \"a\"\n", "campus.school is empty"),
        ("[campus]\nbroker = \"mqtt://pi.local\"\nschool = \"a\"\n", "campus.name is empty"),
        ("[campus]\nname = \"Salle 204\"\n", "1 to 32 characters of a-z, 0-9 and -"),
    ] {
        let place = Place::with_config(&format!("lang = \"en\"\n{toml}"));
        let output = place.run(&["campus", "check"], "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(words), "{toml}: {said}");
    }
    let alone = Place::new();
    let _server = alone.start();
    let output = alone.run(&["--lang", "en", "campus", "status"], "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("this server is alone"));
}

#[test]
fn a_broker_is_tried_while_the_server_does_not_run() {
    let broker = Broker::start();
    let place = place(&broker, "salle101");
    let check = |place: &Place| {
        let output = place.run(&["--lang", "en", "campus", "check"], "");
        (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
    };
    let (is_well, said) = check(&place);
    assert!(is_well && said.contains("let in: yes") && said.contains("another name: refused"), "{said}");
    broker.with(|model| model.lets_everybody_write = true);
    let (is_well, said) = check(&place);
    assert!(!is_well && said.contains("another name: TAKEN"), "{said}");
    broker.with(|model| model.lets_nobody_write = true);
    let (is_well, said) = check(&place);
    assert!(!is_well && said.contains("refuses what is published: not authorized"), "{said}");
    broker.with(|model| model.refuses_with = 0x86);
    let (is_well, said) = check(&place);
    assert!(!is_well && said.contains("bad user name or password"), "{said}");
    broker.with(|model| model.refuses_with = 0);
    broker.with(|model| model.lets_nobody_write = false);
    let _server = place.start();
    wait_for_link(&place, "connected");
    let (is_well, said) = check(&place);
    assert!(is_well && said.contains("connected to mqtt://"), "{said}");
}

#[test]
fn what_is_said_in_a_shared_channel_is_read_on_the_other_server() {
    let broker = Broker::start();
    let shared = |name: &str| {
        let section = section(&broker, name).replace("school =", "shared = [\"#dev\"]\nguests = true\nschool =");
        Place::with_config(&section)
    };
    let places = [shared("salle101"), shared("salle204")];
    let servers = [places[0].start(), places[1].start()];
    wait_for_standing(&places[0], "salle204", "present");
    wait_for_standing(&places[1], "salle101", "present");
    let mut alice = servers[0].guest("alice");
    let mut bob = servers[1].guest("bob");
    bob.send_line(r##"{"type":"join","channel":"#dev"}"##);
    bob.send_line(r##"{"type":"message","user":"bob","channel":"#dev","content":"moi d'abord"}"##);
    alice.send_line(r##"{"type":"message","user":"alice","channel":"#dev","content":"bonjour"}"##);
    let heard = bob.read_until(|line| line["content"] == "bonjour");
    assert_eq!((heard["from"].as_str(), heard["channel"].as_str()), (Some("alice@salle101"), Some("#dev")));
    alice.read_until(|line| line["content"] == "moi d'abord" && line["from"] == "bob@salle204");
    // What is said elsewhere stays where it is said.
    alice.send_line(r#"{"type":"message","user":"alice","content":"entre nous"}"#);
    alice.send_line(r##"{"type":"message","user":"alice","channel":"#dev","content":"à tous"}"##);
    let next = bob.read_until(|line| line["from"] == "alice@salle101");
    assert_eq!(next["content"], "à tous");
}

#[test]
fn what_people_in_charge_do_holds_on_the_other_server_that_trusts_them() {
    let broker = Broker::start();
    let shared = |name: &str, trusts: &str| {
        let shared = format!("shared = [\"#dev\"]\ntrusted_staff_from = [{trusts}]\nschool =");
        Place::with_config(&section(&broker, name).replace("school =", &shared))
    };
    let places = [shared("salle101", "\"salle204\""), shared("salle204", "")];
    let servers = [places[0].start(), places[1].start()];
    wait_for_standing(&places[0], "salle204", "present");
    wait_for_standing(&places[1], "salle101", "present");
    let mut zoe = servers[0].account("zoe");
    let mut here = places[0].in_charge(&servers[0], "prof", "moderator");
    let mut there = places[1].in_charge(&servers[1], "prof", "moderator");
    for teacher in [&mut here, &mut there] {
        teacher.send_line(r##"{"type":"join","channel":"#dev"}"##);
        teacher.read_until(|line| line["type"] == "join");
    }
    let say = |client: &mut Client, text: &str| {
        client.send(&json!({"type": "message", "channel": "#dev", "content": text, "ack": text}));
    };
    say(&mut zoe, "un");
    let said = zoe.read_until(|line| line["ack"] == "un");
    there.read_until(|line| line["content"] == "un" && line["from"] == "zoe@salle101");
    zoe.send(&json!({"type": "edit", "id": said["id"], "content": "deux"}));
    zoe.read_until(|line| line["type"] == "edit" && line["status"] == "ok");
    let edited = there.read_until(|line| line["content"].as_str().is_some_and(|words| words.contains("deux")));
    assert!(edited["content"].as_str().unwrap().contains("zoe@salle101"), "an old client has words: {edited}");
    // Her message is struck out on the other server, and so at home, which trusts it.
    there.send_line(r##"{"type":"history","channel":"#dev"}"##);
    let history = there.read_until(|line| line["type"] == "history");
    let found = history["messages"].as_array().unwrap().iter().find(|message| message["content"] == "deux").unwrap();
    there.send(&json!({"type": "delete", "id": found["id"]}));
    there.read_until(|line| line["type"] == "delete" && line["status"] == "ok");
    wait_until(|| in_history(&mut here, "deux") == 0, || "it is not struck out at home".to_owned());
    // She is kept quiet in shared channels, and there only.
    there.send_line(r#"{"type":"message","content":"/mute zoe@salle101 10 bruit"}"#);
    let told = zoe.read_until(|line| line["content"].as_str().is_some_and(|words| words.contains("bruit")));
    assert!(told["content"].as_str().unwrap().contains("prof@salle204"), "{told}");
    say(&mut zoe, "trois");
    assert_eq!(zoe.read_until(|line| line["ack"] == "trois")["code"], "muted");
    zoe.send_line(r##"{"type":"message","channel":"#general","content":"ici","ack":"ici"}"##);
    assert!(zoe.read_until(|line| line["ack"] == "ici")["id"].is_u64());
    let mute = || places[0].audit().into_iter().find(|line| line["event"] == "mute");
    wait_until(|| mute().is_some(), || "the audit log has no mute".to_owned());
    let act = mute().unwrap();
    assert_eq!((act["user"].as_str(), act["target"].as_str()), (Some("prof@salle204"), Some("zoe@salle101")));
    // The other way round nobody is trusted.
    say(&mut there, "quatre");
    here.read_until(|line| line["content"] == "quatre");
    here.send_line(r##"{"type":"history","channel":"#dev"}"##);
    let history = here.read_until(|line| line["type"] == "history");
    let found = history["messages"].as_array().unwrap().iter().find(|message| message["content"] == "quatre").unwrap();
    here.send(&json!({"type": "delete", "id": found["id"]}));
    here.read_until(|line| line["type"] == "delete" && line["status"] == "ok");
    places[1].wait_for_log("acts of other servers were not followed, the last one of salle101");
    assert_eq!((in_history(&mut here, "quatre"), in_history(&mut there, "quatre")), (0, 1));
}

#[test]
fn who_is_erased_is_erased_on_the_other_server_too() {
    let broker = Broker::start();
    let shared =
        |name: &str| Place::with_config(&section(&broker, name).replace("school =", "shared = [\"#dev\"]\nschool ="));
    let places = [shared("salle101"), shared("salle204")];
    let first = places[0].start();
    let second = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    wait_for_standing(&places[1], "salle101", "present");
    let mut zoe = first.account("zoe");
    zoe.send_line(r##"{"type":"message","channel":"#dev","content":"secret","ack":1}"##);
    zoe.read_until(|line| line["ack"] == 1);
    let mut prof = places[1].in_charge(&second, "prof", "moderator");
    prof.send_line(r##"{"type":"join","channel":"#dev"}"##);
    wait_until(|| in_history(&mut prof, "secret") == 1, || "it has not come".to_owned());
    // The other one is killed and hears of it when it is back.
    second.kill();
    let erased = places[0].run(&["person", "erase", "zoe", "--messages", "remove", "--yes"], "");
    assert!(erased.status.success(), "{}", String::from_utf8_lossy(&erased.stderr));
    wait_until(
        || status(&places[0])["erasures"][0]["waits_for"][0] == "salle204",
        || format!("{}", status(&places[0])),
    );
    let said = String::from_utf8(places[0].run(&["--lang", "en", "campus", "status"], "").stdout).unwrap();
    assert!(said.contains("not confirmed yet by salle204"), "{said}");
    let second = places[1].start();
    let is_done = || status(&places[0])["erasures"].as_array().is_some_and(Vec::is_empty);
    wait_until(is_done, || format!("{}", status(&places[0])));
    let mut theo = second.guest("theo");
    theo.send_line(r##"{"type":"join","channel":"#dev"}"##);
    assert_eq!(in_history(&mut theo, "secret"), 0);
    drop(first);
}

#[test]
fn an_older_copy_of_a_database_shares_nothing_until_it_is_renewed() {
    let broker = Broker::start();
    let shared = |name: &str| {
        Place::with_config(&section(&broker, name).replace("school =", "shared = [\"#dev\"]\nguests = true\nschool ="))
    };
    let places = [shared("salle101"), shared("salle204")];
    let say = |server: &Server, text: &str| {
        let mut client = server.guest("bob");
        client.send(&json!({"type": "message", "channel": "#dev", "content": text, "ack": text}));
        client.read_until(|line| line["ack"] == text);
    };
    let _other = places[0].start();
    let server = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    say(&server, "un");
    assert!(server.stop().success());
    let (file, copy) = (places[1].data().join("classcord.redb"), places[1].path().join("copy"));
    std::fs::copy(&file, &copy).unwrap();
    let server = places[1].start();
    wait_for_standing(&places[0], "salle204", "present");
    say(&server, "deux");
    let mut alice = _other.guest("alice");
    alice.send_line(r##"{"type":"join","channel":"#dev"}"##);
    wait_until(|| in_history(&mut alice, "deux") == 1, || "it has not come".to_owned());
    assert!(server.stop().success());
    std::fs::copy(&copy, &file).unwrap();
    let server = places[1].start();
    wait_for_link(&places[1], "stopped");
    assert!(status(&places[1])["stopped"].as_str().unwrap().contains("classcord campus renew"));
    chats(&server);
    assert!(server.stop().success());
    assert!(places[1].run(&["campus", "renew"], "").status.success());
    let server = places[1].start();
    wait_for_link(&places[1], "connected");
    say(&server, "trois");
    wait_until(|| in_history(&mut alice, "trois") == 1, || "it has not come".to_owned());
}

/// The number of messages with that text in the history of the shared channel.
fn in_history(client: &mut Client, text: &str) -> usize {
    client.send_line(r##"{"type":"history","channel":"#dev"}"##);
    let history = client.read_until(|line| line["type"] == "history");
    history["messages"].as_array().unwrap().iter().filter(|message| message["content"] == text).count()
}
