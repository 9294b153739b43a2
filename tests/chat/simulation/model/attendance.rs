//! Attendance: who is noted as present, lessons, and a clock that is set.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use classcord_server::chat::attended::{AttendanceRecord, AttendanceSheet, Lesson};
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::reply::Reply;

use super::charge::Rank;
use super::speaking::local_time;
use super::{Conn, Model, Record};
use crate::simulation::ask::Form;
use crate::simulation::database::Disk;
use crate::simulation::names::Name;
use crate::simulation::want::Want;

#[derive(Default)]
pub struct Attendance {
    next: u64,
    /// The numbers of who is noted as present, by key.
    open: BTreeMap<String, u64>,
    lesson: Option<Lesson>,
    lesson_is_new: bool,
    lessons: u64,
    offset_us: i64,
    doubt: bool,
}

/// What is asked about lessons.
#[derive(Clone, Copy, Debug)]
pub enum LessonAsk {
    Read,
    Begin(&'static str),
    End,
}

fn offset_us(now: Now) -> i64 {
    now.wall.unix_us - i64::try_from(now.mono.as_micros()).unwrap()
}

fn goes_on(lesson: &Lesson, now: WallTime) -> bool {
    lesson.ended.is_none() && now.unix_us < lesson.began.unix_us + 12 * 3_600_000_000
}

impl Attendance {
    pub fn rename(&mut self, from: &Name, to: &Name) {
        if let Some(lesson) = self.lesson.as_mut().filter(|lesson| Name::new(&lesson.by) == *from) {
            lesson.by = to.shown.as_str().into();
        }
    }
}

impl Model {
    pub fn restart_attendance(&mut self, now: Now, record: &AttendanceRecord) {
        self.now = now;
        self.attendance = Attendance {
            next: record.next,
            lessons: record.lesson.as_ref().map_or(0, |lesson| lesson.number),
            lesson: record.lesson.clone(),
            offset_us: offset_us(now),
            doubt: record.last_known.is_some_and(|last| now.wall.unix_us < last.unix_us - 60_000_000),
            ..Attendance::default()
        };
    }

    pub fn note_arrival(&mut self, key: &str, conn: Conn) {
        if !self.rules.attendance {
            return;
        }
        self.follow_clock();
        if !self.has_room() {
            return;
        }
        let number = self.attendance.next;
        self.attendance.next += 1;
        self.attendance.open.insert(key.to_owned(), number);
        let person = &self.people[key];
        let (name, registered) = (person.name.shown.clone(), person.registered);
        let (address, clock) = (self.peers[&conn].address.clone(), self.attendance.doubt);
        self.keep(Record::Arrival { number, name, registered, address, clock });
    }

    pub fn note_session(&mut self, key: &str, conn: Conn) {
        let Some(&number) = self.attendance.open.get(key) else { return };
        let address = self.peers[&conn].address.clone();
        let mut others = self.people[key].conns.iter().filter(|other| **other != conn);
        if !others.any(|other| self.peers[other].address == address) && self.has_room() {
            self.keep(Record::AnotherAddress(number, address));
        }
    }

    pub fn note_departure(&mut self, key: &str) {
        if let Some(number) = self.attendance.open.remove(key) {
            self.follow_clock();
            self.keep(Record::Departures(BTreeSet::from([number])));
        }
    }

    pub fn note_departures(&mut self) {
        let numbers: BTreeSet<u64> = std::mem::take(&mut self.attendance.open).into_values().collect();
        if !numbers.is_empty() {
            self.follow_clock();
            self.keep(Record::Departures(numbers));
        }
    }

    fn follow_clock(&mut self) {
        let offset = offset_us(self.now);
        let by_us = offset - self.attendance.offset_us;
        self.attendance.offset_us = offset;
        if by_us.abs() < 60_000_000 {
            return;
        }
        self.attendance.doubt = false;
        self.keep(Record::ClockSet(by_us));
        let now = self.now.wall;
        let new = self.attendance.lesson_is_new;
        let Some(lesson) = self.attendance.lesson.as_mut() else { return };
        if new {
            lesson.began.unix_us += by_us;
            lesson.clock = true;
        }
        if goes_on(lesson, now) && lesson.clock {
            let lesson = lesson.clone();
            self.keep(Record::Lessons(vec![lesson]));
        }
    }

