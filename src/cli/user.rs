//! `classcord user`: the accounts, from the command line of the server's machine.
//!
//! Owns the subcommand. It works on the database of a stopped server; a running one is asked for what its socket can
//! do, the list and the roles, and else has to be stopped, because it has all accounts in memory. Passwords are typed,
//! or come as a line of standard input.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::Value;

use super::admin::table::lay_out;
use super::installation::{Installation, StoredData, now};
use super::printable::printable;
use super::rows::{RowReader, Selection};
use super::{Failure, password};
use crate::chat::account::{Account, Role};
use crate::chat::name::Username;
use crate::chat::request::{Act, Password};
use crate::chat::reserved::ReservedNames;
use crate::chat::text::Lang;
use crate::config::{Config, ConfigSource};
use crate::passwords::Hasher;
use crate::wire::control::ExportTable;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Make an account; asks for the password, or reads it from standard input
    Add {
        /// Whose
        #[arg(value_parser = Username::parse_new)]
        name: Username,
        /// user, moderator or admin
        #[arg(long, default_value_t)]
        role: Role,
    },
    /// Give an account another password; asks for it, or reads it from standard input
    Passwd {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Show all accounts
    List,
    /// Remove an account, and the private messages that wait for it
    Del {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Say what somebody may do
    Role {
        /// Who
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// user, moderator or admin
        role: Role,
    },
}

/// Does it.
///
/// # Errors
/// In words.
pub(super) fn run(command: UserCommand, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let installation = Installation::find(source)?;
    let said = match command {
        UserCommand::Add { name, role } => add(&installation, name, role)?,
        UserCommand::Passwd { name } => change_password(&installation, &name)?,
        UserCommand::List => list(&installation)?,
        UserCommand::Del { name } => delete(&installation, &name)?,
        UserCommand::Role { name, role } => set_role(&installation, &name, role)?,
    };
    print_lines(&said)
}

fn add(installation: &Installation, name: Username, role: Role) -> Result<Vec<String>, Failure> {
    let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
    reserved.check_account(&name).map_err(|objection| format!("{name}: {objection}"))?;
    // Whatever is in the way is said before a password is asked for. The database is closed while somebody types.
    if let Some(db) = installation.open_if_there()? {
        if let Some(taken) = db.account(&name).map_err(|e| e.to_string())? {
            return Err(exists(&taken.name));
        }
        let others = db.accounts().map_err(|e| e.to_string())?;
        if let Some(other) = others.iter().find(|other| other.name.looks_like(&name)) {
            return Err(format!("{name}: people would take it for {}, which is an account's name already", other.name));
        }
        let accounts = db.counts().map_err(|e| e.to_string())?.accounts;
        let accounts_max = installation.config.limits.max_accounts;
        if accounts >= accounts_max as u64 {
            return Err(format!("there are {accounts} accounts, and limits.max_accounts = {accounts_max}"));
        }
    }
    let phc = new_hash(&installation.config, &name)?;
    let db = installation.open_or_create()?;
    let account = Account { name: name.clone(), phc: phc.into(), role, created: now() };
    let created = db.create_accounts(&[account]).map_err(|e| e.to_string())?;
    db.close().map_err(|e| e.to_string())?;
    if created == [true] { Ok(vec![format!("{name}: account made, {role}")]) } else { Err(exists(&name)) }
}

fn change_password(installation: &Installation, name: &Username) -> Result<Vec<String>, Failure> {
    if installation.open()?.account(name).map_err(|e| e.to_string())?.is_none() {
        return Err(unknown(name));
    }
    let phc = new_hash(&installation.config, name)?;
    let db = installation.open()?;
    let changed = db.set_password(name, &phc).map_err(|e| e.to_string())?;
    db.close().map_err(|e| e.to_string())?;
    if changed { Ok(vec![format!("{name}: password changed")]) } else { Err(unknown(name)) }
}

fn delete(installation: &Installation, name: &Username) -> Result<Vec<String>, Failure> {
    let db = installation.open()?;
    let deleted = db.delete_account(name).map_err(|e| e.to_string())?;
    db.close().map_err(|e| e.to_string())?;
    if deleted { Ok(vec![format!("{name}: account removed")]) } else { Err(unknown(name)) }
}

fn set_role(installation: &Installation, name: &Username, role: Role) -> Result<Vec<String>, Failure> {
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let changed = db.set_role(name, role).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if !changed {
                return Err(unknown(name));
            }
        }
        StoredData::Running(mut control) => {
            let request = Act::SetRole { user: name.clone(), role };
            control.request(&request.into()).map_err(|e| e.words(Lang::En))?;
        }
    }
    Ok(vec![format!("{name}: {role}")])
}

fn list(installation: &Installation) -> Result<Vec<String>, Failure> {
    let mut table = vec![["NAME", "ROLE", "SINCE"].map(str::to_owned).into()];
    let mut rows = RowReader::of(installation.stored_data_to_read()?, Selection::all(ExportTable::Users));
    while let Some(page) = rows.next_page()? {
        table.extend(page.iter().map(row));
    }
    Ok(lay_out(&table, None))
}

fn row(account: &Value) -> Vec<String> {
    let text = |field: &str| printable(account[field].as_str().unwrap_or_default()).into_owned();
    // 2025-06-20T17:14, of what goes on with seconds and the zone.
    let since: String = text("created").replace('T', " ").chars().take(16).collect();
    vec![text("username"), text("role"), since]
}

fn exists(name: &Username) -> Failure {
    format!("there is an account {name} already: classcord user passwd changes its password")
}

fn unknown(name: &Username) -> Failure {
    format!("there is no account {name}: classcord user list shows all")
}

/// Asks for a new password, and hashes it.
fn new_hash(config: &Config, name: &Username) -> Result<String, Failure> {
    let password = password::read_new(&format!("Password for {name}: "), "The same again: ")?;
    check_length(config, &password)?;
    let hasher = Hasher::new(config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    hasher.hash(&password.0).map_err(|e| e.to_string())
}

fn check_length(config: &Config, password: &Password) -> Result<(), Failure> {
    let chars = password.0.chars().count();
    let (min, max) = (config.chat.min_password_length, config.fixed.max_password_length);
    match chars {
        chars if chars < min => Err(format!("the password has fewer than {min} characters")),
        chars if chars > max => Err(format!("the password has more than {max} characters")),
        _ => Ok(()),
    }
}

fn print_lines(lines: &[String]) -> Result<ExitCode, Failure> {
    let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
    match io::stdout().lock().write_all(text.as_bytes()) {
        // Whoever reads has read enough.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(e) => Err(format!("standard output: {e}")),
        Ok(()) => Ok(ExitCode::SUCCESS),
    }
}
