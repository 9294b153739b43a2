//! What clients send.
//!
//! Owns [`Ask`], what a client means, and how it becomes the bytes of a line, in all the ways in which clients write.
//! The model is told the meaning, the server only gets the bytes.

use serde_json::{Map, Value, json};

use crate::names::{self, Name};
use crate::random::Random;

/// Longest line of the simulated server, in bytes.
pub const LINE_BYTES_MAX: usize = 900;

pub const DEFAULT_CHANNEL: &str = "#général";

/// A request as its sender means it.
#[derive(Clone, Debug)]
pub enum Ask {
    Hello,
    Register {
        name: Name,
        password: String,
    },
    /// No name: a text that cannot be one.
    Login {
        name: Option<Name>,
        password: String,
    },
    Say(Say),
    Status {
        state: String,
        user: Option<Name>,
    },
    Users,
    /// A `type` that nobody knows.
    Unknown,
    /// A line that is to be refused with this code, and this token.
    Wrong {
        code: &'static str,
        ack: Option<Value>,
    },
    /// Nothing but a line's end.
    Blank,
}

#[derive(Clone, Debug)]
pub struct Say {
    pub to: To,
    pub content: String,
    pub from: Option<Name>,
    pub ack: Option<Value>,
    /// `subtype` and `to` as they are relayed, when they are not the usual ones.
    pub subtype: Option<&'static str>,
    pub label: Option<&'static str>,
    /// Fields the server does not know.
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub enum To {
    Everybody,
    /// No name: a text that cannot be one.
    Person(Option<Name>),
}

const TEXTS: &[&str] = &[
    "bonjour",
    "é à ç €, ça va ?",
    "\"guillemets\" et \\ barre",
    "tab\tligne\nretour\r fin",
    "nul \u{0} et \u{7f}",
    "😀 emoji",
    "{\"type\":\"login\",\"status\":\"ok\"}",
    "a/b",
];

const STATES: &[&str] = &["online", "online", "away", "away", "dnd", "invisible", "invisible", "offline", "occupé"];

const PASSWORDS: &[&str] = &["1234", "mot de passe", "é€ü!", "secret"];

/// What a client knows when it chooses what to send.
pub struct Chooser<'a> {
    pub random: &'a mut Random,
    /// Counts messages; the number is in the content.
    pub said: &'a mut u64,
    /// The names of accounts, with their passwords.
    pub accounts: &'a [(Name, String)],
    /// Percent of lines with a mistake.
    pub clumsy: usize,
}

