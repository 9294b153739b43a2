//! The rest of the database after the erasures of people that other servers want.
//!
//! Owns [`Rest`]: when the next one may begin. `jobs` keeps it, `erasure` asks it; it is told the time.

use std::time::Duration;

use crate::chat::clock::Mono;

/// Between two people whom other servers want erased: each is looked for in all that was ever said. Three hundred, a school's leavers,
/// are done in a quarter of an hour.
const CAMPUS_REST: Duration = Duration::from_secs(3);

/// The rest is at least so many times as long as the erasure before it was: whatever others want, and however much there is to look
/// through, nine tenths of the database's time are the class's.
const CAMPUS_REST_PARTS: u32 = 9;

/// The rest that may be put off for what all of a server's messages wait for.
const CAMPUS_REST_OWED_MAX: Duration = Duration::from_secs(120);

/// The rest of the database after what other servers want erased. What is put off is added to the next one.
#[derive(Debug, Default)]
pub(super) struct Rest {
    until: Option<Mono>,
}

impl Rest {
    /// When the loop is to wake up for the next person.
    pub(super) fn ends_at(&self) -> Option<Mono> {
        self.until
    }

    /// Forgets a rest that is over, for which the loop has woken up.
    pub(super) fn pass(&mut self, now: Mono) {
        self.until = self.until.filter(|&until| until > now);
    }

    /// True if the next person may be begun with.
    pub(super) fn is_over(&self, now: Mono, is_pressing: impl FnOnce() -> bool) -> bool {
        self.until.is_none_or(|until| until <= now || (until - now <= CAMPUS_REST_OWED_MAX && is_pressing()))
    }

    /// A person is erased, which took so long.
    pub(super) fn add(&mut self, now: Mono, took: Duration) {
        // What was done meanwhile was no rest.
        self.until = Some(self.until.map_or(now, |until| now.max(until + took)) + rest_after(took));
    }
}

/// The time for which the database is left alone after the erasure of a person of another server that took so long.
fn rest_after(took: Duration) -> Duration {
    took.saturating_mul(CAMPUS_REST_PARTS).max(CAMPUS_REST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_other_servers_want_erased_nine_tenths_of_the_time_are_the_class_s() {
        assert_eq!(rest_after(Duration::ZERO), CAMPUS_REST);
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
                rest.add(now, took);
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
