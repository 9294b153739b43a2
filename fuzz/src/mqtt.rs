//! A school's broker that says anything.
//!
//! Owns what has to hold of it. Called by the fuzzer and by the server's test `fuzz_corpus`, as `targets`.

use std::time::Duration;

use classcord_server::campus::mqtt::{PACKET_BYTES_MAX, Reader};
use classcord_server::campus::{Campus, CampusOptions, Here, SERVERS_MAX, Wish};
use classcord_server::chat::origin::Epoch;

/// CONNACK, with which everything begins.
const LET_IN: [u8; 5] = [0x20, 3, 0, 0, 0];

/// The packets in bytes that come in such pieces, as text, and whether all of them were some.
fn packets(bytes: &[u8], cut: usize) -> (Vec<String>, bool) {
    let (mut reader, mut found) = (Reader::default(), Vec::new());
    for piece in bytes.chunks(cut) {
        reader.feed(piece);
        loop {
            match reader.next_packet() {
                Ok(Some(packet)) => found.push(format!("{packet:?}")),
                Ok(None) => break,
                Err(_) => return (found, false),
            }
        }
        assert!(reader.held_bytes() < PACKET_BYTES_MAX, "more is held than a packet may have");
    }
    (found, true)
}

/// Checks the reader of packets, the same however they are cut, and a server that is told anything: it knows no more servers than it
/// may, and either goes on or waits for another try. The first byte is how the rest is cut; from 128 on the broker's consent is in it too.
pub fn mqtt(data: &[u8]) {
    let Some((&first, bytes)) = data.split_first() else { return };
    let cut = usize::from(first % 128).max(1);
    assert_eq!(packets(bytes, usize::MAX), packets(bytes, cut));

    let mut now = Duration::from_secs(1);
    let (Ok(school), Ok(name)) = ("lycee".parse(), "salle101".parse()) else { return };
    let mut campus = Campus::new(now, CampusOptions { school, name, epoch: Epoch(1), password: None, run: 1 });
    campus.handle_timeout(now, Here::default());
    assert_eq!(campus.take_wish(), Some(Wish::Open));
    campus.opened(now);
    if first < 128 {
        campus.received(now, &LET_IN, Here::default());
        assert_eq!(campus.standing().0, "connected");
    }
    for piece in bytes.chunks(cut) {
        campus.received(now, piece, Here::default());
        now += Duration::from_millis(100);
        campus.handle_timeout(now, Here::default());
    }
    campus.take_output(&mut Vec::new());
    campus.take_notices();
    assert!(campus.servers().iter().count() <= SERVERS_MAX);
    let is_over = matches!(campus.standing().0, "waiting" | "stopped");
    assert_eq!(campus.take_wish() == Some(Wish::Close), is_over);
}
