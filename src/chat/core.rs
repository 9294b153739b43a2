//! The core's state and its entry points.
//!
//! Owns [`Core`]: who is connected, who they are, and what waits for an answer from a worker. Each entry point takes
//! the time and appends to [`Effects`]; the parts of the work are in the sibling modules.
//!
//! A session's life: `connect`, then requests in the order in which they came (while one waits for a password or for
//! the disk the session is paused, and no further request of it may be handed in), then either `disconnect`, or an
//! [`Effect::Close`], after which the core has forgotten the session and ignores what still comes for it.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::Arc;

use slab::Slab;
use smol_str::SmolStr;

use super::account::Account;
use super::bucket::Bucket;
use super::channels::Channels;
use super::clock::{Mono, Now, WallTime};
use super::effect::{Audit, AuditAct, AuditKind, CloseReason, Effect, Effects};
use super::greeting::Pending;
use super::handle::SessionId;
use super::lookalike_index::LookalikeIndex;
use super::mail::Mail;
use super::name::{ChannelName, NameKey, Username};
use super::people::{People, Person, PersonSlot};
use super::refusal::{Form, Rank, Refusal};
use super::reply::Reply;
use super::request::{AckToken, PresenceState, Problem, Request};
use super::sanction::Sanction;
use super::sessions::{Identity, Session, SessionKind, Sessions};
use super::settings::Settings;
use super::state::acts::DeletionWaits;
use super::state::history_waits::HistoryWaits;
use super::state::lockout::Lockout;
use super::state::mailboxes::Mailboxes;
use super::state::password_waits::PasswordWaits;
use super::state::sanctions::Sanctions;
use super::state::storage::Storage;
use super::state::throttle::Throttle;
use super::state::timers::Timers;
use super::state::unidentified::Unidentified;
use super::store_protocol::ChannelRecord;
use super::text::Text;

/// The state of the chat.
pub struct Core {
    pub(super) settings: Settings,
    pub(super) sessions: Sessions,
    /// The sessions of identified clients, in no order that means anything. Each knows its place.
    pub(super) identified: Vec<SessionId>,
    pub(super) people: People,
    /// The accounts, by the key of their names.
    pub(super) accounts: BTreeMap<NameKey, Account>,
    /// Names of accounts on their way to the disk.
    pub(super) registering: BTreeSet<NameKey>,
    /// The lookalikes of both.
    pub(super) account_lookalikes: LookalikeIndex,
    /// The names that sessions typed, where they differ from those that they bear.
    pub(super) typed_names: BTreeMap<SessionId, SmolStr>,
    /// Requests that wait for the hashing worker.
    pub(super) password_waits: PasswordWaits,
    pub(super) storage: Storage,
    pub(super) channels: Channels,
    pub(super) sanctions: Sanctions,
    pub(super) lockout: Lockout,
    pub(super) login_throttle: Throttle,
    pub(super) registration_throttle: Throttle,
    /// Questions about the history that are on their way.
    pub(super) history_waits: HistoryWaits,
    /// Messages that are looked for to be deleted.
    pub(super) deletion_waits: DeletionWaits,
    /// The private messages that wait for each absent person.
    pub(super) undelivered: Mailboxes,
    /// Counts changes of presence; orders "who was there when".
    pub(super) tick: u64,
    pub(super) unidentified: Unidentified,
    /// Lines that are still to be told to sessions, while there are any.
    pub(super) greetings: Slab<Pending>,
    /// Sessions whose greeting goes on at a time.
    pub(super) timers: Timers,
}

/// The contents of the database at start.
#[derive(Debug, Default)]
pub struct Restored {
    /// All accounts.
    pub accounts: Vec<Account>,
    /// The private messages that wait for whom.
    pub undelivered: Vec<(Username, Mail)>,
    /// The properties that were set of channels.
    pub channels: Vec<ChannelRecord>,
    /// Mutes and bans, expired ones included.
    pub sanctions: Vec<Sanction>,
    /// The first id that was never given to a message, and the first that is not reserved yet.
    pub ids: std::ops::Range<u64>,
}

