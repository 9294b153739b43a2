//! Everybody is there and nobody says anything: memory, and silence.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::{Bench, CONNECT_BURST};
use crate::report::Report;

/// The time that the server has to finish with those who came in, before the silence is measured: welcomes are sent 2 s
/// after the coming in.
const SETTLE: Duration = Duration::from_secs(4);

#[derive(Debug, Args)]
pub(crate) struct IdleArgs {
    /// Clients
    #[arg(long, default_value_t = 1000, value_parser = value_parser!(u32).range(1..=18_000))]
    clients: u32,
    /// How long the silence lasts
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=86_400))]
    seconds: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &IdleArgs) -> Result<Report, String> {
    let &IdleArgs { clients, seconds } = args;
    let empty = bench.meter()?;
    let mut load = bench.load()?;
    bench.progress.begin("coming in", clients.into());
    load.connect(clients, CONNECT_BURST, |identified| bench.progress.at(identified.into()))?;
    let until = Instant::now() + SETTLE;
    while Instant::now() < until {
        load.turn(until.saturating_duration_since(Instant::now()))?;
    }
    bench.progress.begin("idle", seconds.into());
    let meter = bench.meter()?;
    let until = meter.started() + Duration::from_secs(seconds.into());
    while Instant::now() < until {
        bench.progress.at(meter.started().elapsed().as_secs());
        load.turn(until.saturating_duration_since(Instant::now()).min(Duration::from_secs(1)))?;
    }
    let used = meter.stop()?;
    let mut report = Report::new("idle", [("clients", clients.into())], &load, &used);
    if let (Some(before), Some(after)) = (empty.server_before(), meter.server_before()) {
        let grown_bytes = (after.rss_kib as f64 - before.rss_kib as f64) * 1024.0;
        report.figures.insert("server_bytes_per_connection", grown_bytes / f64::from(clients));
        report.figures.insert("server_empty_kib", before.rss_kib as f64);
    }
    Ok(report)
}
