//! The disk: what is promised, who waits for it, and the private messages it keeps for those who are away.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Range;

use serde_json::{Value, json};

use classcord_server::chat::clock::Now;
use classcord_server::chat::message::{Audience, Message};
use classcord_server::chat::sanction::SanctionKind;
use classcord_server::chat::store_protocol::{StoreAction, StoreReport, StoreRequest};

use super::amending::{Change, listed};
use super::charge::{Rank, kind_of, sanction_of, target_of};
use super::class::silence_of;
use super::hunting::Hunt;
use super::past::{Page, Search};
use super::rooms::keys_of;
use super::speaking::{Spoken, local_time};
use super::{Conn, Model, Record, Shared};
use crate::simulation::ask::Form;
use crate::simulation::database::Disk;
use crate::simulation::names::Name;
use crate::simulation::want::Want;
use crate::simulation::worker::password_in;

#[derive(Default)]
pub struct Keeping {
    failing: bool,
    /// The last request, those to write of which it is not known yet what became of them, and how many to read have no
    /// answer yet.
    asked: u64,
    writes: BTreeSet<u64>,
    reads: u64,
    ids: Range<u64>,
    waiters: BTreeMap<u64, Waiter>,
    /// Stored private messages by receiver that are not known to have been read.
    mail: BTreeMap<String, BTreeMap<u64, Shared>>,
    /// Messages that were promised to their senders, and must be on disk for ever.
    promised: BTreeMap<u64, Shared>,
    /// Messages that are relayed or promised, and must be on disk sooner or later.
    on_their_way: BTreeMap<u64, Shared>,
    /// Messages that were or are to be struck out.
    struck: BTreeSet<u64>,
    /// The people whose stored messages could not be read; they have to come again.
    unread: BTreeSet<String>,
    /// The people whose stored messages are being read, and the arrival of theirs that it is for.
    readings: VecDeque<(String, u64)>,
    /// Questions about the history and messages that are looked for, by request.
    pages: BTreeMap<u64, Page>,
    searches: BTreeMap<u64, Search>,
    /// The changes of messages by id, in their order: by which request, and what.
    changes: BTreeMap<u64, Vec<(u64, Change)>>,
    /// The last request that is on disk.
    on_disk: u64,
    /// By the wall clock, the times at which accounts were made, by key.
    created: BTreeMap<String, i64>,
    sheets: BTreeMap<u64, (Conn, Form)>,
    /// Other names for accounts: by which request, the old one and the new one.
    renames: Vec<(u64, Name, Name)>,
    hunts: BTreeMap<u64, Hunt>,
}

/// A waiter for a commit.
#[derive(Debug)]
pub enum Waiter {
    Ack {
        conn: Conn,
        spoken: Shared,
        ack: Value,
    },
    Mail {
        conn: Conn,
        /// True if the connection is still its author's.
        is_told: bool,
        spoken: Shared,
        ack: Option<Value>,
    },
    Account {
        conn: Conn,
        name: Name,
        password: String,
    },
    /// The console makes an account, or the first admin one by the code.
    NewAccount {
        /// Who ordered it, and the `type` of the order.
        order: (Conn, &'static str),
        name: Name,
        password: String,
        rank: Rank,
    },
    /// The console did something about one. Carries the key of its name and the password that it has now, if that is
    /// what was done.
    Order {
        answer: Value,
        password: Option<(String, String)>,
    },
    /// Somebody in charge did something.
    Command {
        conn: Conn,
        form: Form,
        answer: Value,
        /// Who has voted, by key, if that is what they did.
        voter: Option<String>,
    },
}

impl Keeping {
    pub fn nobody_waits(&self) -> bool {
        self.waiters.is_empty()
            && self.pages.is_empty()
            && self.searches.is_empty()
            && self.sheets.is_empty()
            && self.hunts.is_empty()
    }

    pub fn hunts(&self) -> impl Iterator<Item = &Hunt> {
        self.hunts.values()
    }

