//! What servers of a school tell each other about shared channels: plain values between the core and `campus`.
//!
//! Owns [`CampusInput`], what has come from elsewhere, [`CampusAct`], what the core wants said there, and [`Event`], one of those that
//! a server counts. Who says something is an [`Origin`], which `campus` has read from the topic and not from what is said. Everything
//! in it is as hostile as what clients send.

use std::fmt;

use super::clock::WallTime;
use super::letter::{LetterAct, LetterInput};
use super::message::{Message, SharedMessage};
use super::name::ChannelName;
use super::origin::{Epoch, ServerName};
use super::roster::{PeopleAct, PeopleInput};

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

/// What somebody said in a shared channel of another server.
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
}

/// An event of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub seq: u64,
    /// What it says; `None` if nothing any more, or nothing that is understood here. Its number counts all the same.
    pub said: Option<Said>,
}

impl Event {
    /// The memory that its texts take.
    pub fn bytes(&self) -> usize {
        self.said.as_ref().map_or(0, |said| said.from.len() + said.content.len())
    }
}

/// What has come from the other servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CampusInput {
    /// A server has said how far its events go.
    Announced {
        /// Which.
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
        /// Whose.
        origin: Origin,
        /// The event.
        event: Event,
        /// To be acknowledged when it is safe.
        receipt: Receipt,
    },
    /// The answer to [`CampusAct::Ask`]: every event from one number to another; those that are not listed say nothing any more.
    Answer {
        /// Whose.
        origin: Origin,
        /// The first number that can be had.
        low: u64,
        /// The first number that is answered.
        from: u64,
        /// The last.
        to: u64,
        /// What there is of them, by number.
        events: Vec<Event>,
    },
    /// Something about people elsewhere.
    People(PeopleInput),
    /// Something about private messages.
    Letters(LetterInput),
    /// A server asks for events of ours, from a number on.
    Asked {
        /// Who asks.
        by: ServerName,
        /// The life of the database that it means.
        epoch: Epoch,
        /// The first number that it lacks.
        from: u64,
    },
}

/// What the core wants said to the other servers.
#[derive(Debug, Clone)]
pub enum CampusAct {
    /// Tell all of them an event of ours, which is on disk.
    Publish {
        /// Its number.
        seq: u64,
        /// What was said.
        message: SharedMessage,
    },
    /// Tell something about people.
    People(PeopleAct),
    /// Tell something about private messages.
    Letters(LetterAct),
    /// Tell the broker that an event is safe here.
    Receive(Receipt),
    /// Ask a server for its events, from a number on.
    Ask {
        /// Which.
        origin: Origin,
        /// The first number that is lacking.
        from: u64,
    },
    /// Answer a server that has asked.
    Answer {
        /// Which.
        to: ServerName,
        /// The first number of ours that can be had.
        low: u64,
        /// Our first number that is answered.
        from: u64,
        /// The last; less than the first if there is nothing.
        last: u64,
        /// What there is of them.
        events: Vec<(u64, SharedMessage)>,
    },
}

/// Events of ours as the database has them.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadedEvents {
    /// The first number that is answered.
    pub from: u64,
    /// The last; less than the first if there is nothing.
    pub last: u64,
    /// What of them still says something, by number.
    pub messages: Vec<(u64, Message)>,
}

/// Where an event stands among those of its origin, for the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventPlace {
    /// It is ours.
    Own(u64),
    /// It is another server's.
    Heard(Origin, u64),
}
