//! Reading the whole database piece by piece: export, and lists for the operator.
//!
//! Owns [`PageQuery`] and [`Page`]. A page is one short read transaction, bounded in rows, in bytes and in rows looked
//! at, and carries the query for the next one; so whoever reads a million messages holds a page of them, and a reader
//! that stops halfway leaves nothing behind. Called by the writer and by the tools on a stopped server.

use std::ops::{Bound, ControlFlow};

use redb::{ReadTransaction, ReadableTable};

use super::codec;
use super::error::StoreError;
use super::messages::{Snapshot, is_of, message_of};
use super::schema::{ACCOUNTS, CHANNELS, SANCTIONS};
use super::{attendance, polls, questions, tokens};
use crate::chat::account::Account;
use crate::chat::attended::{Lesson, Stay};
use crate::chat::message::{Audience, Message, MessageId};
use crate::chat::name::{ChannelName, NameKey, Username};
use crate::chat::poll::PollWithBallots;
use crate::chat::question::QuestionWithVotes;
use crate::chat::sanction::{Sanction, SanctionTarget};
use crate::chat::store_protocol::ChannelRecord;
use crate::chat::token::TokenRecord;

/// Rows that one page looks at, at most, however few of them fit the filter.
const ROWS_LOOKED_AT_MAX: usize = 8192;

/// Bytes of a message's row beside its texts, about.
const ROW_FRAME_BYTES: usize = 32;

/// A query: the rows to read, the place to go on from, and the most to return.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageQuery {
    /// Of what.
    pub rows: RowsQuery,
    /// Only what is kept of the bearer of this name: see [`OfPerson`].
    pub person: Option<Username>,
    /// Rows at most.
    pub limit: usize,
    /// Encoded bytes at most; a page has at least one row all the same.
    pub bytes_max: usize,
}

/// The kinds of row to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowsQuery {
    /// Messages by id.
    Messages {
        /// Only those with greater ids; `None` from the first.
        after: Option<MessageId>,
        /// The filter that the messages must pass.
        filter: MessageFilter,
    },
    /// Accounts by name. The hashes of the passwords are in them.
    Accounts {
        /// Only those behind this key; `None` from the first.
        after: Option<String>,
    },
    /// Mutes and bans, expired ones included.
    Sanctions {
        /// Only those behind this key; `None` from the first.
        after: Option<String>,
    },
    /// The properties that are set of channels, by name.
    Channels {
        /// Only those behind this key; `None` from the first.
        after: Option<String>,
    },
    /// Polls by number, with the votes in them.
    Polls {
        /// Only those with greater numbers; 0 from the first.
        after: u64,
    },
    /// Questions by number, with the votes for them.
    Questions {
        /// Only those with greater numbers; 0 from the first.
        after: u64,
    },
    /// Stays by the order of departure, then those of who is there.
    Stays {
        /// Only those behind this place; `None` from the first.
        after: Option<u64>,
    },
    /// The tokens of accounts by number, without what could log in.
    Tokens {
        /// Only those with greater numbers; 0 from the first.
        after: u64,
    },
    /// Lessons by number.
    Lessons {
        /// Only those with greater numbers; `None` from the first.
        after: Option<u64>,
    },
}

/// The properties of the messages that are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageFilter {
    /// Only those for channels of this name, accents aside: what an earlier version took for two is found in one piece.
    pub channel: Option<ChannelName>,
    /// Only those taken in at this time or later, in microseconds since the Unix epoch.
    pub since_us: Option<i64>,
    /// Only those taken in before this time, in microseconds since the Unix epoch.
    pub until_us: Option<i64>,
}

/// The rows that are kept of a person. Each kind of row says which these are.
trait OfPerson {
    /// True if it is about the bearer of a name, or by them.
    fn is_of(&self, key: &NameKey) -> bool;
}

impl OfPerson for Account {
    fn is_of(&self, key: &NameKey) -> bool {
        self.name.key() == key
    }
}

impl OfPerson for Message {
    fn is_of(&self, key: &NameKey) -> bool {
        is_of(self, key)
    }
}

impl OfPerson for Sanction {
    fn is_of(&self, key: &NameKey) -> bool {
        let is_target = matches!(&self.target, SanctionTarget::Person(name) if name.key() == key);
        is_target || Username::is_spelled(&self.by, key)
    }
}

impl OfPerson for ChannelRecord {
    fn is_of(&self, key: &NameKey) -> bool {
        self.roll.as_ref().is_some_and(|roll| roll.has(key))
    }
}

