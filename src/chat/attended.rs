//! Attendance as values: who was there from when to when, lessons, and the sheet that gathers them.
//!
//! Owns [`Stay`], [`Lesson`], [`Day`] and [`Gathering`], which makes an [`AttendanceSheet`] of stays one after the
//! other, in memory that is bounded by what the sheet may hold. The rules are in `attendance`, what is kept in
//! `store::attendance`.
//!
//! A day is one of local time: each time carries the offset of its zone, so that no zone has to be known here.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use chrono::NaiveDate;

use super::clock::WallTime;
use super::name::{NameKey, Username};

/// Addresses that are kept of one stay; more sessions from elsewhere are no news.
pub const ADDRESSES_MAX: usize = 4;

/// Longest name of a lesson, in characters.
pub const LESSON_CHARS_MAX: usize = 64;

/// Rows of one sheet. With all of it escaped for the wire it still is well below the limit on a queue.
pub const SHEET_ROWS_MAX: usize = 200;

/// Lessons of one day that are gathered by; more of them count with the day.
pub const LESSONS_OF_A_DAY_MAX: usize = 50;

/// Length of a lesson that nobody ended, after which it is over: longer than any school day, shorter than to the next.
const LESSON_US_MAX: i64 = 12 * 3600 * 1_000_000;

const DAY_US: i64 = 86_400_000_000;

/// The time of one stay of a person, in one session or several at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// Under which name.
    pub name: Username,
    /// True for the owner of an account; else a guest.
    pub registered: bool,
    /// The addresses that the person's sessions came from, the first one first; at most [`ADDRESSES_MAX`].
    pub addresses: Vec<IpAddr>,
    /// The arrival.
    pub arrived: WallTime,
    /// The departure; `None` while the person is there.
    pub left: Option<WallTime>,
    /// For a stay that the server's end cut short without a word: the start that found it. The person left between
    /// `left` and this.
    pub gone_by: Option<WallTime>,
    /// True if the clock was wrong or was set meanwhile, so that the times are not those of the clock on the wall.
    pub clock: bool,
}

impl Stay {
    /// Adds an address, if it is a new one and there is room; says whether it did.
    pub fn add_address(&mut self, address: IpAddr) -> bool {
        let is_new = self.addresses.len() < ADDRESSES_MAX && !self.addresses.contains(&address);
        if is_new {
            self.addresses.push(address);
        }
        is_new
    }

    /// Ends it at a start of the server: at the last time at which the server is known to have run.
    pub fn cut_short(&mut self, last_known: WallTime, start: WallTime) {
        let left = if last_known.unix_us < self.arrived.unix_us { self.arrived } else { last_known };
        self.left = Some(left);
        self.gone_by = Some(start);
        // The clock was set back, or has not been set yet.
        self.clock |= start.unix_us < left.unix_us;
    }

    /// Moves its times: the clock has been set by so much.
    pub fn shift(&mut self, by_us: i64) {
        for time in [Some(&mut self.arrived), self.left.as_mut()].into_iter().flatten() {
            time.unix_us = time.unix_us.saturating_add(by_us);
        }
        self.clock = true;
    }
}

/// The name of a lesson: up to [`LESSON_CHARS_MAX`] characters, none of them a control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonName(Box<str>);

