//! The core's state and its entry points.
//!
//! Owns [`Core`]: who is connected, who they are, and what waits for an answer from a worker. Each entry point takes
//! the time and appends to [`Effects`]. The tables are in `state`; here they are made, set up anew and emptied, and
//! connections come and go. All other rules are in the sibling modules, each with the tables of its subject.
//!
//! A session's life: `connect`, then requests in the order in which they came (while one waits for a password or for
//! the disk the session is paused, and no further request of it may be handed in), then either `disconnect`, or an
//! [`Effect::Close`], after which the core has forgotten the session and ignores what still comes for it.

use std::net::IpAddr;
use std::time::Duration;

use super::account::Account;
use super::attended::AttendanceRecord;
use super::class_act::{PrivateMessages, Silence};
use super::clock::{Mono, Now};
use super::effect::{AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::link::{EncryptedWay, Link, LinkEnd, LinkKind};
use super::mail::Mail;
use super::name::{NameKey, Username};
use super::poll::{PollId, PollWithBallots};
use super::question::{QuestionId, QuestionWithVotes};
use super::refusal::{Asked, Form};
use super::renamed::NameChange;
use super::request::{Problem, Request};
use super::sanction::Sanction;
use super::settings::Settings;
use super::state::accounts::Accounts;
use super::state::attendance::{Attendance, SheetWaits};
use super::state::campus::Campus;
use super::state::channels::Channels;
use super::state::count_waits::CountWaits;
use super::state::due_passwords::DuePasswords;
use super::state::first_admin::FirstAdmin;
use super::state::greetings::Greetings;
use super::state::hands::Hands;
use super::state::history_waits::HistoryWaits;
use super::state::letters::Letters;
use super::state::lingerers::Lingerers;
use super::state::lockout::Lockout;
use super::state::mailboxes::Mailboxes;
use super::state::message_waits::MessageWaits;
use super::state::password_waits::PasswordWaits;
use super::state::people::{People, Person};
use super::state::polls::Polls;
use super::state::questions::Questions;
use super::state::refusal_counts::RefusalCounts;
use super::state::rosters::Rosters;
use super::state::sanctions::Sanctions;
use super::state::school_waits::SchoolWaits;
use super::state::search_waits::SearchWaits;
use super::state::sessions::{Identity, Pace, Session, SessionKind, Sessions};
use super::state::silences::Silences;
use super::state::storage::Storage;
use super::state::throttle::Throttle;
use super::state::tokens::Tokens;
use super::state::unidentified::Unidentified;
use super::store_protocol::ChannelRecord;
use super::text::Text;
use super::token::TokenRecord;
use super::voter::Voter;

/// The state of the chat.
pub struct Core {
    pub(super) settings: Settings,
    pub(super) sessions: Sessions,
    pub(super) people: People,
    pub(super) accounts: Accounts,
    pub(super) refusal_counts: RefusalCounts,
    /// Requests that wait for the hashing worker.
    pub(super) password_waits: PasswordWaits,
    /// Logins that the school's directory is asked about.
    pub(super) school_waits: SchoolWaits,
    /// Newer clients that have to choose a password first.
    pub(super) due_passwords: DuePasswords,
    pub(super) storage: Storage,
    pub(super) channels: Channels,
    pub(super) sanctions: Sanctions,
    pub(super) polls: Polls,
    pub(super) questions: Questions,
    pub(super) lockout: Lockout,
    pub(super) login_throttle: Throttle,
    pub(super) registration_throttle: Throttle,
    /// Questions under which name one would come in.
    pub(super) name_throttle: Throttle,
    /// Questions about the history that are on their way.
    pub(super) history_waits: HistoryWaits,
    /// Messages that are looked for.
    pub(super) message_waits: MessageWaits,
    /// The private messages that wait for each absent person.
    pub(super) undelivered: Mailboxes,
    /// The names of those who are being erased, and which session erases them.
    pub(super) being_erased: Vec<(SessionId, NameKey)>,
    /// The accounts of which something is still kept by their old name.
    pub(super) being_renamed: Vec<NameChange>,
    pub(super) unidentified: Unidentified,
    /// Lines that are still to be told to sessions, while there are any.
    pub(super) greetings: Greetings,
    pub(super) hands: Hands,
    /// Whose connection is lost, and who are not gone yet.
    pub(super) lingerers: Lingerers,
    pub(super) silences: Silences,
    /// To whom pupils may write in private.
    pub(super) private_messages: PrivateMessages,
    /// True if no questions are taken.
    pub(super) question_box_closed: bool,
    pub(super) attendance: Attendance,
    /// Questions for the attendance that are on their way.
    pub(super) sheet_waits: SheetWaits,
    pub(super) count_waits: CountWaits,
    pub(super) search_waits: SearchWaits,
    pub(super) search_throttle: Throttle,
    pub(super) tokens: Tokens,
    pub(super) first_admin: FirstAdmin,
    /// The encrypted way that a browser on another one is told of, if there is one.
    pub(super) encrypted_way: Option<EncryptedWay>,
    /// The port at which the page is without it.
    pub(super) page_port: Option<u16>,
    /// The channels that other servers of the school have too; `None` where there are none.
    pub(super) campus: Option<Box<Campus>>,
    /// People of these servers, and what they are told of ours; with `campus`.
    pub(super) rosters: Option<Box<Rosters>>,
    /// Private messages to these people and from them; with `campus`.
    pub(super) letters: Option<Box<Letters>>,
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
    /// Silences, ended ones included.
    pub silences: Vec<Silence>,
    /// To whom pupils may write in private.
    pub private_messages: PrivateMessages,
    /// True if no questions are taken.
    pub question_box_closed: bool,
    /// The end of the attendance so far.
    pub attendance: AttendanceRecord,
    /// The last poll of each channel.
    pub polls: Vec<PollWithBallots>,
    /// The last number that was given to a poll that is kept; 0 if none is.
    pub last_poll: u64,
    /// The open questions, and answered ones.
    pub questions: Vec<QuestionWithVotes>,
    /// The last number that was given to a question that is kept; 0 if none is.
    pub last_question: u64,
    /// The greatest number of a guest of whom a reaction is, or was, kept.
    pub last_guest: u32,
    /// The accounts of which something is still kept by their old name.
    pub renames: Vec<NameChange>,
    /// The tokens with which accounts come back.
    pub tokens: Vec<TokenRecord>,
    /// The first id that was never given to a message, and the first that is not reserved yet.
    pub ids: std::ops::Range<u64>,
}

/// The numbers of guests whose votes and questions are read, and the last whose reaction is kept.
fn guest_numbers(restored: &Restored) -> impl Iterator<Item = u32> {
    let votes = restored.polls.iter().flat_map(|one| &one.ballots).map(|ballot| ballot.by.number());
    let asked = restored.questions.iter().map(|one| one.question.by.number());
    let voted = votes.chain(asked).chain(restored.questions.iter().flat_map(|one| &one.voters).map(Voter::number));
    voted.chain([restored.last_guest])
}

impl Core {
    /// A core with nobody connected.
    pub fn new(now: Now, settings: Settings, restored: Restored) -> Self {
        let people = People::after_guests(guest_numbers(&restored));
        Self {
            storage: Storage::new(restored.ids),
            channels: Channels::new(&settings, restored.channels),
            lockout: Lockout::restore(&settings.lockout, now.mono, &restored.sanctions),
            sanctions: Sanctions::restore(now, restored.sanctions),
            polls: Polls::restore(restored.polls, PollId(restored.last_poll + 1)),
            questions: Questions::restore(restored.questions, QuestionId(restored.last_question + 1)),
            login_throttle: Throttle::new(),
            registration_throttle: Throttle::new(),
            name_throttle: Throttle::new(),
            history_waits: HistoryWaits::default(),
            message_waits: MessageWaits::default(),
            attendance: Attendance::restore(now, settings.attendance, restored.attendance),
            sheet_waits: SheetWaits::default(),
            count_waits: CountWaits::default(),
            search_waits: SearchWaits::default(),
            search_throttle: Throttle::new(),
            settings,
            sessions: Sessions::default(),
            refusal_counts: RefusalCounts::default(),
            people,
            accounts: Accounts::restore(restored.accounts),
            password_waits: PasswordWaits::default(),
            school_waits: SchoolWaits::default(),
            due_passwords: DuePasswords::default(),
            undelivered: Mailboxes::restore(restored.undelivered),
            being_erased: Vec::new(),
            being_renamed: restored.renames,
            unidentified: Unidentified::default(),
            greetings: Greetings::default(),
            hands: Hands::default(),
            lingerers: Lingerers::default(),
            silences: Silences::restore(now, restored.silences),
            tokens: Tokens::restore(restored.tokens),
            private_messages: restored.private_messages,
            first_admin: FirstAdmin::default(),
            encrypted_way: None,
            page_port: None,
            campus: None,
            rosters: None,
            letters: None,
            question_box_closed: restored.question_box_closed,
        }
    }

    /// Replaces the settings. What was already said or granted stays, but for places in channels that are now only for
    /// moderators and admins.
    pub fn set_settings(&mut self, now: Now, settings: Settings, out: &mut Effects) {
        self.channels.configure(&settings);
        self.settings = settings;
        self.rename_reserved_guests(now, out);
        self.renew_identify_times(now);
        self.expel_from_closed_channels(now, out);
    }

    /// A client has connected, in this way.
    pub fn connect(&mut self, now: Now, id: SessionId, address: IpAddr, link: Link) {
        self.insert_session(now, id, address, link, SessionKind::Client);
    }

    /// Nobody between can read a client's lines any more: it has begun TLS.
    pub fn become_private(&mut self, id: SessionId) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.become_private();
        }
    }

    /// The operator has connected, by a way that only the operator has. Such a session may do everything that an
    /// admin may, without a name; it is sent nothing that it did not ask for.
    pub fn connect_console(&mut self, now: Now, id: SessionId) {
        let link = Link { kind: LinkKind::Lines, is_private: true };
        self.insert_session(now, id, IpAddr::from([127, 0, 0, 1]), link, SessionKind::Console);
    }

    fn insert_session(&mut self, now: Now, id: SessionId, address: IpAddr, link: Link, kind: SessionKind) {
        self.sessions.insert(id, Session::new(address, now.wall, kind, link));
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
        debug_assert!(!session.is_paused(), "a paused session's lines wait");
        if drained {
            self.confirm_delivered(id, out);
        }
        if self.due_password(id).is_some() && self.refuse_before_password(now, id, &line, out) {
            return;
        }
        if let Ok(request) = &line
            && request.reaches_others()
            && !self.is_slow_enough(now, id, out)
        {
            let ack = match line {
                Ok(Request::Message(message)) => message.ack,
                _ => None,
            };
            self.refuse_unheard(now, id, Asked::Message(ack), self.refusal(&Text::RateLimited), out);
            return;
        }
        match line {
            Err(problem) => self.reject(now, id, &Text::Problem(problem.kind), problem.ack, out),
            Ok(Request::Hello) => self.hello(id, out),
            Ok(Request::Register { username, password, code }) => {
                self.register(now, id, username, password, code.as_deref(), out);
            }
            Ok(Request::Login { username, typed, password, wish }) => {
                self.login(now, id, username, typed, password, wish, out);
            }
            Ok(Request::LoginWithToken(token)) => self.login_with_token(now, id, &token, out),
            Ok(Request::Name { typed }) => self.tell_name(now, id, &typed, out),
            Ok(Request::FirstAdmin(request)) => self.make_first_admin(now, id, *request, out),
            Ok(Request::Token { device }) => self.give_token(now, id, device, out),
            Ok(Request::Password(change)) => self.change_own_password(now, id, change, Form::Json, out),
            Ok(Request::Message(message)) => self.say(now, id, message, out),
            Ok(Request::Logout) => self.log_out(now, id, out),
            Ok(Request::Status { state, user }) => self.status(now, id, state, user, out),
            Ok(Request::Users) => self.users(now, id, out),
            Ok(Request::School) => self.tell_school(now, id, Form::Json, out),
            Ok(Request::Join { channel }) => self.join(now, id, &channel, Form::Json, out),
            Ok(Request::Leave { channel }) => self.leave_channel(now, id, channel.as_ref(), Form::Json, out),
            Ok(Request::Channels) => self.list_channels(now, id, Form::Json, out),
            Ok(Request::History(request)) => self.history(now, id, request, Form::Json, out),
            Ok(Request::Conversation(request)) => self.conversation(now, id, *request, out),
            Ok(Request::Search(request)) => self.search(now, id, *request, Form::Json, out),
            Ok(Request::Attendance(request)) => self.tell_attendance(now, id, *request, Form::Json, out),
            Ok(Request::Act(act)) => self.act(now, id, act, Form::Json, out),
            Ok(Request::Amend(request)) => self.amend(now, id, request, Form::Json, out),
            Ok(Request::Poll(request)) => self.poll_request(now, id, request, Form::Json, out),
            Ok(Request::Question(request)) => self.question_request(now, id, request, Form::Json, out),
            Ok(Request::Unknown { .. }) => self.reject_unknown_type(now, id, out),
        }
    }

    /// A client has gone.
    pub fn disconnect(&mut self, now: Now, id: SessionId, end: LinkEnd, out: &mut Effects) {
        if end.is_clean {
            self.confirm_delivered(id, out);
        }
        let grace = self.grace_for(id, end);
        self.forget(now, id, end.reason, grace, out);
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
        self.tell_everyone(now, &Text::Stopping, out);
        for id in ids {
            out.push(Effect::Close(id, CloseReason::Stopping));
        }
        self.note_lost(now, out);
        self.note_departures(now, out);
        // Nobody is told of anybody's departure: all depart.
        self.sessions = Sessions::default();
        self.refusal_counts = RefusalCounts::default();
        self.people = People::default();
        self.hands = Hands::default();
        self.forget_all_guests_tokens();
        self.greetings = Greetings::default();
        self.unidentified = Unidentified::default();
        self.due_passwords = DuePasswords::default();
        self.channels.clear_members();
    }

    /// The time at which [`Core::handle_timeout`] is to be called next.
    pub fn next_timeout(&self) -> Option<Mono> {
        let overdue = self.next_overdue().map(|(at, _)| at);
        let here = [
            self.greetings.next_due(),
            overdue,
            self.lingerers.next_due(),
            self.sanctions.next_end(),
            self.silences.next_end(),
        ];
        let here = here.into_iter().fold(None, earlier);
        // Asked at each turn: a server without others asks once.
        if self.campus.is_none() {
            return here;
        }
        [self.campus_timeout(), self.rosters_timeout(), self.letters_timeout()].into_iter().fold(here, earlier)
    }

    /// Does what has become due.
    pub fn handle_timeout(&mut self, now: Now, out: &mut Effects) {
        self.continue_greetings(now, out);
        self.close_overdue(now, out);
        self.end_graces(now, out);
        self.end_sanctions(now, out);
        self.end_silences(now, out);
        self.ask_for_missing(now, out);
        self.run_rosters(now, out);
        self.send_letters(now, out);
    }

    /// Counts a request that others hear of. A flooder is told a few times, and stands in the audit log once.
    fn is_slow_enough(&mut self, now: Now, id: SessionId, out: &mut Effects) -> bool {
        let rate = self.settings.messages;
        let Some(session) = self.sessions.get_mut(id) else { return false };
        let pace = session.count_message(rate, now.mono);
        if pace == Pace::FloodBegins {
            self.audit(id, AuditKind::RateLimited, "messages", self.name_for_log(id), out);
        }
        pace == Pace::Allowed
    }

    pub(super) fn newer(&self, id: SessionId) -> bool {
        self.sessions.get(id).is_some_and(|session| session.kind() == SessionKind::NewerClient)
    }

    /// The way in which a session is connected; a public one for none.
    pub fn link(&self, id: SessionId) -> Link {
        self.sessions.get(id).map_or(Link::PLAIN_LINES, |session| session.link())
    }

    pub(super) fn address(&self, id: SessionId) -> IpAddr {
        self.sessions.get(id).map_or(IpAddr::from([0, 0, 0, 0]), |session| session.address())
    }

    pub(super) fn identity(&self, id: SessionId) -> Option<&Identity> {
        self.sessions.identity(id)
    }

    /// The person a session is.
    pub(super) fn person_of(&self, id: SessionId) -> Option<&Person> {
        self.identity(id).and_then(|identity| self.people.in_slot(identity.person()))
    }

    /// Says why, then closes. One client never notices that a connection was closed, so the words come first.
    pub(super) fn close(&mut self, now: Now, id: SessionId, why: &Text<'_>, reason: CloseReason, out: &mut Effects) {
        if !self.sessions.contains(id) {
            return;
        }
        self.tell_why_closed(now, id, why, out);
        out.push(Effect::Close(id, reason));
        self.forget(now, id, reason.as_str(), None, out);
    }

    /// Strikes a session off, and tells the others if its person is thereby gone, and not within a grace.
    fn forget(&mut self, now: Now, id: SessionId, reason: &'static str, grace: Option<Duration>, out: &mut Effects) {
        if self.identity(id).is_some() {
            self.audit(id, AuditKind::Disconnected, reason, self.name_for_log(id), out);
        }
        match grace {
            Some(grace) => self.linger(now, id, grace),
            None => self.leave(now, id, out),
        }
        self.forget_unidentified(id);
        self.end_due_password(id);
        self.forget_refusals(id);
        self.cancel_searches(id);
        self.being_erased.retain(|(by, _)| *by != id);
        self.sessions.remove(id);
    }

    pub(super) fn pause(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.pause();
            out.push(Effect::Pause(id));
        }
    }

    pub(super) fn resume(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id)
            && session.resume()
        {
            out.push(Effect::Resume(id));
        }
    }
}

/// The earlier one of two times, either of which may never come.
fn earlier(one: Option<Mono>, other: Option<Mono>) -> Option<Mono> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
