//! Messages: to a channel, and to one person.
//!
//! Owns the way of a message from its request to those who get it and to the disk. Delivery does not wait for the disk;
//! an `ack` and the promise to keep a message for somebody away do.

use std::sync::Arc;

use super::account::Rank;
use super::clock::Now;
use super::command;
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::message::{Audience, ExtraFields, Marks, Message, SharedMessage};
use super::name::Username;
use super::refusal::{Asked, Refusal};
use super::reply::Reply;
use super::request::{MessageRequest, Target};
use super::state::channels::Slot;
use super::state::message_waits::Sought;
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;

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
        match request.reply_to {
            None => self.relay_found(now, id, request, None, out),
            Some(message) if self.has_store_room() => {
                self.seek(id, message, Sought::Reply(Box::new(request)), out);
            }
            Some(_) => {
                let refusal = self.refusal(&Text::StorageUnavailable);
                self.refuse_unheard(now, id, Asked::Message(request.ack), refusal, out);
            }
        }
    }

    /// The same once the message that it answers was looked for, if it answers one.
    pub(super) fn relay_found(
        &mut self,
        now: Now,
        id: SessionId,
        request: MessageRequest,
        answered: Option<Message>,
        out: &mut Effects,
    ) {
        let Some(from) = self.person_of(id).map(|person| person.name().clone()) else { return };
        let allowed = self
            .check_voice(now, from.key())
            .and_then(|()| self.check_length(&request.content))
            .and_then(|()| self.check_size_of_extra(&request.extra))
            .and_then(|()| request.target.map_err(|kind| self.refusal(&Text::Problem(kind))))
            .and_then(|target| Ok((self.channel_to_write_to(now, id, &target, out)?, target)));
        let (slot, target) = match allowed {
            Ok(allowed) => allowed,
            Err(refusal) => {
                self.refuse_unheard(now, id, Asked::Message(request.ack), refusal, out);
                return;
            }
        };
        let channel = self.channels[slot].name().clone();
        let (audience, to) = match target {
            Target::Channel { label, .. } => (Audience::Channel(channel.clone()), label),
            Target::Person(Some(name)) => (Audience::Person(name), None),
            Target::Person(None) => {
                self.refuse_unheard(
                    now,
                    id,
                    Asked::Message(request.ack),
                    self.refusal(&Text::UnknownRecipient(None)),
                    out,
                );
                return;
            }
        };
        let mut marks = None;
        if let Some(reply_to) = request.reply_to {
            if let Err(refusal) = self.check_answered(id, &from, &audience, answered) {
                self.refuse_unheard(now, id, Asked::Message(request.ack), refusal, out);
                return;
            }
            marks = Some(Box::new(Marks { reply_to: Some(reply_to), ..Marks::default() }));
        }
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
            marks,
        };
        match &message.audience {
            Audience::Channel(_) => self.say_to_channel(now, id, slot, message, request.ack, out),
            Audience::Person(name) => {
                let name = name.clone();
                self.say_to_person(now, id, &name, message, request.ack, out);
            }
        }
    }

    /// Checks that a message answers one of the same channel, or of the same two people, that its author may read.
    fn check_answered(
        &self,
        id: SessionId,
        from: &Username,
        audience: &Audience,
        answered: Option<Message>,
    ) -> Result<(), Refusal> {
        let (_, answered) = self.readable(id, answered)?;
        let is_there = match (audience, &answered.audience) {
            (Audience::Channel(here), Audience::Channel(there)) => here == there,
            (Audience::Person(to), Audience::Person(answered_to)) => {
                (answered.from == *from && answered_to == to) || (answered.from == *to && answered_to == from)
            }
            _ => false,
        };
        if is_there { Ok(()) } else { Err(self.refusal(&Text::UnknownMessage)) }
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
        let Some(current) = self.identity(id).map(|identity| identity.current()) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        let slot = match target {
            Target::Person(Some(to)) => return self.check_private_message(id, to).map(|()| current),
            Target::Person(None) => return Ok(current),
            Target::Channel { name: Some(name), .. } => {
                let is_new = self.is_new_to_poll_of(id, name);
                let slot = self.enter(now, id, name, false, out)?;
                if is_new && let Some(line) = self.poll_for_newcomer(now, id, slot) {
                    out.send(id, line);
                }
                slot
            }
            Target::Channel { name: None, .. } => current,
        };
        if self.channels[slot].is_read_only() && self.rank(id) < Rank::Moderator {
            return Err(self.refusal(&Text::ChannelReadOnly(self.channels[slot].name())));
        }
        self.check_silence_in(now, id, slot)?;
        if self.campus.is_some()
            && let Some(person) = self.person_of(id)
        {
            self.check_shared_voice(now, person.name(), self.channels[slot].name())?;
        }
        self.check_slow_mode(now, id, slot)?;
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
        self.note_heard(id);
        self.count_for_slow_mode(now, id, slot);
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
        let person = self.people.find(to.key());
        let lingers = person.is_some_and(|person| self.lingers(person));
        if let Some(person) = person.filter(|_| !lingers) {
            message.audience = Audience::Person(self.people[person].name().clone());
            self.note_heard(id);
            let message = self.number(message);
            let reply = Reply::Message(Arc::clone(&message));
            let receivers = self.people[person].sessions();
            for &receiver in receivers.iter().filter(|&&receiver| self.wants_as_typed(receiver)) {
                out.send(receiver, self.as_typed(receiver, reply.clone()));
            }
            out.fan_out(receivers.iter().copied().filter(|&receiver| !self.wants_as_typed(receiver)), reply);
            self.keep(now, id, message, ack, out);
            return;
        }
        let Some(recipient) = self.account(to.key()).map(|account| account.name.clone()) else {
            if let Some(address) = self.address_elsewhere(to) {
                self.send_letter(now, id, address, message, ack, out);
                return;
            }
            if let Some(here) = self.name_here(to) {
                self.say_to_person(now, id, &here, message, ack, out);
                return;
            }
            if lingers {
                let refusal = self.refusal(&Text::ConnectionLost(to));
                self.refuse_unheard(now, id, Asked::Message(ack), refusal, out);
                return;
            }
            let (asked, refusal) = (Asked::Message(ack), self.refusal(&Text::UnknownRecipient(Some(to))));
            if to.is_reserved() {
                self.refuse_for_the_server(now, id, asked, refusal, out);
            } else {
                self.refuse_unheard(now, id, asked, refusal, out);
            }
            return;
        };
        self.keep_for_absent(now, id, recipient, message, ack, out);
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
        if message.id.is_some() && (available || ack.is_none()) && self.is_shared(&message) {
            self.keep_shared(message, ack.map(|ack| (id, ack)), out);
            return;
        }
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
                    self.refuse(now, id, Asked::Message(ack), self.refusal(&Text::StorageUnavailable), out);
                } else if !kept {
                    self.refuse(now, id, Asked::Message(None), self.refusal(&Text::NotRecorded), out);
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
