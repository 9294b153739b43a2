//! The grace of a departure: whose page has lost the connection is not gone yet.
//!
//! Owns this rule, on `state::lingerers`. A phone that sleeps or a Wi-Fi that fails is back within a minute, and a page that is
//! loaded anew within seconds; nobody is to read of either that somebody has left and come again. Until the grace is over
//! the person is listed as before, without a session; what is kept of their presence ends at the time of the loss. Who
//! could not come back (a guest without a token) does not linger, nor do clients that are programs. Called by `core` when a
//! connection ends and when time is over, by `presence` when somebody comes, and by whatever sends a person away.

use std::net::IpAddr;
use std::time::Duration;

use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::link::{LinkEnd, LinkKind, Parting};
use super::name::{ChannelName, NameKey};
use super::request::PresenceState;
use super::state::lingerers::Lingerer;
use super::state::people::PersonSlot;
use super::state::sessions::Identity;

/// The time that a page may take to be there again after it was left: it is loaded anew, or somebody has closed it, whose
/// neighbours are to see that soon.
const RELOAD_TIME: Duration = Duration::from_secs(10);

impl Core {
    /// The time for which a session's person is not gone yet when the session ends so.
    pub(super) fn grace_for(&self, id: SessionId, end: LinkEnd) -> Option<Duration> {
        let whole = self.settings.departure_grace?;
        let grace = match end.parting {
            Parting::Said => return None,
            Parting::PageLeft => whole.min(RELOAD_TIME),
            Parting::Lost => whole,
        };
        let person = self.person_of(id).filter(|_| self.link(id).kind == LinkKind::Browser)?;
        let is_last = person.sessions().iter().all(|&session| session == id);
        let may_return = person.is_registered() || self.tokens.has_guest(person.name().key());
        let is_there = *person.state() != PresenceState::offline();
        (is_last && may_return && is_there && self.lingerers.len() < self.settings.lingerers_max).then_some(grace)
    }

    /// A session is lost, whose person lingers.
    pub(super) fn linger(&mut self, now: Now, id: SessionId, grace: Duration) {
        let (address, since) = (self.address(id), self.sessions.get(id).map_or(now.wall, |session| session.since()));
        let channels = self.identity(id).map(|identity| self.names_of_channels(identity)).unwrap_or_default();
        let Some(person) = self.detach(id) else { return };
        if let Some(key) = self.people.in_slot(person).map(|person| person.name().key().clone()) {
            self.undelivered_is_outdated(&key);
        }
        let due = now.mono.saturating_add(grace);
        self.lingerers.insert(Lingerer { person, session: id, address, since, lost: now.mono, due, channels });
    }

    fn names_of_channels(&self, identity: &Identity) -> Vec<ChannelName> {
        let current = identity.current();
        let others = identity.memberships().iter().map(|own| own.channel()).filter(|&slot| slot != current);
        others.chain([current]).map(|slot| self.channels[slot].name().clone()).collect()
    }

    /// True if somebody has lost the connection and is not gone yet.
    pub(super) fn lingers(&self, person: PersonSlot) -> bool {
        self.people[person].sessions().is_empty()
    }

    /// True if somebody lingers who was in a channel.
    pub(super) fn lingers_in(&self, person: PersonSlot, channel: &ChannelName) -> bool {
        self.lingerers.get(person).is_some_and(|lingerer| lingerer.channels.contains(channel))
    }

    /// Somebody is back, if they lingered: gives what there was.
    pub(super) fn end_lingering(&mut self, person: PersonSlot) -> Option<Lingerer> {
        if self.lingerers.len() == 0 {
            return None;
        }
        self.lingerers.take(person)
    }

    /// Somebody who lingers is gone at once. Returns false if they do not.
    pub(super) fn depart_lingering(&mut self, now: Now, key: &NameKey, out: &mut Effects) -> bool {
        let Some(slot) = self.people.find(key) else { return false };
        let Some(lingerer) = self.end_lingering(slot) else { return false };
        self.lingerer_departs(now, &lingerer, out);
        true
    }

    /// The same of all who came from an address of a kind.
    pub(super) fn depart_lingering_from(&mut self, now: Now, is_meant: impl Fn(IpAddr) -> bool, out: &mut Effects) {
        let meant = self.lingerers.iter().filter(|lingerer| is_meant(lingerer.address));
        for person in meant.map(|lingerer| lingerer.person).collect::<Vec<_>>() {
            if let Some(lingerer) = self.lingerers.take(person) {
                self.lingerer_departs(now, &lingerer, out);
            }
        }
    }

    /// Tells of those whose time is over that they are gone.
    pub(super) fn end_graces(&mut self, now: Now, out: &mut Effects) {
        while let Some(lingerer) = self.lingerers.pop_due(now.mono) {
            self.lingerer_departs(now, &lingerer, out);
        }
    }

    fn lingerer_departs(&mut self, now: Now, lingerer: &Lingerer, out: &mut Effects) {
        self.depart(now, lingerer.session, lingerer.person, lost_at(now, lingerer), out);
    }

    /// The server stops: notes of those who linger when they were lost.
    pub(super) fn note_lost(&mut self, now: Now, out: &mut Effects) {
        for lingerer in std::mem::take(&mut self.lingerers).iter() {
            self.note_departure(now, lingerer.person, lost_at(now, lingerer), out);
        }
    }
}

/// The time of a loss by the clock on the wall, which may have been set since.
fn lost_at(now: Now, lingerer: &Lingerer) -> WallTime {
    let ago_us = i64::try_from(now.mono.saturating_sub(lingerer.lost).as_micros()).unwrap_or(i64::MAX);
    WallTime { unix_us: now.wall.unix_us.saturating_sub(ago_us), ..now.wall }
}
