//! What the server ought to do, in the plainest terms.
//!
//! Owns [`Model`]: it is told each event in the words of whoever caused it, and says which lines each connection is to
//! be sent by it, which are paused, resumed and closed, and what goes to the worker and the database. It shares no code
//! and no structure with the core: where the core keeps ticks, indices and queues, this keeps what each client knows.
//!
//! `world` begins a step, tells of an event, lets the core handle the same event, and checks off each of its effects.

mod allowance;
mod amending;
mod attendance;
mod charge;
mod class;
mod colleagues;
mod greeting;
mod hunting;
mod keeping;
mod lesson;
mod lingering;
mod orders;
mod past;
mod presence;
mod renaming;
mod rooms;
mod signing;
mod speaking;
mod step;
mod tokens;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use std::time::Duration;

use classcord_server::chat::attended::AttendanceRecord;
use classcord_server::chat::bucket::Rate;
use classcord_server::chat::class_act::PrivateMessages;
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::settings::ThrottleRates;
use classcord_server::chat::settings::{Creators, Registration};

use self::allowance::Allowance;
use self::attendance::Attendance;
pub use self::attendance::LessonAsk;
pub use self::charge::Rank;
use self::charge::{Kind, Sanction, Sanctions};
use self::class::Silences;
use self::greeting::Greeting;
use self::keeping::Keeping;
use self::lesson::Lesson;
use self::lingering::Lingering;
pub use self::lingering::Parting;
pub use self::orders::{CONSOLE, Order};
pub use self::rooms::CONFIGURED;
use self::rooms::Room;
use self::signing::{Attempt, Job};
use self::speaking::Spoken;
pub use self::step::Record;
use self::step::Step;
use self::tokens::Tokens;
use crate::simulation::ask::{Ask, Command, Form, Say, Target, To};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A connection.
pub type Conn = u64;

/// The settings that matter to the model.
#[derive(Clone, Debug)]
pub struct Rules {
    pub password_chars_min: usize,
    pub password_chars_max: usize,
    pub announce_presence: bool,
    pub departure_grace: Option<Duration>,
    pub lingerers_max: usize,
    pub attendance: bool,
    /// The rates a minute are multiples of 12, so that no part of one is rounded away in 5 ms.
    pub errors: Rate,
    pub messages: Rate,
    pub logins: ThrottleRates,
    pub registrations: ThrottleRates,
    pub registration: Registration,
    pub guests: bool,
    pub identify_time: Option<Duration>,
    pub create_channels: Creators,
    pub channels_max: usize,
    pub channels_per_session_max: usize,
    pub channel_members_max: usize,
    pub content_chars_max: usize,
    pub replay_on_login: usize,
    pub mute_minutes: u32,
    pub ban_minutes: u32,
    pub sanctions_max: usize,
    pub poll_voters_max: usize,
    pub questions_max: usize,
    pub questions_per_person_max: usize,
    pub reactions_max: usize,
    pub password_jobs_max: usize,
    pub store_queue_max: u64,
    pub undelivered_per_user_max: usize,
    pub undelivered_max: usize,
    pub accounts_max: usize,
}

pub struct Model {
    rules: Rules,
    peers: BTreeMap<Conn, Peer>,
    /// The addresses of all connections there ever were.
    came_from: BTreeMap<Conn, String>,
    people: BTreeMap<String, Person>,
    accounts: BTreeMap<String, Account>,
    /// Names on their way to the disk.
    registering: BTreeSet<String>,
    /// The jobs that the worker has not done yet; it works in order.
    jobs: VecDeque<Job>,
    keeping: Keeping,
    attendance: Attendance,
    /// By address and name.
    hunting: BTreeMap<(String, String), Allowance>,
    /// The time of the event in hand.
    pub now: Now,
    rooms: BTreeMap<String, Room>,
    sanctions: Sanctions,
    /// The hands that are up, in order: whose, by key, and since when.
    hands: Vec<(String, String)>,
    lingering: Vec<Lingering>,
    silences: Silences,
    /// To whom pupils may write in private.
    private_messages: PrivateMessages,
    lesson: Lesson,
    /// By address and name; `*` stands for all.
    attempts: BTreeMap<(Attempt, String, String), Allowance>,
    /// Counts identifications.
    windows: u64,
    guests: u32,
    pub tokens: Tokens,
    /// The old and the new names of accounts of which something is still under the old one.
    renaming: Vec<(Name, Name)>,
    first: FirstAdmin,
    /// True if somebody who lingered is back in this step.
    pub has_returned: bool,
    step: Step,
}

