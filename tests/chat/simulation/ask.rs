//! What clients send.
//!
//! Owns [`Ask`], what a client means, and how it becomes the bytes of a line, in all the ways in which clients write.
//! The model is told the meaning, the server only gets the bytes.

use serde_json::{Map, Value, json};

use crate::simulation::model::LessonAsk;
use crate::simulation::names::{self, Name};
use crate::simulation::random::Random;

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
        code: Option<String>,
    },
    /// No name: a text that cannot be one.
    Login {
        name: Option<Name>,
        password: String,
        /// True if a token is asked for.
        token: bool,
    },
    /// With the code by which there may be a first admin, or another.
    FirstAdmin {
        code: String,
        name: Name,
        password: String,
    },
    /// With a token, one of another time perhaps.
    ComeBack(String),
    Token,
    Say(Say),
    Status {
        state: String,
        /// As it was typed.
        user: Option<String>,
    },
    Users,
    Logout,
    /// A `type` that nobody knows.
    Unknown,
    /// Something else than talk, asked in JSON or typed.
    Do(Command, Form),
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
    /// As it was typed.
    pub from: Option<String>,
    pub ack: Option<Value>,
    pub room: Option<Name>,
    /// `subtype` and `to` as they are relayed, when they are not the usual ones.
    pub subtype: Option<&'static str>,
    pub label: Option<String>,
    /// The number of the message that it answers.
    pub reply: Option<u64>,
    /// Fields the server does not know.
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub enum To {
    Everybody,
    /// No name: a text that cannot be one.
    Person(Option<Name>),
    /// Its fields say no destination, which is refused with this code.
    Nobody(&'static str),
}

/// The form in which something is asked, and so answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    Typed,
}

/// The requests that can be made in JSON or typed. The names of rooms are names too.
#[derive(Clone, Debug)]
pub enum Command {
    Join(Name),
    Leave(Option<Name>),
    Channels,
    History {
        room: Option<Name>,
        limit: usize,
        before: Option<u64>,
        after: Option<u64>,
    },
    Conversation {
        with: Name,
        limit: usize,
        after: Option<u64>,
    },
    Kick(Name),
    Mute {
        user: Name,
        span: Span,
        reason: &'static str,
    },
    Unmute {
        user: Name,
    },
    Ban {
        target: Target,
        span: Span,
        reason: &'static str,
    },
    Unban {
        target: Target,
    },
    Bans,
    Announce,
    Delete(u64),
    Topic {
        room: Option<Name>,
        topic: Option<&'static str>,
    },
    Disable {
        user: Name,
        disabled: bool,
    },
    Rename {
        user: Name,
        to: Name,
    },
    Role {
        user: Name,
        role: &'static str,
    },
    Mode {
        room: Name,
        mode: &'static str,
    },
    Search {
        words: &'static str,
        room: Option<Name>,
        before: Option<u64>,
    },
    Devices(Option<Name>),
    Forget {
        user: Option<Name>,
        number: Option<u64>,
    },
    Hand {
        up: bool,
    },
    LowerHand(Name),
    LowerHands,
    Hands,
    Silence {
        room: Option<Name>,
        span: Span,
    },
    EndSilence {
        room: Option<Name>,
    },
    Silences,
    Slow {
        room: Option<Name>,
        seconds: u32,
    },
    PrivateMessages {
        to: Option<&'static str>,
    },
    Clear(Name),
    /// The last message, if none is named.
    Edit {
        id: Option<u64>,
        content: String,
    },
    React {
        id: Option<u64>,
        sign: &'static str,
    },
    Lesson(LessonAsk),
    Attendance,
    Poll {
        room: Option<Name>,
        several: bool,
        live: bool,
        anonymous: bool,
    },
    Vote {
        room: Option<Name>,
        poll: Option<u64>,
        /// The numbers of the answers, in order.
        choices: Vec<u64>,
    },
    ClosePoll {
        room: Option<Name>,
        cancel: bool,
    },
    Polls,
    Question,
    Up {
        id: u64,
        up: bool,
    },
    Answer {
        id: u64,
        text: Option<&'static str>,
    },
    Reopen(u64),
    Unask(u64),
    /// Questions are taken from now on, or no more.
    SetBox {
        open: bool,
    },
    Questions,
    /// The rest can only be typed.
    Users,
    Help,
    Me(String),
    Private {
        to: Name,
        content: String,
    },
    /// A text that begins with a slash.
    Slash(String),
    /// A command that there is not, or with something missing.
    Mistyped(&'static str),
}

/// The person or the addresses that a ban is against.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// By key.
    Person(String),
    Address(String),
}

#[derive(Clone, Copy, Debug)]
pub enum Span {
    Usual,
    Minutes(u32),
    Forever,
}

/// The addresses that clients come from.
pub const ADDRESSES: &[&str] = &["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::4"];

/// The code that registration may ask for.
pub const CLASS_CODE: &str = "classe 7";

