//! Events of shared channels on a disk that loses its power: a change and its event are there together or not at all.

use std::time::Duration;

use classcord_server::chat::account::Role;
use classcord_server::chat::campus_event::{
    Actor, ERASED_MAX, Early, EarlyWhat, Erasure, ErasureBound, Event, EventName, EventNote, EventPlace, EventRecord,
    Happening, Imposed, NewTopic, Origin, OwnEvent,
};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::letter::LetterPlace;
use classcord_server::chat::message::{Message, MessageChange, MessageId};
use classcord_server::chat::origin::Epoch;
use classcord_server::chat::reaction::{Reaction, ReactionKind};
use classcord_server::chat::renamed::NameChange;
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::store_protocol::{ChannelRecord, StoreAction, StoreReport};
use classcord_server::store::{EraseQuery, JobAnswer, JobWork, Offline, OnCorrupt, StoreOptions};

use crate::harness::{Desk, SharedDisk, account, channel_name, message, options, scratch, user};

fn origin() -> Origin {
    Origin { server: "salle204".parse().unwrap(), epoch: Epoch(7) }
}

fn heard(seq: u64) -> EventPlace {
    EventPlace::Heard(origin(), seq)
}

fn prof() -> Actor {
    Actor { name: "prof".into(), role: Role::Moderator }
}

fn event(
    place: EventPlace,
    own: Option<OwnEvent>,
    change: Option<StoreAction>,
    note: Option<EventNote>,
) -> StoreAction {
    StoreAction::Event(Box::new(EventRecord { place, own, change, note }))
}

/// One of each kind, in their order.
fn actions() -> Vec<StoreAction> {
    let (ours, theirs) = (MessageId(1), MessageId(2));
    let said = |id, place| StoreAction::AppendEvent(message(id, "#dev", "un").into(), Box::new(place));
    let (channel, topic): (_, Box<str>) = (channel_name("#dev"), "TP".into());
    let record = ChannelRecord {
        name: channel.clone(),
        topic: topic.clone(),
        disabled: false,
        read_only: false,
        slow_s: 0,
        roll: None,
    };
    let new = NewTopic { channel: channel.clone(), topic, by: prof(), version: 3 };
    let (name, fate) = (user("bob"), MessageFate::Remove);
    let waits_for = vec!["cdi".parse().unwrap()];
    let erasure = Erasure { place: EventPlace::Own(4), name: name.clone(), fate, waits_for, below: None };
    let edit = MessageChange::Edit("deux".into());
    let buried = EventName { origin: Some(Origin { server: "cdi".parse().unwrap(), epoch: Epoch(1) }), seq: 9 };
    vec![
        said(1, EventPlace::Own(1)),
        said(2, heard(1)),
        event(
            EventPlace::Own(2),
            Some(OwnEvent::Deleted(theirs, prof())),
            Some(StoreAction::DeleteMessage { id: theirs }),
            None,
        ),
        event(heard(2), None, Some(StoreAction::ChangeMessage { id: ours, change: edit }), None),
        event(heard(3), None, None, Some(EventNote::Tombstone(buried))),
        event(
            EventPlace::Own(3),
            Some(OwnEvent::Topic(new)),
            Some(StoreAction::SetChannel(record)),
            Some(EventNote::Topic(channel, 3, None)),
        ),
        event(
            EventPlace::Own(4),
            Some(OwnEvent::Erased { name, fate }),
            Some(StoreAction::SetErasure(Box::new(erasure))),
            None,
        ),
        StoreAction::EndErasure(Box::new(EventPlace::Own(4))),
    ]
}

fn events(desk: &mut Desk, channels: &[&str]) -> Vec<Event> {
    let channels = channels.iter().map(|name| channel_name(name)).collect();
    let asked = desk.submit(StoreAction::LoadEvents { from: 1, through: 9, bytes_max: 1000, channels }, true);
    desk.wait("events", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::Events { seq, found } if *seq == asked => Some(found.clone().unwrap().events),
            _ => None,
        })
    })
}

