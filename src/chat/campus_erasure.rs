//! The erasure of a person across the servers of a school: ours is told to the others until each has said that it is done, and theirs
//! is done here.
//!
//! Owns this way on `state::campus`; what is erased of a database is `store::erase`'s, step by step, and `server` has it done, one person
//! after the other. An event tells it in its order, behind what the person has said; who has not confirmed is asked again each time that
//! it says that it is there, so that neither a crash nor a lost packet leaves anything. Who has passed over a part of the log is asked
//! about the erasures in it before it has what follows: of whoever has the name by then nothing has come, and nothing is taken.
//! Called by `erase` with the person, by `campus` with what has come, and by `server`.

use super::campus_event::{CampusAct, Erasure, ErasureBound, EventPlace, Origin, OwnEvent};
use super::clock::Now;
use super::core::Core;
use super::effect::{Effect, Effects};
use super::erasure::MessageFate;
use super::name::Username;
use super::origin::{Epoch, ServerName};
use super::state::campus::Taken;
use super::state::storage::Waiter;
use super::store_protocol::StoreAction;

impl Core {
    /// A person of ours is erased here: the others are told. Nothing is told of somebody of another server, whose own server it is to tell.
    pub(super) fn erase_elsewhere(&mut self, name: &Username, fate: MessageFate, out: &mut Effects) {
        if self.home_of(name).is_some() {
            return;
        }
        let Some(campus) = &mut self.campus else { return };
        let waits_for = campus.known_servers();
        if waits_for.is_empty() {
            return;
        }
        if !campus.has_room_to_erase() {
            let Some(given_up) = campus.give_up_erasure() else { return };
            self.store(StoreAction::EndErasure(Box::new(given_up)), false, out);
        }
        let Some(campus) = &mut self.campus else { return };
        let seq = campus.next_seq();
        let erasure = Erasure { place: EventPlace::Own(seq), name: name.clone(), fate, waits_for, below: None };
        campus.set_erasure(erasure.clone());
        let change = StoreAction::SetErasure(Box::new(erasure));
        let own = OwnEvent::Erased { name: name.clone(), fate };
        self.keep_told(seq, own, Some(change), out);
    }

    /// A server has said that a person of its own is erased.
    pub(super) fn take_erasure(
        &mut self,
        origin: &Origin,
        seq: u64,
        name: &str,
        fate: MessageFate,
        out: &mut Effects,
    ) -> Taken {
        let Some(erasure) = self.erasure_of(origin, seq, name, fate) else { return Taken::Nothing };
        self.forget_sanctions_of(&erasure.name);
        self.forget_early_of(&erasure.name);
        let change = StoreAction::SetErasure(Box::new(erasure));
        self.keep_note(origin, seq, None, Some(change), out);
        Taken::Kept
    }

    /// Notes what a server wants erased; `None` if it is no name, there is no room, or it is on the list already, or was done.
    fn erasure_of(&mut self, origin: &Origin, seq: u64, name: &str, fate: MessageFate) -> Option<Erasure> {
        let name = Self::name_of_server(name, &origin.server)?;
        let message = self.next_message_id();
        let campus = self.campus.as_mut()?;
        let below = Some(ErasureBound { message, event: campus.last_seq() + 1 });
        let place = EventPlace::Heard(origin.clone(), seq);
        if campus.erasures().iter().any(|erasure| erasure.place == place) || campus.has_erased(origin, seq) {
            return None;
        }
        if !campus.has_room_to_erase_for(&origin.server) {
            campus.erasures_passed_over += 1;
            return None;
        }
        let erasure = Erasure { place, name, fate, waits_for: Vec::new(), below };
        campus.set_erasure(erasure.clone());
        Some(erasure)
    }

    /// A server asks whether its person is erased here. What is still to come in its log, where `low` is the first number that can be had, is
    /// done then; what was lost on the way, or will be, is done now.
    pub(super) fn erasure_asked(
        &mut self,
        origin: &Origin,
        (seq, low): (u64, u64),
        name: &str,
        fate: MessageFate,
        out: &mut Effects,
    ) {
        let Some(campus) = &mut self.campus else { return };
        if campus.has_erased(origin, seq) {
            let origin = origin.clone();
            out.push(Effect::Campus(Box::new(CampusAct::TellErasure { origin, seq })));
        } else if (seq <= campus.watermark(origin) || seq < low)
            && self.has_store_room()
            && let Some(erasure) = self.erasure_of(origin, seq, name, fate)
        {
            self.forget_sanctions_of(&erasure.name);
            self.forget_early_of(&erasure.name);
            self.store(StoreAction::SetErasure(Box::new(erasure)), true, out);
        }
    }

    /// A server is there: it is asked about those erasures of ours that it has not confirmed.
    pub(super) fn ask_for_erasures(&self, server: &ServerName, out: &mut Effects) {
        self.ask_for_erasures_below(u64::MAX, server, out);
    }

