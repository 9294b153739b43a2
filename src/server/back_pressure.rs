//! Back pressure: whether clients are read while the database is behind.
//!
//! Owns [`BackPressure`]. When more waits for the disk than the high-water mark, clients are not read, so that TCP slows
//! them down, until it is below the low-water mark; but not for ever, because a class can chat without a disk. The
//! handler asks it whenever the backlog may have changed. Calls nothing, and reads no clock.

use std::time::Duration;

/// A change of what is done with the clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FlowChange {
    /// Read them no more for now.
    Hold,
    /// Read them again: the database has caught up.
    Release,
    /// Read them again: the database fails, and nothing is gained by waiting.
    Fail,
    /// Read them again although it has not. What its queue does not take is relayed and not recorded.
    GiveUp,
}

/// The backlogs at which to hold and to release, and the time to hold at most.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaterMarks {
    /// Requests that wait when reading stops.
    pub(super) high: u64,
    /// Requests that wait when it goes on.
    pub(super) low: u64,
    /// The longest that it stops; zero for never.
    pub(super) hold_max: Duration,
}

impl WaterMarks {
    /// Marks for a queue of that length. The low one leaves the writer more than it starts a commit for, so that
    /// nobody waits for the end of a commit window.
    pub(super) fn of(queue_max: usize, hold_max: Duration) -> Self {
        let queue_max = queue_max as u64;
        Self { high: queue_max - queue_max / 4, low: queue_max / 2, hold_max }
    }
}

/// The state of back pressure on the clients.
#[derive(Debug, Default)]
pub(super) struct BackPressure {
    state: FlowState,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum FlowState {
    #[default]
    Flowing,
    Holding {
        until: Duration,
    },
    /// The database took too long, and is not waited for again before it has caught up.
    GivenUp,
}

impl BackPressure {
    /// True if nothing is held, so that only a backlog beyond the high-water mark changes anything.
    pub(super) fn is_off(&self) -> bool {
        self.state == FlowState::Flowing
    }

    /// The time at which to ask again at the latest.
    pub(super) fn deadline(&self) -> Option<Duration> {
        match self.state {
            FlowState::Holding { until } => Some(until),
            FlowState::Flowing | FlowState::GivenUp => None,
        }
    }

    /// Looks at the requests that wait; `None` while the database fails.
    pub(super) fn weigh(&mut self, now: Duration, backlog: Option<u64>, marks: &WaterMarks) -> Option<FlowChange> {
        let Some(backlog) = backlog else {
            let was_holding = self.deadline().is_some();
            self.state = FlowState::Flowing;
            return was_holding.then_some(FlowChange::Fail);
        };
        let (next, verdict) = match self.state {
            FlowState::Flowing if backlog >= marks.high && !marks.hold_max.is_zero() => {
                (FlowState::Holding { until: now + marks.hold_max }, Some(FlowChange::Hold))
            }
            FlowState::Holding { .. } if backlog <= marks.low => (FlowState::Flowing, Some(FlowChange::Release)),
            FlowState::Holding { until } if now >= until => (FlowState::GivenUp, Some(FlowChange::GiveUp)),
            FlowState::GivenUp if backlog <= marks.low => (FlowState::Flowing, None),
            _ => return None,
        };
        self.state = next;
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(2);

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn it_holds_from_the_high_water_mark_to_the_low_one() {
        let marks = WaterMarks::of(16, PATIENCE);
        assert_eq!((marks.high, marks.low), (12, 8));
        let mut pressure = BackPressure::default();
        assert_eq!(pressure.weigh(at(1), Some(11), &marks), None);
        assert!(pressure.is_off() && pressure.deadline().is_none());
        assert_eq!(pressure.weigh(at(1), Some(12), &marks), Some(FlowChange::Hold));
        assert_eq!(pressure.deadline(), Some(at(3)));
        assert_eq!(pressure.weigh(at(2), Some(12), &marks), None, "it is said once");
        assert_eq!(pressure.weigh(at(2), Some(9), &marks), None);
        assert_eq!(pressure.weigh(at(2), Some(8), &marks), Some(FlowChange::Release));
        assert!(pressure.is_off());
    }

    #[test]
    fn it_gives_up_and_does_not_begin_again_before_the_database_has_caught_up() {
        let marks = WaterMarks::of(16, PATIENCE);
        let mut pressure = BackPressure::default();
        assert_eq!(pressure.weigh(at(1), Some(14), &marks), Some(FlowChange::Hold));
        assert_eq!(pressure.weigh(at(3), Some(14), &marks), Some(FlowChange::GiveUp));
        assert_eq!(pressure.deadline(), None);
        assert_eq!(pressure.weigh(at(4), Some(16), &marks), None);
        assert_eq!(pressure.weigh(at(5), Some(8), &marks), None);
        assert_eq!(pressure.weigh(at(6), Some(12), &marks), Some(FlowChange::Hold));
    }

    #[test]
    fn a_database_that_fails_is_not_waited_for() {
        let marks = WaterMarks::of(16, PATIENCE);
        let mut pressure = BackPressure::default();
        assert_eq!(pressure.weigh(at(1), Some(12), &marks), Some(FlowChange::Hold));
        assert_eq!(pressure.weigh(at(2), None, &marks), Some(FlowChange::Fail));
        assert_eq!(pressure.weigh(at(2), None, &marks), None);
        assert!(pressure.is_off());
    }

    #[test]
    fn without_patience_it_never_holds() {
        let marks = WaterMarks::of(5000, Duration::ZERO);
        assert_eq!(BackPressure::default().weigh(at(1), Some(5000), &marks), None);
    }
}
