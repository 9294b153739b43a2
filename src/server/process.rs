//! The kernel's figures of this process, for statistics.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// Resident memory in KiB (`VmRSS` in /proc/self/status, proc_pid_status(5)); nothing where there is no such file.
pub(super) fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// Milliseconds of processor time that the process has used.
pub(super) fn processor_ms() -> u64 {
    let used = Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default();
    u64::try_from(used.as_millis()).unwrap_or(u64::MAX)
}

/// Bytes that the process had written to storage (`write_bytes` in /proc/self/io, proc_pid_io(5)).
pub(super) fn written_bytes() -> Option<u64> {
    let io = std::fs::read_to_string("/proc/self/io").ok()?;
    io.lines().find_map(|line| line.strip_prefix("write_bytes:"))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_process_has_some_memory() {
        assert!(super::resident_kib().is_some_and(|kib| kib > 100));
    }

    #[test]
    fn a_process_that_works_uses_time() {
        let before = super::processor_ms();
        while super::processor_ms() <= before {}
    }
}
