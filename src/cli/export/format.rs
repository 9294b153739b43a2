//! Rows as text: CSV, JSON, JSON lines.
//!
//! Owns [`Formatter`]. CSV is RFC 4180 behind a byte order mark, without which spreadsheets read accents in the charset
//! of the system. What others wrote must not be taken for a formula: where one could begin there is an apostrophe in
//! front (OWASP, "CSV Injection").

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::Value;

use crate::wire::rows::JSON_FIELD;

/// UTF-8 of U+FEFF.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Csv,
    Json,
    Jsonl,
}

/// Writes rows.
pub(super) struct Formatter<W> {
    out: W,
    format: Format,
    fields: &'static [&'static str],
    is_first: bool,
}

impl<W: Write> Formatter<W> {
    /// Of each row these fields are written, in this order.
    pub(super) fn new(out: W, format: Format, fields: &'static [&'static str]) -> Self {
        Self { out, format, fields, is_first: true }
    }

    /// Writes what comes before the rows.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        match self.format {
            Format::Csv => {
                self.out.write_all(BYTE_ORDER_MARK)?;
                write!(self.out, "{}\r\n", self.fields.join(","))
            }
            Format::Json => self.out.write_all(b"["),
            Format::Jsonl => Ok(()),
        }
    }

    /// One row.
    pub(super) fn row(&mut self, row: &Value) -> io::Result<()> {
        match self.format {
            Format::Csv => {
                for (i, field) in self.fields.iter().enumerate() {
                    if i > 0 {
                        self.out.write_all(b",")?;
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

/// A text with an apostrophe wherever a formula could begin. That is not only in front: a spreadsheet that cuts at
/// semicolons, as a French one does, sees a cell that begins with a number and takes the quotes behind it for text, so
/// that a semicolon, a tab or a line end in the text begins a cell too, with or without quotes of its own.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    if text.starts_with(['\t', '\r']) {
        guarded.push('\'');
    }
    for piece in text.split_inclusive([';', '\t', '\r', '\n']) {
        if piece.trim_start_matches('"').starts_with(['=', '+', '-', '@']) {
            guarded.push('\'');
        }
        guarded.push_str(piece);
    }
    guarded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn written(format: Format, rows: &[Value]) -> String {
        let mut out = Vec::new();
        let mut formatter = Formatter::new(&mut out, format, &["id", "text"]);
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
        let mut formatter = Formatter::new(&mut out, Format::Jsonl, &["id", "extra"]);
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
