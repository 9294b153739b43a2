//! What is around the core: connections, time, worker, database, and chance.
//!
//! Owns [`World`]. It stands in for `net` and `server`: bytes go through the real framing and parsing, replies through
//! the real encoding, and connections keep the same rules (a paused one is not read, one that does not read is dropped,
//! one that is closed still gets its last lines).

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use classcord_server::chat::Core;
use classcord_server::chat::account::Role;
use classcord_server::chat::account_order::AccountOrder;
use classcord_server::chat::bucket::Rate;
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::effect::{Effect, Effects, SessionId};
use classcord_server::chat::first_code::FirstCode;
use classcord_server::chat::link::{Link as ChatLink, LinkEnd, LinkKind};
use classcord_server::chat::message::MessageId;
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::reply::{Code, Reply};
use classcord_server::chat::request::{Password, Problem, ProblemKind};
use classcord_server::chat::reserved::ReservedNames;
use classcord_server::chat::settings::LockoutRules;
use classcord_server::chat::settings::ThrottleRates;
use classcord_server::chat::settings::{Creators, Registration, Settings};
use classcord_server::chat::store_protocol::StoreAction;
use classcord_server::chat::text::Lang;
use classcord_server::chat::token::Secret;
use classcord_server::net::{Frame, Framer, LineLimit};
use classcord_server::wire;

use crate::simulation::ask::{ADDRESSES, Ask, CLASS_CODE, Chooser, DEFAULT_CHANNEL, LINE_BYTES_MAX, PASSWORDS};
use crate::simulation::client::{Client, Window, message_number};
use crate::simulation::database::Database;
use crate::simulation::model::{CONFIGURED, CONSOLE, Conn, Model, Order, Parting, Rank, Rules, Way};
use crate::simulation::names::{self, IN_CHARGE, Name};
use crate::simulation::random::Random;
use crate::simulation::worker::Worker;

const STEPS: usize = 900;

/// All times are multiples of this, so that nothing depends on how a part of a millisecond is rounded.
const GRAIN: Duration = Duration::from_millis(5);

pub struct World {
    random: Random,
    rules: Rules,
    settings: Settings,
    core: Core,
    model: Model,
    effects: Effects,
    links: BTreeMap<Conn, Link>,
    next_conn: Conn,
    database: Database,
    worker: Worker,
    now: Now,
    /// Counts messages that clients write.
    said: u64,
    /// The place of each global message in the order that all clients share, by number.
    order: BTreeMap<u64, usize>,
    /// The message that has each id.
    ids: BTreeMap<u64, u64>,
    windows: BTreeMap<u64, Rc<Window>>,
    /// Connections whose queue was found too long in this step.
    overflowed: Vec<Conn>,
    /// Bytes a connection may be behind.
    queue_bytes_max: usize,
    clumsy: usize,
    /// Percent of commits that fail.
    flaky: usize,
    seen: Seen,
    trace: Option<Vec<String>>,
    /// All tokens that there ever were.
    gone_tokens: BTreeSet<String>,
    starts: u8,
}

/// A line for a client, and the window it is for.
type Outgoing = (Rc<[u8]>, Option<Rc<Window>>);

/// A connection, both ends of it.
struct Link {
    client: Client,
    /// The bytes that the client has written and the network has not brought yet.
    on_the_way: VecDeque<u8>,
    /// The meaning of each line that has not been framed yet.
    asks: VecDeque<Ask>,
    framer: Framer,
    /// The bytes that were read and not framed yet.
    unframed: Vec<u8>,
    /// Lines for the client.
    outbound: VecDeque<Outgoing>,
    written: usize,
    outbound_bytes: usize,
    paused: bool,
    /// True if the server has closed it, and only its last lines are still to go.
    closing: bool,
    overflowed: bool,
    /// True if the client does not read for now.
    stalled: bool,
    /// The window that lines for it belong to.
    window: Option<u64>,
    /// True if it has ever been identified.
    was_somebody: bool,
    /// Requests that were handed in while nobody was identified, and not answered yet.
    owed: usize,
}

/// Counts of what happened.
#[derive(Default, Debug, Clone)]
pub struct Seen(BTreeMap<String, u64>);

/// The events that have to happen in a sweep, besides lines with all codes.
const HAS_TO_HAPPEN: &[&str] = &[
    "crash",
    "stop",
    "commit",
    "failure",
    "no id",
    "stored",
    "replayed",
    "rest",
    "as typed",
    "clean end",
    "lingered",
    "returned",
    "broken end",
    "address banned",
    "ack",
    "register",
    "login",
    "status",
    "hello",
    "users",
    "join",
    "leave",
    "channels",
    "history",
    "kick",
    "mute",
    "unmute",
    "ban",
    "unban",
    "bans",
    "announce",
    "delete",
    "topic",
    "role",
    "channel",
    "hand",
    "hands",
    "silence",
    "slow",
    "private_messages",
    "clear",
    "cleared",
    "user_add",
    "user_import",
    "user_passwd",
    "user_del",
    "lesson",
    "attendance",
    "search",
    "poll",
    "vote",
    "poll_close",
    "polls",
    "poll_opened",
    "poll_counts",
    "poll_closed",
    "poll_cancelled",
    "ask",
    "up",
    "answered",
    "unanswered",
    "unask",
    "token",
    "devices",
    "forget_device",
    "first_admin",
    "questions",
    "question_box",
    "channel_add",
    "question",
    "question_votes",
    "question_answered",
    "question_removed",
    "edited",
    "react",
    "reaction",
];

