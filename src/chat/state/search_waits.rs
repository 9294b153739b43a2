//! Searches that are on their way to the database.
//!
//! Owns [`SearchWaits`].

use std::collections::BTreeMap;

use crate::chat::handle::SessionId;
use crate::chat::name::{NameKey, Username};
use crate::chat::refusal::Form;
use crate::chat::searching::Cancellation;
use crate::chat::store_protocol::StoreSeq;

/// A search under way.
pub(in crate::chat) struct SearchWait {
    pub(in crate::chat) session: SessionId,
    /// Whose it is; `None` for the console's.
    pub(in crate::chat) person: Option<NameKey>,
    pub(in crate::chat) purpose: SearchPurpose,
    pub(in crate::chat) cancellation: Cancellation,
}

/// The use that is made of what was found.
pub(in crate::chat) enum SearchPurpose {
    /// It answers a search for words.
    Words(Form),
    /// It is a page of a private conversation with this one.
    Conversation(Username),
}

/// All of them, by the numbers of the questions.
#[derive(Default)]
pub(in crate::chat) struct SearchWaits(BTreeMap<StoreSeq, SearchWait>);

impl SearchWaits {
    pub(in crate::chat) fn insert(&mut self, question: StoreSeq, wait: SearchWait) {
        self.0.insert(question, wait);
    }

    /// Takes out who waits for the answer to a question.
    pub(in crate::chat) fn take(&mut self, question: StoreSeq) -> Option<SearchWait> {
        self.0.remove(&question)
    }

    /// Cancels the searches of a session that has gone.
    pub(in crate::chat) fn cancel(&mut self, id: SessionId) {
        self.0.retain(|_, wait| {
            let stays = wait.session != id;
            if !stays {
                wait.cancellation.cancel();
            }
            stays
        });
    }

    /// The open questions, in their order.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.0.keys().copied().collect()
    }

    /// The number of searches under way, and of those the ones of a person.
    pub(in crate::chat) fn count(&self, person: Option<&NameKey>) -> (usize, usize) {
        (self.0.len(), self.0.values().filter(|wait| wait.person.as_ref() == person).count())
    }

    pub(in crate::chat) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
