//! Frames of WebSocket, beside another program's opinion of them; and heads of HTTP.
//!
//! Owns what has to hold of both. Called by the fuzzer and by the server's test `fuzz_corpus`, as `targets`.

use std::io::{self, Cursor, Read, Write};

use classcord_server::chat::text::Lang;
use classcord_server::net::LineLimit;
use classcord_server::net::websocket::{CloseCode, FrameDecoder, MessageLimit, Received};
use classcord_server::web::{Answer, Asker, Hosts, Site};
use tungstenite::protocol::{Role, WebSocketConfig};
use tungstenite::{Error, Message, WebSocket};

/// What of a stream others hear of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Seen {
    Text(Vec<u8>),
    Binary(Vec<u8>),
    TooLong,
    Ping(Vec<u8>),
    End(End),
}

/// The end of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Goodbye,
    NoText,
    Broken,
}

impl Seen {
    fn is_message(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Binary(_))
    }
}

/// Checks the decoder of frames: the same however they are cut, never more held than a message may have, and what
/// tungstenite makes of them. The first byte is how they are cut, the second the longest message.
pub fn frames(data: &[u8]) {
    let [cut, longest, bytes @ ..] = data else { return };
    let any = MessageLimit { length: LineLimit::of(usize::MAX / 4), binary: true };
    let whole = ours(bytes, bytes.len().max(1), any);
    assert_eq!(ours(bytes, usize::from(*cut) + 1, any), whole, "cut into pieces of {}", usize::from(*cut) + 1);
    assert_eq!(ours(bytes, 1, any), whole, "byte by byte");
    compare(&whole, &theirs(bytes));
    let limit = MessageLimit { length: LineLimit::strictly((*longest).into()), binary: true };
    let limited = ours(bytes, bytes.len().max(1), limit);
    assert_eq!(ours(bytes, usize::from(*cut) + 1, limit), limited, "cut into pieces of {}", usize::from(*cut) + 1);
    let short = |seen: &&Seen| match seen {
        Seen::Text(it) | Seen::Binary(it) => it.len() <= usize::from(*longest),
        _ => true,
    };
    let expected: Vec<&Seen> = whole.iter().filter(short).collect();
    let rest: Vec<&Seen> = limited.iter().filter(|seen| **seen != Seen::TooLong).collect();
    // Whether a text that is skipped is one nobody looks at.
    let same = if expected.last() == Some(&&Seen::End(End::NoText)) { expected.len() - 1 } else { expected.len() };
    assert!(rest.len() >= same && rest[..same] == expected[..same], "{limited:?} of {whole:?}");
}

fn ours(bytes: &[u8], cut: usize, limit: MessageLimit) -> Vec<Seen> {
    let mut decoder = FrameDecoder::default();
    let mut seen = Vec::new();
    let mut come = 0;
    for piece in bytes.chunks(cut) {
        let mut piece = piece.to_vec();
        come += piece.len();
        let mut input = &mut piece[..];
        while let Some(received) = decoder.next(&mut input, limit) {
            let it = match received {
                Received::Text(text) => Seen::Text(text.to_vec()),
                Received::Binary(bytes) => Seen::Binary(bytes.to_vec()),
                Received::TooLong => Seen::TooLong,
                Received::Part => continue,
                Received::Ping(payload) => Seen::Ping(payload.to_vec()),
                Received::Close(_) => Seen::End(End::Goodbye),
                Received::Violation(CloseCode::INVALID) => Seen::End(End::NoText),
                Received::Violation(_) => Seen::End(End::Broken),
            };
            seen.push(it);
            if matches!(seen.last(), Some(Seen::End(_))) {
                return seen;
            }
        }
        assert!(input.is_empty(), "bytes were left over");
        assert!(decoder.held_bytes() <= limit.length.bytes.min(come), "{} bytes are held", decoder.held_bytes());
    }
    seen
}

