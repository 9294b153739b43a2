//! How much memory the process has, for statistics.

/// Resident memory in KiB (`VmRSS` in /proc/self/status, proc_pid_status(5)); nothing where there is no such file.
pub(super) fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_process_has_some_memory() {
        assert!(super::resident_kib().is_some_and(|kib| kib > 100));
    }
}
