//! Keeping the accounts of another server, whatever file they came in.

use std::process::ExitCode;

use super::candidate::{Entry, NewAccount, Secret};
use super::{CappedLines, exit_code};
use crate::chat::account::{Account, Role};
use crate::chat::lookalike_index::TakenNames;
use crate::chat::name::Username;
use crate::chat::reserved::ReservedNames;
use crate::cli::Failure;
use crate::cli::installation::{Installation, now};
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::passwords::{Hasher, Kind};
use crate::store::Offline;

/// Accounts that are put on disk together: about a second's hashing on a Pi.
const BATCH: usize = 8;

/// The counts of an import of accounts.
#[derive(Default)]
pub(super) struct ImportCounts {
    pub(super) made: u64,
    pub(super) unchanged: u64,
    pub(super) refused: u64,
    /// Of those made, how many have a hash that a password in clear could look like.
    plain_hashes: u64,
    /// Of those made, how many have another hash.
    hashes: u64,
    /// Of those made, how many have a password that the policy would not allow now.
    short: u64,
    /// Somebody asked to stop.
    pub(super) stopped: bool,
}

impl ImportCounts {
    /// The exit code: that of a failure if nothing at all came in that should have.
    pub(super) fn exit_code(&self) -> ExitCode {
        exit_code(self.refused, self.made + self.unchanged)
    }
}

/// Hashes the passwords and keeps the accounts. Those that are there already stay as they are.
///
/// # Errors
/// In words.
pub(super) fn import(
    installation: &Installation,
    db: &Offline,
    entries: Vec<Entry>,
    interrupt: &Interrupt,
    is_dry_run: bool,
) -> Result<ImportCounts, Failure> {
    let hasher = Hasher::new(installation.config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
    let mut taken = TakenNames::default();
    db.accounts().map_err(|e| e.to_string())?.iter().for_each(|account| taken.insert(&account.name));
    let accounts_max = installation.config.limits.max_accounts as u64;
    let mut room = accounts_max.saturating_sub(db.counts().map_err(|e| e.to_string())?.accounts);
    let bar = bar(Some(entries.len() as u64), Unit::Of("accounts"));
    let mut told = CappedLines::default();
    let mut counts = ImportCounts::default();
    let mut batch = Vec::with_capacity(BATCH);
    for entry in entries {
        counts.stopped = interrupt.is_asked();
        if counts.stopped {
            break;
        }
        bar.inc(1);
        let NewAccount { name, secret } = match entry {
            Ok(account) => account,
            Err(refused) => {
                counts.refused += 1;
                told.say(&bar, &format!("refused: {refused}"));
                continue;
            }
        };
        if db.account(&name).map_err(|e| e.to_string())?.is_some() {
            counts.unchanged += 1;
            told.say(&bar, &format!("unchanged: {name}: there is an account of that name already"));
        } else if let Some(why) = objection(&name, &reserved, &taken) {
            counts.refused += 1;
            told.say(&bar, &format!("refused: {name}: {why}"));
        } else if room == 0 {
            counts.refused += 1;
            told.say(&bar, &format!("refused: {name}: there are limits.max_accounts = {accounts_max} accounts"));
        } else {
            room -= 1;
            taken.insert(&name);
            if let Some(line) = counts.note(installation, &name, &secret, is_dry_run) {
                told.say(&bar, &line);
            }
            if is_dry_run {
                counts.made += 1;
                continue;
            }
            let phc = match secret {
                Secret::Clear(password) => hasher.hash(&password.0).map_err(|e| e.to_string())?.into(),
                Secret::Hash(hash, _) => hash.into(),
            };
            batch.push(Account { name, phc, role: Role::User, created: now() });
            if batch.len() == BATCH {
                keep(db, &mut batch, &mut counts)?;
            }
        }
    }
    keep(db, &mut batch, &mut counts)?;
    bar.finish_and_clear();
    counts.say(installation, is_dry_run);
    Ok(counts)
}

impl ImportCounts {
    /// Counts what kind of password an account has; a line for it, if there is something to say.
    fn note(
        &mut self,
        installation: &Installation,
        name: &Username,
        secret: &Secret,
        is_dry_run: bool,
    ) -> Option<String> {
        let mut about = None;
        match secret {
            Secret::Hash(_, kind) => {
                match kind {
                    Kind::Plain(_) => self.plain_hashes += 1,
                    Kind::Proper(_) => self.hashes += 1,
                }
                about = Some(format!("its password is a {} hash, kept until the first login", kind.name()));
            }
            Secret::Clear(password) => {
                let min = installation.config.chat.min_password_length;
                if password.0.chars().count() < min {
                    self.short += 1;
                    about = Some(format!("its password has fewer than {min} characters"));
                }
            }
        }
        match (is_dry_run, about) {
            (true, about) => {
                Some(format!("would be made: {name}{}", about.map(|about| format!(": {about}")).unwrap_or_default()))
            }
            (false, about) => about.map(|about| format!("made: {name}: {about}")),
        }
    }

    fn say(&self, installation: &Installation, is_dry_run: bool) {
        let Self { made, unchanged, refused, plain_hashes, hashes, short, .. } = self;
        let would = if is_dry_run { "would be " } else { "" };
        println!("accounts: {made} {would}made, {unchanged} unchanged, {refused} refused");
        if *short > 0 {
            let min = installation.config.chat.min_password_length;
            println!(
                "{short} with a password of fewer than {min} characters: they can log in, and are asked for a longer one \
                 (classcord user passwd)"
            );
        }
        if plain_hashes + hashes > 0 {
            println!(
                "{} with a hash: each is checked at its owner's first login, and replaced then",
                plain_hashes + hashes
            );
        }
        if *plain_hashes > 0 {
            println!(
                "of the hashes {plain_hashes} look like MD5, SHA-1, SHA-256 or SHA-512. Who cannot log in has chosen a \
                 password that looks like one, or a salt that is not in the file was mixed into it: classcord user \
                 passwd gives another password"
            );
        }
    }
}

/// The reason that a name that is none of the accounts' may not become one.
fn objection(name: &Username, reserved: &ReservedNames, taken: &TakenNames) -> Option<String> {
    let is_reserved = reserved.check_account(name).err().map(|objection| objection.to_string());
    is_reserved
        .or_else(|| taken.resemble(name).then(|| "people would take it for the name of another account".to_owned()))
}

fn keep(db: &Offline, batch: &mut Vec<Account>, counts: &mut ImportCounts) -> Result<(), Failure> {
    let created = db.create_accounts(batch).map_err(|e| e.to_string())?;
    counts.made += created.iter().filter(|is_new| **is_new).count() as u64;
    batch.clear();
    Ok(())
}
