//! The greeting: what a person is told after coming in, and when.
//!
//! Owns [`Greeting`] and [`Pending`]. Clients read the first line after a login as its answer, open their chat window,
//! and lose what comes before it is there; their first `users` request shows that it is. So the welcome and the stored
//! private messages are held until then, and then go out one at a time. The order was tried on all existing clients.
//!
//! ```text
//! identified ──> Waiting ──first `users` (second, if a `status` came before it), or time──> Sending ──> Done
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use slab::Slab;

use super::clock::{Mono, Now, WallTime};
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::mail::Mail;
use super::message::MessageId;
use super::name::Username;
use super::reply::Reply;
use super::text::Text;

/// The time for which the held lines wait for a `users` request.
pub(super) const USERS_WAIT: Duration = Duration::from_secs(2);

/// The time for which they wait for the second `users` request of a client that sent a `status` before its first: such
/// clients ask every 3 s.
pub(super) const SECOND_USERS_WAIT: Duration = Duration::from_secs(4);

/// Between two held lines: clients that handle a line in their event thread lose some that come closer together.
pub(super) const PACE: Duration = Duration::from_millis(15);

/// Lines that may wait to be told to one session.
const HELD_LINES_MAX: usize = 1000;

/// The progress of a session's greeting.
#[derive(Default)]
pub(super) struct Greeting {
    phase: Phase,
    /// The number of `users` requests since it came in; only whether one, or two, matters.
    users_seen: u8,
    /// True if it sent a `status` before the first of them.
    status_came_first: bool,
    /// Its place in [`Core::greetings`].
    pending: Option<u32>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    #[default]
    Waiting,
    Sending,
    Done,
}

/// Lines that are still to be told to a session, or were told and may be lost. Exists only while there is something:
/// all of them are in one block of memory, which goes back after the last one.
#[derive(Default)]
pub(super) struct Pending {
    words: Words,
    /// Lines that go after the words.
    held: VecDeque<Reply>,
    /// The time at which the timer set for it is due.
    timer: Option<Mono>,
    /// Stored private messages that were sent to it, and that nothing shows it has read yet.
    unconfirmed: Vec<MessageId>,
    /// The amount of those.
    unconfirmed_mail: Mail,
}

/// The server's words to who comes in, with the time that they bear. They are put into words when they are sent: a
/// thousand sentences that wait would be most of what a storm of clients needs.
#[derive(Default)]
enum Words {
    #[default]
    None,
    Welcome(WallTime),
    /// The notice that a guest got another name than the wanted one; then the welcome.
    RenameAndWelcome(WallTime, Box<(Notice, Username)>),
}

/// The reason that a guest is not called as the client typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    /// It is somebody's name.
    Taken,
    /// It is reserved, or looks like another name.
    Confusable,
    /// Something in it may not stand in a name.
    Changed,
}

impl Pending {
    fn is_over(&self) -> bool {
        self.len() == 0 && self.timer.is_none() && self.unconfirmed.is_empty()
    }

    /// The number of lines that are still to be told.
    fn len(&self) -> usize {
        let words = match self.words {
            Words::None => 0,
            Words::Welcome(_) => 1,
            Words::RenameAndWelcome(..) => 2,
        };
        words + self.held.len()
    }

    fn has_messages(&self) -> bool {
        !self.unconfirmed.is_empty() || self.held.iter().any(|reply| matches!(reply, Reply::Message(_)))
    }
}

impl Core {
    /// Prepares the welcome and starts to wait. Stored messages that are still held, because the person logs in again,
    /// stay so.
    pub(super) fn begin_greeting(&mut self, now: Now, id: SessionId) {
        let Some(identity) = self.identity_mut(id) else { return };
        identity.greeting = Greeting { pending: identity.greeting.pending, ..Greeting::default() };
        if let Some(pending) = self.pending_mut_or_new(id) {
            pending.held.retain(|reply| matches!(reply, Reply::Message(_)));
            pending.words = Words::Welcome(now.wall);
        }
        self.set_greeting_timer(id, Some(now.mono + USERS_WAIT));
    }

