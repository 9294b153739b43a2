//! Attendance and lessons on the wire: the requests, the answer, and the rows of an export.
//!
//! Owns their fields. Called by `parse`, `encode`, `server::export` and the command line.

use std::fmt::Write;

use serde_json::{Value, json};

use super::ascii::push_string;
use super::fields::Fields;
use crate::chat::attended::{AttendanceSheet, Attended, Lesson, LessonName};
use crate::chat::clock::WallTime;
use crate::chat::request::{Act, AttendanceRequest, LessonAct, ProblemKind, Request};

/// The fields of a row in an export, in order.
pub const ATTENDANCE_FIELDS: [&str; 12] = [
    "day",
    "lesson",
    "lesson_began",
    "user",
    "account",
    "arrived",
    "left",
    "seconds",
    "stays",
    "addresses",
    "gone_by",
    "clock",
];

pub(super) fn lesson(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let ends = fields.flag("end")?;
    Ok(Act::Lesson(match fields.text("name")? {
        Some(_) if ends => return Err(ProblemKind::BadField("end")),
        Some(name) => LessonAct::Begin(LessonName::parse(&name).ok_or(ProblemKind::BadField("name"))?),
        None if ends => LessonAct::End,
        None => LessonAct::Read,
    }))
}

pub(super) fn attendance(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let day = fields.text("day")?.map(|day| day.parse().map_err(|_| ProblemKind::BadField("day"))).transpose()?;
    let after = fields.text("after")?;
    let after = after.map(|place| place.parse().map_err(|()| ProblemKind::BadField("after"))).transpose()?;
    Ok(Request::Attendance(Box::new(AttendanceRequest { day, after })))
}

/// The object that is read as this act.
pub(super) fn lesson_to_json(act: &LessonAct) -> Value {
    match act {
        LessonAct::Read => json!({ "type": "lesson" }),
        LessonAct::Begin(name) => json!({ "type": "lesson", "name": name.as_str() }),
        LessonAct::End => json!({ "type": "lesson", "end": true }),
    }
}

/// The object that is read as this request.
pub(super) fn to_json(request: &AttendanceRequest) -> Value {
    let mut object = json!({ "type": "attendance" });
    if let Some(day) = request.day {
        object["day"] = day.to_string().into();
    }
    if let Some(place) = &request.after {
        object["after"] = place.to_string().into();
    }
    object
}

/// Appends the answer.
pub(super) fn push_sheet(sheet: &AttendanceSheet, out: &mut String) {
    // A day is digits and `-`.
    let _ = write!(out, r#"{{"type":"attendance","day":"{}","lessons":["#, sheet.day);
    for (n, lesson) in sheet.lessons.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        push_lesson(lesson, out);
    }
    out.push_str(r#"],"rows":["#);
    for (n, row) in sheet.rows.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        push_row(row, out);
    }
    out.push_str(r#"],"next":"#);
    match &sheet.next {
        Some(place) => push_string(out, &place.to_string()),
        None => out.push_str("null"),
    }
    out.push('}');
}

fn push_lesson(lesson: &Lesson, out: &mut String) {
    let Lesson { number, name, by, began, ended, clock } = lesson;
    let _ = write!(out, r#"{{"lesson":{number},"name":"#);
    push_string(out, name.as_str());
    out.push_str(r#","by":"#);
    push_string(out, by);
    push_time("began", Some(*began), out);
    push_time("ended", *ended, out);
    let _ = write!(out, r#","clock":{clock}}}"#);
}

fn push_row(row: &Attended, out: &mut String) {
    let Attended { lesson, name, registered, arrived, left, seconds, stays, addresses, gone_by, clock } = row;
    let lesson = lesson.map_or_else(|| "null".to_owned(), |number| number.to_string());
    let _ = write!(out, r#"{{"lesson":{lesson},"user":"#);
    push_string(out, name.as_str());
    let _ = write!(out, r#","account":{registered}"#);
    push_time("arrived", Some(*arrived), out);
    push_time("left", *left, out);
    let _ = write!(out, r#","seconds":{seconds},"stays":{stays},"addresses":["#);
    for (n, address) in addresses.iter().enumerate() {
        // An address is letters, digits, dots and colons.
        let _ = write!(out, r#"{}"{address}""#, if n > 0 { "," } else { "" });
    }
    out.push(']');
    push_time("gone_by", *gone_by, out);
    let _ = write!(out, r#","clock":{clock}}}"#);
}

fn push_time(field: &str, at: Option<WallTime>, out: &mut String) {
    let _ = write!(out, r#","{field}":"#);
    match at {
        Some(at) => push_string(out, &at.to_local()),
        None => out.push_str("null"),
    }
}

/// The rows of a sheet for an export.
pub fn rows(sheet: &AttendanceSheet) -> Vec<Value> {
    let row = |row: &Attended| {
        let lesson = row.lesson.and_then(|number| sheet.lessons.iter().find(|lesson| lesson.number == number));
        let addresses: Vec<String> = row.addresses.iter().map(ToString::to_string).collect();
        json!({
            "day": sheet.day.to_string(),
            "lesson": lesson.map(|lesson| lesson.name.as_str()),
            "lesson_began": lesson.map(|lesson| lesson.began.to_rfc3339()),
            "user": row.name.as_str(),
            "account": row.registered,
            "arrived": row.arrived.to_rfc3339(),
            "left": row.left.map(WallTime::to_rfc3339),
            "seconds": row.seconds,
            "stays": row.stays,
            "addresses": addresses.join(" "),
            "gone_by": row.gone_by.map(WallTime::to_rfc3339),
            "clock": row.clock,
        })
    };
    sheet.rows.iter().map(row).collect()
}
