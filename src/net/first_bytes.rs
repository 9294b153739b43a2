//! The first bytes of a client's connection: whether lines follow.
//!
//! Owns [`decide`], a pure function of what has come, which `reactor` asks until the answer is known, before anything is
//! framed. A page of any web site can have a visitor's browser send a request to this port, with lines in its body; as
//! those were read, it spoke in the class. So HTTP is told by its form and not by a list of methods: `fetch` sends any
//! token as a method, as it is.
//!
//! | a connection begins with | is |
//! | --- | --- |
//! | blanks, zeros, empty lines | nothing yet: what follows decides |
//! | `{`, a BOM, any byte that begins none of the following | lines |
//! | a token (RFC 9110, section 5.6.2) and neither a blank nor the end behind it: `bonjour,`, `[`, `5\n` | lines |
//! | `GET `, `POST `, another method that is registered, `PRI ` (HTTP/2), `PROXY ` (a proxy's header, version 1), with a blank behind it and in capitals | HTTP |
//! | a token, a blank, and a line that ends in `HTTP/` and a version: `chat /x HTTP/1.1`, `x y  http/2` | HTTP |
//! | a token, a blank, and a line that ends otherwise: `bonjour à tous`, `USER anonymous`, `HELO pi` | lines |
//! | a token, and a line that is longer than 8 KiB (or than a line may be) | neither: a long URL looks like that, and nobody's request |
//! | `16 03`, a TLS record with a handshake; a hello of SSL 2 (`80 2e 01 03 …`) | TLS |
//!
//! A bare `\r` ends the line that decides, as `\n` does. The header of a proxy's version 2 (`0d 0a 0d 0a 00 …`) is lines
//! that are not understood: no browser sends it. Once lines are decided on, a request line is a line like others.
//!
//! Who begins with `{` is decided on by that byte. Nothing is kept: who begins with a token has its first line held by the
//! framer, as any unfinished line is.

use std::borrow::Cow;

use super::framing::is_blank;

/// Longest first line of a client that begins with a token.
const HELD_BYTES_MAX: usize = 8 * 1024;

/// Methods (the IANA registry's of RFC 9110, and PATCH), and what else stands in their place. With a blank behind it each
/// is HTTP whatever follows: `GET /` is a whole request of HTTP/0.9.
const FIRST_WORDS: [&[u8]; 11] =
    [b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"CONNECT", b"OPTIONS", b"TRACE", b"PATCH", b"PRI", b"PROXY"];

/// The meaning of the bytes so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Not enough yet. But for empty ones, no line has ended.
    Undecided,
    /// Lines.
    Lines,
    /// HTTP of any version: a browser. Nothing of it may be taken for lines.
    Http,
    /// Something else, and nothing of it may be taken for lines either.
    Foreign(Foreign),
}

/// The kinds of peer that are no client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// TLS; or SSL 2, which nobody speaks any more.
    Tls,
    /// A first line that is too long to be looked at.
    LongLine,
}

/// Decides on a connection of which the framer holds the beginning of a line, and of which these bytes are new. What was
/// decided once stays so, whatever comes, and however it is cut.
pub fn decide(held: &[u8], fresh: &[u8], line_bytes_max: usize) -> Decision {
    let line = if held.is_empty() {
        let begin = fresh.iter().position(|&byte| !is_blank(byte) && byte != b'\n').unwrap_or(fresh.len());
        Cow::Borrowed(&fresh[begin..])
    } else {
        Cow::Owned([held, fresh].concat())
    };
    match line.first() {
        None => Decision::Undecided,
        Some(0x16) => handshake(&line),
        Some(0x80..=0x83) => hello_of_ssl_2(&line),
        Some(&byte) if is_token(byte) => request_line(&line, HELD_BYTES_MAX.min(line_bytes_max)),
        Some(_) => Decision::Lines,
    }
}

/// RFC 8446, section 5.1: the type of the record, then its version, whose first byte was never another.
fn handshake(record: &[u8]) -> Decision {
    match record {
        [_] => Decision::Undecided,
        [_, 0x03, ..] => Decision::Foreign(Foreign::Tls),
        _ => Decision::Lines,
    }
}

/// RFC 5246, appendix E.2: two bytes of length (of less than 1 KiB), the message's type, and the version: 2, or 3 and more.
fn hello_of_ssl_2(record: &[u8]) -> Decision {
    match record {
        [_, b'\n', ..] => Decision::Lines,
        [_] | [_, _] | [_, _, 0x01] => Decision::Undecided,
        [_, _, 0x01, 0x00 | 0x03, ..] => Decision::Foreign(Foreign::Tls),
        _ => Decision::Lines,
    }
}

