//! The database through its public interface, on real files.
#![allow(clippy::unwrap_used, missing_docs)]

mod store_harness;

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use classcord_server::chat::account::Role;
use classcord_server::chat::mailboxes::Mail;
use classcord_server::chat::message::{Message, MessageId, SharedMessage};
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::store_protocol::{
    ChannelRecord, HistoryQuery, StoreAction, StoreReport, StoreRequest, StoreSeq,
};
use classcord_server::store::{
    JobAnswer, JobToken, JobWork, Medium, MessageFilter, Offline, OnCorrupt, Page, PageQuery, Progress, Rows,
    RowsQuery, Store, StoreError, StoreEvent, StoreJob, StoreOptions, restore,
};
use redb::{ReadableTable, TableDefinition};
use store_harness::*;

fn sanction(kind: SanctionKind, target: SanctionTarget) -> Sanction {
    let at = account("x").created;
    Sanction { kind, target, since: at, until: Some(at), by: "console".into(), reason: "spam, encore".into() }
}

#[test]
fn everything_is_there_after_a_restart() {
    let directory = scratch();
    let data = directory.path().join("data");
    let mut desk = Desk::open(options(&data));
    assert!(desk.opened.accounts.is_empty() && desk.opened.set_aside.is_none());
    let range = SanctionTarget::Range("192.168.1.0/24".parse().unwrap());
    let channel = ChannelRecord { name: channel_name("#Dev"), topic: "été".into(), disabled: false, read_only: true };
    desk.submit(StoreAction::CreateAccount(account("Élodie")), false);
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    desk.submit(StoreAction::SetPassword { name: user("BOB"), phc: "new".into() }, false);
    desk.submit(StoreAction::SetRole { name: user("élodie"), role: Role::Moderator }, false);
    desk.submit(StoreAction::SetRole { name: user("nobody"), role: Role::Admin }, false);
    desk.submit(StoreAction::SetChannel(channel.clone()), false);
    desk.submit(StoreAction::SetSanction(sanction(SanctionKind::Ban, range.clone())), false);
    desk.submit(StoreAction::SetSanction(sanction(SanctionKind::Mute, SanctionTarget::Person(user("bob")))), false);
    desk.submit(StoreAction::SetSanction(sanction(SanctionKind::Mute, range.clone())), false);
    desk.submit(StoreAction::LiftSanction { kind: SanctionKind::Mute, target: range.clone() }, false);
    let (first, _) = desk.leave_for("BOB", "one");
    let (second, _) = desk.leave_for("bob", "two");
    desk.leave_for("élodie", "three");
    desk.submit(StoreAction::Delivered { recipient: user("élodie"), ids: vec![MessageId(second + 1)] }, false);
    let said = desk.say("#dev", "hello");
    desk.store.shutdown().unwrap();

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&data), mode(&options(&data).path())), (0o700, 0o600));
    fs::set_permissions(options(&data).path(), fs::Permissions::from_mode(0o644)).unwrap();

    let mut desk = Desk::open(options(&data));
    assert_eq!(mode(&options(&data).path()), 0o600);
    let accounts: Vec<_> = desk.opened.accounts.iter().map(|a| (a.name.as_str(), &*a.phc, a.role)).collect();
    assert_eq!(accounts, [("bob", "new", Role::User), ("Élodie", "$argon2id$of-Élodie", Role::Moderator)]);
    assert_eq!(desk.opened.channels, [channel]);
    let sanctions = desk.opened.sanctions.clone();
    assert_eq!(sanctions.len(), 2);
    assert!(sanctions.contains(&sanction(SanctionKind::Ban, range)));
    let kept = desk.waiting_for("bob");
    assert_eq!(ids(&kept), [first, second]);
    let mut mail = Mail::default();
    kept.iter().for_each(|message| mail.add(Mail::of(message)));
    assert_eq!((desk.opened.undelivered.clone(), mail.messages), (vec![(user("bob"), mail)], 2));
    assert_eq!(desk.load(said).unwrap(), message(said, "#dev", "hello"));
    assert_eq!(desk.opened.next_id.0, said + 1, "ids that were not given are given back at a clean end");
}

