//! Shared channels: what is said here goes to the other servers of the school, and what is said there comes here.
//!
//! Owns the way of an event, in both directions. Ours has its number with its row, in one transaction, and leaves once that is on disk.
//! Those of others are taken in the order of their origin, each once; what is missing is asked of its origin and of nobody else.
//! What becomes of messages and who may do it is `campus_acts`'s. Called by `talk` with each message, by `storage` with what the database
//! reports, and by `server` with what has come. A server without other servers has no table, and pays one comparison for a message.

use std::sync::Arc;

use super::campus_event::{
    CampusAct, CampusInput, EVENT_BYTES_MAX, Event, EventName, EventNote, EventPlace, EventRecord, Happening,
    LoadedEvents, Origin, OwnEvent, Receipt, Said,
};
use super::clock::{Mono, Now};
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::letter::LettersKept;
use super::message::{Audience, ExtraFields, Marks, Message, SharedMessage};
use super::name::{ChannelName, Username};
use super::origin::ServerName;
use super::reply::Reply;
use super::request::AckToken;
pub use super::state::campus::CampusRestored;
use super::state::campus::{Asker, Campus, Taken, Taking};
use super::state::storage::Waiter;
use super::store_protocol::{StoreAction, StoreSeq};

/// Events of others that wait for the disk without being in a hurry; beyond it they are written at once.
const LAZY_MAX: usize = 64;

/// The figures of the shared channels, for who looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CampusView {
    /// The last event of ours that is on disk.
    pub head: u64,
    /// The first that can be asked for.
    pub low: u64,
    /// True if no more is to be read for now: the disk is behind.
    pub is_full: bool,
    /// Events of others on their way to the disk.
    pub waiting: usize,
    /// Events of others that cannot be had any more.
    pub lost: u64,
    /// Events of others that came again.
    pub repeated: u64,
    /// Questions that were asked of others.
    pub asked: u64,
    /// Acts of servers that may not do them.
    pub refused: u64,
    /// Messages of others that are not shown because their author is kept quiet.
    pub muted: u64,
    /// Times that a server said more than is taken of one, or all together more than clients are told.
    pub slowed: u64,
    /// Servers that have not confirmed an erasure, each for each.
    pub unconfirmed: usize,
    /// Erasures that other servers want and that are not done here.
    pub wanted: usize,
    /// Those that there was no room for.
    pub passed_over: u64,
}

impl Core {
    /// Shares channels with other servers from now on.
    pub fn share(&mut self, restored: CampusRestored) {
        self.begin_rosters(restored.seed);
        self.take_up_letters(LettersKept::default());
        self.campus = Some(Box::new(Campus::new(restored)));
    }

    /// Shares these channels from now on, and what guests say in them or not, and lets people in charge of these servers act here, if
    /// there are other servers. What was said before stays where it is.
    pub fn set_shared(&mut self, channels: Vec<ChannelName>, guests: bool, trusted: Vec<ServerName>) {
        if let Some(campus) = &mut self.campus {
            campus.set_shared(channels, guests, trusted);
        }
    }

    /// Returns the figures of the shared channels; zeros where there are none.
    pub fn campus_view(&self) -> CampusView {
        let Some(campus) = &self.campus else { return CampusView::default() };
        CampusView {
            head: campus.head(),
            low: campus.low(),
            is_full: campus.is_full(),
            waiting: campus.waiting(),
            lost: campus.lost,
            repeated: campus.repeated,
            asked: campus.asked,
            refused: campus.refused,
            muted: campus.muted,
            slowed: campus.slowed,
            unconfirmed: self.unconfirmed_erasures().iter().map(|(_, servers)| servers.len()).sum(),
            wanted: campus.erasures_of_others().count(),
            passed_over: campus.erasures_passed_over,
        }
    }

    /// The last server that was slowed, for the log.
    pub fn last_slowed(&self) -> Option<&ServerName> {
        self.campus.as_ref().and_then(|campus| campus.last_slowed.as_ref())
    }

    /// The last server that wanted what it may not, for the log.
    pub fn last_refused(&self) -> Option<&ServerName> {
        self.campus.as_ref().and_then(|campus| campus.last_refused.as_ref())
    }

    /// Returns the number up to which the events of a server have come; 0 if it is not known.
    pub fn campus_watermark(&self, origin: &Origin) -> u64 {
        self.campus.as_ref().map_or(0, |campus| campus.watermark(origin))
    }

