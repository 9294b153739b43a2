//! Moments as other programs write them: what SQLite and Python print, and numbers since the Unix epoch.
//!
//! Owns [`moment`]. Calls the clock's zone alone.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};

use crate::chat::clock::WallTime;

/// Moments are from here, 1990, …
const EARLIEST_S: i64 = 631_152_000;
/// … to here, 2100; also what tells seconds from milliseconds.
const LATEST_S: i64 = 4_102_444_800;

/// The Unix epoch as a Julian day, in which SQLite's `julianday` counts.
const EPOCH_JULIAN_DAY: f64 = 2_440_587.5;

const DATE_TIMES: &[&str] = &[
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M",
    "%Y/%m/%d %H:%M:%S%.f",
    "%Y/%m/%d %H:%M",
    "%d/%m/%Y %H:%M:%S%.f",
    "%d/%m/%Y %H:%M",
    "%d-%m-%Y %H:%M:%S%.f",
    "%d-%m-%Y %H:%M",
    "%d.%m.%Y %H:%M:%S%.f",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %Hh%M",
    "%d/%m/%y %H:%M:%S%.f",
    "%d/%m/%y %H:%M",
    "%Y%m%dT%H%M%S",
    "%a %b %e %H:%M:%S %Y",
];

const DATES: &[&str] = &["%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y"];

/// A moment as it was found.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'a> {
    Text(&'a str),
    Integer(i64),
    Real(f64),
}

/// The moment, if it is one. Without a zone it is of this machine's, or of UTC where SQLite itself wrote it.
pub(super) fn moment(found: Found<'_>, is_utc: bool) -> Option<WallTime> {
    let unix_us = match found {
        Found::Integer(number) => of_integer(number)?,
        Found::Real(number) => of_real(number)?,
        Found::Text(text) => return of_text(text.trim(), is_utc),
    };
    with_zone(DateTime::from_timestamp_micros(unix_us)?.with_timezone(&Local))
}

fn of_text(text: &str, is_utc: bool) -> Option<WallTime> {
    if let Ok(number) = text.parse::<i64>() {
        return moment(Found::Integer(number), is_utc);
    }
    if let Ok(number) = text.parse::<f64>() {
        return moment(Found::Real(number), is_utc);
    }
    for form in ["%+", "%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%z"] {
        if let Ok(at) = DateTime::parse_from_str(text, form) {
            return with_zone(at);
        }
    }
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return with_zone(at);
    }
    // Python's logs have a comma before the milliseconds, and in French there may be words between day and hour.
    let text = text.replace(',', ".").replace(" à ", " ").replace(" - ", " ");
    let text = text.trim_matches(['[', ']']);
    // A form with four digits for the year takes two as the first century's.
    let is_possible = |wall: &NaiveDateTime| (EARLIEST_S..LATEST_S).contains(&wall.and_utc().timestamp());
    let parsed = |form: &&str| NaiveDateTime::parse_from_str(text, form).ok().filter(is_possible);
    let wall = DATE_TIMES.iter().find_map(parsed).or_else(|| {
        let day = DATES.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())?;
        Some(day.and_time(NaiveTime::MIN))
    })?;
    if is_utc {
        return with_zone(Utc.from_utc_datetime(&wall).with_timezone(&Local));
    }
    // Where the clocks are put forward an hour is missing.
    let at = Local.from_local_datetime(&wall).earliest();
    with_zone(at.or_else(|| Local.from_local_datetime(&(wall + TimeDelta::hours(1))).earliest())?)
}

fn with_zone<Z: TimeZone>(at: DateTime<Z>) -> Option<WallTime> {
    let offset_s = at.offset().fix().local_minus_utc();
    (EARLIEST_S..LATEST_S).contains(&at.timestamp()).then(|| WallTime { unix_us: at.timestamp_micros(), offset_s })
}

