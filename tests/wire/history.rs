//! History on the wire: pages, `/history`, replay at the login, what is in it and who may read it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use classcord_server::chat::message::Audience;
use classcord_server::chat::name::ChannelName;
use serde_json::{Value, json};

use crate::store_harness;
use crate::support::wire::{NO_RATE_LIMITS, assert_growing, guest, ids, started};
use crate::support::{Client, Place};

fn contents(messages: &[Value]) -> Vec<&str> {
    messages.iter().map(|message| message["content"].as_str().unwrap()).collect()
}

fn history(client: &mut Client, request: Value) -> (Vec<Value>, bool) {
    let mut request = request;
    request["type"] = "history".into();
    client.send(&request);
    let answer = client.read_until(|line| line["type"] == "history" || line["type"] == "error");
    assert_eq!(answer["type"], "history", "{answer}");
    (answer["messages"].as_array().unwrap().clone(), answer["more"].as_bool().unwrap())
}

#[test]
fn pages_are_read_backwards_and_more_says_whether_there_are_older_ones() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = guest(&server, "alice");
    for n in 1..=25 {
        alice.say(&n.to_string());
    }
    let (last, more) = history(&mut alice, json!({"limit": 10}));
    assert_eq!((contents(&last).first(), contents(&last).last(), more), (Some(&"16"), Some(&"25"), true));
    let (middle, more) = history(&mut alice, json!({"limit": 10, "before": last[0]["id"]}));
    assert_eq!((contents(&middle).first(), contents(&middle).last(), more), (Some(&"6"), Some(&"15"), true));
    let (first, more) = history(&mut alice, json!({"limit": 5, "before": middle[0]["id"]}));
    assert_eq!((contents(&first), more), (vec!["1", "2", "3", "4", "5"], false));
    let (none, more) = history(&mut alice, json!({"before": first[0]["id"]}));
    assert_eq!((none.len(), more), (0, false));
    assert_growing(&[ids(&first), ids(&middle), ids(&last)].concat());
}

#[test]
fn questions_that_were_answered_do_not_hold_up_the_class_while_messages_are_collected() {
    let (place, server) =
        started(&format!("{NO_RATE_LIMITS}#! store_queue=16 store_wait_s=60\n[storage]\ncommit_window_ms = 5000\n"));
    let mut alice = guest(&server, "alice");
    alice.say("bonjour");
    for _ in 0..40 {
        assert_eq!(contents(&history(&mut alice, json!({})).0), ["bonjour"]);
    }
    assert_eq!(place.counter(r#"classcord_storage_waits_total{end="caught_up"}"#), 0);
}

#[test]
fn what_a_server_of_the_first_layout_has_left_is_read_back_to_its_beginning() {
    let place = Place::configured(&format!("{NO_RATE_LIMITS}[history]\nkeep_days = 0\n"));
    let left = store_harness::some_messages(3000);
    fs::create_dir_all(place.data()).unwrap();
    fs::set_permissions(place.data(), fs::Permissions::from_mode(0o700)).unwrap();
    let db = redb::Database::create(place.data().join("classcord.redb")).unwrap();
    store_harness::write_layout_1(&db, &left, &[]);
    db.close().unwrap();
    // Who only reads is told who can change it.
    let refused = place.run(&["check"], "");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("classcord serve brings it up"), "{said}");

    let server = place.start();
    place.wait_for_log("had the older layout 1; a copy of it is");
    let mut alice = guest(&server, "alice2");
    alice.say("and on it goes");
    let all = alice.whole_history("#général");
    let general = Audience::Channel(ChannelName::parse("#général").unwrap());
    let expected = left.iter().filter(|message| message.audience == general).map(|message| &*message.content);
    assert!(contents(&all) == expected.chain(["and on it goes"]).collect::<Vec<_>>());
    assert_growing(&ids(&all));
    assert!(server.stop().success());
    let exported = place.run(&["export", "messages", "--format", "jsonl"], "");
    assert_eq!(String::from_utf8_lossy(&exported.stdout).lines().count(), left.len() + 1);
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn fifty_are_given_if_no_number_is_said() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = guest(&server, "alice");
    for n in 1..=60 {
        alice.say(&n.to_string());
    }
    let (page, more) = history(&mut alice, json!({}));
    assert_eq!((page.len(), more), (50, true));
}

#[test]
fn a_limit_is_a_whole_number_from_1_to_200() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    for limit in [json!(0), json!(201), json!(-1), json!(1.5), json!("10"), json!([]), json!(1e30)] {
        alice.expect_error(&json!({"type": "history", "limit": limit}), "bad_field");
    }
    for before in [json!(-1), json!("x"), json!(2.5)] {
        alice.expect_error(&json!({"type": "history", "before": before}), "bad_field");
    }
    for limit in [1, 200] {
        history(&mut alice, json!({"limit": limit}));
    }
    history(&mut alice, json!({"before": u64::MAX}));
    history(&mut alice, json!({"before": 0}));
}

