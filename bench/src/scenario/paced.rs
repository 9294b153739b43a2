//! Messages to everybody at a steady rate: how long they take when the server has time.
//!
//! The clock decides when a message is sent, not the arrival of the one before, so that a server that stops for a while
//! shows in all the messages of that while.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::ledger::Audience;
use crate::report::Report;

#[derive(Debug, Args)]
pub(crate) struct PacedArgs {
    /// Clients, who talk in turn
    #[arg(long, default_value_t = 30, value_parser = value_parser!(u32).range(2..=4000))]
    clients: u32,
    /// Messages a second
    #[arg(long, default_value_t = 20, value_parser = value_parser!(u32).range(1..=100_000))]
    rate: u32,
    /// For how long
    #[arg(long, default_value_t = 20, value_parser = value_parser!(u32).range(1..=86_400))]
    seconds: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &PacedArgs) -> Result<Report, String> {
    let &PacedArgs { clients, rate, seconds } = args;
    let messages = rate.saturating_mul(seconds);
    let mut load = bench.settled(clients)?;
    load.open_streams((0..clients).map(|sender| (sender, Audience::Others)).collect())?;
    bench.progress.begin("paced", messages.into());
    let meter = bench.meter()?;
    for n in 0..messages {
        let due = meter.started() + Duration::from_secs_f64(f64::from(n) / f64::from(rate));
        while let Some(wait) = due.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero()) {
            load.turn(wait)?;
            load.take_finished();
        }
        load.send(n % clients, bench.bytes);
        bench.progress.at(n.into());
        if load.gone() > 0 {
            break;
        }
    }
    load.drain()?;
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("rate", rate.into()), ("bytes", bench.bytes as f64)];
    Ok(Report::new("paced", parameters, &load, &used))
}
