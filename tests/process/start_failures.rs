//! What keeps the server from starting is said once, in the configuration's language, wherever that goes: a terminal, a
//! pipe, a log.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::support::terminal::Terminal;
use crate::support::{CHEAP_PASSWORDS, Place};

const PROGRAM: &str = env!("CARGO_BIN_EXE_classcord");

/// A way of not starting: the configuration, more arguments, and what must be said in French and in English.
struct Failing {
    config: &'static str,
    arguments: Vec<String>,
    words: [String; 2],
}

/// Every one of them, with what has to be kept for it to fail.
fn every_failure(place: &Place) -> (Vec<Failing>, impl Sized) {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let running = place.start();
    let in_the_way = place.path().join("fichier");
    fs::write(&in_the_way, "").unwrap();
    let shared = place.path().join("partagé");
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o777)).unwrap();
    let data = |path: &PathBuf| vec!["--data-dir".to_owned(), path.display().to_string()];
    let failures = vec![
        Failing {
            config: "[limits]\nmax_line = \"longue\"\n",
            arguments: Vec::new(),
            words: [
                "limits.max_line = \"longue\" : il faut un nombre entier".into(),
                "limits.max_line = \"longue\": this must be a whole number".into(),
            ],
        },
        Failing {
            config: "",
            arguments: vec!["--listen".into(), format!("127.0.0.1:{port}")],
            words: [
                format!("listen : impossible d'écouter sur 127.0.0.1:{port}, déjà utilisé"),
                format!("listen: cannot listen on 127.0.0.1:{port}: Address already in use"),
            ],
        },
        Failing {
            config: "",
            arguments: data(&in_the_way.join("data")),
            words: ["impossible de créer".into(), "cannot create".into()],
        },
        Failing {
            config: "",
            arguments: data(&shared),
            words: ["peut être modifié par tout le monde".into(), "may be written by everybody".into()],
        },
        Failing {
            config: "",
            arguments: Vec::new(),
            words: ["est utilisée par un autre serveur".into(), "is in use by another process".into()],
        },
    ];
    (failures, (taken, running))
}

fn arguments(place: &Place, failing: &Failing, lang: &str) -> Vec<String> {
    let config = place.path().join("failing.toml");
    // Elsewhere, or a directory that cannot be made would be told of twice.
    let audit = format!("[log]\naudit_file = {:?}\n", place.path().join("audit.log").display().to_string());
    fs::write(&config, format!("lang = \"{lang}\"\n{}{}{CHEAP_PASSWORDS}", failing.config, audit)).unwrap();
    let own =
        ["--config".into(), config.display().to_string(), "--data-dir".into(), place.data().display().to_string()];
    let mut all: Vec<String> = own.into();
    for pair in failing.arguments.chunks(2) {
        match all.iter().position(|argument| *argument == pair[0]) {
            Some(at) => all[at + 1].clone_from(&pair[1]),
            None => all.extend(pair.iter().cloned()),
        }
    }
    if !all.contains(&"--listen".to_owned()) {
        all.extend(["--listen".into(), "127.0.0.1:0".into()]);
    }
    all
}

#[test]
fn on_a_terminal_it_is_said_once_in_the_language() {
    let place = Place::new();
    let (failures, _kept) = every_failure(&place);
    for failing in &failures {
        for (lang, words) in ["fr", "en"].into_iter().zip(&failing.words) {
            let arguments = arguments(&place, failing, lang);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let mut terminal = Terminal::start(PROGRAM, &arguments, 200, 20);
            assert_eq!(terminal.wait().code(), Some(1));
            terminal.wait_for(words);
            let shown = terminal.rows().join("\n");
            assert_eq!(shown.matches(words.as_str()).count(), 1, "{shown}");
            assert!(shown.starts_with("classcord: ") && !shown.contains("ERROR"), "{shown}");
        }
    }
}

#[test]
fn in_a_pipe_and_in_a_log_it_is_said_once_each() {
    let place = Place::new();
    let (failures, _kept) = every_failure(&place);
    for failing in &failures {
        for (lang, words) in ["fr", "en"].into_iter().zip(&failing.words) {
            let run = |more: &[&str]| {
                let mut command = Command::new(PROGRAM);
                command.args(arguments(&place, failing, lang)).args(more).env_remove("JOURNAL_STREAM");
                let output = command.stdin(Stdio::null()).output().unwrap();
                assert_eq!(output.status.code(), Some(1), "{output:?}");
                String::from_utf8(output.stderr).unwrap()
            };
            let said = run(&[]);
            assert_eq!(said.matches(words.as_str()).count(), 1, "{said}");
            assert!(said.lines().count() == 1, "{said}");
            let log = place.path().join("un.log");
            let said = run(&["--log-file", log.to_str().unwrap()]);
            assert_eq!(said.matches(words.as_str()).count(), 1, "{said}");
            // A configuration that cannot be read says nothing of where the log is.
            if failing.config.is_empty() {
                let logged = fs::read_to_string(&log).unwrap();
                assert_eq!(logged.matches(words.as_str()).count(), 1, "{logged}");
                fs::remove_file(&log).unwrap();
            }
        }
    }
}

/// A path for the console's socket of exactly so many bytes.
fn socket_path(place: &Place, bytes: usize) -> String {
    let directory = place.path().display().to_string();
    format!("{directory}/{}", "s".repeat(bytes - directory.len() - 1))
}

#[test]
fn the_longest_path_of_a_socket_serves_the_console_and_a_longer_one_is_named() {
    let place = Place::new();
    let longest = socket_path(&place, 107);
    let server = place.start_with(&["--control-socket", &longest]);
    let stats = place.run(&["admin", "--socket", &longest, "stats"], "");
    assert!(stats.status.success(), "{stats:?}");
    assert!(server.stop().success());

    let longer = socket_path(&place, 108);
    let long_data = place.path().join("d".repeat(100)).display().to_string();
    for arguments in [["--control-socket", &longer], ["--data-dir", &long_data]] {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(place.config());
        if arguments[0] != "--data-dir" {
            command.arg("--data-dir").arg(place.data());
        }
        let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let words = "le système en prend 107 : donnez à control_socket un chemin plus court";
        assert!(said.contains("control_socket = /") && said.contains(words), "{said}");
    }
    let refused = place.run(&["admin", "--socket", &longer, "stats"], "");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains(&longer) && said.contains("trop long pour une socket"), "{said}");
}