#[test]
fn what_was_said_is_given_as_it_was_relayed() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.send(&json!({"type": "message", "subtype": "emote", "content": "é 👍", "couleur": {"fond": [1, null]}}));
    let relayed = bob.read_until(|line| line["from"] == "alice");
    assert_eq!(history(&mut bob, json!({})).0, [relayed]);
}

#[test]
fn only_members_read_a_channels_history() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.send(&json!({"type": "join", "channel": "#projet"}));
    alice.say_for_good("secret");
    for channel in ["#projet", "#dev", "#admin", "#nulle-part"] {
        bob.expect_error(&json!({"type": "history", "channel": channel}), "not_member");
    }
    server.connect().expect_words(&json!({"type": "history"}), "not_identified");
    bob.send(&json!({"type": "join", "channel": "#projet"}));
    assert_eq!(contents(&history(&mut bob, json!({})).0), ["secret"]);
}

#[test]
fn private_messages_are_in_no_history() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "admin");
    let (mut alice, _bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say_to("bob", "entre nous");
    alice.say_for_good("à tous");
    assert_eq!(contents(&history(&mut alice, json!({})).0), ["à tous"]);
    assert_eq!(contents(&history(&mut prof, json!({})).0), ["à tous"]);
}

#[test]
fn each_channel_has_its_own_and_keeps_it_while_nobody_is_there() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    alice.say("accueil");
    alice.say_in("#projet", "projet");
    assert_eq!(contents(&history(&mut alice, json!({"channel": "#projet"})).0), ["projet"]);
    assert_eq!(contents(&history(&mut alice, json!({})).0), ["accueil"]);
    alice.ask(&json!({"type": "leave", "channel": "#projet"}));
    alice.send(&json!({"type": "join", "channel": "#PROJET"}));
    assert_eq!(contents(&history(&mut alice, json!({})).0), ["projet"]);
}

#[test]
fn commands_are_in_no_history() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    for typed in ["/users", "/danse", "//un", "/me deux"] {
        alice.say(typed);
    }
    assert_eq!(contents(&history(&mut alice, json!({})).0), ["/un", "* alice deux"]);
}

#[test]
fn what_was_deleted_is_in_no_history() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = guest(&server, "alice");
    let [_, second, _] = ["un", "deux", "trois"].map(|content| alice.say_for_good(content));
    let answer = prof.ask(&json!({"type": "delete", "id": second}));
    assert_eq!(answer, json!({"type": "delete", "status": "ok", "id": second}));
    assert_eq!(contents(&history(&mut alice, json!({})).0), ["un", "trois"]);
}

#[test]
fn long_messages_make_short_pages_which_say_that_there_is_more() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = guest(&server, "alice");
    let long = "é".repeat(15_000);
    for n in 0..10 {
        alice.say(&format!("{n}{long}"));
    }
    let (page, more) = history(&mut alice, json!({"limit": 200}));
    assert!(!page.is_empty() && page.len() < 10 && more, "{} messages, more: {more}", page.len());
    let all = alice.whole_history("#général");
    let firsts: Vec<String> = contents(&all).iter().map(|content| content[..1].to_owned()).collect();
    assert_eq!(firsts.concat(), "0123456789");
}

#[test]
fn the_oldest_messages_go_when_there_are_too_many() {
    let (_place, server) =
        started(&format!("{NO_RATE_LIMITS}[history]\nkeep_messages = 5\n[storage]\ncommit_window_ms = 20\n"));
    let mut alice = guest(&server, "alice");
    for n in 1..=20 {
        alice.say(&n.to_string());
    }
    crate::support::wait_until(
        || contents(&history(&mut alice, json!({})).0) == ["16", "17", "18", "19", "20"],
        || "the oldest messages to go".to_owned(),
    );
}

// Typed.

#[test]
fn typed_history_gives_lines_with_time_and_author() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    assert_eq!(alice.type_and_read("/history", "général"), "Rien n'a encore été dit dans #général.");
    for n in 1..=25 {
        bob.say(&n.to_string());
        alice.read_said();
    }
    assert_eq!(alice.type_and_read("/history 3", "Derniers"), "Derniers messages de #général (3) :");
    for n in 23..=25 {
        let line = alice.read()["content"].as_str().unwrap().to_owned();
        let form: String = line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(form, "[00:00] bob : 00");
        assert!(line.ends_with(&format!("bob : {n}")), "{line}");
    }
    // Twenty if no number is said.
    assert_eq!(alice.type_and_read("/history", "Derniers"), "Derniers messages de #général (20) :");
}

#[test]
fn typed_history_has_numbers_for_who_may_delete() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = guest(&server, "alice");
    let id = alice.say_for_good("bêtise");
    let line = prof.type_and_read("/history 1", "alice : bêtise");
    assert!(line.contains(&format!(" #{id}]")), "{line}");
    assert_eq!(prof.type_and_read(&format!("/delete {id}"), "Message"), format!("Message {id} effacé."));
    assert!(alice.read_words("effacé").starts_with("Le message de alice ("));
    alice.ask(&json!({"type": "hello"}));
    let id = alice.say_for_good("autre bêtise");
    prof.say(&format!("/delete {id}"));
    assert_eq!(alice.read_until(|line| line["type"] == "delete"), json!({"type": "delete", "id": id, "by": "prof"}));
}

