//! A message, as it is relayed and as it is kept.
//!
//! Owns [`Message`], its [`MessageId`] and its [`Audience`]: plain values shared by the core, `wire` and `store`.

use std::sync::Arc;

use super::clock::WallTime;
use super::name::{ChannelName, Username};

/// The number of a stored message. Grows by one, never depends on a clock, and is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// The people whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The members of a channel.
    Channel(ChannelName),
    /// One person, in all their sessions.
    Person(Username),
}

/// A message that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number; `None` if it could not be given one because the database was unavailable for long: such a message
    /// is relayed but not kept.
    pub id: Option<MessageId>,
    /// The time at which the server took it in.
    pub at: WallTime,
    /// Its author, as identified by the server.
    pub from: Username,
    /// The people whom it is for.
    pub audience: Audience,
    /// The channel that the relayed line names: that of the audience, or for a private message the author's current one.
    pub channel: ChannelName,
    /// `subtype` as the client sent it. `None` for what the audience implies.
    pub subtype: Option<Box<str>>,
    /// `to` as the client sent it, for channel messages. `None` for what the audience implies.
    pub to: Option<Box<str>>,
    /// The text, decoded.
    pub content: Box<str>,
    /// Fields that the server does not know, to be relayed untouched.
    pub extra: ExtraFields,
}

/// Unknown fields of a request as JSON text, ready to be put behind other fields: each begins with a comma
/// (`,"colour":"red"`), all is ASCII, and there is no blank outside strings. Made by `wire` alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExtraFields(pub Box<str>);

/// A message shared by everybody it goes to.
pub type SharedMessage = Arc<Message>;
