//! Channels on the wire, asked for in JSON and typed: who is in which, who may be, and what is said where.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::wire::{guest, started};

fn join(channel: &str) -> Value {
    json!({"type": "join", "channel": channel})
}

fn joined(client: &mut Client, channel: &str) -> Value {
    let answer = client.ask(&join(channel));
    assert_eq!((&answer["type"], &answer["status"]), (&json!("join"), &json!("ok")), "{answer}");
    answer
}

/// The names of the channels on a client's list.
fn names(client: &mut Client) -> Vec<String> {
    let answer = client.ask(&json!({"type": "channels"}));
    answer["channels"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()).collect()
}

// What is said where.

#[test]
fn everybody_is_in_the_default_channel_at_first() {
    let (_place, server) = started("[chat]\ndefault_channel = \"#accueil\"\n");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say("bonjour");
    assert_eq!(bob.read_until(|line| line["content"] == "bonjour")["channel"], "#accueil");
}

#[test]
fn a_message_goes_to_the_members_of_its_channel_only() {
    let (_place, server) = started("");
    let (mut alice, mut bob, mut carol) = (guest(&server, "alice"), guest(&server, "bob"), guest(&server, "carol"));
    joined(&mut alice, "#dev");
    joined(&mut bob, "#dev");
    alice.say("entre nous");
    assert_eq!(bob.read_until(|line| line["content"] == "entre nous")["channel"], "#dev");
    assert!(carol.said_until_now().is_empty());
}

#[test]
fn joining_makes_a_channel_the_current_one_and_leaves_none() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#dev");
    bob.say("à l'accueil");
    assert_eq!(alice.read_said(), "à l'accueil");
    alice.say("dans dev");
    bob.expect_nothing();
    alice.say_in("#général", "à l'accueil aussi");
    assert_eq!(bob.read_said(), "à l'accueil aussi");
}

#[test]
fn a_message_to_a_channel_one_may_join_joins_it_and_the_current_one_stays() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut bob, "#dev");
    alice.say_in("#dev", "me voici");
    assert_eq!(bob.read_words("#dev"), "alice a rejoint #dev.");
    assert_eq!(bob.read_said(), "me voici");
    bob.say("bienvenue");
    assert_eq!(alice.read_said(), "bienvenue");
    alice.say("je suis à l'accueil");
    assert_eq!(bob.read_until(|line| line["from"] == "alice")["channel"], "#général");
}

#[test]
fn nobody_gets_what_was_said_before_they_came_or_after_they_went() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say_in("#dev", "avant");
    alice.lines_until_now();
    joined(&mut bob, "#dev");
    alice.say_in("#dev", "pendant");
    assert_eq!(bob.read_said(), "pendant");
    assert_eq!(bob.ask(&json!({"type": "leave"}))["current"], "#général");
    alice.say_in("#dev", "après");
    alice.lines_until_now();
    bob.expect_nothing();
}

#[test]
fn two_clients_of_one_person_may_be_in_different_channels() {
    let (_place, server) = started("");
    let mut phone = server.account("alice");
    let mut laptop = server.connect();
    laptop.login("alice", "secret");
    let mut bob = guest(&server, "bob");
    joined(&mut laptop, "#dev");
    bob.say_in("#dev", "ici");
    assert_eq!(laptop.read_said(), "ici");
    assert!(phone.said_until_now().is_empty());
    // She counts once.
    assert_eq!(joined(&mut bob, "#dev")["users"], json!(["alice", "bob"]));
}

#[test]
fn a_private_message_names_the_current_channel_of_its_sender() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#dev");
    alice.send(&json!({"type": "message", "subtype": "private", "to": "bob", "channel": "#autre", "content": "psst"}));
    assert_eq!(bob.read_until(|line| line["content"] == "psst")["channel"], "#dev");
    // It joins nothing.
    assert!(!names(&mut alice).contains(&"#autre".to_owned()));
}

// Joining.

#[test]
fn the_answer_to_join_tells_who_is_there_and_what_it_is_about() {
    let (place, server) = started("");
    let mut admin = place.in_charge(&server, "prof", "admin");
    admin.ask(&json!({"type": "topic", "channel": "#dev", "topic": "TP 3"}));
    joined(&mut guest(&server, "partie"), "#dev");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut bob, "#dev");
    bob.send(&json!({"type": "status", "state": "invisible"}));
    bob.lines_until_now();
    joined(&mut guest(&server, "carol"), "#dev");
    let mut dan = guest(&server, "dan");
    joined(&mut dan, "#dev");
    crate::support::wait_until(|| dan.ask_users() == ["alice", "dan", "prof"], || "the others to be gone".to_owned());
    let answer = joined(&mut alice, "#dev");
    assert_eq!(answer["users"], json!(["alice", "dan"]));
    assert_eq!(answer["topic"], "TP 3");
}