impl OfPerson for PollWithBallots {
    fn is_of(&self, key: &NameKey) -> bool {
        Username::is_spelled(&self.poll.by, key) || self.ballots.iter().any(|ballot| ballot.voter.key() == key)
    }
}

impl OfPerson for QuestionWithVotes {
    fn is_of(&self, key: &NameKey) -> bool {
        let Self { question, voters } = self;
        let answered = question.answered.as_ref().is_some_and(|answered| Username::is_spelled(&answered.by, key));
        answered || question.from.key() == key || voters.iter().any(|voter| voter.is_called(key))
    }
}

impl OfPerson for Stay {
    fn is_of(&self, key: &NameKey) -> bool {
        self.name.key() == key
    }
}

impl OfPerson for Lesson {
    fn is_of(&self, key: &NameKey) -> bool {
        Username::is_spelled(&self.by, key)
    }
}

/// Some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The rows that were found; may be empty although there is more.
    pub rows: Rows,
    /// The query that reads on; `None` at the end.
    pub next: Option<PageQuery>,
}

/// Rows of one kind.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// Messages, oldest first.
    Messages(Vec<Message>),
    /// Those that a person wrote, got in private or reacts to.
    MessagesOf(Username, Vec<Message>),
    /// Accounts by name.
    Accounts(Vec<Account>),
    /// Mutes and bans.
    Sanctions(Vec<Sanction>),
    /// The properties that are set of channels.
    Channels(Vec<ChannelRecord>),
    /// The properties of the channels on whose roll a person is.
    ChannelsOf(Username, Vec<ChannelRecord>),
    /// Polls, oldest first.
    Polls(Vec<PollWithBallots>),
    /// Questions, oldest first.
    Questions(Vec<QuestionWithVotes>),
    /// Those that a person asked, answered or voted for.
    QuestionsOf(Username, Vec<QuestionWithVotes>),
    /// Stays.
    Stays(Vec<Stay>),
    /// The tokens of accounts, oldest first.
    Tokens(Vec<TokenRecord>),
    /// Lessons, oldest first.
    Lessons(Vec<Lesson>),
}

impl PageQuery {
    /// The first page of messages.
    pub fn messages(filter: MessageFilter, limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Messages { after: None, filter }, person: None, limit, bytes_max }
    }

    /// The first page of accounts.
    pub fn accounts(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Accounts { after: None }, person: None, limit, bytes_max }
    }

    /// The first page of mutes and bans.
    pub fn sanctions(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Sanctions { after: None }, person: None, limit, bytes_max }
    }

    /// The first page of what is set of channels.
    pub fn channels(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Channels { after: None }, person: None, limit, bytes_max }
    }

    /// The same, of one person only.
    pub fn of(self, person: Option<Username>) -> Self {
        Self { person, ..self }
    }

    /// The first page of polls.
    pub fn polls(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Polls { after: 0 }, person: None, limit, bytes_max }
    }

    /// The first page of questions.
    pub fn questions(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Questions { after: 0 }, person: None, limit, bytes_max }
    }

    /// The first page of stays.
    pub fn stays(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Stays { after: None }, person: None, limit, bytes_max }
    }

    /// The first page of tokens.
    pub fn tokens(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Tokens { after: 0 }, person: None, limit, bytes_max }
    }

    /// The first page of lessons.
    pub fn lessons(limit: usize, bytes_max: usize) -> Self {
        Self { rows: RowsQuery::Lessons { after: None }, person: None, limit, bytes_max }
    }

    /// True if it begins at the beginning.
    pub(super) fn is_first(&self) -> bool {
        match &self.rows {
            RowsQuery::Messages { after, .. } => after.is_none(),
            RowsQuery::Accounts { after } | RowsQuery::Sanctions { after } | RowsQuery::Channels { after } => {
                after.is_none()
            }
            RowsQuery::Polls { after } | RowsQuery::Questions { after } | RowsQuery::Tokens { after } => *after == 0,
            RowsQuery::Stays { after } | RowsQuery::Lessons { after } => after.is_none(),
        }
    }
}

impl MessageFilter {
    fn takes(&self, message: &Message) -> bool {
        let channel = match &message.audience {
            Audience::Channel(name) => self.channel.as_ref().is_none_or(|wanted| wanted.is_like(name)),
            Audience::Person(_) => self.channel.is_none(),
        };
        channel
            && self.since_us.is_none_or(|since| message.at.unix_us >= since)
            && self.until_us.is_none_or(|until| message.at.unix_us < until)
    }
}

