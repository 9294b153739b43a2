//! SIGHUP: the configuration read again and the logs reopened, under load; and configurations that cannot be.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use rustix::process::Signal;
use serde_json::{Value, json};

use super::logs::count_lines;
use crate::support::load::Bystanders;
use crate::support::wire::NO_RATE_LIMITS;
use crate::support::{CHEAP_PASSWORDS, Client, DEADLINE, Place, Server, wait_until};

/// The number of times that something is reloaded or rotated.
const ROUNDS: usize = 10;

fn write(place: &Place, toml: &str) {
    place.write_config(&format!("{toml}\n{CHEAP_PASSWORDS}"));
}

/// The number of times that an event is in the audit log.
fn audited(place: &Place, event: &str) -> usize {
    place.audit().iter().filter(|entry| entry["event"] == event).count()
}

/// Sends SIGHUP and waits until the event that answers it is audited once more.
fn reload(place: &Place, server: &Server, event: &str) {
    let before = audited(place, event);
    server.signal(Signal::HUP);
    wait_until(|| audited(place, event) > before, || format!("{event} in {:#?}", place.log()));
}

fn welcome_of(server: &Server) -> String {
    let mut client = server.guest("nouvelle");
    client.read_words("")
}

#[test]
fn good_and_broken_configurations_come_and_go_under_load_and_nobody_notices() {
    let place = Place::configured(NO_RATE_LIMITS);
    let server = place.start();
    let bystanders = Bystanders::begin(server.address);
    for round in 0..ROUNDS {
        write(&place, &format!("{NO_RATE_LIMITS}[chat]\nwelcome = \"version {round}\"\n"));
        reload(&place, &server, "config_reloaded");
        assert_eq!(welcome_of(&server), format!("version {round}"));
        bystanders.wait_for_turns(5);
        write(&place, &format!("{NO_RATE_LIMITS}max_line = 5\n[chat]\nwelcome = \"cassée\"\n"));
        reload(&place, &server, "config_refused");
        assert_eq!(welcome_of(&server), format!("version {round}"), "the old one stays in force, all of it");
        bystanders.wait_for_turns(5);
    }
    bystanders.end();
    let refusals = || {
        let log = place.log().into_iter();
        log.filter(|line| line.contains("not reloaded, the old one stays in force")).collect::<Vec<String>>()
    };
    wait_until(|| refusals().len() == ROUNDS, || format!("{ROUNDS} refusals in {:#?}", place.log()));
    let refusals = refusals();
    for part in ["classcord.toml", "ligne 9", "limits.max_line", "5", "512"] {
        assert!(refusals[0].contains(part), "{part} is not in {}", refusals[0]);
    }
}

#[test]
fn a_broken_configuration_changes_nothing_whatever_is_wrong_with_it() {
    let place = Place::configured("[chat]\nwelcome = \"la bonne\"\n");
    let server = place.start();
    for broken in [
        "welcome = \"x\n",
        "[chat]\nwelcom = \"x\"\n",
        "[chat]\nguests = \"oui\"\n",
        "listen = [\"n'importe quoi\"]\n",
        "\u{0}",
    ] {
        write(&place, broken);
        reload(&place, &server, "config_refused");
        assert_eq!(welcome_of(&server), "la bonne", "{broken:?}");
    }
    fs::remove_file(place.config()).unwrap();
    reload(&place, &server, "config_refused");
    assert_eq!(welcome_of(&server), "la bonne");
    write(&place, "[chat]\nwelcome = \"la nouvelle\"\n");
    reload(&place, &server, "config_reloaded");
    assert_eq!(welcome_of(&server), "la nouvelle");
}

#[test]
fn what_cannot_change_while_the_server_runs_is_named() {
    let place = Place::configured("");
    let server = place.start();
    write(&place, "listen = [\"127.0.0.1:1\"]\n[storage]\ncommit_window_ms = 5\n[chat]\nwelcome = \"quand même\"\n");
    reload(&place, &server, "config_reloaded");
    let told = "configuration: storage.commit_window_ms has changed, which takes effect at the next start";
    place.wait_for_log(told);
    assert_eq!(welcome_of(&server), "quand même");
}

