//! Networks that fail: storms of connections, no files left to accept them, peers that vanish without a word, passwords
//! guessed in masses. Others chat meanwhile and miss nothing, and afterwards the server is as it was.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, prlimit, setrlimit};
use serde_json::{Value, json};

use crate::support::faults::{in_own_network, lose_packets_of};
use crate::support::load::Bystanders;
use crate::support::wire::{NO_RATE_LIMITS, loopback};
use crate::support::{Client, Place, Server, wait_until};

// Storms.

/// Connections of a storm, and the addresses that they come from.
const STORM: usize = 2000;
const STORM_ADDRESSES: u8 = 10;

/// Has this process, and the servers that it starts, open so many files; whether the system lets it.
fn may_open(files: u64) -> bool {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= files)
        || setrlimit(Resource::Nofile, Rlimit { current: Some(files), maximum }).is_ok()
    {
        return true;
    }
    eprintln!("SKIPPED: this needs {files} open files (ulimit -Hn)");
    false
}

/// The answer of the server to a fresh connection's `hello`: its type, or the code of the refusal.
fn answer_to_hello(stream: &TcpStream) -> String {
    // Who is refused may find the connection closed already, and the words in it all the same.
    let _ = (&mut &*stream).write_all(b"{\"type\":\"hello\"}\n");
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).unwrap();
    let answer: Value = serde_json::from_str(&line).unwrap();
    let word = if answer["type"] == "error" { &answer["code"] } else { &answer["type"] };
    word.as_str().unwrap().to_owned()
}

