//! Attendance in the database: who is there, who was there, lessons.
//!
//! Owns the bytes of these rows, what changes them, [`SheetReading`] which gathers a day of them bit by bit, and how long
//! they are kept. Called by `apply`, `retention`, `database`, `readings`, `check` and the tools on a stopped server.
//!
//! ```text
//! present   a row for each who is there, by a number that grows with each arrival
//! stays     a row for each stay that has ended, behind the others: in the order of departures
//! lessons   by their numbers
//! ```
//!
//! A crash leaves rows in `present`. The next start ends them at the latest time that anything was kept at (a message, an
//! arrival, a departure, a lesson): they left then or later, and at the latest at that start, which stands in the row too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{LESSONS, PRESENT, STAYS};
use super::slice::Slice;
use crate::chat::attended::{
    ADDRESSES_MAX, AttendanceQuery, AttendanceRecord, AttendanceSheet, Gathering, Lesson, LessonName, Stay,
};
use crate::chat::clock::WallTime;
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;

/// Stays that are kept, whatever their age: ten a day of each of a class of 35 for a school year and more, in 10 MB. Beyond
/// it the oldest go.
pub(super) const STAYS_MAX: u64 = 100_000;

/// Lessons that are kept, whatever their age.
const LESSONS_MAX: u64 = 10_000;

/// Rows that one step of retention removes of a table, at most.
const PRUNED_MAX: usize = 1024;

/// Ended stays that are moved when the clock is set, at most.
const SHIFTED_MAX: usize = 10_000;

const REGISTERED: u8 = 1;
const CLOCK: u8 = 2;
const GONE: u8 = 4;
const LEFT: u8 = 8;
const FLAGS: u8 = REGISTERED | CLOCK | GONE | LEFT;

/// Encodes a stay. Its times come first, so that passing over it parses nothing else.
pub fn encode_stay(stay: &Stay) -> Vec<u8> {
    let Stay { name, registered, addresses, arrived, left, gone_by, clock } = stay;
    let mut out = ValueWriter::with_room(64);
    let flag = |flag, is_set: bool| if is_set { flag } else { 0 };
    out.byte(
        flag(REGISTERED, *registered)
            | flag(CLOCK, *clock)
            | flag(GONE, gone_by.is_some())
            | flag(LEFT, left.is_some()),
    );
    out.time(*arrived);
    [left, gone_by].into_iter().flatten().for_each(|time| out.time(*time));
    out.text(name.as_str());
    out.byte(addresses.len().min(ADDRESSES_MAX) as u8);
    for address in addresses.iter().take(ADDRESSES_MAX) {
        match address {
            IpAddr::V4(address) => {
                out.byte(4);
                address.octets().into_iter().for_each(|byte| out.byte(byte));
            }
            IpAddr::V6(address) => {
                out.byte(6);
                address.octets().into_iter().for_each(|byte| out.byte(byte));
            }
        }
    }
    out.into_bytes()
}

/// The begin of a stay's row.
struct StayTimes<'a> {
    flags: u8,
    arrived: WallTime,
    left: Option<WallTime>,
    gone_by: Option<WallTime>,
    /// The bytes that follow.
    rest: ValueReader<'a>,
}

fn times_of(bytes: &[u8]) -> Result<StayTimes<'_>, CodecError> {
    let mut rest = ValueReader::begin(bytes)?;
    let flags = rest.byte()?;
    if flags & !FLAGS != 0 {
        return Err(CodecError::Field("stay flag"));
    }
    let arrived = rest.time()?;
    let left = if flags & LEFT != 0 { Some(rest.time()?) } else { None };
    let gone_by = if flags & GONE != 0 { Some(rest.time()?) } else { None };
    Ok(StayTimes { flags, arrived, left, gone_by, rest })
}

