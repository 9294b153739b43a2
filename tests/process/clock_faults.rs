//! A clock that jumps: years ahead, back to 1971 and home again, while the server runs and between two runs, for a Pi has
//! no clock battery. Nobody is thrown out, freed or locked up by it, no message goes, ids grow.
//!
//! libfaketime (Debian: `faketime`) stands between the server and its wall clock, and leaves the monotonic one alone, as a
//! real jump does. It can be loaded into a program that is linked dynamically, as a debug build is.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};

use crate::support::load::Bystanders;
use crate::support::wire::{NO_RATE_LIMITS, assert_growing, ids};
use crate::support::{Client, Place, Server, wait_until};

const HOME: &str = "+0";
const AHEAD: &str = "@2036-05-05 12:00:00";
const BEHIND: &str = "@1971-05-05 12:00:00";

/// A wall clock that can be set, for the servers of one place.
struct WallClock {
    library: PathBuf,
    file: PathBuf,
}

impl WallClock {
    /// `None` where there is no libfaketime, or the server is no program that it could be loaded into.
    fn of(place: &Place) -> Option<Self> {
        if std::env::var_os("CLASSCORD_TEST_SERVER").is_some() {
            eprintln!("SKIPPED: this needs the server that was built with the tests");
            return None;
        }
        // Debian has it in a directory by architecture, others do not.
        let directories = fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
        let places = directories.chain([PathBuf::from("/usr/lib"), PathBuf::from("/usr/lib64")]);
        let Some(library) = places.map(|at| at.join("faketime/libfaketimeMT.so.1")).find(|library| library.exists())
        else {
            eprintln!("SKIPPED: this needs libfaketime (Debian: faketime)");
            return None;
        };
        let clock = Self { library, file: place.path().join("clock") };
        clock.set(HOME);
        Some(clock)
    }

    fn set(&self, time: &str) {
        // The server must never see half of it.
        let fresh = self.file.with_extension("new");
        fs::write(&fresh, format!("{time}\n")).unwrap();
        fs::rename(fresh, &self.file).unwrap();
    }

    fn start(&self, place: &Place) -> Server {
        let mut command: Command = place.command();
        command.args(["--listen", "127.0.0.1:0"]).env("LD_PRELOAD", &self.library);
        command.env("FAKETIME_TIMESTAMP_FILE", &self.file).env("FAKETIME_NO_CACHE", "1");
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        place.start_command(command)
    }
}

fn login(name: &str) -> Value {
    json!({"type": "login", "username": name, "password": "secret"})
}

fn logged_in(server: &Server, name: &str) -> Client {
    let mut client = server.connect();
    client.login(name, "secret");
    client
}

/// Says something for good; its id and the timestamp that the listener sees.
fn say(speaker: &mut Client, listener: &mut Client, content: &str) -> (u64, String) {
    let id = speaker.say_for_good(content);
    let heard = listener.read_until(|line| line["content"] == content);
    (id, heard["timestamp"].as_str().unwrap().to_owned())
}

fn contents(client: &mut Client) -> Vec<String> {
    let history = client.whole_history("#général");
    assert_growing(&ids(&history));
    history.iter().map(|line| line["content"].as_str().unwrap().to_owned()).collect()
}

/// Bob stays muted and Carol banned.
fn assert_still_sanctioned(server: &Server, bob: &mut Client) {
    bob.say("?");
    bob.read_code("muted");
    server.connect().expect_error(&login("carol"), "banned");
}

/// A place where Bob is muted and Carol banned for an hour, and something waits for Dora.
fn with_sanctions(place: &Place, server: &Server) -> (Client, Client) {
    let mut prof = place.in_charge(server, "prof", "moderator");
    for name in ["carol", "dora"] {
        drop(server.account(name));
    }
    let mut bob = server.account("bob");
    for (act, user) in [("mute", "bob"), ("ban", "carol")] {
        let answer = prof.ask(&json!({"type": act, "user": user, "minutes": 60}));
        assert_eq!(answer["status"], "ok", "{answer}");
    }
    bob.read_code("muted");
    wait_until(|| !prof.ask_users().contains(&"dora".to_owned()), || "dora to be away".to_owned());
    prof.say_to("dora", "à ton retour");
    prof.read_code("recipient_away");
    (prof, bob)
}

