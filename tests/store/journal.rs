//! The journal: what is in it survives whatever happens to the server, and is where it is looked for.

use std::fs;
use std::path::{Path, PathBuf};

use classcord_server::chat::attended::Stay;
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::message::{Message, MessageChange, MessageId, SharedMessage};
use classcord_server::chat::store_protocol::StoreAction;
use classcord_server::store::{
    EraseQuery, JobAnswer, JobWork, MessageFilter, Offline, Progress, StoreOptions, check_file, restore,
};
use redb::{ReadableDatabase, StorageBackend, TableDefinition};

use crate::harness::*;

/// A page of the journal.
pub const SLOT: u64 = 4096;

pub fn journal_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}.journal", database.display()))
}

/// Says something for which somebody waits; gives its id when it is on disk.
fn say_for_good(desk: &mut Desk, channel: &str, content: &str) -> u64 {
    let id = desk.take_id();
    let seq = desk.submit(StoreAction::Append(SharedMessage::new(message(id, channel, content))), true);
    desk.committed(seq);
    id
}

/// Copies the files of a server as a kill leaves them: all that it has written, and nothing of what it has not.
pub fn killed(options: &StoreOptions, to: &Path) -> StoreOptions {
    let there = StoreOptions { directory: to.to_owned(), ..options.clone() };
    fs::copy(options.path(), there.path()).unwrap();
    fs::copy(journal_of(&options.path()), journal_of(&there.path())).unwrap();
    there
}

fn all_of(offline: &Offline) -> Vec<u64> {
    let mut found = Vec::new();
    offline
        .for_each_message(MessageFilter::default(), |message| {
            found.extend(message.id.map(|MessageId(id)| id));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    found
}

/// The version of the layout that a file names, whatever it is.
pub fn layout(path: &Path) -> u64 {
    let copy = path.with_extension("looked-at");
    fs::copy(path, &copy).unwrap();
    let db = redb::Database::open(&copy).unwrap();
    let meta = db.begin_read().unwrap().open_table(TableDefinition::<&str, u64>::new("meta")).unwrap();
    let version = meta.get("schema").unwrap().unwrap().value();
    drop((meta, db));
    fs::remove_file(copy).unwrap();
    version
}

#[test]
fn a_small_commit_writes_a_page_and_a_kill_loses_nothing_of_it() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let seq = desk.submit(StoreAction::CreateAccount(account("bob")), true);
    desk.committed(seq);
    let before = desk.store.figures();
    let mut said: Vec<u64> = (0..5).map(|_| say_for_good(&mut desk, "#dev", "bonjour")).collect();
    let after = desk.store.figures();
    assert_eq!((after.bytes_written - before.bytes_written, after.syncs - before.syncs), (5 * SLOT, 5));
    assert_eq!((after.commits - before.commits, after.messages_stored, after.requests_pending), (5, 5, 0));
    // What changes them follows, and so does mail.
    let change = MessageChange::Edit("bonsoir".into());
    let seq = desk.submit(StoreAction::ChangeMessage { id: MessageId(said[1]), change }, true);
    desk.committed(seq);
    let (kept, seq) = desk.leave_for("bob", "pour toi");
    desk.committed(seq);
    assert_eq!(desk.store.figures().bytes_written - after.bytes_written, 2 * SLOT);
    let page: Vec<Message> = desk.history(query("#dev", None, 10)).0;
    assert_eq!((ids(&page), &*page[1].content), (said.clone(), "bonsoir"));
    assert_eq!(ids(&desk.waiting_for("bob")), [kept]);

    let elsewhere = scratch();
    let there = killed(&options(directory.path()), elsewhere.path());
    assert_eq!(layout(&there.path()), 103, "a program without a journal would pass over it");
    let mut other = Desk::open(there.clone());
    assert_eq!(other.history(query("#dev", None, 10)).0, page);
    assert_eq!(ids(&other.waiting_for("bob")), [kept]);
    assert!(other.opened.next_id.0 > kept);
    said.push(say_for_good(&mut other, "#dev", "après"));
    other.store.shutdown().unwrap();
    // A clean stop leaves nothing in it: the database alone is the whole.
    assert_eq!(layout(&there.path()), 3);
    fs::remove_file(journal_of(&there.path())).unwrap();
    let offline = Offline::open(&there).unwrap();
    said.insert(5, kept);
    assert_eq!(all_of(&offline), said);
    assert_eq!(offline.check().unwrap().problems, Vec::<String>::new());
}

#[test]
fn the_tables_get_all_of_it_when_it_is_full_and_when_something_rarer_is_kept() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let mut said = Vec::new();
    let mut transactions = 0;
    for _ in 0..300 {
        let written = desk.store.figures().bytes_written;
        said.push(say_for_good(&mut desk, "#dev", "un par un"));
        transactions += u64::from(desk.store.figures().bytes_written - written > SLOT);
    }
    assert_eq!(transactions, 300 / 129, "a page for each of 128, and then a transaction");
    desk.flush();
    // The journal's file is lost, and nothing of it was needed.
    let [database, _] = disk.after_power_cut(|_| false);
    let mut desk = Desk::try_open(SharedDisk::of([database, Vec::new()]).medium(), options(directory.path())).unwrap();
    assert_eq!(ids(&desk.history(query("#dev", None, 1000)).0), said);
    // Many at once go to the tables without it.
    let written = desk.store.figures();
    for _ in 0..400 {
        said.push(desk.say("#dev", &"beaucoup ".repeat(9)));
    }
    said.push(say_for_good(&mut desk, "#dev", "et c'est tout"));
    let figures = desk.store.figures();
    assert_eq!(figures.messages_stored, 401);
    assert!(figures.commits - written.commits <= 2 && figures.bytes_written - written.bytes_written > 40_000);
    assert_eq!(ids(&desk.history(query("#dev", None, 1000)).0), said);
}

