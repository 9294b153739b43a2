//! The way to the school's other servers: gives `campus` a connection to the broker and the time, and tells what it notices.
//!
//! Owns [`CampusLink`]. The loop moves the bytes; what may block, asking what a name stands for, has a thread that lives as long
//! as that takes. Called by `handler`; a server without `[campus]` has none.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::Duration;

use mio::Waker;
use serde_json::{Value, json};

use super::campus_files::{BrokerCredentials, Renewal};
use super::handler::Server;
use super::random_number;
use crate::campus::{ANNOUNCE_EVERY, Campus, CampusOptions, Here, Known, Notice, StopReason, Wish};
use crate::chat::Core;
use crate::chat::campus::CampusView;
use crate::chat::campus_event::{CampusAct, CampusInput};
use crate::chat::campus_people::PeopleView;
use crate::chat::campus_private::LettersView;
use crate::chat::campus_retirement::ServerLag;
use crate::chat::origin::{Epoch, ServerName};
use crate::config::{self, Broker, Config};
use crate::net::outgoing::{ClientTls, Dialer, Outgoing, Progress};
use crate::net::{Connections, Reactor};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::resolve;

/// Between two lines of the log about what others do too much, or may not.
const BETWEEN_LINES: Duration = Duration::from_secs(60);

/// Bytes read at once.
const BUFFER_BYTES: usize = 16 * 1024;

/// The connection, as far as it is.
enum Line {
    /// There is none.
    None,
    /// The broker's name is being looked up.
    Resolving(Receiver<io::Result<Vec<IpAddr>>>),
    /// It is being made, or is there.
    Up {
        outgoing: Outgoing,
        /// The addresses to try if this one does not answer.
        others: Vec<SocketAddr>,
        is_open: bool,
    },
}

/// The way to the other servers.
pub(super) struct CampusLink {
    campus: Campus,
    broker: Broker,
    tls: Option<ClientTls>,
    /// False while there is nothing to show to the broker: the files could not be read.
    is_ready: bool,
    dialer: Dialer,
    waker: Arc<Waker>,
    line: Line,
    buffer: Box<[u8]>,
    /// True if the connection has more to read than one turn may take.
    has_more: bool,
    /// False while the disk is behind: its next report has the connection read on.
    may_read: bool,
    /// The acts that were refused, as far as the log has it, and when it had it last.
    refused: (u64, Option<Duration>),
    /// The same of servers that say too much.
    slowed: (u64, Option<Duration>),
    /// The servers of which the log has that they are not believed.
    not_believed: BTreeSet<ServerName>,
    /// Why nothing is shared any more, until that is audited.
    stopped: Option<String>,
}

/// Begins, if the configuration names a broker. Whatever is wrong with the files, the class chats without.
///
/// # Errors
/// In words: those of the poll, and no random numbers.
pub(super) fn start(
    reactor: &mut Reactor,
    config: &Config,
    epoch: Option<Epoch>,
    waker: &Arc<Waker>,
    now: Duration,
) -> Result<Option<CampusLink>, String> {
    let config::Campus { broker: Some(broker), school: Some(school), name: Some(name), .. } = &config.campus else {
        return Ok(None);
    };
    let Some(epoch) = epoch else { return Ok(None) };
    let (credentials, unready) = match BrokerCredentials::load(&config.campus, broker) {
        Ok(credentials) => (credentials, None),
        Err(words) => (BrokerCredentials { tls: None, password: None }, Some(words)),
    };
    let BrokerCredentials { tls, password } = credentials;
    let run = random_number().map_err(|e| format!("campus: {e}"))?;
    let options = CampusOptions { school: school.clone(), name: name.clone(), epoch, password, run };
    let mut campus = Campus::new(now, options);
    let is_ready = unready.is_none();
    if let Some(words) = unready {
        campus.stop(now, StopReason::Unready(words.into()));
    }
    let dialer = reactor.dialer().map_err(|e| format!("campus: cannot watch a connection: {e}"))?;
    let mut link = CampusLink {
        campus,
        broker: broker.clone(),
        tls,
        is_ready,
        dialer,
        waker: Arc::clone(waker),
        line: Line::None,
        buffer: vec![0; BUFFER_BYTES].into_boxed_slice(),
        has_more: false,
        may_read: true,
        refused: (0, None),
        slowed: (0, None),
        not_believed: BTreeSet::new(),
        stopped: None,
    };
    link.tell();
    Ok(Some(link))
}

