//! Another name for an account in the store: all that was under the old one is under the new one in the end, whatever
//! happens on the way.

use std::collections::BTreeMap;

use classcord_server::chat::clock::WallTime;
use classcord_server::chat::message::{Audience, Message, MessageChange, MessageId, SharedMessage};
use classcord_server::chat::reaction::{Reaction, ReactionKind};
use classcord_server::chat::renamed::NameChange;
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport};
use classcord_server::store::{Offline, OnCorrupt, StoreOptions};

use crate::erase::{all, fill, is_by, lesson, rows_of};
use crate::harness::*;

fn change(from: &str, to: &str) -> NameChange {
    NameChange { from: user(from), to: user(to) }
}

/// Waits until nothing is under the old name any more.
fn renamed(desk: &mut Desk, name: &str) {
    desk.wait("the end of a renaming", |reports| {
        let is_it = |report: &StoreReport| matches!(report, StoreReport::Renamed { from } if *from == user(name));
        reports.iter().any(is_it).then_some(())
    });
}

/// The same messages under the other name.
fn under(messages: &BTreeMap<u64, Message>, change: &NameChange) -> BTreeMap<u64, Message> {
    let mut messages = messages.clone();
    for message in messages.values_mut() {
        change.rename(&mut message.from);
        if let Audience::Person(name) = &mut message.audience {
            change.rename(name);
        }
        message.rename_reactions(change);
    }
    messages
}

/// What is said, mail both ways, reactions, and a mute.
fn fill_with_all(desk: &mut Desk, count: u64) {
    fill(desk, count);
    for (id, by) in [(2, "alice"), (2, "carol"), (3, "alice")] {
        let reaction = Reaction { kind: ReactionKind::Agree, by: user(by), guest: 0 };
        desk.submit(StoreAction::ChangeMessage { id: MessageId(id), change: MessageChange::React(reaction) }, false);
    }
    let since = WallTime { unix_us: 0, offset_s: 0 };
    for (whom, by) in [("alice", "carol"), ("carol", "ALICE")] {
        desk.submit(
            StoreAction::SetSanction(Sanction {
                kind: SanctionKind::Mute,
                target: SanctionTarget::Person(user(whom)),
                since,
                until: None,
                by: by.into(),
                reason: "".into(),
            }),
            false,
        );
    }
    // Mail from the one who is renamed, which waits for another.
    let id = desk.take_id();
    let from_alice = Message { from: user("alice"), ..private(id, "carol", "wait for me") };
    desk.submit(StoreAction::AppendUndelivered(SharedMessage::new(from_alice)), true);
    desk.submit(StoreAction::CreateAccount(account("carol")), true);
    desk.flush();
}

fn checked(options: &StoreOptions) {
    let db = Offline::open(options).unwrap();
    assert_eq!(db.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn all_that_was_under_a_name_is_under_the_new_one_step_by_step() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    fill_with_all(&mut desk, 1500);
    let before = all(&mut desk);
    let change = change("Alice", "Alice Martin");
    desk.submit(StoreAction::RenameAccount(change.clone()), true);
    // At once: the account and its mail.
    let waiting = desk.waiting_for("Alice Martin");
    assert_eq!(waiting.iter().map(|m| &*m.content).collect::<Vec<_>>(), ["to alice"]);
    assert!(desk.waiting_for("alice").is_empty());
    let said = desk.say("#dev", "said meanwhile");
    renamed(&mut desk, "alice");
    let mut after = all(&mut desk);
    assert!(after.remove(&said).is_some());
    assert_eq!(after, under(&before, &change));
    assert!(after.values().all(|message| !is_by(message, "alice")));
    desk.store.shutdown().unwrap();
    let db = Offline::open(&options).unwrap();
    assert!(db.account(&user("alice")).unwrap().is_none() && db.account(&user("alice martin")).unwrap().is_some());
    drop(db);
    checked(&options);
}

#[test]
fn what_a_lesson_leaves_of_somebody_bears_the_new_name() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    lesson(&mut desk);
    desk.submit(StoreAction::CreateAccount(account("alice")), true);
    let before = rows_of(&mut desk, "alice");
    assert_eq!(before, [3, 1, 300, 300]);
    desk.submit(StoreAction::RenameAccount(change("alice", "zoé")), true);
    renamed(&mut desk, "alice");
    assert_eq!(rows_of(&mut desk, "zoé"), before);
    assert_eq!(rows_of(&mut desk, "alice"), [0; 4]);
    assert_eq!(rows_of(&mut desk, "carol"), [2, 1, 300, 300]);
    desk.store.shutdown().unwrap();
    checked(&options);
}

