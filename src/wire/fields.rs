//! The fields of a JSON object, read one by one when they are asked for.
//!
//! Owns [`Fields`]: the object's keys with their values as JSON text borrowed from the line, so that unknown fields can
//! be relayed without a tree being built of them. Called by `parse`, `act` and `rows`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ascii;
use crate::chat::name::ChannelName;
use crate::chat::request::ProblemKind;

/// Most fields of one request. Finding a field is a search through all of them.
pub(super) const FIELDS_MAX: usize = 64;

/// Deepest nesting of arrays and objects in a field. Clients relay to clients whose parsers recurse.
pub(super) const DEPTH_MAX: usize = 32;

/// A JSON object. Of fields with the same name the last one counts, as in the clients' own parsers.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Fields<'a> {
    /// Reads a line.
    pub(super) fn read(line: &'a str) -> Result<Self, ProblemKind> {
        Self::read_to_depth(line, DEPTH_MAX)
    }

    /// Reads a line whose fields may be so deep.
    pub(super) fn read_to_depth(line: &'a str, depth_max: usize) -> Result<Self, ProblemKind> {
        let mut fields = object::<Plain>(line);
        if fields.is_err() && ["\\ud", "\\uD"].iter().any(|half| line.contains(half)) {
            fields = object::<Mended>(line);
        }
        let fields = fields.map_err(|_| ProblemKind::BadJson)?;
        let is_deep = |value: &RawValue| {
            let json = value.get();
            json.starts_with(['[', '{']) && ascii::depth(json) > depth_max
        };
        if fields.0.iter().any(|(_, value)| is_deep(value)) {
            return Err(ProblemKind::BadJson);
        }
        Ok(fields)
    }

    /// True if a field is there, be it null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// A field that is there and not null.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name)?;
        (value.get() != "null").then_some(*value)
    }

    /// A text that may be absent.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, ProblemKind> {
        self.get(name).map(|value| text_of(value).ok_or(ProblemKind::BadField(name))).transpose()
    }

    /// A text that must be there.
    pub(super) fn required_text(&self, name: &'static str) -> Result<Cow<'a, str>, ProblemKind> {
        self.text(name)?.ok_or(ProblemKind::MissingField(name))
    }

    /// A whole number from 0 that may be absent.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, ProblemKind> {
        self.get(name).map(|value| value.get().parse().map_err(|_| ProblemKind::BadField(name))).transpose()
    }

    /// The channel in `channel`, which may be absent. An empty name is the default channel's, as it was with the old
    /// server's clients.
    pub(super) fn channel(&self) -> Result<Option<ChannelName>, ProblemKind> {
        let Some(name) = self.text("channel")? else { return Ok(None) };
        if name.trim().is_empty() {
            return Ok(Some(ChannelName::global()));
        }
        ChannelName::parse(&name).map(Some).map_err(ProblemKind::BadChannel)
    }

    /// All fields, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(key, value)| (&**key, *value))
    }
}

/// The text of a JSON string; `None` for any other value.
fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    if !value.get().starts_with('"') {
        return None;
    }
    let mut json = serde_json::Deserializer::from_str(value.get());
    // As bytes first: half of a surrogate pair, which a client makes by cutting a text, is no reason to refuse a line.
    json.deserialize_bytes(TextVisitor).ok()
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        // The check alone is several times as fast, and mostly all there is to do.
        Ok(std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(mended(bytes)), Cow::Borrowed))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(mended(bytes)))
    }
}

/// The text of a JSON string's bytes, which are UTF-8 but for halves of surrogate pairs: each of those, three bytes in
/// the form of UTF-8, becomes one U+FFFD.
fn mended(bytes: &[u8]) -> String {
    let mut bytes = bytes.to_vec();
    let mut at = 0;
    while let Some(found) = memchr::memchr(0xed, &bytes[at..]) {
        at += found;
        if let [_, 0xa0..=0xbf, _] = bytes[at..(at + 3).min(bytes.len())] {
            bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
        at += 1;
    }
    String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// The way in which the names of fields are read.
trait Name<'a>: Deserialize<'a> {
    fn into_text(self) -> Cow<'a, str>;
}

/// The name of a field as nearly all are.
#[derive(serde::Deserialize)]
struct Plain<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'a> Name<'a> for Plain<'a> {
    fn into_text(self) -> Cow<'a, str> {
        self.0
    }
}

/// The same read like any other text, so that half a pair in it does not cost the line. Takes longer.
struct Mended<'a>(Cow<'a, str>);

impl<'a> Deserialize<'a> for Mended<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(TextVisitor).map(Mended)
    }
}

impl<'a> Name<'a> for Mended<'a> {
    fn into_text(self) -> Cow<'a, str> {
        self.0
    }
}

/// Reads an object, in the one way or the other.
fn object<'a, N: Name<'a>>(line: &'a str) -> serde_json::Result<Fields<'a>> {
    struct ObjectVisitor<N>(PhantomData<N>);

    impl<'a, N: Name<'a>> Visitor<'a> for ObjectVisitor<N> {
        type Value = Fields<'a>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields: Vec<(Cow<'a, str>, &'a RawValue)> = Vec::with_capacity(8);
            while let Some((name, value)) = map.next_entry::<N, &'a RawValue>()? {
                let name = name.into_text();
                if let Some(earlier) = fields.iter_mut().find(|(other, _)| *other == name) {
                    earlier.1 = value;
                } else if fields.len() < FIELDS_MAX {
                    fields.push((name, value));
                } else {
                    return Err(A::Error::custom("too many fields"));
                }
            }
            Ok(Fields(fields))
        }
    }

    let mut json = serde_json::Deserializer::from_str(line);
    let fields = json.deserialize_map(ObjectVisitor::<N>(PhantomData))?;
    json.end()?;
    Ok(fields)
}
