//! What the tests of the database share: a core's part played by hand, and disks that fail, forget or wait.
//!
//! Every wait has a deadline, and no wait is a fixed time.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use classcord_server::chat::account::{Account, Role};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::message::{Audience, ExtraFields, Message, MessageId, SharedMessage};
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::store_protocol::{HistoryQuery, StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::store::{
    JobAnswer, JobToken, JobWork, Medium, Opened, Store, StoreError, StoreEvent, StoreJob, StoreOptions, codec,
};
use redb::{StorageBackend, TableDefinition};

/// Longer than anything takes on a machine that is busy with other tests.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// 2025-06-15T15:06:40Z.
pub const NOON_US: i64 = 1_750_000_000_000_000;

/// A directory in memory where there is one: what is tested of real disks does not depend on how slowly they sync.
pub fn scratch() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

pub fn user(name: &str) -> Username {
    Username::parse(name).unwrap()
}

pub fn channel_name(name: &str) -> ChannelName {
    ChannelName::parse(name).unwrap()
}

pub fn account(name: &str) -> Account {
    let created = WallTime { unix_us: NOON_US, offset_s: 7200 };
    Account::new(user(name), format!("$argon2id$of-{name}").into(), Role::User, created)
}

pub fn message(id: u64, channel: &str, content: &str) -> Message {
    Message {
        id: Some(MessageId(id)),
        at: WallTime { unix_us: NOON_US + id as i64, offset_s: 7200 },
        from: user("alice"),
        audience: Audience::Channel(channel_name(channel)),
        channel: channel_name(channel),
        subtype: None,
        to: None,
        content: content.into(),
        extra: ExtraFields::default(),
        marks: None,
    }
}

pub fn private(id: u64, to: &str, content: &str) -> Message {
    Message { audience: Audience::Person(user(to)), ..message(id, "#général", content) }
}

pub fn query(channel: &str, before: Option<u64>, limit: usize) -> HistoryQuery {
    HistoryQuery {
        channel: channel_name(channel),
        before: before.map(MessageId),
        after: None,
        limit,
        bytes_max: usize::MAX,
    }
}

pub fn ids(messages: &[Message]) -> Vec<u64> {
    messages.iter().map(|message| message.id.unwrap().0).collect()
}

/// Nothing happens by itself within a test unless it says so.
pub fn options(directory: &Path) -> StoreOptions {
    StoreOptions {
        commit_window: Duration::from_secs(3600),
        retry_first: Duration::from_millis(20),
        retry_longest: Duration::from_millis(100),
        ..StoreOptions::new(directory)
    }
}

/// Plays the core: numbers requests, gives ids, and listens.
pub struct Desk {
    pub store: Store,
    pub opened: Opened,
    woken: Receiver<()>,
    seq: u64,
    /// Ids that may be given.
    pub ids: Range<u64>,
    /// The reports so far.
    pub reports: Vec<StoreReport>,
    answers: Vec<(JobToken, JobAnswer)>,
    jobs: u64,
}

impl Desk {
    pub fn open(options: StoreOptions) -> Self {
        Self::try_open(Medium::files(), options).unwrap()
    }

    pub fn try_open(medium: Medium, options: StoreOptions) -> Result<Self, StoreError> {
        let (sender, woken) = channel();
        let (store, opened) = Store::open_on(medium, options, move || {
            // The test may be over.
            let _ = sender.send(());
        })?;
        let ids = opened.next_id.0..opened.ids_below.0;
        Ok(Self { store, opened, woken, seq: 0, ids, reports: Vec::new(), answers: Vec::new(), jobs: 0 })
    }

    pub fn take_id(&mut self) -> u64 {
        self.ids.next().expect("an id")
    }

    pub fn submit(&mut self, action: StoreAction, urgent: bool) -> StoreSeq {
        self.seq += 1;
        let seq = StoreSeq(self.seq);
        self.store.submit(StoreRequest { seq, urgent, action }).unwrap();
        seq
    }

    /// Says something in a channel and gives its id.
    pub fn say(&mut self, channel: &str, content: &str) -> u64 {
        let id = self.take_id();
        self.submit(StoreAction::Append(SharedMessage::new(message(id, channel, content))), false);
        id
    }

    /// Says something to somebody away.
    pub fn leave_for(&mut self, to: &str, content: &str) -> (u64, StoreSeq) {
        let id = self.take_id();
        let seq = self.submit(StoreAction::AppendUndelivered(SharedMessage::new(private(id, to, content))), true);
        (id, seq)
    }

    /// Takes in what was said until something is.
    pub fn wait<T>(&mut self, what: &str, mut found: impl FnMut(&[StoreReport]) -> Option<T>) -> T {
        let until = Instant::now() + DEADLINE;
        loop {
            self.listen();
            if let Some(found) = found(&self.reports) {
                return found;
            }
            self.pause(until, what);
        }
    }

    fn pause(&mut self, until: Instant, what: &str) {
        let left = until.saturating_duration_since(Instant::now());
        self.woken.recv_timeout(left).unwrap_or_else(|_| panic!("no {what} in {:#?}", self.reports));
    }

    pub fn listen(&mut self) {
        while let Some(event) = self.store.next_event() {
            match event {
                StoreEvent::Report(report) => {
                    if let StoreReport::Committed { ids_below, .. } = &report {
                        self.ids.end = self.ids.end.max(ids_below.0);
                    }
                    self.reports.push(report);
                }
                StoreEvent::Job { token, answer } => self.answers.push((token, answer)),
            }
        }
    }

    /// Waits until a request is known to be on disk.
    pub fn committed(&mut self, seq: StoreSeq) {
        self.wait("commit", |reports| {
            reports
                .iter()
                .any(|report| matches!(report, StoreReport::Committed { through, .. } if *through >= seq))
                .then_some(())
        });
    }

    /// Waits until a request is known to be refused.
    pub fn refused(&mut self, seq: StoreSeq) {
        self.wait("failure", |reports| {
            reports
                .iter()
                .any(|report| matches!(report, StoreReport::Failed { through, .. } if *through >= seq))
                .then_some(())
        });
    }

    /// Has everything put on disk.
    pub fn flush(&mut self) {
        // Lifting what is not there changes nothing, but somebody waits for it.
        let seq = self.submit(lift_nothing(), true);
        self.committed(seq);
    }

    pub fn history(&mut self, query: HistoryQuery) -> (Vec<Message>, bool) {
        let asked = self.submit(StoreAction::LoadHistory(query), true);
        self.wait("history", |reports| {
            reports.iter().find_map(|report| match report {
                StoreReport::History { seq, messages, more } if *seq == asked => Some((messages.clone()?, *more)),
                _ => None,
            })
        })
    }

    pub fn waiting_for(&mut self, name: &str) -> Vec<Message> {
        let seen = self.reports.len();
        self.submit(StoreAction::LoadUndelivered { recipient: user(name) }, true);
        self.wait("undelivered messages", |reports| {
            reports.get(seen..)?.iter().find_map(|report| match report {
                StoreReport::Undelivered { recipient, messages } if *recipient == user(name) => Some(messages.clone()),
                _ => None,
            })
        })
    }

    pub fn load(&mut self, id: u64) -> Option<Message> {
        let asked = self.submit(StoreAction::LoadMessage { id: MessageId(id) }, true);
        self.wait("a message", |reports| {
            reports.iter().find_map(|report| match report {
                StoreReport::Message { seq, message } if *seq == asked => Some(message.clone()),
                _ => None,
            })
        })
    }

    /// Submits a job; its answer is waited for with [`Self::answer`].
    pub fn start(&mut self, work: JobWork) -> JobToken {
        self.jobs += 1;
        let token = JobToken(self.jobs);
        self.store.submit_job(StoreJob { token, work }).unwrap();
        token
    }

    pub fn answer(&mut self, token: JobToken) -> JobAnswer {
        let until = Instant::now() + DEADLINE;
        loop {
            self.listen();
            if let Some(at) = self.answers.iter().position(|(of, _)| *of == token) {
                return self.answers.swap_remove(at).1;
            }
            self.pause(until, "answer to a job");
        }
    }

    pub fn perform(&mut self, work: JobWork) -> JobAnswer {
        let token = self.start(work);
        self.answer(token)
    }
}

/// Has the writer kept busy by a commit until all that is submitted meanwhile is in its queue, so that it is in the
/// next commit together; the disk has a fault by then, if one is given.
pub fn in_one_commit<T>(
    desk: &mut Desk,
    disk: &SharedDisk,
    fault: Option<Fault>,
    submit: impl FnOnce(&mut Desk) -> T,
) -> T {
    disk.with(|disk| {
        disk.held = true;
        disk.next_fault = fault;
    });
    let written = desk.store.figures().bytes_written;
    let first = desk.submit(lift_nothing(), true);
    // The writer is in that commit when its bytes have come.
    let until = Instant::now() + DEADLINE;
    while desk.store.figures().bytes_written == written {
        assert!(Instant::now() < until);
        std::thread::yield_now();
    }
    let submitted = submit(desk);
    disk.with(|disk| disk.held = false);
    desk.committed(first);
    submitted
}

/// The tables of the first layout, as programs of that time left them.
pub fn write_layout_1(db: &redb::Database, messages: &[Message], waiting: &[(&str, u64)]) {
    let bytes = |name| TableDefinition::<&str, &[u8]>::new(name);
    let index = |name| TableDefinition::<(&str, u64), ()>::new(name);
    let txn = db.begin_write().unwrap();
    {
        let mut rows = txn.open_table(TableDefinition::<u64, &[u8]>::new("messages")).unwrap();
        let mut by_channel = txn.open_table(index("messages_by_channel")).unwrap();
        for message in messages {
            let id = message.id.unwrap().0;
            rows.insert(id, codec::encode_message(message).as_slice()).unwrap();
            if let Audience::Channel(channel) = &message.audience {
                by_channel.insert((channel.key().as_str(), id), ()).unwrap();
            }
        }
        let mut undelivered = txn.open_table(index("undelivered")).unwrap();
        for (name, id) in waiting {
            undelivered.insert((*name, *id), ()).unwrap();
        }
        let mut accounts = txn.open_table(bytes("accounts")).unwrap();
        accounts.insert("bob", codec::encode_account(&account("bob")).as_slice()).unwrap();
        txn.open_table(bytes("channels")).unwrap();
        txn.open_table(bytes("sanctions")).unwrap();
        let mut meta = txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap();
        meta.insert("schema", 1).unwrap();
        let last = messages.last().map_or(0, |message| message.id.unwrap().0);
        meta.insert("ids_below", last + 100).unwrap();
    }
    txn.commit().unwrap();
}

/// Messages of some weeks with a bit of everything: gaps, private ones, accents, long ones.
pub fn some_messages(count: u64) -> Vec<Message> {
    (1..=count)
        .map(|n| {
            let id = n * 3 + n / 50;
            let text = "é".repeat((n % 97) as usize * if n % 200 == 7 { 100 } else { 1 });
            match n % 10 {
                0 => private(id, "bob", &text),
                digit => message(id, ["#général", "#dev", "#部屋"][digit as usize % 3], &text),
            }
        })
        .collect()
}

pub fn lift_nothing() -> StoreAction {
    use classcord_server::chat::sanction::{SanctionKind, SanctionTarget};
    StoreAction::LiftSanction { kind: SanctionKind::Ban, target: SanctionTarget::Person(user("nobody")) }
}

/// The behaviour of a disk when it is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It works.
    None,
    /// It takes no more bytes: ENOSPC.
    Full,
    /// It takes the bytes and then fails to sync them: EIO. What was written can be read afterwards.
    NoSync,
    /// It has lost its power: nothing works.
    Dead,
}

