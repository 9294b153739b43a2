//! The meaning of the server's lines for the person at the prompt.
//!
//! Owns [`Conversation`]: who one is, where, who else is there; and turns each line into what is to be shown. What comes
//! from others is made printable here, at the edge, and nowhere later.

use std::collections::BTreeMap;

use chrono::Local;
use serde_json::{Value, json};

use super::phrases;
use super::screen::Entry;
use crate::chat::text::Lang;
use crate::cli::frame::Emphasis;
use crate::cli::phrases::state_name;
use crate::cli::printable::printable;

/// People that are kept track of; a server with more is only counted up to here.
const PEOPLE_MAX: usize = 10_000;

/// Characters of a line that is not understood that are shown.
const EXCERPT_CHARS: usize = 200;

/// The effect of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum LineEffect {
    /// A new entry.
    Entry(Entry),
    /// A message with this id is struck out.
    StrikeOut(u64),
}

/// The state of the conversation, as far as it is known.
#[derive(Debug)]
pub(super) struct Conversation {
    lang: Lang,
    me: Option<String>,
    channel: Option<String>,
    /// Everybody who is there, with their states.
    people: BTreeMap<String, String>,
}

impl Conversation {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, me: None, channel: None, people: BTreeMap::new() }
    }

    /// A new connection: nothing known of the last one holds. `me` is the name that the login gave.
    pub(super) fn connected(&mut self, me: Option<String>) {
        *self = Self { me, ..Self::new(self.lang) };
    }

    /// The place, the name, and the number of people.
    pub(super) fn status(&self) -> String {
        let known = [self.channel.as_deref(), self.me.as_deref()].into_iter().flatten();
        let count = phrases::online(self.lang, self.people.len());
        known.chain([count.as_str()]).collect::<Vec<_>>().join(" · ")
    }

    /// A sentence of the client itself.
    pub(super) fn note(&self, words: &str) -> Entry {
        Entry { text: format!("{} --- {words}", now()), emphasis: Emphasis::Strong, id: None }
    }

    /// Takes what somebody typed: the line for the server, and what is shown of it. There is no echo from the server.
    pub(super) fn say(&self, typed: &str) -> (Value, Entry) {
        let line = json!({"type": "message", "subtype": "global", "to": "global", "content": typed});
        let time = now();
        let shown = printable(typed);
        let text = if typed.starts_with('/') && !typed.starts_with("//") {
            format!("{time} > {shown}")
        } else {
            let said = typed.strip_prefix('/').map_or(shown, printable);
            let channel = self.channel.as_deref().map(|channel| format!("{channel} ")).unwrap_or_default();
            format!("{time} {channel}<{}> {said}", self.me.as_deref().unwrap_or("?"))
        };
        (line, Entry { text, emphasis: Emphasis::None, id: None })
    }

    /// A line of the server.
    pub(super) fn receive(&mut self, line: &[u8]) -> Vec<LineEffect> {
        let value = match serde_json::from_slice::<Value>(line) {
            Ok(value @ Value::Object(_)) => value,
            _ => return self.not_understood(line),
        };
        match value["type"].as_str() {
            Some("message") => vec![self.message(&value)],
            Some("status") => self.presence(&value),
            Some("users") => self.users(&value),
            Some("school") => {
                self.school(&value);
                Vec::new()
            }
            Some("error") => vec![self.error(&value)],
            Some("join") => {
                self.channel = text(&value, "channel").or(self.channel.take());
                Vec::new()
            }
            Some("history") => {
                let messages = value["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
                messages.iter().map(|message| self.message(message)).collect()
            }
            Some("delete") => value["id"].as_u64().map(LineEffect::StrikeOut).into_iter().collect(),
            // Answers to questions that only a program asks.
            _ => Vec::new(),
        }
    }

    fn message(&mut self, value: &Value) -> LineEffect {
        let time = time(value);
        let content = text(value, "content").unwrap_or_default();
        let from = text(value, "from").unwrap_or_default();
        let to = text(value, "to").unwrap_or_default();
        let channel = text(value, "channel");
        let (text, emphasis) = match value["subtype"].as_str() {
            Some("system") => {
                if to != "global" {
                    // What the server says to one person tells that person's name and place.
                    self.me = Some(to).filter(|to| !to.is_empty()).or(self.me.take());
                    self.channel = channel.or(self.channel.take());
                }
                (format!("{time} *** {content}"), Emphasis::Faint)
            }
            Some("private") => {
                (format!("{time} {} {from} -> {to} : {content}", phrases::private(self.lang)), Emphasis::Strong)
            }
            _ => {
                let channel = channel.map(|channel| format!("{channel} ")).unwrap_or_default();
                (format!("{time} {channel}<{from}> {content}"), Emphasis::None)
            }
        };
        LineEffect::Entry(Entry { text, emphasis, id: value["id"].as_u64() })
    }

    fn presence(&mut self, value: &Value) -> Vec<LineEffect> {
        let (Some(user), Some(state)) = (text(value, "user"), text(value, "state")) else { return Vec::new() };
        let shown = format!("{} -- {user} : {}", now(), state_name(self.lang, &state));
        if state == "offline" || state == "invisible" {
            self.people.remove(&user);
        } else if self.people.len() < PEOPLE_MAX {
            self.people.insert(user, state);
        }
        vec![LineEffect::Entry(Entry { text: shown, emphasis: Emphasis::Faint, id: None })]
    }

    fn users(&mut self, value: &Value) -> Vec<LineEffect> {
        let names = value["users"].as_array().map(Vec::as_slice).unwrap_or_default();
        self.people = names
            .iter()
            .filter_map(Value::as_str)
            .take(PEOPLE_MAX)
            .map(|name| {
                let state = value["states"][name].as_str().unwrap_or("online");
                (printable(name).into_owned(), printable(state).into_owned())
            })
            .collect();
        let list: Vec<String> = self
            .people
            .iter()
            .map(|(name, state)| match state.as_str() {
                "online" => name.clone(),
                other => format!("{name} ({})", state_name(self.lang, other)),
            })
            .collect();
        let words = phrases::online_list(self.lang, &list.join(", "));
        vec![LineEffect::Entry(Entry { text: format!("{} -- {words}", now()), emphasis: Emphasis::Faint, id: None })]
    }

    /// People of another server have moved, which nobody is told of in words.
    fn school(&mut self, value: &Value) {
        let names = |field: &str| {
            let names = value[field].as_array().map(Vec::as_slice).unwrap_or_default();
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<String>>()
        };
        if value["present"] == false
            && let Some(server) = value["server"].as_str()
        {
            let end = format!("@{server}");
            self.people.retain(|name, _| !name.ends_with(&end));
        }
        for name in names("left") {
            self.people.remove(&*printable(&name));
        }
        for name in names("came") {
            let state = value["states"][&name].as_str().unwrap_or("online");
            if self.people.len() < PEOPLE_MAX {
                self.people.insert(printable(&name).into_owned(), printable(state).into_owned());
            }
        }
    }

    fn error(&self, value: &Value) -> LineEffect {
        let words = text(value, "message").or_else(|| text(value, "error")).unwrap_or_default();
        let shown = format!("{} !!! {} {words}", now(), phrases::error(self.lang));
        LineEffect::Entry(Entry { text: shown, emphasis: Emphasis::Strong, id: None })
    }

    fn not_understood(&self, line: &[u8]) -> Vec<LineEffect> {
        let line = String::from_utf8_lossy(line);
        let excerpt: String = line.chars().take(EXCERPT_CHARS).collect();
        let words = format!("{} {}", phrases::not_understood(self.lang), printable(&excerpt));
        vec![LineEffect::Entry(self.note(&words))]
    }
}

