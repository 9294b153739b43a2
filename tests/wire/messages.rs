//! Messages on the wire: lines, encodings, relaying, private messages, acknowledgements, errors.

use std::net::Shutdown;

use serde_json::{Value, json};

use crate::support::wire::{NO_RATE_LIMITS, assert_growing, ids, started};
use crate::support::{Client, Place, Server};

/// Alice and Bob, who have heard of each other.
fn pair(server: &Server) -> (Client, Client) {
    let mut alice = server.guest("alice");
    let mut bob = server.guest("bob");
    alice.read_until(|line| line["user"] == "bob");
    bob.read_words("Bienvenue");
    (alice, bob)
}

/// The next line of a person's message as it came.
fn read_raw(client: &mut Client) -> String {
    loop {
        let line = client.read_line().unwrap();
        if line.contains("\"message\"") && !line.contains("\"system\"") {
            return line;
        }
    }
}

// Lines and characters.

#[test]
fn a_line_may_end_like_those_of_windows() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_bytes(b"{\"type\":\"message\",\"content\":\"un\"}\r\n{\"type\":\"message\",\"content\":\"deux\"}\n\r\n");
    assert_eq!([bob.read_said(), bob.read_said()], ["un", "deux"]);
}

#[test]
fn blank_lines_are_no_errors() {
    let (_place, server) = started("#! errors_per_minute=1\n");
    let (mut alice, mut bob) = pair(&server);
    alice.send_bytes(b"\n\n\r\n   \n\t\r\n");
    alice.say("après");
    assert_eq!(bob.read_said(), "après");
    assert!(alice.lines_until_now().iter().all(|line| line["type"] != "error"));
}

#[test]
fn many_lines_may_come_in_one_segment() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let (mut alice, mut bob) = pair(&server);
    let lines: String =
        (0..500).map(|n| format!("{}\n", json!({"type": "message", "content": n.to_string()}))).collect();
    alice.send_bytes(lines.as_bytes());
    for n in 0..500 {
        assert_eq!(bob.read_said(), n.to_string());
    }
}

#[test]
fn a_line_may_be_cut_at_every_byte() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let (mut alice, mut bob) = pair(&server);
    let line = "{\"type\":\"message\",\"content\":\"é€👍\"}\n";
    for cut in 1..line.len() {
        alice.send_bytes(&line.as_bytes()[..cut]);
        // Its answer shows that the server has taken its turn with the first half.
        bob.send(&json!({"type": "hello"}));
        bob.read_until(|line| line["type"] == "hello");
        alice.send_bytes(&line.as_bytes()[cut..]);
        assert_eq!(bob.read_said(), "é€👍", "cut at {cut}");
    }
}

#[test]
fn half_a_line_at_the_end_of_a_connection_is_dropped() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.say("une ligne");
    alice.send_bytes(b"{\"type\":\"message\",\"content\":\"une demie\"}");
    drop(alice);
    assert_eq!(bob.read_chat()["content"], "une ligne");
    assert_eq!(bob.read_chat(), json!({"type": "status", "user": "alice", "state": "offline"}));
}

#[test]
fn who_closes_only_their_half_still_gets_what_they_asked_for() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.send(&json!({"type": "hello"}));
    client.send(&json!({"type": "users"}));
    client.stream.shutdown(Shutdown::Write).unwrap();
    let kinds: Vec<Value> = client.read_to_end().into_iter().map(|line| line["type"].clone()).collect();
    assert_eq!(kinds, ["hello", "users"]);
}

#[test]
fn a_line_that_is_not_utf8_is_read_as_windows_1252() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_bytes(b"{\"type\":\"message\",\"content\":\"\xe9 \xe0 \xe7 \x80 \x9c\xd4\"}\n");
    assert_eq!(bob.read_said(), "é à ç € œÔ");
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_line() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_bytes(b"\xef\xbb\xbf{\"type\":\"message\",\"content\":\"bonjour\"}\n");
    assert_eq!(bob.read_said(), "bonjour");
}

#[test]
fn every_line_leaves_in_ascii_with_pairs_of_surrogates() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.say("é à ç € 👍 \u{7f}");
    let line = read_raw(&mut bob);
    assert!(line.contains(r"\u00e9 \u00e0 \u00e7 \u20ac \ud83d\udc4d"), "{line}");
    assert!(line.is_ascii() && !line.contains('\u{7f}'), "{line:?}");
}

