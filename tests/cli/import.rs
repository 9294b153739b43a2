//! `classcord import` on the real binary: the old server's accounts, and exported messages.

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::exports::{failure, line, ok, row};
use crate::support::load::Waits;
use crate::support::{CHEAP_PASSWORDS, Place};

/// A dict from text to text, or to a number where the second is empty, as Python's protocol 0 has it.
fn pickled(accounts: &[(&str, &str)]) -> Vec<u8> {
    let mut pickle = b"(d".to_vec();
    for (name, password) in accounts {
        for text in [name, password] {
            if text.is_empty() {
                pickle.extend(b"I5\n");
            } else {
                pickle.push(b'V');
                // Latin-1 is enough here.
                pickle.extend(text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()));
                pickle.push(b'\n');
            }
        }
        pickle.push(b's');
    }
    pickle.push(b'.');
    pickle
}

#[test]
fn the_old_servers_accounts_come_in_hashed_and_twice_is_harmless() {
    let place = Place::new();
    let accounts = [
        ("alice", "secret"),
        ("Élodie", "été à 5 h"),
        ("Invité_Zoé_1749000000000", "abcd"),
        ("x", "a"),
        ("ALICE", "other"),
        ("serveur", "secret"),
        ("carol", ""),
        ("", "secret"),
        ("a\u{ad}b", "secret"),
    ];
    fs::write(place.file("users.pkl"), pickled(&accounts)).unwrap();
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    // Which of two that are the same comes first is the pickle's business.
    assert!(said.contains("accounts: 4 made, 0 unchanged, 5 refused\n1 with a password of fewer than 4"), "{said}");
    for reason in [
        "made: x: its password has fewer than 4 characters",
        "the name counts as the same as",
        "refused: serveur: the name is reserved",
        "refused: carol: the password is not a text",
        "refused: 5: the name is not a text",
        "the name is not legal",
    ] {
        assert!(said.contains(reason), "{reason:?} in {said}");
    }
    let database = fs::read(place.data().join("classcord.redb")).unwrap();
    for (_, password) in &accounts[..3] {
        assert!(memchr(&database, password.as_bytes()).is_none(), "{password} stands in the database");
    }

    let server = place.start();
    server.connect().login("Élodie", "été à 5 h");
    server.connect().login("Invité_Zoé_1749000000000", "abcd");
    // The policy is for new passwords; who has a short one is told.
    let mut short = server.connect();
    short.login("x", "a");
    short.ask_users();
    let asked = short.read_until(|line| line["code"] == "password_too_short");
    assert_eq!((&asked["subtype"], &asked["to"]), (&json!("system"), &json!("x")), "{asked}");
    assert!(asked["content"].as_str().unwrap().contains("moins de 4 caractères"), "{asked}");
    server.stop();
    ok(&place.run(&["user", "passwd", "Élodie"], "changed since\n"));

    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert!(said.ends_with("accounts: 0 made, 4 unchanged, 5 refused\n"), "{said}");
    assert!(said.contains("unchanged: Élodie: there is an account of that name already"), "{said}");
    let server = place.start();
    server.connect().login("Élodie", "changed since");
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert!(said.ends_with("accounts: 0 made, 4 unchanged, 5 refused\n"), "{said}");
}