impl CampusLink {
    /// The number of its source in the poll.
    pub(super) fn source(&self) -> usize {
        self.dialer.source()
    }

    /// The time at which [`run`](Self::run) is wanted, however little happens.
    pub(super) fn next_timeout(&self) -> Option<Duration> {
        if self.has_more && self.may_read { Some(Duration::ZERO) } else { self.campus.next_timeout() }
    }

    /// Something has happened on the connection, a name was looked up, or time has passed: goes on as far as it goes. Nothing is
    /// read while the disk is behind.
    pub(super) fn run(&mut self, now: Duration, here: Here, may_read: bool) {
        self.may_read = may_read;
        if !may_read {
            self.campus.rest(now);
        }
        self.campus.handle_timeout(now, here);
        self.look_up(now);
        if may_read {
            self.advance(now, here);
        }
        while let Some(wish) = self.campus.take_wish() {
            match wish {
                Wish::Open => self.open(now),
                Wish::Close => self.close(),
            }
        }
        self.send(now);
        self.tell();
    }

    /// Says goodbye: the server stops.
    pub(super) fn leave(&mut self, now: Duration) {
        self.campus.leave(now);
        // The socket stays until the broker closes it or the process ends: to close it with something unread would be to reset it,
        // and the goodbye could be lost with that.
        self.campus.take_wish();
        self.send(now);
        if let Line::Up { outgoing, is_open: true, .. } = &mut self.line {
            outgoing.finish();
        }
    }

    /// Takes what is to be shown to the broker anew, from the next connection on, and tries again what was given up: somebody has mended
    /// it, or says so.
    pub(super) fn resume(&mut self, now: Duration, renewal: Renewal) {
        match renewal {
            Some(Ok(BrokerCredentials { tls, password })) => {
                self.tls = tls;
                self.campus.set_password(password);
                self.is_ready = true;
            }
            Some(Err(words)) if self.is_ready => log::error!("campus: what was read before stays in use: {words}"),
            // Nothing is said to a broker without what makes sure that it is the broker.
            Some(Err(words)) => return self.campus.stop(now, StopReason::Unready(words.into())),
            None if !self.is_ready => return,
            None => {}
        }
        self.campus.resume(now);
    }

    fn open(&mut self, now: Duration) {
        let host = self.broker.host.clone();
        if let Ok(address) = host.parse() {
            return self.dial(now, vec![SocketAddr::new(address, self.broker.port)], "");
        }
        let (tell, told) = channel();
        let waker = Arc::clone(&self.waker);
        let started = std::thread::Builder::new().name("resolve".into()).spawn(move || {
            // Nobody waits for it any more when this fails.
            let _ = tell.send(resolve::addresses(&host));
            let _ = waker.wake();
        });
        match started {
            Ok(_) => self.line = Line::Resolving(told),
            Err(e) => self.campus.closed(now, &format!("cannot start a thread: {e}")),
        }
    }

    fn look_up(&mut self, now: Duration) {
        let Line::Resolving(told) = &self.line else { return };
        let found = match told.try_recv() {
            Ok(found) => found,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Err(io::ErrorKind::NotFound.into()),
        };
        self.line = Line::None;
        match found {
            Ok(addresses) => {
                let port = self.broker.port;
                self.dial(now, addresses.into_iter().map(|address| SocketAddr::new(address, port)).collect(), "");
            }
            Err(e) => self.campus.closed(now, &format!("{}: {e}", self.broker.host)),
        }
    }

    /// Connects to the first of these addresses at which that can be tried.
    fn dial(&mut self, now: Duration, mut addresses: Vec<SocketAddr>, why: &str) {
        let mut why = why.to_owned();
        // The next one is the last.
        addresses.reverse();
        while let Some(address) = addresses.pop() {
            match self.dialer.dial(address, self.tls.as_ref()) {
                Ok(outgoing) => {
                    addresses.reverse();
                    self.line = Line::Up { outgoing, others: addresses, is_open: false };
                    return;
                }
                Err(e) => why = format!("{address}: {e}"),
            }
        }
        self.campus.closed(now, &why);
    }

