//! Events of shared channels, as servers of a school tell them to each other: plain values between the core and `campus`.
//!
//! Owns [`CampusInput`], what has come from elsewhere, [`CampusAct`], what the core wants said there, and [`Event`], one of those that
//! a server counts: what is said, and what becomes of it ([`Happening`]). Who says something is an [`Origin`], which `campus` has read
//! from the topic and not from what is said. Everything in it is as hostile as what clients send.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::account::Role;
use super::bucket::Rate;
use super::clock::WallTime;
use super::erasure::MessageFate;
use super::letter::{LetterAct, LetterInput};
use super::message::{Message, MessageId};
use super::name::{ChannelName, Username};
use super::origin::{Epoch, ServerName};
use super::reaction::{Reaction, ReactionKind};
use super::renamed::NameChange;
use super::roster::{PeopleAct, PeopleInput};
use super::sanction::SanctionKind;
use super::store_protocol::StoreAction;

/// Bytes of an event at most, encoded, and of what is answered at once.
pub const EVENT_BYTES_MAX: usize = 48 * 1024;

/// Events of an origin that are kept while one before them is missing: the lowest.
pub const HELD_MAX: usize = 256;

/// Events of others that may wait for the disk before no more are read.
pub const WAITING_MAX: usize = 256;

/// Their bytes; and those of an origin that are kept while one before them is missing.
pub const WAITING_BYTES_MAX: usize = 1024 * 1024;

/// Events of one's own that can be asked for: the last.
pub const LOG_MAX: u64 = 10_000;

/// Deletions that are kept for messages that have not come: those of servers that are trusted, whose order among each other nobody knows.
pub const TOMBSTONES_MAX: usize = 1024;

/// Those of messages of one server: a server that strikes out what it will never say leaves room for the others.
pub const TOMBSTONES_OF_ONE_MAX: usize = 128;

/// Events of one server that are taken, in the long run 100 a second: more than a class of 300 says. All that can be asked for of a server
/// that was not heard is within it.
pub const EVENT_RATE: Rate = Rate { burst: LOG_MAX as u32, per_minute: 6000 };

/// The same within seconds: what was missed in an hour comes in a few, and the rest at a pace that a card keeps up with.
pub const EVENT_PACE: Rate = Rate { burst: 2000, per_minute: 30_000 };

/// Their texts in KiB, each begun one counted whole: in the long run 256 a second, and 12 MiB that were missed.
pub const KIB_RATE: Rate = Rate { burst: 12_288, per_minute: 15_360 };

/// The bytes of the lines by which each client of a channel is told of them, of all servers together, within seconds: 128 KiB at once and
/// 256 KiB a second. At once is an eighth of what may wait for a client unless that is configured (`limits.queue_hard_bytes`), and half of
/// what makes it a slow reader, so that a class stays however many servers catch up together.
pub const LINE_PACE: Rate = Rate { burst: 128 * 1024, per_minute: 60 * 256 * 1024 };

/// The bytes of such a line but for what is said: names, channel, time and numbers.
const LINE_BYTES: usize = 256;

/// Erasures of people of ours that are not everywhere done.
pub const ERASURES_MAX: usize = 1024;

/// Those of one other server, a school's leavers; it asks again for what there is no room for.
pub const ERASURES_OF_ONE_MAX: usize = 320;

/// Those of all others.
pub const ERASURES_OF_OTHERS_MAX: usize = 4096;

/// Erasures of others that are kept in mind once they are done.
pub const ERASED_MAX: usize = 1024;

/// Events that are asked for when a server is met for the first time.
pub const FIRST_CONTACT: u64 = 50;

/// A server in one life of its database. Its events are counted from 1, without a gap.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// The server.
    pub server: ServerName,
    /// The life of its database.
    pub epoch: Epoch,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.server, self.epoch)
    }
}

/// The number by which `campus` knows a message of the broker that is still to be acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt(pub u64);

/// Which event: whose, and its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventName {
    /// Whose; `None` for those of this server, in the present life of its database.
    pub origin: Option<Origin>,
    /// Its number.
    pub seq: u64,
}

/// Reactions and replies that are kept for messages that have not come; those beyond push out the oldest.
pub const EARLY_MAX: usize = 1024;

/// Those of one server.
pub const EARLY_OF_SERVER_MAX: usize = 256;

/// A change to a message that has not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// The event by which it was told.
    pub told_by: EventName,
    /// The message; of another server.
    pub of: EventName,
    /// The change that is made once it comes.
    pub what: EarlyWhat,
}

/// The changes that are made once a message comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EarlyWhat {
    /// Somebody reacts to it, or not any more.
    Reaction {
        /// The reaction, with the name by which its author is called here.
        reaction: Reaction,
        /// False if it is taken back.
        on: bool,
    },
    /// A message that is here already answers it.
    Reply {
        /// That message.
        id: MessageId,
        /// Where it was said; what answers a message of another channel answers nothing.
        channel: ChannelName,
    },
}

