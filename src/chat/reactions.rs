//! Reactions to messages: given, and taken back by asking again.
//!
//! Owns this rule. Who is muted may not react; a silence keeps nobody from it, because it makes no noise: newer clients get a
//! line, and old ones nothing but the word to an author that somebody reacts, the first time. Clients list names, each once, so
//! that neither a line nor another server is told what a guest does while another of the same name reacts in that way.
//! Called by `sought` with the message.

use std::sync::Arc;

use super::amending::AmendLine;
use super::campus_event::OwnEvent;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::{Audience, Message, MessageChange};
use super::reaction::{Reaction, ReactionKind};
use super::refusal::{Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::state::acts::ActOutcome;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::amending::AmendText;

impl Core {
    /// The message to react to was looked for.
    pub(super) fn react_found(
        &mut self,
        now: Now,
        id: SessionId,
        form: Form,
        kind: ReactionKind,
        message: Option<Message>,
        out: &mut Effects,
    ) {
        match self.react(now, id, kind, message, out) {
            Ok(outcome) => self.answer_outcome(now, id, form, "react", outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    fn react(
        &mut self,
        now: Now,
        id: SessionId,
        kind: ReactionKind,
        message: Option<Message>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let Some((by, guest)) = self.person_of(id).map(|person| (person.name().clone(), person.guest_number())) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        let (number, message) = self.readable(id, message)?;
        self.check_voice(now, by.key())?;
        if let Audience::Channel(channel) = &message.audience {
            self.check_shared_voice(now, &by, channel)?;
        }
        self.check_delivered(&message)?;
        let reaction = Reaction { kind, by: by.clone(), guest };
        let on = !message.reactions().contains(&reaction);
        let most = self.settings.reactions_max;
        if on && message.reactions().len() >= most {
            return Err(self.refusal(&Text::Amend(AmendText::TooManyReactions(most))));
        }
        let is_listed = is_listed(&message, &reaction);
        self.tell_of_reaction(now, message.clone(), &reaction, on, out);
        let state = if on { "on" } else { "off" };
        let fields =
            vec![("id", FieldValue::Number(number.0)), ("emoji", kind.emoji().into()), ("state", state.into())];
        let words = self.words(&Text::Amend(AmendText::DidReact { kind, on }));
        let change = if on { MessageChange::React(reaction) } else { MessageChange::Unreact(reaction) };
        let record = StoreAction::ChangeMessage { id: number, change };
        let record = match &message.audience {
            Audience::Channel(channel) if !is_listed && self.leaves_here(&by) => {
                self.shared_change(channel, record, || OwnEvent::Reacted { id: number, kind, by, on })
            }
            _ => record,
        };
        Ok(ActOutcome::new(fields, words, Some(record)))
    }

    /// Tells those who got a message that somebody reacts to it, or not any more: newer clients by a line, and the author the first
    /// time in words.
    pub(super) fn tell_of_reaction(
        &self,
        now: Now,
        message: Message,
        reaction: &Reaction,
        on: bool,
        out: &mut Effects,
    ) {
        let Reaction { kind, by, .. } = reaction;
        let is_first = on && message.reactions().is_empty();
        let is_listed = is_listed(&message, reaction);
        let message = Arc::new(message);
        if !is_listed {
            let newer = self.audience_of(&message).into_iter().filter(|&other| self.newer(other));
            let line = AmendLine::Reaction { message: Arc::clone(&message), kind: *kind, by: by.clone(), on };
            out.fan_out(newer, Reply::Amended(Box::new(line)));
        }
        if is_first && message.from != *by {
            let text = Text::Amend(AmendText::Reacts { by, kind: *kind, content: &message.content });
            for &other in self.people.get(message.from.key()).map_or(&[][..], |author| author.sessions()) {
                if !self.newer(other) {
                    self.tell(now, other, &text, out);
                }
            }
        }
    }
}

/// True if somebody else of the same name reacts in the same way: for those who see names nothing changes.
fn is_listed(message: &Message, reaction: &Reaction) -> bool {
    let is_namesakes = |other: &Reaction| other.kind == reaction.kind && other.by == reaction.by && other != reaction;
    message.reactions().iter().any(is_namesakes)
}
