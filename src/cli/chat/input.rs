//! Keys, and what they do.
//!
//! Owns the table from the terminal's events to [`Action`]s.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind};

use crate::cli::editor::Edit;
use crate::cli::keys;

/// The wish of the person at the keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    Edit(Edit),
    /// Text from the clipboard.
    Paste(String),
    Send,
    PageUp,
    PageDown,
    /// Draw everything again.
    Redraw,
    /// Forget the line, or leave if it is empty.
    Cancel,
    /// Leave if the line is empty.
    EndOfInput,
}

/// The action of an event, if it has one.
pub(super) fn action(event: Event) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_action(key),
        Event::Paste(text) => Some(Action::Paste(text)),
        Event::Resize(..) => Some(Action::Redraw),
        _ => None,
    }
}

fn key_action(key: KeyEvent) -> Option<Action> {
    match (keys::control(key), key.code) {
        (Some('c'), _) => Some(Action::Cancel),
        (Some('d'), _) => Some(Action::EndOfInput),
        (Some('l'), _) => Some(Action::Redraw),
        (_, KeyCode::Enter) => Some(Action::Send),
        (_, KeyCode::PageUp) => Some(Action::PageUp),
        (_, KeyCode::PageDown) => Some(Action::PageDown),
        _ => keys::edit(key).map(Action::Edit),
    }
}