/// The receivers of a system message.
#[derive(Debug, Clone)]
pub(super) enum Addressee {
    /// One client.
    Session(SessionId),
    /// Every identified client.
    Everyone,
    /// Every identified client but those of one person.
    EveryoneBut(PersonSlot),
}

impl Core {
    /// A core with nobody connected.
    pub fn new(now: Now, settings: Settings, restored: Restored) -> Self {
        Self {
            account_lookalikes: LookalikeIndex::of(restored.accounts.iter().map(|account| account.name.key())),
            typed_names: BTreeMap::new(),
            storage: Storage::new(restored.ids),
            channels: Channels::new(&settings, restored.channels),
            lockout: Lockout::restore(&settings.lockout, now.mono, &restored.sanctions),
            sanctions: Sanctions::restore(now, restored.sanctions),
            login_throttle: Throttle::new(&settings.logins, now.mono),
            registration_throttle: Throttle::new(&settings.registrations, now.mono),
            history_waits: HistoryWaits::default(),
            deletion_waits: DeletionWaits::default(),
            settings,
            sessions: Sessions::default(),
            identified: Vec::new(),
            people: People::default(),
            accounts: restored.accounts.into_iter().map(|account| (account.name.key().clone(), account)).collect(),
            registering: BTreeSet::new(),
            password_waits: PasswordWaits::default(),
            undelivered: Mailboxes::restore(restored.undelivered),
            tick: 0,
            unidentified: Unidentified::default(),
            greetings: Slab::new(),
            timers: Timers::default(),
        }
    }

    /// Replaces the settings. What was already said or granted stays, but for places in channels that are now only for
    /// moderators and admins.
    pub fn set_settings(&mut self, now: Now, settings: Settings, out: &mut Effects) {
        self.channels.configure(&settings);
        self.settings = settings;
        self.rename_reserved_guests(now, out);
        self.renew_identify_times(now);
        let people: Vec<NameKey> = self.people.iter().map(|(_, person)| person.name.key().clone()).collect();
        for key in people {
            if self.rank_of(&key) < Rank::Moderator {
                self.expel_from_staff_channels(now, &key, out);
            }
        }
    }

    /// A client has connected.
    pub fn connect(&mut self, now: Now, id: SessionId, address: IpAddr) {
        self.insert_session(now, id, address, SessionKind::Client);
    }

    /// The operator has connected, by a way that only the operator has. Such a session may do everything that an
    /// admin may, without a name; it is sent nothing that it did not ask for.
    pub fn connect_console(&mut self, now: Now, id: SessionId) {
        self.insert_session(now, id, IpAddr::from([127, 0, 0, 1]), SessionKind::Console);
    }

    fn insert_session(&mut self, now: Now, id: SessionId, address: IpAddr, kind: SessionKind) {
        let budget = Bucket::full(self.settings.messages, now.mono);
        self.sessions.insert(id, Session::new(address, now.wall, kind, budget));
        self.begin_identify_time(now, id);
    }

    /// A client has sent a line.
    ///
    /// `drained` says that everything sent to the client before has left the server. Then the line shows that the
    /// client is alive behind it, and stored private messages that it was sent count as delivered.
    pub fn handle_line(
        &mut self,
        now: Now,
        id: SessionId,
        line: Result<Request, Problem>,
        drained: bool,
        out: &mut Effects,
    ) {
        let Some(session) = self.sessions.get(id) else { return };
        debug_assert!(!session.paused, "a paused session's lines wait");
        if drained {
            self.confirm_delivered(id, out);
        }
        if let Ok(request) = &line
            && request.reaches_others()
            && !self.is_slow_enough(now, id, out)
        {
            let ack = match line {
                Ok(Request::Message(message)) => message.ack,
                _ => None,
            };
            self.refuse_message(now, id, self.refusal(&Text::RateLimited), ack, out);
            return;
        }
        match line {
            Err(problem) => self.reject(now, id, &Text::Problem(problem.kind), problem.ack, out),
            Ok(Request::Hello) => self.hello(id, out),
            Ok(Request::Register { username, password, code }) => {
                self.register(now, id, username, password, code.as_deref(), out);
            }
            Ok(Request::Login { username, typed, password }) => self.login(now, id, username, typed, password, out),
            Ok(Request::Message(message)) => self.say(now, id, message, out),
            Ok(Request::Logout) => self.log_out(now, id, out),
            Ok(Request::Status { state, user }) => self.status(now, id, state, user, out),
            Ok(Request::Users) => self.users(now, id, out),
            Ok(Request::Join { channel }) => self.join(now, id, &channel, Form::Json, out),
            Ok(Request::Leave { channel }) => self.leave_channel(now, id, channel.as_ref(), Form::Json, out),
            Ok(Request::Channels) => self.list_channels(now, id, Form::Json, out),
            Ok(Request::History(request)) => self.history(now, id, request, Form::Json, out),
            Ok(Request::Act(act)) => self.act(now, id, act, Form::Json, out),
            Ok(Request::Unknown { .. }) => {
                if self.newer(id) {
                    self.reject(now, id, &Text::UnknownType, None, out);
                }
            }
        }
    }

