//! Events, questions for them and answers, as JSON at the broker.
//!
//! Owns the three forms. What comes is hostile: an event whose number can be read counts, whatever else is in it; what is not
//! understood of it says nothing. Kinds that are not known are of a later version, and say nothing either.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::chat::campus_event::{EVENT_BYTES_MAX, Event, Origin, Said};
use crate::chat::clock::WallTime;
use crate::chat::message::{Message, SharedMessage};
use crate::chat::name::ChannelName;
use crate::chat::origin::Epoch;

/// The version that is written.
const VERSION: u32 = 1;

/// Events in an answer at most.
const ANSWERED_MAX: usize = 1000;

#[derive(Serialize)]
struct MessageForm<'a> {
    v: u32,
    seq: u64,
    kind: &'static str,
    from: &'a str,
    channel: &'a str,
    at_us: i64,
    zone_s: i32,
    content: &'a str,
}

#[derive(Serialize)]
struct VoidForm {
    v: u32,
    seq: u64,
    kind: &'static str,
}

#[derive(Deserialize)]
struct SaidForm {
    from: String,
    channel: String,
    at_us: i64,
    #[serde(default)]
    zone_s: i32,
    content: String,
}

/// What is read of any event first.
#[derive(Deserialize)]
struct NumberForm {
    seq: u64,
    #[serde(default)]
    kind: String,
}

/// An event of ours.
pub(super) fn event(seq: u64, message: &Message) -> Vec<u8> {
    let form = MessageForm {
        v: VERSION,
        seq,
        kind: "message",
        from: message.from.as_str(),
        channel: message.channel.as_str(),
        at_us: message.at.unix_us,
        zone_s: message.at.offset_s,
        content: &message.content,
    };
    match serde_json::to_vec(&form) {
        Ok(bytes) if bytes.len() <= EVENT_BYTES_MAX => bytes,
        // What nobody takes says nothing, and counts.
        _ => serde_json::to_vec(&VoidForm { v: VERSION, seq, kind: "void" }).unwrap_or_default(),
    }
}

/// Reads an event; `None` if not even its number can be read.
pub(super) fn parse_event(bytes: &[u8]) -> Option<Event> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let NumberForm { seq, kind } = serde_json::from_slice(bytes).ok()?;
    let said = (kind == "message").then(|| parse_said(bytes)).flatten();
    (seq > 0).then_some(Event { seq, said })
}

fn parse_said(bytes: &[u8]) -> Option<Said> {
    let SaidForm { from, channel, at_us, zone_s, content } = serde_json::from_slice(bytes).ok()?;
    // A zone beyond a day is none, and a time before 1970 or beyond 2200 that of no clock that could be shown.
    let is_time = zone_s.abs() <= 86_400 && (0..7_258_118_400_000_000).contains(&at_us);
    let at = WallTime { unix_us: at_us, offset_s: zone_s };
    let channel = ChannelName::parse(&channel).ok().filter(|_| is_time)?;
    Some(Said { from: from.into(), channel, at, content: content.into() })
}

/// What is said to one server, besides that one is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Direct {
    /// It asks.
    Ask {
        /// The life of the database that is asked for.
        epoch: Epoch,
        /// The first number that is lacking.
        from: u64,
    },
    /// It answers.
    Answer {
        /// The life of its own database.
        epoch: Epoch,
        /// The first number that can be had.
        low: u64,
        /// The first that is answered, and the last.
        from: u64,
        to: u64,
        events: Vec<Event>,
    },
}

#[derive(Serialize, Deserialize)]
struct DirectForm<'a> {
    v: u32,
    kind: &'a str,
    epoch: String,
    from: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    to: Option<u64>,
    #[serde(default)]
    low: u64,
    #[serde(default, borrow, skip_serializing_if = "Vec::is_empty")]
    events: Vec<&'a RawValue>,
}

/// A question for events of another server, from a number on.
pub(super) fn ask(origin: &Origin, from: u64) -> Vec<u8> {
    let epoch = origin.epoch.to_string();
    let form = DirectForm { v: VERSION, kind: "ask", epoch, from, to: None, low: 0, events: Vec::new() };
    serde_json::to_vec(&form).unwrap_or_default()
}

/// An answer, cut so that it is not too long: the rest is asked for again.
pub(super) fn answer(epoch: Epoch, low: u64, from: u64, last: u64, events: &[(u64, SharedMessage)]) -> Vec<u8> {
    let (mut last, mut events) = (last, events);
    loop {
        let written: Vec<Box<RawValue>> = events
            .iter()
            .filter_map(|(seq, message)| RawValue::from_string(String::from_utf8(event(*seq, message)).ok()?).ok())
            .collect();
        let form = DirectForm {
            v: VERSION,
            kind: "range",
            epoch: epoch.to_string(),
            from,
            to: Some(last),
            low,
            events: written.iter().map(AsRef::as_ref).collect(),
        };
        let bytes = serde_json::to_vec(&form).unwrap_or_default();
        if bytes.len() <= EVENT_BYTES_MAX || events.is_empty() {
            return bytes;
        }
        if let [(seq, _)] = events {
            // One alone is as long as an event may be, and its envelope makes it too long.
            last = *seq;
            events = &[];
            continue;
        }
        events = &events[..events.len() / 2];
        last = events.last().map_or(from, |(seq, _)| *seq);
    }
}

/// Reads what was said to this server; `None` for anything else.
pub(super) fn parse_direct(bytes: &[u8]) -> Option<Direct> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let DirectForm { kind, epoch, from, to, low, events, .. } = serde_json::from_slice(bytes).ok()?;
    let epoch = epoch.parse().ok()?;
    match (kind, to) {
        ("ask", None) if from > 0 => Some(Direct::Ask { epoch, from }),
        ("range", Some(to)) if from > 0 && events.len() <= ANSWERED_MAX => {
            let events = events.iter().filter_map(|event| parse_event(event.get().as_bytes()));
            Some(Direct::Answer {
                epoch,
                low,
                from,
                to,
                events: events.filter(|event| (from..=to).contains(&event.seq)).collect(),
            })
        }
        _ => None,
    }
}
