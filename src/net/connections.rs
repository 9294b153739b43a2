//! The connections, and what a handler may do to them.
//!
//! Owns [`Connections`]: the table of them, the lists of connections that want a turn or a flush, and the limits on queues. A
//! handler gets it while it handles something; nothing it does here reads or writes a socket but for a queue that has
//! grown past its soft limit, which is offered to the socket at once so that a burst is not taken for a slow reader.

use std::collections::BTreeSet;
use std::io;
#[cfg(feature = "tls")]
use std::sync::Arc;
use std::time::{Duration, Instant};

#[cfg(feature = "tls")]
use rustls::ServerConfig;

use super::connection::{Connection, ConnectionId, Origin, Protocol, Stage, Timer, Unread};
use super::lines::{LineShare, Lines, Segment};
use super::outbound::Flushed;
use super::pace::Pace;
use super::read_pause::{ReadPause, ReadPauses};
use super::stream::Stream;
#[cfg(feature = "tls")]
use super::tls::TlsStream;
use super::websocket::{CloseCode, Sent};
use crate::slots::Slots;

/// Places that are kept on the lists of connections that want something: as many as a large class could fill in a turn.
const LISTED_KEPT: usize = 1024;

/// Bytes that all unfinished lines together may be longer than a line may be, for their escapes: thirty of the longest.
const ESCAPE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The limits of what may wait to be written.
#[derive(Debug, Clone, Copy)]
pub struct QueueLimits {
    /// Bytes that a connection may be behind for a while; of an answer of HTTP, any.
    pub soft_bytes: usize,
    /// For how long.
    pub soft_grace: Duration,
    /// Bytes that it may never be behind.
    pub hard_bytes: usize,
    /// Bytes that all connections together may be behind. A shared line counts once for each that it waits for.
    pub total_bytes: usize,
    /// The time that a connection that is being closed may take to read its last lines.
    pub close_timeout: Duration,
}

/// The ways to go on behind an answer of HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterAnswer {
    /// Another request, in a while; or the connection is closed from here.
    Http,
    /// WebSocket: lines in frames.
    WebSocket,
}

/// All connections.
pub struct Connections {
    slots: Slots<Connection>,
    lines: Lines,
    next_generation: u32,
    limits: QueueLimits,
    /// Bytes queued in all.
    queued_bytes: usize,
    /// Bytes that unfinished lines are longer than a line may be, for their escapes.
    escape_bytes: usize,
    /// Lines and bytes handed to sockets since the start.
    pub(super) lines_queued: u64,
    pub(super) bytes_written: u64,
    /// Slots that have something to read or to frame.
    pub(super) ready: Vec<u32>,
    /// Slots that have something to write.
    dirty: Vec<u32>,
    /// Slots whose queue is too long.
    pub(super) overflowed: Vec<u32>,
    /// Slots whose socket could not be written to.
    pub(super) failed: Vec<(u32, io::Error)>,
    /// Slots that are free at the end of the turn.
    dead: Vec<u32>,
    timers: BTreeSet<(Instant, u32, Timer)>,
    /// Connections whose line takes too long.
    pub(super) overdue: Vec<u32>,
    /// True if clients are read later.
    holding: bool,
    /// Slots of clients that would have been read meanwhile.
    held: Vec<u32>,
}

impl Connections {
    pub(super) fn new(limits: QueueLimits) -> Self {
        Self {
            slots: Slots::default(),
            lines: Lines::default(),
            next_generation: 0,
            limits,
            queued_bytes: 0,
            escape_bytes: 0,
            lines_queued: 0,
            bytes_written: 0,
            ready: Vec::new(),
            dirty: Vec::new(),
            overflowed: Vec::new(),
            failed: Vec::new(),
            dead: Vec::new(),
            timers: BTreeSet::new(),
            overdue: Vec::new(),
            holding: false,
            held: Vec::new(),
        }
    }

