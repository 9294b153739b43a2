//! The table of shared channels: our own events, and how far those of each other server have come.
//!
//! Owns [`Campus`]. An event is *taken* once it is on its way to the disk, in the order of its origin and without a gap: what comes
//! early is held, what comes again is dropped, what is missing is asked for. Moments are the caller's; what is left to chance follows
//! from a seed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use super::campus_pace::{Pace, SLOWEST, Wait};
use crate::chat::campus_event::{
    EARLY_MAX, EARLY_OF_SERVER_MAX, ERASED_MAX, ERASURES_MAX, ERASURES_OF_ONE_MAX, ERASURES_OF_OTHERS_MAX, Early,
    EarlyWhat, Erasure, Event, EventName, EventNote, EventPlace, EventRecord, FIRST_CONTACT, HELD_MAX, Happening,
    KeptCampus, LOG_MAX, Lifted, Origin, OwnEvent, Receipt, TOMBSTONES_MAX, TOMBSTONES_OF_ONE_MAX, WAITING_BYTES_MAX,
    WAITING_MAX, erased_to_forget,
};
use crate::chat::clock::Mono;
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::renamed::NameChange;
use crate::chat::sanction::SanctionKind;
use crate::chat::store_protocol::{StoreAction, StoreSeq};

/// Servers, in all lives of their databases, whose events are counted.
const ORIGINS_MAX: usize = 256;

/// Lives of the database of one server.
const EPOCHS_MAX: usize = 4;

/// The highest number that an event may have: whatever reads JSON reads it.
const SEQ_MAX: u64 = 1 << 53;

/// Servers that wait for an answer at once.
const ASKERS_MAX: usize = 16;

/// The shortest and the longest time before a server is asked for what is missing: mostly it comes by itself.
const ASK_AFTER: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(2));

/// The wait for an answer before it is asked again, which doubles up to the other.
const ASK_AGAIN: (Duration, Duration) = (Duration::from_secs(4), Duration::from_secs(60));

/// Until an event is looked at again that could not be followed.
const DEFERRED: Duration = Duration::from_secs(1);

/// Servers that are taken out of service.
const RETIRED_MAX: usize = 256;

/// Sanctions that were lifted here against people of other servers and are kept in mind, and for how long: who has heard of a new name before
/// it hears that is told again once that is heard here too.
const LIFTED_MAX: usize = 64;
const LIFTED_KEPT: Duration = Duration::from_secs(24 * 3600);

/// The number up to which the events of a server have come, and those that wait.
#[derive(Debug)]
struct Heard {
    /// All up to this one are on their way to the disk, or there.
    watermark: u64,
    /// The last that it has made, as far as is known.
    head: u64,
    /// The first that it can be asked for.
    low: u64,
    is_present: bool,
    /// True while the message is looked for that the last one taken is about: the next waits.
    is_busy: bool,
    /// When the next may be taken, if it said more than that.
    slowed_until: Option<Mono>,
    /// True if the next one cannot be followed before that.
    is_deferred: bool,
    /// True if the next one waits for what clients may be told of all servers.
    waits_for_turn: bool,
    /// Those that came before their time.
    held: BTreeMap<u64, Event>,
    /// The receipts that are given once so far is on disk.
    receipts: VecDeque<(u64, Receipt)>,
    /// When it is to be asked, if something is missing.
    ask_at: Option<Mono>,
    /// The wait after the next question.
    ask_again: Duration,
}

/// The fate of an event that came.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::chat) enum Taking {
    /// It is known already, and safe: acknowledge it.
    Known,
    /// It is known already and on its way to the disk, or it is next: it will be acknowledged.
    Later,
    /// It waits for one before it, or was dropped for want of room. Either way its server can be asked for it, so that the broker
    /// need not keep it: one that is never acknowledged would keep the answer from coming.
    Held,
}

/// The fate of an event that was taken.
pub(in crate::chat) enum Taken {
    /// It is on its way to the disk.
    Kept,
    /// It says nothing here.
    Nothing,
    /// A message is looked for.
    Waits,
}

/// The table.
pub(in crate::chat) struct Campus {
    me: Origin,
    channels: Vec<ChannelName>,
    shares_guests: bool,
    /// The servers whose people in charge may act on what is not theirs.
    trusted: Vec<ServerName>,
    /// Messages that were struck out before they came.
    tombstones: BTreeSet<EventName>,
    /// Reactions and replies to messages that have not come, in the order in which they came.
    early: Vec<Early>,
    /// Events that told of such whose messages had come before the start, which the disk is still to forget.
    done_early: Vec<EventName>,
    /// The versions of topics, and whose they are; `None` for ours.
    topics: BTreeMap<ChannelName, (u64, Option<ServerName>)>,
    /// Those servers whose own topics are known, since the start or since something of theirs was passed over.
    topics_known: BTreeSet<Origin>,
    /// The last number that was given to an event of ours.
    last_seq: u64,
    /// The last that is on disk.
    head: u64,
    heard: BTreeMap<Origin, Heard>,
    /// What may still be taken.
    pace: Pace,
    /// What was lifted here not long ago, and when.
    lifted: VecDeque<(Mono, Lifted)>,
    /// Events of others on their way to the disk, and their bytes.
    waiting: usize,
    waiting_bytes: usize,
    /// The askers who wait for an answer of the database, by its question.
    askers: BTreeMap<StoreSeq, Asker>,
    /// Events that wait for the message that they are about.
    sought: BTreeMap<StoreSeq, (Origin, u64, Happening)>,
    chance: u64,
    /// Events that came too late to be had at all.
    pub(in crate::chat) lost: u64,
    /// Events that came again.
    pub(in crate::chat) repeated: u64,
    /// Questions that were asked.
    pub(in crate::chat) asked: u64,
    /// Acts of servers that may not do them, and the last of these servers.
    pub(in crate::chat) refused: u64,
    pub(in crate::chat) last_refused: Option<ServerName>,
    /// Messages that are not shown because their author is kept quiet here.
    pub(in crate::chat) muted: u64,
    /// Erasures that are not done everywhere, in their order.
    erasures: Vec<Erasure>,
    /// The server whose person was erased last: the next one is another's, if any waits.
    last_erased: Option<ServerName>,
    /// Erasures of others that there was no room for; they ask again.
    pub(in crate::chat) erasures_passed_over: u64,
    /// True while nothing is shared, until somebody has looked at it.
    pub(in crate::chat) is_stopped: bool,
    /// Servers that were taken out of service, and have not come back.
    retired: BTreeSet<ServerName>,
    /// Those of others that were done here, the last, as the disk has them too.
    erased: VecDeque<(Origin, u64)>,
    /// Times that a server said more than is taken of one, or all together more than clients are told, and the last of these servers.
    pub(in crate::chat) slowed: u64,
    pub(in crate::chat) last_slowed: Option<ServerName>,
}

