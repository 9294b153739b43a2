//! The client at a terminal: one loop over keys, lines of the server and signals.
//!
//! Owns the terminal while it runs, and gives it back as it was however it ends: return, signal or panic. It draws whole
//! frames of [`super::screen`] and writes only the rows that changed.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event as TerminalEvent};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::conversation::{Conversation, Shown};
use super::editor::{Edit, Editor};
use super::input::{self, Action};
use super::lines::Received;
use super::network::{self, NetworkEvent};
use super::phrases;
use super::screen::{Emphasis, Frame, Screen};
use super::sign_in::{Identity, send};
use super::transport::{Address, Transport};
use crate::chat::text::Lang;
use crate::cli::Failure;

/// Events that may wait to be handled.
const QUEUE: usize = 256;

/// Events that are handled before the screen is drawn again.
const BATCH: usize = 256;

/// The client's own command, beside those of the server.
const QUIT: &str = "/quit";

enum Event {
    Terminal(TerminalEvent),
    Network(NetworkEvent),
    /// The keyboard is gone, or a signal came.
    Ended,
}

/// Chats until the person leaves.
///
/// # Errors
/// In words: no connection, login refused, a terminal that cannot be used.
pub(super) fn run(transport: Transport, address: Address, identity: Identity, lang: Lang) -> Result<ExitCode, Failure> {
    // Until the first login has succeeded everything can be said in plain lines.
    let first = network::connect(transport, &address, &identity).map_err(|e| format!("{address}: {e}"))?;
    let (sender, events) = sync_channel(QUEUE);
    watch_signals(sender.clone()).map_err(|e| format!("cannot handle signals: {e}"))?;
    let guard = Guard::take().map_err(|e| format!("cannot use this terminal: {e}"))?;
    watch_keys(sender.clone());
    let server = address.to_string();
    network::keep_up(first, transport, address, identity, move |event| sender.send(Event::Network(event)).is_ok());

    let result = Client::new(lang, server).run(&events);
    drop(guard);
    // A terminal that is gone ends the client as a closed window does: nothing is left to be said.
    result.or_else(|e| if is_gone(&e) { Ok(()) } else { Err(format!("the terminal: {e}")) })?;
    Ok(ExitCode::SUCCESS)
}