#[test]
fn reading_sees_what_is_pending_and_forces_no_commit() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let mut said = Vec::new();
    for n in 0..6 {
        said.push(desk.say("#dev", &n.to_string()));
        desk.say("#général", "elsewhere");
    }
    desk.flush();
    let commits = desk.store.figures().commits;
    for n in 6..10 {
        said.push(desk.say("#DEV", &n.to_string()));
    }
    desk.submit(StoreAction::DeleteMessage { id: MessageId(said[2]) }, false);
    desk.submit(StoreAction::DeleteMessage { id: MessageId(said[7]) }, false);
    let left = [0, 1, 3, 4, 5, 6, 8, 9].map(|n| said[n]);

    let (all, more) = desk.history(query("#dev", None, 50));
    assert_eq!((ids(&all), more), (left.to_vec(), false));
    assert!(!desk.history(query("#dev", None, 8)).1);
    let (page, more) = desk.history(query("#dev", None, 3));
    assert_eq!((ids(&page), more), (left[5..].to_vec(), true));
    let (page, more) = desk.history(query("#dev", Some(left[5]), 3));
    assert_eq!((ids(&page), more), (left[2..5].to_vec(), true));
    let (page, more) = desk.history(query("#dev", Some(left[2]), 3));
    assert_eq!((ids(&page), more), (left[..2].to_vec(), false));
    assert_eq!(desk.history(query("#dev", None, 0)), (Vec::new(), true));
    assert_eq!(desk.history(query("#nowhere", None, 5)), (Vec::new(), false));
    assert_eq!(desk.load(said[9]).unwrap().content.as_ref(), "9");
    assert_eq!((desk.load(said[2]), desk.load(said[7]), desk.load(u64::MAX)), (None, None, None));
    assert_eq!(desk.store.figures().commits, commits, "reading has forced a commit");

    desk.flush();
    assert_eq!(ids(&desk.history(query("#dev", None, 50)).0), left);
}

#[test]
fn an_answer_to_history_keeps_within_its_bytes() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let said = [0; 6].map(|_| desk.say("#dev", &"x".repeat(1000)));
    let narrow = |bytes_max, before| HistoryQuery { bytes_max, ..query("#dev", before, 50) };
    let (page, more) = desk.history(narrow(2500, None));
    assert_eq!((ids(&page), more), (said[4..].to_vec(), true));
    let (page, more) = desk.history(narrow(1, Some(said[1])));
    assert_eq!((ids(&page), more), (said[..1].to_vec(), false), "one message is always given");
}

#[test]
fn messages_wait_until_they_are_delivered() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let (first, seq) = desk.leave_for("bob", "1");
    desk.committed(seq);
    let id = desk.take_id();
    desk.submit(StoreAction::AppendUndelivered(SharedMessage::new(private(id, "Bob", "2"))), false);
    let gone = desk.take_id();
    desk.submit(StoreAction::AppendUndelivered(SharedMessage::new(private(gone, "bob", "3"))), false);
    desk.submit(StoreAction::DeleteMessage { id: MessageId(gone) }, false);
    assert_eq!(ids(&desk.waiting_for("BOB")), [first, id]);
    desk.submit(StoreAction::Delivered { recipient: user("bob"), ids: vec![MessageId(first)] }, false);
    assert_eq!(ids(&desk.waiting_for("bob")), [id]);
    desk.flush();
    assert_eq!(ids(&desk.waiting_for("bob")), [id]);
    assert!(desk.load(first).is_some(), "a delivered message is kept");
    assert_eq!(desk.waiting_for("carol"), []);
}

