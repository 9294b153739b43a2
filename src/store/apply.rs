//! Requests become rows.
//!
//! Owns [`Tables`], all tables of one write transaction, and what each action does to them; and [`Undo`], with which a
//! request that was refused is taken back in case it reached the disk all the same. Called by the writer and by the
//! tools on a stopped server.

use redb::{ReadableTable, Table, WriteTransaction};

use super::codec;
use super::error::StoreError;
use super::schema::{ACCOUNTS, BY_CHANNEL, CHANNELS, MESSAGES, SANCTIONS, UNDELIVERED};
use crate::chat::account::Account;
use crate::chat::message::{Audience, Message, MessageId};
use crate::chat::name::NameKey;
use crate::chat::store_protocol::StoreAction;

/// The tables of a write transaction.
pub(super) struct Tables<'t> {
    pub(super) accounts: Table<'t, &'static str, &'static [u8]>,
    pub(super) messages: Table<'t, u64, &'static [u8]>,
    pub(super) by_channel: Table<'t, (&'static str, u64), ()>,
    pub(super) undelivered: Table<'t, (&'static str, u64), ()>,
    pub(super) channels: Table<'t, &'static str, &'static [u8]>,
    pub(super) sanctions: Table<'t, &'static str, &'static [u8]>,
}

/// The way to take a request back.
///
/// A commit that failed may be on disk nevertheless: the error can come after the last write. What was refused to
/// somebody may not appear later, so it is looked for when the database works again.
#[derive(Debug)]
pub(super) enum Undo {
    /// Forget the account, if it is still the one that was refused.
    Account { key: NameKey, refused: Vec<u8> },
    /// Forget the message.
    Message(MessageId),
}

impl Undo {
    /// The way to take that request back; `None` if it is one that outlives a failure.
    pub(super) fn of(action: &StoreAction) -> Option<Self> {
        match action {
            StoreAction::AppendUndelivered(message) => message.id.map(Self::Message),
            StoreAction::CreateAccount(account) => {
                Some(Self::Account { key: account.name.key().clone(), refused: codec::encode_account(account) })
            }
            _ => None,
        }
    }
}

impl<'t> Tables<'t> {
    pub(super) fn open(txn: &'t WriteTransaction) -> Result<Self, StoreError> {
        Ok(Self {
            accounts: txn.open_table(ACCOUNTS)?,
            messages: txn.open_table(MESSAGES)?,
            by_channel: txn.open_table(BY_CHANNEL)?,
            undelivered: txn.open_table(UNDELIVERED)?,
            channels: txn.open_table(CHANNELS)?,
            sanctions: txn.open_table(SANCTIONS)?,
        })
    }

    /// Does what a request says. Reading requests change nothing.
    pub(super) fn apply(&mut self, action: &StoreAction) -> Result<(), StoreError> {
        match action {
            StoreAction::Append(message) => {
                self.put_message(message, false)?;
            }
            StoreAction::AppendUndelivered(message) => {
                self.put_message(message, true)?;
            }
            StoreAction::Delivered { recipient, ids } => {
                for id in ids {
                    self.undelivered.remove((recipient.key().as_str(), id.0))?;
                }
            }
            StoreAction::CreateAccount(account) => {
                self.accounts.insert(account.name.key().as_str(), codec::encode_account(account).as_slice())?;
            }
            StoreAction::SetPassword { name, phc } => {
                self.change_account(name.key(), |account| account.phc = phc.clone())?;
            }
            StoreAction::SetRole { name, role } => {
                self.change_account(name.key(), |account| account.role = *role)?;
            }
            StoreAction::DeleteAccount { name } => {
                self.delete_account(name.key())?;
            }
            StoreAction::DeleteMessage { id } => {
                self.delete_message(*id)?;
            }
            StoreAction::SetChannel(record) => {
                self.channels.insert(record.name.key().as_str(), codec::encode_channel(record).as_slice())?;
            }
            StoreAction::SetSanction(sanction) => {
                let key = codec::sanction_key(sanction.kind, &sanction.target);
                self.sanctions.insert(key.as_str(), codec::encode_sanction(sanction).as_slice())?;
            }
            StoreAction::LiftSanction { kind, target } => {
                self.sanctions.remove(codec::sanction_key(*kind, target).as_str())?;
            }
            StoreAction::LoadUndelivered { .. } | StoreAction::LoadHistory(_) | StoreAction::LoadMessage { .. } => {}
        }
        Ok(())
    }

