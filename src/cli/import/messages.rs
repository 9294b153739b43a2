//! Exported messages: they come back with their ids and their times, from lines of JSON or from a table.
//!
//! Private ones count as delivered, because an export does not say which their receiver has had.

use std::fs::{File, Metadata};
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;
use serde_json::Value;
use serde_json::value::RawValue;

use super::csv::Records;
use super::target::{MessageBatch, MessageTarget};
use super::told::{CappedLines, exit_code};
use crate::chat::message::{Audience, Message, MessageId};
use crate::cli::Failure;
use crate::cli::export::format::unguarded;
use crate::cli::installation::Installation;
use crate::cli::lines::{LINE_BYTES_MAX, LineReader, Received};
use crate::cli::printable::printable;
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::store::{ImportOutcome, Offline};
use crate::wire::rows;

/// Reads messages, one per line, and keeps those that are not there. `place` is where the file is, and what it is.
///
/// # Errors
/// In words. What came in before stays.
pub(super) fn import(
    installation: &Installation,
    file: impl Read,
    place: (&Path, Metadata),
    form: MessageForm,
    interrupt: &Interrupt,
    is_dry_run: bool,
) -> Result<ExitCode, Failure> {
    let mut stored = None;
    let mut target = MessageTarget::of(installation, &mut stored, is_dry_run)?;
    if target.is_running() && !is_dry_run {
        target.hold_back_ids(ids_below(place.0, &place.1, form)?)?;
    }
    let bar = bar(Some(place.1.len()), Unit::Bytes);
    let mut reading = Reading { is_dry_run, ..Reading::default() };
    let mut lines = MessageLines::new(bar.wrap_read(file), form).map_err(|e| e.to_string())?;
    let (mut batch, mut outcome) = (MessageBatch::default(), ImportOutcome::default());
    loop {
        if interrupt.is_asked() {
            reading.failure = Some("stopped halfway".to_owned());
            break;
        }
        let Some(message) = reading.next(&mut lines, &mut target, &mut outcome, &bar) else { break };
        let goes_on = |failure| format!("{failure}; running it again goes on");
        outcome.add(target.add(message, &mut batch).map_err(goes_on)?);
    }
    outcome.add(target.keep(&mut batch)?);
    bar.finish_and_clear();
    let Reading { refused, failure, .. } = reading;
    let refused = refused + outcome.without_id;
    say(installation, &target, &outcome, refused, is_dry_run)?;
    close(stored)?;
    if let Some(failure) = failure {
        return Err(format!("{failure}; running it again goes on"));
    }
    Ok(exit_code(refused + outcome.conflicting, outcome.added + outcome.present))
}

/// Closes the database of a stopped server.
pub(super) fn close(stored: Option<Offline>) -> Result<(), Failure> {
    stored.map_or(Ok(()), |db| db.close().map_err(|e| e.to_string()))
}

/// The first id behind all in a file, which is read for that alone.
fn ids_below(path: &Path, metadata: &Metadata, form: MessageForm) -> Result<u64, Failure> {
    let shown = path.display();
    if !metadata.is_file() {
        return Err(format!("{shown} is no file that can be read twice, which it takes while the server runs"));
    }
    let unreadable = |e: io::Error| format!("cannot read {shown}: {e}");
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut lines = MessageLines::new(file, form).map_err(unreadable)?;
    let mut below = 0;
    while let Some((_, received)) = lines.next().map_err(unreadable)? {
        if let Received::Line(line) = received
            && let Ok(text) = std::str::from_utf8(&line)
            && let Ok(Message { id: Some(id), .. }) = rows::read_message(text.trim_start_matches('\u{feff}').trim())
        {
            below = below.max(id.0 + 1);
        }
    }
    Ok(below)
}

/// Says what came of importing messages.
pub(super) fn say(
    installation: &Installation,
    target: &MessageTarget<'_>,
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
    // The running server says in its log what it removes.
    let MessageTarget::Stopped(db) = target else { return Ok(()) };
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

/// The messages that there are, one after the other, as lines of JSON.
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
    fn next<R: Read>(
        &mut self,
        lines: &mut MessageLines<R>,
        target: &mut MessageTarget<'_>,
        outcome: &mut ImportOutcome,
        bar: &ProgressBar,
    ) -> Option<Message> {
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
                Ok(message) if !target.takes(&message) => {
                    self.refuse(bar, "too long for a line to the running server: stop it to bring this one in");
                }
                Ok(message) => match as_it_is_there(target, message) {
                    Ok((message, what)) => {
                        if self.is_dry_run {
                            let (line, what) = (self.line, what.words());
                            self.told.say(bar, &format!("{what}: line {line}: {}", in_short(&message)));
                        }
                        // The database of a stopped server counts, in a rehearsal too.
                        let counted = match what {
                            _ if !target.is_running() => return Some(message),
                            Fate::New if !self.is_dry_run => return Some(message),
                            Fate::New => &mut outcome.added,
                            Fate::Present => &mut outcome.present,
                            Fate::Conflicting => &mut outcome.conflicting,
                        };
                        *counted += 1;
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

/// The fate of a message that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    New,
    Present,
    Conflicting,
}

impl Fate {
    fn words(self) -> &'static str {
        match self {
            Self::New => "would be brought in",
            Self::Present => "unchanged",
            Self::Conflicting => "left out because its id belongs to another one",
        }
    }
}

/// The message that is there, if the export of it is the same; else the one that was read. With what will become of it.
fn as_it_is_there(target: &mut MessageTarget<'_>, read: Message) -> Result<(Message, Fate), Failure> {
    let Some(MessageId(id)) = read.id else { return Ok((read, Fate::New)) };
    Ok(match target.there(id)? {
        Some(there) if is_same(&rows::message(&there), &rows::message(&read)) => (there, Fate::Present),
        Some(_) => (read, Fate::Conflicting),
        None => (read, Fate::New),
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