    pub fn lesson(&mut self, conn: Conn, ask: LessonAsk) -> Result<(Value, Option<Record>), &'static str> {
        if !self.rules.attendance {
            return Err("attendance_off");
        }
        self.follow_clock();
        let now = self.now.wall;
        let current = self.attendance.lesson.clone().filter(|lesson| goes_on(lesson, now));
        let shown = |at| json!(local_time(Now { wall: at, ..self.now }));
        let fields =
            |lesson: &Lesson| json!({ "name": lesson.name.as_str(), "by": &*lesson.by, "began": shown(lesson.began) });
        match ask {
            LessonAsk::Read => current.map(|lesson| (fields(&lesson), None)).ok_or("no_lesson"),
            LessonAsk::Begin(name) => {
                let lesson = Lesson {
                    number: self.attendance.lessons + 1,
                    name: classcord_server::chat::attended::LessonName::parse(name).unwrap(),
                    by: self.person(conn).unwrap().name.shown.as_str().into(),
                    began: now,
                    ended: None,
                    clock: self.attendance.doubt,
                };
                let fields = fields(&lesson);
                let ended = current.map(|lesson| Lesson { ended: Some(now), ..lesson });
                self.attendance.lessons += 1;
                self.attendance.lesson = Some(lesson.clone());
                self.attendance.lesson_is_new = true;
                Ok((fields, Some(Record::Lessons(ended.into_iter().chain([lesson]).collect()))))
            }
            LessonAsk::End => {
                let lesson = Lesson { ended: Some(now), ..current.ok_or("no_lesson")? };
                let mut fields = fields(&lesson);
                fields["ended"] = shown(now);
                self.attendance.lesson = None;
                Ok((fields, Some(Record::Lessons(vec![lesson]))))
            }
        }
    }

    pub fn tell_attendance(&mut self, now: Now, conn: Conn, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
        } else if let Some(code) = self.sheet_refusal(conn) {
            self.say_no(conn, form, code);
        } else if !self.has_room() {
            self.say_no(conn, form, "storage_unavailable");
        } else {
            self.follow_clock();
            self.pause(conn);
            self.keep(Record::Sheet(conn, form));
        }
    }

    pub fn sheet_read(&mut self, now: Now, (conn, form): (Conn, Form), sheet: Option<&AttendanceSheet>) {
        if !self.peers.contains_key(&conn) {
            return;
        }
        match (self.sheet_refusal(conn), sheet, form) {
            (Some(code), ..) => self.say_no(conn, form, code),
            (None, None, _) => self.say_no(conn, form, "storage_unavailable"),
            (None, Some(sheet), Form::Json) => {
                let mut line = String::new();
                classcord_server::wire::encode(&Reply::Attendance(Box::new(sheet.clone())), &mut line);
                self.step.line(conn, Want::Exactly(serde_json::from_str(&line).unwrap()));
            }
            (None, Some(sheet), Form::Typed) => self.say_lines(now, conn, 1 + sheet.rows.len()),
        }
        self.resume(conn);
    }

    fn sheet_refusal(&self, conn: Conn) -> Option<&'static str> {
        if self.rank(conn) < Rank::Moderator {
            Some("forbidden")
        } else {
            (!self.rules.attendance).then_some("attendance_off")
        }
    }

    /// Checks that those who are there, and were noted, are noted on disk, and nobody else.
    pub fn check_stays(&self, disk: &Disk) {
        let noted: BTreeMap<u64, &str> =
            disk.present.iter().map(|(number, stay)| (*number, stay.name.as_str())).collect();
        let present: BTreeMap<u64, &str> =
            self.attendance.open.iter().map(|(key, number)| (*number, &*self.people[key].name.shown)).collect();
        assert_eq!(noted, present, "who is noted as present");
        assert!(disk.ended.iter().all(|stay| stay.left.is_some()));
    }
}
