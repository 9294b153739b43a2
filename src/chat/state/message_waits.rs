//! Messages that are looked for, and for whom: to be deleted, said otherwise, reacted to or answered.
//!
//! Owns [`MessageWaits`]. A session that asked is paused until its answer is there, so it has one question open at most.

use std::collections::BTreeMap;

use crate::chat::handle::SessionId;
use crate::chat::reaction::ReactionKind;
use crate::chat::refusal::Form;
use crate::chat::request::MessageRequest;
use crate::chat::store_protocol::StoreSeq;

/// The reason for which a message is looked for.
pub(in crate::chat) enum Sought {
    /// To strike it out.
    Delete(Form),
    /// To say it otherwise.
    Edit(Form, Box<str>),
    /// To react to it.
    React(Form, ReactionKind),
    /// This answers it.
    Reply(Box<MessageRequest>),
}

/// All of them, by the numbers of the questions.
#[derive(Default)]
pub(in crate::chat) struct MessageWaits(BTreeMap<StoreSeq, (SessionId, Sought)>);

impl MessageWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, id: SessionId, sought: Sought) {
        self.0.insert(question, (id, sought));
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<(SessionId, Sought)> {
        self.0.remove(&question)
    }

    pub(in crate::chat) fn get(&self, question: StoreSeq) -> Option<&(SessionId, Sought)> {
        self.0.get(&question)
    }

    /// The open questions, in their order.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.0.keys().copied().collect()
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
