//! Private messages to people of other servers, and from them.
//!
//! Owns these rules on `state::letters`. Ours is kept here first, as its author's own copy and as what waits to leave, in one
//! transaction; it leaves when its receiver's server can be reached, and again until that server has said what became of it. There the
//! receiver's server decides, by its own rules: shown if they are there, in the mailbox if they are away, or refused with a reason. It
//! is shown, and answered for, once it is on disk there together with its number, so that what comes again is known. Called by `talk`
//! with what is for somebody elsewhere, by `campus` with what has come, by `storage` with what is on disk.

use std::sync::Arc;

use super::account::Rank;
use super::campus_event::{CampusAct, Origin};
use super::class_act::PrivateMessages;
use super::clock::{Mono, Now};
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::letter::{
    BATCH_BYTES_MAX, Letter, LetterAct, LetterInput, LetterPlace, LetterReceipt, LettersKept, NotTaken, json_bytes,
};
use super::mail::Mail;
use super::message::{Audience, ExtraFields, Message, MessageId, SharedMessage};
use super::name::{AT_SIGNS, NameKey, Username};
use super::origin::ServerName;
use super::refusal::Asked;
use super::reply::Reply;
use super::request::AckToken;
use super::state::letters::{Letters, Outcome, Waiting};
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::campus::CampusWords;

/// The figures of private messages between servers, for who looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LettersView {
    /// Ours that wait to leave.
    pub waiting: usize,
    /// Those of others that were taken.
    pub came: u64,
    /// Those that were refused, here or there.
    pub refused: u64,
    /// Those of others that were not looked at, because their server sends too many.
    pub passed_over: u64,
}

/// Where somebody is to be written to.
pub(super) struct Address {
    server: ServerName,
    /// The name there.
    home: Box<str>,
    /// The name under which they are shown here.
    shown: Username,
}

impl Core {
    /// Takes up what waited to leave, and what is known of others.
    pub fn take_up_letters(&mut self, kept: LettersKept) {
        self.letters = Some(Box::new(Letters::restore(kept)));
    }

    /// Returns the figures of private messages between servers; zeros where there are no others.
    pub fn letters_view(&self) -> LettersView {
        self.letters.as_ref().map_or_else(LettersView::default, |letters| LettersView {
            waiting: letters.len(),
            came: letters.came,
            refused: letters.refused,
            passed_over: letters.passed_over,
        })
    }

    /// Private messages that wait to leave for a server.
    pub fn letters_for(&self, server: &ServerName) -> usize {
        self.letters.as_ref().map_or(0, |letters| letters.len_for(server))
    }

    /// Where somebody is to be written to who is nobody here; `None` if that is no name of somebody elsewhere.
    pub(super) fn address_elsewhere(&self, to: &Username) -> Option<Address> {
        let letters = self.letters.as_ref()?;
        if let Some((server, one)) = self.elsewhere(to.key()) {
            let (server, home, shown) = (server.clone(), one.home.as_str().into(), one.name.clone());
            return Some(Address { server, home, shown });
        }
        let (home, server) = to.as_str().rsplit_once(AT_SIGNS)?;
        // As names are compared.
        let server: ServerName = Username::parse(server).ok()?.key().as_str().parse().ok()?;
        let home = Username::parse(home).ok().filter(|home| !home.claims_server())?;
        let is_known = self.knows_server(&server) || letters.knows(&server);
        let shown = home.of_server(&server);
        is_known.then(|| Address { server, home: home.as_str().into(), shown })
    }

    /// The name of somebody of this server who was written to with its name behind theirs.
    pub(super) fn name_here(&self, to: &Username) -> Option<Username> {
        let me = &self.campus.as_ref()?.me().server;
        let (home, server) = to.as_str().rsplit_once(AT_SIGNS)?;
        let is_here = Username::parse(server).is_ok_and(|server| server.key().as_str() == me.as_str());
        Username::parse(home).ok().filter(|_| is_here)
    }