#[test]
fn a_clock_that_jumps_years_while_the_server_runs_changes_timestamps_and_nothing_else() {
    let place = Place::configured(&format!(
        "{NO_RATE_LIMITS}identify_s = 4\n[log]\nmessages = \"none\"\n[history]\nkeep_days = 30\n"
    ));
    let Some(clock) = WallClock::of(&place) else { return };
    let server = clock.start(&place);
    let (mut prof, mut bob) = with_sanctions(&place, &server);
    let bystanders = Bystanders::begin(server.address);
    let mut said = Vec::new();
    let mut given = Vec::new();
    for (n, (time, year)) in
        [(HOME, ""), (AHEAD, "2036-05-05T1"), (BEHIND, "1971-05-05T1"), (AHEAD, "2036-05-05T1"), (HOME, "")]
            .into_iter()
            .enumerate()
    {
        let mut silent = server.connect();
        clock.set(time);
        let content = format!("saut {n}");
        let (id, timestamp) = say(&mut prof, &mut bob, &content);
        assert!(timestamp.starts_with(year), "it was to be {time} and is {timestamp}");
        said.push(content);
        given.push(id);
        assert_still_sanctioned(&server, &mut bob);
        assert_eq!(contents(&mut prof), said, "with keep_days = 30, {time}");
        // What has a time takes that time.
        assert_eq!(silent.read()["code"], "identify_timeout");
        bystanders.wait_for_turns(50);
    }
    bystanders.end();
    assert_growing(&given);
    place.wait_for_log("the clock has jumped");
    let gone: Vec<Value> = place.audit().into_iter().filter(|line| line["event"] == "disconnected").collect();
    assert!(gone.iter().all(|line| line["user"] != "prof" && line["user"] != "bob"), "{gone:?}");
    assert!(server.stop().success());
}

#[test]
fn a_clock_that_is_wrong_at_the_start_costs_no_message_and_frees_nobody_early() {
    let place = Place::configured(&format!("{NO_RATE_LIMITS}[history]\nkeep_days = 30\n"));
    let Some(clock) = WallClock::of(&place) else { return };
    let began = chrono::Local::now();
    let server = clock.start(&place);
    let (mut prof, mut bob) = with_sanctions(&place, &server);
    let mut said = Vec::new();
    let mut given = Vec::new();
    let mut speak = |prof: &mut Client, bob: &mut Client, content: &str| {
        given.push(say(prof, bob, content).0);
        said.push(content.to_owned());
        assert_eq!(contents(prof), said);
    };
    speak(&mut prof, &mut bob, "avant");
    drop((prof, bob));
    assert!(server.stop().success());

    // No battery, no network: the clock stands decades before what is in the database.
    clock.set(BEHIND);
    let server = clock.start(&place);
    let (mut prof, mut bob) = (logged_in(&server, "prof"), logged_in(&server, "bob"));
    assert_still_sanctioned(&server, &mut bob);
    speak(&mut prof, &mut bob, "en 1971");
    // The right time comes over the network.
    clock.set(HOME);
    speak(&mut prof, &mut bob, "à l'heure");
    assert_still_sanctioned(&server, &mut bob);
    drop((prof, bob));
    server.kill();

    // Years ahead: nothing is too old, and what has ended by that clock has ended.
    clock.set(AHEAD);
    let server = clock.start(&place);
    let (mut prof, mut bob) = (logged_in(&server, "prof"), logged_in(&server, "bob"));
    speak(&mut prof, &mut bob, "en 2036");
    bob.say_for_good("libre");
    assert_eq!(server.connect().ask(&login("carol"))["status"], "ok");
    drop((prof, bob));
    assert!(server.stop().success());

    clock.set(HOME);
    let server = clock.start(&place);
    let mut dora = logged_in(&server, "dora");
    dora.ask_users();
    let kept = dora.read_until(|line| line["content"] == "à ton retour");
    // The test may have begun in another month.
    let months = [began, chrono::Local::now()].map(|at| at.format("%Y-%m-").to_string());
    let timestamp = kept["timestamp"].as_str().unwrap();
    assert!(months.iter().any(|month| timestamp.starts_with(month)), "{kept}");
    said.push("libre".to_owned());
    assert_eq!(contents(&mut dora), said);
    given.push(dora.say_for_good("enfin"));
    assert_growing(&given);
    assert!(place.log().iter().all(|line| !line.contains("ALARM") && !line.contains("panicked")), "{:#?}", place.log());
}

#[test]
fn a_clock_that_is_set_after_the_start_moves_the_attendance_and_marks_it() {
    let place = Place::configured(NO_RATE_LIMITS);
    let Some(clock) = WallClock::of(&place) else { return };
    clock.set(BEHIND);
    let server = clock.start(&place);
    let mut prof = place.in_charge(&server, "prof", "admin");
    drop(server.account("alice"));
    wait_until(|| !prof.ask_users().contains(&"alice".to_owned()), || "alice to be gone".to_owned());
    // At noon: the day that it is does not end meanwhile.
    clock.set(AHEAD);
    let sheet = prof.ask(&json!({"type": "attendance"}));
    let rows = sheet["rows"].as_array().unwrap();
    assert_eq!(rows.iter().map(|row| &row["user"]).collect::<Vec<_>>(), ["alice", "prof"], "{sheet}");
    for row in rows {
        let arrived = row["arrived"].as_str().unwrap();
        assert!(row["clock"] == true && arrived.starts_with(sheet["day"].as_str().unwrap()), "{row}");
        assert!(row["seconds"].as_u64().unwrap() < 600, "{row}");
    }
    // Whoever comes now is dated by the clock that is right.
    let _bob = server.account("bob");
    let sheet = prof.ask(&json!({"type": "attendance"}));
    let bob = sheet["rows"].as_array().unwrap().iter().find(|row| row["user"] == "bob").unwrap().clone();
    assert_eq!(bob["clock"], false, "{bob}");
}
