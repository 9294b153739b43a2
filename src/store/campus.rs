//! Events that servers of a school count: our own by number, and how far those of each other server have come.
//!
//! Owns their rows. Of ours there is the id of the message, which stands where all messages do, or what was done to one, without
//! words of it: what is erased or has grown too old says nothing here either. Of others there is one number, and which of their events
//! is which message: that is by what corrections, deletions, reactions and replies find each other across servers. All tables are made
//! with their first row. Called by `apply`, `backup`, `check`, `database`, `erase` and `writer`.

use std::ops::RangeInclusive;
use std::time::Duration;

use redb::{Database, ReadOnlyTable, ReadTransaction, ReadableDatabase, ReadableTable, Table, WriteTransaction};

use super::batch::Batch;
use super::campus_early;
use super::campus_erased;
use super::codec::{CodecError, ValueReader, ValueWriter, reaction_kind};
use super::error::StoreError;
use super::messages::Snapshot;
use super::read::{self, text_bytes};
use super::schema::{
    CAMPUS_EARLY, CAMPUS_ERASURES, CAMPUS_EVENTS, CAMPUS_HEARD, CAMPUS_IDS, CAMPUS_NAMES, CAMPUS_TOPICS, EPOCH_KEY,
    META, forget_table, is_there, open_if_there,
};
use crate::chat::account::Role;
use crate::chat::campus_event::{
    Actor, Erasure, ErasureBound, Event, EventName, EventNote, EventPlace, EventRecord, Happening, Imposed, KeptCampus,
    LOG_MAX, Lifted, LoadedEvents, NewTopic, Origin, OwnEvent, Said,
};
use crate::chat::erasure::MessageFate;
use crate::chat::message::{Message, MessageId};
use crate::chat::name::{ChannelName, NameKey, Username};
use crate::chat::origin::ServerName;
use crate::chat::reaction::ReactionKind;
use crate::chat::renamed::NameChange;
use crate::chat::sanction::SanctionKind;
use crate::chat::store_protocol::StoreAction;

/// Events looked at for one answer at most: those that say nothing weigh nothing.
const LOOKED_AT_MAX: usize = 1000;

/// Lives of the database of one other server of which something is kept.
const LIVES_MAX: usize = 4;

/// Names of old events of a server that are forgotten with a new one: more than one, so that those end that others have left behind.
const FORGOTTEN_AT_ONCE: usize = 4;

/// Before what is no message, in the place of its id, which is never 0.
const NO_MESSAGE: u64 = 0;

const VOID: u8 = 0;
const EDITED: u8 = 1;
const DELETED: u8 = 2;
const REACTED: u8 = 3;
const TOPIC: u8 = 4;
const IMPOSED: u8 = 5;
const LIFTED: u8 = 6;
const ERASED: u8 = 7;
const RENAMED: u8 = 8;

/// Before the number, in keys of erasures of our own.
const OWN: &str = "own ";

/// An event of ours, as a row.
#[derive(Debug, PartialEq)]
enum Row {
    Message(MessageId),
    /// It says nothing, or nothing any more.
    Void,
    Edited(EventName, MessageId),
    Deleted(EventName, Actor),
    Reacted {
        of: EventName,
        kind: ReactionKind,
        by: Username,
        on: bool,
    },
    Topic(NewTopic),
    Imposed(Imposed),
    Lifted(Lifted),
    /// Kept, if the person is erased, as long as that.
    Renamed(NameChange),
    /// Kept until all servers have done so.
    Erased(Username, MessageFate),
}

fn encode(number: u64) -> Vec<u8> {
    let mut out = ValueWriter::with_room(10);
    out.number(number);
    out.into_bytes()
}

fn decode(bytes: &[u8]) -> Result<u64, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let number = input.number()?;
    input.end()?;
    Ok(number)
}

/// The origin of an event as it stands in keys: nothing for ours.
fn origin_text(name: &EventName) -> String {
    name.origin.as_ref().map(ToString::to_string).unwrap_or_default()
}

pub(super) fn push_name(out: &mut ValueWriter, name: &EventName) {
    out.text(&origin_text(name));
    out.number(name.seq);
}

pub(super) fn read_name(input: &mut ValueReader<'_>) -> Result<EventName, CodecError> {
    let origin = match input.text()? {
        "" => None,
        text => Some(parse_origin(text).ok_or(CodecError::Field("origin"))?),
    };
    Ok(EventName { origin, seq: input.number()? })
}

fn encode_name(name: &EventName) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64);
    push_name(&mut out, name);
    out.into_bytes()
}

fn decode_name(bytes: &[u8]) -> Result<EventName, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let name = read_name(&mut input)?;
    input.end()?;
    Ok(name)
}

fn push_actor(out: &mut ValueWriter, actor: &Actor) {
    out.text(&actor.name);
    out.text(actor.role.as_str());
}

fn read_actor(input: &mut ValueReader<'_>) -> Result<Actor, CodecError> {
    let name = input.text()?.into();
    let role: Role = input.text()?.parse().map_err(|_| CodecError::Field("role"))?;
    Ok(Actor { name, role })
}

