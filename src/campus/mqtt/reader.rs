//! The packets of a broker: bytes to packets, strictly.
//!
//! Owns [`Reader`], which finds packets in bytes however they are cut, and [`Packet`], one taken apart without a copy. What the
//! standard forbids a broker, and what this client has not asked for (QoS 2, topic aliases, AUTH), is [`Malformed`], after which a
//! connection has to end.

use std::fmt;

use super::{PacketId, Reason};

/// The longest packet that is taken, header included. A broker is told (Maximum Packet Size), and drops what is longer.
pub const PACKET_BYTES_MAX: usize = 65_536;

/// Bytes of a fixed header at most.
const HEADER_BYTES_MAX: usize = 5;

/// Bytes that are no packet which a broker may send, with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// A packet of a broker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packet<'a> {
    /// The answer to CONNECT.
    Connack(Connack),
    /// A message.
    Publish(Publish<'a>),
    /// The broker has taken a message, or not.
    Puback {
        /// That of the message.
        id: PacketId,
        /// The reason that says if it was taken.
        reason: Reason,
    },
    /// The answer to SUBSCRIBE.
    Suback {
        /// That of the request.
        id: PacketId,
        /// A reason code for each filter, at least one.
        reasons: &'a [u8],
    },
    /// The answer to PINGREQ.
    Pingresp,
    /// The broker ends the connection.
    Disconnect(Reason),
}

/// The facts that a broker tells of itself at the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connack {
    /// True if it has kept a session of this client.
    pub session_present: bool,
    /// The reason that says if it lets the client in.
    pub reason: Reason,
    /// Messages with QoS 1 that may be on their way to it at once.
    pub receive_max: u16,
    /// Bytes of the longest packet that it takes, if it says so.
    pub packet_bytes_max: Option<u32>,
    /// The seconds of keep-alive that hold in place of those that were asked for.
    pub keep_alive_s: Option<u16>,
    /// True if it takes messages with QoS 1.
    pub takes_qos_1: bool,
    /// True if it keeps messages that are to be retained.
    pub retains: bool,
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publish<'a> {
    /// Its topic, without wildcards.
    pub topic: &'a str,
    /// Its content.
    pub payload: &'a [u8],
    /// The number to acknowledge it by; `None` for QoS 0.
    pub id: Option<PacketId>,
    /// True if it was kept by the broker, and is not new.
    pub is_retained: bool,
    /// True if it may have come before.
    pub is_again: bool,
}

/// Finds packets in a stream of bytes.
#[derive(Debug, Default)]
pub struct Reader {
    bytes: Vec<u8>,
    /// The bytes of packets that were handed on.
    taken: usize,
}

impl Reader {
    /// Takes bytes as they came.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.taken);
        self.taken = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole packet, if there is one.
    ///
    /// # Errors
    /// [`Malformed`]; nothing that follows can be told apart then.
    pub fn next_packet(&mut self) -> Result<Option<Packet<'_>>, Malformed> {
        if self.taken == self.bytes.len() {
            // At rest it holds no memory.
            self.bytes = Vec::new();
            self.taken = 0;
            return Ok(None);
        }
        let rest = self.bytes.get(self.taken..).unwrap_or_default();
        let Some((header, length)) = fixed_header(rest)? else { return Ok(None) };
        let Some(body) = rest.get(header..header + length) else { return Ok(None) };
        self.taken += header + length;
        packet(rest[0], body).map(Some)
    }

    /// Bytes that are held.
    pub fn held_bytes(&self) -> usize {
        self.bytes.len() - self.taken
    }
}

/// The lengths of the fixed header and of what follows it, once both can be told.
fn fixed_header(bytes: &[u8]) -> Result<Option<(usize, usize)>, Malformed> {
    let mut length = 0;
    for (n, &byte) in bytes.iter().skip(1).take(HEADER_BYTES_MAX - 1).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 != 0 {
            continue;
        }
        if byte == 0 && n > 0 {
            return Err(Malformed("a length in more bytes than it needs"));
        }
        let header = n + 2;
        if header + length > PACKET_BYTES_MAX {
            return Err(Malformed("a packet longer than was asked for"));
        }
        return Ok(Some((header, length)));
    }
    if bytes.len() >= HEADER_BYTES_MAX { Err(Malformed("a length without an end")) } else { Ok(None) }
}

