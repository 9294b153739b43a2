//! People in charge: what moderators, admins and the console may do to others.
//!
//! Owns [`Core::act`]. Every act has a rank that it needs, is refused against somebody of a higher one, takes effect at
//! once, is told to those concerned, stands in the audit log with who, whom and why, and is answered when it is on
//! disk. If the disk does not take it, it holds until the next restart, and the answer says so.

use std::sync::Arc;
use std::time::Duration;

use super::account::Role;
use super::clock::{Now, WallTime};
use super::core::{Addressee, Core};
use super::effect::{AuditAct, AuditKind, CloseReason, Effects, SessionId};
use super::message::{Audience, ExtraFields, Message, MessageId};
use super::name::{CONSOLE_NAME, NameKey, Username};
use super::refusal::{Form, Rank, Refusal};
use super::reply::{FieldValue, Reply};
use super::request::{Act, MINUTES_MAX, Span};
use super::sanction::{Sanction, SanctionKind, SanctionTarget};
use super::sessions::SessionKind;
use super::storage::Waiter;
use super::store_protocol::{StoreAction, StoreSeq};
use super::text::Text;

/// The outcome of an act.
pub(super) struct ActOutcome {
    /// The fields of the answer in kind.
    fields: Vec<(&'static str, FieldValue)>,
    /// The answer in words.
    words: Arc<str>,
    /// The part of it that is to be kept.
    record: Option<StoreAction>,
}

/// An act that waits for the disk.
pub(super) struct PendingAct {
    pub(super) session: SessionId,
    form: Form,
    kind: &'static str,
    outcome: Box<ActOutcome>,
}

/// A deletion that waits for the message to be found.
pub(super) struct DeletionWait {
    session: SessionId,
    form: Form,
}

impl ActOutcome {
    pub(super) fn new(fields: Vec<(&'static str, FieldValue)>, words: Arc<str>, record: Option<StoreAction>) -> Self {
        Self { fields, words, record }
    }
}

impl Core {
    /// Does something to somebody or something, or says why not.
    pub(super) fn act(&mut self, now: Now, id: SessionId, act: Act, form: Form, out: &mut Effects) {
        if self.identity(id).is_none() && self.rank(id) != Rank::Console {
            self.reject(now, id, &Text::NotIdentified, None, out);
            return;
        }
        let kind = act.as_str();
        let done = match act {
            Act::Sanctions => {
                self.list_sanctions(now, id, form, out);
                return;
            }
            Act::Delete { id: message } => {
                self.find_for_deletion(now, id, message, form, out);
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
            Act::Announce { content } => self.announce(now, id, &content, out),
            Act::SetRole { user, role } => self.set_role(now, id, &user, role, out),
        };
        match done {
            Ok(outcome) => self.answer_outcome(now, id, form, kind, outcome, out),
            Err(refusal) => self.answer_refusal(now, id, form, refusal, out),
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
        let pending = PendingAct { session: id, form, kind, outcome: Box::new(outcome) };
        match record {
            None => self.act_settled(now, pending, true, out),
            Some(record) if self.storage.is_available(self.settings.store_queue_max) => {
                self.storage.submit_for(Waiter::Act(pending), record, out);
            }
            Some(_) => self.act_settled(now, pending, false, out),
        }
    }

    /// It is known whether an act is on disk.
    pub(super) fn act_settled(&mut self, now: Now, pending: PendingAct, kept: bool, out: &mut Effects) {
        let PendingAct { session: id, form, kind, outcome } = pending;
        if !self.sessions.contains(id) {
            return;
        }
        match form {
            Form::Json if kept => out.send(id, Reply::Done { kind, fields: outcome.fields }),
            Form::Json => self.decline(id, &Text::DoneNotKept, None, out),
            Form::Typed => {
                self.tell(now, id, &Text::Plain(&outcome.words), out);
                if !kept {
                    self.tell(now, id, &Text::DoneNotKept, out);
                }
            }
        }
    }

    /// The name of the actor, for those concerned and for the logs.
    pub(super) fn actor_name(&self, id: SessionId) -> Box<str> {
        if self.rank(id) == Rank::Console { CONSOLE_NAME.into() } else { self.name_for_log(id).into() }
    }

    pub(super) fn require(&self, id: SessionId, rank: Rank) -> Result<(), Refusal> {
        if self.rank(id) >= rank { Ok(()) } else { Err(self.refusal(&Text::Forbidden)) }
    }

    /// Nobody may act on somebody of a higher role.
    fn require_not_above(&self, id: SessionId, target: &NameKey) -> Result<(), Refusal> {
        if self.rank_of(target) <= self.rank(id) { Ok(()) } else { Err(self.refusal(&Text::HigherRole)) }
    }

    pub(super) fn audit_act(
        &self,
        id: SessionId,
        kind: AuditKind,
        whom: &str,
        why: &str,
        until: Option<WallTime>,
        out: &mut Effects,
    ) {
        let act = AuditAct { whom: whom.into(), why: why.into(), until };
        self.audit_with(id, kind, "", self.actor_name(id).into(), Some(act), out);
    }

    pub(super) fn words(&self, text: &Text<'_>) -> Arc<str> {
        text.render(self.settings.lang)
    }

    /// Somebody present, or with an account.
    fn known_name(&self, user: &Username) -> Result<Username, Refusal> {
        let present = self.people.get(user.key()).map(|person| &person.name);
        let account = || self.account(user.key()).map(|account| &account.name);
        present.or_else(account).cloned().ok_or_else(|| self.refusal(&Text::NobodyCalled(user)))
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
        let name = person.name.clone();
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
        for session in self.people.get(key).map(|person| person.sessions.clone()).unwrap_or_default() {
            self.close(now, session, why, reason, out);
        }
    }

    /// The length of a sanction, and its end by the wall clock.
    fn span(&self, now: Now, span: Span, usual_minutes: u32) -> (Option<Duration>, Option<WallTime>) {
        let minutes = match span {
            Span::Forever => return (None, None),
            Span::Usual if usual_minutes == 0 => return (None, None),
            Span::Usual => usual_minutes,
            Span::Minutes(minutes) => minutes,
        };
        let length = Duration::from_secs(u64::from(minutes.min(MINUTES_MAX)) * 60);
        let length_us = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let until = WallTime { unix_us: now.wall.unix_us.saturating_add(length_us), ..now.wall };
        (Some(length), Some(until))
    }

    fn check_room_for(&self, kind: SanctionKind, target: &SanctionTarget) -> Result<(), Refusal> {
        if self.sanctions.holds(kind, target) || self.sanctions.len() < self.settings.sanctions_max {
            Ok(())
        } else {
            Err(self.refusal(&Text::TooManySanctions(self.settings.sanctions_max)))
        }
    }

    fn mute(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        span: Span,
        reason: Box<str>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let name = self.known_name(user)?;
        self.require_not_above(id, name.key())?;
        let target = SanctionTarget::Person(name.clone());
        self.check_room_for(SanctionKind::Mute, &target)?;
        let (length, until) = self.span(now, span, self.settings.mute_minutes);
        let by = self.actor_name(id);
        let sanction = Sanction { kind: SanctionKind::Mute, target, since: now.wall, until, by, reason };
        self.audit_act(id, AuditKind::Mute, name.as_str(), &sanction.reason, until, out);
        self.sanctions.insert(now.mono, sanction.clone(), length);
        self.tell_person(now, name.key(), &Text::YouAreMuted { sanction: &sanction, today: now.wall }, out);
        let mut fields = vec![("user", name.as_str().into())];
        fields.extend(until.map(|until| ("until", until.to_local().as_str().into())));
        let words = self.words(&Text::DidMute { user: &name, until, today: now.wall });
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetSanction(sanction))))
    }