    /// True if what is said there leaves this server.
    pub(super) fn is_shared(&self, message: &Message) -> bool {
        let Some(campus) = &self.campus else { return false };
        let Audience::Channel(channel) = &message.audience else { return false };
        campus.is_shared(channel) && self.leaves_here(&message.from)
    }

    /// Keeps a message of ours that others are to have: with its number, in one transaction. Who waits for it is told then.
    pub(super) fn keep_shared(
        &mut self,
        message: SharedMessage,
        ack: Option<(SessionId, AckToken)>,
        out: &mut Effects,
    ) {
        let Some(campus) = &mut self.campus else { return };
        let seq = campus.next_seq();
        let waiter = Waiter::Shared { message: Arc::clone(&message), seq, ack };
        self.store_for(waiter, StoreAction::AppendEvent(message, Box::new(EventPlace::Own(seq))), out);
    }

    /// It is on disk: the others are told.
    pub(super) fn shared_is_kept(&mut self, message: SharedMessage, seq: u64, out: &mut Effects) {
        if message.reply_to().is_some() {
            // Which event it answers the database knows.
            return self.event_is_kept(seq, out);
        }
        if let Some(campus) = &mut self.campus {
            campus.kept(seq);
            let said = Said::of(&message, None);
            publish(Event { seq, what: Some(Happening::Said(said)) }, out);
        }
    }

    /// Returns what is to be kept of a change that concerns a channel: if others have that channel too, an event besides.
    pub(super) fn shared_change(
        &mut self,
        channel: &ChannelName,
        change: StoreAction,
        own: impl FnOnce() -> OwnEvent,
    ) -> StoreAction {
        match self.campus.as_mut().filter(|campus| campus.is_shared(channel)) {
            Some(campus) => campus.own_event(own(), change, None),
            None => change,
        }
    }

    /// An event of ours is on disk: it is read as the others are to have it, and they are told.
    pub(super) fn event_is_kept(&mut self, seq: u64, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        campus.kept(seq);
        let channels = campus.channels().into();
        // Where there is no room, the others ask for what they lack.
        if self.has_store_room() {
            let action = StoreAction::LoadEvents { from: seq, through: seq, bytes_max: EVENT_BYTES_MAX / 2, channels };
            let question = self.store(action, false, out);
            if let Some(campus) = &mut self.campus {
                campus.asks(question, Asker::Everyone);
            }
        }
    }

    /// Something has come from the other servers.
    pub fn handle_campus(&mut self, now: Now, input: CampusInput, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        match input {
            CampusInput::Announced { origin, head, low } => {
                let known = campus.watermark(&origin);
                if known > head {
                    out.push(Effect::Campus(Box::new(CampusAct::Behind { origin, known })));
                    return;
                }
                if let Some(watermark) = campus.announced(now.mono, &origin, head, low) {
                    self.keep_watermark(&origin, watermark, out);
                }
                self.drop_stale_early(&origin, out);
                self.unretire(&origin.server, out);
                self.ask_for_topics(&origin, out);
                self.ask_for_erasures(&origin.server, out);
            }
            CampusInput::Gone(server) => {
                campus.gone(&server);
                self.people_are_gone(now, &server, out);
            }
            CampusInput::TopicsAsked(by) => self.tell_topics(by, out),
            CampusInput::Topics { origin, topics } => self.topics_came(now, &origin, topics, out),
            CampusInput::People(input) => self.people_came(now, input, out),
            CampusInput::Stopped(is_stopped) => campus.is_stopped = is_stopped,
            CampusInput::Letters(input) => self.letters_came(now, input, out),
            CampusInput::Event { origin, event, receipt } => {
                match campus.came(now.mono, &origin, event, receipt) {
                    Taking::Known | Taking::Held => receive(receipt, out),
                    Taking::Later => {}
                }
                self.take_events(now, &origin, out);
            }
            CampusInput::Answer { origin, low, from, to, events } => {
                if campus.answered(&origin, low, from, to, events).is_some() {
                    self.take_events(now, &origin, out);
                    if let Some(campus) = &mut self.campus {
                        campus.go_on(now.mono, &origin);
                    }
                } else {
                    // It may still have said that some do not come any more.
                    self.drop_stale_early(&origin, out);
                }
            }
            CampusInput::ErasureAsked { origin, seq, name, fate, low } => {
                self.erasure_asked(&origin, (seq, low), &name, fate, out);
            }
            CampusInput::ErasureDone { by, epoch, seq } => self.erasure_confirmed(&by, epoch, seq, out),
            CampusInput::Asked { by, epoch, from } => {
                let is_ours = epoch == campus.me().epoch;
                self.asked_for_events(now, by, is_ours, from, out);
            }
        }
    }

