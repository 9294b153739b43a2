//! A kill while an account gets another name: the database is sound, and the next start, or the next command, goes on.

use serde_json::{Value, json};

use crate::support::exports::ok;
use crate::support::{CHEAP_PASSWORDS, Place, wait_until};

/// More than a hundred blocks.
const MESSAGES: u64 = 12_000;

fn by(rows: &[Value], name: &str) -> usize {
    rows.iter().filter(|row| row["from"] == name).count()
}

#[test]
fn a_kill_in_the_middle_of_a_renaming_loses_nothing_and_it_goes_on() {
    for (round, restarts) in [(0, true), (1, false), (8, true), (24, false)] {
        let place = Place::with_config(CHEAP_PASSWORDS);
        place.import_rows(MESSAGES);
        ok(&place.run(&["user", "add", "bob"], "bob-secret\n"));
        let server = place.start();
        let mut client = server.guest("zoe");
        assert_eq!(place.console(&json!({"type": "rename", "user": "bob", "to": "Robert"}))["status"], "ok");
        // Each message that is on disk has a step with it.
        for n in 0..round {
            client.say_for_good(&format!("message {n}"));
        }
        server.kill();
        if restarts {
            let server = place.start();
            server.connect().login("Robert", "bob-secret");
            let done = || by(&place.exported_rows(&["messages"]), "bob") == 0;
            wait_until(done, || "the end of the renaming".to_owned());
            // The name is free again.
            server.connect().register("bob", "other-secret");
            server.stop();
        }
        let checked = ok(&place.run(&["check"], ""));
        assert!(checked.contains("no problem found"), "{checked}");
        let list = ok(&place.run(&["user", "list"], ""));
        assert!(list.contains("Robert"), "{list}");
        let rows = place.exported_rows(&["messages"]);
        assert_eq!((by(&rows, "bob"), by(&rows, "Robert")), (0, MESSAGES as usize / 2), "round {round}");
        assert_eq!(by(&rows, "zoe"), round);
    }
}