#[test]
fn what_waits_for_an_account_goes_with_it() {
    let directory = scratch();
    let mut desk = Desk::open(StoreOptions { commit_window: Duration::from_secs(60), ..options(directory.path()) });
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    let (first, seq) = desk.leave_for("bob", "1");
    desk.committed(seq);
    let (others, seq) = desk.leave_for("carol", "2");
    desk.committed(seq);
    let second = desk.take_id();
    desk.submit(StoreAction::AppendUndelivered(SharedMessage::new(private(second, "bob", "3"))), false);
    desk.submit(StoreAction::DeleteAccount { name: user("BOB") }, false);
    // Nobody who has the name after that gets any of it, whether the disk has heard of it yet or not.
    assert_eq!(desk.waiting_for("bob"), []);
    let third = desk.take_id();
    desk.submit(StoreAction::AppendUndelivered(SharedMessage::new(private(third, "bob", "4"))), false);
    assert_eq!(ids(&desk.waiting_for("bob")), [third]);
    desk.flush();
    assert_eq!(ids(&desk.waiting_for("bob")), [third]);
    assert_eq!(ids(&desk.waiting_for("carol")), [others]);
    assert_eq!((desk.load(first), desk.load(second)), (None, None));
    drop(desk);
    let db = Offline::open(&options(directory.path())).unwrap();
    assert_eq!(db.account(&user("bob")).unwrap(), None);
    assert_eq!(db.check().unwrap().problems, [""; 0]);
}

#[test]
fn a_plain_message_waits_for_the_window_and_an_urgent_one_takes_it_along() {
    let directory = scratch();
    let window = Duration::from_millis(150);
    let mut desk = Desk::open(StoreOptions { commit_window: window, ..options(directory.path()) });
    let before = Instant::now();
    desk.say("#dev", "1");
    let id = desk.take_id();
    let seq = desk.submit(StoreAction::Append(SharedMessage::new(message(id, "#dev", "2"))), false);
    desk.committed(seq);
    assert!(before.elapsed() >= window);
    assert_eq!(desk.store.figures().commits, 1);
    assert_eq!(desk.store.figures().messages_stored, 2);
    drop(desk);

    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    desk.say("#dev", "1");
    let seq = desk.submit(StoreAction::CreateAccount(account("bob")), true);
    desk.committed(seq);
    assert_eq!((desk.store.figures().commits, desk.store.figures().messages_stored), (1, 1));
}

#[test]
fn a_batch_that_is_full_does_not_wait() {
    let directory = scratch();
    let mut desk = Desk::open(StoreOptions { batch_max: 10, ..options(directory.path()) });
    for _ in 0..10 {
        desk.say("#dev", "x");
    }
    desk.wait("commit", |reports| reports.iter().any(|r| matches!(r, StoreReport::Committed { .. })).then_some(()));
}

#[test]
fn ids_are_reserved_ahead_and_never_given_twice() {
    let directory = scratch();
    let options = StoreOptions { id_block: 40, queue_max: 20, ..options(directory.path()) };
    let mut desk = Desk::open(options.clone());
    assert_eq!(desk.ids, 1..41);
    let mut last = 0;
    for _ in 0..300 {
        last = desk.say("#dev", "x");
        desk.flush();
    }
    assert!(last == 300 && desk.ids.end > 300 && desk.ids.end <= 300 + 41);
    // As after kill -9: a copy of the file, of which no end is known.
    let reserved = desk.ids.end;
    let other = scratch();
    let copied = StoreOptions { directory: other.path().to_owned(), ..options.clone() };
    fs::copy(options.path(), copied.path()).unwrap();
    let after = Desk::open(copied);
    assert_eq!(after.opened.next_id.0, reserved);
    assert_eq!(after.opened.ids_below.0, reserved + 40);
}

#[test]
fn there_are_ids_for_all_that_the_queue_takes() {
    let directory = scratch();
    let queue_max = 40;
    let options = StoreOptions { id_block: 1, batch_max: 20, queue_max, ..options(directory.path()) };
    let mut desk = Desk::open(options);
    // Wherever in its block of ids the last commit was, a whole queue of messages may come before the next one is
    // heard of.
    for before in 0..=2 * queue_max {
        for count in [before % queue_max, queue_max] {
            for _ in 0..count {
                desk.say("#dev", "x");
            }
            desk.flush();
        }
    }
}