    /// A client has gone. `clean` says that it closed the connection itself after having read everything, as far as
    /// TCP can tell; `reason` is a word for the audit log.
    pub fn disconnect(&mut self, now: Now, id: SessionId, clean: bool, reason: &'static str, out: &mut Effects) {
        if clean {
            self.confirm_delivered(id, out);
        }
        self.forget(now, id, reason, out);
    }

    /// Closes a connection that does not read. What it has not been sent is lost to it; the last line says why.
    pub fn drop_slow_reader(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        self.audit(id, AuditKind::SlowReader, "", self.name_for_log(id), out);
        self.close(now, id, &Text::SlowReader, CloseReason::SlowReader, out);
    }

    /// A connection has begun to send faster than it may, and is read later.
    pub fn note_slowed_reading(&self, id: SessionId, out: &mut Effects) {
        if self.sessions.contains(id) {
            self.audit(id, AuditKind::ReadSlowed, "reading", self.name_for_log(id), out);
        }
    }

    /// Closes a connection that began a line and does not end it.
    pub fn drop_unfinished_line(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        if !self.sessions.contains(id) {
            return;
        }
        let address = self.address(id);
        self.audit(id, AuditKind::LineTimeout, "", self.name_for_log(id), out);
        self.close(now, id, &Text::LineTimeout, CloseReason::LineTimeout, out);
        self.note_failure(now, address, &NameKey::empty(), out);
    }

    /// Tells everybody that the server stops, and closes all connections.
    pub fn stop(&mut self, now: Now, out: &mut Effects) {
        let mut ids: Vec<SessionId> = self.sessions.iter().map(|(id, _)| id).collect();
        ids.sort_unstable();
        let words = self.system_message(now, None, &self.settings.default_channel, &Text::Stopping);
        out.fan_out(self.identified.iter().copied(), words);
        for id in ids {
            out.push(Effect::Close(id, CloseReason::Stopping));
        }
        // Nobody is told of anybody's departure: all depart.
        self.sessions = Sessions::default();
        self.identified = Vec::new();
        self.people = People::default();
        self.typed_names = BTreeMap::new();
        self.greetings = Slab::new();
        self.timers = Timers::default();
        self.forget_all_unidentified();
        self.channels.clear_members();
    }

    /// The time at which [`Core::handle_timeout`] is to be called next.
    pub fn next_timeout(&self) -> Option<Mono> {
        let greeting = self.timers.next();
        [greeting, self.next_overdue().map(|(at, _)| at), self.sanctions.next_end()].into_iter().flatten().min()
    }

    /// Does what has become due.
    pub fn handle_timeout(&mut self, now: Now, out: &mut Effects) {
        while let Some(id) = self.timers.pop_due(now.mono) {
            self.continue_greeting(now, id, out);
        }
        self.close_overdue(now, out);
        self.end_sanctions(now, out);
    }

    /// Counts the connected clients, those of them that are identified, and the people whom those are.
    pub fn census(&self) -> Census {
        Census { sessions: self.sessions.len(), identified: self.identified.len(), people: self.people.len() }
    }