    /// The number of connections, those being closed included.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Bytes queued in all.
    pub fn queued_bytes(&self) -> usize {
        self.queued_bytes
    }

    /// Lines queued for connections since the start.
    pub fn lines_queued(&self) -> u64 {
        self.lines_queued
    }

    /// Bytes written to sockets since the start.
    pub fn bytes_written(&self) -> u64 {
        self.bytes_written
    }

    /// Replaces the limits.
    pub fn set_limits(&mut self, limits: QueueLimits) {
        self.limits = limits;
    }

    /// The origin of a connection; `None` for one that is gone.
    pub fn origin(&self, id: ConnectionId) -> Option<Origin> {
        self.get(id).map(|connection| connection.origin)
    }

    /// Bytes queued for one connection.
    pub fn queued_bytes_of(&self, id: ConnectionId) -> usize {
        self.get(id).map_or(0, Connection::unsent_bytes)
    }

    /// True if everything sent to a connection has left.
    pub fn is_drained(&self, id: ConnectionId) -> bool {
        self.get(id).is_some_and(|connection| !connection.has_unsent())
    }

    /// True if a line of it that is handed on now was sent after everything that was sent to it had left. It may not
    /// have been, if it has lain unread for a while.
    pub fn is_in_step(&self, id: ConnectionId) -> bool {
        self.get(id).is_some_and(|connection| !connection.has_unsent() && !connection.stale)
    }

    /// True if it speaks WebSocket.
    pub fn is_browser(&self, id: ConnectionId) -> bool {
        self.get(id).is_some_and(|connection| connection.protocol == Protocol::WebSocket)
    }

    /// True if it speaks HTTP.
    pub fn asks_for_pages(&self, id: ConnectionId) -> bool {
        self.get(id).is_some_and(|connection| connection.protocol == Protocol::Http)
    }

    /// True if nobody between can read what it says and is told.
    pub fn is_encrypted(&self, id: ConnectionId) -> bool {
        self.get(id).is_some_and(|connection| connection.stream.is_encrypted())
    }

    /// The connection of these that has been silent from the beginning for longest.
    pub fn longest_silent(&self, is_meant: impl Fn(Origin) -> bool) -> Option<ConnectionId> {
        let silent = |c: &&Connection| {
            c.protocol == Protocol::Undecided && c.stage == Stage::Open && c.unread.is_none() && is_meant(c.origin)
        };
        // They are numbered in the order in which they come, but for once in four thousand million.
        self.slots.iter().map(|(_, c)| c).filter(silent).map(|c| c.id).min_by_key(|id| id.generation)
    }

    /// Queues lines, each with its `\n`. They leave at the end of the turn. What goes to a connection that is gone or being
    /// closed is dropped.
    pub fn send(&mut self, id: ConnectionId, write: impl FnOnce(&mut String)) {
        self.queue(LineShare::One, [id], write);
    }

    /// Queues lines that are the same for many, and are written once.
    pub fn send_all(&mut self, to: impl IntoIterator<Item = ConnectionId>, write: impl FnOnce(&mut String)) {
        self.queue(LineShare::Many, to, write);
    }

    /// Queues the answer to a request, whole: bytes of HTTP, that count for no limit of this connection's. What it speaks
    /// next is `next`; to end it is [`Connections::close`].
    pub fn answer(&mut self, id: ConnectionId, answer: &[u8], next: AfterAnswer) {
        let is_open = |connection: &&mut Connection| connection.stage == Stage::Open && !connection.overflowed;
        let Some(connection) = self.get_mut(id).filter(is_open) else { return };
        if next == AfterAnswer::WebSocket {
            connection.protocol = Protocol::WebSocket;
        }
        let segment = self.lines.append_whole(answer);
        self.push_for_one(id, segment);
    }