    fn ban(
        &mut self,
        now: Now,
        id: SessionId,
        target: SanctionTarget,
        span: Span,
        reason: Box<str>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let target = match target {
            SanctionTarget::Person(user) => {
                let name = self.known_name(&user)?;
                self.require_not_above(id, name.key())?;
                SanctionTarget::Person(name)
            }
            SanctionTarget::Range(range) => {
                let own = self.rank(id) != Rank::Console && range.contains(&self.address(id));
                let above =
                    |session: SessionId| range.contains(&self.address(session)) && self.rank(session) > self.rank(id);
                if own {
                    return Err(self.refusal(&Text::BanOfOneself));
                }
                if self.identified.iter().copied().any(above) {
                    return Err(self.refusal(&Text::HigherRole));
                }
                SanctionTarget::Range(range)
            }
        };
        self.check_room_for(SanctionKind::Ban, &target)?;
        let (length, until) = self.span(now, span, self.settings.ban_minutes);
        let by = self.actor_name(id);
        let sanction = Sanction { kind: SanctionKind::Ban, target, since: now.wall, until, by, reason };
        let whom = sanction.target.to_string();
        self.audit_act(id, AuditKind::Ban, &whom, &sanction.reason, until, out);
        self.sanctions.insert(now.mono, sanction.clone(), length);
        let words = self.words(&Text::DidBan { whom: &whom, until, today: now.wall });
        match &sanction.target {
            SanctionTarget::Person(name) => {
                self.close_person(now, name.key(), &Text::Banned(&sanction), CloseReason::Banned, out);
            }
            SanctionTarget::Range(range) => {
                let mut there: Vec<SessionId> = self
                    .sessions
                    .iter()
                    .filter(|(_, session)| session.kind != SessionKind::Console && range.contains(&session.address))
                    .map(|(session, _)| session)
                    .collect();
                there.sort_unstable();
                for session in there {
                    self.close(now, session, &Text::Banned(&sanction), CloseReason::Banned, out);
                }
            }
        }
        let field = match sanction.target {
            SanctionTarget::Person(_) => "user",
            SanctionTarget::Range(_) => "address",
        };
        let mut fields = vec![(field, whom.as_str().into())];
        fields.extend(until.map(|until| ("until", until.to_local().as_str().into())));
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetSanction(sanction))))
    }

    fn lift(
        &mut self,
        now: Now,
        id: SessionId,
        kind: SanctionKind,
        target: SanctionTarget,
        audit: AuditKind,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let Some(lifted) = self.sanctions.remove(kind, &target) else {
            return Err(self.refusal(&Text::NotSanctioned(&target.to_string())));
        };
        let whom = lifted.target.to_string();
        self.audit_act(id, audit, &whom, "", None, out);
        let field = match &lifted.target {
            SanctionTarget::Person(name) => {
                if kind == SanctionKind::Mute {
                    self.tell_person(now, name.key(), &Text::MaySpeakAgain, out);
                }
                "user"
            }
            SanctionTarget::Range(range) => {
                self.lockout.forgive(range);
                "address"
            }
        };
        let words = self.words(&Text::DidLift { kind, whom: &whom });
        let record = StoreAction::LiftSanction { kind, target: lifted.target };
        Ok(ActOutcome::new(vec![(field, whom.as_str().into())], words, Some(record)))
    }

    fn list_sanctions(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        if let Err(refusal) = self.require(id, Rank::Moderator) {
            self.answer_refusal(now, id, form, refusal, out);
            return;
        }
        match form {
            Form::Json => out.send(id, Reply::Sanctions { sanctions: self.sanctions.iter().cloned().collect() }),
            Form::Typed => {
                let head = self.words_for(now, id, &Text::SanctionsFollow(self.sanctions.len()));
                let line = |sanction| self.words_for(now, id, &Text::SanctionLine { sanction, today: now.wall });
                let lines = std::iter::once(head).chain(self.sanctions.iter().map(line)).collect();
                self.say_lines(now, id, lines, out);
            }
        }
    }

    fn announce(&mut self, now: Now, id: SessionId, content: &str, out: &mut Effects) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        if content.trim().is_empty() {
            return Err(self.refusal(&Text::Problem(super::request::ProblemKind::MissingField("content"))));
        }
        self.check_length(content)?;
        let by = self.actor_name(id);
        self.audit_act(id, AuditKind::Announce, "", content, None, out);
        self.send_system_message(now, &Addressee::Everyone, &Text::Announcement { by: &by, content }, out);
        Ok(ActOutcome::new(Vec::new(), self.words(&Text::DidAnnounce), None))
    }

    fn set_role(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        role: Role,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Admin)?;
        let Some(account) = self.account(user.key()) else { return Err(self.refusal(&Text::NoAccount(user))) };
        let name = account.name.clone();
        self.require_not_above(id, name.key())?;
        self.audit_act(id, AuditKind::Role, name.as_str(), role.as_str(), None, out);
        if let Some(account) = self.accounts.get_mut(name.key()) {
            account.role = role;
        }
        self.tell_person(now, name.key(), &Text::RoleChanged(role), out);
        if role == Role::User {
            self.expel_from_staff_channels(now, name.key(), out);
        }
        let fields = vec![("user", name.as_str().into()), ("role", role.as_str().into())];
        let words = self.words(&Text::DidSetRole { user: &name, role });
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetRole { name, role })))
    }

    fn find_for_deletion(&mut self, now: Now, id: SessionId, message: MessageId, form: Form, out: &mut Effects) {
        let refused = match self.require(id, Rank::Moderator) {
            Err(refusal) => Some(refusal),
            Ok(()) if !self.storage.is_available(self.settings.store_queue_max) => {
                Some(self.refusal(&Text::StorageUnavailable))
            }
            Ok(()) => None,
        };
        if let Some(refusal) = refused {
            self.answer_refusal(now, id, form, refusal, out);
            return;
        }
        self.pause(id, out);
        let seq = self.storage.submit(StoreAction::LoadMessage { id: message }, false, out);
        self.deletion_waits.insert(seq, DeletionWait { session: id, form });
    }

    /// The message that is to be deleted was looked for.
    pub(super) fn found_for_deletion(&mut self, now: Now, seq: StoreSeq, message: Option<Message>, out: &mut Effects) {
        let Some(DeletionWait { session: id, form }) = self.deletion_waits.remove(&seq) else { return };
        if !self.sessions.contains(id) {
            return;
        }
        match self.delete(now, id, message, out) {
            Ok(outcome) => self.answer_outcome(now, id, form, "delete", outcome, out),
            Err(refusal) => self.answer_refusal(now, id, form, refusal, out),
        }
        self.resume(id, out);
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
        // Whoever was in the channel at the time could have it, and may have left since.
        let slot = self.channels.find(&channel);
        let staff_only = slot.is_some_and(|slot| self.channels[slot].is_for_staff());
        let could_have = |other: &SessionId| !staff_only || self.rank(*other) >= Rank::Moderator;
        let newer = self.identified.iter().copied().filter(could_have).filter(|&other| self.newer(other));
        out.fan_out(newer, Reply::Delete { id: number });
        // The others' clients know no such line, and one would show it raw; who is not in the channel need not hear of it.
        if let Some(slot) = slot {
            let text = Text::Deleted { from: &from, at, today: now.wall };
            let words = self.system_message(now, None, &self.channels[slot].name, &text);
            let members = self.channels[slot].members().iter().copied();
            out.fan_out(members.filter(|&other| other != id && !self.newer(other)), words);
        }
        let words = self.words(&Text::DidDelete(number));
        let record = StoreAction::DeleteMessage { id: number };
        Ok(ActOutcome::new(vec![("id", FieldValue::Number(number.0))], words, Some(record)))
    }

    /// A guest who is muted has to go by another name, because an account of the old one was made: the mute goes along,
    /// and the account, which may be anybody's, is free of it. `own` says that it comes from the guest's own address: then
    /// it is taken for the guest's and muted too, or whoever is muted would only have to register. If there is no room
    /// for both, it is the guest who stays muted.
    pub(super) fn carry_mute_over(&mut self, from: &Username, to: &Username, own: bool, out: &mut Effects) {
        let kind = SanctionKind::Mute;
        let Some(sanction) = self.sanctions.extend(kind, from.key(), to) else { return };
        // As at its end, what the disk is not told holds until the next start.
        if self.storage.has_room(self.settings.store_queue_max) {
            self.storage.submit(StoreAction::SetSanction(sanction), true, out);
        }
        if own && self.sanctions.len() <= self.settings.sanctions_max {
            return;
        }
        let target = SanctionTarget::Person(from.clone());
        self.sanctions.remove(kind, &target);
        if self.storage.has_room(self.settings.store_queue_max) {
            self.storage.submit(StoreAction::LiftSanction { kind, target }, true, out);
        }
    }

    /// True if a person may only read.
    pub(super) fn is_muted(&self, key: &NameKey) -> bool {
        self.sanctions.against_name(SanctionKind::Mute, key).is_some()
    }

    /// Checks that a person may speak; if not, the refusal says why.
    pub(super) fn check_voice(&self, now: Now, key: &NameKey) -> Result<(), Refusal> {
        match self.sanctions.against_name(SanctionKind::Mute, key) {
            Some(sanction) => Err(self.refusal(&Text::YouAreMuted { sanction, today: now.wall })),
            None => Ok(()),
        }
    }

    /// Checks that the bearer of a name may be here.
    pub(super) fn check_name_ban(&self, key: &NameKey) -> Result<(), Refusal> {
        match self.sanctions.against_name(SanctionKind::Ban, key) {
            Some(sanction) => Err(self.refusal(&Text::Banned(sanction))),
            None => Ok(()),
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
