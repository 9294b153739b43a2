//! Membership: who is in which channel, and who may be.
//!
//! Owns the requests `join`, `leave` and `channels`, rules on `state::channels`. Membership is a session's, not a person's:
//! two clients of one person may be in different channels. What moderators set of a channel is in `channel_modes`.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::name::{ChannelName, NameKey, Username};
use super::refusal::{Form, Refusal};
use super::renamed::NameChange;
use super::reply::{ChannelView, Reply};
use super::roll::Roll;
use super::settings::Creators;
use super::state::channels::{Channel, Membership, Slot};
use super::state::people::{Person, PersonSlot};
use super::state::sessions::Identity;
use super::text::Text;
use super::text::school::SchoolText;

impl Core {
    /// The channel that a session writes to.
    pub(super) fn current_channel(&self, id: SessionId) -> Option<&Channel> {
        self.identity(id).map(|identity| &self.channels[identity.current()])
    }

    pub(super) fn is_member(&self, id: SessionId, slot: Slot) -> bool {
        self.identity(id).is_some_and(|identity| identity.is_in(slot))
    }

    /// Puts a session into a channel, without a word.
    fn add_member(&mut self, id: SessionId, slot: Slot) {
        if let Some(identity) = self.sessions.identity_mut(id).filter(|identity| !identity.is_in(slot)) {
            identity.add_membership(self.channels.add_member(slot, id));
        }
    }

    /// Takes a session out of a channel, without a word. The channel stays.
    fn remove_member(&mut self, id: SessionId, slot: Slot) {
        if let Some(membership) = self.sessions.identity_mut(id).and_then(|identity| identity.take_membership(slot)) {
            self.remove_membership(membership);
        }
    }

    /// Takes a place away from a channel's members.
    fn remove_membership(&mut self, membership: Membership) {
        if let Some(moved) = self.channels.remove_member(membership)
            && let Some(identity) = self.sessions.identity_mut(moved)
        {
            identity.replace_membership(membership);
        }
    }

    /// Puts a session that has become somebody into the channel where everybody is at first.
    pub(super) fn enter_default_channel(&mut self, id: SessionId) {
        self.add_member(id, self.channels.default_slot());
    }

    /// Puts a session back where its person was before the connection was lost, the last of these being the one that it
    /// writes to. Nobody heard of their going, so nobody hears of this. Who has one text box cannot be in two places, and
    /// begins where everybody does.
    pub(super) fn enter_again(&mut self, id: SessionId, channels: &[ChannelName]) {
        if !self.newer(id) {
            return;
        }
        let default = self.channels.default_slot();
        let mut is_back = false;
        for name in channels {
            let found = self.channels.find(name);
            let may_enter = match found {
                Some(slot) => self.check_entry(id, slot).is_ok(),
                None => self.may_make_channels(id) && self.channels.len() < self.settings.channels_max,
            };
            let joined = self.identity(id).map_or(0, |identity| identity.memberships().len());
            if found.is_some_and(|slot| self.is_member(id, slot)) {
                is_back = true;
            } else if may_enter && joined < self.settings.channels_per_session_max {
                let slot = self.channel_to_be(name);
                self.add_member(id, slot);
            }
        }
        match channels.last().and_then(|name| self.channels.find(name)).filter(|&slot| self.is_member(id, slot)) {
            Some(slot) => self.set_current(id, slot),
            None => self.set_current(id, default),
        }
        let is_elsewhere = self.identity(id).is_some_and(|identity| identity.current() != default);
        if !is_back && is_elsewhere {
            self.remove_member(id, default);
        }
    }

    /// Takes a session that is nobody any more out of its channels.
    pub(super) fn exit_all(&mut self, was: &Identity) {
        for &membership in was.memberships() {
            self.remove_membership(membership);
            self.channels.tidy(membership.channel());
        }
    }

    /// The channel of a name, which is made if there is none: something is about to speak for it. One that servers share is spelled as the
    /// configuration spells it, whoever is the first to speak of it, here or elsewhere.
    pub(super) fn channel_to_be(&mut self, name: &ChannelName) -> Slot {
        if let Some(slot) = self.channels.find(name) {
            return slot;
        }
        let shared = self.campus.as_ref().and_then(|campus| campus.spelled(name));
        self.channels.find_or_create(&shared.unwrap_or_else(|| name.clone()))
    }

