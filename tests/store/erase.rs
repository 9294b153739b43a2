//! Erasing a person in the store: whatever happens on the way, what is others' stays as it is, and doing it again finishes it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;

use classcord_server::chat::attended::{Lesson, LessonName, Stay};
use classcord_server::chat::campus_event::ErasureBound;
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::message::{Message, MessageId, SharedMessage};
use classcord_server::chat::name::Username;
use classcord_server::chat::poll::{Ballot, Choices, Poll, PollForm, PollId};
use classcord_server::chat::question::{Answered, Question, QuestionId, QuestionText};
use classcord_server::chat::store_protocol::{HistoryQuery, StoreAction};
use classcord_server::chat::voter::Voter;
use classcord_server::store::{
    EraseQuery, Erased, JobAnswer, JobWork, MessageFilter, PageQuery, Rows, StoreError, StoreOptions,
};

use crate::harness::*;

/// Does the steps of an erasure until one fails; gives what they have done.
fn erase(desk: &mut Desk, name: &str, fate: MessageFate) -> Result<Vec<Erased>, StoreError> {
    let mut steps = Vec::new();
    let mut from = None;
    loop {
        let JobAnswer::Erase(done) =
            desk.perform(JobWork::Erase(EraseQuery { person: user(name), fate, below: None, from }))
        else {
            panic!("another answer")
        };
        let done = done?;
        from = done.next;
        steps.push(done);
        if from.is_none() {
            return Ok(steps);
        }
    }
}

pub fn all(desk: &mut Desk) -> BTreeMap<u64, Message> {
    let mut found = BTreeMap::new();
    let mut next = Some(PageQuery::messages(MessageFilter::default(), 1000, 1 << 20));
    while let Some(query) = next {
        let JobAnswer::Page(Ok(page)) = desk.perform(JobWork::Page(query)) else { panic!("no page") };
        let Rows::Messages(rows) = page.rows else { panic!("no messages") };
        found.extend(rows.into_iter().map(|message| (message.id.unwrap().0, message)));
        next = page.next;
    }
    found
}

pub fn is_by(message: &Message, name: &str) -> bool {
    message.from == user(name)
}

/// Keeps messages of alice and carol by turns, enough for many steps.
pub fn fill(desk: &mut Desk, count: u64) {
    for n in 0..count {
        let id = desk.take_id();
        let by = if n % 3 == 0 { "alice" } else { "carol" };
        let written = Message { from: user(by), ..message(id, "#dev", &"é".repeat(150)) };
        desk.submit(StoreAction::Append(SharedMessage::new(written)), false);
        if n % 200 == 199 {
            desk.flush();
        }
    }
    desk.submit(StoreAction::CreateAccount(account("alice")), true);
    desk.leave_for("bob", "from alice");
    desk.leave_for("alice", "to alice");
    desk.flush();
}

#[test]
fn steps_are_bounded_and_what_is_said_meanwhile_is_left_alone() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    fill(&mut desk, 1500);
    let before = all(&mut desk);
    // Said, and in no commit yet.
    let pending = desk.say("#dev", "just now");
    let first = EraseQuery { person: user("ALICE"), fate: MessageFate::Anonymise, below: None, from: None };
    let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(first)) else { panic!("not done") };
    assert!(done.account && done.next.is_some());
    assert_eq!(done.messages.changed.first().unwrap().0, MessageId(pending), "the newest goes first");
    let waited = done.messages.undelivered.iter().map(|(name, mail)| (name.as_str(), mail.messages));
    assert_eq!(waited.collect::<Vec<_>>(), [("bob", 1)]);
    let later = desk.say("#dev", "by somebody who has taken the name");
    let mut from = done.next;
    let (mut steps, mut anonymised) = (1, done.anonymised);
    while let Some(place) = from {
        let query = EraseQuery { person: user("alice"), fate: MessageFate::Anonymise, below: None, from: Some(place) };
        let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(query)) else { panic!("not done") };
        assert_eq!(done.messages.changed, [], "only the newest are told");
        // Four blocks of 8 KiB, of messages of 300 bytes.
        assert!(done.anonymised <= 120, "{done:?}");
        (steps, anonymised, from) = (steps + 1, anonymised + done.anonymised, done.next);
    }
    assert!(steps > 10, "{steps} steps");
    assert_eq!(anonymised, 501);
    let after = all(&mut desk);
    assert_eq!(
        after.values().filter(|message| is_by(message, "alice")).map(|m| m.id.unwrap().0).collect::<Vec<_>>(),
        [later]
    );
    let carols =
        |rows: &BTreeMap<u64, Message>| rows.values().filter(|m| is_by(m, "carol")).cloned().collect::<Vec<_>>();
    assert_eq!(carols(&after), carols(&before));
    let (history, _) = desk.history(HistoryQuery { bytes_max: 1 << 20, ..query("#dev", None, 5) });
    assert_eq!(ids(&history), ids(&after.values().rev().take(5).rev().cloned().collect::<Vec<_>>()));
    assert!(desk.waiting_for("bob").is_empty() && desk.waiting_for("alice").is_empty());
}

