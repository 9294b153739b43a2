//! The page over HTTP and the chat over WebSocket, on the port of the clients: what a browser gets, and what it does not.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::protocol::frame::CloseFrame;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::{Message, WebSocket, client};

use crate::support::wire::started;
use crate::support::{DEADLINE, wait_until};

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// An answer of HTTP: status, fields in lower case, body.
struct Reply {
    status: String,
    fields: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply {
    fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// Reads one answer; the body by its length.
fn read_reply(stream: &mut TcpStream, is_head: bool) -> Reply {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap_or_else(|e| panic!("{e} behind {:?}", String::from_utf8_lossy(&head)));
        head.push(byte[0]);
    }
    let text = String::from_utf8(head).unwrap();
    let mut lines = text.trim_end().split("\r\n");
    let status = lines.next().unwrap().strip_prefix("HTTP/1.1 ").unwrap().to_owned();
    let field =
        |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())).unwrap();
    let mut reply = Reply { status, fields: lines.map(field).collect(), body: Vec::new() };
    let length = reply.field("content-length").parse().unwrap_or(0);
    reply.body = vec![0; if is_head { 0 } else { length }];
    stream.read_exact(&mut reply.body).unwrap();
    reply
}

fn ask(address: SocketAddr, head: &str) -> Reply {
    let mut stream = connect(address);
    stream.write_all(head.as_bytes()).unwrap();
    read_reply(&mut stream, head.starts_with("HEAD"))
}

/// A browser on the page of this server.
pub struct Browser(WebSocket<TcpStream>);

impl Browser {
    pub fn connect(address: SocketAddr) -> Self {
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        let origin = HeaderValue::from_str(&format!("http://{address}")).unwrap();
        request.headers_mut().insert("Origin", origin);
        let (socket, response) = client(request, connect(address)).unwrap();
        assert!(response.headers().get("Sec-WebSocket-Extensions").is_none());
        Self(socket)
    }

    /// Leaves the page with a word of it, and waits until the server has read that.
    pub fn leave(mut self, code: CloseCode) {
        let frame = CloseFrame { code, reason: "".into() };
        self.0.close(Some(frame)).unwrap();
        while self.0.read().is_ok() {}
    }

    pub fn send(&mut self, line: &Value) {
        self.0.send(Message::text(line.to_string())).unwrap();
    }