#[test]
fn a_class_comes_in_while_it_chats() {
    let place = Place::with_config(&format!("{}[limits]\nmax_accounts = 6\n", crate::support::CHEAP_PASSWORDS));
    let server = place.start();
    let mut bob = server.account("bob");
    let mut alice = server.guest("alice");
    let md5_of_secret = "5ebe2294ecd0e0f08eab7690d2a6ee69";
    let file = json!({"alice": "secret", "Élodie": "été 5", "x": "a", "hache": md5_of_secret, "b0b": "secret",
        "serveur": "secret", "BOB": "other"});
    fs::write(place.file("users.json"), file.to_string()).unwrap();
    let rehearsed = ok(&place.run(&["import", "--dry-run", "users.json"], ""));
    assert!(rehearsed.contains("accounts: 4 would be made, 1 unchanged, 2 refused\n"), "{rehearsed}");
    let said = ok(&place.run(&["import", "users.json"], ""));
    assert!(said.contains("accounts: 4 made, 1 unchanged, 2 refused\n"), "{said}");
    alice.read_until(|line| line["code"] == "guest_renamed");
    for (name, password) in [("alice", "secret"), ("Élodie", "été 5"), ("x", "a"), ("hache", "secret")] {
        server.connect().login(name, password);
        // A foreign hash is replaced at the first login.
        server.connect().login(name, password);
    }
    bob.send(&json!({"type": "message", "content": "toujours là"}));
    alice.read_until(|line| line["content"] == "toujours là");
    let again = ok(&place.run(&["import", "users.json"], ""));
    assert!(again.contains("accounts: 0 made, 5 unchanged, 2 refused\n"), "{again}");

    // What only the server knows is in the way is said of each.
    let _guest = server.guest("da1e");
    fs::write(place.file("more.json"), json!({"dale": "secret", "eve": "secret", "frank": "secret"}).to_string())
        .unwrap();
    let said = ok(&place.run(&["import", "more.json"], ""));
    assert!(said.contains("refused: dale: ") && said.contains("limits.max_accounts = 6"), "{said}");
    assert!(said.contains("accounts: 1 made, 0 unchanged, 2 refused"), "{said}");
    server.stop();
    let logs = format!("{:?} {:?}", place.log(), place.audit());
    assert!(!logs.contains("secret") && !logs.contains(md5_of_secret), "{logs}");
    let server = place.start();
    server.connect().login("x", "a");
}

/// Between two messages that are measured.
const PACE: Duration = Duration::from_millis(2);

/// A message that one sends and another hears, again and again until it is told to stop; gives how long each took.
fn round_trips(server: &crate::support::Server, stop: &Arc<AtomicBool>) -> JoinHandle<Vec<Duration>> {
    let (mut one, mut other) = (server.guest("mesure"), server.guest("témoin"));
    let stop = Arc::clone(stop);
    std::thread::spawn(move || {
        let mut took = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let (content, begin) = (format!("aller {}", took.len()), Instant::now());
            one.send(&json!({"type": "message", "content": content}));
            other.read_until(|line| line["content"] == content);
            took.push(begin.elapsed());
            // To be there, not to be a load.
            std::thread::sleep(PACE);
        }
        took
    })
}

#[test]
fn nobodys_chat_stops_for_the_accounts_of_a_class() {
    // With passwords as dear as they are by default.
    let place = Place::with_config(crate::support::wire::NO_RATE_LIMITS);
    let pupils: serde_json::Map<String, serde_json::Value> =
        (0..35).map(|n| (format!("élève {n}"), json!(format!("secret {n}")))).collect();
    fs::write(place.file("users.json"), json!(pupils).to_string()).unwrap();
    let server = place.start();
    let mut class: Vec<crate::support::Client> = (0..30).map(|n| server.guest(&format!("assis {n}"))).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let measured = round_trips(&server, &stop);
    let said = ok(&place.run(&["import", "users.json"], ""));
    assert!(said.contains("accounts: 35 made"), "{said}");
    ok(&place.run(&["user", "add", "prof", "--role", "admin"], "teacher-secret\n"));
    ok(&place.run(&["user", "passwd", "élève 7", "--disconnect"], "nouveau\n"));
    ok(&place.run(&["user", "del", "élève 8"], ""));
    stop.store(true, Ordering::Relaxed);
    // That no password holds up what is said: tests/wire/limits.rs.
    eprintln!("meanwhile: {}", Waits::new(measured.join().unwrap()));
    for client in &mut class {
        client.read_until(|line| line["content"] == "aller 0");
    }
    server.connect().login("élève 7", "nouveau");
    server.connect().login("élève 34", "secret 34");
}

