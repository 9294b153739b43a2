//! Guests on the wire: how one becomes one, and under which name.

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::wire::started;
use crate::support::{CHEAP_PASSWORDS, Client, Server};

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
    client.send(&json!({"type": "status", "state": "online"}));
    client.send(&json!({"type": "status", "state": "online", "user": ""}));
    assert!(client.ask_users().is_empty());
}

/// One of the real clients: its user chooses a state before the first message.
#[test]
fn a_state_chosen_before_the_first_word_holds_from_then_on_and_is_not_answered() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    for (first, chosen, shown) in [
        (json!({"type": "message", "from": "dora", "content": ""}), "Absent", "away"),
        (json!({"type": "message", "from": "eva", "content": "salut"}), "dnd", "dnd"),
        (json!({"type": "status", "user": "finn", "state": "en TP"}), "away", "en TP"),
    ] {
        let mut client = server.connect();
        client.send(&json!({"type": "status", "state": "online"}));
        client.send(&json!({"type": "status", "state": chosen}));
        assert!(client.lines_until_now().is_empty());
        client.send(&first);
        let status = bob.read_until(|line| line["type"] == "status" && line["state"] != "offline");
        assert_eq!(status["state"], shown, "{first}");
    }
    let mut hidden = server.connect();
    hidden.send(&json!({"type": "status", "state": "Invisible"}));
    hidden.send(&json!({"type": "message", "from": "gus", "content": ""}));
    assert!(hidden.ask_users().contains(&"gus".to_owned()));
    assert!(!bob.ask_users().contains(&"gus".to_owned()));
}

#[test]
fn a_state_chosen_before_a_login_is_not_the_accounts() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut alice = server.connect();
    alice.send(&json!({"type": "status", "state": "away"}));
    alice.register("alice", "secret");
    alice.login("alice", "secret");
    assert_eq!(bob.read_until(|line| line["type"] == "status")["state"], "online");
}

/// Old clients show an `error` raw, and have a chat window before they have a name.
#[test]
fn what_is_asked_before_the_first_word_is_never_answered_by_an_error() {
    let (_place, server) = started("");
    for request in [
        json!({"type": "history"}),
        json!({"type": "history", "channel": "#général", "limit": 5}),
        json!({"type": "get_history"}),
        json!({"type": "join", "channel": "#dev"}),
        json!({"type": "leave"}),
        json!({"type": "status", "state": "away"}),
        json!({"type": "users"}),
        json!({"type": "channels"}),
        json!({"type": "logout"}),
        json!({"type": "message", "content": "/help"}),
        json!({"type": "message", "content": "/history"}),
        json!({"type": "message", "content": "/msg x y"}),
        json!({"type": "message", "content": "x", "channel": 5}),
        json!({"type": "message", "content": "x", "to": []}),
    ] {
        let mut client = server.connect();
        client.send(&request);
        let lines = client.lines_until_now();
        assert!(lines.iter().all(|line| line["type"] != "error"), "{request}: {lines:?}");
        let silent = request["type"] == "status";
        let guest = request["type"] == "message";
        assert!(guest || lines.is_empty() == (silent || request["type"] == "channels"), "{request}: {lines:?}");
    }
}

/// `logout` is what student clients send before they go back to their login window, on the same connection.
#[test]
fn who_logs_out_is_nobody_and_may_come_in_again() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let mut alice = server.guest("alice");
    bob.read_until(|line| line["user"] == "alice");
    assert_eq!(alice.ask(&json!({"type": "logout"})), json!({"type": "logout", "status": "ok"}));
    assert_eq!(bob.read_until(|line| line["user"] == "alice")["state"], "offline");
    assert_eq!(alice.ask_users(), ["bob"]);
    bob.say("sans alice");
    assert!(!alice.lines_until_now().iter().any(|line| line["content"] == "sans alice"));
    alice.register("alice", "secret");
    alice.login("alice", "secret");
    assert_eq!(bob.read_until(|line| line["user"] == "alice")["state"], "online");
    assert_eq!(alice.ask(&json!({"type": "quit"})), json!({"type": "logout", "status": "ok"}));
    assert_eq!(alice.ask(&json!({"type": "quit"})), json!({"type": "logout", "status": "ok"}));
}

/// Student servers had no `#`, other clients send numbers or nothing: it keeps no guest out.
#[test]
fn no_spelling_of_a_channel_costs_a_guest_the_entry() {
    let (_place, server) = started("");
    let mut bob = server.guest("bob");
    let long = "x".repeat(10_000);
    for (n, (channel, reached)) in [
        (json!("général"), true),
        (json!("general"), true),
        (json!("GENERAL"), true),
        (json!("global"), true),
        (json!(""), true),
        (json!(null), true),
        (json!(" "), true),
        (json!(5), false),
        (json!(["#général"]), false),
        (json!({"a": 1}), false),
        (json!(true), false),
        (json!("a b"), false),
        (json!("#"), false),
        (json!(long), false),
    ]
    .into_iter()
    .enumerate()
    {
        let (name, text) = (format!("g{n}"), format!("texte {n}"));
        let mut client = server.connect();
        let request = json!({"type": "message", "from": name, "channel": channel, "content": text});
        client.send(&request);
        assert!(client.ask_users().contains(&name), "{request}");
        if reached {
            assert_eq!(bob.read_until(|line| line["subtype"] == "global")["content"], text, "{request}");
        } else {
            client.expect_words(&request, if channel.is_string() { "bad_name" } else { "bad_field" });
        }
    }
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

/// The name of a guest who types one, and the notice of it; asked once everything has come.
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
    // Gone when that is answered, so that the next one's name is free.
    client.send(&json!({"type": "logout"}));
    client.read_until(|line| line["type"] == "logout");
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
        client.expect_words(&json!({"type": "message", "from": "alice", "content": "bonjour"}), "guests_refused");
    assert!(refused["content"].as_str().unwrap().contains("invités ne sont pas admis"));
    client.expect_words(&json!({"type": "status", "user": "alice", "state": "online"}), "guests_refused");
    let mut newer = server.connect();
    newer.ask(&json!({"type": "hello"}));
    newer.expect_error(&json!({"type": "message", "from": "eve", "content": "bonjour"}), "guests_refused");
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
