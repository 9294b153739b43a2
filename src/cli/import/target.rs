//! Where messages are brought in: the database of a stopped server, or a running one.
//!
//! Owns [`MessageTarget`]. To a running server they go in batches, each when the one before is on disk, so that it is the database
//! that says how fast. What is there already is read in pages and not sent at all. Called by `messages` and `student`.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

#[cfg(feature = "sqlite")]
use super::accounts::Target;
use crate::chat::message::{Message, MessageId};
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::control::Control;
use crate::cli::installation::{Installation, StoredData};
use crate::server::IMPORT_BATCH_MAX;
use crate::store::{ImportOutcome, MessageFilter, Offline, PageQuery, Rows, RowsQuery};
use crate::wire::control::{ControlRequest, ExportRequest, ExportTable};
use crate::wire::rows;

/// Messages that are brought in together while the server is stopped.
const BATCH: usize = 1000;

/// Bytes of a batch for a running server: those of its longest line less the frame, and no more than a few milliseconds' work.
const BATCH_BYTES_MAX: usize = 48 * 1024;

/// Bytes of a line beside its messages, and of a message beside its text.
const FRAME_BYTES: usize = 128;

/// The place that messages go to.
pub(super) enum MessageTarget<'a> {
    /// The database of a stopped server.
    Stopped(&'a Offline),
    /// The running server.
    Running(RunningServer),
}

/// A running server.
pub(super) struct RunningServer {
    control: Control,
    /// For what is there already: each connection has its place in what it reads.
    pages: Control,
    /// Bytes of its longest line.
    line_bytes_max: usize,
    /// Messages that are there, of these ids.
    there: BTreeMap<u64, Message>,
    looked_at: Range<u64>,
}

/// Messages that are to go together.
#[derive(Default)]
pub(super) struct MessageBatch {
    messages: Vec<Message>,
    bytes: usize,
}

impl<'a> MessageTarget<'a> {
    /// The place: the server if it runs, else its database, which is put into `stored`.
    ///
    /// # Errors
    /// In words, when neither can be had.
    pub(super) fn of(
        installation: &Installation,
        stored: &'a mut Option<Offline>,
        is_dry_run: bool,
    ) -> Result<Self, Failure> {
        Ok(match installation.stored_data_to_fill(is_dry_run)? {
            StoredData::Stopped(db) => Self::Stopped(stored.insert(db)),
            StoredData::Running(control) => Self::Running(RunningServer {
                control,
                pages: installation.connect().map_err(|e| e.words(Lang::En))?,
                line_bytes_max: installation.config.limits.max_line,
                there: BTreeMap::new(),
                looked_at: 0..0,
            }),
        })
    }

    /// True if it is a running server.
    pub(super) fn is_running(&self) -> bool {
        matches!(self, Self::Running(_))
    }

