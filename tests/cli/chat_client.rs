//! `classcord chat` as a person and as a script use it, against a server that says exactly what a test wants.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::terminal::Terminal;
use crate::support::{DEADLINE, port_below_the_range, wait_until};

const BINARY: &str = env!("CARGO_BIN_EXE_classcord");
const AT: &str = "2025-06-20T17:14:06.611042";

/// A server whose lines the test writes.
struct FakeServer {
    listener: TcpListener,
    address: String,
}

impl FakeServer {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        Self { listener, address }
    }

    fn accept(&self) -> Peer {
        let (stream, _) = self.listener.accept().unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        Peer { reader: BufReader::new(stream.try_clone().unwrap()), stream }
    }

    /// Accepts a guest, up to the question who is there.
    fn accept_guest(&self, name: &str) -> Peer {
        let mut peer = self.accept();
        let first = peer.read();
        assert_eq!((&first["type"], &first["from"], &first["content"]), (&"message".into(), &name.into(), &"".into()));
        assert_eq!(peer.read(), json!({"type": "users"}));
        peer
    }
}

/// The server's end of a connection.
struct Peer {
    stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Peer {
    fn read(&mut self) -> Value {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{line:?}: {e}"))
    }

    fn send(&mut self, value: &Value) {
        self.stream.write_all(format!("{value}\n").as_bytes()).unwrap();
    }

    fn says(&mut self, from: &str, content: &str) {
        self.send(&json!({"type": "message", "subtype": "global", "to": "global", "from": from, "content": content,
            "channel": "#général", "timestamp": AT}));
    }
}

fn chat(server: &FakeServer, arguments: &[&str]) -> Terminal {
    Terminal::start(BINARY, &[&["chat", &server.address], arguments].concat(), 80, 24)
}

/// Sends what a terminal sends for a paste: marks around it, and Enter for the ends of lines.
fn paste(terminal: &mut Terminal, text: &str) {
    terminal.keys(&format!("\x1b[200~{}\x1b[201~", text.replace('\n', "\r")));
}

#[test]
fn a_pasted_block_is_one_message_with_its_lines() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--guest", "Élodie"]);
    let mut peer = server.accept_guest("Élodie");
    peer.send(&json!({"type": "users", "users": ["Élodie"]}));
    terminal.wait_for("1 en ligne");
    terminal.keys("voici : ");
    paste(&mut terminal, "for élève in classe:\n\tprint(élève)\n\n# fin\n");
    // Nothing is sent before Enter, and the ends of lines can be seen.
    terminal.wait_for("> voici : for élève in classe:↵ print(élève)↵↵# fin");
    terminal.keys(" !\r");
    assert_eq!(peer.read()["content"], "voici : for élève in classe:\n\tprint(élève)\n\n# fin !");
    terminal.wait_for("<?> voici : for élève in classe:↵ print(élève)↵↵# fin !");
    // The next line is another message.
    terminal.keys("suite\r");
    assert_eq!(peer.read()["content"], "suite");
    // What does not fit is said, and what was typed stays.
    terminal.keys("avant");
    paste(&mut terminal, &"ligne\n".repeat(3000));
    terminal.wait_for("Collage trop long : un message a 16000 caractères au plus");
    terminal.wait_for("> avant");
    paste(&mut terminal, &"é\n".repeat(7000));
    terminal.keys("\r");
    let sent = peer.read()["content"].as_str().unwrap().to_owned();
    assert_eq!(sent, format!("avant{}é", "é\n".repeat(6999)));
}

#[test]
fn a_person_reads_and_writes() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--guest", "Élodie"]);
    let mut peer = server.accept_guest("Élodie");
    peer.send(&json!({"type": "users", "users": ["bob", "Élodie"], "states": {"bob": "away"}}));
    terminal.wait_for("En ligne : bob (absent), Élodie");
    peer.send(&json!({"type": "message", "subtype": "system", "from": "server", "to": "Élodie", "channel": "#général",
        "content": "Bienvenue Élodie !", "timestamp": AT}));
    peer.says("bob", "é à ç € 部屋 👍");
    peer.send(&json!({"type": "message", "subtype": "private", "from": "bob", "to": "Élodie", "content": "psst", "timestamp": AT}));
    peer.send(&json!({"type": "status", "user": "bob", "state": "dnd"}));
    terminal.wait_for("17:14 *** Bienvenue Élodie !");
    terminal.wait_for("17:14 #général <bob> é à ç € 部屋 👍");
    terminal.wait_for("17:14 [privé] bob -> Élodie : psst");
    terminal.wait_for("-- bob : ne pas déranger");
    terminal.wait_for("── #général · Élodie · 2 en ligne");

    terminal.keys("ça coûte 5 €x\x7f !\r");
    assert_eq!(peer.read()["content"], "ça coûte 5 € !");
    terminal.wait_for("#général <Élodie> ça coûte 5 € !");
    terminal.keys("/join #dev\r");
    assert_eq!(peer.read()["content"], "/join #dev");
    terminal.wait_for("> /join #dev");

    // The prompt stays at the bottom while lines come in, and keeps what is being typed.
    terminal.keys("部屋");
    (0..40).for_each(|n| peer.says("bob", &format!("ligne {n}")));
    wait_until(
        || terminal.rows()[23] == "> 部屋" && terminal.rows()[21].ends_with("<bob> ligne 39"),
        || format!("the prompt below the last line in {:#?}", terminal.rows()),
    );
    wait_until(|| terminal.cursor() == (6, 23), || format!("{:?}", terminal.cursor()));

    terminal.keys("\x1b[5~");
    terminal.wait_for("<bob> ligne 10");
    terminal.wait_until_gone("ligne 39");
    terminal.keys("\x1b[6~");
    terminal.wait_for("ligne 39");
    // Ctrl-U empties the line; the arrow brings back what was sent.
    terminal.keys("\x15\x1b[A\x1b[A\r");
    assert_eq!(peer.read()["content"], "ça coûte 5 € !");

    terminal.keys("\x04");
    assert!(terminal.wait().success());
    assert!(terminal.is_cooked());
    wait_until(|| !terminal.is_taken(), || "the screen given back".to_owned());
}

