//! Keys, and what they do.
//!
//! Owns the table from the terminal's events to [`Action`]s.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::editor::Edit;

/// What the person at the keyboard wants.
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
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char(c) if control && !alt => match c {
            'c' => Action::Cancel,
            'd' => Action::EndOfInput,
            'l' => Action::Redraw,
            'a' => Action::Edit(Edit::Home),
            'e' => Action::Edit(Edit::End),
            'b' => Action::Edit(Edit::Left),
            'f' => Action::Edit(Edit::Right),
            'p' => Action::Edit(Edit::Older),
            'n' => Action::Edit(Edit::Newer),
            'h' => Action::Edit(Edit::Backspace),
            'w' => Action::Edit(Edit::DeleteWord),
            'u' => Action::Edit(Edit::DeleteToStart),
            'k' => Action::Edit(Edit::DeleteToEnd),
            _ => return None,
        },
        KeyCode::Char('b') if alt => Action::Edit(Edit::WordLeft),
        KeyCode::Char('f') if alt => Action::Edit(Edit::WordRight),
        KeyCode::Char(c) => Action::Edit(Edit::Insert(c)),
        KeyCode::Enter => Action::Send,
        KeyCode::Backspace => Action::Edit(Edit::Backspace),
        KeyCode::Delete => Action::Edit(Edit::Delete),
        KeyCode::Left if control => Action::Edit(Edit::WordLeft),
        KeyCode::Right if control => Action::Edit(Edit::WordRight),
        KeyCode::Left => Action::Edit(Edit::Left),
        KeyCode::Right => Action::Edit(Edit::Right),
        KeyCode::Home => Action::Edit(Edit::Home),
        KeyCode::End => Action::Edit(Edit::End),
        KeyCode::Up => Action::Edit(Edit::Older),
        KeyCode::Down => Action::Edit(Edit::Newer),
        KeyCode::PageUp => Action::PageUp,
        KeyCode::PageDown => Action::PageDown,
        _ => return None,
    })
}