fn is_gone(e: &io::Error) -> bool {
    matches!(e.kind(), io::ErrorKind::BrokenPipe) || e.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

fn watch_keys(events: SyncSender<Event>) {
    thread::spawn(move || {
        loop {
            let event = crossterm::event::read().map_or(Event::Ended, Event::Terminal);
            let ended = matches!(event, Event::Ended);
            if events.send(event).is_err() || ended {
                return;
            }
        }
    });
}

fn watch_signals(events: SyncSender<Event>) -> io::Result<()> {
    let (mut receiver, sender) = UnixStream::pair()?;
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        signal_hook::low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    thread::spawn(move || {
        // A byte means a signal; so does an error, for want of anything better to do.
        let _ = io::Read::read(&mut receiver, &mut [0]);
        let _ = events.send(Event::Ended);
    });
    Ok(())
}

/// What the loop works on.
struct Client {
    lang: Lang,
    server: String,
    conversation: Conversation,
    screen: Screen,
    editor: Editor,
    /// `None` while there is no connection.
    writer: Option<Box<dyn Write + Send>>,
    /// What is on the terminal.
    drawn: Option<Frame>,
    size: (u16, u16),
}

impl Client {
    fn new(lang: Lang, server: String) -> Self {
        let conversation = Conversation::new(lang);
        let mut screen = Screen::default();
        screen.push(conversation.note(phrases::hint(lang)));
        Self {
            lang,
            server,
            conversation,
            screen,
            editor: Editor::default(),
            writer: None,
            drawn: None,
            size: (80, 24),
        }
    }

    fn run(&mut self, events: &Receiver<Event>) -> io::Result<()> {
        loop {
            self.draw()?;
            let Ok(first) = events.recv() else { return Ok(()) };
            for event in std::iter::once(first).chain(events.try_iter().take(BATCH)) {
                match event {
                    Event::Network(event) => self.network(event),
                    Event::Terminal(event) => {
                        if let Some(action) = input::action(event)
                            && self.act(action)
                        {
                            return Ok(());
                        }
                    }
                    Event::Ended => return Ok(()),
                }
            }
        }
    }

    fn network(&mut self, event: NetworkEvent) {
        match event {
            NetworkEvent::Up { writer, me } => {
                self.writer = Some(writer);
                self.conversation.connected(me);
                self.note(&phrases::connected(self.lang, &self.server));
            }
            NetworkEvent::Received(Received::Line(line)) => {
                for shown in self.conversation.receive(&line) {
                    match shown {
                        Shown::Entry(entry) => self.screen.push(entry),
                        Shown::StrikeOut(id) => self.screen.strike_out(id, phrases::deleted(self.lang)),
                    }
                }
            }
            NetworkEvent::Received(Received::TooLong) => self.note(phrases::too_long(self.lang)),
            NetworkEvent::Down { why, retry } => {
                self.writer = None;
                let why = why.map_or_else(|| phrases::closed_by_server(self.lang).to_owned(), |e| e.to_string());
                self.note(&phrases::connection_lost(self.lang, &why, retry.as_secs()));
            }
            NetworkEvent::Refused(words) => {
                self.writer = None;
                self.note(&phrases::refused(self.lang, &words));
            }
        }
    }

    /// Answers whether the person leaves.
    fn act(&mut self, action: Action) -> bool {
        let page = isize::try_from(self.size.1.saturating_sub(4).max(1)).unwrap_or(1);
        match action {
            Action::Edit(edit) => self.editor.apply(edit),
            Action::Paste(text) => {
                let flat = text.chars().map(|c| if c.is_control() { ' ' } else { c });
                flat.for_each(|c| self.editor.apply(Edit::Insert(c)));
            }
            Action::Send => {
                if let Some(line) = self.editor.take() {
                    if line.trim() == QUIT {
                        return true;
                    }
                    self.say(&line);
                }
            }
            Action::PageUp => self.screen.scroll(page),
            Action::PageDown => self.screen.scroll(-page),
            Action::Redraw => self.drawn = None,
            Action::Cancel if !self.editor.is_empty() => self.editor.clear(),
            Action::EndOfInput if !self.editor.is_empty() => self.editor.apply(Edit::Delete),
            Action::Cancel | Action::EndOfInput => return true,
        }
        false
    }

    fn say(&mut self, typed: &str) {
        self.screen.scroll_to_end();
        let Some(writer) = &mut self.writer else {
            self.note(phrases::not_connected(self.lang));
            return;
        };
        let (line, entry) = self.conversation.say(typed);
        if send(writer, &line).is_ok() {
            self.screen.push(entry);
        } else {
            // The reader learns of it too, and makes a new connection.
            self.writer = None;
            self.note(phrases::not_connected(self.lang));
        }
    }

    fn note(&mut self, words: &str) {
        let entry = self.conversation.note(words);
        self.screen.push(entry);
    }

    fn status(&self) -> String {
        let connection =
            if self.writer.is_some() { self.conversation.status() } else { phrases::disconnected(self.lang).into() };
        let scrolled = self.screen.is_scrolled().then(|| phrases::scrolled(self.lang));
        [Some(connection.as_str()), Some(self.server.as_str()), scrolled]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    }

    fn draw(&mut self) -> io::Result<()> {
        self.size = crossterm::terminal::size()?;
        let status = self.status();
        let frame = self.screen.frame(self.size.0, self.size.1, &status, &self.editor);
        let mut out = io::stdout().lock();
        let drawn = self.drawn.take().filter(|drawn| drawn.rows.len() == frame.rows.len());
        queue!(out, Hide)?;
        if drawn.is_none() {
            queue!(out, Clear(ClearType::All))?;
        }
        for (y, row) in (0..).zip(&frame.rows) {
            if drawn.as_ref().is_some_and(|drawn| drawn.rows[usize::from(y)] == *row) {
                continue;
            }
            queue!(out, MoveTo(0, y), SetAttribute(Attribute::Reset), Clear(ClearType::CurrentLine))?;
            match row.emphasis {
                Emphasis::None => {}
                Emphasis::Strong => queue!(out, SetAttribute(Attribute::Bold))?,
                Emphasis::Faint => queue!(out, SetAttribute(Attribute::Dim))?,
                Emphasis::Reverse => queue!(out, SetAttribute(Attribute::Reverse))?,
            }
            queue!(out, Print(&row.text), SetAttribute(Attribute::Reset))?;
        }
        queue!(out, MoveTo(frame.cursor.0, frame.cursor.1), Show)?;
        out.flush()?;
        self.drawn = Some(frame);
        Ok(())
    }
}

/// Whether the terminal is ours and has to be given back.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal in the state that the client needs, until this is dropped.
struct Guard;

impl Guard {
    fn take() -> io::Result<Self> {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            // First, so that the message is legible; and here, because a release build aborts right after.
            give_back();
            previous(info);
        }));
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let guard = Self;
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        // A terminal that is gone needs nothing back.
        let _ =
            execute!(io::stdout(), SetAttribute(Attribute::Reset), DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::io::Read;
    use std::process::{Command, Stdio};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    use super::Guard;

    /// Set for the process that panics.
    const PANICS: &str = "CLASSCORD_TEST_PANICS";

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_speaks() {
        if std::env::var_os(PANICS).is_some() {
            let _guard = Guard::take().unwrap();
            panic!("in full colour");
        }
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
        let slave = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let end = || Stdio::from(slave.try_clone().unwrap());
        let mut child = Command::new("setsid")
            .arg("--ctty")
            .arg(std::env::current_exe().unwrap())
            .args(["a_panic_gives_the_terminal_back_before_it_speaks", "--nocapture"])
            .env(PANICS, "1")
            .stdin(end())
            .stdout(end())
            .stderr(end())
            .spawn()
            .unwrap();
        let reader = std::thread::spawn(move || {
            let mut shown = Vec::new();
            let mut buffer = [0; 4096];
            let mut master = File::from(master);
            while !String::from_utf8_lossy(&shown).contains("test result") {
                let n = master.read(&mut buffer).unwrap();
                shown.extend_from_slice(&buffer[..n]);
            }
            (String::from_utf8_lossy(&shown).into_owned(), master)
        });
        assert!(!child.wait().unwrap().success());
        let (shown, _master) = reader.join().unwrap();
        let at = |part: &str| shown.find(part).unwrap_or_else(|| panic!("no {part:?} in {shown:?}"));
        assert!(at("\x1b[?1049h") < at("\x1b[?1049l") && at("\x1b[?1049l") < at("in full colour"), "{shown:?}");
        assert!(tcgetattr(&slave).unwrap().local_modes.contains(LocalModes::ICANON | LocalModes::ECHO));
    }
}
