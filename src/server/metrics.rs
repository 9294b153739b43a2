//! Answers for Prometheus: `GET /metrics` and `GET /healthz` on a loopback listener in the poll loop.
//!
//! Owns the exposition (the text format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats) and as much of HTTP
//! as that needs: the request's first line, an answer, the end of the connection (RFC 9112).

use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::handler::Server;
use super::http;
use crate::net::{ConnectionId, Connections};

/// The format's type.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Connections of monitors at once.
const MONITORS_MAX: usize = 8;

/// The time that a monitor may take to ask, so that silent ones do not keep others out.
const MONITOR_TIME: Duration = Duration::from_secs(5);

/// Lines of a request's head; more is no monitor's.
const HEAD_LINES_MAX: usize = 64;

/// Upper bounds of the histogram of turns, in microseconds.
const TURN_BOUNDS_US: [u64; 6] = [100, 1_000, 5_000, 20_000, 100_000, 1_000_000];

/// Open connections of monitors.
#[derive(Debug, Default)]
pub(super) struct Monitors(HashMap<ConnectionId, Head>);

#[derive(Debug)]
struct Head {
    first_line: String,
    lines: usize,
    /// The time at which it has taken too long.
    until: Instant,
}

impl Monitors {
    pub(super) fn has_room(&self) -> bool {
        self.0.len() < MONITORS_MAX
    }

    pub(super) fn add(&mut self, id: ConnectionId, at: Instant) {
        self.0.insert(id, Head { first_line: String::new(), lines: 0, until: at + MONITOR_TIME });
    }

    /// The time at which the first of them has taken too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.values().map(|head| head.until).min()
    }

    /// Takes out those that have taken too long.
    fn take_overdue(&mut self, at: Instant) -> Vec<ConnectionId> {
        self.0.extract_if(|_, head| head.until <= at).map(|(id, _)| id).collect()
    }

    /// Takes out all.
    fn take_all(&mut self) -> Vec<ConnectionId> {
        self.0.drain().map(|(id, _)| id).collect()
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        self.0.remove(&id);
    }

    /// Takes a line of a request; gives its first line once the head is complete, or cannot be one.
    fn take(&mut self, id: ConnectionId, line: &[u8]) -> Option<String> {
        let head = self.0.get_mut(&id)?;
        let line = line.trim_ascii_end();
        head.lines += 1;
        if head.lines == 1 {
            head.first_line = String::from_utf8_lossy(line).into_owned();
        }
        let complete = line.is_empty() || head.lines > HEAD_LINES_MAX;
        complete.then(|| std::mem::take(&mut head.first_line))
    }
}

/// The times that turns of the loop took.
#[derive(Debug, Default)]
pub(super) struct TurnTimes {
    began: Option<Instant>,
    /// By bound, not cumulated; the last is for what is longer than all.
    counts: [u64; TURN_BOUNDS_US.len() + 1],
    total: Duration,
}

impl TurnTimes {
    pub(super) fn begin(&mut self, at: Instant) {
        self.began = Some(at);
    }

    pub(super) fn end(&mut self) {
        let Some(began) = self.began.take() else { return };
        let took = began.elapsed();
        let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.counts[TURN_BOUNDS_US.partition_point(|&bound| bound < took_us)] += 1;
        self.total += took;
    }

    fn write(&self, out: &mut String) {
        let name = "classcord_loop_turn_seconds";
        head(out, name, "histogram", "How long turns of the poll loop took.");
        let mut so_far = 0;
        for (bound_us, count) in TURN_BOUNDS_US.iter().zip(self.counts) {
            so_far += count;
            let bound_s = Duration::from_micros(*bound_us).as_secs_f64();
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound_s}\"}} {so_far}");
        }
        so_far += self.counts[TURN_BOUNDS_US.len()];
        let _ = writeln!(out, "{name}_bucket{{le=\"+Inf\"}} {so_far}");
        let _ = writeln!(out, "{name}_sum {}", self.total.as_secs_f64());
        let _ = writeln!(out, "{name}_count {so_far}");
    }
}

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(out, "# HELP {name} {help}");
    let _ = writeln!(out, "# TYPE {name} {kind}");
}

impl Server {
    /// A line of a monitor.
    pub(super) fn monitor_line(&mut self, net: &mut Connections, id: ConnectionId, line: &[u8]) {
        let Some(first_line) = self.monitors.take(id, line) else { return };
        let mut words = first_line.split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let path = path.split('?').next().unwrap_or_default();
        let answer = match (method, path) {
            ("GET" | "HEAD", "/metrics") => http::answer("200 OK", EXPOSITION, &self.exposition(net), method == "HEAD"),
            ("GET" | "HEAD", "/healthz") => http::answer("200 OK", EXPOSITION, "ok\n", method == "HEAD"),
            ("GET" | "HEAD", _) => {
                http::answer("404 Not Found", EXPOSITION, "try /metrics or /healthz\n", method == "HEAD")
            }
            _ => http::answer("405 Method Not Allowed", EXPOSITION, "only GET\n", false),
        };
        net.send(id, |out| out.push_str(&answer));
        self.monitors.remove(id);
        net.close(id);
    }

    /// Closes all monitors: the server stops.
    pub(super) fn close_monitors(&mut self, net: &mut Connections) {
        for id in self.monitors.take_all() {
            net.close(id);
        }
    }

    /// Closes the monitors that have not asked in time.
    pub(super) fn close_overdue_monitors(&mut self, net: &mut Connections, at: Instant) {
        for id in self.monitors.take_overdue(at) {
            self.counters.monitor_timeouts += 1;
            log::debug!("a monitor asked nothing for {} s", MONITOR_TIME.as_secs());
            net.close(id);
        }
    }