    /// Takes back what was refused.
    pub(super) fn undo(&mut self, undo: &Undo) -> Result<(), StoreError> {
        match undo {
            Undo::Message(id) => {
                self.delete_message(*id)?;
            }
            Undo::Account { key, refused } => {
                if self.account_bytes(key)?.as_ref() == Some(refused) {
                    self.accounts.remove(key.as_str())?;
                }
            }
        }
        Ok(())
    }

    /// Keeps a message and where it belongs.
    pub(super) fn put_message(&mut self, message: &Message, undelivered: bool) -> Result<(), StoreError> {
        let Some(id) = message.id else {
            log::error!("a message without an id was to be stored; it is left out");
            return Ok(());
        };
        self.messages.insert(id.0, codec::encode_message(message).as_slice())?;
        match &message.audience {
            Audience::Channel(channel) => {
                self.by_channel.insert((channel.key().as_str(), id.0), ())?;
            }
            Audience::Person(name) if undelivered => {
                self.undelivered.insert((name.key().as_str(), id.0), ())?;
            }
            Audience::Person(_) => {}
        }
        Ok(())
    }

    /// Strikes a message out wherever it stands; says whether it was there.
    pub(super) fn delete_message(&mut self, id: MessageId) -> Result<bool, StoreError> {
        let decoded = match self.messages.remove(id.0)? {
            None => return Ok(false),
            Some(bytes) => codec::decode_message(id, bytes.value()),
        };
        match decoded {
            Ok(message) => match &message.audience {
                Audience::Channel(channel) => {
                    self.by_channel.remove((channel.key().as_str(), id.0))?;
                }
                Audience::Person(name) => {
                    self.undelivered.remove((name.key().as_str(), id.0))?;
                }
            },
            // Readers pass over an entry of an index whose message is gone.
            Err(e) => log::error!("the deleted message {} could not be read: {e}", id.0),
        }
        Ok(true)
    }

    /// Changes an account; says whether it is there and could be read.
    pub(super) fn change_account(
        &mut self,
        key: &NameKey,
        change: impl FnOnce(&mut Account),
    ) -> Result<bool, StoreError> {
        let Some(before) = self.account_bytes(key)? else { return Ok(false) };
        let mut account = match codec::decode_account(&before) {
            Ok(account) => account,
            Err(e) => {
                log::error!("the account {:?} cannot be read and stays as it is: {e}", key.as_str());
                return Ok(false);
            }
        };
        change(&mut account);
        self.accounts.insert(key.as_str(), codec::encode_account(&account).as_slice())?;
        Ok(true)
    }

    /// Forgets an account and the private messages that wait for it; says whether it was there.
    pub(super) fn delete_account(&mut self, key: &NameKey) -> Result<bool, StoreError> {
        let key = key.as_str();
        if self.accounts.remove(key)?.is_none() {
            return Ok(false);
        }
        let mut waiting = Vec::new();
        for row in self.undelivered.range((key, 0)..=(key, u64::MAX))? {
            waiting.push(MessageId(row?.0.value().1));
        }
        for id in waiting {
            self.delete_message(id)?;
        }
        Ok(true)
    }

    fn account_bytes(&self, key: &NameKey) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.accounts.get(key.as_str())?.map(|bytes| bytes.value().to_vec()))
    }
}