fn push_sanction_kind(out: &mut ValueWriter, kind: SanctionKind) {
    out.byte(u8::from(kind == SanctionKind::Ban));
}

fn read_sanction_kind(input: &mut ValueReader<'_>) -> Result<SanctionKind, CodecError> {
    match input.byte()? {
        0 => Ok(SanctionKind::Mute),
        1 => Ok(SanctionKind::Ban),
        _ => Err(CodecError::Field("kind of sanction")),
    }
}

impl Row {
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = ValueWriter::with_room(32);
        if let Self::Message(id) = self {
            out.number(id.0);
            return out.into_bytes();
        }
        out.number(NO_MESSAGE);
        match self {
            Self::Message(_) | Self::Void => out.byte(VOID),
            Self::Edited(of, id) => {
                out.byte(EDITED);
                push_name(&mut out, of);
                out.number(id.0);
            }
            Self::Deleted(of, by) => {
                out.byte(DELETED);
                push_name(&mut out, of);
                push_actor(&mut out, by);
            }
            Self::Reacted { of, kind, by, on } => {
                out.byte(REACTED);
                push_name(&mut out, of);
                out.byte(kind.number());
                out.text(by.as_str());
                out.byte(u8::from(*on));
            }
            Self::Topic(NewTopic { channel, topic, by, version }) => {
                out.byte(TOPIC);
                out.text(channel.as_str());
                out.text(topic);
                push_actor(&mut out, by);
                out.number(*version);
            }
            Self::Imposed(Imposed { kind, whom, by, reason, left }) => {
                out.byte(IMPOSED);
                push_sanction_kind(&mut out, *kind);
                out.text(whom.as_str());
                push_actor(&mut out, by);
                out.text(reason);
                out.byte(u8::from(left.is_some()));
                out.number(left.unwrap_or_default().as_secs());
            }
            Self::Lifted(Lifted { kind, whom, by }) => {
                out.byte(LIFTED);
                push_sanction_kind(&mut out, *kind);
                out.text(whom.as_str());
                push_actor(&mut out, by);
            }
            Self::Renamed(NameChange { from, to }) => {
                out.byte(RENAMED);
                out.text(from.as_str());
                out.text(to.as_str());
            }
            Self::Erased(name, fate) => {
                out.byte(ERASED);
                out.text(name.as_str());
                out.text(fate.as_str());
            }
        }
        out.into_bytes()
    }

    fn of_bytes(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut input = ValueReader::begin(bytes)?;
        let id = input.number()?;
        let row = if id == NO_MESSAGE { Self::of_rest(&mut input)? } else { Self::Message(MessageId(id)) };
        input.end()?;
        Ok(row)
    }

    fn of_rest(input: &mut ValueReader<'_>) -> Result<Self, CodecError> {
        Ok(match input.byte()? {
            VOID => Self::Void,
            EDITED => Self::Edited(read_name(input)?, MessageId(input.number()?)),
            DELETED => Self::Deleted(read_name(input)?, read_actor(input)?),
            REACTED => Self::Reacted {
                of: read_name(input)?,
                kind: reaction_kind(input)?,
                by: input.username()?,
                on: input.byte()? == 1,
            },
            TOPIC => Self::Topic(NewTopic {
                channel: input.channel_name()?,
                topic: input.text()?.into(),
                by: read_actor(input)?,
                version: input.number()?,
            }),
            IMPOSED => {
                let (kind, whom, by) = (read_sanction_kind(input)?, input.username()?, read_actor(input)?);
                let reason = input.text()?.into();
                let has_end = input.byte()? == 1;
                let left = Some(Duration::from_secs(input.number()?)).filter(|_| has_end);
                Self::Imposed(Imposed { kind, whom, by, reason, left })
            }
            LIFTED => Self::Lifted(Lifted {
                kind: read_sanction_kind(input)?,
                whom: input.username()?,
                by: read_actor(input)?,
            }),
            RENAMED => Self::Renamed(NameChange { from: input.username()?, to: input.username()? }),
            ERASED => {
                let (name, fate) = (input.username()?, input.text()?);
                Self::Erased(name, fate.parse().map_err(|_| CodecError::Field("fate"))?)
            }
            _ => return Err(CodecError::Field("kind of event")),
        })
    }

    /// True if it names a person, by the name that they have here or with this server's.
    fn names(&self, key: &NameKey, there: Option<&Username>) -> bool {
        let is_by = |by: &Actor| Username::is_spelled(&by.name, key);
        let is_whom = |whom: &Username| whom.key() == key || Some(whom) == there;
        match self {
            Self::Message(_) | Self::Void | Self::Edited(..) | Self::Erased(..) => false,
            // The former name may be somebody else's by now.
            Self::Renamed(change) => change.to.key() == key,
            Self::Deleted(_, by) => is_by(by),
            Self::Reacted { by, .. } => by.key() == key,
            Self::Topic(new) => is_by(&new.by),
            Self::Imposed(imposed) => is_by(&imposed.by) || is_whom(&imposed.whom),
            Self::Lifted(lifted) => is_by(&lifted.by) || is_whom(&lifted.whom),
        }
    }
}

