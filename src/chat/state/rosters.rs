//! The table of the school's people: our own roster as the others have it, and theirs.
//!
//! Owns [`Rosters`]. A server's people are there while the server is, and in whole revisions: a change that does not follow what is
//! known is not taken, and the roster asked for anew. Moments are the caller's.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::chat::clock::Mono;
use crate::chat::name::{NameKey, Username};
use crate::chat::origin::ServerName;
use crate::chat::request::PresenceState;
use crate::chat::roster::{ELSEWHERE_MAX, Listed, ROSTER_MAX};

/// The least time between two changes of ours that are told.
const TELL_EVERY: Duration = Duration::from_secs(1);

/// The least time between two questions for a server's roster, and between two answers to one server.
const ASK_EVERY: Duration = Duration::from_secs(2);

/// The time that the broker may be away before people are told: a restart of it is nobody's business.
const LOSS_SAID_AFTER: Duration = Duration::from_secs(30);

/// The least time between two lines that one server does not answer.
const GONE_SAID_EVERY: Duration = Duration::from_secs(60);

/// Servers that something is known of.
const SERVERS_MAX: usize = 256;

/// Revisions are numbers that whatever reads JSON reads.
const REVISION_BITS: u64 = (1 << 52) - 1;

/// Somebody of another server.
#[derive(Debug, Clone)]
pub(in crate::chat) struct Elsewhere {
    /// The name as it is shown here, with the server's behind it.
    pub(in crate::chat) name: Username,
    /// The name there.
    pub(in crate::chat) home: Username,
    /// The state.
    pub(in crate::chat) state: PresenceState,
}

/// The moves that a change of a server's people comes to for those who look.
#[derive(Debug, Default)]
pub(in crate::chat) struct Moves {
    pub(in crate::chat) came: Vec<(Username, PresenceState)>,
    pub(in crate::chat) left: Vec<Username>,
}

/// The fate of a roster or of a change of one.
#[derive(Debug)]
pub(in crate::chat) enum Taken {
    /// Nothing: the server is not there.
    No,
    /// It does not follow what is known: the roster is to be asked for, if it is time.
    Unfit,
    /// These have moved.
    Moved(Moves),
}

#[derive(Debug, Default)]
struct Server {
    is_present: bool,
    /// The revision that is known of its roster; `None` for none of it.
    revision: Option<u64>,
    people: BTreeMap<NameKey, Elsewhere>,
    asked_at: Option<Mono>,
    answered_at: Option<Mono>,
    /// When people were told last that it does not answer.
    gone_said_at: Option<Mono>,
    /// True until they are told that it does again.
    is_gone_said: bool,
}

/// The table.
pub(in crate::chat) struct Rosters {
    revision: u64,
    /// Our roster as the others have it.
    own: BTreeMap<Box<str>, PresenceState>,
    /// The numbers of changes here when it was looked at.
    seen: Option<(u64, u64)>,
    told_at: Option<Mono>,
    is_connected: bool,
    /// When people are to be told that the broker is away.
    loss_due: Option<Mono>,
    is_loss_said: bool,
    servers: BTreeMap<ServerName, Server>,
    /// People of other servers that there was no room for.
    pub(in crate::chat) unlisted: u64,
    /// Rosters that were asked for anew.
    pub(in crate::chat) asked: u64,
}

impl Rosters {
    /// Nobody. Revisions are counted from a number drawn by chance, so that those of two runs are not taken for each other.
    pub(in crate::chat) fn new(seed: u64) -> Self {
        Self {
            revision: seed & REVISION_BITS,
            own: BTreeMap::new(),
            seen: None,
            told_at: None,
            is_connected: false,
            loss_due: None,
            is_loss_said: false,
            servers: BTreeMap::new(),
            unlisted: 0,
            asked: 0,
        }
    }

    /// The revision of our roster.
    pub(in crate::chat) fn revision(&self) -> u64 {
        self.revision
    }

    /// True while the broker is connected.
    pub(in crate::chat) fn is_connected(&self) -> bool {
        self.is_connected
    }

