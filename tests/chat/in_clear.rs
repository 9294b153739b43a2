//! Moderators and admins who would come in from a page that the class can read along with.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::net::IpAddr;

use classcord_server::chat::effect::SessionId;
use classcord_server::chat::link::{Link, LinkKind};
use classcord_server::chat::settings::Settings;
use classcord_server::chat::token::Secret;
use serde_json::Value;

use crate::rules::{Room, settings};

const PAGE: Link = Link { kind: LinkKind::Browser, is_private: false };
const ENCRYPTED_PAGE: Link = Link { kind: LinkKind::Browser, is_private: true };

impl Room {
    fn connect_by(&mut self, conn: u64, link: Link) {
        self.core.connect(self.now, SessionId(conn), IpAddr::from([192, 0, 2, 1]), link);
    }

    /// What a login is answered: `ok`, or the code of the refusal.
    fn told(&mut self, conn: u64, line: &str) -> String {
        self.lines.remove(&conn);
        self.line(conn, line);
        let lines = &self.lines[&conn];
        let answer = lines.iter().find(|line| line["type"] != "status" && line["type"] != "message").unwrap();
        answer.get("code").or(answer.get("status")).and_then(Value::as_str).unwrap().to_owned()
    }

    fn try_password(&mut self, conn: u64, name: &str, password: &str) -> String {
        self.told(conn, &format!(r#"{{"type":"login","username":"{name}","password":"{password}"}}"#))
    }
}

#[test]
fn staff_come_in_from_a_page_by_an_encrypted_way_only() {
    let mut room = Room::with(settings());
    room.connect_by(1, PAGE);
    // The password is not even compared, and however often that happens it bans nobody.
    for password in ["secret", "wrong"].repeat(10) {
        assert_eq!(room.try_password(1, "alice", password), "staff_needs_tls");
        assert_eq!(room.try_password(1, "ALICE", password), "staff_needs_tls");
    }
    assert_eq!(room.try_password(1, "zoe", "secret"), "ok", "a pupil");
    room.connect_by(2, ENCRYPTED_PAGE);
    assert_eq!(room.try_password(2, "alice", "wrong"), "login_failed");
    assert_eq!(room.try_password(2, "alice", "secret"), "ok", "an encrypted page");
    room.connect_by(3, Link::PLAIN_LINES);
    assert_eq!(room.try_password(3, "alice", "secret"), "ok", "a client that is a program");
    room.connect_by(4, PAGE);
    room.core.become_private(SessionId(4));
    assert_eq!(room.try_password(4, "alice", "secret"), "ok", "a page that has become an encrypted one");

    let mut room = Room::with(Settings { staff_without_tls: true, ..settings() });
    room.connect_by(1, PAGE);
    assert_eq!(room.try_password(1, "alice", "secret"), "ok", "where the operator allows it");
}

#[test]
fn no_token_of_staff_is_taken_on_such_a_page_and_no_password_changed() {
    let mut room = Room::with(settings());
    room.core.set_secret(Secret([7; 32]));
    let token_of = |room: &mut Room, conn, name: &str| {
        room.connect_by(conn, ENCRYPTED_PAGE);
        let line = format!(r#"{{"type":"login","username":"{name}","password":"secret","token":true}}"#);
        assert_eq!(room.told(conn, &line), "ok");
        let token = room.lines[&conn].iter().find_map(|line| line["token"].as_str()).unwrap();
        format!(r#"{{"type":"login","token":"{token}"}}"#)
    };
    let (alice, zoe) = (token_of(&mut room, 1, "alice"), token_of(&mut room, 2, "zoe"));
    room.connect_by(3, PAGE);
    assert_eq!(room.told(3, &alice), "staff_needs_tls");
    assert_eq!(room.told(3, &zoe), "ok");
    room.connect_by(4, ENCRYPTED_PAGE);
    assert_eq!(room.told(4, &alice), "ok");
    // Whoever becomes one of staff while there stays, and changes the password elsewhere.
    room.line(1, r#"{"type":"role","user":"zoe","role":"moderator"}"#);
    room.commit();
    let change = r#"{"type":"password","old":"secret","new":"a-longer-secret"}"#;
    assert_eq!(room.told(3, change), "staff_needs_tls");
    room.line(2, change);
    room.commit();
    assert!(room.lines[&2].iter().any(|line| line["type"] == "password" && line["status"] == "ok"));
}

#[test]
fn the_first_admin_is_made_over_an_encrypted_way_only() {
    let mut room = Room::with(settings());
    let request = r#"{"type":"first_admin","code":"x","username":"eve","password":"a-teachers-secret"}"#;
    for link in [PAGE, Link::PLAIN_LINES] {
        room.connect_by(1, link);
        room.line(1, r#"{"type":"hello"}"#);
        assert_eq!(room.told(1, request), "staff_needs_tls");
        room.gone(1);
    }
    room.connect_by(1, ENCRYPTED_PAGE);
    room.line(1, r#"{"type":"hello"}"#);
    assert_eq!(room.told(1, request), "forbidden", "there is an admin");
}
