//! `classcord import` of databases of SQLite on the real binary: those that students made, and those that somebody made
//! to do harm.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::Place;
use crate::support::exports::{failure, ok};

/// Makes a database.
fn database(place: &Place, name: &str, sql: &str) -> PathBuf {
    let path = place.file(name);
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    path
}

/// Imports a file into a fresh place, and says what was said.
fn imported(sql: &str) -> (Place, String) {
    let place = Place::new();
    database(&place, "classcord.db", sql);
    let said = ok(&place.run(&["import", "classcord.db"], ""));
    (place, said)
}

/// Author, receiver or channel, and text of each message.
fn messages(place: &Place) -> Vec<(String, String, String)> {
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let to = |row: &Value| if row["kind"] == "private" { text(row, "to") } else { text(row, "channel") };
    let rows = place.exported_rows(&["messages"]);
    rows.iter().map(|row| (text(row, "from"), to(row), text(row, "content"))).collect()
}

fn message(from: &str, to: &str, content: &str) -> (String, String, String) {
    (from.to_owned(), to.to_owned(), content.to_owned())
}

/// As a server with two tables of people has it; the hash is of `motdepasse`.
const TWO_TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT NOT NULL UNIQUE, status TEXT, ip TEXT);
    CREATE TABLE credentials (username TEXT PRIMARY KEY, password TEXT);
    CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, sender TEXT, receiver TEXT, channel TEXT, content TEXT,
        timestamp DATETIME DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO users (username) VALUES ('alice'), ('Zoé'), ('passant');
    INSERT INTO credentials VALUES ('alice', 'x'), ('Zoé', '967520ae23e8ee14888bae72809031b98398ae4a636773e18fff917d77679334');
    INSERT INTO messages (sender, receiver, channel, content, timestamp) VALUES
        ('alice', NULL, '#general', 'bonjour', '2025-06-19 10:00:00'),
        ('alice', NULL, '#general', 'bonjour', '2025-06-19 10:00:00'),
        ('Zoé', 'alice', NULL, 'psst', '2025-06-19 10:01:00'),
        ('Zoé', 'global', 'dev', 'un dièse', '2025-06-19 10:02:00'),
        ('alice', '', '', '👍', 1750327500.25),
        ('server', NULL, '#general', 'alice est là', '2025-06-19 10:06:00'),
        ('alice', NULL, '#a b', 'nulle part', '2025-06-19 10:07:00'),
        ('alice', NULL, '#dev', 'jamais', 'hier'),
        ('alice', NULL, '#dev', NULL, '2025-06-19 10:08:00'),
        (NULL, NULL, '#dev', 'personne', '2025-06-19 10:09:00'),
        ('\u{200b}', NULL, '#dev', 'x', '2025-06-19 10:09:00');";

