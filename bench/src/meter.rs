//! The cost of a load.
//!
//! Owns [`Meter`], which is started before a load and stopped behind it.

use std::time::Instant;

use super::process::Usage;
use super::report::Used;

/// Looks at the processes before a load.
pub(super) struct Meter {
    pid: Option<u32>,
    started: Instant,
    generator: Usage,
    server: Option<Usage>,
}

impl Meter {
    /// # Errors
    /// In words, when the server's process cannot be looked at.
    pub(super) fn start(pid: Option<u32>) -> Result<Self, String> {
        let generator = look(std::process::id())?;
        let server = pid.map(look).transpose()?;
        Ok(Self { pid, started: Instant::now(), generator, server })
    }

    /// The time at which the load began.
    pub(super) fn started(&self) -> Instant {
        self.started
    }

    /// The server's memory now, in KiB.
    pub(super) fn rss_kib(&self) -> Option<u64> {
        Some(Usage::of(self.pid?).ok()?.rss_kib)
    }

    /// The server as it was at the start.
    pub(super) fn server_before(&self) -> Option<Usage> {
        self.server
    }

    /// # Errors
    /// Those of [`Meter::start`]: the server may have died.
    pub(super) fn stop(&self) -> Result<Used, String> {
        let elapsed = self.started.elapsed();
        let server = match (self.pid, self.server) {
            (Some(pid), Some(before)) => Some(look(pid)?.since(&before)),
            _ => None,
        };
        Ok(Used { elapsed, generator: look(std::process::id())?.since(&self.generator), server })
    }
}

fn look(pid: u32) -> Result<Usage, String> {
    Usage::of(pid).map_err(|e| format!("cannot look at process {pid}: {e}"))
}