#[test]
fn escapes_and_raw_characters_are_the_same() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_line(r#"{"type":"message","content":"\u00e9\ud83d\udc4d\/"}"#);
    assert_eq!(bob.read_said(), "é👍/");
}

#[test]
fn half_a_pair_of_surrogates_costs_no_message() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_line(r#"{"type":"message","content":"coupé \ud83d","note":"\udc4d"}"#);
    let said = bob.read_said();
    assert!(said.starts_with("coupé \u{fffd}"), "{said:?}");
}

#[test]
fn control_characters_arrive_as_escapes() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.say("a\0b\u{1b}[31mc\nd\u{85}e\u{2028}f");
    let line = read_raw(&mut bob);
    assert!(line.contains(r"a\u0000b\u001b[31mc\nd\u0085e\u2028f"), "{line}");
}

#[test]
fn the_type_is_compared_without_regard_to_case() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send(&json!({"type": "MESSAGE", "content": "fort"}));
    assert_eq!(bob.read_said(), "fort");
    alice.send(&json!({"type": "Message", "subtype": "PRIVATE", "to": "bob", "content": "bas"}));
    assert_eq!(bob.read_until(|line| line["content"] == "bas")["subtype"], "private");
}

// To everybody.

#[test]
fn a_message_goes_to_every_other_and_not_back() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    let mut carol = server.account("carol");
    alice.say("à tous");
    assert_eq!(bob.read_said(), "à tous");
    assert_eq!(carol.read_said(), "à tous");
    assert!(alice.said_until_now().is_empty());
}

#[test]
fn a_message_is_relayed_as_it_came_with_what_the_server_sets() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_line(
        r#"{"couleur":"bleue","type":"message","from":"bob","content":"x","id":"mine","timestamp":0,"history":true,"code":"kicked","n":1.50,"profond":{"a":[null,{"b":"é"}]},"vide":{}}"#,
    );
    let mut line = bob.read_until(|line| line["content"] == "x");
    let object = line.as_object_mut().unwrap();
    assert!(object.remove("id").unwrap().is_u64());
    assert!(object.remove("timestamp").unwrap().is_string());
    let wanted = json!({
        "type": "message", "subtype": "global", "to": "global", "from": "alice", "content": "x",
        "channel": "#général", "couleur": "bleue", "n": 1.50, "profond": {"a": [null, {"b": "é"}]}, "vide": {}
    });
    assert_eq!(line, wanted);
}

#[test]
fn numbers_are_relayed_digit_for_digit() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_line(r#"{"type":"message","content":"x","n":1.50,"grand":123456789012345678901234567890,"e":1E+2}"#);
    let line = read_raw(&mut bob);
    assert!(line.contains(r#""n":1.50,"grand":123456789012345678901234567890,"e":1E+2"#), "{line}");
}

#[test]
fn an_unknown_subtype_without_a_person_is_global() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for to in [json!("global"), json!("Global"), json!(""), json!(null)] {
        for subtype in [json!("global"), json!("emote"), json!(""), json!(null)] {
            alice.send(&json!({"type": "message", "subtype": subtype, "to": to, "content": "x"}));
            let line = bob.read_until(|line| line["content"] == "x");
            assert_eq!(line["subtype"], if subtype == "emote" { "emote" } else { "global" });
            assert_eq!(line["to"], "global");
        }
    }
}

/// Clients that leave `subtype` out or have a word of their own: the old server dropped what it did not know.
#[test]
fn what_names_one_person_goes_to_nobody_else() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    let mut carol = server.guest("carol");
    carol.lines_until_now();
    for subtype in ["", "prive", "privé", "dm", "mp", "emote", "system", "Private", "channel"] {
        let mut request = json!({"type": "message", "subtype": subtype, "to": "BOB", "content": "secret"});
        if subtype.is_empty() {
            request.as_object_mut().unwrap().remove("subtype");
        }
        alice.send(&request);
        let line = bob.read_until(|line| line["content"] == "secret");
        assert_eq!((&line["subtype"], &line["to"]), (&json!("private"), &json!("bob")), "{request}");
        request["to"] = json!("personne");
        alice.expect_words(&request, "unknown_recipient");
    }
    for request in [
        json!({"type": "private", "to": "bob", "content": "secret"}),
        json!({"type": "private_message", "to": "bob", "content": "secret", "channel": "#dev"}),
    ] {
        alice.send(&request);
        assert_eq!(bob.read_until(|line| line["content"] == "secret")["subtype"], "private");
    }
    assert!(carol.said_until_now().is_empty());
}