/// Topics in one answer; a school that shares more channels has those beyond from the next change on.
pub const TOPICS_MAX: usize = 64;

/// The topic of a shared channel, as the server that has set it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownTopic {
    /// The channel.
    pub channel: ChannelName,
    /// The topic; may be empty.
    pub topic: Box<str>,
    /// The number of times that it was set anywhere, as far as is known there; 0 for one that was set before the channel was shared.
    pub version: u64,
}

/// Somebody who does something on their own server: nobody of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name there.
    pub name: Box<str>,
    /// The role of that person there.
    pub role: Role,
}

/// A message in a shared channel, as others are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The author's name, as that server knows it: no name of ours yet.
    pub from: Box<str>,
    /// The channel.
    pub channel: ChannelName,
    /// When that server took it in, by its clock.
    pub at: WallTime,
    /// The text.
    pub content: Box<str>,
    /// The message that it answers.
    pub reply_to: Option<EventName>,
    /// True if its author has said it otherwise since.
    pub is_edited: bool,
}

impl Said {
    /// Makes what a message of ours is to others. What it answers is for whoever knows the names of events.
    pub fn of(message: &Message, reply_to: Option<EventName>) -> Self {
        Self {
            from: message.from.as_str().into(),
            channel: message.channel.clone(),
            at: message.at,
            content: message.content.clone(),
            reply_to,
            is_edited: message.is_edited(),
        }
    }
}

/// The topic of a shared channel from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTopic {
    /// The channel.
    pub channel: ChannelName,
    /// The topic; may be empty.
    pub topic: Box<str>,
    /// The person who has set it.
    pub by: Actor,
    /// One more than that of the topic before, as far as was known. The highest holds; of two the one of the server whose name is greater.
    pub version: u64,
}

/// A mute or a ban in shared channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imposed {
    /// Its kind.
    pub kind: SanctionKind,
    /// Against whom, with the server: `alice@salle204`.
    pub whom: Username,
    /// The person who has imposed it.
    pub by: Actor,
    /// The reason; may be empty.
    pub reason: Box<str>,
    /// For how long from now on; `None` if it does not end by itself. No moment: clocks differ.
    pub left: Option<Duration>,
}

/// The end of a mute or a ban in shared channels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// Its kind.
    pub kind: SanctionKind,
    /// Against whom it was, with the server.
    pub whom: Username,
    /// The person who has lifted it.
    pub by: Actor,
}

/// The content of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// Somebody said something.
    Said(Said),
    /// Its author says a message of that server otherwise.
    Edited {
        /// The event that it is about.
        of: EventName,
        /// The text that it has now.
        content: Box<str>,
    },
    /// Somebody in charge has struck a message out.
    Deleted {
        /// Which; of any server.
        of: EventName,
        /// The name of who did it.
        by: Actor,
    },
    /// Somebody reacts to a message, or not any more.
    Reacted {
        /// To which; of any server.
        of: EventName,
        /// The kind.
        kind: ReactionKind,
        /// The person, as that server knows them.
        by: Box<str>,
        /// False if it is taken back.
        on: bool,
    },
    /// Somebody in charge has said what a channel is about.
    Topic(NewTopic),
    /// Somebody in charge keeps a person quiet in shared channels.
    Imposed(Imposed),
    /// Not any more.
    Lifted(Lifted),
    /// A person of that server has another name.
    Renamed {
        /// The one that they had there.
        from: Box<str>,
        /// The one that they have.
        to: Box<str>,
    },
    /// A person of that server is erased, as the law asks.
    Erased {
        /// The person, as that server knew them.
        name: Box<str>,
        /// The fate of what they said.
        fate: MessageFate,
    },
}

/// An event of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub seq: u64,
    /// The content; `None` if nothing any more, or nothing that is understood here. Its number counts all the same.
    pub what: Option<Happening>,
}

impl Event {
    /// The memory that its texts take.
    pub fn bytes(&self) -> usize {
        match &self.what {
            None => 0,
            Some(Happening::Said(said)) => said.from.len() + said.content.len(),
            Some(Happening::Edited { content, .. }) => content.len(),
            Some(Happening::Deleted { by, .. }) => by.name.len(),
            Some(Happening::Reacted { by, .. }) => by.len(),
            Some(Happening::Topic(new)) => new.topic.len() + new.by.name.len(),
            Some(Happening::Imposed(imposed)) => imposed.reason.len() + imposed.by.name.len(),
            Some(Happening::Lifted(lifted)) => lifted.by.name.len(),
            Some(Happening::Renamed { from, to }) => from.len() + to.len(),
            Some(Happening::Erased { name, .. }) => name.len(),
        }
    }

