//! What servers of a school cause, by way of the journal: it is there after a power cut or a kill, all of it and in its order, and is
//! told from memory as it will be from the tables.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use classcord_server::chat::account::Role;
use classcord_server::chat::campus_event::{
    Actor, Event, EventName, EventNote, EventPlace, EventRecord, Happening, LoadedEvents, Origin, OwnEvent,
};
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::letter::LetterPlace;
use classcord_server::chat::message::{Marks, Message, MessageChange, MessageId};
use classcord_server::chat::origin::Epoch;
use classcord_server::chat::reaction::{Reaction, ReactionKind};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport, StoreSeq};
use classcord_server::store::{
    EraseQuery, JobAnswer, JobWork, Offline, OnCorrupt, Progress, StoreOptions, check_file, restore,
};

use crate::faults::{IN_THERE, is_killed};
use crate::harness::*;
use crate::journal::{SLOT, journal_of, killed, layout};

/// The life of the database of whoever shares channels.
const EPOCH: Epoch = Epoch(5);

/// Messages that the actions below keep: their ids.
const IDS: std::ops::RangeInclusive<u64> = 1..=8;

fn shared(directory: &Path) -> StoreOptions {
    StoreOptions { new_epoch: Some(EPOCH), on_corrupt: OnCorrupt::Refuse, ..options(directory) }
}

fn origin(server: &str) -> Origin {
    Origin { server: server.parse().unwrap(), epoch: Epoch(7) }
}

fn heard(seq: u64) -> EventPlace {
    EventPlace::Heard(origin("salle204"), seq)
}

fn said(id: u64, place: EventPlace, content: &str) -> StoreAction {
    StoreAction::AppendEvent(message(id, "#dev", content).into(), Box::new(place))
}

fn event(place: EventPlace, own: Option<OwnEvent>, change: Option<MessageChange>, id: u64) -> StoreAction {
    let change = change.map(|change| StoreAction::ChangeMessage { id: MessageId(id), change });
    StoreAction::Event(Box::new(EventRecord { place, own, change, note: None }))
}

fn noted(place: EventPlace, note: EventNote) -> StoreAction {
    StoreAction::Event(Box::new(EventRecord { place, own: None, change: None, note: Some(note) }))
}

fn letter(id: u64, to: &str, place: LetterPlace) -> StoreAction {
    StoreAction::AppendLetter(private(id, to, "en privé").into(), Box::new(place))
}

fn sent() -> LetterPlace {
    LetterPlace::Sent { to: "salle204".parse().unwrap(), home: "Zoé".into() }
}

fn received(seq: u64, before: u64, waits: bool) -> LetterPlace {
    LetterPlace::Received { origin: origin("salle204"), seq, before, waits }
}

fn react(by: &str) -> Reaction {
    Reaction { kind: ReactionKind::Bravo, by: user(by), guest: 0 }
}

/// A bit of everything, in their order: what goes to the journal, and now and then what does not.
fn actions() -> Vec<StoreAction> {
    let buried = EventName { origin: Some(origin("cdi")), seq: 9 };
    let by = Actor { name: "prof".into(), role: Role::Moderator };
    let reacted = OwnEvent::Reacted { id: MessageId(2), kind: ReactionKind::Bravo, by: user("bob"), on: true };
    let mut reply = message(6, "#dev", "réponse");
    reply.marks = Some(Box::new(Marks { reply_to: Some(MessageId(2)), ..Marks::default() }));
    let deletion = EventRecord {
        place: EventPlace::Own(4),
        own: Some(OwnEvent::Deleted(MessageId(2), by)),
        change: Some(StoreAction::DeleteMessage { id: MessageId(2) }),
        note: None,
    };
    vec![
        said(1, EventPlace::Own(1), "un"),
        said(2, heard(1), "deux"),
        letter(3, "zoé@salle204", sent()),
        event(EventPlace::Own(2), Some(OwnEvent::Edited(MessageId(1))), Some(MessageChange::Edit("un, non".into())), 1),
        event(heard(2), None, Some(MessageChange::React(react("zoé@salle204"))), 1),
        letter(4, "bob", received(10, 0, true)),
        event(EventPlace::Own(3), Some(reacted), Some(MessageChange::React(react("bob"))), 2),
        noted(heard(3), EventNote::Tombstone(buried.clone())),
        StoreAction::AdvanceWatermark(Box::new(origin("cdi")), 5),
        StoreAction::AppendEvent(reply.into(), Box::new(EventPlace::Own(4))),
        StoreAction::Delivered { recipient: user("bob"), ids: vec![MessageId(4)] },
        StoreAction::CreateAccount(account("carol")),
        noted(heard(4), EventNote::TombstoneDone(buried)),
        StoreAction::SettleLetters(vec![(MessageId(3), false)]),
        letter(5, "zoé@salle204", sent()),
        StoreAction::Event(Box::new(EventRecord { place: EventPlace::Own(5), ..deletion })),
        said(7, EventPlace::Own(6), "après"),
        StoreAction::SettleLetters(vec![(MessageId(5), true)]),
        letter(8, "bob", received(12, 10, false)),
        StoreAction::AdvanceWatermark(Box::new(origin("cdi")), 6),
    ]
}