fn request_line(line: &[u8], longest: usize) -> Decision {
    let token_len = line.iter().position(|&byte| !is_token(byte)).unwrap_or(line.len());
    let (token, rest) = line.split_at(token_len);
    if token_len > longest {
        return Decision::Foreign(Foreign::LongLine);
    }
    match rest.first() {
        None => return Decision::Undecided,
        Some(b' ' | b'\t') => {}
        Some(_) => return Decision::Lines,
    }
    if FIRST_WORDS.contains(&token) {
        return Decision::Http;
    }
    let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    match end {
        _ if token_len + end.unwrap_or(rest.len()) > longest => Decision::Foreign(Foreign::LongLine),
        None => Decision::Undecided,
        Some(end) if ends_in_version(&rest[..end]) => Decision::Http,
        Some(_) => Decision::Lines,
    }
}

/// True if the last word is `HTTP/` and a number, in capitals or not.
pub(super) fn ends_in_version(text: &[u8]) -> bool {
    let blank = |byte: &u8| is_blank(*byte);
    let end = text.iter().rposition(|byte| !blank(byte)).map_or(0, |last| last + 1);
    let begin = text[..end].iter().rposition(blank).map_or(0, |before| before + 1);
    let Some((name, version)) = text[begin..end].split_at_checked(5) else { return false };
    name.eq_ignore_ascii_case(b"HTTP/")
        && version.first().is_some_and(u8::is_ascii_digit)
        && version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::framing::{Frame, Framer, LineLimit};
    use super::*;

    const HTTP: Decision = Decision::Http;
    const TLS: Decision = Decision::Foreign(Foreign::Tls);
    const LONG: Decision = Decision::Foreign(Foreign::LongLine);
    const LINE_MAX: usize = 64 * 1024;

    /// The decision on a stream that comes in these pieces, and the number of lines that were framed before that, as
    /// the reactor does it.
    fn decided(pieces: &[&[u8]]) -> Decision {
        let mut framer = Framer::default();
        for piece in pieces {
            let decision = decide(framer.unfinished(), piece, LINE_MAX);
            if decision != Decision::Undecided {
                return decision;
            }
            let mut input = *piece;
            while let Some(frame) = framer.next(&mut input, LineLimit::of(LINE_MAX)) {
                assert_eq!(frame, Frame::Line(b""), "a line was handed on before it was decided whether there are any");
            }
        }
        Decision::Undecided
    }

    /// The same whole, byte by byte, and cut in two at each place.
    fn always(stream: &[u8]) -> Decision {
        let whole = decided(&[stream]);
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(decided(&bytes), whole, "{:?} byte by byte", String::from_utf8_lossy(stream));
        for at in 0..stream.len().min(200) {
            let (begin, end) = stream.split_at(at);
            assert_eq!(decided(&[begin, end]), whole, "{:?} cut at {at}", String::from_utf8_lossy(stream));
        }
        whole
    }

    #[test]
    fn what_a_browser_can_be_made_to_send_is_http_whatever_the_method() {
        for line in [
            "GET / HTTP/1.1",
            "GET /",
            "GET\t/ HTTP/1.1",
            "POST / HTTP/1.1",
            "PUT /ws HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "CONNECT pi:12345 HTTP/1.1",
            "GET http://127.0.0.1/ HTTP/1.1",
            "GET /{\"type\":\"users\"} HTTP/1.1",
            "PRI * HTTP/2.0",
            "PROXY TCP4 192.0.2.1 192.0.2.2 1 2",
            "chat /x HTTP/1.1",
            "patch / HTTP/1.1",
            "x!#$%&'*+-.^_`|~ /x HTTP/1.0",
            "5 /x HTTP/1.1",
            "a   /x   HTTP/1.1  ",
            "a\t/x\tHTTP/1.1\t",
            "a HTTP/1.1",
            "chat /x http/1.1",
            "chat /x HTTP/2",
            "chat /x HTTP/1.1\0\0",
            "chat /\u{e9} HTTP/1.1",
        ] {
            for (before, after) in
                [("", "\r\n"), ("", "\n"), ("", "\r"), ("\r\n", "\r\n"), ("\n\n", "\n"), (" \t\0", "\n")]
            {
                let stream = format!("{before}{line}{after}Host: x\r\n\r\n{{\"type\":\"users\"}}\n");
                assert_eq!(always(stream.as_bytes()), HTTP, "{stream:?}");
            }
        }
        assert_eq!(always(b"HEAD / HTTP/1.1\r\n\r\n"), HTTP);
    }

    #[test]
    fn what_clients_and_people_send_is_lines() {
        for stream in [
            "{",
            "{\"type\":\"users\"}\n",
            "\r\n{",
            "   {",
            "\0\0\0\0{",
            "\u{feff}{",
            "\n\n\u{feff}{",
            "[1]",
            "\"GET / HTTP/1.1\"",
            "/join #dev\n",
            "bonjour\n",
            "bonjour\r\n",
            "bonjour, GET / HTTP/1.1\n",
            "bonjour à tous\n",
            "j'ai essayé HTTP/1.1 hier\n",
            "le protocole HTTP/\n",
            "le protocole HTTP/x\n",
            "le protocole XHTTP/1.1\n",
            "GET\r\n",
            "get the book\n",
            "GETX /\n",
            "USER anonymous\n",
            "HELO pi\n",
            "REGISTER sip:pi SIP/2.0\n",
            "\u{e9}\u{e9}\n",
            "\u{20ac}\n",
            "\r\n\r\n\0\r\nQUIT\n",
        ] {
            assert_eq!(always(stream.as_bytes()), Decision::Lines, "{stream:?}");
        }
        for stream in [
            &b"\xfe\xff\0{\0\""[..],
            b"\xff\xfe{\0\"\0",
            b"\xe9\n",
            b"\x80\n\x01\x03",
            b"\x16\n\x03",
            b"\xff\xfd\x01\x03",
            b"\x17\x03\x03",
        ] {
            assert_eq!(always(stream), Decision::Lines, "{stream:?}");
        }
    }

    #[test]
    fn an_ordinary_client_is_decided_on_by_its_first_byte() {
        assert_eq!(decide(b"", b"{", LINE_MAX), Decision::Lines);
        for stream in
            [&b""[..], b" ", b"\r\n", b"\0\0", b"bonjour", b"bonjour ", b"chat /x HTTP/1.1", b"\x16", b"\x80", b"GET"]
        {
            assert_eq!(always(stream), Decision::Undecided, "{stream:?}");
        }
    }

    #[test]
    fn hellos_of_every_version_are_tls() {
        for minor in 0..=4 {
            assert_eq!(always(&[0x16, 0x03, minor, 0, 0x2f, 1, 0, 0, 0x2b]), TLS);
        }
        assert_eq!(always(&[0x80, 0x2e, 0x01, 0x00, 0x02, 0, 0x15]), TLS);
        assert_eq!(always(&[0x80, 0x2e, 0x01, 0x03, 0x01, 0, 0x15]), TLS);
        assert_eq!(always(&[0x81, 0x03, 0x01, 0x03, 0x00, 0, 0x15]), TLS);
    }

    #[test]
    fn a_long_line_that_begins_with_a_token_is_neither() {
        let url = format!("chat /{} HTTP/1.1", "x".repeat(HELD_BYTES_MAX));
        let method = format!("{} / HTTP/1.1", "x".repeat(HELD_BYTES_MAX + 1));
        let words = "mot ".repeat(HELD_BYTES_MAX);
        for line in [url.as_str(), method.as_str(), words.as_str()] {
            assert_eq!(always(line.as_bytes()), LONG, "{}…", &line[..20]);
            assert_eq!(always(format!("{line}\n{{}}\n").as_bytes()), LONG, "{}…", &line[..20]);
        }
        let fits = format!("a {}", "x".repeat(HELD_BYTES_MAX - 2));
        assert_eq!(always(fits.as_bytes()), Decision::Undecided);
        assert_eq!(always(format!("{fits}\n").as_bytes()), Decision::Lines);
        assert_eq!(always(format!("{fits}x\n").as_bytes()), LONG);
        assert_eq!(decide(b"", b"abcdefghi", 8), LONG);
        // With a known method there is no need to wait for the end.
        assert_eq!(always(format!("GET /{}", "x".repeat(2 * HELD_BYTES_MAX)).as_bytes()), HTTP);
    }

    proptest! {
        #[test]
        fn the_cuts_do_not_matter(
            words in proptest::collection::vec(prop::sample::select(vec![
                "GET", "chat", "é", " ", "\t", "\r", "\n", "\0", "/x", "HTTP/", "http/1.1", "1", ".", "{", "}", "\u{16}", "\u{3}", ":",
            ]), 0..12),
            cuts in proptest::collection::vec(0_usize..60, 0..8),
        ) {
            let stream = words.concat().into_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&cut| cut <= stream.len()).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect();
            prop_assert_eq!(decided(&pieces), always(&stream));
        }
    }
}
