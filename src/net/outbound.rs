//! The queue of what is still to be written to one connection.
//!
//! Owns [`OutboundQueue`]: segments of the shared chunks of [`Lines`], in the order in which they leave, the first of
//! which may be written in part. One vectored write carries many.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};

use super::lines::{Lines, Segment};

/// Segments per system call. Linux takes up to 1024 (`IOV_MAX`, limits.h); beyond some dozens the gain is gone, and the
/// array lives on the stack.
const SLICES_MAX: usize = 64;

/// Lines in the order in which they leave.
#[derive(Debug, Default)]
pub(super) struct OutboundQueue {
    /// The first segment; an empty one when there is none. Most queues never hold another, and then need no memory of
    /// their own.
    first: Segment,
    // In a box: an idle connection pays 8 bytes for it instead of 32.
    #[allow(clippy::box_collection)]
    rest: Option<Box<VecDeque<Segment>>>,
    /// Bytes still to be written. Queues are limited far below 4 GiB.
    bytes: u32,
}

/// The progress of a flush.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flushed {
    /// Nothing is left.
    All,
    /// The socket takes no more for now.
    Blocked,
}

impl OutboundQueue {
    /// Appends lines that were just written.
    pub(super) fn push(&mut self, lines: &mut Lines, segment: Segment) {
        if segment.is_empty() {
            return;
        }
        self.bytes += segment.end - segment.start;
        let last = match &mut self.rest {
            Some(rest) => rest.back_mut().unwrap_or(&mut self.first),
            None => &mut self.first,
        };
        // What follows in the same chunk is one piece with what is there.
        if last.chunk == segment.chunk && last.end == segment.start && !last.is_empty() {
            last.end = segment.end;
            return;
        }
        lines.hold(segment);
        if self.first.is_empty() {
            self.first = segment;
        } else {
            self.rest.get_or_insert_default().push_back(segment);
        }
    }

