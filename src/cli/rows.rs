//! The rows that are stored, page by page, from the running server or from the stopped one's database alike.
//!
//! Owns [`RowReader`]. A page is all that is ever in memory. The rows are those of [`crate::wire::rows`] in both cases,
//! so whoever reads them cannot tell where they come from. Called by `export`, `person` and `user list`.

use serde_json::Value;

use super::Failure;
use super::installation::{StoredData, now};
use crate::chat::attended::{AttendanceQuery, Day, SHEET_ROWS_MAX, Spans};
use crate::chat::name::{ChannelName, Username};
use crate::chat::text::Lang;
use crate::server::rows_of;
use crate::store::{MessageFilter, PageQuery};
use crate::wire::attendance;
use crate::wire::control::{ControlRequest, ExportRequest, ExportTable};

/// Rows and bytes of one page of a database that is read here.
const PAGE_ROWS: usize = 500;
const PAGE_BYTES: usize = 256 * 1024;

/// The rows that are wanted.
#[derive(Debug, Clone)]
pub(super) struct Selection {
    /// Of what.
    pub(super) table: ExportTable,
    /// Messages of this channel only.
    pub(super) channel: Option<ChannelName>,
    /// Messages from this moment on, in microseconds since the Unix epoch.
    pub(super) since_us: Option<i64>,
    /// Messages before this moment, in microseconds since the Unix epoch.
    pub(super) until_us: Option<i64>,
    /// The one person whose rows are wanted; `None` for all.
    pub(super) person: Option<Username>,
    /// Attendance of this day; today if `None`.
    pub(super) day: Option<Day>,
}

impl Selection {
    /// Everything in a table.
    pub(super) fn all(table: ExportTable) -> Self {
        Self { table, channel: None, since_us: None, until_us: None, day: None, person: None }
    }

    /// Selects the rows of a table that are a person's.
    pub(super) fn of(person: &Username, table: ExportTable) -> Self {
        Self { person: Some(person.clone()), ..Self::all(table) }
    }
}

/// The rows that are left to be read.
pub(super) struct RowReader {
    from: StoredData,
    next: Option<Next>,
}

enum Next {
    Query(PageQuery),
    Sheet(AttendanceQuery),
    Request(ExportRequest),
}

impl RowReader {
    pub(super) fn of(from: StoredData, selection: Selection) -> Self {
        let Selection { table, channel, since_us, until_us, day, person } = selection;
        let next = match &from {
            StoredData::Stopped(_) => match table {
                ExportTable::Messages => {
                    let filter = MessageFilter { channel, since_us, until_us };
                    Next::Query(PageQuery::messages(filter, PAGE_ROWS, PAGE_BYTES).of(person))
                }
                ExportTable::Users => Next::Query(PageQuery::accounts(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Bans => Next::Query(PageQuery::sanctions(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Groups => Next::Query(PageQuery::channels(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Polls => Next::Query(PageQuery::polls(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Questions => Next::Query(PageQuery::questions(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Stays => Next::Query(PageQuery::stays(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Devices => Next::Query(PageQuery::tokens(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Lessons => Next::Query(PageQuery::lessons(PAGE_ROWS, PAGE_BYTES).of(person)),
                ExportTable::Attendance => {
                    let now = now();
                    let day = day.unwrap_or_else(|| Day::of(now));
                    let (spans, limit) = (Spans::All, SHEET_ROWS_MAX);
                    Next::Sheet(AttendanceQuery { day, spans, after: None, limit, now })
                }
            },
            StoredData::Running(_) => {
                let channel = channel.map(|channel| channel.as_str().to_owned());
                let day = day.map(|day| day.to_string());
                let person = person.map(|name| name.as_str().to_owned());
                Next::Request(ExportRequest { table, channel, since_us, until_us, day, person, after: None })
            }
        };
        Self { from, next: Some(next) }
    }

    /// The rows of another selection, from the same place.
    pub(super) fn then(self, selection: Selection) -> Self {
        Self::of(self.from, selection)
    }

    /// The next page, which may be empty; `None` behind the last.
    ///
    /// # Errors
    /// In words.
    pub(super) fn next_page(&mut self) -> Result<Option<Vec<Value>>, Failure> {
        match (&mut self.from, self.next.take()) {
            (StoredData::Stopped(db), Some(Next::Query(query))) => {
                let page = db.page(query).map_err(|e| e.to_string())?;
                self.next = page.next.map(Next::Query);
                Ok(Some(rows_of(&page.rows)))
            }
            (StoredData::Stopped(db), Some(Next::Sheet(query))) => {
                let sheet = db.attendance(query.clone()).map_err(|e| e.to_string())?;
                let rows = attendance::rows(&sheet);
                self.next = sheet.next.map(|after| Next::Sheet(AttendanceQuery { after: Some(after), ..query }));
                Ok(Some(rows))
            }
            (StoredData::Running(control), Some(Next::Request(request))) => {
                let asked = ControlRequest::Export(request.clone()).into();
                let mut answer = control.request(&asked).map_err(|e| e.words(Lang::En))?.value;
                let Value::Array(rows) = answer["rows"].take() else {
                    return Err("the server's answer has no rows".to_owned());
                };
                let after = answer["next"].as_str().map(str::to_owned);
                self.next = after.map(|after| Next::Request(ExportRequest { after: Some(after), ..request }));
                Ok(Some(rows))
            }
            _ => Ok(None),
        }
    }
}
