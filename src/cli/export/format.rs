//! Rows as text: CSV, JSON, JSON lines.
//!
//! Owns [`Formatter`] and [`CsvStyle`]. CSV is RFC 4180 behind a byte order mark, without which spreadsheets read accents in the charset
//! of the system. What others wrote must not be taken for a formula: where one could begin there is an apostrophe in
//! front (OWASP, "CSV Injection"); [`unguarded`] takes just those away again.

use std::io::{self, Write};

use chrono::{DateTime, Local};
use clap::ValueEnum;
use serde_json::Value;

use crate::wire::rows::JSON_FIELD;

/// UTF-8 of U+FEFF.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The formats in which rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Csv,
    Json,
    Jsonl,
}

/// The style of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CsvStyle {
    /// The character between cells.
    pub(super) separator: char,
    /// True if a first column has the time as the machine's clock shows it, in a form that spreadsheets know.
    pub(super) local_dates: bool,
}

impl Default for CsvStyle {
    fn default() -> Self {
        Self { separator: ',', local_dates: false }
    }
}

/// The first column of local dates.
const DATE_FIELD: &str = "date";

/// The fields of which the first that a row has is its date.
const TIMES: [&str; 3] = ["time", "created", "since"];

/// Writes rows.
pub(super) struct Formatter<W> {
    out: W,
    format: Format,
    style: CsvStyle,
    fields: &'static [&'static str],
    is_first: bool,
}

impl<W: Write> Formatter<W> {
    /// Of each row these fields are written, in this order.
    pub(super) fn new(out: W, format: Format, style: CsvStyle, fields: &'static [&'static str]) -> Self {
        Self { out, format, style, fields, is_first: true }
    }

    /// Writes what comes before the rows.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        match self.format {
            Format::Csv => {
                self.out.write_all(BYTE_ORDER_MARK)?;
                let CsvStyle { separator, local_dates } = self.style;
                if local_dates {
                    write!(self.out, "{DATE_FIELD}{separator}")?;
                }
                write!(self.out, "{}\r\n", self.fields.join(separator.encode_utf8(&mut [0; 4])))
            }
            Format::Json => self.out.write_all(b"["),
            Format::Jsonl => Ok(()),
        }
    }

    /// One row.
    pub(super) fn row(&mut self, row: &Value) -> io::Result<()> {
        match self.format {
            Format::Csv => {
                let CsvStyle { separator, local_dates } = self.style;
                if local_dates {
                    write!(self.out, "{}{separator}", local_date(row))?;
                }
                for (i, field) in self.fields.iter().enumerate() {
                    if i > 0 {
                        write!(self.out, "{separator}")?;
                    }
                    self.cell(&row[field])?;
                }
                self.out.write_all(b"\r\n")
            }
            Format::Json => {
                self.out.write_all(if self.is_first { b"\n" } else { b",\n" })?;
                self.is_first = false;
                self.object(row)
            }
            Format::Jsonl => {
                self.object(row)?;
                self.out.write_all(b"\n")
            }
        }
    }

    /// Writes what comes behind the rows.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self.format {
            Format::Json => self.out.write_all(b"\n]\n"),
            Format::Csv | Format::Jsonl => Ok(()),
        }
    }

    fn object(&mut self, row: &Value) -> io::Result<()> {
        for (i, field) in self.fields.iter().enumerate() {
            write!(self.out, "{}\"{field}\":", if i == 0 { '{' } else { ',' })?;
            match &row[field] {
                Value::String(json) if *field == JSON_FIELD => self.out.write_all(json.as_bytes())?,
                value => serde_json::to_writer(&mut self.out, value)?,
            }
        }
        self.out.write_all(b"}")
    }

    /// Texts are always in quotes: spreadsheets may cut at semicolons and tabs too.
    fn cell(&mut self, value: &Value) -> io::Result<()> {
        match value {
            Value::Null => Ok(()),
            Value::Number(number) => write!(self.out, "{number}"),
            Value::String(text) => self.quoted(text),
            other => self.quoted(&other.to_string()),
        }
    }

    fn quoted(&mut self, text: &str) -> io::Result<()> {
        write!(self.out, "\"{}\"", guarded(text).replace('"', "\"\""))
    }
}

/// The date of a row as the clock on the wall showed it here; empty for a row without one.
fn local_date(row: &Value) -> String {
    let time = TIMES.iter().find_map(|field| row[*field].as_str());
    let at = time.and_then(|time| DateTime::parse_from_rfc3339(time).ok());
    at.map(|at| at.with_timezone(&Local).format("%d/%m/%Y %H:%M:%S").to_string()).unwrap_or_default()
}

/// The characters that end a piece of a text in which a cell could begin.
const PIECE_ENDS: [char; 4] = [';', '\t', '\r', '\n'];

/// A text with an apostrophe wherever a formula could begin. That is not only in front: a spreadsheet that cuts at
/// semicolons, as a French one does, sees a cell that begins with a number and takes the quotes behind it for text, so
/// that a semicolon, a tab or a line end in the text begins a cell too, with or without quotes of its own. Where
/// somebody has put an apostrophe already there is one more, so that this can be undone.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    if is_indented(text) {
        guarded.push('\'');
    }
    for piece in text.split_inclusive(PIECE_ENDS) {
        if is_formula(piece) {
            guarded.push('\'');
        }
        guarded.push_str(piece);
    }
    guarded
}

