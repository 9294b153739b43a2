//! Events, questions for them and answers, as JSON at the broker.
//!
//! Owns the three forms. What comes is hostile: an event whose number can be read counts, whatever else is in it; what is not
//! understood of it says nothing. Kinds that are not known are of a later version, and say nothing either. An event is named with its
//! server and the life of its database, for everybody; here those of this server have no origin.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::chat::campus_event::{
    Actor, EVENT_BYTES_MAX, Event, EventName, Happening, Imposed, Lifted, NewTopic, Origin, Said,
};
use crate::chat::clock::WallTime;
use crate::chat::erasure::MessageFate;
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::Epoch;
use crate::chat::reaction::ReactionKind;
use crate::chat::sanction::SanctionKind;

/// The version that is written.
const VERSION: u32 = 1;

/// Events in an answer at most.
const ANSWERED_MAX: usize = 1000;

/// Which event.
#[derive(Serialize, Deserialize)]
struct NameForm<'a> {
    #[serde(borrow)]
    server: Cow<'a, str>,
    epoch: String,
    seq: u64,
}

/// An event of any kind: what belongs to another kind is not there.
#[derive(Serialize, Deserialize, Default)]
struct EventForm<'a> {
    v: u32,
    seq: u64,
    #[serde(borrow, default)]
    kind: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    from: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    channel: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at_us: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    zone_s: Option<i32>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    content: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    reply_to: Option<NameForm<'a>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    /// The event that it is about.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    of: Option<NameForm<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    by: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    role: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    emoji: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    topic: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    sanction: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    user: Option<Cow<'a, str>>,
    /// The name that somebody has from now on.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    to: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
    /// Until it ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u64>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    fate: Option<Cow<'a, str>>,
}

/// The part of any event that is read first.
#[derive(Deserialize)]
struct NumberForm {
    seq: u64,
}

fn name_form<'a>(name: &'a EventName, me: &'a Origin) -> NameForm<'a> {
    let Origin { server, epoch } = name.origin.as_ref().unwrap_or(me);
    NameForm { server: server.as_str().into(), epoch: epoch.to_string(), seq: name.seq }
}

fn parse_name(form: Option<NameForm<'_>>, me: &Origin) -> Option<EventName> {
    let NameForm { server, epoch, seq } = form?;
    let origin = Origin { server: server.parse().ok()?, epoch: epoch.parse().ok()? };
    (seq > 0).then(|| EventName { origin: Some(origin).filter(|origin| origin != me), seq })
}

impl<'a> EventForm<'a> {
    fn of_kind(seq: u64, kind: &'static str) -> Self {
        Self { v: VERSION, seq, kind: kind.into(), ..Self::default() }
    }

    fn by(self, by: &'a Actor) -> Self {
        Self { by: Some((&*by.name).into()), role: Some(by.role.as_str().into()), ..self }
    }

    fn of_event(event: &'a Event, me: &'a Origin) -> Self {
        let begin = |kind| Self::of_kind(event.seq, kind);
        let of = |name: &'a EventName| Some(name_form(name, me));
        match &event.what {
            None => begin("void"),
            Some(Happening::Said(said)) => Self {
                from: Some((&*said.from).into()),
                channel: Some(said.channel.as_str().into()),
                at_us: Some(said.at.unix_us),
                zone_s: Some(said.at.offset_s),
                content: Some((&*said.content).into()),
                reply_to: said.reply_to.as_ref().map(|name| name_form(name, me)),
                edited: said.is_edited,
                ..begin("message")
            },
            Some(Happening::Edited { of: name, content }) => {
                Self { of: of(name), content: Some((&**content).into()), ..begin("edit") }
            }
            Some(Happening::Deleted { of: name, by }) => Self { of: of(name), ..begin("delete") }.by(by),
            Some(Happening::Reacted { of: name, kind, by, on }) => Self {
                of: of(name),
                emoji: Some(kind.emoji().into()),
                by: Some((&**by).into()),
                on: Some(*on),
                ..begin("react")
            },
            Some(Happening::Topic(NewTopic { channel, topic, by, version })) => Self {
                channel: Some(channel.as_str().into()),
                topic: Some((&**topic).into()),
                version: Some(*version),
                ..begin("topic")
            }
            .by(by),
            Some(Happening::Imposed(Imposed { kind, whom, by, reason, left })) => Self {
                sanction: Some(kind.as_str().into()),
                user: Some(whom.as_str().into()),
                reason: Some((&**reason).into()),
                seconds: left.map(|left| left.as_secs().max(1)),
                ..begin("sanction")
            }
            .by(by),
            Some(Happening::Lifted(Lifted { kind, whom, by })) => {
                Self { sanction: Some(kind.as_str().into()), user: Some(whom.as_str().into()), ..begin("lift") }.by(by)
            }
            Some(Happening::Renamed { from, to }) => {
                Self { user: Some((&**from).into()), to: Some((&**to).into()), ..begin("rename") }
            }
            Some(Happening::Erased { name, fate }) => {
                Self { user: Some((&**name).into()), fate: Some(fate.as_str().into()), ..begin("erase") }
            }
        }
    }