/// The way in which a client is connected.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    pub is_browser: bool,
    /// True if nobody reads along.
    pub is_private: bool,
}

impl Way {
    fn is_open_page(self) -> bool {
        self.is_browser && !self.is_private
    }
}

/// The making of the first admin.
#[derive(Default)]
struct FirstAdmin {
    /// The code, as long as there was no admin.
    code: Option<String>,
    /// True while an account is being made by it.
    is_in_use: bool,
}

struct Peer {
    newer: bool,
    way: Way,
    browser: bool,
    paused: bool,
    address: String,
    since: Duration,
    /// By the wall clock.
    came_us: i64,
    error_budget: Allowance,
    may_speak: Allowance,
    /// Refusals in words since it was last heard.
    refused: u32,
    /// The time at which it was last refused.
    refused_last: Duration,
    /// The number of times that it was told that nobody is the server.
    told_of_server: u32,
    /// The state that it chose before it was anybody.
    early: Option<String>,
    me: Option<Me>,
    /// True if it has to choose a password first, and is nobody until it has.
    is_due: bool,
}

/// The part of a connection that only an identified one has.
struct Me {
    key: String,
    /// Its name as it typed it, if it did.
    typed: Option<String>,
    /// The keys of the channel it writes to and of all it is in.
    current: String,
    rooms: Vec<String>,
    window: u64,
    greeting: Greeting,
    /// Stored messages that were sent to it and may not have been read.
    unconfirmed: Vec<u64>,
    /// The others as this client's list has them, by key: their state. `offline` for those whose owner said so.
    knows: BTreeMap<String, String>,
}

struct Person {
    name: Name,
    registered: bool,
    state: String,
    /// In the order in which they came.
    conns: Vec<Conn>,
    /// Counts arrivals: two of the same person differ.
    arrival: u64,
    /// Counts guests; 0 for who has an account.
    guest: u32,
}

struct Account {
    name: Name,
    password: String,
    rank: Rank,
    /// True if the disk may still have another password.
    is_unsettled: bool,
    /// True if somebody else chose the password.
    must_change: bool,
    disabled: bool,
}

impl Account {
    fn new(name: Name, password: String, rank: Rank) -> Self {
        Self { name, password, rank, is_unsettled: false, must_change: false, disabled: false }
    }
}

impl Peer {
    fn is_to_be_told(&mut self, now: Now) -> bool {
        if now.mono.saturating_sub(self.refused_last) >= Duration::from_secs(60) {
            self.refused = 0;
        }
        self.refused_last = now.mono;
        self.refused += 1;
        self.refused <= 10
    }
}