/// Decodes a stay.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_stay(bytes: &[u8]) -> Result<Stay, CodecError> {
    let StayTimes { flags, arrived, left, gone_by, rest: mut input } = times_of(bytes)?;
    let name = input.username()?;
    let count = usize::from(input.byte()?);
    if count > ADDRESSES_MAX {
        return Err(CodecError::Field("number of addresses"));
    }
    let mut addresses = Vec::with_capacity(count);
    for _ in 0..count {
        addresses.push(match input.byte()? {
            4 => Ipv4Addr::from(input.array::<4>()?).into(),
            6 => Ipv6Addr::from(input.array::<16>()?).into(),
            _ => return Err(CodecError::Field("address")),
        });
    }
    input.end()?;
    let (registered, clock) = (flags & REGISTERED != 0, flags & CLOCK != 0);
    Ok(Stay { name, registered, addresses, arrived, left, gone_by, clock })
}

/// Encodes a lesson without its number, which is its key.
pub fn encode_lesson(lesson: &Lesson) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64);
    out.byte(if lesson.clock { CLOCK } else { 0 } | if lesson.ended.is_some() { LEFT } else { 0 });
    out.time(lesson.began);
    if let Some(ended) = lesson.ended {
        out.time(ended);
    }
    out.text(lesson.name.as_str());
    out.text(&lesson.by);
    out.into_bytes()
}

/// Decodes a lesson.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_lesson(number: u64, bytes: &[u8]) -> Result<Lesson, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let flags = input.byte()?;
    if flags & !(CLOCK | LEFT) != 0 {
        return Err(CodecError::Field("lesson flag"));
    }
    let began = input.time()?;
    let ended = if flags & LEFT != 0 { Some(input.time()?) } else { None };
    let name = LessonName::parse(input.text()?).ok_or(CodecError::Field("lesson"))?;
    let by = input.text()?.into();
    input.end()?;
    Ok(Lesson { number, name, by, began, ended, clock: flags & CLOCK != 0 })
}

/// A row that can be read; another is left out with a loud line.
fn read<T>(what: &str, number: u64, row: Result<T, CodecError>) -> Option<T> {
    row.inspect_err(|e| log::error!("the {what} {number} cannot be read and is left out: {e}")).ok()
}

/// Somebody has come.
pub(super) fn begin(txn: &WriteTransaction, number: u64, stay: &Stay) -> Result<(), StoreError> {
    txn.open_table(PRESENT)?.insert(number, encode_stay(stay).as_slice())?;
    Ok(())
}

/// Somebody has come from another address too.
pub(super) fn add_address(txn: &WriteTransaction, number: u64, address: IpAddr) -> Result<(), StoreError> {
    let mut present = txn.open_table(PRESENT)?;
    let there = present.get(number)?.and_then(|bytes| read("stay", number, decode_stay(bytes.value())));
    if let Some(mut stay) = there
        && stay.add_address(address)
    {
        present.insert(number, encode_stay(&stay).as_slice())?;
    }
    Ok(())
}

/// These have gone. Of one whose arrival was not kept nothing is.
pub(super) fn end(txn: &WriteTransaction, numbers: &[u64], at: WallTime) -> Result<(), StoreError> {
    let mut present = txn.open_table(PRESENT)?;
    let mut stays = txn.open_table(STAYS)?;
    let mut place = stays.last()?.map_or(0, |(place, _)| place.value().saturating_add(1));
    for &number in numbers {
        let gone = present.remove(number)?.and_then(|bytes| read("stay", number, decode_stay(bytes.value())));
        if let Some(mut stay) = gone {
            // Less than a clock that is set: it may be put right in small steps.
            stay.left = Some(if at.unix_us < stay.arrived.unix_us { stay.arrived } else { at });
            stays.insert(place, encode_stay(&stay).as_slice())?;
            place = place.saturating_add(1);
        }
    }
    Ok(())
}

