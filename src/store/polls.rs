//! Polls and the votes in them, on disk.
//!
//! Owns their two tables: a vote is a row of its own, so that keeping one writes nothing else. The tables are made with the
//! first poll; a database without one has none, and nothing here is looked at for a message. Called by `apply` for what the
//! core asks, by `database` at start, by `page` for export, and by `retention`.

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{BALLOTS, POLLS, is_there, open_if_there};
use crate::chat::name::NameKey;
use crate::chat::poll::{Ballot, Choices, Poll, PollForm, PollId, PollWithBallots};

/// Polls that are kept: five a day for a school year.
const POLLS_KEPT_MAX: u64 = 1000;

/// Polls that are forgotten for their age at a time.
const PRUNED_MAX: usize = 50;

const SEVERAL: u8 = 1;
const ANONYMOUS: u8 = 2;
const LIVE: u8 = 4;
const CLOSED: u8 = 8;

/// Encodes a poll without its number, which is its key.
pub fn encode_poll(poll: &Poll) -> Vec<u8> {
    let form = &poll.form;
    let mut out = ValueWriter::with_room(64 + form.question().len());
    let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
    let flags =
        [(form.several, SEVERAL), (form.anonymous, ANONYMOUS), (form.live, LIVE), (poll.closed.is_some(), CLOSED)];
    out.byte(flags.into_iter().fold(0, |all, (is_set, one)| all | flag(is_set, one)));
    out.time(poll.opened);
    if let Some(closed) = poll.closed {
        out.time(closed);
    }
    out.text(poll.channel.as_str());
    out.text(&poll.by);
    out.text(form.question());
    out.byte(form.answers().len() as u8);
    for answer in form.answers() {
        out.text(answer);
    }
    out.into_bytes()
}

/// Decodes a poll.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_poll(id: PollId, bytes: &[u8]) -> Result<Poll, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let flags = input.byte()?;
    if flags & !(SEVERAL | ANONYMOUS | LIVE | CLOSED) != 0 {
        return Err(CodecError::Field("poll flag"));
    }
    let opened = input.time()?;
    let closed = if flags & CLOSED != 0 { Some(input.time()?) } else { None };
    let channel = input.channel_name()?;
    let by = input.text()?.into();
    let question = input.text()?;
    let count = input.byte()?;
    let answers: Vec<&str> = (0..count).map(|_| input.text()).collect::<Result<_, _>>()?;
    input.end()?;
    let mut form = PollForm::new(question, answers).map_err(CodecError::Field)?;
    form.several = flags & SEVERAL != 0;
    form.anonymous = flags & ANONYMOUS != 0;
    form.live = flags & LIVE != 0;
    Ok(Poll { id, channel, by, opened, closed, form })
}

/// Encodes a vote.
pub fn encode_ballot(ballot: &Ballot) -> Vec<u8> {
    let mut out = ValueWriter::with_room(32);
    out.time(ballot.at);
    out.text(ballot.voter.as_str());
    for number in ballot.choices.numbers() {
        out.byte(number as u8);
    }
    out.into_bytes()
}

/// Decodes a vote.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_ballot(bytes: &[u8]) -> Result<Ballot, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let at = input.time()?;
    let voter = input.username()?;
    let choices = Choices::of(input.rest().iter().map(|number| u64::from(*number)));
    Ok(Ballot { voter, choices: choices.ok_or(CodecError::Field("choice"))?, at })
}

/// Keeps a poll, and forgets the oldest if there are too many.
pub(super) fn put(txn: &WriteTransaction, poll: &Poll) -> Result<(), StoreError> {
    let oldest = {
        let mut polls = txn.open_table(POLLS)?;
        polls.insert(poll.id.0, encode_poll(poll).as_slice())?;
        let oldest = polls.first()?.map(|(id, _)| PollId(id.value()));
        oldest.filter(|_| polls.len().is_ok_and(|count| count > POLLS_KEPT_MAX))
    };
    oldest.map_or(Ok(()), |id| remove(txn, id))
}

/// Keeps a vote, if its poll is there.
pub(super) fn put_ballot(txn: &WriteTransaction, poll: PollId, ballot: &Ballot) -> Result<(), StoreError> {
    if txn.open_table(POLLS)?.get(poll.0)?.is_some() {
        let key = (poll.0, ballot.voter.key().as_str());
        txn.open_table(BALLOTS)?.insert(key, encode_ballot(ballot).as_slice())?;
    }
    Ok(())
}

