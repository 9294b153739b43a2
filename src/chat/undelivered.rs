//! Private messages for who is away: kept, read at their coming, and taken for delivered when that shows.
//!
//! Owns these rules on `state::mailboxes`. Called by `talk` with a message for somebody absent, by `storage` with what the
//! database says, by `presence` and `sign_in` when somebody comes or goes, and by `core` when a client shows that it has
//! read.

use std::sync::Arc;

use super::clock::Now;
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::mail::Mail;
use super::message::{Audience, Message, MessageId};
use super::name::{NameKey, Username};
use super::refusal::Asked;
use super::renamed::NameChange;
use super::reply::Reply;
use super::request::AckToken;
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Asks for the private messages that were kept for the person of a session, if there are any and no other
    /// session of the person is being given them.
    pub(super) fn load_undelivered(&mut self, id: SessionId, out: &mut Effects) {
        let Some(person) = self.person_of(id) else { return };
        let name = person.name().clone();
        let in_hand = |id: &SessionId| self.is_given_messages(*id);
        if self.undelivered.count(name.key()) > 0
            && !self.undelivered.is_loading_for(name.key())
            && !person.sessions().iter().any(in_hand)
        {
            self.undelivered.begin_loading(name.key());
            self.store(StoreAction::LoadUndelivered { recipient: name }, true, out);
        }
    }

    /// Nothing waits for somebody any more.
    pub(super) fn forget_undelivered(&mut self, key: &NameKey) {
        self.undelivered.clear(key);
    }

    /// Has what waits for somebody wait under their new name.
    pub(super) fn rename_in_undelivered(&mut self, change: &NameChange) {
        self.undelivered.rename(change);
    }

    /// The stored messages of a person were read.
    pub(super) fn undelivered_loaded(
        &mut self,
        now: Now,
        recipient: &Username,
        messages: Vec<Message>,
        out: &mut Effects,
    ) {
        let wanted = self.undelivered.end_loading(recipient.key());
        // The session that came for them may be gone again, but another of the person's will do. The newest one is the
        // likeliest to be looked at.
        let Some(&id) = self.people.get(recipient.key()).and_then(|person| person.sessions().last()) else { return };
        if !wanted {
            self.load_undelivered(id, out);
            return;
        }
        if messages.is_empty() {
            return;
        }
        self.hold(now, id, messages.into_iter().map(|message| Reply::Message(message.into())), out);
    }

    /// Nothing can be read any more. Nobody is told of kept messages then; they come after the next start.
    pub(super) fn undelivered_cannot_be_loaded(&mut self) {
        self.undelivered.end_all_loading();
    }

    /// A person has gone, and may be written to before coming back: what is being read is not all by then.
    pub(super) fn undelivered_is_outdated(&mut self, key: &NameKey) {
        self.undelivered.loading_is_outdated(key);
    }

    /// A message waits for somebody.
    pub(super) fn mail_waits(&mut self, key: &NameKey, mail: Mail) {
        self.undelivered.add(key, mail);
    }

    /// A message that was to wait for somebody does not.
    pub(super) fn undelivered_lost(&mut self, key: &NameKey, mail: Mail) {
        self.undelivered.take(key, mail);
    }

    /// Notes that the stored messages sent to a session have been read, as far as can be told.
    pub(super) fn confirm_delivered(&mut self, id: SessionId, out: &mut Effects) {
        let Some((ids, mail)) = self.take_unconfirmed(id) else { return };
        let Some(person) = self.person_of(id) else { return };
        let name = person.name().clone();
        self.undelivered.take(name.key(), mail);
        self.store(StoreAction::Delivered { recipient: name, ids }, false, out);
    }

    /// Takes the id of a message that is to be kept before anybody has it; `None`, and the author told, if nothing can be kept. An
    /// id is not spent on that: the disk gives new ones for those that it saw used.
    pub(super) fn take_id_to_keep(
        &mut self,
        now: Now,
        id: SessionId,
        ack: Option<&AckToken>,
        out: &mut Effects,
    ) -> Option<MessageId> {
        let available = self.is_store_available();
        let Some(number) = available.then(|| self.take_message_id()).flatten() else {
            self.refuse(now, id, Asked::Message(ack.cloned()), self.refusal(&Text::StorageUnavailable), out);
            return None;
        };
        self.note_heard(id);
        Some(number)
    }

    /// Keeps a message for somebody who is away, and promises so once it is on disk.
    pub(super) fn keep_for_absent(
        &mut self,
        now: Now,
        id: SessionId,
        recipient: Username,
        mut message: Message,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        message.audience = Audience::Person(recipient.clone());
        if self.undelivered.count(recipient.key()) >= self.settings.undelivered_per_user_max {
            self.refuse(now, id, Asked::Message(ack), self.refusal(&Text::MailboxFull(&recipient)), out);
            return;
        }
        let mail = Mail::of(&message);
        let mut in_all = self.undelivered.total();
        in_all.add(mail);
        if in_all.messages > self.settings.undelivered_max || in_all.bytes > self.settings.undelivered_bytes_max {
            self.refuse(now, id, Asked::Message(ack), self.refusal(&Text::MailboxesFull(&recipient)), out);
            return;
        }
        let Some(number) = self.take_id_to_keep(now, id, ack.as_ref(), out) else { return };
        message.id = Some(number);
        let message = Arc::new(message);
        self.undelivered.add(recipient.key(), mail);
        let waiter = Waiter::Kept { session: id, is_told: true, recipient, ack, id: number, at: message.at, mail };
        out.push(Effect::Said(Arc::clone(&message)));
        self.store_for(waiter, StoreAction::AppendUndelivered(message), out);
    }

    /// The sender of a kept message learns that it is.
    pub(super) fn report_kept(&mut self, now: Now, id: SessionId, recipient: &Username, out: &mut Effects) {
        if self.identity(id).is_some() {
            self.tell(now, id, &Text::RecipientAway(recipient), out);
        }
    }
}
