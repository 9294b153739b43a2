//! Servers of a school and a broker, without sockets and with a time that the test says: who is there, who is told, and when a server
//! gives way.

use std::time::Duration;

use classcord_server::campus::{
    Campus, CampusOptions, Here, Notice, RATE, SERVERS_MAX, SILENCE, Standing, StopReason, Wish,
};
use classcord_server::chat::campus_event::{CampusAct, CampusInput, Event, Origin};
use classcord_server::chat::origin::{Epoch, ServerName};

use crate::support::broker::{Model, Out};

struct Member {
    campus: Campus,
    link: Option<u64>,
    notices: Vec<Notice>,
    people: u32,
    /// False while nothing reaches the broker, nor is refused.
    has_network: bool,
}

/// A school with its broker.
struct School {
    broker: Model,
    is_broker_up: bool,
    members: Vec<Member>,
    now: Duration,
}

fn options(name: &str, epoch: u64, run: u64) -> CampusOptions {
    let (school, name) = ("lycee".parse().unwrap(), name.parse().unwrap());
    CampusOptions { school, name, epoch: Epoch(epoch), password: None, run }
}

fn here(people: u32) -> Here {
    Here { people, ..Here::default() }
}

fn name(name: &str) -> ServerName {
    name.parse().unwrap()
}

impl School {
    fn new(names: &[&str]) -> Self {
        let mut school =
            Self { broker: Model::default(), is_broker_up: true, members: Vec::new(), now: Duration::ZERO };
        for (n, name) in names.iter().enumerate() {
            school.join(name, n as u64 + 1);
        }
        school
    }

    fn join(&mut self, name: &str, epoch: u64) -> usize {
        let campus = Campus::new(self.now, options(name, epoch, self.members.len() as u64));
        self.members.push(Member { campus, link: None, notices: Vec::new(), people: 10, has_network: true });
        self.settle();
        self.members.len() - 1
    }

    /// Lets everything happen that happens at once.
    fn settle(&mut self) {
        loop {
            let mut is_still = true;
            for n in 0..self.members.len() {
                let member = &mut self.members[n];
                if member.campus.next_timeout().is_some_and(|at| at <= self.now) {
                    member.campus.handle_timeout(self.now, here(member.people));
                    is_still = false;
                }
                while let Some(wish) = member.campus.take_wish() {
                    is_still = false;
                    match wish {
                        Wish::Open if !member.has_network => {}
                        Wish::Open if !self.is_broker_up => member.campus.closed(self.now, "connection refused"),
                        Wish::Open => {
                            member.link = Some(self.broker.connect());
                            member.campus.opened(self.now);
                        }
                        Wish::Close => {
                            let mut last = Vec::new();
                            member.campus.take_output(&mut last);
                            if let Some(link) = member.link.take() {
                                self.broker.receive(link, &last);
                                self.broker.lost(link);
                            }
                        }
                    }
                }
                let mut out = Vec::new();
                member.campus.take_output(&mut out);
                if let Some(link) = member.link.filter(|_| !out.is_empty() && member.has_network) {
                    self.broker.receive(link, &out);
                    is_still = false;
                }
                member.notices.extend(member.campus.take_notices());
            }
            for out in self.broker.take_outputs() {
                is_still = false;
                let (Out::Bytes(link, _) | Out::Close(link)) = out;
                let Some(member) = self.members.iter_mut().find(|member| member.link == Some(link)) else { continue };
                match out {
                    Out::Bytes(_, bytes) if member.has_network => {
                        member.campus.received(self.now, &bytes, here(member.people));
                    }
                    Out::Bytes(..) => {}
                    Out::Close(_) => {
                        member.link = None;
                        member.campus.closed(self.now, "it has closed the connection");
                    }
                }
            }
            if is_still {
                return;
            }
        }
    }

