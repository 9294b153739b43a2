//! `classcord admin` as scripts and people use it, against a server that says exactly what a test wants.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::terminal::Terminal;
use crate::support::wait_until;

const BINARY: &str = env!("CARGO_BIN_EXE_classcord");
const AT: &str = "2025-06-20T17:14:06.611042";

/// A server whose answers the test writes.
struct FakeServer {
    directory: tempfile::TempDir,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The line for each type of request; by default the request itself comes back with `"status":"ok"`.
    answers: Mutex<HashMap<String, String>>,
    requests: Mutex<Vec<Value>>,
    connections: Mutex<Vec<UnixStream>>,
}

impl FakeServer {
    fn new() -> Self {
        let server = Self { directory: tempfile::tempdir().unwrap(), shared: Arc::default() };
        server.answer(&json!({"type": "clients", "more": false, "clients": [client("alice", "10.0.0.1"), client("bob", "10.0.0.2")]}));
        server.answer(&json!({"type": "channels", "channels": [
            {"name": "#dev", "topic": "Rust", "members": 2, "joined": false, "read_only": true, "disabled": false},
            {"name": "#général", "topic": "", "members": 5, "joined": false, "read_only": false, "disabled": false},
        ]}));
        server.answer(&json!({"type": "users", "users": ["alice", "bob"], "states": {"bob": "away"}}));
        server.answer(&json!({"type": "bans", "bans": [
            {"kind": "ban", "address": "10.9.0.0/16", "since": AT, "until": null, "by": "console", "reason": "attaque"},
            {"kind": "mute", "user": "eve", "since": AT, "until": AT, "by": "alice", "reason": "bavardage"},
        ]}));
        server.answer(&json!({"type": "history", "channel": "#dev", "more": true, "messages": [
            {"type": "message", "from": "bob", "content": "une bêtise", "channel": "#dev", "timestamp": AT, "id": 41},
            {"type": "message", "from": "eve", "content": "une autre", "channel": "#dev", "timestamp": AT, "id": 42},
        ]}));
        server.answer(&json!({"type": "log", "lines": ["serveur prêt", "alice est là"]}));
        server.answer(
            &json!({"type": "stats", "version": "9.8.7", "uptime_s": 3700, "connections": 3, "identified": 2,
            "people": 2, "channels": 3, "accounts": 7, "queued_bytes": 0, "lines_sent": 12, "bytes_sent": 2048,
            "rss_kib": 5120, "counters": {"messages_total{kind=\"global\"}": 99}}),
        );
        server.start();
        server
    }

    fn path(&self) -> PathBuf {
        self.directory.path().join("control.sock")
    }

    fn start(&self) {
        let listener = UnixListener::bind(self.path()).unwrap();
        let shared = Arc::clone(&self.shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                shared.connections.lock().unwrap().push(stream.try_clone().unwrap());
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(stream, &shared));
            }
        });
    }

    /// Closes all connections and the socket.
    fn vanish(&self) {
        std::fs::remove_file(self.path()).unwrap();
        self.shared.connections.lock().unwrap().drain(..).for_each(|stream| stream.shutdown(Shutdown::Both).unwrap());
    }

    /// From now on this is the answer to requests of its type.
    fn answer(&self, answer: &Value) {
        self.answer_line(answer["type"].as_str().unwrap(), &ascii(answer));
    }

    fn answer_line(&self, kind: &str, line: &str) {
        self.shared.answers.lock().unwrap().insert(kind.to_owned(), line.to_owned());
    }

    fn refuse(&self, kind: &str, words: &str) {
        self.answer_line(kind, &ascii(&json!({"type": "error", "message": words, "error": words, "code": "x"})));
    }

    fn requests(&self) -> Vec<Value> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Waits for a request.
    fn wait_for(&self, request: &Value) {
        wait_until(|| self.requests().contains(request), || format!("{request} in {:#?}", self.requests()));
    }

    fn admin(&self, arguments: &[&str]) -> Output {
        admin(&self.path(), arguments)
    }

    fn menu(&self) -> Terminal {
        let terminal = self.terminal(&["--lang", "fr"]);
        terminal.wait_for("Clients connectés");
        terminal
    }

    fn terminal(&self, arguments: &[&str]) -> Terminal {
        let path = self.path();
        Terminal::start(BINARY, &[&["admin", "--socket", path.to_str().unwrap()], arguments].concat(), 80, 24)
    }
}