#[test]
fn what_is_set_anew_holds_for_those_who_are_there() {
    let place = Place::configured("");
    let server = place.start();
    let mut alice = server.guest("alice");
    alice.read_words("Bienvenue");
    alice.send(&json!({"type": "join", "channel": "#salle"}));
    assert_eq!(alice.read_answer()["status"], "ok");
    // The channel that she is in becomes one for staff.
    write(&place, "lang = \"en\"\n[chat]\nchannels = [\"#dev\", \"#neuf\"]\nstaff_channels = [\"#salle\"]\n");
    reload(&place, &server, "config_reloaded");
    assert_eq!(alice.read_code("channel_forbidden")["channel"], "#général");
    let channels = alice.ask(&json!({"type": "channels"}));
    let names: Vec<&Value> = channels["channels"].as_array().unwrap().iter().map(|channel| &channel["name"]).collect();
    assert_eq!(names, ["#dev", "#général", "#neuf"]);
    let refused = alice.expect_error(&json!({"type": "join", "channel": "#salle"}), "channel_forbidden");
    assert!(refused["message"].as_str().unwrap().is_ascii(), "{refused}");
}

#[test]
fn who_is_denied_from_now_on_is_not_let_in_any_more() {
    let place = Place::configured("");
    let server = place.start();
    let denied = crate::support::wire::loopback(5);
    let mut before = Client::connect_from(denied, server.address);
    before.lines_until_now();
    write(&place, "[access]\ndeny = [\"127.0.0.5\"]\n");
    reload(&place, &server, "config_reloaded");
    assert_eq!(Client::connect_from(denied, server.address).read_line(), None);
    server.connect().lines_until_now();
    // Who was let in stays: what was granted is not taken back unasked.
    before.lines_until_now();
}

// Logs.

#[test]
fn rotating_both_logs_under_load_loses_no_line_and_doubles_none() {
    let place = Place::with_config("");
    let logs = place.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let (human, audit) = (logs.join("classcord.log"), logs.join("audit.log"));
    let log = format!(
        "[log]\nmessages = \"public\"\nfile = {:?}\naudit_file = {:?}\n#! log_queue_bytes=67108864 log_lines_per_second=1000000\n",
        human.display().to_string(),
        audit.display().to_string()
    );
    write(&place, &format!("{NO_RATE_LIMITS}{log}"));
    let server = start_with_log_file(&place, &human);
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    let mut number = 0;
    for round in 0..ROUNDS {
        let mut speak = || {
            for _ in 0..20 {
                alice.say(&format!("ligne {number}"));
                assert_eq!(bob.read_said(), format!("ligne {number}"));
                drop(server.guest(&format!("passante{number}")));
                number += 1;
            }
        };
        speak();
        // The new file is there once the old one is let go.
        for path in [&human, &audit] {
            fs::rename(path, format!("{}.{round}", path.display())).unwrap();
        }
        speak();
        server.signal(Signal::HUP);
        wait_until(|| human.exists() && audit.exists(), || "new files".to_owned());
    }
    drop((alice, bob));
    assert!(server.stop().success());
    let (files, said) =
        count_lines(&logs, "classcord.log", |line| line.split_once("<alice> ").map(|(_, text)| text.to_owned()));
    assert_eq!(files, ROUNDS + 1);
    assert_eq!(said.len(), number);
    assert!(said.values().all(|&times| times == 1), "{said:?}");
    let (files, guests) = count_lines(&logs, "audit.log", |line| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let user = entry["user"].as_str().unwrap_or_default();
        (entry["event"] == "guest_identified" && user.starts_with("passante")).then(|| user.to_owned())
    });
    assert_eq!(files, ROUNDS + 1);
    assert_eq!(guests.len(), number);
    assert!(guests.values().all(|&times| times == 1), "{guests:?}");
}

/// Starts a server that says in a file where it listens.
fn start_with_log_file(place: &Place, log: &Path) -> Server {
    let mut command = place.command();
    command.args(["--listen", "127.0.0.1:0"]).stdin(Stdio::null());
    let child = command.spawn().unwrap();
    let mut address = None;
    wait_until(
        || {
            let text = fs::read_to_string(log).unwrap_or_default();
            let line =
                text.lines().find_map(|line| line.split_once("listening on ").map(|(_, rest)| rest.trim().to_owned()));
            address = line.and_then(|line| line.parse().ok());
            address.is_some() && text.contains("ready ")
        },
        || "the server to listen".to_owned(),
    );
    Server::of_child(child, address.unwrap())
}

// Configurations that cannot be.

