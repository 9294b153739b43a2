//! Looking for a message by its number, or for the last one, before something is done about it.
//!
//! Owns the way to the database and back, on `state::message_waits`, and who may have a message. What is done is the business
//! of `moderation`, `edits`, `reactions` and `talk`, which are called with what was found. The core itself keeps no messages.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::{Audience, Message, MessageId};
use super::refusal::Refusal;
use super::state::message_waits::Sought;
use super::store_protocol::{HistoryQuery, StoreAction, StoreSeq};
use super::text::Text;

/// Bytes of text of the last messages of a channel that are looked through.
const LOOKED_AT_BYTES: usize = 64 * 1024;

impl Core {
    /// Has a message looked for; the session waits.
    pub(super) fn seek(&mut self, id: SessionId, message: MessageId, sought: Sought, out: &mut Effects) {
        self.pause(id, out);
        let seq = self.store(StoreAction::LoadMessage { id: message }, false, out);
        self.message_waits.insert(seq, id, sought);
    }

    /// Has one of the last messages of the session's current channel looked for; the session waits.
    pub(super) fn seek_last(&mut self, id: SessionId, among: usize, sought: Sought, out: &mut Effects) {
        let Some(channel) = self.current_channel(id).map(|channel| channel.name().clone()) else { return };
        self.pause(id, out);
        let query = HistoryQuery { channel, before: None, after: None, limit: among, bytes_max: LOOKED_AT_BYTES };
        let seq = self.store(StoreAction::LoadHistory(query), false, out);
        self.message_waits.insert(seq, id, sought);
    }

    /// True if a page of the history is read for who looks for a message.
    pub(super) fn is_sought(&self, seq: StoreSeq) -> bool {
        self.message_waits.get(seq).is_some()
    }

    /// The last messages of a channel were looked through: takes the newest one that will do.
    pub(super) fn page_sought(&mut self, now: Now, seq: StoreSeq, page: Option<Vec<Message>>, out: &mut Effects) {
        let Some((id, sought)) = self.message_waits.get(seq) else { return };
        let own =
            self.person_of(*id).map(|person| person.name().clone()).filter(|_| matches!(sought, Sought::Edit(..)));
        let will_do = |message: &Message| own.as_ref().is_none_or(|own| message.from == *own);
        let newest = page.unwrap_or_default().into_iter().rev().find(will_do);
        self.message_found(now, seq, newest, out);
    }

    /// A message was looked for.
    pub(super) fn message_found(&mut self, now: Now, seq: StoreSeq, message: Option<Message>, out: &mut Effects) {
        let Some((id, sought)) = self.message_waits.take(seq) else { return };
        if !self.sessions.contains(id) {
            return;
        }
        match sought {
            Sought::Delete(form) => self.delete_found(now, id, form, message, out),
            Sought::Edit(form, content) => self.edit_found(now, id, form, content, message, out),
            Sought::React(form, kind) => self.react_found(now, id, form, kind, message, out),
            Sought::Reply(request) => self.relay_found(now, id, *request, message, out),
        }
        self.resume(id, out);
    }

    /// Checks that a message is there and that a session may have it, as its person reads it by `history` or got it in
    /// private. A guest's name is anybody's next time, and before an account was made its name was too.
    pub(super) fn readable(&self, id: SessionId, message: Option<Message>) -> Result<(MessageId, Message), Refusal> {
        let found = message.and_then(|message| Some((message.id?, message)));
        let is_readable = |message: &Message| match &message.audience {
            Audience::Channel(channel) => self.may_read(id, channel),
            Audience::Person(to) => {
                let own = self.person_of(id).map(|person| person.name());
                own.is_some_and(|own| *own == *to || *own == message.from) && self.is_since(id, message)
            }
        };
        let found = found.filter(|(_, message)| is_readable(message));
        found.ok_or_else(|| self.refusal(&Text::UnknownMessage))
    }

    /// True if the session's person bore their name already when a message was said.
    pub(super) fn is_since(&self, id: SessionId, message: &Message) -> bool {
        let account = self.person_of(id).and_then(|person| self.account(person.name().key()));
        let since =
            account.map(|account| account.created).or_else(|| self.sessions.get(id).map(|session| session.since()));
        since.is_some_and(|since| since.unix_us <= message.at.unix_us)
    }

    /// The sessions that get what is said to those whom a message was for; in private its author's too.
    pub(super) fn audience_of(&self, message: &Message) -> Vec<SessionId> {
        let of = |name: &super::name::Username| {
            self.people.get(name.key()).map(|person| person.sessions().to_vec()).unwrap_or_default()
        };
        match &message.audience {
            Audience::Channel(channel) => {
                let slot = self.channels.find(channel);
                slot.map(|slot| self.channels[slot].members().to_vec()).unwrap_or_default()
            }
            Audience::Person(to) if *to == message.from => of(to),
            Audience::Person(to) => [of(to), of(&message.from)].concat(),
        }
    }

    /// True if a session may go on in a channel as if it said something: it is a member, and neither silence nor the
    /// channel keeps it from speaking.
    pub(super) fn check_speaking_in(&self, now: Now, id: SessionId, message: &Message) -> Result<(), Refusal> {
        match &message.audience {
            Audience::Person(to) if *to == message.from => Ok(()),
            Audience::Person(to) => self.check_private_message(id, to),
            Audience::Channel(channel) => {
                let Some(slot) = self.channels.find(channel) else {
                    return Err(self.refusal(&Text::UnknownChannel(channel)));
                };
                if self.channels[slot].is_read_only() && self.rank(id) < Rank::Moderator {
                    return Err(self.refusal(&Text::ChannelReadOnly(channel)));
                }
                if self.campus.is_some()
                    && let Some(person) = self.person_of(id)
                {
                    self.check_shared_voice(now, person.name(), channel)?;
                }
                self.check_silence_in(now, id, slot)
            }
        }
    }
}
