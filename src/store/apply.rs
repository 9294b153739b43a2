//! Requests become rows.
//!
//! Owns [`Tables`], all tables of one write transaction, and what each action does to them; and [`Undo`], with which a
//! request that was refused is taken back in case it reached the disk all the same. Called by the writer and by the
//! tools on a stopped server.

use redb::{ReadableTable, Table, WriteTransaction};

use super::attendance;
use super::campus;
use super::campus_early;
use super::campus_retired;
use super::class_codec;
use super::codec::{self, ValueWriter};
use super::erase;
use super::error::StoreError;
use super::letters;
use super::messages::MessageTables;
use super::schema::{ACCOUNTS, CHANNELS, CLASS, SANCTIONS};
use super::{guest_numbers, polls, questions, rename, rolls, tokens};
use crate::chat::account::Account;
use crate::chat::letter::LetterPlace;
use crate::chat::message::{MessageChange, MessageId};
use crate::chat::name::NameKey;
use crate::chat::origin::ServerName;
use crate::chat::sanction::{SanctionKind, SanctionTarget};
use crate::chat::store_protocol::StoreAction;

/// The tables of a write transaction. [`Tables::save`] comes last.
pub(super) struct Tables<'t> {
    /// For the tables that few commits touch.
    pub(super) txn: &'t WriteTransaction,
    pub(super) accounts: Table<'t, &'static str, &'static [u8]>,
    pub(super) messages: MessageTables<'t>,
    pub(super) channels: Table<'t, &'static str, &'static [u8]>,
    pub(super) sanctions: Table<'t, &'static str, &'static [u8]>,
    /// The name of this server, by which people of it are named with others; `None` if it has none.
    pub(super) server: Option<&'t ServerName>,
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
    /// Forget the message, and what it is.
    Letter(MessageId, Box<LetterPlace>),
}

impl Undo {
    /// The way to take that request back; `None` if it is one that outlives a failure.
    pub(super) fn of(action: &StoreAction) -> Option<Self> {
        match action {
            StoreAction::AppendUndelivered(message) => message.id.map(Self::Message),
            StoreAction::AppendLetter(message, place) => message.id.map(|id| Self::Letter(id, place.clone())),
            StoreAction::CreateAccount(account) => {
                Some(Self::Account { key: account.name.key().clone(), refused: codec::encode_account(account) })
            }
            _ => None,
        }
    }
}

impl<'t> Tables<'t> {
    pub(super) fn open(txn: &'t WriteTransaction, server: Option<&'t ServerName>) -> Result<Self, StoreError> {
        Ok(Self {
            txn,
            accounts: txn.open_table(ACCOUNTS)?,
            messages: MessageTables::open(txn)?,
            channels: txn.open_table(CHANNELS)?,
            sanctions: txn.open_table(SANCTIONS)?,
            server,
        })
    }

    /// Writes what was held back until all is known.
    pub(super) fn save(&mut self) -> Result<(), StoreError> {
        self.messages.save()
    }

    /// Forgets some of the polls and questions from before a time, in microseconds since the Unix epoch.
    pub(super) fn prune_lessons(&mut self, before_us: i64) -> Result<(), StoreError> {
        polls::prune(self.txn, before_us)?;
        questions::prune(self.txn, before_us)
    }

    /// Forgets the tokens that were last used before a time, in microseconds since the Unix epoch.
    pub(super) fn prune_tokens(&mut self, before_us: i64) -> Result<(), StoreError> {
        tokens::prune(self.txn, before_us)
    }

