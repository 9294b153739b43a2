//! Measures the store alone: what a message costs its thread, the card and the file, and how long opening and a page take.
//!
//! ```text
//! cargo run --release --example store_figures -- [DIRECTORY [card|cpu|file|million …]]
//! ```
//!
//! The directory (default: a new one in `$TMPDIR`) should be on the disk that is asked about. Nothing here waits for a
//! clock: what arrives within one commit window at 3 and at 20 messages a second is given as one commit.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use std::{env, fs};

use classcord_server::chat::clock::WallTime;
use classcord_server::chat::message::{Audience, ExtraFields, Message, MessageId, SharedMessage};
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::store_protocol::{HistoryQuery, StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::store::{Offline, Opened, Store, StoreEvent, StoreOptions};

/// 2025-06-15T15:06:40Z.
const NOON_US: i64 = 1_750_000_000_000_000;

/// A commit window in seconds.
const WINDOW_S: u64 = 2;

/// Words of a class.
const WORDS: &str = "bonjour merci le la les un une des exercice réseau serveur client port socket connexion adresse masque \
    paquet trame routeur switch câble tp cours devoir question réponse prof élève groupe salle pause midi demain hier \
    quand comment pourquoi parce que donc mais où ou et avec sans pour dans sur sous est sont était fait faire peut \
    marche bug erreur code python java thread boucle fonction variable liste fichier ligne message envoyer recevoir lire \
    écrire ça va bien oui non peut-être ok super génial d'accord attends regarde essaie encore une fois je tu il elle nous \
    vous ils moi toi lui quelqu'un personne rien tout trop plus moins vite tard tôt fini commencé rendu noté";

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A class that writes.
struct Class {
    words: Vec<&'static str>,
    names: Vec<Username>,
    channels: Vec<ChannelName>,
    random: Random,
}

impl Class {
    fn new() -> Self {
        let channel = |name: &&str| ChannelName::parse(name).unwrap();
        Self {
            words: WORDS.split_whitespace().collect(),
            names: (0..30).map(|n| Username::parse(&format!("étudiant{n:02}")).unwrap()).collect(),
            channels: ["#général", "#dev", "#tp-réseau", "#rare"].iter().map(channel).collect(),
            random: Random(21),
        }
    }

    /// A message of 100 characters: one in a thousand for the rare channel, or a private one if so wanted.
    fn message(&mut self, id: u64, is_private: bool) -> Message {
        let mut content = String::new();
        let mut characters = 0;
        while characters < 100 {
            let word = self.words[self.random.below(self.words.len() as u64) as usize];
            content.extend(word.chars().chain([' ']).take(100 - characters));
            characters = content.chars().count();
        }
        let from = self.names[self.random.below(30) as usize].clone();
        let channel = if id.is_multiple_of(1000) {
            self.channels[3].clone()
        } else {
            self.channels[self.random.below(3) as usize].clone()
        };
        let audience = if is_private {
            Audience::Person(self.names[self.random.below(30) as usize].clone())
        } else {
            Audience::Channel(channel.clone())
        };
        Message {
            id: Some(MessageId(id)),
            at: WallTime { unix_us: NOON_US + id as i64 * 333_000 + self.random.below(300_000) as i64, offset_s: 7200 },
            from,
            audience,
            channel,
            subtype: None,
            to: None,
            content: content.into(),
            extra: ExtraFields::default(),
            marks: None,
        }
    }
}

/// The loop's end of a store.
struct Loop {
    store: Store,
    opened: Opened,
    woken: Receiver<()>,
    seq: u64,
}

impl Loop {
    fn open(options: StoreOptions) -> Self {
        let (sender, woken) = channel();
        let wake = move || {
            // Nobody listens at the end.
            let _ = sender.send(());
        };
        let (store, opened) = Store::open(options, wake).unwrap();
        Self { store, opened, woken, seq: 0 }
    }

    fn submit(&mut self, action: StoreAction, urgent: bool) {
        self.seq += 1;
        self.store.submit(StoreRequest { seq: StoreSeq(self.seq), urgent, action }).unwrap();
    }

    fn wait_for(&mut self, mut found: impl FnMut(&StoreReport) -> bool) {
        loop {
            while let Some(event) = self.store.next_event() {
                if let StoreEvent::Report(report) = event
                    && found(&report)
                {
                    return;
                }
            }
            self.woken.recv().unwrap();
        }
    }

    /// Stores so many messages in commits of so many.
    fn store(&mut self, class: &mut Class, ids: std::ops::Range<u64>, each_commit: u64, is_private: bool) {
        for id in ids.clone() {
            let ends = (id - ids.start + 1).is_multiple_of(each_commit) || id + 1 == ids.end;
            self.submit(StoreAction::Append(SharedMessage::new(class.message(id, is_private))), ends);
            if ends {
                let last = StoreSeq(self.seq);
                self.wait_for(|report| matches!(report, StoreReport::Committed { through, .. } if *through >= last));
            }
        }
    }
}

fn unlimited(directory: &Path) -> StoreOptions {
    StoreOptions {
        keep_messages: 0,
        keep_days: 0,
        max_bytes: 0,
        commit_window: Duration::from_secs(3600),
        batch_max: 1 << 20,
        queue_max: 1 << 20,
        ..StoreOptions::new(directory)
    }
}

/// Microseconds of processor that the writer's thread has had.
fn store_thread_us() -> f64 {
    fs::read_dir("/proc/self/task")
        .unwrap()
        .map(|task| task.unwrap().path())
        .filter(|task| fs::read_to_string(task.join("comm")).is_ok_and(|name| name.trim() == "store"))
        .map(|task| fs::read_to_string(task.join("schedstat")).unwrap())
        .map(|stat| stat.split(' ').next().unwrap().parse::<f64>().unwrap() / 1000.0)
        .sum()
}

/// Bytes that the kernel was told to put on a disk; none in a memory file system.
fn kernel_bytes() -> u64 {
    let io = fs::read_to_string("/proc/self/io").unwrap();
    io.lines().find_map(|line| line.strip_prefix("write_bytes: ")).unwrap().parse().unwrap()
}

fn main() {
    let own = tempfile::tempdir().unwrap();
    let base = env::args_os().nth(1).map_or_else(|| own.path().to_owned(), Into::into);
    let sections: Vec<String> = env::args().skip(2).collect();
    let is_wanted = |section: &str| sections.is_empty() || sections.iter().any(|wanted| wanted == section);
    if is_wanted("card") {
        card(&base);
    }
    if is_wanted("cpu") {
        cpu(&base);
    }
    if is_wanted("file") {
        file(&base);
    }
    if is_wanted("million") {
        million(&base);
    }
}

/// What a message costs the card at the pace of a class, and at that of a lively one.
fn card(base: &Path) {
    let mut class = Class::new();
    for (per_second, kept) in [(3, 0), (20, 0), (3, 2000), (20, 2000)] {
        let directory = base.join(format!("card-{per_second}-{kept}"));
        let mut desk = Loop::open(StoreOptions { keep_messages: kept, ..unlimited(&directory) });
        // A term's messages are there already.
        desk.store(&mut class, 1..20_001, 1000, false);
        let (written, kernel) = (desk.store.figures().bytes_written, kernel_bytes());
        let count = per_second * WINDOW_S * 300;
        desk.store(&mut class, 20_001..20_001 + count, per_second * WINDOW_S, false);
        let figures = desk.store.figures();
        println!(
            "{per_second} messages/s, {}: {} bytes written for each ({} by the kernel's count)",
            if kept == 0 { "all kept" } else { "as many go" },
            (figures.bytes_written - written) / count,
            (kernel_bytes() - kernel) / count,
        );
        desk.store.shutdown().unwrap();
    }
}

/// What a message costs the store's thread.
fn cpu(base: &Path) {
    let mut class = Class::new();
    for (what, kept) in [("all kept", 0), ("as many go", 20_000)] {
        let mut desk = Loop::open(StoreOptions { keep_messages: kept, ..unlimited(&base.join(format!("cpu-{kept}"))) });
        desk.store(&mut class, 1..50_001, 512, true);
        let before = store_thread_us();
        desk.store(&mut class, 50_001..250_001, 512, true);
        let each = (store_thread_us() - before) / 200_000.0;
        println!("private messages, 512 a commit, {what}: {each:.2} µs of the store's thread for each");
        desk.store.shutdown().unwrap();
    }
}

/// What messages take on the disk.
fn file(base: &Path) {
    let mut class = Class::new();
    let options = unlimited(&base.join("file"));
    let mut desk = Loop::open(options.clone());
    desk.store(&mut class, 1..100_001, 40, false);
    let while_running = fs::metadata(options.path()).unwrap().len();
    desk.store.shutdown().unwrap();
    println!("100,000 messages of 100 characters: a file of {while_running} bytes while the server runs");
    println!("  {} after it has stopped", fs::metadata(options.path()).unwrap().len());
}

/// A start with many messages, and reading a channel that few of them are for.
fn million(base: &Path) {
    let mut class = Class::new();
    let options = unlimited(&base.join("million"));
    let offline = Offline::open_or_create(&options).unwrap();
    offline.import_messages((1..=1_000_000).map(|id| class.message(id, false))).unwrap();
    offline.close().unwrap();
    println!("1,000,000 messages: a file of {} bytes", fs::metadata(options.path()).unwrap().len());
    for _ in 0..3 {
        let before = Instant::now();
        let desk = Loop::open(options.clone());
        println!("  opened in {:?}, first id {}", before.elapsed(), desk.opened.next_id.0);
        desk.store.shutdown().unwrap();
    }
    let mut desk = Loop::open(options);
    let mut before_id = None;
    for _ in 0..4 {
        let before = Instant::now();
        desk.submit(
            StoreAction::LoadHistory(HistoryQuery {
                channel: ChannelName::parse("#rare").unwrap(),
                before: before_id,
                after: None,
                limit: 200,
                bytes_max: usize::MAX,
            }),
            true,
        );
        let mut count = 0;
        desk.wait_for(|report| match report {
            StoreReport::History { messages: Some(messages), .. } => {
                count = messages.len();
                before_id = messages.first().and_then(|message| message.id);
                true
            }
            _ => false,
        });
        println!("  a page of {count} from a channel with 1 in 1,000 of them: {:?}", before.elapsed());
    }
}
