//! A client of MQTT 5 (OASIS Standard, 7 March 2019) for what a school's servers say to each other: bytes in, bytes out.
//!
//! Owns the nine packets that are needed: CONNECT with a will, CONNACK, SUBSCRIBE, SUBACK, PUBLISH with a quality of service of
//! 0 or 1, PUBACK, PINGREQ with PINGRESP, and DISCONNECT. `reader` takes those apart that a broker sends, and takes nothing that
//! the standard forbids; `writer` makes those of a client; [`Session`] is one connection with both, its time-outs and its
//! window. It knows neither sockets nor clocks nor what a message means; `campus::link` calls it.

mod reader;
mod session;
mod writer;

pub use self::reader::{Connack, Malformed, PACKET_BYTES_MAX, Packet, Publish, Reader};
pub use self::session::{End, Event, KEEP_ALIVE, Message, PING_TIME, PublishError, RECEIVE_MAX, Session};
pub use self::writer::{Connect, Subscription, Will};

use std::fmt;

/// The number by which a packet and its acknowledgement are paired; never 0.
pub type PacketId = std::num::NonZeroU16;

/// A reason code (section 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason(pub u8);

impl Reason {
    /// All is well; of a DISCONNECT: the will is not to be published.
    pub const SUCCESS: Self = Self(0x00);
    /// Of a DISCONNECT: the will is to be published all the same.
    pub const WITH_WILL: Self = Self(0x04);
    /// Another client has come with the same identifier.
    pub const TAKEN_OVER: Self = Self(0x8e);

    /// True if it says no.
    pub fn is_failure(self) -> bool {
        self.0 >= 0x80
    }

    fn words(self) -> &'static str {
        match self.0 {
            0x00 => "success",
            0x04 => "disconnected with will",
            0x10 => "no matching subscribers",
            0x80 => "unspecified error",
            0x81 => "malformed packet",
            0x82 => "protocol error",
            0x83 => "implementation specific error",
            0x84 => "unsupported protocol version",
            0x85 => "client identifier not valid",
            0x86 => "bad user name or password",
            0x87 => "not authorized",
            0x88 => "server unavailable",
            0x89 => "server busy",
            0x8a => "banned",
            0x8b => "server shutting down",
            0x8d => "keep alive timeout",
            0x8e => "session taken over",
            0x8f => "topic filter invalid",
            0x90 => "topic name invalid",
            0x93 => "receive maximum exceeded",
            0x95 => "packet too large",
            0x96 => "message rate too high",
            0x97 => "quota exceeded",
            0x98 => "administrative action",
            0x99 => "payload format invalid",
            0x9a => "retain not supported",
            0x9b => "QoS not supported",
            0x9c => "use another server",
            0x9d => "server moved",
            0x9f => "connection rate exceeded",
            0xa0 => "maximum connect time",
            0xa2 => "wildcard subscriptions not supported",
            _ => "a reason without a name",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (0x{:02x})", self.words(), self.0)
    }
}
