//! The lesson: what is asked of it goes to the file of its subject, and what happens in it is told.
//!
//! Owns [`Core::lesson_act`], and the way in which something is told to newer clients by a line of its own and to others
//! in words. Called by `moderation`, which answers.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::lesson_act::{LessonAct, LessonLine};
use super::lesson_text::LessonText;
use super::refusal::{Form, Refusal};
use super::reply::Reply;
use super::state::acts::ActOutcome;
use super::text::Text;

impl Core {
    /// Does what somebody asked of the lesson. `None` if it is answered already.
    pub(super) fn lesson_act(
        &mut self,
        now: Now,
        id: SessionId,
        act: LessonAct,
        form: Form,
        out: &mut Effects,
    ) -> Option<Result<ActOutcome, Refusal>> {
        Some(match act {
            LessonAct::Hand { up } => self.move_hand(now, id, up, out),
            LessonAct::LowerHands { user: Some(user) } => self.lower_hand_of(now, id, &user, out),
            LessonAct::LowerHands { user: None } => self.lower_all_hands(now, id, out),
            LessonAct::Hands => match self.list_hands(now, id, form, out) {
                Ok(()) => return None,
                Err(refusal) => Err(refusal),
            },
            LessonAct::Silence { channel, span } => self.silence(now, id, channel.as_ref(), span, out),
            LessonAct::EndSilence { channel } => self.end_silence(now, id, channel.as_ref(), out),
            LessonAct::Slow { channel, seconds } => self.set_slow_mode(now, id, channel.as_ref(), seconds, out),
            LessonAct::PrivateMessages { to } => self.set_private_messages(now, id, to, out),
            LessonAct::Clear { channel } => self.clear_channel(now, id, &channel, out),
            LessonAct::Silences => {
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
    pub(super) fn tell_of_lesson(
        &self,
        now: Now,
        id: SessionId,
        line: &LessonLine,
        words: Option<LessonText<'_>>,
        out: &mut Effects,
    ) {
        if self.newer(id) {
            out.send(id, Reply::Lesson(line.clone()));
        } else if let Some(words) = words {
            self.tell(now, id, &Text::Lesson(words), out);
        }
    }
}
