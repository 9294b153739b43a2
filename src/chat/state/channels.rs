//! Channels: which there are, what was set of each, and which sessions are in it.
//!
//! Owns [`Channels`]. A channel that the configuration names is always there. Any other exists while somebody is in it or
//! something was set of it; its messages stay in the history either way.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use slab::Slab;

use crate::chat::clock::Mono;
use crate::chat::handle::SessionId;
use crate::chat::memory::give_back;
use crate::chat::name::{ChannelName, NameKey, Username};
use crate::chat::renamed::NameChange;
use crate::chat::request::ChannelMode;
use crate::chat::roll::{ROLL_MAX, Roll};
use crate::chat::settings::Settings;
use crate::chat::store_protocol::ChannelRecord;

/// A channel's place in [`Channels`].
pub(in crate::chat) type Slot = u32;

/// One channel.
pub(in crate::chat) struct Channel {
    name: ChannelName,
    topic: Box<str>,
    disabled: bool,
    read_only: bool,
    /// Where people may write only every so often.
    slow: Option<Box<SlowMode>>,
    /// Whom it is for, if not for everybody.
    roll: Option<Arc<Roll>>,
    origin: ChannelOrigin,
    /// In no order that means anything. Each session knows its place.
    members: Vec<SessionId>,
}

/// The slow mode of a channel.
struct SlowMode {
    seconds: u32,
    /// When each person last said something, by name: who leaves and comes back has to wait all the same.
    said: BTreeMap<NameKey, Mono>,
}

/// People whose last message is remembered in a channel in slow mode: twice the members that it takes.
const SLOWED_MAX: usize = 2000;

/// The reason that a channel exists.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChannelOrigin {
    /// The configuration names it.
    Configured,
    /// The configuration names it, and it is only for moderators and admins.
    Staff,
    /// Somebody made it by joining.
    Made,
}

/// The membership of a session in a channel.
#[derive(Clone, Copy)]
pub(in crate::chat) struct Membership {
    channel: Slot,
    /// The session's place among the channel's members.
    place: u32,
}

impl Membership {
    pub(in crate::chat) fn channel(self) -> Slot {
        self.channel
    }

    /// The session's place among the channel's members.
    pub(in crate::chat) fn place(self) -> usize {
        self.place as usize
    }
}

/// All channels.
pub(in crate::chat) struct Channels {
    slab: Slab<Channel>,
    slots: BTreeMap<NameKey, Slot>,
    default: Slot,
    /// Counts who comes and goes.
    changes: u64,
}

impl Channel {
    fn new(name: ChannelName, origin: ChannelOrigin) -> Self {
        Self {
            name,
            topic: "".into(),
            disabled: false,
            read_only: false,
            slow: None,
            roll: None,
            origin,
            members: Vec::new(),
        }
    }

    pub(in crate::chat) fn name(&self) -> &ChannelName {
        &self.name
    }

    /// The subject of the channel; may be empty.
    pub(in crate::chat) fn topic(&self) -> &str {
        &self.topic
    }

    /// True if nobody may be in it.
    pub(in crate::chat) fn is_disabled(&self) -> bool {
        self.disabled
    }

    /// True if only moderators and admins may write in it.
    pub(in crate::chat) fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Seconds between two messages of a person; 0 for as many as they like.
    pub(in crate::chat) fn slow_s(&self) -> u32 {
        self.slow.as_ref().map_or(0, |slow| slow.seconds)
    }

    /// For how long a person has to wait before the next message; `None` if it may come.
    pub(in crate::chat) fn wait_of(&self, now: Mono, person: &NameKey) -> Option<Duration> {
        let slow = self.slow.as_ref()?;
        let next = slow.said.get(person)?.saturating_add(Duration::from_secs(u64::from(slow.seconds)));
        next.checked_sub(now).filter(|wait| !wait.is_zero())
    }

    /// The sessions in it.
    pub(in crate::chat) fn members(&self) -> &[SessionId] {
        &self.members
    }

