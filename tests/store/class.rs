//! What holds in a lesson is kept, and a channel that is cleared is empty, at once and for good.

use classcord_server::chat::class_act::{PrivateMessages, Silence};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::message::{Message, MessageId};
use classcord_server::chat::store_protocol::StoreAction;
use classcord_server::store::{MessageFilter, Offline, PageQuery, Progress, Rows, StoreOptions, check_file};
use redb::TableDefinition;

use crate::harness::*;

fn silence(channel: Option<&str>) -> Silence {
    let at = WallTime { unix_us: NOON_US, offset_s: 7200 };
    Silence { channel: channel.map(channel_name), since: at, until: channel.map(|_| at), by: "prof".into() }
}

/// Clears what was said so far.
fn clear(desk: &mut Desk, channel: &str) {
    let below = MessageId(desk.ids.start);
    desk.submit(StoreAction::ClearChannel { channel: channel_name(channel), below }, false);
}

fn all(offline: &Offline) -> Vec<u64> {
    let page = offline.page(PageQuery::messages(MessageFilter::default(), 10_000, 1 << 24)).unwrap();
    let Rows::Messages(found) = page.rows else { panic!("no messages") };
    ids(&found)
}

#[test]
fn silences_and_the_way_of_private_messages_are_there_after_a_restart_and_in_a_backup() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    assert_eq!((desk.opened.silences.len(), desk.opened.private_messages), (0, PrivateMessages::All));
    for channel in [None, Some("#Dev"), Some("#autre")] {
        desk.submit(StoreAction::SetSilence(silence(channel)), false);
    }
    desk.submit(StoreAction::LiftSilence { channel: Some(channel_name("#autre")) }, false);
    desk.submit(StoreAction::LiftSilence { channel: Some(channel_name("#nulle-part")) }, false);
    desk.submit(StoreAction::SetPrivateMessages(PrivateMessages::Off), false);
    desk.submit(StoreAction::SetPrivateMessages(PrivateMessages::Staff), false);
    desk.store.shutdown().unwrap();
    let copy = directory.path().join("copy.redb");
    Offline::open(&options).unwrap().backup(&copy, &Progress::default()).unwrap();
    assert_eq!(check_file(&copy, 1 << 20).unwrap().problems, Vec::<String>::new());
    std::fs::rename(&copy, options.path()).unwrap();
    let desk = Desk::open(options);
    assert_eq!(desk.opened.silences, [silence(None), silence(Some("#Dev"))]);
    assert_eq!(desk.opened.private_messages, PrivateMessages::Staff);
}

#[test]
fn a_file_without_the_table_of_the_class_is_sound_and_gets_it_with_the_first_row() {
    let directory = scratch();
    let options = options(directory.path());
    let desk = Desk::open(options.clone());
    desk.store.shutdown().unwrap();
    let db = redb::Database::open(options.path()).unwrap();
    let txn = db.begin_write().unwrap();
    assert!(!txn.delete_table(TableDefinition::<&str, &[u8]>::new("class")).unwrap(), "its first row makes it");
    txn.commit().unwrap();
    drop(db);
    assert_eq!(check_file(&options.path(), 1 << 20).unwrap().problems, Vec::<String>::new());
    let copy = directory.path().join("copy.redb");
    Offline::open(&options).unwrap().backup(&copy, &Progress::default()).unwrap();
    let mut desk = Desk::open(options.clone());
    desk.submit(StoreAction::SetSilence(silence(None)), false);
    desk.store.shutdown().unwrap();
    assert_eq!(Desk::open(options).opened.silences, [silence(None)]);
}

#[test]
fn a_cleared_channel_is_empty_at_once_and_for_good_and_ids_go_on() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    // Many sealed blocks, more than are cleared together, and an open one.
    let text = "x".repeat(400);
    let mut others = Vec::new();
    for n in 0..3000 {
        if n % 3 == 0 {
            others.push(desk.say("#général", &text));
        } else {
            desk.say("#dev", &text);
        }
        if n % 500 == 0 {
            desk.flush();
        }
    }
    let (mail, _) = desk.leave_for("bob", "en privé");
    desk.flush();
    let pending = desk.say("#dev", "pas encore sur le disque");
    clear(&mut desk, "#DEV");
    let after = desk.say("#dev", "après");
    assert_eq!(ids(&desk.history(query("#dev", None, 50)).0), [after], "before the commit");
    assert_eq!((desk.load(pending), desk.load(2)), (None, None));
    assert!(desk.load(others[0]).is_some() && desk.load(after).is_some());
    desk.flush();
    assert_eq!(ids(&desk.history(query("#dev", None, 50)).0), [after]);
    assert_eq!(ids(&desk.waiting_for("bob")), [mail]);
    assert_eq!(ids(&desk.history(query("#général", None, 5000)).0), others);
    clear(&mut desk, "#dev");
    clear(&mut desk, "#nulle-part");
    desk.flush();
    assert_eq!(desk.history(query("#dev", None, 50)), (Vec::new(), false));
    let next = desk.ids.start;
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    others.push(mail);
    assert_eq!(all(&offline), others);
    assert_eq!(offline.counts().unwrap().channel_messages, others.len() as u64 - 1);
    drop(offline);
    assert!(Desk::open(options).opened.next_id.0 >= next, "no id is given twice");
}

#[test]
fn what_retention_has_hidden_is_not_counted_again_when_its_channel_is_cleared() {
    let directory = scratch();
    let options = StoreOptions { keep_messages: 100, ..options(directory.path()) };
    let mut desk = Desk::open(options.clone());
    for n in 0..400 {
        desk.say(["#dev", "#général"][n % 2], &"x".repeat(200));
        if n % 20 == 0 {
            desk.flush();
        }
    }
    for _ in 0..3 {
        desk.flush();
    }
    clear(&mut desk, "#dev");
    desk.flush();
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(offline.counts().unwrap().messages, 50);
}

#[test]
fn a_clear_that_failed_is_done_when_the_disk_works_again_and_takes_nothing_that_came_later() {
    let disk = SharedDisk::new();
    let directory = scratch();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    desk.say("#dev", "avant");
    desk.flush();
    // The bytes of that commit are there, although it failed.
    disk.with(|disk| disk.fault = Fault::NoSync);
    clear(&mut desk, "#dev");
    let after = desk.say("#dev", "après");
    let refused = desk.submit(lift_nothing(), true);
    desk.refused(refused);
    disk.with(|disk| disk.fault = Fault::None);
    desk.wait("recovery", |reports| {
        let is = |report: &_| matches!(report, classcord_server::chat::store_protocol::StoreReport::Recovered);
        reports.iter().any(is).then_some(())
    });
    desk.flush();
    let (left, more): (Vec<Message>, bool) = desk.history(query("#dev", None, 9));
    assert_eq!((ids(&left), more), (vec![after], false));
}