    /// The broker has let this server in; says whether people were told that it was away.
    pub(in crate::chat) fn connected(&mut self) -> bool {
        self.is_connected = true;
        self.loss_due = None;
        std::mem::take(&mut self.is_loss_said)
    }

    /// It is not connected any more; says whether it was.
    pub(in crate::chat) fn lost(&mut self, now: Mono) -> bool {
        let was = std::mem::take(&mut self.is_connected);
        if was {
            self.loss_due = Some(now + LOSS_SAID_AFTER);
        }
        was
    }

    /// True if people are to be told now that it is away.
    pub(in crate::chat) fn take_loss(&mut self, now: Mono) -> bool {
        let is_due = self.loss_due.is_some_and(|at| at <= now);
        if is_due {
            self.loss_due = None;
            self.is_loss_said = true;
        }
        is_due
    }

    /// The time at which something is to be done, given what there is of changes here.
    pub(in crate::chat) fn next_timeout(&self, changes: (u64, u64)) -> Option<Mono> {
        let is_news = self.is_connected && self.seen != Some(changes);
        let tell = is_news.then(|| self.told_at.map_or(Duration::ZERO, |at| at + TELL_EVERY));
        [tell, self.loss_due].into_iter().flatten().min()
    }

    /// True if who is here is to be looked at now.
    pub(in crate::chat) fn is_due(&self, now: Mono, changes: (u64, u64)) -> bool {
        self.is_connected && self.seen != Some(changes) && self.told_at.is_none_or(|at| at + TELL_EVERY <= now)
    }

    /// Takes those who are here now for our roster; gives what has changed, if anything has. It has the next revision then.
    pub(in crate::chat) fn renew(
        &mut self,
        now: Mono,
        changes: (u64, u64),
        people: BTreeMap<Box<str>, PresenceState>,
    ) -> Option<(Vec<Listed>, Vec<Box<str>>)> {
        self.seen = Some(changes);
        let news = people.iter().filter(|(name, state)| self.own.get(&***name) != Some(*state));
        let came: Vec<Listed> = news.map(|(name, state)| listed(name, state)).collect();
        let left: Vec<Box<str>> = self.own.keys().filter(|name| !people.contains_key(*name)).cloned().collect();
        if came.is_empty() && left.is_empty() {
            return None;
        }
        self.told_at = Some(now);
        self.own = people;
        self.revision = (self.revision + 1) & REVISION_BITS;
        Some((came, left))
    }

    /// Our roster.
    pub(in crate::chat) fn own(&self) -> Vec<Listed> {
        self.own.iter().map(|(name, state)| listed(name, state)).collect()
    }

    /// A server is there. Says whether its roster is to be asked for.
    pub(in crate::chat) fn present(
        &mut self,
        now: Mono,
        name: &ServerName,
        revision: Option<u64>,
        is_new: bool,
    ) -> bool {
        if !self.servers.contains_key(name) && self.servers.len() >= SERVERS_MAX {
            let absent = self.servers.iter().find(|(_, server)| !server.is_present).map(|(name, _)| name.clone());
            let Some(absent) = absent else { return false };
            self.servers.remove(&absent);
        }
        let server = self.servers.entry(name.clone()).or_default();
        server.is_present = true;
        // Who has come anew tells its roster unasked.
        !is_new && revision.is_some() && server.revision != revision && self.may_ask(now, name)
    }

    /// True if a server may be asked for its roster now; notes that it is.
    pub(in crate::chat) fn may_ask(&mut self, now: Mono, name: &ServerName) -> bool {
        let Some(server) = self.servers.get_mut(name) else { return false };
        let may = server.asked_at.is_none_or(|at| at + ASK_EVERY <= now);
        if may {
            server.asked_at = Some(now);
            self.asked += 1;
        }
        may
    }

    /// True if a server may be told our roster now, which it asks for; notes that it is.
    pub(in crate::chat) fn may_answer(&mut self, now: Mono, name: &ServerName) -> bool {
        let Some(server) = self.servers.get_mut(name) else { return false };
        let may = server.answered_at.is_none_or(|at| at + ASK_EVERY <= now);
        if may {
            server.answered_at = Some(now);
        }
        may
    }

