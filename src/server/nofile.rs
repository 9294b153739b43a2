//! The limit on open files.
//!
//! Each connection is one. The soft limit is often 1024 where the hard one is far higher; a process may raise the one
//! to the other by itself (getrlimit(2)).

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Files that are open besides connections: database, logs, poll, listeners, and some to spare.
const OTHERS: u64 = 64;

/// Raises the limit as far as needed for so many connections. Returns how many there is room for.
pub(super) fn raise_for(connections: usize) -> usize {
    let wanted = connections as u64 + OTHERS;
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let mut granted = current.unwrap_or(u64::MAX);
    if granted < wanted {
        let target = maximum.map_or(wanted, |maximum| wanted.min(maximum));
        if setrlimit(Resource::Nofile, Rlimit { current: Some(target), maximum }).is_ok() {
            granted = target;
        }
    }
    usize::try_from(granted.saturating_sub(OTHERS)).unwrap_or(usize::MAX).min(connections)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_already_is_enough() {
        assert_eq!(raise_for(10), 10);
    }

    #[test]
    fn more_than_the_hard_limit_is_not_promised() {
        let Some(maximum) = getrlimit(Resource::Nofile).maximum else { return };
        let Ok(maximum) = usize::try_from(maximum) else { return };
        assert!(raise_for(maximum.saturating_add(1000)) < maximum);
    }
}