/// A text field, printable.
fn text(value: &Value, field: &str) -> Option<String> {
    value[field].as_str().map(|text| printable(text).into_owned())
}

fn now() -> String {
    Local::now().format("%H:%M").to_string()
}

/// Hours and minutes of a `timestamp`, if it has its form.
fn time(value: &Value) -> String {
    let stamp = value["timestamp"].as_str().unwrap_or_default();
    match stamp.get(11..16) {
        Some(time) if time.bytes().enumerate().all(|(i, b)| if i == 2 { b == b':' } else { b.is_ascii_digit() }) => {
            time.to_owned()
        }
        _ => now(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "2025-06-20T17:14:06.611042";

    fn shown(conversation: &mut Conversation, line: &Value) -> Vec<String> {
        conversation
            .receive(line.to_string().as_bytes())
            .into_iter()
            .map(|shown| match shown {
                LineEffect::Entry(entry) => entry.text,
                LineEffect::StrikeOut(id) => format!("strike {id}"),
            })
            .collect()
    }

    #[test]
    fn each_kind_of_line_is_told_apart_by_its_words() {
        let mut c = Conversation::new(Lang::Fr);
        let global = json!({"type":"message","from":"bob","content":"é à ç €","channel":"#général","timestamp":AT});
        assert_eq!(shown(&mut c, &global), ["17:14 #général <bob> é à ç €"]);
        let private =
            json!({"type":"message","subtype":"private","from":"bob","to":"alice","content":"psst","timestamp":AT});
        assert_eq!(shown(&mut c, &private), ["17:14 [privé] bob -> alice : psst"]);
        let system = json!({"type":"message","subtype":"system","from":"server","to":"alice","channel":"#dev","content":"Bienvenue","timestamp":AT});
        assert_eq!(shown(&mut c, &system), ["17:14 *** Bienvenue"]);
        assert_eq!(c.status(), "#dev · alice · 0 en ligne");
        let error = json!({"type":"error","message":"Non.","error":"Non.","code":"bad_json"});
        assert!(shown(&mut c, &error)[0].ends_with(" !!! Erreur : Non."));
        assert_eq!(shown(&mut c, &json!({"type":"delete","id":7})), ["strike 7"]);
        let page = json!({"type":"history","messages":[global, private],"more":false});
        assert_eq!(shown(&mut c, &page).len(), 2);
    }

    #[test]
    fn presence_is_followed() {
        let mut c = Conversation::new(Lang::Fr);
        let users = json!({"type":"users","users":["alice","bob"],"states":{"bob":"away"}});
        assert!(shown(&mut c, &users)[0].ends_with("-- En ligne : alice, bob (absent)"));
        for (state, words, count) in
            [("dnd", "ne pas déranger", 2), ("offline", "hors ligne", 1), ("online", "en ligne", 2)]
        {
            let line = json!({"type":"status","user":"bob","state":state});
            assert!(shown(&mut c, &line)[0].ends_with(&format!("-- bob : {words}")));
            assert!(c.status().contains(&format!("{count} en ligne")), "{}", c.status());
        }
        let moved =
            json!({"type":"school","server":"s1","present":true,"came":["zoe@s1","max@s1"],"left":["bob"],"states":{}});
        assert!(shown(&mut c, &moved).is_empty());
        assert!(c.status().contains("3 en ligne"), "{}", c.status());
        shown(&mut c, &json!({"type":"school","server":"s1","present":false,"came":[],"left":[],"states":{}}));
        assert!(c.status().contains("1 en ligne"), "{}", c.status());
    }

    #[test]
    fn one_sees_what_one_said() {
        let mut c = Conversation::new(Lang::Fr);
        c.connected(Some("alice".to_owned()));
        let (line, entry) = c.say("bonjour");
        assert_eq!(line, json!({"type":"message","subtype":"global","to":"global","content":"bonjour"}));
        assert!(entry.text.ends_with(" <alice> bonjour"), "{}", entry.text);
        assert!(c.say("/join #dev").1.text.ends_with(" > /join #dev"));
        assert!(c.say("//join").1.text.ends_with(" <alice> /join"));
    }

    #[test]
    fn no_line_of_a_server_reaches_the_terminal_raw() {
        let evil = "\u{1b}[2J\u{7}\u{9b}\r\n\u{202e}";
        let lines = [
            json!({"type":"message","from":evil,"to":evil,"content":evil,"channel":evil,"timestamp":format!("2025-06-20T{evil}")}),
            json!({"type":"message","subtype":"private","from":evil,"to":evil,"content":evil}),
            json!({"type":"message","subtype":"system","from":evil,"to":evil,"content":evil,"channel":evil}),
            json!({"type":"status","user":evil,"state":evil}),
            json!({"type":"users","users":[evil],"states":{evil:evil}}),
            json!({"type":"error","message":evil}),
            json!({"type":"join","channel":evil}),
            json!(evil),
            json!({"type":evil}),
            json!({"type":"message","content":5,"id":"x","timestamp":"ééééééééééé"}),
        ];
        let mut c = Conversation::new(Lang::Fr);
        for line in &lines {
            let mut all = shown(&mut c, line);
            all.push(c.status());
            assert!(!all.concat().chars().any(|ch| ch.is_control() || ch == '\u{202e}'), "{all:?}");
        }
        let raw = c.receive(b"\x1b[2J \xff not json");
        assert!(matches!(&raw[..], [LineEffect::Entry(e)] if !e.text.contains('\u{1b}')), "{raw:?}");
    }
}