    /// The broker is not connected any more.
    pub fn campus_is_lost(&mut self) {
        if let Some(campus) = &mut self.campus {
            campus.forget_receipts();
        }
    }

    /// Takes what is next of a server, as far as it goes without a gap.
    fn take_events(&mut self, now: Now, origin: &Origin, out: &mut Effects) {
        let mut nothing_up_to = None;
        // Without a number there is no row; what stays is asked for again.
        while self.has_message_ids()
            && let Some(Event { seq, what }) =
                self.campus.as_mut().and_then(|campus| campus.take_next(now.mono, origin))
        {
            match what.map_or(Taken::Nothing, |what| self.take(now, origin, seq, what, out)) {
                Taken::Kept => nothing_up_to = None,
                Taken::Nothing => nothing_up_to = Some(seq),
                Taken::Waits => {}
            }
        }
        if let Some(seq) = nothing_up_to {
            self.keep_watermark(origin, seq, out);
        }
        self.drop_stale_early(origin, out);
        if let Some(campus) = &mut self.campus {
            campus.look_for_gap(now.mono, origin);
        }
    }

    /// Takes an event, which is the next of its origin.
    fn take(&mut self, now: Now, origin: &Origin, seq: u64, what: Happening, out: &mut Effects) -> Taken {
        let said = match what {
            Happening::Said(said) => said,
            other => return self.take_act(now, origin, seq, other, out),
        };
        let name = EventName { origin: Some(origin.clone()), seq };
        if self.campus.as_mut().is_some_and(|campus| campus.take_tombstone(&name)) {
            self.keep_note(origin, seq, Some(EventNote::TombstoneDone(name)), None, out);
            return Taken::Kept;
        }
        let Some(message) = self.heard_from(origin, seq, &said) else { return Taken::Nothing };
        match said.reply_to.clone() {
            Some(answered) if !self.campus.as_ref().is_some_and(|campus| campus.is_to_come(&answered)) => {
                self.seek_event(origin, seq, &answered, Happening::Said(said), out)
            }
            to_come => {
                self.take_event(now, origin, seq, message, to_come, out);
                Taken::Kept
            }
        }
    }

    /// Has the message looked for that an event is about; what follows it waits.
    pub(super) fn seek_event(
        &mut self,
        origin: &Origin,
        seq: u64,
        of: &EventName,
        what: Happening,
        out: &mut Effects,
    ) -> Taken {
        let question = self.store(StoreAction::FindEvent(Box::new(of.clone())), false, out);
        if let Some(campus) = &mut self.campus {
            campus.seek(question, origin, seq, what);
        }
        Taken::Waits
    }

    /// The message that an event is about was looked for; `None` if the database could not be read.
    pub(super) fn event_found(
        &mut self,
        now: Now,
        question: StoreSeq,
        found: Option<Option<Box<Message>>>,
        out: &mut Effects,
    ) {
        let Some((origin, seq, what)) = self.campus.as_mut().and_then(|campus| campus.found(question)) else { return };
        let Some(found) = found else {
            if let Some(campus) = &mut self.campus {
                campus.put_back(&origin, seq, what);
            }
            return;
        };
        let taken = match what {
            Happening::Said(said) => self.take_reply(now, &origin, seq, &said, found.as_deref(), out),
            other => self.take_act_on(now, &origin, seq, other, found.map(|found| *found), out),
        };
        if matches!(taken, Taken::Nothing) {
            self.keep_watermark(&origin, seq, out);
        }
        self.take_events(now, &origin, out);
    }

    /// The database has ended: what was looked for is not found.
    pub(super) fn campus_storage_ended(&mut self, now: Now, out: &mut Effects) {
        let questions = self.campus.as_ref().map(|campus| campus.questions()).unwrap_or_default();
        for question in questions {
            self.event_found(now, question, None, out);
        }
    }

