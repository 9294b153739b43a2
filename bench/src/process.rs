//! The use that a process on this machine has made of it, from /proc (proc(5)).
//!
//! Owns [`Usage`], taken before and after a load.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

/// Clock ticks per second in /proc: `USER_HZ`, which is 100 on every architecture that the server runs on (time(7)).
const TICKS_PER_SECOND: u64 = 100;

/// Counters of a process since its start, and its memory now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// CPU time of all its threads, in nanoseconds.
    pub cpu_ns: u64,
    /// Resident memory, in KiB.
    pub rss_kib: u64,
    /// Most resident memory that it ever had, in KiB.
    pub rss_peak_kib: u64,
    /// The number of times that its threads went to sleep: one wake-up each.
    pub voluntary_switches: u64,
    /// The number of times that its threads were interrupted in their work.
    pub involuntary_switches: u64,
    /// Bytes that it caused to be written to storage.
    pub written_bytes: u64,
}

impl Usage {
    /// Of a process.
    ///
    /// # Errors
    /// When there is no such process, or it is somebody else's.
    pub fn of(pid: u32) -> io::Result<Self> {
        let process = PathBuf::from(format!("/proc/{pid}"));
        let status = fs::read_to_string(process.join("status"))?;
        let mut usage = Self {
            rss_kib: field(&status, "VmRSS:"),
            rss_peak_kib: field(&status, "VmHWM:"),
            written_bytes: field(&fs::read_to_string(process.join("io"))?, "write_bytes:"),
            ..Self::default()
        };
        for task in fs::read_dir(process.join("task"))? {
            let task = task?.path();
            // A thread may end in between; then it does not count any more, as in the next look.
            let Ok(status) = fs::read_to_string(task.join("status")) else { continue };
            usage.voluntary_switches += field(&status, "voluntary_ctxt_switches:");
            usage.involuntary_switches += field(&status, "nonvoluntary_ctxt_switches:");
            usage.cpu_ns += cpu_ns(&task).unwrap_or(0);
        }
        Ok(usage)
    }

    /// The use since an earlier look; memory is that of now.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        Self {
            cpu_ns: self.cpu_ns.saturating_sub(earlier.cpu_ns),
            voluntary_switches: self.voluntary_switches.saturating_sub(earlier.voluntary_switches),
            involuntary_switches: self.involuntary_switches.saturating_sub(earlier.involuntary_switches),
            written_bytes: self.written_bytes.saturating_sub(earlier.written_bytes),
            ..*self
        }
    }
}

/// The scheduler counts in nanoseconds; where it is built without that, clock ticks must do.
fn cpu_ns(task: &Path) -> Option<u64> {
    if let Ok(line) = fs::read_to_string(task.join("schedstat")) {
        return line.split_whitespace().next()?.parse().ok();
    }
    let line = fs::read_to_string(task.join("stat")).ok()?;
    // The name, in parentheses, may hold anything; user and system time are the 12th and 13th field behind it.
    let mut fields = line.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some((ticks()? + ticks()?) * (1_000_000_000 / TICKS_PER_SECOND))
}

fn field(text: &str, name: &str) -> u64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_seen_at_work() {
        let pid = std::process::id();
        let before = Usage::of(pid).unwrap();
        assert!(before.rss_kib > 100 && before.rss_peak_kib >= before.rss_kib);
        let mut sum = 0_u64;
        let used = loop {
            sum = (0..1_000_000_u64).fold(sum, u64::wrapping_add);
            let used = Usage::of(pid).unwrap().since(&before);
            if used.cpu_ns > 0 {
                break used;
            }
        };
        assert!(used.cpu_ns < 60_000_000_000, "{used:?} {sum}");
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error() {
        assert!(Usage::of(u32::MAX).is_err());
    }
}
