//! `classcord bench`: a load generator, to be run from a laptop or beside the server.
//!
//! [`run`] reads the arguments, runs one scenario and prints its report. It is one process with one thread and a poll
//! loop of its own, bounded in clients, messages and time, and it checks all that it receives: every message exactly
//! once, and in order. [`load`] has the clients, [`ledger`] the accounts, [`scenario`] who sends when. The server is
//! spoken to through a [`Dialect`], so that the same loads run on servers of other kinds: `examples/peer_bench` has
//! those. Nothing else calls this.

mod body;
mod classcord;
mod dialect;
mod ledger;
mod load;
mod meter;
mod process;
mod progress;
mod random;
mod report;
mod scenario;
mod target;

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

pub use self::classcord::Classcord;
pub use self::dialect::{Ask, Dialect, Event};
pub use self::ledger::Faults;
pub use self::process::Usage;
use self::progress::Progress;
pub use self::report::{Errors, Report, ServerUsage, Times};
use self::scenario::{Bench, Scenario};

/// Exit code when the server made errors.
const ERRORS: u8 = 1;

/// What `bench` is run with.
#[derive(Debug, Args)]
pub struct BenchArgs {
    #[command(subcommand)]
    scenario: Scenario,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Debug, Args)]
struct CommonArgs {
    /// The server
    #[arg(long, global = true, value_name = "HOST[:PORT]", default_value = "localhost:12345")]
    server: String,
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

impl BenchArgs {
    /// Whether clients log in.
    pub fn accounts(&self) -> bool {
        self.common.accounts
    }
}

/// A number that tells this run from others on the same server.
pub fn run_number() -> u16 {
    // Process ids of runs that follow each other differ in their low bits.
    (std::process::id() & 0xffff) as u16
}

/// Runs a scenario and prints what it found; the exit code says whether all was well.
///
/// # Errors
/// In words: a server that cannot be reached or may not be loaded, or a load that is too large.
pub fn run(args: BenchArgs, dialect: &dyn Dialect) -> Result<ExitCode, String> {
    let CommonArgs { server, pid, json, force, bytes, patience, accounts: _ } = args.common;
    let address = target::resolve(&server, force)?;
    let bench = Bench {
        dialect,
        address,
        run: run_number(),
        pid,
        patience: Duration::from_secs(patience.into()),
        bytes: bytes as usize,
        progress: Progress::new(),
    };
    let report = bench.run(&args.scenario)?;
    bench.progress.done();
    if json {
        println!("{}", serde_json::to_string(&report).map_err(|e| format!("cannot write the report: {e}"))?);
    } else {
        print!("{report}");
    }
    Ok(if report.errors.count() == 0 { ExitCode::SUCCESS } else { ExitCode::from(ERRORS) })
}
