//! One connection.
//!
//! Owns [`Connection`]: its socket, what is unread and unwritten, and which stage of its life it is in. `connections`
//! and `reactor` move it through them.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use super::framing::Framer;
use super::handshake_failure::HandshakeFailure;
use super::outbound::OutboundQueue;
use super::pace::Pace;
use super::read_pause::{ReadPause, ReadPauses};
use super::stream::Stream;
use super::websocket::{CloseCode, FrameDecoder};

/// A handle that no second connection ever has: the slot in the slab, and the number of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId {
    pub(super) slot: u32,
    pub(super) generation: u32,
}

impl ConnectionId {
    /// As one number.
    pub fn to_bits(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.slot)
    }

    /// From the number.
    pub fn from_bits(bits: u64) -> Self {
        // The two halves; nothing is lost.
        Self { slot: bits as u32, generation: (bits >> 32) as u32 }
    }
}

/// The other end of a connection: a [`SocketAddr`] in 19 bytes instead of 32, without what IPv6 has besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    ip: IpAddr,
    /// As bytes, which stand anywhere.
    port: [u8; 2],
}

impl Peer {
    /// Its address; an IPv4 one is that, although a dual-stack socket shows it as `::ffff:192.0.2.1`.
    pub fn ip(self) -> IpAddr {
        self.ip
    }
}

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Self {
        Self { ip: address.ip().to_canonical(), port: address.port().to_ne_bytes() }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        SocketAddr::new(self.ip, u16::from_ne_bytes(self.port)).fmt(f)
    }
}

/// The place that a connection comes from, and so its purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A client, by TCP.
    Client(Peer),
    /// The operator, by the Unix socket.
    Console,
    /// A watcher of the server, by the listener for that.
    Monitor(Peer),
}

impl Origin {
    /// True if it may be slowed down: everybody but the operator.
    pub(super) fn is_limited(self) -> bool {
        self != Self::Console
    }
}

/// The way in which a connection ended that was not closed from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// The client closed it, and TCP knows of nothing that it did not read.
    EndOfStream,
    /// The client, or something between, broke it off.
    Reset,
    /// The client's machine answers no more (keep-alive, TCP_USER_TIMEOUT).
    TimedOut,
    /// Another error of the socket.
    Failed,
    /// It ended before its TLS handshake did.
    Handshake(HandshakeFailure),
    /// It speaks HTTP, and has asked nothing for a while.
    Idle,
    /// It has said goodbye in a close frame, with a code or without.
    Goodbye(Option<CloseCode>),
    /// It broke the rules of WebSocket.
    Violation(CloseCode),
}

impl Closed {
    /// The word for logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EndOfStream => "closed_by_client",
            Self::Reset => "reset",
            Self::TimedOut => "timed_out",
            Self::Failed => "failed",
            Self::Handshake(why) => why.as_str(),
            Self::Idle => "idle",
            Self::Goodbye(_) => "goodbye",
            Self::Violation(CloseCode::UNSUPPORTED) => "websocket_binary",
            Self::Violation(CloseCode::INVALID) => "websocket_not_utf8",
            Self::Violation(_) => "websocket_rules",
        }
    }

    /// The code of the close frame that answers it, for one who speaks WebSocket.
    pub(super) fn close_code(self) -> Option<CloseCode> {
        match self {
            Self::Goodbye(code) => code,
            Self::Violation(code) => Some(code),
            _ => Some(CloseCode::NORMAL),
        }
    }

    pub(super) fn from_error(error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionReset | Kind::BrokenPipe | Kind::ConnectionAborted => Self::Reset,
            Kind::TimedOut | Kind::HostUnreachable | Kind::NetworkUnreachable => Self::TimedOut,
            _ => Self::Failed,
        }
    }
}

/// The protocols that a connection may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// Its first bytes have not said it yet.
    Undecided,
    /// Lines.
    Lines,
    /// HTTP: the heads of requests are handed on.
    Http,
    /// WebSocket: lines in frames.
    WebSocket,
}

/// The stages after each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Lines are read and handed on.
    Open,
    /// No more lines are read; what is queued still leaves.
    Closing,
    /// Everything has left and the client was told so; what it still sends is thrown away until it closes too. A close
    /// with unread bytes would be a reset, and destroy the last lines on their way.
    Lingering,
    /// Waits for the end of the turn.
    Dead,
}

/// The events that a connection may be waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Timer {
    /// The end of the grace of a long queue, or of closing.
    Queue,
    /// The time at which a line that has begun must have ended, or gone on; before the first one, the TLS handshake.
    Line,
    /// The time at which it is read again.
    Pace,
}

impl Timer {
    pub(super) const COUNT: usize = 3;
}

/// One connection.
pub(super) struct Connection {
    pub(super) id: ConnectionId,
    pub(super) origin: Origin,
    pub(super) stream: Stream,
    pub(super) stage: Stage,
    /// The bytes of it that were read and are not handed on; none for most, most of the time.
    pub(super) unread: Option<Box<Unread>>,
    pub(super) outbound: OutboundQueue,
    /// True if the socket may have something to read: from an edge until a read would block.
    pub(super) readable: bool,
    /// True if the poll has said that the peer will send no more. The end of the stream is then still to be read, and
    /// no further edge announces it.
    pub(super) peer_closed: bool,
    /// True if the socket may take something: false from a write that would block until the next edge.
    pub(super) writable: bool,
    /// The reasons that it is not read for now.
    pub(super) read_pauses: ReadPauses,
    /// True if it was left unread for a while, and not all that came meanwhile was handed on since.
    pub(super) stale: bool,
    pub(super) protocol: Protocol,
    /// True if it is on the ready list.
    pub(super) listed_ready: bool,
    /// True if it is on the dirty list.
    pub(super) listed_dirty: bool,
    /// True if its queue was found too long in this turn.
    pub(super) overflowed: bool,
    /// True if it had sent too much when it was last read: it goes on doing so.
    pub(super) slowed: bool,
    /// The amount that it has sent lately.
    pub(super) pace: Pace,
    /// The timers that are set for it, by [`Timer`]; nothing for most, most of the time.
    timers: Option<Box<[Option<Instant>; Timer::COUNT]>>,
}

