//! What is still to be written to one connection.
//!
//! Owns [`OutboundQueue`]: shared lines, the first of which may be written in part. One vectored write carries many.

use std::collections::VecDeque;
use std::io::{self, IoSlice, Write};
use std::rc::Rc;

/// An encoded line, shared by all who get it.
pub type Line = Rc<[u8]>;

/// Lines per system call. Linux takes up to 1024 (`IOV_MAX`, limits.h); beyond some dozens the gain is gone, and the
/// array lives on the stack.
const SLICES_MAX: usize = 64;

/// Lines in the order in which they leave.
#[derive(Debug, Default)]
pub(super) struct OutboundQueue {
    /// The first line. Most queues never hold another, and then need no memory of their own.
    first: Option<Line>,
    rest: VecDeque<Line>,
    /// Bytes of the first line that are written.
    written: usize,
    /// Bytes still to be written.
    bytes: usize,
}

/// How far a flush came.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flushed {
    /// Nothing is left.
    All,
    /// The socket takes no more for now.
    Blocked,
}

impl OutboundQueue {
    pub(super) fn push(&mut self, line: Line) {
        self.bytes += line.len();
        if self.first.is_none() {
            self.first = Some(line);
        } else {
            self.rest.push_back(line);
        }
    }

    /// Bytes still to be written.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    pub(super) fn is_empty(&self) -> bool {
        self.first.is_none()
    }

    /// Drops what has not begun to leave. A line that has is kept, so that the client never sees half of one.
    pub(super) fn discard_unstarted(&mut self) {
        self.rest = VecDeque::new();
        self.first = self.first.take().filter(|_| self.written > 0);
        self.bytes = self.first.as_ref().map_or(0, |line| line.len() - self.written);
    }

    /// Writes as much as the socket takes.
    ///
    /// # Errors
    /// Those of the socket, but for "would block" and "interrupted". The connection is of no more use.
    pub(super) fn flush(&mut self, socket: &mut impl Write) -> io::Result<Flushed> {
        while let Some(first) = &self.first {
            let first = &first[self.written..];
            // Alone is how a line leaves where nobody hurries, and an array of slices costs more than it holds.
            let result = if self.rest.is_empty() { socket.write(first) } else { write_many(socket, first, &self.rest) };
            match result {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => self.advance(n),
                Err(e) if e.kind() == io::ErrorKind::WouldBlock => return Ok(Flushed::Blocked),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        // An idle connection keeps no queue.
        self.rest = VecDeque::new();
        match socket.flush() {
            Ok(()) => Ok(Flushed::All),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(Flushed::Blocked),
            Err(e) => Err(e),
        }
    }

    fn advance(&mut self, n: usize) {
        self.bytes -= n;
        self.written += n;
        while let Some(first) = &self.first
            && self.written >= first.len()
        {
            self.written -= first.len();
            self.first = self.rest.pop_front();
        }
    }
}

fn write_many(socket: &mut impl Write, first: &[u8], rest: &VecDeque<Line>) -> io::Result<usize> {
    let mut slices = [IoSlice::new(first); SLICES_MAX];
    let mut count = 1;
    for (slice, line) in slices[1..].iter_mut().zip(rest) {
        *slice = IoSlice::new(line);
        count += 1;
    }
    socket.write_vectored(&slices[..count])
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn partial_writes_go_on_where_they_stopped() {
        let mut queue = OutboundQueue::default();
        let mut expected = Vec::new();
        for n in 0..200_u32 {
            let line = format!("line {n}\n");
            expected.extend_from_slice(line.as_bytes());
            queue.push(line.as_bytes().into());
        }
        let mut socket = Trickle { taken: Vec::new(), grants: Vec::new() };
        let mut step = 1;
        while !queue.is_empty() {
            socket.grants = vec![step, 3];
            let result = queue.flush(&mut socket).unwrap();
            assert_eq!(result == Flushed::All, queue.is_empty());
            assert_eq!(queue.bytes(), expected.len() - socket.taken.len());
            step = step * 2 % 97 + 1;
        }
        assert_eq!(socket.taken, expected);
    }

    #[test]
    fn discarding_never_cuts_a_line() {
        let mut queue = OutboundQueue::default();
        for line in ["abc\n", "def\n"] {
            queue.push(line.as_bytes().into());
        }
        let mut socket = Trickle { taken: Vec::new(), grants: vec![2] };
        assert_eq!(queue.flush(&mut socket).unwrap(), Flushed::Blocked);
        queue.discard_unstarted();
        queue.push(b"bye\n".as_slice().into());
        socket.grants = vec![100];
        assert_eq!(queue.flush(&mut socket).unwrap(), Flushed::All);
        assert_eq!(socket.taken, b"abc\nbye\n");
        queue.discard_unstarted();
        assert_eq!(queue.bytes(), 0);
    }
}
