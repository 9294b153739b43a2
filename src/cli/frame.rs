//! The frame that a screen is made of: rows of text, ready to be drawn.
//!
//! Owns [`Frame`] and how a text is made to fit a row. Plain values: [`super::terminal`] draws them, and the programs
//! that have a screen (`chat`, `admin`) make them.

use super::printable::width;

/// The way in which a row stands out, besides by its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emphasis {
    None,
    Strong,
    Faint,
    Reverse,
}

/// One row of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) emphasis: Emphasis,
}

/// A whole screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    /// As many as the screen is high.
    pub(super) rows: Vec<Row>,
    /// Column and row of the cursor; `None` to hide it.
    pub(super) cursor: Option<(u16, u16)>,
}

/// The number of cells to keep free for a character. The one that makes an emoji of a sign makes it wider on most
/// terminals, and a row that is too long breaks the screen.
fn room(c: char) -> usize {
    if c == '\u{fe0f}' { 1 } else { width(c) }
}

/// The number of cells of the screen that a text takes, or a few more.
pub(super) fn cells(text: &str) -> usize {
    text.chars().map(room).sum()
}

/// The text if it fits, else as much of it as does, with `…` at its end.
pub(super) fn fit(text: &str, columns: usize) -> String {
    if cells(text) <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            used += room(*c);
            used <= columns
        })
        .collect();
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// A line across the screen with a text in it.
pub(super) fn bar(text: &str, columns: usize) -> String {
    let mut row = String::new();
    let mut used = 0;
    for c in "── ".chars().chain(text.chars()).chain(" ".chars()).chain(std::iter::repeat('─')) {
        used += room(c);
        if used > columns {
            break;
        }
        row.push(c);
    }
    row
}

/// Cuts a text into rows, between words where that is possible. All but the first are set in by so many cells, unless
/// that would leave little room.
pub(super) fn wrap(text: &str, columns: usize, indent: usize) -> Vec<String> {
    let indent = if columns >= indent * 3 { indent } else { 0 };
    let mut rows = Vec::new();
    let mut row = String::new();
    let mut used = 0;
    // Where the row can be broken: behind its last blank, and how many cells stand before that.
    let mut blank: Option<(usize, usize)> = None;
    for c in text.chars() {
        let cells = room(c);
        if used + cells > columns {
            let rest = match blank.filter(|(at, _)| *at > indent) {
                Some((at, before)) => {
                    used -= before;
                    row.split_off(at)
                }
                None => {
                    used = 0;
                    String::new()
                }
            };
            rows.push(std::mem::replace(&mut row, format!("{}{rest}", " ".repeat(indent))));
            used += indent;
            blank = None;
            if c == ' ' && rest.is_empty() {
                continue;
            }
        }
        row.push(c);
        used += cells;
        if c == ' ' {
            blank = Some((row.len(), used));
        }
    }
    rows.push(row);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_have_room() {
        assert_eq!(cells("\u{2764}\u{fe0f}marie"), 7);
        assert!(cells("\u{1f469}\u{200d}\u{1f4bb}eve") >= 5);
        assert_eq!(cells("e\u{301}"), 1);
        for row in wrap(&"\u{2764}\u{fe0f} a \u{1f1eb}\u{1f1f7} ".repeat(9), 7, 2) {
            assert!(cells(&row) <= 7, "{row:?}");
        }
    }

    #[test]
    fn long_lines_are_cut_between_words_and_set_in() {
        assert_eq!(wrap("17:14 un deux trois quatre", 18, 6), ["17:14 un deux ", "      trois quatre"]);
        let rows = wrap("17:14 abcdefghijklmnopqrstuvwxyz", 18, 6);
        assert_eq!(rows, ["17:14 abcdefghijkl", "      mnopqrstuvwx", "      yz"]);
        assert_eq!(wrap("", 18, 6), [""]);
    }

    #[test]
    fn no_row_is_wider_than_the_screen() {
        let text = format!("17:14 <eve> {}17:15 *** {}", "é部👍 x".repeat(50), "\u{301}".repeat(40));
        for columns in 1..100 {
            let rows = wrap(&text, columns, 6);
            assert!(rows.iter().all(|row| cells(row) <= columns.max(2)), "{columns}: {rows:?}");
            if columns >= 18 {
                assert!(rows[1..].iter().all(|row| row.starts_with("      ")), "{columns}: {rows:?}");
            }
            assert!(cells(&fit(&text, columns)) <= columns, "{columns}");
            assert!(cells(&bar(&text, columns)) <= columns, "{columns}");
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(fit("alice", 5), "alice");
        assert_eq!(fit("alice", 4), "ali…");
        assert_eq!(fit("部屋部屋", 4), "部…");
        assert_eq!(fit("alice", 0), "");
    }
}
