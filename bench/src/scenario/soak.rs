//! Messages to everybody for a long time, with a look at the memory now and then: whether it stays flat.

use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use super::fanout::flood;
use crate::ledger::Audience;
use crate::report::Report;

/// Looks at the memory in a run, about.
const SAMPLES: u32 = 100;

/// The first part of a run, in which buffers find their size; growth is counted from its end.
const WARM_UP: f64 = 0.25;

#[derive(Debug, Args)]
pub(crate) struct SoakArgs {
    /// Clients that get each message
    #[arg(long, default_value_t = 30, value_parser = value_parser!(u32).range(1..=4000))]
    receivers: u32,
    /// How many of them talk
    #[arg(long, default_value_t = 4, value_parser = value_parser!(u32).range(1..=1000))]
    senders: u32,
    /// Messages of each sender that are on their way at a time
    #[arg(long, default_value_t = 8, value_parser = value_parser!(u32).range(1..=1024))]
    in_flight: u32,
    /// Messages in all
    #[arg(long, default_value_t = 1_000_000, value_parser = value_parser!(u32).range(1..=1_000_000_000))]
    messages: u32,
    /// For so long, if that is over before
    #[arg(long, value_parser = value_parser!(u32).range(1..=604_800))]
    seconds: Option<u32>,
}

pub(super) fn run(bench: &Bench<'_>, args: &SoakArgs) -> Result<Report, String> {
    let &SoakArgs { receivers, senders, in_flight, messages, seconds } = args;
    let clients = receivers + 1;
    if senders > clients {
        return Err(format!("{senders} senders are more than the {clients} clients"));
    }
    let mut load = bench.settled(clients)?;
    load.open_streams((0..senders).map(|sender| (sender, Audience::Others)).collect())?;
    bench.progress.begin("soak", messages.into());
    let meter = bench.meter()?;
    let until = seconds.map(|seconds| meter.started() + Duration::from_secs(seconds.into()));
    let step = u64::from(messages / SAMPLES).max(1);
    let time_step = Duration::from_secs_f64(f64::from(seconds.unwrap_or(SAMPLES)) / f64::from(SAMPLES));
    let mut memory = Vec::new();
    let (mut sample_at, mut sample_when) = (0, meter.started());
    flood(&mut load, in_flight, bench.bytes, |sent| {
        bench.progress.at(sent);
        let now = Instant::now();
        if sent >= sample_at || now >= sample_when {
            memory.extend(meter.rss_kib().map(|kib| (meter.started().elapsed().as_secs_f64(), kib)));
            (sample_at, sample_when) = (sent + step, now + time_step);
        }
        sent < u64::from(messages) && until.is_none_or(|until| now < until)
    })?;
    load.drain()?;
    let used = meter.stop()?;
    memory.extend(meter.rss_kib().map(|kib| (used.elapsed.as_secs_f64(), kib)));
    let parameters = [
        ("receivers", receivers.into()),
        ("senders", senders.into()),
        ("in_flight", in_flight.into()),
        ("bytes", bench.bytes as f64),
    ];
    let mut report = Report::new("soak", parameters, &load, &used);
    let warm = used.elapsed.as_secs_f64() * WARM_UP;
    if let (Some((_, then)), Some((_, now))) = (memory.iter().find(|(at, _)| *at >= warm), memory.last()) {
        report.figures.insert("server_growth_kib", *now as f64 - *then as f64);
    }
    report.memory = memory;
    Ok(report)
}