    /// Answers a ping.
    pub(super) fn pong(&mut self, id: ConnectionId, payload: &[u8]) {
        if self.get(id).is_some_and(|connection| connection.stage == Stage::Open && !connection.overflowed) {
            let segment = self.lines.append_frame(Sent::Pong, payload);
            self.push_for_one(id, segment);
            self.check_overflow(id);
        }
    }

    /// Puts into an open connection's queue what is for nobody else.
    fn push_for_one(&mut self, id: ConnectionId, segment: Segment) {
        let Some(connection) = self.slots.get_mut(id.slot as usize) else { return };
        connection.outbound.push(&mut self.lines, segment);
        self.queued_bytes += segment.len();
        self.list_dirty(id.slot);
        if self.queued_bytes > self.limits.total_bytes {
            self.overflow_longest();
        }
    }

    fn queue(
        &mut self,
        audience: LineShare,
        to: impl IntoIterator<Item = ConnectionId>,
        write: impl FnOnce(&mut String),
    ) {
        let segment = self.lines.append(audience, write);
        // Made for the first one who wants it.
        let mut frames = None;
        let limits = self.limits;
        for id in to {
            let Some(connection) = self.slots.get_mut(id.slot as usize).filter(|connection| connection.id == id) else {
                continue;
            };
            // In the middle of a handshake there is no way to say anything, and nothing was asked yet.
            if connection.stage != Stage::Open || connection.overflowed || connection.stream.is_handshaking() {
                continue;
            }
            // Who speaks lines pays for no more than this.
            let segment = match connection.protocol {
                Protocol::WebSocket => *frames.get_or_insert_with(|| self.lines.append_frames(audience)),
                _ => segment,
            };
            connection.outbound.push(&mut self.lines, segment);
            let too_long = connection.unsent_bytes() > limits.soft_bytes;
            if !std::mem::replace(&mut connection.listed_dirty, true) {
                self.dirty.push(id.slot);
            }
            self.queued_bytes += segment.len();
            self.lines_queued += 1;
            if too_long {
                self.flush_slot(id.slot);
                self.check_overflow(id);
            }
            if self.queued_bytes > limits.total_bytes {
                self.overflow_longest();
            }
        }
    }

    fn check_overflow(&mut self, id: ConnectionId) {
        let hard_bytes = self.limits.hard_bytes;
        if let Some(connection) = self.get_mut(id)
            && connection.unsent_bytes() > hard_bytes
        {
            self.overflow(id.slot);
        }
    }

    /// All together are too far behind: the one that is furthest pays.
    fn overflow_longest(&mut self) {
        let longest = self.slots.iter().filter(|(_, c)| !c.overflowed).max_by_key(|(_, c)| c.unsent_bytes());
        if let Some((_, connection)) = longest {
            let slot = connection.id.slot;
            self.overflow(slot);
        }
    }

    /// Marks a connection as too far behind; the handler hears of it before the turn ends.
    pub(super) fn overflow(&mut self, slot: u32) {
        let Some(connection) = self.slots.get_mut(slot as usize) else { return };
        if connection.stage == Stage::Dead || std::mem::replace(&mut connection.overflowed, true) {
            return;
        }
        let before = connection.outbound.bytes();
        connection.outbound.discard_unstarted(&mut self.lines);
        self.queued_bytes -= before - connection.outbound.bytes();
        self.overflowed.push(slot);
    }

    /// Lets the last words of an overflowed connection into its queue.
    pub(super) fn clear_overflow(&mut self, slot: u32) -> Option<(ConnectionId, Stage)> {
        let connection = self.slots.get_mut(slot as usize)?;
        connection.overflowed = false;
        Some((connection.id, connection.stage))
    }

    /// Hands on no further lines of a connection until [`Connections::resume`].
    pub fn pause(&mut self, id: ConnectionId) {
        if let Some(connection) = self.get_mut(id) {
            connection.read_pauses.set(ReadPause::Handler, true);
            connection.stale = true;
        }
    }

