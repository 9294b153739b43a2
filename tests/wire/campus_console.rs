//! The school's servers as who runs one sees them: on the console, and typed by people in charge; and one that is gone for good.

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Place, wait_until};

fn place(broker: &Broker, name: &str) -> Place {
    let url = broker.url();
    Place::with_config(&format!(
        "[campus]\nbroker = \"{url}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\n{CHEAP_PASSWORDS}"
    ))
}

fn said(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["--lang", "en"], arguments].concat(), "");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn status(place: &Place) -> Value {
    serde_json::from_str(&said(place, &["admin", "campus", "--json"])).unwrap()
}

fn standing(place: &Place, name: &str) -> String {
    let status = status(place);
    let server = status["servers"].as_array().and_then(|all| all.iter().find(|one| one["name"] == name).cloned());
    server.unwrap_or_default()["standing"].as_str().unwrap_or("unknown").to_owned()
}

fn wait_for(place: &Place, name: &str, word: &str) {
    wait_until(|| standing(place, name) == word, || format!("{name} {word} in {}", status(place)));
}

#[test]
fn the_console_shows_the_school_and_a_server_that_is_gone_for_good_is_waited_for_no_more() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101"), place(&broker, "salle204")];
    let first = places[0].start();
    let second = places[1].start();
    wait_for(&places[0], "salle204", "present");
    wait_for(&places[1], "salle101", "present");
    let table = said(&places[0], &["admin", "campus"]);
    assert!(table.starts_with("salle101 (lycee, epoch ") && table.contains("salle204  there"), "{table}");
    // The names of columns are those of the other command, which is the same piece of code.
    let heading = |text: &str| text.lines().find(|line| line.starts_with("server ")).map(str::to_owned);
    assert_eq!(heading(&table), heading(&said(&places[0], &["campus", "status"])));
    assert!(heading(&table).unwrap().contains("to come"), "{table}");

    assert!(said(&places[0], &["campus", "retire", "salle204"]).contains("salle204 est là : arrêtez-le"));
    assert!(said(&places[0], &["admin", "campus", "--retire", "gymnase"]).contains("Aucun serveur gymnase"));
    assert!(second.stop().success());
    wait_for(&places[0], "salle204", "gone");
    let mut prof = places[0].in_charge(&first, "prof", "moderator");
    let zoe = first.account("zoe");
    drop(zoe);
    let erased = places[0].run(&["person", "erase", "zoe", "--messages", "remove", "--yes"], "");
    assert!(erased.status.success(), "{}", String::from_utf8_lossy(&erased.stderr));
    wait_until(|| status(&places[0])["erasures"] != json!([]), || status(&places[0]).to_string());
    prof.send(&json!({"type": "message", "user": "prof", "content": "/school"}));
    let line = prof.read_until(|line| line["content"].as_str().is_some_and(|words| words.starts_with("salle204 – ")));
    let words = line["content"].as_str().unwrap();
    assert!(words.ends_with("effacements non confirmés : 1"), "{words}");

    let words = said(&places[0], &["campus", "retire", "salle204"]);
    assert!(words.contains("salle204 is retired") && words.contains("has not confirmed: 1"), "{words}");
    assert_eq!((standing(&places[0], "salle204").as_str(), &status(&places[0])["erasures"]), ("retired", &json!([])));
    let has = |event: &str, field: &str| {
        places[0].audit().iter().any(|line| line["event"] == event && line[field] == "salle204")
    };
    wait_until(|| has("campus_retired", "target"), || format!("{:?}", places[0].audit()));
    first.kill();
    let _first = places[0].start();
    assert_eq!(standing(&places[0], "salle204"), "retired", "it is on disk");

    // It comes back: it counts, and is asked for what it has not confirmed.
    let _second = places[1].start();
    wait_for(&places[0], "salle204", "present");
    wait_until(|| has("campus_returned", "user"), || format!("{:?}", places[0].audit()));
    wait_until(|| status(&places[0])["erasures"] == json!([]), || status(&places[0]).to_string());
}

#[test]
fn an_admin_retires_a_server_by_a_request_and_a_moderator_does_not() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101"), place(&broker, "salle204")];
    let first = places[0].start();
    let second = places[1].start();
    wait_for(&places[0], "salle204", "present");
    assert!(second.stop().success());
    wait_for(&places[0], "salle204", "gone");
    let request = json!({"type": "campus_retire", "server": "salle204"});
    let mut pupil = first.account("zoe");
    pupil.send(&json!({"type": "hello"}));
    pupil.read_until(|line| line["type"] == "hello");
    pupil.send(&request);
    // For pupils there is no such request.
    assert_eq!(pupil.read_until(|line| line["type"] == "error")["code"], "unknown_type");
    for (name, role) in [("max", "moderator"), ("prof", "admin")] {
        let mut client = places[0].in_charge(&first, name, role);
        client.send(&json!({"type": "hello"}));
        client.read_until(|line| line["type"] == "hello");
        client.send(&request);
        let answer = client.read_until(|line| line["type"] == "error" || line["type"] == "campus_retire");
        if role == "admin" {
            assert_eq!((&answer["change"], &answer["erasures"]), (&json!("retired"), &json!(0)));
        } else {
            assert_eq!(answer["code"], "forbidden");
        }
    }
}
