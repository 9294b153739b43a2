//! The example clients of docs/doc_connexion.md against the real server: they compile, come in, and are understood.
//!
//! Java needs a JDK 11 or later and Python 3.8 or later; CI installs both. Without one of them its test says so and passes.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use crate::support::{DEADLINE, Place, Server};

const CLIENTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/clients");

fn has(program: &str, argument: &str) -> bool {
    let found = Command::new(program).arg(argument).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let found = found.is_ok_and(|status| status.success());
    if !found {
        eprintln!("SKIPPED: there is no {program} on this machine");
    }
    found
}

/// An example client, with what is typed and what it shows.
struct Example {
    child: Child,
    input: ChildStdin,
    output: Receiver<String>,
}

impl Example {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, input, output }
    }

    fn type_line(&mut self, line: &str) {
        self.input.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Waits until it shows that line.
    fn shows(&self, wanted: &str) {
        let mut seen = Vec::new();
        while let Ok(line) = self.output.recv_timeout(DEADLINE) {
            if line == wanted {
                return;
            }
            seen.push(line);
        }
        panic!("{wanted:?} is not in {seen:#?}");
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Checks what every client must be able to do, once it is in as `name`.
fn converse(server: &Server, example: &mut Example, name: &str) {
    example.shows(&format!("-- En ligne : {name}"));
    example.shows(&format!("*** Bienvenue {name} ! Vous êtes dans #général."));
    let mut bob = server.guest("bob");
    example.shows("-- bob : online");
    bob.say("é à ç € \"guillemets\" \\ 😀");
    example.shows("#général <bob> é à ç € \"guillemets\" \\ 😀");
    bob.say_to(name, "à toi seul");
    example.shows("[privé] bob : à toi seul");
    example.type_line("ça \"marche\" \\ 😀");
    let heard = bob.read_until(|line| line["from"] == name && line["subtype"] == "global");
    assert_eq!(heard["content"], "ça \"marche\" \\ 😀");
    example.type_line("/join #dev");
    example.shows("*** Vous êtes maintenant dans #dev.");
    drop(bob);
    example.shows("-- bob : offline");
}

fn python(server: &Server, arguments: &[&str]) -> Example {
    let mut command = Command::new("python3");
    command.arg(format!("{CLIENTS}/client.py"));
    command.args([server.address.ip().to_string(), server.address.port().to_string()]).args(arguments);
    command.env("PYTHONUTF8", "1");
    Example::start(command)
}

#[test]
fn the_python_client_chats() {
    if !has("python3", "--version") {
        return;
    }
    let place = Place::new();
    let server = place.start();
    converse(&server, &mut python(&server, &["Zoé"]), "Zoé");
    let mut registered = python(&server, &["Élodie", "register"]);
    registered.type_line("motdepassé€");
    converse(&server, &mut registered, "Élodie");
    let mut refused = python(&server, &["Élodie", "login"]);
    refused.type_line("faux");
    assert_eq!(refused.child.wait().unwrap().code(), Some(1));
    assert!(server.stop().success());
    registered.shows("!!! Le serveur a fermé la connexion.");
}

#[test]
fn the_java_clients_compile_and_chat() {
    if !has("javac", "-version") {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let classes = place.path().join("classes");
    let sources = fs::read_dir(format!("{CLIENTS}/java")).unwrap();
    let sources: Vec<PathBuf> = sources.map(|entry| entry.unwrap().path()).collect();
    let mut compiler = Command::new("javac");
    compiler.args(["-Xlint:all", "-Werror", "--release", "11", "-encoding", "UTF-8", "-d"]).arg(&classes).args(sources);
    assert!(compiler.status().unwrap().success());
    let java = |arguments: &[&str]| {
        let mut command = Command::new("java");
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"]).arg(&classes).arg("ClientConsole");
        command.args([server.address.ip().to_string(), server.address.port().to_string()]).args(arguments);
        // The names on the command line are in the locale's characters.
        command.env("LC_ALL", "C.UTF-8");
        Example::start(command)
    };
    converse(&server, &mut java(&["Zoé"]), "Zoé");
    converse(&server, &mut java(&["Élodie", "motdepassé€"]), "Élodie");
    java(&["Élodie", "faux"]).shows("!!! Login failed.");
}
