//! `classcord auth`: whether the school's directory lets somebody in, tried without the server.
//!
//! Owns the subcommand. It asks the program of `[auth]` as the server does, with the same bounds, and says what that answers, or
//! what keeps it from answering. What it asks about needs no account, and gets none.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Subcommand;

use super::printable::printable;
use super::{FAILURE, Failure, password};
use crate::chat::effect::Ticket;
use crate::chat::name::{ChannelName, Username};
use crate::chat::reserved::ReservedNames;
use crate::chat::school::{SchoolAnswer, SchoolQuestion};
use crate::config::ConfigSource;
use crate::school::{School, Way};
use crate::server::school_options;

/// The time, beyond that which an answer may take, that it is waited for: the thread says itself when time is up.
const GRACE: Duration = Duration::from_secs(5);

/// What to try.
#[derive(Debug, Subcommand)]
pub(super) enum AuthCommand {
    /// Ask the school's directory about a name; asks for the password, or reads it from standard input
    Test {
        /// Whose
        #[arg(value_parser = Username::parse_new)]
        name: Username,
    },
}

/// Tries it. Exits with 0 for a yes alone.
///
/// # Errors
/// In words, when nothing could be asked.
pub(super) fn run(command: AuthCommand, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let AuthCommand::Test { name } = command;
    let config = source.load().map_err(|e| e.to_string())?;
    let options = school_options(&config)
        .ok_or("there is no directory: [auth] names no program (auth.command) and no socket (auth.socket)")?;
    let reserved = ReservedNames::new(&config.chat.reserved_names);
    reserved.check_account(&name).map_err(|objection| format!("{name}: {objection}; the directory is not asked"))?;
    let password = password::read(&format!("Password of {name} at the school: "))?;
    if password.0.is_empty() {
        return Err("an empty password is nobody's: the directory is not asked".to_owned());
    }
    let program = match &options.way {
        Way::Command(words) => words.join(" "),
        Way::Socket(path) => path.display().to_string(),
    };
    eprintln!("asking {} ...", printable(&program));
    let (at_most, began) = (options.timeout + GRACE, Instant::now());
    let school = School::start(options, || {}).map_err(|e| format!("cannot start a thread: {e}"))?;
    let address = IpAddr::from(Ipv4Addr::LOCALHOST);
    let question = SchoolQuestion { ticket: Ticket(1), name: name.clone(), password, address };
    let answered = school.ask(question).ok().and_then(|()| school.wait_for_answer(at_most));
    let answered = answered.ok_or("the program was not asked, and nobody says why")?;
    let took = began.elapsed().as_secs_f64();
    match answered.answer {
        SchoolAnswer::Yes(person) => {
            let mut said = format!("{name}: yes, after {took:.2} s\n");
            let mut line = |what: &str, value: &str| said.push_str(&format!("  {what}: {}\n", printable(value)));
            if let Some(written) = &person.name {
                line("name in the directory", written);
                if !person.is_called(&name) {
                    line("refused", "it is another name: log in as the directory writes it");
                }
            }
            line("display name", answered.display_name.as_deref().unwrap_or("-"));
            line("role", person.role.map_or("as it is here", |role| role.as_str()));
            let channels = person.channels.iter().map(ChannelName::as_str).collect::<Vec<_>>().join(", ");
            line("channels", if channels.is_empty() { "none" } else { &channels });
            std::io::stdout().write_all(said.as_bytes()).map_err(|e| format!("standard output: {e}"))?;
            Ok(if person.is_called(&name) { ExitCode::SUCCESS } else { ExitCode::from(FAILURE) })
        }
        SchoolAnswer::No => Err(format!("{name}: no, after {took:.2} s: nobody of that name, or another password")),
        SchoolAnswer::Unavailable => {
            let why = answered.reason.unwrap_or_else(|| "the program does not say why".to_owned());
            Err(format!("{name}: the directory cannot say, after {took:.2} s: {}", printable(&why)))
        }
    }
}
