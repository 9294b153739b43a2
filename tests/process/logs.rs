//! The logs as a whole: the macros of `log`, the audit log, and logrotate's way of rotating both.
//!
//! One test, because a process has one logger; and no other in this binary logs by itself, for all speak to servers that
//! are processes of their own.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use classcord_server::config::{Config, LogLevel};
use classcord_server::ops::audit::{AuditEvent, AuditRecord};
use classcord_server::ops::log_writer::{LogWriter, LostLines};
use serde_json::Value;

const DEADLINE: Duration = Duration::from_secs(60);
const THREADS: usize = 4;
const ROTATIONS: usize = 20;

/// Lines of a thread between two rotations, at most: all of them together fit into the queue and into what may be logged in a
/// second, however seldom the writer has its turn.
const LINES: usize = 2000;

/// The number of files of that name that have lines, rotated ones included, and how often each text that is found in a line
/// is in them.
pub fn count_lines(
    directory: &Path,
    name: &str,
    line_id: impl Fn(&str) -> Option<String>,
) -> (usize, HashMap<String, usize>) {
    let mut files = 0;
    let mut counts = HashMap::new();
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        if !entry.file_name().to_string_lossy().starts_with(name) {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        assert!(text.is_empty() || text.ends_with('\n'), "a line is cut");
        files += usize::from(!text.is_empty());
        for line in text.lines() {
            if let Some(id) = line_id(line) {
                *counts.entry(id).or_insert(0) += 1;
            }
        }
    }
    (files, counts)
}

#[test]
fn rotation_under_load_loses_no_line_and_doubles_none() {
    let directory = tempfile::tempdir().unwrap();
    let mut config = Config { data_dir: directory.path().to_owned(), ..Config::default() };
    config.log.file = directory.path().join("classcord.log");
    config.log.audit_file = directory.path().join("audit.log");
    config.fixed.log_queue_bytes = 64 << 20;
    config.fixed.log_lines_per_second = 1_000_000;
    let logs = LogWriter::start(&config).unwrap();
    assert!(LogWriter::start(&config).is_err(), "a process has one logger");

    let (rotated, rotations) = (AtomicBool::new(false), AtomicUsize::new(0));
    let write = |thread: usize| {
        let mut lines = 0;
        while !rotated.load(Ordering::Relaxed) {
            if lines >= LINES * (rotations.load(Ordering::Relaxed) + 1) {
                std::thread::sleep(Duration::from_millis(1));
                continue;
            }
            let id = format!("{thread}-{lines}");
            log::info!(target: "classcord_server", "line {id} é\n");
            log::debug!(target: "classcord_server", "line not shown {id}");
            logs.audit(&AuditRecord { user: &id, ..AuditRecord::of(AuditEvent::LoginFailed) });
            lines += 1;
        }
        lines
    };
    let written: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|thread| scope.spawn(move || write(thread))).collect();
        for rotation in 0..ROTATIONS {
            for name in ["classcord.log", "audit.log"] {
                let path = directory.path().join(name);
                let until = Instant::now() + DEADLINE;
                while !fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
                    assert!(Instant::now() < until, "{name} has no lines");
                    std::thread::sleep(Duration::from_millis(1));
                }
                fs::rename(&path, directory.path().join(format!("{name}.{rotation}"))).unwrap();
            }
            logs.reopen();
            rotations.fetch_add(1, Ordering::Relaxed);
        }
        rotated.store(true, Ordering::Relaxed);
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    logs.reopen();
    log::info!(target: "classcord_server", "line last");
    logs.audit(&AuditRecord { user: "last", ..AuditRecord::of(AuditEvent::LoginFailed) });
    assert!(logs.flush(DEADLINE));
    assert_eq!(logs.lost_lines(), LostLines { human: 0, audit: 0 });

    let (files, human) = count_lines(directory.path(), "classcord.log", |line| {
        let id = line.split_once(" line ")?.1;
        Some(id.strip_suffix(" é\\n").unwrap_or(id).to_owned())
    });
    assert!(files > ROTATIONS, "{files} files have lines");
    let (files, audit) = count_lines(directory.path(), "audit.log", |line| {
        let value: Value = serde_json::from_str(line).unwrap();
        Some(value["user"].as_str().unwrap().to_owned())
    });
    assert!(files > ROTATIONS, "{files} files have lines");
    for counts in [human, audit] {
        assert_eq!(counts.len(), written + 1);
        assert!(counts.values().all(|&count| count == 1));
        assert_eq!(counts["last"], 1);
    }
    let last = fs::read_to_string(directory.path().join("classcord.log")).unwrap();
    assert!(last.ends_with(" INFO  line last\n"), "the newest line is in the newest file");

    // The level can change while the server runs.
    config.log.level = LogLevel::Debug;
    logs.set_level(&config);
    log::debug!(target: "classcord_server", "shown now");
    assert!(logs.flush(DEADLINE));
    assert!(fs::read_to_string(&config.log.file).unwrap().contains(" DEBUG shown now\n"));
}
