//! Lines that are still to be told to sessions, or were told and may be lost.
//!
//! Owns [`Greetings`], and of each session its [`Greeting`], which knows how far it is. Which line is when is
//! `chat::greeting`'s.

use std::collections::{BTreeSet, VecDeque};

use super::timers::Timers;
use crate::chat::clock::{Mono, WallTime};
use crate::chat::handle::SessionId;
use crate::chat::mail::Mail;
use crate::chat::message::{Message, MessageId};
use crate::chat::name::Username;
use crate::chat::reply::Reply;
use crate::slots::Slots;

/// The progress of a session's greeting.
#[derive(Default)]
pub(in crate::chat) struct Greeting {
    phase: Phase,
    /// The number of `users` requests since it came in; only whether one, or two, matters.
    users_seen: u8,
    /// True if it sent a `status` before the first of them.
    status_came_first: bool,
    /// Its place in [`Greetings`].
    pending: Option<u32>,
}

/// The stage that a greeting has reached.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(in crate::chat) enum Phase {
    /// The lines wait until the client shows its window.
    #[default]
    Waiting,
    /// One after the other is told.
    Sending,
    /// All is told; what comes now is told at once.
    Done,
}

/// Lines of one session. Exists only while there is something. Most that come have words only, and a storm of them leaves
/// holes where these were: so what few have is apart.
#[derive(Default)]
struct Pending {
    words: Words,
    /// The time at which the timer set for it is due.
    timer: Option<Mono>,
    lines: Option<Box<PendingLines>>,
}

/// Lines besides the words.
#[derive(Default)]
struct PendingLines {
    /// Those that go after the words.
    held: VecDeque<Reply>,
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
pub(in crate::chat) enum Notice {
    /// It is somebody's name.
    Taken,
    /// It is reserved, or looks like another name.
    Confusable,
    /// Something in it may not stand in a name.
    Changed,
}

/// The line that is told next.
pub(in crate::chat) enum HeldLine {
    /// The welcome, with the time that it bears.
    Welcome(WallTime),
    /// The notice that a guest got another name than this one.
    Rename(WallTime, Box<(Notice, Username)>),
    /// Something else.
    Line(Reply),
}

impl Greeting {
    pub(in crate::chat) fn phase(&self) -> Phase {
        self.phase
    }

    /// The client has sent a `status`.
    pub(in crate::chat) fn see_status(&mut self) {
        if self.users_seen == 0 {
            self.status_came_first = true;
        }
    }

    /// The client has asked for the list of people. Returns whether it did so first now.
    pub(in crate::chat) fn see_users(&mut self) -> bool {
        self.users_seen = self.users_seen.saturating_add(1);
        self.users_seen == 1
    }

    /// True if the client has asked for the list as often as shows that its window is there.
    pub(in crate::chat) fn is_window_there(&self) -> bool {
        self.users_seen >= if self.status_came_first { 2 } else { 1 }
    }

    /// Something is being told, or all has been.
    pub(in crate::chat) fn set_sending(&mut self, is_sending: bool) {
        self.phase = if is_sending { Phase::Sending } else { Phase::Done };
    }
}

impl Pending {
    fn is_over(&self) -> bool {
        let is_confirmed = self.lines.as_ref().is_none_or(|lines| lines.unconfirmed.is_empty());
        self.len() == 0 && self.timer.is_none() && is_confirmed
    }

    fn lines_mut(&mut self) -> &mut PendingLines {
        self.lines.get_or_insert_default()
    }

    /// The number of lines that are still to be told.
    fn len(&self) -> usize {
        let words = match self.words {
            Words::None => 0,
            Words::Welcome(_) => 1,
            Words::RenameAndWelcome(..) => 2,
        };
        words + self.lines.as_ref().map_or(0, |lines| lines.held.len())
    }

    fn has_messages(&self) -> bool {
        let is_message = |reply: &Reply| matches!(reply, Reply::Message(_));
        self.lines.as_ref().is_some_and(|lines| !lines.unconfirmed.is_empty() || lines.held.iter().any(is_message))
    }
}

/// The lines of all sessions, and the sessions whose next line is due at a time.
#[derive(Default)]
pub(in crate::chat) struct Greetings {
    pending: Slots<Pending>,
    timers: Timers,
}

impl Greetings {
    fn get(&self, greeting: &Greeting) -> Option<&Pending> {
        self.pending.get(greeting.pending? as usize)
    }

    fn get_mut(&mut self, greeting: &Greeting) -> Option<&mut Pending> {
        self.pending.get_mut(greeting.pending? as usize)
    }

    /// Returns the lines that are to be told to a session, which may be none yet.
    fn get_mut_or_new(&mut self, greeting: &mut Greeting) -> Option<&mut Pending> {
        // One for a connection at most, and those are counted in 32 bits.
        let place = *greeting.pending.get_or_insert_with(|| self.pending.insert(Pending::default()) as u32);
        self.pending.get_mut(place as usize)
    }

    /// Begins a greeting with the welcome. Stored messages that are still held stay so.
    pub(in crate::chat) fn begin(&mut self, greeting: &mut Greeting, at: WallTime) {
        *greeting = Greeting { pending: greeting.pending, ..Greeting::default() };
        if let Some(pending) = self.get_mut_or_new(greeting) {
            if let Some(lines) = &mut pending.lines {
                lines.held.retain(|reply| matches!(reply, Reply::Message(_)));
            }
            pending.words = Words::Welcome(at);
        }
    }