    /// The bytes of the line by which a client is told of it, about: those are ASCII, so that a letter with an accent takes three times as
    /// many there as here.
    pub fn line_bytes(&self) -> usize {
        let text = match &self.what {
            Some(Happening::Said(Said { content, .. }) | Happening::Edited { content, .. }) => &**content,
            Some(Happening::Topic(new)) => &new.topic,
            // These are told by what is done step by step.
            None | Some(Happening::Renamed { .. } | Happening::Erased { .. }) => return 0,
            Some(_) => "",
        };
        let escaped = |byte: u8| match byte {
            b'"' | b'\\' => 2,
            b' '..=b'~' => 1,
            0x80.. => 3,
            _ => 6,
        };
        LINE_BYTES + text.bytes().map(escaped).sum::<usize>()
    }
}

/// An event of ours as the core gives it to the database, which knows the names of events: messages are meant by their ids. What
/// words it has stand in the message alone, so that what is erased or too old says nothing here either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnEvent {
    /// A message of ours was said otherwise.
    Edited(MessageId),
    /// A message was struck out.
    Deleted(MessageId, Actor),
    /// Somebody of ours reacts, or not any more.
    Reacted {
        /// To which message.
        id: MessageId,
        /// The kind.
        kind: ReactionKind,
        /// The name of who did it.
        by: Username,
        /// False if it is taken back.
        on: bool,
    },
    /// A channel has another topic.
    Topic(NewTopic),
    /// Somebody is kept quiet. `left` is how long it was to be.
    Imposed(Imposed),
    /// Not any more.
    Lifted(Lifted),
    /// A person has another name.
    Renamed(NameChange),
    /// A person is erased.
    Erased {
        /// The name.
        name: Username,
        /// The fate of what they said.
        fate: MessageFate,
    },
}

/// The erasure of a person, as long as it is not done everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The event: ours, which others are to follow, or another server's, which this one is to.
    pub place: EventPlace,
    /// The person, as they are called here.
    pub name: Username,
    /// The fate of what they said.
    pub fate: MessageFate,
    /// Of ours: the servers that have not said that they are done.
    pub waits_for: Vec<ServerName>,
    /// Of another server's: the end of what may be that person's here.
    pub below: Option<ErasureBound>,
}

/// The place of the erasure that is forgotten for one more, of those that were done, in their order and by their servers: the oldest of
/// the server that has most, so that one that wants many erased makes nobody forget those of others.
pub fn erased_to_forget<'a>(all: impl Iterator<Item = Option<&'a ServerName>> + Clone) -> usize {
    let mut counts: BTreeMap<Option<&ServerName>, usize> = BTreeMap::new();
    all.clone().for_each(|server| *counts.entry(server).or_default() += 1);
    let most = counts.values().copied().max();
    all.clone().position(|server| counts.get(&server).copied() == most).unwrap_or(0)
}

/// The end of what may be of somebody of another server who is erased: whoever has the name later has later numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasureBound {
    /// The id below which messages here may be theirs.
    pub message: MessageId,
    /// The number below which events of this server may be about them.
    pub event: u64,
}

/// A change that is an event: its place, what others are told, and the change itself, all in one transaction.
#[derive(Debug, Clone)]
pub struct EventRecord {
    /// Where it stands.
    pub place: EventPlace,
    /// The event as others are told of it; `None` for another server's.
    pub own: Option<OwnEvent>,
    /// The change that it makes here; `None` for none.
    pub change: Option<StoreAction>,
    /// The note that is kept of it besides.
    pub note: Option<EventNote>,
}

/// A note that is kept of an event besides the change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventNote {
    /// A message that has not come is to be dropped when it does.
    Tombstone(EventName),
    /// It has come, and was dropped.
    TombstoneDone(EventName),
    /// A reaction whose message has not come.
    Early(Box<Early>),
    /// The topic of a channel has this version, and is of that server; `None` for ours.
    Topic(ChannelName, u64, Option<ServerName>),
}