#[test]
fn a_journal_that_cannot_be_written_costs_nobody_anything() {
    for fault in [Fault::Full, Fault::NoSync] {
        let directory = scratch();
        let disk = SharedDisk::new();
        let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
        let mut said = vec![say_for_good(&mut desk, "#dev", "avant")];
        disk.with(|disk| (disk.fault, disk.only_journal) = (fault, true));
        said.extend((0..3).map(|_| say_for_good(&mut desk, "#dev", "pendant")));
        let (kept, seq) = desk.leave_for("bob", "pour toi");
        desk.committed(seq);
        assert_eq!((desk.store.figures().failures, desk.store.figures().messages_stored), (0, 5), "{fault:?}");
        for keeps in [false, true] {
            let disk = SharedDisk::of(disk.after_power_cut(|_| keeps));
            let mut other = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
            assert_eq!(ids(&other.history(query("#dev", None, 10)).0), said, "{fault:?}");
            assert!(other.load(kept).is_some(), "{fault:?}");
        }
        // Nothing is left that an older program could miss.
        let [database, _] = disk.after_power_cut(|_| true);
        let path = directory.path().join("without");
        fs::write(&path, database).unwrap();
        assert_eq!(layout(&path), 3);
    }
}

#[test]
fn what_is_refused_because_neither_can_be_written_does_not_come_out_of_the_journal() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let before = say_for_good(&mut desk, "#dev", "avant");
    let stay = Stay {
        name: user("carol"),
        registered: true,
        addresses: vec!["10.0.0.1".parse().unwrap()],
        arrived: account("x").created,
        left: None,
        gone_by: None,
        clock: false,
    };
    desk.submit(StoreAction::StayBegan { number: 1, stay: Box::new(stay) }, false);
    let seq = desk.submit(StoreAction::StaysEnded { numbers: vec![1], at: account("x").created }, true);
    desk.committed(seq);
    // The bytes get there, and may or may not stay.
    disk.with(|disk| disk.fault = Fault::NoSync);
    let (left, seq) = desk.leave_for("bob", "refused");
    desk.refused(seq);
    let relayed = desk.say("#dev", "relayed while it fails");
    disk.with(|disk| disk.fault = Fault::None);
    desk.wait("recovery", |reports| {
        let is = |report: &_| matches!(report, classcord_server::chat::store_protocol::StoreReport::Recovered);
        reports.iter().any(is).then_some(())
    });
    assert_eq!((desk.load(left), desk.waiting_for("bob")), (None, Vec::new()));
    // What was in the journal has happened once.
    let mut stays = 0;
    let mut from = None;
    loop {
        let query = EraseQuery { person: user("carol"), fate: MessageFate::Remove, below: None, from };
        let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(query)) else { panic!("not erased") };
        stays += done.stays;
        from = done.next;
        if from.is_none() {
            break;
        }
    }
    assert_eq!(stays, 1);
    let after = say_for_good(&mut desk, "#dev", "après");
    for keeps in [false, true] {
        let disk = SharedDisk::of(disk.after_power_cut(|_| keeps));
        let mut other = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
        assert_eq!(ids(&other.history(query("#dev", None, 10)).0), [before, relayed, after]);
        assert_eq!((other.load(left), other.waiting_for("bob")), (None, Vec::new()));
    }
}