    /// Lets time pass.
    fn pass(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        loop {
            self.settle();
            let next = self.members.iter().filter_map(|member| member.campus.next_timeout()).min();
            match next.filter(|&next| next <= until) {
                Some(next) => self.now = next,
                None => break,
            }
        }
        self.now = until;
        self.settle();
    }

    fn standing(&self, of: &str, at: usize) -> Option<Standing> {
        let servers = self.members[at].campus.servers();
        servers.iter().find(|(known, _)| known.as_str() == of).map(|(_, known)| known.standing)
    }

    fn is_connected(&self, at: usize) -> bool {
        self.members[at].campus.standing().0 == "connected"
    }

    fn notices(&mut self, at: usize) -> Vec<Notice> {
        std::mem::take(&mut self.members[at].notices)
    }
}

#[test]
fn servers_see_each_other_and_are_told_once() {
    let mut school = School::new(&["salle101", "salle204", "cdi"]);
    for at in 0..3 {
        let came = school.notices(at).into_iter().filter(|notice| matches!(notice, Notice::Came(_, 10))).count();
        assert_eq!(came, 2, "server {at}");
    }
    school.members[1].people = 28;
    school.pass(600);
    for at in [0, 2] {
        assert_eq!(school.standing("salle204", at), Some(Standing::Present));
        assert_eq!(school.notices(at), [], "nothing has changed");
        let people =
            school.members[at].campus.servers().present().map(|(_, known)| known.announcement.people).sum::<u32>();
        assert_eq!(people, 38);
    }
}

#[test]
fn who_stops_says_so_and_who_dies_is_missed_by_the_broker() {
    let mut school = School::new(&["salle101", "salle204", "cdi"]);
    school.notices(0);
    let now = school.now;
    school.members[1].campus.leave(now);
    school.settle();
    assert_eq!(school.notices(0), [Notice::Left(name("salle204"), 10)]);
    let link = school.members[2].link.take().unwrap();
    school.broker.lost(link);
    school.members[2].has_network = false;
    school.settle();
    assert_eq!(school.notices(0), []);
    school.broker.fire_wills();
    school.settle();
    assert_eq!(school.notices(0), [Notice::Left(name("cdi"), 10)]);
}

#[test]
fn who_is_not_heard_for_three_minutes_is_gone_with_all_its_people() {
    let mut school = School::new(&["salle101", "salle204"]);
    school.notices(0);
    // The broker notices nothing, and is told nothing.
    school.members[1].has_network = false;
    school.pass(SILENCE.as_secs() - 1);
    assert_eq!(school.standing("salle204", 0), Some(Standing::Present));
    school.pass(1);
    assert_eq!(school.standing("salle204", 0), Some(Standing::Silent));
    assert_eq!(school.notices(0), [Notice::Silent(name("salle204"), 10)]);
    school.members[1].has_network = true;
    school.pass(120);
    assert_eq!(school.notices(0), [Notice::Came(name("salle204"), 10)]);
}

#[test]
fn what_the_broker_has_kept_is_a_hint_and_no_presence() {
    let mut school = School::new(&["salle101"]);
    let kept = br#"{"v":1,"epoch":"00000000000000aa","people":9}"#;
    school.broker.inject("cc/1/lycee/o/salle999/state", kept, true);
    school.pass(1);
    assert_eq!(school.standing("salle999", 0), Some(Standing::Present), "it was heard itself");
    let at = school.join("salle204", 7);
    assert_eq!(school.standing("salle999", at), Some(Standing::Hinted));
    school.pass(1000);
    assert_eq!(school.standing("salle999", at), Some(Standing::Hinted));
    assert!(!school.notices(at).contains(&Notice::Came(name("salle999"), 9)));
}

