//! Questions about the history that are on their way to the database.
//!
//! Owns [`HistoryWaits`].

use std::collections::BTreeMap;

use crate::chat::handle::SessionId;
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, NameKey};
use crate::chat::refusal::Form;
use crate::chat::store_protocol::StoreSeq;

/// A request that waits for a page of the history.
pub(in crate::chat) struct HistoryWait {
    pub(in crate::chat) session: SessionId,
    pub(in crate::chat) channel: ChannelName,
    pub(in crate::chat) purpose: Purpose,
    /// Messages with smaller ids are gone since the question was asked.
    pub(in crate::chat) gone_below: MessageId,
}

/// The purpose for which a page is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::chat) enum Purpose {
    /// Somebody asked for it.
    Answer(Form),
    /// It is shown to who comes in.
    Replay,
}

/// All of them, by the numbers of the questions.
#[derive(Default)]
pub(in crate::chat) struct HistoryWaits(BTreeMap<StoreSeq, HistoryWait>);

impl HistoryWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, wait: HistoryWait) {
        self.0.insert(question, wait);
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<HistoryWait> {
        self.0.remove(&question)
    }

    /// Keeps what was said in a channel before from whoever has asked for it already: it is gone.
    pub(in crate::chat) fn clear(&mut self, channel: &NameKey, below: MessageId) {
        for wait in self.0.values_mut().filter(|wait| wait.channel.key() == channel) {
            wait.gone_below = below;
        }
    }

    /// Forgets the replays that a session waits for.
    pub(in crate::chat) fn forget_replays(&mut self, id: SessionId) {
        self.0.retain(|_, wait| wait.session != id || wait.purpose != Purpose::Replay);
    }

    /// The open questions, in their order.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.0.keys().copied().collect()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