#[test]
fn the_members_are_told_who_comes_and_goes() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#dev");
    joined(&mut bob, "#dev");
    assert_eq!(alice.read_words("#dev"), "bob a rejoint #dev.");
    bob.ask(&json!({"type": "leave", "channel": "#dev"}));
    assert_eq!(alice.read_words("#dev"), "bob a quitté #dev.");
}

#[test]
fn names_of_channels_are_compared_like_those_of_people() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    for name in ["#DEV", "#Dev", "#ｄｅｖ", " #dev "] {
        assert_eq!(joined(&mut alice, name)["channel"], "#dev");
    }
    assert_eq!(joined(&mut alice, "#GE\u{301}NE\u{301}RAL")["channel"], "#général");
}

#[test]
fn a_name_is_a_hash_and_50_letters_digits_or_dashes_at_most() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    for name in ["#a", "#TP_réseau-2", "#部屋", &format!("#{}", "é".repeat(50))] {
        assert_eq!(joined(&mut alice, name)["channel"], name);
    }
    for name in ["#", "##", "#a b", "#a,b", "#👍", "#a\0", &format!("#{}", "é".repeat(51))] {
        alice.expect_error(&join(name), "bad_name");
    }
    for (channel, code) in [(json!(5), "bad_field"), (json!(null), "missing_field"), (json!(["#dev"]), "bad_field")] {
        alice.expect_error(&json!({"type": "join", "channel": channel}), code);
    }
}

#[test]
fn nobody_joins_or_leaves_before_saying_who_they_are() {
    let (_place, server) = started("");
    let mut client = server.connect();
    client.expect_words(&join("#dev"), "not_identified");
    client.expect_words(&json!({"type": "leave"}), "not_identified");
    client.send(&json!({"type": "hello"}));
    client.read_until(|line| line["type"] == "hello");
    client.expect_error(&join("#dev"), "not_identified");
    assert_eq!(names(&mut client), ["#dev", "#général"]);
}

#[test]
fn a_channel_that_somebody_made_is_there_while_somebody_is_in_it() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#projet");
    assert_eq!(names(&mut bob), ["#dev", "#général", "#projet"]);
    alice.ask(&json!({"type": "leave"}));
    assert_eq!(names(&mut bob), ["#dev", "#général"]);
}

#[test]
fn who_may_make_channels_can_be_set() {
    for (creators, guest_may, user_may, moderator_may) in [
        ("everyone", true, true, true),
        ("registered", false, true, true),
        ("moderators", false, false, true),
        ("nobody", false, false, false),
    ] {
        let (place, server) = started(&format!("[chat]\ncreate_channels = \"{creators}\"\n"));
        let clients = [
            (guest(&server, "invitée"), guest_may),
            (server.account("élève"), user_may),
            (place.in_charge(&server, "prof", "moderator"), moderator_may),
        ];
        for (n, (mut client, may)) in clients.into_iter().enumerate() {
            let name = format!("#salon{n}");
            if may {
                joined(&mut client, &name);
            } else {
                client.expect_error(&join(&name), "unknown_channel");
                client.say_in(&name, "?");
                client.read_code("unknown_channel");
            }
            // Those of the configuration are for everybody.
            joined(&mut client, "#dev");
        }
    }
}

#[test]
fn there_are_only_so_many_channels() {
    let (_place, server) = started("[limits]\nmax_channels = 4\n");
    let mut alice = guest(&server, "alice");
    joined(&mut alice, "#quatre");
    alice.expect_error(&join("#cinq"), "too_many_channels");
    alice.say_in("#cinq", "?");
    assert_eq!(alice.read_code("too_many_channels")["subtype"], "system");
    alice.ask(&json!({"type": "leave", "channel": "#quatre"}));
    joined(&mut alice, "#cinq");
}

