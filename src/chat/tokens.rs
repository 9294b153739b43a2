//! Coming back by a token instead of a password, and the devices that have one.
//!
//! Owns the rules on `state::tokens`. The token of an account is kept, and dead with the account's password, with a ban of its
//! owner and with the account. A guest's is not kept: it gives back the name for as long as the name is the guest's. What
//! the tokens are is in `token`. Called by `core` with requests, by `moderation` with acts, by `sign_in` when somebody who
//! has come in asks for one, and by whatever ends an account's tokens.

use super::account::Rank;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, CloseReason, Effects};
use super::handle::SessionId;
use super::name::{NameKey, Username};
use super::refusal::{Asked, Form, Refusal};
use super::renamed::NameChange;
use super::reply::{Code, Pass, Reply};
use super::request::PresenceState;
use super::state::acts::ActOutcome;
use super::state::password_waits::{Asker, Entry};
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::coming_back::ComingBackText;
use super::token::{DeviceName, Secret, Token, TokenMint};

impl Core {
    /// Takes random bytes that nobody else knows. Before that no token is made.
    pub fn set_secret(&mut self, secret: Secret) {
        self.tokens.set_mint(TokenMint::new(secret));
    }

    /// Answers `login` with a token.
    pub(super) fn login_with_token(&mut self, now: Now, id: SessionId, token: &Token, out: &mut Effects) {
        let digest = token.digest();
        if let Some(owner) = self.tokens.get_mut(digest).map(|record| record.owner.clone())
            && self.refuses_way(now, id, &owner, out)
        {
            return;
        }
        let known = self.tokens.get_mut(digest).filter(|record| !record.is_expired(now.wall));
        if let Some(record) = known {
            let is_news = record.touch(now.wall);
            let (name, number) = (record.owner.clone(), record.number);
            let record = is_news.then(|| Box::new(record.clone()));
            if let Some(record) = record.filter(|_| self.has_store_room()) {
                self.store(StoreAction::SetToken(record), false, out);
            }
            let asker = Asker { session: id, address: self.address(id) };
            self.logged_in(now, asker, &name, None, None, Entry::Token(number), out);
            return;
        }
        if let Some(name) = self.tokens.guest_of(digest).cloned() {
            self.come_back_as_guest(now, id, &name, out);
            return;
        }
        // Counted as passwords are, but each by itself: a class whose tokens are all of yesterday's server is no attack, and
        // nobody guesses 128 bits. For the same reason it bans no address.
        let address = self.address(id);
        let counted = NameKey::of_folded(&digest.to_text());
        let text = if self.may_try_password(now, address, &counted) {
            Text::ComingBack(ComingBackText::BadToken)
        } else {
            Text::RateLimited
        };
        self.audit(id, AuditKind::LoginFailed, text.code().map_or("", Code::as_str), String::new(), out);
        self.refuse(now, id, Asked::Request, self.refusal(&text), out);
    }

    /// A guest who is there, as far as anybody knows, has come by another connection: the one before is over.
    fn come_back_as_guest(&mut self, now: Now, id: SessionId, name: &NameKey, out: &mut Effects) {
        let Some(person) = self.people.get(name) else { return };
        let (name, before) = (person.name().clone(), person.sessions().clone());
        self.audit(id, AuditKind::GuestIdentified, "", name.as_str().to_owned(), out);
        let pass = Pass { token: None, device: None, is_guest: true };
        self.end_due_password(id);
        out.send(id, Reply::LoginOk { username: name.clone(), must_change: false, pass: Some(Box::new(pass)) });
        if before.contains(&id) {
            self.begin_greeting(now, id);
        } else {
            self.leave(now, id, out);
            self.author_has_changed(id);
            self.join_person(now, id, &name, false, PresenceState::online(), out);
            for other in before {
                self.close(now, other, &Text::ComingBack(ComingBackText::Replaced), CloseReason::Replaced, out);
            }
        }
        self.load_replay(id, out);
    }

    /// Makes a token for who comes in, if that is asked for and it can be kept.
    pub(super) fn pass_for(
        &mut self,
        now: Now,
        name: &Username,
        wish: Option<DeviceName>,
        out: &mut Effects,
    ) -> Option<Pass> {
        let device = wish.filter(|_| self.has_store_room())?;
        let (token, record, gone) = self.tokens.make(name, device, now.wall)?;
        let number = record.number;
        if !gone.is_empty() {
            self.store(StoreAction::RemoveTokens(gone), false, out);
        }
        self.store(StoreAction::SetToken(Box::new(record)), false, out);
        Some(Pass { token: Some(token), device: Some(number), is_guest: false })
    }

