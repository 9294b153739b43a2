//! A database that is slow, fails, and survives crashes with what it had committed.
//!
//! Owns [`Database`]. It keeps the core's promises' other half: a group of requests is on disk as a whole or not at all,
//! ids are reserved durably ahead, and what is reported committed is there after a crash.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use classcord_server::chat::account::{Account, Role};
use classcord_server::chat::attended::{AttendanceRecord, Gathering, Lesson, Stay};
use classcord_server::chat::class_act::{PrivateMessages, Silence};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::core::Restored;
use classcord_server::chat::mail::Mail;
use classcord_server::chat::message::{Audience, Message, MessageChange, MessageId};
use classcord_server::chat::name::{NameKey, Username};
use classcord_server::chat::poll::{Ballot, Poll, PollWithBallots};
use classcord_server::chat::question::{Question, QuestionWithVotes};
use classcord_server::chat::renamed::NameChange;
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::searching::SearchFindings;
use classcord_server::chat::store_protocol::{ChannelRecord, StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::chat::token::TokenRecord;
use classcord_server::chat::voter::Voter;

/// The contents of the disk.
#[derive(Clone, Default)]
pub struct Disk {
    pub accounts: BTreeMap<String, Account>,
    pub messages: BTreeMap<u64, Message>,
    /// Ids of messages that were struck out.
    pub struck: BTreeSet<u64>,
    /// Private messages by receiver.
    pub mail: BTreeMap<String, BTreeMap<u64, Message>>,
    pub channels: BTreeMap<String, ChannelRecord>,
    pub sanctions: BTreeMap<(SanctionKind, SanctionTarget), Sanction>,
    /// By channel; `None` is all.
    pub silences: BTreeMap<Option<NameKey>, Silence>,
    pub private_messages: PrivateMessages,
    pub question_box_closed: bool,
    /// Who is noted as present, by number.
    pub present: BTreeMap<u64, Stay>,
    /// Those who were, in the order in which they left.
    pub ended: Vec<Stay>,
    lessons: BTreeMap<u64, Lesson>,
    /// Polls, and the votes in them by key.
    pub polls: BTreeMap<u64, (Poll, BTreeMap<String, Ballot>)>,
    /// Questions, and the keys of those who vote for them.
    pub questions: BTreeMap<u64, (Question, BTreeSet<String>)>,
    /// The greatest number of a guest whose reaction was kept.
    pub last_guest: u32,
    /// Tokens by number.
    pub tokens: BTreeMap<u64, TokenRecord>,
    /// Ids below this one may have been given.
    reserved: u64,
}

#[derive(Default)]
pub struct Database {
    pub disk: Disk,
    /// Requests that no commit has taken yet.
    pending: VecDeque<StoreRequest>,
    /// The reports that the core has not heard yet.
    reports: VecDeque<StoreReport>,
    failing: bool,
    /// The last request that came.
    last: StoreSeq,
    reserve_ahead: u64,
}

impl Database {
    pub fn new(reserve_ahead: u64) -> Self {
        Self { reserve_ahead, disk: Disk { reserved: 1, ..Disk::default() }, ..Self::default() }
    }

    /// Opens it, after whatever happened: what was not on disk is gone.
    pub fn open(&mut self) -> Restored {
        let first = self.disk.reserved;
        self.disk.reserved += self.reserve_ahead;
        self.pending.clear();
        self.reports.clear();
        self.failing = false;
        self.last = StoreSeq(0);
        let attendance = self.disk.begin_run();
        let mail = self.disk.mail.values().filter_map(|waiting| {
            let recipient = recipient(waiting.values().next()?);
            let mut mail = Mail::default();
            waiting.values().for_each(|message| mail.add(Mail::of(message)));
            Some((recipient, mail))
        });
        Restored {
            attendance,
            accounts: self.disk.accounts.values().cloned().collect(),
            undelivered: mail.collect(),
            channels: self.disk.channels.values().cloned().collect(),
            sanctions: self.disk.sanctions.values().cloned().collect(),
            silences: self.disk.silences.values().cloned().collect(),
            private_messages: self.disk.private_messages,
            question_box_closed: self.disk.question_box_closed,
            polls: self.disk.last_polls(),
            last_poll: self.disk.polls.keys().next_back().copied().unwrap_or(0),
            questions: self.disk.all_questions(),
            last_question: self.disk.questions.keys().next_back().copied().unwrap_or(0),
            last_guest: self.disk.last_guest,
            tokens: self.disk.tokens.values().cloned().collect(),
            renames: Vec::new(),
            ids: first..self.disk.reserved,
        }
    }

    pub fn submit(&mut self, request: StoreRequest) {
        assert_eq!(request.seq.0, self.last.0 + 1, "requests are numbered one after the other");
        self.last = request.seq;
        self.pending.push_back(request);
    }

    pub fn is_idle(&self) -> bool {
        !self.failing && self.pending.is_empty() && self.reports.is_empty()
    }

    pub fn has_work(&self) -> bool {
        self.failing || !self.pending.is_empty()
    }

    pub fn is_failing(&self) -> bool {
        self.failing
    }

    pub fn has_report(&self) -> bool {
        !self.reports.is_empty()
    }

    pub fn next_report(&mut self) -> Option<StoreReport> {
        self.reports.pop_front()
    }

    /// Writes the oldest `group` requests, all of them if it was failing.
    pub fn commit(&mut self, group: usize) {
        let recovers = std::mem::take(&mut self.failing);
        let group = if recovers { self.pending.len() } else { group.min(self.pending.len()) };
        if recovers {
            self.reports.push_back(StoreReport::Recovered);
        }
        let mut through = None;
        for request in self.pending.drain(..group) {
            through = Some(request.seq);
            if let Some(answer) = self.disk.apply(request) {
                self.reports.push_back(answer);
            }
        }
        let used = self.disk.messages.keys().chain(&self.disk.struck).max().copied().unwrap_or(0);
        self.disk.reserved = self.disk.reserved.max(used + self.reserve_ahead);
        // After a failure everything may have been settled already; the reserve is news all the same.
        if through.is_some() || recovers {
            self.reports.push_back(StoreReport::Committed {
                through: through.unwrap_or(self.last),
                ids_below: MessageId(self.disk.reserved),
            });
        }
    }

    /// Tries to write, and cannot.
    pub fn fail(&mut self) {
        self.failing = true;
        let mut kept = VecDeque::new();
        for request in self.pending.drain(..) {
            match request.action {
                StoreAction::CreateAccount(_) | StoreAction::AppendUndelivered(_) => {}
                StoreAction::LoadUndelivered { recipient } => {
                    self.reports.push_back(StoreReport::Undelivered { recipient, messages: Vec::new() });
                }
                StoreAction::LoadHistory(_) => {
                    let (seq, messages, more) = (request.seq, None, false);
                    self.reports.push_back(StoreReport::History { seq, messages, more });
                }
                StoreAction::Search(_) => {
                    self.reports.push_back(StoreReport::Search { seq: request.seq, findings: None });
                }
                StoreAction::CountMessages(_) => {
                    self.reports.push_back(StoreReport::Count { seq: request.seq, count: None });
                }
                StoreAction::LoadAttendance(_) => {
                    self.reports.push_back(StoreReport::Attendance { seq: request.seq, sheet: None });
                }
                StoreAction::LoadMessage { .. } => {
                    self.reports.push_back(StoreReport::Message { seq: request.seq, message: None });
                }
                _ => kept.push_back(request),
            }
        }
        self.pending = kept;
        self.reports.push_back(StoreReport::Failed { through: self.last, reason: "no space left".into() });
    }
}

impl Disk {
    /// As the operator does while the server is stopped.
    pub fn add_account(&mut self, name: &str, role: Role) {
        let name = Username::parse(name).unwrap();
        let created = WallTime { unix_us: 0, offset_s: 0 };
        let account = Account::new(name.clone(), "$0$secret".into(), role, created);
        self.accounts.insert(name.key().as_str().to_owned(), account);
    }

    /// Ends what a crash has left.
    fn begin_run(&mut self) -> AttendanceRecord {
        let next = self.present.keys().next_back().map_or(0, |last| last + 1);
        let lesson = self.lessons.values().next_back().cloned();
        let arrivals = self.present.values().map(|stay| stay.arrived);
        let known = arrivals.chain(self.ended.last().and_then(|stay| stay.left));
        let last_known = known.chain(lesson.iter().map(|lesson| lesson.began)).max_by_key(|at| at.unix_us);
        for (_, mut stay) in std::mem::take(&mut self.present) {
            let last_known = last_known.unwrap();
            stay.cut_short(last_known, last_known);
            self.ended.push(stay);
        }
        AttendanceRecord { next, ended_from: self.ended.len() as u64, lesson, last_known }
    }

    /// Does what a request says; gives the answer to one that only reads.
    pub fn apply(&mut self, request: StoreRequest) -> Option<StoreReport> {
        match request.action {
            StoreAction::Append(message) => self.keep(&message),
            StoreAction::AppendUndelivered(message) => {
                self.keep(&message);
                let id = message.id.unwrap().0;
                let waiting = self.mail.entry(recipient(&message).key().as_str().to_owned()).or_default();
                waiting.insert(id, (*message).clone());
            }
            StoreAction::Delivered { recipient, ids } => {
                if let Some(waiting) = self.mail.get_mut(recipient.key().as_str()) {
                    waiting.retain(|id, _| !ids.contains(&MessageId(*id)));
                }
            }
            StoreAction::LoadUndelivered { recipient } => {
                let waiting = self.mail.get(recipient.key().as_str());
                let messages = waiting.map(|waiting| waiting.values().cloned().collect()).unwrap_or_default();
                return Some(StoreReport::Undelivered { recipient, messages });
            }
            StoreAction::CreateAccount(account) => {
                let earlier = self.accounts.insert(account.name.key().as_str().to_owned(), account);
                assert!(earlier.is_none(), "an account was made twice");
            }
            StoreAction::SetPassword { name, phc, must_change } => {
                if let Some(account) = self.accounts.get_mut(name.key().as_str()) {
                    account.phc = phc;
                    account.must_change = must_change;
                }
            }
            StoreAction::SetDisabled { name, disabled } => {
                if let Some(account) = self.accounts.get_mut(name.key().as_str()) {
                    account.disabled = disabled;
                }
            }
            StoreAction::RenameAccount(change) => {
                self.rename(&change);
                return Some(StoreReport::Renamed { from: change.from });
            }
            StoreAction::SetRole { name, role } => {
                if let Some(account) = self.accounts.get_mut(name.key().as_str()) {
                    account.role = role;
                }
            }
            StoreAction::DeleteAccount { name } => {
                let key = name.key().as_str();
                for roll in self.channels.values_mut().filter_map(|record| record.roll.as_mut()) {
                    Arc::make_mut(roll).remove(name.key());
                }
                self.tokens.retain(|_, record| record.owner.key() != name.key());
                if self.accounts.remove(key).is_some() {
                    for id in self.mail.remove(key).into_iter().flat_map(BTreeMap::into_keys) {
                        self.messages.remove(&id);
                        self.struck.insert(id);
                    }
                }
            }
            StoreAction::LoadHistory(query) => {
                let is_asked_for = |message: &&Message| {
                    message.audience == Audience::Channel(query.channel.clone())
                        && query.before.is_none_or(|before| message.id < Some(before))
                        && query.after.is_none_or(|after| message.id > Some(after))
                };
                let found: Vec<Message> = self.messages.values().filter(is_asked_for).cloned().collect();
                let (messages, more) = page_of(found, query.limit, query.after.is_some());
                return Some(StoreReport::History { seq: request.seq, messages: Some(messages), more });
            }
            StoreAction::AppendLetter(..)
            | StoreAction::SettleLetters(_)
            | StoreAction::SetRetired { .. }
            | StoreAction::KeepEarly(_)
            | StoreAction::ForgetEarly(_)
            | StoreAction::RenameHeard(_)
            | StoreAction::AppendEvent(..)
            | StoreAction::AdvanceWatermark(..)
            | StoreAction::Event(_)
            | StoreAction::SetErasure(_)
            | StoreAction::EndErasure(_)
            | StoreAction::FindEvent(_)
            | StoreAction::LoadEvents { .. } => {
                unreachable!("there is no other server")
            }
            StoreAction::LoadMessage { id } => {
                let message = self.messages.get(&id.0).cloned();
                return Some(StoreReport::Message { seq: request.seq, message });
            }
            StoreAction::DeleteMessage { id } => {
                self.messages.remove(&id.0);
                self.struck.insert(id.0);
            }
            StoreAction::ChangeMessage { id, change } => {
                if let MessageChange::React(reaction) = &change {
                    self.last_guest = self.last_guest.max(reaction.guest);
                }
                if let Some(message) = self.messages.get_mut(&id.0) {
                    message.change(&change);
                }
            }
            StoreAction::SetChannel(record) => {
                self.channels.insert(record.name.key().as_str().to_owned(), record);
            }
            StoreAction::SetSanction(sanction) => {
                if let (SanctionKind::Ban, SanctionTarget::Person(name)) = (sanction.kind, &sanction.target) {
                    self.tokens.retain(|_, record| record.owner.key() != name.key());
                }
                self.sanctions.insert((sanction.kind, sanction.target.clone()), sanction);
            }
            StoreAction::LiftSanction { kind, target } => {
                self.sanctions.remove(&(kind, target));
            }
            StoreAction::SetSilence(silence) => {
                self.silences.insert(silence.channel.as_ref().map(|channel| channel.key().clone()), silence);
            }
            StoreAction::ClearChannel { channel, below } => {
                let is_gone = |(id, message): &(&u64, &Message)| {
                    **id < below.0 && message.audience == Audience::Channel(channel.clone())
                };
                let gone: Vec<u64> = self.messages.iter().filter(is_gone).map(|(id, _)| *id).collect();
                for id in gone {
                    self.messages.remove(&id);
                    self.struck.insert(id);
                }
            }
            StoreAction::SetPrivateMessages(to) => self.private_messages = to,
            StoreAction::SetQuestionBox { open } => self.question_box_closed = !open,
            StoreAction::LiftSilence { channel } => {
                self.silences.remove(&channel.map(|channel| channel.key().clone()));
            }
            StoreAction::StayBegan { number, stay } => {
                assert!(self.present.insert(number, *stay).is_none(), "stay {number} began twice");
            }
            StoreAction::StayFrom { number, address } => {
                self.present.get_mut(&number).expect("who comes again is there").add_address(address);
            }
            StoreAction::StaysEnded { numbers, at } => {
                for number in numbers {
                    let stay = self.present.remove(&number).expect("who leaves was there");
                    let left = if at.unix_us < stay.arrived.unix_us { stay.arrived } else { at };
                    self.ended.push(Stay { left: Some(left), ..stay });
                }
            }
            StoreAction::ClockSet { by_us, ended_from } => {
                let from = ended_from.map_or(self.ended.len(), |from| from as usize);
                self.present.values_mut().chain(&mut self.ended[from..]).for_each(|stay| stay.shift(by_us));
            }
            StoreAction::SetLessons(lessons) => {
                self.lessons.extend(lessons.into_iter().map(|lesson| (lesson.number, lesson)));
            }
            StoreAction::Search(query) => {
                if query.cancellation.is_cancelled() {
                    return Some(StoreReport::Search { seq: request.seq, findings: None });
                }
                let mut matcher = query.terms.matcher();
                let is_within = |message: &&Message| {
                    query.before.is_none_or(|before| message.id < Some(before))
                        && query.after.is_none_or(|after| message.id > Some(after))
                };
                let all = self.messages.values().filter(is_within);
                let found: Vec<Message> = all.filter(|message| query.takes(message, &mut matcher)).cloned().collect();
                let is_forwards = query.after.is_some();
                let (messages, more) = page_of(found, query.limit, is_forwards);
                let end = if is_forwards { messages.last() } else { messages.first() };
                let before = end.and_then(|end| end.id).filter(|_| more);
                let findings = Some(SearchFindings { messages, before });
                return Some(StoreReport::Search { seq: request.seq, findings });
            }
            StoreAction::LoadAttendance(query) => {
                let mut gathering = Gathering::new(*query, self.lessons.values().cloned());
                self.present.values().chain(&self.ended).for_each(|stay| gathering.add(stay));
                let sheet = Some(Box::new(gathering.finish()));
                return Some(StoreReport::Attendance { seq: request.seq, sheet });
            }
            StoreAction::CountMessages(channel) => {
                let audience = Audience::Channel(channel);
                let count = self.messages.values().filter(|message| message.audience == audience).count() as u64;
                return Some(StoreReport::Count { seq: request.seq, count: Some(count) });
            }
            StoreAction::SetToken(record) => drop(self.tokens.insert(record.number, *record)),
            StoreAction::RemoveTokens(numbers) => self.tokens.retain(|number, _| !numbers.contains(number)),
            StoreAction::SetPoll(poll) => {
                let ballots = self.polls.remove(&poll.id.0).map(|(_, ballots)| ballots).unwrap_or_default();
                self.polls.insert(poll.id.0, (Poll::clone(&poll), ballots));
            }
            StoreAction::RemovePoll(id) => drop(self.polls.remove(&id.0)),
            StoreAction::SetBallot { poll, ballot } => {
                if let Some((_, ballots)) = self.polls.get_mut(&poll.0) {
                    ballots.insert(ballot.by.as_str().to_owned(), ballot);
                }
            }
            StoreAction::SetQuestion(question) => {
                let voters = self.questions.remove(&question.id.0).map(|(_, voters)| voters).unwrap_or_default();
                self.questions.insert(question.id.0, (Question::clone(&question), voters));
            }
            StoreAction::RemoveQuestion(id) => drop(self.questions.remove(&id.0)),
            StoreAction::SetQuestionVote { question, voter, up } => {
                let key = voter.as_str();
                match self.questions.get_mut(&question.0) {
                    Some((_, voters)) if up => drop(voters.insert(key.to_owned())),
                    Some((_, voters)) => drop(voters.remove(key)),
                    None => {}
                }
            }
        }
        None
    }

    /// The last poll of each channel.
    pub fn last_polls(&self) -> Vec<PollWithBallots> {
        let mut last: BTreeMap<&str, &(Poll, BTreeMap<String, Ballot>)> = BTreeMap::new();
        for kept in self.polls.values() {
            last.insert(kept.0.channel.key().as_str(), kept);
        }
        let whole = |(poll, ballots): &(Poll, BTreeMap<String, Ballot>)| PollWithBallots {
            poll: poll.clone(),
            ballots: ballots.values().cloned().collect(),
        };
        last.into_values().map(whole).collect()
    }

    fn all_questions(&self) -> Vec<QuestionWithVotes> {
        let whole = |(question, voters): &(Question, BTreeSet<String>)| QuestionWithVotes {
            question: question.clone(),
            voters: voters.iter().map(|voter| Voter::kept(voter)).collect(),
        };
        self.questions.values().map(whole).collect()
    }

    /// All at once, which is one of the ways in which it can go.
    fn rename(&mut self, change: &NameChange) {
        let (from, to) = (change.from.key().as_str(), change.to.key().as_str());
        if from != to && self.accounts.contains_key(to) {
            return;
        }
        let Some(account) = self.accounts.remove(from) else { return };
        self.accounts.insert(to.to_owned(), Account { name: change.to.clone(), ..account });
        let mail = self.mail.values_mut().flat_map(BTreeMap::values_mut);
        for message in self.messages.values_mut().chain(mail) {
            change.rename(&mut message.from);
            if let Audience::Person(name) = &mut message.audience {
                change.rename(name);
            }
            if let Some(label) = &mut message.to {
                change.spell(label);
            }
            message.rename_reactions(change);
        }
        if let Some(waiting) = self.mail.remove(from) {
            self.mail.insert(to.to_owned(), waiting);
        }
        for (place, mut sanction) in std::mem::take(&mut self.sanctions) {
            change.spell(&mut sanction.by);
            let is_of = matches!(&sanction.target, SanctionTarget::Person(name) if *name == change.from);
            if is_of {
                sanction.target = SanctionTarget::Person(change.to.clone());
                self.sanctions.insert((sanction.kind, sanction.target.clone()), sanction);
            } else {
                self.sanctions.entry(place).or_insert(sanction);
            }
        }
        for roll in self.channels.values_mut().filter_map(|record| record.roll.as_mut()) {
            Arc::make_mut(roll).rename(change);
        }
        for stay in self.present.values_mut().chain(&mut self.ended) {
            change.rename(&mut stay.name);
        }
        for lesson in self.lessons.values_mut() {
            change.spell(&mut lesson.by);
        }
        for (poll, ballots) in self.polls.values_mut() {
            change.spell(&mut poll.by);
            if let Some(ballot) = ballots.remove(from) {
                let by = Voter::of_account(&change.to);
                ballots.entry(to.to_owned()).or_insert(Ballot { voter: change.to.clone(), by, ..ballot });
            }
        }
        for (question, voters) in self.questions.values_mut() {
            question.rename(change);
            if voters.remove(from) {
                voters.insert(to.to_owned());
            }
        }
        for record in self.tokens.values_mut() {
            change.rename(&mut record.owner);
        }
    }

    fn keep(&mut self, message: &Message) {
        let id = message.id.expect("what is kept has an id").0;
        assert!(id < self.reserved, "id {id} was given before it was reserved");
        let earlier = self.messages.insert(id, message.clone());
        assert!(earlier.is_none(), "id {id} was given twice");
    }
}

/// The first or the last of some messages, and whether there are others.
fn page_of(mut found: Vec<Message>, limit: usize, is_forwards: bool) -> (Vec<Message>, bool) {
    let more = found.len() > limit;
    if is_forwards {
        found.truncate(limit);
    } else {
        found.drain(..found.len().saturating_sub(limit));
    }
    (found, more)
}

fn recipient(message: &Message) -> Username {
    match &message.audience {
        Audience::Person(name) => name.clone(),
        other => panic!("mail is for a person, not {other:?}"),
    }
}