/// All connect as fast as they can, say hello once everybody is connected, and go; how many were served, and refused.
fn storm(server: SocketAddr) -> (usize, usize) {
    let connected = AtomicUsize::new(0);
    let answers: Vec<String> = std::thread::scope(|scope| {
        let come_from = |n: u8| {
            let connect = |_| {
                let client = Client::connect_from(loopback(100 + n), server);
                connected.fetch_add(1, Ordering::Relaxed);
                client.stream
            };
            let streams: Vec<TcpStream> = (0..STORM / usize::from(STORM_ADDRESSES)).map(connect).collect();
            wait_until(|| connected.load(Ordering::Relaxed) == STORM, || "all to be connected".to_owned());
            streams.iter().map(answer_to_hello).collect::<Vec<String>>()
        };
        let threads: Vec<_> = (0..STORM_ADDRESSES).map(|n| scope.spawn(move || come_from(n))).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let served = answers.iter().filter(|answer| *answer == "hello").count();
    let refused = answers.iter().filter(|answer| *answer == "too_many_connections").count();
    assert_eq!(served + refused, STORM, "{answers:?}");
    (served, refused)
}

/// Waits until the bystanders alone are left, and the console that asks.
fn wait_until_over(place: &Place) {
    let open = || place.console(&json!({"type": "stats"}))["connections"].as_u64().unwrap();
    wait_until(|| open() == 3, || format!("the storm to be over: {} connections", open()));
}

#[test]
fn storms_of_two_thousand_connections_are_served_and_leave_nothing_behind() {
    if !may_open(STORM as u64 + 500) {
        return;
    }
    let place = Place::configured(&format!(
        "{NO_RATE_LIMITS}max_connections = {}\nmax_connections_per_address = {STORM}\n",
        STORM + 10
    ));
    let server = place.start();
    let bystanders = Bystanders::begin(server.address);
    bystanders.wait_for_turns(20);
    let before_kib = server.resident_kib();
    let after_kib = [1, 2, 3].map(|round| {
        assert_eq!(storm(server.address), (STORM, 0), "round {round}");
        wait_until_over(&place);
        bystanders.wait_for_turns(20);
        server.resident_kib()
    });
    bystanders.end();
    let growth_kib = server.peak_resident_kib() - before_kib;
    eprintln!("{before_kib} KiB before, {growth_kib} KiB more at most, {after_kib:?} KiB after each storm");
    assert!(growth_kib < 8 * 1024, "{growth_kib} KiB more");
    assert!(after_kib[2] <= after_kib[0] + 2048, "it grows from storm to storm: {after_kib:?}");
    assert_eq!(place.counter("classcord_accept_pauses_total"), 0);
}

#[test]
fn the_usual_limits_let_in_of_a_storm_what_there_is_room_for_and_tell_the_rest() {
    if !may_open(STORM as u64 + 500) {
        return;
    }
    // The defaults, but for how much bystanders may say.
    let place = Place::configured("[limits]\nmessages_per_second = 100000\nlines_per_second = 0\n");
    let server = place.start();
    let bystanders = Bystanders::begin(server.address);
    bystanders.wait_for_turns(20);
    let before_kib = server.resident_kib();
    assert_eq!(storm(server.address), (998, 1002), "1000 may be there at once, and two are");
    wait_until_over(&place);
    assert_eq!(place.counter(r#"classcord_connections_refused_total{reason="max_connections"}"#), 1002);
    bystanders.wait_for_turns(20);
    bystanders.end();
    let growth_kib = server.peak_resident_kib() - before_kib;
    eprintln!("{growth_kib} KiB more");
    assert!(growth_kib < 8 * 1024, "{growth_kib} KiB more");
    server.connect().lines_until_now();
}

// No files left.

/// Processor time that a server has used: utime and stime of /proc/PID/stat (proc_pid_stat(5)), in ticks of 10 ms.
fn processor_time(server: &Server) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{}/stat", server.pid())).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    Duration::from_millis(ticks * 10)
}

/// Lets a running server have so many files open; `None` for as many as this process.
fn limit_files(server: &Server, files: Option<u64>) {
    let own = getrlimit(Resource::Nofile);
    let limit = Rlimit { current: files.or(own.current), maximum: own.maximum };
    let pid = Pid::from_raw(i32::try_from(server.pid()).unwrap());
    prlimit(pid, Resource::Nofile, limit).unwrap();
}

/// The limit with which a server can open so many files more: it is on the numbers that files have.
fn limit_for(server: &Server, more: usize) -> u64 {
    let numbers: BTreeSet<u64> = fs::read_dir(format!("/proc/{}/fd", server.pid()))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().parse().unwrap())
        .collect();
    (0..).filter(|number| !numbers.contains(number)).nth(more).unwrap()
}

fn chat_in_turns(alice: &mut Client, bob: &mut Client, turns: usize) {
    for n in 0..turns {
        alice.say(&format!("a{n}"));
        assert_eq!(bob.read_said(), format!("a{n}"));
        bob.say(&format!("b{n}"));
        assert_eq!(alice.read_said(), format!("b{n}"));
    }
}

/// Takes in those that have been answered.
fn take_served(waiting: &mut Vec<TcpStream>, served: &mut Vec<TcpStream>) {
    for at in (0..waiting.len()).rev() {
        waiting[at].set_nonblocking(true).unwrap();
        let answered = waiting[at].peek(&mut [0]).is_ok_and(|n| n > 0);
        waiting[at].set_nonblocking(false).unwrap();
        if answered {
            served.push(waiting.remove(at));
        }
    }
}

#[test]
fn without_files_for_more_those_who_are_there_chat_and_the_others_come_in_as_places_get_free() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    let room = 5;
    let limit = limit_for(&server, room);
    limit_files(&server, Some(limit));
    let pauses = || place.log().iter().filter(|line| line.contains("no more connections for a moment")).count();
    let mut waiting: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut client = server.connect();
            client.send(&json!({"type": "hello"}));
            client.stream
        })
        .collect();
    let mut served = Vec::new();
    wait_until(
        || {
            take_served(&mut waiting, &mut served);
            served.len() == room && pauses() > 0
        },
        || format!("{room} to be served"),
    );
    chat_in_turns(&mut alice, &mut bob, 20);
    alice.say_for_good("sur le disque");
    bob.read_said();

    // It tries again each second, and sleeps in between. One of the tries may be in the log before and not be read yet.
    let (before, used, began) = (pauses(), processor_time(&server), Instant::now());
    wait_until(|| pauses() >= before + 4, || "four more tries".to_owned());
    let (used, took) = (processor_time(&server) - used, began.elapsed());
    assert!(took > Duration::from_millis(1900), "it tries too often: 4 times in {took:?}");
    assert!(used * 5 < took, "it is busy waiting: {used:?} of {took:?}");
    take_served(&mut waiting, &mut served);
    assert_eq!(served.len(), room);

    // A configuration cannot be opened now, and the logs cannot be opened again: nobody is worse off. Whichever is tried first,
    // what the other has closed makes no room.
    limit_files(&server, Some(3));
    server.signal(Signal::HUP);
    place.wait_for_log("configuration not reloaded");
    chat_in_turns(&mut alice, &mut bob, 20);
    limit_files(&server, Some(limit));

    // One goes, one comes, at once: each would come a second later at the next try.
    let (changes, began) = (20, Instant::now());
    for _ in 0..changes {
        drop(served.remove(0));
        wait_until(
            || {
                take_served(&mut waiting, &mut served);
                // One more if it has the place of the log that was closed.
                served.len() >= room
            },
            || "the next one to be served".to_owned(),
        );
    }
    assert!(
        began.elapsed() < Duration::from_secs(changes / 2),
        "it waits for its pauses to end: {:?}",
        began.elapsed()
    );
    chat_in_turns(&mut alice, &mut bob, 20);

    // Files again: everybody comes in.
    limit_files(&server, None);
    wait_until(
        || {
            take_served(&mut waiting, &mut served);
            waiting.is_empty()
        },
        || "all others to be served".to_owned(),
    );
    server.signal(Signal::HUP);
    place.wait_for_audit("config_reloaded");
    // What was to be logged while the audit log could not be opened is there.
    place.wait_for_audit("config_refused");
    let last = server.guest("carol");
    drop(last);
    wait_until(
        || place.audit().iter().any(|entry| entry["user"] == "carol"),
        || format!("carol in the audit log: {:#?}", place.log()),
    );
    assert!(place.counter("classcord_accept_pauses_total") >= 4);
}