    /// Takes a name off the rolls of all channels.
    pub(super) fn strike_off_rolls(&mut self, key: &NameKey) {
        self.channels.strike(key);
    }

    /// Has an account stand on the rolls of channels under its new name.
    pub(super) fn rename_on_rolls(&mut self, change: &NameChange) {
        self.channels.rename_on_rolls(change);
    }

    /// Forgets a channel that nothing speaks for any more.
    pub(super) fn tidy_channel(&mut self, slot: Slot) {
        self.channels.tidy(slot);
    }

    fn set_current(&mut self, id: SessionId, slot: Slot) {
        if let Some(identity) = self.sessions.identity_mut(id) {
            identity.set_current(slot);
        }
    }

    /// The members of a channel that are not of one person.
    fn members_except(&self, slot: Slot, person: &Person) -> impl Iterator<Item = SessionId> {
        self.channels[slot].members().iter().copied().filter(|id| !person.sessions().contains(id))
    }

    /// Says something in a channel about one of its people, to the others, if the person can be seen and is in it by no
    /// other session.
    fn tell_other_people_in(&self, now: Now, id: SessionId, slot: Slot, text: &Text<'_>, out: &mut Effects) {
        let Some(person) = self.person_of(id).filter(|person| !person.state().is_hidden()) else { return };
        let elsewhere = person.sessions().iter().any(|&other| other != id && self.is_member(other, slot));
        if self.settings.announce_presence && !elsewhere {
            self.tell_in_channel(now, slot, self.members_except(slot, person), text, out);
        }
    }

    /// True if a channel is for whoever a session is.
    pub(super) fn is_open_to(&self, id: SessionId, slot: Slot) -> bool {
        let channel = &self.channels[slot];
        let is_on = |roll: &Roll| {
            self.person_of(id).is_some_and(|person| person.is_registered() && roll.has(person.name().key()))
        };
        self.rank(id) >= Rank::Moderator || !channel.is_for_staff() && channel.roll().is_none_or(is_on)
    }

