//! `classcord campus check`: whether the broker does what it must for this server, and no more.
//!
//! Owns the subcommand. While the server runs it is asked how it stands, because a second connection under its name would end the
//! first; else a connection is made here, with the same files.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Args;

use super::status::{in_words, is_connected};
use crate::campus::{CampusOptions, Step, Trial};
use crate::chat::origin::Epoch;
use crate::chat::text::Lang;
use crate::cli::control::{Control, SocketArgs, Sockets};
use crate::cli::installation::Installation;
use crate::cli::phrases::choose;
use crate::cli::{FAILURE, Failure};
use crate::config::{self, Broker, ConfigSource};
use crate::resolve;
use crate::server::BrokerCredentials;
use crate::wire::control::ControlRequest;

/// The time that each answer may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How.
#[derive(Debug, Args)]
pub(in crate::cli) struct CheckArgs {
    #[command(flatten)]
    socket: SocketArgs,
}

/// Tries it. Exits with 0 if all is as it must be.
///
/// # Errors
/// In words, with the mend.
pub(super) fn run(args: CheckArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let Sockets { paths, .. } = args.socket.find(source)?;
    let config = Installation::find(source)?.config;
    let lang = config.lang;
    let config::Campus { broker: Some(broker), school: Some(school), name: Some(name), .. } = &config.campus else {
        return Err(choose(
            lang,
            "[campus] ne nomme pas de serveur MQTT (campus.broker)",
            "[campus] names no broker (campus.broker)",
        )
        .to_owned());
    };
    let credentials = BrokerCredentials::load(&config.campus, broker)?;
    println!("{}", choose(lang, "fichiers : lus, et ils vont ensemble", "files: read, and they fit each other"));
    if let Ok(mut control) = Control::connect(&paths, PATIENCE) {
        let answer = control.request(&ControlRequest::Campus.into()).map_err(|e| e.words(lang))?;
        print!("{}", in_words(lang, &answer.value)?);
        return Ok(if is_connected(&answer.value) { ExitCode::SUCCESS } else { ExitCode::from(FAILURE) });
    }
    let mut connection = connect(broker, &credentials, lang)?;
    println!("{}", choose(lang, format!("{broker} : répond"), format!("{broker}: answers")));
    let options = CampusOptions {
        school: school.clone(),
        name: name.clone(),
        epoch: Epoch(0),
        password: credentials.password,
        run: 0,
    };
    let last = try_out(&mut *connection, Trial::new(options), |step| println!("{}", told(lang, step)))
        .map_err(|e| format!("{broker}: {e}"))?;
    match last {
        Step::Refused => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::from(FAILURE)),
    }
}

fn told(lang: Lang, step: Step) -> &'static str {
    match step {
        Step::LetIn => choose(lang, "entrée : oui", "let in: yes"),
        Step::Heard => {
            choose(lang, "dire et entendre ce qui est à soi : oui", "to say and to hear what is its own: yes")
        }
        Step::Refused => choose(
            lang,
            "parler sous un autre nom : refusé, comme il faut",
            "to speak under another name: refused, as it must be",
        ),
        Step::NotRefused => choose(
            lang,
            "parler sous un autre nom : ACCEPTÉ. Le serveur MQTT n'a pas la liste d'accès (acl_file) que classcord campus init a faite",
            "to speak under another name: TAKEN. The broker lacks the access list (acl_file) that classcord campus init has made",
        ),
    }
}

/// A connection that may block for a while.
trait Connection: Read + Write {}
impl<T: Read + Write> Connection for T {}

fn connect(broker: &Broker, credentials: &BrokerCredentials, lang: Lang) -> Result<Box<dyn Connection>, Failure> {
    let addresses = resolve::addresses(&broker.host).map_err(|e| format!("{}: {e}", broker.host))?;
    let mut failure = format!("{broker}: {}", choose(lang, "aucune adresse", "no address"));
    for address in addresses {
        let address = SocketAddr::new(address, broker.port);
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(socket) => {
                let timed =
                    socket.set_read_timeout(Some(PATIENCE)).and_then(|()| socket.set_write_timeout(Some(PATIENCE)));
                timed.map_err(|e| format!("{address}: {e}"))?;
                return encrypted(socket, credentials).map_err(|e| format!("{address}: {e}"));
            }
            Err(e) => failure = format!("{address}: {e}"),
        }
    }
    Err(failure)
}

#[cfg(feature = "tls")]
fn encrypted(mut socket: TcpStream, credentials: &BrokerCredentials) -> io::Result<Box<dyn Connection>> {
    use std::sync::Arc;

    let Some(tls) = &credentials.tls else { return Ok(Box::new(socket)) };
    let session = rustls::ClientConnection::new(Arc::clone(&tls.config), tls.name.clone());
    let mut session = session.map_err(io::Error::other)?;
    while session.is_handshaking() {
        session.complete_io(&mut socket)?;
    }
    Ok(Box::new(rustls::StreamOwned::new(session, socket)))
}

#[cfg(not(feature = "tls"))]
fn encrypted(socket: TcpStream, _credentials: &BrokerCredentials) -> io::Result<Box<dyn Connection>> {
    Ok(Box::new(socket))
}

/// Goes through a trial, and gives its last step.
fn try_out(connection: &mut dyn Connection, mut trial: Trial, mut told: impl FnMut(Step)) -> Result<Step, Failure> {
    let until = Instant::now() + PATIENCE;
    let mut last = None;
    let mut buffer = [0; 4096];
    loop {
        let mut out = Vec::new();
        trial.take_output(&mut out);
        connection.write_all(&out).and_then(|()| connection.flush()).map_err(|e| e.to_string())?;
        if let Some(step @ (Step::Refused | Step::NotRefused)) = last {
            return Ok(step);
        }
        let read = match connection.read(&mut buffer) {
            // RabbitMQ's way to refuse what is said under another name.
            Ok(0) if last == Some(Step::Heard) => {
                told(Step::Refused);
                return Ok(Step::Refused);
            }
            Ok(0) => return Err("it has closed the connection".to_owned()),
            Ok(read) => read,
            Err(e) if e.kind() == ErrorKind::Interrupted => continue,
            Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => 0,
            Err(e) => return Err(e.to_string()),
        };
        if read == 0 || Instant::now() > until {
            return Err(match last {
                None => "it does not answer",
                Some(Step::LetIn) => {
                    "what this server says does not come back: its access list lacks the rules of this school"
                }
                Some(_) => "it neither takes nor refuses what is said under another name",
            }
            .to_owned());
        }
        trial
            .receive(buffer.get(..read).unwrap_or_default(), |step| {
                last = Some(step);
                told(step);
            })
            .map_err(|end| end.to_string())?;
    }
}
