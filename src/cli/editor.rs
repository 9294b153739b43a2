//! The line being typed: editing, and the lines typed before.
//!
//! Owns [`Editor`], a plain value: keys go in as [`Edit`]s and what is pasted as a text, lines come out. It knows widths but
//! no terminal. A text of several lines that was pasted stays one: its line ends are edited like characters, shown as `↵`.

use std::collections::VecDeque;

use super::printable::width;

/// Longest line, in characters: what the server takes by default (`limits.max_content_chars`). Four bytes each, it fits a
/// line of the protocol.
pub(super) const CHARS_MAX: usize = 16_000;

/// Lines that are remembered.
const HISTORY_MAX: usize = 200;

/// One thing that a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    Insert(char),
    Backspace,
    Delete,
    DeleteWord,
    DeleteToStart,
    DeleteToEnd,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Older,
    Newer,
}

/// A text from the clipboard is longer than what may still be typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoRoom;

/// The line being typed.
#[derive(Debug, Default, Clone)]
pub(super) struct Editor {
    chars: Vec<char>,
    /// From 0 to the number of characters.
    cursor: usize,
    history: VecDeque<String>,
    /// The distance of the shown line back in the history; 0 is the new one.
    back: usize,
    /// The new line, while an old one is shown.
    draft: Vec<char>,
}

impl Editor {
    pub(super) fn is_empty(&self) -> bool {
        self.chars.is_empty()
    }

    /// The line as it is.
    pub(super) fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The same with a mark in place of each character.
    pub(super) fn masked(&self) -> Self {
        Self { chars: vec!['*'; self.chars.len()], cursor: self.cursor, ..Self::default() }
    }

    /// Takes the line, remembers it, and starts a new one. `None` if there is nothing but blanks.
    pub(super) fn take(&mut self) -> Option<String> {
        let line: String = self.chars.drain(..).collect();
        self.cursor = 0;
        self.back = 0;
        self.draft.clear();
        if line.trim().is_empty() {
            return None;
        }
        if self.history.back() != Some(&line) {
            self.history.push_back(line.clone());
            if self.history.len() > HISTORY_MAX {
                self.history.pop_front();
            }
        }
        Some(line)
    }

    /// Forgets the line being typed.
    pub(super) fn clear(&mut self) {
        self.chars.clear();
        self.cursor = 0;
        self.back = 0;
    }

