//! Polls and the votes in them, on disk.
//!
//! Owns the bytes of both and what becomes of them; their tables are [`VotedRows`]. Called by `apply` for what the core asks,
//! by `database` at start, by `page` for export, and by `retention`.

use redb::{ReadTransaction, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{BALLOTS, POLLS};
use super::voted::{Age, Fate, VotedRows, VotesErased};
use crate::chat::name::NameKey;
use crate::chat::poll::{Ballot, Choices, Poll, PollForm, PollId, PollWithBallots};
use crate::chat::renamed::NameChange;
use crate::chat::voter::Voter;

/// Polls that are kept: five a day for a school year.
const POLLS_KEPT_MAX: u64 = 1000;

const TABLES: VotedRows = VotedRows { what: "poll", rows: POLLS, votes: BALLOTS, kept_max: POLLS_KEPT_MAX };

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

/// Decodes a vote, which is the owner's of an account: whose it is else stands in its key.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_ballot(bytes: &[u8]) -> Result<Ballot, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let at = input.time()?;
    let voter = input.username()?;
    let choices = Choices::of(input.rest().iter().map(|number| u64::from(*number)));
    let by = Voter::of_account(&voter);
    Ok(Ballot { voter, by, choices: choices.ok_or(CodecError::Field("choice"))?, at })
}

/// Keeps a poll, and forgets the oldest if there are too many.
pub(super) fn put(txn: &WriteTransaction, poll: &Poll) -> Result<(), StoreError> {
    TABLES.put(txn, poll.id.0, &encode_poll(poll))
}

/// Keeps a vote, if its poll is there.
pub(super) fn put_ballot(txn: &WriteTransaction, poll: PollId, ballot: &Ballot) -> Result<(), StoreError> {
    TABLES.set_vote(txn, poll.0, &ballot.by, Some(&encode_ballot(ballot)))
}

/// Forgets a poll and the votes in it.
pub(super) fn remove(txn: &WriteTransaction, poll: PollId) -> Result<(), StoreError> {
    TABLES.remove(txn, poll.0)
}

/// Forgets some of the polls that were opened before a time, in microseconds since the Unix epoch.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<(), StoreError> {
    TABLES.prune(txn, |id, bytes| {
        let poll = decode_poll(PollId(id), bytes)?;
        Ok(match poll.closed {
            _ if poll.opened.unix_us >= before_us => Age::Young,
            // Somebody may vote in it today.
            None => Age::Spared,
            Some(_) => Age::Old,
        })
    })
}

/// Forgets the votes of a name in so many polls before a number, and has those that it opened name nobody.
pub(super) fn erase(
    txn: &WriteTransaction,
    key: &NameKey,
    before: u64,
    most: usize,
) -> Result<VotesErased, StoreError> {
    TABLES.erase(txn, key, (before, most), |id, bytes| {
        let named = decode_poll(PollId(id), bytes)?.without(key);
        Ok(named.map_or(Fate::Stay, |poll| Fate::Change(encode_poll(&poll))))
    })
}

/// Has the votes of a name in so many polls before a number, and the polls that it opened, be another's; gives the number to
/// go on before.
pub(super) fn rename(
    txn: &WriteTransaction,
    change: &NameChange,
    before: u64,
    most: usize,
) -> Result<Option<u64>, StoreError> {
    let row = |id, bytes: &[u8]| {
        let mut poll = decode(id, bytes)?;
        Ok(change.spell(&mut poll.by).then(|| encode_poll(&poll)))
    };
    TABLES.rename(txn, change, (before, most), row, |bytes| {
        Ok(encode_ballot(&Ballot {
            voter: change.to.clone(),
            by: Voter::of_account(&change.to),
            ..decode_ballot(bytes)?
        }))
    })
}

/// The polls that are behind a number and the votes in them, in order, until `take` says that it has enough. What cannot be
/// read is left out with a loud line.
pub(super) fn walk(
    txn: &ReadTransaction,
    behind: u64,
    mut take: impl FnMut(PollWithBallots) -> bool,
) -> Result<(), StoreError> {
    TABLES.walk(txn, behind, decode, |poll| Ok(take(PollWithBallots { ballots: ballots(txn, &poll)?, poll })))
}