#[test]
fn a_second_process_is_refused_and_told_the_mend() {
    let directory = scratch();
    let options = options(directory.path());
    let desk = Desk::open(options.clone());
    for refused in [
        Desk::try_open(Medium::files(), options.clone()).err(),
        Offline::open(&options).err(),
        restore(&options, &options.path()).err(),
    ] {
        let refused = refused.unwrap();
        assert!(matches!(refused, StoreError::InUse { .. }), "{refused}");
        assert!(refused.to_string().contains("stop the server"), "{refused}");
    }
    desk.store.shutdown().unwrap();
    Offline::open(&options).unwrap();
}

#[test]
fn a_newer_layout_is_refused_and_left_alone() {
    let directory = scratch();
    let options = options(directory.path());
    Offline::open_or_create(&options).unwrap().close().unwrap();
    let db = redb::Database::open(options.path()).unwrap();
    let txn = db.begin_write().unwrap();
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("schema", 2).unwrap();
    txn.commit().unwrap();
    drop(db);
    let refused = Desk::try_open(Medium::files(), options.clone()).err().unwrap();
    assert!(matches!(refused, StoreError::NewerSchema { found: 2, known: 1 }), "{refused}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "it was not set aside");
}

#[test]
fn the_command_line_works_on_a_stopped_server() {
    let directory = scratch();
    let options = options(directory.path());
    assert!(matches!(Offline::open(&options), Err(StoreError::Missing { .. })));
    let offline = Offline::open_or_create(&options).unwrap();
    let accounts = [account("bob"), account("Alice"), account("BOB")];
    assert_eq!(offline.create_accounts(&accounts).unwrap(), [true, true, false]);
    assert!(offline.set_password(&user("ALICE"), "changed").unwrap());
    assert!(offline.set_role(&user("alice"), Role::Admin).unwrap());
    assert!(!offline.set_role(&user("carol"), Role::Admin).unwrap());
    let alice = offline.account(&user("alice")).unwrap().unwrap();
    assert_eq!((alice.name.as_str(), &*alice.phc, alice.role), ("Alice", "changed", Role::Admin));
    offline.close().unwrap();

    let mut desk = Desk::open(options.clone());
    desk.submit(StoreAction::SetSanction(sanction(SanctionKind::Ban, SanctionTarget::Person(user("bob")))), false);
    let (left, _) = desk.leave_for("bob", "unread");
    desk.flush();
    desk.store.shutdown().unwrap();

    let offline = Offline::open(&options).unwrap();
    assert!(offline.lift_sanction(SanctionKind::Ban, &SanctionTarget::Person(user("Bob"))).unwrap());
    assert!(!offline.lift_sanction(SanctionKind::Ban, &SanctionTarget::Person(user("Bob"))).unwrap());
    assert_eq!(offline.undelivered_count(&user("bob")).unwrap(), 1);
    assert!(offline.delete_account(&user("bob")).unwrap());
    assert!(!offline.delete_account(&user("bob")).unwrap());
    let counts = offline.counts().unwrap();
    assert_eq!((counts.accounts, counts.undelivered, counts.messages, counts.sanctions), (1, 0, 0, 0));
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    offline.close().unwrap();
    assert!(Desk::open(options).opened.next_id.0 > left);
}

fn collect(offline: &Offline, filter: MessageFilter) -> Vec<Message> {
    let mut found = Vec::new();
    let each = |message| {
        found.push(message);
        ControlFlow::Continue(())
    };
    offline.for_each_message(filter, each).unwrap();
    found
}

#[test]
fn messages_are_read_in_pages_and_filtered() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    for n in 0..2500 {
        desk.say(["#dev", "#général"][n % 2], &n.to_string());
        if n % 100 == 0 {
            desk.leave_for("bob", "private");
        }
    }
    let filters = [
        MessageFilter::default(),
        MessageFilter { channel: Some(channel_name("#DEV")), ..MessageFilter::default() },
        MessageFilter { since_us: Some(NOON_US + 1000), until_us: Some(NOON_US + 1010), channel: None },
    ];
    // The first page takes along what is pending; the limits change nothing but the number of pages.
    let mut live = Vec::new();
    for filter in &filters {
        for (limit, bytes_max, pages_min) in [(7, usize::MAX, 1), (1000, 1000, 1), (usize::MAX, usize::MAX, 1)] {
            let mut next = Some(PageQuery::messages(filter.clone(), limit, bytes_max));
            let mut all = Vec::new();
            let mut pages = 0;
            while let Some(query) = next {
                let JobAnswer::Page(Ok(Page { rows: Rows::Messages(found), next: after })) =
                    desk.perform(JobWork::Page(query))
                else {
                    panic!("no page of messages")
                };
                assert!(found.len() <= limit);
                all.extend(found);
                next = after;
                pages += 1;
            }
            assert!(pages >= pages_min.max(all.len() / limit));
            live.push((filter.clone(), all));
        }
    }
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    for (filter, found) in live {
        assert_eq!(found, collect(&offline, filter.clone()), "{filter:?}");
        let expected = match (&filter.channel, filter.since_us) {
            (Some(_), _) => 1250,
            (_, Some(_)) => 10,
            _ => 2525,
        };
        assert_eq!(found.len(), expected, "{filter:?}");
    }
}

