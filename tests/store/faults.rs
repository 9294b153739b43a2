//! The database on disks that fail: full, faulty, without power, and with bits turned around.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use classcord_server::chat::message::{Audience, MessageId, SharedMessage};
use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport};
use classcord_server::store::{Medium, MessageFilter, Offline, OnCorrupt, StoreError, StoreOptions, restore};

use crate::harness::*;

fn recovered(desk: &mut Desk) {
    desk.wait("recovery", |reports| {
        reports.iter().any(|report| matches!(report, StoreReport::Recovered)).then_some(())
    });
}

fn ban(name: &str) -> StoreAction {
    let at = account("x").created;
    StoreAction::SetSanction(Sanction {
        kind: SanctionKind::Ban,
        target: SanctionTarget::Person(user(name)),
        since: at,
        until: None,
        by: "console".into(),
        reason: "".into(),
    })
}

/// Checks that what was relayed or is in force is written later, and that what was promised is refused for good.
fn fails_and_recovers(fault: Fault) {
    let directory = scratch();
    let disk = SharedDisk::new();
    // The disk is well again before the first try.
    let options = StoreOptions { retry_first: Duration::from_millis(300), ..options(directory.path()) };
    let mut desk = Desk::try_open(disk.medium(), options.clone()).unwrap();
    let seq = desk.submit(StoreAction::CreateAccount(account("bob")), true);
    desk.committed(seq);
    let before = desk.say("#général", "before");
    desk.flush();

    let (relayed, left, seq) = in_one_commit(&mut desk, &disk, Some(fault), |desk| {
        let relayed = desk.say("#général", "relayed while the disk fails");
        desk.submit(ban("mallory"), true);
        desk.submit(StoreAction::SetPassword { name: user("bob"), phc: "made anew".into(), must_change: false }, false);
        let (left, _) = desk.leave_for("bob", "refused");
        (relayed, left, desk.submit(StoreAction::CreateAccount(account("carol")), true))
    });
    desk.refused(seq);
    assert!(desk.store.figures().failures >= 1);
    // What comes while it is known to fail.
    let (late, seq) = desk.leave_for("bob", "refused too");
    desk.refused(seq);
    let kept = desk.say("#général", "relayed later");
    let seq = desk.submit(StoreAction::CreateAccount(account("dave")), true);
    desk.refused(seq);
    disk.with(|disk| disk.fault = Fault::None);
    recovered(&mut desk);

    let (history, _) = desk.history(query("#général", None, 10));
    assert_eq!(ids(&history), [before, relayed, kept]);
    assert_eq!(desk.waiting_for("bob"), []);
    assert_eq!((desk.load(left), desk.load(late)), (None, None));
    let seq = desk.submit(StoreAction::CreateAccount(account("erin")), true);
    desk.committed(seq);
    drop(desk);

    let desk = Desk::try_open(disk.medium(), options).unwrap();
    let accounts: Vec<_> = desk.opened.accounts.iter().map(|a| (a.name.as_str(), &*a.phc)).collect();
    assert_eq!(accounts, [("bob", "made anew"), ("erin", "$argon2id$of-erin")]);
    assert_eq!(desk.opened.undelivered, []);
    assert_eq!(desk.opened.sanctions.len(), 1);
    assert!(desk.opened.next_id.0 > kept);
}

#[test]
fn a_full_disk_refuses_promises_and_keeps_what_was_relayed() {
    fails_and_recovers(Fault::Full);
}

#[test]
fn a_commit_that_failed_but_reached_the_disk_is_taken_back() {
    fails_and_recovers(Fault::NoSync);
}

#[test]
fn what_waits_for_the_disk_is_bounded() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let options = StoreOptions { retry_max: 10, retry_first: Duration::from_secs(1), ..options(directory.path()) };
    let mut desk = Desk::try_open(disk.medium(), options).unwrap();
    disk.with(|disk| disk.fault = Fault::Full);
    let said: Vec<u64> = (0..25).map(|_| desk.say("#dev", "x")).collect();
    let seq = desk.submit(lift_nothing(), true);
    desk.refused(seq);
    let more: Vec<u64> = (0..5).map(|_| desk.say("#dev", "x")).collect();
    disk.with(|disk| disk.fault = Fault::None);
    recovered(&mut desk);
    assert_eq!(ids(&desk.history(query("#dev", None, 100)).0), said[..10]);
    // 15 and the lifting at first, then 5.
    assert_eq!(desk.store.figures().requests_dropped, 15 + 1 + more.len() as u64);
}

