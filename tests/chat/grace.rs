//! The grace of a departure: whose page has lost the connection is not gone yet, until when, and what ends it at once.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::net::IpAddr;
use std::time::Duration;

use classcord_server::chat::account_order::AccountOrder;
use classcord_server::chat::effect::{Effects, SessionId};
use classcord_server::chat::link::{Link, LinkEnd, LinkKind, Parting};
use classcord_server::chat::name::Username;
use classcord_server::chat::settings::Settings;
use classcord_server::chat::store_protocol::StoreAction;
use classcord_server::chat::token::Secret;
use serde_json::{Value, json};

use crate::rules::{Room, settings};

const SECOND: Duration = Duration::from_secs(1);
const NOTHING: [Value; 0] = [];

/// Something that sends somebody away.
type Act<'a> = &'a dyn Fn(&mut Room);

fn room(settings: Settings) -> Room {
    let mut room = Room::with_console(settings);
    room.core.set_secret(Secret([7; 32]));
    room
}

impl Room {
    fn page(&mut self, conn: u64, host: u8) {
        let link = Link { kind: LinkKind::Browser, is_private: true };
        self.core.connect(self.now, SessionId(conn), IpAddr::from([192, 0, 2, host]), link);
        self.line(conn, r#"{"type":"hello"}"#);
    }

    /// A page whose person has this account, or is a guest of this name; gives the line by which it comes back.
    fn enter(&mut self, conn: u64, name: &str, is_guest: bool) -> String {
        self.page(conn, 1);
        if is_guest {
            self.line(conn, &format!(r#"{{"type":"message","from":"{name}","content":""}}"#));
            self.line(conn, r#"{"type":"token"}"#);
        } else {
            self.line(conn, &format!(r#"{{"type":"login","username":"{name}","password":"secret","token":true}}"#));
        }
        let token = self.lines[&conn].iter().find_map(|line| line["token"].as_str()).unwrap();
        format!(r#"{{"type":"login","token":"{token}"}}"#)
    }

    fn end(&mut self, conn: u64, parting: Parting) {
        let mut out = Effects::default();
        let end = LinkEnd { is_clean: false, parting, reason: "reset" };
        self.core.disconnect(self.now, SessionId(conn), end, &mut out);
        self.carry_out(out);
    }

    fn present(&mut self, conn: u64) -> Value {
        self.lines.remove(&conn);
        self.line(conn, r#"{"type":"users"}"#);
        self.read(conn)[0]["users"].clone()
    }

    /// The states of others that a client was told of.
    fn states(&mut self, conn: u64) -> Vec<(String, String)> {
        let lines = self.read(conn).into_iter().filter(|line| line["type"] == "status");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        lines.map(|line| (text(&line["user"]), text(&line["state"]))).collect()
    }
}

fn gone(name: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), "offline".to_owned())]
}

#[test]
fn who_is_back_within_the_grace_was_never_gone() {
    for is_guest in [false, true] {
        let mut room = room(Settings { announce_presence: true, ..settings() });
        room.guest(1, "bob");
        let name = if is_guest { "léo" } else { "zoe" };
        let back = room.enter(2, name, is_guest);
        room.line(2, r##"{"type":"join","channel":"#dev"}"##);
        room.line(2, r#"{"type":"status","state":"away"}"#);
        room.line(2, r#"{"type":"hand","state":"up"}"#);
        room.pass(SECOND * 5);
        room.lines.clear();
        room.end(2, Parting::Lost);
        assert_eq!(room.core.next_timeout(), Some(room.now.mono + SECOND * 60), "one timer");
        room.pass(SECOND * 59);
        assert_eq!(room.read(1), NOTHING, "{name}");
        assert_eq!(room.present(1), json!(["bob", name]), "still listed");
        room.line(1, r#"{"type":"channels"}"#);
        assert_eq!(room.read(1)[0]["channels"][0]["members"], 1, "and in the channel");
        room.page(3, 1);
        room.line(3, &back);
        room.line(3, r#"{"type":"channels"}"#);
        let channels = room.read(3).into_iter().find(|line| line["type"] == "channels").unwrap();
        assert!(channels["channels"].as_array().unwrap().iter().all(|channel| channel["joined"] == true));
        room.line(3, r#"{"type":"message","content":"me revoilà"}"#);
        assert_eq!(room.read(1), NOTHING, "it writes where it wrote, which is #dev");
        room.pass(SECOND * 300);
        assert_eq!(room.states(1), []);
        room.line(1, r#"{"type":"users"}"#);
        assert_eq!(room.read(1)[0]["states"], json!({ name: "away" }));
        // At the end of the next grace.
        room.end(3, Parting::Lost);
        room.pass(SECOND * 60);
        assert_eq!(room.states(1), gone(name));
        assert_eq!((room.present(1), room.core.next_timeout()), (json!(["bob"]), None));
        room.page(4, 1);
        room.line(4, &back);
        let answer = room.read(4).into_iter().find(|line| line["type"] != "hello").unwrap();
        let wanted = if is_guest { json!("bad_token") } else { Value::Null };
        assert_eq!(answer["code"], wanted, "a guest's token ends with the guest");
    }
}

#[test]
fn a_page_that_says_goodbye_is_gone_at_once_and_one_that_is_loaded_anew_has_some_seconds() {
    for (parting, seconds) in [(Parting::Said, 0), (Parting::PageLeft, 10), (Parting::Lost, 60)] {
        let mut room = room(settings());
        room.guest(1, "bob");
        room.enter(2, "zoe", false);
        room.lines.clear();
        room.end(2, parting);
        if seconds > 0 {
            room.pass(SECOND * seconds - Duration::from_millis(1));
            assert_eq!(room.states(1), []);
            room.pass(Duration::from_millis(1));
        }
        assert_eq!(room.states(1), gone("zoe"), "{parting:?}");
    }
}

#[test]
fn programs_and_guests_without_a_token_and_who_would_be_one_too_many_are_gone_at_once() {
    let mut room = room(Settings { lingerers_max: 3, ..settings() });
    room.guest(1, "bob");
    room.guest(2, "eve");
    room.line(2, r#"{"type":"token"}"#);
    room.page(3, 1);
    room.line(3, r#"{"type":"message","from":"max","content":""}"#);
    room.lines.clear();
    room.end(2, Parting::Lost);
    assert_eq!(room.states(1), gone("eve"), "a client that is a program");
    room.end(3, Parting::Lost);
    assert_eq!(room.states(1), gone("max"), "a guest who cannot come back");
    room.enter(4, "zoe", false);
    room.line(4, r#"{"type":"status","state":"offline"}"#);
    room.end(4, Parting::Lost);
    assert_eq!(room.core.census().lingering, 0, "who has said offline");
    for (conn, name) in [(5, "ines"), (6, "léo"), (7, "noé"), (8, "yan")] {
        room.enter(conn, name, true);
        room.lines.clear();
        room.end(conn, Parting::Lost);
    }
    assert_eq!(room.states(1), gone("yan"), "three others linger");
    assert_eq!(room.core.census().lingering, 3);

    let mut room = self::room(Settings { departure_grace: None, ..settings() });
    room.guest(1, "bob");
    room.enter(2, "zoe", false);
    room.lines.clear();
    room.end(2, Parting::Lost);
    assert_eq!(room.states(1), gone("zoe"), "where the operator wants no grace");
}

#[test]
fn what_is_written_in_private_to_who_lingers_is_kept_or_refused() {
    let mut room = room(settings());
    room.guest(1, "bob");
    let back = room.enter(2, "zoe", false);
    room.enter(3, "léo", true);
    room.end(2, Parting::Lost);
    room.end(3, Parting::Lost);
    room.lines.clear();
    let write = |room: &mut Room, to: &str| {
        room.line(1, &format!(r#"{{"type":"message","subtype":"private","to":"{to}","content":"psst","ack":1}}"#));
    };
    write(&mut room, "zoe");
    let kept: Vec<_> = room.kept().iter().map(|message| (**message).clone()).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(room.read(1), NOTHING, "nothing is promised before it is on disk");
    room.commit();
    let told = room.read(1);
    assert!(told.iter().any(|line| line["type"] == "ack") && told.iter().any(|line| line["code"] == "recipient_away"));
    write(&mut room, "léo");
    assert_eq!(room.read(1)[0]["code"], "unknown_recipient", "nobody would ever read it");
    room.page(4, 1);
    room.line(4, &back);
    room.undelivered(kept);
    room.line(4, r#"{"type":"users"}"#);
    room.pass(SECOND);
    assert!(room.texts(4).contains(&"psst".to_owned()));
}

#[test]
fn whoever_is_sent_away_does_not_linger() {
    let order = |user: &str| AccountOrder::Remove { user: Username::parse(user).unwrap() };
    let acts: [(&str, Act<'_>); 7] = [
        ("zoe", &|room: &mut Room| room.line(1, r#"{"type":"kick","user":"zoe"}"#)),
        ("zoe", &|room: &mut Room| room.line(1, r#"{"type":"ban","user":"zoe"}"#)),
        ("zoe", &|room: &mut Room| room.line(1, r#"{"type":"ban","address":"192.0.2.1"}"#)),
        ("zoe", &|room: &mut Room| room.line(1, r#"{"type":"disable","user":"zoe"}"#)),
        ("zoe", &|room: &mut Room| room.order(order("zoe"))),
        ("zoe", &|room: &mut Room| {
            room.line(1, r#"{"type":"passwd","user":"zoe","password":"another-secret","disconnect":true}"#);
        }),
        ("léo", &|room: &mut Room| {
            room.connect_from(9, 2);
            room.line(9, r#"{"type":"register","username":"léo","password":"secret"}"#);
            room.commit();
        }),
    ];
    for (n, (name, act)) in acts.into_iter().enumerate() {
        let mut room = room(settings());
        room.connect_from(1, 3);
        room.line(1, r#"{"type":"login","username":"alice","password":"secret"}"#);
        room.enter(2, "zoe", false);
        room.enter(3, "léo", true);
        room.end(2, Parting::Lost);
        room.end(3, Parting::Lost);
        room.lines.clear();
        act(&mut room);
        let states = room.states(1);
        assert!(states.contains(&gone(name)[0]), "act {n}: {states:?}");
        assert!(!room.present(1).as_array().unwrap().contains(&json!(name)), "act {n}");
    }
}

#[test]
fn attendance_ends_when_the_connection_was_lost_also_by_a_clock_that_was_set_since() {
    for (jump_us, stops) in [(0, false), (7_200_000_000, false), (0, true)] {
        let mut room = room(Settings { attendance: true, ..settings() });
        let back = room.enter(2, "zoe", false);
        room.pass(SECOND * 100);
        room.now.wall.unix_us += 100_000_000;
        room.end(2, Parting::Lost);
        room.pass(SECOND * 20);
        room.now.wall.unix_us += 20_000_000;
        room.page(3, 1);
        room.line(3, &back);
        let is_stay =
            |action: &StoreAction| matches!(action, StoreAction::StaysEnded { .. } | StoreAction::StayFrom { .. });
        assert!(!room.asked.iter().any(|request| is_stay(&request.action)), "the stay goes on");
        room.end(3, Parting::Lost);
        let lost = room.now.wall;
        room.now.wall.unix_us += jump_us;
        if stops {
            room.now.mono += SECOND * 30;
            room.now.wall.unix_us += 30_000_000;
            let mut out = Effects::default();
            room.core.stop(room.now, &mut out);
            room.carry_out(out);
        } else {
            room.now.wall.unix_us += 60_000_000;
            room.pass(SECOND * 60);
        }
        let ended = room.asked.iter().filter_map(|request| match &request.action {
            StoreAction::StaysEnded { numbers, at } => Some((numbers.len(), at.unix_us - jump_us)),
            _ => None,
        });
        assert_eq!(ended.collect::<Vec<_>>(), [(1, lost.unix_us)]);
    }
}
