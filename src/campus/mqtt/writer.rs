//! The packets of this client: packets to bytes.
//!
//! Owns [`Connect`] with its [`Will`], [`Subscription`], and one function for each packet. Lengths are the caller's: topics and
//! names are short by their types, payloads are bounded by whoever makes them.

use std::time::Duration;

use super::{PACKET_BYTES_MAX, PacketId, RECEIVE_MAX, Reason};

/// The beginning of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connect {
    /// The identifier, which is the user's name too.
    pub name: String,
    /// The password; `None` where a certificate says who it is.
    pub password: Option<Vec<u8>>,
    /// Time without a packet after which a sign of life is due.
    pub keep_alive: Duration,
    /// The time that the broker keeps the session without a connection.
    pub session_expiry: Duration,
    /// The words that the broker is to say when the client is gone.
    pub will: Will,
}

/// A message that is published when its sender is gone without a word. It is retained, with QoS 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Will {
    /// Where.
    pub topic: String,
    /// The bytes of the message.
    pub payload: Vec<u8>,
    /// The time after which, if the client does not come back before.
    pub delay: Duration,
    /// The time after which the broker forgets it.
    pub expiry: Duration,
}

/// A filter of topics, and the highest quality of service of what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The filter.
    pub filter: String,
    /// True for QoS 1, false for QoS 0.
    pub is_acknowledged: bool,
}

pub(super) fn connect(out: &mut Vec<u8>, connect: &Connect) {
    let Connect { name, password, keep_alive, session_expiry, will } = connect;
    packet(out, 0x10, |body| {
        text(body, "MQTT");
        // Will: retained, QoS 1. Clean Start is 0. A user name goes with a password: where a certificate says who this is, RabbitMQ
        // refuses a name beside it.
        body.extend([5, 0b0010_1100 | if password.is_some() { 0b1100_0000 } else { 0 }]);
        body.extend(u16::try_from(keep_alive.as_secs()).unwrap_or(u16::MAX).to_be_bytes());
        properties(body, |properties| {
            property(properties, 0x11, &seconds(*session_expiry));
            property(properties, 0x21, &RECEIVE_MAX.to_be_bytes());
            property(properties, 0x27, &(PACKET_BYTES_MAX as u32).to_be_bytes());
        });
        text(body, name);
        properties(body, |properties| {
            property(properties, 0x18, &seconds(will.delay));
            property(properties, 0x02, &seconds(will.expiry));
        });
        text(body, &will.topic);
        binary(body, &will.payload);
        if let Some(password) = password {
            text(body, name);
            binary(body, password);
        }
    });
}

pub(super) fn subscribe(out: &mut Vec<u8>, id: PacketId, subscriptions: &[Subscription]) {
    packet(out, 0x82, |body| {
        body.extend(id.get().to_be_bytes());
        properties(body, |_| {});
        for Subscription { filter, is_acknowledged } in subscriptions {
            text(body, filter);
            // What is retained comes at once, and as such: "Retain As Published" is 0.
            body.push(u8::from(*is_acknowledged));
        }
    });
}

/// A message to be published.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outgoing<'a> {
    pub(super) topic: &'a str,
    pub(super) payload: &'a [u8],
    pub(super) id: Option<PacketId>,
    pub(super) retain: bool,
    pub(super) expiry: Option<Duration>,
}

pub(super) fn publish(out: &mut Vec<u8>, message: &Outgoing<'_>) {
    let Outgoing { topic, payload, id, retain, expiry } = message;
    packet(out, 0x30 | u8::from(id.is_some()) << 1 | u8::from(*retain), |body| {
        text(body, topic);
        if let Some(id) = id {
            body.extend(id.get().to_be_bytes());
        }
        properties(body, |properties| {
            if let Some(expiry) = expiry {
                property(properties, 0x02, &seconds(*expiry));
            }
        });
        body.extend_from_slice(payload);
    });
}

pub(super) fn puback(out: &mut Vec<u8>, id: PacketId) {
    packet(out, 0x40, |body| body.extend(id.get().to_be_bytes()));
}

pub(super) fn pingreq(out: &mut Vec<u8>) {
    packet(out, 0xc0, |_| {});
}

pub(super) fn disconnect(out: &mut Vec<u8>, reason: Reason) {
    packet(out, 0xe0, |body| {
        if reason != Reason::SUCCESS {
            body.push(reason.0);
        }
    });
}

fn packet(out: &mut Vec<u8>, first: u8, fill: impl FnOnce(&mut Vec<u8>)) {
    let mut body = Vec::new();
    fill(&mut body);
    out.push(first);
    variable(out, body.len());
    out.append(&mut body);
}

fn properties(body: &mut Vec<u8>, fill: impl FnOnce(&mut Vec<u8>)) {
    let mut properties = Vec::new();
    fill(&mut properties);
    variable(body, properties.len());
    body.append(&mut properties);
}

fn property(properties: &mut Vec<u8>, number: u8, value: &[u8]) {
    properties.push(number);
    properties.extend_from_slice(value);
}

fn seconds(time: Duration) -> [u8; 4] {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX).to_be_bytes()
}

fn text(body: &mut Vec<u8>, text: &str) {
    binary(body, text.as_bytes());
}

fn binary(body: &mut Vec<u8>, bytes: &[u8]) {
    let length = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
    body.extend(length.to_be_bytes());
    body.extend_from_slice(bytes.get(..length.into()).unwrap_or(bytes));
}

fn variable(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        out.push(low | u8::from(number > 0) << 7);
        if number == 0 {
            return;
        }
    }
}
