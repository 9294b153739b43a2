//! Messages to everybody, as fast as they go: what a delivery costs.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::ledger::Audience;
use crate::load::Load;
use crate::report::Report;

#[derive(Debug, Args)]
pub(crate) struct FanoutArgs {
    /// Clients that get each message
    #[arg(long, default_value_t = 100, value_parser = value_parser!(u32).range(1..=15_000))]
    receivers: u32,
    /// How many of them talk
    #[arg(long, default_value_t = 4, value_parser = value_parser!(u32).range(1..=1000))]
    senders: u32,
    /// Messages of each sender that are on their way at a time
    #[arg(long, default_value_t = 64, value_parser = value_parser!(u32).range(1..=1024))]
    in_flight: u32,
    /// Messages in all
    #[arg(long, default_value_t = 10_000, value_parser = value_parser!(u32).range(1..=100_000_000))]
    messages: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &FanoutArgs) -> Result<Report, String> {
    let &FanoutArgs { receivers, senders, in_flight, messages } = args;
    // One more than the receivers, as nobody gets back what he says.
    let clients = receivers + 1;
    if senders > clients {
        return Err(format!("{senders} senders are more than the {clients} clients"));
    }
    let mut load = bench.settled(clients)?;
    load.open_streams((0..senders).map(|sender| (sender, Audience::Others)).collect())?;
    bench.progress.begin("fanout", messages.into());
    let meter = bench.meter()?;
    flood(&mut load, in_flight, bench.bytes, |sent| {
        bench.progress.at(sent);
        sent < u64::from(messages)
    })?;
    load.drain()?;
    let used = meter.stop()?;
    let parameters = [
        ("receivers", receivers.into()),
        ("senders", senders.into()),
        ("in_flight", in_flight.into()),
        ("bytes", bench.bytes as f64),
    ];
    Ok(Report::new("fanout", parameters, &load, &used))
}

/// Sends on every stream as soon as a message of it is complete, while `goes_on` says so of the messages sent, or until
/// nothing comes any more.
pub(super) fn flood(
    load: &mut Load<'_>,
    in_flight: u32,
    bytes: usize,
    mut goes_on: impl FnMut(u64) -> bool,
) -> Result<(), String> {
    let mut sent = 0;
    let mut last = Instant::now();
    let mut open: Vec<u32> = (0..load.ledger().streams()).collect();
    loop {
        for stream in open {
            while load.ledger().in_flight(stream) < in_flight as usize {
                if !goes_on(sent) {
                    return Ok(());
                }
                load.send(stream, bytes);
                sent += 1;
            }
        }
        if load.turn(Duration::from_millis(100))? {
            last = Instant::now();
        }
        if load.gone() > 0 || last.elapsed() > load.patience() {
            return Ok(());
        }
        open = load.take_finished();
    }
}