#[test]
fn stopping_while_the_disk_fails_says_what_is_lost() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    disk.with(|disk| disk.fault = Fault::Full);
    desk.say("#dev", "x");
    let lost = desk.store.shutdown().unwrap_err();
    assert!(matches!(lost, StoreError::Unsaved { requests: 1, .. }), "{lost}");
}

/// The reports to the core in one life of the power-cut test, and its own acts.
#[derive(Default)]
struct Life {
    /// Requests that are on disk for sure.
    committed: u64,
    /// The request of each thing.
    accounts: Vec<(u64, String)>,
    messages: Vec<(u64, u64)>,
    waiting: Vec<(u64, u64)>,
    given: BTreeSet<u64>,
}

/// A small class's day, with small reservations of ids and pruning, until the power goes or the day ends.
fn live(desk: &mut Desk, disk: &SharedDisk, name: &str, life: &mut Life) {
    for step in 0..14 {
        for part in 0..4 {
            let Some(id) = desk.ids.next() else { continue };
            assert!(life.given.insert(id), "id {id} is given twice");
            let text = format!("{name} {step} {part}").repeat(if step == 7 { 400 } else { 3 });
            let said = SharedMessage::new(message(id, ["#général", "#dev"][part % 2], &text));
            life.messages.push((desk.submit(StoreAction::Append(said), false).0, id));
        }
        if step % 4 == 1 {
            let person = format!("{name}-{step}");
            let seq = desk.submit(StoreAction::CreateAccount(account(&person)), true);
            life.accounts.push((seq.0, person));
        } else if step % 4 == 2
            && let Some(id) = desk.ids.next()
        {
            assert!(life.given.insert(id), "id {id} is given twice");
            let kept = SharedMessage::new(private(id, &format!("{name}-1"), "hello"));
            life.waiting.push((desk.submit(StoreAction::AppendUndelivered(kept), true).0, id));
        }
        // What ends a step goes to the tables with all that is in the journal, or to the journal.
        let last = match desk.ids.next().filter(|_| step % 5 != 0) {
            None => desk.submit(lift_nothing(), true),
            Some(id) => {
                assert!(life.given.insert(id), "id {id} is given twice");
                let said = SharedMessage::new(message(id, "#dev", "somebody waits for this"));
                let seq = desk.submit(StoreAction::Append(said), true);
                life.messages.push((seq.0, id));
                seq
            }
        };
        desk.wait("an end of the step", |reports| {
            reports.iter().find_map(|report| match report {
                StoreReport::Committed { through, .. } if *through >= last => Some(()),
                StoreReport::Failed { .. } => Some(()),
                _ => None,
            })
        });
        for report in &desk.reports {
            if let StoreReport::Committed { through, .. } = report {
                life.committed = life.committed.max(through.0);
            }
        }
        if disk.with(|disk| disk.fault == Fault::Dead) {
            return;
        }
    }
}

/// Checks that what one life left is all in the next.
fn nothing_is_missing(desk: &mut Desk, life: &Life, what: &str) {
    let on_disk = |seq: u64| seq <= life.committed;
    for (_, name) in life.accounts.iter().filter(|(seq, _)| on_disk(*seq)) {
        assert!(desk.opened.accounts.iter().any(|account| account.name == user(name)), "{what}: {name} is missing");
    }
    for (_, id) in life.messages.iter().chain(&life.waiting).filter(|(seq, _)| on_disk(*seq)) {
        assert!(desk.load(*id).is_some(), "{what}: message {id} is missing");
    }
    let waiting: usize = desk.opened.undelivered.iter().map(|(_, mail)| mail.messages).sum();
    assert!(waiting >= life.waiting.iter().filter(|(seq, _)| on_disk(*seq)).count(), "{what}");
    let highest = life.given.last().copied().unwrap_or(0);
    assert!(desk.opened.next_id.0 > highest, "{what}: id {} was given already", desk.opened.next_id.0);
}

