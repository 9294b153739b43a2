//! The client of MQTT 5: packets of a broker out of bytes however they are cut, and what a broker may not send.

use std::time::Duration;

use classcord_server::campus::mqtt::{
    Connect, End, Event, Message, PACKET_BYTES_MAX, Packet, Publish, PublishError, Reader, Reason, Session,
    Subscription, Will,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::broker::{packet, publish};

const NOW: Duration = Duration::from_secs(100);

fn connect() -> Connect {
    Connect {
        name: "salle204".into(),
        password: None,
        keep_alive: Duration::from_secs(20),
        session_expiry: Duration::from_secs(300),
        will: Will {
            topic: "a/b".into(),
            payload: b"gone".to_vec(),
            delay: Duration::from_secs(20),
            expiry: Duration::from_secs(180),
        },
    }
}

fn sent(session: &mut Session) -> Vec<u8> {
    let mut out = Vec::new();
    session.take_output(&mut out);
    out
}

/// A session that the broker has let in.
fn let_in(properties: &[u8]) -> Session {
    let mut session = Session::new(NOW, &connect());
    sent(&mut session);
    let mut body = vec![0, 0, properties.len() as u8];
    body.extend_from_slice(properties);
    session.feed(&packet(0x20, &body));
    assert_eq!(session.next_event(), Ok(Some(Event::Connected { session_present: false })));
    session
}

fn end_of(session: &mut Session, bytes: &[u8]) -> End {
    session.feed(bytes);
    loop {
        match session.next_event() {
            Ok(Some(_)) => {}
            Ok(None) => panic!("{bytes:x?} is taken"),
            Err(end) => return end,
        }
    }
}

#[test]
fn the_first_packet_says_what_the_standard_wants() {
    let mut session = Session::new(NOW, &connect());
    // CONNECT with MQTT 5, flags, 20 s; 300 s of session, 256 messages, 64 KiB; the name; the will after 20 s, for 180 s.
    let expected = [
        &b"\x10\x38\0\x04MQTT\x05\x2c\0\x14"[..],
        b"\x0d\x11\0\0\x01\x2c\x21\x01\0\x27\0\x01\0\0",
        b"\0\x08salle204",
        b"\x0a\x18\0\0\0\x14\x02\0\0\0\xb4\0\x03a/b\0\x04gone",
    ];
    assert_eq!(sent(&mut session), expected.concat());
    let mut session = Session::new(NOW, &Connect { password: Some(b"secret".to_vec()), ..connect() });
    let out = sent(&mut session);
    assert_eq!(out[9], 0b1110_1100);
    assert!(out.ends_with(b"\0\x08salle204\0\x06secret"), "the name goes with the password alone");
}

#[test]
fn what_comes_in_its_order_is_handed_on() {
    let mut session = let_in(&[]);
    session.subscribe(NOW, &[Subscription { filter: "a/+".into(), is_acknowledged: true }]);
    assert_eq!(sent(&mut session), [0x82, 9, 0, 1, 0, 0, 3, b'a', b'/', b'+', 1]);
    let id = session.publish(NOW, "a/b", b"hello", None).unwrap();
    assert_eq!(sent(&mut session), [0x32, 13, 0, 3, b'a', b'/', b'b', 0, 2, 0, b'h', b'e', b'l', b'l', b'o']);
    session.feed(&packet(0x90, &[0, 1, 0, 1]));
    session.feed(&publish("a/c", b"x", Some(7), false));
    session.feed(&packet(0x40, &[0, 2]));
    session.feed(&publish("a/d", b"", None, true));
    assert_eq!(session.next_event(), Ok(Some(Event::Subscribed)));
    let seven = std::num::NonZeroU16::new(7);
    assert_eq!(
        session.next_event(),
        Ok(Some(Event::Message(Message { topic: "a/c", payload: b"x", id: seven, is_retained: false })))
    );
    session.acknowledge(NOW, seven.unwrap());
    assert_eq!(sent(&mut session), [0x40, 2, 0, 7]);
    assert_eq!(session.next_event(), Ok(Some(Event::Taken(id))));
    assert_eq!(
        session.next_event(),
        Ok(Some(Event::Message(Message { topic: "a/d", payload: b"", id: None, is_retained: true })))
    );
    assert_eq!(session.next_event(), Ok(None));
    session.disconnect(true);
    assert_eq!(sent(&mut session), [0xe0, 1, 4]);
    session.disconnect(false);
    assert_eq!(sent(&mut session), [0xe0, 0]);
}

#[test]
fn what_has_no_place_ends_the_connection() {
    let mut early = Session::new(NOW, &connect());
    assert!(matches!(end_of(&mut early, &publish("a", b"", None, false)), End::Unexpected(_)));
    let mut refused = Session::new(NOW, &connect());
    assert_eq!(end_of(&mut refused, &packet(0x20, &[0, 0x87, 0])), End::Refused(Reason(0x87)));
    let mut unable = Session::new(NOW, &connect());
    assert!(matches!(end_of(&mut unable, &packet(0x20, &[0, 0, 2, 0x24, 0])), End::Unable(_)));
    assert!(matches!(end_of(&mut let_in(&[]), &packet(0x20, &[0, 0, 0])), End::Unexpected(_)));
    assert!(matches!(end_of(&mut let_in(&[]), &packet(0x40, &[0, 1])), End::Unexpected(_)));
    assert!(matches!(end_of(&mut let_in(&[]), &packet(0x90, &[0, 1, 0, 1])), End::Unexpected(_)));
    assert_eq!(end_of(&mut let_in(&[]), &packet(0xe0, &[0x8e])), End::Disconnected(Reason::TAKEN_OVER));
    let mut session = let_in(&[]);
    session.subscribe(NOW, &[Subscription { filter: "a".into(), is_acknowledged: true }]);
    assert_eq!(end_of(&mut session, &packet(0x90, &[0, 1, 0, 0x87])), End::NotSubscribed(Reason(0x87)));
    let mut session = let_in(&[]);
    session.publish(NOW, "a", b"", None).unwrap();
    assert_eq!(end_of(&mut session, &packet(0x40, &[0, 1, 0x87, 0])), End::NotPublished(Reason(0x87)));
}

/// What MQTT forbids a broker, and what was not asked for.
#[test]
fn what_is_malformed_is_not_taken() {
    let long = [&[0x30, 0xff, 0xff, 0x7f][..]].concat();
    for bytes in [
        // Packets that only clients send, that were not asked for, or that do not exist.
        packet(0x10, &[]),
        packet(0x00, &[]),
        packet(0x50, &[0, 1]),
        packet(0x82, &[0, 1, 0]),
        packet(0xb0, &[0, 1, 0, 0]),
        packet(0xc0, &[]),
        packet(0xf0, &[]),
        // Flags, lengths.
        packet(0xd1, &[]),
        packet(0xd0, &[0]),
        packet(0x41, &[0, 1]),
        vec![0x30, 0x80, 0x80, 0x80, 0x80, 0x01],
        vec![0xd0, 0x80, 0x00],
        long,
        // PUBLISH: QoS 3, QoS 2, QoS 0 once more, identifier 0, topics, UTF-8, aliases, a property twice, a property too long.
        packet(0x36, &[0, 1, b'a', 0, 1, 0]),
        packet(0x34, &[0, 1, b'a', 0, 1, 0]),
        packet(0x38, &[0, 1, b'a', 0]),
        packet(0x32, &[0, 1, b'a', 0, 0, 0]),
        packet(0x30, &[0, 0, 0]),
        packet(0x30, &[0, 1, b'+', 0]),
        packet(0x30, &[0, 1, b'#', 0]),
        packet(0x30, &[0, 1, 0xff, 0]),
        packet(0x30, &[0, 1, 0, 0]),
        packet(0x30, &[0, 5, b'a', 0]),
        packet(0x30, &[0, 1, b'a', 3, 0x23, 0, 1]),
        packet(0x30, &[0, 1, b'a', 2, 0x0b, 1]),
        packet(0x30, &[0, 1, b'a', 4, 0x01, 0, 0x01, 0]),
        packet(0x30, &[0, 1, b'a', 2, 0x01, 2]),
        packet(0x30, &[0, 1, b'a', 9, 0x01, 0]),
        packet(0x30, &[0, 1, b'a', 0x80, 0x00]),
        // CONNACK: flags, a session with a no, maxima of nothing.
        packet(0x20, &[2, 0, 0]),
        packet(0x20, &[1, 0x87, 0]),
        packet(0x20, &[0, 0, 3, 0x21, 0, 0]),
        packet(0x20, &[0, 0, 5, 0x27, 0, 0, 0, 0]),
        packet(0x20, &[0, 0]),
        packet(0x20, &[0, 0, 0, 0]),
        // Acknowledgements.
        packet(0x40, &[0, 0]),
        packet(0x40, &[0]),
        packet(0x40, &[0, 1, 0, 0, 0]),
        packet(0x90, &[0, 1, 0]),
        packet(0x90, &[0, 1, 0, 3]),
        packet(0xe0, &[0, 5, 0x11, 0, 0, 0, 0]),
    ] {
        let mut reader = Reader::default();
        reader.feed(&bytes);
        assert!(reader.next_packet().is_err(), "{bytes:x?}: {:?}", reader.next_packet());
    }
}

#[test]
fn the_broker_is_asked_whether_it_is_there_and_must_answer() {
    let at = |s: u64| NOW + Duration::from_secs(s);
    let mut session = let_in(&[]);
    assert_eq!(session.next_timeout(), Some(at(20)));
    session.run_timers(at(19)).unwrap();
    assert!(sent(&mut session).is_empty());
    session.run_timers(at(20)).unwrap();
    assert_eq!(sent(&mut session), [0xc0, 0]);
    assert_eq!(session.next_timeout(), Some(at(30)));
    session.feed(&packet(0xd0, &[]));
    assert_eq!(session.next_event(), Ok(Some(Event::Alive)));
    session.run_timers(at(30)).unwrap();
    assert_eq!(session.next_timeout(), Some(at(40)));
    session.run_timers(at(40)).unwrap();
    assert_eq!(session.run_timers(at(50)), Err(End::Silent));
    // The broker's own time holds.
    assert_eq!(let_in(&[0x13, 0, 5]).next_timeout(), Some(at(5)));
    assert_eq!(let_in(&[0x13, 0, 0]).next_timeout(), None);
}

#[test]
fn no_more_is_sent_than_the_broker_takes() {
    let mut session = Session::new(NOW, &connect());
    assert_eq!(session.publish(NOW, "a", b"", None), Err(PublishError::NotConnected));
    let mut session = let_in(&[0x21, 0, 2]);
    let first = session.publish(NOW, "a", b"", None).unwrap();
    session.publish(NOW, "a", b"", None).unwrap();
    assert_eq!(session.publish(NOW, "a", b"", None), Err(PublishError::Full));
    session.feed(&packet(0x40, &[0, first.get() as u8]));
    assert_eq!(session.next_event(), Ok(Some(Event::Taken(first))));
    assert_ne!(session.publish(NOW, "a", b"", None), Ok(first), "a number is not given again at once");
    let mut session = let_in(&[0x27, 0, 0, 0, 16]);
    assert_eq!(session.publish(NOW, "a", &[0; 16], None), Err(PublishError::TooLong));
    session.publish(NOW, "a", &[0; 8], None).unwrap();
    // Numbers come round, and none is given twice.
    let mut session = let_in(&[]);
    let kept = session.publish(NOW, "a", b"", None).unwrap();
    for _ in 0..70_000 {
        let id = session.publish(NOW, "a", b"", None).unwrap();
        assert_ne!(id, kept);
        sent(&mut session);
        session.feed(&packet(0x40, &id.get().to_be_bytes()));
        assert_eq!(session.next_event(), Ok(Some(Event::Taken(id))));
    }
}

fn read_all(pieces: impl Iterator<Item = Vec<u8>>) -> (Vec<(String, Vec<u8>)>, bool) {
    let (mut reader, mut found) = (Reader::default(), Vec::new());
    for piece in pieces {
        reader.feed(&piece);
        loop {
            match reader.next_packet() {
                Ok(Some(Packet::Publish(Publish { topic, payload, .. }))) => found.push((topic.into(), payload.into())),
                Ok(Some(other)) => found.push((format!("{other:?}"), Vec::new())),
                Ok(None) => break,
                Err(_) => return (found, true),
            }
        }
        assert!(reader.held_bytes() < PACKET_BYTES_MAX + piece.len());
    }
    (found, false)
}

proptest! {
    #[test]
    fn messages_are_read_however_they_are_cut(
        messages in vec(("[a-z/]{1,20}", vec(any::<u8>(), 0..300), any::<bool>()), 0..8),
        cut in 1_usize..50,
    ) {
        let mut bytes = Vec::new();
        for (n, (topic, payload, qos)) in messages.iter().enumerate() {
            bytes.extend(publish(topic, payload, qos.then_some(n as u16 + 1), false));
        }
        let (found, failed) = read_all(bytes.chunks(cut).map(<[u8]>::to_vec));
        let expected: Vec<_> = messages.into_iter().map(|(topic, payload, _)| (topic, payload)).collect();
        prop_assert!(!failed);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn any_bytes_are_read_alike_whole_and_one_by_one(bytes in vec(any::<u8>(), 0..200)) {
        let whole = read_all(std::iter::once(bytes.clone()));
        prop_assert_eq!(whole, read_all(bytes.iter().map(|&byte| vec![byte])));
    }

    #[test]
    fn any_bytes_behind_a_beginning_are_read_alike(
        first in prop_oneof![Just(0x20_u8), Just(0x30), Just(0x32), Just(0x40), Just(0x90), Just(0xe0)],
        body in vec(prop_oneof![Just(0_u8), Just(1), Just(2), Just(0x1f), Just(0x26), any::<u8>()], 0..40),
    ) {
        let bytes = packet(first, &body);
        let whole = read_all(std::iter::once(bytes.clone()));
        prop_assert_eq!(whole, read_all(bytes.chunks(3).map(<[u8]>::to_vec)));
    }
}