#[test]
fn a_channel_in_to_is_a_channel_and_two_channels_are_none() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send(&json!({"type": "message", "to": "#dev", "content": "au salon"}));
    assert!(bob.said_until_now().is_empty());
    bob.send(&json!({"type": "join", "channel": "dev"}));
    for request in [
        json!({"type": "message", "to": "#DEV", "content": "au salon"}),
        json!({"type": "message", "to": "#dev", "channel": "global", "content": "au salon"}),
        json!({"type": "message", "to": "#dev", "channel": "dév", "subtype": "global", "content": "au salon"}),
    ] {
        alice.send(&request);
        assert_eq!(bob.read_until(|line| line["content"] == "au salon")["channel"], "#dev", "{request}");
    }
    alice.expect_words(&json!({"type": "message", "to": "#dev", "channel": "#général", "content": "x"}), "bad_field");
    alice.expect_words(&json!({"type": "message", "to": "#a b", "content": "x"}), "bad_name");
    alice.expect_words(
        &json!({"type": "message", "to": "#dev", "subtype": "private", "content": "x"}),
        "unknown_recipient",
    );
    assert!(bob.said_until_now().is_empty());
}

/// Pupils type these.
#[test]
fn what_only_looks_like_a_command_is_said() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for text in ["/!\\ attention", "/o/", "/)", "/", "/ 3 = 1", "/home/pi/notes.txt", "/*", "/?", "/1", "/été/"] {
        alice.send(&json!({"type": "message", "content": text, "ack": 1}));
        assert_eq!(bob.read_said(), text);
        assert_eq!(alice.read_until(|line| line.get("ack").is_some())["type"], "ack");
    }
    for typed in ["/danse", "/été", "/a-b c", "/o"] {
        alice.expect_words(&json!({"type": "message", "content": typed}), "unknown_command");
    }
    alice.type_and_read("/join#dev", "#dev");
    assert!(bob.said_until_now().is_empty());
}

/// A Java string that was cut in the middle of an emoji.
#[test]
fn half_a_surrogate_pair_is_one_replacement_character_in_and_out() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.send_line(r#"{"type":"message","content":"a\ud800b","x\udc00":{"y\ud83d":"\udfff!"},"ack":1}"#);
    let line = bob.read_until(|line| line["subtype"] == "global");
    assert_eq!(line["content"], "a\u{fffd}b");
    assert_eq!(line["x\u{fffd}"], json!({"y\u{fffd}": "\u{fffd}!"}));
    alice.read_until(|line| line["type"] == "ack");
    let history = alice.ask(&json!({"type": "history"}));
    assert_eq!(history["messages"][0]["content"], "a\u{fffd}b");
    assert_eq!(history["messages"][0]["x\u{fffd}"], json!({"y\u{fffd}": "\u{fffd}!"}));
    let mut odd = server.connect();
    odd.send_line(r#"{"type":"status","user":"z\ud800","state":"x\udfff"}"#);
    assert_eq!(alice.read_until(|line| line["state"] == "x\u{fffd}")["type"], "status");
}

#[test]
fn nobody_can_speak_in_the_servers_name() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for subtype in ["system", "SYSTEM", " system "] {
        alice.send(&json!({"type": "message", "subtype": subtype, "from": "server", "content": "arrêt"}));
        let line = bob.read_until(|line| line["content"] == "arrêt");
        assert_eq!((&line["subtype"], &line["from"]), (&json!("global"), &json!("alice")));
    }
}

#[test]
fn a_timestamp_is_local_time_with_microseconds_and_without_zone() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    alice.say("x");
    let line = bob.read_until(|line| line["content"] == "x");
    let text = line["timestamp"].as_str().unwrap();
    let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(form, "0000-00-00T00:00:00.000000");
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.6f").unwrap();
    let age = chrono::Local::now().naive_local() - time;
    assert!(age.num_seconds().abs() < 60, "{text}");
}

