//! The class and what somebody in charge asks of it: each request goes to the file of its subject, and what happens in it is told.
//!
//! Owns [`Core::class_act`], and the way in which something is told to newer clients by a line of its own and to others
//! in words. Called by `moderation`, which answers.

use super::account::Rank;
use super::class_act::{ClassAct, ClassLine};
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::refusal::{Form, Refusal};
use super::reply::Reply;
use super::state::acts::ActOutcome;
use super::text::Text;

impl Core {
    /// Does what somebody asked of the class. `None` if it is answered already.
    pub(super) fn class_act(
        &mut self,
        now: Now,
        id: SessionId,
        act: ClassAct,
        form: Form,
        out: &mut Effects,
    ) -> Option<Result<ActOutcome, Refusal>> {
        Some(match act {
            ClassAct::Hand { up } => self.move_hand(now, id, up, out),
            ClassAct::LowerHands { user: Some(user) } => self.lower_hand_of(now, id, &user, out),
            ClassAct::LowerHands { user: None } => self.lower_all_hands(now, id, out),
            ClassAct::Hands => match self.list_hands(now, id, form, out) {
                Ok(()) => return None,
                Err(refusal) => Err(refusal),
            },
            ClassAct::Silence { channel, span } => self.silence(now, id, channel.as_ref(), span, out),
            ClassAct::EndSilence { channel } => self.end_silence(now, id, channel.as_ref(), out),
            ClassAct::Slow { channel, seconds } => self.set_slow_mode(now, id, channel.as_ref(), seconds, out),
            ClassAct::PrivateMessages { to } => self.set_private_messages(now, id, to, out),
            ClassAct::Clear { channel, dry_run: false } => self.clear_channel(now, id, &channel, out),
            ClassAct::Clear { channel, dry_run: true } => match self.count_before_clearing(id, &channel, form, out) {
                Ok(()) => return None,
                Err(refusal) => Err(refusal),
            },
            ClassAct::Silences => {
                self.list_silences(now, id, form, out);
                return None;
            }
        })
    }

    /// The sessions of people in charge, but for one.
    pub(super) fn staff_but(&self, id: SessionId) -> Vec<SessionId> {
        let sessions = self.sessions.identified().iter().copied();
        sessions.filter(|&other| other != id && self.rank(other) >= Rank::Moderator).collect()
    }

    /// Tells a session: by a line of its own if it is a newer client's, else in words, if there are any for it.
    pub(super) fn tell_of_class(
        &self,
        now: Now,
        id: SessionId,
        line: &ClassLine,
        words: Option<ClassText<'_>>,
        out: &mut Effects,
    ) {
        if self.newer(id) {
            out.send(id, Reply::Class(line.clone()));
        } else if let Some(words) = words {
            self.tell(now, id, &Text::Class(words), out);
        }
    }
}
