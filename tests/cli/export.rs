//! `classcord export` on the real binary, from the running server and from the stopped one's database.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::exports::{FIELDS, failure, line, ok, row};
use crate::support::terminal::Terminal;
use crate::support::{DEADLINE, Place};

/// Bytes of memory that a process had at most, seen until it ends.
fn peak_resident_kib(mut child: Child) -> u64 {
    let path = format!("/proc/{}/status", child.id());
    let until = Instant::now() + 10 * DEADLINE;
    let mut peak = 0;
    loop {
        let status = fs::read_to_string(&path).unwrap_or_default();
        let seen = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = seen.map_or(peak, |kib| kib.trim().trim_end_matches("kB").trim().parse().unwrap());
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success());
            return peak;
        }
        assert!(Instant::now() < until, "it does not end");
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_running_server_and_its_stopped_database_give_the_same() {
    let place = Place::new();
    // Several pages of either.
    place.import_rows(2000);
    ok(&place.run(&["user", "add", "alice", "--role", "admin"], "teacher-secret\n"));
    let every_way: Vec<Vec<&str>> = ["messages", "users", "bans", "polls", "questions"]
        .iter()
        .flat_map(|what| ["csv", "json", "jsonl"].map(|format| vec![*what, "--format", format]))
        .chain([
            vec!["messages", "--channel", "dev"],
            vec!["messages", "--channel", "#DEV", "--format", "json"],
            vec!["messages", "--since", "2026-11-01T00:20:00+01:00", "--until", "2026-11-01T00:30:00+01:00"],
        ])
        .collect();
    {
        let server = place.start();
        let mut alice = server.connect();
        alice.login("alice", "teacher-secret");
        alice.send(&json!({"type": "ban", "address": "10.9.8.0/24", "minutes": 0, "reason": "=spam, \"é\""}));
        alice.read_until(|line| line["type"] == "ban");
        alice.send(&json!({"type": "message", "content": "the last one", "ack": 1}));
        alice.read_until(|line| line["type"] == "ack");
        for (request, kind) in [
            (json!({"type": "poll", "question": "Ça va ?", "answers": ["oui", "=non"], "anonymous": false}), "poll"),
            (json!({"type": "vote", "choices": [2]}), "vote"),
            (json!({"type": "poll_close"}), "poll_close"),
            (json!({"type": "poll", "question": "Et là ?", "answers": ["oui", "non"]}), "poll"),
            (json!({"type": "vote", "choices": [1]}), "vote"),
            (json!({"type": "ask", "content": "-1 ?"}), "ask"),
            (json!({"type": "answered", "id": 1, "answer": "oui"}), "answered"),
        ] {
            alice.send(&request);
            assert_eq!(alice.read_until(|line| line["type"] == kind)["status"], "ok", "{request}");
        }
        server.stop();
    }
    let stopped: Vec<String> = every_way.iter().map(|arguments| place.export(arguments)).collect();
    let server = place.start();
    let running: Vec<String> = every_way.iter().map(|arguments| place.export(arguments)).collect();
    for ((arguments, stopped), running) in every_way.iter().zip(&stopped).zip(&running) {
        assert_eq!(stopped, running, "{arguments:?}");
        assert!(!stopped.contains("$argon2"), "{arguments:?}");
    }
    drop(server);

    let rows: Vec<Value> = serde_json::from_str(&place.export(&["messages", "--format", "json"])).unwrap();
    assert_eq!(rows[..2000], (1..=2000).map(row).collect::<Vec<_>>());
    assert_eq!(rows[2000]["content"], "the last one");
    assert_eq!(rows.len(), 2001);
    let users: Vec<Value> = serde_json::from_str(&place.export(&["users", "--format", "json"])).unwrap();
    assert_eq!((users[0]["username"].as_str(), users[0]["role"].as_str()), (Some("alice"), Some("admin")));
    assert_eq!(users[0].as_object().unwrap().len(), 5);
    let bans = place.exported_rows(&["bans"]);
    assert_eq!((&bans[0]["address"], &bans[0]["until"]), (&json!("10.9.8.0/24"), &Value::Null));
    let polls = place.exported_rows(&["polls"]);
    let row = |at: usize| (&polls[at]["question"], &polls[at]["answer"], &polls[at]["votes"], &polls[at]["voters"]);
    assert_eq!(polls.len(), 4);
    assert_eq!(row(1), (&json!("Ça va ?"), &json!("=non"), &json!(1), &json!("alice")));
    assert_eq!(
        row(2),
        (&json!("Et là ?"), &json!("oui"), &json!(1), &Value::Null),
        "who voted is not in an anonymous one"
    );
    assert!(polls[1]["closed"].is_string() && polls[2]["closed"].is_null());
    assert!(place.export(&["polls"]).contains(",\"'=non\",1,1,\"alice\"\r\n"));
    let questions = place.exported_rows(&["questions"]);
    assert_eq!((&questions[0]["from"], &questions[0]["answer"]), (&json!("alice"), &json!("oui")));
    assert_eq!((&questions[0]["votes"], questions.len()), (&json!(1), 1));
    assert!(place.export(&["questions"]).contains("\"'-1 ?\""));
    assert!(place.export(&["bans"]).contains(",\"'=spam, \"\"é\"\"\"\r\n"));
}

