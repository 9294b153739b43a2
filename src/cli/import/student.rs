//! The meaning of the tables of a student's server: who has an account with which password, and who said what to whom.
//!
//! Owns the import of a database of SQLite. Tables and columns are known by their names, in French or English
//! ([`super::columns`]); names and passwords may be in one table or in two. Messages get new ids behind those that are
//! there, and one that is there already, the same in time, author, receiver and text, is not brought in again. Private
//! ones count as delivered.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::ExitCode;

use indicatif::ProgressBar;

use super::candidate::{Entry, Raw, RawAccount};
use super::columns::{self, NAME, PASSWORD, PASSWORD_OF_PEOPLE, PEOPLE, SALT, first_of, folded, is_one_of, tables};
use super::moment::{Found, moment};
use super::sqlite::{Cell, Column, SqliteSource, Table};
use super::target::{MessageBatch, MessageTarget};
use super::told::{CappedLines, exit_code};
use super::{accounts, judge, messages};
use crate::chat::message::{Audience, ExtraFields, Message, MessageId};
use crate::chat::name::{ChannelName, NameProblem, Username};
use crate::cli::Failure;
use crate::cli::installation::Installation;
use crate::cli::printable::printable;
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::store::ImportOutcome;
use crate::wire::decode::decode;

/// Most rows of people that are read: a file that somebody has prepared shows the same rows again and again.
const PEOPLE_MAX: usize = 50_000;

/// Most rows of messages that are read, for the same reason.
const MESSAGES_MAX: u64 = 2_000_000;

/// Longest name that is kept while others are read, in bytes: none that is legal is longer.
const NAME_BYTES_MAX: usize = 512;

/// Imports what is in the database.
///
/// # Errors
/// In words.
pub(super) fn import(
    installation: &Installation,
    path: &Path,
    interrupt: &Interrupt,
    is_dry_run: bool,
) -> Result<ExitCode, Failure> {
    let source = SqliteSource::open(path)?;
    let found = TableMeanings::of(source.tables());
    if found.accounts.is_empty() && found.messages.is_empty() {
        let names: Vec<String> = source.tables().iter().map(|table| printable(&table.name).into_owned()).collect();
        return Err(format!(
            "it is a database of SQLite without accounts or messages that can be recognized. A table of accounts has columns \
             like username and password, one of messages columns like sender and content; here are the tables: {}",
            if names.is_empty() { "none".to_owned() } else { names.join(", ") }
        ));
    }
    if source.is_copy() {
        println!("a program that had it open has left changes beside the file; they are read too, from a copy of both");
    }
    for table in &found.unknown {
        println!("left out: table {}: it is not known what it holds", printable(&table.name));
    }
    let people = Numbered::read(&source, &found.people)?;
    let channels = Numbered::read(&source, &found.channels)?;
    let entries = read_accounts(installation, &source, &found, &people)?;
    let mut stored = None;
    let mut target = MessageTarget::of(installation, &mut stored, is_dry_run)?;
    let accounts_to = target.for_accounts(installation)?;
    let counts = accounts::import(installation, accounts_to, entries, false, interrupt, is_dry_run)?;
    let mut stopped = counts.stopped;
    let (mut refused, mut there) = (counts.refused, counts.made + counts.unchanged);
    if !found.messages.is_empty() && !stopped {
        let mut reading = Reading {
            rules: Rules { default_channel: installation.config.chat.default_channel.clone(), people, channels },
            known: StoredMessages::of(&mut target)?,
            next_id: target.next_id()?,
            batch: MessageBatch::default(),
            told: CappedLines::default(),
            bar: bar(None, Unit::Of("messages")),
            outcome: ImportOutcome::default(),
            refused: 0,
            rows: 0,
            stopped: None,
            is_dry_run,
        };
        for table in &found.messages {
            reading.table(&source, table, &mut target, interrupt)?;
        }
        let Reading { outcome, refused: refused_messages, stopped: why, bar, .. } = reading;
        bar.finish_and_clear();
        messages::say(installation, &target, &outcome, refused_messages, is_dry_run)?;
        if let Some(why) = &why {
            println!("{why}");
        }
        stopped |= interrupt.is_asked();
        refused += refused_messages;
        there += outcome.added + outcome.present;
    }
    messages::close(stored)?;
    if stopped {
        return Err("stopped halfway; running it again goes on".to_owned());
    }
    Ok(exit_code(refused, there))
}