/// The bytes of the database's file, and of its journal.
pub type Image = [Vec<u8>; 2];

/// A disk in memory that tells what was written from what is safe.
#[derive(Debug)]
pub struct Disk {
    /// The bytes that a process sees.
    live: Image,
    /// The bytes that a power cut leaves.
    durable: Image,
    /// The changes since the last sync of their file.
    unsynced: Vec<(usize, Change)>,
    exists: [bool; 2],
    pub fault: Fault,
    /// True if a fault is the journal's alone.
    pub only_journal: bool,
    pub syncs: u64,
    /// The power goes at this sync, before it does anything.
    pub dies_at_sync: Option<u64>,
    /// Syncs wait while this is set.
    pub held: bool,
    /// The fault that it has after the next sync that works.
    pub next_fault: Option<Fault>,
}

#[derive(Debug, Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
}

fn apply(image: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => image.resize(*length as usize, 0),
        Change::Write(offset, data) => {
            let end = *offset as usize + data.len();
            if image.len() < end {
                image.resize(end, 0);
            }
            image[*offset as usize..end].copy_from_slice(data);
        }
    }
}

/// A file of a disk: the database's, if nothing else is said.
#[derive(Debug, Clone)]
pub struct SharedDisk(Arc<(Mutex<Disk>, Condvar)>, usize);