// Peers that vanish.

#[test]
fn peers_that_vanish_without_a_word_are_found_by_silence_and_by_what_they_do_not_confirm() {
    if !in_own_network(
        "network_faults::peers_that_vanish_without_a_word_are_found_by_silence_and_by_what_they_do_not_confirm",
    ) {
        return;
    }
    let place = Place::configured(&format!("{NO_RATE_LIMITS}#! keepalive_s=1 user_timeout_s=3\n"));
    let server = place.start();
    let from = |n, name: &str| {
        let mut client = Client::connect_from(loopback(n), server.address);
        client.send(&json!({"type": "message", "from": name, "content": ""}));
        client.ask_users();
        client
    };
    let (mut silent, mut deaf, mut bob) = (from(5, "muette"), from(6, "sourde"), from(7, "bob"));
    let mut prof = server.guest("professionnelle");
    // Nothing is ever said to this one.
    silent.ask(&json!({"type": "join", "channel": "#ailleurs"}));
    silent.ask(&json!({"type": "leave", "channel": "#général"}));
    let bystanders = Bystanders::begin(server.address);
    for client in [&mut silent, &mut deaf, &mut bob, &mut prof] {
        client.lines_until_now();
    }
    let open = || place.console(&json!({"type": "stats"}))["connections"].as_u64().unwrap();
    let before = open();

    // The cable of one is pulled who is silent: the keep-alive finds it.
    let began = Instant::now();
    lose_packets_of(loopback(5));
    bob.read_until(|line| line["type"] == "status" && line["user"] == "muette" && line["state"] == "offline");
    let took = began.elapsed();
    assert!(took > Duration::from_secs(1), "{took:?}");
    bystanders.wait_for_turns(20);

    // And of one to whom something is said: it does not confirm it.
    deaf.lines_until_now();
    lose_packets_of(loopback(6));
    let began = Instant::now();
    bob.say("tu es là ?");
    assert_eq!(prof.read_said(), "tu es là ?");
    bob.read_until(|line| line["type"] == "status" && line["user"] == "sourde" && line["state"] == "offline");
    let took = began.elapsed();
    assert!(took > Duration::from_secs(2), "{took:?}");

    // Their places are free, the log says why, and who is silent but there has stayed.
    wait_until(|| open() == before - 2, || format!("{} of {before} connections less two", open()));
    let gone =
        || -> Vec<Value> { place.audit().into_iter().filter(|entry| entry["event"] == "disconnected").collect() };
    wait_until(|| gone().len() == 2, || format!("two departures in {:?}", gone()));
    assert!(gone().iter().all(|entry| entry["error"] == "timed_out"), "{:?}", gone());
    bob.say("et toi ?");
    assert_eq!(prof.read_said(), "et toi ?");
    bystanders.wait_for_turns(20);
    bystanders.end();
}

