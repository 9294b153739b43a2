//! The terminal as a whole screen, for `chat` and the menu of `admin`.
//!
//! Owns the terminal while a [`Terminal`] lives, and gives it back as it was however the program ends: return, signal or
//! panic. It draws whole frames and writes only the rows that changed. Keys and signals are read by threads of their
//! own, and put into the queue of whoever owns the screen.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste, Event};
use crossterm::style::{Attribute, Print, SetAttribute};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use super::frame::{Emphasis, Frame};

/// True if the terminal is ours and has to be given back.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal, given back when this is dropped.
pub(super) struct Terminal {
    /// The frame that is on it.
    drawn: Option<Frame>,
}

impl Terminal {
    /// Takes the whole screen.
    pub(super) fn take() -> io::Result<Self> {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            // First, so that the message is legible; and here, because a release build aborts right after.
            give_back();
            previous(info);
        }));
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let terminal = Self { drawn: None };
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok(terminal)
    }

    /// Columns and rows, at least one of each.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        crossterm::terminal::size().map(|(columns, rows)| (columns.max(1), rows.max(1)))
    }

    /// Has the next frame drawn whole: what is on the screen is not what was drawn.
    pub(super) fn forget(&mut self) {
        self.drawn = None;
    }

    pub(super) fn draw(&mut self, frame: Frame) -> io::Result<()> {
        // A frame is one write, so that nobody sees the half of one.
        let mut out = Vec::new();
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
        if let Some((x, y)) = frame.cursor {
            queue!(out, MoveTo(x, y), Show)?;
        }
        let mut stdout = io::stdout().lock();
        stdout.write_all(&out)?;
        stdout.flush()?;
        self.drawn = Some(frame);
        Ok(())
    }
}

impl Drop for Terminal {
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

/// True if an error means that there is no terminal any more. That ends a program as a closed window does: nothing is
/// left to be said.
pub(super) fn is_gone(e: &io::Error) -> bool {
    matches!(e.kind(), io::ErrorKind::BrokenPipe) || e.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// Puts what is typed into a queue, as `event` makes it; `None` when the keyboard is gone.
pub(super) fn watch_keys<E: Send + 'static>(
    events: SyncSender<E>,
    event: impl Fn(Option<Event>) -> E + Send + 'static,
) {
    thread::spawn(move || {
        loop {
            let read = crossterm::event::read().ok();
            let ended = read.is_none();
            if events.send(event(read)).is_err() || ended {
                return;
            }
        }
    });
}

/// Puts `event` into a queue at the first signal that asks the program to end.
pub(super) fn watch_signals<E: Send + 'static>(events: SyncSender<E>, event: E) -> io::Result<()> {
    let (mut receiver, sender) = UnixStream::pair()?;
    for signal in [SIGTERM, SIGINT, SIGHUP] {
        signal_hook::low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    thread::spawn(move || {
        // A byte means a signal; so does an error, for want of anything better to do.
        let _ = io::Read::read(&mut receiver, &mut [0]);
        let _ = events.send(event);
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs::{File, OpenOptions};
    use std::io::Read;
    use std::process::{Command, Stdio};

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{LocalModes, tcgetattr};

    use super::Terminal;

    /// Set for the process that panics.
    const PANICS: &str = "CLASSCORD_TEST_PANICS";

    #[test]
    fn a_panic_gives_the_terminal_back_before_it_speaks() {
        if std::env::var_os(PANICS).is_some() {
            let _terminal = Terminal::take().unwrap();
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
