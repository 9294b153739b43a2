//! `classcord export`: what is stored, as a file for other programs.
//!
//! Owns the subcommand. A page of rows is all that is in memory, however many there are, and the file appears under its
//! name when it is whole. Passwords are in no export, not even hashed.

pub(in crate::cli) mod format;
mod moment;
pub(in crate::cli) mod output;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;

use self::format::{CsvStyle, Format, Formatter};
use self::output::Output;
use super::Failure;
use super::installation::{Installation, StoredData};
use super::printable::printable;
use super::progress::{Interrupt, Unit, bar};
use super::rows::{RowReader, Selection};
use crate::chat::attended::Day;
use crate::chat::name::ChannelName;
use crate::chat::text::Lang;
use crate::config::ConfigSource;
use crate::system_error::room_mend;
use crate::wire::attendance::ATTENDANCE_FIELDS;
use crate::wire::control::ExportTable;
use crate::wire::rows::{ACCOUNT_FIELDS, MESSAGE_FIELDS, POLL_FIELDS, QUESTION_FIELDS, SANCTION_FIELDS};

/// Exit code of a command line that cannot be right; clap's own.
const MISUSE: u8 = 2;

/// What to export, and how.
#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// What: messages (private ones too), users (without their passwords), bans (mutes too), attendance (of a day: who was
    /// there, in each lesson), polls (a row for each answer), or questions
    #[arg(value_name = "messages|users|bans|attendance|polls|questions", hide_possible_values = true)]
    what: Exported,
    /// csv for a spreadsheet (UTF-8, comma), json for one array, jsonl for one object per line
    #[arg(long, value_enum, default_value_t = Format::Csv, value_name = "csv|json|jsonl", hide_possible_values = true)]
    format: Format,
    /// Of csv: what stands between cells, ";", "," or "tab" [default: ","]
    #[arg(long, value_parser = separator, value_name = ";|,|tab")]
    separator: Option<char>,
    /// csv as a French spreadsheet opens it by a double click: semicolons, and a first column with local dates
    #[arg(long)]
    spreadsheet: bool,
    /// Messages of this channel only; its # may be left out
    #[arg(long, value_parser = channel, value_name = "CHANNEL")]
    channel: Option<ChannelName>,
    /// Messages from this day or moment on: 2026-11-24, 2026-11-24T10:00 or 24/11/2026, in local time
    #[arg(long, value_parser = moment::since, value_name = "TIME")]
    since: Option<i64>,
    /// Messages up to the end of this day, or before this moment
    #[arg(long, value_parser = moment::until, value_name = "TIME")]
    until: Option<i64>,
    /// The day of the attendance: 2026-11-24 or 24/11/2026 [default: today]
    #[arg(long, value_name = "DAY")]
    day: Option<Day>,
    /// The file to write, readable for its owner only [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Exported {
    Messages,
    Users,
    Bans,
    Attendance,
    Polls,
    Questions,
}

impl Exported {
    fn table(self) -> ExportTable {
        match self {
            Self::Messages => ExportTable::Messages,
            Self::Users => ExportTable::Users,
            Self::Bans => ExportTable::Bans,
            Self::Attendance => ExportTable::Attendance,
            Self::Polls => ExportTable::Polls,
            Self::Questions => ExportTable::Questions,
        }
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Messages => &MESSAGE_FIELDS,
            Self::Users => &ACCOUNT_FIELDS,
            Self::Bans => &SANCTION_FIELDS,
            Self::Attendance => &ATTENDANCE_FIELDS,
            Self::Polls => &POLL_FIELDS,
            Self::Questions => &QUESTION_FIELDS,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Users => "users",
            Self::Bans => "bans",
            Self::Attendance => "rows",
            Self::Polls => "polls",
            Self::Questions => "questions",
        }
    }
}