impl SharedDisk {
    pub fn new() -> Self {
        Self::of(Image::default())
    }

    pub fn of(image: Image) -> Self {
        let disk = Disk {
            exists: [0, 1].map(|file: usize| !image[file].is_empty()),
            live: image.clone(),
            durable: image,
            unsynced: Vec::new(),
            fault: Fault::None,
            only_journal: false,
            syncs: 0,
            dies_at_sync: None,
            held: false,
            next_fault: None,
        };
        Self(Arc::new((Mutex::new(disk), Condvar::new())), 0)
    }

    pub fn with<T>(&self, change: impl FnOnce(&mut Disk) -> T) -> T {
        let changed = change(&mut self.0.0.lock().unwrap());
        self.0.1.notify_all();
        changed
    }

    pub fn medium(&self) -> Medium {
        let disk = self.0.clone();
        Medium::new(move |path, create| {
            let file = usize::from(path.to_str().is_some_and(|path| path.ends_with(".journal")));
            let file = Self(disk.clone(), file);
            file.with(|disk| {
                if disk.fault == Fault::Dead {
                    return Err(io::Error::other("no power"));
                }
                if !disk.exists[file.1] && !create {
                    return Err(io::ErrorKind::NotFound.into());
                }
                disk.exists[file.1] = true;
                Ok(())
            })?;
            Ok(Box::new(file) as Box<dyn StorageBackend>)
        })
    }

