//! Polls and questions to the people in charge: who may, who sees what, and what is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};

use classcord_server::chat::clock::{Now, WallTime};

use super::charge::{Kind, Rank};
use super::renaming::respell;
use super::speaking::local_time;
use super::{Conn, Model, Record};
use crate::simulation::ask::{Command, Form, POLL_ANSWERS, POLL_QUESTION, QUESTION};
use crate::simulation::database::Disk;
use crate::simulation::names::Name;
use crate::simulation::want::Want;

/// Answered questions that are still shown.
const ANSWERED_SHOWN: usize = 20;

#[derive(Default)]
pub struct Lesson {
    /// The last poll of each channel, by its key.
    polls: BTreeMap<String, Poll>,
    last_poll: u64,
    questions: BTreeMap<u64, Question>,
    last_question: u64,
    /// True if no questions are taken.
    box_closed: bool,
}

#[derive(Clone)]
struct Poll {
    id: u64,
    channel: String,
    by: String,
    several: bool,
    live: bool,
    anonymous: bool,
    opened: String,
    closed: Option<String>,
    /// By voter: the name and the numbers that were chosen.
    votes: BTreeMap<String, (String, Vec<u64>)>,
}

#[derive(Clone)]
struct Question {
    from: Name,
    author: String,
    at: String,
    votes: BTreeSet<String>,
    /// Who answered, what, and when.
    answered: Option<(String, Value, String)>,
}

fn shown_time(at: WallTime) -> String {
    local_time(Now { mono: Duration::ZERO, wall: at })
}

impl Lesson {
    pub fn restored(disk: &Disk) -> Self {
        let polls = disk.last_polls().into_iter().map(|kept| {
            let (poll, form) = (&kept.poll, &kept.poll.form);
            let votes = kept.ballots.iter().map(|ballot| {
                let name = Name::new(ballot.voter.as_str());
                (
                    ballot.by.as_str().to_owned(),
                    (name.shown, ballot.choices.numbers().map(|number| number as u64).collect()),
                )
            });
            let poll = Poll {
                id: poll.id.0,
                channel: poll.channel.as_str().to_owned(),
                by: poll.by.to_string(),
                several: form.several,
                live: form.live,
                anonymous: form.anonymous,
                opened: shown_time(poll.opened),
                closed: poll.closed.map(shown_time),
                votes: votes.collect(),
            };
            (Name::new(&poll.channel).key, poll)
        });
        let questions = disk.questions.iter().map(|(id, (question, voters))| {
            let from = Name::new(question.from.as_str());
            let author = question.by.as_str().to_owned();
            let votes = voters.iter().cloned().chain([author.clone()]).collect();
            let answered = question.answered.as_ref().map(|answered| {
                let text = answered.text.as_ref().map(|text| text.as_str());
                (answered.by.to_string(), json!(text), shown_time(answered.at))
            });
            (*id, Question { from, author, at: shown_time(question.at), votes, answered })
        });
        let mut lesson = Self {
            polls: polls.collect(),
            last_poll: disk.polls.keys().next_back().copied().unwrap_or(0),
            questions: questions.collect(),
            last_question: disk.questions.keys().next_back().copied().unwrap_or(0),
            box_closed: disk.question_box_closed,
        };
        lesson.forget_answered();
        lesson
    }

    pub fn rename(&mut self, from: &Name, to: &Name) {
        for poll in self.polls.values_mut() {
            respell(&mut poll.by, from, to);
            if let Some((_, chosen)) = poll.votes.remove(&from.key) {
                poll.votes.entry(to.key.clone()).or_insert((to.shown.clone(), chosen));
            }
        }
        for question in self.questions.values_mut() {
            // A guest of the name is somebody else.
            if question.author == from.key {
                question.from = to.clone();
                question.author.clone_from(&to.key);
            }
            if question.votes.remove(&from.key) {
                question.votes.insert(to.key.clone());
            }
            if let Some((by, ..)) = &mut question.answered {
                respell(by, from, to);
            }
        }
    }

    /// The greatest number of a guest of whom something is kept.
    pub fn last_guest(disk: &Disk) -> u32 {
        let number = |voter: &str| voter.split_once('\u{1}').map_or(0, |(_, number)| number.parse().unwrap());
        let mut last = disk.last_guest;
        for kept in disk.last_polls() {
            last = kept.ballots.iter().map(|ballot| number(ballot.by.as_str())).fold(last, u32::max);
        }
        for (question, voters) in disk.questions.values() {
            last = voters.iter().map(|voter| number(voter)).fold(last.max(number(question.by.as_str())), u32::max);
        }
        last
    }

