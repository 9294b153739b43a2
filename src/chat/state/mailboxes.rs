//! Counts of the private mail that waits for each person, and for whom it is being read.
//!
//! Owns [`Mailboxes`]: for each absent person, and in all, how many private messages the database keeps for them and how
//! large they are. Retention spares what waits, so without a limit in all it would crowd out everything else.

use std::collections::{BTreeMap, HashMap};

use crate::chat::mail::Mail;
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;

/// Waiting messages, by person and in all.
#[derive(Default)]
pub(in crate::chat) struct Mailboxes {
    by_key: HashMap<NameKey, Mail>,
    total: Mail,
    /// The people whose mail is being read, and whether it is the one that is wanted: a person who goes meanwhile may be
    /// written to before coming back.
    loading: BTreeMap<NameKey, bool>,
}

impl Mailboxes {
    pub(in crate::chat) fn restore(mail: Vec<(Username, Mail)>) -> Self {
        let mut all = Self::default();
        for (name, mail) in mail {
            all.add(name.key(), mail);
        }
        all
    }

    /// The number of messages that wait for somebody.
    pub(in crate::chat) fn count(&self, key: &NameKey) -> usize {
        self.by_key.get(key).map_or(0, |mail| mail.messages)
    }

    /// The messages that wait for all together.
    pub(in crate::chat) fn total(&self) -> Mail {
        self.total
    }

    pub(in crate::chat) fn add(&mut self, key: &NameKey, mail: Mail) {
        self.by_key.entry(key.clone()).or_default().add(mail);
        self.total.add(mail);
    }

    /// Some of what waited for somebody does not any more.
    pub(in crate::chat) fn take(&mut self, key: &NameKey, mail: Mail) {
        let Some(waiting) = self.by_key.get_mut(key) else { return };
        let before = *waiting;
        waiting.take(mail);
        let left = if waiting.messages == 0 { Mail::default() } else { *waiting };
        self.total.take(Mail { messages: before.messages - left.messages, bytes: before.bytes - left.bytes });
        if left.messages == 0 {
            self.by_key.remove(key);
        }
    }

    /// Has what waits for somebody wait under their new name, in which it has another size.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        let Some(mail) = self.by_key.remove(change.from.key()) else { return };
        self.total.take(mail);
        let size = |name: &Username| (name.as_str().len() + name.key().as_str().len()) as u64;
        let messages = mail.messages as u64;
        let without = mail.bytes.saturating_sub(messages * size(&change.from));
        self.add(change.to.key(), Mail { bytes: without + messages * size(&change.to), ..mail });
    }

    /// Nothing waits for somebody any more.
    pub(in crate::chat) fn clear(&mut self, key: &NameKey) {
        if let Some(waiting) = self.by_key.remove(key) {
            self.total.take(waiting);
        }
    }

    /// The mail of a person is being read from now on.
    pub(in crate::chat) fn begin_loading(&mut self, key: &NameKey) {
        self.loading.insert(key.clone(), true);
    }

    pub(in crate::chat) fn is_loading_for(&self, key: &NameKey) -> bool {
        self.loading.contains_key(key)
    }

    /// Notes that the person has gone whose mail is being read.
    pub(in crate::chat) fn loading_is_outdated(&mut self, key: &NameKey) {
        if let Some(wanted) = self.loading.get_mut(key) {
            *wanted = false;
        }
    }

    /// Returns whether what was read is wanted.
    pub(in crate::chat) fn end_loading(&mut self, key: &NameKey) -> bool {
        self.loading.remove(key).unwrap_or(false)
    }

    /// No mail will be read any more.
    pub(in crate::chat) fn end_all_loading(&mut self) {
        self.loading.clear();
    }

    /// The number of people whose mail is being read.
    pub(in crate::chat) fn loading(&self) -> usize {
        self.loading.len()
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.by_key.values().all(|mail| mail.messages > 0), "counts of nothing are not kept");
        let mut total = Mail::default();
        self.by_key.values().for_each(|mail| total.add(*mail));
        assert_eq!(total, self.total, "the total is that of all mailboxes");
    }
}