    /// A server is not there any more, and its people with it; gives their number if people are to be told.
    pub(in crate::chat) fn gone(&mut self, now: Mono, name: &ServerName) -> Option<usize> {
        let server = self.servers.get_mut(name)?;
        let people = std::mem::take(&mut server.people).len();
        server.revision = None;
        server.is_present = false;
        let is_told =
            people > 0 && self.is_connected && server.gone_said_at.is_none_or(|at| at + GONE_SAID_EVERY <= now);
        if is_told {
            server.gone_said_at = Some(now);
            server.is_gone_said = true;
        }
        is_told.then_some(people)
    }

    /// People of a server are there again after it was said that it does not answer: their number, once.
    pub(in crate::chat) fn take_return(&mut self, name: &ServerName) -> Option<usize> {
        let server = self.servers.get_mut(name).filter(|server| server.is_gone_said && !server.people.is_empty())?;
        server.is_gone_said = false;
        Some(server.people.len())
    }

    /// A server has told its whole roster.
    pub(in crate::chat) fn replace(&mut self, name: &ServerName, revision: u64, people: Vec<Listed>) -> Taken {
        let room = ELSEWHERE_MAX.saturating_sub(self.len_besides(name)).min(ROSTER_MAX);
        let Some(server) = self.servers.get_mut(name).filter(|server| server.is_present) else { return Taken::No };
        server.revision = Some(revision);
        let former = std::mem::take(&mut server.people);
        for Listed { name: home, state } in people {
            match elsewhere(name, &home, state) {
                Some(_) if server.people.len() >= room => self.unlisted += 1,
                // Of two whose names are one here, the first is shown.
                Some(one) => drop(server.people.entry(one.name.key().clone()).or_insert(one)),
                None => self.unlisted += 1,
            }
        }
        let is_news = |one: &&Elsewhere| former.get(one.name.key()).is_none_or(|before| before.state != one.state);
        Taken::Moved(Moves {
            came: server.people.values().filter(is_news).map(|one| (one.name.clone(), one.state.clone())).collect(),
            left: former
                .into_values()
                .map(|one| one.name)
                .filter(|name| !server.people.contains_key(name.key()))
                .collect(),
        })
    }

    /// A server tells what has changed of its roster.
    pub(in crate::chat) fn change(
        &mut self,
        name: &ServerName,
        revision: u64,
        came: Vec<Listed>,
        left: &[Box<str>],
    ) -> Taken {
        let room = ELSEWHERE_MAX.saturating_sub(self.len_besides(name)).min(ROSTER_MAX);
        let Some(server) = self.servers.get_mut(name).filter(|server| server.is_present) else { return Taken::No };
        if server.revision.map(|known| (known + 1) & REVISION_BITS) != Some(revision) {
            return if server.revision == Some(revision) { Taken::No } else { Taken::Unfit };
        }
        server.revision = Some(revision);
        let mut moves = Moves::default();
        for home in left {
            if let Some(one) = elsewhere(name, home, PresenceState::online())
                && server.people.get(one.name.key()).is_some_and(|known| known.home.as_str() == &**home)
            {
                server.people.remove(one.name.key());
                moves.left.push(one.name);
            }
        }
        for Listed { name: home, state } in came {
            let Some(one) = elsewhere(name, &home, state) else {
                self.unlisted += 1;
                continue;
            };
            let is_full = server.people.len() >= room;
            match server.people.get_mut(one.name.key()) {
                Some(known) if known.home.as_str() != &*home => self.unlisted += 1,
                Some(known) => {
                    known.state = one.state.clone();
                    moves.came.push((one.name, one.state));
                }
                None if is_full => self.unlisted += 1,
                None => {
                    moves.came.push((one.name.clone(), one.state.clone()));
                    server.people.insert(one.name.key().clone(), one);
                }
            }
        }
        Taken::Moved(moves)
    }