/// Reads a page.
pub(super) fn page(txn: &ReadTransaction, query: PageQuery) -> Result<Page, StoreError> {
    let PageQuery { rows, person, limit, bytes_max } = query;
    let room = Room { rows: limit.max(1), bytes: bytes_max, looked_at: ROWS_LOOKED_AT_MAX };
    let key = person.as_ref().map(Username::key);
    let (rows, next) = match rows {
        RowsQuery::Messages { after, filter } => {
            let (found, last) = messages(txn, after, &filter, key, room)?;
            let rows = match &person {
                Some(person) => Rows::MessagesOf(person.clone(), found),
                None => Rows::Messages(found),
            };
            (rows, last.map(|id| RowsQuery::Messages { after: Some(id), filter }))
        }
        RowsQuery::Accounts { after } => {
            let (found, last) = small(&txn.open_table(ACCOUNTS)?, after, codec::decode_account, "account", key, room)?;
            (Rows::Accounts(found), last.map(|key| RowsQuery::Accounts { after: Some(key) }))
        }
        RowsQuery::Sanctions { after } => {
            let (found, last) =
                small(&txn.open_table(SANCTIONS)?, after, codec::decode_sanction, "sanction", key, room)?;
            (Rows::Sanctions(found), last.map(|key| RowsQuery::Sanctions { after: Some(key) }))
        }
        RowsQuery::Channels { after } => {
            let (found, last) = small(&txn.open_table(CHANNELS)?, after, codec::decode_channel, "channel", key, room)?;
            let rows = match &person {
                Some(person) => Rows::ChannelsOf(person.clone(), found),
                None => Rows::Channels(found),
            };
            (rows, last.map(|key| RowsQuery::Channels { after: Some(key) }))
        }
        RowsQuery::Polls { after } => {
            let mut found = Numbered::new(room);
            polls::walk(txn, after, |mut one| {
                if let Some(key) = key {
                    if !one.is_of(key) {
                        return found.pass(one.poll.id.0);
                    }
                    one.ballots.retain(|ballot| ballot.voter.key() == key);
                }
                let votes: usize = one.ballots.iter().map(|ballot| ballot.voter.as_str().len()).sum();
                let texts: usize = one.poll.form.answers().iter().map(|answer| answer.len()).sum();
                found.take(one.poll.id.0, ROW_FRAME_BYTES + one.poll.form.question().len() + texts + votes, one)
            })?;
            (Rows::Polls(found.rows), found.last.map(|after| RowsQuery::Polls { after }))
        }
        RowsQuery::Questions { after } => {
            let mut found = Numbered::new(room);
            questions::walk(txn, after, |one| {
                if key.is_some_and(|key| !one.is_of(key)) {
                    return found.pass(one.question.id.0);
                }
                found.take(one.question.id.0, ROW_FRAME_BYTES + 2 * one.question.content.as_str().len(), one)
            })?;
            let rows = match &person {
                Some(person) => Rows::QuestionsOf(person.clone(), found.rows),
                None => Rows::Questions(found.rows),
            };
            (rows, found.last.map(|after| RowsQuery::Questions { after }))
        }
        RowsQuery::Stays { after } => {
            let mut found = Numbered::new(room);
            attendance::walk_stays(txn, after, |place, stay| match key {
                Some(key) if !stay.is_of(key) => found.pass(place),
                _ => found.take(place, ROW_FRAME_BYTES + stay.name.as_str().len(), stay),
            })?;
            (Rows::Stays(found.rows), found.last.map(|after| RowsQuery::Stays { after: Some(after) }))
        }
        RowsQuery::Tokens { after } => {
            let mut found = Numbered::new(room);
            tokens::walk(txn, after, |record| match key {
                Some(key) if record.owner.key() != key => found.pass(record.number),
                _ => found.take(record.number, ROW_FRAME_BYTES + record.device.as_str().len(), record),
            })?;
            (Rows::Tokens(found.rows), found.last.map(|after| RowsQuery::Tokens { after }))
        }
        RowsQuery::Lessons { after } => {
            let mut found = Numbered::new(room);
            attendance::walk_lessons(txn, after, |lesson| match key {
                Some(key) if !lesson.is_of(key) => found.pass(lesson.number),
                _ => found.take(lesson.number, ROW_FRAME_BYTES + lesson.by.len() + lesson.name.as_str().len(), lesson),
            })?;
            (Rows::Lessons(found.rows), found.last.map(|after| RowsQuery::Lessons { after: Some(after) }))
        }
    };
    Ok(Page { rows, next: next.map(|rows| PageQuery { rows, person, limit, bytes_max }) })
}