fn events(desk: &mut Desk) -> LoadedEvents {
    let asked = desk.submit(
        StoreAction::LoadEvents { from: 1, through: 9, bytes_max: 10_000, channels: [channel_name("#dev")].into() },
        true,
    );
    desk.wait("events", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::Events { seq, found } if *seq == asked => found.clone(),
            _ => None,
        })
    })
}

fn find(desk: &mut Desk, origin: Option<Origin>, seq: u64) -> Option<MessageId> {
    let asked = desk.submit(StoreAction::FindEvent(Box::new(EventName { origin, seq })), true);
    let found = desk.wait("a message", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::EventFound { seq, found } if *seq == asked => found.clone(),
            _ => None,
        })
    });
    found.and_then(|message| message.id)
}

/// All that is told while it runs.
fn told(desk: &mut Desk) -> String {
    let messages: Vec<Option<Message>> = IDS.map(|id| desk.load(id)).collect();
    let names: Vec<_> = (0..=6).flat_map(|seq| [None, Some(origin("salle204"))].map(|of| (of, seq))).collect();
    let found: Vec<_> = names.into_iter().map(|(of, seq)| find(desk, of, seq)).collect();
    format!("{messages:#?}\n{found:?}\n{:#?}\n{:?}", events(desk), ids(&desk.waiting_for("bob")))
}

/// All that is told and that a start reads.
fn state(desk: &mut Desk) -> String {
    let opened = &desk.opened;
    let names: Vec<&str> = opened.accounts.iter().map(|account| account.name.as_str()).collect();
    let kept = format!("{:#?}\n{:#?}\n{names:?} {:?}\n", opened.campus, opened.letters, opened.epoch);
    kept + &told(desk)
}

/// The bytes of a database with somebody in it, closed cleanly.
fn base(options: &StoreOptions) -> Image {
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options.clone()).unwrap();
    let seq = desk.submit(StoreAction::CreateAccount(account("bob")), true);
    desk.committed(seq);
    desk.store.shutdown().unwrap();
    disk.after_power_cut(|_| true)
}

/// The state behind none of the actions, the first, the first two, …: each by the tables alone.
fn states(base: &Image, options: &StoreOptions) -> Vec<String> {
    let alone = StoreOptions { new_epoch: None, ..options.clone() };
    let disk = SharedDisk::of(base.clone());
    let mut states = Vec::new();
    let all = actions();
    for count in 0..=all.len() {
        let mut desk = Desk::try_open(disk.medium(), alone.clone()).unwrap();
        states.push(state(&mut desk));
        if let Some(action) = all.get(count) {
            desk.submit(action.clone(), true);
        }
        desk.store.shutdown().unwrap();
    }
    states
}

/// Says whether a request is on disk, when that is known.
fn is_kept(desk: &mut Desk, asked: StoreSeq) -> bool {
    desk.wait("an end", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::Committed { through, .. } if *through >= asked => Some(true),
            StoreReport::Failed { through, .. } if *through >= asked => Some(false),
            _ => None,
        })
    })
}