    /// The next line.
    pub fn read(&mut self) -> Value {
        match self.0.read().unwrap() {
            Message::Text(line) => serde_json::from_str(&line).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The next line of a type.
    pub fn read_type(&mut self, kind: &str) -> Value {
        loop {
            let line = self.read();
            if line["type"] == kind {
                return line;
            }
        }
    }

    /// The code of the close frame that comes, behind whatever lines.
    pub fn read_close(&mut self) -> Option<CloseCode> {
        loop {
            match self.0.read().unwrap() {
                Message::Close(frame) => return frame.map(|frame| frame.code),
                Message::Text(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn a_browser_gets_the_page_and_its_files_on_the_clients_port() {
    let (place, server) = started("");
    let host = server.address;
    let mut stream = connect(server.address);
    for path in ["/", "/app/main.js"] {
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br\r\n\r\n").unwrap();
        let reply = read_reply(&mut stream, false);
        assert_eq!(reply.status, "200 OK", "{path}");
        assert_eq!(reply.field("content-encoding"), "");
        let policy = reply.field("content-security-policy");
        assert!(policy.contains(&format!("connect-src 'self' ws://{host} wss://{host};")), "{policy}");
        assert_eq!(reply.field("x-content-type-options"), "nosniff");
        assert_eq!(reply.field("cross-origin-opener-policy"), "", "not on plain http");
        let body = String::from_utf8(reply.body.clone()).unwrap();
        for (element, directive) in [("script", "script-src"), ("style", "style-src")] {
            let list = policy.split(directive).nth(1).and_then(|rest| rest.split(';').next()).unwrap();
            let inline: Vec<&str> = body.split(&format!("<{element}>")).skip(1).collect();
            let hashes: String = inline
                .iter()
                .map(|rest| rest.split(&format!("</{element}>")).next().unwrap())
                .map(|text| format!(" 'sha256-{}'", Base64::encode_string(&Sha256::digest(text.as_bytes()))))
                .collect();
            assert_eq!(
                list,
                format!(" 'self'{hashes}"),
                "{path}: what stands in it runs by its hash, and nothing else"
            );
            assert_eq!(inline.is_empty(), path != "/", "{path}");
        }
        let tag = reply.field("etag");
        write!(stream, "GET {path}?again HTTP/1.1\r\nHost: {host}\r\nIf-None-Match: {tag}\r\n\r\n").unwrap();
        let reply = read_reply(&mut stream, false);
        assert_eq!((reply.status.as_str(), reply.body.len()), ("304 Not Modified", 0));
        write!(stream, "HEAD {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n").unwrap();
        assert_eq!(read_reply(&mut stream, true).status, "200 OK");
    }
    assert_eq!(place.counter("classcord_web_pages_total"), 6);
    // Nobody has come by that.
    assert_eq!(server.guest("ben").ask_users(), ["ben"]);
}

#[test]
fn a_document_is_kept_in_the_theme_that_was_chosen() {
    let (_place, server) = started("");
    let host = server.address;
    let get = |fields: &str| {
        let reply = ask(host, &format!("GET / HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n"));
        (reply.field("etag").to_owned(), reply.status, String::from_utf8(reply.body).unwrap())
    };
    let (tag, _, plain) = get("");
    for theme in ["light", "dark"] {
        let (chosen, status, html) = get(&format!("ClassCord-Theme: {theme}\r\n"));
        assert_eq!(status, "200 OK");
        assert!(chosen.ends_with(&format!("-{theme}\"")), "{chosen}");
        assert_eq!(html.replacen(&format!(" data-theme=\"{theme}\""), "", 1), plain);
        assert_ne!(html, plain);
        assert_eq!(get(&format!("If-None-Match: {chosen}\r\n")).1, "304 Not Modified");
        // Of a program before this one.
        assert_eq!(get(&format!("If-None-Match: \"0123456789abcdefz-{theme}\"\r\n")), (chosen.clone(), status, html));
        // Chosen no more.
        let (own, _, html) = get(&format!("ClassCord-Theme: auto\r\nIf-None-Match: {chosen}\r\n"));
        assert_eq!((own, html), (tag.clone(), plain.clone()));
    }
    // Another site's page would have to ask first, and gets no answer that lets it.
    let asked = "OPTIONS / HTTP/1.1\r\nOrigin: http://b\r\nAccess-Control-Request-Headers: classcord-theme\r\n";
    let reply = ask(host, &format!("{asked}Host: {host}\r\n\r\n"));
    assert_eq!((reply.status.as_str(), reply.field("access-control-allow-headers")), ("405 Method Not Allowed", ""));
}

#[test]
fn the_page_learns_its_address_for_the_class_and_the_code_of_it() {
    let (_place, server) = started("");
    let host = server.address;
    let answer = |path: &str, name: &str| {
        let reply = ask(host, &format!("GET {path} HTTP/1.1\r\nHost: {name}\r\n\r\n"));
        assert_eq!((reply.status.as_str(), reply.field("content-type")), ("200 OK", "application/json"), "{path}");
        serde_json::from_slice::<Value>(&reply.body).unwrap()
    };
    let passed_on = answer("/address/http", "192.168.1.20:8080");
    assert_eq!(passed_on["address"], "http://192.168.1.20:8080");
    assert_eq!(passed_on["side"], 33);
    assert!(passed_on["path"].as_str().unwrap().starts_with("M4,4h7v1h-7z"));
    // A server that listens on this machine only has no other, and a proxy that does the TLS has one way in.
    assert_eq!(answer("/address/http", "localhost")["address"], format!("http://{host}"));
    assert_eq!(answer("/address/https", "192.168.1.20")["address"], "https://192.168.1.20");
    assert_eq!(ask(host, &format!("GET /address HTTP/1.1\r\nHost: {host}\r\n\r\n")).status, "404 Not Found");
}

#[test]
fn a_browser_chats_with_a_client_over_websocket() {
    let (place, server) = started("");
    let mut ben = server.guest("ben");
    let mut eva = Browser::connect(server.address);
    eva.send(&json!({"type": "hello"}));
    assert_eq!(eva.read()["server"], "classcord");
    eva.send(&json!({"type": "message", "from": "eva", "content": "salut\nben", "subtype": "global"}));
    let heard = ben.read_said();
    assert_eq!(heard, "salut\nben");
    ben.say("salut eva");
    loop {
        let line = eva.read_type("message");
        if line["from"] == "ben" {
            assert_eq!(line["content"], "salut eva");
            break;
        }
    }
    eva.0.close(None).unwrap();
    assert_eq!(eva.read_close(), None);
    assert_eq!(place.counter("classcord_web_sockets_total"), 1);
    ben.read_words("eva");
}

#[test]
fn everything_at_once_and_byte_by_byte_is_the_same() {
    let (_place, server) = started("[limits]\nlines_per_second = 0\n");
    let host = server.address;
    let hello = br#"{"type":"hello"}"#;
    let mut stream = format!(
        "GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    .into_bytes();
    let mask = [1, 2, 3, 4];
    stream.extend([0x81, 0x80 | hello.len() as u8]);
    stream.extend(mask);
    stream.extend(hello.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    for size in [stream.len(), 1, 7] {
        let mut browser = connect(server.address);
        for piece in stream.chunks(size) {
            browser.write_all(piece).unwrap();
        }
        let reply = read_reply(&mut browser, true);
        assert_eq!(reply.status, "101 Switching Protocols");
        assert_eq!(reply.field("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        let mut head = [0; 4];
        browser.read_exact(&mut head).unwrap();
        assert_eq!(head[..2], [0x81, 126]);
        let mut line = vec![0; usize::from(u16::from_be_bytes([head[2], head[3]]))];
        browser.read_exact(&mut line).unwrap();
        assert_eq!(serde_json::from_slice::<Value>(&line).unwrap()["type"], "hello");
    }
}

#[test]
fn a_request_that_is_none_of_ours_is_refused_with_its_reason() {
    let (place, server) = started("lang = \"en\"\n[web]\nnames = [\"chat.example\"]\n");
    let host = server.address;
    let of = |rest: &str| format!("Host: {host}\r\n{rest}\r\n");
    let socket = |rest: &str| {
        of(&format!(
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{rest}"
        ))
    };
    let own = format!("Origin: http://{host}\r\n");
    for (line, fields, status) in [
        ("GET / HTTP/1.1", "\r\n".to_owned(), "400 Bad Request"),
        ("GET / HTTP/1.1", of("Host: again\r\n"), "400 Bad Request"),
        ("GET http://127.0.0.1/ HTTP/1.1", of(""), "400 Bad Request"),
        ("GET /", of(""), "400 Bad Request"),
        ("PRI * HTTP/2.0", "\r\nSM\r\n\r\n".to_owned(), "400 Bad Request"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 2", "{\"type\":\"users\"}\r\n".to_owned(), "400 Bad Request"),
        ("GET / HTTP/1.1", "Host: evil.example\r\n\r\n".to_owned(), "421 Misdirected Request"),
        ("GET /ws HTTP/1.1", "Host: evil.example\r\n\r\n".to_owned(), "421 Misdirected Request"),
        ("GET / HTTP/1.1", "Host: chat.example\r\n\r\n".to_owned(), "200 OK"),
        ("GET /nothing HTTP/1.1", of(""), "404 Not Found"),
        ("GET /../Cargo.toml HTTP/1.1", of(""), "404 Not Found"),
        ("GET /metrics HTTP/1.1", of(""), "404 Not Found"),
        ("POST / HTTP/1.1", of("Content-Length: 3\r\n"), "405 Method Not Allowed"),
        ("chat /ws HTTP/1.1", of(""), "405 Method Not Allowed"),
        ("HEAD /ws HTTP/1.1", socket(&own), "405 Method Not Allowed"),
        ("GET /ws HTTP/1.1", of(""), "426 Upgrade Required"),
        ("GET /ws HTTP/1.1", socket(&own), "426 Upgrade Required"),
        ("GET /ws HTTP/1.1", socket(&format!("{own}Sec-WebSocket-Version: 8\r\n")), "426 Upgrade Required"),
        ("GET /ws HTTP/1.0", socket(&format!("{own}Sec-WebSocket-Version: 13\r\n")), "426 Upgrade Required"),
        ("GET /ws HTTP/1.1", socket("Sec-WebSocket-Version: 13\r\n"), "403 Forbidden"),
        ("GET /ws HTTP/1.1", socket("Sec-WebSocket-Version: 13\r\nOrigin: null\r\n"), "403 Forbidden"),
        ("GET /ws HTTP/1.1", socket("Sec-WebSocket-Version: 13\r\nOrigin: http://evil.example\r\n"), "403 Forbidden"),
        (
            "GET /ws HTTP/1.1",
            socket(&format!("Sec-WebSocket-Version: 13\r\nOrigin: http://{host}.evil\r\n")),
            "403 Forbidden",
        ),
        (
            "GET /ws HTTP/1.1",
            socket(&format!("Sec-WebSocket-Version: 13\r\nOrigin: http://{host}/\r\n")),
            "403 Forbidden",
        ),
        ("GET /ws HTTP/1.1", socket(&format!("Sec-WebSocket-Version: 13\r\nOrigin: ws://{host}\r\n")), "403 Forbidden"),
        (
            "GET /ws HTTP/1.1",
            of(
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n",
            ),
            "400 Bad Request",
        ),
    ] {
        let head = format!("{line}\r\n{fields}");
        let mut stream = connect(server.address);
        stream.write_all(head.as_bytes()).unwrap();
        let reply = read_reply(&mut stream, line.starts_with("HEAD"));
        assert_eq!(reply.status, status, "{head}");
        assert_eq!(reply.field("referrer-policy"), "no-referrer", "{head}");
        if status != "200 OK" {
            assert!(reply.fields.contains(&("connection".to_owned(), "close".to_owned())), "{head}");
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).unwrap();
            assert!(rest.is_empty(), "{head}");
        }
        match &status[..3] {
            "421" => assert!(String::from_utf8_lossy(&reply.body).contains("web.names")),
            "405" => assert_eq!(reply.field("allow"), "GET, HEAD"),
            "426" => assert_eq!(reply.field("sec-websocket-version"), "13"),
            _ => {}
        }
    }
    let long = ask(server.address, &format!("GET / HTTP/1.1\r\nHost: {host}\r\nA: {}\r\n\r\n", "x".repeat(9000)));
    assert_eq!(long.status, "431 Request Header Fields Too Large");
    assert_eq!(place.counter("classcord_errors_sent_total"), 0);
    assert_eq!(place.counter("classcord_web_sockets_total"), 0);
}

/// Writes a frame with a mask of zeros, which leaves the payload as it is.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 127);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

#[test]
fn frames_against_the_rules_end_the_connection_with_the_code_that_says_why() {
    let (_place, server) = started("[limits]\nmax_line = 1000\n");
    for (bytes, code) in [
        (frame(0x82, b"bytes"), CloseCode::Unsupported),
        (frame(0x81, b"\xff"), CloseCode::Invalid),
        (frame(0xc1, b"{}"), CloseCode::Protocol),
        (frame(0x83, b""), CloseCode::Protocol),
        (frame(0x80, b""), CloseCode::Protocol),
        (frame(0x09, b""), CloseCode::Protocol),
        (frame(0x88, b"\x03"), CloseCode::Protocol),
        (frame(0x88, &[0x03, 0xed]), CloseCode::Protocol),
        (vec![0x81, 0x02, b'{', b'}'], CloseCode::Protocol),
        (frame(0x88, &[0x03, 0xe9]), CloseCode::Away),
    ] {
        let mut browser = Browser::connect(server.address);
        browser.0.get_mut().write_all(&bytes).unwrap();
        assert_eq!(browser.read_close(), Some(code), "{bytes:?}");
    }
    // What is too long is told, and the connection goes on.
    let mut browser = Browser::connect(server.address);
    for bytes in [frame(0x81, &[b' '; 4000]), [frame(0x01, &[b' '; 900]), frame(0x80, &[b' '; 900])].concat()] {
        browser.0.get_mut().write_all(&bytes).unwrap();
        assert_eq!(browser.read()["code"], "line_too_long");
    }
    browser.0.get_mut().write_all(&frame(0x89, b"a\nb")).unwrap();
    let Message::Pong(payload) = browser.0.read().unwrap() else { panic!("no pong") };
    assert_eq!(payload, &b"a\nb"[..]);
    let parts = [frame(0x01, b"{\"type\":\n"), frame(0x89, b""), frame(0x00, b""), frame(0x80, b"\"hello\"}")].concat();
    browser.0.get_mut().write_all(&parts).unwrap();
    let Message::Pong(_) = browser.0.read().unwrap() else { panic!("no pong") };
    assert_eq!(browser.read()["type"], "hello");
}

#[test]
fn a_browser_that_is_sent_away_reads_why_and_then_the_close_frame() {
    let (place, server) = started("");
    let mut eva = Browser::connect(server.address);
    eva.send(&json!({"type": "message", "from": "eva", "content": ""}));
    eva.read_type("message");
    let kicked = place.run(&["admin", "kick", "eva"], "");
    assert!(kicked.status.success());
    assert_eq!(eva.read_close(), Some(CloseCode::Policy));
    let mut eva = Browser::connect(server.address);
    eva.send(&json!({"type": "message", "from": "eva", "content": ""}));
    eva.read_type("message");
    server.signal(rustix::process::Signal::TERM);
    assert_eq!(eva.read_close(), Some(CloseCode::Away));
}

#[test]
fn a_connection_that_asks_for_nothing_more_is_closed() {
    let (_place, server) = started("");
    let host = server.address;
    let mut stream = connect(host);
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    assert_eq!(read_reply(&mut stream, false).status, "200 OK");
    let mut rest = Vec::new();
    assert_eq!(stream.read_to_end(&mut rest).unwrap(), 0);
}

#[test]
fn a_silent_connection_goes_first_when_its_address_has_too_many() {
    let (_place, server) = started("[limits]\nmax_connections_per_address = 3\n");
    let mut silent = connect(server.address);
    let mut ben = server.guest("ben");
    let mut held = connect(server.address);
    ben.ask_users();
    let eva = Browser::connect(server.address);
    let mut rest = Vec::new();
    assert_eq!(silent.read_to_end(&mut rest).unwrap(), 0);
    // The next one too; and then there is nobody silent.
    held.write_all(b" ").unwrap();
    drop(eva);
    ben.ask_users();
}

/// The largest file is asked for, many times in one connection that reads nothing meanwhile: what the server has to send does not
/// fit into the sockets' buffers, and each answer waits for the one before.
fn ask_for_too_much(host: SocketAddr, requests: usize) -> TcpStream {
    let mut page = connect(host);
    let ask = format!("GET /classcord.css HTTP/1.1\r\nHost: {host}\r\n\r\n");
    page.write_all(ask.repeat(requests).as_bytes()).unwrap();
    page
}

#[test]
fn an_answer_that_nobody_reads_ends_and_one_that_is_read_slowly_does_not() {
    const REQUESTS: usize = 1500;
    let any_rate = "[limits]\nlines_per_second = 0\nbytes_per_second = 0\n";
    let (place, server) = started(&format!("#! queue_soft_grace_s=2\n{any_rate}"));
    let _never = ask_for_too_much(server.address, REQUESTS);
    let slow = r#"classcord_connections_dropped_total{reason="slow_reader"}"#;
    wait_until(|| place.counter(slow) == 1, || "the one that reads nothing is closed".to_owned());
    let answered = place.counter("classcord_web_pages_total");
    assert!(answered < REQUESTS as u64, "{answered} answers were taken: the sockets' buffers are larger than thought");
    let mut slow = ask_for_too_much(server.address, REQUESTS);
    for _ in 0..REQUESTS {
        assert_eq!(read_reply(&mut slow, false).status, "200 OK");
    }
    assert_eq!(place.counter("classcord_web_pages_total"), answered + REQUESTS as u64);
}

#[test]
fn a_browser_that_does_not_read_gets_whole_frames_and_its_last_words() {
    let limits = "[limits]\nlines_per_second = 0\nbytes_per_second = 0\nmessages_per_second = 1000000\nqueue_hard_bytes = 65536\n";
    let (place, server) = started(limits);
    let mut eva = Browser::connect(server.address);
    eva.send(&json!({"type": "message", "from": "eva", "content": ""}));
    eva.read_type("message");
    let mut ben = server.guest("ben");
    let slow = r#"classcord_connections_dropped_total{reason="slow_reader"}"#;
    let mut said = 0;
    while place.counter(slow) == 0 {
        for _ in 0..50 {
            // Every length, so that there is a newline in some header.
            said += 1;
            let content = "é".repeat(600 + said % 300);
            ben.send(&json!({"type": "message", "subtype": "global", "content": content}));
        }
        ben.lines_until_now();
        assert!(said < 20_000, "the browser's queue never fills");
    }
    let mut words = String::new();
    let code = loop {
        match eva.0.read().unwrap() {
            Message::Text(line) => {
                words =
                    serde_json::from_str::<Value>(&line).unwrap()["content"].as_str().unwrap_or_default().to_owned();
            }
            Message::Close(frame) => break frame.map(|frame| frame.code),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code, Some(CloseCode::Policy));
    assert!(!words.is_empty() && !words.contains("éé"), "the last words say why: {words}");
}

#[test]
fn every_answer_has_the_heads_that_keep_the_page_to_itself() {
    let (_place, server) = started("");
    let host = server.address;
    let reply = ask(host, &format!("GET / HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: br, gzip\r\n\r\n"));
    assert_eq!(reply.field("content-encoding"), "gzip");
    assert_eq!(reply.body[..2], [0x1f, 0x8b]);
    let policy = reply.field("content-security-policy");
    let own: Vec<&str> = policy.split("; ").filter(|part| !part.contains("-src 'self' '")).collect();
    let expected = [
        "default-src 'none'",
        "img-src 'self' data:",
        "media-src 'self'",
        &format!("connect-src 'self' ws://{host} wss://{host}"),
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ];
    assert_eq!(own, expected);
    assert!(!policy.contains("unsafe"), "{policy}");
    for path in ["/", "/classcord.css", "/app/main.js", "/board.html", "/slips.html", "/nothing"] {
        let reply = ask(host, &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(reply.field(name), value, "{path}");
        }
        assert!(reply.field("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(reply.field("set-cookie"), "", "{path}");
        if path.ends_with(".js") {
            assert!(reply.field("content-type").starts_with("text/javascript"), "{path}");
        }
    }
}

#[test]
fn a_head_that_does_not_come_in_time_is_answered_and_ends() {
    let (_place, server) = started("");
    let mut stream = connect(server.address);
    let began = Instant::now();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let reply = read_reply(&mut stream, false);
    assert_eq!(reply.status, "408 Request Timeout");
    assert!(began.elapsed() >= Duration::from_secs(9), "{:?}", began.elapsed());
    assert_eq!(stream.read_to_end(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn empty_frames_and_pings_count_as_lines_do() {
    let (_place, server) = started("#! lines_burst=10\n[limits]\nlines_per_second = 10\n");
    for one in [frame(0x89, b""), [frame(0x01, b""), frame(0x80, b"")].concat()] {
        let mut browser = Browser::connect(server.address);
        let began = Instant::now();
        // What comes with one read is handled at once; what comes behind it is read later.
        for bytes in [[one.repeat(30), frame(0x89, b"read")].concat(), frame(0x89, b"later")] {
            browser.0.get_mut().write_all(&bytes).unwrap();
            let last = &bytes[bytes.len() - 4..];
            while !matches!(browser.0.read().unwrap(), Message::Pong(payload) if payload.ends_with(last)) {}
        }
        assert!(began.elapsed() >= Duration::from_secs(1), "{:?} for 32 frames and more, 10 a second", began.elapsed());
    }
}

#[test]
fn who_pings_and_does_not_read_is_a_slow_reader() {
    let limits = "[limits]\nlines_per_second = 0\nbytes_per_second = 0\nqueue_hard_bytes = 65536\n";
    let (place, server) = started(&format!("#! queue_soft_grace_s=1\n{limits}"));
    let browser = Browser::connect(server.address);
    let mut stream = browser.0.get_ref().try_clone().unwrap();
    let pings = frame(0x89, &[b'x'; 125]).repeat(100);
    let pinging = std::thread::spawn(move || while stream.write_all(&pings).is_ok() {});
    let slow = r#"classcord_connections_dropped_total{reason="slow_reader"}"#;
    wait_until(|| place.counter(slow) == 1, || "the pongs wait for ever".to_owned());
    drop(browser);
    pinging.join().unwrap();
}
