//! Topics of shared channels that were set before servers met: a server asks each of the others once for those that are its own.
//!
//! Owns this question on `state::campus`. Each tells only those that it has set itself and that hold, as far as it
//! knows: whose they are is in the topic of the broker, and all servers come to the same by the rule for topics (the highest version,
//! then the greatest name). One that was set before the channel was shared has version 0. Called by `campus`.

use super::campus_event::{CampusAct, EventNote, KnownTopic, Origin, TOPICS_MAX};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effect, Effects};
use super::name::{ChannelName, Username};
use super::origin::ServerName;
use super::reply::Reply;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// A server is there: if its topics are not known, it is asked for them.
    pub(super) fn ask_for_topics(&mut self, origin: &Origin, out: &mut Effects) {
        if self.campus.as_ref().is_some_and(|campus| campus.lacks_topics(origin)) {
            out.push(Effect::Campus(Box::new(CampusAct::AskTopics(origin.server.clone()))));
        }
    }

    /// A server asks for ours.
    pub(super) fn tell_topics(&self, to: ServerName, out: &mut Effects) {
        let Some(campus) = &self.campus else { return };
        let topics = campus.channels().iter().filter_map(|channel| {
            let topic: Box<str> = self.channels.find(channel).map_or("", |slot| self.channels[slot].topic()).into();
            let version = campus.own_topic(channel, !topic.is_empty())?;
            Some(KnownTopic { channel: channel.clone(), topic, version })
        });
        let topics = topics.take(TOPICS_MAX).collect();
        out.push(Effect::Campus(Box::new(CampusAct::Topics { to, topics })));
    }

    /// A server has told its own. Only those of servers count whose people in charge may act here.
    pub(super) fn topics_came(&mut self, now: Now, origin: &Origin, topics: Vec<KnownTopic>, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        if !campus.take_topics(origin) {
            return;
        }
        let (is_trusted, seq) = (campus.may_moderate(&origin.server, None), campus.watermark(origin));
        let Some(by) = Username::parse(origin.server.as_str()).ok().filter(|_| is_trusted) else { return };
        for KnownTopic { channel, topic, version } in topics.into_iter().take(TOPICS_MAX) {
            if self.has_store_room() && self.takes_topic(&channel, &topic, version, &origin.server) {
                self.take_new_topic(now, (origin, seq), &channel, &topic, version, &by, out);
            }
        }
    }

    /// Notes a topic that a server has set; false if it is none, there is no room for its channel, or the one that holds stays.
    pub(super) fn takes_topic(&mut self, channel: &ChannelName, topic: &str, version: u64, by: &ServerName) -> bool {
        let slot = self.channels.find(channel);
        let has_place = slot.is_some() || self.channels.len() < self.settings.channels_max;
        let has_topic = slot.is_some_and(|slot| !self.channels[slot].topic().is_empty());
        let is_line = Self::is_line(topic);
        let campus = self.campus.as_mut().filter(|campus| is_line && has_place && campus.is_shared(channel));
        campus.is_some_and(|campus| campus.newer_topic(channel, version, by, has_topic))
    }

    /// Has a channel be about what another server says, which was noted.
    #[allow(clippy::too_many_arguments, reason = "the place of an event, and what it says")]
    pub(super) fn take_new_topic(
        &mut self,
        now: Now,
        (origin, seq): (&Origin, u64),
        channel: &ChannelName,
        topic: &str,
        version: u64,
        by: &Username,
        out: &mut Effects,
    ) {
        let (slot, record, is_new) = self.put_topic(channel, topic);
        if is_new {
            let name = record.name.clone();
            Self::audit_campus(by, AuditKind::Topic, name.as_str(), topic, None, out);
            let text = Text::TopicChanged { by: by.as_str(), channel: &name, topic };
            let line = Reply::Topic { channel: name.clone(), topic: topic.into(), by: by.as_str().into() };
            self.tell_of_change(now, None, slot, line, &text, out);
        }
        self.tidy_channel(slot);
        let note = EventNote::Topic(channel.clone(), version, Some(origin.server.clone()));
        self.keep_note(origin, seq, Some(note), Some(StoreAction::SetChannel(record)), out);
    }
}