/// Forgets a poll and the votes in it.
pub(super) fn remove(txn: &WriteTransaction, poll: PollId) -> Result<(), StoreError> {
    txn.open_table(POLLS)?.remove(poll.0)?;
    txn.open_table(BALLOTS)?.retain_in((poll.0, "")..(poll.0 + 1, ""), |_, _| false)?;
    Ok(())
}

/// Forgets some of the polls that were opened before a time, in microseconds since the Unix epoch.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<(), StoreError> {
    if !is_there(txn, POLLS)? {
        return Ok(());
    }
    let mut old = Vec::new();
    for row in txn.open_table(POLLS)?.iter()?.take(PRUNED_MAX) {
        let (id, bytes) = row?;
        match decode_poll(PollId(id.value()), bytes.value()) {
            Ok(poll) if poll.opened.unix_us >= before_us => break,
            // Somebody may vote in it today.
            Ok(Poll { closed: None, .. }) => {}
            Ok(Poll { id, .. }) => old.push(id),
            Err(_) => {}
        }
    }
    old.into_iter().try_for_each(|id| remove(txn, id))
}

/// Forgets the votes of a name in so many polls before a number, and has those that it opened name nobody. Gives the number
/// of votes, that of polls, and the number to go on before.
pub(super) fn erase(
    txn: &WriteTransaction,
    key: &NameKey,
    before: u64,
    most: usize,
) -> Result<(u64, u64, Option<u64>), StoreError> {
    if !is_there(txn, POLLS)? {
        return Ok((0, 0, None));
    }
    let (mut polls, mut ballots) = (txn.open_table(POLLS)?, txn.open_table(BALLOTS)?);
    let (mut ids, mut named) = (Vec::new(), Vec::new());
    for row in polls.range(..before)?.rev().take(most) {
        let (id, bytes) = row?;
        ids.push(id.value());
        named.extend(decode_poll(PollId(id.value()), bytes.value()).ok().and_then(|poll| poll.without(key)));
    }
    let mut votes = 0;
    for id in &ids {
        votes += u64::from(ballots.remove((*id, key.as_str()))?.is_some());
    }
    for poll in &named {
        polls.insert(poll.id.0, encode_poll(poll).as_slice())?;
    }
    Ok((votes, named.len() as u64, ids.last().copied().filter(|_| ids.len() == most)))
}

/// The polls that are behind a number and the votes in them, in order, until `take` says that it has enough. What cannot be
/// read is left out with a loud line.
pub(super) fn walk(
    txn: &ReadTransaction,
    behind: u64,
    mut take: impl FnMut(PollWithBallots) -> bool,
) -> Result<(), StoreError> {
    let Some(polls) = open_if_there(txn, POLLS)? else { return Ok(()) };
    for row in polls.range(behind.saturating_add(1)..)? {
        let (id, bytes) = row?;
        let id = PollId(id.value());
        match decode_poll(id, bytes.value()) {
            Ok(poll) => {
                let ballots = ballots(txn, &poll)?;
                if !take(PollWithBallots { poll, ballots }) {
                    return Ok(());
                }
            }
            Err(e) => log::error!("the poll {} cannot be read and is left out: {e}", id.0),
        }
    }
    Ok(())
}

fn ballots(txn: &ReadTransaction, poll: &Poll) -> Result<Vec<Ballot>, StoreError> {
    let mut found = Vec::new();
    let Some(ballots) = open_if_there(txn, BALLOTS)? else { return Ok(found) };
    for row in ballots.range((poll.id.0, "")..(poll.id.0.saturating_add(1), ""))? {
        let (key, bytes) = row?;
        match decode_ballot(bytes.value()) {
            Ok(ballot) if poll.form.takes(ballot.choices) => found.push(ballot),
            _ => log::error!("a vote in the poll {} cannot be read and is left out: {:?}", poll.id.0, key.value().1),
        }
    }
    Ok(found)
}

