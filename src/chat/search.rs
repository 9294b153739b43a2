//! Searching what was said: in the channels that one is in, and in one's own private messages.
//!
//! Owns the request `search`. What may be read is what `history` would show, and what oneself has sent or got in private;
//! it is settled before the database looks, and once more when it answers. Whoever searches waits meanwhile, as with a
//! page of the history, and a few at most do so at once.

use super::account::Rank;
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::{Audience, Message};
use super::name::{ChannelName, NameKey};
use super::refusal::{Form, Refusal};
use super::reply::Reply;
use super::request::SearchRequest;
use super::search_rates::SEARCH_RATES;
use super::searching::{Cancellation, SearchFindings, SearchQuery, SearchedChannels};
use super::state::search_waits::{SearchPurpose, SearchWait};
use super::store_protocol::{StoreAction, StoreSeq};
use super::text::Text;

/// Bytes of text in one answer, as of a page of the history.
const SEARCH_BYTES: usize = 64 * 1024;

/// Messages that one search looks at: on a small machine a second's work. Whoever wants to go on asks again.
const LOOKED_AT: usize = 100_000;

/// Searches under way at once, in all and of one person: they share the database's thread in turn.
const SEARCHES_MAX: usize = 8;
const SEARCHES_OF_A_PERSON_MAX: usize = 2;

impl Core {
    /// Answers `search`.
    pub(super) fn search(&mut self, now: Now, id: SessionId, request: SearchRequest, form: Form, out: &mut Effects) {
        let is_console = self.rank(id) == Rank::Console;
        if self.identity(id).is_none() && !is_console {
            self.reject_nobody(now, id, out);
            return;
        }
        let person = self.person_of(id).map(|person| person.name().key().clone());
        let prepared = self.searched_channels(id, request.channel.as_ref()).and_then(|channels| {
            self.check_search(now, id, person.as_ref())?;
            Ok(channels)
        });
        let channels = match prepared {
            Ok(channels) => channels,
            Err(refusal) => {
                self.refuse(now, id, form, refusal, out);
                return;
            }
        };
        let query = SearchQuery {
            terms: request.terms,
            channels,
            private_of: person.as_ref().filter(|_| request.channel.is_none()).and_then(|key| self.own_since(key)),
            with: None,
            author: request.author.map(|name| name.key().clone()),
            since: request.since,
            until: request.until,
            before: request.before,
            after: None,
            limit: request.limit,
            bytes_max: SEARCH_BYTES,
            looked_at_max: LOOKED_AT,
            cancellation: Cancellation::default(),
        };
        self.begin_search(id, person, query, SearchPurpose::Words(form), out);
    }

    /// Hands a search to the database; its asker waits.
    pub(super) fn begin_search(
        &mut self,
        id: SessionId,
        person: Option<NameKey>,
        query: SearchQuery,
        purpose: SearchPurpose,
        out: &mut Effects,
    ) {
        self.pause(id, out);
        let cancellation = query.cancellation.clone();
        let seq = self.store(StoreAction::Search(Box::new(query)), false, out);
        self.search_waits.insert(seq, SearchWait { session: id, person, purpose, cancellation });
    }

    /// The channels that a session may search: one, or all that it may read.
    fn searched_channels(&self, id: SessionId, channel: Option<&ChannelName>) -> Result<SearchedChannels, Refusal> {
        let key = |name: &ChannelName| name.key().clone();
        match (channel, self.identity(id)) {
            (None, None) => Ok(SearchedChannels::All),
            (None, Some(identity)) => {
                let own =
                    identity.memberships().iter().map(|membership| key(self.channels[membership.channel()].name()));
                Ok(SearchedChannels::These(own.collect()))
            }
            (Some(name), _) => {
                let found = self.channels.find(name).map_or(name, |slot| self.channels[slot].name());
                if self.may_read(id, found) {
                    Ok(SearchedChannels::These(vec![key(found)]))
                } else {
                    Err(self.refusal(&Text::NotMember(name)))
                }
            }
        }
    }

    /// Says whether another search may be begun.
    pub(super) fn check_search(&mut self, now: Now, id: SessionId, person: Option<&NameKey>) -> Result<(), Refusal> {
        if !self.has_store_room() {
            return Err(self.refusal(&Text::StorageUnavailable));
        }
        let (all, own) = self.search_waits.count(person);
        if all >= SEARCHES_MAX || (person.is_some() && own >= SEARCHES_OF_A_PERSON_MAX) {
            return Err(self.refusal(&Text::ServerBusy));
        }
        let address = self.address(id);
        match person {
            Some(key) if !self.search_throttle.take(&SEARCH_RATES, now.mono, address, key) => {
                Err(self.refusal(&Text::RateLimited))
            }
            _ => Ok(()),
        }
    }

    /// Whose private messages are a person's own, and from when on. A guest's name is anybody's next time, and before an
    /// account was made its name was too.
    pub(super) fn own_since(&self, key: &NameKey) -> Option<(NameKey, WallTime)> {
        self.account(key).map(|account| (key.clone(), account.created))
    }

    /// A session has gone.
    pub(super) fn cancel_searches(&mut self, id: SessionId) {
        if !self.search_waits.is_empty() {
            self.search_waits.cancel(id);
        }
    }

    /// The database has searched.
    pub(super) fn searched(&mut self, now: Now, seq: StoreSeq, findings: Option<SearchFindings>, out: &mut Effects) {
        let Some(SearchWait { session: id, person, purpose, .. }) = self.search_waits.take(seq) else { return };
        if !self.sessions.contains(id) {
            return;
        }
        let form = match &purpose {
            SearchPurpose::Words(form) => *form,
            SearchPurpose::Conversation(_) => Form::Json,
        };
        match findings {
            None => self.refuse(now, id, form, self.refusal(&Text::StorageUnavailable), out),
            Some(SearchFindings { mut messages, before }) => {
                // The person may have been put out of a channel meanwhile.
                messages.retain(|message| self.may_have(id, person.as_ref(), message));
                match (purpose, form) {
                    (SearchPurpose::Conversation(with), _) => {
                        let messages = messages.into_iter().map(Into::into).collect();
                        out.send(id, Reply::Conversation { with, messages, more: before.is_some() });
                    }
                    (_, Form::Json) => {
                        let messages = messages.into_iter().map(Into::into).collect();
                        out.send(id, Reply::Search { messages, before });
                    }
                    (_, Form::Typed) => {
                        let head = Text::SearchFollows { count: messages.len(), more: before.is_some() };
                        let lines = std::iter::once(self.line(now, id, &head))
                            .chain(
                                messages
                                    .iter()
                                    .map(|message| self.line(now, id, &Text::SearchLine { message, today: now.wall })),
                            )
                            .collect();
                        self.tell_lines(now, id, lines, out);
                    }
                }
            }
        }
        self.resume(id, out);
    }

    fn may_have(&self, id: SessionId, person: Option<&NameKey>, message: &Message) -> bool {
        match &message.audience {
            Audience::Channel(channel) => self.may_read(id, channel),
            Audience::Person(to) => {
                let is_same = self.person_of(id).map(|person| person.name().key()) == person;
                is_same && person.is_some_and(|key| key == to.key() || key == message.from.key())
            }
        }
    }
}