    /// Keeps a private message for somebody of another server, and has it leave when it can.
    pub(super) fn send_letter(
        &mut self,
        now: Now,
        id: SessionId,
        address: Address,
        mut message: Message,
        ack: Option<AckToken>,
        out: &mut Effects,
    ) {
        let Address { server, home, shown } = address;
        let guests = self.campus.as_ref().is_some_and(|campus| campus.shares_guests());
        let is_named = (guests || self.account(message.from.key()).is_some()) && !message.from.claims_server();
        let has_room = |letters: &Letters| letters.has_room(message.from.key(), &message.content);
        let no = if !is_named {
            Some(CampusWords::StaysHere)
        } else if json_bytes(&message.content) > BATCH_BYTES_MAX {
            Some(CampusWords::TooLong)
        } else if !self.letters.as_deref().is_some_and(has_room) {
            Some(CampusWords::OutboxFull)
        } else {
            None
        };
        if let Some(no) = no {
            let refusal = self.refusal(&Text::Campus(no));
            self.refuse_unheard(now, id, Asked::Message(ack), refusal, out);
            return;
        }
        let Some(number) = self.take_id_to_keep(now, id, ack.as_ref(), out) else { return };
        message.id = Some(number);
        message.audience = Audience::Person(shown);
        let message = Arc::new(message);
        let Some(letters) = &mut self.letters else { return };
        letters.push(server.clone(), home.clone(), Arc::clone(&message), id, ack);
        out.push(Effect::Said(Arc::clone(&message)));
        let waiter = Waiter::LetterSent { to: server.clone(), id: number };
        let place = LetterPlace::Sent { to: server, home };
        self.store_for(waiter, StoreAction::AppendLetter(message, Box::new(place)), out);
    }

    /// True if a server can be told something now.
    fn is_reached(&self, server: &ServerName) -> bool {
        self.rosters.as_ref().is_some_and(|rosters| rosters.is_connected() && rosters.is_present(server))
    }

    /// A letter of ours is on disk.
    pub(super) fn letter_is_kept(&mut self, now: Now, to: &ServerName, id: MessageId, out: &mut Effects) {
        if let Some(letters) = &mut self.letters {
            letters.kept(to, id);
        }
        if self.is_reached(to) {
            self.send_letters(now, out);
        } else {
            self.letters_are_delayed(now, Some(to), out);
        }
    }

    /// A letter of ours is not on disk, and will not be.
    pub(super) fn letter_is_not_kept(&mut self, now: Now, to: &ServerName, id: MessageId, out: &mut Effects) {
        let Some(waiting) = self.letters.as_mut().and_then(|letters| letters.not_kept(to, id)) else { return };
        if let Some(session) = waiting.asker.filter(|session| self.sessions.contains(*session)) {
            self.refuse(now, session, Asked::Message(waiting.ack), self.refusal(&Text::StorageUnavailable), out);
        }
    }

    /// A server can be reached, or anew.
    pub(super) fn letters_may_leave(&mut self, now: Now, server: &ServerName, out: &mut Effects) {
        let Some(letters) = &mut self.letters else { return };
        letters.reached(server);
        let gone = letters.take_gone();
        if !gone.is_empty() {
            self.store(StoreAction::SettleLetters(gone.into_iter().map(|id| (id, false)).collect()), false, out);
        }
        self.send_letters(now, out);
    }

    /// A server, or every one, cannot be reached: who waits for something to leave is told, once.
    pub(super) fn letters_are_delayed(&mut self, now: Now, server: Option<&ServerName>, out: &mut Effects) {
        let Some(letters) = &mut self.letters else { return };
        for message in letters.delayed(server) {
            let Audience::Person(to) = &message.audience else { continue };
            let asker = self.letters.as_ref().and_then(|letters| letters.asker_of(message.id));
            self.tell_author(now, &message, asker, &Text::Campus(CampusWords::LeavesLater(to)), out);
        }
    }

