//! The rest of the database after long work that another server of the school causes.
//!
//! Owns [`Rest`]: when the next work of that kind may begin. `server` keeps one for the erasures of all, the core one for the renames of
//! each server. It is told the time.

use std::time::Duration;

use super::clock::Mono;

/// The rest is at least so many times as long as the work before it was: whatever others want, and however much there is to look
/// through, nine tenths of the database's time are the class's.
const PARTS: u32 = 9;

/// The rest that may be put off for what all of a server's messages wait for.
const OWED_MAX: Duration = Duration::from_secs(120);

/// The rest of the database after such work. What is put off is added to the next one.
#[derive(Debug, Default)]
pub struct Rest {
    until: Option<Mono>,
}

impl Rest {
    /// When it ends.
    pub fn ends_at(&self) -> Option<Mono> {
        self.until
    }

    /// Forgets one that is over.
    pub fn pass(&mut self, now: Mono) {
        self.until = self.until.filter(|&until| until > now);
    }

    /// True if the next work may begin: what all of a server's messages wait for may put the rest off.
    pub fn is_over(&self, now: Mono, is_pressing: impl FnOnce() -> bool) -> bool {
        self.until.is_none_or(|until| until <= now || (until - now <= OWED_MAX && is_pressing()))
    }

    /// Some is done, which took so long. The rest after it is at least that long.
    pub fn add(&mut self, now: Mono, took: Duration, least: Duration) {
        // What was done meanwhile was no rest.
        let from = self.until.map_or(now, |until| now.max(until + took));
        self.until = Some(from + took.saturating_mul(PARTS).max(least));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_other_servers_want_erased_nine_tenths_of_the_time_are_the_class_s() {
        let least = Duration::from_secs(3);
        let rest_after = |took| {
            let mut rest = Rest::default();
            rest.add(Duration::ZERO, took, least);
            rest.ends_at().unwrap()
        };
        assert_eq!(rest_after(Duration::ZERO), least);
        for took in [Duration::from_millis(1), Duration::from_secs(1), Duration::from_secs(40)] {
            assert!(took <= (took + rest_after(took)) / 10, "{took:?}");
        }
    }

    #[test]
    fn what_is_pressing_puts_the_rest_off_and_shortens_nothing() {
        let took = Duration::from_secs(4);
        let (mut rest, mut now, mut begun) = (Rest::default(), Duration::ZERO, Vec::new());
        while now < Duration::from_secs(4000) {
            if rest.is_over(now, || true) {
                begun.push(now);
                now += took;
                rest.add(now, took, Duration::ZERO);
            } else {
                now += Duration::from_secs(1);
            }
        }
        assert_eq!(begun[..5], [0, 4, 8, 12, 40].map(Duration::from_secs), "four are done at once");
        assert!((95..=105).contains(&begun.len()), "{}", begun.len());
        assert!(!rest.is_over(now, || false) && rest.ends_at().is_some_and(|at| at > now));
        now += Duration::from_secs(1000);
        assert!(rest.is_over(now, || false));
        rest.pass(now);
        assert_eq!(rest.ends_at(), None, "the loop wakes up for it once");
    }
}