    fn has_room(&self, queue_max: u64) -> bool {
        self.writes.len() as u64 + self.reads < queue_max
    }

    fn ask(&mut self, record: &Record) {
        self.asked += 1;
        match record {
            Record::Load(_)
            | Record::History(_)
            | Record::Find(_)
            | Record::FindLast(..)
            | Record::Sheet(..)
            | Record::Hunt(_) => self.reads += 1,
            _ => drop(self.writes.insert(self.asked)),
        }
    }

    /// What was said in a channel before is gone.
    fn clear(&mut self, room: &str, below: u64) {
        let is_gone = |(id, spoken): &(&u64, &Shared)| {
            let name = spoken.line["channel"].as_str().unwrap();
            **id < below && spoken.to.is_none() && Name::new(name).key == room
        };
        let gone = self.promised.iter().chain(&self.on_their_way).filter(is_gone);
        let gone: Vec<u64> = gone.map(|(id, _)| *id).collect();
        for page in self.pages.values_mut().filter(|page| page.room == room) {
            page.gone_below = below;
        }
        for id in gone {
            self.struck.insert(id);
            self.promised.remove(&id);
            self.on_their_way.remove(&id);
        }
    }

    /// What waits and what is known of an account is under another name.
    pub fn rename(&mut self, from: &Name, to: &Name) {
        if let Some(waiting) = self.mail.remove(&from.key) {
            self.mail.insert(to.key.clone(), waiting);
        }
        if self.unread.remove(&from.key) {
            self.unread.insert(to.key.clone());
        }
        if let Some(created) = self.created.remove(&from.key) {
            self.created.insert(to.key.clone(), created);
        }
    }

    /// The names that an account may have on disk, by key.
    pub fn names_of(&self, key: &str) -> Vec<String> {
        let mut names = vec![key.to_owned()];
        for (_, from, to) in &self.renames {
            if names.contains(&from.key) {
                names.push(to.key.clone());
            }
        }
        names
    }

    /// True if the disk may still have an account under this name that has another.
    pub fn is_unsettled_rename(&self, to: &str, disk: &Disk) -> bool {
        let is_it = |(seq, from, new): &&(u64, Name, Name)| {
            *seq > self.on_disk
                && new.key == to
                && (disk.accounts.contains_key(&from.key) || self.is_unsettled_rename(&from.key, disk))
        };
        self.renames.iter().rev().any(|rename| is_it(&rename))
    }

    /// The ids of all messages that the disk is to have.
    fn ids(&self) -> BTreeSet<u64> {
        let waiting = self.waiters.values().filter_map(|waiter| match waiter {
            Waiter::Ack { spoken, .. } | Waiter::Mail { spoken, .. } => spoken.id,
            _ => None,
        });
        let mail = self.mail.values().flat_map(BTreeMap::keys);
        self.promised.keys().chain(self.on_their_way.keys()).chain(mail).copied().chain(waiting).collect()
    }

    pub fn next_id(&self) -> u64 {
        self.ids.start
    }