fn packet(first: u8, body: &[u8]) -> Result<Packet<'_>, Malformed> {
    let fields = Fields(body);
    let flags = first & 0x0f;
    if first >> 4 != 3 && flags != 0 {
        return Err(Malformed("flags that are reserved"));
    }
    match first >> 4 {
        2 => connack(fields).map(Packet::Connack),
        3 => publish(flags, fields).map(Packet::Publish),
        4 => puback(fields),
        9 => suback(fields),
        13 if body.is_empty() => Ok(Packet::Pingresp),
        13 => Err(Malformed("an answer to a ping with something in it")),
        14 => disconnect(fields),
        _ => Err(Malformed("a packet that a broker does not send, or was not asked for")),
    }
}

fn connack(mut fields: Fields<'_>) -> Result<Connack, Malformed> {
    let flags = fields.byte()?;
    let reason = Reason(fields.byte()?);
    if flags > 1 || (flags == 1 && reason != Reason::SUCCESS) {
        return Err(Malformed("flags of a CONNACK that are reserved"));
    }
    let mut connack = Connack {
        session_present: flags == 1,
        reason,
        receive_max: u16::MAX,
        packet_bytes_max: None,
        keep_alive_s: None,
        takes_qos_1: true,
        retains: true,
    };
    fields.properties(PropertySet::CONNACK, |property| {
        match property {
            (Property::RECEIVE_MAXIMUM, Value::Two(0)) | (Property::MAXIMUM_PACKET_SIZE, Value::Four(0)) => {
                return Err(Malformed("a maximum of nothing"));
            }
            (Property::RECEIVE_MAXIMUM, Value::Two(most)) => connack.receive_max = most,
            (Property::MAXIMUM_PACKET_SIZE, Value::Four(most)) => connack.packet_bytes_max = Some(most),
            (Property::SERVER_KEEP_ALIVE, Value::Two(seconds)) => connack.keep_alive_s = Some(seconds),
            (Property::MAXIMUM_QOS, Value::Byte(qos)) => connack.takes_qos_1 = is_set(qos)?,
            (Property::RETAIN_AVAILABLE, Value::Byte(retains)) => connack.retains = is_set(retains)?,
            (_, Value::Byte(flag)) => {
                is_set(flag)?;
            }
            _ => {}
        }
        Ok(())
    })?;
    fields.end()?;
    Ok(connack)
}

fn publish(flags: u8, mut fields: Fields<'_>) -> Result<Publish<'_>, Malformed> {
    let is_again = flags & 0x08 != 0;
    let topic = fields.text()?;
    if topic.is_empty() || topic.contains(['+', '#']) {
        return Err(Malformed("a topic that is none"));
    }
    let id = match flags >> 1 & 0x03 {
        0 if is_again => return Err(Malformed("QoS 0 once more")),
        0 => None,
        1 => Some(fields.id()?),
        _ => return Err(Malformed("a quality of service that was not asked for")),
    };
    fields.properties(PropertySet::PUBLISH, |property| match property {
        (Property::PAYLOAD_FORMAT, Value::Byte(format)) => is_set(format).map(drop),
        _ => Ok(()),
    })?;
    Ok(Publish { topic, payload: fields.0, id, is_retained: flags & 0x01 != 0, is_again })
}

fn puback(mut fields: Fields<'_>) -> Result<Packet<'_>, Malformed> {
    let id = fields.id()?;
    let reason = fields.reason(PropertySet::REASON)?;
    Ok(Packet::Puback { id, reason })
}

fn suback(mut fields: Fields<'_>) -> Result<Packet<'_>, Malformed> {
    let id = fields.id()?;
    fields.properties(PropertySet::REASON, |_| Ok(()))?;
    let reasons = fields.0;
    // Section 3.9.3: what was granted, or a failure.
    if reasons.is_empty() || reasons.iter().any(|&reason| (0x03..0x80).contains(&reason)) {
        return Err(Malformed("an answer to a subscription that is none"));
    }
    Ok(Packet::Suback { id, reasons })
}

fn disconnect(mut fields: Fields<'_>) -> Result<Packet<'_>, Malformed> {
    Ok(Packet::Disconnect(fields.reason(PropertySet::DISCONNECT)?))
}

/// A flag in a byte of its own.
fn is_set(byte: u8) -> Result<bool, Malformed> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Malformed("a flag that is neither 0 nor 1")),
    }
}

/// A property by its number (section 2.2.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Property(u8);

impl Property {
    const PAYLOAD_FORMAT: Self = Self(0x01);
    const SERVER_KEEP_ALIVE: Self = Self(0x13);
    const RECEIVE_MAXIMUM: Self = Self(0x21);
    const MAXIMUM_QOS: Self = Self(0x24);
    const RETAIN_AVAILABLE: Self = Self(0x25);
    const USER: Self = Self(0x26);
    const MAXIMUM_PACKET_SIZE: Self = Self(0x27);
}

/// The value of a property, as far as somebody looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Byte(u8),
    Two(u16),
    Four(u32),
    Other,
}