/// The clock was set.
pub(super) fn shift(txn: &WriteTransaction, by_us: i64, ended_from: Option<u64>) -> Result<(), StoreError> {
    let present = (PRESENT, Some(0));
    for (table, from) in [present, (STAYS, ended_from)] {
        let Some(from) = from else { continue };
        let mut table = txn.open_table(table)?;
        let mut moved = Vec::new();
        for row in table.range(from..)?.take(SHIFTED_MAX) {
            let (number, bytes) = row?;
            if let Some(mut stay) = read("stay", number.value(), decode_stay(bytes.value())) {
                stay.shift(by_us);
                moved.push((number.value(), stay));
            }
        }
        for (number, stay) in moved {
            table.insert(number, encode_stay(&stay).as_slice())?;
        }
    }
    Ok(())
}

/// Keeps lessons.
pub(super) fn set_lessons(txn: &WriteTransaction, lessons: &[Lesson]) -> Result<(), StoreError> {
    let mut table = txn.open_table(LESSONS)?;
    for lesson in lessons {
        table.insert(lesson.number, encode_lesson(lesson).as_slice())?;
    }
    Ok(())
}

/// The rows of these tables.
type Rows = &'static [u8];

/// The rows of who is there, and the latest time that anything was kept at.
fn present_and_last_known(
    present: &impl ReadableTable<u64, Rows>,
    stays: &impl ReadableTable<u64, Rows>,
    lesson: Option<&Lesson>,
    last_message: Option<WallTime>,
) -> Result<(Vec<Stay>, Option<WallTime>), StoreError> {
    let mut there = Vec::new();
    for row in present.iter()? {
        let (number, bytes) = row?;
        there.extend(read("stay", number.value(), decode_stay(bytes.value())));
    }
    let last_left = stays.last()?.and_then(|(_, bytes)| times_of(bytes.value()).ok().and_then(|times| times.left));
    let of_lesson = lesson.iter().flat_map(|lesson| [Some(lesson.began), lesson.ended]).flatten();
    let arrivals = there.iter().map(|stay| stay.arrived);
    let last_known =
        arrivals.chain(of_lesson).chain([last_message, last_left].into_iter().flatten()).max_by_key(|at| at.unix_us);
    Ok((there, last_known))
}

/// The last lesson.
fn last_lesson(lessons: &impl ReadableTable<u64, Rows>) -> Result<Option<Lesson>, StoreError> {
    let last = lessons.last()?;
    Ok(last.and_then(|(number, bytes)| read("lesson", number.value(), decode_lesson(number.value(), bytes.value()))))
}

/// Ends, at a start, the stays that a crash has left; gives what the core wants to know. `last_message` is the time of
/// the last message.
pub(super) fn begin_run(
    txn: &WriteTransaction,
    last_message: Option<WallTime>,
    start: WallTime,
) -> Result<AttendanceRecord, StoreError> {
    let mut present = txn.open_table(PRESENT)?;
    let mut stays = txn.open_table(STAYS)?;
    let lesson = last_lesson(&txn.open_table(LESSONS)?)?;
    let next = present.last()?.map_or(0, |(number, _)| number.value().saturating_add(1));
    let (cut_short, last_known) = present_and_last_known(&present, &stays, lesson.as_ref(), last_message)?;
    let mut place = stays.last()?.map_or(0, |(place, _)| place.value().saturating_add(1));
    for mut stay in cut_short {
        stay.cut_short(last_known.unwrap_or(stay.arrived), start);
        stays.insert(place, encode_stay(&stay).as_slice())?;
        place = place.saturating_add(1);
    }
    forget_present(&mut present, |_| true)?;
    Ok(AttendanceRecord { next, ended_from: place, lesson, last_known })
}

/// The result of a step of retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PrunedAttendance {
    /// True if there is more that should go.
    pub(super) more: bool,
    /// The time at which the oldest row that stays was ended, in microseconds since the Unix epoch.
    pub(super) oldest_us: Option<i64>,
}