#[test]
fn whoever_took_the_name_before_an_erasure_began_keeps_what_they_said() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    fill(&mut desk, 900);
    let before = all(&mut desk);
    let below = 451;
    let mut from = None;
    loop {
        let below = Some(ErasureBound { message: MessageId(below), event: 1 });
        let query = EraseQuery { person: user("alice"), fate: MessageFate::Remove, below, from };
        let JobAnswer::Erase(Ok(done)) = desk.perform(JobWork::Erase(query)) else { panic!("not done") };
        from = done.next;
        if from.is_none() {
            break;
        }
    }
    let after = all(&mut desk);
    let is_later = |id: u64| id >= below;
    let alices = |rows: &BTreeMap<u64, Message>| {
        let of_alice = rows.iter().filter(|(_, message)| is_by(message, "alice"));
        of_alice.map(|(id, _)| *id).collect::<Vec<_>>()
    };
    let all_of_alice = alices(&before);
    assert!(all_of_alice.iter().any(|id| !is_later(*id)));
    assert_eq!(alices(&after), all_of_alice.into_iter().filter(|id| is_later(*id)).collect::<Vec<_>>());
    assert_eq!(desk.waiting_for("alice").len(), 1, "mail to the other one");
}

#[test]
fn a_power_cut_at_any_sync_of_an_erasure_costs_nobody_else_a_message_and_it_is_done_again() {
    let directory = scratch();
    let options = StoreOptions { on_corrupt: classcord_server::store::OnCorrupt::Refuse, ..options(directory.path()) };
    let whole = SharedDisk::new();
    let mut desk = Desk::try_open(whole.medium(), options.clone()).unwrap();
    fill(&mut desk, 900);
    let before = all(&mut desk);
    desk.store.shutdown().unwrap();
    let image = whole.after_power_cut(|_| true);
    let mut cut_in_the_middle = 0;
    for sync in 0.. {
        let disk = SharedDisk::of(image.clone());
        disk.with(|disk| disk.dies_at_sync = Some(sync));
        if let Ok(mut desk) = Desk::try_open(disk.medium(), options.clone()) {
            let _ = erase(&mut desk, "alice", MessageFate::Remove);
        }
        let died = disk.with(|disk| disk.fault == Fault::Dead);
        for keeps in [false, true] {
            let disk = SharedDisk::of(disk.after_power_cut(|_| keeps));
            let mut desk =
                Desk::try_open(disk.medium(), options.clone()).unwrap_or_else(|e| panic!("sync {sync}: {e}"));
            let between = all(&mut desk);
            let theirs = |rows: &BTreeMap<u64, Message>| {
                rows.values().filter(|m| is_by(m, "carol")).cloned().collect::<Vec<_>>()
            };
            assert_eq!(theirs(&between), theirs(&before), "sync {sync}");
            let left = between.values().filter(|message| is_by(message, "alice")).count();
            cut_in_the_middle += usize::from(left > 0 && left < 300);
            erase(&mut desk, "alice", MessageFate::Remove).unwrap();
            let after = all(&mut desk);
            assert_eq!(theirs(&after), theirs(&before), "sync {sync}");
            assert_eq!(after.len(), theirs(&after).len(), "sync {sync}: nothing of alice");
        }
        if !died {
            break;
        }
    }
    assert!(cut_in_the_middle > 3, "{cut_in_the_middle}");
}

