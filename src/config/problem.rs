//! What is wrong with a configuration, in words that say how to mend it.
//!
//! Owns [`ConfigError`], and how the place of an error is found in the file.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::section::Problem;

/// Why there is no configuration.
#[derive(Debug)]
pub struct ConfigError {
    file: Option<PathBuf>,
    problems: Vec<String>,
}

impl ConfigError {
    /// The file cannot be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error) -> Self {
        let mend = match error.kind() {
            io::ErrorKind::NotFound => "; check the name given with --config",
            io::ErrorKind::PermissionDenied => "; let this user read it: see `ls -l` on it and on its directory",
            io::ErrorKind::IsADirectory => "; give the file in it",
            _ => "",
        };
        Self { file: Some(file.to_owned()), problems: vec![format!("cannot be read: {error}{mend}")] }
    }

    /// The file is not a text of the kind that was expected.
    pub(super) fn no_text(file: &Path, why: &str) -> Self {
        Self { file: Some(file.to_owned()), problems: vec![why.to_owned()] }
    }

    /// The text is not TOML, or has a key or a type that cannot be.
    pub(super) fn syntax(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        let message = error.message().trim_end();
        let problem = match error.span() {
            None => message.to_owned(),
            Some(span) => {
                let line = line_at(text, span.start);
                match key_at(text, &span) {
                    Some(key) => format!("line {line}: {key}: {message}"),
                    None => format!("line {line}: {message}"),
                }
            }
        };
        Self { file: Some(file.to_owned()), problems: vec![problem] }
    }

    /// Values that cannot be.
    pub(super) fn values(file: Option<(&Path, &str)>, problems: &[Problem]) -> Self {
        let problem = |Problem { key, text }: &Problem| {
            let line = file.and_then(|(_, file)| line_of(file, key));
            line.map_or_else(|| format!("{key}{text}"), |line| format!("line {line}: {key}{text}"))
        };
        Self { file: file.map(|(path, _)| path.to_owned()), problems: problems.iter().map(problem).collect() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}: ", file.display())?;
        }
        f.write_str(&self.problems.join("; "))
    }
}

impl std::error::Error for ConfigError {}

/// The line of a byte, counted from 1.
fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&b| b == b'\n').count() + 1
}

/// The line that sets a key, if the file has it.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut found = None;
    each_key(document.get_ref(), "", &mut |name, name_span, _| {
        if name == key {
            found = Some(line_at(text, name_span.start));
        }
    });
    found
}

/// The innermost key that a place in the file belongs to.
fn key_at(text: &str, place: &Range<usize>) -> Option<String> {
    let document = DeTable::parse(text).ok()?;
    let mut found = None;
    each_key(document.get_ref(), "", &mut |name, name_span, value_span| {
        let holds = |span: &Range<usize>| span.start <= place.start && place.end <= span.end;
        if holds(name_span) || holds(value_span) {
            found = Some(name.to_owned());
        }
    });
    found
}

/// Calls with the full name of each key, its place and that of its value; outer keys come first.
fn each_key<F>(table: &DeTable<'_>, prefix: &str, visit: &mut F)
where
    F: FnMut(&str, &Range<usize>, &Range<usize>),
{
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        visit(&name, &key.span(), &Spanned::span(value));
        if let DeValue::Table(inner) = value.get_ref() {
            each_key(inner, &format!("{name}."), visit);
        }
    }
}
