//! The poll loop.
//!
//! Owns [`Reactor`]: one turn waits for events, reads what is ready, hands the lines to the [`Handler`], and only then
//! writes: each connection that was sent something is flushed once, at the end of the turn, with as many lines as have
//! come together. When nothing is due and nothing is ready it sleeps without a time-out.

use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use mio::event::Source;
use mio::net::{TcpListener, UnixListener};
use mio::{Events, Interest, Poll, Token, Waker};

use super::connection::{Closed, ConnectionId, Inbound, Origin, Protocol, Stage, Timer, Unread};
use super::connections::{Connections, QueueLimits};
use super::first_bytes::{self, Decision, Foreign};
use super::framing::{Frame, LineLimit};
use super::handshake_failure::HandshakeFailure;
use super::http_head;
use super::listener::{self, BindError, TcpOptions};
#[cfg(feature = "campus")]
use super::outgoing::Dialer;
use super::pace::ReadRates;
use super::read_pause::ReadPause;
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::{TlsOptions, TlsStream};
use super::websocket::{CloseCode, FrameDecoder, MessageLimit, Received};

/// Bytes read from a connection in one turn, into a buffer that all share.
const READ_BYTES_MAX: usize = 32 * 1024;

/// Lines of a connection handled in one turn: with [`READ_BYTES_MAX`] what keeps a flooder from starving the rest.
const LINES_PER_TURN_MAX: usize = 256;

/// The time that the head of a request may take, from its first byte to its last: a person's network needs a part of a
/// second.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// The time in which another request may follow one that was answered: a page's files come within a second.
const KEEP_ALIVE: Duration = Duration::from_secs(5);

/// Connections accepted from a listener in one turn.
const ACCEPTS_PER_TURN_MAX: usize = 256;

/// Events taken from the poll in one turn.
const EVENTS_PER_TURN_MAX: usize = 1024;

/// The time that a listener rests when there are no file descriptors or memory left. It also tries again as soon as a
/// connection ends.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// Tokens below this are listeners'; then come the handler's own sources, then connections by slot.
const SOURCE_TOKENS: usize = 64;
const WAKER_TOKEN: Token = Token(SOURCE_TOKENS);
const EXTRA_TOKEN: usize = SOURCE_TOKENS + 1;
const CONNECTION_TOKENS: usize = SOURCE_TOKENS * 2;

/// The decision about a new connection.
pub enum Admission {
    /// Take it in.
    Admit,
    /// Close it, after this line if there is one.
    Refuse(Option<Box<str>>),
}

/// The head of a request, or the reason that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head<'a> {
    /// As it came, with the empty line; or a first line that can begin none.
    Whole(&'a [u8]),
    /// It is longer than 8 KiB.
    TooLong,
    /// It did not end in time.
    Late,
}

/// The calls of the reactor. All calls come from within [`Reactor::turn`].
pub trait Handler {
    /// The poll has returned: a good moment to look at the clock.
    fn turn_began(&mut self, now: Instant);
    /// Somebody has connected.
    fn admit(&mut self, net: &mut Connections, origin: Origin) -> Admission;
    /// A connection was taken in.
    fn connected(&mut self, net: &mut Connections, id: ConnectionId, origin: Origin);
    /// A connection's TLS handshake has succeeded.
    fn handshake_done(&mut self, _id: ConnectionId) {}
    /// A connection's first bytes are neither lines nor HTTP, and no line of it was handed on. Last words may be sent, in whatever form
    /// it understands; it is closed then.
    fn foreign(&mut self, net: &mut Connections, id: ConnectionId, what: Foreign);
    /// A connection has sent a request of HTTP. It is to be answered ([`Connections::answer`]), and to be closed if no other
    /// is to follow. The bytes behind its head are taken for the next one.
    fn request(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>);
    /// A connection has sent a line, by itself or in frames of WebSocket.
    fn frame(&mut self, net: &mut Connections, id: ConnectionId, frame: Frame<'_>);
    /// A connection has ended, not by [`Connections::close`].
    fn closed(&mut self, net: &mut Connections, id: ConnectionId, how: Closed);
    /// A connection is too far behind, or an answer of HTTP has not left in time. What had not begun to leave is dropped; a
    /// last line may be sent, and it must be closed.
    fn behind(&mut self, net: &mut Connections, id: ConnectionId);
    /// A connection has begun to send faster than it may, and is read later.
    fn slowed(&mut self, _net: &mut Connections, _id: ConnectionId) {}
    /// A connection has begun a line and neither ended it nor gone on with it in time; it is to be closed.
    fn overdue(&mut self, net: &mut Connections, id: ConnectionId);
    /// Everything of this turn is done; the loop sleeps next.
    fn turn_ended(&mut self) {}
    /// The waker was woken.
    fn woken(&mut self, net: &mut Connections);
    /// One of the sources added with [`Reactor::add_source`] is ready.
    fn source_ready(&mut self, net: &mut Connections, source: usize);
    /// The time at which [`Handler::deadline_reached`] is wanted.
    fn deadline(&self) -> Option<Instant>;
    /// The deadline has come.
    fn deadline_reached(&mut self, net: &mut Connections);
    /// A listener rests because of this error.
    fn accept_paused(&mut self, error: &io::Error);
}

/// The options that a reactor is made with.
#[derive(Debug, Clone)]
pub struct ReactorOptions {
    /// The addresses to listen on; at most 32. Port 0 takes any free port.
    pub listen: Vec<SocketAddr>,
    /// Options of all sockets.
    pub tcp: TcpOptions,
    /// Limits on what waits to be written.
    pub queues: QueueLimits,
    /// Longest line, in bytes without its `\n`.
    pub line_bytes_max: usize,
    /// The rates at which clients may be read. The Unix socket is read as fast as it can be.
    pub rates: ReadRates,
}

struct Listening {
    socket: Listener,
    /// True if there may be connections to accept: from an edge until an accept would block.
    ready: bool,
}

enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
    Monitor(TcpListener),
    #[cfg(feature = "tls")]
    Tls(TcpListener),
}