    fn exposition(&self, net: &Connections) -> String {
        let mut out = String::with_capacity(8 * 1024);
        let mut last = "";
        for counter in self.counters.iter() {
            if counter.name != last {
                head(&mut out, counter.name, "counter", counter.help);
                last = counter.name;
            }
            let _ = writeln!(out, "{} {}", counter.series(), counter.value);
        }
        for (name, kind, help, value) in self.gauges(net) {
            head(&mut out, name, kind, help);
            let _ = writeln!(out, "{name} {value}");
        }
        self.turns.write(&mut out);
        out
    }

    /// Name, type, help and value of what is not counted one by one.
    fn gauges(&self, net: &Connections) -> Vec<(&'static str, &'static str, &'static str, u64)> {
        let census = self.parts.core.census();
        let waiting = self.parts.core.waiting();
        let lost = self.parts.logs.lost_lines();
        let written = super::process::written_bytes().unwrap_or(0);
        let store = self.parts.store.figures();
        vec![
            ("classcord_connections", "gauge", "Open connections.", net.len() as u64),
            ("classcord_sessions", "gauge", "Connections of identified clients.", census.identified as u64),
            ("classcord_people", "gauge", "Different people among the identified.", census.people as u64),
            ("classcord_channels", "gauge", "Channels.", self.parts.core.channel_count() as u64),
            ("classcord_accounts", "gauge", "Accounts.", self.parts.core.account_count() as u64),
            ("classcord_queued_bytes", "gauge", "Bytes that wait to be sent to clients.", net.queued_bytes() as u64),
            ("classcord_hash_queue", "gauge", "Passwords that wait to be hashed.", waiting.passwords),
            ("classcord_storage_queue", "gauge", "Requests that wait for the database.", waiting.storage),
            ("classcord_storage_commits_total", "counter", "Commits of the database.", store.commits),
            ("classcord_storage_syncs_total", "counter", "Times that the database's file was synced.", store.syncs),
            (
                "classcord_storage_pending",
                "gauge",
                "Requests that wait in memory for the next commit, or for the disk to work again.",
                store.requests_pending,
            ),
            ("classcord_storage_failures_total", "counter", "Commits and reopenings that failed.", store.failures),
            ("classcord_storage_messages_total", "counter", "Messages put on disk.", store.messages_stored),
            ("classcord_storage_pruned_total", "counter", "Messages removed by retention.", store.messages_pruned),
            (
                "classcord_storage_dropped_total",
                "counter",
                "Requests dropped while the disk failed.",
                store.requests_dropped,
            ),
            ("classcord_storage_written_bytes_total", "counter", "Bytes written to the database.", store.bytes_written),
            ("classcord_storage_file_bytes", "gauge", "Size of the database's file.", store.file_bytes),
            ("classcord_sanctions", "gauge", "Mutes and bans in force.", waiting.sanctions),
            ("classcord_deliveries_total", "counter", "Lines queued for clients.", net.lines_queued()),
            ("classcord_sent_bytes_total", "counter", "Bytes sent to clients.", net.bytes_written()),
            ("classcord_log_lines_lost_total", "counter", "Lines of the human log that were lost.", lost.human),
            ("classcord_audit_lines_lost_total", "counter", "Lines of the audit log that were lost.", lost.audit),
            ("classcord_disk_written_bytes_total", "counter", "Bytes that the process had written to disks.", written),
            (
                "classcord_resident_memory_bytes",
                "gauge",
                "Resident memory.",
                super::process::resident_kib().unwrap_or(0) * 1024,
            ),
            ("classcord_uptime_seconds", "gauge", "Time since the start.", self.started.elapsed().as_secs()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_fall_into_the_bucket_that_holds_them() {
        let mut turns = TurnTimes::default();
        turns.begin(Instant::now());
        turns.end();
        // Without a beginning there is nothing to count.
        turns.end();
        let mut out = String::new();
        turns.write(&mut out);
        assert!(out.contains("classcord_loop_turn_seconds_bucket{le=\"+Inf\"} 1\n"), "{out}");
        assert!(out.contains("classcord_loop_turn_seconds_count 1\n"), "{out}");
        assert!(out.contains("le=\"0.0001\"") && out.contains("le=\"1\""), "{out}");
    }

    #[test]
    fn a_request_ends_with_an_empty_line_or_with_patience() {
        let id = ConnectionId::from_bits(7);
        let mut monitors = Monitors::default();
        monitors.add(id, Instant::now());
        assert!(monitors.has_room());
        assert_eq!(monitors.take(id, b"GET /metrics HTTP/1.1\r"), None);
        assert_eq!(monitors.take(id, b"Host: x\r"), None);
        assert_eq!(monitors.take(id, b"\r").as_deref(), Some("GET /metrics HTTP/1.1"));
        monitors.add(id, Instant::now());
        let endless = (0..100).find_map(|_| monitors.take(id, b"x"));
        assert_eq!(endless.as_deref(), Some("x"));
    }

    #[test]
    fn who_does_not_ask_in_time_is_taken_out() {
        let [first, second] = [1, 2].map(ConnectionId::from_bits);
        let start = Instant::now();
        let mut monitors = Monitors::default();
        assert_eq!(monitors.deadline(), None);
        monitors.add(first, start);
        monitors.add(second, start + Duration::from_secs(1));
        assert_eq!(monitors.deadline(), Some(start + MONITOR_TIME));
        // What it has said so far does not prolong its time.
        assert_eq!(monitors.take(first, b"GET /metrics HTTP/1.1\r"), None);
        assert_eq!(monitors.take_overdue(start + MONITOR_TIME), [first]);
        assert_eq!(monitors.deadline(), Some(start + Duration::from_secs(1) + MONITOR_TIME));
        assert_eq!(monitors.take_all(), [second]);
    }
}
