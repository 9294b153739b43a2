//! Acts upon messages of shared channels, across servers: corrections, deletions, reactions, topics, and who may do what.
//!
//! Owns these rules on `state::campus`. A server says what it likes; each one decides what it takes for true. Authors correct what their
//! own server has said, nobody else does. A server's people in charge may strike out and keep quiet what is of their own server; what is
//! of others only if `campus.trusted_staff_from` names it here. Called by `campus` with each event that says something other than a
//! message, and by the rules of the same subjects with what is done here.

use super::account::{Rank, Role};
use super::campus_event::{
    Actor, Early, EarlyWhat, Event, EventName, EventNote, Happening, Imposed, Lifted, NewTopic, Origin, OwnEvent,
};
use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{Audit, AuditAct, AuditKind, Effect, Effects};
use super::handle::SessionId;
use super::message::{Audience, Message, MessageChange};
use super::name::{ChannelName, NameKey, Username};
use super::origin::ServerName;
use super::reaction::Reaction;
use super::refusal::Refusal;
use super::renamed::NameChange;
use super::request::{MINUTES_MAX, REASON_CHARS_MAX};
use super::sanction::{Sanction, SanctionKind, SanctionTarget};
use super::state::campus::Taken;
use super::store_protocol::StoreAction;
use super::text::Text;

/// The longest sanction with an end that another server may impose, in seconds.
const SECONDS_MAX: u64 = MINUTES_MAX as u64 * 60;

/// Microseconds between the ends of two sanctions that are the same one, told twice.
const SAME_END_US: u64 = 10_000_000;

/// The part of all sanctions that may be against people of one server because another server says so: who imposes many upon its own
/// people leaves room for those of people here.
const SANCTIONS_SHARE: usize = 8;

/// The part of all reactions to a message that may come from one server.
const REACTIONS_SHARE: usize = 4;

/// The two parts of a name of somebody of a server: `alice`, `salle204`.
fn parts(name: &Username) -> Option<(&str, ServerName)> {
    let (name, server) = name.as_str().rsplit_once('@')?;
    Some((name, server.parse().ok()?))
}

/// True if a sanction says what another one says, but for the time on the way.
fn is_same(one: &Sanction, other: &Sanction) -> bool {
    let ends = match (one.until, other.until) {
        (None, None) => true,
        (Some(one), Some(other)) => one.unix_us.abs_diff(other.unix_us) < SAME_END_US,
        _ => false,
    };
    ends && one.by == other.by && one.reason == other.reason
}

impl Core {
    /// True for a text of one line that people may have typed for a topic or a reason.
    pub(super) fn is_line(text: &str) -> bool {
        text.chars().count() <= REASON_CHARS_MAX && !text.chars().any(char::is_control)
    }

    /// Has a line of the audit log written about what somebody of another server does. There is no address.
    pub(super) fn audit_campus(
        actor: &Username,
        kind: AuditKind,
        whom: &str,
        why: &str,
        until: Option<WallTime>,
        out: &mut Effects,
    ) {
        let act = Some(AuditAct { whom: whom.into(), why: why.into(), until });
        let address = std::net::IpAddr::from([0, 0, 0, 0]);
        out.push(Effect::Audit(Box::new(Audit {
            kind,
            address,
            error: "campus",
            user: actor.as_str().to_owned(),
            act,
        })));
    }

    /// The one who does something here, as others are told.
    pub(super) fn campus_actor(&self, id: SessionId) -> Actor {
        let role = match self.rank(id) {
            Rank::User => Role::User,
            Rank::Moderator => Role::Moderator,
            Rank::Admin | Rank::Console => Role::Admin,
        };
        Actor { name: self.actor_name(id), role }
    }

    /// True if what a person does in shared channels leaves this server.
    pub(super) fn leaves_here(&self, name: &Username) -> bool {
        let is_named = || self.account(name.key()).is_some();
        !name.claims_server() && (self.campus.as_ref().is_some_and(|campus| campus.shares_guests()) || is_named())
    }

