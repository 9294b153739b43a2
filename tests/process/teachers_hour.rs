//! While thirty people talk, a class list comes in, a password is reset and a person is erased: nobody's chat stops, and
//! `kill -9` at any moment of it leaves a sound database, every acknowledged message, and acts that are whole or done by
//! doing them again.
//!
//! `CLASSCORD_KILLS` says how often; 4 times if it is not set. `bench/lesson.sh` takes the figures.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::exports::ok;
use crate::support::load::Waits;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{Client, Place, Server};

const PEOPLE: usize = 30;
const PUPILS: usize = 35;

/// Messages that are there before, half of them of the one who is erased.
const MESSAGES: u64 = 4000;

/// Between two messages of one who talks: thirty times a class's pace.
const PACE: Duration = Duration::from_millis(300);

/// A server with an account whose password is reset, and somebody with messages to erase.
fn place() -> Place {
    let place = Place::configured(&format!("{NO_RATE_LIMITS}max_connections_per_address = 100\n"));
    place.import_rows(MESSAGES);
    ok(&place.run(&["user", "add", "eve"], "the old one\n"));
    let rows: String = (0..PUPILS).map(|n| format!("Nom{n};Prénom{n};SISR 1\n")).collect();
    fs::write(place.file("sio1.csv"), format!("nom;prénom;classe\n{rows}")).unwrap();
    place
}

/// What somebody who talks was promised, by id, and for how long they waited for each.
#[derive(Default)]
struct Talked {
    messages: BTreeMap<u64, String>,
    waits: Vec<Duration>,
}

/// Talks until it is told to stop, or the server is gone.
fn talk(server: &Server, number: usize, stop: &AtomicBool) -> Talked {
    let mut talked = Talked::default();
    // Who comes as the server is killed was promised nothing.
    let Ok(mut client) = Client::try_connect(server.address) else { return talked };
    for n in 0.. {
        let content = format!("personne {number}, message {n}");
        let message = json!({"type": "message", "from": format!("personne {number}"), "content": content, "ack": n});
        let asked = Instant::now();
        if client.stream.write_all(format!("{message}\n").as_bytes()).is_err() {
            return talked;
        }
        loop {
            let Some(line) = client.read_raw_line() else { return talked };
            // Half a line at the end is what a killed server may leave.
            let Ok(line) = serde_json::from_slice::<Value>(&line) else { return talked };
            if line["type"] == "ack" {
                talked.messages.insert(line["id"].as_u64().unwrap(), content);
                break;
            }
        }
        talked.waits.push(asked.elapsed());
        if stop.load(Ordering::Relaxed) {
            return talked;
        }
        thread::sleep(PACE);
    }
    talked
}

/// The teacher's acts, all at once; says how many of them were confirmed to be whole.
fn act(place: &Place) -> usize {
    let acts: [(&[&str], &str); 3] = [
        (&["import", "--group", "--members", "sio1.csv"], ""),
        (&["user", "passwd", "eve", "--keep"], "the new one\n"),
        (&["person", "erase", "bob", "--messages", "anonymise", "--yes"], ""),
    ];
    thread::scope(|scope| {
        let running = acts.map(|(arguments, input)| scope.spawn(move || place.run(arguments, input)));
        running.into_iter().map(|act| act.join().unwrap()).filter(|act| act.status.success()).count()
    })
}

/// What the acts lead to, however often they were begun.
fn assert_done(place: &Place, server: &Server) {
    let mut slips = BTreeMap::new();
    for sheet in ["sio1-slips.txt", "sio1-slips-2.txt"] {
        let text = fs::read_to_string(place.file(sheet)).unwrap_or_default();
        let last = |line: &str| line.split_whitespace().last().unwrap().to_owned();
        let names = text.lines().filter(|line| line.starts_with("  Identifiant")).map(last);
        let passwords = text.lines().filter(|line| line.starts_with("  Mot de passe")).map(last);
        slips.extend(names.zip(passwords).collect::<Vec<_>>());
    }
    assert_eq!(slips.len(), PUPILS, "a slip for each: {slips:?}");
    for n in [0, PUPILS / 2, PUPILS - 1] {
        let name = format!("prenom{n}");
        let mut pupil = server.connect();
        pupil.login(&name, &slips[&name]);
        pupil.send(&json!({"type": "join", "channel": "#sisr1"}));
        pupil.read_until(|line| line["type"] == "join" && line["status"] == "ok");
    }
    let mut eve = server.connect();
    eve.login("eve", "the new one");
    eve.send(&json!({"type": "join", "channel": "#sisr1"}));
    assert_eq!(eve.read_until(|line| line["type"] == "error")["code"], "channel_forbidden");
    let dossier = ok(&place.run(&["person", "export", "bob", "--format", "json"], ""));
    let dossier: Value = serde_json::from_str(&dossier).unwrap();
    assert_eq!(dossier["messages"], json!([]));
}

