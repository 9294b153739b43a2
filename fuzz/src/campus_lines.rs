//! What other servers say and people write, made of a few bytes each.
//!
//! Owns the words that have the form they should: bytes that chance changes are seldom JSON, and less often the event that comes next.
//! Called by `campus`.

use classcord_server::chat::name::Username;
use serde_json::{Value, json};

use crate::fuzz_chat::CONSOLE;
use crate::simulation::Random;

const NAMES: [&str; 9] = ["bob", "zoé", "eve", "alice", "prof", "Bob", "max@cdi", "serveur", ""];
const SERVERS: [&str; 4] = ["salle204", "cdi", "salle101", "lab"];
const EMOJI: [&str; 4] = ["👍", "⭐", "👏", "x"];
const ROLES: [&str; 4] = ["admin", "moderator", "user", "king"];

/// A text of a line; some are too long, or long as JSON.
fn text(random: &mut Random) -> String {
    let piece = *random.pick(&["a", "é", "😀", "\u{7}", "\"", "bonjour "]);
    piece.repeat(*random.pick(&[1, 1, 1, 3, 199, 201, 999, 4000, 0]))
}

fn name(random: &mut Random) -> String {
    match random.below(NAMES.len() + 1) {
        n if n < NAMES.len() => NAMES[n].to_owned(),
        _ => Username::erased().as_str().to_owned(),
    }
}

/// Somebody of a server.
fn person(random: &mut Random) -> String {
    format!("{}@{}", name(random), random.pick(&SERVERS))
}

fn fate(random: &mut Random) -> &'static str {
    if random.percent(50) { "anonymise" } else { "remove" }
}

/// A number near the one that should come.
fn near(number: u64, random: &mut Random) -> u64 {
    number.saturating_add_signed(*random.pick(&[0, 0, 0, 0, 0, 1, 2, -1, -2, 40, 300, 20_000]))
}

/// The life of a database: mostly the second.
pub(crate) fn epoch(random: &mut Random) -> u64 {
    *random.pick(&[2, 2, 2, 2, 2, 2, 2, 3, 4, 5, 6, 7])
}

fn hex(epoch: u64) -> String {
    format!("{epoch:016x}")
}

/// The name of an event: of this server, of one that speaks, or of one that is never heard.
fn event_name(random: &mut Random) -> Value {
    let server = *random.pick(&SERVERS);
    let of = if server == "salle101" { 1 } else { epoch(random) };
    json!({ "server": server, "epoch": hex(of), "seq": 1 + random.below(40) })
}

/// An event of a server that has said so many.
pub(crate) fn event(known: u64, random: &mut Random) -> Value {
    let seq = near(known + 1, random);
    let mut event = match random.below(12) {
        0..3 => {
            let at_us = *random.pick(&[1_750_432_446_611_042_i64, 0, 7_258_118_399_999_999, -1]);
            let zone_s = *random.pick(&[7200, 0, -86_400, 86_400, 86_401]);
            let channel = *random.pick(&["#projet", "#projet", "#projet", "#PROJET", "#autre"]);
            let (from, content) = (name(random), text(random));
            json!({ "kind": "message", "from": from, "channel": channel, "at_us": at_us, "zone_s": zone_s, "content": content })
        }
        3 => {
            let (from, of) = (name(random), event_name(random));
            json!({ "kind": "message", "from": from, "channel": "#projet", "at_us": 1_750_432_446_611_042_i64, "content": "oui", "reply_to": of })
        }
        4 => json!({ "kind": "edit", "of": event_name(random), "content": text(random) }),
        5 => {
            json!({ "kind": "react", "of": event_name(random), "emoji": random.pick(&EMOJI), "by": name(random), "on": random.percent(70) })
        }
        6 => json!({ "kind": "delete", "of": event_name(random) }),
        7 => {
            let version = near(random.below(4) as u64, random);
            json!({ "kind": "topic", "channel": "#projet", "topic": text(random), "version": version })
        }
        8 => {
            let seconds = *random.pick(&[None, Some(1), Some(60), Some(u64::MAX)]);
            let kind = random.pick(&["mute", "ban"]);
            json!({ "kind": "sanction", "sanction": kind, "user": person(random), "reason": text(random), "seconds": seconds })
        }
        9 => json!({ "kind": "lift", "sanction": random.pick(&["mute", "ban"]), "user": person(random) }),
        10 => json!({ "kind": "rename", "user": name(random), "to": name(random) }),
        _ => json!({ "kind": "erase", "user": name(random), "fate": fate(random) }),
    };
    if matches!(event["kind"].as_str(), Some("delete" | "topic" | "sanction" | "lift")) {
        event["by"] = name(random).into();
        event["role"] = (*random.pick(&ROLES)).into();
    }
    event["v"] = 1.into();
    event["seq"] = seq.into();
    event
}

/// The announcement of a server that has said so many.
pub(crate) fn announcement(epoch: u64, known: u64, random: &mut Random) -> Value {
    let (head, low) = (near(known, random), near(1, random));
    let mut said =
        json!({ "v": 1, "epoch": hex(epoch), "run": "0000000000000007", "head": head, "low": low, "people": 3 });
    match random.below(4) {
        0 => said["roster"] = near(1, random).into(),
        1 => said["hello"] = true.into(),
        2 => said["offline"] = true.into(),
        _ => {}
    }
    said
}