    /// Answers `token`: a token for who is in already.
    pub(super) fn give_token(&mut self, now: Now, id: SessionId, device: DeviceName, out: &mut Effects) {
        let Some((name, is_registered)) = self.person_of(id).map(|one| (one.name().clone(), one.is_registered()))
        else {
            self.reject_nobody(now, id, out);
            return;
        };
        let address = self.address(id);
        let pass = if !self.may_try_password(now, address, name.key()) {
            Err(Text::RateLimited)
        } else if self.account(name.key()).is_some_and(|account| account.is_of_school()) {
            Err(Text::Forbidden)
        } else if is_registered {
            self.pass_for(now, &name, Some(device), out).ok_or(Text::StorageUnavailable)
        } else {
            let token = self.tokens.make_for_guest(name.key());
            token.map(|token| Pass { token: Some(token), device: None, is_guest: true }).ok_or(Text::StorageUnavailable)
        };
        match pass {
            Ok(pass) => out.send(id, Reply::Token(Box::new(pass))),
            Err(text) => self.refuse(now, id, Asked::Request, self.refusal(&text), out),
        }
    }

    /// Nobody comes back to an account by a token that there is now.
    pub(super) fn end_tokens(&mut self, owner: &NameKey, out: &mut Effects) {
        let numbers = self.tokens.remove_all(owner);
        if !numbers.is_empty() {
            self.store(StoreAction::RemoveTokens(numbers), false, out);
        }
    }

    /// The same, of an account that goes from the disk with all that is its own.
    pub(super) fn forget_tokens(&mut self, owner: &NameKey) {
        self.tokens.remove_all(owner);
    }

    /// Has the tokens of an account lead to its new name.
    pub(super) fn rename_in_tokens(&mut self, change: &NameChange) {
        self.tokens.rename_owner(change);
    }

    /// A guest is gone, and with them their token.
    pub(super) fn forget_guests_token(&mut self, name: &NameKey) {
        self.tokens.forget_guest(name);
    }

    /// Everybody is gone.
    pub(super) fn forget_all_guests_tokens(&mut self) {
        self.tokens.forget_guests();
    }

    /// A guest is called otherwise, and keeps their token.
    pub(super) fn rename_guests_token(&mut self, from: &NameKey, to: &NameKey) {
        self.tokens.rename_guest(from, to);
    }

    /// Answers `devices`: the tokens of an account; one's own, or for an admin anybody's.
    pub(super) fn list_devices(
        &mut self,
        now: Now,
        id: SessionId,
        user: Option<&Username>,
        form: Form,
        out: &mut Effects,
    ) {
        let owner = match self.device_owner(id, user) {
            Ok(owner) => owner,
            Err(refusal) => {
                self.refuse(now, id, form, refusal, out);
                return;
            }
        };
        let devices: Vec<_> = self.tokens.of(owner.key()).filter(|one| !one.is_expired(now.wall)).cloned().collect();
        match form {
            Form::Json => out.send(id, Reply::Devices { user: owner, devices }),
            Form::Typed => {
                let head = Text::ComingBack(ComingBackText::DevicesFollow { user: &owner, count: devices.len() });
                let line = |record| {
                    self.line(now, id, &Text::ComingBack(ComingBackText::DeviceLine { record, today: now.wall }))
                };
                let lines = std::iter::once(self.line(now, id, &head)).chain(devices.iter().map(line)).collect();
                self.tell_lines(now, id, lines, out);
            }
        }
    }

    /// Forgets a token of an account, or all.
    pub(super) fn forget_devices(
        &mut self,
        id: SessionId,
        user: Option<&Username>,
        number: Option<u64>,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let owner = self.device_owner(id, user)?;
        let gone = match number {
            None => self.tokens.remove_all(owner.key()),
            Some(number) if self.tokens.remove(owner.key(), number) => vec![number],
            Some(number) => {
                return Err(self.refusal(&Text::ComingBack(ComingBackText::UnknownDevice(number))));
            }
        };
        self.audit_act(id, AuditKind::DevicesForgotten, owner.as_str(), "", None, out);
        let fields =
            vec![("user", owner.as_str().into()), ("count", super::reply::FieldValue::Number(gone.len() as u64))];
        let words = self.words(&Text::ComingBack(ComingBackText::DidForget(gone.len())));
        let record = (!gone.is_empty()).then_some(StoreAction::RemoveTokens(gone));
        Ok(ActOutcome::new(fields, words, record))
    }

    /// The account whose devices somebody may see.
    fn device_owner(&self, id: SessionId, user: Option<&Username>) -> Result<Username, Refusal> {
        let own = self.person_of(id).map(|person| person.name());
        let name = match (user, own) {
            (None, Some(own)) => own,
            (None, None) => return Err(self.refusal(&Text::NotIdentified)),
            (Some(user), Some(own)) if user.key() == own.key() => own,
            (Some(user), _) => {
                self.require(id, Rank::Admin)?;
                user
            }
        };
        let account = self.account(name.key()).ok_or_else(|| self.refusal(&Text::NoAccount(name)))?;
        self.require_not_above(id, account.name.key())?;
        Ok(account.name.clone())
    }
}