    fn len_besides(&self, name: &ServerName) -> usize {
        self.servers.iter().filter(|(other, _)| *other != name).map(|(_, server)| server.people.len()).sum()
    }

    /// True if a server is there.
    pub(in crate::chat) fn is_present(&self, name: &ServerName) -> bool {
        self.servers.get(name).is_some_and(|server| server.is_present)
    }

    /// True if a server has been heard of.
    pub(in crate::chat) fn knows(&self, name: &ServerName) -> bool {
        self.servers.contains_key(name)
    }

    /// The servers that are there, each with its people in the order of their names.
    pub(in crate::chat) fn servers(&self) -> impl Iterator<Item = (&ServerName, impl Iterator<Item = &Elsewhere>)> {
        let there = self.servers.iter().filter(|(_, server)| server.is_present);
        there.map(|(name, server)| (name, server.people.values()))
    }

    /// Servers that have been heard of and are not there, in order.
    pub(in crate::chat) fn absent(&self) -> impl Iterator<Item = &ServerName> {
        self.servers.iter().filter(|(_, server)| !server.is_present).map(|(name, _)| name)
    }

    /// Somebody of another server, by the name that is shown here.
    pub(in crate::chat) fn find(&self, key: &NameKey) -> Option<(&ServerName, &Elsewhere)> {
        self.servers.iter().find_map(|(name, server)| Some((name, server.people.get(key)?)))
    }

    /// People of other servers that are listed.
    pub(in crate::chat) fn len(&self) -> usize {
        self.servers.values().map(|server| server.people.len()).sum()
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.servers.len() <= SERVERS_MAX && self.len() <= ELSEWHERE_MAX && self.own.len() <= ROSTER_MAX);
        for server in self.servers.values() {
            assert!(server.is_present || server.people.is_empty(), "nobody is there of a server that is gone");
            assert!(server.revision.is_some() || server.people.is_empty());
            assert!(server.people.iter().all(|(key, one)| key == one.name.key()) && server.people.len() <= ROSTER_MAX);
        }
    }
}

fn listed(name: &str, state: &PresenceState) -> Listed {
    Listed { name: name.into(), state: state.clone() }
}