#[test]
fn a_stopped_server_is_renamed_in_too_and_only_whom_there_is() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    fill_with_all(&mut desk, 400);
    let before = all(&mut desk);
    desk.store.shutdown().unwrap();
    let db = Offline::open(&options).unwrap();
    assert!(!db.rename(&change("nobody", "zoé")).unwrap());
    assert!(!db.rename(&change("alice", "carol")).unwrap(), "it is another's");
    assert!(db.rename(&change("alice", "ÉLISE")).unwrap());
    assert!(db.rename(&change("élise", "Élise")).unwrap(), "another spelling");
    assert_eq!(db.account(&user("élise")).unwrap().unwrap().name.as_str(), "Élise");
    drop(db);
    checked(&options);
    let mut desk = Desk::open(options);
    let spelled = |messages: &BTreeMap<u64, Message>| {
        messages.values().map(|message| message.from.as_str().to_owned()).collect::<Vec<_>>()
    };
    let after = all(&mut desk);
    assert_eq!(after, under(&before, &change("alice", "Élise")));
    assert_eq!(spelled(&after), spelled(&under(&before, &change("alice", "Élise"))));
}

#[test]
fn a_power_cut_at_any_sync_of_a_renaming_loses_nothing_and_the_next_start_goes_on() {
    let directory = scratch();
    let options = StoreOptions { on_corrupt: OnCorrupt::Refuse, ..options(directory.path()) };
    let whole = SharedDisk::new();
    let mut desk = Desk::try_open(whole.medium(), options.clone()).unwrap();
    fill_with_all(&mut desk, 900);
    let before = all(&mut desk);
    desk.store.shutdown().unwrap();
    let image = whole.after_power_cut(|_| true);
    let change = change("alice", "Alice Martin");
    let wanted = under(&before, &change);
    let mut cut_in_the_middle = 0;
    for sync in 0.. {
        let disk = SharedDisk::of(image.clone());
        disk.with(|disk| disk.dies_at_sync = Some(sync));
        if let Ok(mut desk) = Desk::try_open(disk.medium(), options.clone()) {
            desk.submit(StoreAction::RenameAccount(change.clone()), true);
            desk.wait("the end, or a failure", |reports| {
                let is_over =
                    |report: &StoreReport| matches!(report, StoreReport::Renamed { .. } | StoreReport::Failed { .. });
                reports.iter().any(is_over).then_some(())
            });
        }
        let died = disk.with(|disk| disk.fault == Fault::Dead);
        for keeps in [false, true] {
            let disk = SharedDisk::of(disk.after_power_cut(|_| keeps));
            let mut desk =
                Desk::try_open(disk.medium(), options.clone()).unwrap_or_else(|e| panic!("sync {sync}: {e}"));
            let names: Vec<String> = desk.opened.accounts.iter().map(|one| one.name.to_string()).collect();
            if desk.opened.renames.is_empty() {
                let now = all(&mut desk);
                let is_old = names.contains(&"alice".to_owned());
                assert_eq!(&now, if is_old { &before } else { &wanted }, "sync {sync}");
                continue;
            }
            cut_in_the_middle += 1;
            assert_eq!(desk.opened.renames, std::slice::from_ref(&change), "sync {sync}");
            assert!(names.contains(&"Alice Martin".to_owned()) && !names.contains(&"alice".to_owned()), "{names:?}");
            renamed(&mut desk, "alice");
            assert_eq!(all(&mut desk), wanted, "sync {sync}");
        }
        if !died {
            break;
        }
    }
    assert!(cut_in_the_middle > 3, "{cut_in_the_middle}");
}

#[test]
fn a_disk_that_is_full_renames_once_there_is_room() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    fill_with_all(&mut desk, 300);
    let before = all(&mut desk);
    disk.with(|disk| disk.fault = Fault::Full);
    let change = change("alice", "Alice Martin");
    let seq = desk.submit(StoreAction::RenameAccount(change.clone()), true);
    desk.refused(seq);
    disk.with(|disk| disk.fault = Fault::None);
    renamed(&mut desk, "alice");
    assert_eq!(all(&mut desk), under(&before, &change));
}
