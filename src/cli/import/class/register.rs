//! Which account belongs to whom of the class lists: `pupils.csv` beside the database.
//!
//! Owns [`Register`]. A list that is imported again, with somebody new on it, gives nobody another name; and the Alice
//! of one class is not taken for that of another. The file holds names and no passwords, is read by its owner only, and can
//! be opened in a spreadsheet. Calls `files`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::list::{Pupil, folded};
use crate::chat::name::Username;
use crate::cli::Failure;
use crate::cli::export::output::Output;
use crate::cli::import::csv::{Records, quoted, text};
use crate::files::{give_to_owner_of, open_plain};

/// The name of the file.
const FILE: &str = "pupils.csv";

/// Largest register that is read, in bytes.
const FILE_BYTES_MAX: u64 = 8 * 1024 * 1024;

/// Somebody and their account.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Registered {
    surname: String,
    first_name: String,
    group: String,
    account: Username,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Register {
    people: BTreeMap<String, Registered>,
}

impl Register {
    /// The file's place.
    pub(super) fn path(directory: &Path) -> PathBuf {
        directory.join(FILE)
    }

    /// Reads the file, if it is there.
    ///
    /// # Errors
    /// In words.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let words = |e: io::Error| format!("cannot read {}, which says whose account is whose: {e}", path.display());
        let mut bytes = Vec::new();
        match open_plain(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(e) => return Err(words(e)),
            Ok(file) => {
                io::Read::read_to_end(&mut io::Read::take(file, FILE_BYTES_MAX), &mut bytes).map_err(words)?;
            }
        }
        let mut register = Self::default();
        let text = text(&bytes);
        let mut records = Records::new(text.as_bytes(), b';');
        while let Some(record) = records.next().map_err(words)? {
            // A line that somebody has spoiled in a spreadsheet costs that line, and the header is none.
            if let [surname, first_name, group, account] = &record.cells[..]
                && record.line > 1
                && let Ok(account) = Username::parse(account)
            {
                let [surname, first_name, group] = [surname, first_name, group].map(|cell| cell.trim().to_owned());
                let key = key(&surname, &first_name);
                register.people.insert(key, Registered { surname, first_name, group, account });
            }
        }
        Ok(register)
    }

    /// Writes the file anew, whole or not at all.
    ///
    /// # Errors
    /// In words.
    pub(super) fn write(&self, path: &Path, directory: &Path) -> Result<(), Failure> {
        let words = |e: io::Error| format!("cannot write {}, which says whose account is whose: {e}", path.display());
        let mut out = Output::open(Some(path))?;
        out.write_all("\u{feff}surname;first_name;group;account\r\n".as_bytes()).map_err(words)?;
        for Registered { surname, first_name, group, account } in self.people.values() {
            let row = [surname, first_name, group, account.as_str()].map(quoted).join(";");
            write!(out, "{row}\r\n").map_err(words)?;
        }
        out.finish().and_then(|()| give_to_owner_of(directory, &open_plain(path)?)).map_err(words)
    }

    /// The form by which two people are compared.
    pub(super) fn key(pupil: &Pupil) -> String {
        key(&pupil.surname, &pupil.first_name)
    }

    /// The name that somebody has.
    pub(super) fn name_of(&self, pupil: &Pupil) -> Option<&Username> {
        self.people.get(&Self::key(pupil)).map(|registered| &registered.account)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &Username> {
        self.people.values().map(|registered| &registered.account)
    }

    /// Adds somebody.
    pub(super) fn insert(&mut self, pupil: &Pupil, account: &Username) {
        let Pupil { surname, first_name, group, .. } = pupil.clone();
        let registered = Registered { surname, first_name, group, account: account.clone() };
        self.people.insert(Self::key(pupil), registered);
    }

    /// Takes somebody out whose account was not made.
    pub(super) fn remove(&mut self, pupil: &Pupil) {
        self.people.remove(&Self::key(pupil));
    }
}

fn key(surname: &str, first_name: &str) -> String {
    format!("{} {}", folded(surname), folded(first_name))
}
