//! Every example line of docs/PROTOCOL.md on a real socket: each box is played on a server of its own.
#![allow(clippy::unwrap_used, missing_docs)]

mod support;

use std::collections::BTreeMap;

use classcord_server::chat::reply::Code;
use serde_json::Value;
use support::{Client, Place};

const DOCUMENT: &str = include_str!("../docs/PROTOCOL.md");

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
fn canonical(mut line: Value) -> Value {
    let fields = line.as_object_mut().expect("a line is an object");
    if let Some(timestamp) = fields.get_mut("timestamp") {
        let text = timestamp.as_str().expect("a timestamp is a string");
        let form: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        assert_eq!(form, "0000-00-00T00:00:00.000000", "{text}");
        *timestamp = "a timestamp".into();
    }
    if let Some(id) = fields.get_mut("id") {
        assert!(id.is_u64(), "{id}");
        *id = "an id".into();
    }
    if let Some(version) = fields.get_mut("version") {
        assert!(version.is_string(), "{version}");
        *version = "a version".into();
    }
    line
}

/// Reads what an actor receives, up to the expected line. Only messages of the server may be passed over.
fn expect(client: &mut Client, expected: &Value, place: &str) {
    loop {
        let received = canonical(client.read());
        if received == *expected {
            return;
        }
        assert_eq!(received["subtype"], "system", "{place}:\n expected {expected}\n received {received}");
    }
}

fn play(first_line: usize, lines: &[&str]) -> usize {
    let place = Place::new();
    let server = place.start();
    let mut actors: BTreeMap<String, Client> = BTreeMap::new();
    let mut last_line_answered = true;
    for (n, line) in lines.iter().enumerate() {
        let at = format!("docs/PROTOCOL.md:{}", first_line + n);
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_suffix(" closes") {
            actors.remove(name).unwrap_or_else(|| panic!("{at}: {name} is not there"));
            continue;
        }
        let (actor, rest) = line.split_once(['>', '<']).unwrap_or_else(|| panic!("{at}: neither > nor <"));
        let sends = line.as_bytes()[actor.len()] == b'>';
        let text = rest.trim();
        let client = actors.entry(actor.to_owned()).or_insert_with(|| server.connect());
        if sends {
            client.send_line(text);
            last_line_answered = false;
            // What two clients send is handled in the order of the box: the line is known to be read when another of
            // the same connection is answered. A connection that waits for its own answer needs no such question.
            let answered_next = lines[n + 1..]
                .iter()
                .find(|l| !l.starts_with('#') && !l.is_empty())
                .is_some_and(|next| next.starts_with(&format!("{actor}<")) || next.starts_with(&format!("{actor}>")));
            if !answered_next {
                std::thread::yield_now();
            }
        } else {
            let expected: Value = serde_json::from_str(text).unwrap_or_else(|e| panic!("{at}: {e}"));
            expect(client, &canonical(expected), &at);
            last_line_answered = true;
        }
    }
    assert!(
        last_line_answered,
        "docs/PROTOCOL.md:{first_line}: the box ends with a line whose effect it does not show"
    );
    // Nothing comes that the box does not show, but messages of the server.
    for (name, client) in &mut actors {
        client.send_line(r#"{"type":"hello"}"#);
        let left = client.read_chat();
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