/// The server, or all of them, that wait for events of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::chat) enum Asker {
    /// All servers: they have just come to be.
    Everyone,
    /// A server that lacks them.
    Server(ServerName),
}

/// The knowledge of a server with shared channels at its start.
#[derive(Debug, Clone)]
pub struct CampusRestored {
    /// This server.
    pub me: Origin,
    /// The channels that it shares.
    pub channels: Vec<ChannelName>,
    /// True if what guests say leaves under their names.
    pub guests: bool,
    /// The servers whose people in charge may act on what is not theirs.
    pub trusted: Vec<ServerName>,
    /// The rows that the database has kept.
    pub kept: KeptCampus,
    /// Drawn by chance.
    pub seed: u64,
}

impl Campus {
    pub(in crate::chat) fn new(restored: CampusRestored) -> Self {
        let CampusRestored { me, channels, guests, trusted, kept, seed } = restored;
        let KeptCampus { last_event: last_seq, watermarks, tombstones, topics, erasures, erased, early, retired } =
            kept;
        let heard: BTreeMap<Origin, Heard> =
            watermarks.into_iter().map(|(origin, watermark)| (origin, Heard::new(watermark))).collect();
        let is_to_come = |name: &EventName| {
            let watermark =
                name.origin.as_ref().and_then(|origin| heard.get(origin)).map_or(0, |heard| heard.watermark);
            name.seq > watermark
        };
        let (early, done): (Vec<Early>, Vec<Early>) = early.into_iter().partition(|one| is_to_come(&one.of));
        Self {
            me,
            channels,
            shares_guests: guests,
            trusted,
            tombstones: tombstones.into_iter().filter(is_to_come).collect(),
            early,
            done_early: done.into_iter().map(|one| one.told_by).collect(),
            topics: topics.into_iter().map(|(channel, version, of)| (channel, (version, of))).collect(),
            topics_known: BTreeSet::new(),
            last_seq,
            head: last_seq,
            heard,
            pace: Pace::new(),
            lifted: VecDeque::new(),
            waiting: 0,
            waiting_bytes: 0,
            askers: BTreeMap::new(),
            sought: BTreeMap::new(),
            chance: seed,
            lost: 0,
            repeated: 0,
            asked: 0,
            refused: 0,
            last_refused: None,
            muted: 0,
            erasures,
            last_erased: None,
            erasures_passed_over: 0,
            is_stopped: false,
            retired: retired.into_iter().collect(),
            erased: erased.into(),
            slowed: 0,
            last_slowed: None,
        }
    }

    pub(in crate::chat) fn set_shared(&mut self, channels: Vec<ChannelName>, guests: bool, trusted: Vec<ServerName>) {
        if self.channels != channels {
            self.topics_known.clear();
        }
        self.channels = channels;
        self.shares_guests = guests;
        self.trusted = trusted;
    }

    pub(in crate::chat) fn me(&self) -> &Origin {
        &self.me
    }

    /// True if a server's events are counted.
    pub(in crate::chat) fn knows(&self, server: &ServerName) -> bool {
        self.heard.keys().any(|origin| origin.server == *server)
    }

    /// The channels that are shared.
    pub(in crate::chat) fn channels(&self) -> &[ChannelName] {
        &self.channels
    }

    pub(in crate::chat) fn is_shared(&self, channel: &ChannelName) -> bool {
        self.channels.contains(channel)
    }

    /// The shared channel that is meant by a name that no channel has, as the configuration spells it.
    pub(in crate::chat) fn spelled(&self, name: &ChannelName) -> Option<ChannelName> {
        let is_it = |shared: &&ChannelName| *shared == name;
        let alike = || self.channels.iter().find(|shared| shared.is_like(name));
        self.channels.iter().find(is_it).or_else(alike).cloned()
    }

    pub(in crate::chat) fn shares_guests(&self) -> bool {
        self.shares_guests
    }

    /// True if people in charge of that server may act on a person or a message of that one; `None` for ours. What is of their own
    /// server they may in any case.
    pub(in crate::chat) fn may_moderate(&self, by: &ServerName, home: Option<&ServerName>) -> bool {
        home == Some(by) || self.trusted.contains(by)
    }

    /// Notes that a server wanted what it may not.
    pub(in crate::chat) fn refuse(&mut self, by: &ServerName) {
        self.refused += 1;
        self.last_refused = Some(by.clone());
    }

    /// True for an event of another server that has not come, or waits for what it answers.
    pub(in crate::chat) fn is_to_come(&self, name: &EventName) -> bool {
        let Some(origin) = name.origin.as_ref().filter(|origin| origin.server != self.me.server) else { return false };
        let here = self.heard.get(origin).map_or(0, Heard::settled);
        name.seq > here && name.seq <= SEQ_MAX
    }

    /// Keeps what is about a message until that comes; gives those that it pushes out. What a crash has cut short comes once more.
    pub(in crate::chat) fn add_early(&mut self, early: Early) -> Vec<EventName> {
        self.early.retain(|one| one.told_by != early.told_by);
        let of_server = |one: &Early| {
            one.told_by.origin.as_ref().map(|origin| &origin.server)
                == early.told_by.origin.as_ref().map(|origin| &origin.server)
        };
        let is_many = self.early.iter().filter(|one| of_server(one)).count() >= EARLY_OF_SERVER_MAX;
        let out =
            if is_many { self.early.iter().position(of_server) } else { (self.early.len() >= EARLY_MAX).then_some(0) };
        let pushed_out = out.map(|at| self.early.remove(at).told_by);
        self.early.push(early);
        pushed_out.into_iter().collect()
    }

    /// Takes out those that are meant.
    pub(in crate::chat) fn take_early(&mut self, is_meant: impl Fn(&Early) -> bool) -> Vec<Early> {
        if self.early.is_empty() {
            return Vec::new();
        }
        let (taken, left) = std::mem::take(&mut self.early).into_iter().partition(is_meant);
        self.early = left;
        taken
    }

    /// Takes out those whose messages of a server do not come any more, by the events that told of them; with them those that were
    /// done before the start.
    pub(in crate::chat) fn take_stale_early(&mut self, origin: &Origin) -> Vec<EventName> {
        let here = self.heard.get(origin).map_or(0, Heard::settled);
        let stale = self.take_early(|one| one.of.origin.as_ref() == Some(origin) && one.of.seq <= here);
        let done = std::mem::take(&mut self.done_early);
        done.into_iter().chain(stale.into_iter().map(|one| one.told_by)).collect()
    }

