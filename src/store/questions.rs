//! Questions to the people in charge and the votes for them, on disk.
//!
//! Owns the bytes of questions and what becomes of them; their tables are [`VotedRows`], as those of polls are, and a vote
//! says no more than who gave it. Called by whoever calls `polls`.

use redb::{ReadTransaction, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{QUESTION_VOTES, QUESTIONS};
use super::voted::{Age, Fate, VotedRows, VotesErased};
use crate::chat::erasure::MessageFate;
use crate::chat::name::NameKey;
use crate::chat::question::{Answered, Question, QuestionId, QuestionText, QuestionWithVotes};
use crate::chat::renamed::NameChange;
use crate::chat::voter::Voter;

/// Questions that are kept: a class of 30 asks one each in a lesson, five times a week.
const QUESTIONS_KEPT_MAX: u64 = 5000;

const TABLES: VotedRows =
    VotedRows { what: "question", rows: QUESTIONS, votes: QUESTION_VOTES, kept_max: QUESTIONS_KEPT_MAX };

const OPEN: u8 = 0;
const ANSWERED_ALOUD: u8 = 1;
const ANSWERED: u8 = 2;
/// Beside one of these: a guest asked, and who that was stands at the end.
const BY_GUEST: u8 = 4;

/// Encodes a question without its number, which is its key.
pub fn encode_question(question: &Question) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64 + question.content.as_str().len());
    let state = match &question.answered {
        None => OPEN,
        Some(Answered { text: None, .. }) => ANSWERED_ALOUD,
        Some(Answered { text: Some(_), .. }) => ANSWERED,
    };
    let is_guests = question.by.number() > 0;
    out.byte(if is_guests { state | BY_GUEST } else { state });
    out.time(question.at);
    out.text(question.from.as_str());
    out.text(question.content.as_str());
    if let Some(answered) = &question.answered {
        out.time(answered.at);
        out.text(&answered.by);
        if let Some(text) = &answered.text {
            out.text(text.as_str());
        }
    }
    if is_guests {
        out.text(question.by.as_str());
    }
    out.into_bytes()
}

/// Decodes a question.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_question(id: QuestionId, bytes: &[u8]) -> Result<Question, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let state = input.byte()?;
    let at = input.time()?;
    let from = input.username()?;
    let text = |input: &mut ValueReader<'_>| QuestionText::parse(input.text()?).ok_or(CodecError::Field("question"));
    let content = text(&mut input)?;
    let answered = match state & !BY_GUEST {
        OPEN => None,
        ANSWERED_ALOUD | ANSWERED => {
            let (at, by) = (input.time()?, input.text()?.into());
            let text = if state & !BY_GUEST == ANSWERED { Some(text(&mut input)?) } else { None };
            Some(Answered { by, at, text })
        }
        _ => return Err(CodecError::Field("state of a question")),
    };
    let by = if state & BY_GUEST == 0 { Voter::of_account(&from) } else { Voter::kept(input.text()?) };
    if !by.is_called(from.key()) || (by.number() == 0) != (state & BY_GUEST == 0) {
        return Err(CodecError::Field("author of a question"));
    }
    input.end()?;
    Ok(Question { id, from, by, at, content, answered })
}

/// Keeps a question, and forgets the oldest if there are too many.
pub(super) fn put(txn: &WriteTransaction, question: &Question) -> Result<(), StoreError> {
    TABLES.put(txn, question.id.0, &encode_question(question))
}

/// Keeps that somebody votes for a question, or does not any more, if it is there.
pub(super) fn set_vote(
    txn: &WriteTransaction,
    question: QuestionId,
    voter: &Voter,
    up: bool,
) -> Result<(), StoreError> {
    // The name, which is in the key, says all.
    let value = ValueWriter::with_room(1);
    TABLES.set_vote(txn, question.0, voter, up.then_some(value.as_bytes()))
}

/// Forgets a question and the votes for it.
pub(super) fn remove(txn: &WriteTransaction, question: QuestionId) -> Result<(), StoreError> {
    TABLES.remove(txn, question.0)
}

/// Forgets some of the questions that were asked before a time, in microseconds since the Unix epoch.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<(), StoreError> {
    TABLES.prune(txn, |id, bytes| Ok(if decode(id, bytes)?.at.unix_us < before_us { Age::Old } else { Age::Young }))
}

/// Forgets the votes of a name for so many questions before a number, and has those that it asked go, or name nobody, and
/// its answers name nobody.
pub(super) fn erase(
    txn: &WriteTransaction,
    key: &NameKey,
    fate: MessageFate,
    before: u64,
    most: usize,
) -> Result<VotesErased, StoreError> {
    TABLES.erase(txn, key, (before, most), |id, bytes| {
        let question = decode(id, bytes)?;
        if question.from.key() == key && fate == MessageFate::Remove {
            return Ok(Fate::Go);
        }
        Ok(question.without(key).map_or(Fate::Stay, |question| Fate::Change(encode_question(&question))))
    })
}

/// Has the votes of a name for so many questions before a number, those that it asked, and its answers be another's; gives the
/// number to go on before.
pub(super) fn rename(
    txn: &WriteTransaction,
    change: &NameChange,
    before: u64,
    most: usize,
) -> Result<Option<u64>, StoreError> {
    let row = |id, bytes: &[u8]| {
        let mut question = decode(id, bytes)?;
        Ok(question.rename(change).then(|| encode_question(&question)))
    };
    TABLES.rename(txn, change, (before, most), row, |bytes| Ok(bytes.to_vec()))
}