impl Seen {
    fn note(&mut self, what: &str) {
        match self.0.get_mut(what) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(what.to_owned(), 1);
            }
        }
    }

    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what.clone()).or_default() += count;
        }
    }

    /// Complains about what did not happen.
    pub fn check_variety(&self) {
        // Connections that are refused never reach the core, and so many seldom react to one message
        // (`tests/chat/rules.rs`). How one changes one's own password is in `tests/wire/passwords.rs`, and there is neither
        // a school's directory here (`tests/chat/school.rs`) nor another server (`tests/chat/campus`).
        let elsewhere = [
            "too_many_connections",
            "connecting_too_fast",
            "same_password",
            "password_too_common",
            "auth_unavailable",
            "recipient_unreachable",
            "too_many_reactions",
        ];
        let codes = Code::ALL.iter().map(|code| code.as_str()).filter(|code| !elsewhere.contains(code));
        let missing: Vec<&str> =
            codes.chain(HAS_TO_HAPPEN.iter().copied()).filter(|what| !self.0.contains_key(*what)).collect();
        assert!(missing.is_empty(), "not once: {missing:?}");
    }
}

/// Codes of what a connection is told unasked before it is closed.
const LAST_WORDS: &[&str] = &["slow_reader", "too_many_errors", "line_timeout", "identify_timeout", "banned", "kicked"];