    /// Counts a request that others hear of. A flooder is told a few times, and stands in the audit log once.
    fn is_slow_enough(&mut self, now: Now, id: SessionId, out: &mut Effects) -> bool {
        let rate = self.settings.messages;
        let Some(session) = self.sessions.get_mut(id) else { return false };
        let slow = session.kind == SessionKind::Console || session.message_budget.take(rate, now.mono);
        let flood_begins = !std::mem::replace(&mut session.too_fast, !slow) && !slow;
        if flood_begins {
            self.audit(id, AuditKind::RateLimited, "messages", self.name_for_log(id), out);
        }
        slow
    }

    fn hello(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id)
            && session.kind == SessionKind::Client
        {
            session.kind = SessionKind::NewerClient;
        }
        out.send(id, Reply::Hello);
    }

    pub(super) fn newer(&self, id: SessionId) -> bool {
        self.sessions.get(id).is_some_and(|session| session.kind == SessionKind::NewerClient)
    }

    pub(super) fn address(&self, id: SessionId) -> IpAddr {
        self.sessions.get(id).map_or(IpAddr::from([0, 0, 0, 0]), |session| session.address)
    }

    pub(super) fn identity(&self, id: SessionId) -> Option<&Identity> {
        self.sessions.get(id).and_then(|session| session.identity.as_ref())
    }

    pub(super) fn identity_mut(&mut self, id: SessionId) -> Option<&mut Identity> {
        self.sessions.get_mut(id).and_then(|session| session.identity.as_mut())
    }

    /// The person a session is.
    pub(super) fn person_of(&self, id: SessionId) -> Option<&Person> {
        self.identity(id).and_then(|identity| self.people.in_slot(identity.person))
    }

    /// The name of a session in a log.
    pub(super) fn name_for_log(&self, id: SessionId) -> String {
        self.person_of(id).map(|person| person.name.as_str().to_owned()).unwrap_or_default()
    }

    pub(super) fn audit(&self, id: SessionId, kind: AuditKind, error: &'static str, user: String, out: &mut Effects) {
        self.audit_with(id, kind, error, user, None, out);
    }

    pub(super) fn audit_with(
        &self,
        id: SessionId,
        kind: AuditKind,
        error: &'static str,
        user: String,
        act: Option<AuditAct>,
        out: &mut Effects,
    ) {
        out.push(Effect::Audit(Box::new(Audit { kind, address: self.address(id), error, user, act })));
    }

    /// For what was asked from there by a session that may be gone by now.
    pub(super) fn audit_from(address: IpAddr, kind: AuditKind, error: &'static str, user: String, out: &mut Effects) {
        out.push(Effect::Audit(Box::new(Audit { kind, address, error, user, act: None })));
    }

    /// The one way in which the server speaks to people.
    pub(super) fn send_system_message(&self, now: Now, to: &Addressee, content: &Text<'_>, out: &mut Effects) {
        match to {
            Addressee::Session(id) => out.send(*id, self.words_for(now, *id, content)),
            Addressee::Everyone => {
                let reply = self.system_message(now, None, &self.settings.default_channel, content);
                out.fan_out(self.identified.iter().copied(), reply);
            }
            Addressee::EveryoneBut(person) => {
                let reply = self.system_message(now, None, &self.settings.default_channel, content);
                out.fan_out(self.others(*person), reply);
            }
        }
    }

    pub(super) fn system_message(
        &self,
        now: Now,
        to: Option<Username>,
        channel: &ChannelName,
        content: &Text<'_>,
    ) -> Reply {
        Reply::System {
            to,
            channel: channel.clone(),
            content: content.render(self.settings.lang),
            at: now.wall,
            code: content.code(),
        }
    }

    fn error(&self, text: &Text<'_>, ack: Option<AckToken>) -> Reply {
        let code = text.code().unwrap_or(super::reply::Code::BadField);
        Reply::Error { message: text.render(self.settings.lang), code, ack }
    }

    /// Answers with an `error` that does not count against the connection: the client did nothing wrong.
    pub(super) fn decline(&self, id: SessionId, text: &Text<'_>, ack: Option<AckToken>, out: &mut Effects) {
        out.send(id, self.error(text, ack));
    }

    /// Answers with an `error` and counts it; closes the connection that has made too many.
    pub(super) fn reject(
        &mut self,
        now: Now,
        id: SessionId,
        text: &Text<'_>,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        let rate = self.settings.errors;
        let Some(session) = self.sessions.get(id) else { return };
        let kind = session.kind;
        let tolerated = kind == SessionKind::Console || self.sessions.spend_error(id, rate, now.mono);
        self.audit(
            id,
            AuditKind::BadInput,
            text.code().map_or("", super::reply::Code::as_str),
            self.name_for_log(id),
            out,
        );
        if kind == SessionKind::Client && matches!(text, Text::NotIdentified) {
            // Its user has a chat window all the same, in which an `error` would stand raw.
            self.answer_refusal(now, id, Form::Typed, self.refusal(text), out);
        } else {
            self.decline(id, text, ack, out);
        }
        if !tolerated {
            let address = self.address(id);
            self.audit(id, AuditKind::TooManyErrors, "", self.name_for_log(id), out);
            self.close(now, id, &Text::TooManyErrors, CloseReason::TooManyErrors, out);
            self.note_failure(now, address, &NameKey::empty(), out);
        }
    }

    /// Refuses what a person asked in mid-chat: in words to an old client, which would print an `error` raw; as an
    /// `error` to a newer one, or to one that asked for an `ack` and so waits for an answer.
    pub(super) fn refuse(&self, now: Now, id: SessionId, text: &Text<'_>, ack: Option<AckToken>, out: &mut Effects) {
        self.refuse_with(now, id, self.refusal(text), ack, out);
    }

    /// The same with words that were found already.
    pub(super) fn refuse_with(
        &self,
        now: Now,
        id: SessionId,
        refusal: Refusal,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        if self.newer(id) || ack.is_some() {
            out.send(id, Reply::Error { message: refusal.words, code: refusal.code, ack });
        } else {
            self.answer_refusal(now, id, Form::Typed, refusal, out);
        }
    }

    /// Says why, then closes. One client never notices that a connection was closed, so the words come first.
    pub(super) fn close(&mut self, now: Now, id: SessionId, why: &Text<'_>, reason: CloseReason, out: &mut Effects) {
        if !self.sessions.contains(id) {
            return;
        }
        if self.identity(id).is_some() {
            self.send_system_message(now, &Addressee::Session(id), why, out);
        } else {
            self.decline(id, why, None, out);
        }
        out.push(Effect::Close(id, reason));
        self.forget(now, id, reason.as_str(), out);
    }

    /// Strikes a session off, and tells the others if its person is thereby gone.
    fn forget(&mut self, now: Now, id: SessionId, reason: &'static str, out: &mut Effects) {
        if self.identity(id).is_some() {
            self.audit(id, AuditKind::Disconnected, reason, self.name_for_log(id), out);
        }
        self.leave(now, id, out);
        self.forget_unidentified(id);
        self.sessions.remove(id);
    }

    /// The account of a name.
    pub(super) fn account(&self, key: &NameKey) -> Option<&Account> {
        self.accounts.get(key)
    }

    pub(super) fn pause(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.paused = true;
            out.push(Effect::Pause(id));
        }
    }

    pub(super) fn resume(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id)
            && std::mem::take(&mut session.paused)
        {
            out.push(Effect::Resume(id));
        }
    }

    /// Checks what must hold between any two events.
    ///
    /// # Panics
    /// If it does not hold. For tests.
    pub fn check_invariants(&self) {
        for (place, id) in self.identified.iter().enumerate() {
            let identity = self.identity(*id).expect("an identified session has an identity");
            assert_eq!(identity.place as usize, place, "each identified session knows its place");
            assert!(self.people[identity.person].sessions.contains(id), "a person knows their sessions");
        }
        let identities = self.sessions.iter().filter(|(_, session)| session.identity.is_some()).count();
        assert_eq!(identities, self.identified.len(), "every identity is listed");
        let seats: usize = self.people.iter().map(|(_, person)| person.sessions.len()).sum();
        assert_eq!(seats, self.identified.len(), "a session belongs to one person");
        self.people.check_invariants();
        // It is much work, and what is wrong in there stays so.
        if self.tick.is_multiple_of(8) {
            self.people.check_lookalikes();
            self.account_lookalikes.check_invariants(self.accounts.keys().chain(&self.registering));
            for name in self.people.iter().filter(|(_, person)| !person.registered).map(|(_, person)| &person.name) {
                assert!(!self.settings.reserved.binds_guest(name), "no guest passes for somebody in charge");
                assert!(!self.resembles_somebody(name), "no guest passes for somebody else");
            }
        }
        for (id, typed) in &self.typed_names {
            let name = self.person_of(*id).map(|person| person.name.as_str());
            assert!(name.is_some_and(|name| name != typed), "only what was typed otherwise is kept");
        }
        for (_, person) in self.people.iter() {
            let key = person.name.key();
            assert!(!person.sessions.is_empty(), "nobody is present without a session");
            assert_eq!(person.registered, self.accounts.contains_key(key), "a guest bears nobody's name");
            assert!(person.registered || person.sessions.len() == 1, "a guest has one session");
            assert_eq!(person.state.is_hidden(), person.hidden_since.is_some());
        }
        self.check_greeting_invariants();
        self.check_unidentified_invariants();
        for (_, session) in self.sessions.iter() {
            if session.paused {
                assert!(
                    !self.password_waits.is_empty()
                        || self.storage.is_waiting()
                        || !self.history_waits.is_empty()
                        || !self.deletion_waits.is_empty(),
                    "a paused session has something to wait for"
                );
            }
        }
        self.undelivered.check_invariants();
        self.storage.check_invariants();
        assert!(self.storage.reads() >= self.undelivered.loading() as u64, "what is being read was asked for");
        self.sanctions.check_invariants();
        self.check_channel_invariants();
    }

    /// Every session, for the operator to look at, in no order.
    pub fn sessions(&self) -> impl Iterator<Item = SessionView<'_>> {
        self.sessions.iter().filter(|(_, session)| session.kind != SessionKind::Console).map(|(id, session)| {
            let person = self.person_of(id);
            SessionView {
                id,
                address: session.address,
                since: session.since,
                name: person.map(|person| &person.name),
                role: person.and_then(|person| self.account(person.name.key())).map(|account| account.role),
                state: person.map(|person| &person.state),
                channel: self.current_channel(id).map(|channel| &channel.name),
                muted: person.is_some_and(|person| self.is_muted(person.name.key())),
            }
        })
    }

    /// Counts what waits, and what is in force.
    pub fn waiting(&self) -> Waiting {
        Waiting {
            passwords: self.password_waits.len() as u64,
            storage: self.storage.waiting(),
            sanctions: self.sanctions.len() as u64,
        }
    }

    /// Requests that the database has not settled yet; `None` while it fails.
    pub fn storage_backlog(&self) -> Option<u64> {
        self.storage.backlog()
    }

    /// The number of accounts.
    pub fn account_count(&self) -> usize {
        self.accounts.len()
    }

    /// The number of channels.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }
}

