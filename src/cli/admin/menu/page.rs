//! A text to read: the log, the statistics.
//!
//! Owns [`Page`]: its lines and which part of them is in view. One that grows at its end stays at its end until somebody
//! scrolls up.

use crate::cli::frame::{Emphasis, Row, fit, wrap};
use crate::wire::console::ConsoleRequest;

/// Cells by which the further rows of a line are set in.
const INDENT: usize = 4;

/// A text.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) title: String,
    /// The request that asks the server for it.
    pub(super) request: ConsoleRequest,
    lines: Vec<String>,
    loaded: bool,
    /// True if it grows at its end.
    grows: bool,
    /// The first row in view.
    top: usize,
    /// The last that `top` can be, as of the last time that it was shown.
    top_max: usize,
    at_end: bool,
}

impl Page {
    pub(super) fn new(title: &str, request: impl Into<ConsoleRequest>, grows: bool) -> Self {
        Self {
            title: title.to_owned(),
            request: request.into(),
            lines: Vec::new(),
            loaded: false,
            grows,
            top: 0,
            top_max: 0,
            at_end: grows,
        }
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.loaded
    }

    pub(super) fn replace(&mut self, lines: Vec<String>) {
        self.lines = lines;
        self.loaded = true;
    }

    /// Moves the view by some rows.
    pub(super) fn step(&mut self, rows: isize) {
        self.top = self.top.saturating_add_signed(rows).min(self.top_max);
        self.at_end = self.grows && self.top == self.top_max;
    }

    /// The rows for so much of a screen.
    pub(super) fn rows(&mut self, columns: usize, height: usize, empty: &str) -> Vec<Row> {
        if self.lines.is_empty() {
            return vec![Row { text: fit(&format!("  {empty}"), columns), emphasis: Emphasis::None }];
        }
        let rows: Vec<String> = self.lines.iter().flat_map(|line| wrap(line, columns, INDENT)).collect();
        self.top_max = rows.len().saturating_sub(height);
        self.top = if self.at_end { self.top_max } else { self.top.min(self.top_max) };
        rows.into_iter().skip(self.top).take(height).map(|text| Row { text, emphasis: Emphasis::None }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::control::ControlRequest;

    fn first(page: &mut Page) -> String {
        page.rows(80, 5, "").remove(0).text
    }

    #[test]
    fn a_log_follows_until_somebody_reads_further_up() {
        let mut page = Page::new("x", ControlRequest::Stats, true);
        let lines = |count: usize| (0..count).map(|n| n.to_string()).collect::<Vec<_>>();
        page.replace(lines(10));
        assert_eq!(first(&mut page), "5");
        page.replace(lines(12));
        assert_eq!(first(&mut page), "7");
        page.step(-2);
        page.replace(lines(20));
        assert_eq!(first(&mut page), "5");
        page.step(1000);
        page.replace(lines(30));
        assert_eq!(first(&mut page), "25");
        page.replace(lines(1));
        assert_eq!(first(&mut page), "0");
        let mut still = Page::new("x", ControlRequest::Stats, false);
        still.replace(lines(10));
        assert_eq!(first(&mut still), "0");
    }
}
