//! Searching what was said: what may be found, by whom.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use classcord_server::chat::bucket::Rate;
use classcord_server::chat::clock::Now;
use classcord_server::chat::searching::{SearchFindings, SearchQuery, SearchTerms, SearchedChannels};

use super::allowance::Allowance;
use super::keeping::from_disk;
use super::{Conn, Model, Record, Shared};
use crate::simulation::ask::Form;
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// A search under way.
#[derive(Clone, Debug)]
pub struct Hunt {
    pub conn: Conn,
    /// Whose it is, by key.
    key: String,
    form: Form,
    /// The keys of the channels that may be searched.
    rooms: BTreeSet<String>,
    /// True if one's own private messages are searched as well.
    own: bool,
    before: Option<u64>,
    after: Option<u64>,
    limit: usize,
    /// The words; `None` for a page of a conversation.
    words: Option<&'static str>,
    /// With whom.
    with: Option<Name>,
}

impl Hunt {
    pub fn is_asked_by(&self, query: &SearchQuery) {
        let SearchedChannels::These(keys) = &query.channels else { panic!("a person searches all channels") };
        assert_eq!(self.rooms, keys.iter().map(|key| key.as_str().to_owned()).collect());
        let own = self.own.then_some(&*self.key);
        assert_eq!(own, query.private_of.as_ref().map(|(key, _)| key.as_str()));
        let terms = self.words.map_or_else(SearchTerms::none, |words| SearchTerms::parse(words).unwrap());
        assert_eq!(query.terms, terms);
        assert_eq!(self.with.as_ref().map(|with| &*with.key), query.with.as_ref().map(|key| key.as_str()));
        assert_eq!((self.before, self.after), (query.before.map(|id| id.0), query.after.map(|id| id.0)));
        assert_eq!(self.limit, query.limit);
    }
}

impl Model {
    pub fn hunt(
        &mut self,
        now: Now,
        conn: Conn,
        (words, room, before): (&'static str, Option<&Name>, Option<u64>),
        form: Form,
    ) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let (key, mine) = (me.key.clone(), me.rooms.iter().cloned().collect());
        let rooms = match room.map(|room| self.key_of_room(room)) {
            None => mine,
            Some(room) if self.is_in(conn, &room) => BTreeSet::from([room]),
            Some(_) => return self.say_no(conn, form, "not_member"),
        };
        let own = self.people[&key].registered && room.is_none();
        let (words, limit, after, with) = (Some(words), 20, None, None);
        self.begin_hunt(now, Hunt { conn, key, form, rooms, own, before, after, limit, words, with });
    }

    /// Reads what was said in private, as a hunt without words.
    pub fn converse(&mut self, now: Now, conn: Conn, with: &Name, limit: usize, after: Option<u64>) {
        let Some(me) = self.me(conn) else {
            self.blame(now, conn, "not_identified", None);
            return;
        };
        let key = me.key.clone();
        if !self.people[&key].registered {
            let answer = json!({ "type": "history", "with": with.shown, "messages": [], "more": false });
            self.step.line(conn, Want::Exactly(answer));
            return;
        }
        let (rooms, with) = (BTreeSet::new(), Some(with.clone()));
        let (own, before, words, form) = (true, None, None, Form::Json);
        self.begin_hunt(now, Hunt { conn, key, form, rooms, own, before, after, limit, words, with });
    }

    fn begin_hunt(&mut self, now: Now, hunt: Hunt) {
        let (conn, key) = (hunt.conn, &hunt.key);
        let under_way = || self.keeping.hunts().filter(|hunt| self.peers.contains_key(&hunt.conn));
        let code = if !self.has_room() {
            Some("storage_unavailable")
        } else if under_way().count() >= 8 || under_way().filter(|hunt| hunt.key == *key).count() >= 2 {
            Some("server_busy")
        } else if !self.may_hunt(now, conn, key) {
            Some("rate_limited")
        } else {
            None
        };
        if let Some(code) = code {
            return self.say_no(conn, hunt.form, code);
        }
        self.pause(conn);
        self.keep(Record::Hunt(hunt));
    }

    /// Twenty at once from an address under a name, and as many a minute; the other bounds are out of reach here.
    fn may_hunt(&mut self, now: Now, conn: Conn, key: &str) -> bool {
        let rate = Rate { burst: 20, per_minute: 20 };
        let pair = (self.peers[&conn].address.clone(), key.to_owned());
        let allowance = self.hunting.entry(pair).or_insert_with(|| Allowance::full(rate, now));
        let may = allowance.refill(rate, now);
        if may {
            allowance.spend();
        }
        may
    }

    pub fn hunted(&mut self, now: Now, hunt: &Hunt, findings: Option<&SearchFindings>) {
        let conn = hunt.conn;
        if !self.peers.contains_key(&conn) {
            return;
        }
        match findings {
            None => self.say_no(conn, hunt.form, "storage_unavailable"),
            Some(SearchFindings { messages, before }) => {
                let said: Vec<Shared> = messages.iter().map(from_disk).collect();
                let mut lines: Vec<&Value> = Vec::new();
                for spoken in &said {
                    let room = Name::new(spoken.line["channel"].as_str().unwrap()).key;
                    let from = Name::new(spoken.line["from"].as_str().unwrap()).key;
                    match &spoken.to {
                        None => assert!(hunt.rooms.contains(&room), "{spoken:?} is for others"),
                        Some(to) => {
                            assert!(hunt.own && [&from, &to.key].contains(&&hunt.key), "{spoken:?} is for others");
                            let with = hunt.with.as_ref().map_or(&hunt.key, |with| &with.key);
                            assert!([&from, &to.key].contains(&with), "{spoken:?} is of another conversation");
                        }
                    }
                    let may_still = if spoken.to.is_none() {
                        self.is_in(conn, &room)
                    } else {
                        self.me(conn).is_some_and(|me| me.key == hunt.key)
                    };
                    if may_still {
                        lines.push(&spoken.line);
                    }
                }
                match (&hunt.with, hunt.form) {
                    (Some(with), _) => {
                        let more = before.is_some();
                        let answer = json!({ "type": "history", "with": with.shown, "messages": lines, "more": more });
                        self.step.line(conn, Want::Exactly(answer));
                    }
                    (None, Form::Json) => {
                        let answer = json!({ "type": "search", "messages": lines, "before": before.map(|id| id.0) });
                        self.step.line(conn, Want::Exactly(answer));
                    }
                    (None, Form::Typed) => self.say_lines(now, conn, 1 + lines.len()),
                }
            }
        }
        self.resume(conn);
    }
}
