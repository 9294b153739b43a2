//! Retention: which messages go, and when.
//!
//! Owns [`Retention`]: by number, by age, and by the size of the file, oldest first, a few with each commit. What waits
//! for somebody stays until it is delivered. An age is only believed of a clock that has run for a while without a
//! jump, and one after the present not at all. Called by the writer within its transaction.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use redb::{ReadableTable, ReadableTableMetadata};

use super::apply::Tables;
use super::attendance;
use super::error::StoreError;
use super::messages::message_of;
use super::options::StoreOptions;
use super::private_retention::PrivateRetention;
use crate::chat::message::{Message, MessageId};
use crate::chat::token::expired_before_us;

pub(super) const DAY_US: i64 = 86_400_000_000;

/// A difference between the two clocks that is not drift.
const JUMP_US: u64 = 3_600_000_000;

/// Between two steps when more is to go and nothing else is written.
pub(super) const CATCH_UP: Duration = Duration::from_secs(5);

/// Between two steps for messages that grow too old while nothing is written.
pub(super) const IDLE_STEP: Duration = Duration::from_secs(3600);

/// After this time, messages that were dated after the present are looked at again: it may have come.
pub(super) const UNDATED_AGAIN: Duration = Duration::from_secs(86_400);

/// Percent of the file's pages that may be in use: a commit needs new pages before it frees the old ones.
const FILL_PERCENT_MAX: u64 = 85;

/// The percentage to prune down to when there are more.
const FILL_PERCENT_WANTED: u64 = 80;

/// The moment of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    pub(super) mono: Instant,
    /// Microseconds since the Unix epoch.
    pub(super) wall_us: i64,
}

/// Decides what goes.
#[derive(Debug)]
pub(super) struct Retention {
    keep_messages: u64,
    keep_us: Option<i64>,
    step: usize,
    max_bytes: u64,
    /// Messages below this id have to stay, or are dated after the present and so of unknown age; 0 if there are none.
    undated_below: u64,
    /// The time at which the first of those was passed over.
    undated_since: Option<Instant>,
    /// The time at which polls and questions were looked at last.
    lessons_pruned: Option<Instant>,
    /// Messages that must go because of the file's size.
    owed: u64,
    /// Messages that were added since the file's size was looked at; `None` before the first time.
    added_since_sized: Option<u64>,
    /// The time that attendance is kept, in microseconds.
    attendance_us: i64,
    /// The time at which it is looked at again; `None` before the first time.
    attendance_at: Option<Instant>,
    /// True if there was any.
    attendance_due: bool,
    private: PrivateRetention,
    trust: ClockTrust,
}

/// The work of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pruned {
    pub(super) messages: u64,
    /// The time until the next step is due if nothing else is written; `None` if there is nothing to wait for.
    pub(super) next_in: Option<Duration>,
}

impl Retention {
    pub(super) fn new(options: &StoreOptions, now: Clock) -> Self {
        Self {
            keep_messages: options.keep_messages,
            keep_us: (options.keep_days > 0).then(|| i64::from(options.keep_days).saturating_mul(DAY_US)),
            step: options.prune_step.max(1),
            max_bytes: options.max_bytes,
            undated_below: 0,
            undated_since: None,
            lessons_pruned: None,
            owed: 0,
            added_since_sized: None,
            attendance_us: i64::from(options.attendance_days).saturating_mul(DAY_US),
            attendance_at: None,
            attendance_due: false,
            private: PrivateRetention::new(options),
            trust: ClockTrust::new(options.clock_settle, now),
        }
    }

    /// A message that had to stay may go now.
    pub(super) fn revisit(&mut self, id: MessageId) {
        self.undated_below = self.undated_below.min(id.0);
        self.private.revisit(id);
    }