/// The number of the actions whose effects are all there; half an effect is none that may be.
fn done(desk: &mut Desk, what: &str) -> usize {
    let kept = desk.opened.campus.clone();
    let has_topic = desk.opened.channels.iter().any(|channel| &*channel.topic == "TP");
    let (ours, theirs) = (desk.load(1), desk.load(2));
    let told = events(desk, &["#dev"]);
    let says = |seq: u64| told.iter().any(|event| event.seq == seq);
    let watermark = kept.watermarks.first().map_or(0, |(_, seq)| *seq);
    assert_eq!(ours.is_some(), says(1), "{what}");
    assert_eq!(theirs.is_some(), watermark > 0 && !says(2), "{what}");
    let is_edited = ours.is_some_and(|message| &*message.content == "deux");
    assert_eq!(is_edited, watermark >= 2, "{what}");
    assert_eq!(kept.tombstones.len(), usize::from(watermark >= 3), "{what}");
    assert_eq!((kept.topics.len() == 1, has_topic), (says(3), says(3)), "{what}");
    assert_eq!(kept.erasures.len(), usize::from(says(4)), "{what}");
    let ended = kept.last_event == 4 && !says(4);
    let all = [says(1), watermark > 0, says(2), watermark > 1, watermark > 2, says(3), says(4) || ended, ended];
    let count = all.iter().take_while(|is| **is).count();
    assert!(all[count..].iter().all(|is| !is), "{what}: {all:?}");
    count
}

#[test]
fn what_was_said_in_a_channel_that_is_not_shared_any_more_is_told_to_nobody() {
    let directory = scratch();
    let mut desk = Desk::try_open(SharedDisk::new().medium(), options(directory.path())).unwrap();
    let said = StoreAction::AppendEvent(message(1, "#dev", "un").into(), Box::new(EventPlace::Own(1)));
    let edited = event(EventPlace::Own(2), Some(OwnEvent::Edited(MessageId(1))), None, None);
    let new = NewTopic { channel: channel_name("#dev"), topic: "TP".into(), by: prof(), version: 1 };
    let topic = event(EventPlace::Own(3), Some(OwnEvent::Topic(new)), None, None);
    for action in [said, edited, topic] {
        desk.submit(action, true);
    }
    desk.flush();
    assert_eq!(events(&mut desk, &["#dev"]).len(), 3);
    assert_eq!(events(&mut desk, &["#autre"]), []);
    desk.store.shutdown().unwrap();
}

#[test]
fn a_server_that_claims_a_life_after_the_other_fills_no_disk() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let of = |server: &str, epoch| Origin { server: server.parse().unwrap(), epoch: Epoch(epoch) };
    desk.submit(StoreAction::AdvanceWatermark(Box::new(of("cdi", 1)), 7), true);
    for epoch in 1..=20 {
        let (id, place) = (MessageId(epoch), EventPlace::Heard(of("evil", 100 - epoch), 3));
        desk.submit(StoreAction::AppendEvent(message(id.0, "#dev", "un").into(), Box::new(place)), true);
        let place = LetterPlace::Received { origin: of("evil", epoch), seq: 3, before: 0, waits: false };
        let letter = message(100 + epoch, "#dev", "un").into();
        desk.submit(StoreAction::AppendLetter(letter, Box::new(place)), true);
    }
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let watermarks = &desk.opened.campus.watermarks;
    assert_eq!(watermarks.len(), 5, "{watermarks:?}");
    assert!(watermarks.contains(&(of("cdi", 1), 7)) && watermarks.contains(&(of("evil", 80), 3)), "{watermarks:?}");
    let received = &desk.opened.letters.received;
    assert!(received.len() == 4 && received.contains(&(of("evil", 20), 3)), "{received:?}");
    desk.store.shutdown().unwrap();
}

#[test]
fn what_is_about_a_message_that_has_not_come_is_kept_until_it_is_forgotten() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let of = EventName { origin: Some(Origin { server: "cdi".parse().unwrap(), epoch: Epoch(1) }), seq: 9 };
    let early = |seq, what| Early { told_by: EventName { origin: Some(origin()), seq }, of: of.clone(), what };
    let reaction = Reaction { kind: ReactionKind::Bravo, by: user("zoe@salle204"), guest: 0 };
    let reacted = early(2, EarlyWhat::Reaction { reaction, on: true });
    let reply = |id| early(1, EarlyWhat::Reply { id: MessageId(id), channel: channel_name("#Dév") });
    let open = || Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let mut desk = open();
    let said = |id, seq| StoreAction::AppendEvent(message(id, "#Dév", "un").into(), Box::new(heard(seq)));
    for action in [
        // The first one was cut short, and came again.
        StoreAction::KeepEarly(Box::new(reply(7))),
        StoreAction::KeepEarly(Box::new(reply(8))),
        said(8, 1),
        event(heard(2), None, None, Some(EventNote::Early(Box::new(reacted.clone())))),
    ] {
        desk.submit(action, true);
    }
    desk.store.shutdown().unwrap();
    let mut desk = open();
    assert_eq!(desk.opened.campus.early, [reply(8), reacted.clone()]);
    // It has come.
    let answer = MessageChange::Answer(MessageId(9));
    desk.submit(StoreAction::ChangeMessage { id: MessageId(8), change: answer }, true);
    desk.submit(said(9, 3), true);
    assert_eq!(desk.load(8).unwrap().reply_to(), Some(MessageId(9)), "while it is in memory");
    desk.submit(StoreAction::ForgetEarly(vec![reply(8).told_by]), true);
    desk.store.shutdown().unwrap();
    let mut desk = open();
    assert_eq!(desk.opened.campus.early, [reacted]);
    assert_eq!(desk.load(8).unwrap().reply_to(), Some(MessageId(9)));
    desk.store.shutdown().unwrap();
}