#[test]
fn a_disk_that_is_full_says_so_and_keeps_what_was_said() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    fill(&mut desk, 300);
    let before = all(&mut desk);
    disk.with(|disk| disk.fault = Fault::Full);
    let pending = desk.say("#dev", "said while it is full");
    assert!(erase(&mut desk, "carol", MessageFate::Remove).is_err());
    assert!(erase(&mut desk, "carol", MessageFate::Remove).is_err(), "and while it is known to be");
    disk.with(|disk| disk.fault = Fault::None);
    desk.wait("recovery", |reports| {
        let is_it = |report: &_| matches!(report, classcord_server::chat::store_protocol::StoreReport::Recovered);
        reports.iter().any(is_it).then_some(())
    });
    assert_eq!(all(&mut desk).len(), before.len() + 1, "nothing was erased, and nothing forgotten");
    assert!(all(&mut desk).contains_key(&pending));
    erase(&mut desk, "carol", MessageFate::Remove).unwrap();
    assert!(all(&mut desk).values().all(|message| !is_by(message, "carol")));
}

const AT: WallTime = WallTime { unix_us: 1_795_521_600_000_000, offset_s: 3600 };

fn pages(desk: &mut Desk, first: PageQuery, mut each: impl FnMut(Rows)) {
    let mut next = Some(first);
    while let Some(query) = next {
        let JobAnswer::Page(Ok(page)) = desk.perform(JobWork::Page(query)) else { panic!("no page") };
        each(page.rows);
        next = page.next;
    }
}

/// What a lesson leaves: who was there, who voted, who asked.
pub fn lesson(desk: &mut Desk) {
    let stay = |name: &str| {
        let addresses = vec![IpAddr::from([10, 0, 0, 7])];
        Box::new(Stay {
            name: user(name),
            registered: true,
            addresses,
            arrived: AT,
            left: None,
            gone_by: None,
            clock: false,
        })
    };
    for (number, name) in ["alice", "carol", "Alice", "carol", "alice"].into_iter().enumerate() {
        desk.submit(StoreAction::StayBegan { number: number as u64, stay: stay(name) }, false);
    }
    // alice is there still, and the last who left was carol.
    for number in 0..4 {
        desk.submit(StoreAction::StaysEnded { numbers: vec![number], at: AT }, false);
    }
    let begun = |number, by: &str| Lesson {
        number,
        name: LessonName::parse("TP").unwrap(),
        by: by.into(),
        began: AT,
        ended: None,
        clock: false,
    };
    desk.submit(StoreAction::SetLessons(vec![begun(1, "ALICE"), begun(2, "carol")]), false);
    // More than a step looks at.
    for number in 1..=300 {
        let form = PollForm::new("?", ["x", "y"]).unwrap();
        let by = if number % 2 == 0 { "alice" } else { "carol" };
        let channel = channel_name("#dev");
        let poll = Poll { id: PollId(number), channel, by: by.into(), opened: AT, closed: Some(AT), form };
        desk.submit(StoreAction::SetPoll(Arc::new(poll)), false);
        for voter in ["alice", "carol"] {
            let ballot = Ballot {
                voter: user(voter),
                by: Voter::of_account(&user(voter)),
                choices: Choices::of([1]).unwrap(),
                at: AT,
            };
            desk.submit(StoreAction::SetBallot { poll: PollId(number), ballot }, false);
        }
        let content = QuestionText::parse("?").unwrap();
        let (from, by) = if number % 2 == 0 { ("alice", "carol") } else { ("carol", "Alice") };
        let answered = Some(Answered { by: by.into(), at: AT, text: None });
        let question = Question {
            id: QuestionId(number),
            from: user(from),
            by: Voter::of_account(&user(from)),
            at: AT,
            content,
            answered,
        };
        desk.submit(StoreAction::SetQuestion(Arc::new(question)), false);
        for voter in ["alice", "carol"] {
            let vote = StoreAction::SetQuestionVote {
                question: QuestionId(number),
                voter: Voter::of_account(&user(voter)),
                up: true,
            };
            desk.submit(vote, false);
        }
        if number % 20 == 0 {
            desk.flush();
        }
    }
    desk.flush();
}

