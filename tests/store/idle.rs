//! The writer thread sleeps when there is nothing to do.
//!
//! It is found by its name, which the writers of other tests have too: so the test runs itself again, alone.

use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use crate::harness::*;

/// Set for the process that has this test alone in it.
const ALONE: &str = "CLASSCORD_ALONE";

/// The time for which it has to sleep once: longer than between two looks of a thread that polls.
const QUIET: Duration = Duration::from_secs(3);

/// The number of times that the thread of that name went to sleep.
fn sleeps(thread: &str) -> u64 {
    for task in fs::read_dir("/proc/self/task").unwrap() {
        let path = task.unwrap().path();
        if fs::read_to_string(path.join("comm")).unwrap().trim() == thread {
            let status = fs::read_to_string(path.join("status")).unwrap();
            let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).unwrap();
            return line.split_whitespace().nth(1).unwrap().parse().unwrap();
        }
    }
    panic!("no thread {thread}")
}

#[test]
fn an_idle_writer_does_not_wake_up() {
    if env::var_os(ALONE).is_none() {
        let mut alone = Command::new(env::current_exe().unwrap());
        alone.args(["--exact", "idle::an_idle_writer_does_not_wake_up", "--nocapture"]).env(ALONE, "1");
        let output = alone.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.contains("1 passed"), "alone: {said}{failed}");
        return;
    }
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    // Also after work, and with messages that will grow too old one day.
    desk.say("#dev", "x");
    desk.flush();
    desk.load(1);
    // The thread goes to sleep a moment after it has answered, which may be long on a busy machine.
    let until = std::time::Instant::now() + DEADLINE;
    loop {
        let before = sleeps("store");
        std::thread::sleep(QUIET);
        if sleeps("store") == before {
            return;
        }
        assert!(std::time::Instant::now() < until, "it does not sleep for {QUIET:?}");
    }
}
