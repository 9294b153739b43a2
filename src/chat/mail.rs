//! An amount of private messages that wait for somebody.
//!
//! Owns [`Mail`], which the core counts by and `store` counts anew at the start.

use super::message::{Audience, Message};

/// Bytes for the frame of a kept message, above its texts.
const FRAME_BYTES: u64 = 64;

/// An amount of private messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mail {
    /// The number of messages.
    pub messages: usize,
    /// Their size on disk, rather over than under.
    pub bytes: u64,
}

impl Mail {
    /// One message. Whoever keeps it and whoever finds it kept come to the same size.
    pub fn of(message: &Message) -> Self {
        let Message { from, channel, subtype, to, content, extra, .. } = message;
        let texts = [from.as_str(), channel.as_str(), content, &extra.0];
        let optional = [subtype, to].into_iter().flatten().map(|text| text.len());
        let texts: usize = texts.iter().map(|text| text.len()).chain(optional).sum();
        // The recipient's name stands twice: in the message, and where it is noted that it waits.
        let recipient = match &message.audience {
            Audience::Person(name) => name.as_str().len() + name.key().as_str().len(),
            Audience::Channel(_) => 0,
        };
        Self { messages: 1, bytes: FRAME_BYTES + (texts + recipient) as u64 }
    }

    /// Makes it more.
    pub fn add(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    /// Makes it less.
    pub(super) fn take(&mut self, other: Self) {
        self.messages = self.messages.saturating_sub(other.messages);
        self.bytes = self.bytes.saturating_sub(other.bytes);
    }
}
