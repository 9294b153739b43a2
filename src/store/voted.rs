//! Numbered rows and the votes of names on them: what polls and questions are on disk.
//!
//! Owns [`VotedRows`], such rows in two tables: a vote is a row of its own, so that keeping one writes nothing else. Its key
//! is a text, as those of other tables are: each other type of key would bring redb's code anew. The tables are made with
//! the first row; a database without one has none, and nothing here is looked at for a message. Called by `polls` and
//! `questions`, which know what the values mean.

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::codec::CodecError;
use super::error::StoreError;
use super::schema::{NamedTable, NumberedTable, is_there, open_if_there};
use crate::chat::name::NameKey;
use crate::chat::renamed::NameChange;
use crate::chat::voter::Voter;

/// Rows that are forgotten for their age at a time.
const PRUNED_MAX: usize = 50;

/// The two tables of one kind of rows.
pub(super) struct VotedRows {
    /// The noun for a row.
    pub(super) what: &'static str,
    /// Rows by number.
    pub(super) rows: NumberedTable,
    /// Votes by [`vote_key`].
    pub(super) votes: NamedTable,
    /// Rows that are kept; the oldest go.
    pub(super) kept_max: u64,
}

/// A vote.
pub(super) struct Vote {
    pub(super) voter: Voter,
    pub(super) value: Vec<u8>,
}

/// The age of a row, for [`VotedRows::prune`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Age {
    /// It goes.
    Old,
    /// It stays although it is old.
    Spared,
    /// It stays, and so do all behind it.
    Young,
}

/// The fate of a row in an erasure.
pub(super) enum Fate {
    /// It says nothing of the person.
    Stay,
    /// It becomes this.
    Change(Vec<u8>),
    /// It goes with its votes.
    Go,
}

/// The result of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct VotesErased {
    pub(super) votes: u64,
    /// Rows that are gone, or have changed.
    pub(super) rows: u64,
    /// The number to go on before; `None` at the end.
    pub(super) next: Option<u64>,
}

/// The key of a vote: the row's number, so that the votes for a row stand together, and whose it is ([`Voter`]).
pub(super) fn vote_key(number: u64, name: &str) -> String {
    format!("{number:016x} {name}")
}

fn parts_of(key: &str) -> Option<(u64, &str)> {
    let (number, name) = key.split_once(' ')?;
    Some((u64::from_str_radix(number, 16).ok()?, name))
}

/// The keys of all votes for a row.
fn keys_of(number: u64) -> std::ops::Range<String> {
    // What follows a space.
    vote_key(number, "")..format!("{number:016x}!")
}

impl VotedRows {
    /// Keeps a row, and forgets the oldest if there are too many.
    pub(super) fn put(&self, txn: &WriteTransaction, number: u64, value: &[u8]) -> Result<(), StoreError> {
        let oldest = {
            let mut rows = txn.open_table(self.rows)?;
            rows.insert(number, value)?;
            let oldest = rows.first()?.map(|(number, _)| number.value());
            oldest.filter(|_| rows.len().is_ok_and(|count| count > self.kept_max))
        };
        oldest.map_or(Ok(()), |number| self.remove(txn, number))
    }

    /// Keeps a vote, or forgets it, if its row is there.
    pub(super) fn set_vote(
        &self,
        txn: &WriteTransaction,
        number: u64,
        voter: &Voter,
        value: Option<&[u8]>,
    ) -> Result<(), StoreError> {
        if txn.open_table(self.rows)?.get(number)?.is_some() {
            let (mut votes, key) = (txn.open_table(self.votes)?, vote_key(number, voter.as_str()));
            match value {
                Some(value) => votes.insert(key.as_str(), value)?,
                None => votes.remove(key.as_str())?,
            };
        }
        Ok(())
    }

    /// Forgets a row and the votes for it.
    pub(super) fn remove(&self, txn: &WriteTransaction, number: u64) -> Result<(), StoreError> {
        txn.open_table(self.rows)?.remove(number)?;
        let mut votes = txn.open_table(self.votes)?;
        let (range, mut keys) = (keys_of(number), Vec::new());
        for row in votes.range(range.start.as_str()..range.end.as_str())? {
            keys.push(row?.0.value().to_owned());
        }
        for key in keys {
            votes.remove(key.as_str())?;
        }
        Ok(())
    }

