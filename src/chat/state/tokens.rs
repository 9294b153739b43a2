//! The tokens with which clients come back: those of accounts, which are kept, and those of guests, which are not.
//!
//! Owns [`Tokens`].

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::chat::clock::WallTime;
use crate::chat::name::{NameKey, Username};
use crate::chat::renamed::NameChange;
use crate::chat::token::{DeviceName, TOKENS_OF_ONE_MAX, Token, TokenDigest, TokenMint, TokenRecord};

/// All tokens.
#[derive(Default)]
pub(in crate::chat) struct Tokens {
    /// The mint of new ones; without it there are none.
    mint: Option<TokenMint>,
    by_digest: BTreeMap<TokenDigest, TokenRecord>,
    /// The same by their owners, in the order in which they were made.
    by_owner: BTreeMap<NameKey, SmallVec<[TokenDigest; 2]>>,
    /// The last number that was given.
    last: u64,
    /// Those of guests who are there, by their names.
    of_guests: BTreeMap<NameKey, TokenDigest>,
}

impl Tokens {
    pub(in crate::chat) fn restore(records: Vec<TokenRecord>) -> Self {
        let mut all = Self::default();
        for record in records {
            all.insert(record);
        }
        all
    }

    /// New ones can be made from now on.
    pub(in crate::chat) fn set_mint(&mut self, mint: TokenMint) {
        self.mint = Some(mint);
    }

    fn insert(&mut self, record: TokenRecord) {
        self.last = self.last.max(record.number);
        self.by_owner.entry(record.owner.key().clone()).or_default().push(record.digest);
        self.by_digest.insert(record.digest, record);
    }

    /// Makes one for an account. Gives it, what is to be kept of it, and the numbers of those that make room.
    pub(in crate::chat) fn make(
        &mut self,
        owner: &Username,
        device: DeviceName,
        now: WallTime,
    ) -> Option<(Token, TokenRecord, Vec<u64>)> {
        let token = self.mint.as_mut()?.token();
        let mut gone: Vec<u64> = self.of(owner.key()).filter(|one| one.is_expired(now)).map(|one| one.number).collect();
        let mut others: Vec<(i64, u64)> =
            self.of(owner.key()).filter(|one| !one.is_expired(now)).map(|one| (one.used.unix_us, one.number)).collect();
        others.sort_unstable();
        let too_many = (others.len() + 1).saturating_sub(TOKENS_OF_ONE_MAX);
        gone.extend(others.iter().take(too_many).map(|(_, number)| number));
        for number in &gone {
            self.remove(owner.key(), *number);
        }
        let record = TokenRecord {
            number: self.last + 1,
            owner: owner.clone(),
            digest: token.digest(),
            device,
            created: now,
            used: now,
        };
        self.insert(record.clone());
        Some((token, record, gone))
    }

    /// Makes one for a guest who is there, in place of the one before.
    pub(in crate::chat) fn make_for_guest(&mut self, name: &NameKey) -> Option<Token> {
        let token = self.mint.as_mut()?.token();
        self.of_guests.insert(name.clone(), token.digest());
        Some(token)
    }

    pub(in crate::chat) fn get_mut(&mut self, digest: TokenDigest) -> Option<&mut TokenRecord> {
        self.by_digest.get_mut(&digest)
    }

    /// The guest whose a token is.
    pub(in crate::chat) fn guest_of(&self, digest: TokenDigest) -> Option<&NameKey> {
        self.of_guests.iter().find(|(_, other)| **other == digest).map(|(name, _)| name)
    }

    /// True if a guest has one.
    pub(in crate::chat) fn has_guest(&self, name: &NameKey) -> bool {
        self.of_guests.contains_key(name)
    }

    /// A guest is gone.
    pub(in crate::chat) fn forget_guest(&mut self, name: &NameKey) {
        self.of_guests.remove(name);
    }

    /// All guests are gone.
    pub(in crate::chat) fn forget_guests(&mut self) {
        self.of_guests = BTreeMap::new();
    }

    /// A guest is called otherwise.
    pub(in crate::chat) fn rename_guest(&mut self, from: &NameKey, to: &NameKey) {
        if let Some(digest) = self.of_guests.remove(from) {
            self.of_guests.insert(to.clone(), digest);
        }
    }

    /// An account is called otherwise.
    pub(in crate::chat) fn rename_owner(&mut self, change: &NameChange) {
        let Some(own) = self.by_owner.remove(change.from.key()) else { return };
        for digest in &own {
            if let Some(record) = self.by_digest.get_mut(digest) {
                record.owner = change.to.clone();
            }
        }
        self.by_owner.insert(change.to.key().clone(), own);
    }

    /// Those of an account, in the order in which they were made.
    pub(in crate::chat) fn of(&self, owner: &NameKey) -> impl Iterator<Item = &TokenRecord> {
        self.by_owner.get(owner).into_iter().flatten().filter_map(|digest| self.by_digest.get(digest))
    }

    /// Forgets one of an account; false if there is none of that number.
    pub(in crate::chat) fn remove(&mut self, owner: &NameKey, number: u64) -> bool {
        let Some(digest) = self.of(owner).find(|one| one.number == number).map(|one| one.digest) else { return false };
        self.by_digest.remove(&digest);
        if let Some(own) = self.by_owner.get_mut(owner) {
            own.retain(|other| *other != digest);
            if own.is_empty() {
                self.by_owner.remove(owner);
            }
        }
        true
    }

    /// Forgets all of an account; gives their numbers.
    pub(in crate::chat) fn remove_all(&mut self, owner: &NameKey) -> Vec<u64> {
        let own = self.by_owner.remove(owner).unwrap_or_default();
        own.iter().filter_map(|digest| self.by_digest.remove(digest)).map(|one| one.number).collect()
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert_eq!(self.by_owner.values().map(|own| own.len()).sum::<usize>(), self.by_digest.len());
        for (owner, own) in &self.by_owner {
            assert!((1..=TOKENS_OF_ONE_MAX).contains(&own.len()), "an account has some tokens, and not too many");
            assert!(own.iter().all(|digest| self.by_digest[digest].owner.key() == owner), "a token is its owner's");
        }
    }

    /// The accounts and the guests that have some.
    pub(in crate::chat) fn owners(&self) -> (impl Iterator<Item = &NameKey>, impl Iterator<Item = &NameKey>) {
        (self.by_owner.keys(), self.of_guests.keys())
    }
}