impl LessonName {
    /// Parses a name; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let legal = !text.is_empty() && text.chars().count() <= LESSON_CHARS_MAX && !text.chars().any(char::is_control);
        legal.then(|| Self(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LessonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A span that somebody in charge has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Its number, in the order in which lessons were begun.
    pub number: u64,
    /// Its name.
    pub name: LessonName,
    /// The one who began it.
    pub by: Box<str>,
    /// The begin.
    pub began: WallTime,
    /// The end; `None` for one that nobody has ended.
    pub ended: Option<WallTime>,
    /// True if the clock was set meanwhile.
    pub clock: bool,
}

impl Lesson {
    /// The same with nobody's name as the one who began it, if it was the bearer of this name.
    pub fn without(&self, key: &NameKey) -> Option<Self> {
        Username::is_spelled(&self.by, key).then(|| Self { by: Username::erased().as_str().into(), ..self.clone() })
    }

    /// True if it goes on at a time.
    pub fn goes_on(&self, now: WallTime) -> bool {
        self.ended.is_none() && now.unix_us < self.began.unix_us.saturating_add(LESSON_US_MAX)
    }

    /// Its begin and end in local microseconds.
    fn span(&self) -> (i64, i64) {
        let begin = local_us(self.began);
        (begin, self.ended.map_or(begin.saturating_add(LESSON_US_MAX), local_us).max(begin))
    }
}

/// The attendance that the database has at the start.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AttendanceRecord {
    /// The number of the next stay.
    pub next: u64,
    /// The place that the next one gets among those that have ended.
    pub ended_from: u64,
    /// The last lesson.
    pub lesson: Option<Lesson>,
    /// The latest time that was kept.
    pub last_known: Option<WallTime>,
}

/// A day of local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(i64);

impl Day {
    /// The day of a time.
    pub fn of(at: WallTime) -> Self {
        Self(local_us(at).div_euclid(DAY_US))
    }

    /// Its begin and end in local microseconds.
    fn span(self) -> (i64, i64) {
        (self.0.saturating_mul(DAY_US), self.0.saturating_add(1).saturating_mul(DAY_US))
    }
}

impl FromStr for Day {
    type Err = String;

    /// `2026-11-24` or `24/11/2026`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        ["%Y-%m-%d", "%d/%m/%Y"]
            .iter()
            .find_map(|form| NaiveDate::parse_from_str(text.trim(), form).ok())
            .map(|date| Self(date.signed_duration_since(NaiveDate::default()).num_days()))
            .ok_or_else(|| format!("{text:?} is no day; write for example 2026-11-24 or 24/11/2026"))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = WallTime { unix_us: self.span().0, offset_s: 0 };
        f.write_str(at.to_local().split('T').next().unwrap_or_default())
    }
}

fn local_us(at: WallTime) -> i64 {
    at.unix_us.saturating_add(i64::from(at.offset_s).saturating_mul(1_000_000))
}

/// A local time in the zone of another.
fn in_zone_of(at: WallTime, local: i64) -> WallTime {
    WallTime { unix_us: local.saturating_sub(local_us(at).saturating_sub(at.unix_us)), offset_s: at.offset_s }
}

/// The spans that a sheet has rows for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spans {
    /// The day, and each of its lessons.
    All,
    /// The last lesson of the day; the day if there was none.
    Latest,
}

/// The place of a row in a sheet: the lesson's number (0 for the day), guests behind owners of accounts, the name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SheetPlace {
    lesson: u64,
    is_guest: bool,
    key: Box<str>,
}

impl fmt::Display for SheetPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.lesson, u8::from(self.is_guest), self.key)
    }
}

impl FromStr for SheetPlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.splitn(3, '/');
        let mut next = || parts.next().ok_or(());
        let lesson = next()?.parse().map_err(|_| ())?;
        let is_guest = match next()? {
            "0" => false,
            "1" => true,
            _ => return Err(()),
        };
        Ok(Self { lesson, is_guest, key: next()?.into() })
    }
}

/// The part of the attendance that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceQuery {
    /// Of which day.
    pub day: Day,
    /// By which spans.
    pub spans: Spans,
    /// Only rows behind this place; `None` from the first.
    pub after: Option<SheetPlace>,
    /// Rows at most.
    pub limit: usize,
    /// The present, until which those count who are there.
    pub now: WallTime,
}

/// The attendance of a day, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttendanceSheet {
    /// The day.
    pub day: Day,
    /// Its lessons, in their order.
    pub lessons: Vec<Lesson>,
    /// The rows in the order of their places.
    pub rows: Vec<Attended>,
    /// The place behind which there are more rows.
    pub next: Option<SheetPlace>,
}