/// Removes what ended before a time, and what is too much. Rows follow each other in time: one that is dated later than
/// some behind it was written by a wrong clock, and goes with them.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<PrunedAttendance, StoreError> {
    let ended = |_, bytes: &[u8]| times_of(bytes).map(|times| times.left.unwrap_or(times.arrived).unix_us);
    let over =
        |number, bytes: &[u8]| decode_lesson(number, bytes).map(|lesson| lesson.ended.unwrap_or(lesson.began).unix_us);
    let stays = prune_table(&mut txn.open_table(STAYS)?, before_us, STAYS_MAX, ended)?;
    let lessons = prune_table(&mut txn.open_table(LESSONS)?, before_us, LESSONS_MAX, over)?;
    let oldest_us = [stays.oldest_us, lessons.oldest_us].into_iter().flatten().min();
    Ok(PrunedAttendance { more: stays.more || lessons.more, oldest_us })
}

fn prune_table(
    table: &mut redb::Table<'_, u64, &'static [u8]>,
    before_us: i64,
    most: u64,
    time: impl Fn(u64, &[u8]) -> Result<i64, CodecError>,
) -> Result<PrunedAttendance, StoreError> {
    let surplus = usize::try_from(table.len()?.saturating_sub(most)).unwrap_or(usize::MAX).min(PRUNED_MAX);
    let mut keys = Vec::new();
    let (mut going, mut oldest_us) = (surplus, None);
    for row in table.iter()?.take(PRUNED_MAX) {
        let (key, bytes) = row?;
        keys.push(key.value());
        // What cannot be read is as old as what stands around it.
        if let Ok(at_us) = time(key.value(), bytes.value()) {
            if at_us < before_us {
                going = going.max(keys.len());
                oldest_us = None;
            } else if keys.len() > going && oldest_us.is_none() {
                oldest_us = Some(at_us);
            }
        }
    }
    for key in &keys[..going] {
        table.remove(key)?;
    }
    Ok(PrunedAttendance { more: going == PRUNED_MAX, oldest_us: oldest_us.filter(|_| going < keys.len()) })
}

/// In a place of [`walk_stays`]: the stay goes on. Numbers of their own are below.
const PRESENT_PLACE: u64 = 1 << 63;