#[test]
fn a_channel_and_a_time_choose_messages() {
    let place = Place::new();
    place.import_rows(300);
    let ids = |arguments: &[&str]| -> Vec<u64> {
        place
            .exported_rows(&[&["messages"], arguments].concat())
            .iter()
            .map(|row| row["id"].as_u64().unwrap())
            .collect()
    };
    let expected =
        |takes: &dyn Fn(u64, &Value) -> bool| -> Vec<u64> { (1..=300).filter(|id| takes(*id, &row(*id))).collect() };
    let in_dev = |row: &Value| row["channel"] == "#dev" && row["kind"] == "channel";
    assert_eq!(ids(&["--channel", "dev"]), expected(&|_, row| in_dev(row)));
    // The seconds are those of the id.
    assert_eq!(ids(&["--since", "2026-11-01T00:01:00+01:00"]), (60..=300).collect::<Vec<_>>());
    assert_eq!(ids(&["--until", "2026-11-01T00:01:00+01:00"]), (1..60).collect::<Vec<_>>());
    let both = ["--since", "2026-11-01T00:01:00+01:00", "--until", "2026-11-01T00:02:00+01:00", "--channel", "#DEV"];
    assert_eq!(ids(&both), expected(&|id, row| (60..120).contains(&id) && in_dev(row)));
    assert_eq!(ids(&["--channel", "nowhere"]), [0; 0]);

    // In the zone of whoever types, a day whole.
    let in_paris = |arguments: &[&str]| {
        let output = place
            .command()
            .env("TZ", "CET-1")
            .args(["export", "messages", "--format", "jsonl"])
            .args(arguments)
            .output();
        ok(&output.unwrap()).lines().count()
    };
    assert_eq!(in_paris(&["--since", "2026-11-01", "--until", "01/11/2026"]), 300);
    assert_eq!(in_paris(&["--until", "31/10/2026"]), 0);
    assert_eq!(in_paris(&["--since", "2026-11-01T00:01"]), 241);
    assert_eq!(in_paris(&["--until", "01/11/2026 00:01"]), 59);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let place = Place::new();
    for misuse in [
        ["export"].as_slice(),
        &["export", "passwords"],
        &["export", "messages", "--format", "xml"],
        &["export", "messages", "--since", "hier"],
        &["export", "messages", "--until", "2026-02-30"],
        &["export", "messages", "--channel", "a b"],
        &["export", "users", "--channel", "dev"],
        &["export", "bans", "--since", "2026-01-01"],
    ] {
        assert_eq!(place.run(misuse, "").status.code(), Some(2), "{misuse:?}");
    }
    assert!(failure(&place.run(&["export", "messages"], "")).contains("there is no database"));
    place.import_rows(1);
    let said = failure(&place.run(&["export", "messages", "-o", "nowhere/file.csv"], ""));
    assert!(said.contains("cannot write nowhere/file.csv"), "{said}");
    let said = failure(&place.run(&["export", "messages", "-o", "data"], ""));
    assert!(said.contains("cannot write data"), "{said}");
    fs::write(place.data().join("classcord.redb"), "this is no database").unwrap();
    failure(&place.run(&["export", "messages", "-o", "file.csv"], ""));
    assert!(!place.file("file.csv").exists());
}