/// A table of accounts: where what is in it.
struct AccountTable {
    table: Table,
    /// The name, or the number of whoever has it.
    name: Who,
    password: usize,
    salt: Option<usize>,
}

#[derive(Clone, Copy)]
enum Who {
    Name(usize),
    Number(usize),
}

/// A table of things that others mention by their number.
struct NumberedTable {
    table: Table,
    id: usize,
    name: usize,
}

/// A table of messages: where what is in it.
struct MessageTable {
    table: Table,
    sender: usize,
    content: usize,
    time: Option<usize>,
    receiver: Option<usize>,
    channel: Option<usize>,
    sort: Option<usize>,
    is_private: Option<usize>,
    /// True if all in it is private, by the table's name.
    is_of_private: bool,
}

/// The meaning of each table.
#[derive(Default)]
struct TableMeanings {
    accounts: Vec<AccountTable>,
    people: Vec<NumberedTable>,
    channels: Vec<NumberedTable>,
    messages: Vec<MessageTable>,
    unknown: Vec<Table>,
    /// Tables of people that have no password in them, and where the name is.
    names: Vec<(Table, usize)>,
}

impl TableMeanings {
    fn of(all: &[Table]) -> Self {
        let mut meaning = Self::default();
        for table in all {
            let names: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
            let find = |list: &[&str]| first_of(list, &names);
            let is_of_people = is_one_of(&table.name, PEOPLE);
            let table_name = folded(&table.name);
            let is_of_passwords = ["pass", "pwd", "mdp"].iter().any(|part| table_name.contains(part));
            let id = find(tables::ID).or_else(|| table.columns.iter().position(|column| column.is_key));
            let numbered =
                |name| id.filter(|id| *id != name).map(|id| NumberedTable { table: table.clone(), id, name });
            let (name, password, content) = (find(NAME), find(PASSWORD), find(tables::CONTENT));
            let password =
                password.filter(|at| is_of_people || is_of_passwords || !is_one_of(&names[*at], PASSWORD_OF_PEOPLE));
            let mut is_known = false;
            if is_one_of(&table.name, tables::CHANNELS) {
                // Their own names come first here.
                let name =
                    first_of(&["name", "nom", "channelname", "channel", "nomcanal", "canal", "salon", "titre"], &names);
                meaning.channels.extend(name.and_then(numbered));
                is_known = true;
            } else if let Some(password) = password.filter(|_| is_of_people || content.is_none()) {
                let number = find(tables::PERSON_ID).map(Who::Number);
                if let Some(name) = name.map(Who::Name).or(number) {
                    let salt = find(SALT);
                    meaning.accounts.push(AccountTable { table: table.clone(), name, password, salt });
                    is_known = true;
                }
                meaning.people.extend(name.and_then(numbered));
            } else if let Some(name) = name.filter(|_| is_of_people) {
                meaning.people.extend(numbered(name));
                meaning.names.push((table.clone(), name));
                is_known = true;
            } else if let (Some(content), Some(sender)) = (content, find(tables::SENDER))
                && content != sender
            {
                let other = |list: &[&str]| find(list).filter(|at| ![content, sender].contains(at));
                meaning.messages.push(MessageTable {
                    table: table.clone(),
                    sender,
                    content,
                    time: other(tables::TIME),
                    receiver: other(tables::RECEIVER),
                    channel: other(tables::CHANNEL),
                    sort: other(tables::SORT),
                    is_private: other(tables::IS_PRIVATE),
                    is_of_private: is_one_of(&table.name, tables::PRIVATE) || folded(&table.name).contains("priv"),
                });
                is_known = true;
            }
            if !is_known {
                meaning.unknown.push(table.clone());
            }
        }
        meaning
    }
}

/// Names by their numbers, or by texts that are used like numbers.
#[derive(Default)]
struct Numbered {
    by_number: HashMap<i64, String>,
    by_text: HashMap<String, String>,
}

