//! One connection to a broker, from CONNECT to its end.
//!
//! Owns [`Session`]: the order of packets, the keep-alive, the window of messages on their way, what the broker is able to do.
//! Moments are those of whoever calls, on one monotonic clock. A session ends with an [`End`] and is of no more use then; what the
//! broker keeps for the next one is the broker's.

use std::fmt;
use std::time::Duration;

use super::writer::{self, Connect, Outgoing, Subscription};
use super::{Connack, Malformed, Packet, PacketId, Publish, Reader, Reason};

/// Messages with QoS 1 that the broker may send before one of them is acknowledged. It is not relied upon: mosquitto 2.0.11 sends
/// more when it has a queue (mosquitto#2301).
pub const RECEIVE_MAX: u16 = 256;

/// Time without a packet of ours after which we ask whether the broker is there.
pub const KEEP_ALIVE: Duration = Duration::from_secs(20);

/// The time that the broker may take to say so.
pub const PING_TIME: Duration = Duration::from_secs(10);

/// Messages of ours that may be on their way at once, however many more the broker would take.
const SEND_MAX: u16 = 64;

/// An event of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event<'a> {
    /// The broker has let us in.
    Connected {
        /// True if it had kept a session: what it has kept for it comes.
        session_present: bool,
    },
    /// All that was asked for will come.
    Subscribed,
    /// A message has come.
    Message(Message<'a>),
    /// The broker has taken a message of ours.
    Taken(PacketId),
    /// The broker has answered that it is there.
    Alive,
}

/// A message that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// Its topic.
    pub topic: &'a str,
    /// Its content.
    pub payload: &'a [u8],
    /// The number by which it is to be acknowledged ([`Session::acknowledge`]), if it is to be.
    pub id: Option<PacketId>,
    /// True if it is what the broker has kept, of whatever age.
    pub is_retained: bool,
}

/// Why a connection is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The broker sends what is no MQTT.
    Malformed(Malformed),
    /// The broker sends a packet that has no place there.
    Unexpected(&'static str),
    /// The broker does not let us in.
    Refused(Reason),
    /// The broker lets us in and cannot do what is needed: in words.
    Unable(&'static str),
    /// The broker has ended it.
    Disconnected(Reason),
    /// The broker may not be read, or does not let us subscribe.
    NotSubscribed(Reason),
    /// The broker refuses what we publish.
    NotPublished(Reason),
    /// The broker does not answer.
    Silent,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(why) => write!(f, "the broker sends {why}"),
            Self::Unexpected(what) => write!(f, "the broker sends {what}"),
            Self::Refused(reason) => write!(f, "the broker refuses the connection: {reason}"),
            Self::Unable(what) => write!(f, "the broker cannot do what is needed: {what}"),
            Self::Disconnected(reason) => write!(f, "the broker has ended the connection: {reason}"),
            Self::NotSubscribed(reason) => write!(f, "the broker refuses a subscription: {reason}"),
            Self::NotPublished(reason) => write!(f, "the broker refuses what is published: {reason}"),
            Self::Silent => f.write_str("the broker does not answer"),
        }
    }
}

impl From<Malformed> for End {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishError {
    /// The broker has not let us in yet.
    NotConnected,
    /// As many are on their way as may be.
    Full,
    /// The broker takes none that is so long.
    TooLong,
}

/// A connection.
#[derive(Debug)]
pub struct Session {
    reader: Reader,
    out: Vec<u8>,
    /// The facts that the broker has told of itself, once it has let us in.
    broker: Option<Connack>,
    keep_alive: Duration,
    last_sent: Duration,
    /// The time by which the broker must have answered a ping.
    answer_by: Option<Duration>,
    /// The messages that the broker has not taken yet.
    on_their_way: Vec<PacketId>,
    subscribing: Option<PacketId>,
    last_id: u16,
}

impl Session {
    /// Begins one: CONNECT is the first to be sent.
    pub fn new(now: Duration, connect: &Connect) -> Self {
        let mut out = Vec::new();
        writer::connect(&mut out, connect);
        Self {
            reader: Reader::default(),
            out,
            broker: None,
            keep_alive: connect.keep_alive,
            last_sent: now,
            answer_by: None,
            on_their_way: Vec::new(),
            subscribing: None,
            last_id: 0,
        }
    }

    /// Takes bytes of the broker; [`next_event`](Self::next_event) says what they mean.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.reader.feed(bytes);
    }