/// The exit code and the words of `classcord serve`; it must not run.
fn refused(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = place.command();
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let until = std::time::Instant::now() + DEADLINE;
    while child.try_wait().unwrap().is_none() {
        if std::time::Instant::now() >= until {
            child.kill().unwrap();
            panic!("it runs with {arguments:?}");
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_server_does_not_start_with_a_configuration_that_cannot_be_and_says_how_to_mend_it() {
    let place = Place::new();
    for (toml, parts) in [
        ("[chat]\nwelcom = \"x\"\n", ["ligne 2", "welcom", "vouliez-vous dire chat.welcome ?"].as_slice()),
        ("[chats]\n", &["ligne 1", "[chats]", "vouliez-vous dire [chat] ?"]),
        ("[limits]\n\nmax_line = 5\n", &["ligne 3", "limits.max_line", "5", "512"]),
        ("[limits]\nmax_line = \"beaucoup\"\n", &["ligne 2", "max_line"]),
        ("[limits]\nmax_line = 64KB\n", &["ligne 2"]),
        ("[chat]\nguests = oui\n", &["ligne 2"]),
        ("lang = \"de\"\n", &["ligne 1", "lang", "de"]),
        ("[chat]\ndefault_channel = \"le salon\"\n", &["ligne 2", "default_channel"]),
        ("[chat]\nregistration = \"code\"\n", &["chat.registration_code", "code"]),
        ("[limits]\nqueue_hard_bytes = 60000\n", &["limits.queue_hard_bytes", "65536"]),
        ("[access]\nallow = [\"192.168.1\"]\n", &["ligne 2", "allow"]),
        ("listen = []\n", &["listen"]),
        ("listen = [\"partout\"]\n", &["listen", "partout"]),
        ("= 5\n", &["ligne 1"]),
        ("[limits\n", &["ligne 1"]),
    ] {
        // As it is: the lines are counted.
        fs::write(place.config(), toml).unwrap();
        let (code, said) = refused(&place, &["serve"]);
        assert_eq!(code, Some(1), "{toml}: {said}");
        assert!(said.lines().count() == 1 && said.contains("classcord.toml"), "{toml}: {said}");
        for part in parts {
            assert!(said.contains(part), "{toml}: {part:?} is not in {said}");
        }
    }
    // Nothing was made of it.
    assert!(!place.data().exists());
}

/// A server that was upgraded: its file still has keys that are gone, and is told so at each reading.
#[test]
fn a_key_that_is_gone_keeps_no_server_from_starting_and_is_named_in_its_log() {
    let old = "[limits]\nstore_queue = 20000\n[tcp]\nkeepalive_s = 30\n[chat]\nwelcome = \"la mienne\"\n";
    let place = Place::configured(old);
    let server = place.start();
    assert_eq!(welcome_of(&server), "la mienne");
    let told = |key: &str| {
        let words = format!("WARN  {}", place.config().display());
        place.log().iter().filter(|line| line.contains(&words) && line.contains(key)).count()
    };
    let first = "ligne 2 : limits.store_queue : cette clé n'existe plus, la valeur est maintenant toujours 5000, retirez la ligne";
    let second =
        "ligne 4 : tcp.keepalive_s : cette clé n'existe plus, la valeur est maintenant toujours 60, retirez la ligne";
    assert_eq!((told(first), told(second)), (1, 1), "{:#?}", place.log());
    reload(&place, &server, "config_reloaded");
    wait_until(|| told(first) == 2 && told(second) == 2, || format!("both in {:#?}", place.log()));
    // A command beside the server says only what it was asked.
    let output = place.run(&["export", "users"], "");
    assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    // Whoever mends the file is left in peace.
    write(&place, "[chat]\nwelcome = \"la mienne\"\n");
    reload(&place, &server, "config_reloaded");
    assert_eq!((told(first), told(second)), (2, 2));
}

#[test]
fn a_configuration_that_cannot_be_read_is_named() {
    let place = Place::new();
    fs::remove_file(place.config()).unwrap();
    let (code, said) = refused(&place, &["serve"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("classcord.toml") && said.contains("--config"), "{said}");
    fs::create_dir(place.config()).unwrap();
    let (code, said) = refused(&place, &["serve"]);
    assert_eq!(code, Some(1), "{said}");
    fs::remove_dir(place.config()).unwrap();
    fs::write(place.config(), b"welcome = \"\xe9\"\n").unwrap();
    let (code, said) = refused(&place, &["serve"]);
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn a_command_line_that_cannot_be_is_misuse() {
    let place = Place::new();
    for arguments in [
        &["serve", "--port", "5"][..],
        &["danse"],
        &["serve", "--listen", "partout"],
        &["serve", "--log-level", "loud"],
    ] {
        let (code, said) = refused(&place, arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {said}");
        assert!(said.contains(arguments.last().unwrap()) || said.contains(arguments[1]), "{said}");
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = refused(&place, &["serve", "--listen", &address]);
    assert_eq!(code, Some(1));
    assert!(said.contains(&address), "{said}");
}
