//! The one place in which the server speaks: who is told what, in which form, and what a no costs.
//!
//! Owns the ways to say no and the ways to tell. Every rule that has a sentence for somebody calls one of them; which, is
//! read from these tables. Answers that hold no sentence (`users`, `join`, an `ack`) are sent by the rule of their request.
//!
//! A no is an `error`, or words: a message of the server. It depends on how it was [asked](Asked), and on who did:
//!
//! | asked | by an old client | by a newer one | with an `ack` | by the console |
//! | --- | --- | --- | --- | --- |
//! | [`Asked::Request`] | `error` | `error` | has none | `error` |
//! | [`Asked::Command`] | words | words | has none | words |
//! | [`Asked::Message`] | words | `error` | `error` | words |
//! | something that needs a name, by nobody ([`Core::reject_nobody`]) | words | `error` | has none | `error` |
//! | a line that is wrong ([`Core::reject`]) | `error` | `error` | `error` | `error` |
//! | a type that there is not ([`Core::reject_unknown_type`]) | silence | `error` | has none | silence |
//!
//! Before a connection is closed, who is somebody is told why in words, and who is nobody yet by an `error`
//! ([`Core::tell_why_closed`]); so is a connection that the core never sees ([`error`]).
//!
//! | said by | costs |
//! | --- | --- |
//! | [`Core::refuse`] | Nothing: the server looked, and could not. |
//! | [`Core::refuse_unheard`] | An `error` nothing. Words one of ten in a row; then silence, until the session [is heard](Core::note_heard) or makes a pause of a minute. |
//! | [`Core::refuse_for_the_server`] | The same; and in words one of three for the whole connection. |
//! | [`Core::reject`], [`Core::reject_nobody`], [`Core::reject_unknown_type`] | A line in the audit log, and one of the errors that the connection may make. With the last it is closed, which counts as a failure of its address, and may ban it. The console may make any number. |
//!
//! What is not a no is told at once ([`Core::tell`], to a person in all their sessions [`Core::tell_person`], to many
//! [`Core::tell_in_channel`], [`Core::tell_some`], [`Core::tell_everyone`]), or one line after the other ([`Core::tell_lines`]). What is said to
//! somebody who has just come in waits for their window (`greeting`).

use std::sync::Arc;

use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::message::Audience;
use super::name::{ChannelName, NameKey, Username};
use super::refusal::{Asked, Refusal};
use super::reply::{Code, Reply};
use super::request::AckToken;
use super::state::channels::Slot;
use super::state::people::PersonSlot;
use super::state::sessions::SessionKind;
use super::text::{Lang, Text};

/// Refusals in words that one is told in a row. A robot that answers each line of the server would be answered without end
/// by the next refusal: because it is muted, because it writes to nobody, because it is too fast.
const REFUSALS_TOLD_MAX: u8 = 10;

/// The number of times that one is told that nobody is the server: whoever answers the sender of its lines is a robot.
/// It may be heard in between, so this is for the whole connection.
const SERVER_ANSWERS_MAX: u8 = 3;

/// Ways to say no.
impl Core {
    /// A no, for [`refuse`](Self::refuse) and [`refuse_unheard`](Self::refuse_unheard).
    pub(super) fn refusal(&self, text: &Text<'_>) -> Refusal {
        Refusal { words: self.words(text), code: text.code().unwrap_or(Code::BadField) }
    }

    /// The `error` for a connection that is not let in.
    pub(super) fn error(&self, text: &Text<'_>) -> Reply {
        error(text, self.settings.lang)
    }

    /// Says no to what was asked rightly. Costs nothing.
    pub(super) fn refuse(
        &self,
        now: Now,
        id: SessionId,
        asked: impl Into<Asked>,
        Refusal { words, code }: Refusal,
        out: &mut Effects,
    ) {
        let asked = asked.into();
        if self.reads_errors(id, &asked) {
            let ack = if let Asked::Message(ack) = asked { ack } else { None };
            out.send(id, Reply::Error { message: words, code, ack });
        } else {
            out.send(id, self.line_of(now, id, words, Some(code)));
            out.push(Effect::RefusedInWords(id, code));
        }
    }

