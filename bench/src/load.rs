//! Many clients in one thread.
//!
//! Owns [`Load`]: the sockets, what is unread and unsent, the ledger of deliveries and the histograms of times. The
//! scenarios say who sends when; [`Load::turn`] does the rest. A failure of the server under load is counted, not an
//! error of the generator.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::body::Body;
use super::dialect::{Ask, Dialect, Event};
use super::ledger::{Audience, Ledger};
use super::report::printable;

/// Bytes read at once, into a buffer that all clients share.
const READ_BYTES_MAX: usize = 256 * 1024;

/// Bytes of an unfinished packet that a client holds. No server here sends so long a one.
const PACKET_BYTES_MAX: usize = 16 << 20;

/// Files that are open besides the clients.
const OTHER_FILES: u64 = 64;

/// Silence after which nothing more is expected of what came with coming in.
const QUIET: Duration = Duration::from_millis(150);

/// Refusals of the server that are kept to be shown.
const EXAMPLES_MAX: usize = 3;

/// Characters of a refusal that are shown.
const EXAMPLE_CHARS_MAX: usize = 200;

/// Longest time that a histogram tells apart from longer ones.
const LONGEST: Duration = Duration::from_secs(120);

/// Significant digits of a histogram.
const DIGITS: u8 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Connecting,
    ComingIn,
    In,
    Gone,
}

struct Client {
    stream: TcpStream,
    phase: Phase,
    /// The beginning of a packet whose end has not come yet.
    tail: Vec<u8>,
    out: Vec<u8>,
    out_written: usize,
    listed_dirty: bool,
    /// Since when an answer of each kind is due.
    asked: [Option<Instant>; Ask::KINDS],
}

/// An answer that came.
pub(super) struct Answered {
    pub(super) client: u32,
    pub(super) kind: usize,
    /// The packet, if the scenario keeps those of this kind.
    pub(super) packet: Vec<u8>,
}

/// Counts besides those of deliveries.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) connect_failures: u64,
    /// Clients that the server, or the network, has closed.
    pub(super) disconnected: u64,
    pub(super) refused: u64,
    pub(super) examples: Vec<String>,
    /// Clients that heard of another one's arrival.
    pub(super) arrivals: u64,
    /// Arrivals that were announced twice, or of somebody to somebody whom that one heard arrive.
    pub(super) arrivals_twice: u64,
}

/// The clients and their books.
pub(super) struct Load<'d> {
    dialect: &'d dyn Dialect,
    address: SocketAddr,
    run: u16,
    /// A server from which nothing comes for so long, while something is due, is taken to have lost it.
    patience: Duration,
    base: Instant,
    poll: Poll,
    events: Events,
    scratch: Box<[u8]>,
    clients: Vec<Client>,
    dirty: Vec<u32>,
    identified: u32,
    gone: u32,
    ledger: Ledger,
    latency: Histogram<u64>,
    answer_times: [Histogram<u64>; Ask::KINDS],
    answered: Vec<Answered>,
    keep: [bool; Ask::KINDS],
    finished: Vec<u32>,
    /// For each pair of clients, whether one has heard of the other.
    pairs_told: Vec<u64>,
    tally: Tally,
}

impl<'d> Load<'d> {
    pub(super) fn new(
        dialect: &'d dyn Dialect,
        address: SocketAddr,
        run: u16,
        patience: Duration,
    ) -> Result<Self, String> {
        let poll = Poll::new().map_err(|e| format!("cannot make a poll: {e}"))?;
        Ok(Self {
            dialect,
            address,
            run,
            patience,
            base: Instant::now(),
            poll,
            events: Events::with_capacity(1024),
            scratch: vec![0; READ_BYTES_MAX].into_boxed_slice(),
            clients: Vec::new(),
            dirty: Vec::new(),
            identified: 0,
            gone: 0,
            ledger: Ledger::new(0, Vec::new()).ok_or("no memory for the ledger")?,
            latency: histogram()?,
            answer_times: [histogram()?, histogram()?, histogram()?],
            answered: Vec::new(),
            keep: [false; Ask::KINDS],
            finished: Vec::new(),
            pairs_told: Vec::new(),
            tally: Tally::default(),
        })
    }

