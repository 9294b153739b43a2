//! `classcord admin` without a command: a menu on the whole screen, in words that need no manual.
//!
//! [`run`] owns the loop over keys, answers and signals. What there is to see and do is in [`menus`], by [`place`]s; the views are
//! plain values ([`list`], [`page`], [`question`], put on a screen by [`view`]); the lines of a subject are in its file ([`class`],
//! [`polls`], [`questions`], [`accounts`], [`found`]). The server is asked in a thread ([`link`]), and
//! regularly only while something of it is in view, or while it cannot be reached.

mod accounts;
mod class;
mod found;
mod link;
mod list;
mod listing;
mod menus;
mod page;
mod phrases;
mod place;
mod polls;
mod question;
mod questions;
mod view;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, sync_channel};
use std::time::{Duration, Instant};

use crossterm::event::{Event as TerminalEvent, KeyCode, KeyEvent, KeyEventKind};

use self::link::{LinkJob, LinkOutcome, LinkPurpose};
use self::place::{Order, Place};
use self::question::{Draft, Question};
use self::view::{Notice, View};
use crate::chat::text::Lang;
use crate::cli::admin::phrases as words;
use crate::cli::control::{Answer, Control, ControlError};
use crate::cli::editor::Edit;
use crate::cli::frame::Emphasis;
use crate::cli::terminal::{self, Terminal};
use crate::cli::{Failure, keys};
use crate::wire::console::ConsoleRequest;
use crate::wire::control::ControlRequest;

/// Time between two looks at the server.
const REFRESH: Duration = Duration::from_secs(2);

/// The time that an answer may take. Shorter than for a command: somebody looks at the screen meanwhile.
const PATIENCE: Duration = Duration::from_secs(10);

/// Events that may wait to be handled.
const QUEUE: usize = 256;

enum MenuEvent {
    Terminal(TerminalEvent),
    Answer(LinkOutcome),
    /// The keyboard is gone, or a signal came.
    Ended,
}

/// Shows the menu until the person leaves.
///
/// # Errors
/// In words: no server at the start, a terminal that cannot be used.
pub(super) fn run(paths: Vec<PathBuf>, lang: Lang) -> Result<ExitCode, Failure> {
    let control = Control::connect(&paths, PATIENCE).map_err(|e| e.words(lang))?;
    let (sender, events) = sync_channel(QUEUE);
    terminal::watch_signals(sender.clone(), MenuEvent::Ended).map_err(|e| format!("cannot handle signals: {e}"))?;
    let terminal = Terminal::take().map_err(|e| format!("cannot use this terminal: {e}"))?;
    terminal::watch_keys(sender.clone(), |event| event.map_or(MenuEvent::Ended, MenuEvent::Terminal));
    let jobs = link::start(control, paths, move |outcome| sender.send(MenuEvent::Answer(outcome)).is_ok());

    let mut menu = Menu::new(terminal, jobs, lang);
    let result = menu.run(&events);
    drop(menu);
    result.or_else(|e| if terminal::is_gone(&e) { Ok(()) } else { Err(format!("the terminal: {e}")) })?;
    Ok(ExitCode::SUCCESS)
}

/// The state that the loop works on.
struct Menu {
    terminal: Terminal,
    jobs: Sender<LinkJob>,
    lang: Lang,
    /// The views on the way here; never empty.
    views: Vec<View>,
    /// The number of the view on top.
    serial: u64,
    /// The time at which the server is to be looked at again.
    due: Instant,
    /// True while an answer is under way to be shown, or to what is to be done.
    showing: bool,
    doing: bool,
    /// The last notice.
    notice: String,
    /// The reason that the server cannot be reached.
    down: Option<String>,
    size: (u16, u16),
}

impl Menu {
    fn new(terminal: Terminal, jobs: Sender<LinkJob>, lang: Lang) -> Self {
        Self {
            terminal,
            jobs,
            lang,
            views: vec![Place::Home.view(lang)],
            serial: 0,
            due: Instant::now(),
            showing: false,
            doing: false,
            notice: String::new(),
            down: None,
            size: (80, 24),
        }
    }

