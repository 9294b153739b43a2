//! Another name for an account, with all that it has said and all that it has.
//!
//! Owns the act by which an admin gives it. What the core knows is under the new name at once, and so is the account on disk;
//! the rest follows there step by step (`store::rename`), and until it is done nobody takes the old name: what is still under
//! it would be theirs. The account's sessions are closed with a word: a client of this protocol knows its own name
//! from its login, and shows its own messages by it, so that going on under another would look like somebody else's to it.
//! A device that is kept logged in comes back under the new name by itself. Called by `moderation` with the act.

use std::net::Ipv4Addr;

use super::account::{Account, Rank};
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::{Form, Refusal};
use super::renamed::NameChange;
use super::state::acts::ActOutcome;
use super::text::Text;
use super::text::account::AccountWords;
use super::text::school::SchoolText;

/// Names that are on their way together. Each keeps the disk busy for a while, and one is held back for each.
const RENAMES_MAX: usize = 16;

/// The word of the request and of its answer.
const KIND: &str = "rename";

impl Core {
    /// Gives an account another name, or says why not.
    pub(super) fn rename_account(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        to: Username,
        form: Form,
        out: &mut Effects,
    ) {
        if let Err(refusal) = self.rename_if_possible(now, id, user, to, form, out) {
            self.refuse(now, id, form, refusal, out);
        }
    }

    fn rename_if_possible(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        to: Username,
        form: Form,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        self.require(id, Rank::Admin)?;
        let from = self.account_name(user)?;
        self.require_not_above(id, from.key())?;
        self.require_not_own(id, &from)?;
        if self.account(from.key()).is_some_and(Account::is_of_school) {
            return Err(self.refusal(&Text::School(SchoolText::NameThere)));
        }
        if let Some(objection) = self.objection_to_rename(&from, &to) {
            return Err(self.refusal(&objection));
        }
        // What the disk never hears of would come back with the next start.
        self.check_storage()?;
        // While no mute of that name is the account's: the guest's is not its owner's.
        self.rename_guest(now, to.key(), Some(Ipv4Addr::UNSPECIFIED.into()), out);
        self.check_storage()?;
        let change = NameChange { from, to };
        let fields = vec![("user", change.from.as_str().into()), ("to", change.to.as_str().into())];
        let words = self.words(&Text::Account(AccountWords::DidRename(&change.from, &change.to)));
        let record = self.shared_rename(&change);
        let outcome = ActOutcome::new(fields, words, Some(record));
        self.audit_act(id, AuditKind::AccountRenamed, change.from.as_str(), change.to.as_str(), None, out);
        // Before anything else that is to be kept: there may be room for one request more.
        self.answer_outcome(now, id, form, KIND, outcome, out);
        self.outdate_logins(change.from.key());
        let told = Text::Account(AccountWords::WasRenamed(&change.to));
        self.close_person(now, change.from.key(), &told, CloseReason::AccountRenamed, out);
        self.rename_account_of(&change);
        self.rename_sanctions_of(&change);
        self.rename_in_tokens(&change);
        self.rename_in_undelivered(&change);
        self.rename_in_storage(&change);
        self.rename_in_polls(&change);
        self.rename_in_questions(&change);
        self.rename_in_attendance(&change);
        self.rename_letters(&change);
        self.tell_of_account(Some(id), &change.to, out);
        self.hold_names(change);
        Ok(())
    }

    /// Keeps both names from everybody until nothing is kept by the old one any more.
    pub(super) fn hold_names(&mut self, change: NameChange) {
        self.being_renamed.push(change);
    }

    /// The reason that an account may not have this name; `None` if it may. It is as when one is made, but that the account's
    /// own name is in no way.
    fn objection_to_rename(&self, from: &Username, to: &Username) -> Option<Text<'static>> {
        if to.claims_server() {
            return Some(Text::ServerInName);
        }
        if let Some(objection) = self.objection_to_reserved(to) {
            return Some(objection);
        }
        if from.as_str() == to.as_str() || (from.key() != to.key() && self.accounts.is_taken(to.key())) {
            return Some(Text::NameTaken);
        }
        let of_ours = self.being_renamed.iter().filter(|change| !change.from.claims_server());
        let is_held = |key: &NameKey| self.is_being_erased(key) || self.is_being_renamed(key);
        if is_held(from.key()) || is_held(to.key()) || of_ours.count() >= RENAMES_MAX {
            return Some(Text::Account(AccountWords::StillRenaming));
        }
        let besides = Some(from.key());
        let resembles = self.accounts.resemble_besides(to, besides) || self.people.resemble_besides(to, besides);
        resembles.then_some(Text::NameConfusable)
    }

    /// Nothing is kept by a name any more: it is anybody's.
    pub(super) fn end_rename(&mut self, now: Now, from: &Username) {
        self.being_renamed.retain(|change| change.from != *from);
        self.end_rename_elsewhere(now, from);
    }

    /// True if a name is the old or the new one of an account that is being renamed.
    pub fn is_being_renamed(&self, key: &NameKey) -> bool {
        self.being_renamed.iter().any(|change| change.from.key() == key || change.to.key() == key)
    }

    /// True if a name was that of an account that is being renamed: nobody gets it meanwhile.
    pub(super) fn is_left_behind(&self, key: &NameKey) -> bool {
        self.being_renamed.iter().any(|change| change.from.key() == key && change.to.key() != key)
    }
}
