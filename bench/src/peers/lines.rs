//! The bare programs' protocol: a line goes to every other socket.

use std::io::Write;

use crate::dialect::{Dialect, Event};

/// Clients of `bin/bare.rs`.
pub(crate) struct Lines;

impl Dialect for Lines {
    fn name(&self) -> &'static str {
        "lines"
    }

    fn packet_bytes(&self, input: &[u8]) -> Option<usize> {
        memchr::memchr(b'\n', input).map(|end| end + 1)
    }

    fn come_in(&self, client: u32, out: &mut Vec<u8>) {
        // Writing to a vector cannot fail.
        let _ = writeln!(out, "#{client}");
    }

    fn event<'a>(&self, _client: u32, packet: &'a [u8], _out: &mut Vec<u8>) -> Event<'a> {
        match packet.first() {
            Some(b'#') => Event::Identified,
            Some(b'~') => Event::Message(packet),
            _ => Event::Other,
        }
    }

    fn to_all(&self, _client: u32, text: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(text);
        out.push(b'\n');
    }

    fn to_one(&self, _client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) {
        let _ = write!(out, "@{receiver} ");
        self.to_all(0, text, out);
    }

    fn message_overhead_bytes(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        let mut out = Vec::new();
        Lines.come_in(7, &mut out);
        Lines.to_one(0, 7, b"~x", &mut out);
        assert_eq!(out, b"#7\n@7 ~x\n");
        assert_eq!((Lines.packet_bytes(&out), Lines.packet_bytes(b"#7")), (Some(3), None));
        for (line, told) in [("#7\n", Event::Identified), ("~x\n", Event::Message(b"~x\n")), ("\n", Event::Other)] {
            assert_eq!(Lines.event(7, line.as_bytes(), &mut Vec::new()), told);
        }
    }
}