impl Row {
    /// Has it name a person as they are called now; says whether it did otherwise. Who was renamed before was so to the name of now.
    fn rename(&mut self, change: &NameChange, there: Option<&NameChange>) -> bool {
        match self {
            Self::Message(_) | Self::Void | Self::Edited(..) | Self::Erased(..) => false,
            Self::Renamed(earlier) => change.rename(&mut earlier.to),
            Self::Deleted(_, by) => change.spell(&mut by.name),
            Self::Reacted { by, .. } => change.rename(by),
            Self::Topic(new) => change.spell(&mut new.by.name),
            Self::Imposed(Imposed { whom, by, .. }) | Self::Lifted(Lifted { whom, by, .. }) => {
                let is_by = change.spell(&mut by.name);
                change.rename(whom) || there.is_some_and(|there| there.rename(whom)) || is_by
            }
        }
    }
}

pub(super) fn parse_origin(key: &str) -> Option<Origin> {
    let (server, epoch) = key.split_once('/')?;
    Some(Origin { server: server.parse().ok()?, epoch: epoch.parse().ok()? })
}

/// The name of the event at a place.
fn name_of(place: &EventPlace) -> EventName {
    match place {
        EventPlace::Own(seq) => EventName { origin: None, seq: *seq },
        EventPlace::Heard(origin, seq) => EventName { origin: Some(origin.clone()), seq: *seq },
    }
}

/// The name of the event that a message is, as its row says.
fn name_in(names: &impl ReadableTable<u64, &'static [u8]>, id: MessageId) -> Result<Option<EventName>, StoreError> {
    Ok(names.get(id.0)?.and_then(|bytes| decode_name(bytes.value()).ok()))
}

/// Notes where an event stands that is this message.
pub(super) fn put(txn: &WriteTransaction, place: &EventPlace, message: &Message) -> Result<(), StoreError> {
    let Some(id) = message.id else { return Ok(()) };
    match place {
        EventPlace::Own(seq) => put_own(txn, *seq, &Row::Message(id))?,
        EventPlace::Heard(origin, seq) => {
            advance(txn, origin, *seq)?;
            let key = origin.to_string();
            txn.open_table(CAMPUS_IDS)?.insert((key.as_str(), *seq), id.0)?;
            forget_old_names(txn, &key, *seq)?;
        }
    }
    txn.open_table(CAMPUS_NAMES)?.insert(id.0, encode_name(&name_of(place)).as_slice())?;
    Ok(())
}

fn put_own(txn: &WriteTransaction, seq: u64, row: &Row) -> Result<(), StoreError> {
    let mut events = txn.open_table(CAMPUS_EVENTS)?;
    events.insert(seq, row.to_bytes().as_slice())?;
    let Some(old) = seq.checked_sub(LOG_MAX) else { return Ok(()) };
    let old = events.remove(old)?.map(|bytes| Row::of_bytes(bytes.value()));
    if let Some(Ok(Row::Message(id))) = old {
        txn.open_table(CAMPUS_NAMES)?.remove(id.0)?;
    }
    Ok(())
}

/// Forgets which messages the events of a server were that nobody asks for any more.
fn forget_old_names(txn: &WriteTransaction, key: &str, seq: u64) -> Result<(), StoreError> {
    let Some(old) = seq.checked_sub(LOG_MAX) else { return Ok(()) };
    let mut ids = txn.open_table(CAMPUS_IDS)?;
    let mut names = txn.open_table(CAMPUS_NAMES)?;
    for _ in 0..FORGOTTEN_AT_ONCE {
        let first = ids.range((key, 0)..=(key, old))?.next().transpose()?;
        let Some((seq, id)) = first.map(|(key, id)| (key.value().1, id.value())) else { break };
        ids.remove((key, seq))?;
        names.remove(id)?;
    }
    Ok(())
}

/// Notes how far the events of a server have come. It never goes back.
pub(super) fn advance(txn: &WriteTransaction, origin: &Origin, seq: u64) -> Result<(), StoreError> {
    let mut heard = txn.open_table(CAMPUS_HEARD)?;
    let key = origin.to_string();
    let before = heard.get(key.as_str())?.map(|bytes| decode(bytes.value()).unwrap_or(0));
    // A server that was met and has said nothing is not to be met for the first time again.
    if Some(seq) > before {
        heard.insert(key.as_str(), encode(seq).as_slice())?;
    }
    let ended = if before.is_none() { end_lives(&mut heard, origin)? } else { Vec::new() };
    if ended.is_empty() || !is_there(txn, CAMPUS_IDS)? {
        return Ok(());
    }
    let (mut ids, mut names) = (txn.open_table(CAMPUS_IDS)?, txn.open_table(CAMPUS_NAMES)?);
    for life in ended {
        for row in ids.extract_from_if((life.as_str(), 0)..=(life.as_str(), u64::MAX), |_, _| true)? {
            names.remove(row?.1.value())?;
        }
    }
    Ok(())
}