#[test]
fn accounts_and_messages_come_in_and_twice_is_harmless() {
    let (place, said) = imported(TWO_TABLES);
    assert!(said.contains("accounts: 2 made, 0 unchanged, 1 refused\n"), "{said}");
    assert!(said.contains("messages: 5 brought in, 0 unchanged, 0 left out"), "{said}");
    for line in [
        "refused: row 3 of users: passant: there is no password; classcord user add gives one",
        "made: Zoé: its password is a SHA-256 hash",
        "refused: row 6 of messages: it was the server's own line",
        "refused: row 7 of messages: #a b cannot be a channel: has a character",
        "refused: row 8 of messages: it is not known when it was written",
        "refused: row 9 of messages: there is no text",
        "refused: row 10 of messages: it is not known who wrote it",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    let expected = [
        message("alice", "#général", "bonjour"),
        message("alice", "#général", "bonjour"),
        message("Zoé", "alice", "psst"),
        message("Zoé", "#dev", "un dièse"),
        message("alice", "#général", "👍"),
    ];
    assert_eq!(messages(&place), expected);
    let times: Vec<i64> = place
        .exported_rows(&["messages"])
        .iter()
        .map(|row| chrono::DateTime::parse_from_rfc3339(row["time"].as_str().unwrap()).unwrap().timestamp_millis())
        .collect();
    // SQLite's own clock is that of UTC.
    assert_eq!(times[0], 1_750_327_200_000);
    assert_eq!(times[4], 1_750_327_500_250);
    ok(&place.run(&["check"], ""));

    let said = ok(&place.run(&["import", "classcord.db"], ""));
    assert!(said.contains("accounts: 0 made, 2 unchanged, 1 refused"), "{said}");
    assert!(said.contains("messages: 0 brought in, 5 unchanged, 0 left out"), "{said}");
    assert_eq!(messages(&place), expected);

    let server = place.start();
    let mut alice = server.connect();
    alice.login("alice", "x");
    server.connect().login("Zoé", "motdepasse");
    // What was private counts as read, and the rest is in the history.
    alice.send(&json!({"type": "history", "channel": "#général", "limit": 10}));
    let history = alice.read_until(|line| line["type"] == "history");
    assert_eq!(history["messages"].as_array().unwrap().len(), 3);
    alice.send(&json!({"type": "message", "content": "new", "ack": 1}));
    assert_eq!(alice.read_until(|line| line["type"] == "ack")["id"], 6);
}

#[test]
fn a_running_server_takes_the_same_in_and_twice_is_harmless() {
    let place = Place::new();
    database(&place, "classcord.db", TWO_TABLES);
    let server = place.start();
    let mut bob = server.guest("bob");
    bob.say_for_good("avant");
    let rehearsed = ok(&place.run(&["import", "--dry-run", "classcord.db"], ""));
    assert!(rehearsed.contains("messages: 5 would be brought in, 0 unchanged"), "{rehearsed}");
    assert_eq!(messages(&place).len(), 1);
    let said = ok(&place.run(&["import", "classcord.db"], ""));
    assert!(said.contains("accounts: 2 made, 0 unchanged, 1 refused\n"), "{said}");
    assert!(said.contains("messages: 5 brought in, 0 unchanged, 0 left out"), "{said}");
    let said = ok(&place.run(&["import", "classcord.db"], ""));
    assert!(said.contains("accounts: 0 made, 2 unchanged, 1 refused"), "{said}");
    assert!(said.contains("messages: 0 brought in, 5 unchanged, 0 left out"), "{said}");
    server.connect().login("Zoé", "motdepasse");
    bob.send(&json!({"type": "history", "channel": "#général", "limit": 10}));
    let history = bob.read_until(|line| line["type"] == "history");
    assert_eq!(history["messages"].as_array().unwrap().len(), 4, "{history}");
    bob.say_for_good("après");
    server.stop();
    assert_eq!(messages(&place).len(), 7);
    assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
}

#[test]
fn french_names_numbers_of_people_and_bytes_are_understood() {
    let (place, said) = imported(
        "CREATE TABLE Utilisateurs (id_utilisateur INTEGER PRIMARY KEY, Pseudo TEXT, \"Mot de passe\" BLOB, sel TEXT);
         CREATE TABLE salons (id INTEGER PRIMARY KEY, nom TEXT);
         CREATE TABLE historique (expediteur_id INTEGER, id_destinataire INTEGER, salon_id INTEGER, contenu TEXT, horodatage INTEGER);
         CREATE TABLE messages_prives (de TEXT, a TEXT, texte TEXT, date TEXT);
         CREATE TABLE parametres (cle TEXT, valeur TEXT);
         INSERT INTO Utilisateurs VALUES (7, 'zoé', x'e974e9', NULL), (8, CAST(x'4ee96c' AS TEXT), 1234, ''),
             (9, 'salé', 'e99a18c428cb38d5f260853678922e03', 'poivre'), (10, 'brut', x'900150983cd24fb0d6963f7d28e17f72', NULL);
         INSERT INTO salons VALUES (1, 'général'), (2, 'Développement');
         INSERT INTO historique VALUES (7, NULL, 2, 'en salle 2', 1750327200000), (8, NULL, NULL, 'partout', 1750327201),
             (7, 8, 1, 'à toi', 1750327202), (99, NULL, 1, 'fantôme', 1750327203), (7, 99, 1, 'à personne', 1750327204),
             (7, NULL, 5, 'ailleurs', 1750327205);
         INSERT INTO messages_prives VALUES ('zoé', 'Nél', 'chut', '19/06/2025 12:30'), ('zoé', NULL, 'à qui ?', '19/06/2025 12:31');",
    );
    assert!(said.contains("accounts: 3 made, 0 unchanged, 1 refused"), "{said}");
    assert!(said.contains("refused: row 3 of Utilisateurs: salé: the password is a hash with a salt"), "{said}");
    assert!(said.contains("made: brut: its password is a MD5 hash"), "{said}");
    assert!(said.contains("left out: table parametres: it is not known what it holds"), "{said}");
    for line in [
        "row 4 of historique: it is not known who",
        "row 5 of historique: it is not known whom",
        "row 6 of historique: it is not known which channel",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    // A message to one person of a table without channels: nobody is not everybody when the table is of private ones.
    assert!(
        said.contains("refused: row 2 of messages_prives: it is private, and it is not known whom it was for"),
        "{said}"
    );
    assert_eq!(
        messages(&place),
        [
            message("zoé", "#Développement", "en salle 2"),
            message("Nél", "#général", "partout"),
            message("zoé", "Nél", "à toi"),
            message("zoé", "Nél", "chut"),
        ]
    );
    let server = place.start();
    server.connect().login("zoé", "été");
    server.connect().login("Nél", "1234");
    server.connect().login("brut", "abc");
}

#[test]
fn passwords_may_be_known_by_the_number_of_their_owner() {
    let (place, said) = imported(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE passwords (user_id INTEGER, hash TEXT);
         INSERT INTO users VALUES (1, 'alice'), (2, 'bob'); INSERT INTO passwords VALUES (2, 'secret'), (5, 'x');",
    );
    assert!(said.contains("accounts: 1 made, 0 unchanged, 2 refused"), "{said}");
    assert!(said.contains("refused: row 2 of passwords: number 5: the name is not a text"), "{said}");
    place.start().connect().login("bob", "secret");
}

#[test]
fn a_rehearsal_says_each_row_and_changes_nothing() {
    let place = Place::new();
    database(&place, "classcord.db", TWO_TABLES);
    let said = ok(&place.run(&["import", "--dry-run", "classcord.db"], ""));
    for line in [
        "would be made: alice: its password has fewer than 4 characters\n",
        "would be brought in: row 1 of messages: 2025-06-19T",
        "alice -> #général: bonjour\n",
        "Zoé -> alice: psst\n",
        "messages: 5 would be brought in, 0 unchanged",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    assert!(!place.data().exists());
    ok(&place.run(&["import", "classcord.db"], ""));
    let said = ok(&place.run(&["import", "--dry-run", "classcord.db"], ""));
    assert!(
        said.contains("unchanged: row 1 of messages: ") && said.contains("messages: 0 would be brought in, 5"),
        "{said}"
    );
}

/// The files in a place's directory.
fn files(place: &Place) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(place.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("classcord.db"))
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_is_made_beside_the_file_and_what_a_program_left_there_is_read() {
    let place = Place::new();
    let path = database(
        &place,
        "classcord.db",
        "PRAGMA journal_mode = WAL; CREATE TABLE users (name TEXT, password TEXT);
        INSERT INTO users VALUES ('alice', 'secret');",
    );
    let before = fs::read(&path).unwrap();
    let said = ok(&place.run(&["import", "classcord.db"], ""));
    assert!(said.starts_with("accounts: 1 made"), "{said}");
    assert_eq!(files(&place), ["classcord.db"]);
    assert!(fs::read(&path).unwrap() == before);

    // As a student's server leaves it that is still running, or was killed.
    let open = Connection::open(&path).unwrap();
    open.execute_batch("INSERT INTO users VALUES ('bob', 'secret');").unwrap();
    let beside = files(&place);
    assert_eq!(beside, ["classcord.db", "classcord.db-shm", "classcord.db-wal"]);
    let log = fs::read(place.file("classcord.db-wal")).unwrap();
    fs::create_dir(place.file("tmp")).unwrap();
    let said = ok(&place.command().args(["import", "classcord.db"]).env("TMPDIR", place.file("tmp")).output().unwrap());
    assert_eq!(fs::read_dir(place.file("tmp")).unwrap().count(), 0, "the copy is gone");
    assert!(said.contains("has left changes beside the file") && said.contains("1 made, 1 unchanged"), "{said}");
    assert!(fs::read(place.file("classcord.db-wal")).unwrap() == log && fs::read(&path).unwrap() == before);
    assert_eq!(files(&place), beside);
    drop(open);

    // A link to it is as good.
    fs::create_dir(place.file("elsewhere")).unwrap();
    std::os::unix::fs::symlink(&path, place.file("elsewhere/link.db")).unwrap();
    assert!(ok(&place.run(&["import", "elsewhere/link.db"], "")).contains("2 unchanged"));
}

#[test]
fn a_journal_is_not_played_back_whatever_it_asks_for() {
    let place = Place::new();
    database(
        &place,
        "classcord.db",
        "CREATE TABLE users (name TEXT, password TEXT); INSERT INTO users VALUES ('alice', 'secret');",
    );
    // A journal may name a file that SQLite removes once it has played it back.
    let victim = place.file("victim");
    fs::write(&victim, "nothing\n").unwrap();
    let name = victim.to_str().unwrap().as_bytes();
    let sum: u32 = name.iter().map(|byte| u32::from(*byte)).sum();
    let magic = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
    let mut journal = magic.to_vec();
    for number in [0_u32, 7, 2, 512, 4096] {
        journal.extend(number.to_be_bytes());
    }
    journal.resize(512, 0);
    journal.extend((0x4000_0000_u32 / 4096 + 1).to_be_bytes());
    journal.extend(name);
    journal.extend((name.len() as u32).to_be_bytes());
    journal.extend(sum.to_be_bytes());
    journal.extend(magic);
    fs::write(place.file("classcord.db-journal"), &journal).unwrap();
    let said = failure(&place.run(&["import", "classcord.db"], ""));
    assert!(said.contains("interrupted while it changed the file") && said.contains("sqlite3 FILE .schema"), "{said}");
    assert!(victim.exists() && fs::read(place.file("classcord.db-journal")).unwrap() == journal);
    // One that is done with is left behind by some programs, with its beginning wiped.
    journal[..28].fill(0);
    fs::write(place.file("classcord.db-journal"), &journal).unwrap();
    assert!(ok(&place.run(&["import", "classcord.db"], "")).starts_with("accounts: 1 made"));
    assert!(victim.exists());
}

#[test]
fn a_database_in_utf_16_is_read() {
    let (place, said) = imported(
        "PRAGMA encoding = 'UTF-16le'; CREATE TABLE comptes (pseudo TEXT, mdp TEXT); INSERT INTO comptes VALUES ('Zoé', 'été 👍');",
    );
    assert!(said.starts_with("accounts: 1 made"), "{said}");
    place.start().connect().login("Zoé", "été 👍");
}

#[test]
fn what_could_compute_something_is_passed_over() {
    let place = Place::new();
    // A view and a generated column with the names of accounts, an endless query in a view, triggers.
    database(
        &place,
        "classcord.db",
        "CREATE TABLE t (n TEXT, p TEXT);
         INSERT INTO t VALUES ('eve', 'secret');
         CREATE VIEW users AS SELECT n AS username, p AS password FROM t;
         CREATE VIEW messages AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x AS sender, x AS content FROM c;
         CREATE TABLE accounts (username TEXT, secret TEXT, password TEXT AS (upper(secret) || hex(zeroblob(400000000))) VIRTUAL);
         INSERT INTO accounts (username, secret) VALUES ('alice', 'her own');
         CREATE TABLE \"a\"\"b; DROP TABLE t\" (name TEXT, password TEXT);
         INSERT INTO \"a\"\"b; DROP TABLE t\" VALUES ('bob', 'secret');
         CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM accounts; END;
         CREATE INDEX ix ON accounts (username);",
    );
    let said = ok(&place.run(&["import", "classcord.db"], ""));
    assert!(said.contains("accounts: 2 made, 0 unchanged, 0 refused"), "{said}");
    let server = place.start();
    // The column that holds something, under one of the names for it.
    server.connect().login("alice", "her own");
    server.connect().login("bob", "secret");
    server.stop();

    let place = Place::new();
    database(
        &place,
        "classcord.db",
        "CREATE TABLE t (a TEXT); CREATE VIEW users AS SELECT a AS name, a AS password FROM t;",
    );
    let said = failure(&place.run(&["import", "classcord.db"], ""));
    assert!(
        said.contains("without accounts or messages that can be recognized") && said.contains("tables: t\n"),
        "{said}"
    );
    assert!(!place.data().exists());
}

#[test]
fn odd_values_are_refused_by_their_row() {
    let (place, said) = imported(
        "CREATE TABLE users (username, password);
         INSERT INTO users VALUES (x'00ff', 'secret'), (NULL, 'secret'), (1.5, 'secret'), ('a', 1.5), ('b', NULL), ('c', x''),
             (printf('%.*c', 3000000, 'x'), 'secret'), ('d', zeroblob(3000000)), ('ok', 'secret'), ('OK', 'secret'),
             (char(27) || '[2J', 'secret'), ('server', 'secret');
         CREATE TABLE messages (sender, content, timestamp);
         INSERT INTO messages VALUES ('ok', zeroblob(5000000), 1750327200), ('ok', 'x', zeroblob(3)), ('ok', 42, 1750327200),
             ('ok', 'y', 1e300), ('ok', 'z', -1);",
    );
    assert!(said.contains("accounts: 1 made, 0 unchanged, 11 refused"), "{said}");
    assert!(
        said.contains(
            "messages: 1 brought in, 0 unchanged, 0 left out because their id belongs to another one, 4 refused"
        ),
        "{said}"
    );
    for line in [
        "row 7 of users: too long: the name is not a text",
        "row 8 of users: d: the password is not a text",
        "row 10 of users: OK: the name counts as the same as ok",
        "row 11 of users: \\x1b[2J: the name is not legal",
        "row 1 of messages: a value of it is too long",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    assert_eq!(messages(&place), [message("ok", "#général", "42")]);
}

#[test]
fn damaged_files_end_in_words() {
    let place = Place::new();
    let rows: String = (0..3000).map(|n| format!("INSERT INTO users VALUES ('user{n}', 'secret{n}');")).collect();
    let path = database(
        &place,
        "good.db",
        &format!("BEGIN; CREATE TABLE users (username TEXT, password TEXT); {rows} COMMIT;"),
    );
    let good = fs::read(&path).unwrap();
    assert!(good.len() > 20 * 4096);
    let try_import = |bytes: &[u8], what: &str| {
        fs::write(place.file("bad.db"), bytes).unwrap();
        let output = place.run(&["import", "--dry-run", "bad.db"], "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{what}: {:?} {said}", output.status);
        assert!(output.status.success() || said.starts_with("classcord: bad.db: "), "{what}: {said}");
        (output.status.success(), said)
    };
    for length in [16, 17, 99, 100, 101, 1000, 4096, 5000, 4096 * 10, good.len() - 4096] {
        let (came, said) = try_import(&good[..length], &format!("{length} bytes"));
        assert!(!came, "{length} bytes: {said}");
    }
    let (came, said) = try_import(&[&good[..16], &[0x5a; 100_000][..]].concat(), "noise");
    assert!(!came && said.contains("begins like a database of SQLite and is none, or it is encrypted"), "{said}");
    // Pages that say nonsense, among them one whose children are itself.
    let mut state = 7_u64;
    for round in 0..60 {
        let mut bytes = good.clone();
        for _ in 0..20 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            // Mostly where the headers of pages are.
            let page = (state >> 33) as usize % (bytes.len() / 4096);
            let at = page * 4096 + (state >> 20) as usize % if round % 2 == 0 { 40 } else { 4096 };
            if at >= 16 {
                bytes[at] = (state >> 56) as u8;
            }
        }
        try_import(&bytes, &format!("round {round}"));
    }
    let mut looped = good.clone();
    let root = 4096;
    assert_eq!(looped[root], 5, "an interior page");
    for cell in 0..usize::from(u16::from_be_bytes([looped[root + 3], looped[root + 4]])) {
        let at = root + usize::from(u16::from_be_bytes([looped[root + 12 + 2 * cell], looped[root + 13 + 2 * cell]]));
        looped[at..at + 4].copy_from_slice(&2_u32.to_be_bytes());
    }
    let (came, said) = try_import(&looped, "a page that holds itself");
    assert!(!came && said.contains("damaged"), "{said}");
}

#[test]
fn a_page_that_is_shown_again_and_again_does_not_fill_the_memory() {
    let place = Place::new();
    let rows: String = (0..3000).map(|n| format!("INSERT INTO users VALUES ('user{n}', 'secret{n}');")).collect();
    let path = database(
        &place,
        "users.db",
        &format!("BEGIN; CREATE TABLE users (username TEXT, password TEXT); {rows} COMMIT;"),
    );
    let mut bytes = fs::read(&path).unwrap();
    // Every child of the root is the same leaf.
    let root = 4096;
    let cells = usize::from(u16::from_be_bytes([bytes[root + 3], bytes[root + 4]]));
    let cell_at = |bytes: &[u8], cell: usize| {
        root + usize::from(u16::from_be_bytes([bytes[root + 12 + 2 * cell], bytes[root + 13 + 2 * cell]]))
    };
    let first = cell_at(&bytes, 0);
    let leaf: [u8; 4] = bytes[first..first + 4].try_into().unwrap();
    for cell in 0..cells {
        let at = cell_at(&bytes, cell);
        bytes[at..at + 4].copy_from_slice(&leaf);
    }
    fs::write(&path, &bytes).unwrap();
    let output = place.run(&["import", "--dry-run", "users.db"], "");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("counts as the same as"), "{said}");
}

#[test]
fn a_million_messages_come_in_a_bounded_memory() {
    let place = Place::new();
    let sql = |rows: u64| {
        format!(
            "PRAGMA synchronous = OFF; CREATE TABLE messages (sender TEXT, content TEXT, timestamp INTEGER);
             WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < {rows})
             INSERT INTO messages SELECT 'user' || (x % 30), 'message number ' || x, 1750327200 + x FROM c;"
        )
    };
    database(&place, "few.db", &sql(1000));
    database(&place, "many.db", &sql(1_000_000));
    let peak_kib = |file: &str, rows: &str| {
        let mut command = place.command();
        command.args(["import", "--dry-run", file]);
        // ru_maxrss of all children would be of the largest; this asks the kernel about one.
        let mut timed = std::process::Command::new("python3");
        timed.current_dir(place.path()).args([
            "-c",
            "import resource, subprocess, sys\n\
             out = subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout\n\
             print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); print(out[-400:])",
        ]);
        timed.arg(command.get_program()).args(command.get_args());
        timed.envs(command.get_envs().filter_map(|(key, value)| Some((key, value?))));
        let output = timed.output().ok()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(said.contains(&format!("messages: {rows} would be brought in")), "{said}");
        said.lines().next()?.parse::<u64>().ok()
    };
    let (Some(few), Some(many)) = (peak_kib("few.db", "1000"), peak_kib("many.db", "1000000")) else {
        eprintln!("left out: there is no python3");
        return;
    };
    assert!(many < few + 24 * 1024, "{few} KiB for a thousand, {many} KiB for a million");
}

/// A message under a name that nobody could have here comes in under the nearest one.
#[test]
fn no_message_is_lost_for_its_authors_name() {
    let (place, said) = imported(&format!(
        "CREATE TABLE messages (sender TEXT, content TEXT, timestamp TEXT);
         INSERT INTO messages VALUES ('a\u{200b}b', 'invisible', '2025-06-19 10:00:00'), ('{}', 'long', '2025-06-19 10:00:01'),
            ('x\ty', 'tab', '2025-06-19 10:00:02'), ('\u{200b}', 'rien', '2025-06-19 10:00:03'),
            ('ser\u{200b}veur', 'faux', '2025-06-19 10:00:04');",
        "é".repeat(70)
    ));
    assert!(said.contains("messages: 3 brought in") && said.contains("2 refused"), "{said}");
    let (long, all) = ("é".repeat(64), "#général");
    assert_eq!(
        messages(&place),
        [message("ab", all, "invisible"), message(&long, all, "long"), message("xy", all, "tab")]
    );
}

/// Numbers are often kept in columns for texts, and ids need not be numbers.
#[test]
fn people_and_channels_are_known_by_numbers_in_texts() {
    let (place, said) = imported(
        "CREATE TABLE users (id TEXT PRIMARY KEY, username TEXT);
         CREATE TABLE passwords (user_id TEXT, password TEXT);
         CREATE TABLE channels (id INTEGER PRIMARY KEY, name TEXT);
         CREATE TABLE messages (id TEXT, user_id TEXT, channel_id TEXT, content TEXT, created_at TEXT);
         INSERT INTO users VALUES ('u-1', 'alice'), ('2', 'bob');
         INSERT INTO passwords VALUES ('u-1', 'secret1'), ('2', 'secret2');
         INSERT INTO channels VALUES (7, 'dev');
         INSERT INTO messages VALUES ('m1', 'u-1', '7', 'un', '2025-06-19 10:00:00'),
            ('m2', '2', NULL, 'deux', '2025-06-19 10:00:01'), ('m3', 'zoé', NULL, 'trois', '2025-06-19 10:00:02');",
    );
    assert!(said.contains("accounts: 2 made"), "{said}");
    assert_eq!(
        messages(&place),
        [message("alice", "#dev", "un"), message("bob", "#général", "deux"), message("zoé", "#général", "trois")]
    );
}

/// A name without # is a channel's where the sort says that one was meant; without such a word it is a person's.
#[test]
fn what_was_said_in_a_channel_does_not_become_private() {
    let (place, _) = imported(
        "CREATE TABLE messages (\"from\" TEXT, \"to\" TEXT, msg TEXT, date TEXT, type TEXT);
         INSERT INTO messages VALUES ('alice', 'dev', 'un', '2025-06-19 10:00', 'channel'),
            ('alice', 'general', 'deux', '2025-06-19 10:01', 'global'), ('alice', 'dev', 'trois', '2025-06-19 10:02', NULL),
            ('alice', 'general', 'quatre', '2025-06-19 10:03', 'private');",
    );
    assert_eq!(
        messages(&place),
        [
            message("alice", "#dev", "un"),
            message("alice", "#général", "deux"),
            message("alice", "dev", "trois"),
            message("alice", "general", "quatre"),
        ]
    );
}

/// The hash of a file or a key of the program is nobody's password.
#[test]
fn tables_of_other_things_make_no_accounts() {
    let (_, said) = imported(
        "CREATE TABLE users (email TEXT, mdp TEXT);
         CREATE TABLE settings (name TEXT, secret TEXT);
         CREATE TABLE files (id INTEGER, name TEXT, hash TEXT);
         INSERT INTO users VALUES ('zoe@lycee.fr', 'secret1');
         INSERT INTO settings VALUES ('jwt', 'abcdef');
         INSERT INTO files VALUES (1, 'devoir.pdf', '5f4dcc3b5aa765d61d8327deb882cf99');",
    );
    assert!(said.contains("accounts: 1 made, 0 unchanged, 0 refused"), "{said}");
    assert!(said.contains("left out: table settings") && said.contains("left out: table files"), "{said}");
}