impl World {
    pub fn new(mut random: Random, traced: bool) -> Self {
        let rules = some_rules(&mut random);
        let settings = settings(&rules, &mut random);
        let mut database = Database::new(random.between(3, 30) as u64);
        if random.percent(75) {
            // The operator has made accounts for those in charge.
            for (name, role) in [("alice", Role::Admin), ("bob", Role::Moderator), ("Zoé", Role::Admin)] {
                database.disk.add_account(name, role);
            }
        }
        let mut model = Model::new(rules.clone());
        let restored = database.open();
        let wall = WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 };
        let now = Now { mono: Duration::ZERO, wall };
        model.restart(now, &database.disk, restored.ids.clone(), &restored.attendance);
        model.connect_console(now);
        let mut core = Core::new(now, settings.clone(), restored);
        core.set_secret(Secret([0; 32]));
        set_first_code(&mut core, &mut model, 0);
        core.connect_console(now, SessionId(CONSOLE));
        Self {
            core,
            model,
            rules,
            settings,
            effects: Effects::default(),
            links: BTreeMap::new(),
            next_conn: 1,
            database,
            worker: Worker::default(),
            now,
            said: 0,
            order: BTreeMap::new(),
            ids: BTreeMap::new(),
            windows: BTreeMap::new(),
            overflowed: Vec::new(),
            queue_bytes_max: random.between(1500, 12_000),
            clumsy: *random.pick(&[1, 3, 30]),
            flaky: *random.pick(&[0, 5, 30]),
            seen: Seen::default(),
            trace: traced.then(Vec::new),
            gone_tokens: BTreeSet::new(),
            starts: 0,
            random,
        }
    }

    pub fn seen(&self) -> Seen {
        self.seen.clone()
    }

    pub fn into_trace(self) -> Vec<String> {
        self.trace.unwrap_or_default()
    }

    pub fn run(&mut self) {
        self.note(|world| format!("{:?}", world.rules));
        for _ in 0..STEPS {
            if self.random.is_spent() {
                break;
            }
            self.something();
        }
        self.rest();
        self.crash();
        self.rest();
    }

    fn note(&mut self, event: impl FnOnce(&Self) -> String) {
        if let Some(mut trace) = self.trace.take() {
            trace.push(format!("{:>9.3} {}", self.now.mono.as_secs_f64(), event(self)));
            self.trace = Some(trace);
        }
    }

    fn something(&mut self) {
        match self.random.below(1000) {
            0..40 => self.connect(),
            40..250 => self.write(),
            250..510 => self.bring(),
            510..690 => self.read(),
            690..770 => self.pass_time(),
            770..850 => self.work(),
            850..910 => self.store(),
            910..965 => self.report(),
            965..982 => self.vanish(),
            982..992 => self.stall(),
            992..994 => self.crash(),
            994..995 => self.stop(),
            995..998 => self.order(),
            _ => self.rest(),
        }
    }

    fn some_link(&mut self, wanted: impl Fn(&Link) -> bool) -> Option<Conn> {
        let fitting: Vec<Conn> = self.links.iter().filter(|(_, link)| wanted(link)).map(|(conn, _)| *conn).collect();
        (!fitting.is_empty()).then(|| *self.random.pick(&fitting))
    }

    fn link(&mut self, conn: Conn) -> &mut Link {
        self.links.get_mut(&conn).expect("a connection that is there")
    }

    // What clients do.

    fn connect(&mut self) {
        if self.links.len() >= 9 {
            return;
        }
        let conn = self.next_conn;
        self.next_conn += 1;
        let address = *self.random.pick(ADDRESSES);
        let ip: IpAddr = address.parse().unwrap();
        let is_browser = self.random.percent(50);
        // A page that the class can read along with is no way in for staff.
        let is_private = self.random.percent(if is_browser { 95 } else { 20 });
        let way = Way { is_browser, is_private };
        self.note(|_| format!("{conn} connects from {address}, {way:?}"));
        let banned = self.core.address_ban(ip).is_some();
        assert_eq!(banned, self.model.is_address_banned(address), "whether {address} is banned");
        if banned {
            self.seen.note("address banned");
            return;
        }
        self.links.insert(conn, Link::new());
        self.model.connect(self.now, conn, address, way);
        let kind = if way.is_browser { LinkKind::Browser } else { LinkKind::Lines };
        let link = ChatLink { kind, is_private: way.is_private };
        self.core.connect(self.now, SessionId(conn), ip, link);
        self.carry_out();
    }

    /// A client writes a request or several.
    fn write(&mut self) {
        let Some(conn) = self.some_link(|link| !link.closing && link.asks.len() < 30) else { return };
        let times = if self.random.percent(5) { self.random.between(2, 20) } else { 1 };
        // Now and then somebody sends nothing but mistakes.
        let clumsy = if self.random.percent(self.clumsy) { 80 } else { self.clumsy };
        let accounts = self.model.accounts();
        let mut tokens = self.model.tokens.texts();
        self.gone_tokens.extend(tokens.iter().cloned());
        tokens.extend(self.gone_tokens.iter().nth(self.random.below(20)).cloned());
        tokens.push("0123456789abcdef0123456789abcdef".to_owned());
        let first_code = self.model.first_code().map(str::to_owned);
        let (present, sanctions) = (self.model.present(), self.model.sanctioned());
        let in_charge = self.model.is_in_charge(conn);
        let last_id = self.ids.keys().next_back().copied().unwrap_or(0);
        let last_heard = self.link(conn).client.last_heard();
        for _ in 0..times {
            let mut chooser = Chooser {
                random: &mut self.random,
                said: &mut self.said,
                accounts: &accounts,
                tokens: &tokens,
                first_code: first_code.as_deref(),
                present: &present,
                sanctions: &sanctions,
                in_charge,
                last_id,
                last_heard,
                clumsy,
            };
            let (ask, line) = chooser.choose();
            self.note(|_| format!("{conn} writes {ask:?}"));
            let link = self.link(conn);
            link.on_the_way.extend(line);
            link.asks.push_back(ask);
        }
    }

    /// The operator makes a channel, or says whom it is for.
    fn add_channel(&mut self) {
        let name = Name::of_room(self.random.pick::<&str>(&["#dev", "#sisr1", "#salle-1", "#général", "#admin"]));
        let some: Vec<Name> = self.model.accounts().into_iter().map(|(name, _)| name).collect();
        let members: Option<Vec<Name>> = self.random.percent(80).then(|| {
            let chosen = some.into_iter().filter(|_| self.random.percent(40));
            chosen.collect()
        });
        self.note(|_| format!("the console makes {name:?} for {members:?}"));
        self.model.add_room(&name, "Groupe", members.as_deref());
        let usernames: Option<Vec<Username>> =
            members.map(|names| names.iter().map(|name| Username::parse(&name.shown).unwrap()).collect());
        let channel = ChannelName::parse(&name.shown).unwrap();
        let console = SessionId(CONSOLE);
        self.core.add_channel(self.now, console, &channel, "Groupe", usernames.as_deref(), &mut self.effects);
        self.carry_out();
    }

    /// The operator makes, changes or removes an account.
    fn order(&mut self) {
        if self.model.console_waits() {
            return;
        }
        if self.random.percent(20) {
            self.add_channel();
            return;
        }
        let accounts = self.model.accounts();
        let name = if !accounts.is_empty() && self.random.percent(70) {
            self.random.pick(&accounts).0.clone()
        } else {
            let typed = names::anybody(&mut self.random);
            if !names::is_legal(typed) {
                return;
            }
            Name::new(typed)
        };
        let password = match self.random.below(12) {
            0 => "123".to_owned(),
            1 => "x".repeat(41),
            _ => (*self.random.pick(PASSWORDS)).to_owned(),
        };
        let order = match self.random.below(10) {
            0 if name.may_be_new() => Order::Import { name, password },
            1..4 if name.may_be_new() => {
                let rank = *self.random.pick(&[Rank::User, Rank::Moderator, Rank::Admin]);
                Order::Add { name, password, rank }
            }
            0..7 => Order::SetPassword {
                name,
                password,
                disconnect: self.random.percent(40),
                must_change: self.random.percent(15),
            },
            _ => Order::Remove { name },
        };
        self.note(|_| format!("the console orders {order:?}"));
        self.model.ordered(&order);
        let username = |name: &Name| Username::parse(&name.shown).unwrap();
        let given = match &order {
            Order::Add { name, password, rank } => AccountOrder::Add {
                user: username(name),
                password: Password(password.as_str().into()),
                role: rank.word().parse().unwrap(),
                must_change: false,
            },
            Order::Import { name, password } => {
                AccountOrder::Import { user: username(name), phc: format!("$0${password}").into(), must_change: false }
            }
            Order::SetPassword { name, password, disconnect, must_change } => AccountOrder::SetPassword {
                user: username(name),
                password: Password(password.as_str().into()),
                disconnect: *disconnect,
                must_change: *must_change,
            },
            Order::Remove { name } => AccountOrder::Remove { user: username(name) },
        };
        self.core.order_account(self.now, SessionId(CONSOLE), given, &mut self.effects);
        self.carry_out();
    }

    /// The network brings some of what a client has written, cut anywhere.
    fn bring(&mut self) {
        let limit = self.queue_bytes_max / 2;
        let ready = |link: &Link| {
            let unread = !link.unframed.is_empty() || !link.on_the_way.is_empty();
            unread && !link.closing && !link.paused && link.outbound_bytes <= limit
        };
        let Some(conn) = self.some_link(ready) else { return };
        let most = *self.random.pick(&[80, 2000, usize::MAX, usize::MAX]);
        let some = if most == usize::MAX { most } else { self.random.between(1, most) };
        self.bring_some(conn, some);
    }

    fn bring_some(&mut self, conn: Conn, bytes: usize) {
        let link = self.link(conn);
        if link.unframed.is_empty() {
            let bytes = bytes.min(link.on_the_way.len());
            link.unframed.extend(link.on_the_way.drain(..bytes));
        }
        let input = std::mem::take(&mut link.unframed);
        let mut framer = std::mem::take(&mut link.framer);
        let mut rest = &input[..];
        while let Some(frame) = framer.next(&mut rest, LineLimit::of(LINE_BYTES_MAX)) {
            self.frame(conn, frame);
            if self.links.get(&conn).is_none_or(|link| link.closing || link.paused) {
                break;
            }
        }
        if let Some(link) = self.links.get_mut(&conn).filter(|link| !link.closing) {
            link.unframed = rest.to_vec();
            link.framer = framer;
        }
    }

    fn frame(&mut self, conn: Conn, frame: Frame<'_>) {
        let ask = self.link(conn).asks.pop_front().expect("one meaning for each line");
        let line = match frame {
            Frame::TooLong => Some(Err(Problem { kind: ProblemKind::LineTooLong, ack: None })),
            Frame::Line(bytes) => wire::parse_line(bytes),
        };
        assert_eq!(line.is_none(), matches!(ask, Ask::Blank), "{ask:?} was read as {line:?}");
        let Some(line) = line else { return };
        self.note(|_| format!("{conn} asks {ask:?}"));
        self.seen.note("line in");
        let link = self.link(conn);
        let drained = link.outbound.is_empty();
        link.owed += 1;
        self.model.asked(self.now, conn, &ask, drained);
        self.core.handle_line(self.now, SessionId(conn), line, drained, &mut self.effects);
        self.carry_out();
    }

    /// A client reads.
    fn read(&mut self) {
        let Some(conn) = self.some_link(|link| !link.outbound.is_empty() && !link.stalled) else { return };
        let all = self.random.percent(70);
        let some = self.random.between(1, 300);
        self.read_some(conn, if all { usize::MAX } else { some });
    }

    fn read_some(&mut self, conn: Conn, bytes: usize) {
        let link = self.links.get_mut(&conn).unwrap();
        let mut room = bytes;
        while room > 0
            && let Some((line, window)) = link.outbound.front()
        {
            let piece = &line[link.written..];
            let piece = &piece[..piece.len().min(room)];
            link.client.receive(piece, window.as_ref(), &self.order);
            room -= piece.len();
            link.written += piece.len();
            link.outbound_bytes -= piece.len();
            if link.written == line.len() {
                link.written = 0;
                link.outbound.pop_front();
            }
        }
        if link.outbound.is_empty() && link.closing {
            self.links.remove(&conn);
        } else {
            self.check_list(conn);
        }
    }

    /// A client that has read everything has the right list of people.
    fn check_list(&self, conn: Conn) {
        let link = &self.links[&conn];
        if link.outbound.is_empty()
            && !link.closing
            && let Some(window) = self.model.window(conn).and_then(|number| self.windows.get(&number))
            && let Some(list) = link.client.list(window)
        {
            self.model.check_list(conn, list);
        }
    }

    fn vanish(&mut self) {
        let Some(conn) = self.some_link(|_| true) else { return };
        let mut link = self.links.remove(&conn).unwrap();
        if link.closing {
            return;
        }
        if link.framer.held_bytes() > 0 && !link.paused && self.random.percent(30) {
            // The reactor's patience with half a line is over.
            self.links.insert(conn, link);
            self.note(|_| format!("{conn} does not end its line"));
            self.model.unfinished(conn);
            self.core.drop_unfinished_line(self.now, SessionId(conn), &mut self.effects);
            self.carry_out();
            return;
        }
        let clean = self.random.percent(60) && link.outbound.is_empty();
        if clean && !link.paused && self.random.percent(50) {
            // It had finished what it wanted to say.
            link.stalled = true;
            self.links.insert(conn, link);
            self.bring_some(conn, usize::MAX);
            let Some(link) = self.links.get(&conn).filter(|link| !link.closing) else { return };
            let drained = link.outbound.is_empty();
            self.links.remove(&conn);
            self.disconnect(conn, drained);
        } else {
            self.disconnect(conn, clean);
        }
    }

    fn disconnect(&mut self, conn: Conn, clean: bool) {
        self.note(|_| format!("{conn} is gone, clean: {clean}"));
        if clean {
            self.seen.note("clean end");
        } else {
            self.seen.note("broken end");
        }
        let parting = match self.random.below(10) {
            0..7 if clean => Parting::Said,
            0..3 => Parting::PageLeft,
            _ if clean => Parting::PageLeft,
            _ => Parting::Lost,
        };
        if self.model.grace_of(conn, parting).is_some() {
            self.seen.note("lingered");
        }
        self.model.disconnected(conn, clean, parting);
        let end = LinkEnd { is_clean: clean, parting, reason: "gone" };
        self.core.disconnect(self.now, SessionId(conn), end, &mut self.effects);
        self.carry_out();
    }

    fn stall(&mut self) {
        let Some(conn) = self.some_link(|_| true) else { return };
        let link = self.link(conn);
        link.stalled = !link.stalled;
    }

    // What time, worker and disk do.

    fn pass_time(&mut self) {
        let grains = match self.random.below(10) {
            0..6 => self.random.between(1, 10),
            6..9 => self.random.between(1, 600),
            _ => self.random.between(1, 20_000),
        };
        let passed = GRAIN * u32::try_from(grains).unwrap();
        self.now.mono += passed;
        self.now.wall.unix_us += i64::try_from(passed.as_micros()).unwrap();
        if self.random.percent(5) {
            // Somebody sets the clock, or the summer ends.
            let years = i64::try_from(self.random.below(20)).unwrap() - 10;
            self.now.wall.unix_us = 1_750_432_446_000_000 + years * 31_556_952_000_000 + 17;
            self.now.wall.offset_s = *self.random.pick(&[0, 3600, 7200, -12_600]);
        }
        self.model.now = self.now;
        self.due();
    }

    /// Does what the loop does when a deadline has come.
    fn due(&mut self) {
        if self.core.next_timeout().is_some_and(|at| at <= self.now.mono) {
            self.note(|_| "timers".into());
            self.model.timeout(self.now);
            self.core.handle_timeout(self.now, &mut self.effects);
            self.carry_out();
        }
    }

    fn work(&mut self) {
        let Some((ticket, outcome)) = self.worker.work(&mut self.random) else { return };
        self.note(|_| format!("worker: {outcome:?}"));
        self.model.job_done(self.now, &outcome);
        self.core.handle_password(self.now, ticket, outcome, &mut self.effects);
        self.carry_out();
    }

    fn store(&mut self) {
        if !self.database.has_work() {
            return;
        }
        let chance = if self.database.is_failing() { 50 } else { self.flaky };
        if self.random.percent(chance) {
            self.seen.note("failure");
            self.note(|_| "the disk fails".into());
            self.database.fail();
        } else {
            self.seen.note("commit");
            self.note(|_| "the disk commits".into());
            let group = if self.random.percent(60) { usize::MAX } else { self.random.between(1, 6) };
            self.database.commit(group);
        }
    }

    fn report(&mut self) {
        let Some(report) = self.database.next_report() else { return };
        self.note(|_| format!("database: {report:?}"));
        self.model.reported(self.now, &report, &self.database.disk);
        self.core.handle_report(self.now, report, &mut self.effects);
        self.carry_out();
    }

    /// The power fails.
    fn crash(&mut self) {
        self.seen.note("crash");
        self.note(|_| "CRASH".into());
        self.restart();
    }

    /// SIGTERM.
    fn stop(&mut self) {
        self.seen.note("stop");
        self.note(|_| "STOP".into());
        self.model.stopped();
        self.core.stop(self.now, &mut self.effects);
        self.carry_out();
        for conn in self.links.keys().copied().collect::<Vec<_>>() {
            assert!(self.links[&conn].closing, "connection {conn} was left open");
            self.read_some(conn, usize::MAX);
        }
        // What was under way comes to its end, and nobody hears of it.
        while !self.worker.is_idle() || !self.database.is_idle() {
            self.work();
            self.database.commit(usize::MAX);
            self.report();
        }
        self.model.check_disk(&self.database.disk);
        self.restart();
    }

    fn restart(&mut self) {
        self.links.clear();
        self.worker.forget();
        // A new process has a new clock, and the board's may have forgotten the time.
        self.now.mono = Duration::ZERO;
        if self.random.percent(20) {
            self.now.wall.unix_us -= 3_600_000_000;
        }
        let restored = self.database.open();
        self.model.restart(self.now, &self.database.disk, restored.ids.clone(), &restored.attendance);
        self.core = Core::new(self.now, self.settings.clone(), restored);
        self.starts += 1;
        self.core.set_secret(Secret([self.starts; 32]));
        set_first_code(&mut self.core, &mut self.model, self.starts);
        self.model.connect_console(self.now);
        self.core.connect_console(self.now, SessionId(CONSOLE));
        self.check();
    }

    /// Everything under way comes to its end; then nothing may be owed to anybody.
    fn rest(&mut self) {
        self.seen.note("rest");
        self.note(|_| "a rest".into());
        let mut turns = 0;
        loop {
            turns += 1;
            assert!(turns < 10_000, "it never comes to rest");
            let conns: Vec<Conn> = self.links.keys().copied().collect();
            for conn in conns {
                self.read_some(conn, usize::MAX);
                let Some(link) = self.links.get(&conn) else { continue };
                let unread = !link.on_the_way.is_empty() || !link.unframed.is_empty();
                if unread && !link.paused && !link.closing {
                    self.bring_some(conn, usize::MAX);
                }
            }
            self.work();
            if self.database.has_work() {
                self.note(|_| "the disk commits".into());
                self.database.commit(usize::MAX);
            }
            while self.database.has_report() {
                self.report();
            }
            if let Some(at) = self.core.next_timeout() {
                self.now.mono = self.now.mono.max(at);
                self.model.now = self.now;
                self.due();
            }
            let quiet = |link: &Link| {
                link.outbound.is_empty() && link.on_the_way.is_empty() && link.unframed.is_empty() && !link.closing
            };
            if self.worker.is_idle()
                && self.database.is_idle()
                && (self.core.next_timeout().is_none() || turns > 300 && self.model.somebody_chooses())
                && self.links.values().all(quiet)
            {
                break;
            }
        }
        self.model.check_rest();
        self.model.check_stays(&self.database.disk);
        self.model.check_disk(&self.database.disk);
        for (conn, link) in &self.links {
            assert!(link.asks.is_empty(), "connection {conn} still has {:?} to be read", link.asks);
            self.check_list(*conn);
        }
    }

    // What the core wants done.

    fn carry_out(&mut self) {
        loop {
            let mut effects = std::mem::take(&mut self.effects);
            for effect in effects.list.drain(..) {
                self.carry_out_one(effect, &effects.recipients);
            }
            self.check();
            let Some(conn) = self.overflowed.pop() else { return };
            let link = self.link(conn);
            link.overflowed = false;
            if link.closing {
                continue;
            }
            self.note(|_| format!("{conn} does not read"));
            self.model.slow(conn);
            self.core.drop_slow_reader(self.now, SessionId(conn), &mut self.effects);
        }
    }

    fn check(&mut self) {
        for (conn, link) in &mut self.links {
            link.window = self.model.window(*conn);
            link.was_somebody |= link.window.is_some();
        }
        if std::mem::take(&mut self.model.has_returned) {
            self.seen.note("returned");
        }
        self.model.end_step();
        self.core.check_invariants();
        assert_eq!(self.core.next_timeout(), self.model.next_timeout(), "what is due next");
    }

    fn carry_out_one(&mut self, effect: Effect, recipients: &[SessionId]) {
        match effect {
            Effect::Send(to, reply) => {
                let (line, value) = encode(&reply);
                self.send(to.0, &reply, &line, &value);
            }
            Effect::FanOut(range, reply) => {
                assert!(!range.is_empty(), "a line for nobody");
                let (line, value) = encode(&reply);
                for to in &recipients[range] {
                    self.send(to.0, &reply, &line, &value);
                }
            }
            // Its connection is not played: it asks nothing while it waits, and reads at once.
            Effect::Pause(id) if id.0 == CONSOLE => self.model.paused(id.0),
            Effect::Resume(id) if id.0 == CONSOLE => self.model.resumed(id.0),
            Effect::Close(id, _) if id.0 == CONSOLE => self.model.closed(id.0),
            Effect::Pause(id) => {
                self.model.paused(id.0);
                let link = self.link(id.0);
                assert!(!std::mem::replace(&mut link.paused, true), "paused twice");
            }
            Effect::Resume(id) => {
                self.model.resumed(id.0);
                let link = self.link(id.0);
                assert!(std::mem::take(&mut link.paused), "resumed without having been paused");
            }
            Effect::Close(id, _) => {
                self.model.closed(id.0);
                let link = self.link(id.0);
                assert!(!std::mem::replace(&mut link.closing, true), "closed twice");
                (link.unframed, link.on_the_way) = (Vec::new(), VecDeque::new());
            }
            Effect::AskSchool(_) => panic!("there is no school"),
            Effect::Campus(_) => panic!("there is no other server"),
            Effect::Password(job) => {
                self.model.job_given(&job);
                self.worker.submit(job);
            }
            Effect::Store(request) => {
                self.model.record_made(&request);
                if let StoreAction::Append(message) | StoreAction::AppendUndelivered(message) = &request.action {
                    let (_, line) = encode(&Reply::Message(Arc::clone(message)));
                    note_id(&mut self.ids, message.id.expect("what is kept has an id"), message_number(&line));
                }
                self.database.submit(request);
            }
            Effect::Audit(_) | Effect::Said(_) | Effect::RefusedInWords(..) => {}
        }
    }

    fn send(&mut self, conn: Conn, reply: &Reply, line: &Rc<[u8]>, value: &Value) {
        self.note(|_| format!("    -> {conn} {value}"));
        self.model.line_sent(conn, value);
        self.count(reply, value);
        if conn == CONSOLE {
            return;
        }
        let link = self.links.get_mut(&conn).unwrap_or_else(|| panic!("{conn} is gone and was sent {value}"));
        // Who is struck off in this step hears the last words in the window that was open before.
        let said_to_somebody = (value["type"] == "message").then_some(0);
        let window = if self.model.has(conn) { self.model.window(conn) } else { link.window.or(said_to_somebody) };
        let window = window.map(|n| Rc::clone(self.windows.entry(n).or_insert_with(|| Rc::new(Window(n)))));
        assert!(!link.closing, "connection {conn} is closed and was sent {value}");
        if window.is_some() {
            link.owed = 0;
        } else {
            let last_words = LAST_WORDS.contains(&value["code"].as_str().unwrap_or_default());
            // Who has logged out still gets what the disk answers to what was asked before.
            let late = link.was_somebody;
            assert!(last_words || late || link.owed > 0, "an unidentified connection was sent {value} unasked");
            link.owed = link.owed.saturating_sub(1);
        }
        if link.overflowed {
            return;
        }
        link.outbound_bytes += line.len();
        link.outbound.push_back((Rc::clone(line), window));
        if link.outbound_bytes > self.queue_bytes_max {
            link.overflowed = true;
            link.outbound.truncate(usize::from(link.written > 0));
            link.outbound_bytes = link.outbound.front().map_or(0, |(line, _)| line.len() - link.written);
            self.overflowed.push(conn);
        }
    }

    fn count(&mut self, reply: &Reply, value: &Value) {
        self.seen.note("line out");
        let (reply, as_typed) = match reply {
            Reply::AsTyped { reply, .. } => (&**reply, true),
            other => (other, false),
        };
        if as_typed {
            self.seen.note("as typed");
        }
        if let Reply::Message(message) = reply {
            let number = message_number(value);
            match message.id {
                Some(id) => note_id(&mut self.ids, id, number),
                None => self.seen.note("no id"),
            }
            if value["subtype"] == "private" {
                self.seen.note("private");
                if message.at != self.now.wall {
                    self.seen.note("stored");
                }
            } else {
                self.seen.note("global");
                let place = self.order.len() + 1;
                self.order.entry(number).or_insert(place);
            }
        } else if let Reply::Replayed(_) = reply {
            self.seen.note("replayed");
        } else {
            let kind = value["type"].as_str().unwrap();
            self.seen.note(value["code"].as_str().unwrap_or(kind));
        }
    }
}

