//! Silence: for a while only people in charge may speak, in one channel or in all.
//!
//! Owns these rules on `state::silences`. Private messages are not concerned. A silence outlasts a restart, as a mute does:
//! else whoever can pull the plug can end it. Called by `class` with requests, by whatever lets somebody speak, and by
//! `core` when time has passed.

use super::account::Rank;
use super::class_act::{ClassLine, Silence};
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::ChannelName;
use super::refusal::{Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::request::Span;
use super::state::acts::ActOutcome;
use super::state::channels::Slot;
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Lets nobody speak but people in charge.
    pub(super) fn silence(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        span: Span,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let slot = channel.map(|channel| self.meant_channel(id, Some(channel))).transpose()?;
        let channel = slot.map(|slot| self.channels[slot].name().clone());
        let most = self.settings.channels_max;
        if !self.silences.holds(channel.as_ref().map(ChannelName::key)) && self.silences.len() >= most {
            return Err(self.refusal(&Text::Class(ClassText::TooManySilences(most))));
        }
        let (length, until) = self.span(now, span, 0);
        let silence = Silence { channel, since: now.wall, until, by: self.actor_name(id) };
        self.audit_act(id, AuditKind::Silence, channel_word(silence.channel.as_ref()), "", until, out);
        self.silences.impose(now.mono, silence.clone(), length);
        self.tell_of_silence(now, id, slot, &silence, out);
        let mut fields: Vec<(&str, FieldValue)> = vec![("state", "on".into())];
        fields.extend(silence.channel.as_ref().map(|channel| ("channel", channel.as_str().into())));
        fields.extend(until.map(|until| ("until", until.to_local().as_str().into())));
        let words = self.words(&Text::Class(ClassText::DidSilence { silence: &silence, today: now.wall }));
        Ok(ActOutcome::new(fields, words, Some(StoreAction::SetSilence(silence))))
    }

    /// Lets people speak again: in a channel, or wherever they may not.
    pub(super) fn end_silence(
        &mut self,
        now: Now,
        id: SessionId,
        channel: Option<&ChannelName>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        // The channel may be gone, and the silence wait for its return.
        let channel =
            channel.map(|name| self.channels.find(name).map_or(name, |slot| self.channels[slot].name()).clone());
        let lifted = match &channel {
            None => self.silences.lift_all(),
            Some(channel) => self.silences.lift(Some(channel.key())).into_iter().collect(),
        };
        if lifted.is_empty() && self.silences.everywhere().is_some() {
            return Err(self.refusal(&Text::Class(ClassText::SilencedEverywhere)));
        }
        if !lifted.is_empty() {
            self.audit_act(id, AuditKind::SilenceEnds, channel_word(channel.as_ref()), "", None, out);
        }
        let mut record = None;
        for Silence { channel, .. } in lifted {
            self.tell_of_end(now, Some(id), channel.as_ref(), out);
            // Whoever waits for the last one has the others on disk too.
            if let Some(earlier) = record.replace(StoreAction::LiftSilence { channel })
                && self.has_store_room()
            {
                self.store(earlier, false, out);
            }
        }
        let mut fields: Vec<(&str, FieldValue)> = vec![("state", "off".into())];
        fields.extend(channel.as_ref().map(|channel| ("channel", channel.as_str().into())));
        let words = self.words(&Text::Class(ClassText::DidEndSilence(channel.as_ref())));
        Ok(ActOutcome::new(fields, words, record))
    }

    /// Answers where there is a silence, as far as the asker may know of the channel.
    pub(super) fn list_silences(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        let is_known = |silence: &&Silence| {
            let slot = silence.channel.as_ref().and_then(|channel| self.channels.find(channel));
            slot.is_none_or(|slot| self.is_open_to(id, slot))
        };
        let silences: Vec<Silence> = self.silences.iter().filter(is_known).cloned().collect();
        if form == Form::Json {
            out.send(id, Reply::Class(ClassLine::Silences { silences }));
            return;
        }
        let line = |silence| self.line(now, id, &Text::Class(ClassText::DidSilence { silence, today: now.wall }));
        let mut lines: Vec<Reply> = silences.iter().map(line).collect();
        if lines.is_empty() {
            lines.push(self.line(now, id, &Text::Class(ClassText::DidEndSilence(None))));
        }
        self.tell_lines(now, id, lines, out);
    }

    /// Checks that a session may speak in a channel; if not, the refusal says until when.
    pub(super) fn check_silence_in(&self, now: Now, id: SessionId, slot: Slot) -> Result<(), Refusal> {
        if self.silences.is_empty() {
            return Ok(());
        }
        self.refuse_silenced(now, id, self.silences.over(self.channels[slot].name().key()))
    }

    /// Checks that a session may say something to everybody, as a state in one's own words does.
    pub(super) fn check_silence(&self, now: Now, id: SessionId) -> Result<(), Refusal> {
        self.refuse_silenced(now, id, self.silences.everywhere())
    }

    fn refuse_silenced(&self, now: Now, id: SessionId, silence: Option<&Silence>) -> Result<(), Refusal> {
        match silence {
            Some(silence) if self.rank(id) < Rank::Moderator => {
                Err(self.refusal(&Text::Class(ClassText::Silenced { silence, today: now.wall })))
            }
            _ => Ok(()),
        }
    }

    /// Ends what has run its time.
    pub(super) fn end_silences(&mut self, now: Now, out: &mut Effects) {
        while let Some(Silence { channel, .. }) = self.silences.take_ended(now.mono) {
            self.tell_of_end(now, None, channel.as_ref(), out);
            // What the disk is not told ends again at the next start.
            if self.has_store_room() {
                self.store(StoreAction::LiftSilence { channel }, false, out);
            }
        }
    }

    fn tell_of_silence(&self, now: Now, id: SessionId, slot: Option<Slot>, silence: &Silence, out: &mut Effects) {
        let concerned = self.concerned(slot, Some(id));
        let newer = concerned.iter().copied().filter(|&other| self.newer(other));
        out.fan_out(newer, Reply::Class(ClassLine::Silenced(silence.clone())));
        let slot = slot.unwrap_or(self.channels.default_slot());
        let today = now.wall;
        for (staff, text) in
            [(false, ClassText::Silenced { silence, today }), (true, ClassText::SilencedBy { silence, today })]
        {
            let is_meant = |&other: &SessionId| !self.newer(other) && (self.rank(other) >= Rank::Moderator) == staff;
            self.tell_in_channel(now, slot, concerned.iter().copied().filter(is_meant), &Text::Class(text), out);
        }
    }

    /// Tells that people may speak again, in words if they really may: in a channel that is silent like all others they
    /// may not.
    fn tell_of_end(&self, now: Now, id: Option<SessionId>, channel: Option<&ChannelName>, out: &mut Effects) {
        let slot = channel.and_then(|channel| self.channels.find(channel));
        if channel.is_some() && slot.is_none() {
            return;
        }
        let concerned = self.concerned(slot, id);
        let newer = concerned.iter().copied().filter(|&other| self.newer(other));
        out.fan_out(newer, Reply::Class(ClassLine::SilenceEnds { channel: channel.cloned() }));
        if self.silences.everywhere().is_none() {
            let others = concerned.iter().copied().filter(|&other| !self.newer(other));
            let text = Text::Class(ClassText::MaySpeakAgain(channel));
            self.tell_in_channel(now, slot.unwrap_or(self.channels.default_slot()), others, &text, out);
        }
    }

    /// The sessions in a channel, or all, but for one.
    fn concerned(&self, slot: Option<Slot>, id: Option<SessionId>) -> Vec<SessionId> {
        let sessions = slot.map_or(self.sessions.identified(), |slot| self.channels[slot].members());
        sessions.iter().copied().filter(|&other| Some(other) != id).collect()
    }
}

fn channel_word(channel: Option<&ChannelName>) -> &str {
    channel.map_or("", ChannelName::as_str)
}