    fn pending(&self, id: SessionId) -> Option<&Pending> {
        self.greetings.get(self.identity(id)?.greeting.pending? as usize)
    }

    fn pending_mut(&mut self, id: SessionId) -> Option<&mut Pending> {
        let place = self.identity(id)?.greeting.pending?;
        self.greetings.get_mut(place as usize)
    }

    /// Returns the lines that are to be told to a session, which may be none yet; `None` if it is not identified.
    fn pending_mut_or_new(&mut self, id: SessionId) -> Option<&mut Pending> {
        let greeting = &mut self.sessions.get_mut(id)?.identity.as_mut()?.greeting;
        // One for a connection at most, and those are counted in 32 bits.
        let place = *greeting.pending.get_or_insert_with(|| self.greetings.insert(Pending::default()) as u32);
        self.greetings.get_mut(place as usize)
    }

    /// Renews the held words for a guest who has got another name: they speak of the new one, and need no notice of an
    /// earlier.
    pub(super) fn renew_held_words(&mut self, now: Now, id: SessionId) {
        if let Some(pending) = self.pending_mut(id)
            && !matches!(pending.words, Words::None)
        {
            pending.words = Words::Welcome(now.wall);
        }
    }

    /// Adds lines to what a session is told; if all that there was before is told, they are next.
    pub(super) fn hold(&mut self, now: Now, id: SessionId, lines: impl IntoIterator<Item = Reply>, out: &mut Effects) {
        let Some(pending) = self.pending_mut_or_new(id) else { return };
        pending.held.extend(lines);
        if self.identity(id).is_some_and(|identity| identity.greeting.phase == Phase::Done) {
            self.continue_greeting(now, id, out);
        }
    }

