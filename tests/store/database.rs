//! The database through its public interface, on real files.

use std::fs;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use classcord_server::chat::account::Role;
use classcord_server::chat::mail::Mail;
use classcord_server::chat::message::{Audience, Message, MessageId, SharedMessage};
use classcord_server::chat::poll::{Ballot, Choices, Poll, PollForm, PollId, PollWithBallots};
use classcord_server::chat::question::{Question, QuestionId, QuestionText, QuestionWithVotes};
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::store_protocol::{
    ChannelRecord, HistoryQuery, StoreAction, StoreReport, StoreRequest, StoreSeq,
};
use classcord_server::chat::voter::Voter;
use classcord_server::store::{
    JobAnswer, JobToken, JobWork, Medium, MessageFilter, Offline, OnCorrupt, Page, PageQuery, Progress, Rows, Store,
    StoreError, StoreEvent, StoreJob, StoreOptions, check_file, codec, restore,
};
use redb::{ReadableDatabase, ReadableTable, StorageBackend, TableDefinition};

use crate::harness::*;

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
    let roll = Some(std::sync::Arc::new([user("zoé"), user("Bob")].into_iter().collect()));
    let (disabled, read_only, slow_s) = (false, true, 30);
    let channel =
        ChannelRecord { name: channel_name("#Dev"), topic: "été".into(), disabled, read_only, slow_s, roll };
    desk.submit(StoreAction::CreateAccount(account("Élodie")), false);
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    desk.submit(StoreAction::SetPassword { name: user("BOB"), phc: "new".into(), must_change: false }, false);
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

/// From any place on, forwards as backwards: in sealed blocks, in those that no index has yet, in the open one, and in
/// memory.
#[test]
fn what_was_said_after_an_id_is_read_forwards() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let mut said: Vec<u64> = Vec::new();
    for n in 0..2500 {
        let channel = ["#dev", "#général", "#dev", "#rare"][if n % 600 == 7 { 3 } else { n % 3 }];
        let id = desk.say(channel, &format!("{n} {}", "x".repeat(n % 90)));
        if channel == "#dev" {
            said.push(id);
        }
        if n % 500 == 499 && n < 2400 {
            desk.flush();
        }
    }
    desk.submit(StoreAction::DeleteMessage { id: MessageId(said[40]) }, false);
    desk.submit(StoreAction::DeleteMessage { id: MessageId(said[said.len() - 3]) }, false);
    let gone = [said[40], said[said.len() - 3]];
    said.retain(|id| !gone.contains(id));
    let page = |desk: &mut Desk, after: u64, before: Option<u64>| {
        let (found, more) = desk.history(HistoryQuery { after: Some(MessageId(after)), ..query("#dev", before, 50) });
        (ids(&found), more)
    };
    let last = *said.last().unwrap();
    for after in (0..=last).step_by(61).chain([last - 1, last, last + 1, u64::MAX]) {
        let expected: Vec<u64> = said.iter().copied().filter(|id| *id > after).collect();
        let (found, more) = page(&mut desk, after, None);
        assert_eq!((&found[..], more), (&expected[..expected.len().min(50)], expected.len() > 50), "after {after}");
    }
    let mut read = Vec::new();
    loop {
        let (found, more) = page(&mut desk, read.last().copied().unwrap_or(0), None);
        read.extend(found);
        if !more {
            break;
        }
    }
    assert!(read == said, "nothing is missing and nothing twice");
    assert_eq!(page(&mut desk, said[9], Some(said[12])), (said[10..12].to_vec(), false));
    assert_eq!(page(&mut desk, said[12], Some(said[9])), (Vec::new(), false));
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
    let disk = SharedDisk::new();
    let options_of_window = StoreOptions { commit_window: window, ..options(directory.path()) };
    let mut desk = Desk::try_open(disk.medium(), options_of_window).unwrap();
    let before = Instant::now();
    // Both are in the queue as the window begins.
    let seq = in_one_commit(&mut desk, &disk, None, |desk| {
        desk.say("#dev", "1");
        let id = desk.take_id();
        desk.submit(StoreAction::Append(SharedMessage::new(message(id, "#dev", "2"))), false)
    });
    desk.committed(seq);
    assert!(before.elapsed() >= window);
    assert_eq!(desk.store.figures().commits, 2);
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
    let options = StoreOptions { ids_reserved: 40, queue_max: 20, ..options(directory.path()) };
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
    let options = StoreOptions { ids_reserved: 1, batch_max: 20, queue_max, ..options(directory.path()) };
    let mut desk = Desk::open(options);
    // Wherever in its reservation of ids the last commit was, a whole queue of messages may come before the next one is
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
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("schema", 4).unwrap();
    txn.commit().unwrap();
    drop(db);
    let refused = Desk::try_open(Medium::files(), options.clone()).err().unwrap();
    assert!(matches!(refused, StoreError::NewerSchema { found: 4, known: 3 }), "{refused}");
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1, "it was not set aside");
}