    /// True if it is only for moderators and admins.
    pub(in crate::chat) fn is_for_staff(&self) -> bool {
        self.origin == ChannelOrigin::Staff
    }

    /// The people whom it is for besides those in charge; `None` for everybody.
    pub(in crate::chat) fn roll(&self) -> Option<&Roll> {
        self.roll.as_deref()
    }

    /// The part of it that is kept over restarts.
    fn record(&self) -> ChannelRecord {
        let Self { name, topic, disabled, read_only, roll, .. } = self;
        ChannelRecord {
            name: name.clone(),
            topic: topic.clone(),
            disabled: *disabled,
            read_only: *read_only,
            slow_s: self.slow_s(),
            roll: roll.clone(),
        }
    }

    /// True if it is there whether somebody is in it or not.
    pub(in crate::chat) fn is_kept(&self) -> bool {
        self.origin != ChannelOrigin::Made
            || self.disabled
            || self.read_only
            || self.slow.is_some()
            || self.roll.is_some()
            || !self.topic.is_empty()
    }

    fn is_needed(&self) -> bool {
        self.is_kept() || !self.members.is_empty()
    }
}

impl SlowMode {
    fn of(seconds: u32) -> Option<Box<Self>> {
        (seconds > 0).then(|| Box::new(Self { seconds, said: BTreeMap::new() }))
    }

    fn note(&mut self, now: Mono, person: &NameKey) {
        if self.said.len() >= SLOWED_MAX && !self.said.contains_key(person) {
            let length = Duration::from_secs(u64::from(self.seconds));
            self.said.retain(|_, said| said.saturating_add(length) > now);
            // So many names within one wait are a flood of guests; the one that waits the least goes free.
            while self.said.len() >= SLOWED_MAX
                && let Some(first) = self.said.iter().min_by_key(|(_, said)| **said).map(|(key, _)| key.clone())
            {
                self.said.remove(&first);
            }
        }
        self.said.insert(person.clone(), now);
    }
}

impl Channels {
    pub(in crate::chat) fn new(settings: &Settings, records: Vec<ChannelRecord>) -> Self {
        let mut channels = Self { slab: Slab::new(), slots: BTreeMap::new(), default: 0, changes: 0 };
        // Something was set of each by its very name, also where an earlier version let two differ by an accent.
        let reachable = |name: &ChannelName| !name.is_global() || settings.default_channel.is_global();
        for record in records.into_iter().filter(|record| reachable(&record.name)) {
            let slot = channels.exact_or_create(&record.name, ChannelOrigin::Made);
            let channel = &mut channels.slab[slot as usize];
            channel.topic = record.topic;
            channel.disabled = record.disabled;
            channel.read_only = record.read_only;
            channel.slow = SlowMode::of(record.slow_s);
            channel.roll = record.roll;
        }
        channels.configure(settings);
        channels
    }

    /// Makes the channels be there that the settings name. Others stay while they are needed.
    pub(in crate::chat) fn configure(&mut self, settings: &Settings) {
        for (_, channel) in &mut self.slab {
            channel.origin = ChannelOrigin::Made;
        }
        self.default = self.exact_or_create(&settings.default_channel, ChannelOrigin::Configured);
        // Everybody has to be somewhere.
        let default = self.default;
        self.slab[default as usize].disabled = false;
        self.slab[default as usize].origin = ChannelOrigin::Configured;
        for (names, origin) in
            [(&settings.channels, ChannelOrigin::Configured), (&settings.staff_channels, ChannelOrigin::Staff)]
        {
            for name in names {
                let slot = match self.find_alike(name).filter(|&slot| self[slot].origin != ChannelOrigin::Made) {
                    Some(slot) => slot,
                    None if name.is_global() => default,
                    None => self.exact_or_create(name, origin),
                };
                if slot != default {
                    self.slab[slot as usize].origin = origin;
                }
            }
        }
        self.remove_unneeded();
    }

