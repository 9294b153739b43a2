//! MQTT 5 (OASIS standard), for mosquitto: everybody subscribes to one topic, and to one of their own for private
//! messages, at QoS 0. "No local" keeps senders from getting their own messages back, as with the others.

use crate::dialect::{Dialect, Event};

const CONNECT: u8 = 0x10;
const CONNACK: u8 = 0x20;
const PUBLISH: u8 = 0x30;
const SUBSCRIBE: u8 = 0x82;
const SUBACK: u8 = 0x90;
const DISCONNECT: u8 = 0xe0;

/// The topic of all.
const TOPIC: &[u8] = b"bench/all";

/// Option "no local" of a subscription (section 3.8.3.1).
const NO_LOCAL: u8 = 0b100;

/// Clients of an MQTT broker.
pub(crate) struct Mqtt;

fn own_topic(client: u32) -> Vec<u8> {
    format!("bench/{client:05}").into_bytes()
}

fn push_string(out: &mut Vec<u8>, text: &[u8]) {
    // Topics and names are short.
    out.extend_from_slice(&(text.len() as u16).to_be_bytes());
    out.extend_from_slice(text);
}

/// Appends a packet: its type, its length as a variable byte integer (section 1.5.5), and what it holds.
fn push_packet(out: &mut Vec<u8>, kind: u8, body: &[u8]) {
    out.push(kind);
    let mut rest = body.len();
    loop {
        let more = rest >= 0x80;
        out.push((rest & 0x7f) as u8 | if more { 0x80 } else { 0 });
        rest >>= 7;
        if !more {
            break;
        }
    }
    out.extend_from_slice(body);
}

/// Bytes of the fixed header and of what follows it.
fn lengths(input: &[u8]) -> Option<(usize, usize)> {
    let mut length = 0;
    for (n, &byte) in input.get(1..)?.iter().take(4).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * n);
        if byte < 0x80 {
            return Some((2 + n, length));
        }
    }
    None
}

fn publish(topic: &[u8], text: &[u8], out: &mut Vec<u8>) {
    let mut body = Vec::with_capacity(topic.len() + text.len() + 3);
    push_string(&mut body, topic);
    // No properties.
    body.push(0);
    body.extend_from_slice(text);
    push_packet(out, PUBLISH, &body);
}

impl Dialect for Mqtt {
    fn name(&self) -> &'static str {
        "mqtt"
    }

    fn packet_bytes(&self, input: &[u8]) -> Option<usize> {
        let (header, rest) = lengths(input)?;
        Some(header + rest).filter(|&bytes| bytes <= input.len())
    }

    fn come_in(&self, client: u32, out: &mut Vec<u8>) {
        let mut body = Vec::new();
        push_string(&mut body, b"MQTT");
        // Version 5, a clean start, no keep-alive, no properties.
        body.extend_from_slice(&[5, 0b10, 0, 0, 0]);
        push_string(&mut body, format!("b{client:05}").as_bytes());
        push_packet(out, CONNECT, &body);
    }

    fn event<'a>(&self, client: u32, packet: &'a [u8], out: &mut Vec<u8>) -> Event<'a> {
        let Some((header, _)) = lengths(packet) else { return Event::Other };
        let body = &packet[header..];
        match packet[0] {
            CONNACK if body.get(1) == Some(&0) => {
                let mut subscribe = vec![0, 1, 0];
                push_string(&mut subscribe, TOPIC);
                subscribe.push(NO_LOCAL);
                push_string(&mut subscribe, &own_topic(client));
                subscribe.push(NO_LOCAL);
                push_packet(out, SUBSCRIBE, &subscribe);
                Event::Other
            }
            SUBACK if body.ends_with(&[0, 0]) => Event::Identified,
            CONNACK | SUBACK | DISCONNECT => Event::Refused,
            kind if kind & 0xf0 == PUBLISH => {
                let topic = body.get(..2).map_or(0, |bytes| usize::from(u16::from_be_bytes([bytes[0], bytes[1]])));
                // The broker adds no properties to what had none: their length is one byte, 0.
                body.get(2 + topic + 1..).map_or(Event::Other, Event::Message)
            }
            _ => Event::Other,
        }
    }

    fn to_all(&self, _client: u32, text: &[u8], out: &mut Vec<u8>) {
        publish(TOPIC, text, out);
    }

    fn to_one(&self, _client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) {
        publish(&own_topic(receiver), text, out);
    }

    fn message_overhead_bytes(&self) -> usize {
        // Type, two bytes of length, the topic with its length, the length of no properties.
        3 + 2 + TOPIC.len() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The event that client 3 makes of a packet, and its answer.
    fn event(packet: &[u8]) -> (Event<'_>, Vec<u8>) {
        let mut out = Vec::new();
        (Mqtt.event(3, packet, &mut out), out)
    }

    #[test]
    fn a_message_is_read_as_it_was_sent() {
        // A length of one byte, and one of two.
        for bytes in [1, 127, 128, 300] {
            let text = vec![b'~'; bytes];
            let (mut all, mut one) = (Vec::new(), Vec::new());
            Mqtt.to_all(0, &text, &mut all);
            Mqtt.to_one(0, 3, &text, &mut one);
            for packet in [all, one] {
                assert_eq!(Mqtt.packet_bytes(&packet), Some(packet.len()));
                assert_eq!((0..packet.len()).find_map(|end| Mqtt.packet_bytes(&packet[..end])), None);
                assert_eq!(event(&packet).0, Event::Message(&text));
            }
        }
    }

    #[test]
    fn a_client_comes_in_by_the_brokers_answers() {
        let (told, subscribe) = event(&[CONNACK, 3, 0, 0, 0]);
        assert_eq!(
            (told, subscribe[0], Mqtt.packet_bytes(&subscribe)),
            (Event::Other, SUBSCRIBE, Some(subscribe.len()))
        );
        assert_eq!(event(&[SUBACK, 5, 0, 1, 0, 0, 0]).0, Event::Identified);
        for refusal in [&[CONNACK, 3, 0, 0x87, 0][..], &[SUBACK, 5, 0, 1, 0, 0, 0x87], &[DISCONNECT, 0]] {
            assert_eq!(event(refusal).0, Event::Refused);
        }
        // Shorter than what it says.
        for packet in [&[PUBLISH, 0][..], &[PUBLISH, 1, 9], &[PUBLISH, 2, 255, 255], &[0xff, 0xff]] {
            assert_eq!(event(packet).0, Event::Other);
        }
    }
}
