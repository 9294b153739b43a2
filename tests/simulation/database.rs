//! A database that is slow, fails, and survives crashes with what it had committed.
//!
//! Owns [`Database`]. It keeps the core's promises' other half: a group of requests is on disk as a whole or not at all,
//! ids are reserved durably ahead, and what is reported committed is there after a crash.

use std::collections::{BTreeMap, VecDeque};

use classcord_server::chat::account::Account;
use classcord_server::chat::core::Restored;
use classcord_server::chat::message::{Message, MessageId};
use classcord_server::chat::name::Username;
use classcord_server::chat::record::{StoreAction, StoreReport, StoreRequest, StoreSeq};

/// What is on disk.
#[derive(Clone, Default)]
pub struct Disk {
    pub accounts: BTreeMap<String, Account>,
    pub messages: BTreeMap<u64, Message>,
    /// Private messages by receiver.
    pub mail: BTreeMap<String, BTreeMap<u64, Message>>,
    /// Ids below this one may have been given.
    reserved: u64,
}

#[derive(Default)]
pub struct Database {
    pub disk: Disk,
    /// Requests that no commit has taken yet.
    pending: VecDeque<StoreRequest>,
    /// What the core has not heard yet.
    reports: VecDeque<StoreReport>,
    failing: bool,
    /// The last request that came.
    last: StoreSeq,
    reserve_ahead: u64,
}

impl Database {
    pub fn new(reserve_ahead: u64) -> Self {
        Self { reserve_ahead, disk: Disk { reserved: 1, ..Disk::default() }, ..Self::default() }
    }

    /// Opens it, after whatever happened: what was not on disk is gone.
    pub fn open(&mut self) -> Restored {
        let first = self.disk.reserved;
        self.disk.reserved += self.reserve_ahead;
        self.pending.clear();
        self.reports.clear();
        self.failing = false;
        self.last = StoreSeq(0);
        let mail = self.disk.mail.values().filter_map(|waiting| {
            let recipient = recipient(waiting.values().next()?);
            Some((recipient, waiting.len()))
        });
        Restored {
            accounts: self.disk.accounts.values().cloned().collect(),
            undelivered: mail.collect(),
            ids: first..self.disk.reserved,
            ..Restored::default()
        }
    }

    pub fn submit(&mut self, request: StoreRequest) {
        assert_eq!(request.seq.0, self.last.0 + 1, "requests are numbered one after the other");
        self.last = request.seq;
        self.pending.push_back(request);
    }

    pub fn is_idle(&self) -> bool {
        !self.failing && self.pending.is_empty() && self.reports.is_empty()
    }

    pub fn has_work(&self) -> bool {
        self.failing || !self.pending.is_empty()
    }

    pub fn is_failing(&self) -> bool {
        self.failing
    }

    pub fn has_report(&self) -> bool {
        !self.reports.is_empty()
    }

    pub fn next_report(&mut self) -> Option<StoreReport> {
        self.reports.pop_front()
    }

    /// Writes the oldest `group` requests, all of them if it was failing.
    pub fn commit(&mut self, group: usize) {
        let recovers = std::mem::take(&mut self.failing);
        let group = if recovers { self.pending.len() } else { group.min(self.pending.len()) };
        if recovers {
            self.reports.push_back(StoreReport::Recovered);
        }
        let mut through = None;
        for request in self.pending.drain(..group) {
            through = Some(request.seq);
            if let Some(answer) = self.disk.apply(request) {
                self.reports.push_back(answer);
            }
        }
        let used = self.disk.messages.keys().next_back().copied().unwrap_or(0);
        self.disk.reserved = self.disk.reserved.max(used + self.reserve_ahead);
        // After a failure everything may have been settled already; the reserve is news all the same.
        if through.is_some() || recovers {
            self.reports.push_back(StoreReport::Committed {
                through: through.unwrap_or(self.last),
                ids_below: MessageId(self.disk.reserved),
            });
        }
    }

    /// Tries to write, and cannot.
    pub fn fail(&mut self) {
        self.failing = true;
        let mut kept = VecDeque::new();
        for request in self.pending.drain(..) {
            match request.action {
                StoreAction::CreateAccount(_) | StoreAction::AppendUndelivered(_) => {}
                StoreAction::LoadUndelivered { recipient } => {
                    self.reports.push_back(StoreReport::Undelivered { recipient, messages: Vec::new() });
                }
                _ => kept.push_back(request),
            }
        }
        self.pending = kept;
        self.reports.push_back(StoreReport::Failed { through: self.last, reason: "no space left".into() });
    }
}

impl Disk {
    fn apply(&mut self, request: StoreRequest) -> Option<StoreReport> {
        match request.action {
            StoreAction::Append(message) => self.keep(&message),
            StoreAction::AppendUndelivered(message) => {
                self.keep(&message);
                let id = message.id.unwrap().0;
                let waiting = self.mail.entry(recipient(&message).key().as_str().to_owned()).or_default();
                waiting.insert(id, (*message).clone());
            }
            StoreAction::Delivered { recipient, ids } => {
                if let Some(waiting) = self.mail.get_mut(recipient.key().as_str()) {
                    waiting.retain(|id, _| !ids.contains(&MessageId(*id)));
                }
            }
            StoreAction::LoadUndelivered { recipient } => {
                let waiting = self.mail.get(recipient.key().as_str());
                let messages = waiting.map(|waiting| waiting.values().cloned().collect()).unwrap_or_default();
                return Some(StoreReport::Undelivered { recipient, messages });
            }
            StoreAction::CreateAccount(account) => {
                let earlier = self.accounts.insert(account.name.key().as_str().to_owned(), account);
                assert!(earlier.is_none(), "an account was made twice");
            }
            StoreAction::SetPassword { name, phc } => {
                if let Some(account) = self.accounts.get_mut(name.key().as_str()) {
                    account.phc = phc;
                }
            }
            other => panic!("nobody asked for {other:?}"),
        }
        None
    }

    fn keep(&mut self, message: &Message) {
        let id = message.id.expect("what is kept has an id").0;
        assert!(id < self.reserved, "id {id} was given before it was reserved");
        let earlier = self.messages.insert(id, message.clone());
        assert!(earlier.is_none(), "id {id} was given twice");
    }
}

fn recipient(message: &Message) -> Username {
    match &message.audience {
        classcord_server::chat::message::Audience::Person(name) => name.clone(),
        other => panic!("mail is for a person, not {other:?}"),
    }
}