/// As the server does it at each start.
fn set_first_code(core: &mut Core, model: &mut Model, start: u8) {
    let code = core.lacks_admin().then(|| FirstCode::of_random(&[start; 32]));
    model.set_first_code(code.as_ref().map(FirstCode::to_text));
    if let Some(code) = code {
        core.set_first_code(code);
    }
}

fn some_rules(random: &mut Random) -> Rules {
    let rate = |burst, per_minute| Rate { burst, per_minute };
    let tight = random.percent(25);
    let tries = if tight { [rate(3, 12), rate(8, 60), rate(12, 120)] } else { [rate(50, 600); 3] };
    let tries = ThrottleRates { by_name: tries[0], by_address: tries[1], in_all: tries[2] };
    Rules {
        password_chars_min: 4,
        password_chars_max: 40,
        announce_presence: random.percent(50),
        lingerers_max: random.between(1, 4),
        departure_grace: *random.pick(&[None, Some(Duration::from_secs(2)), Some(Duration::from_secs(60))]),
        attendance: random.percent(90),
        errors: rate(*random.pick(&[6, 12, 24]), *random.pick(&[12, 24])),
        messages: if random.percent(20) { rate(6, 60) } else { rate(200, 6000) },
        logins: tries,
        registrations: tries,
        registration: match random.below(20) {
            0 => Registration::Closed,
            1..3 => Registration::Code,
            _ => Registration::Open,
        },
        guests: random.percent(93),
        identify_time: random.percent(20).then(|| Duration::from_secs(30)),
        create_channels: *random.pick(&[
            Creators::Everyone,
            Creators::Everyone,
            Creators::Registered,
            Creators::Moderators,
            Creators::Nobody,
        ]),
        channels_max: random.between(4, 7),
        channels_per_session_max: random.between(1, 4),
        channel_members_max: random.between(1, 6),
        content_chars_max: *random.pick(&[200, 1000]),
        replay_on_login: *random.pick(&[0, 0, 1, 4]),
        mute_minutes: random.between(0, 2) as u32,
        ban_minutes: random.between(0, 2) as u32,
        sanctions_max: random.between(1, 6),
        poll_voters_max: random.between(1, 4),
        questions_max: random.between(2, 5),
        questions_per_person_max: random.between(1, 3),
        reactions_max: random.between(1, 2),
        password_jobs_max: random.between(1, 4),
        store_queue_max: random.between(4, 40) as u64,
        undelivered_per_user_max: random.between(1, 5),
        undelivered_max: random.between(3, 10),
        accounts_max: random.between(2, 8),
    }
}

