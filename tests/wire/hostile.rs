//! Hostile input on real sockets: each bad line gets its documented answer, memory stays bounded, and two bystanders go
//! on chatting without missing anything.

use std::io::Write;
use std::net::Shutdown;

use serde_json::{Value, json};

use crate::support::load::Bystanders;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{Client, Place, Server};

/// The most that the server may grow by while it is attacked.
const GROWTH_KIB_MAX: u64 = 8 * 1024;

/// A server under observation, with two who chat on it meanwhile.
struct Scene {
    server: Server,
    place: Place,
    bystanders: Bystanders,
    before_kib: u64,
}

impl Scene {
    fn begin() -> Self {
        let place = Place::configured(NO_RATE_LIMITS);
        let server = place.start();
        let bystanders = Bystanders::begin(server.address);
        // What any chat costs is there before the attack.
        bystanders.wait_for_turns(50);
        let before_kib = server.resident_kib();
        Self { server, place, bystanders, before_kib }
    }

    /// The bystanders still chat, nobody was lost, and the server is not much larger than it was.
    fn end(self) {
        self.end_within(GROWTH_KIB_MAX);
    }

    fn end_within(self, growth_kib_max: u64) {
        self.bystanders.wait_for_turns(50);
        self.bystanders.end();
        let growth_kib = self.server.peak_resident_kib().saturating_sub(self.before_kib);
        eprintln!("{growth_kib} KiB more");
        assert!(growth_kib < growth_kib_max, "{growth_kib} KiB more");
        assert!(self.place.log().iter().all(|line| !line.contains("panicked")), "{:#?}", self.place.log());
    }
}

fn expect(client: &mut Client, line: &[u8], code: &str) {
    client.send_bytes(line);
    client.send_bytes(b"\n");
    let shown = String::from_utf8_lossy(&line[..line.len().min(80)]).into_owned();
    let answer = client.read();
    assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{shown}: {answer}");
    assert_eq!(answer["message"], answer["error"]);
}

/// Checks that the server answers a request, to show that the connection is as it was.
fn assert_alive(client: &mut Client) {
    client.send(&json!({"type": "hello"}));
    assert_eq!(client.read()["type"], "hello");
}

#[test]
fn what_is_no_json_object_is_bad_json() {
    let scene = Scene::begin();
    let mut client = scene.server.connect();
    for line in [
        "bonjour",
        "{",
        "}",
        "[]",
        "[[[[",
        "5",
        "-",
        "1e999",
        "true",
        "null",
        "\"texte\"",
        "{'type':'users'}",
        "{\"type\":\"users\"",
        "{\"type\":\"users\",}",
        "{\"type\" \"users\"}",
        "{\"type\":users}",
        "{type:\"users\"}",
        "{\"type\":\"users\"}x",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":NaN}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "GET / HTTP/1.1",
        "\u{feff}\u{feff}{}",
        "{\"a\":\"\t\"}",
        "{\"a\":\"\u{0}\"}",
        "\u{7f}",
    ] {
        expect(&mut client, line.as_bytes(), "bad_json");
    }
    expect(&mut client, b"\xff\xfe{\0\"\0t\0", "bad_json");
    expect(&mut client, &[0x16, 0x03, 0x01, 0x02, 0x00, 0x01], "bad_json");
    assert_alive(&mut client);
    scene.end();
}