    fn forget_answered(&mut self) {
        let answered: Vec<u64> =
            self.questions.iter().filter(|(_, question)| question.answered.is_some()).map(|(id, _)| *id).collect();
        for id in answered.iter().rev().skip(ANSWERED_SHOWN) {
            self.questions.remove(id);
        }
    }
}

impl Poll {
    fn counts(&self) -> Vec<usize> {
        let chose = |number: u64| self.votes.values().filter(|(_, chosen)| chosen.contains(&number)).count();
        (1..=POLL_ANSWERS.len() as u64).map(chose).collect()
    }

    fn view(&self, reader: Option<&str>, staff: bool) -> Value {
        let open = self.closed.is_none();
        let mut view = json!({
            "id": self.id, "channel": self.channel, "by": self.by, "question": POLL_QUESTION, "answers": POLL_ANSWERS,
            "several": self.several, "anonymous": self.anonymous, "live": self.live, "open": open,
            "voters": self.votes.len(), "timestamp": self.opened,
        });
        if staff || self.live || !open {
            view["counts"] = json!(self.counts());
        }
        if !self.anonymous && !open {
            let names = |number: u64| {
                let chose = self.votes.values().filter(move |(_, chosen)| chosen.contains(&number));
                chose.map(|(name, _)| name.clone()).collect::<Vec<String>>()
            };
            view["names"] = json!((1..=POLL_ANSWERS.len() as u64).map(names).collect::<Vec<_>>());
        }
        if staff && open {
            view["voted"] = json!(self.votes.values().map(|(name, _)| name).collect::<Vec<_>>());
        }
        if let Some((_, chosen)) = reader.and_then(|key| self.votes.get(key)) {
            view["yours"] = json!(chosen);
        }
        if let Some(closed) = &self.closed {
            view["closed"] = json!(closed);
        }
        view
    }
}

fn typed_as(kind: &str, mut view: Value) -> Value {
    view["type"] = json!(kind);
    view
}

impl Question {
    fn view(&self, id: u64, names_author: bool) -> Value {
        let mut view = json!({ "id": id, "content": QUESTION, "votes": self.votes.len(), "timestamp": self.at });
        if names_author {
            view["from"] = json!(self.from.shown);
        }
        view
    }
}

type Done = Result<(Value, Option<Record>), &'static str>;

impl Model {
    /// As whom somebody votes and asks.
    fn voter(&self, conn: Conn) -> String {
        let person = self.person(conn).unwrap();
        let key = &person.name.key;
        if person.guest == 0 { key.clone() } else { format!("{key}\u{1}{}", person.guest) }
    }

    fn is_staff(&self, conn: Conn) -> bool {
        self.rank(conn) >= Rank::Moderator
    }

    /// The line about the open poll of a channel for somebody new there.
    pub fn open_poll_for(&self, conn: Conn, room: &str) -> Option<Want> {
        let poll = self.lesson.polls.get(room).filter(|poll| poll.closed.is_none())?;
        Some(if self.peers[&conn].newer {
            let voter = self.voter(conn);
            Want::Exactly(typed_as("poll_opened", poll.view(Some(&voter), self.is_staff(conn))))
        } else {
            Want::System { code: None, to: self.told_name(conn) }
        })
    }

    pub fn show_open_poll(&mut self, conn: Conn, room: &str) {
        if let Some(want) = self.open_poll_for(conn, room) {
            self.step.line(conn, want);
        }
    }

    /// Tells newer clients by a line, and others but one in words.
    fn tell_both(&mut self, conns: Vec<Conn>, asker: Conn, line: &Value) {
        for conn in conns {
            if self.peers[&conn].newer {
                self.step.line(conn, Want::Exactly(line.clone()));
            } else if conn != asker {
                self.step.line(conn, Want::System { code: None, to: "global".into() });
            }
        }
    }