fn settings(rules: &Rules, random: &mut Random) -> Settings {
    let channels = |staff: bool| {
        let names = CONFIGURED.iter().filter(|(_, for_staff)| *for_staff == staff);
        names.map(|(name, _)| ChannelName::parse(name).unwrap()).collect()
    };
    Settings {
        school: false,
        school_questions_max: 0,
        lang: *random.pick(&[Lang::Fr, Lang::En]),
        default_channel: ChannelName::parse(DEFAULT_CHANNEL).unwrap(),
        channels: channels(false),
        staff_channels: channels(true),
        create_channels: rules.create_channels,
        guests: rules.guests,
        reserved: ReservedNames::new(&[Username::parse(IN_CHARGE).unwrap()]),
        registration: rules.registration,
        staff_without_tls: false,
        registration_code: CLASS_CODE.into(),
        replay_on_login: rules.replay_on_login,
        mute_minutes: rules.mute_minutes,
        ban_minutes: rules.ban_minutes,
        content_chars_max: rules.content_chars_max,
        channels_max: rules.channels_max,
        channels_per_session_max: rules.channels_per_session_max,
        channel_members_max: rules.channel_members_max,
        sanctions_max: rules.sanctions_max,
        poll_voters_max: rules.poll_voters_max,
        questions_max: rules.questions_max,
        questions_per_person_max: rules.questions_per_person_max,
        reactions_max: rules.reactions_max,
        // Told in tests/chat/rules.rs; the model knows only what people do to each other.
        lockout: LockoutRules {
            failures_max: None,
            failures_shared_max: 1,
            window: GRAIN,
            first: GRAIN,
            longest: GRAIN,
            exempt: Vec::new(),
        },
        password_chars_min: rules.password_chars_min,
        staff_password_chars_min: rules.password_chars_min,
        admin_password_chars_min: rules.password_chars_min,
        password_chars_max: rules.password_chars_max,
        announce_presence: rules.announce_presence,
        departure_grace: rules.departure_grace,
        lingerers_max: rules.lingerers_max,
        attendance: rules.attendance,
        class: None,
        welcome: random.percent(30).then(|| "Bonne séance !".into()),
        errors: rules.errors,
        messages: rules.messages,
        logins: rules.logins,
        registrations: rules.registrations,
        identify_time: rules.identify_time,
        password_jobs_max: rules.password_jobs_max,
        store_queue_max: rules.store_queue_max,
        undelivered_per_user_max: rules.undelivered_per_user_max,
        undelivered_max: rules.undelivered_max,
        // Told in tests/chat/rules.rs.
        undelivered_bytes_max: u64::MAX,
        accounts_max: rules.accounts_max,
    }
}

