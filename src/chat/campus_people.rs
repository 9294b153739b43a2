//! People of the school: who is in shared channels here is told to the other servers, and who is there is shown here.
//!
//! Owns these rules on `state::rosters`. What changes here is noticed by two counts, looked at once a second at most, and told as the
//! difference. Newer clients are told of each move elsewhere; old ones, for which a line about somebody is a list that is built anew,
//! ask with `users`. A server that goes takes its people with it in one line of words. Called by `campus` with what has come, by
//! `presence` and `typed` with who asks. A server without other servers has no table.

use std::collections::{BTreeMap, BTreeSet};

use super::account::Rank;
use super::campus_event::CampusAct;
use super::campus_line::{CampusLine, ServerPeople};
use super::clock::{Mono, Now};
use super::core::Core;
use super::effect::{Effect, Effects};
use super::handle::SessionId;
use super::name::NameKey;
use super::origin::ServerName;
use super::refusal::Form;
use super::reply::Reply;
use super::request::PresenceState;
use super::roster::{PeopleAct, PeopleInput, ROSTER_BYTES_MAX, ROSTER_MAX};
use super::state::rosters::{Elsewhere, Moves, Rosters, Taken};
use super::text::Text;
use super::text::campus::CampusWords;

/// The figures of the school's people, for who looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleView {
    /// The revision of our roster.
    pub revision: Option<u64>,
    /// People of other servers that are listed here.
    pub listed: usize,
    /// Those that there was no room for, or whose names are none.
    pub unlisted: u64,
    /// Rosters that were asked for anew.
    pub asked: u64,
}

impl Core {
    /// Begins to tell other servers of people, and to show theirs.
    pub(super) fn begin_rosters(&mut self, seed: u64) {
        self.rosters = Some(Box::new(Rosters::new(seed)));
    }

    /// Returns the figures of the school's people; zeros where there are no other servers.
    pub fn people_view(&self) -> PeopleView {
        let Some(rosters) = &self.rosters else { return PeopleView::default() };
        let (listed, unlisted, asked) = (rosters.len(), rosters.unlisted, rosters.asked);
        PeopleView { revision: Some(rosters.revision()), listed, unlisted, asked }
    }

    /// The people of a server that are listed here.
    pub fn people_listed_of(&self, server: &ServerName) -> usize {
        let of =
            |rosters: &Rosters| rosters.servers().find(|(name, _)| *name == server).map_or(0, |(_, of)| of.count());
        self.rosters.as_deref().map_or(0, of)
    }

    /// Something has come about people elsewhere, or about whether they can be reached.
    pub(super) fn people_came(&mut self, now: Now, input: PeopleInput, out: &mut Effects) {
        let Some(rosters) = &mut self.rosters else { return };
        match input {
            PeopleInput::Connected => {
                let was_said = rosters.connected();
                self.renew_roster(now);
                self.tell_roster(None, out);
                self.tell_newer(CampusLine::Connected(true), out);
                if was_said {
                    self.tell_in_shared(now, &CampusWords::Found, out);
                }
                for ServerPeople { server, .. } in self.people_elsewhere() {
                    self.letters_may_leave(now, &server, out);
                }
            }
            PeopleInput::Lost => {
                if rosters.lost(now.mono) {
                    self.tell_newer(CampusLine::Connected(false), out);
                    self.letters_are_delayed(now, None, out);
                }
            }
            PeopleInput::Present { server, revision, is_new } => {
                let was_present = rosters.is_present(&server);
                if rosters.present(now.mono, &server, revision, is_new) {
                    ask(server.clone(), out);
                }
                if is_new {
                    self.tell_roster(Some(server.clone()), out);
                }
                if !was_present {
                    self.tell_moves(&server, true, Moves::default(), out);
                }
                if is_new || !was_present {
                    self.letters_may_leave(now, &server, out);
                }
            }
            PeopleInput::Snapshot { server, revision, people } => {
                let taken = rosters.replace(&server, revision, people);
                self.show_moves(now, &server, taken, out);
            }
            PeopleInput::Change { server, revision, came, left } => {
                let taken = rosters.change(&server, revision, came, &left);
                self.show_moves(now, &server, taken, out);
            }
            PeopleInput::Asked(by) => {
                if rosters.may_answer(now.mono, &by) {
                    self.tell_roster(Some(by), out);
                }
            }
        }
    }