#[test]
fn other_peoples_text_cannot_steer_the_terminal() {
    let server = FakeServer::new();
    let terminal = chat(&server, &["--guest", "bob", "--lang", "en"]);
    let mut peer = server.accept_guest("bob");
    peer.says("eve", "avant");
    peer.says("eve\u{1b}[2J", "\u{1b}[2J\u{1b}[H\u{9b}2J\u{1b}]0;pwned\u{7}\r\n17:14 *** forged\u{1b}c\u{1b}[?1049l");
    peer.stream.write_all(b"\x1b[2J not JSON \xff\n").unwrap();
    peer.says("eve", "après");
    terminal.wait_for("<eve> après");
    terminal.wait_for("<eve> avant");
    terminal.wait_for("<eve\\x1b[2J> \\x1b[2J\\x1b[H\\x9b2J\\x1b]0;pwned\\x07↵17:14 ***");
    terminal.wait_for("not understood: \\x1b[2J not JSON");
    assert!(!terminal.rows().iter().any(|row| row.starts_with("17:14 ***")), "{:#?}", terminal.rows());
    assert!(terminal.is_taken());
}

#[test]
fn a_small_or_resized_terminal_is_no_trouble() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--guest", "bob"]);
    let mut peer = server.accept_guest("bob");
    peer.says("eve", &"mot ".repeat(60));
    terminal.wait_for("<eve> mot");
    for (columns, rows) in [(40, 10), (12, 3), (1, 1), (120, 40), (80, 24)] {
        terminal.resize(columns, rows);
        peer.says("eve", &format!("{columns} x {rows}"));
        if columns >= 40 {
            terminal.wait_for(&format!("<eve> {columns} x {rows}"));
            wait_until(
                || terminal.rows()[usize::from(rows) - 1] == ">" && terminal.cursor() == (2, rows - 1),
                || format!("a prompt in {:#?}", terminal.rows()),
            );
        }
    }
}

#[test]
fn a_lost_connection_is_said_and_made_again() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--as", "alice"]);
    terminal.wait_for("Mot de passe de alice :");
    terminal.keys("s€cret\r");
    let credentials = json!({"type": "login", "username": "alice", "password": "s€cret"});
    for _ in 0..2 {
        let mut peer = server.accept();
        assert_eq!(peer.read(), credentials);
        peer.send(&json!({"type": "login", "status": "ok", "username": "Alice"}));
        assert_eq!(peer.read(), json!({"type": "users"}));
        terminal.wait_for("── Alice · 0 en ligne");
        drop(peer);
        terminal.wait_for("Connexion perdue (fermée par le serveur). Nouvel essai dans 1 s.");
        terminal.wait_for("── DÉCONNECTÉ");
    }
    terminal.keys("perdu\r");
    terminal.wait_for("Pas connecté : message non envoyé.");
    // The password is nowhere on the screen.
    assert!(!terminal.rows().iter().any(|row| row.contains("cret")));
    terminal.keys("/quit\r");
    assert!(terminal.wait().success());
}

#[test]
fn a_refused_login_is_said_in_plain_lines() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--as", "alice"]);
    terminal.wait_for("Mot de passe");
    terminal.keys("faux\r");
    let mut peer = server.accept();
    peer.read();
    peer.send(&json!({"type": "error", "message": "Login failed.", "code": "login_failed"}));
    assert_eq!(terminal.wait().code(), Some(1));
    terminal.wait_for("Login failed.");
    assert!(terminal.is_cooked() && !terminal.is_taken());
}

