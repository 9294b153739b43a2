//! The way in which the server speaks.

use std::sync::Arc;

use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::message::Audience;
use super::name::{ChannelName, NameKey, Username};
use super::refusal::{Form, Refusal};
use super::reply::{Code, Reply};
use super::request::AckToken;
use super::state::people::PersonSlot;
use super::state::sessions::SessionKind;
use super::text::Text;

/// Refusals in words that one is told in a row. A robot that answers each line of the server would be answered without end
/// by the next refusal: because it is muted, because it writes to nobody, because it is too fast.
const REFUSALS_TOLD_MAX: u8 = 10;

/// The number of times that one is told that nobody is the server: whoever answers the sender of its lines is a robot.
/// It may be heard in between, so this is for the whole connection.
const SERVER_ANSWERS_MAX: u8 = 3;

/// The receivers of a system message.
#[derive(Debug, Clone)]
pub(super) enum Addressee {
    /// One client.
    Session(SessionId),
    /// Every identified client.
    Everyone,
    /// Every identified client but those of one person.
    EveryoneBut(PersonSlot),
}

impl Core {
    /// The one way in which the server speaks to people.
    pub(super) fn send_system_message(&self, now: Now, to: &Addressee, content: &Text<'_>, out: &mut Effects) {
        match to {
            Addressee::Session(id) => out.send(*id, self.words_for(now, *id, content)),
            Addressee::Everyone => {
                let reply = self.system_message(now, None, &self.settings.default_channel, content);
                out.fan_out(self.sessions.identified().iter().copied(), reply);
            }
            Addressee::EveryoneBut(person) => {
                let reply = self.system_message(now, None, &self.settings.default_channel, content);
                out.fan_out(self.others(*person), reply);
            }
        }
    }

    pub(super) fn system_message(
        &self,
        now: Now,
        to: Option<Username>,
        channel: &ChannelName,
        content: &Text<'_>,
    ) -> Reply {
        Reply::System {
            to,
            channel: channel.clone(),
            content: content.render(self.settings.lang),
            at: now.wall,
            code: content.code(),
        }
    }

    fn error(&self, text: &Text<'_>, ack: Option<AckToken>) -> Reply {
        let code = text.code().unwrap_or(super::reply::Code::BadField);
        Reply::Error { message: text.render(self.settings.lang), code, ack }
    }

    /// Answers with an `error` that does not count against the connection: the client did nothing wrong.
    pub(super) fn decline(&self, id: SessionId, text: &Text<'_>, ack: Option<AckToken>, out: &mut Effects) {
        out.send(id, self.error(text, ack));
    }

    /// Answers with an `error` and counts it; closes the connection that has made too many.
    pub(super) fn reject(
        &mut self,
        now: Now,
        id: SessionId,
        text: &Text<'_>,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        let rate = self.settings.errors;
        let Some(session) = self.sessions.get(id) else { return };
        let kind = session.kind();
        let tolerated = kind == SessionKind::Console || self.refusal_counts.spend_error(id, rate, now.mono);
        self.audit(
            id,
            AuditKind::BadInput,
            text.code().map_or("", super::reply::Code::as_str),
            self.name_for_log(id),
            out,
        );
        if kind == SessionKind::Client && matches!(text, Text::NotIdentified) {
            // Its user has a chat window all the same, in which an `error` would stand raw.
            self.answer_refusal(now, id, Form::Typed, self.refusal(text), out);
        } else {
            self.decline(id, text, ack, out);
        }
        if !tolerated {
            let address = self.address(id);
            self.audit(id, AuditKind::TooManyErrors, "", self.name_for_log(id), out);
            self.close(now, id, &Text::TooManyErrors, CloseReason::TooManyErrors, out);
            self.note_failure(now, address, &NameKey::empty(), out);
        }
    }

    /// Refuses what a person asked in mid-chat: in words to an old client, which would print an `error` raw; as an
    /// `error` to a newer one, or to one that asked for an `ack` and so waits for an answer.
    pub(super) fn refuse(&self, now: Now, id: SessionId, text: &Text<'_>, ack: Option<AckToken>, out: &mut Effects) {
        self.refuse_with(now, id, self.refusal(text), ack, out);
    }

    /// The same with words that were found already.
    pub(super) fn refuse_with(
        &self,
        now: Now,
        id: SessionId,
        refusal: Refusal,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        if self.newer(id) || ack.is_some() {
            out.send(id, Reply::Error { message: refusal.words, code: refusal.code, ack });
        } else {
            self.answer_refusal(now, id, Form::Typed, refusal, out);
        }
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
                let channel = self.current_channel(id).map_or(&self.settings.default_channel, |channel| channel.name());
                let to = self.person_of(id).map(|person| person.name().clone());
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
        for &id in self.people.get(key).map_or(&[][..], |person| person.sessions()) {
            self.tell(now, id, text, out);
        }
    }

    /// Refuses a message. A refusal that is a message itself, in words, is not said for ever to who makes nothing but such
    /// requests.
    pub(super) fn refuse_message(
        &mut self,
        now: Now,
        id: SessionId,
        refusal: Refusal,
        ack: Option<super::request::AckToken>,
        out: &mut Effects,
    ) {
        let is_no_message = ack.is_some() || self.newer(id);
        if is_no_message || self.may_refuse_in_words(now, id) {
            self.refuse_with(now, id, refusal, ack, out);
        }
    }

    /// Counts a refusal in words, and says whether it is to be said.
    pub(super) fn may_refuse_in_words(&mut self, now: Now, id: SessionId) -> bool {
        self.refusal_counts.count_in_words(id, REFUSALS_TOLD_MAX, now.mono)
    }

    pub(super) fn words(&self, text: &Text<'_>) -> Arc<str> {
        text.render(self.settings.lang)
    }

    /// The line in which the server would say something to a client.
    pub(super) fn words_for(&self, now: Now, id: SessionId, text: &Text<'_>) -> Reply {
        let channel = self.current_channel(id).map_or(&self.settings.default_channel, |channel| channel.name());
        let name = self.person_of(id).map(|person| person.name().clone());
        self.as_typed(id, self.system_message(now, name, channel, text))
    }

    /// Tells a session several lines, as far apart as in a greeting; a session that has shown no window yet, and so
    /// cannot be a person who typed something, gets them at once.
    pub(super) fn say_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
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

    /// A session was heard: what it was refused before was no robot's.
    pub(super) fn is_heard(&mut self, id: SessionId) {
        self.refusal_counts.forget_in_words(id);
    }

    /// Counts that a session is told that nobody is the server; false if it was so often.
    pub(super) fn may_answer_for_the_server(&mut self, id: SessionId) -> bool {
        self.refusal_counts.count_of_the_server(id, SERVER_ANSWERS_MAX)
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

/// Texts that an answer carries without the core: for connections that it never sees.
pub fn refusal(text: &Text<'_>, lang: super::text::Lang) -> Reply {
    let code = text.code().unwrap_or(super::reply::Code::ServerBusy);
    Reply::Error { message: Arc::clone(&text.render(lang)), code, ack: None }
}