impl Listener {
    fn source(&mut self) -> &mut dyn Source {
        match self {
            Self::Tcp(socket) | Self::Monitor(socket) => socket,
            #[cfg(feature = "tls")]
            Self::Tls(socket) => socket,
            Self::Unix(socket) => socket,
        }
    }

    fn is_tls(&self) -> bool {
        #[cfg(feature = "tls")]
        return matches!(self, Self::Tls(_));
        #[cfg(not(feature = "tls"))]
        false
    }

    fn accept(&self) -> io::Result<(Stream, Origin)> {
        Ok(match self {
            Self::Tcp(socket) => {
                let (stream, peer) = socket.accept()?;
                (Stream::Tcp(stream), Origin::Client(peer.into()))
            }
            #[cfg(feature = "tls")]
            Self::Tls(socket) => {
                let (stream, peer) = socket.accept()?;
                (Stream::Tcp(stream), Origin::Client(peer.into()))
            }
            Self::Monitor(socket) => {
                let (stream, peer) = socket.accept()?;
                (Stream::Tcp(stream), Origin::Monitor(peer.into()))
            }
            Self::Unix(socket) => (Stream::Unix(socket.accept()?.0), Origin::Console),
        })
    }
}

/// One thread's sockets.
pub struct Reactor {
    poll: Poll,
    events: Events,
    listeners: Vec<Listening>,
    /// Listening sockets that no address has asked for yet.
    inherited: Vec<std::net::TcpListener>,
    connections: Connections,
    scratch: Box<[u8]>,
    line_bytes_max: usize,
    rates: ReadRates,
    started: Instant,
    /// The time until which listeners rest.
    accept_paused_until: Option<Instant>,
    sources: usize,
    #[cfg(feature = "tls")]
    tls: Option<TlsOptions>,
    /// Connections whose TLS handshake was in progress when this was last looked through, the oldest first.
    #[cfg(feature = "tls")]
    handshakes: Vec<ConnectionId>,
    /// For the next bytes of whoever speaks WebSocket and has begun nothing.
    spare_decoder: Option<Box<FrameDecoder>>,
}

/// True if the IPv4 wildcard of the same port stands beside an address: `[::]` must then leave IPv4 alone.
fn has_ipv4_twin(address: SocketAddr, among: &[SocketAddr]) -> bool {
    among.iter().any(|other| other.is_ipv4() && other.ip().is_unspecified() && other.port() == address.port())
}

impl Reactor {
    /// Binds all addresses.
    ///
    /// # Errors
    /// The first address that cannot be bound; or the poll itself, as an error of the first address.
    pub fn new(options: &ReactorOptions) -> Result<Self, BindError> {
        Self::with_inherited(options, Vec::new())
    }

    /// The same with sockets that listen already: an address that one of them has is not bound anew, here and
    /// afterwards.
    ///
    /// # Errors
    /// As [`Reactor::new`].
    pub fn with_inherited(options: &ReactorOptions, inherited: Vec<std::net::TcpListener>) -> Result<Self, BindError> {
        let first = options.listen.first().copied().unwrap_or_else(|| SocketAddr::from(([0, 0, 0, 0], 0)));
        let poll = Poll::new().map_err(|source| BindError { address: first, source })?;
        let mut reactor = Self {
            poll,
            events: Events::with_capacity(EVENTS_PER_TURN_MAX),
            listeners: Vec::new(),
            inherited,
            connections: Connections::new(options.queues),
            scratch: vec![0; READ_BYTES_MAX].into_boxed_slice(),
            line_bytes_max: options.line_bytes_max,
            rates: options.rates,
            started: Instant::now(),
            accept_paused_until: None,
            sources: 0,
            #[cfg(feature = "tls")]
            tls: None,
            #[cfg(feature = "tls")]
            handshakes: Vec::new(),
            spare_decoder: None,
        };
        for &address in &options.listen {
            reactor.listen_on(address, has_ipv4_twin(address, &options.listen), &options.tcp, Listener::Tcp)?;
        }
        Ok(reactor)
    }

