//! Searching the database: every search against a look at each message, in turn with commits, and what it takes.

use std::time::{Duration, Instant};

use classcord_server::chat::message::{Audience, Message, MessageId, SharedMessage};
use classcord_server::chat::searching::{Cancellation, SearchFindings, SearchQuery, SearchTerms, SearchedChannels};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport, StoreSeq};
use classcord_server::store::{Offline, StoreOptions};

use crate::harness::*;

fn search(words: &str) -> SearchQuery {
    SearchQuery {
        terms: SearchTerms::parse(words).unwrap(),
        channels: SearchedChannels::All,
        private_of: None,
        with: None,
        author: None,
        since: None,
        until: None,
        before: None,
        after: None,
        limit: 20,
        bytes_max: 64 * 1024,
        looked_at_max: 100_000,
        cancellation: Cancellation::default(),
    }
}

/// What was written in private, whatever it says.
fn none() -> SearchQuery {
    SearchQuery { terms: SearchTerms::none(), channels: SearchedChannels::These(Vec::new()), ..search("x") }
}

fn begin(desk: &mut Desk, query: SearchQuery) -> StoreSeq {
    desk.submit(StoreAction::Search(Box::new(query)), false)
}

fn findings(desk: &mut Desk, asked: StoreSeq) -> Option<SearchFindings> {
    desk.wait("findings", |reports| {
        reports.iter().find_map(|report| match report {
            StoreReport::Search { seq, findings } if *seq == asked => Some(findings.clone()),
            _ => None,
        })
    })
}

fn found(desk: &mut Desk, query: SearchQuery) -> SearchFindings {
    let asked = begin(desk, query);
    findings(desk, asked).unwrap()
}

/// What a class writes, some of it in private.
fn say_much(desk: &mut Desk, count: u64) -> Vec<Message> {
    let mut all = Vec::new();
    for n in 0..count {
        let content = format!("Message n° {n} : l'élève {} écrit à la classe", n % 30);
        let id = desk.take_id();
        let said = match n % 7 {
            0 => private(id, ["bob", "eve"][n as usize % 2], &content),
            _ => message(id, ["#général", "#dev", "#rare"][if n % 500 == 1 { 2 } else { n as usize % 2 }], &content),
        };
        desk.submit(StoreAction::Append(SharedMessage::new(said.clone())), false);
        all.push(said);
        if n % 1000 == 999 {
            desk.flush();
        }
    }
    all
}

#[test]
fn a_search_finds_what_a_look_at_each_message_finds() {
    let directory = scratch();
    let mut desk = Desk::open(options(directory.path()));
    // The last of them are not on disk.
    let all = say_much(&mut desk, 3300);
    let struck = all[3100].id.unwrap();
    desk.submit(StoreAction::DeleteMessage { id: struck }, false);
    let commits = desk.store.figures().commits;
    let key = |name: &str| user(name).key().clone();
    let channel = |name: &str| channel_name(name).key().clone();
    let base = search("ELEVE 1");
    for (name, query) in [
        ("all", base.clone()),
        ("rare", SearchQuery { channels: SearchedChannels::These(vec![channel("#rare")]), ..base.clone() }),
        (
            "two and own",
            SearchQuery {
                channels: SearchedChannels::These(vec![channel("#dev"), channel("#rare")]),
                private_of: Some((key("bob"), all[1000].at)),
                ..base.clone()
            },
        ),
        (
            "own of the author",
            SearchQuery { private_of: Some((key("alice"), all[0].at)), author: Some(key("alice")), ..base.clone() },
        ),
        ("with one", SearchQuery { with: Some(key("eve")), private_of: Some((key("alice"), all[0].at)), ..none() }),
        ("with another", SearchQuery { with: Some(key("zoe")), private_of: Some((key("alice"), all[0].at)), ..none() }),
        ("nobody's", SearchQuery { author: Some(key("zoe")), ..base.clone() }),
        ("looking at few", SearchQuery { looked_at_max: 100, ..base.clone() }),
        ("few bytes", SearchQuery { bytes_max: 300, ..base }),
    ] {
        let mut matcher = query.terms.matcher();
        let expected: Vec<u64> = ids(&all)
            .into_iter()
            .zip(&all)
            .filter(|(id, message)| *id != struck.0 && query.takes(message, &mut matcher))
            .map(|(id, _)| id)
            .collect();
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = found(&mut desk, SearchQuery { before, ..query.clone() });
            assert!(page.messages.len() <= 20, "{name}");
            let page_ids = ids(&page.messages);
            assert!(page_ids.is_sorted(), "{name}: {page_ids:?}");
            seen.splice(0..0, page_ids);
            match page.before {
                Some(next) => before = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, expected, "{name}");
        // From the other end, the same, but for what is looked at in one search only.
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            let looked_at_max = usize::MAX;
            let page = found(&mut desk, SearchQuery { after: Some(MessageId(after)), looked_at_max, ..query.clone() });
            let page_ids = ids(&page.messages);
            assert!(page_ids.is_sorted() && page_ids.len() <= 20, "{name}: {page_ids:?}");
            seen.extend(page_ids);
            match page.before {
                Some(last) => after = last.0,
                None => break,
            }
        }
        assert_eq!(seen, expected, "{name}, forwards");
    }
    assert_eq!(desk.store.figures().commits, commits, "searching has forced a commit");
    // Of somebody else's private messages nothing is found, whatever is asked.
    let nothing = SearchQuery { channels: SearchedChannels::These(Vec::new()), ..search("message") };
    assert_eq!(found(&mut desk, nothing), SearchFindings::default());
}

