//! The findings of a run.
//!
//! Owns [`Report`]: as a table for people, as JSON for scripts.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

use super::ledger::Faults;
use super::load::Load;
use super::process::Usage;

/// Times in microseconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Times {
    /// The number that were measured.
    pub count: u64,
    /// The median.
    pub p50: f64,
    /// 99 of 100 are no longer.
    pub p99: f64,
    /// 999 of 1000 are no longer.
    pub p99_9: f64,
    /// The longest.
    pub max: f64,
}

impl Times {
    fn of(histogram: &Histogram<u64>) -> Self {
        let us = |ns: u64| ns as f64 / 1e3;
        Self {
            count: histogram.len(),
            p50: us(histogram.value_at_quantile(0.5)),
            p99: us(histogram.value_at_quantile(0.99)),
            p99_9: us(histogram.value_at_quantile(0.999)),
            max: us(histogram.max()),
        }
    }
}

/// The errors of a run. A run in which all are 0 is a good one.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Errors {
    /// Deliveries that were not made exactly once and in order.
    #[serde(flatten)]
    pub deliveries: Faults,
    /// Requests that the server refused.
    pub refused: u64,
    /// Connections that ended.
    pub disconnected: u64,
    /// Questions without an answer.
    pub unanswered: u64,
    /// Answers or announcements that were wrong.
    pub wrong: u64,
    /// The words of the server, for the first few refusals.
    pub examples: Vec<String>,
}

impl Errors {
    /// The number of errors in all.
    pub fn count(&self) -> u64 {
        let Faults { lost, duplicated, reordered, misdirected } = self.deliveries;
        lost + duplicated + reordered + misdirected + self.refused + self.disconnected + self.unanswered + self.wrong
    }
}

/// The use of the server, if it is on this machine.
#[derive(Debug, Clone, Serialize)]
pub struct ServerUsage {
    /// During the load; memory at its end.
    #[serde(flatten)]
    pub usage: Usage,
    /// CPU time for each delivery, in microseconds.
    pub cpu_us_per_delivery: Option<f64>,
    /// Share of one core.
    pub cpu_share: f64,
    /// Bytes written to storage for each message sent.
    pub written_bytes_per_message: Option<f64>,
}

/// The result of a scenario.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The scenario's name.
    pub scenario: &'static str,
    /// The protocol that was spoken.
    pub protocol: &'static str,
    /// The parameters that it was run with.
    pub parameters: BTreeMap<&'static str, f64>,
    /// The time that the load took, in seconds.
    pub seconds: f64,
    /// Messages sent.
    pub sent: u64,
    /// Deliveries made: a message to ten is ten.
    pub delivered: u64,
    /// Deliveries per second.
    pub delivered_per_second: f64,
    /// From sending to receipt.
    pub latency_us: Option<Times>,
    /// From question to answer, by question.
    pub answers_us: BTreeMap<&'static str, Times>,
    /// The errors.
    pub errors: Errors,
    /// The generator's own share of one core: near 1 it measures itself.
    pub generator_cpu_share: f64,
    /// The use of the server.
    pub server: Option<ServerUsage>,
    /// Figures of this scenario only.
    pub figures: BTreeMap<&'static str, f64>,
    /// Resident memory of the server, in KiB, at so many seconds.
    pub memory: Vec<(f64, u64)>,
}

/// The use between two looks.
pub(super) struct Used {
    pub(super) elapsed: Duration,
    pub(super) generator: Usage,
    pub(super) server: Option<Usage>,
}