#[test]
fn a_journal_that_is_lost_while_the_disk_fails_is_written_again_from_memory() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let mut said: Vec<u64> = (0..3).map(|_| say_for_good(&mut desk, "#dev", "avant")).collect();
    disk.with(|disk| disk.fault = Fault::Full);
    said.push(desk.say("#dev", "relayed while it fails"));
    let seq = desk.submit(StoreAction::CreateAccount(account("bob")), true);
    desk.refused(seq);
    disk.with(|disk| {
        disk.lose_journal();
        disk.fault = Fault::None;
    });
    said.push(say_for_good(&mut desk, "#dev", "après"));
    assert_eq!(ids(&desk.history(query("#dev", None, 10)).0), said);
    let mut other =
        Desk::try_open(SharedDisk::of(disk.after_power_cut(|_| false)).medium(), options(directory.path())).unwrap();
    assert_eq!(ids(&other.history(query("#dev", None, 10)).0), said);
}

#[test]
fn tools_and_backups_see_what_a_killed_server_has_left_in_it() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let said: Vec<u64> = (0..3).map(|_| say_for_good(&mut desk, "#dev", "bonjour")).collect();
    let elsewhere = scratch();
    let there = killed(&options(directory.path()), elsewhere.path());

    // Whoever only reads changes neither file.
    let both = || [fs::read(there.path()).unwrap(), fs::read(journal_of(&there.path())).unwrap()];
    let before = both();
    let report = check_file(&there.path(), 1 << 20).unwrap();
    assert_eq!((report.counts.messages, report.schema, report.problems), (3, 3, Vec::new()));
    let offline = Offline::open_read_only(&there).unwrap();
    assert_eq!(all_of(&offline), said);
    let copy = elsewhere.path().join("copy.redb");
    assert_eq!(offline.backup(&copy, &Progress::default()).unwrap().counts.messages, 3);
    drop(offline);
    assert!(both() == before);
    assert_eq!(layout(&copy), 3);

    // One that is made while the server runs has all of it, and is as good.
    let live = elsewhere.path().join("live.redb");
    let JobAnswer::Backup(made) = desk.perform(JobWork::Backup { path: live.clone(), progress: Default::default() })
    else {
        panic!("no backup")
    };
    assert_eq!(made.unwrap().counts.messages, 3);
    assert_eq!(layout(&live), 3);
    say_for_good(&mut desk, "#dev", "later than the copy");

    // The files of a killed server are restored as one is, and what was there before is kept with its journal.
    let third = scratch();
    let target = killed(&options(directory.path()), third.path());
    let restored = restore(&target, &there.path()).unwrap();
    assert_eq!(restored.counts.messages, 3);
    let aside = restored.set_aside.unwrap();
    assert_eq!(check_file(&aside, 1 << 20).unwrap().counts.messages, 4);
    assert!(!journal_of(&target.path()).exists());
    let mut desk = Desk::open(target.clone());
    assert_eq!(ids(&desk.history(query("#dev", None, 10)).0), said);
    assert!(desk.opened.next_id.0 > said[2] + 1, "an id that the former database had given");
    say_for_good(&mut desk, "#dev", "in the journal");
    assert_eq!(check_file(&aside, 1 << 20).unwrap().counts.messages, 4);

    // A tool that writes takes it in, and leaves no file.
    let offline = Offline::open(&there).unwrap();
    assert!(!journal_of(&there.path()).exists());
    assert_eq!(all_of(&offline), said);
    assert!(offline.create_accounts(&[account("bob")]).unwrap()[0]);
    offline.close().unwrap();
    assert_eq!(layout(&there.path()), 3);
}

#[test]
fn a_database_of_the_layout_before_is_read_as_it_is_with_its_journal() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    let said: Vec<u64> = (0..3).map(|_| say_for_good(&mut desk, "#dev", "bonjour")).collect();
    let elsewhere = scratch();
    let there = killed(&options(directory.path()), elsewhere.path());
    let db = redb::Database::open(there.path()).unwrap();
    let txn = db.begin_write().unwrap();
    txn.open_table(TableDefinition::<&str, u64>::new("meta")).unwrap().insert("schema", 102).unwrap();
    txn.commit().unwrap();
    drop(db);

    let before = fs::read(there.path()).unwrap();
    let report = check_file(&there.path(), 1 << 20).unwrap();
    assert_eq!((report.counts.messages, report.problems), (3, Vec::new()));
    assert_eq!(all_of(&Offline::rehearse(&there).unwrap()), said);
    assert!(fs::read(there.path()).unwrap() == before);
    let restored = scratch();
    let restored = StoreOptions { directory: restored.path().to_owned(), ..there.clone() };
    assert_eq!(restore(&restored, &there.path()).unwrap().counts.messages, 3);
    assert_eq!(layout(&restored.path()), 3);

    let mut desk = Desk::open(there.clone());
    assert_eq!(desk.opened.set_aside, None);
    assert_eq!(ids(&desk.history(query("#dev", None, 10)).0), said);
    desk.store.shutdown().unwrap();
    assert_eq!(layout(&there.path()), 3);
    // No copy is kept of what has not changed.
    let names = fs::read_dir(elsewhere.path()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| !name.contains("layout")));
}