#[test]
fn a_server_that_lies_about_another_stops_it_right_after_a_start_and_never_again() {
    let lie = |school: &mut School, at: usize| {
        let origin = Origin { server: name("salle101"), epoch: Epoch(1) };
        let now = school.now;
        school.members[at].campus.act(now, CampusAct::Behind { origin, known: 999 });
        school.settle();
    };
    let mut school = School::new(&["salle101", "salle204", "cdi"]);
    // An honest one would say it at the first word that it hears, and this is believed: an older copy may be in place.
    lie(&mut school, 1);
    let stopped = StopReason::Behind { by: Some(name("salle204")), head: 0, known: 999 };
    assert_eq!(school.members[0].campus.stop_reason(), Some(&stopped));
    let now = school.now;
    school.members[0].campus.resume(now);
    school.settle();
    assert!(school.is_connected(0));
    lie(&mut school, 1);
    assert!(school.is_connected(0), "somebody knew better");
    // Nor is one believed that has heard it for minutes.
    school.pass(300);
    school.notices(0);
    lie(&mut school, 2);
    assert!(school.is_connected(0));
    assert_eq!(school.notices(0), [Notice::NotBelieved(name("cdi"))]);
    assert_eq!(school.members[0].campus.figures().not_believed, 2);
}

#[test]
fn a_broker_that_is_away_is_tried_again_and_said_to_be_away_once() {
    let mut school = School::new(&["salle101", "salle204"]);
    school.notices(0);
    school.is_broker_up = false;
    school.broker.forget();
    school.pass(3600);
    let notices = school.notices(0);
    let count = |is_meant: fn(&Notice) -> bool| notices.iter().filter(|notice| is_meant(notice)).count();
    assert_eq!(count(|notice| matches!(notice, Notice::Lost { .. })), 1);
    let tries = count(|notice| matches!(notice, Notice::StillLost { .. }));
    assert!((40..120).contains(&tries), "{tries} tries in an hour");
    assert_eq!(count(|notice| matches!(notice, Notice::Silent(..))), 0, "who hears nobody knows nothing of anybody");
    assert_eq!(school.standing("salle204", 0), Some(Standing::Silent));
    school.is_broker_up = true;
    school.pass(100);
    assert!(school.is_connected(0) && school.is_connected(1));
    assert_eq!(school.notices(0), [Notice::Connected, Notice::Came(name("salle204"), 10)]);
}

#[test]
fn who_comes_back_is_told_at_once_how_the_others_are() {
    let mut school = School::new(&["salle101", "salle204"]);
    // Long enough since everybody's last announcement that the next is not due soon.
    school.pass(5);
    let announced_by = |school: &mut School, at: usize, by: &str| {
        let inputs = school.members[at].campus.take_inputs();
        inputs
            .iter()
            .filter(|input| matches!(input, CampusInput::Announced { origin, .. } if origin.server.as_str() == by))
            .count()
    };
    announced_by(&mut school, 1, "salle101");
    let now = school.now;
    let link = school.members[1].link.take().unwrap();
    school.broker.lost(link);
    school.members[1].campus.closed(now, "cut");
    school.pass(5);
    assert!(school.is_connected(1));
    assert_eq!(announced_by(&mut school, 1, "salle101"), 1, "it would not know what it has missed");
    // Who is only reminded says nothing.
    school.pass(120);
    assert_eq!(announced_by(&mut school, 1, "salle101"), 2, "once a minute");
}

#[test]
fn who_comes_is_answered_and_all_are_told_however_much_is_on_its_way() {
    let mut school = School::new(&["salle101", "salle204"]);
    school.pass(5);
    // So much is said that there is room for nothing more on the way, nor for all of it in the queue.
    school.broker.holds_receipts = true;
    for seq in 1..=400 {
        school.members[0].campus.act(school.now, CampusAct::Publish(Event { seq, what: None }));
    }
    school.settle();
    school.members[1].campus.take_inputs();
    let cdi = school.join("cdi", 3);
    assert_eq!(school.standing("salle101", cdi), Some(Standing::Hinted), "that it was there the broker has kept");
    school.broker.release_receipts();
    school.settle();
    assert_eq!(school.standing("salle101", cdi), Some(Standing::Present));
    // Its minute comes while it is so again.
    school.broker.holds_receipts = true;
    for seq in 401..=500 {
        school.members[0].campus.act(school.now, CampusAct::Publish(Event { seq, what: None }));
    }
    school.pass(60);
    let heard_at = |school: &School| {
        let servers = school.members[cdi].campus.servers();
        servers.iter().find(|(known, _)| known.as_str() == "salle101").map(|(_, known)| known.heard_at)
    };
    let before = heard_at(&school);
    school.broker.release_receipts();
    school.settle();
    assert!(heard_at(&school) > before, "it is told with the first that there is room for");
}