    fn actor(&self) -> Option<Actor> {
        let (name, role) = (self.by.as_deref()?, self.role.as_deref()?.parse().ok()?);
        Some(Actor { name: name.into(), role })
    }

    fn sanction_kind(&self) -> Option<SanctionKind> {
        [SanctionKind::Mute, SanctionKind::Ban].into_iter().find(|kind| Some(kind.as_str()) == self.sanction.as_deref())
    }

    fn what(self, me: &Origin) -> Option<Happening> {
        let channel = || ChannelName::parse(self.channel.as_deref()?).ok();
        let user = || Username::parse(self.user.as_deref()?).ok();
        Some(match &*self.kind {
            "message" => {
                let channel = channel()?;
                let zone_s = self.zone_s.unwrap_or(0);
                let at_us = self.at_us?;
                // A zone beyond a day is none, and a time before 1970 or beyond 2200 that of no clock that could be shown.
                let is_time = zone_s.unsigned_abs() <= 86_400 && (0..7_258_118_400_000_000).contains(&at_us);
                let at = Some(WallTime { unix_us: at_us, offset_s: zone_s }).filter(|_| is_time)?;
                Happening::Said(Said {
                    from: (&*self.from?).into(),
                    channel,
                    at,
                    content: (&*self.content?).into(),
                    reply_to: parse_name(self.reply_to, me),
                    is_edited: self.edited,
                })
            }
            "edit" => Happening::Edited { of: parse_name(self.of, me)?, content: (&*self.content?).into() },
            "delete" => Happening::Deleted { by: self.actor()?, of: parse_name(self.of, me)? },
            "react" => Happening::Reacted {
                kind: ReactionKind::parse(self.emoji.as_deref()?)?,
                by: (&*self.by?).into(),
                on: self.on?,
                of: parse_name(self.of, me)?,
            },
            "topic" => Happening::Topic(NewTopic {
                channel: channel()?,
                by: self.actor()?,
                version: self.version?,
                topic: (&*self.topic?).into(),
            }),
            "sanction" => Happening::Imposed(Imposed {
                kind: self.sanction_kind()?,
                whom: user()?,
                by: self.actor()?,
                left: self.seconds.map(Duration::from_secs),
                reason: (&*self.reason.unwrap_or_default()).into(),
            }),
            "lift" => Happening::Lifted(Lifted { kind: self.sanction_kind()?, whom: user()?, by: self.actor()? }),
            "rename" => Happening::Renamed { from: (&*self.user?).into(), to: (&*self.to?).into() },
            "erase" => Happening::Erased { fate: self.fate.as_deref()?.parse().ok()?, name: (&*self.user?).into() },
            _ => return None,
        })
    }
}

/// An event of ours.
pub(super) fn event(event: &Event, me: &Origin) -> Vec<u8> {
    match serde_json::to_vec(&EventForm::of_event(event, me)) {
        Ok(bytes) if bytes.len() <= EVENT_BYTES_MAX => bytes,
        // What nobody takes says nothing, and counts.
        _ => serde_json::to_vec(&EventForm::of_kind(event.seq, "void")).unwrap_or_default(),
    }
}

/// Reads an event; `None` if not even its number can be read.
pub(super) fn parse_event(bytes: &[u8], me: &Origin) -> Option<Event> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let NumberForm { seq } = serde_json::from_slice(bytes).ok()?;
    let what = serde_json::from_slice(bytes).ok().and_then(|form: EventForm<'_>| form.what(me));
    (seq > 0).then_some(Event { seq, what })
}