#[test]
fn everybody_gets_the_messages_of_all_in_one_order_and_ids_grow() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut clients: Vec<Client> = (0..5).map(|n| server.guest(&format!("c{n}"))).collect();
    for client in &mut clients {
        client.read_words("Bienvenue");
    }
    let mut listener = server.guest("oreille");
    for round in 0..40 {
        for client in &mut clients {
            client.say(&format!("{round}"));
        }
    }
    let heard: Vec<Value> = (0..200)
        .map(|_| listener.read_until(|line| line["type"] == "message" && line["subtype"] == "global"))
        .collect();
    assert_growing(&ids(&heard));
    for (n, client) in clients.iter_mut().enumerate() {
        let name = format!("c{n}");
        let others: Vec<Value> = heard.iter().filter(|line| line["from"] != *name).cloned().collect();
        let own: Vec<Value> = others
            .iter()
            .map(|_| client.read_until(|line| line["type"] == "message" && line["subtype"] == "global"))
            .collect();
        assert_eq!(own, others, "{name}");
        assert!(client.said_until_now().is_empty());
    }
}

#[test]
fn a_message_may_be_of_so_many_characters() {
    let (_place, server) = started("[limits]\nmax_content_chars = 10\n");
    let (mut alice, mut bob) = pair(&server);
    alice.say("éééééééééé");
    assert_eq!(bob.read_said(), "éééééééééé");
    alice.say("ééééééééééé");
    let refused = alice.read_code("content_too_long");
    assert_eq!(refused["subtype"], "system");
    assert!(refused["content"].as_str().unwrap().contains("10"));
    bob.expect_nothing();
}

#[test]
fn a_message_of_the_most_characters_passes_however_its_letters_are_spelled() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let (mut alice, mut bob) = pair(&server);
    for (letter, units) in [("é", 1), ("字", 1), ("a", 1), ("😀", 2)] {
        let content = letter.repeat(16_000);
        let mut escaped = String::new();
        for unit in content.encode_utf16() {
            escaped.push_str(&format!("\\u{unit:04X}"));
        }
        assert_eq!(escaped.len(), 16_000 * 6 * units);
        for spelled in [&content, &escaped] {
            let line =
                format!("{{\"type\":\"message\",\"subtype\":\"global\",\"to\":\"global\",\"content\":\"{spelled}\"}}");
            alice.send_line(&line);
            assert!(bob.read_said() == content, "{letter} in {} bytes", spelled.len());
            // The limit is one of characters, and says so in their number.
            alice.send_line(&line.replace("\"content\":\"", "\"content\":\"+"));
            assert!(alice.read_code("content_too_long")["content"].as_str().unwrap().contains("16000"));
        }
    }
    // What no escapes excuse is skipped as ever, and so is what is too long in spite of them.
    for line in ["x".repeat(65_536), "\\u00e9".repeat(32_768), "\\\\u00e9".repeat(9_363)] {
        alice.send_line(&format!("\"{line}"));
        assert_eq!(alice.read_answer()["code"], "line_too_long");
    }
    bob.expect_nothing();
}

#[test]
fn programs_may_send_the_whole_of_their_buffer() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    let buffer = |text: &str, size: usize| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(size, 0);
        bytes
    };
    // Zeros between a line's end and the next line, before the end of a line, and with a byte order mark.
    for (n, size) in [64, 4096, 70_000].into_iter().enumerate() {
        for text in [
            "{\"type\":\"message\",\"content\":\"N\"}\n",
            "{\"type\":\"message\",\"content\":\"N\"}\r\n",
            "\u{feff}{\"type\":\"message\",\"content\":\"N\"}\n",
        ] {
            alice.send_bytes(&buffer(&text.replace('N', &n.to_string()), size));
            assert_eq!(bob.read_said(), n.to_string());
        }
    }
    alice.send_bytes(&[&buffer("{\"type\":\"message\",\"content\":\"avant\"}", 4096)[..], b"\n\0\0\n"].concat());
    assert_eq!(bob.read_said(), "avant");
    assert!(alice.lines_until_now().iter().all(|line| line["type"] != "error"));
    alice.send_bytes(b"{\"type\":\0\"users\"}\n");
    assert_eq!(alice.read_answer()["code"], "bad_json");
}