    /// Says no to what came to nothing, and so may be sent without end. In words that is not said for ever to who makes
    /// nothing but such requests.
    pub(super) fn refuse_unheard(
        &mut self,
        now: Now,
        id: SessionId,
        asked: Asked,
        refusal: Refusal,
        out: &mut Effects,
    ) {
        if self.reads_errors(id, &asked) || self.refusal_counts.count_in_words(id, REFUSALS_TOLD_MAX, now.mono) {
            self.refuse(now, id, asked, refusal, out);
        }
    }

    /// Says no to a message for the server, whom nobody can write to.
    pub(super) fn refuse_for_the_server(
        &mut self,
        now: Now,
        id: SessionId,
        asked: Asked,
        refusal: Refusal,
        out: &mut Effects,
    ) {
        if self.reads_errors(id, &asked) || self.refusal_counts.count_of_the_server(id, SERVER_ANSWERS_MAX) {
            self.refuse_unheard(now, id, asked, refusal, out);
        }
    }

    /// A session was heard: what it was refused before was no robot's.
    pub(super) fn note_heard(&mut self, id: SessionId) {
        self.refusal_counts.forget_in_words(id);
    }

    /// A session has gone.
    pub(super) fn forget_refusals(&mut self, id: SessionId) {
        self.refusal_counts.remove(id);
    }

    /// Says that a line is wrong, and counts it as an error; closes the connection that has made too many.
    pub(super) fn reject(
        &mut self,
        now: Now,
        id: SessionId,
        text: &Text<'_>,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        self.count_error(now, id, text, out, |core, out| {
            let Refusal { words, code } = core.refusal(text);
            out.send(id, Reply::Error { message: words, code, ack });
        });
    }

    /// The same to who must be somebody for what was asked, and is nobody. The user of an old client has a chat window
    /// all the same, in which an `error` would stand raw.
    pub(super) fn reject_nobody(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let is_old = self.sessions.get(id).is_some_and(|session| session.kind() == SessionKind::Client);
        let asked = if is_old { Asked::Command } else { Asked::Request };
        self.count_error(now, id, &Text::NotIdentified, out, |core, out| {
            core.refuse(now, id, asked, core.refusal(&Text::NotIdentified), out);
        });
    }

    /// The same to who sent a `type` that there is not. Old clients send some for which they want no answer.
    pub(super) fn reject_unknown_type(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        if self.newer(id) {
            self.reject(now, id, &Text::UnknownType, None, out);
        }
    }

    fn count_error(
        &mut self,
        now: Now,
        id: SessionId,
        text: &Text<'_>,
        out: &mut Effects,
        say: impl FnOnce(&Self, &mut Effects),
    ) {
        let Some(session) = self.sessions.get(id) else { return };
        let rate = self.settings.errors;
        let tolerated = session.is_console() || self.refusal_counts.spend_error(id, rate, now.mono);
        self.audit(id, AuditKind::BadInput, text.code().map_or("", Code::as_str), self.name_for_log(id), out);
        say(self, out);
        if !tolerated {
            let address = self.address(id);
            self.audit(id, AuditKind::TooManyErrors, "", self.name_for_log(id), out);
            self.close(now, id, &Text::TooManyErrors, CloseReason::TooManyErrors, out);
            self.note_failure(now, address, &NameKey::empty(), out);
        }
    }

    /// Says why a connection is closed. Comes before the close, which one client never notices.
    pub(super) fn tell_why_closed(&self, now: Now, id: SessionId, why: &Text<'_>, out: &mut Effects) {
        if self.identity(id).is_some() {
            self.tell(now, id, why, out);
        } else {
            self.refuse(now, id, Asked::Request, self.refusal(why), out);
        }
    }

    /// True if the client takes an `error` for the answer to what it asked.
    fn reads_errors(&self, id: SessionId, asked: &Asked) -> bool {
        match asked {
            Asked::Request => true,
            Asked::Command => false,
            Asked::Message(ack) => ack.is_some() || self.newer(id),
        }
    }
}

/// Ways to tell.
impl Core {
    /// Says something to one client.
    pub(super) fn tell(&self, now: Now, id: SessionId, text: &Text<'_>, out: &mut Effects) {
        out.send(id, self.line(now, id, text));
    }

