//! What people in charge are told of what others in charge do, where nothing else shows it: mutes, lessons, accounts.
//!
//! Owns these lines, for clients that said `hello`. They say that something is otherwise than it was, and change nothing; whoever
//! did it has an answer instead. Called by `moderation` with each act, by `sanctions` when a mute ends by itself, and by the rules
//! on accounts.

use super::account::Rank;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::name::Username;
use super::reply::{FieldValue, Reply};

/// The acts that are told: of all others those concerned hear by lines of their own, people in charge among them.
const TOLD: [&str; 3] = ["mute", "unmute", "lesson"];

impl Core {
    /// Tells the others in charge of an act, in the fields of its answer.
    pub(super) fn tell_colleagues(
        &self,
        id: SessionId,
        kind: &'static str,
        fields: &[(&'static str, FieldValue)],
        out: &mut Effects,
    ) {
        if TOLD.contains(&kind) {
            self.tell_in_charge(Some(id), Rank::Moderator, kind, fields.to_vec(), out);
        }
    }

    /// Tells people in charge that a mute has run its time.
    pub(super) fn tell_of_ended_mute(&self, name: &Username, out: &mut Effects) {
        self.tell_in_charge(None, Rank::Moderator, "unmute", vec![("user", name.as_str().into())], out);
    }

    /// Tells admins that an account is there, or gone, or otherwise than it was; but not the one who asked for it.
    pub(super) fn tell_of_account(&self, asker: Option<SessionId>, name: &Username, out: &mut Effects) {
        self.tell_in_charge(asker, Rank::Admin, "account", vec![("user", name.as_str().into())], out);
    }

    fn tell_in_charge(
        &self,
        asker: Option<SessionId>,
        least: Rank,
        kind: &'static str,
        fields: Vec<(&'static str, FieldValue)>,
        out: &mut Effects,
    ) {
        let others = self.sessions.identified().iter().copied().filter(|&other| Some(other) != asker);
        let told = others.filter(|&other| self.newer(other) && self.rank(other) >= least);
        out.fan_out(told, Reply::Told { kind, fields });
    }
}
