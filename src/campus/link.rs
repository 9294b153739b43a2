//! This server's place among those of its school: when to connect, what to say of itself, what the others say.
//!
//! Owns [`Campus`], without a socket and without a clock: whoever has them tells it what came and when, and does what it
//! [wishes](Campus::take_wish). `server` has one if the configuration has `[campus]`. A class never waits for it: whatever the broker
//! does, the worst that comes of it is that the others are not heard.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use super::announcement::Announcement;
use super::claims::Claims;
use super::event_line::{self, Direct};
use super::mqtt::{Connect, End, Event, KEEP_ALIVE, PacketId, PublishError, Reason, Session, Subscription, Will};
use super::private_line;
use super::reconnection::Reconnection;
use super::roster;
use super::servers::{Change, Ignored, SERVERS_MAX, Servers};
use super::topic::{self, Topic};
use super::topics_line;
use crate::chat::campus_event::{CampusAct, CampusInput, Event as SharedEvent, Origin, Receipt};
use crate::chat::letter::LetterAct;
use crate::chat::origin::{Epoch, SchoolName, ServerName};
use crate::chat::roster::{PeopleAct, PeopleInput};

/// The time from the first packet of TCP to the broker's consent.
const OPENING_TIME: Duration = Duration::from_secs(20);

/// Between two announcements of a server.
pub const ANNOUNCE_EVERY: Duration = Duration::from_secs(60);

/// Events after which a server announces itself sooner than that: a broker whose queue is full drops the end of a burst, and only an
/// announcement tells the others that there was more.
const BURST: u32 = 100;

/// Between such a burst and the announcement, in which a broker's queue has emptied.
const BURST_WAIT: Duration = Duration::from_secs(5);

/// The time that a broker keeps an announcement: three of them.
const ANNOUNCEMENT_EXPIRY: Duration = Duration::from_secs(180);

/// The time that a broker keeps the session of a server that is away. More than [`WILL_DELAY`], which it would cut.
const SESSION_EXPIRY: Duration = Duration::from_secs(300);

/// The time that a server may be away before the others are told.
const WILL_DELAY: Duration = Duration::from_secs(20);

/// Times within [`TAKEOVER_TIME`] that another takes this server's place before it gives way.
const TAKEOVERS_MAX: usize = 3;
const TAKEOVER_TIME: Duration = Duration::from_secs(60);

/// Messages that wait to be sent. Those beyond are asked for by who lacks them.
const QUEUE_MAX: usize = 256;

/// The identity of this server, and its way to the broker.
#[derive(Debug, Clone)]
pub struct CampusOptions {
    /// The school.
    pub school: SchoolName,
    /// This server.
    pub name: ServerName,
    /// The life of its database.
    pub epoch: Epoch,
    /// The password at the broker; `None` where a certificate says who it is.
    pub password: Option<Vec<u8>>,
    /// Drawn by chance at the start: it tells this server from another that has its name and its database, and spreads the tries of many.
    pub run: u64,
}

/// The facts that this server tells of itself, as they are now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Here {
    /// People who are there.
    pub people: u32,
    /// The number of its last event.
    pub head: u64,
    /// The number of the first that can be asked for.
    pub low: u64,
    /// The revision of its roster, if it tells one.
    pub roster: Option<u64>,
}

/// The wish that whoever has the socket is to fulfil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Connect to the broker, and say so ([`Campus::opened`]) or that it fails ([`Campus::closed`]).
    Open,
    /// Close the connection, after what is to be sent.
    Close,
}

