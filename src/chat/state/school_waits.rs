//! Logins that the school's directory is asked about, and accounts of its people that are on their way to the disk.
//!
//! Owns [`SchoolWaits`], which gives each question its ticket.

use std::collections::BTreeMap;

use super::password_waits::Asker;
use crate::chat::claim::TypedName;
use crate::chat::handle::Ticket;
use crate::chat::name::{NameKey, Username};
use crate::chat::school::SchoolPerson;

/// A login that waits for the answer.
pub(in crate::chat) struct SchoolWait {
    pub(in crate::chat) asker: Asker,
    pub(in crate::chat) name: Username,
    pub(in crate::chat) typed: Option<TypedName>,
    /// True if the account is gone, or has a password here, since the question was asked.
    pub(in crate::chat) is_outdated: bool,
}

/// A login that the directory has said yes to.
pub(in crate::chat) struct SchoolArrival {
    pub(in crate::chat) asker: Asker,
    pub(in crate::chat) name: Username,
    pub(in crate::chat) typed: Option<TypedName>,
    pub(in crate::chat) person: SchoolPerson,
}

/// All of them.
#[derive(Default)]
pub(in crate::chat) struct SchoolWaits {
    waits: BTreeMap<Ticket, SchoolWait>,
    /// Tickets given so far. None is given twice.
    tickets: u64,
    /// Those who wait for an account to be on disk: two windows of one person may come at once.
    coming: BTreeMap<NameKey, Vec<SchoolArrival>>,
}

impl SchoolWaits {
    /// Adds one; gives its ticket.
    pub(in crate::chat) fn insert(&mut self, wait: SchoolWait) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.waits.insert(ticket, wait);
        ticket
    }

    /// Takes out the one that a ticket was given for.
    pub(in crate::chat) fn take(&mut self, ticket: Ticket) -> Option<SchoolWait> {
        self.waits.remove(&ticket)
    }

    /// An account is gone, or has a password here: a yes to what was asked before counts no more.
    pub(in crate::chat) fn outdate(&mut self, key: &NameKey) {
        for wait in self.waits.values_mut().filter(|wait| wait.name.key() == key) {
            wait.is_outdated = true;
        }
    }

    /// Questions that have no answer yet.
    pub(in crate::chat) fn len(&self) -> usize {
        self.waits.len()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.waits.is_empty()
    }

    /// True if an account of that name is on its way to the disk.
    pub(in crate::chat) fn is_coming(&self, key: &NameKey) -> bool {
        self.coming.contains_key(key)
    }

    /// Adds somebody who waits for their account to be on disk.
    pub(in crate::chat) fn await_account(&mut self, arrival: SchoolArrival) {
        self.coming.entry(arrival.name.key().clone()).or_default().push(arrival);
    }

    /// Takes out who has waited for an account.
    pub(in crate::chat) fn take_arrivals(&mut self, key: &NameKey) -> Vec<SchoolArrival> {
        self.coming.remove(key).unwrap_or_default()
    }

    pub(in crate::chat) fn check_invariants(&self, is_registering: impl Fn(&NameKey) -> bool) {
        assert!(self.coming.keys().all(is_registering), "who waits for an account waits for one that is being made");
        assert!(self.coming.values().all(|arrivals| !arrivals.is_empty()));
    }
}