    /// Connects so many clients and has them come in, at most `burst` at a time.
    ///
    /// # Errors
    /// In words, when the system has no room for them or the server does not let all of them in.
    pub(super) fn connect(&mut self, count: u32, burst: u32, mut progress: impl FnMut(u32)) -> Result<(), String> {
        raise_files(count)?;
        let mut last = (0, Instant::now());
        while self.identified < count {
            while (self.clients.len() as u32) < count && (self.clients.len() as u32) < self.identified + burst {
                self.start_client()?;
            }
            self.turn(Duration::from_millis(100))?;
            progress(self.identified);
            let seen = u64::from(self.identified) + self.tally.arrivals;
            if seen != last.0 {
                last = (seen, Instant::now());
            }
            if self.gone > 0 || last.1.elapsed() > self.patience {
                return Err(self.connect_failure(count));
            }
        }
        Ok(())
    }

    fn connect_failure(&self, count: u32) -> String {
        let Self { address, identified, .. } = self;
        let Tally { connect_failures, disconnected, examples, .. } = &self.tally;
        let said = examples.first().map_or(String::new(), |line| format!("; it said {}", printable(line)));
        format!(
            "{address} let in {identified} of {count} clients \
             ({connect_failures} could not connect, {disconnected} were disconnected){said}"
        )
    }

