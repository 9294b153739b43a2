//! The greeting: what a person is told after coming in, and when.
//!
//! Owns [`Greeting`]. Clients read the first line after a login as its answer, open their chat window, and lose what
//! comes before it is there; their first `users` request shows that it is. So the welcome and the stored private
//! messages are held until then, and then go out one at a time. The order was tried on all existing clients.
//!
//! ```text
//! identified ──> Waiting ──first `users` (second, if a `status` came before it), or time──> Sending ──> Done
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use super::clock::{Mono, Now};
use super::core::Core;
use super::effect::{Effects, SessionId};
use super::message::Message;
use super::name::Username;
use super::record::StoreAction;
use super::reply::Reply;
use super::text::Text;

/// How long the held lines wait for a `users` request.
pub(super) const USERS_WAIT: Duration = Duration::from_secs(2);

/// How long they wait for the second `users` request of a client that sent a `status` before its first: such clients
/// ask every 3 s.
pub(super) const SECOND_USERS_WAIT: Duration = Duration::from_secs(4);

/// Between two held lines: clients that handle a line in their event thread lose some that come closer together.
pub(super) const PACE: Duration = Duration::from_millis(15);

/// Lines that may wait to be told to one session.
const HELD_LINES_MAX: usize = 1000;

/// What is still to be told to a session that has come in.
#[derive(Default)]
pub(super) struct Greeting {
    phase: Phase,
    /// How many `users` requests it has made since.
    users_seen: u32,
    /// Whether it sent a `status` before the first of them.
    status_came_first: bool,
    held: VecDeque<Reply>,
    /// How many of the first of those are the server's words to who comes in.
    words: usize,
    /// When the timer set for it is due.
    timer: Option<Mono>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    #[default]
    Waiting,
    Sending,
    Done,
}

impl Core {
    /// Prepares the welcome and starts to wait. Stored messages that are still held, because the person logs in again,
    /// stay so.
    pub(super) fn begin_greeting(&mut self, now: Now, id: SessionId) {
        let Some(welcome) = self.welcome(now, id) else { return };
        let mut held = self.end_greeting(id);
        held.retain(|reply| matches!(reply, Reply::Message(_)));
        held.push_front(welcome);
        if let Some(identity) = self.identity_mut(id) {
            identity.greeting = Greeting { held, words: 1, ..Greeting::default() };
        }
        self.set_greeting_timer(id, now.mono + USERS_WAIT);
    }

    fn welcome(&self, now: Now, id: SessionId) -> Option<Reply> {
        let name = &self.person_of(id)?.name;
        let channel = &self.settings.default_channel;
        let text = Text::Welcome { user: name, channel, custom: self.settings.welcome.as_deref() };
        Some(self.system_message(now, Some(name.clone()), channel, &text))
    }

    /// What is still held for a guest who has got another name speaks of the old one.
    pub(super) fn renew_held_words(&mut self, now: Now, id: SessionId) {
        let Some(welcome) = self.welcome(now, id) else { return };
        let Some(identity) = self.identity_mut(id) else { return };
        let Greeting { held, words, .. } = &mut identity.greeting;
        if *words > 0 {
            held.drain(..*words);
            held.push_front(welcome);
            *words = 1;
        }
    }

    /// Asks for the private messages that were kept for the person of a session, if there are any and no other
    /// session of the person is being given them.
    pub(super) fn load_undelivered(&mut self, id: SessionId, out: &mut Effects) {
        let Some(person) = self.person_of(id) else { return };
        let name = person.name.clone();
        let in_hand = |id: &SessionId| {
            self.identity(*id).is_some_and(|identity| {
                !identity.unconfirmed.is_empty()
                    || identity.greeting.held.iter().any(|reply| matches!(reply, Reply::Message(_)))
            })
        };
        if self.undelivered.contains_key(name.key())
            && !self.storage.is_loading_for(name.key())
            && !person.sessions.iter().any(in_hand)
        {
            self.storage.note_loading(name.key());
            self.storage.submit(StoreAction::LoadUndelivered { recipient: name }, true, out);
        }
    }

    /// The stored messages of a person were read.
    pub(super) fn greet_with_stored(
        &mut self,
        now: Now,
        recipient: &Username,
        messages: Vec<Message>,
        out: &mut Effects,
    ) {
        let wanted = self.storage.loading_done(recipient.key());
        // The session that came for them may be gone again, but another of the person's will do. The newest one is the
        // likeliest to be looked at.
        let Some(&id) = self.people.get(recipient.key()).and_then(|person| person.sessions.last()) else { return };
        if !wanted {
            self.load_undelivered(id, out);
            return;
        }
        let Some(identity) = self.identity_mut(id) else { return };
        let replies = messages.into_iter().map(|message| Reply::Message(message.into()));
        identity.greeting.held.extend(replies);
        if identity.greeting.phase == Phase::Done && !identity.greeting.held.is_empty() {
            identity.greeting.phase = Phase::Sending;
            self.continue_greeting(now, id, out);
        }
    }

