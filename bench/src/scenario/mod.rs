//! The scenarios: who sends when.
//!
//! Owns [`Scenario`], the command line of each, and [`Bench`], which runs one. Each file is one scenario and gives a
//! report; they differ in how they drive the same load.

mod acknowledged;
mod classroom;
mod fanout;
mod history;
mod idle;
mod paced;
mod soak;
mod storm;
mod unicast;

use std::net::SocketAddr;
use std::time::Duration;

use clap::Subcommand;

use super::dialect::Dialect;
use super::load::Load;
use super::meter::Meter;
use super::progress::Progress;
use super::report::Report;

/// Clients that connect at the same time when it is not their coming that is measured: fewer than any server's backlog.
const CONNECT_BURST: u32 = 100;

/// The loads that the server is put under.
#[derive(Debug, Subcommand)]
pub(super) enum Scenario {
    /// A class at its own pace: messages, private ones, user lists, presence, history
    Classroom(classroom::ClassroomArgs),
    /// Messages to everybody, as fast as they go
    Fanout(fanout::FanoutArgs),
    /// Private messages, as fast as they go
    Unicast(unicast::UnicastArgs),
    /// Everybody connects and comes in at once
    Storm(storm::StormArgs),
    /// Everybody is there and nobody says anything
    Idle(idle::IdleArgs),
    /// Everybody reads old messages
    History(history::HistoryArgs),
    /// Messages to everybody for a long time, with a look at the memory
    Soak(soak::SoakArgs),
    /// Messages to everybody at a steady rate: how long they take
    Paced(paced::PacedArgs),
    /// Private messages, of which everybody waits for each to be on disk before the next
    Acknowledged(acknowledged::AcknowledgedArgs),
}

/// One run.
pub(super) struct Bench<'d> {
    pub(super) dialect: &'d dyn Dialect,
    pub(super) address: SocketAddr,
    pub(super) run: u16,
    pub(super) pid: Option<u32>,
    /// The time that the server may be silent while something is due.
    pub(super) patience: Duration,
    /// Size of a delivered message.
    pub(super) bytes: usize,
    pub(super) progress: Progress,
}

impl<'d> Bench<'d> {
    /// # Errors
    /// In words, when the load cannot be put on the server at all.
    pub(super) fn run(&self, scenario: &Scenario) -> Result<Report, String> {
        match scenario {
            Scenario::Classroom(args) => classroom::run(self, args),
            Scenario::Fanout(args) => fanout::run(self, args),
            Scenario::Unicast(args) => unicast::run(self, args),
            Scenario::Storm(args) => storm::run(self, args),
            Scenario::Idle(args) => idle::run(self, args),
            Scenario::History(args) => history::run(self, args),
            Scenario::Soak(args) => soak::run(self, args),
            Scenario::Paced(args) => paced::run(self, args),
            Scenario::Acknowledged(args) => acknowledged::run(self, args),
        }
    }

    fn load(&self) -> Result<Load<'d>, String> {
        Load::new(self.dialect, self.address, self.run, self.patience)
    }

    /// A load whose clients are all there and have been told what there is to tell at their coming.
    fn settled(&self, clients: u32) -> Result<Load<'d>, String> {
        let mut load = self.load()?;
        self.progress.begin("coming in", clients.into());
        load.connect(clients, CONNECT_BURST, |identified| self.progress.at(identified.into()))?;
        load.settle()?;
        Ok(load)
    }

    fn meter(&self) -> Result<Meter, String> {
        Meter::start(self.pid)
    }
}
