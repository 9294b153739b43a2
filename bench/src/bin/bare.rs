//! The least that a chat server can cost: a bare poll loop that writes each line to every other socket.
//!
//! It parses nothing, stores nothing and limits nothing; it is what ClassCord is measured against. `bare write ADDRESS`
//! makes one write for each recipient of each line, `bare batch ADDRESS` one for each recipient in each turn of the loop.
//! A line `#7` names its connection 7, and a line `@7 …` goes to that one alone; these are for private messages.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::process::ExitCode;

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};
use slab::Slab;

/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;

const LISTENER: Token = Token(usize::MAX);

struct Connection {
    stream: TcpStream,
    /// The beginning of a line whose end has not come yet.
    tail: Vec<u8>,
    /// The bytes that are still to be written.
    out: Vec<u8>,
    dirty: bool,
}

struct Bare {
    connections: Slab<Connection>,
    names: HashMap<u32, usize>,
    dirty: Vec<usize>,
    /// True if lines wait for the end of the turn.
    batch: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mode, address] = arguments.as_slice() else { return usage() };
    let batch = match mode.as_str() {
        "write" => false,
        "batch" => true,
        _ => return usage(),
    };
    match serve(batch, address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bare: {e}");
            ExitCode::FAILURE
        }
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: bare write|batch ADDRESS:PORT");
    ExitCode::FAILURE
}

fn serve(batch: bool, address: &str) -> io::Result<()> {
    let address = address.parse().map_err(|e| io::Error::new(ErrorKind::InvalidInput, e))?;
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(address)?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    eprintln!("listening on {}", listener.local_addr()?);
    let mut events = Events::with_capacity(1024);
    let mut buffer = vec![0; READ_BYTES];
    let mut bare = Bare { connections: Slab::new(), names: HashMap::new(), dirty: Vec::new(), batch };
    loop {
        match poll.poll(&mut events, None) {
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            other => other?,
        }
        for event in &events {
            if event.token() == LISTENER {
                bare.accept(&listener, &poll)?;
                continue;
            }
            if event.is_writable() {
                bare.write(event.token().0);
            }
            if event.is_readable() {
                bare.read(event.token().0, &mut buffer);
            }
        }
        for slot in std::mem::take(&mut bare.dirty) {
            bare.write(slot);
        }
    }
}

impl Bare {
    fn accept(&mut self, listener: &TcpListener, poll: &Poll) -> io::Result<()> {
        loop {
            let mut stream = match listener.accept() {
                Ok((stream, _)) => stream,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) => return Err(e),
            };
            stream.set_nodelay(true)?;
            let entry = self.connections.vacant_entry();
            poll.registry().register(&mut stream, Token(entry.key()), Interest::READABLE | Interest::WRITABLE)?;
            entry.insert(Connection { stream, tail: Vec::new(), out: Vec::new(), dirty: false });
        }
    }

    fn read(&mut self, slot: usize, buffer: &mut [u8]) {
        loop {
            let Some(connection) = self.connections.get_mut(slot) else { return };
            let n = match connection.stream.read(buffer) {
                Ok(0) => return self.end(slot),
                Ok(n) => n,
                Err(e) if e.kind() == ErrorKind::WouldBlock => return,
                Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                Err(_) => return self.end(slot),
            };
            let mut tail = std::mem::take(&mut connection.tail);
            let mut input = &buffer[..n];
            if !tail.is_empty() {
                tail.extend_from_slice(input);
                input = &tail;
            }
            while let Some(end) = memchr::memchr(b'\n', input) {
                self.line(slot, &input[..=end]);
                input = &input[end + 1..];
            }
            let rest = input.to_vec();
            if let Some(connection) = self.connections.get_mut(slot) {
                connection.tail = rest;
            }
            // Less than there was room for: the socket is empty.
            if n < buffer.len() {
                return;
            }
        }
    }

    fn line(&mut self, slot: usize, line: &[u8]) {
        let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.trim_end().parse::<u32>().ok();
        match line[0] {
            b'#' => {
                if let Some(number) = number(&line[1..]) {
                    self.names.insert(number, slot);
                }
                self.queue(slot, line);
            }
            b'@' => {
                let space = line.iter().position(|&byte| byte == b' ').unwrap_or(1);
                if let Some(&to) = number(&line[1..space]).and_then(|number| self.names.get(&number)) {
                    self.queue(to, &line[space + 1..]);
                }
            }
            _ => {
                let bound = self.connections.capacity();
                for to in (0..bound).filter(|&to| to != slot) {
                    self.queue(to, line);
                }
            }
        }
    }

    fn queue(&mut self, slot: usize, line: &[u8]) {
        let Some(connection) = self.connections.get_mut(slot) else { return };
        if !self.batch && connection.out.is_empty() {
            match connection.stream.write(line) {
                Ok(n) => connection.out.extend_from_slice(&line[n..]),
                Err(e) if e.kind() == ErrorKind::WouldBlock => connection.out.extend_from_slice(line),
                // The end of the connection is read in its turn.
                Err(_) => {}
            }
            return;
        }
        connection.out.extend_from_slice(line);
        if self.batch && !connection.dirty {
            connection.dirty = true;
            self.dirty.push(slot);
        }
    }

    fn write(&mut self, slot: usize) {
        let Some(connection) = self.connections.get_mut(slot) else { return };
        connection.dirty = false;
        if connection.out.is_empty() {
            return;
        }
        match connection.stream.write(&connection.out) {
            Ok(n) => drop(connection.out.drain(..n)),
            Err(e) if e.kind() == ErrorKind::WouldBlock => {}
            Err(_) => connection.out.clear(),
        }
    }

    fn end(&mut self, slot: usize) {
        self.connections.remove(slot);
        self.names.retain(|_, named| *named != slot);
    }
}
