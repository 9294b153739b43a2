//! A list to choose from: a menu, or what the server knows.
//!
//! Owns [`List`]: which line is chosen, by arrows or by number, and which part is in view. A list of the server's is
//! replaced while somebody looks at it; the chosen line is then found again by its key.

use super::phrases;
use super::place::{ListSource, Order, Place};
use super::question::{Draft, Intent};
use crate::chat::text::Lang;
use crate::cli::admin::table::lay_out;
use crate::cli::frame::{Emphasis, Row, fit};
use crate::wire::console::ConsoleRequest;

/// Cells in front of a line: the mark and the number.
const MARGIN: usize = 7;

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The key of the line's subject, so that it is found again.
    pub(super) key: String,
    /// Its columns, printable.
    pub(super) cells: Vec<String>,
    /// The order that choosing it carries out.
    pub(super) order: Order,
}

impl Line {
    /// A line of a menu.
    pub(super) fn item(text: impl Into<String>, order: Order) -> Self {
        let text = text.into();
        Self { key: text.clone(), cells: vec![text], order }
    }

    fn leaves(&self) -> bool {
        matches!(self.order, Order::Back | Order::Quit)
    }
}

/// A line that leads somewhere.
pub(super) fn open(text: impl Into<String>, place: Place) -> Line {
    Line::item(text, Order::Open(place))
}

/// A line that asks for what is wanted, and does it.
pub(super) fn ask(text: impl Into<String>, intent: Intent) -> Line {
    Line::item(text, Order::Ask(Draft::new(intent)))
}

/// A line that makes a request which needs nothing more.
pub(super) fn send(text: impl Into<String>, request: impl Into<ConsoleRequest>) -> Line {
    ask(text, Intent::Send(request.into()))
}

/// The line that leads back.
pub(super) fn back(lang: Lang) -> Line {
    Line::item(phrases::back(lang), Order::Back)
}

/// A list.
#[derive(Debug)]
pub(super) struct List {
    pub(super) title: String,
    /// The names of the columns, if there is more than one.
    header: Vec<String>,
    lines: Vec<Line>,
    /// The source of the lines; `None` for a menu, which stays.
    pub(super) source: Option<ListSource>,
    loaded: bool,
    /// True if something was done since it was loaded.
    stale: bool,
    selected: usize,
    top: usize,
    /// The number being typed.
    typed: Option<usize>,
    /// True if the last line is the interesting one.
    from_end: bool,
}

impl List {
    pub(super) fn menu(title: impl Into<String>, lines: Vec<Line>) -> Self {
        Self {
            title: title.into(),
            header: Vec::new(),
            lines,
            source: None,
            loaded: true,
            stale: false,
            selected: 0,
            top: 0,
            typed: None,
            from_end: false,
        }
    }

    pub(super) fn live(title: impl Into<String>, header: Vec<String>, source: ListSource, from_end: bool) -> Self {
        Self { header, source: Some(source), loaded: false, from_end, ..Self::menu(title, Vec::new()) }
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.loaded
    }

    /// True if the server is to be asked for the lines, now or regularly.
    pub(super) fn is_due(&self) -> bool {
        self.source.as_ref().is_some_and(|source| !source.is_still() || self.stale || !self.loaded)
    }

    /// True if the lines change by themselves.
    pub(super) fn is_live(&self) -> bool {
        self.source.as_ref().is_some_and(|source| !source.is_still())
    }

    /// Something was done that the lines may not show yet.
    pub(super) fn outdate(&mut self) {
        self.stale = true;
    }

    /// Shows other lines, with the same one chosen.
    pub(super) fn replace(&mut self, lines: Vec<Line>) {
        let last = self.selected + 1 >= self.lines.len();
        let key = self.lines.get(self.selected).map(|line| line.key.as_str());
        let same = lines.iter().position(|line| Some(line.key.as_str()) == key);
        self.selected = match same {
            _ if self.from_end && (last || !self.loaded) => lines.len(),
            Some(at) => at,
            None => self.selected,
        }
        .min(lines.len().saturating_sub(1));
        self.lines = lines;
        self.loaded = true;
        self.stale = false;
    }

    /// Moves the choice by some lines.
    pub(super) fn step(&mut self, lines: isize) {
        self.typed = None;
        self.selected = self.selected.saturating_add_signed(lines).min(self.lines.len().saturating_sub(1));
    }

    /// A digit of a line's number. Digits add up while there is a line of that number.
    pub(super) fn digit(&mut self, digit: usize) {
        let longer = self.typed.and_then(|typed| typed.checked_mul(10)?.checked_add(digit));
        for number in longer.into_iter().chain([digit]) {
            if let Some(at) = (0..self.lines.len()).find(|&at| self.number(at) == number) {
                self.selected = at;
                self.typed = Some(number);
                return;
            }
        }
        self.typed = None;
    }

