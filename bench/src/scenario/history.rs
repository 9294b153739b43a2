//! Everybody reads old messages, page after page back to the first, while nobody writes.

use clap::{Args, value_parser};

use super::Bench;
use super::fanout::flood;
use crate::classcord::Page;
use crate::dialect::Ask;
use crate::ledger::Audience;
use crate::report::Report;

use std::time::{Duration, Instant};

/// Messages on their way while the history is made.
const IN_FLIGHT: u32 = 16;

#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// Clients that read
    #[arg(long, default_value_t = 10, value_parser = value_parser!(u32).range(1..=1000))]
    clients: u32,
    /// Messages that are written first
    #[arg(long, default_value_t = 1000, value_parser = value_parser!(u32).range(0..=1_000_000))]
    messages: u32,
    /// Messages on a page
    #[arg(long, default_value_t = 50, value_parser = value_parser!(u32).range(1..=100))]
    limit: u32,
    /// Pages in all
    #[arg(long, default_value_t = 1000, value_parser = value_parser!(u32).range(1..=10_000_000))]
    pages: u32,
}

pub(super) fn run(bench: &Bench<'_>, args: &HistoryArgs) -> Result<Report, String> {
    let &HistoryArgs { clients, messages, limit, pages } = args;
    let kind = Ask::History { limit, before: None }.kind();
    // One who writes besides those who read.
    let mut load = bench.settled(clients + 1)?;
    load.open_streams(vec![(clients, Audience::Others)])?;
    bench.progress.begin("writing", messages.into());
    flood(&mut load, IN_FLIGHT, bench.bytes, |sent| {
        bench.progress.at(sent);
        sent < u64::from(messages)
    })?;
    load.drain()?;
    load.reset_times();
    load.keep_answers(kind);
    bench.progress.begin("history", pages.into());
    let meter = bench.meter()?;
    let (mut asked, mut read, mut shown, mut wrong) = (0, 0, 0, 0);
    for client in 0..clients.min(pages) {
        if !load.ask(client, Ask::History { limit, before: None }) {
            return Err(format!("{} has no history", bench.dialect.name()));
        }
        asked += 1;
    }
    let mut last = Instant::now();
    while read < pages && last.elapsed() < load.patience() && load.gone() == 0 {
        load.turn(Duration::from_millis(100))?;
        for answer in load.take_answered().into_iter().filter(|answer| answer.kind == kind) {
            last = Instant::now();
            read += 1;
            let page = Page::read(&answer.packet).filter(Page::is_in_order);
            wrong += u64::from(page.is_none());
            shown += page.as_ref().map_or(0, Page::len);
            // From the first message they begin again at the last.
            let before = page.filter(|page| page.more).and_then(|page| page.oldest());
            if asked < pages && load.ask(answer.client, Ask::History { limit, before }) {
                asked += 1;
            }
        }
        bench.progress.at(read.into());
    }
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("messages", messages.into()), ("limit", limit.into())];
    let mut report = Report::new("history", parameters, &load, &used);
    report.figures.insert("pages_per_second", f64::from(read) / used.elapsed.as_secs_f64());
    report.figures.insert("messages_shown", shown as f64);
    if let Some(server) = used.server {
        report.figures.insert("server_us_per_page", server.cpu_ns as f64 / 1e3 / f64::from(read.max(1)));
    }
    report.errors.wrong += wrong;
    Ok(report)
}