    /// It is on disk that a letter of ours was refused, or will be when the disk works again.
    pub(super) fn refusal_is_kept(&mut self, now: Now, to: &ServerName, out: &mut Effects) {
        if let Some(letters) = &mut self.letters {
            letters.refusal_is_kept(to);
        }
        self.send_letters(now, out);
    }

    /// Sends what can leave now.
    pub(super) fn send_letters(&mut self, now: Now, out: &mut Effects) {
        loop {
            let Self { letters, rosters, .. } = self;
            let (Some(letters), Some(rosters)) = (letters, rosters) else { return };
            let is_reached = |server: &ServerName| rosters.is_connected() && rosters.is_present(server);
            let Some((to, letters)) = letters.due(now.mono, is_reached) else { return };
            say(LetterAct::Send { to, letters }, out);
        }
    }

    /// The time at which letters are to be sent again.
    pub(super) fn letters_timeout(&self) -> Option<Mono> {
        self.letters.as_ref().and_then(|letters| letters.next_timeout(|server| self.is_reached(server)))
    }

    /// Something has come about private messages.
    pub(super) fn letters_came(&mut self, now: Now, input: LetterInput, out: &mut Effects) {
        match input {
            LetterInput::Batch { origin, letters } => self.take_letters(now, &origin, letters, out),
            LetterInput::Receipt { by, receipt } => self.letters_are_answered(now, &by, &receipt, out),
        }
    }

    /// A server says what has become of ours.
    fn letters_are_answered(&mut self, now: Now, by: &ServerName, receipt: &LetterReceipt, out: &mut Effects) {
        let is_ours = self.campus.as_ref().is_some_and(|campus| campus.me().epoch == receipt.epoch);
        let Some(letters) = self.letters.as_mut().filter(|_| is_ours) else { return };
        let settled = letters.answered(by, receipt);
        if settled.is_empty() {
            return;
        }
        let rows = settled
            .iter()
            .filter_map(|(waiting, outcome)| Some((waiting.message.id?, matches!(outcome, Outcome::Refused(_)))));
        let action = StoreAction::SettleLetters(rows.collect());
        if settled.iter().any(|(_, outcome)| matches!(outcome, Outcome::Refused(_))) {
            self.store_for(Waiter::LetterRefused { to: by.clone() }, action, out);
        } else {
            self.store(action, false, out);
        }
        for (waiting, outcome) in settled {
            self.tell_outcome(now, waiting, &outcome, out);
        }
        self.send_letters(now, out);
    }

    fn tell_outcome(&mut self, now: Now, waiting: Waiting, outcome: &Outcome, out: &mut Effects) {
        let Waiting { message, asker, ack, is_delay_told, .. } = waiting;
        let (Audience::Person(to), Some(id)) = (&message.audience, message.id) else { return };
        let asker = asker.filter(|session| self.identity(*session).is_some());
        match outcome {
            Outcome::Taken(is_away) => {
                if let (Some(session), Some(ack)) = (asker, ack) {
                    out.send(session, Reply::Ack { ack, id, at: message.at });
                }
                let text = match is_away {
                    true => Text::RecipientAway(to),
                    false if is_delay_told => Text::Campus(CampusWords::HasLeft(to)),
                    false => return,
                };
                self.tell_author(now, &message, asker, &text, out);
            }
            Outcome::Refused(why) => {
                let text = Text::Campus(CampusWords::NotTaken { to, why: *why });
                match (asker, ack) {
                    (Some(session), Some(ack)) => {
                        self.refuse(now, session, Asked::Message(Some(ack)), self.refusal(&text), out);
                    }
                    _ => self.tell_author(now, &message, asker, &text, out),
                }
            }
        }
    }

