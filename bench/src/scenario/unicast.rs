//! Private messages, as fast as they go: everybody writes to the next one.

use clap::{Args, value_parser};

use super::Bench;
use super::fanout::flood;
use crate::ledger::Audience;
use crate::report::Report;

#[derive(Debug, Args)]
pub(crate) struct UnicastArgs {
    /// Clients, each of which writes to one other
    #[arg(long, default_value_t = 100, value_parser = value_parser!(u32).range(2..=4000))]
    clients: u32,
    /// Messages of each client that are on their way at a time
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u32).range(1..=1024))]
    in_flight: u32,
    /// Messages in all
    #[arg(long, default_value_t = 100_000, value_parser = value_parser!(u32).range(1..=100_000_000))]
    messages: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &UnicastArgs) -> Result<Report, String> {
    let &UnicastArgs { clients, in_flight, messages } = args;
    let mut load = bench.settled(clients)?;
    load.open_streams((0..clients).map(|sender| (sender, Audience::One((sender + 1) % clients))).collect())?;
    bench.progress.begin("unicast", messages.into());
    let meter = bench.meter()?;
    flood(&mut load, in_flight, bench.bytes, |sent| {
        bench.progress.at(sent);
        sent < u64::from(messages)
    })?;
    load.drain()?;
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("in_flight", in_flight.into()), ("bytes", bench.bytes as f64)];
    Ok(Report::new("unicast", parameters, &load, &used))
}
