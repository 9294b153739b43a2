//! The pace at which events of other servers are taken: what each may say, and what clients are told of all of them together.
//!
//! Owns [`Pace`]. A server has its own part of events, bytes and renames, in all lives of its database. The lines that clients are told are
//! one part of all servers, and these have their turns: of those that wait for it, the one that had the least of it is next (start-time fair
//! queueing), so that one that says much holds up nobody and a dozen that come back at once close no client's connection. `campus` keeps
//! it and knows who waits. Moments are the caller's.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::chat::bucket::{Bucket, Rate};
use crate::chat::campus_event::{EVENT_PACE, EVENT_RATE, Event, KIB_RATE, LINE_PACE};
use crate::chat::clock::Mono;
use crate::chat::name::Username;
use crate::chat::origin::ServerName;
use crate::chat::rest::Rest;

/// Between two looks at a server that says too much.
pub(super) const SLOWEST: Duration = Duration::from_millis(100);

/// Renames of one server after which others are told anew of sanctions against who is renamed: each may take four numbers of our log, in which
/// others look for what they missed.
const RETOLD_RATE: Rate = Rate { burst: 10, per_minute: 1 };

/// Questions of one server for events that are too old to be told, with erasures among them: it needs one, and one more for each that is lost.
const PASSED_OVER_RATE: Rate = Rate { burst: 4, per_minute: 1 };

/// The reason why an event is not taken yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    /// Its server has said too much: until then.
    ForItself(Mono),
    /// Clients are told enough for now, or another server is next: until then.
    ForTurn(Mono),
}

/// The parts of all servers.
#[derive(Debug)]
pub(super) struct Pace {
    /// The part of each server that may still be taken.
    servers: BTreeMap<ServerName, Budget>,
    /// The lines that clients may still be told, of all servers together.
    lines: Bucket,
    /// The turn of the server that had the last one.
    turn: u64,
    /// New names of others' people that are on their way on disk: whose, the old name, and since when.
    renames: Vec<(ServerName, Username, Mono)>,
    /// When the last new name was there, ours or another's: they are done one after the other.
    renamed_at: Mono,
}

/// The part of what a server says that may still be taken.
#[derive(Debug)]
struct Budget {
    events: Bucket,
    pace: Bucket,
    kibs: Bucket,
    /// Renames after which others are told anew of a sanction.
    retold: Bucket,
    /// Questions for what is too old to be told.
    passed_over: Bucket,
    /// The rest of the database after their renames.
    rest: Rest,
    /// Grows with the lines that clients were told of it: of those that wait the least is next.
    turn: u64,
}

impl Pace {
    pub(super) fn new() -> Self {
        Self {
            servers: BTreeMap::new(),
            lines: Bucket::full(),
            turn: 0,
            renames: Vec::new(),
            renamed_at: Duration::ZERO,
        }
    }

    /// The servers of which anything was looked at.
    pub(super) fn servers(&self) -> impl Iterator<Item = &ServerName> {
        self.servers.keys()
    }

    /// The turn of a server: the least is next.
    pub(super) fn turn_of(&self, server: &ServerName) -> u64 {
        self.servers.get(server).map_or(0, |budget| budget.turn)
    }

    /// Takes what an event costs, if that is not too much. `before` is until when another server waits whose turn is before this one's, if
    /// any does.
    pub(super) fn spend(
        &mut self,
        now: Mono,
        server: &ServerName,
        event: &Event,
        before: Option<Mono>,
    ) -> Result<(), Wait> {
        let kib = u32::try_from(event.bytes().div_ceil(1024)).unwrap_or(u32::MAX);
        let line = u32::try_from(event.line_bytes()).unwrap_or(u32::MAX);
        let budget = self.servers.entry(server.clone()).or_insert_with(Budget::full);
        if let Some(wait) = budget.wait(now, kib) {
            return Err(Wait::ForItself(now + wait.max(SLOWEST)));
        }
        if line > 0 {
            if let Some(before) = before {
                return Err(Wait::ForTurn(before.max(now)));
            }
            if !self.lines.take_many(LINE_PACE, now, line) {
                return Err(Wait::ForTurn(now + SLOWEST));
            }
            // Who was quiet has saved nothing up.
            self.turn = self.turn.max(budget.turn);
            budget.turn = self.turn + u64::from(line);
        }
        budget.take(now, kib);
        Ok(())
    }

    /// True if a server may give another of its people a new name: each is looked for in all that was ever said.
    pub(super) fn may_rename(&self, now: Mono, server: &ServerName) -> bool {
        self.servers.get(server).is_none_or(|budget| budget.rest.is_over(now, || true))
    }

