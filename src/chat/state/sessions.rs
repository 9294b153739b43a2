//! The connections that the core knows, and what it keeps of each.
//!
//! Owns [`Sessions`], a table by the slot that a [`SessionId`] names: net hands out the lowest free slots, so it is
//! dense, and to look somebody up is one access. With thousands of idle connections the size of [`Session`] is what the
//! server's memory is made of; what few sessions need is kept elsewhere.

use std::collections::BTreeMap;
use std::net::IpAddr;

use smol_str::SmolStr;

use super::channels::{Membership, Slot};
use super::greetings::Greeting;
use super::people::PersonSlot;
use crate::chat::bucket::{Bucket, Rate};
use crate::chat::clock::{Mono, WallTime};
use crate::chat::few::Few;
use crate::chat::handle::SessionId;
use crate::chat::link::{Link, LinkKind};
use crate::chat::memory::give_back;
use crate::slots::Pages;

/// The kinds of client at the other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chat) enum SessionKind {
    /// A client that has not said `hello`.
    Client,
    /// One that has.
    NewerClient,
    /// The operator, who chats with nobody and may do everything.
    Console,
}

/// The pace of a request that others hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::chat) enum Pace {
    /// It may be heard.
    Allowed,
    /// It is the first one that came too fast.
    FloodBegins,
    /// It came too fast, as the one before it.
    TooFast,
}

/// The flags of a session, in one byte: as many fields would make every session longer by eight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Flags(u8);

impl Flags {
    /// It is a browser's.
    const BROWSER: u8 = 0b0001;
    /// Nobody between can read it.
    const PRIVATE: u8 = 0b0010;
    /// The last request was refused for coming too fast. A flood is one line in the audit log.
    const TOO_FAST: u8 = 0b0100;
    /// An answer from a worker must come before its next request.
    const PAUSED: u8 = 0b1000;

    fn of(Link { kind, is_private }: Link) -> Self {
        let mut flags = Self(0);
        flags.set(Self::BROWSER, kind == LinkKind::Browser);
        flags.set(Self::PRIVATE, is_private);
        flags
    }

    fn link(self) -> Link {
        let kind = if self.has(Self::BROWSER) { LinkKind::Browser } else { LinkKind::Lines };
        Link { kind, is_private: self.has(Self::PRIVATE) }
    }

    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }

    /// Sets a flag or clears it; says whether it was set.
    fn set(&mut self, flag: u8, is_on: bool) -> bool {
        let was_on = self.has(flag);
        self.0 = if is_on { self.0 | flag } else { self.0 & !flag };
        was_on
    }
}

/// One connection.
pub(in crate::chat) struct Session {
    address: IpAddr,
    /// The two halves of [`Session::since`], which would take 16 bytes as one.
    since_us: i64,
    since_offset_s: i32,
    kind: SessionKind,
    flags: Flags,
    /// Of the session in its slot; what is late for an earlier one finds nothing.
    generation: u32,
    message_budget: Bucket,
    identity: Option<Identity>,
}

/// The part of a session that only an identified one has.
pub(in crate::chat) struct Identity {
    person: PersonSlot,
    /// The channel that it writes to.
    current: Slot,
    /// Nearly everybody is in one channel.
    memberships: Few<Membership>,
    /// Its place in [`Sessions::identified`].
    place: u32,
    /// The presence tick at which it came, or was last given the list of people.
    since_tick: u64,
    greeting: Greeting,
}

impl Session {
    pub(in crate::chat) fn new(address: IpAddr, since: WallTime, kind: SessionKind, link: Link) -> Self {
        let WallTime { unix_us: since_us, offset_s: since_offset_s } = since;
        let flags = Flags::of(link);
        Self {
            address,
            since_us,
            since_offset_s,
            kind,
            flags,
            generation: 0,
            message_budget: Bucket::full(),
            identity: None,
        }
    }

    pub(in crate::chat) fn address(&self) -> IpAddr {
        self.address
    }

    /// The time since which it is connected, or the guest by whose token it came, by the wall clock at the time.
    pub(in crate::chat) fn since(&self) -> WallTime {
        WallTime { unix_us: self.since_us, offset_s: self.since_offset_s }
    }

    pub(in crate::chat) fn kind(&self) -> SessionKind {
        self.kind
    }

    /// The way in which it is connected.
    pub(in crate::chat) fn link(&self) -> Link {
        self.flags.link()
    }

    /// Nobody between can read it any more.
    pub(in crate::chat) fn become_private(&mut self) {
        self.flags.set(Flags::PRIVATE, true);
    }

    pub(in crate::chat) fn is_console(&self) -> bool {
        self.kind == SessionKind::Console
    }

    pub(in crate::chat) fn is_paused(&self) -> bool {
        self.flags.has(Flags::PAUSED)
    }

    pub(in crate::chat) fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// It has said `hello`.
    pub(in crate::chat) fn say_hello(&mut self) {
        if self.kind == SessionKind::Client {
            self.kind = SessionKind::NewerClient;
        }
    }

