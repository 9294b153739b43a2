//! The requests that may stand in the journal, as bytes.
//!
//! Owns [`push`] and [`read_all`], in the form of [`super::codec`]: what a class causes all the time, and with
//! [`super::journal_campus`] what a school of several servers does. What is rarer, or takes words away, goes to the database at
//! once. Called by `journal`; calls the codecs.
//!
//! ```text
//! entry    kind, then its fields
//! 1, 2     a message, the second of which waits for its receiver: id, bytes of the message behind their length
//! 3        a delivery: the receiver, the number of ids, the ids
//! 4, 5, 6  a correction, a reaction, one that is taken back: id; the text, or the reaction's kind, the number of the guest if it
//!          is one's, and the name of whose it is
//! 7        an arrival: number, bytes of the stay behind their length
//! 8        another address of somebody who is there: number, the address as a text
//! 9        departures: when, the number of numbers, the numbers
//! 10..=14  those of [`super::journal_campus`]
//! ```

use std::net::IpAddr;

use super::attendance::{decode_stay, encode_stay};
use super::codec::{
    CodecError, ValueReader, ValueWriter, decode_message, encode_message, push_reaction, read_reaction,
};
use super::journal_campus;
use crate::chat::message::{Message, MessageChange, MessageId, SharedMessage};
use crate::chat::reaction::Reaction;
use crate::chat::store_protocol::StoreAction;

const MESSAGE: u8 = 1;
const MAIL: u8 = 2;
const DELIVERY: u8 = 3;
const CORRECTION: u8 = 4;
const REACTION: u8 = 5;
const REACTION_BACK: u8 = 6;
const ARRIVAL: u8 = 7;
const ADDRESS: u8 = 8;
const DEPARTURES: u8 = 9;

/// Writes a request; says whether it is one that may stand in the journal, or in one that servers of a school need.
pub(super) fn push(out: &mut ValueWriter, action: &StoreAction, is_shared: bool) -> bool {
    push_plain(out, action) || (is_shared && journal_campus::push(out, action))
}

/// Writes a request that any class makes; if it is none, writes nothing.
pub(super) fn push_plain(out: &mut ValueWriter, action: &StoreAction) -> bool {
    match action {
        StoreAction::Append(message) => {
            out.byte(MESSAGE);
            push_message(out, message)
        }
        StoreAction::AppendUndelivered(message) => {
            out.byte(MAIL);
            push_message(out, message)
        }
        StoreAction::Delivered { recipient, ids } => {
            out.byte(DELIVERY);
            out.text(recipient.as_str());
            push_numbers(out, ids.iter().map(|id| id.0));
            true
        }
        StoreAction::ChangeMessage { id, change } => {
            let (kind, reaction) = match change {
                MessageChange::Answer(_) => return false,
                MessageChange::Edit(_) => (CORRECTION, None),
                MessageChange::React(reaction) => (REACTION, Some(reaction)),
                MessageChange::Unreact(reaction) => (REACTION_BACK, Some(reaction)),
            };
            out.byte(kind);
            out.number(id.0);
            if let MessageChange::Edit(text) = change {
                out.text(text);
            }
            if let Some(reaction) = reaction {
                push_reaction(out, reaction);
                out.text(reaction.by.as_str());
            }
            true
        }
        StoreAction::StayBegan { number, stay } => {
            out.byte(ARRIVAL);
            out.number(*number);
            out.bytes(&encode_stay(stay));
            true
        }
        StoreAction::StayFrom { number, address } => {
            out.byte(ADDRESS);
            out.number(*number);
            out.text(&address.to_string());
            true
        }
        StoreAction::StaysEnded { numbers, at } => {
            out.byte(DEPARTURES);
            out.time(*at);
            push_numbers(out, numbers.iter().copied());
            true
        }
        _ => false,
    }
}

/// Writes the id of a message and the message; false if it has none.
pub(super) fn push_message(out: &mut ValueWriter, message: &Message) -> bool {
    let Some(id) = message.id else { return false };
    out.number(id.0);
    out.bytes(&encode_message(message));
    true
}

/// Writes numbers behind their number.
pub(super) fn push_numbers(out: &mut ValueWriter, numbers: impl ExactSizeIterator<Item = u64>) {
    out.number(numbers.len() as u64);
    numbers.for_each(|number| out.number(number));
}

/// Reads requests until there is nothing left, into a list.
///
/// # Errors
/// [`CodecError`] at the first that cannot be read; those before it are in the list.
pub(super) fn read_all(bytes: &[u8], actions: &mut Vec<StoreAction>) -> Result<(), CodecError> {
    let mut input = ValueReader::of(bytes);
    while !input.rest().is_empty() {
        let kind = input.byte()?;
        actions.push(if kind <= DEPARTURES {
            read(kind, &mut input)?
        } else {
            journal_campus::read(kind, &mut input)?
        });
    }
    Ok(())
}

/// Reads a request that [`push_plain`] has written.
///
/// # Errors
/// [`CodecError`].
pub(super) fn read_plain(input: &mut ValueReader<'_>) -> Result<StoreAction, CodecError> {
    let kind = input.byte()?;
    read(kind, input)
}

fn read(kind: u8, input: &mut ValueReader<'_>) -> Result<StoreAction, CodecError> {
    Ok(match kind {
        MESSAGE => StoreAction::Append(read_message(input)?),
        MAIL => StoreAction::AppendUndelivered(read_message(input)?),
        DELIVERY => {
            let recipient = input.username()?;
            let ids = read_numbers(input)?.into_iter().map(MessageId).collect();
            StoreAction::Delivered { recipient, ids }
        }
        CORRECTION => {
            let id = MessageId(input.number()?);
            StoreAction::ChangeMessage { id, change: MessageChange::Edit(input.text()?.into()) }
        }
        kind @ (REACTION | REACTION_BACK) => {
            let id = MessageId(input.number()?);
            let (meaning, guest) = read_reaction(input)?;
            let reaction = Reaction { kind: meaning, by: input.username()?, guest };
            let is_new = kind == REACTION;
            let change = if is_new { MessageChange::React(reaction) } else { MessageChange::Unreact(reaction) };
            StoreAction::ChangeMessage { id, change }
        }
        ARRIVAL => {
            let number = input.number()?;
            StoreAction::StayBegan { number, stay: Box::new(decode_stay(input.bytes()?)?) }
        }
        ADDRESS => {
            let number = input.number()?;
            let address: IpAddr = input.text()?.parse().map_err(|_| CodecError::Field("address"))?;
            StoreAction::StayFrom { number, address }
        }
        DEPARTURES => {
            let at = input.time()?;
            StoreAction::StaysEnded { numbers: read_numbers(input)?, at }
        }
        _ => return Err(CodecError::Field("kind of request")),
    })
}

/// Reads an id and its message.
pub(super) fn read_message(input: &mut ValueReader<'_>) -> Result<SharedMessage, CodecError> {
    let id = MessageId(input.number()?);
    decode_message(id, input.bytes()?).map(SharedMessage::new)
}

/// Reads numbers behind their number, which is not believed: each takes a byte at least.
pub(super) fn read_numbers(input: &mut ValueReader<'_>) -> Result<Vec<u64>, CodecError> {
    let count = input.number()?;
    (0..count).map(|_| input.number()).collect()
}