    pub fn about_polls(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let (kind, done) = match command {
            Command::Poll { room, several, live, anonymous } => {
                let poll = Poll {
                    id: self.lesson.last_poll + 1,
                    channel: String::new(),
                    by: self.person(conn).unwrap().name.shown.clone(),
                    several: *several,
                    live: *live,
                    anonymous: *anonymous,
                    opened: local_time(now),
                    closed: None,
                    votes: BTreeMap::new(),
                };
                ("poll", self.open_poll(conn, room.as_ref(), poll))
            }
            Command::Vote { room, poll, choices } => ("vote", self.vote(conn, room.as_ref(), *poll, choices)),
            Command::ClosePoll { room, cancel } => ("poll_close", self.close_poll(now, conn, room.as_ref(), *cancel)),
            _ => {
                self.list_polls(now, conn, form);
                return;
            }
        };
        match done {
            Ok((fields, record)) => self.answer_deed(conn, form, kind, fields, record),
            Err(code) => self.say_no(conn, form, code),
        }
    }

    fn open_poll(&mut self, conn: Conn, room: Option<&Name>, mut poll: Poll) -> Done {
        if !self.is_staff(conn) {
            return Err("forbidden");
        }
        let key = self.meant_room(conn, room)?;
        poll.channel = self.rooms[&key].name.shown.clone();
        if self.lesson.polls.get(&key).is_some_and(|poll| poll.closed.is_none()) {
            return Err("poll_open");
        }
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        let (id, fields) = (poll.id, json!({ "id": poll.id, "channel": poll.channel }));
        self.lesson.last_poll = id;
        let line = typed_as("poll_opened", poll.view(None, false));
        self.lesson.polls.insert(key.clone(), poll);
        self.tell_both(self.members(&key), conn, &line);
        Ok((fields, Some(Record::Poll(id, true))))
    }

    fn vote(&mut self, conn: Conn, room: Option<&Name>, meant: Option<u64>, choices: &[u64]) -> Done {
        let key = room.map_or_else(|| self.me(conn).unwrap().current.clone(), |room| self.key_of_room(room));
        if !self.is_in(conn, &key) {
            return Err("not_member");
        }
        let (name, voter) = (self.person(conn).unwrap().name.shown.clone(), self.voter(conn));
        let most = self.rules.poll_voters_max;
        let open = self.lesson.polls.get_mut(&key).filter(|poll| poll.closed.is_none());
        let poll = open.filter(|poll| meant.is_none_or(|meant| meant == poll.id)).ok_or("unknown_poll")?;
        if choices.iter().any(|number| *number > POLL_ANSWERS.len() as u64) || !poll.several && choices.len() > 1 {
            return Err("bad_field");
        }
        if !poll.votes.contains_key(&voter) && poll.votes.len() >= most {
            return Err("too_many_votes");
        }
        poll.votes.insert(voter.clone(), (name, choices.to_vec()));
        let poll = poll.clone();
        let line = json!({ "type": "poll_counts", "id": poll.id, "channel": poll.channel, "voters": poll.votes.len(),
            "counts": poll.counts() });
        for member in self.members(&key) {
            if self.peers[&member].newer && (poll.live || self.is_staff(member)) {
                self.step.line(member, Want::Exactly(line.clone()));
            }
        }
        let fields = json!({ "id": poll.id, "channel": self.rooms[&key].name.shown, "choices": choices });
        Ok((fields, Some(Record::Ballot(poll.id, voter, choices.to_vec()))))
    }

    fn close_poll(&mut self, now: Now, conn: Conn, room: Option<&Name>, cancel: bool) -> Done {
        if !self.is_staff(conn) {
            return Err("forbidden");
        }
        let key = room.map_or_else(|| self.me(conn).unwrap().current.clone(), |room| self.key_of_room(room));
        let open = self.lesson.polls.get_mut(&key).filter(|poll| poll.closed.is_none()).ok_or("unknown_poll")?;
        open.closed = Some(local_time(now));
        let poll = open.clone();
        let name = self.rooms.get(&key).map(|room| room.name.shown.clone());
        let name = name.or_else(|| room.map(|room| room.shown.clone())).unwrap();
        let mut fields = json!({ "id": poll.id, "channel": name });
        let members = if self.rooms.contains_key(&key) { self.members(&key) } else { Vec::new() };
        if cancel {
            self.lesson.polls.remove(&key);
            let line = json!({ "type": "poll_cancelled", "id": poll.id, "channel": name });
            self.tell_both(members, conn, &line);
            return Ok((fields, Some(Record::RemovePoll(poll.id))));
        }
        fields["voters"] = json!(poll.votes.len());
        fields["counts"] = json!(poll.counts());
        self.tell_both(members, conn, &typed_as("poll_closed", poll.view(None, false)));
        Ok((fields, Some(Record::Poll(poll.id, false))))
    }