    pub fn restart(&mut self, disk: &Disk, ids: Range<u64>) {
        assert!(ids.start >= self.ids.start, "ids grow over a restart");
        for (id, spoken) in &mut self.promised {
            is_on_disk(disk, *id, spoken, &self.changes, self.on_disk);
            // Of what was changed since the last commit, a crash leaves as much as there is.
            *spoken = from_disk(&disk.messages[id]);
        }
        let created =
            disk.accounts.iter().map(|(key, account)| (Name::new(key).key, account.created.unix_us)).collect();
        let mut mail: BTreeMap<String, BTreeMap<u64, Shared>> = BTreeMap::new();
        for (key, waiting) in &disk.mail {
            for (id, message) in waiting {
                mail.entry(key.clone()).or_default().insert(*id, from_disk(message));
            }
        }
        for (key, id) in self.mail.iter().flat_map(|(key, waiting)| waiting.keys().map(move |id| (key, id))) {
            // Under the name before, perhaps.
            let kept = mail.values().any(|waiting| waiting.contains_key(id));
            assert!(kept || !self.promised.contains_key(id), "message {id} for {key} was promised and is lost");
        }
        let promised = std::mem::take(&mut self.promised);
        *self = Self { ids, mail, promised, created, ..Self::default() };
    }
}

/// Checks that a message is on disk, with all changes that are, and perhaps some of those that are on their way.
fn is_on_disk(disk: &Disk, id: u64, spoken: &Spoken, changes: &BTreeMap<u64, Vec<(u64, Change)>>, on_disk: u64) {
    let kept = disk.messages.get(&id).unwrap_or_else(|| panic!("message {id} is not on disk: {spoken:?}"));
    let kept = from_disk(kept);
    let (mut line, mut found) = (spoken.line.clone(), false);
    let none = Vec::new();
    let (settled, open): (Vec<_>, Vec<_>) =
        changes.get(&id).unwrap_or(&none).iter().partition(|(seq, _)| *seq <= on_disk);
    let mut to = spoken.to.clone();
    for (_, change) in settled {
        change.apply(&mut line);
        change.apply_to_receiver(&mut to);
    }
    found |= kept.line == listed(&line) && kept.to == to;
    for (_, change) in open {
        change.apply(&mut line);
        change.apply_to_receiver(&mut to);
        found |= kept.line == listed(&line) && kept.to == to;
    }
    assert!(found, "message {id} is {kept:?} on disk instead of {spoken:?} {changes:?}");
}

/// The form in which a stored message comes to its receiver.
pub fn from_disk(message: &Message) -> Shared {
    let mut line = String::new();
    classcord_server::wire::encode(
        &classcord_server::chat::reply::Reply::Message(std::sync::Arc::new(message.clone())),
        &mut line,
    );
    let to = match &message.audience {
        Audience::Person(name) => Some(Name::new(name.as_str())),
        Audience::Channel(_) => None,
    };
    Shared::new(Spoken {
        id: message.id.map(|id| id.0),
        timestamp: local_time(Now { mono: std::time::Duration::ZERO, wall: message.at }),
        to,
        line: serde_json::from_str(&line).unwrap(),
    })
}

impl Model {
    /// True if what is asked of the disk now may be promised.
    pub fn can_promise(&self) -> bool {
        !self.keeping.failing && self.has_room()
    }

    pub fn forget_replays(&mut self, conn: Conn) {
        self.keeping.pages.retain(|_, page| page.conn != conn || page.form.is_some());
    }

    /// True if the disk takes another request.
    pub fn has_room(&self) -> bool {
        self.keeping.has_room(self.rules.store_queue_max)
    }

    pub fn take_id(&mut self) -> Option<u64> {
        if self.has_room() { self.keeping.ids.next() } else { None }
    }

    pub fn keep(&mut self, record: Record) {
        self.keeping.ask(&record);
        self.step.records.push_back((record, None));
    }

    pub fn keep_for(&mut self, record: Record, waiter: Waiter) {
        self.keeping.ask(&record);
        self.step.records.push_back((record, Some(waiter)));
    }

    pub fn mail_count(&self, key: &str) -> usize {
        self.keeping.mail.get(key).map_or(0, BTreeMap::len)
    }

    pub fn mail_in_all(&self) -> usize {
        self.keeping.mail.values().map(BTreeMap::len).sum()
    }

    pub fn note_mail(&mut self, spoken: &Shared) {
        let key = spoken.to.as_ref().unwrap().key.clone();
        self.keeping.mail.entry(key).or_default().insert(spoken.id.unwrap(), Shared::clone(spoken));
    }