    pub(super) fn apply(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(c) => self.insert(c),
            Edit::Backspace => self.delete(self.before(), self.cursor),
            Edit::Delete => self.delete(self.cursor, self.after()),
            Edit::DeleteWord => self.delete(self.word_before(), self.cursor),
            Edit::DeleteToStart => self.delete(0, self.cursor),
            Edit::DeleteToEnd => self.delete(self.cursor, self.chars.len()),
            Edit::Left => self.cursor = self.before(),
            Edit::Right => self.cursor = self.after(),
            Edit::WordLeft => self.cursor = self.word_before(),
            Edit::WordRight => self.cursor = self.word_after(),
            Edit::Home => self.cursor = 0,
            Edit::End => self.cursor = self.chars.len(),
            Edit::Older => self.recall(self.back + 1),
            Edit::Newer => self.recall(self.back.saturating_sub(1)),
        }
    }

    /// Takes in a text from the clipboard as it is, line ends and tabs too, but not the line end behind its last line. Other
    /// controls become blanks.
    ///
    /// # Errors
    /// [`NoRoom`], and nothing is taken in: half a text would not be what was copied.
    pub(super) fn paste(&mut self, text: &str) -> Result<(), NoRoom> {
        // Terminals hand over the ends of lines as if Enter had been hit.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
        let text: Vec<char> = text.trim_end_matches('\n').chars().map(kept).collect();
        if self.chars.len() + text.len() > CHARS_MAX {
            return Err(NoRoom);
        }
        let end = self.cursor + text.len();
        self.chars.splice(self.cursor..self.cursor, text);
        self.cursor = end;
        Ok(())
    }

    fn insert(&mut self, c: char) {
        if !c.is_control() && self.chars.len() < CHARS_MAX {
            self.chars.insert(self.cursor, c);
            self.cursor += 1;
        }
    }

    fn delete(&mut self, from: usize, to: usize) {
        self.chars.drain(from..to);
        self.cursor = from;
    }

    /// One character back; what has no width of its own belongs to the one before it.
    fn before(&self) -> usize {
        let mut at = self.cursor;
        while at > 0 {
            at -= 1;
            if cells(self.chars[at]) > 0 {
                break;
            }
        }
        at
    }

    fn after(&self) -> usize {
        let mut at = self.cursor;
        while at < self.chars.len() {
            at += 1;
            if self.chars.get(at).is_none_or(|c| cells(*c) > 0) {
                break;
            }
        }
        at
    }

    fn word_before(&self) -> usize {
        let head = &self.chars[..self.cursor];
        let end = head.iter().rposition(|c| !c.is_whitespace()).map_or(0, |i| i + 1);
        head[..end].iter().rposition(|c| c.is_whitespace()).map_or(0, |i| i + 1)
    }

    fn word_after(&self) -> usize {
        let tail = &self.chars[self.cursor..];
        let start = tail.iter().position(|c| !c.is_whitespace()).unwrap_or(tail.len());
        let length = tail[start..].iter().position(|c| c.is_whitespace()).unwrap_or(tail.len() - start);
        self.cursor + start + length
    }

    fn recall(&mut self, back: usize) {
        if back > self.history.len() || back == self.back {
            return;
        }
        if self.back == 0 {
            self.draft = std::mem::take(&mut self.chars);
        }
        self.chars = match back {
            0 => std::mem::take(&mut self.draft),
            n => self.history[self.history.len() - n].chars().collect(),
        };
        self.back = back;
        self.cursor = self.chars.len();
    }

    /// The part of the line that fits so many cells, with the cursor in it, and the cursor's column.
    pub(super) fn view(&self, room_in_all: usize) -> (String, usize) {
        let widths = |range: std::ops::Range<usize>| self.chars[range].iter().map(|c| cells(*c)).sum::<usize>();
        // One cell stays free for the cursor behind the last character.
        let room = room_in_all.saturating_sub(1);
        let mut start = 0;
        let mut column = widths(0..self.cursor);
        while column > room {
            column -= cells(self.chars[start]);
            start += 1;
        }
        // A mark may not lose the character it stands on.
        while start < self.cursor && cells(self.chars[start]) == 0 {
            start += 1;
        }
        let mut used = 0;
        let visible = self.chars[start..]
            .iter()
            .map(|c| shown(*c))
            .take_while(|c| {
                used += width(*c);
                used <= room_in_all
            })
            .collect();
        (visible, column)
    }
}

/// A character as it looks while it is edited; [`printable`](super::printable::printable) shows the same of a line that was
/// said.
fn shown(c: char) -> char {
    match c {
        '\n' => '↵',
        '\t' => ' ',
        c => c,
    }
}