    /// The order of the chosen line.
    pub(super) fn chosen(&mut self) -> Option<Order> {
        self.typed = None;
        self.lines.get(self.selected).map(|line| line.order.clone())
    }

    /// The number of a line: the one that leads back has 0, the others count from 1.
    fn number(&self, at: usize) -> usize {
        if self.lines[at].leaves() { 0 } else { self.lines[..=at].iter().filter(|line| !line.leaves()).count() }
    }

    /// The rows for so much of a screen.
    pub(super) fn rows(&mut self, columns: usize, height: usize, empty: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        let named = !self.header.is_empty() && height > 3;
        let mut cells: Vec<Vec<String>> = self.lines.iter().map(|line| line.cells.clone()).collect();
        cells.insert(0, self.header.clone());
        let mut texts = lay_out(&cells, Some(columns.saturating_sub(MARGIN))).into_iter();
        let header = texts.next().unwrap_or_default();
        if named {
            let text = fit(&format!("{}{header}", " ".repeat(MARGIN)), columns);
            rows.push(Row { text, emphasis: Emphasis::Strong });
        }
        let view = height.saturating_sub(rows.len());
        if self.lines.is_empty() {
            rows.push(Row { text: fit(&format!("  {empty}"), columns), emphasis: Emphasis::None });
        }
        if self.selected < self.top {
            self.top = self.selected;
        } else if self.selected >= self.top + view {
            self.top = (self.selected + 1).saturating_sub(view);
        }
        self.top = self.top.min(self.lines.len().saturating_sub(view));
        for (at, text) in texts.enumerate().skip(self.top).take(view) {
            let chosen = at == self.selected;
            let mark = if chosen { '>' } else { ' ' };
            let text = fit(&format!("{mark}{:>4}  {text}", self.number(at)), columns);
            rows.push(Row { text, emphasis: if chosen { Emphasis::Reverse } else { Emphasis::None } });
        }
        rows.truncate(height);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(keys: &[&str]) -> Vec<Line> {
        keys.iter().map(|&key| Line::item(key, Order::Open(Place::Log))).collect()
    }

    fn texts(list: &mut List, columns: usize, height: usize) -> Vec<String> {
        list.rows(columns, height, "(rien)").into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn numbers_add_up_while_there_is_such_a_line() {
        let all: Vec<Line> = (1..=12).map(|n| Line::item(n.to_string(), Order::Open(Place::Log))).collect();
        let mut list = List::menu("x", [all, vec![Line::item("retour", Order::Back)]].concat());
        let mut after = |digits: &[usize]| {
            digits.iter().for_each(|&digit| list.digit(digit));
            let at = list.selected;
            list.step(0);
            at
        };
        assert_eq!(after(&[1]), 0);
        assert_eq!(after(&[1, 2]), 11);
        assert_eq!(after(&[1, 3]), 2);
        assert_eq!(after(&[0]), 12);
        assert_eq!(after(&[1, 2, 9]), 8);
    }

    #[test]
    fn the_choice_stays_on_its_line_when_others_come_and_go() {
        let mut list = List::live("x", Vec::new(), ListSource::Clients, false);
        assert_eq!(texts(&mut list, 80, 5), ["  (rien)"]);
        list.replace(lines(&["a", "b", "c"]));
        list.step(1);
        list.replace(lines(&["0", "a", "b", "c"]));
        assert_eq!(texts(&mut list, 80, 5)[2], ">   3  b");
        list.replace(lines(&["0"]));
        assert_eq!(texts(&mut list, 80, 5), [">   1  0"]);
        list.replace(Vec::new());
        list.step(1);
        assert!(list.chosen().is_none());

        let mut newest = List::live("x", Vec::new(), ListSource::Clients, true);
        newest.replace(lines(&["a", "b"]));
        assert_eq!(newest.selected, 1);
        newest.replace(lines(&["a", "b", "c"]));
        assert_eq!(newest.selected, 2);
        newest.step(-1);
        newest.replace(lines(&["b", "c", "d"]));
        assert_eq!(newest.selected, 0);
    }

    #[test]
    fn the_choice_is_in_view_on_a_screen_of_any_size() {
        let keys: Vec<String> = (0..300).map(|n| format!("部屋 {n}")).collect();
        let mut list =
            List::menu("x", keys.iter().map(|key| Line::item(key.as_str(), Order::Open(Place::Log))).collect());
        list.header = vec!["Nom".to_owned()];
        for at in [0, 299, 150] {
            list.step(-1000);
            list.step(at);
            for (columns, height) in [(1, 1), (3, 2), (20, 4), (80, 20), (200, 100)] {
                let rows = list.rows(columns, height, "");
                assert!(rows.len() <= height);
                assert!(rows.iter().any(|row| row.emphasis == Emphasis::Reverse), "{at} {columns} {height}");
                assert!(rows.iter().all(|row| crate::cli::frame::cells(&row.text) <= columns));
            }
        }
        assert!(list.rows(80, 0, "").is_empty());
    }
}