    /// Bytes still to be written.
    pub(super) fn bytes(&self) -> usize {
        self.bytes as usize
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// Drops everything.
    pub(super) fn clear(&mut self, lines: &mut Lines) {
        while !self.first.is_empty() {
            self.next(lines);
        }
        self.rest = None;
        self.bytes = 0;
    }

    /// Drops what has not begun to leave. A line that has is kept, or a frame, so that the client never sees half of one.
    pub(super) fn discard_unstarted(&mut self, lines: &mut Lines) {
        let kept = lines.begun_bytes(self.first) as u32;
        let segment = Segment { end: self.first.start + kept, ..self.first };
        if kept > 0 {
            // For the one that stays.
            lines.hold(segment);
        }
        self.clear(lines);
        if kept > 0 {
            self.first = segment;
            self.bytes = kept;
        }
    }

    /// Writes as much as the socket takes.
    ///
    /// # Errors
    /// Those of the socket, but for "would block" and "interrupted". The connection is of no more use.
    pub(super) fn flush(&mut self, lines: &mut Lines, socket: &mut impl Write) -> io::Result<Flushed> {
        while !self.first.is_empty() {
            let first = lines.bytes(self.first);
            // Alone is how a segment leaves mostly, and an array of slices costs more than it holds.
            let result = match &self.rest {
                Some(rest) if !rest.is_empty() => write_many(socket, first, lines, rest),
                _ => socket.write(first),
            };
            match result {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => self.advance(lines, n),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(Flushed::Blocked),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        // An idle connection keeps no queue.
        self.rest = None;
        match socket.flush() {
            Ok(()) => Ok(Flushed::All),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(Flushed::Blocked),
            Err(e) => Err(e),
        }
    }

    fn advance(&mut self, lines: &mut Lines, mut n: usize) {
        self.bytes -= n as u32;
        while n > 0 && !self.first.is_empty() {
            let part = n.min(self.first.len());
            self.first.start += part as u32;
            n -= part;
            if self.first.is_empty() {
                self.next(lines);
            }
        }
    }

    /// Goes on to the next segment.
    fn next(&mut self, lines: &mut Lines) {
        lines.release(self.first);
        self.first = self.rest.as_mut().and_then(|rest| rest.pop_front()).unwrap_or_default();
    }
}

fn write_many(socket: &mut impl Write, first: &[u8], lines: &Lines, rest: &VecDeque<Segment>) -> io::Result<usize> {
    let mut slices = [IoSlice::new(first); SLICES_MAX];
    let mut count = 1;
    for (slice, segment) in slices[1..].iter_mut().zip(rest) {
        *slice = IoSlice::new(lines.bytes(*segment));
        count += 1;
    }
    socket.write_vectored(&slices[..count])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::lines::LineShare;
    use crate::net::websocket::Sent;

    /// A socket that takes a given number of bytes at each call.
    struct Trickle {
        taken: Vec<u8>,
        grants: Vec<usize>,
    }

    impl Write for Trickle {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.write_vectored(&[IoSlice::new(buf)])
        }

        fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
            let Some(grant) = self.grants.pop() else { return Err(io::ErrorKind::WouldBlock.into()) };
            let all: Vec<u8> = bufs.iter().flat_map(|buf| buf.iter().copied()).take(grant).collect();
            self.taken.extend_from_slice(&all);
            Ok(all.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Lines, and a queue that some of them are put into: those that stand apart are segments of their own.
    fn queue_of(texts: &[&str], apart: bool) -> (Lines, OutboundQueue) {
        let (mut lines, mut queue) = (Lines::default(), OutboundQueue::default());
        for text in texts {
            let segment = lines.append(LineShare::Many, |out| out.push_str(text));
            queue.push(&mut lines, segment);
            if apart {
                lines.append(LineShare::Many, |out| out.push_str("for somebody else\n"));
            }
        }
        (lines, queue)
    }

    #[test]
    fn partial_writes_go_on_where_they_stopped() {
        for apart in [false, true] {
            let texts: Vec<String> = (0..200).map(|n| format!("line {n}\n")).collect();
            let expected = texts.concat();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let (mut lines, mut queue) = queue_of(&texts, apart);
            assert_eq!(queue.rest.as_ref().map_or(1, |rest| rest.len() + 1), if apart { 200 } else { 1 });
            let mut socket = Trickle { taken: Vec::new(), grants: Vec::new() };
            let mut step = 1;
            while !queue.is_empty() {
                socket.grants = vec![step, 3];
                let result = queue.flush(&mut lines, &mut socket).unwrap();
                assert_eq!(result == Flushed::All, queue.is_empty());
                assert_eq!(queue.bytes(), expected.len() - socket.taken.len());
                step = step * 2 % 97 + 1;
            }
            assert_eq!(String::from_utf8(socket.taken).unwrap(), expected);
            assert_eq!(lines.held(), 0);
        }
    }

    #[test]
    fn discarding_never_cuts_a_line() {
        for apart in [false, true] {
            let (mut lines, mut queue) = queue_of(&["abc\n", "def\n"], apart);
            let mut socket = Trickle { taken: Vec::new(), grants: vec![2] };
            assert_eq!(queue.flush(&mut lines, &mut socket).unwrap(), Flushed::Blocked);
            queue.discard_unstarted(&mut lines);
            assert_eq!(queue.bytes(), 2);
            let bye = lines.append(LineShare::Many, |out| out.push_str("bye\n"));
            queue.push(&mut lines, bye);
            socket.grants = vec![100, 100];
            assert_eq!(queue.flush(&mut lines, &mut socket).unwrap(), Flushed::All);
            assert_eq!(socket.taken, b"abc\nbye\n");
            queue.discard_unstarted(&mut lines);
            assert_eq!((queue.bytes(), lines.held()), (0, 0));
        }
    }

    /// With a length that has a `\n` in the header, and one in the payload of a pong.
    #[test]
    fn discarding_never_cuts_a_frame() {
        let text = "x".repeat(266);
        let frame = [&[0x81, 126, 0x01, 0x0a][..], text.as_bytes()].concat();
        for grant in 1..frame.len() {
            let (mut lines, mut queue) = (Lines::default(), OutboundQueue::default());
            for _ in 0..3 {
                lines.append(LineShare::Many, |out| out.push_str(&format!("{text}\n")));
                let segment = lines.append_frames(LineShare::Many);
                queue.push(&mut lines, segment);
            }
            let pong = lines.append_frame(Sent::Pong, b"a\nb");
            queue.push(&mut lines, pong);
            let mut socket = Trickle { taken: Vec::new(), grants: vec![frame.len() + grant] };
            assert_eq!(queue.flush(&mut lines, &mut socket).unwrap(), Flushed::Blocked);
            queue.discard_unstarted(&mut lines);
            let bye = lines.append_frame(Sent::Close, &[]);
            queue.push(&mut lines, bye);
            socket.grants = vec![1000, 1000];
            assert_eq!(queue.flush(&mut lines, &mut socket).unwrap(), Flushed::All);
            assert_eq!(socket.taken, [&frame[..], &frame, &[0x88, 0]].concat(), "{grant}");
            assert_eq!(lines.held(), 0);
        }
    }

    #[test]
    fn between_two_lines_everything_may_go() {
        let (mut lines, mut queue) = queue_of(&["abc\n", "def\n"], false);
        let mut socket = Trickle { taken: Vec::new(), grants: vec![4] };
        assert_eq!(queue.flush(&mut lines, &mut socket).unwrap(), Flushed::Blocked);
        queue.discard_unstarted(&mut lines);
        assert_eq!((queue.bytes(), lines.held()), (0, 0));
    }
}