/// The properties that a packet may have: a bit for each number.
#[derive(Clone, Copy)]
struct PropertySet(u64);

impl PropertySet {
    /// Without a topic alias, for which a client has to ask, and subscription identifiers, which answer those of a client.
    const PUBLISH: Self = Self::of(&[0x01, 0x02, 0x03, 0x08, 0x09, 0x26]);
    const CONNACK: Self = Self::of(&[
        0x11, 0x12, 0x13, 0x15, 0x16, 0x1a, 0x1c, 0x1f, 0x21, 0x22, 0x24, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a,
    ]);
    /// Of PUBACK and SUBACK.
    const REASON: Self = Self::of(&[0x1f, 0x26]);
    const DISCONNECT: Self = Self::of(&[0x1c, 0x1f, 0x26]);

    const fn of(numbers: &[u8]) -> Self {
        let mut bits = 0;
        let mut n = 0;
        while n < numbers.len() {
            bits |= 1 << numbers[n];
            n += 1;
        }
        Self(bits)
    }
}

/// The bytes of a packet that were not looked at yet.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) =
            self.0.split_at_checked(count).ok_or(Malformed("a packet that ends in the middle of a field"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        self.take(N)?.try_into().map_err(|_| Malformed("a field of another length"))
    }

    fn byte(&mut self) -> Result<u8, Malformed> {
        Ok(self.array::<1>()?[0])
    }

    fn two(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    fn id(&mut self) -> Result<PacketId, Malformed> {
        PacketId::new(self.two()?).ok_or(Malformed("a packet identifier of 0"))
    }

    fn binary(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.two()?;
        self.take(length.into())
    }

    fn text(&mut self) -> Result<&'a str, Malformed> {
        let text = std::str::from_utf8(self.binary()?).map_err(|_| Malformed("a text that is no UTF-8"))?;
        if text.contains('\0') { Err(Malformed("a text with a NUL")) } else { Ok(text) }
    }

    /// A number of one to four bytes.
    fn variable(&mut self) -> Result<usize, Malformed> {
        let mut number = 0;
        for n in 0..4 {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << (7 * n);
            if byte & 0x80 == 0 {
                let is_shortest = byte != 0 || n == 0;
                return if is_shortest { Ok(number) } else { Err(Malformed("a length in more bytes than it needs")) };
            }
        }
        Err(Malformed("a length without an end"))
    }

    /// The properties of a packet, each handed to `look`.
    fn properties(
        &mut self,
        allowed: PropertySet,
        mut look: impl FnMut((Property, Value)) -> Result<(), Malformed>,
    ) -> Result<(), Malformed> {
        let length = self.variable()?;
        let mut fields = Fields(self.take(length)?);
        let mut seen = 0;
        while !fields.0.is_empty() {
            let property = Property(fields.byte()?);
            let bit = 1_u64.checked_shl(property.0.into()).unwrap_or(0);
            if allowed.0 & bit == 0 {
                return Err(Malformed("a property that has no place there"));
            }
            if seen & bit != 0 && property != Property::USER {
                return Err(Malformed("a property twice"));
            }
            seen |= bit;
            look((property, fields.value(property)?))?;
        }
        Ok(())
    }

    /// The value of a property, whose number says of which form it is (table 2-4).
    fn value(&mut self, property: Property) -> Result<Value, Malformed> {
        Ok(match property.0 {
            0x01 | 0x24 | 0x25 | 0x28 | 0x29 | 0x2a => Value::Byte(self.byte()?),
            0x13 | 0x21 | 0x22 => Value::Two(self.two()?),
            0x02 | 0x11 | 0x27 => Value::Four(self.array().map(u32::from_be_bytes)?),
            0x09 | 0x16 => {
                self.binary()?;
                Value::Other
            }
            0x26 => {
                self.text()?;
                self.text()?;
                Value::Other
            }
            _ => {
                self.text()?;
                Value::Other
            }
        })
    }

    /// The reason code and the properties of a packet that may end before either of them.
    fn reason(&mut self, allowed: PropertySet) -> Result<Reason, Malformed> {
        if self.0.is_empty() {
            return Ok(Reason::SUCCESS);
        }
        let reason = Reason(self.byte()?);
        if !self.0.is_empty() {
            self.properties(allowed, |_| Ok(()))?;
        }
        self.end()?;
        Ok(reason)
    }

    fn end(&self) -> Result<(), Malformed> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed("a packet with something behind its end")) }
    }
}
