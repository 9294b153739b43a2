//! `classcord person export`: all that is kept of one person, in one file.
//!
//! Owns the order of its parts and what is said beside them. The rows come page by page, from the running server through
//! its socket or from the stopped one's database.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::SECTIONS;
use super::audit_lines::AuditFiles;
use super::dossier::{Dossier, Form, Head};
use crate::chat::name::Username;
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::export::output::Output;
use crate::cli::installation::{Installation, now};
use crate::cli::phrases::choose;
use crate::cli::printable::printable;
use crate::cli::rows::{RowReader, Selection};
use crate::config::ConfigSource;
use crate::system_error::room_mend;
use crate::wire::control::ExportTable;

/// Of whom, and how.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// The name, of an account or of a guest
    #[arg(value_parser = Username::parse)]
    name: Username,
    /// html for people: a page to read or print; json for programs
    #[arg(long, value_enum, default_value_t = Form::Html, value_name = "html|json", hide_possible_values = true)]
    format: Form,
    /// The file to write, readable for its owner only [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// The fields of an audit line that the page shows.
const AUDIT_SHOWN: [&str; 7] = ["time", "event", "address", "user", "target", "error", "reason"];

/// Exports.
///
/// # Errors
/// In words. No half file is left then.
pub(super) fn run(args: ExportArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let ExportArgs { name, format, output } = args;
    let installation = Installation::find(source)?;
    let lang = installation.config.lang;
    let accounts = Selection::of(&name, ExportTable::Users);
    let mut rows = RowReader::of(installation.stored_data_to_read()?, accounts.clone());
    let mut has_account = false;
    while let Some(page) = rows.next_page()? {
        has_account |= !page.is_empty();
    }
    let out = Output::open(output.as_deref())?;
    let is_standard = out.is_standard();
    let head = Head { person: name.as_str(), made: &now().to_rfc3339(), has_account };
    let mut count = 0;
    let mut notes = notes(lang, &name, has_account);
    let written = Dossier::begin(out, format, lang, &head).and_then(|mut dossier| {
        let mut rows = rows;
        for section in &SECTIONS {
            dossier.section(section.key, section.heading, section.shown)?;
            rows = rows.then(Selection::of(&name, section.table));
            while let Some(page) = rows.next_page().map_err(io::Error::other)? {
                page.iter().try_for_each(|row| dossier.row(row))?;
                count += page.len();
            }
            dossier.end_section()?;
        }
        let heading = ("Lignes du journal d'audit", "Lines of the audit log");
        dossier.section("audit", heading, &AUDIT_SHOWN)?;
        let unread = AuditFiles::find(&installation.config).each_line_of(&name, |line| {
            count += 1;
            dossier.row(&line)
        })?;
        dossier.end_section()?;
        for file in &unread {
            let words = choose(
                lang,
                "le journal d'audit n'a pas pu être lu en entier",
                "not all of the audit log could be read",
            );
            eprintln!("classcord: {words}: {}", printable(file));
            notes.push(format!("{words}: {file}"));
        }
        let mut out = dossier.end(&notes)?;
        out.flush()?;
        out.finish()
    });
    match written {
        // Whoever reads has read enough.
        Err(e) if is_standard && e.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
        Err(e) if e.raw_os_error().is_some() => return Err(format!("cannot write it: {e}{}", room_mend(Lang::En, &e))),
        // Rows that did not come, in words already.
        Err(e) => return Err(e.to_string()),
        Ok(()) => {}
    }
    if count == 0 {
        eprintln!("nothing is kept under the name {}", printable(name.as_str()));
    } else if let Some(path) = output.filter(|_| !is_standard) {
        eprintln!("{count} rows in {}", printable(&path.to_string_lossy()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The notes that a reader of the file needs.
fn notes(lang: Lang, name: &Username, has_account: bool) -> Vec<String> {
    let guest = choose(
        lang,
        format!(
            "Aucun compte ne s'appelle {name} : c'est le nom d'invités. Un nom n'est pas une personne : plusieurs ont pu le \
             prendre, et la même personne en avoir eu d'autres (« {name} (invité) » par exemple)."
        ),
        format!(
            "No account is called {name}: it is a name of guests. A name is not a person: several may have borne it, and \
             the same person others (\"{name} (invité)\" for example)."
        ),
    );
    let account = choose(
        lang,
        format!("Avant que ce compte existe, un invité a pu écrire sous le nom {name}. Un nom n'est pas une personne."),
        format!("Before this account was made a guest may have written as {name}. A name is not a person."),
    );
    let rest = choose(
        lang,
        [
            "Les messages privés sont aussi ceux d'une autre personne : cachez ce qui ne concerne qu'elle avant de les remettre.",
            "Ne sont pas ici : les sauvegardes, les exports, le journal du serveur, et ce que d'autres ont écrit au sujet de cette personne.",
        ],
        [
            "Private messages are another person's too: hide what concerns that one alone before you hand them over.",
            "Not in here: backups, exports, the server's log, and what others have written about this person.",
        ],
    );
    std::iter::once(if has_account { account } else { guest }).chain(rest.map(str::to_owned)).collect()
}