#[test]
fn an_account_can_be_made_on_the_way() {
    let server = FakeServer::new();
    let mut terminal = chat(&server, &["--as", "alice", "--register"]);
    terminal.wait_for("Mot de passe");
    terminal.keys("secret\r");
    terminal.wait_for("Encore une fois :");
    terminal.keys("secret\r");
    let mut peer = server.accept();
    assert_eq!(peer.read(), json!({"type": "register", "username": "alice", "password": "secret"}));
    peer.send(&json!({"type": "register", "status": "ok"}));
    assert_eq!(peer.read()["type"], "login");
    peer.send(&json!({"type": "login", "status": "ok", "username": "alice"}));
    terminal.wait_for("── alice");
}

#[test]
fn signals_give_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let server = FakeServer::new();
        let mut terminal = chat(&server, &["--guest", "bob"]);
        let _peer = server.accept_guest("bob");
        terminal.wait_for("Connecté à");
        assert!(terminal.is_taken() && !terminal.is_cooked());
        terminal.signal(signal);
        assert!(terminal.wait().success());
        assert!(terminal.is_cooked());
        wait_until(|| !terminal.is_taken(), || "the screen given back".to_owned());
    }
}

/// A script under way.
struct Script {
    child: Child,
}

impl Script {
    fn start(address: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(BINARY);
        command.args(["chat", address, "--script"]).args(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self { child: command.spawn().unwrap() }
    }

    fn write(&mut self, text: &str) {
        self.child.stdin.as_mut().unwrap().write_all(text.as_bytes()).unwrap();
    }

    /// Closes standard input and waits for the end.
    fn end(mut self) -> Output {
        drop(self.child.stdin.take());
        self.child.wait_with_output().unwrap()
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_script_sends_its_lines_and_prints_the_answers() {
    let server = FakeServer::new();
    let mut script = Script::start(&server.address, &["--wait", "5"]);
    // Not JSON, CR LF, and a last line without its end: all is sent as it is.
    script.write("{\"type\":\"users\"}\nnot JSON é\r\n\n{\"type\":\"hello\"}");
    let mut peer = server.accept();
    peer.send(&json!({"type": "users", "users": []}));
    drop(script.child.stdin.take());
    let mut sent = vec![0; "{\"type\":\"users\"}\nnot JSON é\r\n\n{\"type\":\"hello\"}\n".len()];
    peer.reader.read_exact(&mut sent).unwrap();
    assert_eq!(text(&sent), "{\"type\":\"users\"}\nnot JSON é\r\n\n{\"type\":\"hello\"}\n");
    peer.send(&json!({"type": "hello", "server": "classcord"}));
    let output = script.end();
    assert!(output.status.success());
    assert_eq!(
        text(&output.stdout),
        "{\"type\":\"users\",\"users\":[]}\n{\"server\":\"classcord\",\"type\":\"hello\"}\n"
    );
    assert_eq!(text(&output.stderr), "");
}

#[test]
fn a_script_logs_in_with_its_first_line() {
    let server = FakeServer::new();
    let mut script = Script::start(&server.address, &["--as", "alice", "--wait", "0"]);
    script.write("secret\n{\"type\":\"message\",\"content\":\"bonjour\"}\n");
    let mut peer = server.accept();
    assert_eq!(peer.read(), json!({"type": "login", "username": "alice", "password": "secret"}));
    peer.send(&json!({"type": "login", "status": "ok", "username": "alice"}));
    assert_eq!(peer.read()["content"], "bonjour");
    let output = script.end();
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("\"status\":\"ok\""));
}

#[test]
fn a_script_that_fails_says_why() {
    let server = FakeServer::new();
    let mut script = Script::start(&server.address, &["--as", "alice"]);
    script.write("faux\n");
    let mut peer = server.accept();
    peer.read();
    peer.send(&json!({"type": "error", "message": "Login failed.\u{1b}[2J"}));
    let output = script.end();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), format!("classcord: {}: Login failed.\\x1b[2J\n", server.address));

    let mut script = Script::start(&server.address, &[]);
    script.write("{\"type\":\"users\"}\n");
    let mut peer = server.accept();
    peer.read();
    drop(peer);
    // Waiting would close standard input.
    let input = script.child.stdin.take();
    let status = script.child.wait().unwrap();
    drop(input);
    assert_eq!(status.code(), Some(1), "the server closed before the end of standard input");

    let nobody = format!("127.0.0.1:{}", port_below_the_range());
    let output = Script::start(&nobody, &[]).end();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with(&format!("classcord: cannot connect to {nobody}: ")));
}

#[test]
fn misuse_is_told_from_failure() {
    for arguments in
        [&["--as", "a", "--guest", "b"][..], &["--as", ""], &["--wait", "1"], &["--register"], &["--as", "a\u{7}"]]
    {
        let output = Command::new(BINARY).args(["chat", "localhost"]).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = Command::new(BINARY).args(["chat", "localhost"]).stdin(Stdio::null()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stderr), "classcord: chat needs a terminal; without one, use --script\n");
}
