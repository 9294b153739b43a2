//! The failures that count against addresses, and how long each was banned last.
//!
//! Owns [`Lockout`]. A student who guesses at one name is not to lock out the others behind the same address, so failures
//! are counted twice: each, and with few of each name. Which of the two is looked at is `chat::lockout`'s.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use crate::chat::clock::Mono;
use crate::chat::name::NameKey;
use crate::chat::sanction::{Sanction, SanctionTarget};
use crate::chat::settings::LockoutRules;

/// Failures that one name adds where somebody is present: a student who guesses at one name does not lock out the
/// others behind the same address.
const SHARED_PER_NAME_MAX: u32 = 5;

/// Addresses that are watched at once. The one whose time began first makes room.
const ADDRESSES_MAX: usize = 4096;

/// Names that are told apart at one address. What fails under further ones is counted under one.
const NAMES_MAX: usize = 512;

/// Failures and bans, by address.
#[derive(Debug, Default)]
pub(in crate::chat) struct Lockout {
    counts: HashMap<IpAddr, FailureCount>,
    /// The last ban of an address: its length, and when it is forgotten.
    banned: HashMap<IpAddr, (Duration, Mono)>,
}

/// The failures from one address.
#[derive(Debug)]
struct FailureCount {
    since: Mono,
    by_name: BTreeMap<NameKey, u32>,
    /// The sum over the names.
    all: u32,
    /// The same with [`SHARED_PER_NAME_MAX`] of each name at most.
    shared: u32,
}

impl FailureCount {
    fn new(since: Mono) -> Self {
        Self { since, by_name: BTreeMap::new(), all: 0, shared: 0 }
    }

    fn add(&mut self, name: &NameKey) {
        let room = self.by_name.len() < NAMES_MAX || self.by_name.contains_key(name);
        let counted = if room { name.clone() } else { NameKey::empty() };
        let count = self.by_name.entry(counted).or_default();
        self.all = self.all.saturating_add(1);
        self.shared += u32::from(*count < SHARED_PER_NAME_MAX);
        *count = count.saturating_add(1);
    }
}

impl Lockout {
    /// Restores the last ban of each address from the bans in force after a restart.
    pub(in crate::chat) fn restore(rules: &LockoutRules, now: Mono, sanctions: &[Sanction]) -> Self {
        let mut lockout = Self::default();
        for sanction in sanctions.iter().filter(|sanction| sanction.is_automatic()) {
            if let (SanctionTarget::Range(range), Some(until)) = (&sanction.target, sanction.until) {
                let length_us = until.unix_us.saturating_sub(sanction.since.unix_us).max(0);
                let length = Duration::from_micros(length_us.unsigned_abs()).min(rules.longest);
                lockout.banned.insert(range.addr(), (length, now.saturating_add(length + rules.longest)));
            }
        }
        lockout
    }

    /// Counts a failure; gives all that count now, each and with few of each name.
    pub(in crate::chat) fn note(
        &mut self,
        rules: &LockoutRules,
        now: Mono,
        address: IpAddr,
        name: &NameKey,
    ) -> (u32, u32) {
        if !self.counts.contains_key(&address) && self.counts.len() >= ADDRESSES_MAX {
            self.counts.retain(|_, count| count.since + rules.window > now);
            let oldest = self.counts.iter().min_by_key(|(_, count)| count.since).map(|(&address, _)| address);
            if let Some(oldest) = oldest.filter(|_| self.counts.len() >= ADDRESSES_MAX) {
                self.counts.remove(&oldest);
            }
        }
        let count = self.counts.entry(address).or_insert_with(|| FailureCount::new(now));
        if count.since + rules.window <= now {
            *count = FailureCount::new(now);
        }
        count.add(name);
        (count.all, count.shared)
    }

    /// Begins a ban: how long it is.
    pub(in crate::chat) fn begin(&mut self, rules: &LockoutRules, now: Mono, address: IpAddr) -> Duration {
        self.counts.remove(&address);
        self.banned.retain(|_, (_, forgotten)| *forgotten > now);
        let last = self.banned.get(&address).map(|&(length, _)| length);
        let length = last.map_or(rules.first, |last| last.saturating_mul(2)).min(rules.longest);
        if self.banned.len() < ADDRESSES_MAX {
            self.banned.insert(address, (length, now.saturating_add(length + rules.longest)));
        }
        length
    }

    /// Somebody in charge has let an address in again: it begins anew.
    pub(in crate::chat) fn forgive(&mut self, range: &IpNet) {
        self.counts.retain(|address, _| !range.contains(address));
        self.banned.retain(|address, _| !range.contains(address));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::name::Username;

    fn rules() -> LockoutRules {
        LockoutRules {
            failures_max: Some(5),
            failures_shared_max: 50,
            window: Duration::from_secs(600),
            first: Duration::from_secs(60),
            longest: Duration::from_secs(200),
            exempt: Vec::new(),
        }
    }

    fn address(n: u32) -> IpAddr {
        IpAddr::from((0x0a00_0000 + n).to_be_bytes())
    }

    fn key(text: &str) -> NameKey {
        Username::parse(text).unwrap().key().clone()
    }

    #[test]
    fn one_name_adds_only_so_much_where_others_are_present() {
        let mut lockout = Lockout::default();
        let mut counts = (0, 0);
        for _ in 0..100 {
            counts = lockout.note(&rules(), Duration::ZERO, address(1), &key("alice"));
        }
        assert_eq!(counts, (100, SHARED_PER_NAME_MAX));
        for n in 0..3 {
            counts = lockout.note(&rules(), Duration::ZERO, address(1), &key(["bob", "carol", "bob"][n]));
        }
        assert_eq!(counts, (103, SHARED_PER_NAME_MAX + 3));
        assert_eq!(lockout.note(&rules(), Duration::ZERO, address(2), &key("alice")), (1, 1));
        assert_eq!(lockout.note(&rules(), Duration::from_secs(600), address(1), &key("bob")), (1, 1));
    }

    #[test]
    fn bans_grow_to_a_limit_and_are_forgotten() {
        let mut lockout = Lockout::default();
        let mut begin = |at| lockout.begin(&rules(), Duration::from_secs(at), address(1)).as_secs();
        assert_eq!([begin(0), begin(100), begin(300), begin(600)], [60, 120, 200, 200]);
        assert_eq!(begin(1001), 60, "quiet for long enough");
    }

    #[test]
    fn who_is_forgiven_begins_anew() {
        let mut lockout = Lockout::default();
        lockout.begin(&rules(), Duration::ZERO, address(1));
        lockout.note(&rules(), Duration::ZERO, address(1), &key("alice"));
        lockout.forgive(&"10.0.0.0/8".parse().unwrap());
        assert_eq!(lockout.note(&rules(), Duration::ZERO, address(1), &key("alice")), (1, 1));
        assert_eq!(lockout.begin(&rules(), Duration::ZERO, address(1)).as_secs(), 60);
    }

    #[test]
    fn the_tables_stay_small() {
        let mut lockout = Lockout::default();
        for n in 0..10_000 {
            lockout.note(&rules(), Duration::from_millis(n.into()), address(n), &key("x"));
            lockout.begin(&rules(), Duration::ZERO, address(n + 100_000));
            lockout.note(&rules(), Duration::from_secs(10), address(1_000_000), &key(&format!("n{n}")));
        }
        assert!(lockout.counts.len() <= ADDRESSES_MAX && lockout.banned.len() <= ADDRESSES_MAX);
        assert!(lockout.counts.values().all(|count| count.by_name.len() <= NAMES_MAX + 1));
    }
}