fn decode(id: u64, bytes: &[u8]) -> Result<Poll, CodecError> {
    decode_poll(PollId(id), bytes)
}

fn ballots(txn: &ReadTransaction, poll: &Poll) -> Result<Vec<Ballot>, StoreError> {
    let mut found = Vec::new();
    for vote in TABLES.votes_of(txn, poll.id.0)? {
        match decode_ballot(&vote.value) {
            Ok(ballot) if poll.form.takes(ballot.choices) => found.push(Ballot { by: vote.voter, ..ballot }),
            _ => log::error!("a vote in the poll {} cannot be read and is left out: {:?}", poll.id.0, vote.voter),
        }
    }
    Ok(found)
}

/// The last poll of each channel, in the order of their numbers, and the number of the last of all; 0 if there is none.
pub(super) fn load(txn: &ReadTransaction) -> Result<(Vec<PollWithBallots>, u64), StoreError> {
    let mut newest: Vec<Poll> = Vec::new();
    TABLES.walk(txn, 0, decode, |poll| {
        newest.retain(|other| other.channel.key() != poll.channel.key());
        newest.push(poll);
        Ok(true)
    })?;
    let whole = |poll: Poll| Ok(PollWithBallots { ballots: ballots(txn, &poll)?, poll });
    Ok((newest.into_iter().map(whole).collect::<Result<_, StoreError>>()?, TABLES.last(txn)?))
}

/// Says what does not fit together: rows that cannot be read, votes without their poll, votes under another name.
pub(super) fn check(txn: &ReadTransaction, problem: impl FnMut(String)) -> Result<(), StoreError> {
    let is_of = |poll: &Poll, voter: &Voter, bytes: &[u8]| {
        let ballot = decode_ballot(bytes)?;
        Ok(voter.is_called(ballot.voter.key()) && poll.form.takes(ballot.choices))
    };
    TABLES.check(txn, decode, is_of, problem)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::super::voted::vote_key;
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
        let voter = Username::parse(voter).unwrap();
        Ballot { by: Voter::of_account(&voter), voter, choices: Choices::of([number]).unwrap(), at }
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
    fn guests_who_bore_a_name_one_after_the_other_have_a_vote_each_and_are_erased_together() {
        let db = database();
        write(&db, |txn| put(txn, &poll(1, "#dev", 0)));
        let bob = Username::parse("bob").unwrap();
        for by in [Voter::of_account(&bob), Voter::of_guest(&bob, 3), Voter::of_guest(&bob, 12)] {
            write(&db, |txn| put_ballot(txn, PollId(1), &Ballot { by, ..ballot("bob", 1) }));
        }
        write(&db, |txn| put_ballot(txn, PollId(1), &ballot("bobby", 1)));
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
        let (loaded, _) = load(&db.begin_read().unwrap()).unwrap();
        let numbers: Vec<u32> = loaded[0].ballots.iter().map(|ballot| ballot.by.number()).collect();
        assert_eq!(numbers, [0, 12, 3, 0]);
        write(&db, |txn| {
            assert_eq!(erase(txn, bob.key(), u64::MAX, 10)?.votes, 3);
            Ok(())
        });
        assert_eq!(kept(&db), [(1, 1)]);
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
            ballots.insert(vote_key(1, "eve").as_str(), encode_ballot(&ballot("bob", 1)).as_slice())?;
            ballots.insert(vote_key(1, "zoe").as_str(), encode_ballot(&ballot("zoe", 8)).as_slice())?;
            ballots.insert(vote_key(7, "bob").as_str(), encode_ballot(&ballot("bob", 1)).as_slice())?;
            ballots.insert("bob", [1].as_slice())?;
            ballots.insert(vote_key(1, "bob").as_str(), [1].as_slice())?;
            Ok(())
        });
        let mut problems = 0;
        check(&db.begin_read().unwrap(), |_| problems += 1).unwrap();
        assert_eq!(problems, 6);
        assert_eq!(kept(&db), [(1, 1)], "what can be read is");
    }
}
