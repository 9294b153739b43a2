//! The last lines of the human log, kept for the operator to look at from the console, wherever the log itself goes.
//!
//! Owns [`Recent`]. `log_writer` fills it; only the poll loop reads it. `cli` asks for no more than [`LINES_MAX`].

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

/// Most lines that are kept: a few screens, and nothing that a small machine would notice.
pub const LINES_MAX: usize = 200;

/// Their bytes in all.
const BYTES_MAX: usize = 32 * 1024;

/// The last lines.
#[derive(Debug, Default)]
pub(super) struct Recent {
    lines: Mutex<Lines>,
}

#[derive(Debug, Default)]
struct Lines {
    queue: VecDeque<Box<str>>,
    bytes: usize,
}

impl Recent {
    pub(super) fn push(&self, line: &str) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.bytes += line.len();
        lines.queue.push_back(line.into());
        while lines.queue.len() > LINES_MAX || lines.bytes > BYTES_MAX {
            let Some(oldest) = lines.queue.pop_front() else { break };
            lines.bytes -= oldest.len();
        }
    }

    /// The last so many, oldest first.
    pub(super) fn last(&self, count: usize) -> Vec<String> {
        let lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let skipped = lines.queue.len().saturating_sub(count);
        lines.queue.iter().skip(skipped).map(|line| line.trim_end().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_lines_are_kept_and_no_more() {
        let recent = Recent::default();
        for n in 0..1000 {
            recent.push(&format!("line {n}\n"));
        }
        assert_eq!(recent.last(2), ["line 998", "line 999"]);
        assert_eq!(recent.last(5000).len(), LINES_MAX);
        recent.push(&"x".repeat(BYTES_MAX));
        assert_eq!(recent.last(5000).len(), 1);
        recent.push(&"x".repeat(BYTES_MAX + 1));
        assert!(recent.last(5000).is_empty());
    }
}
