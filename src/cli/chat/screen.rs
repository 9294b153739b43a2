//! The contents of the screen: the conversation, one line that says how things are, and the prompt.
//!
//! Owns [`Screen`], which turns what was said into rows of a given size. It writes nothing: [`super::terminal`] does.
//! Every row that somebody could have written begins with a time or a blank, so a long line cannot pass for another.

use std::collections::VecDeque;

use crate::cli::editor::Editor;
use crate::cli::frame::{Emphasis, Frame, Row, bar, wrap};

/// Entries that are kept to scroll back to.
const ENTRIES_MAX: usize = 5000;

/// Bytes of text that are kept to scroll back to.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// Cells by which the further rows of an entry are set in: those of `17:14 `.
const INDENT: usize = 6;

const PROMPT: &str = "> ";

/// One thing that was said, ready to show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Printable text, with its time in front.
    pub(super) text: String,
    pub(super) emphasis: Emphasis,
    /// The message's id, if it has one: it may be struck out later.
    pub(super) id: Option<u64>,
}

/// The conversation so far, and which part of it is in view.
#[derive(Debug, Default)]
pub(super) struct Screen {
    entries: VecDeque<Entry>,
    bytes: usize,
    /// Rows between the last one and the bottom of the view.
    scrolled: usize,
}

impl Screen {
    pub(super) fn push(&mut self, entry: Entry) {
        self.bytes += entry.text.len();
        self.entries.push_back(entry);
        while self.entries.len() > ENTRIES_MAX || self.bytes > BYTES_MAX {
            let Some(oldest) = self.entries.pop_front() else { break };
            self.bytes -= oldest.text.len();
        }
    }

    /// Puts other words in the place of a message.
    pub(super) fn strike_out(&mut self, id: u64, words: &str) {
        for entry in self.entries.iter_mut().filter(|entry| entry.id == Some(id)) {
            self.bytes -= entry.text.len();
            // The time stays.
            let time: String = entry.text.chars().take(INDENT).collect();
            entry.text = format!("{time}{words}");
            entry.emphasis = Emphasis::Faint;
            self.bytes += entry.text.len();
        }
    }

    /// Moves the view by some rows, up if positive.
    pub(super) fn scroll(&mut self, rows: isize) {
        self.scrolled = self.scrolled.saturating_add_signed(rows);
    }

    /// Back to the newest line.
    pub(super) fn scroll_to_end(&mut self) {
        self.scrolled = 0;
    }

    pub(super) fn is_scrolled(&self) -> bool {
        self.scrolled > 0
    }

    /// Lays the screen out.
    pub(super) fn frame(&mut self, columns: u16, rows: u16, status: &str, editor: &Editor) -> Frame {
        let (columns, height) = (usize::from(columns.max(1)), usize::from(rows.max(1)));
        let view = height.saturating_sub(2);
        let mut shown = self.visible(columns, view);
        if height >= 2 {
            shown.push(Row { text: bar(status, columns), emphasis: Emphasis::Reverse });
        }
        let prompt = if columns > PROMPT.len() * 2 { PROMPT } else { "" };
        let (line, column) = editor.view(columns - prompt.len());
        shown.push(Row { text: format!("{prompt}{line}"), emphasis: Emphasis::None });
        let column = u16::try_from(prompt.len() + column).unwrap_or(u16::MAX);
        Frame { rows: shown, cursor: Some((column, rows.max(1) - 1)) }
    }

    /// The rows in view, filled up with empty ones at the top.
    fn visible(&mut self, columns: usize, view: usize) -> Vec<Row> {
        let wanted = view.saturating_add(self.scrolled);
        let mut newest_first: Vec<Row> = Vec::new();
        for entry in self.entries.iter().rev() {
            if newest_first.len() >= wanted {
                break;
            }
            let rows = wrap(&entry.text, columns, INDENT);
            newest_first.extend(rows.into_iter().rev().map(|text| Row { text, emphasis: entry.emphasis }));
        }
        // The view stops at the first line ever said.
        self.scrolled = self.scrolled.min(newest_first.len().saturating_sub(view));
        let mut rows: Vec<Row> = newest_first.into_iter().skip(self.scrolled).take(view).collect();
        rows.resize(view, Row { text: String::new(), emphasis: Emphasis::None });
        rows.reverse();
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry { text: text.to_owned(), emphasis: Emphasis::None, id: None }
    }

    fn texts(frame: &Frame) -> Vec<&str> {
        frame.rows.iter().map(|row| row.text.as_str()).collect()
    }

    #[test]
    fn the_prompt_is_at_the_bottom_and_lines_scroll_above() {
        let mut screen = Screen::default();
        (0..30).for_each(|n| screen.push(entry(&format!("17:14 ligne {n}"))));
        let frame = screen.frame(80, 24, "état", &Editor::default());
        assert_eq!(frame.rows.len(), 24);
        assert_eq!(texts(&frame)[0], "17:14 ligne 8");
        assert_eq!(texts(&frame)[21], "17:14 ligne 29");
        assert!(texts(&frame)[22].starts_with("── état ─"));
        assert_eq!((texts(&frame)[23], frame.cursor), ("> ", Some((2, 23))));

        screen.scroll(1000);
        assert_eq!(texts(&screen.frame(80, 24, "", &Editor::default()))[0], "17:14 ligne 0");
        assert!(screen.is_scrolled());
        screen.scroll(-1);
        assert_eq!(texts(&screen.frame(80, 24, "", &Editor::default()))[0], "17:14 ligne 1");
        screen.scroll_to_end();
        assert_eq!(texts(&screen.frame(80, 24, "", &Editor::default()))[0], "17:14 ligne 8");
    }

    #[test]
    fn a_screen_of_any_size_has_all_its_rows() {
        let text = format!("17:14 <eve> {}", "é部👍 x".repeat(50));
        for (columns, rows) in [(1, 1), (2, 2), (3, 3), (80, 1), (500, 200)] {
            let mut screen = Screen::default();
            screen.push(entry(&text));
            let frame = screen.frame(columns, rows, "état", &Editor::default());
            assert_eq!(frame.rows.len(), usize::from(rows));
        }
    }

    #[test]
    fn a_deleted_message_is_struck_out() {
        let mut screen = Screen::default();
        screen.push(Entry { id: Some(7), ..entry("17:14 <eve> méchant") });
        screen.push(entry("17:14 <bob> gentil"));
        screen.strike_out(7, "(supprimé)");
        let frame = screen.frame(80, 4, "", &Editor::default());
        assert_eq!(texts(&frame)[..2], ["17:14 (supprimé)", "17:14 <bob> gentil"]);
        assert_eq!(screen.bytes, screen.entries.iter().map(|e| e.text.len()).sum::<usize>());
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut screen = Screen::default();
        (0..1000).for_each(|_| screen.push(entry(&"x".repeat(10_000))));
        assert!(screen.bytes <= BYTES_MAX && screen.entries.len() < 1000);
        (0..10_000).for_each(|_| screen.push(entry("")));
        assert_eq!(screen.entries.len(), ENTRIES_MAX);
    }
}