/// The attendance of one person in one span. Times are cut at the ends of the span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attended {
    /// The number of the lesson, one of [`AttendanceSheet::lessons`]; `None` for the whole day.
    pub lesson: Option<u64>,
    /// The name.
    pub name: Username,
    /// True for the owner of an account.
    pub registered: bool,
    /// The first arrival.
    pub arrived: WallTime,
    /// The last departure; `None` for who is still there in a span that goes on.
    pub left: Option<WallTime>,
    /// Seconds of stay, without the time between two stays.
    pub seconds: u64,
    /// The number of stays.
    pub stays: u32,
    /// The addresses, at most [`ADDRESSES_MAX`].
    pub addresses: Vec<IpAddr>,
    /// Set if the last departure is not known exactly, because the server ended without a word: it was between
    /// [`Attended::left`] and this.
    pub gone_by: Option<WallTime>,
    /// True if the clock was wrong or was set meanwhile.
    pub clock: bool,
}

/// Makes a sheet of stays, in whatever order they come.
#[derive(Debug)]
pub struct Gathering {
    query: AttendanceQuery,
    lessons: Vec<Lesson>,
    /// The lessons that stays are gathered by: number, begin and end in local microseconds.
    spans: Vec<(u64, i64, i64)>,
    rows: BTreeMap<SheetPlace, (Attended, u64)>,
}

impl Gathering {
    /// Begins with all lessons that may touch the day, in any order.
    pub fn new(query: AttendanceQuery, lessons: impl IntoIterator<Item = Lesson>) -> Self {
        let (begin, end) = query.day.span();
        let touches = |lesson: &Lesson| {
            let span = lesson.span();
            span.0 < end && span.1 > begin
        };
        let mut lessons: Vec<Lesson> = lessons.into_iter().filter(touches).collect();
        lessons.sort_unstable_by_key(|lesson| lesson.number);
        let surplus = lessons.len().saturating_sub(LESSONS_OF_A_DAY_MAX);
        lessons.drain(..surplus);
        let within = |lesson: &Lesson| {
            let span = lesson.span();
            (lesson.number, span.0.max(begin), span.1.min(end))
        };
        let day = (0, begin, end);
        let spans = match query.spans {
            Spans::All => std::iter::once(day).chain(lessons.iter().map(within)).collect(),
            Spans::Latest => vec![lessons.last().map_or(day, within)],
        };
        Self { query, lessons, spans, rows: BTreeMap::new() }
    }

    /// True if something between these times could be in the sheet.
    pub fn touches(&self, arrived: WallTime, left: Option<WallTime>) -> bool {
        let (begin, end) = self.query.day.span();
        local_us(arrived) < end && local_us(left.unwrap_or(self.query.now)) >= begin
    }

    /// Adds a stay.
    pub fn add(&mut self, stay: &Stay) {
        let arrived = local_us(stay.arrived);
        let until = stay.left.unwrap_or(self.query.now);
        let left = local_us(until).max(arrived);
        for at in 0..self.spans.len() {
            let (lesson, begin, end) = self.spans[at];
            let (from, to) = (arrived.max(begin), left.min(end));
            // Who left as it began was not there.
            if from < to || (from == to && arrived == left && from < end) {
                let is_there = stay.left.is_none() && left < end;
                let row = Attended {
                    lesson: Some(lesson).filter(|&lesson| lesson > 0),
                    name: stay.name.clone(),
                    registered: stay.registered,
                    arrived: in_zone_of(stay.arrived, from),
                    left: (!is_there).then(|| in_zone_of(until, to)),
                    seconds: 0,
                    stays: 1,
                    addresses: stay.addresses.clone(),
                    // Whoever stayed beyond its end was there until then.
                    gone_by: stay.gone_by.filter(|_| left < end),
                    clock: stay.clock,
                };
                // Of people who go and come many times, fractions of a second count as well.
                self.merge(row, lesson, (to - from).unsigned_abs());
            }
        }
    }