#[test]
fn a_power_cut_leaves_the_actions_up_to_one_and_all_that_were_reported() {
    let directory = scratch();
    let options = StoreOptions { retry_first: Duration::from_secs(3600), ..shared(directory.path()) };
    let base = base(&options);
    let states = states(&base, &options);
    let mut random = Random(24);
    let (mut cuts, mut seen) = (0, BTreeSet::new());
    for round in 0..2 {
        for sync in 0.. {
            let disk = SharedDisk::of(base.clone());
            disk.with(|disk| disk.dies_at_sync = Some(sync));
            let mut reported = 0;
            if let Ok(mut desk) = Desk::try_open(disk.medium(), options.clone()) {
                for (number, action) in actions().into_iter().enumerate() {
                    // One by one at first, then some at once.
                    let waits = round == 0 || random.below(3) == 0 || number + 1 == actions().len();
                    let asked = desk.submit(action, waits);
                    if !waits {
                        continue;
                    }
                    if !is_kept(&mut desk, asked) {
                        break;
                    }
                    reported = number + 1;
                }
            }
            for pick in [0, u64::MAX, random.next(), random.next()] {
                let what = format!("sync {sync}, {reported} reported, {pick:x} of the rest");
                let mut bits = Random(pick);
                let left = disk.after_power_cut(|_| pick == u64::MAX || (pick != 0 && bits.below(2) == 1));
                let mut desk = Desk::try_open(SharedDisk::of(left).medium(), options.clone())
                    .unwrap_or_else(|e| panic!("{what}: {e}"));
                let state = state(&mut desk);
                let Some(count) = states.iter().skip(reported).position(|one| *one == state) else {
                    panic!("{what}: {state}\n{}", states[reported])
                };
                let highest = IDS.rev().find(|&id| desk.load(id).is_some()).unwrap_or(0);
                assert!(desk.opened.next_id.0 > highest, "{what}");
                seen.insert(reported + count);
                cuts += 1;
            }
            if reported == actions().len() {
                break;
            }
        }
    }
    println!("{cuts} power cuts, {seen:?}");
    assert_eq!(seen.len(), actions().len() + 1);
}

#[test]
fn a_kill_at_any_write_leaves_the_actions_up_to_one_and_all_that_were_reported() {
    const TEST: &str = "campus_journal::a_kill_at_any_write_leaves_the_actions_up_to_one_and_all_that_were_reported";
    let progress = |directory: &Path| directory.join("progress");
    if let [Ok(_), Ok(directory)] = IN_THERE.map(std::env::var) {
        let directory = Path::new(&directory);
        let mut desk = Desk::open(shared(directory));
        let mut reported = fs::OpenOptions::new().append(true).create(true).open(progress(directory)).unwrap();
        for action in actions() {
            let asked = desk.submit(action, true);
            desk.committed(asked);
            reported.write_all(b".").unwrap();
        }
        desk.store.shutdown().unwrap();
        return;
    }
    let directory = scratch();
    let base = base(&shared(directory.path()));
    let states = states(&base, &shared(directory.path()));
    for calls in ["fdatasync", "pwrite64"] {
        let (mut kills, mut seen) = (0, BTreeSet::new());
        loop {
            let directory = scratch();
            let options = shared(directory.path());
            fs::write(options.path(), &base[0]).unwrap();
            // Calls are counted thread by thread: the less the opening makes, the more of the writer's come first.
            fs::write(journal_of(&options.path()), &base[1]).unwrap();
            let nth = 1 + kills;
            let Some(killed) = is_killed(TEST, "campus", directory.path(), (calls, "signal=KILL"), nth) else {
                return;
            };
            let reported = fs::read(progress(directory.path())).unwrap_or_default().len();
            let what = format!("{calls} {nth}, {reported} reported");
            let mut desk = Desk::open(options.clone());
            let state = state(&mut desk);
            let Some(count) = states.iter().skip(reported).position(|one| *one == state) else {
                panic!("{what}: {state}\n{}", states[reported])
            };
            seen.insert(reported + count);
            desk.store.shutdown().unwrap();
            let offline = Offline::open(&options).unwrap();
            assert_eq!(offline.check().unwrap().problems, Vec::<String>::new(), "{what}");
            if !killed {
                break;
            }
            kills += 1;
        }
        println!("{kills} kills at {calls}: {seen:?}");
        assert!(kills > 10 && seen.len() > 10, "{calls}");
    }
}

