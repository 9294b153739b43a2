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
use crate::chat::record::StoreAction;

/// The tables of a write transaction.
pub(super) struct Tables<'t> {
    pub(super) accounts: Table<'t, &'static str, &'static [u8]>,
    pub(super) messages: Table<'t, u64, &'static [u8]>,
    pub(super) by_channel: Table<'t, (&'static str, u64), ()>,
    pub(super) undelivered: Table<'t, (&'static str, u64), ()>,
    pub(super) channels: Table<'t, &'static str, &'static [u8]>,
    pub(super) sanctions: Table<'t, &'static str, &'static [u8]>,
}

/// How to take a request back.
///
/// A commit that failed may be on disk nevertheless: the error can come after the last write. What was refused to
/// somebody may not appear later, so it is looked for when the database works again.
#[derive(Debug)]
pub(super) enum Undo {
    /// Forget the account, if it is still the one that was refused.
    Account { key: NameKey, refused: Vec<u8> },
    /// Put the account back to what it was, if it is still as it was refused.
    Password { key: NameKey, refused: Vec<u8>, before: Vec<u8> },
    /// Forget the message.
    Message(MessageId),
}

/// An encoded account before and after a change.
#[derive(Debug)]
pub(super) struct Changed {
    before: Vec<u8>,
    after: Vec<u8>,
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
    pub(super) fn apply(&mut self, action: &StoreAction) -> Result<Option<Undo>, StoreError> {
        match action {
            StoreAction::Append(message) => {
                self.put_message(message, false)?;
            }
            StoreAction::AppendUndelivered(message) => {
                self.put_message(message, true)?;
                return Ok(message.id.map(Undo::Message));
            }
            StoreAction::Delivered { recipient, ids } => {
                for id in ids {
                    self.undelivered.remove((recipient.key().as_str(), id.0))?;
                }
            }
            StoreAction::CreateAccount(account) => {
                let encoded = codec::encode_account(account);
                self.accounts.insert(account.name.key().as_str(), encoded.as_slice())?;
                return Ok(Some(Undo::Account { key: account.name.key().clone(), refused: encoded }));
            }
            StoreAction::SetPassword { name, phc } => {
                let changed = self.change_account(name.key(), |account| account.phc = phc.clone())?;
                return Ok(changed.map(|Changed { before, after }| Undo::Password {
                    key: name.key().clone(),
                    refused: after,
                    before,
                }));
            }
            StoreAction::SetRole { name, role } => {
                self.change_account(name.key(), |account| account.role = *role)?;
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
        Ok(None)
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
            Undo::Password { key, refused, before } => {
                if self.account_bytes(key)?.as_ref() == Some(refused) {
                    self.accounts.insert(key.as_str(), before.as_slice())?;
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

    /// Changes an account that is there; gives what it was and what it is.
    pub(super) fn change_account(
        &mut self,
        key: &NameKey,
        change: impl FnOnce(&mut Account),
    ) -> Result<Option<Changed>, StoreError> {
        let Some(before) = self.account_bytes(key)? else { return Ok(None) };
        let mut account = match codec::decode_account(&before) {
            Ok(account) => account,
            Err(e) => {
                log::error!("the account {:?} cannot be read and stays as it is: {e}", key.as_str());
                return Ok(None);
            }
        };
        change(&mut account);
        let after = codec::encode_account(&account);
        self.accounts.insert(key.as_str(), after.as_slice())?;
        Ok(Some(Changed { before, after }))
    }

    fn account_bytes(&self, key: &NameKey) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.accounts.get(key.as_str())?.map(|bytes| bytes.value().to_vec()))
    }
}