/// Why this server shares nothing any more, until somebody has looked at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StopReason {
    /// Another takes its place at the broker: it has the same name.
    TakenOver,
    /// Another speaks under its name, from another life of a database.
    ForeignEpoch(Epoch),
    /// Others have had events of this life of its database that are not in it: it is an older copy.
    Behind {
        /// The server that says so; `None` if the broker has kept a word of this one.
        by: Option<ServerName>,
        /// The number of the last one that it has.
        head: u64,
        /// The number of the last one that others have had.
        known: u64,
    },
    /// The broker does not let it say or hear what it must.
    Refused(End),
    /// It cannot even try, in words.
    Unready(Box<str>),
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TakenOver => f.write_str(
                "another server connects under the same name; a card that was copied needs a name and a certificate of its own",
            ),
            Self::ForeignEpoch(epoch) => write!(
                f,
                "another server speaks under the same name (epoch {epoch}); stop one of the two, or give it a name of its own"
            ),
            Self::Behind { by, head, known } => {
                let by = by.as_ref().map_or("this server itself", ServerName::as_str);
                write!(
                    f,
                    "{by} says that there were {known} events of this database, which has {head}: an older copy of it was put in its place; \
                     stop the server, classcord campus renew, start it; if it is not so, reload, and {by} is not believed again"
                )
            }
            Self::Refused(end) => write!(f, "{end}; look at the broker's access list"),
            Self::Unready(words) => f.write_str(words),
        }
    }
}

/// The news that people may want to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The broker has let this server in.
    Connected,
    /// It is lost, for this reason; the next try comes after this time. Said once, and not of each try.
    Lost {
        /// In words.
        why: Box<str>,
        /// Until the next try.
        wait: Duration,
    },
    /// The same of a further try.
    StillLost {
        /// In words.
        why: Box<str>,
        /// Until the next try.
        wait: Duration,
    },
    /// Nothing is shared any more.
    Stopped(StopReason),
    /// A server has come, with so many people.
    Came(ServerName, u32),
    /// A server has gone.
    Left(ServerName, u32),
    /// A server is not heard any more.
    Silent(ServerName, u32),
    /// A server claims that this one's database is an older copy, and is not believed: it would have said so before.
    NotBelieved(ServerName),
}

/// Counts since the start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Connections that the broker has let in.
    pub connections: u64,
    /// Messages that have come.
    pub received: u64,
    /// Messages that were sent.
    pub published: u64,
    /// Messages that were none, under topics that concern this server or not.
    pub malformed: u64,
    /// Announcements of servers that make too many.
    pub too_fast: u64,
    /// Announcements for which there was no room: too many servers.
    pub too_many: u64,
    /// Claims of others about this server that were not believed.
    pub not_believed: u64,
    /// Messages that there was no room for on the way; who lacks them asks.
    pub unsent: u64,
}

/// The meaning of a message, by where it was said.
enum What {
    /// The announcement of a server; true if it is to this one alone.
    Announced(ServerName, Announcement, bool),
    Event(Origin, SharedEvent),
    People(ServerName, PeopleInput),
    Input(CampusInput),
    /// A server has had events of this one, in that life of its database, up to this one.
    Behind(ServerName, Epoch, u64),
}

impl What {
    fn parse(topic: Topic, payload: &[u8], me: &Origin) -> Option<Self> {
        Some(match topic {
            Topic::State { origin } => Self::Announced(origin, Announcement::parse(payload)?, false),
            Topic::Log(origin) => Self::Event(origin, event_line::parse_event(payload, me)?),
            Topic::Roster { origin } | Topic::Presence { origin } => {
                Self::People(origin.clone(), roster::parse(&origin, payload)?)
            }
            Topic::Direct { origin: by } => match event_line::parse_direct(payload, me) {
                Some(Direct::Ask { epoch, from }) => Self::Input(CampusInput::Asked { by, epoch, from }),
                Some(Direct::Answer { epoch, low, from, to, events }) => {
                    let origin = Origin { server: by, epoch };
                    Self::Input(CampusInput::Answer { origin, low, from, to, events })
                }
                Some(Direct::Erase { epoch, seq, name, fate, low }) => {
                    let origin = Origin { server: by, epoch };
                    Self::Input(CampusInput::ErasureAsked { origin, seq, name, fate, low })
                }
                Some(Direct::Erased { epoch, seq }) => Self::Input(CampusInput::ErasureDone { by, epoch, seq }),
                Some(Direct::Behind { epoch, known }) => Self::Behind(by, epoch, known),
                None => match (roster::parse(&by, payload), private_line::parse(&by, payload)) {
                    (Some(input), _) => Self::People(by, input),
                    (None, Some(input)) => Self::Input(CampusInput::Letters(input)),
                    (None, None) => match topics_line::parse(&by, payload) {
                        Some(input) => Self::Input(input),
                        None => Self::Announced(by, Announcement::parse(payload)?, true),
                    },
                },
            },
        })
    }
}