/// A session as the operator sees it.
#[derive(Debug, Clone)]
pub struct SessionView<'a> {
    /// The session.
    pub id: SessionId,
    /// The address that it came from.
    pub address: IpAddr,
    /// The time since which it is connected, by the wall clock at the time.
    pub since: WallTime,
    /// The name; `None` before the session has one.
    pub name: Option<&'a Username>,
    /// The role of the owner of an account; `None` for others.
    pub role: Option<super::account::Role>,
    /// The person's presence.
    pub state: Option<&'a PresenceState>,
    /// The channel that it writes to.
    pub channel: Option<&'a ChannelName>,
    /// True if the person may only read.
    pub muted: bool,
}

/// Counts of what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Passwords, for the hashing worker.
    pub passwords: u64,
    /// Requests, for the database.
    pub storage: u64,
    /// Mutes and bans, for their end.
    pub sanctions: u64,
}

/// Counts of clients and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Census {
    /// Connections.
    pub sessions: usize,
    /// Connections that are identified.
    pub identified: usize,
    /// Different people among those.
    pub people: usize,
}

/// Texts that an answer carries without the core: for connections that it never sees.
pub fn refusal(text: &Text<'_>, lang: super::text::Lang) -> Reply {
    let code = text.code().unwrap_or(super::reply::Code::ServerBusy);
    Reply::Error { message: Arc::clone(&text.render(lang)), code, ack: None }
}