    /// The words for who may not be in a channel that is not for them.
    pub(super) fn closed_text<'n>(&self, slot: Slot, name: &'n ChannelName) -> Text<'n> {
        if self.channels[slot].is_for_staff() { Text::ChannelForbidden(name) } else { Text::ChannelOfGroup(name) }
    }

    /// Checks that a session may be in a channel that exists.
    fn check_entry(&self, id: SessionId, slot: Slot) -> Result<(), Refusal> {
        let channel = &self.channels[slot];
        if !self.is_open_to(id, slot) {
            Err(self.refusal(&self.closed_text(slot, channel.name())))
        } else if channel.is_disabled() {
            Err(self.refusal(&Text::ChannelDisabled(channel.name())))
        } else if slot != self.channels.default_slot() && channel.members().len() >= self.settings.channel_members_max {
            Err(self.refusal(&Text::ChannelFull(channel.name())))
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
        let joined = identity.memberships().len() - usize::from(switching);
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
        let slot = self.channel_to_be(name);
        self.add_member(id, slot);
        if let Some(person) = self.person_of(id) {
            let (user, channel) = (person.name().clone(), self.channels[slot].name().clone());
            self.tell_other_people_in(now, id, slot, &Text::Joined { user: &user, channel: &channel }, out);
        }
        Ok(slot)
    }

    /// Puts somebody who has just come in into the channels of their groups, and says so behind the welcome. Who has one text
    /// box cannot be in two places, and is told where they may go.
    pub(super) fn enter_group_channels(&mut self, now: Now, id: SessionId, groups: &[ChannelName], out: &mut Effects) {
        let in_them = self.newer(id);
        let mut names: Vec<ChannelName> = Vec::new();
        for group in groups {
            if in_them {
                if self.channels.find(group).is_none() && self.channels.len() < self.settings.channels_max {
                    self.channel_to_be(group);
                }
                match self.enter(now, id, group, false, out) {
                    Ok(slot) => names.push(self.channels[slot].name().clone()),
                    Err(_) => self.channels.find(group).into_iter().for_each(|slot| self.channels.tidy(slot)),
                }
            } else if self.channels.find(group).is_some() || self.may_make_channels(id) {
                names.push(group.clone());
            }
        }
        let Some(person) = self.person_of(id).filter(|_| !names.is_empty()) else { return };
        let text = if in_them { SchoolText::InChannels(&names) } else { SchoolText::Channels(&names) };
        let line = self.line_to_newcomer(now, person.name(), &Text::School(text));
        self.hold_lines(now, id, vec![line], out);
    }

    fn may_make_channels(&self, id: SessionId) -> bool {
        match self.settings.create_channels {
            Creators::Everyone => true,
            Creators::Registered => self.person_of(id).is_some_and(|person| person.is_registered()),
            Creators::Moderators => self.rank(id) >= Rank::Moderator,
            Creators::Nobody => false,
        }
    }

    /// Takes a session out of a channel, tells the others there, and sees to it that the session is in another.
    fn exit(&mut self, now: Now, id: SessionId, slot: Slot, out: &mut Effects) {
        if let Some(person) = self.person_of(id) {
            let (user, channel) = (person.name().clone(), self.channels[slot].name().clone());
            self.tell_other_people_in(now, id, slot, &Text::Parted { user: &user, channel: &channel }, out);
        }
        self.remove_member(id, slot);
        let default = self.channels.default_slot();
        let Some(identity) = self.identity(id) else { return };
        if identity.current() == slot {
            let next = match identity.memberships().last() {
                Some(last) if !identity.is_in(default) => last.channel(),
                _ => default,
            };
            self.add_member(id, next);
            self.set_current(id, next);
        }
        self.channels.tidy(slot);
    }

    /// Answers `join`. A typed `/join` switches: who has one text box cannot be in two places.
    pub(super) fn join(&mut self, now: Now, id: SessionId, name: &ChannelName, form: Form, out: &mut Effects) {
        let Some(before) = self.identity(id).map(|identity| identity.current()) else {
            self.reject_nobody(now, id, out);
            return;
        };
        let is_new = self.is_new_to_poll_of(id, name);
        let slot = match self.enter(now, id, name, form == Form::Typed, out) {
            Ok(slot) => slot,
            Err(refusal) => {
                self.refuse(now, id, form, refusal, out);
                return;
            }
        };
        self.set_current(id, slot);
        if form == Form::Typed && before != slot {
            self.exit(now, id, before, out);
        }
        let channel = &self.channels[slot];
        let (name, topic) = (channel.name().clone(), Box::from(channel.topic()));
        match form {
            Form::Json => {
                let users = self.people_in(slot, id);
                out.send(id, Reply::Join { channel: name, topic, users });
            }
            Form::Typed => self.tell(now, id, &Text::YouJoined { channel: &name, topic: &topic }, out),
        }
        if is_new && let Some(line) = self.poll_for_newcomer(now, id, slot) {
            out.send(id, line);
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
            self.reject_nobody(now, id, out);
            return;
        };
        let slot = name.map_or(Some(identity.current()), |name| self.channels.find(name));
        let only = identity.memberships().len() == 1;
        let slot = match slot.filter(|&slot| self.is_member(id, slot)) {
            Some(slot) if only && slot == self.channels.default_slot() => {
                let refusal = self.refusal(&Text::LastChannel(self.channels[slot].name()));
                self.refuse(now, id, form, refusal, out);
                return;
            }
            Some(slot) => slot,
            None => {
                let refusal = match name {
                    Some(name) => self.refusal(&Text::NotMember(name)),
                    None => self.refusal(&Text::NotIdentified),
                };
                self.refuse(now, id, form, refusal, out);
                return;
            }
        };
        let channel = self.channels[slot].name().clone();
        self.exit(now, id, slot, out);
        let Some(current) = self.current_channel(id).map(|channel| channel.name().clone()) else { return };
        match form {
            Form::Json => out.send(id, Reply::Leave { channel, current }),
            Form::Typed => self.tell(now, id, &Text::YouLeft { channel: &channel, current: &current }, out),
        }
    }

    /// Answers `channels`.
    pub(super) fn list_channels(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        let staff = self.rank(id) >= Rank::Moderator;
        let view = |(slot, channel): (Slot, &Channel)| ChannelView {
            name: channel.name().clone(),
            topic: channel.topic().into(),
            members: self.count_people_in(slot),
            joined: self.is_member(id, slot),
            read_only: channel.is_read_only(),
            disabled: channel.is_disabled(),
            slow_s: channel.slow_s(),
            members_only: channel.roll().is_some(),
            shared: self.campus.as_ref().is_some_and(|campus| campus.is_shared(channel.name())),
        };
        let seen = |&(slot, channel): &(Slot, &Channel)| staff || self.is_open_to(id, slot) && !channel.is_disabled();
        let channels: Vec<ChannelView> = self.channels.iter().filter(seen).map(view).collect();
        match form {
            Form::Json => out.send(id, Reply::Channels { channels }),
            Form::Typed => {
                let lines = std::iter::once(self.line(now, id, &Text::ChannelsFollow(channels.len())))
                    .chain(channels.iter().map(|channel| self.line(now, id, &Text::ChannelLine(channel))))
                    .collect();
                self.tell_lines(now, id, lines, out);
            }
        }
    }

    /// The people in a channel, as far as a session may see.
    fn people_in(&self, slot: Slot, asker: SessionId) -> Vec<Username> {
        let me = self.identity(asker).map(|identity| identity.person());
        let channel = self.channels[slot].name();
        let is_here = |of: PersonSlot, person: &Person| {
            person.sessions().iter().any(|&s| self.is_member(s, slot))
                || (person.sessions().is_empty() && self.lingers_in(of, channel))
        };
        self.people
            .iter()
            .filter(|(slot, person)| (!person.state().is_hidden() || Some(*slot) == me) && is_here(*slot, person))
            .map(|(_, person)| person.name().clone())
            .collect()
    }

    /// The number of people in a channel who can be seen. Looks at its members alone: everybody may ask for all
    /// channels, often.
    fn count_people_in(&self, slot: Slot) -> usize {
        let members = self.channels[slot].members().iter().filter_map(|&id| self.identity(id));
        let lingering = self.lingerers.iter().filter(|one| one.channels.contains(self.channels[slot].name()));
        let people = members.map(|identity| identity.person()).chain(lingering.map(|one| one.person));
        let mut people: Vec<PersonSlot> = people.collect();
        people.sort_unstable();
        people.dedup();
        let seen = |&slot: &PersonSlot| self.people.in_slot(slot).is_some_and(|person| !person.state().is_hidden());
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
            self.channels[slot].members().iter().copied().filter(|&id| !may_stay(self, id)).collect();
        for id in leaving {
            self.remove_member(id, slot);
            let default = self.channels.default_slot();
            if self.identity(id).is_some_and(|identity| identity.current() == slot) {
                self.add_member(id, default);
                self.set_current(id, default);
            }
            self.tell(now, id, why, out);
        }
    }

    pub(super) fn check_channel_invariants(&self) {
        self.channels.check_invariants();
        let mut seats = 0;
        for (slot, channel) in self.channels.iter() {
            seats += channel.members().len();
            for (place, &id) in channel.members().iter().enumerate() {
                let identity = self.identity(id).expect("a member is identified");
                let found = identity.memberships().iter().any(|own| own.channel() == slot && own.place() == place);
                assert!(found, "each member knows its place");
                assert!(self.is_open_to(id, slot), "nobody is in a channel that is not for them");
            }
        }
        let identities = self.sessions.identified().iter().filter_map(|&id| self.identity(id));
        let known: usize = identities.map(|identity| identity.memberships().len()).sum();
        assert_eq!(seats, known, "every membership is listed");
        for &id in self.sessions.identified() {
            let identity = self.identity(id).expect("an identified session has an identity");
            assert!(identity.is_in(identity.current()), "who writes to a channel is in it");
        }
    }
}
