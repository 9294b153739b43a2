//! `classcord campus`: what it takes to join several servers of one school, and how they are.
//!
//! Owns the subcommand. `init` and `revoke` make files and ask nobody; `check` tries a broker, `renew` changes the stopped server's
//! database, `status` and `retire` ask the running server.

mod check;
mod files;
mod init;
mod renew;
mod retire;
mod status;

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;
use crate::config::ConfigSource;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum CampusCommand {
    /// Make the certificates of the servers and the broker, and the broker's configuration and access list. Where they are
    /// there already, add those of further servers
    #[cfg(feature = "tls")]
    Init(init::InitArgs),
    /// Keep a server out from now on: its card was stolen, or copied
    #[cfg(feature = "tls")]
    Revoke(init::RevokeArgs),
    /// Try the broker with what the configuration says; while the server runs, ask it
    Check(check::CheckArgs),
    /// Begin another epoch with the next start, on the stopped server's database: an older copy of it was put in its place
    Renew,
    /// Show the other servers of the school, as the running server knows them
    Status(status::StatusArgs),
    /// Wait no more for a server that is gone for good, whose certificate is revoked; undone by itself if it comes back
    Retire(retire::RetireArgs),
}

/// Does it.
///
/// # Errors
/// In words.
pub(super) fn run(command: CampusCommand, source: &ConfigSource) -> Result<ExitCode, Failure> {
    match command {
        #[cfg(feature = "tls")]
        CampusCommand::Init(args) => init::run(&args, source),
        #[cfg(feature = "tls")]
        CampusCommand::Revoke(args) => init::revoke(&args, source),
        CampusCommand::Check(args) => check::run(args, source),
        CampusCommand::Renew => renew::run(source),
        CampusCommand::Status(args) => status::run(args, source),
        CampusCommand::Retire(args) => retire::run(args, source),
    }
}