#[test]
fn accounts_and_sanctions_are_read_in_pages() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    for n in 0..25 {
        desk.submit(StoreAction::CreateAccount(account(&format!("student {n:02}"))), false);
        let target = SanctionTarget::Range(format!("10.0.{n}.0/24").parse().unwrap());
        desk.submit(StoreAction::SetSanction(sanction(SanctionKind::Ban, target)), false);
    }
    let (mut accounts, mut sanctions) = (Vec::new(), 0);
    let mut open = vec![PageQuery::accounts(10, usize::MAX), PageQuery::sanctions(10, usize::MAX)];
    while let Some(query) = open.pop() {
        let JobAnswer::Page(Ok(page)) = desk.perform(JobWork::Page(query)) else { panic!("no page") };
        match page.rows {
            Rows::Accounts(found) => accounts.extend(found.into_iter().map(|account| account.name.to_string())),
            Rows::Sanctions(found) => sanctions += found.len(),
            other => panic!("{other:?}"),
        }
        open.extend(page.next);
    }
    let expected: Vec<String> = (0..25).map(|n| format!("student {n:02}")).collect();
    assert_eq!((accounts, sanctions), (expected, 25));
}

#[test]
fn an_import_of_what_was_exported_is_the_same_and_can_be_repeated() {
    let directory = scratch();
    let (from, to) = (options(&directory.path().join("a")), options(&directory.path().join("b")));
    let mut desk = Desk::open(from.clone());
    for n in 0..1500 {
        desk.say("#dev", &format!("é{n}"));
    }
    desk.store.shutdown().unwrap();
    let exported = collect(&Offline::open(&from).unwrap(), MessageFilter::default());
    let offline = Offline::open_or_create(&to).unwrap();
    let outcome = offline.import_messages(exported.clone()).unwrap();
    assert_eq!((outcome.added, outcome.present, outcome.conflicting), (1500, 0, 0));
    assert_eq!(collect(&offline, MessageFilter::default()), exported);
    let mut again = exported.clone();
    again[0].content = "something else".into();
    again.push(Message { id: None, ..again[1].clone() });
    let outcome = offline.import_messages(again).unwrap();
    assert_eq!((outcome.added, outcome.present, outcome.conflicting, outcome.without_id), (0, 1499, 1, 1));
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    offline.close().unwrap();
    assert!(Desk::open(to).opened.next_id.0 > 1500);
}

fn backup(desk: &mut Desk, path: &Path) -> Result<classcord_server::store::BackupSummary, StoreError> {
    let progress = Arc::new(Progress::default());
    let answer = desk.perform(JobWork::Backup { path: path.to_owned(), progress: Arc::clone(&progress) });
    let JobAnswer::Backup(made) = answer else { panic!("{answer:?}") };
    if made.is_ok() {
        let (done, total) = (progress.done.load(Ordering::Relaxed), progress.total.load(Ordering::Relaxed));
        assert!(total > 0 && done == total, "{done} of {total}");
    }
    made
}