#[test]
fn a_burst_is_announced_when_it_is_over() {
    let mut school = School::new(&["salle101", "salle204"]);
    school.pass(70);
    let known = |school: &School| {
        let servers = school.members[1].campus.servers();
        servers.iter().find(|(known, _)| known.as_str() == "salle101").map(|(_, known)| known.heard_at).unwrap()
    };
    let say = |school: &mut School, seqs: std::ops::RangeInclusive<u64>| {
        for seq in seqs {
            school.members[0].campus.act(school.now, CampusAct::Publish(Event { seq, what: None }));
        }
        school.settle();
    };
    let before = known(&school);
    say(&mut school, 1..=99);
    school.pass(10);
    assert_eq!(known(&school), before, "a class that chats announces no more than another");
    say(&mut school, 100..=250);
    school.pass(5);
    let burst = known(&school);
    assert!(burst > before, "a broker may have dropped the end of so many");
    // Those that were said meanwhile are announced as soon; then it is once a minute again.
    say(&mut school, 251..=300);
    school.pass(5);
    let rest = known(&school);
    assert!(rest > burst);
    school.pass(30);
    assert_eq!(known(&school), rest);
}

#[test]
fn a_broker_that_does_not_answer_is_left() {
    let mut school = School::new(&["salle101"]);
    school.broker.ignores_pings = true;
    school.notices(0);
    school.pass(31);
    assert!(matches!(&school.notices(0)[..], [Notice::Lost { why, .. }] if why.contains("does not answer")));
    school.broker.is_mute = true;
    school.pass(60);
    assert!(!school.is_connected(0));
    let mut refusing = School::new(&[]);
    refusing.broker.refuses_with = 0x87;
    refusing.join("salle101", 1);
    assert!(matches!(&refusing.notices(0)[..], [Notice::Lost { why, .. }] if why.contains("not authorized")));
}

#[test]
fn a_broker_that_is_not_read_is_not_blamed_for_its_silence() {
    let mut school = School::new(&["salle101"]);
    school.broker.ignores_pings = true;
    school.notices(0);
    for _ in 0..60 {
        let now = school.now;
        school.members[0].campus.rest(now);
        school.pass(1);
    }
    assert!(school.is_connected(0), "nobody has looked whether it has answered");
    school.pass(11);
    assert!(matches!(&school.notices(0)[..], [Notice::Lost { why, .. }, ..] if why.contains("does not answer")));
}

#[test]
fn a_server_without_the_right_to_speak_says_so_and_stops() {
    let mut school = School::new(&[]);
    school.broker.lets_nobody_write = true;
    school.join("salle101", 1);
    school.pass(600);
    assert!(matches!(school.members[0].campus.stop_reason(), Some(StopReason::Refused(_))));
    assert!(matches!(&school.notices(0)[..], [Notice::Connected, Notice::Stopped(_)]));
    // Somebody has mended it, and says so.
    school.broker.lets_nobody_write = false;
    let now = school.now;
    school.members[0].campus.resume(now);
    school.pass(10);
    assert!(school.is_connected(0));
}

