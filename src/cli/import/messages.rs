//! Exported messages: they come back with their ids and their times, from lines of JSON or from a table.
//!
//! Private ones count as delivered, because an export does not say which their receiver has had.

use std::cell::RefCell;
use std::io::{self, BufReader, Read};
use std::process::ExitCode;

use indicatif::ProgressBar;
use serde_json::Value;
use serde_json::value::RawValue;

use super::csv::Records;
use super::told::{CappedLines, exit_code};
use crate::chat::message::{Audience, Message, MessageId};
use crate::cli::Failure;
use crate::cli::export::format::unguarded;
use crate::cli::installation::Installation;
use crate::cli::lines::{LINE_BYTES_MAX, LineReader, Received};
use crate::cli::printable::printable;
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::store::{ImportOutcome, MessageFilter, Offline, PageQuery, Rows, RowsQuery};
use crate::wire::rows;

/// Reads messages, one per line, and keeps those that are not there.
///
/// # Errors
/// In words. What came in before stays.
pub(super) fn import(
    installation: &Installation,
    file: impl Read,
    form: MessageForm,
    bytes: u64,
    interrupt: &Interrupt,
    is_dry_run: bool,
) -> Result<ExitCode, Failure> {
    let db = open(installation, is_dry_run)?;
    let bar = bar(Some(bytes), Unit::Bytes);
    let reading = RefCell::new(Reading { is_dry_run, ..Reading::default() });
    let mut lines = MessageLines::new(bar.wrap_read(file), form).map_err(|e| e.to_string())?;
    let messages = std::iter::from_fn(|| {
        if interrupt.is_asked() {
            reading.borrow_mut().failure = Some("stopped halfway".to_owned());
            return None;
        }
        reading.borrow_mut().next(&mut lines, &db, &bar)
    });
    let outcome = db.import_messages(messages).map_err(|e| e.to_string())?;
    bar.finish_and_clear();
    let Reading { refused, failure, .. } = reading.into_inner();
    let refused = refused + outcome.without_id;
    say(installation, &db, &outcome, refused, is_dry_run)?;
    db.close().map_err(|e| e.to_string())?;
    if let Some(failure) = failure {
        return Err(format!("{failure}; running it again goes on"));
    }
    Ok(exit_code(refused + outcome.conflicting, outcome.added + outcome.present))
}

/// Opens the database that things are brought into, or one for a rehearsal.
pub(super) fn open(installation: &Installation, is_dry_run: bool) -> Result<Offline, Failure> {
    if is_dry_run { installation.rehearse() } else { installation.open_or_create() }
}

/// Says what came of importing messages.
pub(super) fn say(
    installation: &Installation,
    db: &Offline,
    outcome: &ImportOutcome,
    refused: u64,
    is_dry_run: bool,
) -> Result<(), Failure> {
    let ImportOutcome { added, present, conflicting, without_id: _ } = outcome;
    let would = if is_dry_run { "would be " } else { "" };
    println!(
        "messages: {added} {would}brought in, {present} unchanged, {conflicting} left out because their id belongs to \
         another one, {refused} refused"
    );
    let kept = db.counts().map_err(|e| e.to_string())?.messages + if is_dry_run { *added } else { 0 };
    let keep = installation.config.history.keep_messages;
    if keep > 0 && kept > keep {
        println!("the server keeps history.keep_messages = {keep} of the {kept}: it will remove the oldest ones");
    }
    Ok(())
}

/// A message in a line about it.
pub(super) fn in_short(message: &Message) -> String {
    let to = match &message.audience {
        Audience::Channel(channel) => channel.as_str(),
        Audience::Person(name) => name.as_str(),
    };
    let text: String = message.content.chars().take(40).collect();
    format!(
        "{} {} -> {}: {}",
        message.at.to_rfc3339(),
        printable(message.from.as_str()),
        printable(to),
        printable(&text)
    )
}

/// The form of a file of messages.
#[derive(Debug, Clone, Copy)]
pub(super) enum MessageForm {
    /// One JSON object a line.
    Lines,
    /// CSV, whose cells are apart by this.
    Table {
        /// The byte.
        separator: u8,
    },
}

/// What there is of messages, one after the other, as lines of JSON.
enum MessageLines<R: Read> {
    Json(LineReader<io::Chain<R, &'static [u8]>>, u64),
    Table {
        records: Records<BufReader<R>>,
        /// The field of each column; none for one that messages have not.
        columns: Vec<Option<&'static str>>,
    },
}

impl<R: Read> MessageLines<R> {
    fn new(file: R, form: MessageForm) -> io::Result<Self> {
        Ok(match form {
            // The last line may lack its end; then this is it.
            MessageForm::Lines => Self::Json(LineReader::new(file.chain(&b"\n"[..]), LINE_BYTES_MAX), 0),
            MessageForm::Table { separator } => {
                let mut records = Records::new(BufReader::new(file), separator);
                let names = records.next()?.map(|record| record.cells).unwrap_or_default();
                let field = |name: &String| rows::MESSAGE_FIELDS.into_iter().find(|field| field == name);
                Self::Table { records, columns: names.iter().map(field).collect() }
            }
        })
    }

