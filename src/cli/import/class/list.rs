//! The rows of a class list, whoever wrote it: Excel, Pronote, SIECLE, a teacher by hand.
//!
//! Owns [`ClassList`]. Columns are known by their names in the first line that has some, in French or English. Surname
//! and first name are in two columns or in one; a group and a name for the account may be there too. Pure.

use crate::cli::Failure;
use crate::cli::import::columns::{self, PASSWORD, first_of};
use crate::cli::import::csv::{Records, SEPARATORS};
use crate::cli::printable::printable;

/// Largest list, in bytes; one of a whole school has a tenth of it.
pub(in crate::cli::import) const FILE_BYTES_MAX: usize = 1024 * 1024;

/// Records before the one that names the columns: a title, a date, the school.
const TITLE_LINES_MAX: usize = 10;

/// Most characters of a part of a name that are kept.
const CHARS_MAX: usize = 80;

const SURNAME: &[&str] = &[
    "nomdefamille",
    "nomdusage",
    "nomusage",
    "nomeleve",
    "nomdeleve",
    "lastname",
    "surname",
    "familyname",
    "nom",
    "last",
];
const FIRST_NAME: &[&str] = &[
    "prenomusuel",
    "prenomusage",
    "prenom",
    "prenoms",
    "prenom1",
    "prenomeleve",
    "prenomdeleve",
    "firstname",
    "givenname",
    "forename",
    "first",
];
/// Both in one column, the surname first.
const SURNAME_FIRST: &[&str] =
    &["nomprenom", "nometprenom", "nomprenoms", "nometprenoms", "surnamefirstname", "lastnamefirstname"];
/// Both in one column, in the order in which one speaks, unless capitals or a comma tell another.
const FULL_NAME: &[&str] = &[
    "prenomnom",
    "prenometnom",
    "nomcomplet",
    "fullname",
    "eleve",
    "eleves",
    "etudiant",
    "etudiants",
    "student",
    "pupil",
    "name",
    "nom",
];
const GROUP: &[&str] = &[
    "groupe",
    "group",
    "classe",
    "class",
    "division",
    "section",
    "specialite",
    "parcours",
    "td",
    "tp",
    "libelleclasse",
    "codeclasse",
    "codestructure",
    "structure",
    "groupes",
    "classes",
];
const ACCOUNT: &[&str] = &["identifiant", "login", "username", "user", "pseudo", "compte", "account", "utilisateur"];

/// Somebody on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli::import) struct Pupil {
    /// The line on which they stand.
    pub(super) line: u64,
    /// The first name; may be empty if there is a surname.
    pub(super) first_name: String,
    /// The surname; may be empty if there is a first name.
    pub(super) surname: String,
    /// The group, as it is written; empty for none.
    pub(super) group: String,
    /// The name for the account, if the list gives one; empty for none.
    pub(super) account: String,
}

impl Pupil {
    /// The name as one speaks it.
    pub(super) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.surname).trim().to_owned()
    }
}

/// A class list.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::cli::import) struct ClassList {
    /// Those on it, in its order.
    pub(super) pupils: Vec<Pupil>,
    /// Lines without anybody's name that have something else, and what.
    pub(super) nameless: Vec<(u64, String)>,
}

/// Which column holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ListColumns {
    name: NameColumns,
    group: Option<usize>,
    account: Option<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum NameColumns {
    Two { surname: usize, first_name: usize },
    One { at: usize, surname_first: bool },
}

impl ListColumns {
    fn of(cells: &[String]) -> Option<Self> {
        let at = |list: &[&str]| first_of(list, cells);
        let one = |at: Option<usize>, surname_first| at.map(|at| NameColumns::One { at, surname_first });
        let two = at(SURNAME).zip(at(FIRST_NAME)).map(|(surname, first_name)| NameColumns::Two { surname, first_name });
        let name = two
            .or_else(|| one(at(SURNAME_FIRST), true))
            .or_else(|| one(at(FULL_NAME), false))
            .or_else(|| one(at(FIRST_NAME), false))?;
        Some(Self { name, group: at(GROUP), account: at(ACCOUNT) })
    }
}

impl ClassList {
    /// True if a text begins as a class list does, and has no passwords in it.
    pub(in crate::cli::import) fn is_one(begin: &str) -> bool {
        header(begin).is_some_and(|header| !header.has_passwords)
    }

    /// True if a text would be a class list but for its passwords.
    pub(in crate::cli::import) fn has_passwords(begin: &str) -> bool {
        header(begin).is_some_and(|header| header.has_passwords)
    }

    /// Reads a list.
    ///
    /// # Errors
    /// In words, when it has no header or a record that does not end.
    pub(in crate::cli::import) fn read(text: &str) -> Result<Self, Failure> {
        let header = header(text).ok_or("no line names its columns (nom;prénom;groupe)")?;
        let mut records = Records::new(text.as_bytes(), header.separator);
        let mut list = Self { pupils: Vec::new(), nameless: Vec::new() };
        while let Some(record) = records.next().map_err(|e| e.to_string())? {
            if record.line <= header.line {
                continue;
            }
            let cell = |at: Option<usize>| tidy(at.and_then(|at| record.cells.get(at)).map_or("", String::as_str));
            let (surname, first_name) = match header.columns.name {
                NameColumns::Two { surname, first_name } => (cell(Some(surname)), cell(Some(first_name))),
                NameColumns::One { at, surname_first } => parted(&cell(Some(at)), surname_first),
            };
            let (group, account) = (cell(header.columns.group), cell(header.columns.account));
            if surname.is_empty() && first_name.is_empty() {
                let shown: String = record.cells.join(" ").chars().take(CHARS_MAX).collect();
                list.nameless.push((record.line, printable(shown.trim()).into_owned()));
            } else {
                list.pupils.push(Pupil { line: record.line, first_name, surname, group, account });
            }
        }
        Ok(list)
    }
}