/// True if events of that server were heard.
pub(super) fn knows_server(txn: &WriteTransaction, server: &ServerName) -> Result<bool, StoreError> {
    if !is_there(txn, CAMPUS_HEARD)? {
        return Ok(false);
    }
    let (heard, lives) = (txn.open_table(CAMPUS_HEARD)?, format!("{server}/"));
    let first = heard.range(lives.as_str()..)?.next().transpose()?;
    Ok(first.is_some_and(|(key, _)| key.value().starts_with(&lives)))
}

/// Has a server begin a life of its database: of those before it only the last few keys stay, so that a server that claims another life each
/// time fills no disk. Gives those that went.
pub(super) fn end_lives<'t>(
    lives: &mut Table<'t, &'static str, &'static [u8]>,
    origin: &Origin,
) -> Result<Vec<String>, StoreError> {
    let (key, server) = (origin.to_string(), format!("{}/", origin.server));
    let mut others = Vec::new();
    for row in lives.range(server.as_str()..)? {
        let other = row?.0.value().to_owned();
        if !other.starts_with(&server) {
            break;
        }
        others.extend(Some(other).filter(|other| *other != key));
    }
    others.truncate((others.len() + 1).saturating_sub(LIVES_MAX));
    for life in &others {
        lives.remove(life.as_str())?;
    }
    Ok(others)
}

/// Keeps an event that is no message; its change is made by who calls this.
pub(super) fn record(txn: &WriteTransaction, record: &EventRecord) -> Result<(), StoreError> {
    match &record.place {
        EventPlace::Own(seq) => {
            let row = match &record.own {
                Some(own) => row_of(own, |id| name_in(&txn.open_table(CAMPUS_NAMES)?, id))?,
                None => Row::Void,
            };
            put_own(txn, *seq, &row)?;
        }
        EventPlace::Heard(origin, seq) => advance(txn, origin, *seq)?,
    }
    match &record.note {
        None => {}
        Some(EventNote::Tombstone(name)) => {
            let (key, mut ids) = (origin_text(name), txn.open_table(CAMPUS_IDS)?);
            if ids.get((key.as_str(), name.seq))?.is_none() {
                ids.insert((key.as_str(), name.seq), NO_MESSAGE)?;
            }
        }
        Some(EventNote::TombstoneDone(name)) => {
            txn.open_table(CAMPUS_IDS)?.remove((origin_text(name).as_str(), name.seq))?;
        }
        Some(EventNote::Early(early)) => campus_early::put(txn, early)?,
        Some(EventNote::Topic(channel, version, server)) => {
            let mut out = ValueWriter::with_room(48);
            out.text(channel.as_str());
            out.number(*version);
            out.text(server.as_ref().map_or("", ServerName::as_str));
            txn.open_table(CAMPUS_TOPICS)?.insert(channel.key().as_str(), out.as_bytes())?;
        }
    }
    Ok(())
}

/// An event of ours as its row: messages are meant by the names of their events. One that has none is known nowhere else.
fn row_of(
    own: &OwnEvent,
    name: impl FnOnce(MessageId) -> Result<Option<EventName>, StoreError>,
) -> Result<Row, StoreError> {
    let id = match own {
        OwnEvent::Edited(id) | OwnEvent::Deleted(id, _) | OwnEvent::Reacted { id, .. } => *id,
        OwnEvent::Topic(new) => return Ok(Row::Topic(new.clone())),
        OwnEvent::Imposed(imposed) => return Ok(Row::Imposed(imposed.clone())),
        OwnEvent::Lifted(lifted) => return Ok(Row::Lifted(lifted.clone())),
        OwnEvent::Renamed(change) => return Ok(Row::Renamed(change.clone())),
        OwnEvent::Erased { name, fate } => return Ok(Row::Erased(name.clone(), *fate)),
    };
    let Some(of) = name(id)? else { return Ok(Row::Void) };
    Ok(match own {
        OwnEvent::Edited(_) => Row::Edited(of, id),
        OwnEvent::Deleted(_, by) => Row::Deleted(of, by.clone()),
        OwnEvent::Reacted { kind, by, on, .. } => Row::Reacted { of, kind: *kind, by: by.clone(), on: *on },
        _ => Row::Void,
    })
}

fn read_topic(bytes: &[u8]) -> Result<(ChannelName, u64, Option<ServerName>), CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let (channel, version) = (input.channel_name()?, input.number()?);
    let server = match input.text()? {
        "" => None,
        text => Some(text.parse().map_err(|_| CodecError::Field("server"))?),
    };
    input.end()?;
    Ok((channel, version, server))
}

