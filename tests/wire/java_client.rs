//! A Java client as the class has them, against the real server: characters of a French Windows both ways.
//!
//! Needs `java` 11 or later; CI installs it. Without one the tests say so and pass.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::support::{DEADLINE, Place, Server};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/wire/WindowsClient.java");

/// True if the tests can run.
fn has_java() -> bool {
    let found =
        Command::new("java").arg("-version").stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !found {
        eprintln!("SKIPPED: there is no java on this machine; install a JDK 11 or later (default-jdk-headless)");
    }
    found
}

/// The Java program, told what to do line by line.
struct JavaClient {
    child: Child,
    input: ChildStdin,
    output: Receiver<String>,
}

impl JavaClient {
    fn start(server: &Server) -> Self {
        let mut command = Command::new("java");
        // One short-lived program among many: the quickest compiler and collector will do.
        command.args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]);
        command.args(["-Dfile.encoding=windows-1252", "-Dline.separator=\r\n"]);
        command.args([SOURCE, &server.address.ip().to_string(), &server.address.port().to_string()]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let input = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, output) = channel();
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line.trim_end().to_owned()).is_err() {
                    return;
                }
            }
        });
        Self { child, input, output }
    }

    fn tell(&mut self, command: &str) {
        self.input.write_all(format!("{command}\n").as_bytes()).unwrap();
    }

    /// The next thing that the program saw.
    fn saw(&self, what: &str) -> Value {
        let line = self.output.recv_timeout(DEADLINE).expect("the Java client says nothing");
        let json = line.strip_prefix(what).unwrap_or_else(|| panic!("{what} expected, not {line}"));
        serde_json::from_str(json).unwrap_or_else(|e| panic!("{line}: {e}"))
    }

    /// The next line in the chat for which something is so.
    fn saw_line(&self, is_so: impl Fn(&Value) -> bool) -> Value {
        loop {
            let value = self.saw("line");
            if is_so(&value) {
                return value;
            }
        }
    }

    fn saw_content(&self, content: &str) -> Value {
        self.saw_line(|line| line["content"] == content)
    }

    fn saw_users(&self) -> Value {
        self.saw_line(|line| line["type"] == "users")["users"].clone()
    }

    fn sign_in(&mut self, name: &str) {
        self.tell(&format!("register {name} motdepassé€"));
        assert_eq!(self.saw("register"), json!({"type": "register", "status": "ok"}));
        self.tell(&format!("login {name} motdepassé€"));
        assert_eq!(self.saw("login"), json!({"type": "login", "status": "ok", "username": name}));
        self.tell("chat");
    }
}

impl Drop for JavaClient {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn accents_arrive_both_ways() {
    if !has_java() {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let mut java = JavaClient::start(&server);
    java.sign_in("Élodie");

    let mut other = server.guest("bob");
    java.saw_line(|line| line["type"] == "status" && line["user"] == "bob" && line["state"] == "online");
    java.tell("say é à ç €");
    let message = other.read_until(|line| line["content"] == "é à ç €");
    assert_eq!(message["from"], "Élodie");
    other.send(&json!({"type": "message", "content": "é à ç €"}));
    assert_eq!(java.saw_content("é à ç €")["from"], "bob");
    // As another program would send it: escaped.
    other.send_line("{\"type\":\"message\",\"content\":\"\\u00e9 \\u20ac\"}");
    java.saw_content("é €");

    java.tell("private bob à toi seul, ça va ?");
    let private = other.read_until(|line| line["subtype"] == "private");
    assert_eq!((&private["content"], &private["to"]), (&json!("à toi seul, ça va ?"), &json!("bob")));
    other.send(&json!({"type": "message", "subtype": "private", "to": "élodie", "content": "oui €"}));
    assert_eq!(java.saw_content("oui €")["to"], "Élodie");

    java.tell("users");
    assert_eq!(java.saw_users(), json!(["bob", "Élodie"]));
}

#[test]
fn the_line_after_login_is_its_answer_whatever_waits() {
    if !has_java() {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let mut bob = server.account("bob");
    drop(server.account("alice"));
    bob.read_until(|line| line["type"] == "status" && line["state"] == "offline");
    bob.send(&json!({"type": "message", "subtype": "private", "to": "alice", "content": "à ton retour"}));
    bob.read_until(|line| line["code"] == "recipient_away");

    let mut java = JavaClient::start(&server);
    // A spare connection that never says anything, and a first try that fails.
    java.tell("spare");
    java.tell("login alice faux");
    let refused = java.saw("login");
    assert_eq!((&refused["type"], &refused["message"]), (&json!("error"), &json!("Login failed.")));
    java.tell("login alice secret");
    assert_eq!(java.saw("login"), json!({"type": "login", "status": "ok", "username": "alice"}));
    java.tell("chat");
    // The client that sends its status first shows nothing before its second list.
    java.tell("status online");
    java.tell("users");
    assert_eq!(java.saw("line")["type"], "users");
    java.tell("users");
    assert_eq!(java.saw("line")["type"], "users");
    let kept = java.saw_line(|line| line["subtype"] == "private");
    assert_eq!((&kept["content"], &kept["from"]), (&json!("à ton retour"), &json!("bob")));
}

#[test]
fn guests_are_announced_by_an_empty_message_and_poll_the_list() {
    if !has_java() {
        return;
    }
    let place = Place::new();
    let server = place.start();
    let mut bob = server.account("bob");
    let mut java = JavaClient::start(&server);
    java.tell("guest Zoé");
    java.tell("chat");
    bob.read_until(|line| line["type"] == "status" && line["user"] == "Zoé" && line["state"] == "online");
    java.tell("say bonjour à tous");
    // The empty message was relayed to nobody.
    let first = bob.read_until(|line| line["type"] == "message" && line["subtype"] != "system");
    assert_eq!(first["content"], "bonjour à tous");
    java.tell("poll");
    assert_eq!(java.saw_users(), json!(["bob", "Zoé"]));
    drop(bob);
    java.saw_line(|line| line["type"] == "status" && line["state"] == "offline");
    assert_eq!(java.saw_users(), json!(["Zoé"]), "the next poll, three seconds later");

    // The guest mode of another client: an account with the time in its name.
    let mut other = JavaClient::start(&server);
    other.sign_in("Invité_Jean-Baptiste_1749823456789");
    java.saw_line(|line| line["type"] == "status" && line["user"] == "Invité_Jean-Baptiste_1749823456789");
    java.tell("quit");
    other.saw_line(|line| line["type"] == "status" && line["user"] == "Zoé" && line["state"] == "offline");
}