#[test]
fn a_backup_under_load_is_whole_up_to_one_message_and_can_be_restored() {
    let directory = scratch();
    let options = options(&directory.path().join("data"));
    let mut desk = Desk::open(options.clone());
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    for n in 0..3000 {
        desk.say("#dev", &format!("message {n}"));
        if n % 500 == 0 {
            desk.flush();
        }
    }
    desk.leave_for("bob", "kept");
    let path = directory.path().join("backup.redb");
    let token = desk.start(JobWork::Backup { path: path.clone(), progress: Arc::default() });
    let highest = desk.ids.start - 1;
    for n in 0..500 {
        desk.say("#dev", &format!("meanwhile {n}"));
        if n % 50 == 0 {
            desk.flush();
        }
    }
    let JobAnswer::Backup(Ok(made)) = desk.answer(token) else { panic!("no backup") };
    assert_eq!((made.counts.messages, made.counts.accounts, made.counts.undelivered), (highest, 1, 1));
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(matches!(backup(&mut desk, &path), Err(StoreError::File { .. })), "nothing is overwritten");
    backup(&mut desk, &directory.path().join("second.redb")).unwrap();
    let missing = directory.path().join("no such directory/b.redb");
    assert!(backup(&mut desk, &missing).is_err());
    let given = desk.ids.start;
    desk.store.shutdown().unwrap();

    let restored = restore(&options, &path).unwrap();
    assert_eq!(restored.counts, made.counts);
    let aside = restored.set_aside.unwrap();
    let offline = Offline::open(&options).unwrap();
    let messages = collect(&offline, MessageFilter::default());
    assert_eq!(ids(&messages), (1..=highest).collect::<Vec<_>>());
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    offline.close().unwrap();
    let mut former = options.clone();
    former.file_name = aside.file_name().unwrap().to_str().unwrap().to_owned();
    assert!(Offline::open(&former).unwrap().counts().unwrap().messages > highest);
    assert!(Desk::open(options).opened.next_id.0 >= given, "ids go on behind those of both");
    let left: Vec<String> =
        fs::read_dir(directory.path()).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.contains("part")), "{left:?}");
}

#[test]
fn a_damaged_backup_is_not_restored() {
    let directory = scratch();
    let options = options(&directory.path().join("data"));
    let mut desk = Desk::open(options.clone());
    desk.say("#dev", "still here");
    let path = directory.path().join("backup.redb");
    backup(&mut desk, &path).unwrap();
    desk.store.shutdown().unwrap();
    let bytes = fs::read(&path).unwrap();
    for cut in [0, 10, 4096, bytes.len() / 2] {
        fs::write(&path, &bytes[..cut]).unwrap();
        restore(&options, &path).unwrap_err();
        let offline = Offline::open(&options).unwrap();
        assert_eq!(offline.counts().unwrap().messages, 1);
        offline.close().unwrap();
        assert_eq!(fs::read_dir(&options.directory).unwrap().count(), 1);
    }
}

#[test]
fn a_damaged_database_can_be_replaced_by_a_backup() {
    let directory = scratch();
    let options = options(&directory.path().join("data"));
    let mut desk = Desk::open(options.clone());
    desk.say("#dev", "x");
    let path = directory.path().join("backup.redb");
    backup(&mut desk, &path).unwrap();
    desk.store.shutdown().unwrap();
    fs::write(options.path(), b"broken").unwrap();
    let restored = restore(&options, &path).unwrap();
    assert_eq!(fs::read(restored.set_aside.unwrap()).unwrap(), b"broken");
    let strict = StoreOptions { on_corrupt: OnCorrupt::Refuse, ..options };
    assert_eq!(Desk::open(strict).load(1).unwrap().content.as_ref(), "x");
}

