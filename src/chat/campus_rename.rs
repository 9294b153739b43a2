//! Another name for an account across the servers of a school: what each has of what it said is under the new name too.
//!
//! Owns this event on `state::campus`. It has its place in the log, behind what was said under the old name and before whoever takes that
//! name next; on disk it is done step by step (`store::rename`), and what follows of that server waits if too many are on their way, or until
//! the database has rested from those of that server. So who is erased after having been renamed is erased under one name everywhere. Called
//! by `renaming` with ours, by `campus_acts` with those of others, by `sanctions` with what is lifted and imposed.

use super::account::Role;
use super::campus_event::{Actor, Erasure, Happening, Imposed, Lifted, Origin, OwnEvent};
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::name::{CONSOLE_NAME, NameKey, Username};
use super::renamed::NameChange;
use super::sanction::{Sanction, SanctionKind, SanctionTarget};
use super::state::campus::Taken;
use super::store_protocol::StoreAction;

/// Names of people of other servers that are on their way together; each keeps the disk busy for a while.
const RENAMES_OF_OTHERS_MAX: usize = 4;

impl Core {
    /// Returns what is to be kept of another name for an account of ours: an event besides, if there are other servers and it was told to them.
    pub(super) fn shared_rename(&mut self, change: &NameChange) -> StoreAction {
        let action = StoreAction::RenameAccount(change.clone());
        match self.campus.as_mut().filter(|_| !change.from.claims_server()) {
            Some(campus) => campus.own_event(OwnEvent::Renamed(change.clone()), action, None),
            None => action,
        }
    }

    /// A server has said that a person of its own has another name.
    pub(super) fn take_rename(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        (from, to): (&str, &str),
        out: &mut Effects,
    ) -> Taken {
        let nobody = Username::erased();
        let is_somebody = |text: &str| !Username::is_spelled(text, nobody.key());
        let name = |text: &str| Self::name_of_server(text, &origin.server).filter(|_| is_somebody(text));
        let (Some(from), Some(to)) = (name(from), name(to)) else { return Taken::Nothing };
        let change = NameChange { from, to };
        let rests = self.campus.as_ref().is_some_and(|campus| !campus.may_rename(now.mono, &origin.server));
        if rests || self.must_wait_for(origin, seq, &change) {
            let what = Happening::Renamed { from: home(&change.from), to: home(&change.to) };
            if let Some(campus) = &mut self.campus {
                campus.defer(now.mono, origin, seq, what);
            }
            return Taken::Waits;
        }
        // Another spelling of a name is the same name.
        let is_another = change.from.key() != change.to.key();
        let imposed_here = if is_another { self.sanctions_imposed_here(&change.from) } else { Vec::new() };
        self.rename_sanctions_of(&change);
        let lifted_here = if is_another { self.rename_lifted_here(now, &change) } else { Vec::new() };
        let is_told_anew = !(imposed_here.is_empty() && lifted_here.is_empty())
            && self.campus.as_mut().is_some_and(|campus| campus.may_retell(now.mono, &origin.server));
        // Before the rename is noted: whatever a crash leaves, it comes again, and what was told already does no harm.
        for kind in imposed_here.into_iter().filter(|_| is_told_anew) {
            self.impose_anew(now, kind, &change, out);
        }
        for lifted in lifted_here.into_iter().filter(|_| is_told_anew) {
            self.tell_event(OwnEvent::Lifted(lifted), None, out);
        }
        if let Some(campus) = &mut self.campus {
            campus.rename_early(&change);
            campus.begin_rename(now.mono, &origin.server, &change.from);
        }
        self.hold_names(change.clone());
        self.keep_note(origin, seq, None, Some(StoreAction::RenameHeard(change)), out);
        Taken::Kept
    }

    /// The kinds of sanctions against somebody of another server that people of this one have imposed.
    fn sanctions_imposed_here(&self, whom: &Username) -> Vec<SanctionKind> {
        let target = SanctionTarget::Person(whom.clone());
        let is_ours = |sanction: &Sanction| Username::parse(&sanction.by).is_ok_and(|by| self.home_of(&by).is_none());
        let kinds = [SanctionKind::Mute, SanctionKind::Ban].into_iter();
        kinds.filter(|kind| self.sanctions.get(*kind, &target).is_some_and(is_ours)).collect()
    }

