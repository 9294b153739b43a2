//! Clearing a channel: all that was said in it so far is forgotten, in the database and by newer clients.
//!
//! Owns this act. Ids go on where they were, so none is given twice. What is said from then on is kept as before, also while
//! the database still has to forget. Called by `class`, and by `clear_count` for what is meant.

use super::account::Rank;
use super::class_act::ClassLine;
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::ChannelName;
use super::refusal::Refusal;
use super::reply::Reply;
use super::state::acts::ActOutcome;
use super::state::channels::Slot;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// The channel that somebody who may clear it means, and its place if it is there.
    pub(super) fn channel_to_clear(
        &self,
        id: SessionId,
        channel: &ChannelName,
    ) -> Result<(ChannelName, Option<Slot>), Refusal> {
        self.require(id, Rank::Moderator)?;
        let slot = match self.meant_channel(id, Some(channel)) {
            Ok(slot) => Some(slot),
            // What was said in a channel can be cleared at the console also when nobody is in it any more.
            Err(_) if self.rank(id) == Rank::Console => None,
            Err(refusal) => return Err(refusal),
        };
        Ok((slot.map_or(channel, |slot| self.channels[slot].name()).clone(), slot))
    }

    /// Forgets all that was said in a channel.
    pub(super) fn clear_channel(
        &mut self,
        now: Now,
        id: SessionId,
        channel: &ChannelName,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let (channel, slot) = self.channel_to_clear(id, channel)?;
        if !self.is_store_available() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        let by = self.actor_name(id);
        self.audit_act(id, AuditKind::Clear, channel.as_str(), "", None, out);
        // As with one message that is deleted: whoever was in the channel could have them, and may have left since.
        let could_have = |other: &SessionId| slot.is_none_or(|slot| self.is_open_to(*other, slot));
        let newer = self.sessions.identified().iter().copied().filter(could_have).filter(|&other| self.newer(other));
        out.fan_out(newer, Reply::Class(ClassLine::Cleared { channel: channel.clone(), by: by.clone() }));
        if let Some(slot) = slot {
            let members = self.channels[slot].members().iter().copied();
            let others = members.filter(|&other| other != id && !self.newer(other));
            let text = Text::Class(ClassText::Cleared { by: &by, channel: &channel });
            self.tell_in_channel(now, slot, others, &text, out);
        }
        let below = self.next_message_id();
        self.clear_awaited_pages(channel.key(), below);
        let words = self.words(&Text::Class(ClassText::DidClear(&channel)));
        let fields = vec![("channel", channel.as_str().into())];
        let record = StoreAction::ClearChannel { channel, below };
        Ok(ActOutcome::new(fields, words, Some(record)))
    }
}
