//! Messages that are brought in while people chat: all of them come, whatever ids they have, nobody waits, and a kill in the middle
//! costs nothing that a second run does not bring.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::exports::{line, ok, row};
use crate::support::load::TalkingClass;
use crate::support::{CHEAP_PASSWORDS, Place, wait_until};

const MESSAGES: u64 = 5000;

/// The first id in the file: the server's own are below.
const FIRST: u64 = 100_000;

fn place() -> Place {
    let limits =
        "[limits]\nconnections_per_minute = 10000\nmax_connections_per_address = 100\nmessages_per_second = 1000\n";
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}{limits}"));
    let mut text = String::new();
    for id in FIRST..FIRST + MESSAGES {
        let _ = write!(text, "{}", line(&row(id)));
    }
    fs::write(place.file("old.jsonl"), text).unwrap();
    place
}

/// The rows of the file among those that are kept.
fn imported(place: &Place) -> Vec<Value> {
    let all = place.exported_rows(&["messages"]);
    all.into_iter().filter(|row| !row["from"].as_str().unwrap().starts_with("personne")).collect()
}

fn in_the_file(place: &Place) -> Vec<Value> {
    let text = fs::read_to_string(place.file("old.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn five_thousand_messages_come_in_while_people_chat_and_all_are_there() {
    let place = place();
    let server = place.start();
    let people = TalkingClass::begin(&server, 20, Duration::from_millis(20));
    let rehearsed = ok(&place.run(&["import", "--dry-run", "old.jsonl"], ""));
    assert!(rehearsed.contains(&format!("messages: {MESSAGES} would be brought in, 0 unchanged")), "{rehearsed}");
    let began = Instant::now();
    let said = ok(&place.run(&["import", "old.jsonl"], ""));
    println!("{MESSAGES} messages in {:?}", began.elapsed());
    assert_eq!(
        said,
        format!(
            "messages: {MESSAGES} brought in, 0 unchanged, 0 left out because their id belongs to another one, 0 refused\n"
        )
    );
    let again = ok(&place.run(&["import", "old.jsonl"], ""));
    assert!(again.starts_with(&format!("messages: 0 brought in, {MESSAGES} unchanged, 0 left out")), "{again}");
    let waits = people.end();
    println!("{waits}, meanwhile");
    // Whoever reads on finds them.
    let mut zoe = server.guest("zoe");
    zoe.send(&json!({"type": "history", "channel": "#général", "before": FIRST + 100, "limit": 5}));
    let page = zoe.read_until(|line| line["type"] == "history");
    assert_eq!(page["messages"].as_array().unwrap().len(), 5, "{page}");
    assert_eq!(imported(&place), in_the_file(&place));
    let said = place.exported_rows(&["messages"]).len() - MESSAGES as usize;
    assert_eq!(said, waits.count(), "each message that was acknowledged is there, and each once");
    server.stop();
    assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
    assert_eq!(imported(&place), in_the_file(&place));
    let audit = place.audit();
    assert_eq!(audit.iter().filter(|line| line["detail"] == "message_import").count(), 2, "{audit:?}");
}

#[test]
fn a_kill_in_the_middle_of_bringing_messages_in_leaves_a_sound_database_and_the_second_run_completes_it() {
    for batches in [1, 20, 60] {
        let place = place();
        let server = place.start();
        let mut bob = server.guest("personne 1");
        let mut import = Command::new(env!("CARGO_BIN_EXE_classcord"));
        import.args(["import", "old.jsonl", "--config", "classcord.toml"]).current_dir(place.path());
        let mut import = import.spawn().unwrap();
        let mut said = 0;
        wait_until(
            || {
                bob.say_for_good(&format!("message {said}"));
                said += 1;
                let kept = imported(&place).len();
                kept >= batches * 50
            },
            || "messages that are in".to_owned(),
        );
        server.kill();
        assert!(!import.wait().unwrap().success());
        let checked = ok(&place.run(&["check"], ""));
        assert!(checked.contains("no problem found"), "{checked}");
        let middle = imported(&place);
        assert!(!middle.is_empty() && middle[..] == in_the_file(&place)[..middle.len()]);
        let server = place.start();
        let mut bob = server.guest("personne 2");
        bob.say_for_good("après la coupure");
        ok(&place.run(&["import", "old.jsonl"], ""));
        bob.say_for_good("et après");
        server.stop();
        assert_eq!(imported(&place), in_the_file(&place));
        assert_eq!(place.exported_rows(&["messages"]).len(), MESSAGES as usize + said + 2);
        assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
    }
}

#[test]
fn what_is_wrong_with_a_batch_is_said_and_it_is_the_consoles_alone() {
    let place = place();
    let server = place.start();
    let batch = |messages: Value| json!({"type": "message_import", "messages": messages});
    for (request, code) in [
        (json!({"type": "message_import"}), "bad_field"),
        (batch(json!([{"id": 1}])), "bad_field"),
        (batch(json!([row(FIRST)])), "bad_field"),
        (batch(json!(vec![row(1); 51])), "bad_field"),
        (json!({"type": "message_import", "messages": [], "ids_below": u64::MAX}), "bad_field"),
    ] {
        assert_eq!(place.console(&request)["code"], code, "{request}");
    }
    let hold = json!({"type": "message_import", "messages": [], "ids_below": FIRST + 1});
    assert_eq!(place.console(&hold)["status"], "ok");
    assert_eq!(place.console(&batch(json!([row(FIRST)])))["added"], 1);
    assert_eq!(place.console(&batch(json!([row(FIRST)])))["present"], 1);
    let mut without = row(1);
    without["id"] = Value::Null;
    assert_eq!(place.console(&batch(json!([without])))["added"], 1);
    let mut bob = server.guest("bob");
    bob.say_for_good("bonjour");
    let rows = place.exported_rows(&["messages"]);
    let ids: Vec<u64> = rows.iter().map(|row| row["id"].as_u64().unwrap()).collect();
    assert_eq!(ids, [FIRST, FIRST + 1, FIRST + 2]);
    let mut prof = place.in_charge(&server, "prof", "admin");
    prof.expect_error(&batch(json!([])), "forbidden");
}
