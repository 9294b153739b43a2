//! Counts of the private mail that waits for each person.
//!
//! Owns [`Mailboxes`]: for each absent person, and in all, how many private messages the database keeps for them and how
//! large they are. Retention spares what waits, so without a limit in all it would crowd out everything else.

use std::collections::HashMap;

use super::message::Message;
use super::name::{NameKey, Username};

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
            super::message::Audience::Person(name) => name.as_str().len() + name.key().as_str().len(),
            super::message::Audience::Channel(_) => 0,
        };
        Self { messages: 1, bytes: FRAME_BYTES + (texts + recipient) as u64 }
    }

    /// Makes it more.
    pub fn add(&mut self, other: Self) {
        self.messages += other.messages;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    fn take(&mut self, other: Self) {
        self.messages = self.messages.saturating_sub(other.messages);
        self.bytes = self.bytes.saturating_sub(other.bytes);
    }
}

/// Waiting messages, by person and in all.
#[derive(Default)]
pub(super) struct Mailboxes {
    by_key: HashMap<NameKey, Mail>,
    total: Mail,
}

impl Mailboxes {
    pub(super) fn restore(mail: Vec<(Username, Mail)>) -> Self {
        let mut all = Self::default();
        for (name, mail) in mail {
            all.add(name.key(), mail);
        }
        all
    }

    /// The number of messages that wait for somebody.
    pub(super) fn count(&self, key: &NameKey) -> usize {
        self.by_key.get(key).map_or(0, |mail| mail.messages)
    }

    /// The messages that wait for all together.
    pub(super) fn total(&self) -> Mail {
        self.total
    }

    pub(super) fn add(&mut self, key: &NameKey, mail: Mail) {
        self.by_key.entry(key.clone()).or_default().add(mail);
        self.total.add(mail);
    }

    /// Some of what waited for somebody does not any more.
    pub(super) fn take(&mut self, key: &NameKey, mail: Mail) {
        let Some(waiting) = self.by_key.get_mut(key) else { return };
        let before = *waiting;
        waiting.take(mail);
        let left = if waiting.messages == 0 { Mail::default() } else { *waiting };
        self.total.take(Mail { messages: before.messages - left.messages, bytes: before.bytes - left.bytes });
        if left.messages == 0 {
            self.by_key.remove(key);
        }
    }

    /// Nothing waits for somebody any more.
    pub(super) fn clear(&mut self, key: &NameKey) {
        if let Some(waiting) = self.by_key.remove(key) {
            self.total.take(waiting);
        }
    }

    pub(super) fn check_invariants(&self) {
        assert!(self.by_key.values().all(|mail| mail.messages > 0), "counts of nothing are not kept");
        let mut total = Mail::default();
        self.by_key.values().for_each(|mail| total.add(*mail));
        assert_eq!(total, self.total, "the total is that of all mailboxes");
    }
}
