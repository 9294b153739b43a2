//! The keys that edit a line, alike wherever one is typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::editor::Edit;

/// The letter, if this is one with Ctrl.
pub(super) fn control(key: KeyEvent) -> Option<char> {
    let plain = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
    match key.code {
        KeyCode::Char(c) if plain => Some(c),
        _ => None,
    }
}

/// The effect of a key on the line being typed, if it has one.
pub(super) fn edit(key: KeyEvent) -> Option<Edit> {
    if let Some(c) = control(key) {
        return Some(match c {
            'a' => Edit::Home,
            'e' => Edit::End,
            'b' => Edit::Left,
            'f' => Edit::Right,
            'p' => Edit::Older,
            'n' => Edit::Newer,
            'h' => Edit::Backspace,
            'w' => Edit::DeleteWord,
            'u' => Edit::DeleteToStart,
            'k' => Edit::DeleteToEnd,
            _ => return None,
        });
    }
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(match key.code {
        KeyCode::Char('b') if alt => Edit::WordLeft,
        KeyCode::Char('f') if alt => Edit::WordRight,
        KeyCode::Char(c) => Edit::Insert(c),
        KeyCode::Backspace => Edit::Backspace,
        KeyCode::Delete => Edit::Delete,
        KeyCode::Left if control => Edit::WordLeft,
        KeyCode::Right if control => Edit::WordRight,
        KeyCode::Left => Edit::Left,
        KeyCode::Right => Edit::Right,
        KeyCode::Home => Edit::Home,
        KeyCode::End => Edit::End,
        KeyCode::Up => Edit::Older,
        KeyCode::Down => Edit::Newer,
        _ => return None,
    })
}