/// The words to one server, besides that one is there.
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
    /// It has had events that this server does not know of.
    Behind {
        /// The life of the database that it means.
        epoch: Epoch,
        /// The number of the last one.
        known: u64,
    },
    /// It asks whether a person of its own is erased here.
    Erase {
        /// The life of its own database.
        epoch: Epoch,
        /// The number of its event.
        seq: u64,
        name: Box<str>,
        fate: MessageFate,
        /// The first number that can be had; 0 from an earlier program.
        low: u64,
    },
    /// A person of ours is erased there.
    Erased {
        /// The life of the database that it means.
        epoch: Epoch,
        /// The number of our event.
        seq: u64,
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
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    user: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    fate: Option<Cow<'a, str>>,
}

/// Something to one server about one event; `low` is the first number that can be had, where it matters.
fn about(kind: &str, epoch: Epoch, (from, low): (u64, u64), person: Option<(&str, MessageFate)>) -> Vec<u8> {
    let form = DirectForm {
        v: VERSION,
        kind,
        epoch: epoch.to_string(),
        from,
        to: None,
        low,
        events: Vec::new(),
        user: person.map(|(name, _)| name.into()),
        fate: person.map(|(_, fate)| fate.as_str().into()),
    };
    serde_json::to_vec(&form).unwrap_or_default()
}

/// To a server: others have had events of it up to this one.
pub(super) fn behind(origin: &Origin, known: u64) -> Vec<u8> {
    about("behind", origin.epoch, (known, 0), None)
}

/// To a server: is a person of ours erased there?
pub(super) fn erase(me: &Origin, (seq, low): (u64, u64), name: &str, fate: MessageFate) -> Vec<u8> {
    about("erase", me.epoch, (seq, low), Some((name, fate)))
}

/// To a server: its person is erased here.
pub(super) fn erased(origin: &Origin, seq: u64) -> Vec<u8> {
    about("erased", origin.epoch, (seq, 0), None)
}

/// A question for events of another server, from a number on.
pub(super) fn ask(origin: &Origin, from: u64) -> Vec<u8> {
    about("ask", origin.epoch, (from, 0), None)
}

/// An answer, cut so that it is not too long: the rest is asked for again.
pub(super) fn answer(me: &Origin, low: u64, from: u64, last: u64, events: &[Event]) -> Vec<u8> {
    let (mut last, mut events) = (last, events);
    loop {
        let written: Vec<Box<RawValue>> = events
            .iter()
            .filter_map(|one| RawValue::from_string(String::from_utf8(event(one, me)).ok()?).ok())
            .collect();
        let form = DirectForm {
            v: VERSION,
            kind: "range",
            epoch: me.epoch.to_string(),
            from,
            to: Some(last),
            low,
            events: written.iter().map(AsRef::as_ref).collect(),
            user: None,
            fate: None,
        };
        let bytes = serde_json::to_vec(&form).unwrap_or_default();
        if bytes.len() <= EVENT_BYTES_MAX || events.is_empty() {
            return bytes;
        }
        if let [one] = events {
            // One alone is as long as an event may be, and its envelope makes it too long.
            last = one.seq;
            events = &[];
            continue;
        }
        events = &events[..events.len() / 2];
        last = events.last().map_or(from, |one| one.seq);
    }
}