    /// The next one and the line on which it stands; `None` at the end.
    fn next(&mut self) -> io::Result<Option<(u64, Received)>> {
        match self {
            Self::Json(lines, line) => {
                *line += 1;
                Ok(lines.next()?.map(|received| (*line, received)))
            }
            Self::Table { records, columns } => {
                let Some(record) = records.next()? else { return Ok(None) };
                let cells = columns.iter().zip(&record.cells);
                let fields = cells.filter_map(|(field, cell)| Some((field.as_ref()?, cell)));
                let fields = fields.filter(|(field, cell)| !cell.is_empty() || **field == "content");
                let fields: Vec<String> = fields.map(|(field, cell)| as_json(field, cell)).collect();
                Ok(Some((record.line, Received::Line(format!("{{{}}}", fields.join(",")).into_bytes()))))
            }
        }
    }
}

/// A cell as a field of a JSON object.
fn as_json(field: &str, cell: &str) -> String {
    let text = unguarded(cell);
    let is_number = matches!(field, "id" | "reply_to") && text.bytes().all(|b| b.is_ascii_digit());
    let is_json =
        matches!(field, rows::JSON_FIELD | "edited" | "reactions") && serde_json::from_str::<&RawValue>(&text).is_ok();
    let value = if is_number || is_json { text } else { Value::from(text).to_string() };
    format!("\"{field}\":{value}")
}

/// The progress of reading the file.
#[derive(Default)]
struct Reading {
    line: u64,
    refused: u64,
    told: CappedLines,
    is_dry_run: bool,
    /// The reason that it was not read to its end.
    failure: Option<String>,
}

impl Reading {
    /// The next message; `None` at the end.
    fn next<R: Read>(&mut self, lines: &mut MessageLines<R>, db: &Offline, bar: &ProgressBar) -> Option<Message> {
        loop {
            let line = match lines.next() {
                Ok(Some((at, Received::Line(line)))) => {
                    self.line = at;
                    line
                }
                Ok(Some((at, Received::TooLong))) => {
                    self.line = at;
                    self.refuse(bar, &format!("longer than {LINE_BYTES_MAX} bytes"));
                    continue;
                }
                Ok(None) => return None,
                Err(e) => {
                    self.failure = Some(format!("the file cannot be read on: {e}"));
                    return None;
                }
            };
            let text = match std::str::from_utf8(&line) {
                Ok(text) => text.trim_start_matches('\u{feff}').trim(),
                Err(_) => {
                    self.refuse(bar, "it is not UTF-8");
                    continue;
                }
            };
            if text.is_empty() {
                continue;
            }
            match rows::read_message(text) {
                Ok(message) => match as_it_is_there(db, message) {
                    Ok((message, what)) => {
                        if self.is_dry_run {
                            let line = self.line;
                            self.told.say(bar, &format!("{what}: line {line}: {}", in_short(&message)));
                        }
                        return Some(message);
                    }
                    Err(failure) => {
                        self.failure = Some(failure);
                        return None;
                    }
                },
                Err(problem) => self.refuse(bar, &problem.to_string()),
            }
        }
    }

    fn refuse(&mut self, bar: &ProgressBar, why: &str) {
        self.refused += 1;
        self.told.say(bar, &format!("refused: line {}: {why}", self.line));
    }
}

/// The message that is there, if the export of it is the same; else the one that was read. With what will become of it.
fn as_it_is_there(db: &Offline, read: Message) -> Result<(Message, &'static str), Failure> {
    const NEW: &str = "would be brought in";
    let Some(MessageId(id)) = read.id else { return Ok((read, NEW)) };
    let after = id.checked_sub(1).map(MessageId);
    let rows = RowsQuery::Messages { after, filter: MessageFilter::default() };
    let page = db.page(PageQuery { rows, person: None, limit: 1, bytes_max: 1 }).map_err(|e| e.to_string())?;
    let Rows::Messages(found) = page.rows else { return Ok((read, NEW)) };
    Ok(match found.into_iter().next().filter(|there| there.id == read.id) {
        Some(there) if is_same(&rows::message(&there), &rows::message(&read)) => (there, "unchanged"),
        Some(_) => (read, "left out because its id belongs to another one"),
        None => (read, NEW),
    })
}

/// Of the fields that a client added it counts what is in them: another program may have written the file anew.
fn is_same(one: &Value, other: &Value) -> bool {
    let content = |json: &Value| serde_json::from_str::<Value>(json.as_str()?).ok();
    rows::MESSAGE_FIELDS.into_iter().all(|field| {
        let (one, other) = (&one[field], &other[field]);
        one == other || (field == rows::JSON_FIELD && content(one).is_some_and(|one| content(other) == Some(one)))
    })
}