    /// Asks for the messages that wait for somebody who is there, unless they are coming or another connection has them.
    pub fn ask_for_mail(&mut self, conn: Conn) {
        let key = self.me(conn).unwrap().key.clone();
        let coming = self.keeping.readings.iter().any(|(whose, _)| *whose == key);
        let person = &self.people[&key];
        let in_hand = person.conns.iter().any(|conn| {
            let me = self.me(*conn).unwrap();
            !me.unconfirmed.is_empty() || me.greeting.holds_any_mail()
        });
        if self.mail_count(&key) > 0 && !coming && !in_hand {
            self.keeping.readings.push_back((key.clone(), person.arrival));
            self.keeping.unread.remove(&key);
            self.keep(Record::Load(key));
        }
    }

    fn strike_mail(&mut self, key: &str, id: u64) -> Option<Shared> {
        let waiting = self.keeping.mail.get_mut(key)?;
        let struck = waiting.remove(&id);
        if waiting.is_empty() {
            self.keeping.mail.remove(key);
        }
        struck
    }

    /// What waits for somebody goes with the account.
    pub fn forget_mail(&mut self, key: &str) {
        self.keeping.unread.remove(key);
        for id in self.keeping.mail.remove(key).into_iter().flat_map(BTreeMap::into_keys) {
            self.keeping.promised.remove(&id);
            self.keeping.struck.insert(id);
        }
    }

    /// A stored message goes to its receiver.
    pub fn hand_over(&mut self, conn: Conn, id: u64) {
        let key = self.me(conn).unwrap().key.clone();
        let spoken = self.keeping.mail.get(&key).and_then(|waiting| waiting.get(&id)).cloned();
        let spoken = spoken.unwrap_or_else(|| panic!("message {id} goes to {key} again, who has had it"));
        self.me_mut(conn).unwrap().unconfirmed.push(id);
        let mut line = spoken.line.clone();
        line["to"] = serde_json::json!(self.told_name(conn));
        self.step.line(conn, Want::Exactly(line));
    }

    /// A client has read everything it was sent.
    pub fn confirm(&mut self, conn: Conn) {
        let Some(me) = self.me_mut(conn).filter(|me| !me.unconfirmed.is_empty()) else { return };
        let (key, ids) = (me.key.clone(), std::mem::take(&mut me.unconfirmed));
        for id in &ids {
            self.strike_mail(&key, *id);
        }
        self.keep(Record::Delivered { key, ids });
    }

    /// Checks that people who are there have all that was kept for them in hand, unless the disk would not give it.
    pub fn check_mail_in_hand(&self) {
        for (key, waiting) in &self.keeping.mail {
            let is_excused = self.keeping.unread.contains(key) || self.lingers(key);
            let Some(person) = self.people.get(key).filter(|_| !is_excused) else { continue };
            for id in waiting.keys() {
                let in_hand = person.conns.iter().any(|conn| {
                    let me = self.me(*conn).unwrap();
                    me.unconfirmed.contains(id) || me.greeting.holds_mail(*id)
                });
                assert!(in_hand, "message {id} waits for {key}, who is there");
            }
        }
    }

    /// Everything that was relayed with an id is on disk.
    pub fn check_disk(&self, disk: &Disk) {
        for (id, spoken) in self.keeping.on_their_way.iter().chain(&self.keeping.promised) {
            is_on_disk(disk, *id, spoken, &self.keeping.changes, self.keeping.on_disk);
        }
    }

    /// When the account of a name was made.
    pub fn created(&self, key: &str) -> i64 {
        self.keeping.created[key]
    }

