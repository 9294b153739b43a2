//! The first lines of a connection: registering, logging in, or coming in as a guest.
//!
//! Owns [`SignInIdentity`] and [`sign_in`], which speaks on a fresh connection and waits for the answers, so that what
//! follows can take being identified for granted.

use std::io::{self, Read, Write};

use serde_json::{Value, json};

use crate::chat::name::Username;
use crate::chat::request::Password;
use crate::cli::lines::{LineReader, Received};
use crate::cli::printable::printable;

/// Lines that may come before an answer: the protocol allows none, and an endless stream is no server of ours.
const STRAY_LINES_MAX: usize = 1000;

/// The person to sign in as.
#[derive(Debug, Clone)]
pub(super) enum SignInIdentity {
    /// The owner of an account.
    Account {
        /// Its name.
        name: Username,
        /// Its password.
        password: Password,
        /// The choice whether it is to be made first.
        registration: Registration,
    },
    /// A guest; without a name the server chooses.
    Guest {
        /// The name to ask for.
        name: Option<Username>,
    },
}

/// The choice whether an account is made before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Registration {
    /// It exists.
    None,
    /// It is made first.
    First,
}

/// The reason that signing in failed.
#[derive(Debug)]
pub(super) enum SignInError {
    /// The server said no, in these words; they are printable.
    Refused(String),
    /// The connection failed.
    Lost(io::Error),
}

impl std::fmt::Display for SignInError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(words) => f.write_str(words),
            Self::Lost(e) => write!(f, "{e}"),
        }
    }
}

impl From<io::Error> for SignInError {
    fn from(e: io::Error) -> Self {
        Self::Lost(e)
    }
}

/// Signs in and hands every line received on the way to `seen`. Answers the name that the server gave, if it said one.
pub(super) fn sign_in(
    identity: &SignInIdentity,
    lines: &mut LineReader<impl Read>,
    writer: &mut impl Write,
    mut seen: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<Option<String>, SignInError> {
    match identity {
        SignInIdentity::Guest { name } => {
            let mut line = json!({"type": "message", "subtype": "global", "to": "global", "content": ""});
            if let Some(name) = name {
                line["from"] = name.as_str().into();
            }
            send(writer, &line)?;
            Ok(None)
        }
        SignInIdentity::Account { name, password, registration } => {
            let credentials = |kind| json!({"type": kind, "username": name.as_str(), "password": &*password.0});
            if *registration == Registration::First {
                send(writer, &credentials("register"))?;
                answer("register", lines, &mut seen)?;
            }
            send(writer, &credentials("login"))?;
            let answer = answer("login", lines, &mut seen)?;
            let given = answer["username"].as_str().unwrap_or(name.as_str());
            Ok(Some(printable(given).into_owned()))
        }
    }
}

/// Sends one line.
pub(super) fn send(writer: &mut impl Write, line: &Value) -> io::Result<()> {
    writer.write_all(format!("{line}\n").as_bytes())?;
    writer.flush()
}

fn answer(
    kind: &str,
    lines: &mut LineReader<impl Read>,
    seen: &mut impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<Value, SignInError> {
    for _ in 0..STRAY_LINES_MAX {
        let line = match lines.next()? {
            Some(Received::Line(line)) => line,
            Some(Received::TooLong) => continue,
            None => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
        };
        seen(&line)?;
        let Ok(value) = serde_json::from_slice::<Value>(&line) else { continue };
        match value["type"].as_str() {
            Some("error") => {
                let words = value["message"].as_str().or(value["error"].as_str()).unwrap_or("error");
                return Err(SignInError::Refused(printable(words).into_owned()));
            }
            Some(t) if t == kind && value["status"] == "ok" => return Ok(value),
            _ => {}
        }
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "this server does not answer as ClassCord does").into())
}