/// Reads what is kept of shared channels, for who starts.
pub(super) fn load(txn: &ReadTransaction) -> Result<KeptCampus, StoreError> {
    let mut kept = KeptCampus::default();
    if let Some(events) = open_if_there(txn, CAMPUS_EVENTS)? {
        kept.last_event = events.last()?.map_or(0, |(seq, _)| seq.value());
    }
    if let Some(heard) = open_if_there(txn, CAMPUS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            if let (Some(origin), Ok(seq)) = (parse_origin(key.value()), decode(bytes.value())) {
                kept.watermarks.push((origin, seq));
            }
        }
    }
    if let Some(ids) = open_if_there(txn, CAMPUS_IDS)? {
        for row in ids.iter()? {
            let (key, id) = row?;
            let (origin, seq) = key.value();
            if id.value() == NO_MESSAGE {
                kept.tombstones.push(EventName { origin: parse_origin(origin), seq });
            }
        }
    }
    if let Some(topics) = open_if_there(txn, CAMPUS_TOPICS)? {
        for row in topics.iter()? {
            kept.topics.extend(read_topic(row?.1.value()).ok());
        }
    }
    if let Some(erasures) = open_if_there(txn, CAMPUS_ERASURES)? {
        for row in erasures.iter()? {
            let (key, bytes) = row?;
            kept.erasures.extend(read_erasure(key.value(), bytes.value()).ok());
        }
    }
    Ok(kept)
}

/// Looks whether each row is one.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    if let Some(events) = open_if_there(txn, CAMPUS_EVENTS)? {
        for row in events.iter()? {
            let (seq, bytes) = row?;
            if let Err(e) = Row::of_bytes(bytes.value()) {
                problem(format!("event {} for the other servers: {e}", seq.value()));
            }
        }
    }
    if let Some(heard) = open_if_there(txn, CAMPUS_HEARD)? {
        for row in heard.iter()? {
            let (key, bytes) = row?;
            if parse_origin(key.value()).is_none() {
                problem(format!("the events of {:?} are those of no server", key.value()));
            }
            if let Err(e) = decode(bytes.value()) {
                problem(format!("how far the events of {:?} have come: {e}", key.value()));
            }
        }
    }
    if let Some(erasures) = open_if_there(txn, CAMPUS_ERASURES)? {
        for row in erasures.iter()? {
            let (key, bytes) = row?;
            if let Err(e) = read_erasure(key.value(), bytes.value()) {
                problem(format!("the erasure {:?} for the other servers: {e}", key.value()));
            }
        }
    }
    let names = open_if_there(txn, CAMPUS_NAMES)?;
    if let Some(ids) = open_if_there(txn, CAMPUS_IDS)? {
        for row in ids.iter()? {
            let (key, id) = row?;
            let ((text, seq), id) = (key.value(), id.value());
            let Some(origin) = parse_origin(text) else {
                problem(format!("the messages of {text:?} are those of no server"));
                continue;
            };
            let name = EventName { origin: Some(origin), seq };
            let is_noted = |names: &ReadOnlyTable<u64, &'static [u8]>| {
                names.get(id).map(|bytes| bytes.is_some_and(|bytes| decode_name(bytes.value()) == Ok(name.clone())))
            };
            if id != NO_MESSAGE && !names.as_ref().map_or(Ok(false), is_noted)? {
                problem(format!("message {id} is event {seq} of {text:?}, and does not say so"));
            }
        }
    }
    if let Some(names) = &names {
        for row in names.iter()? {
            let (id, bytes) = row?;
            if let Err(e) = decode_name(bytes.value()) {
                problem(format!("which event message {} is: {e}", id.value()));
            }
        }
    }
    if let Some(topics) = open_if_there(txn, CAMPUS_TOPICS)? {
        for row in topics.iter()? {
            let (key, bytes) = row?;
            match read_topic(bytes.value()) {
                Ok((channel, ..)) if channel.key().as_str() == key.value() => {}
                Ok((channel, ..)) => problem(format!("the shared topic of {channel} stands under {:?}", key.value())),
                Err(e) => problem(format!("the shared topic of {:?}: {e}", key.value())),
            }
        }
    }
    Ok(())
}

/// True if other servers are told of the life of the database.
pub(super) fn has_epoch(txn: &WriteTransaction) -> Result<bool, StoreError> {
    Ok(txn.open_table(META)?.get(EPOCH_KEY)?.is_some())
}

/// Ends the life of the database: another epoch begins with the next start, in which the numbers of our events mean others. Those whom we
/// wait for after an erasure are asked no more: they would not know which event is meant.
pub(super) fn end_epoch(txn: &WriteTransaction) -> Result<(), StoreError> {
    txn.open_table(META)?.remove(EPOCH_KEY)?;
    forget_table(txn, CAMPUS_EVENTS)?;
    if is_there(txn, CAMPUS_NAMES)? {
        let is_ours = |bytes: &[u8]| decode_name(bytes).is_ok_and(|name| name.origin.is_none());
        txn.open_table(CAMPUS_NAMES)?.retain(|_, bytes| !is_ours(bytes))?;
    }
    if is_there(txn, CAMPUS_ERASURES)? {
        txn.open_table(CAMPUS_ERASURES)?.retain(|key, _| !key.starts_with(OWN))?;
    }
    Ok(())
}

/// The key of an erasure: for ours a word that no server's name is, as names have no blank.
fn erasure_key(place: &EventPlace) -> String {
    match place {
        EventPlace::Own(seq) => format!("{OWN}{seq}"),
        EventPlace::Heard(origin, seq) => format!("{origin}/{seq}"),
    }
}