    /// The database is asked for something.
    pub fn record_made(&mut self, request: &StoreRequest) {
        let due = self.step.records.pop_front();
        let (record, waiter) = due.unwrap_or_else(|| panic!("the database was asked for {request:?} for nothing"));
        let spoken_as = |spoken: &Shared, message: &Message| {
            let kept = from_disk(message);
            assert_eq!((&kept.line, &kept.to), (&spoken.line, &spoken.to), "kept otherwise than relayed");
            spoken.id.unwrap()
        };
        match (&record, &request.action) {
            (Record::Append(spoken), StoreAction::Append(message)) => {
                let id = spoken_as(spoken, message);
                self.keeping.on_their_way.insert(id, Shared::clone(spoken));
            }
            (Record::AppendUndelivered(spoken), StoreAction::AppendUndelivered(message)) => {
                spoken_as(spoken, message);
            }
            (Record::Delivered { key, ids }, StoreAction::Delivered { recipient, ids: given }) => {
                assert_eq!(*key, Name::new(recipient.as_str()).key);
                assert!(ids.iter().eq(given.iter().map(|id| &id.0)), "{ids:?} were delivered, not {given:?}");
            }
            (Record::CreateAccount { name, password }, StoreAction::CreateAccount(account)) => {
                assert_eq!(account.name.as_str(), name);
                self.keeping.created.insert(Name::new(name).key, account.created.unix_us);
                assert_eq!(password_in(&account.phc), password);
            }
            (Record::SetPassword { name }, StoreAction::SetPassword { name: given, .. }) => {
                assert_eq!(given.as_str(), name);
            }
            (Record::DeleteAccount { name }, StoreAction::DeleteAccount { name: given }) => {
                assert_eq!(given.as_str(), name);
            }
            (Record::Token(number), StoreAction::SetToken(record)) => {
                assert_eq!(*number, record.number);
                self.check_token(record);
            }
            (Record::RemoveTokens(numbers), StoreAction::RemoveTokens(given)) => assert_eq!(numbers, given),
            (Record::Load(key), StoreAction::LoadUndelivered { recipient }) => {
                assert_eq!(*key, Name::new(recipient.as_str()).key);
            }
            (Record::History(page), StoreAction::LoadHistory(query)) => {
                let room = Name::new(query.channel.as_str()).key;
                assert_eq!((&room, query.limit), (&page.room, page.limit));
                assert_eq!((query.before.map(|id| id.0), query.after.map(|id| id.0)), (page.before, page.after));
                self.keeping.pages.insert(request.seq.0, page.clone());
            }
            (Record::Find(search), StoreAction::LoadMessage { id }) => {
                assert_eq!(Some(id.0), search.id);
                self.keeping.searches.insert(request.seq.0, search.clone());
            }
            (Record::FindLast(search, room), StoreAction::LoadHistory(query)) => {
                assert_eq!((room, query.before), (&Name::new(query.channel.as_str()).key, None));
                self.keeping.searches.insert(request.seq.0, search.clone());
            }
            (Record::Change(id, change), StoreAction::ChangeMessage { id: given, change: made }) => {
                assert!(given.0 == *id && change.is_made_by(made), "{made:?} instead of {change:?}");
                self.keeping.changes.entry(*id).or_default().push((request.seq.0, change.clone()));
            }
            (Record::Delete(id), StoreAction::DeleteMessage { id: given }) => {
                assert_eq!(given.0, *id);
                self.keeping.struck.insert(*id);
                self.keeping.promised.remove(id);
                self.keeping.on_their_way.remove(id);
            }
            (Record::Sanction(kind, target, sanction), StoreAction::SetSanction(given)) => {
                assert_eq!((*kind, target), (kind_of(given.kind), &target_of(&given.target)));
                assert_eq!(*sanction, sanction_of(given));
            }
            (Record::LiftAtOnce(target), StoreAction::LiftSanction { kind: SanctionKind::Mute, target: whom }) => {
                assert_eq!(target, &target_of(whom));
            }
            (Record::Lift(kind, target), StoreAction::LiftSanction { kind: given, target: whom }) => {
                assert_eq!((*kind, target), (kind_of(*given), &target_of(whom)));
            }
            (Record::Silence(silence), StoreAction::SetSilence(given)) => assert_eq!(*silence, silence_of(given)),
            (Record::LiftSilence(room), StoreAction::LiftSilence { channel }) => {
                assert_eq!(*room, channel.as_ref().map(|channel| Name::new(channel.as_str()).key));
            }
            (Record::Disabled(name, disabled), StoreAction::SetDisabled { name: given, disabled: set }) => {
                assert_eq!((given.as_str(), set), (name.as_str(), disabled));
            }
            (Record::Rename(from, to), StoreAction::RenameAccount(change)) => {
                assert_eq!((&**from, &**to), (change.from.as_str(), change.to.as_str()));
                let (from, to) = (Name::new(from), Name::new(to));
                for id in self.keeping.ids() {
                    let change = Change::Rename(from.clone(), to.clone());
                    self.keeping.changes.entry(id).or_default().push((request.seq.0, change));
                }
                self.keeping.renames.push((request.seq.0, from, to));
            }
            (Record::Role(name, rank), StoreAction::SetRole { name: given, role }) => {
                assert_eq!((&**name, *rank), (given.as_str(), Rank::parse(role.as_str())));
            }
            (Record::Clear(room, below), StoreAction::ClearChannel { channel, below: given }) => {
                assert_eq!((room, *below), (&Name::new(channel.as_str()).key, given.0));
                self.keeping.clear(room, *below);
            }
            (Record::PrivateMessages(to), StoreAction::SetPrivateMessages(given)) => assert_eq!(to, given),
            (Record::QuestionBox(open), StoreAction::SetQuestionBox { open: given }) => assert_eq!(open, given),
            (Record::Room { name, topic, disabled, read_only, slow, roll }, StoreAction::SetChannel(given)) => {
                assert_eq!((&**name, &**topic), (given.name.as_str(), &*given.topic));
                assert_eq!((*disabled, *read_only, *slow), (given.disabled, given.read_only, given.slow_s));
                assert_eq!(*roll, given.roll.as_deref().map(keys_of));
            }
            (
                Record::Arrival { number, name, registered, address, clock },
                StoreAction::StayBegan { number: given, stay },
            ) => {
                assert_eq!((number, &**name, *clock), (given, stay.name.as_str(), stay.clock));
                assert_eq!((stay.registered, stay.left, stay.gone_by), (*registered, None, None));
                assert_eq!(stay.addresses, [address.parse::<std::net::IpAddr>().unwrap()]);
            }
            (Record::AnotherAddress(number, address), StoreAction::StayFrom { number: given, address: from }) => {
                assert_eq!(
                    (number, &*address.parse::<std::net::IpAddr>().unwrap().to_string()),
                    (given, &*from.to_string())
                );
            }
            (Record::Departures(numbers), StoreAction::StaysEnded { numbers: given, .. }) => {
                assert_eq!(*numbers, given.iter().copied().collect());
            }
            (Record::ClockSet(by), StoreAction::ClockSet { by_us, .. }) => assert_eq!(by, by_us),
            (Record::Lessons(lessons), StoreAction::SetLessons(given)) => assert_eq!(lessons, given),
            (Record::Hunt(hunt), StoreAction::Search(query)) => {
                hunt.is_asked_by(query);
                self.keeping.hunts.insert(request.seq.0, hunt.clone());
            }
            (Record::Sheet(conn, form), StoreAction::LoadAttendance(_)) => {
                self.keeping.sheets.insert(request.seq.0, (*conn, *form));
            }
            (Record::Poll(id, open), StoreAction::SetPoll(poll)) => {
                assert_eq!((*id, *open), (poll.id.0, poll.closed.is_none()));
            }
            (Record::RemovePoll(id), StoreAction::RemovePoll(given)) => assert_eq!(*id, given.0),
            (Record::Ballot(id, key, choices), StoreAction::SetBallot { poll, ballot }) => {
                assert_eq!((*id, &**key), (poll.0, ballot.by.as_str()));
                assert!(ballot.choices.numbers().eq(choices.iter().map(|number| *number as usize)));
            }
            (Record::Question(id, open), StoreAction::SetQuestion(question)) => {
                assert_eq!((*id, *open), (question.id.0, question.answered.is_none()));
            }
            (Record::RemoveQuestion(id), StoreAction::RemoveQuestion(given)) => assert_eq!(*id, given.0),
            (Record::QuestionVote(id, key, up), StoreAction::SetQuestionVote { question, voter, up: given }) => {
                assert_eq!((*id, &**key, *up), (question.0, voter.as_str(), *given));
            }
            (record, action) => panic!("the database was asked for {action:?}\n instead of {record:?}"),
        }
        let urgent =
            waiter.is_some() || matches!(record, Record::Load(_) | Record::Sanction(..) | Record::LiftAtOnce(_));
        assert_eq!(request.urgent, urgent, "a commit is hurried for who waits");
        if let Some(waiter) = waiter {
            self.keeping.waiters.insert(request.seq.0, waiter);
        }
    }