/// Gives the stays behind a place, the ended ones first, until `take` says that it has enough.
pub(super) fn walk_stays(
    txn: &ReadTransaction,
    after: Option<u64>,
    mut take: impl FnMut(u64, Stay) -> bool,
) -> Result<(), StoreError> {
    let first = after.map_or(0, |after| after.saturating_add(1));
    for (table, base) in [(STAYS, 0), (PRESENT, PRESENT_PLACE)] {
        let begin = first.saturating_sub(base);
        if base == 0 && first >= PRESENT_PLACE {
            continue;
        }
        for row in txn.open_table(table)?.range(begin..PRESENT_PLACE)? {
            let (number, bytes) = row?;
            let stay = read("stay", number.value(), decode_stay(bytes.value()));
            if stay.is_some_and(|stay| !take(base + number.value(), stay)) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// Gives the lessons behind a number, until `take` says that it has enough.
pub(super) fn walk_lessons(
    txn: &ReadTransaction,
    after: Option<u64>,
    mut take: impl FnMut(Lesson) -> bool,
) -> Result<(), StoreError> {
    for row in txn.open_table(LESSONS)?.range(after.map_or(0, |after| after.saturating_add(1))..)? {
        let (number, bytes) = row?;
        let lesson = read("lesson", number.value(), decode_lesson(number.value(), bytes.value()));
        if lesson.is_some_and(|lesson| !take(lesson)) {
            return Ok(());
        }
    }
    Ok(())
}

/// Forgets who is there under a name. Its sessions end, and nothing is kept of their end.
pub(super) fn erase_present(txn: &WriteTransaction, key: &NameKey) -> Result<u64, StoreError> {
    let is_theirs = |bytes: &[u8]| decode_stay(bytes).is_ok_and(|stay| stay.name.key() == key);
    forget_present(&mut txn.open_table(PRESENT)?, is_theirs)
}

/// Forgets the stays that go on and are meant, and gives their number. By key, because redb's `retain` is code of its own.
fn forget_present(
    present: &mut redb::Table<'_, u64, Rows>,
    is_meant: impl Fn(&[u8]) -> bool,
) -> Result<u64, StoreError> {
    let mut numbers = Vec::new();
    for row in present.iter()? {
        let (number, bytes) = row?;
        if is_meant(bytes.value()) {
            numbers.push(number.value());
        }
    }
    for number in &numbers {
        present.remove(number)?;
    }
    Ok(numbers.len() as u64)
}

/// Has who is there under a name be there under another.
pub(super) fn rename_present(txn: &WriteTransaction, change: &NameChange) -> Result<(), StoreError> {
    rename_in(&mut txn.open_table(PRESENT)?, change, u64::MAX, usize::MAX).map(|_| ())
}

/// The same of the ended stays among so many before a place; gives the place to go on before.
pub(super) fn rename_stays(
    txn: &WriteTransaction,
    change: &NameChange,
    before: u64,
    most: usize,
) -> Result<Option<u64>, StoreError> {
    rename_in(&mut txn.open_table(STAYS)?, change, before, most)
}

fn rename_in(
    table: &mut redb::Table<'_, u64, Rows>,
    change: &NameChange,
    before: u64,
    most: usize,
) -> Result<Option<u64>, StoreError> {
    let (mut renamed, mut looked_at, mut next) = (Vec::new(), 0, None);
    for row in table.range(..before)?.rev() {
        let (place, bytes) = row?;
        looked_at += 1;
        if let Ok(mut stay) = decode_stay(bytes.value())
            && change.rename(&mut stay.name)
        {
            renamed.push((place.value(), stay));
        }
        if looked_at == most {
            next = Some(place.value());
            break;
        }
    }
    for (place, stay) in renamed {
        table.insert(place, encode_stay(&stay).as_slice())?;
    }
    Ok(next)
}

/// Has the lessons that somebody began name them as they are called now.
pub(super) fn rename_lessons(txn: &WriteTransaction, change: &NameChange) -> Result<(), StoreError> {
    let mut table = txn.open_table(LESSONS)?;
    let mut renamed = Vec::new();
    for row in table.iter()? {
        let (number, bytes) = row?;
        if let Ok(mut lesson) = decode_lesson(number.value(), bytes.value())
            && change.spell(&mut lesson.by)
        {
            renamed.push(lesson);
        }
    }
    for lesson in &renamed {
        table.insert(lesson.number, encode_lesson(lesson).as_slice())?;
    }
    Ok(())
}

/// Has the lessons that somebody began name nobody.
pub(super) fn erase_lessons(txn: &WriteTransaction, key: &NameKey) -> Result<u64, StoreError> {
    let mut table = txn.open_table(LESSONS)?;
    let mut named = Vec::new();
    for row in table.iter()? {
        let (number, bytes) = row?;
        named.extend(decode_lesson(number.value(), bytes.value()).ok().and_then(|lesson| lesson.without(key)));
    }
    for lesson in &named {
        table.insert(lesson.number, encode_lesson(lesson).as_slice())?;
    }
    Ok(named.len() as u64)
}

/// Forgets the ended stays of a name among so many before a place, and gives their number, and the place to go on before.
/// The last row of all stays without its name and addresses: the next place is counted from it.
pub(super) fn erase_stays(
    txn: &WriteTransaction,
    key: &NameKey,
    before: u64,
    most: usize,
) -> Result<(u64, Option<u64>), StoreError> {
    let mut table = txn.open_table(STAYS)?;
    let last = table.last()?.map(|(place, _)| place.value());
    let (mut theirs, mut looked_at, mut next) = (Vec::new(), 0, None);
    for row in table.range(..before)?.rev() {
        let (place, bytes) = row?;
        looked_at += 1;
        if let Ok(stay) = decode_stay(bytes.value())
            && stay.name.key() == key
        {
            theirs.push((place.value(), stay));
        }
        if looked_at == most {
            next = Some(place.value());
            break;
        }
    }
    let erased = theirs.len() as u64;
    for (place, stay) in theirs {
        if Some(place) == last {
            let nobodys = Stay { name: Username::erased(), addresses: Vec::new(), registered: false, ..stay };
            table.insert(place, encode_stay(&nobodys).as_slice())?;
        } else {
            table.remove(place)?;
        }
    }
    Ok((erased, next))
}

/// A sheet that is being read.
#[derive(Debug)]
pub(super) struct SheetReading {
    query: AttendanceQuery,
    /// `None` until the lessons and who is there have been read.
    gathering: Option<Gathering>,
    /// Only ended stays below this place are left.
    below: u64,
}

impl SheetReading {
    pub(super) fn new(query: AttendanceQuery) -> Self {
        Self { query, gathering: None, below: u64::MAX }
    }

    /// Reads on until the slice is over; gives the sheet at the end.
    pub(super) fn read_on(
        &mut self,
        txn: &ReadTransaction,
        slice: &mut Slice,
    ) -> Result<Option<AttendanceSheet>, StoreError> {
        let mut gathering = match self.gathering.take() {
            Some(gathering) => gathering,
            None => self.begin(txn, |_| {})?,
        };
        for row in txn.open_table(STAYS)?.range(..self.below)?.rev() {
            let (place, bytes) = row?;
            self.below = place.value();
            match times_of(bytes.value()) {
                Ok(times) if !gathering.touches(times.arrived, times.left) => {}
                _ => {
                    if let Some(stay) = read("stay", place.value(), decode_stay(bytes.value())) {
                        gathering.add(&stay);
                    }
                }
            }
            if slice.is_over() {
                self.gathering = Some(gathering);
                return Ok(None);
            }
        }
        Ok(Some(gathering.finish()))
    }

    /// Begins with the lessons and those who are there, of whom something may be set right.
    fn begin(&self, txn: &ReadTransaction, set_right: impl Fn(&mut Stay)) -> Result<Gathering, StoreError> {
        let mut lessons = Vec::new();
        for row in txn.open_table(LESSONS)?.iter()? {
            let (number, bytes) = row?;
            lessons.extend(read("lesson", number.value(), decode_lesson(number.value(), bytes.value())));
        }
        let mut gathering = Gathering::new(self.query.clone(), lessons);
        for row in txn.open_table(PRESENT)?.iter()? {
            let (number, bytes) = row?;
            if let Some(mut stay) = read("stay", number.value(), decode_stay(bytes.value())) {
                set_right(&mut stay);
                if gathering.touches(stay.arrived, stay.left) {
                    gathering.add(&stay);
                }
            }
        }
        Ok(gathering)
    }
}

/// Reads a whole sheet of a server that does not run: whom it notes as present it has left so by ending without a word, and
/// they count as the next start will note.
pub(super) fn sheet(
    txn: &ReadTransaction,
    query: AttendanceQuery,
    last_message: Option<WallTime>,
) -> Result<AttendanceSheet, StoreError> {
    let (present, stays) = (txn.open_table(PRESENT)?, txn.open_table(STAYS)?);
    let lesson = last_lesson(&txn.open_table(LESSONS)?)?;
    let (_, last_known) = present_and_last_known(&present, &stays, lesson.as_ref(), last_message)?;
    let start = query.now;
    let mut reading = SheetReading::new(query);
    let cut_short = |stay: &mut Stay| stay.cut_short(last_known.unwrap_or(stay.arrived), start);
    reading.gathering = Some(reading.begin(txn, cut_short)?);
    loop {
        if let Some(sheet) = reading.read_on(txn, &mut Slice::endless())? {
            return Ok(sheet);
        }
    }
}

/// Looks at each row; tells of those that cannot be read.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    for (table, what) in [(PRESENT, "stay"), (STAYS, "ended stay"), (LESSONS, "lesson")] {
        for row in txn.open_table(table)?.iter()? {
            let (number, bytes) = row?;
            let number = number.value();
            let found = match what {
                "lesson" => decode_lesson(number, bytes.value()).map(|_| None),
                _ => decode_stay(bytes.value()).map(|stay| Some(stay.left.is_some())),
            };
            match found {
                Err(e) => problem(format!("the {what} {number}: {e}")),
                Ok(Some(has_left)) if has_left != (what == "ended stay") => {
                    problem(format!("the {what} {number} stands in the wrong table"));
                }
                Ok(_) => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::super::schema::{Found, SCHEMA};
    use super::*;
    use crate::chat::attended::{Day, SHEET_ROWS_MAX, Spans};

    const HOUR_US: i64 = 3_600_000_000;
    const NOON_US: i64 = 1_795_521_600_000_000;

    fn wall(hours: i64) -> WallTime {
        WallTime { unix_us: NOON_US + hours * HOUR_US, offset_s: 3600 }
    }

    fn database() -> Database {
        let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
        write(&db, |txn| SCHEMA.apply(txn, Found::New).unwrap());
        db
    }

    fn write<T>(db: &Database, work: impl FnOnce(&WriteTransaction) -> T) -> T {
        let txn = db.begin_write().unwrap();
        let done = work(&txn);
        txn.commit().unwrap();
        done
    }

    fn name(text: &str) -> Username {
        Username::parse(text).unwrap()
    }

    fn stay(text: &str, hours: i64) -> Stay {
        Stay {
            name: name(text),
            registered: true,
            addresses: vec![IpAddr::from([10, 0, 0, 7])],
            arrived: wall(hours),
            left: None,
            gone_by: None,
            clock: false,
        }
    }

    fn gathered(db: &Database) -> AttendanceSheet {
        let query = AttendanceQuery {
            day: Day::of(wall(0)),
            spans: Spans::All,
            after: None,
            limit: SHEET_ROWS_MAX,
            now: wall(1),
        };
        SheetReading::new(query).read_on(&db.begin_read().unwrap(), &mut Slice::endless()).unwrap().unwrap()
    }

    #[test]
    fn who_was_there_when_the_power_went_left_at_the_last_time_that_is_known() {
        let db = database();
        write(&db, |txn| {
            for (number, text, hours) in [(0, "alice", -3), (1, "bob", -2), (2, "eve", -2)] {
                begin(txn, number, &stay(text, hours)).unwrap();
            }
            end(txn, &[1, 77], wall(-1)).unwrap();
            add_address(txn, 0, "fe80::1".parse().unwrap()).unwrap();
        });
        let query = AttendanceQuery {
            day: Day::of(wall(0)),
            spans: Spans::All,
            after: None,
            limit: SHEET_ROWS_MAX,
            now: wall(0),
        };
        let stopped = sheet(&db.begin_read().unwrap(), query, Some(wall(-2))).unwrap();
        let record = write(&db, |txn| begin_run(txn, Some(wall(-2)), wall(0)).unwrap());
        assert_eq!((record.next, record.ended_from, record.last_known), (3, 3, Some(wall(-1))));
        let sheet = gathered(&db);
        let rows: Vec<_> = sheet.rows.iter().map(|row| (row.name.as_str(), row.left, row.gone_by)).collect();
        let cut = (Some(wall(-1)), Some(wall(0)));
        assert_eq!(rows, [("alice", cut.0, cut.1), ("bob", Some(wall(-1)), None), ("eve", cut.0, cut.1)]);
        assert_eq!(sheet.rows[0].addresses.len(), 2);
        assert_eq!(stopped, sheet, "as it was told of the stopped server before");
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
        // A message may have been heard later than all of them.
        write(&db, |txn| begin(txn, 3, &stay("zoe", -1)).unwrap());
        let record = write(&db, |txn| begin_run(txn, Some(wall(2)), wall(3)).unwrap());
        assert_eq!(record.last_known, Some(wall(2)));
    }

    #[test]
    fn a_clock_that_is_set_moves_what_it_dated() {
        let db = database();
        write(&db, |txn| {
            begin(txn, 0, &stay("before", -2)).unwrap();
            end(txn, &[0], wall(-1)).unwrap();
            let year = 24 * 365;
            begin(txn, 1, &stay("early", -2 - year)).unwrap();
            begin(txn, 2, &stay("alice", -2 - year)).unwrap();
            end(txn, &[1], wall(-1 - year)).unwrap();
            shift(txn, year * HOUR_US, Some(1)).unwrap();
        });
        let rows = gathered(&db).rows;
        let shown: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.arrived, row.left, row.clock)).collect();
        assert_eq!(
            shown,
            [
                ("alice", wall(-2), None, true),
                ("before", wall(-2), Some(wall(-1)), false),
                ("early", wall(-2), Some(wall(-1)), true),
            ]
        );
    }

    #[test]
    fn what_is_old_goes_and_what_is_too_much() {
        let db = database();
        write(&db, |txn| {
            // One that a wrong clock dated a year ahead keeps nothing that stands before it.
            for (number, hours) in [(0, -50), (1, 9000), (2, -49), (3, -10), (4, -9)] {
                begin(txn, number, &stay("alice", hours)).unwrap();
                end(txn, &[number], wall(hours)).unwrap();
            }
        });
        let pruned = write(&db, |txn| prune(txn, wall(-24).unix_us).unwrap());
        assert_eq!(pruned, PrunedAttendance { more: false, oldest_us: Some(wall(-10).unix_us) });
        let left = |db: &Database| db.begin_read().unwrap().open_table(STAYS).unwrap().len().unwrap();
        assert_eq!(left(&db), 2);
        write(&db, |txn| {
            let mut table = txn.open_table(STAYS).unwrap();
            let ended = |_, _: &[u8]| Ok(0);
            assert_eq!(prune_table(&mut table, i64::MIN, 1, ended).unwrap().oldest_us, Some(0));
        });
        assert_eq!(left(&db), 1);
        assert_eq!(write(&db, |txn| prune(txn, i64::MAX).unwrap()).oldest_us, None);
        assert_eq!(left(&db), 0);
    }

    fn time() -> impl Strategy<Value = WallTime> {
        (any::<i64>(), any::<i32>()).prop_map(|(unix_us, offset_s)| WallTime { unix_us, offset_s })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn presences_and_lessons_come_back(
            registered in any::<bool>(), clock in any::<bool>(), arrived in time(), left in prop::option::of(time()),
            gone_by in prop::option::of(time()), addresses in prop::collection::vec(any::<IpAddr>(), 0..4), by in ".{0,20}",
        ) {
            let stay = Stay { name: name("Élodie"), registered, addresses, arrived, left, gone_by, clock };
            let bytes = encode_stay(&stay);
            prop_assert_eq!(decode_stay(&bytes), Ok(stay));
            for cut in 0..bytes.len() {
                prop_assert!(decode_stay(&bytes[..cut]).is_err());
            }
            let lesson = Lesson { number: 7, name: LessonName::parse("TP é").unwrap(), by: by.into(), began: arrived, ended: left, clock };
            prop_assert_eq!(decode_lesson(7, &encode_lesson(&lesson)), Ok(lesson));
        }

        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..120), valid in any::<bool>()) {
            if valid && bytes.len() > 1 {
                (bytes[0], bytes[1]) = (1, bytes[1] & FLAGS);
            }
            let _ = (decode_stay(&bytes), decode_lesson(1, &bytes));
        }
    }
}