#[test]
fn a_file_appears_whole_and_for_its_owner_only() {
    let place = Place::new();
    place.import_rows(700);
    fs::create_dir(place.file("out")).unwrap();
    let output = place.run(&["export", "messages", "-o", "out/é.csv"], "");
    assert_eq!(ok(&output), "");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "700 messages in out/é.csv\n");
    let file = place.file("out/é.csv");
    assert_eq!(fs::read_to_string(&file).unwrap(), place.export(&["messages"]));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    // The one that is there is replaced, also through a link.
    std::os::unix::fs::symlink("é.csv", place.file("out/link.csv")).unwrap();
    ok(&place.run(&["export", "users", "-o", "out/link.csv"], ""));
    assert_eq!(fs::read_to_string(&file).unwrap(), "\u{feff}username,role,created,disabled,must_change\r\n");
    assert_eq!(names(&place.file("out")), ["link.csv", "é.csv"]);

    // A disk that is full.
    if Path::new("/dev/full").exists() {
        let said = failure(&place.run(&["export", "messages", "-o", "/dev/full"], ""));
        assert!(said.contains("No space left"), "{said}");
    }
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let place = Place::new();
    place.import_rows(2000);
    let mut child = place.command().args(["export", "messages"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert_eq!(first, format!("\u{feff}{}\r\n", FIELDS.join(",")));
    assert!(child.wait().unwrap().success());
}

#[test]
fn python_reads_the_csv_as_it_was_written() {
    let place = Place::new();
    place.import_rows(200);
    let program = "import csv, json, sys\n\
        with open(sys.argv[1], encoding='utf-8-sig', newline='') as f:\n\
        \x20   print(json.dumps(list(csv.DictReader(f, strict=True))))\n";
    ok(&place.run(&["export", "messages", "-o", "messages.csv"], ""));
    let Ok(output) = Command::new("python3").args(["-c", program]).arg(place.file("messages.csv")).output() else {
        eprintln!("left out: there is no python3");
        return;
    };
    let rows: Vec<Value> = serde_json::from_str(&ok(&output)).unwrap();
    assert_eq!(rows.len(), 200);
    for (id, read) in (1..).zip(&rows) {
        let written = row(id);
        for field in FIELDS {
            let text = match &written[field] {
                Value::Null => String::new(),
                Value::String(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(read[field], text, "{field} of {id}");
        }
    }
}

#[test]
fn libreoffice_reads_the_accents_and_no_formula() {
    let place = Place::new();
    place.import_rows(50);
    ok(&place.run(&["export", "messages", "-o", "messages.csv"], ""));
    // As when a person opens it: comma, quotes, the charset by the mark; back to CSV with what the cells show.
    let profile = format!("-env:UserInstallation=file://{}", place.file("profile").display());
    let Ok(output) = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", "out"])
        .arg("messages.csv")
        .current_dir(place.path())
        .output()
    else {
        eprintln!("left out: there is no LibreOffice");
        return;
    };
    ok(&output);
    let shown = fs::read_to_string(place.file("out/messages.csv")).unwrap();
    assert!(shown.contains("Élodie") && shown.contains("é à ç €") && shown.contains("=1+1 3"), "{shown}");
}

#[test]
fn a_terminal_shows_how_far_it_is() {
    let place = Place::new();
    place.import_rows(20_000);
    let pipe = place.file("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let [config, data, to] = [place.config(), place.data(), pipe.clone()].map(|path| path.display().to_string());
    let arguments = ["--config", &config, "--data-dir", &data, "export", "messages", "-o", &to];
    let mut terminal = Terminal::start(env!("CARGO_BIN_EXE_classcord"), &arguments, 100, 24);
    // Nobody reads on, so it stays where it is.
    let mut reader = BufReader::with_capacity(1, fs::File::open(&pipe).unwrap());
    terminal.wait_for("/20,000 messages");
    let mut rest = String::new();
    reader.read_to_string(&mut rest).unwrap();
    assert_eq!(rest.matches("bonjour").count(), 2500);
    terminal.wait_for("20000 messages in");
    assert!(terminal.wait().success());
}

fn write_rows(path: &Path, count: u64) {
    let mut file = std::io::BufWriter::new(fs::File::create(path).unwrap());
    for id in 1..=count {
        file.write_all(line(&row(id)).as_bytes()).unwrap();
    }
    file.flush().unwrap();
}

/// Brings so many messages in and writes them out again; says what each took, and compares.
fn weigh(count: u64) {
    let place = Place::with_config("[history]\nkeep_messages = 0\nkeep_days = 0\n[storage]\nmax_mb = 0\n");
    write_rows(&place.file("rows.jsonl"), count);
    let weigh = |arguments: &[&str]| {
        let started = Instant::now();
        let mut command = place.command();
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        let kib = peak_resident_kib(command.spawn().unwrap());
        println!("{arguments:?} with {count} messages: {kib} KiB at most, {:.1} s", started.elapsed().as_secs_f64());
        assert!(kib < 30 * 1024, "{arguments:?}: {kib} KiB");
    };
    weigh(&["import", "rows.jsonl"]);
    weigh(&["export", "messages", "--format", "csv", "-o", "stopped.csv"]);
    weigh(&["export", "messages", "--format", "jsonl", "-o", "stopped.jsonl"]);
    assert!(fs::read(place.file("rows.jsonl")).unwrap() == fs::read(place.file("stopped.jsonl")).unwrap());
    weigh(&["backup", "copies"]);
    let server = place.start();
    weigh(&["export", "messages", "--format", "jsonl", "-o", "running.jsonl"]);
    weigh(&["backup", "copies"]);
    drop(server);
    assert!(fs::read(place.file("stopped.jsonl")).unwrap() == fs::read(place.file("running.jsonl")).unwrap());
    println!("the database: {} KiB", fs::metadata(place.data().join("classcord.redb")).unwrap().len() / 1024);
}

#[test]
fn an_export_takes_no_more_memory_for_more_messages() {
    weigh(50_000);
}

#[test]
#[ignore = "takes minutes; prints the memory that a million messages take"]
fn a_million_messages_stay_under_thirty_megabytes() {
    weigh(1_000_000);
}

#[test]
fn a_database_on_a_read_only_medium_is_exported_listed_and_backed_up() {
    let place = Place::new();
    place.import_rows(10);
    ok(&place.run(&["user", "add", "bob"], "secret\n"));
    let before = fs::read(place.data().join("classcord.redb")).unwrap();
    let program = place.command().get_program().to_owned();
    // In a namespace of its own, where whoever runs this may mount.
    let in_namespace = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-ec"]).arg(format!(
            "mount --bind data data; mount -o remount,ro,bind data; if touch data/x 2> /dev/null; then exit 77; fi; {script}"
        ));
        command.arg("sh").arg(&program).current_dir(place.path());
        command.envs(place.command().get_envs().filter_map(|(key, value)| Some((key, value?)))).output()
    };
    match in_namespace("exit 0") {
        Ok(output) if output.status.success() => {}
        other => {
            eprintln!("left out: nothing can be mounted here: {other:?}");
            return;
        }
    }
    let rows = ok(&in_namespace("\"$1\" export messages --format jsonl --data-dir data").unwrap());
    assert_eq!(rows, (1..=10).map(|id| line(&row(id))).collect::<String>());
    assert!(ok(&in_namespace("\"$1\" user list --data-dir data").unwrap()).contains("bob"));
    assert!(ok(&in_namespace("\"$1\" backup copies --data-dir data").unwrap()).contains("1 accounts, 10 messages"));
    // What would change something says why it cannot.
    let refused = in_namespace("\"$1\" user role bob admin --data-dir data").unwrap();
    assert!(failure(&refused).contains("Read-only file system"), "{refused:?}");
    assert!(fs::read(place.data().join("classcord.redb")).unwrap() == before);
}