    fn list_polls(&mut self, now: Now, conn: Conn, form: Form) {
        let key = self.voter(conn);
        let seen = self.lesson.polls.values().filter(|poll| {
            let room = self.key_of_room(&Name::new(&poll.channel));
            self.rooms.contains_key(&room) && self.is_in(conn, &room)
        });
        let views: Vec<Value> = seen.map(|poll| poll.view(Some(&key), self.is_staff(conn))).collect();
        match form {
            Form::Json => self.step.line(conn, Want::Exactly(json!({ "type": "polls", "polls": views }))),
            Form::Typed if views.is_empty() => self.tell(conn, None),
            Form::Typed => self.say_lines(now, conn, views.len()),
        }
    }

    pub fn about_questions(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let (kind, done) = match command {
            Command::Question => ("ask", self.ask_question(now, conn)),
            Command::Up { id, up } => ("up", self.vote_for(conn, *id, *up)),
            Command::Answer { id, text } => ("answered", self.answer_question(now, conn, *id, *text)),
            Command::Reopen(id) => ("unanswered", self.reopen(conn, *id)),
            Command::Unask(id) => ("unask", self.unask(conn, *id)),
            Command::SetBox { open } => ("questions", self.set_box(conn, *open)),
            _ => {
                self.list_questions(now, conn, form);
                return;
            }
        };
        match done {
            Ok((fields, record)) => self.answer_deed(conn, form, kind, fields, record),
            Err(code) => self.say_no(conn, form, code),
        }
    }

