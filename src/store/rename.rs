//! Another name for an account, in all that is kept by people's names.
//!
//! Owns the table of names that are on their way, and [`KINDS`], what is kept by people's names and is long. [`begin`] moves
//! the account and what is short in one transaction, and notes there what is left. [`step`] then does a bounded part of that, in
//! the writer's commits or all at once in a tool on a stopped server; the note goes with the last one. So whoever opens
//! the database goes on where the last one ended.
//!
//! The newest messages go first: what the account says meanwhile is under its new name already. Nobody takes the old one before
//! the end (`chat::renaming`).
//!
//! Who is absent and has mail from the account is told the same size of it until it is read, by the letters that one name is longer
//! than the other; the core's count is right again with an empty mailbox.

use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use super::apply::Tables;
use super::codec::{self, CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::messages::Sift;
use super::schema::{RENAMES, is_there, open_if_there};
use super::steps::{BLOCKS_READ, BLOCKS_WRITTEN, EVENTS_READ, SPARED_READ, STAYS_READ, VOTES_READ};
use super::{attendance, campus, campus_early, polls as polls_kept, questions as questions_kept, rolls, tokens};
use crate::chat::message::{Audience, Message};
use crate::chat::name::Username;
use crate::chat::renamed::NameChange;
use crate::chat::sanction::SanctionTarget;

/// The way through one kind of data: does a step from a place on, and gives the place of the next; `None` at the end.
type Kind = fn(&mut Tables<'_>, &NameChange, Option<u64>) -> Result<Option<u64>, StoreError>;

/// All that is long and kept by people's names. A further table is one more entry, at the end: the places are on disk.
const KINDS: [Kind; 7] = [messages, spared, polls, questions, stays, lessons, events];

/// A name that is on its way, and how far it is.
struct Renaming {
    change: NameChange,
    /// The place in [`KINDS`].
    kind: usize,
    /// The place within that kind; `None` at its beginning.
    at: Option<u64>,
}

/// The result of a step.
#[derive(Debug, Default)]
pub(super) struct RenameStep {
    /// The name that was left behind, if nothing is under it any more.
    pub(super) finished: Option<Username>,
    /// True if something is left to do, of this or of another.
    pub(super) more: bool,
}

fn encode(renaming: &Renaming) -> Vec<u8> {
    let Renaming { change: NameChange { from, to }, kind, at } = renaming;
    let mut out = ValueWriter::with_room(96);
    out.text(from.as_str());
    out.text(to.as_str());
    out.byte(*kind as u8);
    out.byte(u8::from(at.is_some()));
    out.number(at.unwrap_or_default());
    out.into_bytes()
}

fn decode(bytes: &[u8]) -> Result<Renaming, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let change = NameChange { from: input.username()?, to: input.username()? };
    let kind = usize::from(input.byte()?);
    let has_place = match input.byte()? {
        0 => false,
        1 => true,
        _ => return Err(CodecError::Field("place of a renaming")),
    };
    let at = Some(input.number()?).filter(|_| has_place);
    input.end()?;
    Ok(Renaming { change, kind, at })
}

/// Gives an account another name, and notes that the rest is to follow; says whether there is one under the old name, and none
/// of another person's under the new one. Done twice, it is as done once.
pub(super) fn begin(tables: &mut Tables<'_>, change: &NameChange) -> Result<bool, StoreError> {
    let (from, to) = (change.from.key(), change.to.key());
    if from != to && tables.accounts.get(to.as_str())?.is_some() {
        return Ok(false);
    }
    if !tables.change_account(from, |account| account.name = change.to.clone())? {
        return Ok(false);
    }
    // It has been written back where it was.
    let moved = tables.accounts.remove(from.as_str())?.map(|bytes| bytes.value().to_vec());
    if let Some(moved) = moved {
        tables.accounts.insert(to.as_str(), moved.as_slice())?;
    }
    tokens::rename(tables.txn, change)?;
    rolls::rename(&mut tables.channels, change)?;
    sanctions(tables, change)?;
    if let Some(server) = tables.server {
        // Those that hold in shared channels.
        sanctions(tables, &change.of_server(server))?;
    }
    tables.messages.move_mail(change)?;
    attendance::rename_present(tables.txn, change)?;
    let renaming = Renaming { change: change.clone(), kind: 0, at: None };
    tables.txn.open_table(RENAMES)?.insert(from.as_str(), encode(&renaming).as_slice())?;
    Ok(true)
}

/// Gives somebody of another server another name in what is kept here, and notes that the rest is to follow.
pub(super) fn begin_heard(tables: &mut Tables<'_>, change: &NameChange) -> Result<(), StoreError> {
    sanctions(tables, change)?;
    tables.messages.move_mail(change)?;
    campus_early::rename(tables.txn, change)?;
    let renaming = Renaming { change: change.clone(), kind: 0, at: None };
    // The core begins none under a name that is on its way.
    tables.txn.open_table(RENAMES)?.insert(change.from.key().as_str(), encode(&renaming).as_slice())?;
    Ok(())
}

/// Does a step of the first one that is on its way.
pub(super) fn step(tables: &mut Tables<'_>) -> Result<RenameStep, StoreError> {
    if !is_there(tables.txn, RENAMES)? {
        return Ok(RenameStep::default());
    }
    let first =
        tables.txn.open_table(RENAMES)?.first()?.map(|(key, bytes)| (key.value().to_owned(), decode(bytes.value())));
    let (key, mut renaming) = match first {
        None => return Ok(RenameStep::default()),
        Some((key, Ok(renaming))) => (key, renaming),
        Some((key, Err(e))) => {
            log::error!("a name that was on its way, {key:?}, cannot be read, and goes no further: {e}");
            return forget(tables, &key, None);
        }
    };
    while let Some(kind) = KINDS.get(renaming.kind) {
        renaming.at = kind(tables, &renaming.change, renaming.at)?;
        if renaming.at.is_some() {
            tables.txn.open_table(RENAMES)?.insert(key.as_str(), encode(&renaming).as_slice())?;
            return Ok(RenameStep { finished: None, more: true });
        }
        renaming.kind += 1;
    }
    forget(tables, &key, Some(renaming.change.from))
}

/// Nothing is left to do about one.
fn forget(tables: &Tables<'_>, key: &str, finished: Option<Username>) -> Result<RenameStep, StoreError> {
    let mut table = tables.txn.open_table(RENAMES)?;
    table.remove(key)?;
    Ok(RenameStep { finished, more: table.first()?.is_some() })
}

/// The names that are on their way. What cannot be read is left out: [`step`] says so.
pub(super) fn load(txn: &ReadTransaction) -> Result<Vec<NameChange>, StoreError> {
    let mut all = Vec::new();
    let Some(table) = open_if_there(txn, RENAMES)? else { return Ok(all) };
    for row in table.iter()? {
        all.extend(decode(row?.1.value()).ok().map(|renaming| renaming.change));
    }
    Ok(all)
}

/// True if some are on their way.
pub(super) fn is_any(txn: &WriteTransaction) -> Result<bool, StoreError> {
    Ok(is_there(txn, RENAMES)? && txn.open_table(RENAMES)?.first()?.is_some())
}

/// True if this one is on its way.
pub(super) fn is_on_its_way(txn: &WriteTransaction, from: &Username) -> Result<bool, StoreError> {
    Ok(is_there(txn, RENAMES)? && txn.open_table(RENAMES)?.get(from.key().as_str())?.is_some())
}

/// Says what does not fit together: what cannot be read, stands under another name, or has a place that there is not.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    let Some(table) = open_if_there(txn, RENAMES)? else { return Ok(()) };
    for row in table.iter()? {
        let (key, bytes) = row?;
        let key = key.value();
        match decode(bytes.value()) {
            Ok(renaming) if renaming.change.from.key().as_str() == key && renaming.kind < KINDS.len() => {}
            Ok(_) => problem(format!("the name {key:?}, which is on its way, stands under another, or in no place")),
            Err(e) => problem(format!("the name {key:?}, which is on its way, cannot be read: {e}")),
        }
    }
    Ok(())
}