    /// True if the size of the file should be looked at: only when its next doubling would be too large, and then once
    /// for every 64th part of the messages, because it reads all inner pages.
    pub(super) fn wants_size(&self, file_bytes: u64, messages: u64) -> bool {
        self.max_bytes > 0
            && file_bytes.saturating_mul(2) > self.max_bytes
            && self.added_since_sized.is_none_or(|added| added >= (messages / 64).max(256))
    }

    /// The bytes of the file that hold something.
    pub(super) fn sized(&mut self, file_bytes: u64, allocated_bytes: u64, messages: u64) {
        self.added_since_sized = Some(0);
        let ceiling = file_bytes.min(self.max_bytes);
        let wanted = ceiling / 100 * FILL_PERCENT_WANTED;
        if allocated_bytes > ceiling / 100 * FILL_PERCENT_MAX {
            let excess = u128::from(allocated_bytes - wanted) * u128::from(messages) / u128::from(allocated_bytes);
            self.owed = self.owed.max(u64::try_from(excess).unwrap_or(u64::MAX).max(1));
        }
    }

    /// Prunes a few messages.
    pub(super) fn prune(&mut self, tables: &mut Tables<'_>, added: u64, now: Clock) -> Result<Pruned, StoreError> {
        if let Some(since) = &mut self.added_since_sized {
            *since += added;
        }
        let trusted_in = self.trust.trusted_in(now);
        let oldest_us = match (self.keep_us, trusted_in) {
            (Some(keep_us), None) => now.wall_us.saturating_sub(keep_us),
            _ => i64::MIN,
        };
        let dates = self.keep_us.is_some() && trusted_in.is_none();
        let passed = |since| now.mono.saturating_duration_since(since);
        if dates && self.lessons_pruned.is_none_or(|since| passed(since) >= IDLE_STEP) {
            self.lessons_pruned = Some(now.mono);
            tables.prune_lessons(oldest_us)?;
            tables.prune_tokens(expired_before_us(now.wall_us))?;
        }
        if !dates || self.undated_since.is_some_and(|since| passed(since) >= UNDATED_AGAIN) {
            (self.undated_below, self.undated_since) = (0, None);
        }
        let numbers = *tables.messages.numbers();
        let surplus = if self.keep_messages == 0 { 0 } else { numbers.messages.saturating_sub(self.keep_messages) };
        let mut wanted = surplus.max(self.owed);
        let budget = self.step.max(usize::try_from(added).unwrap_or(usize::MAX).saturating_mul(2));
        let mut next_in = None;
        // For its number or the file's size a message goes whatever its date.
        let visible_from = numbers.visible_from;
        let from = if wanted > 0 { visible_from } else { visible_from.max(self.undated_below) };
        let mut passed_undated = from > visible_from;
        let mut step = Step { hidden_below: visible_from, ..Step::default() };
        // Nobody's mail is looked for name by name where there is none.
        let no_mail = tables.messages.undelivered.is_empty()?;
        let mut looked_at = 0;
        tables.messages.view().walk(from, |reader, row| {
            let id = row.id;
            if looked_at == budget {
                next_in = Some(CATCH_UP);
                return Ok(ControlFlow::Break(()));
            }
            looked_at += 1;
            let at_us = row.at.unix_us;
            if wanted == 0 && dates && at_us > now.wall_us {
                // A clock that was wrong for a while says nothing of what was written after it was put right.
                self.undated_since.get_or_insert(now.mono);
                self.undated_below = self.undated_below.max(id.0 + 1);
                passed_undated = true;
                return Ok(ControlFlow::Continue(()));
            }
            if wanted == 0 && at_us >= oldest_us {
                if let Some(keep_us) = self.keep_us {
                    let left_us = at_us.saturating_add(keep_us).saturating_sub(now.wall_us);
                    let left = Duration::from_micros(u64::try_from(left_us).unwrap_or(0));
                    next_in = Some(left.max(trusted_in.unwrap_or(Duration::ZERO)).max(IDLE_STEP));
                }
                return Ok(ControlFlow::Break(()));
            }
            // Whose name cannot be read has no mail either.
            let person = if no_mail { None } else { reader.person(row).unwrap_or_default() };
            let waits = match person {
                Some(key) => tables.messages.undelivered.get((key.as_str(), id.0))?.is_some(),
                None => false,
            };
            match (passed_undated, waits) {
                (true, true) => self.undated_below = self.undated_below.max(id.0 + 1),
                (true, false) => {
                    step.going.insert(id);
                }
                (false, true) => {
                    step.spared.extend(message_of(reader, row));
                    step.hidden_below = id.0 + 1;
                }
                (false, false) => {
                    step.hidden += 1;
                    step.hidden_of_channels += u64::from(!row.is_private());
                    step.hidden_below = id.0 + 1;
                }
            }
            if !waits {
                wanted = wanted.saturating_sub(1);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        if step.hidden_below > visible_from {
            tables.messages.hide_below(step.hidden_below, step.hidden, step.hidden_of_channels, &step.spared)?;
        }
        if !step.going.is_empty() {
            tables.messages.remove(&step.going)?;
        }
        let (private, next_of_private) = self.private.prune(tables, trusted_in, now)?;
        let messages = step.hidden + step.going.len() as u64 + private;
        self.owed = self.owed.saturating_sub(messages);
        let next_of_attendance = self.prune_attendance(tables, trusted_in, now)?;
        let next_in = [next_in, next_of_private, next_of_attendance].into_iter().flatten().min();
        Ok(Pruned { messages, next_in })
    }
}

impl Retention {
    /// Prunes attendance, for which it looks once an hour; gives the time until it has to look again although nothing is
    /// written.
    fn prune_attendance(
        &mut self,
        tables: &Tables<'_>,
        trusted_in: Option<Duration>,
        now: Clock,
    ) -> Result<Option<Duration>, StoreError> {
        if let Some(at) = self.attendance_at
            && now.mono < at
        {
            // What has been found to become due is waited for.
            return Ok(self.attendance_due.then(|| at - now.mono));
        }
        let before_us = match trusted_in {
            None => now.wall_us.saturating_sub(self.attendance_us),
            Some(_) => i64::MIN,
        };
        let pruned = attendance::prune(tables.txn, before_us)?;
        let wait = match pruned.oldest_us {
            _ if pruned.more => CATCH_UP,
            Some(oldest_us) if trusted_in.is_none() => {
                let left_us = oldest_us.saturating_add(self.attendance_us).saturating_sub(now.wall_us);
                Duration::from_micros(u64::try_from(left_us).unwrap_or(0)).max(IDLE_STEP)
            }
            _ => trusted_in.unwrap_or(IDLE_STEP),
        };
        self.attendance_due = pruned.more || pruned.oldest_us.is_some();
        // Another commit looks again after an hour: there may be too many by then.
        self.attendance_at = Some(now.mono + wait.min(IDLE_STEP));
        Ok(self.attendance_due.then_some(wait))
    }
}

/// The result of a step.
#[derive(Debug, Default)]
struct Step {
    /// The id below which messages go from the blocks.
    hidden_below: u64,
    /// Messages that are hidden by that.
    hidden: u64,
    hidden_of_channels: u64,
    /// Those among what is below that wait for somebody.
    spared: Vec<Message>,
    /// Messages that go from behind others that stay.
    going: BTreeSet<MessageId>,
}

/// The trust in the wall clock.
#[derive(Debug)]
struct ClockTrust {
    settle: Duration,
    seen: Clock,
    trusted_at: Instant,
}

impl ClockTrust {
    fn new(settle: Duration, now: Clock) -> Self {
        Self { settle, seen: now, trusted_at: now.mono + settle }
    }

    /// The time until it may be trusted; `None` if it may be now.
    fn trusted_in(&mut self, now: Clock) -> Option<Duration> {
        let passed_us = i64::try_from(now.mono.saturating_duration_since(self.seen.mono).as_micros());
        let expected_us = self.seen.wall_us.saturating_add(passed_us.unwrap_or(i64::MAX));
        if expected_us.abs_diff(now.wall_us) > JUMP_US {
            log::warn!("the clock has jumped; messages are not pruned by their age for {} s", self.settle.as_secs());
            self.trusted_at = now.mono + self.settle;
        }
        self.seen = now;
        let left = self.trusted_at.saturating_duration_since(now.mono);
        (!left.is_zero()).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::super::page::{MessageFilter, PageQuery, Rows, page};
    use super::super::schema::{Found, SCHEMA};
    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::message::Message;
    use crate::chat::name::Username;

    const NOW_US: i64 = 1_750_000_000_000_000;

    struct Fixture {
        db: Database,
        start: Instant,
    }

    impl Fixture {
        fn new() -> Self {
            let db = Database::builder().create_with_backend(InMemoryBackend::new()).unwrap();
            let txn = db.begin_write().unwrap();
            SCHEMA.apply(&txn, Found::New).unwrap();
            txn.commit().unwrap();
            Self { db, start: Instant::now() }
        }

        fn clock(&self, after: Duration, wall_us: i64) -> Clock {
            Clock { mono: self.start + after, wall_us }
        }

        fn add(&self, id: u64, at_us: i64, waits_for: Option<&str>) {
            let said = match waits_for {
                Some(name) => Message::sample_to("alice", name, "x"),
                None => Message::sample("alice", "#général", "x"),
            };
            let message = Message { id: Some(MessageId(id)), at: WallTime { unix_us: at_us, offset_s: 0 }, ..said };
            let txn = self.db.begin_write().unwrap();
            let mut tables = Tables::open(&txn, None).unwrap();
            tables.messages.put(&message, waits_for.is_some()).unwrap();
            tables.save().unwrap();
            drop(tables);
            txn.commit().unwrap();
        }

        fn prune(&self, retention: &mut Retention, now: Clock) -> Pruned {
            let txn = self.db.begin_write().unwrap();
            let mut tables = Tables::open(&txn, None).unwrap();
            let pruned = retention.prune(&mut tables, 0, now).unwrap();
            tables.save().unwrap();
            drop(tables);
            txn.commit().unwrap();
            pruned
        }

        fn deliver(&self, retention: &mut Retention, name: &str, id: u64) {
            let txn = self.db.begin_write().unwrap();
            let mut tables = Tables::open(&txn, None).unwrap();
            tables.messages.deliver(Username::parse(name).unwrap().key(), MessageId(id)).unwrap();
            tables.save().unwrap();
            drop(tables);
            txn.commit().unwrap();
            retention.revisit(MessageId(id));
        }

        fn ids(&self) -> Vec<u64> {
            let page =
                page(&self.db.begin_read().unwrap(), PageQuery::messages(MessageFilter::default(), 1000, 1 << 20));
            let Rows::Messages(found) = page.unwrap().rows else { panic!("no messages") };
            found.iter().map(|message| message.id.unwrap().0).collect()
        }
    }

    #[test]
    fn private_messages_go_by_an_age_of_their_own() {
        let fixture = Fixture::new();
        let settle = StoreOptions::new("").clock_settle;
        let at = |after: Duration| {
            let after = settle + after;
            fixture.clock(after, NOW_US + i64::try_from(after.as_micros()).unwrap())
        };
        // 1 and 2 were read, 3 waits, 4 is of a channel, 5 is dated after the present, 7 is young.
        for id in [1, 2, 3] {
            fixture.add(id, NOW_US - 20 * DAY_US, Some("bob"));
        }
        fixture.add(4, NOW_US - 20 * DAY_US, None);
        fixture.add(5, NOW_US + DAY_US, Some("bob"));
        fixture.add(6, NOW_US - 15 * DAY_US, Some("bob"));
        fixture.add(7, NOW_US - 5 * DAY_US, Some("bob"));
        let options = StoreOptions { private_days: 10, prune_step: 2, ..options(0, 365) };
        let mut retention = Retention::new(&options, fixture.clock(Duration::ZERO, NOW_US));
        for id in [1, 2, 5, 6, 7] {
            fixture.deliver(&mut retention, "bob", id);
        }
        // Nothing goes by a clock that is not trusted yet.
        assert_eq!(fixture.prune(&mut retention, fixture.clock(Duration::ZERO, NOW_US)).messages, 0);
        let first = fixture.prune(&mut retention, at(Duration::ZERO));
        assert_eq!((first.messages, first.next_in), (2, Some(CATCH_UP)));
        assert_eq!(fixture.ids(), [3, 4, 5, 6, 7]);
        assert_eq!(fixture.prune(&mut retention, at(Duration::from_secs(1))).messages, 0, "a step each five seconds");
        let second = fixture.prune(&mut retention, at(CATCH_UP));
        assert_eq!(fixture.ids(), [3, 4, 5, 7]);
        let wait = second.next_in.unwrap();
        assert!(wait > Duration::from_secs(4 * 86_400) && wait <= Duration::from_secs(5 * 86_400), "{wait:?}");
        // What waited is read, and what was dated after the present comes of age.
        fixture.deliver(&mut retention, "bob", 3);
        assert_eq!(fixture.prune(&mut retention, at(IDLE_STEP * 2)).messages, 1);
        assert_eq!(fixture.ids(), [4, 5, 7]);
        for day in 12..15 {
            fixture.prune(&mut retention, at(Duration::from_secs(86_400) * day));
        }
        assert_eq!(fixture.ids(), [4]);
        let others = StoreOptions { private_days: 400, ..options };
        let mut retention = Retention::new(&others, at(Duration::ZERO));
        assert_eq!(fixture.prune(&mut retention, at(Duration::ZERO)).messages, 0, "others are kept no longer");
    }

    fn options(keep_messages: u64, keep_days: u32) -> StoreOptions {
        StoreOptions { keep_messages, keep_days, prune_step: 3, ..StoreOptions::new("") }
    }

    #[test]
    fn the_oldest_go_in_steps_until_the_number_is_right() {
        let fixture = Fixture::new();
        (1..=8).for_each(|id| fixture.add(id, NOW_US, None));
        let now = fixture.clock(Duration::ZERO, NOW_US);
        let mut retention = Retention::new(&options(4, 0), now);
        assert_eq!(fixture.prune(&mut retention, now), Pruned { messages: 3, next_in: Some(CATCH_UP) });
        assert_eq!(fixture.prune(&mut retention, now), Pruned { messages: 1, next_in: None });
        assert_eq!(fixture.ids(), [5, 6, 7, 8]);
        assert_eq!(fixture.prune(&mut retention, now), Pruned { messages: 0, next_in: None });
    }

    #[test]
    fn what_waits_for_somebody_stays_until_it_is_delivered() {
        let fixture = Fixture::new();
        fixture.add(1, NOW_US, Some("bob"));
        (2..=4).for_each(|id| fixture.add(id, NOW_US, None));
        let now = fixture.clock(Duration::ZERO, NOW_US);
        let mut retention = Retention::new(&options(2, 0), now);
        fixture.prune(&mut retention, now);
        assert_eq!(fixture.ids(), [1, 4]);
        fixture.deliver(&mut retention, "bob", 1);
        fixture.add(5, NOW_US, None);
        fixture.prune(&mut retention, now);
        assert_eq!(fixture.ids(), [4, 5]);
    }

    #[test]
    fn age_counts_once_the_clock_is_trusted() {
        let fixture = Fixture::new();
        fixture.add(1, NOW_US - 11 * DAY_US, None);
        fixture.add(2, NOW_US - 9 * DAY_US, None);
        let settle = StoreOptions::new("").clock_settle;
        let mut retention = Retention::new(&options(0, 10), fixture.clock(Duration::ZERO, NOW_US));
        let early = fixture.prune(&mut retention, fixture.clock(Duration::ZERO, NOW_US));
        assert_eq!(early.messages, 0);
        // The clock jumps years ahead just before it would be trusted.
        let years = NOW_US + 3000 * DAY_US;
        assert_eq!(fixture.prune(&mut retention, fixture.clock(settle, years)).messages, 0);
        // And back.
        assert_eq!(fixture.prune(&mut retention, fixture.clock(settle, NOW_US)).messages, 0);
        let later = NOW_US + i64::try_from(settle.as_micros()).unwrap();
        let pruned = fixture.prune(&mut retention, fixture.clock(settle * 2, later));
        assert_eq!(pruned.messages, 1);
        assert_eq!(fixture.ids(), [2]);
        let wait = pruned.next_in.unwrap();
        assert!(wait > Duration::from_secs(23 * 3600) && wait < Duration::from_secs(25 * 3600), "{wait:?}");
    }

    #[test]
    fn dates_after_the_present_keep_nothing_that_is_old_behind_them() {
        let fixture = Fixture::new();
        (1..=4).for_each(|id| fixture.add(id, NOW_US + 3000 * DAY_US, None));
        fixture.add(5, NOW_US - 30 * DAY_US, Some("bob"));
        fixture.add(6, NOW_US + DAY_US, None);
        (7..=8).for_each(|id| fixture.add(id, NOW_US - 20 * DAY_US, None));
        fixture.add(9, NOW_US, None);
        let settle = StoreOptions::new("").clock_settle;
        let mut retention = Retention::new(&options(7, 10), fixture.clock(Duration::ZERO, NOW_US));
        let at = |after: Duration| {
            let after = settle + after;
            fixture.clock(after, NOW_US + i64::try_from(after.as_micros()).unwrap())
        };
        // By their number, the oldest two go whatever they say; then three are looked at with each step.
        assert_eq!(fixture.prune(&mut retention, at(Duration::ZERO)).messages, 2);
        assert_eq!(fixture.ids(), [3, 4, 5, 6, 7, 8, 9]);
        let looked = fixture.prune(&mut retention, at(Duration::ZERO));
        assert_eq!((looked.messages, looked.next_in), (0, Some(CATCH_UP)));
        assert_eq!(fixture.prune(&mut retention, at(Duration::ZERO)).messages, 2);
        assert_eq!(fixture.ids(), [3, 4, 5, 6, 9], "what is old goes");
        // What is for bob is his again to lose, and the date of one comes, and then is long past.
        fixture.deliver(&mut retention, "bob", 5);
        assert_eq!(fixture.prune(&mut retention, at(Duration::ZERO)).messages, 1);
        assert_eq!(fixture.ids(), [3, 4, 6, 9]);
        let later = at(UNDATED_AGAIN * 12);
        for _ in 0..3 {
            fixture.prune(&mut retention, later);
        }
        assert_eq!(fixture.ids(), [3, 4]);
    }

    #[test]
    fn a_file_that_is_nearly_full_and_may_not_double_sheds_messages() {
        let fixture = Fixture::new();
        (1..=100).for_each(|id| fixture.add(id, NOW_US, None));
        let now = fixture.clock(Duration::ZERO, NOW_US);
        let mut retention = Retention::new(&StoreOptions { max_bytes: 15_000, ..options(0, 0) }, now);
        assert!(!retention.wants_size(7_000, 100), "it may still double");
        assert!(retention.wants_size(10_000, 100));
        retention.sized(10_000, 8_000, 100);
        assert_eq!(retention.owed, 0);
        assert!(!retention.wants_size(10_000, 100), "it was just looked at");
        retention.sized(10_000, 9_000, 100);
        assert_eq!(retention.owed, 11);
        while retention.owed > 0 {
            fixture.prune(&mut retention, now);
        }
        assert_eq!(fixture.ids().len(), 89);
    }
}