#[test]
fn one_client_may_be_in_so_many_channels() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    // With the default one there are 20.
    for n in 1..20 {
        joined(&mut alice, &format!("#salon{n}"));
    }
    alice.expect_error(&join("#trois"), "too_many_channels");
    // Who switches leaves one for it.
    assert_eq!(alice.type_and_read("/join #trois", "#trois"), "Vous êtes maintenant dans #trois.");
}

// Leaving.

#[test]
fn nobody_leaves_the_last_channel_or_one_they_are_not_in() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    alice.expect_error(&json!({"type": "leave"}), "last_channel");
    alice.expect_error(&json!({"type": "leave", "channel": "#général"}), "last_channel");
    for channel in ["#dev", "#nulle-part", "#admin"] {
        alice.expect_error(&json!({"type": "leave", "channel": channel}), "not_member");
    }
}

#[test]
fn who_leaves_the_current_channel_is_in_the_default_one_or_in_another() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#dev");
    joined(&mut alice, "#projet");
    assert_eq!(
        alice.ask(&json!({"type": "leave"})),
        json!({
            "type": "leave", "status": "ok", "channel": "#projet", "current": "#général"
        })
    );
    // The default one can be left too, for one that was joined.
    assert_eq!(alice.ask(&json!({"type": "leave", "channel": "#général"}))["current"], "#dev");
    bob.say("à l'accueil");
    bob.lines_until_now();
    alice.expect_nothing();
    // Who leaves the last other one is back in it.
    assert_eq!(alice.ask(&json!({"type": "leave"}))["current"], "#général");
    bob.say("de retour ?");
    assert_eq!(alice.read_said(), "de retour ?");
}

// Typed.

#[test]
fn a_typed_join_switches() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    let answer = alice.type_and_read("/join #dev", "Vous");
    assert_eq!(answer, "Vous êtes maintenant dans #dev.");
    assert_eq!(bob.read_words("quitté"), "alice a quitté #général.");
    bob.say("elle n'entend pas");
    bob.lines_until_now();
    assert!(alice.said_until_now().is_empty());
    assert_eq!(alice.type_and_read("/leave", "Vous"), "Vous avez quitté #dev. Vous êtes dans #général.");
    bob.say("elle entend");
    assert_eq!(alice.read_said(), "elle entend");
}

#[test]
fn typed_refusals_come_in_words_with_a_code() {
    let (_place, server) = started("[chat]\ncreate_channels = \"nobody\"\n");
    let mut alice = guest(&server, "alice");
    let mut bob = guest(&server, "bob");
    for (typed, code) in [
        ("/join", "bad_command"),
        ("/join a b", "bad_command"),
        ("/join #nulle-part", "unknown_channel"),
        ("/join #admin", "channel_forbidden"),
        ("/leave", "last_channel"),
        ("/leave #dev", "not_member"),
        ("/leave dev", "not_member"),
        ("/leave a b", "bad_command"),
        ("/history 0", "bad_command"),
        ("/history 201", "bad_command"),
        ("/history -1", "bad_command"),
        ("/msg", "bad_command"),
        ("/msg zoe", "bad_command"),
        ("/msg zoe salut", "unknown_recipient"),
        ("/me", "bad_command"),
        ("/danse", "unknown_command"),
        ("/topic nouveau", "forbidden"),
        ("/channel #dev disable", "forbidden"),
        ("/role alice admin", "forbidden"),
        ("/bans", "forbidden"),
        ("/delete 1", "forbidden"),
        ("/announce tous", "forbidden"),
        ("/mute bob", "forbidden"),
        ("/ban bob", "forbidden"),
        ("/unban bob", "forbidden"),
        ("/unmute bob", "forbidden"),
        ("/kick bob", "forbidden"),
    ] {
        alice.say(typed);
        let line = alice.read_until(|line| line["type"] != "status" && line.get("code").is_some());
        assert_eq!((&line["code"], &line["subtype"]), (&json!(code), &json!("system")), "{typed}: {line}");
    }
    bob.lines_until_now();
    bob.expect_nothing();
}

#[test]
fn typed_lists_come_in_lines_of_words() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = guest(&server, "alice");
    prof.ask(&json!({"type": "topic", "channel": "#dev", "topic": "TP"}));
    assert_eq!(alice.type_and_read("/channels", "Salons"), "Salons (2) :");
    assert_eq!(alice.read()["content"], "#dev (0) : TP");
    assert_eq!(alice.read()["content"], "* #général (2)");
    assert_eq!(alice.type_and_read("/users", "Personnes"), "Personnes présentes (2) :");
    assert_eq!(alice.read()["content"], "alice (en ligne)");
    assert_eq!(alice.read()["content"], "prof (en ligne, modérateur)");
    assert_eq!(alice.type_and_read("/topic", "sujet"), "#général n'a pas de sujet.");
}