#[test]
fn nobodys_chat_stops_while_the_teacher_works() {
    let place = place();
    let server = place.start();
    let stop = AtomicBool::new(false);
    let talked: Vec<Talked> = thread::scope(|scope| {
        let people: Vec<_> = (0..PEOPLE)
            .map(|number| {
                let (server, stop) = (&server, &stop);
                scope.spawn(move || talk(server, number, stop))
            })
            .collect();
        let began = Instant::now();
        assert_eq!(act(&place), 3, "all is done");
        println!("done in {:?}", began.elapsed());
        stop.store(true, Ordering::Relaxed);
        people.into_iter().map(|person| person.join().unwrap()).collect()
    });
    let waits = Waits::new(talked.iter().flat_map(|one| one.waits.iter().copied()).collect());
    println!("{waits}");
    assert!(talked.iter().all(|one| !one.messages.is_empty()), "everybody was heard");
    assert_done(&place, &server);
}

#[test]
fn a_kill_at_any_moment_of_it_leaves_all_that_was_promised_and_what_can_be_done_again() {
    let kills: u32 = std::env::var("CLASSCORD_KILLS").map_or(4, |text| text.parse().unwrap());
    // The time that it takes here and now.
    let whole = {
        let place = place();
        let _server = place.start();
        let began = Instant::now();
        assert_eq!(act(&place), 3);
        began.elapsed()
    };
    for round in 0..kills {
        let place = place();
        let server = place.start();
        let stop = AtomicBool::new(false);
        // Another moment each time, spread over all of it.
        let moment = whole.mul_f64(f64::from((round * 61 + 7) % 97) / 97.0);
        let server = &server;
        let (talked, done) = thread::scope(|scope| {
            let people: Vec<_> = (0..PEOPLE)
                .map(|number| {
                    let stop = &stop;
                    scope.spawn(move || talk(server, number, stop))
                })
                .collect();
            let acts = scope.spawn(|| act(&place));
            thread::sleep(moment);
            server.signal(rustix::process::Signal::KILL);
            let talked: Vec<Talked> = people.into_iter().map(|person| person.join().unwrap()).collect();
            (talked, acts.join().unwrap())
        });
        let checked = ok(&place.run(&["check"], ""));
        assert!(checked.contains("no problem found"), "{checked}");

        let server = place.start();
        let promised: BTreeMap<u64, String> = talked.into_iter().flat_map(|one| one.messages).collect();
        let first = promised.keys().next().copied().unwrap_or(u64::MAX);
        let history = server.guest("lectrice").history_back_to("#général", first);
        let there: BTreeMap<u64, &str> =
            history.iter().map(|line| (line["id"].as_u64().unwrap(), line["content"].as_str().unwrap())).collect();
        for (id, content) in &promised {
            assert_eq!(there.get(id), Some(&content.as_str()), "message {id} in round {round}");
        }
        eprintln!(
            "killed after {moment:?}: {} messages promised and there, {done} of 3 acts confirmed",
            promised.len()
        );
        let mut eve = server.connect();
        let mut is_right = |password: &str| {
            eve.ask(&json!({"type": "login", "username": "eve", "password": password}))["status"] == "ok"
        };
        assert!(is_right("the old one") || is_right("the new one"), "one of both, and no third");
        drop(eve);
        assert_eq!(act(&place), 3, "what was cut short is done by doing it again");
        assert_done(&place, &server);
        server.kill();
        let checked = ok(&place.run(&["check"], ""));
        assert!(checked.contains("no problem found"), "{checked}");
    }
}
