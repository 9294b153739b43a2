//! `classcord import CLASS.csv`: accounts for the people of a class list, with passwords that are made here.
//!
//! Owns the order of it, so that nothing is lost wherever it ends: names and passwords are settled, who has which name is put on
//! disk, then the sheet of slips, then the accounts are made as those of any file. Who is there already keeps account
//! and password, and gets no slip. With `--group` each group gets a channel, which anybody may join; with `--members` too it is
//! for the group's pupils and people in charge only, and pupils who come to a later list are added.

pub(super) mod list;
mod naming;
mod register;
mod slips;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use self::list::{ClassList, Pupil};
use self::naming::{Others, name_all};
use self::register::Register;
use self::slips::{Sheet, Slip, Slips, UNKNOWN};
use super::accounts::{self, Target};
use super::candidate::{Entry, NewAccount, Secret};
use crate::addresses::outward_addresses;
use crate::chat::name::{ChannelName, NameKey, Username};
use crate::chat::request::Password;
use crate::chat::reserved::ReservedNames;
use crate::chat::store_protocol::ChannelRecord;
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::installation::{Installation, StoredData};
use crate::cli::phrases::choose;
use crate::cli::printable::printable;
use crate::cli::progress::Interrupt;
use crate::passwords::spoken;
use crate::wire::control::ControlRequest;

/// The wishes about a class list besides the accounts.
pub(super) struct ClassOptions<'a> {
    /// True if each group gets a channel.
    pub(super) groups: bool,
    /// True if these are only for the pupils of their groups.
    pub(super) members: bool,
    /// The sheet of slips, if not beside the list.
    pub(super) slips: Option<&'a Path>,
    /// The server's address for the slips, if not this machine's.
    pub(super) address: Option<String>,
    /// True if nothing is to be changed.
    pub(super) is_dry_run: bool,
}

/// Somebody of the list, and the account.
struct Settled<'a> {
    pupil: &'a Pupil,
    name: Username,
    /// The password of an account that is new.
    password: Option<Password>,
}

impl Settled<'_> {
    fn shown(&self) -> String {
        format!("{}: {}", self.name, printable(&self.pupil.full_name()))
    }
}

/// Imports a class list.
///
/// # Errors
/// In words.
pub(super) fn import(
    installation: &Installation,
    list: &ClassList,
    path: &Path,
    options: ClassOptions<'_>,
) -> Result<ExitCode, Failure> {
    let is_dry_run = options.is_dry_run;
    let interrupt = Interrupt::watch()?;
    let sheet = Sheet::choose(options.slips, path)?;
    let directory = &installation.options.directory;
    let register_path = Register::path(directory);
    let stored = installation.stored_data_to_fill(is_dry_run)?;
    let mut register = Register::read(&register_path)?;
    let target = match &stored {
        StoredData::Stopped(db) => Target::Stopped(db),
        StoredData::Running(_) => Target::Running(installation.connect().map_err(|e| e.words(Lang::En))?),
    };
    let there = target.names(installation)?;
    let reserved = ReservedNames::new(&installation.config.chat.reserved_names);
    let names = name_all(&list.pupils, &Others { accounts: &there, register: &register, reserved: &reserved });
    let there: BTreeSet<NameKey> = there.iter().map(|name| name.key().clone()).collect();
    let mut refused = 0;
    for (line, shown) in &list.nameless {
        refused += 1;
        println!("refused: line {line}: {shown}: there is no name");
    }
    let mut settled = Vec::new();
    for (pupil, name) in list.pupils.iter().zip(names) {
        match name {
            Err(why) => {
                refused += 1;
                println!("refused: line {}: {}: {}", pupil.line, printable(&pupil.full_name()), printable(&why));
            }
            Ok(name) => {
                let password = if there.contains(name.key()) { None } else { Some(new_password(installation)?) };
                settled.push(Settled { pupil, name, password });
            }
        }
    }
    let (new, old): (Vec<Settled<'_>>, Vec<Settled<'_>>) = settled.into_iter().partition(|one| one.password.is_some());
    for one in &old {
        let is_known = register.name_of(one.pupil) == Some(&one.name);
        let whose = if is_known || !one.pupil.account.is_empty() {
            ""
        } else {
            "; if it is somebody else's, give this pupil another name in a column \"identifiant\""
        };
        println!("unchanged: {}: the account is there already and keeps its password{whose}", one.shown());
    }
    let mut slips = slips_for(installation, options.address, &new);
    if !is_dry_run && !new.is_empty() {
        new.iter().for_each(|one| register.insert(one.pupil, &one.name));
        register.write(&register_path, directory)?;
        slips.make(&sheet)?;
    }
    let entries: Vec<Entry> = new.iter().map(|one| Ok(one.account())).collect();
    let mut counts = accounts::import(installation, target, entries, true, &interrupt, is_dry_run)?;
    let (made, missed): (Vec<&Settled<'_>>, Vec<&Settled<'_>>) =
        new.iter().partition(|one| counts.made_names.contains(one.name.key()));
    if !is_dry_run && !new.is_empty() {
        for one in &made {
            println!("made: {}", one.shown());
        }
        if !missed.is_empty() {
            slips.all.retain(|slip| made.iter().any(|one| one.name.as_str() == slip.account));
            missed.iter().for_each(|one| register.remove(one.pupil));
            register.write(&register_path, directory)?;
        }
        if let Some((html, text)) = sheet.files().filter(|_| !made.is_empty()) {
            println!(
                "{} slips to print are in {} and {}: they hold the passwords ({} bits of chance in each); delete both when they \
                 are printed",
                made.len(),
                html.display(),
                text.display(),
                spoken::BITS
            );
        }
        slips.finish(&sheet, !missed.is_empty())?;
    }
    println!("{} pupils: {} new, {} there already, {refused} refused", list.pupils.len(), new.len(), old.len());
    let stopped = counts.stopped;
    if options.groups && !stopped {
        let all = list.pupils.iter().filter(|pupil| !pupil.group.is_empty()).map(|pupil| (pupil, None));
        let with_account = old.iter().chain(made.into_iter().filter(|_| !is_dry_run));
        let named = with_account.map(|one| (one.pupil, Some(&one.name)));
        let groups = Group::all(all.chain(named.filter(|(pupil, _)| !pupil.group.is_empty())));
        make_channels(installation, &stored, &groups, options.members, is_dry_run)?;
    }
    if let StoredData::Stopped(db) = stored {
        db.close().map_err(|e| e.to_string())?;
    }
    if stopped {
        return Err("stopped halfway; running it again goes on, with a sheet for the rest".to_owned());
    }
    counts.refused += refused;
    counts.unchanged += old.len() as u64;
    Ok(counts.exit_code())
}