    fn advance(&mut self, now: Duration, here: Here) {
        self.has_more = false;
        let Line::Up { outgoing, others, is_open } = &mut self.line else { return };
        let mut came = Vec::new();
        let progress = outgoing.advance(&mut self.buffer, |bytes| came.extend_from_slice(bytes));
        if !*is_open && matches!(progress, Ok(Progress::Open | Progress::MoreToRead)) {
            *is_open = true;
            self.campus.opened(now);
        }
        let was_open = *is_open;
        if !came.is_empty() {
            self.campus.received(now, &came, here);
        }
        let why = match progress {
            Ok(Progress::Pending | Progress::Open) => return,
            Ok(Progress::MoreToRead) => {
                self.has_more = true;
                return;
            }
            Ok(Progress::Ended) => "it has closed the connection".to_owned(),
            Err(e) => e.to_string(),
        };
        let others = std::mem::take(others);
        self.line = Line::None;
        if was_open { self.campus.closed(now, &why) } else { self.dial(now, others, &why) }
    }

    fn send(&mut self, now: Duration) {
        let Line::Up { outgoing, is_open: true, .. } = &mut self.line else { return };
        self.campus.take_output(outgoing.unsent());
        if let Err(e) = outgoing.send() {
            self.line = Line::None;
            self.campus.closed(now, &e.to_string());
        }
    }

    fn close(&mut self) {
        if let Line::Up { outgoing, is_open: true, .. } = &mut self.line {
            self.campus.take_output(outgoing.unsent());
            // It is closed in any case.
            let _ = outgoing.send();
        }
        self.line = Line::None;
        self.has_more = false;
    }

    fn tell(&mut self) {
        for notice in self.campus.take_notices() {
            let CampusOptions { school, name, epoch, .. } = self.campus.options();
            let broker = &self.broker;
            match notice {
                Notice::Connected => {
                    log::info!("campus: connected to {broker} as {name} of {school}, epoch {epoch}");
                }
                Notice::Lost { why, wait } => log::warn!(
                    "campus: no connection to {broker}: {why}; the class goes on alone, the next try comes in {} s",
                    wait.as_secs().max(1)
                ),
                Notice::StillLost { why, wait } => {
                    log::debug!(
                        "campus: still no connection to {broker}: {why}; the next try comes in {} s",
                        wait.as_secs().max(1)
                    );
                }
                Notice::Stopped(why) => {
                    log::error!("campus: nothing is shared any more: {why}; reload or start again when it is mended");
                    self.stopped = Some(why.to_string());
                }
                Notice::Came(server, people) => log::info!("campus: {server} is there, with {people} people"),
                Notice::Left(server, people) => log::info!("campus: {server} has gone, with {people} people"),
                // Once for each server: a liar says what it likes as often as it likes.
                Notice::NotBelieved(server) if self.not_believed.insert(server.clone()) => log::warn!(
                    "campus: {server} claims that it has had events of this database that are not in it; it would have said so before, and \
                     is not believed"
                ),
                Notice::NotBelieved(_) => {}
                Notice::Silent(server, people) => {
                    log::warn!("campus: {server} does not answer any more, with {people} people");
                }
            }
        }
    }

    /// Says once a minute at most that acts of other servers' people were refused, and that a server says too much, and whose or which the
    /// last one was.
    fn tell_of_others(&mut self, now: Duration, core: &Core) {
        let CampusView { refused, slowed, .. } = core.campus_view();
        let is_time = |at: Option<Duration>| at.is_none_or(|at| at + BETWEEN_LINES <= now);
        if let Some(server) = core.last_refused().filter(|_| refused > self.refused.0 && is_time(self.refused.1)) {
            log::warn!(
                "campus: {} acts of other servers were not followed, the last one of {server}: campus.trusted_staff_from does not name it, \
                 or the person is above its author",
                refused - self.refused.0
            );
            self.refused = (refused, Some(now));
        }
        if let Some(server) = core.last_slowed().filter(|_| slowed > self.slowed.0 && is_time(self.slowed.1)) {
            log::warn!("campus: {server} says more than can be taken of it now; what it says comes more slowly");
            self.slowed = (slowed, Some(now));
        }
    }