fn parse_erasure_key(key: &str) -> Option<EventPlace> {
    if let Some(seq) = key.strip_prefix(OWN) {
        return Some(EventPlace::Own(seq.parse().ok()?));
    }
    let (origin, seq) = key.rsplit_once('/')?;
    Some(EventPlace::Heard(parse_origin(origin)?, seq.parse().ok()?))
}

/// Keeps an erasure that is not done everywhere.
pub(super) fn set_erasure(txn: &WriteTransaction, erasure: &Erasure) -> Result<(), StoreError> {
    let mut out = ValueWriter::with_room(64);
    out.text(erasure.name.as_str());
    out.text(erasure.fate.as_str());
    out.number(erasure.waits_for.len() as u64);
    erasure.waits_for.iter().for_each(|server| out.text(server.as_str()));
    out.number(erasure.below.map_or(NO_MESSAGE, |below| below.message.0));
    out.number(erasure.below.map_or(0, |below| below.event));
    txn.open_table(CAMPUS_ERASURES)?.insert(erasure_key(&erasure.place).as_str(), out.as_bytes())?;
    Ok(())
}

fn read_erasure(key: &str, bytes: &[u8]) -> Result<Erasure, CodecError> {
    let place = parse_erasure_key(key).ok_or(CodecError::Field("event"))?;
    let mut input = ValueReader::begin(bytes)?;
    let name = input.username()?;
    let fate = input.text()?.parse().map_err(|_| CodecError::Field("fate"))?;
    let count = input.number()?;
    let server = |_| input.text()?.parse().map_err(|_| CodecError::Field("server"));
    // A number that is not believed: each takes a byte at least.
    let waits_for = (0..count).map(server).collect::<Result<_, _>>()?;
    // Earlier programs wrote none, or the first of the two.
    let message = MessageId(if input.rest().is_empty() { NO_MESSAGE } else { input.number()? });
    let event = if input.rest().is_empty() { u64::MAX } else { input.number()? };
    input.end()?;
    let below = Some(ErasureBound { message, event }).filter(|below| below.message.0 != NO_MESSAGE);
    Ok(Erasure { place, name, fate, waits_for, below })
}

/// An erasure is done everywhere. Of ours, the name in the event goes with it; of another server's, it stays known that it was done.
pub(super) fn end_erasure(txn: &WriteTransaction, place: &EventPlace) -> Result<(), StoreError> {
    let key = erasure_key(place);
    let ended = txn.open_table(CAMPUS_ERASURES)?.remove(key.as_str())?.map(|bytes| read_erasure(&key, bytes.value()));
    if let EventPlace::Heard(origin, seq) = place {
        campus_erased::put(txn, origin, *seq)?;
    }
    if let EventPlace::Own(seq) = place {
        let mut events = txn.open_table(CAMPUS_EVENTS)?;
        if let Some(Ok(Erasure { name, .. })) = ended {
            // Nobody needs the former names any more.
            let is_of = |bytes: &[u8]| matches!(Row::of_bytes(bytes), Ok(Row::Renamed(change)) if change.to == name);
            let rows = events.iter()?.filter_map(|row| row.ok().filter(|(_, bytes)| is_of(bytes.value())));
            let former: Vec<u64> = rows.map(|(seq, _)| seq.value()).collect();
            for seq in former {
                events.insert(seq, Row::Void.to_bytes().as_slice())?;
            }
        }
        if events.get(seq)?.is_some() {
            events.insert(seq, Row::Void.to_bytes().as_slice())?;
        }
    }
    Ok(())
}

/// Has our events say nothing any more, and none be a message: a new year begins, in which nothing of the old one is left.
pub(super) fn forget_people(txn: &WriteTransaction) -> Result<(), StoreError> {
    forget_table(txn, CAMPUS_IDS)?;
    forget_table(txn, CAMPUS_NAMES)?;
    forget_table(txn, CAMPUS_EARLY)?;
    if is_there(txn, CAMPUS_EVENTS)? {
        let mut events = txn.open_table(CAMPUS_EVENTS)?;
        let numbers = events.iter()?.map(|row| Ok(row?.0.value())).collect::<Result<Vec<u64>, StoreError>>()?;
        for seq in numbers {
            events.insert(seq, Row::Void.to_bytes().as_slice())?;
        }
    }
    Ok(())
}

/// Takes a person out of our events that are no messages, the newest first: these say nothing any more. Gives the number of them, and
/// where to go on.
pub(super) fn erase(
    txn: &WriteTransaction,
    person: &Username,
    server: Option<&ServerName>,
    before: u64,
    read_max: usize,
) -> Result<(u64, Option<u64>), StoreError> {
    if !is_there(txn, CAMPUS_EVENTS)? {
        return Ok((0, None));
    }
    let (key, there) = (person.key(), server.map(|server| person.of_server(server)));
    let is_told = is_being_told(txn, key)?;
    let mut events = txn.open_table(CAMPUS_EVENTS)?;
    // Who has not heard of a former name erases nothing under it.
    let stays = |row: &Row| is_told && matches!(row, Row::Renamed(_));
    change_newest(&mut events, before, read_max, |row| {
        (row.names(key, there.as_ref()) && !stays(&row)).then_some(Row::Void)
    })
}

