//! The kind of a file, by how it begins, in words for whoever brought the wrong one.
//!
//! Owns [`FileKind`]. Pure.

use serde_json::Value;

use super::class::list::ClassList;
use super::columns::{NAME, PASSWORD, first_of};
use super::csv::{self, Records};
use crate::cli::printable::printable;
use crate::wire::rows::MESSAGE_FIELDS;

/// The files that can be imported.
pub(super) const EXPECTED: &str = "what can be imported: a class list (CSV with a line such as nom;prénom;groupe), users.pkl (a pickle), users.json ({\"name\": \"password\"}), a \
                                   database of SQLite (classcord.db), or exported messages (--format jsonl or csv)";

/// The bytes with which SQLite's files begin (<https://sqlite.org/fileformat2.html>, section 1.3).
const SQLITE: &[u8] = b"SQLite format 3\0";

/// A kind of file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileKind {
    /// Exported messages, one a line.
    Messages,
    /// Exported messages as CSV, with what stands between its cells.
    MessageTable(u8),
    /// JSON of another form.
    Json,
    /// A pickle of any protocol.
    Pickle,
    /// A database of SQLite.
    Sqlite,
    /// A class list.
    Class,
    /// Something that cannot be imported, in words: `it is …`.
    Other(String),
}

impl FileKind {
    /// By the first bytes, of which there should be some thousands.
    pub(super) fn of(begin: &[u8]) -> Self {
        if begin.starts_with(SQLITE) {
            return Self::Sqlite;
        }
        // No protocol of pickles is older than the mark that those from 2 on begin with, or so new.
        if matches!(begin, [0x80, 0..=9, ..]) {
            return Self::Pickle;
        }
        if matches!(begin, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
            return match class_or_words(&csv::text(begin)) {
                FileKind::MessageTable(_) => {
                    Self::Other("it is exported messages in UTF-16: save it in UTF-8".to_owned())
                }
                kind => kind,
            };
        }
        if let Some(what) = known_binary(begin) {
            return Self::Other(format!("it is {what}"));
        }
        let text = begin.strip_prefix(b"\xef\xbb\xbf").unwrap_or(begin).trim_ascii_start();
        match text.first() {
            None => Self::Other("it is empty".to_owned()),
            Some(b'{') => json(text),
            Some(b'[') => Self::Json,
            Some(_) if is_old_pickle(begin) => Self::Pickle,
            Some(_) if begin.iter().take(4096).any(|byte| *byte < 9) => {
                Self::Other("it is no text, and of no kind that is known here".to_owned())
            }
            Some(_) => class_or_words(&csv::text(text)),
        }
    }
}

/// Formats by their first bytes.
fn known_binary(begin: &[u8]) -> Option<&'static str> {
    let holds = |part: &[u8]| begin.windows(part.len()).take(4096).any(|bytes| bytes == part);
    Some(match begin {
        [b'P', b'K', 3 | 5, 4 | 6, ..] if holds(b"spreadsheet") || holds(b"xl/") || holds(b"[Content_Types].xml") => {
            "a spreadsheet or another office document (XLSX, ODS); where it was made it can be saved as CSV"
        }
        [b'P', b'K', 3 | 5, 4 | 6, ..] => "a ZIP archive: unpack it, and import what is in it",
        [0x1f, 0x8b, ..] | [b'B', b'Z', b'h', ..] | [0xfd, b'7', b'z', b'X', b'Z', ..] => {
            "compressed: unpack it, and import what is in it"
        }
        [b'7', b'z', 0xbc, 0xaf, ..] | [b'R', b'a', b'r', b'!', ..] => {
            "an archive: unpack it, and import what is in it"
        }
        [0xd0, 0xcf, 0x11, 0xe0, ..] => "an old office document (XLS, DOC)",
        [b'%', b'P', b'D', b'F', ..] => "a PDF",
        [b'r', b'e', b'd', b'b', ..] => "a database or a backup of this server: classcord restore takes it",
        _ => return None,
    })
}

/// True if it could be a pickle of protocol 0 or 1, which have no mark of their own: it begins with a container as
/// Python writes one, or with a function by its full name.
fn is_old_pickle(begin: &[u8]) -> bool {
    let is_word =
        |line: &[u8]| !line.is_empty() && line.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    match begin {
        [b'(', b'd' | b'l' | b't' | b'i' | b'c' | b'V' | b'S' | b'X' | b'(', ..] => true,
        [b'}' | b']' | b')', b'q' | b'(' | b'.' | b'V' | b'X' | b'S' | b'p', ..] => true,
        [b'c', rest @ ..] => {
            let mut lines = rest.split(|byte| *byte == b'\n');
            lines.next().is_some_and(is_word) && lines.next().is_some_and(is_word) && rest.ends_with(b".")
        }
        _ => false,
    }
}

/// Messages have one object a line, with most of their fields in it.
fn json(text: &[u8]) -> FileKind {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let object = serde_json::from_slice::<Value>(line);
    let is_field = |field: &&&str| match &object {
        Ok(object) => object.get(**field).is_some(),
        // It may be longer than what there is of it.
        Err(_) => line.windows(field.len() + 2).any(|part| part == format!("\"{field}\"").as_bytes()),
    };
    let is_message = MESSAGE_FIELDS.iter().filter(is_field).count() >= 3;
    if is_message { FileKind::Messages } else { FileKind::Json }
}