#[test]
fn who_would_pass_for_another_does_not_come_in() {
    let place = Place::new();
    let accounts = [
        ("b0b", "secret"),
        ("carol", "secret"),
        ("Pr0fesseur", "secret"),
        ("Professeur", "secret"),
        ("dora (admin)", "secret"),
        ("d\u{f8}ra  x", "secret"),
    ];
    ok(&place.run(&["user", "add", "bob"], "abcd\n"));
    fs::write(place.file("users.pkl"), pickled(&accounts)).unwrap();
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    for reason in [
        "refused: b0b: people would take it for the name of another account",
        "refused: Pr0fesseur: the name imitates one of chat.reserved_names",
        "refused: dora (admin): the name has a role",
        "has two blanks in a row",
        "accounts: 2 made, 0 unchanged, 4 refused",
    ] {
        assert!(said.contains(reason), "{reason:?} in {said}");
    }
    // Two of the same file may not pass for each other either.
    fs::write(place.file("users.pkl"), pickled(&[("lena", "secret"), ("Iena", "secret")])).unwrap();
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert!(said.contains("accounts: 1 made, 0 unchanged, 1 refused"), "{said}");
}

/// The place of one in the other.
fn memchr(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

#[test]
fn what_python_pickles_is_read() {
    let place = Place::new();
    let program = "import pickle, sys\n\
        accounts = {'\\u00c9lodie': 'secret', '\\u90e8\\u5c4b': '\\U0001f44d' * 4}\n\
        with open(sys.argv[1], 'wb') as f: pickle.dump(accounts, f)\n";
    let Ok(status) = Command::new("python3").args(["-c", program]).arg(place.file("users.pkl")).status() else {
        eprintln!("left out: there is no python3");
        return;
    };
    assert!(status.success());
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert_eq!(said, "accounts: 2 made, 0 unchanged, 0 refused\n");
    place.start().connect().login("部屋", "👍👍👍👍");
}

#[test]
fn a_pickle_that_would_run_something_is_refused_whole() {
    let place = Place::new();
    fs::write(place.file("evil.pkl"), b"cos\nsystem\n(S'touch pwned'\ntR.").unwrap();
    let said = failure(&place.run(&["import", "evil.pkl"], ""));
    assert!(said.contains("Python would run code") && said.contains("nothing was run"), "{said}");
    assert!(!place.file("pwned").exists() && !place.data().exists());
    for (bytes, part) in [
        (&b""[..], "is empty"),
        (b"hello", "it is plain text; what can be imported: a class list"),
        (b"(dp0\nnonsense", "not a pickle of plain values"),
        (b"\x80\x04]\x94.", "does not hold accounts: what is expected is a dict"),
        (b"[\n{\"id\":1}\n]\n", "--format jsonl"),
        (b"{}", "no account in it"),
        (b"Nom;Mot de passe\nzo\xe9;secret\n", "it is a CSV file; its first line is: Nom, Mot de passe; what can"),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml", "a spreadsheet"),
        (b"<!DOCTYPE html>", "a web page"),
    ] {
        fs::write(place.file("odd"), bytes).unwrap();
        let said = failure(&place.run(&["import", "odd"], ""));
        assert!(said.contains(part), "{said}");
    }
    assert!(failure(&place.run(&["import", "nowhere"], "")).contains("cannot read nowhere"));
    assert!(failure(&place.run(&["import", "."], "")).contains(". is a directory"));
    assert!(!place.data().exists());
}

#[test]
fn nobody_comes_in_beyond_the_limit_and_nothing_at_all_is_a_failure() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[limits]\nmax_accounts = 2\n"));
    fs::write(place.file("users.pkl"), pickled(&[("a", "secret"), ("b", "secret"), ("c", "secret")])).unwrap();
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert!(said.contains("refused: c: there are limits.max_accounts = 2 accounts"), "{said}");
    assert!(said.ends_with("accounts: 2 made, 0 unchanged, 1 refused\n"), "{said}");
    fs::write(place.file("bad.pkl"), pickled(&[("d", "")])).unwrap();
    let output = place.run(&["import", "bad.pkl"], "");
    failure(&output);
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("accounts: 0 made, 0 unchanged, 1 refused\n"));
}

