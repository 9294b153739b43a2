//! Automatic bans: addresses from which too much fails.
//!
//! Owns [`Lockout`], which counts failures by address and name, and decides when an address has had enough. A whole
//! class may sit behind one address. So where somebody is present, one name adds a few failures at most, many more are
//! borne, and who is present stays; only an address from which nobody has come in is judged by every single failure.
//! The ban itself is an ordinary sanction: kept, listed and lifted like any other.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::clock::{Mono, Now, WallTime};
use super::core::Core;
use super::effect::{AuditAct, AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::name::NameKey;
use super::sanction::{AUTOMATIC, Sanction, SanctionKind, SanctionTarget};
use super::sessions::SessionKind;
use super::settings::LockoutRules;
use super::store_protocol::StoreAction;
use super::text::Text;

/// Failures that one name adds where somebody is present: a student who guesses at one name does not lock out the
/// others behind the same address.
const SHARED_PER_NAME_MAX: u32 = 5;

/// Addresses that are watched at once. The one whose time began first makes room.
const ADDRESSES_MAX: usize = 4096;

/// Names that are told apart at one address. What fails under further ones is counted under one.
const NAMES_MAX: usize = 512;

/// Failures and bans, by address.
#[derive(Debug, Default)]
pub(super) struct Lockout {
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
    pub(super) fn restore(rules: &LockoutRules, now: Mono, sanctions: &[Sanction]) -> Self {
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
    fn note(&mut self, rules: &LockoutRules, now: Mono, address: IpAddr, name: &NameKey) -> (u32, u32) {
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
    fn begin(&mut self, rules: &LockoutRules, now: Mono, address: IpAddr) -> Duration {
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
    pub(super) fn forgive(&mut self, range: &IpNet) {
        self.counts.retain(|address, _| !range.contains(address));
        self.banned.retain(|address, _| !range.contains(address));
    }
}

impl Core {
    /// Something failed that an address should not go on with: a login, or a connection that made nothing but errors.
    pub(super) fn note_failure(&mut self, now: Now, address: IpAddr, name: &NameKey, out: &mut Effects) {
        let rules = &self.settings.lockout;
        let Some(failures_max) = rules.failures_max else { return };
        if rules.exempt.iter().any(|range| range.contains(&address)) {
            return;
        }
        let (all, shared) = self.lockout.note(rules, now.mono, address, name);
        if all < failures_max {
            return;
        }
        let somebody_present = self.identified.iter().any(|&id| self.address(id) == address);
        if somebody_present && shared < rules.failures_shared_max {
            return;
        }
        let banned = self.sanctions.against_address(address).is_some();
        if banned || self.sanctions.len() >= self.settings.sanctions_max {
            return;
        }
        let length = self.lockout.begin(rules, now.mono, address);
        let length_us = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let until = Some(WallTime { unix_us: now.wall.unix_us.saturating_add(length_us), ..now.wall });
        let sanction = Sanction {
            kind: SanctionKind::Ban,
            target: SanctionTarget::Range(IpNet::from(address)),
            since: now.wall,
            until,
            by: super::name::SERVER_NAME.into(),
            reason: AUTOMATIC.into(),
        };
        let act = AuditAct { whom: sanction.target.to_string().into(), why: AUTOMATIC.into(), until };
        let by = super::name::SERVER_NAME.to_owned();
        Self::audit_act_from(address, AuditKind::AutomaticBan, AUTOMATIC, by, act, out);
        self.sanctions.insert(now.mono, sanction.clone(), Some(length));
        // Who is present has shown who they are, and may be somebody else behind the same address.
        let mut strangers: Vec<SessionId> = self
            .sessions
            .iter()
            .filter(|(_, session)| {
                session.kind != SessionKind::Console && session.address == address && session.identity.is_none()
            })
            .map(|(id, _)| id)
            .collect();
        strangers.sort_unstable();
        for id in strangers {
            self.close(now, id, &Text::Banned(&sanction), CloseReason::Banned, out);
        }
        // It is in force all the same; what the disk has no room for is forgotten with the next start.
        if self.storage.has_room(self.settings.store_queue_max) {
            self.storage.submit(StoreAction::SetSanction(sanction), true, out);
        }
    }

    fn audit_act_from(
        address: IpAddr,
        kind: AuditKind,
        error: &'static str,
        user: String,
        act: AuditAct,
        out: &mut Effects,
    ) {
        out.push(Effect::Audit(Box::new(super::effect::Audit { kind, address, error, user, act: Some(act) })));
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
