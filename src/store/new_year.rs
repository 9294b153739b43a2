//! The end of a school year: what the class has left goes, in one transaction, and what the staff needs stays.
//!
//! Owns [`NewYear`] and the list of what goes. It is for a stopped server alone: a running one has the accounts and channels
//! in memory too. Called by `offline`.

use std::collections::BTreeSet;

use redb::{ReadableTable, WriteTransaction};

use super::campus;
use super::class_codec;
use super::codec;
use super::error::StoreError;
use super::rolls;
use super::schema::{
    ACCOUNTS, BALLOTS, CAMPUS_LETTERS, CHANNELS, CLASS, LESSONS, NamedTable, POLLS, PRESENT, QUESTION_VOTES, QUESTIONS,
    RENAMES, SANCTIONS, STAYS, forget_table, is_there,
};
use super::{messages, tokens};
use crate::chat::account::Role;
use crate::chat::name::{ChannelName, NameKey};
use crate::chat::sanction::SanctionTarget;

/// The counts of what goes at the end of a year, and of what stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NewYear {
    /// Accounts of pupils, which go.
    pub accounts: u64,
    /// Accounts of moderators and admins, which stay.
    pub staff: u64,
    /// Messages in channels; all go.
    pub channel_messages: u64,
    /// Private messages, those that wait for somebody too; all go.
    pub private_messages: u64,
    /// Channels that were made, which go.
    pub channels: u64,
    /// Channels of the configuration of which something was set, which stay.
    pub configured_channels: u64,
    /// Mutes and bans of pupils and guests, which go.
    pub sanctions: u64,
    /// Mutes and bans of staff and of addresses, which stay.
    pub kept_sanctions: u64,
    /// Silences; all go.
    pub silences: u64,
    /// Stays of the attendance; all go.
    pub stays: u64,
    /// Lessons; all go.
    pub lessons: u64,
    /// Polls; all go with their votes.
    pub polls: u64,
    /// Votes in polls and for questions; all go.
    pub votes: u64,
    /// Questions to the people in charge; all go.
    pub questions: u64,
    /// Accounts, mutes and bans that cannot be read, and so stay as they are.
    pub unreadable: u64,
}

/// Forgets the year. The channels are those that the configuration names. Message ids go on where they were.
///
/// # Errors
/// Those of redb. Nothing is done then, unless the transaction is committed all the same.
pub(super) fn empty(txn: &WriteTransaction, configured: &[ChannelName]) -> Result<NewYear, StoreError> {
    let mut done = NewYear::default();
    let staff = pupils_accounts(txn, &mut done)?;
    tokens::keep_of(txn, &staff)?;
    sanctions(txn, &staff, &mut done)?;
    channels(txn, configured, &mut done)?;
    let (of_channels, private) = messages::forget_all(txn)?;
    (done.channel_messages, done.private_messages) = (of_channels, private);
    done.silences = remove_rows(txn, CLASS, |key, _| class_codec::is_silence(key))?;
    done.stays = forget_table(txn, PRESENT)? + forget_table(txn, STAYS)?;
    done.lessons = forget_table(txn, LESSONS)?;
    // The layout says that these three are always there.
    for table in [PRESENT, STAYS, LESSONS] {
        txn.open_table(table)?;
    }
    done.polls = forget_table(txn, POLLS)?;
    done.questions = forget_table(txn, QUESTIONS)?;
    done.votes = forget_table(txn, BALLOTS)? + forget_table(txn, QUESTION_VOTES)?;
    // Nothing is left that would have to leave. CAMPUS_LETTERS_HEARD stays, as CAMPUS_HEARD does.
    forget_table(txn, CAMPUS_LETTERS)?;
    // CAMPUS_EVENTS and CAMPUS_HEARD stay: the other servers count on from where they are. What they say of people goes, with CAMPUS_IDS and
    // CAMPUS_NAMES, which messages events were, and CAMPUS_EARLY, who has reacted to what has not come. CAMPUS_ERASURES stays: what the other servers have not
    // done is still to be done. CAMPUS_TOPICS stays, by which the servers agree on what comes next.
    campus::forget_people(txn)?;
    // Nothing is left that would have to be renamed.
    forget_table(txn, RENAMES)?;
    Ok(done)
}

/// Forgets the accounts of those who have no charge, and gives the names of the others.
fn pupils_accounts(txn: &WriteTransaction, done: &mut NewYear) -> Result<BTreeSet<NameKey>, StoreError> {
    let mut staff = BTreeSet::new();
    done.accounts = remove_rows(txn, ACCOUNTS, |key, bytes| match codec::decode_account(bytes) {
        Ok(account) if account.role == Role::User => true,
        Ok(account) => {
            staff.insert(account.name.key().clone());
            false
        }
        Err(e) => {
            log::error!("the account {key:?} cannot be read and stays as it is: {e}");
            done.unreadable += 1;
            false
        }
    })?;
    done.staff = staff.len() as u64;
    Ok(staff)
}

fn sanctions(txn: &WriteTransaction, staff: &BTreeSet<NameKey>, done: &mut NewYear) -> Result<(), StoreError> {
    let (mut kept, mut unreadable) = (0, 0);
    done.sanctions = remove_rows(txn, SANCTIONS, |_, bytes| match codec::decode_sanction(bytes) {
        Ok(sanction) => {
            let goes = matches!(&sanction.target, SanctionTarget::Person(name) if !staff.contains(name.key()));
            kept += u64::from(!goes);
            goes
        }
        Err(_) => {
            unreadable += 1;
            false
        }
    })?;
    done.kept_sanctions = kept;
    done.unreadable += unreadable;
    Ok(())
}

fn channels(txn: &WriteTransaction, configured: &[ChannelName], done: &mut NewYear) -> Result<(), StoreError> {
    let keys: BTreeSet<&str> = configured.iter().map(|channel| channel.key().as_str()).collect();
    let mut stay = 0;
    done.channels = remove_rows(txn, CHANNELS, |key, _| {
        let goes = !keys.contains(key);
        stay += u64::from(!goes);
        goes
    })?;
    done.configured_channels = stay;
    if is_there(txn, CHANNELS)? {
        rolls::empty(&mut txn.open_table(CHANNELS)?)?;
    }
    Ok(())
}

/// Removes the rows that are to go, and says how many.
fn remove_rows(
    txn: &WriteTransaction,
    definition: NamedTable,
    mut goes: impl FnMut(&str, &[u8]) -> bool,
) -> Result<u64, StoreError> {
    if !is_there(txn, definition)? {
        return Ok(0);
    }
    let mut table = txn.open_table(definition)?;
    let mut going = Vec::new();
    for row in table.iter()? {
        let (key, bytes) = row?;
        if goes(key.value(), bytes.value()) {
            going.push(key.value().to_owned());
        }
    }
    for key in &going {
        table.remove(key.as_str())?;
    }
    Ok(going.len() as u64)
}
