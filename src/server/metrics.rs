//! Answers for Prometheus: `GET /metrics` and `GET /healthz` on a loopback listener in the poll loop.
//!
//! Owns the exposition (the text format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats) and as much of HTTP
//! as that needs: the request's first line, an answer, the end of the connection (RFC 9112).

use std::fmt::Write as _;
use std::time::Instant;

use super::handler::Server;
use super::http;
use super::monitors::MONITOR_TIME;
use super::turn_times::TurnTimes;
use crate::net::{ConnectionId, Connections};

/// The format's type.
const EXPOSITION: &str = "text/plain; version=0.0.4; charset=utf-8";

fn head(out: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(out, "# HELP {name} {help}");
    let _ = writeln!(out, "# TYPE {name} {kind}");
}

/// The histogram of turns.
fn write_turns(out: &mut String, turns: &TurnTimes) {
    let name = "classcord_loop_turn_seconds";
    head(out, name, "histogram", "How long turns of the poll loop took.");
    let mut count = 0;
    for (bound, within) in turns.buckets() {
        let bound = bound.map_or("+Inf".to_owned(), |bound| bound.as_secs_f64().to_string());
        let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {within}");
        count = within;
    }
    let _ = writeln!(out, "{name}_sum {}", turns.total().as_secs_f64());
    let _ = writeln!(out, "{name}_count {count}");
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
        write_turns(&mut out, &self.turns);
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
            ("classcord_school_queue", "gauge", "Logins that wait for the school's directory.", waiting.school),
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
    use std::time::Instant;

    use super::*;

    #[test]
    fn the_histogram_of_turns_is_in_prometheus_form() {
        let mut turns = TurnTimes::default();
        turns.begin(Instant::now());
        turns.end();
        let mut out = String::new();
        write_turns(&mut out, &turns);
        assert!(out.contains("classcord_loop_turn_seconds_bucket{le=\"+Inf\"} 1\n"), "{out}");
        assert!(out.contains("classcord_loop_turn_seconds_count 1\n"), "{out}");
        assert!(out.contains("le=\"0.0001\"") && out.contains("le=\"1\""), "{out}");
    }
}