/// The questions that are behind a number with the votes for them, in order, until `take` says that it has enough. What
/// cannot be read is left out with a loud line.
pub(super) fn walk(
    txn: &ReadTransaction,
    behind: u64,
    mut take: impl FnMut(QuestionWithVotes) -> bool,
) -> Result<(), StoreError> {
    TABLES.walk(txn, behind, decode, |question| {
        let voters = TABLES.votes_of(txn, question.id.0)?.into_iter().map(|vote| vote.voter).collect();
        Ok(take(QuestionWithVotes { question, voters }))
    })
}

fn decode(id: u64, bytes: &[u8]) -> Result<Question, CodecError> {
    decode_question(QuestionId(id), bytes)
}

/// All questions in the order of their numbers, and the last number; 0 if there is none.
pub(super) fn load(txn: &ReadTransaction) -> Result<(Vec<QuestionWithVotes>, u64), StoreError> {
    let mut all = Vec::new();
    walk(txn, 0, |question| {
        all.push(question);
        true
    })?;
    Ok((all, TABLES.last(txn)?))
}

/// Says what does not fit together: rows that cannot be read, votes without their question.
pub(super) fn check(txn: &ReadTransaction, problem: impl FnMut(String)) -> Result<(), StoreError> {
    TABLES.check(txn, decode, |_, _, bytes| ValueReader::begin(bytes)?.end().map(|()| true), problem)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::super::voted::vote_key;
    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::name::Username;

    fn question(id: u64, at_us: i64) -> Question {
        let at = WallTime { unix_us: at_us, offset_s: 7200 };
        let content = QuestionText::parse("Faut-il fermer la socket ?").unwrap();
        let from = Username::parse("Zoé").unwrap();
        Question { id: QuestionId(id), by: Voter::of_account(&from), from, at, content, answered: None }
    }

    fn database() -> Database {
        Database::builder().create_with_backend(InMemoryBackend::new()).unwrap()
    }

    fn write(db: &Database, work: impl FnOnce(&WriteTransaction) -> Result<(), StoreError>) {
        let txn = db.begin_write().unwrap();
        work(&txn).unwrap();
        txn.commit().unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn questions_come_back(id in any::<u64>(), at in any::<i64>(), text in prop::option::of("[a-zé ]{0,20}x"), open in any::<bool>(), guest in 0..3_u32) {
            let text = text.and_then(|text| QuestionText::parse(&text));
            let answered = Answered { by: "prof".into(), at: WallTime { unix_us: at, offset_s: 0 }, text };
            let asked = question(id, at);
            let by = if guest > 0 { Voter::of_guest(&asked.from, guest) } else { asked.by.clone() };
            let one = Question { by, answered: (!open).then_some(answered), ..asked };
            let bytes = encode_question(&one);
            prop_assert_eq!(decode_question(one.id, &bytes), Ok(one));
            for cut in 0..bytes.len() {
                prop_assert!(decode_question(QuestionId(1), &bytes[..cut]).is_err());
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode_question(QuestionId(1), &[&[1_u8][..], &bytes].concat());
        }
    }

    #[test]
    fn votes_are_given_and_taken_back_and_go_with_their_question() {
        let db = database();
        let voter = |name: &str| Voter::of_account(&Username::parse(name).unwrap());
        write(&db, |txn| {
            put(txn, &question(1, 0))?;
            put(txn, &question(2, 5))?;
            for (id, name, up) in
                [(1, "bob", true), (1, "eve", true), (1, "bob", false), (2, "bob", true), (3, "bob", true)]
            {
                set_vote(txn, QuestionId(id), &voter(name), up)?;
            }
            Ok(())
        });
        let (all, last) = load(&db.begin_read().unwrap()).unwrap();
        let voters: Vec<Vec<&str>> = all.iter().map(|one| one.voters.iter().map(Voter::as_str).collect()).collect();
        assert_eq!((voters, last), (vec![vec!["eve"], vec!["bob"]], 2));
        write(&db, |txn| prune(txn, 5));
        assert_eq!(load(&db.begin_read().unwrap()).unwrap().0.len(), 1);
        check(&db.begin_read().unwrap(), |problem| panic!("{problem}")).unwrap();
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let db = database();
        write(&db, |txn| (1..=QUESTIONS_KEPT_MAX + 2).try_for_each(|id| put(txn, &question(id, 0))));
        let (all, last) = load(&db.begin_read().unwrap()).unwrap();
        assert_eq!((all[0].question.id.0, all.len() as u64, last), (3, QUESTIONS_KEPT_MAX, QUESTIONS_KEPT_MAX + 2));
    }

    #[test]
    fn what_does_not_fit_together_is_found() {
        let db = database();
        write(&db, |txn| {
            put(txn, &question(1, 0))?;
            txn.open_table(QUESTIONS)?.insert(2, [1, 7].as_slice())?;
            let mut votes = txn.open_table(QUESTION_VOTES)?;
            votes.insert(vote_key(9, "bob").as_str(), [1].as_slice())?;
            votes.insert(vote_key(1, "bob").as_str(), [1, 1].as_slice())?;
            votes.insert("bob", [1].as_slice())?;
            Ok(())
        });
        let mut problems = 0;
        check(&db.begin_read().unwrap(), |_| problems += 1).unwrap();
        assert_eq!(problems, 4);
    }
}
