//! The greeting: what a person is told after coming in, and when.
//!
//! Owns these rules on `state::greetings`. Clients read the first line after a login as its answer, open their chat window,
//! and lose what comes before it is there; their first `users` request shows that it is. So the welcome and the stored
//! private messages are held until then, and then go out one at a time. The order was tried on all existing clients.
//!
//! ```text
//! identified ──> Waiting ──first `users` (second, if a `status` came before it), or time──> Sending ──> Done
//! ```

use std::time::Duration;

use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::mail::Mail;
use super::message::MessageId;
use super::name::Username;
use super::reply::Reply;
use super::state::greetings::{Greeting, HeldLine, Notice, Phase};
use super::state::people::PersonSlot;
use super::state::sessions::Identity;
use super::text::Text;

/// The time for which the held lines wait for a `users` request.
const USERS_WAIT: Duration = Duration::from_secs(2);

/// The time for which they wait for the second `users` request of a client that sent a `status` before its first: such
/// clients ask every 3 s.
const SECOND_USERS_WAIT: Duration = Duration::from_secs(4);

/// Between two held lines: clients that handle a line in their event thread lose some that come closer together.
const PACE: Duration = Duration::from_millis(15);

/// Lines that may wait to be told to one session.
const HELD_LINES_MAX: usize = 1000;

impl Core {
    fn greeting(&self, id: SessionId) -> Option<&Greeting> {
        self.identity(id).map(Identity::greeting)
    }

    /// Prepares the welcome and starts to wait. Stored messages that are still held, because the person logs in again,
    /// stay so.
    pub(super) fn begin_greeting(&mut self, now: Now, id: SessionId) {
        let Some(greeting) = self.sessions.greeting_mut(id) else { return };
        self.greetings.begin(greeting, now.wall);
        self.greetings.set_timer(greeting, id, Some(now.mono + USERS_WAIT));
    }

    /// Renews the held words for a guest who has got another name.
    pub(super) fn renew_held_words(&mut self, now: Now, id: SessionId) {
        if let Some(greeting) = self.sessions.identity(id).map(Identity::greeting) {
            self.greetings.renew_words(greeting, now.wall);
        }
    }

    /// True if stored messages are held for a session, or were sent to it and may be lost.
    pub(super) fn is_given_messages(&self, id: SessionId) -> bool {
        self.greeting(id).is_some_and(|greeting| self.greetings.has_messages(greeting))
    }

    /// Takes out the stored messages that were sent to a session, and that nothing had shown it to have read.
    pub(super) fn take_unconfirmed(&mut self, id: SessionId) -> Option<(Vec<MessageId>, Mail)> {
        let greeting = self.sessions.greeting_mut(id)?;
        self.greetings.take_unconfirmed(greeting)
    }

    /// Adds lines to what a session is told; if all that there was before is told, they are next.
    pub(super) fn hold(&mut self, now: Now, id: SessionId, lines: impl IntoIterator<Item = Reply>, out: &mut Effects) {
        let Some(greeting) = self.sessions.greeting_mut(id) else { return };
        self.greetings.hold(greeting, lines);
        if greeting.phase() == Phase::Done {
            self.continue_greeting(now, id, out);
        }
    }

    /// True if a session may be told so many lines more, one after the other.
    pub(super) fn may_hold(&self, id: SessionId, lines: usize) -> bool {
        self.greeting(id).map_or(0, |greeting| self.greetings.waiting(greeting)) + lines <= HELD_LINES_MAX
    }