    /// The bytes that are left when the power goes now; of what was not synced, the changes that are picked.
    pub fn after_power_cut(&self, mut picked: impl FnMut(usize) -> bool) -> Image {
        self.with(|disk| {
            let mut image = disk.durable.clone();
            for (number, (file, change)) in disk.unsynced.iter().enumerate() {
                if picked(number) {
                    apply(&mut image[*file], change);
                }
            }
            image
        })
    }

    fn change(&self, change: Change) -> io::Result<()> {
        self.with(|disk| {
            match disk.fault_of(self.1) {
                Fault::Full => return Err(io::Error::from_raw_os_error(28)),
                Fault::Dead => return Err(io::Error::other("no power")),
                Fault::None | Fault::NoSync => {}
            }
            apply(&mut disk.live[self.1], &change);
            disk.unsynced.push((self.1, change));
            Ok(())
        })
    }
}

impl Disk {
    /// Makes zeros of the journal.
    pub fn lose_journal(&mut self) {
        self.live[1].fill(0);
    }

    fn fault_of(&self, file: usize) -> Fault {
        if self.only_journal && file == 0 { Fault::None } else { self.fault }
    }
}

impl StorageBackend for SharedDisk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.with(|disk| disk.live[self.1].len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.with(|disk| {
            let from = disk.live[self.1].get(offset as usize..offset as usize + out.len());
            out.copy_from_slice(from.ok_or(io::ErrorKind::UnexpectedEof)?);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.change(Change::Length(len))
    }

    fn sync_data(&self) -> io::Result<()> {
        let (disk, changed) = &*self.0;
        let mut disk = disk.lock().unwrap();
        let file = self.1;
        while disk.held {
            disk = changed.wait(disk).unwrap();
        }
        if disk.dies_at_sync == Some(disk.syncs) {
            disk.fault = Fault::Dead;
        }
        disk.syncs += 1;
        match disk.fault_of(file) {
            Fault::None | Fault::Full => {
                let changes = std::mem::take(&mut disk.unsynced);
                let (synced, unsynced) = changes.into_iter().partition(|(of, _)| *of == file);
                let synced: Vec<(usize, Change)> = synced;
                disk.unsynced = unsynced;
                synced.iter().for_each(|(_, change)| apply(&mut disk.durable[file], change));
                disk.fault = disk.next_fault.take().unwrap_or(disk.fault);
                Ok(())
            }
            Fault::NoSync => Err(io::Error::from_raw_os_error(5)),
            Fault::Dead => Err(io::Error::other("no power")),
        }
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.change(Change::Write(offset, data.to_vec()))
    }
}

/// A small generator, so that a failing run can be had again from its seed (Vigna, splitmix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}