    fn open_question(&mut self, id: u64) -> Result<&mut Question, &'static str> {
        let found = self.lesson.questions.get_mut(&id).filter(|question| question.answered.is_none());
        found.ok_or("unknown_question")
    }

    fn ask_question(&mut self, now: Now, conn: Conn) -> Done {
        let from = self.person(conn).unwrap().name.clone();
        if self.is_sanctioned(Kind::Mute, &from.key) {
            return Err("muted");
        }
        if self.lesson.box_closed {
            return Err("questions_closed");
        }
        let open = || self.lesson.questions.values().filter(|question| question.answered.is_none());
        let author = self.voter(conn);
        let own = open().filter(|question| question.author == author).count();
        if own >= self.rules.questions_per_person_max || open().count() >= self.rules.questions_max {
            return Err("too_many_questions");
        }
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        self.lesson.last_question += 1;
        let id = self.lesson.last_question;
        let votes = BTreeSet::from([author.clone()]);
        self.lesson.questions.insert(id, Question { from, author, at: local_time(now), votes, answered: None });
        self.tell_of_question(conn, id);
        Ok((json!({ "id": id }), Some(Record::Question(id, true))))
    }

    fn tell_of_question(&mut self, asker: Conn, id: u64) {
        let question = self.lesson.questions[&id].clone();
        for staff in [false, true] {
            let conns = self.identified().into_iter().filter(|conn| self.is_staff(*conn) == staff).collect();
            self.tell_both(conns, asker, &typed_as("question", question.view(id, staff)));
        }
    }

    fn vote_for(&mut self, conn: Conn, id: u64, up: bool) -> Done {
        let key = self.voter(conn);
        let most = self.rules.poll_voters_max;
        let question = self.open_question(id)?;
        if up && !question.votes.contains(&key) && question.votes.len() >= most {
            return Err("too_many_votes");
        }
        let changed =
            question.author != key && if up { question.votes.insert(key.clone()) } else { question.votes.remove(&key) };
        let votes = question.votes.len();
        if changed {
            let line = json!({ "type": "question_votes", "id": id, "votes": votes });
            for other in self.identified() {
                if self.peers[&other].newer {
                    self.step.line(other, Want::Exactly(line.clone()));
                }
            }
        }
        Ok((json!({ "id": id, "votes": votes }), changed.then_some(Record::QuestionVote(id, key, up))))
    }

    fn answer_question(&mut self, now: Now, conn: Conn, id: u64, text: Option<&str>) -> Done {
        if !self.is_staff(conn) {
            return Err("forbidden");
        }
        let by = self.person(conn).unwrap().name.shown.clone();
        let at = local_time(now);
        self.open_question(id)?.answered = Some((by.clone(), json!(text), at.clone()));
        self.lesson.forget_answered();
        let line = json!({ "type": "question_answered", "id": id, "content": QUESTION, "by": by, "answer": text,
            "timestamp": at });
        self.tell_both(self.identified(), conn, &line);
        Ok((json!({ "id": id }), Some(Record::Question(id, false))))
    }

    fn reopen(&mut self, conn: Conn, id: u64) -> Done {
        if !self.is_staff(conn) {
            return Err("forbidden");
        }
        let found = self.lesson.questions.get_mut(&id).filter(|question| question.answered.is_some());
        found.ok_or("unknown_question")?.answered = None;
        self.tell_of_question(conn, id);
        Ok((json!({ "id": id }), Some(Record::Question(id, true))))
    }

    fn unask(&mut self, conn: Conn, id: u64) -> Done {
        let author = self.lesson.questions.get(&id).ok_or("unknown_question")?.author.clone();
        if author != self.voter(conn) && !self.is_staff(conn) {
            return Err("forbidden");
        }
        self.lesson.questions.remove(&id);
        self.tell_both(self.identified(), conn, &json!({ "type": "question_removed", "id": id }));
        Ok((json!({ "id": id }), Some(Record::RemoveQuestion(id))))
    }

    fn set_box(&mut self, conn: Conn, open: bool) -> Done {
        if !self.is_staff(conn) {
            return Err("forbidden");
        }
        if !self.can_promise() {
            return Err("storage_unavailable");
        }
        let state = if open { "open" } else { "closed" };
        let fields = json!({ "state": state });
        if self.lesson.box_closed != open {
            return Ok((fields, None));
        }
        self.lesson.box_closed = !open;
        let by = &self.person(conn).unwrap().name.shown;
        let line = json!({ "type": "question_box", "state": state, "by": by });
        self.tell_both(self.identified(), conn, &line);
        Ok((fields, Some(Record::QuestionBox(open))))
    }

    fn list_questions(&mut self, now: Now, conn: Conn, form: Form) {
        if form == Form::Typed {
            let closed = self.lesson.box_closed.then_some(Some("questions_closed"));
            let questions = std::iter::repeat_n(None, self.lesson.questions.len());
            let codes: Vec<_> = std::iter::once(None).chain(closed).chain(questions).collect();
            self.say_lines_with(now, conn, &codes);
            return;
        }
        let (key, staff) = (self.voter(conn), self.is_staff(conn));
        let (mut open, mut answered) = (Vec::new(), Vec::new());
        for (id, question) in &self.lesson.questions {
            let mut view = question.view(*id, staff);
            view["voted"] = json!(question.votes.contains(&key));
            view["mine"] = json!(question.author == key);
            view["open"] = json!(question.answered.is_none());
            match &question.answered {
                None => open.push((question.votes.len(), view)),
                Some((by, answer, at)) => {
                    (view["by"], view["answer"], view["answered"]) = (json!(by), answer.clone(), json!(at));
                    answered.insert(0, view);
                }
            }
        }
        open.sort_by_key(|(votes, _)| std::cmp::Reverse(*votes));
        let all: Vec<Value> = open.into_iter().map(|(_, view)| view).chain(answered).collect();
        let mut list = json!({ "type": "questions", "questions": all });
        if self.lesson.box_closed {
            list["state"] = json!("closed");
        }
        self.step.line(conn, Want::Exactly(list));
    }

    /// What is answered about polls and questions is on disk, unless it was changed again since.
    pub fn check_lesson_on_disk(&self, answer: &Value, voter: Option<&str>, disk: &Disk) {
        let id = answer["id"].as_u64().unwrap_or(0);
        match answer["type"].as_str().unwrap_or_default() {
            "vote" if self.lesson.polls.values().any(|poll| poll.id == id) => {
                let voter = voter.expect("somebody has voted");
                let names = self.keeping.names_of(voter);
                let votes = &disk.polls[&id].1;
                assert!(
                    names.iter().any(|name| votes.contains_key(name)),
                    "the vote of {voter} was confirmed and is not on disk"
                );
            }
            "ask" if self.lesson.questions.contains_key(&id) => {
                assert!(disk.questions.contains_key(&id), "the question {id} was confirmed and is not on disk");
            }
            _ => {}
        }
    }
}
