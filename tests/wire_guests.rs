//! Guests on the wire: how one becomes one, and under which name.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use rustix::process::Signal;
use serde_json::{Value, json};
use support::{CHEAP_PASSWORDS, Client, Place, Server};

fn started(toml: &str) -> (Place, Server) {
    let place = Place::configured(toml);
    let server = place.start();
    (place, server)
}

fn online(name: &str) -> Value {
    json!({"type": "status", "user": name, "state": "online"})
}

/// A client that gets what others send, and everything that came before.
fn bystander(server: &Server) -> Client {
    let mut client = server.guest("zoe");
    client.lines_until_now();
    client
}

#[test]
fn nobody_is_told_anything_unasked_before_saying_who_they_are() {
    let (_place, server) = started("");
    let mut silent = server.connect();
    let mut asked = server.connect();
    asked.lines_until_now();
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    alice.say("il y a du monde ?");
    assert_eq!(bob.read_said(), "il y a du monde ?");
    drop(alice);
    for client in [&mut silent, &mut asked] {
        client.send(&json!({"type": "hello"}));
        assert_eq!(client.read()["type"], "hello");
    }
}

#[test]
fn the_first_message_makes_a_guest_who_is_announced_before_it_is_relayed() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "message", "from": "alice", "content": "bonjour"}));
    assert_eq!(zoe.read_chat(), online("alice"));
    let message = zoe.read_chat();
    assert_eq!((&message["from"], &message["content"]), (&json!("alice"), &json!("bonjour")));
}

#[test]
fn an_empty_message_makes_a_guest_and_is_neither_relayed_nor_kept() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "message", "from": "alice", "content": ""}));
    client.send(&json!({"type": "message", "content": ""}));
    let history = client.ask(&json!({"type": "history"}));
    assert_eq!(history["messages"], json!([]));
    assert_eq!(zoe.read_chat(), online("alice"));
    zoe.expect_nothing();
}

#[test]
fn an_empty_message_cannot_be_acknowledged() {
    let (_place, server) = started("");
    let mut alice = server.guest("alice");
    let answer = alice.expect_error(&json!({"type": "message", "content": "", "ack": 7}), "bad_field");
    assert_eq!(answer["ack"], 7);
}

#[test]
fn a_status_with_a_user_makes_a_guest() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "status", "user": "alice", "state": "away"}));
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "away"}));
    client.say("me voici");
    assert_eq!(zoe.read_chat()["from"], "alice");
}

#[test]
fn a_status_without_a_user_makes_nobody() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.expect_error(&json!({"type": "status", "state": "online"}), "not_identified");
    client.expect_error(&json!({"type": "status", "state": "online", "user": ""}), "not_identified");
    assert!(client.ask_users().is_empty());
}

#[test]
fn who_says_goodbye_without_having_been_anybody_appears_to_nobody() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut client = server.connect();
    client.send(&json!({"type": "status", "user": "alice", "state": "offline"}));
    client.lines_until_now();
    drop(client);
    server.guest("fin");
    assert_eq!(zoe.read_chat(), online("fin"));
}

#[test]
fn guests_without_a_name_are_told_apart() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut nameless: Vec<Client> = (0..3).map(|_| server.connect()).collect();
    for (client, name) in nameless.iter_mut().zip(["invité", "invité (invité)", "invité (invité 2)"]) {
        client.say("sans nom");
        assert_eq!(zoe.read_chat(), online(name));
        assert_eq!(zoe.read_chat()["from"], name);
    }
}

#[test]
fn what_is_no_text_counts_as_no_name() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    for from in [json!(5), json!(null), json!(" \t"), json!(["alice"])] {
        let mut client = server.connect();
        client.send(&json!({"type": "message", "from": from, "content": "?"}));
        assert_eq!(zoe.read_chat(), online("invité"), "{from}");
        assert_eq!(zoe.read_chat()["content"], "?");
        drop(client);
        assert_eq!(zoe.read_chat()["state"], "offline");
    }
}