    /// Returns what is to be kept of a new topic.
    pub(super) fn shared_topic(
        &mut self,
        id: SessionId,
        channel: &ChannelName,
        topic: &str,
        change: StoreAction,
    ) -> StoreAction {
        let by = self.campus_actor(id);
        let Some(campus) = self.campus.as_mut().filter(|campus| campus.is_shared(channel)) else { return change };
        let version = campus.next_topic(channel);
        let new = NewTopic { channel: channel.clone(), topic: topic.into(), by, version };
        let note = EventNote::Topic(channel.clone(), version, None);
        campus.own_event(OwnEvent::Topic(new), change, Some(note))
    }

    /// The home of somebody who is named with a server, if this one has others; `alice@salle204`.
    pub(super) fn home_of(&self, name: &Username) -> Option<ServerName> {
        self.campus.as_ref().and_then(|_| parts(name)).map(|(_, server)| server)
    }

    /// The person of this server who is meant by a name with this server behind it.
    pub(super) fn own_person(&self, name: &Username) -> Option<Username> {
        let campus = self.campus.as_ref()?;
        let (name, server) = parts(name)?;
        if campus.me().server == server { Username::parse(name).ok() } else { None }
    }

    /// A change of a name as that of the name with this server behind it; nothing where there are no others.
    pub(super) fn with_server(&self, change: &NameChange) -> Option<NameChange> {
        Some(change.of_server(&self.campus.as_ref()?.me().server))
    }

    /// Returns what is to be kept of a sanction: an event besides, if it is against somebody named with a server.
    pub(super) fn shared_sanction(
        &mut self,
        change: StoreAction,
        whom: &SanctionTarget,
        own: impl FnOnce(Username) -> OwnEvent,
    ) -> StoreAction {
        let SanctionTarget::Person(name) = whom else { return change };
        match self.campus.as_mut() {
            Some(campus) if parts(name).is_some() => campus.own_event(own(name.clone()), change, None),
            _ => change,
        }
    }

    /// True if somebody named with a server is kept quiet in shared channels.
    pub(super) fn is_kept_quiet(&self, key: &NameKey) -> bool {
        self.quiet_by(key).is_some()
    }

    fn quiet_by(&self, key: &NameKey) -> Option<&Sanction> {
        let against = |kind| self.sanctions.against_name(kind, key);
        against(SanctionKind::Mute).or_else(|| against(SanctionKind::Ban))
    }

    /// Checks that a person of ours may speak in a channel, if it is a shared one; if not, the refusal says why.
    pub(super) fn check_shared_voice(&self, now: Now, name: &Username, channel: &ChannelName) -> Result<(), Refusal> {
        let Some(campus) = self.campus.as_ref().filter(|campus| campus.is_shared(channel)) else { return Ok(()) };
        if self.sanctions.len() == 0 {
            return Ok(());
        }
        match self.quiet_by(name.of_server(&campus.me().server).key()) {
            Some(sanction) => Err(self.refusal(&Text::YouAreQuietInShared { sanction, today: now.wall })),
            None => Ok(()),
        }
    }

    /// Makes an event of ours what it is now; false if it says nothing any more. A sanction that has ended is none, and one that goes on
    /// has so much left.
    pub(super) fn still_holds(&self, now: Now, event: &mut Event) -> bool {
        let Some(Happening::Imposed(imposed)) = &mut event.what else { return true };
        let target = SanctionTarget::Person(imposed.whom.clone());
        match self.sanctions.left(now.mono, imposed.kind, &target) {
            Some(left) => imposed.left = left,
            None => return false,
        }
        true
    }

    /// Notes that a server wanted what it may not.
    fn not_allowed(&mut self, origin: &Origin) -> Taken {
        if let Some(campus) = &mut self.campus {
            campus.refuse(&origin.server);
        }
        Taken::Nothing
    }

    /// True if somebody of another server may act on what is of a server; `None` for this one.
    fn may_act(&self, origin: &Origin, by: &Actor, home: Option<&ServerName>) -> bool {
        let Some(campus) = &self.campus else { return false };
        // What is of another life of our own database is ours.
        let home = home.filter(|home| **home != campus.me().server);
        by.role >= Role::Moderator && campus.may_moderate(&origin.server, home)
    }

