//! The requests of shared channels and of private messages between servers that may stand in the journal, as bytes.
//!
//! Owns [`push`] and [`read`], the second half of [`super::journal_entry`], which calls them: what servers of a school cause all the
//! time. What is rarer (topics, mutes, erasures), or takes words away, goes to the database at once. A database whose journal may hold
//! these is marked, so that a program which knows none of them refuses it ([`super::schema`]).
//!
//! ```text
//! entry    kind, then its fields
//! 10       a message of a shared channel: place, id, bytes of the message behind their length
//! 11       how far the events of a server are known: origin, number
//! 12       an event that is no message: place; what others are told of it (0 nothing, 1 a correction, 2 a reaction); a note (0 none,
//!          1 a message that has not come is to be dropped, 2 it has come); 0, or 1 and the entry of what it changes
//! 13       a private message: 0, the server that it is for, its receiver there; or 1, origin, its number there, that of the one
//!          before, 1 if its receiver has not had it; then id and bytes of the message behind their length
//! 14       private messages that wait to leave no more: the number of ids, the ids
//! place    0 for ours or 1 and the origin; the number
//! origin   server, epoch
//! ```

use super::codec::{CodecError, ValueReader, ValueWriter, reaction_kind};
use super::journal_entry::{self, push_message, push_numbers, read_message, read_numbers};
use crate::chat::campus_event::{EventName, EventNote, EventPlace, EventRecord, Origin, OwnEvent};
use crate::chat::letter::LetterPlace;
use crate::chat::message::MessageId;
use crate::chat::origin::Epoch;
use crate::chat::store_protocol::StoreAction;

const MESSAGE: u8 = 10;
const WATERMARK: u8 = 11;
const EVENT: u8 = 12;
const LETTER: u8 = 13;
const SETTLED: u8 = 14;

const NOTHING: u8 = 0;
const EDITED: u8 = 1;
const REACTED: u8 = 2;
const TOMBSTONE: u8 = 1;
const TOMBSTONE_DONE: u8 = 2;

/// Writes a request; says whether it is one that may stand in the journal.
pub(super) fn push(out: &mut ValueWriter, action: &StoreAction) -> bool {
    match action {
        StoreAction::AppendEvent(message, place) => {
            out.byte(MESSAGE);
            push_place(out, place);
            push_message(out, message)
        }
        StoreAction::AdvanceWatermark(origin, seq) => {
            out.byte(WATERMARK);
            push_origin(out, origin);
            out.number(*seq);
            true
        }
        StoreAction::Event(record) => push_event(out, record),
        StoreAction::AppendLetter(message, place) => {
            out.byte(LETTER);
            match &**place {
                LetterPlace::Sent { to, home } => {
                    out.byte(0);
                    out.text(to.as_str());
                    out.text(home);
                }
                LetterPlace::Received { origin, seq, before, waits } => {
                    out.byte(1);
                    push_origin(out, origin);
                    out.number(*seq);
                    out.number(*before);
                    out.byte(u8::from(*waits));
                }
            }
            push_message(out, message)
        }
        // One that was refused is forgotten, words and all.
        StoreAction::SettleLetters(settled) if settled.iter().all(|(_, is_refused)| !is_refused) => {
            out.byte(SETTLED);
            push_numbers(out, settled.iter().map(|(id, _)| id.0));
            true
        }
        _ => false,
    }
}

fn push_event(out: &mut ValueWriter, record: &EventRecord) -> bool {
    out.byte(EVENT);
    push_place(out, &record.place);
    match &record.own {
        None => out.byte(NOTHING),
        Some(OwnEvent::Edited(id)) => {
            out.byte(EDITED);
            out.number(id.0);
        }
        Some(OwnEvent::Reacted { id, kind, by, on }) => {
            out.byte(REACTED);
            out.number(id.0);
            out.byte(kind.number());
            out.text(by.as_str());
            out.byte(u8::from(*on));
        }
        Some(_) => return false,
    }
    match &record.note {
        None => out.byte(NOTHING),
        Some(EventNote::Tombstone(name)) => {
            out.byte(TOMBSTONE);
            push_name(out, name);
        }
        Some(EventNote::TombstoneDone(name)) => {
            out.byte(TOMBSTONE_DONE);
            push_name(out, name);
        }
        Some(_) => return false,
    }
    match &record.change {
        None => {
            out.byte(0);
            true
        }
        Some(change) => {
            out.byte(1);
            journal_entry::push_plain(out, change)
        }
    }
}

