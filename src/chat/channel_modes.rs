//! The properties that moderators and admins set of a channel: its topic, whether it is there, who may write.
//!
//! Owns these acts, on `state::channels`. Who is in a channel is `channels`'s.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{ChannelName, NameKey};
use super::refusal::{Asked, Form, Refusal};
use super::reply::Reply;
use super::request::{ChannelMode, ProblemKind, REASON_CHARS_MAX};
use super::state::acts::ActOutcome;
use super::state::channels::Slot;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// The channel that is meant: the named one if the asker may know of it, else the current one.
    pub(super) fn meant_channel(&self, id: SessionId, name: Option<&ChannelName>) -> Result<Slot, Refusal> {
        let staff = self.rank(id) >= Rank::Moderator;
        match name {
            None => {
                self.identity(id).map(|identity| identity.current()).ok_or_else(|| self.refusal(&Text::NotIdentified))
            }
            Some(name) => self
                .channels
                .find(name)
                .filter(|&slot| staff || !self.channels[slot].is_for_staff())
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
        let others = || self.channels[slot].members().iter().copied().filter(|&member| member != id);
        let line = Reply::Topic { channel: name.clone(), topic: topic.clone(), by: by.clone() };
        out.fan_out(others().filter(|&member| self.newer(member)), line);
        self.tell_in_channel(now, slot, others().filter(|&member| !self.newer(member)), &text, out);
        self.tidy_channel(slot);
        Ok(ActOutcome::new(
            vec![("channel", name.as_str().into()), ("topic", (&*topic).into())],
            words,
            Some(StoreAction::SetChannel(record)),
        ))
    }

    /// Makes a channel that stays for what it is about. One that is there stays as it is.
    pub fn add_channel(&mut self, now: Now, id: SessionId, name: &ChannelName, topic: &str, out: &mut Effects) {
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
        } else {
            let record = found.is_none().then(|| {
                let slot = self.channel_to_be(name);
                self.channels.set_topic(slot, topic.into())
            });
            if let Some(record) = &record {
                self.audit_act(id, AuditKind::Topic, record.name.as_str(), &record.topic, None, out);
            }
            let change = if record.is_some() { "made" } else { "unchanged" };
            let fields = vec![("channel", name.as_str().into()), ("change", change.into())];
            let outcome = ActOutcome::new(fields, "".into(), record.map(StoreAction::SetChannel));
            self.answer_outcome(now, id, Form::Json, "channel_add", outcome, out);
            return;
        };
        self.refuse(now, id, Asked::Request, refusal, out);
    }

    /// Disables or enables a channel, or changes who may write in it.
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
            self.tell_other_members(now, id, slot, &text, out);
        }
        self.tidy_channel(slot);
        Ok(ActOutcome::new(
            vec![("channel", name.as_str().into()), ("mode", mode.as_str().into())],
            words,
            Some(StoreAction::SetChannel(record)),
        ))
    }

    /// Takes a person who is no longer a moderator out of the staff channels.
    pub(super) fn expel_from_staff_channels(&mut self, now: Now, key: &NameKey, out: &mut Effects) {
        let staffed: Vec<Slot> =
            self.channels.iter().filter(|(_, channel)| channel.is_for_staff()).map(|(slot, _)| slot).collect();
        for slot in staffed {
            let name = self.channels[slot].name().clone();
            let is_other =
                |core: &Self, id: SessionId| core.person_of(id).is_none_or(|person| person.name().key() != key);
            self.evict(now, slot, is_other, &Text::ChannelForbidden(&name), out);
        }
    }
}
