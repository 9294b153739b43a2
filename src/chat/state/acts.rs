//! Acts on their way to the disk.
//!
//! Owns [`ActOutcome`] and [`PendingAct`].

use std::sync::Arc;

use crate::chat::handle::SessionId;
use crate::chat::refusal::Form;
use crate::chat::reply::FieldValue;
use crate::chat::store_protocol::StoreAction;

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
    /// The number of the event that it is to the other servers.
    pub(in crate::chat) event: Option<u64>,
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