    /// Says several lines to one client, as far apart as in a greeting. A session that has shown no window yet, and so
    /// cannot be a person who typed something, gets them at once.
    pub(super) fn tell_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
        if self.identity(id).is_none() {
            return;
        }
        if self.is_waiting_for_window(id) {
            for line in lines {
                out.send(id, line);
            }
        } else if self.may_hold(id, lines.len()) {
            self.hold(now, id, lines, out);
        } else {
            self.tell(now, id, &Text::ServerBusy, out);
        }
    }

    /// Says something to all clients of a person, if the person is there.
    pub(super) fn tell_person(&self, now: Now, key: &NameKey, text: &Text<'_>, out: &mut Effects) {
        for &id in self.people.get(key).map_or(&[][..], |person| person.sessions()) {
            self.tell(now, id, text, out);
        }
    }

    /// Says something in a channel to some of its members.
    pub(super) fn tell_in_channel(
        &self,
        now: Now,
        slot: Slot,
        to: impl Iterator<Item = SessionId>,
        text: &Text<'_>,
        out: &mut Effects,
    ) {
        out.fan_out(to, self.system_message(now, None, self.channels[slot].name(), self.words(text), text.code()));
    }

    /// Says something to some clients, wherever they are.
    pub(super) fn tell_some(&self, now: Now, to: impl Iterator<Item = SessionId>, text: &Text<'_>, out: &mut Effects) {
        out.fan_out(to, self.line_to_many(now, text));
    }

    /// Says something to every identified client.
    pub(super) fn tell_everyone(&self, now: Now, text: &Text<'_>, out: &mut Effects) {
        out.fan_out(self.sessions.identified().iter().copied(), self.line_to_many(now, text));
    }

    /// Says something to every identified client but those of one person.
    pub(super) fn tell_everyone_but(&self, now: Now, person: PersonSlot, text: &Text<'_>, out: &mut Effects) {
        out.fan_out(self.others(person), self.line_to_many(now, text));
    }

    /// The words of a sentence.
    pub(super) fn words(&self, text: &Text<'_>) -> Arc<str> {
        text.render(self.settings.lang)
    }

    /// The line in which a client is told something, for [`tell_lines`](Self::tell_lines).
    pub(super) fn line(&self, now: Now, id: SessionId, text: &Text<'_>) -> Reply {
        self.line_of(now, id, self.words(text), text.code())
    }

    /// The line in which somebody is told something who comes in, for the greeting.
    pub(super) fn line_to_newcomer(&self, now: Now, name: &Username, text: &Text<'_>) -> Reply {
        let channel = &self.settings.default_channel;
        self.system_message(now, Some(name.clone()), channel, self.words(text), text.code())
    }

    fn line_to_many(&self, now: Now, text: &Text<'_>) -> Reply {
        self.system_message(now, None, &self.settings.default_channel, self.words(text), text.code())
    }

    fn line_of(&self, now: Now, id: SessionId, words: Arc<str>, code: Option<Code>) -> Reply {
        let channel = self.current_channel(id).map_or(&self.settings.default_channel, |channel| channel.name());
        let name = self.person_of(id).map(|person| person.name().clone());
        self.as_typed(id, self.system_message(now, name, channel, words, code))
    }

    fn system_message(
        &self,
        now: Now,
        to: Option<Username>,
        channel: &ChannelName,
        content: Arc<str>,
        code: Option<Code>,
    ) -> Reply {
        Reply::System { to, channel: channel.clone(), content, at: now.wall, code }
    }

    /// True if a session is told another `to` than others are.
    pub(super) fn wants_as_typed(&self, id: SessionId) -> bool {
        self.sessions.typed_name(id).is_some() && !self.newer(id)
    }

    /// A line to a session alone, with `to` as it typed its name.
    pub(super) fn as_typed(&self, id: SessionId, reply: Reply) -> Reply {
        let is_personal = match &reply {
            Reply::Message(message) => matches!(message.audience, Audience::Person(_)),
            Reply::System { to, .. } => to.is_some(),
            _ => false,
        };
        match self.sessions.typed_name(id) {
            Some(typed) if is_personal && !self.newer(id) => {
                Reply::AsTyped { to: typed.clone(), reply: Box::new(reply) }
            }
            _ => reply,
        }
    }
}

/// The `error` for a connection that the core never sees, in a language.
pub fn error(text: &Text<'_>, lang: Lang) -> Reply {
    Reply::Error { message: text.render(lang), code: text.code().unwrap_or(Code::ServerBusy), ack: None }
}
