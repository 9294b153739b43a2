//! Erasing a person from the tables, step by step.
//!
//! Owns [`KINDS`], the list of what is kept by people's names, and the way through it. A step is bounded, so that the commit
//! it is part of holds up nobody, and says where the next one begins; whoever asks for it keeps that, and nothing here is
//! remembered. An erasure that was cut short is done by doing it again from the beginning. Called by the writer and by the
//! tools on a stopped server.
//!
//! The newest messages go first: what is said while it goes on has greater ids, and is somebody else's who took the name.
//! The same holds for polls, questions and ended stays from the step on that begins with them.

use std::fmt;
use std::str::FromStr;

use redb::ReadableTable;

use super::apply::Tables;
use super::codec;
use super::error::StoreError;
use super::messages::Sift;
use super::steps::{BLOCKS_READ, BLOCKS_WRITTEN, EVENTS_READ, SPARED_READ, STAYS_READ, VOTES_READ};
use super::{attendance, campus, campus_early, polls as polls_kept, questions as questions_kept, rolls};
use crate::chat::campus_event::ErasureBound;
use crate::chat::erasure::{ErasedMessages, MessageFate};
use crate::chat::mail::Mail;
use crate::chat::message::{Audience, ExtraFields, Message};
use crate::chat::name::Username;
use crate::chat::sanction::SanctionTarget;

/// Messages of which people's clients are told, the newest: more than a client shows.
const TOLD_MAX: usize = 200;

/// The way through one kind of data: does a step from a place on, and gives the place of the next; `None` at the end.
type Kind = fn(&mut Tables<'_>, &EraseQuery, Option<u64>, &mut Erased) -> Result<Option<u64>, StoreError>;

/// All that is kept by people's names, in the order in which it goes. A further table is one more entry.
const KINDS: [Kind; 10] = [account, sanctions, present, lessons, messages, spared, polls, questions, stays, events];

/// A step of an erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EraseQuery {
    /// Whom.
    pub person: Username,
    /// The fate of messages in channels and of questions.
    pub fate: MessageFate,
    /// The end of what is theirs, behind which it is somebody else's who has taken the name; `None` for none. What is short is gone already
    /// then ([`wanted`]).
    pub below: Option<ErasureBound>,
    /// Where to begin; `None` at the beginning.
    pub from: Option<ErasePlace>,
}

/// A place on the way through all that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErasePlace {
    /// The place in [`KINDS`].
    kind: usize,
    /// The place within that kind; `None` at its beginning.
    at: Option<u64>,
}

impl fmt::Display for ErasePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        self.at.map_or(Ok(()), |at| write!(f, ".{at}"))
    }
}

impl FromStr for ErasePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kind, at) = text.split_once('.').map_or((text, None), |(kind, at)| (kind, Some(at)));
        let at = at.map(str::parse).transpose().map_err(|_| ())?;
        let kind = kind.parse().ok().filter(|kind| *kind < KINDS.len()).ok_or(())?;
        Ok(Self { kind, at })
    }
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Erased {
    /// There was an account.
    pub account: bool,
    /// Mutes and bans that are gone, or name nobody any more.
    pub sanctions: u64,
    /// Messages that are gone.
    pub removed: u64,
    /// Messages that stay under nobody's name.
    pub anonymised: u64,
    /// Stays that are gone from the attendance.
    pub stays: u64,
    /// Votes in polls and for questions, and reactions to messages, that are gone.
    pub votes: u64,
    /// Questions, answers, polls and lessons that are gone, or name nobody any more.
    pub acts: u64,
    /// Blocks that cannot be read, and so stay as they are.
    pub unreadable: u64,
    /// For the core.
    pub messages: ErasedMessages,
    /// Where the next step begins; `None` if nothing is left.
    pub next: Option<ErasePlace>,
}

/// Does a step.
pub(super) fn erase(tables: &mut Tables<'_>, query: &EraseQuery) -> Result<Erased, StoreError> {
    let mut done = Erased::default();
    let mut place = query.from.unwrap_or(ErasePlace { kind: 0, at: None });
    while let Some(kind) = KINDS.get(place.kind) {
        let at = kind(tables, query, place.at, &mut done)?;
        place = match at {
            Some(_) => ErasePlace { at, ..place },
            None => ErasePlace { kind: place.kind + 1, at: None },
        };
        if at.is_some() {
            done.next = Some(place);
            break;
        }
    }
    Ok(done)
}

/// The account, its tokens, and its place on the rolls of channels. What waited for it goes with the other private messages.
fn account(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    _: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    done.account = tables.accounts.remove(query.person.key().as_str())?.is_some();
    tables.forget_tokens(query.person.key())?;
    rolls::strike(&mut tables.channels, query.person.key())?;
    Ok(None)
}

/// Mutes and bans: those of the person go, those that the person imposed stay, and do not say by whom.
fn sanctions(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    _: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    if query.below.is_none() {
        done.sanctions += sanctions_of(tables, &query.person)?;
    }
    Ok(None)
}

/// Erases what is short of somebody whom another server wants erased, as soon as that is heard: whoever is muted under that name by the time
/// that the messages have their turn, or has reacted under it to what has not come, is another.
pub(super) fn wanted(tables: &mut Tables<'_>, person: &Username) -> Result<(), StoreError> {
    sanctions_of(tables, person)?;
    campus_early::erase(tables.txn, person.key())?;
    Ok(())
}

