//! Attendance: who came when, left when and from where, and lessons, which somebody in charge names.
//!
//! Owns the requests `lesson` and `attendance`, and what is kept of arrivals and departures, on `state::attendance`. Nobody
//! waits for that to be on disk, so it shares commits with whatever else is said. Several sessions of one person are one
//! stay. Called by `presence` when somebody comes, goes or is called otherwise.

use super::account::Rank;
use super::attended::{AttendanceQuery, AttendanceSheet, Day, Lesson, SHEET_ROWS_MAX, Spans, Stay};
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::NameKey;
use super::refusal::{Asked, Form, Refusal};
use super::renamed::NameChange;
use super::reply::Reply;
use super::request::{AttendanceRequest, LessonAct};
use super::state::acts::ActOutcome;
use super::state::people::PersonSlot;
use super::store_protocol::{StoreAction, StoreSeq};
use super::text::Text;

/// The record of who comes and goes.
impl Core {
    /// Somebody has come, with this session.
    pub(super) fn note_arrival(&mut self, now: Now, slot: PersonSlot, id: SessionId, out: &mut Effects) {
        if !self.attendance.is_kept() {
            return;
        }
        self.follow_clock(now, out);
        let Some(person) = self.people.in_slot(slot) else { return };
        let (name, registered) = (person.name().clone(), person.is_registered());
        if !self.has_store_room() || !(registered || self.attendance.takes_guest(now.mono)) {
            return;
        }
        let stay = Stay {
            name,
            registered,
            addresses: vec![self.address(id)],
            arrived: now.wall,
            left: None,
            gone_by: None,
            clock: self.attendance.doubts_clock(),
        };
        let number = self.attendance.begin(slot);
        self.store(StoreAction::StayBegan { number, stay: Box::new(stay) }, false, out);
    }

    /// Somebody who is there has come with another session.
    pub(super) fn note_session(&mut self, slot: PersonSlot, id: SessionId, out: &mut Effects) {
        let Some(number) = self.attendance.of(slot) else { return };
        let address = self.address(id);
        let others = self.people.in_slot(slot).map_or(&[][..], |person| person.sessions());
        let is_known = others.iter().any(|&other| other != id && self.address(other) == address);
        if !is_known && self.has_store_room() {
            self.store(StoreAction::StayFrom { number, address }, false, out);
        }
    }

    /// Somebody is gone since then.
    pub(super) fn note_departure(&mut self, now: Now, slot: PersonSlot, since: WallTime, out: &mut Effects) {
        if let Some(number) = self.attendance.end(slot) {
            self.follow_clock(now, out);
            // There is one for each arrival, which looked for room.
            self.store(StoreAction::StaysEnded { numbers: vec![number], at: since }, false, out);
        }
    }

    /// All have gone: the server stops.
    pub(super) fn note_departures(&mut self, now: Now, out: &mut Effects) {
        let numbers = self.attendance.end_all();
        if !numbers.is_empty() {
            self.follow_clock(now, out);
            self.store(StoreAction::StaysEnded { numbers, at: now.wall }, false, out);
        }
    }

    /// Moves what was dated by a clock that has been set since: a Pi has none of its own, and learns the time some while
    /// after its start. What is moved is marked.
    fn follow_clock(&mut self, now: Now, out: &mut Effects) {
        let Some(jump) = self.attendance.compare_clocks(now) else { return };
        self.store(StoreAction::ClockSet { by_us: jump.by_us, ended_from: jump.ended_from }, false, out);
        if let Some(lesson) = self.attendance.lesson(now.wall).filter(|lesson| lesson.clock).cloned() {
            self.store(StoreAction::SetLessons(vec![lesson]), false, out);
        }
    }

    /// Has the lesson that goes on name nobody, if a person who is forgotten began it.
    pub(super) fn erase_from_attendance(&mut self, key: &NameKey) {
        self.attendance.erase(key);
    }

    /// Has the lesson that goes on name who began it as they are called now.
    pub(super) fn rename_in_attendance(&mut self, change: &NameChange) {
        self.attendance.rename(change);
    }
}