    /// Tells the author of a message something: in the session that wrote it or, if it is gone, in all of an account.
    fn tell_author(&self, now: Now, message: &Message, asker: Option<SessionId>, text: &Text<'_>, out: &mut Effects) {
        match asker.filter(|session| self.identity(*session).is_some()) {
            Some(session) => self.tell(now, session, text, out),
            None if self.account(message.from.key()).is_some() => {
                self.tell_person(now, message.from.key(), text, out);
            }
            None => {}
        }
    }

    /// Takes letters for people here, as far as they are taken; the answer leaves when they are on disk.
    fn take_letters(&mut self, now: Now, origin: &Origin, letters: Vec<Letter>, out: &mut Effects) {
        let is_other = self.campus.as_ref().is_some_and(|campus| campus.me().server != origin.server);
        let Some(table) = self.letters.as_mut().filter(|_| is_other) else { return };
        if !table.may_come(now.mono, &origin.server, letters.len()) || !table.meet(origin) {
            return;
        }
        let (mut through, mut away, mut refused) = (0, Vec::new(), None);
        for letter in letters {
            let Some(table) = &self.letters else { return };
            let (id, before) = (letter.id, table.taken(origin));
            if id <= before {
                through = id;
                continue;
            }
            let verdict = match table.refused_before(origin, id) {
                Some(why) => Err(why),
                None => self.look_at_letter(now, &origin.server, letter),
            };
            let (message, mail) = match verdict {
                Ok(taken) => taken,
                Err(why) => {
                    refused = Some((id, why));
                    break;
                }
            };
            // What there is no room for comes again.
            if !self.has_message_ids() || !self.is_store_available() {
                break;
            }
            through = id;
            if mail.is_some() {
                away.push(id);
            }
            self.keep_letter(origin, id, before, message, mail, out);
        }
        let Some(table) = &mut self.letters else { return };
        if let Some((id, why)) = refused {
            table.refuse(origin, id, why);
        } else if through == 0 {
            return;
        }
        let receipt = LetterReceipt { epoch: origin.epoch, through, away, refused };
        if let Some(receipt) = table.answer(origin, receipt) {
            say(LetterAct::Receipt { to: origin.server.clone(), receipt }, out);
        }
    }

    /// Returns what a letter is here, and what it weighs in the mailbox if its receiver is away; or why it is not taken.
    fn look_at_letter(
        &self,
        now: Now,
        server: &ServerName,
        letter: Letter,
    ) -> Result<(Message, Option<Mail>), NotTaken> {
        let Letter { from, to, content, .. } = letter;
        let from = Username::parse_new(&from).ok().filter(|name| !name.claims_server()).ok_or(NotTaken::Wrong)?;
        let from = from.of_server(server);
        let to = Username::parse(&to).map_err(|_| NotTaken::UnknownRecipient)?;
        let guests = self.campus.as_ref().is_some_and(|campus| campus.shares_guests());
        let is_there = |slot: &super::state::people::PersonSlot| {
            !self.lingers(*slot) && (guests || self.people[*slot].is_registered())
        };
        let present = self.people.find(to.key()).filter(is_there).map(|slot| self.people[slot].name().clone());
        let is_away = present.is_none();
        let recipient = present.or_else(|| self.account(to.key()).map(|account| account.name.clone()));
        let recipient = recipient.filter(|name| !self.is_being_erased(name.key())).ok_or(NotTaken::UnknownRecipient)?;
        let is_wanted = match self.private_messages {
            PrivateMessages::All => true,
            PrivateMessages::Staff => self.rank_of(recipient.key()) >= Rank::Moderator,
            PrivateMessages::Off => false,
        };
        if !is_wanted {
            return Err(NotTaken::PrivateRefused);
        }
        self.check_voice(now, from.key()).map_err(|_| NotTaken::Muted)?;
        self.check_length(&content).map_err(|_| NotTaken::TooLong)?;
        if content.is_empty() {
            return Err(NotTaken::Wrong);
        }
        let message = Message {
            id: None,
            // By our clock: what is older than its receiver's account, or than what is kept, would not be found again.
            at: now.wall,
            from,
            audience: Audience::Person(recipient.clone()),
            channel: self.settings.default_channel.clone(),
            subtype: None,
            to: None,
            content,
            extra: ExtraFields::default(),
            marks: None,
        };
        if !is_away {
            return Ok((message, None));
        }
        let mail = Mail::of(&message);
        let mut in_all = self.undelivered.total();
        in_all.add(mail);
        // One half of each mailbox, and of all, is for people of this server: they would find it full of what others send.
        let is_full = self.undelivered.count(recipient.key()) >= self.settings.undelivered_per_user_max.div_ceil(2)
            || in_all.messages > self.settings.undelivered_max.div_ceil(2)
            || in_all.bytes > self.settings.undelivered_bytes_max.div_ceil(2);
        if is_full { Err(NotTaken::MailboxFull) } else { Ok((message, Some(mail))) }
    }

