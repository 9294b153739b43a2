//! Erasing a person: what the core forgets at once, and what people's clients are told.
//!
//! Owns [`Core::erase_person`] and [`Core::messages_erased`]. What is on disk goes step by step (`store::erase`); `server`
//! has both done, for the console only.

use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::erasure::{ErasedMessages, MessageFate};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::reply::Reply;
use super::text::Text;

impl Core {
    /// Forgets a person, with or without an account. The sessions in that name are closed, and nobody takes it before
    /// [`Core::end_erasure`], while whoever asked is there: what is on disk goes by the name, step by step.
    pub fn erase_person(&mut self, now: Now, id: SessionId, user: &Username, fate: MessageFate, out: &mut Effects) {
        let key = user.key();
        self.end_erasure(id, user);
        self.being_erased.push((id, key.clone()));
        self.audit_act(id, AuditKind::PersonErased, user.as_str(), fate.as_str(), None, out);
        self.outdate_logins(key);
        self.close_person(now, key, &Text::AccountRemoved, CloseReason::AccountRemoved, out);
        self.tell_of_account(Some(id), user, out);
        self.remove_account_of(key);
        self.forget_tokens(key);
        self.forget_undelivered(key);
        self.forget_sanctions_of(user);
        self.erase_letters(key, out);
        self.forget_shared_sanctions_of(user, out);
        self.erase_elsewhere(user, fate, out);
        self.erase_from_polls(key);
        self.erase_from_attendance(key);
        self.erase_from_questions(key, fate, out);
    }

    /// The last step is on disk: the name is anybody's.
    pub fn end_erasure(&mut self, id: SessionId, user: &Username) {
        self.being_erased.retain(|(by, erased)| *by != id || erased != user.key());
    }

    /// True if whoever bore a name is being erased.
    pub(super) fn is_being_erased(&self, key: &NameKey) -> bool {
        self.being_erased.iter().any(|(_, erased)| erased == key)
    }

    /// A step of an erasure is on disk.
    pub fn messages_erased(&mut self, done: ErasedMessages, out: &mut Effects) {
        let ErasedMessages { changed, undelivered } = done;
        for (recipient, mail) in undelivered {
            self.undelivered_lost(recipient.key(), mail);
        }
        for (message, channel) in changed {
            // As when a moderator strikes a message out. The clients that know no such line are not told: they would show it raw,
            // and hundreds of lines in words are no help.
            let slot = self.channels.find(&channel);
            let could_have = |other: &SessionId| slot.is_none_or(|slot| self.is_open_to(*other, slot));
            let newer = self.sessions.identified().iter().copied().filter(could_have);
            let newer = newer.filter(|&other| self.newer(other));
            out.fan_out(newer, Reply::Delete { id: message, by: None });
        }
    }
}
