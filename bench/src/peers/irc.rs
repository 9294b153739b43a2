//! IRC (RFC 2812), for ngircd and inspircd: everybody is in one channel.

use std::io::Write;

use crate::dialect::{Ask, Dialect, Event};
use memchr::memmem;

/// A message as it is delivered, with an empty text. Servers show the host in their own ways; this is about right.
const RELAYED: &str = ":b00000!~b@127.0.0.1 PRIVMSG #bench :\r\n";

/// Clients of an IRC server.
pub(crate) struct Irc {
    /// True if they join the channel; without it nobody hears of anybody.
    pub(crate) join: bool,
}

fn is_reply(packet: &[u8], code: &[u8]) -> bool {
    packet.first() == Some(&b':') && packet.split(|&byte| byte == b' ').nth(1) == Some(code)
}

impl Dialect for Irc {
    fn name(&self) -> &'static str {
        "irc"
    }

    fn packet_bytes(&self, input: &[u8]) -> Option<usize> {
        memchr::memchr(b'\n', input).map(|end| end + 1)
    }

    fn come_in(&self, client: u32, out: &mut Vec<u8>) {
        // Writing to a vector cannot fail.
        let _ = write!(out, "NICK b{client:05}\r\nUSER b 0 * :b\r\n");
    }

    fn event<'a>(&self, client: u32, packet: &'a [u8], out: &mut Vec<u8>) -> Event<'a> {
        if let Some(at) = memmem::find(packet, b" :~") {
            return Event::Message(&packet[at + 2..]);
        }
        if let Some(token) = packet.strip_prefix(b"PING ") {
            out.extend_from_slice(b"PONG ");
            out.extend_from_slice(token);
            return Event::Other;
        }
        // RPL_WELCOME; RPL_ENDOFNAMES, the last of the answer to JOIN.
        if is_reply(packet, b"001") {
            if !self.join {
                return Event::Identified;
            }
            out.extend_from_slice(b"JOIN #bench\r\n");
        } else if is_reply(packet, b"366") {
            return Event::Identified;
        } else if is_reply(packet, b"JOIN") {
            let who = packet[1..].split(|&byte| byte == b'!').next().and_then(|nick| nick.strip_prefix(b"b"));
            let number = who.and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
            return number.filter(|&number| number != client).map_or(Event::Other, Event::Arrived);
        } else if is_reply(packet, b"315") {
            // RPL_ENDOFWHO.
            return Event::Answer(Ask::Users.kind());
        } else if packet.starts_with(b"ERROR") || packet.split(|&b| b == b' ').nth(1).is_some_and(is_error) {
            return Event::Refused;
        }
        Event::Other
    }

    fn to_all(&self, _client: u32, text: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(b"PRIVMSG #bench :");
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
    }

    fn to_one(&self, _client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) {
        let _ = write!(out, "PRIVMSG b{receiver:05} :");
        out.extend_from_slice(text);
        out.extend_from_slice(b"\r\n");
    }

    fn message_overhead_bytes(&self) -> usize {
        RELAYED.len()
    }

    fn announces_arrivals(&self) -> bool {
        self.join
    }
}

/// Error replies are 400 to 599 (RFC 2812, section 5.2); 422 says only that there is no message of the day.
fn is_error(code: &[u8]) -> bool {
    matches!(code, [b'4' | b'5', _, _]) && code != b"422"
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The event that client 3 makes of a line, and its answer.
    fn event(join: bool, line: &str) -> (String, String) {
        let mut out = Vec::new();
        let event = format!("{:?}", Irc { join }.event(3, line.as_bytes(), &mut out));
        (event, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_client_comes_in_by_the_servers_answers() {
        let identified = ("Identified".to_owned(), String::new());
        assert_eq!(event(true, ":s 001 b00003 :Welcome\r\n"), ("Other".to_owned(), "JOIN #bench\r\n".to_owned()));
        assert_eq!(event(true, ":s 366 b00003 #bench :End\r\n"), identified);
        assert_eq!(event(false, ":s 001 b00003 :Welcome\r\n"), identified);
        assert_eq!(event(true, "PING :x\r\n").1, "PONG :x\r\n");
    }

    #[test]
    fn lines_are_told_apart() {
        let text = Irc { join: true }.event(3, b":b00004!~b@h PRIVMSG #bench :~00ab\r\n", &mut Vec::new());
        assert_eq!(text, Event::Message(b"~00ab\r\n"));
        for (line, told) in [
            (":b00004!~b@h JOIN :#bench\r\n", "Arrived(4)"),
            (":b00003!~b@h JOIN :#bench\r\n", "Other"),
            (":stranger!~b@h JOIN :#bench\r\n", "Other"),
            (":s 315 b00003 #bench :End\r\n", "Answer(0)"),
            (":s 433 * b00003 :In use\r\n", "Refused"),
            (":s 422 b00003 :No message of the day\r\n", "Other"),
            ("ERROR :Closing link\r\n", "Refused"),
            ("\n", "Other"),
        ] {
            assert_eq!(event(true, line).0, told, "{line:?}");
        }
    }
}
