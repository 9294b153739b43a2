//! ClassCord's own protocol as a browser speaks it: lines in frames of WebSocket.
//!
//! Owns [`Browser`], a [`Dialect`] around [`Classcord`]'s. Its masks are zeros, which cost a client nothing and the server the
//! same as any.

use std::cell::RefCell;

use memchr::memmem;

use super::classcord::Classcord;
use super::dialect::{Ask, Dialect, Event};

/// The handshake. A literal address is known to every server, whatever its own is.
const HANDSHAKE: &[u8] = b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nUpgrade: websocket\r\n\
    Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

/// Header of a delivered message, less the end of its line: the shortest has more than 125 bytes.
const HEADER_MORE_BYTES: usize = 3;

/// Lines in frames.
#[derive(Debug)]
pub struct Browser {
    inner: Classcord,
    /// The lines that are put into frames next.
    lines: RefCell<Vec<u8>>,
}

impl Browser {
    /// Around the dialect that has the lines.
    pub fn new(inner: Classcord) -> Self {
        Self { inner, lines: RefCell::new(Vec::new()) }
    }

    /// Appends what is written as lines, each as a frame.
    fn frames<T>(&self, out: &mut Vec<u8>, write: impl FnOnce(&Classcord, &mut Vec<u8>) -> T) -> T {
        let mut lines = self.lines.borrow_mut();
        lines.clear();
        let result = write(&self.inner, &mut lines);
        for line in lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
            out.push(0x81);
            match u16::try_from(line.len()) {
                Ok(length @ 0..126) => out.push(0x80 | length as u8),
                Ok(length) => {
                    out.push(0x80 | 126);
                    out.extend(length.to_be_bytes());
                }
                Err(_) => {
                    out.push(0x80 | 127);
                    out.extend((line.len() as u64).to_be_bytes());
                }
            }
            out.extend([0; 4]);
            out.extend_from_slice(line);
        }
        result
    }
}

/// Bytes of the header and of the payload of a server's frame, once its header is there.
fn lengths(frame: &[u8]) -> Option<(usize, usize)> {
    Some(match *frame {
        [_, 127, a, b, c, d, e, f, g, h, ..] => {
            (10, usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h])).ok()?)
        }
        [_, 126, a, b, ..] => (4, u16::from_be_bytes([a, b]).into()),
        [_, length @ 0..126, ..] => (2, length.into()),
        _ => return None,
    })
}

/// The line in a packet, be it a frame or a line itself.
pub(super) fn line_in(packet: &[u8]) -> &[u8] {
    if packet.first() == Some(&0x81) {
        lengths(packet).and_then(|(header, _)| packet.get(header..)).unwrap_or_default()
    } else {
        packet
    }
}

impl Dialect for Browser {
    fn name(&self) -> &'static str {
        "websocket"
    }

    fn packet_bytes(&self, input: &[u8]) -> Option<usize> {
        if input.first() == Some(&b'H') {
            return memmem::find(input, b"\r\n\r\n").map(|end| end + 4);
        }
        let (header, payload) = lengths(input)?;
        Some(header + payload).filter(|&bytes| bytes <= input.len())
    }

    fn come_in(&self, client: u32, out: &mut Vec<u8>) {
        out.extend_from_slice(HANDSHAKE);
        self.frames(out, |inner, lines| inner.come_in(client, lines));
    }

    fn event<'a>(&self, client: u32, packet: &'a [u8], out: &mut Vec<u8>) -> Event<'a> {
        if packet.first() == Some(&b'H') {
            return if packet.starts_with(b"HTTP/1.1 101 ") { Event::Other } else { Event::Refused };
        }
        self.frames(out, |inner, lines| inner.event(client, line_in(packet), lines))
    }

    fn to_all(&self, client: u32, text: &[u8], out: &mut Vec<u8>) {
        self.frames(out, |inner, lines| inner.to_all(client, text, lines));
    }

    fn to_one(&self, client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) {
        self.frames(out, |inner, lines| inner.to_one(client, receiver, text, lines));
    }

    fn message_overhead_bytes(&self) -> usize {
        self.inner.message_overhead_bytes() + HEADER_MORE_BYTES
    }

    fn announces_arrivals(&self) -> bool {
        self.inner.announces_arrivals()
    }

    fn ask(&self, ask: Ask, out: &mut Vec<u8>) -> bool {
        self.frames(out, |inner, lines| inner.ask(ask, lines))
    }

    fn change_state(&self, state: &str, out: &mut Vec<u8>) -> bool {
        self.frames(out, |inner, lines| inner.change_state(state, lines))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_whole_or_not_there_and_have_lines_in_them() {
        let browser = Browser::new(Classcord::new(1, false));
        let mut out = Vec::new();
        browser.come_in(0, &mut out);
        let frames = &out[HANDSHAKE.len()..];
        assert_eq!(frames[..2], [0x81, 0x80 | 57], "{frames:?}");
        let line = format!(r#"{{"type":"hello","more":"{}"}}"#, "x".repeat(200));
        let packet = [&[0x81, 126][..], &(line.len() as u16).to_be_bytes(), line.as_bytes()].concat();
        for end in 0..packet.len() {
            assert_eq!(browser.packet_bytes(&packet[..end]), None, "{end}");
        }
        assert_eq!(browser.packet_bytes(&[&packet[..], b"next"].concat()), Some(packet.len()));
        assert_eq!(browser.event(0, &packet, &mut Vec::new()), Event::Identified);
        assert_eq!(line_in(&packet), line.as_bytes());
        assert_eq!(browser.event(0, b"HTTP/1.1 403 Forbidden\r\n\r\n", &mut Vec::new()), Event::Refused);
    }
}
