//! `classcord new-year` is killed: the database is sound, and all of the year has gone or nothing of it.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use crate::support::exports::ok;
use crate::support::{Place, wait_until};

const MESSAGES: u64 = 4000;

/// The times that it is let go on once the archive has its name, in milliseconds; `None` kills it while the archive is made.
const KILLED_AFTER: [Option<u64>; 9] =
    [None, Some(0), Some(1), Some(3), Some(6), Some(12), Some(25), Some(50), Some(100)];

#[test]
fn a_kill_at_any_point_leaves_everything_or_nothing() {
    let place = Place::new();
    ok(&place.run(&["user", "add", "prof", "--role", "admin"], "secret-of-the-year\n"));
    ok(&place.run(&["user", "add", "alice"], "secret-of-the-year\n"));
    place.import_rows(MESSAGES);
    let (database, full) = (place.data().join("classcord.redb"), place.file("full.redb"));
    fs::copy(&database, &full).unwrap();
    let mut emptied = 0;
    for (round, after) in KILLED_AFTER.into_iter().enumerate() {
        fs::copy(&full, &database).unwrap();
        let archives = place.file(&format!("archives {round}"));
        let mut command = place.command();
        command.args(["new-year", archives.to_str().unwrap(), "--yes"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let named = |ends: &str| {
            let files = fs::read_dir(&archives).into_iter().flatten().flatten();
            files.map(|file| file.path()).find(|path| path.to_str().unwrap().ends_with(ends))
        };
        wait_until(
            || if after.is_some() { named(".redb").is_some() } else { fs::read_dir(&archives).is_ok() },
            || format!("round {round}"),
        );
        // Where it is by then is as it happens: whatever has been done has to be sound.
        thread::sleep(Duration::from_millis(after.unwrap_or_default()));
        let _ = child.kill();
        child.wait().unwrap();
        let said = ok(&place.run(&["check"], ""));
        assert!(said.contains("no problem found"), "{said}");
        let is_whole = said.contains(&format!("2 accounts, {MESSAGES} messages"));
        let is_empty = said.contains("1 accounts, 0 messages");
        assert!(is_whole || is_empty, "round {round}: {said}");
        emptied += u32::from(is_empty);
        match named(".redb") {
            Some(archive) => {
                let said = ok(&place.run(&["check", archive.to_str().unwrap()], ""));
                assert!(said.contains(&format!("2 accounts, {MESSAGES} messages")), "{said}");
            }
            None => assert!(is_whole, "round {round}: nothing goes without an archive"),
        }
        // It is done again, whatever there was.
        let again = ok(&place.run(&["new-year", archives.to_str().unwrap(), "--yes"], ""));
        assert!(again.contains("kept: 1 accounts"), "{again}");
        assert!(ok(&place.run(&["check"], "")).contains("1 accounts, 0 messages"));
    }
    println!("{emptied} of {} kills came behind the commit", KILLED_AFTER.len());
}
