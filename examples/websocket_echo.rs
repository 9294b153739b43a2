//! A server that sends each message of WebSocket back: `cargo run --example websocket_echo -- 127.0.0.1:9001`.
//!
//! For the test suites of others, which want that, and messages of bytes and of 16 MiB too: the decoder of frames is the
//! server's own, with other limits. `tests/operations/autobahn.sh` runs one of them on it. A thread for each connection.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use classcord_server::net::LineLimit;
use classcord_server::net::websocket::{
    FrameDecoder, MessageLimit, Received, SENT_HEADER_BYTES_MAX, Sent, write_header,
};
use classcord_server::web::{Request, accept};

const LIMIT: MessageLimit = MessageLimit { length: LineLimit { length: 64 << 20, bytes: 64 << 20 }, binary: true };

fn main() -> io::Result<()> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:9001".to_owned());
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    for stream in listener.incoming() {
        let stream = stream?;
        thread::spawn(move || {
            // The suite breaks connections off, and says itself what it did not get.
            let _ = serve(stream);
        });
    }
    Ok(())
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    shake_hands(&mut stream)?;
    let mut decoder = FrameDecoder::default();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = stream.read(&mut buffer)?;
        if n == 0 {
            return Ok(());
        }
        let mut input = &mut buffer[..n];
        while let Some(received) = decoder.next(&mut input, LIMIT) {
            let code = match received {
                Received::Text(text) => {
                    send(&mut stream, Sent::Text, text)?;
                    continue;
                }
                Received::Binary(bytes) => {
                    send(&mut stream, Sent::Binary, bytes)?;
                    continue;
                }
                Received::Ping(payload) => {
                    send(&mut stream, Sent::Pong, payload)?;
                    continue;
                }
                Received::Part | Received::TooLong => continue,
                Received::Close(code) => code,
                Received::Violation(code) => Some(code),
            };
            let code = code.map(|code| code.number().to_be_bytes());
            send(&mut stream, Sent::Close, code.as_ref().map_or(&[], <[u8; 2]>::as_slice))?;
            stream.shutdown(Shutdown::Write)?;
            return io::copy(&mut stream, &mut io::sink()).map(drop);
        }
    }
}

fn shake_hands(stream: &mut TcpStream) -> io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let request = Request::parse(&head).map_err(|why| io::Error::other(format!("{why:?}")))?;
    let key = request.all("Sec-WebSocket-Key").next().unwrap_or_default();
    stream.write_all(&accept(key))
}

fn send(stream: &mut TcpStream, kind: Sent, payload: &[u8]) -> io::Result<()> {
    let mut header = [0; SENT_HEADER_BYTES_MAX];
    let length = write_header(kind, payload.len(), &mut header);
    stream.write_all(&[&header[..length], payload].concat())
}
