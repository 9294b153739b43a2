//! The properties that moderators and admins set of a channel: its topic, whether it is there, who may write.
//!
//! Owns these acts, on `state::channels`. Who is in a channel is `channels`'s.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::{ChannelName, NameKey};
use super::refusal::{Form, Refusal};
use super::reply::Reply;
use super::request::ChannelMode;
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
        self.tell_other_members(now, id, slot, &text, out);
        self.tidy_channel(slot);
        Ok(ActOutcome::new(
            vec![("channel", name.as_str().into()), ("topic", (&*topic).into())],
            words,
            Some(StoreAction::SetChannel(record)),
        ))
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