fn admin(socket: &std::path::Path, arguments: &[&str]) -> Output {
    Command::new(BINARY).args(["admin", "--socket"]).arg(socket).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn serve(mut stream: UnixStream, shared: &Shared) {
    for line in BufReader::new(stream.try_clone().unwrap()).lines() {
        let Ok(line) = line else { return };
        let mut request: Value = serde_json::from_str(&line).unwrap();
        shared.requests.lock().unwrap().push(request.clone());
        let canned = shared.answers.lock().unwrap().get(request["type"].as_str().unwrap()).cloned();
        request["status"] = "ok".into();
        let answer = canned.unwrap_or_else(|| ascii(&request));
        if stream.write_all(format!("{answer}\n").as_bytes()).is_err() {
            return;
        }
    }
}

/// JSON as the server writes it.
fn ascii(value: &Value) -> String {
    let escaped = |c: char| match c {
        ' '..='~' => c.to_string(),
        c => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    value.to_string().chars().map(escaped).collect()
}

fn client(name: &str, address: &str) -> Value {
    json!({"name": name, "address": address, "role": "user", "state": "online", "channel": "#général", "since": AT,
        "queued_bytes": 2048, "muted": false})
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn each_command_makes_its_request_and_says_what_it_came_to() {
    let server = FakeServer::new();
    for (arguments, request, says) in [
        (
            &["kick", "bob", "à", "demain"][..],
            json!({"type": "kick", "user": "bob", "reason": "à demain"}),
            "bob est déconnecté.\n",
        ),
        (
            &["mute", "bob", "10m"],
            json!({"type": "mute", "user": "bob", "minutes": 10, "reason": ""}),
            "bob est muet, fin : sans fin.\n",
        ),
        (&["unmute", "bob"], json!({"type": "unmute", "user": "bob"}), "bob peut de nouveau parler.\n"),
        (
            &["ban", "bob", "perm", "spam"],
            json!({"type": "ban", "user": "bob", "minutes": 0, "reason": "spam"}),
            "bob est banni, fin : sans fin.\n",
        ),
        (
            &["ban", "10.1.2.3/8"],
            json!({"type": "ban", "address": "10.0.0.0/8", "reason": ""}),
            "10.0.0.0/8 est banni, fin : sans fin.\n",
        ),
        (&["unban", "10.1.2.3"], json!({"type": "unban", "address": "10.1.2.3"}), "10.1.2.3 n'est plus banni.\n"),
        (
            &["announce", "Pause", "à 10 h"],
            json!({"type": "announce", "content": "Pause à 10 h"}),
            "Message envoyé à tous.\n",
        ),
        (
            &["announce", "Pause", "--channel", "dev"],
            json!({"type": "announce", "channel": "#dev", "content": "Pause"}),
            "Message envoyé dans #dev.\n",
        ),
        (&["delete", "42"], json!({"type": "delete", "id": 42}), "Message 42 supprimé.\n"),
        (
            &["topic", "dev", "TP", "2"],
            json!({"type": "topic", "channel": "#dev", "topic": "TP 2"}),
            "Sujet de #dev : TP 2\n",
        ),
        (&["topic", "dev"], json!({"type": "topic", "channel": "#dev"}), "#dev n'a pas de sujet.\n"),
        (
            &["role", "bob", "moderator"],
            json!({"type": "role", "user": "bob", "role": "moderator"}),
            "bob est maintenant : modérateur.\n",
        ),
        (
            &["channel", "#dev", "disable"],
            json!({"type": "channel", "channel": "#dev", "mode": "disable"}),
            "#dev est désactivé.\n",
        ),
        (
            &["channel", "dev", "enable"],
            json!({"type": "channel", "channel": "#dev", "mode": "enable"}),
            "#dev est activé.\n",
        ),
        (
            &["channel", "dev", "read-only"],
            json!({"type": "channel", "channel": "#dev", "mode": "read_only"}),
            "#dev est en lecture seule : seuls les modérateurs y écrivent.\n",
        ),
        (
            &["channel", "dev", "open"],
            json!({"type": "channel", "channel": "#dev", "mode": "open"}),
            "Tous peuvent écrire dans #dev.\n",
        ),
        (
            &["clients"],
            json!({"type": "clients"}),
            "Nom    Rôle  Adresse   Salon     État      Depuis            File\nalice        10.0.0.1  #général  en ligne  2025-06-20 17:14  2 Kio\nbob          10.0.0.2  #général  en ligne  2025-06-20 17:14  2 Kio\n",
        ),
        (
            &["channels"],
            json!({"type": "channels"}),
            "Salon     Présents  Accès          Sujet\n#dev      2         lecture seule  Rust\n#général  5         ouvert\n",
        ),
        (&["users"], json!({"type": "users"}), "2 en ligne\nalice\nbob (absent)\n"),
        (
            &["bans"],
            json!({"type": "bans"}),
            "Sanction  Contre       Jusqu'à           Par      Raison\nbanni     10.9.0.0/16  sans fin          console  attaque\nmuet      eve          2025-06-20 17:14  alice    bavardage\n",
        ),
        (
            &["history", "dev", "--limit", "2", "--before", "43"],
            json!({"type": "history", "channel": "#dev", "limit": 2, "before": 43}),
            "… il y a des messages plus anciens (--before)\n2025-06-20 17:14 [41] <bob> une bêtise\n2025-06-20 17:14 [42] <eve> une autre\n",
        ),
        (&["log", "--lines", "2"], json!({"type": "log", "lines": 2}), "serveur prêt\nalice est là\n"),
        (&["reload"], json!({"type": "reload"}), "Le serveur relit sa configuration ; le journal dit ce qui change.\n"),
        (&["shutdown", "--yes"], json!({"type": "shutdown"}), "Le serveur s'arrête.\n"),
    ] {
        let output = server.admin(arguments);
        assert_eq!((text(&output.stdout), text(&output.stderr)), (says, ""), "{arguments:?}");
        assert!(output.status.success(), "{arguments:?}");
        assert_eq!(server.requests().pop(), Some(request), "{arguments:?}");
    }
    let output = server.admin(&["stats", "--lang", "en"]);
    for part in [
        "Version                 9.8.7",
        "Running for             1 h 01",
        "Memory                  5 MiB",
        "messages_total{kind=\"global\"}  99",
    ] {
        let words: Vec<&str> = part.split_whitespace().collect();
        let is_there = text(&output.stdout).lines().any(|line| line.split_whitespace().collect::<Vec<_>>() == words);
        assert!(is_there, "{part:?} in {}", text(&output.stdout));
    }
}

#[test]
fn a_script_gets_the_servers_line_as_it_is() {
    let server = FakeServer::new();
    let line = r#"{"type":"stats", "new":"\u00e9", "version":1}"#;
    server.answer_line("stats", line);
    for arguments in [["stats", "--json"], ["--json", "stats"]] {
        let output = server.admin(&arguments);
        assert_eq!((text(&output.stdout), output.status.code()), (format!("{line}\n").as_str(), Some(0)));
    }
    server.refuse("kick", "« bob » n'est pas là.");
    let output = server.admin(&["kick", "bob", "--json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((answer["code"].as_str(), output.status.code(), text(&output.stderr)), (Some("x"), Some(1), ""));
}

#[test]
fn a_no_of_the_server_is_a_failure_in_its_words() {
    let server = FakeServer::new();
    for arguments in [
        &["clients"][..],
        &["channels"],
        &["users"],
        &["kick", "bob"],
        &["mute", "bob"],
        &["unmute", "bob"],
        &["ban", "bob"],
        &["unban", "bob"],
        &["bans"],
        &["announce", "x"],
        &["delete", "1"],
        &["topic", "dev"],
        &["role", "bob", "user"],
        &["channel", "dev", "open"],
        &["history", "dev"],
        &["log"],
        &["stats"],
        &["reload"],
        &["shutdown", "--yes"],
    ] {
        server.refuse(arguments[0], "Non\u{1b}[2J.");
        let output = server.admin(arguments);
        assert_eq!((text(&output.stdout), text(&output.stderr)), ("", "classcord: Non\\x1b[2J.\n"), "{arguments:?}");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn names_and_texts_cannot_steer_the_terminal() {
    let server = FakeServer::new();
    server.answer(&json!({"type": "clients", "clients": [client("eve\u{1b}[2J\u{9b}", "10.0.0.1")]}));
    server.answer(&json!({"type": "log", "lines": ["\u{1b}]0;x\u{7}\nforged"]}));
    assert!(text(&server.admin(&["clients"]).stdout).contains("eve\\x1b[2J\\x9b  "));
    assert_eq!(text(&server.admin(&["log"]).stdout), "\\x1b]0;x\\x07↵forged\n");
    // Raw in the line itself, where JSON allows it.
    server.answer_line("stats", "{\"type\":\"stats\",\"version\":\"\u{9b}2J\"}");
    let output = server.admin(&["stats", "--json"]);
    assert_eq!((text(&output.stdout), text(&output.stderr)), ("", "classcord: ce n'est pas ClassCord qui répond\n"));
    let mut terminal = server.menu();
    terminal.keys("1\r");
    terminal.wait_for("eve\\x1b[2J");
    assert!(terminal.is_taken());
}

#[test]
fn misuse_is_told_from_failure() {
    let server = FakeServer::new();
    for arguments in [
        &["kick"][..],
        &["kick", ""],
        &["mute", "bob", "10x"],
        &["role", "bob", "roi"],
        &["nonsense"],
        &["shutdown"],
        &[],
    ] {
        let output = server.admin(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", text(&output.stderr));
        assert!(!output.stderr.is_empty());
    }
    assert_eq!(server.requests(), Vec::<Value>::new());
}

#[test]
fn who_is_not_served_is_told_why() {
    let server = FakeServer::new();
    let path = server.path();
    let absent = server.directory.path().join("absent");
    for (arguments, words) in [
        (["stats", "--lang", "en"], format!("classcord: no server answers at {}: is it running?\n", absent.display())),
        (
            ["stats", "--lang", "fr"],
            format!("classcord: aucun serveur ne répond à {} : est-il démarré ?\n", absent.display()),
        ),
    ] {
        let output = admin(&absent, &arguments);
        assert_eq!((text(&output.stderr), output.status.code()), (words.as_str(), Some(1)));
    }
    // The system lets the superuser connect anyway, so that a superuser tests this as somebody else.
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    std::fs::set_permissions(server.directory.path(), PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = if rustix::process::geteuid().is_root() {
        let copy = server.directory.path().join("classcord");
        std::fs::copy(BINARY, &copy).unwrap();
        let mut command = Command::new(copy);
        command.uid(65534).gid(65534).current_dir("/");
        command
    } else {
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).unwrap();
        Command::new(BINARY)
    };
    let output = command.args(["admin", "--lang", "en", "stats", "--socket"]).arg(&path).output().unwrap();
    let words =
        format!("classcord: no access to {}: are you in the group classcord? If not, try sudo.\n", path.display());
    assert_eq!((text(&output.stderr), output.status.code()), (words.as_str(), Some(1)));

    server.vanish();
    let terminal = server.terminal(&[]);
    terminal.wait_for("aucun serveur ne répond");
    assert!(!terminal.is_taken());
}

#[test]
fn the_pages_address_comes_with_a_code_where_it_is_seen_or_wanted() {
    let server = FakeServer::new();
    server.answer(
        &json!({"type": "address", "addresses": ["http://192.168.1.20:12345", "http://pi.local:12345\u{9b}2J"]}),
    );
    let plain = server.admin(&["address", "--lang", "en"]);
    assert_eq!(text(&plain.stdout), "http://192.168.1.20:12345\nhttp://pi.local:12345\\x9b2J\n");
    let with_code = server.admin(&["address", "--qr"]);
    let lines: Vec<&str> = text(&with_code.stdout).lines().collect();
    assert_eq!(lines.len(), 2 + 15, "{lines:#?}");
    assert_eq!(lines[2], format!("\u{1b}[1;37;40m{}\u{1b}[0m", "█".repeat(29)));
    server.answer(&json!({"type": "address", "addresses": []}));
    assert!(text(&server.admin(&["address", "--qr", "--lang", "en"]).stdout).starts_with("There is no page"));
}

#[test]
fn shutdown_asks_first() {
    let server = FakeServer::new();
    for (typed, code, stops) in [("n\r", 1, false), ("\r", 1, false), ("\x04", 1, false), ("oui\r", 0, true)] {
        let mut terminal = server.terminal(&["shutdown"]);
        terminal.wait_for("Arrêter le serveur ?");
        terminal.keys(typed);
        assert_eq!(terminal.wait().code(), Some(code), "{typed:?}");
        assert_eq!(server.requests().contains(&json!({"type": "shutdown"})), stops, "{typed:?}");
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let server = FakeServer::new();
    let lines: Vec<String> = (0..500).map(|_| "x".repeat(1000)).collect();
    server.answer(&json!({"type": "log", "lines": lines}));
    let mut command = Command::new(BINARY);
    command.args(["admin", "log", "--socket"]).arg(server.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((text(&output.stderr), output.status.code()), ("", Some(0)));
}

#[test]
fn the_menu_shows_what_there_is_and_how_to_get_there() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    let rows = terminal.rows();
    assert!(rows[0].starts_with("── ClassCord · console d'administration ─"), "{rows:#?}");
    assert_eq!(rows[1], ">   1  Clients connectés");
    assert_eq!(rows[13], "   13  Le cours : mains, silence, sondages, questions");
    assert_eq!(rows[14], "   14  Adresse de la page et code QR");
    assert_eq!(rows[15], "   15  Chercher dans les messages");
    assert_eq!(rows[16], "   16  Comptes : mot de passe, désactiver, activer");
    assert_eq!(rows[17], "   17  Les autres serveurs de l'établissement");
    assert_eq!(rows[18], "    0  Quitter ce menu (le serveur continue)");
    assert_eq!(rows[23], "Numéro ou ↑ ↓, puis Entrée · q : quitter");
    // Nobody is asked anything while nothing of the server is in view.
    assert_eq!(server.requests(), Vec::<Value>::new());
    // Arrows and numbers lead to the same lines.
    terminal.keys("\x1b[B\x1b[B\x1b[A");
    terminal.wait_for(">   2  Salons");
    terminal.keys("12");
    terminal.wait_for(">  12  Arrêter le serveur");
    terminal.keys("9\r");
    terminal.wait_for("alice est là");
    terminal.wait_for("── Journal récent ─");
    terminal.keys("q10\r");
    terminal.wait_for("En marche depuis");
    terminal.wait_for("1 h 01");
    terminal.keys("\x1b");
    terminal.wait_for("── ClassCord ·");
    terminal.keys("\x1b0\r");
    assert!(terminal.wait().success());
    assert!(terminal.is_cooked());
    wait_until(|| !terminal.is_taken(), || "the screen given back".to_owned());
}

#[test]
fn a_list_is_refreshed_while_somebody_looks_at_it() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    terminal.keys("1\r");
    terminal.wait_for("10.0.0.2");
    terminal.wait_for("en direct");
    assert!(terminal.rows()[1].contains("Nom"), "{:#?}", terminal.rows());
    terminal.keys("2");
    terminal.wait_for(">   2  bob");
    server.answer(&json!({"type": "clients", "clients": [client("zoé", "10.0.0.3"), client("bob", "10.0.0.2")]}));
    terminal.wait_for("zoé");
    terminal.wait_until_gone("alice");
    terminal.wait_for(">   2  bob");
    server.answer(&json!({"type": "clients", "clients": []}));
    terminal.wait_for("(rien à montrer)");
    terminal.keys("\r\x1b");
    terminal.wait_for("── ClassCord ·");
    let asked = server.requests().len();
    terminal.keys("3\r");
    terminal.wait_for("── Déconnecter quelqu'un ─");
    wait_until(|| server.requests().len() > asked, || "another look".to_owned());
}

#[test]
fn somebody_is_kicked_muted_banned_and_raised_from_the_list() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    terminal.keys("1\r");
    terminal.wait_for("bob");
    terminal.keys("2\r");
    terminal.wait_for("── bob · 10.0.0.2 ─");
    terminal.keys("1\r");
    terminal.wait_for("── Déconnecter : bob ─");
    terminal.wait_for("Pourquoi ?");
    terminal.keys("à demain\r");
    server.wait_for(&json!({"type": "kick", "user": "bob", "reason": "à demain"}));
    terminal.wait_for("bob est déconnecté.");
    terminal.wait_for("── Clients connectés ─");

    terminal.keys("2\r2\r");
    terminal.wait_for("── Rendre muet : bob ─");
    terminal.keys("bientôt\r");
    terminal.wait_for("Ce n'est pas une durée");
    terminal.keys("\x152h\r");
    terminal.wait_for("Pourquoi ?");
    terminal.keys("\r");
    server.wait_for(&json!({"type": "mute", "user": "bob", "minutes": 120, "reason": ""}));
    terminal.wait_for("bob est muet");

    terminal.keys("2\r4\r");
    terminal.wait_for("── Bannir : 10.0.0.2 ─");
    terminal.keys("\rspam\r");
    server.wait_for(&json!({"type": "ban", "address": "10.0.0.2", "reason": "spam"}));
    terminal.wait_for("10.0.0.2 est banni");

    server.refuse("role", "« bob » n'a pas de compte.");
    terminal.keys("2\r6\r");
    server.wait_for(&json!({"type": "role", "user": "bob", "role": "moderator"}));
    terminal.wait_for("Refusé : « bob » n'a pas de compte.");
}

#[test]
fn each_line_of_the_menu_leads_somewhere() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    let mut play = |keys: &[&str], title: &str, shown: &str| {
        keys.iter().for_each(|keys| terminal.keys(keys));
        terminal.wait_for_view(title, shown);
    };
    play(&["2\r"], "Salons", "#dev");
    play(&["1\r"], "#dev", "Derniers messages");
    play(&["1\r"], "Derniers messages de #dev", "[42] <eve> une autre");
    play(&["\r"], "2025-06-20 17:14 [42] <eve>", "Supprimer ce message");
    play(&["1\r"], "Derniers messages", "Message 42 supprimé.");
    server.wait_for(&json!({"type": "delete", "id": 42}));
    play(&["\x1b"], "#dev", "Ouvrir : tous peuvent écrire");
    play(&["3\r"], "Salons", "Tous peuvent écrire dans #dev.");
    play(&["1\r2\r"], "Salons", "#dev est désactivé.");
    play(&["1\r4\r"], "Changer le sujet : #dev", "Le nouveau sujet ?");
    play(&["TP 2\r"], "Salons", "Sujet de #dev : TP 2");
    play(&["q3\r"], "Déconnecter quelqu'un", "bob");
    play(&["1\r\r"], "Déconnecter quelqu'un", "alice est déconnecté.");
    play(&["q4\r"], "Rendre muet, rendre la parole", "Rendre la parole à quelqu'un");
    play(&["1\r"], "Rendre quelqu'un muet", "Un autre nom…");
    play(&["3\r"], "Rendre muet", "Le nom ?");
    play(&["carol\rperm\r\r"], "Rendre quelqu'un muet", "carol est muet");
    server.wait_for(&json!({"type": "mute", "user": "carol", "minutes": 0, "reason": ""}));
    play(&["q2\r"], "Sanctions", "eve");
    play(&["1\r"], "muet · eve", "Lever cette sanction");
    play(&["1\r"], "Sanctions", "eve peut de nouveau parler.");
    play(&["qq5\r2\r"], "Bannir", "L'adresse, ou la plage");
    play(&["chez bob\r"], "Bannir", "Ce n'est ni une adresse ni une plage.");
    play(&["\x1510.1.2.3/24\r\r\r"], "ClassCord", "10.1.2.0/24 est banni");
    play(&["6\r"], "Sanctions", "10.9.0.0/16");
    play(&["1\r1\r"], "Sanctions", "10.9.0.0/16 n'est plus banni.");
    play(&["q7\r"], "Message à tous", "Que dire à tout le monde ?");
    play(&["\r"], "Message à tous", "Il faut un texte.");
    play(&["Pause\r"], "ClassCord", "Message envoyé à tous.");
    play(&["8\r2\r"], "Rôles", "bob");
    play(&["2\r"], "Rôles", "bob est maintenant : modérateur.");
    play(&["qq11\r"], "ClassCord", "Le serveur relit sa configuration");
    play(&["12\r"], "Arrêter le serveur", ">   0  Non, ne rien faire");
    play(&["\r"], "ClassCord", "Quitter");
    assert!(!server.requests().contains(&json!({"type": "shutdown"})));
    play(&["12\r1\r"], "ClassCord", "Le serveur s'arrête.");
}

#[test]
fn a_server_that_is_gone_is_missed_and_found_again() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    terminal.keys("1\r");
    terminal.wait_for("bob");
    server.vanish();
    terminal.wait_for("PAS DE SERVEUR, nouvel essai : ");
    terminal.wait_for("bob");
    // What is asked for meanwhile is not done, and that is said.
    terminal.keys("2\r1\r\r");
    terminal.wait_for("Pas fait : aucun serveur ne répond");
    // It is missed also where nothing of it is in view.
    terminal.keys("q");
    terminal.wait_for("PAS DE SERVEUR");
    server.start();
    terminal.wait_for("Le serveur répond de nouveau.");
    terminal.wait_until_gone("PAS DE SERVEUR");
    // A server that was started anew between two requests is no trouble.
    server.vanish();
    server.start();
    terminal.keys("7\rbonjour\r");
    server.wait_for(&json!({"type": "announce", "content": "bonjour"}));
    terminal.wait_for("Message envoyé à tous.");
}

#[test]
fn a_small_or_resized_terminal_is_no_trouble() {
    let server = FakeServer::new();
    let mut terminal = server.menu();
    terminal.keys("1\r");
    terminal.wait_for("bob");
    for (columns, rows) in [(40, 10), (20, 5), (5, 2), (1, 1), (120, 40), (80, 24)] {
        terminal.resize(columns, rows);
        if columns >= 20 {
            wait_until(
                || terminal.rows().len() == usize::from(rows) && terminal.rows().iter().any(|row| row.contains("alic")),
                || format!("alice in {:#?}", terminal.rows()),
            );
        }
    }
    terminal.wait_for("10.0.0.2");
    terminal.keys("\x03");
    assert!(terminal.wait().success());
    assert!(terminal.is_cooked());
}

#[test]
fn signals_give_the_terminal_back() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT] {
        let server = FakeServer::new();
        let mut terminal = server.menu();
        assert!(terminal.is_taken() && !terminal.is_cooked());
        terminal.signal(signal);
        assert!(terminal.wait().success());
        assert!(terminal.is_cooked());
        wait_until(|| !terminal.is_taken(), || "the screen given back".to_owned());
    }
}

#[test]
fn the_lesson_is_led_from_the_menu() {
    let server = FakeServer::new();
    server.answer(
        &json!({"type": "hands", "hands": [{"user": "bob", "since": "2025-06-20T17:14:06.611042"}], "others": []}),
    );
    let channel =
        json!({"name": "#dev", "topic": "", "members": 2, "joined": false, "read_only": false, "disabled": false});
    server.answer(&json!({"type": "channels", "channels": [channel]}));
    let mut terminal = server.menu();
    terminal.keys("13\r");
    terminal.wait_for("── Le cours");
    terminal.keys("1\r");
    terminal.wait_for("bob");
    terminal.keys("1\r");
    server.wait_for(&json!({"type": "hand", "state": "down", "user": "bob"}));
    terminal.wait_for("La main de bob est baissée.");
    terminal.keys("\x1b");
    terminal.wait_for("── Le cours");
    terminal.keys("3\rbientôt\r");
    terminal.wait_for("Ce n'est pas une durée");
    terminal.keys("\x1510m\r");
    server.wait_for(&json!({"type": "silence", "state": "on", "minutes": 10}));
    terminal.wait_for("Silence dans tous les salons");
    terminal.keys("13\r4\r");
    server.wait_for(&json!({"type": "silence", "state": "off"}));
    terminal.wait_for("Parole libre.");
    terminal.keys("13\r6\r");
    server.wait_for(&json!({"type": "private_messages", "mode": "staff"}));
    terminal.wait_for("au professeur seulement");
    terminal.wait_for("── ClassCord ·");
    terminal.keys("2\r");
    terminal.wait_for("#dev");
    terminal.keys("1\r");
    terminal.wait_for("── #dev ─");
    terminal.keys("5\r30\r");
    server.wait_for(&json!({"type": "slow", "channel": "#dev", "seconds": 30}));
    terminal.wait_for("Mode lent dans #dev : un message toutes les 30 s.");
    // The first line does nothing.
    terminal.wait_for("── Salons ─");
    terminal.keys("1\r");
    terminal.wait_for("── #dev ─");
    terminal.keys("8\r");
    terminal.wait_for("Vider #dev ?");
    terminal.keys("\r");
    terminal.wait_for("── #dev ─");
    assert!(server.requests().iter().all(|request| request["type"] != "clear"));
    terminal.keys("8\r");
    terminal.wait_for("Vider #dev ?");
    terminal.keys("1\r");
    server.wait_for(&json!({"type": "clear", "channel": "#dev"}));
    terminal.wait_for("#dev est vidé.");
}

#[test]
fn polls_and_questions_are_led_from_the_menu() {
    let server = FakeServer::new();
    let poll = json!({"id": 3, "channel": "#dev", "question": "Prêts ?", "answers": ["oui", "non"], "open": true,
        "voters": 4, "counts": [3, 1]});
    let old = json!({"id": 2, "channel": "#général", "question": "Pause ?", "answers": ["oui", "non"], "open": false,
        "voters": 1, "counts": [1, 0]});
    server.answer(&json!({"type": "polls", "polls": [poll, old]}));
    let question = |id: u64, open: bool| json!({"id": id, "votes": 2, "from": "bob", "content": "Le TP 2 ?", "open": open, "answer": null});
    server.answer(&json!({"type": "questions", "questions": [question(7, true), question(6, false)]}));
    let mut terminal = server.menu();
    let mut play = |keys: &[&str], title: &str, shown: &str| {
        keys.iter().for_each(|keys| terminal.keys(keys));
        terminal.wait_for_view(title, shown);
    };
    play(&["13\r"], "Le cours", "Questions de la classe");
    play(&["8\r"], "Sondages", "A. oui (3), B. non (1)");
    // What is over is not ended again.
    play(&["2\r"], "#général · Pause ?", ">   0  Retour");
    play(&["\r1\r"], "#dev · Prêts ?", "Terminer et montrer les résultats");
    play(&["1\r"], "Sondages", "Le sondage de #dev est terminé.");
    server.wait_for(&json!({"type": "poll_close", "channel": "#dev", "cancel": false}));
    play(&["1\r2\r"], "Sondages", "Le sondage de #dev");
    server.wait_for(&json!({"type": "poll_close", "channel": "#dev", "cancel": true}));
    play(&["3\r"], "Nouveau sondage : dans quel salon ?", "#général");
    play(&["1\r"], "Nouveau sondage… : #dev", "La question ?");
    play(&["Compris ?\r"], "Nouveau sondage", "séparées par des points-virgules");
    play(&["oui\r"], "Nouveau sondage", "De 2 à 8 réponses");
    play(&[" ; non\r"], "Nouveau sondage", "plusieurs direct nominatif");
    play(&["direct\r"], "Nouveau sondage : dans quel salon ?", "Sondage ouvert dans #dev.");
    server.wait_for(&json!({"type": "poll", "channel": "#dev", "question": "Compris ?", "answers": ["oui", "non"],
        "several": false, "anonymous": true, "live": true}));
    play(&["\x1b"], "Sondages", "Prêts ?");
    play(&["\x1b"], "Le cours", "Questions de la classe");

    play(&["9\r"], "Questions de la classe", "Le TP 2 ?");
    play(&["1\r1\r"], "Questions de la classe", "La question est répondue.");
    server.wait_for(&json!({"type": "answered", "id": 7, "answer": null}));
    play(&["1\r2\r"], "Répondre par écrit", "La réponse ?");
    play(&["Demain\r"], "Questions de la classe", "La question est répondue.");
    server.wait_for(&json!({"type": "answered", "id": 7, "answer": "Demain"}));
    play(&["2\r1\r"], "Questions de la classe", "La question est de nouveau ouverte.");
    server.wait_for(&json!({"type": "unanswered", "id": 6}));
    play(&["1\r3\r"], "Questions de la classe", "La question est supprimée.");
    server.wait_for(&json!({"type": "unask", "id": 7}));
    server.answer(&json!({"type": "questions", "state": "closed", "questions": []}));
    play(&[], "Questions de la classe", ">   1  Ouvrir la boîte à questions");
    play(&["\r"], "Questions de la classe", "La boîte à questions est fermée.");
    server.wait_for(&json!({"type": "questions", "state": "open"}));
}

#[test]
fn a_search_is_made_once_and_goes_on_to_older_messages() {
    let server = FakeServer::new();
    let message = |id: u64, content: &str| json!({"type": "message", "from": "eve", "content": content, "channel": "#dev", "timestamp": AT, "id": id});
    server.answer(&json!({"type": "search", "messages": [message(41, "le TP"), message(42, "un TP")], "before": 41}));
    let asked = || server.requests().iter().filter(|request| request["type"] == "search").count();
    let mut terminal = server.menu();
    terminal.keys("15\r");
    terminal.wait_for_view("Chercher dans les messages", "Quels mots ?");
    terminal.keys("\r");
    terminal.wait_for("De 1 à 8 mots.");
    terminal.keys("tp\r");
    terminal.wait_for_view("Messages avec : tp", ">   3  #dev 2025-06-20 17:14 [42] <eve> un TP");
    server.wait_for(&json!({"type": "search", "words": "tp", "limit": 100}));
    assert!(!terminal.rows().iter().any(|row| row.contains("en direct")));
    // Deleting one leads back to them, as they are then.
    terminal.keys("\r");
    terminal.wait_for_view("[42] <eve> un TP", "Supprimer ce message");
    terminal.keys("1\r");
    server.wait_for(&json!({"type": "delete", "id": 42}));
    terminal.wait_for_view("Messages avec : tp", "Message 42 supprimé.");
    wait_until(|| asked() == 2, || format!("another look in {:#?}", server.requests()));
    server.answer(&json!({"type": "search", "messages": [message(7, "vieux TP")]}));
    terminal.keys("1\r");
    terminal.wait_for_view("Messages avec : tp", "[7] <eve> vieux TP");
    server.wait_for(&json!({"type": "search", "words": "tp", "limit": 100, "before": 41}));
    terminal.keys("\x1b");
    terminal.wait_for("un TP");
    assert_eq!(asked(), 3);
}

#[test]
fn accounts_get_passwords_and_are_disabled_from_the_menu() {
    let server = FakeServer::new();
    let row = |name: &str, role: &str, disabled: bool| json!({"username": name, "role": role, "created": AT, "disabled": disabled, "must_change": false});
    server.answer(
        &json!({"type": "export", "rows": [row("bob", "user", false), row("eve", "moderator", true)], "next": "eve"}),
    );
    let mut terminal = server.menu();
    let mut play = |keys: &[&str], title: &str, shown: &str| {
        keys.iter().for_each(|keys| terminal.keys(keys));
        terminal.wait_for_view(title, shown);
    };
    play(&["16\r"], "Comptes", "désactivé");
    play(&["1\r"], "bob · utilisateur", "Donner le rôle : modérateur");
    play(&["1\r"], "Nouveau mot de passe : bob", "en choisira un autre");
    play(&["\r"], "Nouveau mot de passe : bob", "Il faut un mot de passe.");
    play(&["nuage-92"], "Nouveau mot de passe : bob", "> ********");
    play(&["\r"], "Comptes", "Le mot de passe de bob est changé.");
    server.wait_for(
        &json!({"type": "passwd", "user": "bob", "password": "nuage-92", "disconnect": false, "must_change": true}),
    );
    play(&["1\r2\r"], "Comptes", "Le compte de bob est désactivé.");
    server.wait_for(&json!({"type": "disable", "user": "bob"}));
    play(&["2\r2\r"], "Comptes", "Le compte de eve est activé.");
    server.wait_for(&json!({"type": "enable", "user": "eve"}));
    server.answer(&json!({"type": "export", "rows": [row("zoé", "user", false)], "next": null}));
    play(&["3\r"], "Comptes", "zoé");
    server.wait_for(&json!({"type": "export", "table": "users", "after": "eve"}));
    server.refuse("passwd", "Mot de passe trop court.");
    play(&["1\r1\rx\r"], "Comptes", "Refusé : Mot de passe trop court.");
}
