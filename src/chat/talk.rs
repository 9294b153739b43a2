//! Messages: to a channel, and to one person.
//!
//! Owns the way of a message from its request to those who get it and to the disk. Delivery does not wait for the disk;
//! an `ack` and the promise to keep a message for somebody away do.

use std::sync::Arc;

use super::channels::Slot;
use super::clock::Now;
use super::command;
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::message::{Audience, ExtraFields, Message, SharedMessage};
use super::name::Username;
use super::refusal::{Rank, Refusal};
use super::reply::Reply;
use super::request::{MessageRequest, Target};
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;

/// Refusals in words that one is told in a row. A robot that answers each line of the server would be answered without end
/// by the next refusal: because it is muted, because it writes to nobody, because it is too fast.
const REFUSALS_TOLD_MAX: u8 = 10;

/// The number of times that one is told that nobody is the server: whoever answers the sender of its lines is a robot.
/// It may be heard in between, so this is for the whole connection.
const SERVER_ANSWERS_MAX: u8 = 3;

impl Core {
    /// Relays a message; the first one of an unidentified connection makes it a guest.
    pub(super) fn say(&mut self, now: Now, id: SessionId, mut request: MessageRequest, out: &mut Effects) {
        if self.identity(id).is_none() {
            let typed = request.from.take();
            if !self.identify_guest(now, id, typed.as_ref(), None, request.ack.clone(), out) {
                return;
            }
        }
        if request.content.is_empty() {
            // A client's way to appear: it is neither relayed nor kept, so there is nothing to acknowledge.
            if request.ack.is_some() {
                let kind = super::request::ProblemKind::BadField("content");
                self.reject(now, id, &Text::Problem(kind), request.ack, out);
            }
            return;
        }
        if !command::is_command(&request.content) {
            self.relay(now, id, request, out);
        } else if request.ack.is_some() {
            // What a command does is not a message, so it gets no number.
            let kind = super::request::ProblemKind::BadField("ack");
            self.reject(now, id, &Text::Problem(kind), request.ack, out);
        } else {
            self.typed(now, id, request, out);
        }
    }

    /// Relays what an identified client says, if it may.
    pub(super) fn relay(&mut self, now: Now, id: SessionId, request: MessageRequest, out: &mut Effects) {
        let Some(from) = self.person_of(id).map(|person| person.name.clone()) else { return };
        let allowed = self
            .check_voice(now, from.key())
            .and_then(|()| self.check_length(&request.content))
            .and_then(|()| self.check_size_of_extra(&request.extra))
            .and_then(|()| request.target.map_err(|kind| self.refusal(&Text::Problem(kind))))
            .and_then(|target| Ok((self.channel_to_write_to(now, id, &target, out)?, target)));
        let (slot, target) = match allowed {
            Ok(allowed) => allowed,
            Err(refusal) => {
                self.refuse_message(now, id, refusal, request.ack, out);
                return;
            }
        };
        let channel = self.channels[slot].name.clone();
        let (audience, to) = match target {
            Target::Channel { label, .. } => (Audience::Channel(channel.clone()), label),
            Target::Person(Some(name)) => (Audience::Person(name), None),
            Target::Person(None) => {
                self.refuse_message(now, id, self.refusal(&Text::UnknownRecipient(None)), request.ack, out);
                return;
            }
        };
        let message = Message {
            id: None,
            at: now.wall,
            from,
            audience,
            channel,
            subtype: request.subtype,
            to,
            content: request.content,
            extra: request.extra,
        };
        match &message.audience {
            Audience::Channel(_) => self.say_to_channel(now, id, slot, message, request.ack, out),
            Audience::Person(name) => {
                let name = name.clone();
                self.say_to_person(now, id, &name, message, request.ack, out);
            }
        }
    }

    /// The channel that a message is for; one that its author may join is joined. A private message names the current
    /// one, whatever it says itself.
    fn channel_to_write_to(
        &mut self,
        now: Now,
        id: SessionId,
        target: &Target,
        out: &mut Effects,
    ) -> Result<Slot, Refusal> {
        let Some(current) = self.identity(id).map(|identity| identity.current) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        let slot = match target {
            Target::Person(_) => return Ok(current),
            Target::Channel { name: Some(name), .. } => self.enter(now, id, name, false, out)?,
            Target::Channel { name: None, .. } => current,
        };
        if self.channels[slot].read_only && self.rank(id) < Rank::Moderator {
            return Err(self.refusal(&Text::ChannelReadOnly(&self.channels[slot].name)));
        }
        Ok(slot)
    }