#[test]
fn help_lists_what_the_asker_may_use() {
    let (place, server) = started("");
    let mut alice = guest(&server, "alice");
    alice.say("/help");
    assert!(alice.read_words("/join").contains("changer de salon"));
    // The list is over when what is typed behind it is answered.
    alice.say("/danse");
    let mut lines = Vec::new();
    loop {
        let line = alice.read();
        if line["code"] == "unknown_command" {
            break;
        }
        lines.push(line["content"].as_str().unwrap().to_owned());
    }
    assert!(lines.iter().all(|line| !line.starts_with("/kick")), "{lines:?}");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    prof.say("/help");
    prof.read_words("/kick");
    prof.read_words("/delete");
}

#[test]
fn two_slashes_say_one() {
    let (_place, server) = started("");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    alice.say("//etc/passwd");
    assert_eq!(bob.read_said(), "/etc/passwd");
    alice.say("/me salue");
    assert_eq!(bob.read_said(), "* alice salue");
}

#[test]
fn what_is_typed_in_a_private_message_is_for_its_receiver() {
    let (_place, server) = started("");
    let (mut alice, mut bob, mut carol) = (guest(&server, "alice"), guest(&server, "bob"), guest(&server, "carol"));
    alice.send(&json!({"type": "message", "subtype": "private", "to": "bob", "content": "/me est triste"}));
    let heard = bob.read_until(|line| line["content"] == "* alice est triste");
    assert_eq!((&heard["subtype"], &heard["to"]), (&json!("private"), &json!("bob")));
    assert!(carol.said_until_now().is_empty());
    joined(&mut carol, "#dev");
    alice.send(&json!({"type": "message", "channel": "#dev", "content": "/me passe"}));
    assert_eq!(carol.read_until(|line| line["content"] == "* alice passe")["channel"], "#dev");
    assert!(bob.said_until_now().is_empty());
}

#[test]
fn a_name_with_blanks_is_typed_in_quotes_and_gets_nothing_that_is_meant_for_a_shorter_one() {
    let (_place, server) = started("");
    let mut alice = guest(&server, "alice");
    let mut jean = guest(&server, "Jean Paul");
    for typed in ["/msg \"jean paul\" deux", "/msg « Jean Paul » trois"] {
        alice.say(typed);
    }
    for content in ["deux", "trois"] {
        let line = jean.read_until(|line| line["subtype"] == "private");
        assert_eq!((&line["content"], &line["to"]), (&json!(content), &json!("Jean Paul")));
    }
    alice.say("/msg Jean Paul un");
    assert!(alice.read_code("bad_command")["content"].as_str().unwrap().contains("\"Jean Paul\""));
    let mut bob = guest(&server, "bob");
    let mut squatter = guest(&server, "bob tu");
    alice.say("/msg bob tu as la réponse 4 ?");
    let line = bob.read_until(|line| line["subtype"] == "private");
    assert_eq!((&line["content"], &line["to"]), (&json!("tu as la réponse 4 ?"), &json!("bob")));
    assert!(squatter.said_until_now().is_empty() && jean.said_until_now().is_empty());
}

// Channels of the people in charge.

#[test]
fn a_staff_channel_is_for_moderators_and_nobody_else_sees_it() {
    let (place, server) = started("");
    let mut alice = guest(&server, "alice");
    assert_eq!(names(&mut alice), ["#dev", "#général"]);
    alice.expect_error(&join("#admin"), "channel_forbidden");
    alice.say_in("#admin", "?");
    assert_eq!(alice.read_code("channel_forbidden")["subtype"], "system");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    assert_eq!(names(&mut prof), ["#admin", "#dev", "#général"]);
    joined(&mut prof, "#admin");
    prof.say("entre profs");
    assert!(alice.said_until_now().is_empty());
    alice.expect_error(&json!({"type": "history", "channel": "#admin"}), "not_member");
    alice.expect_error(&json!({"type": "topic", "channel": "#admin"}), "unknown_channel");
}

