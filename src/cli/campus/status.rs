//! `classcord campus status`: the other servers of the school, as the running server knows them.
//!
//! Owns the subcommand and how the answer reads.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::chat::text::Lang;
use crate::cli::admin::campus::lines;
use crate::cli::control::{Answer, Control, SocketArgs, Sockets};
use crate::cli::{FAILURE, Failure};
use crate::config::ConfigSource;
use crate::wire::control::ControlRequest;

/// The time that the answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How.
#[derive(Debug, Args)]
pub(in crate::cli) struct StatusArgs {
    #[command(flatten)]
    socket: SocketArgs,
    /// Print the server's answer, one line of JSON
    #[arg(long)]
    json: bool,
}

/// Shows it. Exits with 0 if the broker is connected.
///
/// # Errors
/// In words: no running server, or one without `[campus]`.
pub(super) fn run(args: StatusArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let Sockets { paths, lang } = args.socket.find(source)?;
    let mut control = Control::connect(&paths, PATIENCE).map_err(|e| e.words(lang))?;
    let Answer { line, value } = control.request(&ControlRequest::Campus.into()).map_err(|e| e.words(lang))?;
    let text = if args.json { line + "\n" } else { in_words(lang, &value)? };
    std::io::stdout().write_all(text.as_bytes()).map_err(|e| format!("standard output: {e}"))?;
    Ok(if is_connected(&value) { ExitCode::SUCCESS } else { ExitCode::from(FAILURE) })
}

/// True if the running server is connected to the broker.
pub(super) fn is_connected(status: &Value) -> bool {
    status["standing"] == "connected"
}

/// The answer of the running server.
///
/// # Errors
/// In words, if it has no other servers.
pub(super) fn in_words(lang: Lang, status: &Value) -> Result<String, Failure> {
    let lines = lines(lang, status);
    if status["broker"].is_null() {
        Err(lines.concat())
    } else {
        Ok(lines.iter().flat_map(|line| [line, "\n"]).collect())
    }
}