    fn remove_unneeded(&mut self) {
        let unneeded: Vec<Slot> =
            self.iter().filter(|(_, channel)| !channel.is_needed()).map(|(slot, _)| slot).collect();
        for slot in unneeded {
            self.remove(slot);
        }
    }

    /// The channel everybody is in at first.
    pub(in crate::chat) fn default_slot(&self) -> Slot {
        self.default
    }

    /// The channel that a name means: the one of that very name, else one that differs from it by accents alone.
    pub(in crate::chat) fn find(&self, name: &ChannelName) -> Option<Slot> {
        if name.is_global() {
            return Some(self.default);
        }
        self.slots.get(name.key()).copied().or_else(|| self.find_alike(name))
    }

    /// The channel whose name is like that one. Where several are, the default one comes first, then what the
    /// configuration names.
    fn find_alike(&self, name: &ChannelName) -> Option<Slot> {
        let alike = self.iter().filter(|(_, channel)| channel.name.is_like(name));
        alike
            .min_by_key(|(slot, channel)| (*slot != self.default, channel.origin == ChannelOrigin::Made))
            .map(|(slot, _)| slot)
    }

    /// All of them, in the order of their names.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = (Slot, &Channel)> {
        self.slots.values().map(|&slot| (slot, &self.slab[slot as usize]))
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.slab.len()
    }

    /// The channel that a name means, which is made if there is none.
    pub(in crate::chat) fn find_or_create(&mut self, name: &ChannelName) -> Slot {
        self.find(name).unwrap_or_else(|| self.exact_or_create(name, ChannelOrigin::Made))
    }

    /// The channel of that very name, which is made if there is none.
    fn exact_or_create(&mut self, name: &ChannelName, origin: ChannelOrigin) -> Slot {
        if let Some(&slot) = self.slots.get(name.key()) {
            return slot;
        }
        // Their number is limited far below what a slot can count.
        let slot = self.slab.insert(Channel::new(name.clone(), origin)) as Slot;
        self.slots.insert(name.key().clone(), slot);
        slot
    }

    fn remove(&mut self, slot: Slot) {
        let channel = self.slab.remove(slot as usize);
        self.slots.remove(channel.name.key());
    }

    /// Forgets a channel that nothing speaks for any more.
    pub(in crate::chat) fn tidy(&mut self, slot: Slot) {
        if !self[slot].is_needed() {
            self.remove(slot);
        }
    }

    /// The number of times that somebody has come into a channel or left one.
    pub(in crate::chat) fn changes(&self) -> u64 {
        self.changes
    }

    /// Adds a session to the members, which it is not among.
    pub(in crate::chat) fn add_member(&mut self, slot: Slot, id: SessionId) -> Membership {
        self.changes += 1;
        let members = &mut self.slab[slot as usize].members;
        members.push(id);
        // Connections are counted in 32 bits.
        Membership { channel: slot, place: members.len() as u32 - 1 }
    }

    /// Takes a session away from the members; the channel stays. Returns who has its place now, if anybody has.
    pub(in crate::chat) fn remove_member(&mut self, membership: Membership) -> Option<SessionId> {
        self.changes += 1;
        let members = &mut self.slab[membership.channel as usize].members;
        members.swap_remove(membership.place as usize);
        let moved = members.get(membership.place as usize).copied();
        give_back(members);
        moved
    }

    /// Says anew what a channel is about. Returns what is to be kept of it.
    pub(in crate::chat) fn set_topic(&mut self, slot: Slot, topic: Box<str>) -> ChannelRecord {
        let channel = &mut self.slab[slot as usize];
        channel.topic = topic;
        channel.record()
    }

    /// Changes what may be done in a channel. Returns what is to be kept of it.
    pub(in crate::chat) fn set_mode(&mut self, slot: Slot, mode: ChannelMode) -> ChannelRecord {
        let channel = &mut self.slab[slot as usize];
        match mode {
            ChannelMode::Disabled => channel.disabled = true,
            ChannelMode::Enabled => channel.disabled = false,
            ChannelMode::ReadOnly => channel.read_only = true,
            ChannelMode::Open => channel.read_only = false,
            ChannelMode::Public => channel.roll = None,
        }
        channel.record()
    }

    /// Adds people to those whom a channel is for, which is for nobody else from then on. Returns how many are new and what is
    /// to be kept of it; `None` if they would be too many, and nothing is done.
    pub(in crate::chat) fn admit(&mut self, slot: Slot, names: &[Username]) -> Option<(usize, ChannelRecord)> {
        let channel = &mut self.slab[slot as usize];
        let mut roll = channel.roll.as_deref().cloned().unwrap_or_default();
        let new = names.iter().filter(|name| roll.add(name)).count();
        if roll.names().len() > ROLL_MAX {
            return None;
        }
        channel.roll = Some(roll.into());
        Some((new, channel.record()))
    }

    /// Takes somebody off the rolls of all channels, as the database does it with their account.
    pub(in crate::chat) fn strike(&mut self, key: &NameKey) {
        for (_, channel) in &mut self.slab {
            if let Some(roll) = channel.roll.as_mut().filter(|roll| roll.has(key)) {
                Arc::make_mut(roll).remove(key);
            }
        }
    }

    /// Has somebody on the rolls of channels bear their new name, as the database does it with their account.
    pub(in crate::chat) fn rename_on_rolls(&mut self, change: &NameChange) {
        for (_, channel) in &mut self.slab {
            if let Some(roll) = channel.roll.as_mut().filter(|roll| roll.has(change.from.key())) {
                Arc::make_mut(roll).rename(change);
            }
        }
    }

    /// Says how often people may write in a channel: every so many seconds, 0 for as often as they like. Returns what is to
    /// be kept of it.
    pub(in crate::chat) fn set_slow(&mut self, slot: Slot, seconds: u32) -> ChannelRecord {
        let channel = &mut self.slab[slot as usize];
        match &mut channel.slow {
            // Who has just written waits from then on.
            Some(slow) if seconds > 0 => slow.seconds = seconds,
            slow => *slow = SlowMode::of(seconds),
        }
        channel.record()
    }

    /// Notes that a person says something, for the slow mode of the channel.
    pub(in crate::chat) fn note_said(&mut self, slot: Slot, now: Mono, person: &NameKey) {
        if let Some(slow) = &mut self.slab[slot as usize].slow {
            slow.note(now, person);
        }
    }

    /// Forgets all members, and the channels that were there for them only.
    pub(in crate::chat) fn clear_members(&mut self) {
        for (_, channel) in &mut self.slab {
            channel.members = Vec::new();
        }
        self.remove_unneeded();
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert_eq!(self.slots.len(), self.slab.len(), "every channel has a name of its own");
        assert!(!self[self.default].disabled, "everybody has to be somewhere");
        for (_, channel) in self.iter() {
            assert!(channel.is_needed(), "{} is not needed", channel.name);
            assert!(!channel.disabled || channel.members.is_empty(), "nobody is in a disabled channel");
        }
    }
}

impl std::ops::Index<Slot> for Channels {
    type Output = Channel;

    fn index(&self, slot: Slot) -> &Channel {
        &self.slab[slot as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::name::Username;

    #[test]
    fn slow_mode_remembers_so_many_and_forgets_who_need_not_wait_first() {
        let at = Duration::from_secs;
        let key = |n: usize| Username::parse(&format!("n{n}")).unwrap().key().clone();
        let mut slow = SlowMode::of(10).unwrap();
        (0..SLOWED_MAX).for_each(|n| slow.note(at(if n < 5 { 0 } else { 8 }), &key(n)));
        slow.note(at(10), &key(9_000));
        assert_eq!(slow.said.len(), SLOWED_MAX - 4, "those who need not wait any more are gone");
        (0..9).for_each(|n| slow.note(at(11), &key(10_000 + n)));
        assert_eq!(slow.said.len(), SLOWED_MAX);
        assert!(slow.said.contains_key(&key(10_008)));
        assert!(SlowMode::of(0).is_none());
    }
}
