//! The parts of the simulation, for all that runs it: the sweep over seeds in `sweep.rs`, and the fuzzer in `fuzz/`, which
//! takes the decisions that a seed takes there. Whoever includes it calls it `simulation`.
mod ask;
mod client;
mod database;
mod model;
mod names;
mod random;
mod want;
mod worker;
mod world;

pub use self::database::Database;
pub use self::random::Random;
pub use self::world::{Seen, World, plain_settings};