    /// True if a server may change a sanction, or put another in its place: one that it has imposed itself, or any if it is trusted. What was
    /// imposed here upon its people it cannot lift, nor shorten.
    fn may_change_sanction(&self, origin: &Origin, kind: SanctionKind, target: &SanctionTarget) -> bool {
        let Some(sanction) = self.sanctions.get(kind, target) else { return true };
        let is_its_own =
            Username::parse(&sanction.by).is_ok_and(|by| self.home_of(&by).as_ref() == Some(&origin.server));
        is_its_own || self.campus.as_ref().is_some_and(|campus| campus.may_moderate(&origin.server, None))
    }

    /// True if there is room for a sanction that another server wants against somebody of that one.
    fn has_room_against(&self, home: &ServerName) -> bool {
        let is_of = |sanction: &&Sanction| {
            let SanctionTarget::Person(whom) = &sanction.target else { return false };
            self.home_of(whom).as_ref() == Some(home)
        };
        let most = self.settings.sanctions_max;
        self.sanctions.len() < most && self.sanctions.iter().filter(is_of).count() < most.div_ceil(SANCTIONS_SHARE)
    }

    /// Takes an event that is no message.
    pub(super) fn take_act(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        what: Happening,
        out: &mut Effects,
    ) -> Taken {
        match &what {
            // A server corrects what it has said itself.
            Happening::Edited { of, .. } if of.origin.as_ref() != Some(origin) => self.not_allowed(origin),
            Happening::Deleted { of, by }
                if !self.may_act(origin, by, of.origin.as_ref().map(|origin| &origin.server)) =>
            {
                self.not_allowed(origin)
            }
            Happening::Deleted { of, .. } if self.campus.as_mut().is_some_and(|campus| campus.bury(of)) => {
                self.keep_note(origin, seq, Some(EventNote::Tombstone(of.clone())), None, out);
                Taken::Kept
            }
            Happening::Reacted { of, kind, by, on } => {
                let Some(who) = Self::name_of_server(by, &origin.server) else { return Taken::Nothing };
                if let Some(taken) = self.reaction_beside_erasure(now, origin, seq, &who, &what) {
                    return taken;
                }
                let told_by = EventName { origin: Some(origin.clone()), seq };
                let reaction = Reaction { kind: *kind, by: who, guest: 0 };
                let early = Early { told_by, of: of.clone(), what: EarlyWhat::Reaction { reaction, on: *on } };
                match self.keep_early(origin, seq, early, out) {
                    Some(taken) => taken,
                    None => self.seek_event(origin, seq, &of.clone(), what, out),
                }
            }
            Happening::Edited { of, .. } | Happening::Deleted { of, .. } => {
                let of = of.clone();
                self.seek_event(origin, seq, &of, what, out)
            }
            Happening::Topic(new) => self.take_topic(now, origin, seq, new, out),
            Happening::Imposed(imposed) => self.take_sanction(now, origin, seq, imposed, out),
            Happening::Lifted(lifted) => self.take_lifting(now, origin, seq, lifted, out),
            Happening::Renamed { from, to } => self.take_rename(now, origin, seq, (from, to), out),
            Happening::Erased { name, fate } => self.take_erasure(origin, seq, name, *fate, out),
            Happening::Said(_) => Taken::Nothing,
        }
    }

    /// Takes an event about a message, which was looked for.
    pub(super) fn take_act_on(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        what: Happening,
        found: Option<Message>,
        out: &mut Effects,
    ) -> Taken {
        // A channel that is not shared any more is nobody else's.
        let found = found.filter(|message| {
            let Audience::Channel(channel) = &message.audience else { return false };
            self.campus.as_ref().is_some_and(|campus| campus.is_shared(channel))
        });
        if let Happening::Reacted { by, .. } = &what
            && let Some(who) = Self::name_of_server(by, &origin.server)
            && let Some(taken) = self.reaction_beside_erasure(now, origin, seq, &who, &what)
        {
            return taken;
        }
        match (what, found) {
            (Happening::Edited { content, .. }, Some(message)) => {
                self.take_edit(now, origin, seq, content, message, out)
            }
            (Happening::Deleted { by, .. }, Some(message)) => self.take_deletion(now, origin, seq, &by, message, out),
            (Happening::Reacted { kind, by, on, .. }, Some(message)) => {
                let Some(by) = Self::name_of_server(&by, &origin.server) else { return Taken::Nothing };
                self.take_reaction(now, origin, seq, Reaction { kind, by, guest: 0 }, on, message, out)
            }
            _ => Taken::Nothing,
        }
    }

