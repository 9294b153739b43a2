//! `classcord-bench`: a load generator, to be run from a laptop or beside the server.
//!
//! [`run`] reads the arguments, runs one scenario and prints its report. It is one process with one thread and a poll
//! loop of its own, bounded in clients, messages and time, and it checks all that it receives: every message exactly
//! once, and in order. [`load`] has the clients, [`ledger`] the accounts, [`scenario`] who sends when. A server is
//! spoken to through a [`Dialect`], so that the same loads run on servers of other kinds: [`peers`] has those. It is a
//! program of its own and knows nothing of the server's crate; `main` calls [`run`], and the server's
//! `examples/manual` [`command`].

mod body;
mod browser;
mod classcord;
mod dialect;
mod ledger;
mod load;
mod meter;
mod peers;
mod process;
mod progress;
mod random;
mod report;
mod scenario;
mod target;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, CommandFactory, Parser, ValueEnum};

use self::browser::Browser;
use self::classcord::Classcord;
use self::dialect::Dialect;
use self::peers::{Irc, Lines, Mqtt};
use self::progress::Progress;
use self::report::Report;
use self::scenario::{Bench, Scenario};

/// Exit code when the server made errors, or the load could not be put on it. Misuse of the command line has clap's
/// own, 2.
const FAILURE: u8 = 1;

#[derive(Debug, Parser)]
#[command(
    name = "classcord-bench",
    version,
    about = "Put a load on a chat server, and measure it",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
    #[command(flatten)]
    common: CommonArgs,
}

/// The options that every scenario accepts.
#[derive(Debug, Args)]
struct CommonArgs {
    /// The server
    #[arg(long, global = true, value_name = "HOST[:PORT]", default_value = "localhost:12345")]
    server: String,
    /// What the server speaks
    #[arg(long, global = true, value_enum, default_value_t = Protocol::Classcord)]
    protocol: Protocol,
    /// The server's process, if it runs on this machine: what it uses is reported
    #[arg(long, global = true, value_name = "PID")]
    pid: Option<u32>,
    /// Print the report as one line of JSON
    #[arg(long, global = true)]
    json: bool,
    /// Load a server outside of private networks too
    #[arg(long, global = true)]
    force: bool,
    /// Size of a message to everybody as it is delivered, with all that the protocol adds
    #[arg(long, global = true, value_name = "BYTES", default_value_t = 230, value_parser = clap::value_parser!(u32).range(1..=8192))]
    bytes: u32,
    /// Seconds that the server may be silent while something is due; then it is taken to be lost
    #[arg(long, global = true, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=600))]
    patience: u32,
    /// Log in to accounts (made if they are not there) instead of coming in as guests
    #[arg(long, global = true)]
    accounts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// ClassCord's own
    Classcord,
    /// The same in frames, as browsers speak it
    Websocket,
    /// IRC, where everybody joins a channel
    Irc,
    /// IRC, where nobody joins a channel
    IrcAlone,
    /// MQTT 5
    Mqtt,
    /// Bare lines, those of the program that a server is held against
    Lines,
}

impl Protocol {
    fn dialect(self, run: u16, accounts: bool) -> Result<Box<dyn Dialect>, String> {
        if accounts && !matches!(self, Self::Classcord | Self::Websocket) {
            return Err("--accounts: only ClassCord has accounts; leave it out, or --protocol".to_owned());
        }
        Ok(match self {
            Self::Classcord => Box::new(Classcord::new(run, accounts)),
            Self::Websocket => Box::new(Browser::new(Classcord::new(run, accounts))),
            Self::Irc => Box::new(Irc { join: true }),
            Self::IrcAlone => Box::new(Irc { join: false }),
            Self::Mqtt => Box::new(Mqtt),
            Self::Lines => Box::new(Lines),
        })
    }
}

/// The command line as a value, for the manual page and the shells' completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line and says what the process is to exit with: nothing but success if the server made no error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let Cli { scenario, common } = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(e) => {
            // Nobody is left to hear of it when standard error is closed.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(FAILURE));
        }
    };
    let json = common.json;
    let result = measure(&scenario, &common).and_then(|report| {
        print(&report, json)?;
        Ok(report.errors.count())
    });
    match result {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(FAILURE),
        Err(failure) => {
            let _ = writeln!(io::stderr(), "classcord-bench: {failure}");
            ExitCode::from(FAILURE)
        }
    }
}

/// Runs a scenario.
///
/// # Errors
/// In words: a server that cannot be reached or may not be loaded, or a load that is too large.
fn measure(scenario: &Scenario, common: &CommonArgs) -> Result<Report, String> {
    let CommonArgs { server, protocol, pid, force, bytes, patience, accounts, json: _ } = common;
    // Tells this run from others on the same server: process ids of runs that follow each other differ in their low bits.
    let run = (std::process::id() & 0xffff) as u16;
    let dialect = protocol.dialect(run, *accounts)?;
    let bench = Bench {
        dialect: dialect.as_ref(),
        address: target::resolve(server, *force)?,
        run,
        pid: *pid,
        patience: Duration::from_secs((*patience).into()),
        bytes: *bytes as usize,
        progress: Progress::new(),
    };
    let report = bench.run(scenario)?;
    bench.progress.done();
    Ok(report)
}

/// Prints a report on standard output.
///
/// # Errors
/// In words: a full disk, or a pipe that nobody reads any more.
fn print(report: &Report, json: bool) -> Result<(), String> {
    let mut stdout = io::stdout().lock();
    let printed = if json {
        serde_json::to_writer(&mut stdout, report).map_err(io::Error::from).and_then(|()| writeln!(stdout))
    } else {
        write!(stdout, "{report}")
    };
    printed.and_then(|()| stdout.flush()).map_err(|e| format!("standard output: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        command().debug_assert();
    }

    #[test]
    fn other_servers_have_no_accounts() {
        for protocol in Protocol::value_variants() {
            assert!(protocol.dialect(1, false).is_ok());
            assert_eq!(
                protocol.dialect(1, true).is_ok(),
                matches!(protocol, Protocol::Classcord | Protocol::Websocket)
            );
        }
    }
}