    /// The database has reported.
    pub fn reported(&mut self, now: Now, report: &StoreReport, disk: &Disk) {
        match report {
            StoreReport::Committed { through, ids_below } => {
                self.keeping.on_disk = through.0;
                self.keeping.ids.end = self.keeping.ids.end.max(ids_below.0);
                for waiter in self.settle(through.0) {
                    self.kept(waiter, disk);
                }
            }
            StoreReport::Failed { through, .. } => {
                self.keeping.failing = true;
                for waiter in self.settle(through.0) {
                    self.not_kept(waiter);
                }
            }
            StoreReport::Recovered => self.keeping.failing = false,
            StoreReport::Renamed { from } => {
                let key = Name::new(from.as_str()).key;
                assert!(
                    !disk.messages.values().any(|message| message.from == *from) || self.accounts.contains_key(&key)
                );
                self.renaming.retain(|(old, _)| old.key != key);
            }
            StoreReport::Undelivered { recipient, messages } => {
                self.keeping.reads -= 1;
                let key = Name::new(recipient.as_str()).key;
                let ids: Vec<u64> = messages.iter().map(|message| message.id.unwrap().0).collect();
                let (asked, arrival) = self.keeping.readings.pop_front().unwrap();
                assert_eq!(asked, key);
                // Whose it is may have another name by now.
                for message in messages {
                    let read = from_disk(message);
                    let waiting =
                        self.keeping.mail.get_mut(&key).and_then(|waiting| waiting.get_mut(&read.id.unwrap()));
                    if let Some(spoken) = waiting.filter(|spoken| spoken.line["from"] != read.line["from"]) {
                        *spoken = read;
                    }
                }
                // Who has gone and come back may have been written to in between: that is asked for anew.
                match self.people.get(&key) {
                    Some(person) if person.arrival == arrival => {
                        if ids.is_empty() {
                            self.keeping.unread.insert(key.clone());
                        }
                        self.mail_read(now, &key, &ids);
                    }
                    Some(person) => {
                        if let Some(&conn) = person.conns.last() {
                            self.ask_for_mail(conn);
                        }
                    }
                    None => {}
                }
            }
            StoreReport::History { seq, messages, more } => {
                self.keeping.reads -= 1;
                if let Some(page) = self.keeping.pages.remove(&seq.0) {
                    self.page_read(now, &page, messages.as_deref(), *more);
                } else if let Some(search) = self.keeping.searches.remove(&seq.0) {
                    let found = self.newest(&search, messages.as_deref().unwrap_or_default());
                    self.found(now, &search, found);
                }
            }
            StoreReport::Message { seq, message } => {
                self.keeping.reads -= 1;
                let search = self.keeping.searches.remove(&seq.0).expect("a message that was looked for");
                self.found(now, &search, message.as_ref());
            }
            StoreReport::Search { seq, findings } => {
                self.keeping.reads -= 1;
                let hunt = self.keeping.hunts.remove(&seq.0).expect("a search that was asked for");
                self.hunted(now, &hunt, findings.as_ref());
            }
            StoreReport::Events { .. } | StoreReport::EventFound { .. } => unreachable!("there is no other server"),
            StoreReport::Count { .. } => unreachable!("nobody asks here what clearing would erase"),
            StoreReport::Attendance { seq, sheet } => {
                self.keeping.reads -= 1;
                let asked = self.keeping.sheets.remove(&seq.0).expect("a sheet that was asked for");
                self.sheet_read(now, asked, sheet.as_deref());
            }
        }
    }