fn separator(text: &str) -> Result<char, String> {
    match text {
        ";" => Ok(';'),
        "," => Ok(','),
        "tab" | "\t" | "\\t" => Ok('\t'),
        _ => Err("use \";\", \",\" or \"tab\"".to_owned()),
    }
}

fn channel(text: &str) -> Result<ChannelName, String> {
    ChannelName::parse(text).map_err(|problem| problem.to_string())
}

/// Exports.
///
/// # Errors
/// In words. No half file is left then.
pub(super) fn run(args: ExportArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let ExportArgs { what, format, separator, spreadsheet, channel, since, until, day, output } = args;
    if format != Format::Csv && (separator.is_some() || spreadsheet) {
        eprintln!("classcord: --separator and --spreadsheet are for --format csv only");
        return Ok(ExitCode::from(MISUSE));
    }
    let usual = if spreadsheet { ';' } else { ',' };
    let style = CsvStyle { separator: separator.unwrap_or(usual), local_dates: spreadsheet };
    let is_filtered = channel.is_some() || since.is_some() || until.is_some();
    if is_filtered && what != Exported::Messages {
        eprintln!("classcord: --channel, --since and --until are for messages only");
        return Ok(ExitCode::from(MISUSE));
    }
    if day.is_some() && what != Exported::Attendance {
        eprintln!("classcord: --day is for attendance only");
        return Ok(ExitCode::from(MISUSE));
    }
    let installation = Installation::find(source)?;
    let interrupt = Interrupt::watch()?;
    let stored = installation.stored_data_to_read()?;
    let mut out = Output::open(output.as_deref())?;
    let bar = if out.is_standard() && io::stdout().is_terminal() {
        ProgressBar::hidden()
    } else {
        bar(total(&stored, what, is_filtered)?, Unit::Of(what.name()))
    };
    let selection = Selection { table: what.table(), channel, since_us: since, until_us: until, day, person: None };
    let mut rows = RowReader::of(stored, selection);
    let mut formatter = Formatter::new(&mut out, format, style, what.fields());
    let mut count = 0;
    let written = formatter.begin().and_then(|()| {
        while let Some(page) = rows.next_page().map_err(io::Error::other)? {
            if interrupt.is_asked() {
                return Err(io::Error::other("stopped halfway"));
            }
            page.iter().try_for_each(|row| formatter.row(row))?;
            count += page.len() as u64;
            bar.set_position(count);
        }
        formatter.end()
    });
    bar.finish_and_clear();
    let is_standard = out.is_standard();
    match written.and_then(|()| out.finish()) {
        // Whoever reads has read enough.
        Err(e) if is_standard && e.kind() == io::ErrorKind::BrokenPipe => return Ok(ExitCode::SUCCESS),
        Err(e) => {
            let name =
                output.filter(|_| !is_standard).map_or("standard output".into(), |path| path.display().to_string());
            return Err(match e.raw_os_error() {
                Some(_) => format!("cannot write {name}: {e}{}", room_mend(Lang::En, &e)),
                // Rows that did not come, in words already.
                None => e.to_string(),
            });
        }
        Ok(()) => {}
    }
    if let Some(path) = output.filter(|_| !is_standard) {
        eprintln!("{count} {} in {}", what.name(), printable(&path.to_string_lossy()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The number of rows that there will be, where that is known without reading them.
fn total(stored: &StoredData, what: Exported, is_filtered: bool) -> Result<Option<u64>, Failure> {
    let StoredData::Stopped(db) = stored else { return Ok(None) };
    if is_filtered {
        return Ok(None);
    }
    let counts = db.counts().map_err(|e| e.to_string())?;
    Ok(Some(match what {
        Exported::Messages => counts.messages,
        Exported::Users => counts.accounts,
        Exported::Bans => counts.sanctions,
        Exported::Attendance => return Ok(None),
        // A row for each answer.
        Exported::Polls => return Ok(None),
        Exported::Questions => counts.questions,
    }))
}
