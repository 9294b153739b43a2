//! Limits on the wire: each with its key, what happens to who exceeds it, and that nobody else notices.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, guest, loopback, started};
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

fn login(name: &str) -> Value {
    json!({"type": "login", "username": name, "password": "wrong"})
}

fn register(name: &str) -> Value {
    json!({"type": "register", "username": name, "password": "secret"})
}

// How fast.

#[test]
fn messages_beyond_the_burst_are_refused_in_words_and_the_rate_fills_it_again() {
    let (place, server) = started("#! messages_burst=3\n[limits]\nmessages_per_second = 2\n");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    // The greeting's message counts too. All at once, or the rate lets more of them through.
    let mut answers = 0;
    let lines = (0..6).map(|n| format!("{}\n", json!({"type": "message", "content": n.to_string()})));
    alice.send_bytes(lines.collect::<String>().as_bytes());
    wait_until(
        || {
            answers += alice.lines_until_now().iter().filter(|line| line["code"] == "rate_limited").count();
            answers >= 3
        },
        || "refusals".to_owned(),
    );
    let heard = bob.said_until_now();
    assert!(heard.len() >= 2 && heard.len() + answers == 6, "{heard:?} and {answers} refusals");
    let acked = json!({"type": "message", "content": "?", "ack": 1});
    wait_until(
        || {
            alice.send(&acked);
            let answer = alice.read_until(|line| line["ack"] == 1);
            answer["type"] == "ack" || {
                assert_eq!(answer["code"], "rate_limited");
                false
            }
        },
        || "the bucket to fill".to_owned(),
    );
    place.wait_for_audit("rate_limited");
}

#[test]
fn lines_beyond_the_rate_are_read_later_and_none_is_lost() {
    let (place, server) = started("#! lines_burst=5\n[limits]\nlines_per_second = 5\n");
    let mut client = server.connect();
    let mut neighbour = server.connect();
    let began = Instant::now();
    client.send_bytes("{\"type\":\"hello\"}\n".repeat(20).as_bytes());
    let asked = Instant::now();
    neighbour.send(&json!({"type": "hello"}));
    neighbour.read();
    let neighbours_wait = asked.elapsed();
    for _ in 0..20 {
        assert_eq!(client.read()["type"], "hello");
    }
    // All twenty came in one read, so what is over the burst keeps back what comes next.
    client.send(&json!({"type": "hello"}));
    assert_eq!(client.read()["type"], "hello");
    let whole = began.elapsed();
    assert!(whole >= Duration::from_millis(2900), "{whole:?}");
    assert!(neighbours_wait < whole / 2, "the neighbour waited {neighbours_wait:?} of {whole:?}");
    assert_slowed_once(&place);
}