#[test]
fn what_the_server_does_not_know_of_a_message_is_limited_as_it_leaves() {
    let (_place, server) = started("[limits]\nmax_content_chars = 100\n");
    let (mut alice, mut bob) = pair(&server);
    // With its name and a comma 100 bytes: six for each é.
    let fits = json!({"type": "message", "content": "x", "p": "é".repeat(14), "q": "12"});
    alice.send(&fits);
    let heard = bob.read_until(|line| line["content"] == "x");
    assert_eq!((&heard["p"], &heard["q"]), (&fits["p"], &fits["q"]));
    alice.send(&json!({"type": "message", "content": "x", "p": "é".repeat(14), "q": "123"}));
    alice.read_code("content_too_long");
    bob.expect_nothing();
}

// To one person.

#[test]
fn a_private_message_goes_to_all_sessions_of_its_receiver_and_to_nobody_else() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let mut phone = server.account("bob");
    let mut laptop = server.connect();
    laptop.login("bob", "secret");
    let mut carol = server.guest("carol");
    alice.say_to("BOB", "pour toi");
    for session in [&mut phone, &mut laptop] {
        let line = session.read_until(|line| line["subtype"] == "private");
        assert_eq!(
            (&line["to"], &line["from"], &line["content"]),
            (&json!("bob"), &json!("alice"), &json!("pour toi"))
        );
    }
    assert!(carol.said_until_now().is_empty());
    assert!(alice.said_until_now().is_empty());
}

#[test]
fn who_writes_to_a_name_nobody_has_is_told_in_words() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for to in ["zoe", "", "a\u{200b}b"] {
        alice.say_to(to, "tu es là ?");
        let told = alice.read_code("unknown_recipient");
        assert_eq!(
            (&told["type"], &told["subtype"], &told["to"]),
            (&json!("message"), &json!("system"), &json!("alice"))
        );
    }
    bob.expect_nothing();
}

#[test]
fn a_private_message_needs_somebody_to_go_to() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    for (request, code) in [
        (json!({"type": "message", "subtype": "private", "content": "?"}), "missing_field"),
        (json!({"type": "message", "subtype": "private", "to": 5, "content": "?"}), "bad_field"),
        (json!({"type": "message", "to": ["bob"], "content": "?"}), "bad_field"),
        (json!({"type": "message", "subtype": 5, "to": "bob", "content": "?"}), "bad_field"),
    ] {
        alice.expect_words(&request, code);
    }
}