const ROOMS: &[&str] = &[
    "#dev",
    "DEV",
    "#admin",
    "#général",
    "#salle-1",
    "Salle_2",
    "#部屋",
    "#ge\u{301}ne\u{301}ral",
    "general",
    "#Général",
    "＃dév",
    "#sallé-1",
    "global",
    "#Global",
];

/// The question and the answers of all polls, and the text of all questions.
pub const POLL_QUESTION: &str = "Ça va ?";
pub const POLL_ANSWERS: [&str; 3] = ["oui", "non", "bof"];
pub const QUESTION: &str = "C'est noté ?";

const REASONS: &[&str] = &["", "bavardage", "à demain, é"];

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

/// As they are typed, and what they are.
const STATES: &[(&str, &str)] = &[
    ("online", "online"),
    ("En ligne", "online"),
    ("away", "away"),
    ("Absent", "away"),
    ("dnd", "dnd"),
    ("busy", "dnd"),
    ("Occupé", "dnd"),
    ("invisible", "invisible"),
    ("Invisible", "invisible"),
    ("offline", "offline"),
    ("en TP", "en TP"),
    ("en TP", "en TP"),
];

pub const PASSWORDS: &[&str] = &["1234", "mot de passe", "é€ü!", "secret"];

/// The knowledge of a client when it chooses what to send.
pub struct Chooser<'a> {
    pub random: &'a mut Random,
    /// Counts messages; the number is in the content.
    pub said: &'a mut u64,
    /// The names of accounts, with their passwords.
    pub accounts: &'a [(Name, String)],
    /// Tokens that there are, and one that there may have been.
    pub tokens: &'a [String],
    /// The code by which there may be a first admin.
    pub first_code: Option<&'a str>,
    /// The names of those who are there.
    pub present: &'a [Name],
    /// Mutes and bans in force: whether it is a mute, against whom, and how that is shown.
    pub sanctions: &'a [(bool, Target, String)],
    /// True if the client is a moderator's or an admin's.
    pub in_charge: bool,
    /// The highest id that was given to a message.
    pub last_id: u64,
    /// The id of the last one that came.
    pub last_heard: u64,
    /// Percent of lines with a mistake.
    pub clumsy: usize,
}