    /// Takes the inherited socket of an address, or binds one, and watches it. Returns the address with its real port.
    fn listen_on(
        &mut self,
        address: SocketAddr,
        v6_only: bool,
        tcp: &TcpOptions,
        kind: fn(TcpListener) -> Listener,
    ) -> Result<SocketAddr, BindError> {
        let inherited = self.inherited.iter().position(|socket| socket.local_addr().is_ok_and(|at| at == address));
        let mut socket = match inherited {
            Some(n) => listener::adopt(self.inherited.swap_remove(n), tcp)?,
            None => listener::bind(address, v6_only, tcp)?,
        };
        let token = Token(self.listeners.len());
        let registered = self.poll.registry().register(&mut socket, token, Interest::READABLE);
        let real = registered.and_then(|()| socket.local_addr()).map_err(|source| BindError { address, source })?;
        self.listeners.push(Listening { socket: kind(socket), ready: true });
        Ok(real)
    }

    /// The addresses that were bound, with their real ports.
    pub fn local_addresses(&self) -> Vec<SocketAddr> {
        self.listeners
            .iter()
            .filter_map(|listening| match &listening.socket {
                Listener::Tcp(socket) => socket.local_addr().ok(),
                _ => None,
            })
            .collect()
    }

    /// Listens for clients that speak TLS too, on at most 16 addresses. Returns them with their real ports.
    ///
    /// # Errors
    /// The first address that cannot be bound.
    #[cfg(feature = "tls")]
    pub fn listen_with_tls(
        &mut self,
        addresses: &[SocketAddr],
        tcp: &TcpOptions,
        tls: TlsOptions,
    ) -> Result<Vec<SocketAddr>, BindError> {
        let bound = addresses
            .iter()
            .map(|&address| self.listen_on(address, has_ipv4_twin(address, addresses), tcp, Listener::Tls))
            .collect::<Result<_, _>>()?;
        self.tls = Some(tls);
        Ok(bound)
    }

    /// The options of TLS, if it is spoken; changes hold for connections that come from now on.
    #[cfg(feature = "tls")]
    pub fn tls(&mut self) -> Option<&mut TlsOptions> {
        self.tls.as_mut()
    }

    /// Listens on a Unix socket too; who connects there is let in without a question.
    ///
    /// # Errors
    /// Those of the system, and "address in use" if somebody answers at that path.
    pub fn listen_locally(&mut self, path: &Path) -> io::Result<()> {
        let mut socket = listener::bind_unix(path)?;
        self.poll.registry().register(&mut socket, Token(self.listeners.len()), Interest::READABLE)?;
        self.listeners.push(Listening { socket: Listener::Unix(socket), ready: true });
        Ok(())
    }