    /// A connection is somebody else's from now on.
    pub fn author_changes(&mut self, author: Conn) {
        for waiter in self.keeping.waiters.values_mut() {
            if let Waiter::Mail { conn, is_told, .. } = waiter {
                *is_told &= *conn != author;
            }
        }
    }

    fn settle(&mut self, through: u64) -> Vec<Waiter> {
        self.keeping.writes = self.keeping.writes.split_off(&(through + 1));
        let rest = self.keeping.waiters.split_off(&(through + 1));
        std::mem::replace(&mut self.keeping.waiters, rest).into_values().collect()
    }

    fn kept(&mut self, waiter: Waiter, disk: &Disk) {
        match waiter {
            Waiter::Ack { conn, spoken, ack } => self.acknowledge(conn, &spoken, &ack, disk),
            Waiter::Mail { conn, is_told, spoken, ack } => {
                // It may have gone with its receiver's account.
                let id = spoken.id.unwrap();
                if !self.keeping.struck.contains(&id) {
                    is_on_disk(disk, id, &spoken, &self.keeping.changes, self.keeping.on_disk);
                    self.keeping.promised.insert(id, Shared::clone(&spoken));
                }
                if let Some(ack) = ack {
                    self.acknowledge(conn, &spoken, &ack, disk);
                }
                if is_told && self.me(conn).is_some() {
                    self.tell(conn, Some("recipient_away"));
                }
            }
            Waiter::Account { conn, name, password } => {
                assert!(disk.accounts.contains_key(&name.key), "confirmed before it was on disk");
                self.registered(conn, name, password);
            }
            Waiter::NewAccount { order, name, password, rank } => {
                assert!(disk.accounts.contains_key(&name.key), "confirmed before it was on disk");
                self.account_added(order, name, password, rank);
            }
            Waiter::Order { answer, password } => self.order_kept(answer, password),
            Waiter::Command { conn, form, answer, voter } => {
                self.check_lesson_on_disk(&answer, voter.as_deref(), disk);
                self.deed_settled(conn, form, answer, true);
            }
        }
    }