/// Settings under which everybody may do most.
pub fn plain_settings() -> Settings {
    let mut random = Random::new(0);
    let rules = some_rules(&mut random);
    Settings { guests: true, registration: Registration::Open, ..settings(&rules, &mut random) }
}

/// No id has two messages, and a new one is higher than all before.
fn note_id(ids: &mut BTreeMap<u64, u64>, id: MessageId, number: u64) {
    let last = ids.keys().next_back().copied().unwrap_or(0);
    match ids.get(&id.0) {
        Some(holder) => assert_eq!(*holder, number, "id {} was given to both", id.0),
        None => {
            assert!(id.0 > last, "id {} was given after {last}", id.0);
            ids.insert(id.0, number);
        }
    }
}

/// One line of ASCII with its end, and what a client reads in it.
fn encode(reply: &Reply) -> (Rc<[u8]>, Value) {
    let mut line = String::new();
    wire::encode(reply, &mut line);
    let value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{line:?} is not JSON: {e}"));
    (line.as_bytes().into(), value)
}

impl Link {
    fn new() -> Self {
        Self {
            client: Client::default(),
            on_the_way: VecDeque::new(),
            asks: VecDeque::new(),
            framer: Framer::default(),
            unframed: Vec::new(),
            outbound: VecDeque::new(),
            written: 0,
            outbound_bytes: 0,
            paused: false,
            closing: false,
            overflowed: false,
            stalled: false,
            window: None,
            was_somebody: false,
            owed: 0,
        }
    }
}
