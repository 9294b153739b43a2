//! The view on the screen: one of a few kinds, between a title and a line that says what the keys do.

use serde_json::Value;

use super::list::List;
use super::page::Page;
use super::question::Question;
use super::{listing, phrases};
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::frame::{Emphasis, Frame, Row, bar, fit, wrap};
use crate::wire::console::ConsoleRequest;

/// The prompt in front of what is typed.
const PROMPT: &str = "> ";

/// The contents of the screen.
#[derive(Debug)]
pub(super) enum View {
    List(List),
    Page(Page),
    Question(Box<Question>),
}

/// The text in the line above the last.
pub(super) struct Notice {
    pub(super) text: String,
    pub(super) emphasis: Emphasis,
}

impl View {
    /// True if what is shown is the server's.
    pub(super) fn is_of_server(&self) -> bool {
        match self {
            Self::List(list) => list.source.is_some(),
            Self::Page(_) => true,
            Self::Question(_) => false,
        }
    }

    /// The request that asks the server for what is shown; `None` if that is not the server's, or is known and stays.
    pub(super) fn request(&self) -> Option<ConsoleRequest> {
        match self {
            Self::List(list) => list.source.as_ref().filter(|_| list.is_due()).map(super::place::ListSource::request),
            Self::Page(page) => Some(page.request.clone()),
            Self::Question(_) => None,
        }
    }

    /// Shows an answer to that.
    pub(super) fn take(&mut self, lang: Lang, answer: &Value) {
        match self {
            Self::List(list) => {
                if let Some(source) = &list.source {
                    let lines = listing::lines(source, lang, answer);
                    list.replace(lines);
                }
            }
            Self::Page(page) => {
                let mut lines = answer::lines(lang, answer);
                lines.extend(answer::code(answer).unwrap_or_default());
                page.replace(lines);
            }
            Self::Question(_) => {}
        }
    }

    /// Lays the screen out. `root` says that nothing is behind this view.
    pub(super) fn frame(&mut self, lang: Lang, size: (u16, u16), notice: &Notice, root: bool) -> Frame {
        let (columns, height) = (usize::from(size.0.max(1)), usize::from(size.1.max(1)));
        // A small screen keeps what matters most.
        let (titled, noticed, hinted) =
            (height >= 4, height >= 5 || !notice.text.is_empty() && height >= 2, height >= 3);
        let body = height - usize::from(titled) - usize::from(noticed) - usize::from(hinted);
        let mut rows = Vec::with_capacity(height);
        if titled {
            rows.push(Row { text: bar(&self.title(lang), columns), emphasis: Emphasis::Strong });
        }
        let above = rows.len();
        let (shown, cursor) = self.body(lang, columns, body);
        rows.extend(shown);
        rows.resize(above + body, Row { text: String::new(), emphasis: Emphasis::None });
        if noticed {
            rows.push(Row { text: fit(&notice.text, columns), emphasis: notice.emphasis });
        }
        if hinted {
            rows.push(Row { text: fit(&self.hint(lang, root), columns), emphasis: Emphasis::None });
        }
        let cell = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        Frame { rows, cursor: cursor.map(|(column, row)| (cell(column), cell(above + row))) }
    }

    fn title(&self, lang: Lang) -> String {
        match self {
            Self::List(list) => list.title.clone(),
            Self::Page(page) => page.title.clone(),
            Self::Question(question) => phrases::draft(lang, &question.draft),
        }
    }

    fn hint(&self, lang: Lang, root: bool) -> String {
        match self {
            Self::List(list) => phrases::list_hint(lang, list.is_live(), root),
            Self::Page(_) => phrases::page_hint(lang).to_owned(),
            Self::Question(_) => phrases::question_hint(lang).to_owned(),
        }
    }

    fn body(&mut self, lang: Lang, columns: usize, height: usize) -> (Vec<Row>, Option<(usize, usize)>) {
        let empty = |loaded| if loaded { phrases::nothing_here(lang) } else { phrases::LOADING };
        match self {
            Self::List(list) => (list.rows(columns, height, empty(list.is_loaded())), None),
            Self::Page(page) => (page.rows(columns, height, empty(page.is_loaded())), None),
            Self::Question(question) => asked(lang, question, columns, height),
        }
    }
}

/// The rows of a question, and where in them the cursor is.
fn asked(lang: Lang, question: &Question, columns: usize, height: usize) -> (Vec<Row>, Option<(usize, usize)>) {
    let words = wrap(phrases::question(lang, question.field), columns, 0);
    // What is typed is never scrolled out of a small screen.
    let above = words.len().min(height.saturating_sub(1));
    let row = |text, emphasis| Row { text, emphasis };
    let mut rows: Vec<Row> = words.into_iter().take(above).map(|text| row(text, Emphasis::None)).collect();
    let prompt = if columns > PROMPT.len() * 2 { PROMPT } else { "" };
    let (line, column) = question.shown().view(columns - prompt.len());
    rows.push(row(format!("{prompt}{line}"), Emphasis::None));
    if question.is_wrong {
        let problem = phrases::problem(lang, question.field);
        rows.extend(wrap(problem, columns, 0).into_iter().map(|text| row(text, Emphasis::Strong)));
    }
    rows.truncate(height);
    (rows, Some((prompt.len() + column, above)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::sanction::SanctionTarget;
    use crate::cli::admin::menu::place::Place;
    use crate::cli::admin::menu::question::{Draft, Field, Intent};
    use crate::cli::frame::cells;

    #[test]
    fn every_view_fits_a_screen_of_any_size() {
        let draft = Draft::new(Intent::BanAddress).against(SanctionTarget::parse_range("10.0.0.0/8"));
        let mut question = Question::new(draft, Field::Span);
        question.is_wrong = true;
        let mut hidden = Question::new(Draft::new(Intent::SetPassword), Field::Password);
        "très secret 部屋".chars().for_each(|c| hidden.editor.apply(crate::cli::editor::Edit::Insert(c)));
        let mut views = vec![
            Place::Home.view(Lang::Fr),
            Place::Clients.view(Lang::Fr),
            Place::Log.view(Lang::Fr),
            View::Question(Box::new(question)),
            View::Question(Box::new(hidden)),
        ];
        for text in ["", "quelque chose à dire"] {
            let notice = Notice { text: text.to_owned(), emphasis: Emphasis::Strong };
            for view in &mut views {
                for size in [(1, 1), (2, 2), (7, 3), (12, 4), (20, 5), (80, 24), (300, 100)] {
                    let frame = view.frame(Lang::Fr, size, &notice, true);
                    assert_eq!(frame.rows.len(), usize::from(size.1), "{size:?}");
                    assert!(frame.rows.iter().all(|row| cells(&row.text) <= usize::from(size.0).max(2)), "{frame:#?}");
                    assert!(frame.cursor.is_none_or(|(x, y)| x <= size.0 && y < size.1), "{size:?} {frame:?}");
                }
            }
        }
    }

    #[test]
    fn the_whole_menu_is_seen_on_an_ordinary_terminal() {
        let notice = Notice { text: String::new(), emphasis: Emphasis::None };
        let frame = Place::Home.view(Lang::Fr).frame(Lang::Fr, (80, 24), &notice, true);
        let rows: Vec<&str> = frame.rows.iter().map(|row| row.text.as_str()).collect();
        assert!(rows[1].starts_with(">   1  Clients connectés") && rows[18].starts_with("    0  Quitter"), "{rows:#?}");
    }
}
