//! Another name for an account across the servers of a school: what each has of what it said is under the new name too.
//!
//! Owns this event on `state::campus`. It has its place in the log, behind what was said under the old name and before whoever takes that
//! name next; on disk it is done step by step (`store::rename`), and what follows of that server waits if too many are on their way. So who
//! is erased after having been renamed is erased under one name everywhere. Called by `renaming` with ours, by `campus_acts` with those
//! of others.

use super::campus_event::{Happening, Origin, OwnEvent};
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::name::{NameKey, Username};
use super::renamed::NameChange;
use super::state::campus::Taken;
use super::store_protocol::StoreAction;

/// Names of people of other servers that are on their way together; each keeps the disk busy for a while.
const RENAMES_OF_OTHERS_MAX: usize = 4;

impl Core {
    /// What is to be kept of another name for an account of ours: an event besides, if there are other servers and it was told to them.
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
        let name = |text: &str| Self::name_of_server(text, &origin.server).filter(|name| *name != Username::erased());
        let (Some(from), Some(to)) = (name(from), name(to)) else { return Taken::Nothing };
        let change = NameChange { from, to };
        if self.must_wait_for(&change) {
            let what = Happening::Renamed { from: home(&change.from), to: home(&change.to) };
            if let Some(campus) = &mut self.campus {
                campus.defer(now.mono, origin, seq, what);
            }
            return Taken::Waits;
        }
        self.rename_sanctions_of(&change);
        if let Some(campus) = &mut self.campus {
            campus.rename_early(&change);
        }
        self.hold_names(change.clone());
        self.keep_note(origin, seq, None, Some(StoreAction::RenameHeard(change)), out);
        Taken::Kept
    }

    /// True while one of the two names, or too many, are on their way, or whoever bore one of them is still to be erased.
    fn must_wait_for(&self, change: &NameChange) -> bool {
        let of_others = self.being_renamed.iter().filter(|change| change.from.claims_server()).count();
        let is_either = |key: &NameKey| key == change.from.key() || key == change.to.key();
        let mut erasures = self.campus.iter().flat_map(|campus| campus.erasures());
        of_others >= RENAMES_OF_OTHERS_MAX
            || self.being_renamed.iter().any(|one| is_either(one.from.key()) || is_either(one.to.key()))
            || erasures.any(|erasure| is_either(erasure.name.key()))
    }
}

/// The name at home of somebody of another server.
fn home(name: &Username) -> Box<str> {
    name.as_str().rsplit_once('@').map_or(name.as_str(), |(name, _)| name).into()
}
