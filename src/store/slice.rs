//! The time that a reading has before the writer does something else.
//!
//! Owns [`Slice`]. Called by `readings`, which begins one, and by what reads: `attendance`, `search` and `count`.

use std::time::{Duration, Instant};

/// The time for which commits may be held up by a reading.
const SLICE: Duration = Duration::from_millis(2);

/// Steps between two looks at the clock.
const STEPS_PER_LOOK: u32 = 64;

/// A slice of time.
#[derive(Debug)]
pub(super) struct Slice {
    /// `None` for one that does not end.
    until: Option<Instant>,
    steps: u32,
}

impl Slice {
    pub(super) fn begin() -> Self {
        Self { until: Some(Instant::now() + SLICE), steps: 0 }
    }

    pub(super) fn endless() -> Self {
        Self { until: None, steps: 0 }
    }

    /// Counts a step; true if it was the last one.
    pub(super) fn is_over(&mut self) -> bool {
        self.steps += 1;
        self.steps.is_multiple_of(STEPS_PER_LOOK) && self.is_late()
    }

    /// True if the time has run out.
    pub(super) fn is_late(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() >= until)
    }
}