    fn say_to_channel(
        &mut self,
        now: Now,
        id: SessionId,
        slot: Slot,
        message: Message,
        ack: Option<super::request::AckToken>,
        out: &mut Effects,
    ) {
        self.sessions.forget_refusals(id);
        let message = self.number(message);
        let receivers = self.channels[slot].members().iter().copied().filter(|&other| other != id);
        out.fan_out(receivers, Reply::Message(Arc::clone(&message)));
        self.keep(now, id, message, ack, out);
    }

    fn say_to_person(
        &mut self,
        now: Now,
        id: SessionId,
        to: &Username,
        mut message: Message,
        ack: Option<super::request::AckToken>,
        out: &mut Effects,
    ) {
        if let Some(person) = self.people.get(to.key()) {
            let receivers = person.sessions.clone();
            message.audience = Audience::Person(person.name.clone());
            self.sessions.forget_refusals(id);
            let message = self.number(message);
            let reply = Reply::Message(Arc::clone(&message));
            for &receiver in receivers.iter().filter(|&&receiver| self.wants_as_typed(receiver)) {
                out.send(receiver, self.as_typed(receiver, reply.clone()));
            }
            out.fan_out(receivers.into_iter().filter(|&receiver| !self.wants_as_typed(receiver)), reply);
            self.keep(now, id, message, ack, out);
            return;
        }
        let Some(recipient) = self.account(to.key()).map(|account| account.name.clone()) else {
            if !to.is_reserved()
                || ack.is_some()
                || self.newer(id)
                || self.sessions.count_server_answer(id, SERVER_ANSWERS_MAX)
            {
                self.refuse_message(now, id, self.refusal(&Text::UnknownRecipient(Some(to))), ack, out);
            }
            return;
        };
        self.keep_for_absent(now, id, recipient, message, ack, out);
    }

    /// Refuses a message. A refusal that is a message itself, in words, is not said for ever to who makes nothing but such
    /// requests.
    pub(super) fn refuse_message(
        &mut self,
        now: Now,
        id: SessionId,
        refusal: Refusal,
        ack: Option<super::request::AckToken>,
        out: &mut Effects,
    ) {
        let is_no_message = ack.is_some() || self.newer(id);
        if is_no_message || self.may_refuse_in_words(now, id) {
            self.refuse_with(now, id, refusal, ack, out);
        }
    }

    /// Counts a refusal in words, and says whether it is to be said.
    pub(super) fn may_refuse_in_words(&mut self, now: Now, id: SessionId) -> bool {
        self.sessions.count_refusal(id, REFUSALS_TOLD_MAX, now.mono)
    }

    /// Gives a message its id, if the database takes it.
    fn number(&mut self, mut message: Message) -> SharedMessage {
        if self.has_store_room() {
            message.id = self.take_message_id();
        }
        Arc::new(message)
    }

    /// Has a relayed message kept, and its sender told once it is.
    fn keep(
        &mut self,
        now: Now,
        id: SessionId,
        message: SharedMessage,
        ack: Option<super::request::AckToken>,
        out: &mut Effects,
    ) {
        out.push(Effect::Said(Arc::clone(&message)));
        let available = self.is_store_available();
        match (message.id, ack) {
            (Some(number), Some(ack)) if available => {
                let waiter = Waiter::Ack { session: id, ack, id: number, at: message.at };
                self.store_for(waiter, StoreAction::Append(message), out);
            }
            (number, ack) => {
                let kept = number.is_some();
                if kept {
                    self.store(StoreAction::Append(message), false, out);
                }
                if ack.is_some() {
                    self.refuse(now, id, &Text::StorageUnavailable, ack, out);
                } else if !kept {
                    self.refuse(now, id, &Text::NotRecorded, None, out);
                }
            }
        }
    }

    pub(super) fn check_length(&self, content: &str) -> Result<(), Refusal> {
        let most = self.settings.content_chars_max;
        // Bytes are at least as many as characters, and quickly known.
        if content.len() <= most || content.chars().count() <= most {
            return Ok(());
        }
        Err(self.refusal(&Text::ContentTooLong(most)))
    }

    /// Fields that mean nothing to the server are as long as they leave, up to six times what came: everything beyond
    /// ASCII is escaped.
    pub(super) fn check_size_of_extra(&self, extra: &ExtraFields) -> Result<(), Refusal> {
        let most = self.settings.content_chars_max;
        if extra.0.len() <= most { Ok(()) } else { Err(self.refusal(&Text::ContentTooLong(most))) }
    }
}