/// What a guest is called who types a name, and what is said of it; asked once everything has come.
fn called(server: &Server, typed: &str) -> (String, Option<String>) {
    let mut client = server.connect();
    client.send(&json!({"type": "message", "from": typed, "content": "", "n": 1}));
    // The greeting goes on after the first list of people, with the notice before the welcome.
    client.send(&json!({"type": "users"}));
    let mut notice = None;
    let welcome = loop {
        let line = client.read();
        if line["code"] == "guest_renamed" {
            notice = Some(line["content"].as_str().unwrap().to_owned());
        } else if line["subtype"] == "system" && line["content"].as_str().unwrap().starts_with("Bienvenue ") {
            break line;
        }
    };
    let welcome = welcome["content"].as_str().unwrap();
    let name = welcome.strip_prefix("Bienvenue ").unwrap().split(" !").next().unwrap();
    (name.to_owned(), notice)
}

#[test]
fn what_can_be_kept_of_a_name_is_kept_and_every_change_is_told() {
    let (_place, server) = started("");
    for kept in [
        "\u{2764}\u{fe0f}marie",
        "\u{1f469}\u{200d}\u{1f4bb}eve",
        "\u{1f44d}\u{1f3fd} tom",
        "\u{1f1eb}\u{1f1f7} luc",
        "1\u{fe0f}\u{20e3} lea",
        "Nguyễn Văn A",
        "Иван",
        "محمد",
        "田中さん",
        "김민준 Kim",
        "O'Neill-Dupont",
        "Invité_Jean-Baptiste_1749823456789",
    ] {
        assert_eq!(called(&server, kept), (kept.to_owned(), None));
    }
    let long = "x".repeat(70);
    for (typed, name) in [
        ("a\u{200b}b", "ab"),
        ("a\u{1}b", "ab"),
        ("Jean  Paul", "Jean Paul"),
        ("tom\u{2800}", "tom"),
        ("tom\u{1d159}\u{16fe4}\u{13430}\u{70f}\u{e000}\u{378}\u{fffe}\u{fffc}", "tom"),
        ("\u{301}tom", "tom"),
        (&*format!("tom{}", "\u{301}\u{302}\u{303}".repeat(20)), "tom"),
        ("\u{202e}mot", "mot"),
        (&*long, &long[..64]),
        ("\u{200b}", "invité"),
        ("\u{7}\u{1b}", "invité"),
        ("t\u{43e}m bob", "tom bob"),
        ("\u{442}om bob", "invité"),
        ("Иван Ivanov", "invité"),
    ] {
        let (given, notice) = called(&server, typed);
        assert_eq!(given, name, "{}", typed.escape_unicode());
        assert!(notice.is_some_and(|notice| notice.contains(&format!("« {name} »"))), "{}", typed.escape_unicode());
    }
}

#[test]
fn a_guest_cannot_pass_for_somebody_to_the_eye() {
    let (_place, server) = started("");
    server.connect().register("Irène", "secret");
    server.connect().register("Camille", "secret");
    let _present = [server.guest("coco"), server.guest("user1"), server.guest("\u{1f469}\u{1f34e}")];
    for (typed, name) in [
        ("lrène", "lrène (invité)"),
        ("IR\u{395}NE", "IRENE"),
        ("lRÈNE", "lRÈNE (invité)"),
        ("Carnille", "Carnille (invité)"),
        ("\u{421}amille", "Camille (invité)"),
        ("\u{441}\u{43e}\u{441}\u{43e}", "\u{441}\u{43e}\u{441}\u{43e} (invité)"),
        ("userl", "userl (invité)"),
        ("USERI", "USERI (invité)"),
        ("\u{1f469}\u{200d}\u{1f34e}", "\u{1f469}\u{200d}\u{1f34e} (invité)"),
        ("c\u{2080}c\u{2080}", "c\u{2080}c\u{2080} (invité)"),
        ("c0c0", "c0c0 (invité)"),
        ("cocô", "cocô"),
        ("coco.", "coco."),
    ] {
        let (given, notice) = called(&server, typed);
        assert_eq!(given, name, "{}", typed.escape_unicode());
        assert_eq!(notice.is_some(), given != typed, "{}", typed.escape_unicode());
    }
}