/// Rows that are kept of somebody: stays, lessons, polls, questions. Nothing in them is of others who voted.
pub fn rows_of(desk: &mut Desk, name: &str) -> [usize; 4] {
    let mut counts = [0; 4];
    let queries = [
        PageQuery::stays(2, 1 << 20),
        PageQuery::lessons(1, 1 << 20),
        PageQuery::polls(70, 1 << 20),
        PageQuery::questions(70, 1 << 20),
    ];
    for query in queries {
        pages(desk, query.of(Some(user(name))), |rows| match rows {
            Rows::Stays(found) => counts[0] += found.len(),
            Rows::Lessons(found) => counts[1] += found.len(),
            Rows::Polls(found) => {
                counts[2] += found.len();
                assert!(found.iter().flat_map(|poll| &poll.ballots).all(|ballot| ballot.voter == user(name)));
            }
            Rows::QuestionsOf(person, found) => {
                assert_eq!(person, user(name));
                counts[3] += found.len();
            }
            other => panic!("{other:?}"),
        });
    }
    counts
}

#[test]
fn what_a_lesson_leaves_of_a_person_goes_and_what_is_others_stays() {
    for fate in [MessageFate::Anonymise, MessageFate::Remove] {
        let directory = scratch();
        let mut desk = Desk::open(options(directory.path()));
        lesson(&mut desk);
        assert_eq!(rows_of(&mut desk, "ALICE"), [3, 1, 300, 300]);
        assert_eq!(rows_of(&mut desk, "carol"), [2, 1, 300, 300]);
        let steps = erase(&mut desk, "alice", fate).unwrap();
        assert!(steps.len() >= 3, "{} steps", steps.len());
        let sum = |part: fn(&Erased) -> u64| steps.iter().map(part).sum::<u64>();
        // 300 votes in polls, 300 for questions; a lesson, 150 polls, 150 questions asked and 150 answered.
        assert_eq!((sum(|done| done.stays), sum(|done| done.votes), sum(|done| done.acts)), (3, 600, 451));
        assert_eq!(rows_of(&mut desk, "alice"), [0; 4], "{fate}");
        let (asked, nobodys) = if fate == MessageFate::Remove { (150, 0) } else { (300, 150) };
        assert_eq!(rows_of(&mut desk, "carol"), [2, 1, 300, asked], "{fate}");
        let mut found = 0;
        pages(&mut desk, PageQuery::questions(100, 1 << 20), |rows| {
            let Rows::Questions(rows) = rows else { panic!("no questions") };
            found += rows.iter().filter(|one| one.question.from == Username::erased()).count();
        });
        assert_eq!(found, nobodys, "{fate}");
        let again = erase(&mut desk, "alice", fate).unwrap();
        assert!(again.iter().all(|done| done.stays + done.votes + done.acts == 0));
        // The last row of all has no name any more, and the next one is behind it.
        erase(&mut desk, "carol", fate).unwrap();
        let mut nobody = Vec::new();
        pages(&mut desk, PageQuery::stays(10, 1 << 20), |rows| {
            let Rows::Stays(rows) = rows else { panic!("no stays") };
            nobody.extend(rows.into_iter().map(|stay| (stay.name, stay.addresses)));
        });
        assert_eq!(nobody, [(Username::erased(), Vec::new())]);
        desk.store.shutdown().unwrap();
        let db = classcord_server::store::Offline::open(&options(directory.path())).unwrap();
        assert_eq!(db.check().unwrap().problems, Vec::<String>::new());
    }
}