    /// The place that accounts go to.
    #[cfg(feature = "sqlite")]
    pub(super) fn for_accounts(&self, installation: &Installation) -> Result<Target<'a>, Failure> {
        match self {
            Self::Stopped(db) => Ok(Target::Stopped(db)),
            Self::Running(_) => installation.connect().map(Target::Running).map_err(|e| e.words(Lang::En)),
        }
    }

    /// The id that the next message gets; `None` where the server gives it.
    #[cfg(feature = "sqlite")]
    pub(super) fn next_id(&self) -> Result<Option<MessageId>, Failure> {
        match self {
            Self::Stopped(db) => db.next_id().map(Some).map_err(|e| e.to_string()),
            Self::Running(_) => Ok(None),
        }
    }

    /// The message that is there under an id.
    pub(super) fn there(&mut self, id: u64) -> Result<Option<Message>, Failure> {
        match self {
            Self::Stopped(db) => {
                let after = id.checked_sub(1).map(MessageId);
                let rows = RowsQuery::Messages { after, filter: MessageFilter::default() };
                let page =
                    db.page(PageQuery { rows, person: None, limit: 1, bytes_max: 1 }).map_err(|e| e.to_string())?;
                let Rows::Messages(found) = page.rows else { return Ok(None) };
                Ok(found.into_iter().next().filter(|there| there.id == Some(MessageId(id))))
            }
            Self::Running(server) => {
                if !server.looked_at.contains(&id) {
                    server.look(id)?;
                }
                Ok(server.there.get(&id).cloned())
            }
        }
    }

    /// Has ids below one held back for what is to come, where somebody else gives ids meanwhile.
    pub(super) fn hold_back_ids(&mut self, below: u64) -> Result<(), Failure> {
        match self {
            Self::Stopped(_) => Ok(()),
            Self::Running(server) => server.send(Vec::new(), Some(below)).map(drop),
        }
    }

    /// Adds a message to those that go together, and brings these in when they are enough.
    ///
    /// # Errors
    /// In words. What was brought in before stays.
    pub(super) fn add(&mut self, message: Message, batch: &mut MessageBatch) -> Result<ImportOutcome, Failure> {
        let mut outcome = ImportOutcome::default();
        let (bytes, is_full) = match self {
            Self::Stopped(_) => (0, batch.messages.len() == BATCH),
            Self::Running(_) => {
                let bytes = rows::message(&message).to_string().len() + FRAME_BYTES;
                (bytes, batch.messages.len() == IMPORT_BATCH_MAX || batch.bytes + bytes > BATCH_BYTES_MAX)
            }
        };
        if is_full {
            outcome = self.keep(batch)?;
        }
        batch.messages.push(message);
        batch.bytes += bytes;
        Ok(outcome)
    }

    /// Brings in what was added.
    ///
    /// # Errors
    /// In words. What was brought in before stays.
    pub(super) fn keep(&mut self, batch: &mut MessageBatch) -> Result<ImportOutcome, Failure> {
        let MessageBatch { messages, .. } = std::mem::take(batch);
        match self {
            _ if messages.is_empty() => Ok(ImportOutcome::default()),
            Self::Stopped(db) => db.import_messages(messages).map_err(|e| e.to_string()),
            Self::Running(server) => server.send(messages.iter().map(rows::message).collect(), None),
        }
    }

    /// True if a message can go there at all: a running server takes lines of a certain length.
    pub(super) fn takes(&self, message: &Message) -> bool {
        match self {
            Self::Stopped(_) => true,
            Self::Running(server) => {
                rows::message(message).to_string().len() + 2 * FRAME_BYTES <= server.line_bytes_max
            }
        }
    }

    /// Gives all messages that are there.
    ///
    /// # Errors
    /// In words.
    #[cfg(feature = "sqlite")]
    pub(super) fn for_each(&mut self, mut each: impl FnMut(&Message)) -> Result<(), Failure> {
        match self {
            Self::Stopped(db) => db
                .for_each_message(MessageFilter::default(), |message| {
                    each(&message);
                    std::ops::ControlFlow::Continue(())
                })
                .map_err(|e| e.to_string()),
            Self::Running(server) => {
                let mut after = None;
                loop {
                    let (page, next) = server.page(after)?;
                    page.iter().for_each(&mut each);
                    let Some(next) = next else { return Ok(()) };
                    after = Some(next);
                }
            }
        }
    }
}

impl RunningServer {
    /// Looks at the messages from an id on.
    fn look(&mut self, id: u64) -> Result<(), Failure> {
        let (page, next) = self.page(Some(id.saturating_sub(1).to_string()))?;
        let end = match (next, page.last().and_then(|last| last.id)) {
            (Some(_), Some(last)) => last.0 + 1,
            _ => u64::MAX,
        };
        self.looked_at = id..end;
        self.there = page.into_iter().filter_map(|message| Some((message.id?.0, message))).collect();
        Ok(())
    }

    /// A page of messages behind a place, and the place of the next.
    fn page(&mut self, after: Option<String>) -> Result<(Vec<Message>, Option<String>), Failure> {
        let request = ExportRequest {
            table: ExportTable::Messages,
            channel: None,
            since_us: None,
            until_us: None,
            person: None,
            day: None,
            after,
        };
        let answer = self.pages.request(&ControlRequest::Export(request).into()).map_err(|e| e.words(Lang::En))?.value;
        let rows = answer["rows"].as_array().ok_or("the server's answer has no rows")?;
        let page = rows.iter().filter_map(|row| rows::read_message(&rows::message_line(row)).ok()).collect();
        Ok((page, answer["next"].as_str().map(str::to_owned)))
    }

    fn send(&mut self, messages: Vec<Value>, ids_below: Option<u64>) -> Result<ImportOutcome, Failure> {
        let request = ControlRequest::MessageImport { messages, ids_below };
        let answer = self.control.request(&request.into()).map_err(|e| e.words(Lang::En))?.value;
        let count = |field: &str| answer[field].as_u64().unwrap_or_default();
        Ok(ImportOutcome {
            added: count("added"),
            present: count("present"),
            conflicting: count("conflicting"),
            without_id: 0,
        })
    }
}
