//! A client of the server's Unix socket.
//!
//! Owns [`Control`]: one request, one answer, one after the other, with time-outs. The subcommands that talk to a running
//! server call it. It blocks; what must not block gives it a thread.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use socket2::{Domain, SockAddr, Socket, Type};

use super::Failure;
use super::lines::{LINE_BYTES_MAX, LineReader, Received};
use super::phrases::choose;
use super::printable::printable;
use crate::chat::text::Lang;
use crate::config::{ConfigSource, Overrides, SOCKET_PATH_BYTES_MAX};
use crate::system_error::reason;
use crate::wire::console::ConsoleRequest;

/// The time that the server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Lines that may come before an answer: the server may say that it stops.
const STRAY_LINES_MAX: usize = 100;

/// The socket when systemd runs the server (systemd.exec(5), `RuntimeDirectory`).
const SERVICE_SOCKET: &str = "/run/classcord/control.sock";

/// How a running server is found.
#[derive(Debug, Default, Args)]
pub(super) struct SocketArgs {
    /// The running server's Unix socket, whatever the configuration says
    #[arg(long, value_name = "FILE", global = true)]
    socket: Option<PathBuf>,
}

/// The paths at which to look for a running server, and the words to speak of it.
#[derive(Debug)]
pub(super) struct Sockets {
    /// The sockets to try, in order.
    pub(super) paths: Vec<PathBuf>,
    /// The language of what is said to the person.
    pub(super) lang: Lang,
}

impl SocketArgs {
    /// The sockets to try: the one that is named, or the configuration's. When nothing was named at all, the service's
    /// comes next: what systemd tells a service of its directories is not known here.
    ///
    /// # Errors
    /// In words, when the configuration cannot be read.
    pub(super) fn find(self, source: &ConfigSource) -> Result<Sockets, Failure> {
        let Overrides { data_dir, control_socket, lang, .. } = &source.overrides;
        if let Some(path) = self.socket {
            return Ok(Sockets { paths: vec![path], lang: lang.map(Into::into).unwrap_or_default() });
        }
        let named = source.file.is_some() || data_dir.is_some() || control_socket.is_some();
        let config = source.load().map_err(|e| e.to_string())?;
        let service = (!named).then(|| PathBuf::from(SERVICE_SOCKET));
        Ok(Sockets { paths: std::iter::once(config.control_socket).chain(service).collect(), lang: config.lang })
    }
}

/// An answer of the server.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The line as it came, without its end: JSON in ASCII.
    pub(super) line: String,
    /// The same, read: an object.
    pub(super) value: Value,
}

/// The reason that there is no answer, or not the one that was hoped for.
#[derive(Debug)]
pub(super) enum ControlError {
    /// Nobody listens at the socket, or it may not be used.
    NoServer {
        /// The socket.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The connection had ended before the request was sent: nothing was done.
    Unsent,
    /// The connection ended before the answer came: the request may have been carried out.
    Lost,
    /// No answer came in time: the request may have been carried out, or still be.
    Silent(Duration),
    /// The bytes that came are no answer of this server.
    NotUnderstood,
    /// The server said no.
    Refused {
        /// In these words, printable.
        words: String,
        /// The whole of it.
        answer: Answer,
    },
}

impl ControlError {
    /// A sentence for the person at the terminal.
    pub(super) fn words(&self, lang: Lang) -> String {
        match self {
            Self::NoServer { path, error } => {
                let path = path.to_string_lossy();
                no_server(lang, &printable(&path), error)
            }
            Self::Unsent => {
                choose(lang, "la connexion au serveur est rompue", "the connection to the server is broken").into()
            }
            Self::Lost => choose(
                lang,
                "le serveur a fermé la connexion avant de répondre",
                "the server closed the connection before it answered",
            )
            .into(),
            Self::Silent(waited) => {
                let waited_s = waited.as_secs();
                choose(
                    lang,
                    format!("le serveur n'a pas répondu en {waited_s} s"),
                    format!("the server did not answer within {waited_s} s"),
                )
            }
            Self::NotUnderstood => {
                choose(lang, "ce n'est pas ClassCord qui répond", "what answers is not ClassCord").into()
            }
            Self::Refused { words, .. } => words.clone(),
        }
    }
}

fn no_server(lang: Lang, path: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => choose(
            lang,
            format!("aucun serveur ne répond à {path} : est-il démarré ?"),
            format!("no server answers at {path}: is it running?"),
        ),
        io::ErrorKind::PermissionDenied => choose(
            lang,
            format!("accès refusé à {path} : êtes-vous dans le groupe classcord ? Sinon, essayez avec sudo."),
            format!("no access to {path}: are you in the group classcord? If not, try sudo."),
        ),
        io::ErrorKind::InvalidInput => choose(
            lang,
            format!(
                "le chemin {path} est trop long pour une socket : le système en prend {SOCKET_PATH_BYTES_MAX} octets"
            ),
            format!("the path {path} is too long for a socket: the system takes {SOCKET_PATH_BYTES_MAX} bytes"),
        ),
        _ => choose(
            lang,
            format!("impossible de joindre le serveur à {path} : {}", reason(lang, error)),
            format!("cannot reach the server at {path}: {error}"),
        ),
    }
}

