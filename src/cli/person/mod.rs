//! `classcord person`: what is kept of one person, shown or erased, as the law on personal data asks (docs/RGPD.md).
//!
//! Owns the subcommand and [`SECTIONS`], the list of what is kept by people's names.

mod audit_lines;
mod dossier;
mod erase;
mod export;

use std::process::ExitCode;

use clap::Subcommand;

use self::erase::EraseArgs;
use self::export::ExportArgs;
use super::Failure;
use crate::config::ConfigSource;
use crate::wire::control::ExportTable;
use crate::wire::rows::{
    ACCOUNT_FIELDS, DEVICE_FIELDS, GROUP_FIELDS, LESSON_FIELDS, MESSAGE_FIELDS, POLL_FIELDS, QUESTION_FIELDS,
    SANCTION_FIELDS, STAY_FIELDS,
};

/// What to do with what is kept of a person.
#[derive(Debug, Subcommand)]
pub(super) enum PersonCommand {
    /// Write all that is kept of a person to a file: account, messages, private ones too, mutes and bans, attendance, polls,
    /// questions, audit lines
    Export(ExportArgs),
    /// Erase a person: account, messages, private ones, mutes and bans, attendance, votes, questions; the
    /// audit log keeps its lines
    Erase(EraseArgs),
}

/// One kind of what is kept by people's names. A further table is one more entry of [`SECTIONS`].
struct Section {
    /// The table.
    table: ExportTable,
    /// Its name in the JSON file.
    key: &'static str,
    /// Its heading on the page, in French and in English.
    heading: (&'static str, &'static str),
    /// The fields that the page shows: in JSON there are all.
    shown: &'static [&'static str],
}

/// All that is kept by people's names in the database.
const SECTIONS: [Section; 9] = [
    Section {
        table: ExportTable::Users,
        key: "account",
        heading: ("Compte (le mot de passe n'est gardé que haché)", "Account (the password is kept hashed only)"),
        shown: &ACCOUNT_FIELDS,
    },
    Section {
        table: ExportTable::Messages,
        key: "messages",
        heading: ("Messages écrits, et messages privés reçus", "Messages written, and private ones received"),
        shown: MESSAGE_FIELDS.split_at(7).0,
    },
    Section {
        table: ExportTable::Bans,
        key: "sanctions",
        heading: ("Sanctions, reçues ou données", "Mutes and bans, received or imposed"),
        shown: &SANCTION_FIELDS,
    },
    Section { table: ExportTable::Stays, key: "stays", heading: ("Présences", "Attendance"), shown: &STAY_FIELDS },
    Section {
        table: ExportTable::Devices,
        key: "devices",
        heading: ("Appareils gardés connectés", "Devices kept logged in"),
        shown: &DEVICE_FIELDS,
    },
    Section {
        table: ExportTable::Groups,
        key: "groups",
        heading: ("Salons de groupe", "Channels of groups"),
        shown: GROUP_FIELDS.split_at(2).0,
    },
    Section {
        table: ExportTable::Lessons,
        key: "lessons",
        heading: ("Séances commencées", "Lessons begun"),
        shown: &LESSON_FIELDS,
    },
    Section {
        table: ExportTable::Polls,
        key: "polls",
        heading: (
            "Sondages ouverts ou votés : une voix est un choix de la personne",
            "Polls opened or voted in: a vote is a choice of the person",
        ),
        shown: POLL_FIELDS.split_at(9).0,
    },
    Section {
        table: ExportTable::Questions,
        key: "questions",
        heading: ("Questions posées, soutenues ou répondues", "Questions asked, voted for or answered"),
        shown: &QUESTION_FIELDS,
    },
];

/// Does it.
///
/// # Errors
/// In words.
pub(super) fn run(command: PersonCommand, source: &ConfigSource) -> Result<ExitCode, Failure> {
    match command {
        PersonCommand::Export(args) => export::run(args, source),
        PersonCommand::Erase(args) => erase::run(args, source),
    }
}
