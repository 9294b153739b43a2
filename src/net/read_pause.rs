//! The reasons that a connection is not read for now.
//!
//! Owns [`ReadPauses`], the reasons of one connection in one byte. Calls nothing; called by `connection`, `connections` and
//! `reactor`.

/// A reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReadPause {
    /// The handler wants no lines of it until something has been answered.
    Handler = 0b001,
    /// All clients wait, until [`release_clients`](super::connections::Connections::release_clients).
    AllClients = 0b010,
    /// It sent too much in a short time.
    Rate = 0b100,
}

/// A set of reasons. While it is not empty the connection is not read, and TCP slows its client down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ReadPauses(u8);

impl ReadPauses {
    /// Adds a reason, or takes it away.
    pub(super) fn set(&mut self, pause: ReadPause, is_on: bool) {
        if is_on {
            self.0 |= pause as u8;
        } else {
            self.0 &= !(pause as u8);
        }
    }

    /// True if this is one of them.
    pub(super) fn has(self, pause: ReadPause) -> bool {
        self.0 & pause as u8 != 0
    }

    /// True if there is none.
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_read_again_when_the_last_reason_is_gone() {
        let mut pauses = ReadPauses::default();
        assert!(pauses.is_empty());
        for pause in [ReadPause::Handler, ReadPause::AllClients, ReadPause::Rate] {
            pauses.set(pause, true);
            pauses.set(pause, true);
        }
        for pause in [ReadPause::AllClients, ReadPause::Rate, ReadPause::Handler] {
            assert!(pauses.has(pause) && !pauses.is_empty());
            pauses.set(pause, false);
            assert!(!pauses.has(pause));
        }
        assert!(pauses.is_empty());
    }
}