    /// Adds lines to what a session is told at its coming.
    pub(super) fn hold_lines(&mut self, id: SessionId, lines: Vec<Reply>) {
        let Some(identity) = self.identity_mut(id) else { return };
        if identity.greeting.phase != Phase::Done && identity.greeting.held.len() + lines.len() <= HELD_LINES_MAX {
            identity.greeting.held.extend(lines);
        }
    }

    /// Tells a session several lines, as far apart as in a greeting; a session that has shown no window yet, and so
    /// cannot be a person who typed something, gets them at once.
    pub(super) fn say_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
        match self.identity_mut(id).map(|identity| &mut identity.greeting) {
            Some(greeting) if greeting.phase == Phase::Waiting => {
                for line in lines {
                    out.send(id, line);
                }
            }
            Some(greeting) if greeting.held.len() + lines.len() <= HELD_LINES_MAX => {
                greeting.held.extend(lines);
                if greeting.phase == Phase::Done {
                    greeting.phase = Phase::Sending;
                    self.continue_greeting(now, id, out);
                }
            }
            Some(_) => self.tell(now, id, &Text::ServerBusy, out),
            None => {}
        }
    }

    /// A guest learns of another name together with the welcome.
    pub(super) fn hold_rename_notice(&mut self, now: Now, id: SessionId, wanted: &Username, given: &Username) {
        let text = Text::GuestRenamed { wanted, given };
        let notice = self.system_message(now, Some(given.clone()), &self.settings.default_channel, &text);
        if let Some(identity) = self.identity_mut(id) {
            identity.greeting.held.push_front(notice);
            identity.greeting.words += 1;
        }
    }

    pub(super) fn greeting_saw_status(&mut self, id: SessionId) {
        if let Some(identity) = self.identity_mut(id)
            && identity.greeting.users_seen == 0
        {
            identity.greeting.status_came_first = true;
        }
    }

    pub(super) fn greeting_saw_users(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(identity) = self.identity_mut(id) else { return };
        let greeting = &mut identity.greeting;
        greeting.users_seen = greeting.users_seen.saturating_add(1);
        let first = greeting.users_seen == 1;
        let waiting = greeting.phase == Phase::Waiting;
        let wanted = if greeting.status_came_first { 2 } else { 1 };
        let ready = waiting && greeting.users_seen >= wanted;
        if first {
            self.send_states(id, out);
        }
        if ready {
            self.continue_greeting(now, id, out);
        } else if waiting {
            self.set_greeting_timer(id, now.mono + SECOND_USERS_WAIT);
        }
    }

    /// Sends the next held line, and sets the timer for the one after it.
    pub(super) fn continue_greeting(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let Some(identity) = self.identity_mut(id) else { return };
        if let Some(at) = identity.greeting.timer.take() {
            self.timers.remove(&(at, id));
        }
        let Some(identity) = self.identity_mut(id) else { return };
        let Some(reply) = identity.greeting.held.pop_front() else {
            identity.greeting.phase = Phase::Done;
            // Most sessions are told nothing more this way, and an idle one should keep no memory for it.
            identity.greeting.held = VecDeque::new();
            return;
        };
        identity.greeting.phase = Phase::Sending;
        identity.greeting.words = identity.greeting.words.saturating_sub(1);
        if let Reply::Message(message) = &reply {
            identity.unconfirmed.extend(message.id);
        }
        out.send(id, reply);
        // Also after the last one: what is added to it within that time keeps its distance.
        self.set_greeting_timer(id, now.mono + PACE);
    }

    /// Ends it; returns what was still to be told.
    pub(super) fn end_greeting(&mut self, id: SessionId) -> VecDeque<Reply> {
        let Some(identity) = self.identity_mut(id) else { return VecDeque::new() };
        let greeting = std::mem::take(&mut identity.greeting);
        if let Some(at) = greeting.timer {
            self.timers.remove(&(at, id));
        }
        greeting.held
    }

    fn set_greeting_timer(&mut self, id: SessionId, at: Mono) {
        let Some(identity) = self.identity_mut(id) else { return };
        let earlier = identity.greeting.timer.replace(at);
        if let Some(earlier) = earlier {
            self.timers.remove(&(earlier, id));
        }
        self.timers.insert((at, id));
    }

    /// What was sent to a session of stored messages has been read, as far as can be told.
    pub(super) fn confirm_delivered(&mut self, id: SessionId, out: &mut Effects) {
        let Some(identity) = self.identity_mut(id) else { return };
        if identity.unconfirmed.is_empty() {
            return;
        }
        let ids = std::mem::take(&mut identity.unconfirmed);
        let Some(person) = self.person_of(id) else { return };
        let name = person.name.clone();
        if let Some(count) = self.undelivered.get_mut(name.key()) {
            *count = count.saturating_sub(ids.len());
            if *count == 0 {
                self.undelivered.remove(name.key());
            }
        }
        self.storage.submit(StoreAction::Delivered { recipient: name, ids }, false, out);
    }
}
