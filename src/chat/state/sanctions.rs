//! Mutes and bans in force.
//!
//! Owns [`Sanctions`]. An end is kept on the monotonic clock while the server runs, so that a wall clock that jumps
//! neither frees nor locks up anybody; over a restart only the wall clock is left, and a sanction that was made "in the
//! future" (the board's clock is behind after a power cut) runs its full length again.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::time::Duration;

use crate::chat::clock::{Mono, Now, time_left};
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;
use crate::chat::sanction::{Sanction, SanctionKind, SanctionTarget};

/// All of them.
#[derive(Default)]
pub(in crate::chat) struct Sanctions {
    by_target: BTreeMap<(SanctionKind, SanctionTarget), Active>,
    /// Those against names, for a quick look.
    by_name: BTreeMap<(SanctionKind, NameKey), SanctionTarget>,
    ends: BTreeSet<(Mono, SanctionKind, SanctionTarget)>,
}

struct Active {
    sanction: Sanction,
    ends: Option<Mono>,
}

impl Sanctions {
    pub(in crate::chat) fn restore(now: Now, sanctions: Vec<Sanction>) -> Self {
        let mut all = Self::default();
        for sanction in sanctions {
            let left = sanction.until.map(|until| time_left(sanction.since, until, now.wall));
            // What has ended meanwhile goes with the first timeout, and from the database too.
            all.insert(now.mono, sanction, left);
        }
        all
    }

    /// Puts one in force, for so long, in place of one of its kind against the same target.
    pub(in crate::chat) fn insert(&mut self, now: Mono, sanction: Sanction, length: Option<Duration>) {
        self.put(sanction, length.map(|length| now.saturating_add(length)));
    }

    /// Puts the one of a kind against a name in force against another name too, until the same end; gives the new one.
    pub(in crate::chat) fn extend(&mut self, kind: SanctionKind, key: &NameKey, to: &Username) -> Option<Sanction> {
        let target = self.by_name.get(&(kind, key.clone()))?;
        let active = self.by_target.get(&(kind, target.clone()))?;
        let ends = active.ends;
        let sanction = Sanction { target: SanctionTarget::Person(to.clone()), ..active.sanction.clone() };
        self.put(sanction.clone(), ends);
        Some(sanction)
    }

    fn put(&mut self, sanction: Sanction, ends: Option<Mono>) {
        let (kind, target) = (sanction.kind, sanction.target.clone());
        self.remove(kind, &target);
        if let Some(at) = ends {
            self.ends.insert((at, kind, target.clone()));
        }
        if let SanctionTarget::Person(name) = &target {
            self.by_name.insert((kind, name.key().clone()), target.clone());
        }
        self.by_target.insert((kind, target), Active { sanction, ends });
    }

    /// Takes one out of force.
    pub(in crate::chat) fn remove(&mut self, kind: SanctionKind, target: &SanctionTarget) -> Option<Sanction> {
        let active = self.by_target.remove(&(kind, target.clone()))?;
        if let Some(at) = active.ends {
            self.ends.remove(&(at, kind, target.clone()));
        }
        if let SanctionTarget::Person(name) = target {
            self.by_name.remove(&(kind, name.key().clone()));
        }
        Some(active.sanction)
    }

    /// Has those against a name be against the new one, each until the same end.
    pub(in crate::chat) fn rename(&mut self, change: &NameChange) {
        for kind in [SanctionKind::Mute, SanctionKind::Ban] {
            let Some(target) = self.by_name.get(&(kind, change.from.key().clone())).cloned() else { continue };
            let ends = self.by_target.get(&(kind, target.clone())).and_then(|active| active.ends);
            if let Some(sanction) = self.remove(kind, &target) {
                self.put(Sanction { target: SanctionTarget::Person(change.to.clone()), ..sanction }, ends);
            }
        }
    }

    /// Has those that somebody imposed be another's.
    pub(in crate::chat) fn rename_author(&mut self, from: &Username, to: &str) {
        for active in self.by_target.values_mut() {
            if Username::parse(&active.sanction.by).is_ok_and(|by| by == *from) {
                active.sanction.by = to.into();
            }
        }
    }

    /// True if there is one of a kind against just this target, which a new one would replace.
    pub(in crate::chat) fn holds(&self, kind: SanctionKind, target: &SanctionTarget) -> bool {
        self.by_target.contains_key(&(kind, target.clone()))
    }

    /// The one of a kind against just this target.
    pub(in crate::chat) fn get(&self, kind: SanctionKind, target: &SanctionTarget) -> Option<&Sanction> {
        self.by_target.get(&(kind, target.clone())).map(|active| &active.sanction)
    }

    /// The time that one of a kind against just this target has left; `None` if there is none, within if it does not end by itself.
    pub(in crate::chat) fn left(
        &self,
        now: Mono,
        kind: SanctionKind,
        target: &SanctionTarget,
    ) -> Option<Option<Duration>> {
        let active = self.by_target.get(&(kind, target.clone()))?;
        Some(active.ends.map(|ends| ends.saturating_sub(now)))
    }

    /// The one of a kind against a name.
    pub(in crate::chat) fn against_name(&self, kind: SanctionKind, key: &NameKey) -> Option<&Sanction> {
        if self.by_name.is_empty() {
            return None;
        }
        let target = self.by_name.get(&(kind, key.clone()))?;
        self.by_target.get(&(kind, target.clone())).map(|active| &active.sanction)
    }

    /// The ban of an address, by the narrowest range.
    pub(in crate::chat) fn against_address(&self, address: IpAddr) -> Option<&Sanction> {
        self.by_target
            .values()
            .filter_map(|active| match &active.sanction.target {
                SanctionTarget::Range(range) if range.contains(&address) => {
                    Some((range.prefix_len(), &active.sanction))
                }
                _ => None,
            })
            .max_by_key(|(length, _)| *length)
            .map(|(_, sanction)| sanction)
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.by_target.len()
    }

    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = &Sanction> {
        self.by_target.values().map(|active| &active.sanction)
    }

    pub(in crate::chat) fn next_end(&self) -> Option<Mono> {
        self.ends.first().map(|&(at, ..)| at)
    }

    /// Takes the one out of force that has run its time, if there is one.
    pub(in crate::chat) fn take_ended(&mut self, now: Mono) -> Option<Sanction> {
        let (at, kind, target) = self.ends.first()?;
        if *at > now {
            return None;
        }
        let (kind, target) = (*kind, target.clone());
        self.remove(kind, &target)
    }

    pub(in crate::chat) fn check_invariants(&self) {
        let ending = self.by_target.values().filter(|active| active.ends.is_some()).count();
        assert_eq!(ending, self.ends.len(), "every end is on the list");
        for (kind, target) in self.by_target.keys() {
            if let SanctionTarget::Person(name) = target {
                assert!(self.by_name.contains_key(&(*kind, name.key().clone())), "every name is on the list");
            }
        }
    }
}
