//! The properties that moderators and admins set of a channel: its topic, whether it is there, whom it is for, who may write.
//!
//! Owns these acts, on `state::channels`. Who is in a channel is `channels`'s.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{ChannelName, Username};
use super::refusal::{Asked, Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::request::{ChannelMode, ProblemKind, REASON_CHARS_MAX};
use super::roll::ROLL_MAX;
use super::state::acts::ActOutcome;
use super::state::channels::{Channel, Slot};
use super::store_protocol::{ChannelRecord, StoreAction};
use super::text::Text;

impl Core {
    /// The channel that is meant: the named one if the asker may know of it, else the current one.
    pub(super) fn meant_channel(&self, id: SessionId, name: Option<&ChannelName>) -> Result<Slot, Refusal> {
        match name {
            None => {
                self.identity(id).map(|identity| identity.current()).ok_or_else(|| self.refusal(&Text::NotIdentified))
            }
            Some(name) => self
                .channels
                .find(name)
                .filter(|&slot| self.is_open_to(id, slot))
                .ok_or_else(|| self.refusal(&Text::UnknownChannel(name))),
        }
    }

    /// Answers what a channel is about.
    pub(super) fn read_topic(
        &mut self,
        now: Now,
        id: SessionId,
        name: Option<&ChannelName>,
        form: Form,
        out: &mut Effects,
    ) {
        let slot = match self.meant_channel(id, name) {
            Ok(slot) => slot,
            Err(refusal) => {
                self.refuse(now, id, form, refusal, out);
                return;
            }
        };
        let channel = &self.channels[slot];
        match form {
            Form::Json => {
                let fields = vec![("channel", channel.name().as_str().into()), ("topic", channel.topic().into())];
                out.send(id, Reply::Done { kind: "topic", fields });
            }
            Form::Typed => {
                self.tell(now, id, &Text::TopicIs { channel: channel.name(), topic: channel.topic() }, out);
            }
        }
    }

    /// Says anew what a channel is about.
    pub(super) fn set_topic(
        &mut self,
        now: Now,
        id: SessionId,
        name: Option<&ChannelName>,
        topic: Box<str>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let slot = self.meant_channel(id, name)?;
        let by = self.actor_name(id);
        let record = self.channels.set_topic(slot, topic);
        let (name, topic) = (record.name.clone(), record.topic.clone());
        self.audit_act(id, AuditKind::Topic, name.as_str(), &topic, None, out);
        let text = Text::TopicChanged { by: &by, channel: &name, topic: &topic };
        let words = self.words(&text);
        let line = Reply::Topic { channel: name.clone(), topic: topic.clone(), by: by.clone() };
        self.tell_of_change(now, Some(id), slot, line, &text, out);
        self.tidy_channel(slot);
        let record = self.shared_topic(id, &name, &topic, StoreAction::SetChannel(record));
        Ok(ActOutcome::new(vec![("channel", name.as_str().into()), ("topic", (&*topic).into())], words, Some(record)))
    }

    /// Has a channel, which is made if it is not there, be about something; gives what is to be kept of it, and whether it is new.
    pub(super) fn put_topic(&mut self, name: &ChannelName, topic: &str) -> (Slot, ChannelRecord, bool) {
        let slot = self.channel_to_be(name);
        let is_new = self.channels[slot].topic() != topic;
        (slot, self.channels.set_topic(slot, topic.into()), is_new)
    }

    /// Tells the other members what has changed in a channel: newer clients by a line, others in words.
    pub(super) fn tell_of_change(
        &self,
        now: Now,
        actor: Option<SessionId>,
        slot: Slot,
        line: Reply,
        text: &Text<'_>,
        out: &mut Effects,
    ) {
        let others = || self.channels[slot].members().iter().copied().filter(|&member| Some(member) != actor);
        out.fan_out(others().filter(|&member| self.newer(member)), line);
        self.tell_in_channel(now, slot, others().filter(|&member| !self.newer(member)), text, out);
    }

    /// Makes a channel that stays for what it is about; one that is there keeps its topic. With `members` it is for these from
    /// then on, besides those whom it was for already: others who are in it leave it.
    pub fn add_channel(
        &mut self,
        now: Now,
        id: SessionId,
        name: &ChannelName,
        topic: &str,
        members: Option<&[Username]>,
        out: &mut Effects,
    ) {
        let topic = topic.trim();
        let is_topic =
            !topic.is_empty() && topic.chars().count() <= REASON_CHARS_MAX && !topic.chars().any(char::is_control);
        let found = self.channels.find(name).filter(|&slot| self.channels[slot].is_kept());
        let refusal = if let Err(refusal) = self.require(id, Rank::Admin) {
            refusal
        } else if !is_topic {
            self.refusal(&Text::Problem(ProblemKind::BadField("topic")))
        } else if !self.is_store_available() {
            self.refusal(&Text::StorageUnavailable)
        } else if self.channels.find(name).is_none() && self.channels.len() >= self.settings.channels_max {
            self.refusal(&Text::TooManyChannels(self.settings.channels_max))
        } else if members.is_some() && found.is_some_and(|slot| self.is_for_all_or_staff(slot)) {
            self.refusal(&Text::Problem(ProblemKind::BadField("channel")))
        } else if members.is_some_and(|members| self.has_no_room(found, members)) {
            self.refusal(&Text::Problem(ProblemKind::BadField("members")))
        } else {
            let mut record = found.is_none().then(|| {
                let slot = self.channel_to_be(name);
                self.channels.set_topic(slot, topic.into())
            });
            if let Some(record) = &record {
                self.audit_act(id, AuditKind::Topic, record.name.as_str(), &record.topic, None, out);
            }
            let mut change = if record.is_some() { "made" } else { "unchanged" };
            let mut fields = vec![("channel", name.as_str().into())];
            if let Some(members) = members {
                let slot = self.channel_to_be(name);
                let was_open = self.channels[slot].roll().is_none();
                if let Some((new, admitted)) = self.channels.admit(slot, members) {
                    fields.push(("members", FieldValue::Number(roll_len(&admitted) as u64)));
                    if new > 0 || was_open {
                        self.audit_act(id, AuditKind::ChannelMembers, name.as_str(), &format!("+{new}"), None, out);
                        change = if record.is_some() { "made" } else { "changed" };
                        record = Some(admitted);
                    }
                }
                self.evict_strangers(now, slot, out);
            }
            fields.push(("change", change.into()));
            let outcome = ActOutcome::new(fields, "".into(), record.map(StoreAction::SetChannel));
            self.answer_outcome(now, id, Form::Json, "channel_add", outcome, out);
            return;
        };
        self.refuse(now, id, Asked::Request, refusal, out);
    }

    /// True for a channel that cannot be for some pupils only.
    fn is_for_all_or_staff(&self, slot: Slot) -> bool {
        slot == self.channels.default_slot() || self.channels[slot].is_for_staff()
    }

    /// True if so many people cannot be added to those whom a channel is for.
    fn has_no_room(&self, slot: Option<Slot>, members: &[Username]) -> bool {
        let roll = slot.and_then(|slot| self.channels[slot].roll());
        let new = members.iter().filter(|name| !roll.is_some_and(|roll| roll.has(name.key()))).count();
        roll.map_or(0, |roll| roll.names().len()) + new > ROLL_MAX
    }

    /// Moves those out of a channel whom it is not for.
    fn evict_strangers(&mut self, now: Now, slot: Slot, out: &mut Effects) {
        let name = self.channels[slot].name().clone();
        let why = self.closed_text(slot, &name);
        self.evict(now, slot, |core, id| core.is_open_to(id, slot), &why, out);
    }

    /// Disables or enables a channel, or changes who may enter or write in it.
    pub(super) fn set_channel_mode(
        &mut self,
        now: Now,
        id: SessionId,
        name: &ChannelName,
        mode: ChannelMode,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Admin)?;
        let slot = self.meant_channel(id, Some(name))?;
        if mode == ChannelMode::Disabled && slot == self.channels.default_slot() {
            return Err(self.refusal(&Text::DefaultChannelStays(name)));
        }
        let record = self.channels.set_mode(slot, mode);
        let name = record.name.clone();
        self.audit_act(id, AuditKind::Channel(mode), name.as_str(), "", None, out);
        let text = Text::ChannelModeIs { channel: &name, mode };
        let words = self.words(&text);
        if mode == ChannelMode::Disabled {
            let home = self.channels[self.channels.default_slot()].name().clone();
            self.evict(now, slot, |_, _| false, &Text::ChannelWasDisabled { channel: &name, home: &home }, out);
        } else {
            let line = Reply::ChannelMode { channel: name.clone(), mode, by: self.actor_name(id) };
            self.tell_of_change(now, Some(id), slot, line, &text, out);
        }
        self.tidy_channel(slot);
        Ok(ActOutcome::new(
            vec![("channel", name.as_str().into()), ("mode", mode.as_str().into())],
            words,
            Some(StoreAction::SetChannel(record)),
        ))
    }

    /// Takes people who are no longer moderators out of the channels that are not for them.
    pub(super) fn expel_from_closed_channels(&mut self, now: Now, out: &mut Effects) {
        let is_closed = |channel: &Channel| channel.is_for_staff() || channel.roll().is_some();
        let closed: Vec<Slot> =
            self.channels.iter().filter(|(_, channel)| is_closed(channel)).map(|(slot, _)| slot).collect();
        for slot in closed {
            self.evict_strangers(now, slot, out);
        }
    }
}

fn roll_len(record: &ChannelRecord) -> usize {
    record.roll.as_ref().map_or(0, |roll| roll.names().len())
}
