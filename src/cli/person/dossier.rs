//! The dossier of what is kept of a person, as JSON for programs and as a page for people.
//!
//! Owns [`Dossier`], which writes sections of rows as they come: none of them is ever in memory whole.

use std::io::{self, Write};

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::chat::text::Lang;
use crate::cli::html::escaped;
use crate::cli::phrases::choose;

/// The forms of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Form {
    /// For programs.
    Json,
    /// For people: a page for a browser, or to print.
    Html,
}

/// Whom it is about, and when it was made.
pub(super) struct Head<'a> {
    pub(super) person: &'a str,
    pub(super) made: &'a str,
    pub(super) has_account: bool,
}

/// The file on its way.
pub(super) struct Dossier<W> {
    out: W,
    form: Form,
    lang: Lang,
    shown: Vec<String>,
    /// Rows of the section so far.
    rows: u64,
}

const STYLE: &str = "body{font-family:sans-serif;margin:2em;max-width:70em}table{border-collapse:collapse;width:100%}\
    th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
    th{background:#eee}td{white-space:pre-wrap}";

impl<W: Write> Dossier<W> {
    /// Begins a file.
    pub(super) fn begin(mut out: W, form: Form, lang: Lang, head: &Head<'_>) -> io::Result<Self> {
        let Head { person, made, has_account } = head;
        match form {
            Form::Json => {
                write!(out, "{{\"person\":{},\"made\":{},\"has_account\":{has_account}", json!(person), json!(made))?
            }
            Form::Html => {
                let title = choose(lang, "Ce qui est gardé de", "What is kept of");
                write!(
                    out,
                    "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} {name}</title>\n\
                     <style>{STYLE}</style>\n</head>\n<body>\n<h1>{title} {name}</h1>\n<p>ClassCord, {}</p>\n",
                    choose(lang, "fr", "en"),
                    in_page(made),
                    name = in_page(person),
                )?;
            }
        }
        Ok(Self { out, form, lang, shown: Vec::new(), rows: 0 })
    }

    /// Begins a section: its key in JSON; on a page its heading and the fields that are shown.
    pub(super) fn section(&mut self, key: &str, heading: (&str, &str), shown: &[&str]) -> io::Result<()> {
        self.rows = 0;
        self.shown = shown.iter().map(|field| (*field).to_owned()).collect();
        match self.form {
            Form::Json => write!(self.out, ",\n{}:[", json!(key)),
            Form::Html => {
                writeln!(self.out, "<h2>{}</h2>", in_page(choose(self.lang, heading.0, heading.1)))
            }
        }
    }

    /// Writes a row.
    pub(super) fn row(&mut self, row: &Value) -> io::Result<()> {
        let is_first = self.rows == 0;
        self.rows += 1;
        match self.form {
            Form::Json => write!(self.out, "{}\n{row}", if is_first { "" } else { "," }),
            Form::Html => {
                if is_first {
                    let head: String =
                        self.shown.iter().map(|field| format!("<th>{}</th>", field_name(self.lang, field))).collect();
                    writeln!(self.out, "<table>\n<tr>{head}</tr>")?;
                }
                let cells: String =
                    self.shown.iter().map(|field| format!("<td>{}</td>", in_page(&cell(&row[field])))).collect();
                writeln!(self.out, "<tr>{cells}</tr>")
            }
        }
    }

    /// Ends a section.
    pub(super) fn end_section(&mut self) -> io::Result<()> {
        match self.form {
            Form::Json => write!(self.out, "]"),
            Form::Html if self.rows == 0 => writeln!(self.out, "<p>{}</p>", choose(self.lang, "Rien.", "Nothing.")),
            Form::Html => writeln!(self.out, "</table>"),
        }
    }

    /// Says what has to be known of it, and ends the file; gives back what it was written to.
    pub(super) fn end(mut self, notes: &[String]) -> io::Result<W> {
        match self.form {
            Form::Json => writeln!(self.out, ",\n\"notes\":{}}}", json!(notes))?,
            Form::Html => {
                let list: String = notes.iter().map(|note| format!("<li>{}</li>\n", in_page(note))).collect();
                let heading = choose(self.lang, "À savoir", "To know");
                write!(self.out, "<h2>{heading}</h2>\n<ul>\n{list}</ul>\n</body>\n</html>\n")?;
            }
        }
        Ok(self.out)
    }
}

fn field_name(lang: Lang, field: &str) -> &str {
    let (french, english) = match field {
        "username" => ("nom", "name"),
        "role" => ("rôle", "role"),
        "created" => ("créé", "made"),
        "id" => ("n°", "no."),
        "time" => ("date", "time"),
        "kind" => ("genre", "kind"),
        "channel" => ("salon", "channel"),
        "from" => ("de", "from"),
        "to" => ("à", "to"),
        "content" => ("texte", "text"),
        "user" => ("qui", "who"),
        "target" => ("à qui", "whom"),
        "address" => ("adresse", "address"),
        "since" => ("depuis", "since"),
        "until" => ("jusqu'au", "until"),
        "by" => ("par", "by"),
        "account" => ("compte", "account"),
        "arrived" => ("arrivée", "arrived"),
        "left" => ("départ", "left"),
        "addresses" => ("adresses", "addresses"),
        "gone_by" => ("parti avant", "gone by"),
        "clock" => ("heure douteuse", "clock in doubt"),
        "lesson" => ("séance", "lesson"),
        "began" => ("début", "began"),
        "ended" => ("fin", "ended"),
        "poll" => ("sondage", "poll"),
        "opened" => ("ouvert", "opened"),
        "closed" => ("terminé", "closed"),
        "question" => ("question", "question"),
        "number" => ("n°", "no."),
        "answer" => ("réponse", "answer"),
        "votes" => ("voix", "votes"),
        "answered" => ("répondu", "answered"),
        "reason" => ("motif", "reason"),
        "event" => ("événement", "event"),
        "error" => ("détail", "detail"),
        other => return other,
    };
    choose(lang, french, english)
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text of people in HTML: what a terminal or a browser might obey shows as a box.
fn in_page(text: &str) -> String {
    let is_hidden = |c: char| c.is_control() && c != '\n' && c != '\t';
    escaped(&text.replace(is_hidden, "\u{fffd}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form) -> String {
        let head = Head { person: "<b>", made: "2026", has_account: false };
        let mut dossier = Dossier::begin(Vec::new(), form, Lang::Fr, &head).unwrap();
        dossier.section("messages", ("Écrits", "Written"), &["content"]).unwrap();
        for content in ["<script>\u{1b}", "a & \"b\"\n"] {
            dossier.row(&json!({ "content": content, "id": 1 })).unwrap();
        }
        dossier.end_section().unwrap();
        dossier.section("sanctions", ("Sanctions", "Sanctions"), &["by"]).unwrap();
        dossier.end_section().unwrap();
        String::from_utf8(dossier.end(&["x < y".to_owned()]).unwrap()).unwrap()
    }

    #[test]
    fn json_is_whole() {
        let read: Value = serde_json::from_str(&written(Form::Json)).unwrap();
        let messages = json!([{ "content": "<script>\u{1b}", "id": 1 }, { "content": "a & \"b\"\n", "id": 1 }]);
        let all = json!({ "person": "<b>", "made": "2026", "has_account": false, "messages": messages, "sanctions": [],
            "notes": ["x < y"] });
        assert_eq!(read, all);
    }

    #[test]
    fn nothing_of_people_is_markup() {
        let page = written(Form::Html);
        assert!(!page.contains("<script") && !page.contains("<b>") && !page.contains('\u{1b}'), "{page}");
        assert!(page.contains("<td>&lt;script&gt;\u{fffd}</td>") && page.contains("<td>a &amp; &quot;b&quot;\n</td>"));
        assert!(page.contains("<p>Rien.</p>") && page.contains("<li>x &lt; y</li>"));
    }
}