    fn keep_letter(
        &mut self,
        origin: &Origin,
        seq: u64,
        before: u64,
        mut message: Message,
        mail: Option<Mail>,
        out: &mut Effects,
    ) {
        message.id = self.take_message_id();
        let message = Arc::new(message);
        if let (Some(mail), Audience::Person(name)) = (mail, &message.audience) {
            self.mail_waits(name.key(), mail);
        }
        if let Some(letters) = &mut self.letters {
            letters.take(origin, seq);
        }
        let waiter = Waiter::LetterCame { origin: Box::new(origin.clone()), seq, message: Arc::clone(&message), mail };
        let place = LetterPlace::Received { origin: origin.clone(), seq, before, waits: mail.is_some() };
        self.store_for(waiter, StoreAction::AppendLetter(message, Box::new(place)), out);
    }

    /// A letter of another server is on disk: its receiver is shown it, and its server told.
    pub(super) fn letter_has_come(
        &mut self,
        origin: &Origin,
        seq: u64,
        message: SharedMessage,
        mail: Option<Mail>,
        out: &mut Effects,
    ) {
        out.push(Effect::Said(Arc::clone(&message)));
        if let (None, Audience::Person(name)) = (mail, &message.audience)
            && let Some(person) = self.people.get(name.key())
        {
            for &receiver in person.sessions().iter() {
                out.send(receiver, self.as_typed(receiver, Reply::Message(Arc::clone(&message))));
            }
        }
        let Some(letters) = &mut self.letters else { return };
        if let Some(receipt) = letters.settle(origin, seq) {
            say(LetterAct::Receipt { to: origin.server.clone(), receipt }, out);
        }
    }

    /// It is not, and will not be: it comes again.
    pub(super) fn letter_has_not_come(&mut self, origin: &Origin, message: &Message, mail: Option<Mail>) {
        if let (Some(mail), Audience::Person(name)) = (mail, &message.audience) {
            self.undelivered_lost(name.key(), mail);
        }
        if let Some(letters) = &mut self.letters {
            letters.not_settled(origin);
        }
    }

    /// A session is somebody else's from now on, who must not be told of what the one before has written.
    pub(super) fn letters_author_has_changed(&mut self, id: SessionId) {
        if let Some(letters) = &mut self.letters {
            letters.author_has_changed(id);
        }
    }

    /// Keeps what a person wrote to other servers, and has not left, from leaving.
    pub(super) fn erase_letters(&mut self, key: &NameKey, out: &mut Effects) {
        let erased = self.letters.as_mut().map(|letters| letters.erase(key)).unwrap_or_default();
        if !erased.is_empty() {
            self.store(StoreAction::SettleLetters(erased.into_iter().map(|id| (id, true)).collect()), true, out);
        }
    }

    /// Has what somebody wrote to other servers leave under the new name.
    pub(super) fn rename_letters(&mut self, change: &super::renamed::NameChange) {
        if let Some(letters) = &mut self.letters {
            letters.rename(change);
        }
    }
}

fn say(act: LetterAct, out: &mut Effects) {
    out.push(Effect::Campus(Box::new(CampusAct::Letters(act))));
}
