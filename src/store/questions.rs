//! Questions to the people in charge and the votes for them, on disk.
//!
//! Owns their two tables, as `polls` does. The tables are made with the first question.

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, WriteTransaction};

use super::codec::{CodecError, ValueReader, ValueWriter};
use super::error::StoreError;
use super::schema::{QUESTION_VOTES, QUESTIONS, is_there, open_if_there};
use crate::chat::erasure::MessageFate;
use crate::chat::name::NameKey;
use crate::chat::question::{Answered, Question, QuestionId, QuestionText, QuestionWithVotes};

/// Questions that are kept: a class of 30 asks one each in a lesson, five times a week.
const QUESTIONS_KEPT_MAX: u64 = 5000;

/// Questions that are forgotten for their age at a time.
const PRUNED_MAX: usize = 50;

const OPEN: u8 = 0;
const ANSWERED_ALOUD: u8 = 1;
const ANSWERED: u8 = 2;

/// Encodes a question without its number, which is its key.
pub fn encode_question(question: &Question) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64 + question.content.as_str().len());
    out.byte(match &question.answered {
        None => OPEN,
        Some(Answered { text: None, .. }) => ANSWERED_ALOUD,
        Some(Answered { text: Some(_), .. }) => ANSWERED,
    });
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
    let answered = match state {
        OPEN => None,
        ANSWERED_ALOUD | ANSWERED => {
            let (at, by) = (input.time()?, input.text()?.into());
            let text = if state == ANSWERED { Some(text(&mut input)?) } else { None };
            Some(Answered { by, at, text })
        }
        _ => return Err(CodecError::Field("state of a question")),
    };
    input.end()?;
    Ok(Question { id, from, at, content, answered })
}

/// Keeps a question, and forgets the oldest if there are too many.
pub(super) fn put(txn: &WriteTransaction, question: &Question) -> Result<(), StoreError> {
    let oldest = {
        let mut questions = txn.open_table(QUESTIONS)?;
        questions.insert(question.id.0, encode_question(question).as_slice())?;
        let oldest = questions.first()?.map(|(id, _)| QuestionId(id.value()));
        oldest.filter(|_| questions.len().is_ok_and(|count| count > QUESTIONS_KEPT_MAX))
    };
    oldest.map_or(Ok(()), |id| remove(txn, id))
}

/// Keeps that somebody votes for a question, or does not any more, if it is there.
pub(super) fn set_vote(
    txn: &WriteTransaction,
    question: QuestionId,
    voter: &NameKey,
    up: bool,
) -> Result<(), StoreError> {
    if txn.open_table(QUESTIONS)?.get(question.0)?.is_some() {
        let (mut votes, key) = (txn.open_table(QUESTION_VOTES)?, (question.0, voter.as_str()));
        if up {
            votes.insert(key, ())?;
        } else {
            votes.remove(key)?;
        }
    }
    Ok(())
}

/// Forgets a question and the votes for it.
pub(super) fn remove(txn: &WriteTransaction, question: QuestionId) -> Result<(), StoreError> {
    txn.open_table(QUESTIONS)?.remove(question.0)?;
    txn.open_table(QUESTION_VOTES)?.retain_in((question.0, "")..(question.0 + 1, ""), |_, ()| false)?;
    Ok(())
}

/// Forgets some of the questions that were asked before a time, in microseconds since the Unix epoch.
pub(super) fn prune(txn: &WriteTransaction, before_us: i64) -> Result<(), StoreError> {
    if !is_there(txn, QUESTIONS)? {
        return Ok(());
    }
    let mut old = Vec::new();
    for row in txn.open_table(QUESTIONS)?.iter()?.take(PRUNED_MAX) {
        let (id, bytes) = row?;
        match decode_question(QuestionId(id.value()), bytes.value()) {
            Ok(question) if question.at.unix_us < before_us => old.push(question.id),
            _ => break,
        }
    }
    old.into_iter().try_for_each(|id| remove(txn, id))
}