    /// What becomes of a reaction under the name of somebody who is to be erased; `None` if nobody of that name is.
    fn reaction_beside_erasure(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        who: &Username,
        what: &Happening,
    ) -> Option<Taken> {
        if !self.is_to_be_erased(who) {
            return None;
        }
        if self.is_of_the_erased(origin, seq, who) {
            return Some(Taken::Nothing);
        }
        // Under that name there are reactions of somebody else, who goes first.
        if let Some(campus) = &mut self.campus {
            campus.defer(now.mono, origin, seq, what.clone());
        }
        Some(Taken::Waits)
    }

    fn take_edit(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        content: Box<str>,
        mut message: Message,
        out: &mut Effects,
    ) -> Taken {
        let is_text = !content.is_empty() && self.check_length(&content).is_ok();
        let Some(id) = message.id.filter(|_| is_text && !self.is_kept_quiet(message.from.key())) else {
            return Taken::Nothing;
        };
        // It may be that it was asked for, and came as it is now.
        let is_new = message.content != content;
        let change = MessageChange::Edit(content);
        message.change(&change);
        if is_new {
            self.tell_of_edit(now, None, message, out);
        }
        self.keep_note(origin, seq, None, Some(StoreAction::ChangeMessage { id, change }), out);
        Taken::Kept
    }

    fn take_deletion(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        by: &Actor,
        message: Message,
        out: &mut Effects,
    ) -> Taken {
        let (Some(id), Audience::Channel(channel)) = (message.id, &message.audience) else { return Taken::Nothing };
        let Some(actor) = Self::name_of_server(&by.name, &origin.server) else { return Taken::Nothing };
        if self.rank_of(message.from.key()) > Rank::from(by.role) {
            return self.not_allowed(origin);
        }
        Self::audit_campus(&actor, AuditKind::Delete, message.from.as_str(), &format!("{channel} {}", id.0), None, out);
        let text = Text::Deleted { from: &message.from, at: message.at, today: now.wall };
        self.tell_of_deletion(now, None, id, channel, &text, actor.as_str().into(), out);
        self.keep_note(origin, seq, None, Some(StoreAction::DeleteMessage { id }), out);
        Taken::Kept
    }

    #[allow(clippy::too_many_arguments, reason = "the place of an event, and what it says")]
    fn take_reaction(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        reaction: Reaction,
        on: bool,
        message: Message,
        out: &mut Effects,
    ) -> Taken {
        let may = self.takes_reaction(&origin.server, &reaction, on, &message);
        let Some(id) = message.id.filter(|_| may) else { return Taken::Nothing };
        self.tell_of_reaction(now, message, &reaction, on, out);
        let change = if on { MessageChange::React(reaction) } else { MessageChange::Unreact(reaction) };
        self.keep_note(origin, seq, None, Some(StoreAction::ChangeMessage { id, change }), out);
        Taken::Kept
    }

    /// True if a reaction of somebody of a server changes anything, and may.
    pub(super) fn takes_reaction(&self, server: &ServerName, reaction: &Reaction, on: bool, message: &Message) -> bool {
        let is_new = on != message.reactions().contains(reaction);
        let most = self.settings.reactions_max;
        let is_of = |other: &&Reaction| self.home_of(&other.by).as_ref() == Some(server);
        let of_server = message.reactions().iter().filter(is_of).count();
        let has_room = !on || message.reactions().len() < most && of_server < most.div_ceil(REACTIONS_SHARE);
        is_new && has_room && !self.is_kept_quiet(reaction.by.key())
    }