#[test]
fn what_is_written_to_somebody_away_comes_after_their_next_login_in_order_and_once() {
    let (_place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    for n in 1..=3 {
        alice.send(&json!({"type": "message", "subtype": "private", "to": "Zoe", "content": n.to_string(), "ack": n}));
        let ack = alice.read_until(|line| line["type"] == "ack");
        assert_eq!(ack["ack"], n);
        let told = alice.read_code("recipient_away");
        assert!(told["content"].as_str().unwrap().contains("zoe"), "{told}");
    }
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    zoe.read_words("Bienvenue");
    let kept: Vec<Value> = (0..3).map(|_| zoe.read_until(|line| line["subtype"] == "private")).collect();
    assert_eq!(kept.iter().map(|line| line["content"].as_str().unwrap()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_growing(&ids(&kept));
    // What she sends after it shows that she has them.
    zoe.expect_nothing();
    let mut again = server.connect();
    again.login("zoe", "secret");
    again.ask_users();
    again.read_words("Bienvenue");
    assert!(again.said_until_now().is_empty());
}

#[test]
fn a_kept_message_has_the_time_at_which_it_was_written() {
    let (_place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "zoe", "content": "?", "ack": 1}));
    let ack = alice.read_until(|line| line["type"] == "ack");
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    let kept = zoe.read_until(|line| line["subtype"] == "private");
    assert_eq!((&kept["timestamp"], &kept["id"]), (&ack["timestamp"], &ack["id"]));
}

#[test]
fn who_closes_in_good_order_after_a_kept_message_does_not_get_it_again() {
    let (_place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    alice.say_to("zoe", "à lire");
    alice.read_code("recipient_away");
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    assert_eq!(zoe.read_said(), "à lire");
    drop(zoe);
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    let mut again = server.connect();
    again.login("zoe", "secret");
    again.ask_users();
    again.read_words("Bienvenue");
    assert!(again.said_until_now().is_empty());
}

#[test]
fn who_breaks_off_after_a_kept_message_gets_it_again() {
    let (_place, server) = started("");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    alice.say_to("zoe", "à lire");
    alice.read_code("recipient_away");
    for _ in 0..2 {
        let mut zoe = server.connect();
        zoe.login("zoe", "secret");
        zoe.ask_users();
        assert_eq!(zoe.read_said(), "à lire");
        zoe.reset();
        alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    }
}

#[test]
fn only_so_many_messages_wait_for_one_person() {
    let (_place, server) = started("[limits]\nundelivered_per_user = 2\n");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    for _ in 0..2 {
        alice.say_to("zoe", "?");
        alice.read_code("recipient_away");
    }
    alice.say_to("zoe", "de trop");
    assert_eq!(alice.read_code("mailbox_full")["subtype"], "system");
    let mut zoe = server.connect();
    zoe.login("zoe", "secret");
    zoe.ask_users();
    assert_eq!((zoe.read_said(), zoe.read_said()), ("?".to_owned(), "?".to_owned()));
    assert!(zoe.said_until_now().is_empty());
    // There is room again.
    drop(zoe);
    alice.read_until(|line| line["user"] == "zoe" && line["state"] == "offline");
    alice.say_to("zoe", "?");
    alice.read_code("recipient_away");
}

#[test]
fn keeping_messages_for_those_away_can_be_switched_off() {
    let (_place, server) = started("[limits]\nundelivered_per_user = 0\n");
    drop(server.account("zoe"));
    let mut alice = server.guest("alice");
    alice.say_to("zoe", "?");
    alice.read_code("mailbox_full");
}

// Acknowledgements.

#[test]
fn an_ack_carries_what_was_asked_with_and_the_number_under_which_the_message_is_kept() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for token in [json!("n1"), json!(2), json!(-3.5), json!("é"), json!("")] {
        alice.send(&json!({"type": "message", "content": "x", "ack": token}));
        let ack = alice.read_until(|line| line["type"] == "ack");
        let relayed = bob.read_until(|line| line["content"] == "x");
        assert_eq!(ack, json!({"type": "ack", "ack": token, "id": relayed["id"], "timestamp": relayed["timestamp"]}));
        assert!(relayed.get("ack").is_none(), "{relayed}");
    }
}

#[test]
fn an_ack_that_cannot_come_is_answered_by_an_error_with_it() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let private = json!({"type": "message", "subtype": "private", "to": "zoe", "content": "?", "ack": "a"});
    assert_eq!(alice.expect_error(&private, "unknown_recipient")["ack"], "a");
    assert_eq!(alice.expect_error(&json!({"type": "message", "ack": "b"}), "missing_field")["ack"], "b");
    assert_eq!(alice.expect_error(&json!({"type": "message", "content": 5, "ack": "c"}), "bad_field")["ack"], "c");
    let command = json!({"type": "message", "content": "/users", "ack": "d"});
    assert_eq!(alice.expect_error(&command, "bad_field")["ack"], "d");
}

#[test]
fn an_ack_is_a_string_or_a_number_of_64_bytes_at_most() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = pair(&server);
    for ack in [json!(true), json!([1]), json!({}), json!("x".repeat(63)), json!("é".repeat(40))] {
        let answer = alice.expect_error(&json!({"type": "message", "content": "x", "ack": ack}), "bad_field");
        assert!(answer.get("ack").is_none());
    }
    bob.expect_nothing();
    alice.send(&json!({"type": "message", "content": "x", "ack": "x".repeat(62)}));
    assert_eq!(alice.read_until(|line| line["type"] == "ack")["ack"], "x".repeat(62));
    // Null is as if it were not there.
    alice.send(&json!({"type": "message", "content": "y", "ack": null}));
    assert!(alice.lines_until_now().iter().all(|line| line["type"] != "ack" && line["type"] != "error"));
}

// Errors.