// Passwords.

#[test]
fn a_flood_of_wrong_logins_leaves_the_chat_alone_and_lets_the_owner_in() {
    // The usual cost of a password; no limit but the queue's length, which the flood fills.
    let place = Place::with_config(&format!("{NO_RATE_LIMITS}#! hash_queue=20\n"));
    let server = place.start();
    drop(server.account("alice"));
    let bystanders = Bystanders::begin(server.address);
    bystanders.wait_for_turns(20);
    let before_kib = server.resident_kib();
    let stop = Arc::new(AtomicBool::new(false));
    let (failed, busy) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    // A few more than are hashed for and wait: who is told to come again has a chance at the next place.
    let guessers: Vec<_> = (0..24)
        .map(|n| {
            let (stop, failed, busy) = (Arc::clone(&stop), Arc::clone(&failed), Arc::clone(&busy));
            let mut client = Client::connect_from(loopback(20 + n), server.address);
            std::thread::spawn(move || {
                for guess in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    client.send(&json!({"type": "login", "username": "alice", "password": format!("{n} {guess}")}));
                    let answer = client.read();
                    match answer["code"].as_str() {
                        Some("login_failed") => failed.fetch_add(1, Ordering::Relaxed),
                        Some("server_busy") => busy.fetch_add(1, Ordering::Relaxed),
                        _ => panic!("{answer}"),
                    };
                }
            })
        })
        .collect();
    let flooded = || failed.load(Ordering::Relaxed) >= 20 && busy.load(Ordering::Relaxed) >= 20;
    wait_until(flooded, || format!("{failed:?} failures and {busy:?} refusals"));
    let (turns, began) = (bystanders.turns(), Instant::now());
    bystanders.wait_for_turns(200);
    let a_turn = began.elapsed() / u32::try_from(bystanders.turns() - turns).unwrap();
    eprintln!("{failed:?} guesses were wrong, {busy:?} refused; the bystanders' turns took {a_turn:?}");

    // Who knows the password comes in, if not at the first try.
    let mut alice = server.connect();
    let tries = AtomicUsize::new(0);
    wait_until(
        || {
            tries.fetch_add(1, Ordering::Relaxed);
            let answer = alice.ask(&json!({"type": "login", "username": "alice", "password": "secret"}));
            assert!(answer["status"] == "ok" || answer["code"] == "server_busy", "{answer}");
            answer["status"] == "ok"
        },
        || format!("the owner to come in: {tries:?} tries"),
    );
    stop.store(true, Ordering::Relaxed);
    for guesser in guessers {
        guesser.join().unwrap();
    }
    bystanders.end();
    // One password is worked on at a time, however many wait: its 7 MiB, and no more.
    let growth_kib = server.peak_resident_kib() - before_kib;
    eprintln!("{growth_kib} KiB more; the owner came in at try {tries:?}");
    assert!(growth_kib < 16 * 1024, "{growth_kib} KiB more");
}