    /// The answer to who asks how it stands.
    pub(super) fn status(&self, now: Duration, core: &Core) -> Value {
        let CampusOptions { school, name, epoch, .. } = self.campus.options();
        let (standing, since) = self.campus.standing();
        let erasures: Vec<Value> = core
            .unconfirmed_erasures()
            .into_iter()
            .map(|(event, servers)| {
                let servers: Vec<&str> = servers.iter().map(|server| server.as_str()).collect();
                json!({ "event": event, "waits_for": servers })
            })
            .collect();
        // Those too that were heard before the last start and not since.
        let met = core.servers_met().into_iter().map(|name| (name, None));
        let heard = self.campus.servers().iter().map(|(name, known)| (name.clone(), Some(known)));
        let all: BTreeMap<ServerName, Option<&Known>> = met.chain(heard).collect();
        let servers: Vec<Value> = all
            .into_iter()
            .map(|(name, known)| {
                let ServerLag { behind, held, is_retired } = core.server_lag(&name);
                let standing = known.map_or("unheard", |known| known.standing.as_str());
                json!({
                    "name": name.as_str(),
                    "standing": if is_retired { "retired" } else { standing },
                    "people": known.map(|known| known.announcement.people),
                    "listed": core.people_listed_of(&name),
                    "behind": behind,
                    "held": held,
                    "letters": core.letters_for(&name),
                    "epoch": known.map(|known| known.announcement.epoch.to_string()),
                    "heard_s": known.map(|known| now.saturating_sub(known.heard_at).as_secs()),
                })
            })
            .collect();
        let CampusView { waiting, lost, .. } = core.campus_view();
        json!({
            "type": "campus",
            "broker": self.broker.to_string(),
            "school": school.as_str(),
            "name": name.as_str(),
            "epoch": epoch.to_string(),
            "standing": standing,
            "since_s": now.saturating_sub(since).as_secs(),
            "stopped": self.campus.stop_reason().map(ToString::to_string),
            "announced_every_s": ANNOUNCE_EVERY.as_secs(),
            "passed_over": self.campus.figures().too_fast,
            "waiting": waiting,
            "lost": lost,
            "servers": servers,
            "erasures": erasures,
        })
    }