    /// A server has not had events that are too old to be told: it is asked about the erasures among them, before it is told the rest. False
    /// if it wants to be asked too often, and is to be told nothing now: they may be a thousand, and others' messages would wait for them.
    pub(super) fn ask_for_erasures_passed_over(
        &mut self,
        now: Now,
        low: u64,
        server: &ServerName,
        out: &mut Effects,
    ) -> bool {
        let Some(campus) = &mut self.campus else { return false };
        let is_passed_over = |erasure: &Erasure| {
            matches!(erasure.place, EventPlace::Own(seq) if seq < low) && erasure.waits_for.contains(server)
        };
        if campus.erasures().iter().any(is_passed_over) {
            if !campus.may_pass_over(now.mono, server) {
                return false;
            }
            self.ask_for_erasures_below(low, server, out);
        }
        true
    }

    fn ask_for_erasures_below(&self, below: u64, server: &ServerName, out: &mut Effects) {
        let Some(campus) = &self.campus else { return };
        let low = campus.low();
        for erasure in campus.erasures().iter().filter(|erasure| erasure.waits_for.contains(server)) {
            if let EventPlace::Own(seq) = erasure.place
                && seq < below
            {
                let (to, name, fate) = (server.clone(), erasure.name.as_str().into(), erasure.fate);
                out.push(Effect::Campus(Box::new(CampusAct::AskErasure { to, seq, name, fate, low })));
            }
        }
    }

    /// A server has confirmed an erasure of ours.
    pub(super) fn erasure_confirmed(&mut self, by: &ServerName, epoch: Epoch, seq: u64, out: &mut Effects) {
        let has_room = self.has_store_room();
        let Some(campus) = self.campus.as_mut().filter(|campus| has_room && campus.me().epoch == epoch) else { return };
        let Some(erasure) = campus.confirm(by, seq) else { return };
        let action = if erasure.waits_for.is_empty() {
            StoreAction::EndErasure(Box::new(erasure.place))
        } else {
            StoreAction::SetErasure(Box::new(erasure))
        };
        self.store(action, false, out);
    }

    /// The person of another server who is to be erased here next, with what becomes of what they said.
    pub fn next_erasure(&self) -> Option<(Username, MessageFate)> {
        let campus = self.campus.as_ref()?;
        let waited_for = self.names_waited_for();
        // Not before what was said under a former name is under this one, nor before what is here of before it is taken.
        let may_be = |erasure: &Erasure| {
            !self.is_being_renamed(erasure.name.key())
                && (waited_for.contains(&erasure.name) || !campus.is_behind_others(&erasure.place))
        };
        let next = campus.next_erasure(may_be, |erasure| waited_for.contains(&erasure.name));
        next.map(|erasure| (erasure.name.clone(), erasure.fate))
    }

    /// True for somebody of another server who is to be erased here because that one wants it.
    pub(super) fn is_to_be_erased(&self, person: &Username) -> bool {
        let mut wanted = self.campus.iter().flat_map(|campus| campus.erasures_of_others());
        wanted.any(|(_, erasure)| erasure.name == *person)
    }

    /// True for what comes of somebody who is to be erased here by a later event, of which this server was asked before its turn: nothing of it
    /// is taken.
    pub(super) fn is_of_the_erased(&self, origin: &Origin, seq: u64, person: &Username) -> bool {
        let mut wanted = self.campus.iter().flat_map(|campus| campus.erasures_of_others());
        wanted.any(|(_, erasure)| erasure.name == *person && erasure.place.is_behind(origin, seq))
    }

    /// The end of what is theirs who is to be erased here because another server wants it.
    pub fn erasure_bound(&self, person: &Username) -> Option<ErasureBound> {
        let mut of_others = self.campus.as_ref()?.erasures().iter().filter(|erasure| erasure.below.is_some());
        of_others.find(|erasure| erasure.name == *person)?.below
    }

    /// True while all that a server says waits for the erasure of one of its people.
    pub fn is_erasure_pressing(&self) -> bool {
        let waited_for = self.names_waited_for();
        let all = self.campus.iter().flat_map(|campus| campus.erasures_of_others());
        !waited_for.is_empty() && all.into_iter().any(|(_, erasure)| waited_for.contains(&erasure.name))
    }

    /// That person is erased on disk: their server is told once it is noted.
    pub fn erasure_done(&mut self, person: &Username, out: &mut Effects) {
        let Some(place) = self.campus.as_mut().and_then(|campus| campus.end_erasure_of(person)) else { return };
        let EventPlace::Heard(origin, seq) = place.clone() else { return };
        if let Some(campus) = &mut self.campus {
            campus.note_erased(&origin, seq);
        }
        self.store_for(Waiter::Erased(Box::new(origin), seq), StoreAction::EndErasure(Box::new(place)), out);
    }

    /// It is noted.
    pub(super) fn erasure_is_noted(&self, origin: Origin, seq: u64, out: &mut Effects) {
        if self.campus.is_some() {
            out.push(Effect::Campus(Box::new(CampusAct::TellErasure { origin, seq })));
        }
    }

    /// The servers that have not confirmed, for each erasure of ours by the number of its event. Those that are retired are not waited for.
    pub fn unconfirmed_erasures(&self) -> Vec<(u64, Vec<ServerName>)> {
        let Some(campus) = &self.campus else { return Vec::new() };
        let of_ours = campus.erasures().iter().filter_map(|erasure| {
            let EventPlace::Own(seq) = erasure.place else { return None };
            let left = erasure.waits_for.iter().filter(|server| !campus.retired().contains(*server));
            let left: Vec<ServerName> = left.cloned().collect();
            (!left.is_empty()).then_some((seq, left))
        });
        of_ours.collect()
    }
}