/// Forgets the votes of a name for so many questions before a number, and has those that it asked go, or name nobody, and
/// its answers name nobody. Gives the number of votes, that of questions, and the number to go on before.
pub(super) fn erase(
    txn: &WriteTransaction,
    key: &NameKey,
    fate: MessageFate,
    before: u64,
    most: usize,
) -> Result<(u64, u64, Option<u64>), StoreError> {
    if !is_there(txn, QUESTIONS)? {
        return Ok((0, 0, None));
    }
    let (mut ids, mut gone, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for row in txn.open_table(QUESTIONS)?.range(..before)?.rev().take(most) {
        let (id, bytes) = row?;
        ids.push(id.value());
        match decode_question(QuestionId(id.value()), bytes.value()) {
            Ok(question) if question.from.key() == key && fate == MessageFate::Remove => gone.push(question.id),
            Ok(question) => named.extend(question.without(key)),
            Err(_) => {}
        }
    }
    let mut votes = 0;
    {
        let (mut questions, mut kept) = (txn.open_table(QUESTIONS)?, txn.open_table(QUESTION_VOTES)?);
        for id in &ids {
            votes += u64::from(kept.remove((*id, key.as_str()))?.is_some());
        }
        for question in &named {
            questions.insert(question.id.0, encode_question(question).as_slice())?;
        }
    }
    let erased = (gone.len() + named.len()) as u64;
    gone.into_iter().try_for_each(|id| remove(txn, id))?;
    Ok((votes, erased, ids.last().copied().filter(|_| ids.len() == most)))
}

/// The questions that are behind a number with the votes for them, in order, until `take` says that it has enough. What
/// cannot be read is left out with a loud line.
pub(super) fn walk(
    txn: &ReadTransaction,
    behind: u64,
    mut take: impl FnMut(QuestionWithVotes) -> bool,
) -> Result<(), StoreError> {
    let Some(questions) = open_if_there(txn, QUESTIONS)? else { return Ok(()) };
    let votes = open_if_there(txn, QUESTION_VOTES)?;
    for row in questions.range(behind.saturating_add(1)..)? {
        let (id, bytes) = row?;
        let id = id.value();
        match decode_question(QuestionId(id), bytes.value()) {
            Ok(question) => {
                let mut voters = Vec::new();
                if let Some(votes) = &votes {
                    for row in votes.range((id, "")..(id.saturating_add(1), ""))? {
                        voters.push(row?.0.value().1.into());
                    }
                }
                if !take(QuestionWithVotes { question, voters }) {
                    return Ok(());
                }
            }
            Err(e) => log::error!("the question {id} cannot be read and is left out: {e}"),
        }
    }
    Ok(())
}

/// All questions in the order of their numbers, and the last number; 0 if there is none.
pub(super) fn load(txn: &ReadTransaction) -> Result<(Vec<QuestionWithVotes>, u64), StoreError> {
    let Some(questions) = open_if_there(txn, QUESTIONS)? else { return Ok((Vec::new(), 0)) };
    let last = questions.last()?.map_or(0, |(id, _)| id.value());
    let mut all = Vec::new();
    walk(txn, 0, |question| {
        all.push(question);
        true
    })?;
    Ok((all, last))
}

/// Says what does not fit together: rows that cannot be read, votes without their question.
pub(super) fn check(txn: &ReadTransaction, mut problem: impl FnMut(String)) -> Result<(), StoreError> {
    let questions = open_if_there(txn, QUESTIONS)?;
    if let Some(questions) = &questions {
        for row in questions.iter()? {
            let (id, bytes) = row?;
            if let Err(e) = decode_question(QuestionId(id.value()), bytes.value()) {
                problem(format!("the question {} cannot be read: {e}", id.value()));
            }
        }
    }
    let Some(votes) = open_if_there(txn, QUESTION_VOTES)? else { return Ok(()) };
    for row in votes.iter()? {
        let (key, _) = row?;
        let (id, name) = key.value();
        let is_asked = match &questions {
            Some(questions) => questions.get(id)?.is_some(),
            None => false,
        };
        if !is_asked {
            problem(format!("{name:?} votes for the question {id}, which is not there"));
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
    use crate::chat::name::Username;

    fn question(id: u64, at_us: i64) -> Question {
        let at = WallTime { unix_us: at_us, offset_s: 7200 };
        let content = QuestionText::parse("Faut-il fermer la socket ?").unwrap();
        Question { id: QuestionId(id), from: Username::parse("Zoé").unwrap(), at, content, answered: None }
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
        fn questions_come_back(id in any::<u64>(), at in any::<i64>(), text in prop::option::of("[a-zé ]{0,20}x"), open in any::<bool>()) {
            let text = text.and_then(|text| QuestionText::parse(&text));
            let answered = Answered { by: "prof".into(), at: WallTime { unix_us: at, offset_s: 0 }, text };
            let one = Question { answered: (!open).then_some(answered), ..question(id, at) };
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
        let voter = |name: &str| Username::parse(name).unwrap().key().clone();
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
        let voters: Vec<Vec<&str>> = all.iter().map(|one| one.voters.iter().map(|voter| &**voter).collect()).collect();
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
            txn.open_table(QUESTION_VOTES)?.insert((9, "bob"), ())?;
            Ok(())
        });
        let mut problems = 0;
        check(&db.begin_read().unwrap(), |_| problems += 1).unwrap();
        assert_eq!(problems, 2);
    }
}