#[test]
fn an_export_comes_back_equal() {
    let (first, second) = (Place::new(), Place::new());
    first.import_rows(2500);
    let exported = first.export(&["messages", "--format", "jsonl"]);
    let expected: String = (1..=2500).map(|id| line(&row(id))).collect();
    assert_eq!(exported, expected);

    fs::write(second.file("messages.jsonl"), &exported).unwrap();
    ok(&second.run(&["import", "messages.jsonl"], ""));
    assert_eq!(second.export(&["messages", "--format", "jsonl"]), exported);
    ok(&second.run(&["check"], ""));
    let said = ok(&second.run(&["import", "messages.jsonl"], ""));
    assert!(said.starts_with("messages: 0 brought in, 2500 unchanged, 0 left out"), "{said}");

    // Ids go on behind those that came in.
    let server = second.start();
    let mut bob = server.account("bob");
    bob.send(&json!({"type": "message", "content": "new", "ack": 1}));
    assert_eq!(bob.read_until(|line| line["type"] == "ack")["id"], 2501);
    bob.send(&json!({"type": "history", "channel": "#général", "limit": 2}));
    let history = bob.read_until(|line| line["type"] == "history");
    let last = (1..=2500).rev().map(row).find(|row| row["channel"] == "#général" && row["kind"] == "channel").unwrap();
    assert_eq!((&history["messages"][0]["id"], &history["messages"][1]["id"]), (&last["id"], &json!(2501)));
    assert_eq!(history["messages"][0]["content"], last["content"]);
}

#[test]
fn an_export_for_a_spreadsheet_comes_back_equal_in_either_form() {
    let place = Place::new();
    let texts = ["=1+1", "'=1+1", "a;\"=b\"", "deux\nlignes\r\n-x", "\t'tab", "été \"cité\""];
    let rows: String = (1..=texts.len() as u64)
        .zip(texts)
        .map(|(id, text)| {
            let mut row = row(id);
            row["content"] = text.into();
            line(&row)
        })
        .collect();
    fs::write(place.file("messages.jsonl"), rows).unwrap();
    ok(&place.run(&["import", "messages.jsonl"], ""));
    let exported = place.export(&["messages", "--format", "jsonl"]);
    for (n, options) in [&["--spreadsheet"][..], &[], &["--separator", ";"], &["--separator", "tab"]].iter().enumerate()
    {
        let file = format!("messages-{n}.csv");
        ok(&place.run(&[&["export", "messages", "-o", &file][..], options].concat(), ""));
        let again = ok(&place.run(&["import", &file], ""));
        assert!(again.contains("messages: 0 brought in, 6 unchanged, 0 left out"), "{options:?}: {again}");
        let other = Place::new();
        fs::copy(place.file(&file), other.file("messages.csv")).unwrap();
        let said = ok(&other.run(&["import", "messages.csv"], ""));
        assert!(said.contains("messages: 6 brought in"), "{options:?}: {said}");
        assert_eq!(other.export(&["messages", "--format", "jsonl"]), exported, "{options:?}");
    }
    let text = fs::read_to_string(place.file("messages-0.csv")).unwrap();
    assert!(text.starts_with("\u{feff}date;id;time;kind;"), "{text}");
    let said = place.run(&["export", "messages", "--format", "json", "--spreadsheet"], "");
    assert_eq!(said.status.code(), Some(2));
    fs::write(place.file("odd.csv"), "id,time,kind,channel,from,content\n1,never,channel,#dev,bob,x\n").unwrap();
    let odd = place.run(&["import", "odd.csv"], "");
    let said = String::from_utf8_lossy(&odd.stdout);
    assert!(!odd.status.success() && said.contains("refused: line 2: time is not in its form"), "{said}");
}

