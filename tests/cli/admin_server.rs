//! `classcord admin` on a real server: what is done at the console is felt by real clients.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::terminal::Terminal;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

/// Runs a command that succeeds; what it says.
fn said(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["admin"], arguments].concat(), "");
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success() && err.is_empty(), "{arguments:?}: {out}{err}");
    out
}

/// The answer to a command that succeeds.
fn asked(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(&said(place, &[&["--json"], arguments].concat())).unwrap()
}

/// The code with which a command is refused.
fn refused(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["admin", "--json"], arguments].concat(), "");
    assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    let in_words = place.run(&[&["admin"], arguments].concat(), "");
    let words = format!("classcord: {}\n", answer["message"].as_str().unwrap());
    assert_eq!((in_words.status.code(), String::from_utf8(in_words.stderr).unwrap()), (Some(1), words));
    answer["code"].as_str().unwrap().to_owned()
}

fn wait_for_code(client: &mut Client, code: &str) -> Value {
    client.read_until(|line| line["code"] == code)
}

fn menu(place: &Place) -> Terminal {
    let (config, data) = (place.config(), place.data());
    let arguments = ["--config", config.to_str().unwrap(), "--data-dir", data.to_str().unwrap(), "admin"];
    let terminal = Terminal::start(env!("CARGO_BIN_EXE_classcord"), &arguments, 80, 24);
    terminal.wait_for("Clients connectés");
    terminal
}

fn number_of_last_message(place: &Place) -> String {
    let history = asked(place, &["history", "général"]);
    history["messages"].as_array().unwrap().last().unwrap()["id"].to_string()
}

#[test]
fn what_is_there_is_shown() {
    let place = Place::new();
    let server = place.start();
    let mut alice = server.account("alice");
    let mut bob = server.guest("bob");
    let _nobody = server.connect();
    bob.send(&json!({"type": "status", "state": "away"}));
    bob.send(&json!({"type": "join", "channel": "#dev"}));
    bob.read_until(|line| line["type"] == "join");
    wait_until(|| asked(&place, &["clients"])["clients"].as_array().unwrap().len() == 3, || "three clients".to_owned());

    let clients = asked(&place, &["clients"]);
    let of = |name: Value| clients["clients"].as_array().unwrap().iter().find(|c| c["name"] == name).unwrap();
    assert_eq!(of(json!("alice"))["role"], "user");
    assert_eq!((&of(json!("bob"))["channel"], &of(json!("bob"))["state"]), (&json!("#dev"), &json!("away")));
    assert_eq!(of(Value::Null)["address"], "127.0.0.1");
    let shown = said(&place, &["clients"]);
    let row = shown.lines().find(|line| line.starts_with("bob")).unwrap();
    assert!(["127.0.0.1", "#dev", "absent"].iter().all(|part| row.contains(part)), "{shown}");
    assert_eq!(said(&place, &["users"]), "2 en ligne\nalice\nbob (absent)\n");
    let channels = said(&place, &["channels"]);
    assert!(channels.contains("#admin") && channels.contains("#dev") && channels.contains("#général"), "{channels}");

    alice.send(&json!({"type": "message", "content": "bonjour à tous", "ack": 1}));
    alice.read_until(|line| line["type"] == "ack");
    let history = said(&place, &["history", "général", "--limit", "1"]);
    assert!(history.contains("<alice> bonjour à tous"), "{history}");
    // What is said is not in the log, unless the configuration asks for it.
    let log = said(&place, &["log"]);
    assert!(log.contains("ready") && !log.contains("bonjour à tous"), "{log}");
    let stats = asked(&place, &["stats"]);
    assert_eq!((&stats["accounts"], &stats["people"]), (&json!(1), &json!(2)));
    assert!(said(&place, &["stats", "--lang", "en"]).contains("People present"));
    assert_eq!(said(&place, &["bans"]).lines().count(), 1);
}

