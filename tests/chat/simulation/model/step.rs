//! What one event is to bring about, and the checking off.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use classcord_server::chat::attended::Lesson;
use classcord_server::chat::class_act::PrivateMessages;
use serde_json::Value;

use super::amending::Change;
use super::charge::{Kind, Rank, Sanction};
use super::class::Silence;
use super::hunting::Hunt;
use super::keeping::Waiter;
use super::past::{Page, Search};
use super::{Conn, Model, Shared};
use crate::simulation::ask::{Form, Target};
use crate::simulation::want::Want;

/// The lines that are still to come of the event in hand.
#[derive(Default)]
pub struct Step {
    lines: BTreeMap<Conn, VecDeque<Want>>,
    /// The connection that is to be sent a line before any other.
    pub first: Option<Conn>,
    pub paused: Vec<Conn>,
    pub resumed: Vec<Conn>,
    pub closed: Vec<Conn>,
    /// The number of the waiting jobs that are new.
    pub jobs: usize,
    pub records: VecDeque<(Record, Option<Waiter>)>,
}

/// Something for the database.
#[derive(Debug)]
pub enum Record {
    Append(Shared),
    AppendUndelivered(Shared),
    Delivered {
        key: String,
        ids: Vec<u64>,
    },
    CreateAccount {
        name: String,
        password: String,
    },
    SetPassword {
        name: String,
    },
    /// A token, by its number.
    Token(u64),
    RemoveTokens(Vec<u64>),
    DeleteAccount {
        name: String,
    },
    /// Somebody's stored messages are to be read, by key.
    Load(String),
    History(Page),
    Find(Search),
    /// The same among the last ones of a channel, by key.
    FindLast(Search, String),
    Change(u64, Change),
    Delete(u64),
    Sanction(Kind, Target, Sanction),
    Lift(Kind, Target),
    /// The mute of a name that is another person's from now on; it must not wait for a power cut.
    LiftAtOnce(Target),
    Role(String, Rank),
    Disabled(String, bool),
    /// The old and the new name.
    Rename(String, String),
    Silence(Silence),
    /// Of a channel, by key, or of all.
    LiftSilence(Option<String>),
    Arrival {
        number: u64,
        name: String,
        registered: bool,
        address: String,
        clock: bool,
    },
    AnotherAddress(u64, String),
    Departures(BTreeSet<u64>),
    ClockSet(i64),
    Lessons(Vec<Lesson>),
    /// What was said is to be searched.
    Hunt(Hunt),
    /// Who was there is to be read.
    Sheet(Conn, Form),
    Room {
        name: String,
        topic: String,
        disabled: bool,
        read_only: bool,
        slow: u32,
        /// By key.
        roll: Option<BTreeSet<String>>,
    },
    QuestionBox(bool),
    PrivateMessages(PrivateMessages),
    /// What was said in a channel, by key, with smaller ids.
    Clear(String, u64),
    /// A poll, and whether it is open.
    Poll(u64, bool),
    RemovePoll(u64),
    /// Somebody's vote, by key.
    Ballot(u64, String, Vec<u64>),
    /// A question, and whether it is open.
    Question(u64, bool),
    RemoveQuestion(u64),
    /// Somebody's vote for a question, by key, and whether it is given.
    QuestionVote(u64, String, bool),
}

impl Step {
    pub fn line(&mut self, conn: Conn, want: Want) {
        self.lines.entry(conn).or_default().push_back(want);
    }
}

fn check_off(list: &mut Vec<Conn>, conn: Conn, what: &str) {
    let at = list.iter().position(|one| *one == conn);
    let at = at.unwrap_or_else(|| panic!("connection {conn} was {what} for nothing"));
    list.remove(at);
}

impl Model {
    /// The server sends a line.
    pub fn line_sent(&mut self, conn: Conn, line: &Value) {
        if let Some(first) = self.step.first.take() {
            assert_eq!(conn, first, "{line} was sent before the answer that brought it about");
        }
        let want = self.step.lines.get_mut(&conn).and_then(VecDeque::pop_front);
        match want {
            Some(want) => {
                assert!(want.is_met_by(line), "connection {conn} was sent {line}\n instead of {want:?}");
                self.token_sent(conn, line);
            }
            None => panic!("connection {conn} was sent {line}\n instead of nothing"),
        }
    }

    pub fn paused(&mut self, conn: Conn) {
        check_off(&mut self.step.paused, conn, "paused");
    }

    pub fn resumed(&mut self, conn: Conn) {
        check_off(&mut self.step.resumed, conn, "resumed");
    }

    pub fn closed(&mut self, conn: Conn) {
        check_off(&mut self.step.closed, conn, "closed");
        let missing = self.step.lines.get(&conn).filter(|lines| !lines.is_empty());
        assert!(missing.is_none(), "connection {conn} was closed before it was sent {missing:?}");
    }

    /// The effects are over.
    pub fn end_step(&mut self) {
        let step = std::mem::take(&mut self.step);
        for (conn, lines) in step.lines {
            assert!(lines.is_empty(), "connection {conn} was not sent {lines:?}");
        }
        assert_eq!(step.paused, [0; 0], "not paused");
        assert_eq!(step.resumed, [0; 0], "not resumed");
        assert_eq!(step.closed, [0; 0], "not closed");
        assert_eq!(step.jobs, 0, "the worker was not given its job");
        assert!(step.records.is_empty(), "the database was not asked for {:?}", step.records);
    }
}