/// Mutes and bans, of which there are only so many: those of the person, and those that the person imposed.
fn sanctions(tables: &mut Tables<'_>, change: &NameChange) -> Result<(), StoreError> {
    let mut concerned = Vec::new();
    for row in tables.sanctions.iter()? {
        let (place, bytes) = row?;
        let Ok(mut sanction) = codec::decode_sanction(bytes.value()) else { continue };
        let is_of = matches!(&sanction.target, SanctionTarget::Person(name) if name.key() == change.from.key());
        if is_of {
            sanction.target = SanctionTarget::Person(change.to.clone());
        }
        if change.spell(&mut sanction.by) || is_of {
            concerned.push((place.value().to_owned(), sanction));
        }
    }
    for (place, sanction) in concerned {
        tables.sanctions.remove(place.as_str())?;
        let place = codec::sanction_key(sanction.kind, &sanction.target);
        tables.sanctions.insert(place.as_str(), codec::encode_sanction(&sanction).as_slice())?;
    }
    Ok(())
}

/// The name in a message, wherever it stands but in its text. Reactions are renamed with the block.
fn rename(message: &mut Message, change: &NameChange) {
    change.rename(&mut message.from);
    if let Audience::Person(name) = &mut message.audience {
        change.rename(name);
    }
    if let Some(to) = &mut message.to {
        change.spell(to);
    }
}

