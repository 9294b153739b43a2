//! Private messages of pupils: to whom they may write.
//!
//! Owns this act and its rule. People in charge may write to everybody, and are answered unless pupils may write to nobody.
//! Called by `class` with requests, and by `talk` with each private message.

use super::account::Rank;
use super::class_act::{ClassLine, PrivateMessages};
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::Username;
use super::refusal::Refusal;
use super::reply::Reply;
use super::state::acts::ActOutcome;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Says to whom pupils may write in private, from now on or, to who only asks, so far.
    pub(super) fn set_private_messages(
        &mut self,
        now: Now,
        id: SessionId,
        to: Option<PrivateMessages>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let mut record = None;
        if let Some(to) = to {
            self.require(id, Rank::Moderator)?;
            self.private_messages = to;
            record = Some(StoreAction::SetPrivateMessages(to));
            self.audit_act(id, AuditKind::PrivateMessages, "", to.as_str(), None, out);
            let others = || self.sessions.identified().iter().copied().filter(|&other| other != id);
            let line = Reply::Class(ClassLine::PrivateMessages(to));
            out.fan_out(others().filter(|&other| self.newer(other)), line);
            let text = Text::Class(ClassText::PrivateMessagesAre(to));
            let home = self.channels.default_slot();
            self.tell_in_channel(now, home, others().filter(|&other| !self.newer(other)), &text, out);
        }
        let to = self.private_messages;
        let words = self.words(&Text::Class(ClassText::PrivateMessagesAre(to)));
        Ok(ActOutcome::new(vec![("mode", to.as_str().into())], words, record))
    }

    /// Checks that a session may write to somebody in private.
    pub(super) fn check_private_message(&self, id: SessionId, to: &Username) -> Result<(), Refusal> {
        let allowed = match self.private_messages {
            PrivateMessages::All => true,
            // Whoever answers the server is told that nobody is.
            _ if to.is_reserved() => true,
            PrivateMessages::Staff => self.rank(id) >= Rank::Moderator || self.rank_of(to.key()) >= Rank::Moderator,
            PrivateMessages::Off => self.rank(id) >= Rank::Moderator,
        };
        if allowed {
            return Ok(());
        }
        Err(self.refusal(&Text::Class(ClassText::PrivateRefused(self.private_messages))))
    }
}