#[test]
fn what_is_wrong_is_said_in_both_fields_and_by_a_code() {
    let (_place, server) = started("");
    let mut client = server.connect();
    for (line, code) in [
        ("bonjour", "bad_json"),
        ("5", "bad_json"),
        ("null", "bad_json"),
        ("\"message\"", "bad_json"),
        ("{\"type\":\"users\"} {\"type\":\"users\"}", "bad_json"),
        ("{}", "missing_field"),
        ("{\"type\":null}", "missing_field"),
        ("{\"type\":5}", "bad_field"),
        ("{\"type\":\"message\"}", "missing_field"),
        ("{\"type\":\"message\",\"content\":null}", "missing_field"),
        ("{\"type\":\"message\",\"content\":[]}", "bad_field"),
        ("{\"type\":\"status\"}", "missing_field"),
        ("{\"type\":\"status\",\"state\":{}}", "bad_field"),
        ("{\"type\":\"login\"}", "missing_field"),
        ("{\"type\":\"join\"}", "missing_field"),
        ("{\"type\":\"join\",\"channel\":\"#a b\"}", "bad_name"),
    ] {
        client.send_line(line);
        let answer = client.read();
        assert_eq!((&answer["type"], &answer["code"]), (&json!("error"), &json!(code)), "{line}: {answer}");
        assert_eq!(answer["message"], answer["error"]);
    }
    assert!(client.ask_users().is_empty());
}

#[test]
fn an_unknown_type_is_ignored_for_old_clients_and_told_to_newer_ones() {
    let (place, server) = started("");
    let mut client = server.connect();
    client.send(&json!({"type": "dance"}));
    client.send(&json!({"type": ""}));
    assert!(client.lines_until_now().is_empty());
    assert_eq!(place.counter(r#"classcord_bad_lines_total{reason="unknown_type"}"#), 2);
    client.send(&json!({"type": "hello"}));
    let hello = client.read();
    assert_eq!(hello["server"], "classcord");
    assert!(hello["features"].as_array().unwrap().contains(&json!("ack")));
    client.expect_error(&json!({"type": "dance"}), "unknown_type");
}

#[test]
fn newer_clients_get_refusals_in_mid_chat_as_errors() {
    let (_place, server) = started("");
    let mut client = server.guest("alice");
    client.read_words("Bienvenue");
    let private = json!({"type": "message", "subtype": "private", "to": "zoe", "content": "?"});
    client.send(&private);
    assert_eq!(client.read_code("unknown_recipient")["type"], "message");
    assert_eq!(client.ask(&json!({"type": "hello"}))["type"], "hello");
    client.expect_error(&private, "unknown_recipient");
}

#[test]
fn a_line_of_the_longest_length_passes_and_a_longer_one_is_skipped_and_answered_at_once() {
    let (_place, server) = started("[limits]\nmax_line = 512\n");
    let (mut alice, mut bob) = pair(&server);
    let frame = json!({"type": "message", "content": ""}).to_string().len();
    let fitting = "x".repeat(512 - frame);
    alice.say(&fitting);
    assert_eq!(bob.read_said(), fitting);
    // The answer comes before the end of the line, once, and what follows in the line is no line.
    alice.send_bytes("x".repeat(513).as_bytes());
    assert_eq!(alice.read_answer()["code"], "line_too_long");
    alice.send_bytes("x".repeat(2000).as_bytes());
    alice.send_bytes(b"\n");
    alice.say("après");
    assert_eq!(bob.read_said(), "après");
    assert!(alice.lines_until_now().iter().all(|line| line["type"] != "error"));
}

#[test]
fn english_speaking_servers_say_the_same() {
    let (_place, server) = started("lang = \"en\"");
    let mut alice = server.guest("alice");
    assert!(alice.read_words("Welcome").contains("alice"));
    let error = alice.expect_error(&json!([]), "bad_json");
    assert!(error["message"].as_str().unwrap().is_ascii());
    assert!(!error["message"].as_str().unwrap().contains("incomprise"));
}

#[test]
fn a_reply_names_its_message_wherever_it_is_read_again() {
    let place = Place::new();
    let server = place.start();
    let (mut alice, mut bob) = (server.account("alice"), server.guest("bob"));
    let asked = bob.say_for_good("Quel port ?");
    alice.send(&json!({"type": "message", "content": "12345", "reply_to": asked, "ack": 1}));
    assert_eq!(bob.read_until(|line| line["content"] == "12345")["reply_to"], asked);
    alice.read_until(|line| line["ack"] == 1);
    server.kill();
    let server = place.start();
    let mut zoe = server.guest("zoé");
    let history = zoe.ask(&json!({"type": "history", "limit": 1}));
    assert_eq!(history["messages"][0]["reply_to"], asked, "{history}");
    let exported = place.exported_rows(&["messages"]);
    assert_eq!(exported.last().unwrap()["reply_to"], asked, "{exported:?}");
}