impl Chooser<'_> {
    /// A request and its line, `\n` included.
    pub fn choose(&mut self) -> (Ask, Vec<u8>) {
        if self.random.percent(self.clumsy) {
            return self.wrong();
        }
        if self.in_charge && self.random.percent(75) {
            return if self.random.percent(40) { self.lesson() } else { self.command() };
        }
        match self.random.below(100) {
            // Who is in charge seldom becomes somebody else.
            18..33 if self.in_charge && self.random.percent(80) => self.say(),
            0..5 => {
                let end = self.random.pick(&["\n", "\r\n", "  \t\n", "\u{feff}\n"]);
                (Ask::Blank, end.as_bytes().to_vec())
            }
            5..8 => (Ask::Hello, self.line("hello", json!({}))),
            // Only who understands it makes the first admin.
            8..11 if self.first_code.is_some() => (Ask::Hello, self.line("hello", json!({}))),
            11..16 if self.first_code.is_some() || self.random.percent(5) => self.first_admin(),
            8..18 => self.register(),
            18..33 => self.login(),
            33..48 => self.status(),
            48..62 => {
                let kind = *self.random.pick(&["users", "users", "userlist", "list_users", "who"]);
                (Ask::Users, self.line(kind, json!({})))
            }
            62 if self.random.percent(50) => (Ask::Token, self.line("token", json!({}))),
            62 => (Ask::Logout, self.line("logout", json!({}))),
            63..65 if self.random.percent(75) => {
                let text = self.random.pick(self.tokens).clone();
                let line = self.line("login", json!({ "token": text }));
                (Ask::ComeBack(text), line)
            }
            63..65 => (Ask::Unknown, self.line("dance", json!({ "content": "x" }))),
            65..70 => self.lesson(),
            70..77 => self.command(),
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
        let code = self.random.percent(70).then(|| CLASS_CODE.to_owned());
        let line = self.line("register", json!({ "username": typed, "password": password, "code": code }));
        let name = Name::new(typed);
        if !names::is_legal(typed) || !name.may_be_new() {
            return (Ask::Wrong { code: "bad_name", ack: None }, line);
        }
        (Ask::Register { name, password, code }, line)
    }

    fn first_admin(&mut self) -> (Ask, Vec<u8>) {
        let typed = names::anybody(self.random);
        let (name, password) = (Name::new(typed), (*self.random.pick(PASSWORDS)).to_owned());
        let right = self.first_code.filter(|_| self.random.percent(50)).map(str::to_owned);
        let code = right.unwrap_or_else(|| "AAAA-AAAA".to_owned());
        let line = self.line("first_admin", json!({ "username": typed, "password": password, "code": code }));
        if !names::is_legal(typed) || !name.may_be_new() {
            return (Ask::Wrong { code: "bad_name", ack: None }, line);
        }
        (Ask::FirstAdmin { code, name, password }, line)
    }

    fn login(&mut self) -> (Ask, Vec<u8>) {
        if self.random.percent(4) {
            let typed = *self.random.pick(names::ILLEGAL);
            let line = self.line("login", json!({ "username": typed, "password": "1234" }));
            return (Ask::Login { name: None, password: "1234".into(), token: false }, line);
        }
        let staff: Vec<_> =
            self.accounts.iter().filter(|(name, _)| ["alice", "bob", "zoé"].contains(&&*name.key)).collect();
        let (name, password) = if !staff.is_empty() && self.random.percent(40) {
            // Else few acts of people in charge would be tried.
            (*self.random.pick(&staff)).clone()
        } else if !self.accounts.is_empty() && self.random.percent(75) {
            self.random.pick(self.accounts).clone()
        } else {
            let guess = if self.random.percent(10) { "x".repeat(41) } else { self.random.pick(PASSWORDS).to_string() };
            let typed = names::anybody(self.random);
            if !names::is_legal(typed) {
                let line = self.line("login", json!({ "username": typed, "password": guess }));
                return (Ask::Login { name: None, password: guess, token: false }, line);
            }
            (Name::new(typed), guess)
        };
        let name = if self.random.percent(30) { Name::new(&name.shown.to_uppercase()) } else { name };
        let token = self.random.percent(40);
        let line = self.line("login", json!({ "username": name.shown, "password": password, "token": token }));
        (Ask::Login { name: Some(name), password, token }, line)
    }

    fn status(&mut self) -> (Ask, Vec<u8>) {
        let (typed, state) = *self.random.pick(STATES);
        let mut fields = json!({ "state": typed });
        let mut user = None;
        if self.random.percent(60) {
            let typed = if self.random.percent(10) {
                self.random.pick::<&str>(names::ILLEGAL)
            } else {
                names::anybody(self.random)
            };
            fields["user"] = json!(typed);
            user = Some(typed.to_owned());
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
        let mut say = Say {
            to: To::Everybody,
            content,
            from: None,
            ack: None,
            room: None,
            subtype: None,
            label: None,
            reply: None,
            extra: Map::new(),
        };
        if self.random.percent(60) {
            let typed = if self.random.percent(5) {
                self.random.pick::<&str>(names::ILLEGAL)
            } else {
                names::anybody(self.random)
            };
            fields["from"] = json!(typed);
            say.from = Some(typed.to_owned());
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
        if say.ack.is_some() && self.random.percent(4) {
            // A command, which is no message.
            say.content = "/help".into();
            fields["content"] = json!(say.content);
        }
        if self.random.percent(15) {
            let id = if self.random.percent(70) { self.last_heard } else { self.an_id() };
            fields["reply_to"] = json!(id);
            say.reply = Some(id);
        }
        self.address(&mut say, &mut fields);
        (Ask::Say(say), self.line("message", fields))
    }

    /// Addresses a message: each form of `subtype` with each of `to`, and with those of `channel`.
    fn address(&mut self, say: &mut Say, fields: &mut Value) {
        let subtype = match self.random.below(12) {
            0..4 => None,
            n => Some(
                [
                    json!("private"),
                    json!(" Private"),
                    json!("DM"),
                    json!("privé"),
                    json!("global"),
                    json!("Global"),
                    json!("emote"),
                    json!("System"),
                    [json!(null), json!(""), json!(7)][self.random.below(3)].clone(),
                ][n - 4]
                    .clone(),
            ),
        };
        let to = match self.random.below(12) {
            0..4 => None,
            4 => Some([json!(null), json!(""), json!(" "), json!(["bob"])][self.random.below(4)].clone()),
            5 => Some(json!(self.random.pick(&["global", "GLOBAL "]))),
            6 => Some(json!(self.random.pick(&["#dev", "#DEV", "#général", "#a b", "#"]))),
            7 => Some(json!(self.random.pick(&["tous", names::ILLEGAL[2]]))),
            8 if !self.accounts.is_empty() => Some(json!(self.random.pick(self.accounts).0.shown)),
            _ => Some(json!(self.somebody().shown)),
        };
        let channel = match self.random.below(24) {
            0 => Some([json!(null), json!(""), json!(" ")][self.random.below(3)].clone()),
            1 => Some([json!(5), json!(["#dev"]), json!("a b"), json!("x".repeat(60))][self.random.below(4)].clone()),
            2..8 => Some(json!(self.typed_room())),
            _ => None,
        };
        for (key, value) in [("subtype", &subtype), ("to", &to), ("channel", &channel)] {
            if let Some(value) = value {
                fields[key] = value.clone();
            }
        }
        say.to = meant(say, subtype.as_ref(), to.as_ref(), channel.as_ref()).unwrap_or_else(To::Nobody);
    }

    fn typed_room(&mut self) -> &'static str {
        // So that people meet.
        if self.random.percent(40) {
            return "#dev";
        }
        self.random.pick::<&str>(ROOMS)
    }

    /// A channel, and how it is typed.
    fn room(&mut self) -> (Name, &'static str) {
        let typed = self.typed_room();
        (Name::of_room(typed), typed)
    }

    fn somebody(&mut self) -> Name {
        if !self.present.is_empty() && self.random.percent(50) {
            return self.random.pick(self.present).clone();
        }
        if !self.accounts.is_empty() && self.random.percent(40) {
            return self.random.pick(self.accounts).0.clone();
        }
        let typed = names::anybody(self.random);
        Name::new(if names::is_legal(typed) { typed } else { "bob" })
    }

    fn span(&mut self) -> Span {
        match self.random.below(4) {
            0 => Span::Forever,
            1 => Span::Usual,
            _ => Span::Minutes(u32::try_from(self.random.between(1, 5)).unwrap()),
        }
    }

    fn target(&mut self) -> (Target, String) {
        if self.random.percent(20) {
            let address = *self.random.pick(ADDRESSES);
            return (Target::Address(address.into()), address.into());
        }
        let name = self.somebody();
        (Target::Person(name.key), name.shown)
    }

    /// A new message's text, short enough for a command.
    fn words(&mut self) -> String {
        *self.said += 1;
        format!("m{} {}", self.said, self.random.pick(TEXTS))
    }

    /// Something else than talk: as a request of its own or as a command.
    fn command(&mut self) -> (Ask, Vec<u8>) {
        let reason = *self.random.pick(REASONS);
        let minutes = |span: Span| match span {
            Span::Usual => Value::Null,
            Span::Minutes(minutes) => json!(minutes),
            Span::Forever => json!(0),
        };
        let typed_span = |span: Span| match span {
            Span::Usual => String::new(),
            Span::Minutes(minutes) => format!("{minutes}m"),
            Span::Forever => "perm".into(),
        };
        // Each with its JSON form, unless it has none, and its typed form.
        // So that what is imposed is lifted too.
        let lifts = !self.sanctions.is_empty() && self.in_charge && self.random.percent(15);
        let (command, json, typed) = match if lifts { 15 } else { self.random.below(42) } {
            0..5 => {
                let (room, shown) = self.room();
                let kind = *self.random.pick(&["join", "join", "join_channel", "switch_channel"]);
                let json = (kind, json!({ "channel": shown }));
                let glue = if shown.starts_with('#') && self.random.percent(20) { "" } else { " " };
                let typed = format!("/join{glue}{shown}");
                (Command::Join(room), Some(json), typed)
            }
            5..7 => {
                let (room, shown) = self.random.percent(60).then(|| self.room()).unzip();
                let typed = format!("/leave {}", shown.unwrap_or_default());
                (Command::Leave(room), Some(("leave", json!({ "channel": shown }))), typed)
            }
            7 => (Command::Channels, Some(("channels", json!({}))), "/channels".into()),
            8 if self.random.percent(30) => {
                let number = self.random.percent(80).then(|| self.random.between(1, 9) as u64);
                let user = self.random.percent(40).then(|| self.somebody());
                let shown = user.as_ref().map(|user| user.shown.clone());
                let quoted = user.as_ref().map(|user| self.quoted(user)).unwrap_or_default();
                if self.random.percent(40) {
                    let json = ("devices", json!({ "user": shown }));
                    (Command::Devices(user), Some(json), format!("/devices {quoted}"))
                } else {
                    let word = number.map_or("all".to_owned(), |number| number.to_string());
                    let json = ("forget_device", json!({ "user": shown, "id": number, "all": number.is_none() }));
                    (Command::Forget { user, number }, Some(json), format!("/forget {word} {quoted}"))
                }
            }
            8..10 => {
                let limit = self.random.between(1, 6);
                if self.random.percent(50) {
                    let (room, shown) = self.random.percent(50).then(|| self.room()).unzip();
                    let before = self.random.percent(40).then(|| self.an_id());
                    let after = self.random.percent(30).then(|| self.an_id());
                    if self.random.percent(30) {
                        let with = self.somebody();
                        let json = json!({ "with": with.shown, "limit": limit, "after": after });
                        let line = self.line("history", json);
                        return (Ask::Do(Command::Conversation { with, limit, after }, Form::Json), line);
                    }
                    let json = json!({ "channel": shown, "limit": limit, "before": before, "after": after });
                    let line = self.line("history", json);
                    return (Ask::Do(Command::History { room, limit, before, after }, Form::Json), line);
                }
                let (room, before, after) = (None, None, None);
                (Command::History { room, limit, before, after }, None, format!("/history {limit}"))
            }
            10 => {
                let user = self.somebody();
                let json = ("kick", json!({ "user": user.shown, "reason": reason }));
                let typed = format!("/kick {} {reason}", self.quoted(&user));
                (Command::Kick(user), Some(json), typed)
            }
            11..13 => {
                let (user, span) = (self.somebody(), self.span());
                let json = ("mute", json!({ "user": user.shown, "minutes": minutes(span), "reason": reason }));
                let typed = format!("/mute {} {} {reason}", self.quoted(&user), typed_span(span));
                (Command::Mute { user, span, reason }, Some(json), typed)
            }
            13 => {
                let user = self.somebody();
                let typed = format!("/unmute {}", self.quoted(&user));
                let json = ("unmute", json!({ "user": user.shown }));
                (Command::Unmute { user }, Some(json), typed)
            }
            14 => {
                let ((target, shown), span) = (self.target(), self.span());
                let field = if matches!(target, Target::Person(_)) { "user" } else { "address" };
                let json = ("ban", json!({ field: shown, "minutes": minutes(span), "reason": reason }));
                let typed = format!("/ban \"{shown}\" {} {reason}", typed_span(span));
                let typed = if field == "address" { typed.replace('"', "") } else { typed };
                (Command::Ban { target, span, reason }, Some(json), typed)
            }
            15..17 => {
                let (muted, target, shown) = if self.sanctions.is_empty() || self.random.percent(20) {
                    let (target, shown) = self.target();
                    (self.random.percent(50), target, shown)
                } else {
                    self.random.pick(self.sanctions).clone()
                };
                if muted && let Target::Person(key) = &target {
                    let user = Name { key: key.clone(), shown: shown.clone() };
                    let line = self.line("unmute", json!({ "user": shown }));
                    return (Ask::Do(Command::Unmute { user }, Form::Json), line);
                }
                let field = if matches!(target, Target::Person(_)) { "user" } else { "address" };
                let typed = if field == "user" { format!("/unban \"{shown}\"") } else { format!("/unban {shown}") };
                (Command::Unban { target }, Some(("unban", json!({ field: shown }))), typed)
            }
            17 => (Command::Bans, Some(("bans", json!({}))), "/bans".into()),
            18 => {
                let json = ("announce", json!({ "content": "Pause à 10 h" }));
                (Command::Announce, Some(json), "/announce Pause à 10 h".into())
            }
            19..21 => {
                let id = self.an_id();
                (Command::Delete(id), Some(("delete", json!({ "id": id }))), format!("/delete {id}"))
            }
            21 => {
                let topic = *self.random.pick(&[None, Some("TP réseau"), Some("Java")]);
                let typed = format!("/topic {}", topic.unwrap_or_default());
                if self.random.percent(60) {
                    let topic = if self.random.percent(30) { Some("") } else { topic };
                    let (room, shown) = self.random.percent(60).then(|| self.room()).unzip();
                    let line = self.line("topic", json!({ "channel": shown, "topic": topic }));
                    return (Ask::Do(Command::Topic { room, topic }, Form::Json), line);
                }
                (Command::Topic { room: None, topic }, None, typed)
            }
            22 => {
                let (user, role) = (self.somebody(), *self.random.pick(&["user", "moderator", "admin", "moderator"]));
                let typed = format!("/role {} {role}", self.quoted(&user));
                let json = ("role", json!({ "user": user.shown, "role": role }));
                (Command::Role { user, role }, Some(json), typed)
            }
            23 => {
                let (user, disabled) = (self.somebody(), self.random.percent(40));
                let kind = if disabled { "disable" } else { "enable" };
                let typed = format!("/{kind} {}", self.quoted(&user));
                (Command::Disable { user: user.clone(), disabled }, Some((kind, json!({ "user": user.shown }))), typed)
            }
            41 => {
                let user =
                    if self.accounts.is_empty() { self.somebody() } else { self.random.pick(self.accounts).0.clone() };
                let typed = names::anybody(self.random);
                let to = Name::new(if names::is_legal(typed) { typed } else { "Zoé" });
                let to = if to.may_be_new() { to } else { Name::new("eve") };
                let typed = format!("/rename {} {}", self.quoted(&user), self.quoted(&to));
                let json = ("rename", json!({ "user": user.shown, "to": to.shown }));
                (Command::Rename { user, to }, Some(json), typed)
            }
            26..29 => {
                let mode = *self.random.pick(&[
                    "disable",
                    "disable",
                    "enable",
                    "enable",
                    "read_only",
                    "open",
                    "open",
                    "public",
                ]);
                let (room, shown) = self.room();
                let typed = format!("/channel {shown} {mode}");
                let json = ("channel", json!({ "channel": shown, "mode": mode }));
                (Command::Mode { room, mode }, Some(json), typed)
            }
            33..37 => return self.class(),
            24 => {
                let words = self.words();
                match self.random.below(3) {
                    0 => (Command::Me(words.clone()), None, format!("/me {words}")),
                    1 => (Command::Slash(format!("/{words}")), None, format!("//{words}")),
                    _ => {
                        let to = self.somebody();
                        let typed = format!("/msg {} {words}", self.quoted(&to));
                        (Command::Private { to, content: words }, None, typed)
                    }
                }
            }
            29 => {
                let name = *self.random.pick(&["TP réseau", "Cours", "fin de séance"]);
                match self.random.below(4) {
                    0 => (Command::Lesson(LessonAsk::Read), Some(("lesson", json!({}))), "/lesson".into()),
                    1 => (
                        Command::Lesson(LessonAsk::End),
                        Some(("lesson", json!({ "end": true }))),
                        "/lesson END".into(),
                    ),
                    _ => {
                        let json = ("lesson", json!({ "name": name, "end": false }));
                        (Command::Lesson(LessonAsk::Begin(name)), Some(json), format!("/séance {name}"))
                    }
                }
            }
            31..33 => {
                let words = *self.random.pick(&["BONJOUR", "emoji", "ca", "m1", "nulle-part"]);
                if self.random.percent(50) {
                    let (room, shown) = self.random.percent(40).then(|| self.room()).unzip();
                    let before = self.random.percent(40).then(|| self.an_id());
                    let json = json!({ "words": words, "channel": shown, "before": before });
                    return (Ask::Do(Command::Search { words, room, before }, Form::Json), self.line("search", json));
                }
                (Command::Search { words, room: None, before: None }, None, format!("/search {words}"))
            }
            37..39 => {
                let content = format!("autrement, {}", self.random.pick(TEXTS));
                if self.random.percent(50) {
                    let id = self.last_id.saturating_sub(self.random.below(3) as u64);
                    let line = self.line("edit", json!({ "id": id, "content": content }));
                    return (Ask::Do(Command::Edit { id: Some(id), content }, Form::Json), line);
                }
                let typed = format!("/edit {content}");
                (Command::Edit { id: None, content }, None, typed)
            }
            39..41 => {
                let (sign, word) = *self.random.pick(&[("👍", "d'accord"), ("❓", "pas compris"), ("❤️", "❤")]);
                // So that several react to one.
                let id = if self.random.percent(80) { self.last_heard } else { self.an_id() };
                let id = self.random.percent(80).then_some(id);
                let typed = format!("/react {word} {}", id.map_or(String::new(), |id| id.to_string()));
                let json = id.map(|id| ("react", json!({ "id": id, "emoji": sign })));
                (Command::React { id, sign }, json, typed)
            }
            30 => (Command::Attendance, Some(("attendance", json!({ "day": null }))), "/attendance".into()),
            _ => match self.random.below(4) {
                0 => (Command::Users, None, "/users".into()),
                1 => (Command::Help, None, "/aide".into()),
                2 => (Command::Mistyped("unknown_command"), None, "/danse bob".into()),
                _ => (Command::Mistyped("bad_command"), None, "/role bob roi".into()),
            },
        };
        self.in_either_form(command, json, typed)
    }

    /// Something asked of a class.
    fn class(&mut self) -> (Ask, Vec<u8>) {
        let (command, json, typed) = match self.random.below(25) {
            23..25 => {
                let (room, shown) = self.room();
                let json = ("clear", json!({ "channel": shown }));
                (Command::Clear(room), json, format!("/clear {} oui", marked(shown)))
            }
            17..20 => {
                let (room, shown) = self.random.percent(60).then(|| self.room()).unzip();
                let typed_room = shown.map(marked).unwrap_or_default();
                let seconds = *self.random.pick(&[0, 60, 60]);
                let json = ("slow", json!({ "channel": shown, "seconds": seconds }));
                let word = if seconds == 0 { "off".to_owned() } else { seconds.to_string() };
                (Command::Slow { room, seconds }, json, format!("/slow {typed_room} {word}"))
            }
            20..23 => {
                let to = *self.random.pick(&[None, Some("all"), Some("all"), Some("staff"), Some("off")]);
                let typed = format!("/private {}", to.unwrap_or_default());
                (Command::PrivateMessages { to }, ("private_messages", json!({ "mode": to })), typed)
            }
            10..14 => return self.silence(),
            14 => return (Ask::Do(Command::Silences, Form::Json), self.line("silence", json!({}))),
            15..17 => {
                // So that not everybody is silent for ever.
                let json = ("silence", json!({ "state": "off" }));
                (Command::EndSilence { room: None }, json, "/silence off".into())
            }
            0..5 => {
                let up = self.random.percent(70);
                let word = *self.random.pick(&["hand", "main"]);
                let json = ("hand", json!({ "state": if up { "up" } else { "down" } }));
                (Command::Hand { up }, json, format!("/{word}{}", if up { "" } else { " down" }))
            }
            5..7 => {
                let user = self.somebody();
                let json = ("hand", json!({ "state": "down", "user": user.shown }));
                let typed = format!("/hands down {}", self.quoted(&user));
                (Command::LowerHand(user), json, typed)
            }
            7 => (Command::LowerHands, ("hands", json!({ "state": "down" })), "/mains baisser".into()),
            _ => (Command::Hands, ("hands", json!({})), "/hands".into()),
        };
        self.in_either_form(command, Some(json), typed)
    }

    fn silence(&mut self) -> (Ask, Vec<u8>) {
        let (room, shown) = self.random.percent(60).then(|| self.room()).unzip();
        let typed_room = shown.map(marked).unwrap_or_default();
        if self.random.percent(30) {
            let json = ("silence", json!({ "state": "off", "channel": shown }));
            return self.in_either_form(Command::EndSilence { room }, Some(json), format!("/silence {typed_room} off"));
        }
        let span = if self.random.percent(30) { Span::Forever } else { Span::Minutes(1) };
        let (minutes, word) = match span {
            Span::Minutes(minutes) => (json!(minutes), format!("{minutes}")),
            _ => (json!(0), "perm".to_owned()),
        };
        let json = ("silence", json!({ "state": "on", "channel": shown, "minutes": minutes }));
        self.in_either_form(Command::Silence { room, span }, Some(json), format!("/silence {typed_room} {word}"))
    }

    fn in_either_form(&mut self, command: Command, json: Option<(&str, Value)>, typed: String) -> (Ask, Vec<u8>) {
        match json {
            Some((kind, fields)) if self.random.percent(60) => (Ask::Do(command, Form::Json), self.line(kind, fields)),
            _ => (Ask::Do(command, Form::Typed), self.line("message", json!({ "content": typed }))),
        }
    }

    /// Something about polls or questions.
    fn lesson(&mut self) -> (Ask, Vec<u8>) {
        let (room, shown) = self.random.percent(20).then(|| self.room()).unzip();
        let id = self.random.between(1, 3) as u64;
        let (command, kind, fields, typed) = match self.random.below(if self.in_charge { 26 } else { 12 }) {
            0..4 => {
                let choices: Vec<u64> = match self.random.below(8) {
                    0 => vec![1, 3],
                    1 => vec![4],
                    2 => vec![3],
                    _ => vec![self.random.between(1, 2) as u64],
                };
                let poll = self.random.percent(10).then_some(id);
                let typed = format!("/vote {}", choices.iter().map(u64::to_string).collect::<Vec<_>>().join(" "));
                let fields = json!({ "channel": shown, "id": poll, "choices": choices });
                let typed = if room.is_none() && poll.is_none() { Some(typed) } else { None };
                (Command::Vote { room, poll, choices }, "vote", fields, typed)
            }
            4 => (Command::Polls, "polls", json!({}), Some("/polls".to_owned())),
            5..7 => (Command::Question, "ask", json!({ "content": QUESTION }), Some(format!("/ask {QUESTION}"))),
            7..9 => {
                let up = self.random.percent(75);
                (Command::Up { id, up }, "up", json!({ "id": id, "up": up }), up.then(|| format!("/up {id}")))
            }
            9 => (Command::Questions, "questions", json!({}), Some("/questions".to_owned())),
            10 => (Command::Unask(id), "unask", json!({ "id": id }), Some(format!("/unask {id}"))),
            11 | 20 | 21 => {
                let text = *self.random.pick(&[None, Some("oui")]);
                let typed = format!("/answered {id} {}", text.unwrap_or_default());
                (Command::Answer { id, text }, "answered", json!({ "id": id, "answer": text }), Some(typed))
            }
            12 | 16..20 => (Command::Reopen(id), "unanswered", json!({ "id": id }), Some(format!("/unanswered {id}"))),
            24..26 => {
                let open = self.random.percent(80);
                let word = if open { "open" } else { "closed" };
                let typed = Some(format!("/questions {}", if open { "open" } else { "close" }));
                (Command::SetBox { open }, "questions", json!({ "state": word }), typed)
            }
            13 | 22 | 23 => {
                let cancel = self.random.percent(50);
                let typed = if cancel { "/poll cancel" } else { "/poll close" };
                let typed = room.is_none().then(|| typed.to_owned());
                let fields = json!({ "channel": shown, "cancel": cancel });
                (Command::ClosePoll { room, cancel }, "poll_close", fields, typed)
            }
            _ => {
                let [several, live, anonymous] = [(); 3].map(|()| self.random.percent(50));
                let mut typed = format!("/poll \"{POLL_QUESTION}\"");
                POLL_ANSWERS.iter().for_each(|answer| typed.push_str(&format!(" \"{answer}\"")));
                for (said, word) in [(several, " several"), (live, " live"), (!anonymous, " named")] {
                    typed.push_str(if said { word } else { "" });
                }
                let fields = json!({ "channel": shown, "question": POLL_QUESTION, "answers": POLL_ANSWERS,
                    "several": several, "live": live, "anonymous": anonymous });
                let typed = room.is_none().then_some(typed);
                (Command::Poll { room, several, live, anonymous }, "poll", fields, typed)
            }
        };
        match typed {
            Some(typed) if self.random.percent(40) => {
                (Ask::Do(command, Form::Typed), self.line("message", json!({ "content": typed })))
            }
            _ => (Ask::Do(command, Form::Json), self.line(kind, fields)),
        }
    }

    /// A name as it stands in a command.
    fn quoted(&mut self, name: &Name) -> String {
        if name.shown.contains(' ') || self.random.percent(50) { format!("\"{name}\"") } else { name.shown.clone() }
    }

    /// The id of a message that there may be.
    fn an_id(&mut self) -> u64 {
        let back = self.random.between(0, 12) as u64;
        self.last_id.saturating_sub(back)
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
            ("missing_field", r#"{"type":"login","username":"alice","password":null}"#, None),
            ("missing_field", r#"{"type":"status","state":null}"#, None),
            ("bad_field", r#"{"type":"message","content":5,"ack":12}"#, Some(json!(12))),
            ("bad_field", r#"{"type":"message","content":"x","ack":[1]}"#, None),
            ("bad_field", r#"{"type":"status","state":""}"#, None),
            ("bad_field", r#"{"type":["users"]}"#, None),
            ("bad_field", r#"{"type":"login","username":"alice","password":["1234"]}"#, None),
            ("bad_name", r#"{"type":"register","username":" ","password":"1234"}"#, None),
            ("bad_name", r##"{"type":"join","channel":"#a b"}"##, None),
            ("missing_field", r#"{"type":"join"}"#, None),
            ("missing_field", r#"{"type":"kick","reason":"x"}"#, None),
            ("bad_field", r#"{"type":"history","limit":201}"#, None),
            ("bad_field", r#"{"type":"mute","user":"bob","minutes":-1}"#, None),
            ("bad_field", r#"{"type":"ban","address":"ici"}"#, None),
            ("bad_field", r#"{"type":"role","user":"bob","role":"roi"}"#, None),
            ("bad_field", r#"{"type":"delete","id":"1"}"#, None),
            ("missing_field", r#"{"type":"channel","mode":"open"}"#, None),
            ("missing_field", r#"{"type":"hand"}"#, None),
            ("bad_field", r#"{"type":"hand","state":"up","user":"bob"}"#, None),
            ("bad_field", r#"{"type":"slow","seconds":3601}"#, None),
            ("missing_field", r#"{"type":"clear"}"#, None),
            ("bad_field", r#"{"type":"silence","state":"on","minutes":-1}"#, None),
            ("bad_field", r#"{"type":"poll","question":"?","answers":["x"]}"#, None),
            ("missing_field", r#"{"type":"vote"}"#, None),
            ("bad_field", r#"{"type":"ask","content":""}"#, None),
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
        if self.random.percent(15)
            && let Ok(windows) = yore::code_pages::CP1252.encode(&text)
            && std::str::from_utf8(&windows).is_err()
        {
            line = windows.into_owned();
        }
        line.extend_from_slice(if self.random.percent(30) { b"\r\n" } else { b"\n" });
        line
    }
}

/// The destination that the fields of a message say, or the reason that there is none. Sets what is relayed of them.
fn meant(
    say: &mut Say,
    subtype: Option<&Value>,
    to: Option<&Value>,
    channel: Option<&Value>,
) -> Result<To, &'static str> {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err("bad_field"),
    };
    let (subtype, to) = (text(subtype)?, text(to)?);
    let word = subtype.as_deref().unwrap_or_default().trim().to_lowercase();
    let name = to.as_deref().unwrap_or_default().trim();
    let everybody = name.is_empty() || name.eq_ignore_ascii_case("global");
    let person = Name::new(name);
    let person = To::Person((names::is_legal(name)).then_some(person));
    if ["private", "dm", "privé"].contains(&&*word) {
        return if to.is_some() { Ok(person) } else { Err("missing_field") };
    }
    if word != "global" && !everybody && !name.starts_with('#') {
        return Ok(person);
    }
    let legal = |typed: &str| {
        let bare = typed.trim().trim_start_matches(['#', '＃']);
        let ok = !bare.is_empty() && !bare.contains(' ') && bare.chars().count() <= 50;
        if ok { Ok(Name::of_room(typed)) } else { Err("bad_name") }
    };
    let by_to = if name.starts_with('#') { Some(legal(name)?) } else { None };
    let named = match (channel, text(channel)?) {
        (None, _) => None,
        (_, None) => Some(Name::of_room("global")),
        (_, Some(typed)) if typed.trim().is_empty() => Some(Name::of_room("global")),
        (_, Some(typed)) => Some(legal(&typed)?),
    };
    say.room = match (named, by_to) {
        (Some(named), Some(by_to)) if named.key != "#global" && named.bare_key() != by_to.bare_key() => {
            return Err("bad_field");
        }
        (named, by_to) => by_to.or(named),
    };
    say.subtype = (word == "emote").then_some("emote");
    say.label = to.filter(|_| !everybody);
    Ok(To::Everybody)
}

/// A channel where a command may have something else in its place: it is told by its mark.
fn marked(room: &str) -> String {
    if room.starts_with(['#', '\u{ff03}']) { room.to_owned() } else { format!("#{room}") }
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
