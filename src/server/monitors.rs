//! The connections of those who watch the server, until each has asked.
//!
//! Owns [`Monitors`]: as much of each request as matters, how many there may be, and how long each may take. `metrics`
//! answers them.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use crate::net::ConnectionId;

/// Connections of monitors at once.
const MONITORS_MAX: usize = 8;

/// The time that a monitor may take to ask, so that silent ones do not keep others out.
pub(super) const MONITOR_TIME: Duration = Duration::from_secs(5);

/// Lines of a request's head; more is no monitor's.
const HEAD_LINES_MAX: usize = 64;

/// Open connections of monitors.
#[derive(Debug, Default)]
pub(super) struct Monitors(HashMap<ConnectionId, RequestHead>);

/// The beginning of a request.
#[derive(Debug)]
struct RequestHead {
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
        self.0.insert(id, RequestHead { first_line: String::new(), lines: 0, until: at + MONITOR_TIME });
    }

    /// The time at which the first of them has taken too long.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.values().map(|head| head.until).min()
    }

    /// Takes out those that have taken too long.
    pub(super) fn take_overdue(&mut self, at: Instant) -> Vec<ConnectionId> {
        self.0.extract_if(|_, head| head.until <= at).map(|(id, _)| id).collect()
    }

    /// Takes out all.
    pub(super) fn take_all(&mut self) -> Vec<ConnectionId> {
        self.0.drain().map(|(id, _)| id).collect()
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        self.0.remove(&id);
    }

    /// Takes a line of a request; gives its first line once the head is complete, or cannot be one.
    pub(super) fn take(&mut self, id: ConnectionId, line: &[u8]) -> Option<String> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
