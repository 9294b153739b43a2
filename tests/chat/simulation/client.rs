//! A client, as far as it listens.
//!
//! Owns [`Client`], which puts the bytes it gets together to lines and believes them: it keeps a list of people from
//! `users` and `status` as the real ones do, and complains about whatever the contract forbids. It knows nothing of the
//! model.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

/// The login of a connection that a line was sent to: what the client would call a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window(pub u64);

#[derive(Default)]
pub struct Client {
    tail: Vec<u8>,
    window: Option<Rc<Window>>,
    /// The list of people, once there was a `users` answer in this window.
    list: Option<BTreeMap<String, String>>,
    /// The states that were said of people before that.
    heard: BTreeMap<String, String>,
    /// True if the lines that follow the first list belong to it.
    list_goes_on: bool,
    /// True if it was given another name since: its own old one is still on the list.
    renamed: bool,
    /// The place in the common order of the last global message.
    last_place: usize,
    /// Its id.
    last_id: u64,
    /// The id of the last message that was shown again in this window.
    last_replayed: u64,
}

impl Client {
    /// The id of the last global message that came; 0 for none.
    pub fn last_heard(&self) -> u64 {
        self.last_id
    }

    /// Bytes have come; all lines that end in them were sent to `window`.
    /// `order` has the place of each global message, by its number.
    pub fn receive(&mut self, bytes: &[u8], window: Option<&Rc<Window>>, order: &BTreeMap<u64, usize>) {
        self.tail.extend_from_slice(bytes);
        while let Some(end) = self.tail.iter().position(|&b| b == b'\n') {
            let line: Vec<u8> = self.tail.drain(..=end).collect();
            let line = &line[..end];
            assert!(!line.is_empty(), "an empty line");
            assert!(line.iter().all(|b| (b' '..=b'~').contains(b)), "not printable ASCII: {line:?}");
            let value: Value = serde_json::from_slice(line).expect("a line of JSON");
            if self.window.as_ref() != window {
                self.window = window.cloned();
                self.list = None;
                self.heard.clear();
                self.renamed = false;
                self.last_replayed = 0;
            }
            if window.is_some() {
                self.take_in(&value, order);
            } else {
                let kind = value["type"].as_str().unwrap();
                // What it asked for, be it before it logged out, but nothing of other people.
                let of_others = kind == "status" || kind == "message" && value["subtype"] != "system";
                assert!(!of_others, "an unidentified connection was sent {value}");
            }
        }
    }

    fn take_in(&mut self, line: &Value, order: &BTreeMap<u64, usize>) {
        let of_the_list = std::mem::take(&mut self.list_goes_on);
        match line["type"].as_str().expect("every line has a type") {
            "users" => {
                let names: Vec<&str> =
                    line["users"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
                let mut sorted = names.clone();
                sorted.sort_unstable();
                sorted.dedup();
                assert_eq!(sorted.len(), names.len(), "somebody is listed twice: {line}");
                let first = self.list.is_none();
                let earlier = self.list.take().unwrap_or_default();
                // Like a client that does not know of `states`.
                let entry =
                    |name: &str| (name.to_owned(), earlier.get(name).cloned().unwrap_or_else(|| "online".into()));
                self.list = Some(names.into_iter().map(entry).collect());
                self.list_goes_on = first;
                self.renamed = false;
            }
            "status" => {
                let user = line["user"].as_str().unwrap().to_owned();
                let state = line["state"].as_str().unwrap().to_owned();
                self.list_goes_on = of_the_list;
                let complete = self.list.is_some();
                let list = self.list.as_mut().unwrap_or(&mut self.heard);
                if !of_the_list && !self.renamed {
                    assert_ne!(list.get(&user), Some(&state), "a status that changes nothing: {line}");
                }
                if state == "offline" {
                    let known = list.remove(&user).is_some();
                    assert!(known || !complete || self.renamed, "a status that changes nothing: {line}");
                } else {
                    list.insert(user, state);
                }
            }
            "message" => {
                self.renamed |= line["code"] == "guest_renamed";
                if line["history"] == true {
                    let id = line["id"].as_u64().expect("a message of the history has an id");
                    assert!(id > self.last_replayed, "message {id} was shown again after {}", self.last_replayed);
                    self.last_replayed = id;
                    return;
                }
                if !["system", "private"].contains(&line["subtype"].as_str().unwrap()) {
                    let number = message_number(line);
                    let place = *order.get(&number).unwrap_or_else(|| panic!("nobody said {line}"));
                    assert!(place > self.last_place, "global message at {place} came after {}", self.last_place);
                    self.last_place = place;
                    if let Some(id) = line["id"].as_u64() {
                        assert!(id > self.last_id, "id {id} came after {}", self.last_id);
                        self.last_id = id;
                    }
                }
            }
            _ => {}
        }
    }

    /// The list, if everything for `window` has come and there is one.
    pub fn list(&self, window: &Rc<Window>) -> Option<&BTreeMap<String, String>> {
        self.list.as_ref().filter(|_| self.window.as_ref() == Some(window) && self.tail.is_empty())
    }
}

/// The number that the simulation gave to a message, which its content begins with.
pub fn message_number(line: &Value) -> u64 {
    let content = line["content"].as_str().unwrap_or_default();
    // It may stand behind what a command put before it.
    let number = |word: &str| word.trim_start_matches('/').strip_prefix('m')?.parse().ok();
    content.split(' ').find_map(number).unwrap_or_else(|| panic!("a message of nobody: {line}"))
}