#[test]
fn a_check_finds_what_does_not_fit_together() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    let said = desk.say("#dev", "x");
    desk.leave_for("bob", "y");
    desk.store.shutdown().unwrap();
    let break_it = |break_it: &dyn Fn(&redb::WriteTransaction)| {
        let db = redb::Database::open(options.path()).unwrap();
        let txn = db.begin_write().unwrap();
        break_it(&txn);
        txn.commit().unwrap();
    };
    let problems = || Offline::open(&options).unwrap().check().unwrap().problems.join("\n");
    assert_eq!(problems(), "");
    let by_channel = TableDefinition::<(&str, u64), ()>::new("messages_by_channel");
    break_it(&|txn| drop(txn.open_table(by_channel).unwrap().remove(("#dev", said)).unwrap()));
    assert!(problems().contains("is missing in the history of #dev"), "{}", problems());
    break_it(&|txn| drop(txn.open_table(by_channel).unwrap().insert(("#dev", 77), ()).unwrap()));
    assert!(problems().contains("names message 77"), "{}", problems());
    let accounts = TableDefinition::<&str, &[u8]>::new("accounts");
    break_it(&|txn| {
        let mut table = txn.open_table(accounts).unwrap();
        let bytes = table.get("bob").unwrap().unwrap().value().to_vec();
        table.insert("carol", bytes.as_slice()).unwrap();
        table.insert("mallory", [9, 9].as_slice()).unwrap();
    });
    assert!(problems().contains("\"bob\" stands under \"carol\"") && problems().contains("unknown version 9"));
    break_it(&|txn| {
        txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("ids_below", 1).unwrap();
    });
    assert!(problems().contains("was not reserved"));
    // The server starts all the same, without the account that nobody can read.
    assert_eq!(Desk::open(options).opened.accounts.len(), 2);
}

/// A class writes for days; returns the largest length of the file, and what is in it.
fn days(options: &StoreOptions, messages: u64, each_commit: u64) -> (u64, u64, classcord_server::store::StoreFigures) {
    let mut desk = Desk::open(options.clone());
    let mut largest = 0;
    let text = "une phrase d'une longueur ordinaire, avec des accents";
    for n in 0..messages {
        desk.say(["#général", "#dev", "#tp1"][n as usize % 3], text);
        if n % each_commit == 0 {
            desk.flush();
            largest = largest.max(desk.store.figures().file_bytes);
        }
    }
    desk.flush();
    let figures = desk.store.figures();
    desk.store.shutdown().unwrap();
    (largest, Offline::open(options).unwrap().counts().unwrap().messages, figures)
}

