//! Rules of the core that are easily broken by a race or a second login, each in the smallest story that shows it.
//!
//! The simulation meets them by chance; here they are told in order. Lines go through the real parser and encoder.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

use classcord_server::chat::Core;
use classcord_server::chat::account::{Account, Role};
use classcord_server::chat::account_order::AccountOrder;
use classcord_server::chat::bucket::Rate;
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::core::Restored;
use classcord_server::chat::effect::{Effect, Effects, PasswordJob, PasswordOutcome, SessionId};
use classcord_server::chat::erasure::{ErasedMessages, MessageFate};
use classcord_server::chat::link::{Link, LinkEnd, Parting};
use classcord_server::chat::mail::Mail;
use classcord_server::chat::message::{Message, MessageId, SharedMessage};
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::request::Password;
use classcord_server::chat::reserved::ReservedNames;
use classcord_server::chat::school::SchoolQuestion;
use classcord_server::chat::settings::LockoutRules;
use classcord_server::chat::settings::ThrottleRates;
use classcord_server::chat::settings::{Creators, Registration, Settings};
use classcord_server::chat::store_protocol::{ChannelRecord, StoreAction, StoreReport, StoreRequest};
use classcord_server::chat::text::Lang;
use classcord_server::wire;
use serde_json::{Value, json};

/// A core, a disk that waits to be told what to do, and what each client was sent.
pub(crate) struct Room {
    pub(crate) core: Core,
    pub(crate) now: Now,
    pub(crate) lines: BTreeMap<u64, Vec<Value>>,
    pub(crate) asked: Vec<StoreRequest>,
    /// What the school's directory is asked.
    pub(crate) questions: Vec<SchoolQuestion>,
    /// Passwords that wait to be hashed; `None` while that takes no time.
    hashing: Option<Vec<PasswordJob>>,
}

pub(crate) fn settings() -> Settings {
    let plenty = Rate::per_minute(1000);
    let tries = ThrottleRates { by_name: plenty, by_address: plenty, in_all: plenty };
    Settings {
        school: false,
        school_questions_max: 0,
        lang: Lang::En,
        default_channel: ChannelName::parse("#général").unwrap(),
        channels: vec![ChannelName::parse("#dev").unwrap()],
        staff_channels: Vec::new(),
        create_channels: Creators::Everyone,
        guests: true,
        reserved: ReservedNames::default(),
        registration: Registration::Open,
        staff_without_tls: false,
        registration_code: "".into(),
        replay_on_login: 0,
        attendance: false,
        mute_minutes: 10,
        ban_minutes: 10,
        content_chars_max: 1000,
        channels_max: 10,
        channels_per_session_max: 10,
        channel_members_max: 10,
        sanctions_max: 10,
        poll_voters_max: 10,
        questions_max: 10,
        questions_per_person_max: 5,
        reactions_max: 10,
        lockout: LockoutRules {
            failures_max: Some(5),
            failures_shared_max: 20,
            window: Duration::from_secs(600),
            first: Duration::from_secs(120),
            longest: Duration::from_secs(3600),
            exempt: vec!["127.0.0.0/8".parse().unwrap()],
        },
        password_chars_min: 4,
        staff_password_chars_min: 12,
        admin_password_chars_min: 12,
        password_chars_max: 100,
        announce_presence: false,
        departure_grace: Some(Duration::from_secs(60)),
        lingerers_max: 10,
        class: None,
        welcome: None,
        errors: plenty,
        messages: plenty,
        logins: tries,
        registrations: tries,
        identify_time: None,
        password_jobs_max: 10,
        store_queue_max: 100,
        undelivered_per_user_max: 10,
        undelivered_max: 100,
        undelivered_bytes_max: 100_000,
        accounts_max: 10,
    }
}

impl Room {
    fn new() -> Self {
        Self::with(settings())
    }

    /// Alice is an admin, zoe a user.
    pub(crate) fn with(settings: Settings) -> Self {
        Self::with_others(settings, &[])
    }