/// Finds the separator of the cells of exported messages, whose first line names nearly all their fields.
fn message_separator(begin: &str) -> Option<u8> {
    let names_messages = |&separator: &u8| {
        let record = Records::new(begin.as_bytes(), separator).next();
        let cells = record.ok().flatten().map(|record| record.cells).unwrap_or_default();
        ["id", "time", "kind", "channel", "from", "content"].iter().all(|field| cells.iter().any(|cell| cell == field))
    };
    csv::SEPARATORS.into_iter().find(names_messages)
}

fn class_or_words(begin: &str) -> FileKind {
    if let Some(separator) = message_separator(begin) {
        return FileKind::MessageTable(separator);
    }
    if ClassList::is_one(begin) {
        return FileKind::Class;
    }
    if ClassList::has_passwords(begin) {
        return FileKind::Other(
            "it is a class list with a column of passwords: leave that out, passwords are made here, and slips to print"
                .to_owned(),
        );
    }
    FileKind::Other(kind_of_text(begin))
}

fn kind_of_text(text: &str) -> String {
    let lower: String = text.chars().take(200).collect::<String>().to_lowercase();
    if lower.starts_with("<!doctype") || lower.starts_with("<html") {
        return "it is a web page: the download was of the page, not of the file".to_owned();
    }
    if lower.starts_with("<?xml") {
        return "it is XML".to_owned();
    }
    if lower.starts_with("create table") || lower.starts_with("pragma ") || lower.starts_with("begin transaction") {
        return "it is a program in SQL: sqlite3 classcord.db < FILE makes a database of it".to_owned();
    }
    let line = text.lines().next().unwrap_or_default();
    let second = text.lines().nth(1).unwrap_or_default();
    for separator in [';', ',', '\t'] {
        let columns: Vec<String> = line.split(separator).map(|cell| cell.trim_matches([' ', '"']).to_owned()).collect();
        if columns.len() < 2 {
            continue;
        }
        let is_header = first_of(NAME, &columns).is_some() || first_of(PASSWORD, &columns).is_some();
        if is_header || second.matches(separator).count() == columns.len() - 1 {
            let shown: String = columns.join(", ").chars().take(100).collect();
            return format!("it is a CSV file; its first line is: {}", printable(&shown));
        }
    }
    "it is plain text".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_imported_is_known_by_its_first_bytes() {
        for (begin, kind) in [
            (&b"SQLite format 3\0\x10\0"[..], FileKind::Sqlite),
            (b"Nom;Pr\xe9nom;Classe\r\nDurand;Zo\xe9;2A\r\n", FileKind::Class),
            (b"\xff\xfeN\0o\0m\0;\0P\0r\0e\0n\0o\0m\0\n\0", FileKind::Class),
            (b"\x80\x04\x95", FileKind::Pickle),
            (b"(dp0\nValice\n", FileKind::Pickle),
            (b"}q\0(X\x05", FileKind::Pickle),
            (b"(lp0\n(dp1\n", FileKind::Pickle),
            (b"cos\nsystem\n(S'touch pwned'\ntR.", FileKind::Pickle),
            (b"\xef\xbb\xbf {\"alice\": \"secret\"}", FileKind::Json),
            (b"[\n{\"username\": \"a\"}]", FileKind::Json),
            (b"{\"id\":1,\"time\":\"x\",\"kind\":\"channel\",\"from\":\"bob\"}\n{", FileKind::Messages),
            (
                b"{\"id\":1,\"time\":\"x\",\"kind\":\"channel\",\"from\":\"bob\",\"content\":\"cut he",
                FileKind::Messages,
            ),
        ] {
            assert_eq!(FileKind::of(begin), kind, "{begin:?}");
        }
    }

    #[test]
    fn what_cannot_be_is_called_by_its_name() {
        for (begin, word) in [
            (&b""[..], "empty"),
            (b" \r\n", "empty"),
            (b"hello", "plain text"),
            (b"cher monsieur,\nbonjour\nfin.", "plain text"),
            (b"username,password\nalice,x\n", "CSV"),
            (b"Nom;Pr\xe9nom;mdp\r\nDurand;Zo\xe9;x\r\n", "class list with a column of passwords"),
            (b"a,b\n1,2\n", "CSV"),
            (b"<!DOCTYPE html><html>", "web page"),
            (b"PK\x03\x04..xl/workbook.xml", "spreadsheet"),
            (b"PK\x03\x04..a.txt", "ZIP"),
            (b"\x1f\x8b\x08", "compressed"),
            (b"\xd0\xcf\x11\xe0", "office"),
            (b"\xff\xfea\0", "plain text"),
            (b"redb\x1a\n\xa9\r\n", "restore"),
            (b"CREATE TABLE users (a);", "SQL"),
            (b"%PDF-1.7", "PDF"),
            (b"\x7fELF\x02\x01\x01\0", "no text"),
        ] {
            let FileKind::Other(words) = FileKind::of(begin) else { panic!("{begin:?} is taken for something") };
            assert!(words.contains(word), "{words} for {begin:?}");
        }
    }
}
