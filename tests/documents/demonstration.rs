//! docs/DEMONSTRATION.md, played as it is written: the same commands in the same shell, in real terminals, against a real
//! server; what they show has to be what the document shows. Only the port differs.
//!
//! The attack needs Python 3, which CI installs; without it the test says so and passes.
//! `CLASSCORD_WRITE_SCREENS=1 cargo test --test documents demonstration` writes what was seen into the document.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::boxes::Seen;
use crate::support::terminal::Terminal;
use crate::support::{port_below_the_range, wait_until};

const DOCUMENT: &str = "docs/DEMONSTRATION.md";

/// A directory like the one in which the document's reader is, with a port of its own.
struct Stage {
    directory: tempfile::TempDir,
    port: String,
    seen: Seen,
}

impl Stage {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let port = port_below_the_range().to_string();
        let files = directory.path().join("docs/demonstration");
        fs::create_dir_all(&files).unwrap();
        fs::create_dir(directory.path().join("demo")).unwrap();
        for file in ["classcord.toml", "attaque.py"] {
            let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/demonstration").join(file);
            let text = fs::read_to_string(real).unwrap();
            fs::write(files.join(file), text.replace("12345", &port)).unwrap();
        }
        Self { directory, port, seen: Seen::default() }
    }

    fn demo(&self) -> PathBuf {
        self.directory.path().join("demo")
    }

    /// A line for the shell of this place, as it is in the document.
    fn line(&self, command: &str) -> String {
        let program = Path::new(env!("CARGO_BIN_EXE_classcord")).parent().unwrap().display();
        let demo = self.demo();
        let command = command.replace("12345", &self.port);
        format!("cd '{}' && PATH='{program}':$PATH && unset JOURNAL_STREAM NOTIFY_SOCKET && {command}", demo.display())
    }

    /// Runs a command to its end, and keeps it with what it says.
    fn run(&mut self, name: &'static str, command: &str) {
        let output = Command::new("sh").arg("-c").arg(self.line(&format!("{command} 2>&1"))).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{command}: {said}");
        self.keep_text(name, &format!("$ {command}\n{said}"));
    }

    /// Begins a command in a terminal of its own, high enough for all that it will show.
    fn open(&self, command: &'static str, columns: u16) -> Shown {
        let terminal = Terminal::start("sh", &["-c", &self.line(&format!("exec {command}"))], columns, 120);
        Shown { terminal, command, told: 0 }
    }

    /// Keeps what has come onto a terminal since the last time.
    fn keep(&mut self, name: &'static str, shown: &mut Shown) {
        let mut rows = shown.terminal.rows();
        // The conversation grows downwards; the client's last two rows stay at the bottom.
        let prompt = rows.iter().position(|row| row.starts_with("── "));
        let foot = prompt.map_or_else(Vec::new, |at| rows.split_off(at));
        while rows.last().is_some_and(String::is_empty) {
            rows.pop();
        }
        let first = rows.iter().position(|row| !row.is_empty()).unwrap_or(0);
        rows.drain(..first);
        let mut text = Vec::new();
        if shown.told == 0 {
            text.push(format!("$ {}", shown.command));
        }
        text.extend(rows.iter().skip(shown.told).cloned());
        shown.told = rows.len();
        text.extend(foot.into_iter().filter(|row| !row.is_empty()));
        self.keep_text(name, &text.join("\n"));
    }

    /// Keeps what a client shows of the server's end: not what it does then, which is to try again and again.
    fn keep_farewell(&mut self, name: &'static str, shown: &Shown) {
        let rows = shown.terminal.rows();
        let rows = rows.iter().skip_while(|row| row.is_empty()).skip(shown.told);
        let end = rows.clone().position(|row| row.contains("Nouvel essai")).unwrap();
        let text: Vec<&str> = rows.take(end + 1).map(String::as_str).collect();
        self.keep_text(name, &text.join("\n"));
    }

    /// Keeps a text as the reader of the document would have seen it: his port, his directory.
    fn keep_text(&mut self, name: &'static str, text: &str) {
        let text = text.replace(&self.port, "12345");
        self.seen.keep(name, text.replace(self.demo().to_str().unwrap(), "/home/prof/classcord/demo"));
    }
}

/// A terminal, and how much of it the reader has been shown.
struct Shown {
    terminal: Terminal,
    command: &'static str,
    told: usize,
}

impl Shown {
    /// Waits for words on rows that the reader has not been shown.
    fn see(&self, words: &str) {
        self.see_times(words, 1);
    }

    /// Waits until words are there so many times.
    fn see_times(&self, words: &str, times: usize) {
        let shown = || {
            let rows = self.terminal.rows();
            let rows = rows.iter().skip_while(|row| row.is_empty()).skip(self.told);
            rows.flat_map(|row| row.split_whitespace()).collect::<Vec<_>>().join(" ")
        };
        wait_until(|| shown().matches(words).count() >= times, || format!("{words:?} in {:#?}", self.terminal.rows()));
    }

