//! Everybody is there and nobody says anything: memory, and silence.
//!
//! What a program touches once, when somebody comes at all (its own code above all), is nobody's in particular: a class comes and
//! goes before the others, and what it leaves is told by itself.

use std::thread;
use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::{Bench, CONNECT_BURST};
use crate::load::Load;
use crate::report::Report;

/// The time that the server has to finish with those who came in, before the silence is measured: welcomes are sent 2 s
/// after the coming in.
const SETTLE: Duration = Duration::from_secs(4);

/// Clients that come and go first.
const FIRST: u32 = 30;

/// The time that the server has to see them go.
const GONE: Duration = Duration::from_secs(1);

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
    let at_start = bench.meter()?;
    drop(come_in(bench, FIRST)?);
    thread::sleep(GONE);
    let empty = bench.meter()?;
    let mut load = come_in(bench, clients)?;
    bench.progress.begin("idle", seconds.into());
    let meter = bench.meter()?;
    let until = meter.started() + Duration::from_secs(seconds.into());
    while Instant::now() < until {
        bench.progress.at(meter.started().elapsed().as_secs());
        load.turn(until.saturating_duration_since(Instant::now()).min(Duration::from_secs(1)))?;
    }
    let used = meter.stop()?;
    let mut report = Report::new("idle", [("clients", clients.into())], &load, &used);
    let looks = (at_start.server_before(), empty.server_before(), meter.server_before());
    if let (Some(at_start), Some(before), Some(after)) = looks {
        let grown_bytes = (after.rss_kib as f64 - before.rss_kib as f64) * 1024.0;
        report.figures.insert("server_bytes_per_connection", grown_bytes / f64::from(clients));
        report.figures.insert("server_empty_kib", at_start.rss_kib as f64);
        report.figures.insert("server_touched_once_kib", before.rss_kib as f64 - at_start.rss_kib as f64);
    }
    Ok(report)
}

/// Clients who have come in, and have been told what there is to tell.
fn come_in<'d>(bench: &Bench<'d>, clients: u32) -> Result<Load<'d>, String> {
    let mut load = bench.load()?;
    bench.progress.begin("coming in", clients.into());
    load.connect(clients, CONNECT_BURST, |identified| bench.progress.at(identified.into()))?;
    let until = Instant::now() + SETTLE;
    while Instant::now() < until {
        load.turn(until.saturating_duration_since(Instant::now()))?;
    }
    Ok(load)
}