/// The text of which the guarded one was made.
pub(in crate::cli) fn unguarded(guarded: &str) -> String {
    let rest = if is_indented(guarded) { guarded.strip_prefix('\'').unwrap_or(guarded) } else { guarded };
    let piece = |piece: &str| {
        let is_guarded = piece.starts_with('\'') && is_formula(piece);
        piece[usize::from(is_guarded)..].to_owned()
    };
    rest.split_inclusive(PIECE_ENDS).map(piece).collect()
}

fn is_indented(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['\t', '\r'])
}

fn is_formula(piece: &str) -> bool {
    piece.trim_start_matches(['"', '\'']).starts_with(['=', '+', '-', '@'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn what_is_guarded_is_read_back_as_it_was(text in "['\"=+@a;\t\r\n-]{0,12}") {
            let guarded = guarded(&text);
            prop_assert_eq!(unguarded(&guarded), text.clone());
            let begins_formula = |piece: &str| piece.trim_start_matches('"').starts_with(['=', '+', '-', '@']);
            prop_assert!(!guarded.split_inclusive(PIECE_ENDS).any(begins_formula), "{:?} {:?}", text, guarded);
        }
    }

    #[test]
    fn a_spreadsheet_gets_semicolons_and_the_time_of_the_wall() {
        let mut out = Vec::new();
        let style = CsvStyle { separator: ';', local_dates: true };
        let mut formatter = Formatter::new(&mut out, Format::Csv, style, &["id", "time"]);
        formatter.begin().unwrap();
        formatter.row(&json!({"id": 1, "time": "2026-11-24T04:14:15.888809+00:00"})).unwrap();
        formatter.row(&json!({"id": 2})).unwrap();
        let at = DateTime::parse_from_rfc3339("2026-11-24T04:14:15+00:00").unwrap().with_timezone(&Local);
        let date = at.format("%d/%m/%Y %H:%M:%S");
        let wanted = format!("\u{feff}date;id;time\r\n{date};1;\"2026-11-24T04:14:15.888809+00:00\"\r\n;2;\r\n");
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }

    fn written(format: Format, rows: &[Value]) -> String {
        let mut out = Vec::new();
        let mut formatter = Formatter::new(&mut out, format, CsvStyle::default(), &["id", "text"]);
        formatter.begin().unwrap();
        rows.iter().for_each(|row| formatter.row(row).unwrap());
        formatter.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_format_is_what_its_readers_expect() {
        let rows = [json!({"text": "é,\"x\"\nà", "id": 1}), json!({"id": 2, "text": null})];
        assert_eq!(written(Format::Csv, &rows), "\u{feff}id,text\r\n1,\"é,\"\"x\"\"\nà\"\r\n2,\r\n");
        assert_eq!(
            written(Format::Json, &rows),
            "[\n{\"id\":1,\"text\":\"é,\\\"x\\\"\\nà\"},\n{\"id\":2,\"text\":null}\n]\n"
        );
        assert_eq!(
            written(Format::Jsonl, &rows),
            "{\"id\":1,\"text\":\"é,\\\"x\\\"\\nà\"}\n{\"id\":2,\"text\":null}\n"
        );
    }

    #[test]
    fn what_is_json_already_stays_as_it_is() {
        let rows = [json!({"id": 1, "extra": "{\"big\":1e999}"}), json!({"id": 2, "extra": null})];
        let mut out = Vec::new();
        let mut formatter = Formatter::new(&mut out, Format::Jsonl, CsvStyle::default(), &["id", "extra"]);
        rows.iter().for_each(|row| formatter.row(row).unwrap());
        let expected = "{\"id\":1,\"extra\":{\"big\":1e999}}\n{\"id\":2,\"extra\":null}\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn nothing_at_all_is_still_well_formed() {
        assert_eq!(written(Format::Csv, &[]), "\u{feff}id,text\r\n");
        assert_eq!(written(Format::Json, &[]), "[\n]\n");
        assert_eq!(written(Format::Jsonl, &[]), "");
    }

    #[test]
    fn no_cell_starts_a_formula() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("\r1", "'\r1"),
            ("=\"a\",=1", "'=\"\"a\"\",=1"),
            // Where it is cut at semicolons, the quotes are text, for the row begins with a number.
            ("x;=HYPERLINK(\"http://x\");", "x;'=HYPERLINK(\"\"http://x\"\");"),
            ("x\n=1+1", "x\n'=1+1"),
            ("x\r\n@a\t-2;+3", "x\r\n'@a\t'-2;'+3"),
            ("x;\"=1+1;", "x;'\"\"=1+1;"),
            ("a=b; c - d;;e", "a=b; c - d;;e"),
        ] {
            let row = written(Format::Csv, &[json!({"id": 1, "text": text})]);
            assert!(row.ends_with(&format!("\r\n1,\"{cell}\"\r\n")), "{row:?}");
        }
    }
}