#[test]
fn wrong_types_and_missing_fields_are_named_for_every_request() {
    let scene = Scene::begin();
    let mut client = scene.server.guest("alice");
    client.read_words("Bienvenue");
    let fields: [(&str, &[&str]); 12] = [
        ("login", &["username", "password"]),
        ("register", &["username", "password"]),
        ("message", &["content"]),
        ("status", &["state"]),
        ("join", &["channel"]),
        ("kick", &["user"]),
        ("mute", &["user"]),
        ("ban", &["user"]),
        ("announce", &["content"]),
        ("delete", &["id"]),
        ("role", &["role", "user"]),
        ("channel", &["mode", "channel"]),
    ];
    for (kind, needed) in fields {
        for &field in needed {
            for (value, code) in [
                (json!(null), "missing_field"),
                (json!({}), "bad_field"),
                (json!([]), "bad_field"),
                (json!(["x"]), "bad_field"),
                (json!(true), "bad_field"),
                (json!(-5.5), "bad_field"),
            ] {
                let mut request = json!({
                    "type": kind, "username": "x", "password": "secret", "content": "x", "state": "x",
                    "channel": "#dev", "user": "x", "id": 1, "role": "admin", "mode": "open"
                });
                request[field] = value;
                let answer = client.ask(&request);
                assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{request}: {answer}");
                let named = answer["message"].as_str().unwrap().contains(&format!("« {field} »"));
                assert!(named, "{request}: {answer}");
            }
        }
    }
    for kind in [json!(null), json!(5), json!([]), json!({}), json!(false)] {
        let answer = client.ask(&json!({"type": kind}));
        assert_eq!(answer["type"], "error", "{kind}");
    }
    assert_alive(&mut client);
    scene.end();
}

#[test]
fn no_login_succeeds_without_a_password() {
    let scene = Scene::begin();
    scene.server.connect().register("alice", "secret");
    let mut client = scene.server.connect();
    for password in
        ["null", "\"\"", "0", "false", "true", "[]", "{}", "[\"secret\"]", "\"\\u0000\"", "\"secret\\u0000\""]
    {
        for name in ["\"alice\"", "null", "[\"alice\"]", "\"\"", "\"nobody\"", "\"alice\\u0000\""] {
            client.send_line(&format!("{{\"type\":\"login\",\"username\":{name},\"password\":{password}}}"));
            let answer = client.read();
            assert_eq!(answer["type"], "error", "{name} {password}: {answer}");
        }
    }
    client.expect_words(&json!({"type": "join", "channel": "#dev"}), "not_identified");
    client.login("alice", "secret");
    scene.end();
}

#[test]
fn depth_bombs_and_heaps_of_fields_are_bad_json() {
    let scene = Scene::begin();
    let mut client = scene.server.guest("alice");
    client.read_words("Bienvenue");
    for depth in [33, 200, 30_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        expect(&mut client, format!("{{\"type\":\"message\",\"content\":\"x\",\"a\":{deep}}}").as_bytes(), "bad_json");
    }
    let objects = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    expect(&mut client, objects.as_bytes(), "bad_json");
    expect(&mut client, "[".repeat(60_000).as_bytes(), "bad_json");
    expect(&mut client, "{\"a\":".repeat(10_000).as_bytes(), "bad_json");
    let fields: String = (0..64).map(|n| format!(",\"f{n}\":0")).collect();
    expect(&mut client, format!("{{\"type\":\"users\"{fields}}}").as_bytes(), "bad_json");
    // At the limits.
    let deep = format!("{}{}", "[".repeat(32), "]".repeat(32));
    let fields: String = (0..61).map(|n| format!(",\"f{n}\":0")).collect();
    client.send_line(&format!("{{\"type\":\"message\",\"content\":\"x\",\"a\":{deep}{fields}}}"));
    assert_alive(&mut client);
    scene.end();
}