    /// Keeps in mind that a message is struck out that has not come; false if there is no need, or no room.
    pub(in crate::chat) fn bury(&mut self, name: &EventName) -> bool {
        let Some(origin) = &name.origin else { return false };
        let is_to_come = self.is_to_come(name);
        let has_room = |tombstones: &BTreeSet<EventName>| {
            let is_of = |other: &&EventName| other.origin.as_ref().is_some_and(|other| other.server == origin.server);
            tombstones.len() < TOMBSTONES_MAX && tombstones.iter().filter(is_of).count() < TOMBSTONES_OF_ONE_MAX
        };
        if is_to_come && !has_room(&self.tombstones) {
            // Their own server has struck them out too, and they came as nothing.
            let mut tombstones = std::mem::take(&mut self.tombstones);
            tombstones.retain(|name| self.is_to_come(name));
            self.tombstones = tombstones;
        }
        is_to_come && has_room(&self.tombstones) && self.tombstones.insert(name.clone())
    }

    /// True if that message was struck out before it came, which is thereby forgotten.
    pub(in crate::chat) fn take_tombstone(&mut self, name: &EventName) -> bool {
        !self.tombstones.is_empty() && self.tombstones.remove(name)
    }

    /// The version of the next topic of a channel that is said here, which is that of the channel from then on.
    pub(in crate::chat) fn next_topic(&mut self, channel: &ChannelName) -> u64 {
        let version = self.topics.get(channel).map_or(0, |(version, _)| *version).min(SEQ_MAX - 1) + 1;
        self.topics.insert(channel.clone(), (version, None));
        version
    }

    /// Notes the version of a topic that a server has said; false if the one that holds stays.
    /// A topic here that has no version was set before the channel was shared.
    pub(in crate::chat) fn newer_topic(
        &mut self,
        channel: &ChannelName,
        version: u64,
        by: &ServerName,
        has_topic: bool,
    ) -> bool {
        let me = &self.me.server;
        let holds = self.topics.get(channel).map(|(version, of)| (*version, of.as_ref().unwrap_or(me)));
        let holds = holds.or(has_topic.then_some((0, me)));
        let is_newer = version <= SEQ_MAX && holds < Some((version, by));
        if is_newer {
            self.topics.insert(channel.clone(), (version, Some(by.clone())));
        }
        is_newer
    }

    /// The version of a topic that is ours and holds; 0 for one that was set before the channel was shared.
    pub(in crate::chat) fn own_topic(&self, channel: &ChannelName, has_topic: bool) -> Option<u64> {
        match self.topics.get(channel) {
            Some((version, None)) => Some(*version),
            Some((_, Some(_))) => None,
            None => has_topic.then_some(0),
        }
    }

    /// True if a server that was met is to be asked for its topics.
    pub(in crate::chat) fn lacks_topics(&self, origin: &Origin) -> bool {
        self.heard.contains_key(origin) && !self.topics_known.contains(origin)
    }

    /// It has told them; says whether they were asked for.
    pub(in crate::chat) fn take_topics(&mut self, origin: &Origin) -> bool {
        self.heard.contains_key(origin) && self.topics_known.insert(origin.clone())
    }

    /// The number of the next event of ours.
    pub(in crate::chat) fn next_seq(&mut self) -> u64 {
        self.last_seq += 1;
        self.last_seq
    }

    /// Makes the record of a change that is the next event of ours.
    pub(in crate::chat) fn own_event(
        &mut self,
        own: OwnEvent,
        change: StoreAction,
        note: Option<EventNote>,
    ) -> StoreAction {
        let place = EventPlace::Own(self.next_seq());
        StoreAction::Event(Box::new(EventRecord { place, own: Some(own), change: Some(change), note }))
    }

    /// An event of ours is on disk.
    pub(in crate::chat) fn kept(&mut self, seq: u64) {
        self.head = self.head.max(seq);
    }

    /// The last number that was given to an event of ours.
    pub(in crate::chat) fn last_seq(&self) -> u64 {
        self.last_seq
    }

    /// The last event of ours that is on disk.
    pub(in crate::chat) fn head(&self) -> u64 {
        self.head
    }

    /// The first event of ours that can be asked for.
    pub(in crate::chat) fn low(&self) -> u64 {
        self.last_seq.saturating_sub(LOG_MAX) + 1
    }

    /// True if no more events of others are to be read for now.
    pub(in crate::chat) fn is_full(&self) -> bool {
        self.waiting >= WAITING_MAX || self.waiting_bytes >= WAITING_BYTES_MAX
    }

    /// Events of others on their way to the disk.
    pub(in crate::chat) fn waiting(&self) -> usize {
        self.waiting
    }

    /// A server says how far its events go; if it is met for the first time, gives the number up to which they are taken for known.
    pub(in crate::chat) fn announced(&mut self, now: Mono, origin: &Origin, head: u64, low: u64) -> Option<u64> {
        let (head, low) = (head.min(SEQ_MAX), low.min(SEQ_MAX));
        let first = head.saturating_sub(FIRST_CONTACT).saturating_add(1).max(low);
        let met = self.meet(origin, first.saturating_sub(1))?;
        let chance = self.part();
        let heard = self.heard.get_mut(origin)?;
        heard.is_present = true;
        heard.head = heard.head.max(head);
        heard.low = heard.low.max(low);
        heard.miss(now, chance);
        met
    }

    /// Makes sure of a server: the watermark it begins with, if it is new. `None` if there is no room for it.
    fn meet(&mut self, origin: &Origin, watermark: u64) -> Option<Option<u64>> {
        if self.heard.contains_key(origin) {
            return Some(None);
        }
        if origin.server == self.me.server || watermark > SEQ_MAX {
            return None;
        }
        let of_server = || self.heard.iter().filter(|(other, _)| other.server == origin.server);
        if of_server().count() >= EPOCHS_MAX {
            // A life that is over makes room for the next.
            let over = of_server().find(|(_, heard)| !heard.is_present).map(|(other, _)| other.clone())?;
            self.heard.remove(&over);
            self.topics_known.remove(&over);
        }
        if self.heard.len() >= ORIGINS_MAX {
            return None;
        }
        self.heard.insert(origin.clone(), Heard::new(watermark));
        Some(Some(watermark))
    }

