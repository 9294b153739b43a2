//! What begins a connection and is no line: HTTP and TLS on the plain port, and HTTP inside TLS; and what clients and people
//! begin with, which is.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::wire::{loopback, started};
use crate::support::{Client, DEADLINE, Server, wait_until};

const CLOSED_FOR_HTTP: &str = r#"classcord_connections_dropped_total{reason="http"}"#;
const CLOSED_FOR_TLS: &str = r#"classcord_connections_dropped_total{reason="tls"}"#;

/// First lines that a browser can be made to send, and some that look like it.
const REQUEST_LINES: [&str; 14] = [
    "POST / HTTP/1.1",
    "GET / HTTP/1.1",
    "PUT /ws HTTP/1.1",
    "OPTIONS * HTTP/1.1",
    "DELETE /x HTTP/1.0",
    "chat /x HTTP/1.1",
    "patch /x HTTP/1.1",
    "x!#$%&'*+-.^_`|~ /x HTTP/1.0",
    "5 / HTTP/1.1",
    "chat  /x\tHTTP/2  ",
    "GET http://127.0.0.1/ HTTP/1.1",
    "CONNECT pi:12345 HTTP/1.1",
    "PRI * HTTP/2.0",
    "GET /",
];

/// Somebody in the class who would hear what is said there.
fn listener(server: &Server) -> Client {
    let mut listener = server.guest("ben");
    listener.read_words("Bienvenue");
    listener
}

