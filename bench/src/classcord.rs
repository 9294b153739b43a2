//! ClassCord's own protocol, from the client's side.
//!
//! Owns [`Classcord`], a [`Dialect`]. It looks for the few marks it needs instead of parsing every line: a generator that
//! is slower than the server would measure itself.

use std::io::Write;

use memchr::memchr;
use memchr::memmem::{self, Finder};
use serde::Deserialize;

use super::body::{BODY_BYTES_MIN, Body, MARK};
use super::browser::line_in;
use super::dialect::{Ask, Dialect, Event};

/// The password of the generator's accounts, which own nothing.
const PASSWORD: &str = "classcord-bench";

/// A message to everybody as the server sends it, with an empty text: what a text costs besides itself.
const RELAYED: &str = concat!(
    r#"{"type":"message","subtype":"global","to":"global","from":"bench-0000-00000","content":"","#,
    r##""channel":"#g\u00e9n\u00e9ral","timestamp":"2025-06-20T17:14:06.611042","id":1234567}"##,
    "\n"
);

/// Lines from a client on.
#[derive(Debug)]
pub struct Classcord {
    accounts: bool,
    /// The beginning of the names of this run's clients; their number follows.
    prefix: String,
    text: Finder<'static>,
}

impl Classcord {
    /// With accounts instead of guests if wanted; `run` keeps the names of guests apart from those of other runs.
    pub fn new(run: u16, accounts: bool) -> Self {
        let prefix = if accounts { "bench-".to_owned() } else { format!("bench-{run:04x}-") };
        Self { accounts, prefix, text: Finder::new(r#""content":"~"#) }
    }

    fn push_name(&self, client: u32, out: &mut Vec<u8>) {
        // Writing to a vector cannot fail.
        let _ = write!(out, "{}{client:05}", self.prefix);
    }

    fn push_credentials(&self, kind: &str, client: u32, out: &mut Vec<u8>) {
        let _ = write!(out, r#"{{"type":"{kind}","username":""#);
        self.push_name(client, out);
        let _ = writeln!(out, r#"","password":"{PASSWORD}"}}"#);
    }

    /// The client of this run that a name belongs to.
    fn client_of(&self, name: &[u8]) -> Option<u32> {
        let digits = name.strip_prefix(self.prefix.as_bytes())?;
        std::str::from_utf8(digits).ok()?.parse().ok()
    }
}

impl Dialect for Classcord {
    fn name(&self) -> &'static str {
        "classcord"
    }

    fn packet_bytes(&self, input: &[u8]) -> Option<usize> {
        memchr(b'\n', input).map(|end| end + 1)
    }

    fn come_in(&self, client: u32, out: &mut Vec<u8>) {
        if self.accounts {
            self.push_credentials("register", client, out);
            return;
        }
        out.extend_from_slice(br#"{"type":"message","from":""#);
        self.push_name(client, out);
        // The answer to the second line shows that the server has done the first.
        out.extend_from_slice(b"\",\"content\":\"\"}\n{\"type\":\"hello\"}\n");
    }

    fn event<'a>(&self, client: u32, packet: &'a [u8], out: &mut Vec<u8>) -> Event<'a> {
        let Some(rest) = packet.strip_prefix(br#"{"type":""#) else { return Event::Other };
        if rest.starts_with(b"message") {
            let Some(at) = self.text.find(rest) else { return Event::Other };
            // What was said before this client came.
            if rest.trim_ascii_end().ends_with(br#""history":true}"#) {
                return Event::Other;
            }
            Event::Message(&rest[at + self.text.needle().len() - 1..])
        } else if rest.starts_with(b"status") {
            // A storm is nearly all of these.
            let online = rest.strip_suffix(b"\n").unwrap_or(rest).ends_with(b"\"state\":\"online\"}");
            let name = rest.strip_prefix(br#"status","user":""#).filter(|_| online);
            let name = name.and_then(|name| name.get(..memchr(b'"', name)?));
            name.and_then(|name| self.client_of(name)).map_or(Event::Other, Event::Arrived)
        } else if rest.starts_with(b"users") {
            Event::Answer(Ask::Users.kind())
        } else if rest.starts_with(b"ack") {
            Event::Answer(Ask::Ack.kind())
        } else if rest.starts_with(b"history") {
            Event::Answer(Ask::History { limit: 0, before: None }.kind())
        } else if rest.starts_with(b"hello") {
            Event::Identified
        } else if rest.starts_with(br#"register","status":"ok""#)
            || memmem::find(rest, b"Username already exists.").is_some()
        {
            self.push_credentials("login", client, out);
            Event::Other
        } else if rest.starts_with(br#"login","status":"ok""#) {
            out.extend_from_slice(b"{\"type\":\"hello\"}\n");
            Event::Other
        } else if rest.starts_with(b"error") {
            Event::Refused
        } else {
            Event::Other
        }
    }

    fn to_all(&self, _client: u32, text: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"type":"message","subtype":"global","to":"global","content":""#);
        out.extend_from_slice(text);
        out.extend_from_slice(b"\"}\n");
    }

    fn to_one_for_ack(&self, client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) -> bool {
        self.to_one(client, receiver, text, out);
        out.truncate(out.len() - b"}\n".len());
        out.extend_from_slice(b",\"ack\":1}\n");
        true
    }

    fn to_one(&self, _client: u32, receiver: u32, text: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"type":"message","subtype":"private","to":""#);
        self.push_name(receiver, out);
        out.extend_from_slice(br#"","content":""#);
        out.extend_from_slice(text);
        out.extend_from_slice(b"\"}\n");
    }

    fn message_overhead_bytes(&self) -> usize {
        RELAYED.len()
    }

    fn announces_arrivals(&self) -> bool {
        true
    }

    fn ask(&self, ask: Ask, out: &mut Vec<u8>) -> bool {
        match ask {
            Ask::Users => out.extend_from_slice(b"{\"type\":\"users\"}\n"),
            Ask::History { limit, before } => {
                let _ = write!(out, r#"{{"type":"history","limit":{limit}"#);
                if let Some(before) = before {
                    let _ = write!(out, r#","before":{before}"#);
                }
                out.extend_from_slice(b"}\n");
            }
            // Asked for with a message.
            Ask::Ack => return false,
        }
        true
    }

    fn change_state(&self, state: &str, out: &mut Vec<u8>) -> bool {
        let _ = writeln!(out, r#"{{"type":"status","state":"{state}"}}"#);
        true
    }
}

/// An answer to `history`.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    messages: Vec<Stored>,
    /// True if there are older ones.
    pub(super) more: bool,
}

#[derive(Debug, Deserialize)]
struct Stored {
    id: u64,
    content: String,
}

impl Page {
    /// Reads the line of an answer, in a frame or by itself.
    pub(super) fn read(packet: &[u8]) -> Option<Self> {
        serde_json::from_slice(line_in(packet)).ok()
    }

    /// The lowest id on the page.
    pub(super) fn oldest(&self) -> Option<u64> {
        self.messages.iter().map(|message| message.id).min()
    }

    /// The number of messages on it.
    pub(super) fn len(&self) -> usize {
        self.messages.len()
    }

    /// True if ids grow, and messages of one stream follow each other without a gap.
    pub(super) fn is_in_order(&self) -> bool {
        let bodies = || self.messages.iter().filter_map(|message| Body::read(message.content.as_bytes()));
        self.messages.is_sorted_by(|a, b| a.id < b.id)
            && bodies()
                .zip(bodies().skip(1))
                .all(|(a, b)| (a.run, a.stream) != (b.run, b.stream) || a.number.checked_add(1) == Some(b.number))
    }
}

const _: () = assert!(BODY_BYTES_MIN > 0 && MARK == b'~', "the text's mark stands in the search for it");

#[cfg(test)]
mod tests {
    use super::*;

    fn event(line: &str) -> Event<'_> {
        Classcord::new(0xab, false).event(0, line.as_bytes(), &mut Vec::new())
    }

    #[test]
    fn lines_are_told_apart() {
        let message = r#"{"type":"message","subtype":"global","from":"x","content":"~00ab","id":7}"#;
        assert_eq!(event(message), Event::Message(br#"~00ab","id":7}"#));
        assert_eq!(event(r#"{"type":"message","content":"~00ab","history":true}"#), Event::Other);
        assert_eq!(event(r#"{"type":"message","subtype":"system","content":"Bienvenue"}"#), Event::Other);
        let arrived = "{\"type\":\"status\",\"user\":\"bench-00ab-00012\",\"state\":\"online\"}\n";
        assert_eq!(event(arrived), Event::Arrived(12));
        assert_eq!(event(r#"{"type":"status","user":"bench-00ab-00012","state":"away"}"#), Event::Other);
        assert_eq!(event(&arrived.replace("00ab", "00cd")), Event::Other);
        assert_eq!(event(r#"{"type":"users","users":[],"states":{}}"#), Event::Answer(0));
        assert_eq!(event(r#"{"type":"ack","ack":1,"id":7}"#), Event::Answer(Ask::Ack.kind()));
        assert_eq!(event(r#"{"type":"error","message":"no","code":"rate_limited"}"#), Event::Refused);
        assert_eq!(event("nonsense"), Event::Other);
    }

    #[test]
    fn an_account_that_exists_is_logged_in_to() {
        let dialect = Classcord::new(1, true);
        for answer in [
            r#"{"type":"register","status":"ok"}"#,
            r#"{"type":"error","message":"Username already exists.","code":"name_taken"}"#,
        ] {
            let mut out = Vec::new();
            assert_eq!(dialect.event(3, answer.as_bytes(), &mut out), Event::Other);
            assert!(out.starts_with(br#"{"type":"login","username":"bench-00003""#), "{out:?}");
        }
    }

    #[test]
    fn a_page_with_a_gap_is_noticed() {
        let page = |numbers: &[u32]| {
            let messages: Vec<serde_json::Value> = numbers
                .iter()
                .zip(10..)
                .map(|(&number, id)| {
                    let mut text = Vec::new();
                    Body { run: 1, stream: 2, number, sent_ns: 3 }.write(0, &mut text);
                    serde_json::json!({"id": id, "content": String::from_utf8(text).unwrap()})
                })
                .collect();
            let line = serde_json::json!({"type": "history", "messages": messages, "more": false}).to_string();
            Page::read(line.as_bytes()).unwrap()
        };
        assert!(page(&[4, 5, 6]).is_in_order());
        assert!(!page(&[4, 6]).is_in_order());
        assert!(!page(&[5, 4]).is_in_order());
        assert_eq!((page(&[4, 5]).oldest(), page(&[4, 5]).len()), (Some(10), 2));
    }
}
