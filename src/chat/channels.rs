//! Channels: which there are, who is in them, and who may be.
//!
//! Owns [`Channels`] and the requests `join`, `leave` and `channels`. Membership is a session's, not a person's: two
//! clients of one person may be in different channels. What moderators set of a channel is in `channel_modes`.
//!
//! A channel that the configuration names is always there. Any other exists while somebody is in it or something was
//! set of it; its messages stay in the history either way.

use std::collections::BTreeMap;

use slab::Slab;

use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::memory::give_back;
use super::name::{ChannelName, NameKey};
use super::people::{Person, PersonSlot};
use super::refusal::{Form, Rank, Refusal};
use super::reply::{ChannelView, Reply};
use super::settings::{Creators, Settings};
use super::store_protocol::ChannelRecord;
use super::text::Text;

/// A channel's place in [`Channels`].
pub(super) type Slot = u32;

/// One channel.
pub(super) struct Channel {
    pub(super) name: ChannelName,
    pub(super) topic: Box<str>,
    pub(super) disabled: bool,
    pub(super) read_only: bool,
    origin: ChannelOrigin,
    /// In no order that means anything. Each session knows its place.
    members: Vec<SessionId>,
}

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
pub(super) struct Membership {
    pub(super) channel: Slot,
    /// The session's place among the channel's members.
    place: u32,
}

/// All channels.
pub(super) struct Channels {
    slab: Slab<Channel>,
    slots: BTreeMap<NameKey, Slot>,
    default: Slot,
}

impl Channel {
    fn new(name: ChannelName, origin: ChannelOrigin) -> Self {
        Self { name, topic: "".into(), disabled: false, read_only: false, origin, members: Vec::new() }
    }

    pub(super) fn members(&self) -> &[SessionId] {
        &self.members
    }

    pub(super) fn is_for_staff(&self) -> bool {
        self.origin == ChannelOrigin::Staff
    }

    /// The part of it that is kept over restarts.
    pub(super) fn record(&self) -> ChannelRecord {
        let Self { name, topic, disabled, read_only, .. } = self;
        ChannelRecord { name: name.clone(), topic: topic.clone(), disabled: *disabled, read_only: *read_only }
    }

    fn is_needed(&self) -> bool {
        self.origin != ChannelOrigin::Made
            || !self.members.is_empty()
            || self.disabled
            || self.read_only
            || !self.topic.is_empty()
    }
}

impl Channels {
    pub(super) fn new(settings: &Settings, records: Vec<ChannelRecord>) -> Self {
        let mut channels = Self { slab: Slab::new(), slots: BTreeMap::new(), default: 0 };
        // Something was set of each by its very name, also where an earlier version let two differ by an accent.
        let reachable = |name: &ChannelName| !name.is_global() || settings.default_channel.is_global();
        for record in records.into_iter().filter(|record| reachable(&record.name)) {
            let slot = channels.exact_or_create(&record.name, ChannelOrigin::Made);
            let channel = &mut channels.slab[slot as usize];
            channel.topic = record.topic;
            channel.disabled = record.disabled;
            channel.read_only = record.read_only;
        }
        channels.configure(settings);
        channels
    }

