//! Time as the core sees it: given with each event, never read.
//!
//! Owns [`Now`] and its two halves. Deadlines live on the monotonic half, because a Pi has no clock battery and its
//! wall clock jumps at boot; the wall half is only written into messages.

use std::cell::RefCell;
use std::fmt::Write;
use std::time::Duration;

use chrono::{DateTime, Datelike, Timelike};

/// Monotonic time since the server started.
pub type Mono = Duration;

/// Wall time: microseconds since the Unix epoch, and the zone's offset at that moment.
///
/// The offset is kept so that a message stored before a change of daylight saving time is shown with the time its
/// author saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub unix_us: i64,
    /// Seconds east of UTC.
    pub offset_s: i32,
}

impl WallTime {
    /// Appends the local time without zone, microseconds always present: `2025-06-20T17:14:06.611042`.
    pub fn write_local(self, out: &mut String) {
        let local_us = self.unix_us.saturating_add(i64::from(self.offset_s) * 1_000_000);
        let second = local_us.div_euclid(1_000_000);
        LAST_SECOND.with_borrow_mut(|(last, text)| {
            if text.is_empty() || *last != second {
                text.clear();
                write_second(second, text);
                *last = second;
            }
            out.push_str(text);
        });
        // Below a million.
        let us = local_us.rem_euclid(1_000_000) as usize;
        for pair in [us / 10_000, us / 100 % 100, us % 100] {
            out.push_str(two_digits(pair));
        }
    }

    /// The local day as `2025-06-20` and the time as `17:14`.
    pub fn day_and_minute(self) -> (String, String) {
        let text = self.to_local();
        // A year of more or fewer than four digits is no clock's, but no reason to fail.
        let (day, time) = text.split_once('T').unwrap_or((&text, ""));
        (day.to_owned(), time.get(..5).unwrap_or(time).to_owned())
    }

    /// The local time with its zone: `2025-06-20T17:14:06.611042+02:00` (RFC 3339).
    pub fn to_rfc3339(self) -> String {
        let mut text = self.to_local();
        let minutes = self.offset_s / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        // Writing to a String cannot fail.
        let _ = write!(text, "{sign}{hours:02}:{minutes:02}");
        text
    }

    /// The local time without zone as a text of its own.
    pub fn to_local(self) -> String {
        let mut text = String::with_capacity(26);
        self.write_local(&mut text);
        text
    }
}

thread_local! {
    /// The second that was written last, as a number and as text: the next message is mostly of the same one.
    static LAST_SECOND: RefCell<(i64, String)> = const { RefCell::new((0, String::new())) };
}

/// A number below 100, in two digits.
pub fn two_digits(number: usize) -> &'static str {
    &DIGIT_PAIRS[2 * number..2 * number + 2]
}

/// The numbers from 0 to 99, in two digits each.
const DIGIT_PAIRS: &str = "\
    0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
    5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// Appends a second since 1970 with the point behind it: `2025-06-20T17:14:06.`
fn write_second(second: i64, out: &mut String) {
    let t = DateTime::from_timestamp(second, 0).unwrap_or_default();
    let four_digits = u32::try_from(t.year()).ok().filter(|year| *year <= 9999);
    let Some(year) = four_digits else {
        // No clock's; writing to a String cannot fail.
        let _ = write!(out, "{}-{}", t.year(), t.format("%m-%dT%H:%M:%S."));
        return;
    };
    // Once for each line of a page of history, where the formatting machinery would be most of the work.
    let mut text = *b"0000-00-00T00:00:00.";
    let pairs = [
        (0, year / 100),
        (2, year % 100),
        (5, t.month()),
        (8, t.day()),
        (11, t.hour()),
        (14, t.minute()),
        (17, t.second()),
    ];
    for (at, number) in pairs {
        // Two digits.
        text[at] = b'0' + (number / 10 % 10) as u8;
        text[at + 1] = b'0' + (number % 10) as u8;
    }
    out.push_str(std::str::from_utf8(&text).unwrap_or_default());
}

/// Returns what is left at a moment of a time from `since` to `until`, all by the wall clock, which a restart leaves to go by. Never
/// more than the whole, which a time that began "in the future" has before it again.
pub(super) fn time_left(since: WallTime, until: WallTime, now: WallTime) -> Duration {
    let length_us = until.unix_us.saturating_sub(since.unix_us).max(0);
    let left_us = until.unix_us.saturating_sub(now.unix_us).clamp(0, length_us);
    Duration::from_micros(left_us.unsigned_abs())
}

/// The moment of an event.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// For deadlines.
    pub mono: Mono,
    /// For `timestamp` only.
    pub wall: WallTime,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn local_time_has_six_decimals_and_no_zone() {
        let mut out = String::new();
        // 2025-06-20T15:14:06.000042Z, in Paris in summer.
        WallTime { unix_us: 1_750_432_446_000_042, offset_s: 7200 }.write_local(&mut out);
        assert_eq!(out, "2025-06-20T17:14:06.000042");
    }

    proptest! {
        #[test]
        fn any_time_is_written_as_chrono_would(unix_us in -62_135_596_800_000_000..253_402_300_800_000_000_i64, apart_us in 0..2_000_000_i64) {
            // The second one may be of the same second, or not.
            for unix_us in [unix_us, unix_us + apart_us] {
                let expected = DateTime::from_timestamp_micros(unix_us).unwrap().format("%Y-%m-%dT%H:%M:%S%.6f").to_string();
                prop_assert_eq!(WallTime { unix_us, offset_s: 0 }.to_local(), expected.trim_start_matches('+'));
            }
        }
    }

    #[test]
    fn absurd_clocks_do_not_panic() {
        for unix_us in [i64::MIN, -1, 0, i64::MAX] {
            let mut out = String::new();
            WallTime { unix_us, offset_s: -43_200 }.write_local(&mut out);
            assert!(out.len() >= 26, "{out}");
        }
    }
}
