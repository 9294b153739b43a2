//! Acts of people in charge on their way: to the message that they are about, and to the disk.
//!
//! Owns [`ActOutcome`], [`PendingAct`] and [`DeletionWaits`].

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::chat::handle::SessionId;
use crate::chat::refusal::Form;
use crate::chat::reply::FieldValue;
use crate::chat::store_protocol::{StoreAction, StoreSeq};

/// The outcome of an act.
pub(in crate::chat) struct ActOutcome {
    /// The fields of the answer in kind.
    pub(in crate::chat) fields: Vec<(&'static str, FieldValue)>,
    /// The answer in words.
    pub(in crate::chat) words: Arc<str>,
    /// The part of it that is to be kept.
    pub(in crate::chat) record: Option<StoreAction>,
}

/// An act that waits for the disk.
pub(in crate::chat) struct PendingAct {
    pub(in crate::chat) session: SessionId,
    pub(in crate::chat) form: Form,
    pub(in crate::chat) kind: &'static str,
    pub(in crate::chat) outcome: Box<ActOutcome>,
}

/// A deletion that waits for the message to be found.
pub(in crate::chat) struct DeletionWait {
    pub(in crate::chat) session: SessionId,
    pub(in crate::chat) form: Form,
}

impl ActOutcome {
    pub(in crate::chat) fn new(
        fields: Vec<(&'static str, FieldValue)>,
        words: Arc<str>,
        record: Option<StoreAction>,
    ) -> Self {
        Self { fields, words, record }
    }
}

/// Messages that are looked for to be deleted.
#[derive(Default)]
pub(in crate::chat) struct DeletionWaits(BTreeMap<StoreSeq, DeletionWait>);

impl DeletionWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, wait: DeletionWait) {
        self.0.insert(question, wait);
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<DeletionWait> {
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