    /// Adds lines to what a session is told at its coming. A disk may be so slow that all the rest is told already.
    pub(super) fn hold_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
        if !lines.is_empty() && self.may_hold(id, lines.len()) {
            self.hold(now, id, lines, out);
        }
    }

    /// True if the client has shown no window yet, in which a person could have typed something.
    pub(super) fn is_waiting_for_window(&self, id: SessionId) -> bool {
        self.greeting(id).is_some_and(|greeting| greeting.phase() == Phase::Waiting)
    }

    /// A guest learns of another name together with the welcome.
    pub(super) fn hold_rename_notice(&mut self, now: Now, id: SessionId, notice: Notice, wanted: &Username) {
        if let Some(greeting) = self.sessions.identity(id).map(Identity::greeting) {
            self.greetings.add_notice(greeting, now.wall, notice, wanted);
        }
    }

    pub(super) fn greeting_saw_status(&mut self, id: SessionId) {
        if let Some(greeting) = self.sessions.greeting_mut(id) {
            greeting.see_status();
        }
    }

    pub(super) fn greeting_saw_users(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(greeting) = self.sessions.greeting_mut(id) else { return };
        let first = greeting.see_users();
        let waiting = greeting.phase() == Phase::Waiting;
        let ready = waiting && greeting.is_window_there();
        if waiting && !ready {
            self.greetings.set_timer(greeting, id, Some(now.mono + SECOND_USERS_WAIT));
        }
        if first {
            self.send_states(id, out);
        }
        if ready {
            self.continue_greeting(now, id, out);
        }
    }

    /// Goes on with the greetings whose time has come.
    pub(super) fn continue_greetings(&mut self, now: Now, out: &mut Effects) {
        while let Some(id) = self.greetings.pop_due(now.mono) {
            self.continue_greeting(now, id, out);
        }
    }

    /// Sends the next held line, and sets the timer for the one after it.
    fn continue_greeting(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(person) = self.identity(id).map(Identity::person) else { return };
        let Some(greeting) = self.sessions.greeting_mut(id) else { return };
        self.greetings.set_timer(greeting, id, None);
        let next = self.greetings.take_next(greeting);
        greeting.set_sending(next.is_some());
        let Some(next) = next else {
            self.greetings.drop_if_over(greeting);
            return;
        };
        if let HeldLine::Line(Reply::Message(message)) = &next {
            self.greetings.add_unconfirmed(greeting, message);
        }
        // Also after the last one: what is added to it within that time keeps its distance.
        self.greetings.set_timer(greeting, id, Some(now.mono + PACE));
        let is_welcome = matches!(next, HeldLine::Welcome(_));
        let line = match next {
            HeldLine::Line(reply) => reply,
            HeldLine::Welcome(at) => self.words_of_greeting(Now { wall: at, ..now }, person, None),
            HeldLine::Rename(at, wanted) => self.words_of_greeting(Now { wall: at, ..now }, person, Some(&wanted)),
        };
        out.send(id, self.as_typed(id, line));
        if is_welcome {
            self.hold_open_poll(now, id);
        }
    }

    /// Puts the open poll of its channel behind the welcome of a session: one that was open before the window was there may
    /// be over by now.
    fn hold_open_poll(&mut self, now: Now, id: SessionId) {
        let slot = self.identity(id).map(Identity::current);
        if let Some(line) = slot.and_then(|slot| self.poll_for_newcomer(now, id, slot))
            && let Some(greeting) = self.sessions.greeting_mut(id)
        {
            self.greetings.hold_next(greeting, line);
        }
    }

    /// The notice that a guest got another name than the wanted one, if it did; else the welcome.
    fn words_of_greeting(&self, now: Now, person: PersonSlot, renamed: Option<&(Notice, Username)>) -> Reply {
        let channel = &self.settings.default_channel;
        let name = self.people[person].name();
        let text = match renamed {
            Some((Notice::Taken, wanted)) => Text::GuestRenamed { wanted, given: name },
            Some((Notice::Confusable, wanted)) => Text::GuestNameConfusable { wanted, given: name },
            Some((Notice::Changed, _)) => Text::GuestNameChanged(name),
            None => Text::Welcome { user: name, channel, custom: self.settings.welcome.as_deref() },
        };
        self.line_to_newcomer(now, name, &text)
    }

    /// Ends it, because the session leaves its person.
    pub(super) fn end_greeting(&mut self, id: SessionId) {
        if let Some(greeting) = self.sessions.greeting_mut(id) {
            self.greetings.end(greeting, id);
        }
    }

    pub(super) fn check_greeting_invariants(&self) {
        let identified = self.sessions.identified().iter();
        self.greetings.check_invariants(identified.filter_map(|&id| Some((id, self.greeting(id)?))));
    }
}
