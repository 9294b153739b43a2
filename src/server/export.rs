//! Work of the database that the console, or an admin, asks for: export by pages, and backups.
//!
//! Owns the way of such a request to the database and of its answer back. The database answers through the same waker as
//! always; nothing here waits.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::erasure::erasure_answer;
use super::handler::Server;
use super::jobs::Waiting;
use super::message_import::import_answer;
use super::session;
use crate::chat::attended::{AttendanceQuery, AttendanceSheet, Day, SHEET_ROWS_MAX, Spans};
use crate::chat::clock::WallTime;
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, Username};
use crate::net::{ConnectionId, Connections};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::store::{
    Erased, JobAnswer, JobToken, JobWork, MessageFilter, Page, PageQuery, Progress, Rows, RowsQuery, StoreJob,
};
use crate::wire::control::{ExportRequest, ExportTable};
use crate::wire::{attendance, rows};

/// Rows of one page.
const PAGE_ROWS_MAX: usize = 500;

/// Stored bytes of one page. As JSON with every character escaped it still is within `limits.queue_hard_bytes`.
const PAGE_BYTES_MAX: usize = 96 * 1024;

impl Server {
    /// Starts to read a page.
    pub(super) fn export(&mut self, net: &mut Connections, id: ConnectionId, request: ExportRequest) {
        let by = self.asker(id);
        let ExportRequest { table, channel, person, day, .. } = &request;
        let what = format!("{by} {table:?} {channel:?} {person:?} {day:?}");
        if self.jobs.begins(id, what, request.after.is_some()) {
            self.parts.logs.audit(&AuditRecord {
                user: &by,
                target: request.person.as_deref().unwrap_or_default(),
                ..AuditRecord::of_server(AuditEvent::Export, table_name(request.table))
            });
        }
        match work_of(request, self.now.wall) {
            Ok(work) => {
                self.submit_job(net, id, work);
            }
            Err(field) => self.answer_error(net, id, "bad_field", &format!("{field}: not in its form")),
        }
    }

    /// Starts to copy the database.
    pub(super) fn backup(&mut self, net: &mut Connections, id: ConnectionId, path: PathBuf) {
        if self.jobs.backup.is_some() {
            self.answer_error(net, id, "server_busy", "a backup is being made already");
            return;
        }
        let detail = path.display().to_string();
        self.parts.logs.audit(&AuditRecord { user: "console", ..AuditRecord::of_server(AuditEvent::Backup, &detail) });
        let progress = Arc::new(Progress::default());
        self.jobs.backup = Some(Arc::clone(&progress));
        self.submit_job(net, id, JobWork::Backup { path, progress });
    }

    /// Tells the progress of the backup.
    pub(super) fn backup_progress(&mut self, net: &mut Connections, id: ConnectionId) {
        let (done, total) = match &self.jobs.backup {
            Some(progress) => (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed)),
            None => (0, 0),
        };
        self.answer(net, id, &json!({ "type": "backup_progress", "done": done, "total": total }));
    }

    /// Hands a job to the database; says whether it has taken it. Who asked is told if not.
    pub(super) fn submit_job(&mut self, net: &mut Connections, id: ConnectionId, work: JobWork) -> bool {
        let is_backup = matches!(work, JobWork::Backup { .. });
        let erased = if let JobWork::Erase(query) = &work { Some(query.person.clone()) } else { None };
        let taken =
            self.jobs.next_token().filter(|&token| self.parts.store.submit_job(StoreJob { token, work }).is_ok());
        if let Some(token) = taken {
            self.jobs.waiting.insert(token, Waiting { id, erased });
            true
        } else {
            if is_backup {
                self.jobs.backup = None;
            }
            self.answer_error(net, id, "server_busy", "the database has too much to do; try again");
            false
        }
    }

    /// The database has finished a job.
    pub(super) fn job_done(&mut self, net: &mut Connections, token: JobToken, answer: JobAnswer) {
        if self.jobs.campus.as_ref().is_some_and(|(of, _)| *of == token) {
            self.campus_erasure_step(net, answer);
            return;
        }
        if let JobAnswer::Backup(made) = &answer {
            self.jobs.backup = None;
            if made.is_ok() {
                self.jobs.last_backup = Some(self.now.wall);
            }
        }
        let waiting = self.jobs.waiting.remove(&token);
        if let JobAnswer::Import(Ok(done)) = &answer {
            self.messages_imported(done);
        }
        // It is told to people whether or not the console is still there.
        let answer = self.tell_of_erasure(net, answer);
        let Some(Waiting { id, erased }) = waiting else { return };
        if let (Some(person), JobAnswer::Erase(Ok(Erased { next: None, .. }))) = (erased, &answer) {
            self.parts.core.end_erasure(session(id), &person);
        }
        match answer {
            JobAnswer::Page(Ok(page)) => self.answer(net, id, &page_answer(page)),
            JobAnswer::Backup(Ok(summary)) => {
                log::info!("backup made: {} ({} bytes)", summary.path.display(), summary.bytes);
                let counts = summary.counts;
                self.answer(
                    net,
                    id,
                    &json!({
                        "type": "backup",
                        "status": "ok",
                        "file": summary.path,
                        "bytes": summary.bytes,
                        "messages": counts.messages,
                        "accounts": counts.accounts,
                    }),
                );
            }
            JobAnswer::Import(Ok(done)) => self.answer(net, id, &import_answer(&done)),
            JobAnswer::Erase(Ok(done)) => self.answer(net, id, &erasure_answer(&done)),
            JobAnswer::Attendance(Ok(sheet)) => self.answer(net, id, &sheet_answer(&sheet)),
            JobAnswer::Page(Err(e))
            | JobAnswer::Attendance(Err(e))
            | JobAnswer::Erase(Err(e))
            | JobAnswer::Import(Err(e))
            | JobAnswer::Backup(Err(e)) => {
                log::error!("{e}");
                self.answer_error(net, id, "storage_unavailable", &e.to_string());
            }
        }
    }
}