    /// A server is not there any more: it is not asked.
    pub(in crate::chat) fn gone(&mut self, server: &ServerName) {
        for (_, heard) in self.heard.iter_mut().filter(|(origin, _)| origin.server == *server) {
            heard.is_present = false;
            heard.ask_at = None;
        }
    }

    /// An event has come. Whether it can be taken now says [`take_next`](Self::take_next).
    pub(in crate::chat) fn came(&mut self, now: Mono, origin: &Origin, event: Event, receipt: Receipt) -> Taking {
        let seq = event.seq;
        if seq == 0 || seq > SEQ_MAX || self.meet(origin, seq.saturating_sub(FIRST_CONTACT)).is_none() {
            self.lost += 1;
            return Taking::Known;
        }
        let chance = self.part();
        let Some(heard) = self.heard.get_mut(origin) else { return Taking::Known };
        heard.is_present = true;
        heard.head = heard.head.max(seq);
        if seq <= heard.watermark {
            self.repeated += 1;
            // What is next, and may wait for long, says nothing of those before it.
            let on_their_way = heard.receipts.partition_point(|&(of, _)| of <= heard.watermark);
            if on_their_way == 0 {
                return Taking::Known;
            }
            heard.receipts.insert(on_their_way, (heard.watermark, receipt));
            return Taking::Later;
        }
        if heard.receipts.back().is_some_and(|&(of, _)| of == seq) {
            // One receipt of what waits is enough: others' events need those that the broker may leave open.
            self.repeated += 1;
            return Taking::Held;
        }
        let is_next = seq == heard.watermark + 1;
        heard.hold(event);
        if is_next {
            heard.receipts.push_back((seq, receipt));
            return Taking::Later;
        }
        heard.miss(now, chance);
        Taking::Held
    }

    /// A server has answered. What it cannot give any more is passed over and counted; an answer to a question that was asked before
    /// a crash says nothing of what is lacking now.
    pub(in crate::chat) fn answered(
        &mut self,
        origin: &Origin,
        low: u64,
        from: u64,
        to: u64,
        events: Vec<Event>,
    ) -> Option<()> {
        let heard = self.heard.get_mut(origin)?;
        if from == 0 || to < from || to > SEQ_MAX || low > from {
            return None;
        }
        heard.low = heard.low.max(low);
        if heard.low > heard.watermark + 1 {
            self.lost += heard.low - heard.watermark - 1;
            heard.watermark = heard.low - 1;
            // One of a topic may be among them.
            self.topics_known.remove(origin);
        }
        if from > heard.watermark + 1 || to <= heard.watermark {
            return None;
        }
        let mut listed: BTreeMap<u64, Event> = events.into_iter().map(|event| (event.seq, event)).collect();
        let last = to.min(heard.watermark + HELD_MAX as u64);
        for seq in heard.watermark + 1..=last {
            // What is not listed says nothing, unless it came by itself meanwhile.
            let event = listed.remove(&seq).unwrap_or(Event { seq, what: None });
            if event.what.is_some() || !heard.held.contains_key(&seq) {
                heard.held.insert(seq, event);
            }
        }
        heard.keep_lowest();
        heard.head = heard.head.max(last);
        heard.ask_again = ASK_AGAIN.0;
        heard.ask_at = None;
        Some(())
    }

    /// The next event of a server, if it is there: it is taken then.
    pub(in crate::chat) fn take_next(&mut self, now: Mono, origin: &Origin) -> Option<Event> {
        let before = self.turn_before(&origin.server);
        let heard = self.heard.get_mut(origin).filter(|heard| !heard.is_busy)?;
        if heard.is_deferred && heard.slowed_until.is_some_and(|until| until > now) {
            return None;
        }
        let was_slowed = heard.slowed_until.take().is_some();
        heard.is_deferred = false;
        heard.waits_for_turn = false;
        while heard.held.first_key_value().is_some_and(|(&seq, _)| seq <= heard.watermark) {
            heard.held.pop_first();
        }
        let next = heard.held.get(&(heard.watermark + 1))?;
        if next.what.is_some()
            && let Err(wait) = self.pace.spend(now, &origin.server, next, before)
        {
            let (Wait::ForItself(until) | Wait::ForTurn(until)) = wait;
            if !was_slowed && until > now {
                self.slowed += 1;
                self.last_slowed = Some(origin.server.clone());
            }
            heard.slowed_until = Some(until);
            heard.waits_for_turn = matches!(wait, Wait::ForTurn(_));
            return None;
        }
        let event = heard.held.remove(&(heard.watermark + 1))?;
        heard.watermark += 1;
        Some(event)
    }

    /// Until when another server waits whose turn is before this one's; `None` if none does.
    fn turn_before(&self, server: &ServerName) -> Option<Mono> {
        let own = self.pace.turn_of(server);
        let waits = self.heard.iter().filter(|(origin, heard)| heard.waits_for_turn && origin.server != *server);
        let turns = waits.filter_map(|(origin, heard)| Some((self.pace.turn_of(&origin.server), heard.slowed_until?)));
        turns.filter(|(turn, _)| *turn < own).min().map(|(_, until)| until)
    }

    /// A server of which more may be taken now, the one whose turn it is.
    pub(in crate::chat) fn slowed_due(&mut self, now: Mono) -> Option<Origin> {
        let is_due = |heard: &Heard| !heard.is_busy && heard.slowed_until.is_some_and(|at| at <= now);
        let due = self.heard.iter_mut().filter(|(_, heard)| is_due(heard));
        let (origin, heard) = due.min_by_key(|(origin, _)| self.pace.turn_of(&origin.server))?;
        // Taking says anew whether it is too much.
        heard.is_deferred = false;
        heard.slowed_until = Some(now + SLOWEST);
        Some(origin.clone())
    }

    /// The other servers that were met, in any life of their databases.
    pub(in crate::chat) fn known_servers(&self) -> Vec<ServerName> {
        let mut servers: Vec<ServerName> = self.heard.keys().map(|origin| origin.server.clone()).collect();
        servers.dedup();
        servers
    }

    /// Counts the events of a server that are known to be there and were not taken here, and how many of them wait for one before them. Of the
    /// lives of its database, those in which it is there count, if it is.
    pub(in crate::chat) fn lag(&self, server: &ServerName) -> (u64, usize) {
        let of = || self.heard.iter().filter(|(origin, _)| origin.server == *server).map(|(_, heard)| heard);
        let is_present = of().any(|heard| heard.is_present);
        let counted = of().filter(|heard| heard.is_present == is_present);
        counted.fold((0, 0), |(behind, held), heard| {
            (behind + heard.head.saturating_sub(heard.watermark), held + heard.held.len())
        })
    }

