//! Mutes and bans: the acts that impose and lift them, what they keep from whom, and their end.
//!
//! Owns these rules on `state::sanctions`. Called by `moderation`, which answers the acts; by whatever lets somebody speak
//! or come in; and by `lockout`, whose bans are like any other.

use std::net::IpAddr;
use std::time::Duration;

use super::account::Rank;
use super::campus_event::{Imposed, Lifted, OwnEvent};
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::{Form, Refusal};
use super::renamed::NameChange;
use super::reply::Reply;
use super::request::{MINUTES_MAX, Span};
use super::sanction::{Sanction, SanctionKind, SanctionTarget};
use super::state::acts::ActOutcome;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Returns the line for the clients of an address that is banned; `None` if it is not.
    pub fn address_ban(&self, address: IpAddr) -> Option<Reply> {
        let sanction = self.sanctions.against_address(address)?;
        Some(self.error(&Text::Banned(sanction)))
    }

    /// Ends what has run its time.
    pub(super) fn end_sanctions(&mut self, now: Now, out: &mut Effects) {
        while let Some(ended) = self.sanctions.take_ended(now.mono) {
            let Sanction { kind, target, .. } = ended;
            if let (SanctionKind::Mute, SanctionTarget::Person(name)) = (kind, &target) {
                let here = self.own_person(name).unwrap_or_else(|| name.clone());
                self.tell_person(now, here.key(), &Text::MaySpeakAgain, out);
                self.tell_of_ended_mute(name, out);
            }
            // What the disk is not told ends again at the next start.
            if self.has_store_room() {
                self.store(StoreAction::LiftSanction { kind, target }, false, out);
            }
        }
    }

    /// Puts one in force, for so long.
    pub(super) fn impose(&mut self, now: Now, sanction: Sanction, length: Option<Duration>) {
        if let SanctionTarget::Person(whom) = &sanction.target {
            self.forget_lifted(Some(sanction.kind), whom);
        }
        self.sanctions.insert(now.mono, sanction, length);
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

    /// The length of a sanction, and its end by the wall clock.
    pub(super) fn span(&self, now: Now, span: Span, usual_minutes: u32) -> (Option<Duration>, Option<WallTime>) {
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

    /// The name against which a sanction is meant: that of somebody known here, or of somebody of a server of the school.
    fn name_to_sanction(&self, id: SessionId, user: &Username) -> Result<Username, Refusal> {
        let name = match self.known_name(user) {
            Err(_) if self.home_of(user).is_some() => user.clone(),
            known => known?,
        };
        let here = self.own_person(&name).unwrap_or_else(|| name.clone());
        self.require_not_above(id, here.key())?;
        Ok(name)
    }

    /// Makes the record that is kept of a sanction that was imposed.
    fn record_of(&mut self, id: SessionId, sanction: Sanction, left: Option<Duration>) -> StoreAction {
        let by = self.campus_actor(id);
        let Sanction { kind, target, reason, .. } = sanction.clone();
        let own = |whom| OwnEvent::Imposed(Imposed { kind, whom, by, reason, left });
        self.shared_sanction(StoreAction::SetSanction(sanction), &target, own)
    }

    /// Takes one out of force, without a word.
    pub(super) fn lift_quietly(&mut self, kind: SanctionKind, target: &SanctionTarget) -> Option<Sanction> {
        self.sanctions.remove(kind, target)
    }

    pub(super) fn mute(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        span: Span,
        reason: Box<str>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let name = self.name_to_sanction(id, user)?;
        let target = SanctionTarget::Person(name.clone());
        self.check_room_for(SanctionKind::Mute, &target)?;
        let (length, until) = self.span(now, span, self.settings.mute_minutes);
        let by = self.actor_name(id);
        let sanction = Sanction { kind: SanctionKind::Mute, target, since: now.wall, until, by, reason };
        self.audit_act(id, AuditKind::Mute, name.as_str(), &sanction.reason, until, out);
        self.impose(now, sanction.clone(), length);
        let today = now.wall;
        match self.own_person(&name) {
            Some(own) => {
                let text = Text::YouAreQuietInShared { sanction: &sanction, today };
                self.tell_person(now, own.key(), &text, out);
            }
            None => self.tell_person(now, name.key(), &Text::YouAreMuted { sanction: &sanction, today }, out),
        }
        let mut fields = vec![("user", name.as_str().into())];
        fields.extend(until.map(|until| ("until", until.to_local().as_str().into())));
        let words = self.words(&Text::DidMute { user: &name, until, today: now.wall });
        let record = self.record_of(id, sanction, length);
        Ok(ActOutcome::new(fields, words, Some(record)))
    }

    pub(super) fn ban(
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
            SanctionTarget::Person(user) => SanctionTarget::Person(self.name_to_sanction(id, &user)?),
            SanctionTarget::Range(range) => {
                let own = self.rank(id) != Rank::Console && range.contains(&self.address(id));
                let above =
                    |session: SessionId| range.contains(&self.address(session)) && self.rank(session) > self.rank(id);
                if own {
                    return Err(self.refusal(&Text::BanOfOneself));
                }
                if self.sessions.identified().iter().copied().any(above) {
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
        self.impose(now, sanction.clone(), length);
        let words = self.words(&Text::DidBan { whom: &whom, until, today: now.wall });
        match &sanction.target {
            SanctionTarget::Person(name) => {
                self.forget_tokens(name.key());
                self.close_person(now, name.key(), &Text::Banned(&sanction), CloseReason::Banned, out);
            }
            SanctionTarget::Range(range) => {
                let mut there: Vec<SessionId> = self
                    .sessions
                    .iter()
                    .filter(|(_, session)| !session.is_console() && range.contains(&session.address()))
                    .map(|(session, _)| session)
                    .collect();
                there.sort_unstable();
                for session in there {
                    self.close(now, session, &Text::Banned(&sanction), CloseReason::Banned, out);
                }
                self.depart_lingering_from(now, |address| range.contains(&address), out);
            }
        }
        let field = match sanction.target {
            SanctionTarget::Person(_) => "user",
            SanctionTarget::Range(_) => "address",
        };
        let mut fields = vec![(field, whom.as_str().into())];
        fields.extend(until.map(|until| ("until", until.to_local().as_str().into())));
        let record = self.record_of(id, sanction, length);
        Ok(ActOutcome::new(fields, words, Some(record)))
    }

    pub(super) fn lift(
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
                    let here = self.own_person(name).unwrap_or_else(|| name.clone());
                    self.tell_person(now, here.key(), &Text::MaySpeakAgain, out);
                }
                "user"
            }
            SanctionTarget::Range(range) => {
                self.forgive(range);
                "address"
            }
        };
        let words = self.words(&Text::DidLift { kind, whom: &whom });
        let by = self.campus_actor(id);
        self.note_lifted(now, kind, &lifted.target, &by);
        let change = StoreAction::LiftSanction { kind, target: lifted.target.clone() };
        let record = self.shared_sanction(change, &lifted.target, |whom| OwnEvent::Lifted(Lifted { kind, whom, by }));
        Ok(ActOutcome::new(vec![(field, whom.as_str().into())], words, Some(record)))
    }

    /// Forgets the sanctions of a person who is erased, and who imposed others in that name. The disk is told otherwise.
    pub(super) fn forget_sanctions_of(&mut self, name: &Username) {
        for kind in [SanctionKind::Mute, SanctionKind::Ban] {
            self.sanctions.remove(kind, &SanctionTarget::Person(name.clone()));
        }
        self.forget_lifted(None, name);
        // Of another server it is nobody of that one, which may still lift what it has imposed.
        let nobody = Username::erased();
        let nobody = self.home_of(name).map_or(nobody.clone(), |server| nobody.of_server(&server));
        self.sanctions.rename_author(name, nobody.as_str());
    }

    /// Forgets those that hold for a person of ours in shared channels. They are against the name with this server, by which the disk does
    /// not look for the person.
    pub(super) fn forget_shared_sanctions_of(&mut self, name: &Username, out: &mut Effects) {
        let change = NameChange { from: name.clone(), to: name.clone() };
        let Some(NameChange { from: there, .. }) = self.with_server(&change) else { return };
        for kind in [SanctionKind::Mute, SanctionKind::Ban] {
            let target = SanctionTarget::Person(there.clone());
            if self.sanctions.remove(kind, &target).is_some() && self.has_store_room() {
                self.store(StoreAction::LiftSanction { kind, target }, true, out);
            }
        }
    }

    /// Has the sanctions of a person, and those that they imposed, name them as they are called now. The disk is told otherwise.
    pub(super) fn rename_sanctions_of(&mut self, change: &NameChange) {
        self.sanctions.rename(change);
        // Those that hold in shared channels are against the name with this server.
        if let Some(there) = self.with_server(change) {
            self.sanctions.rename(&there);
        }
        self.sanctions.rename_author(&change.from, change.to.as_str());
    }

    pub(super) fn list_sanctions(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        if let Err(refusal) = self.require(id, Rank::Moderator) {
            self.refuse(now, id, form, refusal, out);
            return;
        }
        match form {
            Form::Json => out.send(id, Reply::Sanctions { sanctions: self.sanctions.iter().cloned().collect() }),
            Form::Typed => {
                let head = self.line(now, id, &Text::SanctionsFollow(self.sanctions.len()));
                let line = |sanction| self.line(now, id, &Text::SanctionLine { sanction, today: now.wall });
                let lines = std::iter::once(head).chain(self.sanctions.iter().map(line)).collect();
                self.tell_lines(now, id, lines, out);
            }
        }
    }

    /// A guest who is muted has to go by another name, because an account of the old one was made: the mute goes along,
    /// and the account, which may be anybody's, is free of it. `own` says that it comes from the guest's own address: then
    /// it is taken for the guest's and muted too, or whoever is muted would only have to register. If there is no room
    /// for both, it is the guest who stays muted.
    pub(super) fn carry_mute_over(&mut self, from: &Username, to: &Username, own: bool, out: &mut Effects) {
        let kind = SanctionKind::Mute;
        let Some(sanction) = self.sanctions.extend(kind, from.key(), to) else { return };
        // As at its end, what the disk is not told holds until the next start.
        if self.has_store_room() {
            self.store(StoreAction::SetSanction(sanction), true, out);
        }
        if own && self.sanctions.len() <= self.settings.sanctions_max {
            return;
        }
        let target = SanctionTarget::Person(from.clone());
        self.sanctions.remove(kind, &target);
        if self.has_store_room() {
            self.store(StoreAction::LiftSanction { kind, target }, true, out);
        }
    }
}
