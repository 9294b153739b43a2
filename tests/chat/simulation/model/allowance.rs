//! How often something may be done: so often at once, and so often a minute.

use std::time::Duration;

use classcord_server::chat::bucket::Rate;
use classcord_server::chat::clock::Now;

/// An allowance: the rest of what may be done.
pub struct Allowance {
    /// In 60 000ths, so that nothing is rounded.
    left: u64,
    at: Duration,
}

const ONE: u64 = 60_000;

impl Allowance {
    pub fn full(rate: Rate, now: Now) -> Self {
        Self { left: u64::from(rate.burst) * ONE, at: now.mono }
    }

    /// True if there is one left by now.
    pub fn refill(&mut self, rate: Rate, now: Now) -> bool {
        let gained = u64::try_from((now.mono - self.at).as_millis()).unwrap() * u64::from(rate.per_minute);
        self.left = (self.left + gained).min(u64::from(rate.burst) * ONE);
        self.at = now.mono;
        self.left >= ONE
    }

    pub fn spend(&mut self) {
        self.left -= ONE;
    }
}