    /// Counts a request that others hear of.
    pub(in crate::chat) fn count_message(&mut self, rate: Rate, now: Mono) -> Pace {
        let slow = self.is_console() || self.message_budget.take(rate, now);
        let was_too_fast = self.flags.set(Flags::TOO_FAST, !slow);
        match (slow, was_too_fast) {
            (true, _) => Pace::Allowed,
            (false, false) => Pace::FloodBegins,
            (false, true) => Pace::TooFast,
        }
    }

    pub(in crate::chat) fn pause(&mut self) {
        self.flags.set(Flags::PAUSED, true);
    }

    /// Ends its pause; false if there was none.
    pub(in crate::chat) fn resume(&mut self) -> bool {
        self.flags.set(Flags::PAUSED, false)
    }
}

impl Identity {
    pub(in crate::chat) fn person(&self) -> PersonSlot {
        self.person
    }

    /// The channel that it writes to.
    pub(in crate::chat) fn current(&self) -> Slot {
        self.current
    }

    pub(in crate::chat) fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    pub(in crate::chat) fn is_in(&self, slot: Slot) -> bool {
        self.memberships.iter().any(|membership| membership.channel() == slot)
    }

    /// The presence tick at which it came, or was last given the list of people.
    pub(in crate::chat) fn since_tick(&self) -> u64 {
        self.since_tick
    }

    pub(in crate::chat) fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    pub(in crate::chat) fn set_current(&mut self, slot: Slot) {
        self.current = slot;
    }

    pub(in crate::chat) fn add_membership(&mut self, membership: Membership) {
        debug_assert!(!self.is_in(membership.channel()), "a session is in a channel once");
        self.memberships.push(membership);
    }

    pub(in crate::chat) fn take_membership(&mut self, slot: Slot) -> Option<Membership> {
        self.memberships.swap_take(|membership| membership.channel() == slot)
    }

    /// It has another place among the members of a channel.
    pub(in crate::chat) fn replace_membership(&mut self, moved: Membership) {
        if let Some(own) = self.memberships.iter_mut().find(|membership| membership.channel() == moved.channel()) {
            *own = moved;
        }
    }
}

/// All sessions.
#[derive(Default)]
pub(in crate::chat) struct Sessions {
    slots: Pages<Option<Session>>,
    count: usize,
    /// Those of identified clients, in no order that means anything. Each knows its place.
    identified: Vec<SessionId>,
    /// The names that sessions typed, where they differ from those that they bear.
    typed_names: BTreeMap<SessionId, SmolStr>,
}

impl Sessions {
    pub(in crate::chat) fn get(&self, id: SessionId) -> Option<&Session> {
        self.slots.get(id.slot())?.as_ref().filter(|session| session.generation == id.generation())
    }

    pub(in crate::chat) fn get_mut(&mut self, id: SessionId) -> Option<&mut Session> {
        self.slots.get_mut(id.slot())?.as_mut().filter(|session| session.generation == id.generation())
    }

    pub(in crate::chat) fn contains(&self, id: SessionId) -> bool {
        self.get(id).is_some()
    }

    pub(in crate::chat) fn insert(&mut self, id: SessionId, session: Session) {
        while self.slots.len() <= id.slot() {
            self.slots.push(None);
        }
        let Some(slot) = self.slots.get_mut(id.slot()) else { return };
        let earlier = slot.replace(Session { generation: id.generation(), ..session });
        debug_assert!(earlier.is_none(), "a slot is free before it is given again");
        self.count += usize::from(earlier.is_none());
    }

    /// Forgets a session, which is nobody.
    pub(in crate::chat) fn remove(&mut self, id: SessionId) {
        let Some(slot) = self.slots.get_mut(id.slot()) else { return };
        let is_meant = |session: &mut Session| session.generation == id.generation();
        let Some(session) = slot.take_if(is_meant) else { return };
        debug_assert!(session.identity.is_none(), "a session leaves before it goes");
        self.count -= 1;
        while let Some(None) = self.slots.last() {
            self.slots.pop();
        }
    }

    pub(in crate::chat) fn identity(&self, id: SessionId) -> Option<&Identity> {
        self.get(id)?.identity.as_ref()
    }

    pub(in crate::chat) fn identity_mut(&mut self, id: SessionId) -> Option<&mut Identity> {
        self.get_mut(id)?.identity.as_mut()
    }

    pub(in crate::chat) fn greeting_mut(&mut self, id: SessionId) -> Option<&mut Greeting> {
        Some(&mut self.identity_mut(id)?.greeting)
    }

    /// A session was given the list of people. Returns false if it is nobody's.
    pub(in crate::chat) fn set_since_tick(&mut self, id: SessionId, tick: u64) -> bool {
        self.identity_mut(id).map(|identity| identity.since_tick = tick).is_some()
    }

    /// The sessions of identified clients.
    pub(in crate::chat) fn identified(&self) -> &[SessionId] {
        &self.identified
    }