#[test]
fn a_power_cut_at_any_sync_loses_nothing_that_was_reported() {
    let directory = scratch();
    let options = StoreOptions {
        on_corrupt: OnCorrupt::Refuse,
        ids_reserved: 48,
        queue_max: 12,
        retry_first: Duration::from_secs(3600),
        ..options(directory.path())
    };
    // The first life starts from nothing; the second from what a clean one left, so that its syncs are others.
    let image = |disk: &SharedDisk| disk.after_power_cut(|_| true);
    let whole = SharedDisk::new();
    let mut first_life = Life::default();
    let mut desk = Desk::try_open(whole.medium(), options.clone()).unwrap();
    live(&mut desk, &whole, "first", &mut first_life);
    desk.store.shutdown().unwrap();
    first_life.committed = u64::MAX;

    let mut random = Random(1);
    let mut cuts = 0;
    for from_nothing in [true, false] {
        for sync in 0.. {
            let disk = if from_nothing { SharedDisk::new() } else { SharedDisk::of(image(&whole)) };
            disk.with(|disk| disk.dies_at_sync = Some(sync));
            let mut life = Life::default();
            let begun = Desk::try_open(disk.medium(), options.clone());
            let is_new = from_nothing && begun.is_err();
            if let Ok(mut desk) = begun {
                live(&mut desk, &disk, "second", &mut life);
                drop(desk);
            }
            let died = disk.with(|disk| disk.fault == Fault::Dead);
            // Of what was not synced, a power cut leaves nothing, everything, or anything between.
            let kept = random.next();
            for (pick, name) in [(0, "nothing"), (u64::MAX, "everything"), (kept, "a part")] {
                let what = format!("sync {sync} from nothing: {from_nothing}, {name} of the rest ({kept:x})");
                let mut bits = Random(pick);
                let left = disk.after_power_cut(|_| match pick {
                    0 => false,
                    u64::MAX => true,
                    _ => bits.below(2) == 1,
                });
                if is_new {
                    // Files are made under another name, which is not tried here.
                    continue;
                }
                let disk = SharedDisk::of(left);
                let mut desk = Desk::try_open(disk.medium(), options.clone())
                    .unwrap_or_else(|e| panic!("{what}: it does not open: {e}"));
                assert_eq!(desk.opened.set_aside, None, "{what}");
                nothing_is_missing(&mut desk, &life, &what);
                if !from_nothing {
                    nothing_is_missing(&mut desk, &first_life, &what);
                }
                drop(desk);
                cuts += 1;
            }
            if !died {
                break;
            }
        }
    }
    println!("{cuts} power cuts");
    assert!(cuts > 60);
}

#[test]
fn a_power_cut_at_any_sync_of_bringing_a_layout_up_loses_nothing() {
    let directory = scratch();
    let options = StoreOptions { on_corrupt: OnCorrupt::Refuse, ..options(directory.path()) };
    let messages = some_messages(2000);
    let waits = messages[9].id.unwrap().0;
    let old = SharedDisk::new();
    let db = redb::Builder::new().create_with_backend(old.clone()).unwrap();
    write_layout_1(&db, &messages, &[("bob", waits)]);
    db.close().unwrap();
    let old = old.after_power_cut(|_| true);
    let mut random = Random(3);
    for sync in 0.. {
        let disk = SharedDisk::of(old.clone());
        disk.with(|disk| disk.dies_at_sync = Some(sync));
        let _ = Desk::try_open(disk.medium(), options.clone()).map(|desk| drop(desk.store));
        let died = disk.with(|disk| disk.fault == Fault::Dead);
        for pick in [0, u64::MAX, random.next()] {
            let what = format!("sync {sync}, {pick:x} of the rest");
            let mut bits = Random(pick);
            let left = disk.after_power_cut(|_| pick == u64::MAX || (pick != 0 && bits.below(2) == 1));
            let mut desk = Desk::try_open(SharedDisk::of(left).medium(), options.clone())
                .unwrap_or_else(|e| panic!("{what}: it does not open: {e}"));
            let mut there = Vec::new();
            for channel in ["#général", "#dev", "#部屋"] {
                there.extend(desk.history(query(channel, None, 5000)).0);
            }
            there.extend(messages.iter().filter_map(|message| match &message.audience {
                Audience::Person(_) => desk.load(message.id.unwrap().0),
                Audience::Channel(_) => None,
            }));
            there.sort_by_key(|message| message.id);
            assert!(there == messages, "{what}: {} of {}", there.len(), messages.len());
            assert_eq!(ids(&desk.waiting_for("bob")), [waits], "{what}");
        }
        if !died {
            println!("{sync} syncs");
            assert!(sync > 2);
            break;
        }
    }
}

