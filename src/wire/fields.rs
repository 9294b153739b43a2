//! The fields of a JSON object, read one by one when they are asked for.
//!
//! Owns [`Fields`]: the object's keys with their values as JSON text borrowed from the line, so that unknown fields can
//! be relayed without a tree being built of them. An object of plain values is read by `plain_object`, any other by serde_json.
//! Called by `parse`, `act` and `rows`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ascii;
use super::plain_object::{inside, plain_fields};
use crate::chat::name::ChannelName;
use crate::chat::request::ProblemKind;

/// Most fields of one request. Finding a field is a search through all of them.
pub(super) const FIELDS_MAX: usize = 64;

/// Deepest nesting of arrays and objects in a field. Clients relay to clients whose parsers recurse.
pub(super) const DEPTH_MAX: usize = 32;

/// True for a field that is a text in every request that has it, and stands in nearly every message. Such are read as
/// texts at once; a line in which one is something else is read again.
fn is_text_field(name: &str) -> bool {
    matches!(name, "type" | "subtype" | "to" | "from" | "content" | "channel")
}

/// A field's value.
pub(super) enum Value<'a> {
    /// Null, which is as good as no field.
    Null,
    /// A text that has been read.
    Text(Cow<'a, str>),
    /// Anything, as it stands in the line.
    Json(&'a RawValue),
}

/// A JSON object. Of fields with the same name the last one counts, as in the clients' own parsers.
pub(super) struct Fields<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Fields<'a> {
    /// Reads a line.
    pub(super) fn read(line: &'a str) -> Result<Self, ProblemKind> {
        Self::read_to_depth(line, DEPTH_MAX)
    }

    /// Reads a line whose fields may be so deep.
    pub(super) fn read_to_depth(line: &'a str, depth_max: usize) -> Result<Self, ProblemKind> {
        if let Some(fields) = Self::read_plain(line) {
            return Ok(fields);
        }
        let mut fields = object::<Plain>(line, true).or_else(|_| object::<Plain>(line, false));
        if fields.is_err() && ["\\ud", "\\uD"].iter().any(|half| line.contains(half)) {
            fields = object::<Mended>(line, false);
        }
        let fields = fields.map_err(|_| ProblemKind::BadJson)?;
        let is_deep = |value: &Value<'_>| match value {
            Value::Json(json) => json.get().starts_with(['[', '{']) && ascii::depth(json.get()) > depth_max,
            Value::Null | Value::Text(_) => false,
        };
        if fields.0.iter().any(|(_, value)| is_deep(value)) {
            return Err(ProblemKind::BadJson);
        }
        Ok(fields)
    }

    /// Reads a line that is an object of plain values; `None` for any other.
    fn read_plain(line: &'a str) -> Option<Self> {
        let mut fields = Self::new();
        plain_fields(line, |name, json| {
            let value = match inside(json) {
                Some(text) if is_text_field(name) => Value::Text(Cow::Borrowed(text)),
                _ => Value::Json(serde_json::from_str(json).ok()?),
            };
            fields.put(Cow::Borrowed(name), value)
        })?;
        Some(fields)
    }

    fn new() -> Self {
        Self(Vec::with_capacity(8))
    }

    /// Adds a field, in the place of an earlier one of that name; `None` if there are too many.
    fn put(&mut self, name: Cow<'a, str>, value: Value<'a>) -> Option<()> {
        if let Some(earlier) = self.0.iter_mut().find(|(other, _)| *other == name) {
            earlier.1 = value;
        } else if self.0.len() < FIELDS_MAX {
            self.0.push((name, value));
        } else {
            return None;
        }
        Some(())
    }

    /// A field's value, if it is there.
    fn value(&self, name: &str) -> Option<&Value<'a>> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A field that may be anything but null, as it stands in the line.
    pub(super) fn json(&self, name: &str) -> Option<&'a RawValue> {
        self.value(name)?.json()
    }

    /// A text that may be absent.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, ProblemKind> {
        self.value(name).map_or(Ok(None), |value| value.text(name))
    }

    /// A text that must be there.
    pub(super) fn required_text(&self, name: &'static str) -> Result<Cow<'_, str>, ProblemKind> {
        self.text(name)?.ok_or(ProblemKind::MissingField(name))
    }

    /// A whole number from 0 that may be absent.
    pub(super) fn number(&self, name: &'static str) -> Result<Option<u64>, ProblemKind> {
        self.json(name).map(|value| value.get().parse().map_err(|_| ProblemKind::BadField(name))).transpose()
    }

    /// The channel in `channel`, which may be absent. An empty name is the default channel's, as it was with the old
    /// server's clients.
    pub(super) fn channel(&self) -> Result<Option<ChannelName>, ProblemKind> {
        self.value("channel").map_or(Ok(None), Value::channel)
    }

    /// Yes or no; no if it is absent.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool, ProblemKind> {
        self.flag_or(name, false)
    }

    /// The same with what holds if it is absent.
    pub(super) fn flag_or(&self, name: &'static str, default: bool) -> Result<bool, ProblemKind> {
        self.json(name).map_or(Ok(default), |value| value.get().parse().map_err(|_| ProblemKind::BadField(name)))
    }

    /// A list of texts that must be there.
    pub(super) fn required_texts(&self, name: &'static str) -> Result<Vec<String>, ProblemKind> {
        let json = self.json(name).ok_or(ProblemKind::MissingField(name))?;
        serde_json::from_str(json.get()).map_err(|_| ProblemKind::BadField(name))
    }

    /// All fields, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &Value<'a>)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }
}