    /// Name, type, help and value of what a monitor is told.
    pub(super) fn figures(&self, view: CampusView) -> [(&'static str, &'static str, &'static str, u64); 21] {
        let figures = self.campus.figures();
        let (present, people) =
            self.campus.servers().present().fold((0, 0), |(servers, people), (_, known)| {
                (servers + 1, people + u64::from(known.announcement.people))
            });
        let is_connected = u64::from(self.campus.standing().0 == "connected");
        [
            ("classcord_campus_connected", "gauge", "1 while the school's broker is connected.", is_connected),
            ("classcord_campus_servers", "gauge", "Other servers of the school that are there.", present),
            ("classcord_campus_people", "gauge", "People on the other servers of the school.", people),
            (
                "classcord_campus_connections_total",
                "counter",
                "Connections that the school's broker has let in.",
                figures.connections,
            ),
            ("classcord_campus_received_total", "counter", "Messages from the school's broker.", figures.received),
            ("classcord_campus_published_total", "counter", "Messages sent to the school's broker.", figures.published),
            (
                "classcord_campus_malformed_total",
                "counter",
                "Messages from the school's broker that were not understood.",
                figures.malformed,
            ),
            (
                "classcord_campus_too_fast_total",
                "counter",
                "Announcements passed over because a server makes too many.",
                figures.too_fast,
            ),
            (
                "classcord_campus_too_many_total",
                "counter",
                "Announcements passed over because there are too many servers.",
                figures.too_many,
            ),
            (
                "classcord_campus_not_believed_total",
                "counter",
                "Claims of other servers that this one's database is an older copy, which were not believed.",
                figures.not_believed,
            ),
            (
                "classcord_campus_unsent_total",
                "counter",
                "Events that were not sent because too much was on its way; the others ask for them.",
                figures.unsent,
            ),
            (
                "classcord_campus_events_waiting",
                "gauge",
                "Events of other servers on their way to the disk.",
                view.waiting as u64,
            ),
            (
                "classcord_campus_events_lost_total",
                "counter",
                "Events of other servers that cannot be had any more, or were refused.",
                view.lost,
            ),
            (
                "classcord_campus_events_repeated_total",
                "counter",
                "Events of other servers that came again.",
                view.repeated,
            ),
            (
                "classcord_campus_asked_total",
                "counter",
                "Questions to other servers for events that were missing.",
                view.asked,
            ),
            (
                "classcord_campus_acts_refused_total",
                "counter",
                "Acts of other servers' people that campus.trusted_staff_from does not allow.",
                view.refused,
            ),
            (
                "classcord_campus_muted_total",
                "counter",
                "Messages of other servers that are not shown because their author is kept quiet here.",
                view.muted,
            ),
            (
                "classcord_campus_slowed_total",
                "counter",
                "Times that another server said more than is taken of one, or waited its turn.",
                view.slowed,
            ),
            (
                "classcord_campus_erasures_unconfirmed",
                "gauge",
                "Erasures of people of this server that another server has not confirmed, for each server.",
                view.unconfirmed as u64,
            ),
            (
                "classcord_campus_erasures_wanted",
                "gauge",
                "Erasures that other servers want of this one, and that are not done.",
                view.wanted as u64,
            ),
            (
                "classcord_campus_erasures_passed_over_total",
                "counter",
                "Erasures that other servers wanted and that there was no room for; they ask again.",
                view.passed_over,
            ),
        ]
    }
}

/// Name, type, help and value of what a monitor is told of the people on other servers.
pub(super) fn people_figures(
    view: PeopleView,
    letters: LettersView,
) -> [(&'static str, &'static str, &'static str, u64); 7] {
    [
        (
            "classcord_campus_people_listed",
            "gauge",
            "People of other servers that clients are shown.",
            view.listed as u64,
        ),
        (
            "classcord_campus_people_unlisted_total",
            "counter",
            "People of other servers that there was no room for, or whose names are none.",
            view.unlisted,
        ),
        (
            "classcord_campus_rosters_asked_total",
            "counter",
            "Questions to other servers for their people, because something of it was missing.",
            view.asked,
        ),
        (
            "classcord_campus_letters_waiting",
            "gauge",
            "Private messages that wait to leave for other servers.",
            letters.waiting as u64,
        ),
        (
            "classcord_campus_letters_total",
            "counter",
            "Private messages of other servers that were taken.",
            letters.came,
        ),
        (
            "classcord_campus_letters_refused_total",
            "counter",
            "Private messages between servers that were refused.",
            letters.refused,
        ),
        (
            "classcord_campus_letters_passed_over_total",
            "counter",
            "Private messages not looked at because their server sends too many; they come again.",
            letters.passed_over,
        ),
    ]
}

impl Server {
    /// Has the way to the other servers go on, and what has come from there go to the core.
    pub(super) fn run_campus(&mut self, net: &mut Connections) {
        let Some(campus) = &mut self.parts.campus else { return };
        let people = u32::try_from(self.parts.core.census().people).unwrap_or(u32::MAX);
        let view = self.parts.core.campus_view();
        let roster = self.parts.core.people_view().revision;
        let here = Here { people, head: view.head, low: view.low, roster };
        campus.run(self.now.mono, here, !view.is_full);
        if let Some(why) = campus.stopped.take() {
            self.parts.logs.audit(&AuditRecord::of_server(AuditEvent::CampusStopped, &why));
        }
        if campus.campus.take_lost() {
            self.parts.core.campus_is_lost();
        }
        let inputs: Vec<CampusInput> = campus.campus.take_inputs();
        for input in inputs {
            self.parts.core.handle_campus(self.now, input, &mut self.effects);
            self.carry_out(net);
        }
        if let Some(campus) = &mut self.parts.campus {
            campus.tell_of_others(self.now.mono, &self.parts.core);
        }
    }

    /// Says to the other servers what the core wants said.
    pub(super) fn act_on_campus(&mut self, act: CampusAct) {
        if let Some(campus) = &mut self.parts.campus {
            campus.campus.act(self.now.mono, act);
            campus.send(self.now.mono);
        }
    }
}
