//! The core beside a database and a worker that answer at once, or late.
//!
//! Owns [`Chat`], to which targets say what clients write and how time passes. After each step the core's own invariants have to hold, and what it
//! sends has to be lines of ASCII that are JSON, to sessions that are there. The database is the simulation's; what servers of a school
//! have besides is here, without its layout.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use classcord_server::chat::Core;
use classcord_server::chat::account::Rank;
use classcord_server::chat::account_order::AccountOrder;
use classcord_server::chat::campus_event::{
    CampusAct, Event, EventName, EventPlace, EventRecord, Happening, LoadedEvents, OwnEvent, Said,
};
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::effect::{Effect, Effects, PasswordJob, PasswordOutcome, SessionId};
use classcord_server::chat::erasure::{ErasedMessages, MessageFate};
use classcord_server::chat::letter::LetterPlace;
use classcord_server::chat::link::{Link, LinkEnd, Parting};
use classcord_server::chat::mail::Mail;
use classcord_server::chat::message::{Audience, Message, MessageId};
use classcord_server::chat::name::Username;
use classcord_server::chat::renamed::NameChange;
use classcord_server::chat::reply::Reply;
use classcord_server::chat::request::{Problem, ProblemKind};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::wire;
use classcord_server::wire::control::ControlRequest;
use serde_json::Value;

use crate::simulation::{Database, plain_settings};

/// Ids that are reserved at the start; more than an input takes.
const IDS: u64 = 1 << 20;

/// The session that is the machine's operator.
pub(crate) const CONSOLE: u64 = 1;

/// An event that is kept: what it has said, or what of ours it was.
enum Kept {
    Message(MessageId),
    Own(OwnEvent),
}

pub(crate) struct Chat {
    pub(crate) core: Core,
    pub(crate) effects: Effects,
    pub(crate) now: Now,
    /// What is to be said to other servers.
    pub(crate) acts: Vec<CampusAct>,
    /// True while the database says nothing, though it does what it is asked.
    pub(crate) is_slow: bool,
    /// True if an event may come to the database twice: a server was met in so many lives that one was forgotten.
    pub(crate) may_repeat: bool,
    database: Database,
    events: BTreeMap<EventName, Kept>,
    open: BTreeSet<SessionId>,
    paused: BTreeSet<SessionId>,
    reports: VecDeque<StoreReport>,
    last: StoreSeq,
    ids_below: MessageId,
}