/// Each time that somebody begins to send too fast is counted and in the audit log, once.
fn assert_slowed_once(place: &Place) {
    assert_eq!(place.counter(r#"classcord_rate_limited_total{what="reading"}"#), 1);
    let slowed = |line: &Value| line["event"] == "rate_limited" && line["error"] == "reading";
    wait_until(|| place.audit().iter().any(slowed), || format!("it in {:?}", place.audit()));
    assert_eq!(place.audit().into_iter().filter(slowed).count(), 1);
}

#[test]
fn bytes_beyond_the_rate_are_read_later_and_none_is_lost() {
    let (place, server) = started("#! bytes_burst=20000\n[limits]\nbytes_per_second = 100000\n");
    let mut client = server.connect();
    let began = Instant::now();
    let line = format!("{{\"type\":\"hello\",\"x\":\"{}\"}}\n", "x".repeat(9_978));
    let sent = 10 * line.len();
    client.send_bytes(line.repeat(10).as_bytes());
    for _ in 0..10 {
        assert_eq!(client.read()["type"], "hello");
    }
    client.send(&json!({"type": "hello"}));
    assert_eq!(client.read()["type"], "hello");
    let least = Duration::from_secs_f64((sent - 20_000) as f64 / 100_000.0);
    assert!(began.elapsed() >= least.mul_f64(0.9), "{:?} instead of {least:?}", began.elapsed());
    assert_slowed_once(&place);
}

#[test]
fn who_makes_too_many_errors_is_told_so_and_closed() {
    let (place, server) = started("#! errors_per_minute=5\n");
    let mut identified = guest(&server, "alice");
    let mut bob = guest(&server, "bob");
    let mut client = server.connect();
    for _ in 0..6 {
        client.send_line("[");
    }
    let codes: Vec<Value> = client.read_to_end().into_iter().map(|line| line["code"].clone()).collect();
    assert_eq!(codes, [vec!["bad_json"; 6], vec!["too_many_errors"]].concat());
    for _ in 0..6 {
        identified.send_line("[");
    }
    assert_eq!(identified.read_code("too_many_errors")["subtype"], "system");
    identified.wait_for_end();
    bob.read_until(|line| line["user"] == "alice" && line["state"] == "offline");
    place.wait_for_audit("too_many_errors");
    assert_eq!(place.counter(r#"classcord_connections_dropped_total{reason="too_many_errors"}"#), 2);
}

#[test]
fn what_is_refused_to_a_person_is_no_error_that_counts() {
    let (place, server) = started("#! errors_per_minute=2\n");
    let mut alice = guest(&server, "alice");
    for _ in 0..10 {
        alice.say_to("zoe", "?");
        alice.read_code("unknown_recipient");
        alice.expect_error(&json!({"type": "join", "channel": "#admin"}), "channel_forbidden");
    }
    alice.ask_users();
    assert_eq!(place.counter("classcord_refusals_in_words_total"), 10);
    assert_eq!(place.counter("classcord_errors_sent_total"), 10);
}

#[test]
fn guessing_the_password_of_one_name_is_slowed_and_the_neighbours_still_come_in() {
    let (place, server) = started("[limits]\nlogins_per_minute_per_name = 3\n");
    server.connect().register("alice", "secret");
    server.connect().register("bob", "secret");
    let mut guesser = server.connect();
    for _ in 0..3 {
        guesser.expect_error(&login("alice"), "login_failed");
    }
    guesser.expect_error(&login("ALICE"), "rate_limited");
    // The right password does not get through either: else guessing would go on.
    guesser.expect_error(&json!({"type": "login", "username": "alice", "password": "secret"}), "rate_limited");
    // Behind the same address under another name, and under the same name from elsewhere.
    server.connect().login("bob", "secret");
    Client::connect_from(loopback(5), server.address).login("alice", "secret");
    wait_until(
        || place.audit().iter().any(|entry| entry["event"] == "login_failed" && entry["error"] == "rate_limited"),
        || "the refusal in the audit log".to_owned(),
    );
}

#[test]
fn logins_from_one_address_are_counted_together() {
    let (_place, server) = started("#! logins_per_minute_per_address=4\n");
    let mut client = server.connect();
    for n in 0..4 {
        client.expect_error(&login(&format!("n{n}")), "login_failed");
    }
    client.expect_error(&login("n5"), "rate_limited");
    server.connect().expect_error(&login("n6"), "rate_limited");
    Client::connect_from(loopback(5), server.address).expect_error(&login("n7"), "login_failed");
}

#[test]
fn logins_of_everybody_are_counted_together() {
    let (_place, server) = started("#! logins_per_minute=4\n");
    for n in 0..4 {
        Client::connect_from(loopback(10 + n), server.address).expect_error(&login("x"), "login_failed");
    }
    Client::connect_from(loopback(20), server.address).expect_error(&login("x"), "rate_limited");
}

#[test]
fn registrations_are_counted_by_name_by_address_and_together() {
    for (value, code_of_last, from_elsewhere) in [
        ("registrations_per_minute_per_address=2", "rate_limited", true),
        ("registrations_per_minute=2", "rate_limited", false),
    ] {
        let (_place, server) = started(&format!("#! {value}\n"));
        let mut client = server.connect();
        client.register("a", "secret");
        client.register("b", "secret");
        client.expect_error(&register("c"), code_of_last);
        let answer = Client::connect_from(loopback(5), server.address).ask(&register("d"));
        assert_eq!(answer["status"] == "ok", from_elsewhere, "{value}: {answer}");
    }
}

#[test]
fn passwords_that_wait_are_limited_and_others_chat_meanwhile() {
    // One attempt takes long enough that several are there at once, and that a lot is said meanwhile.
    let place = Place::with_config("#! hash_queue=1\n[passwords]\nmemory_kib = 65536\npasses = 8\n");
    let server = place.start();
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let mut guessers: Vec<Client> = (0..6).map(|_| server.connect()).collect();
    for (n, guesser) in guessers.iter_mut().enumerate() {
        guesser.send(&login(&format!("n{n}")));
    }
    // The loop goes on while the worker works: nobody whose password it is at has had an answer by then.
    for n in 0..3 {
        alice.say(&format!("pendant ce temps {n}"));
        assert_eq!(bob.read_said(), format!("pendant ce temps {n}"));
    }
    guessers[0].stream.set_nonblocking(true).unwrap();
    assert!(guessers[0].stream.peek(&mut [0]).is_err(), "what is said waits for a password");
    guessers[0].stream.set_nonblocking(false).unwrap();
    let codes: Vec<Value> = guessers.iter_mut().map(|guesser| guesser.read()["code"].clone()).collect();
    assert!(codes.contains(&json!("server_busy")) && codes.contains(&json!("login_failed")), "{codes:?}");
    assert!(codes.iter().all(|code| code == "server_busy" || code == "login_failed"), "{codes:?}");
    let busy = codes.iter().filter(|code| *code == "server_busy").count();
    let told = || place.audit().iter().filter(|line| line["error"] == "server_busy").count();
    wait_until(|| told() == busy, || format!("{busy} in {:?}", place.audit()));
    // Who was told to try again may.
    guessers[5].expect_error(&login("n9"), "login_failed");
}

// How many.

#[test]
fn there_are_so_many_connections_and_a_place_is_free_again_when_one_goes() {
    let (place, server) = started("[limits]\nmax_connections = 3\n");
    // The console counts as one while it is there.
    let mut clients: Vec<Client> = (0..3).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.lines_until_now();
    }
    let refused = server.connect().read_to_end();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((&refused[0]["type"], &refused[0]["code"]), (&json!("error"), &json!("too_many_connections")));
    assert_eq!(refused[0]["message"], refused[0]["error"]);
    place.wait_for_audit("connection_refused");
    clients.pop();
    wait_until(
        || {
            let mut client = server.connect();
            client.send(&json!({"type": "hello"}));
            client.read()["type"] == "hello"
        },
        || "a free place".to_owned(),
    );
}

#[test]
fn there_are_so_many_connections_from_one_address() {
    let (place, server) = started("[limits]\nmax_connections_per_address = 2\n");
    let mut clients: Vec<Client> = (0..2).map(|_| Client::connect_from(loopback(5), server.address)).collect();
    for client in &mut clients {
        client.lines_until_now();
    }
    let refused = Client::connect_from(loopback(5), server.address).read_to_end();
    assert_eq!(refused[0]["code"], "too_many_connections");
    assert!(refused[0]["message"].as_str().unwrap().contains("(2 au plus"), "{refused:?}");
    Client::connect_from(loopback(6), server.address).lines_until_now();
    assert_eq!(place.counter(r#"classcord_connections_refused_total{reason="max_connections_per_address"}"#), 1);
    drop(clients);
    wait_until(
        || {
            let mut client = Client::connect_from(loopback(5), server.address);
            client.send(&json!({"type": "hello"}));
            client.read()["type"] == "hello"
        },
        || "a free place".to_owned(),
    );
}

#[test]
fn who_is_not_served_is_closed_without_a_word() {
    let (place, server) = started("[access]\ndeny = [\"127.0.0.5\", \"127.0.1.0/24\"]\n");
    assert_eq!(Client::connect_from(loopback(5), server.address).read_line(), None);
    Client::connect_from(loopback(6), server.address).lines_until_now();
    wait_until(
        || {
            place.audit().iter().any(|entry| {
                entry["event"] == "connection_refused"
                    && entry["error"] == "not_allowed"
                    && entry["address"] == "127.0.0.5"
            })
        },
        || "the refusal in the audit log".to_owned(),
    );
    assert_eq!(place.counter(r#"classcord_connections_refused_total{reason="not_allowed"}"#), 1);
}

#[test]
fn only_what_is_allowed_is_served() {
    let (_place, server) = started("[access]\nallow = [\"127.0.0.9\"]\n");
    assert_eq!(server.connect().read_line(), None);
    Client::connect_from(loopback(9), server.address).lines_until_now();
}

#[test]
fn an_address_that_guesses_is_banned_for_a_while_also_over_a_restart_and_its_neighbours_are_not() {
    let toml = "[moderation]\nauto_ban_failures = 3\nauto_ban_exempt = []\n";
    let (place, server) = started(toml);
    let mut guesser = Client::connect_from(loopback(5), server.address);
    for _ in 0..2 {
        guesser.expect_error(&login("alice"), "login_failed");
    }
    guesser.send(&login("alice"));
    guesser.read_code("banned");
    guesser.wait_for_end();
    assert_eq!(Client::connect_from(loopback(5), server.address).read_to_end()[0]["code"], "banned");
    server.connect().lines_until_now();
    wait_until(
        || {
            place
                .audit()
                .iter()
                .any(|e| e["event"] == "ban" && e["error"] == "automatic" && e["address"] == "127.0.0.5")
        },
        || "the ban in the audit log".to_owned(),
    );
    assert_eq!(place.counter(r#"classcord_moderation_total{kind="automatic_ban"}"#), 1);
    let bans = place.console(&json!({"type": "bans"}));
    assert_eq!((&bans["bans"][0]["address"], &bans["bans"][0]["reason"]), (&json!("127.0.0.5"), &json!("automatic")));
    assert!(server.stop().success());
    let server = place.start();
    assert_eq!(Client::connect_from(loopback(5), server.address).read_to_end()[0]["code"], "banned");
    assert_eq!(place.console(&json!({"type": "unban", "address": "127.0.0.5"}))["status"], "ok");
    Client::connect_from(loopback(5), server.address).lines_until_now();
}

#[test]
fn lines_that_are_nothing_but_errors_lead_to_a_ban_too_and_loopback_is_spared_by_default() {
    let errors = |server: &Server| {
        for _ in 0..2 {
            let mut client = Client::connect_from(loopback(5), server.address);
            client.send_bytes(b"[\n[\n[\n");
            assert_eq!(client.read_to_end().iter().filter(|line| line["code"] == "bad_json").count(), 3);
        }
    };
    let toml = "#! errors_per_minute=2\n[moderation]\nauto_ban_failures = 2\n";
    let (_place, server) = started(&format!("{toml}auto_ban_exempt = []\n"));
    errors(&server);
    assert_eq!(Client::connect_from(loopback(5), server.address).read_to_end()[0]["code"], "banned");
    let (_place, server) = started(toml);
    errors(&server);
    Client::connect_from(loopback(5), server.address).lines_until_now();
}

#[test]
fn connections_come_only_so_fast_from_one_address_and_in_all() {
    let (place, server) = started(
        "#! connections_burst_per_address=3 connections_burst=5\n\
         [limits]\nconnections_per_minute_per_address = 1\nconnections_per_minute = 1\n",
    );
    let let_in = |n| {
        let mut client = Client::connect_from(loopback(n), server.address);
        client.send(&json!({"type": "hello"}));
        client.read_raw_line().is_some_and(|line| String::from_utf8_lossy(&line).contains("\"hello\""))
    };
    assert_eq!((0..6).filter(|_| let_in(5)).count(), 3);
    assert_eq!((0..6).filter(|_| let_in(6)).count(), 2, "what one was refused was nobody else's loss");
    assert!(!let_in(7));
    // It is not full, and says so.
    for (source, lang_words) in [(5, "depuis votre adresse"), (7, "en peu de temps :")] {
        let mut client = Client::connect_from(loopback(source), server.address);
        let told = client.read_to_end_or_reset().remove(0);
        assert_eq!((&told["type"], &told["code"]), (&json!("error"), &json!("connecting_too_fast")));
        let words = told["message"].as_str().unwrap();
        let wait = words.split_whitespace().rev().nth(1).unwrap().parse::<u64>();
        assert!(words.contains(lang_words) && wait.is_ok_and(|wait| (1..=60).contains(&wait)), "{words}");
    }
    place.wait_for_audit("connection_refused");
    let refused = |reason| place.counter(&format!("classcord_connections_refused_total{{reason=\"{reason}\"}}"));
    assert_eq!(refused("connections_per_minute_per_address"), 3 + 3 + 1);
    assert_eq!(refused("connections_per_minute"), 1 + 1 + 1);
}

// How long.

#[test]
fn a_line_that_is_not_ended_in_time_ends_the_connection() {
    let (place, server) = started("#! line_s=1\n");
    let mut identified = guest(&server, "alice");
    let mut slow = server.connect();
    let mut idle = server.connect();
    idle.lines_until_now();
    let began = Instant::now();
    slow.send_bytes(b"{\"type\":");
    identified.send_bytes(b"{");
    assert_eq!(identified.read_code("line_timeout")["subtype"], "system");
    identified.wait_for_end();
    assert_eq!(slow.read()["code"], "line_timeout");
    assert!(began.elapsed() >= Duration::from_secs(1));
    slow.wait_for_end();
    // Who says nothing at all may stay.
    idle.lines_until_now();
    place.wait_for_audit("line_timeout");
}

#[test]
fn a_line_that_is_typed_letter_by_letter_has_its_time_anew_with_each_and_ten_times_that_in_all() {
    let (place, server) = started("#! line_s=2\n");
    let mut ben = guest(&server, "ben");
    let (mut typist, mut slow) = (guest(&server, "typist"), server.connect());
    typist.stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    slow.stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    // As a terminal does it which sends each letter: a wait for the server, which says nothing, and then the next one.
    let key = |client: &mut Client, key: u8| {
        // The connection may be closed under the last ones.
        let _ = std::io::Write::write_all(&mut client.stream, &[key]);
        let mut byte = [0];
        client.stream.peek(&mut byte).is_ok()
    };
    let began = Instant::now();
    for letter in br#"{"type":"message","content":"a"}"# {
        assert!(!key(&mut typist, *letter), "it was ended after {:?}", began.elapsed());
        key(&mut slow, b'{');
    }
    assert!(began.elapsed() > Duration::from_secs(3), "{:?}", began.elapsed());
    typist.send_bytes(b"\r\n");
    assert_eq!(ben.read_said(), "a");
    // Who never comes to an end is not borne for ever.
    wait_until(|| key(&mut slow, b'{'), || "the line's time to end".to_owned());
    assert!(began.elapsed() >= Duration::from_secs(20));
    slow.stream.set_read_timeout(Some(crate::support::DEADLINE)).unwrap();
    assert_eq!(slow.read()["code"], "line_timeout");
    typist.stream.set_read_timeout(Some(crate::support::DEADLINE)).unwrap();
    typist.lines_until_now();
    assert_eq!(place.counter(r#"classcord_connections_dropped_total{reason="line_timeout"}"#), 1);
}

#[test]
fn what_is_blank_behind_a_line_is_no_line_that_has_begun() {
    let (_place, server) = started("#! line_s=1\n");
    let mut padded: Vec<Client> = [&b"\0"[..], b"\r", b" ", &[0; 4096]]
        .into_iter()
        .map(|padding| {
            let mut client = server.connect();
            client.send_bytes(&[b"{\"type\":\"hello\"}\n", padding].concat());
            assert_eq!(client.read()["type"], "hello");
            client
        })
        .collect();
    // Who has begun one in the same moment is ended.
    let mut slow = server.connect();
    slow.send_bytes(b"{");
    assert_eq!(slow.read()["code"], "line_timeout");
    for client in &mut padded {
        client.send(&json!({"type": "hello"}));
        assert_eq!(client.read()["type"], "hello");
    }
}

#[test]
fn who_does_not_say_who_they_are_in_time_is_closed() {
    let (place, server) = started("[limits]\nidentify_s = 4\n");
    let mut alice = server.guest("alice");
    let began = Instant::now();
    let mut silent = server.connect();
    let mut asking = server.connect();
    asking.send(&json!({"type": "hello"}));
    asking.read();
    assert_eq!(silent.read()["code"], "identify_timeout");
    assert!(began.elapsed() >= Duration::from_millis(3990));
    silent.wait_for_end();
    assert_eq!(asking.read()["code"], "identify_timeout");
    asking.wait_for_end();
    assert_eq!(alice.ask_users(), ["alice"]);
    place.wait_for_audit("identify_timeout");
}

// Who does not read.

/// Has Alice and Bob say so many messages to each other and asserts that each gets all of the other's once, in order.
fn chat_in_turns(alice: &mut Client, bob: &mut Client, turns: usize, tail: &str) {
    for n in 0..turns {
        alice.say(&format!("a{n}{tail}"));
        assert!(bob.read_said() == format!("a{n}{tail}"), "message {n}");
        bob.say(&format!("b{n}"));
        assert_eq!(alice.read_said(), format!("b{n}"));
    }
}

#[test]
fn a_reader_that_never_reads_is_dropped_and_costs_bounded_memory_and_nobody_a_message() {
    let (place, server) = started(NO_RATE_LIMITS);
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let mut deaf = Vec::new();
    for n in 0..5 {
        let mut client = Client::connect_narrow(server.address);
        client.send(&json!({"type": "message", "from": format!("sourd{n}"), "content": ""}));
        client.ask_users();
        deaf.push(client);
    }
    let before = server.resident_kib();
    // 40 MB for the five: without a limit on queues that is what the server would hold.
    chat_in_turns(&mut alice, &mut bob, 600, &"x".repeat(14_000));
    let most = server.peak_resident_kib() - before;
    eprintln!("{most} KiB more");
    assert!(most < 24 * 1024, "{most} KiB");
    wait_until(
        || place.counter(r#"classcord_connections_dropped_total{reason="slow_reader"}"#) == 5,
        || "the deaf to be dropped".to_owned(),
    );
    place.wait_for_audit("slow_reader");
    assert_eq!(bob.ask_users(), ["alice", "bob"]);
    // What had left before is there for them, and then why the rest is not.
    for mut client in deaf {
        let lines = client.read_to_end_or_reset();
        assert!(lines.len() > 3);
    }
}

#[test]
fn a_queue_beyond_the_soft_limit_has_a_time_of_grace() {
    let (place, server) = started(&format!("{NO_RATE_LIMITS}queue_hard_bytes = 65536\n#! queue_soft_grace_s=1\n"));
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let mut deaf = Client::connect_narrow(server.address);
    deaf.send(&json!({"type": "message", "from": "sourd", "content": ""}));
    deaf.ask_users();
    let dropped = || place.counter(r#"classcord_connections_dropped_total{reason="slow_reader"}"#);
    let waiting = |place: &Place| {
        place.console(&json!({"type": "clients"}))["clients"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|client| client["queued_bytes"].as_u64())
            .max()
            .unwrap_or(0)
    };
    // Beyond the soft limit, and far below the hard one. It was not beyond it before the last message.
    let mut began = Instant::now();
    while waiting(&place) <= 16_384 {
        began = Instant::now();
        chat_in_turns(&mut alice, &mut bob, 1, &"x".repeat(10_000));
    }
    wait_until(|| dropped() == 1, || "the grace to end".to_owned());
    assert!(began.elapsed() >= Duration::from_millis(990), "{:?}", began.elapsed());
}

#[test]
fn all_queues_together_are_limited_and_the_longest_goes_first() {
    let (place, server) = started(&format!(
        "{NO_RATE_LIMITS}queue_hard_bytes = 2000000\nqueue_total_bytes = 2000000\n#! queue_soft_grace_s=60\n"
    ));
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let mut deaf = Vec::new();
    for n in 0..4 {
        let mut client = Client::connect_narrow(server.address);
        client.send(&json!({"type": "message", "from": format!("sourd{n}"), "content": ""}));
        client.ask_users();
        deaf.push(client);
    }
    wait_until(
        || {
            chat_in_turns(&mut alice, &mut bob, 5, &"x".repeat(14_000));
            place.counter(r#"classcord_connections_dropped_total{reason="slow_reader"}"#) >= 1
        },
        || "the longest queue to go".to_owned(),
    );
    assert!(place.console(&json!({"type": "stats"}))["queued_bytes"].as_u64().unwrap() <= 2_000_000);
    chat_in_turns(&mut alice, &mut bob, 20, "");
}

#[test]
fn who_does_not_read_is_not_read_either() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut bob = guest(&server, "bob");
    let before = server.resident_kib();
    let asking = Client::connect_narrow(server.address);
    asking.stream.set_nonblocking(true).unwrap();
    // Asks without end, until the server takes no more for a while.
    let request = "{\"type\":\"channels\"}\n".repeat(1000);
    let mut stuck_since = None;
    wait_until(
        || {
            match std::io::Write::write(&mut &asking.stream, request.as_bytes()) {
                Ok(_) => stuck_since = None,
                Err(e) => {
                    assert_eq!(e.kind(), std::io::ErrorKind::WouldBlock, "the server closed it");
                    stuck_since.get_or_insert_with(Instant::now);
                }
            }
            bob.ask_users();
            stuck_since.is_some_and(|since: Instant| since.elapsed() > Duration::from_millis(300))
        },
        || "the server to take no more".to_owned(),
    );
    let most = server.peak_resident_kib() - before;
    eprintln!("{most} KiB more");
    assert!(most < 8 * 1024, "{most} KiB");
}

#[test]
fn limits_can_change_while_the_server_runs() {
    let (place, server) = started("");
    let mut alice = guest(&server, "alice");
    let long = "x".repeat(600);
    let acked = json!({"type": "message", "content": long, "ack": 1});
    assert_eq!(alice.ask(&acked)["type"], "ack");
    place.write_config(&format!("[limits]\nmax_line = 512\nmax_content_chars = 100\n{CHEAP_PASSWORDS}"));
    server.signal(rustix::process::Signal::HUP);
    place.wait_for_audit("config_reloaded");
    assert_eq!(alice.ask(&acked)["code"], "line_too_long");
    let acked = json!({"type": "message", "content": "x".repeat(101), "ack": 2});
    alice.expect_error(&acked, "content_too_long");
}
