//! Private messages of each of which the author waits for the acknowledgement, which says that it is on disk, before the
//! next: what the disk takes; or with a pause, how long a class waits. Each has one receiver, so that it is not deliveries that are measured.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::dialect::Ask;
use crate::ledger::Audience;
use crate::report::Report;

/// The longest wait for an answer before the time is looked at.
const TURN: Duration = Duration::from_millis(100);

#[derive(Debug, Args)]
pub(crate) struct AcknowledgedArgs {
    /// Clients, each of which has one message on its way
    #[arg(long, default_value_t = 30, value_parser = value_parser!(u32).range(2..=4000))]
    clients: u32,
    /// For how long
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// Milliseconds between a client's acknowledgement and its next message: 10000 is a class's pace
    #[arg(long, default_value_t = 0, value_parser = value_parser!(u32).range(..=600_000))]
    pause_ms: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &AcknowledgedArgs) -> Result<Report, String> {
    let &AcknowledgedArgs { clients, seconds, pause_ms } = args;
    let pause = Duration::from_millis(pause_ms.into());
    let mut load = bench.settled(clients)?;
    load.open_streams((0..clients).map(|sender| (sender, Audience::One((sender + 1) % clients))).collect())?;
    bench.progress.begin("acknowledged", seconds.into());
    let meter = bench.meter()?;
    // The clients that have nothing on its way, in the order in which they are to send: spread over a pause at first.
    let first = |sender: u32| (meter.started() + pause * sender / clients, sender);
    let mut waiting: VecDeque<(Instant, u32)> = (0..clients).map(first).collect();
    let (until, mut last) = (Duration::from_secs(seconds.into()), Instant::now());
    while meter.started().elapsed() < until && load.gone() == 0 && last.elapsed() < load.patience() + pause {
        while let Some(&(_, sender)) = waiting.front().filter(|(due, _)| *due <= Instant::now()) {
            waiting.pop_front();
            // A client's stream has its number.
            if !load.send_for_ack(sender, bench.bytes) {
                return Err(format!("{} acknowledges nothing", bench.dialect.name()));
            }
        }
        let due = waiting.front().map(|(due, _)| due.saturating_duration_since(Instant::now()));
        load.turn(due.unwrap_or(TURN).clamp(Duration::from_millis(1), TURN))?;
        for answer in load.take_answered().into_iter().filter(|answer| answer.kind == Ask::Ack.kind()) {
            last = Instant::now();
            waiting.push_back((last + pause, answer.client));
        }
        bench.progress.at(meter.started().elapsed().as_secs());
    }
    load.wait_for_answers()?;
    load.drain()?;
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("pause_ms", pause_ms.into()), ("bytes", bench.bytes as f64)];
    let mut report = Report::new("acknowledged", parameters, &load, &used);
    report.figures.insert("acks_per_second", report.sent as f64 / used.elapsed.as_secs_f64());
    Ok(report)
}
