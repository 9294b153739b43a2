//! `classcord user`: the accounts, from the command line of the server's machine.
//!
//! Owns the subcommand. It works on the database of a stopped server, and through the socket of a running one, which has
//! all accounts in memory. Passwords are typed, or come as a line of standard input.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::Value;

use super::admin::table::lay_out;
use super::control::{Control, ControlError};
use super::installation::{Installation, StoredData, now};
use super::printable::printable;
use super::rows::{RowReader, Selection};
use super::{Failure, password};
use crate::chat::account::{Account, Role};
use crate::chat::common_passwords::is_common;
use crate::chat::name::Username;
use crate::chat::renamed::NameChange;
use crate::chat::reply::Code;
use crate::chat::request::{Act, Password};
use crate::chat::reserved::ReservedNames;
use crate::chat::text::Lang;
use crate::config::{Config, ConfigSource};
use crate::passwords::Hasher;
use crate::store::Offline;
use crate::wire::console::ConsoleRequest;
use crate::wire::control::{ControlRequest, ExportTable};

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
        /// Close the connections that are open in its name
        #[arg(long)]
        disconnect: bool,
        /// Let its owner keep it: otherwise they are asked for one of their own at their next login
        #[arg(long)]
        keep: bool,
    },
    /// Let nobody log in with an account for now; closes the connections that are open in its name, keeps all that it has
    Disable {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Let its owner log in with a disabled account again
    Enable {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Give an account another name, in all that is kept of it too; closes the connections that are open in its name
    Rename {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// The new name
        #[arg(value_parser = Username::parse_new)]
        new_name: Username,
    },
    /// Show all accounts
    List,
    /// Remove an account, and the private messages that wait for it; closes the connections that are open in its name
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
        UserCommand::Passwd { name, disconnect, keep } => change_password(&installation, &name, disconnect, !keep)?,
        UserCommand::Disable { name } => set_disabled(&installation, &name, true)?,
        UserCommand::Enable { name } => set_disabled(&installation, &name, false)?,
        UserCommand::Rename { name, new_name } => rename(&installation, name, new_name)?,
        UserCommand::List => list(&installation)?,
        UserCommand::Del { name } => delete(&installation, &name)?,
        UserCommand::Role { name, role } => set_role(&installation, &name, role)?,
    };
    print_lines(&said)
}

fn add(installation: &Installation, name: Username, role: Role) -> Result<Vec<String>, Failure> {
    let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
    reserved.check_account(&name).map_err(|objection| format!("{name}: {objection}"))?;
    // Whatever is known to be in the way is said before a password is asked for. Nobody is kept waiting while somebody
    // types: the database is closed, and a server may start or stop meanwhile.
    if let Some(StoredData::Stopped(db)) = installation.stored_data_if_there()? {
        check_room(&installation.config, &db, &name)?;
    }
    let password = new_password(&installation.config, &name, role)?;
    match installation.stored_data_to_fill(false)? {
        StoredData::Stopped(db) => {
            let phc = hash(&installation.config, &password)?.into();
            let account = Account::new(name.clone(), phc, role, now());
            let created = db.create_accounts(&[account]).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if created != [true] {
                return Err(exists(&name));
            }
        }
        StoredData::Running(control) => {
            order(control, &name, ControlRequest::UserAdd { user: name.clone(), password, role, must_change: false })?
        }
    }
    Ok(vec![format!("{name}: account made, {role}")])
}

/// Checks that a new account has room in the database of a stopped server.
fn check_room(config: &Config, db: &Offline, name: &Username) -> Result<(), Failure> {
    check_look(db, name, None)?;
    let accounts = db.counts().map_err(|e| e.to_string())?.accounts;
    let accounts_max = config.limits.max_accounts;
    if accounts >= accounts_max as u64 {
        return Err(format!("there are {accounts} accounts, and limits.max_accounts = {accounts_max}"));
    }
    Ok(())
}

/// Checks that a name is no other account's, nor looks like one, `besides` aside.
fn check_look(db: &Offline, name: &Username, besides: Option<&Username>) -> Result<(), Failure> {
    let others = db.accounts().map_err(|e| e.to_string())?;
    let is_other = |account: &&Account| besides.is_none_or(|besides| account.name != *besides);
    let mut others = others.iter().filter(is_other);
    match others.find(|other| other.name.looks_like(name)).map(|other| &other.name) {
        Some(other) if other == name => Err(exists(other)),
        Some(other) => Err(format!("{name}: people would take it for {other}, which is an account's name already")),
        None if besides.is_some_and(|besides| besides.as_str() == name.as_str()) => Err(exists(name)),
        None => Ok(()),
    }
}

fn change_password(
    installation: &Installation,
    name: &Username,
    disconnect: bool,
    must_change: bool,
) -> Result<Vec<String>, Failure> {
    let role = match installation.stored_data()? {
        StoredData::Stopped(db) => db.account(name).map_err(|e| e.to_string())?.ok_or_else(|| unknown(name))?.role,
        // It knows, and says no itself.
        StoredData::Running(_) => Role::User,
    };
    let password = new_password(&installation.config, name, role)?;
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let phc = hash(&installation.config, &password)?;
            let changed = db.set_password(name, &phc, must_change).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if !changed {
                return Err(unknown(name));
            }
        }
        StoredData::Running(control) => {
            let user = name.clone();
            order(control, name, ControlRequest::UserPasswd { user, password, disconnect, must_change })?;
        }
    }
    Ok(vec![format!("{name}: password changed")])
}