#[test]
fn of_two_fields_with_one_name_the_last_counts() {
    let scene = Scene::begin();
    scene.server.connect().register("alice", "secret");
    let mut client = scene.server.connect();
    client.send_line(
        r#"{"type":"users","type":"login","username":"x","username":"alice","password":"secret","password":"no"}"#,
    );
    assert_eq!(client.read()["code"], "login_failed");
    client.send_line(r#"{"type":"login","username":"alice","password":"no","password":"secret"}"#);
    assert_eq!(client.read()["status"], "ok");
    client.send_line(r#"{"type":"message","content":"un","content":null}"#);
    assert_eq!(client.read_answer()["code"], "missing_field");
    // However many there are.
    let many = ",\"content\":\"x\"".repeat(4000);
    let mut bob = scene.server.guest("bob");
    client.send_line(&format!("{{\"type\":\"message\"{many},\"content\":\"le dernier\"}}"));
    assert_eq!(bob.read_said(), "le dernier");
    scene.end();
}

#[test]
fn control_characters_reach_neither_lines_nor_logs_raw() {
    let scene = Scene::begin();
    let mut client = scene.server.guest("alice");
    let mut bob = scene.server.guest("bob");
    let nasty = "a\0b\u{1b}[2J\u{7}\r\n{\"event\":\"login_ok\"}\u{85}\u{2028}\u{202e}\"'\\";
    client.say(nasty);
    assert_eq!(bob.read_said(), nasty);
    client.expect_error(&json!({"type": "login", "username": nasty, "password": nasty}), "login_failed");
    client.expect_error(&json!({"type": "register", "username": nasty, "password": nasty}), "bad_name");
    client.send(&json!({"type": nasty}));
    client.send(&json!({"type": "status", "state": nasty}));
    client.lines_until_now();
    client.expect_error(&json!({"type": "join", "channel": format!("#{nasty}")}), "bad_name");
    scene.place.wait_for_audit("login_failed");
    // Reading the audit log parses each of its lines.
    assert!(scene.place.audit().iter().all(|entry| entry["event"] != "login_ok"));
    let raw = std::fs::read_to_string(scene.place.data().join("audit.log")).unwrap();
    let log = scene.place.log();
    for line in raw.lines().chain(log.iter().map(String::as_str)) {
        assert!(line.chars().all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{2028}'), "{line:?}");
    }
    scene.end();
}

#[test]
fn ten_megabytes_without_an_end_are_one_error_and_no_memory() {
    let scene = Scene::begin();
    let mut client = scene.server.connect();
    let chunk = vec![b'x'; 1024 * 1024];
    client.send_bytes(b"{\"type\":\"message\",\"content\":\"");
    for _ in 0..10 {
        client.send_bytes(&chunk);
    }
    assert_eq!(client.read()["code"], "line_too_long");
    client.send_bytes(b"\"}\n");
    assert_alive(&mut client);
    // The same with bytes that are no text, and with lines that are just too long.
    for _ in 0..3 {
        client.send_bytes(&[&[0xff; 70_000][..], b"\n"].concat());
        assert_eq!(client.read()["code"], "line_too_long");
    }
    assert_alive(&mut client);
    scene.end();
}

#[test]
fn many_unfinished_lines_are_bounded_each_by_the_longest_line() {
    let scene = Scene::begin();
    // Sixty whose lines are just within the limit, and are never ended: 60 * 64 KiB.
    let mut clients: Vec<Client> = (0..60).map(|_| scene.server.connect()).collect();
    for client in &mut clients {
        client.send_bytes(&[b'{'; 65_000]);
    }
    for client in &mut clients {
        client.send_bytes(&[b'{'; 600]);
        assert_eq!(client.read()["code"], "line_too_long");
    }
    // What comes behind is kept by nobody: 60 * 600 KB.
    for client in &mut clients {
        client.send_bytes(&[b'{'; 600_000]);
    }
    for client in &mut clients {
        client.send_bytes(b"\n");
        assert_alive(client);
    }
    drop(clients);
    // The lines are 3.8 MiB, of which the allocator makes up to 6.
    scene.end_within(16 * 1024);
}

#[test]
fn what_unfinished_lines_hold_for_their_escapes_is_bounded_for_all_together() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let mut alice = server.guest("alice");
    let before_kib = server.resident_kib();
    // A hundred and ninety of 188 KiB each, which no byte more than 64 KiB is spent on once 4 MiB are.
    let line = [&b"{\"type\":\"message\",\"content\":\""[..], &b"\\u00e9".repeat(32_000)].concat();
    let mut clients: Vec<Client> = (0..190).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.send_bytes(&line);
    }
    alice.lines_until_now();
    for client in &mut clients[..180] {
        client.send_bytes(b"\\u00e9");
    }
    let refused = || place.counter(r#"classcord_bad_lines_total{reason="too_long"}"#);
    crate::support::wait_until(|| refused() >= 100, || format!("{} lines that are too long", refused()));
    let growth_kib = server.peak_resident_kib().saturating_sub(before_kib);
    // What they hold is under 16 MiB; in how many pieces the lines came decides how much more of them the allocator takes.
    eprintln!("{growth_kib} KiB more");
    assert!(growth_kib < 28 * 1024, "{growth_kib} KiB more, where 190 whole lines are 35,600");
    drop(clients);
    crate::support::wait_until(
        || {
            let whole = [&line[..], b"\",\"ack\":1}\n"].concat();
            alice.send_bytes(&whole);
            alice.read_answer()["code"] == "content_too_long"
        },
        || "room for a line again".to_owned(),
    );
}

#[test]
fn half_lines_at_the_end_of_connections_are_forgotten() {
    let scene = Scene::begin();
    // Fewer than may be there at once from one address: the server may see the end of one later than we do.
    for n in 0..150 {
        let mut client = scene.server.connect();
        client.send_bytes(b"{\"type\":\"message\",\"from\":\"demi\",\"content\":\"perdu");
        match n % 3 {
            0 => client.stream.shutdown(Shutdown::Both).unwrap(),
            1 => client.reset(),
            _ => drop(client),
        }
    }
    let mut observer = scene.server.guest("observatrice");
    assert_eq!(observer.ask_users(), ["autre", "observatrice", "une"]);
    scene.end();
}

#[test]
fn a_thousand_errors_are_answered_a_thousand_times_if_so_many_are_forgiven() {
    let scene = Scene::begin();
    let mut client = scene.server.connect();
    let mut reader = Client::from_stream(client.stream.try_clone().unwrap());
    let writing = std::thread::spawn(move || {
        for n in 0..1000 {
            client.send_line(if n % 2 == 0 { "]" } else { "{\"type\":\"login\"}" });
        }
        client
    });
    for n in 0..1000 {
        assert_eq!(reader.read()["code"], if n % 2 == 0 { "bad_json" } else { "missing_field" });
    }
    let mut client = writing.join().unwrap();
    client.send(&json!({"type": "hello"}));
    assert_eq!(reader.read()["type"], "hello");
    scene.end();
}

#[test]
fn a_flood_from_many_is_cut_off_by_the_usual_limits() {
    let place = Place::configured("");
    let server = place.start();
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    let flood = "{\"type\":\"message\"}\n".repeat(500);
    let mut attackers: Vec<Client> = (0..20).map(|_| server.connect()).collect();
    for attacker in &mut attackers {
        // It may be closed while it still sends.
        let _ = attacker.stream.write_all(flood.as_bytes());
    }
    for n in 0..10 {
        alice.say(&n.to_string());
        assert_eq!(bob.read_said(), n.to_string());
    }
    for mut attacker in attackers {
        let lines = attacker.read_to_end_or_reset();
        assert!(lines.len() <= 32, "{}", lines.len());
        assert!(lines.iter().all(|line| line["type"] == "error"));
        if let Some(last) = lines.get(31) {
            assert_eq!(last["code"], "too_many_errors");
        }
    }
    assert_eq!(place.counter(r#"classcord_connections_dropped_total{reason="too_many_errors"}"#), 20);
}

#[test]
fn random_bytes_do_no_harm() {
    let scene = Scene::begin();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut byte = || {
        // xorshift64 (Marsaglia 2003): any bytes will do, as long as they are the same each time.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as u8
    };
    for _ in 0..10 {
        let mut client = scene.server.connect();
        let bytes: Vec<u8> = (0..100_000).map(|_| byte()).collect();
        client.send_bytes(&bytes);
        client.send_bytes(b"\n");
        client.send(&json!({"type": "hello"}));
        let answers: Vec<Value> =
            std::iter::from_fn(|| Some(client.read())).take_while(|line| line["type"] != "hello").collect();
        assert!(answers.iter().all(|line| line["type"] == "error"));
    }
    scene.end();
}