    /// True while a server is heard.
    pub(in crate::chat) fn is_present(&self, server: &ServerName) -> bool {
        self.heard.iter().any(|(origin, heard)| origin.server == *server && heard.is_present)
    }

    /// The servers that were taken out of service.
    pub(in crate::chat) fn retired(&self) -> &BTreeSet<ServerName> {
        &self.retired
    }

    /// Notes that one was; says whether that is new.
    pub(in crate::chat) fn retire(&mut self, server: &ServerName) -> bool {
        self.retired.len() < RETIRED_MAX && self.retired.insert(server.clone())
    }

    /// It has come back; says whether it was retired.
    pub(in crate::chat) fn take_back(&mut self, server: &ServerName) -> bool {
        !self.retired.is_empty() && self.retired.remove(server)
    }

    /// Makes room for another erasure by one of ours for which only retired servers are waited for, the oldest.
    pub(in crate::chat) fn give_up_erasure(&mut self) -> Option<EventPlace> {
        let is_hopeless = |erasure: &Erasure| {
            matches!(erasure.place, EventPlace::Own(_))
                && erasure.waits_for.iter().all(|one| self.retired.contains(one))
        };
        let at = self.erasures.iter().position(is_hopeless)?;
        Some(self.erasures.remove(at).place)
    }

    /// Erasures that are not done everywhere.
    pub(in crate::chat) fn erasures(&self) -> &[Erasure] {
        &self.erasures
    }

    /// True if there is room for one more of ours.
    pub(in crate::chat) fn has_room_to_erase(&self) -> bool {
        let own = self.erasures.iter().filter(|erasure| matches!(erasure.place, EventPlace::Own(_)));
        own.count() < ERASURES_MAX
    }

    /// True if there is room for one more that this server wants.
    pub(in crate::chat) fn has_room_to_erase_for(&self, server: &ServerName) -> bool {
        let of_others = || self.erasures_of_others().map(|(server, _)| server);
        of_others().count() < ERASURES_OF_OTHERS_MAX
            && of_others().filter(|of| *of == server).count() < ERASURES_OF_ONE_MAX
    }

    /// Those that others want, with their servers.
    pub(in crate::chat) fn erasures_of_others(&self) -> impl Iterator<Item = (&ServerName, &Erasure)> {
        self.erasures.iter().filter_map(|erasure| match &erasure.place {
            EventPlace::Heard(origin, _) => Some((&origin.server, erasure)),
            EventPlace::Own(_) => None,
        })
    }

    /// That of others which is next among those that may be: the servers have their turns, so that one that wants many erased holds up
    /// those of no other by more than one. Of those of one server it is the first that is pressing, or the first.
    pub(in crate::chat) fn next_erasure(
        &self,
        may_be: impl Fn(&Erasure) -> bool,
        is_pressing: impl Fn(&Erasure) -> bool,
    ) -> Option<&Erasure> {
        let turn = |server: &ServerName| (Some(server) <= self.last_erased.as_ref(), server.clone());
        let all = self.erasures_of_others().filter(|(_, erasure)| may_be(erasure));
        all.min_by_key(|(server, erasure)| (turn(server), !is_pressing(erasure))).map(|(_, erasure)| erasure)
    }

    /// Notes one.
    pub(in crate::chat) fn set_erasure(&mut self, erasure: Erasure) {
        self.erasures.push(erasure);
    }

    /// A server has confirmed one of ours: what it is now. It is forgotten if nobody is left.
    pub(in crate::chat) fn confirm(&mut self, by: &ServerName, seq: u64) -> Option<Erasure> {
        let at = self.erasures.iter().position(|erasure| erasure.place == EventPlace::Own(seq))?;
        let erasure = self.erasures.get_mut(at).filter(|erasure| erasure.waits_for.contains(by))?;
        erasure.waits_for.retain(|server| server != by);
        let now = erasure.clone();
        if now.waits_for.is_empty() {
            self.erasures.remove(at);
        }
        Some(now)
    }

    /// One of others is done here, of that person: takes it out.
    pub(in crate::chat) fn end_erasure_of(&mut self, name: &Username) -> Option<EventPlace> {
        let is_it = |erasure: &Erasure| matches!(erasure.place, EventPlace::Heard(..)) && erasure.name == *name;
        let at = self.erasures.iter().position(is_it)?;
        let place = self.erasures.remove(at).place;
        if let EventPlace::Heard(origin, _) = &place {
            self.last_erased = Some(origin.server.clone());
        }
        Some(place)
    }

    /// Keeps in mind that it was done, for who asks again.
    pub(in crate::chat) fn note_erased(&mut self, origin: &Origin, seq: u64) {
        if self.erased.len() >= ERASED_MAX {
            let at = erased_to_forget(self.erased.iter().map(|(of, _)| Some(&of.server)));
            self.erased.remove(at);
        }
        self.erased.push_back((origin.clone(), seq));
    }

    /// True if that one was done, not long ago.
    pub(in crate::chat) fn has_erased(&self, origin: &Origin, seq: u64) -> bool {
        self.erased.iter().any(|(of, number)| of == origin && *number == seq)
    }

    /// True while something is here that an event comes behind, and that is to be taken yet.
    pub(in crate::chat) fn is_behind_others(&self, place: &EventPlace) -> bool {
        let EventPlace::Heard(origin, seq) = place else { return false };
        self.heard.get(origin).is_some_and(|heard| {
            let next = heard.settled() + 1;
            next < *seq && (heard.is_busy || heard.held.contains_key(&next))
        })
    }

    /// Looks whether something is missing of a server, after what was there was taken.
    pub(in crate::chat) fn look_for_gap(&mut self, now: Mono, origin: &Origin) {
        let chance = self.part();
        if let Some(heard) = self.heard.get_mut(origin) {
            heard.miss(now, chance);
        }
    }

    /// True if a server is asked for what is missing, or will be.
    pub(in crate::chat) fn is_asked(&self, origin: &Origin) -> bool {
        self.heard.get(origin).is_some_and(|heard| heard.ask_at.is_some())
    }

    /// Events that cannot be followed yet, whose servers' later ones wait for them.
    pub(in crate::chat) fn deferred(&self) -> impl Iterator<Item = (&ServerName, &Happening)> {
        let deferred = self.heard.iter().filter(|(_, heard)| heard.is_deferred);
        deferred.filter_map(|(origin, heard)| {
            Some((&origin.server, heard.held.get(&(heard.watermark + 1))?.what.as_ref()?))
        })
    }

