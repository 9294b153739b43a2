//! The chat core under random clients, a slow and failing disk, crashes and a jumping clock.
//!
//! Each seed is one run: `world` lets clients connect, write lines that are cut anywhere, stall and vanish, and lets
//! worker, database and time do their part, all in an order that the seed decides. Every effect of the core is compared
//! with what `model` expects, and every byte is read by a `client` that believes it.
//!
//! `CLASSCORD_SEED=17` runs that seed alone and prints what happened, `CLASSCORD_SEEDS=100000` so many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::simulation::{Random, Seen, World};

const SEEDS: u64 = 256;

/// Events that are shown of a run that failed.
const SHOWN: usize = 40;

fn from_environment(name: &str) -> Option<u64> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name}={value} is not a number")))
}

/// Runs a seed; the events that led to it and the complaint, if there is one.
fn run(seed: u64, traced: bool) -> Result<Seen, Vec<String>> {
    let mut world = World::new(Random::new(seed), traced);
    let result = catch_unwind(AssertUnwindSafe(|| world.run()));
    result.map(|()| world.seen()).map_err(|complaint| {
        let words =
            complaint.downcast_ref::<String>().map(String::as_str).or(complaint.downcast_ref::<&str>().copied());
        let mut trace = world.into_trace();
        trace.push(words.unwrap_or("no words").to_owned());
        trace
    })
}

#[test]
fn the_core_does_what_the_model_expects() {
    if let Some(seed) = from_environment("CLASSCORD_SEED") {
        let failed = run(seed, true).err();
        assert!(failed.is_none(), "seed {seed} fails after:\n{}", failed.unwrap_or_default().join("\n"));
        return;
    }
    let seeds = from_environment("CLASSCORD_SEEDS").unwrap_or(SEEDS);
    let next = AtomicU64::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let failed = AtomicU64::new(u64::MAX);
    let seen = std::thread::scope(|scope| {
        let sweep = || {
            let mut seen = Seen::default();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds || failed.load(Ordering::Relaxed) != u64::MAX {
                    return seen;
                }
                match run(seed, false) {
                    Ok(one) => seen.add(&one),
                    Err(_) => {
                        failed.fetch_min(seed, Ordering::Relaxed);
                    }
                }
            }
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(sweep)).collect();
        let mut seen = Seen::default();
        for thread in threads {
            seen.add(&thread.join().unwrap());
        }
        seen
    });
    let failed = failed.into_inner();
    if failed != u64::MAX {
        let trace = run(failed, true).err().unwrap_or_default();
        let tail = &trace[trace.len().saturating_sub(SHOWN)..];
        panic!(
            "seed {failed} of {seeds} fails; the last events were:\n{}\nall of it: CLASSCORD_SEED={failed} cargo test --test chat sweep\n\
             the sweep: CLASSCORD_SEEDS={seeds} cargo test --test chat sweep",
            tail.join("\n")
        );
    }
    println!("{seeds} seeds: {seen:#?}");
    // A simulation in which something never happens says nothing about it.
    if seeds >= SEEDS {
        seen.check_variety();
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let trace = || {
        let mut world = World::new(Random::new(7), true);
        world.run();
        world.into_trace()
    };
    assert_eq!(trace(), trace());
}
