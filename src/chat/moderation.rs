//! People in charge: what moderators, admins and the console may do to others.
//!
//! Owns [`Core::act`]. Every act has a rank that it needs, is refused against somebody of a higher one, takes effect at
//! once, is told to those concerned, stands in the audit log with who, whom and why, and is answered when it is on
//! disk. If the disk does not take it, it holds until the next restart, and the answer says so. Acts that change a table
//! are in the file of its subject: `sanctions`, `accounts`, `channel_modes`.

use super::account::Rank;
use super::account_order::PasswordOrder;
use super::campus_event::{EventPlace, OwnEvent};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::message::{Audience, Message, MessageId};
use super::name::{CONSOLE_NAME, ChannelName, NameKey, Username};
use super::refusal::{Asked, Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::request::Act;
use super::sanction::{SanctionKind, SanctionTarget};
use super::state::acts::{ActOutcome, PendingAct};
use super::state::message_waits::Sought;
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Does something to somebody or something, or says why not.
    pub(super) fn act(&mut self, now: Now, id: SessionId, act: Act, form: Form, out: &mut Effects) {
        if self.identity(id).is_none() && self.rank(id) != Rank::Console {
            self.reject_nobody(now, id, out);
            return;
        }
        let kind = act.as_str();
        let done = match act {
            Act::Sanctions => {
                self.list_sanctions(now, id, form, out);
                return;
            }
            Act::Devices { user } => {
                self.list_devices(now, id, user.as_ref(), form, out);
                return;
            }
            Act::Delete { id: message } => {
                self.find_for_deletion(now, id, message, form, out);
                return;
            }
            Act::SetPassword { user, password, disconnect, must_change } => {
                let order = PasswordOrder { user, password, disconnect, must_change };
                self.reset_password(now, id, order, form, out);
                return;
            }
            Act::Rename { user, to } => {
                self.rename_account(now, id, &user, to, form, out);
                return;
            }
            Act::Topic { channel, topic: None } => {
                self.read_topic(now, id, channel.as_ref(), form, out);
                return;
            }
            Act::Topic { channel, topic: Some(topic) } => self.set_topic(now, id, channel.as_ref(), topic, out),
            Act::SetChannel { channel, mode } => self.set_channel_mode(now, id, &channel, mode, out),
            Act::Kick { user, reason } => self.kick(now, id, &user, &reason, out),
            Act::Mute { user, span, reason } => self.mute(now, id, &user, span, reason, out),
            Act::Unmute { user } => {
                self.lift(now, id, SanctionKind::Mute, SanctionTarget::Person(user), AuditKind::Unmute, out)
            }
            Act::Ban { target, span, reason } => self.ban(now, id, target, span, reason, out),
            Act::Unban { target } => self.lift(now, id, SanctionKind::Ban, target, AuditKind::Unban, out),
            Act::Announce { channel, content } => self.announce(now, id, channel.as_ref(), &content, out),
            Act::SetDisabled { user, disabled } => self.set_account_disabled(now, id, &user, disabled, out),
            Act::SetRole { user, role } => self.set_role(now, id, &user, role, out),
            Act::ForgetDevices { user, number } => self.forget_devices(id, user.as_ref(), number, out),
            Act::Lesson(act) => self.lesson(now, id, act, out),
            Act::Class(act) => match self.class_act(now, id, act, form, out) {
                Some(done) => done,
                None => return,
            },
        };
        match done {
            Ok(outcome) => self.answer_outcome(now, id, form, kind, outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    /// Answers once what is to be kept is on disk.
    pub(super) fn answer_outcome(
        &mut self,
        now: Now,
        id: SessionId,
        form: Form,
        kind: &'static str,
        mut outcome: ActOutcome,
        out: &mut Effects,
    ) {
        let record = outcome.record.take();
        if record.is_some() {
            self.tell_colleagues(id, kind, &outcome.fields, out);
        }
        let event = match &record {
            Some(StoreAction::Event(record)) => match record.place {
                EventPlace::Own(seq) => Some(seq),
                EventPlace::Heard(..) => None,
            },
            _ => None,
        };
        let pending = PendingAct { session: id, form, kind, outcome: Box::new(outcome), event };
        match record {
            None => self.act_settled(now, pending, true, out),
            Some(record) if self.is_store_available() => {
                self.store_for(Waiter::Act(pending), record, out);
            }
            Some(_) => self.act_settled(now, pending, false, out),
        }
    }

    /// It is known whether an act is on disk.
    pub(super) fn act_settled(&mut self, now: Now, pending: PendingAct, kept: bool, out: &mut Effects) {
        let PendingAct { session: id, form, kind, outcome, event: _ } = pending;
        if !self.sessions.contains(id) {
            return;
        }
        match form {
            Form::Json if kept => out.send(id, Reply::Done { kind, fields: outcome.fields }),
            Form::Json => self.refuse(now, id, Asked::Request, self.refusal(&Text::DoneNotKept), out),
            Form::Typed => {
                self.tell(now, id, &Text::Plain(&outcome.words), out);
                if !kept {
                    self.tell(now, id, &Text::DoneNotKept, out);
                }
            }
        }
    }

    /// The name of the actor, for those concerned and for the logs.
    pub fn actor_name(&self, id: SessionId) -> Box<str> {
        if self.rank(id) == Rank::Console { CONSOLE_NAME.into() } else { self.name_for_log(id).into() }
    }

    fn kick(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        reason: &str,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let Some(person) = self.people.get(user.key()) else { return Err(self.refusal(&Text::NotHere(user))) };
        let name = person.name().clone();
        self.require_not_above(id, name.key())?;
        self.audit_act(id, AuditKind::Kick, name.as_str(), reason, None, out);
        let by = self.actor_name(id);
        self.close_person(now, name.key(), &Text::Kicked { by: &by, reason }, CloseReason::Kicked, out);
        Ok(ActOutcome::new(vec![("user", name.as_str().into())], self.words(&Text::DidKick(&name)), None))
    }

    pub(super) fn close_person(
        &mut self,
        now: Now,
        key: &NameKey,
        why: &Text<'_>,
        reason: CloseReason,
        out: &mut Effects,
    ) {
        for session in self.people.get(key).map(|person| person.sessions().clone()).unwrap_or_default() {
            self.close(now, session, why, reason, out);
        }
        self.depart_lingering(now, key, out);
    }

    fn announce(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        content: &str,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        if content.trim().is_empty() {
            return Err(self.refusal(&Text::Problem(super::request::ProblemKind::MissingField("content"))));
        }
        self.check_length(content)?;
        let slot = channel.map(|name| self.meant_channel(id, Some(name))).transpose()?;
        let by = self.actor_name(id);
        let name = slot.map(|slot| self.channels[slot].name().clone());
        self.audit_act(id, AuditKind::Announce, name.as_ref().map_or("", ChannelName::as_str), content, None, out);
        let text = Text::Announcement { by: &by, channel: name.as_ref(), content };
        match slot {
            Some(slot) => self.tell_in_channel(now, slot, self.channels[slot].members().iter().copied(), &text, out),
            None => self.tell_everyone(now, &text, out),
        }
        let fields = name.iter().map(|name| ("channel", name.as_str().into())).collect();
        Ok(ActOutcome::new(fields, self.words(&Text::DidAnnounce), None))
    }

    fn find_for_deletion(&mut self, now: Now, id: SessionId, message: MessageId, form: Form, out: &mut Effects) {
        let refused = match self.require(id, Rank::Moderator) {
            Err(refusal) => Some(refusal),
            Ok(()) if !self.is_store_available() => Some(self.refusal(&Text::StorageUnavailable)),
            Ok(()) => None,
        };
        if let Some(refusal) = refused {
            self.refuse(now, id, form, refusal, out);
            return;
        }
        self.seek(id, message, Sought::Delete(form), out);
    }

    /// The message that is to be deleted was looked for.
    pub(super) fn delete_found(
        &mut self,
        now: Now,
        id: SessionId,
        form: Form,
        message: Option<Message>,
        out: &mut Effects,
    ) {
        match self.delete(now, id, message, out) {
            Ok(outcome) => self.answer_outcome(now, id, form, "delete", outcome, out),
            Err(refusal) => self.refuse(now, id, form, refusal, out),
        }
    }

    fn delete(
        &mut self,
        now: Now,
        id: SessionId,
        message: Option<Message>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let found = message.and_then(|message| Some((message.id?, message)));
        // What was said in private is nobody else's, a moderator's neither, and so not theirs to find.
        let Some((number, Message { from, at, audience: Audience::Channel(channel), .. })) = found else {
            return Err(self.refusal(&Text::UnknownMessage));
        };
        self.require_not_above(id, from.key())?;
        self.audit_act(id, AuditKind::Delete, from.as_str(), &format!("{channel} {}", number.0), None, out);
        let by = self.actor_name(id);
        self.tell_of_deletion(
            now,
            Some(id),
            number,
            &channel,
            &Text::Deleted { from: &from, at, today: now.wall },
            by,
            out,
        );
        let words = self.words(&Text::DidDelete(number));
        let actor = self.campus_actor(id);
        let change = StoreAction::DeleteMessage { id: number };
        let record = self.shared_change(&channel, change, || OwnEvent::Deleted(number, actor));
        Ok(ActOutcome::new(vec![("id", FieldValue::Number(number.0))], words, Some(record)))
    }

    /// Tells people's clients that a message was struck out: newer ones by a line, those of others who are in the channel in words.
    #[allow(clippy::too_many_arguments, reason = "what is told, and to whom")]
    pub(super) fn tell_of_deletion(
        &self,
        now: Now,
        actor: Option<SessionId>,
        number: MessageId,
        channel: &ChannelName,
        text: &Text<'_>,
        by: Box<str>,
        out: &mut Effects,
    ) {
        // Whoever was in the channel at the time could have it, and may have left since.
        let slot = self.channels.find(channel);
        let could_have = |other: &SessionId| slot.is_none_or(|slot| self.is_open_to(*other, slot));
        let newer = self.sessions.identified().iter().copied().filter(could_have).filter(|&other| self.newer(other));
        out.fan_out(newer, Reply::Delete { id: number, by: Some(by) });
        // The others' clients know no such line, and one would show it raw; who is not in the channel need not hear of it.
        if let Some(slot) = slot {
            let members = self.channels[slot].members().iter().copied();
            let others = members.filter(|&other| Some(other) != actor && !self.newer(other));
            self.tell_in_channel(now, slot, others, text, out);
        }
    }
}