#[test]
fn what_is_shared_costs_a_page_and_is_told_as_it_will_be_from_the_tables() {
    let directory = scratch();
    let mut desk = Desk::open(shared(directory.path()));
    desk.flush();
    for action in actions().into_iter().take(11) {
        let before = desk.store.figures();
        let asked = desk.submit(action.clone(), true);
        desk.committed(asked);
        let after = desk.store.figures();
        assert_eq!((after.bytes_written - before.bytes_written, after.syncs - before.syncs), (SLOT, 1), "{action:?}");
    }
    let (from_memory, told_events) = (told(&mut desk), events(&mut desk));
    let of = |origin, seq| EventName { origin, seq };
    let whats: Vec<_> = told_events.events.iter().map(|Event { seq, what }| (*seq, what.clone().unwrap())).collect();
    assert!(matches!(&whats[0], (1, Happening::Said(said)) if &*said.content == "un, non" && said.is_edited));
    let edited = Happening::Edited { of: of(None, 1), content: "un, non".into() };
    assert_eq!(whats[1], (2, edited));
    let reacted = of(Some(origin("salle204")), 1);
    assert!(matches!(&whats[2], (3, Happening::Reacted { of, .. }) if *of == reacted));
    assert!(matches!(&whats[3], (4, Happening::Said(said)) if said.reply_to == Some(reacted)));

    // A killed server has left it, and a program that knows of no such records would leave it out.
    let elsewhere = scratch();
    let there = killed(&shared(directory.path()), elsewhere.path());
    assert_eq!(layout(&there.path()), 203);
    desk.flush();
    assert_eq!(told(&mut desk), from_memory);
    let mut other = Desk::open(there.clone());
    assert_eq!(told(&mut other), from_memory);
    assert_eq!((other.opened.campus.last_event, other.opened.letters.waiting.len()), (4, 1));
    other.store.shutdown().unwrap();
    assert_eq!(layout(&there.path()), 3);
    assert_eq!(Offline::open(&there).unwrap().check().unwrap().problems, Vec::<String>::new());

    // Whoever has no epoch has the mark that there always was, and these go to the tables.
    let alone = scratch();
    let mut desk = Desk::open(options(alone.path()));
    let before = desk.store.figures().bytes_written;
    let asked = desk.submit(actions().swap_remove(0), true);
    desk.committed(asked);
    assert!(desk.store.figures().bytes_written - before > 4 * SLOT);
    let elsewhere = scratch();
    assert_eq!(layout(&killed(&options(alone.path()), elsewhere.path()).path()), 103);
}

#[test]
fn many_events_of_others_go_through_the_journal_and_into_the_tables() {
    let directory = scratch();
    let options = shared(directory.path());
    let mut desk = Desk::open(options.clone());
    desk.flush();
    let mut transactions = 0;
    for seq in 1..=300 {
        let written = desk.store.figures().bytes_written;
        let id = desk.take_id();
        let place = if seq % 2 == 0 { EventPlace::Own(seq / 2) } else { heard(seq.div_ceil(2)) };
        let asked = desk.submit(said(id, place, "un par un"), true);
        desk.committed(asked);
        transactions += u64::from(desk.store.figures().bytes_written - written > SLOT);
    }
    assert_eq!(transactions, 300 / 129, "a page for each of 128, and then a transaction");
    let elsewhere = scratch();
    let there = killed(&options, elsewhere.path());
    let mut other = Desk::open(there.clone());
    assert_eq!(other.opened.campus.last_event, 150);
    assert_eq!(other.opened.campus.watermarks, [(origin("salle204"), 150)]);
    for desk in [&mut desk, &mut other] {
        // From the tables into what is in memory, as far as an answer takes them.
        let asked = StoreAction::LoadEvents {
            from: 100,
            through: 150,
            bytes_max: 20_000,
            channels: [channel_name("#dev")].into(),
        };
        let asked = desk.submit(asked, true);
        let found = desk.wait("events", |reports| {
            reports.iter().find_map(|report| match report {
                StoreReport::Events { seq, found } if *seq == asked => found.clone(),
                _ => None,
            })
        });
        assert_eq!((found.from, found.last), (100, 150));
        assert_eq!(found.events.iter().map(|event| event.seq).collect::<Vec<_>>(), (100..=150).collect::<Vec<_>>());
        assert_eq!(find(desk, Some(origin("salle204")), 150), Some(MessageId(299)));
    }
    let asked = desk.submit(
        StoreAction::LoadEvents { from: 120, through: 150, bytes_max: 100, channels: [channel_name("#dev")].into() },
        true,
    );
    let found = desk.wait("events", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::Events { seq, found } if *seq == asked => found.clone(),
            _ => None,
        })
    });
    assert_eq!((found.from, found.last, found.events.len()), (120, 126, 7), "what fits is answered");
}