/// Seconds, milliseconds, microseconds or nanoseconds: of moments that can be, no two of these overlap.
fn of_integer(number: i64) -> Option<i64> {
    [(1_000_000, 1), (1000, 1), (1, 1), (1, 1000)].into_iter().find_map(|(times, by)| {
        let us = number.checked_mul(times)? / by;
        (EARLIEST_S..LATEST_S).contains(&(us / 1_000_000)).then_some(us)
    })
}

fn of_real(number: f64) -> Option<i64> {
    let day = number - EPOCH_JULIAN_DAY;
    // The years 1990 to 2100 as Julian days.
    let seconds = if (7_000.0..48_000.0).contains(&day) { day * 86_400.0 } else { number };
    // Floats of today's size have microseconds; more would be noise.
    let us = if seconds.abs() < 1e11 { (seconds * 1e6).round() } else { (seconds * 1e3).round() };
    (us.abs() < 9e18).then(|| of_integer(us as i64)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_US: i64 = 1_750_327_200_000_000;

    #[test]
    fn the_spellings_of_one_moment_are_one_moment() {
        let unix_us = |found, is_utc| moment(found, is_utc).map(|at| at.unix_us);
        for text in [
            "2025-06-19 10:00:00",
            "2025-06-19T10:00:00.000",
            "2025-06-19 10:00",
            "19/06/2025 10:00",
            "2025/06/19 10:00:00",
            "19-06-2025 10:00:00",
            "Thu Jun 19 10:00:00 2025",
            "20250619T100000",
            " 2025-06-19 10:00:00 ",
            "2025-06-19 10:00:00,000",
            "[2025-06-19 10:00:00]",
            "19/06/2025 à 10:00",
            "19/06/2025 - 10:00:00",
            "19/06/2025 à 10h00",
            "19/06/25 10:00",
        ] {
            assert_eq!(unix_us(Found::Text(text), true), Some(AT_US), "{text}");
            let wall = NaiveDate::from_ymd_opt(2025, 6, 19).unwrap().and_hms_opt(10, 0, 0).unwrap();
            let local = Local.from_local_datetime(&wall).unwrap().timestamp_micros();
            assert_eq!(unix_us(Found::Text(text), false), Some(local), "{text}");
        }
        for text in [
            "2025-06-19T12:00:00+02:00",
            "2025-06-19T10:00:00Z",
            "2025-06-19 12:00:00+02:00",
            "2025-06-19T12:00:00+0200",
            "Thu, 19 Jun 2025 10:00:00 GMT",
            "1750327200",
            "1750327200.0",
            "1750327200000",
            "2460845.9166666665",
        ] {
            let us = unix_us(Found::Text(text), false).unwrap();
            assert!((us - AT_US).abs() < 100, "{text}: {us}");
        }
        for number in [1_750_327_200, 1_750_327_200_000, AT_US, AT_US * 1000] {
            assert_eq!(unix_us(Found::Integer(number), false), Some(AT_US));
        }
        assert_eq!(unix_us(Found::Real(1_750_327_200.25), false), Some(AT_US + 250_000));
        assert_eq!(unix_us(Found::Real(1_750_327_200_250.0), false), Some(AT_US + 250_000));
        assert_eq!(unix_us(Found::Text("2025-06-19"), true), Some(AT_US - 36_000_000_000));
    }

    #[test]
    fn what_is_no_moment_is_none() {
        for text in [
            "",
            "hier",
            "10:00",
            "10:00:00",
            "2025-13-01 00:00:00",
            "0001-01-01",
            "9999-12-31 23:59:59",
            "5",
            "NaN",
            "inf",
            "-1e300",
        ] {
            assert_eq!(moment(Found::Text(text), false).map(|at| at.unix_us), None, "{text}");
        }
        for number in [i64::MIN, -1, 0, 1, 86_400, i64::MAX] {
            assert_eq!(moment(Found::Integer(number), false).map(|at| at.unix_us), None, "{number}");
        }
        for number in [f64::NAN, f64::INFINITY, -0.0, 1e-300, 1e300] {
            assert_eq!(moment(Found::Real(number), false).map(|at| at.unix_us), None, "{number}");
        }
    }
}