/// A connection on which this has come, and nothing more yet.
struct Come<'a>(Cursor<&'a [u8]>);

impl Read for Come<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buf)? {
            0 => Err(io::ErrorKind::WouldBlock.into()),
            n => Ok(n),
        }
    }
}

impl Write for Come<'_> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn theirs(bytes: &[u8]) -> Vec<Seen> {
    let config = WebSocketConfig::default().max_message_size(None).max_frame_size(Some(1 << 24));
    let mut socket = WebSocket::from_raw_socket(Come(Cursor::new(bytes)), Role::Server, Some(config));
    let mut seen = Vec::new();
    loop {
        seen.push(match socket.read() {
            Ok(Message::Text(text)) => Seen::Text(text.as_bytes().to_vec()),
            Ok(Message::Binary(bytes)) => Seen::Binary(bytes.to_vec()),
            Ok(Message::Ping(payload)) => Seen::Ping(payload.to_vec()),
            Ok(Message::Pong(_) | Message::Frame(_)) => continue,
            Ok(Message::Close(_)) => Seen::End(End::Goodbye),
            Err(Error::Utf8(_)) => Seen::End(End::NoText),
            Err(Error::Protocol(_)) => Seen::End(End::Broken),
            // Nothing more has come; or a header claims more than it holds at once, for which ours waits.
            Err(_) => return seen,
        });
        if matches!(seen.last(), Some(Seen::End(_))) {
            return seen;
        }
    }
}

/// Both hear the same, up to the end. Ours sees at the header what is wrong with a frame, theirs when it is whole; theirs
/// sees that a text is none in the middle of it, ours when it is whole.
fn compare(ours: &[Seen], theirs: &[Seen]) {
    let split = |seen: &[Seen]| match seen {
        [before @ .., Seen::End(end)] => (before.to_vec(), Some(*end)),
        all => (all.to_vec(), None),
    };
    let ((our, our_end), (their, their_end)) = (split(ours), split(theirs));
    let common = our.len().min(their.len());
    assert_eq!(our[..common], their[..common], "{ours:?} and {theirs:?}");
    match their_end {
        None => assert!(
            our.len() == their.len() && our_end.is_none_or(|end| end != End::Goodbye),
            "{ours:?} and {theirs:?}"
        ),
        Some(End::NoText) => {
            assert!(their.len() <= our.len() && !our[common..].iter().any(Seen::is_message), "{ours:?} and {theirs:?}");
        }
        Some(End::Broken | End::Goodbye) => {
            assert!(our.len() == their.len() && our_end.is_some(), "{ours:?} and {theirs:?}");
        }
    }
}

/// Checks the answer to any head: it is one of HTTP, and WebSocket only behind an origin that is the host's, which is known.
pub fn head(data: &[u8]) {
    let hosts = Hosts::new("pi", &[]);
    let site = Site::new(true, hosts.clone(), Lang::En);
    let asker = Asker { is_encrypted: false, is_local: false };
    let text = String::from_utf8_lossy(data).to_ascii_lowercase();
    let field = |name: &str| {
        let line = text.split('\n').find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap_or_default().trim().to_owned()
    };
    match site.answer(data, asker, Vec::new) {
        Answer::WebSocket(bytes) => {
            assert!(bytes.starts_with(b"HTTP/1.1 101 ") && bytes.ends_with(b"\r\n\r\n"));
            assert!(hosts.knows(&field("host")), "{text}");
            assert_eq!(field("origin"), format!("http://{}", field("host")));
        }
        Answer::Page { bytes, .. } => {
            assert!(bytes.starts_with(b"HTTP/1.1 200 ") || bytes.starts_with(b"HTTP/1.1 304 "));
            assert!(hosts.knows(&field("host")), "{text}");
        }
        Answer::Refusal { bytes, .. } => {
            assert!(bytes.starts_with(b"HTTP/1.1 4"), "{}", String::from_utf8_lossy(&bytes))
        }
    }
}