fn table_name(table: ExportTable) -> &'static str {
    match table {
        ExportTable::Messages => "messages",
        ExportTable::Users => "users",
        ExportTable::Bans => "bans",
        ExportTable::Attendance => "attendance",
        ExportTable::Polls => "polls",
        ExportTable::Questions => "questions",
        ExportTable::Stays => "stays",
        ExportTable::Lessons => "lessons",
        ExportTable::Devices => "devices",
        ExportTable::Groups => "groups",
    }
}

/// The work of a request; or the field that makes no sense.
fn work_of(request: ExportRequest, now: WallTime) -> Result<JobWork, &'static str> {
    let ExportRequest { table, channel, since_us, until_us, day, person, after } = request;
    let person = person.map(|name| Username::parse(&name).map_err(|_| "person")).transpose()?;
    let rows = match table {
        ExportTable::Messages => {
            let after = after.map(|id| id.parse().map(MessageId).map_err(|_| "after")).transpose()?;
            let channel = channel.map(|name| ChannelName::parse(&name).map_err(|_| "channel")).transpose()?;
            let filter = MessageFilter { channel, since_us, until_us };
            RowsQuery::Messages { after, filter }
        }
        ExportTable::Users => RowsQuery::Accounts { after },
        ExportTable::Bans => RowsQuery::Sanctions { after },
        ExportTable::Groups => RowsQuery::Channels { after },
        ExportTable::Polls => RowsQuery::Polls { after: number(after)? },
        ExportTable::Questions => RowsQuery::Questions { after: number(after)? },
        ExportTable::Stays => RowsQuery::Stays { after: place(after)? },
        ExportTable::Lessons => RowsQuery::Lessons { after: place(after)? },
        ExportTable::Devices => RowsQuery::Tokens { after: number(after)? },
        ExportTable::Attendance => {
            let day = day.map_or(Ok(Day::of(now)), |day| day.parse().map_err(|_| "day"))?;
            let after = after.map(|place| place.parse().map_err(|()| "after")).transpose()?;
            return Ok(JobWork::Attendance(AttendanceQuery {
                day,
                spans: Spans::All,
                after,
                limit: SHEET_ROWS_MAX,
                now,
            }));
        }
    };
    Ok(JobWork::Page(PageQuery { rows, person, limit: PAGE_ROWS_MAX, bytes_max: PAGE_BYTES_MAX }))
}

fn number(after: Option<String>) -> Result<u64, &'static str> {
    place(after).map(Option::unwrap_or_default)
}

fn place(after: Option<String>) -> Result<Option<u64>, &'static str> {
    after.map(|after| after.parse().map_err(|_| "after")).transpose()
}

fn sheet_answer(sheet: &AttendanceSheet) -> Value {
    let next = sheet.next.as_ref().map(ToString::to_string);
    json!({ "type": "export", "rows": attendance::rows(sheet), "next": next })
}

/// The rows of a page as JSON, for whoever exports: a running server, or the command line a stopped one's database.
pub(crate) fn rows_of(page: &Rows) -> Vec<Value> {
    match page {
        Rows::Messages(messages) => messages.iter().map(rows::message).collect(),
        Rows::MessagesOf(person, messages) => {
            messages.iter().map(|message| rows::message_of(message, person)).collect()
        }
        Rows::Accounts(accounts) => accounts.iter().map(rows::account).collect(),
        Rows::Sanctions(sanctions) => sanctions.iter().map(rows::sanction).collect(),
        Rows::Channels(channels) => channels.iter().filter_map(rows::group).collect(),
        Rows::ChannelsOf(person, channels) => channels.iter().map(|channel| rows::group_of(channel, person)).collect(),
        Rows::Polls(polls) => polls.iter().flat_map(rows::poll).collect(),
        Rows::Questions(questions) => questions.iter().map(rows::question).collect(),
        Rows::QuestionsOf(person, questions) => {
            questions.iter().map(|question| rows::question_of(question, person)).collect()
        }
        Rows::Stays(stays) => stays.iter().map(rows::stay).collect(),
        Rows::Tokens(tokens) => tokens.iter().map(rows::device).collect(),
        Rows::Lessons(lessons) => lessons.iter().map(rows::lesson).collect(),
    }
}

fn page_answer(page: Page) -> Value {
    let rows = rows_of(&page.rows);
    let next = page.next.and_then(|query| match query.rows {
        RowsQuery::Messages { after, .. } => after.map(|id| id.0.to_string()),
        RowsQuery::Accounts { after } | RowsQuery::Sanctions { after } | RowsQuery::Channels { after } => after,
        RowsQuery::Polls { after } | RowsQuery::Questions { after } | RowsQuery::Tokens { after } => {
            Some(after.to_string())
        }
        RowsQuery::Stays { after } | RowsQuery::Lessons { after } => after.map(|place| place.to_string()),
    });
    json!({ "type": "export", "rows": rows, "next": next })
}