#[derive(Debug)]
enum Phase {
    /// The next try comes then.
    Waiting { until: Duration },
    /// A connection is being made.
    Opening { until: Duration },
    /// There is one.
    Speaking(Box<Speaking>),
    /// There will be none.
    Stopped(StopReason),
}

#[derive(Debug)]
struct Speaking {
    session: Session,
    /// The time by which the broker must have let us in; `None` once it has.
    consent_by: Option<Duration>,
    /// The time of the next announcement; `None` before the first.
    announce_at: Option<Duration>,
    /// Events that were published since the last.
    unannounced: u32,
    /// An announcement that the broker has not taken yet.
    announcing: Option<PacketId>,
    /// True while one is due that there is no room for on the way: it leaves before whatever else waits.
    is_late: bool,
    /// True if the broker had taken one before this connection began: what it has kept under our name is ours then.
    has_announced: bool,
}

impl Speaking {
    /// An event was published.
    fn published(&mut self, now: Duration) {
        self.unannounced = self.unannounced.saturating_add(1);
        if self.unannounced == BURST {
            self.announce_at = self.announce_at.map(|at| at.min(now + BURST_WAIT));
        }
    }
}

/// This server among the others.
#[derive(Debug)]
pub struct Campus {
    options: CampusOptions,
    /// This server, in the present life of its database.
    me: Origin,
    phase: Phase,
    since: Duration,
    reconnection: Reconnection,
    servers: Servers,
    claims: Claims,
    wish: Option<Wish>,
    notices: Vec<Notice>,
    figures: Figures,
    takeovers: VecDeque<Duration>,
    has_announced: bool,
    /// True while it has been said that the broker is away.
    is_lost: bool,
    out: Vec<u8>,
    /// The number of the connection: a receipt of an earlier one is worth nothing.
    connection: u64,
    was_lost: bool,
    inputs: Vec<CampusInput>,
    /// The messages that wait to be sent: topic and payload.
    queue: VecDeque<(String, Vec<u8>)>,
}

impl Campus {
    /// Begins: the first try is due at once.
    pub fn new(now: Duration, options: CampusOptions) -> Self {
        Self {
            reconnection: Reconnection::new(options.run),
            me: Origin { server: options.name.clone(), epoch: options.epoch },
            options,
            phase: Phase::Waiting { until: now },
            since: now,
            servers: Servers::default(),
            claims: Claims::default(),
            wish: None,
            notices: Vec::new(),
            figures: Figures::default(),
            takeovers: VecDeque::new(),
            has_announced: false,
            is_lost: false,
            out: Vec::new(),
            connection: 0,
            was_lost: false,
            inputs: Vec::new(),
            queue: VecDeque::new(),
        }
    }

    /// Takes the next wish about the connection, if there is one.
    pub fn take_wish(&mut self) -> Option<Wish> {
        self.wish.take()
    }

