//! The progress of a run, for who watches it in a terminal.
//!
//! Owns [`Progress`]. Without a terminal nothing is shown.

use std::cell::Cell;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Between two looks at a bar that moves all the time: drawing it is not to be measured.
const PACE: Duration = Duration::from_millis(200);

/// A bar on standard error.
pub(super) struct Progress {
    bar: ProgressBar,
    drawn: Cell<Option<Instant>>,
}

impl Progress {
    pub(super) fn new() -> Self {
        let bar = ProgressBar::new(0);
        // The template is a constant that indicatif accepts; another style would do as well.
        if let Ok(style) = ProgressStyle::with_template("{msg:12} {wide_bar} {human_pos}/{human_len} {eta:>4}") {
            bar.set_style(style);
        }
        Self { bar, drawn: Cell::new(None) }
    }

    /// A new part of the run.
    pub(super) fn begin(&self, what: &'static str, total: u64) {
        self.bar.reset();
        self.bar.set_length(total);
        self.bar.set_message(what);
        self.drawn.set(None);
    }

    /// Shows the position.
    pub(super) fn at(&self, position: u64) {
        let now = Instant::now();
        if self.drawn.get().is_none_or(|drawn| now - drawn >= PACE) {
            self.drawn.set(Some(now));
            self.bar.set_position(position);
        }
    }

    /// Takes the bar away.
    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
