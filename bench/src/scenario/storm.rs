//! Everybody connects and comes in at once, as at the beginning of a lesson or after a power cut.
//!
//! Two times are taken: until everybody is in, and until everybody has heard of everybody who came later. That one
//! hears of the other, once, is checked for each pair.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::report::Report;

#[derive(Debug, Args)]
pub(crate) struct StormArgs {
    /// Clients
    #[arg(long, default_value_t = 1000, value_parser = value_parser!(u32).range(2..=15_000))]
    clients: u32,
    /// Clients that are on their way in at a time; as many as there are, if it is not given
    #[arg(long, value_parser = value_parser!(u32).range(1..=15_000))]
    burst: Option<u32>,
}

pub(super) fn run(bench: &Bench<'_>, args: &StormArgs) -> Result<Report, String> {
    let clients = args.clients;
    let burst = args.burst.unwrap_or(clients);
    let mut load = bench.load()?;
    let announced = bench.dialect.announces_arrivals();
    if announced {
        load.watch_arrivals(clients);
    }
    let pairs = u64::from(clients) * u64::from(clients - 1) / 2;
    bench.progress.begin("storm", clients.into());
    let meter = bench.meter()?;
    load.connect(clients, burst, |identified| bench.progress.at(identified.into()))?;
    let identified = meter.started().elapsed();
    let mut last = Instant::now();
    while announced && load.tally().arrivals < pairs && last.elapsed() < load.patience() {
        if load.turn(Duration::from_millis(100))? {
            last = Instant::now();
        }
    }
    let told = meter.started().elapsed();
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("burst", burst.into())];
    let mut report = Report::new("storm", parameters, &load, &used);
    report.figures.insert("identified_s", identified.as_secs_f64());
    if announced {
        report.figures.insert("everybody_told_s", told.as_secs_f64());
        report.errors.deliveries.lost += pairs.saturating_sub(load.tally().arrivals);
    }
    Ok(report)
}
