//! The thread that asks: which question is where, for how long, and what becomes of them when the program does not answer.
//!
//! Owns [`Conversation`]. Each question has an answer within its time, whatever the program does. One that was late keeps its
//! place for as long again, so that a program that hangs is not given ever more; then the program is started anew. After a
//! failure the next start waits, longer each time, and whoever asks meanwhile is told at once. With nothing asked the thread sleeps.

use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};

use super::link::Link;
use super::{Answered, Asked, SchoolOptions};
use crate::chat::effect::Ticket;
use crate::chat::school::SchoolAnswer;
use crate::wire::school::{Answer, question_line, read_answer};

/// The token of the link; the waker has 0.
const LINK: Token = Token(1);

/// The pause before the program is started again after a failure, at first. Each further failure doubles it.
const PAUSE: Duration = Duration::from_secs(1);

/// The longest such pause.
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// A question that the program has.
struct InFlight {
    /// `None` once its time was over.
    ticket: Option<Ticket>,
    due: Instant,
}

/// The thread's state.
pub(super) struct Conversation {
    poll: Poll,
    asked: Receiver<Asked>,
    tell: Box<dyn Fn(Answered) + Send>,
    options: SchoolOptions,
    link: Option<Link>,
    /// The time before which no link is opened, and why the last one is gone.
    failed: Option<(Instant, String)>,
    pause: Duration,
    waiting: VecDeque<Asked>,
    in_flight: BTreeMap<u64, InFlight>,
    /// Numbers given so far.
    numbers: u64,
    /// True if the log has said that the directory is unavailable, and not that it is back.
    is_failing: bool,
}

impl Conversation {
    pub(super) fn new(
        poll: Poll,
        asked: Receiver<Asked>,
        tell: Box<dyn Fn(Answered) + Send>,
        options: SchoolOptions,
    ) -> Self {
        Self {
            poll,
            asked,
            tell,
            options,
            link: None,
            failed: None,
            pause: PAUSE,
            waiting: VecDeque::new(),
            in_flight: BTreeMap::new(),
            numbers: 0,
            is_failing: false,
        }
    }

    /// Talks until the loop's end is dropped.
    pub(super) fn run(mut self) {
        // Before the first login, so that the log says at the start what is wrong, which it has then.
        let _ = self.open();
        let mut events = Events::with_capacity(8);
        loop {
            let timeout = self.next_due().map(|due| due.saturating_duration_since(Instant::now()));
            match self.poll.poll(&mut events, timeout) {
                Ok(()) => {}
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(e) => {
                    log::error!("auth: the thread that asks the school's directory ends: {e}; restart the server");
                    return;
                }
            }
            if !self.take_questions() {
                return;
            }
            if events.iter().any(|event| event.token() == LINK) {
                self.exchange();
            }
            self.expire(Instant::now());
            self.send_waiting();
        }
    }

    /// Takes over what was asked; false if nobody will ask any more.
    fn take_questions(&mut self) -> bool {
        while self.waiting.len() < self.options.questions_max {
            match self.asked.try_recv() {
                Ok(asked) => self.waiting.push_back(asked),
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
        true
    }

    fn next_due(&self) -> Option<Instant> {
        let waiting = self.waiting.front().map(|asked| asked.at + self.options.timeout);
        self.in_flight.values().map(|flight| flight.due).chain(waiting).min()
    }

    /// Opens a link if there is none and one may be opened; says why not.
    fn open(&mut self) -> Result<(), String> {
        if self.link.is_some() {
            return Ok(());
        }
        if let Some((at, why)) = &self.failed
            && Instant::now() < *at
        {
            return Err(why.clone());
        }
        match Link::open(&self.options.way, self.poll.registry(), LINK) {
            Ok(link) => {
                self.link = Some(link);
                Ok(())
            }
            Err(why) => {
                self.fail(&why);
                Err(why)
            }
        }
    }

    /// The link is of no use any more: what the program has is undecided.
    fn fail(&mut self, why: &str) {
        self.note_failure(why);
        self.link = None;
        self.failed = Some((Instant::now() + self.pause, why.to_owned()));
        self.pause = (self.pause * 2).min(PAUSE_MAX);
        for (_, flight) in std::mem::take(&mut self.in_flight) {
            if let Some(ticket) = flight.ticket {
                self.undecided(ticket, why);
            }
        }
    }

    /// Says in the log, once, that logins cannot be decided.
    fn note_failure(&mut self, why: &str) {
        if !std::mem::replace(&mut self.is_failing, true) {
            log::warn!("auth: the school's directory cannot be asked: {why}; logins of its people wait for it");
        } else {
            log::debug!("auth: {why}");
        }
    }

    fn undecided(&self, ticket: Ticket, why: &str) {
        let (answer, reason) = (SchoolAnswer::Unavailable, Some(why.to_owned()));
        (self.tell)(Answered { ticket, answer, display_name: None, reason });
    }

    /// Writes and reads what the link takes and has.
    fn exchange(&mut self) {
        let Some(mut link) = self.link.take() else { return };
        let done = link.flush().and_then(|()| link.read(|line| self.answered(line)));
        self.link = Some(link);
        if let Err(why) = done {
            self.fail(&why);
        }
    }

    fn answered(&mut self, line: &[u8]) -> Result<(), String> {
        let Answer { id, answer, display_name, reason } = read_answer(line)?;
        let flight = self.in_flight.remove(&id).ok_or("an answer has the \"id\" of no question")?;
        self.pause = PAUSE;
        if answer == SchoolAnswer::Unavailable {
            self.note_failure(reason.as_deref().unwrap_or("the program does not say why"));
        } else if std::mem::take(&mut self.is_failing) {
            log::info!("auth: the school's directory answers again");
        }
        if let Some(ticket) = flight.ticket {
            (self.tell)(Answered { ticket, answer, display_name, reason });
        }
        Ok(())
    }

    /// Sees to those whose time is over.
    fn expire(&mut self, now: Instant) {
        let timeout = self.options.timeout;
        let words = format!("no answer within {} s", timeout.as_secs_f64());
        while self.waiting.front().is_some_and(|asked| asked.at + timeout <= now)
            && let Some(asked) = self.waiting.pop_front()
        {
            self.note_failure(&words);
            self.undecided(asked.question.ticket, &words);
        }
        let due: Vec<u64> = self.in_flight.iter().filter(|(_, flight)| flight.due <= now).map(|(id, _)| *id).collect();
        for id in due {
            let Some(flight) = self.in_flight.get_mut(&id) else { return };
            match flight.ticket.take() {
                Some(ticket) => {
                    flight.due = now + timeout;
                    self.note_failure(&words);
                    self.undecided(ticket, &words);
                }
                None => {
                    self.fail("the program hangs");
                    return;
                }
            }
        }
    }

    /// Hands the program what it may have.
    fn send_waiting(&mut self) {
        while self.in_flight.len() < self.options.in_flight_max && !self.waiting.is_empty() {
            let opened = self.open();
            let Some(Asked { question, at }) = self.waiting.pop_front() else { return };
            if let Err(why) = opened {
                self.undecided(question.ticket, &why);
                continue;
            }
            self.numbers += 1;
            let due = at + self.options.timeout;
            self.in_flight.insert(self.numbers, InFlight { ticket: Some(question.ticket), due });
            let done = self.link.as_mut().map_or(Ok(()), |link| {
                link.send(&question_line(self.numbers, &question));
                link.flush()
            });
            if let Err(why) = done {
                self.fail(&why);
            }
        }
    }
}