    /// Goes on with a connection's lines.
    pub fn resume(&mut self, id: ConnectionId) {
        if let Some(connection) = self.get_mut(id) {
            connection.read_pauses.set(ReadPause::Handler, false);
            self.list_ready(id.slot);
        }
    }

    /// Hands on no further lines of any client until [`Connections::release_clients`]. Operators and monitors are served.
    pub fn hold_clients(&mut self) {
        self.holding = true;
    }

    /// Goes on with all clients' lines.
    pub fn release_clients(&mut self) {
        self.holding = false;
        for slot in std::mem::take(&mut self.held) {
            if let Some(connection) = self.slots.get_mut(slot as usize) {
                connection.read_pauses.set(ReadPause::AllClients, false);
            }
            self.list_ready(slot);
        }
    }

    /// True if clients are read later.
    pub(super) fn is_holding(&self) -> bool {
        self.holding
    }

    /// Has a client wait, if clients are read later.
    pub(super) fn hold(&mut self, slot: u32) -> bool {
        if !self.holding {
            return false;
        }
        match self.slots.get_mut(slot as usize) {
            Some(connection) if matches!(connection.origin, Origin::Client(_)) => {
                connection.read_pauses.set(ReadPause::AllClients, true);
                connection.stale = true;
                self.held.push(slot);
                true
            }
            _ => false,
        }
    }

    /// Closes a connection once what is queued has left, or the time for that is over. The handler hears no more of it.
    pub fn close(&mut self, id: ConnectionId) {
        self.close_with(id, Some(CloseCode::NORMAL));
    }

    /// The same with another code in the last frame of one who speaks WebSocket, or with none.
    pub fn close_with(&mut self, id: ConnectionId, code: Option<CloseCode>) {
        let speaks_frames = |c: &Connection| c.stage == Stage::Open && c.protocol == Protocol::WebSocket;
        if self.get(id).is_some_and(speaks_frames) {
            let code = code.map(|code| code.number().to_be_bytes());
            let segment = self.lines.append_frame(Sent::Close, code.as_ref().map_or(&[], <[u8; 2]>::as_slice));
            self.push_for_one(id, segment);
        }
        let deadline = Instant::now() + self.limits.close_timeout;
        let Some(connection) = self.get_mut(id) else { return };
        if connection.stage != Stage::Open {
            return;
        }
        connection.stage = Stage::Closing;
        self.take_unread(id.slot);
        self.list_dirty(id.slot);
        self.set_timer(id.slot, Timer::Line, None);
        self.set_timer(id.slot, Timer::Pace, None);
        self.set_timer(id.slot, Timer::Queue, Some(deadline));
    }

    fn get(&self, id: ConnectionId) -> Option<&Connection> {
        self.slots.get(id.slot as usize).filter(|connection| connection.id == id)
    }

    fn get_mut(&mut self, id: ConnectionId) -> Option<&mut Connection> {
        self.slots.get_mut(id.slot as usize).filter(|connection| connection.id == id)
    }

    pub(super) fn slot_mut(&mut self, slot: u32) -> Option<&mut Connection> {
        self.slots.get_mut(slot as usize)
    }

    /// Takes in a connection; `register` makes the poll know its socket under the slot.
    pub(super) fn insert(
        &mut self,
        mut stream: Stream,
        origin: Origin,
        register: impl FnOnce(&mut Stream, u32) -> io::Result<()>,
    ) -> io::Result<ConnectionId> {
        let slot = u32::try_from(self.slots.next()).map_err(|_| io::ErrorKind::OutOfMemory)?;
        register(&mut stream, slot)?;
        self.next_generation = self.next_generation.wrapping_add(1);
        let id = ConnectionId { slot, generation: self.next_generation };
        self.slots.insert(Connection::new(id, origin, stream));
        Ok(id)
    }