impl<'a> Value<'a> {
    /// The same, borrowed from this one.
    pub(super) fn borrowed(&self) -> Value<'_> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(Cow::Borrowed(text)),
            Self::Json(json) => Value::Json(json),
        }
    }

    /// Returns what stands in the line, unless that is null or a text that has been read.
    pub(super) fn json(&self) -> Option<&'a RawValue> {
        match self {
            Self::Json(json) => Some(*json).filter(|json| json.get() != "null"),
            Self::Null | Self::Text(_) => None,
        }
    }

    /// The text of a field of that name; none if it is null.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<Cow<'_, str>>, ProblemKind> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(Cow::Borrowed(text))),
            Self::Json(json) if json.get() == "null" => Ok(None),
            Self::Json(json) => text_of(json).map(Some).ok_or(ProblemKind::BadField(name)),
        }
    }
}

impl Value<'_> {
    /// The channel that a field `channel` names, if it names one. An empty name is the default channel's, as it was with
    /// the old server's clients.
    pub(super) fn channel(&self) -> Result<Option<ChannelName>, ProblemKind> {
        let Some(name) = self.text("channel")? else { return Ok(None) };
        if name.trim().is_empty() {
            return Ok(Some(ChannelName::global()));
        }
        ChannelName::parse(&name).map(Some).map_err(ProblemKind::BadChannel)
    }
}

/// The text of a JSON string; `None` for any other value.
fn text_of(value: &RawValue) -> Option<Cow<'_, str>> {
    let json = value.get();
    let inside = json.strip_prefix('"')?;
    if memchr::memchr(b'\\', inside.as_bytes()).is_none() {
        // Nothing stands for something else, and that the rest of it is right was seen when the line was read.
        return inside.strip_suffix('"').map(Cow::Borrowed);
    }
    let mut json = serde_json::Deserializer::from_str(json);
    // As bytes first: half of a surrogate pair, which a client makes by cutting a text, is no reason to refuse a line.
    json.deserialize_bytes(TextVisitor).ok()
}

/// A text or null, read without a look at it as JSON first.
struct TextOrNull<'a>(Value<'a>);

impl<'a> Deserialize<'a> for TextOrNull<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct OrNull;

        impl<'a> Visitor<'a> for OrNull {
            type Value = TextOrNull<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or null")
            }

            fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
                Ok(TextOrNull(Value::Null))
            }

            fn visit_some<D: Deserializer<'a>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                Plain::deserialize(deserializer).map(|text| TextOrNull(Value::Text(text.0)))
            }
        }

        deserializer.deserialize_option(OrNull)
    }
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

/// Reads an object whose names of fields are of the one kind or the other. With `texts`, a
/// [text field](is_text_field) that is no text is an error.
fn object<'a, N: Name<'a>>(line: &'a str, texts: bool) -> serde_json::Result<Fields<'a>> {
    struct ObjectVisitor<N>(bool, PhantomData<N>);

    impl<'a, N: Name<'a>> Visitor<'a> for ObjectVisitor<N> {
        type Value = Fields<'a>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Fields::new();
            while let Some(name) = map.next_key::<N>()? {
                let name = name.into_text();
                let value = if self.0 && is_text_field(&name) {
                    map.next_value::<TextOrNull<'a>>()?.0
                } else {
                    Value::Json(map.next_value()?)
                };
                fields.put(name, value).ok_or_else(|| A::Error::custom("too many fields"))?;
            }
            Ok(fields)
        }
    }

    let mut json = serde_json::Deserializer::from_str(line);
    let fields = json.deserialize_map(ObjectVisitor::<N>(texts, PhantomData))?;
    json.end()?;
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A field's text, read at once if that is possible, and as JSON first.
    fn both_ways(value: &str) -> [Result<Option<String>, ProblemKind>; 2] {
        let line = format!(r#"{{"content":{value},"other":{value}}}"#);
        let fields = Fields::read(&line).unwrap();
        ["content", "other"].map(|name| match fields.text(name) {
            Ok(text) => Ok(text.map(Cow::into_owned)),
            // The names differ, the problem does not.
            Err(ProblemKind::BadField(_)) => Err(ProblemKind::BadField("")),
            Err(other) => Err(other),
        })
    }

    #[test]
    fn a_text_is_the_same_in_whichever_way_it_is_read() {
        for value in [
            "null",
            "1e5",
            "true",
            "[1]",
            r#"{"a":[]}"#,
            r#""""#,
            r#""x""#,
            r#""\ud83d""#,
            r#""a\ud83d\udc4d\ud83db""#,
            r#""\\""#,
            r#""\"""#,
        ] {
            let [at_once, as_json] = both_ways(value);
            assert_eq!(at_once, as_json, "{value}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_in_whichever_way_it_is_read(text in any::<String>(), escaped in any::<bool>()) {
            let mut json = serde_json::to_string(&text).unwrap();
            if escaped {
                json.clear();
                ascii::push_string(&mut json, &text);
            }
            let [at_once, as_json] = both_ways(&json);
            prop_assert_eq!(&at_once, &Ok(Some(text)));
            prop_assert_eq!(at_once, as_json);
        }
    }
}