    fn start_client(&mut self) -> Result<(), String> {
        let number = self.clients.len();
        let mut stream =
            TcpStream::connect(self.address).map_err(|e| format!("cannot connect to {}: {e}", self.address))?;
        self.poll
            .registry()
            .register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)
            .map_err(|e| format!("cannot watch a socket: {e}"))?;
        let mut out = Vec::new();
        self.dialect.come_in(number as u32, &mut out);
        self.clients.push(Client {
            stream,
            phase: Phase::Connecting,
            tail: Vec::new(),
            out,
            out_written: 0,
            listed_dirty: false,
            asked: [None; Ask::KINDS],
        });
        Ok(())
    }

    /// Has everybody ask who is there, as a client does whose window is open, and waits until the server has nothing
    /// more to say about the coming in.
    pub(super) fn settle(&mut self) -> Result<(), String> {
        for client in 0..self.clients.len() as u32 {
            self.ask(client, Ask::Users);
        }
        self.wait_for_answers()?;
        let mut before = Instant::now();
        while before.elapsed() < QUIET {
            if self.turn(QUIET)? {
                before = Instant::now();
            }
        }
        self.reset_times();
        self.answered.clear();
        Ok(())
    }

    /// Forgets the times measured so far.
    pub(super) fn reset_times(&mut self) {
        self.latency.reset();
        self.answer_times.iter_mut().for_each(Histogram::reset);
    }

    /// Opens the streams that messages are sent on.
    ///
    /// # Errors
    /// In words, when they are too many to keep account of.
    pub(super) fn open_streams(&mut self, streams: Vec<(u32, Audience)>) -> Result<(), String> {
        let count = streams.len();
        self.ledger = Ledger::new(self.clients.len() as u32, streams)
            .ok_or_else(|| format!("{} clients with {count} streams are too many", self.clients.len()))?;
        Ok(())
    }

    /// Keeps a book of who heard of whom; to be called before the clients come in.
    pub(super) fn watch_arrivals(&mut self, clients: u32) {
        let pairs = clients as usize * clients as usize;
        self.pairs_told = vec![0; pairs.div_ceil(64)];
    }

    /// Has the answers of a kind kept.
    pub(super) fn keep_answers(&mut self, kind: usize) {
        self.keep[kind] = true;
    }

    /// Sends a message of so many bytes as delivered.
    pub(super) fn send(&mut self, stream: u32, bytes: usize) {
        let (sender, audience, text) = self.write_message(stream, bytes);
        let out = &mut self.clients[sender as usize].out;
        match audience {
            Audience::Others => self.dialect.to_all(sender, &text, out),
            Audience::One(receiver) => self.dialect.to_one(sender, receiver, &text, out),
        }
        self.list_dirty(sender);
    }

    /// Sends one on a stream to one, and asks for its acknowledgement. `false` if the protocol has none.
    pub(super) fn send_for_ack(&mut self, stream: u32, bytes: usize) -> bool {
        let (sender, audience, text) = self.write_message(stream, bytes);
        let Audience::One(receiver) = audience else { return false };
        let client = &mut self.clients[sender as usize];
        if !self.dialect.to_one_for_ack(sender, receiver, &text, &mut client.out) {
            return false;
        }
        client.asked[Ask::Ack.kind()] = Some(Instant::now());
        self.list_dirty(sender);
        true
    }

    /// The next message of a stream: its sender, who is to get it, and its text.
    fn write_message(&mut self, stream: u32, bytes: usize) -> (u32, Audience, Vec<u8>) {
        let number = self.ledger.sent(stream);
        let sent_ns = u64::try_from(self.base.elapsed().as_nanos()).unwrap_or(u64::MAX);
        let body = Body { run: self.run, stream, number, sent_ns };
        let mut text = Vec::with_capacity(bytes);
        body.write(bytes.saturating_sub(self.dialect.message_overhead_bytes()), &mut text);
        let (sender, audience) = self.ledger.sender(stream);
        (sender, audience, text)
    }

    /// Asks the server something, unless the client still waits for an answer of this kind or the protocol has no such
    /// request.
    pub(super) fn ask(&mut self, client: u32, ask: Ask) -> bool {
        let asking = &mut self.clients[client as usize];
        let due = &mut asking.asked[ask.kind()];
        if due.is_some() || asking.phase == Phase::Gone || !self.dialect.ask(ask, &mut asking.out) {
            return false;
        }
        *due = Some(Instant::now());
        self.list_dirty(client);
        true
    }

    /// Changes a client's presence.
    pub(super) fn change_state(&mut self, client: u32, state: &str) {
        if self.dialect.change_state(state, &mut self.clients[client as usize].out) {
            self.list_dirty(client);
        }
    }

    fn list_dirty(&mut self, client: u32) {
        if !std::mem::replace(&mut self.clients[client as usize].listed_dirty, true) {
            self.dirty.push(client);
        }
    }

    /// Writes what is to be sent, waits at most so long, and reads what has come. Says whether anything had.
    ///
    /// # Errors
    /// Those of the poll, in words.
    pub(super) fn turn(&mut self, timeout: Duration) -> Result<bool, String> {
        for client in std::mem::take(&mut self.dirty) {
            self.clients[client as usize].listed_dirty = false;
            self.flush(client);
        }
        match self.poll.poll(&mut self.events, Some(timeout)) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => self.events.clear(),
            other => other.map_err(|e| format!("the poll failed: {e}"))?,
        }
        let events: Vec<(u32, bool, bool)> = self
            .events
            .iter()
            .map(|event| (event.token().0 as u32, event.is_readable() || event.is_read_closed(), event.is_writable()))
            .collect();
        for &(client, readable, writable) in &events {
            if writable {
                self.take_writable(client);
            }
            if readable {
                self.read(client);
            }
        }
        Ok(!events.is_empty())
    }

    fn take_writable(&mut self, number: u32) {
        let client = &mut self.clients[number as usize];
        if client.phase == Phase::Connecting {
            if client.stream.take_error().ok().flatten().is_some() || client.stream.peer_addr().is_err() {
                self.tally.connect_failures += 1;
                self.lose(number);
                return;
            }
            client.phase = Phase::ComingIn;
            // Without it a second line would wait for the acknowledgement of the first; an error costs time only.
            let _ = client.stream.set_nodelay(true);
        }
        self.flush(number);
    }

    fn flush(&mut self, number: u32) {
        let client = &mut self.clients[number as usize];
        if matches!(client.phase, Phase::Connecting | Phase::Gone) {
            return;
        }
        while client.out_written < client.out.len() {
            match client.stream.write(&client.out[client.out_written..]) {
                Ok(n) => client.out_written += n,
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.lose_connected(number);
                    return;
                }
            }
        }
        client.out.clear();
        client.out_written = 0;
    }

    fn read(&mut self, number: u32) {
        loop {
            let client = &mut self.clients[number as usize];
            if client.phase == Phase::Gone {
                return;
            }
            match client.stream.read(&mut self.scratch) {
                Ok(0) => {
                    self.lose_connected(number);
                    return;
                }
                Ok(n) => {
                    let now_ns = u64::try_from(self.base.elapsed().as_nanos()).unwrap_or(u64::MAX);
                    self.take_bytes(number, n, now_ns);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.lose_connected(number);
                    return;
                }
            }
        }
    }

    fn take_bytes(&mut self, number: u32, n: usize, now_ns: u64) {
        let mut tail = std::mem::take(&mut self.clients[number as usize].tail);
        if tail.is_empty() {
            let scratch = std::mem::take(&mut self.scratch);
            let taken = self.take_packets(number, &scratch[..n], now_ns);
            tail.extend_from_slice(&scratch[taken..n]);
            self.scratch = scratch;
        } else {
            tail.extend_from_slice(&self.scratch[..n]);
            let taken = self.take_packets(number, &tail, now_ns);
            tail.drain(..taken);
        }
        if tail.len() > PACKET_BYTES_MAX {
            self.lose_connected(number);
        } else if !tail.is_empty() {
            self.clients[number as usize].tail = tail;
        }
    }

    fn take_packets(&mut self, number: u32, input: &[u8], now_ns: u64) -> usize {
        let mut taken = 0;
        while let Some(bytes) = self.dialect.packet_bytes(&input[taken..]) {
            self.take_packet(number, &input[taken..taken + bytes], now_ns);
            taken += bytes;
        }
        taken
    }

    fn take_packet(&mut self, number: u32, packet: &[u8], now_ns: u64) {
        let client = &mut self.clients[number as usize];
        let event = self.dialect.event(number, packet, &mut client.out);
        if !client.out.is_empty() {
            self.list_dirty(number);
        }
        match event {
            Event::Message(text) => {
                let Some(body) = Body::read(text).filter(|body| body.run == self.run) else { return };
                // Saturating: a histogram of fixed range is asked to record whatever comes.
                self.latency.saturating_record(now_ns.saturating_sub(body.sent_ns));
                if self.ledger.delivered(number, body.stream, body.number) {
                    self.finished.push(body.stream);
                }
            }
            Event::Identified => {
                let client = &mut self.clients[number as usize];
                if client.phase == Phase::ComingIn {
                    client.phase = Phase::In;
                    self.identified += 1;
                }
            }
            Event::Arrived(other) => self.note_arrival(number, other),
            Event::Answer(kind) => {
                if let Some(asked) = self.clients[number as usize].asked[kind].take() {
                    let ns = u64::try_from(asked.elapsed().as_nanos()).unwrap_or(u64::MAX);
                    self.answer_times[kind].saturating_record(ns);
                    let packet = if self.keep[kind] { packet.to_vec() } else { Vec::new() };
                    self.answered.push(Answered { client: number, kind, packet });
                }
            }
            Event::Refused => {
                self.tally.refused += 1;
                if self.tally.examples.len() < EXAMPLES_MAX {
                    let line = String::from_utf8_lossy(packet);
                    self.tally.examples.push(line.trim_end().chars().take(EXAMPLE_CHARS_MAX).collect());
                }
            }
            Event::Other => {}
        }
    }

    /// Of two clients the one that was there first hears of the other, once.
    fn note_arrival(&mut self, hearer: u32, arrived: u32) {
        self.tally.arrivals += 1;
        if self.pairs_told.is_empty() {
            return;
        }
        let (low, high) = (hearer.min(arrived) as u64, u64::from(hearer.max(arrived)));
        let bit = high * high.saturating_sub(1) / 2 + low;
        let known = self.pairs_told.get_mut((bit / 64) as usize);
        let is_new = hearer != arrived
            && known.is_some_and(|word| {
                let before = *word;
                *word |= 1 << (bit % 64);
                *word != before
            });
        self.tally.arrivals_twice += u64::from(!is_new);
    }

    fn lose_connected(&mut self, number: u32) {
        self.tally.disconnected += 1;
        self.lose(number);
    }

    fn lose(&mut self, number: u32) {
        let client = &mut self.clients[number as usize];
        client.phase = Phase::Gone;
        client.out = Vec::new();
        client.tail = Vec::new();
        client.asked = [None; Ask::KINDS];
        // It is closed with the load in any case.
        let _ = client.stream.shutdown(Shutdown::Both);
        self.gone += 1;
    }

    /// Waits until nothing is outstanding, or nothing has come for too long.
    pub(super) fn drain(&mut self) -> Result<(), String> {
        let mut last = (self.ledger.outstanding(), Instant::now());
        while last.0 > 0 && last.1.elapsed() < self.patience {
            self.turn(Duration::from_millis(100))?;
            if self.ledger.outstanding() != last.0 {
                last = (self.ledger.outstanding(), Instant::now());
            }
        }
        Ok(())
    }

    /// Waits until all questions are answered, or no answer has come for too long.
    pub(super) fn wait_for_answers(&mut self) -> Result<(), String> {
        let mut last = (self.unanswered(), Instant::now());
        while last.0 > 0 && last.1.elapsed() < self.patience {
            self.turn(Duration::from_millis(100))?;
            if self.unanswered() != last.0 {
                last = (self.unanswered(), Instant::now());
            }
        }
        Ok(())
    }

    /// Questions that wait for an answer.
    pub(super) fn unanswered(&self) -> u64 {
        self.clients.iter().map(|client| client.asked.iter().flatten().count() as u64).sum()
    }

    /// The streams of which a message has become complete since the last call; one may be named again.
    pub(super) fn take_finished(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.finished)
    }

    /// The answers since the last call.
    pub(super) fn take_answered(&mut self) -> Vec<Answered> {
        std::mem::take(&mut self.answered)
    }

    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Times from sending to receipt, in nanoseconds.
    pub(super) fn latency(&self) -> &Histogram<u64> {
        &self.latency
    }

    /// Times from question to answer, by kind, in nanoseconds.
    pub(super) fn answer_times(&self) -> BTreeMap<&'static str, &Histogram<u64>> {
        Ask::NAMES.into_iter().zip(&self.answer_times).filter(|(_, times)| !times.is_empty()).collect()
    }

    pub(super) fn dialect(&self) -> &dyn Dialect {
        self.dialect
    }

    /// The time that a server may be silent while something is due.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Clients that are connected no more.
    pub(super) fn gone(&self) -> u32 {
        self.gone
    }
}

fn histogram() -> Result<Histogram<u64>, String> {
    let longest_ns = u64::try_from(LONGEST.as_nanos()).unwrap_or(u64::MAX);
    Histogram::new_with_max(longest_ns, DIGITS).map_err(|e| format!("cannot make a histogram: {e}"))
}

/// Raises the limit on open files as far as the clients need it.
fn raise_files(clients: u32) -> Result<(), String> {
    let wanted = u64::from(clients) + OTHER_FILES;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current.is_none_or(|current| current >= wanted) {
        return Ok(());
    }
    setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum })
        .map_err(|e| format!("{clients} clients need {wanted} open files, and the system allows fewer: {e}"))
}