    /// Makes a session one of a person's, in no channel yet. Returns false if there is no such session.
    pub(in crate::chat) fn identify(&mut self, id: SessionId, person: PersonSlot, current: Slot, tick: u64) -> bool {
        // Connections are counted in 32 bits.
        let place = self.identified.len() as u32;
        let Some(session) = self.get_mut(id) else { return false };
        debug_assert!(session.identity.is_none(), "a session leaves before it joins again");
        session.identity = Some(Identity {
            person,
            current,
            memberships: Few::default(),
            place,
            since_tick: tick,
            greeting: Greeting::default(),
        });
        self.identified.push(id);
        true
    }

    /// A session's guest was there before it was.
    pub(in crate::chat) fn came_before(&mut self, id: SessionId, since: WallTime) {
        if let Some(session) = self.get_mut(id) {
            WallTime { unix_us: session.since_us, offset_s: session.since_offset_s } = since;
        }
    }

    /// Makes a session nobody's again. Returns what it was.
    pub(in crate::chat) fn unidentify(&mut self, id: SessionId) -> Option<Identity> {
        self.typed_names.remove(&id);
        let identity = self.get_mut(id)?.identity.take()?;
        self.identified.swap_remove(identity.place as usize);
        let moved = self.identified.get(identity.place as usize).copied();
        give_back(&mut self.identified);
        if let Some(other) = moved.and_then(|moved| self.identity_mut(moved)) {
            other.place = identity.place;
        }
        Some(identity)
    }

    /// The name that a session typed, if it is called something else.
    pub(in crate::chat) fn typed_name(&self, id: SessionId) -> Option<&SmolStr> {
        self.typed_names.get(&id)
    }

    /// Keeps what an identified session typed as its name; `None` if it is what it is called.
    pub(in crate::chat) fn set_typed_name(&mut self, id: SessionId, typed: Option<SmolStr>) {
        match typed {
            Some(typed) => self.typed_names.insert(id, typed),
            None => self.typed_names.remove(&id),
        };
    }

    pub(in crate::chat) fn len(&self) -> usize {
        self.count
    }

    /// All of them, by their slots.
    pub(in crate::chat) fn iter(&self) -> impl Iterator<Item = (SessionId, &Session)> {
        self.slots.iter().enumerate().filter_map(|(slot, session)| {
            let session = session.as_ref()?;
            Some((SessionId::new(slot, session.generation), session))
        })
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert_eq!(self.iter().count(), self.count);
        for (place, id) in self.identified.iter().enumerate() {
            let identity = self.identity(*id).expect("an identified session has an identity");
            assert_eq!(identity.place as usize, place, "each identified session knows its place");
        }
        let identities = self.iter().filter(|(_, session)| session.identity.is_some()).count();
        assert_eq!(identities, self.identified.len(), "every identity is listed");
        assert!(self.typed_names.keys().all(|id| self.identity(*id).is_some()), "who is nobody has typed no name");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let since = WallTime { unix_us: 0, offset_s: 0 };
        Session::new(IpAddr::from([192, 0, 2, 1]), since, SessionKind::Client, Link::PLAIN_LINES)
    }

    /// 400 bytes are the goal for an idle, identified connection: socket buffers aside, all that the server keeps of
    /// it. A quarter of them are these.
    #[test]
    fn a_session_is_small() {
        assert_eq!(size_of::<Option<Session>>(), 96);
    }

    #[test]
    fn a_link_is_what_it_was_and_becomes_private() {
        for kind in [LinkKind::Lines, LinkKind::Browser] {
            for is_private in [false, true] {
                let link = Link { kind, is_private };
                let mut session = Session { flags: Flags::of(link), ..session() };
                session.pause();
                assert_eq!(session.link(), link);
                session.become_private();
                assert_eq!(session.link(), Link { kind, is_private: true });
                assert!(session.resume() && !session.resume());
            }
        }
    }

    #[test]
    fn a_late_handle_does_not_reach_the_next_session_in_the_slot() {
        let mut sessions = Sessions::default();
        let (first, second) = (SessionId::new(3, 1), SessionId::new(3, 2));
        sessions.insert(first, session());
        assert!(sessions.contains(first) && !sessions.contains(second) && !sessions.contains(SessionId::new(0, 1)));
        sessions.remove(second);
        assert_eq!(sessions.len(), 1, "what is late removes nobody");
        sessions.remove(first);
        sessions.insert(second, session());
        assert!(sessions.get(first).is_none() && sessions.get_mut(first).is_none() && sessions.contains(second));
        assert_eq!(sessions.iter().map(|(id, _)| id).collect::<Vec<_>>(), [second]);
    }

    #[test]
    fn after_a_storm_the_memory_goes_back() {
        let mut sessions = Sessions::default();
        for slot in 0..10_000 {
            sessions.insert(SessionId::new(slot, 1), session());
        }
        for slot in (10..10_000).rev() {
            sessions.remove(SessionId::new(slot, 1));
        }
        assert_eq!((sessions.len(), sessions.iter().count()), (10, 10));
        assert_eq!(sessions.slots.len(), 10);
    }
}