#[test]
fn what_is_done_is_felt() {
    let place = Place::new();
    let server = place.start();
    let mut alice = server.account("alice");
    let mut bob = server.guest("bob");

    assert_eq!(said(&place, &["announce", "Pause", "à 10 h"]), "Message envoyé à tous.\n");
    assert!(wait_for_code(&mut alice, "announcement")["content"].as_str().unwrap().contains("Pause à 10 h"));

    assert!(said(&place, &["mute", "BOB", "10m", "bavardage"]).starts_with("bob est muet, fin : "));
    wait_for_code(&mut bob, "muted");
    bob.send(&json!({"type": "message", "content": "quoi ?"}));
    wait_for_code(&mut bob, "muted");
    assert!(said(&place, &["bans"]).contains("bavardage"));
    assert_eq!(said(&place, &["unmute", "bob"]), "bob peut de nouveau parler.\n");

    bob.send(&json!({"type": "message", "content": "une bêtise"}));
    alice.read_until(|line| line["content"] == "une bêtise");
    let number = number_of_last_message(&place);
    assert_eq!(said(&place, &["delete", &number]), format!("Message {number} supprimé.\n"));
    assert!(alice.read_words("a été effacé").starts_with("Le message de bob ("));
    assert_eq!(refused(&place, &["delete", &number]), "unknown_message");

    assert_eq!(said(&place, &["topic", "général", "TP", "réseau"]), "Sujet de #général : TP réseau\n");
    alice.read_until(|line| line["content"].as_str().is_some_and(|content| content.contains("TP réseau")));
    assert_eq!(said(&place, &["topic", "général"]), "Sujet de #général : TP réseau\n");
    assert_eq!(said(&place, &["topic", "général", "--clear"]), "#général n'a pas de sujet.\n");

    said(&place, &["channel", "général", "read-only"]);
    bob.send(&json!({"type": "message", "content": "et moi ?"}));
    wait_for_code(&mut bob, "channel_read_only");
    said(&place, &["channel", "général", "open"]);
    said(&place, &["channel", "dev", "disable"]);
    bob.send(&json!({"type": "join", "channel": "#dev"}));
    assert_eq!(bob.read_until(|line| line["type"] == "error")["code"], "channel_disabled");
    assert!(said(&place, &["channels"]).contains("désactivé"));
    said(&place, &["channel", "dev", "enable"]);

    assert_eq!(said(&place, &["role", "alice", "moderator"]), "alice est maintenant : modérateur.\n");
    wait_for_code(&mut alice, "role_changed");

    assert_eq!(said(&place, &["ban", "bob", "perm", "spam"]), "bob est banni, fin : sans fin.\n");
    wait_for_code(&mut bob, "banned");
    bob.wait_for_end();
    assert_eq!(said(&place, &["unban", "bob"]), "bob n'est plus banni.\n");
    assert!(said(&place, &["ban", "10.1.2.3/8", "2h"]).starts_with("10.0.0.0/8 est banni"));
    assert_eq!(said(&place, &["unban", "10.0.0.0/8"]), "10.0.0.0/8 n'est plus banni.\n");

    assert_eq!(said(&place, &["kick", "alice", "à demain"]), "alice est déconnecté.\n");
    assert!(wait_for_code(&mut alice, "kicked")["content"].as_str().unwrap().contains("à demain"));
    alice.wait_for_end();
    place.wait_for_audit("kick");
    let audit = place.audit();
    let kick = audit.iter().find(|line| line["event"] == "kick").unwrap();
    assert!(kick.to_string().contains("console") && kick.to_string().contains("alice"), "{kick}");

    said(&place, &["reload"]);
    place.wait_for_audit("config_reloaded");
}

