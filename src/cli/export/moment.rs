//! Days and moments as people type them, in the machine's time zone.

use chrono::{DateTime, Days, Local, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};

const DAYS: [&str; 2] = ["%Y-%m-%d", "%d/%m/%Y"];
const TIMES: [&str; 2] = ["%H:%M", "%H:%M:%S%.f"];

/// The first moment of what is said, in microseconds since the Unix epoch.
///
/// # Errors
/// In words, when it is no time.
pub(super) fn since(text: &str) -> Result<i64, String> {
    if let Some(exact) = exact(text) {
        return Ok(exact);
    }
    let (day, time) = parts(text)?;
    Ok(first(&Local, day.and_time(time.unwrap_or(NaiveTime::MIN))))
}

/// The first moment behind what is said: of a day without a time, the next midnight.
///
/// # Errors
/// In words, when it is no time.
pub(super) fn until(text: &str) -> Result<i64, String> {
    if let Some(exact) = exact(text) {
        return Ok(exact);
    }
    Ok(match parts(text)? {
        (day, Some(time)) => first(&Local, day.and_time(time)),
        (day, None) => {
            let next = day.checked_add_days(Days::new(1)).ok_or_else(|| not_a_time(text))?;
            first(&Local, next.and_time(NaiveTime::MIN))
        }
    })
}

/// A moment with its zone, as in an export.
fn exact(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| at.timestamp_micros())
}

fn parts(text: &str) -> Result<(NaiveDate, Option<NaiveTime>), String> {
    let mut words = text.trim().splitn(2, ['T', ' ']);
    let day = words.next().unwrap_or_default();
    let day = DAYS.iter().find_map(|form| NaiveDate::parse_from_str(day, form).ok()).ok_or_else(|| not_a_time(text))?;
    let time = match words.next() {
        None => None,
        Some(time) => Some(
            TIMES
                .iter()
                .find_map(|form| NaiveTime::parse_from_str(time.trim(), form).ok())
                .ok_or_else(|| not_a_time(text))?,
        ),
    };
    Ok((day, time))
}

/// The moment at which a clock on the wall shows this first; where it never does, because it is put forward, just
/// behind that gap.
fn first<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> i64 {
    let mut wall = wall;
    // Gaps are whole quarters of an hour, and none is longer than a day.
    for _ in 0..96 {
        match zone.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => return at.timestamp_micros(),
            MappedLocalTime::None => wall += TimeDelta::minutes(15),
        }
    }
    wall.and_utc().timestamp_micros()
}

fn not_a_time(text: &str) -> String {
    format!("{text:?} is no time; write for example 2026-11-24, 2026-11-24T10:00 or 24/11/2026")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> i64 {
        first(&Local, NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap())
    }

    #[test]
    fn a_day_counts_whole() {
        for day in ["2026-11-24", "24/11/2026", " 24/11/2026 "] {
            assert_eq!(since(day), Ok(local("2026-11-24 00:00:00")));
            assert_eq!(until(day), Ok(local("2026-11-25 00:00:00")));
        }
    }

    #[test]
    fn a_moment_is_one() {
        for moment in ["2026-11-24T10:05", "2026-11-24 10:05", "24/11/2026 10:05", "24/11/2026T10:05:00"] {
            assert_eq!(since(moment), Ok(local("2026-11-24 10:05:00")), "{moment}");
            assert_eq!(until(moment), since(moment));
        }
        assert_eq!(since("2026-11-24T10:05:06.5"), Ok(local("2026-11-24 10:05:06.5")));
        assert_eq!(since("2026-11-24T10:05:00+01:00"), Ok(1_795_511_100_000_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "hier", "2026-13-01", "2026-02-30", "31/31/2026", "2026-11-24T25:00", "10:00", "2026-11-24Tx"]
        {
            assert!(since(text).is_err() && until(text).is_err(), "{text}");
        }
        assert!(until("262142-12-31").is_err(), "the day behind the last");
    }

    #[test]
    fn a_clock_that_is_put_forward_or_back_is_no_obstacle() {
        /// As in Paris: summer begins at 2 o'clock on 2026-03-29.
        #[derive(Clone)]
        struct Paris;
        impl TimeZone for Paris {
            type Offset = chrono::FixedOffset;
            fn from_offset(_: &Self::Offset) -> Self {
                Self
            }
            fn offset_from_local_date(&self, _: &NaiveDate) -> MappedLocalTime<Self::Offset> {
                MappedLocalTime::None
            }
            fn offset_from_local_datetime(&self, wall: &NaiveDateTime) -> MappedLocalTime<Self::Offset> {
                let hours = |hours: i32| chrono::FixedOffset::east_opt(hours * 3600).unwrap();
                let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
                match *wall {
                    wall if wall < at("2026-03-29 02:00") => MappedLocalTime::Single(hours(1)),
                    wall if wall < at("2026-03-29 03:00") => MappedLocalTime::None,
                    wall if wall < at("2026-10-25 02:00") => MappedLocalTime::Single(hours(2)),
                    wall if wall < at("2026-10-25 03:00") => MappedLocalTime::Ambiguous(hours(2), hours(1)),
                    _ => MappedLocalTime::Single(hours(1)),
                }
            }
            fn offset_from_utc_date(&self, _: &NaiveDate) -> Self::Offset {
                chrono::FixedOffset::east_opt(0).unwrap()
            }
            fn offset_from_utc_datetime(&self, _: &NaiveDateTime) -> Self::Offset {
                chrono::FixedOffset::east_opt(0).unwrap()
            }
        }
        let first = |text: &str| self::first(&Paris, NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap());
        assert_eq!(first("2026-03-29 02:30"), first("2026-03-29 03:00"));
        assert_eq!(first("2026-10-25 02:30"), exact("2026-10-25T02:30:00+02:00").unwrap());
    }
}