/// The head and the body of a page's request, whose body is lines.
fn request(line: &str, name: &str) -> Vec<u8> {
    let body =
        format!("\n{{\"type\":\"message\",\"from\":\"{name}\",\"content\":\"CSRF\"}}\n\r\n{{\"type\":\"users\"}}\n[\n");
    format!(
        "{line}\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\nExpect: 100-continue\r\nContent-Type: text/plain\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// Sends pieces, each when the one before has left; the other end may have closed meanwhile.
fn send(stream: &mut TcpStream, pieces: &[&[u8]]) {
    for piece in pieces {
        match stream.write_all(piece) {
            Ok(()) => {}
            Err(e) => assert!(matches!(e.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{e}"),
        }
    }
}

/// The bytes that come until the server has ended the connection.
fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    bytes
}

/// Asserts that this is one whole answer of HTTP which says no, and returns its body.
fn refusal(answer: &[u8]) -> String {
    let text = std::str::from_utf8(answer).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no HTTP: {text:?}"));
    let mut lines = head.split("\r\n");
    assert!(lines.next().is_some_and(|status| status.starts_with("HTTP/1.1 4")), "{head}");
    let fields: Vec<(&str, &str)> = lines.map(|line| line.split_once(": ").unwrap()).collect();
    for (name, value) in [
        ("Connection", "close"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", &body.len().to_string()),
    ] {
        assert!(fields.contains(&(name, value)), "{name}: {value} is not in {head}");
    }
    body.to_owned()
}

/// Nothing was said in the class and nobody has come.
fn assert_unheard(listener: &mut Client) {
    let lines = listener.lines_until_now();
    assert!(lines.is_empty(), "a web page was heard: {lines:?}");
}

#[test]
fn a_page_of_a_web_site_cannot_speak_in_the_class_by_any_method() {
    let (place, server) = started("[web]\nenabled = false\n");
    let mut ben = listener(&server);
    for (n, line) in REQUEST_LINES.iter().enumerate() {
        let mut page = connect(&server);
        send(&mut page, &[&request(line, &format!("page{n}"))]);
        let body = refusal(&read_to_end(&mut page));
        assert!(body.contains("ClassCord") && body.contains("page web"), "{body}");
    }
    assert_unheard(&mut ben);
    assert_eq!(ben.ask_users(), ["ben"]);
    assert_eq!(place.counter(CLOSED_FOR_HTTP), REQUEST_LINES.len() as u64);
    assert_eq!(place.counter("classcord_errors_sent_total"), 0);
    let refused = |entry: &Value| entry["event"] == "connection_refused" && entry["error"] == "http";
    wait_until(|| place.audit().iter().any(refused), || format!("the refusal in {:?}", place.audit()));
}

#[test]
fn a_request_may_be_cut_anywhere() {
    let (place, server) = started("[limits]\nconnections_per_minute_per_address = 0\n");
    let mut ben = listener(&server);
    let mut tried = 0;
    for line in ["POST / HTTP/1.1", "chat /x HTTP/1.1"] {
        let whole = request(line, "page");
        let cuts = (1..line.len() + 4).chain([whole.len() - 40, whole.len() - 1]);
        for cut in cuts {
            let mut page = connect(&server);
            let (begin, end) = whole.split_at(cut);
            send(&mut page, &[begin]);
            // The server has looked at the first piece when it has answered to somebody else.
            ben.lines_until_now();
            send(&mut page, &[end]);
            refusal(&read_to_end(&mut page));
            tried += 1;
        }
        let mut page = connect(&server);
        send(&mut page, &whole.chunks(1).collect::<Vec<_>>());
        refusal(&read_to_end(&mut page));
        tried += 1;
    }
    assert_unheard(&mut ben);
    assert_eq!(place.counter(CLOSED_FOR_HTTP), tried);
}

#[test]
fn what_comes_behind_the_answer_is_thrown_away() {
    let (_place, server) = started("");
    let mut ben = listener(&server);
    let mut page = connect(&server);
    send(&mut page, &[b"POST / HTTP/1.1\r\n"]);
    ben.lines_until_now();
    let body = request("POST /again HTTP/1.1", "page").repeat(50);
    send(&mut page, &[&body, b"\n", &body, b"{\"type\":\"message\",\"from\":\"page\",\"content\":\"CSRF\"}\n"]);
    refusal(&read_to_end(&mut page));
    assert_unheard(&mut ben);
}

#[test]
fn head_gets_the_head_alone_and_english_servers_answer_in_english() {
    let (_place, server) = started("lang = \"en\"\n[web]\nenabled = false\n");
    let mut page = connect(&server);
    send(&mut page, &[b"GET / HTTP/1.1\r\nHost: pi\r\n\r\n"]);
    let body = refusal(&read_to_end(&mut page));
    assert!(body.contains("no web page"), "{body}");
    let mut page = connect(&server);
    send(&mut page, &[b"HEAD / HTTP/1.1\r\nHost: pi\r\n\r\n"]);
    let answer = String::from_utf8(read_to_end(&mut page)).unwrap();
    assert!(
        answer.ends_with("\r\n\r\n") && answer.contains(&format!("Content-Length: {}\r\n", body.len())),
        "{answer}"
    );
}

#[test]
fn a_first_line_that_is_too_long_and_begins_like_a_request_ends_the_connection() {
    let (place, server) = started("");
    let mut ben = listener(&server);
    let url = format!("chat /{} HTTP/1.1", "x".repeat(9000));
    let method = format!("{} / HTTP/1.1", "x".repeat(9000));
    for line in [url, method] {
        for whole in [true, false] {
            let mut page = connect(&server);
            let bytes = request(&line, "page");
            if whole {
                send(&mut page, &[&bytes]);
            } else {
                send(&mut page, &[&bytes[..8000]]);
                ben.lines_until_now();
                send(&mut page, &[&bytes[8000..]]);
            }
            let answer: Value = serde_json::from_slice(&read_to_end(&mut page)).unwrap();
            assert_eq!(answer["code"], "line_too_long");
        }
    }
    // A method that is known tells it before that.
    let mut page = connect(&server);
    send(&mut page, &[format!("GET /{}", "x".repeat(100_000)).as_bytes()]);
    refusal(&read_to_end(&mut page));
    assert_unheard(&mut ben);
    assert_eq!(place.counter(r#"classcord_bad_lines_total{reason="too_long"}"#), 4);
}

#[test]
fn a_browser_that_tries_again_and_again_is_banned_by_nothing_and_others_never_notice() {
    let (place, server) =
        started("#! errors_per_minute=1\n[moderation]\nauto_ban_failures = 2\nauto_ban_exempt = []\n");
    let mut ben = Client::connect_from(loopback(6), server.address);
    ben.send(&json!({"type": "message", "from": "ben", "content": ""}));
    ben.read_words("Bienvenue");
    for n in 0..18 {
        let mut browser = Client::connect_from(loopback(5), server.address);
        let hello = [0x16, 3, 1, 0, 0x2f, 1, 0, 0, 0x2b, 3, 3];
        browser.send_bytes(if n % 2 == 0 { &hello } else { b"GET / HTTP/1.1\r\n\r\n\n\n[\n[\n[\n" });
        browser.wait_for_end();
    }
    Client::connect_from(loopback(5), server.address).lines_until_now();
    assert_unheard(&mut ben);
    assert_eq!((place.counter(CLOSED_FOR_TLS), place.counter(CLOSED_FOR_HTTP)), (9, 9));
    assert_eq!(place.counter(r#"classcord_moderation_total{kind="automatic_ban"}"#), 0);
}

#[test]
fn how_fast_a_browser_may_connect_is_limited_as_for_everybody() {
    let (_place, server) =
        started("#! connections_burst_per_address=3\n[limits]\nconnections_per_minute_per_address = 1\n");
    let answered = (0..6).filter(|_| {
        let mut page = connect(&server);
        send(&mut page, &[b"GET / HTTP/1.1\r\n\r\n"]);
        let mut answer = Vec::new();
        // Who is refused is closed before it is read.
        let _ = page.read_to_end(&mut answer);
        answer.starts_with(b"HTTP/")
    });
    assert_eq!(answered.count(), 3);
}

#[test]
fn tls_on_the_plain_port_is_closed_at_once_without_a_word_wherever_it_is_cut() {
    let (place, server) = started("[limits]\nconnections_per_minute_per_address = 0\n");
    let mut ben = listener(&server);
    let mut hellos: Vec<Vec<u8>> = (0..=4)
        .map(|minor| {
            [&[0x16, 3, minor, 0, 0x2f, 1, 0, 0, 0x2b, 3, minor][..], &[b'\n'; 32], &[0, 0, 4, 0x13, 1]].concat()
        })
        .collect();
    hellos.push([&[0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10][..], &[b'\n'; 16]].concat());
    hellos.push([&[0x80, 0x2e, 1, 0, 2, 0, 0x15, 0, 0, 0, 0x10][..], &[b'\n'; 16]].concat());
    let mut tried = 0;
    for hello in &hellos {
        for cut in 0..hello.len() {
            let mut browser = connect(&server);
            let began = Instant::now();
            send(&mut browser, &[&hello[..cut]]);
            if cut < 6 {
                ben.lines_until_now();
            }
            send(&mut browser, &[&hello[cut..]]);
            assert_eq!(read_to_end(&mut browser), b"");
            assert!(began.elapsed() < Duration::from_secs(20), "not at once");
            tried += 1;
        }
    }
    assert_unheard(&mut ben);
    assert_eq!(place.counter(CLOSED_FOR_TLS), tried);
    let refused = |entry: &Value| entry["event"] == "connection_refused" && entry["error"] == "tls";
    wait_until(|| place.audit().iter().any(refused), || format!("the refusal in {:?}", place.audit()));
}

#[test]
fn clients_may_begin_with_blanks_zeros_or_a_byte_order_mark() {
    let (_place, server) = started("");
    for begin in [
        "",
        "\n",
        "\r\n\r\n",
        "   ",
        "\t",
        "\u{feff}",
        "\r\n\u{feff}",
        "\0\0\0",
        "\0\r\n\0 \u{feff}",
        &" ".repeat(9000),
    ] {
        for cut in [false, true] {
            let mut client = server.connect();
            client.send_bytes(begin.as_bytes());
            if cut {
                server.connect().lines_until_now();
            }
            client.send(&json!({"type": "hello"}));
            assert_eq!(client.read()["type"], "hello", "{begin:?}");
        }
    }
    // More empty lines than are looked at in a turn, and then a request all the same.
    let mut client = server.connect();
    client.send_bytes(&b"\n".repeat(1000));
    client.send(&json!({"type": "hello"}));
    assert_eq!(client.read()["type"], "hello");
    let mut page = connect(&server);
    send(&mut page, &[&b"\r\n".repeat(1000), b"chat / HTTP/1.1\r\n\r\n{\"type\":\"users\"}\n"]);
    refusal(&read_to_end(&mut page));
}

#[test]
fn who_types_words_is_told_that_they_are_no_json_and_goes_on() {
    let (_place, server) = started("");
    for words in
        ["bonjour", "bonjour à tous", "j'ai lu HTTP/1.1 hier", "USER anonymous", "get the book", "5", "é", "true {}"]
    {
        let mut client = server.connect();
        for byte in words.as_bytes() {
            client.send_bytes(&[*byte]);
        }
        client.send_bytes(b"\r\n");
        assert_eq!(client.read()["code"], "bad_json", "{words}");
        // From now on a request line is one of many lines that are no JSON.
        client.send_line("GET / HTTP/1.1\r");
        assert_eq!(client.read()["code"], "bad_json");
        client.send(&json!({"type": "hello"}));
        assert_eq!(client.read()["type"], "hello");
    }
}

#[test]
fn half_a_request_at_the_end_of_a_connection_is_forgotten() {
    let (place, server) = started("");
    let mut page = connect(&server);
    send(&mut page, &[b"chat / HTTP/1.1"]);
    page.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read_to_end(&mut page), b"");
    assert_eq!(place.counter(CLOSED_FOR_HTTP), 0);
}

#[test]
fn the_console_speaks_lines_whatever_it_begins_with() {
    let (place, _server) = started("");
    let mut console = std::os::unix::net::UnixStream::connect(place.data().join("control.sock")).unwrap();
    console.set_read_timeout(Some(DEADLINE)).unwrap();
    console.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    let mut answer = [0; 4096];
    let n = console.read(&mut answer).unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&answer[..n]).unwrap()["code"], "bad_json");
}