impl Numbered {
    fn read(source: &SqliteSource, tables: &[NumberedTable]) -> Result<Self, Failure> {
        let mut names = Self::default();
        for NumberedTable { table, id, name } in tables {
            source.for_each_row(table, &[*id, *name], |row, cells| {
                match cells.as_slice() {
                    [_, Cell::Text(name)] if name.len() > NAME_BYTES_MAX => {}
                    [Cell::Integer(id), Cell::Text(name)] => {
                        names.by_number.entry(*id).or_insert_with(|| name.clone());
                    }
                    [Cell::Text(id), Cell::Text(name)] if id.len() <= NAME_BYTES_MAX => {
                        names.by_text.entry(id.clone()).or_insert_with(|| name.clone());
                    }
                    _ => {}
                }
                names.by_number.len() + names.by_text.len() < PEOPLE_MAX && row < PEOPLE_MAX as u64
            })?;
        }
        Ok(names)
    }

    /// The meaning of a column of that name, with the name instead where it is for numbers: many are made for texts.
    fn told(&self, column: &Column, cell: Cell) -> Cell {
        let folded = folded(&column.name);
        match &cell {
            Cell::Text(text) if folded.starts_with("id") || folded.ends_with("id") => {
                let number = text.trim().parse::<i64>().ok();
                let name = self.by_text.get(text).or_else(|| self.by_number.get(&number?));
                name.cloned().map_or(cell, Cell::Text)
            }
            _ => cell,
        }
    }

    /// A name that is written out, or mentioned by its number.
    fn name(&self, cell: &Cell) -> Option<String> {
        match cell {
            Cell::Text(text) => Some(text.clone()),
            Cell::Blob(bytes) => Some(decode(bytes).into_owned()),
            Cell::Integer(number) => {
                self.by_number.get(number).or_else(|| self.by_text.get(&number.to_string())).cloned()
            }
            Cell::Null | Cell::Real(_) | Cell::TooLong => None,
        }
    }
}

fn read_accounts(
    installation: &Installation,
    source: &SqliteSource,
    found: &TableMeanings,
    people: &Numbered,
) -> Result<Vec<Entry>, Failure> {
    let mut judge = judge(installation);
    let mut entries = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for AccountTable { table, name, password, salt } in &found.accounts {
        let (Who::Name(who) | Who::Number(who)) = *name;
        let mut columns = vec![who, *password];
        columns.extend(salt);
        source.for_each_row(table, &columns, |row, mut cells| {
            let salt =
                cells.get(2).is_some_and(|salt| !matches!(salt, Cell::Null) && *salt != Cell::Text(String::new()));
            let password = raw(cells.swap_remove(1));
            let name = match (name, cells.swap_remove(0)) {
                (Who::Number(at), cell) => {
                    let cell = people.told(&table.columns[*at], cell);
                    people.name(&cell).map_or_else(|| shown(cell), Raw::Text)
                }
                (Who::Name(_), cell) => raw(cell),
            };
            if let Raw::Text(text) = &name
                && text.len() <= NAME_BYTES_MAX
            {
                seen.insert(text.clone());
            }
            let place = Some(place(table, row));
            entries.push(judge.judge(RawAccount { place, name, password, is_salted: salt }));
            entries.len() < PEOPLE_MAX && row < PEOPLE_MAX as u64
        })?;
    }
    // Without any table of passwords they would all be told of, and nothing could be done.
    for (table, name) in found.names.iter().filter(|_| !found.accounts.is_empty()) {
        source.for_each_row(table, &[*name], |row, mut cells| {
            let name = raw(cells.swap_remove(0));
            if !matches!(&name, Raw::Text(text) if text.len() > NAME_BYTES_MAX || !seen.insert(text.clone())) {
                let place = Some(place(table, row));
                entries.push(judge.judge(RawAccount { place, name, password: Raw::Missing, is_salted: false }));
            }
            entries.len() < PEOPLE_MAX && row < PEOPLE_MAX as u64
        })?;
    }
    if entries.len() >= PEOPLE_MAX {
        println!("left out: all accounts behind the first {PEOPLE_MAX}");
    }
    Ok(entries)
}

fn place(table: &Table, row: u64) -> String {
    format!("row {row} of {}", printable(&table.name))
}