    /// Makes the channels be there that the settings name. Others stay while they are needed.
    pub(super) fn configure(&mut self, settings: &Settings) {
        for (_, channel) in &mut self.slab {
            channel.origin = ChannelOrigin::Made;
        }
        self.default = self.exact_or_create(&settings.default_channel, ChannelOrigin::Configured);
        // Everybody has to be somewhere.
        let default = self.default;
        self[default].disabled = false;
        self[default].origin = ChannelOrigin::Configured;
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
                    self[slot].origin = origin;
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
    pub(super) fn default_slot(&self) -> Slot {
        self.default
    }

    /// The channel that a name means: the one of that very name, else one that differs from it by accents alone.
    pub(super) fn find(&self, name: &ChannelName) -> Option<Slot> {
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
    pub(super) fn iter(&self) -> impl Iterator<Item = (Slot, &Channel)> {
        self.slots.values().map(|&slot| (slot, &self.slab[slot as usize]))
    }

    pub(super) fn len(&self) -> usize {
        self.slab.len()
    }

    /// The channel that a name means, which is made if there is none.
    fn find_or_create(&mut self, name: &ChannelName) -> Slot {
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
    pub(super) fn tidy(&mut self, slot: Slot) {
        if !self[slot].is_needed() {
            self.remove(slot);
        }
    }

    /// Forgets all members, and the channels that were there for them only.
    pub(super) fn clear_members(&mut self) {
        for (_, channel) in &mut self.slab {
            channel.members = Vec::new();
        }
        self.remove_unneeded();
    }
}

impl std::ops::Index<Slot> for Channels {
    type Output = Channel;

    fn index(&self, slot: Slot) -> &Channel {
        &self.slab[slot as usize]
    }
}

impl std::ops::IndexMut<Slot> for Channels {
    fn index_mut(&mut self, slot: Slot) -> &mut Channel {
        &mut self.slab[slot as usize]
    }
}

impl Core {
    /// The channel that a session writes to.
    pub(super) fn current_channel(&self, id: SessionId) -> Option<&Channel> {
        self.identity(id).map(|identity| &self.channels[identity.current])
    }

    pub(super) fn is_member(&self, id: SessionId, slot: Slot) -> bool {
        self.identity(id).is_some_and(|identity| identity.memberships.iter().any(|m| m.channel == slot))
    }

    /// Puts a session into a channel, without a word.
    pub(super) fn add_member(&mut self, id: SessionId, slot: Slot) {
        let place = self.channels[slot].members.len() as u32;
        let Some(identity) = self.identity_mut(id) else { return };
        if identity.memberships.iter().any(|m| m.channel == slot) {
            return;
        }
        identity.memberships.push(Membership { channel: slot, place });
        self.channels[slot].members.push(id);
    }

    /// Takes a session out of a channel, without a word. The channel stays.
    pub(super) fn remove_member(&mut self, id: SessionId, slot: Slot) {
        let Some(identity) = self.identity_mut(id) else { return };
        let Some(at) = identity.memberships.iter().position(|m| m.channel == slot) else { return };
        let membership = identity.memberships.swap_remove(at);
        self.remove_membership(membership);
    }

    /// Takes a place away from a channel's members.
    pub(super) fn remove_membership(&mut self, membership: Membership) {
        let members = &mut self.channels[membership.channel].members;
        members.swap_remove(membership.place as usize);
        let moved = members.get(membership.place as usize).copied();
        give_back(members);
        if let Some(identity) = moved.and_then(|moved| self.identity_mut(moved))
            && let Some(other) = identity.memberships.iter_mut().find(|m| m.channel == membership.channel)
        {
            other.place = membership.place;
        }
    }

    /// The members of a channel that are not of one person.
    fn members_except(&self, slot: Slot, person: &Person) -> impl Iterator<Item = SessionId> {
        self.channels[slot].members.iter().copied().filter(|id| !person.sessions.contains(id))
    }

    /// Says something to the members of a channel but one, who gets an answer instead.
    pub(super) fn tell_other_members(&self, now: Now, id: SessionId, slot: Slot, text: &Text<'_>, out: &mut Effects) {
        let reply = self.system_message(now, None, &self.channels[slot].name, text);
        out.fan_out(self.channels[slot].members.iter().copied().filter(|&member| member != id), reply);
    }

    /// Says something in a channel about one of its people, to the others, if the person can be seen and is in it by no
    /// other session.
    fn tell_other_people_in(&self, now: Now, id: SessionId, slot: Slot, text: &Text<'_>, out: &mut Effects) {
        let Some(person) = self.person_of(id).filter(|person| !person.state.is_hidden()) else { return };
        let elsewhere = person.sessions.iter().any(|&other| other != id && self.is_member(other, slot));
        if self.settings.announce_presence && !elsewhere {
            let reply = self.system_message(now, None, &self.channels[slot].name, text);
            out.fan_out(self.members_except(slot, person), reply);
        }
    }

    /// Checks that a session may be in a channel that exists.
    fn check_entry(&self, id: SessionId, slot: Slot) -> Result<(), Refusal> {
        let channel = &self.channels[slot];
        if channel.is_for_staff() && self.rank(id) < Rank::Moderator {
            Err(self.refusal(&Text::ChannelForbidden(&channel.name)))
        } else if channel.disabled {
            Err(self.refusal(&Text::ChannelDisabled(&channel.name)))
        } else if slot != self.channels.default_slot() && channel.members.len() >= self.settings.channel_members_max {
            Err(self.refusal(&Text::ChannelFull(&channel.name)))
        } else {
            Ok(())
        }
    }

    /// Puts a session into a channel, which is made if it may be, and tells the others there. `switching` says that
    /// it leaves its current one for it.
    pub(super) fn enter(
        &mut self,
        now: Now,
        id: SessionId,
        name: &ChannelName,
        switching: bool,
        out: &mut Effects,
    ) -> Result<Slot, Refusal> {
        let Some(identity) = self.identity(id) else { return Err(self.refusal(&Text::NotIdentified)) };
        let joined = identity.memberships.len() - usize::from(switching);
        let found = self.channels.find(name);
        if let Some(slot) = found.filter(|&slot| self.is_member(id, slot)) {
            return Ok(slot);
        }
        match found {
            Some(slot) => self.check_entry(id, slot)?,
            None if !self.may_make_channels(id) => return Err(self.refusal(&Text::UnknownChannel(name))),
            None if self.channels.len() >= self.settings.channels_max => {
                return Err(self.refusal(&Text::TooManyChannels(self.settings.channels_max)));
            }
            None => {}
        }
        if joined >= self.settings.channels_per_session_max {
            return Err(self.refusal(&Text::TooManyJoined(self.settings.channels_per_session_max)));
        }
        let slot = self.channels.find_or_create(name);
        self.add_member(id, slot);
        if let Some(person) = self.person_of(id) {
            let (user, channel) = (person.name.clone(), self.channels[slot].name.clone());
            self.tell_other_people_in(now, id, slot, &Text::Joined { user: &user, channel: &channel }, out);
        }
        Ok(slot)
    }

    fn may_make_channels(&self, id: SessionId) -> bool {
        match self.settings.create_channels {
            Creators::Everyone => true,
            Creators::Registered => self.person_of(id).is_some_and(|person| person.registered),
            Creators::Moderators => self.rank(id) >= Rank::Moderator,
            Creators::Nobody => false,
        }
    }

    /// Takes a session out of a channel, tells the others there, and sees to it that the session is in another.
    fn exit(&mut self, now: Now, id: SessionId, slot: Slot, out: &mut Effects) {
        if let Some(person) = self.person_of(id) {
            let (user, channel) = (person.name.clone(), self.channels[slot].name.clone());
            self.tell_other_people_in(now, id, slot, &Text::Parted { user: &user, channel: &channel }, out);
        }
        self.remove_member(id, slot);
        let default = self.channels.default_slot();
        let Some(identity) = self.identity(id) else { return };
        if identity.current == slot {
            let next = match identity.memberships.last() {
                Some(last) if !identity.memberships.iter().any(|m| m.channel == default) => last.channel,
                _ => default,
            };
            self.add_member(id, next);
            if let Some(identity) = self.identity_mut(id) {
                identity.current = next;
            }
        }
        self.channels.tidy(slot);
    }

    /// Answers `join`. A typed `/join` switches: who has one text box cannot be in two places.
    pub(super) fn join(&mut self, now: Now, id: SessionId, name: &ChannelName, form: Form, out: &mut Effects) {
        let Some(before) = self.identity(id).map(|identity| identity.current) else {
            self.reject(now, id, &Text::NotIdentified, None, out);
            return;
        };
        let slot = match self.enter(now, id, name, form == Form::Typed, out) {
            Ok(slot) => slot,
            Err(refusal) => {
                self.answer_refusal(now, id, form, refusal, out);
                return;
            }
        };
        if let Some(identity) = self.identity_mut(id) {
            identity.current = slot;
        }
        if form == Form::Typed && before != slot {
            self.exit(now, id, before, out);
        }
        let channel = &self.channels[slot];
        let (name, topic) = (channel.name.clone(), channel.topic.clone());
        match form {
            Form::Json => {
                let users = self.people_in(slot, id);
                out.send(id, Reply::Join { channel: name, topic, users });
            }
            Form::Typed => self.tell(now, id, &Text::YouJoined { channel: &name, topic: &topic }, out),
        }
    }

    /// Answers `leave`.
    pub(super) fn leave_channel(
        &mut self,
        now: Now,
        id: SessionId,
        name: Option<&ChannelName>,
        form: Form,
        out: &mut Effects,
    ) {
        let Some(identity) = self.identity(id) else {
            self.reject(now, id, &Text::NotIdentified, None, out);
            return;
        };
        let slot = name.map_or(Some(identity.current), |name| self.channels.find(name));
        let only = identity.memberships.len() == 1;
        let slot = match slot.filter(|&slot| self.is_member(id, slot)) {
            Some(slot) if only && slot == self.channels.default_slot() => {
                let refusal = self.refusal(&Text::LastChannel(&self.channels[slot].name));
                self.answer_refusal(now, id, form, refusal, out);
                return;
            }
            Some(slot) => slot,
            None => {
                let refusal = match name {
                    Some(name) => self.refusal(&Text::NotMember(name)),
                    None => self.refusal(&Text::NotIdentified),
                };
                self.answer_refusal(now, id, form, refusal, out);
                return;
            }
        };
        let channel = self.channels[slot].name.clone();
        self.exit(now, id, slot, out);
        let Some(current) = self.current_channel(id).map(|channel| channel.name.clone()) else { return };
        match form {
            Form::Json => out.send(id, Reply::Leave { channel, current }),
            Form::Typed => self.tell(now, id, &Text::YouLeft { channel: &channel, current: &current }, out),
        }
    }

    /// Answers `channels`.
    pub(super) fn list_channels(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        let staff = self.rank(id) >= Rank::Moderator;
        let view = |(slot, channel): (Slot, &Channel)| ChannelView {
            name: channel.name.clone(),
            topic: channel.topic.clone(),
            members: self.count_people_in(slot),
            joined: self.is_member(id, slot),
            read_only: channel.read_only,
            disabled: channel.disabled,
        };
        let seen = |(_, channel): &(Slot, &Channel)| staff || !(channel.is_for_staff() || channel.disabled);
        let channels: Vec<ChannelView> = self.channels.iter().filter(seen).map(view).collect();
        match form {
            Form::Json => out.send(id, Reply::Channels { channels }),
            Form::Typed => {
                let lines = std::iter::once(self.words_for(now, id, &Text::ChannelsFollow(channels.len())))
                    .chain(channels.iter().map(|channel| self.words_for(now, id, &Text::ChannelLine(channel))))
                    .collect();
                self.say_lines(now, id, lines, out);
            }
        }
    }

    /// The people in a channel, as far as a session may see.
    fn people_in(&self, slot: Slot, asker: SessionId) -> Vec<super::name::Username> {
        let me = self.identity(asker).map(|identity| identity.person);
        let is_here = |person: &Person| person.sessions.iter().any(|&s| self.is_member(s, slot));
        self.people
            .iter()
            .filter(|(slot, person)| (!person.state.is_hidden() || Some(*slot) == me) && is_here(person))
            .map(|(_, person)| person.name.clone())
            .collect()
    }

    /// The number of people in a channel who can be seen. Looks at its members alone: everybody may ask for all
    /// channels, often.
    fn count_people_in(&self, slot: Slot) -> usize {
        let members = self.channels[slot].members.iter().filter_map(|&id| self.identity(id));
        let mut people: Vec<PersonSlot> = members.map(|identity| identity.person).collect();
        people.sort_unstable();
        people.dedup();
        let seen = |&slot: &PersonSlot| self.people.in_slot(slot).is_some_and(|person| !person.state.is_hidden());
        people.into_iter().filter(seen).count()
    }

    /// Moves everybody out of a channel that they may not be in any more, and tells them.
    pub(super) fn evict(
        &mut self,
        now: Now,
        slot: Slot,
        may_stay: impl Fn(&Self, SessionId) -> bool,
        why: &Text<'_>,
        out: &mut Effects,
    ) {
        let leaving: Vec<SessionId> =
            self.channels[slot].members.iter().copied().filter(|&id| !may_stay(self, id)).collect();
        for id in leaving {
            self.remove_member(id, slot);
            let default = self.channels.default_slot();
            if self.identity(id).is_some_and(|identity| identity.current == slot) {
                self.add_member(id, default);
                if let Some(identity) = self.identity_mut(id) {
                    identity.current = default;
                }
            }
            self.tell(now, id, why, out);
        }
    }

    pub(super) fn check_channel_invariants(&self) {
        let channels = &self.channels;
        assert_eq!(channels.slots.len(), channels.slab.len(), "every channel has a name of its own");
        assert!(!channels[channels.default].disabled, "everybody has to be somewhere");
        let mut seats = 0;
        for (slot, channel) in channels.iter() {
            seats += channel.members.len();
            assert!(channel.is_needed(), "{} is not needed", channel.name);
            assert!(!channel.disabled || channel.members.is_empty(), "nobody is in a disabled channel");
            for (place, &id) in channel.members.iter().enumerate() {
                let identity = self.identity(id).expect("a member is identified");
                let found = identity.memberships.iter().any(|m| m.channel == slot && m.place as usize == place);
                assert!(found, "each member knows its place");
                assert!(
                    !channel.is_for_staff() || self.rank(id) >= Rank::Moderator,
                    "only staff is in a staff channel"
                );
            }
        }
        let known: usize =
            self.identified.iter().filter_map(|&id| self.identity(id)).map(|i| i.memberships.len()).sum();
        assert_eq!(seats, known, "every membership is listed");
        for &id in &self.identified {
            let identity = self.identity(id).expect("an identified session has an identity");
            assert!(self.is_member(id, identity.current), "who writes to a channel is in it");
        }
    }
}