    fn merge(&mut self, row: Attended, lesson: u64, us: u64) {
        let key: &NameKey = row.name.key();
        let place = SheetPlace { lesson, is_guest: !row.registered, key: key.as_str().into() };
        if self.query.after.as_ref().is_some_and(|after| place <= *after) {
            return;
        }
        let Some((there, there_us)) = self.rows.get_mut(&place) else {
            self.rows.insert(place, (row, us));
            // One more than are wanted shows that there are more. What is pushed out has smaller places before it for good.
            if self.rows.len() > self.query.limit + 1 {
                self.rows.pop_last();
            }
            return;
        };
        *there_us = there_us.saturating_add(us);
        there.stays = there.stays.saturating_add(1);
        there.clock |= row.clock;
        if row.arrived.unix_us < there.arrived.unix_us {
            there.arrived = row.arrived;
        }
        let is_last = match (there.left, row.left) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(before), Some(left)) => left.unix_us >= before.unix_us,
        };
        if is_last {
            (there.left, there.gone_by) = (row.left, row.gone_by);
        }
        for address in row.addresses {
            if there.addresses.len() < ADDRESSES_MAX && !there.addresses.contains(&address) {
                there.addresses.push(address);
            }
        }
    }

    /// The sheet.
    pub fn finish(mut self) -> AttendanceSheet {
        let mut next = None;
        if self.rows.len() > self.query.limit {
            self.rows.pop_last();
            next = self.rows.last_key_value().map(|(place, _)| place.clone());
        }
        let rows = self.rows.into_values().map(|(row, us)| Attended { seconds: us / 1_000_000, ..row }).collect();
        AttendanceSheet { day: self.query.day, lessons: self.lessons, rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In Paris in winter.
    fn at(text: &str) -> WallTime {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap().and_utc();
        WallTime { unix_us: local.timestamp_micros() - 3_600_000_000, offset_s: 3600 }
    }

    fn stay(name: &str, arrived: &str, left: Option<&str>) -> Stay {
        Stay {
            name: Username::parse(name).unwrap(),
            registered: true,
            addresses: vec![IpAddr::from([10, 0, 0, 1])],
            arrived: at(arrived),
            left: left.map(at),
            gone_by: None,
            clock: false,
        }
    }

    fn lesson(number: u64, name: &str, began: &str, ended: Option<&str>) -> Lesson {
        let name = LessonName::parse(name).unwrap();
        Lesson { number, name, by: "prof".into(), began: at(began), ended: ended.map(at), clock: false }
    }

    fn query(spans: Spans) -> AttendanceQuery {
        let now = at("2026-11-24 12:00");
        AttendanceQuery { day: Day::of(now), spans, after: None, limit: SHEET_ROWS_MAX, now }
    }

    fn sheet(query: AttendanceQuery, lessons: Vec<Lesson>, stays: &[Stay]) -> AttendanceSheet {
        let mut gathering = Gathering::new(query, lessons);
        stays
            .iter()
            .filter(|stay| gathering.touches(stay.arrived, stay.left))
            .cloned()
            .collect::<Vec<_>>()
            .iter()
            .for_each(|stay| gathering.add(stay));
        gathering.finish()
    }

    /// Each row as: lesson, name, from, to, minutes, stays.
    fn shown(sheet: &AttendanceSheet) -> Vec<String> {
        let time = |at: WallTime| at.day_and_minute().1;
        sheet
            .rows
            .iter()
            .map(|row| {
                let lesson = row.lesson.unwrap_or_default();
                let left = row.left.map_or("…".into(), time);
                format!("{lesson} {} {}-{left} {} {}", row.name, time(row.arrived), row.seconds / 60, row.stays)
            })
            .collect()
    }

    #[test]
    fn days_are_of_local_time() {
        let day: Day = "2026-11-24".parse().unwrap();
        assert_eq!((day.to_string().as_str(), "24/11/2026".parse()), ("2026-11-24", Ok(day)));
        assert_eq!(Day::of(at("2026-11-24 00:00")), day);
        assert_eq!(Day::of(at("2026-11-24 23:59")), day);
        assert!("hier".parse::<Day>().is_err() && "2026-02-30".parse::<Day>().is_err());
        // An absurd clock is no reason to panic.
        let _ = [i64::MIN, i64::MAX].map(|unix_us| Day::of(WallTime { unix_us, offset_s: -1 }).to_string());
    }

    #[test]
    fn presences_are_gathered_by_person_for_the_day_and_each_lesson() {
        let lessons = vec![
            lesson(7, "TP", "2026-11-24 08:00", Some("2026-11-24 10:00")),
            lesson(8, "Cours", "2026-11-24 11:00", None),
            lesson(3, "hier", "2026-11-23 08:00", Some("2026-11-23 10:00")),
        ];
        let stays = [
            stay("bob", "2026-11-24 08:05", Some("2026-11-24 09:00")),
            stay("bob", "2026-11-24 09:30", None),
            stay("Alice", "2026-11-24 07:50", Some("2026-11-24 10:00")),
            stay("eve", "2026-11-23 07:50", Some("2026-11-23 10:00")),
            stay("zoe", "2026-11-23 23:00", Some("2026-11-24 00:30")),
        ];
        let all = sheet(query(Spans::All), lessons.clone(), &stays);
        assert_eq!(
            shown(&all),
            [
                "0 Alice 07:50-10:00 130 1",
                "0 bob 08:05-… 205 2",
                "0 zoe 00:00-00:30 30 1",
                "7 Alice 08:00-10:00 120 1",
                "7 bob 08:05-10:00 85 2",
                "8 bob 11:00-… 60 1",
            ]
        );
        assert_eq!(all.lessons.iter().map(|lesson| lesson.number).collect::<Vec<_>>(), [7, 8]);
        assert_eq!(shown(&sheet(query(Spans::Latest), lessons, &stays)), ["8 bob 11:00-… 60 1"]);
        assert_eq!(shown(&sheet(query(Spans::Latest), vec![], &stays)).len(), 3);
    }

    #[test]
    fn a_sheet_is_read_in_parts_and_never_holds_more_than_one() {
        let stays: Vec<Stay> = (0..25)
            .map(|n| {
                let name = format!("n{:02}", (n * 7) % 25);
                Stay { registered: n % 5 > 0, ..stay(&name, "2026-11-24 08:00", Some("2026-11-24 09:00")) }
            })
            .flat_map(|stay| [stay.clone(), stay])
            .collect();
        let whole = sheet(query(Spans::All), vec![], &stays);
        assert!(whole.next.is_none() && whole.rows.len() == 25 && whole.rows.iter().all(|row| row.stays == 2));
        let (mut rows, mut after) = (Vec::new(), None);
        loop {
            let part = sheet(AttendanceQuery { after, limit: 4, ..query(Spans::All) }, vec![], &stays);
            assert!(part.rows.len() <= 4);
            rows.extend(part.rows);
            // As it goes over the wire and comes back.
            let Some(next) = part.next else { break };
            after = Some(next.to_string().parse().unwrap());
        }
        assert_eq!(rows, whole.rows);
    }

    #[test]
    fn what_a_crash_cut_short_and_a_clock_that_was_set_are_marked() {
        let mut cut = stay("bob", "2026-11-24 08:00", None);
        cut.cut_short(at("2026-11-24 08:30"), at("2026-11-24 08:45"));
        assert_eq!(
            (cut.left, cut.gone_by, cut.clock),
            (Some(at("2026-11-24 08:30")), Some(at("2026-11-24 08:45")), false)
        );
        // Nothing was heard after the arrival, and the clock of the start is behind.
        let mut odd = stay("eve", "2026-11-24 08:00", None);
        odd.cut_short(at("2026-11-24 07:00"), at("2026-11-24 05:00"));
        assert_eq!((odd.left, odd.clock), (Some(odd.arrived), true));
        let mut early = stay("zoe", "2026-11-24 01:00", None);
        early.shift(7 * 3600 * 1_000_000);
        assert_eq!((early.arrived, early.clock), (at("2026-11-24 08:00"), true));
        let sheet = sheet(query(Spans::All), vec![], &[cut, early]);
        assert_eq!(sheet.rows[0].gone_by, Some(at("2026-11-24 08:45")));
        assert_eq!(sheet.rows.iter().map(|row| row.clock).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn a_lesson_that_nobody_ends_is_over_after_half_a_day() {
        let lesson = lesson(1, "TP", "2026-11-24 08:00", None);
        assert!(lesson.goes_on(at("2026-11-24 19:59")) && !lesson.goes_on(at("2026-11-24 20:00")));
        let name = |length| LessonName::parse(&"é".repeat(length));
        assert!(name(64).is_some() && name(65).is_none() && name(0).is_none() && LessonName::parse("a\nb").is_none());
    }
}
