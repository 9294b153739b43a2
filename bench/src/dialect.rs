//! The questions that the generator has of a protocol.
//!
//! Owns [`Dialect`] and the [`Event`]s it makes of what a server sends. `load` is written against it, so that the very
//! same loads run on servers of other kinds; `classcord` is the one that the binary has.

/// Requests whose answers are timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    /// The list of those who are there.
    Users,
    /// The history, up to this message of the server's numbering if there is one.
    History {
        /// Messages wanted.
        limit: u32,
        /// Only those before this one.
        before: Option<u64>,
    },
    /// Word that a message is kept; the message asks for it.
    Ack,
}

impl Ask {
    /// The number of kinds.
    pub const KINDS: usize = 3;

    /// A kind's number, below [`Ask::KINDS`].
    pub fn kind(self) -> usize {
        match self {
            Self::Users => 0,
            Self::History { .. } => 1,
            Self::Ack => 2,
        }
    }

    /// The names of the kinds, by number.
    pub const NAMES: [&str; Self::KINDS] = ["users", "history", "ack"];
}

/// The meaning of a packet.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// A message of a client of the generator; its text.
    Message(&'a [u8]),
    /// The client is known to the server and gets what is meant for it from now on.
    Identified,
    /// Another client of the generator has come in.
    Arrived(u32),
    /// The answer to a request of this kind.
    Answer(usize),
    /// The server did not do as it was asked.
    Refused,
    /// Nothing that is counted.
    Other,
}

/// A protocol, from the client's side.
pub trait Dialect {
    /// The protocol's name.
    fn name(&self) -> &'static str;

    /// Bytes of the first packet of `input`, if it is all there.
    fn packet_bytes(&self, input: &[u8]) -> Option<usize>;

    /// Appends what a client sends first.
    fn come_in(&self, client: u32, out: &mut Vec<u8>);

    /// Reads a packet, and appends what the protocol wants as an answer.
    fn event<'a>(&self, client: u32, packet: &'a [u8], out: &mut Vec<u8>) -> Event<'a>;

    /// Appends a message to everybody else.
    fn to_all(&self, client: u32, text: &[u8], out: &mut Vec<u8>);

    /// Appends a message to one.
    fn to_one(&self, client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>);

    /// Appends a message to one that is to be acknowledged once it is kept. `false` if the protocol has no such thing.
    fn to_one_for_ack(&self, _client: u32, _receiver: u32, _text: &[u8], _out: &mut Vec<u8>) -> bool {
        false
    }

    /// Bytes of a delivered message to everybody besides its text: loads are made equal by the size of what is
    /// delivered.
    fn message_overhead_bytes(&self) -> usize;

    /// True if a client hears of those who come in after it.
    fn announces_arrivals(&self) -> bool {
        false
    }

    /// Appends a request. `false` if the protocol has none of this kind.
    fn ask(&self, _ask: Ask, _out: &mut Vec<u8>) -> bool {
        false
    }

    /// Appends a change of the client's presence. `false` if the protocol has no such thing.
    fn change_state(&self, _state: &str, _out: &mut Vec<u8>) -> bool {
        false
    }
}
