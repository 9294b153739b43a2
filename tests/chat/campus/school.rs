//! The school of the simulation: cores, their disks, and a broker between them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use classcord_server::chat::Core;
use classcord_server::chat::account::{Account, Role};
use classcord_server::chat::amending::AmendLine;
use classcord_server::chat::bucket::Rate;
use classcord_server::chat::campus::CampusRestored;
use classcord_server::chat::campus_event::{
    CampusAct, CampusInput, Early, EarlyWhat, Erasure, ErasureBound, Event, EventName, EventNote, EventPlace,
    Happening, Imposed, KeptCampus, KnownTopic, Lifted, LoadedEvents, Origin, OwnEvent, Receipt, Said,
};
use classcord_server::chat::campus_line::CampusLine;
use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::core::Restored;
use classcord_server::chat::effect::{Audit, Effect, Effects, PasswordJob, PasswordOutcome, SessionId};
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::letter::{Letter, LetterAct, LetterInput, LetterPlace, LettersKept};
use classcord_server::chat::link::Link;
use classcord_server::chat::mail::Mail;
use classcord_server::chat::message::{Audience, Message, MessageId};
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::origin::{Epoch, ServerName};
use classcord_server::chat::renamed::NameChange;
use classcord_server::chat::reply::Reply;
use classcord_server::chat::roster::{PeopleAct, PeopleInput};
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::settings::Settings;
use classcord_server::chat::store_protocol::{ChannelRecord, StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::wire;

use crate::rules::settings;
use crate::simulation::Random;

const CHANNEL: &str = "#dev";

/// The sessions of the two pupils of each server, and of its teacher.
const ZOE: SessionId = SessionId(1);
const MAX: SessionId = SessionId(2);
const PROF: SessionId = SessionId(3);

/// That of its operator.
const CONSOLE: SessionId = SessionId(9);

/// What the broker carries.
#[derive(Debug, Clone)]
enum Packet {
    Log(Origin, Event),
    Direct(CampusInput),
}

/// What the disk of a server has.
#[derive(Default)]
struct Disk {
    rows: BTreeMap<MessageId, Message>,
    events: BTreeMap<u64, Row>,
    watermarks: BTreeMap<Origin, u64>,
    ids: BTreeMap<EventName, MessageId>,
    names: BTreeMap<MessageId, EventName>,
    tombstones: BTreeSet<EventName>,
    early: Vec<Early>,
    topics: BTreeMap<ChannelName, (u64, Option<ServerName>)>,
    channels: BTreeMap<ChannelName, ChannelRecord>,
    erasures: Vec<Erasure>,
    /// Those of others that are done.
    erased: Vec<(Origin, u64)>,
    retired: BTreeSet<ServerName>,
    sanctions: BTreeMap<(SanctionKind, SanctionTarget), Sanction>,
    ids_below: u64,
    /// Private messages, those of them that wait to leave, and those that wait for their receiver.
    mail: BTreeMap<MessageId, Message>,
    leaving: BTreeMap<MessageId, (ServerName, Box<str>)>,
    waits: BTreeSet<MessageId>,
    heard: BTreeMap<Origin, u64>,
}

/// An event of a server's own, as its disk has it.
enum Row {
    Message(MessageId),
    Edited(EventName, MessageId),
    /// What others are told, as it is.
    Told(Happening),
    Void,
}

struct Node {
    core: Core,
    disk: Disk,
    pending: Vec<StoreRequest>,
    is_connected: bool,
    /// What the broker has for it.
    inbox: VecDeque<Packet>,
    /// What it was sent and has not acknowledged.
    unacknowledged: BTreeMap<Receipt, Packet>,
    /// How often it was started.
    run: u64,
    /// The others that it takes to be there, and in which of their runs.
    met: BTreeMap<usize, u64>,
}

pub(super) struct School {
    nodes: Vec<Node>,
    now: Now,
    random: Random,
    receipts: u64,
    said: u64,
    /// The contents that were acknowledged to who said them, by server, in order.
    acknowledged: Vec<Vec<String>>,
    waiting: BTreeMap<String, (usize, String)>,
    /// The contents that somebody wanted struck out.
    struck: BTreeSet<String>,
    /// What the logs say of acts, by server.
    audits: Vec<Vec<Audit>>,
    /// The characters of messages that clients were sent, by server.
    told_of: Vec<usize>,
    /// True if everybody's people in charge may do everything.
    trusting: bool,
    /// The number of events of a hostile server at each.
    forged: Vec<u64>,
    /// The servers that were told that others had more of their events, and how many.
    pub(super) behind: Vec<(String, u64)>,
    runs: u64,
    /// Questions about erasures that servers were asked.
    pub(super) asked_about: usize,
    /// Private messages: whose server, whose receiver's, the text, and what their author knows.
    letters: Vec<Written>,
    /// What was said to people in words.
    told: Vec<(usize, String)>,
    /// Which message answers which, as newer clients were told once that had come.
    told_of_replies: Vec<(usize, MessageId, MessageId)>,
    /// True for each server where max is logged in.
    is_max_there: Vec<bool>,
}

/// A private message, by its `ack` token.
#[derive(Debug)]
struct Written {
    token: String,
    from: usize,
    to: usize,
    content: String,
    /// True once it is acknowledged, false once it is refused.
    known: Option<bool>,
}

fn settings_of_school() -> Settings {
    Settings { store_queue_max: 10_000, messages: Rate::per_minute(1_000_000), ..settings() }
}

fn origin(n: usize) -> Origin {
    Origin { server: format!("s{n}").parse().unwrap(), epoch: Epoch(100 + n as u64) }
}

impl School {
    pub(super) fn new(seed: u64, servers: usize) -> Self {
        Self::with_trust(seed, servers, true)
    }

    /// A school whose servers trust each other's people in charge, or do not.
    pub(super) fn with_trust(seed: u64, servers: usize, trusting: bool) -> Self {
        let wall = WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 };
        let mut school = Self {
            nodes: Vec::new(),
            now: Now { mono: Duration::ZERO, wall },
            random: Random::new(seed),
            receipts: 0,
            said: 0,
            acknowledged: vec![Vec::new(); servers],
            waiting: BTreeMap::new(),
            struck: BTreeSet::new(),
            audits: (0..servers).map(|_| Vec::new()).collect(),
            told_of: vec![0; servers],
            trusting,
            forged: vec![0; servers],
            behind: Vec::new(),
            runs: 0,
            asked_about: 0,
            letters: Vec::new(),
            told: Vec::new(),
            told_of_replies: Vec::new(),
            is_max_there: vec![false; servers],
        };
        for n in 0..servers {
            let disk = Disk { ids_below: 1, ..Disk::default() };
            let node = school.start(n, disk);
            school.nodes.push(node);
            school.begin(n);
        }
        school
    }

    /// A server starts on what its disk has.
    fn start(&mut self, n: usize, mut disk: Disk) -> Node {
        self.runs += 1;
        let first = disk.ids_below;
        disk.ids_below += 100_000;
        let account =
            |name: &str, role| Account::new(Username::parse(name).unwrap(), "hash".into(), role, self.now.wall);
        let undelivered = disk
            .waits
            .iter()
            .map(|id| &disk.mail[id])
            .map(|message| (receiver_of(message), Mail::of(message)))
            .collect();
        let kept = LettersKept {
            waiting: disk
                .leaving
                .iter()
                .map(|(id, (to, home))| (*id, to.clone(), home.clone(), disk.mail.get(id).cloned()))
                .collect(),
            received: disk.heard.clone().into_iter().collect(),
        };
        let restored = Restored {
            undelivered,
            accounts: vec![account("zoe", Role::User), account("max", Role::User), account("prof", Role::Moderator)],
            ids: first..disk.ids_below,
            channels: disk.channels.values().cloned().collect(),
            sanctions: disk.sanctions.values().cloned().collect(),
            ..Restored::default()
        };
        let topics = disk.topics.iter().map(|(channel, (version, of))| (channel.clone(), *version, of.clone()));
        let everybody = (0..9).map(|n| origin(n).server);
        let mut core = Core::new(self.now, settings_of_school(), restored);
        core.share(CampusRestored {
            me: origin(n),
            channels: vec![ChannelName::parse(CHANNEL).unwrap()],
            guests: false,
            trusted: everybody.filter(|_| self.trusting).collect(),
            kept: KeptCampus {
                last_event: disk.events.last_key_value().map_or(0, |(seq, _)| *seq),
                watermarks: disk.watermarks.clone().into_iter().collect(),
                tombstones: disk.tombstones.iter().cloned().collect(),
                topics: topics.collect(),
                erasures: disk.erasures.clone(),
                erased: disk.erased.clone(),
                early: disk.early.clone(),
                retired: disk.retired.iter().cloned().collect(),
            },
            seed: 1000 * self.runs + n as u64,
        });
        core.take_up_letters(kept);
        Node {
            core,
            disk,
            pending: Vec::new(),
            is_connected: true,
            inbox: VecDeque::new(),
            unacknowledged: BTreeMap::new(),
            run: self.runs,
            met: BTreeMap::new(),
        }
    }

    /// A server that was started is let in by the broker, and people come.
    fn begin(&mut self, n: usize) {
        self.input(n, CampusInput::People(PeopleInput::Connected));
        self.log_in(n, ZOE, "zoe");
        self.log_in(n, MAX, "max");
        self.log_in(n, PROF, "prof");
        self.nodes[n].core.connect_console(self.now, CONSOLE);
        self.is_max_there[n] = true;
    }

    /// Max goes, or comes back.
    pub(super) fn max_moves(&mut self, n: usize) {
        if std::mem::replace(&mut self.is_max_there[n], false) {
            self.line_of(n, MAX, r#"{"type":"logout"}"#);
        } else {
            self.is_max_there[n] = true;
            self.line_of(n, MAX, r#"{"type":"login","username":"max","password":"secret"}"#);
            self.line_of(n, MAX, r#"{"type":"users"}"#);
        }
    }

    /// Zoe of one server writes to somebody of another, and asks to be told when it is safe there.
    pub(super) fn write(&mut self, from: usize, to: usize, name: &str) {
        self.said += 1;
        let (token, content) = (format!("p{}", self.said), format!("entre nous {}", self.said));
        let whom = format!("{name}@{}", origin(to).server);
        self.letters.push(Written { token: token.clone(), from, to, content: content.clone(), known: None });
        self.line(
            from,
            &format!(r#"{{"type":"message","subtype":"private","to":"{whom}","content":"{content}","ack":"{token}"}}"#),
        );
    }

    /// What is known of the last private message: true if it is acknowledged, false if it is refused.
    pub(super) fn last_letter(&self) -> Option<bool> {
        self.letters.last().unwrap().known
    }

    /// Private messages that are acknowledged, or refused.
    pub(super) fn letters_known(&self, is_acknowledged: bool) -> usize {
        self.letters.iter().filter(|letter| letter.known == Some(is_acknowledged)).count()
    }

    /// What was said to people of a server in words, since the last time.
    pub(super) fn take_told(&mut self, n: usize) -> Vec<String> {
        let all = std::mem::take(&mut self.told);
        let (of, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|(at, _)| *at == n);
        self.told = others;
        of.into_iter().map(|(_, words)| words).collect()
    }

    /// How often a private message is on a server's disk.
    fn copies(&self, n: usize, content: &str) -> usize {
        self.nodes[n].disk.mail.values().filter(|message| &*message.content == content).count()
    }

    /// Each private message that is acknowledged is there once, and each that is refused nowhere; what its author has a copy of has
    /// its receiver.
    fn check_letters(&self) {
        for Written { from, to, content, known, .. } in &self.letters {
            let (here, there) = (self.copies(*from, content), self.copies(*to, content));
            assert!(here <= 1 && there <= 1, "{content} is {here} times here and {there} times there");
            match known {
                Some(true) => assert_eq!((here, there), (1, 1), "{content} was acknowledged"),
                Some(false) => assert_eq!((here, there), (0, 0), "{content} was refused"),
                None => assert_eq!(here, there, "{content} is with one of the two"),
            }
        }
    }

    fn log_in(&mut self, n: usize, id: SessionId, name: &str) {
        self.nodes[n].core.connect(self.now, id, IpAddr::from([192, 0, 2, 1]), Link::PLAIN_LINES);
        self.line_of(n, id, &format!(r#"{{"type":"login","username":"{name}","password":"secret"}}"#));
    }

    fn line(&mut self, n: usize, json: &str) {
        self.line_of(n, ZOE, json);
    }

    fn line_of(&mut self, n: usize, id: SessionId, json: &str) {
        let mut out = Effects::default();
        let line = wire::parse_line(json.as_bytes()).unwrap();
        self.nodes[n].core.handle_line(self.now, id, line, true, &mut out);
        self.carry_out(n, out);
    }

    /// Somebody does something, and the disk answers.
    fn act_of(&mut self, n: usize, id: SessionId, json: &str) {
        // What was asked before has its answer, so that nobody is waited for.
        self.commit(n);
        self.line_of(n, id, json);
        // One to look for a message, one for what is done to it.
        self.commit(n);
    }

    /// The operator of a server has its pupil erased.
    pub(super) fn erase_zoe(&mut self, n: usize) {
        self.commit(n);
        self.erase_zoe_before_others(n);
    }

    /// The same, and another server has done so too, whose word of it is lost.
    pub(super) fn erase_zoe_unheard(&mut self, n: usize, other: usize) {
        self.erase_zoe(n);
        self.commit(n);
        self.deliver_all();
        self.commit(other);
        assert!(self.rows(other).is_empty(), "it is done");
        self.lose_everything();
        assert_eq!(self.unconfirmed(n), 1);
    }

    /// Has its pupil erased while others wait to be.
    pub(super) fn erase_zoe_before_others(&mut self, n: usize) {
        self.erase_person(n, "zoe");
    }

    /// The teacher of a server has another name.
    pub(super) fn rename_prof(&mut self, n: usize, to: &str) {
        self.commit(n);
        self.line_of(n, CONSOLE, &format!(r#"{{"type":"rename","user":"prof","to":"{to}"}}"#));
        self.commit(n);
    }

    /// The operator of a server has somebody erased.
    pub(super) fn erase_person(&mut self, n: usize, name: &str) {
        let (name, fate) = (Username::parse(name).unwrap(), MessageFate::Remove);
        self.nodes[n].disk.erase(&name, None);
        let mut out = Effects::default();
        self.nodes[n].core.erase_person(self.now, CONSOLE, &name, fate, &mut out);
        self.carry_out(n, out);
    }

    /// The operator of a server takes another one out of service; says whether that was done.
    pub(super) fn retire(&mut self, n: usize, of: usize) -> bool {
        let mut out = Effects::default();
        self.nodes[n].core.retire_server(self.now, CONSOLE, &origin(of).server, &mut out);
        let is_done = out.list.iter().any(|effect| matches!(effect, Effect::Store(_)));
        self.carry_out(n, out);
        self.commit(n);
        is_done
    }

    /// What another server wants erased is erased, one person after the other.
    fn erase_next(&mut self, n: usize) {
        while self.next_erasure(n).is_some() {
            self.erase_one(n);
        }
    }

    /// Who is next of those whom other servers want erased.
    pub(super) fn next_erasure(&self, n: usize) -> Option<String> {
        self.nodes[n].core.next_erasure().map(|(name, _)| name.to_string())
    }

    /// True if something of another server waits for one of them.
    pub(super) fn is_erasure_pressing(&self, n: usize) -> bool {
        self.nodes[n].core.is_erasure_pressing()
    }

    /// The next one is erased.
    pub(super) fn erase_one(&mut self, n: usize) {
        let Some((name, _)) = self.nodes[n].core.next_erasure() else { return };
        // What is asked of the disk before it comes before it.
        self.commit_some(n, usize::MAX);
        let below = self.nodes[n].core.erasure_bound(&name);
        self.nodes[n].disk.erase(&name, below);
        let mut out = Effects::default();
        self.nodes[n].core.erasure_done(&name, &mut out);
        self.carry_out(n, out);
    }

    /// True if an event of a server says nothing.
    pub(super) fn is_void(&self, n: usize, seq: u64) -> bool {
        matches!(self.nodes[n].disk.events[&seq], Row::Void)
    }

    /// The servers that have not confirmed an erasure of a server.
    pub(super) fn unconfirmed(&self, n: usize) -> usize {
        self.nodes[n].core.campus_view().unconfirmed
    }

    /// A server has counted so many more events of its own, which say nothing.
    pub(super) fn lengthen_log(&mut self, n: usize, events: u64) {
        let events_of = &mut self.nodes[n].disk.events;
        let last = *events_of.last_key_value().unwrap().0;
        // A row that is not there says nothing either.
        events_of.insert(last + events, Row::Void);
        self.crash(n);
    }

    /// An older copy of a server's disk is put in its place: its last events are not in it.
    pub(super) fn set_back(&mut self, n: usize, events: u64) {
        let disk = &mut self.nodes[n].disk;
        let last = *disk.events.last_key_value().unwrap().0;
        disk.events.retain(|seq, _| *seq <= last - events);
        self.crash(n);
    }

    /// The id that a content has on a server's disk.
    fn id_of(&self, n: usize, content: &str) -> Option<u64> {
        let found = self.nodes[n].disk.rows.iter().find(|(_, message)| base(&message.content) == content);
        found.map(|(id, _)| id.0)
    }

    /// A pupil reacts, or not any more.
    pub(super) fn react(&mut self, n: usize, id: u64) {
        self.learn(n, &format!(r#"{{"type":"react","id":{id},"emoji":"👍"}}"#));
    }

    /// The author says a message otherwise: with a mark more at its end.
    pub(super) fn edit(&mut self, n: usize, content: &str) {
        let Some(id) = self.id_of(n, content) else { return };
        let now = self.nodes[n].disk.rows[&MessageId(id)].content.clone();
        self.act_of(n, ZOE, &format!(r#"{{"type":"edit","id":{id},"content":"{now}!"}}"#));
    }

    /// The teacher of a server strikes a message out, whoever has said it.
    pub(super) fn strike(&mut self, n: usize, content: &str) {
        let Some(id) = self.id_of(n, content) else { return };
        self.struck.insert(content.to_owned());
        self.act_of(n, PROF, &format!(r#"{{"type":"delete","id":{id}}}"#));
    }

    /// The teacher of a server does something by a request.
    pub(super) fn teach(&mut self, n: usize, json: &str) {
        self.act_of(n, PROF, json);
    }

    /// The operator of a server does something by a request.
    pub(super) fn direct(&mut self, n: usize, json: &str) {
        self.act_of(n, CONSOLE, json);
    }

    /// Has its pupil erased while others wait to be.
    pub(super) fn direct_before_others(&mut self, n: usize, json: &str) {
        self.line_of(n, CONSOLE, json);
    }

    /// The pupil of a server does something by a request.
    pub(super) fn learn(&mut self, n: usize, json: &str) {
        self.act_of(n, ZOE, json);
    }

    /// The channel has a topic on a server from a time when it was not shared.
    pub(super) fn shared_later(&mut self, n: usize, topic: &str) {
        let share = |school: &mut Self, channels: &[&str]| {
            let channels = channels.iter().map(|name| ChannelName::parse(name).unwrap()).collect();
            let everybody = (0..9).map(|n| origin(n).server).filter(|_| school.trusting).collect();
            school.nodes[n].core.set_shared(channels, false, everybody);
        };
        share(self, &[]);
        self.teach(n, &format!(r#"{{"type":"topic","channel":"{CHANNEL}","topic":"{topic}"}}"#));
        share(self, &[CHANNEL]);
    }

    /// A server shares other channels.
    pub(super) fn share(&mut self, n: usize, channels: &[&str]) {
        let channels = channels.iter().map(|name| ChannelName::parse(name).unwrap()).collect();
        let everybody = (0..9).map(|n| origin(n).server).collect();
        self.nodes[n].core.set_shared(channels, false, everybody);
    }

    /// Another server tells of a topic that it has set.
    pub(super) fn told_topic(&mut self, n: usize, by: usize, channel: &str, topic: &str) {
        let known = KnownTopic { channel: ChannelName::parse(channel).unwrap(), topic: topic.into(), version: 1 };
        self.input(n, CampusInput::Topics { origin: origin(by), topics: vec![known] });
        self.commit(n);
    }

    /// How a server spells a channel.
    pub(super) fn spelled(&mut self, n: usize, name: &str) -> String {
        let Reply::Channels { channels } = self.answer(n, ZOE, r#"{"type":"channels"}"#) else { panic!() };
        let name = ChannelName::parse(name).unwrap();
        channels.into_iter().find(|channel| channel.name == name).map_or_else(String::new, |one| one.name.to_string())
    }

    /// What the channel is about on a server's disk.
    pub(super) fn topic(&self, n: usize) -> String {
        self.topic_of(n, CHANNEL)
    }

    /// What a channel is about there.
    pub(super) fn topic_of(&self, n: usize, channel: &str) -> String {
        let record = self.nodes[n].disk.channels.get(&ChannelName::parse(channel).unwrap());
        record.map_or_else(String::new, |record| record.topic.to_string())
    }

    /// What the audit log of a server has of an act upon somebody or something: who has done it, of those of other servers.
    pub(super) fn actors(&self, n: usize, whom: &str) -> Vec<&str> {
        let is_upon = |audit: &&Audit| audit.act.as_ref().is_some_and(|act| &*act.whom == whom);
        let acts = self.audits[n].iter().filter(is_upon).map(|audit| &*audit.user);
        acts.filter(|user| user.contains('@')).collect()
    }

    /// What is known of shared channels on a server.
    pub(super) fn view(&self, n: usize) -> classcord_server::chat::campus::CampusView {
        self.nodes[n].core.campus_view()
    }

    fn carry_out(&mut self, n: usize, out: Effects) {
        for effect in out.list {
            match effect {
                Effect::Store(request) => self.nodes[n].pending.push(request),
                Effect::Campus(act) => self.act(n, *act),
                Effect::Audit(audit) => self.audits[n].push(*audit),
                Effect::Send(_, Reply::Ack { ack, .. }) => {
                    let mut line = String::new();
                    wire::encode(&Reply::Ack { ack, id: MessageId(1), at: self.now.wall }, &mut line);
                    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
                    let token = value["ack"].as_str().unwrap().to_owned();
                    match self.letters.iter_mut().find(|letter| letter.token == token) {
                        Some(letter) => letter.known = Some(true),
                        None => {
                            let (of, content) = self.waiting.remove(&token).unwrap();
                            self.acknowledged[of].push(content);
                        }
                    }
                }
                Effect::Send(_, Reply::Error { ack: Some(ack), .. }) => {
                    if let Some(letter) = self.letters.iter_mut().find(|letter| letter.token == ack.0.trim_matches('"'))
                    {
                        letter.known = Some(false);
                    }
                }
                Effect::FanOut(_, Reply::Message(message)) => self.told_of[n] += message.content.chars().count(),
                Effect::FanOut(_, Reply::Amended(line)) => {
                    if let AmendLine::Reply { id, reply_to, .. } = *line {
                        self.told_of_replies.push((n, id, reply_to));
                    }
                }
                Effect::Send(_, Reply::System { content, .. }) => self.told.push((n, content.to_string())),
                Effect::Password(job) => {
                    let (PasswordJob::Verify { ticket, .. } | PasswordJob::Hash { ticket, .. }) = job;
                    let mut out = Effects::default();
                    let outcome = PasswordOutcome::Right { rehashed: None };
                    self.nodes[n].core.handle_password(self.now, ticket, outcome, &mut out);
                    self.carry_out(n, out);
                }
                _ => {}
            }
        }
        self.nodes[n].core.check_invariants();
    }

    fn act(&mut self, n: usize, act: CampusAct) {
        if !self.nodes[n].is_connected {
            return;
        }
        match act {
            CampusAct::People(act) => self.tell_people(n, act),
            CampusAct::Letters(LetterAct::Send { to, letters }) => {
                let packet = LetterInput::Batch { origin: origin(n), letters };
                self.send_to(to.as_str(), Packet::Direct(CampusInput::Letters(packet)));
            }
            CampusAct::Letters(LetterAct::Receipt { to, receipt }) => {
                let packet = LetterInput::Receipt { by: origin(n).server, receipt };
                self.send_to(to.as_str(), Packet::Direct(CampusInput::Letters(packet)));
            }
            CampusAct::Receive(receipt) => drop(self.nodes[n].unacknowledged.remove(&receipt)),
            CampusAct::Publish(event) => {
                let packet = Packet::Log(origin(n), seen(event, n, None));
                for other in (0..self.nodes.len()).filter(|&other| other != n) {
                    self.nodes[other].inbox.push_back(packet.clone());
                }
            }
            CampusAct::Behind { origin: of, known } => {
                self.behind.push((of.server.to_string(), known));
            }
            CampusAct::AskTopics(to) => {
                self.send_to(to.as_str(), Packet::Direct(CampusInput::TopicsAsked(origin(n).server)));
            }
            CampusAct::Topics { to, topics } => {
                self.send_to(to.as_str(), Packet::Direct(CampusInput::Topics { origin: origin(n), topics }));
            }
            CampusAct::AskErasure { to, seq, name, fate, low } => {
                self.asked_about += 1;
                let packet = Packet::Direct(CampusInput::ErasureAsked { origin: origin(n), seq, name, fate, low });
                self.send_to(to.as_str(), packet);
            }
            CampusAct::TellErasure { origin: of, seq } => {
                let packet = Packet::Direct(CampusInput::ErasureDone { by: origin(n).server, epoch: of.epoch, seq });
                self.send_to(of.server.as_str(), packet);
            }
            CampusAct::Ask { origin: of, from } => {
                let packet = Packet::Direct(CampusInput::Asked { by: origin(n).server, epoch: of.epoch, from });
                self.send_to(&of.server.to_string(), packet);
            }
            CampusAct::Answer { to, low, from, last, events } => {
                let events = events.into_iter().map(|event| seen(event, n, None)).collect();
                let packet = Packet::Direct(CampusInput::Answer { origin: origin(n), low, from, to: last, events });
                self.send_to(&to.to_string(), packet);
            }
        }
    }

    fn tell_people(&mut self, n: usize, act: PeopleAct) {
        let server = origin(n).server;
        let (to, input) = match act {
            PeopleAct::Snapshot { to, revision, people } => (to, PeopleInput::Snapshot { server, revision, people }),
            PeopleAct::Change { revision, came, left } => (None, PeopleInput::Change { server, revision, came, left }),
            PeopleAct::Ask(to) => (Some(to), PeopleInput::Asked(server)),
        };
        let packet = Packet::Direct(CampusInput::People(input));
        match to {
            Some(to) => self.send_to(to.as_str(), packet),
            None => {
                for other in (0..self.nodes.len()).filter(|&other| other != n) {
                    self.nodes[other].inbox.push_back(packet.clone());
                }
            }
        }
    }

    fn send_to(&mut self, name: &str, packet: Packet) {
        // A hostile one is nobody's.
        if let Some(to) = (0..self.nodes.len()).find(|&n| origin(n).server.as_str() == name) {
            self.nodes[to].inbox.push_back(packet);
        }
    }

    fn hand(&mut self, n: usize, packet: Packet) {
        let input = match &packet {
            Packet::Log(origin, event) => {
                self.receipts += 1;
                let receipt = Receipt(self.receipts);
                self.nodes[n].unacknowledged.insert(receipt, packet.clone());
                CampusInput::Event { origin: origin.clone(), event: seen(event.clone(), 0, Some(n)), receipt }
            }
            Packet::Direct(CampusInput::Answer { origin, low, from, to, events }) => {
                let events = events.iter().map(|event| seen(event.clone(), 0, Some(n))).collect();
                CampusInput::Answer { origin: origin.clone(), low: *low, from: *from, to: *to, events }
            }
            Packet::Direct(input) => input.clone(),
        };
        let mut out = Effects::default();
        self.nodes[n].core.handle_campus(self.now, input, &mut out);
        self.carry_out(n, out);
    }

    /// Somebody says something on a server, and asks to be told when it is safe.
    pub(super) fn say(&mut self, n: usize) {
        self.said += 1;
        let (token, content) = (format!("t{}", self.said), format!("{} {}", origin(n).server, self.said));
        self.waiting.insert(token.clone(), (n, content.clone()));
        self.line(n, &format!(r#"{{"type":"message","channel":"{CHANNEL}","content":"{content}","ack":"{token}"}}"#));
    }

    /// The same, as an answer to a message that the server has.
    pub(super) fn reply(&mut self, n: usize, to: u64) {
        self.said += 1;
        let (token, content) = (format!("t{}", self.said), format!("{} {}", origin(n).server, self.said));
        self.waiting.insert(token.clone(), (n, content.clone()));
        let what = format!(r#""content":"{content}","reply_to":{to},"ack":"{token}""#);
        self.act_of(n, ZOE, &format!(r#"{{"type":"message","channel":"{CHANNEL}",{what}}}"#));
    }

    /// Which messages newer clients of a server were told to answer which, once that had come.
    pub(super) fn told_of_replies(&self, n: usize) -> Vec<(MessageId, MessageId)> {
        self.told_of_replies.iter().filter(|(of, ..)| *of == n).map(|&(_, id, reply_to)| (id, reply_to)).collect()
    }

    /// What answers what on a server's disk, as far as both are there.
    pub(super) fn replies(&self, n: usize) -> BTreeSet<(&str, &str)> {
        let rows = &self.nodes[n].disk.rows;
        let answered = |message: &Message| message.reply_to().and_then(|id| rows.get(&id));
        rows.values().filter_map(|row| Some((base(&row.content), base(&answered(row)?.content)))).collect()
    }

    /// A server's disk takes all that was asked of it.
    pub(super) fn commit(&mut self, n: usize) {
        // What is done once something is there is done in the next one.
        while !self.nodes[n].pending.is_empty() {
            self.erase_next(n);
            let pending = std::mem::take(&mut self.nodes[n].pending);
            let last = pending[pending.len() - 1].seq;
            for request in pending {
                self.apply(n, request.seq, request.action);
            }
            let ids_below = MessageId(self.nodes[n].disk.ids_below);
            self.report(n, StoreReport::Committed { through: last, ids_below });
        }
    }

    /// It takes only the first of it, and has not said so.
    pub(super) fn commit_some(&mut self, n: usize, count: usize) {
        let pending = std::mem::take(&mut self.nodes[n].pending);
        for request in pending.into_iter().take(count) {
            self.apply(n, request.seq, request.action);
        }
    }

    fn apply(&mut self, n: usize, seq: StoreSeq, action: StoreAction) {
        let disk = &mut self.nodes[n].disk;
        match action {
            StoreAction::AppendEvent(message, place) => {
                let id = message.id.unwrap();
                disk.rows.insert(id, Message::clone(&message));
                let name = match *place {
                    EventPlace::Own(seq) => {
                        assert!(disk.events.insert(seq, Row::Message(id)).is_none(), "a number twice");
                        EventName { origin: None, seq }
                    }
                    EventPlace::Heard(origin, seq) => {
                        disk.watermarks.insert(origin.clone(), seq);
                        EventName { origin: Some(origin), seq }
                    }
                };
                disk.ids.insert(name.clone(), id);
                disk.names.insert(id, name);
            }
            StoreAction::Event(record) => {
                match record.place {
                    EventPlace::Own(seq) => {
                        let row = disk.row_of(record.own.unwrap());
                        assert!(disk.events.insert(seq, row).is_none(), "a number twice");
                    }
                    EventPlace::Heard(origin, seq) => drop(disk.watermarks.insert(origin, seq)),
                }
                match record.note {
                    None => {}
                    Some(EventNote::Tombstone(name)) => drop(disk.tombstones.insert(name)),
                    Some(EventNote::TombstoneDone(name)) => assert!(disk.tombstones.remove(&name)),
                    Some(EventNote::Early(early)) => disk.early.push(*early),
                    Some(EventNote::Topic(channel, version, of)) => drop(disk.topics.insert(channel, (version, of))),
                }
                if let Some(change) = record.change {
                    self.apply(n, seq, change);
                }
            }
            StoreAction::AppendLetter(message, place) => {
                let id = message.id.unwrap();
                disk.mail.insert(id, Message::clone(&message));
                match *place {
                    LetterPlace::Sent { to, home } => drop(disk.leaving.insert(id, (to, home))),
                    LetterPlace::Received { origin, seq, waits, .. } => {
                        assert!(disk.heard.insert(origin, seq) < Some(seq), "one comes twice");
                        if waits {
                            disk.waits.insert(id);
                        }
                    }
                }
            }
            StoreAction::SettleLetters(letters) => {
                for (id, is_refused) in letters {
                    disk.leaving.remove(&id);
                    if is_refused {
                        disk.mail.remove(&id);
                    }
                }
            }
            StoreAction::Delivered { ids, .. } => disk.waits.retain(|id| !ids.contains(id)),
            StoreAction::LoadUndelivered { recipient } => {
                let messages = disk.waits.iter().map(|id| disk.mail[id].clone()).collect();
                self.report(n, StoreReport::Undelivered { recipient, messages });
            }
            StoreAction::AdvanceWatermark(origin, seq) => drop(disk.watermarks.insert(*origin, seq)),
            StoreAction::DeleteMessage { id } => drop(disk.rows.remove(&id)),
            StoreAction::ChangeMessage { id, change } => {
                if let Some(message) = disk.rows.get_mut(&id) {
                    message.change(&change);
                }
            }
            StoreAction::SetChannel(record) => drop(disk.channels.insert(record.name.clone(), record)),
            StoreAction::SetSanction(sanction) => {
                disk.sanctions.insert((sanction.kind, sanction.target.clone()), sanction);
            }
            StoreAction::LiftSanction { kind, target } => drop(disk.sanctions.remove(&(kind, target))),
            StoreAction::SetErasure(erasure) => {
                if erasure.below.is_some() {
                    disk.erase_sanctions(&erasure.name);
                    disk.erase_early(&erasure.name);
                }
                disk.erasures.retain(|other| other.place != erasure.place);
                disk.erasures.push(*erasure);
            }
            StoreAction::RenameAccount(change) | StoreAction::RenameHeard(change) => {
                for message in disk.rows.values_mut() {
                    change.rename(&mut message.from);
                }
                for (kind, mut sanction) in std::mem::take(&mut disk.sanctions) {
                    if let SanctionTarget::Person(name) = &mut sanction.target {
                        change.rename(name);
                        let there = change.from.of_server(&origin(n).server);
                        if *name == there {
                            *name = change.to.of_server(&origin(n).server);
                        }
                    }
                    disk.sanctions.insert((kind.0, sanction.target.clone()), sanction);
                }
                self.report(n, StoreReport::Renamed { from: change.from });
            }
            StoreAction::KeepEarly(early) => {
                disk.early.retain(|other| other.told_by != early.told_by);
                disk.early.push(*early);
            }
            StoreAction::ForgetEarly(told_by) => disk.early.retain(|early| !told_by.contains(&early.told_by)),
            StoreAction::SetRetired { server, is_retired: true } => drop(disk.retired.insert(server)),
            StoreAction::SetRetired { server, is_retired: false } => drop(disk.retired.remove(&server)),
            StoreAction::EndErasure(place) => {
                disk.erasures.retain(|other| other.place != *place);
                if let EventPlace::Heard(origin, seq) = *place {
                    disk.erased.push((origin, seq));
                } else if let EventPlace::Own(seq) = *place {
                    let Row::Told(Happening::Erased { name, .. }) = &disk.events[&seq] else { panic!() };
                    let is_of = |row: &Row| matches!(row, Row::Told(Happening::Renamed { to, .. }) if to == name);
                    let former: Vec<u64> =
                        disk.events.iter().filter(|(_, row)| is_of(row)).map(|(seq, _)| *seq).collect();
                    for seq in former.into_iter().chain([seq]) {
                        disk.events.insert(seq, Row::Void);
                    }
                }
            }
            StoreAction::LoadMessage { id } => {
                let message = disk.rows.get(&id).cloned();
                self.report(n, StoreReport::Message { seq, message });
            }
            StoreAction::FindEvent(name) => {
                let found = disk.ids.get(&name).and_then(|id| disk.rows.get(id)).cloned();
                self.report(n, StoreReport::EventFound { seq, found: Some(found.map(Box::new)) });
            }
            StoreAction::LoadEvents { from, through, .. } => {
                let taken: Vec<u64> = disk.events.range(from..=through).take(40).map(|(seq, _)| *seq).collect();
                let last = if taken.len() == 40 { taken[39] } else { through };
                let events = taken.into_iter().filter_map(|seq| disk.event(seq)).collect();
                self.report(n, StoreReport::Events { seq, found: Some(LoadedEvents { from, last, events }) });
            }
            _ => {}
        }
    }

    fn report(&mut self, n: usize, report: StoreReport) {
        let mut out = Effects::default();
        self.nodes[n].core.handle_report(self.now, report, &mut out);
        self.carry_out(n, out);
    }

    /// Power is lost, and comes back.
    pub(super) fn crash(&mut self, n: usize) {
        let disk = std::mem::take(&mut self.nodes[n].disk);
        let fresh = self.start(n, disk);
        let former = std::mem::replace(&mut self.nodes[n], fresh);
        self.waiting.retain(|_, (of, _)| *of != n);
        // What it has not acknowledged comes again, before the rest.
        let node = &mut self.nodes[n];
        node.inbox.extend(former.unacknowledged.into_values());
        node.inbox.extend(former.inbox);
        self.begin(n);
    }

    /// A server loses the broker, which forgets it or not.
    pub(super) fn cut(&mut self, n: usize) {
        self.nodes[n].is_connected = false;
        self.nodes[n].core.campus_is_lost();
        self.input(n, CampusInput::People(PeopleInput::Lost));
        let forgets = self.random.below(2) == 0;
        let node = &mut self.nodes[n];
        let again = std::mem::take(&mut node.unacknowledged);
        if forgets {
            node.inbox.clear();
        } else {
            for packet in again.into_values().rev() {
                node.inbox.push_front(packet);
            }
        }
        let name = origin(n).server;
        for other in (0..self.nodes.len()).filter(|&other| other != n) {
            self.nodes[other].met.remove(&n);
            self.input(other, CampusInput::Gone(name.clone()));
            assert_eq!(self.nodes[other].core.people_listed_of(&name), 0, "somebody of a server that is gone is shown");
        }
    }

    /// A server finds the broker again.
    pub(super) fn connect(&mut self, n: usize) {
        if !std::mem::replace(&mut self.nodes[n].is_connected, true) {
            self.input(n, CampusInput::People(PeopleInput::Connected));
        }
    }

    /// Somebody moves: into the shared channel or out of it, away or back.
    pub(super) fn move_somebody(&mut self, n: usize) {
        let id = if self.random.below(2) == 0 { ZOE } else { MAX };
        let content = match self.random.below(3) {
            0 => format!(r#"{{"type":"join","channel":"{CHANNEL}"}}"#),
            1 => format!(r#"{{"type":"leave","channel":"{CHANNEL}"}}"#),
            _ => {
                let state = ["online", "away", "invisible"][self.random.below(3)];
                format!(r#"{{"type":"status","state":"{state}"}}"#)
            }
        };
        self.line_of(n, id, &content);
    }

    /// Those who are in the shared channel of a server and are seen.
    pub(super) fn people_of(&mut self, n: usize) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        for (id, name) in [(ZOE, "zoe"), (MAX, "max")] {
            let Reply::Channels { channels } = self.answer(n, id, r#"{"type":"channels"}"#) else { panic!() };
            let is_in = channels.iter().any(|channel| channel.name.as_str() == CHANNEL && channel.joined);
            let session = self.nodes[n].core.sessions().find(|session| session.id == id).unwrap();
            if is_in && !session.state.unwrap().is_hidden() {
                seen.insert(format!("{name}@{}", origin(n).server));
            }
        }
        seen
    }

    fn answer(&mut self, n: usize, id: SessionId, json: &str) -> Reply {
        let mut out = Effects::default();
        self.nodes[n].core.handle_line(self.now, id, wire::parse_line(json.as_bytes()).unwrap(), true, &mut out);
        let Some(Effect::Send(_, answer)) = out.list.pop() else { panic!("no answer to {json}") };
        answer
    }

    /// Those of another server whom a client of this one is shown.
    pub(super) fn people_shown(&mut self, n: usize, of: usize) -> BTreeSet<String> {
        let Reply::Campus(answer) = self.answer(n, ZOE, r#"{"type":"school"}"#) else { panic!() };
        let CampusLine::All { servers, .. } = *answer else { panic!() };
        let server = servers.into_iter().find(|one| one.server == origin(of).server);
        server.into_iter().flat_map(|one| one.people).map(|(name, _)| name.to_string()).collect()
    }

    fn rosters_agree(&mut self) -> bool {
        let all = 0..self.nodes.len();
        let pairs: Vec<(usize, usize)> = all.clone().flat_map(|n| all.clone().map(move |of| (n, of))).collect();
        pairs.into_iter().all(|(n, of)| n == of || self.people_shown(n, of) == self.people_of(of))
    }

    fn input(&mut self, n: usize, input: CampusInput) {
        let mut out = Effects::default();
        self.nodes[n].core.handle_campus(self.now, input, &mut out);
        self.carry_out(n, out);
    }

    /// Somebody of server `by` says something, which server `but` does not hear of yet and server `heard` has safe.
    pub(super) fn say_without(&mut self, by: usize, but: usize, heard: usize) {
        self.cut(but);
        self.say(by);
        self.commit(by);
        self.deliver_all();
        self.commit(heard);
        self.lose_everything();
        self.connect(but);
    }

    /// The broker forgets all that it has not delivered.
    pub(super) fn lose_everything(&mut self) {
        for node in &mut self.nodes {
            node.inbox.clear();
            node.unacknowledged.clear();
        }
    }

    pub(super) fn announce(&mut self, n: usize) {
        let view = self.nodes[n].core.campus_view();
        for other in (0..self.nodes.len()).filter(|&other| other != n) {
            if self.nodes[n].is_connected && self.nodes[other].is_connected {
                self.input(other, CampusInput::Announced { origin: origin(n), head: view.head, low: view.low });
                let run = self.nodes[n].run;
                let is_new = self.nodes[other].met.insert(n, run) != Some(run);
                let revision = self.nodes[n].core.people_view().revision;
                let server = origin(n).server;
                self.input(other, CampusInput::People(PeopleInput::Present { server, revision, is_new }));
            }
        }
    }

    /// Everything that the broker has reaches whom it is for.
    pub(super) fn deliver_all(&mut self) {
        for n in 0..self.nodes.len() {
            while self.nodes[n].is_connected
                && let Some(packet) = self.nodes[n].inbox.pop_front()
            {
                self.hand(n, packet);
            }
        }
    }

    pub(super) fn pass(&mut self, seconds: u64) {
        self.pass_time(Duration::from_secs(seconds));
    }

    pub(super) fn pass_tenth(&mut self) {
        self.pass_time(Duration::from_millis(100));
    }

    fn pass_time(&mut self, time: Duration) {
        self.now.mono += time;
        for n in 0..self.nodes.len() {
            let mut out = Effects::default();
            self.nodes[n].core.handle_timeout(self.now, &mut out);
            self.carry_out(n, out);
        }
    }

    /// Everybody is there and is heard, until nothing moves.
    pub(super) fn heal(&mut self) {
        for n in 0..self.nodes.len() {
            self.connect(n);
        }
        for _ in 0..100 {
            for n in 0..self.nodes.len() {
                self.announce(n);
            }
            self.deliver_all();
            for n in 0..self.nodes.len() {
                self.commit(n);
            }
            self.deliver_all();
            if self.is_whole() && self.rosters_agree() {
                return;
            }
            self.pass(3);
        }
        panic!("something is missing for ever; everything of the events is there: {}", self.is_whole());
    }

    /// True if nothing is on its way, and everybody has what everybody has said.
    fn is_whole(&self) -> bool {
        let has = |n: usize, of: usize| {
            n == of || self.nodes[n].core.campus_watermark(&origin(of)) == self.nodes[of].core.campus_view().head
        };
        let all = 0..self.nodes.len();
        let is_still = self
            .nodes
            .iter()
            .all(|node| node.pending.is_empty() && node.inbox.is_empty() && node.core.letters_view().waiting == 0);
        is_still && all.clone().all(|n| all.clone().all(|of| has(n, of)))
    }

    /// What a server has of the channel, in its order.
    pub(super) fn rows(&self, n: usize) -> Vec<&Message> {
        self.nodes[n].disk.rows.values().collect()
    }

    /// A message of a server is erased.
    pub(super) fn erase(&mut self, n: usize, seq: u64) {
        let Row::Message(id) = self.nodes[n].disk.events[&seq] else { panic!("no message") };
        self.nodes[n].disk.rows.remove(&id);
    }

    /// Another server says that somebody says something, under a name that nobody has.
    pub(super) fn forge(&mut self, at: usize, from: &str) {
        self.forge_in(at, CHANNEL, from);
    }

    /// The same in a channel by that name.
    pub(super) fn forge_in(&mut self, at: usize, channel: &str, from: &str) {
        let said = Said {
            from: from.into(),
            channel: ChannelName::parse(channel).unwrap(),
            at: self.now.wall,
            content: "x".into(),
            reply_to: None,
            is_edited: false,
        };
        self.forge_event(at, Happening::Said(said));
    }

    /// Another server that nobody trusts says something.
    pub(super) fn forge_event(&mut self, at: usize, what: Happening) {
        let evil = Origin { server: "evil".parse().unwrap(), epoch: Epoch(1) };
        self.forged[at] += 1;
        self.hand(at, Packet::Log(evil, Event { seq: self.forged[at], what: Some(what) }));
    }

    /// The same server, in some life of its database, says that somebody says something.
    pub(super) fn forge_in_life(&mut self, at: usize, epoch: u64, seq: u64, from: &str) {
        let evil = Origin { server: "evil".parse().unwrap(), epoch: Epoch(epoch) };
        let said = Said {
            from: from.into(),
            channel: ChannelName::parse(CHANNEL).unwrap(),
            at: self.now.wall,
            content: "x".into(),
            reply_to: None,
            is_edited: false,
        };
        self.hand(at, Packet::Log(evil, Event { seq, what: Some(Happening::Said(said)) }));
    }

    /// It says something long, with accents.
    pub(super) fn forge_long(&mut self, at: usize) {
        let said = self.said_of("mallory", "é".repeat(1000).into());
        self.forge_event(at, Happening::Said(said));
    }

    /// It says once more what has this number.
    pub(super) fn forge_again(&mut self, at: usize, seq: u64, what: Happening) {
        let evil = Origin { server: "evil".parse().unwrap(), epoch: Epoch(1) };
        self.hand(at, Packet::Log(evil, Event { seq, what: Some(what) }));
    }

    /// It asks whether somebody of it is erased, under a number that cannot be had any more.
    pub(super) fn forge_question(&mut self, at: usize, seq: u64, name: &str) {
        let origin = Origin { server: "evil".parse().unwrap(), epoch: Epoch(1) };
        let (name, fate) = (name.into(), MessageFate::Remove);
        self.input(at, CampusInput::ErasureAsked { origin, seq, name, fate, low: u64::MAX });
    }

    /// It asks for all that was ever said.
    pub(super) fn forge_question_for_events(&mut self, at: usize) {
        let (by, epoch) = ("evil".parse().unwrap(), origin(at).epoch);
        self.input(at, CampusInput::Asked { by, epoch, from: 1 });
    }

    /// Messages of the broker that a server has not acknowledged.
    pub(super) fn unacknowledged(&self, n: usize) -> usize {
        self.nodes[n].unacknowledged.len()
    }

    /// The broker has had no room for what tells a server of erasures in their order.
    pub(super) fn lose_erasures(&mut self, n: usize) {
        let is_one =
            |packet: &Packet| matches!(packet, Packet::Log(_, Event { what: Some(Happening::Erased { .. }), .. }));
        self.nodes[n].inbox.retain(|packet| !is_one(packet));
    }

    /// Any other server that says something.
    pub(super) fn forge_of(&mut self, at: usize, server: &str, seq: u64, content: &str) {
        let origin = Origin { server: server.parse().unwrap(), epoch: Epoch(1) };
        let said = self.said_of("zoe", content.into());
        self.hand(at, Packet::Log(origin, Event { seq, what: Some(Happening::Said(said)) }));
    }

    fn said_of(&self, from: &str, content: Box<str>) -> Said {
        let (channel, at) = (ChannelName::parse(CHANNEL).unwrap(), self.now.wall);
        Said { from: from.into(), channel, at, content, reply_to: None, is_edited: false }
    }

    /// The characters of messages of which each client in the channel of a server was told.
    pub(super) fn told_of(&self, n: usize) -> usize {
        self.told_of[n]
    }

    /// It says goodbye.
    pub(super) fn evil_goes(&mut self, at: usize) {
        self.input(at, CampusInput::Gone("evil".parse().unwrap()));
    }

    /// It writes to somebody.
    pub(super) fn forge_letter(&mut self, at: usize, id: u64, to: &str) {
        let origin = Origin { server: "evil".parse().unwrap(), epoch: Epoch(1) };
        let letter = Letter { id, from: "mallory".into(), to: to.into(), content: "x".into() };
        self.input(at, CampusInput::Letters(LetterInput::Batch { origin, letters: vec![letter] }));
    }

    /// Private messages of others that wait for their receiver on a server's disk.
    pub(super) fn letters_in_mailbox(&self, n: usize) -> usize {
        self.nodes[n].disk.waits.len()
    }

    /// Deletions of what has not come, on a server's disk.
    pub(super) fn tombstones(&self, n: usize) -> usize {
        self.nodes[n].disk.tombstones.len()
    }

    /// Sanctions on a server's disk.
    pub(super) fn sanctions(&self, n: usize) -> usize {
        self.nodes[n].disk.sanctions.len()
    }

    /// Against whom there are sanctions on a server's disk.
    pub(super) fn sanctioned(&self, n: usize) -> Vec<String> {
        self.nodes[n].disk.sanctions.keys().map(|(_, target)| target.to_string()).collect()
    }

    /// New names of people of others that are on their way to a server's disk.
    pub(super) fn renames_wanted(&self, n: usize) -> usize {
        let is_one = |request: &&StoreRequest| {
            let StoreAction::Event(record) = &request.action else { return false };
            matches!(record.change, Some(StoreAction::RenameHeard(_)))
        };
        self.nodes[n].pending.iter().filter(is_one).count()
    }

    /// Erasures that others want of a server and that are on their way to its disk.
    pub(super) fn erasures_wanted(&self, n: usize) -> usize {
        let is_one = |request: &&StoreRequest| {
            let StoreAction::Event(record) = &request.action else { return false };
            matches!(record.change, Some(StoreAction::SetErasure(_)))
        };
        self.nodes[n].pending.iter().filter(is_one).count()
    }

    /// The name of the event that a message of a server is, for the others.
    pub(super) fn name_of(&self, n: usize, content: &str) -> EventName {
        let id = MessageId(self.id_of(n, content).unwrap());
        let name = self.nodes[n].disk.names[&id].clone();
        EventName { origin: name.origin.or_else(|| Some(origin(n))), ..name }
    }

    /// Something happens, by chance.
    pub(super) fn step(&mut self) {
        let n = self.random.below(self.nodes.len());
        match self.random.below(100) {
            0..20 => self.say(n),
            20..23 => self.step_about(n),
            23..24 => self.teach(n, &format!(r#"{{"type":"topic","channel":"{CHANNEL}","topic":"{}"}}"#, self.said)),
            24..27 => self.move_somebody(n),
            27..28 => self.max_moves(n),
            28..32 => self.write_by_chance(n),
            32..50 => self.commit(n),
            50..80 => self.deliver_one(n),
            80..88 => self.pass(1),
            88..92 => self.announce(n),
            92..94 => self.crash(n),
            94..96 => self.cut(n),
            96..99 => self.connect(n),
            _ => self.lose_everything(),
        }
    }

    /// The same, without private messages and people who move.
    pub(super) fn step_in_channel(&mut self) {
        let n = self.random.below(self.nodes.len());
        match self.random.below(100) {
            0..15 => self.say(n),
            15..27 => self.step_about(n),
            27..45 => self.commit(n),
            45..80 => self.deliver_one(n),
            80..86 => self.pass(1),
            86..91 => self.announce(n),
            91..94 => self.crash(n),
            94..96 => self.cut(n),
            96..99 => self.connect(n),
            _ => self.lose_everything(),
        }
    }

    /// The operator of a server has its pupil erased, and there is another one of that name. Gives what the first one has said.
    pub(super) fn replace_zoe(&mut self, n: usize) -> Vec<String> {
        self.commit(n);
        let said = self.rows(n).into_iter().filter(|message| message.from.as_str() == "zoe");
        let said: Vec<String> = said.map(|message| base(&message.content).to_owned()).collect();
        self.struck.extend(said.iter().cloned());
        self.erase_zoe(n);
        self.commit(n);
        self.crash(n);
        said
    }

    fn write_by_chance(&mut self, n: usize) {
        let to = self.random.below(self.nodes.len());
        let name = ["max", "max", "max", "personne"][self.random.below(4)];
        if to != n {
            self.write(n, to, name);
        }
    }

    /// Who has said what there is on a server's disk.
    pub(super) fn authors(&self, n: usize) -> Vec<&str> {
        let mut authors: Vec<&str> = self.rows(n).iter().map(|message| message.from.as_str()).collect();
        authors.sort_unstable();
        authors
    }

    /// Who reacts to what on a server's disk, each with their server, in order.
    pub(super) fn reactions(&self, n: usize) -> BTreeSet<(String, String)> {
        let mut all = BTreeSet::new();
        for message in self.rows(n) {
            for reaction in message.reactions() {
                let by = reaction.by.as_str();
                let by = if by.contains('@') { by.to_owned() } else { format!("{by}@{}", origin(n).server) };
                all.insert((message.content.to_string(), by));
            }
        }
        all
    }

    /// Something is done about a message, by chance.
    fn step_about(&mut self, n: usize) {
        let rows: Vec<String> = self.rows(n).iter().map(|message| base(&message.content).to_owned()).collect();
        if rows.is_empty() {
            return;
        }
        let content = rows[self.random.below(rows.len())].clone();
        let id = self.id_of(n, &content).unwrap();
        match self.random.below(8) {
            0 => self.strike(n, &content),
            1 | 2 => self.react(n, id),
            3 | 4 => self.reply(n, id),
            _ => self.edit(n, &content),
        }
    }

    /// The broker delivers something, or does not, or twice, or out of turn.
    fn deliver_one(&mut self, n: usize) {
        if !self.nodes[n].is_connected || self.nodes[n].inbox.is_empty() {
            return;
        }
        let at = match self.random.below(8) {
            0 => self.random.below(self.nodes[n].inbox.len()),
            _ => 0,
        };
        let Some(packet) = self.nodes[n].inbox.remove(at) else { return };
        match self.random.below(10) {
            0 => {}
            1 => {
                self.hand(n, packet.clone());
                self.hand(n, packet);
            }
            _ => self.hand(n, packet),
        }
    }

    /// Each server has each acknowledged message exactly once, those of an origin in its order, and all have the same of it: the text as it
    /// is now, what was struck out nowhere, one topic.
    pub(super) fn check(&self) {
        self.check_letters();
        for n in 0..self.nodes.len() {
            let contents: Vec<&str> = self.rows(n).iter().map(|message| base(&message.content)).collect();
            let once: BTreeSet<&str> = contents.iter().copied().collect();
            assert_eq!(once.len(), contents.len(), "s{n} has something twice");
            for (of, acknowledged) in self.acknowledged.iter().enumerate() {
                let prefix = format!("s{of} ");
                let there: Vec<&str> =
                    contents.iter().copied().filter(|content| content.starts_with(&prefix)).collect();
                for content in acknowledged {
                    let is_there = there.contains(&content.as_str()) || self.struck.contains(content);
                    assert!(is_there, "s{n} lacks {content}: {there:?}");
                }
                let numbers: Vec<u64> = there.iter().map(|content| content[prefix.len()..].parse().unwrap()).collect();
                assert!(numbers.is_sorted(), "s{n} has those of s{of} in another order: {numbers:?}");
            }
            let all = |n: usize| self.rows(n).iter().map(|message| &*message.content).collect::<BTreeSet<&str>>();
            let (here, first) = (all(n), all(0));
            let differs: Vec<&&str> = here.symmetric_difference(&first).collect();
            assert!(differs.is_empty(), "s{n} and s0 differ in {differs:?}");
            assert_eq!(self.topic(n), self.topic(0), "s{n} and s0");
            assert_eq!(self.reactions(n), self.reactions(0), "s{n} and s0");
            assert_eq!(self.replies(n), self.replies(0), "s{n} and s0");
            assert_eq!(self.nodes[n].disk.early, [], "s{n} waits for a message that has come");
        }
    }
}

fn receiver_of(message: &Message) -> Username {
    let Audience::Person(name) = &message.audience else { panic!("{message:?} is for no person") };
    name.clone()
}

impl Disk {
    /// Takes out what somebody said and reacted to, in events too, and the sanctions against them; those that they imposed are nobody's of
    /// their server. With a bound what is behind it stays, and what is short is gone already.
    fn erase(&mut self, name: &Username, below: Option<ErasureBound>) {
        let is_behind = |id: MessageId| below.is_some_and(|below| id >= below.message);
        self.rows.retain(|id, message| message.from != *name || is_behind(*id));
        for (_, message) in self.rows.iter_mut().filter(|(id, _)| !is_behind(**id)) {
            message.forget_reactions_of(name.key());
        }
        let of_person = |row: &Row| match row {
            Row::Told(Happening::Imposed(Imposed { whom, .. }) | Happening::Lifted(Lifted { whom, .. })) => {
                whom == name
            }
            Row::Told(Happening::Reacted { by, .. }) => **by == *name.as_str(),
            _ => false,
        };
        for (_, row) in self.events.range_mut(..below.map_or(u64::MAX, |below| below.event)) {
            if of_person(row) {
                *row = Row::Void;
            }
        }
        if below.is_none() {
            self.erase_sanctions(name);
            self.erase_early(name);
        }
    }

    fn erase_early(&mut self, name: &Username) {
        let is_of = |early: &Early| matches!(&early.what, EarlyWhat::Reaction { reaction, .. } if reaction.by == *name);
        self.early.retain(|early| !is_of(early));
    }

    fn erase_sanctions(&mut self, name: &Username) {
        self.sanctions.retain(|(_, target), _| *target != SanctionTarget::Person(name.clone()));
        let nobody = name.home().map_or(Username::erased(), |server| Username::erased().of_server(&server));
        for sanction in self.sanctions.values_mut().filter(|sanction| *sanction.by == *name.as_str()) {
            sanction.by = nobody.as_str().into();
        }
    }

    /// An event of our own as a row, with the names of messages in place of their ids.
    fn row_of(&self, own: OwnEvent) -> Row {
        let name = |id: MessageId| self.names.get(&id).cloned();
        let told = |what: Option<Happening>| what.map_or(Row::Void, Row::Told);
        match own {
            OwnEvent::Edited(id) => name(id).map_or(Row::Void, |of| Row::Edited(of, id)),
            OwnEvent::Deleted(id, by) => told(name(id).map(|of| Happening::Deleted { of, by })),
            OwnEvent::Reacted { id, kind, by, on } => {
                told(name(id).map(|of| Happening::Reacted { of, kind, by: by.as_str().into(), on }))
            }
            OwnEvent::Topic(new) => Row::Told(Happening::Topic(new)),
            OwnEvent::Imposed(imposed) => Row::Told(Happening::Imposed(imposed)),
            OwnEvent::Lifted(lifted) => Row::Told(Happening::Lifted(lifted)),
            OwnEvent::Renamed(NameChange { from, to }) => {
                Row::Told(Happening::Renamed { from: from.as_str().into(), to: to.as_str().into() })
            }
            OwnEvent::Erased { name, fate } => Row::Told(Happening::Erased { name: name.as_str().into(), fate }),
        }
    }

    /// An event as others are to have it.
    fn event(&self, seq: u64) -> Option<Event> {
        let what = match &self.events[&seq] {
            Row::Message(id) => {
                let message = self.rows.get(id)?;
                let answered = message.reply_to().and_then(|id| self.names.get(&id).cloned());
                Happening::Said(Said::of(message, answered))
            }
            Row::Edited(of, id) => Happening::Edited { of: of.clone(), content: self.rows.get(id)?.content.clone() },
            Row::Told(what) => what.clone(),
            Row::Void => return None,
        };
        Some(Event { seq, what: Some(what) })
    }
}

/// A content without the marks of how often it was said otherwise.
fn base(content: &str) -> &str {
    content.trim_end_matches('!')
}

/// An event on its way: `by` none, as a server hands it over, so that its own events have its name; else as one reads it, for which
/// its own have none.
fn seen(mut event: Event, of: usize, by: Option<usize>) -> Event {
    let name = match &mut event.what {
        Some(Happening::Said(Said { reply_to: Some(name), .. })) => Some(name),
        Some(Happening::Edited { of, .. } | Happening::Deleted { of, .. } | Happening::Reacted { of, .. }) => Some(of),
        _ => None,
    };
    if let Some(name) = name {
        name.origin = match (by, name.origin.take()) {
            (None, None) => Some(origin(of)),
            (Some(by), Some(named)) if named == origin(by) => None,
            (_, named) => named,
        };
    }
    event
}
