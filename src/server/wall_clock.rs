//! The clock on the wall, with the zone's offset.
//!
//! Owns [`now`] and [`Zone`]. Called by `handler`, once for each turn, and at the start.

use std::time::Instant;

use chrono::{DateTime, Local, Utc};

use crate::chat::clock::{Now, WallTime};

/// Both clocks at a moment, when the zone has not been looked up yet.
pub(super) fn now(started: Instant, at: Instant) -> Now {
    let mut zone = Zone::default();
    Now { mono: at.saturating_duration_since(started), wall: zone.wall_time(Utc::now()) }
}

/// The zone's offset, which is looked up once in a quarter of an hour: no zone changes in the middle of one.
#[derive(Debug, Default)]
pub(super) struct Zone {
    quarter: Option<i64>,
    offset_s: i32,
}

impl Zone {
    /// The wall time of a moment.
    pub(super) fn wall_time(&mut self, at: DateTime<Utc>) -> WallTime {
        let quarter = Some(at.timestamp().div_euclid(900));
        if self.quarter != quarter {
            self.quarter = quarter;
            self.offset_s = at.with_timezone(&Local).offset().local_minus_utc();
        }
        WallTime { unix_us: at.timestamp_micros(), offset_s: self.offset_s }
    }
}