    /// Reads what the bytes mean, one event after the other.
    ///
    /// # Errors
    /// [`End`]: the connection is to be closed.
    pub fn next_event(&mut self) -> Result<Option<Event<'_>>, End> {
        let Some(packet) = self.reader.next_packet()? else { return Ok(None) };
        if self.broker.is_none() {
            let connack = match packet {
                Packet::Connack(connack) => connack,
                Packet::Disconnect(reason) => return Err(End::Refused(reason)),
                _ => return Err(End::Unexpected("something before CONNACK")),
            };
            if connack.reason.is_failure() {
                return Err(End::Refused(connack.reason));
            }
            if !connack.takes_qos_1 {
                return Err(End::Unable("it takes no QoS 1"));
            }
            self.keep_alive = connack.keep_alive_s.map_or(self.keep_alive, |s| Duration::from_secs(s.into()));
            self.broker = Some(connack);
            return Ok(Some(Event::Connected { session_present: connack.session_present }));
        }
        Ok(Some(match packet {
            Packet::Connack(_) => return Err(End::Unexpected("CONNACK twice")),
            Packet::Publish(Publish { topic, payload, id, is_retained, .. }) => {
                Event::Message(Message { topic, payload, id, is_retained })
            }
            Packet::Puback { id, reason } => {
                let place = self.on_their_way.iter().position(|&on_its_way| on_its_way == id);
                self.on_their_way.swap_remove(place.ok_or(End::Unexpected("a PUBACK for nothing"))?);
                if reason.is_failure() {
                    return Err(End::NotPublished(reason));
                }
                Event::Taken(id)
            }
            Packet::Suback { id, reasons } => {
                if self.subscribing.take_if(|subscribing| *subscribing == id).is_none() {
                    return Err(End::Unexpected("a SUBACK for nothing"));
                }
                if let Some(&refused) = reasons.iter().find(|&&reason| Reason(reason).is_failure()) {
                    return Err(End::NotSubscribed(Reason(refused)));
                }
                Event::Subscribed
            }
            Packet::Pingresp => {
                self.answer_by = None;
                Event::Alive
            }
            Packet::Disconnect(reason) => return Err(End::Disconnected(reason)),
        }))
    }

    /// Asks for what is published under these topics.
    pub fn subscribe(&mut self, now: Duration, subscriptions: &[Subscription]) {
        let id = self.free_id();
        self.subscribing = Some(id);
        self.last_sent = now;
        writer::subscribe(&mut self.out, id, subscriptions);
    }

    /// Sends a message with QoS 1, to be retained and forgotten after a time if that is said. Gives the number that
    /// [`Event::Taken`] will bear.
    ///
    /// # Errors
    /// [`PublishError`]; nothing was sent then.
    pub fn publish(
        &mut self,
        now: Duration,
        topic: &str,
        payload: &[u8],
        retained_for: Option<Duration>,
    ) -> Result<PacketId, PublishError> {
        let broker = self.broker.ok_or(PublishError::NotConnected)?;
        if self.on_their_way.len() >= broker.receive_max.min(SEND_MAX).into() {
            return Err(PublishError::Full);
        }
        let id = self.free_id();
        let retain = retained_for.is_some() && broker.retains;
        let mut packet = Vec::new();
        writer::publish(&mut packet, &Outgoing { topic, payload, id: Some(id), retain, expiry: retained_for });
        if broker.packet_bytes_max.is_some_and(|most| packet.len() as u64 > u64::from(most)) {
            return Err(PublishError::TooLong);
        }
        self.out.append(&mut packet);
        self.on_their_way.push(id);
        self.last_sent = now;
        Ok(id)
    }

    /// Sends a message with QoS 0: it may be lost, and takes no room on the way.
    ///
    /// # Errors
    /// [`PublishError`]; nothing was sent then.
    pub fn publish_once(&mut self, now: Duration, topic: &str, payload: &[u8]) -> Result<(), PublishError> {
        let broker = self.broker.ok_or(PublishError::NotConnected)?;
        let mut packet = Vec::new();
        writer::publish(&mut packet, &Outgoing { topic, payload, id: None, retain: false, expiry: None });
        if broker.packet_bytes_max.is_some_and(|most| packet.len() as u64 > u64::from(most)) {
            return Err(PublishError::TooLong);
        }
        self.out.append(&mut packet);
        self.last_sent = now;
        Ok(())
    }

    /// Tells the broker that a message is safe here.
    pub fn acknowledge(&mut self, now: Duration, id: PacketId) {
        writer::puback(&mut self.out, id);
        self.last_sent = now;
    }

    /// Says goodbye. Only these two reasons leave the rest to the broker: with others mosquitto drops the will.
    pub fn disconnect(&mut self, with_will: bool) {
        writer::disconnect(&mut self.out, if with_will { Reason::WITH_WILL } else { Reason::SUCCESS });
    }

    /// The time at which [`run_timers`](Self::run_timers) is wanted.
    pub fn next_timeout(&self) -> Option<Duration> {
        self.broker?;
        let ping = (!self.keep_alive.is_zero()).then(|| self.last_sent + self.keep_alive);
        [self.answer_by, ping.filter(|_| self.answer_by.is_none())].into_iter().flatten().min()
    }

    /// Nothing is read for now, so that an answer of the broker may lie there: it has the whole time again.
    pub fn rest(&mut self, now: Duration) {
        self.answer_by = self.answer_by.map(|_| now + PING_TIME);
    }

    /// Asks the broker whether it is there, when that is due.
    ///
    /// # Errors
    /// [`End::Silent`], when it has not answered.
    pub fn run_timers(&mut self, now: Duration) -> Result<(), End> {
        if self.next_timeout().is_none_or(|at| at > now) {
            return Ok(());
        }
        if self.answer_by.is_some() {
            return Err(End::Silent);
        }
        writer::pingreq(&mut self.out);
        self.last_sent = now;
        self.answer_by = Some(now + PING_TIME);
        Ok(())
    }

    /// Takes the bytes that are to be sent.
    pub fn take_output(&mut self, into: &mut Vec<u8>) {
        into.append(&mut self.out);
    }

    /// A number that nothing on its way bears.
    fn free_id(&mut self) -> PacketId {
        loop {
            self.last_id = self.last_id.wrapping_add(1);
            if let Some(id) = PacketId::new(self.last_id)
                && self.subscribing != Some(id)
                && !self.on_their_way.contains(&id)
            {
                return id;
            }
        }
    }
}
