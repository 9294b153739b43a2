//! Answers for Prometheus: `GET /metrics` and `GET /healthz` on a loopback listener in the poll loop.
//!
//! Owns the exposition (the text format 0.0.4, prometheus.io/docs/instrumenting/exposition_formats). A request of a monitor
//! is read as a browser's; it is answered once.

use std::fmt::Write as _;

use super::campus::people_figures;
use super::handler::Server;
use super::turn_times::TurnTimes;
use crate::net::{AfterAnswer, Closed, ConnectionId, Connections, Head};
use crate::web::{Answer, CSP_OF_REFUSALS, Method, Request, Response, WhyNot};

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
    /// A monitor asks for something. It gets one answer.
    pub(super) fn answer_monitor(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>) {
        let answer = match head {
            Head::Whole(head) => self.try_answer_monitor(net, head),
            Head::TooLong => Err(WhyNot::TooLarge),
            Head::Late => {
                self.note_late_monitor();
                Err(WhyNot::Late)
            }
        };
        let bytes = answer.unwrap_or_else(|why| match self.site.refusal(why, false) {
            Answer::Page { bytes, .. } | Answer::Refusal { bytes, .. } | Answer::WebSocket(bytes) => bytes,
        });
        net.answer(id, &bytes, AfterAnswer::Http);
        self.monitors.remove(id);
        net.close(id);
    }

    fn try_answer_monitor(&self, net: &Connections, head: &[u8]) -> Result<Vec<u8>, WhyNot> {
        let request = Request::parse(head)?;
        if !self.site.hosts.knows(request.host()) {
            return Err(WhyNot::UnknownHost);
        }
        if request.method == Method::Other {
            return Err(WhyNot::Method);
        }
        let (status, body) = match request.path {
            "/metrics" => ("200 OK", self.exposition(net)),
            "/healthz" => ("200 OK", "ok\n".to_owned()),
            _ => ("404 Not Found", "try /metrics or /healthz\n".to_owned()),
        };
        let fields = format!("Cache-Control: no-store\r\nContent-Security-Policy: {CSP_OF_REFUSALS}\r\n");
        let response = Response {
            status,
            content_type: EXPOSITION,
            fields: &fields,
            body: body.as_bytes(),
            is_head_only: request.method == Method::Head,
            keeps_open: false,
        };
        Ok(response.bytes())
    }

    /// A monitor has gone before it was answered.
    pub(super) fn monitor_gone(&mut self, id: ConnectionId, how: Closed) {
        self.monitors.remove(id);
        if how == Closed::Idle {
            self.note_late_monitor();
        }
    }

    fn note_late_monitor(&mut self) {
        self.counters.monitor_timeouts += 1;
        log::debug!("a monitor did not ask in time");
    }

    /// Closes all monitors: the server stops.
    pub(super) fn close_monitors(&mut self, net: &mut Connections) {
        for id in self.monitors.take_all() {
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
        for (name, kind, help, value) in
            self.parts.campus.iter().flat_map(|campus| campus.figures(self.parts.core.campus_view()))
        {
            head(&mut out, name, kind, help);
            let _ = writeln!(out, "{name} {value}");
        }
        for (name, kind, help, value) in self
            .parts
            .campus
            .iter()
            .flat_map(|_| people_figures(self.parts.core.people_view(), self.parts.core.letters_view()))
        {
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
            (
                "classcord_people_lingering",
                "gauge",
                "Those of them whose page has lost its connection, and who are not gone yet.",
                census.lingering as u64,
            ),
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