#[test]
fn fields_that_a_client_added_are_recognised_however_it_wrote_them() {
    let place = Place::new();
    let server = place.start();
    let mut bob = server.account("bob");
    bob.send_line(r#"{"type":"message","content":"x","zeta":1,"alpha":[ 1.50, "\u00e9\/" ],"ack":1}"#);
    bob.read_until(|line| line["type"] == "ack");
    let exported = place.export(&["messages", "--format", "jsonl"]);
    let as_it_came = r#""extra":{"zeta":1,"alpha":[1.50,"é\/"]}"#;
    assert!(exported.contains(as_it_came), "{exported}");
    server.stop();
    // As it is, and as another program writes it.
    for extra in [as_it_came, r#""extra":{"alpha":[1.5,"\u00E9/"],"zeta":1}"#] {
        fs::write(place.file("m.jsonl"), exported.replace(as_it_came, extra)).unwrap();
        let said = ok(&place.run(&["import", "m.jsonl"], ""));
        assert!(said.starts_with("messages: 0 brought in, 1 unchanged, 0 left out"), "{said}");
    }
}

#[test]
fn a_number_that_no_machine_holds_is_exported_and_read_back_as_it_is() {
    let (first, second) = (Place::new(), Place::new());
    let server = first.start();
    let mut bob = server.account("bob");
    let extra = r#""big":1e999,"note":"keep me","mine":12345678901234567890123"#;
    bob.send_line(&format!(r#"{{"type":"message","content":"big",{extra},"ack":1}}"#));
    bob.read_until(|line| line["type"] == "ack");
    let exported = first.export(&["messages", "--format", "jsonl"]);
    assert!(exported.contains(&format!(r#""extra":{{{extra}}}"#)), "{exported}");
    server.stop();
    assert_eq!(first.export(&["messages", "--format", "jsonl"]), exported);
    fs::write(second.file("m.jsonl"), &exported).unwrap();
    ok(&second.run(&["import", "m.jsonl"], ""));
    assert_eq!(second.export(&["messages", "--format", "jsonl"]), exported);
    let said = ok(&second.run(&["import", "m.jsonl"], ""));
    assert!(said.starts_with("messages: 0 brought in, 1 unchanged, 0 left out"), "{said}");
}

#[test]
fn an_id_that_would_lead_the_next_ones_too_high_is_refused() {
    let place = Place::new();
    let mut high = row(1);
    high["id"] = json!((1_u64 << 53) - 1);
    fs::write(place.file("m.jsonl"), line(&row(1)) + &line(&high)).unwrap();
    let said = ok(&place.run(&["import", "m.jsonl"], ""));
    assert!(said.contains("refused: line 2: id is 9007199254740991, and must be below 281474976710656\n"), "{said}");
    let server = place.start();
    let mut bob = server.account("bob");
    bob.send(&json!({"type": "message", "content": "new", "ack": 1}));
    assert_eq!(bob.read_until(|line| line["type"] == "ack")["id"], 2);
}

#[test]
fn lines_that_are_no_message_are_refused_by_their_number() {
    let place = Place::new();
    place.import_rows(3);
    let mut other = row(2);
    other["content"] = json!("another one");
    // Without an end at the end, with a byte order mark at the beginning, and blank lines.
    let text =
        format!("\u{feff}{}\n\r\n{}{{\"id\":5}}\nhello\n{}", line(&row(1)), line(&other), line(&row(4)).trim_end());
    fs::write(place.file("m.jsonl"), text).unwrap();
    let said = ok(&place.run(&["import", "m.jsonl"], ""));
    assert!(said.contains("refused: line 5: time is missing"), "{said}");
    assert!(said.contains("refused: line 6: it is no JSON object"), "{said}");
    assert!(
        said.ends_with(
            "messages: 1 brought in, 1 unchanged, 1 left out because their id belongs to another one, 2 refused\n"
        ),
        "{said}"
    );
    let ids: Vec<_> = place.exported_rows(&["messages"]).iter().map(|row| row["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
    assert_eq!(place.exported_rows(&["messages"])[1], row(2), "what was there stays");

    fs::write(place.file("bad.jsonl"), "{}\n").unwrap();
    assert_eq!(place.run(&["import", "bad.jsonl"], "").status.code(), Some(1));
}

#[test]
fn more_than_the_server_keeps_is_said() {
    let place = Place::with_config("[history]\nkeep_messages = 10\n");
    fs::write(place.file("m.jsonl"), (1..=12).map(|id| line(&row(id))).collect::<String>()).unwrap();
    let said = ok(&place.run(&["import", "m.jsonl"], ""));
    assert!(said.contains("history.keep_messages = 10 of the 12"), "{said}");
}

/// Hashes of [`THEIR_PASSWORD`] by Python's hashlib, Werkzeug, Django and bcrypt; the last ones cost too much, or lack something.
const HASHED: [(&str, &str); 9] = [
    ("sha256", "967520ae23e8ee14888bae72809031b98398ae4a636773e18fff917d77679334"),
    ("md5", "b6edd10559b20cb0a3ddaeb15e5267cc"),
    ("bcrypt", "$2b$04$XKBphFCnRbj5SxsaemMaSOgexjPv9xwVXikB4WpSFLBlHC68Eo1pu"),
    (
        "werkzeug",
        "scrypt:1024:8:1$JjlpN3mQXtCVFh5W$b5d82406437a278cac0bdb3b21ab44c7c5edaf11f510c6a3cd6aef5dff396eece4c3d3c2f7acaf37607de31438f0865b291fb3e13d8ddcb3f8462e9c45ef21e6",
    ),
    ("django", "pbkdf2_sha256$1000$saltsaltsalt$exiYySkqhQbj/Fo+Pqry0yt6W/FFrklf9r9bev/b2Do="),
    ("salted", "sel:967520ae23e8ee14888bae72809031b98398ae4a636773e18fff917d77679334"),
    (
        "unix",
        "$6$8B2I6JCNwRBOtCcF$L1Bib1pAlDbAKAgJWscYSwiY5dGpbpOkl.Ji/0RGdbvX3s0ciRzGMIUezPlf3wq.2KzKKrWs6Fi3GiuXgNFrD/",
    ),
    ("dear", "$2b$15$XKBphFCnRbj5SxsaemMaSOgexjPv9xwVXikB4WpSFLBlHC68Eo1pu"),
    ("cut", "$2b$04$XKBphFCnRbj5SxsaemMaSOgexjPv9xwVX"),
];
const THEIR_PASSWORD: &str = "motdepasse";

/// Makes a backup in a new directory, and says where it is.
fn backup(place: &Place, directory: &str) -> std::path::PathBuf {
    ok(&place.run(&["backup", directory], ""));
    fs::read_dir(place.file(directory)).unwrap().next().unwrap().unwrap().path()
}

#[test]
fn a_hash_lets_in_its_owner_and_not_whoever_has_the_file_and_is_replaced() {
    let place = Place::new();
    fs::write(place.file("users.pkl"), pickled(&HASHED)).unwrap();
    let said = ok(&place.run(&["import", "users.pkl"], ""));
    assert!(said.contains("accounts: 5 made, 0 unchanged, 4 refused\n5 with a hash: each"), "{said}");
    assert!(said.contains("of the hashes 2 look like MD5, SHA-1, SHA-256 or SHA-512"), "{said}");
    for line in [
        "made: sha256: its password is a SHA-256 hash, kept until the first login\n",
        "made: werkzeug: its password is a scrypt hash",
        "refused: salted: the password is a hash with a salt, and how the two",
        "refused: unix: the password is a hash of a kind that this server does not know; classcord user add",
        "refused: dear: the password is a bcrypt hash that would cost too much at each login (cost 15, and 12 is the most)",
        "refused: cut: the password is a bcrypt hash that is cut or changed",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    let holds = |hash: &str| memchr(&fs::read(place.data().join("classcord.redb")).unwrap(), hash.as_bytes()).is_some();
    // A backup takes them along.
    let before = backup(&place, "before");
    let server = place.start();
    for (name, hash) in &HASHED[..5] {
        let mut thief = server.connect();
        thief.send(&json!({"type": "login", "username": name, "password": hash}));
        assert_eq!(thief.read()["code"], "login_failed", "{name} by its hash");
        server.connect().login(name, THEIR_PASSWORD);
    }
    server.stop();
    // Old pages stay in the file until they are used again; a copy holds what counts.
    let after = fs::read(backup(&place, "after")).unwrap();
    for (name, hash) in &HASHED[..5] {
        assert!(memchr(&after, hash.as_bytes()).is_none(), "the hash of {name} is still there");
    }
    let server = place.start();
    for (name, hash) in &HASHED[..5] {
        server.connect().login(name, THEIR_PASSWORD);
        let mut thief = server.connect();
        thief.send(&json!({"type": "login", "username": name, "password": hash}));
        assert_eq!(thief.read()["code"], "login_failed", "{name} by its old hash");
    }
    server.stop();

    ok(&place.run(&["restore", before.to_str().unwrap()], ""));
    assert!(holds(HASHED[0].1));
    place.start().connect().login("sha256", THEIR_PASSWORD);
}

#[test]
fn accounts_come_in_from_json_in_any_of_its_forms() {
    let place = Place::new();
    fs::write(
        place.file("users.json"),
        "{\"users\": {\"alice\": {\"mot_de_passe\": \"secret\"}, \"bob\": {\"mot_de_passe\": 5}, \"global\": \"x\"}}",
    )
    .unwrap();
    let said = ok(&place.run(&["import", "users.json"], ""));
    assert!(said.ends_with("accounts: 1 made, 0 unchanged, 2 refused\n"), "{said}");
    assert!(said.contains("refused: bob: the password is not a text"), "{said}");
    fs::write(place.file("list.json"), "[{\"username\": \"carol\", \"password\": \"x\"}]").unwrap();
    ok(&place.run(&["import", "list.json"], ""));
    let server = place.start();
    server.connect().login("alice", "secret");
    server.connect().login("carol", "x");
}

#[test]
fn a_rehearsal_says_what_would_be_done_and_does_nothing() {
    let place = Place::new();
    fs::write(place.file("users.pkl"), pickled(&[("alice", "secret"), ("x", "a"), HASHED[0], ("bob", "")])).unwrap();
    fs::write(place.file("m.jsonl"), line(&row(1)) + &line(&row(2)) + "{\"id\":3}\n").unwrap();
    let expected = "accounts: 3 would be made, 0 unchanged, 1 refused\n";
    let said = ok(&place.run(&["import", "--dry-run", "users.pkl"], ""));
    assert!(said.contains(expected) && said.contains("would be made: alice\n"), "{said}");
    assert!(said.contains("would be made: sha256: its password is a SHA-256 hash"), "{said}");
    assert!(said.contains("refused: bob: the password is not a text"), "{said}");
    let said = ok(&place.run(&["import", "--dry-run", "m.jsonl"], ""));
    assert!(said.contains("would be brought in: line 1: ") && said.contains("refused: line 3: "), "{said}");
    assert!(said.contains("messages: 2 would be brought in, 0 unchanged, 0 left out"), "{said}");
    assert!(!place.data().exists(), "nothing was made");

    ok(&place.run(&["import", "m.jsonl"], ""));
    let before = fs::read(place.data().join("classcord.redb")).unwrap();
    let mut other = row(2);
    other["content"] = json!("another one");
    fs::write(place.file("m.jsonl"), line(&row(1)) + &line(&other) + &line(&row(4))).unwrap();
    let said = ok(&place.run(&["import", "--dry-run", "m.jsonl"], ""));
    for begin in [
        "unchanged: line 1: ",
        "left out because its id belongs to another one: line 2: ",
        "would be brought in: line 3: ",
    ] {
        assert!(said.contains(begin), "{begin} in {said}");
    }
    assert!(said.contains("messages: 1 would be brought in, 1 unchanged, 1 left out"), "{said}");
    assert!(ok(&place.run(&["import", "--dry-run", "users.pkl"], "")).contains(expected));
    assert!(fs::read(place.data().join("classcord.redb")).unwrap() == before, "the database is as it was");
    let _server = place.start();
    let running = ok(&place.run(&["import", "--dry-run", "m.jsonl"], ""));
    assert_eq!(running, said, "the running server says the same");
    assert_eq!(place.exported_rows(&["messages"]).len(), 2);
}
