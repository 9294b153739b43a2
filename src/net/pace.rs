//! The pace at which a connection may be read.
//!
//! Owns [`ReadRates`] and [`Pace`]: a generic cell rate algorithm (ITU-T I.371, "virtual scheduling") for lines and one
//! for bytes. What comes too fast is not refused but read later: TCP then slows the sender down, and nobody else waits.

use std::time::{Duration, Instant};

/// The rates at which one connection may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadRates {
    /// Lines each second in the long run; 0 for any number.
    pub lines_per_s: u32,
    /// Lines at once, after a pause.
    pub lines_burst: u32,
    /// Bytes each second in the long run; 0 for any number.
    pub bytes_per_s: u32,
    /// Bytes at once, after a pause.
    pub bytes_burst: u32,
    /// The time that an unfinished line may wait for more of it; zero for any time. See [`ReadRates::line_due`].
    pub line_time: Duration,
}

/// Times [`ReadRates::line_time`] that a line may take from its first byte to its last. Some terminals send each letter as
/// it is typed; whoever sends a letter now and then to hold a place holds it no longer than this.
const LINE_TIMES_MAX: u32 = 10;

impl ReadRates {
    /// The time at which an unfinished line that has begun then, and has gone on now, is overdue.
    pub(super) fn line_due(&self, began: Instant, now: Instant) -> Option<Instant> {
        let due = (now + self.line_time).min(began + self.line_time.saturating_mul(LINE_TIMES_MAX));
        (!self.line_time.is_zero()).then_some(due)
    }
}

/// The use of one connection: for each of the two the moment, in microseconds since the reactor's start, at which all
/// of it is paid back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    lines_us: u64,
    bytes_us: u64,
}

impl Pace {
    /// Counts what was read; returns how long to wait before reading more, if it was too much.
    pub(super) fn charge(
        &mut self,
        rates: &ReadRates,
        started: Instant,
        now: Instant,
        lines: usize,
        bytes: usize,
    ) -> Option<Duration> {
        let now_us = micros(now.saturating_duration_since(started));
        let lines = wait(&mut self.lines_us, now_us, lines, rates.lines_per_s, rates.lines_burst);
        let bytes = wait(&mut self.bytes_us, now_us, bytes, rates.bytes_per_s, rates.bytes_burst);
        let wait_us = lines.max(bytes);
        (wait_us > 0).then(|| Duration::from_micros(wait_us))
    }
}

fn wait(paid_back_us: &mut u64, now_us: u64, units: usize, per_s: u32, burst: u32) -> u64 {
    if per_s == 0 || units == 0 {
        return 0;
    }
    let cost_us = |units: u64| units.saturating_mul(1_000_000) / u64::from(per_s);
    *paid_back_us = (*paid_back_us).max(now_us).saturating_add(cost_us(units as u64));
    (*paid_back_us - now_us).saturating_sub(cost_us(u64::from(burst)))
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATES: ReadRates =
        ReadRates { lines_per_s: 10, lines_burst: 20, bytes_per_s: 1000, bytes_burst: 5000, line_time: Duration::ZERO };

    #[test]
    fn a_burst_is_free_and_what_is_over_it_takes_its_time() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.charge(&RATES, start, start, 20, 0), None);
        assert_eq!(pace.charge(&RATES, start, start, 1, 0), Some(Duration::from_millis(100)));
        let later = start + Duration::from_millis(200);
        assert_eq!(pace.charge(&RATES, start, later, 1, 0), None);
        let much_later = start + Duration::from_secs(1000);
        assert_eq!(pace.charge(&RATES, start, much_later, 21, 0), Some(Duration::from_millis(100)));
    }

    #[test]
    fn a_line_may_be_typed_and_not_for_ever() {
        let rates = ReadRates { line_time: Duration::from_secs(30), ..RATES };
        let began = Instant::now();
        let at = |s| began + Duration::from_secs(s);
        assert_eq!(rates.line_due(began, began), Some(at(30)));
        assert_eq!(rates.line_due(began, at(29)), Some(at(59)));
        assert_eq!(rates.line_due(began, at(299)), Some(at(300)));
        assert_eq!(RATES.line_due(began, began), None);
    }

    #[test]
    fn bytes_count_by_themselves_and_zero_means_any() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.charge(&RATES, start, start, 1, 6000), Some(Duration::from_secs(1)));
        let free = ReadRates { lines_per_s: 0, bytes_per_s: 0, ..RATES };
        assert_eq!(Pace::default().charge(&free, start, start, 1_000_000, usize::MAX), None);
        assert!(Pace::default().charge(&RATES, start, start, usize::MAX, usize::MAX).is_some());
    }
}