    /// Begins TLS on a plain TCP connection whose first bytes have come already. `None` if it is none, or TLS says no.
    #[cfg(feature = "tls")]
    pub(super) fn begin_tls(&mut self, slot: u32, begin: Vec<u8>, config: &Arc<ServerConfig>) -> Option<ConnectionId> {
        let connection = self.slots.get(slot as usize)?;
        if !matches!(connection.stream, Stream::Tcp(_)) {
            return None;
        }
        let session = TlsStream::session(config).ok()?;
        let mut connection = self.slots.remove(slot as usize)?;
        if let Stream::Tcp(socket) = connection.stream {
            connection.stream = Stream::Tls(Box::new(TlsStream::with_begin(socket, session, begin)));
        }
        connection.readable = true;
        let id = connection.id;
        // The slot that was freed last is the next that is given.
        let same = self.slots.insert(connection);
        debug_assert_eq!(same, slot as usize);
        Some(id)
    }

    /// True if there is room for lines that are longer than a line may be but for their escapes.
    pub(super) fn has_room_for_escapes(&self) -> bool {
        self.escape_bytes < ESCAPE_BYTES_MAX
    }

    /// Takes the bytes of a connection that were read and are not handed on.
    pub(super) fn take_unread(&mut self, slot: u32) -> Unread {
        let unread = self.slots.get_mut(slot as usize).and_then(|connection| connection.unread.take());
        let unread = unread.map(|unread| *unread).unwrap_or_default();
        self.escape_bytes -= unread.escape_bytes;
        unread
    }

    /// Keeps it until the connection's next turn.
    pub(super) fn keep_unread(&mut self, slot: u32, mut unread: Unread, line_bytes_max: usize) {
        let Some(connection) = self.slots.get_mut(slot as usize) else { return };
        unread.escape_bytes = unread.inbound.line_bytes().saturating_sub(line_bytes_max);
        self.escape_bytes += unread.escape_bytes;
        connection.unread = Some(Box::new(unread));
    }

    /// Puts a connection on the ready list if there is something to do for it.
    pub(super) fn list_ready(&mut self, slot: u32) {
        let soft_bytes = self.limits.soft_bytes;
        if let Some(connection) = self.slots.get_mut(slot as usize)
            && connection.wants_turn(soft_bytes)
            && !std::mem::replace(&mut connection.listed_ready, true)
        {
            self.ready.push(slot);
        }
    }

    pub(super) fn list_dirty(&mut self, slot: u32) {
        if let Some(connection) = self.slots.get_mut(slot as usize)
            && !std::mem::replace(&mut connection.listed_dirty, true)
        {
            self.dirty.push(slot);
        }
    }

    /// Ends a connection. Its slot is freed at the end of the turn.
    pub(super) fn kill(&mut self, slot: u32) {
        let Some(connection) = self.slots.get_mut(slot as usize) else { return };
        if std::mem::replace(&mut connection.stage, Stage::Dead) == Stage::Dead {
            return;
        }
        connection.read_pauses = ReadPauses::default();
        self.take_unread(slot);
        self.dead.push(slot);
        for timer in [Timer::Queue, Timer::Line, Timer::Pace] {
            self.set_timer(slot, timer, None);
        }
    }

    /// Writes every dirty connection once.
    pub(super) fn flush_dirty(&mut self) {
        for at in 0..self.dirty.len() {
            let slot = self.dirty[at];
            if let Some(connection) = self.slots.get_mut(slot as usize) {
                connection.listed_dirty = false;
            }
            self.flush_slot(slot);
        }
        self.dirty.clear();
    }

    /// Everything that could leave in this turn has left.
    pub(super) fn end_turn(&mut self) {
        self.lines.end_turn();
        // What a storm made long is not kept.
        self.dirty.shrink_to(LISTED_KEPT);
        self.ready.shrink_to(LISTED_KEPT);
    }

    pub(super) fn has_dirty(&self) -> bool {
        !self.dirty.is_empty()
    }

