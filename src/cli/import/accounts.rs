//! The old server's accounts: names and clear passwords in a pickle, which is read by [`super::super::pickle`] and never
//! executed.

use std::process::ExitCode;

use super::Told;
use crate::chat::account::{Account, Role};
use crate::chat::look::TakenNames;
use crate::chat::name::Username;
use crate::chat::request::Password;
use crate::chat::reserved::ReservedNames;
use crate::cli::pickle::{Entry, PasswordLengths, Refused, read_accounts};
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::cli::site::{Site, now};
use crate::cli::{FAILURE, Failure};
use crate::passwords::Hasher;
use crate::store::Offline;

/// Accounts that are put on disk together: about a second's hashing on a Pi.
const BATCH: usize = 8;

/// What came of it.
#[derive(Default)]
struct Tally {
    made: u64,
    unchanged: u64,
    refused: u64,
}

/// Hashes the passwords and keeps the accounts. Those that are there already stay as they are.
///
/// # Errors
/// In words.
pub(super) fn import(site: &Site, pickle: &[u8], interrupt: &Interrupt) -> Result<ExitCode, Failure> {
    let chat = &site.config.chat;
    let lengths = PasswordLengths { chars_min: chat.min_password_length, chars_max: chat.max_password_length };
    let entries = read_accounts(pickle, lengths).map_err(|e| e.to_string())?;
    let hasher = Hasher::new(site.config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    let db = site.open_or_create()?;
    let mut room =
        (site.config.limits.max_accounts as u64).saturating_sub(db.counts().map_err(|e| e.to_string())?.accounts);
    let reserved = ReservedNames::new(&chat.reserved_names);
    let mut taken = TakenNames::default();
    db.accounts().map_err(|e| e.to_string())?.iter().for_each(|account| taken.insert(&account.name));
    let bar = bar(Some(entries.len() as u64), Unit::Of("accounts"));
    let mut told = Told::default();
    let mut tally = Tally::default();
    let mut batch = Vec::with_capacity(BATCH);
    let mut stopped = false;
    for entry in entries {
        stopped = interrupt.is_asked();
        if stopped {
            break;
        }
        let wanted = wanted(&db, entry)?;
        if let Wanted::New(name, _) = &wanted
            && let Some(why) = objection(name, &reserved, &taken)
        {
            tally.refused += 1;
            told.say(&bar, &format!("refused: {name}: {why}"));
            bar.inc(1);
            continue;
        }
        match wanted {
            Wanted::New(name, password) if room > 0 => {
                room -= 1;
                taken.insert(&name);
                let phc = hasher.hash(&password.0).map_err(|e| e.to_string())?;
                batch.push(Account { name, phc: phc.into(), role: Role::User, created: now() });
                if batch.len() == BATCH {
                    keep(&db, &mut batch, &mut tally)?;
                }
            }
            Wanted::New(name, _) => {
                tally.refused += 1;
                let limit = site.config.limits.max_accounts;
                told.say(&bar, &format!("refused: {name}: there are limits.max_accounts = {limit} accounts"));
            }
            Wanted::There(name) => {
                tally.unchanged += 1;
                told.say(&bar, &format!("unchanged: {name}: there is an account of that name already"));
            }
            Wanted::No(Refused { name, reason }) => {
                tally.refused += 1;
                told.say(&bar, &format!("refused: {name}: {reason}"));
            }
        }
        bar.inc(1);
    }
    keep(&db, &mut batch, &mut tally)?;
    db.close().map_err(|e| e.to_string())?;
    bar.finish_and_clear();
    let Tally { made, unchanged, refused } = tally;
    println!("accounts: {made} made, {unchanged} unchanged, {refused} refused");
    if stopped {
        return Err("stopped halfway; running it again goes on".to_owned());
    }
    let nothing_came = refused > 0 && made + unchanged == 0;
    Ok(if nothing_came { ExitCode::from(FAILURE) } else { ExitCode::SUCCESS })
}

enum Wanted {
    New(Username, Password),
    There(Username),
    No(Refused),
}

/// Why a name that is none of the accounts' may not become one.
fn objection(name: &Username, reserved: &ReservedNames, taken: &TakenNames) -> Option<String> {
    let is_reserved = reserved.check_account(name).err().map(|objection| objection.to_string());
    is_reserved
        .or_else(|| taken.resemble(name).then(|| "people would take it for the name of another account".to_owned()))
}

fn wanted(db: &Offline, entry: Entry) -> Result<Wanted, Failure> {
    let (name, password) = match entry {
        Ok(account) => account,
        Err(refused) => return Ok(Wanted::No(refused)),
    };
    let there = db.account(&name).map_err(|e| e.to_string())?.is_some();
    Ok(if there { Wanted::There(name) } else { Wanted::New(name, password) })
}

fn keep(db: &Offline, batch: &mut Vec<Account>, tally: &mut Tally) -> Result<(), Failure> {
    let created = db.create_accounts(batch).map_err(|e| e.to_string())?;
    tally.made += created.iter().filter(|is_new| **is_new).count() as u64;
    batch.clear();
    Ok(())
}