    fn take_reply(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        said: &Said,
        answered: Option<&Message>,
        out: &mut Effects,
    ) -> Taken {
        // It may have been struck out while what it answers was looked for.
        let name = EventName { origin: Some(origin.clone()), seq };
        if self.campus.as_mut().is_some_and(|campus| campus.take_tombstone(&name)) {
            self.keep_note(origin, seq, Some(EventNote::TombstoneDone(name)), None, out);
            return Taken::Kept;
        }
        let Some(mut message) = self.heard_from(origin, seq, said) else { return Taken::Nothing };
        let is_here = |answered: &&Message| answered.audience == message.audience;
        if let Some(reply_to) = answered.filter(is_here).and_then(|answered| answered.id) {
            message.marks.get_or_insert_default().reply_to = Some(reply_to);
        }
        self.take_event(now, origin, seq, message, None, out);
        Taken::Kept
    }

    /// Somebody's name on another server as it is shown here; `None` for what is none, or claims to be of yet another. Whoever was erased
    /// there is nobody of that server, so that what is said under that name can be kept quiet as what others of it say.
    pub(super) fn name_of_server(name: &str, server: &ServerName) -> Option<Username> {
        // Its name ends where its server's begins.
        let name = Username::parse_new(name).ok().filter(|name| !name.claims_server())?;
        Some(name.of_server(server))
    }

    /// Makes a message of ours of what somebody said elsewhere; `None` if it cannot be one, or concerns nobody here.
    fn heard_from(&mut self, origin: &Origin, seq: u64, said: &Said) -> Option<Message> {
        let server = &origin.server;
        let campus = self.campus.as_ref()?;
        debug_assert!(campus.me().server != *server);
        // As it is spelled here.
        let shared = campus.channels().iter().find(|shared| **shared == said.channel)?;
        let known = self.channels.find(shared).map(|slot| self.channels[slot].name());
        let channel = known.filter(|name| *name == shared).unwrap_or(shared).clone();
        let from = Self::name_of_server(&said.from, server)?;
        self.check_length(&said.content).ok()?;
        if said.content.is_empty() || self.is_of_the_erased(origin, seq, &from) {
            return None;
        }
        if self.is_kept_quiet(from.key()) {
            if let Some(campus) = &mut self.campus {
                campus.muted += 1;
            }
            return None;
        }
        Some(Message {
            id: None,
            at: said.at,
            from,
            audience: Audience::Channel(channel.clone()),
            channel,
            subtype: None,
            to: None,
            content: said.content.clone(),
            extra: ExtraFields::default(),
            marks: said.is_edited.then(|| Box::new(Marks { edited: true, ..Marks::default() })),
        })
    }

    /// Takes a message, which answers another that has not come, or not.
    fn take_event(
        &mut self,
        now: Now,
        origin: &Origin,
        seq: u64,
        mut message: Message,
        to_come: Option<EventName>,
        out: &mut Effects,
    ) {
        message.id = self.take_message_id();
        let bytes = message.content.len();
        let name = EventName { origin: Some(origin.clone()), seq };
        let early = self.take_early(&name, &mut message, out);
        if let (Some(of), Some(id)) = (to_come, message.id) {
            self.keep_early_reply(name, of, id, message.channel.clone(), out);
        }
        let message = Arc::new(message);
        let shown = early.as_ref().map_or_else(|| Arc::clone(&message), |early| Arc::new(early.before.clone()));
        if let Some(slot) = self.channels.find(&message.channel) {
            let receivers = self.channels[slot].members().iter().copied();
            out.fan_out(receivers, Reply::Message(shown));
        }
        out.push(Effect::Said(Arc::clone(&message)));
        let place = EventPlace::Heard(origin.clone(), seq);
        self.store_heard(origin, seq, bytes, StoreAction::AppendEvent(message, Box::new(place)), out);
        if let Some(early) = early {
            self.tell_of_early(now, early, out);
        }
    }

    /// Does durably what an event of a server says, and notes that it is known.
    pub(super) fn keep_note(
        &mut self,
        origin: &Origin,
        seq: u64,
        note: Option<EventNote>,
        change: Option<StoreAction>,
        out: &mut Effects,
    ) {
        let place = EventPlace::Heard(origin.clone(), seq);
        let record = EventRecord { place, own: None, change, note };
        self.store_heard(origin, seq, 0, StoreAction::Event(Box::new(record)), out);
    }

    /// Notes durably that the events of a server up to this one are known here, or say nothing.
    fn keep_watermark(&mut self, origin: &Origin, seq: u64, out: &mut Effects) {
        let action = StoreAction::AdvanceWatermark(Box::new(origin.clone()), seq);
        self.store_heard(origin, seq, 0, action, out);
    }