/// Messages in blocks.
fn messages(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    let before = at.unwrap_or(tables.messages.numbers().behind);
    let mut sift = Sift::new(BLOCKS_READ, BLOCKS_WRITTEN);
    sift.renamed = Some(change.clone());
    let mut renamed = |mut message: Message| {
        rename(&mut message, change);
        Some(message)
    };
    tables.messages.sift(change.from.key(), before, &mut sift, &mut renamed)
}

/// Messages that retention has passed and that wait for somebody.
fn spared(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    let (found, next) = tables.messages.spared_of(change.from.key(), at.unwrap_or(u64::MAX), SPARED_READ)?;
    for mut message in found {
        rename(&mut message, change);
        tables.messages.spare_anew(&message)?;
    }
    Ok(next)
}

/// Votes in polls, and who opened them.
fn polls(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    polls_kept::rename(tables.txn, change, at.unwrap_or(u64::MAX), VOTES_READ)
}

/// Questions, votes for them, and who answered.
fn questions(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    questions_kept::rename(tables.txn, change, at.unwrap_or(u64::MAX), VOTES_READ)
}

/// Stays that have ended.
fn stays(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    attendance::rename_stays(tables.txn, change, at.unwrap_or(u64::MAX), STAYS_READ)
}

/// Lessons, of which there are only so many: who began them.
fn lessons(tables: &mut Tables<'_>, change: &NameChange, _: Option<u64>) -> Result<Option<u64>, StoreError> {
    attendance::rename_lessons(tables.txn, change).map(|()| None)
}

/// Events that were told to other servers of the school, other than messages.
fn events(tables: &mut Tables<'_>, change: &NameChange, at: Option<u64>) -> Result<Option<u64>, StoreError> {
    let there = tables.server.map(|server| change.of_server(server));
    campus::rename(tables.txn, change, there.as_ref(), at.unwrap_or(u64::MAX), EVENTS_READ)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_its_way_is_read_as_it_is_written() {
        let name = |text: &str| Username::parse(text).unwrap();
        for (kind, at) in [(0, None), (3, Some(0)), (5, Some(u64::MAX))] {
            let change = NameChange { from: name("Zoé"), to: name("Zoé Martin") };
            let bytes = encode(&Renaming { change: change.clone(), kind, at });
            let read = decode(&bytes).unwrap();
            assert_eq!((read.change, read.kind, read.at), (change, kind, at));
            for cut in 0..bytes.len() {
                assert!(decode(&bytes[..cut]).is_err());
            }
        }
    }
}