#[test]
fn a_letter_that_was_refused_does_not_come_out_of_the_journal() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), shared(directory.path())).unwrap();
    let ids: Vec<u64> = (0..4).map(|_| desk.take_id()).collect();
    desk.submit(letter(ids[0], "zoé@salle204", sent()), false);
    let asked = desk.submit(letter(ids[1], "bob", received(10, 0, true)), true);
    desk.committed(asked);
    // The bytes get there, and may or may not stay.
    disk.with(|disk| disk.fault = Fault::NoSync);
    desk.submit(letter(ids[2], "zoé@salle204", sent()), false);
    let asked = desk.submit(letter(ids[3], "bob", received(11, 10, true)), true);
    desk.refused(asked);
    disk.with(|disk| disk.fault = Fault::None);
    desk.wait("recovery", |reports| {
        reports.iter().any(|report| matches!(report, StoreReport::Recovered)).then_some(())
    });
    desk.flush();
    for keeps in [false, true] {
        let disk = SharedDisk::of(disk.after_power_cut(|_| keeps));
        let mut other = Desk::try_open(disk.medium(), shared(directory.path())).unwrap();
        let waiting: Vec<_> = other.opened.letters.waiting.iter().map(|(id, ..)| id.0).collect();
        assert_eq!((waiting, other.opened.letters.received.clone()), (vec![ids[0]], vec![(origin("salle204"), 10)]));
        assert_eq!((other.load(ids[2]), other.load(ids[3])), (None, None));
        assert_eq!(other.waiting_for("bob").len(), 1);
    }
}

#[test]
fn what_is_lost_of_it_while_the_disk_fails_is_written_again_from_memory() {
    let directory = scratch();
    let disk = SharedDisk::of(base(&shared(directory.path())));
    let states = states(&disk.after_power_cut(|_| true), &shared(directory.path()));
    let mut desk = Desk::try_open(disk.medium(), shared(directory.path())).unwrap();
    let mut actions = actions();
    let rest = actions.split_off(10);
    for action in actions {
        let asked = desk.submit(action, true);
        desk.committed(asked);
    }
    disk.with(|disk| disk.fault = Fault::Full);
    let asked = desk.submit(StoreAction::CreateAccount(account("dave")), true);
    desk.refused(asked);
    disk.with(|disk| {
        disk.lose_journal();
        disk.fault = Fault::None;
    });
    desk.wait("recovery", |reports| {
        reports.iter().any(|report| matches!(report, StoreReport::Recovered)).then_some(())
    });
    desk.flush();
    let mut other =
        Desk::try_open(SharedDisk::of(disk.after_power_cut(|_| false)).medium(), shared(directory.path())).unwrap();
    assert_eq!(state(&mut other), states[10], "in the same life of the database");
    for action in rest {
        desk.submit(action, true);
    }
    desk.store.shutdown().unwrap();
    let disk = SharedDisk::of(disk.after_power_cut(|_| false));
    let mut other = Desk::try_open(disk.medium(), shared(directory.path())).unwrap();
    assert_eq!(state(&mut other), *states.last().unwrap());
}

#[test]
fn a_journal_that_has_rotted_gives_no_number_twice() {
    let directory = scratch();
    let disk = SharedDisk::of(base(&shared(directory.path())));
    let mut desk = Desk::try_open(disk.medium(), shared(directory.path())).unwrap();
    for (id, seq) in [(1, 1), (2, 2), (3, 3)] {
        let asked = desk.submit(said(id, EventPlace::Own(seq), "un"), true);
        desk.committed(asked);
    }
    let [database, journal] = disk.after_power_cut(|_| false);
    let anew = StoreOptions { new_epoch: Some(Epoch(6)), ..shared(directory.path()) };
    let opened = |journal: Vec<u8>| {
        let disk = SharedDisk::of([database.clone(), journal]);
        let mut desk = Desk::try_open(disk.medium(), anew.clone()).unwrap();
        let kept = (desk.opened.epoch, desk.opened.campus.last_event);
        (kept, (1..=3).map(|id| desk.load(id).is_some()).collect::<Vec<_>>())
    };
    assert_eq!(opened(journal.clone()), ((Some(EPOCH), 3), vec![true; 3]));
    let hit = |slot: u64| {
        let mut damaged = journal.clone();
        damaged[(slot * SLOT) as usize + 50] ^= 4;
        damaged
    };
    // The one that was being written may be cut short: nobody was told of it.
    let torn = |length: u64| {
        let mut torn = journal.clone();
        torn[(2 * SLOT + length) as usize..(3 * SLOT) as usize].fill(0);
        torn
    };
    for length in [0, 10, 512, SLOT - 1] {
        let expected = if length < 512 { 2 } else { 3 };
        assert_eq!(opened(torn(length)), ((Some(EPOCH), expected), vec![true, true, expected == 3]), "{length}");
    }
    // If its end is there, others may have had it.
    assert_eq!(opened(hit(2)), ((Some(Epoch(6)), 0), vec![true, true, false]));
    // Others have had it: to them this server is another from now on, which has what is left.
    assert_eq!(opened(hit(1)), ((Some(Epoch(6)), 0), vec![true, false, true]));
    // Nor is one missed that is not there.
    assert_eq!(opened(Vec::new()), ((Some(Epoch(6)), 0), vec![false; 3]));
}