/// Reads what was said to this server; `None` for anything else.
pub(super) fn parse_direct(bytes: &[u8], me: &Origin) -> Option<Direct> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let DirectForm { kind, epoch, from, to, low, events, user, fate, .. } = serde_json::from_slice(bytes).ok()?;
    let epoch = epoch.parse().ok()?;
    match (kind, to) {
        ("ask", None) if from > 0 => Some(Direct::Ask { epoch, from }),
        ("behind", None) => Some(Direct::Behind { epoch, known: from }),
        ("erased", None) => Some(Direct::Erased { epoch, seq: from }),
        ("erase", None) => {
            Some(Direct::Erase { epoch, seq: from, name: (&*user?).into(), fate: fate?.parse().ok()?, low })
        }
        ("range", Some(to)) if from > 0 && events.len() <= ANSWERED_MAX => {
            let events = events.iter().filter_map(|event| parse_event(event.get().as_bytes(), me));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::account::Role;

    #[test]
    fn an_event_of_each_kind_is_read_as_it_is_written() {
        let origin = |text: &str, epoch| Origin { server: text.parse().unwrap(), epoch: Epoch(epoch) };
        let (me, other) = (origin("salle101", 1), origin("salle204", 2));
        let prof = Actor { name: "prof".into(), role: Role::Moderator };
        let of_me = EventName { origin: None, seq: 3 };
        let of_other = EventName { origin: Some(other.clone()), seq: 4 };
        let channel = ChannelName::parse("#projet").unwrap();
        let whom = Username::parse("zoé@salle204").unwrap();
        let (kind, by) = (SanctionKind::Mute, prof.clone());
        let kinds = [
            Happening::Said(Said {
                from: "zoé".into(),
                channel: channel.clone(),
                at: WallTime { unix_us: 7, offset_s: -3600 },
                content: "a \"b\"\n".into(),
                reply_to: Some(of_other.clone()),
                is_edited: true,
            }),
            Happening::Edited { of: of_me.clone(), content: "c".into() },
            Happening::Deleted { of: of_other.clone(), by: prof.clone() },
            Happening::Reacted { of: of_me.clone(), kind: ReactionKind::Bravo, by: "bob".into(), on: false },
            Happening::Topic(NewTopic { channel, topic: "TP".into(), by: prof.clone(), version: 9 }),
            Happening::Imposed(Imposed {
                kind,
                whom: whom.clone(),
                by: prof,
                reason: "bruit".into(),
                left: Some(Duration::from_secs(600)),
            }),
            Happening::Lifted(Lifted { kind, whom, by }),
            Happening::Renamed { from: "zoé".into(), to: "Zoé M".into() },
            Happening::Erased { name: "zoé".into(), fate: MessageFate::Remove },
        ];
        for (seq, what) in (1..).zip(kinds) {
            let event_here = Event { seq, what: Some(what) };
            let bytes = event(&event_here, &me);
            assert_eq!(parse_event(&bytes, &me), Some(event_here), "{}", String::from_utf8_lossy(&bytes));
            // For the other one, what is ours is another's, and the other way round.
            let there = parse_event(&bytes, &other).unwrap();
            match there.what.unwrap() {
                Happening::Edited { of, .. } => assert_eq!(of, EventName { origin: Some(me.clone()), seq: 3 }),
                Happening::Deleted { of, .. } => assert_eq!(of, EventName { origin: None, seq: 4 }),
                _ => {}
            }
        }
        let void = Event { seq: 9, what: None };
        assert_eq!(event(&void, &me), br#"{"v":1,"seq":9,"kind":"void"}"#);
        for (says_nothing, seq) in [
            (r#"{"v":1,"seq":9,"kind":"void"}"#, 9),
            (r#"{"v":7,"seq":8,"kind":"vote","of":[1]}"#, 8),
            (
                r#"{"v":1,"seq":7,"kind":"delete","by":"prof","role":"king","of":{"server":"a","epoch":"0000000000000001","seq":1}}"#,
                7,
            ),
            (r#"{"v":1,"seq":6,"kind":"edit","content":"x","of":{"server":"A","epoch":"1","seq":1}}"#, 6),
            (r#"{"v":1,"seq":5,"kind":"sanction","sanction":"mute","user":"","by":"prof","role":"admin"}"#, 5),
        ] {
            assert_eq!(parse_event(says_nothing.as_bytes(), &me), Some(Event { seq, what: None }), "{says_nothing}");
        }
        assert_eq!(parse_event(br#"{"v":1,"kind":"message"}"#, &me), None);
        let erase =
            Direct::Erase { epoch: Epoch(1), seq: 5, name: "zoé".into(), fate: MessageFate::Anonymise, low: 3 };
        assert_eq!(parse_direct(&super::erase(&me, (5, 3), "zoé", MessageFate::Anonymise), &other), Some(erase));
        assert_eq!(parse_direct(&erased(&other, 5), &other), Some(Direct::Erased { epoch: Epoch(2), seq: 5 }));
        assert_eq!(parse_direct(&behind(&other, 5), &other), Some(Direct::Behind { epoch: Epoch(2), known: 5 }));
    }
}