#[test]
fn who_is_erased_of_another_server_is_nobody_of_that_one_and_of_no_other() {
    let directory = scratch();
    let mut desk = Desk::try_open(SharedDisk::new().medium(), options(directory.path())).unwrap();
    for (id, from) in [(1, "bob@salle204"), (2, "bob@mail")] {
        let said = Message { from: user(from), ..message(id, "#dev", "un") };
        // A name of before there were servers may look like one with a server.
        let said = if id == 1 {
            StoreAction::AppendEvent(said.into(), Box::new(heard(1)))
        } else {
            StoreAction::Append(said.into())
        };
        desk.submit(said, true);
    }
    for person in ["bob@salle204", "bob@mail"] {
        let query = EraseQuery { person: user(person), fate: MessageFate::Anonymise, below: None, from: None };
        assert!(matches!(desk.perform(JobWork::Erase(query)), JobAnswer::Erase(Ok(_))));
    }
    let names = [1, 2].map(|id| desk.load(id).unwrap().from.to_string());
    assert_eq!(names, ["compte effacé@salle204", "compte effacé"]);
    desk.store.shutdown().unwrap();
}

fn muted(whom: &str, by: &str) -> Sanction {
    let since = WallTime { unix_us: 0, offset_s: 0 };
    let (target, by) = (SanctionTarget::Person(user(whom)), by.into());
    Sanction { kind: SanctionKind::Mute, target, since, until: None, by, reason: "bruit".into() }
}

#[test]
fn what_somebody_of_another_server_imposed_is_of_that_one_after_their_erasure() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    desk.submit(StoreAction::AdvanceWatermark(Box::new(origin()), 1), true);
    desk.submit(StoreAction::SetSanction(muted("alice@salle204", "prof@salle204")), true);
    desk.submit(StoreAction::SetSanction(muted("bob@salle204", "prof")), true);
    for person in ["prof@salle204", "prof"] {
        let query = EraseQuery { person: user(person), fate: MessageFate::Remove, below: None, from: None };
        assert!(matches!(desk.perform(JobWork::Erase(query)), JobAnswer::Erase(Ok(_))));
    }
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let mut by: Vec<&str> = desk.opened.sanctions.iter().map(|sanction| &*sanction.by).collect();
    by.sort_unstable();
    assert_eq!(by, ["compte effacé", "compte effacé@salle204"]);
    desk.store.shutdown().unwrap();
}

#[test]
fn a_mute_goes_as_soon_as_an_erasure_is_wanted_and_that_of_a_namesake_stays_when_it_has_its_turn() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let (name, fate) = (user("bob@salle204"), MessageFate::Remove);
    let below = Some(ErasureBound { message: MessageId(5), event: 2 });
    let erasure = Erasure { place: heard(2), name: name.clone(), fate, waits_for: Vec::new(), below };
    let mute = |seq| {
        let sanction = muted("bob@salle204", "prof");
        let (kind, reason) = (sanction.kind, sanction.reason.clone());
        let imposed = Imposed { kind, whom: user("bob@salle204"), by: prof(), reason, left: None };
        event(EventPlace::Own(seq), Some(OwnEvent::Imposed(imposed)), Some(StoreAction::SetSanction(sanction)), None)
    };
    let early = |seq| {
        let reaction = Reaction { kind: ReactionKind::Bravo, by: user("bob@salle204"), guest: 0 };
        let (told_by, of) = (
            EventName { origin: Some(origin()), seq },
            EventName { origin: Some(Origin { epoch: Epoch(8), ..origin() }), seq: 9 },
        );
        Early { told_by, of, what: EarlyWhat::Reaction { reaction, on: true } }
    };
    desk.submit(mute(1), true);
    desk.submit(StoreAction::KeepEarly(Box::new(early(1))), true);
    desk.submit(event(heard(2), None, Some(StoreAction::SetErasure(Box::new(erasure.clone()))), None), true);
    desk.store.shutdown().unwrap();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    assert_eq!((desk.opened.sanctions.len(), &desk.opened.campus.erasures), (0, &vec![erasure]));
    assert_eq!(desk.opened.campus.early, []);
    desk.submit(mute(2), true);
    desk.submit(StoreAction::KeepEarly(Box::new(early(3))), true);
    let query = EraseQuery { person: name, fate, below, from: None };
    assert!(matches!(desk.perform(JobWork::Erase(query)), JobAnswer::Erase(Ok(_))));
    assert_eq!(events(&mut desk, &["#dev"]).iter().map(|event| event.seq).collect::<Vec<_>>(), [2]);
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    assert_eq!((desk.opened.sanctions.len(), &desk.opened.campus.early), (1, &vec![early(3)]));
    desk.store.shutdown().unwrap();
}