    /// The same, and other accounts from a time of other rules.
    fn with_others(settings: Settings, others: &[&str]) -> Self {
        let wall = WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 };
        let now = Now { mono: Duration::ZERO, wall };
        let account = |name: &str, role| Account::new(Username::parse(name).unwrap(), "hash".into(), role, wall);
        let mut accounts = vec![account("alice", Role::Admin), account("zoe", Role::User)];
        accounts.extend(others.iter().map(|name| account(name, Role::User)));
        let core = Core::new(now, settings, Restored { accounts, ids: 1..100, ..Restored::default() });
        Self { core, now, lines: BTreeMap::new(), asked: Vec::new(), questions: Vec::new(), hashing: None }
    }

    pub(crate) fn connect(&mut self, conn: u64) {
        self.connect_from(conn, 1);
    }

    pub(crate) fn connect_from(&mut self, conn: u64, host: u8) {
        self.core.connect(self.now, SessionId(conn), IpAddr::from([192, 0, 2, host]), Link::PLAIN_LINES);
    }

    /// A client sends a line; everything it was sent before is still on its way to it.
    pub(crate) fn line(&mut self, conn: u64, json: &str) {
        let mut out = Effects::default();
        let line = wire::parse_line(json.as_bytes()).unwrap();
        self.core.handle_line(self.now, SessionId(conn), line, false, &mut out);
        self.carry_out(out);
    }

    pub(crate) fn guest(&mut self, conn: u64, name: &str) {
        self.connect(conn);
        self.line(conn, &format!(r#"{{"type":"message","from":"{name}","content":""}}"#));
    }

    fn login(&mut self, conn: u64, name: &str) {
        self.line(conn, &format!(r#"{{"type":"login","username":"{name}","password":"secret"}}"#));
    }

    pub(crate) fn gone(&mut self, conn: u64) {
        let mut out = Effects::default();
        self.core.disconnect(
            self.now,
            SessionId(conn),
            LinkEnd { is_clean: false, parting: Parting::Lost, reason: "reset" },
            &mut out,
        );
        self.carry_out(out);
    }

    pub(crate) fn carry_out(&mut self, effects: Effects) {
        for effect in effects.list {
            match effect {
                Effect::Send(to, reply) => self.send(to, &reply),
                Effect::FanOut(range, reply) => {
                    for to in &effects.recipients[range] {
                        self.send(*to, &reply);
                    }
                }
                Effect::Store(request) => self.asked.push(request),
                Effect::AskSchool(question) => self.questions.push(*question),
                Effect::Password(job) => match &mut self.hashing {
                    Some(waiting) => waiting.push(job),
                    None => self.hash(job),
                },
                _ => {}
            }
        }
        self.core.check_invariants();
    }

    fn hash(&mut self, job: PasswordJob) {
        let (ticket, outcome) = match job {
            PasswordJob::Verify { ticket, password, .. } if &*password.0 == "wrong" => (ticket, PasswordOutcome::Wrong),
            PasswordJob::Verify { ticket, .. } => (ticket, PasswordOutcome::Right { rehashed: None }),
            PasswordJob::Hash { ticket, .. } => (ticket, PasswordOutcome::Hashed(Some("hash".into()))),
        };
        let mut out = Effects::default();
        self.core.handle_password(self.now, ticket, outcome, &mut out);
        self.carry_out(out);
    }

    fn send(&mut self, to: SessionId, reply: &classcord_server::chat::reply::Reply) {
        let mut line = String::new();
        wire::encode(reply, &mut line);
        self.lines.entry(to.0).or_default().push(serde_json::from_str(&line).unwrap());
    }

    pub(crate) fn report(&mut self, report: StoreReport) {
        let mut out = Effects::default();
        self.core.handle_report(self.now, report, &mut out);
        self.carry_out(out);
    }

    /// Everything that was asked of the disk is on it.
    pub(crate) fn commit(&mut self) {
        if let Some(last) = self.asked.last() {
            let through = last.seq;
            self.report(StoreReport::Committed { through, ids_below: MessageId(1000) });
        }
    }

    /// Lets so much time pass, and what is due happen.
    pub(crate) fn pass(&mut self, time: Duration) {
        let end = self.now.mono + time;
        while let Some(at) = self.core.next_timeout().filter(|at| *at <= end) {
            self.now.mono = at;
            let mut out = Effects::default();
            self.core.handle_timeout(self.now, &mut out);
            self.carry_out(out);
        }
        self.now.mono = end;
    }

    /// The lines that a client was sent since the last time.
    pub(crate) fn read(&mut self, conn: u64) -> Vec<Value> {
        self.lines.remove(&conn).unwrap_or_default()
    }

    /// The texts of what it was sent.
    pub(crate) fn texts(&mut self, conn: u64) -> Vec<String> {
        self.read(conn).iter().filter_map(|line| Some(line["content"].as_str()?.to_owned())).collect()
    }

    /// Messages that were kept for somebody.
    pub(crate) fn kept(&self) -> Vec<SharedMessage> {
        let kept = |request: &StoreRequest| match &request.action {
            StoreAction::AppendUndelivered(message) => Some(SharedMessage::clone(message)),
            _ => None,
        };
        self.asked.iter().filter_map(kept).collect()
    }

    /// Bob writes so many messages to zoe, who is away.
    fn write_to_zoe(&mut self, count: usize) -> Vec<Message> {
        let before = self.kept().len();
        for n in 0..count {
            let line = format!(r#"{{"type":"message","subtype":"private","to":"zoe","content":"kept {n}"}}"#);
            self.line(9, &line);
        }
        self.kept()[before..].iter().map(|message| (**message).clone()).collect()
    }

    fn loads(&self) -> usize {
        self.asked.iter().filter(|request| matches!(request.action, StoreAction::LoadUndelivered { .. })).count()
    }

    pub(crate) fn undelivered(&mut self, messages: Vec<Message>) {
        let recipient = Username::parse("zoe").unwrap();
        self.report(StoreReport::Undelivered { recipient, messages });
    }
}

const USERS: &str = r#"{"type":"users"}"#;
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn a_goodbye_of_somebody_who_was_nobody_is_told_to_nobody() {
    let mut room = Room::new();
    room.guest(1, "bob");
    room.connect(2);
    room.line(2, r#"{"type":"status","user":"eve","state":"offline"}"#);
    room.gone(2);
    assert_eq!(room.read(1), [Value::Null; 0]);
}

#[test]
fn who_is_struck_off_a_list_goes_in_silence() {
    let mut room = Room::new();
    room.guest(1, "bob");
    room.guest(2, "eve");
    room.line(2, r#"{"type":"status","state":"invisible"}"#);
    assert_eq!(room.read(1).last().unwrap()["state"], "invisible");
    room.line(1, USERS);
    assert_eq!(room.read(1)[0]["users"], serde_json::json!(["bob"]));
    room.line(2, r#"{"type":"status","state":"offline"}"#);
    room.gone(2);
    let told = room.read(1);
    assert!(told.iter().all(|line| line["type"] != "status"), "{told:?}");
}

#[test]
fn a_renamed_guest_is_welcomed_under_the_new_name_and_keeps_the_answer_to_a_command() {
    let mut room = Room::new();
    room.guest(1, "bob");
    room.connect(2);
    room.line(2, r#"{"type":"register","username":"bob","password":"secret"}"#);
    room.commit();
    room.line(1, USERS);
    room.pass(SECOND);
    let texts = room.texts(1);
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts[1].contains("Welcome bob (invité)"), "{texts:?}");

    room.guest(3, "eve");
    room.line(3, USERS);
    room.pass(SECOND);
    room.line(3, r#"{"type":"message","content":"/help"}"#);
    room.line(2, r#"{"type":"register","username":"eve","password":"secret"}"#);
    room.commit();
    room.pass(SECOND);
    let texts = room.texts(3);
    assert_eq!(texts.iter().filter(|text| text.starts_with('/')).count(), 24, "{texts:?}");
    assert_eq!(texts.iter().filter(|text| text.contains("Welcome")).count(), 1, "{texts:?}");
}

#[test]
fn a_second_login_in_the_middle_of_a_greeting_loses_no_stored_message() {
    let mut room = Room::new();
    room.guest(9, "bob");
    let kept = room.write_to_zoe(3);
    room.connect(1);
    room.login(1, "zoe");
    room.undelivered(kept);
    room.line(1, USERS);
    room.pass(Duration::from_millis(20));
    room.login(1, "zoe");
    room.line(1, USERS);
    room.pass(SECOND);
    let texts: Vec<String> = room.texts(1).into_iter().filter(|text| text.starts_with("kept")).collect();
    assert_eq!(texts, ["kept 0", "kept 1", "kept 2"]);
}

#[test]
fn stored_messages_pass_on_to_the_session_that_stays() {
    let mut room = Room::new();
    room.guest(9, "bob");
    let kept = room.write_to_zoe(1);
    room.connect(1);
    room.login(1, "zoe");
    room.undelivered(kept.clone());
    room.connect(2);
    room.login(2, "zoe");
    room.line(2, USERS);
    room.pass(Duration::from_millis(100));
    assert!(!room.texts(2).contains(&"kept 0".to_owned()), "the first session has it in hand");
    room.gone(1);
    assert_eq!(room.loads(), 2);
    room.undelivered(kept);
    room.pass(SECOND);
    assert!(room.texts(2).contains(&"kept 0".to_owned()));
}

#[test]
fn who_goes_while_stored_messages_are_read_gets_those_that_came_meanwhile() {
    let mut room = Room::new();
    room.guest(9, "bob");
    let mut kept = room.write_to_zoe(1);
    room.connect(1);
    room.login(1, "zoe");
    room.gone(1);
    let before = kept.clone();
    kept.extend(room.write_to_zoe(1));
    room.connect(2);
    room.login(2, "zoe");
    room.undelivered(before);
    assert_eq!(room.loads(), 2, "what was read is out of date");
    room.undelivered(kept);
    room.line(2, USERS);
    room.pass(SECOND);
    let stored = room.texts(2).into_iter().filter(|text| text.starts_with("kept")).count();
    assert_eq!(stored, 2);
}

impl Room {
    /// Bob writes to somebody who is away; says whether it is kept.
    fn is_kept(&mut self, to: &str, content: &str) -> bool {
        let before = self.kept().len();
        self.read(9);
        self.line(9, &format!(r#"{{"type":"message","subtype":"private","to":"{to}","content":"{content}"}}"#));
        let kept = self.kept().len() > before;
        let codes: Vec<Value> = self.read(9).iter().map(|line| line["code"].clone()).collect();
        assert!(kept || codes == ["mailbox_full"], "{codes:?}");
        kept
    }
}

#[test]
fn only_so_many_messages_wait_for_all_absent_people_together() {
    let mut room = Room::with(Settings { undelivered_max: 3, ..settings() });
    room.guest(9, "bob");
    let kept = room.write_to_zoe(2);
    assert!(room.is_kept("alice", "hello"));
    assert!(!room.is_kept("alice", "hello") && !room.is_kept("zoe", "hello"));
    room.commit();
    room.connect(1);
    room.login(1, "zoe");
    room.undelivered(kept);
    room.line(1, USERS);
    room.pass(SECOND);
    assert!(!room.is_kept("alice", "sent and not confirmed"));
    // Who closes in good order has read everything.
    let mut out = Effects::default();
    room.core.disconnect(
        room.now,
        SessionId(1),
        LinkEnd { is_clean: true, parting: Parting::Said, reason: "closed" },
        &mut out,
    );
    room.carry_out(out);
    assert!(room.is_kept("alice", "hello") && room.is_kept("alice", "hello"));
    assert!(!room.is_kept("alice", "hello"));
}

#[test]
fn what_waits_for_all_absent_people_together_may_be_so_large() {
    let limited = Settings { undelivered_bytes_max: 2500, ..settings() };
    let text = "é".repeat(500);
    let mut room = Room::with(limited.clone());
    room.guest(9, "bob");
    assert!(room.is_kept("zoe", &text) && room.is_kept("alice", &text));
    assert!(!room.is_kept("alice", &text));
    assert!(room.is_kept("alice", "short"));
    // What could not be kept gives its room back.
    let through = room.asked.last().unwrap().seq;
    room.report(StoreReport::Failed { through, reason: "no space left".into() });
    room.report(StoreReport::Recovered);
    let kept = room.kept().len();
    assert!(room.is_kept("zoe", &text) && room.is_kept("zoe", &text) && !room.is_kept("zoe", &text));
    // A restart forgets none of it.
    let mut mail = Mail::default();
    room.kept()[kept..].iter().for_each(|message| mail.add(Mail::of(message)));
    let zoe = Username::parse("zoe").unwrap();
    let account = |name: &str| Account::new(Username::parse(name).unwrap(), "hash".into(), Role::User, room.now.wall);
    let restored = Restored {
        accounts: vec![account("alice"), account("zoe")],
        undelivered: vec![(zoe, mail)],
        ids: 100..200,
        ..Restored::default()
    };
    room.core = Core::new(room.now, limited, restored);
    room.guest(9, "bob");
    assert!(!room.is_kept("alice", &text));
}

#[test]
fn a_refused_message_spends_no_id() {
    let mut room = Room::new();
    room.guest(9, "bob");
    room.write_to_zoe(1);
    let through = room.asked.last().unwrap().seq;
    room.report(StoreReport::Failed { through, reason: "no space left".into() });
    room.write_to_zoe(5);
    room.report(StoreReport::Recovered);
    let kept = room.write_to_zoe(1);
    assert_eq!(kept[0].id, Some(MessageId(2)));
}

#[test]
fn what_is_typed_in_a_private_message_stays_private() {
    let mut room = Room::new();
    for (conn, name) in [(1, "bob"), (2, "carol"), (3, "dan")] {
        room.guest(conn, name);
    }
    room.line(3, r##"{"type":"join","channel":"#dev"}"##);
    for conn in 1..=3 {
        room.read(conn);
    }
    room.line(1, r#"{"type":"message","subtype":"private","to":"carol","content":"/me est triste","mood":"low"}"#);
    room.line(1, r#"{"type":"message","subtype":"private","to":"carol","content":"//psst"}"#);
    room.line(1, r#"{"type":"message","subtype":"private","to":"zoe","content":"/me attend"}"#);
    let heard = room.read(2);
    let to_carol = ["* bob est triste", "/psst"];
    assert_eq!(heard.iter().map(|line| &line["content"]).collect::<Vec<_>>(), to_carol);
    assert!(heard.iter().all(|line| line["subtype"] == "private" && line["to"] == "carol"), "{heard:?}");
    assert_eq!(heard[0]["mood"], "low", "what the server does not know goes along");
    assert_eq!(room.kept().iter().map(|message| &*message.content).collect::<Vec<_>>(), ["* bob attend"]);
    assert_eq!(room.texts(3), [""; 0]);
    // The channel that is named counts, too.
    room.line(1, r##"{"type":"message","content":"/me passe","channel":"#dev"}"##);
    assert_eq!((room.texts(2), room.texts(3)), (Vec::new(), vec!["* bob passe".to_owned()]));
}

#[test]
fn a_page_of_a_channel_that_is_closed_meanwhile_is_not_shown() {
    let mut room = Room::new();
    room.connect(1);
    room.login(1, "alice");
    room.guest(2, "bob");
    room.line(2, r##"{"type":"join","channel":"#dev"}"##);
    room.line(2, r##"{"type":"history"}"##);
    let asked = room.asked.last().unwrap().seq;
    room.line(1, r##"{"type":"channel","channel":"#dev","mode":"disable"}"##);
    room.read(2);
    room.report(StoreReport::History { seq: asked, messages: Some(Vec::new()), more: false });
    let answer = room.read(2);
    assert_eq!((answer.len(), &answer[0]["code"]), (1, &"not_member".into()));
}

#[test]
fn no_guest_is_given_a_banned_name() {
    let mut room = Room::new();
    room.connect(1);
    room.login(1, "alice");
    room.guest(2, "zoe");
    room.line(1, r#"{"type":"ban","user":"zoe (invité)"}"#);
    room.guest(3, "zoe");
    room.line(3, USERS);
    assert_eq!(room.read(3)[0]["users"], serde_json::json!(["alice", "zoe (invité 2)"]));
}

// How many.

impl Room {
    /// The code with which a request is refused; `None` if it is not.
    fn refused(&mut self, conn: u64, json: &str) -> Option<String> {
        self.read(conn);
        self.line(conn, json);
        let refusal = self.read(conn).into_iter().find(|line| line["status"] == "error" || line["type"] == "error");
        refusal.map(|line| line["code"].as_str().unwrap().to_owned())
    }
}

#[test]
fn one_channel_takes_so_many_members_and_the_default_one_everybody() {
    let mut room = Room::with(Settings { channel_members_max: 2, ..settings() });
    for conn in 1..=4 {
        room.guest(conn, &format!("g{conn}"));
        room.line(conn, USERS);
        assert!(room.read(conn).iter().any(|line| line["type"] == "users"));
    }
    let join = r##"{"type":"join","channel":"#dev"}"##;
    assert_eq!([1, 2, 3].map(|conn| room.refused(conn, join)), [None, None, Some("channel_full".to_owned())]);
    room.line(3, r##"{"type":"message","to":"#dev","content":"?"}"##);
    let told = room.read(3);
    assert!(told.iter().any(|line| line["code"] == "channel_full" && line["subtype"] == "system"), "{told:?}");
    assert_eq!(room.refused(1, r#"{"type":"leave"}"#), None);
    assert_eq!(room.refused(3, join), None);
}

#[test]
fn there_may_be_so_many_sanctions_and_one_may_be_renewed() {
    let mut room = Room::with(Settings { sanctions_max: 2, ..settings() });
    room.connect(1);
    room.login(1, "alice");
    room.commit();
    for (conn, name) in [(2, "a"), (3, "b"), (4, "c")] {
        room.guest(conn, name);
    }
    let too_many = Some("too_many_sanctions".to_owned());
    for (request, refused) in [
        (r#"{"type":"mute","user":"a"}"#, None),
        (r#"{"type":"mute","user":"b"}"#, None),
        (r#"{"type":"mute","user":"c"}"#, too_many.clone()),
        (r#"{"type":"ban","address":"10.0.0.1"}"#, too_many),
        (r#"{"type":"mute","user":"a","minutes":1}"#, None),
        (r#"{"type":"unmute","user":"b"}"#, None),
        (r#"{"type":"mute","user":"c"}"#, None),
    ] {
        assert_eq!(room.refused(1, request), refused, "{request}");
    }
}

#[test]
fn only_so_many_people_vote_in_a_poll_and_for_a_question() {
    let mut room = Room::with(Settings { poll_voters_max: 2, ..settings() });
    room.connect(1);
    room.login(1, "alice");
    room.commit();
    for (conn, name) in [(2, "a"), (3, "b"), (4, "c")] {
        room.guest(conn, name);
    }
    let (vote, too_many) = (r#"{"type":"vote","choices":[1]}"#, Some("too_many_votes".to_owned()));
    assert_eq!(room.refused(1, r#"{"type":"poll","question":"?","answers":["x","y"]}"#), None);
    assert_eq!(room.refused(2, vote), None);
    assert_eq!(room.refused(3, vote), None);
    assert_eq!(room.refused(4, vote), too_many);
    assert_eq!(room.refused(3, r#"{"type":"vote","choices":[2]}"#), None, "a vote that is changed is no other");
    assert_eq!(room.refused(2, r#"{"type":"ask","content":"?"}"#), None);
    assert_eq!(room.refused(3, r#"{"type":"up","id":1}"#), None);
    assert_eq!(room.refused(4, r#"{"type":"up","id":1}"#), too_many);
}

#[test]
fn names_that_make_no_line_are_left_out_of_a_poll() {
    let mut room = Room::with(Settings { poll_voters_max: 100, ..settings() });
    room.connect(1);
    room.login(1, "alice");
    room.commit();
    room.line(1, r#"{"type":"poll","question":"?","answers":["x","y"],"anonymous":false}"#);
    let seen = |room: &mut Room| {
        room.read(1);
        room.line(1, r#"{"type":"polls"}"#);
        let polls = room.read(1).into_iter().find(|line| line["type"] == "polls").unwrap();
        polls["polls"][0].get("voted").is_some()
    };
    for n in 0..64 {
        room.guest(2 + n, &format!("{n:064}"));
        room.line(2 + n, r#"{"type":"vote","choices":[1]}"#);
    }
    assert!(seen(&mut room), "4 KiB are shown");
    room.guest(100, "z");
    room.line(100, r#"{"type":"vote","choices":[1]}"#);
    assert!(!seen(&mut room), "and not more");
}

#[test]
fn only_so_many_questions_are_open() {
    let mut room = Room::with(Settings { questions_max: 3, questions_per_person_max: 2, ..settings() });
    room.guest(1, "a");
    room.guest(2, "b");
    let (ask, too_many) = (r#"{"type":"ask","content":"?"}"#, Some("too_many_questions".to_owned()));
    for (conn, refused) in [(1, None), (1, None), (1, too_many.clone()), (2, None), (2, too_many)] {
        assert_eq!(room.refused(conn, ask), refused);
    }
    assert_eq!(room.refused(1, r#"{"type":"unask","id":1}"#), None);
    assert_eq!(room.refused(2, ask), None, "one is withdrawn");
}

// What becomes of a message.

impl Room {
    /// Asks something about a message, which is found as the disk has it; gives the code of a refusal.
    fn amend(&mut self, conn: u64, json: &str) -> Option<String> {
        self.read(conn);
        self.line(conn, json);
        let mut messages: BTreeMap<MessageId, Message> = BTreeMap::new();
        for request in &self.asked {
            match &request.action {
                StoreAction::Append(message) => drop(messages.insert(message.id.unwrap(), Message::clone(message))),
                StoreAction::ChangeMessage { id, change } => messages.get_mut(id).unwrap().change(change),
                _ => {}
            }
        }
        let last = self.asked.last().unwrap();
        let StoreAction::LoadMessage { id } = &last.action else { panic!("{last:?}") };
        let report = StoreReport::Message { seq: last.seq, message: messages.get(id).cloned() };
        self.report(report);
        self.commit();
        self.read(conn)
            .into_iter()
            .find(|line| line["type"] == "error")
            .map(|line| line["code"].as_str().unwrap().into())
    }
}

#[test]
fn a_message_takes_so_many_reactions_and_is_said_otherwise_for_so_long() {
    let mut room = Room::with(Settings { reactions_max: 2, ..settings() });
    for (conn, name) in [(1, "a"), (2, "b"), (3, "c")] {
        room.guest(conn, name);
        room.line(conn, r#"{"type":"hello"}"#);
    }
    room.line(1, r#"{"type":"message","content":"bonjuor"}"#);
    let (react, edit) = (r#"{"type":"react","id":1,"emoji":"👍"}"#, r#"{"type":"edit","id":1,"content":"bonjour"}"#);
    assert_eq!((room.amend(1, react), room.amend(2, react)), (None, None));
    assert_eq!(room.amend(3, react).as_deref(), Some("too_many_reactions"));
    assert_eq!((room.amend(2, react), room.amend(3, react)), (None, None), "one is taken back");
    room.now.wall.unix_us += 15 * 60_000_000;
    assert_eq!(room.amend(1, edit), None);
    room.now.wall.unix_us += 1;
    assert_eq!(room.amend(1, edit).as_deref(), Some("not_editable"));
    assert_eq!(room.amend(1, react), None, "but reacted to");
}

// Whom a mute is of.

impl Room {
    /// Alice mutes the guest bob, whose name is then registered from a host; gives whom she then finds muted.
    fn mute_bob_and_register_him(&mut self, host: u8) -> Vec<Value> {
        self.connect(1);
        self.login(1, "alice");
        self.guest(2, "bob");
        self.line(1, r#"{"type":"mute","user":"bob","minutes":5,"reason":"trop"}"#);
        self.pass(SECOND * 60);
        self.connect_from(3, host);
        self.line(3, r#"{"type":"register","username":"bob","password":"secret"}"#);
        self.commit();
        self.login(3, "bob");
        self.commit();
        self.read(1);
        self.line(1, r#"{"type":"bans"}"#);
        self.read(1)[0]["bans"].as_array().unwrap().iter().map(|ban| ban["user"].clone()).collect()
    }

    fn is_refused_as_muted(&mut self, conn: u64) -> bool {
        self.read(conn);
        self.line(conn, r#"{"type":"message","content":"hello"}"#);
        self.read(conn).iter().any(|line| line["code"] == "muted")
    }

    /// The disk's mutes, and those lifted.
    fn mutes_on_disk(&self) -> Vec<(String, bool)> {
        let mute = |request: &StoreRequest| match &request.action {
            StoreAction::SetSanction(mute) => Some((mute.target.to_string(), true)),
            StoreAction::LiftSanction { target, .. } => Some((target.to_string(), false)),
            _ => None,
        };
        self.asked.iter().filter_map(mute).collect()
    }
}

#[test]
fn the_mute_of_a_guest_goes_along_to_a_new_name_and_not_to_an_account_of_somebody_else() {
    let mut room = Room::new();
    assert_eq!(room.mute_bob_and_register_him(2), ["bob (invité)"]);
    assert!(room.is_refused_as_muted(2));
    assert!(!room.is_refused_as_muted(3));
    let (guest, account) = ("bob (invité)".to_owned(), "bob".to_owned());
    assert_eq!(room.mutes_on_disk(), [(account.clone(), true), (guest, true), (account, false)]);
    // It ends when it was to end.
    room.pass(SECOND * (4 * 60 - 1));
    assert!(room.is_refused_as_muted(2));
    room.pass(SECOND);
    assert!(!room.is_refused_as_muted(2));
}

#[test]
fn a_muted_guest_does_not_get_free_by_registering() {
    let mut room = Room::new();
    assert_eq!(room.mute_bob_and_register_him(1), ["bob", "bob (invité)"]);
    assert!(room.is_refused_as_muted(2));
    assert!(room.is_refused_as_muted(3));
    // Where only one fits, the guest has it.
    let mut room = Room::with(Settings { sanctions_max: 1, ..settings() });
    assert_eq!(room.mute_bob_and_register_him(1), ["bob (invité)"]);
}

#[test]
fn the_ban_of_a_range_is_renewed_where_no_other_fits() {
    let mut room = Room::with(Settings { sanctions_max: 1, ..settings() });
    room.core.connect_console(room.now, SessionId(900));
    room.line(900, r#"{"type":"ban","address":"192.0.2.0/24","minutes":1}"#);
    room.line(900, r#"{"type":"ban","address":"192.0.2.0/24","minutes":10}"#);
    room.line(900, r#"{"type":"ban","address":"198.51.100.0/24"}"#);
    assert_eq!(room.read(900).last().unwrap()["code"], "too_many_sanctions");
    room.pass(SECOND * 120);
    assert!(room.is_banned());
}

#[test]
fn a_channel_counts_people_that_can_be_seen_once_each() {
    let mut room = Room::new();
    for conn in [1, 2] {
        room.connect(conn);
        room.login(conn, "zoe");
    }
    room.guest(3, "eve");
    room.guest(4, "bob");
    for conn in 1..=3 {
        room.line(conn, r##"{"type":"join","channel":"#dev"}"##);
    }
    room.line(3, r#"{"type":"status","state":"invisible"}"#);
    room.read(1);
    room.line(1, r#"{"type":"channels"}"#);
    let channels = room.read(1)[0]["channels"].clone();
    let counts = channels.as_array().unwrap().iter().map(|c| (c["name"].clone(), c["members"].clone()));
    let expected = [("#dev".into(), Value::from(1)), ("#général".into(), Value::from(2))];
    assert_eq!(counts.collect::<Vec<_>>(), expected);
}

impl Room {
    /// Bob comes as a guest and says something, which goes to the disk.
    fn say_before(&mut self) -> Message {
        self.guest(9, "bob");
        self.line(9, r#"{"type":"message","content":"before"}"#);
        let said = self.asked.iter().find_map(|request| match &request.action {
            StoreAction::Append(message) => Some((**message).clone()),
            _ => None,
        });
        said.unwrap()
    }
}

#[test]
fn the_history_is_replayed_once_to_who_logs_in_twice() {
    let mut room = Room::with(Settings { replay_on_login: 5, ..settings() });
    let said = room.say_before();
    room.connect(1);
    room.login(1, "zoe");
    room.login(1, "zoe");
    let questions: Vec<_> = room
        .asked
        .iter()
        .filter(|request| matches!(request.action, StoreAction::LoadHistory(_)))
        .map(|request| request.seq)
        .collect();
    // One for bob and two for zoe.
    assert_eq!(questions.len(), 3);
    for seq in questions {
        room.report(StoreReport::History { seq, messages: Some(vec![said.clone()]), more: false });
    }
    room.line(1, USERS);
    room.pass(SECOND);
    let replayed = room.read(1).iter().filter(|line| line["history"] == true).count();
    assert_eq!(replayed, 1);
}

#[test]
fn a_page_to_replay_that_a_slow_disk_gives_late_is_replayed_all_the_same() {
    let mut room = Room::with(Settings { replay_on_login: 5, ..settings() });
    let said = room.say_before();
    room.connect(1);
    room.login(1, "zoe");
    room.line(1, USERS);
    // The welcome, and nothing more to say for a long while.
    room.pass(SECOND * 3);
    assert!(room.texts(1).iter().all(|text| text != "before"));
    let question =
        room.asked.iter().rfind(|request| matches!(request.action, StoreAction::LoadHistory(_))).unwrap().seq;
    room.report(StoreReport::History { seq: question, messages: Some(vec![said]), more: false });
    room.pass(SECOND);
    assert_eq!(room.texts(1), ["before"]);
}

// Saying who one is in time.

impl Room {
    fn set_identify_time(&mut self, time: Option<Duration>) {
        let mut out = Effects::default();
        self.core.set_settings(self.now, Settings { identify_time: time, ..settings() }, &mut out);
        self.carry_out(out);
    }

    /// Those of the connections that are told that their time is over.
    fn overdue(&mut self, conns: std::ops::RangeInclusive<u64>) -> Vec<u64> {
        conns.filter(|&conn| self.read(conn).iter().any(|line| line["code"] == "identify_timeout")).collect()
    }
}

#[test]
fn a_shorter_time_to_say_who_one_is_holds_for_those_who_are_here_and_those_who_come() {
    let mut room = Room::with(Settings { identify_time: Some(3600 * SECOND), ..settings() });
    room.connect(1);
    room.guest(2, "bob");
    room.pass(20 * SECOND);
    room.set_identify_time(Some(30 * SECOND));
    room.connect(3);
    room.pass(10 * SECOND);
    assert_eq!(room.overdue(1..=3), [1]);
    room.pass(20 * SECOND);
    assert_eq!(room.overdue(2..=3), [3]);
    assert_eq!(room.core.next_timeout(), None);
    // Without a limit nobody has one; with a new one it begins when it is set.
    room.connect(4);
    room.set_identify_time(None);
    room.connect(5);
    room.pass(3600 * SECOND);
    assert_eq!(room.overdue(2..=5), [0; 0]);
    room.set_identify_time(Some(SECOND));
    room.pass(SECOND);
    assert_eq!(room.overdue(2..=5), [4, 5]);
}

#[test]
fn who_waits_for_the_answer_to_a_password_is_not_out_of_time() {
    let mut room = Room::with(Settings { identify_time: Some(SECOND), ..settings() });
    room.connect(1);
    room.line(1, r#"{"type":"register","username":"eve","password":"secret"}"#);
    room.pass(5 * SECOND);
    room.commit();
    assert_eq!(room.read(1).iter().map(|line| line["status"].clone()).collect::<Vec<_>>(), ["ok"]);
    room.login(1, "eve");
    assert_eq!(room.read(1)[0]["status"], "ok");
    room.pass(5 * SECOND);
    assert_eq!(room.overdue(1..=1), [0; 0]);
}

#[test]
fn nothing_is_kept_of_those_who_have_said_who_they_are_or_are_gone() {
    let mut room = Room::with(Settings { identify_time: Some(3600 * SECOND), ..settings() });
    room.connect(1);
    assert!(room.core.next_timeout().is_some());
    room.gone(1);
    assert_eq!(room.core.next_timeout(), None);
    room.guest(2, "bob");
    room.pass(60 * SECOND);
    assert_eq!(room.core.next_timeout(), None);
}

// What waits for the disk.

impl Room {
    /// The answer to the last question about the history: there is none.
    fn no_history(&mut self) {
        let seq = self.asked.last().unwrap().seq;
        self.report(StoreReport::History { seq, messages: Some(Vec::new()), more: false });
    }
}

#[test]
fn a_question_that_is_answered_does_not_wait_for_the_next_commit() {
    let mut room = Room::with(Settings { store_queue_max: 4, ..settings() });
    room.guest(1, "bob");
    room.line(1, r#"{"type":"message","content":"one"}"#);
    for _ in 0..20 {
        room.line(1, r#"{"type":"history"}"#);
        assert_eq!(room.core.storage_backlog(), Some(2), "the message and the question");
        room.no_history();
        assert_eq!(room.read(1).last().unwrap()["type"], "history");
    }
    assert_eq!(room.core.storage_backlog(), Some(1));
    room.commit();
    assert_eq!(room.core.storage_backlog(), Some(0));
}

#[test]
fn sanctions_that_the_disk_has_no_room_for_are_in_force_all_the_same() {
    let mut room = Room::with(Settings { store_queue_max: 2, ..settings() });
    room.guest(100, "bob");
    for text in ["one", "two"] {
        room.line(100, &format!(r#"{{"type":"message","content":"{text}"}}"#));
    }
    room.gone(100);
    room.fail(1..6, |_| "zoe".to_owned());
    assert!(room.is_banned());
    room.pass(Duration::from_secs(120));
    assert!(!room.is_banned());
    assert_eq!(room.asked.len(), 2, "{:?}", room.asked);
}

#[test]
fn a_database_that_has_ended_leaves_nobody_waiting_and_is_asked_for_nothing_more() {
    let mut room = Room::new();
    for (conn, name) in [(1, "bob"), (2, "carol"), (3, "dan")] {
        room.guest(conn, name);
    }
    room.core.connect_console(room.now, SessionId(900));
    room.line(900, r#"{"type":"delete","id":1}"#);
    room.line(1, r#"{"type":"message","content":"one","ack":1}"#);
    room.line(2, r#"{"type":"history"}"#);
    room.connect(4);
    room.line(4, r#"{"type":"register","username":"eve","password":"secret"}"#);
    for conn in [1, 2, 3, 4, 900] {
        room.read(conn);
    }
    let mut out = Effects::default();
    room.core.handle_storage_end(room.now, &mut out);
    room.carry_out(out);
    let last = |room: &mut Room, conn| room.read(conn).last().unwrap().clone();
    let refused = last(&mut room, 1);
    assert_eq!((&refused["ack"], &refused["code"]), (&1.into(), &"storage_unavailable".into()));
    assert_eq!(last(&mut room, 2)["code"], "storage_unavailable");
    assert_eq!(last(&mut room, 4)["code"], "storage_unavailable");
    assert_eq!(last(&mut room, 900)["code"], "unknown_message");
    // The chat goes on, and says what is not kept.
    let asked = room.asked.len();
    room.line(1, r#"{"type":"message","content":"two"}"#);
    assert_eq!(room.texts(3), ["two"]);
    assert_eq!(last(&mut room, 1)["code"], "storage_unavailable");
    room.line(2, r#"{"type":"history"}"#);
    assert_eq!(last(&mut room, 2)["code"], "storage_unavailable");
    assert_eq!((room.asked.len(), room.core.storage_backlog()), (asked, None));
}

// Robots.

impl Room {
    /// Has a robot answer each line of the server that it gets, until it gets none; how many those were.
    fn answer_every_line(&mut self, conn: u64, answers: &[&str]) -> usize {
        let mut answered = 0;
        loop {
            let lines = self.read(conn);
            let from_server =
                lines.iter().filter(|line| line["subtype"] == "system" && line["from"] == "server").count();
            if from_server == 0 {
                return answered;
            }
            for _ in 0..from_server {
                answered += 1;
                assert!(answered < 1000, "it goes on for ever");
                answers.iter().for_each(|answer| self.line(conn, answer));
            }
        }
    }
}

const TO_THE_SERVER: &str = r#"{"type":"message","subtype":"private","to":"server","content":"thanks"}"#;
const TO_ALL: &str = r#"{"type":"message","content":"I was told something"}"#;

#[test]
fn a_robot_that_answers_every_line_of_the_server_is_left_alone_after_a_few() {
    for (answers, most) in [
        // Privately, to whom it came from, in any of the server's names.
        (&[TO_THE_SERVER][..], 5),
        (&[r#"{"type":"message","subtype":"private","to":"SERVEUR","content":"merci"}"#], 5),
        // Besides, it is heard.
        (&[TO_ALL, TO_THE_SERVER], 5),
        // With what is no command.
        (&[r#"{"type":"message","content":"/thanks"}"#], 13),
        // To somebody who is not there.
        (&[r#"{"type":"message","subtype":"private","to":"nobody","content":"hm"}"#], 13),
    ] {
        let mut room = Room::new();
        room.guest(1, "robot");
        room.guest(2, "bob");
        room.line(1, TO_THE_SERVER);
        let answered = room.answer_every_line(1, answers);
        assert!((1..=most).contains(&answered), "{answers:?}: {answered}");
    }
}

#[test]
fn a_muted_robot_and_one_that_is_too_fast_are_told_so_a_few_times() {
    let mut room = Room::with(Settings { messages: Rate { burst: 20, per_minute: 1 }, ..settings() });
    room.guest(1, "robot");
    room.connect(3);
    room.login(3, "alice");
    room.line(3, r#"{"type":"mute","user":"robot"}"#);
    assert!((5..=11).contains(&room.answer_every_line(1, &[TO_ALL])));
    // Two answers for each, so that the budget is spent, too.
    room.line(3, r#"{"type":"unmute","user":"robot"}"#);
    assert!(room.answer_every_line(1, &[TO_ALL, TO_ALL]) <= 40);
    (0..40).for_each(|_| room.line(1, TO_ALL));
    assert!(room.read(1).iter().filter(|line| line["code"] == "rate_limited").count() <= 10);
}

#[test]
fn a_robot_that_is_not_let_in_is_told_so_a_few_times_and_a_program_each_time() {
    let mut room = Room::with(Settings { guests: false, ..settings() });
    room.connect(1);
    room.line(1, TO_ALL);
    assert!((5..=11).contains(&room.answer_every_line(1, &[TO_ALL])));
    for token in 0..30 {
        room.line(1, &json!({"type": "message", "content": "and now?", "ack": token}).to_string());
        let lines = room.read(1);
        assert_eq!((lines.len(), &lines[0]["code"], &lines[0]["ack"]), (1, &json!("guests_refused"), &json!(token)));
    }
}

#[test]
fn who_is_refused_again_after_a_pause_is_told_so() {
    let mut room = Room::new();
    room.guest(1, "amy");
    room.connect(3);
    room.login(3, "alice");
    room.line(3, r#"{"type":"mute","user":"amy"}"#);
    room.pass(Duration::from_secs(10));
    let told = |room: &mut Room| {
        room.read(1);
        room.line(1, TO_ALL);
        room.read(1).iter().filter(|line| line["code"] == "muted").count()
    };
    assert_eq!((0..30).map(|_| told(&mut room)).sum::<usize>(), 10);
    room.pass(Duration::from_secs(59));
    assert_eq!(told(&mut room), 0, "who goes on without a pause is no person");
    room.pass(Duration::from_secs(60));
    assert_eq!(told(&mut room), 1);
}

#[test]
fn whom_somebody_wrote_to_is_not_told_to_the_next_on_the_same_connection() {
    let write = r#"{"type":"message","subtype":"private","to":"zoe","content":"hm"}"#;
    let told = |room: &mut Room| room.read(1).iter().filter(|line| line["code"] == "recipient_away").count();
    for (then, wanted) in [
        (&[][..], 1),
        (&[r#"{"type":"users"}"#], 1),
        (&[r#"{"type":"logout"}"#], 0),
        (&[r#"{"type":"logout"}"#, r#"{"type":"message","from":"bob","content":""}"#], 0),
    ] {
        let mut room = Room::new();
        room.guest(1, "amy");
        room.line(1, write);
        then.iter().for_each(|line| room.line(1, line));
        room.commit();
        assert_eq!(told(&mut room), wanted, "{then:?}");
    }
    let mut room = Room::new();
    room.guest(1, "amy");
    room.line(1, write);
    room.login(1, "alice");
    room.commit();
    assert_eq!(told(&mut room), 0);
    room.line(1, write);
    room.commit();
    assert_eq!(told(&mut room), 1);
}

#[test]
fn nobody_is_too_fast_to_log_out() {
    let mut room = Room::with(Settings { messages: Rate { burst: 5, per_minute: 1 }, ..settings() });
    room.guest(2, "bob");
    room.connect(1);
    room.login(1, "alice");
    (0..40).for_each(|_| room.line(1, TO_ALL));
    room.read(1);
    room.read(2);
    room.line(1, r#"{"type":"logout"}"#);
    assert_eq!(room.read(1), [json!({"type": "logout", "status": "ok"})]);
    assert_eq!(room.read(2), [json!({"type": "status", "user": "alice", "state": "offline"})]);
}

#[test]
fn a_goodbye_before_the_first_word_hides_nobody_who_speaks_after_it() {
    let mut room = Room::new();
    room.guest(2, "bob");
    room.connect(1);
    room.line(1, r#"{"type":"status","state":"away"}"#);
    room.line(1, r#"{"type":"status","state":"offline"}"#);
    room.line(1, r#"{"type":"message","from":"amy","content":"hello"}"#);
    let lines = room.read(2);
    assert_eq!((&lines[0]["user"], &lines[0]["state"]), (&json!("amy"), &json!("online")));
    assert_eq!(lines[1]["content"], "hello");
}

#[test]
fn people_are_told_each_time() {
    let mut room = Room::new();
    room.guest(1, "amy");
    room.guest(2, "bob");
    let told = |room: &mut Room, code: &str| room.read(1).iter().filter(|line| line["code"] == code).count();
    // Who is heard in between is told of every mistake.
    for _ in 0..30 {
        room.line(1, r#"{"type":"message","subtype":"private","to":"nobody","content":"hm"}"#);
        assert_eq!(told(&mut room, "unknown_recipient"), 1);
        room.line(1, TO_ALL);
        room.line(1, r#"{"type":"message","content":"/mistake"}"#);
        assert_eq!(told(&mut room, "unknown_command"), 1);
        room.line(1, r#"{"type":"message","content":"/users"}"#);
    }
    // A program that asks for an answer gets it each time, the server's names included.
    let asks = r#"{"type":"message","subtype":"private","to":"server","content":"hm","ack":1}"#;
    for _ in 0..30 {
        room.line(1, asks);
        assert_eq!(told(&mut room, "unknown_recipient"), 1);
    }
    room.line(1, r#"{"type":"hello"}"#);
    for _ in 0..30 {
        room.line(1, TO_THE_SERVER);
        assert_eq!(told(&mut room, "unknown_recipient"), 1);
    }
}

// Automatic bans.

impl Room {
    /// Logs in so often with a wrong password, each time from a new connection of the one address.
    fn fail(&mut self, conns: std::ops::Range<u64>, name: impl Fn(u64) -> String) {
        for conn in conns {
            self.connect(conn);
            self.line(conn, &format!(r#"{{"type":"login","username":"{}","password":"wrong"}}"#, name(conn)));
        }
    }

    fn is_banned(&self) -> bool {
        self.core.address_ban(IpAddr::from([192, 0, 2, 1])).is_some()
    }
}

#[test]
fn an_address_from_which_nobody_has_come_in_is_banned_for_a_while_and_then_for_longer() {
    let mut room = Room::new();
    room.fail(1..5, |_| "zoe".to_owned());
    assert!(!room.is_banned());
    room.fail(5..6, |_| "zoe".to_owned());
    assert!(room.is_banned());
    // The wrong password is answered first, and every connection that is nobody is told and closed.
    let codes: Vec<_> = room.read(5).iter().map(|line| line["code"].clone()).collect();
    assert_eq!(codes, ["login_failed", "banned"]);
    assert_eq!(room.read(1).last().unwrap()["code"], "banned");
    assert!(matches!(&room.asked.last().unwrap().action, StoreAction::SetSanction(ban) if &*ban.reason == "automatic"));
    room.pass(Duration::from_secs(120));
    assert!(!room.is_banned());
    room.fail(11..16, |_| "zoe".to_owned());
    room.pass(Duration::from_secs(239));
    assert!(room.is_banned(), "the second is twice as long");
    room.pass(Duration::from_secs(1));
    assert!(!room.is_banned());
}

#[test]
fn one_student_does_not_lock_out_a_class_behind_the_same_address() {
    let mut room = Room::new();
    room.guest(100, "eve");
    room.fail(1..100, |_| "zoe".to_owned());
    assert!(!room.is_banned(), "one name counts for so much only");
    room.fail(101..140, |n| format!("n{n}"));
    assert!(room.is_banned(), "that is far above what a class does");
    room.read(100);
    room.line(100, r#"{"type":"hello"}"#);
    assert_eq!(room.read(100)[0]["type"], "hello", "who is present stays");
}

#[test]
fn an_automatic_ban_is_lifted_by_hand_and_then_begins_anew() {
    let mut room = Room::new();
    room.core.connect_console(room.now, SessionId(900));
    room.fail(1..6, |_| "zoe".to_owned());
    room.line(900, r#"{"type":"bans"}"#);
    let ban = room.read(900)[0]["bans"][0].clone();
    assert_eq!(
        (&ban["address"], &ban["by"], &ban["reason"]),
        (&"192.0.2.1".into(), &"server".into(), &"automatic".into())
    );
    room.line(900, r#"{"type":"unban","address":"192.0.2.1"}"#);
    assert!(!room.is_banned());
    room.fail(11..16, |_| "zoe".to_owned());
    assert!(room.is_banned());
    room.pass(Duration::from_secs(120));
    assert!(!room.is_banned(), "as long as the first");
}

#[test]
fn exempt_addresses_are_never_banned_automatically() {
    let mut settings = settings();
    settings.lockout.exempt.push("192.0.2.0/24".parse().unwrap());
    let mut room = Room::with(settings);
    room.fail(1..100, |n| format!("n{n}"));
    assert!(!room.is_banned());
}

#[test]
fn accounts_from_before_the_rules_for_names_keep_theirs_and_nobody_else_gets_one_like_it() {
    let old = ["coco", "\u{441}\u{43e}\u{441}\u{43e}", "\u{420}rof\u{2800}", "a  b", "bob (admin)"];
    let mut room = Room::with_others(settings(), &old);
    for (conn, name) in (1..).zip(old) {
        room.connect(conn);
        room.login(conn, name);
    }
    room.guest(10, "ida");
    for (conn, name) in (1..).zip(old) {
        let line = json!({"type": "message", "subtype": "private", "to": name, "content": format!("pour {conn}")});
        room.line(10, &line.to_string());
        let got = std::mem::take(room.lines.entry(conn).or_default());
        let private: Vec<&Value> = got.iter().filter(|line| line["subtype"] == "private").collect();
        assert_eq!(private.len(), 1, "{name}: {got:?}");
        assert_eq!((&private[0]["to"], &private[0]["content"]), (&json!(name), &json!(format!("pour {conn}"))));
    }
    for (conn, name) in (20..).zip(["c0co", "Prof", "bob (admin)"]) {
        room.guest(conn, name);
        room.line(conn, r#"{"type":"users"}"#);
        let line = std::mem::take(room.lines.entry(conn).or_default())
            .into_iter()
            .find(|line| line["type"] == "users")
            .unwrap();
        let mine = line["users"].as_array().unwrap().iter().filter(|user| **user == *name).count();
        assert_eq!(mine, usize::from(name == "bob (admin)"), "{line}: only the account is called so");
    }
}

#[test]
fn a_line_for_sessions_that_typed_the_exact_name_is_made_once() {
    let mut room = Room::new();
    for (conn, name) in [(1, "zoe"), (2, "ZOE"), (3, "zoe")] {
        room.connect(conn);
        room.login(conn, name);
    }
    room.guest(4, "ida");
    let mut out = Effects::default();
    let line = wire::parse_line(br#"{"type":"message","subtype":"private","to":"Zoe","content":"psst"}"#).unwrap();
    room.core.handle_line(room.now, SessionId(4), line, false, &mut out);
    let many: Vec<usize> = out
        .list
        .iter()
        .filter_map(|effect| if let Effect::FanOut(to, _) = effect { Some(to.len()) } else { None })
        .collect();
    let alone = out.list.iter().filter(|effect| matches!(effect, Effect::Send(..))).count();
    assert_eq!((many, alone), (vec![2], 1));
}

impl Room {
    /// The name of the channel that the client is in after a `join`; the code of the refusal if there is none.
    fn joins(&mut self, conn: u64, channel: &str) -> String {
        self.read(conn);
        self.line(conn, &serde_json::json!({ "type": "join", "channel": channel }).to_string());
        let lines = self.read(conn);
        let answer = lines.last().unwrap();
        answer["channel"].as_str().or(answer["code"].as_str()).unwrap().to_owned()
    }

    /// Starts on a database in which something was set of these channels.
    fn with_records(settings: Settings, names: &[&str]) -> Self {
        let channels = names.iter().map(|name| ChannelRecord {
            name: ChannelName::parse(name).unwrap(),
            topic: (*name).into(),
            disabled: false,
            read_only: false,
            slow_s: 0,
            roll: None,
        });
        let mut room = Self::with(settings.clone());
        let restored = Restored { channels: channels.collect(), ids: 1..100, ..Restored::default() };
        room.core = Core::new(room.now, settings, restored);
        room.guest(1, "amy");
        room
    }
}

#[test]
fn a_channel_is_found_without_its_accents_and_its_hash() {
    let mut room = Room::new();
    room.guest(1, "amy");
    for typed in ["général", "#General", "GÉNÉRAL", "ge\u{301}neral", "＃ｇénéral", "global", "#Global", "", "#gènèral"]
    {
        assert_eq!(room.joins(1, typed), "#général", "{typed}");
    }
    assert_eq!(room.joins(1, "Été"), "#Été");
    assert_eq!(room.joins(1, "#ete"), "#Été");
    assert_eq!(room.joins(1, "#etes"), "#etes");
    assert_eq!(room.joins(1, "a b"), "bad_name");
}

/// An earlier version took them for two.
#[test]
fn channels_of_an_old_database_that_differ_by_an_accent_stay_two() {
    let mut room = Room::with_records(settings(), &["#general", "#été", "#ete", "#global"]);
    for name in ["#general", "#général", "#été", "#ete"] {
        assert_eq!(room.joins(1, name), name);
    }
    // By another spelling the one that the configuration names is meant, and `global` is always the default one.
    assert_eq!(room.joins(1, "gènéral"), "#général");
    assert_eq!(room.joins(1, "#global"), "#général");
}

#[test]
fn what_the_configuration_names_twice_but_for_an_accent_is_one_channel() {
    let names = |names: &[&str]| names.iter().map(|name| ChannelName::parse(name).unwrap()).collect();
    let mut room = Room::with_records(
        Settings {
            channels: names(&["general", "projet", "global"]),
            staff_channels: names(&["#Projét"]),
            ..settings()
        },
        &[],
    );
    assert_eq!(room.joins(1, "general"), "#général");
    assert_eq!(room.joins(1, "projet"), "channel_forbidden");
    assert_eq!(room.core.channel_count(), 2);
    // A staff channel's name with another accent does not lead around it.
    assert_eq!(room.joins(1, "#pröjet"), "channel_forbidden");
}

mod fails_closed {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::Room;

    /// Fields as a client might send them: absent, of any type, and any text, with those that mean something often.
    fn field(words: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
        prop_oneof![
            1 => Just(None),
            1 => prop::sample::select(vec![json!(null), json!(5), json!(true), json!([]), json!({"a": 1})]).prop_map(Some),
            6 => prop::sample::select(words).prop_map(|word| Some(json!(word))),
            2 => any::<String>().prop_map(|word| Some(json!(word))),
        ]
    }

    proptest! {
        /// Whoever is named alone is the only one to read it; and only `global` can say otherwise.
        #[test]
        fn what_names_somebody_never_reaches_a_third_person(
            subtype in field(&["private", "Private ", "privé", "dm", "emote", "system", "", "GLOBAL", "global"]),
            to in field(&["ben", "BEN", " Ben ", "ｂｅｎ", "zoe", "nobody", "#dev", "#a b", "global", "Global", ""]),
            channel in field(&["#général", "general", "dev", "global", "", "#a b"]),
            kind in prop::sample::select(vec!["message", "Message", "private", "private_message"]),
        ) {
            let mut room = Room::new();
            room.guest(1, "amy");
            room.guest(2, "ben");
            room.guest(3, "cam");
            for conn in [2, 3] {
                room.line(conn, r##"{"type":"message","channel":"#dev","content":"/topic"}"##);
                room.line(conn, r##"{"type":"join","channel":"#dev"}"##);
            }
            let mut request = json!({ "type": kind, "content": "secret" });
            for (key, value) in [("subtype", &subtype), ("to", &to), ("channel", &channel)] {
                if let Some(value) = value {
                    request[key] = value.clone();
                }
            }
            room.line(1, &request.to_string());
            let mut got = |conn| room.texts(conn).iter().filter(|text| *text == "secret").count();
            let (ben, cam) = (got(2), got(3));
            let word = subtype.as_ref().and_then(Value::as_str).unwrap_or_default().trim().to_lowercase();
            let says_global = word == "global" && kind.eq_ignore_ascii_case("message");
            let named = to.as_ref().and_then(Value::as_str).map(str::trim).unwrap_or_default();
            let names_nobody = to.as_ref().is_none_or(Value::is_null)
                || to.as_ref().is_some_and(Value::is_string)
                    && (named.is_empty() || named.to_lowercase() == "global" || named.starts_with(['#', '＃']));
            prop_assert!(ben <= 1 && cam <= 1);
            if cam > 0 {
                prop_assert!(says_global || names_nobody, "{request}");
                prop_assert!(kind.eq_ignore_ascii_case("message"), "{request}");
            }
            if !says_global && ["ben", "ｂｅｎ"].contains(&&*named.to_lowercase()) && subtype.as_ref().is_none_or(|s| s.is_string() || s.is_null()) {
                prop_assert_eq!((ben, cam), (1, 0), "{}", request);
            }
        }
    }
}

#[test]
fn a_silence_ends_by_the_clock_that_does_not_jump_and_a_robot_is_told_of_it_a_few_times() {
    let mut room = Room::new();
    room.connect(1);
    room.login(1, "alice");
    for (conn, name) in [(2, "bob"), (3, "carol")] {
        room.guest(conn, name);
        room.line(conn, USERS);
        room.pass(SECOND);
    }
    room.line(1, r#"{"type":"silence","state":"on","minutes":10}"#);
    room.read(2);
    // The board's clock is set: neither back nor forth frees anybody.
    for years in [-1, 2] {
        room.now.wall.unix_us += years * 31_556_952_000_000;
        room.pass(SECOND);
        room.line(2, r#"{"type":"message","content":"x"}"#);
        assert_eq!(room.read(2)[0]["code"], "silenced");
    }
    for _ in 0..20 {
        room.line(2, r#"{"type":"message","content":"x"}"#);
    }
    assert_eq!(room.read(2).len(), 8, "ten in all");
    room.pass(SECOND * 597);
    assert_eq!(room.texts(3).iter().filter(|text| text.contains("goes on")).count(), 0);
    room.pass(SECOND * 2);
    assert_eq!(room.texts(3).iter().filter(|text| text.contains("goes on")).count(), 1);
    room.line(2, r#"{"type":"message","content":"at last"}"#);
    assert!(room.texts(3).contains(&"at last".to_owned()));
    let lifted = room.asked.iter().filter(|request| matches!(request.action, StoreAction::LiftSilence { .. })).count();
    assert_eq!((lifted, room.core.next_timeout()), (1, None));
}

#[test]
fn a_page_that_was_asked_for_before_its_channel_was_cleared_shows_nothing_of_it() {
    let mut room = Room::new();
    let said = room.say_before();
    room.line(9, r#"{"type":"history"}"#);
    let seq = room.asked.last().unwrap().seq;
    room.connect(1);
    room.login(1, "alice");
    room.line(1, r##"{"type":"clear","channel":"#général"}"##);
    room.read(9);
    room.report(StoreReport::History { seq, messages: Some(vec![said]), more: false });
    assert_eq!(room.read(9), [json!({"type": "history", "channel": "#général", "messages": [], "more": false})]);
}

const CONSOLE: u64 = 900;

fn add(name: &str) -> AccountOrder {
    AccountOrder::Add {
        user: Username::parse(name).unwrap(),
        password: Password("secret".into()),
        role: Role::User,
        must_change: false,
    }
}

fn passwd(name: &str, disconnect: bool) -> AccountOrder {
    let user = Username::parse(name).unwrap();
    AccountOrder::SetPassword { user, password: Password("another".into()), disconnect, must_change: false }
}

fn remove(name: &str) -> AccountOrder {
    AccountOrder::Remove { user: Username::parse(name).unwrap() }
}

impl Room {
    /// With the operator's console.
    pub(crate) fn with_console(settings: Settings) -> Self {
        let mut room = Self::with(settings);
        room.core.connect_console(room.now, SessionId(CONSOLE));
        room
    }

    fn order_from(&mut self, conn: u64, order: AccountOrder) {
        let mut out = Effects::default();
        self.core.order_account(self.now, SessionId(conn), order, &mut out);
        self.carry_out(out);
    }

    pub(crate) fn order(&mut self, order: AccountOrder) {
        self.order_from(CONSOLE, order);
    }

    /// The code of the only answer that the console has got.
    fn refusal(&mut self) -> String {
        let answers = self.read(CONSOLE);
        assert_eq!(answers.len(), 1, "{answers:?}");
        answers[0]["code"].as_str().unwrap().to_owned()
    }

    /// The disk takes nothing of what it was asked for.
    fn disk_fails(&mut self) {
        let through = self.asked.last().unwrap().seq;
        self.report(StoreReport::Failed { through, reason: "no space left".into() });
    }

    fn has_logged_in(&mut self, conn: u64) -> bool {
        self.read(conn).iter().any(|line| line["type"] == "login" && line["status"] == "ok")
    }
}

#[test]
fn an_account_that_the_operator_makes_is_there_once_it_is_on_disk() {
    let mut room = Room::with_console(settings());
    room.guest(1, "bob");
    room.read(1);
    room.order(add("bob"));
    assert_eq!(room.read(CONSOLE), Vec::<Value>::new(), "nothing is promised before");
    room.connect(2);
    room.login(2, "bob");
    assert!(!room.has_logged_in(2));
    room.connect(3);
    room.line(3, r#"{"type":"register","username":"BOB","password":"secret"}"#);
    assert_eq!(room.read(3)[0]["code"], "name_taken", "the name is taken from the beginning");
    room.commit();
    assert_eq!(room.read(CONSOLE), [json!({"type": "user_add", "status": "ok", "user": "bob", "role": "user"})]);
    assert!(room.read(1).iter().any(|line| line["code"] == "guest_renamed"), "the guest gives the name up");
    room.login(2, "bob");
    assert!(room.has_logged_in(2));
}

#[test]
fn an_account_that_the_disk_does_not_take_leaves_its_name_free() {
    let mut room = Room::with_console(settings());
    room.order(add("bob"));
    room.disk_fails();
    assert_eq!(room.refusal(), "storage_unavailable");
    room.order(add("bob"));
    assert_eq!(room.refusal(), "storage_unavailable", "no password is hashed for nothing");
    room.report(StoreReport::Recovered);
    room.order(add("b0b"));
    room.commit();
    assert_eq!(room.read(CONSOLE)[0]["status"], "ok");
}

#[test]
fn what_the_operator_may_not_have_is_refused_like_a_registration() {
    let mut room = Room::with_console(Settings { accounts_max: 3, password_jobs_max: 1, ..settings() });
    let short = AccountOrder::Add {
        user: Username::parse("bob").unwrap(),
        password: Password("abc".into()),
        role: Role::User,
        must_change: false,
    };
    let long = AccountOrder::SetPassword {
        user: Username::parse("zoe").unwrap(),
        password: Password("x".repeat(101).into()),
        disconnect: false,
        must_change: false,
    };
    for (order, code) in [
        (add("ALICE"), "name_taken"),
        (add("a1ice"), "name_confusable"),
        (add("server"), "reserved_name"),
        (short, "password_too_short"),
        (long, "password_too_long"),
        (passwd("nobody", false), "unknown_user"),
        (remove("nobody"), "unknown_user"),
    ] {
        room.order(order.clone());
        assert_eq!(room.refusal(), code, "{order:?}");
    }
    room.hashing = Some(Vec::new());
    room.order(add("bob"));
    room.core.connect_console(room.now, SessionId(901));
    for order in [add("carol"), passwd("zoe", false)] {
        room.order_from(901, order.clone());
        let code = if matches!(order, AccountOrder::Add { .. }) { "too_many_accounts" } else { "server_busy" };
        assert_eq!(room.read(901)[0]["code"], code, "{order:?}");
    }
    let job = room.hashing.take().unwrap().remove(0);
    room.hash(job);
    room.commit();
    assert_eq!(room.read(CONSOLE)[0]["status"], "ok");
    assert_eq!(room.core.account_count(), 3);
}

#[test]
fn orders_about_accounts_are_no_pupils() {
    let mut room = Room::new();
    room.connect(1);
    room.login(1, "zoe");
    room.read(1);
    for order in [add("bob"), passwd("zoe", true), remove("zoe")] {
        room.order_from(1, order);
        assert_eq!(room.read(1)[0]["code"], "forbidden");
    }
    assert!(room.asked.iter().all(|request| !matches!(
        request.action,
        StoreAction::CreateAccount(_) | StoreAction::SetPassword { .. } | StoreAction::DeleteAccount { .. }
    )));
}

#[test]
fn another_password_lets_nobody_in_whose_old_one_was_being_checked() {
    let mut room = Room::with_console(settings());
    room.hashing = Some(Vec::new());
    room.order(passwd("ZOE", false));
    room.connect(1);
    room.login(1, "zoe");
    room.connect(2);
    room.login(2, "alice");
    for job in room.hashing.take().unwrap() {
        room.hash(job);
    }
    assert!(!room.has_logged_in(1), "the password that was checked is the old one");
    assert!(room.has_logged_in(2));
    assert_eq!(room.read(CONSOLE), Vec::<Value>::new());
    room.commit();
    assert_eq!(room.read(CONSOLE), [json!({"type": "user_passwd", "status": "ok", "user": "zoe"})]);
    room.login(1, "zoe");
    assert!(room.has_logged_in(1));
}

#[test]
fn the_sessions_of_a_changed_password_stay_or_go_as_the_operator_says() {
    let mut room = Room::with_console(settings());
    for conn in [1, 2] {
        room.connect(conn);
        room.login(conn, "zoe");
        room.read(conn);
    }
    room.order(passwd("zoe", false));
    room.commit();
    for conn in [1, 2] {
        assert_eq!(room.read(conn).iter().filter(|line| line["code"] == "password_changed").count(), 1, "{conn}");
    }
    assert_eq!(room.core.census().identified, 2);
    room.order(passwd("zoe", true));
    assert_eq!(room.core.census().sessions, 1, "the console is left");
    assert!(room.read(1).iter().any(|line| line["code"] == "password_changed"), "they are told why");
    room.disk_fails();
    let answers = room.read(CONSOLE);
    assert_eq!((answers.len(), &answers[1]["code"]), (2, &json!("storage_unavailable")), "it holds and is not kept");
}

#[test]
fn an_erased_person_leaves_nothing_in_the_core() {
    let mut room = Room::with_console(settings());
    room.guest(9, "bob");
    room.write_to_zoe(2);
    room.commit();
    room.connect(1);
    room.login(1, "zoe");
    room.line(CONSOLE, r#"{"type":"role","user":"zoe","role":"moderator"}"#);
    room.line(1, r#"{"type":"mute","user":"bob"}"#);
    room.line(CONSOLE, r#"{"type":"mute","user":"zoe"}"#);
    room.line(CONSOLE, r#"{"type":"ban","user":"zoe"}"#);
    room.commit();
    room.read(CONSOLE);
    let erase = |room: &mut Room, name: &str| {
        let (user, mut out) = (Username::parse(name).unwrap(), Effects::default());
        room.core.erase_person(room.now, SessionId(CONSOLE), &user, MessageFate::Remove, &mut out);
        room.carry_out(out);
    };
    erase(&mut room, "ZOE");
    room.line(CONSOLE, r#"{"type":"bans"}"#);
    let bans = room.read(CONSOLE).pop().unwrap();
    assert_eq!(bans["bans"].as_array().unwrap().len(), 1, "those against zoe are gone: {bans}");
    assert_eq!((&bans["bans"][0]["user"], &bans["bans"][0]["by"]), (&json!("bob"), &json!("compte effacé")));
    room.read(9);
    room.line(9, r#"{"type":"message","subtype":"private","to":"zoe","content":"x","ack":1}"#);
    assert_ne!(room.read(9)[0]["type"], "ack", "there is no account");
    // A guest goes too with the questions and votes, and may come again.
    room.line(CONSOLE, r#"{"type":"unmute","user":"bob"}"#);
    room.guest(8, "eve");
    room.line(9, r#"{"type":"ask","content":"why?"}"#);
    room.line(8, r#"{"type":"ask","content":"when?"}"#);
    room.line(9, r#"{"type":"up","id":2}"#);
    room.line(CONSOLE, r##"{"type":"poll","channel":"#général","question":"q","answers":["x","y"]}"##);
    room.line(9, r#"{"type":"vote","choices":[1]}"#);
    room.commit();
    room.read(CONSOLE);
    room.line(CONSOLE, r#"{"type":"questions"}"#);
    let before = room.read(CONSOLE).pop().unwrap();
    assert_eq!(before["questions"].as_array().unwrap().len(), 2, "{before}");
    room.read(9);
    erase(&mut room, "bob");
    room.line(CONSOLE, r#"{"type":"questions"}"#);
    let after = room.read(CONSOLE).pop().unwrap();
    let left: Vec<_> = after["questions"].as_array().unwrap().iter().map(|one| (&one["from"], &one["votes"])).collect();
    assert_eq!(left, [(&json!("eve"), &json!(1))], "{after}");
    assert!(room.read(9).iter().any(|line| line["code"] == "account_removed"));
    assert_eq!(room.core.census().people, 1, "eve is left");
    room.guest(10, "bob");
    // What waited for somebody and was erased makes room.
    let gone = ErasedMessages {
        changed: vec![(MessageId(1), ChannelName::parse("#général").unwrap())],
        undelivered: vec![(Username::parse("carol").unwrap(), Mail { messages: 1, bytes: 70 })],
    };
    room.read(10);
    let mut out = Effects::default();
    room.core.messages_erased(gone, &mut out);
    room.carry_out(out);
    assert_eq!(room.read(10), Vec::<Value>::new(), "an old client is told nothing raw");
    room.core.check_invariants();
    // What is on disk goes by the name, and so nobody takes it before the console has gone.
    let register = r#"{"type":"register","username":"Zoe","password":"secret"}"#;
    room.connect(11);
    room.line(11, register);
    assert_eq!(room.read(11)[0]["code"], "name_confusable");
    let names = |room: &mut Room| {
        room.read(10);
        room.line(10, r#"{"type":"users"}"#);
        room.read(10).into_iter().find(|line| line["type"] == "users").unwrap()["users"].take()
    };
    assert_eq!(names(&mut room), json!(["bob (invité)", "eve"]));
    room.gone(CONSOLE);
    room.line(11, register);
    room.commit();
    assert_eq!(room.read(11)[0]["type"], "register");
    room.guest(12, "bob");
    assert_eq!(names(&mut room), json!(["bob", "bob (invité)", "eve"]));
}

#[test]
fn a_removed_account_takes_its_sessions_and_its_mail_along() {
    let mut room = Room::with_console(settings());
    room.guest(9, "bob");
    room.write_to_zoe(2);
    room.commit();
    room.connect(1);
    room.login(1, "zoe");
    room.read(1);
    room.hashing = Some(Vec::new());
    room.connect(2);
    room.login(2, "zoe");
    room.order(remove("zoe"));
    for job in room.hashing.take().unwrap() {
        room.hash(job);
    }
    assert!(!room.has_logged_in(2));
    assert!(room.read(1).iter().any(|line| line["code"] == "account_removed"));
    assert_eq!(room.read(CONSOLE), Vec::<Value>::new());
    room.commit();
    assert_eq!(room.read(CONSOLE), [json!({"type": "user_del", "status": "ok", "user": "zoe"})]);
    room.read(9);
    room.line(9, r#"{"type":"message","subtype":"private","to":"zoe","content":"x","ack":1}"#);
    assert_eq!(room.read(9)[0]["code"], "unknown_recipient");

    // The name is free, and what was written to the one before is nobody's.
    room.line(2, r#"{"type":"register","username":"Zoe","password":"secret"}"#);
    room.commit();
    let loads = room.loads();
    room.login(2, "zoe");
    assert!(room.has_logged_in(2));
    assert_eq!(room.loads(), loads);
}

impl Room {
    /// Finishes the job that was handed to the worker that long ago.
    fn finish(&mut self, at: usize, outcome: PasswordOutcome) {
        let job = self.hashing.as_mut().unwrap().remove(at);
        let (PasswordJob::Verify { ticket, .. } | PasswordJob::Hash { ticket, .. }) = job;
        let mut out = Effects::default();
        self.core.handle_password(self.now, ticket, outcome, &mut out);
        self.carry_out(out);
    }

    /// With zoe, who has asked for another password, and a worker that waits.
    fn with_zoe_changing_her_password() -> Self {
        let mut room = Self::with_console(settings());
        room.connect(1);
        room.login(1, "zoe");
        room.read(1);
        room.hashing = Some(Vec::new());
        room.line(1, r#"{"type":"password","old":"secret","new":"zoes own"}"#);
        room
    }

    /// The hashes that the disk was to keep for zoe.
    fn kept_hashes(&self) -> Vec<String> {
        let kept = |request: &StoreRequest| match &request.action {
            StoreAction::SetPassword { phc, .. } => Some(phc.to_string()),
            _ => None,
        };
        self.asked.iter().filter_map(kept).collect()
    }
}

fn hashed(phc: &str) -> PasswordOutcome {
    PasswordOutcome::Hashed(Some(phc.into()))
}

#[test]
fn ones_own_password_is_answered_once_it_is_on_disk() {
    let mut room = Room::with_zoe_changing_her_password();
    room.finish(0, PasswordOutcome::Right { rehashed: None });
    room.finish(0, hashed("of zoe"));
    assert_eq!(
        (room.kept_hashes(), room.read(1)),
        (vec!["of zoe".to_owned()], Vec::new()),
        "nothing is promised before"
    );
    room.commit();
    assert_eq!(room.read(1), [json!({"type": "password", "status": "ok", "user": "zoe"})]);
}

#[test]
fn a_password_from_somebody_in_charge_stands_over_one_that_is_on_its_way() {
    for is_compared in [false, true] {
        let mut room = Room::with_zoe_changing_her_password();
        if is_compared {
            room.finish(0, PasswordOutcome::Right { rehashed: None });
        }
        room.order(passwd("zoe", false));
        room.finish(1, hashed("of the operator"));
        room.finish(0, if is_compared { hashed("of zoe") } else { PasswordOutcome::Right { rehashed: None } });
        assert_eq!(room.kept_hashes(), ["of the operator"], "{is_compared}");
        assert!(room.read(1).iter().any(|line| line["code"] == "login_failed"), "{is_compared}");
        // The session goes on.
        room.line(1, USERS);
        assert_eq!(room.read(1)[0]["type"], "users", "{is_compared}");
    }
}

#[test]
fn whoever_has_gone_changes_no_password() {
    for is_compared in [false, true] {
        let mut room = Room::with_zoe_changing_her_password();
        if is_compared {
            room.finish(0, PasswordOutcome::Right { rehashed: None });
        }
        room.gone(1);
        room.finish(0, if is_compared { hashed("of zoe") } else { PasswordOutcome::Wrong });
        assert_eq!(room.kept_hashes(), Vec::<String>::new(), "{is_compared}");
    }
    let mut room = Room::with_zoe_changing_her_password();
    room.order(remove("zoe"));
    room.finish(0, PasswordOutcome::Right { rehashed: None });
    assert_eq!(room.kept_hashes(), Vec::<String>::new());
}