/// A connection to the server.
pub(super) struct Control {
    lines: LineReader<UnixStream>,
    writer: UnixStream,
    patience: Duration,
}

impl Control {
    /// Connects to the first of these sockets at which somebody answers. `patience` is how long each answer may take.
    ///
    /// # Errors
    /// [`ControlError::NoServer`], for the first socket that is there at all, or else for the first.
    pub(super) fn connect(paths: &[PathBuf], patience: Duration) -> Result<Self, ControlError> {
        let mut failures = Vec::new();
        for path in paths {
            match open(path, patience) {
                Ok((reader, writer)) => {
                    return Ok(Self { lines: LineReader::new(reader, LINE_BYTES_MAX), writer, patience });
                }
                Err(error) => failures.push((path, error)),
            }
        }
        let there = failures.iter().position(|(_, error)| error.kind() != io::ErrorKind::NotFound).unwrap_or(0);
        match failures.into_iter().nth(there) {
            Some((path, error)) => Err(ControlError::NoServer { path: path.clone(), error }),
            None => Err(ControlError::Unsent),
        }
    }

    /// From now on an answer may take this long.
    ///
    /// # Errors
    /// When the system does not let the socket be set.
    pub(super) fn wait_as_long_as(&mut self, patience: Duration) -> io::Result<()> {
        self.patience = patience;
        self.writer.set_read_timeout(Some(patience))
    }

    /// Asks, and waits for the answer: the next line with the request's `type`, or an `error`.
    ///
    /// # Errors
    /// [`ControlError`]. After any but [`ControlError::Refused`] the connection is of no more use.
    pub(super) fn request(&mut self, request: &ConsoleRequest) -> Result<Answer, ControlError> {
        let line = request.line().map_err(|_| ControlError::Unsent)?;
        // A server that takes no more connections says so before it closes this one: there may be an answer even if
        // nothing can be sent.
        let sent = self.writer.write_all(line.as_bytes()).is_ok();
        for _ in 0..STRAY_LINES_MAX {
            let line = match self.lines.next() {
                Ok(Some(Received::Line(line))) => line,
                Ok(Some(Received::TooLong)) => return Err(ControlError::NotUnderstood),
                Err(e) if matches!(e.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {
                    return Err(ControlError::Silent(self.patience));
                }
                Ok(None) | Err(_) if sent => return Err(ControlError::Lost),
                Ok(None) | Err(_) => return Err(ControlError::Unsent),
            };
            let answer = read(line).ok_or(ControlError::NotUnderstood)?;
            match answer.value["type"].as_str() {
                Some("error") => {
                    let words = answer.value["message"].as_str().unwrap_or("error");
                    return Err(ControlError::Refused { words: printable(words).into_owned(), answer });
                }
                Some(kind) if kind == request.as_str() => return Ok(answer),
                _ => {}
            }
        }
        Err(ControlError::NotUnderstood)
    }
}

fn open(path: &Path, patience: Duration) -> io::Result<(UnixStream, UnixStream)> {
    let socket = Socket::new(Domain::UNIX, Type::STREAM, None)?;
    socket.connect_timeout(&SockAddr::unix(path)?, CONNECT_TIMEOUT)?;
    let writer = UnixStream::from(socket);
    writer.set_read_timeout(Some(patience))?;
    writer.set_write_timeout(Some(patience))?;
    Ok((writer.try_clone()?, writer))
}

/// The server writes ASCII only, so that its lines can be printed as they are.
fn read(line: Vec<u8>) -> Option<Answer> {
    let line = String::from_utf8(line).ok().filter(|line| line.bytes().all(|b| (b' '..=b'~').contains(&b)))?;
    let value = serde_json::from_str::<Value>(&line).ok().filter(Value::is_object)?;
    Some(Answer { line, value })
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader};
    use std::os::unix::net::UnixListener;
    use std::thread;

    use super::*;
    use crate::chat::name::Username;
    use crate::chat::request::Act;
    use crate::wire::control::ControlRequest;

    const PATIENCE: Duration = Duration::from_millis(50);