#[test]
fn a_journal_never_counts_beside_a_database_that_it_does_not_belong_to() {
    let (directory, elsewhere) = (scratch(), scratch());
    let mut desk = Desk::open(options(directory.path()));
    let backup = elsewhere.path().join("backup.redb");
    let said = say_for_good(&mut desk, "#dev", "in the copy");
    let JobAnswer::Backup(Ok(_)) = desk.perform(JobWork::Backup { path: backup.clone(), progress: Default::default() })
    else {
        panic!("no backup")
    };
    say_for_good(&mut desk, "#dev", "later");
    // Somebody puts the copy in the place of the database of a server that was killed.
    let there = killed(&options(directory.path()), elsewhere.path());
    fs::copy(&backup, there.path()).unwrap();
    let mut other = Desk::open(there.clone());
    assert_eq!(ids(&other.history(query("#dev", None, 10)).0), [said]);
    say_for_good(&mut other, "#dev", "of another time");
    // Nor is one missed that is not there: the server starts with what the tables have.
    let third = scratch();
    let there = killed(&there, third.path());
    fs::remove_file(journal_of(&there.path())).unwrap();
    let mut other = Desk::open(there.clone());
    assert_eq!(ids(&other.history(query("#dev", None, 10)).0), [said]);
    other.store.shutdown().unwrap();
}

#[test]
fn what_an_erasure_takes_is_not_left_in_the_journal() {
    let directory = scratch();
    let options = options(directory.path());
    let mut desk = Desk::open(options.clone());
    let path = journal_of(&options.path());
    for _ in 0..20 {
        say_for_good(&mut desk, "#dev", "un secret d'alice");
    }
    let holds = |words: &str| {
        let bytes = fs::read(&path).unwrap();
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    };
    assert!(holds("un secret d'alice"));
    let query = EraseQuery { person: user("alice"), fate: MessageFate::Remove, below: None, from: None };
    let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(query)) else { panic!("not erased") };
    assert_eq!(done.removed, 20);
    assert!(!holds("alice"));
    // It goes on in the journal.
    let written = desk.store.figures().bytes_written;
    say_for_good(&mut desk, "#dev", "encore");
    assert_eq!(desk.store.figures().bytes_written - written, SLOT);
    assert!(holds("encore"));
}

#[test]
fn no_more_wait_in_the_journal_than_the_limit_of_messages_bears() {
    let directory = scratch();
    let options = StoreOptions { keep_messages: 640, ..options(directory.path()) };
    let mut desk = Desk::open(options.clone());
    for _ in 0..700 {
        desk.say("#dev", "x");
    }
    desk.flush();
    for _ in 0..50 {
        say_for_good(&mut desk, "#dev", "x");
        let kept = desk.history(query("#dev", None, 1000)).0.len();
        assert!((640..=680).contains(&kept), "{kept}");
    }
    desk.store.shutdown().unwrap();
    assert_eq!(Offline::open(&options).unwrap().counts().unwrap().messages, 640);
}

#[test]
fn its_file_is_only_the_owners_and_is_written_in_place() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let directory = scratch();
    let options = options(directory.path());
    let desk = Desk::open(options.clone());
    let file = || fs::metadata(journal_of(&options.path())).unwrap();
    let first = file();
    assert_eq!((first.permissions().mode() & 0o7777, first.len()), (0o600, 128 * SLOT));
    desk.store.shutdown().unwrap();
    let mut desk = Desk::open(options.clone());
    say_for_good(&mut desk, "#dev", "x");
    assert_eq!((file().ino(), file().len()), (first.ino(), first.len()));
    // A cut while files change places leaves the former database's journal under both names.
    desk.store.shutdown().unwrap();
    let second = directory.path().join("classcord.redb.replaced-1.journal");
    fs::hard_link(journal_of(&options.path()), &second).unwrap();
    let former = fs::read(&second).unwrap();
    let mut desk = Desk::open(options.clone());
    say_for_good(&mut desk, "#dev", "y");
    assert!(fs::read(&second).unwrap() == former && file().ino() != first.ino());
}

#[test]
fn damage_to_it_costs_what_stood_there_and_no_more() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let said: Vec<u64> = (0..6).map(|_| say_for_good(&mut desk, "#dev", "bonjour")).collect();
    let [database, journal] = disk.after_power_cut(|_| false);
    for (hit, name) in said.iter().enumerate() {
        let mut damaged = journal.clone();
        damaged[hit * SLOT as usize + 50] ^= 4;
        let disk = SharedDisk::of([database.clone(), damaged]);
        let mut other = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
        let left: Vec<u64> = said.iter().copied().filter(|id| id != name).collect();
        assert_eq!(ids(&other.history(query("#dev", None, 10)).0), left);
        assert_eq!((other.opened.set_aside.clone(), disk.len().unwrap() > 0), (None, true));
    }
}