    fn say(&mut self, words: &str) {
        self.terminal.keys(&format!("{words}\r"));
    }
}

#[test]
fn the_demonstration_goes_as_it_is_written() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: there is no python3 on this machine");
        return;
    }
    let mut stage = Stage::new();
    let mut server = stage.open("classcord serve --config ../docs/demonstration/classcord.toml", 300);
    server.see("ready");
    stage.keep("démarrage", &mut server);

    let mut alice = stage.open("classcord chat 127.0.0.1:12345 --as alice --register", 80);
    alice.see("Mot de passe");
    alice.say("mon-secret");
    alice.see("Encore");
    alice.say("mon-secret");
    alice.see("Bienvenue alice");
    let mut bob = stage.open("classcord chat 127.0.0.1:12345 --guest bob", 80);
    bob.see("Bienvenue bob");
    alice.see("bob a rejoint");
    greet(&mut stage, &mut server, &mut alice, &mut bob);
    channels(&mut stage, &mut alice, &mut bob);
    moderate(&mut stage, &mut alice, &mut bob);
    attack(&mut stage, &mut server, &mut alice, &mut bob);

    stage.run("sauvegarde", "classcord backup sauvegardes");
    server.see("backup made");
    stage.run("vérification", "classcord check sauvegardes/*.redb");
    stage.run("export", "classcord export messages --format csv | tail -n 3");

    server.terminal.keys("\u{3}");
    let status = server.terminal.wait();
    assert!(status.success(), "{status}");
    server.see("stopped");
    stage.keep("arrêt", &mut server);
    alice.see("Nouvel essai");
    stage.keep_farewell("adieu", &alice);
    for client in [&mut alice, &mut bob] {
        client.terminal.keys("\u{4}");
        client.terminal.wait();
    }
    stage.run("journal", "tail -n 2 data/audit.log");
    stage.run("après", "classcord check data/classcord.redb");
    stage.seen.compare(DOCUMENT, "demonstration");
}

fn greet(stage: &mut Stage, server: &mut Shown, alice: &mut Shown, bob: &mut Shown) {
    bob.say("salut à tous, ça marche ?");
    alice.see("ça marche");
    bob.see("ça marche ?");
    alice.say("oui, même les accents : é à ç €");
    bob.see("€");
    alice.see("€");
    alice.say("/msg bob on commence ?");
    bob.see("on commence");
    alice.see("/msg bob on commence");
    server.see("€");
    stage.keep("alice", alice);
    stage.keep("bob", bob);
    stage.keep("conversation", server);
    stage.run("secret", "grep -ra mon-secret data || echo introuvable");
}

fn channels(stage: &mut Stage, alice: &mut Shown, bob: &mut Shown) {
    bob.say("/join #tp-réseau");
    bob.see("maintenant dans #tp-réseau");
    alice.see("bob a quitté");
    alice.say("/join #tp-réseau");
    alice.see("maintenant dans #tp-réseau");
    bob.see("alice a rejoint");
    alice.say("la passerelle est 192.168.1.1");
    bob.see("passerelle");
    alice.see("passerelle");
    alice.say("/channels");
    alice.see("#tp-réseau (");
    stage.keep("salons", alice);
    bob.say("/history 10");
    bob.see("alice : la passerelle");
    stage.keep("historique", bob);
}

fn moderate(stage: &mut Stage, alice: &mut Shown, bob: &mut Shown) {
    stage.run("rôle", "classcord admin role alice moderator");
    alice.see("maintenant modérateur");
    alice.say("/mute bob 2m bavardage");
    alice.see("bob est muet");
    bob.see("Vous êtes muet");
    bob.say("mais pourquoi ?");
    bob.see_times("Vous êtes muet", 2);
    stage.keep("muet", bob);
    stage.run("sanctions", "classcord admin bans");
    alice.say("/unmute bob");
    alice.see("peut de nouveau écrire");
    bob.see("de nouveau écrire");
    stage.keep("modération", alice);
}

fn attack(stage: &mut Stage, server: &mut Shown, alice: &mut Shown, bob: &mut Shown) {
    stage.run("attaque", "python3 ../docs/demonstration/attaque.py 127.0.0.9 12345 alice");
    server.see("banned 127.0.0.9");
    alice.say("ça marche encore ?");
    bob.see("ça marche encore");
    alice.see("ça marche encore");
    bob.say("oui");
    bob.see("<bob> oui");
    alice.see("<bob> oui");
    stage.keep("pendant", alice);
    stage.run("bannis", "classcord admin bans");
    let audit = stage.demo().join("data/audit.log");
    let is_written = || fs::read_to_string(&audit).unwrap().contains("connection_refused");
    wait_until(is_written, || "the refusal in the audit log".to_owned());
    stage.run("audit", "tail -n 3 data/audit.log");
    server.see("<bob> oui");
    stage.keep("alarme", server);
    stage.run("libérer", "classcord admin unban 127.0.0.9");
}