fn cells(c: char) -> usize {
    width(shown(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Editor {
        let mut editor = Editor::default();
        text.chars().for_each(|c| editor.apply(Edit::Insert(c)));
        editor
    }

    #[test]
    fn keys_edit_the_line() {
        let mut editor = typed("un deux trois");
        editor.apply(Edit::DeleteWord);
        assert_eq!(editor.text(), "un deux ");
        editor.apply(Edit::WordLeft);
        editor.apply(Edit::DeleteToEnd);
        assert_eq!(editor.text(), "un ");
        editor.apply(Edit::Home);
        editor.apply(Edit::Delete);
        editor.apply(Edit::Insert('U'));
        editor.apply(Edit::WordRight);
        editor.apply(Edit::Insert('!'));
        assert_eq!(editor.text(), "Un! ");
        editor.apply(Edit::DeleteToStart);
        assert_eq!(editor.text(), " ");
        assert_eq!(editor.take(), None);
        assert!(editor.is_empty());
    }

    #[test]
    fn a_paste_stays_as_it_was() {
        let mut editor = typed("voici : fin");
        (0..3).for_each(|_| editor.apply(Edit::Left));
        editor.paste("for x:\r\n\tprint()\r\r# é\u{1b}[2J\n\n").unwrap();
        assert_eq!(editor.view(80), ("voici : for x:↵ print()↵↵# é [2Jfin".to_owned(), 32));
        editor.apply(Edit::Backspace);
        editor.apply(Edit::Home);
        let line = editor.take().unwrap();
        assert_eq!(line, "voici : for x:\n\tprint()\n\n# é [2fin");
        // It comes back as it was, and a line end is removed like a character.
        editor.apply(Edit::Older);
        assert_eq!(editor.text(), line);
        (0..9).for_each(|_| editor.apply(Edit::Backspace));
        editor.apply(Edit::Backspace);
        editor.apply(Edit::Backspace);
        assert!(editor.text().ends_with("print()"), "{:?}", editor.text());
        editor.clear();
        editor.paste("\n\n").unwrap();
        assert!(editor.is_empty());
    }

    #[test]
    fn a_paste_that_is_too_long_is_not_taken_in_by_half() {
        let mut editor = typed("x");
        assert_eq!(editor.paste(&"é".repeat(CHARS_MAX)), Err(NoRoom));
        assert_eq!(editor.text(), "x");
        editor.paste(&"é".repeat(CHARS_MAX - 1)).unwrap();
        editor.apply(Edit::Insert('y'));
        assert_eq!(editor.text().chars().count(), CHARS_MAX);
        assert_eq!(editor.paste("z"), Err(NoRoom));
    }

    #[test]
    fn every_key_is_harmless_anywhere() {
        use Edit::*;
        let all = [
            Insert('é'),
            Insert('\u{301}'),
            Insert('部'),
            Insert('\u{7}'),
            Backspace,
            Delete,
            DeleteWord,
            DeleteToStart,
            DeleteToEnd,
            Left,
            Right,
            WordLeft,
            WordRight,
            Home,
            End,
            Older,
            Newer,
        ];
        let mut editor = Editor::default();
        let mut random: u32 = 1;
        for step in 0..100_000 {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            editor.apply(all[(random >> 16) as usize % all.len()]);
            if step % 57 == 0 {
                editor.take();
            }
            if step % 19 == 0 {
                editor.paste("un\n\tdeux\u{301}\r\n").unwrap();
            }
            assert!(editor.cursor <= editor.chars.len());
            let (shown, column) = editor.view(10);
            assert!(shown.chars().map(width).sum::<usize>() <= 10 && column < 10, "{shown:?} {column}");
            assert!(!editor.text().contains('\u{7}'));
        }
    }

    #[test]
    fn an_accent_is_deleted_with_its_letter() {
        let mut editor = typed("cafe\u{301}");
        editor.apply(Edit::Left);
        assert_eq!(editor.view(80).1, 3);
        editor.apply(Edit::End);
        editor.apply(Edit::Backspace);
        assert_eq!(editor.text(), "caf");
    }

    #[test]
    fn old_lines_come_back_and_the_new_one_too() {
        let mut editor = Editor::default();
        for line in ["un", "deux", "deux"] {
            line.chars().for_each(|c| editor.apply(Edit::Insert(c)));
            assert_eq!(editor.take().as_deref(), Some(line));
        }
        "nouveau".chars().for_each(|c| editor.apply(Edit::Insert(c)));
        editor.apply(Edit::Older);
        assert_eq!(editor.text(), "deux");
        editor.apply(Edit::Older);
        editor.apply(Edit::Older);
        assert_eq!(editor.text(), "un");
        editor.apply(Edit::Newer);
        editor.apply(Edit::Newer);
        assert_eq!(editor.text(), "nouveau");
    }

    #[test]
    fn a_long_line_scrolls_under_the_cursor() {
        let mut editor = typed("0123456789");
        assert_eq!(editor.view(5), ("6789".to_owned(), 4));
        editor.apply(Edit::Home);
        assert_eq!(editor.view(5), ("01234".to_owned(), 0));
        // A wide character that would be cut in half is left out.
        assert_eq!(typed("部屋部屋").view(4), ("屋".to_owned(), 2));
    }
}
