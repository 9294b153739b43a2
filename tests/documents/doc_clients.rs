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
        self.shows_one(|line| line == wanted, wanted);
    }

    /// Waits until it shows a line in which this is.
    fn shows_part(&self, wanted: &str) {
        self.shows_one(|line| line.contains(wanted), wanted);
    }

    fn shows_one(&self, is_wanted: impl Fn(&str) -> bool, wanted: &str) {
        let mut seen = Vec::new();
        while let Ok(line) = self.output.recv_timeout(DEADLINE) {
            if is_wanted(&line) {
                return;
            }
            seen.push(line);
        }
        panic!("{wanted:?} is not in {seen:#?}");
    }

    /// Types a line, and waits for one in which this is.
    fn answers(&mut self, typed: &str, part: &str) {
        self.type_line(typed);
        self.shows_part(part);
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

/// The Java clients, compiled.
struct Java<'a> {
    server: &'a Server,
    classes: PathBuf,
}

impl<'a> Java<'a> {
    fn compile(place: &Place, server: &'a Server) -> Self {
        let classes = place.path().join("classes");
        let sources = fs::read_dir(format!("{CLIENTS}/java")).unwrap();
        let sources: Vec<PathBuf> = sources.map(|entry| entry.unwrap().path()).collect();
        let mut compiler = Command::new("javac");
        compiler.args(["-Xlint:all", "-Werror", "--release", "11", "-encoding", "UTF-8", "-d"]);
        assert!(compiler.arg(&classes).args(sources).status().unwrap().success());
        Self { server, classes }
    }

    fn start(&self, arguments: &[&str]) -> Example {
        let address = self.server.address;
        let mut command = Command::new("java");
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"]).arg(&self.classes).arg("ClientConsole");
        command.args([address.ip().to_string(), address.port().to_string()]).args(arguments);
        // The names on the command line are in the locale's characters.
        command.env("LC_ALL", "C.UTF-8");
        Example::start(command)
    }
}

#[test]
fn the_java_clients_compile_and_chat() {
    if !has("javac", "-version") {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let java = Java::compile(&place, &server);
    converse(&server, &mut java.start(&["Zoé"]), "Zoé");
    converse(&server, &mut java.start(&["Élodie", "motdepassé€"]), "Élodie");
    java.start(&["Élodie", "faux"]).shows("!!! Login failed.");
}

#[test]
fn a_java_client_has_the_whole_lesson_by_commands() {
    if !has("javac", "-version") {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let java = Java::compile(&place, &server);
    let mut prof = java.start(&["prof", "motdepassé€"]);
    prof.shows_part("Bienvenue prof !");
    assert!(place.run(&["admin", "role", "prof", "moderator"], "").status.success());
    let mut zoe = java.start(&["Zoé"]);
    zoe.shows_part("Bienvenue Zoé !");

    // Attendance is gathered by lesson.
    prof.answers("/lesson TP réseau", "*** La séance « TP réseau » commence.");

    // Hands, in their order, lowered by the teacher.
    zoe.answers("/hand", "*** Main levée, vous êtes 1");
    prof.answers("/hands", "*** Mains levées, dans l'ordre (1) :");
    prof.shows_part("*** 1. Zoé, à ");
    prof.answers("/hands down Zoé", "*** La main de Zoé est baissée.");

    // Silence: the pupil is told, and speaks again when it is over.
    prof.answers("/silence", "*** Silence");
    zoe.shows_part("*** Le professeur a suspendu la discussion");
    zoe.answers("on m'entend ?", "suspendu la discussion");
    prof.answers("/silence off", "*** Parole libre.");
    zoe.shows_part("*** La discussion reprend");
    zoe.type_line("on m'entend ?");
    prof.shows("#général <Zoé> on m'entend ?");

    // A poll.
    prof.answers(r#"/poll "Quelle fonction attend un client ?" "bind" "accept""#, "*** Sondage ouvert dans #général");
    zoe.shows_part("pour répondre : /vote B");
    zoe.answers("/vote b", "*** Réponse enregistrée : B, accept.");
    prof.answers("/poll close", "A. bind : 0 (0 %) · B. accept : 1 (100 %)");
    zoe.shows_part("*** Résultat du sondage : Quelle fonction attend un client ?");

    // A question, without a name for the class.
    zoe.answers("/ask Comment tester seul ?", "*** Question n° 1 posée");
    prof.shows_part("*** Question n° 1 de Zoé");
    prof.answers("/answered 1 avec telnet", "marquée");
    zoe.shows_part("avec telnet");

    // What was said is found, and who was there is known.
    zoe.answers("/search entend", "*** Messages trouvés (1) :");
    zoe.shows_part("on m'entend ?");
    prof.answers("/attendance", ", « TP réseau » (2) :");
    prof.shows_part("Zoé");
    prof.answers("/lesson end", "*** La séance « TP réseau » est terminée.");
}
