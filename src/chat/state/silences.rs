//! Where only people in charge may speak, and until when.
//!
//! Owns [`Silences`]: one for all channels, and one for each channel at most. As with sanctions an end is kept on the
//! monotonic clock while the server runs, and over a restart the wall clock alone is left.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::chat::class_act::Silence;
use crate::chat::clock::{Mono, Now, time_left};
use crate::chat::name::NameKey;

/// All of them, by their channel; `None` is all channels.
#[derive(Default)]
pub(in crate::chat) struct Silences {
    by_channel: BTreeMap<Option<NameKey>, Active>,
    ends: BTreeSet<(Mono, Option<NameKey>)>,
}

struct Active {
    silence: Silence,
    ends: Option<Mono>,
}

fn key_of(silence: &Silence) -> Option<NameKey> {
    silence.channel.as_ref().map(|channel| channel.key().clone())
}

impl Silences {
    pub(in crate::chat) fn restore(now: Now, silences: Vec<Silence>) -> Self {
        let mut all = Self::default();
        for silence in silences {
            let left = silence.until.map(|until| time_left(silence.since, until, now.wall));
            // What has ended meanwhile goes with the first timeout, and from the database too.
            all.impose(now.mono, silence, left);
        }
        all
    }

    /// Puts one in force, for so long, in place of the one that there is for the same channel.
    pub(in crate::chat) fn impose(&mut self, now: Mono, silence: Silence, length: Option<Duration>) {
        let key = key_of(&silence);
        self.lift(key.as_ref());
        let ends = length.map(|length| now.saturating_add(length));
        if let Some(at) = ends {
            self.ends.insert((at, key.clone()));
        }
        self.by_channel.insert(key, Active { silence, ends });
    }

    /// Takes that of a channel out of force, or that of all channels.
    pub(in crate::chat) fn lift(&mut self, channel: Option<&NameKey>) -> Option<Silence> {
        let key = channel.cloned();
        let Active { silence, ends } = self.by_channel.remove(&key)?;
        if let Some(at) = ends {
            self.ends.remove(&(at, key));
        }
        Some(silence)
    }

    /// Takes all of them out of force.
    pub(in crate::chat) fn lift_all(&mut self) -> Vec<Silence> {
        self.ends.clear();
        std::mem::take(&mut self.by_channel).into_values().map(|active| active.silence).collect()
    }

    /// Takes the one out of force that has run its time, if there is one.
    pub(in crate::chat) fn take_ended(&mut self, now: Mono) -> Option<Silence> {
        let (_, key) = self.ends.first().filter(|(at, _)| *at <= now)?.clone();
        self.lift(key.as_ref())
    }

    pub(in crate::chat) fn next_end(&self) -> Option<Mono> {
        self.ends.first().map(|&(at, _)| at)
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.by_channel.is_empty()
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.by_channel.len()
    }

    /// True if there is one for just this channel, or for all, which a new one would replace.
    pub(in crate::chat) fn holds(&self, channel: Option<&NameKey>) -> bool {
        self.by_channel.contains_key(&channel.cloned())
    }

    /// The one that is for all channels.
    pub(in crate::chat) fn everywhere(&self) -> Option<&Silence> {
        self.by_channel.get(&None).map(|active| &active.silence)
    }

    /// The one that keeps people from speaking in a channel; of two the one that ends later.
    pub(in crate::chat) fn over(&self, channel: &NameKey) -> Option<&Silence> {
        if self.by_channel.is_empty() {
            return None;
        }
        let both = [self.by_channel.get(&None), self.by_channel.get(&Some(channel.clone()))];
        let last = both.into_iter().flatten().max_by_key(|active| active.ends.unwrap_or(Mono::MAX));
        last.map(|active| &active.silence)
    }

    /// All of them, that of all channels first.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = &Silence> {
        self.by_channel.values().map(|active| &active.silence)
    }

    pub(in crate::chat) fn check_invariants(&self) {
        let ending = self.by_channel.values().filter(|active| active.ends.is_some()).count();
        assert_eq!(ending, self.ends.len(), "every end is on the list");
        assert!(self.ends.iter().all(|(_, key)| self.by_channel.contains_key(key)), "what ends is in force");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::name::ChannelName;

    fn at(minute: i64) -> WallTime {
        WallTime { unix_us: minute * 60_000_000, offset_s: 0 }
    }

    fn silence(channel: Option<&str>, since: i64, until: Option<i64>) -> Silence {
        let channel = channel.map(|name| ChannelName::parse(name).unwrap());
        Silence { channel, since: at(since), until: until.map(at), by: "prof".into() }
    }

    #[test]
    fn of_two_the_later_end_counts_and_each_ends_by_itself() {
        let minute = |n: u64| Duration::from_secs(n * 60);
        let dev = ChannelName::parse("#dev").unwrap();
        let mut silences = Silences::default();
        silences.impose(minute(0), silence(None, 0, Some(5)), Some(minute(5)));
        silences.impose(minute(0), silence(Some("#dev"), 0, Some(9)), Some(minute(9)));
        silences.check_invariants();
        assert_eq!(silences.over(dev.key()).unwrap().until, Some(at(9)));
        assert_eq!((silences.next_end(), silences.take_ended(minute(4))), (Some(minute(5)), None));
        assert_eq!(silences.take_ended(minute(5)).unwrap().channel, None);
        assert!(silences.everywhere().is_none() && silences.over(dev.key()).is_some());
        silences.impose(minute(6), silence(Some("#DEV"), 6, None), None);
        silences.check_invariants();
        assert_eq!((silences.len(), silences.next_end()), (1, None));
        assert_eq!(silences.lift_all().len(), 1);
        assert!(silences.is_empty());
    }

    #[test]
    fn a_restart_leaves_what_was_left_and_never_more_than_the_whole() {
        let restored = |now: i64| {
            let now = Now { mono: Duration::ZERO, wall: at(now) };
            Silences::restore(now, vec![silence(None, 10, Some(20))]).next_end().unwrap()
        };
        let minute = |n: u64| Duration::from_secs(n * 60);
        assert_eq!([restored(13), restored(25), restored(-500)], [minute(7), minute(0), minute(10)]);
    }
}
