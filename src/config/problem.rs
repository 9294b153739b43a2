//! The problems of a configuration, in words that say how to mend it.
//!
//! Owns [`ConfigError`], and how the line of a key is found in the file.

use std::fmt;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reading::{Mistake, line_at};
use super::section::ValueProblem;
use super::syntax::explain;
use crate::chat::text::Lang;
use crate::system_error::reason;

/// Mistakes that one error tells; with a file of something else there would be hundreds.
const MISTAKES_TOLD_MAX: usize = 10;

/// The reason that there is no configuration.
#[derive(Debug)]
pub struct ConfigError {
    lang: Lang,
    file: Option<PathBuf>,
    problems: Vec<String>,
}

impl ConfigError {
    /// The file cannot be read.
    pub(super) fn unreadable(file: &Path, error: &io::Error, lang: Lang) -> Self {
        let mend = match error.kind() {
            io::ErrorKind::NotFound => {
                lang.choose(", vérifiez le nom donné avec --config", "; check the name given with --config")
            }
            io::ErrorKind::PermissionDenied => lang.choose(
                ", donnez le droit de le lire : voyez `ls -l` pour lui et pour son dossier",
                "; let this user read it: see `ls -l` on it and on its directory",
            ),
            io::ErrorKind::IsADirectory => lang.choose(", donnez le fichier qui est dedans", "; give the file in it"),
            _ => "",
        };
        let reason = reason(lang, error);
        let problem = lang.choose(format!("illisible, {reason}{mend}"), format!("cannot be read: {reason}{mend}"));
        Self { lang, file: Some(file.to_owned()), problems: vec![problem] }
    }

    /// The file is not a text of the kind that was expected.
    pub(super) fn no_text(file: &Path, lang: Lang, why: &str) -> Self {
        Self { lang, file: Some(file.to_owned()), problems: vec![why.to_owned()] }
    }

    /// The text is not TOML.
    pub(super) fn syntax(file: &Path, text: &str, error: &toml::de::Error, lang: Lang) -> Self {
        Self { lang, file: Some(file.to_owned()), problems: vec![explain(text, error, lang)] }
    }

    /// Keys that there are not, and values that cannot be.
    pub(super) fn values(
        file: Option<(&Path, &str)>,
        lang: Lang,
        mut mistakes: Vec<Mistake>,
        problems: Vec<ValueProblem>,
    ) -> Self {
        // What could not be read has its default now, which is nobody's mistake.
        let is_said = |key: &str| {
            mistakes.iter().any(|mistake| mistake.words.strip_prefix(key).is_some_and(|rest| rest.starts_with(' ')))
        };
        let problems: Vec<ValueProblem> = problems.into_iter().filter(|problem| !is_said(problem.key)).collect();
        mistakes.extend(problems.into_iter().map(|ValueProblem { key, text }| Mistake {
            line: file.and_then(|(_, file)| line_of(file, key)),
            words: format!("{key}{text}"),
        }));
        mistakes.sort_by_key(|mistake| mistake.line.unwrap_or(usize::MAX));
        let count = mistakes.len();
        let told = mistakes.into_iter().take(MISTAKES_TOLD_MAX);
        let mut problems: Vec<String> = told.map(|mistake| mistake.tell(lang)).collect();
        if let Some(more @ 1..) = count.checked_sub(MISTAKES_TOLD_MAX) {
            problems.push(lang.choose(format!("et {more} autres"), format!("and {more} more")));
        }
        Self { lang, file: file.map(|(path, _)| path.to_owned()), problems }
    }
}

/// The beginning of a sentence about a file.
pub(super) fn named(file: &Path, lang: Lang) -> String {
    format!("{}{} ", file.display(), lang.choose(" :", ":"))
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            f.write_str(&named(file, self.lang))?;
        }
        f.write_str(&self.problems.join(self.lang.choose(" ; ", "; ")))
    }
}

impl std::error::Error for ConfigError {}

/// The line that sets a key, if the file has it.
fn line_of(text: &str, key: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut found = None;
    each_key(document.get_ref(), "", &mut |name, place| {
        if name == key {
            found = Some(line_at(text, place.start));
        }
    });
    found
}

/// Calls with the full name of each key and its place.
fn each_key<F>(table: &DeTable<'_>, prefix: &str, visit: &mut F)
where
    F: FnMut(&str, &Range<usize>),
{
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        visit(&name, &key.span());
        if let DeValue::Table(inner) = Spanned::get_ref(value) {
            each_key(inner, &format!("{name}."), visit);
        }
    }
}
