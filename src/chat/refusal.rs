//! Ranks, and the way in which a no is said.
//!
//! Owns [`Rank`], [`Form`] and [`Refusal`]: the ladder of those who act, the two ways in which something is asked, and
//! the answer to what is not granted.

use std::sync::Arc;

use super::account::Role;
use super::clock::Now;
use super::core::{Addressee, Core};
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::name::NameKey;
use super::reply::{Code, Reply};
use super::sessions::SessionKind;
use super::text::Text;

/// The ranks of those who act, in growing order: that of their role, and above all the console, which is the machine's
/// operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    User,
    Moderator,
    Admin,
    Console,
}

impl From<Role> for Rank {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Moderator => Self::Moderator,
            Role::Admin => Self::Admin,
        }
    }
}

/// The form in which something was asked, and so is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As a JSON request of its own: answered in kind.
    Json,
    /// As a command typed into a message: answered in words.
    Typed,
}

/// A no, in words and with its code.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) words: Arc<str>,
    pub(super) code: Code,
}

impl Core {
    /// The rank of a session's client.
    pub(super) fn rank(&self, id: SessionId) -> Rank {
        match self.sessions.get(id) {
            Some(session) if session.kind == SessionKind::Console => Rank::Console,
            _ => self.person_of(id).map_or(Rank::User, |person| self.rank_of(person.name.key())),
        }
    }

    /// The rank of a name's bearer.
    pub(super) fn rank_of(&self, key: &NameKey) -> Rank {
        self.account(key).map_or(Rank::User, |account| account.role.into())
    }

    pub(super) fn refusal(&self, text: &Text<'_>) -> Refusal {
        Refusal { words: text.render(self.settings.lang), code: text.code().unwrap_or(Code::BadField) }
    }

    /// Says no, in the form in which it was asked.
    pub(super) fn answer_refusal(&self, now: Now, id: SessionId, form: Form, refusal: Refusal, out: &mut Effects) {
        let Refusal { words, code } = refusal;
        match form {
            Form::Json => out.send(id, Reply::Error { message: words, code, ack: None }),
            Form::Typed => {
                let channel = self.current_channel(id).map_or(&self.settings.default_channel, |channel| &channel.name);
                let to = self.person_of(id).map(|person| person.name.clone());
                let channel = channel.clone();
                let reply = Reply::System { to, channel, content: words, at: now.wall, code: Some(code) };
                out.send(id, self.as_typed(id, reply));
                out.push(Effect::RefusedInWords(id, code));
            }
        }
    }

    /// Says something to one client.
    pub(super) fn tell(&self, now: Now, id: SessionId, text: &Text<'_>, out: &mut Effects) {
        self.send_system_message(now, &Addressee::Session(id), text, out);
    }

    /// Says something to all clients of a person, if the person is there.
    pub(in crate::chat) fn tell_person(&self, now: Now, key: &NameKey, text: &Text<'_>, out: &mut Effects) {
        for &id in self.people.get(key).map_or(&[][..], |person| &person.sessions) {
            self.tell(now, id, text, out);
        }
    }
}