    fn take_topic(&mut self, now: Now, origin: &Origin, seq: u64, new: &NewTopic, out: &mut Effects) -> Taken {
        let NewTopic { channel, topic, by, version } = new;
        let Some(actor) = Self::name_of_server(&by.name, &origin.server).filter(|_| Self::is_line(topic)) else {
            return Taken::Nothing;
        };
        if !self.may_act(origin, by, None) {
            return self.not_allowed(origin);
        }
        if !self.takes_topic(channel, topic, *version, &origin.server) {
            return Taken::Nothing;
        }
        self.take_new_topic(now, (origin, seq), channel, topic, *version, &actor, out);
        Taken::Kept
    }

    fn take_sanction(&mut self, now: Now, origin: &Origin, seq: u64, imposed: &Imposed, out: &mut Effects) -> Taken {
        let Imposed { kind, whom, by, reason, left } = imposed;
        let Some(actor) = Self::name_of_server(&by.name, &origin.server).filter(|_| Self::is_line(reason)) else {
            return Taken::Nothing;
        };
        let Some((_, home)) = parts(whom) else { return Taken::Nothing };
        let own = self.own_person(whom);
        let is_above = own.as_ref().is_some_and(|own| self.rank_of(own.key()) > Rank::from(by.role));
        let target = SanctionTarget::Person(whom.clone());
        let has_room = self.sanctions.holds(*kind, &target) || self.has_room_against(&home);
        let may = self.may_act(origin, by, Some(&home)) && self.may_change_sanction(origin, *kind, &target);
        if is_above || !has_room || !may {
            return self.not_allowed(origin);
        }
        let left = left.map(|left| left.min(std::time::Duration::from_secs(SECONDS_MAX)));
        let until = left.map(|left| {
            let left_us = i64::try_from(left.as_micros()).unwrap_or(i64::MAX);
            WallTime { unix_us: now.wall.unix_us.saturating_add(left_us), ..now.wall }
        });
        let (by, reason) = (actor.as_str().into(), reason.clone());
        let sanction = Sanction { kind: *kind, target: target.clone(), since: now.wall, until, by, reason };
        // Told anew of who has another name, it is the one that holds.
        let is_new = !self.sanctions.get(*kind, &target).is_some_and(|one| is_same(one, &sanction));
        if is_new {
            let audit = if *kind == SanctionKind::Mute { AuditKind::Mute } else { AuditKind::Ban };
            Self::audit_campus(&actor, audit, whom.as_str(), &sanction.reason, until, out);
        }
        self.impose(now, sanction.clone(), left);
        if let Some(own) = own.filter(|_| is_new) {
            self.tell_person(now, own.key(), &Text::YouAreQuietInShared { sanction: &sanction, today: now.wall }, out);
        }
        self.keep_note(origin, seq, None, Some(StoreAction::SetSanction(sanction)), out);
        Taken::Kept
    }

    fn take_lifting(&mut self, now: Now, origin: &Origin, seq: u64, lifted: &Lifted, out: &mut Effects) -> Taken {
        let Lifted { kind, whom, by } = lifted;
        let actor = Self::name_of_server(&by.name, &origin.server);
        let (Some(actor), Some((_, home))) = (actor, parts(whom)) else { return Taken::Nothing };
        let target = SanctionTarget::Person(whom.clone());
        if !self.may_act(origin, by, Some(&home)) || !self.may_change_sanction(origin, *kind, &target) {
            return self.not_allowed(origin);
        }
        if self.lift_quietly(*kind, &target).is_none() {
            return Taken::Nothing;
        }
        let audit = if *kind == SanctionKind::Mute { AuditKind::Unmute } else { AuditKind::Unban };
        Self::audit_campus(&actor, audit, whom.as_str(), "", None, out);
        if let Some(own) = self.own_person(whom) {
            self.tell_person(now, own.key(), &Text::MaySpeakAgain, out);
        }
        self.keep_note(origin, seq, None, Some(StoreAction::LiftSanction { kind: *kind, target }), out);
        Taken::Kept
    }
}
