//! `kill -9` in a loop under load, on real files: what was acknowledged is there after each restart.
//!
//! `CLASSCORD_KILLS` says how often; 30 times if it is not set.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, assert_growing, ids};
use crate::support::{Client, Place, wait_until};

/// The number of those who talk at once.
const WRITERS: usize = 3;

/// Messages that one of them has on their way.
const WINDOW: usize = 8;

/// The promises of a server before it was killed.
#[derive(Default)]
struct Promised {
    /// Messages to all, by id.
    messages: BTreeMap<u64, String>,
    /// Messages to somebody away.
    kept: Vec<String>,
    /// Names that were registered.
    accounts: Vec<String>,
    /// The largest id that anybody was shown, acknowledged or not.
    largest_id: u64,
}

impl Promised {
    fn add(&mut self, other: Self) {
        self.messages.extend(other.messages);
        self.kept.extend(other.kept);
        self.accounts.extend(other.accounts);
        self.largest_id = self.largest_id.max(other.largest_id);
    }
}

/// The next line, unless the server is gone.
fn next(client: &mut Client) -> Option<Value> {
    // Half a line at the end is what a killed server may leave.
    let bytes = client.read_raw_line()?;
    serde_json::from_slice(&bytes).ok()
}

fn sent(client: &mut Client, value: &Value) -> bool {
    client.stream.write_all(format!("{value}\n").as_bytes()).is_ok()
}