#[test]
fn no_kill_while_a_layout_is_brought_up_loses_a_database() {
    const TEST: &str = "faults::no_kill_while_a_layout_is_brought_up_loses_a_database";
    if let [Ok(_), Ok(directory)] = IN_THERE.map(std::env::var) {
        Desk::open(options(Path::new(&directory))).store.shutdown().unwrap();
        return;
    }
    let messages = some_messages(300);
    let expected: Vec<u64> = messages.iter().map(|message| message.id.unwrap().0).collect();
    let fault = |calls| (calls, "signal=KILL");
    for (calls, step) in
        [("fsync", 1), ("fdatasync", 1), ("pwrite64", 7), ("?ftruncate", 1), ("?rename,?renameat,?renameat2", 1)]
    {
        let mut cuts = 0;
        loop {
            let directory = scratch();
            let options = options(directory.path());
            let db = redb::Database::create(options.path()).unwrap();
            write_layout_1(&db, &messages, &[("bob", expected[9])]);
            db.close().unwrap();
            let nth = 1 + cuts * step;
            let Some(killed) = is_killed(TEST, "layout", directory.path(), fault(calls), nth) else { return };
            let desk = Desk::open(options.clone());
            assert_eq!(desk.opened.set_aside, None, "{calls} {nth}");
            desk.store.shutdown().unwrap();
            let offline = Offline::open(&options).unwrap();
            assert_eq!(read_all(&offline), (expected.clone(), 1, 1), "{calls} {nth}");
            assert_eq!(offline.check().unwrap().problems, Vec::<String>::new(), "{calls} {nth}");
            // However often it was tried, there is one copy, and it is whole.
            let names = fs::read_dir(directory.path()).unwrap().map(|file| file.unwrap().file_name());
            let copies: Vec<_> = names.filter(|name| name.to_string_lossy().contains("layout-1")).collect();
            assert!(copies.len() == 1 && !copies[0].to_string_lossy().contains("part"), "{calls} {nth}: {copies:?}");
            let elsewhere = scratch();
            let elsewhere = StoreOptions { directory: elsewhere.path().to_owned(), ..options };
            restore(&elsewhere, &directory.path().join(&copies[0])).unwrap();
            assert_eq!(read_all(&Offline::open(&elsewhere).unwrap()), (expected.clone(), 1, 1), "{calls} {nth}");
            if !killed {
                break;
            }
            cuts += 1;
        }
        println!("{cuts} kills at {calls}");
        assert!(cuts > 0 || calls == "?ftruncate", "{calls}");
    }
}

/// A database with a bit of everything, closed cleanly.
fn sample(directory: &std::path::Path) -> Vec<u8> {
    let mut desk = Desk::open(options(directory));
    desk.submit(StoreAction::CreateAccount(account("bob")), false);
    for n in 0..400 {
        desk.say(["#général", "#dev", "#部屋"][n % 3], &"accents éàç ".repeat(n % 9));
    }
    desk.leave_for("bob", "later");
    desk.submit(ban("mallory"), false);
    desk.flush();
    desk.store.shutdown().unwrap();
    fs::read(options(directory).path()).unwrap()
}