/// The names of the files beside a database that begin with its name, but for its journal.
fn beside(options: &StoreOptions) -> Vec<String> {
    let files = fs::read_dir(&options.directory).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let is_beside = |name: &String| {
        name.strip_prefix(&options.file_name).is_some_and(|rest| !rest.is_empty() && rest != ".journal")
    };
    files.filter(is_beside).collect()
}

#[test]
fn the_first_layout_is_brought_up_and_a_copy_of_it_kept() {
    let directory = scratch();
    let options = options(directory.path());
    let messages = some_messages(3000);
    let waiting = [("bob", messages[9].id.unwrap().0), ("bob", messages[19].id.unwrap().0)];
    let db = redb::Database::create(options.path()).unwrap();
    write_layout_1(&db, &messages, &waiting);
    db.close().unwrap();
    let before = fs::read(options.path()).unwrap();

    // Who only reads leaves it as it is, and says what to do.
    let refused = [
        Offline::open_read_only(&options).err().unwrap(),
        Offline::rehearse(&options).err().unwrap(),
        check_file(&options.path(), options.cache_bytes).err().unwrap(),
    ];
    for refused in refused {
        assert!(matches!(refused, StoreError::OlderSchema { found: 1, known: 3 }), "{refused}");
        assert!(refused.to_string().contains("classcord serve brings it up"), "{refused}");
    }
    assert!(fs::read(options.path()).unwrap() == before && beside(&options).is_empty());

    let mut desk = Desk::open(options.clone());
    assert_eq!(ids(&desk.waiting_for("bob")), waiting.map(|(_, id)| id));
    let mail = desk.opened.undelivered[0].1;
    assert_eq!((desk.opened.undelivered.len(), mail.messages), (1, 2));
    assert_eq!(desk.opened.next_id.0, messages.last().unwrap().id.unwrap().0 + 100);
    for channel in ["#général", "#dev", "#部屋"] {
        let expected: Vec<Message> = messages
            .iter()
            .filter(|message| message.audience == Audience::Channel(channel_name(channel)))
            .cloned()
            .collect();
        assert!(desk.history(query(channel, None, 5000)) == (expected, false), "{channel}");
    }
    desk.store.shutdown().unwrap();
    let copies = beside(&options);
    assert!(copies.len() == 1 && copies[0].contains("layout-1"), "{copies:?}");
    let copy = directory.path().join(&copies[0]);
    let copied = fs::read(&copy).unwrap();
    let offline = Offline::open(&options).unwrap();
    assert!(collect(&offline, MessageFilter::default()) == messages);
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    offline.close().unwrap();
    // It is current now, and stays so.
    Desk::open(options.clone()).store.shutdown().unwrap();
    assert_eq!(beside(&options).len(), 1);

    // A backup of that time is its own copy.
    let elsewhere = StoreOptions { directory: directory.path().join("elsewhere"), ..options };
    assert_eq!(restore(&elsewhere, &copy).unwrap().counts.messages, 3000);
    assert!(fs::read(&copy).unwrap() == copied && beside(&elsewhere).is_empty());
    assert!(collect(&Offline::open(&elsewhere).unwrap(), MessageFilter::default()) == messages);
}