/// Reads the fields of an entry of that kind.
///
/// # Errors
/// [`CodecError`].
pub(super) fn read(kind: u8, input: &mut ValueReader<'_>) -> Result<StoreAction, CodecError> {
    Ok(match kind {
        MESSAGE => {
            let place = read_place(input)?;
            StoreAction::AppendEvent(read_message(input)?, Box::new(place))
        }
        WATERMARK => StoreAction::AdvanceWatermark(Box::new(read_origin(input)?), input.number()?),
        EVENT => StoreAction::Event(Box::new(read_event(input)?)),
        LETTER => {
            let place = match input.byte()? {
                0 => LetterPlace::Sent {
                    to: input.text()?.parse().map_err(|_| CodecError::Field("server"))?,
                    home: input.text()?.into(),
                },
                1 => LetterPlace::Received {
                    origin: read_origin(input)?,
                    seq: input.number()?,
                    before: input.number()?,
                    waits: read_flag(input)?,
                },
                _ => return Err(CodecError::Field("way of a private message")),
            };
            StoreAction::AppendLetter(read_message(input)?, Box::new(place))
        }
        SETTLED => {
            let ids = read_numbers(input)?;
            StoreAction::SettleLetters(ids.into_iter().map(|id| (MessageId(id), false)).collect())
        }
        _ => return Err(CodecError::Field("kind of request")),
    })
}

fn read_event(input: &mut ValueReader<'_>) -> Result<EventRecord, CodecError> {
    let place = read_place(input)?;
    let own = match input.byte()? {
        NOTHING => None,
        EDITED => Some(OwnEvent::Edited(MessageId(input.number()?))),
        REACTED => Some(OwnEvent::Reacted {
            id: MessageId(input.number()?),
            kind: reaction_kind(input)?,
            by: input.username()?,
            on: read_flag(input)?,
        }),
        _ => return Err(CodecError::Field("event")),
    };
    let note = match input.byte()? {
        NOTHING => None,
        TOMBSTONE => Some(EventNote::Tombstone(read_name(input)?)),
        TOMBSTONE_DONE => Some(EventNote::TombstoneDone(read_name(input)?)),
        _ => return Err(CodecError::Field("note")),
    };
    let change = if read_flag(input)? { Some(journal_entry::read_plain(input)?) } else { None };
    Ok(EventRecord { place, own, change, note })
}

fn push_origin(out: &mut ValueWriter, origin: &Origin) {
    out.text(origin.server.as_str());
    out.number(origin.epoch.0);
}

fn read_origin(input: &mut ValueReader<'_>) -> Result<Origin, CodecError> {
    let server = input.text()?.parse().map_err(|_| CodecError::Field("server"))?;
    Ok(Origin { server, epoch: Epoch(input.number()?) })
}

fn push_place(out: &mut ValueWriter, place: &EventPlace) {
    let (origin, seq) = match place {
        EventPlace::Own(seq) => (None, seq),
        EventPlace::Heard(origin, seq) => (Some(origin), seq),
    };
    push_numbered(out, origin, *seq);
}

fn read_place(input: &mut ValueReader<'_>) -> Result<EventPlace, CodecError> {
    let EventName { origin, seq } = read_name(input)?;
    Ok(origin.map_or(EventPlace::Own(seq), |origin| EventPlace::Heard(origin, seq)))
}

fn push_name(out: &mut ValueWriter, name: &EventName) {
    push_numbered(out, name.origin.as_ref(), name.seq);
}

fn push_numbered(out: &mut ValueWriter, origin: Option<&Origin>, seq: u64) {
    out.byte(u8::from(origin.is_some()));
    if let Some(origin) = origin {
        push_origin(out, origin);
    }
    out.number(seq);
}

fn read_name(input: &mut ValueReader<'_>) -> Result<EventName, CodecError> {
    let origin = if read_flag(input)? { Some(read_origin(input)?) } else { None };
    Ok(EventName { origin, seq: input.number()? })
}