impl Report {
    pub(super) fn new(
        scenario: &'static str,
        parameters: impl IntoIterator<Item = (&'static str, f64)>,
        load: &Load<'_>,
        used: &Used,
    ) -> Self {
        let seconds = used.elapsed.as_secs_f64();
        let (sent, delivered) = (load.ledger().total_sent(), load.ledger().total_delivered());
        let per = |amount: u64, count: u64| (count > 0).then(|| amount as f64 / count as f64);
        let tally = load.tally();
        Self {
            scenario,
            protocol: load.dialect().name(),
            parameters: parameters.into_iter().collect(),
            seconds,
            sent,
            delivered,
            delivered_per_second: delivered as f64 / seconds,
            latency_us: Some(load.latency()).filter(|times| !times.is_empty()).map(Times::of),
            answers_us: load.answer_times().into_iter().map(|(kind, times)| (kind, Times::of(times))).collect(),
            errors: Errors {
                deliveries: load.ledger().faults(),
                refused: tally.refused,
                disconnected: tally.disconnected + tally.connect_failures,
                unanswered: load.unanswered(),
                wrong: tally.arrivals_twice,
                examples: tally.examples.clone(),
            },
            generator_cpu_share: used.generator.cpu_ns as f64 / 1e9 / seconds,
            server: used.server.map(|usage| ServerUsage {
                usage,
                cpu_us_per_delivery: per(usage.cpu_ns, delivered).map(|ns| ns / 1e3),
                cpu_share: usage.cpu_ns as f64 / 1e9 / seconds,
                written_bytes_per_message: per(usage.written_bytes, sent),
            }),
            figures: BTreeMap::new(),
            memory: Vec::new(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows: Vec<(&str, String)> = Vec::new();
        let parameters: Vec<String> =
            self.parameters.iter().map(|(name, value)| format!("{name} {}", number(*value))).collect();
        rows.push(("scenario", format!("{} ({}): {}", self.scenario, self.protocol, parameters.join(", "))));
        rows.push(("duration", format!("{:.3} s", self.seconds)));
        if self.sent > 0 {
            let (sent, delivered) = (grouped(self.sent), grouped(self.delivered));
            rows.push(("messages", format!("{sent} sent, {delivered} deliveries")));
            rows.push(("throughput", format!("{} deliveries/s", number(self.delivered_per_second))));
        }
        rows.extend(self.latency_us.iter().map(|times| ("latency", times.to_string())));
        for (kind, times) in &self.answers_us {
            rows.push((kind, format!("{} answers, {times}", grouped(times.count))));
        }
        for (name, value) in &self.figures {
            rows.push((name, number(*value)));
        }
        rows.push(("errors", self.errors.to_string()));
        rows.extend(self.errors.examples.iter().map(|example| ("  for example", printable(example))));
        if let Some(server) = &self.server {
            rows.push(("server CPU", server.cpu()));
            let Usage { rss_kib, rss_peak_kib, voluntary_switches, involuntary_switches, written_bytes, .. } =
                server.usage;
            rows.push((
                "server memory",
                format!("{} KiB resident, {} at most", grouped(rss_kib), grouped(rss_peak_kib)),
            ));
            rows.push((
                "server switches",
                format!(
                    "{} voluntary (wake-ups), {} forced",
                    grouped(voluntary_switches),
                    grouped(involuntary_switches)
                ),
            ));
            let each =
                server.written_bytes_per_message.map_or(String::new(), |b| format!(", {} per message", number(b)));
            rows.push(("server storage", format!("{} bytes written{each}", grouped(written_bytes))));
        }
        rows.push(("generator", format!("{:.0} % of a core", self.generator_cpu_share * 100.0)));
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in rows {
            writeln!(f, "{name:width$}  {value}")?;
        }
        Ok(())
    }
}

impl ServerUsage {
    fn cpu(&self) -> String {
        let mut text = format!("{:.1} % of a core", self.cpu_share * 100.0);
        if let Some(us) = self.cpu_us_per_delivery {
            // Writing to a String cannot fail.
            let _ = write!(text, ", {us:.3} µs per delivery");
        }
        text
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { p50, p99, p99_9, max, .. } = self;
        write!(f, "p50 {p50:.0} µs, p99 {p99:.0} µs, p99.9 {p99_9:.0} µs, max {max:.0} µs")
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Faults { lost, duplicated, reordered, misdirected } = self.deliveries;
        let all = [
            (lost, "lost"),
            (duplicated, "duplicated"),
            (reordered, "out of order"),
            (misdirected, "misdirected"),
            (self.refused, "refused"),
            (self.disconnected, "disconnected"),
            (self.unanswered, "unanswered"),
            (self.wrong, "wrong"),
        ];
        let some: Vec<String> = all
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{} {what}", grouped(*count)))
            .collect();
        f.write_str(if some.is_empty() { "none" } else { "" })?;
        f.write_str(&some.join(", "))
    }
}

/// A server's words as they may be shown: a terminal obeys control characters, so they are spelled out.
pub(super) fn printable(words: &str) -> String {
    let mut shown = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '"' | '\'' | '\\' => shown.push(c),
            c => shown.extend(c.escape_debug()),
        }
    }
    shown
}

/// A number with at most three digits behind the point, and none if it is large.
fn number(value: f64) -> String {
    if value.fract() == 0.0 || value.abs() >= 1000.0 {
        let sign = if value < 0.0 { "-" } else { "" };
        return format!("{sign}{}", grouped(value.abs().round() as u64));
    }
    format!("{value:.3}")
}

/// A number with its thousands apart.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([grouped(0), grouped(999), grouped(1000), grouped(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([number(2.0), number(0.12345), number(1234.5), number(-1.5)], ["2", "0.123", "1,235", "-1.500"]);
    }

    #[test]
    fn a_terminal_obeys_nothing_that_a_server_says() {
        assert_eq!(printable("{\"message\":\"d'é\\n\"}"), "{\"message\":\"d'é\\n\"}");
        assert_eq!(printable("\u{1b}[2J\u{9b}1m\r\u{202e}"), r"\u{1b}[2J\u{9b}1m\r\u{202e}");
    }

    #[test]
    fn errors_are_named() {
        assert_eq!(Errors::default().to_string(), "none");
        let errors = Errors { refused: 1200, deliveries: Faults { lost: 1, ..Faults::default() }, ..Errors::default() };
        assert_eq!((errors.to_string().as_str(), errors.count()), ("1 lost, 1,200 refused", 1201));
    }
}