    fn acknowledge(&mut self, conn: Conn, spoken: &Shared, ack: &Value, disk: &Disk) {
        let id = spoken.id.unwrap();
        // Somebody in charge may have been quicker.
        let struck = self.keeping.struck.contains(&id);
        if !struck {
            is_on_disk(disk, id, spoken, &self.keeping.changes, self.keeping.on_disk);
        }
        if self.peers.contains_key(&conn) {
            if !struck {
                self.keeping.promised.insert(id, Shared::clone(spoken));
            }
            let line = json!({ "type": "ack", "ack": ack, "id": id, "timestamp": spoken.timestamp });
            self.step.line(conn, Want::Exactly(line));
        }
    }

    fn not_kept(&mut self, waiter: Waiter) {
        match waiter {
            Waiter::Ack { conn, ack, .. } => {
                if self.peers.contains_key(&conn) {
                    self.step.line(conn, Want::Error { code: "storage_unavailable", ack: Some(ack) });
                }
            }
            Waiter::Mail { conn, is_told, spoken, ack } => {
                for key in self.keeping.names_of(&spoken.to.as_ref().unwrap().key) {
                    self.strike_mail(&key, spoken.id.unwrap());
                }
                if self.peers.contains_key(&conn) && (is_told || ack.is_some()) {
                    self.refuse(conn, "storage_unavailable", ack);
                }
            }
            Waiter::Account { conn, name, .. } => self.not_registered(conn, &name, "storage_unavailable"),
            Waiter::NewAccount { order, name, .. } => self.account_not_added(order, &name, "storage_unavailable"),
            Waiter::Order { .. } => self.order_not_kept(),
            Waiter::Command { conn, form, answer, .. } => self.deed_settled(conn, form, answer, false),
        }
    }
}
