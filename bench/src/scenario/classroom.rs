//! A class at its own pace.
//!
//! How often somebody does something is a guess at a lively lesson; `--pace` makes it faster. Everybody talks, half of
//! the clients ask for the list of users every 3 s as one of the existing ones does, and now and then somebody goes
//! away or reads what was said.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::{Duration, Instant};

use clap::{Args, value_parser};

use super::Bench;
use crate::dialect::Ask;
use crate::ledger::Audience;
use crate::load::Load;
use crate::random::Random;
use crate::report::Report;

/// The mean times between two acts of somebody, for each kind.
const TALK_EVERY: Duration = Duration::from_secs(10);
const STATE_EVERY: Duration = Duration::from_secs(60);
const HISTORY_EVERY: Duration = Duration::from_secs(60);

/// The time between two requests of the clients that poll for the users.
const USERS_EVERY: Duration = Duration::from_secs(3);

/// One message in so many is private.
const PRIVATE_ONE_IN: u32 = 5;

/// Messages on a page of history.
const PAGE: u32 = 50;

#[derive(Debug, Args)]
pub(crate) struct ClassroomArgs {
    /// Clients
    #[arg(long, default_value_t = 30, value_parser = value_parser!(u32).range(2..=1000))]
    clients: u32,
    /// How long the lesson lasts
    #[arg(long, default_value_t = 60, value_parser = value_parser!(u32).range(1..=86_400))]
    seconds: u32,
    /// How many times faster than a class everything happens
    #[arg(long, default_value_t = 1, value_parser = value_parser!(u32).range(1..=1000))]
    pace: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Activity {
    Talk,
    Users,
    State { away: bool },
    History,
}

pub(super) fn run(bench: &Bench<'_>, args: &ClassroomArgs) -> Result<Report, String> {
    let &ClassroomArgs { clients, seconds, pace } = args;
    let mut load = bench.settled(clients)?;
    // For each client one stream to everybody, and one to its neighbour.
    let to_all = (0..clients).map(|sender| (sender, Audience::Others));
    let to_one = (0..clients).map(|sender| (sender, Audience::One((sender + 1) % clients)));
    load.open_streams(to_all.chain(to_one).collect())?;
    let mut random = Random::new(1);
    let meter = bench.meter()?;
    let until = meter.started() + Duration::from_secs(seconds.into());
    let mut plan = BinaryHeap::new();
    for client in 0..clients {
        let mut first = |activity: Activity, every: Duration| {
            plan.push(Reverse((meter.started() + (every / pace).mul_f64(random.fraction()), client, activity)));
        };
        first(Activity::Talk, TALK_EVERY);
        first(Activity::State { away: true }, STATE_EVERY);
        first(Activity::History, HISTORY_EVERY);
        if client % 2 == 0 {
            first(Activity::Users, USERS_EVERY);
        }
    }
    bench.progress.begin("classroom", seconds.into());
    while let Some(Reverse((due, client, activity))) = plan.pop()
        && due < until
        && load.gone() == 0
    {
        while let Some(wait) = due.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero()) {
            load.turn(wait.min(Duration::from_millis(500)))?;
            load.take_finished();
            load.take_answered();
            bench.progress.at(meter.started().elapsed().as_secs());
        }
        let (next, wait) = act(&mut load, &mut random, bench.bytes, clients, client, activity);
        plan.push(Reverse((due + wait / pace, client, next)));
    }
    load.drain()?;
    load.wait_for_answers()?;
    let used = meter.stop()?;
    let parameters = [("clients", clients.into()), ("pace", pace.into()), ("bytes", bench.bytes as f64)];
    Ok(Report::new("classroom", parameters, &load, &used))
}

/// Does something, and says what the client does next of this kind, and when.
fn act(
    load: &mut Load<'_>,
    random: &mut Random,
    bytes: usize,
    clients: u32,
    client: u32,
    activity: Activity,
) -> (Activity, Duration) {
    match activity {
        Activity::Talk => {
            let private = random.below(PRIVATE_ONE_IN) == 0;
            load.send(client + if private { clients } else { 0 }, bytes);
            (activity, random.wait(TALK_EVERY))
        }
        Activity::Users => {
            load.ask(client, Ask::Users);
            (activity, USERS_EVERY)
        }
        Activity::State { away } => {
            load.change_state(client, if away { "away" } else { "online" });
            (Activity::State { away: !away }, random.wait(STATE_EVERY))
        }
        Activity::History => {
            load.ask(client, Ask::History { limit: PAGE, before: None });
            (activity, random.wait(HISTORY_EVERY))
        }
    }
}