#[test]
fn a_copied_card_gives_way() {
    let mut school = School::new(&["salle101"]);
    // Both have the name, the certificate and the life of the database.
    school.join("salle101", 1);
    school.pass(120);
    let stopped = |school: &School, at: usize| school.members[at].campus.stop_reason().cloned();
    let reasons = [stopped(&school, 0), stopped(&school, 1)];
    assert!(reasons.contains(&Some(StopReason::TakenOver)), "{reasons:?}");
    let running = reasons.iter().filter(|reason| reason.is_none()).count();
    assert!(running <= 1, "both go on");
    // Who was stopped tries again when somebody says so.
    let at = reasons.iter().position(Option::is_some).unwrap();
    let now = school.now;
    school.members[at].campus.resume(now);
    school.settle();
    assert!(school.is_connected(at));
}

#[test]
fn another_life_of_a_database_under_the_same_name_is_seen() {
    let mut school = School::new(&["salle101"]);
    let other = br#"{"v":1,"epoch":"00000000000000ff","people":9}"#;
    school.broker.inject("cc/1/lycee/o/salle101/state", other, true);
    school.settle();
    assert_eq!(school.members[0].campus.stop_reason(), Some(&StopReason::ForeignEpoch(Epoch(255))));
    assert!(matches!(&school.notices(0)[..], [Notice::Connected, Notice::Stopped(_)]));
}

#[test]
fn a_restored_backup_is_not_taken_for_another_server() {
    let mut school = School::new(&["salle101", "salle204"]);
    // It dies; what the broker has kept of it is of the database that a backup replaces.
    let link = school.members[0].link.take().unwrap();
    school.broker.lost(link);
    school.members.remove(0);
    let at = school.join("salle101", 77);
    school.pass(300);
    assert_eq!(school.members[at].campus.stop_reason(), None);
    assert!(school.is_connected(at));
    let (_, known) = school.members[0].campus.servers().present().next().unwrap();
    assert_eq!(known.announcement.epoch, Epoch(77));
    // Nor does its own last word frighten it when it comes again.
    school.broker.inject("cc/1/lycee/o/salle101/state", br#"{"v":1,"epoch":"000000000000004d","offline":true}"#, true);
    school.pass(60);
    assert_eq!(school.members[at].campus.stop_reason(), None);
}

#[test]
fn who_floods_is_passed_over_and_who_comes_with_thousands_of_names_too() {
    let mut school = School::new(&["salle101"]);
    for n in 0..1000 {
        let state = format!(r#"{{"v":1,"epoch":"00000000000000ff","people":{n}}}"#);
        school.broker.inject("cc/1/lycee/o/flood/state", state.as_bytes(), false);
    }
    school.settle();
    let figures = school.members[0].campus.figures();
    assert_eq!(figures.too_fast, 1000 - u64::from(RATE.burst));
    for n in 0..1000 {
        let topic = format!("cc/1/lycee/o/s{n}/state");
        school.broker.inject(&topic, br#"{"v":1,"epoch":"00000000000000ff"}"#, false);
        school.settle();
    }
    let servers = school.members[0].campus.servers();
    assert_eq!(servers.iter().count(), SERVERS_MAX);
    assert!(school.members[0].campus.figures().too_many > 700);
    // Those that went make room.
    school.pass(SILENCE.as_secs() + 1);
    school.broker.inject("cc/1/lycee/o/late/state", br#"{"v":1,"epoch":"00000000000000ff"}"#, false);
    school.settle();
    assert_eq!(school.standing("late", 0), Some(Standing::Present));
}

#[test]
fn what_is_no_announcement_is_counted_and_changes_nothing() {
    let mut school = School::new(&["salle101"]);
    for (topic, payload) in [
        ("cc/1/lycee/o/x/state", &b"nonsense"[..]),
        ("cc/1/lycee/o/X/state", br#"{"v":1,"epoch":"00000000000000ff"}"#),
        ("cc/1/lycee/to/salle101/x", b""),
        ("cc/1/lycee/to/salle101/%", br#"{"v":1,"epoch":"00000000000000ff"}"#),
    ] {
        school.broker.inject(topic, payload, false);
    }
    school.settle();
    assert_eq!(school.members[0].campus.figures().malformed, 4);
    assert_eq!(school.members[0].campus.servers().iter().count(), 0);
    assert!(school.is_connected(0));
}