/// A word that has come from the other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampusInput {
    /// A server has said how far its events go.
    Announced {
        /// The server that it comes from.
        origin: Origin,
        /// The number of its last event; 0 if there was none.
        head: u64,
        /// The number of the first that can be asked for.
        low: u64,
    },
    /// A server is not there any more, or not heard.
    Gone(ServerName),
    /// An event.
    Event {
        /// The server that it comes from.
        origin: Origin,
        /// The event.
        event: Event,
        /// To be acknowledged when it is safe.
        receipt: Receipt,
    },
    /// The answer to [`CampusAct::Ask`]: every event from one number to another; those that are not listed say nothing any more.
    Answer {
        /// The server that it comes from.
        origin: Origin,
        /// The first number that can be had.
        low: u64,
        /// The first number that is answered.
        from: u64,
        /// The last.
        to: u64,
        /// Those that there are, by number.
        events: Vec<Event>,
    },
    /// A server asks for the topics that it does not know of.
    TopicsAsked(ServerName),
    /// A server has told the topics that are its own.
    Topics {
        /// Which.
        origin: Origin,
        /// The topics.
        topics: Vec<KnownTopic>,
    },
    /// Something about people elsewhere.
    People(PeopleInput),
    /// Nothing is shared any more until somebody has looked at it, or it is tried again.
    Stopped(bool),
    /// Something about private messages.
    Letters(LetterInput),
    /// A server asks whether a person of its own is erased here, which an event has said.
    ErasureAsked {
        /// Whose event.
        origin: Origin,
        /// Its number.
        seq: u64,
        /// The person, as that server knew them.
        name: Box<str>,
        /// The fate of what they said.
        fate: MessageFate,
        /// The first number that can be had there.
        low: u64,
    },
    /// A server has erased what it had of a person of ours.
    ErasureDone {
        /// Which server.
        by: ServerName,
        /// The life of our database that it means.
        epoch: Epoch,
        /// The number of our event.
        seq: u64,
    },
    /// A server asks for events of ours, from a number on.
    Asked {
        /// The server that asks.
        by: ServerName,
        /// The life of the database that it means.
        epoch: Epoch,
        /// The first number that it lacks.
        from: u64,
    },
}

/// A word that the core wants said to the other servers.
#[derive(Debug, Clone)]
pub enum CampusAct {
    /// Tell all of them an event of ours, which is on disk.
    Publish(Event),
    /// Tell something about people.
    People(PeopleAct),
    /// Tell something about private messages.
    Letters(LetterAct),
    /// Tell a server that it has had events of the same life of its database that it does not know of.
    Behind {
        /// The server that it comes from.
        origin: Origin,
        /// The number of the last one.
        known: u64,
    },
    /// Ask a server for the topics that are its own.
    AskTopics(ServerName),
    /// Tell a server those that are ours.
    Topics {
        /// Which.
        to: ServerName,
        /// The topics.
        topics: Vec<KnownTopic>,
    },
    /// Ask a server whether it has erased a person of ours.
    AskErasure {
        /// The receiver.
        to: ServerName,
        /// The number of our event.
        seq: u64,
        /// The name.
        name: Box<str>,
        /// The fate of what they said.
        fate: MessageFate,
        /// The first number of ours that can be had.
        low: u64,
    },
    /// Tell a server that its person is erased here.
    TellErasure {
        /// Whose event.
        origin: Origin,
        /// Its number.
        seq: u64,
    },
    /// Tell the broker that an event is safe here.
    Receive(Receipt),
    /// Ask a server for its events, from a number on.
    Ask {
        /// The server that it comes from.
        origin: Origin,
        /// The first number that is lacking.
        from: u64,
    },
    /// Answer a server that has asked.
    Answer {
        /// The receiver.
        to: ServerName,
        /// The first number of ours that can be had.
        low: u64,
        /// Our first number that is answered.
        from: u64,
        /// The last; less than the first if there is nothing.
        last: u64,
        /// Those that there are.
        events: Vec<Event>,
    },
}

/// Events of ours as the database has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadedEvents {
    /// The first number that is answered.
    pub from: u64,
    /// The last; less than the first if there is nothing.
    pub last: u64,
    /// Those of them that still say something, by number.
    pub events: Vec<Event>,
}

/// The rows that the database keeps of shared channels, besides the messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeptCampus {
    /// The number of our last event.
    pub last_event: u64,
    /// The numbers up to which the events of others have come.
    pub watermarks: Vec<(Origin, u64)>,
    /// Messages that were struck out before they came.
    pub tombstones: Vec<EventName>,
    /// The versions of topics, and whose they are; `None` for ours.
    pub topics: Vec<(ChannelName, u64, Option<ServerName>)>,
    /// Erasures that are not done.
    pub erasures: Vec<Erasure>,
    /// Those of others that are done here, in their order.
    pub erased: Vec<(Origin, u64)>,
    /// Reactions and replies whose messages have not come, in the order in which they came.
    pub early: Vec<Early>,
    /// Servers that were taken out of service.
    pub retired: Vec<ServerName>,
}

/// Where an event stands among those of its origin, for the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventPlace {
    /// It is ours.
    Own(u64),
    /// It is another server's.
    Heard(Origin, u64),
}

impl EventPlace {
    /// True for an event of that server which is behind the one with this number.
    pub fn is_behind(&self, origin: &Origin, seq: u64) -> bool {
        matches!(self, Self::Heard(of, number) if of == origin && *number > seq)
    }
}
