//! The way to the school's directory: a program of the operator's that is asked whose password it is.
//!
//! Owns [`School`], the loop's end of a thread that talks to that program by lines (`wire::school`): with one that it
//! starts, over a pair of sockets, or with one that listens on a Unix socket. What may block is in that thread and in the program;
//! how many questions there may be, how long each may take and when the program is started again is in `conversation`. `server`
//! has one if the configuration has `[auth]`, `classcord auth test` makes one for a moment. It knows nothing of
//! accounts.

mod conversation;
mod link;

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mio::{Poll, Token, Waker};

use self::conversation::Conversation;
use crate::chat::effect::Ticket;
use crate::chat::school::{SchoolAnswer, SchoolQuestion};

/// Questions that may be there at all, those that the program has included: what a class and its neighbours ask when the power
/// comes back, as many as passwords that may wait to be hashed.
pub const QUESTIONS_MAX: usize = 100;

/// Questions that the program has at once: enough for a class of 30 within a second of a directory that takes a quarter of
/// one, and few enough not to be taken for an attack on it.
pub const IN_FLIGHT_MAX: usize = 8;

/// The thread's stack, half of a large page (as the store's writer's).
const STACK_BYTES: usize = 1 << 20;

/// The two ways to the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// It is started: its file and its arguments. Lines go to its standard input and come from its standard output.
    Command(Vec<String>),
    /// It listens there.
    Socket(PathBuf),
}

/// The bounds of what is asked.
#[derive(Debug, Clone)]
pub struct SchoolOptions {
    /// The program.
    pub way: Way,
    /// The time that an answer may take, from the question on.
    pub timeout: Duration,
    /// Questions that the program has at once.
    pub in_flight_max: usize,
    /// Questions that may be there at all.
    pub questions_max: usize,
}

/// A question, and when it was asked.
struct Asked {
    question: SchoolQuestion,
    at: Instant,
}

/// The answer to a question.
#[derive(Debug)]
pub struct Answered {
    /// That of the question.
    pub ticket: Ticket,
    /// The answer.
    pub answer: SchoolAnswer,
    /// The name that people read, if the directory has one.
    pub display_name: Option<String>,
    /// The reason that there is neither a yes nor a no.
    pub reason: Option<String>,
}

/// The loop's end.
pub struct School {
    questions: Option<SyncSender<Asked>>,
    answers: Receiver<Answered>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl School {
    /// Starts the thread, which starts the program. `wake` is called after each answer.
    ///
    /// # Errors
    /// Those of starting a thread. A program that cannot be started is tried again, and the log says so.
    pub fn start(options: SchoolOptions, wake: impl Fn() + Send + 'static) -> io::Result<Self> {
        let poll = Poll::new()?;
        let waker = Waker::new(poll.registry(), Token(0))?;
        let (questions, asked) = sync_channel(options.questions_max);
        let (answered, answers) = channel();
        let tell = move |answer: Answered| {
            let is_told = answered.send(answer).is_ok();
            if is_told {
                wake();
            }
        };
        let thread = std::thread::Builder::new()
            .name("school".into())
            .stack_size(STACK_BYTES)
            .spawn(move || Conversation::new(poll, asked, Box::new(tell), options).run())?;
        Ok(Self { questions: Some(questions), answers, waker, thread: Some(thread) })
    }

    /// Hands over a question; gives its ticket back if there are too many or the thread is gone.
    ///
    /// # Errors
    /// The ticket of a question that will have no answer.
    pub fn ask(&self, question: SchoolQuestion) -> Result<(), Ticket> {
        let ticket = question.ticket;
        let Some(questions) = &self.questions else { return Err(ticket) };
        match questions.try_send(Asked { question, at: Instant::now() }) {
            Ok(()) => self.waker.wake().map_err(|_| ticket),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(ticket),
        }
    }

    /// The next answer, if there is one.
    pub fn next_answer(&self) -> Option<Answered> {
        self.answers.try_recv().ok()
    }

    /// The next answer, for whoever may wait.
    pub fn wait_for_answer(&self, at_most: Duration) -> Option<Answered> {
        self.answers.recv_timeout(at_most).ok()
    }
}

impl Drop for School {
    fn drop(&mut self) {
        self.questions = None;
        // Without it the thread would sleep on; it ends with the poll that it wakes.
        let _ = self.waker.wake();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was reported when it happened.
            let _ = thread.join();
        }
    }
}