#[test]
fn of_those_whom_others_wanted_erased_the_last_are_known_after_a_start() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    for seq in 1..=ERASED_MAX as u64 + 3 {
        desk.submit(StoreAction::EndErasure(Box::new(heard(seq))), false);
    }
    // Done twice, it is known once.
    desk.submit(StoreAction::EndErasure(Box::new(heard(7))), true);
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let mut kept: Vec<u64> = desk
        .opened
        .campus
        .erased
        .iter()
        .map(|(of, seq)| {
            assert_eq!(*of, origin());
            *seq
        })
        .collect();
    assert_eq!((kept.len(), kept.pop()), (ERASED_MAX, Some(7)));
    assert!(kept.is_sorted() && kept.first() == Some(&4), "{:?}", &kept[..3]);
    desk.store.shutdown().unwrap();
}

#[test]
fn a_server_that_wants_many_erased_has_the_disk_forget_its_own_of_those_that_are() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let other = Origin { server: "atelier".parse().unwrap(), epoch: origin().epoch };
    desk.submit(StoreAction::EndErasure(Box::new(EventPlace::Heard(other.clone(), 1))), false);
    for seq in 1..=ERASED_MAX as u64 + 3 {
        desk.submit(StoreAction::EndErasure(Box::new(heard(seq))), false);
    }
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let kept = &desk.opened.campus.erased;
    assert_eq!((kept.len(), &kept[0], &kept[1]), (ERASED_MAX, &(other, 1), &(origin(), 5)));
    desk.store.shutdown().unwrap();
}

#[test]
fn a_mute_in_shared_channels_follows_a_new_name_on_disk_and_those_of_people_elsewhere_stay() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let options = StoreOptions { server: Some("cdi".parse().unwrap()), ..options(directory.path()) };
    let mut desk = Desk::try_open(disk.medium(), options.clone()).unwrap();
    for name in ["alice", "zoe"] {
        desk.submit(StoreAction::CreateAccount(account(name)), true);
    }
    let whom = ["alice@cdi", "alice@salle204", "zoe@salle204"];
    for (seq, whom) in (1..).zip(whom) {
        let sanction = muted(whom, "prof");
        let (kind, reason) = (sanction.kind, sanction.reason.clone());
        let imposed = Imposed { kind, whom: user(whom), by: prof(), reason, left: None };
        let set = StoreAction::SetSanction(sanction);
        desk.submit(event(EventPlace::Own(seq), Some(OwnEvent::Imposed(imposed)), Some(set), None), true);
    }
    let change = NameChange { from: user("Alice"), to: user("alix") };
    desk.submit(StoreAction::RenameAccount(change), true);
    desk.wait("the end of a renaming", |reports| {
        reports.iter().any(|report| matches!(report, StoreReport::Renamed { .. })).then_some(())
    });
    let told = |desk: &mut Desk| {
        let name = |event: Event| match event.what {
            Some(Happening::Imposed(imposed)) => imposed.whom.to_string(),
            other => panic!("{other:?}"),
        };
        events(desk, &["#dev"]).into_iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(told(&mut desk), ["alix@cdi", "alice@salle204", "zoe@salle204"]);
    let query = EraseQuery { person: user("zoe"), fate: MessageFate::Remove, below: None, from: None };
    assert!(matches!(desk.perform(JobWork::Erase(query)), JobAnswer::Erase(Ok(_))));
    assert_eq!(told(&mut desk), ["alix@cdi", "alice@salle204", "zoe@salle204"], "another's zoe is not ours");
    let query = EraseQuery { person: user("alix"), fate: MessageFate::Remove, below: None, from: None };
    assert!(matches!(desk.perform(JobWork::Erase(query)), JobAnswer::Erase(Ok(_))));
    assert_eq!(told(&mut desk), ["alice@salle204", "zoe@salle204"], "ours is named no more");
    desk.store.shutdown().unwrap();
    let desk = Desk::try_open(disk.medium(), options).unwrap();
    let mut against: Vec<String> = desk.opened.sanctions.iter().map(|one| one.target.to_string()).collect();
    against.sort_unstable();
    assert_eq!(against, ["alice@salle204", "alix@cdi", "zoe@salle204"]);
    desk.store.shutdown().unwrap();
}

