//! `classcord admin`: the operator's console, on the machine that the server runs on.
//!
//! [`run`] does one thing and ends when it is given a command ([`command`]), and opens a [`menu`] when it is given none.
//! Both make [`ConsoleRequest`](crate::wire::console::ConsoleRequest)s, send them through [`super::control`] and show the answers with [`answer`]. There is no way in
//! over the network: who is elsewhere comes by SSH.

mod answer;
pub(super) mod campus;
mod command;
mod fields;
mod menu;
mod phrases;
pub(super) mod table;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use self::command::AdminCommand;
use super::control::{Answer, Control, ControlError, SocketArgs, Sockets};
use super::{FAILURE, Failure};
use crate::chat::text::Lang;
use crate::config::ConfigSource;
use crate::web::in_white;

/// Exit code of a command line that cannot be right; clap's own.
const MISUSE: u8 = 2;

/// The time that an answer may take: the disk of a small machine may be busy.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(super) struct AdminArgs {
    #[command(flatten)]
    socket: SocketArgs,
    /// Print the server's answer, one line of JSON
    #[arg(long, global = true)]
    json: bool,
    /// What to do; without it a menu opens
    #[command(subcommand)]
    command: Option<AdminCommand>,
}

/// Runs the console.
///
/// # Errors
/// In words: a configuration that cannot be read, no server, a no of the server.
pub(super) fn run(args: AdminArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let AdminArgs { socket, json, command } = args;
    let Sockets { paths, lang } = socket.find(source)?;
    let Some(command) = command else {
        if json || !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            eprintln!("classcord: {}", phrases::menu_needs_terminal(lang));
            return Ok(ExitCode::from(MISUSE));
        }
        return menu::run(paths, lang);
    };
    let request = match command.request(lang) {
        Ok(request) => request,
        Err(words) => {
            eprintln!("classcord: {words}");
            return Ok(ExitCode::from(MISUSE));
        }
    };
    let mut control = Control::connect(&paths, PATIENCE).map_err(|e| e.words(lang))?;
    if let Some(phrases::Confirmation { question, needs_yes, declined }) = command.confirmation(lang) {
        if !io::stdin().is_terminal() {
            eprintln!("classcord: {needs_yes}");
            return Ok(ExitCode::from(MISUSE));
        }
        if !confirmed(&question).map_err(|e| e.to_string())? {
            return Err(declined.to_owned());
        }
    }
    match control.request(&request) {
        Ok(answer) => {
            show(&answer, json, lang)?;
            if let AdminCommand::Address { qr } = command
                && !json
                && (qr || io::stdout().is_terminal())
            {
                let lines = answer::code(&answer.value).unwrap_or_default();
                print(&lines.iter().map(|line| in_white(line)).collect::<String>())?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(ControlError::Refused { answer, .. }) if json => {
            show(&answer, json, lang).map(|()| ExitCode::from(FAILURE))
        }
        Err(e) => Err(e.words(lang)),
    }
}

/// Asks for a word on the terminal.
fn confirmed(question: &str) -> io::Result<bool> {
    eprint!("{question} ");
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(phrases::is_yes(&line))
}

fn show(answer: &Answer, json: bool, lang: Lang) -> Result<(), Failure> {
    let text = if json { format!("{}\n", answer.line) } else { as_lines(&answer::lines(lang, &answer.value)) };
    print(&text)
}

fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(e) => Err(format!("standard output: {e}")),
        Ok(()) => Ok(()),
    }
}

fn as_lines(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}
