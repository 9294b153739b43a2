//! `classcord campus status`: the other servers of the school, as the running server knows them.
//!
//! Owns the subcommand and how the answer reads.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use crate::chat::text::Lang;
use crate::cli::admin::table::lay_out;
use crate::cli::control::{Answer, Control, SocketArgs, Sockets};
use crate::cli::phrases::choose;
use crate::cli::printable::printable;
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
    let text = |value: &Value| printable(value.as_str().unwrap_or("")).into_owned();
    if status["broker"].is_null() {
        return Err(choose(
            lang,
            "ce serveur est seul : [campus] ne nomme pas de serveur MQTT (campus.broker)",
            "this server is alone: [campus] names no broker (campus.broker)",
        )
        .to_owned());
    }
    let since = status["since_s"].as_u64().unwrap_or(0);
    let (name, school, broker) = (text(&status["name"]), text(&status["school"]), text(&status["broker"]));
    let epoch = text(&status["epoch"]);
    let standing = match status["standing"].as_str().unwrap_or("") {
        "connected" => choose(lang, "relié", "connected"),
        "connecting" => choose(lang, "en train de se relier", "connecting"),
        "stopped" => choose(lang, "arrêté", "stopped"),
        _ => choose(lang, "pas relié", "not connected"),
    };
    let mut said = choose(
        lang,
        format!("{name} ({school}, époque {epoch}) : {standing} à {broker} depuis {since} s\n"),
        format!("{name} ({school}, epoch {epoch}): {standing} to {broker} for {since} s\n"),
    );
    if status["stopped"].is_string() {
        said.push_str(&format!("  {}\n", text(&status["stopped"])));
    }
    for erasure in status["erasures"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let waits_for = erasure["waits_for"].as_array().map(Vec::as_slice).unwrap_or_default();
        let servers = waits_for.iter().map(text).collect::<Vec<String>>().join(", ");
        said.push_str(&choose(
            lang,
            format!("  effacement d'une personne ({}) : pas encore confirmé par {servers}\n", erasure["event"]),
            format!("  erasure of a person ({}): not confirmed yet by {servers}\n", erasure["event"]),
        ));
    }
    let servers = status["servers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if servers.is_empty() {
        said.push_str(choose(lang, "aucun autre serveur connu\n", "no other server is known\n"));
        return Ok(said);
    }
    let heading = choose(
        lang,
        ["serveur", "état", "personnes", "en liste", "en attente", "entendu il y a"],
        ["server", "state", "people", "listed", "waiting", "heard"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    for server in servers {
        let standing = match server["standing"].as_str().unwrap_or("") {
            "present" => choose(lang, "là", "there"),
            "gone" => choose(lang, "parti", "gone"),
            "silent" => choose(lang, "muet", "silent"),
            _ => choose(lang, "annoncé", "announced"),
        };
        let heard = server["heard_s"].as_u64().unwrap_or(0);
        rows.push(vec![
            text(&server["name"]),
            standing.to_owned(),
            server["people"].to_string(),
            server["listed"].to_string(),
            server["letters"].to_string(),
            choose(lang, format!("{heard} s"), format!("{heard} s ago")),
        ]);
    }
    for line in lay_out(&rows, None) {
        said.push_str(&line);
        said.push('\n');
    }
    Ok(said)
}