    /// Listens for who watches the server too. Returns the address with its real port.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub fn listen_for_monitors(&mut self, address: SocketAddr, tcp: &TcpOptions) -> Result<SocketAddr, BindError> {
        self.listen_on(address, false, tcp, Listener::Monitor)
    }

    /// Closes what was inherited and stands for no address, and returns the addresses.
    pub fn close_unused_inherited(&mut self) -> Vec<SocketAddr> {
        self.inherited.drain(..).filter_map(|socket| socket.local_addr().ok()).collect()
    }

    /// Makes the waker by which other threads wake the loop. To be called once.
    ///
    /// # Errors
    /// Those of the poll.
    pub fn waker(&self) -> io::Result<Arc<Waker>> {
        Waker::new(self.poll.registry(), WAKER_TOKEN).map(Arc::new)
    }

    /// Has the handler called when something else is ready to be read; returns the number it is called with.
    ///
    /// # Errors
    /// Those of the poll.
    pub fn add_source(&mut self, source: &mut impl Source) -> io::Result<usize> {
        let number = self.sources;
        self.poll.registry().register(source, Token(EXTRA_TOKEN + number), Interest::READABLE)?;
        self.sources += 1;
        Ok(number)
    }

    /// Takes a source for a connection that is made from here; [`Handler::source_ready`] is called when something has
    /// happened on it.
    ///
    /// # Errors
    /// Those of the poll.
    #[cfg(feature = "campus")]
    pub fn dialer(&mut self) -> io::Result<Dialer> {
        let source = self.sources;
        let dialer = Dialer::new(self.poll.registry().try_clone()?, Token(EXTRA_TOKEN + source), source);
        self.sources += 1;
        Ok(dialer)
    }

    /// The connections, for what is done outside a turn.
    pub fn connections(&mut self) -> &mut Connections {
        &mut self.connections
    }

    /// Replaces the longest line's length.
    pub fn set_line_bytes_max(&mut self, line_bytes_max: usize) {
        self.line_bytes_max = line_bytes_max;
    }

    /// Replaces the rates at which clients are read.
    pub fn set_rates(&mut self, rates: ReadRates) {
        self.rates = rates;
    }

    /// Accepts no more.
    pub fn stop_listening(&mut self) {
        for mut listening in self.listeners.drain(..) {
            // The socket is closed in any case.
            let _ = self.poll.registry().deregister(listening.socket.source());
        }
    }

    /// Waits for something to happen, and handles it.
    ///
    /// # Errors
    /// Those of the poll, which leave nothing to go on with.
    pub fn turn(&mut self, handler: &mut impl Handler) -> io::Result<()> {
        let timeout = self.timeout(handler);
        match self.poll.poll(&mut self.events, timeout) {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => self.events.clear(),
            other => other?,
        }
        let now = Instant::now();
        handler.turn_began(now);
        self.take_events(handler);
        self.accept(now, handler);
        self.serve_ready(now, handler);
        if handler.deadline().is_some_and(|at| at <= now) {
            handler.deadline_reached(&mut self.connections);
        }
        self.connections.run_timers(now);
        self.report_overdue(now, handler);
        self.before_sleep(handler);
        handler.turn_ended();
        Ok(())
    }

    fn timeout(&self, handler: &impl Handler) -> Option<Duration> {
        let may_accept = self.accept_paused_until.is_none() && self.listeners.iter().any(|l| l.ready);
        // What was queued between two turns has no event to wait for.
        let unsent = self.connections.has_dirty() || !self.connections.overflowed.is_empty();
        if may_accept || unsent || !self.connections.ready.is_empty() {
            return Some(Duration::ZERO);
        }
        let paused = self.accept_paused_until.filter(|_| !self.listeners.is_empty());
        let next = [handler.deadline(), self.connections.next_timer(), paused].into_iter().flatten().min()?;
        let wait = next.saturating_duration_since(Instant::now());
        // epoll counts in milliseconds; rounding down would spin through the last one.
        Some(wait + Duration::from_millis(u64::from(!wait.is_zero())))
    }

    fn take_events(&mut self, handler: &mut impl Handler) {
        for event in &self.events {
            match event.token() {
                Token(n) if n < SOURCE_TOKENS => {
                    if let Some(listening) = self.listeners.get_mut(n) {
                        listening.ready = true;
                    }
                }
                WAKER_TOKEN => handler.woken(&mut self.connections),
                Token(n) if n < CONNECTION_TOKENS => handler.source_ready(&mut self.connections, n - EXTRA_TOKEN),
                Token(n) => {
                    let Ok(slot) = u32::try_from(n - CONNECTION_TOKENS) else { continue };
                    let Some(connection) = self.connections.slot_mut(slot) else { continue };
                    connection.peer_closed |= event.is_read_closed() || event.is_error();
                    connection.readable |= event.is_readable() || connection.peer_closed;
                    let writable = event.is_writable() || event.is_write_closed();
                    connection.writable |= writable;
                    let unsent = writable && connection.has_unsent();
                    self.connections.list_ready(slot);
                    if unsent {
                        self.connections.list_dirty(slot);
                    }
                }
            }
        }
    }

    fn accept(&mut self, now: Instant, handler: &mut impl Handler) {
        if self.accept_paused_until.is_some_and(|until| until > now) {
            return;
        }
        self.accept_paused_until = None;
        for n in 0..self.listeners.len() {
            for _ in 0..ACCEPTS_PER_TURN_MAX {
                if !self.listeners[n].ready {
                    break;
                }
                match self.listeners[n].socket.accept() {
                    Ok((stream, origin)) => {
                        let with_tls = self.listeners[n].socket.is_tls();
                        if let Err(e) = self.take_in(stream, origin, with_tls, now, handler) {
                            return self.rest(&e, now, handler);
                        }
                    }
                    Err(e) if e.kind() == io::ErrorKind::WouldBlock => self.listeners[n].ready = false,
                    // The peer was gone before it was accepted; also what Linux passes on of it (accept(2)).
                    Err(e) if is_passing(&e) => {}
                    Err(e) => return self.rest(&e, now, handler),
                }
            }
        }
    }

    /// Accepts nothing for a moment.
    fn rest(&mut self, why: &io::Error, now: Instant, handler: &mut impl Handler) {
        self.accept_paused_until = Some(now + ACCEPT_PAUSE);
        handler.accept_paused(why);
    }

    /// Takes in a connection if the handler admits it.
    ///
    /// # Errors
    /// Those of memory and the poll, which others would meet too; the connection is closed.
    fn take_in(
        &mut self,
        mut stream: Stream,
        origin: Origin,
        with_tls: bool,
        now: Instant,
        handler: &mut impl Handler,
    ) -> io::Result<()> {
        match handler.admit(&mut self.connections, origin) {
            Admission::Admit => {}
            Admission::Refuse(line) => {
                // Without a handshake there are no words that a TLS client would understand.
                if let Some(line) = line.filter(|_| !with_tls) {
                    // One attempt: an empty socket buffer takes a line, and who is refused is owed no more.
                    let _ = io::Write::write(&mut stream, line.as_bytes());
                }
                return Ok(());
            }
        }
        if with_tls {
            stream = self.start_handshake(stream)?;
        }
        // Registered once for both directions. An edge for writing comes only after a write that did not fit, so an
        // idle connection costs nothing, and no system call is needed to change the interest.
        let interest = Interest::READABLE | Interest::WRITABLE;
        let registry = self.poll.registry();
        let register = |stream: &mut Stream, slot: u32| {
            registry.register(stream, Token(CONNECTION_TOKENS + slot as usize), interest)
        };
        let id = self.connections.insert(stream, origin, register)?;
        handler.connected(&mut self.connections, id, origin);
        if with_tls {
            self.watch_handshake(id, now, handler);
        }
        if matches!(origin, Origin::Monitor(_)) {
            self.connections.set_timer(id.slot, Timer::Line, Some(now + KEEP_ALIVE));
        }
        Ok(())
    }

    #[cfg(feature = "tls")]
    fn start_handshake(&self, stream: Stream) -> io::Result<Stream> {
        match (stream, &self.tls) {
            (Stream::Tcp(socket), Some(tls)) => {
                TlsStream::new(socket, &tls.config).map(|tls| Stream::Tls(Box::new(tls)))
            }
            (stream, _) => Ok(stream),
        }
    }

    #[cfg(not(feature = "tls"))]
    fn start_handshake(&self, stream: Stream) -> io::Result<Stream> {
        Ok(stream)
    }

    /// Gives a handshake its time, and makes room for it.
    #[cfg(feature = "tls")]
    fn watch_handshake(&mut self, id: ConnectionId, now: Instant, handler: &mut impl Handler) {
        let Some(tls) = &self.tls else { return };
        self.connections.set_timer(id.slot, Timer::Line, Some(now + tls.handshake_time));
        let handshakes_max = tls.handshakes_max;
        if self.handshakes.len() >= handshakes_max {
            let connections = &mut self.connections;
            self.handshakes.retain(|&id| {
                connections.slot_mut(id.slot).is_some_and(|connection| {
                    connection.id == id && connection.stage == Stage::Open && connection.stream.is_handshaking()
                })
            });
            let too_many = (self.handshakes.len() + 1).saturating_sub(handshakes_max);
            let crowded_out: Vec<ConnectionId> = self.handshakes.drain(..too_many).collect();
            for oldest in crowded_out {
                self.end(oldest.slot, Closed::Handshake(HandshakeFailure::CrowdedOut), handler);
            }
        }
        self.handshakes.push(id);
    }

    #[cfg(not(feature = "tls"))]
    fn watch_handshake(&mut self, _id: ConnectionId, _now: Instant, _handler: &mut impl Handler) {}

    fn serve_ready(&mut self, now: Instant, handler: &mut impl Handler) {
        let mut ready = std::mem::take(&mut self.connections.ready);
        for slot in ready.drain(..) {
            let Some(connection) = self.connections.slot_mut(slot) else { continue };
            connection.listed_ready = false;
            match connection.stage {
                Stage::Open => self.serve(slot, now, handler),
                Stage::Lingering => self.throw_away(slot, now),
                Stage::Closing | Stage::Dead => {}
            }
            // What is left over has its turn after everybody else's.
            self.connections.list_ready(slot);
        }
        // Mostly nothing is, and the list's memory serves for the next turn.
        if self.connections.ready.is_empty() {
            self.connections.ready = ready;
        }
    }

    /// A connection's turn.
    fn serve(&mut self, slot: u32, now: Instant, handler: &mut impl Handler) {
        if let Some(mut input) = self.read(slot, handler)
            && let Some(handed_on) = self.hand_on(slot, &mut input, handler)
        {
            self.settle(slot, now, input, &handed_on, handler);
        }
    }

    /// Reads a connection once, unless something was left over of the last time. Gives what there is to frame; nothing of
    /// one that is not to be read, has ended, or is still in its handshake.
    fn read(&mut self, slot: u32, handler: &mut impl Handler) -> Option<Input> {
        let connection = self.connections.slot_mut(slot).filter(|connection| connection.read_pauses.is_empty())?;
        let (id, protocol) = (connection.id, connection.protocol);
        let was_handshaking = connection.stream.is_handshaking();
        // A handshake goes on: nothing of it is for the handler, and it has a time in which it must end.
        if !was_handshaking && self.connections.hold(slot) {
            return None;
        }
        let unread = self.connections.take_unread(slot);
        let connection = self.connections.slot_mut(slot)?;
        let mut fresh = 0;
        let mut ended = None;
        if unread.unframed.is_empty() {
            match connection.stream.read(&mut self.scratch) {
                Ok(0) => ended = Some(Closed::EndOfStream),
                Ok(n) => {
                    // Less than there was room for: the socket is empty (epoll(7), "Questions and answers", 9), but more
                    // may be decrypted already.
                    connection.readable =
                        n == self.scratch.len() || connection.peer_closed || connection.stream.is_encrypted();
                    fresh = n;
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => connection.readable = false,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => ended = Some(Closed::from_error(&e)),
            }
        }
        let is_handshaking = connection.stream.is_handshaking();
        if connection.stream.has_unsent() {
            self.connections.list_dirty(slot);
        }
        if let Some(how) = ended {
            self.end(slot, how, handler);
            return None;
        }
        if is_handshaking {
            return None;
        }
        if was_handshaking {
            self.connections.set_timer(slot, Timer::Line, None);
            handler.handshake_done(id);
        }
        Some(Input { id, protocol, unread, fresh })
    }

    /// Hands on what has come, as much as a turn may have. Gives how far that went; nothing of a connection that was closed
    /// by it, or that goes on otherwise.
    fn hand_on(&mut self, slot: u32, input: &mut Input, handler: &mut impl Handler) -> Option<FrameProgress> {
        if input.protocol == Protocol::Undecided && !self.decide(slot, input, handler) {
            return None;
        }
        let progress = match input.protocol {
            Protocol::Undecided | Protocol::Lines => self.hand_on_lines(slot, input, handler),
            Protocol::Http => self.hand_on_head(input, handler),
            Protocol::WebSocket => self.hand_on_frames(slot, input, handler),
        }?;
        let is_open = self.connections.slot_mut(slot).is_some_and(|connection| connection.stage == Stage::Open);
        is_open.then_some(progress)
    }

    /// Decides what a new connection speaks, if that can be told. Returns false if it is not to be served.
    fn decide(&mut self, slot: u32, input: &mut Input, handler: &mut impl Handler) -> bool {
        let Inbound::Lines(framer) = &input.unread.inbound else { return true };
        let bytes = input.bytes(&self.scratch);
        let protocol = match first_bytes::decide(framer.unfinished(), bytes, self.line_bytes_max) {
            Decision::Undecided => return true,
            Decision::Lines => Protocol::Lines,
            Decision::Http => Protocol::Http,
            Decision::Foreign(what) => {
                let begin = || [framer.unfinished(), bytes].concat();
                if what != Foreign::Tls || !self.turn_to_tls(slot, begin(), handler) {
                    handler.foreign(&mut self.connections, input.id, what);
                    self.connections.close(input.id);
                }
                return false;
            }
        };
        if protocol == Protocol::Http {
            input.unread.inbound = Inbound::Head(framer.unfinished().to_vec());
        }
        input.protocol = protocol;
        if let Some(connection) = self.connections.slot_mut(slot) {
            connection.protocol = protocol;
        }
        true
    }

    /// Begins TLS on a plain connection whose first bytes are these. Returns false if it is not spoken here.
    #[cfg(feature = "tls")]
    fn turn_to_tls(&mut self, slot: u32, begin: Vec<u8>, handler: &mut impl Handler) -> bool {
        let Some(tls) = &self.tls else { return false };
        let Some(id) = self.connections.begin_tls(slot, begin, &tls.config) else { return false };
        self.watch_handshake(id, Instant::now(), handler);
        true
    }

    #[cfg(not(feature = "tls"))]
    fn turn_to_tls(&mut self, _slot: u32, _begin: Vec<u8>, _handler: &mut impl Handler) -> bool {
        false
    }

    /// The longest line that may be taken now.
    fn line_limit(&self) -> LineLimit {
        if self.connections.has_room_for_escapes() {
            LineLimit::of(self.line_bytes_max)
        } else {
            LineLimit::strictly(self.line_bytes_max)
        }
    }

    fn hand_on_lines(&mut self, slot: u32, input: &mut Input, handler: &mut impl Handler) -> Option<FrameProgress> {
        let limit = self.line_limit();
        let Unread { inbound: Inbound::Lines(framer), unframed, .. } = &mut input.unread else { return None };
        let bytes = if unframed.is_empty() { &self.scratch[..input.fresh] } else { &unframed[..] };
        let mut rest = bytes;
        let mut goes_on = true;
        let mut lines = 0;
        while goes_on && let Some(frame) = framer.next(&mut rest, limit) {
            handler.frame(&mut self.connections, input.id, frame);
            lines += 1;
            goes_on = lines < LINES_PER_TURN_MAX
                && !self.connections.is_holding()
                && self.connections.slot_mut(slot).is_some_and(|connection| connection.takes_another_line());
        }
        Some(FrameProgress { lines, ended: lines, consumed: bytes.len() - rest.len(), left: rest.len() })
    }

    /// Hands on one head: the next has its turn when this one's answer has left.
    fn hand_on_head(&mut self, input: &mut Input, handler: &mut impl Handler) -> Option<FrameProgress> {
        let mut head = match std::mem::take(&mut input.unread.inbound) {
            Inbound::Head(head) => head,
            Inbound::Lines(_) | Inbound::Frames(_) => Vec::new(),
        };
        let bytes = input.bytes(&self.scratch);
        let (taken, what) = http_head::take(&mut head, bytes);
        let ended = usize::from(what.is_some());
        let progress = FrameProgress { lines: ended, ended, consumed: taken, left: bytes.len() - taken };
        match what {
            Some(what) => handler.request(&mut self.connections, input.id, what.of(&head)),
            None => input.unread.inbound = Inbound::Head(head),
        }
        Some(progress)
    }

    fn hand_on_frames(&mut self, slot: u32, input: &mut Input, handler: &mut impl Handler) -> Option<FrameProgress> {
        let limit = MessageLimit { length: self.line_limit(), binary: false };
        let Unread { inbound, unframed, .. } = &mut input.unread;
        if !matches!(inbound, Inbound::Frames(_)) {
            *inbound = Inbound::Frames(self.spare_decoder.take().unwrap_or_default());
        }
        let Inbound::Frames(decoder) = inbound else { return None };
        let mut rest = if unframed.is_empty() { &mut self.scratch[..input.fresh] } else { &mut unframed[..] };
        let length = rest.len();
        let mut goes_on = true;
        let (mut frames, mut ended) = (0, 0);
        let mut end = None;
        while goes_on && let Some(received) = decoder.next(&mut rest, limit) {
            frames += 1;
            match received {
                Received::Text(line) => {
                    ended += 1;
                    handler.frame(&mut self.connections, input.id, Frame::Line(line));
                }
                Received::TooLong => {
                    ended += 1;
                    handler.frame(&mut self.connections, input.id, Frame::TooLong);
                }
                Received::Part => {}
                Received::Ping(payload) => self.connections.pong(input.id, payload),
                Received::Close(code) => end = Some(Closed::Goodbye(code)),
                Received::Violation(code) => end = Some(Closed::Violation(code)),
                Received::Binary(_) => end = Some(Closed::Violation(CloseCode::UNSUPPORTED)),
            }
            goes_on = end.is_none()
                && frames < LINES_PER_TURN_MAX
                && !self.connections.is_holding()
                && self.connections.slot_mut(slot).is_some_and(|connection| connection.takes_another_line());
        }
        let left = rest.len();
        if let Some(how) = end {
            self.end(slot, how, handler);
            return None;
        }
        Some(FrameProgress { lines: frames, ended, consumed: length - left, left })
    }

    /// Keeps what was not handed on, counts what was, and sets the times that follow from both.
    fn settle(&mut self, slot: u32, now: Instant, input: Input, handed_on: &FrameProgress, handler: &mut impl Handler) {
        let Input { id, unread: Unread { inbound, mut unframed, began, .. }, fresh, .. } = input;
        let FrameProgress { lines, ended, consumed, left } = *handed_on;
        let Some(connection) = self.connections.slot_mut(slot) else { return };
        let within_line = inbound.is_within();
        let is_http = connection.protocol == Protocol::Http;
        let timed = connection.timer(Timer::Line);
        let is_limited = connection.origin.is_limited();
        let wait = is_limited.then(|| connection.pace.charge(&self.rates, self.started, now, lines, fresh)).flatten();
        connection.read_pauses.set(ReadPause::Rate, wait.is_some());
        // With an empty socket and no line begun, the next line will be a new one.
        let caught_up = !connection.readable && left == 0 && !within_line;
        connection.stale = wait.is_some() || connection.stale && !caught_up;
        let slowing = !std::mem::replace(&mut connection.slowed, wait.is_some()) && wait.is_some();
        // A line that ended makes room for the next one's time, and one that goes on has its own again, for a while.
        let began = within_line.then(|| began.filter(|_| ended == 0).unwrap_or(now));
        let has_moved = lines > 0 || fresh > 0 || timed.is_none();
        let due = match began {
            Some(began) if is_http => Some(began + HEAD_TIME),
            None if is_http && ended > 0 => Some(now + KEEP_ALIVE),
            None if is_http => timed,
            Some(began) if is_limited && has_moved => self.rates.line_due(began, now),
            Some(_) => timed,
            None => None,
        };
        if unframed.is_empty() {
            unframed = self.scratch[consumed..fresh].to_vec();
        } else {
            unframed.drain(..consumed);
        }
        if within_line || !unframed.is_empty() {
            let unread = Unread { inbound, unframed, began, escape_bytes: 0 };
            self.connections.keep_unread(slot, unread, self.line_bytes_max);
        } else if let Inbound::Frames(decoder) = inbound
            && decoder.is_empty()
        {
            self.spare_decoder = Some(decoder);
        }
        if let Some(wait) = wait {
            self.connections.set_timer(slot, Timer::Pace, Some(now + wait));
        }
        if due != timed {
            self.connections.set_timer(slot, Timer::Line, due);
        }
        if slowing {
            handler.slowed(&mut self.connections, id);
        }
    }

    fn report_overdue(&mut self, now: Instant, handler: &mut impl Handler) {
        for slot in std::mem::take(&mut self.connections.overdue) {
            let Some(connection) = self.connections.slot_mut(slot) else { continue };
            let id = connection.id;
            if connection.stage != Stage::Open {
                continue;
            }
            let has_begun = connection.unread.as_ref().is_some_and(|unread| unread.inbound.is_within());
            let is_idle = connection.protocol == Protocol::Http && !has_begun;
            if connection.stream.is_handshaking() {
                self.end(slot, Closed::Handshake(HandshakeFailure::TimedOut), handler);
            } else if !connection.read_pauses.is_empty() {
                // The rest of the line may have come, and lies where nobody has looked.
                let again = Some(now + self.rates.line_time).filter(|_| !self.rates.line_time.is_zero());
                self.connections.set_timer(slot, Timer::Line, again);
            } else if is_idle && connection.has_unsent() {
                // Its time begins when it has the answer, for which it has a time as well.
                self.connections.set_timer(slot, Timer::Line, Some(now + KEEP_ALIVE));
            } else if is_idle {
                self.end(slot, Closed::Idle, handler);
            } else if connection.protocol == Protocol::Http {
                handler.request(&mut self.connections, id, Head::Late);
            } else {
                handler.overdue(&mut self.connections, id);
            }
        }
    }

    /// Reads what a closed connection still sends, so that its end is a clean one; but not of one that does nothing else
    /// than send.
    fn throw_away(&mut self, slot: u32, now: Instant) {
        let Some(connection) = self.connections.slot_mut(slot) else { return };
        match connection.stream.discard(&mut self.scratch) {
            Ok(0) => self.connections.kill(slot),
            Ok(n) => {
                let is_limited = connection.origin.is_limited();
                if is_limited && connection.pace.charge(&self.rates, self.started, now, 0, n).is_some() {
                    self.connections.kill(slot);
                }
            }
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => connection.readable = false,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => self.connections.kill(slot),
        }
    }

    /// The connection has ended by itself.
    fn end(&mut self, slot: u32, how: Closed, handler: &mut impl Handler) {
        let Some(connection) = self.connections.slot_mut(slot) else { return };
        let (id, stage) = (connection.id, connection.stage);
        let ours = matches!(how, Closed::Handshake(_));
        let failure = connection.stream.handshake_failure();
        // The client is still there, and is to read why: the alert that waits.
        let may_read = match how {
            Closed::EndOfStream | Closed::Idle | Closed::Goodbye(_) | Closed::Violation(_) => true,
            Closed::Failed => connection.stream.has_unsent(),
            Closed::Reset | Closed::TimedOut | Closed::Handshake(_) => false,
        };
        if stage == Stage::Open {
            let told = failure.filter(|_| !ours).map_or(how, Closed::Handshake);
            handler.closed(&mut self.connections, id, told);
        }
        if may_read && stage == Stage::Open {
            // It may have closed its half only, and still want the answers to what it asked.
            self.connections.close_with(id, how.close_code());
        } else {
            self.connections.kill(slot);
        }
    }

    /// The one place where lines leave and connections go: after all events, before the next sleep.
    fn before_sleep(&mut self, handler: &mut impl Handler) {
        while self.connections.has_dirty() || !self.connections.overflowed.is_empty() {
            self.connections.flush_dirty();
            for (slot, error) in std::mem::take(&mut self.connections.failed) {
                self.end(slot, Closed::from_error(&error), handler);
            }
            for slot in std::mem::take(&mut self.connections.overflowed) {
                if let Some((id, Stage::Open)) = self.connections.clear_overflow(slot) {
                    handler.behind(&mut self.connections, id);
                }
            }
        }
        self.connections.end_turn();
        let registry = self.poll.registry();
        let freed = self.connections.reap(|stream| {
            // Closing it does the same; an error changes nothing.
            let _ = registry.deregister(stream);
        });
        if freed > 0 {
            self.accept_paused_until = None;
        }
    }
}

/// The bytes of a connection that are to be framed: those left over of the last time, or else so many fresh ones in the
/// buffer that all share.
struct Input {
    id: ConnectionId,
    protocol: Protocol,
    unread: Unread,
    fresh: usize,
}

impl Input {
    fn bytes<'a>(&'a self, scratch: &'a [u8]) -> &'a [u8] {
        if self.unread.unframed.is_empty() { &scratch[..self.fresh] } else { &self.unread.unframed }
    }
}

/// The result of a turn: lines, heads and frames that came, those of them with which a line ended; bytes framed, bytes left
/// over.
struct FrameProgress {
    lines: usize,
    ended: usize,
    consumed: usize,
    left: usize,
}

/// Errors of `accept` that concern the one connection only (accept(2), "Error handling").
fn is_passing(error: &io::Error) -> bool {
    use io::ErrorKind as Kind;
    matches!(
        error.kind(),
        Kind::ConnectionAborted
            | Kind::ConnectionReset
            | Kind::Interrupted
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::PermissionDenied
    )
}