#[test]
fn no_damage_to_the_file_goes_without_the_alarm() {
    let directory = scratch();
    let original = sample(directory.path());
    let reference = {
        let offline = Offline::open(&options(directory.path())).unwrap();
        read_all(&offline)
    };
    let mut random = Random(7);
    let mut damages: Vec<(String, Vec<u8>)> = Vec::new();
    for n in 0..200 {
        let mut bytes = original.clone();
        // Half of them near the beginning, where all that leads to the rest is.
        let bound = if n % 2 == 0 { 4096 } else { bytes.len() as u64 };
        let bit = random.below(bound * 8);
        bytes[bit as usize / 8] ^= 1 << (bit % 8);
        damages.push((format!("bit {bit}"), bytes));
    }
    for n in 0..20 {
        let length = random.below(if n % 2 == 0 { 8192 } else { original.len() as u64 }) as usize;
        damages.push((format!("cut to {length}"), original[..length].to_vec()));
    }
    damages.push(("nothing".to_owned(), Vec::new()));
    damages.push(("zeros".to_owned(), vec![0; original.len()]));
    damages.push(("a text".to_owned(), b"this is no database\n".repeat(500)));
    let (mut opened, mut set_aside) = (0, 0);
    for (what, bytes) in damages {
        let directory = scratch();
        let options = options(directory.path());
        fs::write(options.path(), &bytes).unwrap();
        let desk = Desk::try_open(Medium::files(), options.clone()).unwrap_or_else(|e| panic!("{what}: {e}"));
        let aside = desk.opened.set_aside.clone();
        desk.store.shutdown().unwrap();
        match aside {
            Some(aside) => {
                set_aside += 1;
                assert_eq!(fs::read(&aside.path).unwrap().len(), bytes.len(), "{what}: the damaged file was changed");
            }
            None => {
                opened += 1;
                let offline = Offline::open(&options).unwrap();
                assert_eq!(offline.check().unwrap().problems, Vec::<String>::new(), "{what}");
                assert_eq!(read_all(&offline), reference, "{what}: something is missing without a word");
            }
        }
    }
    println!("{opened} opened with everything in them, {set_aside} set aside");
    assert!(opened > 0 && set_aside > 0);
}

#[test]
fn a_new_database_that_cannot_be_made_leaves_the_damaged_one_in_its_place() {
    let directory = scratch();
    let options = options(directory.path());
    fs::write(options.path(), b"no database").unwrap();
    let obstacle = directory.path().join("classcord.redb.new");
    fs::create_dir(&obstacle).unwrap();
    Desk::try_open(Medium::files(), options.clone()).err().unwrap();
    assert_eq!(fs::read(options.path()).unwrap(), b"no database");
    fs::remove_dir(&obstacle).unwrap();
    let aside = Desk::open(options).opened.set_aside.expect("the alarm");
    assert_eq!(fs::read(aside.path).unwrap(), b"no database");
}

/// The variables that tell the process that is to be killed what to do, and where.
pub const IN_THERE: [&str; 2] = ["CLASSCORD_CUT", "CLASSCORD_CUT_DIRECTORY"];