#[test]
fn who_is_no_moderator_any_more_has_no_place_in_a_staff_channel() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut chef = place.in_charge(&server, "chef", "admin");
    joined(&mut prof, "#admin");
    joined(&mut chef, "#admin");
    chef.ask(&json!({"type": "role", "user": "prof", "role": "user"}));
    assert_eq!(prof.read_code("channel_forbidden")["channel"], "#général");
    chef.say("sans lui");
    chef.lines_until_now();
    assert!(prof.said_until_now().is_empty());
    prof.expect_error(&join("#admin"), "channel_forbidden");
}

#[test]
fn a_disabled_channel_moves_its_members_and_takes_nobody_until_enabled() {
    let (place, server) = started("");
    let mut chef = place.in_charge(&server, "chef", "admin");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    joined(&mut alice, "#dev");
    let mode = |mode| json!({"type": "channel", "channel": "#dev", "mode": mode});
    assert_eq!(chef.ask(&mode("disable"))["status"], "ok");
    let told = alice.read_code("channel_disabled");
    assert!(told["content"].as_str().unwrap().contains("Vous êtes dans #général"), "{told}");
    alice.say("où suis-je ?");
    assert_eq!(bob.read_until(|line| line["from"] == "alice")["channel"], "#général");
    alice.expect_error(&join("#dev"), "channel_disabled");
    alice.say_in("#dev", "?");
    alice.read_code("channel_disabled");
    assert_eq!(alice.type_and_read("/join #dev", "désactivé"), "#dev est désactivé.");
    chef.expect_error(&join("#dev"), "channel_disabled");
    assert_eq!(names(&mut alice), ["#général"]);
    chef.ask(&mode("enable"));
    joined(&mut alice, "#dev");
}

#[test]
fn the_default_channel_cannot_be_disabled() {
    let (place, server) = started("");
    let mut chef = place.in_charge(&server, "chef", "admin");
    chef.expect_error(&json!({"type": "channel", "channel": "#général", "mode": "disable"}), "forbidden");
}

#[test]
fn in_a_read_only_channel_only_people_in_charge_write() {
    let (place, server) = started("");
    let mut chef = place.in_charge(&server, "chef", "admin");
    let (mut alice, mut bob) = (guest(&server, "alice"), guest(&server, "bob"));
    assert_eq!(chef.type_and_read("/channel #général read_only", "lecture"), "#général est en lecture seule.");
    alice.read_words("lecture seule");
    alice.say("et moi ?");
    assert_eq!(alice.read_code("channel_read_only")["subtype"], "system");
    let acked = json!({"type": "message", "content": "et moi ?", "ack": 1});
    assert_eq!(alice.expect_error(&acked, "channel_read_only")["ack"], 1);
    chef.say("annonce");
    assert_eq!(alice.read_said(), "annonce");
    // Private messages are not of the channel.
    alice.say_to("bob", "psst");
    assert_eq!(bob.read_until(|line| line["from"] == "alice")["content"], "psst");
    chef.ask(&json!({"type": "channel", "channel": "#général", "mode": "open"}));
    alice.say("enfin");
    assert_eq!(bob.read_until(|line| line["from"] == "alice")["content"], "enfin");
}

#[test]
fn a_topic_is_read_by_all_and_written_by_moderators() {
    let (place, server) = started("");
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut alice = guest(&server, "alice");
    let topic = |topic: Value| json!({"type": "topic", "channel": "#général", "topic": topic});
    alice.expect_error(&topic(json!("à moi")), "forbidden");
    assert_eq!(
        prof.ask(&topic(json!("  TP réseau "))),
        json!({
            "type": "topic", "status": "ok", "channel": "#général", "topic": "TP réseau"
        })
    );
    assert_eq!(alice.read_words("sujet"), "prof a changé le sujet de #général : TP réseau");
    assert_eq!(alice.ask(&topic(json!(null)))["topic"], "TP réseau");
    prof.expect_error(&topic(json!("é".repeat(201))), "bad_field");
    prof.expect_error(&topic(json!("deux\nlignes")), "bad_field");
    prof.expect_error(&json!({"type": "topic", "channel": "#nulle-part", "topic": "x"}), "unknown_channel");
    assert_eq!(prof.ask(&topic(json!("é".repeat(200))))["status"], "ok");
    assert_eq!(prof.ask(&topic(json!("")))["topic"], "");
    assert_eq!(alice.read_words("retiré"), "prof a retiré le sujet de #général.");
}