/// Talks with acknowledgements until the server is gone.
fn write_messages(mut client: Client, name: String, done: Arc<AtomicUsize>) -> Promised {
    let mut promised = Promised::default();
    let mut number = 0;
    let mut open = 0;
    loop {
        while open < WINDOW {
            let content = format!("{name} {number}");
            if !sent(&mut client, &json!({"type": "message", "from": name, "content": content, "ack": number})) {
                break;
            }
            number += 1;
            open += 1;
        }
        let Some(line) = next(&mut client) else { return promised };
        promised.largest_id = promised.largest_id.max(line["id"].as_u64().unwrap_or(0));
        if line["type"] == "ack" {
            open -= 1;
            promised.messages.insert(line["id"].as_u64().unwrap(), format!("{name} {}", line["ack"]));
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Registers, and writes to somebody away, until the server is gone.
fn register_and_write(mut client: Client, round: usize, done: Arc<AtomicUsize>) -> Promised {
    let mut promised = Promised::default();
    for number in 0.. {
        let name = format!("r{round}n{number}");
        if !sent(&mut client, &json!({"type": "register", "username": name, "password": name})) {
            return promised;
        }
        loop {
            let Some(line) = next(&mut client) else { return promised };
            if line["type"] == "register" {
                promised.accounts.push(name.clone());
                done.fetch_add(1, Ordering::Relaxed);
                break;
            }
            assert_ne!(line["type"], "error", "{line}");
        }
        if number % 8 != 0 {
            continue;
        }
        let kept = json!({
            "type": "message", "subtype": "private", "from": "facteur", "to": "absente", "content": name, "ack": name
        });
        if !sent(&mut client, &kept) {
            return promised;
        }
        loop {
            let Some(line) = next(&mut client) else { return promised };
            if line["type"] == "ack" {
                promised.kept.push(name.clone());
                break;
            }
        }
    }
    promised
}

fn assert_kept(promised: &Promised, history: &[Value]) {
    assert_growing(&ids(history));
    let there: BTreeMap<u64, &str> =
        history.iter().map(|line| (line["id"].as_u64().unwrap(), line["content"].as_str().unwrap())).collect();
    for (id, content) in &promised.messages {
        assert_eq!(there.get(id), Some(&content.as_str()), "message {id}");
    }
}

#[test]
fn what_was_acknowledged_is_there_after_every_kill() {
    let kills: usize = std::env::var("CLASSCORD_KILLS").map_or(30, |text| text.parse().unwrap());
    let place =
        Place::configured(&format!("{NO_RATE_LIMITS}undelivered_per_user = 100000\n[history]\nkeep_messages = 0\n"));
    place.start().connect().register("absente", "secret");
    let mut promised = Promised::default();
    for round in 0..kills {
        let server = place.start();
        let acks = Arc::new(AtomicUsize::new(0));
        let accounts = Arc::new(AtomicUsize::new(0));
        let mut threads: Vec<JoinHandle<Promised>> = (0..WRITERS)
            .map(|n| {
                let (client, done) = (server.connect(), Arc::clone(&acks));
                std::thread::spawn(move || write_messages(client, format!("w{round}n{n}"), done))
            })
            .collect();
        let (client, counted) = (server.connect(), Arc::clone(&accounts));
        threads.push(std::thread::spawn(move || register_and_write(client, round, counted)));
        // Another moment each time.
        let (acks_wanted, accounts_wanted) = (20 + round * 13 % 180, 1 + round % 7);
        wait_until(
            || acks.load(Ordering::Relaxed) >= acks_wanted && accounts.load(Ordering::Relaxed) >= accounts_wanted,
            || format!("{acks_wanted} acks and {accounts_wanted} accounts"),
        );
        server.kill();
        let mut fresh = Promised::default();
        for thread in threads {
            fresh.add(thread.join().unwrap());
        }
        let smallest = fresh.messages.keys().next().copied().unwrap_or(u64::MAX);
        assert!(smallest > promised.largest_id, "an id of an earlier server was given again in round {round}");

        // The next server has all of it, and is killed too.
        let server = place.start();
        let mut reader = server.guest("lectrice");
        assert_kept(&fresh, &reader.history_back_to("#général", smallest));
        for name in &fresh.accounts {
            reader.login(name, name);
        }
        promised.add(fresh);
        server.kill();
    }
    let (messages, accounts, kept) = (promised.messages.len(), promised.accounts.len(), promised.kept.len());
    eprintln!("{kills} kills: {messages} messages, {accounts} accounts and {kept} kept private messages are there");
    assert!(place.log().iter().all(|line| !line.contains("ALARM")), "{:#?}", place.log());
    let server = place.start();
    assert_kept(&promised, &server.guest("lectrice").whole_history("#général"));
    let mut client = server.connect();
    for name in &promised.accounts {
        client.login(name, name);
    }
    // What is kept for somebody may be more than what was acknowledged, and is in order.
    client.login("absente", "secret");
    client.ask_users();
    let mut waited_for = promised.kept.iter();
    let mut awaited = waited_for.next();
    while let Some(content) = awaited {
        if client.read_said() == *content {
            awaited = waited_for.next();
        }
    }
}

/// What the console was told of the accounts that it made: the password of each, or that it is gone. The one that was
/// asked about last may be so already.
#[derive(Default)]
struct Ordered {
    accounts: BTreeMap<String, Option<String>>,
    open: Option<(String, Option<String>)>,
}

/// Makes accounts, gives them other passwords and removes every third until the server is gone.
fn order_accounts(socket: PathBuf, round: usize, done: Arc<AtomicUsize>) -> Ordered {
    let mut ordered = Ordered::default();
    let mut console = UnixStream::connect(socket).unwrap();
    let mut answers = BufReader::new(console.try_clone().unwrap());
    for number in 0.. {
        let name = format!("c{round}n{number}");
        let (first, second) = (format!("first {number}"), format!("second {number}"));
        let mut orders = vec![
            (json!({"type": "user_add", "user": name, "password": first}), Some(first)),
            (json!({"type": "user_passwd", "user": name, "password": second, "disconnect": true}), Some(second)),
        ];
        if number % 3 == 0 {
            orders.push((json!({"type": "user_del", "user": name}), None));
        }
        for (order, password) in orders {
            ordered.open = Some((name.clone(), password.clone()));
            let mut line = String::new();
            let sent = console.write_all(format!("{order}\n").as_bytes()).is_ok();
            if !sent || !answers.read_line(&mut line).is_ok_and(|bytes| bytes > 0) {
                return ordered;
            }
            assert!(line.contains("\"status\":\"ok\""), "{order}: {line}");
            ordered.accounts.insert(name.clone(), password);
            ordered.open = None;
            done.fetch_add(1, Ordering::Relaxed);
        }
    }
    ordered
}

#[test]
fn what_the_console_was_told_of_accounts_is_so_after_every_kill() {
    let kills: usize = std::env::var("CLASSCORD_KILLS").map_or(10, |text| text.parse().unwrap());
    let place = Place::configured(NO_RATE_LIMITS);
    for round in 0..kills {
        let server = place.start();
        let done = Arc::new(AtomicUsize::new(0));
        let (socket, counted) = (place.data().join("control.sock"), Arc::clone(&done));
        let orders = std::thread::spawn(move || order_accounts(socket, round, counted));
        // Another moment each time.
        let wanted = 5 + round * 7 % 23;
        wait_until(|| done.load(Ordering::Relaxed) >= wanted, || format!("{wanted} orders"));
        server.kill();
        let Ordered { accounts, open } = orders.join().unwrap();
        let database = place.run(&["check"], "");
        assert!(database.status.success(), "{}", String::from_utf8_lossy(&database.stdout));

        let server = place.start();
        let mut client = server.connect();
        for (name, password) in &accounts {
            let mut is_right = |password: &str| {
                client.ask(&json!({"type": "login", "username": name, "password": password}))["status"] == "ok"
            };
            let next = open.as_ref().filter(|(open, _)| open == name).map(|(_, password)| password);
            match (password, next) {
                (Some(password), None) => assert!(is_right(password), "{name}"),
                (Some(password), Some(Some(next))) => assert!(is_right(password) || is_right(next), "{name}"),
                // It may be gone or not.
                (Some(_), Some(None)) => {}
                (None, _) => {
                    let number = name.rsplit('n').next().unwrap();
                    assert!(!is_right(&format!("second {number}")), "{name} came back");
                }
            }
        }
        server.kill();
    }
    assert!(place.log().iter().all(|line| !line.contains("ALARM")), "{:#?}", place.log());
}

/// Votes without end, each time otherwise, until the server is gone; gives the last choice that was acknowledged and the
/// last that was sent, and counts.
fn vote_on(mut client: Client, done: &AtomicUsize) -> (u64, u64) {
    let (mut acknowledged, mut choice) = (0, 0);
    loop {
        choice = choice % 8 + 1;
        if !sent(&mut client, &json!({"type": "vote", "choices": [choice]})) {
            return (acknowledged, choice);
        }
        loop {
            let Some(line) = next(&mut client) else { return (acknowledged, choice) };
            if line["type"] == "vote" {
                break;
            }
        }
        acknowledged = choice;
        done.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn an_open_poll_has_every_acknowledged_vote_after_every_kill() {
    const VOTERS: [&str; 3] = ["ben", "inès", "zoé"];
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let answers: Vec<String> = (1..=8).map(|n| format!("réponse {n}")).collect();
    let poll = json!({"type": "poll", "channel": "#général", "question": "Laquelle ?", "answers": answers});
    assert_eq!(place.console(&poll)["status"], "ok");
    VOTERS.iter().for_each(|name| drop(server.account(name)));
    server.kill();
    let mut chosen = [0; VOTERS.len()];
    for round in 0..8 {
        let server = place.start();
        let done = Arc::new(AtomicUsize::new(0));
        // All have come in before the first vote is counted, and with that the kill may come.
        let voters = VOTERS.map(|name| {
            let mut client = server.connect();
            client.login(name, "secret");
            client
        });
        let voters = voters.map(|client| {
            let done = Arc::clone(&done);
            std::thread::spawn(move || vote_on(client, &done))
        });
        let wanted = 5 + round * 11 % 60;
        wait_until(|| done.load(Ordering::Relaxed) >= wanted, || format!("{wanted} votes"));
        server.kill();
        let promised = voters.map(|voter| voter.join().unwrap());

        let server = place.start();
        for ((name, before), (acknowledged, last)) in VOTERS.iter().zip(&mut chosen).zip(promised) {
            let promised = if acknowledged > 0 { acknowledged } else { *before };
            let mut client = server.connect();
            client.login(name, "secret");
            client.send(&json!({"type": "polls"}));
            let polls = client.read_until(|line| line["type"] == "polls");
            let yours = polls["polls"][0]["yours"][0].as_u64().unwrap_or(0);
            assert!([promised, last].contains(&yours), "{name} chose {promised}, then {last}: {polls}");
            *before = yours;
        }
        server.kill();
    }
    assert_eq!(place.run(&["check"], "").status.code(), Some(0));
}
