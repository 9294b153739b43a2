//! docs/EXPLOITATION.md, the operator's manual: its breakdowns are played on a real server and look as they are shown, and
//! it explains every event of the audit log and every line of the human log.
//!
//! `CLASSCORD_WRITE_SCREENS=1 cargo test --test documents operators_manual` writes what was seen into the document.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use classcord_server::ops::audit::AuditEvent;
use rustix::process::Signal;
use serde_json::json;

use crate::support::boxes::Seen;
use crate::support::{CHEAP_PASSWORDS, Client, Place, Server, wait_until};

const DOCUMENT: &str = "docs/EXPLOITATION.md";

fn text() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT)).unwrap()
}

/// The part of the document behind a heading.
fn section(heading: &str) -> String {
    let text = text();
    let (_, rest) = text.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading:?}"));
    rest.split("\n## ").next().unwrap().to_owned()
}

#[test]
fn every_event_of_the_audit_log_is_explained_and_no_other() {
    let section = section("Le journal d'audit");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let explained: Vec<&str> = rows.flat_map(|row| row.split(" | ").next()).flat_map(|cell| cell.split('`')).collect();
    let explained: Vec<&str> = explained.into_iter().filter(|word| !word.trim_matches([',', ' ']).is_empty()).collect();
    let known: BTreeSet<&str> = AuditEvent::ALL.iter().map(|event| event.as_str()).collect();
    assert_eq!(explained.iter().copied().collect::<BTreeSet<_>>(), known);
    assert_eq!(explained.len(), known.len(), "an event is there twice: {explained:?}");
}

/// Each call of the logging macros that operators see, by its format string.
fn logged() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut directories = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap();
            for call in ["log::error!(", "log::warn!(", "log::info!("] {
                for rest in source.split(call).skip(1) {
                    let literal = rest.trim_start().strip_prefix('"').unwrap_or_else(|| panic!("{call} in {path:?}"));
                    found.push((path.clone(), unescaped(literal)));
                }
            }
        }
    }
    found
}

/// A string literal from behind its opening quote to its end.
fn unescaped(source: &str) -> String {
    let mut text = String::new();
    let mut characters = source.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => break,
            '\\' => match characters.next().unwrap() {
                '\n' => {
                    let rest = characters.as_str().trim_start();
                    characters = rest.chars();
                }
                other => text.push(other),
            },
            c => text.push(c),
        }
    }
    text
}