    /// Adds lines to what a session is told at its coming. A disk may be so slow that all the rest is told already.
    pub(super) fn hold_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
        if lines.is_empty() || self.pending(id).map_or(0, Pending::len) + lines.len() > HELD_LINES_MAX {
            return;
        }
        self.hold(now, id, lines, out);
    }

    /// Tells a session several lines, as far apart as in a greeting; a session that has shown no window yet, and so
    /// cannot be a person who typed something, gets them at once.
    pub(super) fn say_lines(&mut self, now: Now, id: SessionId, lines: Vec<Reply>, out: &mut Effects) {
        let Some(phase) = self.identity(id).map(|identity| identity.greeting.phase) else { return };
        let waiting = self.pending(id).map_or(0, Pending::len);
        if phase == Phase::Waiting {
            for line in lines {
                out.send(id, line);
            }
        } else if waiting + lines.len() > HELD_LINES_MAX {
            self.tell(now, id, &Text::ServerBusy, out);
        } else {
            self.hold(now, id, lines, out);
        }
    }

    /// A guest learns of another name together with the welcome.
    pub(super) fn hold_rename_notice(&mut self, now: Now, id: SessionId, notice: Notice, wanted: &Username) {
        if let Some(pending) = self.pending_mut(id) {
            pending.words = Words::RenameAndWelcome(now.wall, Box::new((notice, wanted.clone())));
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
            self.set_greeting_timer(id, Some(now.mono + SECOND_USERS_WAIT));
        }
    }

    /// Sends the next held line, and sets the timer for the one after it.
    pub(super) fn continue_greeting(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        self.set_greeting_timer(id, None);
        let next = self.next_held_line(now, id);
        let Some(identity) = self.identity_mut(id) else { return };
        identity.greeting.phase = if next.is_some() { Phase::Sending } else { Phase::Done };
        let Some(reply) = next else {
            self.drop_pending_if_over(id);
            return;
        };
        if let Reply::Message(message) = &reply
            && let Some(pending) = self.pending_mut(id)
        {
            pending.unconfirmed.extend(message.id);
            pending.unconfirmed_mail.add(Mail::of(message));
        }
        out.send(id, self.as_typed(id, reply));
        // Also after the last one: what is added to it within that time keeps its distance.
        self.set_greeting_timer(id, Some(now.mono + PACE));
    }

    fn next_held_line(&mut self, now: Now, id: SessionId) -> Option<Reply> {
        let pending = self.pending_mut(id)?;
        let words = std::mem::take(&mut pending.words);
        let (at, wanted) = match words {
            Words::None => return pending.held.pop_front(),
            Words::Welcome(at) => (at, None),
            Words::RenameAndWelcome(at, wanted) => {
                pending.words = Words::Welcome(at);
                (at, Some(wanted))
            }
        };
        let name = &self.person_of(id)?.name;
        let channel = &self.settings.default_channel;
        let text = match wanted.as_deref() {
            Some((Notice::Taken, wanted)) => Text::GuestRenamed { wanted, given: name },
            Some((Notice::Confusable, wanted)) => Text::GuestNameConfusable { wanted, given: name },
            Some((Notice::Changed, _)) => Text::GuestNameChanged(name),
            None => Text::Welcome { user: name, channel, custom: self.settings.welcome.as_deref() },
        };
        Some(self.as_typed(id, self.system_message(Now { wall: at, ..now }, Some(name.clone()), channel, &text)))
    }

    /// Ends it, because the session leaves its person.
    pub(super) fn end_greeting(&mut self, id: SessionId) {
        self.set_greeting_timer(id, None);
        if let Some(pending) = self.pending_mut(id) {
            *pending = Pending::default();
        }
        self.drop_pending_if_over(id);
    }

    /// An idle session keeps no memory for a greeting.
    fn drop_pending_if_over(&mut self, id: SessionId) {
        if self.pending(id).is_some_and(Pending::is_over)
            && let Some(place) = self.identity_mut(id).and_then(|identity| identity.greeting.pending.take())
        {
            self.greetings.try_remove(place as usize);
            if self.greetings.is_empty() {
                self.greetings = Slab::new();
            }
        }
    }

    fn set_greeting_timer(&mut self, id: SessionId, at: Option<Mono>) {
        let Some(pending) = self.pending_mut(id) else { return };
        if let Some(earlier) = std::mem::replace(&mut pending.timer, at) {
            self.timers.remove(earlier, id);
        }
        if let Some(at) = at {
            self.timers.insert(at, id);
        }
    }

    /// True if stored messages are held for a session, or were sent and may be lost.
    pub(super) fn is_given_messages(&self, id: SessionId) -> bool {
        self.pending(id).is_some_and(Pending::has_messages)
    }

    /// Takes out the stored messages that were sent to a session, and that nothing had shown it to have read.
    pub(super) fn take_unconfirmed(&mut self, id: SessionId) -> Option<(Vec<MessageId>, Mail)> {
        let pending = self.pending_mut(id)?;
        if pending.unconfirmed.is_empty() {
            return None;
        }
        let taken = (std::mem::take(&mut pending.unconfirmed), std::mem::take(&mut pending.unconfirmed_mail));
        self.drop_pending_if_over(id);
        Some(taken)
    }

    pub(super) fn check_greeting_invariants(&self) {
        for (at, id) in self.timers.iter() {
            let timer = self.pending(id).and_then(|pending| pending.timer);
            assert_eq!(timer, Some(at), "timers are those of greetings");
        }
        let mut pending = 0;
        for greeting in self.identified.iter().filter_map(|&id| self.identity(id)).map(|identity| &identity.greeting) {
            let Some(place) = greeting.pending else { continue };
            pending += 1;
            assert!(!self.greetings[place as usize].is_over(), "nothing is kept for a greeting that is over");
        }
        assert_eq!(pending, self.greetings.len(), "each greeting is one session's");
    }
}