/// Questions of people in charge.
impl Core {
    /// Begins, ends or tells a lesson.
    pub(super) fn lesson(
        &mut self,
        now: Now,
        id: SessionId,
        act: LessonAct,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.check_attendance(id)?;
        self.follow_clock(now, out);
        match act {
            LessonAct::Read => {
                let lesson = self.attendance.lesson(now.wall).ok_or_else(|| self.refusal(&Text::NoLesson))?;
                let words = self.words(&Text::LessonIs { lesson, today: now.wall });
                Ok(ActOutcome::new(lesson_fields(lesson), words, None))
            }
            LessonAct::Begin(name) => {
                let ended = self.attendance.end_lesson(now.wall);
                let (number, by) = (self.attendance.next_lesson(), self.actor_name(id));
                let clock = self.attendance.doubts_clock();
                let lesson = Lesson { number, name, by, began: now.wall, ended: None, clock };
                self.attendance.begin_lesson(lesson.clone());
                self.audit_act(id, AuditKind::Lesson, lesson.name.as_str(), "begin", None, out);
                let words = self.words(&Text::LessonBegun(&lesson.name));
                let fields = lesson_fields(&lesson);
                let kept = ended.into_iter().chain([lesson]).collect();
                Ok(ActOutcome::new(fields, words, Some(StoreAction::SetLessons(kept))))
            }
            LessonAct::End => {
                let Some(lesson) = self.attendance.end_lesson(now.wall) else {
                    return Err(self.refusal(&Text::NoLesson));
                };
                self.audit_act(id, AuditKind::Lesson, lesson.name.as_str(), "end", None, out);
                let words = self.words(&Text::LessonEnded(&lesson.name));
                let fields = lesson_fields(&lesson);
                Ok(ActOutcome::new(fields, words, Some(StoreAction::SetLessons(vec![lesson]))))
            }
        }
    }

    /// Answers `attendance`.
    pub(super) fn tell_attendance(
        &mut self,
        now: Now,
        id: SessionId,
        request: AttendanceRequest,
        form: Form,
        out: &mut Effects,
    ) {
        if self.identity(id).is_none() && self.rank(id) != Rank::Console {
            self.reject_nobody(now, id, out);
            return;
        }
        let refused = match self.check_attendance(id) {
            Ok(()) if self.has_store_room() => None,
            Ok(()) => Some(self.refusal(&Text::StorageUnavailable)),
            Err(refusal) => Some(refusal),
        };
        if let Some(refusal) = refused {
            self.refuse(now, id, form, refusal, out);
            return;
        }
        self.follow_clock(now, out);
        let AttendanceRequest { day, after } = request;
        let day = day.unwrap_or_else(|| Day::of(now.wall));
        if after.is_none() {
            self.audit_act(id, AuditKind::Attendance, &day.to_string(), "", None, out);
        }
        let spans = if form == Form::Json { Spans::All } else { Spans::Latest };
        let query = AttendanceQuery { day, spans, after, limit: SHEET_ROWS_MAX, now: now.wall };
        self.pause(id, out);
        let seq = self.store(StoreAction::LoadAttendance(Box::new(query)), false, out);
        self.sheet_waits.insert(seq, id, form);
    }

    /// The attendance was read.
    pub(super) fn attendance_loaded(
        &mut self,
        now: Now,
        seq: StoreSeq,
        sheet: Option<Box<AttendanceSheet>>,
        out: &mut Effects,
    ) {
        let Some((id, form)) = self.sheet_waits.take(seq) else { return };
        if !self.sessions.contains(id) {
            return;
        }
        // The person's role may have changed meanwhile.
        match (sheet, self.check_attendance(id), form) {
            (_, Err(refusal), _) => self.refuse(now, id, form, refusal, out),
            (None, ..) => self.refuse(now, id, Asked::from(form), self.refusal(&Text::StorageUnavailable), out),
            (Some(sheet), _, Form::Json) => out.send(id, Reply::Attendance(sheet)),
            (Some(sheet), _, Form::Typed) => self.tell_sheet(now, id, &sheet, out),
        }
        self.resume(id, out);
    }

    fn tell_sheet(&mut self, now: Now, id: SessionId, sheet: &AttendanceSheet, out: &mut Effects) {
        let lesson = sheet.lessons.last().map(|lesson| &lesson.name);
        let count = sheet.rows.len();
        let head = Text::AttendanceFollows { day: sheet.day, lesson, count, more: sheet.next.is_some() };
        let lines = std::iter::once(self.line(now, id, &head))
            .chain(sheet.rows.iter().map(|row| self.line(now, id, &Text::AttendanceLine(row))))
            .collect();
        self.tell_lines(now, id, lines, out);
    }

    fn check_attendance(&self, id: SessionId) -> Result<(), Refusal> {
        self.require(id, Rank::Moderator)?;
        if self.attendance.is_kept() { Ok(()) } else { Err(self.refusal(&Text::AttendanceOff)) }
    }
}

fn lesson_fields(lesson: &Lesson) -> Vec<(&'static str, super::reply::FieldValue)> {
    let mut fields = vec![
        ("name", lesson.name.as_str().into()),
        ("by", (&*lesson.by).into()),
        ("began", lesson.began.to_local().as_str().into()),
    ];
    if let Some(ended) = lesson.ended {
        fields.push(("ended", ended.to_local().as_str().into()));
    }
    fields
}