    /// Does what a request says. Reading requests change nothing.
    pub(super) fn apply(&mut self, action: &StoreAction) -> Result<(), StoreError> {
        match action {
            StoreAction::Append(message) => {
                self.messages.put(message, false)?;
            }
            StoreAction::AppendEvent(message, place) => {
                self.messages.put(message, false)?;
                if message.id.is_some() {
                    campus::put(self.txn, place, message)?;
                }
            }
            StoreAction::AdvanceWatermark(origin, seq) => campus::advance(self.txn, origin, *seq)?,
            StoreAction::SetErasure(erasure) => {
                campus::set_erasure(self.txn, erasure)?;
                if erasure.below.is_some() {
                    erase::wanted(self, &erasure.name)?;
                }
            }
            StoreAction::EndErasure(place) => campus::end_erasure(self.txn, place)?,
            StoreAction::KeepEarly(early) => campus_early::put(self.txn, early)?,
            StoreAction::ForgetEarly(told_by) => campus_early::forget(self.txn, told_by)?,
            StoreAction::SetRetired { server, is_retired } => campus_retired::set(self.txn, server, *is_retired)?,
            StoreAction::Event(record) => {
                campus::record(self.txn, record)?;
                // One within another is none that the core makes.
                if let Some(change) = record.change.as_ref().filter(|change| !matches!(change, StoreAction::Event(_))) {
                    self.apply(change)?;
                }
            }
            StoreAction::AppendUndelivered(message) => {
                self.messages.put(message, true)?;
            }
            StoreAction::AppendLetter(message, place) => {
                self.messages.put(message, place.waits())?;
                if let Some(id) = message.id {
                    letters::put(self.txn, place, id)?;
                }
            }
            StoreAction::SettleLetters(settled) => {
                letters::settle(self.txn, settled.iter().map(|(id, _)| *id))?;
                for (id, _) in settled.iter().filter(|(_, is_refused)| *is_refused) {
                    self.messages.delete(*id)?;
                }
            }
            StoreAction::Delivered { recipient, ids } => {
                for id in ids {
                    self.messages.deliver(recipient.key(), *id)?;
                }
            }
            StoreAction::CreateAccount(account) => {
                self.accounts.insert(account.name.key().as_str(), codec::encode_account(account).as_slice())?;
            }
            StoreAction::SetPassword { name, phc, must_change } => {
                self.change_account(name.key(), |account| {
                    account.phc = phc.clone();
                    account.must_change = *must_change;
                })?;
            }
            StoreAction::SetDisabled { name, disabled } => {
                self.change_account(name.key(), |account| account.disabled = *disabled)?;
            }
            StoreAction::RenameAccount(change) => {
                rename::begin(self, change)?;
            }
            StoreAction::RenameHeard(change) => rename::begin_heard(self, change)?,
            StoreAction::SetRole { name, role } => {
                self.change_account(name.key(), |account| account.role = *role)?;
            }
            StoreAction::DeleteAccount { name } => {
                self.delete_account(name.key())?;
            }
            StoreAction::DeleteMessage { id } => {
                self.messages.delete(*id)?;
            }
            StoreAction::ChangeMessage { id, change } => {
                if let MessageChange::React(reaction) = change {
                    guest_numbers::note(self.txn, reaction.guest)?;
                }
                self.messages.change(*id, change)?;
            }
            StoreAction::SetChannel(record) => {
                self.channels.insert(record.name.key().as_str(), codec::encode_channel(record).as_slice())?;
            }
            StoreAction::SetSanction(sanction) => {
                let key = codec::sanction_key(sanction.kind, &sanction.target);
                self.sanctions.insert(key.as_str(), codec::encode_sanction(sanction).as_slice())?;
                if let (SanctionKind::Ban, SanctionTarget::Person(name)) = (sanction.kind, &sanction.target) {
                    self.forget_tokens(name.key())?;
                }
            }
            StoreAction::LiftSanction { kind, target } => {
                self.sanctions.remove(codec::sanction_key(*kind, target).as_str())?;
            }
            StoreAction::SetSilence(silence) => {
                let key = class_codec::silence_key(silence.channel.as_ref());
                self.txn.open_table(CLASS)?.insert(key.as_str(), class_codec::encode_silence(silence).as_slice())?;
            }
            StoreAction::LiftSilence { channel } => {
                self.txn.open_table(CLASS)?.remove(class_codec::silence_key(channel.as_ref()).as_str())?;
            }
            StoreAction::SetPrivateMessages(to) => {
                let value = class_codec::encode_private_messages(*to);
                self.txn.open_table(CLASS)?.insert(class_codec::PRIVATE_MESSAGES, value.as_slice())?;
            }
            StoreAction::SetQuestionBox { open } => {
                let mut class = self.txn.open_table(CLASS)?;
                if *open {
                    class.remove(class_codec::QUESTION_BOX_CLOSED)?;
                } else {
                    class.insert(class_codec::QUESTION_BOX_CLOSED, ValueWriter::with_room(1).as_bytes())?;
                }
            }
            StoreAction::ClearChannel { channel, below } => {
                self.messages.clear_channel(channel.key(), *below)?;
            }
            StoreAction::SetToken(record) => tokens::put(self.txn, record)?,
            StoreAction::RemoveTokens(numbers) => tokens::remove(self.txn, numbers)?,
            StoreAction::SetPoll(poll) => polls::put(self.txn, poll)?,
            StoreAction::RemovePoll(poll) => polls::remove(self.txn, *poll)?,
            StoreAction::SetBallot { poll, ballot } => polls::put_ballot(self.txn, *poll, ballot)?,
            StoreAction::SetQuestion(question) => questions::put(self.txn, question)?,
            StoreAction::RemoveQuestion(question) => questions::remove(self.txn, *question)?,
            StoreAction::SetQuestionVote { question, voter, up } => {
                questions::set_vote(self.txn, *question, voter, *up)?;
            }
            StoreAction::StayBegan { number, stay } => attendance::begin(self.txn, *number, stay)?,
            StoreAction::StayFrom { number, address } => attendance::add_address(self.txn, *number, *address)?,
            StoreAction::StaysEnded { numbers, at } => attendance::end(self.txn, numbers, *at)?,
            StoreAction::ClockSet { by_us, ended_from } => attendance::shift(self.txn, *by_us, *ended_from)?,
            StoreAction::SetLessons(lessons) => attendance::set_lessons(self.txn, lessons)?,
            StoreAction::LoadUndelivered { .. }
            | StoreAction::LoadHistory(_)
            | StoreAction::LoadMessage { .. }
            | StoreAction::Search(_)
            | StoreAction::LoadAttendance(_)
            | StoreAction::CountMessages(_)
            | StoreAction::FindEvent(_)
            | StoreAction::LoadEvents { .. } => {}
        }
        Ok(())
    }