/// Somebody of that server under the name that is shown here; `None` if the name is none, or claims to be of a server itself.
fn elsewhere(server: &ServerName, home: &str, state: PresenceState) -> Option<Elsewhere> {
    let home = Username::parse_new(home).ok().filter(|name| !name.claims_server())?;
    let is_seen = !state.is_hidden();
    is_seen.then(|| Elsewhere { name: home.of_server(server), home, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> ServerName {
        "s1".parse().unwrap()
    }

    fn people(names: &[&str]) -> Vec<Listed> {
        names.iter().map(|name| Listed { name: (*name).into(), state: PresenceState::online() }).collect()
    }

    fn names(rosters: &Rosters) -> Vec<&str> {
        rosters.servers().flat_map(|(_, people)| people.map(|one| one.name.as_str())).collect()
    }

    #[test]
    fn people_are_there_while_their_server_is() {
        let (mut rosters, second) = (Rosters::new(7), Duration::from_secs(1));
        assert!(matches!(rosters.replace(&server(), 1, people(&["bob"])), Taken::No), "it was not heard itself");
        assert!(!rosters.connected());
        rosters.present(second, &server(), None, true);
        let Taken::Moved(moves) = rosters.replace(&server(), 1, people(&["bob", "Élodie", "a@b", "", "bob"])) else {
            panic!()
        };
        assert_eq!((moves.came.len(), rosters.unlisted), (2, 2));
        assert_eq!(names(&rosters), ["bob@s1", "Élodie@s1"]);
        rosters.check_invariants();
        assert!(rosters.find(Username::parse("ÉLODIE@S1").unwrap().key()).is_some());
        assert_eq!(rosters.gone(second, &server()), Some(2));
        assert_eq!(rosters.len(), 0);
        assert_eq!(rosters.gone(second, &server()), None, "said once");
        rosters.present(second, &server(), Some(9), true);
        assert_eq!(rosters.take_return(&server()), None);
        rosters.replace(&server(), 9, people(&["bob"]));
        assert_eq!((rosters.take_return(&server()), rosters.take_return(&server())), (Some(1), None));
        rosters.check_invariants();
    }

    #[test]
    fn a_change_follows_what_is_known_or_is_not_taken() {
        let (mut rosters, now) = (Rosters::new(7), Duration::ZERO);
        rosters.present(now, &server(), Some(4), true);
        assert!(matches!(rosters.change(&server(), 5, people(&["bob"]), &[]), Taken::Unfit));
        rosters.replace(&server(), 4, people(&["alice"]));
        let Taken::Moved(moves) = rosters.change(&server(), 5, people(&["bob"]), &["alice".into(), "eve".into()])
        else {
            panic!()
        };
        assert_eq!((moves.came.len(), moves.left.len()), (1, 1));
        assert!(matches!(rosters.change(&server(), 7, people(&["eve"]), &[]), Taken::Unfit));
        assert!(matches!(rosters.change(&server(), 5, people(&["eve"]), &[]), Taken::No), "it came twice");
        assert_eq!(names(&rosters), ["bob@s1"]);
        assert!(rosters.present(now, &server(), Some(7), false), "asked once in a while");
        assert!(!rosters.present(now, &server(), Some(7), false));
        assert!(!rosters.present(now + ASK_EVERY, &server(), Some(5), false), "it fits");
    }

    #[test]
    fn there_is_room_for_so_many() {
        let mut rosters = Rosters::new(7);
        let many: Vec<String> = (0..ROSTER_MAX + 9).map(|n| format!("n{n}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        for n in 0..6 {
            let server: ServerName = format!("s{n}").parse().unwrap();
            rosters.present(Duration::ZERO, &server, None, true);
            rosters.replace(&server, 1, people(&many));
            rosters.check_invariants();
        }
        assert_eq!((rosters.len(), ELSEWHERE_MAX), (4 * ROSTER_MAX, 4 * ROSTER_MAX));
    }

    #[test]
    fn what_changes_here_is_told_once_a_second_and_only_if_it_shows() {
        let (mut rosters, second) = (Rosters::new(7), Duration::from_secs(1));
        let map = |names: &[&str]| -> BTreeMap<Box<str>, PresenceState> {
            names.iter().map(|name| ((*name).into(), PresenceState::online())).collect()
        };
        assert_eq!(rosters.next_timeout((1, 1)), None, "nobody hears it");
        rosters.connected();
        assert!(rosters.is_due(second, (1, 1)));
        let (came, left) = rosters.renew(second, (1, 1), map(&["a", "b"])).unwrap();
        assert_eq!((came.len(), left.len(), rosters.revision()), (2, 0, 8));
        assert_eq!(rosters.next_timeout((1, 1)), None);
        assert_eq!(rosters.next_timeout((2, 1)), Some(2 * second));
        assert!(!rosters.is_due(second, (2, 1)) && rosters.is_due(2 * second, (2, 1)));
        assert!(rosters.renew(2 * second, (2, 1), map(&["a", "b"])).is_none());
        assert_eq!(rosters.revision(), 8);
        let (came, left) = rosters.renew(2 * second, (3, 1), map(&["b"])).unwrap();
        assert_eq!((came.len(), left, rosters.revision()), (0, vec!["a".into()], 9));
    }

    #[test]
    fn a_broker_that_comes_back_soon_was_never_away() {
        let mut rosters = Rosters::new(7);
        rosters.connected();
        let now = Duration::from_secs(100);
        assert!(rosters.lost(now) && !rosters.lost(now));
        assert!(!rosters.take_loss(now) && !rosters.connected());
        rosters.lost(now);
        assert_eq!(rosters.next_timeout((0, 0)), Some(now + LOSS_SAID_AFTER));
        assert!(rosters.take_loss(now + LOSS_SAID_AFTER) && rosters.connected());
    }
}
