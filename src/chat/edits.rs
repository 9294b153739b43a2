//! Saying one's own message otherwise, for some minutes.
//!
//! Owns this rule. Who may not speak may not do this either. Newer clients get what the message is now, old ones words in the
//! channel in which it was said. Called by `core` and `typed` with the request, and by `sought` with the message.

use std::sync::Arc;

use super::amending::{AmendLine, AmendRequest, EDIT_LOOKED_AT, EDIT_MINUTES};
use super::campus_event::OwnEvent;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::{Audience, Message, MessageChange};
use super::refusal::{Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::state::acts::ActOutcome;
use super::state::message_waits::Sought;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::amending::AmendText;

impl Core {
    /// Does what was asked about a message, or says why not.
    pub(super) fn amend(&mut self, now: Now, id: SessionId, request: AmendRequest, form: Form, out: &mut Effects) {
        let Some(own) = self.person_of(id).map(|person| person.name().clone()) else {
            self.reject_nobody(now, id, out);
            return;
        };
        let allowed = self.check_voice(now, own.key()).and_then(|()| match &request {
            AmendRequest::Edit { content, .. } => self.check_length(content),
            AmendRequest::React { .. } => Ok(()),
        });
        // What is done is answered once it is on disk.
        let allowed = allowed.and_then(|()| match self.is_store_available() {
            true => Ok(()),
            false => Err(self.refusal(&Text::StorageUnavailable)),
        });
        if let Err(refusal) = allowed {
            self.refuse(now, id, form, refusal, out);
            return;
        }
        let (message, among, sought) = match request {
            AmendRequest::Edit { id, content } => (id, EDIT_LOOKED_AT, Sought::Edit(form, content)),
            AmendRequest::React { id, kind } => (id, 1, Sought::React(form, kind)),
        };
        match message {
            Some(message) => self.seek(id, message, sought, out),
            None => self.seek_last(id, among, sought, out),
        }
    }

    /// The message that is to be said otherwise was looked for.
    pub(super) fn edit_found(
        &mut self,
        now: Now,
        id: SessionId,
        form: Form,
        content: Box<str>,
        message: Option<Message>,
        out: &mut Effects,
    ) {
        match self.edit(now, id, content, message, out) {
            Ok(outcome) => self.answer_outcome(now, id, form, "edit", outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    fn edit(
        &mut self,
        now: Now,
        id: SessionId,
        content: Box<str>,
        message: Option<Message>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let Some(own) = self.person_of(id).map(|person| person.name().clone()) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        let (number, mut message) = self.readable(id, message)?;
        if message.from != own || !self.is_since(id, &message) {
            return Err(self.refusal(&Text::Amend(AmendText::NotAuthor)));
        }
        // The person may have been muted while the message was looked for.
        self.check_voice(now, own.key())?;
        self.check_speaking_in(now, id, &message)?;
        let age_us = now.wall.unix_us.saturating_sub(message.at.unix_us);
        if age_us > EDIT_MINUTES * 60_000_000 {
            return Err(self.refusal(&Text::Amend(AmendText::TooLate(EDIT_MINUTES))));
        }
        self.check_delivered(&message)?;
        let change = MessageChange::Edit(content);
        message.change(&change);
        self.note_heard(id);
        self.tell_of_edit(now, Some(id), message.clone(), out);
        let words = self.words(&Text::Amend(AmendText::DidEdit));
        let record = StoreAction::ChangeMessage { id: number, change };
        let record = match &message.audience {
            Audience::Channel(channel) => self.shared_change(channel, record, || OwnEvent::Edited(number)),
            Audience::Person(_) => record,
        };
        let fields = vec![("id", FieldValue::Number(number.0))];
        Ok(ActOutcome::new(fields, words, Some(record)))
    }

    /// Tells those who got a message that it is this now: newer clients by a line, others but the author's in words.
    pub(super) fn tell_of_edit(&self, now: Now, author: Option<SessionId>, message: Message, out: &mut Effects) {
        let message = Arc::new(message);
        let audience = self.audience_of(&message);
        let (newer, old): (Vec<SessionId>, Vec<SessionId>) = audience.into_iter().partition(|&other| self.newer(other));
        out.fan_out(newer.into_iter(), Reply::Amended(Box::new(AmendLine::Edited(Arc::clone(&message)))));
        let old = old.into_iter().filter(|&other| Some(other) != author);
        let text = Text::Amend(AmendText::Edited { by: &message.from, content: &message.content });
        match &message.audience {
            Audience::Channel(channel) => {
                if let Some(slot) = self.channels.find(channel) {
                    self.tell_in_channel(now, slot, old, &text, out);
                }
            }
            Audience::Person(_) => old.for_each(|other| self.tell(now, other, &text, out)),
        }
    }

    /// Checks that a private message has come to its receiver: while it waits, it is as it was said.
    pub(super) fn check_delivered(&self, message: &Message) -> Result<(), Refusal> {
        match &message.audience {
            Audience::Person(to) if !self.people.contains(to.key()) || self.undelivered.count(to.key()) > 0 => {
                Err(self.refusal(&Text::Amend(AmendText::ReceiverAway(to))))
            }
            _ => Ok(()),
        }
    }
}