/// A name or a password. A column that was made for numbers makes one of a text of digits.
fn raw(cell: Cell) -> Raw {
    match cell {
        Cell::Null => Raw::Missing,
        Cell::Text(text) => Raw::Text(text),
        Cell::Integer(number) => Raw::Text(number.to_string()),
        Cell::Blob(bytes) => Raw::Bytes(bytes),
        other => shown(other),
    }
}

fn shown(cell: Cell) -> Raw {
    Raw::Other(match cell {
        Cell::Null => return Raw::Missing,
        Cell::Integer(number) => format!("number {number}"),
        Cell::Real(number) => number.to_string(),
        Cell::Text(text) => text,
        Cell::Blob(_) => "bytes".to_owned(),
        Cell::TooLong => "too long".to_owned(),
    })
}

/// The reason that a message cannot be used.
#[derive(Debug, PartialEq, Eq)]
enum Unusable {
    NoSender,
    BadSender(NameProblem),
    OfTheServer,
    BadReceiver(NameProblem),
    NoReceiver,
    UnknownReceiver,
    BadChannel(String, NameProblem),
    UnknownChannel,
    NoText,
    TooLong,
    NoTime,
}

impl Unusable {
    fn words(&self) -> String {
        match self {
            Self::NoSender => "it is not known who wrote it".to_owned(),
            Self::BadSender(problem) => format!("its author's name is not legal: {problem}"),
            Self::OfTheServer => "it was the server's own line".to_owned(),
            Self::BadReceiver(problem) => format!("its receiver's name is not legal: {problem}"),
            Self::NoReceiver => "it is private, and it is not known whom it was for".to_owned(),
            Self::UnknownReceiver => "it is not known whom it was for".to_owned(),
            Self::BadChannel(name, problem) => {
                format!("{} cannot be a channel: {problem}", printable(name))
            }
            Self::UnknownChannel => "it is not known which channel it was in".to_owned(),
            Self::NoText => "there is no text".to_owned(),
            Self::TooLong => "a value of it is too long".to_owned(),
            Self::NoTime => "it is not known when it was written".to_owned(),
        }
    }
}

/// The rules by which rows become messages.
struct Rules {
    default_channel: ChannelName,
    people: Numbered,
    channels: Numbered,
}

/// A row of a table of messages.
struct Row {
    sender: Cell,
    content: Cell,
    time: Cell,
    receiver: Cell,
    channel: Cell,
    sort: Cell,
    is_private: Cell,
    is_of_private: bool,
}

impl Rules {
    fn message(&self, row: &Row, is_utc: bool) -> Result<Message, Unusable> {
        if [&row.sender, &row.content, &row.time, &row.receiver, &row.channel]
            .into_iter()
            .any(|cell| *cell == Cell::TooLong)
        {
            return Err(Unusable::TooLong);
        }
        let sort = self.word(&row.sort);
        if sort.as_ref().is_some_and(|sort| is_one_of(sort, tables::OF_THE_SERVER)) {
            return Err(Unusable::OfTheServer);
        }
        let from = self.people.name(&row.sender).ok_or(Unusable::NoSender)?;
        // What was said is not lost for a name that nobody could have here.
        let from = Username::parse(&from).or_else(|why| Username::nearest(&from).ok_or(Unusable::BadSender(why)))?;
        if from.is_reserved() {
            return Err(Unusable::OfTheServer);
        }
        let is_private = sort.as_ref().is_some_and(|sort| is_one_of(sort, tables::PRIVATE))
            || is_yes(&row.is_private)
            || row.is_of_private;
        let (audience, channel) = match self.receiver(&row.receiver, sort.as_deref())? {
            To::Person(name) => (Audience::Person(name), self.default_channel.clone()),
            _ if is_private => return Err(Unusable::NoReceiver),
            To::Channel(channel) => (Audience::Channel(channel.clone()), channel),
            To::Everybody => {
                let channel = self.channel(&row.channel)?;
                (Audience::Channel(channel.clone()), channel)
            }
        };
        let content = match &row.content {
            Cell::Text(text) => text.clone(),
            Cell::Blob(bytes) => decode(bytes).into_owned(),
            Cell::Integer(number) => number.to_string(),
            Cell::Real(number) => number.to_string(),
            Cell::Null | Cell::TooLong => String::new(),
        };
        if content.is_empty() {
            return Err(Unusable::NoText);
        }
        let at = match &row.time {
            Cell::Text(text) => moment(Found::Text(text), is_utc),
            Cell::Integer(number) => moment(Found::Integer(*number), is_utc),
            Cell::Real(number) => moment(Found::Real(*number), is_utc),
            Cell::Null | Cell::Blob(_) | Cell::TooLong => None,
        };
        Ok(Message {
            id: None,
            at: at.ok_or(Unusable::NoTime)?,
            from,
            audience,
            channel,
            subtype: None,
            to: None,
            content: content.into(),
            extra: ExtraFields::default(),
            marks: None,
        })
    }

