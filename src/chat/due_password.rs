//! Passwords that somebody else chose, and that their owner has to replace.
//!
//! Owns these rules on `state::due_passwords`. A newer client that logs in with such a password is told so in the answer
//! (`must_change`), and is nobody until it has sent a `password` that is kept; all that it asks for before is refused. Others
//! come in, and are told in words. Called by `sign_in`, `own_password` and `core`.

use super::claim::TypedName;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::name::Username;
use super::refusal::Asked;
use super::reply::Reply;
use super::request::{Problem, Request};
use super::state::due_passwords::DuePassword;
use super::text::Text;
use super::text::account::AccountWords;

impl Core {
    /// Has a newer client that has logged in choose a password first.
    pub(super) fn begin_due_password(
        &mut self,
        now: Now,
        id: SessionId,
        name: &Username,
        typed: Option<&TypedName>,
        out: &mut Effects,
    ) {
        out.send(id, Reply::LoginOk { username: name.clone(), must_change: true, pass: None });
        if self.identity(id).is_some() {
            self.leave(now, id, out);
            self.begin_identify_time(now, id);
        }
        self.author_has_changed(id);
        self.due_passwords.insert(id, DuePassword { name: name.clone(), typed: typed.cloned() });
        self.resume(id, out);
    }

    /// Whose password a session has to change before anything else.
    pub(super) fn due_password(&self, id: SessionId) -> Option<&DuePassword> {
        self.due_passwords.get(id)
    }

    /// A session has chosen one, is gone, or somebody else's.
    pub(super) fn end_due_password(&mut self, id: SessionId) -> Option<DuePassword> {
        self.due_passwords.remove(id)
    }

    /// Refuses what comes before the password is changed; true if it did.
    pub(super) fn refuse_before_password(
        &mut self,
        now: Now,
        id: SessionId,
        line: &Result<Request, Problem>,
        out: &mut Effects,
    ) -> bool {
        match line {
            // A wrong line is told that it is one, and who would be somebody else, or nobody, may.
            Err(_)
            | Ok(
                Request::Hello
                | Request::Password(_)
                | Request::Login { .. }
                | Request::LoginWithToken(_)
                | Request::Unknown { .. },
            ) => false,
            Ok(Request::Logout) => {
                self.end_due_password(id);
                false
            }
            Ok(request) => {
                let ack = if let Request::Message(message) = request { message.ack.clone() } else { None };
                let asked = ack.map_or(Asked::Request, |ack| Asked::Message(Some(ack)));
                let refusal = self.refusal(&Text::Account(AccountWords::ChangePasswordFirst));
                self.refuse_unheard(now, id, asked, refusal, out);
                true
            }
        }
    }

    /// Tells somebody who has come in that the password is not of their choice.
    pub(super) fn ask_for_own_password(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(person) = self.person_of(id) else { return };
        let line = self.line_to_newcomer(now, person.name(), &Text::Account(AccountWords::ChosenForYou));
        self.hold_lines(now, id, vec![line], out);
    }
}