    /// The result of `request` when the server says this to the first line that it gets.
    fn answer(says: &'static str) -> Result<Answer, ControlError> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let listener = UnixListener::bind(&path).unwrap();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut line = String::new();
            BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
            assert_eq!(line, "{\"type\":\"unmute\",\"user\":\"\\u00e9\"}\n");
            stream.write_all(says.as_bytes()).unwrap();
        });
        let paths = [directory.path().join("absent"), path];
        let mut control = Control::connect(&paths, Duration::from_secs(60)).unwrap();
        let answer = control.request(&Act::Unmute { user: Username::parse("é").unwrap() }.into());
        server.join().unwrap();
        answer
    }

    #[test]
    fn the_answer_is_told_from_what_comes_before_it() {
        let line = r#"{"type":"unmute","status":"ok","user":"\u00e9"}"#;
        let says = "{\"type\":\"message\",\"subtype\":\"system\"}\n{\"type\":\"unmute\",\"status\":\"ok\",\"user\":\"\\u00e9\"}\n";
        let found = answer(says).unwrap();
        assert_eq!((found.line.as_str(), found.value["user"].as_str()), (line, Some("é")));
    }

    #[test]
    fn a_no_is_said_in_the_servers_words_made_harmless() {
        let says = "{\"type\":\"error\",\"message\":\"non \\u001b[2J\",\"code\":\"forbidden\"}\n";
        let Err(error @ ControlError::Refused { .. }) = answer(says) else { panic!() };
        assert_eq!(error.words(Lang::Fr), "non \\x1b[2J");
    }

    #[test]
    fn what_is_no_answer_is_none() {
        assert!(matches!(answer(""), Err(ControlError::Lost)));
        assert!(matches!(answer("{\"type\":\"unmute\""), Err(ControlError::Lost)));
        for nonsense in ["SSH-2.0-OpenSSH_9.2\n", "\n", "[]\n", "{\"type\":\"unmute\",\"user\":\"é\"}\n", "\u{1b}[2J\n"]
        {
            assert!(matches!(answer(nonsense), Err(ControlError::NotUnderstood)), "{nonsense:?}");
        }
    }

    #[test]
    fn nobody_waits_for_ever() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let _listener = UnixListener::bind(&path).unwrap();
        let mut control = Control::connect(&[path], PATIENCE).unwrap();
        assert!(matches!(control.request(&ControlRequest::Stats.into()), Err(ControlError::Silent(PATIENCE))));
    }

    #[test]
    fn what_was_named_is_all_that_is_tried() {
        let directory = tempfile::tempdir().unwrap();
        let find = |socket: Option<&str>, overrides: Overrides| {
            let file = directory.path().join("classcord.toml");
            std::fs::write(&file, "lang = \"en\"\ncontrol_socket = \"/x/file.sock\"").unwrap();
            let source = ConfigSource { file: Some(file), overrides };
            let Sockets { paths, lang } = SocketArgs { socket: socket.map(Into::into) }.find(&source).unwrap();
            (paths, lang)
        };
        assert_eq!(find(None, Overrides::default()), (vec!["/x/file.sock".into()], Lang::En));
        let control_socket = Some(PathBuf::from("/x/flag.sock"));
        let overrides = Overrides { control_socket, ..Overrides::default() };
        assert_eq!(find(None, overrides.clone()).0, [PathBuf::from("/x/flag.sock")]);
        assert_eq!(find(Some("/x/s"), overrides), (vec!["/x/s".into()], Lang::Fr));
    }

    #[test]
    fn a_socket_that_was_left_behind_hides_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let paths = ["absent", "dead", "alive"].map(|name| directory.path().join(name));
        drop(UnixListener::bind(&paths[1]).unwrap());
        let words = Control::connect(&paths, PATIENCE).err().unwrap().words(Lang::En);
        assert_eq!(words, format!("no server answers at {}: is it running?", paths[1].display()));
        let _listener = UnixListener::bind(&paths[2]).unwrap();
        assert!(Control::connect(&paths, PATIENCE).is_ok());
    }

    #[test]
    fn each_way_of_not_being_there_has_its_words() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("s");
        let words = |paths: &[PathBuf]| Control::connect(paths, PATIENCE).err().unwrap().words(Lang::En);
        let shown = path.display();
        assert_eq!(words(std::slice::from_ref(&path)), format!("no server answers at {shown}: is it running?"));
        // A socket that was left behind.
        drop(UnixListener::bind(&path).unwrap());
        assert_eq!(words(std::slice::from_ref(&path)), format!("no server answers at {shown}: is it running?"));
        let long = words(&[PathBuf::from("x".repeat(108))]);
        assert!(long.starts_with("the path xxx") && long.ends_with("the system takes 107 bytes"), "{long}");
        assert!(words(&[PathBuf::from("x".repeat(107))]).starts_with("no server answers at xxx"));
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(
            no_server(Lang::Fr, "/s", &denied),
            "accès refusé à /s : êtes-vous dans le groupe classcord ? Sinon, essayez avec sudo."
        );
    }
}
