//! The writer thread sleeps when there is nothing to do. A test of its own process, to know its thread by name.
#![allow(clippy::unwrap_used, missing_docs)]

mod store_harness;

use std::fs;
use std::time::Duration;

use store_harness::*;

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
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    // Also after work, and with messages that will grow too old one day.
    desk.say("#dev", "x");
    desk.flush();
    desk.load(1);
    // The thread goes to sleep a moment after it has answered.
    let mut before = sleeps("store");
    wait_for_sleep(&mut before);
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(sleeps("store"), before);
}

/// Until two looks in a row agree.
fn wait_for_sleep(seen: &mut u64) {
    let until = std::time::Instant::now() + DEADLINE;
    loop {
        std::thread::sleep(Duration::from_millis(50));
        let now = sleeps("store");
        if now == *seen {
            return;
        }
        *seen = now;
        assert!(std::time::Instant::now() < until, "the thread does not come to rest");
    }
}
