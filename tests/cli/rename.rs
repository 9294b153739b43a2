//! `classcord user rename` on the real binary, with the server running and stopped.

use crate::support::Place;
use crate::support::exports::{failure, ok};

fn fill(place: &Place) {
    place.import_rows(300);
    ok(&place.run(&["user", "add", "bob"], "bob-secret\n"));
    ok(&place.run(&["user", "add", "carol"], "carol-secret\n"));
}

#[test]
fn an_account_is_renamed_with_the_server_running_or_stopped() {
    for is_running in [true, false] {
        let place = Place::new();
        fill(&place);
        let before = place.exported_rows(&["messages"]);
        let server = is_running.then(|| place.start());
        for (from, to, said) in [
            ("nobody", "zoe", "there is no account nobody"),
            ("bob", "carol", "carol"),
            ("bob", "serveur", "serveur"),
            ("bob", "car0l", "car0l"),
        ] {
            let words = failure(&place.run(&["user", "rename", from, to], ""));
            assert!(words.contains(said), "{words}");
        }
        assert_eq!(place.run(&["user", "rename", "bob", "a\u{200b}b"], "").status.code(), Some(2));
        let said = ok(&place.run(&["user", "rename", "BOB", "Robert"], ""));
        assert_eq!(said, "BOB: called Robert from now on\n");
        if let Some(server) = server {
            server.connect().login("robert", "bob-secret");
            server.stop();
        }
        assert!(ok(&place.run(&["check"], "")).contains("no problem found"));
        let names = |rows: &[serde_json::Value], field: &str| -> Vec<String> {
            rows.iter().map(|row| row[field].to_string()).collect()
        };
        let after = place.exported_rows(&["messages"]);
        let renamed = |names: Vec<String>| names.iter().map(|name| name.replace("bob", "Robert")).collect::<Vec<_>>();
        for field in ["from", "to", "reactions"] {
            assert_eq!(names(&after, field), renamed(names(&before, field)), "{field}");
        }
        for field in ["id", "time", "content", "channel", "reply_to", "extra"] {
            assert_eq!(names(&after, field), names(&before, field), "{field}");
        }
        let dossier = ok(&place.run(&["person", "export", "Robert", "--format", "json"], ""));
        let dossier: serde_json::Value = serde_json::from_str(&dossier).unwrap();
        assert!(dossier["messages"].as_array().unwrap().len() >= 150);
        assert!(ok(&place.run(&["user", "list"], "")).contains("Robert"));
    }
}

#[test]
fn the_console_renames_too() {
    let place = Place::new();
    fill(&place);
    let _server = place.start();
    let said = ok(&place.run(&["admin", "rename", "bob", "Robert"], ""));
    assert_eq!(said.trim_end(), "bob s'appelle maintenant Robert.");
}