/// The last poll of each channel, in the order of their numbers, and the number of the last of all; 0 if there is none.
pub(super) fn load(txn: &ReadTransaction) -> Result<(Vec<PollWithBallots>, u64), StoreError> {
    let Some(polls) = open_if_there(txn, POLLS)? else { return Ok((Vec::new(), 0)) };
    let last = polls.last()?.map_or(0, |(id, _)| id.value());
    let mut newest: Vec<Poll> = Vec::new();
    for row in polls.iter()? {
        let (id, bytes) = row?;
        match decode_poll(PollId(id.value()), bytes.value()) {
            Ok(poll) => {
                newest.retain(|other| other.channel.key() != poll.channel.key());
                newest.push(poll);
            }
            Err(e) => log::error!("the poll {} cannot be read and is left out: {e}", id.value()),
        }
    }
    let whole = |poll: Poll| Ok(PollWithBallots { ballots: ballots(txn, &poll)?, poll });
    Ok((newest.into_iter().map(whole).collect::<Result<_, StoreError>>()?, last))
}

/// Says what does not fit together: rows that cannot be read, votes without their poll, votes under another name.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    let polls = open_if_there(txn, POLLS)?;
    if let Some(polls) = &polls {
        for row in polls.iter()? {
            let (id, bytes) = row?;
            if let Err(e) = decode_poll(PollId(id.value()), bytes.value()) {
                problem(format!("the poll {} cannot be read: {e}", id.value()));
            }
        }
    }
    let Some(ballots) = open_if_there(txn, BALLOTS)? else { return Ok(()) };
    for row in ballots.iter()? {
        let (key, bytes) = row?;
        let (id, name) = key.value();
        let poll = match &polls {
            Some(polls) => polls.get(id)?.and_then(|bytes| decode_poll(PollId(id), bytes.value()).ok()),
            None => None,
        };
        match (decode_ballot(bytes.value()), poll) {
            (Err(e), _) => problem(format!("the vote of {name:?} in the poll {id} cannot be read: {e}")),
            (Ok(_), None) => problem(format!("{name:?} has voted in the poll {id}, which is not there")),
            (Ok(ballot), Some(poll)) if ballot.voter.key().as_str() != name || !poll.form.takes(ballot.choices) => {
                problem(format!("the vote of {name:?} in the poll {id} is not one that can be given"));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::name::{ChannelName, Username};

    fn poll(id: u64, channel: &str, at_us: i64) -> Poll {
        let opened = WallTime { unix_us: at_us, offset_s: 3600 };
        let form = PollForm::new("Qui ?", ["a", "b", "c"]).unwrap();
        let channel = ChannelName::parse(channel).unwrap();
        Poll { id: PollId(id), channel, by: "prof".into(), opened, closed: None, form }
    }

    fn ballot(voter: &str, number: u64) -> Ballot {
        let at = WallTime { unix_us: 7, offset_s: 0 };
        Ballot { voter: Username::parse(voter).unwrap(), choices: Choices::of([number]).unwrap(), at }
    }

    fn database() -> Database {
        Database::builder().create_with_backend(InMemoryBackend::new()).unwrap()
    }

    fn write(db: &Database, work: impl FnOnce(&WriteTransaction) -> Result<(), StoreError>) {
        let txn = db.begin_write().unwrap();
        work(&txn).unwrap();
        txn.commit().unwrap();
    }

    fn kept(db: &Database) -> Vec<(u64, usize)> {
        let mut found = Vec::new();
        let take = |one: PollWithBallots| {
            found.push((one.poll.id.0, one.ballots.len()));
            true
        };
        walk(&db.begin_read().unwrap(), 0, take).unwrap();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn polls_and_votes_come_back(
            id in any::<u64>(), opened in any::<i64>(), closed in prop::option::of(any::<i64>()), flags in any::<[bool; 3]>(),
            question in "[a-zé ?]{0,20}x", answers in prop::collection::vec("[a-zé部]{1,30}", 2..=8),
            numbers in prop::collection::vec(1..=8_u64, 1..4),
        ) {
            let time = |unix_us| WallTime { unix_us, offset_s: -3600 };
            let mut form = PollForm::new(&question, answers.iter().map(String::as_str)).unwrap();
            (form.several, form.anonymous, form.live) = (flags[0], flags[1], flags[2]);
            let one = Poll { form, opened: time(opened), closed: closed.map(time), ..poll(id, "#Réseau", 0) };
            let bytes = encode_poll(&one);
            prop_assert_eq!(decode_poll(one.id, &bytes), Ok(one));
            for cut in 0..bytes.len() {
                prop_assert!(decode_poll(PollId(1), &bytes[..cut]).is_err());
            }
            let vote = Ballot { choices: Choices::of(numbers).unwrap(), ..ballot("Zoé", 1) };
            prop_assert_eq!(decode_ballot(&encode_ballot(&vote)), Ok(vote));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let bytes = [&[1_u8][..], &bytes].concat();
            let _ = decode_poll(PollId(1), &bytes);
            let _ = decode_ballot(&bytes);
        }
    }

    #[test]
    fn nothing_is_there_before_the_first_poll_and_nothing_after_the_last() {
        let db = database();
        write(&db, |txn| {
            txn.open_table(super::super::schema::META)?;
            prune(txn, i64::MAX)
        });
        assert!(kept(&db).is_empty());
        let txn = db.begin_read().unwrap();
        assert_eq!(load(&txn).unwrap(), (Vec::new(), 0));
        assert_eq!(txn.list_tables().unwrap().count(), 1);
        write(&db, |txn| put(txn, &poll(1, "#dev", 0)));
        write(&db, |txn| put_ballot(txn, PollId(1), &ballot("bob", 1)));
        write(&db, |txn| put_ballot(txn, PollId(2), &ballot("bob", 1)));
        assert_eq!(kept(&db), [(1, 1)]);
        write(&db, |txn| remove(txn, PollId(1)));
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
    }

    #[test]
    fn the_last_poll_of_each_channel_is_loaded_with_its_votes() {
        let db = database();
        for (id, channel) in [(1, "#dev"), (2, "#général"), (3, "#DEV")] {
            write(&db, |txn| put(txn, &poll(id, channel, 0)));
            write(&db, |txn| put_ballot(txn, PollId(id), &ballot("bob", 1)));
            write(&db, |txn| put_ballot(txn, PollId(id), &ballot("BOB", 2)));
        }
        let (loaded, last) = load(&db.begin_read().unwrap()).unwrap();
        let ids: Vec<u64> = loaded.iter().map(|one| one.poll.id.0).collect();
        assert_eq!((ids, last), (vec![2, 3], 3));
        assert_eq!(loaded[0].ballots, [ballot("BOB", 2)]);
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
    }

    #[test]
    fn old_polls_go_by_age_and_by_number_with_their_votes() {
        let db = database();
        write(&db, |txn| {
            for id in 1..=POLLS_KEPT_MAX + 2 {
                let closed = Some(WallTime { unix_us: 0, offset_s: 0 });
                put(txn, &Poll { closed, ..poll(id, "#dev", id as i64) })?;
                put_ballot(txn, PollId(id), &ballot("bob", 1))?;
            }
            Ok(())
        });
        assert_eq!(kept(&db).first(), Some(&(3, 1)));
        write(&db, |txn| put(txn, &poll(6, "#dev", 6)));
        write(&db, |txn| prune(txn, 20));
        let ids: Vec<u64> = kept(&db).iter().map(|(id, _)| *id).take(3).collect();
        assert_eq!(ids, [6, 20, 21], "an open one stays");
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
    }

    #[test]
    fn what_does_not_fit_together_is_found() {
        let db = database();
        write(&db, |txn| {
            put(txn, &poll(1, "#dev", 0))?;
            txn.open_table(POLLS)?.insert(2, [9].as_slice())?;
            let mut ballots = txn.open_table(BALLOTS)?;
            ballots.insert((1, "eve"), encode_ballot(&ballot("bob", 1)).as_slice())?;
            ballots.insert((1, "zoe"), encode_ballot(&ballot("zoe", 8)).as_slice())?;
            ballots.insert((7, "bob"), encode_ballot(&ballot("bob", 1)).as_slice())?;
            ballots.insert((1, "bob"), [1].as_slice())?;
            Ok(())
        });
        let mut problems = 0;
        check(&db.begin_read().unwrap(), |_| problems += 1).unwrap();
        assert_eq!(problems, 5);
        assert_eq!(kept(&db), [(1, 1)], "what can be read is");
    }
}