    /// Keeps an event of ours with this number, and does durably what it changes here; nobody waits for it.
    pub(super) fn keep_told(&mut self, seq: u64, own: OwnEvent, change: Option<StoreAction>, out: &mut Effects) {
        let place = EventPlace::Own(seq);
        let record = EventRecord { place, own: Some(own), change, note: None };
        self.store_for(Waiter::Told(seq), StoreAction::Event(Box::new(record)), out);
    }

    fn store_heard(&mut self, origin: &Origin, seq: u64, bytes: usize, action: StoreAction, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        campus.begin(bytes);
        let is_urgent = campus.waiting() >= LAZY_MAX;
        let waiter = Waiter::Heard { origin: Box::new(origin.clone()), seq, bytes };
        self.store_later_for(waiter, is_urgent, action, out);
    }

    /// Notes that what was heard is on disk, or will not be.
    pub(super) fn heard_is_settled(
        &mut self,
        origin: &Origin,
        seq: u64,
        bytes: usize,
        is_kept: bool,
        out: &mut Effects,
    ) {
        if let Some(campus) = &mut self.campus {
            for receipt in campus.settle(origin, seq, bytes, is_kept) {
                receive(receipt, out);
            }
        }
    }

    /// A server asks for events of ours. A question that there is no room for is asked again.
    fn asked_for_events(&mut self, now: Now, by: ServerName, is_ours: bool, from: u64, out: &mut Effects) {
        let has_room = self.has_store_room();
        let Some(campus) = self.campus.as_ref().filter(|campus| is_ours && has_room && campus.may_ask(&by)) else {
            return;
        };
        let (head, low) = (campus.head(), campus.low());
        if from > head || from == 0 {
            return;
        }
        let channels = campus.channels().into();
        if from < low && !self.ask_for_erasures_passed_over(now, low, &by, out) {
            return;
        }
        let from = from.max(low);
        let action = StoreAction::LoadEvents { from, through: head, bytes_max: EVENT_BYTES_MAX / 2, channels };
        let seq = self.store(action, false, out);
        if let Some(campus) = &mut self.campus {
            campus.asks(seq, Asker::Server(by));
        }
    }

    /// The database has answered; `None` if it could not be read.
    pub(super) fn events_loaded(&mut self, now: Now, seq: StoreSeq, found: Option<LoadedEvents>, out: &mut Effects) {
        let Some(campus) = &mut self.campus else { return };
        let low = campus.low();
        let Some(asker) = campus.asker(seq) else { return };
        let Some(LoadedEvents { from, last, mut events }) = found else { return };
        events.retain_mut(|event| self.still_holds(now, event));
        match asker {
            Asker::Server(to) => {
                out.push(Effect::Campus(Box::new(CampusAct::Answer { to, low: low.min(from), from, last, events })));
            }
            // What says nothing any more is told all the same: its number counts.
            Asker::Everyone => publish(events.pop().unwrap_or(Event { seq: from, what: None }), out),
        }
    }

    /// The time at which a server is to be asked for what is missing.
    pub(super) fn campus_timeout(&self) -> Option<Mono> {
        self.campus.as_ref().and_then(|campus| campus.next_timeout())
    }

    /// Asks for what is missing.
    pub(super) fn ask_for_missing(&mut self, now: Now, out: &mut Effects) {
        while let Some(origin) = self.campus.as_mut().and_then(|campus| campus.slowed_due(now.mono)) {
            let is_asked = self.campus.as_ref().is_some_and(|campus| campus.is_asked(&origin));
            self.take_events(now, &origin, out);
            // What follows was not asked for while this waited; a question that has no answer yet is not asked twice.
            if let Some(campus) = self.campus.as_mut().filter(|_| !is_asked) {
                campus.go_on(now.mono, &origin);
            }
        }
        while let Some((origin, from)) = self.campus.as_mut().and_then(|campus| campus.due(now.mono)) {
            out.push(Effect::Campus(Box::new(CampusAct::Ask { origin, from })));
        }
    }
}

fn publish(event: Event, out: &mut Effects) {
    out.push(Effect::Campus(Box::new(CampusAct::Publish(event))));
}

fn receive(receipt: Receipt, out: &mut Effects) {
    out.push(Effect::Campus(Box::new(CampusAct::Receive(receipt))));
}
