//! The client at a terminal: one loop over keys, lines of the server and signals.
//!
//! Owns the queue in which they all meet, and the line to the server. What is shown is [`super::screen`]'s business, the
//! terminal itself that of [`crate::cli::terminal`].

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};

use crossterm::event::Event as TerminalEvent;

use super::conversation::{Conversation, LineEffect};
use super::input::{self, Action};
use super::network::{self, NetworkEvent};
use super::phrases;
use super::screen::Screen;
use super::sign_in::{SignInIdentity, send};
use super::transport::{Address, Transport};
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::editor::{CHARS_MAX, Edit, Editor, NoRoom};
use crate::cli::lines::Received;
use crate::cli::terminal::{self, Terminal};

/// Events that may wait to be handled.
const QUEUE: usize = 256;

/// Events that are handled before the screen is drawn again.
const BATCH: usize = 256;

/// The client's own command, beside those of the server.
const QUIT: &str = "/quit";

enum ScreenEvent {
    Terminal(TerminalEvent),
    Network(NetworkEvent),
    /// The keyboard is gone, or a signal came.
    Ended,
}

/// Chats until the person leaves.
///
/// # Errors
/// In words: no connection, login refused, a terminal that cannot be used.
pub(super) fn run(
    transport: Transport,
    address: Address,
    identity: SignInIdentity,
    lang: Lang,
) -> Result<ExitCode, Failure> {
    // Until the first login has succeeded everything can be said in plain lines.
    let first = network::connect(&transport, &address, &identity).map_err(|e| format!("{address}: {e}"))?;
    let (sender, events) = sync_channel(QUEUE);
    terminal::watch_signals(sender.clone(), ScreenEvent::Ended).map_err(|e| format!("cannot handle signals: {e}"))?;
    let terminal = Terminal::take().map_err(|e| format!("cannot use this terminal: {e}"))?;
    terminal::watch_keys(sender.clone(), |event| event.map_or(ScreenEvent::Ended, ScreenEvent::Terminal));
    let server = address.to_string();
    network::keep_up(first, transport, address, identity, move |event| {
        sender.send(ScreenEvent::Network(event)).is_ok()
    });

    let mut client = Client::new(terminal, lang, server);
    let result = client.run(&events);
    drop(client);
    result.or_else(|e| if terminal::is_gone(&e) { Ok(()) } else { Err(format!("the terminal: {e}")) })?;
    Ok(ExitCode::SUCCESS)
}

/// The state that the loop works on.
struct Client {
    terminal: Terminal,
    lang: Lang,
    server: String,
    conversation: Conversation,
    screen: Screen,
    editor: Editor,
    /// `None` while there is no connection.
    writer: Option<Box<dyn Write + Send>>,
    size: (u16, u16),
}

impl Client {
    fn new(terminal: Terminal, lang: Lang, server: String) -> Self {
        let conversation = Conversation::new(lang);
        let mut screen = Screen::default();
        screen.push(conversation.note(phrases::hint(lang)));
        Self { terminal, lang, server, conversation, screen, editor: Editor::default(), writer: None, size: (80, 24) }
    }

    fn run(&mut self, events: &Receiver<ScreenEvent>) -> io::Result<()> {
        loop {
            self.draw()?;
            let Ok(first) = events.recv() else { return Ok(()) };
            for event in std::iter::once(first).chain(events.try_iter().take(BATCH)) {
                match event {
                    ScreenEvent::Network(event) => self.network(event),
                    ScreenEvent::Terminal(event) => {
                        if let Some(action) = input::action(event)
                            && self.act(action)
                        {
                            return Ok(());
                        }
                    }
                    ScreenEvent::Ended => return Ok(()),
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
                        LineEffect::Entry(entry) => self.screen.push(entry),
                        LineEffect::StrikeOut(id) => self.screen.strike_out(id, phrases::deleted(self.lang)),
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
                if let Err(NoRoom) = self.editor.paste(&text) {
                    self.note(&phrases::paste_too_long(self.lang, CHARS_MAX));
                }
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
            Action::Redraw => self.terminal.forget(),
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
        self.size = self.terminal.size()?;
        let status = self.status();
        let frame = self.screen.frame(self.size.0, self.size.1, &status, &self.editor);
        self.terminal.draw(frame)
    }
}
