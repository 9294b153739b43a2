//! Every example line of docs/PROTOCOL.md on a real socket: each box is played on a server of its own.

use std::collections::{BTreeMap, VecDeque};

use classcord_server::chat::reply::Code;
use serde_json::Value;

use crate::support::{Client, Place};

const DOCUMENT: &str = include_str!("../../docs/PROTOCOL.md");

/// The `chat` boxes, each with the number of its first line.
fn boxes() -> Vec<(usize, Vec<&'static str>)> {
    let mut found = Vec::new();
    let mut current: Option<(usize, Vec<&str>)> = None;
    for (n, line) in DOCUMENT.lines().enumerate() {
        match (&mut current, line) {
            (None, "```chat") => current = Some((n + 2, Vec::new())),
            (Some(_), "```") => found.extend(current.take()),
            (Some((_, lines)), line) => lines.push(line),
            (None, _) => {}
        }
    }
    assert!(current.is_none(), "a box is not closed");
    found
}

/// Replaces what changes from run to run by the name of its form.
fn canonical(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(canonical).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name.clone(), canonical_field(&name, value))).collect()
        }
        other => other,
    }
}

fn canonical_field(name: &str, value: Value) -> Value {
    match (name, &value) {
        (
            "timestamp" | "since" | "until" | "began" | "ended" | "arrived" | "left" | "gone_by" | "closed"
            | "answered" | "created" | "used",
            Value::String(text),
        ) => {
            let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            assert_eq!(form, "0000-00-00T00:00:00.000000", "{text}");
            "a time".into()
        }
        ("id", _) => {
            assert!(value.is_u64(), "{value}");
            "an id".into()
        }
        ("seconds", Value::Number(_)) => "a number".into(),
        ("day", Value::String(text)) => {
            assert_eq!(text.len(), "2025-06-20".len(), "{text}");
            "a day".into()
        }
        ("version", Value::String(_)) => "a version".into(),
        ("token", Value::String(text)) => {
            assert!(text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()), "{text}");
            "a token".into()
        }
        _ => canonical(value),
    }
}

/// Somebody in a box.
struct Actor {
    client: Client,
    /// Lines that were received and not expected yet.
    received: VecDeque<Value>,
    /// The last token that it was given.
    token: String,
}

impl Actor {
    /// Waits until the server has handled everything that was sent.
    fn settle(&mut self) {
        self.client.send_line(r#"{"type":"channels"}"#);
        loop {
            let line = self.client.read();
            if line["type"] == "channels" {
                return;
            }
            self.received.push_back(line);
        }
    }

    fn read(&mut self) -> Value {
        let line = self.received.pop_front().unwrap_or_else(|| self.client.read());
        if let Some(token) = line["token"].as_str() {
            self.token = token.to_owned();
        }
        line
    }

    /// Reads up to the expected line. Only messages of the server may be passed over. An expected `…` stands for any
    /// text.
    fn expect(&mut self, expected: &Value, place: &str) {
        loop {
            let mut received = canonical(self.read());
            for field in ["message", "error", "content"] {
                if expected[field] == "…" {
                    received[field] = "…".into();
                }
            }
            if received == *expected {
                return;
            }
            assert_eq!(received["subtype"], "system", "{place}:\n expected {expected}\n received {received}");
        }
    }
}

fn play(first_line: usize, lines: &[&str]) -> usize {
    let place = Place::new();
    let mut server = None;
    let mut actors: BTreeMap<String, Actor> = BTreeMap::new();
    let mut last_line_answered = true;
    for (n, line) in lines.iter().enumerate() {
        let at = format!("docs/PROTOCOL.md:{}", first_line + n);
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_suffix(" is an admin") {
            place.make_admin(name, "teacher-secret");
            server.get_or_insert_with(|| place.start());
            continue;
        }
        let server = server.get_or_insert_with(|| place.start());
        if let Some(name) = line.strip_suffix(" is closed") {
            let mut actor = actors.remove(name).unwrap_or_else(|| panic!("{at}: {name} is not there"));
            actor.client.wait_for_end();
            continue;
        }
        if let Some(name) = line.strip_suffix(" closes") {
            actors.remove(name).unwrap_or_else(|| panic!("{at}: {name} is not there"));
            continue;
        }
        let (actor, rest) = line.split_once(['>', '<']).unwrap_or_else(|| panic!("{at}: neither > nor <"));
        let sends = line.as_bytes()[actor.len()] == b'>';
        let text = rest.trim();
        let new = || Actor { client: server.connect(), received: VecDeque::new(), token: String::new() };
        let actor_client = actors.entry(actor.to_owned()).or_insert_with(new);
        if sends {
            let text = text.replace("$TOKEN", &actor_client.token).replace("$CODE", &place.first_code());
            actor_client.client.send_line(&text);
            last_line_answered = false;
            // What different clients send is handled in the order of the box.
            let next = lines[n + 1..].iter().find(|l| !l.starts_with('#') && !l.is_empty());
            if next.is_some_and(|next| !next.starts_with(&format!("{actor}<"))) {
                actor_client.settle();
            }
        } else {
            let expected: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{at}: {e}"));
            actor_client.expect(&canonical(expected), &at);
            last_line_answered = true;
        }
    }
    assert!(
        last_line_answered,
        "docs/PROTOCOL.md:{first_line}: the box ends with a line whose effect it does not show"
    );
    // Nothing comes that the box does not show, but messages of the server.
    for (name, actor) in &mut actors {
        actor.client.send_line(r#"{"type":"hello"}"#);
        let left = loop {
            let line = actor.read();
            if line["subtype"] != "system" {
                break line;
            }
        };
        assert!(
            left["type"] == "hello" || left["type"] == "status",
            "docs/PROTOCOL.md:{first_line}: {name} also gets {left}"
        );
    }
    lines.len()
}

#[test]
fn every_box_of_the_document_is_true() {
    let boxes = boxes();
    assert!(boxes.len() >= 15, "{} boxes", boxes.len());
    for (first_line, lines) in boxes {
        play(first_line, &lines);
    }
}

#[test]
fn every_code_is_in_the_document() {
    for code in Code::ALL {
        assert!(DOCUMENT.contains(&format!("`{}`", code.as_str())), "{} is not explained", code.as_str());
    }
}
