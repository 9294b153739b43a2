//! Logins that the school's directory decides, and what may happen between the question and the answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::net::IpAddr;

use classcord_server::chat::account::Role;
use classcord_server::chat::account_order::AccountOrder;
use classcord_server::chat::effect::{Effects, SessionId};
use classcord_server::chat::link::{Link, LinkKind};
use classcord_server::chat::name::Username;
use classcord_server::chat::request::Password;
use classcord_server::chat::school::{SchoolAnswer, SchoolPerson};
use classcord_server::chat::settings::Settings;
use classcord_server::chat::store_protocol::{StoreAction, StoreReport};
use serde_json::{Value, json};

use crate::rules::{Room, settings};

fn room() -> Room {
    Room::with_console(Settings { school: true, school_questions_max: 2, ..settings() })
}

impl Room {
    /// A client asks to come in; the directory is asked.
    fn come(&mut self, conn: u64, name: &str) {
        self.connect(conn);
        self.line(conn, &format!(r#"{{"type":"login","username":"{name}","password":"secret"}}"#));
    }

    /// The directory answers the oldest question.
    fn answer(&mut self, answer: SchoolAnswer) {
        let question = self.questions.remove(0);
        let mut out = Effects::default();
        self.core.handle_school(self.now, question.ticket, answer, &mut out);
        self.carry_out(out);
    }

    /// The last answer that a client had, or its code.
    fn last(&self, conn: u64) -> &Value {
        self.lines[&conn].iter().rfind(|line| line["type"] != "status").unwrap()
    }

    fn accounts_made(&self) -> Vec<(String, Role, bool)> {
        let made = self.asked.iter().filter_map(|request| match &request.action {
            StoreAction::CreateAccount(account) => {
                Some((account.name.as_str().to_owned(), account.role, account.is_of_school()))
            }
            _ => None,
        });
        made.collect()
    }
}

fn name(text: &str) -> Username {
    Username::parse(text).unwrap()
}

fn yes(role: Option<Role>) -> SchoolAnswer {
    SchoolAnswer::Yes(SchoolPerson { role, ..SchoolPerson::default() })
}

fn in_as(name: &str) -> Value {
    json!({"type": "login", "status": "ok", "username": name})
}

#[test]
fn two_windows_that_come_at_once_are_one_account() {
    let mut room = room();
    room.come(1, "Bob");
    room.come(2, "bob");
    room.answer(yes(Some(Role::Moderator)));
    room.answer(yes(Some(Role::Moderator)));
    assert!(!room.lines.contains_key(&1), "nothing is promised before it is on disk");
    assert_eq!(room.accounts_made(), [("Bob".to_owned(), Role::Moderator, true)]);
    room.commit();
    for conn in [1, 2] {
        assert_eq!(room.lines[&conn][0], in_as("Bob"), "window {conn}");
    }
}

#[test]
fn the_directory_says_how_a_name_is_written_but_not_whose_it_is() {
    let mut room = room();
    let is = |written: &str| SchoolAnswer::Yes(SchoolPerson { name: Some(written.into()), ..SchoolPerson::default() });
    // Directories find people whatever the accents, and whatever blanks stand about.
    for (conn, written) in (1..).zip(["Durand", "Dùpont", "", "Du\u{ad}pont"]) {
        room.come(conn, "DUPONT");
        room.answer(is(written));
        assert_eq!(room.last(conn)["code"], "login_failed", "{written}");
    }
    room.come(9, "DUPONT");
    room.answer(is("Dupont"));
    room.commit();
    assert_eq!(room.lines[&9][0], in_as("Dupont"));
}

#[test]
fn a_disk_that_fails_makes_nobody_an_account() {
    let mut room = room();
    room.come(1, "bob");
    room.come(2, "bob");
    room.answer(yes(None));
    room.answer(yes(None));
    let through = room.asked.last().unwrap().seq;
    room.report(StoreReport::Failed { through, reason: "full".into() });
    for conn in [1, 2] {
        assert_eq!(room.last(conn)["code"], "storage_unavailable");
    }
    room.report(StoreReport::Recovered);
    room.line(1, r#"{"type":"login","username":"bob","password":"secret"}"#);
    room.answer(yes(None));
    room.commit();
    assert_eq!(*room.last(1), in_as("bob"));
}

#[test]
fn a_yes_counts_for_the_account_that_was_asked_about_alone() {
    let mut room = room();
    room.come(1, "bob");
    room.answer(yes(None));
    room.commit();
    // It is removed while the question is on its way.
    room.come(2, "bob");
    room.order(AccountOrder::Remove { user: name("bob") });
    room.answer(yes(None));
    assert_eq!(room.last(2)["code"], "login_failed");
    assert_eq!(room.accounts_made().len(), 1);
    // The operator makes one with a password meanwhile: that is the one that counts.
    room.come(3, "carol");
    room.come(4, "carol");
    let user = name("carol");
    let password = Password("tigre-42-nuage".into());
    room.order(AccountOrder::Add { user, password, role: Role::User, must_change: false });
    room.answer(yes(None));
    assert_eq!(room.last(3)["code"], "server_busy");
    room.commit();
    room.answer(yes(None));
    assert_eq!(room.last(4)["code"], "server_busy");
    room.line(4, r#"{"type":"login","username":"carol","password":"secret"}"#);
    assert!(room.questions.is_empty(), "it has a password here");
    assert_eq!(*room.last(4), in_as("carol"));
}

#[test]
fn who_has_hung_up_gets_no_account() {
    let mut room = room();
    room.come(1, "bob");
    room.gone(1);
    room.answer(yes(None));
    assert!(room.accounts_made().is_empty());
    // Or had one made, and is not in.
    room.come(2, "bob");
    room.answer(yes(None));
    room.gone(2);
    room.commit();
    room.connect(3);
    room.line(3, r#"{"type":"users"}"#);
    assert_eq!(room.last(3)["users"], json!([]));
}

#[test]
fn a_role_follows_the_directory_and_one_that_it_does_not_say_stays() {
    let mut room = room();
    room.come(1, "bob");
    room.answer(yes(Some(Role::Moderator)));
    room.commit();
    room.line(1, r#"{"type":"users"}"#);
    room.come(2, "bob");
    room.answer(yes(None));
    room.line(2, r#"{"type":"kick","user":"zoe"}"#);
    assert_eq!(room.last(2)["code"], "unknown_user", "a moderator may, if there is somebody");
    room.come(3, "bob");
    room.answer(yes(Some(Role::User)));
    assert_eq!(room.lines[&3][0], in_as("bob"), "the first line is the answer");
    assert_eq!(room.last(1)["code"], "role_changed");
    room.line(2, r#"{"type":"kick","user":"zoe"}"#);
    assert_eq!(room.last(2)["code"], "forbidden");
    let kept = room.asked.iter().any(
        |request| matches!(&request.action, StoreAction::SetRole { name, role: Role::User } if name.as_str() == "bob"),
    );
    assert!(kept);
}

#[test]
fn only_so_many_questions_are_on_their_way_and_passwords_of_accounts_here_are_none_of_them() {
    let mut room = room();
    room.come(1, "bob");
    room.come(2, "carol");
    room.come(3, "dan");
    assert_eq!(room.last(3)["code"], "server_busy");
    room.come(4, "alice");
    assert_eq!(*room.last(4), in_as("alice"));
    room.answer(SchoolAnswer::No);
    room.answer(SchoolAnswer::Unavailable);
    assert_eq!((&room.last(1)["code"], &room.last(2)["code"]), (&json!("login_failed"), &json!("auth_unavailable")));
}

#[test]
fn a_name_that_looks_like_that_of_another_account_is_not_let_in() {
    let mut room = room();
    room.come(1, "al1ce");
    room.answer(SchoolAnswer::No);
    assert_eq!(room.last(1)["code"], "login_failed", "who does not know the password learns nothing");
    room.come(2, "al1ce");
    room.answer(yes(None));
    assert_eq!(room.last(2)["code"], "name_confusable");
    assert!(room.accounts_made().is_empty());
}

#[test]
fn a_teacher_whom_the_directory_alone_knows_comes_in_by_no_open_page() {
    for role in [Role::Moderator, Role::Admin, Role::User] {
        let mut room = room();
        let page = Link { kind: LinkKind::Browser, is_private: false };
        room.core.connect(room.now, SessionId(1), IpAddr::from([192, 0, 2, 1]), page);
        room.line(1, r#"{"type":"login","username":"bob","password":"secret"}"#);
        room.answer(yes(Some(role)));
        let is_staff = role != Role::User;
        assert_eq!(room.accounts_made().len(), usize::from(!is_staff), "no account is made");
        if is_staff {
            assert_eq!(room.last(1)["code"], "staff_needs_tls");
            // By an encrypted page, and from then on before the directory is asked.
            room.core.become_private(SessionId(1));
            room.line(1, r#"{"type":"login","username":"bob","password":"secret"}"#);
            room.answer(yes(Some(role)));
        }
        room.commit();
        assert!(room.lines[&1].contains(&in_as("bob")), "{role:?}");
    }
}