#[test]
fn a_power_cut_leaves_a_change_with_its_event_or_neither() {
    let directory = scratch();
    let options = StoreOptions {
        on_corrupt: OnCorrupt::Refuse,
        retry_first: Duration::from_secs(3600),
        ..options(directory.path())
    };
    let whole = SharedDisk::new();
    Desk::try_open(whole.medium(), options.clone()).unwrap().store.shutdown().unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for sync in 0.. {
        let disk = SharedDisk::of(whole.after_power_cut(|_| true));
        disk.with(|disk| disk.dies_at_sync = Some(sync));
        let mut reported = 0;
        if let Ok(mut desk) = Desk::try_open(disk.medium(), options.clone()) {
            for action in actions() {
                let asked = desk.submit(action, true);
                let is_kept = desk.wait("an end", |reports| {
                    reports.iter().find_map(|report| match report {
                        StoreReport::Committed { through, .. } if *through >= asked => Some(true),
                        StoreReport::Failed { through, .. } if *through >= asked => Some(false),
                        _ => None,
                    })
                });
                if !is_kept {
                    break;
                }
                reported += 1;
            }
        }
        for is_written in [false, true] {
            let what = format!("sync {sync}, {reported} reported, the rest written: {is_written}");
            let left = SharedDisk::of(disk.after_power_cut(|_| is_written));
            let mut desk = Desk::try_open(left.medium(), options.clone()).unwrap_or_else(|e| panic!("{what}: {e}"));
            let count = done(&mut desk, &what);
            assert!(count >= reported, "{what}: {count}");
            seen.insert(count);
        }
        if reported == actions().len() {
            break;
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), (0..=8).collect::<Vec<_>>());
}

#[test]
fn events_are_found_by_their_names_and_a_person_is_taken_out_of_them() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    for action in actions().into_iter().take(7) {
        desk.submit(action, true);
    }
    let find = |desk: &mut Desk, name: EventName| {
        let asked = desk.submit(StoreAction::FindEvent(Box::new(name)), true);
        desk.wait("a message", |reports| {
            reports.iter().find_map(|report| match report {
                StoreReport::EventFound { seq, found } if *seq == asked => Some(found.clone().unwrap()),
                _ => None,
            })
        })
    };
    let ours = find(&mut desk, EventName { origin: None, seq: 1 }).unwrap();
    assert_eq!((ours.id, &*ours.content), (Some(MessageId(1)), "deux"), "whether or not it is on disk yet");
    for none in [EventName { origin: None, seq: 2 }, EventName { origin: Some(origin()), seq: 1 }] {
        assert_eq!(find(&mut desk, none), None);
    }
    desk.flush();
    let of = EventName { origin: Some(origin()), seq: 1 };
    assert!(
        events(&mut desk, &["#dev"]).contains(&Event { seq: 2, what: Some(Happening::Deleted { of, by: prof() }) })
    );
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    let query = EraseQuery { person: user("prof"), fate: MessageFate::Remove, below: None, from: None };
    assert_eq!(offline.erase(&query).unwrap().acts, 2, "who has struck out and named");
    offline.close().unwrap();
    let mut desk = Desk::open(options.clone());
    assert_eq!(events(&mut desk, &["#dev"]).iter().map(|event| event.seq).collect::<Vec<_>>(), [1, 4]);
    desk.store.shutdown().unwrap();
    // Another epoch has none of them, and waits for nobody.
    let offline = Offline::open(&options).unwrap();
    offline.end_epoch().unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    offline.close().unwrap();
    let kept = Desk::open(options).opened.campus.clone();
    assert_eq!((kept.last_event, kept.erasures.len(), kept.watermarks.len()), (0, 0, 1));
}
