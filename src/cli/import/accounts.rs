//! Keeping the accounts of another server, whatever file they came in.
//!
//! Owns [`Target`], the database or the running server that they go to. Passwords are hashed here in both cases: those who
//! log in meanwhile do not wait for a whole class.

use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::Value;

use super::candidate::{Entry, NewAccount, Secret};
use super::told::{CappedLines, exit_code};
use crate::chat::account::{Account, Role};
use crate::chat::lookalike_index::TakenNames;
use crate::chat::name::{NameKey, Username};
use crate::chat::reply::Code;
use crate::chat::request::Password;
use crate::chat::reserved::ReservedNames;
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::control::{Control, ControlError};
use crate::cli::installation::{Installation, StoredData, now};
use crate::cli::progress::{Interrupt, Unit, bar};
use crate::cli::rows::{RowReader, Selection};
use crate::passwords::{Hasher, Kind};
use crate::store::Offline;
use crate::wire::control::{ControlRequest, ExportTable};

/// Accounts that are put on disk together while the server is stopped: about a second's hashing on a Pi.
const BATCH: usize = 8;

/// The place that accounts go to.
pub(super) enum Target<'a> {
    /// The database of a stopped server.
    Stopped(&'a Offline),
    /// The running server.
    Running(Control),
}

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
    /// The names of those made.
    pub(super) made_names: BTreeSet<NameKey>,
    /// Somebody asked to stop.
    pub(super) stopped: bool,
}

impl ImportCounts {
    /// The exit code: that of a failure if nothing at all came in that should have.
    pub(super) fn exit_code(&self) -> ExitCode {
        exit_code(self.refused, self.made + self.unchanged)
    }
}

/// Hashes the passwords and keeps the accounts. Those that are there already stay as they are. `must_change` says that the
/// passwords are not of their owners' choice.
///
/// # Errors
/// In words.
pub(super) fn import(
    installation: &Installation,
    mut target: Target<'_>,
    entries: Vec<Entry>,
    must_change: bool,
    interrupt: &Interrupt,
    is_dry_run: bool,
) -> Result<ImportCounts, Failure> {
    let hasher = Hasher::new(installation.config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
    let there = target.names(installation)?;
    let mut taken = TakenNames::default();
    there.iter().for_each(|name| taken.insert(name));
    let accounts_max = installation.config.limits.max_accounts;
    let mut room = accounts_max.saturating_sub(there.len());
    let mut there: BTreeSet<NameKey> = there.iter().map(|name| name.key().clone()).collect();
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
        let account = match entry {
            Ok(account) => account,
            Err(refused) => {
                counts.refused += 1;
                told.say(&bar, &format!("refused: {refused}"));
                continue;
            }
        };
        let shown = account.shown();
        let NewAccount { name, secret, .. } = account;
        if there.contains(name.key()) {
            counts.unchanged += 1;
            told.say(&bar, &format!("unchanged: {shown}: there is an account of that name already"));
        } else if let Some(why) = objection(&name, &reserved, &taken) {
            counts.refused += 1;
            told.say(&bar, &format!("refused: {shown}: {why}"));
        } else if room == 0 {
            counts.refused += 1;
            told.say(&bar, &format!("refused: {shown}: there are limits.max_accounts = {accounts_max} accounts"));
        } else {
            room -= 1;
            taken.insert(&name);
            there.insert(name.key().clone());
            if let Some(line) = counts.note(installation, &shown, &secret, is_dry_run) {
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
            batch.push(Account { must_change, ..Account::new(name, phc, Role::User, now()) });
            if batch.len() == target.batch() {
                room += target.keep(&mut batch, &mut counts, |line| told.say(&bar, line))?;
            }
        }
    }
    target.keep(&mut batch, &mut counts, |line| told.say(&bar, line))?;
    bar.finish_and_clear();
    counts.say(installation, is_dry_run);
    Ok(counts)
}

impl ImportCounts {
    /// Counts what kind of password an account has; a line for it, if there is something to say.
    fn note(&mut self, installation: &Installation, name: &str, secret: &Secret, is_dry_run: bool) -> Option<String> {
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

impl Target<'_> {
    /// The names of the accounts that are there.
    pub(super) fn names(&self, installation: &Installation) -> Result<Vec<Username>, Failure> {
        match self {
            Self::Stopped(db) => {
                let accounts = db.accounts().map_err(|e| e.to_string())?;
                Ok(accounts.into_iter().map(|account| account.name).collect())
            }
            Self::Running(_) => {
                let other = installation.connect().map_err(|e| e.words(Lang::En))?;
                let mut rows = RowReader::of(StoredData::Running(other), Selection::all(ExportTable::Users));
                let mut names = Vec::new();
                while let Some(page) = rows.next_page()? {
                    names.extend(page.iter().filter_map(|row| Username::parse(row["username"].as_str()?).ok()));
                }
                Ok(names)
            }
        }
    }

    /// The number of accounts that are kept together.
    fn batch(&self) -> usize {
        match self {
            Self::Stopped(_) => BATCH,
            Self::Running(_) => 1,
        }
    }

    /// Keeps the accounts of a batch, and says which of them the server refused; gives their number.
    fn keep(
        &mut self,
        batch: &mut Vec<Account>,
        counts: &mut ImportCounts,
        mut say: impl FnMut(&str),
    ) -> Result<usize, Failure> {
        let mut refused = 0;
        match self {
            Self::Stopped(db) => {
                let created = db.create_accounts(batch).map_err(|e| e.to_string())?;
                for (account, _) in batch.drain(..).zip(created).filter(|(_, is_new)| *is_new) {
                    counts.made += 1;
                    counts.made_names.insert(account.name.key().clone());
                }
            }
            Self::Running(control) => {
                for Account { name, phc, must_change, .. } in batch.drain(..) {
                    let (user, hash) = (name.clone(), Password((&*phc).into()));
                    match control.request(&ControlRequest::UserImport { user, hash, must_change }.into()) {
                        Ok(_) => {
                            counts.made += 1;
                            counts.made_names.insert(name.key().clone());
                        }
                        // Somebody was quicker, or is there as a guest under a name like it.
                        Err(ControlError::Refused { words, answer }) if !is_temporary(&answer.value) => {
                            counts.refused += 1;
                            refused += 1;
                            say(&format!("refused: {name}: {words}"));
                        }
                        Err(e) => return Err(format!("{name}: {}; running it again goes on", e.words(Lang::En))),
                    }
                }
            }
        }
        Ok(refused)
    }
}

/// True for a refusal that all that follows would get too.
fn is_temporary(answer: &Value) -> bool {
    answer["code"] == Code::StorageUnavailable.as_str()
}
