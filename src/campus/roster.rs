//! Rosters, changes of them and questions for them, as JSON at the broker.
//!
//! Owns the three forms. What comes is hostile: one that has more people than may be, or more bytes, is none; a state that is none is
//! `online`. Whether a name is one is looked at by the core.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chat::campus_event::EVENT_BYTES_MAX;
use crate::chat::origin::ServerName;
use crate::chat::request::PresenceState;
use crate::chat::roster::{Listed, PeopleAct, PeopleInput, ROSTER_MAX};

/// The version that is written.
const VERSION: u32 = 1;

/// The highest revision: whatever reads JSON reads it.
const REVISION_MAX: u64 = 1 << 53;

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    v: u32,
    kind: &'a str,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revision: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    people: Vec<Box<str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    left: Vec<Box<str>>,
    /// Those of the people that are not `online`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    states: BTreeMap<Box<str>, Box<str>>,
}

const ROSTER: &str = "roster";
const PRESENCE: &str = "presence";
const ASK: &str = "ask_roster";

fn form(kind: &str, revision: u64, people: Vec<Listed>, left: Vec<Box<str>>) -> Vec<u8> {
    let states = people
        .iter()
        .filter(|one| !one.state.is_online())
        .map(|one| (one.name.clone(), one.state.as_str().into()))
        .collect();
    let people = people.into_iter().map(|one| one.name).collect();
    let form = Form { v: VERSION, kind, revision: Some(revision), people, left, states };
    // A form of texts and numbers is always JSON.
    serde_json::to_vec(&form).unwrap_or_default()
}

/// The bytes of what the core wants said.
pub(super) fn to_bytes(act: PeopleAct) -> Vec<u8> {
    match act {
        PeopleAct::Snapshot { revision, people, .. } => form(ROSTER, revision, people, Vec::new()),
        PeopleAct::Change { revision, came, left } => form(PRESENCE, revision, came, left),
        PeopleAct::Ask(_) => {
            let (people, left, states) = (Vec::new(), Vec::new(), BTreeMap::new());
            serde_json::to_vec(&Form { v: VERSION, kind: ASK, revision: None, people, left, states })
                .unwrap_or_default()
        }
    }
}

/// Reads one of the three; `None` for anything else.
pub(super) fn parse(origin: &ServerName, bytes: &[u8]) -> Option<PeopleInput> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let Form { v, kind, revision, people, left, mut states } = serde_json::from_slice(bytes).ok()?;
    if v < VERSION || people.len() > ROSTER_MAX || left.len() > ROSTER_MAX {
        return None;
    }
    if kind == ASK {
        return Some(PeopleInput::Asked(origin.clone()));
    }
    let revision = revision.filter(|&revision| revision <= REVISION_MAX)?;
    let mut listed = |name: Box<str>| {
        let state = states.remove(&name).and_then(|state| PresenceState::parse(&state));
        Listed { name, state: state.unwrap_or_else(PresenceState::online) }
    };
    let people: Vec<Listed> = people.into_iter().map(&mut listed).collect();
    let server = origin.clone();
    match kind {
        ROSTER => Some(PeopleInput::Snapshot { server, revision, people }),
        PRESENCE => Some(PeopleInput::Change { server, revision, came: people, left }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::roster::ROSTER_BYTES_MAX;

    fn listed(name: &str, state: &str) -> Listed {
        Listed { name: name.into(), state: PresenceState::parse(state).unwrap() }
    }

    #[test]
    fn what_is_said_is_read() {
        let server: ServerName = "salle204".parse().unwrap();
        let people = vec![listed("alice", "online"), listed("Zo\u{e9} \"z\"", "away")];
        let snapshot = PeopleAct::Snapshot { to: None, revision: 7, people: people.clone() };
        assert_eq!(
            String::from_utf8(to_bytes(snapshot.clone())).unwrap(),
            r#"{"v":1,"kind":"roster","revision":7,"people":["alice","Zoé \"z\""],"states":{"Zoé \"z\"":"away"}}"#
        );
        let read = parse(&server, &to_bytes(snapshot));
        assert_eq!(read, Some(PeopleInput::Snapshot { server: server.clone(), revision: 7, people: people.clone() }));
        let change = PeopleAct::Change { revision: 8, came: people.clone(), left: vec!["eve".into()] };
        let read = parse(&server, &to_bytes(change));
        let left = vec!["eve".into()];
        assert_eq!(read, Some(PeopleInput::Change { server: server.clone(), revision: 8, came: people, left }));
        assert_eq!(parse(&server, &to_bytes(PeopleAct::Ask(server.clone()))), Some(PeopleInput::Asked(server)));
    }

    #[test]
    fn what_is_none_is_none() {
        let server: ServerName = "salle204".parse().unwrap();
        let many = format!(r#"{{"v":1,"kind":"roster","revision":1,"people":[{}"x"]}}"#, r#""x","#.repeat(ROSTER_MAX));
        for none in [
            "",
            "[]",
            r#"{"v":1,"kind":"roster"}"#,
            r#"{"v":1,"kind":"roster","revision":-1}"#,
            r#"{"v":1,"kind":"roster","revision":9007199254740993}"#,
            r#"{"v":1,"kind":"rosters","revision":1}"#,
            r#"{"v":0,"kind":"roster","revision":1}"#,
            r#"{"v":1,"kind":"roster","revision":1,"people":[1]}"#,
            r#"{"v":1,"kind":"roster","revision":1,"people":"x"}"#,
            many.as_str(),
        ] {
            assert_eq!(parse(&server, none.as_bytes()), None, "{none}");
        }
    }

    #[test]
    fn a_whole_roster_is_one_message() {
        // As many as there may be, each of the longest that so many may have, with all that has to be escaped.
        let bytes = ROSTER_BYTES_MAX / ROSTER_MAX / 2;
        let people: Vec<Listed> = (0..ROSTER_MAX).map(|n| listed(&format!("{n:\"<bytes$}"), "online")).collect();
        let act = PeopleAct::Snapshot { to: None, revision: REVISION_MAX, people };
        assert!(to_bytes(act).len() <= EVENT_BYTES_MAX);
    }
}