#[test]
fn tools_and_backups_see_what_is_shared() {
    let directory = scratch();
    let options = shared(directory.path());
    let mut desk = Desk::open(options.clone());
    desk.flush();
    for action in actions().into_iter().take(9) {
        let asked = desk.submit(action, true);
        desk.committed(asked);
    }
    let elsewhere = scratch();
    let there = killed(&options, elsewhere.path());
    let both = || [fs::read(there.path()).unwrap(), fs::read(journal_of(&there.path())).unwrap()];
    let before = both();
    let report = check_file(&there.path(), 1 << 20).unwrap();
    assert_eq!((report.counts.messages, report.schema, report.problems), (4, 3, Vec::new()));
    let offline = Offline::open_read_only(&there).unwrap();
    let copy = elsewhere.path().join("copy.redb");
    assert_eq!(offline.backup(&copy, &Progress::default()).unwrap().counts.messages, 4);
    drop(offline);
    assert!(both() == before);
    let live = elsewhere.path().join("live.redb");
    let JobAnswer::Backup(made) = desk.perform(JobWork::Backup { path: live.clone(), progress: Default::default() })
    else {
        panic!("no backup")
    };
    assert_eq!(made.unwrap().counts.messages, 4);
    let mut heard = Vec::new();
    for from in [copy, live, there.path()] {
        let target = scratch();
        let target = StoreOptions { new_epoch: Some(Epoch(6)), ..shared(target.path()) };
        assert_eq!(restore(&target, &from).unwrap().counts.messages, 4);
        let desk = Desk::open(target.clone());
        assert_eq!((desk.opened.epoch, desk.opened.campus.last_event), (Some(Epoch(6)), 0), "another life begins");
        heard.push((desk.opened.campus.clone(), desk.opened.letters.clone()));
    }
    let (campus, letters) = &heard[0];
    assert_eq!((campus.watermarks.len(), campus.tombstones.len()), (2, 1));
    assert_eq!((letters.waiting.len(), letters.received.clone()), (1, vec![(origin("salle204"), 10)]));
    assert!(heard.iter().all(|one| *one == heard[0]), "{heard:?}");
}

#[test]
fn what_an_erasure_takes_of_it_is_not_left_in_the_journal() {
    let directory = scratch();
    let options = shared(directory.path());
    let mut desk = Desk::open(options.clone());
    let path = journal_of(&options.path());
    desk.flush();
    for action in actions().into_iter().take(10) {
        let asked = desk.submit(action, true);
        desk.committed(asked);
    }
    let holds = |words: &str| {
        let bytes = fs::read(&path).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    for words in ["un, non", "en privé", "réponse", "Zoé", "salle204"] {
        assert!(holds(words), "{words}");
    }
    let query = EraseQuery { person: user("alice"), fate: MessageFate::Remove, below: None, from: None };
    let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(query)) else { panic!("not erased") };
    assert_eq!(done.removed, 5);
    assert!(fs::read(&path).unwrap().iter().all(|byte| *byte == 0));
    assert_eq!(desk.opened.campus.last_event, 0);
    let says = |desk: &mut Desk| events(desk).events.iter().map(|event| event.seq).collect::<Vec<_>>();
    assert_eq!(says(&mut desk), [3], "the numbers say nothing any more");
    // It goes on in the journal.
    let written = desk.store.figures().bytes_written;
    let asked = desk.submit(said(20, EventPlace::Own(5), "encore"), true);
    desk.committed(asked);
    assert_eq!(desk.store.figures().bytes_written - written, SLOT);
    assert_eq!(says(&mut desk), [3, 5]);
}