fn delete(installation: &Installation, name: &Username) -> Result<Vec<String>, Failure> {
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let deleted = db.delete_account(name).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if !deleted {
                return Err(unknown(name));
            }
        }
        StoredData::Running(control) => order(control, name, ControlRequest::UserDel { user: name.clone() })?,
    }
    Ok(vec![format!("{name}: account removed")])
}

/// Has the running server do something about an account.
fn order(mut control: Control, name: &Username, request: impl Into<ConsoleRequest>) -> Result<(), Failure> {
    match control.request(&request.into()) {
        Ok(_) => Ok(()),
        // What can be said in the words for a stopped server is.
        Err(ControlError::Refused { answer, .. }) if answer.value["code"] == Code::NameTaken.as_str() => {
            Err(exists(name))
        }
        Err(ControlError::Refused { answer, .. }) if answer.value["code"] == Code::UnknownUser.as_str() => {
            Err(unknown(name))
        }
        Err(e) => Err(e.words(Lang::En)),
    }
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
        StoredData::Running(control) => order(control, name, Act::SetRole { user: name.clone(), role })?,
    }
    Ok(vec![format!("{name}: {role}")])
}

fn set_disabled(installation: &Installation, name: &Username, disabled: bool) -> Result<Vec<String>, Failure> {
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let changed = db.set_disabled(name, disabled).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if !changed {
                return Err(unknown(name));
            }
        }
        StoredData::Running(control) => order(control, name, Act::SetDisabled { user: name.clone(), disabled })?,
    }
    Ok(vec![format!("{name}: account {}", if disabled { "disabled" } else { "enabled" })])
}

fn rename(installation: &Installation, from: Username, to: Username) -> Result<Vec<String>, Failure> {
    let said = vec![format!("{from}: called {to} from now on")];
    match installation.stored_data()? {
        StoredData::Stopped(db) => {
            let account = db.account(&from).map_err(|e| e.to_string())?.ok_or_else(|| unknown(&from))?;
            if account.is_of_school() {
                return Err(format!("{from}: it is a school account, whose name is changed in the school's directory"));
            }
            let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
            reserved.check_account(&to).map_err(|objection| format!("{to}: {objection}"))?;
            check_look(&db, &to, Some(&from))?;
            let renamed = db.rename(&NameChange { from: account.name, to }).map_err(|e| e.to_string())?;
            db.close().map_err(|e| e.to_string())?;
            if !renamed {
                return Err(unknown(&from));
            }
        }
        StoredData::Running(mut control) => {
            let request = Act::Rename { user: from.clone(), to: to.clone() };
            match control.request(&request.into()) {
                Ok(_) => {}
                Err(ControlError::Refused { answer, .. }) if answer.value["code"] == Code::UnknownUser.as_str() => {
                    return Err(unknown(&from));
                }
                Err(e) => return Err(format!("{to}: {}", e.words(Lang::En))),
            }
        }
    }
    Ok(said)
}

fn list(installation: &Installation) -> Result<Vec<String>, Failure> {
    let mut table: Vec<Vec<String>> = vec![["NAME", "ROLE", "SINCE", "STATE"].map(str::to_owned).into()];
    let mut rows = RowReader::of(installation.stored_data_to_read()?, Selection::all(ExportTable::Users));
    while let Some(page) = rows.next_page()? {
        table.extend(page.iter().map(row));
    }
    // Nearly always all are in good order.
    if table.iter().skip(1).all(|row| row.last().is_some_and(String::is_empty)) {
        table.iter_mut().for_each(|row| row.truncate(3));
    }
    Ok(lay_out(&table, None))
}

fn row(account: &Value) -> Vec<String> {
    let text = |field: &str| printable(account[field].as_str().unwrap_or_default()).into_owned();
    // 2025-06-20T17:14, of what goes on with seconds and the zone.
    let since: String = text("created").replace('T', " ").chars().take(16).collect();
    let state = match (account["disabled"].as_bool(), account["must_change"].as_bool()) {
        (Some(true), _) => "disabled",
        (_, Some(true)) => "to choose a password",
        _ => "",
    };
    vec![text("username"), text("role"), since, state.to_owned()]
}

fn exists(name: &Username) -> Failure {
    format!("there is an account {name} already: classcord user passwd changes its password")
}

fn unknown(name: &Username) -> Failure {
    format!("there is no account {name}: classcord user list shows all")
}

/// Asks for a new password.
fn new_password(config: &Config, name: &Username, role: Role) -> Result<Password, Failure> {
    let password = password::read_new(&format!("Password for {name}: "), "The same again: ")?;
    check_password(config, &password, role)?;
    Ok(password)
}

fn hash(config: &Config, password: &Password) -> Result<String, Failure> {
    let hasher = Hasher::new(config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    hasher.hash(&password.0).map_err(|e| e.to_string())
}

fn check_password(config: &Config, password: &Password, role: Role) -> Result<(), Failure> {
    let chars = password.0.chars().count();
    let min = config.chat.password_chars_min(role);
    let max = config.fixed.max_password_length;
    match chars {
        chars if chars < min => Err(format!("the password has fewer than {min} characters")),
        chars if chars > max => Err(format!("the password has more than {max} characters")),
        _ if is_common(&password.0) => {
            Err("the password is among the commonest, which are tried first: choose another one".to_owned())
        }
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