    /// Tells the others that a sanction that was imposed here is against the new name. A server that has heard of the name before it heard
    /// of the sanction has it against the old one, which may be somebody else's by then.
    fn impose_anew(&mut self, now: Now, kind: SanctionKind, change: &NameChange, out: &mut Effects) {
        let target = SanctionTarget::Person(change.to.clone());
        let left = self.sanctions.left(now.mono, kind, &target);
        let (Some(sanction), Some(left)) = (self.sanctions.get(kind, &target).cloned(), left) else { return };
        let role = Username::parse(&sanction.by).map_or(Role::Moderator, |by| self.role_of(by.key()));
        let is_console = *sanction.by == *CONSOLE_NAME;
        let by =
            Actor { name: sanction.by.clone(), role: if is_console { Role::Admin } else { role.max(Role::Moderator) } };
        let lifted = Lifted { kind, whom: change.from.clone(), by: by.clone() };
        let imposed = Imposed { kind, whom: change.to.clone(), by, reason: sanction.reason.clone(), left };
        // Here the rename lifts the other one: it may be long in coming.
        let set = StoreAction::SetSanction(sanction);
        let events = [(OwnEvent::Lifted(lifted), None), (OwnEvent::Imposed(imposed), Some(set))];
        for (own, change) in events {
            self.tell_event(own, change, out);
        }
    }

    fn tell_event(&mut self, own: OwnEvent, change: Option<StoreAction>, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        let seq = campus.next_seq();
        self.keep_told(seq, own, change, out);
    }

    /// Another name is there on disk, of a person of ours or of another server: the database rests from those.
    pub(super) fn end_rename_elsewhere(&mut self, now: Now, from: &Username) {
        if let Some(campus) = &mut self.campus {
            campus.end_rename(now.mono, from);
        }
    }

    /// People in charge here have lifted a sanction. If it was against somebody of another server, that is kept in mind: who has heard of a new
    /// name of theirs before it hears of this looks for it under the old one.
    pub(super) fn note_lifted(&mut self, now: Now, kind: SanctionKind, target: &SanctionTarget, by: &Actor) {
        let SanctionTarget::Person(whom) = target else { return };
        if self.home_of(whom).is_none() || self.own_person(whom).is_some() {
            return;
        }
        if let Some(campus) = &mut self.campus {
            campus.note_lifted(now.mono, Lifted { kind, whom: whom.clone(), by: by.clone() });
        }
    }

    /// One is imposed again, or nobody is left whom any could be against.
    pub(super) fn forget_lifted(&mut self, kind: Option<SanctionKind>, whom: &Username) {
        if let Some(campus) = &mut self.campus {
            campus.forget_lifted(kind, whom);
        }
    }

    /// What was lifted here of somebody who has another name, under that one, as far as it has not been imposed again.
    fn rename_lifted_here(&mut self, now: Now, change: &NameChange) -> Vec<Lifted> {
        let Some(campus) = &mut self.campus else { return Vec::new() };
        let mut lifted = campus.rename_lifted(now.mono, change);
        let is_against = |kind| self.sanctions.against_name(kind, change.to.key()).is_some();
        lifted.retain(|lifted| !is_against(lifted.kind));
        lifted
    }

    /// The names of other servers' people for whose erasure a rename or a reaction may wait, and with it all that follows of that server.
    pub(super) fn names_waited_for(&self) -> Vec<Username> {
        let deferred = self.campus.iter().flat_map(|campus| campus.deferred());
        let names = deferred.flat_map(|(server, what)| match what {
            Happening::Renamed { from, to } => [from, to].map(|name| Self::name_of_server(name, server)),
            Happening::Reacted { by, .. } => [Self::name_of_server(by, server), None],
            _ => [None, None],
        });
        names.flatten().collect()
    }

    /// True while one of the two names, or too many, are on their way, or whoever bore one of them is still to be erased.
    fn must_wait_for(&self, origin: &Origin, seq: u64, change: &NameChange) -> bool {
        let of_others = self.being_renamed.iter().filter(|change| change.from.claims_server()).count();
        let is_either = |key: &NameKey| key == change.from.key() || key == change.to.key();
        // One by a later event that was asked for before its turn is of whoever has the new name.
        let is_later = |erasure: &Erasure| erasure.place.is_behind(origin, seq);
        let mut erasures = self.campus.iter().flat_map(|campus| campus.erasures());
        of_others >= RENAMES_OF_OTHERS_MAX
            || self.being_renamed.iter().any(|one| is_either(one.from.key()) || is_either(one.to.key()))
            || erasures.any(|erasure| is_either(erasure.name.key()) && !is_later(erasure))
    }
}

/// The name at home of somebody of another server.
fn home(name: &Username) -> Box<str> {
    name.as_str().rsplit_once('@').map_or(name.as_str(), |(name, _)| name).into()
}