/// Something that a server which has said so many says to this one, which has said so many.
pub(crate) fn direct(epoch: u64, known: u64, head: u64, random: &mut Random) -> Value {
    let mine = hex(*random.pick(&[1, 1, 1, 2]));
    let mut said = match random.below(13) {
        0 => json!({ "kind": "ask", "epoch": mine, "from": near(head, random) }),
        1..4 => {
            let (from, low) = (near(known + 1, random), near(1, random));
            let to = near(from, random);
            let mut events: Vec<Value> = (0..random.below(6)).map(|n| event(known + n as u64, random)).collect();
            events.sort_by_key(|event| event["seq"].as_u64());
            json!({ "kind": "range", "epoch": hex(epoch), "from": from, "to": to, "low": low, "events": events })
        }
        4 => json!({ "kind": "behind", "epoch": mine, "from": near(head, random) }),
        5 => {
            let seq = near(known, random);
            json!({ "kind": "erase", "epoch": hex(epoch), "from": seq, "user": name(random), "fate": fate(random) })
        }
        6 => json!({ "kind": "erased", "epoch": mine, "from": near(head, random) }),
        7 => {
            let first = random.below(60);
            let letters: Vec<Value> = (0..1 + random.below(4))
                .map(|n| json!({ "id": first + n, "from": name(random), "to": name(random), "content": text(random) }))
                .collect();
            json!({ "kind": "letters", "epoch": hex(epoch), "letters": letters })
        }
        8 => {
            let through = 1 + random.below(60);
            let away: Vec<usize> = (0..random.below(3)).map(|_| 1 + random.below(60)).collect();
            let refused = random.percent(50).then(|| through + random.below(4));
            let why = random.pick(&["unknown_recipient", "mailbox_full", "private_refused", "muted", "x"]);
            json!({ "kind": "receipt", "epoch": mine, "through": through, "away": away, "refused": refused, "why": why })
        }
        9 => json!({ "kind": "ask_topics" }),
        10 => {
            let topic = json!({ "channel": "#projet", "topic": text(random), "version": near(1, random) });
            json!({ "kind": "topics", "epoch": hex(epoch), "topics": [topic] })
        }
        11 => json!({ "kind": "ask_roster" }),
        _ => people(random),
    };
    said["v"] = 1.into();
    said
}

/// A roster, or a change of it.
pub(crate) fn people(random: &mut Random) -> Value {
    let kind = *random.pick(&["roster", "presence"]);
    let listed: Vec<String> = (0..random.below(5)).map(|_| name(random)).collect();
    let left: Vec<String> = (0..random.below(3)).map(|_| name(random)).collect();
    let states = json!({ name(random): random.pick(&["away", "busy", "invisible", "ici", "\u{7}"]) });
    let revision = near(random.below(4) as u64, random);
    json!({ "v": 1, "kind": kind, "revision": revision, "people": listed, "left": left, "states": states })
}

/// A line that somebody here writes, and who: the console is the first.
pub(crate) fn line(random: &mut Random) -> (u64, String) {
    let who = CONSOLE + random.below(4) as u64;
    let id = 1 + random.below(60);
    let own = NAMES[random.below(5)];
    let line = match random.below(24) {
        0 => json!({ "type": "hello" }),
        1 => json!({ "type": "register", "username": own, "password": "12345678", "code": "1234" }),
        2 => json!({ "type": "login", "username": own, "password": "12345678" }),
        3 => json!({ "type": "user_add", "user": own, "password": "12345678", "role": random.pick(&ROLES) }),
        4..8 => json!({ "type": "message", "from": own, "channel": "#projet", "content": text(random), "ack": 1 }),
        8 => json!({ "type": "message", "from": own, "channel": "#projet", "content": "oui", "reply_to": id }),
        9 => json!({ "type": "edit", "id": id, "content": text(random) }),
        10 => json!({ "type": "react", "id": id, "emoji": random.pick(&EMOJI) }),
        11 => json!({ "type": "delete", "id": id }),
        12 => json!({ "type": "topic", "channel": "#projet", "topic": text(random) }),
        13 => {
            let kind = random.pick(&["mute", "ban", "unmute", "unban"]);
            json!({ "type": kind, "user": person(random), "minutes": random.below(3), "reason": "bruit" })
        }
        14..16 => {
            json!({ "type": "message", "subtype": "private", "to": person(random), "content": text(random), "ack": 2 })
        }
        16 => json!({ "type": random.pick(&["users", "school", "bans", "channels", "polls"]) }),
        17 => json!({ "type": "history", "channel": "#projet", "limit": random.below(30) }),
        18 => json!({ "type": "rename", "user": own, "to": name(random) }),
        19 => json!({ "type": "person_erase", "user": own, "messages": fate(random) }),
        20 => json!({ "type": "campus_retire", "server": random.pick(&SERVERS) }),
        21 => json!({ "type": "status", "state": random.pick(&["away", "busy", "invisible", "online"]) }),
        22 => {
            let words = *random.pick(&[
                "/school",
                "/who",
                "/list",
                "/msg bob@cdi salut",
                "/clear",
                "/private off",
                "/private all",
            ]);
            json!({ "type": "message", "content": words })
        }
        _ => return (who, String::new()),
    };
    (who, line.to_string())
}
