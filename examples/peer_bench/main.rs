//! `classcord bench` for servers of other kinds: the same loads, spoken in their protocols.
//!
//! `peer_bench run --protocol irc fanout …` runs one of the scenarios, with the same arguments and the same report as
//! the binary's. `peer_bench summary …` makes tables and plots of many reports. bench/compare.sh calls both. It is an
//! example so that the server's binary does not carry the other protocols.

mod irc;
mod lines;
mod mqtt;
mod plot;
mod summary;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use classcord_server::cli::bench::{self, BenchArgs, Classcord, Dialect};

#[derive(Debug, Parser)]
#[command(about = "The loads of classcord bench, for other servers too")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario
    Run(RunArgs),
    /// Make tables and plots of reports
    Summary(summary::SummaryArgs),
}

#[derive(Debug, Args)]
struct RunArgs {
    /// What the server speaks
    #[arg(long, value_enum)]
    protocol: Protocol,
    #[command(flatten)]
    bench: BenchArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Protocol {
    Classcord,
    /// The bare programs
    Lines,
    /// Everybody joins a channel
    Irc,
    /// Nobody joins a channel
    IrcAlone,
    Mqtt,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Run(RunArgs { protocol, bench: args }) => {
            let dialect: Box<dyn Dialect> = match protocol {
                Protocol::Classcord => Box::new(Classcord::new(bench::run_number(), args.accounts())),
                Protocol::Lines => Box::new(lines::Lines),
                Protocol::Irc => Box::new(irc::Irc { join: true }),
                Protocol::IrcAlone => Box::new(irc::Irc { join: false }),
                Protocol::Mqtt => Box::new(mqtt::Mqtt),
            };
            bench::run(args, dialect.as_ref())
        }
        Command::Summary(args) => summary::run(&args),
    };
    result.unwrap_or_else(|failure| {
        eprintln!("peer_bench: {failure}");
        ExitCode::FAILURE
    })
}