#[test]
fn a_guest_is_not_somebody_in_charge() {
    let (place, server) = started("[chat]\nreserved_names = [\"prof\", \"Modérateur\"]\n");
    for (typed, name) in [
        ("Prof", "Prof (invité)"),
        ("Pr0f.", "Pr0f. (invité)"),
        ("MODERATEUR", "MODERATEUR (invité)"),
        ("Marie (prof)", "Marie"),
        ("prof [modérateur]", "prof (invité)"),
        ("(prof)", "invité"),
        ("bob (invité)", "bob (invité)"),
        ("admin", "admin"),
        ("\u{1d18}\u{280}\u{1d0f}\u{a730}", "invité"),
        ("\u{1d4f9}\u{1d4fb}\u{1d4f8}\u{1d4ef}", "\u{1d4f9}\u{1d4fb}\u{1d4f8}\u{1d4ef} (invité)"),
        ("ｐｒｏｆ", "ｐｒｏｆ (invité)"),
        ("pro\u{17f}", "pro\u{17f} (invité)"),
        ("prọf", "prọf (invité)"),
        ("p\u{3c1}of", "ppof"),
        ("pr\u{3bf}f", "prof (invité)"),
        ("\u{13e2}\u{13a1}", "\u{13e2}\u{13a1}"),
        ("prof3ss3ur", "prof3ss3ur"),
    ] {
        let (given, notice) = called(&server, typed);
        assert_eq!(given, name, "{}", typed.escape_unicode());
        assert_eq!(notice.is_some(), given != typed, "{}", typed.escape_unicode());
    }
    // The list is the operator's to change, and who bears what is on it then gets another name.
    let mut zoe = bystander(&server);
    let mut guest = server.guest("Directrice");
    assert_eq!(zoe.read_chat(), online("Directrice"));
    place.write_config(&format!("[chat]\nreserved_names = [\"directrice\"]\n{CHEAP_PASSWORDS}"));
    server.signal(Signal::HUP);
    assert_eq!(guest.read_code("guest_renamed")["to"], "Directrice");
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "Directrice", "state": "offline"}));
    assert_eq!(zoe.read_chat(), online("Directrice (invité)"));
    assert_eq!(called(&server, "prof"), ("prof".to_owned(), None));
}

#[test]
fn who_compares_letters_is_told_the_name_that_was_typed() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    server.connect().register("alice", "secret");
    let mut capitals = server.connect();
    capitals.login("ALICE", "secret");
    let mut exact = server.connect();
    exact.login("alice", "secret");
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    newer.login("Alice", "secret");
    let mut renamed = server.guest("zoe");
    let private = |to: &str| json!({"type": "message", "subtype": "private", "to": to, "content": "psst"});
    zoe.lines_until_now();
    for (client, to) in [(&mut capitals, "ALICE"), (&mut exact, "alice"), (&mut newer, "alice")] {
        client.lines_until_now();
        zoe.send(&private("Alice"));
        let line = client.read_chat();
        assert_eq!((&line["to"], &line["content"], &line["from"]), (&json!(to), &json!("psst"), &json!("zoe")));
        client.lines_until_now();
    }
    renamed.lines_until_now();
    zoe.send(&private("zoe (invité)"));
    assert_eq!(renamed.read_chat()["to"], "zoe");
    // So is what the server says to one client alone.
    for (client, to) in [(&mut capitals, "ALICE"), (&mut exact, "alice"), (&mut newer, "alice"), (&mut renamed, "zoe")]
    {
        client.lines_until_now();
        client.say("/topic");
        assert_eq!(client.read_until(|line| line["subtype"] == "system")["to"], to);
    }
    // Others see the name as it is.
    assert_eq!(zoe.ask_users(), ["alice", "zoe", "zoe (invité)"]);
}

#[test]
fn kept_mail_and_an_unlike_guest_are_told_what_was_typed_too() {
    let (_place, server) = started("");
    server.connect().register("alice", "secret");
    let mut zoe = server.guest("zoe");
    zoe.say_to("alice", "pour plus tard");
    let mut capitals = server.connect();
    capitals.login(" Alice", "secret");
    capitals.send(&json!({"type": "users"}));
    let mail = capitals.read_until(|line| line["content"] == "pour plus tard");
    assert_eq!((&mail["to"], &mail["subtype"]), (&json!(" Alice"), &json!("private")));
    // Who logs in as somebody else has typed another name.
    capitals.login("alice", "secret");
    zoe.say_to("alice", "encore");
    assert_eq!(capitals.read_until(|line| line["content"] == "encore")["to"], "alice");
    let mut odd = server.guest("o\u{200b}dd");
    zoe.say_to("odd", "salut");
    assert_eq!(odd.read_until(|line| line["content"] == "salut")["to"], "o\u{200b}dd");
    // What is longer than any name is not told back.
    let mut long = server.guest(&"y".repeat(3000));
    zoe.say_to(&"y".repeat(64), "court");
    assert_eq!(long.read_until(|line| line["content"] == "court")["to"], "y".repeat(64));
}

