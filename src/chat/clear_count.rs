//! The number of messages that clearing a channel would erase: asked of the database before anything is done.
//!
//! Owns this question. Nothing is changed by it; whoever asks waits for the answer as for a page of the history. Called by
//! `class`, and by `storage` with the answer.

use super::account::Rank;
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::name::ChannelName;
use super::refusal::{Asked, Form, Refusal};
use super::reply::FieldValue;
use super::state::acts::ActOutcome;
use super::store_protocol::{StoreAction, StoreSeq};
use super::text::Text;

impl Core {
    /// Asks how many messages a channel has.
    pub(super) fn count_before_clearing(
        &mut self,
        id: SessionId,
        channel: &ChannelName,
        form: Form,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        let (channel, _) = self.channel_to_clear(id, channel)?;
        if !self.has_store_room() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        self.pause(id, out);
        let seq = self.store(StoreAction::CountMessages(channel.clone()), false, out);
        self.count_waits.insert(seq, id, form, channel);
        Ok(())
    }

    /// They were counted.
    pub(super) fn messages_counted(&mut self, now: Now, seq: StoreSeq, count: Option<u64>, out: &mut Effects) {
        let Some((id, form, channel)) = self.count_waits.take(seq) else { return };
        if !self.sessions.contains(id) {
            return;
        }
        // The person's role may have changed meanwhile.
        match (count, self.require(id, Rank::Moderator)) {
            (_, Err(refusal)) => self.refuse(now, id, form, refusal, out),
            (None, _) => self.refuse(now, id, Asked::from(form), self.refusal(&Text::StorageUnavailable), out),
            (Some(count), _) => {
                let words = self.words(&Text::Class(ClassText::WouldClear { channel: &channel, count }));
                let fields = vec![("channel", channel.as_str().into()), ("would_erase", FieldValue::Number(count))];
                self.answer_outcome(now, id, form, "clear", ActOutcome::new(fields, words, None), out);
            }
        }
        self.resume(id, out);
    }
}
