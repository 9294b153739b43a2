//! `chat --script`: JSON lines of standard input go to the server, JSON lines of the server go to standard output.
//!
//! Lines are sent as they are, so that a script can also send what no client should. It ends once standard input is at
//! its end and no line has come for a while. Exit code 0; 1 when there is no connection, the login is refused, the
//! connection is lost, or the server closes it before everything is sent.

use std::io::{self, BufRead, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::sign_in::{SignInIdentity, sign_in};
use super::transport::{Address, Transport};
use crate::cli::Failure;
use crate::cli::lines::{LINE_BYTES_MAX, LineReader, Received};

/// Lines that may wait to be printed.
const QUEUE: usize = 256;

enum ScriptEvent {
    Received(Received),
    Closed(io::Result<()>),
    AllSent,
    NotSent(io::Error),
}

/// Plays standard input against a server.
///
/// # Errors
/// In words, see above.
pub(super) fn run(
    transport: &Transport,
    address: &Address,
    identity: Option<&SignInIdentity>,
    wait: Duration,
) -> Result<ExitCode, Failure> {
    let link = transport.connect(address).map_err(|e| format!("cannot connect to {address}: {e}"))?;
    let mut writer = link.writer;
    let mut lines = LineReader::new(link.reader, LINE_BYTES_MAX);
    let mut out = io::stdout().lock();
    if let Some(identity) = identity {
        sign_in(identity, &mut lines, &mut writer, |line| print(&mut out, line))
            .map_err(|e| format!("{address}: {e}"))?;
    }
    let (sender, events) = sync_channel(QUEUE);
    let sent = sender.clone();
    thread::spawn(move || receive(&mut lines, &sender));
    thread::spawn(move || {
        let event = match send_input(&mut writer) {
            Ok(()) => ScriptEvent::AllSent,
            Err(e) => ScriptEvent::NotSent(e),
        };
        // Nobody listens once the script has ended.
        let _ = sent.send(event);
    });

    let mut idle_since: Option<Instant> = None;
    loop {
        let event = match idle_since {
            None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(since) => events.recv_timeout((since + wait).saturating_duration_since(Instant::now())),
        };
        match event {
            Ok(ScriptEvent::Received(Received::Line(line))) => {
                print(&mut out, &line).map_err(|e| format!("cannot write to standard output: {e}"))?;
                idle_since = idle_since.map(|_| Instant::now());
            }
            Ok(ScriptEvent::Received(Received::TooLong)) => {
                eprintln!("classcord: a line of more than {LINE_BYTES_MAX} bytes was skipped");
            }
            Ok(ScriptEvent::AllSent) => idle_since = Some(Instant::now()),
            Ok(ScriptEvent::NotSent(e)) => return Err(format!("{address}: not everything was sent: {e}")),
            Ok(ScriptEvent::Closed(Ok(()))) if idle_since.is_some() => return Ok(ExitCode::SUCCESS),
            Ok(ScriptEvent::Closed(Ok(()))) => return Err(format!("{address}: the server closed the connection")),
            Ok(ScriptEvent::Closed(Err(e))) => return Err(format!("{address}: the connection was lost: {e}")),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Ok(ExitCode::SUCCESS),
        }
    }
}

fn print(out: &mut impl Write, line: &[u8]) -> io::Result<()> {
    out.write_all(line)?;
    out.write_all(b"\n")?;
    out.flush()
}

fn receive(lines: &mut LineReader<impl Read>, events: &SyncSender<ScriptEvent>) {
    loop {
        let event = match lines.next() {
            Ok(Some(received)) => ScriptEvent::Received(received),
            Ok(None) => ScriptEvent::Closed(Ok(())),
            Err(e) => ScriptEvent::Closed(Err(e)),
        };
        let closed = matches!(event, ScriptEvent::Closed(_));
        if events.send(event).is_err() || closed {
            return;
        }
    }
}

/// Sends standard input as it comes. A last line without its end gets one.
fn send_input(writer: &mut impl Write) -> io::Result<()> {
    let mut input = io::stdin().lock();
    let mut last = b'\n';
    loop {
        let chunk = input.fill_buf()?;
        let Some(&end) = chunk.last() else { break };
        writer.write_all(chunk)?;
        last = end;
        let used = chunk.len();
        input.consume(used);
    }
    if last != b'\n' {
        writer.write_all(b"\n")?;
    }
    writer.flush()
}