#[test]
fn a_guest_cannot_take_the_name_of_an_account_and_is_told_so() {
    let (_place, server) = started("");
    server.connect().register("alice", "secret");
    let mut client = server.guest("ALICE");
    let notice = client.read_code("guest_renamed");
    assert_eq!(notice["to"], "ALICE");
    assert!(notice["content"].as_str().unwrap().contains("« ALICE (invité) »"), "{notice}");
    assert_eq!(client.ask_users(), ["ALICE (invité)"]);
}

#[test]
fn a_guest_cannot_take_the_name_of_somebody_present() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut guests: Vec<Client> = (0..4).map(|_| server.connect()).collect();
    for (guest, name) in guests.iter_mut().zip(["bob", "bob (invité)", "bob (invité 2)", "bob (invité 3)"]) {
        guest.send(&json!({"type": "message", "from": "bob", "content": ""}));
        assert_eq!(zoe.read_chat(), online(name));
    }
}

#[test]
fn a_guest_cannot_pass_for_the_server() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    for (from, name) in [("server", "server (invité)"), ("Système", "Système (invité)")] {
        let mut client = server.connect();
        client.send(&json!({"type": "message", "subtype": "system", "from": from, "content": "arrêt"}));
        assert_eq!(zoe.read_chat(), online(name));
        let message = zoe.read_chat();
        assert_eq!((&message["from"], &message["subtype"]), (&json!(name), &json!("global")));
        drop(client);
        assert_eq!(zoe.read_chat()["state"], "offline");
    }
}

#[test]
fn a_long_name_is_cut_to_make_room_for_what_tells_it_apart() {
    let (_place, server) = started("");
    let long = "n".repeat(64);
    let _first = server.guest(&long);
    let mut second = server.guest(&long);
    let users = second.ask_users();
    assert_eq!(users, [format!("{} (invité)", "n".repeat(55)), long]);
}

#[test]
fn a_guest_keeps_a_name_until_somebody_registers_it() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut guest = server.guest("alice");
    assert_eq!(zoe.read_chat(), online("alice"));
    let mut owner = server.connect();
    owner.register("Alice", "secret");
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "offline"}));
    assert_eq!(zoe.read_chat(), online("alice (invité)"));
    assert_eq!(guest.read_code("guest_renamed")["to"], "alice");
    guest.say("c'est moi");
    assert_eq!(zoe.read_chat()["from"], "alice (invité)");
    owner.login("alice", "secret");
    assert_eq!(zoe.read_chat(), online("Alice"));
}

#[test]
fn a_guest_is_called_as_at_first_whatever_later_messages_say() {
    let (_place, server) = started("");
    let mut zoe = bystander(&server);
    let mut alice = server.guest("alice");
    assert_eq!(zoe.read_chat(), online("alice"));
    alice.send(&json!({"type": "message", "from": "zoe", "content": "qui suis-je ?"}));
    assert_eq!(zoe.read_chat()["from"], "alice");
    alice.send(&json!({"type": "status", "user": "zoe", "state": "away"}));
    assert_eq!(zoe.read_chat(), json!({"type": "status", "user": "alice", "state": "away"}));
}

#[test]
fn guests_can_be_kept_out_and_owners_of_accounts_still_come_in() {
    let (place, server) = started("[chat]\nguests = false\n");
    let mut client = server.connect();
    let refused =
        client.expect_error(&json!({"type": "message", "from": "alice", "content": "bonjour"}), "guests_refused");
    assert!(refused["message"].as_str().unwrap().contains("invités ne sont pas admis"));
    client.expect_error(&json!({"type": "status", "user": "alice", "state": "online"}), "guests_refused");
    assert!(client.ask_users().is_empty());
    place.wait_for_audit("guest_refused");
    client.register("alice", "secret");
    client.login("alice", "secret");
    assert_eq!(client.ask_users(), ["alice"]);
}

#[test]
fn a_guest_is_welcomed_like_everybody() {
    let (_place, server) = started("[chat]\nwelcome = \"Bienvenue au TP\"\n");
    let mut alice = server.guest("alice");
    assert_eq!(alice.read_words("Bienvenue"), "Bienvenue au TP");
}