    fn word(&self, cell: &Cell) -> Option<String> {
        if let Cell::Text(text) = cell { Some(text.clone()) } else { None }
    }

    fn receiver(&self, cell: &Cell, sort: Option<&str>) -> Result<To, Unusable> {
        let is_sort = |list| sort.is_some_and(|sort| is_one_of(sort, list));
        let name = match cell {
            Cell::Null => return Ok(To::Everybody),
            other => self.people.name(other).ok_or(Unusable::UnknownReceiver)?,
        };
        // Nobody's name is taken for everybody: what was private would be public.
        if is_everybody(&name, tables::EVERYBODY) {
            return Ok(To::Everybody);
        }
        // Without such a word a name is a person's, even that of the default channel.
        let is_default = !folded(&name).is_empty() && folded(&name) == folded(self.default_channel.as_str());
        if name.trim_start().starts_with('#') || is_sort(tables::IN_CHANNEL) || (is_sort(tables::TO_ALL) && is_default)
        {
            return self.channel_named(&name).map(To::Channel);
        }
        Username::parse(&name).map(To::Person).map_err(Unusable::BadReceiver)
    }

    fn channel(&self, cell: &Cell) -> Result<ChannelName, Unusable> {
        match cell {
            Cell::Null => Ok(self.default_channel.clone()),
            other => self.channel_named(&self.channels.name(other).ok_or(Unusable::UnknownChannel)?),
        }
    }

    /// A name with or without its `#`. That of the default channel is known without its accents.
    fn channel_named(&self, name: &str) -> Result<ChannelName, Unusable> {
        let name = name.trim();
        let letters = folded(name);
        if is_everybody(name, tables::NO_CHANNEL)
            || (!letters.is_empty() && letters == folded(self.default_channel.as_str()))
        {
            return Ok(self.default_channel.clone());
        }
        let with_hash = if name.starts_with('#') { name.to_owned() } else { format!("#{name}") };
        ChannelName::parse(&with_hash).map_err(|problem| Unusable::BadChannel(name.chars().take(60).collect(), problem))
    }
}

/// True if a name is none, or one of those words.
fn is_everybody(name: &str, words: &[&str]) -> bool {
    name.trim().is_empty() || is_one_of(name, words)
}

enum To {
    Everybody,
    Channel(ChannelName),
    Person(Username),
}

fn is_yes(cell: &Cell) -> bool {
    match cell {
        Cell::Integer(number) => *number != 0,
        Cell::Text(text) => matches!(columns::folded(text).as_str(), "1" | "true" | "yes" | "oui" | "vrai"),
        _ => false,
    }
}

/// The messages that are there, and how often: the same words in the same second may have been said twice.
struct StoredMessages {
    hasher: RandomState,
    counts: HashMap<u64, u32>,
}

impl StoredMessages {
    fn of(target: &mut MessageTarget<'_>) -> Result<Self, Failure> {
        let mut known = Self { hasher: RandomState::new(), counts: HashMap::new() };
        target.for_each(|message| {
            *known.counts.entry(known.hasher.hash_one(Self::identity(message))).or_default() += 1;
        })?;
        Ok(known)
    }

    fn identity(message: &Message) -> (i64, &str, bool, &str, &str) {
        let (is_private, to) = match &message.audience {
            Audience::Channel(channel) => (false, channel.key().as_str()),
            Audience::Person(name) => (true, name.key().as_str()),
        };
        (message.at.unix_us, message.from.key().as_str(), is_private, to, &message.content)
    }