/// True while the erasure of a person of ours is not done on all servers.
fn is_being_told(txn: &WriteTransaction, key: &NameKey) -> Result<bool, StoreError> {
    if !is_there(txn, CAMPUS_ERASURES)? {
        return Ok(false);
    }
    for row in txn.open_table(CAMPUS_ERASURES)?.range(OWN..)? {
        let (place, bytes) = row?;
        if !place.value().starts_with(OWN) {
            break;
        }
        if read_erasure(place.value(), bytes.value()).is_ok_and(|erasure| erasure.name.key() == key) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Has our events name a person as they are called now, the newest first; gives where to go on.
pub(super) fn rename(
    txn: &WriteTransaction,
    change: &NameChange,
    there: Option<&NameChange>,
    before: u64,
    read_max: usize,
) -> Result<Option<u64>, StoreError> {
    if !is_there(txn, CAMPUS_EVENTS)? {
        return Ok(None);
    }
    let mut events = txn.open_table(CAMPUS_EVENTS)?;
    let (_, next) = change_newest(&mut events, before, read_max, |mut row| row.rename(change, there).then_some(row))?;
    Ok(next)
}

/// Puts others in the place of events before a number, the newest first, which are looked at up to `read_max`; gives how many they are,
/// and where to go on.
fn change_newest(
    events: &mut Table<u64, &'static [u8]>,
    before: u64,
    read_max: usize,
    changed: impl Fn(Row) -> Option<Row>,
) -> Result<(u64, Option<u64>), StoreError> {
    let (mut found, mut next) = (Vec::new(), None);
    for (looked_at, row) in events.range(..before)?.rev().enumerate() {
        let (seq, bytes) = row?;
        if looked_at >= read_max {
            next = Some(seq.value() + 1);
            break;
        }
        if let Some(row) = Row::of_bytes(bytes.value()).ok().and_then(&changed) {
            found.push((seq.value(), row));
        }
    }
    for (seq, row) in &found {
        events.insert(seq, row.to_bytes().as_slice())?;
    }
    Ok((found.len() as u64, next))
}

/// The message that an event has said; none for one that says something else, or nothing any more.
pub(super) fn find(db: &Database, batch: &Batch, name: &EventName) -> Result<Option<Message>, StoreError> {
    let place = match &name.origin {
        None => EventPlace::Own(name.seq),
        Some(origin) => EventPlace::Heard(origin.clone(), name.seq),
    };
    let id = match batch.event(&place) {
        Some(id) => Some(id),
        None => find_id(&db.begin_read()?, name)?,
    };
    match id {
        Some(id) => read::message(db, batch, id),
        None => Ok(None),
    }
}

fn find_id(txn: &ReadTransaction, name: &EventName) -> Result<Option<MessageId>, StoreError> {
    if name.origin.is_some() {
        let Some(ids) = open_if_there(txn, CAMPUS_IDS)? else { return Ok(None) };
        let id = ids.get((origin_text(name).as_str(), name.seq))?.map(|id| id.value());
        return Ok(id.filter(|id| *id != NO_MESSAGE).map(MessageId));
    }
    let Some(events) = open_if_there(txn, CAMPUS_EVENTS)? else { return Ok(None) };
    Ok(match events.get(name.seq)?.map(|bytes| Row::of_bytes(bytes.value())) {
        Some(Ok(Row::Message(id))) => Some(id),
        _ => None,
    })
}

/// Our events of these numbers, as far as an answer takes them: the last number that is answered, and those of them that still say
/// something, in these channels.
pub(super) fn events(
    db: &Database,
    batch: &Batch,
    numbers: RangeInclusive<u64>,
    bytes_max: usize,
    channels: &[ChannelName],
) -> Result<LoadedEvents, StoreError> {
    let (from, through) = numbers.into_inner();
    let txn = db.begin_read()?;
    let names = open_if_there(&txn, CAMPUS_NAMES)?;
    let name = |id: MessageId| match (batch.place(id), &names) {
        (Some(place), _) => Ok(Some(name_of(place))),
        (None, Some(names)) => name_in(names, id),
        (None, None) => Ok(None),
    };
    let rows = own_rows(&txn, batch, from..=through, name)?;
    let ids = rows.iter().filter_map(|(_, row)| match row {
        Row::Message(id) | Row::Edited(_, id) => Some(*id),
        _ => None,
    });
    let overlay = batch.messages_overlay(&ids.collect());
    let snapshot = Snapshot::of(&txn)?;
    let view = snapshot.view();
    let message = |id: MessageId| {
        let found = read::message_in(&view, &overlay, id)?;
        Ok::<_, StoreError>(found.filter(|message| channels.contains(&message.channel)))
    };
    let (mut events, mut bytes, mut last) = (Vec::new(), 0, from.saturating_sub(1));
    for (looked_at, (seq, row)) in rows.into_iter().enumerate() {
        if looked_at >= LOOKED_AT_MAX {
            return Ok(LoadedEvents { from, last, events });
        }
        let what = match row {
            Row::Message(id) => match message(id)? {
                Some(message) => {
                    bytes += text_bytes(&message);
                    let answered = message.reply_to().map(name).transpose()?.flatten();
                    Some(Happening::Said(Said::of(&message, answered)))
                }
                None => None,
            },
            Row::Edited(of, id) => message(id)?.map(|message| {
                bytes += message.content.len();
                Happening::Edited { of, content: message.content }
            }),
            Row::Deleted(of, by) => Some(Happening::Deleted { of, by }),
            Row::Reacted { of, kind, by, on } => Some(Happening::Reacted { of, kind, by: by.as_str().into(), on }),
            Row::Topic(new) => Some(new).filter(|new| channels.contains(&new.channel)).map(Happening::Topic),
            Row::Imposed(imposed) => Some(Happening::Imposed(imposed)),
            Row::Lifted(lifted) => Some(Happening::Lifted(lifted)),
            Row::Renamed(NameChange { from, to }) => {
                Some(Happening::Renamed { from: from.as_str().into(), to: to.as_str().into() })
            }
            Row::Erased(name, fate) => Some(Happening::Erased { name: name.as_str().into(), fate }),
            Row::Void => None,
        };
        if bytes > bytes_max && !events.is_empty() {
            return Ok(LoadedEvents { from, last, events });
        }
        events.extend(what.map(|what| Event { seq, what: Some(what) }));
        last = seq;
    }
    Ok(LoadedEvents { from, last: through, events })
}

/// Our events as rows, those behind them that are still in memory too; one more than is looked at, at most.
fn own_rows(
    txn: &ReadTransaction,
    batch: &Batch,
    numbers: RangeInclusive<u64>,
    name: impl Fn(MessageId) -> Result<Option<EventName>, StoreError>,
) -> Result<Vec<(u64, Row)>, StoreError> {
    let mut rows = Vec::new();
    if let Some(events) = open_if_there(txn, CAMPUS_EVENTS)? {
        for row in events.range(numbers.clone())?.take(LOOKED_AT_MAX + 1) {
            let (seq, bytes) = row?;
            // What cannot be read says nothing.
            rows.push((seq.value(), Row::of_bytes(bytes.value()).unwrap_or(Row::Void)));
        }
    }
    // A commit that failed may be on disk all the same.
    let last = rows.last().map_or(0, |(seq, _)| *seq);
    for (seq, action) in batch.own_events(numbers).filter(|(seq, _)| *seq > last) {
        if rows.len() > LOOKED_AT_MAX {
            break;
        }
        let row = match action {
            StoreAction::AppendEvent(message, _) => message.id.map_or(Row::Void, Row::Message),
            StoreAction::Event(record) => record.own.as_ref().map_or(Ok(Row::Void), |own| row_of(own, &name))?,
            _ => Row::Void,
        };
        rows.push((seq, row));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::origin::Epoch;

    #[test]
    fn a_row_is_read_as_it_is_written() {
        let origin = Origin { server: "salle204".parse().unwrap(), epoch: Epoch(7) };
        let other = EventName { origin: Some(origin), seq: 12 };
        let ours = EventName { origin: None, seq: u64::MAX };
        let prof = Actor { name: "prof".into(), role: Role::Moderator };
        let name = |text: &str| Username::parse(text).unwrap();
        let kind = SanctionKind::Ban;
        let imposed = |left| Imposed { kind, whom: name("zoé@cdi"), by: prof.clone(), reason: "bruit".into(), left };
        let rows = [
            Row::Message(MessageId(9)),
            Row::Void,
            Row::Edited(ours.clone(), MessageId(3)),
            Row::Deleted(other.clone(), prof.clone()),
            Row::Reacted { of: other, kind: ReactionKind::Bravo, by: name("bob"), on: true },
            Row::Topic(NewTopic {
                channel: ChannelName::parse("#projet").unwrap(),
                topic: "TP 3".into(),
                by: prof.clone(),
                version: 4,
            }),
            Row::Imposed(imposed(Some(Duration::from_secs(600)))),
            Row::Imposed(imposed(None)),
            Row::Lifted(Lifted { kind, whom: name("zoé@cdi"), by: prof.clone() }),
            Row::Renamed(NameChange { from: name("bob"), to: name("robert") }),
            Row::Erased(name("bob"), MessageFate::Remove),
        ];
        for row in &rows {
            let bytes = row.to_bytes();
            assert_eq!(Row::of_bytes(&bytes).as_ref(), Ok(row));
            assert_eq!(Row::of_bytes(&[&bytes[..], &[0]].concat()), Err(CodecError::Long));
            for cut in 0..bytes.len() {
                assert!(Row::of_bytes(&bytes[..cut]).is_err(), "{row:?} cut at {cut}");
            }
        }
        let named = |key: &str, server: &str| {
            let there = name(key).of_server(&server.parse().unwrap());
            rows.iter().filter(|row| row.names(name(key).key(), Some(&there))).count()
        };
        let named = |server: &str| ["prof", "bob", "zoé", "zoé@cdi", "cdi"].map(|key| named(key, server));
        assert_eq!((named("cdi"), named("salle204")), ([5, 1, 3, 3, 0], [5, 1, 0, 3, 0]));
    }
}