#[test]
fn days_of_traffic_stay_within_a_bounded_file() {
    let directory = scratch();
    let bounded = StoreOptions { keep_messages: 2000, keep_days: 0, ..options(directory.path()) };
    let (early, kept, _) = days(&bounded, 4000, 20);
    assert!(kept <= 2000 + 64, "{kept}");
    let (late, kept, figures) = days(&bounded, 20_000, 20);
    println!("2000 messages kept of 24000: {late} bytes of file, {} written", figures.bytes_written);
    assert!(kept <= 2000 + 64, "{kept}");
    assert!(late <= early.max(1_200_000), "the file has grown from {early} to {late}");
    let offline = Offline::open(&bounded).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn the_file_stays_below_its_limit() {
    let directory = scratch();
    let limit = 3 * 1024 * 1024;
    let limited = StoreOptions { keep_messages: 0, keep_days: 0, max_bytes: limit, ..options(directory.path()) };
    let (largest, kept, figures) = days(&limited, 40_000, 100);
    println!("{kept} messages in {largest} bytes, {} pruned", figures.messages_pruned);
    assert!(largest <= limit, "{largest}");
    assert!(kept > 10_000, "{kept}");
    // At the end, behind the last look at the figures, the writer prunes once more.
    let gone = 40_000 - kept;
    assert!((figures.messages_pruned..=figures.messages_pruned + 64).contains(&gone), "{gone} gone");
}

#[test]
fn age_prunes_once_the_clock_is_trusted() {
    let directory = scratch();
    // All messages of these tests are of June 2025.
    let aged = StoreOptions { keep_days: 30, clock_settle: Duration::ZERO, ..options(directory.path()) };
    let mut desk = Desk::open(aged.clone());
    desk.say("#dev", "old");
    let (waits, _) = desk.leave_for("bob", "old but unread");
    desk.flush();
    desk.flush();
    let (history, _) = desk.history(query("#dev", None, 5));
    assert_eq!(history, []);
    assert!(desk.load(waits).is_some());
    drop(desk);
    let directory = scratch();
    let unsure =
        StoreOptions { directory: directory.path().to_owned(), clock_settle: Duration::from_secs(3600), ..aged };
    let mut desk = Desk::open(unsure);
    desk.say("#dev", "old");
    desk.flush();
    desk.flush();
    assert_eq!(desk.history(query("#dev", None, 5)).0.len(), 1);
}

#[test]
fn compacting_gives_room_back() {
    let directory = scratch();
    let options = options(directory.path());
    days(&options, 10_000, 500);
    let few = StoreOptions { keep_messages: 10, prune_step: 20_000, ..options.clone() };
    let mut desk = Desk::open(few);
    desk.flush();
    desk.store.shutdown().unwrap();
    let mut offline = Offline::open(&options).unwrap();
    let (before, after) = offline.compact().unwrap();
    println!("{before} to {after} bytes");
    assert!(after < before / 2, "{before} {after}");
    assert_eq!(offline.counts().unwrap().messages, 10);
}

#[test]
fn what_a_message_costs_the_card() {
    let directory = scratch();
    // With the default window, a lively class of five messages a second shares a commit by tens.
    for (each_commit, bytes_max) in [(1, 45_000), (10, 6_000), (50, 2_000)] {
        let place = directory.path().join(each_commit.to_string());
        let (_, _, figures) = days(&options(&place), 2000, each_commit);
        let each = figures.bytes_written / 2000;
        println!("{each_commit} messages a commit: {each} bytes written for each");
        assert!(each < bytes_max, "{each}");
    }
}

#[test]
fn opening_a_hundred_thousand_messages_is_quick() {
    let directory = scratch();
    let options = options(directory.path());
    let offline = Offline::open_or_create(&options).unwrap();
    let text = "une phrase d'une longueur ordinaire, avec des accents";
    offline.import_messages((1..=100_000).map(|id| message(id, "#général", text))).unwrap();
    offline.close().unwrap();
    let before = Instant::now();
    let desk = Desk::open(options.clone());
    println!("{:?} for {} bytes", before.elapsed(), fs::metadata(options.path()).unwrap().len());
    // Far above what it takes, for a debug build beside other tests.
    assert!(before.elapsed() < Duration::from_secs(2), "{:?}", before.elapsed());
    desk.store.shutdown().unwrap();
}

#[test]
fn a_full_queue_takes_what_the_core_has_promised_and_no_more_jobs() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let small = StoreOptions { queue_max: 4, ..options(directory.path()) };
    let mut desk = Desk::try_open(disk.medium(), small).unwrap();
    let last = in_one_commit(&mut desk, &disk, None, |desk| {
        for _ in 0..100 {
            desk.submit(lift_nothing(), false);
        }
        let work = JobWork::Page(PageQuery { rows: RowsQuery::Accounts { after: None }, limit: 1, bytes_max: 1 });
        let refused = desk.store.submit_job(StoreJob { token: JobToken(7), work }).unwrap_err();
        assert_eq!(refused.token, JobToken(7));
        desk.submit(StoreAction::CreateAccount(account("bob")), true)
    });
    desk.committed(last);
}

#[test]
fn a_writer_that_has_died_takes_nothing_more_and_says_so() {
    let directory = scratch();
    // Whoever is to be woken panics in the writer's thread.
    let (store, _) = Store::open(options(directory.path()), || panic!("on purpose")).unwrap();
    let request = |seq| StoreRequest { seq: StoreSeq(seq), urgent: true, action: lift_nothing() };
    store.submit(request(1)).unwrap();
    let until = Instant::now() + DEADLINE;
    let mut seq = 1;
    let refused = loop {
        assert!(Instant::now() < until);
        seq += 1;
        if let Err(e) = store.submit(request(seq)) {
            break e;
        }
    };
    assert!(matches!(refused, StoreError::Writer { .. }), "{refused}");
    assert!(matches!(store.next_event(), Some(StoreEvent::Report(StoreReport::Committed { .. }))));
    assert!(store.submit(request(seq + 1)).is_err());
    assert!(store.shutdown().is_err());
}