/// The room that is left on a page.
struct Room {
    rows: usize,
    bytes: usize,
    looked_at: usize,
}

impl Room {
    fn look(&mut self) {
        self.looked_at -= 1;
    }

    fn take(&mut self, bytes: usize) {
        self.rows -= 1;
        self.bytes = self.bytes.saturating_sub(bytes);
    }

    fn is_used_up(&self) -> bool {
        self.rows == 0 || self.bytes == 0 || self.looked_at == 0
    }
}

/// Rows with numbers, until the page is full.
struct Numbered<T> {
    room: Room,
    rows: Vec<T>,
    /// The number to go on behind, if there may be more.
    last: Option<u64>,
}

impl<T> Numbered<T> {
    fn new(room: Room) -> Self {
        Self { room, rows: Vec::new(), last: None }
    }

    /// Takes a row; says whether there is room for another.
    fn take(&mut self, number: u64, bytes: usize, row: T) -> bool {
        self.room.take(bytes);
        self.rows.push(row);
        self.pass(number)
    }

    /// Passes over a row; says whether there is room for another.
    fn pass(&mut self, number: u64) -> bool {
        self.room.look();
        self.last = self.room.is_used_up().then_some(number);
        self.last.is_none()
    }
}

/// The messages of a page, and the id to go on behind if there may be more.
fn messages(
    txn: &ReadTransaction,
    after: Option<MessageId>,
    filter: &MessageFilter,
    person: Option<&NameKey>,
    mut room: Room,
) -> Result<(Vec<Message>, Option<MessageId>), StoreError> {
    let first = match after {
        None => 0,
        Some(MessageId(u64::MAX)) => return Ok((Vec::new(), None)),
        Some(MessageId(id)) => id + 1,
    };
    let snapshot = Snapshot::of(txn)?;
    // An import asks this of each new message.
    if first >= snapshot.numbers.behind {
        return Ok((Vec::new(), None));
    }
    let view = snapshot.view();
    let mut found = Vec::new();
    let mut last = None;
    let mut take = |id: Option<MessageId>, message: Option<Message>| {
        room.look();
        let reacts = |message: &Message, key| message.reactions().iter().any(|reaction| reaction.is_of(key));
        let is_theirs = |message: &Message| person.is_none_or(|key| is_of(message, key) || reacts(message, key));
        if let Some(message) = message.filter(|message| is_theirs(message) && filter.takes(message)) {
            room.take(row_bytes(&message));
            found.push(message);
        }
        if room.is_used_up() {
            last = id;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    };
    // All of these have smaller ids than those in blocks.
    if view.walk_spared(first, |message| take(message.id, Some(message)))?.is_continue() {
        view.walk(first, |reader, row| {
            // Nothing is made of others' messages.
            let is_wanted = person.is_none_or(|key| reader.is_of(row, key).unwrap_or(false));
            Ok(take(Some(row.id), if is_wanted { message_of(reader, row) } else { None }))
        })?;
    }
    Ok((found, last))
}

/// About the bytes of a message's row.
fn row_bytes(message: &Message) -> usize {
    let labels = [&message.subtype, &message.to].into_iter().flatten().map(|label| label.len()).sum::<usize>();
    ROW_FRAME_BYTES + message.content.len() + message.extra.0.len() + message.from.as_str().len() + labels
}

/// The rows of a table by name, and the key to go on behind if there may be more.
fn small<T: OfPerson>(
    table: &impl ReadableTable<&'static str, &'static [u8]>,
    after: Option<String>,
    decode: fn(&[u8]) -> Result<T, codec::CodecError>,
    what: &str,
    person: Option<&NameKey>,
    mut room: Room,
) -> Result<(Vec<T>, Option<String>), StoreError> {
    let mut found = Vec::new();
    let first = after.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    for row in table.range::<&str>((first, Bound::Unbounded))? {
        let (key, value) = row?;
        room.look();
        match decode(value.value()) {
            Ok(one) if person.is_some_and(|key| !one.is_of(key)) => {}
            Ok(one) => {
                room.take(value.value().len());
                found.push(one);
            }
            Err(e) => log::error!("the {what} {:?} cannot be read and is left out: {e}", key.value()),
        }
        if room.is_used_up() {
            return Ok((found, Some(key.value().to_owned())));
        }
    }
    Ok((found, None))
}
