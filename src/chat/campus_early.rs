//! A reaction or a reply to a message that has not come yet: it is kept until the message comes.
//!
//! Owns these rules on `state::campus`. Events of one server come in their order, those of two do not: who reacts or answers on
//! a third server may be heard before who has spoken. (A deletion that comes first is a tombstone, in `campus_acts`; a correction is of the
//! server that has said the message, and so comes behind it.) What is kept ends with its message, or with the number at which it should
//! have come; of a server that is never met, when others push it out (`EARLY_OF_SERVER_MAX`, `EARLY_MAX`). Called by `campus` and
//! `campus_acts`.

use super::amending::AmendLine;
use super::campus_event::{Early, EarlyWhat, EventName, EventNote, Origin};
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::message::{Message, MessageChange, MessageId};
use super::name::{ChannelName, Username};
use super::reaction::Reaction;
use super::reply::Reply;
use super::state::campus::Taken;
use super::store_protocol::StoreAction;

/// The changes that were made to a message when it came.
pub(super) struct TakenEarly {
    /// The message as it came.
    pub(super) before: Message,
    changes: Vec<(Reaction, bool)>,
    /// The messages that answer it.
    replies: Vec<MessageId>,
    told_by: Vec<EventName>,
}

fn change(reaction: &Reaction, on: bool) -> MessageChange {
    if on { MessageChange::React(reaction.clone()) } else { MessageChange::Unreact(reaction.clone()) }
}

impl Core {
    /// Keeps a reaction if its message has not come; `None` if it has, or is none.
    pub(super) fn keep_early(&mut self, origin: &Origin, seq: u64, early: Early, out: &mut Effects) -> Option<Taken> {
        let campus = self.campus.as_mut().filter(|campus| campus.is_to_come(&early.of))?;
        let pushed_out = campus.add_early(early.clone());
        self.forget_early(pushed_out, out);
        self.keep_note(origin, seq, Some(EventNote::Early(Box::new(early))), None, out);
        Some(Taken::Kept)
    }

    /// Keeps that a message answers one that has not come. The message follows: what is cut short between the two comes again, and is
    /// kept anew.
    pub(super) fn keep_early_reply(
        &mut self,
        told_by: EventName,
        of: EventName,
        id: MessageId,
        channel: ChannelName,
        out: &mut Effects,
    ) {
        let early = Early { told_by, of, what: EarlyWhat::Reply { id, channel } };
        let Some(campus) = &mut self.campus else { return };
        let pushed_out = campus.add_early(early.clone());
        self.forget_early(pushed_out, out);
        self.store(StoreAction::KeepEarly(Box::new(early)), false, out);
    }

    /// A message has come: does to it what was kept for it, which is to be told and forgotten ([`Core::tell_of_early`]) once the message is
    /// on its way. Those that answer it say so on disk before it is there: if that is all that a crash leaves, they say so anew when it
    /// comes again, by the id that it has then.
    pub(super) fn take_early(
        &mut self,
        name: &EventName,
        message: &mut Message,
        out: &mut Effects,
    ) -> Option<TakenEarly> {
        let all = self.campus.as_mut()?.take_early(|one| one.of == *name);
        if all.is_empty() {
            return None;
        }
        let (mut changes, mut replies, before) = (Vec::new(), Vec::new(), message.clone());
        for Early { told_by, what, .. } in &all {
            let server = told_by.origin.as_ref().map(|origin| &origin.server);
            match what {
                EarlyWhat::Reaction { reaction, on } => {
                    if server.is_some_and(|server| self.takes_reaction(server, reaction, *on, message)) {
                        message.change(&change(reaction, *on));
                        changes.push((reaction.clone(), *on));
                    }
                }
                EarlyWhat::Reply { id, channel } => {
                    if let Some(answered) = message.id.filter(|_| *channel == message.channel) {
                        let change = MessageChange::Answer(answered);
                        self.store(StoreAction::ChangeMessage { id: *id, change }, false, out);
                        replies.push(*id);
                    }
                }
            }
        }
        Some(TakenEarly { before, changes, replies, told_by: all.into_iter().map(|one| one.told_by).collect() })
    }

    /// Tells clients of what was done to a message that they have just been told of.
    pub(super) fn tell_of_early(&mut self, now: Now, taken: TakenEarly, out: &mut Effects) {
        let TakenEarly { before: mut message, changes, replies, told_by } = taken;
        if let (Some(reply_to), Some(slot)) = (message.id, self.channels.find(&message.channel)) {
            for id in replies {
                let line = AmendLine::Reply { id, channel: message.channel.clone(), reply_to };
                let members = self.channels[slot].members().iter().copied().filter(|&member| self.newer(member));
                out.fan_out(members, Reply::Amended(Box::new(line)));
            }
        }
        for (reaction, on) in changes {
            self.tell_of_reaction(now, message.clone(), &reaction, on, out);
            message.change(&change(&reaction, on));
        }
        self.forget_early(told_by, out);
    }

    /// Forgets what was kept for messages of a server that do not come any more.
    pub(super) fn drop_stale_early(&mut self, origin: &Origin, out: &mut Effects) {
        let stale = self.campus.as_mut().map(|campus| campus.take_stale_early(origin)).unwrap_or_default();
        self.forget_early(stale, out);
    }

    /// Forgets what a person of another server, who is erased, has reacted to; the disk forgets it with the rest.
    pub(super) fn forget_early_of(&mut self, name: &Username) {
        if let Some(campus) = &mut self.campus {
            let key = name.key();
            campus.take_early(
                |one| matches!(&one.what, EarlyWhat::Reaction { reaction, .. } if reaction.by.key() == key),
            );
        }
    }

    fn forget_early(&mut self, told_by: Vec<EventName>, out: &mut Effects) {
        if !told_by.is_empty() {
            self.store(StoreAction::ForgetEarly(told_by), false, out);
        }
    }
}