/// Runs the test of that name again as a process in which those system calls have that fault when they are made for
/// the `nth` time. Whether it was killed; `None` where there is no strace.
pub fn is_killed(test: &str, what: &str, directory: &Path, (calls, fault): (&str, &str), nth: usize) -> Option<bool> {
    let mut command = Command::new("strace");
    command.args(["--follow-forks", "--output=/dev/null", &format!("--trace={calls}")]);
    command.arg(format!("--inject={calls}:{fault}:when={nth}")).arg(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(IN_THERE[0], what).env(IN_THERE[1], directory);
    let Ok(output) = command.output() else {
        eprintln!("SKIPPED: this needs strace");
        return None;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("ptrace") {
        eprintln!("SKIPPED: strace may not trace: {said}");
        return None;
    }
    let killed = output.status.signal() == Some(9);
    assert!(killed || output.status.success(), "{said}");
    Some(killed)
}

#[test]
fn no_cut_while_files_change_places_loses_a_database() {
    const CUT: &str = "signal=KILL";
    const TEST: &str = "faults::no_cut_while_files_change_places_loses_a_database";
    let contents = |options: &StoreOptions| read_all(&Offline::open(options).unwrap()).0;
    if let [Ok(what), Ok(directory)] = IN_THERE.map(std::env::var) {
        let options = options(Path::new(&directory));
        if what == "restore" {
            restore(&options, &options.directory.join("backup")).unwrap();
        } else {
            Desk::open(options).store.shutdown().unwrap();
        }
        return;
    }
    // Where a machine has several of one kind, the C library uses one of them.
    let (rename, link) = ("?rename,?renameat,?renameat2", "?link,?linkat");
    let faults = [(rename, CUT), (link, CUT), ("fsync", CUT), (link, "error=EPERM")];
    for (what, fault) in ["restore", "set aside"].iter().flat_map(|what| faults.map(|fault| (*what, fault))) {
        let mut cuts = 0;
        loop {
            let directory = scratch();
            let options = options(directory.path());
            let mut desk = Desk::open(options.clone());
            desk.say("#dev", "in the backup");
            desk.store.shutdown().unwrap();
            fs::copy(options.path(), directory.path().join("backup")).unwrap();
            if what == "restore" {
                let mut desk = Desk::open(options.clone());
                desk.say("#dev", "and later");
                desk.store.shutdown().unwrap();
            } else {
                fs::write(options.path(), b"no database").unwrap();
            }
            let Some(killed) = is_killed(TEST, what, directory.path(), fault, cuts + 1) else { return };
            let aside = fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().path());
            let aside = aside.filter(|path| path.to_string_lossy().contains("redb.")).collect::<Vec<_>>();
            let where_cut = format!("{what}, {fault:?} after {cuts}: {aside:?}");
            assert!(options.path().exists(), "{where_cut}");
            if what == "restore" {
                let is_new = contents(&options) == [1];
                let former = |path: &PathBuf| {
                    let file_name = path.file_name().unwrap().to_str().unwrap().to_owned();
                    file_name.contains("replaced") && contents(&StoreOptions { file_name, ..options.clone() }) == [1, 2]
                };
                assert!(!is_new || aside.iter().any(former), "{where_cut}");
                assert!(is_new || contents(&options) == [1, 2], "{where_cut}");
            } else {
                let kept = aside.iter().any(|path| fs::read(path).unwrap() == b"no database");
                let alarm = Desk::open(options).opened.set_aside;
                assert!(alarm.is_some() || kept, "{where_cut}");
            }
            if !killed {
                break;
            }
            cuts += 1;
        }
        println!("{what}: {cuts} times {fault:?}");
        assert_eq!(cuts > 0, fault.1 == CUT, "{what}: {fault:?}");
    }
}

fn read_all(offline: &Offline) -> (Vec<u64>, usize, usize) {
    let mut ids = Vec::new();
    offline
        .for_each_message(MessageFilter::default(), |message| {
            ids.extend(message.id.map(|MessageId(id)| id));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    let waiting = offline.undelivered_count(&user("bob")).unwrap();
    (ids, offline.accounts().unwrap().len(), waiting)
}

#[test]
fn damage_is_refused_if_so_configured() {
    let directory = scratch();
    let options = StoreOptions { on_corrupt: OnCorrupt::Refuse, ..options(directory.path()) };
    fs::write(options.path(), b"no database").unwrap();
    let refused = Desk::try_open(Medium::files(), options.clone()).err().unwrap();
    assert!(!matches!(refused, StoreError::InUse { .. }), "{refused}");
    assert_eq!(fs::read(options.path()).unwrap(), b"no database");
}

#[test]
fn many_who_wait_share_one_commit() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    let last = in_one_commit(&mut desk, &disk, None, |desk| {
        let one = |n| desk.submit(StoreAction::CreateAccount(account(&format!("student {n}"))), true);
        (0..100).map(one).last()
    });
    desk.committed(last.unwrap());
    assert_eq!(desk.store.figures().commits, 2);
}
