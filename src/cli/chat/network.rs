//! The client's connection, kept up.
//!
//! Owns the thread that connects, signs in and reads, and does so again when the connection is lost. What it learns goes
//! into the same queue as the keys, as [`NetworkEvent`]s.

use std::io::{self, Read, Write};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::sign_in::{Registration, SignInError, SignInIdentity, send, sign_in};
use super::transport::{Address, ConnectionHandle, Link, Transport};
use crate::cli::lines::{LINE_BYTES_MAX, LineReader, Received};

/// The time that an answer to the login may take: a small machine checks one password after the other.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(60);

/// Waiting times between tries double from the first to the last.
const RETRY_FIRST: Duration = Duration::from_secs(1);
const RETRY_LAST: Duration = Duration::from_secs(30);

/// The events of the connection.
pub(super) enum NetworkEvent {
    /// It is up and signed in.
    Up {
        /// The way to the server.
        writer: Box<dyn Write + Send>,
        /// The name that the server gave.
        me: Option<String>,
    },
    /// A line, or that one was skipped.
    Received(Received),
    /// It is lost; `None` if the server closed it in good order.
    Down {
        /// The error of the system.
        why: Option<io::Error>,
        /// The time until the next try.
        retry: Duration,
    },
    /// The server does not let this person in, and there is no further try.
    Refused(String),
}

/// A connection that is signed in.
pub(super) struct SignedIn {
    lines: LineReader<Box<dyn Read + Send>>,
    writer: Box<dyn Write + Send>,
    control: ConnectionHandle,
    me: Option<String>,
}

/// Connects, signs in, and asks who is there.
pub(super) fn connect(
    transport: &Transport,
    address: &Address,
    identity: &SignInIdentity,
) -> Result<SignedIn, SignInError> {
    let Link { reader, mut writer, control } = transport.connect(address)?;
    control.set_read_timeout(Some(SIGN_IN_TIMEOUT))?;
    let mut lines = LineReader::new(reader, LINE_BYTES_MAX);
    let me = sign_in(identity, &mut lines, &mut writer, |_| Ok(()))?;
    send(&mut writer, &json!({"type": "users"}))?;
    control.set_read_timeout(None)?;
    Ok(SignedIn { lines, writer, control, me })
}

/// Reads a connection, and makes another when it ends, until `deliver` says that nobody listens any more.
pub(super) fn keep_up(
    first: SignedIn,
    transport: Transport,
    address: Address,
    mut identity: SignInIdentity,
    deliver: impl Fn(NetworkEvent) -> bool + Send + 'static,
) {
    if let SignInIdentity::Account { registration, .. } = &mut identity {
        // The account exists by now.
        *registration = Registration::None;
    }
    thread::spawn(move || {
        let mut retry = RETRY_FIRST;
        let mut connection = Ok(first);
        loop {
            let why = match connection {
                Ok(up) => {
                    retry = RETRY_FIRST;
                    match read(up, &deliver) {
                        Some(ended) => ended.err(),
                        None => return,
                    }
                }
                Err(SignInError::Lost(e)) => Some(e),
                Err(SignInError::Refused(words)) => {
                    deliver(NetworkEvent::Refused(words));
                    return;
                }
            };
            if !deliver(NetworkEvent::Down { why, retry }) {
                return;
            }
            thread::sleep(retry);
            retry = (retry * 2).min(RETRY_LAST);
            connection = connect(&transport, &address, &identity);
        }
    });
}

/// Hands on everything of one connection. Answers how it ended; `None` when nobody listens.
fn read(up: SignedIn, deliver: &impl Fn(NetworkEvent) -> bool) -> Option<io::Result<()>> {
    let SignedIn { mut lines, writer, control, me } = up;
    let ended = if deliver(NetworkEvent::Up { writer, me }) {
        loop {
            match lines.next() {
                Ok(Some(received)) => {
                    if !deliver(NetworkEvent::Received(received)) {
                        break None;
                    }
                }
                Ok(None) => break Some(Ok(())),
                Err(e) => break Some(Err(e)),
            }
        }
    } else {
        None
    };
    control.close();
    ended
}