    /// True if a server may give another of its people a new name now.
    pub(in crate::chat) fn may_rename(&self, now: Mono, server: &ServerName) -> bool {
        self.pace.may_rename(now, server)
    }

    /// True if a server may be asked once more about erasures that it has passed over.
    pub(in crate::chat) fn may_pass_over(&mut self, now: Mono, server: &ServerName) -> bool {
        self.knows(server) && self.pace.may_pass_over(now, server)
    }

    /// Notes that one is on its way to the disk.
    pub(in crate::chat) fn begin_rename(&mut self, now: Mono, server: &ServerName, from: &Username) {
        self.pace.begin_rename(now, server, from);
    }

    /// A new name is there, of a person of ours or another's.
    pub(in crate::chat) fn end_rename(&mut self, now: Mono, from: &Username) {
        self.pace.end_rename(now, from);
    }

    /// Keeps in mind that a sanction against somebody of another server was lifted here.
    pub(in crate::chat) fn note_lifted(&mut self, now: Mono, lifted: Lifted) {
        self.forget_lifted(Some(lifted.kind), &lifted.whom);
        if self.lifted.len() >= LIFTED_MAX {
            self.lifted.pop_front();
        }
        self.lifted.push_back((now, lifted));
    }

    /// One is imposed again, or nobody is left whom any could be against.
    pub(in crate::chat) fn forget_lifted(&mut self, kind: Option<SanctionKind>, whom: &Username) {
        let is_it = |lifted: &Lifted| lifted.whom == *whom && kind.is_none_or(|kind| lifted.kind == kind);
        self.lifted.retain(|(_, lifted)| !is_it(lifted));
    }

    /// Somebody has another name: what was lifted of theirs not long ago, under that one.
    pub(in crate::chat) fn rename_lifted(&mut self, now: Mono, change: &NameChange) -> Vec<Lifted> {
        self.lifted.retain(|(at, _)| now < *at + LIFTED_KEPT);
        // One of a kind for a name, however many become one.
        let is_of = |lifted: &Lifted| lifted.whom == change.from;
        let kinds: Vec<SanctionKind> =
            self.lifted.iter().filter(|(_, lifted)| is_of(lifted)).map(|(_, lifted)| lifted.kind).collect();
        self.lifted.retain(|(_, lifted)| lifted.whom != change.to || is_of(lifted) || !kinds.contains(&lifted.kind));
        let renamed =
            self.lifted.iter_mut().filter_map(|(_, lifted)| change.rename(&mut lifted.whom).then_some(&*lifted));
        renamed.cloned().collect()
    }

    /// True if others may be told anew of a sanction against somebody of a server that has renamed them.
    pub(in crate::chat) fn may_retell(&mut self, now: Mono, server: &ServerName) -> bool {
        self.pace.may_retell(now, server)
    }

    /// Has the server asked at once for what its answer did not reach: one that answers is there, and what comes is read no faster than
    /// the disk takes it.
    pub(in crate::chat) fn go_on(&mut self, now: Mono, origin: &Origin) {
        if let Some(heard) = self.heard.get_mut(origin).filter(|heard| heard.ask_at.is_some()) {
            heard.ask_at = Some(now);
        }
    }

    /// The number up to which the events of a server have come, and those that wait.
    pub(in crate::chat) fn watermark(&self, origin: &Origin) -> u64 {
        self.heard.get(origin).map_or(0, |heard| heard.watermark)
    }

    /// An event of others is on its way to the disk.
    pub(in crate::chat) fn begin(&mut self, bytes: usize) {
        self.waiting += 1;
        self.waiting_bytes += bytes;
    }

    /// It is there, or will not be: what it was, and what can be acknowledged now.
    pub(in crate::chat) fn settle(&mut self, origin: &Origin, seq: u64, bytes: usize, is_kept: bool) -> Vec<Receipt> {
        self.waiting = self.waiting.saturating_sub(1);
        self.waiting_bytes = self.waiting_bytes.saturating_sub(bytes);
        let mut safe = Vec::new();
        if let Some(heard) = self.heard.get_mut(origin).filter(|_| is_kept) {
            while heard.receipts.front().is_some_and(|&(of, _)| of <= seq) {
                safe.extend(heard.receipts.pop_front().map(|(_, receipt)| receipt));
            }
        }
        safe
    }

    /// The broker is not connected any more: it will send again what was not acknowledged, and nobody answers.
    pub(in crate::chat) fn forget_receipts(&mut self) {
        for heard in self.heard.values_mut() {
            heard.receipts.clear();
            heard.is_present = false;
            heard.ask_at = None;
        }
    }

    /// The time at which [`due`](Self::due) is wanted.
    pub(in crate::chat) fn next_timeout(&self) -> Option<Mono> {
        let slowed = |heard: &Heard| heard.slowed_until.filter(|_| !heard.is_busy);
        self.heard.values().flat_map(|heard| [heard.ask_at, slowed(heard)]).flatten().min()
    }

    /// Whom to ask now, and from which number on.
    pub(in crate::chat) fn due(&mut self, now: Mono) -> Option<(Origin, u64)> {
        let (origin, heard) = self.heard.iter_mut().find(|(_, heard)| heard.ask_at.is_some_and(|at| at <= now))?;
        heard.ask_at = Some(now + heard.ask_again);
        heard.ask_again = (heard.ask_again * 2).min(ASK_AGAIN.1);
        self.asked += 1;
        Some((origin.clone(), heard.watermark + 1))
    }

    /// Notes who waits for an answer of the database. One of a server, and so many in all.
    pub(in crate::chat) fn may_ask(&self, by: &ServerName) -> bool {
        let servers = || self.askers.values().filter(|asker| matches!(asker, Asker::Server(_)));
        servers().count() < ASKERS_MAX && !servers().any(|asker| *asker == Asker::Server(by.clone()))
    }

    pub(in crate::chat) fn asks(&mut self, seq: StoreSeq, by: Asker) {
        self.askers.insert(seq, by);
    }

    /// Takes out who waits for that answer.
    pub(in crate::chat) fn asker(&mut self, seq: StoreSeq) -> Option<Asker> {
        self.askers.remove(&seq)
    }

    /// An event waits for the message that it is about, and those of its origin behind it.
    pub(in crate::chat) fn seek(&mut self, question: StoreSeq, origin: &Origin, seq: u64, what: Happening) {
        if let Some(heard) = self.heard.get_mut(origin) {
            heard.is_busy = true;
            self.sought.insert(question, (origin.clone(), seq, what));
        }
    }

