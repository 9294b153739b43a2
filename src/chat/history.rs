//! The past of a channel: the `history` request, the typed `/history`, and the replay to who comes in.
//!
//! Owns the form of the answers, on `state::history_waits`. A session that asked by
//! itself is paused until its answer is there, so it has one question open at most.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::{Message, MessageId};
use super::name::{ChannelName, NameKey};
use super::refusal::Form;
use super::reply::Reply;
use super::request::{HISTORY_BYTES_MAX, HistoryRequest};
use super::state::history_waits::{HistoryWait, Purpose};
use super::store_protocol::{HistoryQuery, StoreAction, StoreSeq};
use super::text::Text;

impl Core {
    /// Answers `history`.
    pub(super) fn history(&mut self, now: Now, id: SessionId, request: HistoryRequest, form: Form, out: &mut Effects) {
        let HistoryRequest { channel, limit, before, after } = request;
        let console = self.rank(id) == Rank::Console;
        let found = match &channel {
            // What was said in a channel can be read at the console also when nobody is in it any more.
            Some(name) if console => Some(self.channels.find(name).map_or(name, |slot| self.channels[slot].name())),
            Some(name) => {
                self.channels.find(name).filter(|&slot| self.is_member(id, slot)).map(|slot| self.channels[slot].name())
            }
            None => self.current_channel(id).map(|channel| channel.name()),
        };
        let Some(name) = found.cloned() else {
            match &channel {
                Some(name) if self.identity(id).is_some() => {
                    let refusal = self.refusal(&Text::NotMember(name));
                    self.refuse(now, id, form, refusal, out);
                }
                _ => self.reject_nobody(now, id, out),
            }
            return;
        };
        if !self.has_store_room() {
            let refusal = self.refusal(&Text::StorageUnavailable);
            self.refuse(now, id, form, refusal, out);
            return;
        }
        self.pause(id, out);
        let query = HistoryQuery { channel: name, before, after, limit, bytes_max: HISTORY_BYTES_MAX };
        self.ask_history(id, query, Purpose::Answer(form), out);
    }

    /// Keeps what was said in a channel before from whoever has asked for it already: it is gone.
    pub(super) fn clear_awaited_pages(&mut self, channel: &NameKey, below: MessageId) {
        self.history_waits.clear(channel, below);
    }

    /// Asks for what is shown to who comes in, if anything is.
    pub(super) fn load_replay(&mut self, id: SessionId, out: &mut Effects) {
        // After a second login the client has a new window; a page for the one before would come into it as well.
        self.history_waits.forget_replays(id);
        let limit = self.settings.replay_on_login;
        if limit > 0
            && self.has_store_room()
            && let Some(channel) = self.current_channel(id).map(|channel| channel.name().clone())
        {
            let query = HistoryQuery { channel, before: None, after: None, limit, bytes_max: HISTORY_BYTES_MAX };
            self.ask_history(id, query, Purpose::Replay, out);
        }
    }

    fn ask_history(&mut self, session: SessionId, query: HistoryQuery, purpose: Purpose, out: &mut Effects) {
        let channel = query.channel.clone();
        let seq = self.store(StoreAction::LoadHistory(query), false, out);
        let wait = HistoryWait { session, channel, purpose, gone_below: MessageId(0) };
        self.history_waits.insert(seq, wait);
    }

    /// A page of the history was read.
    pub(super) fn history_loaded(
        &mut self,
        now: Now,
        seq: StoreSeq,
        messages: Option<Vec<Message>>,
        more: bool,
        out: &mut Effects,
    ) {
        let Some(wait) = self.history_waits.take(seq) else { return };
        let HistoryWait { session: id, channel, purpose, gone_below } = wait;
        let messages = messages.map(|mut messages| {
            messages.retain(|message| message.id >= Some(gone_below));
            messages
        });
        if !self.sessions.contains(id) {
            return;
        }
        match (purpose, messages) {
            (Purpose::Replay, messages) => {
                let lines = messages.unwrap_or_default().into_iter().map(|message| Reply::Replayed(message.into()));
                self.hold_lines(now, id, lines.collect(), out);
            }
            (Purpose::Answer(form), None) => {
                let refusal = self.refusal(&Text::StorageUnavailable);
                self.refuse(now, id, form, refusal, out);
            }
            // The channel may have been disabled, or the person's role changed, while the page was read.
            (Purpose::Answer(form), Some(_)) if !self.may_read(id, &channel) => {
                let refusal = self.refusal(&Text::NotMember(&channel));
                self.refuse(now, id, form, refusal, out);
            }
            (Purpose::Answer(Form::Json), Some(messages)) => {
                let messages = messages.into_iter().map(Into::into).collect();
                out.send(id, Reply::History { channel, messages, more });
            }
            (Purpose::Answer(Form::Typed), Some(messages)) => {
                // A moderator needs the number to delete a message.
                let numbered = self.rank(id) >= Rank::Moderator;
                let head = Text::HistoryFollows { channel: &channel, count: messages.len() };
                let lines =
                    std::iter::once(self.line(now, id, &head))
                        .chain(messages.iter().map(|message| {
                            self.line(now, id, &Text::HistoryLine { message, today: now.wall, numbered })
                        }))
                        .collect();
                self.tell_lines(now, id, lines, out);
            }
        }
        if matches!(purpose, Purpose::Answer(_)) {
            self.resume(id, out);
        }
    }

    /// True if a session may read what was said in a channel.
    pub(super) fn may_read(&self, id: SessionId, channel: &ChannelName) -> bool {
        self.rank(id) == Rank::Console || self.channels.find(channel).is_some_and(|slot| self.is_member(id, slot))
    }
}