impl Settled<'_> {
    fn account(&self) -> NewAccount {
        let password = self.password.clone().unwrap_or_else(|| Password("".into()));
        let person = Some(self.pupil.full_name().into());
        NewAccount { name: self.name.clone(), secret: Secret::Clear(password), person }
    }
}

fn new_password(installation: &Installation) -> Result<Password, Failure> {
    let chars_min = installation.config.chat.min_password_length;
    spoken::make(chars_min).map(|password| Password(password.into())).map_err(|e| e.to_string())
}

fn slips_for(installation: &Installation, address: Option<String>, new: &[Settled<'_>]) -> Slips {
    let config = &installation.config;
    let listen = config.listen.iter().find(|listen| !listen.ip().is_loopback()).or(config.listen.first());
    let own = || match listen.map(|listen| listen.ip()) {
        Some(ip) if !ip.is_unspecified() => ip.to_string(),
        _ => outward_addresses().next().map_or_else(|| UNKNOWN.to_owned(), |ip| ip.to_string()),
    };
    let all = new.iter().map(|one| Slip {
        person: one.pupil.full_name(),
        group: one.pupil.group.clone(),
        account: one.name.as_str().to_owned(),
        password: one.password.as_ref().map_or_else(String::new, |password| password.0.to_string()),
    });
    Slips {
        lang: config.lang,
        address: address.unwrap_or_else(own),
        port: listen.map_or(0, std::net::SocketAddr::port),
        is_web: config.web.enabled,
        all: all.collect(),
    }
}

/// The pupils of one group.
struct Group<'a> {
    /// As the list writes it.
    shown: &'a str,
    /// The accounts that they have.
    accounts: Vec<&'a Username>,
}

impl<'a> Group<'a> {
    /// All groups by the names of their channels.
    fn all(pupils: impl Iterator<Item = (&'a Pupil, Option<&'a Username>)>) -> BTreeMap<String, Self> {
        let mut groups: BTreeMap<String, Self> = BTreeMap::new();
        for (pupil, account) in pupils {
            let name = naming::group_name(&pupil.group);
            let group = groups.entry(name).or_insert(Self { shown: &pupil.group, accounts: Vec::new() });
            group.accounts.extend(account);
        }
        groups
    }
}

/// Makes a channel for each group, `members_only` for its pupils. One that is there keeps its topic, and whom it is for already.
fn make_channels(
    installation: &Installation,
    stored: &StoredData,
    groups: &BTreeMap<String, Group<'_>>,
    members_only: bool,
    is_dry_run: bool,
) -> Result<(), Failure> {
    if groups.is_empty() {
        println!("channels: the list names no group");
    }
    for (name, Group { shown: group, accounts }) in groups {
        let Ok(channel) = ChannelName::parse(name) else {
            println!("refused: {}: no channel can be called so", printable(group));
            continue;
        };
        let whom = if members_only { " only" } else { "" };
        let members = || members_only.then(|| accounts.iter().copied().cloned());
        let topic = format!("{} {group}", choose(installation.config.lang, "Groupe", "Group"));
        let done = match stored {
            _ if is_dry_run => {
                println!("would be there: {channel}: for the group {}{whom}", printable(group));
                continue;
            }
            StoredData::Stopped(db) => {
                let roll = members().map(|names| Arc::new(names.collect()));
                let (disabled, read_only, slow_s) = (false, false, 0);
                let record =
                    ChannelRecord { name: channel.clone(), topic: topic.into(), disabled, read_only, slow_s, roll };
                let (is_new, new_names) = db.add_channel(&record).map_err(|e| e.to_string())?;
                match (is_new, new_names) {
                    (true, _) => "made",
                    (false, 0) => "unchanged",
                    (false, _) => "changed",
                }
            }
            StoredData::Running(_) => {
                let mut control = installation.connect().map_err(|e| e.words(Lang::En))?;
                let members = members().map(Iterator::collect);
                let request = ControlRequest::ChannelAdd { channel: channel.clone(), topic, members };
                let answer =
                    control.request(&request.into()).map_err(|e| format!("{channel}: {}", e.words(Lang::En)))?;
                match answer.value["change"].as_str() {
                    Some("made") => "made",
                    Some("changed") => "changed",
                    _ => "unchanged",
                }
            }
        };
        println!("{done}: {channel}: for the group {}{whom}", printable(group));
    }
    Ok(())
}