    /// Renews the words, if they are still held: they speak of another name, and need no notice of an earlier.
    pub(in crate::chat) fn renew_words(&mut self, greeting: &Greeting, at: WallTime) {
        if let Some(pending) = self.get_mut(greeting)
            && !matches!(pending.words, Words::None)
        {
            pending.words = Words::Welcome(at);
        }
    }

    /// Puts the notice that a guest got another name before the welcome.
    pub(in crate::chat) fn add_notice(&mut self, greeting: &Greeting, at: WallTime, notice: Notice, wanted: &Username) {
        if let Some(pending) = self.get_mut(greeting) {
            pending.words = Words::RenameAndWelcome(at, Box::new((notice, wanted.clone())));
        }
    }

    /// Adds lines.
    pub(in crate::chat) fn hold(&mut self, greeting: &mut Greeting, lines: impl IntoIterator<Item = Reply>) {
        if let Some(pending) = self.get_mut_or_new(greeting) {
            pending.lines_mut().held.extend(lines);
        }
    }

    /// Adds a line before all others.
    pub(in crate::chat) fn hold_next(&mut self, greeting: &mut Greeting, line: Reply) {
        if let Some(pending) = self.get_mut_or_new(greeting) {
            pending.lines_mut().held.push_front(line);
        }
    }

    /// Takes out the next line.
    pub(in crate::chat) fn take_next(&mut self, greeting: &Greeting) -> Option<HeldLine> {
        let pending = self.get_mut(greeting)?;
        match std::mem::take(&mut pending.words) {
            Words::None => pending.lines.as_mut()?.held.pop_front().map(HeldLine::Line),
            Words::Welcome(at) => Some(HeldLine::Welcome(at)),
            Words::RenameAndWelcome(at, wanted) => {
                pending.words = Words::Welcome(at);
                Some(HeldLine::Rename(at, wanted))
            }
        }
    }

    /// A stored message was sent.
    pub(in crate::chat) fn add_unconfirmed(&mut self, greeting: &Greeting, message: &Message) {
        if let Some(pending) = self.get_mut(greeting) {
            let lines = pending.lines_mut();
            lines.unconfirmed.extend(message.id);
            lines.unconfirmed_mail.add(Mail::of(message));
        }
    }

    /// Takes out the stored messages that were sent, and that nothing had shown to have been read.
    pub(in crate::chat) fn take_unconfirmed(&mut self, greeting: &mut Greeting) -> Option<(Vec<MessageId>, Mail)> {
        let lines = self.get_mut(greeting)?.lines.as_mut().filter(|lines| !lines.unconfirmed.is_empty())?;
        let taken = (std::mem::take(&mut lines.unconfirmed), std::mem::take(&mut lines.unconfirmed_mail));
        self.drop_if_over(greeting);
        Some(taken)
    }

    /// The number of lines that are still to be told.
    pub(in crate::chat) fn waiting(&self, greeting: &Greeting) -> usize {
        self.get(greeting).map_or(0, Pending::len)
    }

    /// True if stored messages are held, or were sent and may be lost.
    pub(in crate::chat) fn has_messages(&self, greeting: &Greeting) -> bool {
        self.get(greeting).is_some_and(Pending::has_messages)
    }

    /// Sets the timer of a session that is told something, in place of an earlier one.
    pub(in crate::chat) fn set_timer(&mut self, greeting: &Greeting, id: SessionId, at: Option<Mono>) {
        let Some(pending) = greeting.pending.and_then(|place| self.pending.get_mut(place as usize)) else { return };
        if let Some(earlier) = std::mem::replace(&mut pending.timer, at) {
            self.timers.remove(earlier, id);
        }
        if let Some(at) = at {
            self.timers.insert(at, id);
        }
    }

    /// The time at which the next timer is due.
    pub(in crate::chat) fn next_due(&self) -> Option<Mono> {
        self.timers.next()
    }

    /// Takes out the next timer if it is due.
    pub(in crate::chat) fn pop_due(&mut self, now: Mono) -> Option<SessionId> {
        self.timers.pop_due(now)
    }

    /// Forgets all lines of a session, told or not.
    pub(in crate::chat) fn end(&mut self, greeting: &mut Greeting, id: SessionId) {
        self.set_timer(greeting, id, None);
        if let Some(pending) = self.get_mut(greeting) {
            *pending = Pending::default();
        }
        self.drop_if_over(greeting);
    }

    /// An idle session keeps no memory for a greeting.
    pub(in crate::chat) fn drop_if_over(&mut self, greeting: &mut Greeting) {
        if self.get(greeting).is_some_and(Pending::is_over)
            && let Some(place) = greeting.pending.take()
        {
            self.pending.remove(place as usize);
            self.pending.give_back();
        }
    }

    /// Checks what must hold, given the greetings of all identified sessions.
    pub(in crate::chat) fn check_invariants<'a>(&self, all: impl Iterator<Item = (SessionId, &'a Greeting)>) {
        let timers: BTreeSet<(Mono, SessionId)> = self.timers.iter().collect();
        let (mut pending, mut timed) = (0, 0);
        for (id, greeting) in all {
            let Some(place) = greeting.pending else { continue };
            pending += 1;
            assert!(!self.pending[place as usize].is_over(), "nothing is kept for a greeting that is over");
            if let Some(at) = self.pending[place as usize].timer {
                timed += 1;
                assert!(timers.contains(&(at, id)), "a greeting's timer is set");
            }
        }
        assert_eq!(pending, self.pending.len(), "each greeting is one session's");
        assert_eq!(timed, timers.len(), "timers are those of greetings");
    }
}