#[test]
fn what_cannot_be_done_is_refused() {
    let place = Place::new();
    let server = place.start();
    let _bob = server.guest("bob");
    for (arguments, code) in [
        (&["kick", "zoé"][..], "unknown_user"),
        (&["mute", "zoé"], "unknown_user"),
        (&["unmute", "bob"], "not_sanctioned"),
        (&["ban", "zoé"], "unknown_user"),
        (&["unban", "10.0.0.1"], "not_sanctioned"),
        (&["announce", " "], "missing_field"),
        (&["delete", "99999"], "unknown_message"),
        (&["topic", "ailleurs"], "unknown_channel"),
        (&["role", "bob", "admin"], "unknown_user"),
        (&["channel", "ailleurs", "disable"], "unknown_channel"),
        (&["kick", "bob", &"x".repeat(201)], "bad_field"),
    ] {
        assert_eq!(refused(&place, arguments), code, "{arguments:?}");
    }
    let output = place.run(&["admin", "channel", "général", "disable"], "");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_socket_is_for_the_owner_and_the_group() {
    let place = Place::new();
    let server = place.start();
    let mode = std::fs::metadata(place.data().join("control.sock")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o660);
    server.kill();
    // The socket is still there, but nobody behind it.
    let output = place.run(&["admin", "stats", "--lang", "en"], "");
    let words = String::from_utf8(output.stderr).unwrap();
    assert!(words.starts_with("classcord: no server answers at ") && words.ends_with(": is it running?\n"), "{words}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn one_console_too_many_is_told_so() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}#! console_connections=1\n"));
    let _server = place.start();
    let mut menu = menu(&place);
    menu.keys("10\r");
    menu.wait_for("En marche depuis");
    assert_eq!(refused(&place, &["clients"]), "too_many_connections");
    menu.keys("\x03");
    assert!(menu.wait().success());
    wait_until(|| place.run(&["admin", "clients"], "").status.success(), || "a free place".to_owned());
}

#[test]
fn the_menu_shows_who_comes_and_goes() {
    let place = Place::new();
    let server = place.start();
    let mut menu = menu(&place);
    menu.keys("1\r");
    menu.wait_for("(rien à montrer)");
    let mut bob = server.guest("bob");
    menu.wait_for("bob");
    menu.wait_for("127.0.0.1");
    bob.send(&json!({"type": "status", "state": "dnd"}));
    menu.wait_for("ne pas dé");
    // Chosen, and disconnected with a reason.
    menu.keys("1\r");
    menu.wait_for("── bob · 127.0.0.1 ─");
    menu.keys("1\r");
    menu.wait_for("Pourquoi ?");
    menu.keys("à demain\r");
    menu.wait_for("bob est déconnecté.");
    assert!(wait_for_code(&mut bob, "kicked")["content"].as_str().unwrap().contains("à demain"));
    bob.wait_for_end();
    menu.wait_for("(rien à montrer)");
}

#[test]
fn the_menu_does_what_it_says() {
    let place = Place::new();
    let server = place.start();
    let mut alice = server.account("alice");
    let mut menu = menu(&place);
    let mut play = |keys: &[&str], title: &str, shown: &str| {
        keys.iter().for_each(|keys| menu.keys(keys));
        menu.wait_for_view(title, shown);
    };
    play(&["7\r"], "Message à tous", "Que dire");
    play(&["Pause\r"], "ClassCord", "Message envoyé à tous.");
    wait_for_code(&mut alice, "announcement");
    play(&["8\r"], "Rôles", "modérateur");
    play(&["2\r"], "Rôles", "127.0.0.1");
    play(&["1\r"], "Rôles", "alice est maintenant : modérateur.");
    wait_for_code(&mut alice, "role_changed");
    play(&["qq2\r"], "Salons", "#dev");
    play(&["2\r2\r"], "Salons", "#dev est désactivé.");
    play(&[], "Salons", "0         désactivé");
    play(&["2\r2\r"], "Salons", "#dev est activé.");
    play(&["3\r4\rTP 2\r"], "Salons", "Sujet de #général : TP 2");
    alice.send(&json!({"type": "message", "content": "une bêtise", "ack": 1}));
    alice.read_until(|line| line["type"] == "ack");
    play(&["3\r1\r"], "Derniers messages de #général", "<alice> une bêtise");
    play(&["\r1\r"], "Derniers messages", "supprimé.");
    alice.read_words("a été effacé");
    play(&["qqq4\r1\r"], "Rendre quelqu'un muet", "127.0.0.1");
    play(&["1\r2h\rbavardage\r"], "Rendre quelqu'un muet", "alice est muet");
    wait_for_code(&mut alice, "muted");
    play(&["q2\r"], "Sanctions", "bavardage");
    play(&["1\r1\r"], "Sanctions", "alice peut de nouveau parler.");
    play(&["qq5\r2\r10.0.0.0/8\r\r\r"], "ClassCord", "10.0.0.0/8 est banni");
    play(&["6\r"], "Sanctions", "console");
    play(&["1\r1\r"], "Sanctions", "10.0.0.0/8 n'est plus banni.");
    play(&["q3\r"], "Déconnecter quelqu'un", "127.0.0.1");
    play(&["1\r\r"], "Déconnecter quelqu'un", "alice est déconnecté.");
    alice.wait_for_end();
    play(&["q11\r"], "ClassCord", "Le serveur relit sa configuration");
    play(&["9\r"], "Journal récent", "configuration reloaded");
    play(&["q10\r"], "Statistiques", "Mémoire");
}