    /// The message was looked for: the event that waited.
    pub(in crate::chat) fn found(&mut self, question: StoreSeq) -> Option<(Origin, u64, Happening)> {
        let found = self.sought.remove(&question)?;
        if let Some(heard) = self.heard.get_mut(&found.0) {
            heard.is_busy = false;
        }
        Some(found)
    }

    /// An event that was taken cannot be followed yet: it is to be taken again after a while, and what follows it then.
    pub(in crate::chat) fn defer(&mut self, now: Mono, origin: &Origin, seq: u64, what: Happening) {
        self.put_back(origin, seq, what);
        if let Some(heard) = self.heard.get_mut(origin) {
            heard.slowed_until = Some(now + DEFERRED);
            heard.is_deferred = true;
        }
    }

    /// Has reactions that wait be under somebody's new name.
    pub(in crate::chat) fn rename_early(&mut self, change: &NameChange) {
        for early in &mut self.early {
            if let EarlyWhat::Reaction { reaction, .. } = &mut early.what {
                change.rename(&mut reaction.by);
            }
        }
    }

    /// An event that was taken could not be looked at: it is to be taken again.
    pub(in crate::chat) fn put_back(&mut self, origin: &Origin, seq: u64, what: Happening) {
        if let Some(heard) = self.heard.get_mut(origin).filter(|heard| heard.watermark == seq) {
            heard.watermark = seq - 1;
            heard.held.insert(seq, Event { seq, what: Some(what) });
        }
    }

    /// The questions about messages of events that have no answer.
    pub(in crate::chat) fn questions(&self) -> Vec<StoreSeq> {
        self.sought.keys().copied().collect()
    }

    /// A number below 1024, by chance.
    fn part(&mut self) -> u32 {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 54) as u32
    }

    pub(in crate::chat) fn check_invariants(&self) {
        assert!(self.head <= self.last_seq);
        assert!(self.heard.len() <= ORIGINS_MAX && self.tombstones.len() <= TOMBSTONES_MAX);
        assert!(self.lifted.len() <= LIFTED_MAX);
        assert!(self.early.len() <= EARLY_MAX && self.early.iter().all(|one| self.is_to_come(&one.of)));
        assert!(self.pace.servers().all(|server| self.knows(server)), "budgets are those of servers that are known");
        let busy = self.heard.values().filter(|heard| heard.is_busy).count();
        assert!(busy <= self.sought.len(), "who is busy waits for an answer");
        for heard in self.heard.values() {
            assert!(heard.held.len() <= HELD_MAX);
            assert!(!heard.waits_for_turn || heard.slowed_until.is_some(), "who waits is looked at again");
            assert!(heard.receipts.iter().all(|&(seq, _)| seq <= heard.watermark + 1), "it is taken when it is next");
        }
    }
}

impl Heard {
    fn new(watermark: u64) -> Self {
        Self {
            watermark,
            head: watermark,
            low: 1,
            is_present: false,
            is_busy: false,
            slowed_until: None,
            is_deferred: false,
            waits_for_turn: false,
            held: BTreeMap::new(),
            receipts: VecDeque::new(),
            ask_at: None,
            ask_again: ASK_AGAIN.0,
        }
    }

    /// The last event of which all is known that it says.
    fn settled(&self) -> u64 {
        self.watermark - u64::from(self.is_busy && self.watermark > 0)
    }

    /// Keeps an event for its time; the lowest are kept.
    fn hold(&mut self, event: Event) {
        self.held.entry(event.seq).or_insert(event);
        self.keep_lowest();
    }

    /// Drops what there is no room for, from the end: the next one stays, whatever its size.
    fn keep_lowest(&mut self) {
        let mut bytes: usize = self.held.values().map(Event::bytes).sum();
        while self.held.len() > HELD_MAX || (bytes > WAITING_BYTES_MAX && self.held.len() > 1) {
            bytes -= self.held.pop_last().map_or(0, |(_, event)| event.bytes());
        }
    }