    /// Notes that one is on its way.
    pub(super) fn begin_rename(&mut self, now: Mono, server: &ServerName, from: &Username) {
        self.renames.push((server.clone(), from.clone(), now));
    }

    /// One is there, ours or another's.
    pub(super) fn end_rename(&mut self, now: Mono, from: &Username) {
        let last = std::mem::replace(&mut self.renamed_at, now);
        let Some(at) = self.renames.iter().position(|(_, name, _)| name == from) else { return };
        let (server, _, begun) = self.renames.swap_remove(at);
        if let Some(budget) = self.servers.get_mut(&server) {
            budget.rest.add(now, now.saturating_sub(begun.max(last)), Duration::ZERO);
        }
    }

    /// True if a server may be asked once more about erasures that it has passed over.
    pub(super) fn may_pass_over(&mut self, now: Mono, server: &ServerName) -> bool {
        let budget = self.servers.entry(server.clone()).or_insert_with(Budget::full);
        budget.passed_over.take(PASSED_OVER_RATE, now)
    }

    /// True if others may be told anew of a sanction against somebody of a server that has renamed them.
    pub(super) fn may_retell(&mut self, now: Mono, server: &ServerName) -> bool {
        self.servers.get_mut(server).is_some_and(|budget| budget.retold.take(RETOLD_RATE, now))
    }
}

impl Budget {
    fn full() -> Self {
        let full = Bucket::full;
        Self {
            events: full(),
            pace: full(),
            kibs: full(),
            retold: full(),
            passed_over: full(),
            rest: Rest::default(),
            turn: 0,
        }
    }

    /// The time until one event of so many KiB may be taken; `None` if it may now.
    fn wait(&self, now: Mono, kib: u32) -> Option<Duration> {
        for (bucket, rate) in [(self.events, EVENT_RATE), (self.pace, EVENT_PACE)] {
            if !bucket.has_token(rate, now) {
                return Some(bucket.wait(rate, now));
            }
        }
        (!self.kibs.has_many(KIB_RATE, now, kib)).then_some(SLOWEST)
    }

    fn take(&mut self, now: Mono, kib: u32) {
        self.events.take(EVENT_RATE, now);
        self.pace.take(EVENT_PACE, now);
        self.kibs.take_many(KIB_RATE, now, kib);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::campus_event::{EventName, Happening, LOG_MAX};

    fn event(content: String) -> Event {
        let what = Happening::Edited { of: EventName { origin: None, seq: 1 }, content: content.into() };
        Event { seq: 1, what: Some(what) }
    }

    fn server() -> ServerName {
        "s1".parse().unwrap()
    }

    #[test]
    fn all_that_can_be_asked_for_is_taken_in_seconds_and_in_the_long_run_what_a_class_says() {
        let event = event("x".repeat(44));
        assert_eq!(event.line_bytes(), 300);
        let mut pace = Pace::new();
        let mut taken = |seconds: std::ops::Range<u64>| {
            // As the table looks at it: ten times a second.
            let times = (10 * seconds.start..10 * seconds.end).map(|tenth| Duration::from_millis(100 * tenth));
            times.map(|now| std::iter::from_fn(|| pace.spend(now, &server(), &event, None).ok()).count()).sum::<usize>()
        };
        let at_once = taken(0..1);
        assert!((1200..=1300).contains(&at_once), "{at_once}");
        let caught_up = at_once + taken(1..17);
        assert!(caught_up >= LOG_MAX as usize, "{caught_up}");
        taken(17..60);
        let long_run = taken(60..70);
        assert!((900..=1100).contains(&long_run), "{long_run}");
    }

    #[test]
    fn what_is_taken_of_long_texts_is_no_more_than_clients_keep_up_with() {
        let event = event("é\"\u{7}x".repeat(3000));
        assert_eq!(event.line_bytes(), 256 + 3000 * (6 + 2 + 6 + 1));
        let mut pace = Pace::new();
        let mut taken = |at: u64| {
            let now = Duration::from_millis(100 * at);
            std::iter::from_fn(|| pace.spend(now, &server(), &event, None).ok()).count() * event.line_bytes()
        };
        let at_once = taken(0);
        assert!((80_000..=128 * 1024).contains(&at_once), "{at_once}");
        let later = (1..=100).map(taken).sum::<usize>();
        assert!((2_000_000..=128 * 1024 + 10 * 256 * 1024).contains(&later), "{later}");
    }
}
