//! The way to the database and back: requests out, reports in.
//!
//! Owns [`Core::handle_report`], and what is done for whoever waited when a request is durable, or is not and never will
//! be. Called by `server` with each report, and by every rule that has something to keep or to read.

use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::message::MessageId;
use super::refusal::Asked;
use super::renamed::NameChange;
use super::reply::Reply;
use super::request::AckToken;
use super::state::storage::Waiter;
use super::store_protocol::{StoreAction, StoreReport, StoreRequest, StoreSeq};
use super::text::Text;

impl Core {
    /// True if what is asked of the database now can be promised.
    pub(super) fn is_store_available(&self) -> bool {
        self.storage.is_available(self.settings.store_queue_max)
    }

    /// True if the database's queue takes another request.
    pub(super) fn has_store_room(&self) -> bool {
        self.storage.has_room(self.settings.store_queue_max)
    }

    /// The next message id, if the database has reserved one.
    pub fn take_message_id(&mut self) -> Option<MessageId> {
        self.storage.take_id()
    }

    /// True if there is an id for the next message.
    pub(super) fn has_message_ids(&self) -> bool {
        self.storage.has_ids() && self.has_store_room()
    }

    /// The id that the next message will have: those given so far are smaller.
    pub fn next_message_id(&self) -> MessageId {
        self.storage.next_id()
    }

    /// Gives no ids below this one any more. The database has reserved those behind it.
    pub fn skip_ids_below(&mut self, below: MessageId) {
        self.storage.skip_ids_below(below);
    }

    /// Makes a request. Whoever lets clients cause it at will has looked for room.
    pub(super) fn store(&mut self, action: StoreAction, urgent: bool, out: &mut Effects) -> StoreSeq {
        let seq = self.storage.begin(&action);
        out.push(Effect::Store(StoreRequest { seq, urgent, action }));
        seq
    }

    /// Makes a request that somebody waits for.
    pub(super) fn store_for(&mut self, waiter: Waiter, action: StoreAction, out: &mut Effects) {
        self.store_later_for(waiter, true, action, out);
    }

    /// The same for who can wait until the commit window ends, unless it is urgent.
    pub(super) fn store_later_for(&mut self, waiter: Waiter, urgent: bool, action: StoreAction, out: &mut Effects) {
        let seq = self.storage.begin_for(waiter, &action);
        out.push(Effect::Store(StoreRequest { seq, urgent, action }));
    }

    /// A session is somebody else's from now on.
    pub(super) fn author_has_changed(&mut self, id: SessionId) {
        self.storage.author_has_changed(id);
        self.letters_author_has_changed(id);
    }

    /// The database has something to say.
    pub fn handle_report(&mut self, now: Now, report: StoreReport, out: &mut Effects) {
        let is_answer = matches!(
            report,
            StoreReport::Undelivered { .. }
                | StoreReport::History { .. }
                | StoreReport::Message { .. }
                | StoreReport::Attendance { .. }
                | StoreReport::Search { .. }
                | StoreReport::Count { .. }
                | StoreReport::Events { .. }
                | StoreReport::EventFound { .. }
        );
        if is_answer {
            self.storage.read();
        }
        match report {
            StoreReport::Committed { through, ids_below } => {
                for waiter in self.storage.committed(through, ids_below) {
                    self.stored(now, waiter, out);
                }
            }
            StoreReport::Failed { through, .. } => {
                for waiter in self.storage.failed(through) {
                    self.not_stored(now, waiter, out);
                }
            }
            StoreReport::Recovered => self.storage.recovered(),
            StoreReport::Renamed { from } => self.end_rename(now, &from),
            StoreReport::Undelivered { recipient, messages } => {
                self.undelivered_loaded(now, &recipient, messages, out);
            }
            StoreReport::History { seq, messages, .. } if self.is_sought(seq) => {
                self.page_sought(now, seq, messages, out);
            }
            StoreReport::History { seq, messages, more } => self.history_loaded(now, seq, messages, more, out),
            StoreReport::Message { seq, message } => self.message_found(now, seq, message, out),
            StoreReport::Search { seq, findings } => self.searched(now, seq, findings, out),
            StoreReport::Attendance { seq, sheet } => self.attendance_loaded(now, seq, sheet, out),
            StoreReport::Count { seq, count } => self.messages_counted(now, seq, count, out),
            StoreReport::Events { seq, found } => self.events_loaded(now, seq, found, out),
            StoreReport::EventFound { seq, found } => self.event_found(now, seq, found, out),
        }
    }