impl Chat {
    pub(crate) fn new() -> Self {
        let now = Now { mono: Duration::ZERO, wall: WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 } };
        let mut database = Database::new(IDS);
        let restored = database.open();
        let ids_below = MessageId(restored.ids.end);
        Self {
            core: Core::new(now, plain_settings(), restored),
            effects: Effects::default(),
            now,
            acts: Vec::new(),
            is_slow: false,
            may_repeat: false,
            database,
            events: BTreeMap::new(),
            open: BTreeSet::new(),
            paused: BTreeSet::new(),
            reports: VecDeque::new(),
            last: StoreSeq(0),
            ids_below,
        }
    }

    pub(crate) fn pass_time(&mut self, passed: Duration) {
        self.now.mono += passed;
        self.now.wall.unix_us += i64::try_from(passed.as_micros()).unwrap();
        if self.core.next_timeout().is_some_and(|at| at <= self.now.mono) {
            self.core.handle_timeout(self.now, &mut self.effects);
            self.carry_out();
        }
    }

    /// A line of a client, who comes with the first one; an empty one is the end of the connection.
    pub(crate) fn line(&mut self, who: u64, line: &[u8]) {
        let id = SessionId(who);
        if self.open.insert(id) {
            if who == CONSOLE {
                self.core.connect_console(self.now, id);
            } else {
                let address: IpAddr = [192, 0, 2, who as u8].into();
                if self.core.address_ban(address).is_some() {
                    self.open.remove(&id);
                    return;
                }
                self.core.connect(self.now, id, address, Link::PLAIN_LINES);
            }
        }
        if line.is_empty() {
            self.open.remove(&id);
            self.paused.remove(&id);
            let end = LinkEnd { is_clean: true, parting: Parting::Said, reason: "gone" };
            self.core.disconnect(self.now, id, end, &mut self.effects);
        } else if self.paused.contains(&id) {
            // It waits, and is forgotten here.
            return;
        } else if line.len() > 4096 {
            let problem = Problem { kind: ProblemKind::LineTooLong, ack: None };
            self.core.handle_line(self.now, id, Err(problem), true, &mut self.effects);
        } else if self.core.rank(id) >= Rank::Moderator
            && let Some(request) = ControlRequest::parse(line)
        {
            if let Ok(request) = request
                && request.rank() <= self.core.rank(id)
            {
                self.control(id, request);
            }
        } else if let Some(parsed) = wire::parse_line(line) {
            self.core.handle_line(self.now, id, parsed, true, &mut self.effects);
        }
        self.carry_out();
    }

    /// The part of the console's requests that the core does.
    fn control(&mut self, id: SessionId, request: ControlRequest) {
        let (now, out) = (self.now, &mut self.effects);
        let order = match request {
            ControlRequest::CampusRetire { server } => return self.core.retire_server(now, id, &server, out),
            ControlRequest::ChannelAdd { channel, topic, members } => {
                return self.core.add_channel(now, id, &channel, &topic, members.as_deref(), out);
            }
            ControlRequest::PersonErase { user, messages, .. } => {
                self.core.erase_person(now, id, &user, messages, out);
                self.carry_out();
                self.erase_on_disk(&user, messages, None);
                return self.core.end_erasure(id, &user);
            }
            ControlRequest::UserAdd { user, password, role, must_change } => {
                AccountOrder::Add { user, password, role, must_change }
            }
            ControlRequest::UserPasswd { user, password, disconnect, must_change } => {
                AccountOrder::SetPassword { user, password, disconnect, must_change }
            }
            ControlRequest::UserDel { user } => AccountOrder::Remove { user },
            _ => return,
        };
        self.core.order_account(now, id, order, out);
    }

    /// Erases the next person whom another server wants erased.
    pub(crate) fn erase_next(&mut self) {
        if let Some((person, fate)) = self.core.next_erasure() {
            let below = self.core.erasure_bound(&person).map(|bound| bound.message);
            self.erase_on_disk(&person, fate, below);
            self.core.erasure_done(&person, &mut self.effects);
            self.carry_out();
        }
    }

    fn erase_on_disk(&mut self, person: &Username, fate: MessageFate, below: Option<MessageId>) {
        let (disk, key) = (&mut self.database.disk, person.key());
        let is_theirs =
            |message: &Message| message.from.key() == key && below.is_none_or(|below| message.id < Some(below));
        let mut done = ErasedMessages::default();
        if below.is_none() {
            disk.accounts.remove(key.as_str());
            disk.mail.remove(key.as_str());
            disk.tokens.retain(|_, record| record.owner.key() != key);
        }
        for waiting in disk.mail.values_mut() {
            let gone: Vec<u64> = waiting.iter().filter(|(_, message)| is_theirs(message)).map(|(id, _)| *id).collect();
            for message in gone.iter().filter_map(|id| waiting.remove(id)) {
                if let Audience::Person(recipient) = &message.audience {
                    done.undelivered.push((recipient.clone(), Mail::of(&message)));
                }
            }
        }
        let all: Vec<u64> = disk.messages.keys().copied().collect();
        for id in all {
            let message = disk.messages.get_mut(&id).expect("it is there");
            message.forget_reactions_of(key);
            if !is_theirs(message) {
                continue;
            }
            match &message.audience {
                Audience::Channel(channel) => done.changed.push((MessageId(id), channel.clone())),
                Audience::Person(_) => {}
            }
            if fate == MessageFate::Anonymise {
                message.from = Username::erased();
            } else {
                disk.messages.remove(&id);
                disk.struck.insert(id);
            }
        }
        self.core.messages_erased(done, &mut self.effects);
        self.carry_out();
    }

    /// What other servers have said and is kept.
    pub(crate) fn heard(&self) -> impl Iterator<Item = (&EventName, &Message)> {
        self.events.iter().filter_map(|(name, kept)| match kept {
            Kept::Message(id) if name.origin.is_some() => Some((name, self.database.disk.messages.get(&id.0)?)),
            _ => None,
        })
    }

    pub(crate) fn carry_out(&mut self) {
        loop {
            let mut effects = std::mem::take(&mut self.effects);
            let mut passwords = Vec::new();
            for effect in effects.list.drain(..) {
                match effect {
                    Effect::Send(to, reply) => {
                        assert!(self.open.contains(&to), "{to:?} is gone and was sent {reply:?}");
                        check_line(&reply);
                    }
                    Effect::FanOut(_, reply) => check_line(&reply),
                    Effect::Close(id, _) => {
                        assert!(self.open.remove(&id), "{id:?} was closed twice");
                        self.paused.remove(&id);
                    }
                    Effect::AskSchool(_) => unreachable!("there is no school"),
                    Effect::Campus(act) => self.acts.push(*act),
                    Effect::Password(job) => passwords.push(job),
                    Effect::Store(request) => self.store(request),
                    Effect::Pause(id) => drop(self.paused.insert(id)),
                    Effect::Resume(id) => drop(self.paused.remove(&id)),
                    Effect::Audit(_) | Effect::Said(_) | Effect::RefusedInWords(..) => {}
                }
            }
            self.core.check_invariants();
            for job in passwords {
                let (ticket, outcome) = match job {
                    PasswordJob::Hash { ticket, password } => {
                        (ticket, PasswordOutcome::Hashed(Some(Arc::from(&*password.0))))
                    }
                    PasswordJob::Verify { ticket, password, phc } => {
                        let right = phc.is_some_and(|phc| *phc == *password.0);
                        (ticket, if right { PasswordOutcome::Right { rehashed: None } } else { PasswordOutcome::Wrong })
                    }
                };
                self.core.handle_password(self.now, ticket, outcome, &mut self.effects);
            }
            while !self.is_slow
                && let Some(report) = self.reports.pop_front()
            {
                self.core.handle_report(self.now, report, &mut self.effects);
            }
            if self.effects.list.is_empty() {
                return;
            }
        }
    }

    fn store(&mut self, request: StoreRequest) {
        let seq = request.seq;
        assert_eq!(seq.0, self.last.0 + 1, "requests are numbered one after the other");
        self.last = seq;
        self.apply(seq, request.action);
        self.reports.push_back(StoreReport::Committed { through: seq, ids_below: self.ids_below });
    }

    fn apply(&mut self, seq: StoreSeq, action: StoreAction) {
        match action {
            StoreAction::AppendEvent(message, place) => {
                self.keep(*place, Kept::Message(message.id.expect("what is kept has an id")));
                self.apply(seq, StoreAction::Append(message));
            }
            StoreAction::Event(record) => {
                let EventRecord { place, own, change, .. } = *record;
                if let Some(own) = own {
                    self.keep(place, Kept::Own(own));
                }
                if let Some(change) = change {
                    self.apply(seq, change);
                }
            }
            StoreAction::AppendLetter(message, place) => {
                let waits = matches!(*place, LetterPlace::Received { waits: true, .. });
                let plain = if waits { StoreAction::AppendUndelivered(message) } else { StoreAction::Append(message) };
                self.apply(seq, plain);
            }
            StoreAction::SettleLetters(rows) => {
                for (id, _) in rows.into_iter().filter(|(_, is_refused)| *is_refused) {
                    self.apply(seq, StoreAction::DeleteMessage { id });
                }
            }
            StoreAction::RenameHeard(change) => {
                self.rename_on_disk(&change);
                self.reports.push_back(StoreReport::Renamed { from: change.from });
            }
            StoreAction::FindEvent(name) => {
                let found = match self.events.get(&name) {
                    Some(Kept::Message(id)) => self.database.disk.messages.get(&id.0).cloned().map(Box::new),
                    _ => None,
                };
                self.reports.push_back(StoreReport::EventFound { seq, found: Some(found) });
            }
            StoreAction::LoadEvents { from, through, .. } => {
                // As many as this gives in one answer.
                let last = through.min(from + 99);
                let events =
                    (from..=last).filter_map(|seq| Some(Event { seq, what: Some(self.happening(seq)?) })).collect();
                let found = Some(LoadedEvents { from, last, events });
                self.reports.push_back(StoreReport::Events { seq, found });
            }
            StoreAction::AdvanceWatermark(..)
            | StoreAction::SetErasure(_)
            | StoreAction::EndErasure(_)
            | StoreAction::KeepEarly(_)
            | StoreAction::ForgetEarly(_)
            | StoreAction::SetRetired { .. } => {}
            plain => {
                let request = StoreRequest { seq, urgent: false, action: plain };
                self.reports.extend(self.database.disk.apply(request));
            }
        }
    }

    fn keep(&mut self, place: EventPlace, kept: Kept) {
        let name = match place {
            EventPlace::Own(seq) => EventName { origin: None, seq },
            EventPlace::Heard(origin, seq) => EventName { origin: Some(origin), seq },
        };
        let earlier = self.events.insert(name, kept);
        assert!(earlier.is_none() || self.may_repeat, "an event was kept twice");
    }

    fn rename_on_disk(&mut self, change: &NameChange) {
        for message in self.database.disk.messages.values_mut() {
            change.rename(&mut message.from);
            message.rename_reactions(change);
        }
    }

    /// An event of ours as others are told of it now; `None` if it says nothing any more.
    fn happening(&self, seq: u64) -> Option<Happening> {
        let message = |id: &MessageId| self.database.disk.messages.get(&id.0);
        let name = |of: MessageId| {
            let is_it = |kept: &Kept| matches!(kept, Kept::Message(id) if *id == of);
            self.events.iter().find(|(_, kept)| is_it(kept)).map(|(name, _)| name.clone())
        };
        Some(match self.events.get(&EventName { origin: None, seq })? {
            Kept::Message(id) => Happening::Said(Said::of(message(id)?, message(id)?.reply_to().and_then(name))),
            Kept::Own(OwnEvent::Edited(id)) => {
                Happening::Edited { of: name(*id)?, content: message(id)?.content.clone() }
            }
            Kept::Own(OwnEvent::Deleted(id, by)) => Happening::Deleted { of: name(*id)?, by: by.clone() },
            Kept::Own(OwnEvent::Reacted { id, kind, by, on }) => {
                Happening::Reacted { of: name(*id)?, kind: *kind, by: by.as_str().into(), on: *on }
            }
            Kept::Own(OwnEvent::Topic(new)) => Happening::Topic(new.clone()),
            Kept::Own(OwnEvent::Imposed(imposed)) => Happening::Imposed(imposed.clone()),
            Kept::Own(OwnEvent::Lifted(lifted)) => Happening::Lifted(lifted.clone()),
            Kept::Own(OwnEvent::Renamed(change)) => {
                Happening::Renamed { from: change.from.as_str().into(), to: change.to.as_str().into() }
            }
            Kept::Own(OwnEvent::Erased { name, fate }) => Happening::Erased { name: name.as_str().into(), fate: *fate },
        })
    }
}

fn check_line(reply: &Reply) {
    let mut line = String::new();
    wire::encode(reply, &mut line);
    let text = line.strip_suffix('\n').expect("a line ends");
    assert!(text.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{text}");
    serde_json::from_str::<Value>(text).unwrap_or_else(|e| panic!("{text} is not JSON: {e}"));
}