    /// Writes one connection as far as its socket takes it, and draws the consequences; those of an error at the end of
    /// the turn.
    fn flush_slot(&mut self, slot: u32) {
        let limits = self.limits;
        let Some(connection) = self.slots.get_mut(slot as usize).filter(|c| c.stage != Stage::Dead) else { return };
        let before = connection.unsent_bytes();
        let is_http = connection.protocol == Protocol::Http;
        let result = if connection.writable {
            connection.outbound.flush(&mut self.lines, &mut connection.stream)
        } else {
            Ok(Flushed::Blocked)
        };
        let after = connection.unsent_bytes();
        self.queued_bytes -= before - after;
        self.bytes_written += (before - after) as u64;
        match result {
            Err(error) => {
                connection.writable = false;
                self.failed.push((slot, error));
                return;
            }
            Ok(Flushed::Blocked) => connection.writable = !connection.has_unsent(),
            Ok(Flushed::All) => {}
        }
        match connection.stage {
            Stage::Open => {
                // Of an answer all is to leave, of lines enough.
                let bytes_max = if is_http { 0 } else { limits.soft_bytes };
                let behind = after > bytes_max;
                match (behind, connection.timer(Timer::Queue)) {
                    (true, None) => self.set_timer(slot, Timer::Queue, Some(Instant::now() + limits.soft_grace)),
                    (false, Some(_)) => self.set_timer(slot, Timer::Queue, None),
                    _ => {}
                }
                if !behind && before > bytes_max {
                    self.list_ready(slot);
                }
            }
            Stage::Closing if after == 0 => match connection.stream.finish() {
                Ok(()) => {
                    connection.stage = Stage::Lingering;
                    // Whatever it was closed for, its last lines are to reach it.
                    connection.pace = Pace::default();
                    connection.readable = true;
                    self.list_ready(slot);
                }
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => connection.writable = false,
                Err(_) => self.kill(slot),
            },
            Stage::Closing | Stage::Lingering | Stage::Dead => {}
        }
    }

    pub(super) fn set_timer(&mut self, slot: u32, timer: Timer, at: Option<Instant>) {
        let Some(connection) = self.slots.get_mut(slot as usize) else { return };
        if let Some(earlier) = connection.set_timer(timer, at) {
            self.timers.remove(&(earlier, slot, timer));
        }
        if let Some(at) = at {
            self.timers.insert((at, slot, timer));
        }
    }

    pub(super) fn next_timer(&self) -> Option<Instant> {
        self.timers.first().map(|&(at, ..)| at)
    }

    /// Ends what was closed and has not finished in time; marks those who were behind, or within a line, for too long;
    /// reads again those who were too fast.
    pub(super) fn run_timers(&mut self, now: Instant) {
        while let Some(&(at, slot, timer)) = self.timers.first()
            && at <= now
        {
            self.set_timer(slot, timer, None);
            let Some(connection) = self.slots.get_mut(slot as usize) else { continue };
            match (timer, connection.stage) {
                (Timer::Queue, Stage::Open) => self.overflow(slot),
                (Timer::Queue, _) => self.kill(slot),
                (Timer::Line, Stage::Open) => self.overdue.push(slot),
                (Timer::Pace, Stage::Open) => {
                    connection.read_pauses.set(ReadPause::Rate, false);
                    self.list_ready(slot);
                }
                (Timer::Line | Timer::Pace, _) => {}
            }
        }
    }

    /// Frees the slots of connections that ended, calling `deregister` with each socket.
    pub(super) fn reap(&mut self, mut deregister: impl FnMut(&mut Stream)) -> usize {
        let count = self.dead.len();
        for slot in self.dead.drain(..) {
            if let Some(mut connection) = self.slots.remove(slot as usize) {
                self.queued_bytes -= connection.unsent_bytes();
                connection.outbound.clear(&mut self.lines);
                deregister(&mut connection.stream);
            }
        }
        if count > 0 {
            self.slots.give_back();
        }
        count
    }
}