    /// The database has ended without having been told to: nothing that it was asked for will be done or answered. The
    /// chat goes on without it.
    pub fn handle_storage_end(&mut self, now: Now, out: &mut Effects) {
        let waiters = self.storage.end();
        self.undelivered_cannot_be_loaded();
        for waiter in waiters {
            self.not_stored(now, waiter, out);
        }
        for seq in self.history_waits.questions() {
            self.history_loaded(now, seq, None, false, out);
        }
        for seq in self.message_waits.questions() {
            self.message_found(now, seq, None, out);
        }
        for seq in self.sheet_waits.questions() {
            self.attendance_loaded(now, seq, None, out);
        }
        for seq in self.count_waits.questions() {
            self.messages_counted(now, seq, None, out);
        }
        for seq in self.search_waits.questions() {
            self.searched(now, seq, None, out);
        }
        self.campus_storage_ended(now, out);
    }

    fn stored(&mut self, now: Now, waiter: Waiter, out: &mut Effects) {
        match waiter {
            Waiter::Ack { session, ack, id, at } => self.acknowledge(session, ack, id, at, out),
            Waiter::Shared { message, seq, ack } => {
                if let (Some((session, ack)), Some(id)) = (ack, message.id) {
                    self.acknowledge(session, ack, id, message.at, out);
                }
                self.shared_is_kept(message, seq, out);
            }
            Waiter::Told(seq) => self.event_is_kept(seq, out),
            Waiter::Erased(origin, seq) => self.erasure_is_noted(*origin, seq, out),
            Waiter::Heard { origin, seq, bytes } => self.heard_is_settled(&origin, seq, bytes, true, out),
            Waiter::LetterRefused { to } => self.refusal_is_kept(now, &to, out),
            Waiter::LetterSent { to, id } => self.letter_is_kept(now, &to, id, out),
            Waiter::LetterCame { origin, seq, message, mail } => {
                self.letter_has_come(&origin, seq, message, mail, out);
            }
            Waiter::Kept { session, is_told, recipient, ack, id, at, .. } => {
                if let Some(ack) = ack {
                    self.acknowledge(session, ack, id, at, out);
                }
                if is_told {
                    self.report_kept(now, session, &recipient, out);
                }
            }
            Waiter::Registration { asker, account } => self.registered(now, asker, account, out),
            Waiter::SchoolAccount(account) => self.school_account_kept(now, account, out),
            Waiter::NewAccount(new) => self.account_added(now, new, out),
            Waiter::Act(pending) => {
                if let Some(seq) = pending.event {
                    self.event_is_kept(seq, out);
                }
                self.act_settled(now, pending, true, out);
            }
        }
    }

    fn not_stored(&mut self, now: Now, waiter: Waiter, out: &mut Effects) {
        match waiter {
            Waiter::Ack { session, ack, .. } => {
                if self.sessions.contains(session) {
                    self.refuse(now, session, Asked::Message(Some(ack)), self.refusal(&Text::StorageUnavailable), out);
                }
            }
            Waiter::Shared { ack, .. } => {
                if let Some((session, ack)) = ack.filter(|(session, _)| self.sessions.contains(*session)) {
                    self.refuse(now, session, Asked::Message(Some(ack)), self.refusal(&Text::StorageUnavailable), out);
                }
            }
            // What is not on disk is asked for again.
            Waiter::Told(_) | Waiter::Erased(..) => {}
            Waiter::Heard { origin, seq, bytes } => self.heard_is_settled(&origin, seq, bytes, false, out),
            Waiter::LetterRefused { to } => self.refusal_is_kept(now, &to, out),
            Waiter::LetterSent { to, id } => self.letter_is_not_kept(now, &to, id, out),
            Waiter::LetterCame { origin, message, mail, .. } => self.letter_has_not_come(&origin, &message, mail),
            Waiter::Kept { session, is_told, recipient, ack, mail, .. } => {
                self.undelivered_lost(recipient.key(), mail);
                if self.sessions.contains(session) && (is_told || ack.is_some()) {
                    self.refuse(now, session, Asked::Message(ack), self.refusal(&Text::StorageUnavailable), out);
                }
            }
            Waiter::Registration { asker, account } => {
                self.registration_failed(now, asker, &account.name, &Text::StorageUnavailable, out);
            }
            Waiter::SchoolAccount(account) => self.school_account_lost(now, &account, out),
            Waiter::NewAccount(new) => self.account_not_added(now, new, out),
            Waiter::Act(pending) => self.act_settled(now, pending, false, out),
        }
    }

    /// Has the kept messages that are on their way to the disk be for the new name of their receiver.
    pub(super) fn rename_in_storage(&mut self, change: &NameChange) {
        self.storage.rename_recipient(change);
    }

    fn acknowledge(&self, session: SessionId, ack: AckToken, id: MessageId, at: WallTime, out: &mut Effects) {
        if self.sessions.contains(session) {
            out.send(session, Reply::Ack { ack, id, at });
        }
    }
}
