//! Private conversations: what two people have written to each other, page by page.
//!
//! Owns the request `history` with a `with`. Nobody reads but what they have sent or got themselves; so a guest, whose name
//! is anybody's next time, reads nothing. Private messages stand in no index, so this is a search without words, by the
//! limits of `search`, which answers it.

use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::refusal::{Asked, Refusal};
use super::reply::Reply;
use super::request::{ConversationRequest, HISTORY_BYTES_MAX};
use super::searching::{Cancellation, SearchQuery, SearchTerms, SearchedChannels};
use super::state::search_waits::SearchPurpose;

impl Core {
    /// Answers `history` of a private conversation.
    pub(super) fn conversation(&mut self, now: Now, id: SessionId, request: ConversationRequest, out: &mut Effects) {
        if self.identity(id).is_none() {
            self.reject_nobody(now, id, out);
            return;
        }
        if let Err(refusal) = self.ask_conversation(now, id, request, out) {
            self.refuse(now, id, Asked::Request, refusal, out);
        }
    }

    fn ask_conversation(
        &mut self,
        now: Now,
        id: SessionId,
        request: ConversationRequest,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        let ConversationRequest { with, limit, before, after } = request;
        let person = self.person_of(id).map(|person| person.name().key().clone());
        let Some(private_of) = person.as_ref().and_then(|key| self.own_since(key)) else {
            out.send(id, Reply::Conversation { with, messages: Vec::new(), more: false });
            return Ok(());
        };
        self.check_search(now, id, person.as_ref())?;
        let query = SearchQuery {
            terms: SearchTerms::none(),
            channels: SearchedChannels::These(Vec::new()),
            private_of: Some(private_of),
            with: Some(with.key().clone()),
            author: None,
            since: None,
            until: None,
            before,
            after,
            limit,
            bytes_max: HISTORY_BYTES_MAX,
            // A page has no place from which to go on but its messages, so it is looked for to the end.
            looked_at_max: usize::MAX,
            cancellation: Cancellation::default(),
        };
        self.begin_search(id, person, query, SearchPurpose::Conversation(with), out);
        Ok(())
    }
}
