//! Who has lost the connection and is not gone yet.

use std::time::Duration;

use classcord_server::chat::link;

use super::rooms::home;
use super::{Conn, Model};
use crate::simulation::names::Name;

/// The time that a page has to be loaded anew.
const RELOAD_TIME: Duration = Duration::from_secs(10);

pub use link::Parting;

/// Somebody who is listed and has no connection.
pub struct Lingering {
    key: String,
    conn: Conn,
    address: String,
    came_us: i64,
    due: Duration,
    /// The channels by name, the current one last.
    rooms: Vec<Name>,
}

impl Model {
    pub fn grace_of(&self, conn: Conn, parting: Parting) -> Option<Duration> {
        let whole = self.rules.departure_grace?;
        let grace = match parting {
            Parting::Said => return None,
            Parting::PageLeft => whole.min(RELOAD_TIME),
            Parting::Lost => whole,
        };
        let person = self.person(conn).filter(|_| self.peers[&conn].browser)?;
        let key = &self.me(conn).unwrap().key;
        let may_return = person.registered || self.tokens.has_guest(key);
        let is_there = person.conns == [conn] && person.state != "offline";
        let has_room = self.lingering.len() < self.rules.lingerers_max;
        (is_there && may_return && has_room).then_some(grace)
    }

    pub fn linger(&mut self, conn: Conn, grace: Duration) {
        self.author_changes(conn);
        let me = self.peers.get_mut(&conn).unwrap().me.take().unwrap();
        let others = me.rooms.iter().filter(|room| **room != me.current);
        let rooms = others.chain([&me.current]).map(|room| self.rooms[room].name.clone()).collect();
        for room in &me.rooms {
            self.tidy(room);
        }
        // What the disk is asked for now is for nobody who is there.
        self.windows += 1;
        let arrival = self.windows;
        let person = self.people.get_mut(&me.key).unwrap();
        person.conns.clear();
        person.arrival = arrival;
        let (address, came_us) = (self.peers[&conn].address.clone(), self.peers[&conn].came_us);
        self.lingering.push(Lingering { key: me.key, conn, address, came_us, due: self.now.mono + grace, rooms });
        self.lingering.sort_by_key(|one| one.due);
    }

    pub fn lingers(&self, key: &str) -> bool {
        self.lingering.iter().any(|one| one.key == key)
    }

    pub fn lingers_in(&self, key: &str, room: &str) -> bool {
        let is_in = |one: &Lingering| one.rooms.iter().any(|name| name.key == room);
        self.lingering.iter().any(|one| one.key == key && is_in(one))
    }

    fn take_lingering(&mut self, key: &str) -> Option<Lingering> {
        let at = self.lingering.iter().position(|one| one.key == key)?;
        Some(self.lingering.remove(at))
    }

    pub fn next_grace_end(&self) -> Option<Duration> {
        self.lingering.first().map(|one| one.due)
    }

    pub fn end_graces(&mut self) {
        while self.next_grace_end().is_some_and(|due| due <= self.now.mono) {
            let one = self.lingering.remove(0);
            self.depart(one.conn, &one.key);
        }
    }

    /// Somebody who lingers is gone at once; false if they do not.
    pub fn depart_lingering(&mut self, key: &str) -> bool {
        let Some(one) = self.take_lingering(key) else { return false };
        self.depart(one.conn, &one.key);
        true
    }

    pub fn depart_lingering_from(&mut self, address: &str) {
        let meant = self.lingering.iter().filter(|one| one.address == address);
        for key in meant.map(|one| one.key.clone()).collect::<Vec<_>>() {
            self.depart_lingering(&key);
        }
    }

    /// The server stops: those who linger left when they were lost.
    pub fn note_lost(&mut self) {
        for one in std::mem::take(&mut self.lingering) {
            self.note_departure(&one.key);
        }
    }

    /// A connection is a person's who was there already, and perhaps lingered.
    pub fn is_back(&mut self, conn: Conn, key: &str) {
        let Some(lost) = self.take_lingering(key) else {
            if !self.people[key].registered {
                self.peer(conn).came_us = self.peers[&self.people[key].conns[0]].came_us;
            }
            self.note_session(key, conn);
            return;
        };
        if !self.people[key].registered {
            self.peer(conn).came_us = lost.came_us;
        }
        self.has_returned = true;
        if lost.address != self.peers[&conn].address {
            self.note_session(key, conn);
        }
        if self.peers[&conn].newer {
            self.enter_again(conn, &lost.rooms);
        }
    }

    fn enter_again(&mut self, conn: Conn, rooms: &[Name]) {
        let was_home = rooms.iter().any(|name| self.key_of_room(name) == home());
        for name in rooms {
            if self.may_enter(conn, name, false).is_ok() {
                self.put_into(conn, name);
            }
        }
        let last = self.key_of_room(rooms.last().unwrap());
        let current = if self.is_in(conn, &last) { last } else { home() };
        self.me_mut(conn).unwrap().current = current.clone();
        if !was_home && current != home() {
            self.remove_member(conn, &home());
        }
    }
}