// At the login.

#[test]
fn the_last_messages_follow_the_welcome_marked_if_that_is_set() {
    let (_place, server) = started("[history]\nreplay_on_login = 2\n");
    let mut bob = guest(&server, "bob");
    let last: Vec<u64> = ["un", "deux", "trois"].map(|content| bob.say_for_good(content)).into_iter().skip(1).collect();
    let mut alice = server.account("alice");
    alice.ask_users();
    assert_eq!(alice.read()["subtype"], "system");
    let replayed = [alice.read(), alice.read()];
    assert_eq!(contents(&replayed), ["deux", "trois"]);
    assert_eq!(ids(&replayed), last);
    assert!(replayed.iter().all(|line| line["history"] == true && line["from"] == "bob"));
    // Guests too.
    let mut guest = server.guest("dan");
    guest.read_until(|line| line["history"] == true && line["content"] == "trois");
    // What is said now is no history.
    bob.say("quatre");
    assert!(alice.read_until(|line| line["content"] == "quatre").get("history").is_none());
}

#[test]
fn nothing_is_replayed_unless_that_is_set() {
    let (_place, server) = started("");
    guest(&server, "bob").say_for_good("avant");
    let mut alice = guest(&server, "alice");
    assert!(alice.said_until_now().is_empty());
}

#[test]
fn what_came_behind_an_id_is_read_forwards_until_nothing_is_missing() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let mut alice = guest(&server, "alice");
    for n in 1..=25 {
        alice.say(&n.to_string());
    }
    let (all, _) = history(&mut alice, json!({"limit": 200}));
    let (mut seen, mut more) = (all[..5].to_vec(), true);
    while more {
        let page;
        (page, more) = history(&mut alice, json!({"limit": 8, "after": seen.last().unwrap()["id"]}));
        assert!(page.len() == 8 || !more);
        seen.extend(page);
    }
    assert_eq!(seen, all, "nothing is missing, and nothing twice");
    let between = json!({"after": all[3]["id"], "before": all[6]["id"]});
    assert_eq!(contents(&history(&mut alice, between).0), ["5", "6"]);
    for after in [json!(-1), json!("x"), json!(2.5)] {
        alice.expect_error(&json!({"type": "history", "after": after}), "bad_field");
    }
}

#[test]
fn a_private_conversation_is_for_the_two_whose_it_is() {
    let (_place, server) = started(NO_RATE_LIMITS);
    let [mut alice, mut bob, mut eve] = ["alice", "bob", "eve"].map(|name| server.account(name));
    let tell = |from: &mut Client, to: &str, content: &str| {
        from.send(&json!({"type": "message", "subtype": "private", "to": to, "content": content, "ack": 1}));
        from.read_until(|line| line["type"] == "ack");
    };
    tell(&mut alice, "bob", "un");
    tell(&mut alice, "eve", "ailleurs");
    tell(&mut bob, "alice", "deux");
    alice.say("à tous");
    tell(&mut alice, "bob", "trois");
    let (of_alice, more) = history(&mut alice, json!({"with": "Bob"}));
    assert_eq!((contents(&of_alice), more), (vec!["un", "deux", "trois"], false));
    assert_eq!(history(&mut bob, json!({"with": "alice"})).0, of_alice);
    assert_eq!(contents(&history(&mut eve, json!({"with": "alice"})).0), ["ailleurs"]);
    assert_eq!(contents(&history(&mut eve, json!({"with": "bob"})).0), Vec::<&str>::new());
    let (newest, more) = history(&mut alice, json!({"with": "bob", "limit": 2}));
    assert_eq!((contents(&newest), more), (vec!["deux", "trois"], true));
    let (behind, more) = history(&mut alice, json!({"with": "bob", "after": of_alice[0]["id"], "limit": 1}));
    assert_eq!((contents(&behind), more), (vec!["deux"], true));
    alice.expect_error(&json!({"type": "history", "with": ""}), "bad_name");
    alice.expect_error(&json!({"type": "history", "with": 5}), "bad_field");

    // A guest who is called so next time reads nothing of it, nor does whoever registers a name that was a guest's.
    let mut nobody = server.connect();
    nobody.send(&json!({"type": "history", "with": "alice"}));
    assert_eq!(nobody.read_until(|line| line["code"] == "not_identified")["type"], "message");
    let mut zoe = guest(&server, "zoe");
    tell(&mut alice, "zoe", "à l'invitée");
    assert_eq!(history(&mut zoe, json!({"with": "alice"})), (Vec::new(), false));
    drop(zoe);
    alice.read_until(|line| line["type"] == "status" && line["user"] == "zoe" && line["state"] == "offline");
    let mut owner = server.account("zoe");
    assert_eq!(history(&mut owner, json!({"with": "alice"})), (Vec::new(), false));
}