    /// Takes back what was refused.
    pub(super) fn undo(&mut self, undo: &Undo) -> Result<(), StoreError> {
        match undo {
            Undo::Message(id) => {
                self.messages.delete(*id)?;
            }
            Undo::Letter(id, place) => {
                self.messages.delete(*id)?;
                letters::undo(self.txn, place, *id)?;
            }
            Undo::Account { key, refused } => {
                if self.account_bytes(key)?.as_ref() == Some(refused) {
                    self.accounts.remove(key.as_str())?;
                }
            }
        }
        Ok(())
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

    /// Forgets the tokens of an account.
    pub(super) fn forget_tokens(&mut self, key: &NameKey) -> Result<(), StoreError> {
        tokens::remove_of(self.txn, key)
    }

    /// Forgets an account, its tokens and the private messages that wait for it; says whether it was there.
    pub(super) fn delete_account(&mut self, key: &NameKey) -> Result<bool, StoreError> {
        tokens::remove_of(self.txn, key)?;
        rolls::strike(&mut self.channels, key)?;
        let key = key.as_str();
        if self.accounts.remove(key)?.is_none() {
            return Ok(false);
        }
        let mut waiting = Vec::new();
        for row in self.messages.undelivered.range((key, 0)..=(key, u64::MAX))? {
            waiting.push(MessageId(row?.0.value().1));
        }
        for id in waiting {
            self.messages.delete(id)?;
        }
        Ok(true)
    }

    fn account_bytes(&self, key: &NameKey) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.accounts.get(key.as_str())?.map(|bytes| bytes.value().to_vec()))
    }
}