#[test]
fn commits_go_on_between_the_slices_of_many_searches_and_cancelled_ones_end() {
    let directory = scratch();
    let disk = SharedDisk::new();
    let mut desk = Desk::try_open(disk.medium(), options(directory.path())).unwrap();
    say_much(&mut desk, 30_000);
    desk.flush();
    let cancelled = search("nulle-part");
    let cancellation = cancelled.cancellation.clone();
    // All of it is in the queue before the writer takes the first search from it.
    let (searches, gone, said, urgent) = in_one_commit(&mut desk, &disk, None, |desk| {
        let searches: Vec<StoreSeq> = (0..8).map(|_| begin(desk, search("nulle-part"))).collect();
        let gone = begin(desk, cancelled);
        cancellation.cancel();
        let said = desk.say("#dev", "urgent");
        (searches, gone, said, desk.submit(StoreAction::SetSanction(sanction_of_nobody()), true))
    });
    for &asked in &searches {
        assert_eq!(findings(&mut desk, asked), Some(SearchFindings::default()));
    }
    desk.committed(urgent);
    let at = |found: &dyn Fn(&StoreReport) -> bool| desk.reports.iter().position(found).unwrap();
    let committed = at(&|report| matches!(report, StoreReport::Committed { through, .. } if *through >= urgent));
    let ended = at(&|report| matches!(report, StoreReport::Search { seq, .. } if searches.contains(seq)));
    assert!(committed < ended, "a commit waited for a search");
    let dropped = at(&|report| matches!(report, StoreReport::Search { seq, findings: None } if *seq == gone));
    assert!(dropped < ended, "who has gone is searched for");
    assert_eq!(desk.load(said).unwrap().content.as_ref(), "urgent");
}

fn sanction_of_nobody() -> classcord_server::chat::sanction::Sanction {
    use classcord_server::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
    let at = account("x").created;
    let target = SanctionTarget::Person(user("nobody"));
    Sanction { kind: SanctionKind::Mute, target, since: at, until: None, by: "console".into(), reason: "".into() }
}

/// A million messages of a class; see BENCH.md.
#[test]
#[ignore = "takes a minute in a release build; prints what a search takes"]
fn a_search_of_the_last_hundred_thousand_of_a_million_messages() {
    const MESSAGES: u64 = 1_000_000;
    let directory = tempfile::tempdir().unwrap();
    let options = StoreOptions { keep_messages: 0, keep_days: 0, max_bytes: 0, ..StoreOptions::new(directory.path()) };
    let offline = Offline::open_or_create(&options).unwrap();
    let people: Vec<_> = (0..35).map(|n| user(&format!("élève{n}"))).collect();
    let channels = ["#général", "#dev", "#tp1"].map(channel_name);
    let said = (1..=MESSAGES).map(|n| {
        let channel = channels[n as usize % 3].clone();
        let content = format!("Une phrase d'une longueur ordinaire, écrite à l'école, la {n}e de l'année");
        let audience = match n % 10 {
            0 => Audience::Person(people[(n / 10) as usize % 35].clone()),
            _ => Audience::Channel(channel.clone()),
        };
        Message {
            from: people[n as usize % 35].clone(),
            audience,
            channel,
            content: content.into(),
            ..message(n, "#dev", "")
        }
    });
    assert_eq!(offline.import_messages(said).unwrap().added, MESSAGES);
    offline.close().unwrap();
    let mut desk = Desk::open(StoreOptions { commit_window: Duration::from_secs(3600), ..options });
    let readable = SearchedChannels::These(channels.iter().map(|name| name.key().clone()).collect());
    let private_of = Some((people[3].key().clone(), message(0, "#dev", "").at));
    for (what, words, limit) in
        [("nowhere", "introuvable", 20), ("everywhere", "ECOLE", 100), ("in one of 100,000", "phrase 900123e", 20)]
    {
        let query = SearchQuery { channels: readable.clone(), private_of: private_of.clone(), limit, ..search(words) };
        let mut times = Vec::new();
        let mut count = 0;
        for _ in 0..5 {
            let began = Instant::now();
            count = found(&mut desk, query.clone()).messages.len();
            times.push(began.elapsed());
        }
        times.sort_unstable();
        eprintln!("words that are {what}: {count} found in {:?} (median of 5, slowest {:?})", times[2], times[4]);
    }
    // With eight at once, an urgent commit every now and then.
    let searches: Vec<StoreSeq> =
        (0..8).map(|_| begin(&mut desk, SearchQuery { channels: readable.clone(), ..search("introuvable") })).collect();
    let (mut slowest, mut commits) = (Duration::ZERO, 0);
    let began = Instant::now();
    loop {
        let at = Instant::now();
        desk.flush();
        slowest = slowest.max(at.elapsed());
        commits += 1;
        let done = |seq: &StoreSeq| {
            desk.reports.iter().any(|report| matches!(report, StoreReport::Search { seq: of, .. } if of == seq))
        };
        if searches.iter().all(done) {
            break;
        }
    }
    eprintln!(
        "8 at once: all answered in {:?}; {commits} commits meanwhile, the slowest in {slowest:?}",
        began.elapsed()
    );
    assert_eq!(found(&mut desk, search("900123e")).messages[0].id, Some(MessageId(900_123)));
    desk.store.shutdown().unwrap();
}
