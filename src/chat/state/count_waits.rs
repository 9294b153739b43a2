//! Questions for the number of a channel's messages that are on their way to the database.
//!
//! Owns [`CountWaits`]: who asked, how, and of which channel.

use std::collections::BTreeMap;

use crate::chat::handle::SessionId;
use crate::chat::name::ChannelName;
use crate::chat::refusal::Form;
use crate::chat::store_protocol::StoreSeq;

/// The sessions that wait for a number, by the question's.
#[derive(Default)]
pub(in crate::chat) struct CountWaits(BTreeMap<StoreSeq, (SessionId, Form, ChannelName)>);

impl CountWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, session: SessionId, form: Form, channel: ChannelName) {
        self.0.insert(question, (session, form, channel));
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<(SessionId, Form, ChannelName)> {
        self.0.remove(&question)
    }

    /// The open questions, in their order.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.0.keys().copied().collect()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
