//! Erasures that another server wants: one after the other, with a rest between, whatever else happens, and all of them in the end.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::broker::Broker;
use crate::support::{CHEAP_PASSWORDS, Place, wait_until};

/// The rest after an erasure that takes no time to speak of.
const REST: Duration = Duration::from_secs(3);

fn place(broker: &Broker, name: &str) -> Place {
    let url = broker.url();
    Place::with_config(&format!(
        "[campus]\nbroker = \"{url}\"\nschool = \"lycee\"\nname = \"{name}\"\nshared = [\"#dev\"]\n{CHEAP_PASSWORDS}"
    ))
}

fn status(place: &Place) -> Value {
    serde_json::from_slice(&place.run(&["campus", "status", "--json"], "").stdout).unwrap_or_default()
}

fn unconfirmed(place: &Place) -> usize {
    status(place)["erasures"].as_array().map_or(usize::MAX, Vec::len)
}

fn wait_for_unconfirmed(place: &Place, count: usize) {
    wait_until(|| unconfirmed(place) == count, || format!("{count} erasures: {}", status(place)));
}

fn run(place: &Place, arguments: &[&str]) {
    let output = place.run(arguments, "");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn erase(place: &Place, name: &str) {
    run(place, &["person", "erase", name, "--messages", "remove", "--yes"]);
}

fn wait_for_each_other(places: &[Place; 2]) {
    let is_there = |place: &Place, name: &str| {
        let status = status(place);
        let mut servers = status["servers"].as_array().into_iter().flatten();
        servers.any(|one| one["name"] == name && one["standing"] == "present")
    };
    wait_until(|| is_there(&places[0], "salle204"), || status(&places[0]).to_string());
    wait_until(|| is_there(&places[1], "salle101"), || status(&places[1]).to_string());
}

#[test]
fn erasures_that_another_server_wants_rest_between_two_and_are_all_done_also_behind_a_kill() {
    let broker = Broker::start();
    let places = [place(&broker, "salle101"), place(&broker, "salle204")];
    let servers = [places[0].start(), places[1].start()];
    wait_for_each_other(&places);
    for name in ["ada", "bob", "cloe", "dan", "eve", "fay"] {
        servers[0].account(name);
    }
    // Nothing wakes the other server but its own deadline: nobody is there, and the broker has nothing to say for twenty seconds.
    erase(&places[0], "ada");
    wait_for_unconfirmed(&places[0], 0);
    let first = Instant::now();
    erase(&places[0], "bob");
    wait_for_unconfirmed(&places[0], 0);
    let took = first.elapsed();
    assert!((REST - Duration::from_secs(1)..Duration::from_secs(15)).contains(&took), "{took:?}");
    // Some wait; it is killed before they are done, and begins with them when it is back.
    for name in ["cloe", "dan", "eve", "fay"] {
        erase(&places[0], name);
    }
    let [first, second] = servers;
    let mut second_client = second.guest("theo");
    second_client.send(&json!({"type": "users"}));
    second_client.read_until(|line| line["type"] == "users");
    assert!(unconfirmed(&places[0]) > 0, "it rests");
    second.kill();
    let second = places[1].start();
    wait_for_unconfirmed(&places[0], 0);
    drop((first, second));
}

#[test]
fn what_another_name_waits_for_is_erased_without_a_rest_which_is_owed_afterwards() {
    const NAMES: u32 = 7;
    let broker = Broker::start();
    let places = [place(&broker, "salle101"), place(&broker, "salle204")];
    let [first, second] = [places[0].start(), places[1].start()];
    wait_for_each_other(&places);
    for name in (0..NAMES).flat_map(|n| [format!("parti{n}"), format!("reste{n}")]) {
        first.account(&name);
    }
    first.account("dernier");
    // Each name is left by somebody who is erased, and somebody else is called so; the other server hears of it all when it is back.
    second.kill();
    for n in 0..NAMES {
        erase(&places[0], &format!("parti{n}"));
        run(&places[0], &["admin", "rename", &format!("reste{n}"), &format!("parti{n}")]);
    }
    erase(&places[0], "dernier");
    assert_eq!(unconfirmed(&places[0]), NAMES as usize + 1);
    let begun = Instant::now();
    let second = places[1].start();
    wait_until(|| unconfirmed(&places[0]) <= 1, || status(&places[0]).to_string());
    let took = begun.elapsed();
    assert!(took < REST * (NAMES - 1), "{took:?}: it rested between them");
    // Nothing waits for the last one: it has its turn behind all the rests that were put off.
    assert_eq!(unconfirmed(&places[0]), 1);
    wait_for_unconfirmed(&places[0], 0);
    let took = begun.elapsed();
    assert!(took >= REST * NAMES, "{took:?}: what was put off was not made up for");
    drop((first, second));
}