#[test]
fn the_command_line_works_on_a_stopped_server() {
    let directory = scratch();
    let options = options(directory.path());
    assert!(matches!(Offline::open(&options), Err(StoreError::Missing { .. })));
    let offline = Offline::open_or_create(&options).unwrap();
    let accounts = [account("bob"), account("Alice"), account("BOB")];
    assert_eq!(offline.create_accounts(&accounts).unwrap(), [true, true, false]);
    assert!(offline.set_password(&user("ALICE"), "changed", true).unwrap());
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

/// Changes a database from outside.
fn break_it(options: &StoreOptions, break_it: impl FnOnce(&redb::WriteTransaction)) {
    let db = redb::Database::open(options.path()).unwrap();
    let txn = db.begin_write().unwrap();
    break_it(&txn);
    txn.commit().unwrap();
}

const BLOCKS: TableDefinition<u64, &[u8]> = TableDefinition::new("blocks");

/// A channel with some sealed blocks and an open one; gives the first ids of the former.
fn some_blocks(options: &StoreOptions) -> Vec<u64> {
    let mut desk = Desk::open(options.clone());
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    for n in 0..2000 {
        desk.say(["#dev", "#général"][n % 2], &"x".repeat(100));
    }
    desk.leave_for("bob", "y");
    desk.store.shutdown().unwrap();
    let db = redb::Database::open(options.path()).unwrap();
    let blocks = db.begin_read().unwrap().open_table(BLOCKS).unwrap();
    let first = blocks.iter().unwrap().map(|row| row.unwrap().0.value()).collect::<Vec<_>>();
    assert!(first.len() > 15, "{first:?}");
    first
}

#[test]
fn a_check_finds_what_does_not_fit_together() {
    let directory = scratch();
    let options = options(directory.path());
    let first = some_blocks(&options);
    let problems = || Offline::open(&options).unwrap().check().unwrap().problems.join("\n");
    assert_eq!(problems(), "");
    let by_channel = TableDefinition::<(&str, u64), u64>::new("blocks_by_channel");
    break_it(&options, |txn| drop(txn.open_table(by_channel).unwrap().remove(("#dev", first[1])).unwrap()));
    let missing = format!("the block of message {} is missing in the history of #dev", first[1]);
    assert!(problems().contains(&missing), "{}", problems());
    break_it(&options, |txn| drop(txn.open_table(by_channel).unwrap().insert(("#dev", 2), 0).unwrap()));
    assert!(problems().contains("the history of #dev names the block of message 2"), "{}", problems());
    break_it(&options, |txn| drop(txn.open_table(BLOCKS).unwrap().remove(first[2]).unwrap()));
    assert!(problems().contains("it is noted that there are 2001"), "{}", problems());
    let waiting = TableDefinition::<(&str, u64), u64>::new("undelivered_mail");
    break_it(&options, |txn| drop(txn.open_table(waiting).unwrap().insert(("bob", 3), 9).unwrap()));
    break_it(&options, |txn| drop(txn.open_table(waiting).unwrap().insert(("bob", 2001), 9).unwrap()));
    assert!(problems().contains("message 3 waits for \"bob\", but is not there"), "{}", problems());
    assert!(problems().contains("message 2001 waits for \"bob\" with a size that is not its own"), "{}", problems());
    let spared = TableDefinition::<u64, &[u8]>::new("spared");
    let bytes = codec::encode_message(&private(5, "carol", "y"));
    break_it(&options, |txn| drop(txn.open_table(spared).unwrap().insert(5, bytes.as_slice()).unwrap()));
    assert!(problems().contains("message 5 was spared, but is no older"), "{}", problems());
    assert!(problems().contains("message 5 was spared, but does not wait for carol"), "{}", problems());
    let accounts = TableDefinition::<&str, &[u8]>::new("accounts");
    break_it(&options, |txn| {
        let mut table = txn.open_table(accounts).unwrap();
        let bytes = table.get("bob").unwrap().unwrap().value().to_vec();
        table.insert("carol", bytes.as_slice()).unwrap();
        table.insert("mallory", [9, 9].as_slice()).unwrap();
    });
    assert!(problems().contains("\"bob\" stands under \"carol\"") && problems().contains("unknown version 9"));
    break_it(&options, |txn| {
        let events = TableDefinition::<u64, &[u8]>::new("campus_events");
        txn.open_table(events).unwrap().insert(7, [9, 9].as_slice()).unwrap();
        let heard = TableDefinition::<&str, &[u8]>::new("campus_heard");
        txn.open_table(heard).unwrap().insert("Salle", [9].as_slice()).unwrap();
    });
    assert!(problems().contains("event 7 for the other servers: "), "{}", problems());
    assert!(problems().contains("the events of \"Salle\" are those of no server"), "{}", problems());
    assert!(problems().contains("how far the events of \"Salle\" have come: "), "{}", problems());
    break_it(&options, |txn| {
        txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("ids_below", 1).unwrap();
    });
    assert!(problems().contains("was not reserved"));
    // The server starts all the same, without the account that nobody can read.
    assert_eq!(Desk::open(options).opened.accounts.len(), 2);
}

#[test]
fn a_damaged_block_is_named_and_the_others_are_read() {
    let directory = scratch();
    let options = StoreOptions { prune_step: 5000, ..options(directory.path()) };
    let first = some_blocks(&options);
    break_it(&options, |txn| {
        let mut blocks = txn.open_table(BLOCKS).unwrap();
        let mut bytes = blocks.get(first[1]).unwrap().unwrap().value().to_vec();
        bytes[50] ^= 1;
        blocks.insert(first[1], bytes.as_slice()).unwrap();
    });
    let damaged = first[1]..first[2];
    let offline = Offline::open(&options).unwrap();
    let report = offline.check().unwrap();
    let named = format!("the messages from {} on, up to the next block: its check value does not fit", first[1]);
    assert!(report.problems.iter().any(|problem| problem.contains(&named)), "{:?}", report.problems);
    let expected = |channel: Option<u64>| {
        let wanted = |id: &u64| !damaged.contains(id) && channel.is_none_or(|odd| id % 2 == odd && *id < 2001);
        (1..=2001).filter(wanted).collect::<Vec<u64>>()
    };
    assert_eq!(ids(&collect(&offline, MessageFilter::default())), expected(None));
    offline.close().unwrap();

    let mut desk = Desk::open(options.clone());
    let mut read = desk.history(query("#dev", None, 5000)).0;
    assert_eq!(ids(&read), expected(Some(1)));
    assert_eq!(
        (desk.load(first[1]), desk.load(first[1] - 1).is_some(), desk.load(first[2]).is_some()),
        (None, true, true)
    );
    desk.submit(StoreAction::DeleteMessage { id: MessageId(first[1]) }, false);
    desk.submit(StoreAction::DeleteMessage { id: MessageId(first[2]) }, false);
    let last = desk.say("#dev", "and on it goes");
    desk.flush();
    read.retain(|message| message.id != Some(MessageId(first[2])));
    let after = desk.history(query("#dev", None, 5000)).0;
    assert_eq!(ids(&after), ids(&read).into_iter().chain([last]).collect::<Vec<_>>());
    desk.store.shutdown().unwrap();
    // It goes with its time, and what is counted is right again.
    let few = StoreOptions { keep_messages: 10, ..options.clone() };
    let mut desk = Desk::open(few);
    for _ in 0..2 {
        desk.flush();
    }
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    let left = offline.counts().unwrap().messages;
    assert!((1..=10).contains(&left), "{left}");
}

#[test]
fn messages_from_elsewhere_find_their_place_among_those_that_are_there() {
    let directory = scratch();
    let options = options(directory.path());
    let all = some_messages(4000);
    let offline = Offline::open_or_create(&options).unwrap();
    let every = |nth: usize| all.iter().skip(nth).step_by(3).cloned().collect::<Vec<_>>();
    for nth in [1, 2, 0] {
        let outcome = offline.import_messages(every(nth)).unwrap();
        assert_eq!((outcome.added as usize, outcome.present, outcome.conflicting), (every(nth).len(), 0, 0));
        assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    }
    assert!(collect(&offline, MessageFilter::default()) == all);
    offline.close().unwrap();

    // Also those that retention has removed before, while one of them waits.
    let few = StoreOptions { keep_messages: 100, keep_days: 0, prune_step: 10_000, ..options.clone() };
    let mut desk = Desk::open(few);
    let (waits, _) = desk.leave_for("bob", "later");
    for n in 0..200 {
        desk.say("#dev", &n.to_string());
    }
    for _ in 0..2 {
        desk.flush();
    }
    assert_eq!(ids(&desk.waiting_for("bob")), [waits]);
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    let left = collect(&offline, MessageFilter::default());
    assert_eq!((left.len(), offline.counts().unwrap().messages), (100, 100));
    assert_eq!(offline.import_messages(all.clone()).unwrap().added, 4000);
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    let both: Vec<Message> = all.into_iter().chain(left).collect();
    assert!(collect(&offline, MessageFilter::default()) == both);
    assert_eq!(offline.undelivered_count(&user("bob")).unwrap(), 1);
}

#[test]
fn what_is_struck_out_is_gone_wherever_it_stands() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    let said: Vec<u64> = (0..600).map(|n| desk.say(["#dev", "#rare"][usize::from(n == 40)], &"x".repeat(90))).collect();
    desk.flush();
    // The first of a block, the only one of its channel in it, a whole block and more, and one of the open block.
    let going: Vec<u64> = [0, 40, 599].into_iter().chain(100..300).map(|n| said[n]).collect();
    for &id in &going {
        desk.submit(StoreAction::DeleteMessage { id: MessageId(id) }, false);
    }
    desk.flush();
    let left: Vec<u64> = said.iter().copied().filter(|id| !going.contains(id)).collect();
    assert_eq!(ids(&desk.history(query("#dev", None, 1000)).0), left);
    assert_eq!(desk.history(query("#rare", None, 10)), (Vec::new(), false));
    assert!(going.iter().all(|&id| desk.load(id).is_none()));
    desk.store.shutdown().unwrap();
    let offline = Offline::open(&options).unwrap();
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
    assert_eq!(ids(&collect(&offline, MessageFilter::default())), left);
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
fn private_messages_may_go_earlier_than_others() {
    let directory = scratch();
    // All messages of these tests are of June 2025.
    let aged =
        StoreOptions { keep_days: 0, private_days: 30, clock_settle: Duration::ZERO, ..options(directory.path()) };
    let mut desk = Desk::open(aged.clone());
    let (waits, _) = desk.leave_for("bob", "old but unread");
    let (read, _) = desk.leave_for("bob", "old and read");
    desk.submit(StoreAction::Delivered { recipient: user("bob"), ids: vec![MessageId(read)] }, false);
    let said = desk.say("#dev", "old, but for all");
    desk.flush();
    drop(desk);
    let mut desk = Desk::open(aged.clone());
    desk.say("#dev", "another");
    desk.flush();
    assert!(desk.load(waits).is_some() && desk.load(said).is_some());
    assert!(desk.load(read).is_none(), "it is gone");
    assert_eq!(ids(&desk.waiting_for("bob")), [waits]);
    desk.store.shutdown().unwrap();
    assert_eq!(Offline::open(&aged).unwrap().check().unwrap().problems, Vec::<String>::new());
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

/// A file of which is counted what is read.
#[derive(Debug)]
struct Counted(redb::backends::FileBackend, Arc<AtomicU64>);

impl StorageBackend for Counted {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.1.fetch_add(out.len() as u64, Ordering::Relaxed);
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}

#[test]
fn opening_reads_the_file_once_however_many_messages_are_in_it() {
    let directory = scratch();
    let options = options(directory.path());
    let offline = Offline::open_or_create(&options).unwrap();
    let text = "une phrase d'une longueur ordinaire, avec des accents";
    offline.import_messages((1..=100_000).map(|id| message(id, "#général", text))).unwrap();
    offline.close().unwrap();
    let read = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&read);
    let medium = Medium::new(move |path, create| {
        let file = fs::OpenOptions::new().read(true).write(true).create(create).truncate(false).open(path)?;
        let file = redb::backends::FileBackend::new(file).map_err(io::Error::other)?;
        Ok(Box::new(Counted(file, Arc::clone(&counter))) as Box<dyn StorageBackend>)
    });
    let desk = Desk::try_open(medium, options.clone()).unwrap();
    let (read, length) = (read.load(Ordering::Relaxed), fs::metadata(options.path()).unwrap().len());
    println!("{read} of {length} bytes");
    // Each page is verified.
    assert!((length / 2..length * 2).contains(&read), "{read} of {length} bytes");
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
        let work = JobWork::Page(PageQuery::accounts(1, 1));
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

#[test]
fn polls_and_questions_are_kept_counted_and_in_a_backup() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let at = account("x").created;
    let form = PollForm::new("Quoi ?", ["a", "b"]).unwrap();
    let poll = Poll { id: PollId(1), channel: channel_name("#dev"), by: "prof".into(), opened: at, closed: None, form };
    let ballot = |name: &str, number| Ballot {
        voter: user(name),
        by: Voter::of_account(&user(name)),
        choices: Choices::of([number]).unwrap(),
        at,
    };
    let content = QuestionText::parse("Et là ?").unwrap();
    let question = Question {
        id: QuestionId(4),
        from: user("bob"),
        by: Voter::of_account(&user("bob")),
        at,
        content,
        answered: None,
    };
    desk.submit(StoreAction::SetPoll(Arc::new(poll.clone())), true);
    desk.submit(StoreAction::SetBallot { poll: PollId(1), ballot: ballot("bob", 1) }, true);
    desk.submit(StoreAction::SetBallot { poll: PollId(1), ballot: ballot("eve", 2) }, true);
    desk.submit(StoreAction::SetQuestion(Arc::new(question.clone())), true);
    desk.submit(
        StoreAction::SetQuestionVote { question: QuestionId(4), voter: Voter::of_account(&user("EVE")), up: true },
        true,
    );
    desk.store.shutdown().unwrap();

    let copy = directory.path().join("copy.redb");
    let db = Offline::open(&options(directory.path())).unwrap();
    assert_eq!(db.backup(&copy, &Progress::default()).unwrap().counts, db.counts().unwrap());
    assert_eq!((db.counts().unwrap().polls, db.counts().unwrap().questions), (1, 1));
    assert_eq!(db.check().unwrap().problems, [""; 0]);
    db.close().unwrap();
    restore(&options(directory.path()), &copy).unwrap();

    let desk = Desk::open(options(directory.path()));
    let whole = PollWithBallots { poll, ballots: vec![ballot("bob", 1), ballot("eve", 2)] };
    assert_eq!((&desk.opened.polls, desk.opened.last_poll), (&vec![whole], 1));
    let whole = QuestionWithVotes { question, voters: vec![Voter::kept("eve")] };
    assert_eq!((&desk.opened.questions, desk.opened.last_question), (&vec![whole], 4));
}