impl Model {
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            peers: BTreeMap::new(),
            came_from: BTreeMap::new(),
            people: BTreeMap::new(),
            accounts: BTreeMap::new(),
            registering: BTreeSet::new(),
            jobs: VecDeque::new(),
            keeping: Keeping::default(),
            attendance: Attendance::default(),
            hunting: BTreeMap::new(),
            now: Now { mono: Duration::ZERO, wall: WallTime { unix_us: 0, offset_s: 0 } },
            rooms: BTreeMap::new(),
            sanctions: Sanctions::new(),
            hands: Vec::new(),
            lingering: Vec::new(),
            silences: Silences::new(),
            private_messages: PrivateMessages::All,
            lesson: Lesson::default(),
            attempts: BTreeMap::new(),
            windows: 0,
            guests: 0,
            tokens: Tokens::default(),
            renaming: Vec::new(),
            first: FirstAdmin::default(),
            has_returned: false,
            step: Step::default(),
        }
    }

    pub fn connect(&mut self, now: Now, conn: Conn, address: &str, way: Way) {
        let error_budget = Allowance::full(self.rules.errors, now);
        let may_speak = Allowance::full(self.rules.messages, now);
        let (address, since) = (address.to_owned(), now.mono);
        self.came_from.insert(conn, address.clone());
        self.peers.insert(
            conn,
            Peer {
                newer: false,
                way,
                browser: way.is_browser,
                paused: false,
                address,
                since,
                came_us: now.wall.unix_us,
                error_budget,
                may_speak,
                refused: 0,
                refused_last: Duration::ZERO,
                told_of_server: 0,
                early: None,
                me: None,
                is_due: false,
            },
        );
    }

    pub fn asked(&mut self, now: Now, conn: Conn, ask: &Ask, drained: bool) {
        assert!(!self.peers[&conn].paused, "a line was handed in while its connection was paused");
        if drained {
            self.confirm(conn);
        }
        if self.peers[&conn].is_due {
            match ask {
                Ask::Hello | Ask::Login { .. } | Ask::ComeBack(_) | Ask::Unknown | Ask::Wrong { .. } => {}
                Ask::Logout => self.peer(conn).is_due = false,
                _ => {
                    let ack = if let Ask::Say(say) = ask { say.ack.clone() } else { None };
                    self.step.line(conn, Want::Error { code: "must_change_password", ack });
                    return;
                }
            }
        }
        if reaches_others(ask) {
            let rate = self.rules.messages;
            let may_speak = &mut self.peer(conn).may_speak;
            if !may_speak.refill(rate, now) {
                let ack = if let Ask::Say(say) = ask { say.ack.clone() } else { None };
                self.refuse_to_speak(now, conn, "rate_limited", ack);
                return;
            }
            may_speak.spend();
        }
        match ask {
            Ask::Hello => {
                self.peer(conn).newer = true;
                self.step.line(conn, Want::Hello);
            }
            Ask::Register { name, password, code } => self.register(now, conn, name, password, code.as_deref()),
            Ask::Login { name, password, token } => self.login(now, conn, name.as_ref(), password, *token),
            Ask::ComeBack(text) => self.come_back(now, conn, text),
            Ask::FirstAdmin { code, name, password } => self.first_admin(now, conn, code, name, password),
            Ask::Token => self.give_token(now, conn),
            Ask::Say(say) => self.say(now, conn, say),
            Ask::Status { state, user } => self.status(now, conn, state, user.as_deref()),
            Ask::Users => self.users(now, conn),
            Ask::Logout => {
                if self.me(conn).is_some() {
                    self.leave(conn);
                    self.peer(conn).since = now.mono;
                }
                self.step.line(conn, Want::Exactly(serde_json::json!({ "type": "logout", "status": "ok" })));
            }
            Ask::Do(command, form) => self.do_it(now, conn, command, *form),
            Ask::Unknown => {
                if self.peers[&conn].newer {
                    self.blame(now, conn, "unknown_type", None);
                }
            }
            Ask::Wrong { code, ack } => self.blame(now, conn, code, ack.clone()),
            Ask::Blank => unreachable!("a blank line is no request"),
        }
    }

    fn do_it(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if form == Form::Typed && self.me(conn).is_none() {
            // A command is a message, and the first message makes a guest.
            if !self.become_guest(now, conn, None, None, None) {
                return;
            }
        }
        let say = |to, content: String| {
            let (from, ack, room, extra) = (None, None, None, serde_json::Map::new());
            Say { to, content, from, ack, room, subtype: None, label: None, reply: None, extra }
        };
        let says_something =
            matches!(command, Command::Me(_) | Command::Private { .. } | Command::Slash(_) | Command::Mistyped(_));
        if form == Form::Typed && !says_something {
            self.peer(conn).refused = 0;
        }
        match command {
            Command::Join(room) => self.join_room(now, conn, room, form),
            Command::Leave(room) => self.leave_room(now, conn, room.as_ref(), form),
            Command::Channels => self.list_rooms(now, conn, form),
            Command::History { room, limit, before, after } => {
                self.history(now, conn, room.as_ref(), (*limit, *before, *after), form);
            }
            Command::Conversation { with, limit, after } => self.converse(now, conn, with, *limit, *after),
            Command::Users => {
                let me = &self.me(conn).unwrap().key;
                let seen = self
                    .people
                    .iter()
                    .filter(|(key, person)| *key == me || !matches!(&*person.state, "invisible" | "offline"));
                let count = 1 + seen.count();
                self.say_lines(now, conn, count);
            }
            Command::Help => {
                // As many lines as the manual has commands for everybody, and for staff.
                let count = if self.rank(conn) >= Rank::Moderator { 50 } else { 24 };
                self.say_lines(now, conn, count);
            }
            Command::Me(words) => {
                let content = format!("* {} {words}", self.person(conn).unwrap().name);
                self.utter(now, conn, &say(To::Everybody, content));
            }
            Command::Private { to, content } => {
                self.utter(now, conn, &say(To::Person(Some(to.clone())), content.clone()));
            }
            Command::Slash(content) => self.utter(now, conn, &say(To::Everybody, content.clone())),
            Command::Mistyped(code) => {
                if self.peer(conn).is_to_be_told(now) {
                    self.tell(conn, Some(code));
                }
            }
            Command::Search { words, room, before } => {
                self.hunt(now, conn, (words, room.as_ref(), *before), form);
            }
            Command::Hand { .. }
            | Command::LowerHand(_)
            | Command::LowerHands
            | Command::Hands
            | Command::Silence { .. }
            | Command::EndSilence { .. }
            | Command::Silences
            | Command::Slow { .. }
            | Command::PrivateMessages { .. }
            | Command::Clear(_) => {
                self.class(now, conn, command, form);
            }
            Command::Devices(user) => self.list_devices(now, conn, user.as_ref(), form),
            Command::Forget { user, number } => self.forget_devices(now, conn, user.as_ref(), *number, form),
            Command::Edit { .. } | Command::React { .. } => self.amend(now, conn, command, form),
            Command::Attendance => self.tell_attendance(now, conn, form),
            Command::Poll { .. } | Command::Vote { .. } | Command::ClosePoll { .. } | Command::Polls => {
                self.about_polls(now, conn, command, form);
            }
            Command::Question
            | Command::Up { .. }
            | Command::Answer { .. }
            | Command::Reopen(_)
            | Command::Unask(_)
            | Command::SetBox { .. }
            | Command::Questions => self.about_questions(now, conn, command, form),
            act => self.act(now, conn, act, form),
        }
    }

    pub fn disconnected(&mut self, conn: Conn, clean: bool, parting: Parting) {
        if clean {
            self.confirm(conn);
        }
        if let Some(grace) = self.grace_of(conn, parting) {
            self.linger(conn, grace);
            self.peers.remove(&conn);
        } else {
            self.forget(conn);
        }
    }

    pub fn slow(&mut self, conn: Conn) {
        self.close(conn, "slow_reader");
    }

    pub fn unfinished(&mut self, conn: Conn) {
        self.close(conn, "line_timeout");
    }

    pub fn stopped(&mut self) {
        self.note_lost();
        self.note_departures();
        for (conn, peer) in std::mem::take(&mut self.peers) {
            if peer.me.is_some() {
                self.step.line(conn, Want::System { code: Some("server_stopping"), to: "global".into() });
            }
            self.step.closed.push(conn);
        }
        self.people.clear();
        self.hands.clear();
        self.lingering.clear();
    }

    fn peer(&mut self, conn: Conn) -> &mut Peer {
        self.peers.get_mut(&conn).expect("a connection that is open")
    }

    fn me(&self, conn: Conn) -> Option<&Me> {
        self.peers.get(&conn)?.me.as_ref()
    }

    fn me_mut(&mut self, conn: Conn) -> Option<&mut Me> {
        self.peers.get_mut(&conn)?.me.as_mut()
    }

    fn person(&self, conn: Conn) -> Option<&Person> {
        self.people.get(&self.me(conn)?.key)
    }

    /// The identified connections.
    fn identified(&self) -> Vec<Conn> {
        self.peers.iter().filter(|(_, peer)| peer.me.is_some()).map(|(conn, _)| *conn).collect()
    }

    /// Those of everybody but one person.
    fn others(&self, key: &str) -> Vec<Conn> {
        self.identified().into_iter().filter(|conn| self.me(*conn).unwrap().key != key).collect()
    }

    /// An error that counts.
    fn blame(&mut self, now: Now, conn: Conn, code: &'static str, ack: Option<serde_json::Value>) {
        if code == "not_identified" && !self.peers[&conn].newer {
            self.tell(conn, Some(code));
        } else {
            self.step.line(conn, Want::Error { code, ack });
        }
        let rate = self.rules.errors;
        let error_budget = &mut self.peer(conn).error_budget;
        if error_budget.refill(rate, now) {
            error_budget.spend();
        } else {
            self.close(conn, "too_many_errors");
        }
    }

    /// A refusal that is nobody's fault: in words for an old client, unless it waits for an answer.
    fn refuse(&mut self, conn: Conn, code: &'static str, ack: Option<serde_json::Value>) {
        if self.peers[&conn].newer || ack.is_some() {
            self.step.line(conn, Want::Error { code, ack });
        } else {
            self.tell(conn, Some(code));
        }
    }

    /// The same of a message: who is refused ten times in a row and never heard is a robot that answers the refusals.
    fn refuse_to_speak(&mut self, now: Now, conn: Conn, code: &'static str, ack: Option<serde_json::Value>) {
        let in_words = ack.is_none() && !self.peers[&conn].newer;
        if !in_words || self.peer(conn).is_to_be_told(now) {
            self.refuse(conn, code, ack);
        }
    }

    /// The server's words to one connection.
    fn tell(&mut self, conn: Conn, code: Option<&'static str>) {
        let to = self.told_name(conn);
        self.step.line(conn, Want::System { code, to });
    }

    /// The name of a connection in what it gets: a client that has not said `hello` is told what was typed.
    fn told_name(&self, conn: Conn) -> String {
        // Who is nobody yet is spoken to like everybody.
        let Some(person) = self.person(conn) else { return "global".into() };
        let exact = &person.name.shown;
        let typed = self.me(conn).unwrap().typed.as_ref().filter(|_| !self.peers[&conn].newer);
        typed.unwrap_or(exact).clone()
    }

    fn close(&mut self, conn: Conn, code: &'static str) {
        if self.me(conn).is_some() {
            self.tell(conn, Some(code));
        } else {
            self.step.line(conn, Want::Error { code, ack: None });
        }
        self.step.closed.push(conn);
        self.forget(conn);
    }

    fn forget(&mut self, conn: Conn) {
        self.leave(conn);
        self.peers.remove(&conn);
    }

    fn pause(&mut self, conn: Conn) {
        self.peer(conn).paused = true;
        self.step.paused.push(conn);
    }

    fn resume(&mut self, conn: Conn) {
        if let Some(peer) = self.peers.get_mut(&conn)
            && std::mem::take(&mut peer.paused)
        {
            self.step.resumed.push(conn);
        }
    }

    /// True if a connection is open.
    pub fn has(&self, conn: Conn) -> bool {
        self.peers.contains_key(&conn)
    }

    /// The window of its client that the lines for a connection belong to.
    pub fn window(&self, conn: Conn) -> Option<u64> {
        self.me(conn).map(|me| me.window)
    }

    /// The names of accounts, with their passwords.
    pub fn accounts(&self) -> Vec<(Name, String)> {
        self.accounts.values().map(|account| (account.name.clone(), account.password.clone())).collect()
    }

    /// The names of those who are there.
    pub fn present(&self) -> Vec<Name> {
        self.people.values().map(|person| person.name.clone()).collect()
    }

    /// Mutes and bans in force: whether it is a mute, against whom, and how that is shown.
    pub fn sanctioned(&self) -> Vec<(bool, Target, String)> {
        let one = |((kind, target), (sanction, _)): (&(Kind, Target), &(Sanction, _))| {
            (*kind == Kind::Mute, target.clone(), sanction.whom.clone())
        };
        self.sanctions.iter().map(one).collect()
    }

    /// The code of this start, if there is no admin.
    pub fn set_first_code(&mut self, code: Option<String>) {
        let has_admin = self.accounts.values().any(|account| account.rank == Rank::Admin);
        assert_eq!(code.is_none(), has_admin, "whether there is an admin");
        self.first = FirstAdmin { code, is_in_use: false };
    }

    /// That code.
    pub fn first_code(&self) -> Option<&str> {
        self.first.code.as_deref()
    }

    pub fn is_in_charge(&self, conn: Conn) -> bool {
        self.rank(conn) >= Rank::Moderator
    }

    /// Compares a client's list with the people there are.
    pub fn check_list(&self, conn: Conn, list: &BTreeMap<String, String>) {
        let me = self.me(conn).unwrap();
        for (key, person) in self.people.iter().filter(|(key, _)| **key != me.key) {
            let listed = list.get(&person.name.shown).map(String::as_str);
            let hidden = matches!(&*person.state, "invisible" | "offline");
            let right = listed == Some(&*person.state) || (hidden && listed.is_none());
            assert!(right, "{key} is {}, but connection {conn} has {listed:?}", person.state);
        }
        for name in list.keys() {
            let there = self.people.values().any(|person| person.name.shown == *name);
            assert!(there || me.greeting.was_called(name), "connection {conn} lists {name}, who is gone");
        }
    }

    /// Checks what must hold when nothing is under way any more.
    pub fn check_rest(&self) {
        assert!(self.jobs.is_empty() && self.registering.is_empty(), "nothing is left to be hashed or registered");
        assert!(self.keeping.nobody_waits(), "nobody waits for the disk");
        for (conn, peer) in &self.peers {
            assert!(!peer.paused, "connection {conn} is paused for nothing");
        }
        self.check_mail_in_hand();
    }

    /// Nobody is connected any more, and only what is on disk is left.
    pub fn restart(
        &mut self,
        now: Now,
        disk: &crate::simulation::database::Disk,
        ids: std::ops::Range<u64>,
        attendance: &AttendanceRecord,
    ) {
        self.restart_attendance(now, attendance);
        self.peers.clear();
        self.people.clear();
        self.hands.clear();
        self.lingering.clear();
        self.jobs.clear();
        self.registering.clear();
        self.attempts.clear();
        self.hunting.clear();
        self.renaming.clear();
        self.restart_accounts(disk);
        self.open_rooms(disk);
        self.restore_sanctions(now, disk);
        self.restore_silences(now, disk);
        self.private_messages = disk.private_messages;
        self.lesson = Lesson::restored(disk);
        self.guests = Lesson::last_guest(disk);
        self.tokens.restart(disk);
        self.keeping.restart(disk, ids);
    }

    fn said_by(&self, conn: Conn) -> (Name, String) {
        let channel = &self.rooms[&self.me(conn).unwrap().current].name.shown;
        (self.person(conn).unwrap().name.clone(), channel.clone())
    }
}

type Shared = Rc<Spoken>;

/// True if a request is one that a flooder would send.
fn reaches_others(ask: &Ask) -> bool {
    match ask {
        Ask::Say(_) | Ask::Status { .. } | Ask::Do(_, Form::Typed) => true,
        Ask::Do(command, Form::Json) => !matches!(
            command,
            Command::Channels
                | Command::History { .. }
                | Command::Conversation { .. }
                | Command::Search { .. }
                | Command::Attendance
                | Command::Polls
                | Command::Questions
        ),
        _ => false,
    }
}