    /// Has the server asked after a while, if something is missing and it is not asked already.
    fn miss(&mut self, now: Mono, chance: u32) {
        if self.head <= self.watermark {
            self.ask_at = None;
            self.ask_again = ASK_AGAIN.0;
        } else if self.slowed_until.is_none() && self.is_present && self.ask_at.is_none() {
            let span = ASK_AFTER.1 - ASK_AFTER.0;
            self.ask_at = Some(now + ASK_AFTER.0 + span * chance / 1024);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::campus_event::Said;
    use crate::chat::clock::WallTime;
    use crate::chat::origin::Epoch;
    use crate::chat::reaction::{Reaction, ReactionKind};

    #[test]
    fn the_lowest_are_held_as_far_as_there_is_room() {
        let event = |seq, bytes| Event {
            seq,
            what: Some(Happening::Said(Said {
                from: "".into(),
                channel: ChannelName::parse("#dev").unwrap(),
                at: WallTime { unix_us: 0, offset_s: 0 },
                content: "x".repeat(bytes).into(),
                reply_to: None,
                is_edited: false,
            })),
        };
        let mut heard = Heard::new(0);
        for seq in (2..=600).rev() {
            heard.hold(event(seq, 1));
        }
        assert_eq!(heard.held.keys().copied().collect::<Vec<_>>(), (2..2 + HELD_MAX as u64).collect::<Vec<_>>());
        heard.hold(event(1, WAITING_BYTES_MAX - 2));
        assert_eq!(heard.held.keys().copied().collect::<Vec<_>>(), [1, 2, 3]);
        let mut heard = Heard::new(0);
        heard.hold(event(5, 9));
        heard.hold(event(4, WAITING_BYTES_MAX + 1));
        assert_eq!(heard.held.keys().copied().collect::<Vec<_>>(), [4]);
    }

    fn table() -> Campus {
        let me = Origin { server: "s0".parse().unwrap(), epoch: Epoch(1) };
        let trusted = vec!["s1".parse().unwrap()];
        Campus::new(CampusRestored {
            me,
            channels: Vec::new(),
            guests: false,
            trusted,
            kept: KeptCampus::default(),
            seed: 0,
        })
    }

    #[test]
    fn those_who_come_back_together_share_what_clients_are_told_and_who_says_little_waits_for_none_of_them() {
        const SERVERS: usize = 12;
        let mut table = table();
        let origin = |n: usize| Origin { server: format!("s{n}").parse().unwrap(), epoch: Epoch(1) };
        let said = |seq, bytes: usize| {
            let of = EventName { origin: None, seq: 1 };
            Event { seq, what: Some(Happening::Edited { of, content: "x".repeat(bytes).into() }) }
        };
        for n in 1..=SERVERS + 1 {
            table.announced(Duration::ZERO, &origin(n), 0, 1);
        }
        // Each as it likes: the last ones say what is twenty times as long as what the first ones say.
        let keep_talking = |table: &mut Campus| {
            for n in 1..=SERVERS {
                let heard = table.heard.get_mut(&origin(n)).unwrap();
                let seqs = heard.watermark + 1..=heard.watermark + HELD_MAX as u64;
                for seq in seqs {
                    heard.held.entry(seq).or_insert_with(|| said(seq, if n < 7 { 44 } else { 6_000 }));
                }
            }
        };
        let mut told = [0; SERVERS + 2];
        let mut at_once = told;
        let take = |table: &mut Campus, now, n: usize, told: &mut [usize]| {
            while let Some(event) = table.take_next(now, &origin(n)) {
                told[n] += event.line_bytes();
            }
        };
        let number = |origin: &Origin| origin.server.as_str()[1..].parse::<usize>().unwrap();
        for tenth in 0..=100 {
            keep_talking(&mut table);
            let now = Duration::from_millis(100 * tenth);
            (1..=SERVERS).for_each(|n| take(&mut table, now, n, &mut told));
            if tenth == 0 {
                at_once = told;
            }
            while let Some(origin) = table.slowed_due(now) {
                take(&mut table, now, number(&origin), &mut told);
            }
            table.check_invariants();
            if tenth == 50 {
                let heard = table.heard.get_mut(&origin(SERVERS + 1)).unwrap();
                heard.held.insert(1, said(1, 44));
                take(&mut table, now, SERVERS + 1, &mut told);
            } else if tenth == 52 {
                assert_eq!(table.watermark(&origin(SERVERS + 1)), 1, "who has said nothing is next");
            }
        }
        let all = told[1..=SERVERS].iter().sum::<usize>();
        // The first ones had all that there was before the others came.
        told.iter_mut().zip(at_once).for_each(|(told, at_once)| *told -= at_once);
        assert!((10 * 250 * 1024..=(128 + 10 * 256) * 1024).contains(&all), "{all}");
        let (least, most) = (told[1..=SERVERS].iter().min().unwrap(), told[1..=SERVERS].iter().max().unwrap());
        assert!(most - least <= 2 * 6_256, "{told:?} besides {at_once:?}");
    }

    #[test]
    fn there_are_so_many_tombstones_and_none_for_what_has_come() {
        let mut table = table();
        let origin = Origin { server: "s2".parse().unwrap(), epoch: Epoch(1) };
        table.announced(Duration::ZERO, &origin, 5, 1);
        table.heard.get_mut(&origin).unwrap().watermark = 5;
        let name = |seq| EventName { origin: Some(origin.clone()), seq };
        assert!(!table.bury(&name(5)) && !table.bury(&EventName { origin: None, seq: 9 }));
        for seq in 6..6 + TOMBSTONES_OF_ONE_MAX as u64 {
            assert!(table.bury(&name(seq)));
        }
        assert!(!table.bury(&name(1_000_000)), "there is no room for one more of this server");
        for n in 3.. {
            let other = Origin { server: format!("s{n}").parse().unwrap(), epoch: Epoch(1) };
            let of_other = |seq| EventName { origin: Some(other.clone()), seq };
            if !(1..=TOMBSTONES_OF_ONE_MAX as u64).all(|seq| table.bury(&of_other(seq))) {
                break;
            }
        }
        assert_eq!(table.tombstones.len(), TOMBSTONES_MAX, "there is no room for one more of any");
        assert!(table.take_tombstone(&name(7)) && !table.take_tombstone(&name(7)));
        assert!(table.bury(&name(7)), "there is room again");
        // Two came as nothing.
        table.heard.get_mut(&origin).unwrap().watermark = 7;
        assert!(table.bury(&name(1_000_000)) && table.tombstones.len() == TOMBSTONES_MAX - 1);
        table.check_invariants();
    }

    #[test]
    fn so_many_reactions_wait_for_their_messages_and_no_server_pushes_out_those_of_others() {
        let mut table = table();
        let origin = |n: usize| Origin { server: format!("s{n}").parse().unwrap(), epoch: Epoch(1) };
        let by = Username::parse("zoe@s1").unwrap();
        let reaction = Reaction { kind: ReactionKind::Bravo, by, guest: 0 };
        let early = |by: usize, seq| Early {
            told_by: EventName { origin: Some(origin(by)), seq },
            of: EventName { origin: Some(origin(9)), seq },
            what: EarlyWhat::Reaction { reaction: reaction.clone(), on: true },
        };
        assert!(table.add_early(early(1, 1)).is_empty());
        assert!(table.add_early(early(1, 1)).is_empty() && table.early.len() == 1, "it is the same one again");
        for seq in 1..=EARLY_OF_SERVER_MAX as u64 {
            assert!(table.add_early(early(2, seq)).is_empty());
        }
        assert_eq!(table.add_early(early(2, 999)), [early(2, 1).told_by]);
        for seq in 0..EARLY_MAX as u64 {
            table.add_early(early(3 + (seq % 5) as usize, 1 + seq));
        }
        table.check_invariants();
        table.announced(Duration::ZERO, &origin(9), 500, 1);
        let stale = table.take_stale_early(&origin(9));
        assert!(!stale.is_empty() && stale.iter().all(|told_by| told_by.seq <= 451));
        table.check_invariants();
    }

    #[test]
    fn of_two_topics_every_server_keeps_the_same() {
        let channel = ChannelName::parse("#dev").unwrap();
        let (one, two): (ServerName, ServerName) = ("s1".parse().unwrap(), "s2".parse().unwrap());
        let mut table = table();
        assert_eq!(table.next_topic(&channel), 1);
        assert!(table.newer_topic(&channel, 1, &two, true) && !table.newer_topic(&channel, 1, &one, true));
        assert!(table.newer_topic(&channel, 2, &one, true) && !table.newer_topic(&channel, 2, &one, true));
        assert_eq!(table.next_topic(&channel), 3);
        assert!(!table.newer_topic(&channel, u64::MAX, &one, true), "nothing could follow it");
        // Those from before it was shared.
        let other = ChannelName::parse("#ops").unwrap();
        let before: ServerName = "a".parse().unwrap();
        assert_eq!((table.own_topic(&other, true), table.own_topic(&other, false)), (Some(0), None));
        assert!(!table.newer_topic(&other, 0, &before, true) && table.newer_topic(&other, 0, &before, false));
        assert!(table.newer_topic(&other, 0, &two, true));
        assert_eq!((table.own_topic(&other, true), table.next_topic(&other)), (None, 1));
    }
}
