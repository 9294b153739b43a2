//! One connection to the program that asks the directory: bytes to lines, lines to bytes.
//!
//! Owns [`Link`]: the socket, what has not left yet, what has not ended yet, and the process, if we have started it. Called by
//! `conversation`; it waits for nothing but, for a moment, the end of a process that was killed.

use std::io::{self, ErrorKind, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use mio::net::UnixStream;
use mio::{Interest, Registry, Token};
use rustix::process::{Pid, Signal, kill_process_group};

use super::Way;
use crate::wire::school::ANSWER_BYTES_MAX;

/// The connection.
pub(super) struct Link {
    stream: UnixStream,
    child: Option<Child>,
    /// The beginning of a line.
    unfinished: Vec<u8>,
    /// Bytes that the program has not taken yet.
    unsent: Vec<u8>,
}

impl Link {
    /// Starts the program, or connects to it.
    ///
    /// # Errors
    /// In words for the log.
    pub(super) fn open(way: &Way, registry: &Registry, token: Token) -> Result<Self, String> {
        let (mut stream, child) = match way {
            Way::Command(words) => {
                let shown = words.first().map_or("", String::as_str);
                let (stream, child) = start(words).map_err(|e| format!("cannot start {shown}: {e}"))?;
                (stream, Some(child))
            }
            Way::Socket(path) => {
                let stream = UnixStream::connect(path);
                (stream.map_err(|e| format!("cannot connect to {}: {e}", path.display()))?, None)
            }
        };
        registry
            .register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)
            .map_err(|e| format!("cannot watch the program: {e}"))?;
        Ok(Self { stream, child, unfinished: Vec::new(), unsent: Vec::new() })
    }

    /// Takes a line for the program.
    pub(super) fn send(&mut self, line: &str) {
        self.unsent.extend_from_slice(line.as_bytes());
    }

    /// Writes what the program takes now.
    ///
    /// # Errors
    /// In words, if it takes nothing any more.
    pub(super) fn flush(&mut self) -> Result<(), String> {
        while !self.unsent.is_empty() {
            match self.stream.write(&self.unsent) {
                Ok(sent) => self.unsent.drain(..sent.max(1).min(self.unsent.len())).for_each(drop),
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(self.ended(Some(&e))),
            }
        }
        // There were passwords in it.
        self.unsent = Vec::new();
        Ok(())
    }

    /// Reads what is there, and hands on each line.
    ///
    /// # Errors
    /// In words, if the program has ended, or sends a line without an end; or those of `line`.
    pub(super) fn read(&mut self, mut line: impl FnMut(&[u8]) -> Result<(), String>) -> Result<(), String> {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Err(self.ended(None)),
                Ok(bytes) => {
                    for piece in buffer.get(..bytes).unwrap_or_default().split_inclusive(|&b| b == b'\n') {
                        if self.unfinished.len() + piece.len() > ANSWER_BYTES_MAX {
                            return Err(format!("an answer has more than {ANSWER_BYTES_MAX} bytes"));
                        }
                        self.unfinished.extend_from_slice(piece);
                        if let Some(whole) = self.unfinished.strip_suffix(b"\n") {
                            let done = line(whole);
                            self.unfinished = Vec::new();
                            done?;
                        }
                    }
                }
                Err(e) if e.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(self.ended(Some(&e))),
            }
        }
    }

    /// The end of the connection in words; that of the process, if it is ours.
    fn ended(&mut self, error: Option<&io::Error>) -> String {
        match (self.child.take().map(end), error) {
            (Some(Ok(status)), _) => format!("the program has ended ({status})"),
            (_, Some(e)) => format!("the connection to the program broke: {e}"),
            (_, None) => "the program has closed the connection".to_owned(),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(child) = self.child.take() {
            // Nobody is left to be told.
            let _ = end(child);
        }
    }
}

/// Ends a process and those that it has started. One that has ended by itself keeps its own status.
fn end(mut child: Child) -> io::Result<std::process::ExitStatus> {
    // It fails if all of them have ended.
    let _ = kill_process_group(Pid::from_child(&child), Signal::KILL);
    child.wait()
}

/// Starts a program with both its standard input and output being the other end of a socket. It is in a process group of its
/// own, so that Ctrl-C at the server's terminal is the server's alone.
fn start(words: &[String]) -> io::Result<(UnixStream, Child)> {
    let (program, arguments) =
        words.split_first().ok_or_else(|| io::Error::new(ErrorKind::InvalidInput, "no program is named"))?;
    let (ours, theirs) = std::os::unix::net::UnixStream::pair()?;
    ours.set_nonblocking(true)?;
    let input = OwnedFd::from(theirs.try_clone()?);
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(OwnedFd::from(theirs)))
        .process_group(0)
        // They are the server's own.
        .env_remove("NOTIFY_SOCKET")
        .env_remove("LISTEN_FDS")
        .env_remove("LISTEN_PID")
        .env_remove("WATCHDOG_USEC")
        .spawn()?;
    Ok((UnixStream::from_std(ours), child))
}