fn read_flag(input: &mut ValueReader<'_>) -> Result<bool, CodecError> {
    match input.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(CodecError::Field("flag")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::account::Role;
    use crate::chat::campus_event::{Actor, NewTopic};
    use crate::chat::message::{Message, MessageChange, SharedMessage};
    use crate::chat::name::{ChannelName, Username};
    use crate::chat::reaction::{Reaction, ReactionKind};

    fn user(name: &str) -> Username {
        Username::parse(name).unwrap()
    }

    fn origin() -> Origin {
        Origin { server: "salle204".parse().unwrap(), epoch: Epoch(u64::MAX) }
    }

    fn message() -> SharedMessage {
        let said = Message::sample("alice@salle204", "#projet", "bonjour");
        SharedMessage::new(Message { id: Some(MessageId(300)), ..said })
    }

    fn event(own: Option<OwnEvent>, change: Option<StoreAction>, note: Option<EventNote>) -> StoreAction {
        StoreAction::Event(Box::new(EventRecord { place: EventPlace::Heard(origin(), 9), own, change, note }))
    }

    fn edit() -> StoreAction {
        StoreAction::ChangeMessage { id: MessageId(300), change: MessageChange::Edit("bonsoir".into()) }
    }

    fn all() -> Vec<StoreAction> {
        let (id, kind, by) = (MessageId(300), ReactionKind::Bravo, user("bob"));
        let reaction = Reaction { kind, by: by.clone(), guest: 7 };
        let name = |origin| EventName { origin, seq: 12 };
        let letter = |place| StoreAction::AppendLetter(message(), Box::new(place));
        let received = |waits| LetterPlace::Received { origin: origin(), seq: 300, before: 7, waits };
        vec![
            StoreAction::AppendEvent(message(), Box::new(EventPlace::Own(1 << 53))),
            StoreAction::AppendEvent(message(), Box::new(EventPlace::Heard(origin(), 3))),
            StoreAction::AdvanceWatermark(Box::new(origin()), 0),
            event(None, None, None),
            event(Some(OwnEvent::Edited(id)), Some(edit()), None),
            event(
                Some(OwnEvent::Reacted { id, kind, by, on: false }),
                Some(StoreAction::ChangeMessage { id, change: MessageChange::Unreact(reaction) }),
                None,
            ),
            event(None, None, Some(EventNote::Tombstone(name(Some(origin()))))),
            event(None, Some(edit()), Some(EventNote::TombstoneDone(name(None)))),
            letter(LetterPlace::Sent { to: "cdi".parse().unwrap(), home: "Zoé".into() }),
            letter(received(true)),
            letter(received(false)),
            StoreAction::SettleLetters(vec![(MessageId(1), false), (id, false)]),
        ]
    }

    fn bytes(action: &StoreAction) -> Option<Vec<u8>> {
        let mut out = ValueWriter::behind(Vec::new());
        push(&mut out, action).then(|| out.into_bytes())
    }

    fn back(bytes: &[u8]) -> Result<StoreAction, CodecError> {
        let mut input = ValueReader::of(bytes);
        let kind = input.byte()?;
        let action = read(kind, &mut input)?;
        input.end().map(|()| action)
    }

    #[test]
    fn each_kind_of_request_comes_back() {
        for action in all() {
            let bytes = bytes(&action).unwrap_or_else(|| panic!("{action:?}"));
            assert_eq!(format!("{:?}", back(&bytes).unwrap()), format!("{action:?}"));
            for cut in 0..bytes.len() {
                assert!(back(&bytes[..cut]).is_err(), "{action:?} cut at {cut}");
            }
        }
    }

    #[test]
    fn what_is_rare_or_takes_words_away_is_not_for_the_journal() {
        let by = Actor { name: "prof".into(), role: Role::Moderator };
        let channel = ChannelName::parse("#projet").unwrap();
        let deleted = OwnEvent::Deleted(MessageId(1), by.clone());
        let topic = OwnEvent::Topic(NewTopic { channel: channel.clone(), topic: "TP".into(), by, version: 1 });
        for action in [
            event(None, Some(StoreAction::DeleteMessage { id: MessageId(1) }), None),
            event(Some(deleted), None, None),
            event(Some(topic), None, None),
            event(None, None, Some(EventNote::Topic(channel, 1, None))),
            // One within another is none that the core makes, and what is read may not nest without end.
            event(None, Some(event(None, None, None)), None),
            StoreAction::SettleLetters(vec![(MessageId(1), false), (MessageId(2), true)]),
            StoreAction::EndErasure(Box::new(EventPlace::Own(1))),
        ] {
            assert_eq!(bytes(&action), None, "{action:?}");
        }
        let nested = [EVENT, 0, 1, 0, 0, 1].repeat(10_000);
        assert_eq!(back(&nested).unwrap_err(), CodecError::Field("kind of request"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_changed_bytes_make_it_panic(
            which in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), by in any::<[u8; 2]>(),
        ) {
            let all = all();
            let mut bytes = bytes(&all[which.index(all.len())]).unwrap();
            for (at, byte) in (at.index(bytes.len())..bytes.len()).zip(by) {
                bytes[at] = byte;
            }
            let _ = back(&bytes);
        }
    }
}