#[test]
fn every_line_of_the_human_log_is_explained() {
    let section = section("Le journal du serveur").split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    let logged = logged();
    let mut missing = Vec::new();
    assert!(logged.len() > 40, "only {} lines were found", logged.len());
    for (path, format) in logged {
        // What stands between the values.
        let mut parts = format.split('{');
        let first = parts.next().unwrap_or_default();
        let rest = parts.map(|part| part.split_once('}').map_or(part, |(_, behind)| behind));
        let longest = std::iter::once(first).chain(rest).max_by_key(|part| part.len()).unwrap();
        // Lines that are nothing but values are described in words.
        if longest.trim().len() > 3 {
            let words = longest.trim_matches([' ', ':', ';', ',', '(', ')', '"']).replace('`', "");
            if !section.contains(&words) {
                missing.push(format!("{}: {format:?}: {words:?}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "not in {DOCUMENT}: {missing:#?}");
}

/// A server as the package installs it: the document's paths stand for those of the test.
struct Installed {
    place: Place,
    seen: Seen,
}

impl Installed {
    /// Runs a command as the document shows it, and keeps it with what it says.
    fn run(&mut self, name: &'static str, shown: &str, input: &str, succeeds: bool) {
        let arguments: Vec<String> = shown
            .trim_start_matches("sudo ")
            .split(' ')
            .skip(1)
            .map(|word| word.replace("/var/lib/classcord", self.place.data().to_str().unwrap()))
            .collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let output = self.place.run(&arguments, input);
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.success(), succeeds, "{shown}: {said}");
        self.keep(name, &format!("$ {shown}\n{said}"));
    }

    fn keep(&mut self, name: &'static str, text: &str) {
        let text = text.replace(self.place.config().to_str().unwrap(), "/etc/classcord/classcord.toml");
        self.seen.keep(name, text.replace(self.place.data().to_str().unwrap(), "/var/lib/classcord"));
    }

    /// Keeps the lines of the human log that have come since there were so many.
    fn keep_log(&mut self, name: &'static str, since: usize) {
        let log = self.place.log()[since..].join("\n");
        self.keep(name, &log);
    }
}

fn acked(client: &mut Client, content: &str) -> bool {
    client.send(&json!({"type": "message", "content": content, "ack": 0}));
    client.read_until(|line| line["ack"] == 0)["type"] == "ack"
}

/// The database's only copy.
fn backup(place: &Place) -> String {
    let entry = fs::read_dir(place.data().join("backups")).unwrap().next().unwrap().unwrap();
    format!("/var/lib/classcord/backups/{}", entry.file_name().to_str().unwrap())
}

#[test]
fn breakdowns_look_as_they_are_shown() {
    let Some(()) = can_fill_a_disk() else { return };
    let mut here = Installed { place: Place::new(), seen: Seen::default() };
    let server = here.place.start();
    here.place.wait_for_log("ready");
    let log = here.place.log().join("\n");
    // The Pi listens everywhere, and is found by its own address.
    let log = log.replace(&format!("http://{}", server.address), "http://192.168.1.20:12345");
    here.keep("démarrage", &log.replace(&server.address.to_string(), "[::]:12345"));
    let mut alice = server.account("alice");
    drop(server.account("prof"));
    assert!(acked(&mut alice, "bonjour"));
    wrong_configuration(&mut here, &server);
    here.run("sauvegarde", "sudo classcord backup /var/lib/classcord/backups --keep 48", "", true);
    here.place.wait_for_log("backup made");
    here.run("en marche", "sudo classcord user passwd prof", "nouveau-secret\n", true);
    here.run("promouvoir", "sudo classcord admin role alice admin", "", true);
    alice.read_code("role_changed");
    drop(alice);
    let before = here.place.log().len();
    assert!(server.stop().success());
    here.place.wait_for_log("stopped");
    here.keep_log("arrêt", before);
    here.run("rôle", "sudo classcord user role prof admin", "", true);
    damaged(&mut here);
    full_disk(&mut here);
    here.seen.compare(DOCUMENT, "operators_manual");
}

/// Finds out whether this machine lets the test mount a small file system.
fn can_fill_a_disk() -> Option<()> {
    Place::new().command_on_tmpfs("size=4m").map(drop)
}

fn wrong_configuration(here: &mut Installed, server: &Server) {
    let before = here.place.log().len();
    here.place.write_config(&format!("[limits]\nmax_line = 12\n{CHEAP_PASSWORDS}"));
    server.signal(Signal::HUP);
    here.place.wait_for_log("not reloaded");
    here.place.write_config(&format!("lang = \"en\"\n{CHEAP_PASSWORDS}"));
    server.signal(Signal::HUP);
    here.place.wait_for_log("configuration reloaded");
    here.place.write_config(CHEAP_PASSWORDS);
    server.signal(Signal::HUP);
    let reloads = || here.place.log().iter().filter(|line| line.contains("configuration reloaded")).count();
    wait_until(|| reloads() == 2, || "the second reload".to_owned());
    let log = here.place.log();
    here.keep("réglage faux", &log[before]);
    here.keep("réglage bon", &log[before + 1]);
}

fn damaged(here: &mut Installed) {
    let database = here.place.data().join("classcord.redb");
    let length = fs::metadata(&database).unwrap().len();
    let mut file = File::options().write(true).open(database).unwrap();
    file.write_all(&vec![0xa5; usize::try_from(length).unwrap()]).unwrap();
    drop(file);
    here.run("abîmée", "sudo classcord check", "", false);
    let before = here.place.log().len();
    let server = here.place.start();
    here.place.wait_for_log("ALARM");
    let alarm = here.place.log()[before..].iter().find(|line| line.contains("ALARM")).unwrap().clone();
    here.keep("alarme", &alarm);
    assert!(server.stop().success());
    let copy = backup(&here.place);
    here.run("copie saine", &format!("sudo classcord check {copy}"), "", true);
    here.run("restaurer", &format!("sudo classcord restore {copy}"), "", true);
    let server = here.place.start();
    server.connect().login("alice", "secret");
    assert!(server.stop().success());
}

fn full_disk(here: &mut Installed) {
    let place = Place::new();
    let mut command = place.command_on_tmpfs("size=4m,mode=0700").unwrap();
    command.args(["--listen", "127.0.0.1:0"]);
    let server = place.start_command(command);
    let mut alice = server.guest("alice");
    let ballast = server.own_view_of(&place.data()).join("ballast");
    let mut file = File::create(&ballast).unwrap();
    for size in [65_536, 4096, 1] {
        while file.write_all(&vec![b'x'; size]).is_ok() {}
    }
    wait_until(|| !acked(&mut alice, &"x".repeat(15_000)), || "the disk to be full".to_owned());
    place.wait_for_log("the database cannot be written");
    drop(file);
    fs::remove_file(ballast).unwrap();
    place.wait_for_log("the database works again");
    let log = place.log();
    let line = |words: &str| log.iter().find(|line| line.contains(words)).unwrap();
    here.keep("disque plein", line("the database cannot be written"));
    here.keep("disque libre", line("the database works again"));
    assert!(server.stop().success());
}