    fn run(&mut self, events: &Receiver<MenuEvent>) -> io::Result<()> {
        loop {
            self.look();
            self.draw()?;
            let event = match self.wait() {
                Some(time) => events.recv_timeout(time),
                None => events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            let leaves = match event {
                Ok(MenuEvent::Terminal(event)) => self.typed(event),
                Ok(MenuEvent::Answer(outcome)) => {
                    self.answered(outcome);
                    false
                }
                Ok(MenuEvent::Ended) | Err(RecvTimeoutError::Disconnected) => true,
                Err(RecvTimeoutError::Timeout) => false,
            };
            if leaves {
                return Ok(());
            }
        }
    }

    fn view(&mut self) -> &mut View {
        // The first view is never taken away.
        let top = self.views.len() - 1;
        &mut self.views[top]
    }

    /// The question to ask regularly: what is shown, or whether the server is there again.
    fn question(&mut self) -> Option<ConsoleRequest> {
        let shown = self.view().request();
        shown.or_else(|| self.down.is_some().then(|| ControlRequest::Stats.into()))
    }

    /// Looks at the server if it is time to.
    fn look(&mut self) {
        if self.showing || Instant::now() < self.due {
            return;
        }
        if let Some(request) = self.question() {
            self.showing = self.jobs.send(LinkJob { purpose: LinkPurpose::Show(self.serial), request }).is_ok();
            self.due = Instant::now() + REFRESH;
        }
    }

    /// The time for which nothing is to be done; `None` until something happens.
    fn wait(&mut self) -> Option<Duration> {
        if self.showing || self.question().is_none() {
            return None;
        }
        Some(self.due.saturating_duration_since(Instant::now()))
    }

    fn answered(&mut self, outcome: LinkOutcome) {
        let lang = self.lang;
        let LinkOutcome { purpose, result } = outcome;
        match &result {
            Ok(_) | Err(ControlError::Refused { .. }) => {
                if self.down.take().is_some() {
                    phrases::up_again(lang).clone_into(&mut self.notice);
                }
            }
            Err(e) => {
                // What was said before is less important now; what is said below of a request is more so.
                if self.down.replace(e.words(lang)).is_none() {
                    self.notice.clear();
                }
            }
        }
        match purpose {
            LinkPurpose::Show(serial) => {
                self.showing = false;
                match result {
                    Ok(Answer { value, .. }) if serial == self.serial => self.view().take(lang, &value),
                    Err(ControlError::Refused { words, .. }) if serial == self.serial => {
                        self.notice = phrases::refused(lang, &words);
                    }
                    // Something else is in view by now.
                    Ok(_) => self.due = Instant::now(),
                    Err(_) => {}
                }
            }
            LinkPurpose::Do => {
                self.doing = false;
                self.due = Instant::now();
                // What is in view, or was before, may show what has changed.
                for view in &mut self.views {
                    if let View::List(list) = view {
                        list.outdate();
                    }
                }
                self.notice = match result {
                    Ok(answer) => words::done(lang, &answer.value),
                    Err(ControlError::Refused { words, .. }) => phrases::refused(lang, &words),
                    Err(e @ (ControlError::Lost | ControlError::Silent(_))) => {
                        phrases::perhaps_done(lang, &e.words(lang))
                    }
                    Err(e) => phrases::not_done(lang, &e.words(lang)),
                };
            }
        }
    }

    /// Answers whether the person leaves.
    fn typed(&mut self, event: TerminalEvent) -> bool {
        match event {
            TerminalEvent::Key(key) if key.kind != KeyEventKind::Release => self.key(key),
            TerminalEvent::Paste(text) => {
                if let View::Question(question) = self.view() {
                    let flat = text.chars().map(|c| if c.is_control() { ' ' } else { c });
                    flat.for_each(|c| question.editor.apply(Edit::Insert(c)));
                }
                false
            }
            TerminalEvent::Resize(..) => {
                self.terminal.forget();
                false
            }
            _ => false,
        }
    }

    fn key(&mut self, key: KeyEvent) -> bool {
        match keys::control(key) {
            Some('c') => return true,
            Some('l') => {
                self.terminal.forget();
                return false;
            }
            _ => {}
        }
        let page = isize::try_from(self.size.1.saturating_sub(4).max(1)).unwrap_or(1);
        let step = match key.code {
            KeyCode::Up => Some(-1),
            KeyCode::Down => Some(1),
            KeyCode::PageUp => Some(-page),
            KeyCode::PageDown => Some(page),
            KeyCode::Home => Some(isize::MIN),
            KeyCode::End => Some(isize::MAX),
            _ => None,
        };
        let root = self.views.len() == 1;
        match (self.view(), key.code) {
            // The key sequences of a slow line may look like Esc: it leads back, but never out.
            (_, KeyCode::Esc) if root => {}
            (_, KeyCode::Esc) => return self.carry_out(Order::Back),
            (View::Question(_), KeyCode::Enter) => self.accept(),
            (View::Question(question), _) => {
                if let Some(edit) = keys::edit(key) {
                    question.is_wrong = false;
                    question.editor.apply(edit);
                }
            }
            (_, KeyCode::Char('q')) => return self.carry_out(Order::Back),
            (View::List(list), KeyCode::Enter) => {
                if let Some(order) = list.chosen() {
                    self.notice.clear();
                    return self.carry_out(order);
                }
            }
            (View::List(list), KeyCode::Char(c)) => {
                if let Some(digit) = c.to_digit(10) {
                    list.digit(digit as usize);
                }
            }
            (View::List(list), _) => step.into_iter().for_each(|lines| list.step(lines)),
            (View::Page(page), _) => step.into_iter().for_each(|rows| page.step(rows)),
        }
        false
    }

    /// Takes what was typed as the answer to the question in view.
    fn accept(&mut self) {
        if let View::Question(question) = self.view()
            && let Some(draft) = question.answer()
        {
            self.views.pop();
            self.ask(draft);
        }
    }

    /// Answers whether the person leaves.
    fn carry_out(&mut self, order: Order) -> bool {
        match order {
            Order::Quit => return true,
            Order::Back if self.views.len() == 1 => return true,
            Order::Back => {
                self.notice.clear();
                self.views.pop();
                self.changed();
            }
            Order::Open(place) => {
                self.views.push(place.view(self.lang));
                self.changed();
            }
            Order::Ask(draft) => self.ask(draft),
        }
        false
    }

    /// Another view is in view.
    fn changed(&mut self) {
        self.serial += 1;
        self.due = Instant::now();
    }

    /// Asks for what a request still needs, or sends it.
    fn ask(&mut self, draft: Draft) {
        match draft.request() {
            Err(field) => self.views.push(View::Question(Box::new(Question::new(draft, field)))),
            // What it finds is a view of its own.
            Ok(ConsoleRequest::Search(search)) => self.views.push(Place::Found(search).view(self.lang)),
            Ok(_) if self.doing => phrases::still_working(self.lang).clone_into(&mut self.notice),
            Ok(request) => {
                self.doing = self.jobs.send(LinkJob { purpose: LinkPurpose::Do, request }).is_ok();
                phrases::working(self.lang).clone_into(&mut self.notice);
                // What was asked on the way is settled; what it came from may show what has changed.
                while self.views.len() > 1 && !self.view().is_of_server() {
                    self.views.pop();
                }
            }
        }
        self.changed();
    }

    fn draw(&mut self) -> io::Result<()> {
        self.size = self.terminal.size()?;
        let (lang, size, root) = (self.lang, self.size, self.views.len() == 1);
        let notice = match &self.down {
            // What became of a request is said once; that nobody is there, as long as it is so.
            Some(why) if self.notice.is_empty() => {
                Notice { text: phrases::down(lang, why), emphasis: Emphasis::Reverse }
            }
            _ => Notice { text: self.notice.clone(), emphasis: Emphasis::Strong },
        };
        let frame = self.view().frame(lang, size, &notice, root);
        self.terminal.draw(frame)
    }
}