impl Chooser<'_> {
    /// A request and its line, `\n` included.
    pub fn choose(&mut self) -> (Ask, Vec<u8>) {
        if self.random.percent(self.clumsy) {
            return self.wrong();
        }
        match self.random.below(100) {
            0..5 => {
                let end = self.random.pick(&["\n", "\r\n", "  \t\n", "\u{feff}\n"]);
                (Ask::Blank, end.as_bytes().to_vec())
            }
            5..8 => (Ask::Hello, self.line("hello", json!({}))),
            8..18 => self.register(),
            18..33 => self.login(),
            33..48 => self.status(),
            48..63 => {
                let kind = *self.random.pick(&["users", "users", "userlist", "list_users", "who"]);
                (Ask::Users, self.line(kind, json!({})))
            }
            63..65 => (Ask::Unknown, self.line("dance", json!({ "content": "x" }))),
            _ => self.say(),
        }
    }

    fn register(&mut self) -> (Ask, Vec<u8>) {
        let typed = names::anybody(self.random);
        let password = match self.random.below(10) {
            0 => "123".to_owned(),
            1 => "x".repeat(41),
            _ => (*self.random.pick(PASSWORDS)).to_owned(),
        };
        let line = self.line("register", json!({ "username": typed, "password": password }));
        (Ask::Register { name: Name::new(typed), password }, line)
    }

    fn login(&mut self) -> (Ask, Vec<u8>) {
        if self.random.percent(4) {
            let typed = *self.random.pick(names::ILLEGAL);
            let line = self.line("login", json!({ "username": typed, "password": "1234" }));
            return (Ask::Login { name: None, password: "1234".into() }, line);
        }
        let (name, password) = if !self.accounts.is_empty() && self.random.percent(75) {
            self.random.pick(self.accounts).clone()
        } else {
            let guess = if self.random.percent(10) { "x".repeat(41) } else { self.random.pick(PASSWORDS).to_string() };
            (Name::new(names::anybody(self.random)), guess)
        };
        let line = self.line("login", json!({ "username": name.shown, "password": password }));
        (Ask::Login { name: Some(name), password }, line)
    }

    fn status(&mut self) -> (Ask, Vec<u8>) {
        let state = *self.random.pick(STATES);
        let mut fields = json!({ "state": state });
        let mut user = None;
        if self.random.percent(60) {
            if self.random.percent(10) {
                fields["user"] = json!(self.random.pick(names::ILLEGAL));
            } else {
                let typed = names::anybody(self.random);
                fields["user"] = json!(typed);
                user = Some(Name::new(typed));
            }
        }
        (Ask::Status { state: state.into(), user }, self.line("status", fields))
    }

    fn say(&mut self) -> (Ask, Vec<u8>) {
        let content = if self.random.percent(6) {
            String::new()
        } else {
            *self.said += 1;
            let padding = if self.random.percent(5) { "long ".repeat(60) } else { String::new() };
            format!("m{} {}{padding}", self.said, self.random.pick(TEXTS))
        };
        let mut fields = json!({ "content": content });
        let mut say =
            Say { to: To::Everybody, content, from: None, ack: None, subtype: None, label: None, extra: Map::new() };
        if self.random.percent(60) {
            let typed = names::anybody(self.random);
            fields["from"] = json!(typed);
            say.from = Some(Name::new(typed));
        } else if self.random.percent(20) {
            fields["from"] = json!(5);
        }
        if self.random.percent(35) {
            let token = if self.random.percent(50) { json!(self.random.below(1000)) } else { json!("jeton \u{e9}") };
            fields["ack"] = token.clone();
            say.ack = Some(token);
        }
        if self.random.percent(15) {
            for (key, value) in [("couleur", json!("rouge é")), ("n", json!([1, { "a": null, "b c": "d\u{1}" }]))] {
                fields[key] = value.clone();
                say.extra.insert(key.into(), value);
            }
            // The server's own to say.
            fields["id"] = json!(3);
            fields["timestamp"] = json!("hier");
            fields["code"] = json!("muted");
        }
        if self.random.percent(20) {
            fields["channel"] = json!(self.random.pick(&[DEFAULT_CHANNEL, "#GÉNÉRAL", " ", "#ge\u{301}ne\u{301}ral"]));
        }
        if self.random.percent(40) {
            fields["subtype"] = json!(self.random.pick(&["private", "Private", "PRIVATE"]));
            let typed = match self.random.below(100) {
                0..5 => *self.random.pick(names::ILLEGAL),
                5..55 if !self.accounts.is_empty() => &self.random.pick(self.accounts).0.shown,
                _ => names::anybody(self.random),
            };
            fields["to"] = json!(typed);
            say.to = To::Person((!names::ILLEGAL.contains(&typed)).then(|| Name::new(typed)));
        } else {
            match self.random.below(6) {
                0 => {
                    fields["subtype"] = json!("emote");
                    fields["to"] = json!("tous");
                    (say.subtype, say.label) = (Some("emote"), Some("tous"));
                }
                1 => fields["subtype"] = json!("System"),
                2 => (fields["subtype"], fields["to"]) = (json!("global"), json!("global")),
                _ => {}
            }
        }
        (Ask::Say(say), self.line("message", fields))
    }

    fn wrong(&mut self) -> (Ask, Vec<u8>) {
        let deep = format!("{{\"type\":\"users\",\"x\":{}{}}}", "[".repeat(100), "]".repeat(100));
        let cases: &[(&'static str, &str, Option<Value>)] = &[
            ("bad_json", "{", None),
            ("bad_json", "[]", None),
            ("bad_json", "caf\u{e9} {\"type\":\"users\"}", None),
            ("bad_json", "{\"type\":\"users\"} {\"type\":\"users\"}", None),
            ("bad_json", &deep, None),
            ("missing_field", "{}", None),
            ("missing_field", r#"{"type":"message","ack":"7"}"#, Some(json!("7"))),
            ("missing_field", r#"{"type":"message","content":"x","subtype":"private"}"#, None),
            ("missing_field", r#"{"type":"login","username":"alice","password":null}"#, None),
            ("missing_field", r#"{"type":"status","state":null}"#, None),
            ("bad_field", r#"{"type":"message","content":5,"ack":12}"#, Some(json!(12))),
            ("bad_field", r#"{"type":"message","content":"x","ack":[1]}"#, None),
            ("bad_field", r#"{"type":"status","state":""}"#, None),
            ("bad_field", r#"{"type":["users"]}"#, None),
            ("bad_field", r#"{"type":"login","username":"alice","password":["1234"]}"#, None),
            ("bad_name", r#"{"type":"register","username":" ","password":"1234"}"#, None),
            ("bad_name", r#"{"type":"message","content":"x","channel":"general"}"#, None),
        ];
        let n = self.random.below(cases.len() + 2);
        let Some((code, text, ack)) = cases.get(n) else {
            let mut line = vec![b'x'; LINE_BYTES_MAX + self.random.between(1, 1000)];
            line.push(b'\n');
            return (Ask::Wrong { code: "line_too_long", ack: None }, line);
        };
        (Ask::Wrong { code, ack: ack.clone() }, format!("{text}\n").into_bytes())
    }

    /// The line of a request, in one of the ways in which clients write.
    fn line(&mut self, kind: &str, mut fields: Value) -> Vec<u8> {
        let cased = if self.random.percent(10) { kind.to_uppercase() } else { kind.to_owned() };
        fields["type"] = json!(cased);
        let mut text = fields.to_string();
        match self.random.below(12) {
            0 => text = text.replacen('{', " {\t\"type\" : \"users\", \"content\":7 , ", 1),
            1 => text = escaped(&text),
            2 => text.insert(0, '\u{feff}'),
            _ => {}
        }
        if kind != "message" && text.contains("\"content\":7") {
            // The earlier of two equal keys: without the later one it would count.
            text = text.replacen("\"content\":7 , ", "", 1);
        }
        let mut line = text.clone().into_bytes();
        if self.random.percent(15) {
            let (windows, _, lost) = encoding_rs::WINDOWS_1252.encode(&text);
            if !lost && std::str::from_utf8(&windows).is_err() {
                line = windows.into_owned();
            }
        }
        line.extend_from_slice(if self.random.percent(30) { b"\r\n" } else { b"\n" });
        line
    }
}

/// JSON with everything beyond ASCII escaped.
fn escaped(json: &str) -> String {
    let mut out = String::new();
    for c in json.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04X}"));
            }
        }
    }
    out
}