#[test]
fn the_server_is_stopped_only_after_a_yes_and_found_again_when_it_is_back() {
    let place = Place::new();
    let mut server: Server = place.start();
    let mut alice = server.account("alice");
    let mut menu = menu(&place);
    menu.keys("12\r");
    menu.wait_for(">   0  Non, ne rien faire");
    menu.keys("\r");
    menu.wait_for("── ClassCord ·");
    alice.ask_users();
    menu.keys("12\r1\r");
    menu.wait_for("Le serveur s'arrête.");
    wait_for_code(&mut alice, "server_stopping");
    assert!(server.wait().success());
    menu.keys("1\r");
    menu.wait_for_view("Clients connectés", "PAS DE SERVEUR, nouvel essai : aucun serveur ne répond");
    let server = place.start();
    menu.wait_for("Le serveur répond de nouveau.");
    let _bob = server.guest("bob");
    menu.wait_for("bob");
    drop(menu);

    // Without the menu: only with a word, or --yes.
    assert_eq!(place.run(&["admin", "shutdown"], "oui\n").status.code(), Some(2));
    let mut server = server;
    assert_eq!(said(&place, &["shutdown", "--yes"]), "Le serveur s'arrête.\n");
    assert!(server.wait().success());
}

#[test]
fn polls_are_closed_and_questions_answered_at_the_console() {
    let place = Place::new();
    let server = place.start();
    let (mut ben, mut zoe) = (server.guest("ben"), server.guest("zoé"));
    let prof = place
        .console(&json!({"type": "poll", "channel": "#général", "question": "Ça va ?", "answers": ["oui", "non"]}));
    assert_eq!(prof["status"], "ok");
    let answered = |client: &mut Client, request: &Value| {
        client.send(request);
        assert_eq!(client.read_until(|line| line["type"] == request["type"])["status"], "ok");
    };
    answered(&mut ben, &json!({"type": "vote", "choices": [2]}));
    answered(&mut ben, &json!({"type": "ask", "content": "C'est quoi le port ?"}));
    answered(&mut zoe, &json!({"type": "up", "id": 1}));
    let shown = said(&place, &["polls"]);
    assert!(shown.contains("#général · Ça va ? · ouvert, 1 réponse(s)") && shown.contains("B.  1  non"), "{shown}");
    let shown = said(&place, &["questions"]);
    assert!(shown.contains("ben") && shown.contains("C'est quoi le port ?"), "{shown}");
    assert_eq!(said(&place, &["poll-close", "général"]), "Le sondage de #général est terminé.\n");
    assert_eq!(refused(&place, &["poll-close", "général"]), "unknown_poll");
    said(&place, &["answered", "1", "12345"]);
    let words = ben.read_until(|line| line["content"].as_str().is_some_and(|words| words.contains("12345")));
    assert!(words["content"].as_str().unwrap().contains("la console"), "{words}");
    assert!(said(&place, &["questions"]).contains("12345"));
    said(&place, &["unask", "1"]);
    assert_eq!(asked(&place, &["questions"])["questions"], json!([]));
    assert_eq!(refused(&place, &["answered", "1"]), "unknown_question");
}