    /// Forgets some of the oldest rows.
    pub(super) fn prune(
        &self,
        txn: &WriteTransaction,
        age: impl Fn(u64, &[u8]) -> Result<Age, CodecError>,
    ) -> Result<(), StoreError> {
        if !is_there(txn, self.rows)? {
            return Ok(());
        }
        let mut old = Vec::new();
        for row in txn.open_table(self.rows)?.iter()?.take(PRUNED_MAX) {
            let (number, value) = row?;
            match age(number.value(), value.value()) {
                Ok(Age::Young) => break,
                Ok(Age::Old) => old.push(number.value()),
                // What cannot be read is for a check to find.
                Ok(Age::Spared) | Err(_) => {}
            }
        }
        old.into_iter().try_for_each(|number| self.remove(txn, number))
    }

    /// Forgets the votes of a name for so many rows before a number, and does to the rows what `fate` says.
    pub(super) fn erase(
        &self,
        txn: &WriteTransaction,
        name: &NameKey,
        (before, most): (u64, usize),
        fate: impl Fn(u64, &[u8]) -> Result<Fate, CodecError>,
    ) -> Result<VotesErased, StoreError> {
        if !is_there(txn, self.rows)? {
            return Ok(VotesErased { votes: 0, rows: 0, next: None });
        }
        let (mut numbers, mut gone, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for row in txn.open_table(self.rows)?.range(..before)?.rev().take(most) {
            let (number, value) = row?;
            let number = number.value();
            numbers.push(number);
            match fate(number, value.value()) {
                Ok(Fate::Go) => gone.push(number),
                Ok(Fate::Change(value)) => changed.push((number, value)),
                Ok(Fate::Stay) | Err(_) => {}
            }
        }
        let (mut votes, guests) = (0, Voter::guests_called(name));
        {
            let (mut rows, mut kept) = (txn.open_table(self.rows)?, txn.open_table(self.votes)?);
            for number in &numbers {
                votes += u64::from(kept.remove(vote_key(*number, name.as_str()).as_str())?.is_some());
                let (from, to) = (vote_key(*number, &guests.0), vote_key(*number, &guests.1));
                let own: Vec<String> = kept
                    .range(from.as_str()..to.as_str())?
                    .map(|row| Ok(row?.0.value().to_owned()))
                    .collect::<Result<_, StoreError>>()?;
                for key in own {
                    votes += u64::from(kept.remove(key.as_str())?.is_some());
                }
            }
            for (number, value) in &changed {
                rows.insert(number, value.as_slice())?;
            }
        }
        let rows = (gone.len() + changed.len()) as u64;
        gone.into_iter().try_for_each(|number| self.remove(txn, number))?;
        Ok(VotesErased { votes, rows, next: numbers.last().copied().filter(|_| numbers.len() == most) })
    }

    /// Has the votes of an account for so many rows before a number be its under another name, and the rows what `row` makes of them; `vote` makes
    /// the value of a vote another's. One that is there under the new name stays. Gives the number to go on before.
    pub(super) fn rename(
        &self,
        txn: &WriteTransaction,
        change: &NameChange,
        (before, most): (u64, usize),
        row: impl Fn(u64, &[u8]) -> Result<Option<Vec<u8>>, CodecError>,
        vote: impl Fn(&[u8]) -> Result<Vec<u8>, CodecError>,
    ) -> Result<Option<u64>, StoreError> {
        if !is_there(txn, self.rows)? {
            return Ok(None);
        }
        let (mut numbers, mut changed) = (Vec::new(), Vec::new());
        for found in txn.open_table(self.rows)?.range(..before)?.rev().take(most) {
            let (number, value) = found?;
            numbers.push(number.value());
            if let Ok(Some(value)) = row(number.value(), value.value()) {
                changed.push((number.value(), value));
            }
        }
        let (mut rows, mut votes) = (txn.open_table(self.rows)?, txn.open_table(self.votes)?);
        for (number, value) in &changed {
            rows.insert(number, value.as_slice())?;
        }
        for number in &numbers {
            let (from, to) =
                (vote_key(*number, change.from.key().as_str()), vote_key(*number, change.to.key().as_str()));
            let Some(value) = votes.remove(from.as_str())?.map(|value| value.value().to_vec()) else { continue };
            if votes.get(to.as_str())?.is_none() {
                // What cannot be read is for a check to find.
                let value = vote(&value).unwrap_or(value);
                votes.insert(to.as_str(), value.as_slice())?;
            }
        }
        Ok(numbers.last().copied().filter(|_| numbers.len() == most))
    }

    /// Gives the rows that are behind a number, in order, until `take` says that it has enough. What cannot be read is left
    /// out with a loud line.
    pub(super) fn walk<R>(
        &self,
        txn: &ReadTransaction,
        behind: u64,
        decode: impl Fn(u64, &[u8]) -> Result<R, CodecError>,
        mut take: impl FnMut(R) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let Some(rows) = open_if_there(txn, self.rows)? else { return Ok(()) };
        for row in rows.range(behind.saturating_add(1)..)? {
            let (number, value) = row?;
            match decode(number.value(), value.value()) {
                Ok(read) => {
                    if !take(read)? {
                        break;
                    }
                }
                Err(e) => log::error!("the {} {} cannot be read and is left out: {e}", self.what, number.value()),
            }
        }
        Ok(())
    }

    /// The votes for a row, in the order of the names.
    pub(super) fn votes_of(&self, txn: &ReadTransaction, number: u64) -> Result<Vec<Vote>, StoreError> {
        let mut found = Vec::new();
        let Some(votes) = open_if_there(txn, self.votes)? else { return Ok(found) };
        let range = keys_of(number);
        for row in votes.range(range.start.as_str()..range.end.as_str())? {
            let (key, value) = row?;
            if let Some((_, voter)) = parts_of(key.value()) {
                found.push(Vote { voter: Voter::kept(voter), value: value.value().to_vec() });
            }
        }
        Ok(found)
    }

    /// The greatest number; 0 if there is none.
    pub(super) fn last(&self, txn: &ReadTransaction) -> Result<u64, StoreError> {
        let Some(rows) = open_if_there(txn, self.rows)? else { return Ok(0) };
        Ok(rows.last()?.map_or(0, |(number, _)| number.value()))
    }

    /// Says what does not fit together: rows and votes that cannot be read, votes without their row, votes of which `is_of`
    /// says that nobody of that name can have given them for that row.
    pub(super) fn check<R>(
        &self,
        txn: &ReadTransaction,
        decode: impl Fn(u64, &[u8]) -> Result<R, CodecError>,
        is_of: impl Fn(&R, &Voter, &[u8]) -> Result<bool, CodecError>,
        mut problem: impl FnMut(String),
    ) -> Result<(), StoreError> {
        let (what, rows) = (self.what, open_if_there(txn, self.rows)?);
        if let Some(rows) = &rows {
            for row in rows.iter()? {
                let (number, value) = row?;
                if let Err(e) = decode(number.value(), value.value()) {
                    problem(format!("the {what} {} cannot be read: {e}", number.value()));
                }
            }
        }
        let Some(votes) = open_if_there(txn, self.votes)? else { return Ok(()) };
        for row in votes.iter()? {
            let (key, value) = row?;
            let Some((number, name)) = parts_of(key.value()) else {
                problem(format!("a vote stands under {:?}, which is neither a {what} nor a name", key.value()));
                continue;
            };
            let row = match &rows {
                Some(rows) => rows.get(number)?,
                None => None,
            };
            let Some(row) = row else {
                problem(format!("{name:?} has voted for the {what} {number}, which is not there"));
                continue;
            };
            // One that cannot be read has been told.
            let Ok(row) = decode(number, row.value()) else { continue };
            match is_of(&row, &Voter::kept(name), value.value()) {
                Ok(true) => {}
                Ok(false) => {
                    problem(format!("the vote of {name:?} for the {what} {number} is not one that can be given"));
                }
                Err(e) => problem(format!("the vote of {name:?} for the {what} {number} cannot be read: {e}")),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn votes_stand_in_the_order_of_rows_and_their_keys_come_back() {
        let keys = [(0, "zoé"), (1, ""), (1, "a"), (1, "~\u{10ffff}"), (9, "b"), (16, "a"), (u64::MAX, "a b")];
        let texts: Vec<String> = keys.iter().map(|(number, name)| vote_key(*number, name)).collect();
        assert!(texts.is_sorted());
        for (text, (number, name)) in texts.iter().zip(keys) {
            assert_eq!(parts_of(text), Some((number, name)));
            for other in [0, 1, 2, 9, 16, u64::MAX] {
                assert_eq!(keys_of(other).contains(text), other == number, "{text:?}");
            }
        }
        for foreign in ["", "bob", "x bob", "1ffffffffffffffff bob"] {
            assert_eq!(parts_of(foreign), None, "{foreign:?}");
        }
    }
}