/// The bytes that were read of a connection and are not handed on.
#[derive(Debug, Default)]
pub(super) struct Unread {
    pub(super) inbound: Inbound,
    /// Bytes that are not framed yet, because the handler paused the connection or its turn was over.
    pub(super) unframed: Vec<u8>,
    /// The time at which the unfinished line began.
    pub(super) began: Option<Instant>,
    /// Bytes of that line which it has for its escapes alone, as they were counted in `Connections`.
    pub(super) escape_bytes: usize,
}

/// The beginning of what has not ended, by what the connection speaks.
#[derive(Debug)]
pub(super) enum Inbound {
    Lines(Framer),
    /// The head of a request.
    Head(Vec<u8>),
    /// In a box, so that lines take no memory for it.
    Frames(Box<FrameDecoder>),
}

impl Default for Inbound {
    fn default() -> Self {
        Self::Lines(Framer::default())
    }
}

impl Inbound {
    /// True if something has begun and not ended.
    pub(super) fn is_within(&self) -> bool {
        match self {
            Self::Lines(framer) => framer.is_within_line(),
            Self::Head(head) => !head.is_empty(),
            Self::Frames(decoder) => decoder.is_within_message(),
        }
    }

    /// Bytes of a line that has not ended.
    pub(super) fn line_bytes(&self) -> usize {
        match self {
            Self::Lines(framer) => framer.unfinished().len(),
            Self::Head(_) => 0,
            Self::Frames(decoder) => decoder.held_bytes(),
        }
    }
}

impl Connection {
    pub(super) fn new(id: ConnectionId, origin: Origin, stream: Stream) -> Self {
        Self {
            id,
            origin,
            stream,
            stage: Stage::Open,
            unread: None,
            outbound: OutboundQueue::default(),
            readable: false,
            peer_closed: false,
            writable: true,
            read_pauses: ReadPauses::default(),
            stale: false,
            protocol: match origin {
                Origin::Client(_) => Protocol::Undecided,
                Origin::Console => Protocol::Lines,
                Origin::Monitor(_) => Protocol::Http,
            },
            listed_ready: false,
            listed_dirty: false,
            overflowed: false,
            slowed: false,
            pace: Pace::default(),
            timers: None,
        }
    }

    /// The time at which a timer that is set for it is due.
    pub(super) fn timer(&self, timer: Timer) -> Option<Instant> {
        self.timers.as_ref().and_then(|timers| timers[timer as usize])
    }

    /// Sets a timer, or clears it; gives when it was due before.
    pub(super) fn set_timer(&mut self, timer: Timer, at: Option<Instant>) -> Option<Instant> {
        if at.is_none() && self.timers.is_none() {
            return None;
        }
        let timers = self.timers.get_or_insert_default();
        let earlier = std::mem::replace(&mut timers[timer as usize], at);
        if timers.iter().all(Option::is_none) {
            self.timers = None;
        }
        earlier
    }

    /// True if something was read that is not framed yet.
    pub(super) fn has_unframed(&self) -> bool {
        self.unread.as_ref().is_some_and(|unread| !unread.unframed.is_empty())
    }

    /// Bytes queued for it that have not left.
    pub(super) fn unsent_bytes(&self) -> usize {
        self.outbound.bytes() + self.stream.held_bytes()
    }

    /// True if anything has not left, be it a goodbye that is no line.
    pub(super) fn has_unsent(&self) -> bool {
        !self.outbound.is_empty() || self.stream.has_unsent()
    }

    /// True if a line of it may be handed on after another one, in the same turn.
    pub(super) fn takes_another_line(&self) -> bool {
        self.stage == Stage::Open && !self.overflowed && !self.read_pauses.has(ReadPause::Handler)
    }

    /// True if there is something to be done for it without waiting for the socket.
    pub(super) fn wants_turn(&self, soft_bytes: usize) -> bool {
        match self.stage {
            // Who does not read is not read either: its own requests cannot fill its queue without end.
            Stage::Open => {
                // The next request has its turn when the answer to this one has left.
                let unsent_max = if self.protocol == Protocol::Http { 0 } else { soft_bytes };
                self.read_pauses.is_empty()
                    && self.unsent_bytes() <= unsent_max
                    && (self.readable || self.has_unframed())
            }
            Stage::Lingering => self.readable,
            Stage::Closing | Stage::Dead => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_idle_connection_is_small() {
        // 16 bytes of a socket; in development builds mio's checks take 8 more.
        assert_eq!(size_of::<Connection>(), 96 + size_of::<Stream>());
        assert!(size_of::<Stream>() <= if cfg!(debug_assertions) { 24 } else { 16 });
        assert_eq!(size_of::<Inbound>(), size_of::<Framer>(), "an unfinished line pays nothing for the others");
    }
}