    /// A server is not there any more.
    pub(super) fn people_are_gone(&mut self, now: Now, server: &ServerName, out: &mut Effects) {
        let Some(rosters) = self.rosters.as_mut().filter(|rosters| rosters.is_present(server)) else { return };
        let told = rosters.gone(now.mono, server);
        self.tell_moves(server, false, Moves::default(), out);
        if let Some(people) = told {
            self.tell_in_shared(now, &CampusWords::Gone { server, people }, out);
        }
        self.letters_are_delayed(now, Some(server), out);
    }

    fn show_moves(&mut self, now: Now, server: &ServerName, taken: Taken, out: &mut Effects) {
        let Some(rosters) = &mut self.rosters else { return };
        match taken {
            Taken::No => {}
            Taken::Unfit => {
                if rosters.may_ask(now.mono, server) {
                    ask(server.clone(), out);
                }
            }
            Taken::Moved(moves) => {
                let back = rosters.take_return(server);
                if !moves.came.is_empty() || !moves.left.is_empty() {
                    self.tell_moves(server, true, moves, out);
                }
                if let Some(people) = back {
                    self.tell_in_shared(now, &CampusWords::Back { server, people }, out);
                }
            }
        }
    }

    fn tell_moves(&self, server: &ServerName, is_present: bool, moves: Moves, out: &mut Effects) {
        let Moves { came, left } = moves;
        self.tell_newer(CampusLine::Moved { server: server.clone(), is_present, came, left }, out);
    }

    fn tell_newer(&self, line: CampusLine, out: &mut Effects) {
        let newer = self.sessions.identified().iter().copied().filter(|&id| self.newer(id));
        out.fan_out(newer, Reply::Campus(Box::new(line)));
    }

    /// Says something to everybody in a shared channel, once.
    fn tell_in_shared(&self, now: Now, words: &CampusWords<'_>, out: &mut Effects) {
        let mut told: BTreeSet<SessionId> = BTreeSet::new();
        for slot in self.shared_slots() {
            let members = self.channels[slot].members().iter().copied().filter(|&id| told.insert(id));
            self.tell_in_channel(now, slot, members, &Text::Campus(*words), out);
        }
    }

    fn shared_slots(&self) -> impl Iterator<Item = super::state::channels::Slot> {
        let channels = self.campus.iter().flat_map(|campus| campus.channels());
        channels.filter_map(|channel| self.channels.find(channel))
    }

    /// The numbers of changes that may show elsewhere.
    fn changes_here(&self) -> (u64, u64) {
        (self.people.changes(), self.channels.changes())
    }

    /// The time at which something is to be done about people elsewhere.
    pub(super) fn rosters_timeout(&self) -> Option<Mono> {
        self.rosters.as_ref().and_then(|rosters| rosters.next_timeout(self.changes_here()))
    }

    /// Does what is due about people elsewhere.
    pub(super) fn run_rosters(&mut self, now: Now, out: &mut Effects) {
        let changes = self.changes_here();
        let Some(rosters) = &mut self.rosters else { return };
        if rosters.take_loss(now.mono) {
            self.tell_in_shared(now, &CampusWords::Lost, out);
        }
        if self.rosters.as_ref().is_some_and(|rosters| rosters.is_due(now.mono, changes)) {
            let Some((came, left)) = self.renew_roster(now) else { return };
            let listed: usize = came.iter().map(|one| cost(&one.name, &one.state)).sum();
            let bytes = listed + left.iter().map(|name| 2 * name.len()).sum::<usize>();
            if bytes > ROSTER_BYTES_MAX {
                return self.tell_roster(None, out);
            }
            let revision = self.rosters.as_ref().map_or(0, |rosters| rosters.revision());
            say(PeopleAct::Change { revision, came, left }, out);
        }
    }

    /// Looks who is here. What has changed gives our roster its next revision.
    fn renew_roster(&mut self, now: Now) -> Option<(Vec<super::roster::Listed>, Vec<Box<str>>)> {
        let (changes, people) = (self.changes_here(), self.people_to_tell());
        self.rosters.as_mut()?.renew(now.mono, changes, people)
    }

    /// Those who are in shared channels and may be named elsewhere, as far as a roster goes.
    fn people_to_tell(&self) -> BTreeMap<Box<str>, PresenceState> {
        let guests = self.campus.as_ref().is_some_and(|campus| campus.shares_guests());
        let mut people = BTreeMap::new();
        let mut bytes = 0;
        for slot in self.shared_slots() {
            for person in self.channels[slot].members().iter().filter_map(|&id| self.person_of(id)) {
                let (name, state) = (person.name(), person.state());
                let is_told = (guests || person.is_registered()) && !state.is_hidden() && !name.claims_server();
                if !is_told || people.len() >= ROSTER_MAX || people.contains_key(name.as_str()) {
                    continue;
                }
                bytes += cost(name.as_str(), state);
                if bytes > ROSTER_BYTES_MAX {
                    return people;
                }
                people.insert(name.as_str().into(), state.clone());
            }
        }
        people
    }

