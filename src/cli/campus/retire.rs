//! `classcord campus retire`: another server of the school is gone for good.
//!
//! Owns the subcommand. The running server is asked, which notes who it was.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use crate::chat::origin::ServerName;
use crate::cli::Failure;
use crate::cli::admin::campus::retired;
use crate::cli::control::{Control, SocketArgs, Sockets};
use crate::config::ConfigSource;
use crate::wire::control::ControlRequest;

/// The time that the answer may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Which.
#[derive(Debug, Args)]
pub(in crate::cli) struct RetireArgs {
    #[command(flatten)]
    socket: SocketArgs,
    /// The server's name, as `campus status` shows it
    name: ServerName,
}

/// Retires it.
///
/// # Errors
/// In words: no running server, or its no.
pub(super) fn run(args: RetireArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let Sockets { paths, lang } = args.socket.find(source)?;
    let mut control = Control::connect(&paths, PATIENCE).map_err(|e| e.words(lang))?;
    let request = ControlRequest::CampusRetire { server: args.name };
    let answer = control.request(&request.into()).map_err(|e| e.words(lang))?;
    println!("{}", retired(lang, &answer.value));
    Ok(ExitCode::SUCCESS)
}