    /// True if one that is there is this one; each is taken once.
    fn take(&mut self, message: &Message) -> bool {
        match self.counts.get_mut(&self.hasher.hash_one(Self::identity(message))) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// The progress of reading the messages.
struct Reading {
    rules: Rules,
    known: StoredMessages,
    /// `None` where the server gives the ids.
    next_id: Option<MessageId>,
    batch: MessageBatch,
    told: CappedLines,
    bar: ProgressBar,
    outcome: ImportOutcome,
    refused: u64,
    /// Rows that were read, of all tables.
    rows: u64,
    /// The reason that it was not read to its end, in words.
    stopped: Option<String>,
    is_dry_run: bool,
}

impl Reading {
    fn table(
        &mut self,
        source: &SqliteSource,
        table: &MessageTable,
        target: &mut MessageTarget<'_>,
        interrupt: &Interrupt,
    ) -> Result<(), Failure> {
        let MessageTable { table, sender, content, time, receiver, channel, sort, is_private, is_of_private } = table;
        let places = (*sender, *receiver, *channel);
        let optional = [time, receiver, channel, sort, is_private];
        let mut columns = vec![*sender, *content];
        columns.extend(optional.iter().filter_map(|column| **column));
        let is_utc =
            time.is_some_and(|time| table.columns.get(time).is_some_and(|column: &Column| column.is_sqlites_clock));
        let mut failure = None;
        let result = source.for_each_row(table, &columns, |number, cells| {
            self.rows += 1;
            if self.rows > MESSAGES_MAX {
                self.stopped = Some(format!("left out: all messages behind the first {MESSAGES_MAX}"));
                return false;
            }
            let mut cells = cells.into_iter();
            let (sender, content) = (cells.next().unwrap_or(Cell::Null), cells.next().unwrap_or(Cell::Null));
            let mut next = |column: &Option<usize>| column.and_then(|_| cells.next()).unwrap_or(Cell::Null);
            let [time, receiver, channel, sort, is_private] = optional.map(&mut next);
            let Rules { people, channels, .. } = &self.rules;
            let told = |names: &Numbered, at: Option<usize>, cell| match at.and_then(|at| table.columns.get(at)) {
                Some(column) => names.told(column, cell),
                None => cell,
            };
            let (sender_at, receiver_at, channel_at) = places;
            let sender = told(people, Some(sender_at), sender);
            let (receiver, channel) = (told(people, receiver_at, receiver), told(channels, channel_at, channel));
            let row = Row { sender, content, time, receiver, channel, sort, is_private, is_of_private: *is_of_private };
            failure = self.row(table, number, &row, is_utc, target).err();
            failure.is_none() && !interrupt.is_asked()
        });
        if let Some(failure) = failure {
            return Err(failure);
        }
        // What came before a damaged page stays.
        self.outcome.add(target.keep(&mut self.batch)?);
        result
    }

    fn row(
        &mut self,
        table: &Table,
        number: u64,
        row: &Row,
        is_utc: bool,
        target: &mut MessageTarget<'_>,
    ) -> Result<(), Failure> {
        self.bar.inc(1);
        let message = match self.rules.message(row, is_utc) {
            Ok(message) => message,
            Err(why) => {
                self.refused += 1;
                self.told.say(&self.bar, &format!("refused: {}: {}", place(table, number), why.words()));
                return Ok(());
            }
        };
        if !target.takes(&message) {
            self.refused += 1;
            let why = "too long for a line to the running server: stop it to bring this one in";
            self.told.say(&self.bar, &format!("refused: {}: {why}", place(table, number)));
            return Ok(());
        }
        let is_there = self.known.take(&message);
        if self.is_dry_run {
            let what = if is_there { "unchanged" } else { "would be brought in" };
            self.told.say(&self.bar, &format!("{what}: {}: {}", place(table, number), messages::in_short(&message)));
        }
        if is_there {
            self.outcome.present += 1;
        } else if self.is_dry_run && target.is_running() {
            self.outcome.added += 1;
        } else {
            let message = Message { id: self.next_id, ..message };
            self.next_id = self.next_id.map(|id| MessageId(id.0.saturating_add(1)));
            let outcome = target.add(message, &mut self.batch)?;
            self.outcome.add(outcome);
        }
        Ok(())
    }
}