    fn tell_roster(&self, to: Option<ServerName>, out: &mut Effects) {
        if let Some(rosters) = &self.rosters {
            say(PeopleAct::Snapshot { to, revision: rosters.revision(), people: rosters.own() }, out);
        }
    }

    /// True if somebody of another server is shown under that name.
    pub(super) fn is_elsewhere(&self, key: &NameKey) -> bool {
        self.elsewhere(key).is_some()
    }

    /// Somebody of another server, by the name that is shown here.
    pub(super) fn elsewhere(&self, key: &NameKey) -> Option<(&ServerName, &Elsewhere)> {
        self.rosters.as_ref()?.find(key)
    }

    /// True if there is a server of that name, or was.
    pub(super) fn knows_server(&self, server: &ServerName) -> bool {
        let has_events = self.campus.as_ref().is_some_and(|campus| campus.knows(server));
        has_events || self.rosters.as_ref().is_some_and(|rosters| rosters.knows(server))
    }

    /// The servers that are there with their people; none where there are no other servers.
    pub(super) fn people_elsewhere(&self) -> Vec<ServerPeople> {
        let Some(rosters) = &self.rosters else { return Vec::new() };
        let shown = |one: &Elsewhere| (one.name.clone(), one.state.clone());
        rosters
            .servers()
            .map(|(server, people)| ServerPeople {
                server: server.clone(),
                is_present: true,
                people: people.map(shown).collect(),
            })
            .collect()
    }

    /// Answers `school`: the other servers and their people.
    pub(super) fn tell_school(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) {
        let name = self.campus.as_ref().map(|campus| campus.me().server.clone());
        let is_connected = self.rosters.as_ref().is_some_and(|rosters| rosters.is_connected());
        let mut servers = self.people_elsewhere();
        let absent = self.rosters.iter().flat_map(|rosters| rosters.absent());
        servers.extend(absent.map(|server| ServerPeople {
            server: server.clone(),
            is_present: false,
            people: Vec::new(),
        }));
        if form == Form::Json {
            out.send(id, Reply::Campus(Box::new(CampusLine::All { name, is_connected, servers })));
            return;
        }
        let first = match &name {
            None => CampusWords::Alone,
            Some(name) => CampusWords::SchoolFollows { name, is_connected, servers: servers.len() },
        };
        let mut lines = vec![self.line(now, id, &Text::Campus(first))];
        lines.extend(self.lines_of_servers(now, id, &servers));
        if self.rank(id) >= Rank::Moderator {
            lines.extend(self.lines_of_standing(now, id));
        }
        self.tell_lines(now, id, lines, out);
    }

    /// For people in charge: why nothing is shared, and what is on its way of each server that something is of.
    fn lines_of_standing(&self, now: Now, id: SessionId) -> Vec<Reply> {
        let line = |words| self.line(now, id, &Text::Campus(words));
        let unconfirmed = self.unconfirmed_erasures();
        let mut lines = Vec::new();
        if self.campus.as_ref().is_some_and(|campus| campus.is_stopped) {
            lines.push(line(CampusWords::Stopped));
        }
        for server in &self.servers_met() {
            let (behind, letters) = (self.server_lag(server).behind, self.letters_for(server));
            let erasures = unconfirmed.iter().filter(|(_, waits_for)| waits_for.contains(server)).count();
            if behind > 0 || letters > 0 || erasures > 0 {
                lines.push(line(CampusWords::Lag { server, behind, letters, erasures }));
            }
        }
        lines
    }

    /// A line for each server.
    pub(super) fn lines_of_servers(&self, now: Now, id: SessionId, servers: &[ServerPeople]) -> Vec<Reply> {
        servers.iter().map(|of| self.line(now, id, &Text::Campus(CampusWords::ServerLine(of)))).collect()
    }
}

/// Bytes that somebody takes on a roster, at most.
fn cost(name: &str, state: &PresenceState) -> usize {
    if state.is_online() { 2 * name.len() } else { 4 * name.len() + 2 * state.as_str().len() }
}

fn say(act: PeopleAct, out: &mut Effects) {
    out.push(Effect::Campus(Box::new(CampusAct::People(act))));
}

fn ask(server: ServerName, out: &mut Effects) {
    say(PeopleAct::Ask(server), out);
}