    /// Takes the news since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
    }

    /// Appends what is to be sent.
    pub fn take_output(&mut self, into: &mut Vec<u8>) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.session.take_output(into);
        }
        into.append(&mut self.out);
    }

    /// The time at which [`handle_timeout`](Self::handle_timeout) is wanted.
    pub fn next_timeout(&self) -> Option<Duration> {
        let own = match &self.phase {
            Phase::Waiting { until } | Phase::Opening { until } => Some(*until),
            Phase::Speaking(speaking) => {
                [speaking.session.next_timeout(), speaking.consent_by, speaking.announce_at].into_iter().flatten().min()
            }
            Phase::Stopped(_) => None,
        };
        [own, self.servers.next_timeout()].into_iter().flatten().min()
    }

    /// Nothing is read for now: the broker is not to blame for its silence.
    pub fn rest(&mut self, now: Duration) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.session.rest(now);
        }
    }

    /// Does what is due, and this is what it is here.
    pub fn handle_timeout(&mut self, now: Duration, here: Here) {
        let is_heard = matches!(&self.phase, Phase::Speaking(speaking) if speaking.consent_by.is_none());
        for (name, people) in self.servers.expire(now) {
            self.inputs.push(CampusInput::Gone(name.clone()));
            // Who hears nobody knows nothing of anybody, and has said so.
            if is_heard {
                self.notices.push(Notice::Silent(name, people));
            }
        }
        match &mut self.phase {
            Phase::Waiting { until } if *until <= now => {
                self.set_phase(now, Phase::Opening { until: now + OPENING_TIME });
                self.wish = Some(Wish::Open);
            }
            Phase::Opening { until } if *until <= now => self.lose(now, "it does not answer"),
            Phase::Speaking(speaking) => {
                if speaking.consent_by.is_some_and(|by| by <= now) {
                    return self.lose(now, "it does not answer");
                }
                if let Err(end) = speaking.session.run_timers(now) {
                    return self.end(now, end);
                }
                if speaking.announce_at.is_some_and(|at| at <= now) {
                    self.announce(now, here);
                }
            }
            Phase::Waiting { .. } | Phase::Opening { .. } | Phase::Stopped(_) => {}
        }
    }

    /// The connection that was wished for is there.
    pub fn opened(&mut self, now: Duration) {
        let Phase::Opening { until } = self.phase else { return };
        let CampusOptions { school, name, epoch, password, .. } = &self.options;
        let gone = Announcement::gone(*epoch);
        let connect = Connect {
            name: name.to_string(),
            password: password.clone(),
            keep_alive: KEEP_ALIVE,
            session_expiry: SESSION_EXPIRY,
            will: Will {
                topic: topic::state(school, name),
                payload: gone.to_bytes(),
                delay: WILL_DELAY,
                expiry: ANNOUNCEMENT_EXPIRY,
            },
        };
        let speaking = Speaking {
            session: Session::new(now, &connect),
            consent_by: Some(until),
            announce_at: None,
            unannounced: 0,
            announcing: None,
            is_late: false,
            has_announced: self.has_announced,
        };
        self.set_phase(now, Phase::Speaking(Box::new(speaking)));
    }

    /// The connection is gone, or could not be made.
    pub fn closed(&mut self, now: Duration, why: &str) {
        match &self.phase {
            Phase::Opening { .. } | Phase::Speaking(_) => self.lose(now, why),
            Phase::Waiting { .. } | Phase::Stopped(_) => {}
        }
        self.wish = self.wish.filter(|wish| *wish != Wish::Close);
    }

    /// Bytes of the broker have come, and this is what it is here.
    pub fn received(&mut self, now: Duration, bytes: &[u8], here: Here) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.session.feed(bytes);
        }
        while let Phase::Speaking(speaking) = &mut self.phase {
            match speaking.session.next_event() {
                Ok(None) => return,
                Ok(Some(Event::Connected { .. })) => self.consented(now, here),
                Ok(Some(Event::Message(message))) => {
                    let (id, is_live) = (message.id, !message.is_retained);
                    let topic = Topic::parse(message.topic, &self.options.school, &self.options.name);
                    let said = topic.and_then(|topic| What::parse(topic, message.payload, &self.me));
                    // An event is acknowledged when it is safe; whatever else comes has no need to come again.
                    let waits = matches!(said, Some(What::Event(..)));
                    if let Some(id) = id.filter(|_| !waits) {
                        speaking.session.acknowledge(now, id);
                    }
                    self.figures.received += 1;
                    match said {
                        Some(What::Announced(origin, announcement, is_direct)) => {
                            self.heard(now, origin, announcement, is_live, is_direct, here);
                        }
                        Some(What::Event(origin, event)) => self.heard_event(now, origin, event, id),
                        Some(What::People(origin, input)) => self.heard_of_people(now, &origin, input, is_live),
                        Some(What::Input(input)) => self.inputs.push(input),
                        Some(What::Behind(by, epoch, known)) => {
                            if epoch == self.options.epoch && known > here.head {
                                self.claimed(now, by, here.head, known);
                            }
                        }
                        None => self.figures.malformed += 1,
                    }
                }
                Ok(Some(Event::Taken(id))) => {
                    if speaking.announcing.take_if(|announcing| *announcing == id).is_some() {
                        self.has_announced = true;
                        // Not before: RabbitMQ lets in whom it does not let speak, and closes at the first word.
                        self.reconnection.succeeded();
                        self.is_lost = false;
                    }
                    if speaking.is_late {
                        self.announce(now, here);
                    }
                    self.send_waiting(now);
                }
                Ok(Some(Event::Subscribed | Event::Alive)) => {}
                Err(end) => self.end(now, end),
            }
        }
    }

    /// A server claims that it has had events that are not here.
    fn claimed(&mut self, now: Duration, by: ServerName, head: u64, known: u64) {
        if by != self.options.name && self.claims.follows(&by) {
            self.stop(now, StopReason::Behind { by: Some(by), head, known });
        } else {
            self.figures.not_believed += 1;
            self.notices.push(Notice::NotBelieved(by));
        }
    }

    /// Says goodbye: the server stops. The broker has no need to say it in its place.
    pub fn leave(&mut self, now: Duration) {
        let CampusOptions { school, name, epoch, .. } = &self.options;
        if let Phase::Speaking(speaking) = &mut self.phase {
            let gone = Announcement::gone(*epoch).to_bytes();
            let told = speaking.session.publish(now, &topic::state(school, name), &gone, Some(ANNOUNCEMENT_EXPIRY));
            speaking.session.disconnect(told.is_err());
            speaking.session.take_output(&mut self.out);
        }
        self.set_phase(now, Phase::Stopped(StopReason::Unready("the server stops".into())));
        self.wish = Some(Wish::Close);
    }

    /// Shows this password to the broker from the next connection on.
    pub fn set_password(&mut self, password: Option<Vec<u8>>) {
        self.options.password = password;
    }

    /// Tries again, if nothing was to be tried any more: somebody may have mended it.
    pub fn resume(&mut self, now: Duration) {
        if matches!(self.phase, Phase::Stopped(_)) {
            self.takeovers.clear();
            self.claims.overruled();
            self.has_announced = false;
            self.inputs.push(CampusInput::Stopped(false));
            self.set_phase(now, Phase::Waiting { until: now });
        }
    }

    /// Shares nothing any more.
    pub fn stop(&mut self, now: Duration, reason: StopReason) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.session.disconnect(true);
            speaking.session.take_output(&mut self.out);
        }
        self.queue.clear();
        self.claims.lost();
        self.was_lost = true;
        self.inputs.push(CampusInput::Stopped(true));
        self.inputs.push(CampusInput::People(PeopleInput::Lost));
        self.notices.push(Notice::Stopped(reason.clone()));
        self.set_phase(now, Phase::Stopped(reason));
        self.wish = Some(Wish::Close);
    }

    fn set_phase(&mut self, now: Duration, phase: Phase) {
        self.phase = phase;
        self.since = now;
    }

    fn consented(&mut self, now: Duration, here: Here) {
        let CampusOptions { school, name, .. } = &self.options;
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.consent_by = None;
            let subscriptions = [
                Subscription { filter: topic::states(school), is_acknowledged: false },
                Subscription { filter: topic::directs(school, name), is_acknowledged: true },
                Subscription { filter: topic::logs(school), is_acknowledged: true },
                Subscription { filter: topic::rosters(school), is_acknowledged: true },
                Subscription { filter: topic::presences(school), is_acknowledged: false },
            ];
            speaking.session.subscribe(now, &subscriptions);
        }
        self.since = now;
        self.connection += 1;
        self.figures.connections += 1;
        self.notices.push(Notice::Connected);
        self.announce(now, here);
        self.inputs.push(CampusInput::People(PeopleInput::Connected));
    }

    /// Writes the announcement of this server, as it is now.
    fn here(&self, here: Here, is_hello: bool) -> Vec<u8> {
        let Here { people, head, low, roster } = here;
        let (epoch, run) = (self.options.epoch, Some(self.options.run));
        Announcement { epoch, run, head, low, people, roster, is_offline: false, is_hello }.to_bytes()
    }

    fn announce(&mut self, now: Duration, here: Here) {
        let topic = topic::state(&self.options.school, &self.options.name);
        // The first of a connection asks the others how they are: what they said last may be lost with the connection before it.
        let is_hello = matches!(&self.phase, Phase::Speaking(speaking) if speaking.announce_at.is_none());
        let here = self.here(here, is_hello);
        let announced = self.publish(now, &topic, &here, Some(ANNOUNCEMENT_EXPIRY));
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.is_late = matches!(announced, Err(PublishError::Full));
            speaking.announcing = announced.ok();
            // What was published meanwhile may be the end of a burst that is cut as well.
            let is_burst = std::mem::take(&mut speaking.unannounced) >= BURST;
            speaking.announce_at = Some(now + if is_burst { BURST_WAIT } else { ANNOUNCE_EVERY });
            self.claims.announced(now, self.servers.present().map(|(name, _)| name));
        }
    }

    fn publish(
        &mut self,
        now: Duration,
        topic: &str,
        said: &[u8],
        retained_for: Option<Duration>,
    ) -> Result<PacketId, PublishError> {
        let Phase::Speaking(speaking) = &mut self.phase else { return Err(PublishError::NotConnected) };
        let sent = speaking.session.publish(now, topic, said, retained_for);
        self.figures.published += u64::from(sent.is_ok());
        sent
    }

    fn heard_event(&mut self, now: Duration, origin: Origin, event: SharedEvent, id: Option<PacketId>) {
        let Phase::Speaking(speaking) = &mut self.phase else { return };
        let Some(id) = id else { return self.figures.malformed += 1 };
        // What is said under our own name is ours.
        if origin.server == self.options.name {
            speaking.session.acknowledge(now, id);
            return;
        }
        let receipt = Receipt(self.connection << 16 | u64::from(id.get()));
        self.inputs.push(CampusInput::Event { origin, event, receipt });
    }

    /// Says to the other servers what the core wants said.
    pub fn act(&mut self, now: Duration, act: CampusAct) {
        let CampusOptions { school, name, .. } = &self.options;
        let (topic, payload) = match act {
            CampusAct::Receive(Receipt(receipt)) => {
                let id = PacketId::new((receipt & 0xffff) as u16);
                if let (Phase::Speaking(speaking), Some(id)) = (&mut self.phase, id)
                    && receipt >> 16 == self.connection
                {
                    speaking.session.acknowledge(now, id);
                }
                return;
            }
            CampusAct::Publish(event) => {
                if let Phase::Speaking(speaking) = &mut self.phase {
                    speaking.published(now);
                }
                (topic::log(school, &self.me), event_line::event(&event, &self.me))
            }
            CampusAct::People(act) => return self.tell_people(now, act),
            CampusAct::Letters(act) => {
                let (LetterAct::Send { to, .. } | LetterAct::Receipt { to, .. }) = &act;
                (topic::direct(school, to, name), private_line::to_bytes(act, self.options.epoch))
            }
            CampusAct::Behind { origin, known } => {
                (topic::direct(school, &origin.server, name), event_line::behind(&origin, known))
            }
            CampusAct::AskTopics(to) => (topic::direct(school, &to, name), topics_line::question()),
            CampusAct::Topics { to, topics } => {
                (topic::direct(school, &to, name), topics_line::answer(self.options.epoch, &topics))
            }
            CampusAct::AskErasure { to, seq, name: person, fate, low } => {
                (topic::direct(school, &to, name), event_line::erase(&self.me, (seq, low), &person, fate))
            }
            CampusAct::TellErasure { origin, seq } => {
                (topic::direct(school, &origin.server, name), event_line::erased(&origin, seq))
            }
            CampusAct::Ask { origin, from } => {
                (topic::direct(school, &origin.server, name), event_line::ask(&origin, from))
            }
            CampusAct::Answer { to, low, from, last, events } => {
                (topic::direct(school, &to, name), event_line::answer(&self.me, low, from, last, &events))
            }
        };
        self.send_or_wait(now, topic, payload);
    }

    /// Says something about people: to all, or to one. A change that there is no room for is found missing by who lacks it.
    fn tell_people(&mut self, now: Duration, act: PeopleAct) {
        let CampusOptions { school, name, .. } = &self.options;
        let topic = match &act {
            PeopleAct::Snapshot { to: None, .. } => topic::roster(school, name),
            PeopleAct::Change { .. } => topic::presence(school, name),
            PeopleAct::Snapshot { to: Some(to), .. } | PeopleAct::Ask(to) => topic::direct(school, to, name),
        };
        let is_change = matches!(act, PeopleAct::Change { .. });
        let payload = roster::to_bytes(act);
        if !is_change {
            return self.send_or_wait(now, topic, payload);
        }
        if let Phase::Speaking(speaking) = &mut self.phase {
            match speaking.session.publish_once(now, &topic, &payload) {
                Ok(()) => self.figures.published += 1,
                Err(_) => self.figures.unsent += 1,
            }
        }
    }

    /// A server has told something about people. What the broker has kept is old, and one that tells too much is not heard.
    fn heard_of_people(&mut self, now: Duration, origin: &ServerName, input: PeopleInput, is_live: bool) {
        if !is_live || *origin == self.options.name {
            return;
        }
        if self.servers.may_tell_people(now, origin) {
            self.inputs.push(CampusInput::People(input));
        } else {
            self.figures.too_fast += 1;
        }
    }

    /// Sends something, or keeps it while as much is on its way as may be. What there is no room for is asked for by who lacks it.
    fn send_or_wait(&mut self, now: Duration, topic: String, payload: Vec<u8>) {
        let Phase::Speaking(speaking) = &mut self.phase else { return };
        let is_first = self.queue.is_empty();
        match is_first.then(|| speaking.session.publish(now, &topic, &payload, None)) {
            Some(Ok(_)) => self.figures.published += 1,
            None | Some(Err(PublishError::Full)) if self.queue.len() < QUEUE_MAX => {
                self.queue.push_back((topic, payload));
            }
            _ => self.figures.unsent += 1,
        }
    }

    /// Sends something, before whatever waits: private messages and questions to this server wait for it, whatever a class says meanwhile.
    fn send_first(&mut self, now: Duration, topic: String, payload: Vec<u8>) {
        match self.publish(now, &topic, &payload, None) {
            Err(PublishError::Full) if self.queue.len() < QUEUE_MAX + SERVERS_MAX => {
                self.queue.push_front((topic, payload));
            }
            Err(_) => self.figures.unsent += 1,
            Ok(_) => {}
        }
    }

    /// Sends what waits, as far as there is room on the way.
    fn send_waiting(&mut self, now: Duration) {
        let Phase::Speaking(speaking) = &mut self.phase else { return };
        while let Some((topic, payload)) = self.queue.front() {
            match speaking.session.publish(now, topic, payload, None) {
                Ok(_) => self.figures.published += 1,
                Err(PublishError::Full) => return,
                Err(_) => self.figures.unsent += 1,
            }
            self.queue.pop_front();
        }
    }

    /// Takes what has come for the core since the last call.
    pub fn take_inputs(&mut self) -> Vec<CampusInput> {
        std::mem::take(&mut self.inputs)
    }

    /// True once after a connection was lost: the broker sends again what was not acknowledged.
    pub fn take_lost(&mut self) -> bool {
        std::mem::take(&mut self.was_lost)
    }

    fn heard(
        &mut self,
        now: Duration,
        origin: ServerName,
        announcement: Announcement,
        is_live: bool,
        is_direct: bool,
        here: Here,
    ) {
        if origin == self.options.name {
            return self.heard_oneself(now, announcement, is_live, here);
        }
        let Announcement { epoch, head, low, roster, is_offline, .. } = announcement;
        if is_live && !is_offline {
            let origin = Origin { server: origin.clone(), epoch };
            self.inputs.push(CampusInput::Announced { origin, head, low });
        }
        let change = match self.servers.heard(now, &origin, announcement, is_live) {
            Ok(change) => change,
            Err(Ignored::TooFast) => return self.figures.too_fast += 1,
            Err(Ignored::TooMany) => return self.figures.too_many += 1,
        };
        // Who has spoken to this server alone has heard it already.
        let is_asked = is_live && !is_direct && (announcement.is_hello || change == Change::Came);
        if is_live && !is_offline {
            let is_new = announcement.is_hello || change == Change::Came;
            let server = origin.clone();
            self.inputs.push(CampusInput::People(PeopleInput::Present { server, revision: roster, is_new }));
        }
        match change {
            Change::None => {}
            Change::Came => self.notices.push(Notice::Came(origin.clone(), announcement.people)),
            Change::Left(people) => {
                self.inputs.push(CampusInput::Gone(origin.clone()));
                self.notices.push(Notice::Left(origin.clone(), people));
            }
        }
        if is_asked {
            let topic = topic::direct(&self.options.school, &origin, &self.options.name);
            let here = self.here(here, false);
            self.send_first(now, topic, here);
        }
    }

    /// Something was said under this server's own name. What it has not said itself another has, unless it is older than
    /// what it has said: the broker keeps the last word of the run before, of a database that a backup may have replaced. Not
    /// every broker says that another has taken a place (mosquitto 2.0.11 does not), so that this is how a copy is found.
    fn heard_oneself(&mut self, now: Duration, announcement: Announcement, is_live: bool, here: Here) {
        let Phase::Speaking(speaking) = &self.phase else { return };
        let known = announcement.head;
        if announcement.epoch == self.options.epoch && known > here.head {
            return self.stop(now, StopReason::Behind { by: None, head: here.head, known });
        }
        if announcement.is_offline || !(is_live || speaking.has_announced) {
            return;
        }
        if announcement.epoch != self.options.epoch {
            self.stop(now, StopReason::ForeignEpoch(announcement.epoch));
        } else if announcement.run.is_some_and(|run| run != self.options.run) {
            self.stop(now, StopReason::TakenOver);
        }
    }

    /// The session has ended by what the broker has sent or not sent.
    fn end(&mut self, now: Duration, end: End) {
        match end {
            End::NotSubscribed(_) | End::NotPublished(_) | End::Unable(_) => {
                return self.stop(now, StopReason::Refused(end));
            }
            End::Disconnected(Reason::TAKEN_OVER) => {
                self.takeovers.push_back(now);
                self.takeovers.retain(|&at| at + TAKEOVER_TIME > now);
                if self.takeovers.len() >= TAKEOVERS_MAX {
                    return self.stop(now, StopReason::TakenOver);
                }
            }
            _ => {}
        }
        self.lose(now, &end.to_string());
    }

    fn lose(&mut self, now: Duration, why: &str) {
        let wait = self.reconnection.next_wait();
        let why = why.into();
        let is_new = !std::mem::replace(&mut self.is_lost, true);
        self.notices.push(if is_new { Notice::Lost { why, wait } } else { Notice::StillLost { why, wait } });
        self.out.clear();
        self.queue.clear();
        self.claims.lost();
        self.was_lost = true;
        self.inputs.push(CampusInput::People(PeopleInput::Lost));
        self.set_phase(now, Phase::Waiting { until: now + wait });
        self.wish = Some(Wish::Close);
    }

    /// This server's name, its school and the life of its database.
    pub fn options(&self) -> &CampusOptions {
        &self.options
    }

    /// The other servers.
    pub fn servers(&self) -> &Servers {
        &self.servers
    }

    /// Counts since the start.
    pub fn figures(&self) -> Figures {
        self.figures
    }

    /// Returns the state of the connection to the broker, as a word, and how long it has lasted.
    pub fn standing(&self) -> (&'static str, Duration) {
        let word = match &self.phase {
            Phase::Waiting { .. } => "waiting",
            Phase::Opening { .. } => "connecting",
            Phase::Speaking(speaking) if speaking.consent_by.is_some() => "connecting",
            Phase::Speaking(_) => "connected",
            Phase::Stopped(_) => "stopped",
        };
        (word, self.since)
    }

    /// Why nothing is shared any more, if that is so.
    pub fn stop_reason(&self) -> Option<&StopReason> {
        match &self.phase {
            Phase::Stopped(reason) => Some(reason),
            _ => None,
        }
    }
}
