//! Private messages of each of which the author waits for the acknowledgement, which says that it is on disk, before the
//! next: what the disk takes. Each has one receiver, so that it is not deliveries that are measured.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::dialect::Ask;
use crate::ledger::Audience;
use crate::report::Report;

#[derive(Debug, Args)]
pub(crate) struct AcknowledgedArgs {
    /// Clients, each of which has one message on its way
    #[arg(long, default_value_t = 30, value_parser = value_parser!(u32).range(2..=4000))]
    clients: u32,
    /// For how long
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=86_400))]
    seconds: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &AcknowledgedArgs) -> Result<Report, String> {
    let &AcknowledgedArgs { clients, seconds } = args;
    let mut load = bench.settled(clients)?;
    load.open_streams((0..clients).map(|sender| (sender, Audience::One((sender + 1) % clients))).collect())?;
    bench.progress.begin("acknowledged", seconds.into());
    let meter = bench.meter()?;
    for sender in 0..clients {
        if !load.send_for_ack(sender, bench.bytes) {
            return Err(format!("{} acknowledges nothing", bench.dialect.name()));
        }
    }
    let (until, mut last) = (Duration::from_secs(seconds.into()), Instant::now());
    while meter.started().elapsed() < until && load.gone() == 0 && last.elapsed() < load.patience() {
        load.turn(Duration::from_millis(100))?;
        for answer in load.take_answered().into_iter().filter(|answer| answer.kind == Ask::Ack.kind()) {
            last = Instant::now();
            // A client's stream has its number.
            load.send_for_ack(answer.client, bench.bytes);
        }
        bench.progress.at(meter.started().elapsed().as_secs());
    }
    load.wait_for_answers()?;
    load.drain()?;
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("bytes", bench.bytes as f64)];
    let mut report = Report::new("acknowledged", parameters, &load, &used);
    report.figures.insert("acks_per_second", report.sent as f64 / used.elapsed.as_secs_f64());
    Ok(report)
}