/// Erases a person from mutes and bans; gives the number of these.
fn sanctions_of(tables: &mut Tables<'_>, person: &Username) -> Result<u64, StoreError> {
    let key = person.key();
    let mut concerned = Vec::new();
    // There are only so many (`config::Fixed`).
    for row in tables.sanctions.iter()? {
        let (place, bytes) = row?;
        let Ok(sanction) = codec::decode_sanction(bytes.value()) else { continue };
        let is_of = matches!(&sanction.target, SanctionTarget::Person(name) if name.key() == key);
        if is_of || Username::is_spelled(&sanction.by, key) {
            concerned.push((place.value().to_owned(), if is_of { None } else { Some(sanction) }));
        }
    }
    let nobody = nobody(tables, person)?;
    let count = concerned.len() as u64;
    for (place, sanction) in concerned {
        match sanction {
            None => {
                tables.sanctions.remove(place.as_str())?;
            }
            Some(mut sanction) => {
                sanction.by = nobody.as_str().into();
                tables.sanctions.insert(place.as_str(), codec::encode_sanction(&sanction).as_slice())?;
            }
        }
    }
    Ok(count)
}

/// Stays that go on, and reactions whose messages have not come.
fn present(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    _: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    done.stays += attendance::erase_present(tables.txn, query.person.key())?;
    if query.below.is_none() {
        done.votes += campus_early::erase(tables.txn, query.person.key())?;
    }
    Ok(None)
}

/// The names of those who began lessons, of which there are only so many.
fn lessons(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    _: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    done.acts += attendance::erase_lessons(tables.txn, query.person.key())?;
    Ok(None)
}

/// Votes in polls, and the names of those who opened them.
fn polls(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let before = at.unwrap_or(u64::MAX);
    let erased = polls_kept::erase(tables.txn, query.person.key(), before, VOTES_READ)?;
    done.votes += erased.votes;
    done.acts += erased.rows;
    Ok(erased.next)
}

/// Questions, votes for them, and the names of those who answered.
fn questions(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let before = at.unwrap_or(u64::MAX);
    let key = query.person.key();
    let erased = questions_kept::erase(tables.txn, key, query.fate, before, VOTES_READ)?;
    done.votes += erased.votes;
    done.acts += erased.rows;
    Ok(erased.next)
}

/// Stays that have ended. They have no words, and go whatever becomes of messages.
fn stays(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let before = at.unwrap_or(u64::MAX);
    let (stays, next) = attendance::erase_stays(tables.txn, query.person.key(), before, STAYS_READ)?;
    done.stays += stays;
    Ok(next)
}

/// Events that were told to other servers of the school, other than messages.
fn events(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let before = at.or(query.below.map(|below| below.event)).unwrap_or(u64::MAX);
    let (acts, next) = campus::erase(tables.txn, &query.person, tables.server, before, EVENTS_READ)?;
    done.acts += acts;
    Ok(next)
}

/// The name that stays of a person. Of another server it is nobody of that one, whose messages go on coming under that name.
fn nobody(tables: &Tables<'_>, person: &Username) -> Result<Username, StoreError> {
    Ok(match person.home() {
        Some(server) if campus::knows_server(tables.txn, &server)? => Username::erased().of_server(&server),
        _ => Username::erased(),
    })
}

/// Messages in blocks.
fn messages(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let before = at.unwrap_or(tables.messages.numbers().behind);
    let is_first = at.is_none();
    let nobody = nobody(tables, &query.person)?;
    let mut change = |message: Message| -> Option<Message> {
        if let (Audience::Channel(channel), Some(id), true) = (&message.audience, message.id, is_first) {
            done.messages.changed.push((id, channel.clone()));
        }
        let is_private = matches!(message.audience, Audience::Person(_));
        if is_private || query.fate == MessageFate::Remove {
            done.removed += 1;
            return None;
        }
        done.anonymised += 1;
        let from = nobody.clone();
        // What a client adds, and whom it says that it writes to, may tell who wrote.
        Some(Message { from, to: None, extra: ExtraFields::default(), ..message })
    };
    let mut sift = Sift::new(BLOCKS_READ, BLOCKS_WRITTEN);
    sift.below = query.below.map(|below| below.message);
    let next = tables.messages.sift(query.person.key(), before, &mut sift, &mut change)?;
    done.unreadable += sift.unreadable;
    done.votes += sift.reactions;
    note_undelivered(&sift.undelivered, query, done);
    done.messages.changed.sort_unstable_by_key(|(id, _)| std::cmp::Reverse(*id));
    done.messages.changed.truncate(TOLD_MAX);
    Ok(next)
}

/// Messages that retention has passed and that wait for somebody: all of them are private.
fn spared(
    tables: &mut Tables<'_>,
    query: &EraseQuery,
    at: Option<u64>,
    done: &mut Erased,
) -> Result<Option<u64>, StoreError> {
    let key = query.person.key();
    let before = at.or(query.below.map(|below| below.message.0)).unwrap_or(u64::MAX);
    let (found, next) = tables.messages.spared_of(key, before, SPARED_READ)?;
    for message in &found {
        if let Some(id) = message.id {
            tables.messages.delete(id)?;
            done.removed += 1;
        }
    }
    note_undelivered(&found, query, done);
    Ok(next)
}

/// Notes whose mail has become less. That of the person is forgotten as a whole.
fn note_undelivered(gone: &[Message], query: &EraseQuery, done: &mut Erased) {
    for message in gone {
        if let Audience::Person(name) = &message.audience
            && *name != query.person
        {
            done.messages.undelivered.push((name.clone(), Mail::of(message)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for place in [ErasePlace { kind: 0, at: None }, ErasePlace { kind: 2, at: Some(u64::MAX) }] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", "x", "99", "2.", "2.x", "-1", "2.1.1"] {
            assert_eq!(text.parse::<ErasePlace>(), Err(()), "{text:?}");
        }
    }
}
