//! Slow mode: in a channel each person says one thing every so many seconds.
//!
//! Owns this act and its rule, on `state::channels`, where the mode is a property of the channel. People in charge are
//! free of it. Called by `class` with requests, and by `talk` with each message.

use super::account::Rank;
use super::class_act::ClassLine;
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::ChannelName;
use super::refusal::Refusal;
use super::reply::{FieldValue, Reply};
use super::state::acts::ActOutcome;
use super::state::channels::Slot;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Says how often people may write in a channel.
    pub(super) fn set_slow_mode(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        seconds: u32,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let slot = self.meant_channel(id, channel)?;
        let record = self.channels.set_slow(slot, seconds);
        let name = record.name.clone();
        let length = if seconds == 0 { "off".to_owned() } else { format!("{seconds} s") };
        self.audit_act(id, AuditKind::SlowMode, name.as_str(), &length, None, out);
        let text = Text::Class(ClassText::SlowModeIs { channel: &name, seconds });
        let others = || self.channels[slot].members().iter().copied().filter(|&other| other != id);
        let line = Reply::Class(ClassLine::Slow { channel: name.clone(), seconds });
        out.fan_out(others().filter(|&other| self.newer(other)), line);
        self.tell_in_channel(now, slot, others().filter(|&other| !self.newer(other)), &text, out);
        let words = self.words(&text);
        self.tidy_channel(slot);
        let fields = vec![("channel", name.as_str().into()), ("seconds", FieldValue::Number(u64::from(seconds)))];
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetChannel(record))))
    }

    /// Checks that a session may already write in a channel again; if not, the refusal says when.
    pub(super) fn check_slow_mode(&self, now: Now, id: SessionId, slot: Slot) -> Result<(), Refusal> {
        let channel = &self.channels[slot];
        let seconds = channel.slow_s();
        if seconds == 0 || self.rank(id) >= Rank::Moderator {
            return Ok(());
        }
        let wait = self.person_of(id).and_then(|person| channel.wait_of(now.mono, person.name().key()));
        let Some(wait) = wait else { return Ok(()) };
        let wait_s = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        Err(self.refusal(&Text::Class(ClassText::TooSoon { seconds, wait_s })))
    }

    /// A person says something in a channel.
    pub(super) fn count_for_slow_mode(&mut self, now: Now, id: SessionId, slot: Slot) {
        if self.channels[slot].slow_s() > 0
            && let Some(key) = self.person_of(id).map(|person| person.name().key().clone())
        {
            self.channels.note_said(slot, now.mono, &key);
        }
    }
}