struct Header {
    separator: u8,
    /// The line that names the columns.
    line: u64,
    columns: ListColumns,
    has_passwords: bool,
}

/// The first of the lines at the beginning that names columns, cut at whatever makes most of them.
fn header(text: &str) -> Option<Header> {
    let found = |&separator: &u8| {
        let mut records = Records::new(text.as_bytes(), separator);
        for _ in 0..TITLE_LINES_MAX {
            let record = records.next().ok()??;
            if let Some(columns) = ListColumns::of(&record.cells) {
                let has_passwords = first_of(PASSWORD, &record.cells).is_some();
                if has_passwords && !matches!(columns.name, NameColumns::Two { .. }) {
                    // The table of another server's accounts.
                    return None;
                }
                return Some((record.cells.len(), Header { separator, line: record.line, columns, has_passwords }));
            }
        }
        None
    };
    // Of those with as many the first: a list with one column has no separator.
    let all: Vec<(usize, Header)> = SEPARATORS.iter().filter_map(found).collect();
    all.into_iter().rev().max_by_key(|(cells, _)| *cells).map(|(_, header)| header)
}

/// Words with one blank between them, without characters that nobody sees.
fn tidy(cell: &str) -> String {
    let cell: String = cell.chars().filter(|c| !c.is_control() || c.is_whitespace()).collect();
    let words: Vec<&str> = cell.split_whitespace().collect();
    // An apostrophe that a spreadsheet was given against formulas.
    words.join(" ").trim_start_matches('\'').chars().take(CHARS_MAX).collect()
}

/// Surname and first name of a name in one cell: `Durand, Zoé`, `DURAND Zoé`, `Zoé DURAND`, else by the header.
fn parted(name: &str, surname_first: bool) -> (String, String) {
    if let Some((surname, first_name)) = name.split_once(',') {
        return (surname.trim().to_owned(), first_name.trim().to_owned());
    }
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let is_capital =
        |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1 && *word == word.to_uppercase();
    let (capitals, others): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| is_capital(word));
    if !capitals.is_empty() && !others.is_empty() {
        return (capitals.join(" "), others.join(" "));
    }
    match &words[..] {
        [] => (String::new(), String::new()),
        [only] => (String::new(), (*only).to_owned()),
        [surname @ .., first_name] if surname_first => (surname.join(" "), (*first_name).to_owned()),
        [first_name, surname @ ..] => (surname.join(" "), (*first_name).to_owned()),
    }
}

/// The form by which two people, or two groups, are compared.
pub(super) fn folded(text: &str) -> String {
    columns::folded(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pupils(text: &str) -> Vec<[String; 4]> {
        let list = ClassList::read(text).unwrap();
        list.pupils.into_iter().map(|p| [p.first_name, p.surname, p.group, p.account]).collect()
    }

    #[test]
    fn lists_are_read_whatever_their_columns_are_called_and_parted_by() {
        let zoe = |group: &str, account: &str| vec![["Zoé", "Durand", group, account].map(str::to_owned)];
        for text in [
            "Nom;Prénom;Classe\r\nDurand;Zoé;SISR 1\r\n",
            "\"Prénom\",\"NOM\",\"Groupe\"\n\"Zoé\",\"Durand\",\"SISR 1\"\n",
            "Surname\tFirst name\tGroup\nDurand\tZoé\tSISR 1",
            "last_name,first_name,class\n Durand , Zoé ,SISR  1\n",
            "Lycée X\r\nListe du 01/09/2026\r\n\r\nNom de famille;Prénom 1;Né(e) le;Division\r\nDurand;Zoé;01/02/2008;SISR 1\r\n",
            "Élève;Classe\nZoé Durand;SISR 1\n",
            "Élève;Classe\n\"Durand, Zoé\";SISR 1\n",
            "Nom Prénom;Classe\nDurand Zoé;SISR 1\n",
        ] {
            assert!(ClassList::is_one(text), "{text}");
            assert_eq!(pupils(text), zoe("SISR 1", ""), "{text}");
        }
        assert_eq!(pupils("nom;prénom;identifiant\nDurand;Zoé;zd\n"), zoe("", "zd"));
        assert_eq!(pupils("name\nZoé Durand\n"), zoe("", ""));
        let capitals = ["Marie Zoé", "DE LA TOUR", "", ""].map(str::to_owned);
        assert_eq!(pupils("eleve\nDE LA TOUR Marie Zoé\nMarie Zoé DE LA TOUR\n"), [capitals.clone(), capitals]);
    }

    #[test]
    fn what_has_passwords_or_only_names_of_accounts_is_no_class_list() {
        for text in ["username,role,created\nalice,user,x\n", "a,b\n1,2\n", "hello", "", "identifiant;classe\nx;y\n"] {
            assert!(!ClassList::is_one(text), "{text}");
        }
        assert!(!ClassList::is_one("nom;mdp\nalice;secret\n") && !ClassList::has_passwords("nom;mdp\nalice;secret\n"));
        let with_passwords = "nom;prénom;mdp\nDurand;Zoé;secret\n";
        assert!(!ClassList::is_one(with_passwords) && ClassList::has_passwords(with_passwords));
    }

    #[test]
    fn lines_without_a_name_are_told_of() {
        let list = ClassList::read("nom;prénom;classe\n;;\n;;SISR\nDurand;;x\n").unwrap();
        assert_eq!(list.nameless, [(3, "SISR".to_owned())]);
        assert_eq!(list.pupils[0].full_name(), "Durand");
    }
}
